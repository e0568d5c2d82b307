# Reads and writes of a vector of floats.
function quicksort!(a, lo, hi)
    i, j = lo, hi
    while i < hi
        pivot = a[(lo + hi) >>> 1]
        while i <= j
            while a[i] < pivot
                i += 1
            end
            while a[j] > pivot
                j -= 1
            end
            if i <= j
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
            end
        end
        lo < j && quicksort!(a, lo, j)
        lo, j = i, hi
    end
    return a
end
function kernel()
    state = 42
    a = Vector{Float64}(undef, 5000)
    for i in 1:5000
        state = (state * 16807) % 2147483647
        a[i] = state / 2147483647
    end
    quicksort!(a, 1, 5000)
    sum = 0.0
    for i in 1:5000
        sum += a[i] * i
    end
    return sum
end
