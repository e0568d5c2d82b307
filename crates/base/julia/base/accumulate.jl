# Running reductions.

accumulate(op, A; dims::Union{Nothing,Integer}=nothing, kw...) = _accumulate_entry(op, A, dims, values(kw))
_accumulate_entry(op, A, dims, nt::NamedTuple{()}) = _accumulate(op, A, dims, _InitialValue())
_accumulate_entry(op, A, dims, nt::NamedTuple{(:init,)}) = _accumulate(op, A, dims, nt.init)
_accumulate_entry(op, A, dims, nt::NamedTuple) = throw(ArgumentError("accumulate does not support the keyword arguments $(setdiff(keys(nt), (:init,)))"))
_accumulate(op, A, ::Nothing, init) = _accumulate_iter(op, A, init)
# In the order of memory; the results stand as the elements do.
_accumulate(op, A::AbstractArray, ::Nothing, init) = reshape(_accumulate_iter(op, A, init), axes(A))
_accumulate(op, A::AbstractVector, ::Nothing, init) = _accumulate_array(op, A, nothing, init)
_accumulate(op, A::AbstractArray, dims::Integer, init) = _accumulate_array(op, A, dims, init)
function _accumulate_array(op, A::AbstractArray{T}, dims, init) where {T}
    S = init isa _InitialValue ? T : typeof(init)
    R = promote_op(op, S, T)
    # What inference does not find of known types, the values tell.
    isconcretetype(S) && isconcretetype(T) && !isconcretetype(R) && return _accumulate_by_values(op, A, dims, init)
    return _accumulate!(op, similar(A, R), A, dims, init)
end
_accumulate_by_values(op, A, ::Nothing, init) = _accumulate_iter(op, A, init)
function _accumulate_iter(op, itr, init)
    y = iterate(itr)
    if y === nothing
        IteratorEltype(itr) isa HasEltype || return Any[]
        T = eltype(itr)
        R = init isa _InitialValue ? promote_op(op, T, T) : promote_op(op, typeof(init), T)
        return Vector{R === Union{} ? T : R}()
    end
    v = init isa _InitialValue ? reduce_first(op, y[1]) : op(init, y[1])
    out = Vector{typeof(v)}()
    push!(out, v)
    return _accumulate_on!(out, op, v, itr, y[2])
end
# As long as the results are of one type, so is the array; then it goes on with a wider one.
function _accumulate_on!(out::Vector{T}, op, v, itr, state) where {T}
    while true
        y = iterate(itr, state)
        y === nothing && return out
        v, state = op(v, y[1]), y[2]
        v isa T || return _accumulate_on!(push_widen(out, v), op, v, itr, state)
        push!(out, v)
    end
end
accumulate(op, xs::Tuple{}; init=_InitialValue()) = ()
function accumulate(op, xs::Tuple; init=_InitialValue())
    # Element by element the types of the results are known; of many they are not worth it.
    length(xs) > 32 && return (_accumulate_iter(op, xs, init)...,)
    first = _accumulate_first(op, init, xs[1])
    return _accumulate_tuple(op, first, (first,), tail(xs))
end
_accumulate_tuple(op, v, done::Tuple, rest::Tuple{}) = done
function _accumulate_tuple(op, v, done::Tuple, rest::Tuple)
    next = op(v, rest[1])
    return _accumulate_tuple(op, next, (done..., next), tail(rest))
end
function _accumulate_by_values(op, A::AbstractArray{T,N}, dim::Integer, init) where {T,N}
    dim > 0 || throw(ArgumentError("dim must be a positive integer"))
    isempty(A) && return similar(A, promote_op(op, T, T))
    dim > N && return (init isa _InitialValue ? map(x -> reduce_first(op, x), A) : map(x -> op(init, x), A))
    lines = CartesianIndices(ntuple(d -> d == dim ? OneTo(1) : axes(A, d), Val(N)))
    v = _accumulate_first(op, init, A[first(CartesianIndices(A))])
    return _accumulate_lines!(similar(A, typeof(v)), op, A, dim, init, lines, 1, 1, v)
end
_accumulate_first(op, ::_InitialValue, x) = reduce_first(op, x)
_accumulate_first(op, init, x) = op(init, x)
# The place `i` of a line.
_on_line(dim, i, S::CartesianIndex{N}) where {N} = ntuple(d -> d == dim ? i : S[d], Val(N))
# Along each of the lines; `v` belongs at the place `k` of the line `at`. A value that does not fit widens the array.
function _accumulate_lines!(out::AbstractArray{R}, op, A, dim, init, lines, at, k, v) where {R}
    places = axes(A, dim)
    n = length(places)
    while true
        S = lines[at]
        while true
            v isa R || return _accumulate_lines!(_widened(out, typeof(v)), op, A, dim, init, lines, at, k, v)
            out[_on_line(dim, places[k], S)...] = v
            k == n && break
            k += 1
            v = op(v, A[_on_line(dim, places[k], S)...])
        end
        at == length(lines) && return out
        at += 1
        k = 1
        v = _accumulate_first(op, init, A[_on_line(dim, places[1], lines[at])...])
    end
end
function _widened(A::AbstractArray{T}, ::Type{V}) where {T,V}
    wide = similar(A, promote_typejoin(T, V))
    for i in eachindex(A)
        isassigned(A, i) && (wide[i] = A[i])
    end
    return wide
end
accumulate!(op, B, A; dims::Union{Integer,Nothing}=nothing, kw...) = _accumulate_into!(op, B, A, dims, values(kw))
_accumulate_into!(op, B, A, dims, nt::NamedTuple{()}) = _accumulate!(op, B, A, dims, _InitialValue())
_accumulate_into!(op, B, A, dims, nt::NamedTuple{(:init,)}) = _accumulate!(op, B, A, dims, nt.init)
_accumulate_into!(op, B, A, dims, nt::NamedTuple) = throw(ArgumentError("accumulate! does not support the keyword arguments $(setdiff(keys(nt), (:init,)))"))
_accumulate!(op, B, A, ::Nothing, init) = throw(ArgumentError("Keyword argument dims must be provided for multidimensional arrays"))
function _accumulate!(op, B, A::AbstractVector, ::Nothing, init)
    isempty(A) && return B
    LinearIndices(A) == LinearIndices(B) || throw(DimensionMismatch("LinearIndices of A and B don't match"))
    i = firstindex(A)
    v = _accumulate_first(op, init, A[i])
    B[i] = v
    _running!(op, B, A, v, i + 1, length(A) - 1)
    return B
end
function _accumulate!(op, B, A, dim::Integer, init)
    dim > 0 || throw(ArgumentError("dims must be a positive integer"))
    axes(B) == axes(A) || throw(DimensionMismatch("shape of B must match A"))
    dim > ndims(A) && return copyto!(B, A)
    isempty(A) || _accumulate_along!(op, B, A, dim, init, Val(ndims(A)))
    return B
end
function _accumulate_along!(op, B, A, dim, init, ::Val{N}) where {N}
    places = axes(A, dim)
    lines = CartesianIndices(ntuple(d -> d == dim ? OneTo(1) : axes(A, d), Val(N)))
    for S in lines
        at = _on_line(dim, first(places), S)
        v = _accumulate_first(op, init, A[at...])
        B[at...] = v
        for k in first(places)+1:last(places)
            at = _on_line(dim, k, S)
            # Along the first dimension it goes on with what was computed, along others with what the array made of it.
            dim == 1 || (v = B[_on_line(dim, k - 1, S)...])
            v = op(v, A[at...])
            B[at...] = v
        end
    end
end
cumsum(itr) = accumulate(add_sum, itr)
cumsum(A::AbstractArray; dims::Integer) = _accumulate(add_sum, A, dims, _InitialValue())
cumsum(x::Tuple) = accumulate(add_sum, x)
cumsum(x::AbstractVector; dims::Integer=1) = dims == 1 ? _cumsum(x) : _accumulate(add_sum, x, dims, _InitialValue())
function _cumsum(x::AbstractVector{T}) where {T}
    R = promote_op(add_sum, T, T)
    isconcretetype(T) && !isconcretetype(R) && return _accumulate_iter(add_sum, x, _InitialValue())
    return _cumsum!(similar(x, R), x)
end
# What rounds is added up by halves, as `sum` does, so that errors do not pile up.
function _cumsum!(out::AbstractArray{R}, x) where {R}
    isempty(x) && return out
    i = first(LinearIndices(x))
    v = reduce_first(add_sum, x[i])
    out[i] = v
    n = length(x)
    n == 1 && return out
    R <: Integer ? _running!(add_sum, out, x, v, i + 1, n - 1) : _running_by_halves!(add_sum, out, x, v, i + 1, n - 1)
    return out
end
function _running!(op, out, x, v, i, n)
    for k in i:i + n - 1
        v = op(v, x[k])
        out[k] = v
    end
end
# The `n` elements from `i`, after which comes `before`; their own sum.
function _running_by_halves!(op, out, x, before, i, n)
    if n < 128
        s = x[i]
        out[i] = op(before, s)
        for k in i + 1:i + n - 1
            s = op(s, x[k])
            out[k] = op(before, s)
        end
        return s
    end
    half = n >> 1
    s = _running_by_halves!(op, out, x, before, i, half)
    return op(s, _running_by_halves!(op, out, x, op(before, s), i + half, n - half))
end
cumprod(itr) = accumulate(mul_prod, itr)
cumprod(A::AbstractArray; dims::Integer) = _accumulate(mul_prod, A, dims, _InitialValue())
cumprod(x::AbstractVector; dims::Integer=1) = _accumulate(mul_prod, x, dims, _InitialValue())
cumprod(x::Tuple) = accumulate(mul_prod, x)
cumsum!(B::AbstractArray, A; dims::Integer) = accumulate!(add_sum, B, A, dims=dims)
function cumsum!(y::AbstractArray, x::AbstractVector; dims::Integer=1)
    dims == 1 || return copyto!(y, x)
    eltype(y) <: Integer && return accumulate!(add_sum, y, x)
    LinearIndices(y) == LinearIndices(x) || throw(DimensionMismatch("input and output array sizes and indices must match"))
    return _cumsum!(y, x)
end
cumprod!(B::AbstractArray, A; dims::Integer) = accumulate!(mul_prod, B, A, dims=dims)
cumprod!(y::AbstractVector, x::AbstractVector) = accumulate!(mul_prod, y, x, dims=1)
diff(a::AbstractVector) = [a[i+1] - a[i] for i in firstindex(a):lastindex(a)-1]
function diff(a::AbstractArray{T,N}; dims::Integer) where {T,N}
    1 <= dims <= N || throw(ArgumentError("dimension $dims out of range (1:$N)"))
    n = size(a, dims)
    hi = a[ntuple(d -> d == dims ? (2:n) : (:), N)...]
    lo = a[ntuple(d -> d == dims ? (1:n-1) : (:), N)...]
    return map(-, hi, lo)
end
