using Test

@testset "access" begin
    t = (1, "a", 2.5)
    @test t[1] == 1 && t[end] == 2.5 && t[2:3] == ("a", 2.5) && length(t) == 3 && first(t) == 1 && last(t) == 2.5 && t[[1, 3]] == (1, 2.5)
    @test firstindex(t) == 1 && lastindex(t) == 3 && eltype((1, 2)) == Int && eltype((1, 2.0)) == Real && isempty(()) && collect((1, 2)) == [1, 2] && get(t, 9, 0) == 0
    @test typeof((1, "a")) == Tuple{Int, String} && (1,) isa Tuple{Int} && () isa Tuple{} && (1, 2) isa NTuple{2, Int} && keys((5, 6)) == 1:2 && Base.setindex((1, 2), 9, 2) == (1, 9)
    @test_throws BoundsError t[4]
    @test_throws BoundsError (1, 2)[0]
    @test sprint(showerror, try (1, 2)[3] catch e e end) == "BoundsError: attempt to access Tuple{Int64, Int64} at index [3]"
    @test_throws MethodError (t[1] = 2)
end

@testset "operations" begin
    @test (1, 2) == (1, 2) && (1, 2) != (1, 3) && (1, 2) < (1, 3) && (1,) < (1, 0) && isless((1, "a"), (1, "b")) && (1, 2.0) == (1.0, 2) && isequal((NaN,), (NaN,))
    @test map(x -> x^2, (1, 2, 3)) == (1, 4, 9) && map(+, (1, 2), (3, 4)) == (4, 6) && sum((1, 2, 3)) == 6 && prod((2, 3)) == 6 && maximum((1, 3, 2)) == 3 && reverse((1, 2)) == (2, 1)
    @test ((1, 2)..., 3) == (1, 2, 3) && Tuple([1, 2]) == (1, 2) && Tuple("ab") == ('a', 'b') && ntuple(i -> i^2, 3) == (1, 4, 9) && ntuple(identity, Val(2)) == (1, 2) && 2 in (1, 2)
    @test Base.tail((1, 2, 3)) == (2, 3) && Base.front((1, 2, 3)) == (1, 2) && findfirst(==(2), (1, 2)) == 2 && filter(isodd, (1, 2, 3)) == (1, 3) && (1, (2, 3))[2][1] == 2 && any((false, true))
    @test hash((1, 2)) == hash((1, 2)) && hash((1, 2)) == hash((1.0, 2.0)) && ismissing((1, missing) == (1, 2)) && convert(Tuple{Float64, Int}, (1, 2)) === (1.0, 2) && Tuple{Int, Float64}((1, 2)) === (1, 2.0)
    @test foldl(-, (1, 2, 3)) == -4 && zip((1, 2), (3, 4)) |> collect == [(1, 3), (2, 4)] && accumulate(+, (1, 2)) == (1, 3) && extrema((2, 1)) == (1, 2) && string((1, "a")) == "(1, \"a\")"
end

@testset "named tuples" begin
    n = (a=1, b="x")
    @test n.a == 1 && n[:b] == "x" && n[1] == 1 && keys(n) == (:a, :b) && values(n) == (1, "x") && length(n) == 2 && haskey(n, :a) && !haskey(n, :c) && get(n, :c, 0) == 0
    @test merge(n, (b=2, c=3)) == (a=1, b=2, c=3) && (; n..., d=4) == (a=1, b="x", d=4) && NamedTuple{(:x, :y)}((1, 2)) == (x=1, y=2) && typeof(n) == @NamedTuple{a::Int, b::String} && (; a=1) == (a=1,)
    @test collect(pairs(n)) == [:a => 1, :b => "x"] && map(string, (a=1, b=2)) == (a="1", b="2") && n == (a=1, b="x") && n != (b="x", a=1) && isempty(NamedTuple()) && NamedTuple([:a => 1]) == (a=1,)
    a = 5
    @test (; a) == (a=5,) && repr((a=1, b=2)) == "(a = 1, b = 2)" && repr((a=1,)) == "(a = 1,)" && (a=1, b=2)[(:b,)] == (b=2,) && Base.structdiff((a=1, b=2), (a=0,)) == (b=2,) && first((a=7,)) == 7
    @test_throws ErrorException n.zzz
    @test_throws BoundsError n[3]
    f(; kw...) = kw
    k = f(x=1, y=2)
    @test k[:x] == 1 && keys(k) == (:x, :y) && values(k) == (x=1, y=2) && collect(k) == [:x => 1, :y => 2] && length(k) == 2 && NamedTuple(k) == (x=1, y=2)
end

@testset "pairs" begin
    p = :a => 1
    @test p.first == :a && p[2] == 1 && first(p) == :a && last(p) == 1 && p == (:a => 1) && typeof(p) == Pair{Symbol, Int} && reverse(p) == (1 => :a) && length(p) == 2
    k, v = p
    @test k == :a && v == 1 && repr(p) == ":a => 1" && (1 => 2 => 3) == Pair(1, 2 => 3) && (1 => 2) < (1 => 3) && collect(p) == [:a, 1] && sort([2 => 1, 1 => 2]) == [1 => 2, 2 => 1]
end

@testset "conversion to what asks for one type, pairs as collections" begin
    @test convert(NTuple, (1, 1.0)) === (1, 1.0) && convert(NTuple{3,Int}, (1.0, 2, 0x3)) === (1, 2, 3) && convert(Tuple{Vararg{Int}}, (1, 1.0)) === (1, 1)
    @test_throws MethodError convert(NTuple{3,Int}, (1, 2))
    @test eltype(4 => 5.6) == Union{Int,Float64} && collect(4 => 5.6) isa Vector{Union{Int,Float64}}
end

@testset "named tuples keep the declared types of their fields" begin
    a = NamedTuple{(:a, :b),Tuple{Any,Union{Int,Nothing}}}((1, 2))
    @test merge(a, (b=3.0,)) isa @NamedTuple{a::Any, b::Float64} && merge((c=1,), a) isa @NamedTuple{c::Int, a::Any, b::Union{Int,Nothing}}
    @test Base.structdiff(a, (a=0,)) isa @NamedTuple{b::Union{Int,Nothing}} && NamedTuple{(:a,)}(a) isa @NamedTuple{a::Any} && merge((a=1,), (b=2,)) === (a=1, b=2)
end

@testset "as many as there is room for" begin
    @test NTuple{3,Int}(Iterators.countfrom(2)) === (2, 3, 4) && Tuple{Int,Float64}([1, 2, 3]) === (1, 2.0)
    @test_throws ArgumentError NTuple{3,Int}([1, 2])
end

struct Wide
    a::Int
    b::Int
    c::Int
    d::Int
    e::Int
    f::Int
    g::Int
end
element(t, i) = t[i]

@testset "tuples of one type at a place that the run says" begin
    wide = Wide(1, 2, 3, 4, 5, 6, 7)
    for _ in 1:3, i in 1:3
        @test element((wide, wide, wide), i).c == 3
        @test element((nothing, nothing, nothing), i) === nothing
        @test element(("a", "b", "c"), i) == ("a", "b", "c")[i]
        @test element((1, 2, 3, 4, 5, 6, 7, 8), i) == i
        @test element((1.5, 2.5, 3.5), i) == i + 0.5
    end
    @test_throws BoundsError element((1, 2), 3)
end

@testset "what is left when some are taken" begin
    x, y, z... = 1:7
    @test (x, y) == (1, 2) && z isa Vector{Int} && z == 3:7
    a, b..., c = "aé∀"
    @test (a, b, c) == ('a', "é", '∀')
    d, e..., f = (a = 1, b = 2, c = 3, d = 4)
    @test (d, e, f) == (1, (b = 2, c = 3), 4)
    g, h... = [1 2; 3 4]
    @test g == 1 && h == [3, 2, 4]
    @test_throws ArgumentError Base.split_rest("", 1)
    @test_throws "tuple must be non-empty" first(())
end

@testset "replaced in tuples, parts of their types" begin
    @test replace((1, 2, 3), 1 => 0) === (0, 2, 3) && replace(x -> 2x, (1, 2)) === (2, 4) && replace((1, 1, 1), 1 => 2; count = 2) === (2, 2, 1)
    @test Base.tuple_type_tail(Tuple{Int, String}) == Tuple{String} && Base.tuple_type_tail(Tuple{Vararg{Int}}) == Tuple{Vararg{Int}}
end

@testset "named tuples whose fields may hold more" begin
    NT = NamedTuple{(:a, :b), Tuple{Union{Nothing, Int}, Float64}}
    @test repr(NT((nothing, 1.0))) == "@NamedTuple{a::Union{Nothing, Int64}, b::Float64}((nothing, 1.0))"
    @test repr((a = 1, b = nothing)) == "(a = 1, b = nothing)" && repr([(a = 1,)]) == "@NamedTuple{a::Int64}[(a = 1,)]"
    @test convert(NamedTuple{(:a,), Tuple{I}} where I<:Unsigned, (; a = 1)) === NamedTuple{(:a,), Tuple{Unsigned}}((0x0000000000000001,))
    @test convert(NamedTuple{(:a,), Tuple{I}} where I, (; a = 1)) === (a = 1,)
end

@testset "sums along a tuple are known by their types" begin
    @test (@inferred cumsum((1, 2.5, 3))) === (1, 3.5, 6.5)
    @test (@inferred cumprod((1, 2, 3))) === (1, 2, 6)
    @test (@inferred accumulate(+, (1, 2); init = 10)) === (11, 13)
    @test accumulate(+, ntuple(identity, 40))[40] == 820
    @test (@inferred Tuple(3)) === (3,)
end

@testset "elements of vectors of the machine" begin
    @test VecElement(1).value === 1 && VecElement{Float64}(2).value === 2.0
    @test convert(NTuple{2, VecElement{Int}}, (1, 2)) === (VecElement(1), VecElement(2))
end

@testset "element types of tuples are known" begin
    element(x) = eltype(typeof(x))
    @test eltype((1, 2.0)) === Real
    @test eltype((1, nothing)) === Union{Nothing,Int}
    @test eltype(ntuple(identity, 20)) === Int
    @test eltype(Tuple{Int,Vararg{String}}) === Any
    @test eltype(Tuple{Vararg{T}} where {T<:Real}) === Real
    @test eltype(NTuple{3}) === Any
    @test eltype(Union{Tuple{Int},Tuple{Float64}}) === Real
    of(x) = Vector{eltype(typeof(x))}()
    @test @inferred(of((1, 2))) == Int[]
    @test @inferred(of((1, 2.0))) isa Vector{Real}
    @test @inferred(of(ntuple(identity, 20))) == Int[]
    dict_of(pairs) = Dict{fieldtype(eltype(typeof(pairs)), 1),fieldtype(eltype(typeof(pairs)), 2)}(pairs)
    @test @inferred(dict_of((1 => 2.0, 3 => 4.0))) == Dict(1 => 2.0, 3 => 4.0)
end

@testset "so many at an end of a tuple are a vector" begin
    @test first((1, 2, 3), 2) == [1, 2] && last((1, 2, 3), 2) == [2, 3] && first((1, "a"), 5) == [1, "a"] && first((), 1) == [] && Tuple{}() === ()
    @test_throws ArgumentError first((1, 2), -1)
end
