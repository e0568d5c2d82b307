# For people who ask a session about itself.
module InteractiveUtils

export apropos, edit, less, code_warntype, code_llvm, code_native, methodswith, varinfo, versioninfo,
    subtypes, supertypes, @which, @edit, @less, @functionloc, @code_typed, @code_warntype,
    @code_lowered, @code_llvm, @code_native, @time_imports, clipboard

function supertypes(T::Type)
    S = supertype(T)
    return S === T ? (T,) : (T, supertypes(S)...)
end
function subtypes(T::Type)
    found = Any[]
    seen = Any[]
    _subtypes!(found, seen, Main, T)
    _subtypes!(found, seen, Base, T)
    _subtypes!(found, seen, Core, T)
    return sort!(unique(found); by = string)
end
function _subtypes!(found, seen, m::Module, T)
    m in seen && return
    push!(seen, m)
    for name in names(m; all = true, imported = true)
        isdefined(m, name) || continue
        x = getglobal(m, name)
        if x isa Module && parentmodule(x) === m && x !== m
            _subtypes!(found, seen, x, T)
        elseif x isa Type && !(x === Union{}) && x !== T && Base.unwrap_unionall(x) isa DataType && nameof(x) === name
            supertype(x) == T && push!(found, x)
            Base.unwrap_unionall(supertype(x)) isa DataType && T isa UnionAll && nameof(supertype(x)) === nameof(T) &&
                parentmodule(supertype(x)) === parentmodule(T) && push!(found, x)
        end
    end
end
# Methods with an argument of the type, or of one that it belongs to.
function methodswith(T::Type, f::Base.Callable; supertypes::Bool=false)
    return Method[m for m in methods(f) if any(P -> _takes(T, P, supertypes), Base.unwrap_unionall(m.sig).parameters[2:end])]
end
_takes(T, P::Core.TypeofVararg, supertypes) = _takes(T, Base.unwrapva(P), supertypes)
_takes(T, P::TypeVar, supertypes) = _takes(T, P.ub, supertypes)
_takes(T, P, supertypes) = P isa Type && P !== Any && P !== Union{} && (supertypes ? T <: P : P <: T && P == T)
function methodswith(T::Type, m::Module; supertypes::Bool=false)
    found = Method[]
    for name in names(m)
        isdefined(m, name) || continue
        f = getglobal(m, name)
        f isa Function && !(f isa Core.Builtin) && append!(found, methodswith(T, f; supertypes))
    end
    return unique(found)
end
methodswith(T::Type; supertypes::Bool=false) =
    unique(reduce(vcat, [methodswith(T, m; supertypes) for m in (Main, Base)]; init = Method[]))
versioninfo(io::IO=stdout; kw...) = println(io, "overdub, for Julia Version ", VERSION)
function varinfo(m::Module=Main)
    return sort!([n for n in names(m) if isdefined(m, n)])
end

# Function and arguments of the call that an expression stands for.
function _call_parts(ex)
    ex isa Expr || error("expression is not a function call, or is too complex to analyze")
    called = _written_out(Val(ex.head), ex.args...)
    called === nothing && error("expression is not a function call, or is too complex to analyze")
    f, args = called[1], Any[called[2:end]...]
    given = Any[]
    for a in args
        a isa Expr && a.head === :parameters && append!(given, a.args)
        a isa Expr && a.head === :kw && push!(given, a)
    end
    filter!(a -> !(a isa Expr && (a.head === :parameters || a.head === :kw)), args)
    if !isempty(given)
        args = Any[Expr(:tuple, Expr(:parameters, given...)), f, args...]
        f = GlobalRef(Core, :kwcall)
    end
    return esc(f), Expr(:tuple, map(esc, args)...)
end
_written_out(head, args...) = nothing
_written_out(::Val{:call}, args...) = args
_written_out(::Val{:.}, x, name) = (getproperty, x, name)
_written_out(::Val{:ref}, args...) = (getindex, args...)
_written_out(::Val{Symbol("'")}, x) = (adjoint, x)
_written_out(::Val{:vect}, args...) = (Base.vect, args...)
_written_out(::Val{:hcat}, args...) = (hcat, args...)
function _written_out(::Val{:vcat}, args...)
    any(a -> a isa Expr && a.head === :row, args) || return (vcat, args...)
    rows = map(a -> a isa Expr && a.head === :row ? a.args : Any[a], args)
    return (hvcat, Expr(:tuple, map(length, rows)...), reduce(vcat, rows)...)
end
function _written_out(::Val{:(=)}, place, value)
    place isa Expr || return nothing
    place.head === :ref && return (setindex!, place.args[1], value, place.args[2:end]...)
    place.head === :. && return (setproperty!, place.args..., value)
    return nothing
end
macro which(ex)
    ex isa Symbol && return :(which($__module__, $(QuoteNode(ex))))
    f, args = _call_parts(ex)
    return :(which($f, Base.typesof($args...)))
end
macro functionloc(ex)
    f, args = _call_parts(ex)
    return :(functionloc($f, Base.typesof($args...)))
end
macro code_lowered(ex)
    f, args = _call_parts(ex)
    return :(code_lowered($f, Base.typesof($args...))[1])
end
macro code_typed(ex...)
    f, args = _call_parts(ex[end])
    return :(code_lowered($f, Base.typesof($args...))[1] => Base._return_type($f, Base.typesof($args...)))
end
macro code_warntype(ex...)
    f, args = _call_parts(ex[end])
    return :(println(Base._return_type($f, Base.typesof($args...))))
end

end
