using Test

@testset "zip and enumerate" begin
    @test collect(zip(1:3, "ab")) == [(1, 'a'), (2, 'b')] && collect(enumerate("ab")) == [(1, 'a'), (2, 'b')] && [a * b for (a, b) in zip([1, 2], [3, 4])] == [3, 8]
    @test collect(zip(1:2, 3:4, 5:6)) == [(1, 3, 5), (2, 4, 6)] && Dict(zip([:a, :b], 1:2)) == Dict(:a => 1, :b => 2) && repr(zip(1:2, 3:4)) == "zip(1:2, 3:4)" && isempty(zip(Int[], 1:2))
    @test collect(pairs((a=1, b=2))) == [:a => 1, :b => 2] && collect(pairs("ab")) == [1 => 'a', 2 => 'b'] && last(enumerate([5, 6])) == (2, 6)
end

@testset "parts" begin
    @test collect(Iterators.take(1:10, 3)) == [1, 2, 3] && collect(Iterators.drop(1:4, 2)) == [3, 4] && collect(Iterators.takewhile(<(3), 1:9)) == [1, 2] && collect(Iterators.dropwhile(<(3), 1:4)) == [3, 4]
    @test collect(Iterators.filter(isodd, 1:5)) == [1, 3, 5] && collect(Iterators.map(x -> 2x, 1:2)) == [2, 4] && collect(Iterators.rest([1, 2, 3], 2)) == [2, 3] && first(1:10, 2) == 1:2
    x, others = Iterators.peel([1, 2, 3])
    @test x == 1 && collect(others) == [2, 3] && Iterators.peel(Int[]) === nothing && last([1, 2, 3], 2) == [2, 3] && only([5]) == 5
    @test_throws ArgumentError only([1, 2])
    @test_throws ArgumentError only(Int[])
    @test_throws BoundsError first(Int[])
    @test_throws ArgumentError first(x for x in Int[])
end

@testset "endless" begin
    @test collect(Iterators.take(Iterators.cycle([1, 2]), 5)) == [1, 2, 1, 2, 1] && collect(Iterators.take(Iterators.countfrom(5, 2), 3)) == [5, 7, 9] && collect(Iterators.repeated(7, 2)) == [7, 7]
    @test first(Iterators.filter(>(10), Iterators.countfrom(1))) == 11 && isempty(Iterators.cycle(Int[])) && collect(zip(Iterators.countfrom(1), "ab")) == [(1, 'a'), (2, 'b')]
end

@testset "several" begin
    @test collect(Iterators.product(1:2, "ab")) == [(1, 'a') (1, 'b'); (2, 'a') (2, 'b')] && length(Iterators.product(1:2, 1:3)) == 6 && collect(Iterators.flatten([[1], [2, 3], Int[]])) == [1, 2, 3]
    @test collect(Iterators.flatten((1:2, 5))) == [1, 2, 5] && collect(Iterators.flatmap(x -> (x, 10x), 1:2)) == [1, 10, 2, 20] && collect(Iterators.partition(1:5, 2)) == [1:2, 3:4, 5:5] && map(sum, Iterators.partition([1, 2, 3], 2)) == [3, 3]
    @test collect(Iterators.reverse([1, 2])) == [2, 1] && collect(Iterators.accumulate(+, 1:3)) == [1, 3, 6] && [join(p) for p in Iterators.partition("abcde", 2)] == ["ab", "cd", "e"] && collect(Iterators.reverse("abc")) == ['c', 'b', 'a']
end

@testset "stateful" begin
    s = Iterators.Stateful([1, 2, 3])
    @test popfirst!(s) == 1 && peek(s) == 2 && collect(s) == [2, 3] && isempty(s)
    t = Iterators.Stateful("abc")
    taken = [c for c in Iterators.take(t, 2)]
    @test taken == ['a', 'b'] && first(t) == 'c'
end

@testset "generators" begin
    g = (x^2 for x in 1:3)
    @test collect(g) == [1, 4, 9] && sum(g) == 14 && length(g) == 3 && [y for y in g if y > 1] == [4, 9] && collect(x + y for x in 1:2, y in 1:2) == [2 3; 3 4]
    @test Dict(x => x^2 for x in 1:2) == Dict(1 => 1, 2 => 4) && join(string(x) for x in 1:3) == "123" && Set(x % 2 for x in 1:4) == Set([0, 1]) && Tuple(x for x in 1:2) == (1, 2)
    @test maximum(x for x in [3, 1] if x < 3) == 1 && any(x > 2 for x in 1:3) && collect(x for x in 1:3 if isodd(x)) == [1, 3] && extrema(x for x in [2, 1]) == (1, 2)
    @test_throws MethodError g[1]
end

@testset "findall over any iterator" begin
    @test findall(!iszero, (x^2 for x in -1:0.5:1)) == [1, 2, 4, 5]
    @test findall(>(1), Dict(3 => 1, 7 => 2)) == [7]
end

@testset "backwards" begin
    for itr in (3, 'x', eachindex("∀ϵ>0"), CartesianIndices((2, 2)), fill(17), Iterators.repeated(3.5, 2), view(reshape(1:6, 2, 3), 1:2, [1, 3]))
        @test collect(vec([x for x in Iterators.reverse(itr)])) == reverse(vec([x for x in itr]))
    end
    @test collect(Iterators.take(Iterators.reverse(Iterators.cycle(1:3)), 4)) == [3, 2, 1, 3]
    @test collect(Iterators.partition(SubString("abcdef", 2), 2)) == ["bc", "de", "f"]
end

@testset "tuples of running sums" begin
    @test cumsum(()) === () && cumsum((1, 2, 3)) === (1, 3, 6)
end

@testset "what has no end is not collected" begin
    endless = Iterators.countfrom(1)
    message(f) = try f() catch e; first(split(sprint(showerror, e), '\n')) end
    @test message(() -> collect(endless)) == "MethodError: no method matching _collect(::UnitRange{Int64}, ::Base.Iterators.Count{Int64, Int64}, ::Base.HasEltype, ::Base.IsInfinite)"
    @test message(() -> collect(Int, endless)) == "MethodError: no method matching _collect(::Type{Int64}, ::Base.Iterators.Count{Int64, Int64}, ::Base.IsInfinite)"
    @test startswith(message(() -> [x for x in endless]), "MethodError: no method matching _similar_shape(::Base.Generator{Base.Iterators.Count{Int64, Int64}, ")
end

@testset "zip takes nothing in vain" begin
    a, b = Iterators.Stateful("aa"), Iterators.Stateful("bb")
    @test isempty(collect(zip(a, ""))) && isempty(collect(zip("", a))) && isempty(collect(zip(a, "", b))) && first(a) == 'a' && first(b) == 'b'
    @test collect(zip(a, "x", b)) == [('a', 'x', 'b')] && collect(a) == ['a'] && collect(b) == ['b']
    s = Iterators.Stateful(1:5)
    @test collect(zip(1:2, s)) == [(1, 1), (2, 2)] && collect(s) == 3:5 && collect(zip(Iterators.Stateful(1:4), [7, 8])) == [(1, 7), (2, 8)]
    @test Base.isdone(zip(s, 1:2)) && !Base.isdone(Iterators.cycle(1:3), 1) && Base.isdone(Iterators.take(1:3, 0)) && Base.isdone(zip(1:2, [1])) === missing
end

@testset "how many there are" begin
    @test Base.IteratorSize(zip(1:5, Iterators.repeated(0))) == Base.HasLength() && length(zip([1 2; 3 4], Iterators.countfrom(1))) == 4
    @test length(Iterators.flatten([(1, 2), (3, 4)])) == 4 && length(Iterators.flatten(1:2:4)) == 2 && length(Iterators.flatten(((1, 2), [3]))) == 3
    @test_throws ArgumentError length(Iterators.flatten([[1], [1]]))
    @test_throws OverflowError length(Iterators.product(1:typemax(Int), 1:typemax(Int)))
    @test length(Iterators.product(1:typemax(Int), 1:typemax(Int), 1:0)) == 0
    @test collect(intersect(Iterators.product(1:3, 4:6), Iterators.product(2:4, 3:5))) == [(2, 4) (2, 5); (3, 4) (3, 5)]
end

@testset "parts of what does not tell its elements" begin
    @test first(Iterators.partition((i for i in 1:9), 3)) isa Vector{Any}
    @test last(Iterators.take(Iterators.repeated(2), 3)) == 2
end

@testset "running reductions of more dimensions" begin
    @test accumulate(+, fill(1, 3, 2)) == [1 4; 2 5; 3 6] && accumulate(=>, i for i in 1:3) == Any[1, 1 => 2, (1 => 2) => 3]
end

@testset "parts of arrays are views" begin
    A = [1 2 3; 4 5 6]
    parts = collect(Iterators.partition(A, 4))
    @test parts == [[1, 4, 2, 5], [3, 6]] && length(Iterators.partition(A, 4)) == 2 && isempty(Iterators.partition(zeros(0, 3), 2))
    parts[1][1] = 10
    @test A[1, 1] == 10
    @test collect(Iterators.partition(1:5, 2)) == [1:2, 3:4, 5:5] && collect(Iterators.partition((i for i in 1:3), 2)) == [[1, 2], [3]]
end
