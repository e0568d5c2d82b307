# The solvers of tests/programs/ode.jl, as they are, differentiated after parameters, initial values and tolerances.
include("../programs/ode.jl")
using Derivatives

central(f, x; h = 1e-6) = (f(x + h) - f(x - h)) / 2h
central(f, x::Vector; h = 1e-6) = [central(y -> f([j == i ? y : x[j] for j in eachindex(x)]), x[i]; h) for i in eachindex(x)]
check(name, found, wanted; rtol = 1e-5) = println(rpad(name, 40), all(isapprox.(found, wanted; rtol, atol = 1e-8)) ? "agrees" : "is $found instead of $wanted")

decay(rate, tableau) = solve(InitialValueProblem((u, t) -> -rate .* u .* cos(t), [1.0], (0.0, 2.0)), tableau; steps = 8).u[end][1]
for tableau in (Euler, Midpoint, RK4, Heun32, DormandPrince)
    f(rate) = decay(rate, tableau)
    check("$(tableau.name), forward", derivative(f, 1.3), central(f, 1.3))
    check("$(tableau.name), reverse", gradient(f, 1.3), central(f, 1.3))
end
# By the solution that is known.
check("RK4, exact", derivative(rate -> decay(rate, RK4), 1.3), -sin(2.0) * exp(-1.3 * sin(2.0)); rtol = 1e-3)

# Steps of adaptive size: errors, norms and step sizes carry derivatives too.
function swing(p)
    problem = InitialValueProblem((u, t) -> [u[2], -p[1] * sin(u[1]) - p[2] * u[2]], [p[3], 0.0], (0.0, 1.0))
    solution, _ = solve_adaptive(problem; abstol = 1e-7, reltol = 1e-5)
    return sum(abs2, solution.u[end]) + solution(0.5)[1]
end
p = [4.0, 0.1, 0.5]
check("adaptive pendulum, reverse", gradient(swing, p), central(swing, p))
check("adaptive pendulum, forward", jvp(swing, (p,), ([1.0, -1.0, 2.0],))[2], central(h -> swing(p + h * [1.0, -1.0, 2.0]), 0.0))

# An event's time.
function first_zero(k)
    problem = InitialValueProblem((u, t) -> [u[2], -k * u[1]], [1.0, 0.0], (0.0, 2.0))
    _, found = solve_adaptive(problem; abstol = 1e-7, reltol = 1e-5, events = (zero = (u, t) -> u[1],))
    return found[1][2]
end
check("time of an event, forward", derivative(first_zero, 1.0), central(first_zero, 1.0))
check("time of an event, reverse", gradient(first_zero, 1.0), central(first_zero, 1.0))
