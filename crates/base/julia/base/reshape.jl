# Other shapes of the same elements.

struct ReshapedArray{T,N,P<:AbstractArray,MI<:Tuple} <: AbstractArray{T,N}
    parent::P
    dims::NTuple{N,Int}
    mi::MI
end
ReshapedArray(parent::P, dims::NTuple{N,Int}) where {P,N} = ReshapedArray{eltype(P),N,P,Tuple{}}(parent, dims, ())
size(A::ReshapedArray) = A.dims
parent(A::ReshapedArray) = A.parent
dataids(A::ReshapedArray) = dataids(A.parent)
IndexStyle(::Type{<:ReshapedArray}) = IndexLinear()
similar(A::ReshapedArray, T::Type, dims::Dims) = similar(A.parent, T, dims)
elsize(::Type{<:ReshapedArray{T,N,P}}) where {T,N,P} = elsize(P)
getindex(A::ReshapedArray, i::Int) = (checkbounds(A, i); A.parent[_reshaped_index(A.parent, i)])
setindex!(A::ReshapedArray, v, i::Int) = (checkbounds(A, i); A.parent[_reshaped_index(A.parent, i)] = v; A)
_reshaped_index(P, i) = IndexStyle(P) isa IndexLinear ? i + firstindex(P) - 1 : CartesianIndices(axes(P))[i]

_reshape_mismatch(dims, n) = throw(DimensionMismatch("new dimensions $dims must be consistent with array length $n"))
function reshape(a::Array{T,M}, dims::NTuple{N,Int}) where {T,N,M}
    _prod_ints(dims) == length(a) || _reshape_mismatch(dims, length(a))
    N == M && dims == size(a) && return a
    return @_object(Array{T,N}, getfield(a, :ref), dims)
end
reshape(a::AbstractArray, dims::Int...) = reshape(a, dims)
reshape(a::AbstractArray, dims::Integer...) = reshape(a, map(_to_int, dims))
reshape(a::AbstractArray, dims::Union{Integer,AbstractUnitRange}...) = reshape(a, map(_dimension, dims))
reshape(a::AbstractArray, dims::Tuple{Vararg{Union{Integer,OneTo}}}) = reshape(a, map(_dimension, dims))
reshape(a::AbstractArray, dims::Tuple{Vararg{Union{Integer,OneTo,Colon}}}) = reshape(a, _reshape_uncolon(a, dims))
reshape(a::AbstractArray, dims::Union{Int,Colon}...) = reshape(a, _reshape_uncolon(a, dims))
reshape(a::AbstractArray, dims::Union{Integer,Colon}...) = reshape(a, _reshape_uncolon(a, dims))
reshape(a::AbstractArray{T,N}, ::Val{N}) where {T,N} = a
reshape(a::AbstractArray{T,0}, ::Val{0}) where {T} = a
reshape(a::AbstractArray, ::Val{0}) = reshape(a, ())
reshape(a::AbstractArray{T,M}, ::Val{N}) where {T,M,N} = reshape(a, rdims(Val(N), axes(a)))
# The axes of the same elements in so many dimensions: the last takes all that are left, new ones have one place.
rdims(::Val{N}, inds::Tuple) where {N} = rdims(ntuple(d -> OneTo(1), Val(N)), inds)
rdims(out::Tuple{}, inds::Tuple) = ()
rdims(out::Tuple, inds::Tuple{}) = out
rdims(out::Tuple{}, inds::Tuple{}) = ()
rdims(out::Tuple{Any}, inds::Tuple{}) = out
rdims(out::Tuple{Any}, inds::Tuple{Any}) = inds
rdims(out::Tuple{Any}, inds::Tuple) = (oneto(rdims_trailing(inds...)),)
rdims(out::Tuple, inds::Tuple) = (inds[1], rdims(tail(out), tail(inds))...)
rdims_trailing(inds...) = prod(map(length, inds))
reshape(a::AbstractArray, dims::Dims) = _reshape(a, dims)
# What packages add methods to, for arrays of theirs.
function _reshape(a::AbstractArray, dims::Dims)
    prod(dims) == length(a) || _reshape_mismatch(dims, length(a))
    dims == size(a) && return a
    return ReshapedArray(a, dims)
end
_reshape(a::ReshapedArray, dims::Dims) = reshape(a.parent, dims)
function _reshape_uncolon(A, dims)
    seen = 0
    rest = 1
    for d in dims
        if d isa Colon
            seen += 1
        else
            rest *= Int(_dimension(d))
        end
    end
    seen == 1 || throw(DimensionMismatch("new dimensions $(dims) may have at most one omitted dimension specified by `Colon()`"))
    n = length(A)
    (rest == 0 ? n == 0 : n % rest == 0) || throw(DimensionMismatch("array size $n must be divisible by the product of the new dimensions $dims"))
    missed = rest == 0 ? 0 : div(n, rest)
    return map(d -> d isa Colon ? missed : Int(_dimension(d)), dims)
end
vec(a::AbstractArray) = reshape(a, length(a))
vec(a::AbstractVector) = a
function dropdims(A::AbstractArray; dims)
    return _dropdims(A, dims isa Tuple ? dims : (dims,))
end
function _dropdims(A::AbstractArray{T,N}, dims::NTuple{M,Integer}) where {T,N,M}
    for i in 1:length(dims)
        1 <= dims[i] <= N || throw(ArgumentError("dropped dims must be in range 1:ndims(A)"))
        size(A, dims[i]) == 1 || throw(ArgumentError("dropped dims must all be size 1"))
        for j in 1:i-1
            dims[j] == dims[i] && throw(ArgumentError("dropped dims must be unique"))
        end
    end
    kept = ntuple(k -> size(A, _kept_dimension(dims, k)), Val(N - M))
    return reshape(A, kept)
end
# The k-th dimension that is none of these.
function _kept_dimension(dims, k)
    d = 0
    while k > 0
        d += 1
        d in dims || (k -= 1)
    end
    return d
end
insertdims(A::AbstractArray; dims) = (ds = dims isa Tuple ? dims : (dims,); n = ndims(A) + length(ds); k = 0; reshape(A, ntuple(d -> d in ds ? 1 : (k += 1; size(A, k)), n)))
