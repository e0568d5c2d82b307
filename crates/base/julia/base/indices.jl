# Axes, index styles and what may stand between brackets.

IndexStyle(A::AbstractArray) = IndexStyle(typeof(A))
IndexStyle(::Type{Union{}}, slurp...) = IndexLinear()
IndexStyle(::Type{<:AbstractArray}) = IndexCartesian()
IndexStyle(A::AbstractArray, B::AbstractArray) = IndexStyle(IndexStyle(A), IndexStyle(B))
IndexStyle(A::AbstractArray, B::AbstractArray...) = IndexStyle(IndexStyle(A), IndexStyle(B...))
IndexStyle(::IndexLinear, ::IndexLinear) = IndexLinear()
IndexStyle(::IndexStyle, ::IndexStyle) = IndexCartesian()

const AbstractUnitRangeAxis = AbstractUnitRange
const DimOrInd = Union{Integer,AbstractUnitRange}
const Indices{N} = NTuple{N,AbstractUnitRange}

# What stands for all places along one axis; a vector that is its own axis.
struct Slice{T<:AbstractUnitRange} <: AbstractUnitRange{Int}
    indices::T
end
struct IdentityUnitRange{T<:AbstractUnitRange} <: AbstractUnitRange{Int}
    indices::T
end
axes(S::Slice) = (IdentityUnitRange(S.indices),)
axes(S::Slice{<:OneTo}) = (S.indices,)
axes(S::IdentityUnitRange) = (S,)
axes(S::IdentityUnitRange{<:OneTo}) = (S.indices,)
first(S::Slice) = first(S.indices)
last(S::Slice) = last(S.indices)
size(S::Slice) = (length(S.indices),)
length(S::Slice) = length(S.indices)
getindex(S::Slice, i::Int) = (checkbounds(S, i); i)
first(S::IdentityUnitRange) = first(S.indices)
last(S::IdentityUnitRange) = last(S.indices)
size(S::IdentityUnitRange) = (length(S.indices),)
length(S::IdentityUnitRange) = length(S.indices)
getindex(S::IdentityUnitRange, i::Int) = (checkbounds(S, i); i)
iterate(S::Slice, s...) = iterate(S.indices, s...)
iterate(S::IdentityUnitRange, s...) = iterate(S.indices, s...)

# --- one index to its normal form ---

to_index(A, i) = to_index(i)
to_index(i::Int) = i
to_index(i::Bool) = throw(ArgumentError("invalid index: $(repr(i)) of type Bool"))
to_index(i::Integer) = convert(Int, i)::Int
to_index(I::AbstractArray{Bool}) = LogicalIndex(I)
to_index(I::AbstractArray) = I
to_index(I::AbstractArray{<:AbstractArray}) = throw(ArgumentError("invalid index: $(_limited_repr(I)) of type $(typeof(I))"))
to_index(I::AbstractArray{Union{}}) = I
to_index(I::AbstractRange{Bool}) = (r = collect(I); LogicalIndex(r))
to_index(c::Colon) = throw(ArgumentError("colons must be converted by to_indices(...)"))
to_index(i) = throw(ArgumentError("invalid index: $(_limited_repr(i)) of type $(typeof(i))"))
to_index(A::AbstractArray, i::CartesianIndex{0}) = i
_limited_repr(x) = repr(x; context=:limit => true)

# --- all indices ---

to_indices(A, I::Tuple) = to_indices(A, axes(A), I)
to_indices(A, I::Tuple{Any}) = to_indices(A, (eachindex(IndexLinear(), A),), I)
to_indices(A, inds, ::Tuple{}) = ()
to_indices(A, I::Tuple{Vararg{Int}}) = I
to_indices(A, I::Tuple{Vararg{Integer}}) = map(i -> to_index(A, i), I)
to_indices(A, I::Tuple{}) = ()
to_indices(A, I::Tuple{CartesianIndex}) = to_indices(A, axes(A), I)
to_indices(A, I::Tuple{AbstractArray{<:CartesianIndex}}) = to_indices(A, axes(A), I)
to_indices(A, I::Tuple{AbstractArray{Bool,N}}) where {N} = N == 1 && ndims(A) != 1 ? to_indices(A, (eachindex(IndexLinear(), A),), I) : to_indices(A, axes(A), I)

to_indices(A, inds, I::Tuple{Any,Vararg{Any}}) = (to_index(A, I[1]), to_indices(A, _cutdim(inds, I[1]), tail(I))...)
to_indices(A, inds, I::Tuple{Colon,Vararg{Any}}) = (uncolon(inds), to_indices(A, _tail_or_empty(inds), tail(I))...)
to_indices(A, inds, I::Tuple{CartesianIndex,Vararg{Any}}) = to_indices(A, inds, (I[1].I..., tail(I)...))
to_indices(A, inds, I::Tuple{AbstractArray{CartesianIndex{N}},Vararg{Any}}) where {N} = (I[1], to_indices(A, _drop_dims(inds, Val(N)), tail(I))...)
to_indices(A, inds, I::Tuple{CartesianIndices,Vararg{Any}}) = to_indices(A, inds, (I[1].indices..., tail(I)...))
to_indices(A, inds, I::Tuple{CartesianIndices{0},Vararg{Any}}) = (first(I), to_indices(A, inds, tail(I))...)
function to_indices(A, inds, I::Tuple{AbstractArray{Bool,N},Vararg{Any}}) where {N}
    _, rest = IteratorsMD_split(inds, Val(N))
    return (to_index(A, I[1]), to_indices(A, rest, tail(I))...)
end
_cutdim(inds::Tuple{Any,Vararg{Any}}, I1) = tail(inds)
_cutdim(inds::Tuple{}, I1) = ()
_tail_or_empty(t::Tuple{}) = ()
_tail_or_empty(t::Tuple) = tail(t)
_drop_dims(inds::Tuple, ::Val{N}) where {N} = _drop_n(inds, N)
IteratorsMD_split(inds::Tuple, ::Val{N}) where {N} = (_take_dims(inds, N), _drop_n(inds, N))
_take_dims(inds::Tuple, n) = n == 0 || isempty(inds) ? () : (inds[1], _take_dims(tail(inds), n - 1)...)
_drop_n(inds::Tuple, n) = n == 0 || isempty(inds) ? inds : _drop_n(tail(inds), n - 1)
uncolon(inds::Tuple{}) = Slice(OneTo(1))
uncolon(inds::Tuple) = Slice(inds[1])

# --- masks as indices ---

struct LogicalIndex{T,A<:AbstractArray{Bool}} <: AbstractVector{T}
    mask::A
    sum::Int
end
LogicalIndex(mask::AbstractVector{Bool}) = LogicalIndex{Int,typeof(mask)}(mask, count(mask))
LogicalIndex(mask::AbstractArray{Bool,N}) where {N} = LogicalIndex{CartesianIndex{N},typeof(mask)}(mask, count(mask))
LogicalIndex{Int}(mask::AbstractArray{Bool}) = LogicalIndex{Int,typeof(mask)}(mask, count(mask))
size(L::LogicalIndex) = (L.sum,)
length(L::LogicalIndex) = L.sum
function iterate(L::LogicalIndex{Int}, i::Int=firstindex(L.mask))
    m = L.mask
    n = lastindex(m)
    while i <= n
        m[i] && return (i, i + 1)
        i += 1
    end
    return nothing
end
function iterate(L::LogicalIndex{<:CartesianIndex})
    return iterate(L, 1)
end
function iterate(L::LogicalIndex{<:CartesianIndex}, i::Int)
    m = L.mask
    C = CartesianIndices(m)
    n = length(m)
    while i <= n
        I = C[i]
        m[I] && return (I, i + 1)
        i += 1
    end
    return nothing
end
function getindex(L::LogicalIndex, i::Int)
    checkbounds(L, i)
    k = 0
    for I in L
        k += 1
        k == i && return I
    end
    throw(BoundsError(L, i))
end
collect(L::LogicalIndex{T}) where {T} = (a = Vector{T}(); for I in L; push!(a, I); end; a)
checkbounds(::Type{Bool}, A::AbstractArray, I::LogicalIndex{<:Any,<:AbstractArray{Bool,1}}) = eachindex(IndexLinear(), A) == eachindex(IndexLinear(), I.mask)
checkbounds(::Type{Bool}, A::AbstractArray, I::LogicalIndex) = axes(A) == axes(I.mask)
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::LogicalIndex) = eachindex(IndexLinear(), I.mask) == inds
checkindex(::Type{Bool}, inds::Tuple, I::LogicalIndex) = length(I.mask) == prod(map(length, inds))

# --- dimensions of results ---

index_dimsum(i1, I...) = (index_dimsum(I...)...,)
index_dimsum(::Colon, I...) = (true, index_dimsum(I...)...)
index_dimsum(::AbstractArray{Bool}, I...) = (true, index_dimsum(I...)...)
index_dimsum(::AbstractArray{<:Any,N}, I...) where {N} = (ntuple(x -> true, Val(N))..., index_dimsum(I...)...)
index_dimsum() = ()

index_ndims(i1, I...) = (true, index_ndims(I...)...)
index_ndims(i1::CartesianIndex, I...) = (map(x -> true, i1.I)..., index_ndims(I...)...)
index_ndims() = ()

index_lengths() = ()
index_lengths(i, I...) = (1, index_lengths(I...)...)
index_lengths(A::AbstractArray, I...) = (length(A), index_lengths(I...)...)
index_shape() = ()
index_shape(i::Real, I...) = index_shape(I...)
index_shape(A::AbstractArray, I...) = (axes(A)..., index_shape(I...)...)
index_shape(i::CartesianIndex{0}, I...) = index_shape(I...)

function setindex_shape_check(X::AbstractArray, I::Integer...)
    li = ndims(X)
    lj = length(I)
    i = 1
    j = 1
    while true
        ii = length(axes(X, i))
        jj = I[j]
        if i == li || j == lj
            while i < li
                i += 1
                ii *= length(axes(X, i))
            end
            while j < lj
                j += 1
                jj *= I[j]
            end
            ii != jj && throw_setindex_mismatch(X, I)
            return nothing
        end
        if ii == jj
            i += 1
            j += 1
        elseif ii == 1
            i += 1
        elseif jj == 1
            j += 1
        else
            throw_setindex_mismatch(X, I)
        end
    end
end
setindex_shape_check(X::AbstractArray) = length(X) == 1 || throw_setindex_mismatch(X, ())
setindex_shape_check(X::AbstractArray, i::Integer) = length(X) == i || throw_setindex_mismatch(X, (i,))
setindex_shape_check(X::AbstractArray{<:Any,0}, i::Integer...) = length(X) == prod(i) || throw_setindex_mismatch(X, i)
setindex_shape_check(X::AbstractArray{<:Any,1}, i::Integer) = length(X) == i || throw_setindex_mismatch(X, (i,))
function setindex_shape_check(X::AbstractArray{<:Any,1}, i::Integer, j::Integer)
    length(X) == i * j || throw_setindex_mismatch(X, (i, j))
    return nothing
end
function setindex_shape_check(X::AbstractArray{<:Any,2}, i::Integer, j::Integer)
    if length(X) != i * j
        throw_setindex_mismatch(X, (i, j))
    end
    sx1 = length(axes(X, 1))
    (i == 1 || i == sx1 || sx1 == 1) || throw_setindex_mismatch(X, (i, j))
    return nothing
end
setindex_shape_check(::Any...) = throw(ArgumentError("indexed assignment with a single value to possibly many locations is not supported; perhaps use broadcasting `.=` instead?"))
function throw_setindex_mismatch(X, I)
    if length(I) == 1
        throw(DimensionMismatch("tried to assign $(length(X)) elements to $(I[1]) destinations"))
    else
        throw(DimensionMismatch("tried to assign $(dims2string(size(X))) array to $(dims2string(I)) destination"))
    end
end
dims2string(d) = isempty(d) ? "0-dimensional" : length(d) == 1 ? "$(d[1])-element" : join(map(string, d), '×')
