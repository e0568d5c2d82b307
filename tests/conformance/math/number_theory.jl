using Test

@testset "divisors" begin
    @test gcd(12, 18) === 6 && gcd(0, 5) === 5 && gcd(-4, 6) === 2 && gcd(12, 18, 8) === 2
    @test lcm(4, 6) === 12 && lcm(0, 3) === 0 && lcm(2, 3, 4) === 12
    @test gcd([12, 18, 30]) === 6 && lcm([2, 3, 4]) === 12
    @test gcdx(12, 42) === (6, -3, 1)
    @test gcd(1//2, 1//3) === 1//6
    @test_throws OverflowError gcd(typemin(Int), typemin(Int))
end

@testset "modular" begin
    @test invmod(3, 7) === 5 && powermod(2, 10, 1000) === 24 && powermod(2, -1, 7) === 4
    @test powermod(7, 10^18, 13) === 9
    @test_throws DomainError invmod(2, 4)
    @test invmod(0x03) === 0xab
end

@testset "powers and roots" begin
    @test isqrt(17) === 4 && isqrt(typemax(Int)) === 3037000499 && isqrt(0) === 0
    @test nextpow(2, 100) === 128 && prevpow(2, 100) === 64 && nextpow(3, 28) === 81 && prevpow(5, 30) === 25
    @test ispow2(64) && !ispow2(63) && !ispow2(0)
    @test nextprod((2, 3), 11) === 12
    @test_throws DomainError nextpow(2, 0)
end

@testset "counting" begin
    @test factorial(0) === 1 && factorial(10) === 3628800 && factorial(20) === 2432902008176640000
    @test_throws OverflowError factorial(21)
    @test_throws DomainError factorial(-1)
    @test binomial(10, 3) === 120 && binomial(5, 7) === 0 && binomial(-3, 2) === 6
    @test_throws OverflowError binomial(100, 50)
end

@testset "digits" begin
    @test digits(123) == [3, 2, 1] && digits(10, base=2) == [0, 1, 0, 1] && digits(5, pad=3) == [5, 0, 0]
    @test digits(0) == [0] && digits(UInt8, 255, base=16) == UInt8[15, 15]
    @test ndigits(12345) === 5 && ndigits(0) === 1 && ndigits(255, base=16) === 2 && ndigits(-100) === 3
    @test_throws DomainError ndigits(5, base=1)
end

@testset "parity" begin
    @test iseven(4) && isodd(3) && iseven(0) && isodd(-3) && iseven(big(10))
    @test isodd(3.0) && iseven(1//1 * 2)
end

@testset "binomial coefficients of big places" begin
    b = big(10)^30 + 1
    @test binomial(b, b - 1) == b && binomial(b, b - 3) == binomial(b, big(3)) && binomial(b, 2b) == 0 && binomial(big(-3), big(2)) == 6
    @test_throws OverflowError binomial(big(2)^70, big(2)^69)
end

@testset "powers by a module of one" begin
    @test powermod(big(-10), big(0), big(1)) == powermod(big(2), 0, big(-1)) == powermod(2, 3, big(1)) == 0
end
