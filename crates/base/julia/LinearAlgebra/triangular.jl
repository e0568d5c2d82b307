# Triangular matrices.

abstract type AbstractTriangular{T} <: AbstractMatrix{T} end
struct UpperTriangular{T,S<:AbstractMatrix{T}} <: AbstractTriangular{T}
    data::S
end
struct LowerTriangular{T,S<:AbstractMatrix{T}} <: AbstractTriangular{T}
    data::S
end
struct UnitUpperTriangular{T,S<:AbstractMatrix{T}} <: AbstractTriangular{T}
    data::S
end
struct UnitLowerTriangular{T,S<:AbstractMatrix{T}} <: AbstractTriangular{T}
    data::S
end
struct UpperHessenberg{T,S<:AbstractMatrix{T}} <: AbstractMatrix{T}
    data::S
end
UpperTriangular(A::AbstractMatrix{T}) where {T} = (checksquare(A); @_object(UpperTriangular{T,typeof(A)}, A))
LowerTriangular(A::AbstractMatrix{T}) where {T} = (checksquare(A); @_object(LowerTriangular{T,typeof(A)}, A))
UnitUpperTriangular(A::AbstractMatrix{T}) where {T} = (checksquare(A); @_object(UnitUpperTriangular{T,typeof(A)}, A))
UnitLowerTriangular(A::AbstractMatrix{T}) where {T} = (checksquare(A); @_object(UnitLowerTriangular{T,typeof(A)}, A))
UpperTriangular(A::UpperTriangular) = A
LowerTriangular(A::LowerTriangular) = A
const UpperOrUnitUpper{T} = Union{UpperTriangular{T},UnitUpperTriangular{T}}
const LowerOrUnitLower{T} = Union{LowerTriangular{T},UnitLowerTriangular{T}}
size(A::AbstractTriangular) = size(A.data)
parent(A::AbstractTriangular) = A.data
getindex(A::UpperTriangular, i::Int, j::Int) = (checkbounds(A, i, j); i <= j ? A.data[i, j] : zero(eltype(A)))
getindex(A::LowerTriangular, i::Int, j::Int) = (checkbounds(A, i, j); i >= j ? A.data[i, j] : zero(eltype(A)))
getindex(A::UnitUpperTriangular, i::Int, j::Int) = (checkbounds(A, i, j); i < j ? A.data[i, j] : i == j ? oneunit(eltype(A)) : zero(eltype(A)))
getindex(A::UnitLowerTriangular, i::Int, j::Int) = (checkbounds(A, i, j); i > j ? A.data[i, j] : i == j ? oneunit(eltype(A)) : zero(eltype(A)))
function setindex!(A::UpperTriangular, v, i::Int, j::Int)
    checkbounds(A, i, j)
    i > j && (iszero(v) || throw(ArgumentError("cannot set index in the lower triangular part ($i, $j) of an UpperTriangular matrix to a nonzero value ($v)")))
    i <= j && (A.data[i, j] = v)
    return A
end
function setindex!(A::LowerTriangular, v, i::Int, j::Int)
    checkbounds(A, i, j)
    i < j && (iszero(v) || throw(ArgumentError("cannot set index in the upper triangular part ($i, $j) of a LowerTriangular matrix to a nonzero value ($v)")))
    i >= j && (A.data[i, j] = v)
    return A
end
similar(A::AbstractTriangular, ::Type{T}, dims::Dims) where {T} = similar(A.data, T, dims)
copy(A::UpperTriangular) = UpperTriangular(copy(A.data))
copy(A::LowerTriangular) = LowerTriangular(copy(A.data))
transpose(A::UpperTriangular) = LowerTriangular(transpose(A.data))
transpose(A::LowerTriangular) = UpperTriangular(transpose(A.data))
adjoint(A::UpperTriangular) = LowerTriangular(adjoint(A.data))
adjoint(A::LowerTriangular) = UpperTriangular(adjoint(A.data))
transpose(A::UnitUpperTriangular) = UnitLowerTriangular(transpose(A.data))
transpose(A::UnitLowerTriangular) = UnitUpperTriangular(transpose(A.data))
adjoint(A::UnitUpperTriangular) = UnitLowerTriangular(adjoint(A.data))
adjoint(A::UnitLowerTriangular) = UnitUpperTriangular(adjoint(A.data))
*(x::Number, A::UpperTriangular) = UpperTriangular(x * A.data)
*(x::Number, A::LowerTriangular) = LowerTriangular(x * A.data)
*(A::UpperTriangular, x::Number) = UpperTriangular(A.data * x)
*(A::LowerTriangular, x::Number) = LowerTriangular(A.data * x)
/(A::UpperTriangular, x::Number) = UpperTriangular(A.data / x)
/(A::LowerTriangular, x::Number) = LowerTriangular(A.data / x)
+(A::UpperTriangular, B::UpperTriangular) = UpperTriangular(Matrix(A) + Matrix(B))
-(A::UpperTriangular, B::UpperTriangular) = UpperTriangular(Matrix(A) - Matrix(B))
+(A::LowerTriangular, B::LowerTriangular) = LowerTriangular(Matrix(A) + Matrix(B))
-(A::LowerTriangular, B::LowerTriangular) = LowerTriangular(Matrix(A) - Matrix(B))
*(A::UpperTriangular, B::UpperTriangular) = UpperTriangular(_matmul(A, B))
*(A::LowerTriangular, B::LowerTriangular) = LowerTriangular(_matmul(A, B))
det(A::UpperTriangular) = prod(diag(A.data))
det(A::LowerTriangular) = prod(diag(A.data))
det(A::UnitUpperTriangular) = one(eltype(A))
det(A::UnitLowerTriangular) = one(eltype(A))
istriu(A::UpperTriangular) = true
istril(A::LowerTriangular) = true
inv(A::UpperTriangular) = UpperTriangular(_tri_solve(A, Matrix{float_type(eltype(A))}(I, size(A)...)))
inv(A::LowerTriangular) = LowerTriangular(_tri_solve(A, Matrix{float_type(eltype(A))}(I, size(A)...)))
inv(A::UnitUpperTriangular) = UnitUpperTriangular(_tri_solve(A, Matrix{float_type(eltype(A))}(I, size(A)...)))
inv(A::UnitLowerTriangular) = UnitLowerTriangular(_tri_solve(A, Matrix{float_type(eltype(A))}(I, size(A)...)))
float_type(::Type{T}) where {T} = typeof(oneunit(T) / oneunit(T))
replace_in_print_matrix(A::Union{UpperTriangular,UnitUpperTriangular}, i::Integer, j::Integer, s::AbstractString) = i <= j ? s : Base.replace_with_centered_mark(s)
replace_in_print_matrix(A::Union{LowerTriangular,UnitLowerTriangular}, i::Integer, j::Integer, s::AbstractString) = i >= j ? s : Base.replace_with_centered_mark(s)

\(A::AbstractTriangular, b::AbstractVector) = _tri_solve(A, b)
\(A::AbstractTriangular, B::AbstractMatrix) = _tri_solve(A, B)
function _tri_solve(A::AbstractTriangular, B::AbstractVecOrMat)
    n = size(A, 1)
    size(B, 1) == n || throw(DimensionMismatch("second dimension of left hand side A, $n, and first dimension of right hand side B, $(size(B, 1)), must be equal"))
    T = typeof(oneunit(eltype(A)) \ oneunit(eltype(B)))
    X = copyto!(similar(B, T, size(B)), B)
    is_unit = A isa Union{UnitUpperTriangular,UnitLowerTriangular}
    if !is_unit
        for i in 1:n
            iszero(A.data[i, i]) && throw(SingularException(i))
        end
    end
    D = A.data
    for k in 1:size(B, 2)
        if A isa UpperOrUnitUpper
            for j in n:-1:1
                is_unit || (X[j, k] = D[j, j] \ X[j, k])
                x = X[j, k]
                for i in 1:j-1
                    X[i, k] -= D[i, j] * x
                end
            end
        else
            for j in 1:n
                is_unit || (X[j, k] = D[j, j] \ X[j, k])
                x = X[j, k]
                for i in j+1:n
                    X[i, k] -= D[i, j] * x
                end
            end
        end
    end
    return X
end

UpperHessenberg(A::AbstractMatrix{T}) where {T} = (checksquare(A); @_object(UpperHessenberg{T,typeof(A)}, A))
size(A::UpperHessenberg) = size(A.data)
getindex(A::UpperHessenberg, i::Int, j::Int) = i <= j + 1 ? A.data[i, j] : zero(eltype(A))
