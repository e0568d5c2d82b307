# A name of a module that is known when code is lowered is no call; `Core._apply` spreads.
using Test, Cassette

Cassette.@context Log
Cassette.prehook(ctx::Log, f, args...) = push!(ctx.metadata, (f, args))
calls(f) = (log = Any[]; Cassette.overdub(Log(metadata = log), f); log)

@testset "reading a module's name is not a call" begin
    @test calls(() -> Base.mul_int(2, 3)) == [(Base.mul_int, (2, 3))]
end

@testset "Core._apply is the call that it spreads for" begin
    log = calls(() -> Core._apply(Base.add_int, (1,), (2,)))
    @test (tuple, (1,)) in log
    @test last(log) == (Base.add_int, (1, 2))
    @test !any(entry -> entry[1] === Core._apply, log)
end
