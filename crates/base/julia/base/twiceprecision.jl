# Numbers of twice the precision, in which ranges of floating point numbers are computed.

TwicePrecision{T}(x::T) where {T} = TwicePrecision{T}(x, zero(T))
TwicePrecision(x::T) where {T} = TwicePrecision{T}(x, zero(T))
TwicePrecision{T}(x::Number) where {T} = (hi = T(x); TwicePrecision{T}(hi, T(x - oftype(x, hi))))
function TwicePrecision{T}(i::Integer) where {T<:AbstractFloat}
    hi = truncbits(T(i), cld(precision(T), 2))
    return TwicePrecision{T}(canonicalize2(hi, T(i - oftype(i, hi)))...)
end
TwicePrecision{T}(x::TwicePrecision{T}) where {T} = x
TwicePrecision{T}(x::TwicePrecision) where {T} = TwicePrecision{T}(T(x.hi), T(x.lo))
TwicePrecision(hi::T, lo::T) where {T} = TwicePrecision{T}(hi, lo)
TwicePrecision{T}(nd::Tuple{Any,Any}) where {T} = (n = nd[1]; d = nd[2]; TwicePrecision{T}(TwicePrecision{T}(n) / d))
TwicePrecision{T}(nd::Tuple{Any,Any}, nb::Integer) where {T} = twiceprecision(TwicePrecision{T}(nd), nb)
twiceprecision(val::T, nb::Integer) where {T<:Union{Float16,Float32,Float64}} = (hi = truncbits(val, nb); TwicePrecision{T}(hi, val - hi))
function twiceprecision(val::TwicePrecision{T}, nb::Integer) where {T<:Union{Float16,Float32,Float64}}
    hi = truncbits(val.hi, nb)
    return TwicePrecision{T}(hi, (val.hi - hi) + val.lo)
end

uinttype(::Type{Float64}) = UInt64
uinttype(::Type{Float32}) = UInt32
uinttype(::Type{Float16}) = UInt16
truncmask(x::F, mask) where {F<:Union{Float16,Float32,Float64}} = reinterpret(F, mask & reinterpret(uinttype(F), x))
truncbits(x::F, nb) where {F} = truncmask(x, typemax(uinttype(F)) << nb)

function canonicalize2(big, little)
    h = big + little
    return h, (big - h) + little
end
function add12(x::T, y::T) where {T}
    if abs(y) > abs(x)
        x, y = y, x
    end
    return canonicalize2(x, y)
end
add12(x, y) = add12(promote(x, y)...)
function mul12(x::T, y::T) where {T<:Union{Float16,Float32,Float64}}
    h = x * y
    return (iszero(h) | !isfinite(h)) ? (h, h) : (h, fma(x, y, -h))
end
mul12(x::T, y::T) where {T} = (p = x * y; (p, zero(p)))
mul12(x, y) = mul12(promote(x, y)...)
function div12(x::T, y::T) where {T<:Union{Float16,Float32,Float64}}
    xs, xe = frexp(x)
    ys, ye = frexp(y)
    r = xs / ys
    rh, rl = canonicalize2(r, -fma(r, ys, -xs) / ys)
    return (iszero(r) | !isfinite(r)) ? (r, r) : (ldexp(rh, xe - ye), ldexp(rl, xe - ye))
end
div12(x::T, y::T) where {T} = (p = x / y; (p, zero(p)))
div12(x, y) = div12(promote(x, y)...)

convert(::Type{TwicePrecision{T}}, x::TwicePrecision{T}) where {T} = x
convert(::Type{TwicePrecision{T}}, x::TwicePrecision) where {T} = TwicePrecision{T}(convert(T, x.hi), convert(T, x.lo))
convert(::Type{T}, x::TwicePrecision) where {T<:Number} = T(x)
convert(::Type{TwicePrecision{T}}, x::Number) where {T} = TwicePrecision{T}(x)
(::Type{T})(x::TwicePrecision) where {T<:Number} = (T(x.hi) + T(x.lo))::T
float(x::TwicePrecision{<:AbstractFloat}) = x
big(x::TwicePrecision) = big(x.hi) + big(x.lo)
zero(x::TwicePrecision) = zero(typeof(x))
zero(::Type{TwicePrecision{T}}) where {T} = TwicePrecision{T}(zero(T), zero(T))
iszero(x::TwicePrecision) = iszero(x.hi)
-(x::TwicePrecision) = TwicePrecision(-x.hi, -x.lo)
function +(x::TwicePrecision, y::Number)
    s_hi, s_lo = add12(x.hi, y)
    return TwicePrecision(canonicalize2(s_hi, s_lo + x.lo)...)
end
+(x::Number, y::TwicePrecision) = y + x
function +(x::TwicePrecision{T}, y::TwicePrecision{T}) where {T}
    r = x.hi + y.hi
    s = abs(x.hi) > abs(y.hi) ? (((x.hi - r) + y.hi) + y.lo) + x.lo : (((y.hi - r) + x.hi) + x.lo) + y.lo
    return TwicePrecision(canonicalize2(r, s)...)
end
-(x::TwicePrecision, y::TwicePrecision) = x + (-y)
-(x::TwicePrecision, y::Number) = x + (-y)
-(x::Number, y::TwicePrecision) = x + (-y)
function *(x::TwicePrecision, v::Number)
    v == 0 && return TwicePrecision(x.hi * v, x.lo * v)
    return x * TwicePrecision(oftype(x.hi * v, v))
end
function *(x::TwicePrecision{<:Union{Float16,Float32,Float64}}, v::Integer)
    v == 0 && return TwicePrecision(x.hi * v, x.lo * v)
    nb = top_set_bit(abs(v) - 1)
    u = truncbits(x.hi, nb)
    return TwicePrecision(canonicalize2(u * v, ((x.hi - u) + x.lo) * v)...)
end
*(v::Number, x::TwicePrecision) = x * v
function *(x::TwicePrecision{T}, y::TwicePrecision{T}) where {T}
    zh, zl = mul12(x.hi, y.hi)
    ret = TwicePrecision{T}(canonicalize2(zh, (x.hi * y.lo + x.lo * y.hi) + zl)...)
    return ifelse(iszero(zh) | !isfinite(zh), TwicePrecision{T}(zh, zh), ret)
end
*(x::TwicePrecision, y::TwicePrecision) = *(promote(x, y)...)
/(x::TwicePrecision, v::Number) = x / TwicePrecision(oftype(x.hi / v, v))
function /(x::TwicePrecision, y::TwicePrecision)
    hi = x.hi / y.hi
    uh, ul = mul12(hi, y.hi)
    lo = ((((x.hi - uh) - ul) + x.lo) - hi * y.lo) / y.hi
    ret = TwicePrecision(canonicalize2(hi, lo)...)
    return ifelse(iszero(hi) | !isfinite(hi), TwicePrecision(hi, hi), ret)
end
promote_rule(::Type{TwicePrecision{R}}, ::Type{TwicePrecision{S}}) where {R,S} = TwicePrecision{promote_type(R, S)}
promote_rule(::Type{TwicePrecision{R}}, ::Type{S}) where {R,S<:Number} = TwicePrecision{promote_type(R, S)}
==(x::TwicePrecision, y::TwicePrecision) = x.hi == y.hi && x.lo == y.lo
isbetween(a, x, b) = a <= x <= b || b <= x <= a

# --- ranges of them ---

# The bits by which a number of this size may be multiplied exactly.
nbitslen(::Type{T}, len, offset) where {T<:Union{Float16,Float32,Float64}} = min(cld(precision(T), 2), nbitslen(len, offset))
nbitslen(len, offset) = len < 2 ? 0 : top_set_bit(max(offset - 1, len - offset) - 1) + 1

# Numbers that `x` may have been meant to be: numerator and denominator, small.
function rat(x)
    y = x
    a = d = 1
    b = c = 0
    m = maxintfloat(narrow(typeof(x)), Int)
    while abs(y) <= m
        f = trunc(Int, y)
        y -= f
        a, c = f * a + c, a
        b, d = f * b + d, b
        max(abs(a), abs(b)) <= m || return c, d
        oftype(x, a) / oftype(x, b) == x && break
        y = inv(y)
    end
    return a, b
end
narrow(::Type{T}) where {T<:AbstractFloat} = Float64
narrow(::Type{Float64}) = Float32
narrow(::Type{Float32}) = Float16
narrow(::Type{Float16}) = Float16

function floatrange(::Type{T}, start_n::Integer, step_n::Integer, len::Integer, den::Integer) where {T}
    len = len + 0
    if len < 2 || step_n == 0
        return steprangelen_hp(T, (start_n, den), (step_n, den), 0, len, oneunit(len))
    end
    # The index of the value that is closest to zero.
    L = typeof(len)
    imin = clamp(round(typeof(len), -start_n / step_n + 1), oneunit(L), len)
    ref_n = start_n + (imin - 1) * step_n
    nb = nbitslen(T, len, imin)
    return steprangelen_hp(T, (ref_n, den), (step_n, den), nb, len, imin)
end
function floatrange(a::AbstractFloat, st::AbstractFloat, len::Real, divisor::AbstractFloat)
    len = len + 0
    T = promote_type(typeof(a), typeof(st), typeof(divisor))
    m = maxintfloat(T, Int)
    if abs(a) <= m && abs(st) <= m && abs(divisor) <= m
        ia, ist, idivisor = round(Int, a), round(Int, st), round(Int, divisor)
        if ia == a && ist == st && idivisor == divisor
            return floatrange(T, ia, ist, len, idivisor)
        end
    end
    return steprangelen_hp(T, (a, divisor), (st, divisor), nbitslen(T, len, 1), len, oneunit(len))
end

# A range by reference and step, each an integer fraction, a float, or a float in two parts.
# Of the narrower floats the values are computed in Float64.
const _FloatOrPair = Union{AbstractFloat,Tuple{AbstractFloat,AbstractFloat}}
steprangelen_hp(::Type{Float64}, ref::Tuple{Integer,Integer}, step::Tuple{Integer,Integer}, nb::Integer, len::Integer, offset::Integer) =
    StepRangeLen(TwicePrecision{Float64}(ref), TwicePrecision{Float64}(step, nb), len, offset)
steprangelen_hp(::Type{T}, ref::Tuple{Integer,Integer}, step::Tuple{Integer,Integer}, nb::Integer, len::Integer, offset::Integer) where {T<:IEEEFloat} =
    StepRangeLen{T}(ref[1] / ref[2], step[1] / step[2], len, offset)
steprangelen_hp(::Type{Float64}, ref::_FloatOrPair, step::_FloatOrPair, nb::Integer, len::Integer, offset::Integer) =
    StepRangeLen(_as_twice(ref), twiceprecision(_as_twice(step), nb), len, offset)
steprangelen_hp(::Type{T}, ref::_FloatOrPair, step::_FloatOrPair, nb::Integer, len::Integer, offset::Integer) where {T<:IEEEFloat} =
    StepRangeLen{T}(_as_f64(ref), _as_f64(step), len, offset)
_as_twice(x::AbstractFloat) = TwicePrecision{Float64}(x)
_as_twice(x::Tuple{AbstractFloat,AbstractFloat}) = TwicePrecision{Float64}(x[1], x[2])
_as_f64(x::AbstractFloat) = Float64(x)
_as_f64(x::Tuple{AbstractFloat,AbstractFloat}) = Float64(x[1]) + Float64(x[2])

function (::Colon)(start::T, step::T, stop::T) where {T<:IEEEFloat}
    step == 0 && throw(ArgumentError("range step cannot be zero"))
    # If all three read as small fractions, those are meant.
    stop_n, stop_d = rat(stop)
    fractions = stop_d != 0 && T(stop_n / stop_d) == stop ? _as_fractions(T, start, step) : nothing
    if fractions !== nothing
        start_n, step_n, den = fractions
        len = max(0, Int(div(den * stop_n - stop_d * start_n + step_n * stop_d, step_n * stop_d)))
        # The integers may have wrapped; the count must agree with the floats.
        if isbetween(start, start + (len - 1) * step, stop + step / 2) && !isbetween(start, start + len * step, stop)
            return floatrange(T, start_n, step_n, len, den)
        end
    end
    # Otherwise start and step are taken as they are.
    lf = (stop - start) / step
    if lf < 0
        len = 0
    elseif lf == 0
        len = 1
    else
        len = round(Int, lf) + 1
        past = start + (len - 1) * step
        len -= (start < stop < past) + (start > stop > past)
    end
    return steprangelen_hp(T, start, step, 0, len, 1)
end
"""
Start and step as whole numbers of parts, and how many parts make one; `nothing` if they do not read as fractions so small that
elements of type `T` hold the numbers.
"""
@inline function _as_fractions(::Type{T}, start::U, step::U) where {T,U}
    start_n, start_d = rat(start)
    step_n, step_d = rat(step)
    start_d != 0 && step_d != 0 && U(start_n / start_d) == start && U(step_n / step_d) == step || return nothing
    den = lcm_unchecked(start_d, step_d)
    m = maxintfloat(T, Int)
    den != 0 && abs(start * den) <= m && abs(step * den) <= m && rem(den, start_d) == 0 && rem(den, step_d) == 0 || return nothing
    return round(Int, start * den), round(Int, step * den), den
end
function lcm_unchecked(a::T, b::T) where {T<:Integer}
    return abs(a * div(b, gcd(b, a)))
end

step(r::StepRangeLen{T,TwicePrecision{T},TwicePrecision{T}}) where {T<:AbstractFloat} = T(r.step)
step(r::StepRangeLen{T,TwicePrecision{T},TwicePrecision{T}}) where {T} = T(r.step)
range_start_step_length(a::Real, st::IEEEFloat, len::Integer) = range_start_step_length(promote(a, st)..., len)
range_start_step_length(a::IEEEFloat, st::Real, len::Integer) = range_start_step_length(promote(a, st)..., len)
range_start_step_length(a::IEEEFloat, st::IEEEFloat, len::Integer) = range_start_step_length(promote(a, st)..., len)
function range_start_step_length(a::T, st::T, len::Integer) where {T<:IEEEFloat}
    len = len + 0
    fractions = _as_fractions(T, a, st)
    fractions === nothing && return steprangelen_hp(T, a, st, 0, len, 1)
    start_n, step_n, den = fractions
    return floatrange(T, start_n, step_n, len, den)
end
range_step_stop_length(step::Real, stop::IEEEFloat, len::Integer) = range_step_stop_length(promote(step, stop)..., len)
range_step_stop_length(step::IEEEFloat, stop::Real, len::Integer) = range_step_stop_length(promote(step, stop)..., len)
range_step_stop_length(step::IEEEFloat, stop::IEEEFloat, len::Integer) = reverse(range_start_step_length(stop, -step, len))

function unsafe_getindex(r::StepRangeLen{T,<:TwicePrecision,<:TwicePrecision}, i::Integer) where {T}
    u = Int(i) - r.offset
    shift_hi, shift_lo = u * r.step.hi, u * r.step.lo
    x_hi, x_lo = add12(r.ref.hi, shift_hi)
    return T(x_hi + (x_lo + (shift_lo + r.ref.lo)))
end
function _getindex_hiprec(r::StepRangeLen{<:Any,<:TwicePrecision,<:TwicePrecision}, i::Integer)
    u = i - r.offset
    shift_hi, shift_lo = u * r.step.hi, u * r.step.lo
    x_hi, x_lo = add12(r.ref.hi, shift_hi)
    x_hi, x_lo = add12(x_hi, x_lo + (shift_lo + r.ref.lo))
    return TwicePrecision(x_hi, x_lo)
end
_getindex_hiprec(r::StepRangeLen, i::Integer) = (u = i - r.offset; r.ref + u * r.step)
function getindex(r::StepRangeLen{T,<:TwicePrecision,<:TwicePrecision}, s::OrdinalRange{S}) where {T,S<:Integer}
    checkbounds(r, s)
    if S === Bool
        len = Int(count(s))
        return len == 0 ? StepRangeLen{T}(r.ref, r.step, 0, 1) : StepRangeLen{T}(TwicePrecision{eltype_of_twice(r.ref)}(T(first(s) ? first(r) : last(r))), r.step, len, 1)
    end
    soffset = round(Int, (r.offset - first(s)) / step(s) + 1)
    soffset = clamp(soffset, 1, length(s) < 1 ? 1 : length(s))
    ioffset = first(s) + (soffset - 1) * step(s)
    if step(s) == 1 || length(s) < 2
        newstep = r.step
    else
        newstep = twiceprecision(r.step * step(s), nbitslen(T, length(s), soffset))
    end
    soffset = max(1, soffset)
    if ioffset == r.offset
        return StepRangeLen{T}(r.ref, newstep, length(s), soffset)
    else
        return StepRangeLen{T}(r.ref + (ioffset - r.offset) * r.step, newstep, length(s), soffset)
    end
end
eltype_of_twice(::TwicePrecision{T}) where {T} = T
*(x::Real, r::StepRangeLen{<:Real,<:TwicePrecision}) = StepRangeLen(x * r.ref, twiceprecision(x * r.step, nbitslen(r)), length(r), r.offset)
*(r::StepRangeLen{<:Real,<:TwicePrecision}, x::Real) = x * r
/(r::StepRangeLen{<:Real,<:TwicePrecision}, x::Real) = StepRangeLen(r.ref / x, twiceprecision(r.step / x, nbitslen(r)), length(r), r.offset)
nbitslen(r::StepRangeLen) = nbitslen(eltype(r), length(r), r.offset)
StepRangeLen(ref::TwicePrecision{T}, step::TwicePrecision{T}, len::Integer, offset::Integer=1) where {T} = StepRangeLen{T,TwicePrecision{T},TwicePrecision{T}}(ref, step, len, offset)

function sum(r::StepRangeLen{<:Any,<:TwicePrecision,<:TwicePrecision})
    l = length(r)
    # The sum of offsets from the reference, without overflow.
    np, nn = l - r.offset, r.offset - 1
    sp, sn = sumpairs(np), sumpairs(nn)
    tp = _prod_split(r.step, sp[1], sp[2])
    tn = _prod_split(r.step, sn[1], sn[2])
    s_hi, s_lo = add12(tp.hi, -tn.hi)
    s_lo += tp.lo - tn.lo
    ref = r.ref * l
    sm_hi, sm_lo = add12(s_hi, ref.hi)
    return add12(sm_hi, sm_lo + ref.lo)[1]
end
sumpairs(n::Integer) = iseven(n) ? (n + 1, n >> 1) : (n, (n + 1) >> 1)
_prod_split(step, a, b) = (step * a) * b
function +(r1::StepRangeLen{T,R}, r2::StepRangeLen{T,R}) where {T,R<:TwicePrecision}
    len = length(r1)
    len == length(r2) || throw(DimensionMismatch("argument dimensions must match: length of r1 is $len, length of r2 is $(length(r2))"))
    if r1.offset == r2.offset
        imid = r1.offset
        ref = r1.ref + r2.ref
    else
        imid = round(Int, (r1.offset + r2.offset) / 2)
        ref = _getindex_hiprec(r1, imid) + _getindex_hiprec(r2, imid)
    end
    step = twiceprecision(r1.step + r2.step, nbitslen(T, len, imid))
    return StepRangeLen{T,typeof(ref),typeof(step)}(ref, step, len, imid)
end

# --- ranges between two floats ---

function range_start_stop_length(start::T, stop::T, len::Integer) where {T<:IEEEFloat}
    len = len + 0
    len < 2 && return _linspace1(T, start, stop, len)
    if start == stop
        return steprangelen_hp(T, start, zero(T), 0, len, 1)
    end
    start_n, start_d = rat(start)
    stop_n, stop_d = rat(stop)
    if start_d != 0 && stop_d != 0
        den = lcm_unchecked(start_d, stop_d)
        m = maxintfloat(T, Int)
        if den != 0 && abs(den * start) <= m && abs(den * stop) <= m
            start_n = round(Int, den * start)
            stop_n = round(Int, den * stop)
            if T(start_n / den) == start && T(stop_n / den) == stop
                return _linspace(T, start_n, stop_n, len, den)
            end
        end
    end
    return _linspace(start, stop, len)
end

function _linspace(start::T, stop::T, len::Integer) where {T<:IEEEFloat}
    (isfinite(start) && isfinite(stop)) || throw(ArgumentError("start and stop must be finite, got $start and $stop"))
    # The reference is the value of least magnitude.
    Δ, Δfac = stop - start, 1
    if !isfinite(Δ)
        Δ, Δfac = stop / len - start / len, Int(len)
    end
    tmin = -(start / Δ) / Δfac
    last_i = len - 1
    imin = round(Int, tmin * last_i + 1)
    if 1 < imin < len
        t = (imin - 1) / last_i
        ref = T((1 - t) * start + t * stop)
        step = imin - 1 < len - imin ? (ref - start) / (imin - 1) : (stop - ref) / (len - imin)
    elseif imin <= 1
        imin = 1
        ref = start
        step = (Δ / last_i) * Δfac
    else
        imin = Int(len)
        ref = stop
        step = (Δ / last_i) * Δfac
    end
    if len == 2 && !isfinite(step)
        return steprangelen_hp(T, start, (-start, stop), 0, len, 1)
    end
    # The step's high part is short enough that its multiples are exact; the low part meets both ends.
    m, k = prevfloat(floatmax(T)), max(imin - 1, len - imin)
    step_hi_pre = clamp(step, max(-(m + ref) / k, (-m + ref) / k), min((m - ref) / k, (m + ref) / k))
    nb = nbitslen(T, len, imin)
    step_hi = truncbits(step_hi_pre, nb)
    x1_hi, x1_lo = add12((1 - imin) * step_hi, ref)
    x2_hi, x2_lo = add12((len - imin) * step_hi, ref)
    a, b = (start - x1_hi) - x1_lo, (stop - x2_hi) - x2_lo
    step_lo = (b - a) / (len - 1)
    ref_lo = a - (1 - imin) * step_lo
    return steprangelen_hp(T, (ref, ref_lo), (step_hi, step_lo), 0, len, imin)
end

# Between start_n/den and stop_n/den.
_linspace(::Type{T}, start::Integer, stop::Integer, len::Integer) where {T<:IEEEFloat} = _linspace(T, start, stop, len, one(start))
function _linspace(::Type{T}, start_n::Integer, stop_n::Integer, len::Integer, den::Integer) where {T<:IEEEFloat}
    len < 2 && return _linspace1(T, start_n / den, stop_n / den, len)
    start_n == stop_n && return steprangelen_hp(T, (start_n, den), (zero(start_n), den), 0, len, 1)
    tmin = -start_n / (Float64(stop_n) - Float64(start_n))
    imin = clamp(round(Int, tmin * (len - 1) + 1), 1, Int(len))
    wide_start, wide_stop = Int128(start_n), Int128(stop_n)
    ref_num = Int128(len - imin) * wide_start + Int128(imin - 1) * wide_stop
    ref_denom = Int128(len - 1) * den
    return steprangelen_hp(T, (ref_num, ref_denom), (wide_stop - wide_start, ref_denom), nbitslen(T, len, imin), len, imin)
end
function _linspace1(::Type{T}, start, stop, len::Integer) where {T<:IEEEFloat}
    len >= 0 || throw(ArgumentError("range($start, stop=$stop, length=$len): negative length"))
    if len <= 1
        len == 1 && (start == stop || throw(ArgumentError("range($start, stop=$stop, length=$len): endpoints differ")))
        if T === Float64
            return StepRangeLen(TwicePrecision(Float64(start), zero(T)), TwicePrecision(Float64(start), -Float64(stop)), len, 1)
        else
            return StepRangeLen{T}(Float64(start), Float64(start) - Float64(stop), len, 1)
        end
    end
    throw(ArgumentError("should only be called for len < 2, got $len"))
end
