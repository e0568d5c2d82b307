# Transposes as wrappers.

struct Adjoint{T,S} <: AbstractMatrix{T}
    parent::S
end
struct Transpose{T,S} <: AbstractMatrix{T}
    parent::S
end
Adjoint(A::AbstractVecOrMat) = @_object(Adjoint{promote_adjoint(eltype(A)),typeof(A)}, A)
Transpose(A::AbstractVecOrMat) = Transpose{promote_transpose(eltype(A)),typeof(A)}(A)
promote_adjoint(::Type{T}) where {T<:Number} = T
promote_adjoint(::Type{T}) where {T} = promote_op(adjoint, T)
promote_transpose(::Type{T}) where {T<:Number} = T
promote_transpose(::Type{T}) where {T} = promote_op(transpose, T)

const AdjOrTrans{T,S} = Union{Adjoint{T,S},Transpose{T,S}}
const AdjointAbsVec{T} = Adjoint{T,<:AbstractVector}
const AdjointAbsMat{T} = Adjoint{T,<:AbstractMatrix}
const TransposeAbsVec{T} = Transpose{T,<:AbstractVector}
const TransposeAbsMat{T} = Transpose{T,<:AbstractMatrix}
const AdjOrTransAbsVec{T} = AdjOrTrans{T,<:AbstractVector}
const AdjOrTransAbsMat{T} = AdjOrTrans{T,<:AbstractMatrix}

adjoint(A::AbstractVecOrMat) = Adjoint(A)
transpose(A::AbstractVecOrMat) = Transpose(A)
adjoint(A::Adjoint) = A.parent
transpose(A::Transpose) = A.parent
adjoint(A::Transpose{<:Real}) = A.parent
transpose(A::Adjoint{<:Real}) = A.parent


wrapperop(::Adjoint) = adjoint
wrapperop(::Transpose) = transpose

parent(A::AdjOrTrans) = A.parent
length(A::AdjOrTrans) = length(A.parent)
size(v::AdjOrTransAbsVec) = (1, length(v.parent))
size(A::AdjOrTransAbsMat) = reverse(size(A.parent))
axes(v::AdjOrTransAbsVec) = (Base.OneTo(1), axes(v.parent)...)
axes(A::AdjOrTransAbsMat) = reverse(axes(A.parent))
IndexStyle(::Type{<:AdjOrTransAbsVec}) = IndexLinear()
IndexStyle(::Type{<:AdjOrTransAbsMat}) = IndexCartesian()
getindex(v::AdjOrTransAbsVec, i::Int) = wrapperop(v)(v.parent[i])
getindex(v::AdjOrTransAbsVec, i::Int, j::Int) = (checkbounds(v, i, j); wrapperop(v)(v.parent[j]))
getindex(A::AdjOrTransAbsMat, i::Int, j::Int) = wrapperop(A)(A.parent[j, i])
getindex(v::AdjOrTransAbsVec, ::Colon, is::AbstractArray{Int}) = wrapperop(v)(v.parent[is])
getindex(v::AdjOrTransAbsVec, ::Colon, ::Colon) = wrapperop(v)(v.parent[:])
setindex!(v::AdjOrTransAbsVec, x, i::Int) = (v.parent[i] = wrapperop(v)(x); v)
setindex!(v::AdjOrTransAbsVec, x, i::Int, j::Int) = (checkbounds(v, i, j); v.parent[j] = wrapperop(v)(x); v)
setindex!(A::AdjOrTransAbsMat, x, i::Int, j::Int) = (A.parent[j, i] = wrapperop(A)(x); A)
similar(A::AdjOrTransAbsVec, ::Type{T}) where {T} = wrapperop(A)(similar(A.parent, T))
similar(A::AdjOrTrans, ::Type{T}, dims::Dims{N}) where {T,N} = similar(A.parent, T, dims)
similar(A::AdjOrTransAbsMat, ::Type{T}) where {T} = similar(A.parent, T, size(A))
dataids(A::AdjOrTrans) = dataids(A.parent)
copy(A::AdjOrTransAbsVec) = wrapperop(A)(copy(A.parent))
copy(A::AdjOrTransAbsMat) = copyto!(similar(A.parent, eltype(A), size(A)), A)
copymutable(A::AdjOrTransAbsMat) = copy(A)
conj(A::Transpose) = adjoint(A.parent)
conj(A::Adjoint) = transpose(A.parent)
vec(v::TransposeAbsVec{<:Number}) = v.parent
vec(v::AdjointAbsVec{<:Real}) = v.parent
adjoint!(B::AbstractMatrix, A::AbstractMatrix) = copyto!(B, adjoint(A))
transpose!(B::AbstractMatrix, A::AbstractMatrix) = copyto!(B, transpose(A))
hcat(avs::AdjointAbsVec{T}...) where {T} = adjoint(vcat(map(a -> a.parent, avs)...))
hcat(avs::TransposeAbsVec{T}...) where {T} = transpose(vcat(map(a -> a.parent, avs)...))
map(f, avs::AdjointAbsVec) = adjoint(map(x -> adjoint(f(adjoint(x))), avs.parent))
map(f, avs::TransposeAbsVec) = transpose(map(x -> transpose(f(transpose(x))), avs.parent))

# Broadcasting over row vectors gives row vectors.
const _RowNumbers = Union{AdjointAbsVec{<:Number},TransposeAbsVec{<:Number}}
-(A::AdjOrTransAbsVec) = wrapperop(A)(-A.parent)
+(A::AdjointAbsVec, B::AdjointAbsVec) = adjoint(A.parent + B.parent)
-(A::AdjointAbsVec, B::AdjointAbsVec) = adjoint(A.parent - B.parent)
+(A::TransposeAbsVec, B::TransposeAbsVec) = transpose(A.parent + B.parent)
-(A::TransposeAbsVec, B::TransposeAbsVec) = transpose(A.parent - B.parent)
*(x::Number, A::Adjoint) = adjoint(A.parent * adjoint(x))
*(x::Number, A::Transpose) = transpose(A.parent * x)
*(A::Adjoint, x::Number) = adjoint(adjoint(x) * A.parent)
*(A::Transpose, x::Number) = transpose(x * A.parent)
/(A::Adjoint, x::Number) = adjoint(A.parent / adjoint(x))
/(A::Transpose, x::Number) = transpose(A.parent / x)
sum(A::AdjOrTrans{<:Real}; dims=:, init=Base._InitialValue()) = Base._mapreduce_dim(identity, Base.add_sum, init, A, dims)

function Base.showarg(io::IO, v::Adjoint, toplevel)
    print(io, "adjoint(")
    Base.showarg(io, v.parent, false)
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(v))
    return nothing
end
function Base.showarg(io::IO, v::Transpose, toplevel)
    print(io, "transpose(")
    Base.showarg(io, v.parent, false)
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(v))
    return nothing
end
