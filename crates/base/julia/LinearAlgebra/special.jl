# Diagonal, symmetric and banded matrices.

struct Diagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    diag::V
end
Diagonal(v::AbstractVector{T}) where {T} = @_object(Diagonal{T,typeof(v)}, v)
Diagonal(A::AbstractMatrix) = Diagonal(diag(A))
Diagonal(A::Diagonal) = A
Diagonal{T}(v::AbstractVector) where {T} = Diagonal(convert(AbstractVector{T}, v))
Diagonal{T}(A::Diagonal) where {T} = Diagonal{T}(A.diag)
size(D::Diagonal) = (n = length(D.diag); (n, n))
parent(D::Diagonal) = D.diag
getindex(D::Diagonal, i::Int, j::Int) = (checkbounds(D, i, j); i == j ? D.diag[i] : diagzero(D, i, j))
# What is beside the diagonal; of blocks, as large as those in its row and column.
diagzero(D::Diagonal, i, j) = zero(eltype(D))
diagzero(D::Diagonal{<:AbstractMatrix{T}}, i, j) where {T} = zeros(T, size(D.diag[i], 1), size(D.diag[j], 2))
function setindex!(D::Diagonal, v, i::Int, j::Int)
    checkbounds(D, i, j)
    if i == j
        D.diag[i] = v
    elseif !iszero(v)
        throw(ArgumentError("cannot set off-diagonal entry ($i, $j) to a nonzero value ($v)"))
    end
    return D
end
similar(D::Diagonal, ::Type{T}) where {T} = Diagonal(similar(D.diag, T))
similar(D::Diagonal, ::Type{T}, dims::Dims) where {T} = similar(D.diag, T, dims)
copy(D::Diagonal) = Diagonal(copy(D.diag))
transpose(D::Diagonal) = Diagonal(map(transpose, D.diag))
adjoint(D::Diagonal) = Diagonal(map(adjoint, D.diag))
-(D::Diagonal) = Diagonal(-D.diag)
+(A::Diagonal, B::Diagonal) = Diagonal(A.diag + B.diag)
-(A::Diagonal, B::Diagonal) = Diagonal(A.diag - B.diag)
*(A::Diagonal, B::Diagonal) = (_matmul_size(A, B); Diagonal(A.diag .* B.diag))
*(x::Number, D::Diagonal) = Diagonal(x * D.diag)
*(D::Diagonal, x::Number) = Diagonal(D.diag * x)
/(D::Diagonal, x::Number) = Diagonal(D.diag / x)
\(x::Number, D::Diagonal) = Diagonal(x \ D.diag)
*(D::Diagonal, v::AbstractVector) = (_matvec_size(D, v); D.diag .* v)
*(D::Diagonal, A::AbstractMatrix) = (_matmul_size(D, A); D.diag .* A)
*(A::AbstractMatrix, D::Diagonal) = (_matmul_size(A, D); A .* permutedims(D.diag))
^(D::Diagonal, p::Integer) = Diagonal(D.diag .^ p)
^(D::Diagonal, p::Number) = Diagonal(D.diag .^ p)
+(D::Diagonal, J::UniformScaling) = Diagonal(D.diag .+ J.λ)
-(D::Diagonal, J::UniformScaling) = Diagonal(D.diag .- J.λ)
+(J::UniformScaling, D::Diagonal) = Diagonal(J.λ .+ D.diag)
-(J::UniformScaling, D::Diagonal) = Diagonal(J.λ .- D.diag)
*(D::Diagonal, J::UniformScaling) = D * J.λ
*(J::UniformScaling, D::Diagonal) = J.λ * D
==(A::Diagonal, B::Diagonal) = A.diag == B.diag
function inv(D::Diagonal)
    for i in eachindex(D.diag)
        iszero(D.diag[i]) && throw(SingularException(i))
    end
    return Diagonal(map(inv, D.diag))
end
\(D::Diagonal, b::AbstractVector) = _diag_solve(D, b)
\(D::Diagonal, B::AbstractMatrix) = _diag_solve(D, B)
function _diag_solve(D, B)
    size(B, 1) == length(D.diag) || throw(DimensionMismatch("diagonal has $(length(D.diag)) elements but right hand side has $(size(B, 1)) rows"))
    for i in eachindex(D.diag)
        iszero(D.diag[i]) && throw(SingularException(i))
    end
    return D.diag .\ B
end
/(A::AbstractMatrix, D::Diagonal) = A ./ permutedims(D.diag)
det(D::Diagonal) = prod(D.diag)
tr(D::Diagonal) = sum(D.diag)
logdet(D::Diagonal) = sum(log, D.diag)
diag(D::Diagonal, k::Integer=0) = k == 0 ? copy(D.diag) : zeros(eltype(D), max(0, length(D.diag) - abs(k)))
iszero(D::Diagonal) = all(iszero, D.diag)
isone(D::Diagonal) = all(isone, D.diag)
issymmetric(D::Diagonal) = true
ishermitian(D::Diagonal) = all(isreal, D.diag)
isdiag(D::Diagonal) = true
istriu(D::Diagonal, k::Integer=0) = k <= 0 || iszero(D)
istril(D::Diagonal, k::Integer=0) = k >= 0 || iszero(D)
isposdef(D::Diagonal) = all(isposdef, D.diag)
sqrt(D::Diagonal) = Diagonal(map(sqrt, D.diag))
exp(D::Diagonal) = Diagonal(map(exp, D.diag))
log(D::Diagonal) = Diagonal(map(log, D.diag))
replace_in_print_matrix(A::Diagonal, i::Integer, j::Integer, s::AbstractString) = i == j ? s : Base.replace_with_centered_mark(s)
map(f, D::Diagonal) = map(f, Matrix(D))
eigvals(D::Diagonal{<:Number}) = copy(D.diag)
kron(A::Diagonal, B::Diagonal) = Diagonal(kron(A.diag, B.diag))

# --- symmetric ---

struct Symmetric{T,S<:AbstractMatrix{<:T}} <: AbstractMatrix{T}
    data::S
    uplo::Char
end
struct Hermitian{T,S<:AbstractMatrix{<:T}} <: AbstractMatrix{T}
    data::S
    uplo::Char
end
function char_uplo(uplo::Symbol)
    uplo === :U && return 'U'
    uplo === :L && return 'L'
    throw(ArgumentError("uplo argument must be either :U (upper) or :L (lower)"))
end
Symmetric(A::AbstractMatrix, uplo::Symbol=:U) = (checksquare(A); @_object(Symmetric{eltype(A),typeof(A)}, A, char_uplo(uplo)))
Hermitian(A::AbstractMatrix, uplo::Symbol=:U) = (checksquare(A); @_object(Hermitian{eltype(A),typeof(A)}, A, char_uplo(uplo)))
Symmetric(A::Symmetric, uplo::Symbol=:U) = A
Hermitian(A::Hermitian, uplo::Symbol=:U) = A
const HermOrSym{T,S} = Union{Hermitian{T,S},Symmetric{T,S}}
# What becomes of the elements of a block matrix, and their types.
symmetric(A::AbstractMatrix, uplo::Symbol=:U) = Symmetric(A, uplo)
symmetric(A::Number, ::Symbol=:U) = A
symmetric_type(::Type{T}) where {S,T<:AbstractMatrix{S}} = Symmetric{Union{S,promote_op(transpose, S),symmetric_type(S)},T}
symmetric_type(::Type{T}) where {T<:Number} = T
symmetric_type(::Type) = Any
hermitian(A::AbstractMatrix, uplo::Symbol=:U) = Hermitian(A, uplo)
hermitian(A::Number, ::Symbol=:U) = convert(typeof(A), real(A))
hermitian_type(::Type{T}) where {S,T<:AbstractMatrix{S}} = Hermitian{Union{S,promote_op(adjoint, S),hermitian_type(S)},T}
hermitian_type(::Type{T}) where {T<:Number} = T
hermitian_type(::Type) = Any
const RealHermSym{T<:Real,S} = Union{Hermitian{T,S},Symmetric{T,S}}
const RealHermSymComplexHerm{T<:Real,S} = Union{Hermitian{T,S},Symmetric{T,S},Hermitian{Complex{T},S}}
const RealHermSymComplexSym{T<:Real,S} = Union{Hermitian{T,S},Symmetric{T,S},Symmetric{Complex{T},S}}
size(A::HermOrSym) = size(A.data)
parent(A::HermOrSym) = A.data
sym_uplo(uplo::Char) = uplo == 'U' ? :U : uplo == 'L' ? :L : throw(ArgumentError("uplo argument must be either 'U' (upper) or 'L' (lower)"))
getindex(A::Symmetric, i::Int, j::Int) = (checkbounds(A, i, j); (A.uplo == 'U') == (i < j) || i == j ? A.data[i, j] : transpose(A.data[j, i]))
getindex(A::Hermitian, i::Int, j::Int) = (checkbounds(A, i, j); i == j ? _real_diag(A.data[i, j]) : (A.uplo == 'U') == (i < j) ? A.data[i, j] : adjoint(A.data[j, i]))
_real_diag(x::Real) = x
_real_diag(x::Number) = oftype(x, real(x))
_real_diag(x) = x
setindex!(A::HermOrSym, v, i::Int, j::Int) = i == j ? (A.data[i, j] = v; A) : throw(ArgumentError("Cannot set a non-diagonal index in a symmetric matrix"))
similar(A::HermOrSym, ::Type{T}, dims::Dims) where {T} = similar(A.data, T, dims)
transpose(A::Symmetric) = A
adjoint(A::Hermitian) = A
adjoint(A::Symmetric{<:Real}) = A
transpose(A::Hermitian{<:Real}) = A
-(A::Symmetric) = Symmetric(-A.data, Symbol(A.uplo))
-(A::Hermitian) = Hermitian(-A.data, Symbol(A.uplo))
*(x::Number, A::Symmetric) = Symmetric(x * Matrix(A), Symbol(A.uplo))
*(A::Symmetric, x::Number) = Symmetric(Matrix(A) * x, Symbol(A.uplo))
/(A::Symmetric, x::Number) = Symmetric(Matrix(A) / x, Symbol(A.uplo))
*(x::Real, A::Hermitian) = Hermitian(x * Matrix(A), Symbol(A.uplo))
*(A::Hermitian, x::Real) = Hermitian(Matrix(A) * x, Symbol(A.uplo))
+(A::Symmetric, B::Symmetric) = Symmetric(Matrix(A) + Matrix(B))
-(A::Symmetric, B::Symmetric) = Symmetric(Matrix(A) - Matrix(B))
+(A::Hermitian, B::Hermitian) = Hermitian(Matrix(A) + Matrix(B))
-(A::Hermitian, B::Hermitian) = Hermitian(Matrix(A) - Matrix(B))
inv(A::Symmetric) = Symmetric(inv(Matrix(A)), Symbol(A.uplo))
inv(A::Hermitian) = Hermitian(inv(Matrix(A)), Symbol(A.uplo))
issymmetric(A::Symmetric) = true
ishermitian(A::Hermitian) = true
issymmetric(A::Hermitian{<:Real}) = true
ishermitian(A::Symmetric{<:Real}) = true
copy(A::Symmetric) = Symmetric(copy(A.data), Symbol(A.uplo))
copy(A::Hermitian) = Hermitian(copy(A.data), Symbol(A.uplo))

# --- banded ---

struct Bidiagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    dv::V
    ev::V
    uplo::Char
    function Bidiagonal{T,V}(dv, ev, uplo::AbstractChar) where {T,V<:AbstractVector{T}}
        uplo == 'U' || uplo == 'L' || throw(ArgumentError("uplo argument must be either 'U' (upper) or 'L' (lower)"))
        length(ev) == max(length(dv) - 1, 0) || throw(DimensionMismatch("length of diagonal vector is $(length(dv)), length of off-diagonal vector is $(length(ev))"))
        return new{T,V}(dv, ev, uplo)
    end
end
Bidiagonal(dv::V, ev::V, uplo::Symbol) where {T,V<:AbstractVector{T}} = Bidiagonal{T,V}(dv, ev, char_uplo(uplo))
Bidiagonal(dv::V, ev::V, uplo::AbstractChar) where {T,V<:AbstractVector{T}} = Bidiagonal{T,V}(dv, ev, uplo)
function Bidiagonal(dv::AbstractVector, ev::AbstractVector, uplo::Union{Symbol,AbstractChar})
    T = promote_type(eltype(dv), eltype(ev))
    return Bidiagonal(Vector{T}(dv), Vector{T}(ev), uplo)
end
Bidiagonal(A::AbstractMatrix, uplo::Symbol) = Bidiagonal(diag(A), diag(A, char_uplo(uplo) == 'U' ? 1 : -1), uplo)
Bidiagonal(A::Bidiagonal) = A
Bidiagonal{T}(A::Bidiagonal) where {T} = Bidiagonal(convert(AbstractVector{T}, A.dv), convert(AbstractVector{T}, A.ev), A.uplo)
_offset(A::Bidiagonal) = A.uplo == 'U' ? 1 : -1
size(A::Bidiagonal) = (n = length(A.dv); (n, n))
getindex(A::Bidiagonal{T}, i::Int, j::Int) where {T} = (checkbounds(A, i, j); i == j ? A.dv[i] : j - i == _offset(A) ? A.ev[min(i, j)] : zero(T))
function setindex!(A::Bidiagonal, v, i::Int, j::Int)
    checkbounds(A, i, j)
    if i == j
        A.dv[i] = v
    elseif j - i == _offset(A)
        A.ev[min(i, j)] = v
    elseif !iszero(v)
        throw(ArgumentError("cannot set entry ($i, $j) off the $(A.uplo == 'U' ? "upper" : "lower") bidiagonal band to a nonzero value ($v)"))
    end
    return A
end
# The same bands, after something was done to each.
_banded(f, A::Bidiagonal) = Bidiagonal(f(A.dv), f(A.ev), A.uplo)
similar(A::Bidiagonal, ::Type{T}) where {T} = _banded(v -> similar(v, T), A)
similar(A::Bidiagonal, ::Type{T}, dims::Dims) where {T} = similar(A.dv, T, dims)
transpose(A::Bidiagonal{<:Number}) = Bidiagonal(A.dv, A.ev, A.uplo == 'U' ? 'L' : 'U')
adjoint(A::Bidiagonal{<:Number}) = Bidiagonal(conj(A.dv), conj(A.ev), A.uplo == 'U' ? 'L' : 'U')
istriu(A::Bidiagonal, k::Integer=0) = k <= (A.uplo == 'U' ? 0 : -1) || _is_banded_above(A, k)
istril(A::Bidiagonal, k::Integer=0) = k >= (A.uplo == 'L' ? 0 : 1) || _is_banded_below(A, k)
_is_banded_above(A, k) = all(iszero(A[i, j]) for j in axes(A, 2) for i in axes(A, 1) if j - i < k)
_is_banded_below(A, k) = all(iszero(A[i, j]) for j in axes(A, 2) for i in axes(A, 1) if j - i > k)
det(A::Bidiagonal) = prod(A.dv)
function \(A::Bidiagonal, B::AbstractVecOrMat)
    n = size(A, 1)
    size(B, 1) == n || throw(DimensionMismatch("second dimension of left hand side A, $n, and first dimension of right hand side B, $(size(B, 1)), must be equal"))
    k = findfirst(iszero, A.dv)
    k === nothing || throw(SingularException(k))
    X = copyto!(similar(B, typeof(zero(eltype(B)) / oneunit(eltype(A))), size(B)), B)
    for c in axes(B, 2)
        if A.uplo == 'U'
            for i in n:-1:1
                i < n && (X[i, c] -= A.ev[i] * X[i+1, c])
                X[i, c] = A.dv[i] \ X[i, c]
            end
        else
            for i in 1:n
                i > 1 && (X[i, c] -= A.ev[i-1] * X[i-1, c])
                X[i, c] = A.dv[i] \ X[i, c]
            end
        end
    end
    return X
end
struct Tridiagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    dl::V
    d::V
    du::V
    function Tridiagonal{T,V}(dl, d, du) where {T,V<:AbstractVector{T}}
        n = length(d)
        m = max(n - 1, 0)
        length(dl) == m && length(du) == m || throw(ArgumentError("cannot construct Tridiagonal from incompatible lengths of subdiagonal, diagonal and superdiagonal: ($(length(dl)), $n, $(length(du)))"))
        return new{T,V}(dl, d, du)
    end
end
Tridiagonal(dl::V, d::V, du::V) where {T,V<:AbstractVector{T}} = Tridiagonal{T,V}(dl, d, du)
function Tridiagonal(dl::AbstractVector, d::AbstractVector, du::AbstractVector)
    T = promote_type(eltype(dl), eltype(d), eltype(du))
    return Tridiagonal(Vector{T}(dl), Vector{T}(d), Vector{T}(du))
end
Tridiagonal(A::AbstractMatrix) = Tridiagonal(diag(A, -1), diag(A), diag(A, 1))
Tridiagonal(A::Tridiagonal) = A
Tridiagonal{T}(A::Tridiagonal) where {T} = _banded(v -> convert(AbstractVector{T}, v), A)
size(A::Tridiagonal) = (n = length(A.d); (n, n))
getindex(A::Tridiagonal{T}, i::Int, j::Int) where {T} = (checkbounds(A, i, j); i == j ? A.d[i] : i == j + 1 ? A.dl[j] : j == i + 1 ? A.du[i] : zero(T))
function setindex!(A::Tridiagonal, v, i::Int, j::Int)
    checkbounds(A, i, j)
    if i == j
        A.d[i] = v
    elseif i == j + 1
        A.dl[j] = v
    elseif j == i + 1
        A.du[i] = v
    elseif !iszero(v)
        throw(ArgumentError("cannot set entry ($i, $j) off the tridiagonal band to a nonzero value ($v)"))
    end
    return A
end
_banded(f, A::Tridiagonal) = Tridiagonal(f(A.dl), f(A.d), f(A.du))
similar(A::Tridiagonal, ::Type{T}) where {T} = _banded(v -> similar(v, T), A)
similar(A::Tridiagonal, ::Type{T}, dims::Dims) where {T} = similar(A.d, T, dims)
transpose(A::Tridiagonal{<:Number}) = Tridiagonal(A.du, A.d, A.dl)
adjoint(A::Tridiagonal{<:Number}) = Tridiagonal(conj(A.du), conj(A.d), conj(A.dl))
det(A::Tridiagonal) = _continuant(A.dl, A.d, A.du)
struct SymTridiagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    dv::V
    ev::V
    function SymTridiagonal{T,V}(dv, ev) where {T,V<:AbstractVector{T}}
        length(dv) - 1 <= length(ev) <= length(dv) || throw(DimensionMismatch("subdiagonal has wrong length. Has length $(length(ev)), but should be either $(length(dv) - 1) or $(length(dv))."))
        return new{T,V}(dv, ev)
    end
end
SymTridiagonal(dv::V, ev::V) where {T,V<:AbstractVector{T}} = SymTridiagonal{T,V}(dv, ev)
function SymTridiagonal(dv::AbstractVector, ev::AbstractVector)
    T = promote_type(eltype(dv), eltype(ev))
    return SymTridiagonal(Vector{T}(dv), Vector{T}(ev))
end
function SymTridiagonal(A::AbstractMatrix)
    checksquare(A)
    diag(A, 1) == diag(A, -1) || throw(ArgumentError("matrix is not symmetric; cannot convert to SymTridiagonal"))
    return SymTridiagonal(diag(A), diag(A, 1))
end
SymTridiagonal(A::SymTridiagonal) = A
SymTridiagonal{T}(A::SymTridiagonal) where {T} = _banded(v -> convert(AbstractVector{T}, v), A)
Tridiagonal(A::SymTridiagonal) = (e = A.ev[1:max(length(A.dv) - 1, 0)]; Tridiagonal(e, copy(A.dv), copy(e)))
size(A::SymTridiagonal) = (n = length(A.dv); (n, n))
getindex(A::SymTridiagonal{T}, i::Int, j::Int) where {T} = (checkbounds(A, i, j); i == j ? A.dv[i] : i == j + 1 ? A.ev[j] : j == i + 1 ? A.ev[i] : zero(T))
function setindex!(A::SymTridiagonal, v, i::Int, j::Int)
    checkbounds(A, i, j)
    i == j || throw(ArgumentError("cannot set off-diagonal entry ($i, $j)"))
    A.dv[i] = v
    return A
end
_banded(f, A::SymTridiagonal) = SymTridiagonal(f(A.dv), f(A.ev))
similar(A::SymTridiagonal, ::Type{T}) where {T} = _banded(v -> similar(v, T), A)
similar(A::SymTridiagonal, ::Type{T}, dims::Dims) where {T} = similar(A.dv, T, dims)
issymmetric(A::SymTridiagonal) = true
ishermitian(A::SymTridiagonal{<:Real}) = true
transpose(A::SymTridiagonal{<:Number}) = A
adjoint(A::SymTridiagonal{<:Real}) = A
det(A::SymTridiagonal) = _continuant(A.ev, A.dv, A.ev)
# The determinants of the first rows and columns, one after the other.
function _continuant(l, d, u)
    before, now = one(eltype(d)), one(eltype(d))
    for i in 1:length(d)
        next = d[i] * now - (i == 1 ? zero(now) : l[i-1] * u[i-1] * before)
        before, now = now, next
    end
    return now
end

const Banded{T} = Union{Bidiagonal{T},Tridiagonal{T},SymTridiagonal{T}}
copy(A::Banded) = _banded(copy, A)
-(A::Banded) = _banded(-, A)
conj(A::Banded) = _banded(conj, A)
real(A::Banded) = _banded(real, A)
imag(A::Banded) = _banded(imag, A)
*(A::Banded, x::Number) = _banded(v -> v * x, A)
*(x::Number, A::Banded) = _banded(v -> x * v, A)
/(A::Banded, x::Number) = _banded(v -> v / x, A)
\(x::Number, A::Banded) = _banded(v -> x \ v, A)
# Of two, the one that has the bands of both; of bands on different sides three.
for op in (:+, :-)
    @eval begin
        $op(A::SymTridiagonal, B::SymTridiagonal) = SymTridiagonal($op(A.dv, B.dv), $op(A.ev, B.ev))
        $op(A::Bidiagonal, B::Bidiagonal) = A.uplo == B.uplo ? Bidiagonal($op(A.dv, B.dv), $op(A.ev, B.ev), A.uplo) : $op(_three_bands(A), _three_bands(B))
        $op(A::Tridiagonal, B::Tridiagonal) = Tridiagonal($op(A.dl, B.dl), $op(A.d, B.d), $op(A.du, B.du))
        $op(A::Banded, B::Banded) = $op(_three_bands(A), _three_bands(B))
        $op(A::Diagonal, B::Bidiagonal) = Bidiagonal($op(A.diag, B.dv), $op(B.ev), B.uplo)
        $op(A::Bidiagonal, B::Diagonal) = Bidiagonal($op(A.dv, B.diag), A.ev, A.uplo)
        $op(A::Diagonal, B::Tridiagonal) = Tridiagonal($op(B.dl), $op(A.diag, B.d), $op(B.du))
        $op(A::Tridiagonal, B::Diagonal) = Tridiagonal(A.dl, $op(A.d, B.diag), A.du)
        $op(A::Diagonal, B::SymTridiagonal) = SymTridiagonal($op(A.diag, B.dv), $op(B.ev))
        $op(A::SymTridiagonal, B::Diagonal) = SymTridiagonal($op(A.dv, B.diag), A.ev)
        $op(A::Bidiagonal, J::UniformScaling) = Bidiagonal($op.(A.dv, J.λ), A.ev, A.uplo)
        $op(A::Tridiagonal, J::UniformScaling) = Tridiagonal(A.dl, $op.(A.d, J.λ), A.du)
        $op(A::SymTridiagonal, J::UniformScaling) = SymTridiagonal($op.(A.dv, J.λ), A.ev)
        $op(J::UniformScaling, A::Bidiagonal) = Bidiagonal($op.(J.λ, A.dv), $op(A.ev), A.uplo)
        $op(J::UniformScaling, A::Tridiagonal) = Tridiagonal($op(A.dl), $op.(J.λ, A.d), $op(A.du))
        $op(J::UniformScaling, A::SymTridiagonal) = SymTridiagonal($op.(J.λ, A.dv), $op(A.ev))
    end
end
_three_bands(A::Union{Tridiagonal,SymTridiagonal}) = Tridiagonal(A)
_three_bands(A::Bidiagonal) = A.uplo == 'U' ? Tridiagonal(zero(A.ev), A.dv, A.ev) : Tridiagonal(A.ev, A.dv, zero(A.ev))
==(A::Bidiagonal, B::Bidiagonal) = A.uplo == B.uplo ? A.dv == B.dv && A.ev == B.ev : iszero(A.ev) && iszero(B.ev) && A.dv == B.dv
diag(A::Bidiagonal, k::Integer=0) = _band(A, k)
diag(A::Tridiagonal, k::Integer=0) = _band(A, k)
diag(A::SymTridiagonal, k::Integer=0) = _band(A, k)
function _band(A, k)
    n = size(A, 1)
    -n <= k <= n || throw(ArgumentError("requested diagonal, $k, must be at least $(-n) and at most $n in an $n-by-$n matrix"))
    return [A[i, i+k] for i in max(1, 1 - k):min(n, n - k)]
end
tr(A::Union{Bidiagonal,SymTridiagonal}) = sum(A.dv)
tr(A::Tridiagonal) = sum(A.d)
replace_in_print_matrix(A::Bidiagonal, i::Integer, j::Integer, s::AbstractString) = i == j || j - i == _offset(A) ? s : Base.replace_with_centered_mark(s)
replace_in_print_matrix(A::Union{Tridiagonal,SymTridiagonal}, i::Integer, j::Integer, s::AbstractString) = abs(i - j) <= 1 ? s : Base.replace_with_centered_mark(s)
