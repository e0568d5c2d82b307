# Stands behind the functions of examples/derivatives.jl.
const DUAL = iterated(Dual(0.3, 1.0), Dual(0.9, 0.0)).tangent
isapprox(derivative(x -> iterated(x, 0.9), 0.3), DUAL; rtol = 1e-9) || error("forward differs")
isapprox(gradient(x -> iterated(x, 0.9), 0.3), DUAL; rtol = 1e-9) || error("reverse differs")
# The same a hundred times, so that beginning the derivative does not count.
function iterated_long(x, r)
    for _ in 1:100
        x = iterated(x, r)
    end
    return x
end
function squares_long(x)
    s = 0.0
    for _ in 1:100
        s += squares(x)
    end
    return s
end
turns(20,
    "floats, plain" => () -> iterated(0.3, 0.9),
    "floats, dual numbers" => () -> iterated(Dual(0.3, 1.0), Dual(0.9, 0.0)),
    "floats, forward" => () -> derivative(x -> iterated(x, 0.9), 0.3),
    "floats, reverse" => () -> gradient(x -> iterated(x, 0.9), 0.3),
    "an array, plain" => () -> squares(0.3),
    "an array, forward" => () -> derivative(squares, 0.3),
    "an array, reverse" => () -> gradient(squares, 0.3))
turns(5,
    "long floats, plain" => () -> iterated_long(0.3, 0.9),
    "long floats, dual numbers" => () -> iterated_long(Dual(0.3, 1.0), Dual(0.9, 0.0)),
    "long floats, forward" => () -> derivative(x -> iterated_long(x, 0.9), 0.3),
    "long floats, reverse" => () -> gradient(x -> iterated_long(x, 0.9), 0.3),
    "long array, plain" => () -> squares_long(0.3),
    "long array, forward" => () -> derivative(squares_long, 0.3),
    "long array, reverse" => () -> gradient(squares_long, 0.3))
