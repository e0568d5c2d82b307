# Hashing: numbers that are equal hash alike, whatever their types.

hash(x::Any) = hash(x, zero(UInt))
hash(x::Any, h::UInt) = hash_uint(3 * h - objectid(x))
hash_uint(n::UInt64) = hash_uint64(n)
# Thomas Wang's hash of 64 bits, as Julia's tables have it, so that they iterate in the same order.
function hash_uint64(n::UInt64)
    a = add_int(not_int(n), shl_int(n, 0x15))
    a = xor_int(a, lshr_int(a, 0x18))
    a = add_int(add_int(a, shl_int(a, 0x03)), shl_int(a, 0x08))
    a = xor_int(a, lshr_int(a, 0x0e))
    a = add_int(add_int(a, shl_int(a, 0x02)), shl_int(a, 0x04))
    a = xor_int(a, lshr_int(a, 0x1c))
    return add_int(a, shl_int(a, 0x1f))
end
hash_mix(h::UInt, x::UInt) = hash_uint(h * 0x9e3779b97f4a7c15 + x)

hash(x::Bool, h::UInt) = hash(Int64(x), h)
hash(x::Int64, h::UInt) = hash_uint(bitcast(UInt64, x)) - 3 * h
hash(x::Union{Int8, Int16, Int32, UInt8, UInt16, UInt32}, h::UInt) = hash(Int64(x), h)
hash(x::UInt64, h::UInt) = hash_uint(x) - 3 * h
function hash(x::Float64, h::UInt)
    if -9.223372036854775808e18 <= x < 9.223372036854775808e18
        n = fptosi(Int64, x)
        isequal(n, x) && return hash(n, h)
    elseif 0 <= x < 1.8446744073709551616e19
        u = fptoui(UInt64, x)
        isequal(u, x) && return hash(u, h)
    elseif isnan(x)
        return hash_uint(0x7ff8000000000000) ⊻ h
    end
    return hash_uint(bitcast(UInt64, x)) - 3 * h
end
hash(x::Union{Float16, Float32}, h::UInt) = hash(Float64(x), h)

# Any other real is num * 2^pow / den; in lowest terms that is one for all of equal value.
function hash(x::Real, h::UInt)
    num, pow, den = decompose(x)
    num == 0 && den == 0 && return hash(NaN, h)
    num == 0 && return hash(ifelse(den > 0, 0.0, -0.0), h)
    den == 0 && return hash(ifelse(num > 0, Inf, -Inf), h)
    if den < 0
        num = -num
        den = -den
    end
    z = trailing_zeros(num)
    num >>= z
    pow += z
    z = trailing_zeros(den)
    den >>= z
    pow -= z
    if den == 1
        top = ndigits0z(num, 2) + pow
        -1074 <= pow || return _hash_parts(num, pow, den, h)
        if 0 <= pow
            top <= 63 && return hash(Int64(num) << pow, h)
            top <= 64 && num > 0 && return hash(UInt64(num) << pow, h)
        end
        if ndigits0z(num, 2) <= 53 && top <= 1024
            return hash(ldexp(Float64(num), pow), h)
        end
    end
    return _hash_parts(num, pow, den, h)
end
_hash_parts(num, pow, den, h::UInt) =
    hash_integer(num, hash_integer(pow, den == 1 ? h : hash_integer(den, h)))
function hash_integer(n::Integer, h::UInt)
    negative = n < 0
    u = abs(BigInt(n))
    h = hash_mix(h, negative ? 0x0000000000000001 : 0x0000000000000000)
    while u != 0
        h = hash_mix(h, Core.Host.big_low_bits(u))
        u >>= 64
    end
    return h
end
