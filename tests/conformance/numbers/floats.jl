using Test

@testset "arithmetic is IEEE's" begin
    @test 0.1 + 0.2 === 0.30000000000000004
    @test 1 / 0 === Inf && -1 / 0 === -Inf && isnan(0 / 0)
    @test 1 / -0.0 === -Inf
    @test 5.5 % 2 === 1.5 && -5.5 % 2 === -1.5 && mod(-5.5, 2) === 0.5
    @test div(7.5, 2) === 3.0 && fld(-7.5, 2) === -4.0 && cld(7.5, 2) === 4.0
    @test rem(5.0, 3.0, RoundNearest) === -1.0
    @test isnan(Inf % 2) && 5.0 % Inf === 5.0
    @test fma(2.0, 3.0, 1.0) === 7.0
end

@testset "comparison with NaN and zeros" begin
    @test NaN != NaN && !(NaN == NaN) && !(NaN < 1) && !(NaN >= 1)
    @test isequal(NaN, NaN) && isless(1.0, NaN) && !isless(NaN, NaN)
    @test 0.0 == -0.0 && !isequal(0.0, -0.0) && isless(-0.0, 0.0)
    @test isnan(max(1.0, NaN)) && isnan(min(NaN, 1.0))
    @test max(-0.0, 0.0) === 0.0 && min(-0.0, 0.0) === -0.0
    @test minmax(2.5, 1.5) === (1.5, 2.5)
end

@testset "integers and floats compare exactly" begin
    @test 2^53 == 2.0^53 && 2^53 + 1 != 2.0^53
    @test typemax(Int) != Float64(typemax(Int)) && typemax(Int) < Float64(typemax(Int))
    @test typemin(Int) == Float64(typemin(Int))
    @test 1 < 1.5 && 2 > 1.5 && UInt64(2)^63 == 2.0^63
    @test typemax(UInt64) < 1.8446744073709552e19
    @test !(1 < NaN) && !(NaN < 1) && 1 < Inf
end

@testset "rounding to whole numbers" begin
    @test round(0.5) === 0.0 && round(1.5) === 2.0 && round(2.5) === 2.0 && round(-1.5) === -2.0
    @test floor(-2.5) === -3.0 && ceil(2.1) === 3.0 && trunc(-2.7) === -2.0
    @test round(2.5, RoundNearestTiesAway) === 3.0 && round(-2.5, RoundNearestTiesUp) === -2.0
    @test round(2.1, RoundUp) === 3.0 && round(-2.1, RoundToZero) === -2.0 && round(2.1, RoundFromZero) === 3.0
    @test round(Int, 2.5) === 2 && floor(Int, -2.5) === -3 && ceil(Int8, 2.1) === Int8(3)
    @test_throws InexactError round(Int8, 300.0)
    @test_throws InexactError trunc(Int, Inf)
    @test round(3) === 3 && floor(Int, 7) === 7
end

@testset "rounding to digits" begin
    @test round(2.567, digits=2) === 2.57 && round(3.14159, digits=3) === 3.142
    @test round(1234.567, sigdigits=3) === 1230.0
    @test round(1234, digits=-2) === 1200.0
    @test floor(2.567, digits=1) === 2.5 && ceil(2.51, digits=1) === 2.6
    @test round(357.913, sigdigits=4, base=2) === 352.0
    @test round(NaN, digits=2) |> isnan
    @test_throws ArgumentError round(1.5, digits=1, sigdigits=2)
end

@testset "parts" begin
    @test exponent(8.5) === 3 && significand(8.5) === 1.0625
    @test frexp(8.5) === (0.53125, 4) && ldexp(0.5, 3) === 4.0
    @test modf(3.25) === (0.25, 3.0) && modf(-3.25) === (-0.25, -3.0)
    @test ldexp(1.0, -1080) === 0.0 && ldexp(1.0, 2000) === Inf
    @test_throws DomainError exponent(0.0)
    @test_throws DomainError exponent(Inf)
    @test exponent(5.0e-324) === -1074
end

@testset "neighbours and limits" begin
    @test eps() === 2.220446049250313e-16 && eps(1000.0) === 1.1368683772161603e-13
    @test eps(Float32) === 1.1920929f-7 && isnan(eps(Inf))
    @test nextfloat(1.0) === 1.0000000000000002 && prevfloat(1.0) === 0.9999999999999999
    @test nextfloat(0.0) === 5.0e-324 && nextfloat(Inf) === Inf && nextfloat(-Inf) === -floatmax()
    @test nextfloat(1.0, 5) - 1.0 == 5 * eps()
    @test floatmin() === 2.2250738585072014e-308 && floatmax(Float32) === 3.4028235f38
    @test typemax(Float64) === Inf && typemin(Float16) === -Inf16
    @test maxintfloat() === 9.007199254740992e15
end

@testset "predicates" begin
    @test isfinite(1.0) && !isfinite(Inf) && isinf(-Inf) && isnan(NaN) && !isnan(1)
    @test isinteger(2.0) && !isinteger(2.5) && !isinteger(NaN)
    @test issubnormal(5.0e-324) && !issubnormal(1.0)
    @test iseven(4.0) && isodd(3.0) && !isodd(2.5) && ispow2(0.5)
    @test signbit(-0.0) && !signbit(0.0)
end

@testset "16 and 32 bits" begin
    @test Float32(0.1) === 0.1f0 && Float64(0.1f0) === 0.10000000149011612
    @test Float32(1) / 3 === 0.33333334f0
    @test Float16(1) / 3 === Float16(0.3333)
    @test Float16(65504) + Float16(32) === Inf16
    # Rounded once, not to 32 bits in between.
    @test Float16(nextfloat(2.0^-25)) === reinterpret(Float16, 0x0001) && Float16(2.0^-25) === Float16(0)
    @test Float16(1 + 2.0^-11 + 2.0^-40) === nextfloat(Float16(1)) && Float16(-1 - 2.0^-11) === Float16(-1)
    @test Float16(1e300) === Inf16 && Float16(-65519.999) === Float16(-65504) && isnan(Float16(NaN))
    @test typeof(Float16(1) + 1.0f0) === Float32
    @test 1.5f0 isa Float32 && 1f10 === 1.0f10
    @test sqrt(2.0f0) === 1.4142135f0
end

@testset "bits as another type" begin
    @test reinterpret(UInt64, 1.0) === 0x3ff0000000000000
    @test reinterpret(Float32, 0x3f800000) === 1.0f0
    @test reinterpret(Int64, -0.0) === typemin(Int64)
    @test bitstring(1.0f0) == "00111111100000000000000000000000"
    @test_throws ArgumentError reinterpret(Int32, 1.0)
end

@testset "approximate equality" begin
    @test 1.0 ≈ 1.0 + 1e-10 && !(1.0 ≈ 1.1) && 1.0 ≉ 1.1
    @test isapprox(1, 1.1; atol=0.2) && isapprox(100, 101; rtol=0.1)
    @test !(1e-10 ≈ 0) && isapprox(1e-10, 0; atol=1e-8)
    @test !isapprox(NaN, NaN) && isapprox(NaN, NaN; nans=true)
    @test 1 ≈ 1 && !(1 ≈ 2)
    @test isapprox(2.0)(2.0 + 1e-12)
end

@testset "bytes the other way round, numbers as collections of one" begin
    @test bswap(1.5) === reinterpret(Float64, bswap(reinterpret(UInt64, 1.5))) && bswap(bswap(1.5f0)) === 1.5f0
    @test get(5, (), 1) === 5 && get(5, (1, 1), 1) === 5 && get(5, (2,), 1) === 1 && get(() -> 2, 5, 3) === 2
    @test rem2pi(big(7.0), RoundNearest) ≈ 7 - 2big(π)
end
