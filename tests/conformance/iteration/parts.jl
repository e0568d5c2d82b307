# Iteration: parts of strings, ends that meet, what is left.
using Test

@testset "parts of a string are substrings" begin
    @test collect(Iterators.partition("foobars", 2)) == ["fo", "ob", "ar", "s"]
    @test first(Iterators.partition("∀ε", 1)) == "∀"
end

@testset "zip backwards needs equal lengths" begin
    @test collect(Iterators.reverse(zip(1:3, 4:6))) == [(3, 6), (2, 5), (1, 4)]
    @test_throws ArgumentError Iterators.reverse(zip("abc", "abcd"))
end

@testset "no wrapping around below zero" begin
    @test length(Iterators.drop(UInt(1):2, 3)) == 0
end

@testset "types of keys and values" begin
    @test keytype((1, 2.0)) === Int
    @test valtype((1, 2)) === Int
    @test keytype((a = 1,)) === Symbol
    @test valtype((a = [1], b = [2])) === Vector{Int}
end

@testset "what nothing is collected into" begin
    none = (x for x in Int[])
    @test collect((a, b) for (a, b) in zip(none, 1:2)) isa Vector{Tuple{Int, Int}}
    @test collect(x for x in enumerate(none)) isa Vector{Tuple{Int, Int}}
    @test collect(x for x in Iterators.take(none, 2)) isa Vector{Int}
    @test collect(Iterators.product(none, (y for y in 1:2))) isa Matrix{Tuple{Int, Int}}
    @test findall(x -> false, (x for x in 1:3)) == Int[] && findall(x -> false, (x for x in 1:3)) isa Vector{Int}
    @test map(identity, Vector{Union{}}(undef, 0)) isa Vector{Union{}}
    finite = zip(1:2, Iterators.countfrom(3))
    @test collect(finite) == [(1, 3), (2, 4)] && length(finite) == 2
    @test_throws MethodError size(finite)
end
