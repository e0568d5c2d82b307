# Floats of 16, 32 and 64 bits: one intrinsic per operation.

const Inf16 = bitcast(Float16, 0x7c00)
const NaN16 = bitcast(Float16, 0x7e00)
const Inf32 = bitcast(Float32, 0x7f800000)
const NaN32 = bitcast(Float32, 0x7fc00000)
const Inf64 = bitcast(Float64, 0x7ff0000000000000)
const NaN64 = bitcast(Float64, 0x7ff8000000000000)
const Inf = Inf64
const NaN = NaN64

# ---- the parts of the representation -------------------------------------------------------------
uinttype(::Type{Float64}) = UInt64
uinttype(::Type{Float32}) = UInt32
uinttype(::Type{Float16}) = UInt16
inttype(::Type{Float64}) = Int64
inttype(::Type{Float32}) = Int32
inttype(::Type{Float16}) = Int16
floattype(::Type{UInt64}) = Float64
floattype(::Type{UInt32}) = Float32
floattype(::Type{UInt16}) = Float16
floattype(::Type{Int64}) = Float64
floattype(::Type{Int32}) = Float32
floattype(::Type{Int16}) = Float16
sign_mask(::Type{Float64}) = 0x8000000000000000
sign_mask(::Type{Float32}) = 0x80000000
sign_mask(::Type{Float16}) = 0x8000
exponent_mask(::Type{Float64}) = 0x7ff0000000000000
exponent_mask(::Type{Float32}) = 0x7f800000
exponent_mask(::Type{Float16}) = 0x7c00
exponent_one(::Type{Float64}) = 0x3ff0000000000000
exponent_one(::Type{Float32}) = 0x3f800000
exponent_one(::Type{Float16}) = 0x3c00
exponent_half(::Type{Float64}) = 0x3fe0000000000000
exponent_half(::Type{Float32}) = 0x3f000000
exponent_half(::Type{Float16}) = 0x3800
significand_mask(::Type{Float64}) = 0x000fffffffffffff
significand_mask(::Type{Float32}) = 0x007fffff
significand_mask(::Type{Float16}) = 0x03ff
significand_bits(::Type{Float64}) = 52
significand_bits(::Type{Float32}) = 23
significand_bits(::Type{Float16}) = 10
exponent_bits(::Type{Float64}) = 11
exponent_bits(::Type{Float32}) = 8
exponent_bits(::Type{Float16}) = 5
exponent_bias(::Type{Float64}) = 1023
exponent_bias(::Type{Float32}) = 127
exponent_bias(::Type{Float16}) = 15
exponent_max(::Type{T}) where {T<:IEEEFloat} = exponent_bias(T)
exponent_raw_max(::Type{Float64}) = 2047
exponent_raw_max(::Type{Float32}) = 255
exponent_raw_max(::Type{Float16}) = 31

# ---- conversion ----------------------------------------------------------------------------------
Float16(x::BitSigned) = sitofp(Float16, x)
Float32(x::BitSigned) = sitofp(Float32, x)
Float64(x::BitSigned) = sitofp(Float64, x)
Float16(x::BitUnsigned) = uitofp(Float16, x)
Float32(x::BitUnsigned) = uitofp(Float32, x)
Float64(x::BitUnsigned) = uitofp(Float64, x)
Float16(x::Bool) = uitofp(Float16, UInt8(x))
Float32(x::Bool) = uitofp(Float32, UInt8(x))
Float64(x::Bool) = uitofp(Float64, UInt8(x))
Float16(x::Float16) = x
Float32(x::Float32) = x
Float64(x::Float64) = x
Float16(x::Union{Float32, Float64}) = fptrunc(Float16, x)
Float32(x::Float64) = fptrunc(Float32, x)
Float32(x::Float16) = fpext(Float32, x)
Float64(x::Union{Float16, Float32}) = fpext(Float64, x)

AbstractFloat(x::AbstractFloat) = x
AbstractFloat(x::Bool) = Float64(x)
AbstractFloat(x::Int8) = Float64(x)
AbstractFloat(x::Int16) = Float64(x)
AbstractFloat(x::Int32) = Float64(x)
AbstractFloat(x::Int64) = Float64(x)
AbstractFloat(x::Int128) = Float64(x)
AbstractFloat(x::UInt8) = Float64(x)
AbstractFloat(x::UInt16) = Float64(x)
AbstractFloat(x::UInt32) = Float64(x)
AbstractFloat(x::UInt64) = Float64(x)
AbstractFloat(x::UInt128) = Float64(x)

float(x) = AbstractFloat(x)
float(::Type{T}) where {T<:Number} = typeof(float(zero(T)))
float(::Type{T}) where {T<:AbstractFloat} = T

Bool(x::Union{Float16, Float32, Float64}) =
    x == 0 ? false : x == 1 ? true : throw(InexactError(:Bool, Bool, x))

unsafe_trunc(::Type{T}, x::IEEEFloat) where {T<:BitSigned} = fptosi(T, x)
unsafe_trunc(::Type{T}, x::IEEEFloat) where {T<:BitUnsigned} = fptoui(T, x)

Int64(x::Float64) =
    -9.223372036854775808e18 <= x < 9.223372036854775808e18 && isinteger(x) ? fptosi(Int64, x) :
    throw(InexactError(:Int64, Int64, x))
Int8(x::IEEEFloat) = _exact_int(Int8, :Int8, x)
Int16(x::IEEEFloat) = _exact_int(Int16, :Int16, x)
Int32(x::IEEEFloat) = _exact_int(Int32, :Int32, x)
Int64(x::IEEEFloat) = _exact_int(Int64, :Int64, x)
Int128(x::IEEEFloat) = _exact_int(Int128, :Int128, x)
UInt8(x::IEEEFloat) = _exact_int(UInt8, :UInt8, x)
UInt16(x::IEEEFloat) = _exact_int(UInt16, :UInt16, x)
UInt32(x::IEEEFloat) = _exact_int(UInt32, :UInt32, x)
UInt64(x::IEEEFloat) = _exact_int(UInt64, :UInt64, x)
UInt128(x::IEEEFloat) = _exact_int(UInt128, :UInt128, x)
function _exact_int(::Type{T}, name::Symbol, x::F) where {T, F}
    (F(typemin(T)) <= x < F(typemax(T)) + one(F)) && isinteger(x) && return unsafe_trunc(T, x)
    throw(InexactError(name, T, x))
end

round(::Type{Signed}, x::IEEEFloat, r::RoundingMode) = round(Int, x, r)
round(::Type{Unsigned}, x::IEEEFloat, r::RoundingMode) = round(UInt, x, r)
round(::Type{Integer}, x::IEEEFloat, r::RoundingMode) = round(Int, x, r)
function round(::Type{T}, x::F, ::RoundingMode{:ToZero}) where {T<:BitInteger, F<:IEEEFloat}
    lo = F(typemin(T))
    (lo - one(F) < x || lo == x) && x < F(typemax(T)) + one(F) && return unsafe_trunc(T, x)
    throw(InexactError(:round, T, x, RoundToZero))
end

round(x::IEEEFloat, ::RoundingMode{:ToZero}) = trunc_llvm(x)
round(x::IEEEFloat, ::RoundingMode{:Down}) = floor_llvm(x)
round(x::IEEEFloat, ::RoundingMode{:Up}) = ceil_llvm(x)
round(x::IEEEFloat, ::RoundingMode{:Nearest}) = rint_llvm(x)

promote_rule(::Type{Float32}, ::Type{Float16}) = Float32
promote_rule(::Type{Float64}, ::Type{Float16}) = Float64
promote_rule(::Type{Float64}, ::Type{Float32}) = Float64
promote_rule(::Type{Float64}, ::Type{<:BuiltinInts}) = Float64
promote_rule(::Type{Float32}, ::Type{<:BuiltinInts}) = Float32
promote_rule(::Type{Float16}, ::Type{<:BuiltinInts}) = Float16
promote_rule(::Type{Bool}, ::Type{T}) where {T<:IEEEFloat} = T
widen(::Type{Float16}) = Float32
widen(::Type{Float32}) = Float64
widen(::Type{Float64}) = BigFloat

(::Type{T})(x::Real, r::RoundingMode) where {T<:AbstractFloat} = _convert_rounding(T, x, r)::T
_convert_rounding(::Type{T}, x::Real, r::RoundingMode{:Nearest}) where {T<:AbstractFloat} = convert(T, x)::T
function _convert_rounding(::Type{T}, x::Real, r::RoundingMode{:Down}) where {T<:AbstractFloat}
    y = convert(T, x)::T
    return y > x ? prevfloat(y) : y
end
function _convert_rounding(::Type{T}, x::Real, r::RoundingMode{:Up}) where {T<:AbstractFloat}
    y = convert(T, x)::T
    return y < x ? nextfloat(y) : y
end
function _convert_rounding(::Type{T}, x::Real, r::RoundingMode{:ToZero}) where {T<:AbstractFloat}
    y = convert(T, x)::T
    x > 0 && return y > x ? prevfloat(y) : y
    return y < x ? nextfloat(y) : y
end

# ---- arithmetic ----------------------------------------------------------------------------------
-(x::IEEEFloat) = neg_float(x)
+(x::T, y::T) where {T<:IEEEFloat} = add_float(x, y)
-(x::T, y::T) where {T<:IEEEFloat} = sub_float(x, y)
*(x::T, y::T) where {T<:IEEEFloat} = mul_float(x, y)
/(x::T, y::T) where {T<:IEEEFloat} = div_float(x, y)
muladd(x::T, y::T, z::T) where {T<:IEEEFloat} = muladd_float(x, y, z)
fma(x::T, y::T, z::T) where {T<:Union{Float32, Float64}} = fma_float(x, y, z)
fma(x::Float16, y::Float16, z::Float16) = Float16(muladd(Float64(x), Float64(y), Float64(z)))
inv(x::IEEEFloat) = one(x) / x
zero(::Type{Float16}) = bitcast(Float16, 0x0000)
zero(::Type{Float32}) = bitcast(Float32, 0x00000000)
zero(::Type{Float64}) = 0.0
one(::Type{Float16}) = bitcast(Float16, 0x3c00)
one(::Type{Float32}) = bitcast(Float32, 0x3f800000)
one(::Type{Float64}) = 1.0
zero(x::IEEEFloat) = zero(typeof(x))
one(x::IEEEFloat) = one(typeof(x))

rem(x::Float64, y::Float64) = Core.Host.rem_float(x, y)
rem(x::Float32, y::Float32) = Core.Host.rem_float32(x, y)
rem(x::Float16, y::Float16) = Float16(rem(Float32(x), Float32(y)))
function mod(x::T, y::T) where {T<:AbstractFloat}
    r = rem(x, y)
    r == 0 && return copysign(r, y)
    return (r > 0) ⊻ (y > 0) ? r + y : r
end
rem(x::T, y::T, ::RoundingMode{:Nearest}) where {T<:IEEEFloat} = T(Core.Host.ieee_remainder(Float64(x), Float64(y)))
function div(x::T, y::T) where {T<:AbstractFloat}
    return convert(T, round((x - rem(x, y)) / y))
end
function fld(x::T, y::T) where {T<:AbstractFloat}
    return convert(T, round((x - mod(x, y)) / y))
end
function cld(x::T, y::T) where {T<:AbstractFloat}
    return convert(T, round((x + modneg(y, x)) / y))
end
modneg(y, x) = mod(-x, y)
div(x::T, y::T, ::typeof(RoundToZero)) where {T<:AbstractFloat} = div(x, y)
div(x::T, y::T, ::typeof(RoundDown)) where {T<:AbstractFloat} = fld(x, y)
div(x::T, y::T, ::typeof(RoundUp)) where {T<:AbstractFloat} = cld(x, y)
div(x::T, y::T, r::RoundingMode) where {T<:AbstractFloat} = convert(T, round((x - rem(x, y, r)) / y))
mod1(x::T, y::T) where {T<:AbstractFloat} = (m = mod(x, y); ifelse(m == 0, y, m))

# ---- comparison ----------------------------------------------------------------------------------
==(x::T, y::T) where {T<:IEEEFloat} = eq_float(x, y)
!=(x::T, y::T) where {T<:IEEEFloat} = ne_float(x, y)
<(x::T, y::T) where {T<:IEEEFloat} = lt_float(x, y)
<=(x::T, y::T) where {T<:IEEEFloat} = le_float(x, y)
isequal(x::T, y::T) where {T<:IEEEFloat} = fpiseq(x, y)
# As integers with sign and magnitude, so that -0.0 comes before 0.0.
function _fpint(x)
    I = inttype(typeof(x))
    bits = bitcast(I, x)
    return ifelse(bits < zero(I), bits ⊻ typemax(I), bits)
end
function isless(a::T, b::T) where {T<:IEEEFloat}
    (isnan(a) || isnan(b)) && return !isnan(a)
    return _fpint(a) < _fpint(b)
end

# Integers that floats of this width cannot all represent compare exactly: by the float that is
# next to the integer, and if that is equal, as integers.
const WideInts = Union{Int64, UInt64, Int128, UInt128}
_above(::Type{F}, ::Type{I}) where {F, I} = F(typemax(I))
function ==(x::F, y::I) where {F<:Union{Float32, Float64}, I<:WideInts}
    f = F(y)
    return (x == f) & (f != _above(F, I)) & (y == unsafe_trunc(I, f))
end
==(y::I, x::F) where {F<:Union{Float32, Float64}, I<:WideInts} = x == y
function <(x::I, y::F) where {F<:Union{Float32, Float64}, I<:WideInts}
    f = F(x)
    return (f < y) | ((f == y) & ((f == _above(F, I)) | (x < unsafe_trunc(I, f))))
end
function <=(x::I, y::F) where {F<:Union{Float32, Float64}, I<:WideInts}
    f = F(x)
    return (f < y) | ((f == y) & ((f == _above(F, I)) | (x <= unsafe_trunc(I, f))))
end
function <(x::F, y::I) where {F<:Union{Float32, Float64}, I<:WideInts}
    f = F(y)
    return (x < f) | ((x == f) & (f < _above(F, I)) & (unsafe_trunc(I, f) < y))
end
function <=(x::F, y::I) where {F<:Union{Float32, Float64}, I<:WideInts}
    f = F(y)
    return (x < f) | ((x == f) & (f < _above(F, I)) & (unsafe_trunc(I, f) <= y))
end
==(x::Float16, y::WideInts) = Float64(x) == y
<(x::Float16, y::WideInts) = Float64(x) < y
<=(x::Float16, y::WideInts) = Float64(x) <= y
==(x::WideInts, y::Float16) = x == Float64(y)
<(x::WideInts, y::Float16) = x < Float64(y)
<=(x::WideInts, y::Float16) = x <= Float64(y)
==(x::Union{Float16, Float32}, y::Union{Int32, UInt32}) = Float64(x) == Float64(y)
<(x::Union{Float16, Float32}, y::Union{Int32, UInt32}) = Float64(x) < Float64(y)
<=(x::Union{Float16, Float32}, y::Union{Int32, UInt32}) = Float64(x) <= Float64(y)
==(x::Union{Int32, UInt32}, y::Union{Float16, Float32}) = Float64(x) == Float64(y)
<(x::Union{Int32, UInt32}, y::Union{Float16, Float32}) = Float64(x) < Float64(y)
<=(x::Union{Int32, UInt32}, y::Union{Float16, Float32}) = Float64(x) <= Float64(y)
==(x::Float16, y::Union{Int16, UInt16}) = Float32(x) == Float32(y)
<(x::Float16, y::Union{Int16, UInt16}) = Float32(x) < Float32(y)
<=(x::Float16, y::Union{Int16, UInt16}) = Float32(x) <= Float32(y)
==(x::Union{Int16, UInt16}, y::Float16) = Float32(x) == Float32(y)
<(x::Union{Int16, UInt16}, y::Float16) = Float32(x) < Float32(y)
<=(x::Union{Int16, UInt16}, y::Float16) = Float32(x) <= Float32(y)

abs(x::IEEEFloat) = abs_float(x)
signbit(x::Float64) = signbit(bitcast(Int64, x))
signbit(x::Float32) = signbit(bitcast(Int32, x))
signbit(x::Float16) = signbit(bitcast(Int16, x))
copysign(x::Float64, y::Float64) = copysign_float(x, y)
copysign(x::Float32, y::Float32) = copysign_float(x, y)
copysign(x::Float16, y::Float16) = copysign_float(x, y)
copysign(x::Float16, y::Real) = copysign(x, Float16(y))
copysign(x::Float32, y::Real) = copysign(x, Float32(y))
copysign(x::Float64, y::Real) = copysign(x, Float64(y))
flipsign(x::Float16, y::Float16) = ifelse(signbit(y), -x, x)
flipsign(x::Float32, y::Float32) = ifelse(signbit(y), -x, x)
flipsign(x::Float64, y::Float64) = ifelse(signbit(y), -x, x)
flipsign(x::Float16, y::Real) = flipsign(x, Float16(y))
flipsign(x::Float32, y::Real) = flipsign(x, Float32(y))
flipsign(x::Float64, y::Real) = flipsign(x, Float64(y))

isnan(x::AbstractFloat) = (x != x)::Bool
isfinite(x::AbstractFloat) = !isnan(x - x)
isinf(x::Real) = !isnan(x) & !isfinite(x)
isinf(x::IEEEFloat) = abs(x) === oftype(x, Inf)
isinteger(x::AbstractFloat) = (x - trunc(x) == 0)
isinteger(x::IEEEFloat) = (x - trunc_llvm(x) == 0)
function issubnormal(x::T) where {T<:IEEEFloat}
    bits = reinterpret(Unsigned, x)
    return (bits & exponent_mask(T) == 0) & (bits & significand_mask(T) != 0)
end
ispow2(x::AbstractFloat) = !iszero(x) && frexp(x)[1] == 0.5
iseven(x::AbstractFloat) = isinteger(x) && (abs(x) > maxintfloat(x) || iseven(Integer(x)))
isodd(x::AbstractFloat) = isinteger(x) && abs(x) <= maxintfloat(x) && isodd(Integer(x))

# NaN wins, and -0.0 is below 0.0.
function max(x::T, y::T) where {T<:IEEEFloat}
    isnan(x) && return x
    isnan(y) && return y
    return _fpint(x) < _fpint(y) ? y : x
end
function min(x::T, y::T) where {T<:IEEEFloat}
    isnan(x) && return x
    isnan(y) && return y
    return _fpint(y) < _fpint(x) ? y : x
end
minmax(x::T, y::T) where {T<:IEEEFloat} = (min(x, y), max(x, y))
max(x::T, y::T) where {T<:AbstractFloat} =
    isnan(x) ? x : isnan(y) ? y : isless(x, y) ? y : x
min(x::T, y::T) where {T<:AbstractFloat} =
    isnan(x) ? x : isnan(y) ? y : isless(y, x) ? y : x
minmax(x::T, y::T) where {T<:AbstractFloat} = (min(x, y), max(x, y))

# ---- limits, neighbours --------------------------------------------------------------------------
typemin(::Type{Float16}) = bitcast(Float16, 0xfc00)
typemax(::Type{Float16}) = Inf16
typemin(::Type{Float32}) = -Inf32
typemax(::Type{Float32}) = Inf32
typemin(::Type{Float64}) = -Inf64
typemax(::Type{Float64}) = Inf64
floatmin(::Type{Float16}) = bitcast(Float16, 0x0400)
floatmin(::Type{Float32}) = bitcast(Float32, 0x00800000)
floatmin(::Type{Float64}) = bitcast(Float64, 0x0010000000000000)
floatmax(::Type{Float16}) = bitcast(Float16, 0x7bff)
floatmax(::Type{Float32}) = bitcast(Float32, 0x7f7fffff)
floatmax(::Type{Float64}) = bitcast(Float64, 0x7fefffffffffffff)
floatmin() = floatmin(Float64)
floatmax() = floatmax(Float64)
floatmin(x::T) where {T<:AbstractFloat} = floatmin(T)
floatmax(x::T) where {T<:AbstractFloat} = floatmax(T)
eps(::Type{Float16}) = bitcast(Float16, 0x1400)
eps(::Type{Float32}) = bitcast(Float32, 0x34000000)
eps(::Type{Float64}) = bitcast(Float64, 0x3cb0000000000000)
eps() = eps(Float64)
eps(x::AbstractFloat) = isfinite(x) ? abs(x) >= floatmin(x) ? ldexp(eps(typeof(x)), exponent(x)) :
    nextfloat(zero(x)) : oftype(x, NaN)
# The neighbour that differs in the last bit is one step away, and of Inf it is NaN.
function eps(x::T) where {T<:IEEEFloat}
    y = reinterpret(T, xor(reinterpret(Unsigned, x), one(uinttype(T))))
    return abs(x - y)
end
maxintfloat(::Type{Float64}) = 9007199254740992.0
maxintfloat(::Type{Float32}) = Float32(16777216.0)
maxintfloat(::Type{Float16}) = Float16(2048.0)
maxintfloat(x::T) where {T<:AbstractFloat} = maxintfloat(T)
maxintfloat(::Type{S}, ::Type{T}) where {S<:AbstractFloat, T<:Integer} = min(maxintfloat(S), S(typemax(T)))
maxintfloat() = maxintfloat(Float64)

uabs(x::Integer) = abs(x)
uabs(x::BitSigned) = unsigned(abs(x))

function nextfloat(f::IEEEFloat, d::Integer)
    F = typeof(f)
    top = reinterpret(Unsigned, F(Inf))
    U = typeof(top)
    isnan(f) && return f
    bits = reinterpret(Signed, f)
    negative = bits < 0
    u = unsigned(bits & typemax(bits))
    down = d < 0
    steps = uabs(d)
    if steps > typemax(U)
        negative = down
        u = top
    else
        n = steps % U
        if negative ⊻ down
            if n > u
                u = min(top, n - u)
                negative = !negative
            else
                u = u - n
            end
        else
            u = top - u < n ? top : u + n
        end
    end
    if negative
        u |= sign_mask(F)
    end
    return reinterpret(F, u)
end
nextfloat(x::AbstractFloat) = nextfloat(x, 1)
prevfloat(x::AbstractFloat, d::Integer) = nextfloat(x, -d)
prevfloat(x::AbstractFloat) = nextfloat(x, -1)

_precision_with_base_2(::Type{Float16}) = 11
_precision_with_base_2(::Type{Float32}) = 24
_precision_with_base_2(::Type{Float64}) = 53
function _precision(x, base::Integer)
    base > 1 || throw(DomainError(base, "`base` cannot be less than 2."))
    p = _precision_with_base_2(x)
    return base == 2 ? Int(p) : floor(Int, p / log2(base))
end
precision(::Type{T}; base::Integer=2) where {T<:AbstractFloat} = _precision(T, base)
precision(::T; base::Integer=2) where {T<:AbstractFloat} = precision(T; base=base)

# ---- exponent and significand --------------------------------------------------------------------
function exponent(x::Real)
    y = float(x)
    x === y && throw(MethodError(exponent, (x,)))
    return exponent(y)
end
function exponent(x::T) where {T<:IEEEFloat}
    bits = reinterpret(Unsigned, x) & ~sign_mask(T)
    bits >= exponent_mask(T) && throw(DomainError(x, "Cannot be NaN or Inf."))
    raw = Int(bits >> significand_bits(T))
    if raw == 0
        bits == 0 && throw(DomainError(x, "Cannot be ±0.0."))
        return 8 * sizeof(T) - 1 - leading_zeros(bits) - significand_bits(T) - exponent_bias(T) + 1
    end
    return raw - exponent_bias(T)
end
function significand(x::T) where {T<:IEEEFloat}
    bits = reinterpret(Unsigned, x)
    rest = bits & ~sign_mask(T)
    rest == 0 && return x
    rest >= exponent_mask(T) && return x
    if rest < exponent_one(T) && (rest & exponent_mask(T)) == 0
        shift = unsigned(leading_zeros(rest) - exponent_bits(T))
        rest <<= shift
        bits = rest | (bits & sign_mask(T))
    end
    return reinterpret(T, (bits & ~exponent_mask(T)) | exponent_one(T))
end
function frexp(x::T) where {T<:IEEEFloat}
    (isnan(x) || isinf(x) || iszero(x)) && return (x, 0)
    return (significand(x) / T(2), exponent(x) + 1)
end
ldexp(x::Float64, e::Integer) = Core.Host.ldexp(x, clamp(e, -5000, 5000) % Int)
ldexp(x::Float32, e::Integer) = Core.Host.ldexp32(x, clamp(e, -5000, 5000) % Int)
ldexp(x::Float16, e::Integer) = Float16(ldexp(Float32(x), e))
ldexp(x::Real, e::Integer) = ldexp(float(x), e)
function modf(x::T) where {T<:IEEEFloat}
    isinf(x) && return (copysign(zero(T), x), x)
    whole = trunc(x)
    return (copysign(x - whole, x), whole)
end
modf(x) = (rem(x, one(x)), trunc(x))

decompose(x::Integer) = (x, 0, 1)
function decompose(x::T) where {T<:IEEEFloat}
    isnan(x) && return (0, 0, 0)
    isinf(x) && return (ifelse(x < 0, -1, 1), 0, 0)
    bits = reinterpret(Unsigned, x)
    s = Int(bits & significand_mask(T))
    e = Int((bits & exponent_mask(T)) >> significand_bits(T))
    s |= Int(e != 0) << significand_bits(T)
    return (s, e - exponent_bias(T) - significand_bits(T) + (e == 0), ifelse(signbit(x), -1, 1))
end
