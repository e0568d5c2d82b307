# Makes garbage of several kinds, most of it in cycles, for `SECONDS`, and says how much memory it has from time to time.
mutable struct Node
    next::Any
    numbers::Vector{Int}
end
function cycle(count)
    first = Node(nothing, [count])
    last = first
    for i in 1:count
        last = Node(last, collect(1:i))
    end
    first.next = last
    return last
end
function churn(seconds)
    start = time_ns()
    due = 0.0
    kept = cycle(100)
    made = 0
    while (time_ns() - start) < seconds * 1.0e9
        for i in 1:100
            kept = cycle(i)
            made += length(string(kept.numbers[1], " of ", i)) + length(Dict(i => kept))
        end
        if (time_ns() - start) > due * 1.0e9
            println("resident ", resident())
            due += seconds / 20
        end
    end
    return made
end
churn(SECONDS)
