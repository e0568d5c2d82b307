# Every kind of call is seen by a context: each block makes calls of `target` in one way only.
using Cassette, Test

Cassette.@context Seen
target(x) = x + 1
target(x, y) = x + y
Cassette.prehook(ctx::Seen, f::typeof(target), args...) = push!(ctx.metadata, args)
seen(f) = (log = Any[]; Cassette.overdub(Seen(metadata = log), f); log)

struct Adder
    n::Int
end
(a::Adder)(x) = target(x, a.n)

struct Made
    v::Int
    Made(v) = new(target(v))
end

struct Outer
    v::Int
end
Outer(v::String) = Outer(target(length(v)))

struct Countdown
    from::Int
end
Base.iterate(c::Countdown, n = c.from) = n == 0 ? nothing : (target(n), n - 1)
Base.length(c::Countdown) = c.from
Base.eltype(::Type{Countdown}) = Int

struct Shown
    v::Int
end
Base.show(io::IO, s::Shown) = print(io, "<", target(s.v), ">")

mutable struct Guarded
    v::Int
end
Base.getproperty(g::Guarded, name::Symbol) = name === :twice ? target(getfield(g, :v)) : getfield(g, name)
Base.setproperty!(g::Guarded, name::Symbol, x) = setfield!(g, name, target(x))

struct Grid
    n::Int
end
Base.getindex(g::Grid, i, j) = target(i, j)
Base.setindex!(g::Grid, x, i) = target(x, i)
Base.lastindex(g::Grid, d) = g.n

struct Celsius
    v::Int
end
Base.convert(::Type{Celsius}, x::Int) = Celsius(target(x))
Base.:+(a::Celsius, b::Celsius) = Celsius(target(a.v, b.v))
Base.:<(a::Celsius, b::Celsius) = target(a.v) < target(b.v)
Base.broadcastable(c::Celsius) = (target(c.v),)

keyed(x; by = target(100)) = target(x, by)
slurped(; options...) = target(options[:a])
optional(x, y = target(x)) = y
variadic(xs...) = target(length(xs))

macro twice(x)
    return :(target($(esc(x))); target($(esc(x)) + 1))
end

@generated generated(x) = :(target(x))

@testset "every kind of call" begin
    @testset "direct, through a value, closure" begin
        @test seen(() -> target(1)) == [(1,)]
        @test seen(() -> (f -> f(2))(target)) == [(2,)]
        @test seen(() -> (k -> (y -> target(y, k)))(3)(4)) == [(4, 3)]
        table = Any[target]
        @test seen(() -> table[1](5)) == [(5,)]
        @test seen(() -> (local inner(y) = target(y); inner(6))) == [(6,)]
    end
    @testset "callable struct, constructor" begin
        @test seen(() -> Adder(1)(2)) == [(2, 1)]
        @test seen(() -> Made(3)) == [(3,)]
        @test seen(() -> Outer("four")) == [(4,)]
    end
    @testset "splat, with its iterate" begin
        @test seen(() -> target((1, 2)...)) == [(1, 2)]
        @test seen(() -> target([3, 4]...)) == [(3, 4)]
        @test seen(() -> target(Countdown(2)...)) == [(2,), (1,), (3, 2)]
        @test seen(() -> variadic(1, (2, 3)..., 4)) == [(4,)]
    end
    @testset "invoke, invokelatest, apply" begin
        @test seen(() -> invoke(target, Tuple{Any}, 1)) == [(1,)]
        @test seen(() -> Base.invokelatest(target, 2)) == [(2,)]
        @test seen(() -> Base.invoke_in_world(Base.get_world_counter(), target, 3)) == [(3,)]
        @test seen(() -> (@invoke target(4::Any))) == [(4,)]
    end
    @testset "keywords, optional arguments" begin
        @test seen(() -> keyed(1; by = 2)) == [(1, 2)]
        @test seen(() -> keyed(1)) == [(100,), (1, 101)]
        @test seen(() -> keyed(1; (; by = 5)...)) == [(1, 5)]
        @test seen(() -> slurped(a = 7)) == [(7,)]
        @test seen(() -> optional(8)) == [(8,)]
    end
    @testset "operator, comparison, conversion" begin
        @test seen(() -> Celsius(1) + Celsius(2)) == [(1, 2)]
        @test seen(() -> Celsius(1) < Celsius(2)) == [(1,), (2,)]
        @test seen(() -> Celsius(1) < Celsius(2) < Celsius(3)) == [(1,), (2,), (2,), (3,)]
        @test seen(() -> (c::Celsius = 4; c)) == [(4,)]
        @test seen(() -> Celsius[5]) == [(5,)]
    end
    @testset "broadcast, comprehension, generator" begin
        @test seen(() -> target.([1, 2])) == [(1,), (2,)]
        @test seen(() -> target.((3, 4), 1)) == [(3, 1), (4, 1)]
        @test seen(() -> (v = [0, 0]; v .= target.([5, 6]); v)) == [(5,), (6,)]
        @test seen(() -> Celsius(7) .+ 0) == [(7,)]
        @test seen(() -> [target(i) for i in 1:2]) == [(1,), (2,)]
        @test seen(() -> [target(i, j) for i in 1:2, j in 3:3 if true]) == [(1, 3), (2, 3)]
        @test seen(() -> sum(target(i) for i in (1, 2))) == [(1,), (2,)]
        @test seen(() -> Dict(target(1) => target(2))) == [(1,), (2,)]
    end
    @testset "iteration protocol, higher-order functions" begin
        @test seen(() -> (for x in Countdown(2) end)) == [(2,), (1,)]
        @test seen(() -> collect(Countdown(1))) == [(1,)]
        @test seen(() -> map(target, (1, 2))) == [(1,), (2,)]
        @test seen(() -> foreach(target, [3])) == [(3,)]
        @test seen(() -> reduce(target, [1, 2, 3])) == [(1, 2), (3, 3)]
        @test seen(() -> filter(x -> target(x) > 2, [1, 2])) == [(1,), (2,)]
        @test seen(() -> sort([2, 1]; by = target)) != []
        @test seen(() -> (target ∘ target)(1)) == [(1,), (2,)]
        @test seen(() -> 4 |> target) == [(4,)]
        @test seen(() -> first(Iterators.map(target, 5:6))) == [(5,)]
    end
    @testset "property, index" begin
        @test seen(() -> Guarded(1).twice) == [(1,)]
        @test seen(() -> (g = Guarded(1); g.v = 2; g.v)) == [(2,)]
        @test seen(() -> Grid(9)[1, end]) == [(1, 9)]
        @test seen(() -> (g = Grid(9); g[2] = 3)) == [(3, 2)]
    end
    @testset "string interpolation, printing" begin
        @test seen(() -> "$(target(1))") == [(1,)]
        @test seen(() -> "a $(Shown(2)) b") == [(2,)]
        @test seen(() -> string(Shown(3))) == [(3,)]
        @test seen(() -> repr([Shown(4)])) == [(4,)]
        @test seen(() -> sprint(print, Shown(5))) == [(5,)]
    end
    @testset "do, let, try, finally" begin
        @test seen(() -> map([1]) do x; target(x); end) == [(1,)]
        @test seen(() -> let y = target(2); y; end) == [(2,)]
        @test seen() do
            try
                target(3)
                error("x")
            catch
                target(4)
            else
                target(-1)
            finally
                target(5)
            end
        end == [(3,), (4,), (5,)]
        @test seen() do
            for i in 1:2
                try
                    i == 1 && continue
                    return target(6)
                finally
                    target(i)
                end
            end
        end == [(1,), (6,), (2,)]
    end
    @testset "eval, macro, generated function" begin
        @test seen(() -> eval(:(target(1)))) == [(1,)]
        @test seen(() -> @eval target(2)) == [(2,)]
        @test seen(() -> Core.eval(@__MODULE__, Expr(:call, target, 3))) == [(3,)]
        @test seen(() -> @twice(4)) == [(4,), (5,)]
        @test seen(() -> generated(6)) == [(6,)]
        @test seen(() -> Base.invokelatest(eval(:(y -> target(y))), 7)) == [(7,)]
    end
    @testset "tasks" begin
        @test seen(() -> fetch(@async target(1))) == [(1,)]
        @test seen(() -> wait(schedule(Task(() -> target(2))))) == [(2,)]
        @test seen() do
            c = Channel{Int}(0)
            @async (put!(c, target(3)); close(c))
            [target(x) for x in c]
        end == [(3,), (4,)]
        @test seen() do
            @sync for i in 4:5
                @async target(i)
            end
        end == [(4,), (5,)]
    end
    @testset "recursion, mutual and deep" begin
        down(n) = n == 0 ? target(0) : down(n - 1)
        @test seen(() -> down(50)) == [(0,)]
    end
end
