# How types, type variables, functions and modules print.

show(io::IO, T::Type) = (print(io, _type_text(io, T)); nothing)
show(io::IO, T::DataType) = (print(io, _type_text(io, T)); nothing)
show(io::IO, T::Union) = (print(io, _type_text(io, T)); nothing)
show(io::IO, T::UnionAll) = (print(io, _type_text(io, T)); nothing)
show(io::IO, ::Type{Union{}}) = print(io, "Union{}")
# With its bounds: in a type it stands under a `where` that has told them.
function show(io::IO, v::TypeVar)
    v.lb === Union{} || print(io, v.ub === Any ? string(v.name, ">:", _bound_text(io, v.lb)) : string(_bound_text(io, v.lb), "<:", v.name))
    v.lb === Union{} && print(io, v.name)
    v.ub === Any || print(io, "<:", _bound_text(io, v.ub))
    return
end
# A variable as a bound is told by its name; a bound with a `where` of its own stands in parentheses.
_bound_text(io::IO, v::TypeVar) = string(v.name)
function _bound_text(io::IO, T)
    text = sprint(show, T; context=io)
    return T isa UnionAll && !(unwrap_unionall(T) isa DataType && T === unwrap_unionall(T).name.wrapper) ? string("(", text, ")") : text
end
show(io::IO, v::Core.TypeofVararg) = (print(io, _type_text(io, v)); nothing)
# Modules are told where the one that is looked from does not know the name, and not at all where space is short; who says
# that it is not wants no aliases.
function _type_text(io::IO, T)
    compact = get(io, :compact, nothing)
    texts = map(value -> sprint(show, value; context=io), Core.Host.type_values(T))
    return Core.Host.type_shown(T, get(io, :module, Main), compact === true, compact === false, texts,
        haskey(io, :unionall_env))
end

# What an alias stands for is told too.
function show(io::IO, ::MIME"text/plain", T::Type)
    text = _type_text(io, T)
    full = _type_text(IOContext(io, :compact => false), T)
    has_alias = _is_aliased(T) && full != text
    print(io, has_alias ? _type_text(IOContext(io, :compact => true), T) : text)
    get(io, :compact, false)::Bool && return
    unwrap_unionall(T) isa Union{Union, DataType} || return
    name = T isa DataType ? Core.Host.function_name(T) : nothing
    if name !== nothing && isdefined(parentmodule(T), name) && getglobal(parentmodule(T), name) isa T
        print(io, " (singleton type of function ")
        show_sym(io, name)
        return print(io, ", subtype of Function)")
    end
    if has_alias
        printstyled(io, " (alias for "; color = :light_black)
        printstyled(io, full; color = :light_black)
        printstyled(io, ")"; color = :light_black)
    end
    return
end
# Whether the type itself has another name, and not only something that it is made of; a union has if all of it has.
function _is_aliased(T)
    D = unwrap_unionall(T)
    name = D isa DataType ? _head(Core.Host.type_shown(D.name.wrapper, nothing, true, false)) : "Union"
    _head(Core.Host.type_shown(T, nothing, true, false)) == name || return true
    return D isa Union && all(_is_aliased, uniontypes(D))
end
_head(text) = (at = findfirst('{', text); at === nothing ? text : text[1:prevind(text, at)])

show(io::IO, name::Core.TypeName) = print(io, "typename(", _type_text(io, name.wrapper), ")")
show_type_name(io::IO, T) = print(io, _type_text(io, Core.Host.type_wrapper(T)))

# ---- functions -------------------------------------------------------------------------------------
# Whether `name` of module `m` is what `from` sees under that name.
function isvisible(name::Symbol, m::Module, from::Module)
    m === from && return true
    isdefined(from, name) && isdefined(m, name) || return false
    return getglobal(from, name) === getglobal(m, name)
end

function _is_global_function(f, name, m)
    return name !== nothing && isdefined(m, name) && getglobal(m, name) === f
end
function show(io::IO, f::Function)
    T = typeof(f)
    name = Core.Host.function_name(T)
    if name === nothing || !(T isa DataType)
        return _show_callable(io, f)
    end
    m = parentmodule(T)
    if get(io, :compact, false)::Bool
        return print(io, name)
    end
    if f isa Core.IntrinsicFunction
        return print(io, "Core.Intrinsics.", name)
    end
    if _is_global_function(f, name, m) || f isa Core.Builtin
        if !(f isa Core.Builtin) && !_function_is_visible(name, m)
            print(io, m, ".")
        elseif f isa Core.IntrinsicFunction
            print(io, "Core.Intrinsics.")
        end
        show_sym(io, name)
    else
        _show_callable(io, f)
    end
    return nothing
end
# A function prints as its name, an inner one too, and without its module.
function print(io::IO, f::Function)
    T = typeof(f)
    name = Core.Host.function_name(T)
    if name !== nothing && !(f isa Core.IntrinsicFunction)
        return print(io, name)
    elseif name === nothing && startswith(string(nameof(T)), '#')
        return print(io, _demangled(nameof(T)))
    end
    return show(io, f)
end
# `f` of `#f#12`, and `#3` of `#3#4`.
function _demangled(name::Symbol)
    text = string(name)
    startswith(text, '#') || return name
    last = findlast('#', text)::Int
    inner = last <= 2 ? text[2:end] : text[2:last-1]
    return Symbol(isdigit(first(inner)) ? string('#', inner) : inner)
end
# What Base exports is known without its module, and what `Main` defines; all else shows where it is from.
function _function_is_visible(name, m)
    m === Main && return true
    f = getglobal(m, name)
    while !(m === Base || m === Core)
        outer = parentmodule(m)
        (outer === m || outer === Main) && return false
        m = outer
    end
    return isexported(m, name) && isdefined(m, name) && getglobal(m, name) === f
end
function _show_callable(io::IO, f)
    T = typeof(f)
    if nfields(f) == 0 && '#' in string(nameof(T))
        show_type_name(io, T)
        print(io, "()")
    else
        show_default(io, f)
    end
end

function show(io::IO, ::MIME"text/plain", f::Function)
    get(io, :compact, false)::Bool && return show(io, f)
    T = typeof(f)
    if f isa Core.IntrinsicFunction
        print(io, f, " (intrinsic function)")
        return
    elseif f isa Core.Builtin
        print(io, nameof(f), " (built-in function)")
        return
    end
    n = length(methods(f))
    name = Core.Host.function_name(T)
    if name === nothing
        text = string(nameof(T))
        text = '#' in text ? string(_demangled(nameof(T))) : string("(::", T, ")")
    else
        text = string(name)
    end
    what = startswith(text, '@') ? "macro" : "generic function"
    print(io, text, " (", what, " with ", n, n == 1 ? " method)" : " methods)")
end
# `#3#4` is the type of the function `#3`.

show(io::IO, ::MIME"text/plain", c::ComposedFunction) = show(io, c)
show(io::IO, ::MIME"text/plain", c::Returns) = show(io, c)
show(io::IO, ::MIME"text/plain", s::Splat) = show(io, s)
function show(io::IO, c::ComposedFunction)
    c.outer isa ComposedFunction ? show(io, c.outer) : _show_composed(io, c.outer)
    print(io, " ∘ ")
    _show_composed(io, c.inner)
end
# `!f`, if the `!` is the last that is applied.
function show(io::IO, c::ComposedFunction{typeof(!)})
    print(io, '!')
    _show_composed(io, c.inner)
end
# An operator stands in parentheses inside of a composition.
_show_composed(io::IO, f) = show(io, f)
_show_composed(io::IO, f::Function) =
    isoperator(Symbol(f)) ? (print(io, '('); show(io, f); print(io, ')')) : show(io, f)
_show_composed(io::IO, f::ComposedFunction) = (print(io, '('); show(io, f); print(io, ')'))
_show_composed(io::IO, f::ComposedFunction{typeof(!)}) = show(io, f)
show(io::IO, r::Returns) = (print(io, "Returns{", typeof(r.value), "}("); show(io, r.value); print(io, ")"))
show(io::IO, s::Splat) = (print(io, "splat("); show(io, s.f); print(io, ")"))
show(io::IO, f::Union{Fix1, Fix2}) = show_default(io, f)
show(io::IO, ::Colon) = print(io, "Colon()")

# ---- modules ---------------------------------------------------------------------------------------
function show(io::IO, m::Module)
    for (i, name) in enumerate(fullname(m))
        i > 1 && print(io, '.')
        show_sym(io, name)
    end
    return nothing
end
print(io::IO, m::Module) = show(io, m)

# ---- symbols as names --------------------------------------------------------------------------------
# A symbol as it stands in a program: operators in parentheses where asked, odd names as var"…".
function show_sym(io::IO, sym::Symbol; allow_macroname=false)
    text = string(sym)
    if isidentifier(sym) || isoperator(sym) || (allow_macroname && startswith(text, '@'))
        print(io, text)
    else
        print(io, "var\"")
        escape_raw_string(io, text)
        print(io, '"')
    end
end
isidentifier(s::Symbol) = isidentifier(string(s))
function isidentifier(s::AbstractString)
    isempty(s) && return false
    (s == "true" || s == "false") && return false
    y = iterate(s)
    is_id_start_char(y[1]) || return false
    y = iterate(s, y[2])
    while y !== nothing
        is_id_char(y[1]) || return false
        y = iterate(s, y[2])
    end
    return true
end
function is_id_start_char(c::AbstractChar)
    c == '_' && return true
    'a' <= c <= 'z' && return true
    'A' <= c <= 'Z' && return true
    isascii(c) && return false
    k = category_code(c)
    return 1 <= k <= 5 || k == 10 || k == 20 || (k == 22 && c != '¦') || c in "∂∇∞∅∆∏∑∫∬∭⊤⊥∀∃ℓ℘"
end
function is_id_char(c::AbstractChar)
    is_id_start_char(c) && return true
    '0' <= c <= '9' && return true
    c == '!' && return true
    isascii(c) && return false
    k = category_code(c)
    return 6 <= k <= 9 || k == 11 || k == 12 || c in "′″‴⁗⁺⁻⁼⁽⁾"
end

# ---- operators -------------------------------------------------------------------------------------
isoperator(s::Union{Symbol, AbstractString}) = operator_precedence(Symbol(s)) != 0 || Symbol(s) in (:!, :√, :∛, :∜, :¬, :..., Symbol("'"), Symbol(".'"))
isunaryoperator(s::Symbol) = s in (:+, :-, :!, :~, :¬, :√, :∛, :∜, :<:, :>:, :⋆, :±, :∓, :&)
isbinaryoperator(s::Symbol) = (isoperator(s) && !(s in (:!, :√, :∛, :∜, :¬, :..., Symbol("'"), Symbol(".'")))) 
function operator_precedence(s::Symbol)
    text = string(s)
    if ncodeunits(text) > 1 && text[1] == '.' && text != ".." && text != "..." && !(text[2] == '.')
        return operator_precedence(Symbol(text[2:end]))
    end
    s in (:(=), :(:=), :+=, :-=, :*=, :/=, ://=, :\=, :^=, :÷=, :%=, :<<=, :>>=, :>>>=, :|=, :&=, :⊻=, :≔, :⩴, :≕, :~) && return 1
    s === :? && return 3
    s === :(=>) && return 2
    (s in (:-->, :→, :←, :↔, :⇒, :⇐, :⇔, :⟶, :⟵, :⟷) || s in (:<--, :<-->)) && return 4
    s === :|| && return 5
    s === :&& && return 6
    s in (:<, :>, :<=, :>=, :(==), :!=, :(===), :!==, :≤, :≥, :≠, :≡, :≢, :∈, :∉, :∋, :∌, :⊆, :⊈, :⊂, :⊄, :⊊, :⊇, :⊉, :⊋,
        :isa, :in, :<:, :>:, :≈, :≉, :∥, :∝, :≺, :≻, :⪯, :⪰, :⊏, :⊑, :⊐, :⊒) && return 7
    s === :<| && return 8
    s === :|> && return 9
    s in (:(:), :.., :…) && return 10
    s in (:+, :-, :|, :⊻, :++, :∪, :∨, :⊔, :±, :∓, :⊕, :⊖, :⊞, :⊟, :⊽) && return 11
    s in (:*, :/, :÷, :%, :&, :\, :∘, :×, :⋅, :∩, :∧, :⊗, :⊘, :⊙, :⊚, :⊠, :⊡, :⊓, :∗, :⋆, :⊼, :⌿, :⨝) && return 12
    s === :// && return 13
    s in (:<<, :>>, :>>>) && return 14
    s in (:^, :↑, :↓) && return 15
    s === :(::) && return 16
    s === :. && return 17
    return 0
end
function operator_associativity(s::Symbol)
    p = operator_precedence(s)
    (s in (:^, :<|, :-->, :||, :&&) || p == 1 || p == 2 || p == 4 || p == 15) && return :right
    (s in (:+, :*, :++) || p == 7 || p == 0) && return :none
    return :left
end
