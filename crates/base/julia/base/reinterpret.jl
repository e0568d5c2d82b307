# The bits of one array's elements as elements of another type.

struct ReinterpretArray{T,N,S,A<:AbstractArray{S},IsReshaped} <: AbstractArray{T,N}
    parent::A
end
function reinterpret(::Type{T}, a::AbstractArray{S,N}) where {T,S,N}
    T === S && return a
    isbitstype(T) || throw(ArgumentError("cannot reinterpret `$S` as `$T`, type `$T` is not a bits type"))
    isbitstype(S) || throw(ArgumentError("cannot reinterpret `$S` as `$T`, type `$S` is not a bits type"))
    if N == 0 && sizeof(T) != sizeof(S)
        throw(ArgumentError("cannot reinterpret a zero-dimensional `$S` array to `$T` which is of a different size"))
    end
    if sizeof(S) != sizeof(T) && N > 0 && (size(a, 1) * sizeof(S)) % sizeof(T) != 0
        throw(ArgumentError("cannot reinterpret an `$S` array to `$T` whose first dimension has size `$(size(a, 1))`.\nThe resulting array would have non-integral first dimension.\n"))
    end
    return ReinterpretArray{T,N,S,typeof(a),false}(a)
end
parent(A::ReinterpretArray) = A.parent
dataids(A::ReinterpretArray) = dataids(A.parent)
function size(A::ReinterpretArray{T,N,S}) where {T,N,S}
    N == 0 && return ()
    s = size(A.parent)
    return (div(s[1] * sizeof(S), sizeof(T)), tail(s)...)
end
IndexStyle(::Type{<:ReinterpretArray}) = IndexLinear()
similar(A::ReinterpretArray, T::Type, dims::Dims) = similar(A.parent, T, dims)
elsize(::Type{<:ReinterpretArray{T}}) where {T} = sizeof(T)
function getindex(A::ReinterpretArray{T,N,S}, i::Int) where {T,N,S}
    checkbounds(A, i)
    if sizeof(T) == sizeof(S)
        return reinterpret(T, A.parent[i+firstindex(A.parent)-1])
    elseif sizeof(S) > sizeof(T)
        k = div(sizeof(S), sizeof(T))
        j, r = divrem(i - 1, k)
        return _part_of_bits(T, A.parent[j+firstindex(A.parent)], r)
    end
    k = div(sizeof(T), sizeof(S))
    return _joined_bits(T, ntuple(j -> A.parent[(i-1)*k+j+firstindex(A.parent)-1], k))
end
getindex(A::ReinterpretArray{T,0,S}) where {T,S} = reinterpret(T, A.parent[])
_bits_type(n::Int) = n == 1 ? UInt8 : n == 2 ? UInt16 : n == 4 ? UInt32 : n == 8 ? UInt64 : n == 16 ? UInt128 : throw(ArgumentError("elements of $n bytes cannot be taken apart"))
_raw_bits(x) = reinterpret(_bits_type(sizeof(x)), x)
_part_of_bits(::Type{T}, x, r) where {T} = reinterpret(T, (_raw_bits(x) >> (8 * sizeof(T) * r)) % _bits_type(sizeof(T)))
function _joined_bits(::Type{T}, parts::Tuple) where {T}
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
    elseif sizeof(S) > sizeof(T)
        k = div(sizeof(S), sizeof(T))
        j, r = divrem(i - 1, k)
        U = _bits_type(sizeof(S))
        old = _raw_bits(A.parent[j+f])
        mask = (typemax(_bits_type(sizeof(T))) % U) << (8 * sizeof(T) * r)
        A.parent[j+f] = reinterpret(S, (old & ~mask) | ((_raw_bits(x) % U) << (8 * sizeof(T) * r)))
    else
        k = div(sizeof(T), sizeof(S))
        b = _raw_bits(x)
        for j in 1:k
            A.parent[(i-1)*k+j+f-1] = reinterpret(S, (b >> (8 * sizeof(S) * (j - 1))) % _bits_type(sizeof(S)))
        end
    end
    return A
end
