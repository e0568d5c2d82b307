using Test

struct Countdown
    from::Int
end
Base.iterate(c::Countdown, state=c.from) = state < 1 ? nothing : (state, state - 1)
Base.length(c::Countdown) = c.from
Base.eltype(::Type{Countdown}) = Int
struct Unsized
    n::Int
end
Base.iterate(u::Unsized, s=1) = s > u.n ? nothing : (s * 1.5, s + 1)
Base.IteratorSize(::Type{Unsized}) = Base.SizeUnknown()

@testset "iterators of one's own" begin
    @test collect(Countdown(3)) == [3, 2, 1] && collect(Countdown(3)) isa Vector{Int} && sum(Countdown(4)) == 10 && maximum(Countdown(3)) == 3
    @test [x^2 for x in Countdown(2)] == [4, 1] && map(x -> x + 1, Countdown(2)) == [3, 2] && 2 in Countdown(3) && first(Countdown(3)) == 3
    a, b = Countdown(5)
    @test (a, b) == (5, 4) && (Countdown(3)...,) == (3, 2, 1) && collect(zip(Countdown(2), "ab")) == [(2, 'a'), (1, 'b')] && isempty(Countdown(0))
    @test collect(Unsized(2)) == [1.5, 3.0] && [x for x in Unsized(2)] == [1.5, 3.0] && sum(Unsized(3)) == 9.0 && count(>(2), Unsized(3)) == 2
    @test Set(Countdown(2)) == Set([1, 2]) && reduce(+, Countdown(3)) == 6 && foldl(-, Countdown(3)) == 0 && collect(enumerate(Countdown(2))) == [(1, 2), (2, 1)]
end

@testset "traits" begin
    @test Base.IteratorSize([1]) == Base.HasShape{1}() && Base.IteratorSize(1:3) == Base.HasShape{1}() && Base.IteratorSize((1, 2)) == Base.HasLength() && Base.IteratorSize(Unsized) == Base.SizeUnknown()
    @test Base.IteratorSize(Iterators.repeated(1)) == Base.IsInfinite() && Base.IteratorEltype([1]) == Base.HasEltype() && Base.IteratorEltype(x for x in 1:2) == Base.EltypeUnknown()
    @test eltype(zip([1], ["a"])) == Tuple{Int, String} && eltype(enumerate([1.0])) == Tuple{Int, Float64} && length(zip(1:3, 1:2)) == 2 && size(Iterators.product(1:2, 1:3)) == (2, 3)
end

@testset "destructuring" begin
    a, b = [1, 2]
    c, (d, e) = 3, (4, 5)
    f, rest... = [6, 7, 8]
    first_one, middle..., last_one = 1:5
    @test (a, b, c, d, e) == (1, 2, 3, 4, 5) && f == 6 && rest == [7, 8] && (first_one, middle, last_one) == (1, [2, 3, 4], 5)
    (; x, y) = (x=1, y=2, z=3)
    @test x == 1 && y == 2
    a, b = b, a
    @test (a, b) == (2, 1)
    @test_throws BoundsError ((p, q) = [1])
    @test [k + v for (k, v) in Dict(1 => 2)] == [3] && [i * x for (i, x) in enumerate([5, 6])] == [5, 12]
end
