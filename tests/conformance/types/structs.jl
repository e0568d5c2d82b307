# Structs: fields, constructors, mutability, parameters, equality, printing.
using Test

struct Point
    x::Int
    y::Float64
end

@testset "fields and conversion" begin
    p = Point(1, 2)
    @test p.x === 1 && p.y === 2.0
    @test Point(1.0, 2).x === 1
    @test_throws InexactError Point(1.5, 2)
    @test_throws MethodError Point(1)
    @test_throws MethodError Point("a", 1)
    @test getfield(p, :y) == 2.0 && getfield(p, 1) == 1
end

@testset "reflection on fields" begin
    @test fieldnames(Point) == (:x, :y)
    @test fieldtypes(Point) == (Int, Float64)
    @test fieldcount(Point) == 2
    @test propertynames(Point(1, 2)) == (:x, :y)
    @test hasfield(Point, :x) && !hasfield(Point, :z)
    @test fieldtype(Point, :y) === Float64
    @test nfields(Point(1, 2)) == 2
end

@testset "immutable values are equal by content" begin
    @test Point(1, 2) === Point(1, 2)
    @test Point(1, 2) == Point(1, 2)
    @test hash(Point(1, 2)) == hash(Point(1, 2))
    @test_throws ErrorException (p = Point(1, 2); p.x = 3)
    @test !ismutable(Point(1, 2))
    @test isbits(Point(1, 2))
end

mutable struct Account
    const owner::String
    balance::Int
    note
    Account(owner) = new(owner, 0)
end

@testset "mutable values are equal by identity" begin
    a, b = Account("x"), Account("x")
    @test a !== b && a != b
    @test a === a
    a.balance = 5.0
    @test a.balance === 5
    @test_throws ErrorException a.owner = "y"
    @test_throws MethodError a.balance = "much"
    @test ismutable(a)
end

@testset "fields that are not set" begin
    a = Account("x")
    @test !isdefined(a, :note)
    @test_throws UndefRefError a.note
    a.note = 1
    @test isdefined(a, :note) && a.note == 1
    @test_throws ErrorException a.nothing_like_this
end

struct Ordered
    low::Int
    high::Int
    Ordered(a, b) = a <= b ? new(a, b) : new(b, a)
end
Ordered(n) = Ordered(0, n)

@testset "inner and outer constructors" begin
    @test Ordered(5, 2) === Ordered(2, 5)
    @test Ordered(3).low == 0
    @test Ordered(-3).low == -3
    @test length(methods(Ordered)) == 2
end

struct Pair2{A,B}
    a::A
    b::B
end

@testset "type parameters" begin
    @test Pair2(1, "x") isa Pair2{Int,String}
    @test Pair2{Any,Any}(1, 2) isa Pair2{Any,Any}
    @test typeof(Pair2(1, 2)).parameters[1] === Int
    @test Pair2{Int} isa UnionAll
    @test Pair2{Int,Int} <: Pair2{Int} <: Pair2
end

struct Same{T<:Real}
    a::T
    b::T
end
Same(a::Real, b::Real) = Same(promote(a, b)...)

@testset "bounded and diagonal parameters" begin
    @test Same(1, 2.5) === Same{Float64}(1.0, 2.5)
    @test_throws MethodError Same("a", "b")
    @test_throws TypeError Same{String}
    @test Same{Int}(1.0, 2).a === 1
end

struct Matrix22{T}
    entries::NTuple{4,T}
    Matrix22{T}(a, b, c, d) where {T} = new{T}((a, b, c, d))
    Matrix22(xs::T...) where {T} = new{T}(xs)
end

@testset "parametric inner constructors" begin
    @test Matrix22(1, 2, 3, 4).entries == (1, 2, 3, 4)
    @test Matrix22{Float64}(1, 2, 3, 4).entries === (1.0, 2.0, 3.0, 4.0)
end

struct Node{T}
    value::T
    next::Union{Node{T},Nothing}
end

mutable struct Ring
    next::Ring
    Ring() = (r = new(); r.next = r)
end

@testset "recursive types" begin
    list = Node(1, Node(2, Node(3, nothing)))
    total(n::Node) = n.value + total(n.next)
    total(::Nothing) = 0
    @test total(list) == 6
    mutable_ring = Ring()
    @test mutable_ring.next === mutable_ring
end

@testset "printing" begin
    @test string(Point(1, 2)) == "Point(1, 2.0)"
    @test repr(Pair2(1, "x")) == "Pair2{Int64, String}(1, \"x\")"
    @test string(Node(1, nothing)) == "Node{Int64}(1, nothing)"
    @test repr(Account("me")) == "Account(\"me\", 0, #undef)"
end

struct Temperature
    kelvin::Float64
end
Base.getproperty(t::Temperature, name::Symbol) =
    name === :celsius ? getfield(t, :kelvin) - 273.15 : getfield(t, name)
Base.propertynames(::Temperature) = (:kelvin, :celsius)

@testset "properties" begin
    t = Temperature(300)
    @test t.celsius ≈ 26.85
    @test t.kelvin == 300
    @test :celsius in propertynames(t)
end

Base.@kwdef struct Options
    name::String
    size::Int = 10
    twice::Int = 2size
end

@testset "constructors by keyword" begin
    @test Options(name = "a").twice == 20
    @test Options(name = "a", size = 1).twice == 2
    @test_throws UndefKeywordError Options()
    @test Options("b", 1, 5).twice == 5
end

struct Unit end

@testset "singletons" begin
    @test Unit() === Unit()
    @test sizeof(Unit) == 0
    @test Base.issingletontype(Unit)
end

Base.:(==)(a::Ordered, b::Ordered) = a.high == b.high
Base.isless(a::Ordered, b::Ordered) = a.high < b.high

@testset "comparison of own types" begin
    @test Ordered(1, 5) == Ordered(2, 5)
    @test Ordered(1, 2) < Ordered(0, 3)
    @test maximum([Ordered(1), Ordered(7), Ordered(3)]).high == 7
    @test sort([Ordered(3), Ordered(1)])[1].high == 1
end

@testset "copies with changes" begin
    with(p::Point; x = p.x, y = p.y) = Point(x, y)
    @test with(Point(1, 2); y = 5) === Point(1, 5)
end

abstract type Shape{P<:Real} <: Real end
struct Scaled <: Real
    of::Union{Nothing,Complex{Scaled}}
end
struct Layered{T} <: Shape{Int}
    next::Union{Nothing,Rational{Int},Complex{Layered{Int}},Ref{Shape{Layered{T}}}}
end
abstract type Bounded{A<:Real,B} <: Real end

@testset "fields that ask what their own type is below" begin
    @test fieldtype(Scaled, :of) === Union{Nothing,Complex{Scaled}}
    @test Complex{Layered{Int}} <: fieldtype(Layered{String}, :next) && Scaled <: Real
    @test Ref{Shape{Layered{String}}} <: fieldtype(Layered{String}, :next)
    @test Scaled(nothing).of === nothing
    # Above itself it has no place yet.
    @test_throws "circular type parameter constraint in definition of Curled" @eval abstract type Curled{T} <: Bounded{Curled{Int},T} end
    @test_throws "circular type parameter constraint in definition of Curled2" @eval struct Curled2 <: Bounded{Curled2,Int} end
    @test !isdefined(@__MODULE__, :Curled)
end

@testset "names of named tuples are a tuple of symbols" begin
    message(f) = try f() catch e; sprint(showerror, e) end
    @test message(() -> NamedTuple{:a, Tuple{Int}}) ==
        "TypeError: in NamedTuple, in names, expected Tuple, got a value of type Symbol"
    @test message(() -> NamedTuple{(1,), Tuple{Int}}) ==
        "TypeError: in NamedTuple, in name, expected Symbol, got a value of type Int64"
    @test message(() -> NamedTuple{(:a,), Int}) ==
        "TypeError: in NamedTuple, in T, expected T<:Tuple, got Type{Int64}"
end
