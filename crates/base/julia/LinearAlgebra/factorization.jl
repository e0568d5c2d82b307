# Factorisations.

abstract type Factorization{T} end
eltype(::Type{<:Factorization{T}}) where {T} = T
abstract type PivotingStrategy end
struct NoPivot <: PivotingStrategy end
struct RowMaximum <: PivotingStrategy end
struct RowNonZero <: PivotingStrategy end
struct ColumnNorm <: PivotingStrategy end
\(F::Factorization, b::AbstractVecOrMat) = _solve(F, b)
ldiv!(F::Factorization, b::AbstractVecOrMat) = copyto!(b, F \ b)
ldiv!(y::AbstractVecOrMat, F::Factorization, b::AbstractVecOrMat) = copyto!(y, F \ b)
/(B::AbstractMatrix, F::Factorization) = copy(adjoint(adjoint(Matrix(F)) \ adjoint(B)))
adjoint(F::Factorization) = factorize(adjoint(Matrix(F)))
inv(F::Factorization{T}) where {T} = (n = size(F, 1); F \ Matrix{T}(I, n, n))

inv(F::Factorization) = _solve(F, Matrix{eltype(F)}(I, size(F, 1), size(F, 1)))

# --- LU ---

struct LU{T,S<:AbstractMatrix{T},P<:AbstractVector{<:Integer}} <: Factorization{T}
    factors::S
    ipiv::P
    info::Int
end
_lu_type(::Type{T}) where {T<:Rational} = T
_lu_type(::Type{T}) where {T<:Number} = typeof(oneunit(T) / oneunit(T))
_lu_type(::Type{T}) where {T} = T
lu(A::AbstractMatrix{T}, pivot=RowMaximum(); check::Bool=true, allowsingular::Bool=false) where {T} = lu!(copyto!(Matrix{_lu_type(T)}(undef, size(A)), A), pivot; check=check)
lu(F::LU) = F
function lu!(A::AbstractMatrix{T}, pivot=RowMaximum(); check::Bool=true, allowsingular::Bool=false) where {T}
    m, n = size(A)
    minmn = min(m, n)
    info = 0
    ipiv = Vector{Int}(undef, minmn)
    for k in 1:minmn
        kp = k
        if pivot isa RowMaximum && k < m
            amax = abs(A[k, k])
            for i in k+1:m
                absi = abs(A[i, k])
                if absi > amax
                    kp = i
                    amax = absi
                end
            end
        elseif pivot isa RowNonZero
            for i in k:m
                if !iszero(A[i, k])
                    kp = i
                    break
                end
            end
        end
        ipiv[k] = kp
        if !iszero(A[kp, k])
            if k != kp
                for i in 1:n
                    tmp = A[k, i]
                    A[k, i] = A[kp, i]
                    A[kp, i] = tmp
                end
            end
            Akkinv = inv(A[k, k])
            for i in k+1:m
                A[i, k] *= Akkinv
            end
        elseif info == 0
            info = k
        end
        for j in k+1:n
            Akj = A[k, j]
            for i in k+1:m
                A[i, j] -= A[i, k] * Akj
            end
        end
    end
    check && info != 0 && throw(pivot isa NoPivot ? ZeroPivotException(info) : SingularException(info))
    return LU{eltype(A),typeof(A),Vector{Int}}(A, ipiv, info)
end
issuccess(F::LU) = getfield(F, :info) == 0
inv(F::LU) = (checksquare(F); issuccess(F) || throw(SingularException(getfield(F, :info))); _inverse(F))
size(F::LU) = size(getfield(F, :factors))
size(F::LU, i::Integer) = size(getfield(F, :factors), i)
function _ipiv_to_perm(ipiv, m)
    p = collect(1:m)
    for i in 1:length(ipiv)
        p[i], p[ipiv[i]] = p[ipiv[i]], p[i]
    end
    return p
end
function getproperty(F::LU{T}, d::Symbol) where {T}
    m, n = size(F)
    if d === :L
        L = tril!(getfield(F, :factors)[1:m, 1:min(m, n)])
        for i in 1:min(m, n)
            L[i, i] = one(T)
        end
        return L
    elseif d === :U
        return triu!(getfield(F, :factors)[1:min(m, n), 1:n])
    elseif d === :p
        return _ipiv_to_perm(getfield(F, :ipiv), m)
    elseif d === :P
        return Matrix{T}(I, m, m)[:, invperm(F.p)]
    end
    return getfield(F, d)
end
propertynames(F::LU, private::Bool=false) = (:L, :U, :p, :P, (private ? fieldnames(typeof(F)) : ())...)
iterate(S::LU) = (S.L, Val(:U))
iterate(S::LU, ::Val{:U}) = (S.U, Val(:p))
iterate(S::LU, ::Val{:p}) = (S.p, Val(:done))
iterate(S::LU, ::Val{:done}) = nothing
length(S::LU) = 3
Matrix(F::LU) = (F.L*F.U)[invperm(F.p), :]
Array(F::LU) = Matrix(F)
AbstractMatrix(F::LU) = Matrix(F)
# These entries of a vector, or rows of a matrix.
_rows(B::AbstractVector, p) = B[p]
_rows(B::AbstractMatrix, p) = B[p, :]
# Two rows of a matrix change places, and so do the columns.
function _exchange!(W, i, j)
    i == j && return
    for M in (W, transpose(W)), k in axes(W, 1)
        M[i, k], M[j, k] = M[j, k], M[i, k]
    end
end
function _solve(F::LU{T}, B::AbstractVecOrMat) where {T}
    n = size(F, 1)
    n == size(F, 2) || throw(DimensionMismatch("matrix is not square: dimensions are $(size(F))"))
    n == size(B, 1) || throw(DimensionMismatch("B has leading dimension $(size(B, 1)), but needs $n"))
    issuccess(F) || throw(SingularException(getfield(F, :info)))
    X = UnitLowerTriangular(getfield(F, :factors)) \ _rows(B, F.p)
    return UpperTriangular(getfield(F, :factors)) \ X
end
function det(F::LU{T}) where {T}
    n = checksquare(F)
    issuccess(F) || return zero(T)
    P = one(T)
    c = 0
    for i in 1:n
        P *= getfield(F, :factors)[i, i]
        getfield(F, :ipiv)[i] != i && (c += 1)
    end
    return isodd(c) ? -P : P
end
function show(io::IO, mime::MIME{Symbol("text/plain")}, F::LU)
    if issuccess(F)
        summary(io, F)
        println(io)
        println(io, "L factor:")
        show(io, mime, F.L)
        println(io, "\nU factor:")
        show(io, mime, F.U)
    else
        print(io, "Failed factorization of type $(typeof(F))")
    end
end

# --- QR ---

struct QRCompactWYQ{T} <: AbstractMatrix{T}
    Q::Matrix{T}
    m::Int
    n::Int
end
size(Q::QRCompactWYQ) = (Q.m, Q.m)
getindex(Q::QRCompactWYQ, i::Int, j::Int) = Q.Q[i, j]
Matrix(Q::QRCompactWYQ) = Q.Q[:, 1:min(Q.m, Q.n)]
Array(Q::QRCompactWYQ) = Matrix(Q)
*(Q::QRCompactWYQ, B::AbstractVector) = length(B) == Q.m ? Q.Q * B : Q.Q[:, 1:length(B)] * B
*(Q::QRCompactWYQ, D::Diagonal) = Q * Matrix(D)
*(Q::QRCompactWYQ, v::AdjOrTransAbsVec) = Q * Matrix(v)
*(Q::QRCompactWYQ, B::AbstractMatrix) = size(B, 1) == Q.m ? Q.Q * B : Q.Q[:, 1:size(B, 1)] * B
Base.summary(io::IO, Q::QRCompactWYQ) = print(io, "$(Q.m)×$(Q.m) LinearAlgebra.QRCompactWYQ{$(eltype(Q)), Matrix{$(eltype(Q))}, Matrix{$(eltype(Q))}}")
struct QR{T} <: Factorization{T}
    q::Matrix{T}
    R::Matrix{T}
    m::Int
    n::Int
end
struct QRPivoted{T} <: Factorization{T}
    q::Matrix{T}
    R::Matrix{T}
    p::Vector{Int}
    m::Int
    n::Int
end
const QRCompactWY = QR
function _householder(A::AbstractMatrix, pivoting::Bool)
    # Roots are taken, of rational numbers too.
    T = typeof(zero(eltype(A)) / sqrt(abs2(one(eltype(A)))))
    R = copyto!(Matrix{T}(undef, size(A)), A)
    m, n = size(R)
    Q = Matrix{T}(I, m, m)
    p = collect(1:n)
    for k in 1:min(m, n)
        if pivoting
            best = k
            top = norm(view(R, k:m, k))
            for j in k+1:n
                nj = norm(view(R, k:m, j))
                if nj > top
                    best, top = j, nj
                end
            end
            if best != k
                for i in 1:m
                    R[i, k], R[i, best] = R[i, best], R[i, k]
                end
                p[k], p[best] = p[best], p[k]
            end
        end
        k == m && break
        x = R[k:m, k]
        nx = norm(x)
        iszero(nx) && continue
        α = x[1]
        # LAPACK reflects nothing where a column is done already; the generic algorithm does.
        T <: BlasFloat && iszero(imag(α)) && all(iszero, view(x, 2:length(x))) && continue
        β = -copysign_of(nx, α)
        v = copy(x)
        v[1] = α - β
        vv = real(dot(v, v))
        iszero(vv) && continue
        for j in k:n
            s = zero(T)
            for i in k:m
                s += conj(v[i-k+1]) * R[i, j]
            end
            s = 2 * s / vv
            for i in k:m
                R[i, j] -= v[i-k+1] * s
            end
        end
        for i in k+1:m
            R[i, k] = zero(T)
        end
        for i in 1:m
            s = zero(T)
            for j in k:m
                s += Q[i, j] * v[j-k+1]
            end
            s = 2 * s / vv
            for j in k:m
                Q[i, j] -= s * conj(v[j-k+1])
            end
        end
    end
    return Q, R, p
end
copysign_of(n, α::Real) = copysign(n, α)
copysign_of(n, α) = iszero(α) ? n : n * (α / abs(α))
qr(A::AbstractMatrix, pivot=NoPivot()) = pivot isa ColumnNorm ? _qr_pivoted(A) : _qr(A)
qr(v::AbstractVector) = qr(reshape(v, length(v), 1))
qr!(A::AbstractMatrix, pivot=NoPivot()) = qr(A, pivot)
function _qr(A)
    m, n = size(A)
    Q, R, _ = _householder(A, false)
    return QR{eltype(Q)}(Q, triu!(R[1:min(m, n), :]), m, n)
end
function _qr_pivoted(A)
    m, n = size(A)
    Q, R, p = _householder(A, true)
    return QRPivoted{eltype(Q)}(Q, triu!(R[1:min(m, n), :]), p, m, n)
end
getproperty(F::Union{QR,QRPivoted}, d::Symbol) = d === :Q ? QRCompactWYQ(getfield(F, :q), getfield(F, :m), getfield(F, :n)) : d === :P ? _perm_matrix(F) : getfield(F, d)
_perm_matrix(F) = Matrix{eltype(F)}(I, getfield(F, :n), getfield(F, :n))[:, getfield(F, :p)]
size(F::Union{QR,QRPivoted}) = (getfield(F, :m), getfield(F, :n))
size(F::Union{QR,QRPivoted}, d::Integer) = d == 1 ? getfield(F, :m) : d == 2 ? getfield(F, :n) : 1
iterate(S::QR) = (S.Q, Val(:R))
iterate(S::QR, ::Val{:R}) = (S.R, Val(:done))
iterate(S::QR, ::Val{:done}) = nothing
iterate(S::QRPivoted) = (S.Q, Val(:R))
iterate(S::QRPivoted, ::Val{:R}) = (S.R, Val(:p))
iterate(S::QRPivoted, ::Val{:p}) = (S.p, Val(:done))
iterate(S::QRPivoted, ::Val{:done}) = nothing
length(S::QR) = 2
Matrix(F::QR) = Matrix(F.Q) * F.R
Matrix(F::QRPivoted) = (Matrix(F.Q)*F.R)[:, invperm(F.p)]
function _solve(F::QR, B::AbstractVecOrMat)
    m, n = size(F)
    QtB = getfield(F, :q)' * B
    k = min(m, n)
    return UpperTriangular(F.R[1:k, 1:k]) \ _rows(QtB, 1:k)
end
function _solve(F::QRPivoted, B::AbstractVecOrMat)
    x = _solve(QR{eltype(F)}(getfield(F, :q), F.R, getfield(F, :m), getfield(F, :n)), B)
    return _rows(x, invperm(F.p))
end
function _least_squares(A, B)
    m, n = size(A)
    F = _qr_pivoted(A)
    tol = min(m, n) * eps(real(eltype(F))) * abs(F.R[1, 1])
    r = count(i -> abs(F.R[i, i]) > tol, 1:min(m, n))
    if r == n && m >= n
        return _solve(F, B)
    end
    # The solution of least norm.
    return pinv(Matrix(A)) * B
end
function show(io::IO, mime::MIME{Symbol("text/plain")}, F::Union{QR,QRPivoted})
    T = eltype(F)
    if F isa QR
        println(io, "LinearAlgebra.QRCompactWY{$T, Matrix{$T}, Matrix{$T}}")
    else
        println(io, "QRPivoted{$T, Matrix{$T}, Vector{$T}, Vector{Int64}}")
    end
    print(io, "Q factor: ")
    summary(io, F.Q)
    println(io, "\nR factor:")
    show(io, mime, F.R)
    if F isa QRPivoted
        println(io, "\npermutation:")
        show(io, mime, F.p)
    end
end

# --- Cholesky ---

struct Cholesky{T,S<:AbstractMatrix} <: Factorization{T}
    factors::S
    uplo::Char
    info::Int
end
# A factor of a kind and where it failed, for packages that do it their way.
_chol!(A::AbstractMatrix, ::Type{UpperTriangular}) = (F = _cholesky(A, false); (F.U, F.info))
_chol!(A::AbstractMatrix, ::Type{LowerTriangular}) = (F = _cholesky(A, false); (F.L, F.info))
cholesky(A::AbstractMatrix, ::NoPivot=NoPivot(); check::Bool=true) = _cholesky(A, check)
cholesky!(A::AbstractMatrix, ::NoPivot=NoPivot(); check::Bool=true) = _cholesky(A, check)
cholesky(x::Number) = Cholesky{typeof(sqrt(x)),Matrix{typeof(sqrt(x))}}(fill(sqrt(x), 1, 1), 'U', 0)
function _cholesky(A, check)
    n = checksquare(A)
    if !(A isa HermOrSym || A isa Diagonal) && !ishermitian(A)
        check && throw(PosDefException(-1))
        return Cholesky{float_type(eltype(A)),Matrix{float_type(eltype(A))}}(Matrix{float_type(eltype(A))}(A), 'U', -1)
    end
    T = float_type(eltype(A))
    U = zeros(T, n, n)
    info = 0
    for j in 1:n
        s = convert(T, A[j, j])
        for k in 1:j-1
            s -= abs2(U[k, j])
        end
        if !(real(s) > 0)
            info = j
            break
        end
        U[j, j] = sqrt(real(s))
        for i in j+1:n
            s = convert(T, A[j, i])
            for k in 1:j-1
                s -= conj(U[k, j]) * U[k, i]
            end
            U[j, i] = s / U[j, j]
        end
    end
    check && info != 0 && throw(PosDefException(info))
    return Cholesky{T,Matrix{T}}(U, 'U', info)
end
issuccess(C::Cholesky) = getfield(C, :info) == 0
size(C::Cholesky) = size(getfield(C, :factors))
size(C::Cholesky, d::Integer) = size(getfield(C, :factors), d)
function getproperty(C::Cholesky, d::Symbol)
    d === :U && return UpperTriangular(getfield(C, :factors))
    d === :L && return LowerTriangular(copy(getfield(C, :factors)'))
    d === :UL && return UpperTriangular(getfield(C, :factors))
    return getfield(C, d)
end
iterate(C::Cholesky) = (C.L, Val(:U))
iterate(C::Cholesky, ::Val{:U}) = (C.U, Val(:done))
iterate(C::Cholesky, ::Val{:done}) = nothing
Matrix(C::Cholesky) = (U = getfield(C, :factors); U' * U)
_solve(C::Cholesky, B::AbstractVecOrMat) = C.U \ (C.L \ B)
det(C::Cholesky) = (d = one(real(eltype(C))); for i in 1:size(C, 1); d *= real(getfield(C, :factors)[i, i])^2; end; d)
logdet(C::Cholesky) = (d = zero(real(eltype(C))); for i in 1:size(C, 1); d += log(real(getfield(C, :factors)[i, i])); end; d + d)
isposdef(C::Cholesky) = issuccess(C)
function show(io::IO, mime::MIME{Symbol("text/plain")}, C::Cholesky)
    if issuccess(C)
        summary(io, C)
        println(io)
        println(io, "U factor:")
        show(io, mime, C.U)
    else
        print(io, "Failed factorization of type $(typeof(C))")
    end
end
Base.summary(io::IO, F::Factorization) = print(io, typeof(F))
