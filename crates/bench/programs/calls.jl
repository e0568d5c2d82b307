# The same loop over arrays whose elements are of one type that is known, of one type that only the run knows, and of
# several. So many methods that what is called is left to the run.
for i in 1:64
    name = Symbol("Kind", i)
    @eval mutable struct $name
        x::Int
    end
    @eval @noinline value(it::$name) = it.x + $i
end
const KINDS = [getfield(Main, Symbol("Kind", i)) for i in 1:64]

function total(all)
    sum = 0
    for it in all
        sum += value(it)::Int
    end
    return sum
end

# In an order that no processor foresees.
function mixed(kinds, count)
    all = Any[]
    state = 12345
    for i in 1:count
        state = (state * 1103515245 + 12345) % 2147483648
        push!(all, KINDS[(state >> 16) % kinds + 1](i))
    end
    return all
end

const COUNT = 10000
const DIRECT = [Kind1(i) for i in 1:COUNT]
const ONE, FOUR, SIXTEEN, MANY = mixed(1, COUNT), mixed(4, COUNT), mixed(16, COUNT), mixed(64, COUNT)
total(DIRECT) == total(ONE) || error("not the same")
turns(200, "direct" => () -> total(DIRECT), "1" => () -> total(ONE), "4" => () -> total(FOUR),
    "16" => () -> total(SIXTEEN), "64" => () -> total(MANY))
