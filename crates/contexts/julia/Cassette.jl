# Cassette's interface, on the session's own contexts.
#
# `Context` values are the state of a run; hooks, primitives and fallbacks are methods of the functions below that take
# one first. The session finds them by dispatch when it rewrites code: a context without methods leaves nothing behind.
module Cassette

using Core: SlotNumber, SSAValue

# --- contexts ---------------------------------------------------------------------------------------------------------

abstract type AbstractPass end
abstract type AbstractContextName end

"What a context without a pass has in its place."
struct NoPass <: AbstractPass end
const NO_PASS = NoPass()

"In the last parameter of a context's type: neither prehooks nor posthooks run."
struct DisableHooks end

"Tells the metadata of nested contexts apart."
struct Tag{N<:AbstractContextName,X,E} end

"""
    Context{Name,Metadata,Tag,Pass,Bindings,Hooks}

A context of execution. `@context Ctx` makes the alias by which hooks dispatch on it.
"""
struct Context{N<:AbstractContextName,M,T<:Union{Nothing,Tag},P<:AbstractPass,B,H<:Union{Nothing,DisableHooks}}
    name::N
    metadata::M
    tag::T
    pass::P
    bindingscache::B
    hooktoggle::H
end

const ContextWithPass{P<:AbstractPass,N<:AbstractContextName} = Context{N,<:Any,<:Union{Nothing,Tag},P}

function Context(name::AbstractContextName; metadata = nothing, pass::AbstractPass = NO_PASS)
    return Context(name, metadata, nothing, pass, nothing, nothing)
end

"A copy of the context with other metadata or another pass."
function similarcontext(ctx::Context; metadata = ctx.metadata, pass = ctx.pass)
    return Context(ctx.name, metadata, ctx.tag, pass, ctx.bindingscache, ctx.hooktoggle)
end

"A copy of the context whose prehooks and posthooks are off."
function disablehooks(ctx::Context)
    return Context(ctx.name, ctx.metadata, ctx.tag, ctx.pass, ctx.bindingscache, DisableHooks())
end

nametype(::Type{<:Context{N}}) where {N} = N
passtype(::Type{<:ContextWithPass{P}}) where {P} = P
hashooks(::Type{<:Context{N,M,T,P,B,H}}) where {N,M,T,P,B,H} = H === Nothing

"""
    @context Ctx

Defines `Ctx` as a name for the contexts of a kind of its own. Doing so again changes nothing.
"""
macro context(name)
    name isa Symbol || error("context name must be a Symbol")
    hidden = esc(Symbol("##", name, "#Name"))
    ctx = esc(name)
    return quote
        struct $hidden <: AbstractContextName end
        const $ctx{M,T<:Union{Nothing,Tag}} = Context{$hidden,M,T}
        $ctx(; options...) = Context($hidden(); options...)
        $ctx
    end
end

# --- what a context does ------------------------------------------------------------------------------------------------

"Runs before each call under the context."
prehook(::Context, ::Vararg{Any}) = nothing

"Runs after each call under the context that returned, with what it returned."
posthook(::Context, ::Vararg{Any}) = nothing

"Runs after each call under the context that threw, with what it threw."
on_unwind(::Context, ::Vararg{Any}) = nothing

"Runs instead of a call that has no code to go on in. By default makes the call."
fallback(::Context, f, args...) = f(args...)

"""
    overdub(ctx, f, args...)

Calls `f(args...)` under the context: its method for such a call if it has one, otherwise [`recurse`](@ref).
"""
overdub(ctx::Context, f, args...) = Core.Host.overdub_recurse(ctx, f, args...)

"Runs the code of `f` for `args` with each call in it under the context, past the context's own method for this call."
recurse(ctx::Context, f, args...) = Core.Host.overdub_recurse(ctx, f, args...)

"Whether there is code for the call to run under the context."
canrecurse(::Context, f, args...) = Core.Host.overdub_can_recurse(f, args...)

"""
    @overdub ctx expression

Evaluates the expression under the context.
"""
macro overdub(ctx, expression)
    return :(recurse($(esc(ctx)), () -> $(esc(expression))))
end

iskwftype(T::Type) = T === typeof(Core.kwcall)

# --- passes ---------------------------------------------------------------------------------------------------------------

"What a pass is told of the method whose code it may change."
mutable struct Reflection
    signature::DataType
    method::Any
    static_params::Vector{Any}
    code_info::Any
end

const OVERDUB_CONTEXT_NAME = Symbol("#overdub_context")
const OVERDUB_ARGUMENTS_NAME = Symbol("#overdub_arguments")

"""
    @pass transform

A pass for the `pass` keyword of a context: `transform(ctxtype, reflection)` answers the code to run, as a `CodeInfo` or
an expression.
"""
macro pass(transform)
    name = gensym("PassType")
    return esc(quote
        struct $name <: $Cassette.AbstractPass end
        (::Type{$name})(ctxtype, reflection) = $transform(ctxtype, reflection)
        $name()
    end)
end

function transform(ctxtype, signature, method, static_params, code_info)
    reflection = Reflection(signature, method, Any[static_params...], code_info)
    return passtype(ctxtype)(ctxtype, reflection)
end

"Replaces each part `y` of `x` for which `ismatch(y)` by `replace(y)`, in place."
function replace_match!(replace, ismatch, x)
    ismatch(x) && return replace(x)
    if x isa Array || x isa SubArray
        for i in eachindex(x)
            x[i] = replace_match!(replace, ismatch, x[i])
        end
    elseif x isa Expr
        replace_match!(replace, ismatch, x.args)
    end
    return x
end

"""
    insert_statements!(code, codelocs, stmtcount, newstmts)

Puts `newstmts(stmt, i)` in the place of each statement for which `stmtcount(stmt, i)` is their number, and renumbers
what refers to later statements.
"""
function insert_statements!(code, codelocs, stmtcount, newstmts)
    n = length(code)
    counts = Any[stmtcount(code[i], i) for i in 1:n]
    # Where a statement's value, and where a jump to it, is found afterwards.
    values = zeros(Int, n)
    labels = zeros(Int, n + 1)
    at = 0
    for i in 1:n
        labels[i] = at + 1
        at += counts[i] === nothing ? 1 : counts[i]
        values[i] = at
    end
    labels[n+1] = at + 1
    old = copy(code)
    oldlocs = copy(codelocs)
    empty!(code)
    empty!(codelocs)
    for i in 1:n
        stmt = renumber(old[i], values, labels)
        stmts = counts[i] === nothing ? Any[stmt] : newstmts(stmt, labels[i])
        length(stmts) == (counts[i] === nothing ? 1 : counts[i]) ||
            throw(ArgumentError("newstmts answered with another number of statements than stmtcount said"))
        for one in stmts
            push!(code, one)
            push!(codelocs, oldlocs[i])
        end
    end
    return nothing
end

renumber(x, values, labels) = x
renumber(x::SSAValue, values, labels) = SSAValue(values[x.id])
renumber(x::Core.GotoNode, values, labels) = Core.GotoNode(labels[x.label])
renumber(x::Core.GotoIfNot, values, labels) = Core.GotoIfNot(renumber(x.cond, values, labels), labels[x.dest])
renumber(x::Core.ReturnNode, values, labels) =
    isdefined(x, :val) ? Core.ReturnNode(renumber(x.val, values, labels)) : x
renumber(x::Core.EnterNode, values, labels) =
    Core.EnterNode(x.catch_dest == 0 ? 0 : labels[x.catch_dest])
function renumber(x::Expr, values, labels)
    for i in eachindex(x.args)
        x.args[i] = renumber(x.args[i], values, labels)
    end
    return x
end

"Whether `x` is `y`, or the value of a statement that is."
function is_ir_element(x, y, code::Vector)
    while x !== y
        x isa SSAValue || return false
        x = code[x.id]
    end
    return true
end

end
