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
function _level_name(l)
    for (level, name) in ((BelowMinLevel, "BelowMinLevel"), (Debug, "Debug"), (Info, "Info"), (Warn, "Warn"), (Error, "Error"),
            (AboveMaxLevel, "AboveMaxLevel"))
        l == level && return name
    end
    return nothing
end
level_text(l) = l == Warn ? "Warning" : string(l)

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
    meta_formatter
    show_limited::Bool
    right_justify::Int
    message_limits::Dict{Any, Int}
end
ConsoleLogger(stream::IO=Base.stderr, level=Info; meta_formatter=default_metafmt, show_limited=true, right_justify=0) =
    ConsoleLogger(stream, LogLevel(level), meta_formatter, show_limited, right_justify, Dict{Any, Int}())

min_enabled_level(::AbstractLogger) = Info
min_enabled_level(::NullLogger) = AboveMaxLevel
min_enabled_level(l::Union{SimpleLogger, ConsoleLogger}) = l.min_level
shouldlog(::AbstractLogger, args...) = true
shouldlog(::NullLogger, args...) = false
shouldlog(l::Union{SimpleLogger, ConsoleLogger}, level, _module, group, id) = get(l.message_limits, id, 1) > 0
catch_exceptions(::AbstractLogger) = true
catch_exceptions(::SimpleLogger) = false
handle_message(::NullLogger, args...; kwargs...) = nothing

# Whether the message may still be shown, of those that are shown so many times only.
function _counts_down(limits, id, maxlog)
    maxlog isa Integer || return true
    left = get!(limits, id, Int(maxlog))
    limits[id] = left - 1
    return left > 0
end
_open_stream(stream) = isopen(stream) ? stream : Base.stderr
_shown_settings(kwargs) = Any[k => v for (k, v) in kwargs if k !== :maxlog]

function handle_message(logger::SimpleLogger, level, message, _module, group, id, file, line; kwargs...)
    _counts_down(logger.message_limits, id, get(kwargs, :maxlog, nothing)) || return nothing
    stream = _open_stream(logger.stream)
    buf = IOBuffer()
    out = IOContext(buf, stream)
    lines = split(chomp(string(message)), '\n')
    println(out, "┌ ", level_text(level), ": ", lines[1])
    for text in lines[2:end]
        println(out, "│ ", text)
    end
    for (k, v) in _shown_settings(kwargs)
        println(out, "│   ", k, " = ", v)
    end
    println(out, "└ @ ", _module, " ", file, ":", line)
    write(stream, take!(buf))
    return nothing
end

# ---- for people who look on ------------------------------------------------------------------------------
_level_color(level) = level < Info ? :blue : level < Warn ? :cyan : level < Error ? :yellow : :light_red
# Colour, what stands in front of the message, and what stands behind it.
function default_metafmt(level, _module, group, id, file, line)
    color = _level_color(level)
    prefix = string(level_text(level), ':')
    Info <= level < Warn && return color, prefix, ""
    parts = String[]
    _module === nothing || push!(parts, string(_module))
    if file !== nothing
        place = Base.contractuser(string(file))
        line === nothing || (place = string(place, ':', line isa AbstractUnitRange ? string(first(line), '-', last(line)) : line))
        push!(parts, place)
    end
    return color, prefix, isempty(parts) ? "" : string("@ ", join(parts, ' '))
end

showvalue(io::IO, value) = show(io, MIME"text/plain"(), value)
showvalue(io::IO, value::Exception) = showerror(io, value)
showvalue(io::IO, value::Tuple{Exception, Any}) = showerror(io, value[1], value[2]; backtrace = value[2] !== nothing)

# The lines of a message and of the values that come along, each with how far it is indented.
function _record_lines(logger, message, settings, size, stream)
    lines = Tuple{Int, String}[(0, text) for text in split(chomp(string(message)), '\n')]
    isempty(settings) && return lines
    rows = max(1, size[1] ÷ (length(settings) + 1))
    for (k, v) in settings
        buf = IOBuffer()
        showvalue(IOContext(IOContext(buf, stream), :displaysize => (rows, size[2] - 5), :limit => logger.show_limited), v)
        text = split(String(take!(buf)), '\n')
        if length(text) == 1
            push!(lines, (2, string(k, " = ", text[1])))
        else
            push!(lines, (2, string(k, " =")))
            append!(lines, Tuple{Int, String}[(3, part) for part in text])
        end
    end
    return lines
end
_plain_width(text) = textwidth(replace(text, r"\e\[[0-9;]*m" => ""))
function handle_message(logger::ConsoleLogger, level, message, _module, group, id, file, line; kwargs...)
    _counts_down(logger.message_limits, id, get(kwargs, :maxlog, nothing)) || return nothing
    stream = _open_stream(logger.stream)
    size = Base.displaysize(stream)
    lines = _record_lines(logger, message, _shown_settings(kwargs), size, stream)
    color, prefix, suffix = logger.meta_formatter(level, _module, group, id, file, line)
    width = min(logger.right_justify, size[2])
    gap = 2
    taken = 2 + (isempty(prefix) || length(lines) > 1 ? 0 : length(prefix) + 1) + lines[end][1] + _plain_width(lines[end][2]) +
        (isempty(suffix) ? 0 : length(suffix) + gap)
    # What does not fit behind the last line has one of its own.
    if taken > width && !isempty(suffix)
        push!(lines, (0, ""))
        gap = 0
        taken = 2 + length(suffix)
    end
    buf = IOBuffer()
    out = IOContext(buf, stream)
    n = length(lines)
    for (i, (indent, text)) in enumerate(lines)
        printstyled(out, n == 1 ? "[ " : i == 1 ? "┌ " : i < n ? "│ " : "└ "; bold = true, color)
        i == 1 && !isempty(prefix) && printstyled(out, prefix, " "; bold = true, color)
        print(out, " "^indent, text)
        if i == n && !isempty(suffix)
            print(out, " "^(max(0, width - taken) + gap))
            printstyled(out, suffix; color = :light_black)
        end
        println(out)
    end
    write(stream, take!(buf))
    return nothing
end

# ---- who listens -------------------------------------------------------------------------------------------
global_logger() = (st = Base._state(); st.logger === nothing && (st.logger = ConsoleLogger()); st.logger::AbstractLogger)
function global_logger(l::AbstractLogger)
    old = global_logger()
    Base._state().logger = l
    return old
end
current_logger() = get(Base.task_local_storage(), :CURRENT_LOGGER, global_logger())
with_logger(f::Function, l::AbstractLogger) = Base.task_local_storage(f, :CURRENT_LOGGER, l)
disable_logging(level) = (Base._state().disabled_level = convert(LogLevel, level); nothing)

# The logger that wants the message, or nothing.
function _listener(level, _module, group, id)
    standard = convert(LogLevel, level)
    disabled = Base._state().disabled_level
    disabled === nothing || standard > disabled || return nothing
    logger = current_logger()
    (standard < min_enabled_level(logger) || !shouldlog(logger, level, _module, group, id)) && return nothing
    return logger
end
function _tell(logger, level, message, _module, group, id, file, line, settings)
    handle_message(logger, level, message, _module, group, id, file, line; settings...)
    return nothing
end
# A message that cannot be made is no reason to end the program.
function _not_told(logger, _module, id, file, line, err)
    catch_exceptions(logger) || rethrow()
    trouble = "Exception while generating log record in module $_module at $file:$line"
    handle_message(logger, Error, trouble, _module, :logevent_error, id, file, line; exception = (err, Base.catch_backtrace()))
    return nothing
end

const _record_parts = (:_module, :_group, :_id, :_file, :_line)
function _log_call(level, exs, source, mod)
    isempty(exs) && error("@logmsg needs a message")
    settings = Any[]
    file = string(source.file)
    parts = Dict{Symbol, Any}(:_module => mod, :_file => file, :_line => source.line,
        :_group => QuoteNode(Symbol(Base.splitext(Base.basename(file))[1])),
        :_id => QuoteNode(Symbol(mod, :_, string(hash(string(file, source.line, exs[1])) % UInt32; base = 16, pad = 8))))
    for ex in exs[2:end]
        if ex isa Expr && ex.head === :(=) && ex.args[1] in _record_parts
            parts[ex.args[1]] = esc(ex.args[2])
        elseif ex isa Expr && ex.head === :(=)
            push!(settings, Expr(:kw, ex.args[1], esc(ex.args[2])))
        elseif ex isa Expr && ex.head === :...
            push!(settings, esc(ex))
        else
            push!(settings, Expr(:kw, ex isa Symbol ? ex : Symbol(string(ex)), esc(ex)))
        end
    end
    named = isempty(settings) ? :(NamedTuple()) : Expr(:tuple, Expr(:parameters, settings...))
    return quote
        let level = $level, home = $(parts[:_module]), group = $(parts[:_group]), id = $(parts[:_id]),
                logger = CoreLogging._listener(level, home, group, id)
            if logger !== nothing
                let file = $(parts[:_file]), line = $(parts[:_line])
                    try
                        $source
                        CoreLogging._tell(logger, level, $(esc(exs[1])), home, group, id, file, line, $named)
                    catch err
                        CoreLogging._not_told(logger, home, id, file, line, err)
                    end
                end
            end
            nothing
        end
    end
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
