# The networks of tests/programs/neural.jl, as they are: gradients of their losses against the backpropagation that is
# written there by hand, and against central differences.
include("../programs/neural.jl")
using Derivatives

close(a, b; rtol = 1e-5) = all(isapprox.(a, b; rtol, atol = 1e-7))
check(name, is_right) = println(rpad(name, 40), is_right ? "agrees" : "is wrong")

"A layer with other weights, for the length of a call."
with(layer::Dense, W, b) = Dense(W, b, layer.σ, layer.dW, layer.db, layer.input, layer.z)

function compare(name, model, loss, x, y)
    training!(model, false)
    _, dy = loss(model(x), y)
    backward!(model, dy)
    dense = [layer for layer in model.layers if layer isa Dense]
    others(k, layer) = Chain(map(it -> it === dense[k] ? layer : it, model.layers))
    for (k, layer) in enumerate(dense)
        f(W, b) = loss(others(k, with(layer, W, b))(x), y)[1]
        dW, db = gradient(f, layer.W, layer.b)
        check("$name, layer $k, by hand", close(dW, layer.dW) && close(db, layer.db))
        slope = reshape(collect(range(-1.0, 1.0, length = length(layer.W))), size(layer.W))
        h = 1e-6
        difference = (f(layer.W + h * slope, layer.b) - f(layer.W - h * slope, layer.b)) / 2h
        check("$name, layer $k, differences", close(sum(dW .* slope), difference))
        check("$name, layer $k, forward", close(jvp(W -> f(W, layer.b), (layer.W,), (slope,))[2], difference))
    end
end

noise = Noise(7)
x = [0.1 0.7 -0.3 0.9; 0.4 -0.2 0.8 0.5]
compare("tanh", Chain(Dense(2 => 4, tanh; noise), Dense(4 => 1, logistic; noise)), mean_squares, x, [0.0 1.0 1.0 0.0])
classes = [1.0 0.0 0.0 1.0; 0.0 1.0 0.0 0.0; 0.0 0.0 1.0 0.0]
compare("relu", Chain(Dense(2 => 5, relu; noise), Dropout(0.5; noise), Dense(5 => 3; noise)), softmax_crossentropy, x, classes)

# Training by these gradients, with the optimisers of the program.
function train_by_gradients(steps)
    layers = (Dense(2 => 6, tanh; noise), Dense(6 => 1, logistic; noise))
    x, y = [0.0 0.0 1.0 1.0; 0.0 1.0 0.0 1.0], [0.0 1.0 1.0 0.0]
    loss(W1, b1, W2, b2) = mean_squares(Chain(with(layers[1], W1, b1), with(layers[2], W2, b2))(x), y)[1]
    parameters = (layers[1].W, layers[1].b, layers[2].W, layers[2].b)
    optimiser = Adam(; η = 0.1)
    before = loss(parameters...)
    for _ in 1:steps
        foreach((p, dp) -> update!(optimiser, p, dp), parameters, gradient(loss, parameters...))
    end
    return loss(parameters...) < before / 2
end
check("training", train_by_gradients(15))
