# Integers of any size: sign and number of 64-bit limbs in `size`, magnitudes in `limbs`, lowest
# first. The host does the arithmetic.

mutable struct BigInt <: Signed
    size::Int
    limbs::Memory{UInt64}
end
BigInt(x::BigInt) = x
BigInt() = Core.Host.big_from_int(0)
BigInt(x::BitInteger) = Core.Host.big_from_int(x)
BigInt(x::Bool) = Core.Host.big_from_int(Int64(x))
function BigInt(x::Union{Float16, Float32, Float64})
    isinteger(x) || throw(InexactError(:BigInt, BigInt, x))
    return Core.Host.big_from_float(Float64(x))
end
big(::Type{<:Integer}) = BigInt
big(::Type{<:AbstractFloat}) = BigFloat
big(::Type{<:Rational}) = Rational{BigInt}
big(x::BigInt) = x
Signed(x::BigInt) = x
Integer(x::BigInt) = x
Unsigned(x::BigInt) = x < 0 ? throw(InexactError(:Unsigned, Unsigned, x)) : UInt(x)

_big_fit(name::Symbol, ::Type{T}, x::BigInt) where {T} =
    typemin(T) <= x <= typemax(T) ? rem(x, T) : throw(InexactError(name, T, x))
Int8(x::BigInt) = _big_fit(:Int8, Int8, x)
Int16(x::BigInt) = _big_fit(:Int16, Int16, x)
Int32(x::BigInt) = _big_fit(:Int32, Int32, x)
Int64(x::BigInt) = _big_fit(:Int64, Int64, x)
Int128(x::BigInt) = _big_fit(:Int128, Int128, x)
UInt8(x::BigInt) = _big_fit(:UInt8, UInt8, x)
UInt16(x::BigInt) = _big_fit(:UInt16, UInt16, x)
UInt32(x::BigInt) = _big_fit(:UInt32, UInt32, x)
UInt64(x::BigInt) = _big_fit(:UInt64, UInt64, x)
UInt128(x::BigInt) = _big_fit(:UInt128, UInt128, x)
Bool(x::BigInt) = x == 0 ? false : x == 1 ? true : throw(InexactError(:Bool, Bool, x))
Float64(x::BigInt) = Core.Host.big_to_float(x)
Float32(x::BigInt) = Core.Host.big_to_float32(x)
Float16(x::BigInt) = Float16(Core.Host.big_to_float(x))
Float64(x::BigInt, ::RoundingMode{:Nearest}) = Float64(x)
Float32(x::BigInt, ::RoundingMode{:Nearest}) = Float32(x)
AbstractFloat(x::BigInt) = BigFloat(x)
float(::Type{BigInt}) = BigFloat
rem(x::BigInt, ::Type{Bool}) = isodd(x)
rem(x::BigInt, ::Type{T}) where {T<:BitUnsigned} = rem(Core.Host.big_low_bits128(x), T)
rem(x::BigInt, ::Type{T}) where {T<:BitSigned} = rem(Core.Host.big_low_bits128(x), T)
rem(x::BigInt, ::Type{BigInt}) = x
rem(x::Integer, ::Type{BigInt}) = BigInt(x)
unsafe_trunc(::Type{BigInt}, x::Union{Float16, Float32, Float64}) = Core.Host.big_from_float(Float64(trunc(x)))
round(::Type{BigInt}, x::Union{Float16, Float32, Float64}, r::RoundingMode) = BigInt(round(x, r))

promote_rule(::Type{BigInt}, ::Type{<:Integer}) = BigInt
promote_rule(::Type{Bool}, ::Type{BigInt}) = BigInt
widen(::Type{BigInt}) = BigInt
copy(x::BigInt) = x
zero(::Type{BigInt}) = BigInt(0)
one(::Type{BigInt}) = BigInt(1)
zero(x::BigInt) = BigInt(0)
one(x::BigInt) = BigInt(1)

+(x::BigInt, y::BigInt) = Core.Host.big_add(x, y)
-(x::BigInt, y::BigInt) = Core.Host.big_sub(x, y)
*(x::BigInt, y::BigInt) = Core.Host.big_mul(x, y)
-(x::BigInt) = Core.Host.big_neg(x)
+(x::BigInt) = x
~(x::BigInt) = Core.Host.big_not(x)
abs(x::BigInt) = x.size < 0 ? -x : x
/(x::BigInt, y::BigInt) = BigFloat(x) / BigFloat(y)
function div(x::BigInt, y::BigInt)
    iszero(y) && throw(DivideError())
    return Core.Host.big_div(x, y)
end
function rem(x::BigInt, y::BigInt)
    iszero(y) && throw(DivideError())
    return Core.Host.big_rem(x, y)
end
function fld(x::BigInt, y::BigInt)
    iszero(y) && throw(DivideError())
    return Core.Host.big_fld(x, y)
end
function mod(x::BigInt, y::BigInt)
    iszero(y) && throw(DivideError())
    return Core.Host.big_mod(x, y)
end
cld(x::BigInt, y::BigInt) = -fld(-x, y)
divrem(x::BigInt, y::BigInt) = (div(x, y), rem(x, y))
function _twice_against(r::BigInt, y::BigInt)
    a, b = abs(r), abs(y)
    return cmp(a, b - a)
end
(&)(x::BigInt, y::BigInt) = Core.Host.big_and(x, y)
(|)(x::BigInt, y::BigInt) = Core.Host.big_or(x, y)
xor(x::BigInt, y::BigInt) = Core.Host.big_xor(x, y)
<<(x::BigInt, c::UInt) = c == 0 ? x : Core.Host.big_shl(x, c)
>>(x::BigInt, c::UInt) = c == 0 ? x : Core.Host.big_shr(x, c)
>>>(x::BigInt, c::UInt) = x >> c
<<(x::BigInt, c::Int) = c >= 0 ? x << unsigned(c) : x >> unsigned(-c)
>>(x::BigInt, c::Int) = c >= 0 ? x >> unsigned(c) : x << unsigned(-c)
>>>(x::BigInt, c::Int) = x >> c
count_ones(x::BigInt) = x < 0 ? throw(DomainError(x, "`x` cannot be negative")) : Core.Host.big_count_ones(x)
trailing_zeros(x::BigInt) = x.size == 0 ? throw(DomainError(x, "`x` must be non-zero")) : Core.Host.big_trailing_zeros(x)
trailing_ones(x::BigInt) = x == -1 ? throw(DomainError(x, "`x` must not be equal to -1")) : Core.Host.big_trailing_zeros(~x)
count_zeros(x::BigInt) = x < 0 ? Core.Host.big_count_ones(~x) : throw(DomainError(x, "`x` must be negative"))
top_set_bit(x::BigInt) = x < 0 ? throw(DomainError(x, "top_set_bit only supports negative arguments when they have type BitSigned.")) : iszero(x) ? 0 : Core.Host.big_ndigits(x, 2)
isodd(x::BigInt) = Core.Host.big_is_odd(x)
iseven(x::BigInt) = !isodd(x)
iszero(x::BigInt) = x.size === 0
isone(x::BigInt) = x == 1
sign(x::BigInt) = BigInt(x.size < 0 ? -1 : x.size > 0 ? 1 : 0)
signbit(x::BigInt) = x.size < 0
flipsign(x::BigInt, y::Integer) = signbit(y) ? -x : x
flipsign(x::BigInt, y::BigInt) = signbit(y) ? -x : x
copysign(x::BigInt, y::Integer) = signbit(x) == signbit(y) ? x : -x
copysign(x::BigInt, y::Signed) = signbit(x) == signbit(y) ? x : -x
copysign(x::BigInt, y::BigInt) = signbit(x) == signbit(y) ? x : -x
Checked.checked_abs(x::BigInt) = abs(x)
Checked.checked_neg(x::BigInt) = -x
uabs(x::BigInt) = abs(x)
unsigned(x::BigInt) = x < 0 ? throw(DomainError(x, "`x` must be non-negative.")) : x
signed(x::BigInt) = x

==(x::BigInt, y::BigInt) = Core.Host.big_cmp(x, y) == 0
<(x::BigInt, y::BigInt) = Core.Host.big_cmp(x, y) < 0
<=(x::BigInt, y::BigInt) = Core.Host.big_cmp(x, y) <= 0
cmp(x::BigInt, y::BigInt) = Core.Host.big_cmp(x, y)
cmp(x::BigInt, y::Integer) = cmp(x, BigInt(y))
cmp(x::Integer, y::BigInt) = cmp(BigInt(x), y)
==(x::BigInt, y::Integer) = x == BigInt(y)
==(x::Integer, y::BigInt) = BigInt(x) == y
<(x::BigInt, y::Integer) = x < BigInt(y)
<(x::Integer, y::BigInt) = BigInt(x) < y
<=(x::BigInt, y::Integer) = x <= BigInt(y)
<=(x::Integer, y::BigInt) = BigInt(x) <= y
==(x::BigInt, f::Union{Float16, Float32, Float64}) = isinteger(f) && x == BigInt(f)
==(f::Union{Float16, Float32, Float64}, x::BigInt) = isinteger(f) && x == BigInt(f)
<(x::BigInt, f::Union{Float16, Float32, Float64}) = isnan(f) ? false : isinf(f) ? f > 0 : x < BigInt(ceil(f))
<(f::Union{Float16, Float32, Float64}, x::BigInt) = isnan(f) ? false : isinf(f) ? f < 0 : BigInt(floor(f)) < x
<=(x::BigInt, f::Union{Float16, Float32, Float64}) = isnan(f) ? false : isinf(f) ? f > 0 : x <= BigInt(floor(f))
<=(f::Union{Float16, Float32, Float64}, x::BigInt) = isnan(f) ? false : isinf(f) ? f < 0 : BigInt(ceil(f)) <= x

function ^(x::BigInt, y::UInt)
    return Core.Host.big_pow(x, y)
end
^(x::BigInt, y::BigInt) = bigint_pow(x, y)
^(x::BigInt, y::Bool) = y ? x : one(x)
^(x::BigInt, y::Integer) = bigint_pow(x, y)
^(x::Integer, y::BigInt) = bigint_pow(BigInt(x), y)
^(x::Bool, y::BigInt) = power_by_squaring(x, y)
function bigint_pow(x::BigInt, y::Integer)
    if y < 0
        x == 1 && return one(x)
        x == -1 && return isodd(y) ? x : -x
        throw_domerr_powbysq(x, y)
    end
    y == 1 && return x
    x == 0 && return y == 0 ? one(x) : x
    x == 1 && return x
    x == -1 && return isodd(y) ? x : -x
    y <= typemax(Int32) || throw(OutOfMemoryError())
    return x^(y % UInt)
end
function powermod(x::Integer, p::Integer, m::BigInt)
    iszero(m) && throw(DivideError())
    isone(abs(m)) && return zero(m)
    b = BigInt(x)
    e = BigInt(p)
    if e < 0
        # What has no inverse is divided by, here.
        isone(gcd(b, m)) || throw(DivideError())
        b = invmod(b, m)
        e = -e
    end
    r = Core.Host.big_powermod(b, e, abs(m))
    return m < 0 && r > 0 ? r + m : r
end
gcd(x::BigInt, y::BigInt) = Core.Host.big_gcd(x, y)
lcm(x::BigInt, y::BigInt) = iszero(x) || iszero(y) ? zero(x) : abs(div(x, gcd(x, y)) * y)
gcd(x::BigInt) = abs(x)
function invmod(x::BigInt, m::BigInt)
    iszero(m) && throw(DomainError(m, "`m` must not be 0."))
    abs(m) == 1 && return zero(x)
    g, a, _ = gcdx(x, m)
    g == 1 || throw(DomainError((x, m), string("Greatest common divisor is ", g, ".")))
    return mod(a, m)
end
invmod(x::Integer, m::BigInt) = invmod(BigInt(x), m)
invmod(x::BigInt, m::Integer) = invmod(x, BigInt(m))
function isqrt(x::BigInt)
    x < 0 && throw(DomainError(x, "isqrt of a negative number"))
    return Core.Host.big_isqrt(x)
end
sqrt(x::BigInt) = sqrt(BigFloat(x))
function factorial(x::BigInt)
    isneg = x < 0
    isneg && throw(DomainError(x, "`n` must not be negative."))
    return Core.Host.big_factorial(UInt(x))
end
function binomial(n::BigInt, k::Integer)
    k < 0 && return BigInt(0)
    return Core.Host.big_binomial(n, UInt(k))
end
function binomial(n::BigInt, k::BigInt)
    k < 0 && return BigInt(0)
    if n < 0
        r = binomial(k - n - 1, k)
        return isodd(k) ? -r : r
    end
    k = min(k, n - k)
    k < 0 && return BigInt(0)
    k > typemax(UInt) && throw(OverflowError("binomial($n, $k) is too large"))
    return Core.Host.big_binomial(n, UInt(k))
end

decompose(x::BigInt) = (x, 0, 1)
hash(x::BigInt, h::UInt) =
    typemin(Int64) <= x <= typemax(Int64) ? hash(Int64(x), h) :
    0 <= x <= typemax(UInt64) ? hash(UInt64(x), h) : _hash_big(x, h)
_hash_big(x::BigInt, h::UInt) = invoke(hash, Tuple{Real, UInt}, x, h)
