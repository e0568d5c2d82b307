# Norms, inner products, parts of matrices.

# --- inner products ---

dot(x::Number, y::Number) = conj(x) * y
dot(x, y) = _dot_iter(x, y)
function dot(x::AbstractArray, y::AbstractArray)
    lx = length(x)
    lx == length(y) || throw(DimensionMismatch("first array has length $(lx) which does not match the length of the second, $(length(y))."))
    if lx == 0
        return dot(zero(eltype(x)), zero(eltype(y)))
    end
    return _dot_iter(x, y)
end
function _dot_iter(x, y)
    ix = iterate(x)
    iy = iterate(y)
    if ix === nothing
        iy === nothing || throw(DimensionMismatch("x and y are of different lengths!"))
        return dot(zero(eltype(x)), zero(eltype(y)))
    end
    iy === nothing && throw(DimensionMismatch("x and y are of different lengths!"))
    s = dot(ix[1], iy[1])
    while true
        ix = iterate(x, ix[2])
        iy = iterate(y, iy[2])
        ix === nothing && break
        iy === nothing && break
        s += dot(ix[1], iy[1])
    end
    (ix === nothing && iy === nothing) || throw(DimensionMismatch("x and y are of different lengths!"))
    return s
end
dot(x, A, y) = dot(x, A * y)
dot(x::AbstractVector, A::AbstractMatrix, y::AbstractVector) = ((length(x), length(y)) == size(A) || throw(DimensionMismatch("the size of A must match the lengths of x and y")); dot(x, A * y))
const ⋅ = dot
function cross(a::AbstractVector, b::AbstractVector)
    if !(length(a) == length(b) == 3)
        throw(DimensionMismatch("cross product is only defined for vectors of length 3"))
    end
    a1, a2, a3 = a
    b1, b2, b3 = b
    return [a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, a1 * b2 - a2 * b1]
end
const × = cross

# --- norms ---

function norm(itr)
    return norm(itr, 2)
end
# The square of a norm, which for numbers needs no root.
norm_sqr(x) = norm(x)^2
norm_sqr(x::Number) = abs2(x)
norm_sqr(x::Union{T,Complex{T},Rational{T}}) where {T<:Integer} = abs2(float(x))
norm(x::Number, p::Real=2) = p == 0 ? (x == 0 ? zero(abs(float(x))) : oneunit(abs(float(x)))) : float(abs(x))
function norm(itr, p::Real)
    isempty(itr) && return float(_norm_zero(eltype(itr)))
    v = iterate(itr)[1]
    !ismissing(v) && v isa Number || return _norm_nested(itr, p)
    if p == 2
        return norm2(itr)
    elseif p == 1
        return norm1(itr)
    elseif p == Inf
        return normInf(itr)
    elseif p == 0
        return Float64(count(!iszero, itr))
    elseif p == -Inf
        return normMinusInf(itr)
    end
    return normp(itr, p)
end
_norm_nested(itr, p) = norm([norm(x) for x in itr], p)
_norm_zero(::Type{T}) where {T<:Number} = abs(zero(T))
_norm_zero(::Type) = 0.0
normInf(x) = float(mapreduce(abs, _maxnan, x))
normMinusInf(x) = float(mapreduce(abs, _minnan, x))
_maxnan(a, b) = max(a, b)
_minnan(a, b) = min(a, b)
function norm1(x)
    s = nothing
    for v in x
        a = float(abs(v))
        s = s === nothing ? a : s + a
    end
    return s
end
function norm2(x)
    maxabs = normInf(x)
    (iszero(maxabs) || isinf(maxabs) || isnan(maxabs)) && return maxabs
    s = nothing
    T = typeof(maxabs)
    n = length(x)
    # Squares that neither overflow nor vanish are summed as they are.
    if isfinite(n * maxabs * maxabs) && !iszero(maxabs * maxabs)
        for v in x
            a = abs2(float(v))
            s = s === nothing ? a : s + a
        end
        return convert(T, sqrt(s))
    end
    for v in x
        a = (abs(v) / maxabs)^2
        s = s === nothing ? a : s + a
    end
    return convert(T, maxabs * sqrt(s))
end
function normp(x, p)
    maxabs = (p > 1 || p < 1) && p > 0 ? normInf(x) : normMinusInf(x)
    (iszero(maxabs) || isinf(maxabs)) && return maxabs
    s = nothing
    for v in x
        a = float(abs(v))^p
        s = s === nothing ? a : s + a
    end
    return s^inv(p)
end
function opnorm(A::AbstractMatrix, p::Real=2)
    if p == 2
        return isempty(A) ? 0.0 : maximum(svdvals(A))
    elseif p == 1
        return isempty(A) ? 0.0 : float(maximum(j -> sum(abs, view(A, :, j)), axes(A, 2)))
    elseif p == Inf
        return isempty(A) ? 0.0 : float(maximum(i -> sum(abs, view(A, i, :)), axes(A, 1)))
    end
    throw(ArgumentError("invalid p-norm p=$p. Valid: 1, 2, Inf"))
end
opnorm(x::Number, p::Real=2) = p == 0 ? (x == 0 ? 0.0 : 1.0) : float(abs(x))
opnorm(v::AdjOrTransAbsVec, q::Real=2) = q == Inf ? norm(v.parent, 1) : q == 1 ? norm(v.parent, Inf) : norm(v.parent, q / (q - 1))
normalize!(a::AbstractArray, p::Real=2) = (nrm = norm(a, p); for i in eachindex(a); a[i] = a[i] / nrm; end; a)
function normalize(a::AbstractArray, p::Real=2)
    nrm = norm(a, p)
    if !isempty(a)
        return a ./ nrm
    end
    return similar(a, typeof(first_or_zero(a) / nrm))
end
first_or_zero(a) = zero(eltype(a))
normalize(x::Number) = norm(x) == 0 ? zero(float(x)) : x / norm(x)
normalize(x::Number, p::Real) = p == 0 ? sign(float(x)) : normalize(x)

function isapprox(x::AbstractArray, y::AbstractArray; atol::Real=0, rtol::Real=_rtoldefault(x, y, atol), nans::Bool=false, norm::Function=norm)
    d = norm(x - y)
    if isfinite(d)
        return iszero(rtol) ? d <= atol : d <= max(atol, rtol * max(norm(x), norm(y)))
    end
    return all(ab -> isapprox(ab[1], ab[2]; rtol=rtol, atol=atol, nans=nans), zip(x, y))
end
_rtoldefault(x, y, atol) = atol > 0 ? 0.0 : max(_rtol_of(real_type(eltype(x))), _rtol_of(real_type(eltype(y))))
real_type(::Type{T}) where {T<:Number} = typeof(real(zero(T)))
real_type(::Type{T}) where {T<:AbstractArray} = real_type(eltype(T))
real_type(::Type) = Float64
_rtol_of(::Type{T}) where {T<:AbstractFloat} = sqrt(eps(T))
_rtol_of(::Type) = 0.0

# --- parts ---

function tr(A::AbstractMatrix)
    checksquare(A)
    n = size(A, 1)
    n == 0 && return zero(eltype(A))
    t = A[1, 1]
    for i in 2:n
        t += A[i, i]
    end
    return t
end
tr(x::Number) = x
function diagind(m::Integer, n::Integer, k::Integer=0)
    return k <= 0 ? range(1 - k, step=m + 1, length=max(0, min(m + k, n))) : range(k * m + 1, step=m + 1, length=max(0, min(m, n - k)))
end
diagind(A::AbstractMatrix, k::Integer=0) = diagind(size(A, 1), size(A, 2), k)
diag(A::AbstractMatrix, k::Integer=0) = [A[i] for i in diagind(A, k)]
diagview(A::AbstractMatrix, k::Integer=0) = view(A, diagind(A, k))
diag(A::AbstractVector) = throw(ArgumentError("use diagm instead of diag to construct a diagonal matrix"))
diagm(v::AbstractVector) = diagm(0 => v)
diagm(m::Integer, n::Integer, v::AbstractVector) = diagm(m, n, 0 => v)
function diagm(kv::Pair{<:Integer,<:AbstractVector}...)
    n = maximum(p -> length(p.second) + abs(p.first), kv)
    return diagm(n, n, kv...)
end
function diagm(m::Integer, n::Integer, kv::Pair{<:Integer,<:AbstractVector}...)
    T = promote_type(map(p -> eltype(p.second), kv)...)
    A = zeros(T, m, n)
    for p in kv
        ind = diagind(A, p.first)
        length(p.second) <= length(ind) || throw(DimensionMismatch("invalid size for diagonal $(p.first)"))
        for (i, v) in enumerate(p.second)
            A[ind[i]] += v
        end
    end
    return A
end
triu(A::AbstractMatrix, k::Integer=0) = triu!(copyto!(similar(A, eltype(A), size(A)), A), k)
tril(A::AbstractMatrix, k::Integer=0) = tril!(copyto!(similar(A, eltype(A), size(A)), A), k)
function triu!(A::AbstractMatrix, k::Integer=0)
    for j in axes(A, 2), i in axes(A, 1)
        j - i < k && (A[i, j] = zero(A[i, j]))
    end
    return A
end
function tril!(A::AbstractMatrix, k::Integer=0)
    for j in axes(A, 2), i in axes(A, 1)
        j - i > k && (A[i, j] = zero(A[i, j]))
    end
    return A
end
issymmetric(A::AbstractMatrix) = _equals_its(transpose, A)
ishermitian(A::AbstractMatrix) = _equals_its(adjoint, A)
issymmetric(x::Number) = x == x
ishermitian(x::Number) = x == conj(x)
function _equals_its(f, A)
    size(A, 1) == size(A, 2) || return false
    for j in axes(A, 2), i in 1:j
        A[i, j] == f(A[j, i]) || return false
    end
    return true
end
isbanded(A::AbstractMatrix, kl::Integer, ku::Integer) = istriu(A, kl) && istril(A, ku)
isdiag(A::AbstractMatrix) = istriu(A) && istril(A)
isdiag(x::Number) = true
function istriu(A::AbstractMatrix, k::Integer=0)
    for j in axes(A, 2), i in axes(A, 1)
        j - i < k && !iszero(A[i, j]) && return false
    end
    return true
end
function istril(A::AbstractMatrix, k::Integer=0)
    for j in axes(A, 2), i in axes(A, 1)
        j - i > k && !iszero(A[i, j]) && return false
    end
    return true
end
istriu(x::Number) = true
istril(x::Number) = true
function kron(A::AbstractMatrix, B::AbstractMatrix)
    m, n = size(A)
    p, q = size(B)
    C = Matrix{_kron_type(eltype(A), eltype(B))}(undef, m * p, n * q)
    for j in 1:n, l in 1:q, i in 1:m, k in 1:p
        C[(i-1)*p+k, (j-1)*q+l] = A[i, j] * B[k, l]
    end
    return C
end
_kron_type(S, T) = promote_op(*, S, T)
kron(a::AbstractVector, b::AbstractVector) = [x * y for x in a for y in b]
kron(a::AbstractVector, B::AbstractMatrix) = kron(reshape(a, length(a), 1), B)
kron(A::AbstractMatrix, b::AbstractVector) = kron(A, reshape(b, length(b), 1))
kron(a::Number, b::Union{Number,AbstractVecOrMat}) = a * b
kron(A::AbstractVecOrMat, b::Number) = A * b
kron(A, B, Cs...) = kron(kron(A, B), Cs...)
kron!(C::AbstractMatrix, A, B) = copyto!(C, kron(A, B))
hermitianpart(A::AbstractMatrix, uplo::Symbol=:U) = Hermitian((A + A') / 2, uplo)
copy_transpose!(B, A) = copyto!(B, transpose(A))

# --- determinants, inverses, ranks ---

function det(A::AbstractMatrix{T}) where {T}
    if istriu(A) || istril(A)
        checksquare(A)
        n = size(A, 1)
        S = typeof((oneunit(T) * zero(T) + zero(T)) / oneunit(T))
        n == 0 && return one(S)
        return convert(S, prod(diag(A)))
    end
    return det(lu(A; check=false))
end
det(A::AbstractMatrix{BigInt}) = _bareiss(A)
det(A::AbstractMatrix{<:Rational}) = det(lu(A; check=false))
det(x::Number) = x
function _bareiss(A)
    M = copy(Matrix(A))
    n = checksquare(M)
    sign, prev = Int8(1), one(eltype(M))
    for i in 1:n-1
        if iszero(M[i, i])
            swapto = findfirst(k -> !iszero(M[k, i]), i+1:n)
            swapto === nothing && return zero(prev)
            k = i + swapto
            for j in 1:n
                M[i, j], M[k, j] = M[k, j], M[i, j]
            end
            sign = -sign
        end
        for k in i+1:n, j in i+1:n
            M[j, k] = div(M[j, k] * M[i, i] - M[j, i] * M[i, k], prev)
        end
        prev = M[i, i]
    end
    return sign * M[n, n]
end
logdet(A) = log(det(A))
function logabsdet(A::AbstractMatrix)
    d = det(A)
    return (log(abs(d)), sign(d))
end
function inv(A::AbstractMatrix{T}) where {T}
    n = checksquare(A)
    S = float_type(T)
    if istriu(A)
        return Matrix(inv(UpperTriangular(convert(AbstractMatrix{S}, Matrix(A)))))
    elseif istril(A)
        return Matrix(inv(LowerTriangular(convert(AbstractMatrix{S}, Matrix(A)))))
    end
    return _inverse(lu(A))
end
# From both factors: U is inverted in place, then the columns are solved for L from the last.
function _inverse(F)
    T = eltype(F)
    A = copy(getfield(F, :factors))
    ipiv = getfield(F, :ipiv)
    n = size(A, 1)
    for j in 1:n
        A[j, j] = inv(A[j, j])
        ajj = -A[j, j]
        for k in 1:j-1
            temp = A[k, j]
            if !iszero(temp)
                for i in 1:k-1
                    A[i, j] += temp * A[i, k]
                end
                A[k, j] *= A[k, k]
            end
        end
        for k in 1:j-1
            A[k, j] *= ajj
        end
    end
    work = Vector{T}(undef, n)
    for j in n-1:-1:1
        for i in j+1:n
            work[i] = A[i, j]
            A[i, j] = zero(T)
        end
        for k in j+1:n
            for i in 1:n
                A[i, j] -= A[i, k] * work[k]
            end
        end
    end
    for j in n-1:-1:1
        jp = ipiv[j]
        if jp != j
            for i in 1:n
                A[i, j], A[i, jp] = A[i, jp], A[i, j]
            end
        end
    end
    return A
end
inv(A::AdjOrTransAbsMat) = wrapperop(A)(inv(A.parent))
function \(A::AbstractMatrix, B::AbstractVecOrMat)
    m, n = size(A)
    size(B, 1) == m || throw(DimensionMismatch("arguments must have the same number of rows"))
    if m == n
        if istril(A)
            if istriu(A)
                return Diagonal(diag(A)) \ B
            end
            return LowerTriangular(A) \ B
        end
        istriu(A) && return UpperTriangular(A) \ B
        return lu(A) \ B
    end
    return _least_squares(A, B)
end
/(A::AbstractVecOrMat, B::AbstractVecOrMat) = (size(A, 2) == size(B, 2) || throw(DimensionMismatch("Both inputs should have the same number of columns")); copy(adjoint(adjoint(B) \ adjoint(A))))
/(u::AdjointAbsVec, A::AbstractMatrix) = adjoint(adjoint(A) \ u.parent)
/(u::AdjointAbsVec, D::Diagonal) = adjoint(adjoint(D) \ u.parent)
/(x::Number, v::AbstractVector) = x * pinv(v)
\(v::AbstractVector, w::AbstractVector) = dot(v, w) / dot(v, v)
function rank(A::AbstractMatrix; atol::Real=0.0, rtol::Real=(min(size(A)...) * eps(real(float(one(eltype(A)))))) * iszero(atol))
    isempty(A) && return 0
    s = svdvals(A)
    tol = max(atol, rtol * s[1])
    return count(>(tol), s)
end
rank(x::Number; atol::Real=0) = abs(x) > atol ? 1 : 0
function cond(A::AbstractMatrix, p::Real=2)
    if p == 2
        v = svdvals(A)
        mx = maximum(v)
        return iszero(mx) ? oftype(real(mx), Inf) : mx / minimum(v)
    end
    p == 1 || p == Inf || throw(ArgumentError(lazy"p-norm must be 1, 2 or Inf, got $p"))
    inverse = try
        inv(A)
    catch e
        e isa SingularException || rethrow()
        return convert(float(real(eltype(A))), Inf)
    end
    return opnorm(A, p) * opnorm(inverse, p)
end
function nullspace(A::AbstractVecOrMat; atol::Real=0.0, rtol::Real=(min(size(A, 1), size(A, 2)) * eps(real(float(one(eltype(A)))))) * iszero(atol))
    m, n = size(A, 1), size(A, 2)
    (m == 0 || n == 0) && return Matrix{Float64}(I, n, n)
    S = svd(A; full=true)
    tol = max(atol, S.S[1] * rtol)
    indstart = sum(s -> s > tol, S.S) + 1
    return copy(S.Vt[indstart:end, :]')
end
function pinv(A::AbstractMatrix{T}; atol::Real=0.0, rtol::Real=(eps(real(float(oneunit(T)))) * min(size(A)...)) * iszero(atol)) where {T}
    m, n = size(A)
    (m == 0 || n == 0) && return zeros(float(T), n, m)
    S = svd(A)
    tol = max(rtol * maximum(S.S), atol)
    Sinv = [s > tol ? inv(s) : zero(s) for s in S.S]
    return S.Vt' * (Diagonal(Sinv) * S.U')
end
pinv(v::AbstractVector) = (d = dot(v, v); iszero(d) ? adjoint(zero(v)) : adjoint(v / d))
pinv(x::Number) = (xi = inv(x); ifelse(isfinite(xi), xi, zero(xi)))
isposdef(A::AbstractMatrix) = ishermitian(A) && issuccess(cholesky(Hermitian(A); check=false))
isposdef(x::Number) = imag(x) == 0 && real(x) > 0
function factorize(A::AbstractMatrix)
    m, n = size(A)
    m == n || return qr(A)
    istril(A) && return istriu(A) ? Diagonal(A) : LowerTriangular(A)
    istriu(A) && return UpperTriangular(A)
    if ishermitian(A)
        C = cholesky(Hermitian(A); check=false)
        return issuccess(C) ? C : bunchkaufman(Hermitian(A); check=false)
    end
    issymmetric(A) && return bunchkaufman(Symmetric(A); check=false)
    return lu(A)
end
