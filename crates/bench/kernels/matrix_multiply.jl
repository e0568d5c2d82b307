# Three loops over matrices that lie in columns.
function fill_matrix!(a, state)
    for j in 1:size(a, 2), i in 1:size(a, 1)
        state = (state * 16807) % 2147483647
        a[i, j] = state / 2147483647
    end
    return state
end
function multiply!(c, a, b)
    n, m, p = size(a, 1), size(b, 2), size(a, 2)
    for j in 1:m
        for i in 1:n
            c[i, j] = 0.0
        end
        for k in 1:p
            x = b[k, j]
            for i in 1:n
                c[i, j] += a[i, k] * x
            end
        end
    end
    return c
end
function kernel()
    n = 100
    a, b, c = Matrix{Float64}(undef, n, n), Matrix{Float64}(undef, n, n), Matrix{Float64}(undef, n, n)
    state = fill_matrix!(a, 42)
    fill_matrix!(b, state)
    multiply!(c, a, b)
    sum = 0.0
    for i in 1:n
        sum += c[i, i]
    end
    return sum
end
