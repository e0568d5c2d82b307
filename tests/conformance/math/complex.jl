using Test

@testset "parts" begin
    @test real(1 + 2im) === 1 && imag(1 + 2im) === 2 && reim(3 - im) === (3, -1)
    @test real(1.5) === 1.5 && imag(1.5) === 0.0 && conj(1 + 2im) === 1 - 2im && conj(2) === 2
    @test abs(3 + 4im) === 5.0 && abs2(3 + 4im) === 25 && angle(1im) === 1.5707963267948966
    @test isreal(2 + 0im) && !isreal(im) && complex(2) === 2 + 0im && complex(1, 2.5) === 1.0 + 2.5im
end

@testset "arithmetic" begin
    @test (1 + 2im) * (3 - 4im) === 11 + 2im && (1 + 2im) + 1 === 2 + 2im && 1 - im === 1 - 1im
    @test (1 + 2im) / (3 - 4im) === -0.2 + 0.4im && (1 + 2im) / 2 === 0.5 + 1.0im && 1 / (2im) === 0.0 - 0.5im
    @test im^2 === -1 + 0im && (1 + im)^2 === 0 + 2im && (1 + im)^-1 === 0.5 - 0.5im && (1.0 + im)^3 === -2.0 + 2.0im
    @test (1 + 2im) // 2 === 1//2 + 1//1 * im
    @test -(1 + 2im) === -1 - 2im && im * im === -1 + 0im
    @test (1e308 + 1e308im) / (1e308 + 1e308im) ≈ 1
end

@testset "comparison" begin
    @test 1 + 0im == 1 && 1im != 1 && isequal(1.0 + 0im, 1.0 + 0.0im) && complex(0.0, -0.0) == 0
    @test_throws MethodError 1im < 2im
    @test hash(1 + 0im) == hash(1)
end

@testset "roots, powers, logarithms" begin
    @test sqrt(-1 + 0im) === 0.0 + 1.0im && sqrt(3 + 4im) === 2.0 + 1.0im
    @test exp(im * π) === -1.0 + 1.2246467991473532e-16im && log(-1 + 0im) === 0.0 + 3.141592653589793im
    @test cis(0.0) === 1.0 + 0.0im && cispi(1) === -1.0 + 0.0im
    @test (2 + 0im)^0.5 ≈ sqrt(2) && im^im ≈ exp(-π / 2) && 2^(1 + im) ≈ exp((1 + im) * log(2))
    @test log2(8 + 0im) ≈ 3 && log10(100 + 0im) ≈ 2
end

@testset "trigonometry" begin
    z = 0.5 + 0.3im
    @test sin(z)^2 + cos(z)^2 ≈ 1 && tan(z) ≈ sin(z) / cos(z)
    @test sin(asin(z)) ≈ z && cos(acos(z)) ≈ z && tan(atan(z)) ≈ z
    @test cosh(z)^2 - sinh(z)^2 ≈ 1 && tanh(z) ≈ sinh(z) / cosh(z)
    @test sinh(asinh(z)) ≈ z && cosh(acosh(z)) ≈ z && tanh(atanh(z)) ≈ z
    @test sin(0.0 + 1im) === 0.0 + 1.1752011936438014im
end

@testset "types" begin
    @test typeof(1im) === Complex{Int} && typeof(1.0im) === ComplexF64 && typeof(1.0f0im) === ComplexF32
    @test Complex{Float64}(1 + 2im) === 1.0 + 2.0im && Int(2 + 0im) === 2
    @test_throws InexactError Int(1 + 2im)
    @test zero(1im) === 0 + 0im && one(ComplexF64) === 1.0 + 0.0im
    @test round(1.6 + 2.4im) === 2.0 + 2.0im
end
