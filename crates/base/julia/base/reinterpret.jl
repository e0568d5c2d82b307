# The bits of one array's elements as elements of another type.

struct ReinterpretArray{T,N,S,A<:AbstractArray{S},IsReshaped} <: AbstractArray{T,N}
    parent::A
end
function reinterpret(::Type{T}, a::AbstractArray{S,N}) where {T,S,N}
    T === S && return a
    isbitstype(T) || throw(ArgumentError("cannot reinterpret `$S` as `$T`, type `$T` is not a bits type"))
    isbitstype(S) || throw(ArgumentError("cannot reinterpret `$S` as `$T`, type `$S` is not a bits type"))
    sizeof(T) == 0 && sizeof(S) != 0 && throw(ArgumentError("cannot reinterpret a `$S` array to `$T` which is a singleton type"))
    if N == 0 && sizeof(T) != sizeof(S)
        throw(ArgumentError("cannot reinterpret a zero-dimensional `$S` array to `$T` which is of a different size"))
    end
    if sizeof(S) != sizeof(T) && N > 0 && (size(a, 1) * sizeof(S)) % sizeof(T) != 0
        throw(ArgumentError("cannot reinterpret an `$S` array to `$T` whose first dimension has size `$(size(a, 1))`.\nThe resulting array would have non-integral first dimension.\n"))
    end
    return ReinterpretArray{T,N,S,typeof(a),false}(a)
end
# Of elements that are as many parts, the parts become a dimension in front of the others, and the other way round: what
# lies one after the other in memory is what it was, so whole indices mean the same in both.
function reinterpret(::typeof(reshape), ::Type{T}, a::AbstractArray{S}) where {T,S}
    T === S && return a
    for U in (T, S)
        isbitstype(U) || throw(ArgumentError("cannot reinterpret `$S` as `$T`, type `$U` is not a bits type"))
    end
    from, to = sizeof(S), sizeof(T)
    if from == to
        N = ndims(a)
    elseif from > to
        to == 0 && throw(ArgumentError("cannot reinterpret a `$S` array to `$T` which is a singleton type"))
        rem(from, to) == 0 || _throw_no_multiple(S, T)
        N = ndims(a) + 1
    else
        from == 0 && throw(ArgumentError("`reinterpret(reshape, $T, a)` where `eltype(a)` is $S requires that $T be a singleton type, since $S is one"))
        rem(to, from) == 0 || _throw_no_multiple(S, T)
        ndims(a) == 0 && throw(ArgumentError("cannot reinterpret a zero-dimensional `$S` array to `$T` which is of a larger size"))
        N = ndims(a) - 1
        axes(a, 1) == OneTo(div(to, from)) || throw(ArgumentError("`reinterpret(reshape, $T, a)` where `eltype(a)` is $S requires that `axes(a, 1)` (got $(axes(a, 1))) be equal to 1:$(div(to, from)) (from the ratio of element sizes)"))
    end
    return ReinterpretArray{T,N,S,typeof(a),true}(a)
end
_throw_no_multiple(S, T) = throw(ArgumentError("`reinterpret(reshape, T, a)` requires that one of `sizeof(T)` (got $(sizeof(T))) and `sizeof(eltype(a))` (got $(sizeof(S))) be an integer multiple of the other"))
const ReshapedReinterpretArray{T,N,S,A<:AbstractArray{S}} = ReinterpretArray{T,N,S,A,true}
const NonReshapedReinterpretArray{T,N,S,A<:AbstractArray{S}} = ReinterpretArray{T,N,S,A,false}
function size(A::ReshapedReinterpretArray{T,N,S}) where {T,N,S}
    s = size(A.parent)
    sizeof(S) == sizeof(T) && return s
    return sizeof(S) > sizeof(T) ? (div(sizeof(S), sizeof(T)), s...) : tail(s)
end
axes(A::ReshapedReinterpretArray{T,N,S}) where {T,N,S} =
    sizeof(S) == sizeof(T) ? axes(A.parent) :
    sizeof(S) > sizeof(T) ? (OneTo(div(sizeof(S), sizeof(T))), axes(A.parent)...) : tail(axes(A.parent))
parent(A::ReinterpretArray) = A.parent
dataids(A::ReinterpretArray) = dataids(A.parent)
function size(A::ReinterpretArray{T,N,S}) where {T,N,S}
    N == 0 && return ()
    s = size(A.parent)
    sizeof(T) == 0 && return s
    return (div(s[1] * sizeof(S), sizeof(T)), tail(s)...)
end
IndexStyle(::Type{<:ReinterpretArray}) = IndexLinear()
isassigned(A::ReinterpretArray, I::Integer...) = checkbounds(Bool, A, I...)
similar(A::ReinterpretArray, T::Type, dims::Dims) = similar(A.parent, T, dims)
elsize(::Type{<:ReinterpretArray{T}}) where {T} = sizeof(T)
function getindex(A::ReinterpretArray{T,N,S}, i::Int) where {T,N,S}
    checkbounds(A, i)
    if sizeof(T) == sizeof(S)
        return reinterpret(T, A.parent[i+firstindex(A.parent)-1])
    elseif !_divides(T, S)
        at = (i - 1) * sizeof(T)
        j, bytes = _bytes_around(A, at)
        return _taken_bytes(T, bytes, at - j * sizeof(S))[1]
    elseif sizeof(S) > sizeof(T)
        k = div(sizeof(S), sizeof(T))
        j, r = divrem(i - 1, k)
        return _part_of_bits(T, A.parent[j+firstindex(A.parent)], r)
    end
    k = div(sizeof(T), sizeof(S))
    return _joined_bits(T, ntuple(j -> A.parent[(i-1)*k+j+firstindex(A.parent)-1], k))
end
getindex(A::ReinterpretArray{T,0,S}) where {T,S} = A[1]
_divides(T, S) = rem(max(sizeof(T), sizeof(S)), min(sizeof(T), sizeof(S))) == 0
# The bytes of those elements of the parent that the element behind `at` bytes has parts of, and how many come before.
function _bytes_around(A::ReinterpretArray{T,N,S}, at) where {T,N,S}
    _require_packed(T, S)
    j = div(at, sizeof(S))
    f = firstindex(A.parent)
    return j, foldl((bytes, k) -> _put_bytes!(bytes, A.parent[f+k]), j:div(at + sizeof(T) - 1, sizeof(S)); init=UInt8[])
end

# Padding is no part of an element: an array that would have to read or write it cannot be used.
struct PaddingError <: Exception
    S::Type
    T::Type
end
showerror(io::IO, ex::PaddingError) = print(io, "Padding of type ", ex.S, " is not compatible with type ", ex.T, ".")
_is_packed(::Type{T}) where {T} = _packed_size(T) == sizeof(T)
_require_packed(::Type{T}, ::Type{S}) where {T,S} = _is_packed(T) && _is_packed(S) || throw(PaddingError(T, S))

# Bits of structs are those of their fields, one after the other, without what pads them in memory.
function _reinterpret(::Type{T}, x::S) where {T,S}
    isbitstype(T) || throw(ArgumentError("Target type for `reinterpret` must be isbits"))
    isbitstype(S) || throw(ArgumentError("Source type for `reinterpret` must be isbits"))
    from, to = _packed_size(S), _packed_size(T)
    from == to || throw(ArgumentError("Packed sizes of types $T and $S do not match; got $to and $from, respectively."))
    return _taken_bytes(T, _packed_bytes(x), 0)[1]
end
function _packed_size(::Type{T}) where {T}
    isprimitivetype(T) && return sizeof(T)
    n = 0
    for i in 1:fieldcount(T)
        n += _packed_size(fieldtype(T, i))
    end
    return n
end
_packed_bytes(x) = _put_bytes!(UInt8[], x)
function _put_bytes!(bytes::Vector{UInt8}, x::T) where {T}
    if isprimitivetype(T)
        u = bitcast(_bits_type(sizeof(T)), x)
        for i in 1:sizeof(T)
            push!(bytes, (u >> (8 * (i - 1))) % UInt8)
        end
    else
        for i in 1:fieldcount(T)
            _put_bytes!(bytes, getfield(x, i))
        end
    end
    return bytes
end
# The value whose bytes begin behind the first `at`, and where they end.
function _taken_bytes(::Type{T}, bytes::Vector{UInt8}, at::Int) where {T}
    if isprimitivetype(T)
        U = _bits_type(sizeof(T))
        u = zero(U)
        for i in 1:sizeof(T)
            u |= (bytes[at + i] % U) << (8 * (i - 1))
        end
        return bitcast(T, u), at + sizeof(T)
    end
    fields = ()
    for i in 1:fieldcount(T)
        field, at = _taken_bytes(fieldtype(T, i), bytes, at)
        fields = (fields..., field)
    end
    return (@_splat_object(T, fields)), at
end

_bits_type(n::Int) = n == 1 ? UInt8 : n == 2 ? UInt16 : n == 4 ? UInt32 : n == 8 ? UInt64 : n == 16 ? UInt128 : throw(ArgumentError("elements of $n bytes cannot be taken apart"))
_raw_bits(x) = reinterpret(_bits_type(sizeof(x)), x)
function _part_of_bits(::Type{T}, x::S, r) where {T,S}
    if !(isprimitivetype(T) && isprimitivetype(S))
        _require_packed(T, S)
        return _taken_bytes(T, _packed_bytes(x), sizeof(T) * r)[1]
    end
    return reinterpret(T, (_raw_bits(x) >> (8 * sizeof(T) * r)) % _bits_type(sizeof(T)))
end
function _joined_bits(::Type{T}, parts::Tuple) where {T}
    if !(isprimitivetype(T) && isprimitivetype(typeof(parts[1])))
        _require_packed(T, typeof(parts[1]))
        return _taken_bytes(T, foldl(_put_bytes!, parts; init=UInt8[]), 0)[1]
    end
    U = _bits_type(sizeof(T))
    u = zero(U)
    shift = 0
    for p in parts
        b = _raw_bits(p)
        u |= (b % U) << shift
        shift += 8 * sizeof(p)
    end
    return reinterpret(T, u)
end
function setindex!(A::ReinterpretArray{T,N,S}, v, i::Int) where {T,N,S}
    checkbounds(A, i)
    x = convert(T, v)::T
    f = firstindex(A.parent)
    if sizeof(T) == sizeof(S)
        A.parent[i+f-1] = reinterpret(S, x)
    elseif !_divides(T, S)
        j, bytes = _bytes_around(A, (i - 1) * sizeof(T))
        copyto!(bytes, (i - 1) * sizeof(T) - j * sizeof(S) + 1, _packed_bytes(x))
        at = 0
        for k in 0:div(length(bytes), sizeof(S))-1
            A.parent[f+j+k], at = _taken_bytes(S, bytes, at)
        end
    elseif sizeof(S) > sizeof(T)
        k = div(sizeof(S), sizeof(T))
        j, r = divrem(i - 1, k)
        if !(isprimitivetype(T) && isprimitivetype(S))
            _require_packed(T, S)
            bytes = _packed_bytes(A.parent[j+f])
            copyto!(bytes, sizeof(T) * r + 1, _packed_bytes(x))
            A.parent[j+f] = _taken_bytes(S, bytes, 0)[1]
            return A
        end
        U = _bits_type(sizeof(S))
        old = _raw_bits(A.parent[j+f])
        mask = (typemax(_bits_type(sizeof(T))) % U) << (8 * sizeof(T) * r)
        A.parent[j+f] = reinterpret(S, (old & ~mask) | ((_raw_bits(x) % U) << (8 * sizeof(T) * r)))
    else
        k = div(sizeof(T), sizeof(S))
        if !(isprimitivetype(T) && isprimitivetype(S))
            _require_packed(T, S)
            bytes, at = _packed_bytes(x), 0
            for j in 1:k
                A.parent[(i-1)*k+j+f-1], at = _taken_bytes(S, bytes, at)
            end
            return A
        end
        b = _raw_bits(x)
        for j in 1:k
            A.parent[(i-1)*k+j+f-1] = reinterpret(S, (b >> (8 * sizeof(S) * (j - 1))) % _bits_type(sizeof(S)))
        end
    end
    return A
end
