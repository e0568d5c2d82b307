# Contexts that carry nothing: their values are known from their types, and hooks that are put into the code get them.
using Test, Cassette
using Cassette: overdub

Cassette.@context Silent
const seen = String[]
Cassette.prehook(::Silent, f, args...) = push!(seen, string("calling ", f, args))

function climbed(x)
    result = 0.0
    for i in 1:length(x)-1
        result += (1.0 - x[i])^2 + 100.0 * (x[i+1] - x[i]^2)^2
    end
    return result
end

@testset "hooks that print what they see" begin
    x = [0.25, 0.5, 0.75]
    @test overdub(Silent(), climbed, x) == climbed(x)
    @test length(seen) > 50 && all(startswith("calling "), seen)
    @test overdub(Silent(), a -> a^2, 2.0) == 4.0
end

Cassette.@context Traced
function Cassette.overdub(ctx::Traced, args...)
    below = Any[]
    push!(ctx.metadata, args => below)
    Cassette.canrecurse(ctx, args...) || return Cassette.fallback(ctx, args...)
    return Cassette.recurse(Cassette.similarcontext(ctx, metadata = below), args...)
end
weighed(x; by = 1.0, plus = 2.0) = x * by + plus

@testset "a call with keywords goes straight to what the program wrote" begin
    calls = Any[]
    @test overdub(Traced(metadata = calls), () -> weighed(3.0; by = 2.0)) == 8.0
    below = only(last.(filter(it -> first(it)[1] === Core.kwcall, last(only(calls)))))
    @test first.(below) == [(*, 3.0, 2.0), (+, 6.0, 2.0)]
    @test_throws MethodError overdub(Traced(metadata = Any[]), () -> weighed(3.0; of = 2.0))
    @test_throws MethodError overdub(Traced(metadata = Any[]), () -> println(; of = 2.0))
end
