# What a context answers for an intrinsic that machine code knows how to do by itself.
using Test, Cassette

const and_int = Core.Intrinsics.and_int
const less = Core.Intrinsics.slt_int
both(a, b) = and_int(less(a, 3), less(b, 3)) ? "both" : "not both"

Cassette.@context Either
Cassette.overdub(::Either, ::typeof(Core.Intrinsics.and_int), a::Bool, b::Bool) = a | b

@testset "intrinsics that a context answers for" begin
    for _ in 1:5
        @test both(1, 5) == "not both" && both(1, 2) == "both"
        @test Cassette.overdub(Either(), both, 1, 5) == "both"
        @test Cassette.overdub(Either(), both, 4, 5) == "not both"
    end
end
