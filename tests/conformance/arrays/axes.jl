# Arrays whose places do not begin at one: what Base makes of them keeps their axes
using Test

# Places from an offset on, over a vector.
struct Shifted{T} <: AbstractVector{T}
    data::Vector{T}
    offset::Int
end
struct ShiftedAxis <: AbstractUnitRange{Int}
    n::Int
    offset::Int
end
Base.first(r::ShiftedAxis) = 1 + r.offset
Base.last(r::ShiftedAxis) = r.n + r.offset
Base.length(r::ShiftedAxis) = r.n
Base.axes(r::ShiftedAxis) = (r,)
Base.getindex(r::ShiftedAxis, i::Int) = i
Base.unsafe_indices(r::ShiftedAxis) = (r,)
Base.size(v::Shifted) = (length(v.data),)
Base.axes(v::Shifted) = (ShiftedAxis(length(v.data), v.offset),)
Base.axes(v::Shifted, d) = d == 1 ? axes(v)[1] : Base.OneTo(1)
Base.getindex(v::Shifted, i::Int) = v.data[i-v.offset]
Base.setindex!(v::Shifted, x, i::Int) = (v.data[i-v.offset] = x; v)
Base.similar(v::AbstractArray, ::Type{T}, axs::Tuple{ShiftedAxis}) where {T} = Shifted(Vector{T}(undef, axs[1].n), axs[1].offset)
Base.similar(::Type{A}, axs::Tuple{ShiftedAxis}) where {A<:Array} = Shifted(Vector{eltype(A)}(undef, axs[1].n), axs[1].offset)

@testset "what is made of such arrays is like them" begin
    v = Shifted([3, 1, 2], -2)
    @test (firstindex(v), lastindex(v)) == (-1, 1)
    @test axes(v, 1) === axes(v)[1] && axes(v, 2) === Base.OneTo(1)
    @test similar(v) isa Shifted && similar(v, Float64) isa Shifted{Float64}
    @test (v .+ 1) isa Shifted && (v .+ 1)[-1] == 4
    @test map(x -> 2x, v)[1] == 4
    @test [x + 1 for x in v][-1] == 4
    @test cumsum(v)[1] == 6
    @test copy(v) isa Shifted && copy(v) == v
    @test collect(v) isa Vector && collect(v) == [3, 1, 2]
    @test firstindex(axes(v, 1)) == -1
end

@testset "iteration and length" begin
    v = Shifted([3, 1, 2], -2)
    @test [x for x in pairs(v)][-1] == (-1 => 3)
    @test sum(v) == 6 && maximum(v) == 3
    w = view([1, 2, 3, 4, 5], 2:4)
    @test length(w) == 3 && collect(w) == [2, 3, 4] && sum(x for x in w) == 9
    m = view(reshape(1:24, 2, 3, 4), :, 2, 2:3)
    @test length(m) == 4 && [x for x in m] == [9 15; 10 16]
    @test length(view([1, 2], 1)) == 1
    @test [10, 20, 30][view([3, 1], 1:2)] == [30, 10]
    @test iterate(w, 4) === nothing
end

@testset "zeros, ones, reductions" begin
    @test zeros(Int, Base.OneTo(2), 1) == [0; 0;;]
    @test trues(Base.OneTo(2)) == [true, true] && falses(2, 1) == [false; false;;]
    @test sum(reshape(1:6, 2, 3); dims = 1) == [3 7 11]
    @test maximum(view(reshape(1:6, 2, 3), :, 2:3); dims = 2) == [5; 6;;]
    @test all(trues(2, 2); dims = 1) == [true true]
    @test big.(1:3) isa UnitRange{BigInt} && big.(1:2:5) isa StepRange{BigInt, BigInt}
    @test OrdinalRange{Int, Int}(0x1:0x3) === 1:3
    @test convert(Tuple, CartesianIndices((2, 3))) == (Base.OneTo(2), Base.OneTo(3))
end

@testset "sets of many" begin
    s = Set(1:1000)
    @test length(s) == 1000 && 500 in s && !(1001 in s)
    @test length(unique(i % 7 for i in 1:1000)) == 7
    @test delete!(s, 1) === s && length(s) == 999
end
