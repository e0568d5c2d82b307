# Calls of something abstract, which compiled code takes apart by the types that methods are for.
using Test, Cassette

abstract type Figure end
struct Disc <: Figure
    r::Float64
end
struct Box <: Figure
    w::Float64
    h::Float64
end
struct Slab <: Figure
    w::Float64
end
struct Wedge <: Figure
    b::Float64
    h::Float64
end
mutable struct Blob <: Figure
    size::Int
end

extent(it::Disc) = 3.0 * it.r * it.r
extent(it::Box) = it.w * it.h
extent(it::Slab) = 2.0 * it.w
extent(it::Wedge) = 0.5 * it.b * it.h

function total(all)
    sum = 0.0
    for it in all
        sum += extent(it)
    end
    return sum
end

figures() = Figure[Disc(1.0), Box(2.0, 3.0), Slab(1.5), Wedge(2.0, 2.0), Disc(2.0)]

@testset "each by its own method" begin
    all = figures()
    for _ in 1:3000
        @test total(all) == 3.0 + 6.0 + 3.0 + 2.0 + 12.0
    end
    @test total(Any[all...]) == 26.0
    @test total(Figure[]) === 0.0
end

@testset "what inference says of it is Julia's" begin
    @test Base.return_types(total, (Vector{Figure},)) == [Any]
    @test eltype([extent(it) for it in Figure[]]) == Any
end

@testset "what no method is for throws, wherever it stands" begin
    all = figures()
    push!(all, Blob(1))
    for _ in 1:300
        error = try
            total(all)
        catch error
            error
        end
        @test error isa MethodError && error.f === extent && error.args === (all[end],)
    end
end

@testset "a method more is seen at once, and one that takes all" begin
    all = figures()
    push!(all, Blob(4))
    @eval extent(it::Blob) = it.size
    @test total(all) == 30.0
    @eval extent(it::Blob) = 2 * it.size
    @test total(all) == 34.0
    @eval extent(it::Figure) = 100.0
    @test total(all) == 34.0
    @eval struct Speck <: Figure end
    push!(all, @eval Speck())
    @test total(all) == 134.0
    Base.delete_method(which(extent, (Figure,)))
    @test_throws MethodError total(all)
    pop!(all)
    @test total(all) == 34.0
end

@noinline counted(all) = sum(rank(it) for it in all)
function ranked(all)
    sum = 0
    for it in all
        sum += rank(it)
    end
    return sum
end
@noinline behind(all) = ranked(all)
through(all) = behind(all) + 1
rank(::Disc) = 1
rank(::Box) = 2
rank(::Slab) = 3
rank(::Wedge) = 4

# Callers two calls away hold code that has the methods in it.
@testset "what is redefined is seen through compiled callers" begin
    all = Figure[Disc(1.0), Box(1.0, 1.0)]
    for _ in 1:300
        @test through(all) == 4 && counted(all) == 3
    end
    @eval rank(::Disc) = 10
    @test through(all) == 13 && counted(all) == 12 && map(rank, all) == [10, 2]
    @eval rank(::Disc) = 100
    @test through(all) == 103 && counted(all) == 102 && map(rank, all) == [100, 2]
    push!(all, Blob(1))
    @test_throws MethodError through(all)
    @eval rank(it::Blob) = 1000
    @test through(all) == 1103 && counted(all) == 1102 && map(rank, all) == [100, 2, 1000]
    Base.delete_method(which(rank, (Disc,)))
    @test_throws MethodError through(all)
    @test_throws MethodError map(rank, all)
end

meeting(a::Int, b) = 1
meeting(a, b::Int) = 2
meet(v) = meeting(v[1], 1)

@testset "what may be ambiguous is left to the run" begin
    @test_throws MethodError meet(Any[1])
    @test meet(Any["one"]) == 2
end

half(x::Int) = x / 2
half(x::Float64) = x / 2
half(x::Nothing) = 0.0
half(x::String) = length(x) / 2
half(x::Char) = 0.5
halves(all) = sum(half(it) for it in all; init = 0.0)

@testset "members of unions, and values of any type" begin
    mixed = Union{Int, Float64, Nothing}[1, 2.5, nothing, 4]
    anything = Any[1, 2.5, nothing, "four", 'c', 4]
    for _ in 1:2000
        @test halves(mixed) == 3.75
        @test halves(anything) == 6.25
    end
    @test_throws MethodError halves(Any[1, :two])
end

function mixed_sum(all)
    sum = 0
    for it in all
        sum += it
    end
    return sum
end

@testset "arithmetic of unions" begin
    all = Union{Int, Float64}[isodd(i) ? i : i / 4 for i in 1:100]
    for _ in 1:300
        @test mixed_sum(all) === 2500 + 637.5
    end
    @test mixed_sum(Union{Int, Missing}[1, missing, 3]) === missing
    @test mixed_sum(Union{Int, Float64}[1, 2]) === 3
end

pairing(a::Int, b::Int) = "ints"
pairing(a::Int, b::Float64) = "int, float"
pairing(a::Float64, b::Int) = "float, int"
pairing(a::Float64, b::Float64) = "floats"
pairings(all) = [pairing(a, b) for a in all for b in all]

@testset "two operands" begin
    all = Union{Int, Float64}[1, 2.0]
    for _ in 1:300
        @test pairings(all) == ["ints", "int, float", "float, int", "floats"]
    end
end

Cassette.@context Products
mutable struct Seen
    products::Int
    extents::Int
end
function Cassette.prehook(ctx::Products, ::typeof(Base.mul_float), x, y)
    ctx.metadata.products += 1
end
Cassette.@context Calls
function Cassette.prehook(ctx::Calls, ::typeof(extent), it)
    ctx.metadata.extents += 1
end
Cassette.@context Replaces
Cassette.overdub(::Replaces, ::typeof(extent), it::Box) = 1000.0

@testset "contexts see what is below, and each call once" begin
    all = figures()
    for _ in 1:50
        seen = Seen(0, 0)
        @test Cassette.overdub(Products(metadata = seen), total, all) == 26.0
        @test seen.products == 2 + 1 + 1 + 2 + 2
        @test Cassette.overdub(Calls(metadata = seen), total, all) == 26.0
        @test seen.extents == 5
        @test Cassette.overdub(Replaces(), total, all) == 1020.0
        @test total(all) == 26.0
    end
end

struct Held{T}
    x::T
end
below(x) = x
kept(::Int) = below(1)
kept(::String) = below(2)
kept(::Symbol) = 0
kept(::Char) = 0
kept(x) = 0
each(it) = (kept(it.x); 1)
every(all) = for it in all
    each(it)
end
const FiveKinds = Union{Held{Int}, Held{String}, Held{Symbol}, Held{Char}, Held{Nothing}}

Cassette.@context Below
Cassette.prehook(ctx::Below, ::typeof(below), x) = push!(ctx.metadata, x)

apart(::Disc) = below(1)
apart(::Box) = below(2)
apart(::Slab) = below(3)
apart(::Wedge) = below(4)
apart(::Figure) = 1
@noinline function parts(all)
    sum = 0
    for it in all
        sum += apart(it)
    end
    return sum
end
perhaps(all, asked) = asked ? parts(all) : 0

@testset "contexts see what is below unions of many members, and what is taken apart later" begin
    seen = Int[]
    Cassette.overdub(Below(metadata = seen), every, FiveKinds[Held(1), Held("a"), Held(:a)])
    @test seen == [1, 2]
    all = Figure[Disc(1.0), Box(1.0, 1.0), Slab(1.0), Wedge(1.0, 1.0)]
    empty!(seen)
    @test Cassette.overdub(Below(metadata = seen), perhaps, all, false) == 0
    Base.delete_method(which(apart, (Figure,)))
    @test Cassette.overdub(Below(metadata = seen), perhaps, all, true) == 10
    @test seen == [1, 2, 3, 4]
end

abstract type Tree end
struct Leaf <: Tree
    value::Float64
end
struct Sum <: Tree
    left::Tree
    right::Tree
end
struct Product <: Tree
    left::Tree
    right::Tree
end
struct Negative <: Tree
    of::Tree
end
value(it::Leaf) = it.value
value(it::Sum) = value(it.left) + value(it.right)
value(it::Product) = value(it.left) * value(it.right)
value(it::Negative) = -value(it.of)

@testset "trees that call themselves" begin
    tree = Sum(Product(Leaf(2.0), Leaf(3.0)), Negative(Sum(Leaf(1.0), Leaf(0.5))))
    for _ in 1:3000
        @test value(tree) === 4.5
    end
    deep = foldl((tree, _) -> Negative(tree), 1:1000; init = tree)
    @test value(deep) === 4.5
end

@testset "Type{Union{}} stays itself in code that runs often" begin
    # It is dispatched on as the type of `Union{}` is, which has no parameters.
    has_nothing(t) = false
    function has_nothing(t::Type)
        t === Union{} && return true
        t isa Union && return false
        return any(has_nothing, t.parameters)
    end
    @test all(has_nothing(Tuple{Int, Type{Union{}}}) for _ in 1:3000)
    @test all(!has_nothing(Tuple{Int, typeof(Union{})}) for _ in 1:3000)
end
