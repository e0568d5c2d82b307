# Integers of fixed width. Each operation is one intrinsic, as in the layering that contexts see.

const BitSignedType = Union{Type{Int8}, Type{Int16}, Type{Int32}, Type{Int64}, Type{Int128}}
const BitUnsignedType = Union{Type{UInt8}, Type{UInt16}, Type{UInt32}, Type{UInt64}, Type{UInt128}}

# ---- arithmetic --------------------------------------------------------------------------------
(<)(x::T, y::T) where {T<:BitSigned} = slt_int(x, y)
(-)(x::BitInteger) = neg_int(x)
(-)(x::T, y::T) where {T<:BitInteger} = sub_int(x, y)
(+)(x::T, y::T) where {T<:BitInteger} = add_int(x, y)
(*)(x::T, y::T) where {T<:BitInteger} = mul_int(x, y)
# With a sign and without: both are taken modulo their common type, so that nothing is out of range.
_wrapped(x, y) = (T = promote_type(typeof(x), typeof(y)); (x % T, y % T))
(+)(x::BitSigned, y::BitUnsigned) = +(_wrapped(x, y)...)
(+)(x::BitUnsigned, y::BitSigned) = +(_wrapped(x, y)...)
(-)(x::BitSigned, y::BitUnsigned) = -(_wrapped(x, y)...)
(-)(x::BitUnsigned, y::BitSigned) = -(_wrapped(x, y)...)
(*)(x::BitSigned, y::BitUnsigned) = *(_wrapped(x, y)...)
(*)(x::BitUnsigned, y::BitSigned) = *(_wrapped(x, y)...)
(&)(x::BitSigned, y::BitUnsigned) = (&)(_wrapped(x, y)...)
(&)(x::BitUnsigned, y::BitSigned) = (&)(_wrapped(x, y)...)
(|)(x::BitSigned, y::BitUnsigned) = (|)(_wrapped(x, y)...)
(|)(x::BitUnsigned, y::BitSigned) = (|)(_wrapped(x, y)...)
xor(x::BitSigned, y::BitUnsigned) = xor(_wrapped(x, y)...)
xor(x::BitUnsigned, y::BitSigned) = xor(_wrapped(x, y)...)
(/)(x::T, y::T) where {T<:Integer} = float(x) / float(y)
(/)(x::BitInteger, y::BitInteger) = float(x) / float(y)
inv(x::Integer) = float(one(x)) / float(x)

isodd(n::Number) = isreal(n) && isodd(real(n))
isodd(n::Real) = isinteger(n) && !iszero(rem(Integer(n), 2))
isodd(n::Integer) = !iszero(rem(n, 2))
isodd(n::BitInteger) = n % Bool
iseven(n::Number) = isreal(n) && iseven(real(n))
iseven(n::Real) = isinteger(n) && iszero(rem(Integer(n), 2))
iseven(n::Integer) = !isodd(n)

signbit(x::BitSigned) = x < zero(x)
signbit(x::Unsigned) = false

flipsign(x::T, y::T) where {T<:BitSigned} = flipsign_int(x, y)
flipsign(x::BitSigned, y::BitSigned) = flipsign_int(promote(x, y)...) % typeof(x)
flipsign(x::Signed, y::Float16) = flipsign(x, bitcast(Int16, y))
flipsign(x::Signed, y::Float32) = flipsign(x, bitcast(Int32, y))
flipsign(x::Signed, y::Float64) = flipsign(x, bitcast(Int64, y))
flipsign(x::Signed, y::Real) = flipsign(x, -oftype(x, signbit(y)))
copysign(x::Signed, y::Signed) = flipsign(x, x ⊻ y)
copysign(x::Signed, y::Float16) = copysign(x, bitcast(Int16, y))
copysign(x::Signed, y::Float32) = copysign(x, bitcast(Int32, y))
copysign(x::Signed, y::Float64) = copysign(x, bitcast(Int64, y))
copysign(x::Signed, y::Real) = copysign(x, -oftype(x, signbit(y)))

abs(x::Unsigned) = x
abs(x::Signed) = flipsign(x, x)

~(n::Integer) = -n - oneunit(n)
~(x::BitInteger) = not_int(x)

unsigned(x) = x % typeof(convert(Unsigned, zero(x)))
unsigned(x::BitSigned) = reinterpret(typeof(convert(Unsigned, zero(x))), x)
unsigned(x::Bool) = convert(Unsigned, x)
unsigned(::Type{Bool}) = typeof(convert(Unsigned, zero(Bool)))
unsigned(::Type{Int8}) = UInt8
unsigned(::Type{Int16}) = UInt16
unsigned(::Type{Int32}) = UInt32
unsigned(::Type{Int64}) = UInt64
unsigned(::Type{Int128}) = UInt128
unsigned(::Type{T}) where {T<:Unsigned} = T
signed(x) = x % typeof(convert(Signed, zero(x)))
signed(x::BitUnsigned) = reinterpret(typeof(convert(Signed, zero(x))), x)
signed(::Type{Bool}) = Int
signed(::Type{UInt8}) = Int8
signed(::Type{UInt16}) = Int16
signed(::Type{UInt32}) = Int32
signed(::Type{UInt64}) = Int64
signed(::Type{UInt128}) = Int128
signed(::Type{T}) where {T<:Signed} = T

# ---- division ------------------------------------------------------------------------------------
div(x::T, y::T) where {T<:BitSigned} = checked_sdiv_int(x, y)
rem(x::T, y::T) where {T<:BitSigned} = checked_srem_int(x, y)
div(x::T, y::T) where {T<:BitUnsigned} = checked_udiv_int(x, y)
rem(x::T, y::T) where {T<:BitUnsigned} = checked_urem_int(x, y)

div(x::BitSigned, y::Unsigned) = flipsign(signed(div(unsigned(abs(x)), y)), x)
div(x::Unsigned, y::BitSigned) = unsigned(flipsign(signed(div(x, unsigned(abs(y)))), y))
rem(x::BitSigned, y::Unsigned) = flipsign(signed(rem(unsigned(abs(x)), y)), x)
rem(x::Unsigned, y::BitSigned) = rem(x, unsigned(abs(y)))

function divrem(x::BitSigned, y::Unsigned)
    q, r = divrem(unsigned(abs(x)), y)
    return flipsign(signed(q), x), flipsign(signed(r), x)
end

function mod(x::T, y::T) where {T<:Integer}
    y == -1 && return T(0)
    return x - fld(x, y) * y
end
mod(x::BitSigned, y::Unsigned) = rem(y + unsigned(rem(x, y)), y)
mod(x::Unsigned, y::Signed) = rem(y + signed(rem(x, y)), y)
mod(x::T, y::T) where {T<:Unsigned} = rem(x, y)
mod(x::T, y::T) where {T<:BitUnsigned} = rem(x, y)

# Division rounding in other ways, in terms of the truncating one.
div(x::T, y::T, ::typeof(RoundToZero)) where {T<:Integer} = div(x, y)
div(x::T, y::T, ::typeof(RoundDown)) where {T<:Integer} = fld(x, y)
div(x::T, y::T, ::typeof(RoundUp)) where {T<:Integer} = cld(x, y)
function div(x::T, y::T, ::typeof(RoundFromZero)) where {T<:Integer}
    return signbit(x) == signbit(y) ? cld(x, y) : fld(x, y)
end
function div(x::T, y::T, ::typeof(RoundNearest)) where {T<:Integer}
    q, r = divrem(x, y)
    twice = _twice_against(r, y)
    up = twice > 0 || (twice == 0 && isodd(q))
    return up ? (signbit(x) == signbit(y) ? q + one(T) : q - one(T)) : q
end
function div(x::T, y::T, ::typeof(RoundNearestTiesAway)) where {T<:Integer}
    q, r = divrem(x, y)
    return _twice_against(r, y) >= 0 ? (signbit(x) == signbit(y) ? q + one(T) : q - one(T)) : q
end
function div(x::T, y::T, ::typeof(RoundNearestTiesUp)) where {T<:Integer}
    q, r = divrem(x, y)
    twice = _twice_against(r, y)
    positive = signbit(x) == signbit(y)
    up = twice > 0 || (twice == 0 && !iszero(r) && positive)
    return up ? (positive ? q + one(T) : q - one(T)) : q
end
# Whether twice the rest is above (1), at (0) or below (-1) the divisor, in magnitude.
function _twice_against(r::T, y::T) where {T<:Integer}
    a, b = unsigned(abs(r)), unsigned(abs(y))
    return cmp(a, b - a)
end

function fld(x::T, y::T) where {T<:Integer}
    d = div(x, y)
    return d - (signbit(x ⊻ y) & (d * y != x))
end
function cld(x::T, y::T) where {T<:Integer}
    d = div(x, y)
    return d + (((x > 0) == (y > 0)) & (d * y != x))
end
fld(x::T, y::T) where {T<:Unsigned} = div(x, y)
function cld(x::T, y::T) where {T<:Unsigned}
    d = div(x, y)
    return d + (d * y != x)
end
# One of them may be negative: which one, says whether the fraction is below or above.
fld(x::Signed, y::Unsigned) = div(x, y) - (signbit(x) & (rem(x, y) != 0))
fld(x::Unsigned, y::Signed) = div(x, y) - (signbit(y) & (rem(x, y) != 0))
cld(x::Signed, y::Unsigned) = div(x, y) + (!signbit(x) & (rem(x, y) != 0))
cld(x::Unsigned, y::Signed) = div(x, y) + (!signbit(y) & (rem(x, y) != 0))
div(x::Signed, y::Unsigned, ::typeof(RoundDown)) = fld(x, y)
div(x::Unsigned, y::Signed, ::typeof(RoundDown)) = fld(x, y)
div(x::Signed, y::Unsigned, ::typeof(RoundUp)) = cld(x, y)
div(x::Unsigned, y::Signed, ::typeof(RoundUp)) = cld(x, y)
fld(a, b) = div(a, b, RoundDown)
cld(a, b) = div(a, b, RoundUp)
div(a, b) = div(a, b, RoundToZero)

rem(x, y, ::typeof(RoundToZero)) = rem(x, y)
rem(x, y, ::typeof(RoundDown)) = mod(x, y)
rem(x, y, ::typeof(RoundUp)) = mod(x, -y)
rem(x, y, ::typeof(RoundNearest)) = x - y * div(x, y, RoundNearest)
rem(x, y, ::typeof(RoundFromZero)) =
    signbit(x) == signbit(y) ? rem(x, y, RoundUp) : rem(x, y, RoundDown)
rem(x, y, r::typeof(RoundNearestTiesAway)) = x - y * div(x, y, r)
rem(x, y, r::typeof(RoundNearestTiesUp)) = x - y * div(x, y, r)

divrem(x, y, r::RoundingMode) = (div(x, y, r), rem(x, y, r))
divrem(x, y, ::typeof(RoundToZero)) = (div(x, y), rem(x, y))
divrem(x::Integer, y::Integer, ::typeof(RoundToZero)) = (div(x, y), rem(x, y))
divrem(x::Integer, y::Integer) = (div(x, y), rem(x, y))
fldmod(x, y) = (fld(x, y), mod(x, y))

fld1(x::T, y::T) where {T<:Real} = (m = mod1(x, y); fld((x - m) + y, y))
function fld1(x::T, y::T) where {T<:Integer}
    d = div(x, y)
    return d + (!signbit(x ⊻ y) & (d * y != x))
end
function mod1(x::T, y::T) where {T<:Real}
    m = mod(x, y)
    return ifelse(m == 0, y, m)
end
fldmod1(x, y) = (fld1(x, y), mod1(x, y))

# ---- bits ----------------------------------------------------------------------------------------
(&)(x::T, y::T) where {T<:BitInteger} = and_int(x, y)
(|)(x::T, y::T) where {T<:BitInteger} = or_int(x, y)
xor(x::T, y::T) where {T<:BitInteger} = xor_int(x, y)

bswap(x::Union{Int8, UInt8}) = x
bswap(x::BitInteger) = bswap_int(x)
bswap(x::Bool) = x
bswap(x::T) where {T<:Union{Float16, Float32, Float64}} = reinterpret(T, bswap(reinterpret(Unsigned, x)))
count_ones(x::BitInteger) = (ctpop_int(x) % Int)::Int
leading_zeros(x::BitInteger) = (ctlz_int(x) % Int)::Int
trailing_zeros(x::BitInteger) = (cttz_int(x) % Int)::Int
count_zeros(x::Integer) = count_ones(~x)
leading_ones(x::Integer) = leading_zeros(~x)
trailing_ones(x::Integer) = trailing_zeros(~x)
top_set_bit(x::BitInteger) = 8 * sizeof(x) - leading_zeros(x)
top_set_bit(x::Integer) = x < 0 ? throw(DomainError(x, "top_set_bit only supports negative arguments when they have type BitSigned.")) : ndigits(x, base=2) - iszero(x)

(<)(x::T, y::T) where {T<:BitUnsigned} = ult_int(x, y)
(<=)(x::T, y::T) where {T<:BitSigned} = sle_int(x, y)
(<=)(x::T, y::T) where {T<:BitUnsigned} = ule_int(x, y)
(==)(x::T, y::T) where {T<:BitInteger} = eq_int(x, y)

# Signed against unsigned: a negative number is less than any unsigned one.
==(x::BitSigned, y::BitUnsigned) = (x >= 0) & (unsigned(x) == y)
==(x::BitUnsigned, y::BitSigned) = (y >= 0) & (x == unsigned(y))
<(x::BitSigned, y::BitUnsigned) = (x < 0) | (unsigned(x) < y)
<(x::BitUnsigned, y::BitSigned) = (y >= 0) & (x < unsigned(y))
<=(x::BitUnsigned, y::BitSigned) = (y >= 0) & (x <= unsigned(y))
<=(x::BitSigned, y::BitUnsigned) = (x < 0) | (unsigned(x) <= y)

# shifts: by an unsigned number for sure to the named side, by a signed one to either
>>(x::BitSigned, y::BitUnsigned) = ashr_int(x, y)
>>(x::BitUnsigned, y::BitUnsigned) = lshr_int(x, y)
<<(x::BitInteger, y::BitUnsigned) = shl_int(x, y)
>>>(x::BitInteger, y::BitUnsigned) = lshr_int(x, y)
>>(x::BitInteger, y::Int) = 0 <= y ? x >> bitcast(UInt, y) : x << bitcast(UInt, -y)
<<(x::BitInteger, y::Int) = 0 <= y ? x << bitcast(UInt, y) : x >> bitcast(UInt, -y)
>>>(x::BitInteger, y::Int) = 0 <= y ? x >>> bitcast(UInt, y) : x << bitcast(UInt, -y)
>>(x::Integer, y::Integer) =
    typemin(Int) <= y <= typemax(Int) ? x >> (y % Int) : (y < 0 && throw(InexactError(:>>, Int, y)); signbit(x) ? -one(x) : zero(x))
<<(x::Integer, y::Integer) =
    typemin(Int) <= y <= typemax(Int) ? x << (y % Int) : zero(x)
>>>(x::Integer, y::Integer) =
    typemin(Int) <= y <= typemax(Int) ? x >>> (y % Int) : zero(x)
>>>(x::Integer, y::Int) = x >> y

bitrotate(x::T, k::Integer) where {T<:BitInteger} =
    (x << ((sizeof(T) << 3 - 1) & k)) | (x >>> ((sizeof(T) << 3 - 1) & -k))

function bitreverse(x::BitInteger)
    z = unsigned(x)
    r = zero(z)
    n = 8 * sizeof(x)
    i = 0
    while i < n
        r = (r << 1) | (z & one(z))
        z >>= 1
        i += 1
    end
    return r % typeof(x)
end

# ---- conversion ----------------------------------------------------------------------------------
Signed(x::BitSigned) = x
Signed(x::UInt8) = Int8(x)
Signed(x::UInt16) = Int16(x)
Signed(x::UInt32) = Int32(x)
Signed(x::UInt64) = Int64(x)
Signed(x::UInt128) = Int128(x)
Signed(x::Union{Float16, Float32, Float64, Bool}) = Int(x)
Unsigned(x::BitUnsigned) = x
Unsigned(x::Int8) = UInt8(x)
Unsigned(x::Int16) = UInt16(x)
Unsigned(x::Int32) = UInt32(x)
Unsigned(x::Int64) = UInt64(x)
Unsigned(x::Int128) = UInt128(x)
Unsigned(x::Union{Float16, Float32, Float64, Bool}) = UInt(x)
Integer(x::Integer) = x
Integer(x::Union{Float16, Float32, Float64}) = Int(x)

(::Type{T})(x::Integer) where {T<:BitInteger} = convert(T, x)
(::Type{Signed})(x::Integer) = Int(x)

round(x::Integer, r::RoundingMode) = x
round(::Type{T}, x::Integer, r::RoundingMode) where {T<:Integer} = convert(T, x)

# ---- promotion -----------------------------------------------------------------------------------
promote_rule(::Type{Bool}, ::Type{T}) where {T<:Number} = T
promote_rule(::Type{Int16}, ::Type{Int8}) = Int16
promote_rule(::Type{Int32}, ::Type{<:Union{Int8, Int16}}) = Int32
promote_rule(::Type{Int64}, ::Type{<:Union{Int8, Int16, Int32}}) = Int64
promote_rule(::Type{Int128}, ::Type{<:BitSigned64}) = Int128
promote_rule(::Type{UInt16}, ::Type{<:Union{Int8, UInt8, Int16}}) = UInt16
promote_rule(::Type{UInt32}, ::Type{<:Union{Int8, UInt8, Int16, UInt16, Int32}}) = UInt32
promote_rule(::Type{UInt64}, ::Type{<:Union{Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64}}) = UInt64
promote_rule(::Type{UInt128}, ::Type{<:Union{BitInteger64, Int128}}) = UInt128
promote_rule(::Type{UInt8}, ::Type{Int8}) = UInt8
promote_rule(::Type{Int16}, ::Type{UInt8}) = Int16
promote_rule(::Type{Int32}, ::Type{<:Union{UInt8, UInt16}}) = Int32
promote_rule(::Type{Int64}, ::Type{<:Union{UInt8, UInt16, UInt32}}) = Int64
promote_rule(::Type{Int128}, ::Type{<:BitUnsigned64}) = Int128

# ---- limits --------------------------------------------------------------------------------------
typemin(x::T) where {T<:Real} = typemin(T)
typemax(x::T) where {T<:Real} = typemax(T)
typemin(::Type{Int8}) = Int8(-128)
typemax(::Type{Int8}) = Int8(127)
typemin(::Type{UInt8}) = UInt8(0)
typemax(::Type{UInt8}) = UInt8(255)
typemin(::Type{Int16}) = Int16(-32768)
typemax(::Type{Int16}) = Int16(32767)
typemin(::Type{UInt16}) = UInt16(0)
typemax(::Type{UInt16}) = UInt16(65535)
typemin(::Type{Int32}) = Int32(-2147483648)
typemax(::Type{Int32}) = Int32(2147483647)
typemin(::Type{UInt32}) = UInt32(0)
typemax(::Type{UInt32}) = UInt32(4294967295)
typemin(::Type{Int64}) = -9223372036854775808
typemax(::Type{Int64}) = 9223372036854775807
typemin(::Type{UInt64}) = UInt64(0)
typemax(::Type{UInt64}) = 0xffffffffffffffff
typemin(::Type{UInt128}) = UInt128(0)
typemax(::Type{UInt128}) = not_int(UInt128(0))
typemin(::Type{Int128}) = shl_int(Int128(1), 127)
typemax(::Type{Int128}) = not_int(shl_int(Int128(1), 127))

widen(::Type{Int8}) = Int16
widen(::Type{Int16}) = Int32
widen(::Type{Int32}) = Int64
widen(::Type{Int64}) = Int128
widen(::Type{Int128}) = BigInt
widen(::Type{UInt8}) = UInt16
widen(::Type{UInt16}) = UInt32
widen(::Type{UInt32}) = UInt64
widen(::Type{UInt64}) = UInt128
widen(::Type{UInt128}) = BigInt
widen(::Type{Bool}) = Int
widemul(x::Signed, y::Unsigned) = widen(x) * signed(widen(y))
widemul(x::Unsigned, y::Signed) = signed(widen(x)) * widen(y)
widemul(x::Bool, y::Bool) = x * y
widemul(x::Bool, y::Number) = x * y
widemul(x::Number, y::Bool) = x * y

zero(::Type{T}) where {T<:BitInteger} = rem(0, T)
one(::Type{T}) where {T<:BitInteger} = rem(1, T)
zero(x::T) where {T<:BitInteger} = rem(0, T)
one(x::T) where {T<:BitInteger} = rem(1, T)

isinteger(x::Bool) = true
