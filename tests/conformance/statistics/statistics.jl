using Test, Statistics

@testset "centre" begin
    @test mean([1, 2, 3]) == 2.0 && mean([1 2; 3 4]) == 2.5 && mean([1 2; 3 4], dims=1) == [2.0 3.0] && mean(abs, [-1, 3]) == 2.0 && mean(1:4) == 2.5 && mean(x for x in [1, 2]) == 1.5 && isnan(mean(Float64[]))
    @test median([3, 1, 2]) == 2.0 && median([1, 2, 3, 4]) == 2.5 && median([1.5]) == 1.5 && middle(1, 4) == 2.5 && middle([1, 9, 2]) == 5.0 && mean([true, false]) == 0.5 && mean([1, missing]) === missing && mean((1, 2)) == 1.5
    @test_throws ArgumentError median(Int[])
end

@testset "spread" begin
    @test var([1, 2, 3, 4]) ≈ 5 / 3 && var([1, 2, 3, 4], corrected=false) == 1.25 && std([1, 2, 3]) == 1.0 && std([2, 4, 4, 4, 5, 5, 7, 9], corrected=false) == 2.0 && isnan(std([1]))
    @test var([1 2; 3 4], dims=1) == [2.0 2.0] && std([1 2; 3 4], dims=2) ≈ [sqrt(0.5); sqrt(0.5);;] && var([1, 2, 3]; mean=2) == 1.0 && varm([1, 2, 3], 2) == 1.0 && stdm([1, 2, 3], 2) == 1.0
end

@testset "relation" begin
    @test cov([1, 2, 3], [1, 2, 3]) == 1.0 && cor([1, 2, 3], [2, 4, 6]) == 1.0 && cor([1, 2, 3], [3, 2, 1]) == -1.0 && cov([1 2; 3 4]) == [2.0 2.0; 2.0 2.0] && cor([1.0 2; 2 1; 3 0]) ≈ [1 -1; -1 1] && cov([1, 2, 3]) == 1.0
    @test_throws DimensionMismatch cor([1, 2], [1])
end

@testset "quantiles" begin
    @test quantile([1, 2, 3, 4, 5], 0.5) == 3.0 && quantile(1:5, 0.25) == 2.0 && quantile([1, 2, 3, 4], [0.0, 0.5, 1.0]) == [1.0, 2.5, 4.0] && quantile([1.0, 2.0], 0.75) == 1.75 && quantile([3], 0.9) == 3
    @test_throws ArgumentError quantile([1], 2)
    @test_throws ArgumentError quantile(Int[], 0.5)
end
