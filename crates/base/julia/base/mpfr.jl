# Floats of any precision: value = sign * 0.limbs * 2^exp, with `prec` bits in the limbs (lowest
# limb first, the top bit of the top limb set). Zero, infinity and NaN are marked by `exp`, as
# MPFR does. The host computes; every result is rounded once, in the way that is asked for.

mutable struct BigFloat <: AbstractFloat
    prec::Int
    sign::Int32
    exp::Int
    limbs::Memory{UInt64}
end

const BIG_ZERO = typemin(Int) + 1
const BIG_NAN = typemin(Int) + 2
const BIG_INF = typemin(Int) + 3

rounding_number(::RoundingMode{:Nearest}) = 0
rounding_number(::RoundingMode{:ToZero}) = 1
rounding_number(::RoundingMode{:Up}) = 2
rounding_number(::RoundingMode{:Down}) = 3
rounding_number(::RoundingMode{:FromZero}) = 4
rounding_number(::RoundingMode{:NearestTiesAway}) = 5
rounding_number(r::RoundingMode) = throw(ArgumentError(string("invalid rounding mode for BigFloat: ", r)))

# The default precision and rounding of results; `[1]` is the precision, `[2]` the rounding.
mutable struct BigFloatDefaults
    precision::Int
    rounding::Any
end
const big_defaults = BigFloatDefaults(256, RoundNearest)

_precision_with_base_2(::Type{BigFloat}) = big_defaults.precision
_precision_with_base_2(x::BigFloat) = x.prec
precision(x::BigFloat; base::Integer=2) = _precision(x, base)
precision(::Type{BigFloat}; base::Integer=2) = _precision(BigFloat, base)
_convert_precision_from_base(precision::Integer, base::Integer) =
    base == 2 ? precision : ceil(Int, precision * log2(base))
function setprecision(::Type{BigFloat}, precision::Integer; base::Integer=2)
    base > 1 || throw(DomainError(base, "`base` cannot be less than 2."))
    precision > 0 || throw(DomainError(precision, "`precision` cannot be less than 1."))
    big_defaults.precision = _convert_precision_from_base(precision, base)
    return precision
end
setprecision(precision::Integer; base::Integer=2) = setprecision(BigFloat, precision; base=base)
function setprecision(f::Function, ::Type{BigFloat}, prec::Integer; base::Integer=2)
    before = big_defaults.precision
    setprecision(BigFloat, prec; base=base)
    try
        return f()
    finally
        big_defaults.precision = before
    end
end
setprecision(f::Function, prec::Integer; base::Integer=2) = setprecision(f, BigFloat, prec; base=base)
rounding(::Type{BigFloat}) = big_defaults.rounding
setrounding(::Type{BigFloat}, r::RoundingMode) = (big_defaults.rounding = r; r)
function setrounding(f::Function, ::Type{BigFloat}, r::RoundingMode)
    before = big_defaults.rounding
    big_defaults.rounding = r
    try
        return f()
    finally
        big_defaults.rounding = before
    end
end
_bits() = big_defaults.precision
_mode() = rounding_number(big_defaults.rounding)

# ---- conversion ----------------------------------------------------------------------------------
_checked_precision(n::Integer) = n < 1 ? throw(DomainError(n, "`precision` cannot be less than 1.")) : Int(n)
BigFloat(; precision::Integer=_bits()) =
    BigFloat(_checked_precision(precision), one(Int32), BIG_NAN, Memory{UInt64}(undef, cld(Int(precision), 64)))
BigFloat(x::BigFloat, r::RoundingMode=rounding(BigFloat); precision::Integer=_bits()) =
    precision == x.prec ? x : Core.Host.bigfloat_round_to(x, _checked_precision(precision), rounding_number(r))
BigFloat(x::BigInt, r::RoundingMode=rounding(BigFloat); precision::Integer=_bits()) =
    Core.Host.bigfloat_from_big(x, _checked_precision(precision), rounding_number(r))
BigFloat(x::Union{BitInteger, Bool}, r::RoundingMode=rounding(BigFloat); precision::Integer=_bits()) =
    Core.Host.bigfloat_from_big(BigInt(x), _checked_precision(precision), rounding_number(r))
BigFloat(x::Union{Float16, Float32, Float64}, r::RoundingMode=rounding(BigFloat); precision::Integer=_bits()) =
    Core.Host.bigfloat_from_float(Float64(x), _checked_precision(precision), rounding_number(r))
BigFloat(x::Rational, r::RoundingMode=rounding(BigFloat); precision::Integer=_bits()) =
    Core.Host.bigfloat_from_ratio(BigInt(x.num), BigInt(x.den), _checked_precision(precision), rounding_number(r))
BigFloat(x::Integer, r::RoundingMode=rounding(BigFloat); precision::Integer=_bits()) = BigFloat(BigInt(x), r; precision=precision)
function BigFloat(s::AbstractString, r::RoundingMode=rounding(BigFloat); precision::Integer=_bits())
    x = _parse_bigfloat(String(s), Int(precision), r)
    x === nothing && throw(ArgumentError(string("cannot parse ", repr(s), " as BigFloat")))
    return x
end
BigFloat() = BigFloat(NaN)
_parse_bigfloat(s::String, precision::Int, r::RoundingMode) =
    Core.Host.bigfloat_parse(s, precision, rounding_number(r))

Float64(x::BigFloat, r::RoundingMode=RoundNearest) = Core.Host.bigfloat_to_float(x, rounding_number(r))
Float32(x::BigFloat, r::RoundingMode=RoundNearest) = Core.Host.bigfloat_to_float32(x, rounding_number(r))
Float16(x::BigFloat) = Core.Host.bigfloat_to_float16(x)
AbstractFloat(x::BigFloat) = x
function BigInt(x::BigFloat)
    isinteger(x) || throw(InexactError(:BigInt, BigInt, x))
    return Core.Host.bigfloat_to_big(x)
end
function (::Type{T})(x::BigFloat) where {T<:BitInteger}
    isinteger(x) || throw(InexactError(nameof(T), T, x))
    n = Core.Host.bigfloat_to_big(x)
    typemin(T) <= n <= typemax(T) || throw(InexactError(nameof(T), T, x))
    return rem(n, T)
end
Bool(x::BigFloat) = iszero(x) ? false : isone(x) ? true : throw(InexactError(:Bool, Bool, x))
Integer(x::BigFloat) = BigInt(x)
Signed(x::BigFloat) = BigInt(x)
function round(::Type{T}, x::BigFloat, r::RoundingMode) where {T<:Union{Integer, BigInt}}
    isfinite(x) || throw(InexactError(:round, T, x, r))
    n = Core.Host.bigfloat_to_big(round(x, r))
    (T === Integer || T === Signed) && return n
    T === Unsigned && return Unsigned(n)
    T === BigInt && return n
    typemin(T) <= n <= typemax(T) || throw(InexactError(:round, T, x, r))
    return convert(T, n)
end
unsafe_trunc(::Type{T}, x::BigFloat) where {T<:Integer} = rem(Core.Host.bigfloat_to_big(trunc(x)), T)
unsafe_trunc(::Type{BigInt}, x::BigFloat) = Core.Host.bigfloat_to_big(trunc(x))
Rational(x::BigFloat) = Rational{BigInt}(x)
Rational{BigInt}(x::AbstractFloat) = _exact_ratio(x)
function _exact_ratio(x)
    isnan(x) && throw(InexactError(:Rational, Rational{BigInt}, x))
    isinf(x) && return unsafe_rational(BigInt(sign(x)), BigInt(0))
    s, e, d = decompose(x)
    n = BigInt(s) * d
    return e >= 0 ? Rational(n << e) : n // (BigInt(1) << -e)
end
Rational{T}(x::BigFloat) where {T<:Integer} = Rational{T}(_exact_ratio(x))
Rational{BigInt}(x::BigFloat) = _exact_ratio(x)

promote_rule(::Type{BigFloat}, ::Type{<:Real}) = BigFloat
promote_rule(::Type{BigInt}, ::Type{<:AbstractFloat}) = BigFloat
promote_rule(::Type{BigFloat}, ::Type{<:AbstractFloat}) = BigFloat
promote_rule(::Type{BigFloat}, ::Type{BigFloat}) = BigFloat
widen(::Type{BigFloat}) = BigFloat
zero(::Type{BigFloat}) = BigFloat(0)
one(::Type{BigFloat}) = BigFloat(1)
copy(x::BigFloat) = x

# ---- arithmetic ----------------------------------------------------------------------------------
+(x::BigFloat, y::BigFloat) = Core.Host.bigfloat_add(x, y, _bits(), _mode())
-(x::BigFloat, y::BigFloat) = Core.Host.bigfloat_sub(x, y, _bits(), _mode())
*(x::BigFloat, y::BigFloat) = Core.Host.bigfloat_mul(x, y, _bits(), _mode())
/(x::BigFloat, y::BigFloat) = Core.Host.bigfloat_div(x, y, _bits(), _mode())
-(x::BigFloat) = Core.Host.bigfloat_neg(x, _bits(), _mode())
+(x::BigFloat) = x
abs(x::BigFloat) = signbit(x) ? -x : x
fma(x::BigFloat, y::BigFloat, z::BigFloat) = Core.Host.bigfloat_fma(x, y, z, _bits(), _mode())
muladd(x::BigFloat, y::BigFloat, z::BigFloat) = fma(x, y, z)
inv(x::BigFloat) = one(BigFloat) / x
rem(x::BigFloat, y::BigFloat) = Core.Host.bigfloat_rem(x, y, _bits(), _mode())
rem(x::BigFloat, y::BigFloat, ::RoundingMode{:Nearest}) = x - y * round(x / y)
function sqrt(x::BigFloat)
    isnan(x) && return x
    x < 0 && throw(DomainError(x, "NaN result for non-NaN input."))
    return Core.Host.bigfloat_sqrt(x, _bits(), _mode())
end
function ^(x::BigFloat, y::BigFloat)
    # One of any power, not-a-number and infinities among them; so is any number to the power of none.
    (isone(x) || iszero(y)) && return one(x)
    z = isinteger(y) && abs(y) < 4611686018427387904 ? Core.Host.bigfloat_pow_int(x, BigInt(y), _bits(), _mode()) :
        Core.Host.bigfloat_pow(x, y, _bits(), _mode())
    isnan(z) && !isnan(x) && !isnan(y) || return z
    x < 0 && !isinteger(y) && throw_exp_domainerror(x)
    # Out of range: so large or so small that only the direction is left.
    grows = (abs(x) > 1) == (y > 0)
    r = grows ? oftype(z, Inf) : zero(z)
    return x < 0 && isodd(y) ? -r : r
end
# Of what is smaller than the last bit of one, the first terms are all that counts.
_is_tiny(x::BigFloat) = isfinite(x) && !iszero(x) && exponent(x) < -_bits() - 2
^(x::BigFloat, y::Integer) = Core.Host.bigfloat_pow_int(x, BigInt(y), _bits(), _mode())
^(x::BigFloat, y::BigInt) = Core.Host.bigfloat_pow_int(x, y, _bits(), _mode())
^(x::BigFloat, y::Bool) = y ? x : one(x)

_in_domain(y::BigFloat, x::BigFloat) =
    isnan(y) && !isnan(x) ? throw(DomainError(x, "NaN result for non-NaN input.")) : y
exp(x::BigFloat) = _is_tiny(x) ? one(x) + x : Core.Host.bigfloat_math(:exp, x, _bits(), _mode())
exp2(x::BigFloat) = Core.Host.bigfloat_math(:exp2, x, _bits(), _mode())
exp10(x::BigFloat) = Core.Host.bigfloat_math(:exp10, x, _bits(), _mode())
expm1(x::BigFloat) = Core.Host.bigfloat_math(:expm1, x, _bits(), _mode())
cosh(x::BigFloat) = _is_tiny(x) ? one(x) + abs(x) : Core.Host.bigfloat_math(:cosh, x, _bits(), _mode())
sinh(x::BigFloat) = Core.Host.bigfloat_math(:sinh, x, _bits(), _mode())
tanh(x::BigFloat) = Core.Host.bigfloat_math(:tanh, x, _bits(), _mode())
atan(x::BigFloat) = Core.Host.bigfloat_math(:atan, x, _bits(), _mode())
_is_huge(x::BigFloat) = isfinite(x) && !iszero(x) && exponent(x) > _bits() + 2
asinh(x::BigFloat) = _is_huge(x) ? copysign(log(abs(x)) + log(oftype(x, 2)), x) : Core.Host.bigfloat_math(:asinh, x, _bits(), _mode())
cbrt(x::BigFloat) = Core.Host.bigfloat_math(:cbrt, x, _bits(), _mode())
sin(x::BigFloat) = _in_domain(Core.Host.bigfloat_math(:sin, x, _bits(), _mode()), x)
cos(x::BigFloat) = _in_domain(Core.Host.bigfloat_math(:cos, x, _bits(), _mode()), x)
tan(x::BigFloat) = _in_domain(Core.Host.bigfloat_math(:tan, x, _bits(), _mode()), x)
asin(x::BigFloat) = _in_domain(Core.Host.bigfloat_math(:asin, x, _bits(), _mode()), x)
acos(x::BigFloat) = _in_domain(Core.Host.bigfloat_math(:acos, x, _bits(), _mode()), x)
acosh(x::BigFloat) = _is_huge(x) && x > 0 ? log(x) + log(oftype(x, 2)) : _in_domain(Core.Host.bigfloat_math(:acosh, x, _bits(), _mode()), x)
atanh(x::BigFloat) = _in_domain(Core.Host.bigfloat_math(:atanh, x, _bits(), _mode()), x)
sincos(x::BigFloat) = (sin(x), cos(x))
atan(y::BigFloat, x::BigFloat) = Core.Host.bigfloat_atan2(y, x, _bits(), _mode())
function log(x::BigFloat)
    x < 0 && throw(DomainError(x, string("log was called with a negative real argument but ",
        "will only return a complex result if called with a complex argument. Try log(complex(x)).")))
    return Core.Host.bigfloat_math(:log, x, _bits(), _mode())
end
function log2(x::BigFloat)
    x < 0 && throw(DomainError(x, string("log2 was called with a negative real argument but ",
        "will only return a complex result if called with a complex argument. Try log2(complex(x)).")))
    return Core.Host.bigfloat_math(:log2, x, _bits(), _mode())
end
function log10(x::BigFloat)
    x < 0 && throw(DomainError(x, string("log10 was called with a negative real argument but ",
        "will only return a complex result if called with a complex argument. Try log10(complex(x)).")))
    return Core.Host.bigfloat_math(:log10, x, _bits(), _mode())
end
function log1p(x::BigFloat)
    x < -1 && throw(DomainError(x, string("log1p was called with a real argument < -1 but ",
        "will only return a complex result if called with a complex argument. Try log1p(complex(x)).")))
    return Core.Host.bigfloat_math(:log1p, x, _bits(), _mode())
end
hypot(x::BigFloat, y::BigFloat) = sqrt(x * x + y * y)
factorial(x::BigFloat) = isinteger(x) && x >= 0 ? BigFloat(factorial(BigInt(x))) : throw(DomainError(x, "Must be a non-negative integer."))

# ---- comparison ----------------------------------------------------------------------------------
# The host answers -1, 0, 1, or 2 where one of them is NaN.
==(x::BigFloat, y::BigFloat) = Core.Host.bigfloat_cmp(x, y) == 0
<(x::BigFloat, y::BigFloat) = Core.Host.bigfloat_cmp(x, y) == -1
<=(x::BigFloat, y::BigFloat) = (c = Core.Host.bigfloat_cmp(x, y); c == -1 || c == 0)
_exact_big(x::BigInt) = BigFloat(x; precision=max(64 * abs(x.size), 64))
_exact_big(x::BitInteger) = BigFloat(BigInt(x); precision=128)
_exact_big(x::Union{Float16, Float32, Float64}) = BigFloat(x; precision=64)
==(x::BigFloat, y::Union{BigInt, BitInteger, IEEEFloat}) = x == _exact_big(y)
==(x::Union{BigInt, BitInteger, IEEEFloat}, y::BigFloat) = _exact_big(x) == y
<(x::BigFloat, y::Union{BigInt, BitInteger, IEEEFloat}) = x < _exact_big(y)
<(x::Union{BigInt, BitInteger, IEEEFloat}, y::BigFloat) = _exact_big(x) < y
<=(x::BigFloat, y::Union{BigInt, BitInteger, IEEEFloat}) = x <= _exact_big(y)
<=(x::Union{BigInt, BitInteger, IEEEFloat}, y::BigFloat) = _exact_big(x) <= y
isnan(x::BigFloat) = x.exp === BIG_NAN
isinf(x::BigFloat) = x.exp === BIG_INF
isfinite(x::BigFloat) = !isinf(x) && !isnan(x)
iszero(x::BigFloat) = x.exp === BIG_ZERO
isone(x::BigFloat) = x == 1
signbit(x::BigFloat) = x.sign < 0
sign(x::BigFloat) = isnan(x) || iszero(x) ? x : signbit(x) ? BigFloat(-1) : BigFloat(1)
isinteger(x::BigFloat) = isfinite(x) && x == trunc(x)
copysign(x::BigFloat, y::BigFloat) = signbit(x) == signbit(y) ? x : -x
copysign(x::BigFloat, y::Real) = signbit(x) == signbit(y) ? x : -x
flipsign(x::BigFloat, y::Real) = signbit(y) ? -x : x

round(x::BigFloat, r::RoundingMode) = Core.Host.bigfloat_round(x, rounding_number(r))
round(x::BigFloat, r::RoundingMode{:FromZero}) = Core.Host.bigfloat_round(x, rounding_number(r))
round(x::BigFloat, r::RoundingMode{:NearestTiesAway}) = Core.Host.bigfloat_round(x, rounding_number(r))
round(x::BigFloat, ::RoundingMode{:NearestTiesUp}) = floor(x + BigFloat(0.5))
modf(x::BigFloat) = isinf(x) ? (BigFloat(0.0), x) : (w = trunc(x); (x - w, w))
function exponent(x::BigFloat)
    (iszero(x) || !isfinite(x)) && throw(DomainError(x, "`x` must be non-zero and finite."))
    return x.exp - 1
end
function frexp(x::BigFloat)
    (iszero(x) || !isfinite(x)) && return x, 0
    return ldexp(x, -x.exp), x.exp
end
function significand(x::BigFloat)
    (iszero(x) || !isfinite(x)) && return x
    return ldexp(x, 1 - x.exp)
end
ldexp(x::BigFloat, n::Integer) = (iszero(x) || !isfinite(x)) ? x : BigFloat(x.prec, x.sign, x.exp + Int(n), x.limbs)
nextfloat(x::BigFloat) = Core.Host.bigfloat_next(x, true)
prevfloat(x::BigFloat) = Core.Host.bigfloat_next(x, false)
function nextfloat(x::BigFloat, n::Integer)
    i = 0
    while i < abs(n)
        x = n > 0 ? nextfloat(x) : prevfloat(x)
        i += 1
    end
    return x
end
eps(::Type{BigFloat}) = nextfloat(BigFloat(1)) - BigFloat(1)
floatmin(::Type{BigFloat}) = nextfloat(zero(BigFloat))
floatmax(::Type{BigFloat}) = prevfloat(BigFloat(Inf))
typemax(::Type{BigFloat}) = BigFloat(Inf)
typemin(::Type{BigFloat}) = BigFloat(-Inf)
maxintfloat(x::BigFloat) = BigFloat(2)^precision(x)
maxintfloat(::Type{BigFloat}) = BigFloat(2)^precision(BigFloat)
function decompose(x::BigFloat)
    isnan(x) && return (BigInt(0), 0, 0)
    isinf(x) && return (BigInt(x.sign), 0, 0)
    iszero(x) && return (BigInt(0), 0, Int(x.sign))
    return (Core.Host.bigfloat_significand(x), x.exp - x.prec, Int(x.sign))
end
hash(x::BigFloat, h::UInt) = invoke(hash, Tuple{Real, UInt}, x, h)
string(x::BigFloat) = Core.Host.bigfloat_text(x)
