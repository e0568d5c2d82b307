# The calls that an exception came through.

module StackTraces

using Base

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

function Base.show(io::IO, frame::StackFrame)
    print(io, frame.func)
    frame.file === Symbol("") || print(io, " at ", Base.basename(string(frame.file)), ":", frame.line >= 0 ? frame.line : "?")
end
stacktrace(bt::Vector=Base.backtrace()) = _frames(bt)
function _frames(bt)
    frames = StackFrame[]
    for entry in bt
        push!(frames, entry isa StackFrame ? entry : StackFrame(_function_part(entry[1]), entry[2], entry[3]))
    end
    return frames
end
# `f(::Int64)` is a call of `f`.
function _function_part(text)
    at = findfirst(==('('), text)
    return at === nothing || at == 1 ? text : text[1:prevind(text, at)]
end
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
current_exceptions(task=current_task(); backtrace::Bool=true) =
    ExceptionStack(Any[(exception = e, backtrace = backtrace ? Core.Host.caught_frames(i) : nothing) for (i, e) in enumerate(Core._exceptions())])
function show(io::IO, ::MIME"text/plain", s::ExceptionStack)
    n = length(s)
    print(io, n, "-element ExceptionStack")
    for i in n:-1:1
        print(io, "\n")
        i == n || print(io, "caused by: ")
        showerror(io, s[i].exception)
    end
end

function show_backtrace(io::IO, bt)
    frames = StackTraces._frames(bt)
    isempty(frames) && return
    print(io, "\nStacktrace:")
    width = ndigits(length(frames))
    for (i, frame) in enumerate(frames)
        entry = bt[i]
        # With the types of the arguments, where they are known.
        call = entry isa Tuple ? entry[1] : frame.func
        print(io, "\n ", lpad(string("[", i, "]"), width + 2), " ", call)
        frame.file === Symbol("") || print(io, "\n   ", " "^width, "@ ", frame.file, ":", frame.line)
    end
end
show_backtrace(io::IO, ::Nothing) = nothing
