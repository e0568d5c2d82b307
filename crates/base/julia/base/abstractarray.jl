# The interface of arrays: what every array answers once it has `size` and `getindex`.

# --- shape ---

size(t::AbstractArray{T,N}, d) where {T,N} = d::Integer <= N ? size(t)[d] : 1
size(A::AbstractArray, d1::Integer, d2::Integer, dx::Vararg{Integer}) = map(d -> size(A, d), (d1, d2, dx...))
size(A::AbstractArray, dims::Tuple{Vararg{Integer}}) = map(d -> size(A, d), dims)
axes(A::AbstractArray{T,N}, d) where {T,N} = d::Integer <= N ? axes(A)[d] : OneTo(1)
axes(A::AbstractArray) = map(OneTo, size(A))
axes1(A::AbstractArray{<:Any,0}) = OneTo(1)
axes1(A::AbstractArray) = axes(A)[1]
axes1(x) = axes(x)[1]
has_offset_axes() = false
has_offset_axes(A) = any(x -> Int(first(x))::Int != 1, axes(A))
has_offset_axes(A::AbstractVector) = Int(firstindex(A))::Int != 1
has_offset_axes(::Colon) = false
has_offset_axes(::Number) = false
has_offset_axes(A...) = any(has_offset_axes, A)
require_one_based_indexing(A...) = !has_offset_axes(A...) || throw(ArgumentError("offset arrays are not supported but got an array with index other than 1"))
keys(A::AbstractArray) = CartesianIndices(axes(A))
keys(A::AbstractVector) = LinearIndices(A)
keytype(a::AbstractArray) = keytype(typeof(a))
keytype(::Type{A}) where {A<:AbstractVector} = Int
keytype(::Type{A}) where {A<:AbstractArray} = CartesianIndex{ndims(A)}
valtype(a::AbstractArray) = valtype(typeof(a))
valtype(::Type{A}) where {A<:AbstractArray} = eltype(A)
reverseind(a::AbstractVector, i::Integer) = (r = axes1(a); last(r) - i + first(r))
prevind(::AbstractArray, i::Integer) = Int(i) - 1
nextind(::AbstractArray, i::Integer) = Int(i) + 1
prevind(A::AbstractArray{<:Any,N}, I::CartesianIndex{N}) where {N} = CartesianIndex(_index_before(I.I, axes(A)))
nextind(A::AbstractArray{<:Any,N}, I::CartesianIndex{N}) where {N} = CartesianIndex(_index_after(I.I, axes(A)))
# The last of the indices goes on past its axis: who asks has come to an end.
_index_before(::Tuple{}, ::Tuple{}) = ()
_index_before(I::Tuple{Int}, axs::Tuple{Any}) = (I[1] - 1,)
_index_before(I::Tuple, axs::Tuple) = I[1] > first(axs[1]) ? (I[1] - 1, tail(I)...) : (last(axs[1]), _index_before(tail(I), tail(axs))...)
_index_after(::Tuple{}, ::Tuple{}) = ()
_index_after(I::Tuple{Int}, axs::Tuple{Any}) = (I[1] + 1,)
_index_after(I::Tuple, axs::Tuple) = I[1] < last(axs[1]) ? (I[1] + 1, tail(I)...) : (first(axs[1]), _index_after(tail(I), tail(axs))...)
eltype(::Type{<:AbstractArray{E}}) where {E} = E
ndims(::AbstractArray{T,N}) where {T,N} = N::Int
ndims(::Type{<:AbstractArray{<:Any,N}}) where {N} = N::Int
ndims(::Type{Union{}}, slurp...) = throw(ArgumentError("Union{} does not have elements"))
length(t::AbstractArray) = prod(size(t))::Int
prod_dims(t::Tuple) = prod(t)
elsize(A::AbstractArray) = elsize(typeof(A))
sizeof(a::AbstractArray) = length(a) * elsize(a)
isempty(a::AbstractArray) = length(a) == 0
firstindex(a::AbstractArray) = first(eachindex(IndexLinear(), a))
firstindex(a, d) = first(axes(a, d))
lastindex(a::AbstractArray) = last(eachindex(IndexLinear(), a))
lastindex(a, d) = last(axes(a, d))
first(a::AbstractArray) = a[first(eachindex(a))]
function first(itr)
    x = iterate(itr)
    x === nothing && throw(ArgumentError("collection must be non-empty"))
    return x[1]
end
first(itr, n::Integer) = collect(Iterators.take(itr, n))
first(v::AbstractVector, n::Integer) = (n < 0 && throw(ArgumentError("Number of elements must be non-negative")); v[range(firstindex(v); length=min(n, _range_length(v)))])
_range_length(v) = length(v)
_range_length(r::AbstractRange) = checked_length(r)
last(a) = a[end]
last(itr, n::Integer) = reverse!(collect(Iterators.take(Iterators.reverse(itr), n)))
last(v::AbstractVector, n::Integer) = (n < 0 && throw(ArgumentError("Number of elements must be non-negative")); v[range(stop=lastindex(v), length=min(n, length(v)))])
eachindex(A::AbstractArray) = eachindex(IndexStyle(A), A)
eachindex(A::AbstractVector) = axes1(A)
eachindex(::IndexLinear, A::AbstractArray) = OneTo(length(A))
eachindex(::IndexLinear, A::AbstractVector) = axes1(A)
eachindex(::IndexCartesian, A::AbstractArray) = CartesianIndices(axes(A))
eachindex(itrs...) = keys(itrs...)
function eachindex(A::AbstractArray, B::AbstractArray...)
    return eachindex(IndexStyle(A, B...), A, B...)
end
function eachindex(::IndexLinear, A::AbstractArray, B::AbstractArray...)
    indsA = eachindex(IndexLinear(), A)
    _all_same_indices(indsA, IndexLinear(), B) || throw_eachindex_mismatch_indices(IndexLinear(), eachindex(A), map(eachindex, B)...)
    return indsA
end
function eachindex(::IndexCartesian, A::AbstractArray, B::AbstractArray...)
    axsA = axes(A)
    for b in B
        axes(b) == axsA || throw_eachindex_mismatch_indices(IndexCartesian(), axes(A), map(axes, B)...)
    end
    return CartesianIndices(axsA)
end
_all_same_indices(inds, style, ::Tuple{}) = true
_all_same_indices(inds, style, B::Tuple) = inds == eachindex(style, B[1]) && _all_same_indices(inds, style, tail(B))
throw_eachindex_mismatch_indices(::IndexLinear, inds...) = throw(DimensionMismatch("all inputs to eachindex must have the same indices, got $(join(map(string, inds), ", ", " and "))"))
throw_eachindex_mismatch_indices(::IndexCartesian, inds...) = throw(DimensionMismatch("all inputs to eachindex must have the same axes, got $(join(map(string, inds), ", ", " and "))"))

strides(A::DenseArray) = size_to_strides(1, size(A)...)
size_to_strides(s, d, sz...) = (s, size_to_strides(s * d, sz...)...)
size_to_strides(s, d) = (s,)
size_to_strides(s) = ()
stride(A::AbstractArray, k::Integer) = (st = strides(A); k <= ndims(A) ? st[k] : ndims(A) == 0 ? 1 : sum(map(*, st, size(A))))
stride(A::DenseArray, k::Integer) = k <= ndims(A) ? strides(A)[k] : length(A)
axes(A) = map(oneto, size(A))
axes(x::Number) = ()
axes(x::Number, d::Integer) = d < 1 ? throw(BoundsError(x, d)) : OneTo(1)

# --- bounds ---

checkbounds(::Type{Bool}, A::AbstractArray, I...) = checkbounds_indices(Bool, axes(A), I)
checkbounds(::Type{Bool}, A::AbstractArray, i) = checkindex(Bool, eachindex(IndexLinear(), A), i)
checkbounds(::Type{Bool}, A::AbstractVector, i::Int) = checkindex(Bool, axes1(A), i)
checkbounds(::Type{Bool}, A::AbstractArray, I::AbstractArray{Bool}) = axes(A) == _without_trailing_ones(axes(I), ndims(A))
# Dimensions of length one beyond those of the array do not count.
_without_trailing_ones(inds, n) =
    length(inds) > n && all(==(OneTo(1)), inds[n + 1:end]) ? inds[1:n] : inds
checkbounds(::Type{Bool}, A::AbstractArray, I::AbstractVector{Bool}) = eachindex(IndexLinear(), A) == eachindex(IndexLinear(), I)
checkbounds(::Type{Bool}, A::AbstractArray, I::CartesianIndex) = checkbounds_indices(Bool, axes(A), I.I)
checkbounds(::Type{Bool}, A::AbstractArray, I::AbstractArray{<:CartesianIndex}) = all(i -> checkbounds(Bool, A, i), I)
function checkbounds(A::AbstractArray, I...)
    checkbounds(Bool, A, I...) || throw_boundserror(A, I)
    return nothing
end
throw_boundserror(A, I) = throw(BoundsError(A, I))
checkbounds_indices(::Type{Bool}, inds::Tuple, ::Tuple{}) = all(x -> length(x) == 1, inds)
checkbounds_indices(::Type{Bool}, ::Tuple{}, ::Tuple{}) = true
checkbounds_indices(::Type{Bool}, ::Tuple{}, I::Tuple{Any,Vararg{Any}}) = checkindex(Bool, OneTo(1), I[1]) && checkbounds_indices(Bool, (), tail(I))
checkbounds_indices(::Type{Bool}, inds::Tuple{Any,Vararg{Any}}, I::Tuple{Any,Vararg{Any}}) = checkindex(Bool, inds[1], I[1]) && checkbounds_indices(Bool, tail(inds), tail(I))
checkbounds_indices(::Type{Bool}, inds::Tuple{Any,Vararg{Any}}, I::Tuple{CartesianIndex,Vararg{Any}}) = checkbounds_indices(Bool, inds, (I[1].I..., tail(I)...))
checkbounds_indices(::Type{Bool}, inds::Tuple{}, I::Tuple{CartesianIndex,Vararg{Any}}) = checkbounds_indices(Bool, inds, (I[1].I..., tail(I)...))
checkbounds_indices(::Type{Bool}, ::Tuple{}, I::Tuple{AbstractArray{CartesianIndex{N}},Vararg{Any}}) where {N} =
    all(i -> checkbounds_indices(Bool, (), i.I), I[1]) && checkbounds_indices(Bool, (), tail(I))
function checkbounds_indices(::Type{Bool}, inds::Tuple{Any,Vararg{Any}}, I::Tuple{AbstractArray{CartesianIndex{N}},Vararg{Any}}) where {N}
    here, rest = IteratorsMD_split(inds, Val(N))
    return all(i -> checkbounds_indices(Bool, here, i.I), I[1]) && checkbounds_indices(Bool, rest, tail(I))
end
function checkbounds_indices(::Type{Bool}, inds::Tuple{Any,Vararg{Any}}, I::Tuple{AbstractArray{Bool,N},Vararg{Any}}) where {N}
    here, rest = IteratorsMD_split(inds, Val(N))
    return here == _without_trailing_ones(axes(I[1]), length(here)) && checkbounds_indices(Bool, rest, tail(I))
end
function checkbounds_indices(::Type{Bool}, inds::Tuple{Any,Vararg{Any}}, I::Tuple{LogicalIndex{<:Any,<:AbstractArray{Bool,N}},Vararg{Any}}) where {N}
    here, rest = IteratorsMD_split(inds, Val(N))
    return here == _without_trailing_ones(axes(I[1].mask), length(here)) && checkbounds_indices(Bool, rest, tail(I))
end
checkindex(::Type{Bool}, inds, i) = throw(ArgumentError("unable to check bounds for indices of type $(typeof(i))"))
checkindex(::Type{Bool}, inds::AbstractUnitRange, i::Real) = (first(inds) <= i) & (i <= last(inds))
checkindex(::Type{Bool}, inds::OneTo{Int}, i::Int) = _in_bounds(i, getfield(inds, :stop))
checkindex(::Type{Bool}, inds::AbstractUnitRange, ::Colon) = true
checkindex(::Type{Bool}, inds::AbstractUnitRange, ::Slice) = true
checkindex(::Type{Bool}, inds::AbstractUnitRange, i::AbstractRange) = isempty(i) || (checkindex(Bool, inds, first(i)) & checkindex(Bool, inds, last(i)))
checkindex(::Type{Bool}, inds::AbstractUnitRange, r::AbstractUnitRange) = isempty(r) || (checkindex(Bool, inds, first(r)) & checkindex(Bool, inds, last(r)))
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractVector{Bool}) = inds == axes1(I)
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractArray{Bool}) = false
function checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractArray)
    for i in I
        checkindex(Bool, inds, i) || return false
    end
    return true
end
checkindex(::Type{Bool}, inds::Tuple, I::CartesianIndex) = checkbounds_indices(Bool, inds, I.I)
checkbounds(::Type{Bool}, A::AbstractArray, I::Colon) = true
checkindex(::Type{Bool}, inds::AbstractUnitRange, I::AbstractArray{Union{}}) = true

# --- elements ---

# As a constant: spelt out in a function, such a type is made each time.
const _Ints = Tuple{Vararg{Int}}
# Places that are no `Int` are asked for as such again: the array may define that itself.
function getindex(A::AbstractArray, I...)
    I isa Tuple{CartesianIndex} && return getindex(A, getfield(I, 1).I...)
    J = to_indices(A, I)
    J isa _Ints && !(I isa _Ints) && return getindex(A, J...)
    return _getindex(IndexStyle(A), A, J...)
end
function _getindex(style::IndexStyle, A::AbstractArray, I...)
    checkbounds(A, I...)
    return _unsafe_getindex(style, A, I...)
end
_unsafe_getindex(::IndexStyle, A::AbstractArray, I::Vararg{Any}) = _gather(A, index_shape(I...), I)
function _getindex(::IndexLinear, A::AbstractArray, i::Int)
    return _canonical_linear(A, i)
end
_canonical_linear(A::AbstractArray, i::Int) = throw(CanonicalIndexError("getindex", typeof(A)))
function _getindex(::IndexLinear, A::AbstractVector, i::Int)
    return throw(CanonicalIndexError("getindex", typeof(A)))
end
function _getindex(::IndexLinear, A::AbstractArray, I::Vararg{Int})
    checkbounds(A, I...)
    return getindex(A, _to_linear_index(A, I...))
end
function _getindex(::IndexCartesian, A::AbstractArray{T,N}, I::Vararg{Int,M}) where {T,N,M}
    checkbounds(A, I...)
    return getindex(A, _to_subscript_indices(A, I...)...)
end
function _getindex(::IndexCartesian, A::AbstractArray{T,N}, I::Vararg{Int,N}) where {T,N}
    throw(CanonicalIndexError("getindex", typeof(A)))
end

struct CanonicalIndexError <: Exception
    func::String
    type::Any
    CanonicalIndexError(func::String, type) = new(func, type)
end
showerror(io::IO, e::CanonicalIndexError) = print(io, "CanonicalIndexError: ", e.func, " not defined for ", e.type)

_to_linear_index(A::AbstractArray, i::Integer) = i
_to_linear_index(A::AbstractVector, i::Integer, I::Integer...) = i
_to_linear_index(A::AbstractArray) = first(LinearIndices(A))
_to_linear_index(A::AbstractArray, I::Integer...) = _sub2ind(axes(A), I)
function _sub2ind(inds::Tuple, I::Tuple)
    at = 1
    stride = 1
    k = 1
    n = length(inds)
    for i in I
        if k <= n
            r = inds[k]
            at += (i - first(r)) * stride
            stride *= length(r)
        else
            at += (i - 1) * stride
        end
        k += 1
    end
    return at
end
_sub2ind(A::AbstractArray, I...) = _sub2ind(axes(A), I)
function _to_subscript_indices(A::AbstractArray{T,N}, i::Int) where {T,N}
    return _ind2sub(axes(A), i)
end
function _to_subscript_indices(A::AbstractArray{T,N}, I::Vararg{Int,M}) where {T,N,M}
    M > N && return ntuple(k -> I[k], Val(N))
    M == N && return I
    # Fewer indices than dimensions: the missing ones are along axes of length one.
    return (I..., ntuple(k -> first(axes(A, M + k)), N - M)...)
end
_ind2sub(A::AbstractArray, i) = _ind2sub(axes(A), i)
_ind2sub(inds::Tuple, i::Integer) = _ind2sub_recurse(inds, i - 1)
_ind2sub(dims::Tuple{Integer,Vararg{Integer}}, i::Integer) = _ind2sub(map(OneTo, dims), i)
_ind2sub(::Tuple{}, i::Integer) = ()
_ind2sub(inds::Tuple{AbstractUnitRange}, i::Integer) = (i,)
_ind2sub_recurse(inds::Tuple{AbstractUnitRange}, i) = (i + first(inds[1]),)
_ind2sub_recurse(::Tuple{}, i) = ()
function _ind2sub_recurse(inds::Tuple, i)
    r = inds[1]
    n = length(r)
    q = div(i, n)
    return (i - q * n + first(r), _ind2sub_recurse(tail(inds), q)...)
end


# The result of indexing by at least one array.
function _gather(A::AbstractArray, shape::Tuple{}, I::Tuple)
    x = A[map(_only_index, I)...]
    I isa Tuple{Vararg{Union{Real,CartesianIndex}}} && return x
    # Arrays of no dimensions as indices give one.
    dest = similar(A, ())
    dest[] = x
    return dest
end
_only_index(i) = i
_only_index(i::AbstractArray) = first(i)
function _gather(A::AbstractArray{T,N}, shape::Tuple, I::Tuple) where {T,N}
    dest = similar(A, shape)
    axes(dest) == map(_same_axis, shape) || throw_checksize_error(dest, shape)
    k = firstindex(dest)
    _gather!(dest, k, A, I)
    return dest
end
_same_axis(r) = r
throw_checksize_error(A, sz) = throw(DimensionMismatch("output array is the wrong size; expected $(sz), got $(size(A))"))
_gather!(dest, k, A, I::Tuple{Any}) = (for i in I[1]; dest[k] = A[i]; k += 1; end; k)
function _gather!(dest, k, A, I::Tuple{Any,Any})
    for j in I[2]
        for i in I[1]
            dest[k] = A[i, j]
            k += 1
        end
    end
    return k
end
function _gather!(dest, k, A, I::Tuple)
    for idx in Iterators.product(I...)
        dest[k] = A[idx...]
        k += 1
    end
    return k
end

function setindex!(A::AbstractArray, v, I...)
    I isa Tuple{CartesianIndex} && return setindex!(A, v, getfield(I, 1).I...)
    J = to_indices(A, I)
    J isa _Ints && !(I isa _Ints) && return setindex!(A, v, J...)
    return _setindex!(IndexStyle(A), A, v, J...)
end
function _setindex!(style::IndexStyle, A::AbstractArray, v, I...)
    checkbounds(A, I...)
    return _unsafe_setindex!(style, A, v, I...)
end
_unsafe_setindex!(::IndexStyle, A::AbstractArray, v, I::Vararg{Any}) = (_scatter!(A, v, I); A)
_setindex!(::IndexLinear, A::AbstractArray, v, i::Int) = throw(CanonicalIndexError("setindex!", typeof(A)))
function _setindex!(::IndexLinear, A::AbstractArray, v, I::Vararg{Int})
    checkbounds(A, I...)
    setindex!(A, v, _to_linear_index(A, I...))
    return A
end
function _setindex!(::IndexCartesian, A::AbstractArray{T,N}, v, I::Vararg{Int,M}) where {T,N,M}
    checkbounds(A, I...)
    setindex!(A, v, _to_subscript_indices(A, I...)...)
    return A
end
_setindex!(::IndexCartesian, A::AbstractArray{T,N}, v, I::Vararg{Int,N}) where {T,N} = throw(CanonicalIndexError("setindex!", typeof(A)))

_scatter!(A, v, I) = (setindex_shape_check(v, index_lengths(I...)...); A)
function _scatter!(A, X::AbstractArray, I::Tuple)
    _check_scatter_shape(X, I)
    X′ = unalias(A, X)
    I′ = map(i -> unalias(A, i), I)
    y = iterate(X′)
    for idx in Iterators.product(I′...)
        A[idx...] = y[1]
        y = iterate(X′, y[2])
    end
    return A
end
_scatter!(A, X::AbstractArray, I::Tuple{Vararg{Int}}) = throw(MethodError(setindex!, (A, X, I...)))
_check_scatter_shape(X, I) = setindex_shape_check(X, index_lengths(I...)...)

parent(a::AbstractArray) = a

# --- similar, copies ---

similar(a::AbstractArray{T}) where {T} = similar(a, T)
similar(a::AbstractArray, ::Type{T}) where {T} = similar(a, T, to_shape(axes(a)))
similar(a::AbstractArray{T}, dims::Tuple) where {T} = similar(a, T, to_shape(dims))
similar(a::AbstractArray{T}, dims::DimOrInd...) where {T} = similar(a, T, to_shape(dims))
similar(a::AbstractArray, ::Type{T}, dims::DimOrInd...) where {T} = similar(a, T, to_shape(dims))
similar(a::AbstractArray, ::Type{T}, dims::Tuple{Union{Integer,OneTo},Vararg{Union{Integer,OneTo}}}) where {T} = similar(a, T, to_shape(dims))
similar(a::AbstractArray, ::Type{T}, dims::Dims{N}) where {T,N} = Array{T,N}(undef, dims)
similar(::Type{T}, dims::DimOrInd...) where {T<:AbstractArray} = similar(T, dims)
similar(::Type{T}, shape::Tuple{Union{Integer,OneTo},Vararg{Union{Integer,OneTo}}}) where {T<:AbstractArray} = similar(T, to_shape(shape))
similar(::Type{T}, dims::Dims) where {T<:AbstractArray} = T(undef, dims)
to_shape(::Tuple{}) = ()
to_shape(dims::Dims) = dims
to_shape(dims::Tuple{Vararg{Union{Integer,AbstractUnitRange}}}) = map(to_shape, dims)
to_shape(i::Int) = i
to_shape(i::Integer) = Int(i)
to_shape(r::OneTo) = Int(last(r))
# Axes that begin elsewhere are for those who make arrays of such: this library makes none.
to_shape(r::AbstractUnitRange) = r

copy(A::AbstractArray) = copymutable(A)
copymutable(a::AbstractArray) = copyto!(similar(a), a)
copymutable(itr) = collect(itr)
zero(x::AbstractArray{T}) where {T<:Number} = fill!(similar(x, typeof(zero(T))), zero(T))
zero(x::AbstractArray) = map(zero, x)
one(x::AbstractMatrix{T}) where {T} = (m = size(x, 1); m == size(x, 2) || throw(DimensionMismatch("multiplicative identity defined only for square matrices")); I = zeros(T, m, m); for i in 1:m; I[i, i] = one(T); end; I)
oneunit(x::AbstractMatrix{T}) where {T} = (m = size(x, 1); m == size(x, 2) || throw(DimensionMismatch("multiplicative identity defined only for square matrices")); I = zeros(T, m, m); for i in 1:m; I[i, i] = oneunit(T); end; I)
iszero(x::AbstractArray) = all(iszero, x)
isone(x::AbstractMatrix) = (size(x, 1) == size(x, 2)) && all(I -> x[I] == (I[1] == I[2]), CartesianIndices(x))
isreal(x::AbstractArray) = all(isreal, x)
isinteger(x::AbstractArray) = all(isinteger, x)

function copyto!(dest::AbstractArray, src)
    destiter = eachindex(dest)
    y = iterate(destiter)
    for x in src
        y === nothing && throw(ArgumentError("destination has fewer elements than required"))
        dest[y[1]] = x
        y = iterate(destiter, y[2])
    end
    return dest
end
function copyto!(dest::AbstractArray, dstart::Integer, src)
    i = Int(dstart)
    if haslength(src) && length(src) > 0 && length(dest) > 0
        checkbounds(Bool, dest, i) && checkbounds(Bool, dest, i + length(src) - 1) || throw(BoundsError(dest, i:i+length(src)-1))
    end
    for x in src
        dest[i] = x
        i += 1
    end
    return dest
end
function copyto!(dest::AbstractArray, dstart::Integer, src, sstart::Integer)
    y = _iterate_to(src, sstart)
    y === nothing && _too_few_elements(sstart, sstart - 1)
    i = Int(dstart)
    while y !== nothing
        dest[i] = y[1]
        i += 1
        y = iterate(src, y[2])
    end
    return dest
end
function copyto!(dest::AbstractArray, dstart::Integer, src, sstart::Integer, n::Integer)
    n < 0 && throw(ArgumentError("tried to copy n=$n, elements, but n should be non-negative"))
    n == 0 && return dest
    sstart < 1 && _start_is_wrong(sstart)
    inds = LinearIndices(dest)
    stop = dstart + n - 1
    dstart in inds && stop in inds || throw(BoundsError(dest, dstart:stop))
    y = _iterate_to(src, sstart)
    for i in Int(dstart):stop
        y === nothing && _too_few_elements(sstart + n - 1, sstart + i - dstart - 1)
        dest[i] = y[1]
        y = iterate(src, y[2])
    end
    return dest
end
_start_is_wrong(sstart) = throw(ArgumentError("source start offset ($sstart) is < 1"))
_too_few_elements(expected, got) =
    throw(ArgumentError("source has fewer elements than required, expected at least $expected, got $got"))
# The element at the place `sstart` of what is iterated, with the state after it.
function _iterate_to(src, sstart)
    sstart < 1 && _start_is_wrong(sstart)
    y = iterate(src)
    for j in 1:sstart - 1
        y === nothing && _too_few_elements(sstart, j - 1)
        y = iterate(src, y[2])
    end
    return y
end
function copyto!(dest::AbstractArray, src::AbstractArray)
    isempty(src) && return dest
    if length(dest) < length(src)
        throw(BoundsError(dest, LinearIndices(src)))
    end
    src′ = unalias(dest, src)
    if IndexStyle(dest) isa IndexLinear
        i = firstindex(dest)
        for x in src′
            dest[i] = x
            i += 1
        end
    else
        k = iterate(eachindex(dest))
        inds = eachindex(dest)
        for x in src′
            dest[k[1]] = x
            k = iterate(inds, k[2])
        end
    end
    return dest
end
copyto!(dest::AbstractArray, dstart::Integer, src::AbstractArray) = copyto!(dest, dstart, src, first(LinearIndices(src)), length(src))
function copyto!(dest::AbstractArray, dstart::Integer, src::AbstractArray, sstart::Integer)
    srcinds = LinearIndices(src)
    checkbounds(Bool, srcinds, sstart) || throw(BoundsError(src, sstart))
    return copyto!(dest, dstart, src, sstart, last(srcinds) - sstart + 1)
end
function copyto!(dest::AbstractArray, dstart::Integer, src::AbstractArray, sstart::Integer, n::Integer)
    n == 0 && return dest
    n < 0 && throw(ArgumentError("tried to copy n=$n elements, but n should be non-negative"))
    destinds, srcinds = LinearIndices(dest), LinearIndices(src)
    (checkbounds(Bool, destinds, dstart) && checkbounds(Bool, destinds, dstart + n - 1)) || throw(BoundsError(dest, dstart:dstart+n-1))
    (checkbounds(Bool, srcinds, sstart) && checkbounds(Bool, srcinds, sstart + n - 1)) || throw(BoundsError(src, sstart:sstart+n-1))
    src′ = unalias(dest, src)
    i = 0
    while i < n
        dest[dstart+i] = src′[sstart+i]
        i += 1
    end
    return dest
end
function copyto!(B::AbstractVecOrMat, ir_dest::AbstractRange{Int}, jr_dest::AbstractRange{Int}, A::AbstractVecOrMat, ir_src::AbstractRange{Int}, jr_src::AbstractRange{Int})
    if length(ir_dest) != length(ir_src)
        throw(ArgumentError("source and destination must have same size (got $(length(ir_src)) and $(length(ir_dest)))"))
    end
    if length(jr_dest) != length(jr_src)
        throw(ArgumentError("source and destination must have same size (got $(length(jr_src)) and $(length(jr_dest)))"))
    end
    B[ir_dest, jr_dest] = A[ir_src, jr_src]
    return B
end
function copyto!(dest::AbstractArray, Rdest::CartesianIndices, src::AbstractArray, Rsrc::CartesianIndices)
    isempty(Rdest) && return dest
    size(Rdest) == size(Rsrc) || throw(ArgumentError("source and destination must have same size (got $(size(Rsrc)) and $(size(Rdest)))"))
    checkbounds(dest, first(Rdest))
    checkbounds(dest, last(Rdest))
    checkbounds(src, first(Rsrc))
    checkbounds(src, last(Rsrc))
    # Of one array nothing is overwritten before it was read.
    src = unalias(dest, src)
    for (i, j) in zip(Rdest, Rsrc)
        dest[i] = src[j]
    end
    return dest
end
function copy!(dst::AbstractVector, src::AbstractVector)
    length(dst) != length(src) && resize!(dst, length(src))
    return copyto!(dst, src)
end
function copy!(dst::AbstractArray, src::AbstractArray)
    axes(dst) == axes(src) || throw(ArgumentError("arrays must have the same axes for copy! (consider using `copyto!`)"))
    return copyto!(dst, src)
end
fill!(A::AbstractArray{T}, x) where {T} = (xT = convert(T, x); for I in eachindex(A); A[I] = xT; end; A)
function copyfirst!(R, A)
    return copyto!(R, A)
end

# --- who shares storage with whom ---

dataids(A::AbstractArray) = ()
function mightalias(A::AbstractArray, B::AbstractArray)
    return !_isdisjoint_ids(dataids(A), dataids(B))
end
mightalias(x, y) = false
_isdisjoint_ids(a::Tuple{}, b::Tuple) = true
_isdisjoint_ids(a::Tuple, b::Tuple{}) = true
_isdisjoint_ids(a::Tuple{}, b::Tuple{}) = true
function _isdisjoint_ids(a::Tuple, b::Tuple)
    for x in a
        for y in b
            x === y && return false
        end
    end
    return true
end
unalias(dest, A::AbstractArray) = mightalias(dest, A) ? unaliascopy(A) : A
unalias(dest, A::AbstractRange) = A
unalias(dest, A) = A
unaliascopy(A::AbstractArray) = copy(A)
unaliascopy(A) = A

# --- iteration ---

# Places from one are counted; others are told by what goes over them.
iterate(A::AbstractArray) = _iterate_along(A, eachindex(A))
_iterate_along(A, ::OneTo{Int}) = iterate(A, 1)
_iterate_along(A, inds) = iterate(A, (inds,))
function iterate(A::AbstractArray, state)
    state isa Int && return ult_int(sub_int(state, 1), length(A)) ? (A[state], add_int(state, 1)) : nothing
    y = iterate(state...)
    y === nothing && return nothing
    return (A[y[1]], (state[1], tail(y)...))
end
function iterate(A::Array, i::Int=1)
    ult_int(sub_int(i, 1), length(A)) || return nothing
    return (memoryrefget(memoryrefnew(getfield(A, :ref), i, false), :not_atomic, false), add_int(i, 1))
end
isassigned(a::AbstractArray, i::Integer...) = _isassigned_any(a, i)
isassigned(a::AbstractArray, i::Union{Integer, CartesianIndex}...) = _isassigned_any(a, i)
function _isassigned_any(a, i)
    try
        a[i...]
        return true
    catch e
        (e isa BoundsError || e isa UndefRefError) && return false
        rethrow()
    end
end

pairs(A::AbstractArray) = pairs(IndexCartesian(), A)
pairs(A::AbstractVector) = pairs(IndexLinear(), A)
pairs(::IndexLinear, A::AbstractArray) = Pairs(A, LinearIndices(A))
pairs(::IndexCartesian, A::AbstractArray) = Pairs(A, CartesianIndices(axes(A)))
values(A::AbstractArray) = A
haskey(a::AbstractArray, i) = checkbounds(Bool, a, i)
get(A::AbstractArray, i::Integer, default) = checkbounds(Bool, A, i) ? A[i] : default
get(A::AbstractArray, I::Tuple{}, default) = checkbounds(Bool, A) ? A[] : default
get(A::AbstractArray, I::Dims, default) = checkbounds(Bool, A, I...) ? A[I...] : default
get(A::AbstractArray, I::CartesianIndex, default) = get(A, I.I, default)
get(A::AbstractArray, I::AbstractRange, default) = get!(similar(A, typeof(default), index_shape(I)), A, I, default)
function get(A::AbstractArray{T,N}, I::NTuple{N,Union{Integer,AbstractRange,AbstractVector{Int}}}, default) where {T,N}
    X = fill!(similar(A, typeof(default), index_shape(I...)), default)
    for (k, at) in zip(eachindex(X), Iterators.product(I...))
        checkbounds(Bool, A, at...) && (X[k] = A[at...])
    end
    return X
end
get(f::Callable, A::AbstractArray, I::Tuple{}) = checkbounds(Bool, A) ? A[] : f()
get(f::Callable, A::AbstractArray, i::Integer) = checkbounds(Bool, A, i) ? A[i] : f()
get(f::Callable, A::AbstractArray, I::Dims) = checkbounds(Bool, A, I...) ? A[I...] : f()
get(f::Callable, A::AbstractArray, I::CartesianIndex) = get(f, A, I.I)
# The elements that are there, `default` for the others.
function get!(X::AbstractVector, A::AbstractArray, I::Union{AbstractRange,AbstractVector{Int}}, default)
    for (k, i) in zip(eachindex(X), I)
        X[k] = get(A, i, default)
    end
    return X
end

# --- comparison ---

function ==(A::AbstractArray, B::AbstractArray)
    axes(A) == axes(B) || return false
    anymissing = false
    y = iterate(B)
    for a in A
        eq = a == y[1]
        if eq === missing
            anymissing = true
        elseif !eq
            return false
        end
        y = iterate(B, y[2])
    end
    return anymissing ? missing : true
end
function isequal(A::AbstractArray, B::AbstractArray)
    A === B && return true
    axes(A) == axes(B) || return false
    y = iterate(B)
    for a in A
        isequal(a, y[1]) || return false
        y = iterate(B, y[2])
    end
    return true
end
function cmp(A::AbstractVector, B::AbstractVector)
    for (a, b) in zip(A, B)
        isless(a, b) && return -1
        isless(b, a) && return 1
    end
    return cmp(length(A), length(B))
end
cmp(A::AbstractArray{<:Any,0}, B::AbstractArray{<:Any,0}) = cmp(A[], B[])
isless(A::AbstractVector, B::AbstractVector) = cmp(A, B) < 0
isless(A::AbstractArray{<:Any,0}, B::AbstractArray{<:Any,0}) = isless(A[], B[])
function hash(A::AbstractArray, h::UInt)
    h += 0x7e2d6fb6448beb77
    # Axes are arrays themselves: their ends stand for them.
    h = hash(map(first, axes(A)), h)
    h = hash(map(last, axes(A)), h)
    for x in A
        h = hash(x, h)
    end
    return h
end

# --- mapping ---

function map!(f, dest::AbstractArray, A::AbstractArray)
    for (i, j) in zip(eachindex(dest), eachindex(A))
        dest[i] = f(A[j])
    end
    return dest
end
function map!(f, dest::AbstractArray, A::AbstractArray, B::AbstractArray)
    for (i, j, k) in zip(eachindex(dest), eachindex(A), eachindex(B))
        dest[i] = f(A[j], B[k])
    end
    return dest
end
function map!(f, dest::AbstractArray, As::AbstractArray...)
    inds = LinearIndices(dest)
    k = iterate(eachindex(dest))
    all_inds = eachindex(dest)
    for args in zip(As...)
        k === nothing && break
        dest[k[1]] = f(args...)
        k = iterate(all_inds, k[2])
    end
    return dest
end
map!(f, dest::AbstractArray) = throw(ArgumentError(
    """map! requires at least one "source" argument"""))
map(f, A::AbstractArray) = collect_similar(A, Generator(f, A))
map(f, A) = collect(Generator(f, A))
map(f, ::AbstractSet) = error("map is not defined on sets")
map(f, it, iters...) = collect(Generator(f, it, iters...))
foreach(f, itr) = (for x in itr; f(x); end; nothing)
foreach(f, itr, itrs...) = (for z in zip(itr, itrs...); f(z...); end; nothing)
mapany(f, itr) = Any[f(x) for x in itr]

function mapslices(f, A::AbstractArray; dims)
    isempty(dims) && return map(f, A)
    for d in dims
        d isa Integer || throw(ArgumentError("mapslices: dimension must be an integer, got $d"))
        d >= 1 || throw(ArgumentError("mapslices: dimension must be ≥ 1, got $d"))
        d > ndims(A) && throw(ArgumentError("mapslices does not accept dimensions > ndims(A) = $(ndims(A)), got $d"))
    end
    return _mapslices(f, A, ntuple(d -> d in dims, Val(ndims(A))))
end
function _mapslices(f, A::AbstractArray{T, N}, is_within::NTuple{N, Bool}) where {T, N}
    places = CartesianIndices(map((axis, within) -> within ? OneTo(1) : axis, axes(A), is_within))
    isempty(places) && return similar(A)
    first_result = f(_slice_at(A, first(places), is_within))
    R = _slices_result(first_result, A, is_within)
    for I in places
        _put_slice!(R, I === first(places) ? first_result : f(_slice_at(A, I, is_within)), I, is_within)
    end
    return R
end
_slice_at(A::AbstractArray{T, N}, I, is_within) where {T, N} = A[ntuple(d -> is_within[d] ? (:) : I[d], Val(N))...]
# A result that is no array takes one place along each dimension that it stands for.
_slices_result(r, A::AbstractArray{T, N}, is_within) where {T, N} =
    Array{typeof(r), N}(undef, ntuple(d -> is_within[d] ? 1 : size(A, d), Val(N)))
_slices_result(r::AbstractArray{<:Any, 0}, A::AbstractArray{T, N}, is_within) where {T, N} =
    Array{typeof(r), N}(undef, ntuple(d -> is_within[d] ? 1 : size(A, d), Val(N)))
function _slices_result(r::AbstractArray, A::AbstractArray{T, N}, is_within) where {T, N}
    n = sum(is_within)
    all(d -> size(r, d) == 1, n+1:ndims(r)) ||
        throw(DimensionMismatch("mapslices cannot assign slice f(x) of size $(size(r)) into output of size $(size(r)[1:n])"))
    return similar(r, ntuple(d -> is_within[d] ? size(r, sum(is_within[1:d])) : size(A, d), Val(N)))
end
_put_slice!(R::AbstractArray{T, N}, r, I, is_within) where {T, N} =
    setindex!(R, r, ntuple(d -> is_within[d] ? 1 : I[d], Val(N))...)
_put_slice!(R::AbstractArray{T, N}, r::AbstractArray{<:Any, 0}, I, is_within) where {T, N} =
    setindex!(R, r, ntuple(d -> is_within[d] ? 1 : I[d], Val(N))...)
function _put_slice!(R::AbstractArray{T, N}, r::AbstractArray, I, is_within) where {T, N}
    at = ntuple(d -> is_within[d] ? (:) : I[d], Val(N))
    setindex!(R, reshape(r, ntuple(d -> is_within[d] ? size(R, d) : 1, Val(N))), at...)
end

# --- nearby values ---

conj(A::AbstractArray{<:Real}) = A
conj(A::AbstractArray) = map(conj, A)
conj!(A::AbstractArray) = map!(conj, A, A)
real(A::AbstractArray{<:Real}) = A
real(A::AbstractArray) = map(real, A)
imag(A::AbstractArray{<:Real}) = map(zero, A)
imag(A::AbstractArray) = map(imag, A)
float(A::AbstractArray{<:AbstractFloat}) = A
float(A::AbstractArray{Missing}) = A
float(A::AbstractArray{Union{T, Missing}}) where {T} = convert(AbstractArray{Union{float(T), Missing}}, A)
float(A::AbstractArray{T}) where {T} = isconcretetype(T) ? convert(AbstractArray{float(T)}, A) :
    error("`float` not defined on abstractly-typed arrays; please convert to a more specific type")

big(A::AbstractArray{T}) where {T<:Number} = map(big, A)
isfinite_all(A) = all(isfinite, A)
allequal(itr) = _allequal(itr)
function _allequal(itr)
    haslength(itr) && length(itr) <= 1 && return true
    y = iterate(itr)
    y === nothing && return true
    x0 = y[1]
    for x in itr
        isequal(x, x0) || return false
    end
    return true
end
allequal(f, itr) = allequal(Generator(f, itr))
checkdims_perm(A, p) = isperm(p) || throw(ArgumentError("input is not a permutation"))
