# Expressions print as programs are written.

show(io::IO, ex::Expr) = (print(io, Core.Host.expr_show(_without_nodes(ex))); nothing)
print(io::IO, ex::Expr) = (write(io, Core.Host.expr_text(_without_nodes(ex))); nothing)
_show_quote(io::IO, x::QuoteNode) = (print(io, Core.Host.expr_show(x)); nothing)
print(io::IO, x::QuoteNode) = (print(io, Core.Host.expr_text(x)); nothing)
show_unquoted(io::IO, ex) = print(io, ex isa Union{Expr, QuoteNode} ? Core.Host.expr_text(ex) : ex)
string(ex::Expr) = sprint(print, ex)
