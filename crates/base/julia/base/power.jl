# Powers: literal ones become products, integers multiply by squaring.

to_power_type(x::Number) = oftype(x * x, x)
to_power_type(x) = x

throw_domerr_powbysq(::Any, p) = throw(DomainError(p, string(
    "Cannot raise an integer x to a negative power ", p, ".", "\nConvert input to float.")))
throw_domerr_powbysq(::Integer, p) = throw(DomainError(p, string(
    "Cannot raise an integer x to a negative power ", p, ".",
    "\nMake x or ", p, " a float by adding a zero decimal ",
    "(e.g., 2.0^", p, " or 2^", float(p), " instead of 2^", p, ")",
    "or write 1/x^", -p, ", float(x)^", p, ", x^float(", p, ") or (x//1)^", p, ".")))
throw_domerr_powbysq(::AbstractMatrix, p) = throw(DomainError(p, string(
    "Cannot raise an integer matrix x to a negative power ", p, ".",
    "\nMake x a float matrix by adding a zero decimal ",
    "(e.g., [2.0 1.0;1.0 0.0]^", p, " instead of [2 1;1 0]^", p, ")",
    "or write float(x)^", p, " or Rational.(x)^", p, ".")))

power_by_squaring(x_, p::Integer) = power_by_squaring(x_, p, *)
function power_by_squaring(x_, p::Integer, mul)
    x = to_power_type(x_)
    if p == 1
        return copy(x)
    elseif p == 0
        return one(x)
    elseif p == 2
        return mul(x, x)
    elseif p < 0
        isone(x) && return copy(x)
        isone(-x) && return iseven(p) ? one(x) : copy(x)
        throw_domerr_powbysq(x, p)
    end
    t = trailing_zeros(p) + 1
    p >>= t
    while (t -= 1) > 0
        x = mul(x, x)
    end
    y = x
    while p > 0
        t = trailing_zeros(p) + 1
        p >>= t
        while (t -= 1) >= 0
            x = mul(x, x)
        end
        y = mul(y, x)
    end
    return y
end
power_by_squaring(x::Bool, p::Unsigned) = ((p == 0) | x)
function power_by_squaring(x::Bool, p::Integer)
    p < 0 && !x && throw_domerr_powbysq(x, p)
    return (p == 0) | x
end

^(x::T, p::T) where {T<:Integer} = power_by_squaring(x, p)
^(x::Number, p::Integer) = power_by_squaring(x, p)
^(x::Integer, p::Integer) = power_by_squaring(x, p)
^(x::AbstractFloat, p::Integer) = p >= 0 ? power_by_squaring(x, p) : power_by_squaring(inv(x), -p)

const HWReal = Union{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Float32, Float64}
const HWNumber = Union{HWReal, Complex{<:HWReal}, Rational{<:HWReal}}

# What `x^p` with a literal p means.
literal_pow(f, x, ::Val{p}) where {p} = f(x, p)
literal_pow(::typeof(^), x::HWNumber, ::Val{0}) = one(x)
literal_pow(::typeof(^), x::HWNumber, ::Val{1}) = x
literal_pow(::typeof(^), x::HWNumber, ::Val{2}) = x * x
literal_pow(::typeof(^), x::HWNumber, ::Val{3}) = x * x * x
literal_pow(::typeof(^), x::HWReal, ::Val{-1}) = inv(x)
literal_pow(::typeof(^), x::HWReal, ::Val{-2}) = (i = inv(x); i * i)
function literal_pow(f::typeof(^), x, ::Val{p}) where {p}
    if p < 0
        x isa BitInteger && return f(Float64(x), p)
        # The inverse is rounded: a power of it would be off by more than one of the number itself.
        x isa AbstractFloat && return p == -1 ? inv(x) : f(x, p)
        return f(inv(x), -p)
    end
    return f(x, p)
end

# ---- floats --------------------------------------------------------------------------------------
function ^(x::Float64, y::Float64)
    x === 1.0 && return 1.0
    if !(abs(y) < 6.917529027641082e18)
        isnan(y) && return y
        y = sign(y) * 6.917529027641082e18
    end
    n = unsafe_trunc(Int64, y)
    y == n && return x^n
    x == 0.0 && return abs(y) * Inf * (!(y > 0))
    x < 0 && throw_exp_domainerror(x)
    isfinite(x) || return x * (y > 0 || isnan(x))
    return Core.Host.math_pow(x, y)
end
function ^(x::T, y::T) where {T<:SmallFloat}
    x == 1 && return one(T)
    most = T === Float16 ? T(49152) : T(1.744830464e9)
    if !(abs(y) < most)
        isnan(y) && return y
        y = sign(y) * most
    end
    n = unsafe_trunc(Int32, y)
    y == n && return x^n
    x < 0 && throw_exp_domainerror(x)
    isfinite(x) || return x * (y > 0 || isnan(x))
    x == 0 && return abs(y) * T(Inf) * (!(y > 0))
    return T(Core.Host.math_pow(Float64(x), Float64(y)))
end
# Squaring with the rounding errors carried along.
function ^(x::Float64, n::Integer)
    n == 0 && return one(x)
    n == 3 && return x * x * x
    xlo = 0.0
    if n < 0
        rx = inv(x)
        n == -2 && return rx * rx
        isfinite(x) && (xlo = -fma(x, rx, -1.0) * rx)
        x = rx
        n = -n
    end
    return Core.Host.power_compensated(x, xlo, n % Int64)
end
function ^(x::Float32, n::Integer)
    n == -2 && return (i = inv(x); i * i)
    n == 3 && return x * x * x
    n < 0 && return Float32(power_by_squaring(inv(Float64(x)), -n))
    return Float32(power_by_squaring(Float64(x), n))
end
^(x::Float16, n::Integer) = Float16(Float32(x)^n)
literal_pow(::typeof(^), x::Float16, ::Val{p}) where {p} = Float16(literal_pow(^, Float32(x), Val(p)))
