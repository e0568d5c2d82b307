# Ordinary differential equations: explicit and embedded Runge-Kutta methods, events and dense output.

module Methods

export Tableau, Euler, Midpoint, RK4, Heun32, DormandPrince, order, stages, is_embedded

"A Butcher tableau: nodes, coefficients, weights and, for embedded methods, the weights of lower order."
struct Tableau{T<:Real}
    name::String
    order::Int
    c::Vector{T}
    a::Vector{Vector{T}}
    b::Vector{T}
    b_low::Union{Nothing,Vector{T}}
    function Tableau(name, order, c::Vector{T}, a, b, b_low = nothing) where {T<:Real}
        length(c) == length(b) == length(a) ||
            throw(DimensionMismatch("tableau of $name: $(length(c)) nodes, $(length(b)) weights"))
        return new{T}(name, order, c, a, b, b_low)
    end
end

order(t::Tableau) = t.order
stages(t::Tableau) = length(t.b)
is_embedded(t::Tableau) = t.b_low !== nothing

Base.show(io::IO, t::Tableau) = print(io, t.name, "(order ", t.order, ", ", stages(t), " stages)")

const Euler = Tableau("Euler", 1, [0.0], [Float64[]], [1.0])
const Midpoint = Tableau("Midpoint", 2, [0.0, 0.5], [Float64[], [0.5]], [0.0, 1.0])
const RK4 = Tableau(
    "RK4", 4, [0.0, 0.5, 0.5, 1.0],
    [Float64[], [0.5], [0.0, 0.5], [0.0, 0.0, 1.0]],
    [1, 2, 2, 1] ./ 6,
)
const Heun32 = Tableau(
    "BogackiShampine", 3, [0.0, 1 / 2, 3 / 4, 1.0],
    [Float64[], [1 / 2], [0.0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
    [2 / 9, 1 / 3, 4 / 9, 0.0], [7 / 24, 1 / 4, 1 / 3, 1 / 8],
)
const DormandPrince = Tableau(
    "DormandPrince", 5, [0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0],
    [
        Float64[],
        [1 / 5],
        [3 / 40, 9 / 40],
        [44 / 45, -56 / 15, 32 / 9],
        [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
        [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
        [35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
    ],
    [35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84, 0.0],
    [5179 / 57600, 0.0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40],
)

end # module Methods

using .Methods
using Printf

# --- problems -----------------------------------------------------------------------------------

abstract type Problem end

struct InitialValueProblem{F,U} <: Problem
    f::F
    u0::U
    tspan::Tuple{Float64,Float64}
    name::Symbol
end

InitialValueProblem(f, u0, tspan; name = :unnamed) = InitialValueProblem(f, u0, tspan, name)

mutable struct Statistics
    evaluations::Int
    accepted::Int
    rejected::Int
end
Statistics() = Statistics(0, 0, 0)

struct Solution{U}
    t::Vector{Float64}
    u::Vector{U}
    du::Vector{U}
    stats::Statistics
end

Base.length(s::Solution) = length(s.t)
Base.getindex(s::Solution, i::Int) = (s.t[i], s.u[i])
Base.firstindex(s::Solution) = 1
Base.lastindex(s::Solution) = length(s)
Base.iterate(s::Solution, i = 1) = i > length(s) ? nothing : (s[i], i + 1)

"Cubic Hermite interpolation between the accepted steps."
function (s::Solution)(t::Real)
    first(s.t) <= t <= last(s.t) || throw(DomainError(t, "outside of the solved interval"))
    i = clamp(searchsortedlast(s.t, t), 1, length(s) - 1)
    h = s.t[i + 1] - s.t[i]
    θ = (t - s.t[i]) / h
    h00, h10 = (1 + 2θ) * (1 - θ)^2, θ * (1 - θ)^2
    h01, h11 = θ^2 * (3 - 2θ), θ^2 * (θ - 1)
    return @. h00 * s.u[i] + h10 * h * s.du[i] + h01 * s.u[i + 1] + h11 * h * s.du[i + 1]
end

# --- stepping -----------------------------------------------------------------------------------

function stages!(problem, tableau, t, u, h, stats)
    ks = typeof(u)[]
    for i in 1:stages(tableau)
        v = u
        for (j, aij) in enumerate(tableau.a[i])
            iszero(aij) || (v = v .+ (h * aij) .* ks[j])
        end
        push!(ks, problem.f(v, t + tableau.c[i] * h))
        stats.evaluations += 1
    end
    return ks
end

combine(u, h, weights, ks) = foldl((v, (w, k)) -> v .+ (h * w) .* k, zip(weights, ks); init = u)

"Solves with a fixed number of steps."
function solve(problem::Problem, tableau::Tableau; steps::Integer = 100)
    t0, t1 = problem.tspan
    h = (t1 - t0) / steps
    stats = Statistics()
    ts, us, dus = [t0], [problem.u0], typeof(problem.u0)[]
    for n in 1:steps
        t, u = ts[end], us[end]
        ks = stages!(problem, tableau, t, u, h, stats)
        push!(dus, ks[1])
        push!(us, combine(u, h, tableau.b, ks))
        push!(ts, t0 + n * h)
        stats.accepted += 1
    end
    push!(dus, problem.f(us[end], ts[end]))
    return Solution(ts, us, dus, stats)
end

struct TooManySteps <: Exception
    limit::Int
    t::Float64
end
Base.showerror(io::IO, e::TooManySteps) =
    print(io, "TooManySteps: more than ", e.limit, " steps before t = ", round(e.t, digits = 3))

weighted_norm(e, u, v; abstol, reltol) =
    sqrt(sum(abs2, e ./ (abstol .+ reltol .* max.(abs.(u), abs.(v)))) / length(e))

"Solves with steps that keep the estimated error below the tolerances; `events` are looked for on the way."
function solve_adaptive(problem::Problem, tableau::Tableau = DormandPrince;
                        abstol = 1e-8, reltol = 1e-6, h = 1e-2, limit = 10_000, events = ())
    is_embedded(tableau) || throw(ArgumentError("$tableau has no error estimate"))
    t, stop = problem.tspan
    u = problem.u0
    stats = Statistics()
    ts, us, dus = [t], [u], typeof(u)[]
    found = Tuple{Symbol,Float64}[]
    previous = 1.0
    while t < stop
        stats.accepted + stats.rejected < limit || throw(TooManySteps(limit, t))
        h = min(h, stop - t)
        ks = stages!(problem, tableau, t, u, h, stats)
        v = combine(u, h, tableau.b, ks)
        e = combine(zero(u), h, tableau.b .- tableau.b_low, ks)
        err = weighted_norm(e, u, v; abstol, reltol)
        if err <= 1
            for (name, g) in pairs(NamedTuple(events))
                a, b = g(u, t), g(v, t + h)
                a * b < 0 && push!(found, (name, t + h * a / (a - b)))
            end
            stats.accepted += 1
            t, u = t + h, v
            push!(ts, t); push!(us, u); push!(dus, ks[1])
            h *= clamp(0.9 * err^(-0.7 / order(tableau)) * previous^(0.4 / order(tableau)), 0.2, 5.0)
            previous = max(err, 1e-4)
        else
            stats.rejected += 1
            h *= clamp(0.9 * err^(-1 / order(tableau)), 0.1, 0.9)
        end
    end
    push!(dus, problem.f(u, t))
    return Solution(ts, us, dus, stats), found
end

# --- the programs ---------------------------------------------------------------------------------

function convergence_table()
    problem = InitialValueProblem((u, t) -> -u .* cos(t), [1.0], (0.0, 2.0); name = :decay)
    exact = exp(-sin(2.0))
    println("convergence on ", problem.name, ":")
    for tableau in (Euler, Midpoint, RK4, Heun32, DormandPrince)
        errors = map((20, 40, 80)) do n
            abs(solve(problem, tableau; steps = n).u[end][1] - exact)
        end
        observed = log2(errors[2] / errors[3])
        @printf("  %-34s error %.3e  observed order %.2f\n", string(tableau), errors[3], observed)
    end
end

function oscillator()
    harmonic(u, t) = [u[2], -u[1]]
    problem = InitialValueProblem(harmonic, [1.0, 0.0], (0.0, 10.0); name = :oscillator)
    crossing = (zero = (u, t) -> u[1], turn = (u, t) -> u[2])
    solution, found = solve_adaptive(problem; events = crossing)
    energy = [sum(abs2, u) / 2 for (_, u) in solution]
    @printf("oscillator: %d points, energy drift %.1e\n", length(solution), maximum(energy) - minimum(energy))
    for (name, t) in found
        @printf("  %-5s at %.3f\n", name, t)
    end
    println("  interpolated at π: ", round.(solution(Float64(π)), digits = 4))
    worst = maximum(abs(solution(t)[1] - cos(t)) for t in range(0.0, 10.0, length = 101))
    println("  worst interpolation error below 1e-3: ", worst < 1e-3)
end

function lorenz()
    σ, ρ, β = 10.0, 28.0, 8 / 3
    f((x, y, z), t) = [σ * (y - x), x * (ρ - z) - y, x * y - β * z]
    problem = InitialValueProblem(f, [1.0, 1.0, 1.0], (0.0, 2.0); name = :lorenz)
    a, _ = solve_adaptive(problem; reltol = 1e-9)
    b, _ = solve_adaptive(problem, Heun32; reltol = 1e-7, abstol = 1e-9)
    @printf("lorenz: agrees to %.0e; cheaper method needs more evaluations: %s\n",
            10.0^ceil(log10(maximum(abs, a.u[end] - b.u[end]))), b.stats.evaluations > a.stats.evaluations)
end

function failures()
    stiff = InitialValueProblem((u, t) -> -1e6 .* u, [1.0], (0.0, 1.0); name = :stiff)
    for attempt in (() -> solve_adaptive(stiff; limit = 50), () -> solve_adaptive(stiff, RK4),
                    () -> Tableau("broken", 1, [0.0, 1.0], [Float64[]], [1.0]))
        try
            attempt()
            println("no failure")
        catch e
            println(nameof(typeof(e)), ": ", first(split(sprint(showerror, e), '\n')))
        end
    end
end

convergence_table()
oscillator()
lorenz()
failures()
