# Matrices that keep only the diagonals next to the main one.
using Test, LinearAlgebra

@testset "two diagonals" begin
    U, L = Bidiagonal([1, 2, 3], [4, 5], :U), Bidiagonal([1.0, 2, 3], [4, 5], 'L')
    @test U == [1 4 0; 0 2 5; 0 0 3] && L == [1 0 0; 4 2 0; 0 5 3] && Bidiagonal([1 2; 3 4], :L) == [1 0; 3 4] && size(U) == (3, 3)
    @test repr("text/plain", U) == "3×3 Bidiagonal{Int64, Vector{Int64}}:\n 1  4  ⋅\n ⋅  2  5\n ⋅  ⋅  3" && L isa Bidiagonal{Float64,Vector{Float64}}
    @test U' == L && U' isa Bidiagonal && transpose(U).uplo == 'L' && 2U isa Bidiagonal && 2U == [2 8 0; 0 4 10; 0 0 6] && U / 2 == [0.5 2 0; 0 1 2.5; 0 0 1.5]
    @test U + U isa Bidiagonal && U + U' isa Tridiagonal && U + U' == [2 4 0; 4 4 5; 0 5 6] && U - I == [0 4 0; 0 1 5; 0 0 2] && -U == -Matrix(U)
    @test U * [1, 2, 3] == [9, 19, 9] && U * U == Matrix(U)^2 && mul!(zeros(3), U, [1, 2, 3]) == [9, 19, 9]
    @test U \ [1, 2, 3] == [7, -1.5, 1] && L \ [1, 2, 3] ≈ Matrix(L) \ [1, 2, 3] && L \ [1 2; 3 4; 5 6] ≈ Matrix(L) \ [1 2; 3 4; 5 6] && inv(U) ≈ inv(Matrix(U))
    @test det(U) == 6 && tr(U) == 6 && diag(U, 1) == [4, 5] && diag(U, -1) == [0, 0] && istriu(U) && !istril(U) && istril(L)
    L[2, 1] = 9
    L[1, 3] = 0
    @test L.ev == [9, 5]
    @test_throws ArgumentError("cannot set entry (1, 2) off the lower bidiagonal band to a nonzero value (1)") L[1, 2] = 1
    @test_throws DimensionMismatch("length of diagonal vector is 3, length of off-diagonal vector is 1") Bidiagonal([1, 2, 3], [4], :U)
    @test_throws SingularException(2) Bidiagonal([1, 0], [1], :U) \ [1, 1]
end

@testset "three diagonals" begin
    T = Tridiagonal([1, 2], [3, 4, 5], [6, 7])
    @test T == [3 6 0; 1 4 7; 0 2 5] && repr("text/plain", T) == "3×3 Tridiagonal{Int64, Vector{Int64}}:\n 3  6  ⋅\n 1  4  7\n ⋅  2  5"
    @test T' == [3 1 0; 6 4 2; 0 7 5] && T' isa Tridiagonal && T + I isa Tridiagonal && 2T - T == T && det(T) === -12 && tr(T) == 12 && T \ [1, 2, 3] ≈ Matrix(T) \ [1, 2, 3]
    @test Tridiagonal(Matrix(T)) == T && diag(T, -1) == [1, 2] && T + Diagonal([1, 1, 1]) == T + I && similar(T, Float64) isa Tridiagonal{Float64}
    @test_throws ArgumentError Tridiagonal([1], [1, 2, 3], [1, 2])
    S = SymTridiagonal([2, 2, 2], [-1, -1])
    @test S == [2 -1 0; -1 2 -1; 0 -1 2] && S' === S && issymmetric(S) && S * S == [5 -4 1; -4 6 -4; 1 -4 5] && det(S) == 4 && eigvals(S) ≈ [2 - sqrt(2), 2, 2 + sqrt(2)]
    @test SymTridiagonal(Matrix(S)) == S && S - Diagonal([1, 1, 1]) isa SymTridiagonal && S + T isa Tridiagonal && ldlt(S) \ [1, 2, 3] ≈ Matrix(S) \ [1, 2, 3]
    @test_throws ArgumentError("matrix is not symmetric; cannot convert to SymTridiagonal") SymTridiagonal([1 2; 3 4])
    @test_throws ArgumentError S[1, 2] = 1
end

@testset "where zeros stay zeros, a broadcast stores no more" begin
    D, U, L = Diagonal([1, 2]), UpperTriangular([1 2; 3 4]), LowerTriangular([1 2; 3 4])
    T, S, B = Tridiagonal([1], [2, 3], [4]), SymTridiagonal([1, 2], [3]), Bidiagonal([1, 2], [3], :U)
    for A in (D, U, L, T, S, B)
        @test typeof(A .* 2) == typeof(A) && A .* 2 == Matrix(A) .* 2 && A .+ 1 isa Matrix && A .+ 1 == Matrix(A) .+ 1
        @test typeof(A .+ A) == typeof(A) && A .^ 2 == Matrix(A) .^ 2
    end
    @test D .+ U isa UpperTriangular && D .* T isa Tridiagonal && L .+ U isa Matrix && B .+ S isa Tridiagonal && D .+ U == Matrix(D) + Matrix(U)
    @test B .+ Bidiagonal([1, 2], [3], :L) isa Tridiagonal && D ./ 0 isa Diagonal && 2 ./ D isa Matrix && cos.(D) isa Matrix
    @test (D .> 1) isa Diagonal{Bool} && D * U isa UpperTriangular && L * D == Matrix(L) * Matrix(D)
    @test_throws ArgumentError Diagonal([1, 2]) .= D .+ 1
    D .*= 2
    @test D == [2 0; 0 4]
end
