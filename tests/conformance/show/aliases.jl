# Types by the names that modules give them
using Test

struct Table{R,C,T}
    data::NTuple{R,NTuple{C,T}}
end
const Square{T} = Table{2,2,T}
const Cube = Table{3,3,Float64}
const Numbers = Vector{Int}
const Cell = Union{Nothing,Table{1,1,Int}}

module Library
export Keyed
struct Entry{A,B}
    a::A
    b::B
end
const Keyed{T} = Entry{T,Int}
const Hidden{T} = Entry{T,String}
end

@testset "constants of the program" begin
    @test repr(Table{2,2,Int}) == "Square{Int64}" && repr(Table{2,3,Int}) == "Table{2, 3, Int64}"
    @test repr(Table{2,2,Int}(((1, 2), (3, 4)))) == "Square{Int64}(((1, 2), (3, 4)))"
    @test repr(Cube) == "Cube" && repr(Vector{Cube}) == "Vector{Cube}" && repr(Square) == "Square"
    @test repr(Cell) == "Cell" && repr(Union{Nothing,Table{1,2,Int}}) == "Union{Nothing, Table{1, 2, Int64}}"
end

@testset "only for types made of the module's own" begin
    @test repr(Numbers) == "Vector{Int64}" && repr(Vector{Int}) == "Vector{Int64}"
end

@testset "exported names of a module" begin
    @test repr(Library.Entry(1.0, 2)) == "Main.Library.Keyed{Float64}(1.0, 2)"
    @test repr(Library.Entry(1, "a")) == "Main.Library.Entry{Int64, String}(1, \"a\")"
    @eval using .Library
    @test repr(Library.Entry(1.0, 2)) == "Keyed{Float64}(1.0, 2)"
end

@testset "two names for one type" begin
    @eval struct Twice{T} end
    @eval const OneName = Twice{Int}
    @test repr(Twice{Int}) == "OneName"
    @eval const OtherName = Twice{Int}
    @test repr(Twice{Int}) == "Twice{Int64}"
end

@testset "rows and columns of a matrix by the names of their types" begin
    A = [1 2; 3 4]
    @test startswith(repr("text/plain", eachrow(A)), "2-element RowSlices{Matrix{Int64}, Tuple{Base.OneTo{Int64}}, SubArray{")
    @test startswith(repr("text/plain", eachcol(A)), "2-element ColumnSlices{Matrix{Int64}, Tuple{Base.OneTo{Int64}}, SubArray{")
end

@testset "names for a part of a union" begin
    @test repr(Union{Nothing, Vector{Int}}) == "Union{Nothing, Vector{Int64}}"
    @test repr(Union{Vector{Int}, String}) == "Union{String, Vector{Int64}}"
    @test repr(Union{Vector{Int}, Matrix{Int}, String}) == "Union{String, VecOrMat{Int64}}"
    @test repr(Union{AbstractString, AbstractVecOrMat{Int}}) == "Union{AbstractString, AbstractVecOrMat{Int64}}"
    @test repr(Union{Nothing, AbstractVecOrMat{T}} where {T}) == "Union{Nothing, AbstractVecOrMat{T}} where T"
    @test repr(Union{Missing, Vector{<:Real}}) == "Union{Missing, Vector{<:Real}}"
    @test repr(Vector{Union{Nothing, Vector{Int}}}) == "Vector{Union{Nothing, Vector{Int64}}}"
    @test repr(Union{Int, Float64}) == "Union{Float64, Int64}"
    @test repr("text/plain", Union{Nothing, Vector{Int}}) == "Union{Nothing, Vector{Int64}}"
    @test repr("text/plain", Union{Vector{Int}, Matrix{Int}}) == "VecOrMat{Int64} (alias for Union{Array{Int64, 1}, Array{Int64, 2}})"
end

of_vectors(x::Vector{T}, y::Matrix{S}) where {T<:Real, S} = 1
of_vectors(x::Union{Vector{T}, Nothing}) where {T} = 2

@testset "variables of a signature" begin
    shown = sprint(show, methods(of_vectors))
    @test occursin("of_vectors(x::Vector{T}, y::Matrix{S}) where {T<:Real, S}\n", shown)
    @test occursin("of_vectors(x::Union{Nothing, Vector{T}}) where T\n", shown)
    @test occursin("of_vectors(::Vector{T}, ::Matrix{S}) where {T<:Real, S}", replace(sprint(showerror, try of_vectors(1) catch e; e end), "!Matched" => ""))
end

of_bounded(x::S, y::T) where {T, S<:Vector{T}} = 1
@testset "variables that nothing binds" begin
    @test repr((Vector{T} where {T}).body) == "Array{T, 1}"
    @test repr((Array{T} where {T}).body) == "Array{T}"
    @test repr(Vector{T} where {T}) == "Vector" && repr(Vector{T} where {T<:Real}) == "Vector{T} where T<:Real"
    @test repr(Tuple{Vector{T}, T} where {T}) == "Tuple{Vector{T}, T} where T"
    @test repr((Tuple{Vector{T}, T} where {T}).body) == "Tuple{Array{T, 1}, T}"
    @test occursin("of_bounded(x::S, y::T) where {T, S<:Vector{T}}", sprint(show, methods(of_bounded)))
end
