# Trigonometry: of angles in radians, in half turns (`pi`) and in degrees.

_domain(x, what) = throw(DomainError(x, what))

function sin(x::Float64)
    isinf(x) && _domain(x, "sin(x) is only defined for finite x.")
    return Core.Host.math_sin(x)
end
function cos(x::Float64)
    isinf(x) && _domain(x, "cos(x) is only defined for finite x.")
    return Core.Host.math_cos(x)
end
function tan(x::Float64)
    isinf(x) && _domain(x, "tan(x) is only defined for finite x.")
    return Core.Host.math_tan(x)
end
function asin(x::Float64)
    abs(x) > 1.0 && _domain(x, "asin(x) is not defined for |x| > 1.")
    return Core.Host.math_asin(x)
end
function acos(x::Float64)
    abs(x) > 1.0 && _domain(x, "acos(x) not defined for |x| > 1")
    return Core.Host.math_acos(x)
end
atan(x::Float64) = Core.Host.math_atan(x)
atan(y::Float64, x::Float64) = Core.Host.math_atan2(y, x)
sinh(x::Float64) = Core.Host.math_sinh(x)
cosh(x::Float64) = Core.Host.math_cosh(x)
tanh(x::Float64) = Core.Host.math_tanh(x)
asinh(x::Float64) = Core.Host.math_asinh(x)
function acosh(x::Float64)
    x < 1.0 && _domain(x, "acosh(x) is only defined for x ≥ 1.")
    return Core.Host.math_acosh(x)
end
function atanh(x::Float64)
    abs(x) > 1.0 && _domain(x, "atanh(x) is only defined for |x| ≤ 1.")
    return Core.Host.math_atanh(x)
end

# Narrow floats are computed in 64 bits and rounded once.
function sin(x::SmallFloat)
    isinf(x) && _domain(x, "sin(x) is only defined for finite x.")
    return oftype(x, Core.Host.math_sin(Float64(x)))
end
function cos(x::SmallFloat)
    isinf(x) && _domain(x, "cos(x) is only defined for finite x.")
    return oftype(x, Core.Host.math_cos(Float64(x)))
end
function tan(x::SmallFloat)
    isinf(x) && _domain(x, "tan(x) is only defined for finite x.")
    return oftype(x, Core.Host.math_tan(Float64(x)))
end
function asin(x::SmallFloat)
    abs(x) > 1 && _domain(x, "asin(x) is not defined for |x| > 1.")
    return oftype(x, Core.Host.math_asin(Float64(x)))
end
function acos(x::SmallFloat)
    abs(x) > 1 && _domain(x, "acos(x) not defined for |x| > 1")
    return oftype(x, Core.Host.math_acos(Float64(x)))
end
atan(x::SmallFloat) = oftype(x, Core.Host.math_atan(Float64(x)))
atan(y::T, x::T) where {T<:SmallFloat} = T(Core.Host.math_atan2(Float64(y), Float64(x)))
sinh(x::SmallFloat) = oftype(x, Core.Host.math_sinh(Float64(x)))
cosh(x::SmallFloat) = oftype(x, Core.Host.math_cosh(Float64(x)))
tanh(x::SmallFloat) = oftype(x, Core.Host.math_tanh(Float64(x)))
asinh(x::SmallFloat) = oftype(x, Core.Host.math_asinh(Float64(x)))
function acosh(x::SmallFloat)
    x < 1 && _domain(x, "acosh(x) is only defined for x ≥ 1.")
    return oftype(x, Core.Host.math_acosh(Float64(x)))
end
function atanh(x::SmallFloat)
    abs(x) > 1 && _domain(x, "atanh(x) is only defined for |x| ≤ 1.")
    return oftype(x, Core.Host.math_atanh(Float64(x)))
end

sin(x::Real) = sin(_other_float(sin, x))
cos(x::Real) = cos(_other_float(cos, x))
tan(x::Real) = tan(_other_float(tan, x))
asin(x::Real) = asin(_other_float(asin, x))
acos(x::Real) = acos(_other_float(acos, x))
atan(x::Real) = atan(_other_float(atan, x))
sinh(x::Real) = sinh(_other_float(sinh, x))
cosh(x::Real) = cosh(_other_float(cosh, x))
tanh(x::Real) = tanh(_other_float(tanh, x))
asinh(x::Real) = asinh(_other_float(asinh, x))
acosh(x::Real) = acosh(_other_float(acosh, x))
atanh(x::Real) = atanh(_other_float(atanh, x))
atan(y::Real, x::Real) = atan(promote(float(y), float(x))...)
atan(y::T, x::T) where {T<:AbstractFloat} = no_op_err("atan", T)

function sincos(x::Union{Float16, Float32, Float64})
    isinf(x) && _domain(x, "sincos(x) is only defined for finite x.")
    return (sin(x), cos(x))
end
sincos(x) = _sincos(float(x))
_sincos(x::AbstractFloat) = (sin(x), cos(x))
_sincos(x) = (sin(x), cos(x))

# reciprocals
sec(z::Number) = inv(cos(z))
csc(z::Number) = inv(sin(z))
cot(z::Number) = inv(tan(z))
sech(z::Number) = inv(cosh(z))
csch(z::Number) = inv(sinh(z))
coth(z::Number) = inv(tanh(z))
asec(y::Number) = acos(inv(y))
acsc(y::Number) = asin(inv(y))
acot(y::Number) = atan(inv(y))
asech(y::Number) = acosh(inv(y))
acsch(y::Number) = asinh(inv(y))
acoth(y::Number) = atanh(inv(y))
secd(z) = inv(cosd(z))
cscd(z) = inv(sind(z))
cotd(z) = inv(tand(z))
asecd(y) = rad2deg.(asec(y))
acscd(y) = rad2deg.(acsc(y))
acotd(y) = rad2deg.(acot(y))

# ---- half turns ----------------------------------------------------------------------------------
# The host gets 2x rounded to a quarter turn and what is left of it.
function _quarter(x::AbstractFloat)
    isinf(x) && _domain(x, "`x` cannot be infinite.")
    n = round(2 * x)
    return n, muladd(oftype(x, -0.5), n, x)
end
function sinpi(x::T) where {T<:IEEEFloat}
    isnan(x) && return x
    n, r = _quarter(Float64(x))
    isinteger(x) && return copysign(zero(T), x)
    k = mod(n, 4.0)
    s = k == 0 ? Core.Host.sinpi_kernel(r) : k == 1 ? Core.Host.cospi_kernel(r) :
        k == 2 ? -Core.Host.sinpi_kernel(r) : -Core.Host.cospi_kernel(r)
    return T(s)
end
function cospi(x::T) where {T<:IEEEFloat}
    isnan(x) && return x
    n, r = _quarter(Float64(x))
    k = mod(n, 4.0)
    c = k == 0 ? Core.Host.cospi_kernel(r) : k == 1 ? -Core.Host.sinpi_kernel(r) :
        k == 2 ? -Core.Host.cospi_kernel(r) : Core.Host.sinpi_kernel(r)
    return c == 0 ? zero(T) : T(c)
end
sincospi(x::IEEEFloat) = (sinpi(x), cospi(x))
function tanpi(x::T) where {T<:IEEEFloat}
    isnan(x) && return x
    n, r = _quarter(Float64(x))
    isinteger(2 * x) && return _tanpi_exact(x)
    t = Core.Host.sinpi_kernel(r) / Core.Host.cospi_kernel(r)
    return T(iseven(n) ? t : -1 / t)
end
# Of whole numbers and halves; at a half the sign is that of the half turn that it ends.
_tanpi_exact(x) = isinteger(x) ? copysign(zero(x), isodd(x) ? -x : x) : copysign(oftype(x, Inf), isodd(fld(abs(x), 1)) ? -x : x)
sinpi(x::Integer) = x >= 0 ? zero(float(x)) : -zero(float(x))
cospi(x::Integer) = isodd(x) ? -one(float(x)) : one(float(x))
tanpi(x::Integer) = x >= 0 ? (isodd(x) ? -zero(float(x)) : zero(float(x))) : (isodd(x) ? zero(float(x)) : -zero(float(x)))
sincospi(x::Integer) = (sinpi(x), cospi(x))
sinpi(x::Real) = sinpi(float(x))
cospi(x::Real) = cospi(float(x))
tanpi(x::Real) = tanpi(float(x))
sincospi(x::Real) = sincospi(float(x))
# The eighth of a turn that `x` lies in is led back to the first one, where nothing cancels.
function sinpi(x::AbstractFloat)
    isinf(x) && _domain(x, "`x` cannot be infinite.")
    isinteger(x) && return copysign(zero(x), x)
    y = rem(abs(x), 2)
    s = y > 1 ? -_sinpi_half(y - 1) : _sinpi_half(y)
    return x < 0 ? -s : s
end
_sinpi_half(y) = y <= oftype(y, 0.25) ? sin(pi * y) : y <= oftype(y, 0.75) ? cos(pi * (y - oftype(y, 0.5))) : sin(pi * (1 - y))
function cospi(x::AbstractFloat)
    isinf(x) && _domain(x, "`x` cannot be infinite.")
    isinteger(2 * x) && return isinteger(x) ? (isodd(x) ? -one(x) : one(x)) : zero(x)
    y = rem(abs(x), 2)
    y > 1 && (y = 2 - y)
    y <= oftype(y, 0.25) && return cos(pi * y)
    return y <= oftype(y, 0.75) ? sin(pi * (oftype(y, 0.5) - y)) : -cos(pi * (1 - y))
end
sincospi(x::AbstractFloat) = (sinpi(x), cospi(x))
function tanpi(x::AbstractFloat)
    isinf(x) && _domain(x, "`x` cannot be infinite.")
    isinteger(2 * x) && return _tanpi_exact(x)
    return sinpi(x) / cospi(x)
end
# On multiples of a half one of the two factors is exactly zero, with the sign that the function has beside it.
_is_even_pi(x::Integer) = iseven(x)
_is_even_pi(x) = isinteger(x / 2)
function sinpi(z::Complex{T}) where {T}
    F = float(T)
    x, y = reim(z)
    if isinteger(x)
        s = sinh(pi * y)
        return Complex(copysign(zero(F), x), _is_even_pi(x) ? s : -s)
    elseif isinteger(2 * x)
        c = cosh(pi * y)
        return Complex(isinteger((2 * x - 1) / 4) ? c : -c, isnan(y) ? zero(F) : copysign(zero(F), y))
    elseif !isfinite(x)
        return Complex(F(NaN), y == 0 || isinf(y) ? F(y) : F(NaN))
    end
    s, c = sincospi(x)
    return Complex(s * cosh(pi * y), c * sinh(pi * y))
end
function cospi(z::Complex{T}) where {T}
    F = float(T)
    x, y = reim(z)
    if isinteger(x)
        zero_ = copysign(zero(F), x)
        c = cosh(pi * y)
        return Complex(_is_even_pi(x) ? c : -c, isnan(y) ? zero_ : -flipsign(zero_, y))
    elseif isinteger(2 * x)
        s = sinh(pi * y)
        return Complex(zero(F), isinteger((2 * x - 1) / 4) ? -s : s)
    elseif !isfinite(x)
        y == 0 && return Complex(F(NaN), isnan(x) ? zero(F) : -flipsign(F(y), x))
        return Complex(isinf(y) ? F(Inf) : F(NaN), F(NaN))
    end
    s, c = sincospi(x)
    return Complex(c * cosh(pi * y), -s * sinh(pi * y))
end

sincospi(z::Complex) = (sinpi(z), cospi(z))
tanpi(z::Complex) = (s = sincospi(z); s[1] / s[2])

sinc(x::Number) = _sinc(float(x))
_sinc(x::Number) = abs(real(x)) + abs(imag(x)) < eps(real(typeof(x))) ? one(x) : _has_no_sine(x) ? zero(x) : sinpi(x) / (pi * x)
_has_no_sine(x::Real) = isinf(x)
_has_no_sine(x::Complex) = isinf(real(x)) && isfinite(imag(x))
cosc(x::Number) = _cosc(float(x))
# Around zero the difference would cancel, so that the series is summed there.
function _cosc(x::Number)
    if abs(real(x)) + abs(imag(x)) < 0.5
        term = -(π * x)
        s = term / 3
        p2 = term^2
        least = eps(abs(real(term)) + abs(imag(term)))
        n = 1
        while true
            n += 1
            term *= p2 / ((1 - 2 * n) * (2 * n - 2))
            d = term / (1 + 2 * n)
            s += d
            abs(real(d)) + abs(imag(d)) <= least && break
        end
        return π * s
    end
    return _has_no_sine(x) ? zero(x) : ((pi * x) * cospi(x) - sinpi(x)) / ((pi * x) * x)
end
_cosc(x::Union{Float64, ComplexF64}) =
    abs(real(x)) + abs(imag(x)) < 0.14 ?
    x * evalpoly(x^2, (-3.289868133696453, 3.2469697011334144, -1.1445109447325053, 0.2091827825412384,
        -0.023460810354558236, 0.001781145516372852)) :
    _has_no_sine(x) ? zero(x) : ((pi * x) * cospi(x) - sinpi(x)) / ((pi * x) * x)

# ---- degrees -------------------------------------------------------------------------------------
# The angle in radians as a sum of two floats, and its sine and cosine.
function _radians(x::Float64)
    hi = 0.01745329238474369
    lo = 1.3519960527851425e-10
    u = 134217729.0 * x
    x_hi = u - (u - x)
    x_lo = x - x_hi
    y = 0.017453292519943295 * x
    return y, x_hi * lo + (x_lo * hi + ((x_hi * hi - y) + x_lo * lo))
end
function _sin_degrees(x::Float64)
    hi, lo = _radians(x)
    return Core.Host.sin_kernel(hi, lo)
end
function _cos_degrees(x::Float64)
    hi, lo = _radians(x)
    return Core.Host.cos_kernel(hi, lo)
end
_sin_degrees(x::SmallFloat) = oftype(x, _sin_degrees(Float64(x)))
_cos_degrees(x::SmallFloat) = oftype(x, _cos_degrees(Float64(x)))
_sin_degrees(x::Real) = sin(deg2rad(x))
_cos_degrees(x::Real) = cos(deg2rad(x))
function sind(x::Real)
    isinf(x) && _domain(x, "`x` cannot be infinite.")
    isnan(x) && return x
    rx = copysign(float(rem(x, 360)), x)
    arx = abs(rx)
    rx == zero(rx) && return rx
    arx < 45 && return _sin_degrees(rx)
    arx <= 135 && return copysign(_cos_degrees(90 - arx), rx)
    arx == 180 && return copysign(zero(rx), rx)
    arx < 225 && return _sin_degrees((180 - arx) * sign(rx))
    arx <= 315 && return -copysign(_cos_degrees(270 - arx), rx)
    return _sin_degrees(rx - copysign(oftype(rx, 360), rx))
end
function cosd(x::Real)
    isinf(x) && _domain(x, "`x` cannot be infinite.")
    isnan(x) && return x
    rx = abs(float(rem(x, 360)))
    rx <= 45 && return _cos_degrees(rx)
    rx < 135 && return _sin_degrees(90 - rx)
    rx <= 225 && return -_cos_degrees(180 - rx)
    rx < 315 && return _sin_degrees(rx - 270)
    return _cos_degrees(360 - rx)
end
tand(x::Real) = sind(x) / cosd(x)
sincosd(x) = (sind(x), cosd(x))
# Of matrices too: the conversion is made of each element.
asind(y) = rad2deg.(asin(y))
acosd(y) = rad2deg.(acos(y))
atand(y) = rad2deg.(atan(y))
atand(y, x) = rad2deg.(atan(y, x))
sind(z) = sin(deg2rad.(z))
cosd(z) = cos(deg2rad.(z))
tand(z) = tan(deg2rad.(z))
