# Addresses: numbers that say what would be found there. Programs compare, print and pass them on; nothing is read
# through them.

const C_NULL = Core.Intrinsics.bitcast(Ptr{Nothing}, UInt(0))
const Cwchar_t = Int32
primitive type Cstring 64 end
primitive type Cwstring 64 end

Ptr{T}(x::Union{Int, UInt}) where {T} = Core.Intrinsics.bitcast(Ptr{T}, UInt(x % UInt))
Ptr{T}(x::Integer) where {T} = Ptr{T}(UInt(x))
Ptr{T}(x::Ptr) where {T} = Core.Intrinsics.bitcast(Ptr{T}, x)
Ptr{T}() where {T} = Ptr{T}(UInt(0))
UInt64(x::Ptr) = Core.Intrinsics.bitcast(UInt64, x)
Int64(x::Ptr) = Core.Intrinsics.bitcast(Int64, x)
convert(::Type{T}, x::Ptr) where {T<:Integer} = T(UInt(x))::T
convert(::Type{Ptr{T}}, x::Union{Int, UInt}) where {T} = Ptr{T}(x)
convert(::Type{Ptr{T}}, x::Ptr{T}) where {T} = x
convert(::Type{Ptr{T}}, x::Ptr) where {T} = Ptr{T}(x)

eltype(::Type{Ptr{T}}) where {T} = T
==(x::Ptr, y::Ptr) = UInt(x) == UInt(y)
isless(x::Ptr{T}, y::Ptr{T}) where {T} = UInt(x) < UInt(y)
<(x::Ptr, y::Ptr) = UInt(x) < UInt(y)
-(x::Ptr, y::Ptr) = UInt(x) - UInt(y)
+(x::Ptr{T}, y::Integer) where {T} = Ptr{T}(UInt(x) + (y % UInt))
-(x::Ptr{T}, y::Integer) where {T} = Ptr{T}(UInt(x) - (y % UInt))
+(x::Integer, y::Ptr) = y + x
hash(x::Ptr, h::UInt) = hash(UInt(x), hash(Ptr, h))
show(io::IO, p::Ptr) = print(io, typeof(p), " @0x", string(UInt(p); base=16, pad=16))
