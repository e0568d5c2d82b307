# How exceptions read.

showerror(io::IO, ex) = show(io, ex)
showerror(ex) = showerror(stderr, ex)

show_index(io::IO, x) = show(io, x)
show_index(io::IO, x::Slice) = show_index(io, x.indices)
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
showerror(io::IO, ex::KeyTypeError) = print(io, limitrepr(ex.key), " is not a valid key for type ", typeof(ex).parameters[1])
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
showerror(io::IO, ex::CapturedException) = showerror(io, ex.ex)
function showerror(io::IO, ex::CompositeException)
    if !isempty(ex)
        showerror(io, ex.exceptions[1])
        remaining = length(ex) - 1
        remaining > 0 && print(io, "\n\n...and ", remaining, " more exception", remaining > 1 ? "s" : "", ".\n")
    else
        print(io, "CompositeException()\n")
    end
end
function showerror(io::IO, ex::TaskFailedException)
    print(io, "TaskFailedException\n")
    stacks = _task_failure(ex.task)
    print(io, "\n    nested task error: ")
    print(io, replace(sprint(showerror, stacks), "\n" => "\n    "))
end
function showerror(io::IO, ex, bt; backtrace=true)
    showerror(io, ex)
    backtrace && show_backtrace(io, bt)
    return nothing
end

# ---- no method ---------------------------------------------------------------------------------------
typesof(args...) = Tuple{Any[Core.Typeof(args[i]) for i in 1:length(args)]...}

_call_name(io, f) = f isa Type ? string(f) : f isa Function && Core.Host.function_name(typeof(f)) !== nothing ? _function_name(f) :
    f isa Function && '#' in string(nameof(typeof(f))) ? string("(::", typeof(f), ")") : string("(::", typeof(f), ")")
function _function_name(f)
    name = string(Core.Host.function_name(typeof(f)))
    m = parentmodule(typeof(f))
    s = Symbol(name)
    text = isidentifier(s) || isoperator(s) ? name : string("var\"", name, "\"")
    return f isa Core.Builtin || _function_is_visible(s, m) ? text :
        isoperator(s) ? string(m, ".:", text) : string(m, ".", text)
end
function _arguments_text(types, kwargs)
    out = IOBuffer()
    print(out, '(')
    for (i, T) in enumerate(types)
        i > 1 && print(out, ", ")
        T isa Core.TypeofVararg ? print(out, "::", T) : print(out, "::", T)
    end
    if !isempty(kwargs)
        print(out, "; ")
        for (i, (k, T)) in enumerate(kwargs)
            i > 1 && print(out, ", ")
            print(out, k, "::", T)
        end
    end
    print(out, ')')
    return takestring!(out)
end

function showerror(io::IO, ex::MethodError)
    is_types = !(ex.args isa Tuple)
    arg_types = is_types ? ex.args : typesof(ex.args...)
    params = collect(Any, unwrap_unionall(arg_types).parameters)
    f = ex.f
    kwargs = Any[]
    args = ex.args
    if f === Core.kwcall && length(params) >= 2 && params[1] <: NamedTuple && !is_types
        names = args[1]
        f = args[2]
        kwargs = Any[(k, typeof(names[k])) for k in keys(names)]
        args = args[3:end]
        params = params[3:end]
        arg_types = Tuple{params...}
    end
    if !is_types && _is_ambiguous_call(f, arg_types, ex.world == typemax(UInt) ? get_world_counter() : ex.world)
        return _show_ambiguous(io, f, arg_types, params)
    end
    print(io, "MethodError: ")
    f_methods = _methods_or_none(f)
    if f === convert && length(params) == 2 && !is_types
        T = args[1]
        if T isa Type
            print(io, "Cannot `convert` an object of type ")
            one_line = T isa DataType && params[2] isa DataType && T.name != params[2].name
            one_line || print(io, "\n  ")
            print(io, params[2], " to an object of type ")
            one_line || print(io, "\n  ")
            print(io, T)
        else
            print(io, "First argument to `convert` must be a Type, got ", T)
        end
    elseif isempty(f_methods) && f isa DataType && isabstracttype(f)
        print(io, "no constructors have been defined for ", f)
    elseif isempty(f_methods) && !(f isa Function) && !(f isa Type)
        print(io, "objects of type ", typeof(f), " are not callable")
    else
        print(io, is_types ? "no method matching invoke " : "no method matching ")
        print(io, _call_name(io, f), _arguments_text(params, kwargs))
    end
    if (f === (+) || f === (-)) && length(params) == 2 &&
            any(x -> x <: AbstractArray{<:Number}, params) && any(x -> x <: Number, params)
        noun = f === (+) ? "addition" : "subtraction"
        a, b = params[1] <: Number ? ("scalar", "array") : ("array", "scalar")
        print(io, "\nFor element-wise ", noun, ", use broadcasting with dot syntax: ", a, " .", f === (+) ? "+" : "-", " ", b)
    end
    typeof(f) <: AbstractArray && print(io, "\nUse square brackets [] for indexing an Array.")
    if ex.world == typemax(UInt) || hasmethod(f, arg_types; world = ex.world)
        if ex.world == typemax(UInt) || isempty(kwargs)
            print(io, "\nThis error has been manually thrown, explicitly, so the method may exist but be intentionally marked as unimplemented.")
        else
            print(io, "\nThis method may not support any kwargs.")
        end
    elseif hasmethod(f, arg_types)
        print(io, "\nThe applicable method may be too new: running in world age ", Int(ex.world), ", while current world is ", Int(get_world_counter()), ".")
    elseif f isa Function
        print(io, "\nThe function `", f, "` exists, but no method is defined for this combination of argument types.")
    elseif f isa Type
        print(io, "\nThe type `", f, "` exists, but no method is defined for this combination of argument types when trying to construct it.")
    else
        print(io, "\nThe object of type `", typeof(f), "` exists, but no method is defined for this combination of argument types when trying to treat it as a callable object.")
    end
    show_error_hints(io, ex, params, kwargs)
    _show_candidates(io, f, f_methods, params, Any[k for (k, _) in kwargs])
    return nothing
end
_methods_or_none(f) = try
    collect(Any, methods(f))
catch
    Any[]
end

function _show_ambiguous(io, f, arg_types, params)
    print(io, "MethodError: ", _call_name(io, f), _arguments_text(params, ()), " is ambiguous.\n\nCandidates:\n")
    sigfix = Any
    candidates = Core.Host.methods_about(signature_type(f, arg_types), get_world_counter())
    for m in candidates
        print(io, "  ")
        show_method(io, m; digit_align_width = 0)
        println(io)
        sigfix = typeintersect(m.sig, sigfix)
    end
    if unwrap_unionall(sigfix) isa DataType && sigfix <: Tuple
        if all(m -> morespecific(sigfix, m.sig), candidates)
            print(io, "\nPossible fix, define\n  ", _call_name(io, f), _arguments_text(collect(Any, unwrap_unionall(sigfix).parameters)[2:end], ()))
        else
            print(io, "To resolve the ambiguity, try making one of the methods more specific, or adding a new method more specific than any of the existing applicable methods.")
        end
        println(io)
    end
end

# The methods that come closest, the best first.
function _show_candidates(io, f, ms, params, given=())
    isempty(ms) && return
    lines = Tuple{Int, Int, String}[]
    for (k, m) in enumerate(ms)
        sig = unwrap_unionall(m.sig).parameters
        matches = 0
        text = IOBuffer()
        n = min(length(params), length(sig) - 1)
        print(text, _call_name(io, f), "(")
        for i in 1:length(sig) - 1
            S = sig[i + 1]
            i > 1 && print(text, ", ")
            if S isa Core.TypeofVararg
                print(text, "::", isdefined(S, :T) ? S.T : Any, "...")
                matches += max(0, length(params) - i + 1)
            else
                ok = i <= n && typeintersect(rewrap_unionall(S, m.sig), params[i]) !== Union{}
                matches += ok
                print(text, ok ? "::" : "!Matched::", S)
            end
        end
        names = kwarg_decl(m)
        isempty(names) || print(text, "; ", join(names, ", "))
        print(text, ")")
        vars = _where_text(m.sig)
        print(text, vars)
        if !any(k -> endswith(string(k), "..."), names)
            unknown = filter(k -> !(k in names), given)
            isempty(unknown) || print(text, " got unsupported keyword argument", length(unknown) > 1 ? "s" : "",
                " \"", join(unknown, "\", \""), "\"")
        end
        file, line = m.file, m.line
        push!(lines, (matches, k, string("  ", takestring!(text), "\n   @ ", m.module, " ", _short_file(string(file)), ":", line)))
    end
    special = f === convert || f === getindex || f === setindex!
    special && filter!(l -> l[1] > 0, lines)
    isempty(lines) && return
    sort!(lines; by = l -> (-l[1], l[2]))
    print(io, "\n\nClosest candidates are:")
    for (i, l) in enumerate(lines)
        if i > 3
            print(io, "\n  ...")
            break
        end
        print(io, "\n", l[3])
    end
    println(io)
end
function _where_text(sig)
    vars = TypeVar[]
    while sig isa UnionAll
        push!(vars, sig.var)
        sig = sig.body
    end
    isempty(vars) && return ""
    length(vars) == 1 && return string(" where ", _var_text(vars[1]))
    return string(" where {", join(map(_var_text, vars), ", "), "}")
end
_var_text(v::TypeVar) = v.ub === Any && v.lb === Union{} ? string(v.name) :
    v.lb === Union{} ? string(v.name, "<:", v.ub) : string(v.lb, "<:", v.name, "<:", v.ub)
_short_file(path::String) = basename(path)

# ---- hints ---------------------------------------------------------------------------------------------
show_error_hints(io, ex, args...) = nothing
function show_error_hints(io, ex::MethodError, params, kwargs)
    f = ex.f
    if f === convert || isempty(params)
        return
    end
    if f === getindex && params[1] <: Function
        print(io, "\nYou attempted to index the function... ")
    end
    return
end

# ---- what the command line prints for an exception that nothing caught ---------------------------------
function _uncaught_text(ex)
    return sprint(showerror, ex)
end
