# Derivatives in tasks that take turns: each has its own, and a task that is made inside of one takes part in it.
using Derivatives

function slow(x, k)
    for i in 1:3
        x = x * x * k
        yield()
    end
    return x
end
slope(x, k) = 8 * k^7 * x^7
for way in (derivative, gradient)
    a = @async way(x -> slow(x, 1.0), 1.5)
    b = @async way(x -> slow(x, 2.0), 0.5)
    println(way, " ", fetch(a) == slope(1.5, 1.0), " ", fetch(b) == slope(0.5, 2.0))
end

# What one derivative leaves in an array that both have is not the other's.
shared = [0.0]
function leave(x)
    shared[1] = x
    yield()
    yield()
    return shared[1] * x
end
a = @async derivative(leave, 2.0)
b = @async derivative(x -> (yield(); shared[1] * x), 3.0)
println(fetch(a), " ", fetch(b))

# One ends in the middle of another, and clears up after itself only.
a = @async derivative(x -> (v = [x]; foreach(_ -> yield(), 1:4); v[1]^2), 3.0)
b = @async (yield(); gradient(x -> (v = [x, x]; sum(v)), 1.0))
println(fetch(a), " ", fetch(b))

# Tasks inside, which take turns and throw.
struct Held
    item
end
parts(x) = sum(fetch, [@async (yield(); x^k) for k in 1:3])
println(derivative(parts, 2.0), " ", gradient(parts, 2.0))
function throws(x)
    waits(f, n) = @async try
        throw(Held(f(x)))
    catch e
        foreach(_ -> yield(), 1:n)
        e.item
    end
    return fetch(waits(x -> x^2, 2)) * fetch(waits(x -> 3x, 1))
end
println(derivative(throws, 2.0), " ", gradient(throws, 2.0))

# Nested, inside and outside of tasks.
println(derivative(x -> fetch(@async derivative(y -> x * y^2, x)), 3.0))
a = @async derivative(x -> (yield(); derivative(y -> (yield(); x^2 * y), 1.0)), 5.0)
b = @async derivative(x -> (yield(); derivative(y -> (yield(); x * y^3), 2.0)), 1.0)
println(fetch(a), " ", fetch(b))
