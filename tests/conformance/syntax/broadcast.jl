# Broadcasting: dots, fusion, shapes, updating, own types.
using Test

@testset "functions and operators" begin
    @test sqrt.([1, 4]) == [1.0, 2.0]
    @test [1, 2] .+ 1 == [2, 3]
    @test [1, 2] .* [3, 4] == [3, 8]
    @test 2 .^ [1, 2] == [2, 4]
    @test .-[1, 2] == [-1, -2]
    @test .![true, false] == [false, true]
end

@testset "shapes" begin
    @test [1, 2] .+ [10 20] == [11 21; 12 22]
    @test size([1] .+ zeros(2, 3)) == (2, 3)
    @test (1, 2) .+ 1 == (2, 3)
    @test [1, 2] .+ (10, 20) == [11, 22]
    @test_throws DimensionMismatch [1, 2] .+ [1, 2, 3]
end

@testset "fusion" begin
    calls = Ref(0)
    f(x) = (calls[] += 1; x)
    v = [1, 2, 3]
    @test f.(v) .+ f.(v) == [2, 4, 6]
    @test calls[] == 6
    x = zeros(3)
    x .= 2 .* v .+ 1
    @test x == [3, 5, 7]
end

@testset "what counts as one value" begin
    @test string.("a", ["b", "c"]) == ["ab", "ac"]
    @test isa.([1, "a"], Int) == [true, false]
    @test in.([1, 5], Ref([1, 2])) == [true, false]
    @test string.(:a, [1]) == ["a1"]
    @test (x -> x).(nothing) === nothing
end

@testset "updating" begin
    v = [1, 2, 3]
    v .+= 1
    @test v == [2, 3, 4]
    v .= 0
    @test v == [0, 0, 0]
    v .= (x -> x + 1).(v)
    @test v == [1, 1, 1]
    m = [1 2; 3 4]
    m[:, 1] .*= 10
    @test m == [10 2; 30 4]
end

@testset "chains of comparisons" begin
    @test (1 .< [0, 2, 3] .< 3) == [false, true, false]
    @test ([1, 2] .== [1, 3]) isa BitVector
    @test any([1, 2] .> 1)
end

@testset "the dot macro" begin
    v = [1.0, 4.0]
    @test (@. sqrt(v) + 1) == [2.0, 3.0]
    w = similar(v)
    @. w = v^2
    @test w == [1.0, 16.0]
end

@testset "results are as narrow as they can be" begin
    @test (x -> x > 1 ? x : missing).([1, 2]) isa Vector{Union{Missing,Int}}
    @test identity.(Any[1, 2]) isa Vector{Int}
    @test (x -> x).(Int[]) isa Vector{Int}
    @test ([1, 2] .+ 0.5) isa Vector{Float64}
    @test ("a" .* ["b"]) == ["ab"]
end

@testset "and, or" begin
    @test ([true, false] .&& [true, true]) == [true, false]
    @test ([true, false] .|| [false, false]) == [true, false]
end

@testset "keywords pass through" begin
    f(x; by = 1) = x + by
    @test f.([1, 2]; by = 10) == [11, 12]
    @test round.([1.25, 2.75]; digits = 1) == [1.2, 2.8]
end

@testset "ranges stay ranges" begin
    @test (1:3) .+ 1 === 2:4
    @test 2 .* (1:3) == 2:2:6
    @test (1:3) .+ 0.5 isa AbstractRange
end

struct Celsius
    degrees::Float64
end
Base.broadcastable(c::Celsius) = Ref(c)
warmer(c::Celsius, x) = c.degrees + x

@testset "own types" begin
    @test warmer.(Celsius(1), [1, 2]) == [2.0, 3.0]
    @test broadcast(+, [1, 2], 3) == [4, 5]
    v = zeros(2)
    broadcast!(+, v, [1, 2], [3, 4])
    @test v == [4, 6]
end
