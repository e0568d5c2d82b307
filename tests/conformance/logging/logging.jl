# Messages by level, and who gets them.
using Test, Logging

function lines(f; level = Logging.Info)
    io = IOBuffer()
    with_logger(f, SimpleLogger(io, level))
    return split(String(take!(io)), '\n'; keepempty = false)
end

@testset "levels" begin
    @test Logging.Debug < Logging.Info < Logging.Warn < Logging.Error
    @test string(Logging.Warn) == "Warn" && repr(LogLevel(5)) == "LogLevel(5)"
    @test isempty(lines(() -> @debug "hidden"))
    @test first(lines(() -> @debug "shown"; level = Logging.Debug)) == "┌ Debug: shown"
    @test first(lines(() -> @warn "careful")) == "┌ Warning: careful"
end

@testset "values come along" begin
    x = 3
    out = lines(() -> @info "message" x y = [1, 2])
    @test out[1] == "┌ Info: message"
    @test occursin("x = 3", out[2]) && occursin("y", out[3])
end

@testset "who listens" begin
    logger = Test.TestLogger()
    with_logger(logger) do
        @info "one"
        @warn "two" code = 2
    end
    @test length(logger.logs) == 2
    @test logger.logs[1].message == "one" && logger.logs[2].level == Logging.Warn
    @test logger.logs[2].kwargs[:code] == 2
    @test current_logger() !== logger
    with_logger(NullLogger()) do
        @error "nobody hears"
    end
    evaluated = Ref(0)
    with_logger(NullLogger()) do
        @info (evaluated[] += 1; "text")
    end
    @test evaluated[] == 0
end
