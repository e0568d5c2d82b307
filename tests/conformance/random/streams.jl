using Test, Random

@testset "a seed gives one stream" begin
    Random.seed!(1234)
    @test rand(2) == [0.32597672886359486, 0.5490511363155669]
    @test rand() === 0.21858665481883066
    Random.seed!(42)
    @test rand() === 0.6293451231426089
    @test rand(Xoshiro(1234), 2) == [0.32597672886359486, 0.5490511363155669]
end

@testset "generators are independent and can be copied" begin
    a, b = Xoshiro(1), Xoshiro(1)
    @test a == b && rand(a, 3) == rand(b, 3)
    c = copy(a)
    @test rand(a) === rand(c)
    rand(a)
    @test a != c
    @test rand(MersenneTwister(7)) === rand(MersenneTwister(7))
end

@testset "ranges and collections" begin
    Random.seed!(1)
    @test all(1 <= rand(1:6) <= 6 for _ in 1:100) && Set(rand(1:3, 100)) == Set(1:3)
    @test rand('a':'c') in 'a':'c' && rand([10, 20]) in (10, 20) && rand((1, 'x')) in (1, 'x')
    @test rand(Dict(1 => 2)) === (1 => 2) && rand(Set([5])) === 5 && rand("a") === 'a'
    @test big(1) <= rand(big(1):big(10)^30) <= big(10)^30
    @test_throws ArgumentError rand(1:0)
    @test_throws ArgumentError rand(Int[])
    @test all(0.0 <= x < 1.0 for x in rand(100))
end

@testset "types and dimensions" begin
    @test rand(Bool) isa Bool && rand(Int8) isa Int8 && rand(Float32) isa Float32 && rand(ComplexF64) isa ComplexF64
    @test size(rand(2, 3)) == (2, 3) && rand(Int, 2) isa Vector{Int} && size(rand(1:3, 2, 2)) == (2, 2)
    @test rand(Char) isa Char && rand(UInt128) isa UInt128 && rand(BigFloat) < 1
    @test length(rand!(zeros(5))) == 5
end

@testset "normal and exponential" begin
    Random.seed!(3)
    x = randn(10_000)
    @test abs(sum(x) / length(x)) < 0.05 && abs(sum(abs2, x) / length(x) - 1) < 0.06
    y = randexp(10_000)
    @test abs(sum(y) / length(y) - 1) < 0.05 && all(>=(0), y)
    @test randn(Float32) isa Float32 && size(randn(2, 2)) == (2, 2) && randn(ComplexF64) isa ComplexF64
end

@testset "orders and strings" begin
    Random.seed!(5)
    @test sort(shuffle(1:10)) == 1:10 && sort(randperm(6)) == 1:6 && sort(randcycle(5)) == 1:5
    v = [1, 2, 3]
    @test shuffle!(v) === v && sort(v) == [1, 2, 3]
    @test length(randstring(12)) == 12 && all(isascii, randstring()) && randstring("ab", 5) isa String
    @test issubset(randsubseq(1:100, 0.5), 1:100) && length(bitrand(10)) == 10
end

@testset "seeds of other kinds" begin
    @test rand(Xoshiro(-1)) != rand(Xoshiro(1)) && rand(Xoshiro("text")) === rand(Xoshiro("text"))
    @test rand(Xoshiro(big(2)^70)) === rand(Xoshiro(big(2)^70)) && rand(Xoshiro(UInt32[1, 2])) isa Float64
end

@testset "numbers of ranges, by halves of products" begin
    for (x, s) in ((typemax(UInt64), UInt64(6)), (typemax(UInt64), typemax(UInt64) - 1),
            (0x123456789abcdef0, 0xfedcba9876543210), (0x123456789abcdef0, 0x00000001ffffffff))
        @test Random._high_product(x, s) == (widemul(x, s) >> 64) % UInt64
    end
    Random.seed!(1)
    @test rand(1:6, 5) == [1, 3, 5, 4, 6] && rand(-1:1, 5) == [-1, 1, 1, 1, -1]
    @test rand(typemin(Int):typemax(Int)) isa Int && rand(false:true, 3) isa Vector{Bool}
end

struct OwnFloat <: AbstractFloat
    x::Float64
end
Random.rand(rng::AbstractRNG, ::Random.SamplerTrivial{Random.CloseOpen01{OwnFloat}}) = OwnFloat(rand(rng))
mutable struct Congruence <: AbstractRNG
    state::UInt64
end
Random.rng_native_52(::Congruence) = UInt64
Random.rand(r::Congruence, ::Random.SamplerType{UInt64}) = r.state = r.state * 0x5851f42d4c957f2d + 0x14057b7ef767814f

@testset "floats and generators of a program's own" begin
    @test rand(OwnFloat) isa OwnFloat && rand(OwnFloat, 2) isa Vector{OwnFloat} && 0 <= rand(Xoshiro(1), OwnFloat).x < 1
    @test rand(Random.CloseOpen01()) isa Float64 && rand(Random.CloseOpen01(Float32)) isa Float32 && rand(BigFloat, 2) isa Vector{BigFloat}
    r = Congruence(1)
    @test rand(r, UInt64) == 0x6c576fac43fd007c
    @test 0 <= rand(r) < 1 && rand(r, 1:6) in 1:6 && randn(r) isa Float64 && sort(shuffle(r, 1:5)) == 1:5 && length(randstring(r, 4)) == 4
end

@testset "tasks draw numbers of their own" begin
    Random.seed!(11)
    x, y = rand(UInt64), rand(UInt64)
    for n in 1:3
        Random.seed!(11)
        @sync for _ in 1:n
            @async rand(UInt64)
        end
        @test rand(UInt64) == x
        fetch(@async rand(3))
        @test rand(UInt64) == y
    end
    Random.seed!(5)
    first_time = [fetch(@async rand()) for _ in 1:3]
    Random.seed!(5)
    @test [fetch(@async rand()) for _ in 1:3] == first_time && allunique(first_time)
    # A task that is left goes on where it was.
    Random.seed!(3)
    drawn = Float64[]
    t = @async begin
        for _ in 1:4
            push!(drawn, rand())
            yield()
        end
    end
    wait(t)
    Random.seed!(3)
    @test length(drawn) == 4 && drawn[1] == fetch((Random.seed!(3); @async rand()))
    @test occursin(r"^Xoshiro\((0x[0-9a-f]{16}, ){4}0x[0-9a-f]{16}\)$", repr(Xoshiro(1))) && Xoshiro(1, 2, 3, 4) != Xoshiro(1, 2, 3, 4, 5)
end

@testset "generators are one in broadcasts" begin
    @test length.(rand.(Xoshiro(1), 1:3)) == 1:3
end

@testset "what nothing is drawn of" begin
    @test_throws MethodError rand(nothing)
    @test_throws MethodError rand(String)
end
