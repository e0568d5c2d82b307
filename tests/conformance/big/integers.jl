using Test

@testset "arithmetic" begin
    @test big(2)^100 == 1267650600228229401496703205376 && big(10)^20 + 1 == 100000000000000000001
    @test big(3) - 5 == -2 && big(-7) * 3 == -21 && -big(5) == -5 && abs(big(-5)) == 5
    @test typemax(Int) + big(1) == 9223372036854775808 && typeof(big(5) + 1) === BigInt
    @test typemax(UInt64) * big(2) == 36893488147419103230
    @test big(1) / 4 == 0.25 && (big(1) / 4) isa BigFloat
end

@testset "division" begin
    @test div(big(-7), 2) == -3 && fld(big(-7), 2) == -4 && cld(big(-7), 2) == -3
    @test rem(big(-7), 3) == -1 && mod(big(-7), 3) == 2 && mod(big(7), -3) == -2
    @test divrem(big(10)^20, 7) == (14285714285714285714, 2)
    @test_throws DivideError div(big(1), 0)
    @test gcd(big(12), 18) == 6 && lcm(big(4), 6) == 12 && gcdx(big(12), 42) == (6, -3, 1)
end

@testset "powers" begin
    @test big(2)^0 == 1 && big(-2)^3 == -8 && big(2)^big(10) == 1024 && 2^big(10) == 1024
    @test powermod(big(3), 1000, 1009) == 404 && isqrt(big(10)^30) == big(10)^15
    @test_throws DomainError (let n = -1; big(2)^n end)
    @test big(1)^-5 == 1 && invmod(big(3), 7) == 5
end

@testset "comparison with other numbers" begin
    @test big(5) == 5 && big(5) == 5.0 && big(5) < 5.5 && 4.5 < big(5) && big(5) > 4
    @test big(2)^70 == 2.0^70 && big(2)^70 + 1 > 2.0^70 && big(1) < Inf && !(big(1) < NaN)
    @test isequal(big(3), 3) && isless(big(3), 4) && cmp(big(3), 2) == 1
    @test big(3) !== big(3) && max(big(1), 2) == 2
end

@testset "conversion" begin
    @test Int(big(5)) === 5 && UInt8(big(255)) === 0xff && Float64(big(2)^70) === 1.1805916207174113e21
    @test_throws InexactError Int8(big(500))
    @test_throws InexactError Int(big(2)^64)
    @test_throws InexactError BigInt(1.5)
    @test BigInt(1e20) == 100000000000000000000 && big(3) % UInt8 === 0x03 && big(-1) % UInt8 === 0xff
    @test parse(BigInt, "-123456789012345678901234567890") == -big"123456789012345678901234567890"
end

@testset "bits" begin
    @test big(1) << 70 == 1180591620717411303424 && big(2)^70 >> 68 == 4 && big(-1) >> 10 == -1
    @test ~big(5) == -6 && big(12) & 10 == 8 && big(12) | 3 == 15 && xor(big(12), 10) == 6 && big(-1) & 255 == 255
    @test count_ones(big(255)) == 8 && trailing_zeros(big(8)) == 3 && iseven(big(4)) && isodd(big(2)^70 + 1)
end

@testset "counting" begin
    @test factorial(big(25)) == 15511210043330985984000000 && binomial(big(50), 25) == 126410606437752
    @test ndigits(big(10)^50) == 51 && digits(big(123)) == [3, 2, 1]
    @test sum(digits(big(2)^1000)) == 1366
    @test_throws DomainError factorial(big(-1))
end

@testset "text" begin
    @test string(big(2)^70) == "1180591620717411303424" && repr(big(-5)) == "-5"
    @test string(big(255), base=16) == "ff" && string(big(5), base=2, pad=8) == "00000101"
    @test repr([big(1), big(2)]) == "BigInt[1, 2]"
    @test 123456789012345678901234567890123456789012 isa BigInt
end

@testset "bits that have no end, digits in big bases" begin
    @test count_ones(big(7)) == 3 && count_zeros(big(-8)) == 3
    @test_throws DomainError count_ones(big(-1))
    @test_throws DomainError count_zeros(big(1))
    @test digits(big(2)^256, base=big(2)^128) == [0, 0, 1] && ndigits(big(10)^30, base=big(10)^15) == 3 && unsafe_trunc(BigInt, Float16(2.5)) == 2
end
