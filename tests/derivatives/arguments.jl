# What is differentiated after, what is answered, and derivatives of derivatives through rules of several arguments.
using Derivatives, LinearAlgebra

# --- in place, through views, where Base asks whether arrays overlap
println(derivative(x -> (a = [x, 2.0]; a[1:2] .*= x; sum(a)), 1.0))
println(derivative(x -> (A = [x 2.0; 3.0 x]; A[2, :] .*= x; A[:, 1] .*= x; sum(A)), 1.0))
println(gradient((v, w) -> (v .= w .* v; sum(v)), [1.0, 2.0], [3.0, 4.0]))
println(gradient(v -> (@views v[1:2] .+= v[2:3]; sum(abs2, v)), [1.0, 2.0, 3.0]))
println(derivative(x -> sum(cholesky(Symmetric([x 1.0; 1.0 2.0])).L), 3.0) ≈ 1 / (2 * sqrt(3)) - 1 / (2 * 3 * sqrt(3)) + 1 / (18 * sqrt(2 - 1 / 3)))
println(derivative(x -> (C = ones(2, 2); mul!(C, [1.0 2.0; 3.0 4.0], [x 1.0; 1.0 x], x, 2x); sum(C)), 2.0))

# --- arguments of all kinds
struct Point
    x::Float64
    n::Int
end
mutable struct Box
    side::Float64
    marks::Vector{Float64}
end
println(gradient(p -> p.x^2 * p.n, Point(2.0, 3)))
println(gradient(b -> b.side * sum(b.marks), Box(2.0, [3.0, 4.0])))
println(gradient(d -> d["a"]^2 * d["b"], Dict("a" => 3.0, "b" => 2.0)) == Dict("a" => 12.0, "b" => 9.0))
println(gradient(f -> f(2.0), let a = 3.0; x -> a * x^2 end))
println(gradient(v -> sum(v .^ 2), view([1.0, 2.0, 3.0], 2:3)))
println(gradient(x -> x^2, 3), " ", gradient(v -> sum(v .^ 2), [1, 2, 3]), " ", gradient((x, n) -> x^n, 2.0, 3))
println(gradient((v, labels, rest) -> sum(v[labels]), [1.0, 2.0, 3.0], [1, 3, 3], ()))
v = [1.0, 2.0]
println(gradient(dot, v, v), " ", jvp(dot, (v, v), ([1.0, 0.0], [0.0, 1.0])), " ", v)
println(jvp(d -> d[:a] * d[:b], (Dict(:a => 2.0, :b => 3.0),), (Dict(:a => 1.0),)))

# --- answers of all kinds
println(derivative(x -> Point(x^2, 1), 3.0), " ", derivative(x -> Box(x, [x, x^2]), 3.0))
println(derivative(x -> Dict("a" => x^3), 2.0), " ", derivative(string, 1.0))

# --- what cannot be said
refused(f) = try; f(); catch e; println(sprint(showerror, e)); end
refused(() -> jvp(sum, ([1.0, 2.0],), ([1.0],)))
refused(() -> jvp(*, (2.0, 3.0), (1.0,)))
refused(() -> jvp(identity, ("a",), (1.0,)))
refused(() -> (v = [1.0]; gradient(t -> t[1][1] * t[2][1], (v, v))))

# --- derivatives inside of each other, through rules
slope(f, x) = (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
inner(y) = 2 * 2 / hypot(2, 3y) + hypot(2, 3y)
for D in (derivative, gradient), E in (derivative, gradient)
    println(isapprox(D(y -> E(x -> hypot(x, 3y) * x, 2.0), 0.7), slope(inner, 0.7); rtol = 1e-6), " ",
        isapprox(D(y -> E(x -> x^y, 2.0), 1.5), 2^0.5 * (1 + 1.5 * log(2.0)); rtol = 1e-9))
end
println(jacobian(x -> gradient(v -> hypot(v[1], v[2]), x), [3.0, 4.0]) ≈ [16 -12; -12 9] / 125)
