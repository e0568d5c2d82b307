# Gradients of models: a neural network, an ODE, against central differences.
using Derivatives

struct Layer{F}
    weights::Matrix{Float64}
    bias::Vector{Float64}
    activation::F
end
(layer::Layer)(x) = layer.activation.(layer.weights * x .+ layer.bias)
function loss(w, b, v)
    hidden = Layer(reshape(w, 3, 2), b, tanh)
    total = 0.0
    for (x, y) in (([0.0, 1.0], 1.0), ([1.0, 1.0], 0.0), ([1.0, 0.0], 1.0))
        total += (sum(v .* hidden(x)) - y)^2
    end
    return total
end
function solve(rate, capacity; h = 0.05, steps = 60)
    f(u) = rate * u * (1 - u / capacity)
    u = [0.1]
    for _ in 1:steps
        k1 = f(u[end])
        k2 = f(u[end] + h * k1 / 2)
        k3 = f(u[end] + h * k2 / 2)
        k4 = f(u[end] + h * k3)
        push!(u, u[end] + h * (k1 + 2k2 + 2k3 + k4) / 6)
    end
    return u[end]
end
function numeric(f, x::Vector)
    h = 1e-6
    return [(f([j == i ? x[j] + h : x[j] for j in eachindex(x)]) - f([j == i ? x[j] - h : x[j] for j in eachindex(x)])) / 2h for i in eachindex(x)]
end
agree(a, b) = all(isapprox.(a, b; rtol = 1e-5, atol = 1e-8))

w, b, v = [0.1, -0.2, 0.3, 0.4, -0.5, 0.6], [0.1, 0.2, -0.1], [0.5, -0.3, 0.8]
gw, gb, gv = gradient(loss, w, b, v)
println("weights ", agree(gw, numeric(x -> loss(x, b, v), w)))
println("bias    ", agree(gb, numeric(x -> loss(w, x, v), b)))
println("output  ", agree(gv, numeric(x -> loss(w, b, x), v)))
slope = [1.0, 0.0, 2.0, 0.0, 0.0, -1.0]
println("forward ", isapprox(jvp(x -> loss(x, b, v), (w,), (slope,))[2], sum(gw .* slope)))
function descend(w, b, v)
    for _ in 1:10
        gw, gb, gv = gradient(loss, w, b, v)
        w, b, v = w .- 0.1 .* gw, b .- 0.1 .* gb, v .- 0.1 .* gv
    end
    return loss(w, b, v)
end
println("descent ", descend(w, b, v) < loss(w, b, v))
println("ode     ", agree(collect(gradient(solve, 1.5, 2.0)), numeric(p -> solve(p...), [1.5, 2.0])))
println("both    ", isapprox(derivative(r -> solve(r, 2.0), 1.5), gradient(solve, 1.5, 2.0)[1]))
hessian = jacobian(x -> gradient(y -> y[1]^2 * y[2] + sin(y[2]), x), [1.0, 2.0])
println("hessian ", agree(hessian, [4.0 2.0; 2.0 -sin(2.0)]))
