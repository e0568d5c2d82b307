# Macros and expressions: hygiene, quoting, interpolation, the shapes of Expr.
using Test

macro double(x)
    return :(2 * $(esc(x)))
end

macro set(name, value)
    return :($(esc(name)) = $(esc(value)))
end

macro hygienic(x)
    return quote
        local value = $(esc(x))
        value + value
    end
end

@testset "user-defined" begin
    @test @double(3) == 6
    @test (@double 1 + 2) == 6
    @set answer 42
    @test answer == 42
end

@testset "hygiene" begin
    value = 1
    @test @hygienic(value + 1) == 4
    @test value == 1
    y = 5
    @test @hygienic(y) == 10
end

module Helpers
secret() = "from Helpers"
macro call_secret()
    return :(secret())
end
macro its_module()
    return @__MODULE__
end
macro callers_module()
    return __module__
end
end

@testset "names mean what they mean where the macro is" begin
    secret() = "from here"
    @test Helpers.@call_secret() == "from Helpers"
    @test Helpers.@its_module() === Helpers
    @test Helpers.@callers_module() === Main
end

macro count_args(args...)
    return length(args)
end

macro show_expr(ex)
    return string(ex)
end

macro unless(condition, body)
    return esc(:($condition ? nothing : $body))
end

@testset "arguments are expressions" begin
    @test @count_args(1, 2, 3) == 3
    @test (@count_args a b + c) == 2
    @test @show_expr(a + b * 2) == "a + b * 2"
    @test (@unless false 7) == 7
    @test (@unless true 7) === nothing
end

macro make(name)
    quote
        $(esc(name))(x) = x + 1
    end
end
@make made_by_macro

macro fields(name, names...)
    :(struct $(esc(name))
        $(names...)
    end)
end
@fields Made a b

@testset "definitions" begin
    @test made_by_macro(1) == 2
    @test Made(1, 2).b == 2
    @test fieldnames(Made) == (:a, :b)
end

macro text_str(s, flags...)
    return string(uppercase(s), flags...)
end

@testset "string macros" begin
    @test text"abc" == "ABC"
    @test text"abc"xy == "ABCxy"
    @test text"a\n" == "A\\N"
end

macro outer(x)
    return :(@inner $(esc(x)))
end
macro inner(x)
    return :($(esc(x)) + 1)
end

@testset "macros that use macros" begin
    z = 4
    @test @outer(z) == 5
    @test (@double @double 2) == 8
end

@testset "quoting and interpolation" begin
    x = 3
    @test :(1 + $x) == Expr(:call, :+, 1, 3)
    ex = :(a * b)
    @test :($ex + 1) == :(a * b + 1)
    args = [:p, :q]
    @test :(f($(args...))) == :(f(p, q))
    @test quote
        1
    end isa Expr
    @test :(:x) == QuoteNode(:x)
    @test Meta.quot(:x) == Expr(:quote, :x)
end

@testset "expressions are data" begin
    ex = :(f(x, y = 2))
    @test ex.head === :call
    @test ex.args[1] === :f
    @test ex.args[3] == Expr(:kw, :y, 2)
    ex.args[1] = :g
    @test string(ex) == "g(x, y = 2)"
    @test :(a.b) == Expr(:., :a, QuoteNode(:b))
    @test :(a[1]).head === :ref
    @test :(x -> x).head === :->
    @test :(a && b).head === :&&
    @test :(a += 1).head === :+=
end

@testset "eval of expressions" begin
    @test eval(:(1 + 2)) == 3
    @test eval(Expr(:call, +, 1, 2)) == 3
    f = eval(:(x -> x + 10))
    @test Base.invokelatest(f, 1) == 11
    for name in (:first_name, :second_name)
        @eval $name() = $(string(name))
    end
    @test first_name() == "first_name"
    @test second_name() == "second_name"
end

@testset "parsing" begin
    @test Meta.parse("1 + 2") == :(1 + 2)
    @test Meta.parse("f(x)").args == [:f, :x]
    @test Meta.parse("x = [1, 2]").head === :(=)
    @test Meta.parse("(").head === :incomplete
    @test_throws Meta.ParseError Meta.parse("1 + ) 2")
end

@testset "expansion" begin
    @test @macroexpand(@double x) isa Expr
    @test macroexpand(Main, :(@count_args a b)) == 2
    @test string(@macroexpand @unless a b) == "if a\n    nothing\nelse\n    b\nend" ||
          (@macroexpand @unless a b).head === :if
end

@testset "generated names" begin
    a, b = gensym(), gensym("x")
    @test a !== b
    @test a isa Symbol
    @gensym c d
    @test c !== d
end

@testset "built-in macros" begin
    @test (@assert true) === nothing
    @test_throws AssertionError @assert false
    @test_throws AssertionError @assert 1 == 2 "message"
    @test @something(nothing, 1) == 1
    @test @isdefined(sin) && !@isdefined(not_defined_at_all)
    @test (@__LINE__) isa Int
    @test endswith(string(@__FILE__), "macros.jl")
    @test (@show 1 + 1; true)
    @test (@elapsed 1) >= 0
    @test @inbounds([1, 2][1]) == 1
end

@testset "printing of expressions" begin
    @test string(:(a + b)) == "a + b"
    @test repr(:(a + b)) == ":(a + b)"
    @test string(:(x -> x)) isa String
    @test repr(:sym) == ":sym"
    @test string(:(a ? b : c)) == "if a\n    b\nelse\n    c\nend" || string(:(a ? b : c)) == "a ? b : c"
end

@testset "what lowering says" begin
    @test Meta.lower(Main, 3) === 3 && Meta.lower(Main, :x) === :x && Meta.isexpr(Meta.lower(Main, :(f.(x))), :thunk)
    @test Meta.lower(Main, :((a = 1, a = 2))) == Expr(:error, "field name \"a\" repeated in named tuple")
    @test Meta.lower(Main, :(@goto a)) == Expr(:error, "label \"a\" referenced but not defined")
end

@testset "types made by hand" begin
    T = TypeVar(:T, Number)
    @test UnionAll(T, Vector{T}) == Vector{<:Number} && string(TypeVar(:V, Signed, Real)) == "Signed<:V<:Real" && TypeVar(:S).ub === Any
end

macro outer_step(); :(@inner_step); end
macro inner_step(); 42; end

@testset "one step of expansion" begin
    @test macroexpand(Main, :(@outer_step); recursive=false) isa Expr
    @test (@macroexpand1 @outer_step).args[1] in (Symbol("@inner_step"), GlobalRef(Main, Symbol("@inner_step")))
    @test (@macroexpand @outer_step) == 42
end

mutable struct Invoked
    a
end
@testset "properties and elements through @invokelatest and @invoke" begin
    x, xs = Invoked(1), [1, 2]
    @test (@invokelatest x.a) == 1 && (@invokelatest xs[2]) == 2
    @invokelatest x.a = 5
    @invokelatest xs[1] = 7
    @test x.a == 5 && xs == [7, 2]
    @invoke x.a = 8
    @invoke xs[2] = 9
    @test (@invoke x.a) == 8 && (@invoke xs[2]) == 9
end

macro that_throws()
    throw(DomainError(1, "why"))
end

@testset "what a macro throws" begin
    @test_throws DomainError macroexpand(@__MODULE__, :(@that_throws))
    @test_throws DomainError @macroexpand @that_throws
    err = try
        eval(:(@that_throws))
    catch e
        e
    end
    @test err isa LoadError && err.error isa DomainError
end
