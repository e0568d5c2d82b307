# In how many ways can an amount be paid with the coins up to the k-th?
const COINS = (1, 2, 5, 10, 20, 50)
function ways(amount::Int, k::Int)
    amount == 0 && return 1
    (amount < 0 || k == 0) && return 0
    return ways(amount, k - 1) + ways(amount - COINS[k], k)
end
println(ways(60, 6))
println(ways(60, 6))
