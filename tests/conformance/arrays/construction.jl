using Test

@testset "literals" begin
    @test [1, 2, 3] isa Vector{Int} && [1 2; 3 4] isa Matrix{Int} && [1 2 3] == reshape([1, 2, 3], 1, 3)
    @test eltype([1, 2.0]) == Float64 && eltype([1, "a"]) == Any && eltype([1, nothing]) == Union{Nothing, Int}
    @test eltype([1//2, 1]) == Rational{Int} && eltype([true, 1]) == Int && eltype([]) == Any
    @test Int[] isa Vector{Int} && Float64[1, 2] == [1.0, 2.0] && Any[1 2; 3 4] isa Matrix{Any}
    @test [1; 2; 3] == [1, 2, 3] && [[1, 2]; 3] == [1, 2, 3] && [[1 2]; [3 4]] == [1 2; 3 4]
    @test [[1, 2] [3, 4]] == [1 3; 2 4] && size([1;; 2;; 3]) == (1, 3) && size([1;;; 2]) == (1, 1, 2)
    @test Int8[1, 2] isa Vector{Int8} && ['a', 'b'] isa Vector{Char} && [:a, :b] isa Vector{Symbol}
    @test typeof([1, missing]) == Vector{Union{Missing, Int}} && typeof([Int, Float64]) == Vector{DataType}
end

@testset "filled" begin
    @test zeros(2) == [0.0, 0.0] && zeros(Int, 2, 2) == [0 0; 0 0] && ones(Int8, 2) isa Vector{Int8}
    @test fill(7, 2, 2) == [7 7; 7 7] && fill("a", 2) == ["a", "a"] && fill(1)[] == 1
    @test trues(2) == [true, true] && trues(2) isa BitVector && falses(2, 2) isa BitMatrix
    @test Vector{Int}(undef, 3) isa Vector{Int} && length(Vector{Int}(undef, 3)) == 3
    @test Matrix{Float64}(undef, 2, 3) |> size == (2, 3) && Array{Int, 3}(undef, 1, 2, 3) |> size == (1, 2, 3)
    @test isempty(Vector{Int}()) && Vector{Union{Int, Nothing}}(nothing, 2) == [nothing, nothing]
    @test_throws ArgumentError Vector{Int}(undef, -1)
    @test similar([1, 2]) isa Vector{Int} && similar([1, 2], Float64) isa Vector{Float64} && size(similar([1 2; 3 4], 3)) == (3,)
end

@testset "conversion and copies" begin
    @test Vector{Float64}([1, 2]) == [1.0, 2.0] && convert(Vector{Float64}, [1, 2]) isa Vector{Float64}
    a = [1, 2]
    @test copy(a) == a && copy(a) !== a && convert(Vector{Int}, a) === a
    @test collect(1:3) == [1, 2, 3] && collect((1, 2.0)) isa Vector{Real} && collect("ab") == ['a', 'b']
    @test collect(Float64, 1:2) == [1.0, 2.0] && Array(1:2) == [1, 2] && Vector(1:2) isa Vector{Int}
    @test_throws InexactError Int[1.5]
    @test_throws MethodError Int["a"]
    @test copyto!([1, 2, 3], [9]) == [9, 2, 3] && copyto!([1, 2, 3], 2, [8, 7], 1, 2) == [1, 8, 7]
    @test_throws BoundsError copyto!([1], [1, 2])
end

@testset "comprehensions" begin
    @test [x^2 for x in 1:3] == [1, 4, 9] && [x for x in 1:5 if isodd(x)] == [1, 3, 5]
    @test [i + j for i in 1:2, j in 1:3] == [2 3 4; 3 4 5] && [i * j for i in 1:2 for j in 1:2] == [1, 2, 2, 4]
    @test Float64[x for x in 1:2] == [1.0, 2.0] && typeof([x for x in Any[1, 2]]) == Vector{Int}
    @test typeof([x for x in Any[1, "a"]]) == Vector{Any} && typeof([x for x in Any[1, 2.0]]) == Vector{Real}
    @test typeof([x > 1 ? x : nothing for x in 1:2]) == Vector{Union{Nothing, Int}}
    @test typeof([x + 1 for x in Int[]]) == Vector{Int} && typeof([string(x) for x in Int[]]) == Vector{String}
    @test [(i, j) for i in 1:3 for j in i:3 if i + j == 4] == [(1, 3), (2, 2)]
    @test sum(x for x in 1:4) == 10 && maximum(abs(x) for x in [-3, 2]) == 3
end

@testset "shape" begin
    A = [1 2 3; 4 5 6]
    @test size(A) == (2, 3) && size(A, 1) == 2 && size(A, 3) == 1 && length(A) == 6 && ndims(A) == 2
    @test axes(A) == (1:2, 1:3) && axes(A, 2) == Base.OneTo(3) && eachindex(A) == 1:6 && strides(A) == (1, 2)
    @test firstindex(A) == 1 && lastindex(A) == 6 && lastindex(A, 2) == 3
    @test reshape(1:6, 2, :) == [1 3 5; 2 4 6] && reshape([1, 2, 3, 4], (2, 2)) == [1 3; 2 4] && vec(A) == [1, 4, 2, 5, 3, 6]
    @test_throws DimensionMismatch reshape([1, 2, 3], 2, 2)
    @test permutedims(A) == [1 4; 2 5; 3 6] && permutedims([1, 2]) == [1 2] && size(permutedims(zeros(1, 2, 3), (3, 1, 2))) == (3, 1, 2)
    @test dropdims(reshape([1, 2], 1, 2), dims=1) == [1, 2]
    @test_throws ArgumentError dropdims([1 2], dims=2)
end

@testset "a vector from an array, and from nothing else" begin
    v = [1, 2]
    @test Vector(v) == v && Vector(v) !== v
    @test Vector(1:3) == [1, 2, 3] && Vector(view([1, 2, 3], 2:3)) == [2, 3] && Vector{Char}("ab") == ['a', 'b']
    for itr in ((1, 2), (x for x in 1:2), Set([1]), zip(1:2, 3:4), 3)
        @test_throws MethodError Vector(itr)
        @test_throws MethodError Vector{Int}(itr)
        @test_throws MethodError Array{Int}(itr)
    end
end

@testset "rows of splats" begin
    t = (1, 2)
    @test [t...; 3 4] == [1 2; 3 4]
    @test Int[0 t...; t... 0] == [0 1 2; 1 2 0]
    @test float([1, missing]) isa Vector{Union{Missing, Float64}}
end

@testset "of what is not said, of what is promoted" begin
    @test Matrix(undef, 2, 3) isa Matrix{Any} && size(Matrix(undef, 2, 3)) == (2, 3) && Array(undef, 2) isa Vector{Any}
    @test stack([[1, 2], [3im, 4]]) isa Matrix{Complex{Int}} && stack(Any[[1.0, 2.0], [3, 4]]) isa Matrix{Float64}
end

@testset "arrays of three dimensions end to end" begin
    one_, two = fill(1, 2, 2, 2), fill(2, 2, 2, 2)
    @test size([one_; two]) == (4, 2, 2) && size([one_ two]) == (2, 4, 2) && [one_; two][3, 1, 1] == 2
    @test [fill(1); fill(2)] == [1, 2] && vcat(zeros(0, 2, 2), ones(1, 2, 2)) == ones(1, 2, 2)
end

@testset "joined arrays are like the first of them" begin
    @test [trues(2) trues(2)] isa BitMatrix && [trues(2); true] isa BitVector && vcat(trues(1), [2]) isa Vector{Int}
    @test vcat(1:2, 3) == [1, 2, 3] && [[1, 2]; 3.0] == [1.0, 2.0, 3.0] && cat(1, 2; dims = 3) == [1;;; 2]
    @test cat([1 2], [3 4]; dims = (1, 2)) == [1 2 0 0; 0 0 3 4]
    @test [[1 2; 3 4] [5, 6]; 7 8 9] == [1 2 5; 3 4 6; 7 8 9]
    @test_throws "block row 2 has mismatched number of columns (expected 3, got 2)" [[1 2; 3 4] [5, 6]; [1 2]]
    @test_throws "mismatched height in block row 1 (expected 2, got 3)" [[1 2; 3 4] [1 2 3]'; [1 2]]
end

@testset "slices that a function makes others of" begin
    A = reshape(1:24, 2, 3, 4)
    @test mapslices(sum, A; dims = (1, 3)) == sum(A; dims = (1, 3)) && mapslices(sum, [1 2; 3 4]; dims = [1]) == [4 6]
    @test mapslices(sort, [3 1; 2 4]; dims = 2) == [1 3; 2 4] && size(mapslices(x -> x[1:1, :], A; dims = (1, 2))) == (1, 3, 4)
    @test mapslices(x -> [1, 2, 3], [1 2; 3 4]; dims = 1) == [1 1; 2 2; 3 3] && mapslices(identity, [1 2]; dims = ()) == [1 2]
    @test_throws "mapslices cannot assign slice f(x) of size (2, 2) into output of size (2,)" mapslices(x -> x * x', [1 2; 3 4]; dims = 1)
end

@testset "arrays of a memory" begin
    m = Memory{Int}(undef, 6)
    copyto!(m, 1:6)
    A = unsafe_wrap(Array, m, (2, 3))
    @test A == [1 3 5; 2 4 6]
    A[1, 1] = 10
    @test m[1] == 10
    v = unsafe_wrap(Array, Base.memoryref(m, 3), 2)
    @test v == [3, 4] && v isa Vector{Int}
    @test_throws DimensionMismatch unsafe_wrap(Array, m, (3, 3))
    @test_throws DimensionMismatch unsafe_wrap(Array, Base.memoryref(m, 3), 5)
    @test unsafe_wrap(Vector{UInt8}, "abc") == [0x61, 0x62, 0x63]
end

@testset "repetition of elements and of the whole" begin
    @test repeat([1, 2], 2) == [1, 2, 1, 2] && repeat([1, 2], inner=2) == [1, 1, 2, 2] && repeat([1, 2], inner=[2], outer=(2,)) == [1, 1, 2, 2, 1, 1, 2, 2]
    @test repeat([1, 2], 1, 2) == [1 1; 2 2] && repeat([1 2], inner=(2, 1), outer=(1, 2)) == [1 2 1 2; 1 2 1 2] && repeat([1 2], outer=[1, 1, 2]) == [1 2;;; 1 2]
    @test repeat(1:2, outer=UInt8(2)) == [1, 2, 1, 2] && repeat(fill(7), 2) == [7, 7] && repeat(["a"], inner=3) == ["a", "a", "a"] && repeat([1, 2], 0) == Int[]
    @test repeat([1 2; 3 4], 2) == [1 2; 3 4; 1 2; 3 4]
    @test_throws ArgumentError repeat([1, 2], inner=-1)
    @test_throws ArgumentError repeat([1, 2], -1)
    @test_throws ArgumentError repeat([1 2; 3 4], inner=2)
    @test_throws ArgumentError repeat([1 2; 3 4], inner=(1, 1), outer=(2,))
end

@testset "blocks of several dimensions" begin
    a, b = fill(1, 1, 2, 1, 1, 2), fill(2, 1, 2, 1, 1, 2)
    @test size([a; b]) == (2, 2, 1, 1, 2) && size([a b; b a]) == (2, 4, 1, 1, 2) && [a b; b a][2, 4, 1, 1, 2] == 1
    @test Base.hvncat(0, 5) == fill(5) && Base.hvncat((2,), true, 1, 2) == [1, 2] && Base.hvncat(2) isa Matrix{Any} && cat(; dims=3) == []
    @test_throws ArgumentError Base.hvncat(0, 1, 2)
    @test_throws ArgumentError Base.hvncat((2, 0), true, 1)
    @test_throws ArgumentError Base.hvncat(((1, 1),), true, 1, [2])
    @test_throws DimensionMismatch Base.hvncat(((1, 2), (2,), (2,)), true, 1, 2)
end
