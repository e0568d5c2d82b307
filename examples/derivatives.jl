# What a derivative costs: `forward` against dual numbers written by hand, `reverse` against the plain call.
#
# `overdub run examples/derivatives.jl` prints times of the best of several runs in this process, and their ratios.
using Derivatives

struct Dual
    value::Float64
    tangent::Float64
end
Base.:+(a::Dual, b::Dual) = Dual(a.value + b.value, a.tangent + b.tangent)
Base.:*(a::Dual, b::Dual) = Dual(a.value * b.value, a.value * b.tangent + a.tangent * b.value)
Base.:-(a::Dual, b::Dual) = Dual(a.value - b.value, a.tangent - b.tangent)

"The logistic map again and again."
function iterated(x, r)
    for _ in 1:2000
        x = r * x * (x - x * x + x) * r
        x = x - x * x
    end
    return x
end

"A sum over an array that is written first."
function squares(x)
    v = zeros(500)
    for i in 1:500
        v[i] = x * i
    end
    s = 0.0
    for i in 1:500
        s += v[i] * v[i]
    end
    return s
end

function best(f)
    least = typemax(Int)
    for _ in 1:5
        start = time_ns()
        f()
        least = min(least, Int(time_ns() - start))
    end
    return least / 1e6
end
ratio(a, b) = round(a / b; digits = 2)
milliseconds(x) = lpad(round(x; digits = 2), 9)

plain = best(() -> iterated(0.3, 0.9))
dual = best(() -> iterated(Dual(0.3, 1.0), Dual(0.9, 0.0)))
tangents = best(() -> derivative(x -> iterated(x, 0.9), 0.3))
tape = best(() -> gradient(x -> iterated(x, 0.9), 0.3))
println("a loop over floats (ms)")
println("  plain      ", milliseconds(plain))
println("  dual       ", milliseconds(dual), "   ", ratio(dual, plain), "x plain")
println("  forward    ", milliseconds(tangents), "   ", ratio(tangents, plain), "x plain, ", ratio(tangents, dual), "x dual numbers")
println("  reverse    ", milliseconds(tape), "   ", ratio(tape, plain), "x plain")
plain = best(() -> squares(0.3))
tangents = best(() -> derivative(squares, 0.3))
tape = best(() -> gradient(squares, 0.3))
println("an array, written and read (ms)")
println("  plain      ", milliseconds(plain))
println("  forward    ", milliseconds(tangents), "   ", ratio(tangents, plain), "x plain")
println("  reverse    ", milliseconds(tape), "   ", ratio(tape, plain), "x plain")
