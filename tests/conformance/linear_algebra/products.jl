using Test, LinearAlgebra

@testset "products" begin
    A = [1 2; 3 4]
    @test A * A == [7 10; 15 22] && A * [1, 2] == [5, 11] && [1 2] * [3, 4] == [11] && [1, 2]' * [3, 4] == 11 && [1, 2] * [3 4] == [3 4; 6 8] && A * 2 == [2 4; 6 8]
    @test A' == [1 3; 2 4] && transpose(A) == A' && A'' === A && (A * A)' == A' * A' && [1 + im 2]' == [1 - im; 2;;] && A^2 == A * A && A^0 == [1 0; 0 1] && 2A == A + A
    @test dot([1, 2], [3, 4]) == 11 && [1, 2] ⋅ [3, 4] == 11 && cross([1, 0, 0], [0, 1, 0]) == [0, 0, 1] && kron([1 2], [1, 1]) == [1 2; 1 2] && dot([im], [im]) == 1 && dot(1, 2) == 2
    @test mul!(zeros(2), [1.0 2; 3 4], [1.0, 1]) == [3.0, 7.0] && mul!(ones(2, 2), [1.0 0; 0 1], [1.0 2; 3 4], 2.0, 1.0) == [3.0 5.0; 7.0 9.0] && axpy!(2, [1, 2], [1, 1]) == [3, 5] && rmul!([1, 2], 3) == [3, 6]
    @test_throws DimensionMismatch [1 2; 3 4] * [1, 2, 3]
    @test_throws DimensionMismatch [1 2; 3 4] * [1 2; 3 4; 5 6]
    @test_throws DimensionMismatch dot([1], [1, 2])
    @test A + A' == [2 5; 5 8] && [1 2] + [3 4] == [4 6] && A - A == zeros(2, 2) && A / 2 == [0.5 1.0; 1.5 2.0]
end

@testset "norms" begin
    @test norm([3, 4]) == 5.0 && norm([3, 4], 1) == 7 && norm([3, -4], Inf) == 4 && norm([1 2; 3 4]) ≈ sqrt(30) && norm(Float64[]) == 0.0 && norm(-2) == 2
    @test normalize([3, 4]) == [0.6, 0.8] && opnorm([1 2; 3 4], 1) == 6.0 && opnorm([1 2; 3 4], Inf) == 7.0 && norm([1, 2, 3], 3) ≈ 36^(1 / 3) && norm([1e200, 1e200]) ≈ sqrt(2) * 1e200 && norm([3 + 4im]) == 5.0
    @test [1.0, 2.0] ≈ [1.0, 2.0 + 1e-12] && !([1.0] ≈ [1.1]) && isapprox([1.0], [1.05]; atol=0.1)
end

@testset "parts of matrices" begin
    A = [1 2 3; 4 5 6; 7 8 10]
    @test tr(A) == 16 && diag(A) == [1, 5, 10] && diag(A, 1) == [2, 6] && diag(A, -1) == [4, 8] && diagm([1, 2]) == [1 0; 0 2] && diagm(1 => [1]) == [0 1; 0 0] && triu(A) == [1 2 3; 0 5 6; 0 0 10]
    @test tril(A, -1) == [0 0 0; 4 0 0; 7 8 0] && issymmetric([1 2; 2 1]) && !issymmetric(A) && ishermitian([1 im; -im 1]) && istriu([1 2; 0 3]) && isdiag([1 0; 0 2]) && isposdef([2 0; 0 2]) && !isposdef([1 2; 2 1])
    @test_throws DimensionMismatch tr([1 2 3])
end

@testset "special matrices" begin
    D = Diagonal([1, 2])
    @test D * [1, 1] == [1, 2] && D * D == Diagonal([1, 4]) && inv(D) == Diagonal([1.0, 0.5]) && D[1, 2] == 0 && det(D) == 2 && D + D == Diagonal([2, 4]) && Matrix(D) == [1 0; 0 2] && D isa AbstractMatrix
    @test Symmetric([1 2; 9 4]) == [1 2; 2 4] && UpperTriangular([1 2; 3 4]) == [1 2; 0 4] && LowerTriangular([1 2; 3 4]) == [1 0; 3 4] && Hermitian([1 im; 0 1])[2, 1] == -im && Tridiagonal([1], [2, 3], [4]) == [2 4; 1 3]
    @test I * [1 2; 3 4] == [1 2; 3 4] && [1 2; 3 4] + I == [2 2; 3 5] && I(2) == [1 0; 0 1] && 2I == UniformScaling(2) && [1 2; 3 4] - 2I == [-1 2; 3 2] && Matrix(1.0I, 2, 2) == [1.0 0.0; 0.0 1.0] && Matrix{Int}(I, 2, 2) == [1 0; 0 1]
    @test UpperTriangular([2.0 1; 0 4]) \ [4.0, 8.0] == [1.0, 2.0] && Diagonal([2, 4]) \ [2, 4] == [1.0, 1.0] && I[1, 2] == false && sum(Diagonal([1, 2])) == 3
    @test_throws ArgumentError D[1, 2] = 3
    @test_throws SingularException inv(Diagonal([1, 0]))
end

@testset "identities beside other blocks" begin
    A = [1 2; 3 4]
    @test [A I] == [1 2 1 0; 3 4 0 1] && [A; 2I] == [1 2; 3 4; 2 0; 0 2] && [A I; I A] == [1 2 1 0; 3 4 0 1; 1 0 1 2; 0 1 3 4]
    @test [I I; A A] == [1 0 1 0; 0 1 0 1; 1 2 1 2; 3 4 3 4] && [[1, 2] I] == [1 1 0; 2 0 1] && [I 1] == [1 1] && eltype([A 0.5I]) === Float64
    @test [1; [2, 3]] == [1, 2, 3] && [1 [2 3]] == [1 2 3] && [1 [2 3]; 4 [5 6]] == [1 2 3; 4 5 6]
    @test_throws ArgumentError [I I]
    @test_throws ArgumentError [I; I]
    @test_throws ArgumentError [I I; I I]
    @test_throws DimensionMismatch [I I I; A A]
end
