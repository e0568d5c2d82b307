# Macros that say how code is compiled, or that rearrange it. They are used while the library
# itself loads, so that those of the first part need nothing but built-in functions.

esc(x) = Expr(:escape, x)

_expr_count(ex::Expr) = getfield(getfield(getfield(ex, :args), :size), 1)
_expr_arg(ex::Expr, i::Int) =
    Core.memoryrefget(Core.memoryrefnew(getfield(getfield(ex, :args), :ref), i, false), :not_atomic, false)

# The definition with a note in front of its body; anything else as it is.
function _note_in_body(ex, note::Symbol)
    ex isa Expr || return ex
    head = getfield(ex, :head)
    if head === :function || head === :(=) || head === :->
        _expr_count(ex) === 2 || return ex
        head === :(=) && !_is_signature(_expr_arg(ex, 1)) && return ex
        body = Expr(:block, Expr(:meta, note), _expr_arg(ex, 2))
        return Expr(head, _expr_arg(ex, 1), body)
    elseif head === :macrocall && _expr_count(ex) === 3
        return Expr(:macrocall, _expr_arg(ex, 1), _expr_arg(ex, 2), _note_in_body(_expr_arg(ex, 3), note))
    end
    return ex
end
function _is_signature(ex)
    ex isa Expr || return false
    head = getfield(ex, :head)
    head === :call && return true
    (head === :where || head === :(::)) && return _is_signature(_expr_arg(ex, 1))
    return false
end

macro inline()
    return Expr(:meta, :inline)
end
macro inline(ex)
    return esc(_note_in_body(ex, :inline))
end
macro noinline()
    return Expr(:meta, :noinline)
end
macro noinline(ex)
    return esc(_note_in_body(ex, :noinline))
end
macro inbounds(ex)
    return esc(ex)
end
macro boundscheck(ex)
    return esc(ex)
end
macro propagate_inbounds(ex)
    return esc(ex)
end
macro simd(ex)
    return esc(ex)
end
macro simd(how, ex)
    return esc(ex)
end
macro pure(ex)
    return esc(ex)
end
macro assume_effects(args...)
    return _last_or_nothing(args)
end
macro constprop(setting, ex)
    return esc(ex)
end
macro constprop(setting)
    return nothing
end
macro nospecializeinfer(ex)
    return esc(ex)
end
macro max_methods(n, ex)
    return esc(ex)
end
function _last_or_nothing(args::Tuple)
    ex = getfield(args, nfields(args))
    return ex isa Expr ? esc(ex) : nothing
end
macro nospecialize(args...)
    return nfields(args) === 1 ? esc(_as_argument(getfield(args, 1))) : nothing
end
macro specialize(args...)
    return nfields(args) === 1 ? esc(_as_argument(getfield(args, 1))) : nothing
end
# An argument with a default is read as an assignment.
_as_argument(ex) = ex isa Expr && ex.head === :(=) ? Expr(:kw, ex.args...) : ex
macro label(name::Symbol)
    return esc(Expr(:symboliclabel, name))
end
macro goto(name::Symbol)
    return esc(Expr(:symbolicgoto, name))
end
macro isdefined(name::Symbol)
    return esc(Expr(:isdefined, name))
end
macro locals()
    return Expr(:locals)
end
macro __MODULE__()
    return __module__
end
macro __LINE__()
    return getfield(__source__, :line)
end
macro __FILE__()
    return _source_path(Core.Host.symbol_text(getfield(__source__, :file)))
end
# A file is named by its whole path; text that is of no file by what it is called.
_source_path(name::String) = isabspath(name) || !isfile(name) ? name : abspath(name)
macro __DIR__()
    return Core.Host.source_directory(getfield(__source__, :file))
end
macro generated(f)
    if f isa Expr && (getfield(f, :head) === :function || getfield(f, :head) === :(=)) && _expr_count(f) === 2
        return esc(Expr(getfield(f, :head), _expr_arg(f, 1),
            Expr(:block, __source__,
                Expr(:if, Expr(:generated), _expr_arg(f, 2),
                    Expr(:block, Expr(:meta, :generated_only), Expr(:return, nothing))))))
    end
    throw(ArgumentError("invalid syntax; @generated must be used with a function definition"))
end
macro generated()
    return Expr(:generated)
end
macro eval(ex)
    return esc(Expr(:call, GlobalRef(Core, :eval), __module__, Expr(:quote, ex)))
end
macro eval(m, ex)
    return esc(Expr(:call, GlobalRef(Core, :eval), m, Expr(:quote, ex)))
end
macro doc(text, definition)
    return esc(Expr(:macrocall, GlobalRef(Core, Symbol("@doc")), __source__, text, definition))
end
macro doc(text, definition, define)
    define === false && return nothing
    return esc(Expr(:macrocall, GlobalRef(Core, Symbol("@doc")), __source__, text, definition))
end
macro doc(name)
    if name isa Symbol
        return :(Core.Host.doc_text($__module__, $(QuoteNode(name))))
    elseif name isa Expr && name.head === :.
        return :(Core.Host.doc_text($(esc(name.args[1])), $(name.args[2])))
    end
    return nothing
end
macro __doc__(ex)
    return esc(ex)
end

# ---- values in other notation --------------------------------------------------------------------
macro int128_str(s)
    return parse(Int128, s)
end
macro uint128_str(s)
    return parse(UInt128, s)
end
macro big_str(s)
    return Expr(:call, GlobalRef(Base, :_big_literal), s)
end
function _big_literal(s::String)
    if '_' in s && !occursin("_.", s) && !occursin("._", s)
        # Between two digits only: what stands at an end makes it no number.
        digits = string(s[1], replace(SubString(s, nextind(s, 1), prevind(s, lastindex(s))), "_" => ""), s[end])
    else
        digits = s
    end
    n = tryparse(BigInt, digits)
    n === nothing || return n
    x = tryparse(BigFloat, digits)
    x === nothing || return x
    throw(ArgumentError(string("invalid number format ", s, " for BigInt or BigFloat")))
end

macro NamedTuple(ex)
    ex isa Expr && (ex.head === :braces || ex.head === :block) ||
        throw(ArgumentError("@NamedTuple expects {...} or begin...end"))
    names, types = _names_and_types(ex)
    return :(NamedTuple{$names, Tuple{$(types...)}})
end
macro Kwargs(ex)
    ex isa Expr && (ex.head === :braces || ex.head === :block) ||
        throw(ArgumentError("@Kwargs expects {...} or begin...end"))
    names, types = _names_and_types(ex)
    return :(Base._kwargs_type(NamedTuple{$names, Tuple{$(types...)}}))
end
_kwargs_type(::Type{NT}) where {NT<:NamedTuple} =
    Pairs{Symbol, eltype(NT), NTuple{fieldcount(NT), Symbol}, NT}
function _names_and_types(ex::Expr)
    fields = filter(e -> !(e isa LineNumberNode), ex.args)
    all(e -> e isa Symbol || e isa Expr && e.head === :(::), fields) ||
        throw(ArgumentError("@NamedTuple must contain a sequence of name or name::type expressions"))
    names = Expr(:tuple, [QuoteNode(e isa Symbol ? e : e.args[1]) for e in fields]...)
    types = [e isa Symbol ? :Any : esc(e.args[2]) for e in fields]
    return names, types
end

# ---- control -------------------------------------------------------------------------------------
macro static(ex)
    ex isa Expr || error("invalid @static macro")
    if ex.head in (:&&, :||)
        a = Core.eval(__module__, ex.args[1])
        (ex.head === :&&) == a || return a
        return esc(ex.args[2])
    end
    while true
        ex isa Expr && ex.head in (:if, :elseif) || error("invalid @static macro")
        if Core.eval(__module__, ex.args[1])
            return esc(ex.args[2])
        end
        length(ex.args) == 2 && return nothing
        ex = ex.args[3]
        ex isa Expr && ex.head === :elseif || return esc(ex)
    end
end

macro something(args...)
    ex = :(something())
    i = length(args)
    first = true
    while i > 0
        rest = first ? :(something(nothing)) : ex
        first = false
        ex = :(let val = $(esc(args[i]))
            val === nothing ? $rest : something(val)
        end)
        i -= 1
    end
    return ex
end
macro coalesce(args...)
    ex = :missing
    i = length(args)
    while i > 0
        ex = :(let val = $(esc(args[i]))
            val === missing ? $ex : val
        end)
        i -= 1
    end
    return ex
end

macro show(exs...)
    block = Expr(:block)
    for ex in exs
        text = ex isa Union{Expr, Symbol, QuoteNode} ? sprint(show_unquoted, ex) : repr(ex)
        push!(block.args, :(println($(string(text, " = ")), repr(begin local value = $(esc(ex)) end))))
    end
    isempty(exs) || push!(block.args, :value)
    return block
end

macro macroexpand(code)
    return :(macroexpand($__module__, $(QuoteNode(code)), recursive=true))
end
macro macroexpand1(code)
    return :(macroexpand($__module__, $(QuoteNode(code)), recursive=false))
end
macro macroexpand(mod, code)
    return :(macroexpand($(esc(mod)), $(QuoteNode(code)), recursive=true))
end
macro macroexpand1(mod, code)
    return :(macroexpand($(esc(mod)), $(QuoteNode(code)), recursive=false))
end

# The call, with the types that are noted at arguments or the arguments' own.
macro invoke(ex)
    ex = _written_as_call(ex, "@invoke")
    kwargs, types, args, f = _destructure_call(ex)
    call = Expr(:call, GlobalRef(Core, :invoke))
    isempty(kwargs) || push!(call.args, Expr(:parameters, map(esc, kwargs)...))
    push!(call.args, f, :(Tuple{$(types...)}))
    append!(call.args, args)
    return call
end
# Properties and elements, and assignments to them, as the calls that they are.
function _written_as_call(ex, of)
    if ex isa Expr && ex.head === :(=) && ex.args[1] isa Expr && ex.args[1].head in (:., :ref)
        place, value = ex.args
        place.head === :. && return Expr(:call, GlobalRef(Base, :setproperty!), place.args..., value)
        return Expr(:call, GlobalRef(Base, :setindex!), place.args[1], value, place.args[2:end]...)
    end
    ex isa Expr && ex.head === :. && return Expr(:call, GlobalRef(Base, :getproperty), ex.args...)
    ex isa Expr && ex.head === :ref && return Expr(:call, GlobalRef(Base, :getindex), ex.args...)
    ex isa Expr && ex.head === :call || throw(ArgumentError(string(of, " expects a call")))
    return ex
end
function _destructure_call(ex::Expr)
    f = esc(ex.args[1])
    given = ex.args[2:end]
    kwargs = Any[]
    types = Any[]
    args = Any[]
    for a in given
        if a isa Expr && a.head === :parameters
            append!(kwargs, a.args)
        elseif a isa Expr && a.head === :kw
            push!(kwargs, a)
        elseif a isa Expr && a.head === :(::)
            push!(types, esc(a.args[2]))
            push!(args, esc(a.args[1]))
        else
            push!(types, :(Core.Typeof($(esc(a)))))
            push!(args, esc(a))
        end
    end
    return kwargs, types, args, f
end
macro invokelatest(ex)
    ex = _written_as_call(ex, "@invokelatest")
    given = ex.args[2:end]
    call = Expr(:call, GlobalRef(Base, :invokelatest))
    for a in given
        a isa Expr && a.head === :parameters && push!(call.args, esc(a))
    end
    push!(call.args, esc(ex.args[1]))
    for a in given
        a isa Expr && a.head === :parameters || push!(call.args, esc(a))
    end
    return call
end

macro evalpoly(z, p...)
    return :(evalpoly($(esc(z)), ($(map(esc, p)...),)))
end

# ---- structs with keyword constructors -----------------------------------------------------------
macro kwdef(definition)
    definition = macroexpand(__module__, definition)
    definition isa Expr && definition.head === :struct || error("Invalid usage of @kwdef")
    name = definition.args[2]
    name isa Expr && name.head === :<: && (name = name.args[1])
    names = Any[]
    keywords = Any[]
    body = Expr(:block)
    for ex in definition.args[3].args
        push!(body.args, _kwdef_field(ex, names, keywords))
    end
    out = Expr(:struct, definition.args[1], definition.args[2], body)
    isempty(names) && return Expr(:block, esc(:(Base.@__doc__ $out)))
    parameters = Expr(:parameters, keywords...)
    if name isa Symbol || name.head === :escape
        return esc(Expr(:block, out, :($name($parameters) = $name($(names...))), name))
    end
    plain = name.args[1]
    bounds = name.args[2:end]
    vars = [b isa Symbol ? b : b.args[1] for b in bounds]
    return esc(Expr(:block, out,
        Expr(:(=), Expr(:call, plain, parameters), Expr(:call, plain, names...)),
        Expr(:(=), Expr(:where, Expr(:call, Expr(:curly, plain, vars...), parameters), bounds...),
            Expr(:call, Expr(:curly, plain, vars...), names...)),
        plain))
end
# Notes the field's name and keyword and answers the field without its default.
function _kwdef_field(ex, names, keywords)
    if ex isa Symbol
        push!(names, ex)
        push!(keywords, ex)
        return ex
    end
    ex isa Expr || return ex
    if ex.head === :(=)
        field = ex.args[1]
        if field isa Symbol || field isa Expr && field.head in (:(::), :const, :atomic)
            name = _kwdef_name(field)
            push!(names, name)
            push!(keywords, Expr(:kw, name, ex.args[2]))
            return field
        end
        return ex
    elseif ex.head === :(::)
        name = _kwdef_name(ex)
        push!(names, name)
        push!(keywords, name)
        return ex
    elseif ex.head === :const || ex.head === :atomic
        return Expr(ex.head, _kwdef_field(ex.args[1], names, keywords))
    elseif ex.head === :block
        return Expr(:block, Any[_kwdef_field(it, names, keywords) for it in ex.args]...)
    elseif ex.head === :escape
        # What another macro has from where it was called: its names are as well.
        inner_names, inner_keywords = Any[], Any[]
        field = _kwdef_field(ex.args[1], inner_names, inner_keywords)
        append!(names, map(esc, inner_names))
        append!(keywords, map(_escaped_keyword, inner_keywords))
        return esc(field)
    end
    return ex
end
_escaped_keyword(k) = k isa Expr && k.head === :kw ? Expr(:kw, esc(k.args[1]), esc(k.args[2])) : esc(k)
_kwdef_name(field::Symbol) = field
_kwdef_name(field::Expr) = _kwdef_name(field.args[1])

macro deprecate(old, new, export_old=true)
    name = old isa Symbol ? old : old.args[1]
    while name isa Expr && name.head in (:where, :call, :curly)
        name = name.args[1]
    end
    exported = export_old ? Expr(:export, esc(name)) : nothing
    if old isa Symbol
        return Expr(:block, exported,
            :($(esc(old))(args...; kwargs...) = $(esc(new))(args...; kwargs...)))
    end
    return Expr(:block, exported, Expr(:(=), esc(old), esc(new)))
end

# ---- fields that other tasks may change: here there is one thread, so plain access is atomic ------
macro atomic(ex)
    return _atomic(ex)
end
macro atomic(order, ex)
    return _atomic(ex)
end
macro atomic(a1, op, a2)
    return _atomic_modify(a1, op, a2)
end
macro atomic(order, a1, op, a2)
    return _atomic_modify(a1, op, a2)
end
function _atomic(ex)
    if ex isa Expr && ex.head === :call && length(ex.args) == 3 && ex.args[2] isa Expr && ex.args[2].head === :.
        return _atomic_modify(ex.args[2], ex.args[1], ex.args[3])
    elseif ex isa Expr && ex.head in (:(+=), :(-=), :(*=), :(|=), :(&=), :(⊻=)) && ex.args[1] isa Expr
        op = Symbol(chop(string(ex.head)))
        return :($(_atomic_modify(ex.args[1], op, ex.args[2]))[2])
    end
    return esc(ex)
end
_atomic_modify(target::Expr, op, v) =
    :(modifyproperty!($(esc(target.args[1])), $(esc(target.args[2])), $(esc(op)), $(esc(v)), :not_atomic))
macro atomicswap(ex)
    return :(swapproperty!($(esc(ex.args[1].args[1])), $(esc(ex.args[1].args[2])), $(esc(ex.args[2])), :not_atomic))
end
macro atomicswap(order, ex)
    return :(swapproperty!($(esc(ex.args[1].args[1])), $(esc(ex.args[1].args[2])), $(esc(ex.args[2])), :not_atomic))
end
macro atomicreplace(ex, expected, desired)
    return :(replaceproperty!($(esc(ex.args[1])), $(esc(ex.args[2])), $(esc(expected)), $(esc(desired)), :not_atomic, :not_atomic))
end
macro atomicreplace(ex, pair)
    return :(begin
        local old_new = $(esc(pair))
        replaceproperty!($(esc(ex.args[1])), $(esc(ex.args[2])), old_new.first, old_new.second, :not_atomic, :not_atomic)
    end)
end
macro atomiconce(ex)
    return :(setpropertyonce!($(esc(ex.args[1].args[1])), $(esc(ex.args[1].args[2])), $(esc(ex.args[2])), :not_atomic, :not_atomic))
end

# These stand in `Core`, where the parser's notation of literals and docstrings looks for them.
Core._const(Core, :var"@doc", var"@doc")
Core._const(Core, :var"@__doc__", var"@__doc__")
Core._const(Core, :var"@int128_str", var"@int128_str")
Core._const(Core, :var"@uint128_str", var"@uint128_str")
Core._const(Core, :var"@big_str", var"@big_str")
Core._const(Core, :var"@inline", var"@inline")
Core._const(Core, :var"@noinline", var"@noinline")
Core._const(Core, :var"@nospecialize", var"@nospecialize")
Core._const(Core, :Typeof, Typeof)
