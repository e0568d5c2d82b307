# The Cholesky factor of a matrix that may be singular: the largest entry left on the diagonal comes next, until none is
# above the tolerance.

struct CholeskyPivoted{T,S<:AbstractMatrix,P<:AbstractVector{<:Integer}} <: Factorization{T}
    factors::S
    uplo::Char
    piv::P
    rank::Int
    tol::Real
    info::Int
end
CholeskyPivoted(A::AbstractMatrix{T}, uplo::AbstractChar, piv::AbstractVector{<:Integer}, rank::Integer, tol::Real, info::Integer) where {T} =
    CholeskyPivoted{T,typeof(A),typeof(piv)}(A, uplo, piv, rank, tol, info)

function cholesky(A::AbstractMatrix, ::RowMaximum; tol=0.0, check::Bool=true)
    n = checksquare(A)
    T = float_type(eltype(A))
    uplo = A isa HermOrSym ? A.uplo : 'U'
    if !ishermitian(A)
        C = CholeskyPivoted(Matrix{T}(A), uplo, collect(1:n), 1, tol, -1)
        check && _full_rank(C)
        return C
    end
    U, p = Matrix{T}(A), collect(1:n)
    stop = tol < 0 ? n * eps(real(T)) * maximum(real, diag(U); init = zero(real(T))) : tol
    rank = n
    for k in 1:n
        at = argmax(real(U[j, j]) for j in k:n) + k - 1
        if !(real(U[at, at]) > (k == 1 ? 0 : stop))
            rank = k - 1
            break
        end
        if at != k
            _exchange!(U, k, at)
            p[k], p[at] = p[at], p[k]
        end
        U[k, k] = sqrt(real(U[k, k]))
        for j in k+1:n
            U[k, j] /= U[k, k]
        end
        for j in k+1:n, i in k+1:n
            U[i, j] -= conj(U[k, i]) * U[k, j]
        end
    end
    C = CholeskyPivoted(uplo == 'U' ? U : Matrix(U'), uplo, p, rank, tol, Int(rank < n))
    check && _full_rank(C)
    return C
end
cholesky!(A::AbstractMatrix, pivoting::RowMaximum; kw...) = cholesky(A, pivoting; kw...)
_full_rank(C::CholeskyPivoted) = C.rank < size(C, 1) && throw(RankDeficientException(C.info))

function getproperty(C::CholeskyPivoted, d::Symbol)
    factors = getfield(C, :factors)
    isupper = getfield(C, :uplo) == 'U'
    d === :U && return UpperTriangular(isupper ? factors : copy(factors'))
    d === :L && return LowerTriangular(isupper ? copy(factors') : factors)
    d === :p && return getfield(C, :piv)
    d === :P && return Matrix{eltype(C)}(I, size(C))[:, getfield(C, :piv)]
    return getfield(C, d)
end
Base.propertynames(C::CholeskyPivoted, private::Bool=false) = (:U, :L, :p, :P, (private ? fieldnames(typeof(C)) : ())...)
iterate(C::CholeskyPivoted) = (C.L, Val(:U))
iterate(C::CholeskyPivoted, ::Val{:U}) = (C.U, Val(:done))
iterate(C::CholeskyPivoted, ::Val{:done}) = nothing
size(C::CholeskyPivoted) = size(getfield(C, :factors))
size(C::CholeskyPivoted, d::Integer) = size(getfield(C, :factors), d)
copy(C::CholeskyPivoted) = CholeskyPivoted(copy(C.factors), C.uplo, copy(C.piv), C.rank, C.tol, C.info)
issuccess(C::CholeskyPivoted) = C.info == 0
isposdef(C::CholeskyPivoted) = C.info == 0
rank(C::CholeskyPivoted) = C.rank
function Matrix(C::CholeskyPivoted)
    rows = C.U[1:C.rank, invperm(C.p)]
    return rows' * rows
end
function _solve(C::CholeskyPivoted, B::AbstractVecOrMat)
    _full_rank(C)
    return _rows(C.U \ (C.L \ _rows(B, C.p)), invperm(C.p))
end
inv(C::CholeskyPivoted) = _solve(C, Matrix{eltype(C)}(I, size(C)))
det(C::CholeskyPivoted) = C.rank < size(C, 1) ? zero(real(eltype(C))) : prod(abs2, diag(C.factors); init = one(real(eltype(C))))
logdet(C::CholeskyPivoted) = C.rank < size(C, 1) ? oftype(det(C), -Inf) : 2 * sum(x -> log(real(x)), diag(C.factors); init = zero(real(eltype(C))))
logabsdet(C::CholeskyPivoted) = (logdet(C), one(eltype(C)))
function show(io::IO, mime::MIME{Symbol("text/plain")}, C::CholeskyPivoted)
    summary(io, C)
    println(io, "\n", C.uplo, " factor with rank ", rank(C), ":")
    show(io, mime, C.uplo == 'U' ? C.U : C.L)
    println(io, "\npermutation:")
    show(io, mime, C.p)
end
