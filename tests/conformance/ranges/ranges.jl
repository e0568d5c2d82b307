using Test

@testset "of integers" begin
    @test collect(1:4) == [1, 2, 3, 4] && collect(1:2:7) == [1, 3, 5, 7] && collect(5:-2:1) == [5, 3, 1] && isempty(3:2) && length(1:0) == 0
    @test first(2:5) == 2 && last(1:2:6) == 5 && step(1:3:10) == 3 && (1:5)[2] == 2 && (1:5)[2:3] == 2:3 && (1:10)[1:3:end] == 1:3:10
    @test 3 in 1:5 && !(6 in 1:5) && !(2 in 1:2:5) && 2.0 in 1:3 && !(2.5 in 1:3) && reverse(1:3) == 3:-1:1
    @test sum(1:10) == 55 && minimum(3:7) == 3 && maximum(7:-1:3) == 7 && 1:3 == [1, 2, 3] && (1:3) + (1:3) == 2:2:6 && 2 * (1:3) == 2:2:6
    @test intersect(1:5, 3:8) == 3:5 && intersect(1:2:9, 3:3:9) == 3:6:9 && union(1:2, 2:3) == [1, 2, 3] && -(1:3) == -1:-1:-3
    @test repr(1:3) == "1:3" && repr(1:2:5) == "1:2:5" && typeof(1:3) == UnitRange{Int} && typeof(1:1:3) == StepRange{Int, Int} && repr(Base.OneTo(3)) == "Base.OneTo(3)"
    @test_throws BoundsError (1:3)[4]
    @test_throws ArgumentError 1:0:3
end

@testset "of floats" begin
    @test collect(0.0:0.1:0.3) == [0.0, 0.1, 0.2, 0.3] && collect(0.1:0.1:0.5) == [0.1, 0.2, 0.3, 0.4, 0.5] && length(0.0:0.1:1.0) == 11
    @test (0.0:0.1:1.0)[4] === 0.3 && last(0.0:0.1:1.0) === 1.0 && 1.0:3.0 == [1.0, 2.0, 3.0] && sum(0.1:0.1:1.0) === 5.5 && step(0.0:0.25:1.0) === 0.25
    @test collect(1.0:-0.5:0.0) == [1.0, 0.5, 0.0] && isempty(1.0:0.0) && repr(0.0:0.5:1.0) == "0.0:0.5:1.0" && (0.0:0.5:2.0)[2:3] == 0.5:0.5:1.0
    @test collect(Float32(0):Float32(0.1):Float32(0.3)) == Float32[0, 0.1, 0.2, 0.3] && 0.3 in 0.0:0.1:1.0 && reverse(0.0:0.5:1.0) == 1.0:-0.5:0.0
    @test collect(0:π:2π) == [0.0, π, 2π] && (1:3) .+ 0.5 == 1.5:1.0:3.5 && (0.0:0.1:1.0) .* 2 == 0.0:0.2:2.0
end

@testset "range" begin
    @test range(0, 1, length=5) == 0.0:0.25:1.0 && collect(range(0, 1, 3)) == [0.0, 0.5, 1.0] && range(1, 10, step=3) == 1:3:10 && range(1, length=3) == 1:3 && range(stop=5, length=3) == 3:5
    @test range(1, step=2, length=3) == 1:2:5 && range(1.0, step=0.5, length=3) == 1.0:0.5:2.0 && range(0, 1, length=11)[4] === 0.3 && LinRange(0, 1, 3) == [0.0, 0.5, 1.0]
    @test length(range(0, 2π, length=100)) == 100 && last(range(0, 1, length=7)) === 1.0 && repr(range(0, 1, length=3)) == "0.0:0.5:1.0" && range(3; stop=5) == 3:5
    @test_throws ArgumentError range(1, 2, length=1)
    @test_throws ArgumentError range(1, 10, step=1, length=3)
end

@testset "of characters and other types" begin
    @test collect('a':'d') == ['a', 'b', 'c', 'd'] && 'c' in 'a':'e' && length('a':'z') == 26 && collect('a':2:'e') == ['a', 'c', 'e'] && String('a':'c' |> collect) == "abc"
    @test collect(1//2:1//2:3//2) == [1//2, 1//1, 3//2] && collect(big(1):big(3)) == [1, 2, 3] && typeof(0x01:0x03) == UnitRange{UInt8} && sum(0x01:0x03) == 6
    @test collect(UInt8(1):UInt8(2)) isa Vector{UInt8} && length(Int8(-100):Int8(100)) == 201 && clamp(7, 1:5) == 5 && mod(6, 1:5) == 1 && eachindex([1, 2]) isa Base.OneTo{Int}
end

@testset "loops" begin
    total = 0
    for i in 10:-3:1, j in 1:2
        total += i * j
    end
    @test total == 3 * (10 + 7 + 4 + 1)
    seen = Float64[]
    for x in 0:0.5:1
        push!(seen, x)
    end
    @test seen == [0.0, 0.5, 1.0] && [i for i in typemax(Int)-1:typemax(Int)] == [typemax(Int) - 1, typemax(Int)]
    @test findfirst(==(3), 1:5) == 3 && searchsortedfirst(1:2:9, 4) == 3 && issorted(1:3) && sort(3:-1:1) == 1:3 && filter(iseven, 1:6) == [2, 4, 6]
end

@testset "ranges that do not start at one" begin
    @test sum(abs2, 3:20) == 2865 && sum(x -> x + 1, 25:26) == 53 && count(isodd, 5:9) == 3
    @test collect(keys(5:6)) == [1, 2] && collect(pairs(5:6)) == [1 => 5, 2 => 6]
    @test findfirst(==(6), 5:6) == 2 && argmax(5:6) == 2 && LinearIndices(5:6) == LinearIndices((2,))
    @test mapreduce(x -> 2x, +, 25:26) == 102 && CartesianIndices(5:6) == CartesianIndices((2,))
end

@testset "products and differences that stand still" begin
    @test 0 .* (1:3) == [0, 0, 0] && repr(0 * (1:3)) == "StepRangeLen(0, 0, 3)"
    @test (1:3) - (1:3) == [0, 0, 0] && 1 .+ 0 .* (1:3) == [1, 1, 1]
    @test 2 .* (1:3) isa StepRangeLen{Int} && repr(2 .* (1:3)) == "2:2:6"
    @test 0.1 .* (1:3) == 0.1:0.1:0.3
end

@testset "backwards without a sign" begin
    @test collect(reverse(0x01:0x03)) == [0x03, 0x02, 0x01] && eltype(reverse(0x01:0x03)) == UInt8
    @test reverse(UInt(1):UInt(2):UInt(5)) == [5, 3, 1]
end

@testset "down from and up to the ends of the type" begin
    @test UInt(10):-3:UInt(2) == [10, 7, 4] && length(UInt(10):-3:UInt(2)) == 3 && last(UInt(10):-3:UInt(2)) === UInt(4)
    @test reverse(typemin(Int128):Int128(2):typemax(Int128)) == typemax(Int128) - 1:-2:typemin(Int128)
    @test last(typemin(Int):typemax(Int) - 1:typemax(Int)) == typemax(Int) - 3 && last(Int8(-128):Int8(3):Int8(127)) == 127
    @test 110 in -9223372036854775790:100:9223372036854775710 && !(1e40 in 0:1.0) && !(0.5 in 0:1e-20:1e-20)
    @test_throws ArgumentError StepRange(1, 1//2, 3)
end

@testset "parts of ranges of small floats" begin
    r = 0.1f0:0.1f0:1f0
    @test collect(r[1:3:10]) == collect(r)[1:3:10] && r[1:3:10] isa AbstractRange{Float32}
    s = 9f0 / 22:-1f0 / 22:-13f0 / 22
    @test collect(s[1:3:end]) == collect(s)[1:3:end] && collect(s[end:-2:1]) == collect(s)[end:-2:1]
end

@testset "ranges that stand still, and what ranges share" begin
    @test 3 in 3 .+ 0 * (1:5) && !(4 in 3 .+ 0 * (1:5)) && intersect(5 .+ 0 .* (1:4), 2:8) == [5]
    @test unique(1:3) === 1:3 && unique(2 .+ 0 .* (1:3)) == [2]
end

@testset "how many there are, of what type" begin
    @test length(UInt(1):UInt(2):UInt(9)) === UInt(5) && length(Int8(-128):Int8(127)) === 256 && length(Int128(1):Int128(3)) === Int128(3)
    @test length(big(1):big(3)) isa BigInt && firstindex(big(5):big(9)) == 1 && length('a':'e') === 5 && length(false:true) === 2
    @test length(zero(UInt):one(UInt):typemax(UInt)) === UInt(0)
    @test Base.checked_length(1:3) === 3 && Base.checked_length === Base.Checked.checked_length
    @test_throws OverflowError Base.checked_length(0:typemax(Int))
    @test_throws OverflowError Base.checked_length(typemin(Int):2:typemax(Int))
end

@testset "the step keeps its own type" begin
    @test (UInt(5):-1:1) isa StepRange{UInt,Int} && collect(UInt(5):-1:1) == UInt[5, 4, 3, 2, 1]
    @test (1:0x02:6) isa StepRange{Int,UInt8} && (0x01:2:0x06) isa StepRange{Int,Int} && (1:2:6.0) isa AbstractRange{Float64}
    @test (UInt(1):2:6) .+ 1 === UInt(2):2:6 && 2 .- (UInt(1):UInt(3)) == UInt(1):-1:UInt(0) - 1
    @test (1:2:5) .- 1 === 0:2:4 && .-(1:2:5) === -1:-2:-5 && (1:3) .- 1 === 0:2
end

@testset "converted element by element, still ranges" begin
    @test map(Float64, 1:3) === 1.0:1.0:3.0 && map(Int32, 1:3:7) === Int32(1):Int32(3):Int32(7) && map(Char, 97:98) == ['a', 'b']
    @test map(Float32, 0.0:0.5:1.0) isa AbstractRange{Float32} && map(Float32, LinRange(0.0, 1.0, 3)) === LinRange(0f0, 1f0, 3)
end

@testset "members of other kinds" begin
    @test !(8 in 'a':'z') && 'c' in 'a':'z' && !("a" in 1:3)
    @test last(UInt(0):100:typemax(UInt)) in UInt(0):100:typemax(UInt)
    @test 3 in 5:-1:1 && !(4 in 5:-2:2) && big(3) in 1:5 && 1//2 in 0:1//2:1 && !(NaN in 1.0:2.0) && !(Inf in 1:3)
end

@testset "logrange" begin
    r = logrange(1, 1000, length = 4)
    @test r isa AbstractVector{Float64}
    @test collect(r) ≈ [1, 10, 100, 1000]
    @test first(r) === 1.0 && last(r) === 1000.0 && length(r) == 4 && size(r) == (4,)
    @test r == logrange(1, 1000, 4)
    @test logrange(1.0f0, 8.0f0, 4) isa AbstractVector{Float32}
    @test collect(logrange(1.0f0, 8.0f0, 4)) == Float32[1, 2, 4, 8]
    @test logrange(10, 4000, length = 3)[2] == 200.0
    @test collect(logrange(27, 1, length = 4)) ≈ [27, 9, 3, 1]
    @test isempty(logrange(1, 2, length = 0)) && only(logrange(3, 3, length = 1)) === 3.0
    @test repr(r) == "LogRange{Float64}(1.0, 1000.0, 4)"
    @test sprint(show, MIME"text/plain"(), logrange(1.0f0, 8.0f0, 4)) ==
        "4-element Base.LogRange{Float32, Float64}:\n 1.0, 2.0, 4.0, 8.0"
    @test startswith(summary(r), "4-element Base.LogRange{Float64, Base.TwicePrecision{Float64}}")
    @test_throws DomainError logrange(0, 1, length = 2)
    @test_throws DomainError logrange(-1, 1, length = 2)
    @test_throws DomainError logrange(1, Inf, length = 2)
    @test_throws ArgumentError logrange(1, 2, length = 1)
    @test_throws ArgumentError logrange(1, 2, length = -1)
    @test_throws BoundsError r[5]
end

@testset "masks that are ranges, lengths of ranges of truth" begin
    @test (1:2)[false:true] === 2:2 && (1:2)[false:true:true] == 2:2 && (1:2:3)[false:true] === 3:2:3 && (4:4)[true:true] === 4:4 && isempty((4:4)[false:false])
    @test range(true, length=3) === 1:3 && range(false, length=0) === 0:-1 && (true:true)[1:0] === true:false
    @test_throws BoundsError (1:3)[true:true:true]
end

@testset "kinds of ranges become one another" begin
    @test promote(0:1/3:1, 0:5) === (0:1/3:1, 0.0:1.0:5.0) && promote(0f0:inv(3f0):1f0, 0.0:2.0:4.0) === (0:1/3:1, 0.0:2.0:4.0)
    @test convert(StepRange{Int128, Int128}, 0:5) === Int128(0):Int128(1):Int128(5) && convert(StepRangeLen{Float64}, 0:2:4) === 0.0:2.0:4.0 && convert(LinRange, 0:3) === LinRange{Int}(0, 3, 4)
    @test promote(LinRange(0, 1, 2), 1:2)[2] === LinRange(1.0, 2.0, 2) && eltype([1:2, 0.0:0.5:1.0]) <: StepRangeLen{Float64} && Base.OneTo(1:3) === Base.OneTo(3)
    @test_throws ArgumentError Base.OneTo(2:3)
    @test_throws ArgumentError Base.OneTo(true)
    @test_throws ArgumentError StepRangeLen{Int}(1, 1//2, 2)
    @test_throws ArgumentError LinRange{Int}(1, 5, 4)
end

@testset "far outside of a narrow range, ends of linear ranges" begin
    @test_throws BoundsError (Int8(-100):Int8(100))[400]
    @test_throws BoundsError (-100:100)[typemax(UInt)]
    @test -LinRange{Int}(0, 3, 4) === LinRange{Int}(0, -3, 4) && repr(LinRange{Float32}(1.5, 2.5, 10)) == "LinRange{Float32}(1.5, 2.5, 10)"
    @test 'z' in StepRangeLen('z', 0, 3) && !('y' in StepRangeLen('z', 0, 3)) && LinRange(1, 2, 2)[false:true] === LinRange(2.0, 2.0, 1)
end

@testset "ranges of fractions and of big floats" begin
    r = range(0, stop=3//10, length=4)
    @test eltype(r) == Rational{Int} && r[2] === 1//10 && range(1//2, 3//2, length=3) == [1//2, 1, 3//2]
    b = range(-big(1.0), stop=big(1.0), length=4)
    @test b[2] ≈ big(-1.0) / 3 && b[4] == 1 && range(0, π, length=3)[2] == π / 2
end
