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
