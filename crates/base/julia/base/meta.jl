# Reading programs.

module Meta

using Base
import Base: isexpr

struct ParseError <: Exception
    msg::String
    detail::Any
end
ParseError(msg::AbstractString) = ParseError(msg, nothing)
function Base.showerror(io::IO, ex::ParseError)
    # What the parser says begins with the name of the error.
    print(io, startswith(ex.msg, "ParseError:") ? "" : "ParseError:\n", ex.msg)
end

function parse(str::AbstractString, pos::Integer; greedy::Bool=true, raise::Bool=true, depwarn::Bool=true, filename="none")
    1 <= pos <= ncodeunits(str) + 1 || throw(BoundsError(str, pos))
    ex, next = Core.Host.parse_one(String(str), Int(pos), greedy, String(filename))
    ex = _with_parse_error(ex)
    if raise && ex isa Expr && ex.head === :error
        throw(_parse_error(ex))
    end
    return ex, next
end
function parse(str::AbstractString; filename="none", raise::Bool=true, depwarn::Bool=true)
    ex, pos = parse(str, 1; greedy = true, raise, filename)
    ex isa Expr && ex.head === :error && return ex
    if pos <= ncodeunits(str)
        raise && throw(ParseError("extra token after end of expression"))
        return Expr(:error, ParseError("extra token after end of expression"))
    end
    return ex
end
_parse_error(ex) = ex.args[1] isa ParseError ? ex.args[1] : ParseError(string(ex.args[1]))
# What is wrong with a text stands in its expression as an exception.
_with_parse_error(ex) =
    isexpr(ex, (:error, :incomplete)) && ex.args[1] isa String ? Expr(ex.head, ParseError(ex.args[1])) : ex
function parseall(str::AbstractString; filename="none")
    ex = Core.Host.parse_all(String(str), String(filename))
    isexpr(ex, :toplevel) && !isempty(ex.args) && (ex.args[end] = _with_parse_error(ex.args[end]))
    return ex
end
parseatom(str::AbstractString, pos::Integer; kw...) = parse(str, pos; greedy = false, kw...)

quot(ex) = Expr(:quote, ex)
isidentifier(x) = Base.isidentifier(x)
isoperator(x) = Base.isoperator(x)
isunaryoperator(x) = Base.isunaryoperator(x)
isbinaryoperator(x) = Base.isbinaryoperator(x)
ispostfixoperator(s) = s === Symbol("'")
# What is no expression after its macros have run stays what it is, and what cannot be lowered says why.
function lower(m::Module, x)
    x = macroexpand(m, x)
    x isa Expr || return x
    code = try
        Core.Host.lower(m, x)
    catch e
        e isa ErrorException && startswith(e.msg, "syntax: ") || rethrow()
        return Expr(:error, String(chopprefix(e.msg, "syntax: ")))
    end
    return Expr(:thunk, Lowered(code))
end
struct Lowered
    text::String
end
Base.show(io::IO, code::Lowered) = print(io, code.text)
show_sexpr(ex) = show_sexpr(Base.stdout, ex)
function show_sexpr(io::IO, ex)
    if ex isa Expr
        print(io, "(:", ex.head)
        for a in ex.args
            print(io, ", ")
            show_sexpr(io, a)
        end
        print(io, length(ex.args) == 0 ? ",)" : ")")
    else
        show(io, ex)
    end
end
macro dump(ex)
    return :(dump($(QuoteNode(ex))))
end
macro lower(ex)
    return :(lower($__module__, $(QuoteNode(ex))))
end
unblock(ex) = ex
function unblock(ex::Expr)
    ex.head === :block || return ex
    exs = filter(x -> !(x isa LineNumberNode), ex.args)
    return length(exs) == 1 ? unblock(exs[1]) : ex
end
unescape(ex) = ex
function unescape(ex::Expr)
    ex.head === :escape || return ex
    return unescape(ex.args[1])
end
uncurly(ex) = isexpr(ex, :curly) ? ex.args[1] : ex
partially_inline!(ex, args...) = ex

export quot, isexpr, isidentifier, isoperator, isunaryoperator, isbinaryoperator, ispostfixoperator, replace_sourceloc!, show_sexpr, @dump
public parse, ParseError

end
