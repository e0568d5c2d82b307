using Test

@testset "sort" begin
    @test sort([3, 1, 2]) == [1, 2, 3] && sort([3, 1, 2]; rev=true) == [3, 2, 1] && sort(["b", "a"]) == ["a", "b"] && sort([2.5, -1.0, NaN])[1:2] == [-1.0, 2.5] && sort([-0.0, 0.0])[1] === -0.0
    @test sort(["aaa", "b", "cc"], by=length) == ["b", "cc", "aaa"] && sort([1, -3, 2], by=abs, rev=true) == [-3, 2, 1] && sort([3, 1, 2], lt=(a, b) -> a > b) == [3, 2, 1] && sort((3, 1, 2)) == (1, 2, 3)
    v = [5, 4, 3]
    @test sort!(v) === v && v == [3, 4, 5] && sort([(2, 'a'), (1, 'b')]) == [(1, 'b'), (2, 'a')] && sort([:b, :a]) == [:a, :b] && sort([true, false]) == [false, true] && sort(collect("hello")) == ['e', 'h', 'l', 'l', 'o']
    @test sort([1 3; 2 0], dims=1) == [1 0; 2 3] && sort([3 1; 2 4], dims=2) == [1 3; 2 4] && issorted([1, 2, 2]) && !issorted([2, 1]) && issorted([3, 2], rev=true) && sort(Any[2, 1.5]) == [1.5, 2]
    @test_throws MethodError sort([1, "a"])
    big_one = [mod(i * 7919, 1009) for i in 1:500]
    @test issorted(sort(big_one)) && sort(big_one, rev=true) == reverse(sort(big_one)) && sort(big_one, by=x -> -x) == reverse(sort(big_one)) && sort(float.(big_one)) == float.(sort(big_one))
end

@testset "stability" begin
    v = [(i % 3, i) for i in 1:60]
    s = sort(v, by=first)
    @test all(s[k][1] < s[k+1][1] || s[k][2] < s[k+1][2] for k in 1:59) && sort(["b1", "a1", "b0", "a0"], by=x -> x[1]) == ["a1", "a0", "b1", "b0"]
    @test sort([2 => :x, 1 => :y, 2 => :z], by=first) == [1 => :y, 2 => :x, 2 => :z] && sort(v, by=first, rev=true)[1] == (2, 2)
end

@testset "permutations" begin
    @test sortperm([3, 1, 2]) == [2, 3, 1] && sortperm([1, 1, 0]) == [3, 1, 2] && sortperm([3, 1, 2], rev=true) == [1, 3, 2] && sortperm(["bb", "a"], by=length) == [2, 1] && invperm([2, 3, 1]) == [3, 1, 2]
    @test isperm([2, 1, 3]) && !isperm([1, 1]) && partialsort([4, 2, 9, 1], 2) == 2 && partialsort([4, 2, 9, 1], 1:2) == [1, 2] && partialsortperm([4, 2, 9], 1) == 2 && sortperm!(zeros(Int, 3), [3, 1, 2]) == [2, 3, 1]
    @test permute!([10, 20, 30], [3, 1, 2]) == [30, 10, 20]
end

@testset "searching" begin
    v = [1, 2, 2, 4]
    @test searchsorted(v, 2) == 2:3 && searchsortedfirst(v, 3) == 4 && searchsortedlast(v, 3) == 3 && searchsorted(v, 3) == 4:3 && insorted(4, v) && !insorted(3, v)
    @test searchsortedfirst([4, 2, 1], 2, rev=true) == 2 && searchsortedfirst(["a", "bb"], 2, by=x -> x isa Int ? x : length(x)) == 2 && searchsortedlast(1:10, 4.5) == 4
    @test Base.Order.lt(Base.Order.Reverse, 2, 1) && sort([1, 2], order=Base.Order.Reverse) == [2, 1] && sort([1, 2, 3], order=Base.Order.By(x -> -x)) == [3, 2, 1]
end

@testset "slices" begin
    @test sortslices([7 3 5; -1 6 4; 9 -2 8], dims=1) == [-1 6 4; 7 3 5; 9 -2 8]
    @test sortslices([7 3 5; -1 6 4; 9 -2 8], dims=2) == [3 5 7; 6 4 -1; -2 8 9]
    @test sortslices([1 2; 3 4], dims=1, rev=true) == [3 4; 1 2]
    @test sortslices([7 3 5; 6 -1 -4; 9 -2 8], dims=1, by=x -> x[2]) == [9 -2 8; 6 -1 -4; 7 3 5]
    @test sortslices(reshape([4, 3, 2, 1, 'A', 'B'], (1, 2, 3)), dims=3, by=x -> string(x[1])) isa Array{Any, 3}
    @test sortslices(reshape(4:-1:1, 2, 2), dims=(1, 2), by=first) == [1 3; 2 4]
    @test sortslices(reshape(4:-1:1, 2, 2), dims=(2, 1), by=first) == [1 2; 3 4]
    @test_throws ArgumentError sortslices([1 2; 3 4], dims=(1, 1))
end

@testset "orders along dimensions, within parts" begin
    @test sortperm([3 1; 1 2]; dims = 1) == [2 3; 1 4] && sortperm!(zeros(Int, 2, 2), [3 1; 1 2]; dims = 2) == [3 1; 2 4]
    @test partialsortperm([3, 1, 2], UInt(1):UInt(2)) == [2, 3]
    @test searchsorted([1, 1, 2, 2], 2, 2, 4, Base.Order.Forward) == 3:4 && searchsortedfirst([5, 1, 2, 3], 2, 2, 4, Base.Order.Forward) == 3
end

@testset "an order by a function and a comparison" begin
    @test sort([3, -1, 2]; lt = <, by = abs, rev = true) == [3, 2, -1] && sort([3, -1, 2]; lt = <, order = Base.Order.Reverse) == [3, 2, -1]
    @test Base.Order.ord(<, abs, false) === Base.Order.By(abs, Base.Order.Lt(<)) && reverse(Base.Order.Reverse) === Base.Order.Forward
end

struct Upside <: Base.Sort.Algorithm end
Base.sort!(v::AbstractVector, lo::Integer, hi::Integer, ::Upside, o::Base.Order.Ordering) = reverse!(v, lo, hi)
@testset "algorithms" begin
    @test sort!([3, 1, 2], 1, 2, InsertionSort, Base.Order.Forward) == [1, 3, 2]
    @test Base.Sort.sort! === sort!
    @test sort([3, 1, 2]; alg = Upside()) == [2, 1, 3]
end

@testset "the places that are found are indices" begin
    v = [1, 3, 3, 5]
    @test searchsorted(v, 3) === 2:3 && searchsorted(v, 3, big(1), big(4), Base.Order.Forward) === 2:3
    @test searchsortedfirst(big(1):big(5), 2) === 2 && searchsortedlast(Int128(1):Int128(5), 9) === 5 && searchsorted(UInt8(2):UInt8(2), 0) === 1:0
    @test searchsortedfirst(v, 4, 1, 2, Base.Order.Forward) === 3 && searchsortedlast([], 1) === 0
    @test sortperm!([1, 2], [2.0, 1.0]; dims=1) == [2, 1]
end
