# Functions of Core that are written in the language: what older programs ask for keyword calls, and a call that spreads.

_apply(f, args...) = Core._apply_iterate(iterate, f, args...)
Core.eval(Core, :(const _apply = $_apply))
Core.eval(Core, quote
    kwfunc(f) = kwcall
    kwftype(t) = typeof(kwcall)
end)
# Tuples stand where Julia has vectors of its own kind.
Core.eval(Core, :(svec(xs...) = xs))
# What the bodies of generated functions print with.
Core.eval(Core, quote
    const print = $print
    const println = $println
end)
Core.eval(Core.Compiler, :(return_type(f, t) = $_return_type(f, t)))
Core.eval(Core.Compiler, :(const has_free_typevars = $has_free_typevars))

# ---- types made by hand ----------------------------------------------------------------------------------
TypeVar(name::Symbol) = Core._typevar(name, Union{}, Any)
TypeVar(name::Symbol, ub) = Core._typevar(name, Union{}, ub)
TypeVar(name::Symbol, lb, ub) = Core._typevar(name, lb, ub)
UnionAll(var::TypeVar, body) = Core._unionall(var, body)
