# Small matrices made, joined, multiplied and raised, many times.
function random_matrix(n, state)
    a = Matrix{Float64}(undef, n, n)
    for j in 1:n, i in 1:n
        state = (state * 16807) % 2147483647
        a[i, j] = state / 2147483647 - 0.5
    end
    return a, state
end
function product_of_transposed(p)
    rows, columns = size(p)
    q = Matrix{Float64}(undef, columns, columns)
    for j in 1:columns, i in 1:columns
        sum = 0.0
        for k in 1:rows
            sum += p[k, i] * p[k, j]
        end
        q[i, j] = sum
    end
    return q
end
function square(a)
    n = size(a, 1)
    b = Matrix{Float64}(undef, n, n)
    for j in 1:n, i in 1:n
        sum = 0.0
        for k in 1:n
            sum += a[i, k] * a[k, j]
        end
        b[i, j] = sum
    end
    return b
end
function trace(a)
    sum = 0.0
    for i in 1:size(a, 1)
        sum += a[i, i]
    end
    return sum
end
function beside(parts, n)
    p = Matrix{Float64}(undef, n, 4n)
    for (k, part) in enumerate(parts), j in 1:n, i in 1:n
        p[i, (k - 1) * n + j] = part[i, j]
    end
    return p
end
function kernel()
    n, t, state = 5, 200, 42
    v = Vector{Float64}(undef, t)
    for i in 1:t
        a, state = random_matrix(n, state)
        b, state = random_matrix(n, state)
        c, state = random_matrix(n, state)
        d, state = random_matrix(n, state)
        q = product_of_transposed(beside((a, b, c, d), n))
        v[i] = trace(square(square(q)))
    end
    mean = 0.0
    for x in v
        mean += x
    end
    mean /= t
    spread = 0.0
    for x in v
        spread += (x - mean)^2
    end
    return sqrt(spread / (t - 1)) / mean
end
