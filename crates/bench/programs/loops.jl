# A loop in a function that is called once, and one at top level over a typed global, each against the same when it is warm.
# `STEPS` is what whoever runs this puts in front.
function turn(steps)
    sum = 0
    i = 0
    while i < steps
        sum = xor(sum + i, 3)
        i += 1
    end
    return sum
end
start = time_ns()
first = turn(STEPS)
println("function, once ", Int(time_ns() - start))
for _ in 1:3
    before = time_ns()
    turn(STEPS) == first || error("not the same")
    println("function, warm ", Int(time_ns() - before))
end

x::Int = 0
start = time_ns()
while x < STEPS
    global x += 1
end
println("top level, once ", Int(time_ns() - start))
x == STEPS || error("not the same")

function over_global(steps)
    global x = 0
    while x < steps
        x += 1
    end
end
over_global(100_000)
over_global(100_000)
for _ in 1:3
    before = time_ns()
    over_global(STEPS)
    println("top level, warm ", Int(time_ns() - before))
end
