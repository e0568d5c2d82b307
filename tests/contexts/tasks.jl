# Tasks that take turns: each has the contexts that it entered, with their values; one made under a context shares it.
using Test, Cassette

Cassette.@context Log
step(x) = x
Cassette.prehook(ctx::Log, ::typeof(step), x) = push!(ctx.metadata, x)
work(from) = for i in 1:3
    step(from + i)
    yield()
end

@testset "equal contexts in two tasks are two runs" begin
    one, other = Int[], Int[]
    a = @async Cassette.overdub(Log(metadata = one), work, 10)
    b = @async Cassette.overdub(Log(metadata = other), work, 20)
    wait(a)
    wait(b)
    @test one == [11, 12, 13]
    @test other == [21, 22, 23]
end

@testset "one ends while the other goes on" begin
    one, other = Int[], Int[]
    a = @async Cassette.overdub(Log(metadata = one), () -> (step(1); yield(); yield(); yield(); step(2)))
    b = @async Cassette.overdub(Log(metadata = other), () -> (step(3); yield(); step(4)))
    wait(b)
    wait(a)
    @test one == [1, 2]
    @test other == [3, 4]
end

@testset "a task that is made under a context is part of its run" begin
    seen = Int[]
    Cassette.overdub(Log(metadata = seen), () -> (a = @async work(0); step(100); wait(a)))
    @test sort(seen) == [1, 2, 3, 100]
end

@testset "one context inside of another of the same kind, in tasks" begin
    outer, inner = Int[], Int[]
    nested() = (step(1); Cassette.overdub(Log(metadata = inner), () -> (yield(); step(2); yield())); step(3))
    a = @async Cassette.overdub(Log(metadata = outer), nested)
    b = @async work(50)
    wait(a)
    wait(b)
    @test outer == [1, 2, 3]
    @test inner == [2]
end
