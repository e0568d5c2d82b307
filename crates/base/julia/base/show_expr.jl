# Expressions print as programs are written. A value within one that no program text stands for is shown by its own
# method: a node with its number takes its place while the text is made.

struct _Held
    number::Int
end
const _held_text = r"(?:Base\.)?_Held\((\d+)\)"
const _WrittenLiteral = Union{Symbol, String, Bool, Int8, Int16, Int32, Int64, Int128, UInt8, UInt16, UInt32, UInt64,
    UInt128, Float16, Float32, Float64, Char, Nothing, Missing, LineNumberNode, GlobalRef, Type, Module}
_is_written(x::_WrittenLiteral) = true
_is_written(x::Function) = issingletontype(typeof(x))
_is_written(x::Expr) = all(_is_written, x.args)
_is_written(x::QuoteNode) = _is_written(x.value)
_is_written(x) = false

_with_held(x::Expr, held) = Expr(x.head, Any[_with_held(a, held) for a in x.args]...)
_with_held(x::QuoteNode, held) = QuoteNode(_with_held(x.value, held))
_with_held(x, held) = _is_written(x) ? x : (push!(held, x); _Held(length(held)))

# The text that `write` makes of an expression, with what it holds as `show` writes it.
function _expr_text(write, ex, io::IO=devnull)
    ex isa Expr && (ex = _without_nodes(ex))
    _is_written(ex) && return write(ex)
    held = Any[]
    text = write(_with_held(ex, held))
    shown(node) = sprint(show, held[parse(Int, filter(isdigit, node))]; context=io)
    return replace(text, _held_text => shown)
end

show(io::IO, ex::Expr) = (print(io, _expr_text(Core.Host.expr_show, ex, io)); nothing)
print(io::IO, ex::Expr) = (print(io, _expr_text(Core.Host.expr_text, ex, io)); nothing)
_show_quote(io::IO, x::QuoteNode) = (print(io, _expr_text(Core.Host.expr_show, x, io)); nothing)
print(io::IO, x::QuoteNode) = (print(io, _expr_text(Core.Host.expr_text, x, io)); nothing)
show_unquoted(io::IO, ex::Union{Expr, QuoteNode}) = print(io, _expr_text(_text_in_call, ex, io))
show_unquoted(io::IO, ex::Symbol) = print(io, ex)
show_unquoted(io::IO, ex) = show(io, ex)
# Within others a macro is called with parentheses, and they are around a function of its arguments.
function _text_in_call(ex)
    ex isa Expr && ex.head in (:macrocall, :->) || return Core.Host.expr_text(ex)
    text = Core.Host.expr_text(Expr(:call, :f, ex))
    return chop(text; head=2, tail=1)
end
string(ex::Expr) = sprint(print, ex)
