using Test

@testset "views" begin
    a = [1, 2, 3, 4]
    v = view(a, 2:3)
    @test v == [2, 3] && length(v) == 2 && parent(v) === a && parentindices(v) == (2:3,)
    v[1] = 9
    @test a == [1, 9, 3, 4]
    v .= 0
    @test a == [1, 0, 0, 4] && sum(v) == 0 && typeof(v) == SubArray{Int, 1, Vector{Int}, Tuple{UnitRange{Int}}, true}
    A = [1 2 3; 4 5 6]
    @test view(A, 1, :) == [1, 2, 3] && view(A, :, 2) == [2, 5] && view(A, 1:2, 2:3) == [2 3; 5 6] && view(A, 2, 3)[] == 6
    @test view(view(A, :, 2:3), 1, :) == [2, 3] && view(A, [2, 1], 1) == [4, 1] && view(a, a .> 0) == [1, 4] && view(A, :) == vec(A)
    @test_throws BoundsError view(a, 3:5)
    @test_throws BoundsError v[3]
end

@testset "view macros" begin
    a = [1, 2, 3]
    x = @view a[2:end]
    x[1] = 7
    @test a == [1, 7, 3] && (@view a[end])[] == 3
    f(m) = @views m[:, 1] .+ m[:, 2]
    @test f([1 2; 3 4]) == [3, 7]
    @views a[1:2] .= 0
    @test a == [0, 0, 3]
    @views y = a[2:3]
    y[2] = 5
    @test a == [0, 0, 5]
end

@testset "slices" begin
    A = [1 2; 3 4]
    @test collect(eachrow(A)) == [[1, 2], [3, 4]] && collect(eachcol(A)) == [[1, 3], [2, 4]] && map(sum, eachrow(A)) == [3, 7]
    @test length(eachrow(A)) == 2 && first(eachcol(A)) == [1, 3] && sum.(eachcol(A)) == [4, 6] && [r[1] for r in eachrow(A)] == [1, 3]
    @test collect(eachslice(A, dims=1)) == collect(eachrow(A)) && mapslices(sum, A, dims=1) == [4 6] && selectdim(A, 1, 2) == [3, 4]
    for c in eachcol(A)
        c .*= 2
    end
    @test A == [2 4; 6 8]
end

@testset "reshaped and reinterpreted" begin
    r = reshape(1:6, 2, 3)
    @test r[2, 2] == 4 && r isa Base.ReshapedArray && sum(r) == 21
    a = [1, 2, 3, 4]
    b = reshape(a, 2, 2)
    b[1, 2] = 9
    @test a == [1, 2, 9, 4] && reinterpret(UInt64, [1, -1]) == [0x0000000000000001, 0xffffffffffffffff]
    @test reinterpret(Int32, [1]) == Int32[1, 0] && reinterpret(Float64, [0x3ff0000000000000]) == [1.0] && PermutedDimsArray([1 2; 3 4], (2, 1)) == [1 3; 2 4]
end

@testset "elements seen as structs, and their parts as a dimension" begin
    a = [1.0, 2, 3, 4]
    c = reinterpret(ComplexF64, a)
    @test c == [1 + 2im, 3 + 4im] && summary(c) == "2-element reinterpret(ComplexF64, ::Vector{Float64})"
    c[2] = 7 - 8im
    @test a == [1, 2, 7, -8]
    @test reinterpret(NTuple{2,UInt8}, 0x1234) === (0x34, 0x12) && reinterpret(UInt16, (0x34, 0x12)) === 0x1234
    @test_throws ArgumentError("Packed sizes of types UInt64 and Tuple{Int64, Int64} do not match; got 8 and 16, respectively.") reinterpret(UInt64, (1, 2))
    @test_throws ArgumentError("Target type for `reinterpret` must be isbits") reinterpret(String, 1)
    @test_throws Base.PaddingError reinterpret(Tuple{UInt8,UInt32}, UInt32[1, 2])[1]
    B = [5 + 6im, 7 + 8im, 9 + 10im]
    R = reinterpret(reshape, Int, B)
    @test R == [5 7 9; 6 8 10] && size(R) == (2, 3) && axes(R) === (Base.OneTo(2), Base.OneTo(3)) && summary(R) == "2×3 reinterpret(reshape, Int64, ::Vector{Complex{Int64}}) with eltype Int64"
    R[2, 3] = 0
    @test B[3] == 9 && reinterpret(reshape, Complex{Int}, [1 3; 2 4]) == [1 + 2im, 3 + 4im] && reinterpret(reshape, Float64, [1 2]) == reinterpret.(Float64, [1 2])
    @test reinterpret(reshape, NTuple{4,UInt8}, [0x22 0x01; 0x44 0x02; 0x88 0x03; 0xf0 0x04]) == [(0x22, 0x44, 0x88, 0xf0), (0x01, 0x02, 0x03, 0x04)]
    @test repr(reinterpret(reshape, UInt32, [0x22, 0x44, 0x88, 0xf0])) == "fill(0xf0884422)"
    @test_throws ArgumentError("`reinterpret(reshape, Complex{Int64}, a)` where `eltype(a)` is Int64 requires that `axes(a, 1)` (got Base.OneTo(4)) be equal to 1:2 (from the ratio of element sizes)") reinterpret(reshape, Complex{Int}, [1, 2, 3, 4])
    @test_throws ArgumentError("`reinterpret(reshape, T, a)` requires that one of `sizeof(T)` (got 24) and `sizeof(eltype(a))` (got 16) be an integer multiple of the other") reinterpret(reshape, NTuple{3,Int}, B)
end

@testset "views by unsigned places, strides, shapes of none" begin
    x = zeros(3)
    x[UInt(1):UInt(2)] .= 1.0
    @test x == [1, 1, 0] && view([1, 2, 3, 4], UInt8(1):UInt8(2):UInt8(4)) == [1, 3]
    @test strides(PermutedDimsArray(zeros(4, 3, 2), (3, 2, 1))) == (12, 4, 1)
    @test reshape([1], Val(0)) == fill(1) && 2 * fill(1) == fill(2) && 2 \ fill(1) == fill(0.5)
    @test circshift([1 2 3; 4 5 6], (3.0, 2.0)) == [5 6 4; 2 3 1]
    @test_throws ArgumentError circshift!(x, x, 1)
end

@testset "ends behind an index that is several" begin
    X = reshape(1:24, 2, 3, 4)
    u = (1, :)
    @test (@view X[u..., begin+1:end]) == X[u..., begin+1:end] == X[1, :, 2:4]
    @test (@views X[u..., end]) == X[1, :, 4] && (@view X[end, u[2:2]..., end]) == X[2, :, 4]
end

@testset "ranges of other integers" begin
    a = [1, 2, 3, 4]
    @test view(a, UInt(2):UInt(3)) == view(view(a, :), UInt(2):UInt(3)) == [2, 3] && view(a, UInt(3):-1:UInt(1)) == [3, 2, 1]
    @test view(a, big(1):big(2)) == view(a, Int128(1):Int128(2)) == [1, 2]
    @test_throws BoundsError view(a, UInt(2):UInt(5))
    @test append!([1], UInt(2):UInt(3)) == [1, 2, 3] && prepend!([1], UInt(2):UInt(3)) == [2, 3, 1]
    @test deleteat!(copy(a), UInt(2):UInt(3)) == [1, 4] && (b = copy(a); splice!(b, UInt(2):UInt(3), [9]) == [2, 3] && b == [1, 9, 4])
end

@testset "views along their own axes" begin
    b = zeros(Int, 6, 2)
    b[Base.IdentityUnitRange(4:6), 2] .= 3
    @test b == [0 0; 0 0; 0 0; 0 3; 0 3; 0 3]
    v = view([10, 20, 30, 40], Base.IdentityUnitRange(2:3))
    @test axes(v, 1) == 2:3
    @test v[2] == 20 && v[3] == 30
    @test_throws BoundsError v[1]
    v[3] = 33
    @test collect(v) == [20, 33] && parent(v) == [10, 20, 33, 40]
    w = view(reshape(1:6, 3, 2), Base.IdentityUnitRange(2:3), 2)
    @test w[2] == 5 && w[3] == 6
    @test_throws BoundsError w[1]
end

@testset "elements across those of the parent, and elements of nothing" begin
    v = [1 + 2im, 3 + 4im, 5 + 6im]
    r = reinterpret(NTuple{3, Int}, v)
    @test r == [(1, 2, 3), (4, 5, 6)]
    r[2] = (7, 8, 9)
    @test v == [1 + 2im, 3 + 7im, 8 + 9im]
    @test size(reinterpret(Tuple{}, fill(nothing, 2, 3))) == (2, 3) && reinterpret(Tuple{}, [nothing])[1] === ()
    @test_throws ArgumentError reinterpret(Nothing, 1:6)
    w = view([5, 6, 7, 8], UInt8(2):UInt8(4))
    @test length(w) === 3 && axes(w) === (Base.OneTo(3),) && w == [6, 7, 8]
end

@testset "strides beyond the dimensions, indices of no dimensions" begin
    A = reshape(collect(1:24), 2, 3, 4)
    @test stride(A, 4) == 24 && stride(view(A, 2:2, 1:3, :), 4) == 24 && stride(view(A, :, 1, 1), 2) == 2
    w = view([1, 2, 3], fill(2))
    @test w[] == 2 && first(w) == 2 && collect(w) == fill(2)
    w[] = 9
    @test w == fill(9)
    @test collect(LinearIndices((2:4,))) == [1, 2, 3]
    @test_throws "unclear whether you intend" eval(:([1, 2][1 1]))
end
