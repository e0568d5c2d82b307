using Test, Random

@testset "the stream of the Mersenne twister" begin
    @test rand(MersenneTwister(123), 2) == [0.37453777969575874, 0.8735343642013971]
    r = MersenneTwister(123)
    @test [rand(r), rand(r)] == [0.37453777969575874, 0.8735343642013971]
    @test rand(MersenneTwister("a seed")) === rand(MersenneTwister("a seed"))
    @test rand(MersenneTwister(1)) != rand(MersenneTwister(2))
    @test rand(MersenneTwister(UInt32[1, 2])) === rand(MersenneTwister(UInt32[1, 2]))
end

@testset "arrays are drawn as numbers are, one by one" begin
    for n in (1, 10, 383)
        a, b = MersenneTwister(7), MersenneTwister(7)
        @test rand(a, n) == [rand(b) for _ in 1:n]
        @test a == b
    end
    a, b = MersenneTwister(7), MersenneTwister(7)
    @test randn(a, 5) == [randn(b) for _ in 1:5]
    @test rand(a, 1:10, 5) == [rand(b, 1:10) for _ in 1:5]
    @test length(rand(a, 2000)) == 2000 && all(0 .<= rand(a, 2000) .< 1)
end

@testset "everything can be drawn" begin
    r = MersenneTwister(3)
    for T in (Bool, Int8, UInt16, Int32, Int64, UInt64, Int128, UInt128, Float16, Float32, Float64)
        @test rand(r, T) isa T
        @test rand(r, T, 40) isa Vector{T}
    end
    @test sort(shuffle(r, 1:9)) == 1:9 && isperm(randperm(r, 6))
    @test length(randstring(r, 12)) == 12 && size(bitrand(r, 3, 4)) == (3, 4)
    @test randexp(r) >= 0 && rand(r, "abc") in "abc"
    @test 0 <= rand(r, Int128(0):Int128(10)^20) <= Int128(10)^20
end

@testset "copies and text" begin
    r = MersenneTwister(42)
    @test repr(r) == "MersenneTwister(42)"
    rand(r)
    @test repr(r) == "MersenneTwister(42, (0, 1002, 0, 1))"
    rand(r, Int)
    @test repr(r) == "MersenneTwister(42, (0, 2256, 0, 1, 1002, 1))"
    c = copy(r)
    @test c == r && hash(c) == hash(r) && rand(c) === rand(r)
    rand(c)
    @test c != r
    @test copy!(c, r) == r
    Random.seed!(r, 42)
    @test r == MersenneTwister(42)
end
