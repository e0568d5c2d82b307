# Tests: what a program expects of itself, counted and shown as a table.
module Test

export @test, @test_throws, @test_broken, @test_skip, @test_warn, @test_nowarn, @test_logs,
    @test_deprecated, @testset, @inferred, detect_ambiguities, detect_unbound_args,
    GenericString, GenericSet, GenericDict, GenericArray, GenericOrder, TestSetException, TestLogger, LogRecord

import Random
import Base: show, length, getindex, iterate, size, push!, haskey, get, ncodeunits, codeunit, isvalid

# ---- results -------------------------------------------------------------------------------------
abstract type Result end

struct Pass <: Result
    test_type::Symbol
    orig_expr
    data
    value
    source
    message_only::Bool
end
Pass(test_type, orig_expr, data, value, source=nothing) = Pass(test_type, orig_expr, data, value, source, false)

struct Fail <: Result
    test_type::Symbol
    orig_expr::String
    data
    value::String
    source
    message_only::Bool
    backtrace::Union{String, Nothing}   # of an exception that was not the expected one
    context::Union{String, Nothing}     # what the `@testset let`s around it say
end
Fail(test_type, orig_expr, data, value, source, message_only, backtrace=nothing) =
    Fail(test_type, orig_expr, data, value, source, message_only, backtrace, nothing)
struct Error <: Result
    test_type::Symbol
    orig_expr::String
    value::String
    backtrace::String
    source
end
struct Broken <: Result
    test_type::Symbol
    orig_expr
end

_place(source) = source isa LineNumberNode ? string(something(source.file, :none), ":", source.line) : "none:0"

function show(io::IO, t::Pass)
    print(io, "Test Passed")
    if t.test_type === :test_throws
        t.message_only ? print(io, "\n     Message: ", t.value) : print(io, "\n      Thrown: ", typeof(t.value))
    end
end
function show(io::IO, t::Fail)
    print(io, "Test Failed at ", _place(t.source), "\n")
    print(io, "  Expression: ", t.orig_expr)
    if t.test_type === :test_throws_wrong
        print(io, "\n    Expected: ", t.data)
        t.message_only ? print(io, "\n     Message: ", t.value) : print(io, "\n      Thrown: ", t.value, "\n")
        t.message_only || t.backtrace === nothing || print(io, _indented(t.backtrace, "      "))
    elseif t.test_type === :test_throws_nothing
        print(io, "\n    Expected: ", t.data, "\n  No exception thrown")
    elseif t.test_type === :test && t.data !== nothing
        print(io, "\n   Evaluated: ", t.data)
    end
    t.context === nothing || print(io, "\n     Context: ", t.context)
    println(io)
end
_indented(text, by="  ") = join([by * line for line in split(text, "\n")], "\n")
function show(io::IO, t::Error)
    print(io, "Error During Test at ", _place(t.source), "\n")
    if t.test_type === :test_nonbool
        println(io, "  Expression evaluated to non-Boolean")
        println(io, "  Expression: ", t.orig_expr)
        print(io, "       Value: ", t.value)
    elseif t.test_type === :test_error
        println(io, "  Test threw exception")
        println(io, "  Expression: ", t.orig_expr)
        print(io, _indented(t.backtrace))
    elseif t.test_type === :test_unbroken
        println(io, " Unexpected Pass")
        println(io, " Expression: ", t.orig_expr)
        println(io, " Got correct result, please change to @test if no longer broken.")
    elseif t.test_type === :nontest_error
        println(io, "  Got exception outside of a @test")
        print(io, _indented(t.backtrace))
    end
end
function show(io::IO, t::Broken)
    print(io, "Test Broken\n")
    t.orig_expr === nothing || print(io, t.test_type === :skipped ? "  Skipped: " : "  Expression: ", t.orig_expr)
end

# ---- evaluation ----------------------------------------------------------------------------------
struct Returned
    value
    data
    source
end
struct Threw
    exception
    backtrace
    source
end

# A chain of comparisons; what each term is, is told of one that fails: the text may cost more than the test.
function eval_comparison(terms::Tuple, quoted::Tuple, source, negate::Bool)
    res = true
    i = 1
    n = length(terms)
    while i < n
        a, op, b = terms[i], terms[i + 1], terms[i + 2]
        if res
            res = op(a, b)
        end
        i += 2
    end
    negate && (res = !res)
    res === true && return Returned(true, nothing, source)
    text = string(_shown_term(terms[1]), join([string(" ", quoted[k], " ", _shown_term(terms[k + 1])) for k in 2:2:n]))
    negate && (text = string("!(", text, ")"))
    return Returned(res, text, source)
end
_shown_term(x) = sprint(show, x; context = :limit => true)
function eval_call(f, args::Tuple, kwargs, quoted, source, negate::Bool)
    res = f(args...; kwargs...)
    negate && (res = !res)
    res === true && return Returned(true, nothing, source)
    text = string(quoted, "(", join(map(_shown_term, args), ", "),
        isempty(kwargs) ? "" : string("; ", join([string(k, " = ", _shown_term(v)) for (k, v) in pairs(kwargs)], ", ")), ")")
    negate && (text = string("!", text))
    return Returned(res, text, source)
end

const _displayed = (:isequal, :isapprox, :≈, :occursin, :startswith, :endswith, :isempty, :contains)
const _comparison_precedence = Base.operator_precedence(:(==))
_is_splat(x) = x isa Expr && x.head === :...

# An assignment would be the name of an element where a tuple is made.
_term(ex) = ex isa Expr && ex.head === :(=) ? esc(Expr(:block, ex)) : esc(ex)
function _test_result(ex, source)
    orig = ex
    negate = false
    if ex isa Expr && ex.head === :call && length(ex.args) == 2 && ex.args[1] === :!
        negate = true
        ex = ex.args[2]
    end
    if ex isa Expr && ex.head === :call && length(ex.args) == 3 && ex.args[1] isa Symbol &&
            !startswith(string(ex.args[1]), '.') && !_is_splat(ex.args[2]) && !_is_splat(ex.args[3]) &&
            Base.operator_precedence(ex.args[1]) == _comparison_precedence
        ex = Expr(:comparison, ex.args[2], ex.args[1], ex.args[3])
    elseif ex isa Expr && length(ex.args) == 2 && (ex.head === :<: || ex.head === :>:)
        ex = Expr(:comparison, ex.args[1], ex.head, ex.args[2])
    end
    if ex isa Expr && ex.head === :comparison && all(k -> !(ex.args[k] isa Symbol && startswith(string(ex.args[k]), '.')), 2:2:length(ex.args))
        terms = Expr(:tuple, map(_term, ex.args)...)
        quoted = Expr(:tuple, map(QuoteNode, ex.args)...)
        result = :(eval_comparison($terms, $quoted, $(QuoteNode(source)), $negate))
    elseif ex isa Expr && ex.head === :call && ex.args[1] in _displayed
        args = Any[]
        kwargs = Any[]
        for a in ex.args[2:end]
            if a isa Expr && a.head === :parameters
                append!(kwargs, a.args)
            elseif a isa Expr && a.head === :kw
                push!(kwargs, a)
            else
                push!(args, a)
            end
        end
        named = isempty(kwargs) ? :(NamedTuple()) : Expr(:tuple, Expr(:parameters, map(esc, kwargs)...))
        result = :(eval_call($(esc(ex.args[1])), $(Expr(:tuple, map(_term, args)...)), $named,
            $(QuoteNode(ex.args[1])), $(QuoteNode(source)), $negate))
    else
        result = :(Returned($(esc(orig)), nothing, $(QuoteNode(source))))
    end
    body = Expr(:block, source, result)
    return quote
        try
            $body
        catch _e
            _e isa InterruptException && rethrow()
            Threw(_e, Base.current_exceptions(), $(QuoteNode(source)))
        end
    end
end

function do_test(result, orig_expr)
    if result isa Returned
        value = result.value
        if value isa Bool
            r = value ? Pass(:test, orig_expr, result.data, value, result.source) :
                Fail(:test, string(orig_expr), result.data, string(value), result.source, false)
        else
            r = Error(:test_nonbool, string(orig_expr), _shown_term(value), "", result.source)
        end
    else
        r = Error(:test_error, string(orig_expr), _shown_term(result.exception),
            _error_text(result.backtrace), result.source)
    end
    r isa Pass || trigger_test_failure_break(r)
    return record(get_testset(), r)
end
# What was thrown, with the calls that it came through; those of this module around the test are left out.
_error_text(stack) = sprint(Base.show_exception_stack, Any[(exception = x.exception, backtrace = _scrubbed(x.backtrace)) for x in stack])
_scrubbed(bt) = Any[entry for entry in bt if !(entry[5] isa Core.Method && entry[5].module === Test)]
trigger_test_failure_break(r) = nothing

function do_broken_test(result, orig_expr)
    r = Broken(:test, orig_expr)
    if result isa Returned
        value = result.value
        if value isa Bool
            value && (r = Error(:test_unbroken, string(orig_expr), _shown_term(value), "", result.source))
        else
            r = Error(:test_nonbool, string(orig_expr), _shown_term(value), "", result.source)
        end
    end
    return record(get_testset(), r)
end

function do_test_throws(result, orig_expr, extype)
    if result isa Threw
        exc = result.exception
        success = false
        message_only = false
        shown = exc
        # What a macro throws came wrapped from `macroexpand` once, and tests may still say so.
        is_expansion = orig_expr isa Expr && orig_expr.head in (:call, :macrocall) &&
            orig_expr.args[1] in (Symbol("@macroexpand"), Symbol("@macroexpand1"), :macroexpand)
        is_expansion && extype isa LoadError && typeof(extype.error) === typeof(exc) && (extype = extype.error)
        if extype isa Type
            success = exc isa extype || is_expansion && extype === LoadError && exc isa Exception
        elseif extype isa Exception || !(exc isa Exception)
            if exc isa typeof(extype)
                success = all(i -> isequal(getfield(extype, i), getfield(exc, i)), 1:nfields(extype))
            end
        else
            message_only = true
            message = sprint(showerror, exc)
            success = _contains(message, extype)
            shown = repr(message)
            extype = extype isa AbstractString ? repr(extype) : extype isa Function ? "< match function >" : extype
        end
        r = success ? Pass(:test_throws, orig_expr, extype, shown, result.source, message_only) :
            Fail(:test_throws_wrong, string(orig_expr), string(extype),
                string(extype isa Type ? typeof(shown) : shown), result.source, message_only, _error_text(result.backtrace))
    else
        r = Fail(:test_throws_nothing, string(orig_expr), string(extype), "nothing", result.source, false)
    end
    return record(get_testset(), r)
end
_contains(message, s::AbstractString) = occursin(s, message)
_contains(message, s::Regex) = occursin(s, message)
_contains(message, s::Function) = s(message)
_contains(message, s::Union{AbstractArray, Tuple}) = all(x -> _contains(message, x), s)
_contains(message, s) = false

# ---- the macros of single tests --------------------------------------------------------------------
function _split_options(kws, ex)
    broken = nothing
    skip = nothing
    rest = Any[]
    for kw in kws
        kw isa Expr && kw.head === :(=) || error("invalid test macro call: @test $ex $(join(kws, ' '))")
        if kw.args[1] === :broken
            broken = esc(kw.args[2])
        elseif kw.args[1] === :skip
            skip = esc(kw.args[2])
        elseif kw.args[1] === :context
        else
            push!(rest, Expr(:kw, kw.args[1], kw.args[2]))
        end
    end
    return broken, skip, rest
end
# The call with more keywords. Of those that are given twice, one behind the semicolon counts before one of these, and
# one of these before one among the arguments.
function _with_keywords(call, more)
    name(k) = k isa Expr && k.head === :kw ? k.args[1] : k
    behind = Any[name(k) for arg in call.args if arg isa Expr && arg.head === :parameters for k in arg.args]
    more = filter(k -> !(name(k) in behind), more)
    given = Any[behind; map(name, more)]
    kept = filter(arg -> !(arg isa Expr && arg.head === :kw && name(arg) in given), call.args)
    return Expr(:call, kept..., more...)
end
macro test(ex, kws...)
    broken, skip, rest = _split_options(kws, ex)
    if !isempty(rest)
        ex isa Expr && ex.head === :call || error("invalid test macro call: @test does not accept keyword arguments here")
    end
    ex isa Expr && ex.head === :call && (ex = _with_keywords(ex, rest))
    result = _test_result(ex, __source__)
    quoted = QuoteNode(ex)
    test = :(do_test($result, $quoted))
    broken === nothing || (test = :($broken ? do_broken_test($result, $quoted) : $test))
    skip === nothing || (test = :($skip ? record(get_testset(), Broken(:skipped, $quoted)) : $test))
    return test
end
macro test_broken(ex, kws...)
    _, _, rest = _split_options(kws, ex)
    isempty(rest) || (ex = _with_keywords(ex, rest))
    return :(do_broken_test($(_test_result(ex, __source__)), $(QuoteNode(ex))))
end
macro test_skip(ex, kws...)
    return :(record(get_testset(), Broken(:skipped, $(QuoteNode(ex)))))
end
macro test_throws(extype, ex)
    body = Expr(:block, __source__, :(Returned($(esc(ex)), nothing, $(QuoteNode(__source__)))))
    result = quote
        try
            $body
        catch _e
            _e isa InterruptException && rethrow()
            Threw(_e, Base.current_exceptions(), $(QuoteNode(__source__)))
        end
    end
    return :(do_test_throws($result, $(QuoteNode(ex)), $(esc(extype))))
end
macro test_warn(msg, expr)
    return quote
        local text, value = _captured_errors_and_value(() -> $(esc(expr)))
        do_test(Returned(_contains(text, $(esc(msg))), nothing, $(QuoteNode(__source__))), $(QuoteNode(expr)))
        value
    end
end
macro test_nowarn(expr)
    return quote
        local text, value = _captured_errors_and_value(() -> $(esc(expr)))
        do_test(Returned(isempty(text), nothing, $(QuoteNode(__source__))), $(QuoteNode(expr)))
        value
    end
end
macro test_deprecated(args...)
    return esc(args[end])
end
function _captured_errors_and_value(f)
    io = IOBuffer()
    value = redirect_stderr(f, io)
    return String(take!(io)), value
end

# ---- sets of tests ---------------------------------------------------------------------------------
abstract type AbstractTestSet end

struct TestSetException <: Exception
    pass::Int
    fail::Int
    error::Int
    broken::Int
    errors_and_fails::Vector{Any}
end
function Base.showerror(io::IO, ex::TestSetException, bt=nothing; backtrace=true)
    print(io, "Some tests did not pass: ", ex.pass, " passed, ", ex.fail, " failed, ", ex.error, " errored, ", ex.broken, " broken.")
end
Base.show(io::IO, ex::TestSetException) = showerror(io, ex)
Base._tells_calls(::TestSetException) = false
struct FallbackTestSetException <: Exception
    msg::String
end
Base.showerror(io::IO, ex::FallbackTestSetException, bt=nothing; backtrace=true) = print(io, ex.msg)

struct FallbackTestSet <: AbstractTestSet end
record(ts::FallbackTestSet, t::Union{Pass, Broken}) = t
function record(ts::FallbackTestSet, t::Union{Fail, Error})
    println(t)
    throw(FallbackTestSetException("There was an error during testing"))
end
finish(ts::FallbackTestSet) = ts

# What `@testset let` makes: no set of its own, only a word about the failures that go through to the one around it.
struct ContextTestSet <: AbstractTestSet
    parent_ts::AbstractTestSet
    context_name::Union{Symbol, Expr}
    context
end
function ContextTestSet(name::Union{Symbol, Expr}, context)
    name isa Expr && name.head !== :tuple && error("Invalid syntax: $name")
    return ContextTestSet(get_testset(), name, context)
end
record(ts::ContextTestSet, t) = record(ts.parent_ts, t)
function record(ts::ContextTestSet, t::Fail)
    text = string(ts.context_name, " = ", ts.context)
    t.context === nothing || (text = string(t.context, "\n              ", text))
    return record(ts.parent_ts, Fail(t.test_type, t.orig_expr, t.data, t.value, t.source, t.message_only, t.backtrace, text))
end

mutable struct DefaultTestSet <: AbstractTestSet
    description::String
    results::Vector{Any}
    n_passed::Int
    anynonpass::Bool
    verbose::Bool
    showtiming::Bool
    time_start::Float64
    time_end::Union{Float64, Nothing}
    failfast::Bool
    file::Union{String, Nothing}
end
DefaultTestSet(desc::AbstractString; verbose::Bool=false, showtiming::Bool=true, failfast=false, source=nothing) =
    DefaultTestSet(String(desc), Any[], 0, false, verbose, showtiming, time(), nothing, failfast === true, nothing)
struct FailFastError <: Exception end

record(ts::DefaultTestSet, t::Broken) = (push!(ts.results, t); t)
record(ts::DefaultTestSet, t::Pass) = (ts.n_passed += 1; t)
function record(ts::DefaultTestSet, t::Union{Fail, Error})
    print(ts.description, ": ")
    print(t)
    t isa Error || Base.show_backtrace(stdout, _scrubbed(backtrace()))
    println()
    push!(ts.results, t)
    ts.failfast && throw(FailFastError())
    return t
end
record(ts::DefaultTestSet, t::AbstractTestSet) = push!(ts.results, t)

struct Counts
    passes::Int
    fails::Int
    errors::Int
    broken::Int
    all_passes::Int
    all_fails::Int
    all_errors::Int
    all_broken::Int
    duration::String
    customized::Bool
end
_counts(ts::AbstractTestSet) = Counts(0, 0, 0, 0, 0, 0, 0, 0, "?s", false)
function _counts(ts::DefaultTestSet)
    p, f, e, b = ts.n_passed, 0, 0, 0
    cp, cf, ce, cb = 0, 0, 0, 0
    for t in ts.results
        t isa Fail && (f += 1)
        t isa Error && (e += 1)
        t isa Broken && (b += 1)
        if t isa AbstractTestSet
            c = _counts(t)
            cp += c.all_passes
            cf += c.all_fails
            ce += c.all_errors
            cb += c.all_broken
        end
    end
    ts.anynonpass = f + e + cf + ce > 0
    return Counts(p, f, e, b, p + cp, f + cf, e + ce, b + cb, format_duration(ts), true)
end
function format_duration(ts::DefaultTestSet)
    ts.time_end === nothing && return ""
    s = ts.time_end - ts.time_start
    s < 60 && return string(round(s; digits = 1), "s")
    m, r = divrem(s, 60)
    return string(round(Int, m), "m", lpad(string(round(r; digits = 1)), 4, "0"), "s")
end
function get_alignment(ts::DefaultTestSet, depth::Int)
    width = 2 * depth + length(ts.description)
    !ts.verbose && !ts.anynonpass && return width
    for t in ts.results
        width = max(width, get_alignment(t, depth + 1))
    end
    return width
end
get_alignment(ts, depth::Int) = 0

_column(n, title) = n > 0 ? max(length(title), ndigits(n)) : 0
function print_test_results(ts::DefaultTestSet, depth_pad=0)
    c = _counts(ts)
    widths = (_column(c.all_passes, "Pass"), _column(c.all_fails, "Fail"), _column(c.all_errors, "Error"), _column(c.all_broken, "Broken"))
    total = c.all_passes + c.all_fails + c.all_errors + c.all_broken
    total_width = max(5, total > 0 ? ndigits(total) : 0)
    duration_width = max(4, textwidth(c.duration))
    align = max(get_alignment(ts, 0), textwidth("Test Summary:"))
    print(rpad("Test Summary:", align), " | ")
    for (w, title) in zip(widths, ("Pass", "Fail", "Error", "Broken"))
        w > 0 && print(lpad(title, w), "  ")
    end
    print(lpad("Total", total_width), "  ")
    ts.showtiming && print(lpad("Time", duration_width))
    println()
    print_counts(ts, depth_pad, align, widths, total_width, duration_width, ts.showtiming)
end
function print_counts(ts, depth, align, widths, total_width, duration_width, showtiming)
    c = _counts(ts)
    counts = (c.all_passes, c.all_fails, c.all_errors, c.all_broken)
    subtotal = sum(counts)
    print(rpad(string("  "^depth, ts.description), align), " | ")
    for (n, w) in zip(counts, widths)
        w > 0 && print(n > 0 ? lpad(string(n), w) : " "^w, "  ")
    end
    print(lpad(c.customized || subtotal > 0 ? string(subtotal) : "?", total_width), "  ")
    showtiming && print(lpad(c.duration, duration_width))
    println()
    if c.all_passes + c.all_broken != subtotal || (ts isa DefaultTestSet && ts.verbose)
        for t in ts.results
            t isa AbstractTestSet && print_counts(t, depth + 1, align, widths, total_width, duration_width, showtiming)
        end
    end
end
function _failures(ts::DefaultTestSet)
    out = Any[]
    for t in ts.results
        t isa DefaultTestSet ? append!(out, _failures(t)) : t isa Union{Fail, Error} && push!(out, t)
    end
    return out
end
function finish(ts::DefaultTestSet; print_results::Bool=true)
    ts.time_end = time()
    if get_testset_depth() != 0
        record(get_testset(), ts)
        return ts
    end
    print_results && print_test_results(ts)
    c = _counts(ts)
    if c.all_fails + c.all_errors > 0
        throw(TestSetException(c.all_passes, c.all_fails, c.all_errors, c.all_broken, _failures(ts)))
    end
    return ts
end

const _fallback = FallbackTestSet()
_stack() = get!(() -> Any[], task_local_storage(), :__BASETESTNEXT__)
get_testset() = (s = get(task_local_storage(), :__BASETESTNEXT__, nothing); s === nothing || isempty(s) ? _fallback : s[end])
get_testset_depth() = (s = get(task_local_storage(), :__BASETESTNEXT__, nothing); s === nothing ? 0 : length(s))
push_testset(ts) = push!(_stack(), ts)
pop_testset() = (s = _stack(); isempty(s) ? _fallback : pop!(s))
macro get_testset()
    return :(get_testset())
end

# The tests stand in the code around them, not in a function of their own: what they define is there for the
# statements that follow. A set that is left early is at its end as well.
function _inline_testset(tests, ts, source, keep = :(result = finish(ts)))
    body = quote
        local ts = $ts
        local result
        push_testset(ts)
        local drawn = Random.begin_anew()
        try
            let
                $(esc(tests))
            end
        catch err
            _record_escaped(ts, err, Base.current_exceptions(), $source)
        finally
            Random.setstate!(Random.default_rng(), drawn)
            pop_testset()
            $keep
        end
        result
    end
    return Expr(:let, Expr(:block), body)
end
function _record_escaped(ts, err, stack, source)
    err isa InterruptException && rethrow()
    if !(err isa FailFastError)
        record(ts, Error(:nontest_error, "", _shown_term(err), _error_text(stack), source))
    elseif get_testset_depth() > 1
        rethrow()
    end
end

function _parse_testset_args(args)
    desc = nothing
    type = nothing
    options = Any[]
    for arg in args
        if arg isa AbstractString || arg isa Expr && arg.head === :string
            desc = esc(arg)
        elseif arg isa Symbol || arg isa Expr && arg.head === :.
            type = esc(arg)
        elseif arg isa Expr && arg.head === :(=)
            push!(options, Expr(:kw, arg.args[1], esc(arg.args[2])))
        else
            error("Unexpected argument $arg to @testset")
        end
    end
    return desc, type, options
end
macro testset(args...)
    isempty(args) && error("No arguments to @testset")
    tests = args[end]
    tests isa Expr || error("Expected begin/end block or for loop as argument to @testset")
    desc, type, options = _parse_testset_args(args[1:end-1])
    source = QuoteNode(__source__)
    if tests.head === :for
        return _testset_loop(desc, something(type, :(_nested_type())), options, tests, source)
    elseif tests.head === :let
        desc === nothing && type === nothing && isempty(options) || error("@testset with a `let` argument cannot be customized")
        return _testset_context(tests)
    elseif tests.head === :call
        desc === nothing && (desc = string(tests.args[1]))
    end
    desc === nothing && (desc = "test set")
    type === nothing && (type = :(_nested_type()))
    return _inline_testset(tests, :($type($desc; $(options...))), source)
end
_nested_type() = get_testset_depth() == 0 ? DefaultTestSet : typeof(_described(get_testset()))
_described(ts) = ts
_described(ts::ContextTestSet) = _described(ts.parent_ts)
function _testset_context(tests)
    heads = tests.args[1]
    assigns = heads isa Expr && heads.head === :block ? filter(x -> !(x isa LineNumberNode), heads.args) : Any[heads]
    names = Any[]
    for a in assigns
        a isa Expr && a.head === :(=) || error("Malformed `let` expression is given")
        # The innermost speaks first.
        pushfirst!(names, a.args[1])
    end
    body = quote
        $([:($push_testset($ContextTestSet($(QuoteNode(name)), $name))) for name in names]...)
        try
            $(tests.args[2])
        finally
            $([:($pop_testset()) for _ in names]...)
        end
    end
    return esc(Expr(:let, heads, body))
end
function _testset_loop(desc, type, options, loop, source)
    heads = loop.args[1]
    vars = heads.head === :block ? filter(x -> !(x isa LineNumberNode), heads.args) : Any[heads]
    if desc === nothing
        parts = Any[]
        for (i, v) in enumerate(vars)
            push!(parts, string(i > 1 ? ", " : "", v.args[1], " = "), esc(v.args[1]))
        end
        desc = Expr(:string, parts...)
    end
    body = _inline_testset(loop.args[2], :($type($desc; $(options...))), source, :(result = push!(results, finish(ts))))
    header = Expr(:block, [Expr(:(=), esc(v.args[1]), esc(v.args[2])) for v in vars]...)
    return quote
        local results = Any[]
        $(Expr(:for, length(vars) == 1 ? header.args[1] : header, body))
        results
    end
end

# ---- what inference says -----------------------------------------------------------------------------
macro inferred(ex)
    return _inferred(ex, __module__)
end
macro inferred(allow, ex)
    return _inferred(ex, __module__, esc(allow))
end
function _inferred(ex, mod, allow=:(Union{}))
    ex isa Expr && ex.head === :ref && (ex = Expr(:call, :getindex, ex.args...))
    ex isa Expr && ex.head === :call || error("@inferred requires a call expression")
    f = ex.args[1]
    if f isa Symbol && f !== :.. && startswith(string(f), '.')
        # An operator with a dot is no function.
        ex = Expr(:call, GlobalRef(Base, :broadcast), Symbol(chop(string(f); head = 1, tail = 0)), ex.args[2:end]...)
    end
    args = Any[]
    kwargs = Any[]
    for a in ex.args[2:end]
        if a isa Expr && a.head === :parameters
            append!(kwargs, a.args)
        elseif a isa Expr && a.head === :kw
            push!(kwargs, a)
        else
            push!(args, a)
        end
    end
    named = isempty(kwargs) ? :(NamedTuple()) : Expr(:tuple, Expr(:parameters, map(esc, kwargs)...))
    return :(_check_inferred($(esc(ex.args[1])), $(Expr(:tuple, map(_term, args)...)), $named, $allow))
end
function _check_inferred(f, args::Tuple, kwargs::NamedTuple, allow)
    result = f(args...; kwargs...)
    types = isempty(kwargs) ? Base.typesof(args...) : Base.typesof(kwargs, f, args...)
    inferred = isempty(kwargs) ? Base._return_type(f, types) : Base._return_type(Core.kwcall, types)
    rettype = result isa Type ? Type{result} : typeof(result)
    rettype <: allow || rettype == Base.typesplit(inferred, allow) || rettype == inferred ||
        error("return type $rettype does not match inferred return type $inferred")
    return result
end

include("Test/logs.jl")

# ---- methods that may surprise ---------------------------------------------------------------------------
_is_in(m::Module, mods, recursive) = m in mods || recursive && parentmodule(m) !== m && _is_in(parentmodule(m), mods, true)
# The methods that stand in the text of these modules.
_methods_in(mods, recursive) =
    filter(m -> _is_in(m.module, mods, recursive), Core.Host.all_methods(Base.get_world_counter())::Vector{Any})
function detect_ambiguities(mods::Module...; recursive::Bool=false, ambiguous_bottom::Bool=false, allowed_undefineds=nothing)
    pairs = Tuple{Core.Method, Core.Method}[]
    for m in _methods_in(mods, recursive), other in Base._methods_about(m.sig)
        other !== m && Base.isambiguous(m, other; ambiguous_bottom) || continue
        first, second = (string(m.file), m.line) <= (string(other.file), other.line) ? (m, other) : (other, m)
        (first, second) in pairs || push!(pairs, (first, second))
    end
    return pairs
end
# Methods with a parameter that some calls leave open.
function detect_unbound_args(mods::Module...; recursive::Bool=false, allowed_undefineds=nothing)
    return filter(m -> _has_open_parameter(m.sig), _methods_in(mods, recursive))
end
function _has_open_parameter(of)
    sig = of
    while sig isa UnionAll
        var, sig = sig.var, sig.body
        _decides(var, sig, true) || return true
    end
    return false
end
# Whether the type of a value says what the parameter is.
function _decides(var, of, is_covariant)
    # What is left of a type without its `where` is told from it by looking only: calls take one for the other.
    T = Ref{Any}(of)[]
    T === var && return true
    if T isa UnionAll
        is_covariant && _decides(var, T.var.ub, is_covariant) && return true
        return T.var.lb === var || _decides(var, getfield(T, :body), is_covariant)
    elseif T isa Union
        return _decides(var, getfield(T, :a), is_covariant) && _decides(var, getfield(T, :b), is_covariant)
    elseif T isa DataType
        inside = is_covariant && T <: Tuple
        for P in getfield(T, :parameters)
            if P isa Core.TypeofVararg
                # There may be none of them.
                isdefined(P, :N) && (P.N === var || P.N isa Int && P.N > 0 && _decides(var, Base.unwrapva(P), inside)) && return true
                T <: Tuple && is_covariant || _decides(var, Base.unwrapva(P), false) && return true
            elseif _decides(var, P, inside)
                return true
            end
        end
    end
    return false
end

# ---- other collections for generic code ------------------------------------------------------------------
struct GenericString <: AbstractString
    string::AbstractString
end
ncodeunits(s::GenericString) = ncodeunits(s.string)
codeunit(s::GenericString) = codeunit(s.string)
codeunit(s::GenericString, i::Integer) = codeunit(s.string, i)
isvalid(s::GenericString, i::Int) = isvalid(s.string, i)
iterate(s::GenericString, i::Integer=1) = iterate(s.string, i)

struct GenericSet{T} <: AbstractSet{T}
    s::AbstractSet{T}
end
iterate(s::GenericSet, state...) = iterate(s.s, state...)
length(s::GenericSet) = length(s.s)
Base.in(x, s::GenericSet) = x in s.s
struct GenericDict{K, V} <: AbstractDict{K, V}
    s::AbstractDict{K, V}
end
iterate(s::GenericDict, state...) = iterate(s.s, state...)
length(s::GenericDict) = length(s.s)
get(s::GenericDict, k, d) = get(s.s, k, d)
struct GenericArray{T, N} <: AbstractArray{T, N}
    a::Array{T, N}
end
GenericArray{T}(args...) where {T} = GenericArray(Array{T}(args...))
size(a::GenericArray) = size(a.a)
getindex(a::GenericArray, i...) = a.a[i...]
Base.setindex!(a::GenericArray, v, i...) = (a.a[i...] = v; a)
struct GenericOrder{T}
    val::T
end
Base.isless(a::GenericOrder, b::GenericOrder) = isless(a.val, b.val)

end
