# Divisions in a loop.
function kernel()
    sum = 0.0
    for _ in 1:20
        sum = 0.0
        for k in 1:10000
            sum += 1.0 / (k * k)
        end
    end
    return sum
end
