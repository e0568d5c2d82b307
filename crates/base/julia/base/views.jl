# `@view`, `@views`: indexing that makes views.

function replace_ref_begin_end!(ex)
    return _replace_ends(ex, nothing)
end
# Inside the brackets of `A[…]`, `begin` and `end` mean ends of `A`.
function _replace_ends(ex, within)
    if ex === :begin && within !== nothing
        return within[2] == 0 ? Expr(:call, GlobalRef(Base, :firstindex), within[1]) : Expr(:call, GlobalRef(Base, :firstindex), within[1], within[2])
    elseif ex === :end && within !== nothing
        return within[2] == 0 ? Expr(:call, GlobalRef(Base, :lastindex), within[1]) : Expr(:call, GlobalRef(Base, :lastindex), within[1], within[2])
    elseif ex isa Expr
        if ex.head === :ref && length(ex.args) >= 1
            target = _replace_ends(ex.args[1], within)
            S = target
            setup = nothing
            if !(target isa Symbol)
                S = gensym(:S)
                setup = Expr(:(=), S, target)
            end
            n = length(ex.args) - 1
            args = Any[]
            # The dimension, counted when the program runs from the first index on that is several.
            k = 1
            for a in ex.args[2:end]
                a = _replace_ends(a, (S, n == 1 ? 0 : k))
                push!(args, a)
                is_several = a isa Expr && a.head === :...
                k = is_several ? Expr(:call, GlobalRef(Base, :+), k, Expr(:call, GlobalRef(Base, :length), a.args[1])) :
                    k isa Expr ? Expr(:call, GlobalRef(Base, :+), k, 1) : k + 1
            end
            made = Expr(:ref, S, args...)
            return setup === nothing ? made : Expr(:let, setup, made)
        elseif ex.head === :quote
            return ex
        end
        return Expr(ex.head, Any[_replace_ends(a, within) for a in ex.args]...)
    end
    return ex
end

macro view(ex)
    if ex isa Expr && ex.head === :macrocall
        ex = macroexpand(__module__, ex)
    end
    ex isa Expr && ex.head === :ref || throw(ArgumentError("Invalid use of @view macro: argument must be a reference expression A[...]."))
    ex = replace_ref_begin_end!(ex)
    if ex.head === :let
        inner = ex.args[2]
        call = Expr(:call, GlobalRef(Base, :view), inner.args...)
        return esc(Expr(:let, ex.args[1], call))
    end
    return esc(Expr(:call, GlobalRef(Base, :view), ex.args...))
end

_views(x) = x
function _views(ex::Expr)
    if ex.head === :quote || ex.head === :inert
        return ex
    elseif ex.head === :(=) && ex.args[1] isa Expr && ex.args[1].head === :ref
        # The target stays a place to write to.
        return Expr(:(=), _views_target(ex.args[1]), _views(ex.args[2]))
    elseif ex.head === :ref
        ends = replace_ref_begin_end!(ex)
        if ends.head === :let
            inner = ends.args[2]
            return Expr(:let, Expr(:(=), ends.args[1].args[1], _views(ends.args[1].args[2])), Expr(:call, GlobalRef(Base, :maybeview), inner.args[1], Any[_views(a) for a in inner.args[2:end]]...))
        end
        return Expr(:call, GlobalRef(Base, :maybeview), Any[_views(a) for a in ends.args]...)
    elseif _is_updating(ex.head) && ex.args[1] isa Expr && ex.args[1].head === :ref
        # a[i] += x reads through a view and writes to the place.
        return Expr(ex.head, _views_target(ex.args[1]), _views(ex.args[2]))
    end
    return Expr(ex.head, Any[_views(a) for a in ex.args]...)
end
_views_target(ex::Expr) = Expr(:ref, _views_base(ex.args[1]), Any[_views(a) for a in ex.args[2:end]]...)
_views_base(x) = _views(x)
function _is_updating(head::Symbol)
    s = String(head)
    return endswith(s, "=") && !(s == "==" || s == "<=" || s == ">=" || s == "!=" || s == "===" || s == "=")
end
macro views(x)
    return esc(_views(x))
end
