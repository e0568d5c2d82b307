# Derivatives through exceptions: handlers inside of handlers, `finally`, what is thrown again.
using Derivatives
struct Held
    item
end
again(x) = try
    try
        throw(Held(x^2))
    catch
        rethrow()
    end
catch e
    e.item
end
other_on_the_way(x) = try
    try
        throw(Held(x^2))
    finally
        try
            throw(Held(3x))
        catch
        end
    end
catch e
    e.item
end
other_in_the_handler(x) = try
    try
        throw(Held(x^2))
    catch
        try
            throw(Held(3x))
        catch e
            e.item
        end
        rethrow()
    end
catch e
    e.item
end
deep(x, n) = n == 0 ? throw(Held(x)) : try
    deep(x * x, n - 1)
catch e
    throw(Held(e.item * x))
end
from_deep(x) = try
    deep(x, 3)
catch e
    e.item
end
both(x) = try
    throw(Held(x^2))
catch first
    try
        throw(Held(3x))
    catch second
        first.item * second.item
    end
end
plain_between(x) = try
    try
        throw(Held(x^2))
    finally
        try
            error("nothing of x")
        catch
        end
    end
catch e
    e.item
end
for f in (again, other_on_the_way, other_in_the_handler, from_deep, both, plain_between)
    central = (f(2.0 + 1e-6) - f(2.0 - 1e-6)) / 2e-6
    agrees(found) = isapprox(found, central; rtol = 1e-6)
    println(rpad(f, 22), agrees(derivative(f, 2.0)), " ", agrees(gradient(f, 2.0)))
end
