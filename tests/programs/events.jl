# A discrete-event simulation: queues, resources and processes, with a generator of random numbers of its own.

using Printf
using Statistics: mean, std

# --- random numbers that are the same everywhere ----------------------------------------------------

mutable struct Lehmer
    state::UInt64
    Lehmer(seed::Integer) = new(UInt64(seed) * 2 + 1)
end

function next!(g::Lehmer)
    g.state = (g.state * 0x5851f42d4c957f2d) ⊻ (g.state >> 29)
    return Float64(g.state >> 11) * 2.0^-53
end

exponential(g::Lehmer, mean) = -mean * log(1 - next!(g))
uniform(g::Lehmer, low, high) = low + (high - low) * next!(g)
pick(g::Lehmer, from) = from[1 + floor(Int, next!(g) * length(from))]

# --- a priority queue -------------------------------------------------------------------------------

struct Event{A}
    time::Float64
    order::Int
    action::A
end

Base.isless(a::Event, b::Event) = (a.time, a.order) < (b.time, b.order)

struct Heap{T}
    items::Vector{T}
end
Heap{T}() where {T} = Heap(T[])

Base.isempty(h::Heap) = isempty(h.items)
Base.length(h::Heap) = length(h.items)

function Base.push!(h::Heap, item)
    items = push!(h.items, item)
    i = lastindex(items)
    while i > 1 && items[i] < items[i ÷ 2]
        items[i], items[i ÷ 2] = items[i ÷ 2], items[i]
        i ÷= 2
    end
    return h
end

function Base.popfirst!(h::Heap)
    items = h.items
    isempty(items) && throw(ArgumentError("heap must be non-empty"))
    top, last = items[1], pop!(items)
    isempty(items) && return top
    items[1] = last
    i = 1
    while true
        child = 2i
        child > length(items) && break
        if child < length(items) && items[child + 1] < items[child]
            child += 1
        end
        items[child] < items[i] || break
        items[i], items[child] = items[child], items[i]
        i = child
    end
    return top
end

# --- the clockwork ----------------------------------------------------------------------------------

mutable struct Simulation
    now::Float64
    queue::Heap{Event}
    count::Int
    trace::Union{Nothing,Vector{String}}
end

Simulation(; trace = false) = Simulation(0.0, Heap{Event}(), 0, trace ? String[] : nothing)

function schedule!(action, sim::Simulation, delay)
    delay >= 0 || throw(DomainError(delay, "events cannot be in the past"))
    sim.count += 1
    push!(sim.queue, Event(sim.now + delay, sim.count, action))
    return nothing
end

log!(sim::Simulation, parts...) =
    sim.trace === nothing || push!(sim.trace, string(lpad(round(sim.now; digits = 2), 6), " ", parts...))

function run!(sim::Simulation; until = Inf)
    n = 0
    while !isempty(sim.queue)
        event = popfirst!(sim.queue)
        event.time > until && break
        sim.now = event.time
        event.action()
        n += 1
    end
    return n
end

# --- resources --------------------------------------------------------------------------------------

mutable struct Resource
    name::String
    capacity::Int
    busy::Int
    waiting::Vector{Tuple{Float64,Function}}
    waits::Vector{Float64}
    busy_time::Float64
    since::Float64
end

Resource(name, capacity) = Resource(name, capacity, 0, Tuple{Float64,Function}[], Float64[], 0.0, 0.0)

function account!(r::Resource, now)
    r.busy_time += r.busy * (now - r.since)
    r.since = now
end

"Calls `use` when one of the resource's places is free."
function acquire!(use, sim::Simulation, r::Resource)
    if r.busy < r.capacity
        account!(r, sim.now)
        r.busy += 1
        push!(r.waits, 0.0)
        use()
    else
        push!(r.waiting, (sim.now, use))
    end
end

function release!(sim::Simulation, r::Resource)
    if isempty(r.waiting)
        account!(r, sim.now)
        r.busy -= 1
    else
        (since, use) = popfirst!(r.waiting)
        push!(r.waits, sim.now - since)
        schedule!(use, sim, 0.0)
    end
end

utilisation(r::Resource, time) = (r.busy_time + r.busy * (time - r.since)) / (r.capacity * time)

# --- a bank: customers arrive, wait for a teller, some give up ---------------------------------------

Base.@kwdef struct Bank
    tellers::Int = 2
    interarrival::Float64 = 1.0
    service::Float64 = 1.6
    patience::Float64 = 8.0
    customers::Int = 200
    seed::Int = 1
end

@enum Fate served left

function simulate(bank::Bank; trace = false)
    sim = Simulation(; trace)
    random = Lehmer(bank.seed)
    tellers = Resource("tellers", bank.tellers)
    fates = Dict{Int,Fate}()
    function arrive(i)
        log!(sim, "customer ", i, " arrives, ", length(tellers.waiting), " waiting")
        gone = Ref(false)
        started = Ref(false)
        schedule!(sim, uniform(random, 0.5, 1.5) * bank.patience) do
            started[] || (gone[] = true; fates[i] = left; log!(sim, "customer ", i, " leaves"))
        end
        acquire!(sim, tellers) do
            if gone[]
                release!(sim, tellers)
            else
                started[] = true
                schedule!(sim, exponential(random, bank.service)) do
                    fates[i] = served
                    log!(sim, "customer ", i, " is served")
                    release!(sim, tellers)
                end
            end
        end
        i < bank.customers && schedule!(() -> arrive(i + 1), sim, exponential(random, bank.interarrival))
    end
    schedule!(() -> arrive(1), sim, 0.0)
    events = run!(sim)
    return (; sim, events, fates, tellers)
end

function report(bank::Bank)
    result = simulate(bank)
    tallies = Dict(f => count(==(f), values(result.fates)) for f in instances(Fate))
    waits = result.tellers.waits
    @printf("%d tellers: %3d served, %3d left, wait %.2f ± %.2f, busy %.0f%%, %d events\n",
            bank.tellers, tallies[served], tallies[left], mean(waits), std(waits),
            100 * utilisation(result.tellers, result.sim.now), result.events)
    return tallies[left]
end

# --- a production line with typed machines, by dispatch ----------------------------------------------

abstract type Machine end
struct Cutter <: Machine; time::Float64; end
struct Painter <: Machine; time::Float64; dry::Float64; end
struct Checker <: Machine; time::Float64; failure::Float64; end

duration(m::Machine, g) = exponential(g, m.time)
duration(m::Painter, g) = exponential(g, m.time) + m.dry
outcome(::Machine, g) = :pass
outcome(m::Checker, g) = next!(g) < m.failure ? :again : :pass

function produce(line::Vector{<:Machine}, parts; seed = 7)
    sim = Simulation()
    random = Lehmer(seed)
    places = [Resource(string(nameof(typeof(m))), 1) for m in line]
    finished = Float64[]
    rounds = zeros(Int, parts)
    function visit(part, at)
        at > length(line) && return push!(finished, sim.now)
        acquire!(sim, places[at]) do
            schedule!(sim, duration(line[at], random)) do
                release!(sim, places[at])
                if outcome(line[at], random) === :again
                    rounds[part] += 1
                    visit(part, 1)
                else
                    visit(part, at + 1)
                end
            end
        end
    end
    for part in 1:parts
        schedule!(() -> visit(part, 1), sim, 0.5 * part)
    end
    run!(sim)
    return finished, rounds, [(r.name, round(utilisation(r, sim.now), digits = 3)) for r in places]
end

# --- what is printed --------------------------------------------------------------------------------

lost = [report(Bank(; tellers = n)) for n in 1:4]
println("more tellers lose fewer customers: ", issorted(lost; rev = true))
small = simulate(Bank(; customers = 3, patience = 2.0, seed = 5); trace = true)
foreach(println, small.sim.trace)
finished, rounds, busy = produce([Cutter(0.3), Painter(0.2, 0.1), Checker(0.1, 0.25)], 40)
@printf("line: %d parts in %.2f, %d sent back, at most %d times\n", length(finished), last(finished), sum(rounds), maximum(rounds))
for (name, share) in busy
    println("  ", rpad(name, 8), " busy ", share)
end
queue = Heap{Int}()
foreach(x -> push!(queue, x), [5, 3, 9, 1, 7, 3])
println([popfirst!(queue) for _ in 1:length(queue)])
for bad in (() -> popfirst!(queue), () -> schedule!(() -> nothing, Simulation(), -1))
    try
        bad()
    catch e
        println(sprint(showerror, e))
    end
end
