# Reductions along dimensions.

function reduced_indices(axs::Indices{N}, region) where {N}
    for d in region
        d isa Integer || throw(ArgumentError("reduced dimension(s) must be integers"))
        d < 1 && throw(ArgumentError("region dimension(s) must be ≥ 1, got $d"))
    end
    return ntuple(d -> d in region ? reduced_index(axs[d]) : axs[d], N)
end
reduced_indices(A::AbstractArray, region) = reduced_indices(axes(A), region)
# The first place along an axis, as an axis of the same kind.
_firstslice(i::OneTo) = OneTo(1)
_firstslice(i::Slice) = Slice(_firstslice(i.indices))
_firstslice(i) = i[firstindex(i):firstindex(i)]
reduced_index(i::OneTo{T}) where {T} = OneTo(one(T))
reduced_index(i::AbstractUnitRange) = oftype(i, first(i):first(i))

# The array is one of what the first slice gives, as long as the others give the same type; then it goes on as a wider one.
function _mapreduce_dim(f, op, init, A::AbstractArray{T,N}, dims) where {T,N}
    axs = reduced_indices(A, dims)
    isempty(A) && return _reduce_empty_slices(f, op, init, A, axs)
    slices = CartesianIndices(axs)
    along = CartesianIndices(ntuple(d -> d in dims ? axes(A, d) : OneTo(1), Val(N)))
    v = _reduce_slice(f, op, init, A, dims, along, first(slices))
    R = similar(A, init isa _InitialValue ? _type_of_reduced(f, op, eltype(A), v) : typeof(v), axs)
    R[firstindex(R)] = v
    return _reduce_slices!(R, 2, f, op, init, A, dims, along, vec(slices))
end
# An array of an abstract type gives one of that type, as far as the first result belongs to it.
_type_of_reduced(f, op, T, v) = _type_or_that_of(_unmapped_type(f, _promoted_union(T)), v)
_type_of_reduced(f, op::Union{typeof(+),typeof(*),typeof(add_sum),typeof(mul_prod)}, ::Type{Any}, v) = typeof(v)
_type_of_reduced(f, op::typeof(_extrema_rf), T, v) = Tuple{_type_or_that_of(_promoted_union(T), v[1]),_type_or_that_of(_promoted_union(T), v[2])}
_type_or_that_of(T, v) = v isa T ? T : typeof(v)
_unmapped_type(f, T) = T
_unmapped_type(f::Union{typeof(abs),typeof(abs2)}, T) = T <: Complex ? Real : T
_promoted_union(T) = T isa Union ? promote_type(_promoted_union(T.a), _promoted_union(T.b)) : T
function _reduce_slices!(R::AbstractArray{V}, k::Int, f, op, init, A, dims, along, slices) where {V}
    before = firstindex(R) - 1
    while k <= length(R)
        v = _reduce_slice(f, op, init, A, dims, along, slices[k])
        v isa V || return _reduce_slices!(setindex_widen_up_to(R, v, before + k), k + 1, f, op, init, A, dims, along, slices)
        R[before+k] = v
        k += 1
    end
    return R
end
_in_slice(dims, I::CartesianIndex{N}, S::CartesianIndex{N}) where {N} = ntuple(d -> d in dims ? I[d] : S[d], Val(N))
function _reduce_slice(f, op, ::_InitialValue, A, dims, along, S)
    y = iterate(along)
    I, state = y
    v = reduce_first(op, f(A[_in_slice(dims, I, S)...]))
    while true
        y = iterate(along, state)
        y === nothing && return v
        I, state = y
        v = op(v, f(A[_in_slice(dims, I, S)...]))
    end
end
function _reduce_slice(f, op, init, A, dims, along, S)
    v = init
    for I in along
        v = op(v, f(A[_in_slice(dims, I, S)...]))
    end
    return v
end
function _reduce_empty_slices(f, op, init, A, axs)
    dims = map(length, axs)
    if prod(dims) == 0
        return Array{_reduced_eltype(f, op, init, A)}(undef, dims)
    end
    v = init isa _InitialValue ? mapreduce_empty_iter(f, op, A, HasEltype()) : init
    return fill(v, dims)
end
_reduced_eltype(f, op, init, A) = init isa _InitialValue ? _reduced_type(f, op, eltype(A)) : typeof(init)
function _reduced_type(f, op, T)
    S = promote_op(f, T)
    return promote_op(op, S, S)
end

sum!(r::AbstractArray, A::AbstractArray; init::Bool=true) = sum!(identity, r, A; init)
sum!(f, r::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(f, add_sum, r, A, init)
prod!(r::AbstractArray, A::AbstractArray; init::Bool=true) = prod!(identity, r, A; init)
prod!(f, r::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(f, mul_prod, r, A, init)
maximum!(r::AbstractArray, A::AbstractArray; init::Bool=true) = maximum!(identity, r, A; init)
maximum!(f, r::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(f, max, r, A, init)
minimum!(r::AbstractArray, A::AbstractArray; init::Bool=true) = minimum!(identity, r, A; init)
minimum!(f, r::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(f, min, r, A, init)
any!(r::AbstractArray, A::AbstractArray; init::Bool=true) = any!(identity, r, A; init)
any!(f, r::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(f, |, r, A, init)
all!(r::AbstractArray, A::AbstractArray; init::Bool=true) = all!(identity, r, A; init)
all!(f, r::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(f, &, r, A, init)
count!(r::AbstractArray, A::AbstractArray; init::Bool=true) = count!(identity, r, A; init)
count!(f, r::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(x -> f(x)::Bool, add_sum, r, A, init)
extrema!(r::AbstractArray, A::AbstractArray; init::Bool=true) = extrema!(identity, r, A; init)
extrema!(f, r::AbstractArray, A::AbstractArray; init::Bool=true) = _reduce_into!(x -> (y = f(x); (y, y)), _extrema_rf, r, A, init)

# Folds `A` into `r`, along the dimensions in which `r` has length 1.
function _reduce_into!(f, op, r::AbstractArray, A::AbstractArray, init)
    init && _start!(r, f, op, A)
    _check_reduced(r, A)
    isempty(A) || _fold_into!(f, op, r, A)
    return r
end
function _check_reduced(r, A)
    ndims(r) <= ndims(A) || throw(DimensionMismatch("cannot reduce $(ndims(A))-dimensional array to $(ndims(r)) dimensions"))
    for d in 1:ndims(A)
        size(r, d) == 1 || axes(r, d) == axes(A, d) ||
            throw(DimensionMismatch("reduction on array with indices $(axes(A)) with output with indices $(axes(r))"))
    end
end
_start!(r, f, ::typeof(add_sum), A) = fill!(r, zero(eltype(r)))
_start!(r, f, ::typeof(mul_prod), A) = fill!(r, one(eltype(r)))
_start!(r, f, ::typeof(&), A) = fill!(r, true)
_start!(r, f, ::typeof(|), A) = fill!(r, false)
# Where no value starts the fold, the first slice does; to meet it twice changes neither the greatest nor the least.
function _start!(r, f, op, A)
    _check_reduced(r, A)
    return mapfirst!(f, r, A)
end
mapfirst!(f, r::AbstractArray, A::AbstractArray) =
    map!(f, r, view(A, ntuple(d -> size(r, d) == 1 ? _firstslice(axes(A, d)) : axes(A, d), ndims(A))...))
function _fold_into!(f, op, r::AbstractArray{T,M}, A) where {T,M}
    kept = ntuple(d -> length(axes(r, d)) != 1, Val(M))
    origin = map(first, axes(r))
    for I in CartesianIndices(A)
        at = ntuple(d -> kept[d] ? I[d] : origin[d], Val(M))
        r[at...] = op(r[at...], f(A[I]))
    end
end

_findmax_dims(f, A::AbstractArray, ::Colon, least) = isempty(A) ? _empty_reduce_error() : (least ? _findmin(f, A) : _findmax(f, A))
function _findmax_dims(f, A::AbstractArray{T,N}, region, least) where {T,N}
    axs = reduced_indices(A, region)
    dims = map(length, axs)
    idx = similar(Array{keytype(A)}, dims)
    if isempty(A)
        prod(dims) == 0 || throw(ArgumentError("collection slices must be non-empty"))
        return similar(A, promote_op(f, T), dims), zero(idx)
    end
    slices = CartesianIndices(axs)
    along = CartesianIndices(ntuple(d -> d in region ? axes(A, d) : OneTo(1), Val(N)))
    best, at = _find_in_slice(f, A, region, along, slices[1], least)
    vals = Array{typeof(best),N}(undef, dims)
    vals[1] = best
    idx[1] = N == 1 ? at[1] : at
    return _find_in_slices!(vals, idx, 2, f, A, region, along, slices, least)
end
function _find_in_slices!(vals::Array{V,N}, idx, k::Int, f, A, region, along, slices, least) where {V,N}
    while k <= length(vals)
        best, at = _find_in_slice(f, A, region, along, slices[k], least)
        idx[k] = N == 1 ? at[1] : at
        best isa V || return _find_in_slices!(setindex_widen_up_to(vals, best, k), idx, k + 1, f, A, region, along, slices, least)
        vals[k] = best
        k += 1
    end
    return vals, idx
end
function _find_in_slice(f, A, region, along, S, least)
    I, state = iterate(along)
    at = CartesianIndex(_in_slice(region, I, S))
    best = f(A[at])
    while true
        y = iterate(along, state)
        y === nothing && return best, at
        I, state = y
        J = CartesianIndex(_in_slice(region, I, S))
        v = f(A[J])
        if least ? _is_smaller(v, best) : isgreater_or_nan(v, best)
            best, at = v, J
        end
    end
end
findmax!(val::AbstractArray, idx::AbstractArray, A::AbstractArray; init::Bool=true) = _find_into!(val, idx, A, init, false)
findmin!(val::AbstractArray, idx::AbstractArray, A::AbstractArray; init::Bool=true) = _find_into!(val, idx, A, init, true)
# Places in `A` of the greatest or least values along the dimensions in which `val` has length 1; without `init`, what
# is in `val` stays where nothing in `A` surpasses it.
function _find_into!(val, idx, A, init, least)
    dims = Int[]
    for d in 1:ndims(A)
        size(val, d) == 1 && push!(dims, d)
        size(val, d) == 1 || size(val, d) == size(A, d) || throw(DimensionMismatch("cannot reduce array of size $(size(A)) into array of size $(size(val))"))
    end
    axes(val) == axes(idx) || throw(DimensionMismatch("output array for values has axes $(axes(val)), output array for indices has axes $(axes(idx))"))
    found, places = _findmax_dims(identity, A, Tuple(dims), least)
    for k in 1:length(val)
        v = found[k]
        if init || (least ? _is_smaller(v, val[k]) : isgreater_or_nan(v, val[k]))
            val[k] = v
            idx[k] = places[k]
        end
    end
    return (val, idx)
end
