using Test

@testset "sine, cosine, tangent" begin
    @test sin(1.0) === 0.8414709848078965 && cos(1.0) === 0.5403023058681398 && tan(1.0) === 1.5574077246549023
    @test sin(0.0) === 0.0 && sin(-0.0) === -0.0 && cos(0) === 1.0
    @test sincos(0.0) === (0.0, 1.0)
    @test sin(π) === 0.0 && cos(π) === -1.0 && sin(1.0π) === 1.2246467991473532e-16
    @test sin(1e22) === -0.8522008497671888
    @test_throws DomainError sin(Inf)
    @test isnan(sin(NaN))
end

@testset "inverses" begin
    @test asin(0.5) === 0.5235987755982989 && acos(0.5) === 1.0471975511965979 && atan(1.0) === 0.7853981633974483
    @test atan(1, -1) === 2.356194490192345 && atan(-0.0, -1.0) === -3.141592653589793
    @test asin(1) === 1.5707963267948966 && acos(-1) === 3.141592653589793
    @test_throws DomainError asin(2)
    @test_throws DomainError acos(-1.5)
end

@testset "hyperbolic" begin
    @test sinh(1.0) === 1.1752011936438014 && cosh(1.0) === 1.5430806348152437 && tanh(1.0) === 0.7615941559557649
    @test asinh(1.0) === 0.881373587019543 && acosh(2.0) === 1.3169578969248166
    @test tanh(100) === 1.0 && sinh(1000) === Inf
    @test atanh(1) === Inf && acosh(1) === 0.0
    @test_throws DomainError acosh(0.5)
    @test_throws DomainError atanh(2)
end

@testset "in half turns" begin
    @test sinpi(0.5) === 1.0 && sinpi(1) === 0.0 && cospi(1) === -1.0 && cospi(0.5) === 0.0
    @test sinpi(1.5) === -1.0 && sincospi(0.5) === (1.0, 0.0)
    @test sinpi(-1.0) === -0.0
    @test sinc(0) === 1.0 && sinc(1) === 0.0 && sinc(0.5) === 0.6366197723675814
    @test cosc(0) == 0.0 && cosc(1.0) == -1.0
end

@testset "in degrees" begin
    @test sind(30) === 0.5 && cosd(60) === 0.5 && tand(45) === 1.0
    @test sind(180) === 0.0 && cosd(90) === 0.0 && sind(270) === -1.0 && cosd(360) === 1.0
    @test asind(0.5) ≈ 30 && acosd(0) === 90.0 && atand(1) === 45.0
    @test deg2rad(180) === 3.141592653589793 && rad2deg(π) === 180.0
end

@testset "whole turns removed" begin
    @test mod2pi(7.0) === 0.7168146928204135 && mod2pi(-1.0) === 5.283185307179586
    @test mod2pi(9 * pi / 4) === 0.7853981633974481
    @test rem2pi(7π / 4, RoundNearest) === -0.7853981633974485
end

@testset "reciprocals" begin
    @test sec(1.0) === 1.8508157176809255 && csc(1.0) === inv(sin(1.0)) && cot(1.0) === inv(tan(1.0))
    @test sech(0) === 1.0 && asec(2) ≈ acos(0.5) && acsc(2) ≈ asin(0.5) && acot(2) ≈ atan(0.5)
end

@testset "half turns at their ends" begin
    @test tanpi(0.5) === Inf && tanpi(1.5) === -Inf && tanpi(-0.5) === -Inf && tanpi(1.0) === -0.0 && tanpi(2.0) === 0.0
    @test tanpi(big(0.5)) == Inf && sinpi(big(1.0)) == 0 && cospi(big(0.5)) == 0 && tanpi(big(0.25)) ≈ 1
    for x in (0.1, 0.3, 0.7, 1.2, -0.4, -1.9, 2.6)
        @test sinpi(big(x)) ≈ sinpi(x) && cospi(big(x)) ≈ cospi(x) && tanpi(big(x)) ≈ tanpi(x)
    end
    @test_throws DomainError sinpi(big(Inf))
    @test sincospi(0.5 + 0.0im) == (1.0, 0.0) && sinc(1e-30) === 1.0 && tanpi(0.25 + 0im) ≈ 1
end

@testset "half turns of complex numbers" begin
    @test isequal(sinpi(complex(Inf, 0.0)), complex(NaN, 0.0)) && isequal(cospi(complex(Inf, Inf)), complex(Inf, NaN))
    @test isequal(cospi(complex(Inf, 0.0)), complex(NaN, -0.0)) && isequal(sinpi(complex(NaN, 1.0)), complex(NaN, NaN))
    @test isequal(sinpi(complex(-2.0, 0.0)), complex(-0.0, 0.0)) && isequal(sinpi(complex(1.0, 1.0)), complex(0.0, -sinh(pi)))
    @test isequal(cospi(complex(0.5, 1.0)), complex(0.0, -sinh(pi))) && isequal(sinpi(complex(0.5, -1.0)), complex(cosh(pi), -0.0))
    @test sinpi(0.3 + 0.2im) ≈ sin(pi * (0.3 + 0.2im)) && cospi(0.3 + 0.2im) ≈ cos(pi * (0.3 + 0.2im)) && sinpi(complex(1, 0)) == 0
end

@testset "half turns that come out even" begin
    @test sinpi(1 / 6) == 0.5 && cospi(1 / 3) == 0.5 && sincospi(0.25)[1] ≈ sqrt(0.5)
    @test sinc(Inf + 1im) == 0 && isnan(sinc(Inf + Inf * im))
end
