using Test

@testset "text" begin
    @test string(big(1) / 3) == "0.3333333333333333333333333333333333333333333333333333333333333333333333333333348"
    @test string(big(1.5)) == "1.5" && string(big(0.0)) == "0.0" && string(BigFloat(Inf)) == "Inf"
    @test string(BigFloat(0.1)) == "0.1000000000000000055511151231257827021181583404541015625"
    @test string(BigFloat("0.1")) == "0.1000000000000000000000000000000000000000000000000000000000000000000000000000002"
    @test string(big(1e100)) == "1.000000000000000015902891109759918046836080856394528138978132755774783877217038e+100"
    @test string(BigFloat(123456.0)) == "123456.0" && string(BigFloat(1e7)) == "1.0e+07"
end

@testset "functions" begin
    @test string(sqrt(big(2))) == "1.414213562373095048801688724209698078569671875376948073176679737990732478462102"
    @test string(exp(big(1))) == "2.718281828459045235360287471352662497757247093699959574966967627724076630353555"
    @test string(BigFloat(π)) == "3.141592653589793238462643383279502884197169399375105820974944592307816406286198"
    @test string(log(big(2))) == "0.6931471805599453094172321214581765680755001343602552541206800094933936219696955"
    @test sin(big(1))^2 + cos(big(1))^2 ≈ 1 && atan(big(1.0)) ≈ big(π) / 4
    @test big(2.0)^10 == 1024 && big(2.0)^0.5 == sqrt(big(2)) && big(4.0)^-1 == 0.25
    @test_throws DomainError sqrt(big(-1))
    @test_throws DomainError log(big(-1.0))
end

@testset "precision" begin
    @test precision(BigFloat) == 256 && precision(BigFloat(1)) == 256
    @test setprecision(() -> precision(BigFloat(1)), 64) == 64 && precision(BigFloat) == 256
    @test setprecision(BigFloat, 100) do
        string(BigFloat(1) / 3)
    end == "0.33333333333333333333333333333346"
    @test BigFloat(1//3, precision=53) == 1 / 3
    @test eps(BigFloat) == big(2.0)^-255
end

@testset "comparison and conversion" begin
    @test big(1.5) == 1.5 && big(1.5) < 2 && 1 < big(1.5) && big(0.1) != big"0.1"
    @test Float64(big(1) / 3) === 1 / 3 && Float32(big(0.1)) === 0.1f0 && Int(big(3.0)) === 3
    @test_throws InexactError Int(big(3.5))
    @test isnan(big(NaN)) && isinf(big(-Inf)) && big(NaN) != big(NaN) && signbit(-big(0.0))
    @test BigInt(big(2.0)^70) == big(2)^70 && big(1.5) + 1//2 == 2
end

@testset "rounding and parts" begin
    @test floor(big(2.7)) == 2 && ceil(big(2.1)) == 3 && round(big(2.5)) == 2 && trunc(big(-2.7)) == -2
    @test round(Int, big(2.5)) === 2 && floor(BigInt, big(1e20)) == big(10)^20
    @test exponent(big(8.5)) == 3 && significand(big(8.5)) == 1.0625 && frexp(big(8.5)) == (0.53125, 4)
    @test nextfloat(big(1.0)) > 1 && prevfloat(big(1.0)) < 1 && nextfloat(big(1.0)) - 1 == eps(BigFloat)
    @test ldexp(big(1.0), 3) == 8 && mod(big(5.5), 2) == 1.5
end

@testset "at the ends of what there is" begin
    @test exp(floatmin(BigFloat)) == 1 == cosh(floatmin(BigFloat))
    @test big(2.0)^big(1e30) == Inf && big(0.5)^big(1e30) == 0 && (-big(2.0))^(big(2.0)^70 + 1) == -Inf
    @test asinh(ldexp(big(1.0), 10^9)) ≈ acosh(ldexp(big(1.0), 10^9)) ≈ (10^9 + 1) * log(big(2.0))
    @test asinh(-big"1e100") == -asinh(big"1e100")
end

@testset "neighbours by the precision, powers of one, precisions that are none" begin
    setprecision(53) do
        @test nextfloat(BigFloat(12.12)) == BigFloat(nextfloat(12.12)) && prevfloat(BigFloat(12.12)) == BigFloat(prevfloat(12.12))
    end
    setprecision(100) do
        @test nextfloat(BigFloat(1)) - 1 == BigFloat(2)^-99
    end
    @test BigFloat(1)^Inf == 1 && BigFloat(1)^NaN == 1 && BigFloat(NaN)^0.0 == 1
    @test_throws DomainError BigFloat(1, precision=0)
    @test_throws DomainError BigFloat(2.5, precision=-3)
end
