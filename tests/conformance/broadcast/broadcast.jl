using Test

@testset "shapes" begin
    @test [1, 2] .+ 1 == [2, 3] && [1, 2] .+ [10, 20] == [11, 22] && [1, 2] .+ [10 20] == [11 21; 12 22] && [1 2; 3 4] .* [1, 2] == [1 2; 6 8]
    @test 1 .+ 2 === 3 && sin.(0.0) === 0.0 && (1, 2) .+ 1 == (2, 3) && (1, 2) .+ (3, 4) == (4, 6) && [1, 2] .+ (3, 4) == [4, 6] && Ref(1) .+ [1] == [2]
    @test [1, 2] .* [3 4] .+ 1 == [4 5; 7 9] && string.("a", [1, 2]) == ["a1", "a2"] && length.(["a", "bc"]) == [1, 2] && (x -> x^2).([1, 2]) == [1, 4] && [1] .+ [1, 2, 3] == [2, 3, 4]
    @test_throws DimensionMismatch [1, 2] .+ [1, 2, 3]
    @test_throws DimensionMismatch zeros(2, 2) .+ zeros(3)
end

@testset "element types" begin
    @test ([1, 2] .== 1) isa BitVector && ([1, 2] .> [0 3]) isa BitMatrix && [1, 2] ./ 2 == [0.5, 1.0] && eltype([1, 2] .+ 0.5) == Float64 && eltype(identity.(Any[1, 2])) == Int
    @test eltype((x -> x > 1 ? x : nothing).([1, 2])) == Union{Nothing, Int} && eltype(string.(Int[])) == String && Int[] .+ 1 == Int[] && eltype([1, missing] .+ 1) == Union{Missing, Int}
    @test Float64.([1, 2]) == [1.0, 2.0] && Int.([1.0]) == [1] && typeof.([1, 1.0]) == [Float64, Float64] && typeof.((1, 1.0)) == (Int, Float64) && (1:3) .+ 1 === 2:4 && (1:3) .* 2 == 2:2:6
    @test isequal.([1, missing], [1, missing]) == [true, true] && .!([true, false]) == [false, true] && [true, false] .& [true, true] == [true, false] && -[1, 2] == [-1, -2]
end

@testset "in place" begin
    a = [1.0, 2.0]
    a .= 0
    @test a == [0.0, 0.0]
    a .+= [1, 2]
    a .*= 2
    @test a == [2.0, 4.0] && (a .= [5, 6]) === a && a == [5.0, 6.0]
    A = zeros(Int, 2, 2)
    A[1, :] .= 7
    A[:, 2] .+= 1
    @test A == [7 8; 0 1]
    b = [1, 2, 3]
    b .= b[[3, 2, 1]]
    @test b == [3, 2, 1]
    b[2:3] .= view(b, 1:2)
    @test b == [3, 3, 2]
    @test_throws DimensionMismatch a .= [1, 2, 3]
    @test_throws InexactError b .= 1.5
    m = [[1], [2]]
    push!.(m, 9)
    @test m == [[1, 9], [2, 9]]
end

@testset "what counts as one" begin
    @test occursin.("a", ["abc", "x"]) == [true, false] && in.([1, 5], Ref([1, 2])) == [true, false] && isa.([1, "a"], Int) == [true, false]
    @test getindex.([[1, 2], [3, 4]], 2) == [2, 4] && get.(Ref(Dict(:a => 1)), [:a, :b], 0) == [1, 0] && parse.(Int, ["1", "2"]) == [1, 2] && convert.(Float64, [1]) == [1.0] && ifelse.([true, false], 1, 2) == [1, 2]
    @test replace.(["aa", "ba"], "a" => "x") == ["xx", "bx"] && max.([1, 5], 3) == [3, 5] && clamp.([1, 9], 2, 5) == [2, 5] && tuple.(1:2, 'a') == [(1, 'a'), (2, 'a')] && abs.((-1, 2)) == (1, 2)
    @test_throws ArgumentError Dict(1 => 2) .+ 1
end

@testset "fusion and macros" begin
    calls = 0
    f(x) = (calls += 1; x + 1)
    @test f.(f.([1, 2])) == [3, 4] && calls == 4
    @test (@. [1, 2] * 2 + 1) == [3, 5] && (@. sqrt([4.0, 9.0]) + 1) == [3.0, 4.0] && broadcast(+, [1, 2], 1) == [2, 3] && broadcast!(+, [0, 0], [1, 2], 1) == [2, 3] && map(.+, [[1], [2]], [1, 2]) == [[2], [4]]
    x = [1, 2]
    @. x = x + 5
    @test x == [6, 7] && ([1, 2, 3] .< 2 .|| [false, true, false]) == [true, true, false] && (1 .< [1, 2, 3] .< 3) == [false, true, false]
    @test ([1, 2] .|> [x -> x + 1, x -> x * 10]) == [2, 20] && sum([1, 2] .^ 2) == 5 && ([1, 2] .^ 2) == [1, 4] && 2 .^ [1, 2] == [2, 4] && [1 2] .+ [1, 2]' == [2 4]
end

struct Wrapped
    x::Vector{Int}
end
struct Point
    x::Int
end
Base.broadcastable(w::Wrapped) = w.x
Base.broadcastable(p::Point) = Ref(p)
Base.:+(p::Point, n::Int) = Point(p.x + n)

@testset "types of one's own" begin
    @test Wrapped([1, 2]) .+ 1 == [2, 3] && (Point(1) .+ [1, 2]) == [Point(2), Point(3)]
    lazy = Broadcast.broadcasted(+, [1, 2], 1)
    @test lazy isa Broadcast.Broadcasted && Broadcast.materialize(lazy) == [2, 3] && copy(Broadcast.instantiate(lazy)) == [2, 3] && sum(Broadcast.instantiate(lazy)) == 5
    @test Broadcast.BroadcastStyle(typeof([1])) == Broadcast.DefaultArrayStyle{1}() && Base.Broadcast.combine_axes([1, 2], [1 2 3]) == (1:2, 1:3)
end

@enum Suit clubs hearts
@testset "enums are scalars" begin
    @test ([clubs, hearts] .== clubs) == [true, false]
end

@testset "what is dotted" begin
    @test @.(1 + sqrt($sort(abs([4, -9, 1, -16])))) == [2, 3, 4, 5]
    @test (@. let x = [1, 2, 3]; x^2; end) == [1, 4, 9]
    x = [1.0, 2.0]
    @test (@. sin.(abs(x)) + x[1:2] / $length(x)) == sin.(abs.(x)) .+ x ./ 2
    @test (@macroexpand @. x -> x^2).args[2].args[end] == :(x .^ 2)
    @test (@macroexpand @. a[1:n] = b) == :(a[1:n] .= b)
    a = reshape([[4, 5], [6, 7]], 1, 2)
    a[1, CartesianIndex(1)] .= 5
    @test a[1] == [5, 5]
    @test iszero.(big(0):big(2)) == [true, false, false] && (big(1):big(3)) .^ 2 == [1, 4, 9]
end

struct BareGrid{A}
    cells::A
end
Base.axes(g::BareGrid) = axes(g.cells)
Base.getindex(g::BareGrid, I...) = getindex(g.cells, I...)
Base.ndims(::Type{BareGrid{A}}) where {A} = ndims(A)
Base.Broadcast.broadcastable(g::BareGrid) = g
@testset "what has axes and is no array" begin
    @test BareGrid([1.0, 4]) .* 2 == [2, 8] && sqrt.(BareGrid([1.0, 4])) == [1, 2] && BareGrid([1, 4]) .* (1, 2) == [1, 8]
    @test BareGrid([1 2; 3 4]) .+ [10, 20] == [11 12; 23 24] && BareGrid(fill(3)) .+ 1 === 4
end

@testset "tuples of a given shape" begin
    shaped(args, n) = copy(Broadcast.Broadcasted(Broadcast.Style{Tuple}(), +, args, (Base.OneTo(n),)))
    @test shaped(((1,), 1), 3) === (2, 2, 2) && shaped(((1, 2), 1), 2) === (2, 3)
    @test_throws BoundsError shaped(((1, 2), 1), 3)
    known(a, b) = a .+ 2 .* (b .+ a)
    @test (@inferred known((1, 2), (0.5, 1.5))) === (4.0, 9.0)
    @test_throws DimensionMismatch known((1, 2), (1, 2, 3))
end

struct CountedStyle <: Broadcast.BroadcastStyle
    n::Int
end
struct NumberedOnly <: AbstractVector{Int}
    parts::Vector{Int}
end
Base.size(v::NumberedOnly) = size(v.parts)
Base.getindex(v::NumberedOnly, i::Real) = v.parts[i]
Base.getindex(v::NumberedOnly, i) = error("no such index")

@testset "styles with fields, vectors that know numbers only" begin
    @test Broadcast.result_style(CountedStyle(1), CountedStyle(1)) === CountedStyle(1)
    @test_throws ErrorException Broadcast.result_style(CountedStyle(1), CountedStyle(2))
    dest = [0, 0]
    dest .= Broadcast.Broadcasted(CountedStyle(3), +, (1:2, 5:6))
    @test dest == [6, 8]
    v = NumberedOnly([1, 2, 3])
    @test v .+ [10 20] == [11 21; 12 22; 13 23] && NumberedOnly([4]) .* [1 2; 3 4] == [4 8; 12 16]
    lazy = Base.broadcasted(identity, v)
    @test lazy[2] == lazy[CartesianIndex(2)] == lazy[2, CartesianIndex()] == 2
end
