# Complex arithmetic in a loop that ends early.
function steps(c)
    z = c
    for n in 1:80
        abs2(z) > 4.0 && return n - 1
        z = z * z + c
    end
    return 80
end
function kernel()
    sum = 0
    for i in -20:5, j in -10:10
        sum += steps(complex(i / 10.0, j / 10.0))
    end
    return sum
end
