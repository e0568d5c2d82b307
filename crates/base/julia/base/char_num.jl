# Characters as numbers: code points, distances, order.

Char(x::Integer) = Char(UInt32(x))
Int8(x::Char) = Int8(UInt32(x))
Int16(x::Char) = Int16(UInt32(x))
Int32(x::Char) = Int32(UInt32(x))
Int64(x::Char) = Int64(UInt32(x))
Int128(x::Char) = Int128(UInt32(x))
UInt8(x::Char) = UInt8(UInt32(x))
UInt16(x::Char) = UInt16(UInt32(x))
UInt64(x::Char) = UInt64(UInt32(x))
UInt128(x::Char) = UInt128(UInt32(x))
Float64(x::Char) = Float64(UInt32(x))
(::Type{T})(x::AbstractChar) where {T<:Number} = T(codepoint(x))
Integer(x::Char) = Int(UInt32(x))
convert(::Type{T}, x::AbstractChar) where {T<:Number} = T(x)
convert(::Type{T}, x::Number) where {T<:AbstractChar} = T(x)
rem(x::AbstractChar, ::Type{T}) where {T<:Number} = rem(codepoint(x), T)

-(x::AbstractChar, y::AbstractChar) = Int(x) - Int(y)
-(x::T, y::Integer) where {T<:AbstractChar} = T(Int32(x) - Int32(y))
+(x::T, y::Integer) where {T<:AbstractChar} = T(Int32(x) + Int32(y))
+(x::Integer, y::AbstractChar) = y + x
