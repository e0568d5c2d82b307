# Values that hold for what a call does.
using Test
using Base.ScopedValues

const level = ScopedValue(1)
const label = ScopedValue{String}()

@testset "scopes" begin
    @test level[] == 1
    @test with(() -> level[], level => 5) == 5
    @test with(level => 2, label => "x") do
        (level[], label[], with(() -> level[], level => 3), level[])
    end == (2, "x", 3, 2)
    @test level[] == 1
    @test_throws KeyError label[]
    @test (@with level => 7 level[] + 1) == 8
end

@testset "tasks inherit" begin
    t = with(level => 9) do
        @async level[]
    end
    @test fetch(t) == 9 && level[] == 1
end
