# How methods print: `f(x::Int64) @ Main file.jl:3`.

_method_args(m) = collect(Any, Core.Host.method_argument_names(m))

# The name that an argument was written with: one that is made up for it has none, one of a macro is its own again.
function _written_name(name::Symbol)
    text = string(name)
    startswith(text, '#') || return text
    (name === Symbol("#unused#") || name === Symbol("#self#")) && return ""
    text = lstrip(text, '#')
    at = findfirst('#', text)
    return at === nothing || isdigit(text[1]) ? "" : String(text[1:prevind(text, at)])
end
# How the last argument is declared that takes several: `n` counts what the signature has for it.
function _vararg_decl(params, first)
    last = params[end]
    last isa Core.TypeofVararg || return Vararg{params[first], length(params) - first + 1}
    (!isdefined(last, :N) || !(last.N isa Int)) && return last
    return Vararg{params[first] isa Core.TypeofVararg ? last.T : params[first], length(params) - first + last.N}
end
function show_method(io::IO, m::Core.Method; names_module::Bool=true, digit_align_width=1)
    sig = unwrap_unionall(m.sig)
    params = sig.parameters
    names = pushfirst!(_method_args(m), :f)
    F = params[1]
    # Functions of the host have no names for what they take; `Vararg{T, 3}` is one name for three.
    length(names) == 1 && append!(names, fill(Symbol("#unused#"), length(params) - 1))
    is_rest = m.isva || length(params) > length(names)
    print(io, _method_function_name(F, m), "(")
    for i in 2:length(names)
        i > 2 && print(io, ", ")
        T = i == length(names) && is_rest ? _vararg_decl(params, i) : params[min(i, end)]
        name = _written_name(names[i])
        isempty(name) || show_sym(io, Symbol(name))
        if !(T isa Core.TypeofVararg)
            T === Any && !isempty(name) || print(io, "::", _type_or_var(T))
        elseif isdefined(T, :N)
            print(io, "::Vararg{", _type_or_var(T.T), ", ", _type_or_var(T.N), "}")
        else
            E = isdefined(T, :T) ? T.T : Any
            E === Any || print(io, "::", _type_or_var(E))
            print(io, "...")
        end
    end
    kws = kwarg_decl(m)
    if !isempty(kws)
        print(io, "; ", join(Iterators.map(_written_keyword, kws), ", "))
    end
    print(io, ")", _where_text(m.sig))
    get(io, :compact, false)::Bool ? print(io, " @ ") : print(io, "\n", " "^(digit_align_width + 4), "@ ")
    names_module && print(io, m.module, " ")
    print(io, contractuser(string(m.file)), ":", m.line)
end
function _written_keyword(kw)
    text = string(kw)
    kw === Symbol("...") && return text
    endswith(text, "...") && return string(sprint(show_sym, Symbol(chop(text; tail = 3))), "...")
    return sprint(show_sym, kw)
end
function _method_function_name(F, m)
    F isa DataType && isType(F) && return F.parameters[1] isa TypeVar ? string("(::Type{", F.parameters[1].name, "})") : string(F.parameters[1])
    if F isa DataType
        name = Core.Host.function_name(F)
        if name !== nothing
            text = string(name)
            s = Symbol(text)
            return isidentifier(s) || isoperator(s) || startswith(text, '@') || '#' in text ? text : string("var\"", text, "\"")
        end
        '#' in string(nameof(F)) && F <: Function && return string("(::", _type_or_var(F), ")")
    end
    F isa UnionAll && isType(unwrap_unionall(F)) && return _type_or_var(unwrap_unionall(F).parameters[1])
    return string("(::", _type_or_var(F), ")")
end
show(io::IO, m::Core.Method) = show_method(IOContext(io, :compact => true), m)
show(io::IO, ::MIME"text/plain", m::Core.Method) = show_method(io, m; digit_align_width = 1)
function show(io::IO, ms::MethodList)
    n = length(ms)
    f = ms.of
    home = f isa Function || f isa Type ? parentmodule(f) : Main
    print(io, "# ", n, " method", n == 1 ? "" : "s", " for ", _methods_of_what(f, home), n == 0 ? "" : ":")
    for (i, m) in enumerate(ms)
        print(io, "\n ", lpad(string("[", i, "]"), ndigits(n) + 2), " ")
        show_method(io, m; names_module = m.module !== home)
    end
end
_methods_of_what(f, home) = f isa Type ? "type constructor" : "callable object"
function _methods_of_what(f::Function, home)
    name = string(nameof(f))
    startswith(name, '#') && return string("anonymous function \"", name, "\"")
    kind = startswith(name, '@') ? "macro" : f isa Core.Builtin ? "builtin function" : "generic function"
    return string(kind, " \"", name, "\" from ", home)
end
show(io::IO, ::MIME"text/plain", ms::MethodList) = show(io, ms)
show(io::IO, b::Core.Builtin) = print(io, nameof(b))
show(io::IO, f::Core.IntrinsicFunction) = print(io, "Core.Intrinsics.", nameof(f))
# Where it is printed, and not shown, the name is enough.
print(io::IO, f::Core.IntrinsicFunction) = print(io, nameof(f))
