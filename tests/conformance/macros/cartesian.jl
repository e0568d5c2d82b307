# Code written out for each dimension: Base.Cartesian
using Test
using Base.Cartesian

@testset "names and numbers" begin
    @test (@ntuple 3 d -> d^2) == (1, 4, 9)
    @nexprs 2 d -> (x_d = 10d)
    @test (x_1, x_2) == (10, 20) && (@ntuple 2 x) == (10, 20) && (@ncall 2 max 5 x) == 20
    @nexprs 2 d -> (y_{d+1} = x_d)
    @test y_2 == 10 && y_3 == 20
    @nextract 2 z [7, 8]
    @test z_1 == 7 && z_2 == 8
    @test (@nall 2 d -> x_d > 5) && !(@nall 2 d -> x_d > 15) && (@nany 2 d -> x_d > 15)
    @test (@nif 3 d -> d == 2 d -> "case $d" d -> "else") == "case 2"
end

@testset "loops" begin
    A = [1 2 3; 4 5 6]
    s = 0
    @nloops 2 i A begin
        s += @nref 2 A i
    end
    @test s == 21
    order = Tuple{Int,Int}[]
    @nloops 2 i d -> 1:d+1 d -> (j_d = 10i_d) begin
        push!(order, (j_1, j_2))
    end
    @test order == [(10, 10), (20, 10), (10, 20), (20, 20), (10, 30), (20, 30)]
    n = 0
    Base.Cartesian.@nloops 3 k d -> 1:2 begin
        n += 1
    end
    @test n == 8
end

@testset "names that are numbered twice" begin
    f() = (Base.Cartesian.@nexprs 2 d -> (a_d_d = 10d); a_1_1 + a_2_2)
    @test f() == 30
end
