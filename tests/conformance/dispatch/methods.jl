# Dispatch: the most specific method, ambiguity, redefinition, invoke, worlds.
using Test

area(x::Integer) = "integer"
area(x::Real) = "real"
area(x) = "anything"
area(x::Integer, y::Real) = "integer, real"
area(x::Real, y::Integer) = "real, integer"

@testset "the most specific method" begin
    @test area(1) == "integer"
    @test area(1.5) == "real"
    @test area("x") == "anything"
    @test area(true) == "integer"
    @test area(1, 2.5) == "integer, real"
end

@testset "ambiguity" begin
    @test_throws MethodError area(1, 2)
    err = try
        area(1, 2)
    catch e
        sprint(showerror, e)
    end
    @test occursin("is ambiguous", err)
end

@testset "no method" begin
    @test_throws MethodError area()
    @test_throws MethodError area("x", "y")
    @test_throws MethodError (x = 1; x("x"))
    e = try
        area("x", "y")
    catch e
        e
    end
    @test e isa MethodError && e.f === area && e.args == ("x", "y")
end

shape(::Tuple{Int,Vararg{Int}}) = "integers"
shape(::Tuple) = "tuple"
shape(::Type{T}) where {T<:Number} = "number type $T"
shape(::Type) = "type"
shape(::Val{:a}) = "a"
shape(::Val) = "val"

@testset "dispatch on structure" begin
    @test shape((1, 2, 3)) == "integers"
    @test shape((1, "x")) == "tuple"
    @test shape(()) == "tuple"
    @test shape(Int) == "number type Int64"
    @test shape(String) == "type"
    @test shape(Val(:a)) == "a"
    @test shape(Val(:b)) == "val"
end

same(x::T, y::T) where {T} = "same"
same(x, y) = "different"

@testset "diagonal dispatch" begin
    @test same(1, 2) == "same"
    @test same(1, 2.0) == "different"
    @test same("a", "b") == "same"
end

many(x, xs...) = length(xs)
many(x) = "one"
many(x, y) = "two"
many(xs::String...) = "strings"

@testset "methods with any number of arguments" begin
    @test many(1) == "one"
    @test many(1, 2) == "two"
    @test many(1, 2, 3) == 2
    @test many("a", "b", "c") == "strings"
    @test many() == "strings"
end

@testset "invoke" begin
    @test invoke(area, Tuple{Any}, 1) == "anything"
    @test invoke(area, Tuple{Real}, 1) == "real"
    @test (@invoke area(1::Any)) == "anything"
    @test_throws TypeError invoke(area, Tuple{String}, 1)
    @test_throws MethodError invoke(area, Tuple{Any,Any}, 1, 2)
end

@testset "asking" begin
    @test applicable(area, 1)
    @test !applicable(area, 1, "x")
    @test hasmethod(area, Tuple{Int})
    @test !hasmethod(area, Tuple{Int,String})
    @test length(methods(area)) == 5
    @test which(area, (Int,)).sig === Tuple{typeof(area),Integer}
    @test length(methods(area, (Any, Any))) == 2
end

changing() = 1
calls_changing() = changing()

@testset "redefinition is seen by later calls" begin
    @test calls_changing() == 1
    @eval changing() = 2
    @test calls_changing() == 2
    @eval changing() = 3
    @test calls_changing() == 3
end

function defines_while_it_runs()
    @eval fresh() = "new"
    old = try
        fresh()
    catch e
        e isa MethodError || e isa UndefVarError
    end
    return old, Base.invokelatest(fresh)
end
fresh() = "old"

@testset "running code keeps its world" begin
    @test defines_while_it_runs() == ("old", "new")
    @test fresh() == "new"
end

@testset "a method too new" begin
    function f()
        g = eval(:(() -> 5))
        try
            g()
        catch e
            return e isa MethodError, Base.invokelatest(g)
        end
    end
    @test f() == (true, 5)
end

narrow(x) = "any"
uses_narrow() = narrow(1)

@testset "a more specific method is found at once" begin
    @test uses_narrow() == "any"
    @eval narrow(x::Int) = "integer"
    @test uses_narrow() == "integer"
    Base.delete_method(which(narrow, (Int,)))
    @test uses_narrow() == "any"
end

@testset "worlds have numbers" begin
    before = Base.get_world_counter()
    @eval another_method() = 1
    @test Base.get_world_counter() > before
    @test Base.tls_world_age() isa UInt
    @test Base.invoke_in_world(before, changing) == 3
end

struct Meters
    n::Float64
end
Base.:+(a::Meters, b::Meters) = Meters(a.n + b.n)
Base.:*(k::Real, m::Meters) = Meters(k * m.n)
Base.show(io::IO, m::Meters) = print(io, m.n, " m")
Base.convert(::Type{Meters}, x::Real) = Meters(x)
Base.promote_rule(::Type{Meters}, ::Type{<:Real}) = Meters

@testset "methods of functions of Base" begin
    @test Meters(1) + Meters(2) === Meters(3)
    @test 2Meters(3) === Meters(6)
    @test string(Meters(1)) == "1.0 m"
    @test Meters[1, 2][2] === Meters(2)
    @test sum([Meters(1), Meters(2)]) === Meters(3)
    @test promote(Meters(1), 2) === (Meters(1), Meters(2))
end

abstract type Shape end
struct Square <: Shape; a::Float64; end
struct Disc <: Shape; r::Float64; end
size_of(s::Square) = s.a^2
size_of(d::Disc) = 3 * d.r^2
describe(s::Shape) = "$(nameof(typeof(s))) of $(size_of(s))"
overlap(::Shape, ::Shape) = :unknown
overlap(::Square, ::Square) = :squares
overlap(a::Disc, b::Square) = :mixed
overlap(a::Square, b::Disc) = overlap(b, a)

@testset "several dispatch" begin
    @test [describe(s) for s in Shape[Square(2), Disc(1)]] == ["Square of 4.0", "Disc of 3.0"]
    @test overlap(Square(1), Disc(1)) === :mixed
    @test overlap(Disc(1), Disc(1)) === :unknown
    @test [overlap(a, b) for a in (Square(1), Disc(1)), b in (Square(1), Disc(1))] ==
          [:squares :mixed; :mixed :unknown]
end

kind(::Number) = :number
kind(::Int8) = :int8
kind(::String) = :string
kind(::Symbol) = :symbol
kind(::Type{Int}) = :the_int
kind(::Type) = :type
kind(::Nothing) = :nothing
kind(::Tuple) = :tuple
kinds(values) = [kind(v) for v in values]
later_kinds(values) = [Base.invokelatest(kind, v) for v in values]
spread_kinds(values) = [kind((v,)...) for v in values]
const MANY = Any[1, Int8(1), 1.0, "a", :a, Int, Float64, nothing, (1,), 0x01, 1//2, true]
const WERE = [:number, :int8, :number, :string, :symbol, :the_int, :type, :nothing, :tuple, :number, :number, :number]

function kinds_while_defined()
    before = kinds(MANY)
    @eval kind(::Rational) = :rational
    @eval kind(::Type{Float64}) = :the_float
    (before, kinds(MANY), later_kinds(MANY), spread_kinds(MANY), Base.invokelatest(kinds, MANY), kinds(MANY))
end

@testset "one call of many kinds" begin
    @test kinds(MANY) == WERE
    @test kinds(reverse(MANY)) == reverse(WERE)
    @test spread_kinds(MANY) == later_kinds(MANY) == WERE
    before, running, later, spread, newest, after = kinds_while_defined()
    @test before == running == spread == after == WERE
    @test later == newest
    @test later[7] === :the_float && later[11] === :rational
    @test later[1:6] == WERE[1:6]
    @test kinds(MANY) == spread_kinds(MANY) == later
    Base.delete_method(which(kind, (Rational,)))
    @test Base.invokelatest(kinds, MANY)[11] === :number
    @test Base.invokelatest(kinds, MANY)[7] === :the_float
end

struct NoFields end
struct OnlySuch
    inside::NoFields
end
const THE_ONLY = OnlySuch(NoFields())
const SUCH_TUPLE = (NoFields(), NoFields())

@testset "constants whose fields have one value each" begin
    is_it(x) = x === THE_ONLY
    @test is_it(THE_ONLY) && is_it(OnlySuch(NoFields())) && !is_it(1)
    joined(x) = (x, SUCH_TUPLE...)
    @test joined(1) === (1, NoFields(), NoFields())
    @test sort([2, 3, 1]; lt = (a, b) -> a < b, by = -, order = Base.Order.Reverse) == [1, 2, 3]
end

# What a variable stands for is found by the arguments of the call, also where little is known of them before.
mutable struct Holder
    all::Tuple
    ints::Tuple{Vararg{Int}}
end
how_many(t::Tuple{Vararg{Any,N}}) where {N} = N
how_many_alike(t::NTuple{N,Any}) where {N} = N isa Int ? N : "lost"
element_type(t::Tuple{Vararg{T}}) where {T} = T
@testset "static parameters of calls of inexact types" begin
    held(h) = (how_many(h.all), how_many_alike(h.all))
    @test held(Holder((1, 2.0), ())) === (2, 2)
    @test held(Holder((), ())) === (0, 0)
    typed(h) = element_type(h.ints)
    @test typed(Holder((), (1, 2))) === Int
    @test_throws UndefVarError typed(Holder((), ()))
end

@testset "no two methods of Base are in each other's way" begin
    @test round(big"2.5", RoundNearestTiesAway) == 3 && round(big"-2.5", RoundNearestTiesAway) == -3
    @test round(big"2.1", RoundFromZero) == 3 && round(big"-2.1", RoundFromZero) == -3
    s = SubString("abc", 1, 2)
    @test SubString{String}(s) === s
    @test round(Union{Missing, Int}, 5//2) === 2 && round(Union{Missing, Int}, 5//2, RoundUp) === 3
    @test convert(VecElement, VecElement(1)) === VecElement(1)
    @test convert(VecElement{Float64}, 1) === VecElement(1.0)
    @test_throws "cannot convert a value to Union{} for assignment" convert(Union{}, 1)
    @test_throws "cannot convert a value to Union{} for assignment" convert(Union{}, [1])
end
