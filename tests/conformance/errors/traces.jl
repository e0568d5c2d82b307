# Stack traces: the calls with names and types, the modules, causes, tasks.
using Test

module Inner
struct Box{T} end
(b::Box)(x) = Main.failing(x; scale = 3)
end

failing(x; scale=2) = error("failed at ", x * scale)
outer(x) = Inner.Box{Int}()(x)
standing(n) = n == 0 ? stacktrace() : standing(n - 1)
often(n, ask) = n > 0 ? often(n - 1, ask) : ask ? stacktrace() : StackTraces.StackFrame[]
around(f, n) = map(n -> f(n, true), [n])[1]
below(n) = n == 0 ? error("bottom") : below(n - 1)

trace_of(f) = try
    f()
catch
    stacktrace(catch_backtrace())
end
text_of(f) = try
    f()
catch e
    sprint(showerror, e, catch_backtrace())
end

# All `DivideError`s are the same object.
quotient(a, b) = div(a, b)
@testset "errors without fields" begin
    for _ in 1:3
        @test map(f -> f.func, trace_of(() -> quotient(1, 0)))[1:2] == [:div, :quotient]
        @test occursin("\n [2] quotient(a::Int64, b::Int64)\n", text_of(() -> quotient(1, 0)))
        # Another one has a trace of its own.
        @test :quotient ∉ map(f -> f.func, trace_of(() -> try quotient(1, 0) catch; throw(DivideError()) end))
    end
end

@testset "frames" begin
    all_frames = trace_of(() -> outer(2))
    # What sorts keywords is a call like any other here; text of traces leaves it out.
    frames = filter(f -> f.func !== :kwcall, all_frames)
    @test length(frames) == length(all_frames) - 1
    texts = map(string, frames)
    @test startswith(texts[1], "error(") && occursin(" at errors.jl:", texts[1])
    @test texts[2] == "failing(x::Int64; scale::Int64) at traces.jl:9"
    @test texts[3] == "(::Main.Inner.Box{Int64})(x::Int64) at traces.jl:6"
    @test texts[4] == "outer(x::Int64) at traces.jl:10"
    @test frames[4].func === :outer && frames[4].line == 10 && endswith(string(frames[4].file), "traces.jl")
    @test parentmodule(frames[3]) === Inner && frames[4].linfo.def === only(methods(outer))
    @test string(frames[end]) |> startswith("top-level scope")
    @test count(f -> f.func === :below, trace_of(() -> below(4))) == 5
    @test count(f -> f.func === :standing, standing(4)) == 5
end

@testset "frames of what has run often" begin
    first = around(often, 4)
    foreach(_ -> often(2, false), 1:2000)
    foreach(_ -> around((n, _) -> n, 2), 1:2000)
    @test count(f -> f.func === :often, around(often, 4)) == 5
    @test map(f -> f.func, around(often, 4)) == map(f -> f.func, first)
    @test map(f -> f.line, around(often, 4))[1:6] == map(f -> f.line, first)[1:6]
end

@testset "text" begin
    text = text_of(() -> outer(2))
    @test startswith(text, "failed at 6\nStacktrace:\n [1] error(")
    @test occursin("\n [2] failing(x::Int64; scale::Int64)\n   @ Main ", text)
    @test occursin("\n [3] (::Main.Inner.Box{Int64})(x::Int64)\n   @ Main.Inner ", text)
    @test occursin(" below(n::Int64) (repeats 3 times)\n", text_of(() -> below(3)))
    # Numbers of two digits move all of it.
    deep(n) = n == 0 ? error("deep") : isodd(n) ? deep2(n - 1) : deep(n - 1)
    deep2(n) = deep(n)
    text = text_of(() -> deep(12))
    @test occursin("\n  [1] error(", text) && occursin("\n    @ Base ", text) && occursin("\n [10] ", text)
end

@testset "what was thrown again, and causes" begin
    rethrown = text_of() do
        try
            below(0)
        catch
            rethrow()
        end
    end
    @test occursin(" below(n::Int64)\n", rethrown) && !occursin("rethrow", rethrown)
    stack = try
        try
            error("first")
        catch
            error("second")
        end
    catch
        current_exceptions()
    end
    @test length(stack) == 2 && [x.exception.msg for x in stack] == ["first", "second"]
    shown = sprint(show, MIME("text/plain"), stack)
    @test startswith(shown, "2-element ExceptionStack:\nsecond\nStacktrace:\n [1] error(")
    @test occursin("\n\ncaused by: first\nStacktrace:\n [1] error(", shown)
    @test startswith(sprint(Base.display_error, ErrorException("e"), nothing), "ERROR: e\n")
end

@testset "tasks" begin
    task = @async failing(1)
    try
        wait(task)
    catch e
        text = sprint(showerror, e)
        @test startswith(text, "TaskFailedException\n\n    nested task error: failed at 2\n    Stacktrace:\n     [1] error(")
        @test occursin("\n     [2] failing(x::Int64; scale::Int64)\n       @ Main ", text) && !occursin("_run_task", text)
    end
    @test istaskfailed(task) && only(current_exceptions(task)).exception isa ErrorException
    @test occursin(r"^Task \(failed\) @0x[0-9a-f]{16}$", repr(task))
    @test occursin(r"^Task \(runnable\) @0x", repr(Task(() -> 1)))
end

ping(n) = n == 0 ? error("bottom") : pong(n - 1)
pong(n) = ping(n)
@testset "calls that come again in turn" begin
    text = text_of(() -> ping(200))
    told = r"\n   \[2\] ping\(n::Int64\)\n[^\n]*\n   \[3\] pong\(n::Int64\)\n[^\n]*\n--- the above 2 lines are repeated 199 more times ---\n \[402\] ping\("
    @test occursin(told, text) && count("ping(", text) == 2
    # Of few all are told.
    @test count("ping(", text_of(() -> ping(10))) == 11 && !occursin("repeated", text_of(() -> ping(10)))
    @test count(f -> f.func === :ping, trace_of(() -> ping(3000))) == 3001
end

@testset "stacktrace() begins with who asks, by the name that was written" begin
    asked() = stacktrace()
    asking() = (frames = asked(); frames)
    @test [frame.func for frame in asking()[1:2]] == [:asked, :asking]
    @test first(methods(asked)).name === :asked
end
