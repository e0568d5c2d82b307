using Test, LinearAlgebra

@testset "solving" begin
    A = [1.0 2; 3 4]
    @test A \ [5.0, 11.0] ≈ [1, 2] && inv(A) * A ≈ I && det(A) ≈ -2 && det([1 2; 3 4]) ≈ -2.0 && inv([2 0; 0 4]) == [0.5 0.0; 0.0 0.25] && [2 0; 0 4] \ [2, 4] == [1.0, 1.0]
    @test [1 2; 3 4; 5 6] \ [1, 2, 3] ≈ [0, 0.5] && rank([1 2; 2 4]) == 1 && rank([1 0; 0 1]) == 2 && [1.0 2; 3 4] / [1.0 2; 3 4] ≈ I && det(zeros(0, 0)) == 1 && det(3) == 3
    @test inv([1//2 0; 0 1//3]) == [2 0; 0 3] && det([1//2 1//3; 1//4 1//5]) == 1//60 && det(big.([1 2; 3 4])) == -2 && logdet([1.0 0; 0 exp(2)]) ≈ 2 && cond([1.0 0; 0 2]) ≈ 2 && pinv([1.0 0; 0 0]) ≈ [1 0; 0 0]
    @test_throws SingularException inv([1.0 2; 2 4])
    @test_throws SingularException [1.0 2; 2 4] \ [1.0, 2.0]
    @test_throws DimensionMismatch inv([1.0 2 3; 4 5 6])
    @test_throws DimensionMismatch [1.0 2; 3 4] \ [1.0, 2.0, 3.0]
end

@testset "LU" begin
    A = [4.0 3; 6 3]
    F = lu(A)
    @test F.L * F.U ≈ A[F.p, :] && F.p == [2, 1] && F.L == [1.0 0.0; 2/3 1.0] && F \ [10.0, 12.0] ≈ A \ [10.0, 12.0] && det(F) ≈ -6 && Matrix(F) ≈ A && issuccess(F)
    L, U, p = F
    @test L * U ≈ A[p, :] && F.P * A ≈ L * U
    @test_throws SingularException lu([0.0 0; 0 0])
    @test !issuccess(lu([0.0 0; 0 0]; check=false))
end

@testset "QR and Cholesky" begin
    A = [1.0 2; 3 4; 5 6]
    F = qr(A)
    @test Matrix(F.Q) * F.R ≈ A && istriu(F.R) && Matrix(F.Q)' * Matrix(F.Q) ≈ I && F \ [1.0, 2.0, 3.0] ≈ A \ [1.0, 2.0, 3.0]
    C = cholesky([4.0 2; 2 3])
    @test C.L * C.U ≈ [4 2; 2 3] && C.U[1, 1] == 2.0 && C \ [8.0, 7.0] ≈ [4.0 2; 2 3] \ [8.0, 7.0] && det(C) ≈ 8 && isposdef(C) && C.L isa LowerTriangular
    @test_throws PosDefException cholesky([1.0 2; 2 1])
end

@testset "spectra" begin
    F = eigen([2.0 0; 0 3])
    @test F.values == [2.0, 3.0] && eigvals([2 1; 1 2]) ≈ [1, 3] && abs.(eigen([2.0 1; 1 2]).vectors) ≈ fill(sqrt(0.5), 2, 2)
    A = [1.0 2; 3 4]
    vals, vecs = eigen(A)
    @test A * vecs ≈ vecs * Diagonal(vals) && vals ≈ [(5 - sqrt(33)) / 2, (5 + sqrt(33)) / 2]
    @test eigvals([0.0 -1; 1 0]) ≈ [-im, im] && eigvals([1.0 2 3; 4 5 6; 7 8 10]) |> sum ≈ 16 && eigmax([2 1; 1 2]) ≈ 3
    B = [4.0 1 0; 2 3 1; 0 1 5]
    G = eigen(B)
    @test B * G.vectors ≈ G.vectors * Diagonal(G.values) && prod(G.values) ≈ det(B)
    U, S, V = svd([3.0 0; 0 4])
    @test S ≈ [4, 3] && U * Diagonal(S) * V' ≈ [3 0; 0 4]
    @test svdvals([1.0 2; 2 4]) ≈ [5, 0] atol = 1e-12
    @test exp(zeros(2, 2)) == [1 0; 0 1] && exp([0.0 1; 0 0]) ≈ [1 1; 0 1] && sqrt([4.0 0; 0 9]) ≈ [2 0; 0 3] && size(nullspace([1.0 1])) == (2, 1)
end

@testset "what is triangular already is not reflected" begin
    F = qr([1.0 2; 0 3])
    @test Matrix(F.Q) == [1 0; 0 1] && F.R == [1 2; 0 3]
    @test qr([1.0 2; 0 3; 0 0]).R == [1 2; 0 3]
    @test qr(big.([1.0 2; 0 3])).R == [-1 -2; 0 3]
end

@testset "forms that are nearly triangular" begin
    A = [1.0 2 3; 4 5 6; 7 8 10]
    F = hessenberg(A)
    @test Matrix(F) ≈ A && F.H[3, 1] == 0 && F.Q * F.Q' ≈ I
    Q, H = F
    @test Q * Matrix(H) * Q' ≈ A && F \ [1.0, 2, 3] ≈ A \ [1.0, 2, 3]
    L, Q = lq([1.0 2; 3 4])
    @test L * Q ≈ [1 2; 3 4] && istril(L)
    D = ldlt(SymTridiagonal([2.0, 2], [1.0]))
    @test D.d == [2.0, 1.5] && D.L == [1.0 0.0; 0.5 1.0] && D \ [1.0, 2.0] ≈ [0, 1]
end

@testset "equations in matrices" begin
    A, B, C = [1.0 2; 3 4], [5.0 1; 0 6], [1.0 1; 1 1]
    X = sylvester(A, B, C)
    @test A * X + X * B ≈ -C && lyap(2.0, 3.0) == -0.75
    Y = lyap(A, C)
    @test A * Y + Y * A' ≈ -C && 2^[1 0; 0 1] ≈ [2 0; 0 2]
end

@testset "rational numbers stay rational" begin
    A = [1//2 1; 1 1]
    @test A \ [1, 2] == [2, 0] && (A \ [1, 2]) isa Vector{Rational{Int}}
    @test (lu(A) \ [1, 2]) isa Vector{Rational{Int}} && inv(A) isa Matrix{Rational{Int}}
    @test ([1 2; 3 4] \ [1//2, 2]) isa Vector{Float64}
    @test [1//2 1; 0 1; 1 1] \ [1, 2, 3] ≈ [1, 1.5]
end

@testset "singular vectors of what is diagonal are the axes" begin
    F = svd([3.0 0; 0 4])
    @test F.U == [0 1; 1 0] && F.S == [4, 3] && F.Vt == [0 1; 1 0]
    G = svd([2.0 0; 0 -3])
    @test G.U == [0 1; 1 0] && G.Vt == [0 -1; 1 0] && !any(x -> x === -0.0, G.U)
end

@testset "some of the eigenvalues" begin
    A = SymTridiagonal([2.0, 2.0, 2.0, 2.0], [-1.0, -1.0, -1.0])
    all_values = eigvals(A)
    @test eigvals(A, 1:2) ≈ all_values[1:2]
    @test eigvals(A, 1.0, 3.0) ≈ filter(x -> 1 < x <= 3, all_values)
    S = Symmetric([2.0 1.0; 1.0 3.0])
    @test eigvals(S, 2:2) ≈ [eigmax(S)]
    F = eigen(S, 1:1)
    @test size(F.vectors) == (2, 1) && S * F.vectors ≈ F.values[1] * F.vectors
    @test length(eigen(S, 0.0, 2.0).values) == 1
end

@testset "eigenvalues in an order that was asked for" begin
    A = [1.0 2.0; 3.0 4.0]
    @test eigvals(A; sortby = -) ≈ reverse(eigvals(A)) && eigen(A; sortby = -).values ≈ reverse(eigvals(A))
    D = Diagonal([3, 1])
    @test eigen(D).values == [3, 1] && eigen(D).vectors == I && eigen(D; sortby = identity).values == [1, 3]
    F = eigen(D; sortby = identity)
    @test D * F.vectors == F.vectors * Diagonal(F.values)
    @test eltype(eigvals(Float32[1 2; 3 4])) == Float32 && eigen(Float32[0 1; -1 0]).vectors isa Matrix{ComplexF32}
end

@testset "eigenvalues of two matrices" begin
    found(F, A, B) = A * F.vectors ≈ B * F.vectors * Diagonal(F.values)
    A, B = [1.0 2.0; 3.0 4.0], [2.0 0.0; 0.0 1.0]
    F = eigen(A, B)
    @test F isa GeneralizedEigen{Float64,Float64} && issorted(F.values) && found(F, A, B)
    values, vectors = F
    @test eigvals(A, B) == values && eigvecs(A, B) == vectors
    @test eigvals([1 0; 0 -1], [0 1; 1 0]) ≈ [-im, im]
    S, P = [2.0 1.0; 1.0 3.0], [4.0 1.0; 1.0 2.0]
    F = eigen(Symmetric(S), Symmetric(P))
    @test found(F, S, P) && F.vectors' * P * F.vectors ≈ I && eigen(S, P).values ≈ F.values
    @test eigen(S, cholesky(P)).values ≈ F.values && eigen(A, lu(B)).values ≈ values
    C, D = [1+im 2; 3 4], [2 0; 0 im]
    @test found(eigen(C, D), C, D)
    @test eigvals([1 2; 3 4], [1 2; 2 4])[2] == Inf && all(isinf, eigvals([1 2; 3 4], zeros(2, 2)))
    @test eigvals(Diagonal([1, 2]), Diagonal([2, 2])) == [0.5, 1.0] && eigvals(2, 4) == [0.5]
    @test_throws DimensionMismatch eigen(A, ones(3, 3))
    @test startswith(sprint(show, "text/plain", eigen(A, B)), "GeneralizedEigen{Float64, Float64, Matrix{Float64}, Vector{Float64}}\nvalues:\n")
end

@testset "Bunch-Kaufman" begin
    A = [1.0 2.0; 2.0 3.0]
    B = bunchkaufman(A)
    @test B.D ≈ [-1/3 0; 0 3] && B.U ≈ [1 2/3; 0 1] && B.p == [1, 2] && issuccess(B) && det(B) ≈ -1
    L = bunchkaufman(Symmetric(A, :L))
    @test L.D ≈ [3 0; 0 -1/3] && L.L ≈ [1 0; 2/3 1] && L.p == [2, 1]
    d, u, p = B
    @test u * d * u' ≈ A[p, p] && Matrix(B) ≈ A && B \ [1, 2] ≈ A \ [1, 2] && inv(B) * A ≈ I
    # Nothing on the diagonal: blocks of two rows.
    Z = [0.0 1 2; 1 0 3; 2 3 0]
    H = [0 1+im 2; 1-im 0 3im; 2 -3im 0]
    for M in (Symmetric(Z, :L), Symmetric(Z), Hermitian(H, :L), Hermitian(H), Symmetric(complex.(Z) .* (1 + 2im))), rook in (false, true)
        F = bunchkaufman(M, rook)
        side = M.uplo == 'U' ? F.U : F.L
        other = ishermitian(F) ? side' : transpose(side)
        @test side * F.D * other ≈ F.P * M * F.P' && F.P * M * F.P' ≈ Matrix(M)[F.p, F.p] && M * (F \ [1, 2, 3]) ≈ [1, 2, 3] && det(F) ≈ det(Matrix(M))
    end
    @test_throws SingularException bunchkaufman(zeros(2, 2))
    @test !issuccess(bunchkaufman(zeros(2, 2); check = false)) && det(bunchkaufman(zeros(2, 2); check = false)) == 0
    @test_throws ArgumentError bunchkaufman([1 2; 3 4])
    @test_throws "requested L" B.L
    @test factorize([1.0 2; 2 1]) isa BunchKaufman
end

@testset "singular values of complex matrices" begin
    for A in ([1 2im; 3 4], [1 im; im -1], [1+im 2 3im], [1im, 2]), full in (false, true)
        F = svd(A; full)
        @test Matrix(F) ≈ reshape(A, size(A, 1), :) && F.U' * F.U ≈ I && F.Vt * F.Vt' ≈ I && issorted(F.S; rev = true)
    end
    A = [1 2im; 3 4]
    @test opnorm(A) ≈ svdvals(A)[1] && cond(A) ≈ /(svdvals(A)...) && rank([1 im; im -1]) == 1 && pinv(A) * A ≈ I
    @test svdvals(Float32[3 0; 0 2]) isa Vector{Float32} && svdvals(ComplexF32[1 im]) isa Vector{Float32}
    @test cond([1 2; 2 4], 1) == Inf && cond(zeros(2, 2)) == Inf
end

@testset "Cholesky with pivots" begin
    x = [1.0, 2.0, 3.0, 4.0]
    C = cholesky(x * x', RowMaximum(); check = false)
    @test rank(C) == 1 && C.p == [4, 2, 3, 1] && C.U[1, :] == [4, 2, 3, 1] && Matrix(C) ≈ x * x' && det(C) == 0 && !issuccess(C)
    @test_throws RankDeficientException cholesky(x * x', RowMaximum())
    @test_throws RankDeficientException cholesky([1 2; 3 1], RowMaximum())
    for A in ([4.0 1 2; 1 3 0; 2 0 5], Hermitian([4 im 2; -im 3 0; 2 0 5], :L))
        C = cholesky(A, RowMaximum())
        M = Matrix(A)
        @test C.L * C.U ≈ M[C.p, C.p] && C.P * C.L * C.U * C.P' ≈ M && C \ [1, 2, 3] ≈ M \ [1, 2, 3] && inv(C) ≈ inv(M)
        @test det(C) ≈ real(det(M)) && logdet(C) ≈ log(det(C)) && isposdef(C)
    end
end
