# The types of arrays, ranges and indices, which everything below may name.


abstract type AbstractRange{T} <: AbstractArray{T,1} end
abstract type OrdinalRange{T,S} <: AbstractRange{T} end
abstract type AbstractUnitRange{T} <: OrdinalRange{T,T} end
struct UnitRange{T<:Real} <: AbstractUnitRange{T}
    start::T
    stop::T
    function UnitRange{T}(start::Real, stop::Real) where {T<:Real}
        a = convert(T, start)::T
        return new{T}(a, unitrange_last(a, convert(T, stop)::T))
    end
end
struct StepRange{T,S} <: OrdinalRange{T,S}
    start::T
    step::S
    stop::T
    function StepRange{T,S}(start, step, stop) where {T,S}
        a = convert(T, start)
        s = convert(S, step)
        return new{T,S}(a, s, convert(T, steprange_last(a, s, convert(T, stop))))
    end
end
struct StepRangeLen{T,R,S,L<:Integer} <: AbstractRange{T}
    ref::R
    step::S
    len::L
    offset::L
    function StepRangeLen{T,R,S,L}(ref, step, len::Integer, offset::Integer=1) where {T,R,S,L}
        T <: Integer && !isinteger(ref + step) && throw(ArgumentError("StepRangeLen{<:Integer} cannot have non-integer step"))
        len >= 0 || throw(ArgumentError("length cannot be negative, got $len"))
        1 <= offset <= max(1, len) || throw(ArgumentError("StepRangeLen: offset must be in [1,$len], got $offset"))
        return new{T,R,S,L}(convert(R, ref), convert(S, step), convert(L, len), convert(L, offset))
    end
end
struct LinRange{T,L<:Integer} <: AbstractRange{T}
    start::T
    stop::T
    len::L
    lendiv::L
    function LinRange{T,L}(start, stop, len::Integer) where {T,L<:Integer}
        len >= 0 || throw(ArgumentError("range($start, stop=$stop, length=$len): negative length"))
        if len == 1
            start == stop || throw(ArgumentError("range($start, stop=$stop, length=$len): endpoints differ"))
            return new{T,L}(convert(T, start), convert(T, stop), 1, 1)
        end
        T <: Integer && !iszero(mod(stop - start, max(len - 1, 1))) && throw(ArgumentError("LinRange{<:Integer} cannot have non-integer step"))
        return new{T,L}(convert(T, start), convert(T, stop), convert(L, len), convert(L, max(len - 1, 1)))
    end
end
struct OneTo{T<:Integer} <: AbstractUnitRange{T}
    stop::T
    function OneTo{T}(stop) where {T<:Integer}
        T === Bool && throw(ArgumentError("invalid index: $stop of type Bool"))
        return new{T}(max(zero(T), convert(T, stop)::T))
    end
    function OneTo{T}(r::AbstractRange) where {T<:Integer}
        first(r) == 1 || throw(ArgumentError("first element must be 1, got $(first(r))"))
        step(r) == 1 || throw(ArgumentError("step must be 1, got $(step(r))"))
        return new{T}(max(zero(T), convert(T, last(r))::T))
    end
end
struct TwicePrecision{T}
    hi::T
    lo::T
    TwicePrecision{T}(hi, lo) where {T} = new{T}(convert(T, hi)::T, convert(T, lo)::T)
end

abstract type AbstractCartesianIndex{N} end
struct CartesianIndex{N} <: AbstractCartesianIndex{N}
    I::NTuple{N,Int}
    CartesianIndex{N}(index::NTuple{N,Int}) where {N} = new{N}(index)
end
struct CartesianIndices{N,R<:NTuple{N,OrdinalRange{Int,Int}}} <: AbstractArray{CartesianIndex{N},N}
    indices::R
end
struct LinearIndices{N,R<:NTuple{N,AbstractUnitRange{Int}}} <: AbstractArray{Int,N}
    indices::R
end

mutable struct BitArray{N} <: AbstractArray{Bool,N}
    chunks::Vector{UInt64}
    len::Int
    dims::NTuple{N,Int}
    function BitArray{N}(::UndefInitializer, dims::Vararg{Int,N}) where {N}
        n = 1
        i = 1
        for d in dims
            d >= 0 || throw(ArgumentError("dimension size must be ≥ 0, got $d for dimension $i"))
            n *= d
            i += 1
        end
        chunks = fill!(Vector{UInt64}(undef, num_bit_chunks(n)), UInt64(0))
        return new{N}(chunks, n, dims)
    end
end
struct SubArray{T,N,P,I,L} <: AbstractArray{T,N}
    parent::P
    indices::I
    offset1::Int
    stride1::Int
    SubArray{T,N,P,I,L}(parent, indices, offset1, stride1) where {T,N,P,I,L} = new{T,N,P,I,L}(parent, indices, offset1, stride1)
end
struct Colon <: Function end
const (:) = Colon()

abstract type IndexStyle end
struct IndexLinear <: IndexStyle end
struct IndexCartesian <: IndexStyle end
