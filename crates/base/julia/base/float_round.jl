# Rounding to whole numbers and to digits, and approximate equality.

trunc(x; kws...) = round(x, RoundToZero; kws...)
floor(x; kws...) = round(x, RoundDown; kws...)
ceil(x; kws...) = round(x, RoundUp; kws...)
round(x; kws...) = round(x, RoundNearest; kws...)
trunc(::Type{T}, x) where {T} = round(T, x, RoundToZero)
floor(::Type{T}, x) where {T} = round(T, x, RoundDown)
ceil(::Type{T}, x) where {T} = round(T, x, RoundUp)
round(::Type{T}, x) where {T} = round(T, x, RoundNearest)
round(::Type{T}, x, r::RoundingMode) where {T} = convert(T, round(x, r))

function round(x::Real, r::RoundingMode=RoundNearest;
        digits::Union{Nothing, Integer}=nothing, sigdigits::Union{Nothing, Integer}=nothing,
        base::Union{Nothing, Integer}=nothing)
    if digits === nothing
        if sigdigits === nothing
            base === nothing && throw(MethodError(round, (x, r)))
            return round(x, r)
        end
        isfinite(x) || return float(x)
        return _round_sigdigits(x, r, sigdigits, base === nothing ? 10 : base)
    end
    sigdigits === nothing ||
        throw(ArgumentError("`round` cannot use both `digits` and `sigdigits` arguments."))
    isfinite(x) || return float(x)
    return _round_digits(x, r, digits, base === nothing ? 10 : base)
end
round(x::AbstractFloat, ::RoundingMode{:NearestTiesAway}) =
    (y = trunc(x); ifelse(x == y, y, trunc(2 * x - y)))
round(x::T, ::RoundingMode{:NearestTiesUp}) where {T<:AbstractFloat} =
    copysign(floor((x + (T(0.25) - eps(T(0.5)))) + (T(0.25) + eps(T(0.5)))), x)
round(x::AbstractFloat, ::RoundingMode{:FromZero}) =
    signbit(x) ? round(x, RoundDown) : round(x, RoundUp)

function _round_invstep(x, invstep, r::RoundingMode)
    y = round(x * invstep, r) / invstep
    return isfinite(y) ? y : x
end
# The step itself would overflow, so its root is used twice.
function _round_invstepsqrt(x, root, r::RoundingMode)
    y = round((x * root) * root, r) / root / root
    return isfinite(y) ? y : x
end
function _round_step(x, step, r::RoundingMode)
    y = round(x / step, r) * step
    isfinite(y) && return y
    x > 0 && return r == RoundUp ? oftype(x, Inf) : zero(x)
    x < 0 && return r == RoundDown ? -oftype(x, Inf) : -zero(x)
    return x
end
function _round_digits(x, r::RoundingMode, digits::Integer, base)
    fx = float(x)
    digits >= 0 || return _round_step(fx, oftype(fx, base)^-digits, r)
    invstep = oftype(fx, base)^digits
    isfinite(invstep) && return _round_invstep(fx, invstep, r)
    return _round_invstepsqrt(fx, oftype(fx, base)^oftype(fx, digits / 2), r)
end
hidigit(x::Integer, base) = ndigits0z(x, base)
function hidigit(x::AbstractFloat, base)
    iszero(x) && return 0
    base == 10 && return 1 + floor(Int, log10(abs(x)))
    base == 2 && return 1 + exponent(x)
    return 1 + floor(Int, log(base, abs(x)))
end
hidigit(x::Real, base) = hidigit(float(x), base)
_round_sigdigits(x, r::RoundingMode, sigdigits::Integer, base) =
    _round_digits(x, r, sigdigits - hidigit(x, base), base)

# ---- approximate equality ------------------------------------------------------------------------
function isapprox(x::Number, y::Number; atol::Real=0, rtol::Real=rtoldefault(x, y, atol),
        nans::Bool=false, norm::Function=abs)
    x == y && return true
    px, py = promote(x, y)
    isfinite(x) && isfinite(y) && norm(x - y) <= max(atol, rtol * max(norm(px), norm(py))) && return true
    return nans && isnan(x) && isnan(y)
end
function isapprox(x::Integer, y::Integer; atol::Real=0, rtol::Real=rtoldefault(x, y, atol),
        nans::Bool=false, norm::Function=abs)
    norm === abs && atol < 1 && rtol == 0 && return x == y
    return norm(x - y) <= max(atol, rtol * max(norm(x), norm(y)))
end
isapprox(y; kwargs...) = x -> isapprox(x, y; kwargs...)
const ≈ = isapprox
≉(args...; kws...) = !isapprox(args...; kws...)
rtoldefault(::Type{T}) where {T<:AbstractFloat} = sqrt(eps(T))
rtoldefault(::Type{<:Real}) = 0
function rtoldefault(x::Union{T, Type{T}}, y::Union{S, Type{S}}, atol::Real) where {T<:Number, S<:Number}
    rtol = max(rtoldefault(real(T)), rtoldefault(real(S)))
    return atol > 0 ? zero(rtol) : rtol
end
