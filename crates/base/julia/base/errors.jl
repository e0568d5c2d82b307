# Exceptions: the types, how they are made, and how they are thrown.

struct ErrorException <: Exception
    msg::AbstractString
end
struct BoundsError <: Exception
    a::Any
    i::Any
    BoundsError() = new()
    BoundsError(a) = new(a)
    BoundsError(a, i) = new(a, i)
end
struct DivideError <: Exception end
struct OutOfMemoryError <: Exception end
struct ReadOnlyMemoryError <: Exception end
struct SegmentationFault <: Exception end
struct StackOverflowError <: Exception end
struct UndefRefError <: Exception end
struct UndefVarError <: Exception
    var::Symbol
    scope
    UndefVarError(var::Symbol) = new(var)
    UndefVarError(var::Symbol, scope) = new(var, scope)
end
struct ConcurrencyViolationError <: Exception
    msg::AbstractString
end
struct InterruptException <: Exception end
struct DomainError <: Exception
    val
    msg::AbstractString
    DomainError(val) = new(val, "")
    DomainError(val, msg) = new(val, msg)
end
struct TypeError <: Exception
    func::Symbol
    context::Union{AbstractString, Symbol}
    expected::Type
    got
    TypeError(func, context, expected, got) = new(func, context, expected, got)
end
TypeError(where, expected::Type, got) = TypeError(Symbol(where), "", expected, got)
struct InexactError <: Exception
    func::Symbol
    args
    InexactError(func::Symbol, args...) = new(func, args)
end
struct OverflowError <: Exception
    msg::AbstractString
end
struct ArgumentError <: Exception
    msg::AbstractString
end
struct UndefKeywordError <: Exception
    var::Symbol
end
struct MethodError <: Exception
    f
    args
    world::UInt
    MethodError(f, args, world::UInt) = new(f, args, world)
end
MethodError(f, args) = MethodError(f, args, typemax(UInt))
struct AssertionError <: Exception
    msg::AbstractString
end
AssertionError() = AssertionError("")
abstract type WrappedException <: Exception end
struct LoadError <: WrappedException
    file::AbstractString
    line::Int
    error
end
struct InitError <: WrappedException
    mod::Symbol
    error
end
struct KeyError <: Exception
    key
end
struct EOFError <: Exception end
struct StringIndexError <: Exception
    string::AbstractString
    index::Int
end
struct DimensionMismatch <: Exception
    msg::AbstractString
end
DimensionMismatch() = DimensionMismatch("")
struct CapturedException <: Exception
    ex::Any
    processed_bt::Vector{Any}
    # At most a hundred of the calls are kept, so that what is captured stays small.
    CapturedException(ex, backtrace::Vector) = new(ex, first(process_backtrace(backtrace), 100))
end
CapturedException(ex) = CapturedException(ex, Any[])
struct CompositeException <: Exception
    exceptions::Vector{Any}
    CompositeException() = new(Any[])
    CompositeException(exceptions) = new(exceptions)
end
length(c::CompositeException) = length(c.exceptions)
push!(c::CompositeException, ex) = push!(c.exceptions, ex)
pushfirst!(c::CompositeException, ex) = pushfirst!(c.exceptions, ex)
isempty(c::CompositeException) = isempty(c.exceptions)
iterate(c::CompositeException, state...) = iterate(c.exceptions, state...)
eltype(::Type{CompositeException}) = Any
struct MissingException <: Exception
    msg::AbstractString
end
struct TaskFailedException <: Exception
    task::Task
end
struct InvalidStateException <: Exception
    msg::String
    state::Symbol
end
struct CanonicalIndexError <: Exception
    func::String
    type::Any
end
KeyTypeError(K, key) = TypeError(Symbol("dict key"), "", K, key)
struct SystemError <: Exception
    prefix::AbstractString
    errnum::Int32
    extrainfo
    SystemError(prefix::AbstractString, errnum::Integer, extrainfo) = new(prefix, errnum, extrainfo)
end
SystemError(prefix::AbstractString, errnum::Integer) = SystemError(prefix, errnum, nothing)
# With the error that the system had last.
SystemError(prefix::AbstractString) = SystemError(prefix, Libc.errno())
struct IOError <: Exception
    msg::String
    code::Int32
end
systemerror(prefix, errnum::Integer; extrainfo=nothing) = throw(SystemError(string(prefix), errnum, extrainfo))

error(s::AbstractString) = throw(ErrorException(s))
error(s...) = throw(ErrorException(string(s...)))

# What is being handled: the innermost caught exception is last.
rethrow() = Core.Host.rethrow()
function rethrow(e)
    isempty(current_exceptions()) && error("rethrow(exc) not allowed outside a catch block")
    throw(e)
end

throw_boundserror(A, I) = throw(BoundsError(A, I))

macro assert(ex, msgs...)
    msg = isempty(msgs) ? ex : msgs[1]
    if isa(msg, AbstractString)
        msg = msg
    elseif isa(msg, Expr) || isa(msg, Symbol)
        if isempty(msgs)
            msg = string(msg)
        else
            msg = Expr(:call, GlobalRef(Base, :string), esc(msg))
        end
    else
        msg = string(msg)
    end
    return Expr(:if, esc(ex), nothing,
        Expr(:call, GlobalRef(Base, :throw), Expr(:call, GlobalRef(Base, :AssertionError), msg)))
end

# Retrying: calls again while `check` allows, with waits from `delays`.
struct ExponentialBackOff
    n::Int
    first_delay::Float64
    max_delay::Float64
    factor::Float64
    jitter::Float64
    function ExponentialBackOff(n, first_delay, max_delay, factor, jitter)
        all(x -> x >= 0, (n, first_delay, max_delay, factor, jitter)) || error("all inputs must be non-negative")
        new(n, first_delay, max_delay, factor, jitter)
    end
end
ExponentialBackOff(; n=1, first_delay=0.05, max_delay=10.0, factor=5.0, jitter=0.1) =
    ExponentialBackOff(n, first_delay, max_delay, factor, jitter)
function iterate(ebo::ExponentialBackOff, state=(ebo.n, min(ebo.first_delay, ebo.max_delay)))
    state[1] < 1 && return nothing
    next_n = state[1] - 1
    curr_delay = state[2]
    next_delay = min(ebo.max_delay, state[2] * ebo.factor)
    return (curr_delay, (next_n, next_delay))
end
length(ebo::ExponentialBackOff) = ebo.n
eltype(::Type{ExponentialBackOff}) = Float64

function retry(f; delays=ExponentialBackOff(), check=nothing)
    return (args...; kwargs...) -> begin
        y = iterate(delays)
        while y !== nothing
            (delay, state) = y
            try
                return f(args...; kwargs...)
            catch e
                if check !== nothing
                    result = check(state, e)
                    state, retry_or_not = length(result) == 2 ? result : (state, result)
                    retry_or_not || rethrow()
                end
            end
            sleep(delay)
            y = iterate(delays, state)
        end
        return f(args...; kwargs...)
    end
end
