# Questions about types, fields, functions and modules.
using Test, InteractiveUtils

abstract type Shape end
struct Square <: Shape
    side::Float64
end
mutable struct Box{T} <: Shape
    const name::String
    content::T
end
area(s::Square) = s.side^2
area(x, y) = x * y
keyed(a; b = 1, c) = a

@testset "kinds of types" begin
    @test isabstracttype(Shape) && !isabstracttype(Square)
    @test isconcretetype(Square) && !isconcretetype(Shape) && !isconcretetype(Box) && isconcretetype(Box{Int})
    @test isstructtype(Square) && isprimitivetype(Int) && !isprimitivetype(Square)
    @test ismutabletype(Box) && !ismutabletype(Square) && ismutable([1]) && !ismutable(1)
    @test isbitstype(Square) && !isbitstype(String) && isbits(1.0)
    @test Base.issingletontype(Nothing) && !Base.issingletontype(Int)
    @test typeof(1) == Int && typeof(Int) == DataType && typeof(Vector) == UnionAll
    @test supertype(Square) == Shape && supertype(Int) == Signed && supertype(Any) == Any
    @test Square <: Shape && Int <: Integer && !(Int <: AbstractFloat)
    @test typejoin(Int, Float64) == Real && typejoin(Square, Box{Int}) == Shape
    @test typeintersect(Union{Int, String}, Integer) == Int
    @test promote_type(Int, Float64) == Float64
    @test nameof(Square) == :Square && parentmodule(Square) == Main && nameof(Box{Int}) == :Box
    @test sizeof(Square) == 8 && sizeof(Int32) == 4
end

@testset "fields" begin
    @test fieldnames(Square) == (:side,) && fieldnames(Box) == (:name, :content)
    @test fieldtypes(Square) == (Float64,) && fieldtype(Box{Int}, :content) == Int
    @test fieldcount(Box) == 2 && hasfield(Box, :name) && !hasfield(Box, :other)
    @test propertynames(Square(1)) == (:side,) && hasproperty(Square(1), :side)
    @test getfield(Square(2), :side) == 2.0 && nfields(Square(1)) == 1
    b = Box("n", 1)
    setfield!(b, :content, 5)
    @test b.content == 5 && isconst(Box, :name) && !isconst(Box, :content)
    @test fieldname(Box, 2) == :content
    @test fieldnames(typeof((a = 1, b = 2))) == (:a, :b)
    @test isdefined(b, :name) && !isdefined(b, :other)
    @test_throws ArgumentError fieldcount(Shape)
end

@testset "methods" begin
    @test length(methods(area)) == 2
    @test hasmethod(area, Tuple{Square}) && !hasmethod(area, Tuple{String})
    @test hasmethod(area, (Int, Int))
    @test applicable(area, 1, 2) && !applicable(area, "a")
    m = which(area, Tuple{Square})
    @test m.name == :area && m.module == Main && m.nargs == 2
    @test m.sig == Tuple{typeof(area), Square}
    @test nameof(area) == :area && parentmodule(area) == Main
    @test invoke(area, Tuple{Any, Any}, 2, 3) == 6
    @test functionloc(m)[2] == m.line
    @test hasmethod(keyed, Tuple{Int}, (:b, :c))
    @test startswith(repr(m), "area(s::Square) @ Main ")
end

module Inner
export shown
public half_hidden
shown() = 1
half_hidden() = 2
hidden() = 3
end
@testset "modules" begin
    @test nameof(Inner) == :Inner && parentmodule(Inner) == Main && fullname(Inner) == (:Main, :Inner)
    @test :shown in names(Inner) && !(:hidden in names(Inner)) && :hidden in names(Inner, all = true)
    @test Base.isexported(Inner, :shown) && !Base.isexported(Inner, :hidden) && Base.ispublic(Inner, :half_hidden)
    @test isdefined(Inner, :hidden) && !isdefined(Inner, :nothing_like_it)
    @test getglobal(Inner, :hidden)() == 3 && Base.moduleroot(Inner) == Main
    @test isconst(Inner, :shown)
    @test Base.which(Inner, :sin) == Base || Base.which(Inner, :sin) == Base.Math
end

@testset "type parameters" begin
    @test Vector{Int}.parameters[1] == Int
    @test (Array{T, 1} where T).var.name == :T
    @test Base.unwrap_unionall(Vector) isa DataType
    @test eltype(Vector{Int}) == Int && ndims(Matrix{Int}) == 2
    @test Tuple{Int, String}.parameters[2] == String
    @test Union{Int, String}.a isa Type
    @test Base.uniontypes(Union{Int, String}) |> length == 2
end

@testset "worlds and inference" begin
    @test Base.get_world_counter() isa UInt && Base.tls_world_age() isa UInt
    @test Base.return_types(area, Tuple{Square})[1] == Float64
    @test (@inferred area(Square(2.0))) == 4.0
    @test objectid(1) == objectid(1) && objectid("a") isa UInt
    @test @isdefined(area) && !@isdefined(nothing_of_this_name)
end

@testset "expressions" begin
    @test Meta.parse("1 + 2") == :(1 + 2)
    @test eval(Meta.parse("2 * 3")) == 6
    @test Meta.isexpr(:(a = 1), :(=)) && !Meta.isexpr(:a, :call)
    ex = :(f(x, 2))
    @test ex.head == :call && ex.args == [:f, :x, 2]
    @test Expr(:call, :+, 1, 2) == :(1 + 2) && eval(Expr(:call, :+, 1, 2)) == 3
    @test_throws Meta.ParseError Meta.parse("1 +* 2")
    @test Meta.parse("x = ", raise = false).head == :incomplete
    @test length(Meta.parseall("a\nb").args) >= 2
    @test Meta.parse("a b", 1; greedy = false)[1] == :a
    @test macroexpand(Main, :(@assert true)) isa Expr
    @test Base.remove_linenums!(:(begin; x; end)).args == [:x]
    @test copy(ex) == ex && copy(ex) !== ex
end

@testset "a definition and what is below its where" begin
    below(T) = (while T isa UnionAll; T = T.body; end; T)
    @test below(Vector) isa DataType && below(Vector.body) isa DataType && below(below(Vector)) === Vector.body
    @test isimmutable(1) && !isimmutable([1])
    @test occursin("Closest candidates", sprint(showerror, try convert(Vector{Tuple{Int,Int}}, 1) catch e; e end))
end

@testset "names that packages ask for" begin
    @test Base.typename(Vector{Int}).wrapper === Array && Base.typename(Vector).name === :Array
    @test Base.typename(Int).module === Core
    @test Base.isbitsunion(Union{Int, Float64}) && !Base.isbitsunion(Int) && !Base.isbitsunion(Union{Int, String})
    @test Base.method_argnames(which(identity, (Int,)))[2:end] == [:x]
    @test foldl(Base.MappingRF(x -> 2x, +), 1:3; init = 0) == 12
    @test foldl(Base.FilteringRF(iseven, +), 1:4; init = 0) == 6
    @test foldl(Base.FlatteningRF(+), [[1, 2], [3]]; init = 0) == 6
    @test Base.IteratorsMD.CartesianIndex === CartesianIndex && Base.GMP.BigInt === BigInt && Base.MPFR.BigFloat === BigFloat
    @test Base.Filesystem.joinpath === joinpath
    @test haskey(Base.loaded_modules, Base.PkgId(Base)) && Base.active_project() === nothing
    @test Base.get_extension(Main, :Some) === nothing
    @test (Core.svec(1, 2)...,) == (1, 2)
end

@testset "a value under its lock" begin
    l = Base.Lockable([1, 2])
    @test_throws ConcurrencyViolationError l[]
    @test lock(sum, l) == 3
    @test (@lock l l[]) == [1, 2]
end

the_global = 1
@testset "globals set in other ways" begin
    @test swapglobal!(@__MODULE__, :the_global, 2) == 1
    @test modifyglobal!(@__MODULE__, :the_global, +, 5) == (2 => 7)
    @test replaceglobal!(@__MODULE__, :the_global, 7, 8) == (old = 7, success = true)
    @test replaceglobal!(@__MODULE__, :the_global, 7, 9) == (old = 8, success = false)
    @test !setglobalonce!(@__MODULE__, :the_global, 3) && setglobalonce!(@__MODULE__, :another_global, 3)
end

struct Asked end
answer(::Asked, x) = 1
"what it is for"
documented(x) = x
@testset "methods with a type, and documentation" begin
    @test [m.name for m in methodswith(Asked, answer)] == [:answer] && methodswith(Asked, sin) == []
    @test string(Docs.doc(documented)) == "what it is for\n" || string(Docs.doc(documented)) == "what it is for"
    @test string(@doc documented) == string(Docs.doc(documented))
end

with_words(x; tens = 0) = x + 10tens

@testset "which method a written call is of" begin
    a = [1 2]
    @test (@which with_words(1, tens = 2)) === which(Core.kwcall, (NamedTuple{(:tens,), Tuple{Int}}, typeof(with_words), Int))
    @test (@which with_words(1; tens = 2)) === (@which with_words(1, tens = 2))
    @test (@which a[1]).name === :getindex && (@which a[1] = 2).name === :setindex!
    @test (@which a').name === :adjoint && (@which [1, 2]).name === :vect
end
