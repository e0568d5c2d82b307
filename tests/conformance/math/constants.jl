using Test

@testset "exact until they meet a number" begin
    @test π + 1 === 4.141592653589793 && 2π === 6.283185307179586 && π / 2 === 1.5707963267948966
    @test Float32(π) === 3.1415927f0 && π * 1.0f0 === 3.1415927f0 && big(π) isa BigFloat
    @test ℯ^2 === 7.38905609893065 && ℯ^1 === ℯ * 1.0 && π + π === 2π
    @test -π === -3.141592653589793 && π isa Irrational && Float64(ℯ) === 2.718281828459045
end

@testset "comparison is exact" begin
    @test π != 3.141592653589793 && π > 3.141592653589793 && π < nextfloat(3.141592653589793)
    @test π < 22//7 && π == π && π != ℯ && ℯ < π
    @test isfinite(π) && !isinteger(π) && !iszero(π) && sign(π) === 1.0
end

@testset "the others" begin
    @test Base.MathConstants.golden + 0 === 1.618033988749895
    @test Base.MathConstants.eulergamma + 0 === 0.5772156649015329
    @test Base.MathConstants.catalan + 0 === 0.915965594177219
    @test Base.MathConstants.e === ℯ
end

@testset "special numbers" begin
    @test Inf isa Float64 && Inf32 isa Float32 && NaN16 isa Float16 && im === Complex(false, true)
    @test isnan(NaN32) && -Inf < typemin(Int) && Inf > typemax(UInt128)
end

Base.@irrational ourpi 3.14159265358979323846 pi
Base.@irrational root2 1.4142135623730950488 sqrt(big(2))
Base.@irrational half big(0.5)
@testset "constants of a program's own" begin
    @test ourpi isa Irrational{:ourpi} && Float64(ourpi) === 3.141592653589793 && BigFloat(ourpi) == BigFloat(π) && ourpi != π
    @test repr(root2) == "root2" && 2root2 === 2.8284271247461903 && root2 * 1f0 === 1.4142135f0 && BigFloat(root2; precision=64) == setprecision(() -> sqrt(big(2)), 64) && half + 1 === 1.5
    @test_throws AssertionError Core.eval(@__MODULE__, :(Base.@irrational wrong 1.5 big(1.25)))
end
