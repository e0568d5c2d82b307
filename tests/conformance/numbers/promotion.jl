using Test

@testset "operands of mixed types take the common one" begin
    @test 1 + 2.0 === 3.0
    @test typeof(Int8(1) + Int16(1)) === Int16
    @test typeof(UInt8(1) + 1) === Int64 && typeof(UInt(1) + 1) === UInt64
    @test 1 + 1//2 === 3//2 && 1//2 + 0.5 === 1.0
    @test 1 + 2im === Complex(1, 2) && 1.5 + 1im === 1.5 + 1.0im
    @test true + true === 2 && true * 2.5 === 2.5
    @test 1.0f0 + 1 === 2.0f0 && 1.0f0 + 1.0 === 2.0
end

@testset "promote_type" begin
    @test promote_type(Int, Float32) === Float32
    @test promote_type(Int8, UInt8) === UInt8
    @test promote_type(Int, Float64, ComplexF32) === ComplexF64
    @test promote_type(Int, BigInt) === BigInt && promote_type(BigInt, Float64) === BigFloat
    @test promote_type(Rational{Int8}, Int) === Rational{Int}
    @test promote_type(Int, String) === Any
    @test promote_type(Int, Missing) === Union{Int, Missing}
    @test promote_type(Int, Nothing) === Union{Int, Nothing}
    @test promote_type() === Union{} && promote_type(Int, Union{}) === Int
end

@testset "promote" begin
    @test promote(1, 2.5) === (1.0, 2.5)
    @test promote(1, 2//3) === (1//1, 2//3)
    @test promote(1, 2, 3) === (1, 2, 3)
    @test promote(0x01, 2, 3.0f0) === (1.0f0, 2.0f0, 3.0f0)
    @test promote() === ()
end

struct Meters <: Number
    n::Float64
end
Base.promote_rule(::Type{Meters}, ::Type{<:Real}) = Meters
Base.convert(::Type{Meters}, x::Real) = Meters(x)
Base.:+(a::Meters, b::Meters) = Meters(a.n + b.n)

@testset "a type of the program takes part" begin
    @test Meters(1.5) + 2 === Meters(3.5)
    @test 2 + Meters(1.5) === Meters(3.5)
    @test promote_type(Meters, Int) === Meters
end

struct Opaque <: Number end

@testset "what cannot be promoted says so" begin
    @test_throws ErrorException Opaque() + 1
    @test occursin("failed to change any arguments",
        sprint(showerror, try Opaque() + 1 catch e; e end))
end

@testset "typejoin" begin
    @test typejoin(Int, Float64) === Real
    @test typejoin(Int, Int) === Int
    @test typejoin(Int, String) === Any
    @test typejoin(Int8, UInt8) === Integer
    @test Base.promote_typejoin(Int, Nothing) === Union{Int, Nothing}
end

@testset "conversion" begin
    @test convert(Float64, 1) === 1.0 && convert(Int, 2.0) === 2
    @test convert(Union{Int, Nothing}, 2.0) === 2
    @test convert(Union{Float64, Missing}, 1) === 1.0
    @test convert(Any, "x") === "x"
    @test oftype(1.5, 2) === 2.0
    @test_throws MethodError convert(Int, "3")
    @test_throws ErrorException("cannot convert a value to nothing for assignment") convert(Nothing, 1)
end

@testset "zero, one and their kin" begin
    @test zero(1.5) === 0.0 && one(Int8) === Int8(1) && zero(Rational{Int}) === 0//1
    @test oneunit(2.5) === 1.0 && iszero(0.0) && isone(1//1) && !iszero(1e-300)
    @test float(1) === 1.0 && float(1//2) === 0.5 && float(Int) === Float64
    @test big(1) isa BigInt && big(1.5) isa BigFloat
    @test real(Complex{Int}) === Int && complex(Int) === Complex{Int}
end
