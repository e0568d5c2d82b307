# Expressions print as programs are written.

show(io::IO, ex::Expr) = (print(io, Core.Host.expr_show(_without_nodes(ex))); nothing)
print(io::IO, ex::Expr) = (write(io, Core.Host.expr_text(_without_nodes(ex))); nothing)
_show_quote(io::IO, x::QuoteNode) = (print(io, Core.Host.expr_show(x)); nothing)
print(io::IO, x::QuoteNode) = (print(io, Core.Host.expr_text(x)); nothing)
show_unquoted(io::IO, ex) = print(io, ex isa Union{Expr, QuoteNode} ? _text_in_call(ex) : ex)
# Within others a macro is called with parentheses, and they are around a function of its arguments.
function _text_in_call(ex)
    ex isa Expr && ex.head in (:macrocall, :->) || return Core.Host.expr_text(ex)
    text = Core.Host.expr_text(Expr(:call, :f, ex))
    return chop(text; head=2, tail=1)
end
string(ex::Expr) = sprint(print, ex)
