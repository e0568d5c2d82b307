# Counting: factorials and binomial coefficients.

const _largest_factorial_64 = 20
const _largest_factorial_unsigned_128 = 34
const _largest_factorial_128 = 33

function factorial_lookup(n::Integer, lim)
    n < 0 && throw(DomainError(n, "`n` must not be negative."))
    n > lim && throw(OverflowError(string(n, " is too large to look up in the table; consider using `factorial(big(", n, "))` instead")))
    f = one(n)
    i = one(n)
    while i < n
        i += one(n)
        f *= i
    end
    return f
end
factorial(n::Int128) = factorial_lookup(n, _largest_factorial_128)
factorial(n::UInt128) = factorial_lookup(n, _largest_factorial_unsigned_128)
factorial(n::Union{Int64, UInt64}) = factorial_lookup(n, _largest_factorial_64)
factorial(n::Union{Int8, UInt8, Int16, UInt16, Int32, UInt32}) = factorial_lookup(Int64(n), _largest_factorial_64)
factorial(n::Bool) = factorial_lookup(Int64(n), _largest_factorial_64)
function factorial(n::Integer)
    n < 0 && throw(DomainError(n, "`n` must be non-negative."))
    f = one(n * n)
    i = one(n)
    while i < n
        i += one(n)
        f *= i
    end
    return f
end

function binomial(n::T, k::T) where {T<:Integer}
    n0, k0 = n, k
    k < 0 && return zero(T)
    sgn = one(T)
    if n < 0
        n = -n + k - one(T)
        isodd(k) && (sgn = -sgn)
    end
    k > n && return zero(T)
    (k == 0 || k == n) && return sgn
    k == 1 && return sgn * n
    if k > (n >> 1)
        k = n - k
    end
    x = n - k + one(T)
    nn = x + one(T)
    r = T(2)
    while r <= k
        xt = div(widemul(x, nn), r)
        x = xt % T
        x == xt || throw(OverflowError(string("binomial(", n0, ", ", k0, ") overflows")))
        r += one(T)
        nn += one(T)
    end
    return copysign(x, sgn)
end
binomial(n::Integer, k::Integer) = binomial(promote(n, k)...)
function binomial(x::Number, k::Integer)
    k < 0 && return zero(x) / one(k)
    y = oneunit(x) / one(k)
    i = 1
    while i <= k
        y *= (x - (i - 1)) / i
        i += 1
    end
    return y
end
