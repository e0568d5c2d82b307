# Loops that turn often enough to become other code while they run: what is alive in them goes on as it was.
using Test

struct Seen
    n::Int
    at::Float64
end

@testset "values of many kinds" begin
    function run(n)
        small = Int8(1)
        flag = false
        pair = (1, 2.5)
        seen = Seen(0, 0.0)
        maybe = nothing
        text = "a"
        list = Int[]
        wide = big(1)
        for i in 1:n
            small = (i % 100) % Int8
            flag = !flag
            pair = (pair[1] + i, pair[2] * 1.0)
            i % 1000 == 0 && (seen = Seen(i, pair[2]))
            maybe = isodd(i) ? i : nothing
            i % 5000 == 0 && (text *= string(i ÷ 5000); wide *= i)
            i % 3000 == 0 && push!(list, i)
        end
        return small, flag, pair, seen, maybe, text, list, wide
    end
    @test run(20000) === run(20000) || isequal(run(20000), run(20000))
    @test run(20000) == (Int8(0), false, (200010001, 2.5), Seen(20000, 2.5), nothing, "a1234", [3000, 6000, 9000, 12000, 15000, 18000], big(5000)^4 * 24)
end

@testset "variables without a value" begin
    function late(n, from)
        local found
        for i in 1:n
            if i == from
                found = i
            end
        end
        return found
    end
    @test late(30000, 29000) == 29000
    @test_throws UndefVarError late(30000, 40000)
end

@testset "loops within loops" begin
    function table(n, m)
        rows = 0
        total = 0
        last = (0, 0)
        for i in 1:n
            own = i * 2
            for j in 1:m
                total += own * j
                j > m - 2 && continue
                i + j == 7 && (last = (i, j))
            end
            rows += own
        end
        return rows, total, last
    end
    @test table(3, 20000) == (12, 12 * 200010000, (3, 4))
    @test table(20000, 3) == (400020000, 400020000 * 6, (6, 1))
    @test table(2, 2) == (6, 18, (0, 0))
end

function until(n)
    i = 0
    while true
        i += 1
        i > n && error("over ", n)
    end
end

@testset "exceptions" begin
    function attempts(n)
        caught = 0
        finished = 0
        for i in 1:n
            try
                i % 1000 == 0 && throw(ArgumentError(string(i)))
                i % 1500 == 0 && error("other")
            catch e
                caught += e isa ArgumentError ? parse(Int, e.msg) : 1
            finally
                finished += 1
            end
        end
        return caught, finished
    end
    @test attempts(12000) == (sum(1000:1000:12000) + 4, 12000)
    @test_throws ErrorException("over 50000") until(50000)
    names = try
        until(50000)
    catch
        [frame.func for frame in stacktrace(catch_backtrace())]
    end
    @test count(==(:until), names) == 1
end

@testset "what a closure shares" begin
    function counted(n)
        count = 0
        step() = (count += 1)
        for _ in 1:n
            step()
        end
        return count
    end
    @test counted(30000) == 30000
end

total::Int = 0
untyped = 0
for i in 1:30000
    global total += i
    global untyped += 1
    i == 20000 && @eval marker() = 1
end
@testset "at top level" begin
    @test total == 450015000
    @test untyped == 30000
    @test_throws Union{TypeError,InexactError,MethodError} (global total = "x")
end

abstract type Sound end
struct Bark <: Sound end
struct Meow <: Sound end
struct Moo <: Sound end
volume(::Bark) = 1
volume(::Meow) = 2.5
volume(::Moo) = "moo"

@testset "calls whose method depends on the value" begin
    function hear(sounds, n)
        kinds = Dict{DataType,Int}()
        for i in 1:n
            v = volume(sounds[mod1(i, length(sounds))])
            kinds[typeof(v)] = get(kinds, typeof(v), 0) + 1
        end
        return kinds
    end
    all = Sound[Bark(), Meow(), Moo()]
    @test hear(all, 30000) == Dict(Int => 10000, Float64 => 10000, String => 10000)
    @eval volume(::Bark) = 'b'
    @test hear(all, 30000) == Dict(Char => 10000, Float64 => 10000, String => 10000)
    kind(::Type{Int}) = 1
    kind(::Type{Float64}) = 2
    kind(::Type) = 3
    sum_of(types, n) = (s = 0; for i in 1:n; s += kind(types[mod1(i, length(types))]); end; s)
    @test sum_of(Any[Int, Float64, String], 30000) == 60000
end
