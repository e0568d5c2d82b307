# Indexing syntax: begin and end, ranges, colons, nested and updating.
using Test

@testset "begin and end" begin
    v = [10, 20, 30]
    @test v[end] == 30
    @test v[begin] == 10
    @test v[end - 1] == 20
    @test v[begin:end-1] == [10, 20]
    @test v[[1, end]] == [10, 30]
end

@testset "end in nested indices" begin
    v = [1, 2, 3]
    w = [3, 1]
    @test v[w[end]] == 1
    @test v[w[begin] - 1] == 2
    @test v[length(w[1:end])] == 2
end

@testset "end by dimension" begin
    m = [1 2 3; 4 5 6]
    @test m[end, 1] == 4
    @test m[1, end] == 3
    @test m[end] == 6
    @test m[end, end] == 6
    @test m[begin, end] == 3
end

@testset "colons" begin
    m = [1 2; 3 4]
    @test m[:, 1] == [1, 3]
    @test m[2, :] == [3, 4]
    @test m[:] == [1, 3, 2, 4]
    @test m[:, [2, 1]] == [2 1; 4 3]
end

@testset "assignment" begin
    v = collect(1:5)
    v[2:3] = [20, 30]
    @test v == [1, 20, 30, 4, 5]
    v[end] = 0
    @test v[5] == 0
    m = zeros(Int, 2, 2)
    m[:, 1] = [1, 2]
    m[1, :] .= 7
    @test m == [7 7; 2 0]
end

@testset "logical and cartesian" begin
    v = [1, 2, 3, 4]
    @test v[[true, false, true, false]] == [1, 3]
    @test v[v .> 2] == [3, 4]
    m = [1 2; 3 4]
    @test m[CartesianIndex(2, 1)] == 3
    @test m[m .> 1] == [3, 2, 4]
    @test findall(==(4), m) == [CartesianIndex(2, 2)]
end

@testset "strings and tuples" begin
    s = "hello"
    @test s[1] == 'h'
    @test s[end] == 'o'
    @test s[2:end-1] == "ell"
    t = (1, 2, 3)
    @test t[end] == 3
    @test t[begin:2] == (1, 2)
end

@testset "dictionaries" begin
    d = Dict("a" => 1)
    d["b"] = 2
    @test d["b"] == 2
    d2 = Dict((1, 2) => :x)
    @test d2[1, 2] === :x
    d["a"] += 5
    @test d["a"] == 6
end

@testset "dotted index" begin
    v = [1, 2, 3]
    v[1:2] .+= 10
    @test v == [11, 12, 3]
    @test getindex.(Ref(v), [1, 3]) == [11, 3]
end

struct Grid
    cells::Matrix{Int}
end
Base.getindex(g::Grid, i, j) = g.cells[i, j]
Base.setindex!(g::Grid, x, i, j) = g.cells[i, j] = x
Base.lastindex(g::Grid, d) = size(g.cells, d)
Base.firstindex(g::Grid, d) = 1

@testset "of own types" begin
    g = Grid([1 2; 3 4])
    @test g[end, begin] == 3
    g[1, end] = 9
    @test g.cells == [1 9; 3 4]
    g[1, 1] += 5
    @test g[1, 1] == 6
end

@testset "errors" begin
    @test_throws BoundsError [1, 2][3]
    @test_throws BoundsError [1, 2][0]
    @test_throws BoundsError [1 2; 3 4][3, 1]
    @test_throws KeyError Dict()[1]
    @test_throws StringIndexError "αβ"[2]
    @test_throws BoundsError (1, 2)[3]
    @test_throws DimensionMismatch (v = [1, 2, 3]; v[1:2] = [1, 2, 3])
end
