# Roots, powers, logarithms and trigonometry of complex numbers.
# Algorithms: W. Kahan, "Branch cuts for complex elementary functions".

# The squared magnitude as ρ * 4^k, so that it neither overflows nor vanishes.
function ssqs(x::T, y::T) where {T<:Real}
    k = 0
    ρ = x * x + y * y
    if !isfinite(ρ) && (isinf(x) || isinf(y))
        ρ = convert(T, Inf)
    elseif isinf(ρ) || (ρ == 0 && (x != 0 || y != 0)) || ρ < nextfloat(zero(T)) / (2 * eps(T)^2)
        m = max(abs(x), abs(y))
        k = m == 0 ? 0 : exponent(m)
        xk, yk = ldexp(x, -k), ldexp(y, -k)
        ρ = xk * xk + yk * yk
    end
    return ρ, k
end

function sqrt(z::Complex)
    z = float(z)
    x, y = reim(z)
    x == y == 0 && return Complex(zero(x), y)
    ρ, k = ssqs(x, y)
    if isfinite(x)
        ρ = ldexp(abs(x), -k) + sqrt(ρ)
    end
    if isodd(k)
        k = div(k - 1, 2)
    else
        k = div(k, 2) - 1
        ρ += ρ
    end
    ρ = ldexp(sqrt(ρ), k)
    ξ = ρ
    η = y
    if ρ != 0
        if isfinite(η)
            η = (η / ρ) / 2
        end
        if x < 0
            ξ = abs(η)
            η = copysign(ρ, y)
        end
    end
    return Complex(ξ, η)
end

function cis(theta::Real)
    s, c = sincos(theta)
    return Complex(c, s)
end
function cis(z::Complex)
    v = exp(-imag(z))
    s, c = sincos(real(z))
    return Complex(v * c, v * s)
end
function cispi(theta::Real)
    s, c = sincospi(theta)
    return Complex(c, s)
end
function cispi(z::Complex)
    v = exp(-(pi * imag(z)))
    s, c = sincospi(real(z))
    return Complex(v * c, v * s)
end

function log(z::Complex)
    z = float(z)
    T = typeof(real(z))
    x, y = reim(z)
    ρ, k = ssqs(x, y)
    ax, ay = abs(x), abs(y)
    θ, β = ax < ay ? (ax, ay) : (ay, ax)
    if k == 0 && (0.5 < β * β) && (β <= convert(T, 5) / convert(T, 4) || ρ < convert(T, 3))
        ρρ = log1p((β - 1) * (β + 1) + θ * θ) / 2
    else
        ρρ = log(ρ) / 2 + k * log(convert(T, 2))
    end
    return Complex(ρρ, angle(z))
end
function log10(z::Complex)
    a = log(z)
    return a / log(oftype(real(a), 10))
end
function log2(z::Complex)
    a = log(z)
    return a / log(oftype(real(a), 2))
end
function exp(z::Complex)
    zr, zi = reim(z)
    isnan(zr) && return Complex(zr, zi == 0 ? zi : zr)
    if !isfinite(zi)
        zr == Inf && return Complex(-zr, oftype(zr, NaN))
        zr == -Inf && return Complex(-zero(zr), copysign(zero(zi), zi))
        return Complex(oftype(zr, NaN), oftype(zi, NaN))
    end
    er = exp(zr)
    iszero(zi) && return Complex(er, zi)
    s, c = sincos(zi)
    return Complex(er * c, er * s)
end
function expm1(z::Complex{T}) where {T<:Real}
    F = float(T)
    zr, zi = reim(z)
    isnan(zr) && return Complex(zr, zi == 0 ? zi : zr)
    if !isfinite(zi)
        zr == Inf && return Complex(-zr, oftype(zr, NaN))
        zr == -Inf && return Complex(-one(zr), copysign(zero(zi), zi))
        return Complex(oftype(zr, NaN), oftype(zi, NaN))
    end
    erm1 = expm1(zr)
    zi == 0 && return Complex(erm1, zi)
    er = erm1 + one(erm1)
    isfinite(er) && return Complex(erm1 - 2 * er * (sin(convert(F, 0.5) * zi))^2, er * sin(zi))
    s, c = sincos(zi)
    return Complex(er * c, er * s)
end
function log1p(z::Complex{T}) where {T}
    zr, zi = reim(z)
    if isfinite(zr)
        isinf(zi) && return log(z)
        u = one(float(T)) + z
        return u == 1 ? convert(typeof(u), z) : real(u) <= 0 ? log(u) : log(u) * (z / (u - 1))
    end
    isnan(zr) && return Complex(zr, zr)
    isfinite(zi) && return Complex(T(Inf), copysign(zr > 0 ? zero(T) : convert(T, pi), zi))
    return Complex(T(Inf), T(NaN))
end
function exp2(z::Complex{T}) where {T}
    z = float(z)
    er = exp2(real(z))
    s, c = sincos(imag(z) * log(convert(float(T), 2)))
    return Complex(er * c, er * s)
end
function exp10(z::Complex{T}) where {T}
    z = float(z)
    er = exp10(real(z))
    s, c = sincos(imag(z) * log(convert(float(T), 10)))
    return Complex(er * c, er * s)
end

# ---- powers --------------------------------------------------------------------------------------
function _cpow(z::Union{T, Complex{T}}, p::Union{T, Complex{T}}) where {T}
    z = float(z)
    p = float(p)
    F = float(T)
    if isreal(p)
        pr = real(p)
        isinteger(pr) && abs(pr) < typemax(Int32) && return _cpow_integer(z, pr, F)
        if isreal(z)
            iszero(real(z)) && return pr > 0 ? complex(z) : Complex(F(NaN), F(NaN))
            real(z) > 0 && return Complex(real(z)^pr,
                z isa Real ? ifelse(real(z) < 1, -imag(p), imag(p)) : flipsign(imag(z), pr))
            rp = (-real(z))^pr
            isfinite(pr) && return rp * complex(cospi(pr), flipsign(sinpi(pr), imag(z)))
            iszero(rp) && return zero(Complex{F})
            return Complex(F(NaN), F(NaN))
        end
        rp = abs(z)^pr
        ϕ = pr * angle(z)
    elseif isreal(z)
        iszero(z) && return real(p) > 0 ? complex(z) : Complex(F(NaN), F(NaN))
        zr = real(z)
        pr, pi_ = reim(p)
        if zr > 0
            rp = zr^pr
            ϕ = pi_ * log(zr)
        else
            r = -zr
            θ = copysign(F(π), imag(z))
            rp = r^pr * exp(-pi_ * θ)
            ϕ = pr * θ + pi_ * log(r)
        end
    else
        pr, pi_ = reim(p)
        r = abs(z)
        θ = angle(z)
        rp = r^pr * exp(-pi_ * θ)
        ϕ = pr * θ + pi_ * log(r)
    end
    isfinite(ϕ) && return rp * cis(ϕ)
    iszero(rp) && return zero(Complex{F})
    return Complex(F(NaN), F(NaN))
end
function _cpow_integer(z, pr, F)
    iszero(pr) && return Complex(one(F), flipsign(copysign(zero(F), pr), imag(z)))
    n = convert(Int, pr)
    isreal(z) || return n < 0 ? power_by_squaring(inv(z), -n) : power_by_squaring(z, n)
    zr = real(z)
    if n < 0
        iszero(z) && return Complex(F(NaN), F(NaN))
        re = power_by_squaring(inv(zr), -n)
        i = -imag(z)
    else
        re = power_by_squaring(zr, n)
        i = imag(z)
    end
    return Complex(re, ifelse(iseven(n) & signbit(zr), -i, i))
end
^(z::Complex{T}, p::Complex{T}) where {T<:Real} = _cpow(z, p)
^(z::Complex{T}, p::T) where {T<:Real} = _cpow(z, p)
^(z::T, p::Complex{T}) where {T<:Real} = _cpow(z, p)
^(z::Complex, n::Bool) = n ? z : one(z)
^(z::Complex, n::Integer) = z^Complex(n)
^(z::Complex{<:AbstractFloat}, n::Bool) = n ? z : one(z)
^(z::Complex{<:Integer}, n::Bool) = n ? z : one(z)
^(z::Complex{<:AbstractFloat}, n::Integer) =
    n >= 0 ? power_by_squaring(z, n) : power_by_squaring(inv(z), -n)
^(z::Complex{<:Integer}, n::Integer) = power_by_squaring(z, n)
function ^(z::Complex{T}, p::S) where {T<:Real, S<:Real}
    P = promote_type(T, S)
    return Complex{P}(z)^P(p)
end
function ^(z::T, p::Complex{S}) where {T<:Real, S<:Real}
    P = promote_type(T, S)
    return P(z)^Complex{P}(p)
end

# ---- trigonometry --------------------------------------------------------------------------------
function sin(z::Complex{T}) where {T}
    F = float(T)
    zr, zi = reim(z)
    zr == 0 && return Complex(F(zr), sinh(zi))
    if !isfinite(zr)
        zi == 0 || isinf(zi) ? (return Complex(F(NaN), F(zi))) : (return Complex(F(NaN), F(NaN)))
    end
    s, c = sincos(zr)
    return Complex(s * cosh(zi), c * sinh(zi))
end
function cos(z::Complex{T}) where {T}
    F = float(T)
    zr, zi = reim(z)
    zr == 0 && return Complex(cosh(zi), isnan(zi) ? F(zr) : -flipsign(F(zr), zi))
    if !isfinite(zr)
        zi == 0 && return Complex(F(NaN), isnan(zr) ? zero(F) : -flipsign(F(zi), zr))
        isinf(zi) && return Complex(F(Inf), F(NaN))
        return Complex(F(NaN), F(NaN))
    end
    s, c = sincos(zr)
    return Complex(c * cosh(zi), -s * sinh(zi))
end
function tan(z::Complex)
    zr, zi = reim(z)
    w = tanh(Complex(-zi, zr))
    return Complex(imag(w), -real(w))
end
function asin(z::Complex)
    z = float(z)
    zr, zi = reim(z)
    isinf(zr) && isinf(zi) && return Complex(copysign(oftype(zr, pi) / 4, zr), zi)
    isnan(zi) && isinf(zr) && return Complex(zi, oftype(zr, Inf))
    ξ = zr == 0 ? zr : !isfinite(zr) ? oftype(zr, pi) / 2 * sign(zr) :
        atan(zr, real(sqrt(1 - z) * sqrt(1 + z)))
    η = asinh(copysign(imag(sqrt(conj(1 - z)) * sqrt(1 + z)), imag(z)))
    return Complex(ξ, η)
end
function acos(z::Complex)
    z = float(z)
    zr, zi = reim(z)
    isnan(zr) && return isinf(zi) ? Complex(zr, -zi) : Complex(zr, zr)
    if isnan(zi)
        isinf(zr) && return Complex(zi, abs(zr))
        return zr == 0 ? Complex(oftype(zr, pi) / 2, zi) : Complex(zi, zi)
    end
    zr == zi == 0 && return Complex(oftype(zr, pi) / 2, -zi)
    zr == Inf && zi === 0.0 && return Complex(zi, -zr)
    zr == -Inf && zi === -0.0 && return Complex(oftype(zi, pi), -zr)
    ξ = 2 * atan(real(sqrt(1 - z)), real(sqrt(1 + z)))
    η = asinh(imag(sqrt(conj(1 + z)) * sqrt(1 - z)))
    isinf(zr) && isinf(zi) && (ξ -= oftype(η, pi) / 4 * sign(zr))
    return Complex(ξ, η)
end
function atan(z::Complex)
    w = atanh(Complex(-imag(z), real(z)))
    return Complex(imag(w), -real(w))
end
function sinh(z::Complex)
    zr, zi = reim(z)
    w = sin(Complex(zi, zr))
    return Complex(imag(w), real(w))
end
function cosh(z::Complex)
    zr, zi = reim(z)
    return cos(Complex(zi, -zr))
end
function tanh(z::Complex{T}) where {T}
    z = float(z)
    F = float(T)
    ξ, η = reim(z)
    isnan(ξ) && η == 0 && return Complex(ξ, η)
    if 4 * abs(ξ) > asinh(prevfloat(typemax(F)))
        return Complex(copysign(one(F), ξ), copysign(zero(F), η * (isfinite(η) ? sin(2 * abs(η)) : one(η))))
    end
    t = tan(η)
    β = 1 + t * t
    s = sinh(ξ)
    ρ = sqrt(1 + s * s)
    return isinf(t) ? Complex(ρ / s, 1 / t) : Complex(β * ρ * s, t) / (1 + β * s * s)
end
function asinh(z::Complex)
    w = asin(Complex(-imag(z), real(z)))
    return Complex(imag(w), -real(w))
end
function acosh(z::Complex)
    z = float(z)
    zr, zi = reim(z)
    if isnan(zr) || isnan(zi)
        isinf(zr) || isinf(zi) ? (return Complex(oftype(zr, Inf), oftype(zi, NaN))) :
            (return Complex(oftype(zr, NaN), oftype(zi, NaN)))
    end
    zr == -Inf && zi === -0.0 && return Complex(oftype(zr, Inf), oftype(zi, -pi))
    ξ = asinh(real(sqrt(conj(z - 1)) * sqrt(z + 1)))
    η = 2 * atan(imag(sqrt(z - 1)), real(sqrt(z + 1)))
    isinf(zr) && isinf(zi) && (η -= oftype(η, pi) / 4 * sign(zi) * sign(zr))
    return Complex(ξ, η)
end
function atanh(z::Complex{T}) where {T}
    z = float(z)
    F = float(T)
    θ = sqrt(prevfloat(typemax(F))) / 4
    ρ = 1 / θ
    x, y = reim(z)
    ax, ay = abs(x), abs(y)
    if ax > θ || ay > θ
        if isnan(y)
            return isinf(x) ? Complex(copysign(zero(x), x), y) : Complex(real(1 / z), y)
        end
        isinf(y) && return Complex(copysign(zero(x), x), copysign(oftype(y, pi) / 2, y))
        return Complex(real(1 / z), copysign(oftype(y, pi) / 2, y))
    end
    β = copysign(one(F), x)
    z *= β
    x, y = reim(z)
    if x == 1
        if y == 0
            ξ = oftype(x, Inf)
            η = y
        else
            ym = ay + ρ
            ξ = log(sqrt(sqrt(4 + y * y)) / sqrt(ym))
            η = copysign(oftype(y, pi) / 2 + atan(ym / 2), y) / 2
        end
    else
        ysq = (ay + ρ)^2
        ξ = x == 0 ? x : log1p(4 * x / ((1 - x)^2 + ysq)) / 4
        η = angle(Complex((1 - x) * (1 + x) - ysq, 2 * y)) / 2
    end
    return β * Complex(ξ, η)
end
