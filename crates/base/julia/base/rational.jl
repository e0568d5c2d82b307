# Rational numbers, always in lowest terms with a denominator that is not negative.

struct Rational{T<:Integer} <: Real
    num::T
    den::T
    # Takes the parts as they are.
    global unsafe_rational(::Type{T}, num, den) where {T} = new{T}(num, den)
end
unsafe_rational(num::T, den::T) where {T<:Integer} = unsafe_rational(T, num, den)
unsafe_rational(num::Integer, den::Integer) = unsafe_rational(promote(num, den)...)

function checked_den(::Type{T}, num::T, den::T) where {T<:Integer}
    if signbit(den)
        den = checked_neg(den)
        num = checked_neg(num)
    end
    return unsafe_rational(T, num, den)
end
checked_den(num::T, den::T) where {T<:Integer} = checked_den(T, num, den)
checked_den(num::Integer, den::Integer) = checked_den(promote(num, den)...)

__throw_rational_argerror_zero(T) =
    throw(ArgumentError(string("invalid rational: zero(", T, ")//zero(", T, ")")))
function Rational{T}(num::Integer, den::Integer) where {T<:Integer}
    iszero(den) && iszero(num) && __throw_rational_argerror_zero(T)
    if T <: Union{Unsigned, Bool}
        !iszero(num) && (signbit(den) ⊻ signbit(num)) &&
            throw(InexactError(:Rational, Rational{T}, num, den))
        n, d = divgcd(uabs(num), uabs(den))
        return unsafe_rational(T, promote(T(n), T(d))...)
    end
    n, d = divgcd(num, den)
    return checked_den(T, promote(T(n), T(d))...)
end
Rational(n::T, d::T) where {T<:Integer} = Rational{T}(n, d)
Rational(n::Integer, d::Integer) = Rational(promote(n, d)...)
Rational(n::Integer) = unsafe_rational(n, one(n))
Rational(x::Rational) = x
Rational{T}(x::Rational) where {T<:Integer} = unsafe_rational(T, convert(T, x.num), convert(T, x.den))
Rational{T}(x::Integer) where {T<:Integer} = unsafe_rational(T, T(x), T(one(x)))
function Rational{T}(x::AbstractFloat) where {T<:Integer}
    r = rationalize(T, x, tol=0)
    x == convert(typeof(x), r) || throw(InexactError(:Rational, Rational{T}, x))
    return r
end
Rational(x::Float64) = Rational{Int64}(x)
Rational(x::Float32) = Rational{Int}(x)
Rational(x::Float16) = Rational{Int}(x)

function divgcd(x::Integer, y::Integer)
    g = gcd(uabs(x), uabs(y))
    return div(x, g), div(y, g)
end

//(n::Integer, d::Integer) = Rational(n, d)
function //(x::Rational, y::Integer)
    xn, yn = divgcd(promote(x.num, y)...)
    return checked_den(xn, checked_mul(x.den, yn))
end
function //(x::Integer, y::Rational)
    xn, yn = divgcd(promote(x, y.num)...)
    return checked_den(checked_mul(xn, y.den), yn)
end
function //(x::Rational, y::Rational)
    xn, yn = divgcd(promote(x.num, y.num)...)
    xd, yd = divgcd(promote(x.den, y.den)...)
    return checked_den(checked_mul(xn, yd), checked_mul(xd, yn))
end
//(x::Complex, y::Real) = complex(real(x) // y, imag(x) // y)
//(x::Number, y::Complex) = x * conj(y) // abs2(y)
//(X::AbstractArray, y::Number) = map(x -> x // y, X)

# ---- conversion ----------------------------------------------------------------------------------
Bool(x::Rational) = x == 0 ? false : x == 1 ? true : throw(InexactError(:Bool, Bool, x))
(::Type{T})(x::Rational) where {T<:Integer} =
    isinteger(x) ? convert(T, x.num)::T : throw(InexactError(nameof(T), T, x))
AbstractFloat(x::Rational) = (float(x.num) / float(x.den))::AbstractFloat
function (::Type{T})(x::Rational{S}) where {T<:AbstractFloat, S}
    P = promote_type(T, S)
    return convert(T, convert(P, x.num) / convert(P, x.den))::T
end
Float16(x::Rational{<:Union{Int16, Int32, Int64, UInt16, UInt32, UInt64}}) = Float16(Float32(x))
Float16(x::Rational{<:Union{Int128, UInt128}}) = Float16(Float64(x))
Float32(x::Rational{<:Union{Int128, UInt128}}) = Float32(Float64(x))
big(q::Rational) = unsafe_rational(big(numerator(q)), big(denominator(q)))

promote_rule(::Type{Rational{T}}, ::Type{S}) where {T<:Integer, S<:Integer} = Rational{promote_type(T, S)}
promote_rule(::Type{Rational{T}}, ::Type{Rational{S}}) where {T<:Integer, S<:Integer} = Rational{promote_type(T, S)}
promote_rule(::Type{Rational{T}}, ::Type{S}) where {T<:Integer, S<:AbstractFloat} = promote_type(T, S)
promote_rule(::Type{Bool}, ::Type{Rational{T}}) where {T<:Integer} = Rational{promote_type(Bool, T)}
widen(::Type{Rational{T}}) where {T} = Rational{widen(T)}
float(::Type{Rational{T}}) where {T<:Integer} = float(T)

__throw_negate_unsigned() = throw(OverflowError("cannot negate unsigned number"))
# The simplest fraction within `tol`, by the convergents of the continued fraction.
function rationalize(::Type{T}, x::Union{AbstractFloat, Rational}, tol::Real) where {T<:Integer}
    tol < 0 && throw(ArgumentError(string("negative tolerance ", tol)))
    T <: Unsigned && x < 0 && __throw_negate_unsigned()
    isnan(x) && return T(x) // one(T)
    isinf(x) && return unsafe_rational(x < 0 ? -one(T) : one(T), zero(T))
    p, q = (x < 0 ? -one(T) : one(T)), zero(T)
    pp, qq = zero(T), one(T)
    x = abs(x)
    a = trunc(x)
    r = x - a
    y = one(x)
    tolx = oftype(x, tol)
    nt, t, tt = tolx, zero(tolx), tolx
    while r > nt
        next = _convergent(T, a, p, pp, q, qq)
        next === nothing && return p // q
        p, pp = next[1], p
        q, qq = next[2], q
        # x is kept as x/y, since the reciprocal would not be exact
        x, y = y, r
        a, r = divrem(x, y)
        t, tt = nt, t
        nt = a * t + tt
    end
    # the smallest a that is near enough
    a = cld(x - tt, y + t)
    next = _convergent(T, a, p, pp, q, qq)
    next === nothing && return p // q
    return next[1] // next[2]
end
function _convergent(::Type{T}, a, p, pp, q, qq) where {T}
    try
        n = convert(T, a)
        return checked_add(checked_mul(n, p), pp), checked_add(checked_mul(n, q), qq)
    catch e
        e isa InexactError || e isa OverflowError || rethrow()
        return nothing
    end
end
rationalize(::Type{T}, x::AbstractFloat; tol::Real=eps(x)) where {T<:Integer} = rationalize(T, x, tol)
rationalize(x::Real; kvs...) = rationalize(Int, x; kvs...)
rationalize(::Type{T}, x::Complex; kvs...) where {T<:Integer} =
    Complex(rationalize(T, x.re; kvs...), rationalize(T, x.im; kvs...))
rationalize(x::Complex; kvs...) = Complex(rationalize(Int, x.re; kvs...), rationalize(Int, x.im; kvs...))
rationalize(::Type{T}, x::Rational; tol::Real=0) where {T<:Integer} = rationalize(T, x, tol)
rationalize(x::Rational; kvs...) = x
rationalize(x::Integer; kvs...) = Rational(x)
# What is out of reach is infinite.
function rationalize(::Type{T}, x::Integer; kvs...) where {T<:Integer}
    if hastypemax(T)
        x < typemin(T) && return unsafe_rational(-one(T), zero(T))
        x > typemax(T) && return unsafe_rational(one(T), zero(T))
    end
    return Rational{T}(x)
end

numerator(x::Integer) = x
numerator(x::Rational) = x.num
denominator(x::Integer) = one(x)
denominator(x::Rational) = x.den

# ---- arithmetic ----------------------------------------------------------------------------------
sign(x::Rational) = oftype(x, sign(x.num))
signbit(x::Rational) = signbit(x.num)
copysign(x::Rational, y::Real) = unsafe_rational(copysign(x.num, y), x.den)
copysign(x::Rational, y::Rational) = unsafe_rational(copysign(x.num, y.num), x.den)
abs(x::Rational) = unsafe_rational(checked_abs(x.num), x.den)
typemin(::Type{Rational{T}}) where {T<:Signed} = unsafe_rational(T, -one(T), zero(T))
typemin(::Type{Rational{T}}) where {T<:Integer} = unsafe_rational(T, zero(T), one(T))
typemax(::Type{Rational{T}}) where {T<:Integer} = unsafe_rational(T, one(T), zero(T))
isinteger(x::Rational) = x.den == 1
isfinite(x::Rational) = !iszero(x.den)
isinf(x::Rational) = iszero(x.den)
isnan(x::Rational) = false
iszero(x::Rational) = iszero(numerator(x))
isone(x::Rational) = isone(numerator(x)) & isone(denominator(x))
ispow2(x::Rational) = ispow2(x.num) & ispow2(x.den)

+(x::Rational) = unsafe_rational(+x.num, x.den)
-(x::Rational) = unsafe_rational(-x.num, x.den)
function -(x::Rational{T}) where {T<:BitSigned}
    x.num == typemin(T) && throw(OverflowError(string("rational numerator is typemin(", T, ")")))
    return unsafe_rational(-x.num, x.den)
end
function -(x::Rational{T}) where {T<:Unsigned}
    x.num != zero(T) && __throw_negate_unsigned()
    return x
end
function +(x::Rational, y::Rational)
    isinf(x) && x == y && return promote(x, y)[1]
    xd, yd = divgcd(promote(x.den, y.den)...)
    return Rational(checked_add(checked_mul(x.num, yd), checked_mul(y.num, xd)), checked_mul(x.den, yd))
end
function -(x::Rational, y::Rational)
    isinf(x) && x == -y && return promote(x, y)[1]
    xd, yd = divgcd(promote(x.den, y.den)...)
    return Rational(checked_sub(checked_mul(x.num, yd), checked_mul(y.num, xd)), checked_mul(x.den, yd))
end
function rem(x::Rational, y::Rational)
    xd, yd = divgcd(promote(x.den, y.den)...)
    return Rational(rem(checked_mul(x.num, yd), checked_mul(y.num, xd)), checked_mul(x.den, yd))
end
function mod(x::Rational, y::Rational)
    xd, yd = divgcd(promote(x.den, y.den)...)
    return Rational(mod(checked_mul(x.num, yd), checked_mul(y.num, xd)), checked_mul(x.den, yd))
end
+(x::Rational, y::Integer) = unsafe_rational(checked_add(x.num, checked_mul(x.den, y)), x.den)
-(x::Rational, y::Integer) = unsafe_rational(checked_sub(x.num, checked_mul(x.den, y)), x.den)
rem(x::Rational, y::Integer) = unsafe_rational(rem(x.num, checked_mul(x.den, y)), x.den)
mod(x::Rational, y::Integer) = unsafe_rational(mod(x.num, checked_mul(x.den, y)), x.den)
+(y::Integer, x::Rational) = unsafe_rational(checked_add(checked_mul(x.den, y), x.num), x.den)
-(y::Integer, x::Rational) = unsafe_rational(checked_sub(checked_mul(x.den, y), x.num), x.den)
rem(y::Integer, x::Rational) = Rational(rem(checked_mul(x.den, y), x.num), x.den)
mod(y::Integer, x::Rational) = Rational(mod(checked_mul(x.den, y), x.num), x.den)
function *(x::Rational, y::Rational)
    xn, yd = divgcd(promote(x.num, y.den)...)
    xd, yn = divgcd(promote(x.den, y.num)...)
    return unsafe_rational(checked_mul(xn, yn), checked_mul(xd, yd))
end
function *(x::Rational, y::Integer)
    xd, yn = divgcd(promote(x.den, y)...)
    return unsafe_rational(checked_mul(x.num, yn), xd)
end
function *(y::Integer, x::Rational)
    yn, xd = divgcd(promote(y, x.den)...)
    return unsafe_rational(checked_mul(yn, x.num), xd)
end
/(x::Rational, y::Union{Rational, Integer, Complex{<:Union{Integer, Rational}}}) = x // y
/(x::Union{Integer, Complex{<:Union{Integer, Rational}}}, y::Rational) = x // y
inv(x::Rational{T}) where {T} = checked_den(x.den, x.num)
fma(x::Rational, y::Rational, z::Rational) = x * y + z
muladd(x::Rational, y::Rational, z::Rational) = x * y + z

==(x::Rational, y::Rational) = (x.den == y.den) & (x.num == y.num)
<(x::Rational, y::Rational) = x.den == y.den ? x.num < y.num : widemul(x.num, y.den) < widemul(x.den, y.num)
<=(x::Rational, y::Rational) = x.den == y.den ? x.num <= y.num : widemul(x.num, y.den) <= widemul(x.den, y.num)
==(x::Rational, y::Integer) = (x.den == 1) & (x.num == y)
==(x::Integer, y::Rational) = y == x
<(x::Rational, y::Integer) = x.num < widemul(x.den, y)
<(x::Integer, y::Rational) = widemul(x, y.den) < y.num
<=(x::Rational, y::Integer) = x.num <= widemul(x.den, y)
<=(x::Integer, y::Rational) = widemul(x, y.den) <= y.num
==(x::AbstractFloat, q::Rational) =
    isfinite(x) ? (count_ones(q.den) == 1) & (x * q.den == q.num) : x == q.num / q.den
==(q::Rational, x::AbstractFloat) = x == q
==(z::Complex, x::Rational) = isreal(z) & (real(z) == x)
==(x::Rational, z::Complex) = isreal(z) & (real(z) == x)
# Exactly, as big fractions; infinities and NaN as floats.
<(x::Rational, y::AbstractFloat) = _less_exact(x, y, <)
<(x::AbstractFloat, y::Rational) = _less_exact(x, y, <)
<=(x::Rational, y::AbstractFloat) = _less_exact(x, y, <=)
<=(x::AbstractFloat, y::Rational) = _less_exact(x, y, <=)
function _less_exact(x, y, op)
    isfinite(x) && isfinite(y) && return op(_exact_fraction(x), _exact_fraction(y))
    return op(Float64(x), Float64(y))
end
_exact_fraction(x::Rational) = big(x)
function _exact_fraction(x::AbstractFloat)
    s, e, d = decompose(x)
    n = BigInt(s) * d
    return e >= 0 ? Rational(n << e) : n // (BigInt(1) << -e)
end

function div(x::Rational, y::Integer, r::RoundingMode)
    xn, yn = divgcd(x.num, y)
    return div(xn, checked_mul(x.den, yn), r)
end
function div(x::Integer, y::Rational, r::RoundingMode)
    xn, yn = divgcd(x, y.num)
    return div(checked_mul(xn, y.den), yn, r)
end
function div(x::Rational, y::Rational, r::RoundingMode)
    xn, yn = divgcd(x.num, y.num)
    xd, yd = divgcd(x.den, y.den)
    return div(checked_mul(xn, yd), checked_mul(xd, yn), r)
end
div(x::T, y::T, r::RoundingMode) where {T<:Rational} = invoke(div, Tuple{Rational, Rational, RoundingMode}, x, y, r)
div(x::Rational, y::Integer) = div(x, y, RoundToZero)
fld(x::Rational, y::Integer) = div(x, y, RoundDown)
cld(x::Rational, y::Integer) = div(x, y, RoundUp)
div(x::Integer, y::Rational) = div(x, y, RoundToZero)
fld(x::Integer, y::Rational) = div(x, y, RoundDown)
cld(x::Integer, y::Rational) = div(x, y, RoundUp)
div(x::Rational, y::Rational) = div(x, y, RoundToZero)
fld(x::Rational, y::Rational) = div(x, y, RoundDown)
cld(x::Rational, y::Rational) = div(x, y, RoundUp)

round(x::Rational, r::RoundingMode) = round(typeof(x), x, r)
function round(::Type{T}, x::Rational{S}, r::RoundingMode) where {T, S}
    iszero(denominator(x)) && !(T <: Integer) &&
        return convert(T, copysign(unsafe_rational(one(S), zero(S)), numerator(x)))
    return convert(T, div(numerator(x), denominator(x), r))
end
round(::Type{T}, x::Rational) where {T} = round(T, x, RoundNearest)

^(x::Rational, n::Integer) = n >= 0 ? power_by_squaring(x, n) : power_by_squaring(inv(x), -n)
^(x::Number, y::Rational) = x^(y.num / y.den)
^(x::T, y::Rational) where {T<:AbstractFloat} = x^convert(T, y)
^(z::Complex{T}, p::Rational) where {T<:Real} = z^convert(typeof(one(T)^p), p)
^(z::Complex{<:Rational}, n::Bool) = n ? z : one(z)
^(z::Complex{<:Rational}, n::Integer) = n >= 0 ? power_by_squaring(z, n) : power_by_squaring(inv(z), -n)
^(x::Rational, y::Rational) = x^(y.num / y.den)

gcd(x::Rational, y::Rational) = unsafe_rational(gcd(x.num, y.num), lcm(x.den, y.den))
lcm(x::Rational, y::Rational) = unsafe_rational(lcm(x.num, y.num), gcd(x.den, y.den))
function gcdx(x::Rational, y::Rational)
    c = gcd(x, y)
    iszero(c.num) && return c, one(c.num), c.num
    iszero(c.den) && return c, ifelse(iszero(x.den), one(c.den), c.den), ifelse(iszero(y.den), one(c.den), c.den)
    quotient(r) = div(r.num, c.num) * div(c.den, r.den)
    _, a, b = gcdx(quotient(x), quotient(y))
    return c, a, b
end
decompose(x::Rational) = (numerator(x), 0, denominator(x))

function parse(::Type{Rational{T}}, s::AbstractString) where {T<:Integer}
    parts = split(s, '/'; limit=2)
    length(parts) == 1 && return Rational{T}(parse(T, s))
    den = parts[2]
    startswith(den, '/') && (den = chop(den; head=1, tail=0))
    return parse(T, parts[1]) // parse(T, den)
end
