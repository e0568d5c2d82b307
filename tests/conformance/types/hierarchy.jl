# The lattice of types: subtyping, unions, parameters, tuples, kinds.
using Test

abstract type Animal end
abstract type Mammal <: Animal end
struct Dog <: Mammal end
struct Bird <: Animal end

@testset "abstract types" begin
    @test Dog <: Mammal <: Animal <: Any
    @test !(Bird <: Mammal)
    @test supertype(Dog) === Mammal
    @test isabstracttype(Animal) && !isabstracttype(Dog)
    @test Dog() isa Animal
    @test_throws MethodError Animal()
end

@testset "numbers" begin
    @test Int <: Signed <: Integer <: Real <: Number
    @test Float64 <: AbstractFloat
    @test Bool <: Integer
    @test !(Int <: Float64)
    @test Rational{Int} <: Real && !(Complex{Int} <: Real)
end

@testset "the ends" begin
    @test Union{} <: Int
    @test Int <: Any
    @test !(Any <: Int)
    @test typeof(Union{}) === Core.TypeofBottom
    # Equal, but two: which one a program made does not depend on how its code was optimised.
    @test Core.TypeofBottom == Type{Union{}} && Core.TypeofBottom !== Type{Union{}}
    type_of(x) = x isa Type ? Type{x} : typeof(x)
    @test type_of(Union{}) === Type{Union{}} && Base.typesof(Union{}) === Tuple{Type{Union{}}}
    @test type_of(type_of(Union{})) === Type{Core.TypeofBottom}
    @test Any >: Int
end

@testset "unions" begin
    @test Int <: Union{Int,String}
    @test Union{Int,String} == Union{String,Int}
    @test Union{Int,Integer} === Integer
    @test 1 isa Union{Int,Nothing}
    @test Union{Int} === Int
    @test typeof(nothing) === Nothing
    @test Union{Int,String} <: Union{Int,String,Char}
end

@testset "parameters are invariant" begin
    @test !(Vector{Int} <: Vector{Real})
    @test Vector{Int} <: Vector{<:Real}
    @test Vector{Int} <: Vector
    @test Vector{Real} >: Vector{Real}
    @test Dict{Int,String} <: AbstractDict{Int}
    @test Vector{Int} <: AbstractVector{T} where {T<:Integer}
end

@testset "tuples are covariant" begin
    @test Tuple{Int,String} <: Tuple{Real,AbstractString}
    @test Tuple{Int} <: Tuple
    @test !(Tuple{Int} <: Tuple{Int,Int})
    @test Tuple{Int,Int} <: Tuple{Vararg{Int}}
    @test Tuple{} <: Tuple{Vararg{Int}}
    @test NTuple{2,Int} === Tuple{Int,Int}
    @test (1, 2) isa NTuple{2,Int}
end

@testset "free variables" begin
    @test (Vector{T} where {T}) === Vector
    @test Array{Int} isa UnionAll
    @test (Tuple{T,T} where {T}) >: Tuple{Int,Int}
    @test !((Tuple{Int,String}) <: (Tuple{T,T} where {T}))
    @test Pair{Int,Int} <: (Pair{T,T} where {T})
    @test !(Pair{Int,String} <: (Pair{T,T} where {T}))
    @test (Array{T,N} where {T<:Real,N}){Int,1} === Vector{Int}
end

@testset "kinds" begin
    @test typeof(Int) === DataType
    @test typeof(Vector) === UnionAll
    @test typeof(Union{Int,String}) === Union
    @test Int isa Type{Int}
    @test !(Int isa Type{Real})
    @test Int isa Type{<:Real}
    @test Type{Int} <: Type && Type{Int} <: DataType
end

@testset "intersection and join" begin
    @test typeintersect(Integer, Union{Int,String}) === Int
    @test typeintersect(Int, String) === Union{}
    @test typejoin(Int, Float64) === Real
    @test typejoin(Int, String) === Any
    @test promote_type(Int, Float64) === Float64
    @test promote_type(Int8, Int16) === Int16
end

primitive type Nibbles 8 end
Nibbles(x::UInt8) = reinterpret(Nibbles, x)

@testset "primitive types" begin
    @test sizeof(Nibbles) == 1
    @test isprimitivetype(Nibbles) && isprimitivetype(Int)
    @test reinterpret(UInt8, Nibbles(0x2a)) === 0x2a
    @test isbitstype(Nibbles)
end

@testset "concreteness" begin
    @test isconcretetype(Int)
    @test !isconcretetype(Vector)
    @test isconcretetype(Vector{Real})
    @test !isconcretetype(Real)
    @test isconcretetype(Tuple{Int,String})
end

@testset "values as parameters" begin
    @test Val(3) isa Val{3}
    value(::Val{N}) where {N} = N
    @test value(Val(:a)) === :a
    @test value(Val((1, 2))) == (1, 2)
    @test Array{Int,2} === Matrix{Int}
    @test_throws TypeError Val{"text"}
end

const Scalar = Union{Int,Float64}
const Table{T} = Dict{String,T}

@testset "aliases" begin
    @test 1 isa Scalar && !("a" isa Scalar)
    @test Table{Int} === Dict{String,Int}
    @test Table{Int}("a" => 1)["a"] == 1
    @test Table <: AbstractDict
end

@testset "conversion" begin
    @test convert(Float64, 1) === 1.0
    @test convert(Int, 2.0) === 2
    @test_throws InexactError convert(Int, 2.5)
    @test convert(Vector{Float64}, [1, 2]) isa Vector{Float64}
    @test convert(Union{Int,Nothing}, nothing) === nothing
    @test_throws MethodError convert(Int, "1")
    @test convert(Any, "x") == "x"
end

@testset "assertion" begin
    @test (1::Int) === 1
    @test_throws TypeError 1::String
    @test (1::Union{Int,String}) == 1
    f(x) = x::Real + 1
    @test f(1) == 2
    @test_throws TypeError f("a")
end

@testset "names of types" begin
    @test string(Vector{Int}) == "Vector{Int64}"
    @test string(Union{Int,String}) == "Union{Int64, String}"
    @test nameof(Dict{Int,Int}) === :Dict
    @test string(Vector{<:Real}) == "Vector{<:Real}"
    @test repr(Tuple{Int,Vararg{String}}) == "Tuple{Int64, Vararg{String}}"
end

@testset "a variable is no type" begin
    @test_throws TypeError TypeVar(:T) <: Any
    @test_throws TypeError Int <: TypeVar(:T)
    @test_throws "duplicate field name in NamedTuple: \"a\" is not unique" NamedTuple{(:a, :a),Tuple{Int,Int}}
end

module Somewhere end
struct In{M} end
home(::In{M}) where {M} = M
home(::In{Base}) = :base

@testset "modules as parameters" begin
    @test In{Somewhere}() === In{Somewhere}() && In{Somewhere} !== In{Base} && home(In{Somewhere}()) === Somewhere
    @test home(In{Base}()) === :base && repr(Val(Base)) == "Val{Base}()" && repr(In{Somewhere}) == "In{Main.Somewhere}"
    @test In{Somewhere}.parameters[1] === Somewhere && only(Base.return_types(home, (In{Somewhere},))) === Module
end

@testset "names of a named tuple" begin
    @test NamedTuple{(:a, 1)} isa UnionAll
    @test_throws "expected Symbol, got a value of type Int64" NamedTuple{(:a, 1), Tuple{Int, Int}}
    @test_throws "duplicate field name" NamedTuple{(:a, :a), Tuple{Int, Int}}
end

@testset "the name of a type's definition" begin
    @test Base.typename(Vector{Int}) === Base.typename(Array) === Base.typename(Union{Vector{Int}, Matrix})
    @test Base.typename(Vector).wrapper === Array
    @test_throws "different typenames" Base.typename(Union{Vector, String})
end

@testset "symbols as parameters, as they are written" begin
    @test string(Val{:a}) == "Val{:a}"
    @test string(Val{:+}) == "Val{:+}"
    @test string(Val{:(=)}) == "Val{:(=)}"
    @test string(Val{:(::)}) == "Val{:(::)}"
    @test string(Val{Symbol("a b")}) == "Val{Symbol(\"a b\")}"
end
