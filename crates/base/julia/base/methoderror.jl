# How the error of a call that no method takes reads: the call, what comes close, and what might have been meant.

typesof(args...) = Tuple{Any[Core.Typeof(args[i]) for i in 1:length(args)]...}

# The callee of a signature, as it stands before the parenthesis.
function _callee_text(T)
    if isType(T) && !(T.parameters[1] isa TypeVar)
        made = T.parameters[1]
        inner = unwrap_unionall(made)
        return made isa UnionAll && !(inner isa DataType && made === inner.name.wrapper) ? string("(", made, ")") : _type_or_var(made)
    elseif T isa DataType && T <: Function
        name = Core.Host.function_name(T)
        name === nothing || return sprint(show_sym, name)
    end
    return string("(::", _type_or_var(T), ")")
end
_call_name(f) = _callee_text(Core.Typeof(f))
# A part of a signature, which binds the variables in it.
_type_or_var(T) = T isa TypeVar ? string(T.name) : T isa Type ? sprint(show, T; context=:unionall_env => true) : string(T)

function _arguments_text(types, kwargs)
    out = IOBuffer()
    print(out, '(')
    for (i, T) in enumerate(types)
        i > 1 && print(out, ", ")
        print(out, "::", T)
    end
    for (i, (k, T)) in enumerate(kwargs)
        print(out, i > 1 ? ", " : "; ", k, "::", T)
    end
    print(out, ')')
    return takestring!(out)
end

function showerror(io::IO, ex::MethodError)
    is_types = !(ex.args isa Tuple)
    arg_types = is_types ? ex.args : typesof(ex.args...)
    params = Any[rewrap_unionall(T, arg_types) for T in unwrap_unionall(arg_types).parameters]
    f = ex.f
    kwargs = Any[]
    args = ex.args
    if !is_types && _is_ambiguous_call(f, arg_types, ex.world == typemax(UInt) ? get_world_counter() : ex.world)
        return _show_ambiguous(io, f, arg_types)
    end
    if f === Core.kwcall && length(params) >= 2 && params[1] <: NamedTuple && !is_types
        names = args[1]
        f = args[2]
        kwargs = Any[(k, typeof(names[k])) for k in keys(names)]
        args = args[3:end]
        params = params[3:end]
        arg_types = Tuple{params...}
        ex = MethodError(f, args, ex.world)
    end
    print(io, "MethodError: ")
    f_methods = _methods_or_none(f)
    is_function = f === convert && length(params) == 2 && !is_types
    if is_function
        _show_convert_error(io, args[1], params[2])
    elseif isempty(f_methods) && f isa DataType && isabstracttype(f)
        print(io, "no constructors have been defined for ", f)
    elseif isempty(f_methods) && !(f isa Function) && !(f isa Type)
        print(io, "objects of type ", typeof(f), " are not callable")
    else
        is_function = f isa Function && Core.Host.function_name(typeof(f)) !== nothing
        print(io, is_types ? "no method matching invoke " : "no method matching ")
        print(io, _call_name(f), _arguments_text(params, kwargs))
    end
    if (f === (+) || f === (-)) && length(params) == 2 &&
            any(x -> x <: AbstractArray{<:Number}, params) && any(x -> x <: Number, params)
        noun = f === (+) ? "addition" : "subtraction"
        a, b = params[1] <: Number ? ("scalar", "array") : ("array", "scalar")
        print(io, "\nFor element-wise ", noun, ", use broadcasting with dot syntax: ", a, " .", f === (+) ? "+" : "-", " ", b)
    end
    typeof(f) <: AbstractArray && print(io, "\nUse square brackets [] for indexing an Array.")
    if is_function && isdefined(Base, nameof(f)) && !is_types
        # A function of the program's own hides one of Base that would take the call.
        meant = getglobal(Base, nameof(f))
        meant !== f && hasmethod(meant, arg_types) &&
            print(io, "\nYou may have intended to import ", Expr(:., :Base, QuoteNode(nameof(f))))
    end
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
    if !is_types && isempty(kwargs)
        is_row(x) = x isa Matrix && size(x, 1) == 1
        if any(is_row, args) && applicable(f, map(x -> is_row(x) ? vec(x) : x, args)...)
            print(io, "\n\nYou might have used a 2d row vector where a 1d column vector was required.",
                "\nNote the difference between 1d column vector [1,2,3] and 2d row vector [1 2 3].",
                "\nYou can convert to a column vector with the vec() function.")
        end
    end
    show_error_hints(io, ex, params, kwargs)
    show_method_candidates(io, ex, kwargs)
    return nothing
end
function _show_convert_error(io::IO, T, given)
    T isa Type || return print(io, "First argument to `convert` must be a Type, got ", T)
    between = T isa DataType && given isa DataType && T.name != given.name ? "" : "\n  "
    print(io, "Cannot `convert` an object of type ", between)
    _show_beside(io, given, T, :light_green)
    print(io, " to an object of type ", between)
    _show_beside(io, T, given, :light_red)
end
# A type as it differs from another of the same name: by parameters, each of which stands out if it is not the same.
function _show_beside(io::IO, T, other, color)
    if T === other
        print(io, T)
    elseif T isa DataType && other isa DataType && T.name === other.name
        show_type_name(io, T)
        print(io, '{')
        for i in 1:length(T.parameters)
            i > 1 && print(io, ',')
            i > length(other.parameters) ? printstyled(io, T.parameters[i]; color) :
                _show_beside(io, T.parameters[i], other.parameters[i], color)
        end
        print(io, '}')
    else
        printstyled(io, T; color)
    end
    return
end
_methods_or_none(f) = try
    collect(Any, methods(f))
catch
    Any[]
end

function _show_ambiguous(io::IO, f, arg_types)
    params = unwrap_unionall(arg_types).parameters
    print(io, "MethodError: ", _call_name(f), _arguments_text(params, ()), " is ambiguous.\n\nCandidates:\n")
    sigfix = Any
    candidates = Core.Host.methods_about(signature_type(f, arg_types), get_world_counter())
    for m in candidates
        print(io, "  ")
        show_method(io, m; digit_align_width = 0)
        println(io)
        sigfix = typeintersect(m.sig, sigfix)
    end
    unwrap_unionall(sigfix) isa DataType && sigfix <: Tuple || return
    if all(m -> morespecific(sigfix, m.sig), candidates)
        fixed = unwrap_unionall(sigfix).parameters
        print(io, "\nPossible fix, define\n  ", _callee_text(fixed[1]), "(",
            join(map(T -> string("::", _type_or_var(T)), fixed[2:end]), ", "), ")", _where_text(sigfix))
    else
        print(io, "To resolve the ambiguity, try making one of the methods more specific, or adding a new method more specific than any of the existing applicable methods.")
    end
    println(io)
end

# ---- what comes close ---------------------------------------------------------------------------------
# The methods that come closest, the best first. Arguments are compared one after the other; those that do not fit are
# marked, and for what follows they count as what the method wants there.
#
# A function has many methods, and what is called with a type may be compiled for it anew: the comparison gives types to
# the host only, and no more than is shown is put into words.
struct _Candidate
    method::Core.Method
    given::Tuple
    matched::Vector{Bool}
    score::Int
end
function show_method_candidates(io::IO, ex::MethodError, kwargs=())
    arg_types = ex.args isa Tuple ? typesof(ex.args...) : ex.args
    given = getfield(unwrap_unionall(arg_types), :parameters)::Tuple
    arg_types isa UnionAll && (given = map(T -> rewrap_unionall(T, arg_types), given))
    f = ex.f
    # Of these only methods for the first argument are of interest.
    is_special = f === convert || f === getindex || f === setindex!
    found = _Candidate[]
    _candidates!(found, f, given, is_special)
    if f === convert && nfields(given) > 0 && isType(given[1]) && !has_free_typevars(given[1])
        # A constructor may have been meant.
        _candidates!(found, given[1].parameters[1], tail(given), is_special)
    end
    isempty(found) && return
    print(io, "\n\nClosest candidates are:")
    for _ in 1:min(3, length(found))
        best = 1
        for i in 2:length(found)
            found[i].score > found[best].score && (best = i)
        end
        print(io, "\n", _candidate_text(found[best], kwargs, ex.world))
        deleteat!(found, best)
    end
    print(io, isempty(found) ? "\n" : "\n  ...\n")
end
# The module that the program or the library has it in.
function _before_main(m::Module)
    while parentmodule(m) !== m && parentmodule(m) !== Main
        m = parentmodule(m)
    end
    return m
end
function _candidates!(found::Vector{_Candidate}, f, given, is_special::Bool)
    for m in _methods_or_none(f)
        _compare!(found, m::Core.Method, f, given, is_special)
    end
end
# How many arguments of the call the method takes: the more, the closer.
function _compare!(found::Vector{_Candidate}, m::Core.Method, f, given, is_special::Bool)
    sig = getfield(m, :sig)
    inner = sig
    while inner isa UnionAll
        inner = getfield(inner, :body)
    end
    is_open = sig isa UnionAll
    wanted = getfield(inner, :parameters)
    nfields(wanted) == 0 && return
    callee = getfield(wanted, 1)
    f isa (is_open ? Core.Host.type_rewrap(callee, sig) : callee) || return
    n = nfields(wanted) - 1
    matched = Bool[]
    matches = 0
    wants = Tuple{}
    gets = Tuple{}
    for i in 1:min(nfields(given), n)
        want = getfield(wanted, i + 1)
        wants = Core.apply_type(Tuple, getfield(wants, :parameters)..., want)
        upto = isvarargtype(want) ? nfields(given) : i
        both = gets
        for j in i:upto
            both = Core.apply_type(Tuple, getfield(both, :parameters)..., getfield(given, j))
        end
        both = is_open ? typeintersect(Core.Host.type_rewrap(wants, sig), Core.Host.type_rewrap(both, sig)) : typeintersect(wants, both)
        fits = !(both === Union{})
        fits || i > 1 || !is_special || return
        push!(matched, fits)
        fits && upto == i && (matches += 1)
        gets = Core.apply_type(Tuple, getfield(gets, :parameters)..., fits ? getfield(given, i) : want)
    end
    is_special && matches == 0 && return
    last = getfield(wanted, n + 1)
    if nfields(given) > n > 0 && isvarargtype(last)
        elem = isdefined(last, :T) ? getfield(last, :T) : Any
        is_open && (elem = Core.Host.type_rewrap(elem, sig))
        for j in n:nfields(given)
            getfield(given, j) <: elem && (matches += 1)
        end
    end
    push!(found, _Candidate(m, given, matched, 2 * matches + (nfields(given) < 2)))
    return
end
function _candidate_text(c::_Candidate, kwargs, world)
    m = c.method
    sig = getfield(m, :sig)
    wanted = getfield(unwrap_unionall(sig), :parameters)
    out = IOBuffer()
    print(out, "  ", _callee_text(getfield(wanted, 1)), "(")
    for i in 1:nfields(wanted)-1
        i > 1 && print(out, ", ")
        want = getfield(wanted, i + 1)
        is_rest = isvarargtype(want)
        text = _type_or_var(is_rest ? unwrapva(want) : want)
        if i <= length(c.matched)
            print(out, c.matched[i] ? "::" : "!Matched::", text)
        else
            # Where any number will do nothing is missing: the call fails for another reason.
            is_rest && i == length(c.matched) + 1 || print(out, "!Matched::")
            print(out, text)
        end
        is_rest && print(out, "...")
    end
    names = kwarg_decl(m)
    isempty(names) || print(out, "; ", join(names, ", "))
    print(out, ")", _where_text(sig))
    if !isempty(kwargs) && !any(k -> endswith(string(k), "..."), names)
        unknown = Any[k for (k, _) in kwargs if !(k in names)]
        isempty(unknown) || print(out, " got unsupported keyword argument", length(unknown) > 1 ? "s" : "",
            " \"", join(unknown, "\", \""), "\"")
    end
    world < m.primary_world && print(out, " (method too new to be called from this world context.)")
    print(out, "\n   @ ", string(_before_main(m.module)), " ", contractuser(string(m.file)), ":", string(m.line))
    return takestring!(out)
end
function _where_text(sig)
    vars = TypeVar[]
    while sig isa UnionAll
        push!(vars, sig.var)
        sig = sig.body
    end
    isempty(vars) && return ""
    texts = [sprint(show, var; context=:unionall_env => true) for var in vars]
    return length(vars) == 1 ? string(" where ", texts[1]) : string(" where {", join(texts, ", "), "}")
end

# ---- hints ---------------------------------------------------------------------------------------------
# Functions of packages and programs that have something to say about an exception of a type: `handler(io, ex, …)`.
function show_error_hints(io::IO, ex, args...)
    for handler in _hints_of(typeof(ex))
        try
            invokelatest(handler, io, ex, args...)
        catch err
            println(stderr, "Error: Hint-handler ", handler, " for ", typeof(ex), " in ", parentmodule(handler), " caused an error: ",
                sprint(showerror, err))
        end
    end
end
_hints_of(T) = _has_state() && _state().hints !== nothing ? get(_state().hints, T, ()) : ()
function register_error_hint(handler, T::Type)
    _state().hints === nothing && (_state().hints = IdDict{Any, Vector{Any}}())
    push!(get!(() -> Any[], _state().hints, T), handler)
    return nothing
end

function show_error_hints(io::IO, ex::MethodError, params, kwargs)
    f = ex.f
    if f isa Number
        print(io, "\nMaybe you forgot to use an operator such as ")
        printstyled(io, "*, ^, %, / etc. "; color = :cyan)
        print(io, "?")
    elseif f === (+) && all(T -> T <: AbstractString, params)
        print(io, "\nString concatenation is performed with ")
        printstyled(io, "*"; color = :cyan)
        print(io, " (See also: https://docs.julialang.org/en/v1/manual/strings/#man-concatenation).")
    elseif (f === max || f === min) && length(params) == 1 && hasmethod(iterate, Tuple{params[1]})
        meant = f === max ? "maximum" : "minimum"
        print(io, "\nFinding the ", meant, " of an iterable is performed with `", meant, "`.")
    elseif (f === length || f === size) && length(params) >= 1 && hasmethod(iterate, Tuple{params...})
        kind = IteratorSize(params[1])
        if kind isa HasLength
            print(io, "\nYou may need to implement the `length` method or define `IteratorSize` for this type to be `SizeUnknown`.")
        elseif kind isa HasShape
            print(io, "\nYou may need to implement the `length` and `size` methods for `IteratorSize` `HasShape`.")
        end
    end
    invoke(show_error_hints, Tuple{IO, Any, Vararg{Any}}, io, ex, params, kwargs)
end
