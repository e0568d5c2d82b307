# What programs use now and then.

# Reads with a question in front.
function prompt(message::AbstractString; default::AbstractString="")
    print(stdout, message, isempty(default) ? ": " : " [$default]: ")
    flush(stdout)
    answer = readline(stdin)
    return isempty(answer) ? default : answer
end
depwarn(msg, funcsym; force::Bool=false) = nothing
versioninfo(io::IO=stdout) = println(io, "overdub ", VERSION)
isiterable(T) = hasmethod(iterate, Tuple{T})
nothing_or(x, default) = x === nothing ? default : x

llvmcall(args...) = Core.Host.unsupported("`llvmcall` is not supported: there is no foreign code")

# There is no foreign code; who compiles this word hears where it stands.
macro cfunction(args...)
    return esc(Expr(:cfunction, args...))
end

# Extension of errors by packages.
module Experimental
using Base
using Base: register_error_hint, show_error_hints
# Statements are run by the same engine whether or not it has compiled them.
macro force_compile()
    return nothing
end
macro MethodTable(name)
    return Expr(:const, Expr(:(=), esc(name), Expr(:call, GlobalRef(Core.Host, :new_method_table), QuoteNode(name), __module__)))
end
macro overlay(table, def)
    return esc(_overlaid(table, def))
end
# The definition with its function named as one of the table's.
function _overlaid(table, def)
    def isa Expr || error("invalid usage of @overlay")
    if def.head === :macrocall
        return Expr(:macrocall, def.args[1:end-1]..., _overlaid(table, def.args[end]))
    end
    def.head === :function || def.head === :(=) || error("invalid usage of @overlay")
    return Expr(def.head, _overlaid_signature(table, def.args[1]), def.args[2:end]...)
end
function _overlaid_signature(table, sig)
    sig isa Expr || error("invalid usage of @overlay")
    if sig.head === :call
        return Expr(:call, Expr(:overlay, table, sig.args[1]), sig.args[2:end]...)
    end
    return Expr(sig.head, _overlaid_signature(table, sig.args[1]), sig.args[2:end]...)
end
macro opaque(ex)
    return esc(ex)
end
macro sync(ex)
    return esc(:(Base.@sync $ex))
end
macro compiler_options(args...)
    return nothing
end
end

# By name, or by number of the 256 colours.
const text_colors = Dict{Union{Symbol, Int}, String}(n => string("\e[38;5;", n, "m") for n in 0:255)
for (name, code) in pairs(_color_codes)
    text_colors[name] = code
end
