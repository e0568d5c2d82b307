# The test library itself.
using Test, Random

@testset "outcomes" begin
    @test true
    @test 1 == 1
    @test 1 < 2 < 3
    @test !false
    @test [1, 2] ≈ [1, 2.0000000001]
    @test isapprox(1.0, 1.1; atol = 0.2)
    @test 0.1 + 0.2 ≈ 0.3 atol = 1e-9
    @test_broken 1 == 2
    @test_skip error("never run")
    @test 1 == 2 broken = true
    @test error("no") skip = true
end

@testset "exceptions" begin
    @test_throws ErrorException error("x")
    @test_throws "part of" error("some part of it")
    @test_throws r"\d+" error("code 42")
    @test_throws DomainError(-1, "m") throw(DomainError(-1, "m"))
    @test_throws ["a", "b"] error("a and b")
end

@testset "nested" begin
    @testset "inner $i" for i in 1:3
        @test i > 0
    end
    @testset "pairs" for a in 1:2, b in 1:2
        @test a + b <= 4
    end
    x = 10
    @testset "let" begin
        @test x == 10
    end
end

struct Quiet <: Test.AbstractTestSet
    results::Vector{Any}
    Quiet(desc; kw...) = new(Any[])
end
Test.record(ts::Quiet, t) = (push!(ts.results, t); t)
Test.finish(ts::Quiet) = ts

@testset "failures are counted" begin
    quiet = @testset Quiet "quiet" begin
        @test 1 == 2
        @test error("inside")
        @test true
        @test "not a bool"
    end
    @test length(quiet.results) == 4
    @test quiet.results[1] isa Test.Fail && quiet.results[2] isa Test.Error && quiet.results[3] isa Test.Pass
    @test quiet.results[4] isa Test.Error
    @test occursin("Evaluated: 1 == 2", sprint(show, quiet.results[1]))
    @test occursin("Expression: 1 == 2", sprint(show, quiet.results[1]))
end

@testset "inference and logs" begin
    @test (@inferred 1 + 1) == 2
    unstable(x) = x > 0 ? 1 : "a"
    @test_throws ErrorException @inferred unstable(1)
    @test_logs (:info, "hello") @info "hello"
    @test_logs (:warn, r"care") @warn "take care"
    @test_nowarn 1 + 1
    @test (@test_logs (:info, "x") (@info "x"; 5)) == 5
end

@testset "a set of tests begins with the seed anew, and leaves the stream as it was" begin
    Random.seed!(42)
    a = rand()
    inside = Float64[]
    @testset "one" begin
        push!(inside, rand())
    end
    @testset "each $i" for i in 1:2
        push!(inside, rand())
    end
    b = rand()
    @test inside == [a, a, a]
    Random.seed!(42)
    @test (rand(), rand()) == (a, b)
end

@testset "keywords of a test count over those of its call" begin
    @test isapprox(1, 2, atol=0) atol=1
    atol = 2
    @test isapprox(1, 3, atol=0; atol) atol=2
end

@testset "how many did not pass" begin
    @test string(Test.TestSetException(1, 2, 3, 4, [])) == "Some tests did not pass: 1 passed, 2 failed, 3 errored, 4 broken."
end

repeated() = @warn "only once" maxlog=1
@testset "logs for tests heed maxlog" begin
    @test_logs (:warn, "only once") (repeated(); repeated())
end

@testset "logs that are not the expected ones" begin
    tell() = (@info "hello" x = 1; 42)
    @test (@test_logs (:info, "hello") tell()) == 42
    @test (@test_logs (:info, r"^h", Main, Test.Ignored()) tell()) == 42
    @test (@test_logs (:info,) match_mode=:any tell()) == 42
    failed = Test.LogTestFailure(:(f()), LineNumberNode(3, :some), Any[(:warn, "bye")], Test.collect_test_logs(tell)[1])
    @test startswith(sprint(show, failed), """
        Log Test Failed at some:3
          Expression: f()
          Log Pattern: (:warn, "bye")
          Captured Logs: 
            LogRecord(Info, "hello", Main, """)
end

struct Unshown end
Base.show(io::IO, ::Unshown) = error("this has no text")

@testset "what passes need not have a text" begin
    @test Unshown() === Unshown()
    @test isequal(Unshown(), Unshown())
end

# The condition catches what it does, so nothing ends the test from outside.
quiet(io) = @test try
    show(io, not_defined_anywhere)
    true
catch
    false
end broken = true

@testset "what is tested may catch by itself" begin
    @test quiet(IOBuffer()) isa Test.Broken
end

# The sets of these tests fail on purpose: they record into a set that nobody prints.
struct Collected <: Test.AbstractTestSet
    results::Vector{Any}
    Collected(description=""; kw...) = new(Any[])
end
Test.record(ts::Collected, result) = (push!(ts.results, result); result)
Test.finish(ts::Collected) = ts

@testset "a set of a let says what it is about" begin
    found = @testset Collected "all" begin
        @testset let v = 3, w = 4
            @test v == w
            @test v < w
        end
        @testset let v = 3
            @testset let (a, b) = (1, 2)
                @test a == b == v
            end
        end
    end
    @test length(found.results) == 3 && found.results[2] isa Test.Pass
    @test found.results[1].context == "v = 3\n              w = 4"
    @test found.results[3].context == "(a, b) = (1, 2)\n              v = 3"
    @test endswith(sprint(show, found.results[1]), "\n   Evaluated: 3 == 4\n     Context: v = 3\n              w = 4\n")
    @test_throws "cannot be customized" macroexpand(@__MODULE__, :(@testset "named" let v = 1 end))
end

@testset "Base has no ambiguous methods" begin
    @test isempty(detect_ambiguities(Base, Core))
end

macro always_fails()
    error("as it must")
end

@testset "keywords of a test and of its call, values of warnings, errors of macros" begin
    atol = 2
    @test isapprox(1, 2, atol=0) atol=1
    @test isapprox(1, 3, atol=0; atol=2) atol=1
    @test isapprox(1, 2, atol=0; atol)
    @test isapprox(1, 3, atol=0; atol) atol=1
    @test 17 === @test_warn "careful" begin
        println(stderr, "careful")
        17
    end
    @test_throws LoadError @macroexpand @always_fails
    @test_throws ErrorException @macroexpand @always_fails
    @test_throws LoadError("a", 1, ErrorException("as it must")) macroexpand(@__MODULE__, :(@always_fails))
end

function left_early(out)
    @testset "left early" begin
        push!(out, 1)
        @test true
        return :left
        push!(out, 2)
    end
end

@testset "sets that are left are at their end" begin
    sets = @testset for x in 1:4
        x == 1 && continue
        @test x < 4
        x == 3 && break
    end
    @test length(sets) == 3 && map(s -> s.n_passed, sets) == [0, 1, 1]
    out = Int[]
    depth = Test.get_testset_depth()
    @test left_early(out) === :left && out == [1] && Test.get_testset_depth() == depth
end
