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

# The code that finds each keyword its value is nothing that the program wrote: it runs as it is, up to the call of the
# function that has the keywords as arguments, whose code then runs under the context.
struct SortingName <: AbstractContextName end
const SORTING = Context(SortingName())
struct SortedCall
    f::Any
    args::Any
end
function overdub(::Context{SortingName}, f, args...)
    f isa Function && has_sorted_keywords(nameof(f)) && return SortedCall(f, args)
    return f(args...)
end
# `#f#12` is what lowering calls the function that does the work of `f`.
has_sorted_keywords(name::Symbol) = occursin(r"^#.+#\d+$", string(name))
refers_to_sorted(x) = false
refers_to_sorted(x::GlobalRef) = has_sorted_keywords(x.name)
refers_to_sorted(x::Expr) = any(refers_to_sorted, x.args)
function sorts_keywords(signature)
    method = Core.Host.method_for(signature, Base.get_world_counter())
    code = method isa Core.Method ? Core.Host.code_info(method) : nothing
    return code !== nothing && any(refers_to_sorted, code.code)
end
function recurse(ctx::Context, kwcall::typeof(Core.kwcall), keywords::NamedTuple, f, args...)
    signature = Tuple{typeof(kwcall),typeof(keywords),Core.Typeof(f),map(Core.Typeof, args)...}
    sorts_keywords(signature) || return Core.Host.overdub_recurse(ctx, kwcall, keywords, f, args...)
    sorted = Core.Host.overdub_recurse(SORTING, kwcall, keywords, f, args...)
    sorted isa SortedCall || return sorted
    return Core.Host.overdub_recurse(ctx, sorted.f, sorted.args...)
end

"Whether there is code for the call to run under the context."
canrecurse(::Context, f, args...) = Core.Host.overdub_can_recurse(f, args...)

"""
    @overdub ctx expression

Evaluates the expression under the context.
"""
macro overdub(ctx, expression)
    return :(recurse($(esc(ctx)), () -> $(esc(expression))))
end

# --- tagging ------------------------------------------------------------------------------------------------------------

"What a value without a tag has for metadata."
struct NoMetaData end
struct NoMetaMeta end

# Nothing is tagged under a context that never began to tag.
hastagging(::Type{<:Context}) = false
istagged(x, ::Context) = false
istaggedtype(::Type, ::Type) = false
untag(x, ::Context) = x
untagtype(::Type{X}, ::Type) where {X} = X
metadata(x, ::Context) = NoMetaData()
metameta(x, ::Context) = NoMetaMeta()
hasmetadata(x, ::Context) = false
hasmetameta(x, ::Context) = false
refuse_tagging(name) = Core.Host.unsupported(
    "`Cassette.$name` is not supported: values cannot be tagged; keep what belongs to them in the context's metadata, by `objectid` or in an `IdDict`")
enabletagging(args...) = refuse_tagging("enabletagging")
tag(args...) = refuse_tagging("tag")

iskwftype(T::Type) = T === typeof(Core.kwcall)

# --- passes ---------------------------------------------------------------------------------------------------------------

"What a pass is told of the method whose code it may change."
mutable struct Reflection
    signature::DataType
    method::Any
    static_params::Vector{Any}
    code_info::Any
end

"""
    reflect((typeof(f), types...))

What there is to tell of the method that such a call runs, with its lowered code; of a call of `overdub` with a context,
the code that runs there. `nothing` where there is no method, or none with code.
"""
function reflect(sigtypes::Tuple, world=Base.get_world_counter())
    if length(sigtypes) > 2 && sigtypes[1] === typeof(overdub) && sigtypes[2] <: Context
        inner = reflect(sigtypes[3:end], world)
        return inner === nothing ? nothing : overdub_pass!(inner, sigtypes[2])
    end
    signature = Tuple{sigtypes...}
    method = Core.Host.method_for(signature, world)
    method isa Core.Method || return nothing
    code_info = Core.Host.code_info(method)
    code_info === nothing && return nothing
    params = Any[]
    open = method.sig
    while open isa UnionAll
        push!(params, open.var)
        open = open.body
    end
    return Reflection(signature, method, params, code_info)
end

"Runs the pass of the context over the code, and makes each call that it leaves a call of `overdub`."
function overdub_pass!(reflection::Reflection, ctxtype::DataType, is_invoke::Bool=false)
    if passtype(ctxtype) !== NoPass
        answer = passtype(ctxtype)(ctxtype, reflection)
        answer isa Expr && return answer
        reflection.code_info = answer
    end
    code = reflection.code_info.code
    for i in eachindex(code)
        code[i] = overdubbed(code[i])
    end
    return reflection
end
overdubbed(x) = x
function overdubbed(x::Expr)
    x.head === :(=) && return Expr(:(=), x.args[1], overdubbed(x.args[2]))
    x.head === :call || return x
    f = x.args[1]
    f isa Expr && f.head === :nooverdub && return Expr(:call, f.args[1], x.args[2:end]...)
    return Expr(:call, GlobalRef(Cassette, :overdub), Expr(:contextslot), x.args...)
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
