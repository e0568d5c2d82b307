# Conversions between integers of fixed width: one intrinsic where nothing can be lost, a check
# where something can. The constructor calls `toT`, which contexts see as Julia's do.

const BuiltinInts = Union{BitInteger, Bool}

throw_inexacterror(args...) = throw(InexactError(args...))

# The value has no top bit, so that it reads the same with and without a sign.
function check_sign_bit(::Type{To}, x) where {To}
    slt_int(x, xor_int(x, x)) && throw_inexacterror(sizeof(x) === sizeof(To) ? :convert : :trunc, To, x)
    return x
end
function checked_trunc_sint(::Type{To}, x::From) where {To, From}
    y = trunc_int(To, x)
    eq_int(x, sext_int(From, y)) || throw_inexacterror(:trunc, To, x)
    return y
end
function checked_trunc_uint(::Type{To}, x::From) where {To, From}
    y = trunc_int(To, x)
    eq_int(x, zext_int(From, y)) || throw_inexacterror(:trunc, To, x)
    return y
end

Int8(x::BuiltinInts) = toInt8(x)::Int8
toInt8(x::Int8) = x
toInt8(x::UInt8) = bitcast(Int8, check_sign_bit(Int8, x))
toInt8(x::Union{Int16, Int32, Int64, Int128}) = checked_trunc_sint(Int8, x)
toInt8(x::Union{UInt16, UInt32, UInt64, UInt128}) = checked_trunc_sint(Int8, check_sign_bit(Int8, x))
toInt8(x::Bool) = bitcast(Int8, x)

Int16(x::BuiltinInts) = toInt16(x)::Int16
toInt16(x::Int16) = x
toInt16(x::Int8) = sext_int(Int16, x)
toInt16(x::UInt8) = zext_int(Int16, x)
toInt16(x::UInt16) = bitcast(Int16, check_sign_bit(Int16, x))
toInt16(x::Union{Int32, Int64, Int128}) = checked_trunc_sint(Int16, x)
toInt16(x::Union{UInt32, UInt64, UInt128}) = checked_trunc_sint(Int16, check_sign_bit(Int16, x))
toInt16(x::Bool) = zext_int(Int16, x)

Int32(x::BuiltinInts) = toInt32(x)::Int32
toInt32(x::Int32) = x
toInt32(x::Union{Int8, Int16}) = sext_int(Int32, x)
toInt32(x::Union{UInt8, UInt16}) = zext_int(Int32, x)
toInt32(x::UInt32) = bitcast(Int32, check_sign_bit(Int32, x))
toInt32(x::Union{Int64, Int128}) = checked_trunc_sint(Int32, x)
toInt32(x::Union{UInt64, UInt128}) = checked_trunc_sint(Int32, check_sign_bit(Int32, x))
toInt32(x::Bool) = zext_int(Int32, x)

Int64(x::BuiltinInts) = toInt64(x)::Int64
toInt64(x::Int64) = x
toInt64(x::Union{Int8, Int16, Int32}) = sext_int(Int64, x)
toInt64(x::Union{UInt8, UInt16, UInt32}) = zext_int(Int64, x)
toInt64(x::UInt64) = bitcast(Int64, check_sign_bit(Int64, x))
toInt64(x::Int128) = checked_trunc_sint(Int64, x)
toInt64(x::UInt128) = checked_trunc_sint(Int64, check_sign_bit(Int64, x))
toInt64(x::Bool) = zext_int(Int64, x)

Int128(x::BuiltinInts) = toInt128(x)::Int128
toInt128(x::Int128) = x
toInt128(x::Union{Int8, Int16, Int32, Int64}) = sext_int(Int128, x)
toInt128(x::Union{UInt8, UInt16, UInt32, UInt64}) = zext_int(Int128, x)
toInt128(x::UInt128) = bitcast(Int128, check_sign_bit(Int128, x))
toInt128(x::Bool) = zext_int(Int128, x)

UInt8(x::BuiltinInts) = toUInt8(x)::UInt8
toUInt8(x::UInt8) = x
toUInt8(x::Int8) = bitcast(UInt8, check_sign_bit(UInt8, x))
toUInt8(x::Union{Int16, Int32, Int64, Int128, UInt16, UInt32, UInt64, UInt128}) = checked_trunc_uint(UInt8, x)
toUInt8(x::Bool) = bitcast(UInt8, x)

UInt16(x::BuiltinInts) = toUInt16(x)::UInt16
toUInt16(x::UInt16) = x
toUInt16(x::UInt8) = zext_int(UInt16, x)
toUInt16(x::Int8) = sext_int(UInt16, check_sign_bit(UInt16, x))
toUInt16(x::Int16) = bitcast(UInt16, check_sign_bit(UInt16, x))
toUInt16(x::Union{Int32, Int64, Int128, UInt32, UInt64, UInt128}) = checked_trunc_uint(UInt16, x)
toUInt16(x::Bool) = zext_int(UInt16, x)

UInt32(x::BuiltinInts) = toUInt32(x)::UInt32
toUInt32(x::UInt32) = x
toUInt32(x::Union{UInt8, UInt16}) = zext_int(UInt32, x)
toUInt32(x::Union{Int8, Int16}) = sext_int(UInt32, check_sign_bit(UInt32, x))
toUInt32(x::Int32) = bitcast(UInt32, check_sign_bit(UInt32, x))
toUInt32(x::Union{Int64, Int128, UInt64, UInt128}) = checked_trunc_uint(UInt32, x)
toUInt32(x::Bool) = zext_int(UInt32, x)

UInt64(x::BuiltinInts) = toUInt64(x)::UInt64
toUInt64(x::UInt64) = x
toUInt64(x::Union{UInt8, UInt16, UInt32}) = zext_int(UInt64, x)
toUInt64(x::Union{Int8, Int16, Int32}) = sext_int(UInt64, check_sign_bit(UInt64, x))
toUInt64(x::Int64) = bitcast(UInt64, check_sign_bit(UInt64, x))
toUInt64(x::Union{Int128, UInt128}) = checked_trunc_uint(UInt64, x)
toUInt64(x::Bool) = zext_int(UInt64, x)

UInt128(x::BuiltinInts) = toUInt128(x)::UInt128
toUInt128(x::UInt128) = x
toUInt128(x::Union{UInt8, UInt16, UInt32, UInt64}) = zext_int(UInt128, x)
toUInt128(x::Union{Int8, Int16, Int32, Int64}) = sext_int(UInt128, check_sign_bit(UInt128, x))
toUInt128(x::Int128) = bitcast(UInt128, check_sign_bit(UInt128, x))
toUInt128(x::Bool) = zext_int(UInt128, x)

# ---- the low bits, whatever the value is ---------------------------------------------------------
rem(x::T, ::Type{T}) where {T<:Integer} = x
rem(x::Integer, T::Type{<:Integer}) = convert(T, x)
rem(x::Signed, ::Type{Unsigned}) = rem(x, unsigned(typeof(x)))
rem(x::Unsigned, ::Type{Signed}) = rem(x, signed(typeof(x)))
rem(x::Bool, ::Type{Bool}) = x
rem(x::Integer, ::Type{Bool}) = ((x & 1) != 0)
rem(x::BitInteger, ::Type{Bool}) = eq_int(and_int(trunc_or_same(UInt8, x), 0x01), 0x01)
trunc_or_same(::Type{UInt8}, x::Union{Int8, UInt8}) = bitcast(UInt8, x)
trunc_or_same(::Type{UInt8}, x) = trunc_int(UInt8, x)
rem(x::Int8, ::Type{Int8}) = x
rem(x::UInt8, ::Type{Int8}) = bitcast(Int8, x)
rem(x::Union{Int16, Int32, Int64, Int128, UInt16, UInt32, UInt64, UInt128}, ::Type{Int8}) = trunc_int(Int8, x)
rem(x::Bool, ::Type{Int8}) = bitcast(Int8, x)
rem(x::Int16, ::Type{Int16}) = x
rem(x::UInt16, ::Type{Int16}) = bitcast(Int16, x)
rem(x::Union{Int32, Int64, Int128, UInt32, UInt64, UInt128}, ::Type{Int16}) = trunc_int(Int16, x)
rem(x::Int8, ::Type{Int16}) = sext_int(Int16, x)
rem(x::Union{UInt8, Bool}, ::Type{Int16}) = zext_int(Int16, x)
rem(x::Int32, ::Type{Int32}) = x
rem(x::UInt32, ::Type{Int32}) = bitcast(Int32, x)
rem(x::Union{Int64, Int128, UInt64, UInt128}, ::Type{Int32}) = trunc_int(Int32, x)
rem(x::Union{Int8, Int16}, ::Type{Int32}) = sext_int(Int32, x)
rem(x::Union{UInt8, UInt16, Bool}, ::Type{Int32}) = zext_int(Int32, x)
rem(x::Int64, ::Type{Int64}) = x
rem(x::UInt64, ::Type{Int64}) = bitcast(Int64, x)
rem(x::Union{Int128, UInt128}, ::Type{Int64}) = trunc_int(Int64, x)
rem(x::Union{Int8, Int16, Int32}, ::Type{Int64}) = sext_int(Int64, x)
rem(x::Union{UInt8, UInt16, UInt32, Bool}, ::Type{Int64}) = zext_int(Int64, x)
rem(x::Int128, ::Type{Int128}) = x
rem(x::UInt128, ::Type{Int128}) = bitcast(Int128, x)
rem(x::Union{Int8, Int16, Int32, Int64}, ::Type{Int128}) = sext_int(Int128, x)
rem(x::Union{UInt8, UInt16, UInt32, UInt64, Bool}, ::Type{Int128}) = zext_int(Int128, x)
rem(x::UInt8, ::Type{UInt8}) = x
rem(x::Int8, ::Type{UInt8}) = bitcast(UInt8, x)
rem(x::Union{Int16, Int32, Int64, Int128, UInt16, UInt32, UInt64, UInt128}, ::Type{UInt8}) = trunc_int(UInt8, x)
rem(x::Bool, ::Type{UInt8}) = bitcast(UInt8, x)
rem(x::UInt16, ::Type{UInt16}) = x
rem(x::Int16, ::Type{UInt16}) = bitcast(UInt16, x)
rem(x::Union{Int32, Int64, Int128, UInt32, UInt64, UInt128}, ::Type{UInt16}) = trunc_int(UInt16, x)
rem(x::Int8, ::Type{UInt16}) = sext_int(UInt16, x)
rem(x::Union{UInt8, Bool}, ::Type{UInt16}) = zext_int(UInt16, x)
rem(x::UInt32, ::Type{UInt32}) = x
rem(x::Int32, ::Type{UInt32}) = bitcast(UInt32, x)
rem(x::Union{Int64, Int128, UInt64, UInt128}, ::Type{UInt32}) = trunc_int(UInt32, x)
rem(x::Union{Int8, Int16}, ::Type{UInt32}) = sext_int(UInt32, x)
rem(x::Union{UInt8, UInt16, Bool}, ::Type{UInt32}) = zext_int(UInt32, x)
rem(x::UInt64, ::Type{UInt64}) = x
rem(x::Int64, ::Type{UInt64}) = bitcast(UInt64, x)
rem(x::Union{Int128, UInt128}, ::Type{UInt64}) = trunc_int(UInt64, x)
rem(x::Union{Int8, Int16, Int32}, ::Type{UInt64}) = sext_int(UInt64, x)
rem(x::Union{UInt8, UInt16, UInt32, Bool}, ::Type{UInt64}) = zext_int(UInt64, x)
rem(x::UInt128, ::Type{UInt128}) = x
rem(x::Int128, ::Type{UInt128}) = bitcast(UInt128, x)
rem(x::Union{Int8, Int16, Int32, Int64}, ::Type{UInt128}) = sext_int(UInt128, x)
rem(x::Union{UInt8, UInt16, UInt32, UInt64, Bool}, ::Type{UInt128}) = zext_int(UInt128, x)
mod(x::Integer, ::Type{T}) where {T<:Integer} = rem(x, T)
unsafe_trunc(::Type{T}, x::Integer) where {T<:Integer} = rem(x, T)
