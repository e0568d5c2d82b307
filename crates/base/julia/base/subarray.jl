# Views: arrays that are parts of others.

const ViewIndex = Union{Real,AbstractArray}

SubArray(parent::AbstractArray, indices::Tuple) = SubArray(IndexStyle(viewindexing(indices), IndexStyle(parent)), parent, ensure_indexable(indices), index_dimsum(indices...))
function SubArray(::IndexCartesian, parent::P, indices::I, ::NTuple{N,Any}) where {P,I,N}
    return @_object(SubArray{eltype(P),N,P,I,false}, parent, indices, 0, 0)
end
function SubArray(::IndexLinear, parent::P, indices::I, ::NTuple{N,Any}) where {P,I,N}
    stride1 = compute_stride1(parent, indices)
    return @_object(SubArray{eltype(P),N,P,I,true}, parent, indices, Int(compute_offset1(parent, stride1, indices)), stride1)
end

# Whether one step in the view is always the same step in the parent.
# Scalars, then whole axes, then at most one range, then scalars.
viewindexing(::Tuple{}) = IndexLinear()
viewindexing(I::Tuple{Real,Vararg{Any}}) = viewindexing(tail(I))
viewindexing(I::Tuple{Slice,Vararg{Any}}) = _viewindexing_after_axes(tail(I))
viewindexing(I::Tuple{AbstractRange,Vararg{Any}}) = _viewindexing_of_scalars(tail(I))
viewindexing(I::Tuple) = IndexCartesian()
_viewindexing_after_axes(I::Tuple{Slice,Vararg{Any}}) = _viewindexing_after_axes(tail(I))
_viewindexing_after_axes(I::Tuple{AbstractUnitRange,Vararg{Any}}) = _viewindexing_of_scalars(tail(I))
_viewindexing_after_axes(I::Tuple) = _viewindexing_of_scalars(I)
_viewindexing_of_scalars(::Tuple{}) = IndexLinear()
_viewindexing_of_scalars(I::Tuple{Real,Vararg{Any}}) = _viewindexing_of_scalars(tail(I))
_viewindexing_of_scalars(I::Tuple) = IndexCartesian()

ensure_indexable(I::Tuple{Any,Vararg{Any}}) = (ensure_indexable_one(I[1]), ensure_indexable(tail(I))...)
ensure_indexable(I::Tuple{}) = ()
ensure_indexable_one(i) = i
ensure_indexable_one(i::LogicalIndex) = collect(i)

compute_stride1(parent::AbstractArray, I::Tuple) = _stride1(1, axes(parent), I)
function _stride1(s, inds::Tuple, I::Tuple)
    isempty(I) && return s
    i = I[1]
    if i isa Real
        return _stride1(s * (isempty(inds) ? 1 : length(inds[1])), _tail_or_empty(inds), tail(I))
    elseif i isa AbstractRange
        return s * Int(step(i))
    elseif i isa CartesianIndex{0}
        return _stride1(s, inds, tail(I))
    end
    throw(ArgumentError("invalid strided index type $(typeof(i))"))
end
function compute_offset1(parent::AbstractArray, stride1::Integer, I::Tuple)
    # The first element of a vector is where its axis begins.
    f = _first_linear(Int(firstindex(parent)), 1, axes_for(parent, I), I)
    return f - stride1 * _first_index_of(parent, I)
end
axes_for(parent, I) = length(I) == 1 ? (eachindex(IndexLinear(), parent),) : axes(parent)
function _first_linear(f, s, inds, I::Tuple)
    isempty(I) && return f
    r = isempty(inds) ? OneTo(1) : inds[1]
    i = I[1]
    return _first_linear(f + (_first_of_index(i) - first(r)) * s, s * length(r), _tail_or_empty(inds), tail(I))
end
_first_of_index(i::Real) = Int(i)
_first_of_index(i::AbstractRange{<:Unsigned}) = Int(first(i))
_first_of_index(i) = first(i)
# The first linear index of such a view: a view of one dimension keeps the axis of what it was made with.
_first_index_of(parent::AbstractVector, I::Tuple{AbstractRange}) = first(axes1(I[1]))
_first_index_of(parent, I::Tuple) = _first_index_along(_arrays_among(I))
_first_index_along(extended::Tuple{AbstractRange}) = first(axes1(extended[1]))
_first_index_along(extended::Tuple) = 1
_arrays_among(::Tuple{}) = ()
_arrays_among(I::Tuple{AbstractArray,Vararg{Any}}) = (I[1], _arrays_among(tail(I))...)
_arrays_among(I::Tuple) = _arrays_among(tail(I))
# Whether the type of an index says that it is indexed from one on.
const _IndexFromOne = Union{Real,UnitRange,StepRange,StepRangeLen,OneTo,Slice{<:OneTo},IdentityUnitRange{<:OneTo},Array}
_are_from_one(I::Tuple) = false
_are_from_one(I::Tuple{Vararg{_IndexFromOne}}) = true

# --- making views ---

function view(A::AbstractArray, I::Vararg{Any})
    J = map(i -> unalias(A, i), to_indices(A, I))
    checkbounds(A, J...)
    return unsafe_view(A, J...)
end
unsafe_view(A::AbstractArray, I...) = SubArray(A, I)
# A view of a view is one of the parent.
unsafe_view(V::SubArray, I...) = _maybe_reindex(V, I)
function _maybe_reindex(V::SubArray, I::Tuple)
    if length(I) == ndims(V) && !any(i -> i isa AbstractArray{<:CartesianIndex}, I)
        return SubArray(V.parent, reindex(V.indices, I))
    end
    return SubArray(V, I)
end
view(r1::OneTo, r2::OneTo) = (checkbounds(r1, r2); r2)
view(r1::AbstractUnitRange, r2::AbstractUnitRange{<:Integer}) = r1[r2]
view(r1::AbstractUnitRange, r2::StepRange{<:Integer}) = r1[r2]
view(r1::StepRange, r2::AbstractRange{<:Integer}) = r1[r2]
view(r1::StepRangeLen, r2::OrdinalRange{<:Integer}) = r1[r2]
view(r1::AbstractRange, ::Colon) = r1
maybeview(A, args...) = getindex(A, args...)
maybeview(A::AbstractArray, args...) = view(A, args...)
maybeview(A::AbstractArray, args::Union{Number,AbstractChar,CartesianIndex}...) = getindex(A, args...)
maybeview(A) = getindex(A)
maybeview(A::AbstractArray) = getindex(A)

reindex(::Tuple{}, ::Tuple{}) = ()
reindex(idxs::Tuple{Slice,Vararg{Any}}, subidxs::Tuple{Any,Vararg{Any}}) = (subidxs[1], reindex(tail(idxs), tail(subidxs))...)
reindex(idxs::Tuple{Real,Vararg{Any}}, subidxs::Tuple) = (idxs[1], reindex(tail(idxs), subidxs)...)
reindex(idxs::Tuple{AbstractVector,Vararg{Any}}, subidxs::Tuple{Any,Vararg{Any}}) = (idxs[1][subidxs[1]], reindex(tail(idxs), tail(subidxs))...)
function reindex(idxs::Tuple{AbstractArray{<:Any,N},Vararg{Any}}, subidxs::Tuple) where {N}
    here, others = IteratorsMD_split(subidxs, Val(N))
    return (idxs[1][here...], reindex(tail(idxs), others)...)
end

# --- the interface of arrays ---

const FastSubArray{T,N,P,I} = SubArray{T,N,P,I,true}
parent(V::SubArray) = V.parent
parentindices(V::SubArray) = V.indices
parentindices(A::AbstractArray) = map(OneTo, size(A))
axes(S::SubArray) = _indices_sub(S.indices...)
_indices_sub() = ()
_indices_sub(i1::Real, I...) = _indices_sub(I...)
_indices_sub(i1::AbstractArray, I...) = (map(_one_to_axis, axes(i1))..., _indices_sub(I...)...)
_one_to_axis(r) = r
_one_to_axis(r::OneTo) = OneTo(Int(last(r)))
size(S::SubArray) = map(length, axes(S))
# Asked for at each access, so it goes to the indices themselves.
length(S::SubArray) = _count_of_indices(getfield(S, :indices))
_count_of_indices(::Tuple{}) = 1
_count_of_indices(I::Tuple{Real,Vararg{Any}}) = _count_of_indices(tail(I))
_count_of_indices(I::Tuple{Any}) = Int(length(I[1]))
_count_of_indices(I::Tuple{Any,Vararg{Any}}) = Int(length(I[1])) * _count_of_indices(tail(I))
IndexStyle(::Type{<:SubArray{<:Any,<:Any,<:Any,<:Any,true}}) = IndexLinear()
IndexStyle(::Type{<:SubArray}) = IndexCartesian()
similar(V::SubArray, T::Type, dims::Dims) = similar(V.parent, T, dims)
sizeof(V::SubArray) = length(V) * elsize(V.parent)
dataids(A::SubArray) = (dataids(A.parent)..., _index_dataids(A.indices)...)
_index_dataids(::Tuple{}) = ()
_index_dataids(t::Tuple) = ((t[1] isa AbstractRange || !(t[1] isa AbstractArray) ? () : dataids(t[1]))..., _index_dataids(tail(t))...)
unaliascopy(V::SubArray) = copy(V)
strides(V::SubArray) = _substrides(strides(V.parent), V.indices)
stride(V::SubArray, k::Integer) = k <= ndims(V) ? strides(V)[k] : ndims(V) == 0 ? 1 : strides(V)[end] * size(V)[end]
_substrides(s, ::Tuple{}) = ()
_substrides(s, I::Tuple{Real,Vararg{Any}}) = _substrides(tail(s), tail(I))
_substrides(s, I::Tuple{AbstractRange,Vararg{Any}}) = (s[1] * step(I[1]), _substrides(tail(s), tail(I))...)
function mightalias(A::SubArray, B::SubArray)
    _isdisjoint_ids(dataids(A), dataids(B)) && return false
    # Parts of one array along ranges share something only if their indices do.
    if A.parent === B.parent && length(A.indices) == length(B.indices)
        for (a, b) in zip(A.indices, B.indices)
            a isa Union{Int,AbstractUnitRange} && b isa Union{Int,AbstractUnitRange} || return true
            isempty(intersect(_as_range(a), _as_range(b))) && return false
        end
    end
    return true
end
_as_range(i::Int) = i:i
_as_range(r::AbstractUnitRange) = first(r):last(r)

function getindex(V::SubArray{T,N,P,I,true}, i::Int) where {T,N,P,I}
    checkbounds(V, i)
    return V.parent[getfield(V, :offset1)+getfield(V, :stride1)*i]
end
function getindex(V::SubArray{T,1,P,I,true}, i::Int) where {T,P,I}
    (_are_from_one(getfield(V, :indices)) ? _in_bounds(i, length(V)) : checkbounds(Bool, V, i)) || throw_boundserror(V, (i,))
    return V.parent[getfield(V, :offset1)+getfield(V, :stride1)*i]
end
function getindex(V::SubArray{T,N}, I::Vararg{Int,N}) where {T,N}
    checkbounds(V, I...)
    return V.parent[reindex(V.indices, I)...]
end
function getindex(V::SubArray{T,1,P,I,false}, i::Int) where {T,P,I}
    checkbounds(V, i)
    return V.parent[reindex(V.indices, (i,))...]
end
getindex(V::SubArray{T,0}) where {T} = V.parent[map(_only_index, V.indices)...]
function setindex!(V::SubArray{T,N,P,I,true}, x, i::Int) where {T,N,P,I}
    checkbounds(V, i)
    V.parent[getfield(V, :offset1)+getfield(V, :stride1)*i] = x
    return V
end
function setindex!(V::SubArray{T,1,P,I,true}, x, i::Int) where {T,P,I}
    checkbounds(V, i)
    V.parent[getfield(V, :offset1)+getfield(V, :stride1)*i] = x
    return V
end
function setindex!(V::SubArray{T,N}, x, I::Vararg{Int,N}) where {T,N}
    checkbounds(V, I...)
    V.parent[reindex(V.indices, I)...] = x
    return V
end
function setindex!(V::SubArray{T,1,P,I,false}, x, i::Int) where {T,P,I}
    checkbounds(V, i)
    V.parent[reindex(V.indices, (i,))...] = x
    return V
end
setindex!(V::SubArray{T,0}, x) where {T} = (V.parent[map(_only_index, V.indices)...] = x; V)
isassigned(V::SubArray{T,N}, I::Vararg{Int,N}) where {T,N} = checkbounds(Bool, V, I...) && isassigned(V.parent, reindex(V.indices, I)...)

# --- slices along dimensions ---

abstract type AbstractSlices{T,N} <: AbstractArray{T,N} end
struct Slices{P,SM,AX,S,N} <: AbstractSlices{S,N}
    parent::P
    slicemap::SM
    axes::AX
end
const ColumnSlices{P,AX,S<:AbstractVector} = Slices{P,Tuple{Colon,Int},AX,S,1}
const RowSlices{P,AX,S<:AbstractVector} = Slices{P,Tuple{Int,Colon},AX,S,1}
function _slices(A::P, slicemap::SM, ax::AX) where {P,SM,AX}
    return _slices(A, slicemap, ax, promote_op(view, P, map(l -> l isa Colon ? Colon : Int, slicemap)...))
end
_slices(A::P, slicemap::SM, ax::AX, ::Type{S}) where {P,SM,AX,S} = Slices{P,SM,AX,S,nfields(ax)}(A, slicemap, ax)
eachslice(A::AbstractArray; dims, drop::Bool=true) = _eachslice(A, dims isa Tuple ? dims : (dims,), drop)
function _eachslice(A::AbstractArray{T,N}, dims::Tuple, drop::Bool) where {T,N}
    for d in dims
        1 <= d <= N || throw(DimensionMismatch("Invalid dims=$dims for an array with ndims=$N"))
    end
    if drop
        slicemap = ntuple(d -> (k = findfirst(==(d), dims); k === nothing ? (:) : k), N)
        ax = map(d -> axes(A, d), dims)
        return _slices(A, slicemap, ax)
    end
    slicemap = ntuple(d -> d in dims ? d : (:), N)
    ax = ntuple(d -> d in dims ? axes(A, d) : OneTo(1), N)
    return _slices(A, slicemap, ax)
end
eachrow(A::P) where {P<:AbstractMatrix} = _slices(A, (1, :), (axes(A, 1),), promote_op(view, P, Int, Colon))
eachrow(A::AbstractVector) = eachrow(reshape(A, size(A, 1), 1))
eachcol(A::P) where {P<:AbstractMatrix} = _slices(A, (:, 1), (axes(A, 2),), promote_op(view, P, Colon, Int))
eachcol(A::AbstractVector) = eachcol(reshape(A, size(A, 1), 1))
IteratorSize(::Type{Slices{P,SM,AX,S,N}}) where {P,SM,AX,S,N} = HasShape{N}()
size(s::Slices) = map(length, s.axes)
axes(s::Slices) = s.axes
parent(s::Slices) = s.parent
_slice_index(s::Slices, c::Tuple) = map(l -> l === (:) ? (:) : c[l], s.slicemap)
function getindex(s::Slices{P,SM,AX,S,N}, I::Vararg{Int,N}) where {P,SM,AX,S,N}
    checkbounds(s, I...)
    return view(s.parent, _slice_index(s, I)...)
end
function setindex!(s::Slices{P,SM,AX,S,N}, val, I::Vararg{Int,N}) where {P,SM,AX,S,N}
    checkbounds(s, I...)
    s.parent[_slice_index(s, I)...] = val
    return s
end

view(s::AbstractString, r::AbstractUnitRange{<:Integer}) = SubString(s, r)
maybeview(s::AbstractString, r::AbstractUnitRange{<:Integer}) = view(s, r)
