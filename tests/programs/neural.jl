# A small neural network: layers as callable structs, backpropagation by hand, training on three tasks.

using LinearAlgebra
using Printf

# --- numbers that are the same everywhere ------------------------------------------------------------

mutable struct Noise
    state::UInt32
end

function draw!(g::Noise)
    g.state = g.state * 0x0019660d + 0x3c6ef35f
    return Float64(g.state) / 2.0^32
end

gaussian!(g::Noise) = sqrt(-2 * log(draw!(g) + 1e-12)) * cos(2π * draw!(g))
gaussian!(g::Noise, dims...) = [gaussian!(g) for _ in CartesianIndices(dims)]

# --- layers --------------------------------------------------------------------------------------------

abstract type Layer end

mutable struct Dense{F} <: Layer
    W::Matrix{Float64}
    b::Vector{Float64}
    σ::F
    dW::Matrix{Float64}
    db::Vector{Float64}
    input::Matrix{Float64}
    z::Matrix{Float64}
end

function Dense((n_in, n_out)::Pair{Int,Int}, σ = identity; noise::Noise)
    W = gaussian!(noise, n_out, n_in) .* sqrt(2 / n_in)
    return Dense(W, zeros(n_out), σ, zero(W), zeros(n_out), zeros(0, 0), zeros(0, 0))
end

function (layer::Dense)(x::AbstractMatrix)
    layer.input = x
    layer.z = layer.W * x .+ layer.b
    return layer.σ.(layer.z)
end

relu(x) = max(zero(x), x)
logistic(x) = 1 / (1 + exp(-x))

slope(::typeof(identity), z) = one(z)
slope(::typeof(relu), z) = z > 0 ? 1.0 : 0.0
slope(::typeof(tanh), z) = 1 - tanh(z)^2
slope(::typeof(logistic), z) = logistic(z) * (1 - logistic(z))

"Takes the gradient of the output, keeps that of the parameters, answers with that of the input."
function backward!(layer::Dense, dy)
    dz = dy .* slope.(layer.σ, layer.z)
    layer.dW .= dz * layer.input'
    layer.db .= vec(sum(dz; dims = 2))
    return layer.W' * dz
end

parameters(layer::Dense) = ((layer.W, layer.dW), (layer.b, layer.db))

"Drops nothing at all when it is evaluated, and scales what it keeps when it is trained."
mutable struct Dropout <: Layer
    p::Float64
    training::Bool
    mask::Matrix{Float64}
    noise::Noise
end
Dropout(p; noise) = Dropout(p, true, zeros(0, 0), noise)

function (layer::Dropout)(x)
    layer.training || return x
    layer.mask = [draw!(layer.noise) < layer.p ? 0.0 : 1 / (1 - layer.p) for _ in CartesianIndices(x)]
    return x .* layer.mask
end
backward!(layer::Dropout, dy) = layer.training ? dy .* layer.mask : dy
parameters(::Dropout) = ()

struct Chain{L<:Tuple} <: Layer
    layers::L
end
Chain(layers::Layer...) = Chain(layers)

(chain::Chain)(x) = foldl(|>, chain.layers; init = x)
backward!(chain::Chain, dy) = foldr(backward!, chain.layers; init = dy)
parameters(chain::Chain) = Iterators.flatten(map(parameters, chain.layers))

training!(layer::Layer, on) = layer
training!(layer::Dropout, on) = (layer.training = on; layer)
training!(chain::Chain, on) = (foreach(l -> training!(l, on), chain.layers); chain)

count_parameters(chain) = sum(length(p) for (p, _) in parameters(chain))

describe(l::Dense) = string(size(l.W, 2), "→", size(l.W, 1), " ", nameof(l.σ))
describe(l::Dropout) = "dropout $(l.p)"
Base.show(io::IO, chain::Chain) = print(io, "Chain(", join(map(describe, chain.layers), ", "), ")")

# --- losses ----------------------------------------------------------------------------------------------

mean_squares(ŷ, y) = (sum(abs2, ŷ - y) / size(y, 2), 2 .* (ŷ - y) ./ size(y, 2))

function softmax_crossentropy(logits, y)
    shifted = logits .- maximum(logits; dims = 1)
    p = exp.(shifted) ./ sum(exp.(shifted); dims = 1)
    n = size(y, 2)
    return -sum(y .* log.(p .+ 1e-15)) / n, (p .- y) ./ n
end

# --- optimisers ------------------------------------------------------------------------------------------

abstract type Optimiser end
struct Descent <: Optimiser
    η::Float64
end
Base.@kwdef struct Adam <: Optimiser
    η::Float64 = 1e-2
    β::Tuple{Float64,Float64} = (0.9, 0.999)
    state::IdDict{Any,Any} = IdDict()
end

update!(o::Descent, p, dp) = p .-= o.η .* dp
function update!(o::Adam, p, dp)
    m, v, t = get!(() -> (zero(p), zero(p), Ref(0)), o.state, p)
    t[] += 1
    β1, β2 = o.β
    @. m = β1 * m + (1 - β1) * dp
    @. v = β2 * v + (1 - β2) * dp^2
    @. p -= o.η * (m / (1 - β1^t[])) / (sqrt(v / (1 - β2^t[])) + 1e-8)
end

function train!(model, loss, x, y, optimiser::Optimiser; epochs, batch = size(x, 2), log = nothing)
    training!(model, true)
    history = Float64[]
    for epoch in 1:epochs
        total = 0.0
        for first in 1:batch:size(x, 2)
            columns = first:min(first + batch - 1, size(x, 2))
            ŷ = model(x[:, columns])
            l, dŷ = loss(ŷ, y[:, columns])
            backward!(model, dŷ)
            for (p, dp) in parameters(model)
                update!(optimiser, p, dp)
            end
            total += l * length(columns)
        end
        push!(history, total / size(x, 2))
        log === nothing || epoch % log == 0 && @printf("    epoch %4d  loss %.4f\n", epoch, history[end])
    end
    training!(model, false)
    return history
end

"The largest difference between the gradient and finite differences."
function check_gradient(model, loss, x, y; h = 1e-6)
    training!(model, false)
    _, dŷ = loss(model(x), y)
    backward!(model, dŷ)
    worst = 0.0
    for (p, dp) in collect(parameters(model)), i in eachindex(p)
        before = p[i]
        p[i] = before + h
        up, _ = loss(model(x), y)
        p[i] = before - h
        down, _ = loss(model(x), y)
        p[i] = before
        worst = max(worst, abs((up - down) / 2h - dp[i]))
    end
    return worst
end

# --- three tasks ------------------------------------------------------------------------------------------

function task_xor(noise)
    x = [0.0 0.0 1.0 1.0; 0.0 1.0 0.0 1.0]
    y = [0.0 1.0 1.0 0.0]
    model = Chain(Dense(2 => 6, tanh; noise), Dense(6 => 1, logistic; noise))
    println("xor: ", model, " with ", count_parameters(model), " parameters")
    println("  gradient agrees: ", check_gradient(model, mean_squares, x, y) < 1e-6)
    history = train!(model, mean_squares, x, y, Adam(; η = 0.05); epochs = 24)
    println("  loss falls: ", history[1] > history[12] > history[end], ", answers ", round.(Int, vec(model(x))))
end

function task_sine(noise)
    x = reshape(collect(range(-3, 3, length = 20)), 1, :)
    y = sin.(x)
    model = Chain(Dense(1 => 12, tanh; noise), Dense(12 => 1; noise))
    println("sine: ", model)
    history = train!(model, mean_squares, x, y, Adam(; η = 0.03); epochs = 24, batch = 20, log = 12)
    println("  fits better: ", history[end] < history[1] / 2, ", odd: ", abs(model(fill(0.5, 1, 1))[1] + model(fill(-0.5, 1, 1))[1]) < 1)
end

function task_rings(noise)
    n, classes = 90, 3
    labels = [1 + i % classes for i in 0:(n - 1)]
    angles = [2π * draw!(noise) for _ in 1:n]
    radii = [k + 0.15 * gaussian!(noise) for k in labels]
    x = permutedims([radii .* cos.(angles) radii .* sin.(angles)])
    y = [Float64(labels[j] == k) for k in 1:classes, j in 1:n]
    model = Chain(Dense(2 => 8, relu; noise), Dropout(0.05; noise), Dense(8 => 6, relu; noise), Dense(6 => classes; noise))
    println("rings: ", model)
    println("  gradient agrees: ", check_gradient(model, softmax_crossentropy, x[:, 1:8], y[:, 1:8]) < 1e-5)
    train!(model, softmax_crossentropy, x, y, Adam(; η = 0.05); epochs = 10, batch = 45)
    predicted = [argmax(column) for column in eachcol(model(x))]
    confusion = zeros(Int, classes, classes)
    for (p, l) in zip(predicted, labels)
        confusion[p, l] += 1
    end
    @printf("  accuracy above 50%%: %s, classes found: %d\n", tr(confusion) / n > 0.5, count(>(0), diag(confusion)))
    return size(confusion), sum(confusion)
end

noise = Noise(20240607)
task_xor(noise)
task_sine(noise)
println("  ", task_rings(noise))
try
    Dense(2 => 3; noise)(zeros(4, 1))
catch e
    println(typeof(e))
end
