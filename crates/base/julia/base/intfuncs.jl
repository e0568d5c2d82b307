# Number theory and digits of integers.

function gcd(a::T, b::T) where {T<:Integer}
    while b != 0
        t = b
        b = rem(a, b)
        a = t
    end
    return checked_abs(a)
end
function gcd(a::T, b::T) where {T<:BitInteger}
    a == 0 && return checked_abs(b)
    b == 0 && return checked_abs(a)
    if a isa Signed && a == typemin(T)
        a == b && throw(OverflowError(string("gcd(", a, ", ", b, ") overflows")))
        a, b = b, a
    end
    return _gcd_binary(a, b)
end
# Stein's algorithm: halving and subtracting.
function _gcd_binary(x::T, y::T) where {T<:BitInteger}
    zb = trailing_zeros(y)
    za = trailing_zeros(x)
    a = unsigned(abs(x))
    b = unsigned(abs(y)) >> zb
    k = min(za, zb)
    while a != 0
        a >>= za
        d = a > b ? a - b : b - a
        za = trailing_zeros(d)
        b = min(a, b)
        a = d
    end
    return (b << k) % T
end
function lcm(a::T, b::T) where {T<:Integer}
    (a == 0 || b == 0) && return zero(a)
    return checked_abs(checked_mul(a, div(b, gcd(b, a))))
end
gcd(a::Integer) = checked_abs(a)
gcd(a::Rational) = checked_abs(a.num) // a.den
lcm(a::Union{Integer, Rational}) = gcd(a)
gcd(a::Unsigned, b::Signed) = gcd(promote(a, abs(b))...)
gcd(a::Signed, b::Unsigned) = gcd(promote(abs(a), b)...)
gcd(a::Real, b::Real, c::Real...) = gcd(a, gcd(b, c...))
lcm(a::Real, b::Real, c::Real...) = lcm(a, lcm(b, c...))
gcd(a::T, b::T) where {T<:Real} = throw(MethodError(gcd, (a, b)))
lcm(a::T, b::T) where {T<:Real} = throw(MethodError(lcm, (a, b)))
gcd(xs::AbstractArray{<:Real}) = reduce(gcd, xs; init=zero(eltype(xs)))
lcm(xs::AbstractArray{<:Real}) = reduce(lcm, xs; init=one(eltype(xs)))

function gcdx(a::Integer, b::Integer)
    T = promote_type(typeof(a), typeof(b))
    s0, s1 = oneunit(T), zero(T)
    t0, t1 = s1, s0
    x = a % T
    y = b % T
    while y != 0
        q, r = divrem(x, y)
        x, y = y, r
        s0, s1 = s1, s0 - q * s1
        t0, t1 = t1, t0 - q * t1
    end
    return x < 0 ? (-x, -s0, -t0) : (x, s0, t0)
end
gcdx(a::Real, b::Real) = gcdx(promote(a, b)...)
gcdx(a::T, b::T) where {T<:Real} = throw(MethodError(gcdx, (a, b)))

function invmod(n::Integer, m::Integer)
    iszero(m) && throw(DomainError(m, "`m` must not be 0."))
    if n isa BitSigned
        T = promote_type(typeof(n), typeof(m))
        n == typemin(typeof(n)) && m == typeof(n)(-1) && return T(0)
        n == typeof(n)(-1) && m == typemin(typeof(n)) && return T(-1)
    end
    g, x, y = gcdx(n, m)
    g != 1 && throw(DomainError((n, m), string("Greatest common divisor is ", g, ".")))
    if n isa BitUnsigned && x > typemax(n) >> 1
        x += m
    end
    return mod(x, m)
end
invmod(n::Integer, ::Type{T}) where {T<:BitInteger} = invmod(n % T)
function invmod(n::T) where {T<:BitInteger}
    isodd(n) || throw(DomainError(n, "Argument must be odd."))
    x = (3 * n ⊻ 2) % T
    y = (1 - n * x) % T
    i = trailing_zeros(2 * sizeof(T))
    while i > 0
        x *= y + true
        y *= y
        i -= 1
    end
    return x
end

function powermod(x::Integer, p::Integer, m::T) where {T<:Integer}
    p == 0 && return mod(one(m), m)
    # a negative base or power, through the inverse
    p < 0 && return p == -1 ? invmod(x, m) : powermod(invmod(x, m), p isa BitSigned ? uabs(p) : -p, m)
    (m == 1 || m == -1) && return zero(m)
    b = oftype(m, mod(x, m))
    t = prevpow(2, p)
    r::T = 1
    while true
        if p >= t
            r = mod(widemul(r, b), m)
            p -= t
        end
        t >>>= 1
        t <= 0 && break
        r = mod(widemul(r, r), m)
    end
    return r
end
powermod(x::Integer, p::Integer, m::Union{Int128, UInt128}) = oftype(m, powermod(x, p, big(m)))

_nextpow2(x::Unsigned) = oneunit(x) << (top_set_bit(x - oneunit(x)))
_nextpow2(x::Integer) = x < 0 ? -oftype(x, _nextpow2(unsigned(-x))) : oftype(x, _nextpow2(unsigned(x)))
_nextpow2(x::BigInt) = x <= 1 ? one(x) : one(x) << ndigits(x - 1; base=2)
_prevpow2(x::Unsigned) = one(x) << unsigned(top_set_bit(x) - 1)
_prevpow2(x::Integer) = x < 0 ? -oftype(x, _prevpow2(unsigned(-x))) : oftype(x, _prevpow2(unsigned(x)))
_prevpow2(x::BigInt) = one(x) << (ndigits(x; base=2) - 1)
ispow2(x::Number) = isreal(x) && ispow2(real(x))
ispow2(x::Integer) = x > 0 && count_ones(x) == 1

function nextpow(a::Real, x::Real)
    x <= 0 && throw(DomainError(x, "`x` must be positive."))
    a == 2 && x isa Integer && return _nextpow2(x)
    a <= 1 && throw(DomainError(a, "`a` must be greater than 1."))
    x <= 1 && return one(a)
    n = ceil(Integer, log(a, x))
    # the logarithm may be off by a rounding error to either side
    p = a^(n - 1)
    hastypemax(typeof(p)) && x > typemax(p) && throw(DomainError(x, "argument is beyond the range of type of the base"))
    p >= x && return p
    wp = a^n
    wp > p || throw(OverflowError("result is beyond the range of type of the base"))
    wp >= x && return wp
    wwp = a^(n + 1)
    wwp > wp || throw(OverflowError("result is beyond the range of type of the base"))
    return wwp
end
function prevpow(a::Real, x::Real)
    x < 1 && throw(DomainError(x, "`x` must be ≥ 1."))
    a == 2 && x isa Integer && return _prevpow2(x)
    a <= 1 && throw(DomainError(a, "`a` must be greater than 1."))
    n = floor(Integer, log(a, x))
    p = a^n
    hastypemax(typeof(p)) && x > typemax(p) && throw(DomainError(x, "argument is beyond the range of type of the base"))
    if a isa Integer
        wp, overflow = mul_with_overflow(a, p)
        wp <= x && !overflow && return wp
    else
        wp = a^(n + 1)
        wp <= x && return wp
    end
    p <= x && return p
    return a^(n - 1)
end
hastypemax(::BitIntegerType) = true
hastypemax(::Type{Bool}) = true
hastypemax(::Type{BigInt}) = false
hastypemax(::Type{T}) where {T} = applicable(typemax, T) && applicable(typemin, T)

function nextprod(a::Union{Tuple, AbstractVector}, x::Real)
    x > typemax(Int) && throw(ArgumentError("unsafe for x > typemax(Int), got $x"))
    best = typemax(Int)
    function search(i, product)
        if product >= x
            best = min(best, product)
            return
        end
        while true
            i > length(a) && return
            i == length(a) || search(i + 1, product)
            product > div(best, a[i]) && return
            product *= a[i]
            if product >= x
                best = min(best, product)
                return
            end
        end
    end
    search(1, 1)
    return best
end

# ---- digits --------------------------------------------------------------------------------------
function ndigits0znb(x::Integer, b::Integer)
    d = 0
    if x isa Unsigned
        d += (x != 0)::Bool
        x = -signed(fld(x, -b))
    end
    while x != 0
        x = cld(x, b)
        d += 1
    end
    return d
end
ndigits0znb(x::Bool, b::Integer) = x % Int
ndigits0zpb(x::Bool, b::Integer) = x % Int
function ndigits0zpb(x::Integer, b::Integer)
    x == 0 && return 0
    x isa BigInt && b <= 62 && return Core.Host.big_ndigits(x, Int(b))
    u = x isa BitInteger ? unsigned(abs(x)) : abs(x)
    b == 2 && x isa BitInteger && return top_set_bit(u)
    d = 0
    while u != 0
        u = div(u, b)
        d += 1
    end
    return d
end
function ndigits0z(x::Integer, b::Integer)
    b < -1 && return ndigits0znb(x, b)
    b > 1 && return ndigits0zpb(x, b)
    throw(DomainError(b, "The base must not be in `[-1, 0, 1]`."))
end
ndigits0z(x::Integer) = ndigits0zpb(x, 10)
ndigits(x::Integer; base::Integer=10, pad::Integer=1) = max(pad, ndigits0z(x, base))

function string(n::Integer; base::Integer=10, pad::Integer=1)
    2 <= abs(base) <= 62 || throw(DomainError(base, "base must satisfy 2 ≤ abs(base) ≤ 62"))
    base == 10 && pad == 1 && return dec_text(n)
    base > 0 && return radix_text(n, Int(base), clamp(pad, 0, typemax(Int32)) % Int)
    return _negative_base_text(n, Int(base), Int(pad))
end
string(b::Bool) = b ? "true" : "false"
dec_text(n::BitInteger) = Core.Host.int_text(n)
dec_text(n::Bool) = n ? "1" : "0"
dec_text(n::BigInt) = Core.Host.big_text(n, 10, 1)
dec_text(n::Integer) = dec_text(BigInt(n))
radix_text(n::BitInteger, base::Int, pad::Int) = Core.Host.int_radix_text(n, base, pad)
radix_text(n::Bool, base::Int, pad::Int) = Core.Host.int_radix_text(Int(n), base, pad)
radix_text(n::BigInt, base::Int, pad::Int) = Core.Host.big_text(n, base, pad)
radix_text(n::Integer, base::Int, pad::Int) = radix_text(BigInt(n), base, pad)
function _negative_base_text(n::Integer, base::Int, pad::Int)::String
    symbols = -base <= 36 ? "0123456789abcdefghijklmnopqrstuvwxyz" :
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    text = ""
    count = ndigits(n; base=base, pad=pad)
    x = BigInt(n)
    while count > 0
        text = string(symbols[1 + Int(mod(x, -base))], text)
        x = cld(x, base)
        count -= 1
    end
    return text
end

bin(n::Integer, pad::Int=1, neg::Bool=false) = string(n; base=2, pad=pad)
oct(n::Integer, pad::Int=1, neg::Bool=false) = string(n; base=8, pad=pad)
hex(n::Integer, pad::Int=1, neg::Bool=false) = string(n; base=16, pad=pad)
dec(n::Integer, pad::Int=1, neg::Bool=false) = string(n; base=10, pad=pad)

digits(n::Integer; base::Integer=10, pad::Integer=1) = digits(typeof(base), n; base=base, pad=pad)
digits(T::Type{<:Integer}, n::Integer; base::Integer=10, pad::Integer=1) =
    digits!(zeros(T, ndigits(n; base=base, pad=pad)), n; base=base)
function digits!(a::AbstractVector{T}, n::Integer; base::Integer=10) where {T<:Integer}
    2 <= abs(base) || throw(DomainError(base, "base must be ≥ 2 or ≤ -2"))
    hastypemax(T) && abs(base) - 1 > typemax(T) &&
        throw(ArgumentError(string("type ", T, " too small for base ", base)))
    isempty(a) && return a
    i = firstindex(a)
    if base > 0
        while i <= lastindex(a)
            n, d = divrem(n, base)
            a[i] = d
            i += 1
        end
    else
        n, d = fldmod(n, -base)
        a[i] = d
        n = -signed(n)
        i += 1
        while i <= lastindex(a)
            n, d = fldmod(n, -base)
            a[i] = d
            n = -n
            i += 1
        end
    end
    return a
end

isqrt(x::Integer) = oftype(x, trunc(sqrt(x)))
function isqrt(x::Union{Int64, UInt64, Int128, UInt128})
    x == 0 && return x
    s = oftype(x, trunc(sqrt(x)))
    # one step of Newton, since the float has lost bits
    s = (s + div(x, s)) >> 1
    return s * s > x ? s - one(s) : s
end
