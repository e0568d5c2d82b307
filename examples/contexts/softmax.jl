# The probability of the last of three classes; something is wrong with it.
function weight(scores)
    total = 0.0
    for score in scores
        total += exp(score)
    end
    return total
end
probability(scores, k) = exp(scores[k]) / weight(scores)
last_of(x) = probability((x, 2x, 400x), 3)

println(last_of(1.0))
println(last_of(2.0))
