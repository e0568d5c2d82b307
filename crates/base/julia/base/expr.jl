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
function is_short_function_def(ex)
    isexpr(ex, :(=)) || return false
    while length(ex.args) >= 1 && ex.args[1] isa Expr
        ex.args[1].head === :call && return true
        ex.args[1].head === :where || ex.args[1].head === :(::) || return false
        ex = ex.args[1]
    end
    return false
end
