# Stands behind derivatives.jl: the same functions a hundred times, so that beginning the derivative does not count.
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
turns(5,
    "long floats, plain" => () -> iterated_long(0.3, 0.9),
    "long floats, dual numbers" => () -> iterated_long(Dual(0.3, 1.0), Dual(0.9, 0.0)),
    "long floats, forward" => () -> derivative(x -> iterated_long(x, 0.9), 0.3),
    "long floats, reverse" => () -> gradient(x -> iterated_long(x, 0.9), 0.3),
    "long array, plain" => () -> squares_long(0.3),
    "long array, forward" => () -> derivative(squares_long, 0.3),
    "long array, reverse" => () -> gradient(squares_long, 0.3))
