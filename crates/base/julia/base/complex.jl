# Complex numbers: what they are, and arithmetic.

struct Complex{T<:Real} <: Number
    re::T
    im::T
end
Complex(x::Real, y::Real) = Complex(promote(x, y)...)
Complex(x::Real) = Complex(x, zero(x))
Complex(z::Complex) = z
Complex{T}(x::Real) where {T<:Real} = Complex{T}(x, 0)
Complex{T}(z::Complex) where {T<:Real} = Complex{T}(real(z), imag(z))
(::Type{T})(z::Complex) where {T<:Real} =
    isreal(z) ? T(real(z))::T : throw(InexactError(nameof(T), T, z))

const im = Complex(false, true)
const ComplexF64 = Complex{Float64}
const ComplexF32 = Complex{Float32}
const ComplexF16 = Complex{Float16}

promote_rule(::Type{Complex{T}}, ::Type{S}) where {T<:Real, S<:Real} = Complex{promote_type(T, S)}
promote_rule(::Type{Complex{T}}, ::Type{Complex{S}}) where {T<:Real, S<:Real} = Complex{promote_type(T, S)}
promote_rule(::Type{Bool}, ::Type{Complex{T}}) where {T<:Real} = Complex{promote_type(Bool, T)}
widen(::Type{Complex{T}}) where {T} = Complex{widen(T)}
float(::Type{Complex{T}}) where {T<:AbstractFloat} = Complex{T}
float(::Type{Complex{T}}) where {T} = Complex{float(T)}
float(z::Complex{<:AbstractFloat}) = z
float(z::Complex) = Complex(float(real(z)), float(imag(z)))
big(::Type{Complex{T}}) where {T<:Real} = Complex{big(T)}
big(z::Complex{T}) where {T<:Real} = Complex{big(T)}(z)
big(z::Complex{<:Rational{<:Integer}}) = Complex{Rational{BigInt}}(z)
zero(::Type{Complex{T}}) where {T<:Real} = Complex{T}(zero(T), zero(T))
one(::Type{Complex{T}}) where {T<:Real} = Complex{T}(one(T), zero(T))

real(z::Complex) = z.re
imag(z::Complex) = z.im
real(C::Type{<:Complex}) = fieldtype(C, 1)
isreal(z::Complex) = iszero(imag(z))
isinteger(z::Complex) = isreal(z) & isinteger(real(z))
isfinite(z::Complex) = isfinite(real(z)) & isfinite(imag(z))
isnan(z::Complex) = isnan(real(z)) | isnan(imag(z))
isinf(z::Complex) = isinf(real(z)) | isinf(imag(z))
iszero(z::Complex) = iszero(real(z)) & iszero(imag(z))
isone(z::Complex) = isone(real(z)) & iszero(imag(z))

complex(z::Complex) = z
complex(x::Real) = Complex(x)
complex(x::Real, y::Real) = Complex(x, y)
complex(::Type{T}) where {T<:Real} = Complex{T}
complex(::Type{Complex{T}}) where {T<:Real} = Complex{T}
complex(A::AbstractArray{<:Complex}) = A
function complex(A::AbstractArray{T}) where {T}
    isconcretetype(T) ||
        error("`complex` not defined on abstractly-typed arrays; please convert to a more specific type")
    return convert(AbstractArray{typeof(complex(zero(T)))}, A)
end
flipsign(x::Complex, y::Real) = ifelse(signbit(y), -x, x)
bswap(z::Complex) = Complex(bswap(real(z)), bswap(imag(z)))

==(z::Complex, w::Complex) = (real(z) == real(w)) & (imag(z) == imag(w))
==(z::Complex, x::Real) = isreal(z) && real(z) == x
==(x::Real, z::Complex) = isreal(z) && real(z) == x
isequal(z::Complex, w::Complex) = isequal(real(z), real(w))::Bool & isequal(imag(z), imag(w))::Bool
isequal(z::Complex, w::Real) = isequal(real(z), w)::Bool & isequal(imag(z), zero(w))::Bool
isequal(z::Real, w::Complex) = isequal(z, real(w))::Bool & isequal(zero(z), imag(w))::Bool
in(x::Complex, r::AbstractRange{<:Real}) = isreal(x) && real(x) in r
hash(z::Complex, h::UInt) = isreal(z) ? hash(real(z), h) : hash(real(z), hash(imag(z), h + 0x32a7a07f3e7cd1f9))

conj(z::Complex) = Complex(real(z), -imag(z))
abs(z::Complex) = hypot(real(z), imag(z))
abs2(z::Complex) = real(z) * real(z) + imag(z) * imag(z)
angle(z::Complex) = atan(imag(z), real(z))

+(z::Complex) = Complex(+real(z), +imag(z))
-(z::Complex) = Complex(-real(z), -imag(z))
+(z::Complex, w::Complex) = Complex(real(z) + real(w), imag(z) + imag(w))
-(z::Complex, w::Complex) = Complex(real(z) - real(w), imag(z) - imag(w))
*(z::Complex, w::Complex) =
    Complex(real(z) * real(w) - imag(z) * imag(w), real(z) * imag(w) + imag(z) * real(w))

+(x::Bool, z::Complex{Bool}) = Complex(x + real(z), imag(z))
+(z::Complex{Bool}, x::Bool) = Complex(real(z) + x, imag(z))
-(x::Bool, z::Complex{Bool}) = Complex(x - real(z), -imag(z))
-(z::Complex{Bool}, x::Bool) = Complex(real(z) - x, imag(z))
*(x::Bool, z::Complex{Bool}) = Complex(x * real(z), x * imag(z))
*(z::Complex{Bool}, x::Bool) = Complex(real(z) * x, imag(z) * x)
+(x::Bool, z::Complex) = Complex(x + real(z), imag(z))
+(z::Complex, x::Bool) = Complex(real(z) + x, imag(z))
-(x::Bool, z::Complex) = Complex(x - real(z), -imag(z))
-(z::Complex, x::Bool) = Complex(real(z) - x, imag(z))
*(x::Bool, z::Complex) = Complex(x * real(z), x * imag(z))
*(z::Complex, x::Bool) = Complex(real(z) * x, imag(z) * x)
+(x::Real, z::Complex{Bool}) = Complex(x + real(z), imag(z))
+(z::Complex{Bool}, x::Real) = Complex(real(z) + x, imag(z))
function -(x::Real, z::Complex{Bool})
    re = x - real(z)
    return Complex(re, -oftype(re, imag(z)))
end
-(z::Complex{Bool}, x::Real) = Complex(real(z) - x, imag(z))
*(x::Real, z::Complex{Bool}) = Complex(x * real(z), x * imag(z))
*(z::Complex{Bool}, x::Real) = Complex(real(z) * x, imag(z) * x)
+(x::Real, z::Complex) = Complex(x + real(z), imag(z))
+(z::Complex, x::Real) = Complex(x + real(z), imag(z))
function -(x::Real, z::Complex)
    re = x - real(z)
    return Complex(re, -oftype(re, imag(z)))
end
-(z::Complex, x::Real) = Complex(real(z) - x, imag(z))
*(x::Real, z::Complex) = Complex(x * real(z), x * imag(z))
*(z::Complex, x::Real) = Complex(x * real(z), x * imag(z))

muladd(z::Complex, w::Complex, x::Complex) =
    Complex(muladd(real(z), real(w), -muladd(imag(z), imag(w), -real(x))),
        muladd(real(z), imag(w), muladd(imag(z), real(w), imag(x))))
muladd(x::Real, z::Complex, y::Number) = muladd(z, x, y)
muladd(z::Complex, x::Real, y::Real) = Complex(muladd(real(z), x, y), imag(z) * x)
muladd(z::Complex, x::Real, w::Complex) =
    Complex(muladd(real(z), x, real(w)), muladd(imag(z), x, imag(w)))
muladd(x::Real, y::Real, z::Complex) = Complex(muladd(x, y, real(z)), imag(z))
muladd(z::Complex, w::Complex, x::Real) =
    Complex(muladd(real(z), real(w), -muladd(imag(z), imag(w), -x)),
        muladd(real(z), imag(w), imag(z) * real(w)))

# ---- division ------------------------------------------------------------------------------------
/(a::R, z::S) where {R<:Real, S<:Complex} = (T = promote_type(R, S); a * inv(T(z)))
/(z::Complex, x::Real) = Complex(real(z) / x, imag(z) / x)
function _over_infinite(a::Complex{T}, b::Complex{T}) where {T}
    isfinite(a) && return complex(zero(T) * sign(real(a)) * sign(real(b)), -zero(T) * sign(imag(a)) * sign(imag(b)))
    return T(NaN) + T(NaN) * im
end
function /(a::Complex{T}, b::Complex{T}) where {T<:Real}
    ar, ai = reim(a)
    br, bi = reim(b)
    isinf(br) | isinf(bi) && return _over_infinite(a, b)
    if abs(br) <= abs(bi)
        r = br / bi
        den = bi + r * br
        return Complex((ar * r + ai) / den, (ai * r - ar) / den)
    end
    r = bi / br
    den = br + r * bi
    return Complex((ar + ai * r) / den, (ai - ar * r) / den)
end
function /(z::Complex{T}, w::Complex{T}) where {T<:Union{Float16, Float32}}
    c, d = reim(widen(w))
    a, b = reim(widen(z))
    isinf(c) | isinf(d) && return _over_infinite(z, w)
    mag = inv(muladd(c, c, d^2))
    return oftype(z, Complex(muladd(a, c, b * d) * mag, muladd(b, c, -a * d) * mag))
end
# Scaled where numbers are so large or small that products would not fit.
function /(z::ComplexF64, w::ComplexF64)
    a, b = reim(z)
    c, d = reim(w)
    ab = max(abs(a), abs(b))
    cd = max(abs(c), abs(d))
    isinf(c) | isinf(d) && return _over_infinite(z, w)
    top = 0.5 * floatmax(Float64)
    low = floatmin(Float64) * 2.0 / eps(Float64)
    if ab >= top || ab <= low || cd >= top || cd <= low
        up = 2.0 / (eps(Float64) * eps(Float64))
        s = 1.0
        if ab >= top
            a *= 0.5; b *= 0.5; s *= 2.0
        elseif ab <= low
            a *= up; b *= up; s /= up
        end
        if cd >= top
            c *= 0.5; d *= 0.5; s *= 0.5
        elseif cd <= low
            c *= up; d *= up; s *= up
        end
        p, q = _divide_parts(a, b, c, d)
        return ComplexF64(p * s, q * s)
    end
    p, q = _divide_parts(a, b, c, d)
    return ComplexF64(p, q)
end
function _divide_parts(a::Float64, b::Float64, c::Float64, d::Float64)
    abs(d) <= abs(c) && return _divide_smaller(a, b, c, d)
    p, q = _divide_smaller(b, a, d, c)
    return p, -q
end
function _divide_smaller(a::Float64, b::Float64, c::Float64, d::Float64)
    r = d / c
    t = 1.0 / (c + d * r)
    return _divide_part(a, b, c, d, r, t), _divide_part(b, -a, c, d, r, t)
end
function _divide_part(a::Float64, b::Float64, c::Float64, d::Float64, r::Float64, t::Float64)
    r == 0 && return (a + d * (b / c)) * t
    br = b * r
    return br != 0 ? (a + br) * t : a * t + (b * t) * r
end

function inv(z::Complex)
    c, d = reim(z)
    isinf(c) | isinf(d) && return complex(copysign(zero(c), c), flipsign(-zero(d), d))
    return complex(c, -d) / (c * c + d * d)
end
inv(z::Complex{<:Integer}) = inv(float(z))
function inv(z::Complex{T}) where {T<:Union{Float16, Float32}}
    c, d = reim(widen(z))
    isinf(c) | isinf(d) && return complex(copysign(zero(T), T(c)), flipsign(-zero(T), T(d)))
    mag = inv(muladd(c, c, d^2))
    return oftype(z, Complex(c * mag, -d * mag))
end
function inv(w::ComplexF64)
    c, d = reim(w)
    absc, absd = abs(c), abs(d)
    big, small = ifelse(absc > absd, (absc, absd), (absd, absc))
    sqrt(floatmin(Float64) / 2) <= big <= sqrt(floatmax(Float64) / 2) &&
        return conj(w) / muladd(big, big, small * small)
    isinf(c) | isinf(d) && return complex(copysign(0.0, c), flipsign(-0.0, d))
    up = 2 / (eps(Float64) * eps(Float64))
    s = 1.0
    if big >= floatmax(Float64) / 2
        c *= 0.5; d *= 0.5; s = 0.5
    elseif big <= 2 * floatmin(Float64) / eps(Float64)
        c *= up; d *= up; s = up
    end
    if absd <= absc
        p, q = _invert_parts(c, d)
    else
        q, p = _invert_parts(-d, -c)
    end
    return ComplexF64(p * s, q * s)
end
function _invert_parts(c::Float64, d::Float64)
    r = d / c
    z = muladd(d, r, c)
    return 1.0 / z, -r / z
end

round(z::Complex, rr::RoundingMode=RoundNearest, ri::RoundingMode=rr; kwargs...) =
    Complex(round(real(z), rr; kwargs...), round(imag(z), ri; kwargs...))
