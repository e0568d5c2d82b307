# Expressions as data.

struct QuoteNode
    value
end
struct LineNumberNode
    line::Int
    file::Union{Symbol, Nothing}
    LineNumberNode(line::Integer, file::Union{Symbol, Nothing}=nothing) = new(Int(line), file)
    LineNumberNode(line::Integer, file::AbstractString) = new(Int(line), Symbol(file))
end

==(a::Expr, b::Expr) = a.head === b.head && isequal(a.args, b.args)
==(a::QuoteNode, b::QuoteNode) = isequal(a.value, b.value)
hash(x::Expr, h::UInt) = hash(x.args, hash(x.head, h + 0x83c7900696d26dc6))
hash(x::QuoteNode, h::UInt) = hash(x.value, h + 0x2c97bf8b3de87020)
==(a::LineNumberNode, b::LineNumberNode) = a.line == b.line && a.file === b.file

copy(e::Expr) = Expr(e.head, _copy_args(e.args)...)
_copy_args(args) = Any[copy_exprs(a) for a in args]
copy_exprs(x) = x
copy_exprs(x::Expr) = copy(x)

isexpr(ex, head::Symbol) = ex isa Expr && ex.head === head
isexpr(ex, heads) = ex isa Expr && ex.head in heads
isexpr(ex, head::Symbol, n::Int) = ex isa Expr && ex.head === head && length(ex.args) == n

function is_function_def(ex)
    return isexpr(ex, :function) || is_short_function_def(ex) || isexpr(ex, :->)
end
# Puts a note for the compiler into the body of a function, beside those that are there.
function pushmeta!(ex::Expr, tag::Union{Symbol, Expr})
    def = unwrap_macrocalls(ex)
    is_function_def(def) || error(def, " is not a function expression")
    isexpr(def.args[2], :block) || error(def.args[2], " is not a block expression")
    noted = _meta_of(def.args)
    noted === nothing ? pushfirst!(def.args[2].args, Expr(:meta, tag)) : push!(noted.args, tag)
    return ex
end
# Before a definition, a note for it; before anything else, advice that nobody needs.
annotate_meta_def_or_block(ex, meta::Symbol) = esc(_note_in_body(ex, meta))
unwrap_macrocalls(x) = isexpr(x, :macrocall) ? unwrap_macrocalls(x.args[end]) : x
function _meta_of(args)
    for arg in args
        isexpr(arg, :meta) && return arg
        found = isexpr(arg, :block) ? _meta_of(arg.args) : nothing
        found === nothing || return found
    end
    return nothing
end
# Whether a body holds such a note, and what it says; `popmeta!` takes it out.
popmeta!(body, name) = _meta_named(body, name, true)
peekmeta(body, name) = _meta_named(body, name, false)
function _meta_named(body, name, taken)
    args = body isa Expr ? (body.head === :block ? body.args : Any[]) : body
    for (i, arg) in enumerate(args)
        if isexpr(arg, :meta)
            at = findfirst(it -> it === name || isexpr(it, name), arg.args)
            at === nothing && continue
            said = arg.args[at] isa Expr ? arg.args[at].args : Any[]
            taken && deleteat!(arg.args, at)
            taken && isempty(arg.args) && deleteat!(args, i)
            return true, said
        elseif isexpr(arg, :block)
            found, said = _meta_named(arg, name, taken)
            found && return true, said
        end
    end
    return false, Any[]
end
function is_short_function_def(ex)
    isexpr(ex, :(=)) || return false
    while length(ex.args) >= 1 && ex.args[1] isa Expr
        ex.args[1].head === :call && return true
        ex.args[1].head === :where || ex.args[1].head === :(::) || return false
        ex = ex.args[1]
    end
    return false
end
