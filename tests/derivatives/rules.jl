# Nested derivatives, rules in the language, redefinition, and what is refused.
using Derivatives
f(x) = g(x) * x
g(x) = x
println(gradient(f, 3.0))
g(x) = 2x
println(gradient(f, 3.0))
h(x) = x + 1
@rule h(x) = (10.0,)
println(derivative(x -> h(x) * 2, 1.0), " ", gradient(x -> h(x) * 2, 1.0))
@rule h(x) = (20.0,)
println(derivative(x -> h(x) * 2, 1.0))
D = derivative
println(D(x -> x * D(y -> x + y, 1), 1))
println(D(x -> D(y -> x^2 * y^3, x), 2.0))
println(derivative(x -> gradient(y -> x * y^2 + sin(y), x), 2.0), " ", 4*2.0 - sin(2.0))
println(jvp((x, v) -> x .* v, (2.0, [1.0, 2.0]), (1.0, [0.0, 1.0])))
println(jacobian(v -> [v[1] * v[2], v[1]^2], [2.0, 3.0]))
struct P; a::Float64; b::Float64; end
println(gradient(p -> p.a^2 * p.b, P(2.0, 3.0)))
println(gradient((v, k) -> (v[1] = v[1] * k; sum(v)), [2.0, 3.0], 4.0))
G = 0.0
function lose(x)
  global G = x
  x
end
try; derivative(lose, 1.0); catch e; println(sprint(showerror, e)); end
try; @rule h(x, y) = (1.0, 2.0); catch e; println(sprint(showerror, e)); end
@rule h(x) = (1.0, 2.0)
try; derivative(h, 1.0); catch e; println(sprint(showerror, e)); end
println(derivative(sin, 0.0))
println(derivative(x -> sum(fetch(@async x * y) for y in 1:2), 1.0))
doubled(x) = x * 2
@rule doubled(x::Float32) = (2.0,)
println(derivative(x -> Float64(doubled(Float32(x))), 0.7), " ", gradient(x -> Float64(doubled(Float32(x))), 0.7))
