# What the system says of itself.
using Test

@testset "kinds" begin
    @test Sys.isunix(:Linux) && Sys.isunix(:FreeBSD) && Sys.isunix(:Darwin) && !Sys.isunix(:Windows)
    @test Sys.islinux(:Linux) && !Sys.islinux(:Windows)
    @test Sys.isapple(:Darwin) && Sys.isbsd(:Darwin) && Sys.isbsd(:OpenBSD) && !Sys.isbsd(:Linux)
    @test Sys.iswindows(:NT) && Sys.iswindows(:Windows) && !Sys.iswindows(:Linux)
    @test_throws ArgumentError Sys.isunix(:Nowhere)
    @test Sys.isunix() == Sys.isunix(Sys.KERNEL)
end
@testset "measures" begin
    @test Sys.total_memory() isa UInt64 && 0 < Sys.free_memory() <= Sys.total_physical_memory()
    @test Sys.total_memory() <= Sys.total_physical_memory()
    @test Sys.maxrss() > 1 << 20
    @test Sys.uptime() > 0 && length(Sys.loadavg()) == 3 && all(>=(0), Sys.loadavg())
    @test Sys.WORD_SIZE == 8 * sizeof(Int)
    @test !isempty(gethostname())
end
