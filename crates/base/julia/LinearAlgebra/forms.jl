# Factorisations into a form that is nearly triangular, or that keeps the bands; equations in matrices.

# --- Hessenberg: A = Q H Q' ---
struct Hessenberg{T,SH<:AbstractMatrix,S<:AbstractMatrix} <: Factorization{T}
    H::SH
    Q::S
end
function hessenberg(A::AbstractMatrix)
    n = checksquare(A)
    T = typeof(float(one(eltype(A))))
    H = Matrix{T}(A)
    Q = Matrix{T}(I, n, n)
    for k in 1:n-2
        x = H[k+1:n, k]
        iszero(norm(view(x, 2:length(x)))) && continue
        # The reflection that leaves of the column only its first entry.
        β = -copysign_of(norm(x), x[1])
        v = copy(x)
        v[1] -= β
        τ = 2 / real(dot(v, v))
        H[k+1:n, :] -= (τ * v) * (v' * H[k+1:n, :])
        H[:, k+1:n] -= (H[:, k+1:n] * v) * (τ * v')
        Q[:, k+1:n] -= (Q[:, k+1:n] * v) * (τ * v')
        H[k+1, k] = β
        H[k+2:n, k] .= zero(T)
    end
    U = UpperHessenberg(H)
    return Hessenberg{T,typeof(U),Matrix{T}}(U, Q)
end
hessenberg!(A::AbstractMatrix) = hessenberg(A)
size(F::Hessenberg) = size(F.H)
size(F::Hessenberg, d::Integer) = size(F.H, d)
iterate(F::Hessenberg) = (F.Q, Val(:H))
iterate(F::Hessenberg, ::Val{:H}) = (F.H, Val(:done))
iterate(F::Hessenberg, ::Val{:done}) = nothing
length(F::Hessenberg) = 2
Matrix(F::Hessenberg) = F.Q * Matrix(F.H) * F.Q'
det(F::Hessenberg) = det(Matrix(F.H))
_solve(F::Hessenberg, B::AbstractVecOrMat) = F.Q * (Matrix(F.H) \ (F.Q' * B))
function show(io::IO, mime::MIME{Symbol("text/plain")}, F::Hessenberg)
    summary(io, F)
    println(io, "\nQ factor: ", summary(F.Q), "\nH factor:")
    show(io, mime, F.H)
end

# --- LQ: A = L Q, by the factorisation of the adjoint ---
struct LQ{T,S<:AbstractMatrix{T}} <: Factorization{T}
    L::S
    Q::S
end
function lq(A::AbstractMatrix)
    F = qr(Matrix(A'))
    k = min(size(A, 1), size(A, 2))
    return LQ{eltype(F.R),typeof(F.R)}(Matrix(F.R'), Matrix(F.Q)[:, 1:k]' |> Matrix)
end
lq!(A::AbstractMatrix) = lq(A)
size(F::LQ) = (size(F.L, 1), size(F.Q, 2))
size(F::LQ, d::Integer) = d == 1 ? size(F.L, 1) : d == 2 ? size(F.Q, 2) : 1
iterate(F::LQ) = (F.L, Val(:Q))
iterate(F::LQ, ::Val{:Q}) = (F.Q, Val(:done))
iterate(F::LQ, ::Val{:done}) = nothing
length(F::LQ) = 2
Matrix(F::LQ) = F.L * F.Q

# --- LDLt of a symmetric tridiagonal matrix: the diagonal D and, under the ones of L, what stands there ---
struct LDLt{T,S<:AbstractMatrix{T}} <: Factorization{T}
    data::S
end
function ldlt(S::SymTridiagonal)
    T = typeof(one(eltype(S)) / one(eltype(S)))
    d, e = Vector{T}(S.dv), Vector{T}(S.ev)
    for i in eachindex(e)
        iszero(d[i]) && throw(ZeroPivotException(i))
        l = e[i] / d[i]
        d[i+1] -= e[i] * l
        e[i] = l
    end
    D = SymTridiagonal(d, e)
    return LDLt{T,typeof(D)}(D)
end
ldlt!(S::SymTridiagonal) = ldlt(S)
function getproperty(F::LDLt, s::Symbol)
    S = getfield(F, :data)
    s === :d && return S.dv
    s === :D && return Diagonal(S.dv)
    s === :L && return UnitLowerTriangular(Matrix(Bidiagonal(ones(eltype(F), length(S.dv)), S.ev, :L)))
    s === :Lt && return UnitUpperTriangular(Matrix(Bidiagonal(ones(eltype(F), length(S.dv)), S.ev, :U)))
    return getfield(F, s)
end
size(F::LDLt) = size(getfield(F, :data))
size(F::LDLt, d::Integer) = size(getfield(F, :data), d)
Matrix(F::LDLt) = Matrix(F.L) * F.D * Matrix(F.Lt)
det(F::LDLt) = prod(F.d)
function _solve(F::LDLt, B::AbstractVecOrMat)
    return F.Lt \ (F.D \ (F.L \ B))
end

# --- equations in matrices: A X + X B + C = 0, and A X + X A' + C = 0 ---
function sylvester(A::AbstractMatrix, B::AbstractMatrix, C::AbstractMatrix)
    m, n = checksquare(A), checksquare(B)
    size(C) == (m, n) || throw(DimensionMismatch("C has size $(size(C)), expected ($m, $n)"))
    K = kron(Matrix{eltype(A)}(I, n, n), A) + kron(Matrix(transpose(B)), Matrix{eltype(B)}(I, m, m))
    return reshape(-(K \ vec(Matrix(C))), m, n)
end
sylvester(a::Number, b::Number, c::Number) = -c / (a + b)
lyap(A::AbstractMatrix, C::AbstractMatrix) = sylvester(A, Matrix(A'), C)
lyap(a::Number, c::Number) = -c / (2real(a))

# --- plane rotations and reflections of two vectors, in place ---
function rotate!(x::AbstractVector, y::AbstractVector, c, s)
    length(x) == length(y) || throw(DimensionMismatch("x has length $(length(x)), but y has length $(length(y))"))
    for i in eachindex(x, y)
        a, b = x[i], y[i]
        x[i] = c * a + s * b
        y[i] = -conj(s) * a + c * b
    end
    return x, y
end
function reflect!(x::AbstractVector, y::AbstractVector, c, s)
    length(x) == length(y) || throw(DimensionMismatch("x has length $(length(x)), but y has length $(length(y))"))
    for i in eachindex(x, y)
        a, b = x[i], y[i]
        x[i] = c * a + s * b
        y[i] = conj(s) * a - c * b
    end
    return x, y
end

function hermitianpart!(A::AbstractMatrix)
    n = checksquare(A)
    for j in 1:n, i in 1:j
        a = (A[i, j] + conj(A[j, i])) / 2
        A[i, j] = a
        A[j, i] = conj(a)
    end
    return Hermitian(A)
end
isposdef!(A) = isposdef(A)

# A number to the power of a matrix.
^(b::Number, A::AbstractMatrix) = _power(b, A)
_power(b::Real, A) = b > 0 || !isreal(A) ? exp(log(b) * A) : exp(log(complex(b)) * A)
_power(b, A) = exp(log(b) * A)

# --- a Cholesky factor after a vector times its adjoint was added, or taken away: by rotations, row by row ---
lowrankupdate(C::Cholesky, v::AbstractVector) = _rank_one(C, v, true)
lowrankdowndate(C::Cholesky, v::AbstractVector) = _rank_one(C, v, false)
lowrankupdate!(C::Cholesky, v::AbstractVector) = (copyto!(getfield(C, :factors), getfield(lowrankupdate(C, v), :factors)); C)
lowrankdowndate!(C::Cholesky, v::AbstractVector) = (copyto!(getfield(C, :factors), getfield(lowrankdowndate(C, v), :factors)); C)
function _rank_one(C::Cholesky, v::AbstractVector, adds::Bool)
    U = copy(getfield(C, :factors))
    n = size(U, 1)
    length(v) == n || throw(DimensionMismatch("updating vector must fit size of factorization"))
    w = conj(Vector{eltype(U)}(v))
    for i in 1:n
        d2 = abs2(U[i, i]) + (adds ? abs2(w[i]) : -abs2(w[i]))
        d2 > 0 || throw(PosDefException(i))
        d = sqrt(d2)
        c, s = d / U[i, i], w[i] / U[i, i]
        U[i, i] = d
        for j in i+1:n
            U[i, j] = (U[i, j] + (adds ? 1 : -1) * conj(s) * w[j]) / c
            w[j] = c * w[j] - s * U[i, j]
        end
    end
    return Cholesky{eltype(U),typeof(U)}(U, getfield(C, :uplo), 0)
end

condskeel(A::AbstractMatrix, p::Real=Inf) = opnorm(abs.(inv(A)) * abs.(A), p)
condskeel(A::AbstractMatrix, x::AbstractVector, p::Real=Inf) = norm(abs.(inv(A)) * (abs.(A) * abs.(x)), p) / norm(x, p)
copy_adjoint!(B::AbstractVecOrMat, A::AbstractVecOrMat) = copyto!(B, adjoint(A))
# Makes a matrix symmetric, or Hermitian, by one of its triangles.
function copytri!(A::AbstractMatrix, uplo::AbstractChar, conjugate::Bool=false, diag::Bool=false)
    n = checksquare(A)
    uplo == 'U' || uplo == 'L' || throw(ArgumentError("uplo argument must be 'U' (upper) or 'L' (lower), got $uplo"))
    twin = conjugate ? adjoint : transpose
    for i in 1:n, j in (i+!diag):n
        uplo == 'U' ? (A[j, i] = twin(A[i, j])) : (A[i, j] = twin(A[j, i]))
    end
    return A
end
# One of the triangles, the diagonal with it.
function copytrito!(B::AbstractMatrix, A::AbstractMatrix, uplo::AbstractChar)
    uplo == 'U' || uplo == 'L' || throw(ArgumentError("uplo argument must be 'U' (upper) or 'L' (lower), got '$uplo'"))
    m, n = size(A)
    size(B, 1) >= m && size(B, 2) >= n || throw(DimensionMismatch("B of size $(size(B)) should have at least size ($m,$n)"))
    for j in 1:n, i in (uplo == 'U' ? (1:min(j, m)) : (j:m))
        B[i, j] = A[i, j]
    end
    return B
end
