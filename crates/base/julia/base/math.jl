# Elementary functions of real numbers. What is not one intrinsic is a function of the host, with
# one implementation for every machine; arguments outside of the domain are refused here.

throw_complex_domainerror(f::Symbol, x) = throw(DomainError(x, string(f,
    " was called with a negative real argument but will only return a complex result if called ",
    "with a complex argument. Try ", f, "(Complex(x)).")))
throw_complex_domainerror_neg1(f::Symbol, x) = throw(DomainError(x, string(f,
    " was called with a real argument < -1 but will only return a complex result if called ",
    "with a complex argument. Try ", f, "(Complex(x)).")))
throw_exp_domainerror(x) = throw(DomainError(x, string(
    "Exponentiation yielding a complex result requires a ",
    "complex argument.\nReplace x^y with (x+0im)^y, Complex(x)^y, or similar.")))

const SmallFloat = Union{Float16, Float32}

# ---- roots ---------------------------------------------------------------------------------------
function sqrt(x::Union{Float32, Float64})
    x < zero(x) && throw_complex_domainerror(:sqrt, x)
    return sqrt_llvm(x)
end
sqrt(x::Float16) = Float16(sqrt(Float32(x)))
# What is a float already, and of a type that says nothing of `f`, gets no further.
function _other_float(f, x::Real)
    y = float(x)
    x === y && throw(MethodError(f, (x,)))
    return y
end
sqrt(x::Real) = sqrt(_other_float(sqrt, x))
cbrt(x::Float64) = Core.Host.math_cbrt(x)
cbrt(x::SmallFloat) = oftype(x, Core.Host.math_cbrt(Float64(x)))
cbrt(x::Real) = cbrt(float(x))
cbrt(x::AbstractFloat) = x < 0 ? -(-x)^(one(x) / 3) : x^(one(x) / 3)
fourthroot(x::Number) = sqrt(sqrt(x))
const √ = sqrt
const ∛ = cbrt
const ∜ = fourthroot

hypot(x::Number) = abs(float(x))
hypot(x::Number, y::Number) = _hypot(promote(float(x), y)...)
hypot(x::Number, y::Number, xs::Number...) = _hypot(promote(float(x), y, xs...))
function _hypot(x, y)
    ax, ay = abs(x), abs(y)
    (isinf(ax) || isinf(ay)) && return typeof(ax)(Inf)
    if ay > ax
        ax, ay = ay, ax
    end
    # so much smaller that it does not count; also when it is zero
    ay <= ax * sqrt(eps(typeof(ax)) / 2) && return ax
    scale = eps(typeof(ax)) * sqrt(floatmin(ax))
    if ax > sqrt(floatmax(ax) / 2)
        ax = ax * scale
        ay = ay * scale
        scale = inv(scale)
    elseif ay < sqrt(floatmin(ax))
        ax = ax / scale
        ay = ay / scale
    else
        scale = one(scale)
    end
    h = sqrt(fma(ax, ax, ay * ay))
    # one step of correction by the rounding errors of the squares
    h2 = h * h
    ax2 = ax * ax
    h -= (fma(-ay, ay, h2 - ax2) + fma(h, h, -h2) - fma(ax, ax, -ax2)) / (2 * h)
    return h * scale
end
function _hypot(x::Float32, y::Float32)
    (isinf(x) || isinf(y)) && return Inf32
    a, b = Float64(x), Float64(y)
    return Float32(sqrt(muladd(a, a, b * b)))
end
_hypot(x::Float16, y::Float16) = Float16(_hypot(Float32(x), Float32(y)))
_hypot(x::Complex, y::Complex) = _hypot(abs(x), abs(y))
function _hypot(xs::Tuple)
    top = abs(xs[1])
    isinf(top) && return top
    i = 2
    while i <= length(xs)
        a = abs(xs[i])
        isinf(a) && return a
        top = isnan(a) || a > top ? a : top
        i += 1
    end
    (isnan(top) || iszero(top) || isinf(top)) && return top
    scale, inverse = _hypot_scale(top)
    s = zero(top)
    i = 1
    while i <= length(xs)
        s += abs2(xs[i] * inverse)
        i += 1
    end
    return scale * sqrt(s)
end
_hypot_scale(x) = (x, inv(x))
# A power of two near the number, and its inverse, which are exact.
function _hypot_scale(x::T) where {T<:IEEEFloat}
    U = uinttype(T)
    lo = reinterpret(U, floatmin(T))
    hi = reinterpret(U, inv(floatmin(T)))
    bits = clamp(reinterpret(U, x) & exponent_mask(T), lo, hi)
    return reinterpret(T, bits), reinterpret(T, lo + hi - bits)
end

# ---- exponentials and logarithms -----------------------------------------------------------------
exp(x::Float64) = Core.Host.math_exp(x)
exp2(x::Float64) = Core.Host.math_exp2(x)
exp10(x::Float64) = Core.Host.math_exp10(x)
expm1(x::Float64) = Core.Host.math_expm1(x)
exp(x::SmallFloat) = oftype(x, Core.Host.math_exp(Float64(x)))
exp2(x::SmallFloat) = oftype(x, Core.Host.math_exp2(Float64(x)))
exp10(x::SmallFloat) = oftype(x, Core.Host.math_exp10(Float64(x)))
expm1(x::SmallFloat) = oftype(x, Core.Host.math_expm1(Float64(x)))
exp(x::Real) = exp(_other_float(exp, x))
exp2(x::Real) = exp2(float(x))
exp10(x::Real) = exp10(float(x))
expm1(x::Real) = expm1(_other_float(expm1, x))
exp2(x::AbstractFloat) = 2^x
exp10(x::AbstractFloat) = 10^x

function log(x::Float64)
    x < 0.0 && throw_complex_domainerror(:log, x)
    return Core.Host.math_log(x)
end
function log2(x::Float64)
    x < 0.0 && throw_complex_domainerror(:log2, x)
    return Core.Host.math_log2(x)
end
function log10(x::Float64)
    x < 0.0 && throw_complex_domainerror(:log10, x)
    return Core.Host.math_log10(x)
end
function log1p(x::Float64)
    x < -1.0 && throw_complex_domainerror_neg1(:log1p, x)
    return Core.Host.math_log1p(x)
end
function log(x::SmallFloat)
    x < 0 && throw_complex_domainerror(:log, x)
    return oftype(x, Core.Host.math_log(Float64(x)))
end
function log2(x::SmallFloat)
    x < 0 && throw_complex_domainerror(:log2, x)
    return oftype(x, Core.Host.math_log2(Float64(x)))
end
function log10(x::SmallFloat)
    x < 0 && throw_complex_domainerror(:log10, x)
    return oftype(x, Core.Host.math_log10(Float64(x)))
end
function log1p(x::SmallFloat)
    x < -1 && throw_complex_domainerror_neg1(:log1p, x)
    return oftype(x, Core.Host.math_log1p(Float64(x)))
end
log(x::Real) = log(_other_float(log, x))
log2(x::Real) = log2(_other_float(log2, x))
log10(x::Real) = log10(_other_float(log10, x))
log1p(x::Real) = log1p(_other_float(log1p, x))
log(b::T, x::T) where {T<:Number} = log(x) / log(b)
log(b::Number, x::Number) = log(promote(b, x)...)

# ---- polynomials, angles -------------------------------------------------------------------------
evalpoly(x, p::Tuple) = _evalpoly(x, p)
evalpoly(x, p::AbstractVector) = _evalpoly(x, p)
function _evalpoly(x, p)
    i = length(p)
    y = p[i]
    while i > 1
        i -= 1
        y = muladd(x, y, p[i])
    end
    return y
end
# For a complex point: Knuth, The Art of Computer Programming, volume 2, section 4.6.4.
function _evalpoly(z::Complex, p)
    n = length(p)
    n == 1 && return p[1]
    a = p[n]
    b = p[n - 1]
    x, y = reim(z)
    r = x + x
    s = muladd(x, x, y * y)
    i = n - 2
    while i >= 1
        last = a
        a = muladd(r, last, b)
        b = muladd(-s, last, p[i])
        i -= 1
    end
    return muladd(a, z, b)
end

rad2deg(z::AbstractFloat) = z * (180 / oftype(z, pi))
deg2rad(z::AbstractFloat) = z * (oftype(z, pi) / 180)
rad2deg(z::Real) = rad2deg(float(z))
deg2rad(z::Real) = deg2rad(float(z))
rad2deg(z::Number) = (z / pi) * 180
deg2rad(z::Number) = (z * pi) / 180

rem2pi(x::Float64, r::RoundingMode{:Nearest}) = Core.Host.rem2pi(x, 0)
rem2pi(x::Float64, r::RoundingMode{:ToZero}) = Core.Host.rem2pi(x, 1)
rem2pi(x::Float64, r::RoundingMode{:Down}) = Core.Host.rem2pi(x, 2)
rem2pi(x::Float64, r::RoundingMode{:Up}) = Core.Host.rem2pi(x, 3)
rem2pi(x::Float32, r::RoundingMode) = Float32(rem2pi(Float64(x), r))
rem2pi(x::Float16, r::RoundingMode) = Float16(rem2pi(Float64(x), r))
rem2pi(x::BigFloat, r::RoundingMode) = rem(x, 2 * BigFloat(pi), r)
rem2pi(x::Integer, r::RoundingMode) = rem2pi(float(x), r)
mod2pi(x) = rem2pi(x, RoundDown)

clamp!(x::AbstractArray, lo, hi) = map!(a -> clamp(a, lo, hi), x, x)
clamp(x::Integer, r::AbstractUnitRange{<:Integer}) = clamp(x, first(r), last(r))
