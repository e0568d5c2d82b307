using Test

@testset "floats print the fewest digits that read back" begin
    @test string(1.0) == "1.0" && string(-0.0) == "-0.0" && string(0.1) == "0.1"
    @test string(1e20) == "1.0e20" && string(1e6) == "1.0e6" && string(100000.0) == "100000.0"
    @test string(0.0001) == "0.0001" && string(1e-5) == "1.0e-5"
    @test string(123456789012345680.0) == "1.2345678901234568e17"
    @test string(5.0e-324) == "5.0e-324" && string(floatmax()) == "1.7976931348623157e308"
    @test string(NaN) == "NaN" && string(-Inf) == "-Inf"
    @test string(1 / 3) == "0.3333333333333333"
end

@testset "narrow floats show their type" begin
    @test repr(1.0f0) == "1.0f0" && string(1.0f0) == "1.0"
    @test repr(1f20) == "1.0f20" && repr(NaN32) == "NaN32" && repr(Inf32) == "Inf32"
    @test repr(Float16(0.1)) == "Float16(0.1)" && string(Float16(0.1)) == "0.1"
    @test repr([1.0f0, 2.5f0]) == "Float32[1.0, 2.5]"
end

@testset "integers" begin
    @test repr(-7) == "-7" && repr(0x1f) == "0x1f" && repr(UInt16(1)) == "0x0001"
    @test string(0x1f) == "31" && string(typemin(Int)) == "-9223372036854775808"
    @test repr(true) == "true" && repr(Int8(-5)) == "-5"
    @test repr([true, false]) == "Bool[1, 0]"
    @test repr(UInt8[1, 255]) == "UInt8[0x01, 0xff]"
end

@testset "integers in other bases" begin
    @test string(255, base=16) == "ff" && string(-255, base=16) == "-ff"
    @test string(5, base=2, pad=8) == "00000101" && string(8, base=8) == "10"
    @test string(61, base=62) == "z" && string(35, base=36) == "z"
    @test string(10, base=-2) == "11110"
    @test_throws DomainError string(1, base=1)
end

@testset "rationals and complex numbers" begin
    @test repr(1//2) == "1//2" && repr(-3//4) == "-3//4" && repr(4//2) == "2//1"
    @test repr([1//2, 3//4]) == "Rational{Int64}[1//2, 3//4]"
    @test repr(1 + 2im) == "1 + 2im" && repr(1 - 2im) == "1 - 2im" && repr(im) == "im"
    @test repr(1.5 - 0.0im) == "1.5 - 0.0im" && repr(complex(NaN, Inf)) == "NaN + Inf*im"
    @test repr(complex(true, false)) == "Complex(true,false)"
    @test repr(1//2 + 3//4 * im) == "1//2 + 3//4*im"
end

@testset "constants" begin
    @test string(π) == "π" && repr(ℯ) == "ℯ"
    @test repr(MIME("text/plain"), π) == "π = 3.1415926535897..."
    @test string(2π) == "6.283185307179586"
end

@testset "in compact form" begin
    @test sprint(show, 1 / 3; context=:compact => true) == "0.333333"
    @test sprint(show, 123456.789; context=:compact => true) == "1.23457e5"
    @test sprint(show, 1.0f0; context=:compact => true) == "1.0"
    @test sprint(show, 1.5 + 2im; context=:compact => true) == "1.5+2.0im"
end

@testset "compact floats that are not whole do not look whole" begin
    compact(x) = sprint(show, x; context = :compact => true)
    @test compact(123456.78) == "1.23457e5" && compact(-666666.6) == "-6.66667e5"
    @test compact(666666.049) == "666666.0" && compact(-666665.951) == "-666666.0"
    @test compact(66.66666) == "66.6667" && compact(100000.0) == "100000.0" && compact(1234567.0) == "1.23457e6"
end

@testset "of two texts that are equally near the even one" begin
    @test string(2.0^-25) == "2.9802322387695312e-8" && string(305404.125f0) == "305404.12" && repr(8099.03125f0) == "8099.0312f0"
    @test string(2.0^-24) == "5.960464477539063e-8" && string(0.1 + 0.2) == "0.30000000000000004" && string(1 / 3) == "0.3333333333333333"
    @test repr(22.89825; context=:compact => true) == "22.8983" && repr(1.015625; context=:compact => true) == "1.01562"
end
