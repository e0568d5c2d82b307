# Arithmetic that complains instead of wrapping round.

baremodule Checked

using Core
using Core.Intrinsics
import ..Base
import ..Base: BitInteger, BitSigned, BitUnsigned, string, typemin, zero, one, abs, signbit,
    div, rem, mod, fld, cld, promote, ==, <, -, +, *, <<, >>, !, &, |, widemul, convert,
    length, getindex, iterate

export checked_neg, checked_abs, checked_add, checked_sub, checked_mul, checked_div,
    checked_rem, checked_fld, checked_mod, checked_cld, checked_pow, checked_length,
    add_with_overflow, sub_with_overflow, mul_with_overflow

throw_overflowerr_negation(x) =
    throw(OverflowError(string("checked arithmetic: cannot compute -x for x = ", x, "::", typeof(x))))
throw_overflowerr_binaryop(op, x, y) =
    throw(OverflowError(string(x, " ", op, " ", y, " overflowed for type ", typeof(x))))

checked_neg(x::Integer) = -x
function checked_neg(x::T) where {T<:BitSigned}
    x == typemin(T) && throw_overflowerr_negation(x)
    return -x
end
function checked_neg(x::T) where {T<:BitUnsigned}
    x == zero(T) || throw_overflowerr_negation(x)
    return x
end
function checked_abs(x::BitSigned)
    r = abs(x)
    r < zero(r) && throw(OverflowError(string("checked arithmetic: cannot compute |x| for x = ", x, "::", typeof(x))))
    return r
end
checked_abs(x::Union{BitUnsigned, Bool}) = x
checked_abs(x::Integer) = abs(x)

add_with_overflow(x::T, y::T) where {T<:BitSigned} = checked_sadd_int(x, y)
add_with_overflow(x::T, y::T) where {T<:BitUnsigned} = checked_uadd_int(x, y)
add_with_overflow(x::Bool, y::Bool) = (x + y, false)
sub_with_overflow(x::T, y::T) where {T<:BitSigned} = checked_ssub_int(x, y)
sub_with_overflow(x::T, y::T) where {T<:BitUnsigned} = checked_usub_int(x, y)
sub_with_overflow(x::Bool, y::Bool) = (x - y, false)
mul_with_overflow(x::T, y::T) where {T<:BitSigned} = checked_smul_int(x, y)
mul_with_overflow(x::T, y::T) where {T<:BitUnsigned} = checked_umul_int(x, y)
mul_with_overflow(x::Bool, y::Bool) = (x * y, false)
add_with_overflow(x::Integer, y::Integer) = add_with_overflow(promote(x, y)...)
sub_with_overflow(x::Integer, y::Integer) = sub_with_overflow(promote(x, y)...)
mul_with_overflow(x::Integer, y::Integer) = mul_with_overflow(promote(x, y)...)
add_with_overflow(x::T, y::T) where {T<:Integer} = (x + y, false)
sub_with_overflow(x::T, y::T) where {T<:Integer} = (x - y, false)
mul_with_overflow(x::T, y::T) where {T<:Integer} = (x * y, false)

checked_add(x::Integer, y::Integer) = checked_add(promote(x, y)...)
checked_add(x::T, y::T) where {T<:Integer} = x + y
function checked_add(x::T, y::T) where {T<:BitInteger}
    z, overflowed = add_with_overflow(x, y)
    overflowed && throw_overflowerr_binaryop(:+, x, y)
    return z
end
checked_add(x::Integer) = x
checked_add(x::Bool) = +x
checked_add(x1::Integer, x2::Integer, x3::Integer, x4::Integer, x5::Integer, more::Integer...) =
    checked_add(checked_add(x1, x2, x3, x4), x5, more...)
checked_add(x::Integer, y::Integer, z::Integer) = checked_add(checked_add(x, y), z)
checked_add(x1::Integer, x2::Integer, x3::Integer, x4::Integer) = checked_add(checked_add(x1, x2, x3), x4)

checked_sub(x::Integer, y::Integer) = checked_sub(promote(x, y)...)
checked_sub(x::T, y::T) where {T<:Integer} = x - y
function checked_sub(x::T, y::T) where {T<:BitInteger}
    z, overflowed = sub_with_overflow(x, y)
    overflowed && throw_overflowerr_binaryop(:-, x, y)
    return z
end

checked_mul(x::Integer, y::Integer) = checked_mul(promote(x, y)...)
checked_mul(x::T, y::T) where {T<:Integer} = x * y
function checked_mul(x::T, y::T) where {T<:BitInteger}
    z, overflowed = mul_with_overflow(x, y)
    overflowed && throw_overflowerr_binaryop(:*, x, y)
    return z
end
checked_mul(x::Integer) = x
checked_mul(x1::Integer, x2::Integer, x3::Integer, x4::Integer, x5::Integer, more::Integer...) =
    checked_mul(checked_mul(x1, x2, x3, x4), x5, more...)
checked_mul(x::Integer, y::Integer, z::Integer) = checked_mul(checked_mul(x, y), z)
checked_mul(x1::Integer, x2::Integer, x3::Integer, x4::Integer) = checked_mul(checked_mul(x1, x2, x3), x4)

checked_div(x::T, y::T) where {T<:Integer} = div(x, y)
checked_rem(x::T, y::T) where {T<:Integer} = rem(x, y)
checked_fld(x::T, y::T) where {T<:Integer} = fld(x, y)
checked_mod(x::T, y::T) where {T<:Integer} = mod(x, y)
checked_cld(x::T, y::T) where {T<:Integer} = cld(x, y)
checked_div(x::Integer, y::Integer) = checked_div(promote(x, y)...)
checked_rem(x::Integer, y::Integer) = checked_rem(promote(x, y)...)
checked_fld(x::Integer, y::Integer) = checked_fld(promote(x, y)...)
checked_mod(x::Integer, y::Integer) = checked_mod(promote(x, y)...)
checked_cld(x::Integer, y::Integer) = checked_cld(promote(x, y)...)

checked_pow(x::Integer, y::Integer) = Base.power_by_squaring(x, y, checked_mul)

checked_length(r) = length(r)

end

using .Checked
