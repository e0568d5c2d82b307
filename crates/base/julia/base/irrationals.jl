# Irrational constants: exact until they meet a number, then of that number's type.

abstract type AbstractIrrational <: Real end
struct Irrational{sym} <: AbstractIrrational end

const π = Irrational{:π}()
const pi = π
const ℯ = Irrational{:ℯ}()
const γ = Irrational{:γ}()
const φ = Irrational{:φ}()
const catalan = Irrational{:catalan}()

Float64(::Irrational{:π}) = 3.141592653589793
Float64(::Irrational{:ℯ}) = 2.718281828459045
Float64(::Irrational{:γ}) = 0.5772156649015329
Float64(::Irrational{:φ}) = 1.618033988749895
Float64(::Irrational{:catalan}) = 0.915965594177219
Float32(::Irrational{:π}) = bitcast(Float32, 0x40490fdb)
Float32(::Irrational{:ℯ}) = bitcast(Float32, 0x402df854)
Float32(x::Irrational) = Float32(Float64(x))
Float16(x::AbstractIrrational) = Float16(Float32(x))
BigFloat(x::Irrational{sym}, r::RoundingMode=RoundNearest; precision::Integer=precision(BigFloat)) where {sym} =
    Core.Host.bigfloat_constant(sym, precision, rounding_number(r))
BigFloat(x::AbstractIrrational) = throw(MethodError(BigFloat, (x,)))
(::Type{T})(x::AbstractIrrational) where {T<:Union{BigFloat}} = BigFloat(x)

AbstractFloat(x::AbstractIrrational) = Float64(x)
Complex{T}(x::AbstractIrrational) where {T<:Real} = Complex{T}(T(x))
Integer(x::AbstractIrrational) = throw(InexactError(:Integer, Integer, x))
Bool(x::AbstractIrrational) = throw(InexactError(:Bool, Bool, x))
(::Type{T})(x::AbstractIrrational) where {T<:BitInteger} = throw(InexactError(nameof(T), T, x))
function Rational{T}(x::AbstractIrrational) where {T<:Integer}
    o = precision(BigFloat)
    p = 256
    while true
        bx = BigFloat(x; precision=p)
        r = rationalize(T, bx; tol=0)
        abs(BigFloat(r) - bx) > eps(bx) && return r
        p += 32
    end
end
Rational{BigInt}(x::AbstractIrrational) = throw(ArgumentError(string("Cannot convert an AbstractIrrational to a Rational{BigInt}: use rationalize(BigInt, x) instead")))
float(::Type{<:AbstractIrrational}) = Float64
rationalize(::Type{T}, x::AbstractIrrational; tol::Real=0) where {T<:Integer} = rationalize(T, BigFloat(x), tol)
rationalize(x::AbstractIrrational; kvs...) = rationalize(Int, x; kvs...)
precision(::Type{<:AbstractIrrational}; base::Integer=2) = throw(DomainError("precision"))

# A constant of a program's own: its name, its value if that is to be given, and how its digits come about, which is
# code for a `BigFloat` or the name of a constant that is known.
macro irrational(name, definition)
    return _irrational(name, :(big($(esc(name)))), definition)
end
macro irrational(name, value, definition)
    return _irrational(name, value, definition)
end
function _irrational(name, value, definition)
    quoted = QuoteNode(name)
    digits = definition isa Symbol ?
        :(Core.Host.bigfloat_constant($(QuoteNode(definition === :pi ? :π : definition === :euler ? :γ : definition)), precision, rounding_number(RoundNearest))) :
        :(setprecision(() -> $(esc(definition)), BigFloat, precision))
    return quote
        const $(esc(name)) = Irrational{$quoted}()
        Base.BigFloat(::Irrational{$quoted}, r::RoundingMode=RoundNearest; precision=Base.precision(BigFloat)) = $digits
        let v = $value, v64 = Float64(v), v32 = Float32(v)
            Base.Float64(::Irrational{$quoted}) = v64
            Base.Float32(::Irrational{$quoted}) = v32
        end
        @assert big($(esc(name))) isa BigFloat
        @assert Float64($(esc(name))) == Float64(big($(esc(name))))
        @assert Float32($(esc(name))) == Float32(big($(esc(name))))
    end
end

promote_rule(::Type{<:AbstractIrrational}, ::Type{Float16}) = Float16
promote_rule(::Type{<:AbstractIrrational}, ::Type{Float32}) = Float32
promote_rule(::Type{<:AbstractIrrational}, ::Type{<:AbstractIrrational}) = Float64
promote_rule(::Type{<:AbstractIrrational}, ::Type{T}) where {T<:Real} = promote_type(Float64, T)
promote_rule(::Type{S}, ::Type{T}) where {S<:AbstractIrrational, T<:Number} =
    promote_type(promote_type(S, real(T)), T)

==(::Irrational{s}, ::Irrational{s}) where {s} = true
==(::AbstractIrrational, ::AbstractIrrational) = false
==(x::AbstractIrrational, y::Real) = false
==(x::Real, y::AbstractIrrational) = false
<(::Irrational{s}, ::Irrational{s}) where {s} = false
<(x::AbstractIrrational, y::AbstractIrrational) = Float64(x) != Float64(y) ? Float64(x) < Float64(y) : BigFloat(x) < BigFloat(y)
<=(::Irrational{s}, ::Irrational{s}) where {s} = true
<=(x::AbstractIrrational, y::AbstractIrrational) = x == y || x < y
<(x::AbstractIrrational, y::Float64) = Float64(x, RoundUp) <= y
<(x::Float64, y::AbstractIrrational) = x <= Float64(y, RoundDown)
<(x::AbstractIrrational, y::Float32) = Float32(x, RoundUp) <= y
<(x::Float32, y::AbstractIrrational) = x <= Float32(y, RoundDown)
<(x::AbstractIrrational, y::Float16) = Float32(x, RoundUp) <= y
<(x::Float16, y::AbstractIrrational) = x <= Float32(y, RoundDown)
<(x::AbstractIrrational, y::BigFloat) = BigFloat(x; precision=y.prec + 32) < y
<(x::BigFloat, y::AbstractIrrational) = x < BigFloat(y; precision=x.prec + 32)
<=(x::AbstractIrrational, y::AbstractFloat) = x < y
<=(x::AbstractFloat, y::AbstractIrrational) = x < y
<(x::AbstractIrrational, y::Rational) = BigFloat(x) < y
<(x::Rational, y::AbstractIrrational) = x < BigFloat(y)
<=(x::AbstractIrrational, y::Rational) = x < y
<=(x::Rational, y::AbstractIrrational) = x < y
Float64(x::Irrational, r::RoundingMode) = Float64(BigFloat(x), r)
Float32(x::Irrational, r::RoundingMode) = Float32(BigFloat(x), r)

isfinite(::AbstractIrrational) = true
isinteger(::AbstractIrrational) = false
iszero(::AbstractIrrational) = false
isone(::AbstractIrrational) = false
isnan(::AbstractIrrational) = false
isinf(::AbstractIrrational) = false
signbit(::Irrational) = false
sign(::Irrational) = 1.0
hash(x::Irrational, h::UInt) = 3 * objectid(x) - h
widen(::Type{T}) where {T<:Irrational} = T
zero(::AbstractIrrational) = false
zero(::Type{<:AbstractIrrational}) = false
one(::AbstractIrrational) = true
one(::Type{<:AbstractIrrational}) = true
big(x::AbstractIrrational) = BigFloat(x)
big(::Type{<:AbstractIrrational}) = BigFloat

-(x::AbstractIrrational) = -Float64(x)
+(x::AbstractIrrational, y::AbstractIrrational) = Float64(x) + Float64(y)
-(x::AbstractIrrational, y::AbstractIrrational) = Float64(x) - Float64(y)
*(x::AbstractIrrational, y::AbstractIrrational) = Float64(x) * Float64(y)
/(x::AbstractIrrational, y::AbstractIrrational) = Float64(x) / Float64(y)
^(x::AbstractIrrational, y::AbstractIrrational) = Float64(x)^Float64(y)
*(x::Bool, y::AbstractIrrational) = ifelse(x, Float64(y), 0.0)
round(x::Irrational, r::RoundingMode) = round(float(x), r)
^(::Irrational{:ℯ}, x::Number) = exp(x)
^(::Irrational{:ℯ}, x::Integer) = exp(x)
^(::Irrational{:ℯ}, x::Complex) = exp(x)
^(::Irrational{:ℯ}, x::Rational) = exp(x)
^(::Irrational{:ℯ}, x::AbstractIrrational) = exp(x)
log(::Irrational{:ℯ}) = 1
log(::Irrational{:ℯ}, x::Number) = log(x)
sin(::Irrational{:π}) = 0.0
cos(::Irrational{:π}) = -1.0
tan(::Irrational{:π}) = -0.0
sincos(::Irrational{:π}) = (0.0, -1.0)

baremodule MathConstants
import ..Base: π, pi, ℯ, γ, φ, catalan
const e = ℯ
const eulergamma = γ
const golden = φ
export π, pi, ℯ, e, γ, eulergamma, catalan, φ, golden
end
