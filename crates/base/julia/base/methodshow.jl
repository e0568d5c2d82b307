# How methods print: `f(x::Int64) @ Main file.jl:3`.

_method_args(m) = collect(Any, Core.Host.method_argument_names(m))

function show_method(io::IO, m::Core.Method; names_module::Bool=true, digit_align_width=1)
    sig = unwrap_unionall(m.sig)
    params = sig.parameters
    names = pushfirst!(_method_args(m), :f)
    F = params[1]
    print(io, _method_function_name(F, m), "(")
    for i in 2:length(params)
        i > 2 && print(io, ", ")
        T = params[i]
        name = i <= length(names) ? string(names[i]) : ""
        startswith(name, '#') && (name = "")
        if T isa Core.TypeofVararg
            E = isdefined(T, :T) ? T.T : Any
            print(io, name)
            E === Any && !isempty(name) || print(io, "::", _type_or_var(E))
            print(io, "...")
        else
            print(io, name)
            T === Any && !isempty(name) || print(io, "::", _type_or_var(T))
        end
    end
    kws = kwarg_decl(m)
    if !isempty(kws)
        print(io, "; ", join(kws, ", "))
    end
    print(io, ")", _where_text(m.sig))
    get(io, :compact, false)::Bool ? print(io, " @ ") : print(io, "\n", " "^(digit_align_width + 4), "@ ")
    names_module && print(io, m.module, " ")
    print(io, contractuser(string(m.file)), ":", m.line)
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
        '#' in string(nameof(F)) && F <: Function && return string("(::", F, ")")
    end
    F isa UnionAll && isType(unwrap_unionall(F)) && return string(unwrap_unionall(F).parameters[1])
    return string("(::", F, ")")
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
