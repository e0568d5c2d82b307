# What is zero at a point may change there: an inner derivative keeps what an outer one needs of it.
using Derivatives
mutable struct Held
    a::Float64
end
struct Pair2
    a::Float64
    b::Float64
end
mixed(f) = round(derivative(x -> derivative(y -> f(x * y), 1.0), 0.0); digits = 9)
println(mixed(u -> sin(u + 1)))
println(mixed(u -> (v = [u, 1.0]; 3 * v[1])))
println(mixed(u -> (v = zeros(2); v[2] = u; copy(v)[2] * 7)))
println(mixed(u -> Held(u).a * 5))
println(mixed(u -> (p = Pair2(u, 2.0); p.a * p.b * 5)))
println(mixed(u -> u / (2.0 + u)))
println(mixed(u -> exp(u + 1) * sqrt(u + 4)))
println(mixed(u -> (try; throw(Held(u)); catch e; e.a * 11; end)))
tripled(x) = 3x + x^2 / 2
@rule tripled(x) = (3.0 + x,)
println(mixed(tripled))
println(derivative(x -> gradient(y -> exp(x * y + 1), 0.0), 0.0) == exp(1.0))
println(jacobian(x -> gradient(v -> v[1] * v[2] + v[1]^2 * v[2], x), [0.0, 0.0]))
println(gradient(x -> derivative(y -> sin(x * y + 1), 1.0), 0.0) == cos(1.0))
println(derivative(x -> x + sqrt(0.0) + log(1.0), 2.0), " ", derivative(x -> x + Inf * 0.5, 2.0))
