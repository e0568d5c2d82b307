# Functions of Core that are written in the language: what older programs ask for keyword calls, and a call that spreads.

_apply(f, args...) = Core._apply_iterate(iterate, f, args...)
Core.eval(Core, :(const _apply = $_apply))
Core.eval(Core, quote
    kwfunc(f) = kwcall
    kwftype(t) = typeof(kwcall)
end)
# Tuples stand where Julia has vectors of its own kind.
Core.eval(Core, :(svec(xs...) = xs))
# How a definition with a docstring is expanded, for packages that put themselves in front: texts are kept as they stand, so
# what is put there is never called.
Core.eval(Core, quote
    atdoc(source, mod, text, definition) = definition
    atdoc!(f) = f
end)
# What the bodies of generated functions print with.
Core.eval(Core, quote
    const print = $print
    const println = $println
end)
Core.eval(Core.Compiler, :(return_type(f, t) = $_return_type(f, t)))
Core.eval(Core.Compiler, :(const has_free_typevars = $has_free_typevars))
# Types of a compiler in the language, which programs add methods for; this one has no values of them.
Core.eval(Core.Compiler, :(abstract type AbstractInterpreter end))
Core.eval(Core.Compiler, :(struct InstructionStream end))

# ---- types made by hand ----------------------------------------------------------------------------------
TypeVar(name::Symbol) = Core._typevar(name, Union{}, Any)
TypeVar(name::Symbol, ub) = Core._typevar(name, Union{}, ub)
TypeVar(name::Symbol, lb, ub) = Core._typevar(name, lb, ub)
UnionAll(var::TypeVar, body) = Core._unionall(var, body)
