using Test

@testset "exponentials" begin
    @test exp(1) === 2.718281828459045 && exp(0) === 1.0 && exp(-Inf) === 0.0
    @test exp(1000) === Inf && exp(-745.0) === 5.0e-324
    @test exp2(10) === 1024.0 && exp10(2) === 100.0 && exp2(-1074) === 5.0e-324
    @test expm1(1e-10) === 1.00000000005e-10
    @test exp(1.0f0) === 2.7182817f0
    @test exp(2.5) === 12.182493960703473
end

@testset "logarithms" begin
    @test log(2) === 0.6931471805599453 && log(ℯ) === 1 && log(0) === -Inf
    @test log2(8) === 3.0 && log10(1000) === 3.0 && log10(2) === 0.3010299956639812
    @test log1p(1e-10) === 9.999999999500001e-11
    @test log(2, 8) === 3.0 && log(10, 1000) === 2.9999999999999996
    @test_throws DomainError log(-1)
    @test_throws DomainError log1p(-2.0)
end

@testset "roots" begin
    @test sqrt(2) === 1.4142135623730951 && √16 === 4.0 && sqrt(-0.0) === -0.0
    @test cbrt(27) === 3.0 && ∛8 === 2.0 && cbrt(-8) === -2.0
    @test fourthroot(16) === 2.0
    @test_throws DomainError sqrt(-1)
    @test sprint(showerror, try sqrt(-1.0) catch e; e end) ==
          "DomainError with -1.0:\nsqrt was called with a negative real argument but will only return a complex result if called with a complex argument. Try sqrt(Complex(x))."
end

@testset "powers of floats" begin
    @test 2.0^3 === 8.0 && 2.0^0.5 === 1.4142135623730951 && 2.5^-2 === 0.16000000000000003
    @test 1.1^10 === 2.5937424601000023
    @test 0.0^0 === 1.0 && Inf^0 === 1.0 && 2.0^Inf === Inf && 0.5^Inf === 0.0
    @test (-2.0)^3 === -8.0 && isnan(NaN^1) && NaN^0 === 1.0 && 1.0^NaN === 1.0
    @test_throws DomainError (-8.0)^(1 / 3)
    @test 2^0.5 === sqrt(2) && 4^0.5f0 === 2.0f0
    @test 10.0^308 === 1.0e308 && 10.0^-400 === 0.0
end

@testset "hypot does not overflow" begin
    @test hypot(3, 4) === 5.0 && hypot(1e200, 1e200) === 1.414213562373095e200
    @test hypot(Inf, NaN) === Inf && hypot(1, 2, 3) === 3.7416573867739413
    @test hypot(3.0f0, 4.0f0) === 5.0f0
end

@testset "polynomials, clamping" begin
    @test evalpoly(2, (1, 2, 3)) === 17 && evalpoly(2, [1, 2, 3]) === 17 && @evalpoly(2, 1, 2, 3) === 17
    @test evalpoly(1 + im, (1, 2, 3)) === 3 + 8im
    @test clamp(5, 1, 3) === 3 && clamp(-1.5, 0, 1) === 0.0 && clamp(2, 1, 3) === 2
    @test clamp(300, UInt8) === 0xff
    @test muladd(2, 3, 1) === 7
end

@testset "a float of one's own that has no functions says so" begin
    struct BareFloat <: AbstractFloat; x::Float64; end
    for f in (sin, exp, log, sqrt, atan, log1p, tanh)
        @test_throws MethodError f(BareFloat(1.0))
    end
    @test hypot(Inf32, 1.5f0, NaN32) === Inf32
end

@testset "literal negative powers are as exact as others, angles of steep ratios" begin
    @test 0.3^-50 == 0.3^-50.0 && 1.7f0^-20 == 1.7f0^-20.0f0 && big(2.0)^-1 == 0.5
    @test tan(π) === -0.0 && cot(π) == -Inf && csc(π) == Inf
    @test atan(2.0^70, -1.0) == Float64(π) / 2 && atan(-2.0^70, 1.0) == -Float64(π) / 2 && atan(1.0, -2.0^70) == Float64(π)
    @test atan(0.0, -0.0) == Float64(π) && atan(-0.0, 0.0) === -0.0 && atan(Inf, -Inf) == 3Float64(π) / 4 && atan(-1.0, 0.0) == -Float64(π) / 2
end
