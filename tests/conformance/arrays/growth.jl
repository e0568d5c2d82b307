using Test

@testset "ends" begin
    v = Int[]
    @test push!(v, 1) === v && push!(v, 2, 3) == [1, 2, 3] && pop!(v) == 3 && v == [1, 2]
    @test pushfirst!(v, 0) == [0, 1, 2] && popfirst!(v) == 0 && v == [1, 2] && pushfirst!(v, 8, 9) == [8, 9, 1, 2]
    @test append!([1], [2, 3], [4]) == [1, 2, 3, 4] && prepend!([3], [1, 2]) == [1, 2, 3] && append!([1], (2, 3)) == [1, 2, 3]
    @test_throws ArgumentError pop!(Int[])
    @test_throws ArgumentError popfirst!(Int[])
    @test_throws MethodError push!(Int[], "a")
    w = Int[]
    foreach(i -> push!(w, i), 1:1000)
    @test length(w) == 1000 && w[1000] == 1000 && sum(w) == 500500
    foreach(i -> popfirst!(w), 1:999)
    @test w == [1000] && isempty(empty!(w)) && push!(w, 5) == [5]
end

@testset "inside" begin
    @test insert!([1, 3], 2, 2) == [1, 2, 3] && insert!([1], 2, 5) == [1, 5] && deleteat!([1, 2, 3], 2) == [1, 3]
    @test deleteat!([1, 2, 3, 4], 2:3) == [1, 4] && deleteat!([1, 2, 3, 4], [1, 3]) == [2, 4] && deleteat!([1, 2], [true, false]) == [2]
    v = [1, 2, 3, 4]
    @test splice!(v, 2) == 2 && v == [1, 3, 4] && splice!(v, 1:2, [7, 8, 9]) == [1, 3] && v == [7, 8, 9, 4]
    @test splice!(v, 4, [5, 6]) == 4 && v == [7, 8, 9, 5, 6] && splice!(v, 2:1, [0]) == Int[] && v == [7, 0, 8, 9, 5, 6]
    @test popat!([1, 2, 3], 2) == 2 && popat!([1], 5, nothing) === nothing && keepat!([1, 2, 3], [1, 3]) == [1, 3]
    @test resize!([1, 2, 3], 2) == [1, 2] && length(resize!([1], 4)) == 4 && sizehint!([1], 10) == [1]
    @test_throws BoundsError insert!([1], 3, 0)
    @test_throws BoundsError deleteat!([1], 2)
    @test_throws ArgumentError deleteat!([1, 2, 3], [2, 1])
end

@testset "selection and order" begin
    v = [3, 1, 2, 3, 1]
    @test filter(isodd, v) == [3, 1, 3, 1] && filter!(>(1), copy(v)) == [3, 2, 3] && unique(v) == [3, 1, 2] && unique!(copy(v)) == [3, 1, 2]
    @test reverse(v) == [1, 3, 2, 1, 3] && reverse!(copy(v)) == reverse(v) && reverse([1, 2, 3, 4], 2, 3) == [1, 3, 2, 4]
    @test circshift([1, 2, 3], 1) == [3, 1, 2] && circshift([1 2; 3 4], (0, 1)) == [2 1; 4 3] && rotl90([1 2; 3 4]) == [2 4; 1 3] && rotr90([1 2; 3 4]) == [3 1; 4 2]
    @test allunique([1, 2]) && !allunique(v) && unique(abs, [1, -1, 2]) == [1, 2] && replace([1, 2, 1], 1 => 9) == [9, 2, 9]
    @test reverse([1 2; 3 4], dims=1) == [3 4; 1 2] && reverse([1 2; 3 4]) == [4 3; 2 1] && rot180([1 2; 3 4]) == [4 3; 2 1]
    @test union([1, 2], [2, 3]) == [1, 2, 3] && intersect([1, 2, 2], [2, 3]) == [2] && setdiff([1, 2, 3], [2]) == [1, 3] && symdiff([1, 2], [2, 3]) == [1, 3]
end

@testset "finding" begin
    @test findfirst(==(2), [1, 2, 2]) == 2 && findlast(==(2), [1, 2, 2]) == 3 && findfirst(==(9), [1]) === nothing
    @test findall(isodd, [1, 2, 3]) == [1, 3] && findall([true, false, true]) == [1, 3] && findall(==(2), [1 2; 2 3]) == [CartesianIndex(2, 1), CartesianIndex(1, 2)]
    @test findnext(isodd, [1, 2, 3], 2) == 3 && findprev(isodd, [1, 2, 3], 2) == 1 && findfirst([false, true]) == 2
    @test 2 in [1, 2] && !(3 in [1, 2]) && 3 ∉ [1, 2] && [1, 2] ∋ 1 && in([1, 2])(2) && (1 in [missing, 2]) === missing
    @test indexin([3, 1], [1, 2, 3]) == [3, 1] && indexin([9], [1]) == [nothing] && count(==(1), [1, 1, 2]) == 2
    @test findmax([1, 5, 2]) == (5, 2) && findmin([4, 1, 1]) == (1, 2) && argmax([1, 5, 2]) == 2 && argmin([4, 1]) == 2
    @test findmax([1 9; 3 4]) == (9, CartesianIndex(1, 2)) && argmax(abs, [-3, 2]) == -3 && findmax(abs, [-3, 2]) == (3, 1)
end

@testset "joining" begin
    @test vcat([1], [2, 3]) == [1, 2, 3] && hcat([1, 2], [3, 4]) == [1 3; 2 4] && vcat([1 2], [3 4]) == [1 2; 3 4] && vcat(1, [2]) == [1, 2]
    @test cat([1], [2]; dims=2) == [1 2] && size(cat([1 2], [3 4]; dims=3)) == (1, 2, 2) && [1:2; 5] == [1, 2, 5] && vcat([1], [2.5]) == [1.0, 2.5]
    @test hvcat((2, 2), 1, 2, 3, 4) == [1 2; 3 4] && [[1 2]; [3 4] * 2] == [1 2; 6 8] && stack([[1, 2], [3, 4]]) == [1 3; 2 4] && stack([[1, 2], [3, 4]]; dims=1) == [1 2; 3 4]
    @test repeat([1, 2], 2) == [1, 2, 1, 2] && repeat([1, 2], inner=2) == [1, 1, 2, 2] && repeat([1 2], 2, 2) == [1 2 1 2; 1 2 1 2]
    @test reduce(vcat, [[1], [2, 3]]) == [1, 2, 3] && reduce(hcat, [[1, 2], [3, 4]]) == [1 3; 2 4] && vcat() == [] && [zeros(2, 2) ones(2)] == [0 0 1; 0 0 1]
    @test_throws DimensionMismatch hcat([1, 2], [1, 2, 3])
    @test_throws DimensionMismatch vcat([1 2], [1 2 3])
end

@testset "bits" begin
    b = [true, false, true] .& true
    @test b isa BitVector && b == [1, 0, 1] && count(b) == 2 && .!b == [false, true, false] && push!(b, true) == [1, 0, 1, 1]
    @test BitVector([1, 0]) == [true, false] && findall(b) == [1, 3, 4] && repr([1, 2] .== 1) == "Bool[1, 0]" && any(b) && !all(b)
    @test sum(trues(100)) == 100 && length(falses(65)) == 65 && (b[2] = true; b[2]) && pop!(b) && length(b) == 3 && trues(2) .| falses(2) == trues(2)
    @test BitArray([1 0; 0 1])[2, 2] && reverse(BitVector([1, 0])) == [0, 1] && xor.(trues(1), trues(1)) == [false] && deleteat!(BitVector([1, 0, 1]), 2) == [1, 1]
end

@testset "nothing to push, and an array to itself" begin
    a = [1, 2]
    @test push!(a) === a && pushfirst!(a) === a && append!(a, a) == [1, 2, 1, 2]
    @test copyto!(zeros(Int, 4), 2, (i for i in 1:9), 3, 2) == [0, 3, 4, 0]
    @test_throws ArgumentError copyto!([1, 2], 1, (i for i in 1:3), 5)
    @test_throws ArgumentError copyto!([1, 2], 1, (i for i in 1:3), 1, -1)
    @test findall(in([NaN]), [1.0, NaN]) == [2] && findall(in(1:3), [0 2; 3 9]) == [CartesianIndex(2, 1), CartesianIndex(1, 2)]
end

@testset "bits moved along" begin
    b = BitVector([1, 0, 1, 1, 0])
    @test b >> 1 == [0, 1, 0, 1, 1] && b << 2 == [1, 1, 0, 0, 0] && b >>> 3 == [0, 0, 0, 1, 0] && b << -1 == b >> 1 && !any(b >> 9)
end

@testset "what was appended before an element that does not fit" begin
    a = [1, 2]
    @test_throws MethodError append!(a, [3, 4, "five"])
    @test a == [1, 2, 3, 4] && append!(Any[1], ["a"]) == [1, "a"] && append!([1.0], [2, 3]) == [1, 2, 3]
end

@testset "dimensions that can be turned round" begin
    A = [1 2; 3 4]
    for dims in (0, 3, (1, 1), (1, 3))
        @test_throws ArgumentError reverse(A; dims)
        @test_throws ArgumentError reverse(CartesianIndices(A); dims)
    end
    @test reverse(A; dims=(1, 2)) == reverse(A) && reverse(CartesianIndices(A); dims=1)[1] == CartesianIndex(2, 1)
end

@testset "bits from what is iterated, and what is kept of them" begin
    @test BitArray(x > 1 for x in 1:2, y in 1:2) == [false false; true true] && BitVector(isodd(x) for x in 1:3) == [true, false, true]
    @test_throws DimensionMismatch BitVector(true for x in 1:2, y in 1:2)
    @test_throws DimensionMismatch BitMatrix(true for x in 1:3)
    @test_throws ArgumentError BitArray(Iterators.cycle([true]))
    @test_throws BoundsError resize!(trues(2), -1)
    @test keepat!(BitVector([1, 0, 1]), [true, false, true]) == [true, true] && keepat!([5, 6, 7], trues(3)) == [5, 6, 7]
    @test map(&, trues(2), trues(3)) == trues(2) && count(trues(3); init=0x01) === 0x04
    v = Vector{Any}(undef, 2)
    v[1] = 1
    @test !isassigned(deleteat!(v, 1), 1)
    w = ["a", "b"]
    @test_throws MethodError prepend!(w, [1])
    @test w == ["a", "b"]
end
