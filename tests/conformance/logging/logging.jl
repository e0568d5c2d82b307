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

function told(f; kw...)
    io = IOBuffer()
    with_logger(f, ConsoleLogger(io; kw...))
    return String(take!(io))
end

@testset "values of more than one line" begin
    @test told(() -> @info "m" x = [1, 2] z = Dict(:a => 1)) == """
        ┌ Info: m
        │   x =
        │    2-element Vector{Int64}:
        │     1
        │     2
        │   z =
        │    Dict{Symbol, Int64} with 1 entry:
        └      :a => 1
        """
    @test told(() -> @info "m") == "[ Info: m\n"
    @test startswith(told(() -> @warn "a\nb"), "┌ Warning: a\n│ b\n└ @ Main ")
    @test told(() -> @warn "w" _module = nothing _file = nothing) == "[ Warning: w\n"
    @test lines(() -> @info "m" x = [1, 2] s = "t")[2:3] == ["│   x = [1, 2]", "│   s = t"]
end

@testset "exceptions that come along" begin
    @test occursin("│   exception = oops\n", told(() -> @error "e" exception = ErrorException("oops")))
    text = told() do
        try
            error("deep")
        catch e
            @error "e" exception = (e, catch_backtrace())
        end
    end
    @test occursin("│   exception =\n│    deep\n│    Stacktrace:\n│     [1] error(s::String)", text)
end

@testset "a message that cannot be made" begin
    text = told(() -> @info string("a", error("oops")))
    @test startswith(text, "┌ Error: Exception while generating log record in module Main at ")
    @test_throws ErrorException lines(() -> @info string("a", error("oops")))
    missed = Ref(0)
    with_logger(() -> (@info "m" x = (missed[] += 1)), NullLogger())
    @test missed[] == 0
end

@testset "levels that nobody hears" begin
    Logging.disable_logging(Logging.Info)
    @test isempty(told(() -> @info "m")) && !isempty(told(() -> @warn "m"))
    Logging.disable_logging(Logging.BelowMinLevel)
    @test !isempty(told(() -> @info "m"))
end
