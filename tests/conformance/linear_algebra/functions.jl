# Functions of matrices, and the Schur form that they are computed by.
using Test, LinearAlgebra

@testset "Schur form" begin
    F = schur([5.0 7; -2 -4])
    @test F.Z * F.T * F.Z' ≈ [5 7; -2 -4] && istriu(F.T) && sort(F.values) ≈ [-2, 3] && F.Z' * F.Z ≈ I && F.T === F.Schur && F.Z === F.vectors
    @test F isa Schur{Float64,Matrix{Float64},Vector{Float64}} && startswith(repr("text/plain", F), "Schur{Float64, Matrix{Float64}, Vector{Float64}}\nT factor:\n2×2 Matrix{Float64}:\n")
    G = schur([0 1; -1 0])
    @test G.values == [im, -im] && Matrix(G) == [0 1; -1 0] && istriu(Schur{Complex}(G).T) && Matrix(Schur{Complex}(G)) ≈ [0 1; -1 0]
    for n in 1:9, A in ([sin(3i + 7j^2) for i in 1:n, j in 1:n], [cis(3i + 7j^2) for i in 1:n, j in 1:n], [mod(i * j + i, 4) - 1.0 for i in 1:n, j in 1:n])
        T, Z, values = schur(A)
        @test Z * T * Z' ≈ A && Z' * Z ≈ I && istriu(T, -1) && isapprox(sum(values), tr(A); atol=1e-8) && isapprox(prod(values), det(A); atol=1e-8)
    end
    A = [1 2im; 3 4]
    @test A * eigen(A).vectors ≈ eigen(A).vectors * Diagonal(eigvals(A))
    @test eigvals([1 im; -im 2]) ≈ [(3 - sqrt(5)) / 2, (3 + sqrt(5)) / 2] && eltype(eigvals(Hermitian([2 im; -im 2]))) == Float64
end

@testset "roots, logarithms and powers" begin
    for A in ([1.0 1; 0 1], [4.0 1; 1 3], [1.0 2; 3 4], [0.0 -1; 1 0], [2 1im; 0 3], [1 2 3; 0 4 5; 6 7 9], [1.0 2 0; 0 1 2; 0 0 1])
        @test sqrt(A)^2 ≈ A && exp(log(A)) ≈ A && A^0.3 * A^0.7 ≈ A && A^2.5 ≈ A^2 * sqrt(A) && A^0.5 ≈ sqrt(A)
    end
    @test sqrt([1.0 1; 0 1]) == [1 0.5; 0 1] && log([1.0 1; 0 1]) ≈ [0 1; 0 0] && sqrt([4.0 1; 1 3]) isa Matrix{Float64} && sqrt([1.0 2; 3 4]) isa Matrix{ComplexF64}
    @test log([0.0 -1; 1 0]) ≈ [0 -pi/2; pi/2 0] && [1 2; 2 1]^0.5 isa Matrix{ComplexF64} && cbrt([4.0 1; 1 3])^3 ≈ [4 1; 1 3]
    @test_throws DimensionMismatch sqrt([1 2 3; 4 5 6])
end

@testset "circular and hyperbolic functions" begin
    for A in ([1.0 2; 3 4], [1 1; 0 1], [2 1; 1 2], [1 im; 2 3])
        S, C = sincos(A)
        @test S == sin(A) && C == cos(A) && S^2 + C^2 ≈ I && tan(A) ≈ C \ S && eltype(S) == typeof(float(one(eltype(A))))
        @test cosh(A) + sinh(A) ≈ exp(A) && tanh(A) ≈ cosh(A) \ sinh(A) && cis(A) ≈ cos(A) + im * sin(A) && sec(A) * cos(A) ≈ I && coth(A) * tanh(A) ≈ I
    end
    @test sin([0 1; 0 0]) ≈ [0 1; 0 0] && cos([0 pi; 0 0]) ≈ I && sin([1.0 2; 3 4]) isa Matrix{Float64}
end

@testset "a factor that follows its matrix" begin
    A, v = [4.0 2; 2 3], [1.0, 2]
    C = cholesky(A)
    @test Matrix(lowrankupdate(C, v)) ≈ A + v * v' && Matrix(lowrankdowndate(lowrankupdate(C, v), v)) ≈ A && Matrix(C) ≈ A
    @test lowrankupdate!(C, v) === C && Matrix(C) ≈ A + v * v'
    @test_throws PosDefException lowrankdowndate(cholesky(A), [5.0, 0])
    @test condskeel([1.0 2; 3 4]) ≈ 13 && copytrito!(zeros(2, 2), [1 2; 3 4], 'L') == [1 0; 3 4]
end

@testset "degrees of matrices, squares of norms" begin
    A = [0.0 30.0; 1.0 2.0]
    @test sind(A) ≈ sin(deg2rad.(A)) && cosd(A) ≈ cos(deg2rad.(A)) && tand(A) ≈ tan(deg2rad.(A))
    S = [0.5 0.1; 0.1 0.4]
    @test asind(S) ≈ rad2deg.(asin(S)) && acosd(S) ≈ rad2deg.(acos(S)) && atand(S) ≈ rad2deg.(atan(S))
    @test sind(30) === 0.5 && sind(1 + 0im) ≈ sin(deg2rad(1 + 0im))
    @test_throws DimensionMismatch sind([1.0 2.0])
    @test LinearAlgebra.norm_sqr([3.0, 4.0]) === 25.0
    @test LinearAlgebra.norm_sqr(3 + 4im) === 25.0 && LinearAlgebra.norm_sqr(2) === 4.0
end

@testset "inverse functions of matrices" begin
    S = [0.5 0.1; 0.1 0.4]
    A = [0.5 0.3; -0.1 0.4]
    for (f, inverse) in ((sin, asin), (cos, acos), (tan, atan), (sinh, asinh), (tanh, atanh)), M in (S, A)
        @test f(inverse(M)) ≈ M
    end
    @test cosh(acosh(A)) ≈ A && eltype(asin(S)) === Float64 && eltype(acosh(S)) === ComplexF64
    @test sec(asec(A)) ≈ A && coth(acoth(3A)) ≈ 3A
    @test asin([1 0; 0 0]) ≈ [pi/2 0; 0 0]
end
