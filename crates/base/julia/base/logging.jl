# Messages of programs, by level, to the error stream or to whoever listens.

module CoreLogging

using Base

struct LogLevel
    level::Int32
end
LogLevel(l::LogLevel) = l
const BelowMinLevel = LogLevel(-1000001)
const Debug = LogLevel(-1000)
const Info = LogLevel(0)
const Warn = LogLevel(1000)
const Error = LogLevel(2000)
const AboveMaxLevel = LogLevel(1000001)
Base.isless(a::LogLevel, b::LogLevel) = isless(a.level, b.level)
Base.:+(l::LogLevel, i::Integer) = LogLevel(l.level + i)
Base.:-(l::LogLevel, i::Integer) = LogLevel(l.level - i)
Base.convert(::Type{LogLevel}, l::Integer) = LogLevel(l)
function Base.show(io::IO, l::LogLevel)
    name = _level_name(l)
    print(io, name === nothing ? string("LogLevel(", l.level, ")") : name)
end
_level_name(l) = l == Debug ? "Debug" : l == Info ? "Info" : l == Warn ? "Warn" : l == Error ? "Error" : nothing
level_text(l) = l == Warn ? "Warning" : something(_level_name(l), "LogLevel($(l.level))")

abstract type AbstractLogger end
struct NullLogger <: AbstractLogger end
struct SimpleLogger <: AbstractLogger
    stream::IO
    min_level::LogLevel
    message_limits::Dict{Any, Int}
end
SimpleLogger(stream::IO=Base.stderr, level=Info) = SimpleLogger(stream, LogLevel(level), Dict{Any, Int}())
struct ConsoleLogger <: AbstractLogger
    stream::IO
    min_level::LogLevel
    message_limits::Dict{Any, Int}
end
ConsoleLogger(stream::IO=Base.stderr, level=Info; kw...) = ConsoleLogger(stream, LogLevel(level), Dict{Any, Int}())

min_enabled_level(::AbstractLogger) = Info
min_enabled_level(::NullLogger) = AboveMaxLevel
min_enabled_level(l::Union{SimpleLogger, ConsoleLogger}) = l.min_level
shouldlog(::AbstractLogger, args...) = true
shouldlog(::NullLogger, args...) = false
catch_exceptions(::AbstractLogger) = true
handle_message(::NullLogger, args...; kwargs...) = nothing
function handle_message(logger::Union{SimpleLogger, ConsoleLogger}, level, message, _module, group, id, file, line; maxlog=nothing, kwargs...)
    if maxlog isa Integer
        left = get!(logger.message_limits, id, Int(maxlog))
        logger.message_limits[id] = left - 1
        left > 0 || return
    end
    buf = IOBuffer()
    lines = split(string(message), '\n')
    rest = String[l for l in lines[2:end]]
    for (k, v) in kwargs
        push!(rest, string("  ", k, " = ", _log_value(k, v)))
    end
    name = level_text(level)
    shown_place = logger isa SimpleLogger || level >= Warn
    place = string("@ ", _module, " ", file === nothing ? "none" : file, ":", line)
    if isempty(rest) && !shown_place
        println(buf, "[ ", name, ": ", lines[1])
    else
        println(buf, "┌ ", name, ": ", lines[1])
        for (i, l) in enumerate(rest)
            println(buf, shown_place || i < length(rest) ? "│ " : "└ ", l)
        end
        shown_place && println(buf, "└ ", place)
    end
    write(logger.stream, take!(buf))
    return nothing
end
_log_value(k, v) = sprint(show, MIME"text/plain"(), v)
_log_value(k, v::Exception) = k === :exception ? sprint(showerror, v) : repr(v)
_log_value(k, v::Tuple) = k === :exception && length(v) == 2 ? sprint(showerror, v[1]) : repr(v)

global_logger() = (st = Base._state(); st.logger === nothing && (st.logger = ConsoleLogger()); st.logger::AbstractLogger)
function global_logger(l::AbstractLogger)
    old = global_logger()
    Base._state().logger = l
    return old
end
current_logger() = get(Base.task_local_storage(), :CURRENT_LOGGER, global_logger())
with_logger(f::Function, l::AbstractLogger) = Base.task_local_storage(f, :CURRENT_LOGGER, l)
disable_logging(level) = nothing

function _log(level, _module, id, file, line, message::Function, kwargs)
    logger = current_logger()
    (level < min_enabled_level(logger) || !shouldlog(logger, level, _module, :none, id)) && return nothing
    handle_message(logger, level, message(), _module, Symbol(Base.splitext(Base.basename(file))[1]), id, file, line; kwargs...)
    return nothing
end

function _log_call(level, exs, source, mod)
    isempty(exs) && error("@logmsg needs a message")
    pairs = Any[]
    for ex in exs[2:end]
        if ex isa Expr && ex.head === :(=)
            ex.args[1] in (:_module, :_group, :_id, :_file, :_line) && continue
            push!(pairs, Expr(:kw, ex.args[1], esc(ex.args[2])))
        elseif ex isa Expr && ex.head === :...
            push!(pairs, esc(ex))
        else
            push!(pairs, Expr(:kw, ex isa Symbol ? ex : Symbol(string(ex)), esc(ex)))
        end
    end
    file = string(source.file)
    id = QuoteNode(Symbol(mod, :_, hash(string(file, source.line, exs[1])) % UInt32))
    kwargs = isempty(pairs) ? :(NamedTuple()) : Expr(:tuple, Expr(:parameters, pairs...))
    return :(CoreLogging._log($level, $mod, $id, $file, $(source.line), () -> $(esc(exs[1])), $kwargs))
end

export LogLevel, AbstractLogger, NullLogger, SimpleLogger, ConsoleLogger, with_logger, global_logger,
    current_logger, disable_logging

end

macro debug(exs...)
    return CoreLogging._log_call(CoreLogging.Debug, exs, __source__, __module__)
end
macro info(exs...)
    return CoreLogging._log_call(CoreLogging.Info, exs, __source__, __module__)
end
macro warn(exs...)
    return CoreLogging._log_call(CoreLogging.Warn, exs, __source__, __module__)
end
macro error(exs...)
    return CoreLogging._log_call(CoreLogging.Error, exs, __source__, __module__)
end
macro logmsg(level, exs...)
    return CoreLogging._log_call(esc(level), exs, __source__, __module__)
end
