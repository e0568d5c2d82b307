# Functions of Core that older programs call.
using Test

@testset "keyword calls and calls that spread" begin
    f(; x) = x
    @test Core.kwfunc(f) === Core.kwcall
    @test Core.kwftype(typeof(f)) === typeof(Core.kwcall)
    @test Core._apply(+, (1, 2), [3]) == 6
    @test (() -> Core._apply(string, "ab", (1,)))() == "ab1"
end
