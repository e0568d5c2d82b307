# Functions of C by name. Nothing is loaded and there is no memory to point into, so a call of one finds what is written
# here under its name, on numbers and objects, or is told that there is none.

"What `ccall(name, answer, types, args...)` is lowered to."
function _ccall(f, answer::Type, types::Tuple, args...)
    length(types) > length(args) && throw(ArgumentError("ccall: too few arguments: $(length(args)) for $(length(types)) types"))
    result = _foreign(Val(_foreign_name(f)), _foreign_arguments(types, args)...)
    return answer === Cvoid ? nothing : convert(_foreign_answer(answer), result)
end
_foreign_name(f::Union{Symbol, AbstractString}) = Symbol(f)
_foreign_name(f::Tuple) = _foreign_name(f[1])
_foreign_name(f) = :pointer
_foreign_answer(::Type{Ref{T}}) where {T} = T
_foreign_answer(::Type{T}) where {T} = T
# The last type stands for all further arguments.
_foreign_arguments(types, args) = ntuple(i -> _foreign_argument(types[min(i, length(types))], args[i]), length(args))
function _foreign_argument(::Type{T}, x) where {T}
    x isa RefValue && return x[]
    T <: Number && return convert(T, x)
    return T <: Ref && x isa Number ? convert(eltype(T), x) : x
end

_foreign(::Val{name}, args...) where {name} =
    Core.Host.unsupported("`ccall` of `$name` is not supported: there is no foreign code")

# ---- mathematics ---------------------------------------------------------------------------------------------------
for name in (:acos, :acosh, :asin, :asinh, :atan, :atanh, :cbrt, :ceil, :cos, :cosh, :exp, :exp2, :exp10, :expm1, :floor, :log,
        :log10, :log1p, :log2, :sin, :sinh, :sqrt, :tan, :tanh, :trunc)
    @eval _foreign(::Val{$(QuoteNode(name))}, x::Float64) = _or_nan($name, x)
    @eval _foreign(::Val{$(QuoteNode(Symbol(name, 'f')))}, x::Float32) = _or_nan($name, x)
end
# Outside of its domain a function of C answers with no number.
function _or_nan(f, x...)
    try
        return f(x...)
    catch e
        e isa DomainError || rethrow()
        return oftype(x[1], NaN)
    end
end
for (name, f) in (:atan2 => :atan, :copysign => :copysign, :fmod => :rem, :hypot => :hypot, :pow => :^)
    @eval _foreign(::Val{$(QuoteNode(name))}, x::Float64, y::Float64) = _or_nan($f, x, y)
    @eval _foreign(::Val{$(QuoteNode(Symbol(name, 'f')))}, x::Float32, y::Float32) = _or_nan($f, x, y)
end
_foreign(::Val{:fabs}, x::Float64) = abs(x)
_foreign(::Val{:fabsf}, x::Float32) = abs(x)
_foreign(::Val{:rint}, x::Float64) = round(x)
_foreign(::Val{:round}, x::Float64) = round(x, RoundNearestTiesAway)
_foreign(::Val{:fmin}, x::Float64, y::Float64) = isnan(x) ? y : isnan(y) ? x : min(x, y)
_foreign(::Val{:fmax}, x::Float64, y::Float64) = isnan(x) ? y : isnan(y) ? x : max(x, y)
_foreign(::Val{:ldexp}, x::Float64, n::Integer) = ldexp(x, n)
_foreign(::Val{:abs}, x::Integer) = abs(x)
_foreign(::Val{:labs}, x::Integer) = abs(x)

# ---- numbers of any size: the first argument is what is written to ---------------------------------------------------------
for name in (:add, :sub, :mul, :gcd, :lcm, :and, :ior, :xor, :tdiv_q, :tdiv_r, :fdiv_q, :fdiv_r, :invert, :add_ui, :sub_ui, :mul_ui,
        :mul_si, :pow_ui, :mul_2exp, :fdiv_q_2exp, :neg, :com, :abs, :sqrt, :powm, :set, :set_si, :set_ui, :fac_ui, :bin_ui)
    @eval _foreign(::Val{$(QuoteNode(Symbol(:__gmpz_, name)))}, z::BigInt, args...) = GMP.MPZ.$(Symbol(name, :!))(z, args...)
end
_foreign(::Val{:__gmpz_cmp}, x, y) = cmp(x, y)
_foreign(::Val{:__gmpz_fib_ui}, z::BigInt, n) = GMP.MPZ.set!(z, _fibonacci_pair(n)[1])
_foreign(::Val{:__gmpz_lucnum_ui}, z::BigInt, n) = ((a, b) = _fibonacci_pair(n); GMP.MPZ.set!(z, 2b - a))
"The `n`th Fibonacci number and the one after it, by halving `n`."
function _fibonacci_pair(n)
    n == 0 && return big(0), big(1)
    a, b = _fibonacci_pair(n >> 1)
    c, d = a * (2b - a), a * a + b * b
    return iseven(n) ? (c, d) : (d, c + d)
end
_foreign(::Val{:__gmpz_2fac_ui}, z::BigInt, n) = GMP.MPZ.set!(z, prod(big, n:-2:1; init = big(1)))
_foreign(::Val{:__gmpz_mfac_uiui}, z::BigInt, n, m) = GMP.MPZ.set!(z, prod(big, n:-signed(m):1; init = big(1)))
_foreign(::Val{:__gmpz_primorial_ui}, z::BigInt, n) = GMP.MPZ.set!(z, prod(big, filter(_is_small_prime, 2:Int(n)); init = big(1)))
_is_small_prime(n) = all(d -> n % d != 0, 2:isqrt(n))
_foreign(::Val{:__gmpz_jacobi}, x, n) = _jacobi(big(x), big(n))
_foreign(::Val{:__gmpz_legendre}, x, n) = _jacobi(big(x), big(n))
_foreign(::Val{:__gmpz_kronecker}, x, n) = _kronecker(big(x), big(n))
"The Jacobi symbol of `x` by the odd positive `n`, by reciprocity."
function _jacobi(x, n)
    x, sign = mod(x, n), 1
    while x != 0
        twos = trailing_zeros(x)
        x >>= twos
        isodd(twos) && mod(n, 8) in (3, 5) && (sign = -sign)
        mod(x, 4) == 3 && mod(n, 4) == 3 && (sign = -sign)
        x, n = mod(n, x), x
    end
    return n == 1 ? sign : 0
end
"The same by any `n`: of what is even and of signs separately."
function _kronecker(x, n)
    n == 0 && return Int(abs(x) == 1)
    iseven(x) && iseven(n) && return 0
    sign = n < 0 && x < 0 ? -1 : 1
    n = abs(n)
    twos = trailing_zeros(n)
    isodd(twos) && mod(x, 8) in (3, 5) && (sign = -sign)
    return sign * _jacobi(x, n >> twos)
end
function _foreign(::Val{:__gmpz_root}, z::BigInt, x, n)
    root, rest = _integer_root(big(x), Int(n))
    GMP.MPZ.set!(z, root)
    return Int(rest == 0)
end
function _foreign(::Val{:__gmpz_rootrem}, root::BigInt, rest::BigInt, x, n)
    found = _integer_root(big(x), Int(n))
    GMP.MPZ.set!(root, found[1])
    GMP.MPZ.set!(rest, found[2])
end
"The whole part of a root, towards zero, and what is left of the power; by halving where it lies."
function _integer_root(x::BigInt, n::Int)
    x < 0 && return map(-, _integer_root(-x, n))
    low, high = big(0), big(1) << (cld(ndigits(x; base = 2), n) + 1)
    while high - low > 1
        middle = (low + high) >> 1
        middle^n <= x ? (low = middle) : (high = middle)
    end
    return low, x - low^n
end
_foreign(::Val{:__gmpz_perfect_square_p}, x) = Int(x >= 0 && isqrt(x)^2 == x)
_foreign(::Val{:__gmpz_perfect_power_p}, x) = Int(abs(x) <= 1 || any(n -> _integer_root(big(x), n)[2] == 0, (x < 0 ? 3 : 2):(x < 0 ? 2 : 1):ndigits(x; base = 2)))
_foreign(::Val{:__gmpz_probab_prime_p}, x, rounds) = Int(_is_probable_prime(big(x)))
"Miller and Rabin's test by the first primes, certain below 3.3e24."
function _is_probable_prime(n)
    witnesses = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    n < 2 && return false
    n in witnesses && return true
    any(p -> n % p == 0, witnesses) && return false
    twos = trailing_zeros(n - 1)
    for a in witnesses
        x = powermod(big(a), (n - 1) >> twos, n)
        is_witness = x != 1
        for _ in 1:twos
            x == n - 1 && (is_witness = false; break)
            x = x * x % n
        end
        is_witness && return false
    end
    return true
end
function _foreign_set!(z::BigFloat, x::BigFloat)
    z.prec, z.sign, z.exp, z.limbs = x.prec, x.sign, x.exp, x.limbs
    return 0
end
for (name, constant) in (:pi => :π, :euler => :γ, :catalan => :catalan)
    @eval _foreign(::Val{$(QuoteNode(Symbol(:mpfr_const_, name)))}, z::BigFloat, r) =
        _foreign_set!(z, Core.Host.bigfloat_constant($(QuoteNode(constant)), z.prec, Int(r)))
end
_foreign(::Val{:mpfr_const_log2}, z::BigFloat, r) = _foreign_set!(z, setprecision(() -> log(big(2)), BigFloat, z.prec))

# ---- the system ----------------------------------------------------------------------------------------------------
_foreign(::Val{:clock}) = time_ns() ÷ 1000 % Int32
_foreign(::Val{:time}, ::Any) = floor(Int, time())
_foreign(::Val{:usleep}, microseconds::Integer) = (sleep(microseconds / 1_000_000); 0)
_foreign(::Val{:strlen}, text::AbstractString) = ncodeunits(text)
_foreign(::Val{:puts}, text::AbstractString) = (println(text); ncodeunits(text) + 1)
_foreign(::Val{:toupper}, c::Integer) = c in 0:127 ? Int(uppercase(Char(c))) : c
_foreign(::Val{:tolower}, c::Integer) = c in 0:127 ? Int(lowercase(Char(c))) : c

# ---- Julia's own ---------------------------------------------------------------------------------------------------
_foreign(::Val{:jl_generating_output}) = 0
_foreign(::Val{:jl_getpagesize}) = 4096
_foreign(::Val{:jl_hrtime}) = time_ns()
_foreign(::Val{:jl_get_world_counter}) = get_world_counter()
_foreign(::Val{:jl_array_to_string}, bytes::Vector{UInt8}) = String(copy(bytes))
_foreign(::Val{:jl_genericmemory_to_string}, bytes::Memory{UInt8}, n::Integer) = String(bytes[1:n])
_foreign(::Val{:jl_arrayunset}, a::Array, i::Unsigned) = _unsetindex!(a, Int(i) + 1)
_foreign(::Val{:jl_type_intersection}, a, b) = typeintersect(a, b)

# ---- calls as they are written in C ----------------------------------------------------------------------------------
"`@ccall library.name(x::T, …)::Answer`: a `ccall` with the types where they belong."
macro ccall(expr)
    isexpr(expr, :(::), 2) || throw(ArgumentError("@ccall needs a function signature with a return type"))
    call, answer = expr.args
    isexpr(call, :call) || throw(ArgumentError("@ccall has to take a function call"))
    name = _foreign_callee(call.args[1])
    # What comes behind a semicolon is handed over as variable arguments.
    given = Any[]
    for arg in call.args[2:end]
        isexpr(arg, :parameters) || push!(given, arg)
    end
    for arg in call.args[2:end]
        isexpr(arg, :parameters) && append!(given, arg.args)
    end
    for arg in given
        isexpr(arg, :(::), 2) ||
            throw(ArgumentError("args in @ccall need type annotations. '$arg' doesn't have one."))
    end
    types = Expr(:tuple, (esc(arg.args[2]) for arg in given)...)
    return Expr(:call, :ccall, name, esc(answer), types, (esc(arg.args[1]) for arg in given)...)
end
_foreign_callee(name::Symbol) = QuoteNode(name)
function _foreign_callee(name)
    isexpr(name, :.) && return Expr(:tuple, esc(name.args[2]), esc(name.args[1]))
    isexpr(name, :$) && return esc(name.args[1])
    throw(ArgumentError("@ccall has to take a function call"))
end
