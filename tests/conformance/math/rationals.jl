using Test

@testset "in lowest terms" begin
    @test 6//4 === 3//2 && -6//4 === -3//2 && 6//-4 === -3//2
    @test numerator(6//8) === 3 && denominator(6//8) === 4 && denominator(5) === 1
    @test 1//0 === Rational(1, 0) && -5//0 == -1//0
    @test_throws ArgumentError 0//0
    @test 0//5 === 0//1
end

@testset "arithmetic" begin
    @test 1//2 + 1//3 === 5//6 && 1//2 - 1//3 === 1//6 && 3//4 * 2 === 3//2 && (1//2) / (1//4) === 2//1
    @test (1//2)^3 === 1//8 && (1//2)^-2 === 4//1 && inv(2//3) === 3//2
    @test 1//2 + 1 === 3//2 && 2 - 1//2 === 3//2
    @test div(7//2, 1//3) === 10 && mod(7//2, 1//3) === 1//6 && rem(-7//2, 1//1) === -1//2
    @test abs(-1//2) === 1//2 && sign(-1//2) === -1//1 && -(1//2) === -1//2
    @test (1//2) // (3//4) === 2//3
    @test_throws OverflowError typemax(Int)//1 * 2//1
end

@testset "comparison" begin
    @test 2//3 < 3//4 && 1//2 == 0.5 && 1//3 != 1/3 && 4//2 == 2
    @test 1//3 < 0.34 && 0.33 < 1//3 && 1//2 <= 0.5
    @test 1//0 > 5 && 1//0 == Inf && max(1//2, 2//3) === 2//3
    @test typemax(Int)//2 < typemax(Int)//1
end

@testset "conversion" begin
    @test Float64(1//3) === 0.3333333333333333 && Int(4//2) === 2 && float(1//4) === 0.25
    @test_throws InexactError Int(3//2)
    @test Rational(0.25) === 1//4 && rationalize(0.1) === 1//10 && rationalize(3.14159, tol=0.001) === 201//64
    @test convert(Rational{Int8}, 1//2) === Rational{Int8}(1, 2) && Rational{Int}(2) === 2//1
    @test big(1//2) == 1//2 && big(1//2) isa Rational{BigInt}
end

@testset "rounding" begin
    @test round(7//2) === 4//1 && round(Int, 5//2) === 2 && floor(Int, -5//2) === -3 && ceil(5//2) === 3//1
    @test trunc(Int, -7//2) === -3 && round(Int, 5//2, RoundNearestTiesAway) === 3
    @test isinteger(4//2) && !isinteger(1//2) && iszero(0//1) && isone(2//2)
end

@testset "what is out of reach is infinite" begin
    @test rationalize(Int8, 1000) === Int8(1)//Int8(0) && rationalize(Int8, -1000) === Int8(-1)//Int8(0)
    @test rationalize(UInt8, 7) === 0x07//0x01 && rationalize(BigInt, 7) == 7
end
