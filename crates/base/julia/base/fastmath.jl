# `@fastmath`: code that may compute without care for the last bit, for infinities and for numbers that are none. Each
# function has a sibling that such code calls in its place; packages add methods to those. The siblings here compute as
# other code does, which is allowed and never wrong.

macro fastmath(ex)
    return esc(FastMath.make_fastmath(ex))
end

baremodule FastMath
using ..Base
import ..Base: @fastmath
const FloatTypes = Union{Float16, Float32, Float64}
const ComplexTypes = Union{ComplexF32, ComplexF64}
# The name of each sibling by the name of the function.
const fast_op = Dict{Symbol, Symbol}()
for (name, sibling) in (:+ => :add, :- => :sub, :* => :mul, :/ => :div, :(==) => :eq, :!= => :ne, :< => :lt, :<= => :le,
        :> => :gt, :>= => :ge, :^ => :pow)
    fast_op[name] = Base.Symbol(sibling, :_fast)
end
for name in (:abs, :abs2, :cmp, :conj, :inv, :rem, :sign, :isfinite, :isinf, :isnan, :issubnormal, :acos, :acosh, :angle, :asin,
        :asinh, :atan, :atanh, :cbrt, :cis, :cos, :cosh, :exp10, :exp2, :exp, :expm1, :hypot, :log10, :log1p, :log2, :log, :max,
        :min, :minmax, :sin, :sincos, :sinh, :sqrt, :tan, :tanh, :maximum, :minimum, :maximum!, :minimum!)
    fast_op[name] = Base.Symbol(name, :_fast)
end
for (name, sibling) in fast_op
    Core.eval(FastMath, Expr(:(=), Expr(:call, sibling, Expr(:..., :xs)), Expr(:call, name, Expr(:..., :xs))))
end
# Reductions have keywords.
for name in (:maximum, :minimum, :maximum!, :minimum!)
    call = Expr(:call, fast_op[name], Expr(:parameters, Expr(:..., :kw)), Expr(:..., :xs))
    Core.eval(FastMath, Expr(:(=), call, Expr(:call, name, Expr(:parameters, Expr(:..., :kw)), Expr(:..., :xs))))
end
# A power that is written as a number.
pow_fast(x, power::Val) = Base.literal_pow(^, x, power)

"An expression with each function in it replaced by its sibling; updates are written out, since they call one as well."
make_fastmath(x) = x
make_fastmath(name::Symbol) = Base.haskey(fast_op, name) ? Expr(:., GlobalRef(Base, :FastMath), QuoteNode(fast_op[name])) : name
function make_fastmath(expr::Expr)
    expr.head === :quote && return expr
    if expr.head === :call && Base.length(expr.args) == 3 && expr.args[1] === :^ && expr.args[3] isa Integer
        return Expr(:call, make_fastmath(:^), make_fastmath(expr.args[2]), Expr(:call, Expr(:curly, GlobalRef(Base, :Val), expr.args[3])))
    end
    if expr.head in (:+=, :-=, :*=, :/=, :^=) && expr.args[1] isa Symbol
        operator = Base.Symbol(Base.chop(Base.string(expr.head)))
        expr = Expr(:(=), expr.args[1], Expr(:call, operator, expr.args[1], expr.args[2]))
    end
    return Expr(expr.head, Base.map(make_fastmath, expr.args)...)
end
end
