# Loops that count down, by steps, or that end early: most turns ask nothing, and still nothing wrong passes
using Test

function by_steps(v, from, step, to)
    s = 0
    for i in from:step:to
        s += v[i] + i
    end
    return s
end
function down(v, from, to)
    s = 0
    for i in from:-1:to
        s = 3s + v[i]
    end
    return s
end
function down_while(v, from, to)
    s = 0
    i = from
    while i >= to
        s = 3s + v[i]
        i -= 1
    end
    return s
end
function in_pairs(v)
    rising = falling = 0
    for i in length(v):-2:2
        v[i] > v[i - 1] ? (rising += 1) : (falling += 1)
    end
    return (rising, falling)
end
function cross_out!(flags, step)
    for i in step * step:step:length(flags)
        flags[i] = false
    end
    return flags
end
function place(v, x)
    for i in eachindex(v)
        v[i] == x && return i
    end
    return nothing
end
function last_place(v, x)
    for i in length(v):-1:1
        v[i] == x && return i
    end
    return nothing
end
# Leaves before the turn has done anything, and after.
function before!(v, x)
    n = 0
    for i in 1:length(v)
        v[i] == x && break
        v[i] += 1
        n += 1
    end
    return n
end
function after!(v, x)
    n = 0
    for i in 1:length(v)
        v[i] += 1
        v[i] == x && break
        n += 1
    end
    return n
end
function message(f, args...)
    try
        f(args...)
        "none"
    catch e
        sprint(showerror, e)
    end
end
folded(v, places) = foldl((s, i) -> 3s + v[i], places; init = 0)

const V = collect(10:10:100_000)
const N = length(V)
access(i) = "BoundsError: attempt to access 10000-element Vector{Int64} at index [$i]"

@testset "by steps" begin
    for step in (1, 2, 3, 7, 100, 4096, 9999, 10_000, 10_001, typemax(Int)), from in (1, 2, 5000, N), _ in 1:2
        @test by_steps(V, from, step, N) == sum(collect(11i for i in from:step:N))
        @test by_steps(V, N, -step, from) == sum(collect(11i for i in N:-step:from))
    end
    @test message(by_steps, V, 1, 7, N + 10) == access(10004)
    @test message(by_steps, V, 0, 7, 200) == access(0)
    @test message(by_steps, V, N, -3, -2) == access(-2)
    @test message(by_steps, V, 5, 2^40, typemax(Int) - 2) == access(5 + 2^40)
    @test message(by_steps, V, typemin(Int) + 3, 2^40, 100) == access(typemin(Int) + 3)
    @test message(by_steps, V, N, typemin(Int), typemin(Int)) == access(N + typemin(Int))
    @test message(by_steps, V, 1, 0, 5) == "ArgumentError: step cannot be zero"
    @test by_steps(V, 5, 1, 4) == 0
    for step in (2, 3, 50, 101)
        @test cross_out!(fill(true, N), step) == [i < step * step || i % step != 0 for i in 1:N]
    end
end

@testset "down" begin
    for (from, to) in ((N, 1), (N, 2), (N, N), (1, 1), (5000, 100), (4097, 1), (4098, 1), (3, 4), (0, 1), (-5, 1)), f in (down, down_while)
        @test f(V, from, to) == folded(V, from:-1:to)
    end
    for f in (down, down_while)
        @test message(f, V, N + 1, 1) == access(N + 1)
        @test message(f, V, N, 0) == access(0)
        @test message(f, V, 10, -3) == access(0)
        @test message(f, V, typemax(Int), 5) == access(typemax(Int))
    end
    @test in_pairs(V) == (5000, 0)
    @test in_pairs(reverse(V)) == (0, 5000)
    @test in_pairs(V[1:9999]) == (4999, 0)
end

@testset "early ends" begin
    for i in (1, 2, 100, 4096, 4097, 4098, 5000, N)
        @test place(V, 10i) == last_place(V, 10i) == i
        @test before!(copy(V), 10i) == i - 1
        @test after!(copy(V), 10i + 1) == i - 1
        v = copy(V)
        before!(v, 10i)
        @test v == [10j + (j < i) for j in 1:N]
        v = copy(V)
        after!(v, 10i + 1)
        @test v == [10j + (j <= i) for j in 1:N]
    end
    @test place(V, 5) === last_place(V, 5) === nothing
    @test before!(copy(V), 5) == after!(copy(V), 5) == N
end
