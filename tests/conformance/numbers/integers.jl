using Test

@testset "arithmetic wraps round" begin
    @test typemax(Int) + 1 == typemin(Int)
    @test Int8(100) + Int8(100) === Int8(-56)
    @test UInt8(200) + UInt8(100) === 0x2c
    @test abs(typemin(Int)) == typemin(Int)
    @test -typemin(Int8) === typemin(Int8)
    @test 2^63 == typemin(Int)
    @test UInt8(3) - UInt8(5) === 0xfe
end

@testset "division truncates, floors or rounds up" begin
    @test 7 ÷ 2 == 3 && -7 ÷ 2 == -3
    @test fld(-7, 2) == -4 && cld(-7, 2) == -3 && cld(7, 2) == 4
    @test rem(-7, 2) == -1 && mod(-7, 2) == 1 && mod(7, -2) == -1
    @test divrem(-7, 2) === (-3, -1)
    @test fldmod(-7, 2) === (-4, 1)
    @test mod1(0, 3) == 3 && mod1(4, 3) == 1 && fld1(4, 3) == 2
    @test fldmod1(3, 3) === (1, 3)
    @test mod(UInt8(7), UInt8(4)) === 0x03
end

@testset "division with a way to round" begin
    @test div(5, 2, RoundNearest) == 2 && div(7, 2, RoundNearest) == 4
    @test div(5, 2, RoundNearestTiesAway) == 3 && div(-5, 2, RoundNearestTiesAway) == -3
    @test div(5, 2, RoundNearestTiesUp) == 3 && div(-5, 2, RoundNearestTiesUp) == -2
    @test div(5, 2, RoundUp) == 3 && div(-5, 2, RoundUp) == -2
    @test div(5, 2, RoundDown) == 2 && div(-5, 2, RoundDown) == -3
    @test div(5, 2, RoundFromZero) == 3 && div(-5, 2, RoundFromZero) == -3
    @test rem(5, 2, RoundUp) == -1
    @test divrem(-7, 2, RoundDown) === (-4, 1)
end

@testset "division by zero and its one overflow throw" begin
    @test_throws DivideError div(1, 0)
    @test_throws DivideError rem(1, 0)
    @test_throws DivideError mod(1, 0)
    @test_throws DivideError typemin(Int) ÷ -1
    @test rem(typemin(Int), -1) == 0
    @test 1 / 0 == Inf
end

@testset "mixed signs divide by value" begin
    @test div(-7, UInt(2)) === -3
    @test rem(-7, UInt(2)) === -1
    @test mod(-7, UInt(4)) === UInt(1)
    @test div(UInt(7), -2) === typemax(UInt) - UInt(2)
end

@testset "powers" begin
    @test 2^10 === 1024 && (-2)^3 === -8
    @test 2^0 === 1 && 0^0 === 1
    @test 2^-1 === 0.5
    @test (let n = -1; 1^n end) === 1 && (let n = -3; (-1)^n end) === -1
    @test_throws DomainError (let n = -1; 2^n end)
    @test Int8(2)^7 === typemin(Int8)
    @test true^3 === true
end

@testset "bits" begin
    @test 5 & 3 == 1 && 5 | 3 == 7 && 5 ⊻ 3 == 6 && ~5 == -6
    @test xor(5, 3) == 6 && nand(5, 3) == -2 && nor(5, 3) == -8
    @test count_ones(255) == 8 && count_zeros(Int8(0)) == 8
    @test leading_zeros(1) == 63 && trailing_zeros(8) == 3
    @test leading_ones(Int8(-1)) == 8 && trailing_ones(7) == 3
    @test bswap(0x1234) === 0x3412
    @test bitrotate(0x01, -1) === 0x80 && bitrotate(0x81, 1) === 0x03
    @test bitreverse(0x01) === 0x80
    @test bitstring(Int8(5)) == "00000101"
end

@testset "shifts by more than the width, or to the other side" begin
    @test 1 << 10 == 1024 && -8 >> 1 == -4 && -8 >>> 60 == 15
    @test 1 << 64 == 0 && -1 >> 64 == -1 && -1 >>> 64 == 0
    @test 8 << -1 == 4 && 1 >> -3 == 8
    @test 0x0f << 4 === 0xf0
    @test true << 2 === 4
end

@testset "constructors check, remainders cut" begin
    @test Int8(100) === Int8(100) && UInt8(255) === 0xff
    @test_throws InexactError Int8(200)
    @test_throws InexactError UInt8(-1)
    @test_throws InexactError Int(2.5)
    @test_throws InexactError Int(NaN)
    @test 300 % UInt8 === 0x2c && -1 % UInt16 === 0xffff && 200 % Int8 === Int8(-56)
    @test signed(0xff) === Int8(-1) && unsigned(Int8(-1)) === 0xff
    @test Int(true) === 1 && Bool(1) === true
    @test_throws InexactError Bool(2)
end

@testset "what inexact conversions say" begin
    @test sprint(showerror, try Int8(200) catch e; e end) == "InexactError: trunc(Int8, 200)"
    @test sprint(showerror, try UInt64(-1) catch e; e end) == "InexactError: convert(UInt64, -1)"
    @test sprint(showerror, try Int(2.5) catch e; e end) == "InexactError: Int64(2.5)"
    @test sprint(showerror, try convert(Int, 1//3) catch e; e end) == "InexactError: Int64(1//3)"
end

@testset "signs" begin
    @test abs(-3) === 3 && sign(-3) === -1 && sign(0) === 0 && sign(UInt(3)) === UInt(1)
    @test signbit(-1) && !signbit(0) && !signbit(UInt(5))
    @test copysign(3, -1) === -3 && flipsign(-3, -1) === 3
end

@testset "limits of each width" begin
    @test typemax(Int8) === Int8(127) && typemin(Int8) === Int8(-128)
    @test typemax(UInt16) === 0xffff && typemin(UInt16) === 0x0000
    @test typemax(Int128) == 170141183460469231731687303715884105727
    @test typemin(Int64) == -9223372036854775808
    @test typemax(Bool) === true
    @test widen(Int32) === Int64 && widen(UInt64) === UInt128 && widen(Int128) === BigInt
end

@testset "mixed widths and signs compare by value" begin
    @test -1 < UInt(1) && UInt(1) > -1 && !(UInt(0) < -1)
    @test typemax(UInt) != -1
    @test Int8(1) == 1 == UInt128(1) == 0x01
    @test 1 < 2 <= 2 < 3
    @test cmp(1, 2) == -1 && cmp(2, 2) == 0 && cmp(0x03, -1) == 1
end

@testset "128 bits" begin
    @test Int128(2)^100 == 1267650600228229401496703205376
    @test typeof(9223372036854775808) === Int128
    @test UInt128(1) << 100 >> 100 == 1
    @test div(Int128(10)^30, 7) == 142857142857142857142857142857
    @test Float64(Int128(2)^100) == 2.0^100
    @test string(typemin(Int128)) == "-170141183460469231731687303715884105728"
end

@testset "checked arithmetic complains" begin
    @test Base.checked_add(1, 2) === 3 && Base.checked_mul(3, 4) === 12 && Base.checked_neg(5) === -5
    @test_throws OverflowError Base.checked_add(typemax(Int), 1)
    @test_throws OverflowError Base.checked_mul(typemax(Int), 2)
    @test_throws OverflowError Base.checked_sub(0x00, 0x01)
    @test_throws OverflowError Base.checked_abs(typemin(Int))
    @test sprint(showerror, try Base.checked_add(typemax(Int), 1) catch e; e end) ==
          "OverflowError: 9223372036854775807 + 1 overflowed for type Int64"
    @test Base.add_with_overflow(typemax(Int), 1) === (typemin(Int), true)
end

@testset "with and without a sign" begin
    @test UInt(3) + (-1) === UInt(2) && 0x03 + Int8(-1) === 0x02 && UInt64(5) - Int8(6) === typemax(UInt64)
    @test UInt(3) * (-1) === typemax(UInt) - 2 && -1 * UInt(3) === typemax(UInt) - 2
    @test UInt(5) | -8 === ~UInt(2) && xor(UInt(5), -1) === ~UInt(5) && -1 & UInt(7) === UInt(7)
    @test 0x03 + -1 === 2
end

@testset "signs of the least and of truth" begin
    @test powermod(2, typemin(Int128), 5) == 1 && signed(Bool) === Int && bswap(true) === true
end

@testset "division with and without a sign" begin
    @test fld(-7, UInt(2)) === -4 && cld(-7, UInt(2)) === -3 && fld(7, 0x02) === 3 && cld(7, 0x02) === 4
    @test fld(UInt(7), -2) === UInt(0) - 4 && cld(UInt(7), -2) === UInt(0) - 3 && div(UInt(7), -2, RoundUp) === cld(UInt(7), -2)
    @test widemul(1, UInt(1)) === Int128(1) && widemul(0xff, Int8(-3)) === Int16(-765)
end

@testset "with and without a sign, as wide as before" begin
    @test (-1) % Unsigned === typemax(UInt) && 0xff % Signed === Int8(-1) && Int16(-2) % Unsigned === 0xfffe && 5 % Signed === 5 && 0x05 % Unsigned === 0x05
    @test Base.top_set_bit(big(0)) == 0 && Base.top_set_bit(big(8)) == 4
end
