# A program whose derivatives docs/differentiation.md shows.
using Derivatives

f(x) = sin(x) * x
loss(a, b) = (a * b - 1)^2

println(loss(0.5, 2.5))
println(gradient(loss, 0.5, 2.5), " ", derivative(f, 1.0))
