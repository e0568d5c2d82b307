# Rules: what docs/differentiation.md says of them.
using Derivatives

softplus(x) = log(1 + exp(x))
loss(x) = softplus(3x)

println(derivative(softplus, 0.0))
# begin rule
@rule softplus(x) = (1 / (1 + exp(-x)),)
# end rule
println(derivative(softplus, 0.0), " ", gradient(loss, 0.0))

# begin result
# `result` is what the function answered.
growth(x) = exp(2x)
@rule growth(x) = (2 * result,)
# end result
println(derivative(growth, 0.0))

# begin all
square(x) = x^2
norm2(v) = sqrt(sum(abs2, v))
println(derivative(square, 3.0))
println(jvp((x, y) -> x * y, (2.0, 3.0), (1.0, 0.0)))
println(jacobian(v -> [v[1] * v[2], v[1]], [2.0, 3.0]))
println(gradient((a, v) -> a * norm2(v), 2.0, [3.0, 4.0]))
println(value_and_gradient(norm2, [3.0, 4.0]))
# end all
