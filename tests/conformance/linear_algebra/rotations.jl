# Rotations of Givens, and products with rows and diagonals
using LinearAlgebra
using Test

@testset "a rotation makes an element zero" begin
    A = [1.0 2 3; 4 5 6; 7 8 10]
    G, r = givens(A, 1, 3, 1)
    B = G * A
    @test B[1, 1] ≈ r && abs(B[3, 1]) < 1e-14
    @test B[2, :] == A[2, :]
    @test G' * B ≈ A
    @test (A * G') * G ≈ A
    G, r = givens(3.0, 4.0, 1, 2)
    @test (G.i1, G.i2, G.c, G.s, r) == (1, 2, 0.6, 0.8, 5.0)
    @test G * [3.0, 4.0] ≈ [5, 0] atol = 1e-14
    H, r = givens(1.0, 2.0, 3, 1)
    @test H * [2.0, 0, 1] ≈ [0, 0, r]
    @test_throws ArgumentError givens(1.0, 2.0, 1, 1)
    @test_throws DimensionMismatch lmul!(H, [1.0, 2.0])
end

@testset "rotations of complex numbers, products of rotations" begin
    x = [1.0 + 2im, 3.0 - 1im]
    G, r = givens(x, 1, 2)
    @test G * x ≈ [r, 0]
    @test G[1, 1] == G[2, 2] && G[1, 2] == -conj(G[2, 1])
    M = Matrix{Float64}(I, 3, 3)
    g, h = givens(-3.0, 1.0, 1, 2)[1], givens(1.0, 1.0, 2, 3)[1]
    @test (h * g) * M ≈ h * (g * M)
    @test (h * g)' * ((h * g) * M) ≈ M
    @test M * (h * g) ≈ (h * g) * M
end

@testset "rows and diagonals" begin
    v, D = [1, 2], Diagonal([3, 4])
    @test v' * D == [3 8]
    @test transpose(v) * D == [3 8]
    @test v' / D ≈ [1/3 1/2]
    @test Diagonal([2]) * v' == [2 4]
    @test D^0.5 == Diagonal(sqrt.([3, 4]))
    @test qr([1.0 2; 3 4]).Q * D ≈ Matrix(qr([1.0 2; 3 4]).Q) * Matrix(D)
    @test ℯ^(1.0im * π) ≈ -1
end
