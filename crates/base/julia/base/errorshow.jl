# How exceptions read.

showerror(io::IO, ex) = show(io, ex)
showerror(ex) = showerror(stderr, ex)

show_index(io::IO, x) = show(io, x)
show_index(io::IO, x::Slice) = show_index(io, x.indices)
show_index(io::IO, x::LogicalIndex) = summary(io, x.mask)
show_index(io::IO, x::OneTo) = print(io, "1:", x.stop)
show_index(io::IO, x::Colon) = print(io, ':')

function showerror(io::IO, ex::BoundsError)
    print(io, "BoundsError")
    if isdefined(ex, :a)
        print(io, ": attempt to access ")
        summary(io, ex.a)
        if isdefined(ex, :i)
            print(io, " at index [")
            if ex.i isa AbstractRange
                print(io, ex.i)
            elseif ex.i isa AbstractString
                show(io, ex.i)
            else
                for (i, x) in enumerate(ex.i)
                    i > 1 && print(io, ", ")
                    show_index(io, x)
                end
            end
            print(io, ']')
        end
    end
    show_error_hints(io, ex)
end
function showerror(io::IO, ex::TypeError)
    print(io, "TypeError: ")
    if ex.expected === Bool && ex.func === :if || ex.expected === Bool && ex.func !== :typeassert && ex.context == ""
        print(io, "non-boolean (", typeof(ex.got), ") used in boolean context")
    elseif ex.expected === Bool
        print(io, "non-boolean (", typeof(ex.got), ") used in boolean context")
    elseif ex.func === Symbol("dict key")
        print(io, limitrepr(ex.got), " is not a valid key for type ", ex.expected)
    else
        where_ = ex.context == "" ? string("in ", ex.func) :
            ex.func === Symbol("keyword argument") ? string("in keyword argument ", ex.context) :
            string("in ", ex.func, ", in ", ex.context)
        print(io, where_, ", expected ", ex.expected, ", got ")
        if ex.got isa Type
            print(io, "Type{", ex.got, "}")
        elseif ex.got isa Core.TypeofVararg
            print(io, ex.got)
        else
            print(io, "a value of type ", typeof(ex.got))
        end
    end
    show_error_hints(io, ex)
end
function showerror(io::IO, ex::DomainError)
    if ex.val isa AbstractArray
        print(IOContext(io, :compact => get(io, :compact, true), :limit => get(io, :limit, true)), "DomainError with ", ex.val)
    else
        print(io, "DomainError with ", ex.val)
    end
    isdefined(ex, :msg) && print(io, ":\n", ex.msg)
    show_error_hints(io, ex)
    return nothing
end
showerror(io::IO, ex::LoadError) = (ex.error isa LoadError || print(io, "LoadError: "); showerror(io, ex.error); print(io, "\nin expression starting at ", ex.file, ":", ex.line))
showerror(io::IO, ex::InitError) = (print(io, "InitError: "); showerror(io, ex.error); print(io, "\nduring initialization of module ", ex.mod))
function showerror(io::IO, ex::SystemError)
    text = Core.Host.system_error_text(Int(ex.errnum))
    ex.extrainfo === nothing ? print(io, "SystemError: ", ex.prefix, ": ", text) :
        print(io, "SystemError (with ", ex.extrainfo, "): ", ex.prefix, ": ", text)
end
showerror(io::IO, ex::IOError) = print(io, "IOError: ", ex.msg)
showerror(io::IO, ::DivideError) = print(io, "DivideError: integer division error")
showerror(io::IO, ::StackOverflowError) = print(io, "StackOverflowError:")
showerror(io::IO, ::OutOfMemoryError) = print(io, "OutOfMemoryError()")
showerror(io::IO, ::UndefRefError) = print(io, "UndefRefError: access to undefined reference")
showerror(io::IO, ::EOFError) = print(io, "EOFError: read end of file")
showerror(io::IO, ex::ErrorException) = print(io, ex.msg)
showerror(io::IO, ex::KeyError) = (print(io, "KeyError: key "); show(io, ex.key); print(io, " not found"))
showerror(io::IO, ex::InterruptException) = print(io, "InterruptException:")
showerror(io::IO, ex::ArgumentError) = print(io, "ArgumentError: ", ex.msg)
showerror(io::IO, ex::DimensionMismatch) = print(io, "DimensionMismatch: ", ex.msg)
showerror(io::IO, ex::AssertionError) = print(io, "AssertionError: ", ex.msg)
showerror(io::IO, ex::OverflowError) = print(io, "OverflowError: ", ex.msg)
showerror(io::IO, ex::MissingException) = print(io, "MissingException: ", ex.msg)
showerror(io::IO, ex::InvalidStateException) = print(io, "InvalidStateException: ", ex.msg)
showerror(io::IO, ex::ConcurrencyViolationError) = print(io, "ConcurrencyViolationError: ", ex.msg)
showerror(io::IO, ex::CanonicalIndexError) = print(io, "CanonicalIndexError: ", ex.func, " not defined for ", ex.type)
showerror(io::IO, ex::UndefKeywordError) = print(io, "UndefKeywordError: keyword argument `", ex.var, "` not assigned")
function showerror(io::IO, ex::UndefVarError)
    print(io, "UndefVarError: `", ex.var, "` not defined")
    if isdefined(ex, :scope)
        scope = ex.scope
        if scope isa Module
            print(io, " in `", scope, "`")
        elseif scope === :static_parameter
            print(io, " in static parameter matching")
        elseif scope !== nothing
            print(io, " in ", scope, " scope")
        end
    end
    show_error_hints(io, ex)
end
function showerror(io::IO, ex::InexactError)
    print(io, "InexactError: ", ex.func, '(')
    args = ex.args
    T = args[1]
    nameof(T) === ex.func || print(io, T, ", ")
    for i in 2:length(args)
        i > 2 && print(io, ", ")
        show(io, args[i])
    end
    print(io, ")")
    show_error_hints(io, ex)
end
showerror(io::IO, ex::InvalidCharError) = print(io, "Base.InvalidCharError{", typeof(ex.char), "}(", repr(ex.char), ")")
showerror(io::IO, ex::CodePointError) = print(io, "Base.CodePointError{", typeof(ex.code), "}(", repr(ex.code), ")")
function showerror(io::IO, ex::CompositeException)
    if !isempty(ex)
        showerror(io, ex.exceptions[1])
        remaining = length(ex) - 1
        remaining > 0 && print(io, "\n\n...and ", remaining, " more exception", remaining > 1 ? "s" : "", ".\n")
    else
        print(io, "CompositeException()\n")
    end
end
function showerror(io::IO, ex::TaskFailedException, bt=nothing; backtrace=true)
    print(io, "TaskFailedException")
    bt !== nothing && backtrace && show_backtrace(io, bt)
    println(io)
    print(io, "\n    nested task error: ")
    show_task_exception(io, ex.task)
end
# The exceptions that a task ended with, below one another.
function show_task_exception(io::IO, t::Task; indent=true)
    text = sprint(show_exception_stack, current_exceptions(t); context = io)
    print(io, indent ? replace(text, "\n" => "\n    ") : text)
end
function showerror(io::IO, ex, bt; backtrace=true)
    showerror(io, ex)
    backtrace && show_backtrace(io, bt)
    return nothing
end
function showerror(io::IO, ex::LoadError, bt; backtrace=true)
    ex.error isa LoadError || print(io, "LoadError: ")
    showerror(io, ex.error, bt; backtrace)
    print(io, "\nin expression starting at ", ex.file, ":", ex.line)
end
function showerror(io::IO, ex::InitError, bt; backtrace=true)
    print(io, "InitError: ")
    showerror(io, ex.error, bt; backtrace)
    print(io, "\nduring initialization of module ", ex.mod)
end
function showerror(io::IO, ex::CapturedException)
    showerror(io, ex.ex, ex.processed_bt; backtrace = !isempty(ex.processed_bt))
end
function display_error(io::IO, ex, bt)
    print(io, "ERROR: ")
    showerror(IOContext(io, :limit => true), ex, bt; backtrace = bt !== nothing)
    println(io)
end
function display_error(io::IO, stack::ExceptionStack)
    print(io, "ERROR: ")
    show_exception_stack(IOContext(io, :limit => true), stack)
    println(io)
end
display_error(ex, bt) = display_error(stderr, ex, bt)
display_error(stack::ExceptionStack) = display_error(stderr, stack)
display_error(ex) = display_error(stderr, ex, nothing)

# ---- what the command line prints for an exception that nothing caught ---------------------------------
# Whether the calls that led to an exception which nothing caught are of interest.
_tells_calls(ex) = true
function _uncaught_text(ex)
    return sprint(showerror, ex)
end
