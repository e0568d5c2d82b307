# Joining arrays.

promote_eltype() = Bottom
promote_eltype(v1, vs...) = promote_type(eltype(v1), promote_eltype(vs...))
promote_eltypeof() = Bottom
promote_eltypeof(v1, vs...) = promote_type(_cat_eltype(v1), promote_eltypeof(vs...))
_cat_eltype(x::AbstractArray) = eltype(x)
_cat_eltype(x) = typeof(x)

vcat() = Vector{Any}()
hcat() = Vector{Any}()
vcat(X::T...) where {T} = _vector_of(T, X)
vcat(X::T...) where {T<:Number} = _vector_of(T, X)
vcat(X...) = _cat(Val(1), X...)
vcat(X::Number...) = _converted_vector(promote_typeof(X...), X)
hcat(X::T...) where {T} = reshape(_vector_of(T, X), 1, length(X))
hcat(X::T...) where {T<:Number} = reshape(_vector_of(T, X), 1, length(X))
hcat(X::Number...) = reshape(_converted_vector(promote_typeof(X...), X), 1, length(X))
hcat(X...) = _cat(Val(2), X...)
promote_typeof(x) = typeof(x)
promote_typeof(x, xs...) = promote_type(typeof(x), promote_typeof(xs...))

function vcat(A::AbstractVector...)
    T = promote_eltype(A...)
    return _typed_vcat_vectors(T, A)
end
vcat(A::Vector{T}...) where {T} = _typed_vcat_vectors(T, A)
vcat(A::Vector{T}) where {T} = copy(A)
function _typed_vcat_vectors(::Type{T}, A::Tuple) where {T}
    n = 0
    for a in A
        n += length(a)
    end
    arr = _cat_similar(A[1], T, (n,))
    at = 1
    for a in A
        copyto!(arr, at, a)
        at += Int(length(a))    # a range of big integers has a big length
    end
    return arr
end
vcat(A::AbstractArray...) = _cat(Val(1), A...)
hcat(A::AbstractArray...) = _cat(Val(2), A...)
vcat(A::AbstractMatrix...) = _typed_vcat(promote_eltype(A...), A)
vcat(A::AbstractVecOrMat...) = _typed_vcat(promote_eltype(A...), A)
function hcat(V::Vector{T}...) where {T}
    height = length(V[1])
    for v in V
        length(v) == height || throw(DimensionMismatch("vectors must have same lengths"))
    end
    return _typed_hcat(T, V)
end
hcat(A::AbstractVecOrMat...) = _typed_hcat(promote_eltype(A...), A)
typed_vcat(::Type{T}) where {T} = Vector{T}()
typed_vcat(::Type{T}, A::AbstractVecOrMat...) where {T} = all(a -> a isa AbstractVector, A) ? _typed_vcat_vectors(T, A) : _typed_vcat(T, A)
typed_vcat(::Type{T}, X...) where {T} = _cat_t(Val(1), T, X)
typed_hcat(::Type{T}) where {T} = Vector{T}()
# `v[1 +2]` is written as if `v` were the type of what is joined.
typed_hcat(::AbstractArray, other...) = throw(ArgumentError("It is unclear whether you " *
    "intend to perform an indexing operation or typed concatenation. If you intend to " *
    "perform indexing (v[1 + 2]), adjust spacing or insert missing operator to clarify. " *
    "If you intend to perform typed concatenation (T[1 2]), ensure that T is a type."))
typed_hcat(::Type{T}, A::AbstractVecOrMat...) where {T} = _typed_hcat(T, A)
typed_hcat(::Type{T}, X...) where {T} = _cat_t(Val(2), T, X)
typed_hcat(::Type{T}, X::Number...) where {T} = reshape(_converted_vector(T, X), 1, length(X))
typed_vcat(::Type{T}, X::Number...) where {T} = _converted_vector(T, X)

function _typed_vcat(::Type{T}, A::Tuple) where {T}
    nrows = 0
    for a in A
        nrows += size(a, 1)
    end
    ncols = size(A[1], 2)
    for j in 2:length(A)
        size(A[j], 2) == ncols || throw(DimensionMismatch("number of columns of each array must match (got $(map(a -> size(a, 2), A)))"))
    end
    B = _cat_similar(A[1], T, (nrows, ncols))
    pos = 1
    for Ak in A
        m = size(Ak, 1)
        for j in 1:ncols, i in 1:m
            B[pos+i-1, j] = Ak[i, j]
        end
        pos += m
    end
    return B
end
function _typed_hcat(::Type{T}, A::Tuple) where {T}
    nrows = size(A[1], 1)
    ncols = 0
    dense = true
    for Aj in A
        size(Aj, 1) == nrows || throw(DimensionMismatch("number of rows of each array must match (got $(map(x -> size(x, 1), A)))"))
        ncols += size(Aj, 2)
    end
    B = _cat_similar(A[1], T, (nrows, ncols))
    pos = 1
    for Ak in A
        n = length(Ak)
        copyto!(B, pos, Ak, firstindex(Ak), n)
        pos += n
    end
    return B
end
reduce(::typeof(vcat), A::AbstractVector{<:AbstractVecOrMat}) = isempty(A) ? throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer")) : all(a -> a isa AbstractVector, A) ? _typed_vcat_vectors(mapreduce(eltype, promote_type, A), (A...,)) : _typed_vcat(mapreduce(eltype, promote_type, A), (A...,))
reduce(::typeof(vcat), A::AbstractVector{<:AbstractVector}) = isempty(A) ? reduce_empty(vcat, eltype(A)) : _vcat_all(mapreduce(eltype, promote_type, A), A)
reduce(::typeof(hcat), A::AbstractVector{<:AbstractVecOrMat}) = _typed_hcat(mapreduce(eltype, promote_type, A), (A...,))
_vcat_all(::Type{T}, A) where {T} = (out = Vector{T}(); for a in A; append!(out, a); end; out)

# --- along any dimensions ---

cat(A...; dims) = isempty(A) ? Any[] : _cat(dims, A...)
_cat(dims, X...) = _cat_t(dims, promote_eltypeof(X...), X)
cat_size(A::AbstractArray, d) = size(A, d)
cat_size(A, d) = 1
cat_ndims(A::AbstractArray) = ndims(A)
cat_ndims(A) = 0
_dims_tuple(d::Integer) = (Int(d),)
_dims_tuple(::Val{d}) where {d} = d isa Tuple ? d : (d,)
_dims_tuple(d) = (map(_to_int, d)...,)
function _cat_t(dims, ::Type{T}, X::Tuple) where {T}
    ds = _dims_tuple(dims)
    for d in ds
        d > 0 || throw(ArgumentError("All cat dimensions must be positive integers, but got $d"))
    end
    return _cat_along(ds, T, _cat_rank(dims, X), X)
end
# How many dimensions come of it: the types tell, where they tell the dimensions to join along.
_cat_rank(::Val{dims}, X::Tuple) where {dims} = _most_dims(Val(dims isa Tuple ? max(dims...) : dims), X...)
function _cat_rank(dims, X::Tuple)
    N = max(_dims_tuple(dims)...)
    for x in X
        N = max(N, cat_ndims(x))
    end
    return Val(N)
end
_most_dims(rank::Val) = rank
_most_dims(rank::Val{N}, ::AbstractArray{<:Any, M}, xs...) where {N, M} = _most_dims(M > N ? Val(M) : rank, xs...)
_most_dims(rank::Val, x, xs...) = _most_dims(rank, xs...)
function _cat_along(ds::Tuple, ::Type{T}, ::Val{N}, X::Tuple) where {T, N}
    shape = ntuple(d -> d in ds ? _joined_extent(d, X) : _common_extent(d, X), Val(N))
    A = _cat_similar(X[1], T, shape)
    length(ds) > 1 && T <: Number && fill!(A, zero(T))
    offsets = Vector{Int}(undef, N)
    fill!(offsets, 0)
    for x in X
        if x isa AbstractArray
            for I in CartesianIndices(x)
                A[ntuple(d -> offsets[d] + (d <= ndims(x) ? I[d] - first(axes(x, d)) + 1 : 1), Val(N))...] = x[I]
            end
        else
            A[ntuple(d -> offsets[d] + 1, Val(N))...] = x
        end
        for d in ds
            offsets[d] += cat_size(x, d)
        end
    end
    return A
end
function _joined_extent(d, X::Tuple)
    n = 0
    for x in X
        n += cat_size(x, d)
    end
    return n
end
function _common_extent(d, X::Tuple)
    n = cat_size(X[1], d)
    for x in X
        cat_size(x, d) == n || throw(DimensionMismatch("mismatch in dimension $d (expected $n got $(cat_size(x, d)))"))
    end
    return n
end
_cat_similar(x, ::Type{T}, shape) where {T} = Array{T}(undef, shape)
_cat_similar(x::AbstractArray, ::Type{T}, shape) where {T} = similar(x, T, shape)

# --- blocks ---

hvcat(rows::Tuple{Vararg{Int}}, xs::Number...) = typed_hvcat(promote_typeof(xs...), rows, xs...)
hvcat(rows::Tuple{Vararg{Int}}, xs::T...) where {T<:Number} = typed_hvcat(T, rows, xs...)
hvcat(rows::Tuple{Vararg{Int}}, as::AbstractVecOrMat...) = typed_hvcat(promote_eltype(as...), rows, as...)
hvcat(rows::Tuple{Vararg{Int}}, as...) = typed_hvcat(promote_eltypeof(as...), rows, as...)
hvcat(nbc::Int, as...) = (nbr = div(length(as), nbc); rem(length(as), nbc) == 0 || throw(ArgumentError("number of arrays $(length(as)) is not a multiple of the requested number of block columns $nbc")); hvcat(ntuple(i -> nbc, nbr), as...))
hvcat(rows::Tuple{}) = Matrix{Any}(undef, 0, 0)
# Blocks of all kinds, where there are none.
hvcat(rows::Tuple{Vararg{Int}}) = typed_hvcat(Any, rows)
# Rows that were splatted are as long as they turn out.
hvcat_rows(rows::Tuple...) = hvcat(map(length, rows), _joined(rows...)...)
typed_hvcat_rows(::Type{T}, rows::Tuple...) where {T} = typed_hvcat(T, map(length, rows), _joined(rows...)...)
_joined() = ()
_joined(row::Tuple, rows::Tuple...) = (row..., _joined(rows...)...)
typed_hvcat(::Type{T}, rows::Tuple{Vararg{Int}}) where {T} = Vector{T}()
function typed_hvcat(::Type{T}, rows::Tuple{Vararg{Int}}, xs::Number...) where {T}
    nr = length(rows)
    nc = rows[1]
    for i in 2:nr
        rows[i] == nc || throw(DimensionMismatch("row $i has mismatched number of columns (expected $nc, got $(rows[i]))"))
    end
    n = length(xs)
    nr * nc == n || throw(ArgumentError("argument count does not match specified shape (expected $(nr * nc), got $n)"))
    a = Matrix{T}(undef, nr, nc)
    k = 1
    for i in 1:nr, j in 1:nc
        a[i, j] = xs[k]
        k += 1
    end
    return a
end
# Of vectors and matrices alone the extent is told by the first of each row and by the first row.
function typed_hvcat(::Type{T}, rows::Tuple{Vararg{Int}}, as::AbstractVecOrMat...) where {T}
    ncols = _extent_of(as, 1, rows[1], 2)
    nrows = 0
    k = 1
    for n in rows
        nrows += size(as[k], 1)
        k += n
    end
    out = _cat_similar(as[1], T, (nrows, ncols))
    k, top = 1, 0
    for (i, n) in enumerate(rows)
        height = size(as[k], 1)
        width = 0
        for A in as[k:k+n-1]
            size(A, 1) == height || throw(DimensionMismatch("mismatched height in block row $i (expected $height, got $(size(A, 1)))"))
            width + size(A, 2) <= ncols || throw(DimensionMismatch("block row $i has mismatched number of columns (expected $ncols, got $(width + size(A, 2)))"))
            out[top+1:top+height, width+1:width+size(A, 2)] = A
            width += size(A, 2)
        end
        width == ncols || throw(DimensionMismatch("block row $i has mismatched number of columns (expected $ncols, got $width)"))
        top += height
        k += n
    end
    return out
end
function _extent_of(as, first, count, d)
    n = 0
    for i in first:first+count-1
        n += size(as[i], d)
    end
    return n
end
function typed_hvcat(::Type{T}, rows::Tuple{Vararg{Int}}, as...) where {T}
    blocks = ()
    a = 1
    for i in 1:length(rows)
        row = ntuple(k -> as[a+k-1], rows[i])
        blocks = (blocks..., _row_block(T, row))
        a += rows[i]
    end
    ncols = size(blocks[1], 2)
    for i in 2:length(blocks)
        size(blocks[i], 2) == ncols || throw(DimensionMismatch(all(x -> !(x isa AbstractArray), as) ? "row $i has mismatched number of columns (expected $ncols, got $(size(blocks[i], 2)))" : "block row $i has mismatched number of columns (expected $ncols, got $(size(blocks[i], 2)))"))
    end
    return all(b -> ndims(b) <= 2, blocks) ? _typed_vcat(T, blocks) : _cat_t(Val(1), T, blocks)
end
_row_block(::Type{T}, row::Tuple) where {T} = _cat_t(Val(2), T, map(x -> x isa AbstractVector ? reshape(x, length(x), 1) : x, row))

hvncat(dim::Int, xs...) = typed_hvncat(_hvncat_eltype(xs), dim, xs...)
hvncat(dims::Tuple{Vararg{Int}}, row_first::Bool, xs...) = typed_hvncat(_hvncat_eltype(xs), dims, row_first, xs...)
hvncat(shape::Tuple{Vararg{Tuple}}, row_first::Bool, xs...) = typed_hvncat(_hvncat_eltype(xs), shape, row_first, xs...)
hvncat(::Tuple{}, row_first::Bool, xs...) = typed_hvncat(_hvncat_eltype(xs), 0, xs...)
_hvncat_eltype(xs) = isempty(xs) ? Any : promote_eltypeof(xs...)
typed_hvncat(::Type{T}, dim::Int, xs...) where {T} = _hvncat_one(dim, T, xs)
typed_hvncat(::Type{T}, ::Tuple{}, row_first::Bool, xs...) where {T} = _hvncat_one(0, T, xs)
function typed_hvncat(::Type{T}, dims::Tuple{Vararg{Int}}, row_first::Bool, xs...) where {T}
    length(dims) == 1 && return _hvncat_counted(T, dims[1], 1, xs)
    isempty(xs) && throw(ArgumentError("must have at least one element"))
    all(>(0), dims) || throw(ArgumentError("`dims` argument must contain positive integers"))
    return _typed_hvncat(T, dims, row_first, xs)
end
function typed_hvncat(::Type{T}, shape::Tuple{Vararg{Tuple}}, row_first::Bool, xs...) where {T}
    any(isempty, shape) && throw(ArgumentError("each level of `shape` argument must have at least one value"))
    length(shape) == 1 && return _hvncat_counted(T, shape[1][1], row_first ? 2 : 1, xs)
    isempty(xs) && throw(ArgumentError("must have at least one element"))
    all(level -> all(>(0), level), shape) || throw(ArgumentError("`shape` argument must consist of positive integers"))
    length(shape[end]) == 1 || throw(ArgumentError("last level of shape must contain only one integer"))
    shape[end][1] == length(xs) ||
        throw(ArgumentError("number of elements does not match shape; expected $(shape[end][1]), got $(length(xs)))"))
    return _hvncat_shape(T, shape, row_first, xs)
end
function _hvncat_counted(::Type{T}, n, dim, xs) where {T}
    n > 0 || throw(ArgumentError("`dimsshape` argument must consist of positive integers"))
    n == length(xs) || throw(ArgumentError("number of elements does not match `dimshape` argument; expected $n, got $(length(xs))"))
    return _hvncat_one(dim, T, xs)
end
function _hvncat_one(dim, ::Type{T}, xs) where {T}
    dim < 0 && throw(ArgumentError("concatenation dimension must be non-negative"))
    if dim == 0
        length(xs) == 1 || throw(ArgumentError("a 0-dimensional array may only contain exactly one element"))
        return xs[1] isa AbstractArray ? convert.(T, xs[1]) : fill(convert(T, xs[1]))
    end
    isempty(xs) && return Array{T}(undef, ntuple(d -> 0, dim))
    return _cat_t(dim, T, xs)
end
function _typed_hvncat(::Type{T}, dims::Tuple, row_first::Bool, xs::Tuple) where {T}
    # Elements come along the first two dimensions in the order that the text has.
    if all(x -> !(x isa AbstractArray), xs)
        A = Array{T}(undef, dims)
        length(A) == length(xs) || throw(ArgumentError("argument count does not match specified shape (expected $(length(A)), got $(length(xs)))"))
        k = 1
        order = row_first ? ntuple(d -> d == 1 ? dims[2] : d == 2 ? dims[1] : dims[d], length(dims)) : dims
        for I in CartesianIndices(order)
            J = row_first ? (I[2], I[1], ntuple(d -> I[d+2], length(dims) - 2)...) : I.I
            A[J...] = xs[k]
            k += 1
        end
        return A
    end
    return _fold_blocks(T, dims, row_first, xs)
end
function _fold_blocks(::Type{T}, dims, row_first, xs) where {T}
    order = row_first ? (2, 1, ntuple(d -> d + 2, length(dims) - 2)...) : ntuple(identity, length(dims))
    parts = collect(Any, xs)
    for d in order
        n = dims[d]
        joined = Any[]
        for k in 1:n:length(parts)
            push!(joined, _cat_t(d, T, (parts[k:k+n-1]...,)))
        end
        parts = joined
    end
    return parts[1]
end
function _hvncat_shape(::Type{T}, shape, row_first, xs) where {T}
    # Level by level: how many elements each row, column, … has.
    parts = collect(Any, xs)
    nd = length(shape)
    order = row_first ? (2, 1, ntuple(d -> d + 2, max(nd - 2, 0))...) : ntuple(identity, nd)
    sizes = collect(Any, map(x -> 1, xs))
    for level in 1:nd
        d = order[level]
        joined = Any[]
        counts = Any[]
        k = 1
        for want in shape[level]
            got = 0
            start = k
            while got < want
                k <= length(sizes) || _levels_do_not_nest(level)
                got += sizes[k]
                k += 1
            end
            got == want || _levels_do_not_nest(level)
            push!(joined, _cat_t(d, T, (parts[start:k-1]...,)))
            push!(counts, got)
        end
        k > length(parts) || _levels_do_not_nest(level)
        parts = joined
        sizes = counts
    end
    return parts[1]
end
_levels_do_not_nest(level) =
    throw(DimensionMismatch("shape in level $level is inconsistent; level counts must nest evenly into each other"))

# --- stacks, repetition ---

stack(iter; dims=:) = _stack(dims, iter)
stack(f, iter; dims=:) = _stack(dims, (f(x) for x in iter))
stack(f, xs, yzs...; dims=:) = _stack(dims, (f(xy...) for xy in zip(xs, yzs...)))
function _stack(dims, iter)
    isz = IteratorSize(iter)
    all_parts = collect(iter)
    isempty(all_parts) && throw(ArgumentError("`stack` on an empty collection is not allowed"))
    x1 = first(all_parts)
    ax1 = _iterator_axes(x1)
    parts = map(x -> x isa AbstractArray ? x : collect(x), all_parts)
    T = mapreduce(eltype, promote_type, parts)
    for x in parts
        axes(x) == ax1 || throw(DimensionMismatch("stack expects uniform slices, got axes(x) == $(map(UnitRange, axes(x))) while first had $(map(UnitRange, ax1))"))
    end
    n1 = length(ax1)
    if dims isa Colon
        outer = isz isa HasShape ? size(all_parts) : (length(all_parts),)
        B = Array{T}(undef, (map(length, ax1)..., outer...))
        k = 1
        for x in parts
            copyto!(B, k, x)
            k += length(x)
        end
        return B
    end
    1 <= dims <= n1 + 1 || throw(ArgumentError("cannot stack slices ndims(x) = $n1 along dims = $dims"))
    shape = ntuple(d -> d < dims ? length(ax1[d]) : d == dims ? length(parts) : length(ax1[d-1]), n1 + 1)
    B = Array{T}(undef, shape)
    k = 0
    for x in parts
        k += 1
        B[ntuple(d -> d == dims ? k : (:), n1 + 1)...] = x
    end
    return B
end
_iterator_axes(x) = _iterator_axes(x, IteratorSize(x))
_iterator_axes(x, ::HasLength) = (OneTo(length(x)),)
_iterator_axes(x, ::IteratorSize) = axes(x)

repeat(A::AbstractArray, counts...) = repeat(A; outer = counts)
function repeat(A::AbstractArray; inner=nothing, outer=nothing)
    inner === nothing || _check_inner_counts(A, inner)
    outer === nothing || _check_outer_counts(A, outer, inner)
    inner === nothing && outer === nothing && return A
    inner, outer = _counts_of(inner), _counts_of(outer)
    return _repeat(A, inner, outer, Val(max(ndims(A), length(inner), length(outer))))
end
_counts_of(::Nothing) = ()
_counts_of(n::Integer) = (n,)
_counts_of(counts) = (counts...,)
function _check_inner_counts(A, inner)
    require_one_based_indexing(A)
    any(<(0), inner) && throw(ArgumentError("no inner repetition count may be negative; got $inner"))
    length(inner) < ndims(A) && throw(ArgumentError("number of inner repetitions ($(length(inner))) cannot be less than number of dimensions of input array ($(ndims(A)))"))
end
function _check_outer_counts(A, outer, inner)
    any(<(0), outer) && throw(ArgumentError("no outer repetition count may be negative; got $outer"))
    inner !== nothing && length(outer) < ndims(A) && throw(ArgumentError("number of outer repetitions ($(length(outer))) cannot be less than number of dimensions of input array ($(ndims(A)))"))
end
function _repeat(A, inner, outer, ::Val{N}) where {N}
    B = reshape(A, ntuple(d -> size(A, d), Val(N)))
    inner === () || (B = _repeat_each(B, ntuple(d -> d <= length(inner) ? inner[d] : 1, Val(N))))
    outer === () && inner !== () && return B
    return _repeat_whole(B, ntuple(d -> d <= length(outer) ? outer[d] : 1, Val(N)))
end
# Each element, so many times along each dimension.
function _repeat_each(A::AbstractArray{T,N}, counts::NTuple{N,Any}) where {T,N}
    B = similar(A, map(*, size(A), counts))
    for I in CartesianIndices(A)
        x = A[I]
        for J in CartesianIndices(counts)
            B[ntuple(d -> (I[d] - 1) * counts[d] + J[d], Val(N))...] = x
        end
    end
    return B
end
function _repeat_each(A::AbstractVector, (count,)::Tuple{Any})
    B = similar(A, length(A) * count)
    k = 0
    for x in A, _ in 1:count
        k += 1
        B[k] = x
    end
    return B
end
# The whole, so many times along each dimension.
function _repeat_whole(A::AbstractArray{T,N}, counts::NTuple{N,Any}) where {T,N}
    B = similar(A, map(*, size(A), counts))
    for J in CartesianIndices(counts)
        before = map((j, n) -> (j - 1) * n, Tuple(J), size(A))
        for I in CartesianIndices(A)
            B[map(+, Tuple(I), before)...] = A[I]
        end
    end
    return B
end
function _repeat_whole(A::AbstractVector, (count,)::Tuple{Any})
    n = length(A)
    B = similar(A, n * count)
    for k in 1:count
        copyto!(B, (k - 1) * n + 1, A, firstindex(A), n)
    end
    return B
end
