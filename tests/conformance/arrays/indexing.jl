using Test

@testset "elements" begin
    a = [10, 20, 30]
    @test a[1] == 10 && a[end] == 30 && a[begin] == 10 && a[end-1] == 20
    A = [1 2; 3 4]
    @test A[2, 1] == 3 && A[3] == 2 && A[end, end] == 4 && A[end] == 4 && A[1, 2, 1] == 2
    a[2] = 5
    A[1, 1] = 9
    @test a == [10, 5, 30] && A == [9 2; 3 4]
    @test (a[1] = 2.0) === 2.0 && a[1] === 2
    @test_throws BoundsError a[4]
    @test_throws BoundsError a[0]
    @test_throws BoundsError A[3, 1]
    @test_throws InexactError a[1] = 1.5
    @test_throws ArgumentError a[true]
end

@testset "parts" begin
    a = [10, 20, 30, 40]
    A = [1 2 3; 4 5 6]
    @test a[2:3] == [20, 30] && a[[4, 1]] == [40, 10] && a[:] == a && a[:] !== a && a[1:2:end] == [10, 30]
    @test A[1, :] == [1, 2, 3] && A[:, 2] == [2, 5] && A[:, 2:3] == [2 3; 5 6] && A[[2, 1], :] == [4 5 6; 1 2 3]
    @test A[:] == [1, 4, 2, 5, 3, 6] && A[2:3] == [4, 2] && A[1:1, :] == [1 2 3] && A[:, [true, false, true]] == [1 3; 4 6]
    @test a[a .> 15] == [20, 30, 40] && A[A .> 4] == [5, 6] && a[Int[]] == Int[] && a[3:2] == Int[]
    @test a[[1 2; 3 4]] == [10 20; 30 40] && A[CartesianIndex(2, 3)] == 6 && A[[CartesianIndex(1, 1), CartesianIndex(2, 2)]] == [1, 5]
    @test_throws BoundsError a[2:5]
    @test_throws BoundsError A[:, 4]
    @test_throws BoundsError a[[true, false]]
end

@testset "assignment to parts" begin
    a = [1, 2, 3, 4]
    a[2:3] = [7, 8]
    @test a == [1, 7, 8, 4]
    a[a .> 6] .= 0
    @test a == [1, 0, 0, 4]
    A = zeros(Int, 2, 2)
    A[1, :] = [1, 2]
    A[:, 1] .= 9
    @test A == [9 2; 9 0]
    A[:, :] = [1 2; 3 4]
    @test A == [1 2; 3 4]
    a[[1, 4]] = [5, 6]
    @test a == [5, 0, 0, 6]
    @test_throws DimensionMismatch a[1:2] = [1, 2, 3]
    @test_throws ArgumentError a[1:2] = 5
    b = [1, 2, 3]
    b[2:3] = b[1:2]
    @test b == [1, 1, 2]
end

@testset "cartesian and linear indices" begin
    I = CartesianIndex(2, 3)
    @test I[1] == 2 && Tuple(I) == (2, 3) && I + CartesianIndex(1, 1) == CartesianIndex(3, 4) && 2I == CartesianIndex(4, 6)
    @test CartesianIndices((2, 2))[2, 1] == CartesianIndex(2, 1) && length(CartesianIndices((2, 3))) == 6
    @test collect(CartesianIndices((2, 1))) == [CartesianIndex(1, 1); CartesianIndex(2, 1);;]
    @test LinearIndices((2, 3))[2, 2] == 4 && CartesianIndices(zeros(2, 3))[5] == CartesianIndex(1, 3)
    @test CartesianIndex(1, 2) < CartesianIndex(1, 3) && CartesianIndex(2, 1) < CartesianIndex(1, 2)
    @test repr(CartesianIndices((2, 3))) == "CartesianIndices((2, 3))" && CartesianIndex(1, 1) in CartesianIndices((2, 2))
    @test [I for I in CartesianIndex(1, 1):CartesianIndex(2, 1)] |> vec == [CartesianIndex(1, 1), CartesianIndex(2, 1)]
    @test keys([1 2; 3 4]) == CartesianIndices((2, 2)) && collect(pairs([5, 6])) == [1 => 5, 2 => 6]
end

@testset "bounds" begin
    @test checkbounds(Bool, [1, 2], 2) && !checkbounds(Bool, [1, 2], 3) && checkbounds(Bool, [1 2; 3 4], 2, 1)
    @test sprint(showerror, try [1, 2][5] catch e e end) == "BoundsError: attempt to access 2-element Vector{Int64} at index [5]"
    @test sprint(showerror, try [1 2][2, 2] catch e e end) == "BoundsError: attempt to access 1×2 Matrix{Int64} at index [2, 2]"
    @test get([1, 2], 3, 0) == 0 && get([1, 2], 1, 0) == 1 && isassigned([1], 1) && !isassigned([1], 2) && !isassigned(Vector{String}(undef, 1), 1)
    @test_throws UndefRefError Vector{String}(undef, 1)[1]
end

struct Squares <: AbstractVector{Int}
    count::Int
end
Base.size(S::Squares) = (S.count,)
Base.getindex(S::Squares, i::Int) = (checkbounds(S, i); i^2)
struct Filled{T} <: AbstractMatrix{T}
    value::T
    dims::Tuple{Int, Int}
end
Base.size(A::Filled) = A.dims
Base.IndexStyle(::Type{<:Filled}) = IndexLinear()
Base.getindex(A::Filled, i::Int) = (checkbounds(A, i); A.value)

@testset "arrays of one's own" begin
    s = Squares(4)
    @test collect(s) == [1, 4, 9, 16] && sum(s) == 30 && s[end] == 16 && s[2:3] == [4, 9] && s .+ 1 == [2, 5, 10, 17]
    @test reverse(s) == [16, 9, 4, 1] && maximum(s) == 16 && s[[1, 4]] == [1, 16] && s == [1, 4, 9, 16] && 9 in s
    @test_throws BoundsError s[5]
    @test repr(s) == "[1, 4, 9, 16]" && map(x -> x + 1, s) == [2, 5, 10, 17] && findfirst(==(9), s) == 3
    f = Filled(2.5, (2, 3))
    @test f[2, 3] == 2.5 && sum(f) == 15.0 && f[:, 1] == [2.5, 2.5] && size(f') == (3, 2) && f * ones(3) == [7.5, 7.5]
    @test_throws Base.CanonicalIndexError s[1] = 2
end

@testset "integers of any type are places" begin
    v = [1, 2, 3]
    v[big(1)] = 5
    v[0x02] = 6
    @test v == [5, 6, 3] && v[big(3)] == 3 && v[0x01] == 5
    A = [1 2; 3 4]
    A[big(1), 0x02] = 9
    @test A == [1 9; 3 4] && A[CartesianIndex(2), big(1)] == 3
    b = trues(2)
    b[big(1)] = false
    @test b == [false, true]
    @test [1; 1:big(3)] == [1, 1, 2, 3] && [10, 20, 30][big(1):big(2)] == [10, 20]
    @test isassigned(A, CartesianIndex(1, 2)) && !isassigned(A, CartesianIndex(3, 1))
end

struct WithoutPlaces <: AbstractVector{Int} end
Base.size(::WithoutPlaces) = (2,)
@testset "an array that gives no elements says so" begin
    @test_throws CanonicalIndexError WithoutPlaces()[1]
    @test_throws CanonicalIndexError WithoutPlaces()[0x01]
end

@testset "parts of an array are copied within it" begin
    A = reshape(collect(1:6), 3, 2)
    copyto!(A, CartesianIndices((2:3, 2)), A, CartesianIndices((1:2, 2)))
    @test A == [1 4; 1 4; 2 5]
end

@testset "an array whose getindex takes anything" begin
    struct Anywhere <: AbstractVector{Int}; a::Vector{Int}; end
    Base.size(v::Anywhere) = size(v.a)
    Base.getindex(v::Anywhere, i) = v.a[i]
    Base.setindex!(v::Anywhere, x, i) = v.a[i] = x
    v = Anywhere([1, 2, 3])
    @test v .+ [1 2] == [2 3; 3 4; 4 5] && v[CartesianIndex(2)] == 2 && v[2:3] == [2, 3]
    v[CartesianIndex(1)] = 7
    @test v == [7, 2, 3]
    @test get([1 2; 3 4], CartesianIndex(2, 2), 0) == 4 && get([1 2; 3 4], CartesianIndex(3, 2), 0) == 0
end

@testset "indices next to others, and boxes of them moved" begin
    x = [1 2; 3 4]
    @test nextind(x, CartesianIndex(2, 1)) == CartesianIndex(1, 2) && nextind(x, CartesianIndex(2, 2)) == CartesianIndex(1, 3)
    @test prevind(x, CartesianIndex(1, 2)) == CartesianIndex(2, 1) && prevind(x, CartesianIndex(1, 1)) == CartesianIndex(2, 0)
    box, by = CartesianIndices((1:2, 1:2)), CartesianIndex(3, 4)
    @test box .+ by === by .+ box === CartesianIndices((4:5, 5:6)) && box .- by === CartesianIndices((-2:-1, -3:-2))
    @test collect(by .- box) == [by - i for i in box]
    @test Broadcast.broadcast_shape((1, 2), (2, 1)) == (2, 2) && Broadcast.broadcast_shape((1,), (1, 5), (4, 5, 3)) == (4, 5, 3)
end

@testset "indices of no dimensions, and what is behind the ends" begin
    A = [1 2; 3 4]
    i0 = CartesianIndex()
    @test A[fill(2), 1] == fill(3) && A[fill(2), fill(2)] == fill(4) && vec(A)[:, [i0]] == reshape(A, 4, 1) && A[1, 2, i0] == 2 && isempty(A[Union{}[]])
    r = Ref(1)
    r[i0] = 5
    @test r[] == 5 && get(10:10:30, 2:5, 0) == [20, 30, 0, 0] && reverseind([1, 2, 3], 1) == 3
    C = CartesianIndices((1:2, 1:4))
    @test view(C, 1:1, :) === CartesianIndices((1:1, 1:4)) && promote(C, CartesianIndices((2, 4))) === (C, CartesianIndices((1:2, 1:4)))
    @test_throws OverflowError first(typemin(Int):typemax(Int), 2)
    @test_throws BoundsError eachslice(ones(2, 3); dims=2, drop=false)[2, 1]
    @test_throws ArgumentError mapslices(sum, A; dims=3)
    @test_throws ArgumentError map!(-, [1])
end

@testset "indices of indices count from one" begin
    C = CartesianIndices((2:4, 0:1))
    @test CartesianIndices(C) == CartesianIndices((3, 2)) && vec(C)[2] == CartesianIndex(3, 0) && vec(C) == [I for I in C][:]
    @test cat(C, C; dims=1)[4, 2] == CartesianIndex(2, 1) && LinearIndices(CartesianIndices((0:1, 0:2))) == reshape(1:6, 2, 3)
    @test_throws ArgumentError LinearIndices(CartesianIndices((1:2:5,)))
    @test Base.setindex(CartesianIndex(1, 2, 3), 7, 2) == CartesianIndex(1, 7, 3)
end
