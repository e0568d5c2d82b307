using Test

@testset "equal numbers hash alike" begin
    @test hash(1) == hash(1.0) == hash(big(1)) == hash(1//1) == hash(0x01) == hash(true) == hash(1 + 0im)
    @test hash(0.5) == hash(1//2) == hash(Float16(0.5)) == hash(big(0.5))
    @test hash(2^60) == hash(2.0^60) == hash(big(2)^60)
    @test hash(big(2)^80) == hash(2.0^80) && hash(typemax(UInt64)) == hash(big(typemax(UInt64)))
    @test hash(1//3) == hash(big(1)//3)
    @test hash(NaN) == hash(-NaN) && hash(0.0) != hash(-0.0)
end

@testset "as Julia hashes integers" begin
    @test hash(1) === 0x5bca7c69b794f8ce
    @test hash(0) === 0x77cfa1eef01bca90
end

@testset "keys of different types are one" begin
    d = Dict{Any, Int}(1 => 10)
    @test d[1.0] == 10 && d[0x01] == 10 && d[big(1)] == 10 && haskey(d, 1//1)
    @test length(Set{Any}([1, 1.0, 0x01])) == 1 && length(Set([0.0, -0.0])) == 2
end
