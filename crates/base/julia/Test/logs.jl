# What is logged while an expression runs, compared with what was expected.

struct LogRecord
    level
    message
    _module
    group
    id
    file
    line
    kwargs
end
mutable struct TestLogger <: Base.CoreLogging.AbstractLogger
    logs::Vector{LogRecord}
    min_level
    catch_exceptions::Bool
    respect_maxlog::Bool
    message_limits::Dict{Any, Int}
end
TestLogger(; min_level=Base.CoreLogging.Info, catch_exceptions::Bool=false, respect_maxlog::Bool=true) =
    TestLogger(LogRecord[], min_level, catch_exceptions, respect_maxlog, Dict{Any, Int}())
Base.CoreLogging.min_enabled_level(l::TestLogger) = l.min_level
Base.CoreLogging.catch_exceptions(l::TestLogger) = l.catch_exceptions
function Base.CoreLogging.handle_message(l::TestLogger, level, message, _module, group, id, file, line; maxlog=nothing, kwargs...)
    if l.respect_maxlog && maxlog isa Integer
        left = get!(l.message_limits, id, Int(maxlog))
        left > 0 || return nothing
        l.message_limits[id] = left - 1
    end
    push!(l.logs, LogRecord(level, message, _module, group, id, file, line, kwargs))
    return nothing
end
function collect_test_logs(f; kw...)
    logger = TestLogger(; kw...)
    value = Base.CoreLogging.with_logger(f, logger)
    return logger.logs, value
end

# ---- patterns: as many parts of a record as are given -------------------------------------------------------
struct Ignored end
_level_named(name) = get(
    (debug = Base.CoreLogging.Debug, info = Base.CoreLogging.Info, warn = Base.CoreLogging.Warn, error = Base.CoreLogging.Error),
    name,
    name,
)
_part_matches(part, pattern) = isequal(part, pattern) || part == pattern
_part_matches(part, pattern::Regex) = occursin(pattern, string(part))
_part_matches(part, ::Ignored) = true
_level_matches(level, pattern) = _part_matches(level, pattern isa Symbol ? _level_named(pattern) : pattern)
function _log_matches(record::LogRecord, pattern::Tuple)
    _level_matches(record.level, pattern[1]) || return false
    return all(i -> _part_matches(getfield(record, i), pattern[i]), 2:length(pattern))
end
_log_matches(record::LogRecord, level) = _level_matches(record.level, level)
function _all_match(logs, patterns, mode::Symbol)
    mode === :any && return all(p -> any(l -> _log_matches(l, p), logs), patterns)
    mode === :all || error("match_mode must be :all or :any, not :", mode)
    return length(logs) == length(patterns) && all(i -> _log_matches(logs[i], patterns[i]), eachindex(patterns))
end

struct LogTestFailure <: Result
    orig_expr
    source::LineNumberNode
    patterns
    logs
end
function show(io::IO, t::LogTestFailure)
    println(io, "Log Test Failed at ", _place(t.source))
    println(io, "  Expression: ", t.orig_expr)
    println(io, "  Log Pattern: ", join(t.patterns, " "))
    println(io, "  Captured Logs: ")
    for l in t.logs
        println(io, "    ", l)
    end
end
function record(ts::FallbackTestSet, t::LogTestFailure)
    println(t)
    throw(FallbackTestSetException("There was an error during testing"))
end
function record(ts::DefaultTestSet, t::LogTestFailure)
    print(ts.description, ": ")
    print(t)
    Base.show_backtrace(stdout, _scrubbed(backtrace()))
    println()
    # It counts as a test that failed.
    push!(ts.results, Fail(:test, string(t.orig_expr), nothing, "nothing", t.source, false))
    return t
end

function _test_logs(f, patterns, match_mode, settings, orig_expr, source)
    value = nothing
    outcome = try
        logs, value = collect_test_logs(f; settings...)
        _all_match(logs, patterns, match_mode) ? Pass(:test, orig_expr, nothing, nothing, source) :
            LogTestFailure(orig_expr, source, patterns, logs)
    catch e
        e isa InterruptException && rethrow()
        Error(:test_error, string(orig_expr), _shown_term(e), _error_text(Base.current_exceptions()), source)
    end
    record(get_testset(), outcome)
    return value
end
macro test_logs(args...)
    patterns = Any[]
    mode = QuoteNode(:all)
    settings = Any[]
    for a in args[1:end-1]
        if a isa Expr && a.head === :(=)
            a.args[1] === :match_mode ? (mode = esc(a.args[2])) : push!(settings, Expr(:kw, a.args[1], esc(a.args[2])))
        else
            push!(patterns, esc(a))
        end
    end
    named = isempty(settings) ? :(NamedTuple()) : Expr(:tuple, Expr(:parameters, settings...))
    source = QuoteNode(__source__)
    body = Expr(:->, Expr(:tuple), Expr(:block, __source__, esc(args[end])))
    return :(_test_logs($body, Any[$(patterns...)], $mode, $named, $(QuoteNode(args[end])), $source))
end
