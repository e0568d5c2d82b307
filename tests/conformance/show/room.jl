# How values print where a stream says how: in little room, spelled out, seen from a module, in colour.
using Test

module Shop
struct Tag{T}
    v::T
end
price() = 1
+(a, b) = 1
==(a, b) = 1
var"odd name"() = 1
module Inner
struct Leaf end
end
end

long(x; context...) = sprint(show, "text/plain", x; context = IOContext(devnull, context...))

@testset "modules are left out where space is short" begin
    t = Shop.Tag(1)
    @test repr(t) == "Main.Shop.Tag{Int64}(1)"
    @test repr(t; context = :compact => true) == "Tag{Int64}(1)"
    @test repr(Vector{Shop.Tag}; context = :compact => true) == "Vector{Tag}"
    @test long(Dict(:a => t)) == "Dict{Symbol, Main.Shop.Tag{Int64}} with 1 entry:\n  :a => Tag{Int64}(1)"
    @test long([t t]) == "1×2 Matrix{Main.Shop.Tag{Int64}}:\n Tag{Int64}(1)  Tag{Int64}(1)"
    @test long([t]) == "1-element Vector{Main.Shop.Tag{Int64}}:\n Main.Shop.Tag{Int64}(1)"
end

@testset "names as a module sees them" begin
    @test repr(Shop.Tag{Int}; context = :module => Shop) == "Tag{Int64}"
    @test repr(Shop.Inner.Leaf; context = :module => Shop) == "Main.Shop.Inner.Leaf"
    @test repr(Shop.Inner.Leaf; context = :module => Shop.Inner) == "Leaf"
    @test repr(Int; context = :module => nothing) == "Core.Int64"
end

@testset "types of functions" begin
    @test repr(typeof(Shop.price)) == "typeof(Main.Shop.price)"
    @test repr(typeof(Shop.:+)) == "typeof(Main.Shop.:+)"
    @test repr(typeof(Shop.:(==))) == "typeof(Main.Shop.:(==))"
    @test repr(typeof(sin)) == "typeof(sin)" && repr(typeof(+)) == "typeof(+)"
    @test repr(typeof(Base.show_default)) == "typeof(Base.show_default)"
    @test repr(Shop.var"odd name") == "Main.Shop.var\"odd name\"" && string(Shop.var"odd name") == "odd name"
end

@testset "spelled out" begin
    @test repr(Vector{Vector{Int}}; context = :compact => false) == "Array{Array{Int64, 1}, 1}"
    @test long([1.5]; compact = false) == "1-element Array{Float64, 1}:\n 1.5"
    @test long(Vector{Int}) == "Vector{Int64} (alias for Array{Int64, 1})"
    @test long(Vector{Vector{Int}}) == "Vector{Vector{Int64}} (alias for Array{Array{Int64, 1}, 1})"
    @test long(Dict{Int, Vector{Int}}) == "Dict{Int64, Vector{Int64}}"
    @test long(Int) == "Int64" && long(Array) == "Array"
end

@testset "few rows" begin
    rows(a, n) = long(a; limit = true, displaysize = (n, 80))
    @test rows([1], 4) == "1-element Vector{Int64}: …"
    @test rows([1], 5) == "1-element Vector{Int64}:\n 1"
    @test rows([1, 2], 5) == "2-element Vector{Int64}:\n ⋮"
    @test rows([1, 2], 6) == "2-element Vector{Int64}:\n 1\n 2"
    @test rows([1, 2, 3], 6) == "3-element Vector{Int64}:\n 1\n ⋮"
    @test rows([1, 2, 3, 4], 7) == "4-element Vector{Int64}:\n 1\n ⋮\n 4"
    @test rows(zeros(4, 3), 5) == "4×3 Matrix{Float64}:\n ⋮      ⋱  "
    @test rows(zeros(4, 3), 6) == "4×3 Matrix{Float64}:\n 0.0  0.0  0.0\n ⋮         "
    @test rows(zeros(4, 30), 6) == "4×30 Matrix{Float64}:\n" *
        " 0.0  0.0  0.0  0.0  0.0  0.0  0.0  0.0  …  0.0  0.0  0.0  0.0  0.0  0.0  0.0\n" *
        " ⋮                        ⋮              ⋱            ⋮                   "
end

@testset "many parts in one line" begin
    text = repr(fill(1, 20, 20, 20); context = :limit => true)
    slice = "1 1 … 1 1; 1 1 … 1 1; … ; 1 1 … 1 1; 1 1 … 1 1"
    @test text == string("[", slice, ";;; ", slice, ";;; ", slice, ";;; … ;;; ", slice, ";;; ", slice, ";;; ", slice, "]")
    @test repr(fill!(BitArray(undef, ()), true)) == "BitArray(1)"
end

struct Red end
Base.show(io::IO, ::Red) = printstyled(io, "r"; color = :red)
@testset "colours take no room" begin
    @test Base.alignment(IOContext(devnull, :color => true), Red()) == (0, 1)
    @test long([Red() "abc"]; color = true) == "1×2 Matrix{Any}:\n \e[31mr\e[39m  \"abc\""
end

@testset "parts of what goes on" begin
    part(f, n) = sprint((io, x) -> Base.show_delim_array(io, x, "[", ",", "]", false, f, n), Iterators.take(1:f+n, f+n))
    @test part(1, 0) == "[1]" && part(1, 2) == "[1, 2]" && part(2, 2) == "[2, 3]" && part(3, 3) == "[3, 4, 5]"
end

all_of(x...) = 1
indexed(A::AbstractArray{T, N}, i::Vararg{Int, N}) where {T, N} = 1
nameless(::Int, ::T, xs::T...) where {T} = 1
oddly(var"a.b"; var"1 2" = 1) = 1
@eval renamed($(gensym(:α))) = 1

@testset "methods as they were written" begin
    line(f) = split(sprint(show, "text/plain", only(methods(f))), '\n')[1]
    @test line(all_of) == "all_of(x...)"
    @test line(indexed) == "indexed(A::AbstractArray{T, N}, i::Vararg{Int64, N}) where {T, N}"
    @test line(nameless) == "nameless(::Int64, ::T, xs::T...) where T"
    @test line(oddly) == "oddly(var\"a.b\"; var\"1 2\")"
    @test line(renamed) == "renamed(α)"
end

@testset "what streams and displays know" begin
    @test isempty(keys(IOBuffer())) && keys(IOContext(stdout, :a => 1)) == Set([:a])
    @test repr("image/png", UInt8[1, 2]) == UInt8[1, 2]
    e = try
        display(TextDisplay(IOBuffer()), "text/foobar", [1])
    catch e
        e
    end
    @test e isa MethodError && e.f === show
end
