# Functions of all forms: arguments, defaults, keywords, splats, returns, callable values.
using Test

function empty_one end

@testset "forms of definition" begin
    f(x) = x + 1
    function g(x)
        return x + 1
    end
    h = x -> x + 1
    k = function (x)
        x + 1
    end
    @test f(1) == g(1) == h(1) == k(1) == 2
    @test length(methods(empty_one)) == 0
    @test ((x, y) -> x * y)(2, 3) == 6
    @test (() -> 5)() == 5
end

@testset "the last expression is the value" begin
    function f(x)
        y = x * 2
        y + 1
    end
    @test f(2) == 5
    function nothing_returned()
        return
    end
    @test nothing_returned() === nothing
    function several()
        return 1, 2
    end
    @test several() == (1, 2)
end

@testset "optional arguments" begin
    f(a, b = 2, c = a + b) = (a, b, c)
    @test f(1) == (1, 2, 3)
    @test f(1, 5) == (1, 5, 6)
    @test f(1, 5, 0) == (1, 5, 0)
    @test length(methods(f)) == 3
end

@testset "defaults are evaluated at each call" begin
    n = Ref(0)
    f(x = (n[] += 1)) = x
    @test f() == 1
    @test f() == 2
    g(v = Int[]) = push!(v, 1)
    @test g() == [1] && g() == [1]
end

@testset "any number of arguments" begin
    f(a, rest...) = (a, rest)
    @test f(1) == (1, ())
    @test f(1, 2, 3) == (1, (2, 3))
    g(xs::Int...) = sum(xs; init = 0)
    @test g() == 0 && g(1, 2) == 3
    @test_throws MethodError g(1, "x")
    h(x::Vararg{Any,2}) = x
    @test h(1, 2) == (1, 2)
    @test_throws MethodError h(1)
end

@testset "splats" begin
    f(a, b, c) = (a, b, c)
    @test f((1, 2)..., 3) == (1, 2, 3)
    @test f([1, 2, 3]...) == (1, 2, 3)
    @test f(1:3...) == (1, 2, 3)
    @test f("abc"...) == ('a', 'b', 'c')
    @test +(1:4...) == 10
    @test [(1, 2)..., 3] == [1, 2, 3]
    @test (1, (2, 3)...) == (1, 2, 3)
    @test max((i for i in 1:3)...) == 3
end

@testset "keyword arguments" begin
    f(x; a = 1, b = a + 1) = (x, a, b)
    @test f(0) == (0, 1, 2)
    @test f(0; a = 5) == (0, 5, 6)
    @test f(0, b = 3) == (0, 1, 3)
    @test f(0; b = 3, a = 2) == (0, 2, 3)
    @test_throws MethodError f(0; c = 1)
end

@testset "required and typed keywords" begin
    f(; a) = a
    @test f(a = 1) == 1
    @test_throws UndefKeywordError f()
    g(; n::Int = 1) = n
    @test g(n = 2) == 2
    @test_throws TypeError g(n = "x")
end

@testset "any keywords" begin
    f(; options...) = options
    @test isempty(f())
    @test f(a = 1, b = 2)[:b] == 2
    @test collect(keys(f(a = 1, b = 2))) == [:a, :b]
    g(; a = 0, others...) = (a, length(others))
    @test g(a = 1, b = 2, c = 3) == (1, 2)
    @test values(f(x = 1)) == (x = 1,)
end

@testset "keywords from elsewhere" begin
    f(; a = 0, b = 0) = (a, b)
    @test f(; (a = 1, b = 2)...) == (1, 2)
    @test f(; Dict(:a => 3)...) == (3, 0)
    a = 7
    @test f(; a) == (7, 0)
    t = (b = 9,)
    @test f(; a, t.b) == (7, 9)
    @test f(; :a => 4) == (4, 0)
    @test f(; (a = 1,)..., a = 2) == (2, 0)
end

@testset "types of arguments and of results" begin
    f(x::Int)::Float64 = x
    @test f(1) === 1.0
    @test_throws MethodError f("x")
    g(x)::Int = x
    @test g(2.0) === 2
    @test_throws InexactError g(2.5)
    function h(x::T)::T where {T}
        x
    end
    @test h(1) === 1
end

struct Poly
    coefficients::Vector{Int}
end
(p::Poly)(x) = sum(c * x^(i - 1) for (i, c) in enumerate(p.coefficients))
(p::Poly)() = 0

@testset "callable structs" begin
    @test Poly([1, 2, 3])(2) == 17
    @test map(Poly([0, 1]), [5, 6]) == [5, 6]
    p = Poly([1])
    @test p() == 0
end

@testset "recursion" begin
    fact(n) = n <= 1 ? 1 : n * fact(n - 1)
    @test fact(10) == 3628800
    is_even(n) = n == 0 ? true : is_odd(n - 1)
    is_odd(n) = n == 0 ? false : is_even(n - 1)
    @test is_even(10) && !is_even(7)
    fib = n -> n < 2 ? n : fib(n - 1) + fib(n - 2)
    @test fib(15) == 610
end

@testset "do blocks" begin
    @test (map([1, 2]) do x
        x + 1
    end) == [2, 3]
    @test (map([1, 2], [3, 4]) do x, y
        x * y
    end) == [3, 8]
    twice(f) = (f(); f())
    n = 0
    twice() do
        n += 1
    end
    @test n == 2
    with(f, x; k) = f(x, k)
    @test (with(1; k = 2) do a, b
        a + b
    end) == 3
end

@testset "composition and currying" begin
    @test (sqrt ∘ abs)(-4) == 2.0
    @test Base.Fix1(-, 10)(3) == 7
    @test Base.Fix2(-, 10)(3) == -7
    @test (!iszero)(1)
    @test ∘(x -> x + 1, x -> 2x)(3) == 7
    @test identity(3) == 3
end

@testset "arguments are passed by sharing" begin
    add!(v) = push!(v, 1)
    v = Int[]
    add!(v)
    @test v == [1]
    rebind(v) = (v = [9]; v)
    rebind(v)
    @test v == [1]
end

@testset "names of functions" begin
    @test nameof(sin) === :sin
    f(x) = x
    @test string(f) == "f"
    @test nameof(f) === :f
    @test startswith(string(x -> x), "#")
end

@testset "a bound may be a variable of an outer where" begin
    f(x::T, y::S) where T<:S where S = (T, S)
    @test f(1, 2) == (Int, Int)
    g = function (x::T, y::S) where T<:S where S
        (T, S)
    end
    @test g('a', 'b') == (Char, Char)
    h(::Type{Dict{K,V}}) where {V<:K} where {K} = (K, V)
    @test h(Dict{Real,Int}) == (Real, Int)
end

@testset "a body without statements answers with nothing" begin
    function quiet()::Nothing end
    function silent() end
    function number()::Int end
    @test quiet() === nothing && silent() === nothing
    @test_throws MethodError number()
end

struct Unlike <: Function end
abstract type Alike end
struct One <: Alike end

@testset "methods of values that are called" begin
    @eval (::Alike)() = :alike
    @eval (::Union{Alike, Unlike})(x) = x
    @test One()() === :alike && One()(1) == 1 && Unlike()(2) == 2
    message = "Method dispatch is unimplemented currently for this method signature"
    for T in (Any, Function, Core.Builtin, Union{typeof(+), typeof(-)}, Union{Nothing, Type})
        @test_throws ErrorException(message) @eval (::$T)() = 1
    end
    @test_throws ErrorException("cannot add methods to a builtin function") @eval Core.getfield(x::Alike) = 1
end

@testset "static parameters that a call leaves open" begin
    is_known(x::Union{Nothing,Vector{T}}) where {T} = @isdefined(T)
    @test is_known([1])
    @test !is_known(nothing)
    # The same in a loop, as machine code has it.
    count_known(xs) = (n = 0; for _ in 1:2000, x in xs; n += is_known(x); end; n)
    @test count_known(Any[[1], nothing, ["a"]]) == 4000
    element_or(x::Union{Nothing,Vector{T}}, other) where {T} = @isdefined(T) ? T : other
    @test element_or([1.0], Any) === Float64
    @test element_or(nothing, Any) === Any
    @test Base.return_types(is_known, (Nothing,)) == [Bool]
    @test only(Base.return_types(element_or, (Nothing, Int))) === Int
    # Reading one of them says which.
    element(x::Union{Nothing,Vector{T}}) where {T} = T
    err = try element(nothing) catch e; e end
    @test err isa UndefVarError
    @test err.var === :T && err.scope === :static_parameter
    @test sprint(showerror, err) == "UndefVarError: `T` not defined in static parameter matching"
    # A closure cannot be made of what there is not.
    later(x::Union{Nothing,Vector{T}}) where {T} = () -> @isdefined(T)
    @test later([1])()
    @test_throws UndefVarError later(nothing)
    many(xs::T...) where {T} = @isdefined(T)
    @test many(1) && !many()
end
