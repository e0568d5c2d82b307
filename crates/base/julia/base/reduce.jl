# Reductions.

struct _InitialValue end
const BitSignedSmall = Union{Int8,Int16,Int32}
const BitUnsignedSmall = Union{UInt8,UInt16,UInt32}

add_sum(x, y) = x + y
add_sum(x::BitSignedSmall, y::BitSignedSmall) = Int(x) + Int(y)
add_sum(x::BitUnsignedSmall, y::BitUnsignedSmall) = UInt(x) + UInt(y)
add_sum(x::Real, y::Real)::Real = x + y
mul_prod(x, y) = x * y
mul_prod(x::BitSignedSmall, y::BitSignedSmall) = Int(x) * Int(y)
mul_prod(x::BitUnsignedSmall, y::BitUnsignedSmall) = UInt(x) * UInt(y)
mul_prod(x::Real, y::Real)::Real = x * y
and_all(x, y) = (x && y)::Bool
or_any(x, y) = (x || y)::Bool

# --- folds ---

function mapfoldl_impl(f, op, nt, itr)
    return foldl_impl(op, nt, _mapped(f, itr))
end
_mapped(f, itr) = Generator(f, itr)
_mapped(f::typeof(identity), itr) = itr
function foldl_impl(op, nt, itr)
    v = _foldl_impl(op, nt, itr)
    v isa _InitialValue && return reduce_empty_iter(op, itr)
    return v
end
function _foldl_impl(op, init, itr)
    y = iterate(itr)
    y === nothing && return init
    v = init isa _InitialValue ? reduce_first(op, y[1]) : op(init, y[1])
    while true
        y = iterate(itr, y[2])
        y === nothing && break
        v = op(v, y[1])
    end
    return v
end
mapfoldl(f, op, itr; init=_InitialValue()) = _mapfoldl(f, op, init, itr)
function _mapfoldl(f, op, init, itr)
    y = iterate(itr)
    if y === nothing
        init isa _InitialValue && return mapreduce_empty_iter(f, op, itr, IteratorEltype(itr))
        return init
    end
    v = init isa _InitialValue ? reduce_first(op, f(y[1])) : op(init, f(y[1]))
    while true
        y = iterate(itr, y[2])
        y === nothing && break
        v = op(v, f(y[1]))
    end
    return v
end
# Over a short tuple one element after the other, so that the type of each result is known.
function _mapfoldl(f, op, init, t::Tuple{Any,Vararg{Any}})
    length(t) > 10 && return invoke(_mapfoldl, Tuple{Any,Any,Any,Any}, f, op, init, t)
    v = init isa _InitialValue ? reduce_first(op, f(t[1])) : op(init, f(t[1]))
    return _fold_on(f, op, v, tail(t))
end
_fold_on(f, op, v, ::Tuple{}) = v
_fold_on(f, op, v, t::Tuple) = _fold_on(f, op, op(v, f(t[1])), tail(t))
foldl(op, itr; init=_InitialValue()) = _foldl(op, init, itr)
_foldl(op, init, t::Tuple{Any,Vararg{Any}}) = _mapfoldl(identity, op, init, t)
function _foldl(op, init, itr)
    v = _foldl_impl(op, init, itr)
    v isa _InitialValue && return reduce_empty_iter(op, itr)
    return v
end
mapfoldr(f, op, itr; init=_InitialValue()) = mapfoldr_impl(f, op, init, itr)
mapfoldr_impl(f, op, init, itr) = _foldr(op, init, _mapped(f, itr))
mapfoldr(f, op, t::Tuple{Any,Vararg{Any}}; init=_InitialValue()) = _mapfoldl(f, (x, y) -> op(y, x), init, reverse(t))
foldr(op, itr; init=_InitialValue()) = _foldr(op, init, itr)
_foldr(op, init, t::Tuple{Any,Vararg{Any}}) = _mapfoldl(identity, (x, y) -> op(y, x), init, reverse(t))
function _foldr(op, init, itr)
    a = _reversible(itr)
    v = _foldl_impl((x, y) -> op(y, x), init, a)
    v isa _InitialValue && return reduce_empty_iter(op, itr)
    return v
end
_reversible(itr) = Iterators.reverse(itr)
_reversible(itr::Generator) = Generator(itr.f, _reversible(itr.iter))

# --- reductions in pairs, so that rounding errors stay small ---

const pairwise_blocksize = 1024
function mapreduce_impl(f, op, A::AbstractArray, ifirst::Integer, ilast::Integer, blksize::Int)
    if ifirst == ilast
        return mapreduce_first(f, op, A[ifirst])
    elseif ilast - ifirst < blksize
        v = op(f(A[ifirst]), f(A[ifirst+1]))
        i = ifirst + 2
        while i <= ilast
            v = op(v, f(A[i]))
            i += 1
        end
        return v
    else
        imid = ifirst + (ilast - ifirst) >> 1
        v1 = mapreduce_impl(f, op, A, ifirst, imid, blksize)
        v2 = mapreduce_impl(f, op, A, imid + 1, ilast, blksize)
        return op(v1, v2)
    end
end
mapreduce(f, op, itr; kw...) = mapfoldl(f, op, itr; kw...)
mapreduce(f, op, itrs...; kw...) = reduce(op, Generator(f, itrs...); kw...)
mapreduce(f, op, A::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(f, op, init, A, dims)
mapreduce(f, op, A::AbstractArray, B::AbstractArray...; kw...) = reduce(op, map(f, A, B...); kw...)
_mapreduce_dim(f, op, ::_InitialValue, A::AbstractArray, ::Colon) = _mapreduce(f, op, IndexStyle(A), A)
_mapreduce_dim(f, op, init, A::AbstractArray, ::Colon) = _mapfoldl(f, op, init, A)
function _mapreduce(f, op, ::IndexLinear, A::AbstractArray)
    inds = LinearIndices(A)
    n = length(inds)
    n == 0 && return mapreduce_empty_iter(f, op, A, IteratorEltype(A))
    n == 1 && return mapreduce_first(f, op, A[first(inds)])
    if n < 16
        i = first(inds)
        v = op(f(A[i]), f(A[i+1]))
        i += 2
        l = last(inds)
        while i <= l
            v = op(v, f(A[i]))
            i += 1
        end
        return v
    end
    return mapreduce_impl(f, op, A, first(inds), last(inds), pairwise_blocksize)
end
_mapreduce(f, op, ::IndexCartesian, A::AbstractArray) = _mapfoldl(f, op, _InitialValue(), A)
reduce(op, itr; kw...) = mapreduce(identity, op, itr; kw...)
reduce(op, a::Number) = a

# --- nothing to reduce ---

_empty_reduce_error() = throw(ArgumentError("reducing over an empty collection is not allowed; consider supplying `init` to the reducer"))
reduce_empty(op, ::Type{T}) where {T} = _empty_reduce_error()
reduce_empty(::typeof(+), ::Type{Union{}}) = _empty_reduce_error()
reduce_empty(::typeof(+), ::Type{T}) where {T} = zero(T)
reduce_empty(::typeof(+), ::Type{Bool}) = zero(Int)
reduce_empty(::typeof(*), ::Type{Union{}}) = _empty_reduce_error()
reduce_empty(::typeof(*), ::Type{T}) where {T} = one(T)
reduce_empty(::typeof(*), ::Type{<:AbstractChar}) = ""
reduce_empty(::typeof(&), ::Type{Bool}) = true
reduce_empty(::typeof(|), ::Type{Bool}) = false
reduce_empty(::typeof(add_sum), ::Type{Union{}}) = _empty_reduce_error()
reduce_empty(::typeof(add_sum), ::Type{T}) where {T} = zero(T)
reduce_empty(::typeof(add_sum), ::Type{T}) where {T<:BitSignedSmall} = zero(Int)
reduce_empty(::typeof(add_sum), ::Type{T}) where {T<:BitUnsignedSmall} = zero(UInt)
reduce_empty(::typeof(mul_prod), ::Type{Union{}}) = _empty_reduce_error()
reduce_empty(::typeof(mul_prod), ::Type{<:AbstractChar}) = ""
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T} = one(T)
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T<:BitSignedSmall} = one(Int)
reduce_empty(::typeof(mul_prod), ::Type{T}) where {T<:BitUnsignedSmall} = one(UInt)
reduce_empty(::typeof(vcat), ::Type{T}) where {T<:AbstractVector} = Vector{eltype(T)}()
mapreduce_empty(f, op, T) = _empty_reduce_error()
mapreduce_empty(::typeof(identity), op, T) = reduce_empty(op, T)
mapreduce_empty(::typeof(abs), op, T) = abs(reduce_empty(op, T))
mapreduce_empty(::typeof(abs2), op, T) = abs2(reduce_empty(op, T))
mapreduce_empty(::typeof(abs), ::typeof(max), T) = abs(zero(T))
mapreduce_empty(::typeof(abs2), ::typeof(max), T) = abs2(zero(T))
mapreduce_empty_iter(f, op, itr, ::HasEltype) = mapreduce_empty(f, op, eltype(itr))
mapreduce_empty_iter(f, op, itr, ::EltypeUnknown) = _empty_reduce_error()
reduce_empty_iter(op, itr) = reduce_empty_iter(op, itr, IteratorEltype(itr))
reduce_empty_iter(op, itr, ::HasEltype) = reduce_empty(op, eltype(itr))
reduce_empty_iter(op, itr, ::EltypeUnknown) = _empty_reduce_error()
reduce_empty_iter(op, itr::Generator) = mapreduce_empty_iter(itr.f, op, itr.iter, IteratorEltype(itr.iter))
reduce_empty_iter(op, itr::Generator, ::EltypeUnknown) = mapreduce_empty_iter(itr.f, op, itr.iter, IteratorEltype(itr.iter))

reduce_first(op, x) = x
reduce_first(::typeof(+), x::Bool) = Int(x)
reduce_first(::typeof(*), x::AbstractChar) = string(x)
reduce_first(::typeof(add_sum), x) = reduce_first(+, x)
reduce_first(::typeof(add_sum), x::BitSignedSmall) = Int(x)
reduce_first(::typeof(add_sum), x::BitUnsignedSmall) = UInt(x)
reduce_first(::typeof(mul_prod), x) = reduce_first(*, x)
reduce_first(::typeof(mul_prod), x::BitSignedSmall) = Int(x)
reduce_first(::typeof(mul_prod), x::BitUnsignedSmall) = UInt(x)
mapreduce_first(f, op, x) = reduce_first(op, f(x))

# --- sums and products ---

sum(f, a; kw...) = mapreduce(f, add_sum, a; kw...)
sum(a; kw...) = sum(identity, a; kw...)
sum(a::AbstractArray{Bool}; kw...) = isempty(kw) ? count(a) : reduce_bool_sum(a; kw...)
reduce_bool_sum(a; dims=:, init=_InitialValue()) = _mapreduce_dim(identity, add_sum, init, a, dims)
sum(f, a::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(f, add_sum, init, a, dims)
sum(a::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(identity, add_sum, init, a, dims)
prod(f, a; kw...) = mapreduce(f, mul_prod, a; kw...)
prod(a; kw...) = mapreduce(identity, mul_prod, a; kw...)
prod(f, a::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(f, mul_prod, init, a, dims)
prod(a::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(identity, mul_prod, init, a, dims)
prod(t::Tuple{Vararg{Int}}) = length(t) > 10 ? _prod_ints(t) : _prod_on(1, t)
_prod_on(p, ::Tuple{}) = p
_prod_on(p, t::Tuple) = _prod_on(mul_int(p, t[1]), tail(t))
function _prod_ints(t)
    p = 1
    i = 1
    n = nfields(t)
    while sle_int(i, n)
        p = mul_int(p, getfield(t, i))
        i = add_int(i, 1)
    end
    return p
end

# --- largest and smallest ---

maximum(f, a; kw...) = mapreduce(f, max, a; kw...)
maximum(a; kw...) = mapreduce(identity, max, a; kw...)
minimum(f, a; kw...) = mapreduce(f, min, a; kw...)
minimum(a; kw...) = mapreduce(identity, min, a; kw...)
maximum(f, a::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(f, max, init, a, dims)
maximum(a::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(identity, max, init, a, dims)
minimum(f, a::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(f, min, init, a, dims)
minimum(a::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(identity, min, init, a, dims)
ExtremaMap_pair(x) = (x, x)
_extrema_rf(x::NTuple{2,Any}, y::NTuple{2,Any}) = (min(x[1], y[1]), max(x[2], y[2]))
extrema(itr; kw...) = extrema(identity, itr; kw...)
extrema(f, itr; kw...) = mapreduce(x -> (y = f(x); (y, y)), _extrema_rf, itr; kw...)
extrema(f, A::AbstractArray; dims=:, init=_InitialValue()) = _mapreduce_dim(x -> (y = f(x); (y, y)), _extrema_rf, init, A, dims)
reduce_empty(::typeof(_extrema_rf), ::Type{T}) where {T} = _empty_reduce_error()

findmax(f, domain) = _findmax(f, domain)
findmin(f, domain) = _findmin(f, domain)
function _findmax(f, domain)
    y = iterate(pairs(domain))
    y === nothing && _empty_reduce_error()
    (k, d) = y[1]
    best, at = f(d), k
    while true
        y = iterate(pairs(domain), y[2])
        y === nothing && break
        (k, d) = y[1]
        v = f(d)
        if isgreater_or_nan(v, best)
            best, at = v, k
        end
    end
    return best, at
end
isgreater_or_nan(v, best) = isless_max(best, v)
# Not-a-number is larger than all for `max`, smaller than all for `min`, missing before both.
isless_max(a, b) = isunordered(a) ? (a isa Missing ? false : b isa Missing) : isless(a, b)
isless_min(a, b) = isunordered(b) ? (b isa Missing ? false : a isa Missing) : (isunordered(a) ? true : isless(a, b))
function _findmin(f, domain)
    y = iterate(pairs(domain))
    y === nothing && _empty_reduce_error()
    (k, d) = y[1]
    best, at = f(d), k
    while true
        y = iterate(pairs(domain), y[2])
        y === nothing && break
        (k, d) = y[1]
        v = f(d)
        if _is_smaller(v, best)
            best, at = v, k
        end
    end
    return best, at
end
_is_smaller(v, best) = isunordered(best) ? (best isa Missing ? false : v isa Missing) : (isunordered(v) ? true : isless(v, best))
findmax(itr) = _findmax(identity, itr)
findmin(itr) = _findmin(identity, itr)
findmax(A::AbstractArray; dims=:) = _findmax_dims(identity, A, dims, false)
findmin(A::AbstractArray; dims=:) = _findmax_dims(identity, A, dims, true)
findmax(f, A::AbstractArray; dims=:) = _findmax_dims(f, A, dims, false)
findmin(f, A::AbstractArray; dims=:) = _findmax_dims(f, A, dims, true)
argmax(f, domain) = _arg(f, domain, false)
argmin(f, domain) = _arg(f, domain, true)
argmax(itr) = findmax(itr)[2]
argmin(itr) = findmin(itr)[2]
argmax(A::AbstractArray; dims=:) = findmax(A; dims=dims)[2]
argmin(A::AbstractArray; dims=:) = findmin(A; dims=dims)[2]
function _arg(f, domain, least)
    y = iterate(domain)
    y === nothing && _empty_reduce_error()
    arg = y[1]
    best = f(arg)
    while true
        y = iterate(domain, y[2])
        y === nothing && break
        v = f(y[1])
        if least ? _is_smaller(v, best) : isgreater_or_nan(v, best)
            best, arg = v, y[1]
        end
    end
    return arg
end

# --- questions ---

any(itr) = any(identity, itr)
all(itr) = all(identity, itr)
function any(f, itr)
    anymissing = false
    for x in itr
        v = f(x)
        if v === missing
            anymissing = true
        elseif v
            return true
        end
    end
    return anymissing ? missing : false
end
function all(f, itr)
    anymissing = false
    for x in itr
        v = f(x)
        if v === missing
            anymissing = true
        elseif v
            continue
        else
            return false
        end
    end
    return anymissing ? missing : true
end
any(A::AbstractArray; dims=:) = _any_dims(identity, A, dims)
all(A::AbstractArray; dims=:) = _all_dims(identity, A, dims)
any(f, A::AbstractArray; dims=:) = _any_dims(f, A, dims)
all(f, A::AbstractArray; dims=:) = _all_dims(f, A, dims)
_any_dims(f, A, ::Colon) = invoke(any, Tuple{Any,Any}, f, A)
_all_dims(f, A, ::Colon) = invoke(all, Tuple{Any,Any}, f, A)
_any_dims(f, A, dims) = _mapreduce_dim(f, |, _InitialValue(), A, dims)
_all_dims(f, A, dims) = _mapreduce_dim(f, &, _InitialValue(), A, dims)
count(itr; init=0) = count(identity, itr; init=init)
count(f, itr; init=0) = _count(f, itr, init)
count(A::AbstractArray; dims=:, init=0) = _count_dims(identity, A, dims, init)
count(f, A::AbstractArray; dims=:, init=0) = _count_dims(f, A, dims, init)
_count_dims(f, A, ::Colon, init) = _count(f, A, init)
_count_dims(f, A, dims, init) = _mapreduce_dim(x -> f(x) ? 1 : 0, +, init, A, dims)
function _count(f, itr, init)
    n = init
    for x in itr
        n += f(x)::Bool
    end
    return n
end

in(x) = Fix2(in, x)
function in(x, itr)
    anymissing = false
    for y in itr
        v = y == x
        if v === missing
            anymissing = true
        elseif v
            return true
        end
    end
    return anymissing ? missing : false
end
const ∈ = in
∉(x, itr) = !(x in itr)
∉(itr) = Fix2(∉, itr)
∋(itr, x) = in(x, itr)
∋(x) = Fix2(∋, x)
∌(itr, x) = !∋(itr, x)
∌(x) = Fix2(∌, x)

# --- distinct elements ---

unique(A::AbstractArray; dims=:) = _unique_dims(A, dims)
_unique_dims(A::AbstractArray, ::Colon) = _unique(eltype(A), A)
function _unique_dims(A::AbstractArray{T,N}, dim::Integer) where {T,N}
    keep = Int[]
    seen = Set{Any}()
    for k in axes(A, dim)
        s = copy(selectdim(A, dim, k))
        if !(s in seen)
            push!(seen, s)
            push!(keep, k)
        end
    end
    return A[ntuple(d -> d == dim ? keep : (:), N)...]
end
