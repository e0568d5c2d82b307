# The calls that an exception came through.

module StackTraces

using Base
using Base: @_object
import Base: parentmodule

struct StackFrame
    func::Symbol
    file::Symbol
    line::Int
    linfo::Any
    from_c::Bool
    inlined::Bool
    pointer::UInt64
end
StackFrame(func, file, line) = StackFrame(Symbol(func), Symbol(file), Int(line), nothing, false, false, UInt64(0))
const StackTrace = Vector{StackFrame}
const UNKNOWN = StackFrame(Symbol("???"), Symbol("???"), -1)

Base.:(==)(a::StackFrame, b::StackFrame) = a.line == b.line && a.func == b.func && a.file == b.file
Base.hash(f::StackFrame, h::UInt) = hash(f.func, hash(f.file, hash(f.line, h + 0xf4fbda67fe20ce88)))

# The call of a frame, with names and types of the arguments where they are known.
function frame_text(frame::StackFrame)
    mi = frame.linfo
    # Code that contexts changed is told by its signature.
    mi isa Core.MethodInstance && return Core.Host.frame_text(mi.def, mi.specTypes, frame.pointer == 0)::String
    return string(frame.func)
end
show_spec_linfo(io::IO, frame::StackFrame) = print(io, frame_text(frame))
function Base.show(io::IO, frame::StackFrame)
    show_spec_linfo(io, frame)
    if frame.file !== Symbol("")
        print(io, " at ", Base.basename(string(frame.file)), ":", frame.line >= 0 ? frame.line : "?")
    end
    frame.inlined && print(io, " [inlined]")
    return
end
function stacktrace(bt::Vector, c_frames::Bool=false)
    stack = StackFrame[frame for (frame, times) in frames(bt) for _ in 1:times]
    return remove_frames!(stack, :stacktrace)
end
stacktrace(c_frames::Bool=false) = stacktrace(Base.backtrace(), c_frames)
# The frames of a backtrace, and how many in a row are the same.
function frames(bt)
    out = Tuple{StackFrame, Int}[]
    for entry in bt
        if entry isa StackFrame
            push!(out, (entry, 1))
        elseif entry isa Tuple{StackFrame, Int}
            push!(out, entry)
        else
            text, file, line, contexts, method, types, times = entry
            info = method === nothing ? nothing : @_object(Core.MethodInstance, method, types, ())
            func = method === nothing ? Symbol(text) : method.name
            push!(out, (StackFrame(func, file, line, info, false, false, UInt64(!isempty(contexts))), times))
        end
    end
    return out
end
Base.parentmodule(frame::StackFrame) = frame.linfo isa Core.MethodInstance ? frame.linfo.def.module : nothing
from(frame::StackFrame, m::Module) = parentmodule(frame) === m
remove_frames!(stack::StackTrace, name::Symbol) = remove_frames!(stack, [name])
function remove_frames!(stack::StackTrace, names::Vector{Symbol})
    last = findlast(frame -> frame.func in names, stack)
    last === nothing || deleteat!(stack, 1:last)
    return stack
end
remove_frames!(stack::StackTrace, m::Module) = filter!(frame -> !from(frame, m), stack)
top_level_scope_sym = Symbol("top-level scope")
is_top_level_frame(f::StackFrame) = f.func === Symbol("top-level scope")
lookup(x) = StackFrame[x]

export StackTrace, StackFrame, stacktrace

end

using .StackTraces

# Entries are tuples of function, file, line and contexts, innermost first.
backtrace() = Core.Host.backtrace()
function catch_backtrace()
    n = length(Core._exceptions())
    return n == 0 ? Any[] : Core.Host.caught_frames(n)
end
struct ExceptionStack <: AbstractVector{Any}
    stack::Vector{Any}
end
size(s::ExceptionStack) = (length(s.stack),)
getindex(s::ExceptionStack, i::Int) = s.stack[i]
current_exceptions(; backtrace::Bool=true) =
    ExceptionStack(Any[(exception = e, backtrace = backtrace ? Core.Host.caught_frames(i) : nothing) for (i, e) in enumerate(Core._exceptions())])
current_exceptions(t::Task; backtrace::Bool=true) = t === current_task() ? current_exceptions(; backtrace) :
    ExceptionStack(Any[backtrace ? e : (exception = e.exception, backtrace = nothing) for e in _task_failures(t)])
function show(io::IO, ::MIME"text/plain", s::ExceptionStack)
    n = length(s)
    print(io, n, "-element ExceptionStack", n == 0 ? "" : ":\n")
    show_exception_stack(io, s)
end
show(io::IO, s::ExceptionStack) = show(io, MIME("text/plain"), s)
# The exception that is handled first, and below it those that were being handled when it was thrown.
function show_exception_stack(io::IO, s)
    n = length(s)
    for i in n:-1:1
        i == n || printstyled(io, "\ncaused by: "; color = error_color())
        showerror(io, s[i].exception, s[i].backtrace; backtrace = s[i].backtrace !== nothing)
        i == 1 || println(io)
    end
end
error_color() = :light_red

show(io::IO, mi::Core.MethodInstance) = print(io, "MethodInstance for ", Core.Host.frame_text(mi.def, mi.specTypes, false))

# Without what only sorts keywords or fills in defaults for the call that it makes.
function process_backtrace(bt)
    kept = Any[]
    inner = nothing
    for (frame, times) in StackTraces.frames(bt)
        is_hidden = frame.func === :kwcall || inner !== nothing && _fills_in(frame, inner)
        is_hidden || push!(kept, (frame, times))
        inner = frame
    end
    return kept
end
function _fills_in(outer, inner)
    (outer.file === inner.file && outer.line == inner.line) || return false
    a, b = outer.linfo, inner.linfo
    a isa Core.MethodInstance && b isa Core.MethodInstance || return false
    p, q = unwrap_unionall(a.specTypes).parameters, unwrap_unionall(b.specTypes).parameters
    n = length(p)
    length(q) > n || return false
    # The arguments come first, or behind the keywords.
    return all(i -> p[i] === q[i], 1:n) || all(i -> p[i] === q[length(q)-n+i], 1:n)
end

function show_backtrace(io::IO, bt)
    frames = process_backtrace(bt)
    isempty(frames) && return
    println(io, "\nStacktrace:")
    width = ndigits(length(frames)) + 2
    if length(frames) <= BIG_STACKTRACE_SIZE
        for (i, (frame, times)) in enumerate(frames)
            i > 1 && println(io)
            _show_frame(io, i, frame, times, width)
        end
        return
    end
    shown, cycles = _without_cycles(frames)
    number = 1
    for (i, (frame, times)) in enumerate(shown)
        i > 1 && println(io)
        _show_frame(io, number, frame, times, width)
        while !isempty(cycles) && first(cycles)[1] == i
            _, n, more = popfirst!(cycles)
            println(io)
            printstyled(io, "--- the above ", n, " lines are repeated ", more, " more time", more > 1 ? "s" : "", " ---";
                color = :light_black)
            number += n * more
        end
        number += 1
    end
end
# From how many calls on those are looked for that repeat each other in turn.
const BIG_STACKTRACE_SIZE = 50
function _show_frame(io::IO, number, frame, times, width)
    print(io, " ", lpad(string("[", number, "]"), width), " ")
    StackTraces.show_spec_linfo(io, frame)
    times > 1 && printstyled(io, " (repeats ", times, " times)"; color = :light_black)
    frame.file === Symbol("") && return
    m = parentmodule(frame)
    print(io, "\n", " "^width, "@ ", m === nothing ? "" : string(m, " "), contractuser(string(frame.file)), ":", frame.line)
    frame.inlined && print(io, " [inlined]")
    return
end
# What is left of many calls where a run of them that comes again right after itself is told once: the calls, and of each
# such run behind which of them it ends, how long it is and how often it comes again. As in Julia, the outermost call is left out.
function _without_cycles(frames)
    shown = Any[]
    cycles = Tuple{Int, Int, Int}[]
    behind = Dict{Any, Vector{Int}}()       # a call => the places right behind it
    at = 1
    while at < length(frames)
        frame = frames[at]
        at += 1
        places = get!(() -> Int[], behind, frame[1])
        push!(places, at)
        more = 0
        for k in length(places)-1:-1:1
            start = places[k]
            n = at - start
            i, j = at, start
            while i < length(frames) && frames[i] == frames[j]
                i += 1
                j += 1
            end
            j >= at - 1 || continue
            more = div(i - at + 1, n)
            push!(cycles, (length(shown), n, more))
            at += n * more - 1
            break
        end
        more == 0 && push!(shown, frame)
    end
    return shown, cycles
end
show_backtrace(io::IO, ::Nothing) = nothing
