using Test

@testset "sums and products" begin
    @test sum([1, 2, 3]) == 6 && prod([1, 2, 3, 4]) == 24 && sum(abs2, [1, 2]) == 5 && sum([1.5, 2.5]) === 4.0
    @test sum(Int[]) === 0 && prod(Int[]) === 1 && sum(Float64[]) === 0.0 && sum([true, true]) === 2 && sum(Int8[100, 100]) === 200
    @test sum([1, 2]; init=10) == 13 && sum([[1, 2], [3, 4]]) == [4, 6] && prod("ab") == "ab" && sum((1, 2, 3)) == 6
    @test sum(x for x in 1:3 if x > 1) == 5 && sum([1 2; 3 4]) == 10 && sum(1:100) == 5050 && sum([0.1 for _ in 1:10]) ≈ 1
    @test_throws MethodError sum([])
    @test_throws MethodError sum(["a", "b"])
end

@testset "folds" begin
    @test foldl(-, [1, 2, 3]) == -4 && foldr(-, [1, 2, 3]) == 2 && reduce(max, [1, 3, 2]) == 3 && foldl(=>, [1, 2, 3]) == ((1 => 2) => 3)
    @test mapreduce(x -> x^2, +, 1:3) == 14 && mapfoldl(string, *, [1, 2]) == "12" && mapfoldr(string, *, [1, 2]) == "12" && reduce(+, [1, 2]; init=5) == 8
    @test reduce(*, ["a", "b", "c"]) == "abc" && foldl((a, x) -> [a; x], 1:2; init=Int[]) == [1, 2] && mapreduce(+, *, [1, 2], [3, 4]) == 24
    @test_throws ArgumentError reduce(max, Int[])
    @test_throws ArgumentError foldl((a, b) -> a, [])
end

@testset "extremes" begin
    @test maximum([1, 3, 2]) == 3 && minimum([3, 1]) == 1 && extrema([3, 1, 2]) == (1, 3) && maximum(abs, [-5, 2]) == 5
    @test isnan(maximum([1.0, NaN])) && maximum([1, missing]) === missing && minimum("bac") == 'a' && maximum([1 9; 2 3], dims=1) == [2 9]
    @test maximum(Int[]; init=0) == 0 && extrema(abs, [-2, 1]) == (1, 2) && minimum(length, ["aa", "b"]) == 1
    e = try maximum(Int[]) catch e e end
    @test e isa ArgumentError || e isa MethodError
    @test argmax([2, 7, 7]) == 2 && findmax(Dict(:a => 1, :b => 5)) == (5, :b)
end

@testset "questions" begin
    @test any([false, true]) && !any(Bool[]) && all(Bool[]) && any(>(2), [1, 3]) && all(isodd, [1, 3]) && !all(isodd, [1, 2])
    @test any([missing, true]) && any([missing, false]) === missing && all([missing, false]) == false && count([true, false, true]) == 2
    @test any([true false; false false], dims=1) == [true false] && all([true false; true true], dims=2) == [false; true;;] && count(isodd, [1 2; 3 4], dims=2) == [1; 1;;]
    @test_throws TypeError any([1, 2])
    @test isempty([]) && !isempty([1]) && issubset([1], [1, 2]) && [1, 2] ⊆ [2, 1, 3] && isdisjoint([1], [2])
end

@testset "along dimensions" begin
    A = [1 2; 3 4]
    @test sum(A, dims=1) == [4 6] && sum(A, dims=2) == [3; 7;;] && prod(A, dims=1) == [3 8] && sum(A, dims=(1, 2)) == [10;;]
    @test minimum(A, dims=2) == [1; 3;;] && maximum(x -> -x, A, dims=1) == [-1 -2] && sum(x -> 2x, A, dims=1) == [8 12] && mapreduce(identity, +, A, dims=1) == [4 6]
    @test reduce(+, A, dims=2) == [3; 7;;] && findmax(A, dims=1) == ([3 4], [CartesianIndex(2, 1) CartesianIndex(2, 2)]) && size(sum(zeros(2, 3, 4), dims=2)) == (2, 1, 4)
    @test sum(A; dims=3) == A && sum!([0, 0], A) == [3, 7] && extrema(A, dims=1) == [(1, 3) (2, 4)]
end

@testset "running" begin
    @test cumsum([1, 2, 3]) == [1, 3, 6] && cumprod([1, 2, 3]) == [1, 2, 6] && accumulate(max, [1, 3, 2]) == [1, 3, 3] && accumulate(+, [1, 2]; init=10) == [11, 13]
    @test cumsum([1 2; 3 4], dims=1) == [1 2; 4 6] && cumsum([1 2; 3 4], dims=2) == [1 3; 3 7] && diff([1, 4, 9]) == [3, 5] && diff([1 2; 4 8], dims=1) == [3 6]
    @test accumulate(*, (1, 2, 3)) == (1, 2, 6) && cumsum(1:3) == [1, 3, 6] && eltype(cumsum(Int8[1, 2])) == Int && cumsum(Float64[]) == Float64[] && accumulate(string, ["a", "b"]) == ["a", "ab"]
end

@testset "maps" begin
    @test map(x -> x^2, [1, 2]) == [1, 4] && map(+, [1, 2], [3, 4]) == [4, 6] && map((x, y) -> (x, y), 1:2, "ab") == [(1, 'a'), (2, 'b')] && map(abs, [-1 2]) == [1 2]
    @test map!(x -> 2x, zeros(Int, 2), [1, 2]) == [2, 4] && foreach(identity, [1]) === nothing && map(x -> x > 1 ? x : nothing, [1, 2]) == [nothing, 2] && map(+, [1, 2, 3], [1, 2]) == [2, 4]
    @test typeof(map(string, Int[])) == Vector{String} && map(identity, Any[1, 2]) isa Vector{Int} && map(first, ["ab", "cd"]) == ['a', 'c'] && mapreduce(length, +, ["a", "bc"]) == 3
    out = Int[]
    foreach((a, b) -> push!(out, a * b), [1, 2], [3, 4])
    @test out == [3, 8]
end

@testset "reductions into an array" begin
    A = [1 2; 3 4]
    @test count!(iseven, [0, 0], A) == [1, 1] && count!([0 0], A .> 1) == [1 2] && count!(isodd, [5 5], A; init=false) == [7 5]
    @test maximum!(abs, [0, 0], -A) == [2, 4] && minimum!(abs, [0 0], -A) == [1 2] && prod!(x -> 2x, [0, 0], A) == [8, 48]
    @test any!(>(3), [false, true], A) == [false, true] && all!(>(1), [true true], A) == [false true]
    @test extrema!([(0, 0), (0, 0)], A) == [(1, 2), (3, 4)] && extrema!(x -> -x, [(0, 0) (0, 0)], A) == [(-3, -1) (-4, -2)]
end

@testset "greatest and least into arrays of values and places" begin
    A = [1 5; 3 2]
    vals, at = zeros(Int, 1, 2), fill(CartesianIndex(0, 0), 1, 2)
    @test findmax!(vals, at, A) == ([3 5], [CartesianIndex(2, 1) CartesianIndex(1, 2)])
    @test findmin!(vals, at, A) == ([1 2], [CartesianIndex(1, 1) CartesianIndex(2, 2)])
    @test findmax!([4 4], copy(at), A; init=false)[1] == [4 5]
end

@testset "running sums of what rounds" begin
    @test cumsum([0.1, 0.2, 0.3])[3] === 0.6 && last(cumsum(fill(1f0, 2^24 + 2^20))) ≈ 2^24 + 2^20
    @test cumsum(Any[1, 2.5]) isa Vector{Any} && cumsum([true, true]) == [1, 2] && cumsum(Union{Missing, Int}[1, missing])[1] == 1
    @test cumsum!(zeros(3), [1, 2, 3]) == [1, 3, 6]
    @test_throws DimensionMismatch cumsum!([0, 0], 1:4)
    @test_throws DimensionMismatch sum!(zeros(1, 3, 1, 2), ones(4, 3))
    @test_throws "collection slices must be non-empty" findmax(zeros(0, 3); dims = 1)
    @test isempty(findmin(zeros(0, 3); dims = 2)[2])
end

@testset "what is folded into an array" begin
    A = Int8[100 100; 50 20]
    @test sum!([0 0], A) == [150 120] && sum!(zeros(2), A) == [200.0, 70.0] && prod!([1, 1], A; init=false) == [10000, 1000]
    @test sum!([1 1], A; init=false) == [151 121] && sum!(fill(0), A) == fill(270) && maximum!(fill(0), A) == fill(100)
    @test any!([true true], A .> 200) == [false false] && all!([false, false], A .> 10) == [true, true]
    @test_throws DimensionMismatch sum!(zeros(3), A)
    @test_throws DimensionMismatch sum!(zeros(2, 2, 1), A)
    @test_throws DimensionMismatch maximum!(zeros(Int, 1, 3), A)
    @test sum!([7, 7], zeros(Int, 2, 0)) == [0, 0]
end

@testset "element types of reduced arrays" begin
    @test sum(Real[1, 2.5], dims=1) isa Vector{Real} && maximum(Any[1 2; 3 4], dims=1) isa Matrix{Any}
    @test sum(Int8[1 2; 3 4], dims=2) isa Matrix{Int} && sum(Any[1 2], dims=2) isa Matrix{Int}
    @test isequal(extrema([1 missing; 2 3], dims=1), [(1, 2) (missing, missing)])
    @test cumsum(Real[1, 2.5]) isa Vector{Real} && prod(Union{Float32, Float64}[2.0], dims=1) isa Vector{Float64}
end

@testset "running results go where they are told" begin
    @test accumulate(/, [8, 2, 2]) == [8.0, 4.0, 2.0] && accumulate(/, [8, 2, 2]) isa Vector{Float64}
    @test accumulate(+, Any[1, 2]) isa Vector{Any} && accumulate(+, [1 2; 3 4]; dims=2, init=10) == [11 13; 13 17]
    @test accumulate(-, [1, 2, 3]; dims=2) == [1, 2, 3] && cumprod([1 2; 3 4], dims=1) == [1 2; 3 8]
    B = zeros(3)
    @test accumulate!(*, B, [2, 3, 4]) === B && B == [2, 6, 24] && accumulate!(+, B, [1, 1, 1]; init=5) == [6, 7, 8]
    @test cumsum!(zeros(Int, 2, 2), [1 2; 3 4]; dims=1) == [1 2; 4 6] && cumprod!([0, 0], [3, 4]) == [3, 12]
    @test_throws ArgumentError accumulate!(+, zeros(2, 2), [1 2; 3 4])
    @test_throws ArgumentError accumulate(+, [1, 2]; dims=0)
    @test_throws ArgumentError accumulate!(+, [0, 0], [1, 2]; start=1)
    @test_throws DimensionMismatch accumulate!(+, zeros(2), [1, 2, 3])
    @test_throws DimensionMismatch cumsum!(zeros(2, 2), ones(2, 3); dims=1)
end
