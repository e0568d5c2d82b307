# Boxes of numbers and small structs are opened whatever their size; rare ways of loops come back; operands of all kinds reach calls that the run decides
using Test

primitive type Three 24 end
struct Bytes3
    a::UInt8
    b::Int8
    c::Bool
end
struct Mixed
    a::Int8
    b::Int32
end
struct Nothings
    a::Nothing
end
mutable struct Cell
    x::Any
end

const KINDS = Any[Int8(-1), 0xfe, Int16(-300), 0xfffe, Int32(-70000), 0xfffffffe, -1, 2^40, typemax(UInt64),
    1.5, -0.0, NaN, 2.5f0, Float16(0.5), true, false, 'x', '\U1f600', nothing, missing, :symbol, "text", Int, Vector{Int},
    (Int8(-1), 0x02), (1, 2), (nothing, Int8(-3)), Bytes3(0xff, -1, true), Mixed(-1, -2), Nothings(nothing),
    Core.Intrinsics.trunc_int(Three, 0x00ff0201), big(2)^70, 1//2, Cell(1), Main, sin, 1:3, [1, 2]]

function same(all, again)
    count = 0
    for at in eachindex(all)
        if all[at] === again[at]
            count += 1
        end
    end
    return count
end

function through_fields(all)
    cell = Cell(nothing)
    out = Any[]
    for it in all
        cell.x = it
        push!(out, cell.x)
    end
    return out
end

kind(it::Int8) = Int(it)
kind(it::Bytes3) = it.a + it.b + it.c
kind(it::Mixed) = it.a * it.b
kind(it::Float64) = isnan(it) ? 1 : 2
kind(it::Char) = Int(it)
kind(it::Type) = 3
kind(::Nothing) = 4
kind(it) = 5

function kinds(all)
    sum = 0
    for it in all
        sum += kind(it)
    end
    return sum
end

@testset "boxes are opened" begin
    copy = through_fields(KINDS)
    @test typeof.(copy) == typeof.(KINDS)
    expected = kinds(KINDS)
    good = 0
    for turn in 1:500
        again = through_fields(KINDS)
        good += same(KINDS, again) == length(KINDS) && kinds(again) == expected
    end
    @test good == 500
    @test expected == -1 + (0xff - 1 + 1) + 2 + (2 + 2 + 1) + Int('x') + 0x1f600 + 2 * 3 + 4 + 5 * (length(KINDS) - 11)
end

# A loop keeps its numbers where they are though something rare in it asks the runtime.
function guarded(all, limit)
    sum = 0.0
    rare = 0
    for at in 1:limit
        x = at <= length(all) ? all[at] : nothing
        if x isa Float64
            sum += x
        elseif x isa Vector
            rare += length(x)
        end
        sum *= 0.5
    end
    return sum, rare
end

@testset "rare ways come back" begin
    all = Any[isodd(i) ? i / 2 : i % 100 == 0 ? [i] : i for i in 1:20000]
    sums = 0.0
    for x in all
        x isa Float64 && (sums += x)
        sums *= 0.5
    end
    @test guarded(all, 20000) == (sums, 200)
    undefined = Vector{Any}(undef, 3)
    undefined[1] = 1.0
    @test_throws UndefRefError guarded(undefined, 3)
    caught = 0
    for turn in 1:500
        try
            guarded(undefined, 3)
        catch error
            caught += error isa UndefRefError
        end
    end
    @test caught == 500
end

# Calls whose target the run decides, with operands of all kinds and numbers.
@noinline many(a) = (1, a)
@noinline many(a, b) = (2, a, b)
@noinline many(a::Int, b, c) = (3, a, b, c)
@noinline many(a::Float64, b, c) = (-3, a, b, c)
@noinline many(a, b, c) = (0, a, b, c)
@noinline many(a, b, c, d) = (4, a, b, c, d)
@noinline many(a::Int, b::Int8, c, d, e) = (5, a, b, c, d, e)
@noinline many(a, b, c, d, e) = (-5, a, b, c, d, e)
@noinline many(a, b, c, d, e, f) = (6, a, b, c, d, e, f)
@noinline many(a, b, c, d, e, f, g) = (7, a, b, c, d, e, f, g)

function calls(all)
    out = Any[]
    n = length(all)
    for i in 1:n
        pick(k) = all[mod1(i + k, n)]
        push!(out, many(pick(0)), many(pick(0), pick(1)), many(pick(0), pick(1), pick(2)), many(pick(0), pick(1), pick(2), pick(3)),
            many(pick(0), pick(1), pick(2), pick(3), pick(4)), many(pick(0), pick(1), pick(2), pick(3), pick(4), pick(5)),
            many(pick(0), pick(1), pick(2), pick(3), pick(4), pick(5), pick(6)))
    end
    return out
end

@testset "operands of calls that the run decides" begin
    operands = KINDS[[1, 4, 7, 10, 11, 15, 19, 22, 23, 26]]
    first = calls(operands)
    good = 0
    for turn in 1:100
        again = calls(operands)
        good += all(first[i] === again[i] for i in eachindex(first))
    end
    @test good == 100
    heads = [it[1] for it in first]
    @test count(==(3), heads) == count(it -> it isa Int, operands)
    @test count(==(-3), heads) == count(it -> it isa Float64, operands)
end
