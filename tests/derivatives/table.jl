# Derivatives of functions of all kinds against central differences, forward and reverse.
using Derivatives, LinearAlgebra, Statistics

struct Point
    x::Float64
    y::Float64
end
mutable struct Account
    balance::Float64
    rate::Float64
end
struct Box{T}
    item::T
end
norm2(p::Point) = p.x^2 + p.y^2
power(x; n = 2, scale = 1.0) = scale * x^n
typed(x::Float64)::Float64 = 2x
recursive(x, n) = n == 0 ? x : sin(recursive(x, n - 1)) + x
function newton(a)
    x = a
    for _ in 1:20
        x = (x + a / x) / 2
    end
    return x
end
function looped(x)
    s = 0.0
    i = 0
    while i < 5
        i += 1
        i == 3 && continue
        s += x^i / i
    end
    return s
end
function grown(x)
    a = Account(x, 0.1x)
    for _ in 1:3
        a.balance += a.balance * a.rate
    end
    return a.balance
end
function filled(x)
    v = zeros(4)
    v[1] = x
    for i in 2:4
        v[i] = v[i-1] * x + i
    end
    push!(v, x^2)
    return sum(v) + pop!(v)
end
function caught(x)
    try
        x > 0 && throw(Box(x * x))
        return x
    catch e
        return e.item * 3
    finally
        x = 0.0
    end
end
counter(x) = (total = x; add = y -> (total += y * x); add(1.0); add(2.0); total)
function worded(x)
    d = Dict("a" => x, "b" => 2x)
    text = "value $(round(x; digits = 3))"
    return d["a"] * d["b"] + length(text)
end
function kernel(x)
    M = [x 1.0; 2.0 x^2]
    y = M * [1.0, x]
    return dot(y, y) + det2(M)
end
det2(M) = M[1, 1] * M[2, 2] - M[1, 2] * M[2, 1]
vararg(xs...) = sum(xs)
tuples(x) = ((a, b) = (x, x^2); (b, a)[1] * a)

const TABLE = [
    "identity" => (x -> x, 0.7), "square" => (x -> x^2, 0.7), "cube" => (x -> x^3, 1.3), "inverse" => (x -> 1 / x, 0.7), "negative power" => (x -> x^-3, 0.7),
    "polynomial" => (x -> 3x^4 - 2x + 1, 0.7), "sqrt" => (sqrt, 0.7), "cbrt" => (cbrt, 0.7), "exp" => (exp, 0.7), "exp2" => (exp2, 0.7), "exp10" => (exp10, 0.3),
    "expm1" => (expm1, 0.7), "log" => (log, 0.7), "log2" => (log2, 0.7), "log10" => (log10, 0.7), "log1p" => (log1p, 0.7), "log of base" => (x -> log(3.0, x), 0.7),
    "sin" => (sin, 0.7), "cos" => (cos, 0.7), "tan" => (tan, 0.7), "asin" => (asin, 0.4), "acos" => (acos, 0.4), "atan" => (atan, 0.7), "atan of two" => (x -> atan(x, 2.0), 0.7),
    "sinh" => (sinh, 0.7), "cosh" => (cosh, 0.7), "tanh" => (tanh, 0.7), "asinh" => (asinh, 0.7), "acosh" => (acosh, 1.7), "atanh" => (atanh, 0.4),
    "sinpi" => (sinpi, 0.3), "cospi" => (cospi, 0.3), "sincos" => (x -> ((s, c) = sincos(x); s * c), 0.7), "hypot" => (x -> hypot(x, 2.0), 0.7),
    "power of floats" => (x -> x^2.5, 0.7), "exponent" => (x -> 2.0^x, 0.7), "x to the x" => (x -> x^x, 0.7), "whole exponent" => (x -> 3.0^x, 2.0), "abs" => (abs, -0.7), "sign" => (x -> sign(x) * x, -0.7),
    "max" => (x -> max(x, 0.5) + min(x, 0.9), 0.7), "clamp" => (x -> clamp(x, 0.0, 1.0), 0.7), "mod" => (x -> mod(x, 0.3), 0.7), "rem" => (x -> rem(x, 0.3), 0.7), "floor" => (x -> x - floor(x), 1.7),
    "copysign" => (x -> copysign(x, -1.0), 0.7), "muladd" => (x -> muladd(x, x, x), 0.7), "fma" => (x -> fma(x, 2.0, x), 0.7), "ldexp" => (x -> ldexp(x, 3), 0.7),
    "branch" => (x -> x > 0 ? x^2 : -x, 0.7), "other branch" => (x -> x > 0 ? x^2 : -x, -0.7), "short circuit" => (x -> (x > 1 || x < 0.5) ? x : 2x, 0.7),
    "loop" => (looped, 0.7), "newton" => (newton, 0.7), "recursion" => (x -> recursive(x, 4), 0.7), "struct" => (x -> norm2(Point(x, 2x)), 0.7), "parametric" => (x -> Box(x^2).item, 0.7),
    "mutable struct" => (grown, 0.7), "typed" => (typed, 0.7), "tuple" => (tuples, 0.7), "named tuple" => (x -> (t = (a = x, b = x^2); t.a * t.b), 0.7), "array" => (filled, 0.7),
    "closure" => (x -> (f = y -> x * y; f(x) + f(2.0)), 0.7), "boxed capture" => (counter, 0.7), "keywords" => (x -> power(x; n = 3, scale = x), 0.7), "default keywords" => (x -> power(x), 0.7),
    "splat" => (x -> vararg((x, x^2, 3.0)...), 0.7), "splat of an array" => (x -> vararg([x, x^2]...), 0.7), "comprehension" => (x -> sum([x^i for i in 1:4]), 0.7), "generator" => (x -> sum(x^i for i in 1:4), 0.7),
    "map" => (x -> sum(map(y -> y * x, [1.0, 2.0, x])), 0.7), "broadcast" => (x -> sum(sin.([x, 2x]) .+ x), 0.7), "reduce" => (x -> reduce(*, [x, x, 2.0]), 0.7), "foldl" => (x -> foldl((a, b) -> a * x + b, [1.0, 2.0, 3.0]), 0.7),
    "prod" => (x -> prod([x, x + 1, x + 2]), 0.7), "maximum" => (x -> maximum([x, x^2, -x]), 0.7), "mean" => (x -> mean([x, x^2, 1.0]), 0.7), "sort" => (x -> (v = sort([3.0, x, 2x]); v[1] * v[2]), 0.7),
    "dictionary" => (worded, 0.7), "try" => (caught, 0.7), "no throw" => (caught, -0.7), "matrix" => (kernel, 0.7), "views" => (x -> (v = [x, x^2, 3.0]; sum(view(v, 1:2))), 0.7), "slices" => (x -> sum([x, x^2, 3.0][2:3]), 0.7),
    "complex" => (x -> abs2(Complex(x, 2.0) * Complex(1.0, x)), 0.7), "composition" => ((sin ∘ cos), 0.7), "invokelatest" => (x -> Base.invokelatest(sin, x * x), 0.7), "invoke" => (x -> invoke(norm2, Tuple{Point}, Point(x, 1.0)), 0.7),
    "zip" => (x -> sum(a * b for (a, b) in zip([x, 2x], [3.0, x])), 0.7), "enumerate" => (x -> (s = 0.0; for (i, y) in enumerate([x, x^2]); s += i * y; end; s), 0.7), "vcat" => (x -> sum(vcat([x], [x^2, 1.0])), 0.7), "copy" => (x -> (v = [x]; w = copy(v); v[1] = 0.0; w[1] * 2), 0.7),
    "any vector" => (x -> (v = Any[x, "a", x^2]; v[1] * v[3]), 0.7), "ref" => (x -> (r = Ref(x); r[] = r[] * x; r[]), 0.7), "function as value" => (x -> (f = x > 0 ? (*) : (+); f(x, x)), 0.7), "global function table" => (x -> [sin, cos][2](x), 0.7),
    "range" => (x -> sum(x .* (1:3)), 0.7), "cumsum" => (x -> cumsum([x, x^2, 1.0])[3], 0.7), "do" => (x -> sum(map([1.0, 2.0]) do y; y * x^2; end), 0.7), "norm" => (x -> norm([x, 2x, 1.0]), 0.7),
]

central(f, x, h = 1e-6) = (f(x + h) - f(x - h)) / 2h
function check(name, kind, compute, wanted)
    found = try
        compute()
    catch e
        sprint(showerror, e)
    end
    is_right = found isa Number && isapprox(found, wanted; rtol = 1e-5, atol = 1e-7)
    is_right || println(name, ", ", kind, ": ", found, " instead of ", wanted)
    return is_right
end
right = 0
for (name, (f, x)) in TABLE
    wanted = central(f, x)
    global right += check(name, "forward", () -> derivative(f, x), wanted)
    global right += check(name, "reverse", () -> gradient(f, x), wanted)
end
println(right, " of ", 2 * length(TABLE), " agree")
