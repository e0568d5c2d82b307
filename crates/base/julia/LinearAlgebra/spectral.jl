# Eigenvalues and singular values; what is computed is computed by the host.

struct Eigen{T,V,S<:AbstractMatrix,U<:AbstractVector} <: Factorization{T}
    values::U
    vectors::S
end
Eigen(values::AbstractVector{V}, vectors::AbstractMatrix{T}) where {T,V} = Eigen{T,V,typeof(vectors),typeof(values)}(values, vectors)
# The pairs A x = λ B x.
struct GeneralizedEigen{T,V,S<:AbstractMatrix,U<:AbstractVector} <: Factorization{T}
    values::U
    vectors::S
end
GeneralizedEigen(values::AbstractVector{V}, vectors::AbstractMatrix{T}) where {T,V} =
    GeneralizedEigen{T,V,typeof(vectors),typeof(values)}(values, vectors)
struct SVD{T,Tr,M<:AbstractArray{T},C<:AbstractVector{Tr}} <: Factorization{T}
    U::M
    S::C
    Vt::M
end
SVD(U::AbstractArray{T}, S::AbstractVector{Tr}, Vt::AbstractArray{T}) where {T,Tr} = SVD{T,Tr,typeof(U),typeof(S)}(U, S, Vt)

# Asked for another order, the pairs are put in it; without being asked they stay as they were found.
_in_order(F, ::Nothing) = F
function _in_order(F, by)
    p = sortperm(F.values; by)
    return typeof(F)(F.values[p], F.vectors[:, p])
end
eigsortby(x::Real) = x
eigsortby(x::Complex) = (real(x), imag(x))
_f64(A) = copyto!(Matrix{Float64}(undef, size(A)), A)
function eigen(A::AbstractMatrix{T}; permute::Bool=true, scale::Bool=true, sortby=nothing) where {T<:Real}
    n = checksquare(A)
    T <: Union{Float16,Float32} && return _in_single(eigen(_f64(A); sortby))
    n == 0 && return Eigen(zeros(0), zeros(0, 0))
    for x in A
        isfinite(x) || throw(ArgumentError("matrix contains Infs or NaNs"))
    end
    if ishermitian(A)
        vals, vecs = _symmetric_eigen(_f64(A))
        return _in_order(Eigen(vals, vecs), sortby)
    end
    re, im, vecs_re, vecs_im = _general_eigen(_f64(A))
    if all(iszero, im)
        return _in_order(Eigen(re, vecs_re), sortby)
    end
    F = Eigen([complex(re[i], im[i]) for i in 1:n], [complex(vecs_re[i, j], vecs_im[i, j]) for i in 1:n, j in 1:n])
    return _in_order(F, sortby)
end
_in_single(F::Eigen) = Eigen(_in_single(F.values), _in_single(F.vectors))
_in_single(A::AbstractArray{<:Real}) = convert(AbstractArray{Float32}, A)
_in_single(A::AbstractArray{<:Complex}) = convert(AbstractArray{ComplexF32}, A)
function eigen(A::Diagonal{<:Number}; permute::Bool=true, scale::Bool=true, sortby=nothing)
    all(isfinite, A.diag) || throw(ArgumentError("matrix contains Infs or NaNs"))
    return _in_order(Eigen(copy(A.diag), Matrix{promote_op(/, eltype(A), eltype(A))}(I, size(A))), sortby)
end
eigen(A::UpperTriangular{<:Real}; kw...) = eigen(Matrix(A); kw...)
eigen(A::LowerTriangular{<:Real}; kw...) = eigen(Matrix(A); kw...)
eigen!(A::AbstractMatrix; kw...) = eigen(A; kw...)
function _symmetric_eigen(A::Matrix{Float64})
    n = size(A, 1)
    vals = zeros(n)
    vecs = zeros(n, n)
    Core.Host.symmetric_eigen(getfield(A, :ref), n, getfield(vals, :ref), getfield(vecs, :ref))
    return vals, vecs
end
function _general_eigen(A::Matrix{Float64})
    n = size(A, 1)
    re = zeros(n)
    im = zeros(n)
    vr = zeros(n, n)
    vi = zeros(n, n)
    Core.Host.general_eigen(getfield(A, :ref), n, getfield(re, :ref), getfield(im, :ref), getfield(vr, :ref), getfield(vi, :ref))
    return re, im, vr, vi
end
eigvals(A::AbstractMatrix; kw...) = eigen(A; kw...).values
eigvals!(A::AbstractMatrix; kw...) = eigvals(A; kw...)
eigvecs(A::AbstractMatrix; kw...) = eigen(A; kw...).vectors
eigvals(F::Union{Eigen,GeneralizedEigen}) = F.values
# Of those that can be put in order, the ones at these places, or between these bounds.
const WithRealEigenvalues = Union{Symmetric{<:Real},Hermitian,SymTridiagonal{<:Real}}
eigvals(A::WithRealEigenvalues, at::UnitRange) = eigvals(A)[at]
eigvals(A::WithRealEigenvalues, above::Real, upto::Real) = filter(x -> above < x <= upto, eigvals(A))
eigen(A::WithRealEigenvalues, at::UnitRange) = (F = eigen(A); Eigen(F.values[at], F.vectors[:, at]))
function eigen(A::WithRealEigenvalues, above::Real, upto::Real)
    F = eigen(A)
    at = findall(x -> above < x <= upto, F.values)
    return Eigen(F.values[at], F.vectors[:, at])
end
eigvecs(F::Union{Eigen,GeneralizedEigen}) = F.vectors
eigvals(x::Number) = [x]
eigmax(A::AbstractMatrix) = (v = eigvals(A); eltype(v) <: Complex ? throw(DomainError(A, "`A` cannot have complex eigenvalues.")) : maximum(v))
eigmin(A::AbstractMatrix) = (v = eigvals(A); eltype(v) <: Complex ? throw(DomainError(A, "`A` cannot have complex eigenvalues.")) : minimum(v))
iterate(S::Union{Eigen,GeneralizedEigen}) = (S.values, Val(:vectors))
iterate(S::Union{Eigen,GeneralizedEigen}, ::Val{:vectors}) = (S.vectors, Val(:done))
iterate(S::Union{Eigen,GeneralizedEigen}, ::Val{:done}) = nothing
length(S::Union{Eigen,GeneralizedEigen}) = 2
size(F::Union{Eigen,GeneralizedEigen}) = size(F.vectors)
size(F::Union{Eigen,GeneralizedEigen}, d::Integer) = size(F.vectors, d)
Matrix(F::Eigen) = F.vectors * Diagonal(F.values) / F.vectors
det(F::Eigen) = prod(F.values)
inv(F::Eigen) = F.vectors * inv(Diagonal(F.values)) / F.vectors
function show(io::IO, mime::MIME{Symbol("text/plain")}, F::Union{Eigen,GeneralizedEigen})
    summary(io, F)
    println(io)
    println(io, "values:")
    show(io, mime, F.values)
    println(io, "\nvectors:")
    show(io, mime, F.vectors)
end

function svd(A::AbstractVecOrMat; full::Bool=false, alg=nothing)
    M = _f64(A isa AbstractVector ? reshape(A, length(A), 1) : A)
    m, n = size(M)
    k = min(m, n)
    U = zeros(m, full ? m : k)
    S = zeros(k)
    Vt = zeros(full ? n : k, n)
    k == 0 || Core.Host.svd(getfield(M, :ref), m, n, full, getfield(U, :ref), getfield(S, :ref), getfield(Vt, :ref))
    T = _host_result(eltype(A))
    return T == Float64 ? SVD(U, S, Vt) : SVD(convert(Matrix{T}, U), convert(Vector{T}, S), convert(Matrix{T}, Vt))
end
# The host counts in Float64; what was asked in fewer bits is answered so.
_host_result(::Type) = Float64
_host_result(::Type{<:Union{Float16,Float32}}) = Float32
# By turning pairs of columns until all are at right angles: their lengths are the singular values then (Hestenes' method).
function svd(A::AbstractVecOrMat{<:Complex}; full::Bool=false, alg=nothing)
    T = float_type(eltype(A))
    M = Matrix{T}(undef, size(A, 1), size(A, 2))
    copyto!(M, A)
    all(isfinite, M) || throw(ArgumentError("matrix contains Infs or NaNs"))
    m, n = size(M)
    if m < n
        F = svd(Matrix(M'); full)
        return SVD(Matrix(F.Vt'), F.S, Matrix(F.U'))
    end
    V = Matrix{T}(I, n, n)
    _columns_at_right_angles!(M, V)
    S = [norm(view(M, :, j)) for j in 1:n]
    order = sortperm(S; rev = true)
    S = S[order]
    U = Matrix{T}(undef, m, full ? m : n)
    for j in axes(U, 2)
        if j <= n && S[j] > 0
            U[:, j] = M[:, order[j]] / S[j]
        else
            _new_direction!(U, j)
        end
    end
    return SVD(U, S, Matrix(V[:, order]'))
end
function _columns_at_right_angles!(M, V)
    n = size(M, 2)
    small = eps(real(eltype(M)))
    for _ in 1:60
        turned = false
        for p in 1:n-1, q in p+1:n
            x, y = view(M, :, p), view(M, :, q)
            a, b, g = real(dot(x, x)), real(dot(y, y)), dot(x, y)
            abs(g) > small * sqrt(a) * sqrt(b) || continue
            turned = true
            z = (b - a) / (2 * abs(g))
            t = (z < 0 ? -one(z) : one(z)) / (abs(z) + sqrt(1 + z^2))
            c = 1 / sqrt(1 + t^2)
            s = c * t * (g / abs(g))
            for W in (M, V), i in axes(W, 1)
                u, v = W[i, p], W[i, q]
                W[i, p] = c * u - conj(s) * v
                W[i, q] = s * u + c * v
            end
        end
        turned || break
    end
end
# Column `j` becomes a unit vector at right angles to those before it.
function _new_direction!(U, j)
    for i in axes(U, 1)
        column = zeros(eltype(U), size(U, 1))
        column[i] = 1
        for _ in 1:2, k in 1:j-1
            column -= dot(view(U, :, k), column) * U[:, k]
        end
        if norm(column) > 0.5 / sqrt(size(U, 1))
            U[:, j] = column / norm(column)
            return
        end
    end
end
svd!(A; kw...) = svd(A; kw...)
svdvals(A::AbstractMatrix) = svd(A).S
svdvals(x::Number) = [abs(x)]
svdvals(S::SVD) = S.S
svdvals!(A) = svdvals(A)
getproperty(F::SVD, d::Symbol) = d === :V ? copy(getfield(F, :Vt)') : getfield(F, d)
iterate(S::SVD) = (S.U, Val(:S))
iterate(S::SVD, ::Val{:S}) = (S.S, Val(:V))
iterate(S::SVD, ::Val{:V}) = (S.V, Val(:done))
iterate(S::SVD, ::Val{:done}) = nothing
length(S::SVD) = 3
size(F::SVD) = (size(F.U, 1), size(F.Vt, 2))
size(F::SVD, d::Integer) = d == 1 ? size(F.U, 1) : d == 2 ? size(F.Vt, 2) : 1
Matrix(F::SVD) = F.U[:, 1:length(F.S)] * (Diagonal(F.S) * F.Vt[1:length(F.S), :])
rank(S::SVD; kw...) = count(>(length(S.S) * eps() * S.S[1]), S.S)
function _solve(F::SVD, B::AbstractVecOrMat)
    k = count(s -> s > eps() * F.S[1], F.S)
    return F.Vt[1:k, :]' * (F.S[1:k] .\ (F.U[:, 1:k]' * B))
end
function show(io::IO, mime::MIME{Symbol("text/plain")}, F::SVD)
    summary(io, F)
    println(io)
    println(io, "U factor:")
    show(io, mime, F.U)
    println(io, "\nsingular values:")
    show(io, mime, F.S)
    println(io, "\nVt factor:")
    show(io, mime, F.Vt)
end

# --- functions of matrices ---

function exp(A::AbstractMatrix)
    n = checksquare(A)
    T = float_type(eltype(A))
    if ishermitian(A) && T <: Real
        F = eigen(A)
        return _symmetrised(F.vectors * Diagonal(map(exp, F.values)) * F.vectors')
    end
    # Scaling and squaring with the Padé approximant of degree 13.
    M = copyto!(Matrix{T}(undef, n, n), A)
    nA = opnorm(M, 1)
    s = nA > 5.4 ? max(0, ceil(Int, log2(nA / 5.4))) : 0
    X = s > 0 ? M / T(2)^s : M
    b = T[64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1]
    A2 = X * X
    A4 = A2 * A2
    A6 = A2 * A4
    Id = Matrix{T}(I, n, n)
    U = X * (A6 * (b[14] * A6 + b[12] * A4 + b[10] * A2) + b[8] * A6 + b[6] * A4 + b[4] * A2 + b[2] * Id)
    V = A6 * (b[13] * A6 + b[11] * A4 + b[9] * A2) + b[7] * A6 + b[5] * A4 + b[3] * A2 + b[1] * Id
    R = (V - U) \ (V + U)
    for _ in 1:s
        R = R * R
    end
    return R
end
_symmetrised(A) = (A + A') / 2

include("blas.jl")
module LAPACK
using ..LinearAlgebra
import ..LinearAlgebra: LAPACKException
chklapackerror(info, operation...) = info == 0 ? nothing :
    info < 0 ? throw(ArgumentError("invalid argument #$(-info) to LAPACK call")) : throw(LAPACKException(info))
"Solves `op(A) * X + isgn * X * op(B) = C` into `C`; nothing is scaled."
function trsyl!(transa::AbstractChar, transb::AbstractChar, A::AbstractMatrix, B::AbstractMatrix, C::AbstractMatrix, isgn::Int=1)
    op(t, M) = t == 'N' ? M : t == 'T' ? transpose(M) : adjoint(M)
    copyto!(C, LinearAlgebra.sylvester(op(transa, A), isgn * op(transb, B), -C))
    return C, one(real(eltype(C)))
end
end
