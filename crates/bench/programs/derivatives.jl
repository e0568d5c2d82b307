# Stands behind the functions of examples/derivatives.jl.
const DUAL = iterated(Dual(0.3, 1.0), Dual(0.9, 0.0)).tangent
isapprox(derivative(x -> iterated(x, 0.9), 0.3), DUAL; rtol = 1e-9) || error("forward differs")
isapprox(gradient(x -> iterated(x, 0.9), 0.3), DUAL; rtol = 1e-9) || error("reverse differs")
turns(20,
    "floats, plain" => () -> iterated(0.3, 0.9),
    "floats, dual numbers" => () -> iterated(Dual(0.3, 1.0), Dual(0.9, 0.0)),
    "floats, forward" => () -> derivative(x -> iterated(x, 0.9), 0.3),
    "floats, reverse" => () -> gradient(x -> iterated(x, 0.9), 0.3),
    "an array, plain" => () -> squares(0.3),
    "an array, forward" => () -> derivative(squares, 0.3),
    "an array, reverse" => () -> gradient(squares, 0.3))
