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
getindex(D::Diagonal, i::Int, j::Int) = (checkbounds(D, i, j); i == j ? D.diag[i] : zero(eltype(D)))
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
size(A::HermOrSym) = size(A.data)
parent(A::HermOrSym) = A.data
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
end
Bidiagonal(dv::V, ev::V, uplo::Symbol) where {T,V<:AbstractVector{T}} = Bidiagonal{T,V}(dv, ev, char_uplo(uplo))
size(A::Bidiagonal) = (n = length(A.dv); (n, n))
getindex(A::Bidiagonal{T}, i::Int, j::Int) where {T} = (checkbounds(A, i, j); i == j ? A.dv[i] : A.uplo == 'U' && j == i + 1 ? A.ev[i] : A.uplo == 'L' && i == j + 1 ? A.ev[j] : zero(T))
struct Tridiagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    dl::V
    d::V
    du::V
end
Tridiagonal(dl::V, d::V, du::V) where {T,V<:AbstractVector{T}} = (n = length(d); (length(dl) == n - 1 && length(du) == n - 1) || throw(ArgumentError("cannot construct Tridiagonal from incompatible lengths of subdiagonal, diagonal and superdiagonal: ($(length(dl)), $(length(d)), $(length(du)))")); Tridiagonal{T,V}(dl, d, du))
Tridiagonal(A::AbstractMatrix) = Tridiagonal(diag(A, -1), diag(A), diag(A, 1))
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
struct SymTridiagonal{T,V<:AbstractVector{T}} <: AbstractMatrix{T}
    dv::V
    ev::V
end
SymTridiagonal(dv::V, ev::V) where {T,V<:AbstractVector{T}} = SymTridiagonal{T,V}(dv, ev)
size(A::SymTridiagonal) = (n = length(A.dv); (n, n))
getindex(A::SymTridiagonal{T}, i::Int, j::Int) where {T} = (checkbounds(A, i, j); i == j ? A.dv[i] : i == j + 1 ? A.ev[j] : j == i + 1 ? A.ev[i] : zero(T))
issymmetric(A::SymTridiagonal) = true
replace_in_print_matrix(A::Bidiagonal, i::Integer, j::Integer, s::AbstractString) = i == j || (A.uplo == 'U' ? j == i + 1 : i == j + 1) ? s : Base.replace_with_centered_mark(s)
replace_in_print_matrix(A::Union{Tridiagonal,SymTridiagonal}, i::Integer, j::Integer, s::AbstractString) = abs(i - j) <= 1 ? s : Base.replace_with_centered_mark(s)
