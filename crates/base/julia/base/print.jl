# Printing: `print` for people, `string` for what it prints, `repr` for what can be read back.

print(io::IO, x) = (show(io, x); nothing)
print(io::IO, s::String) = (_write_bytes(io, s, 0, Core.sizeof(s)); nothing)
print(io::IO, s::SubString{String}) = (write(io, s); nothing)
function print(io::IO, s::AbstractString)
    for c in s
        write(io, c)
    end
    return
end
print(io::IO, xs...) = _print_each(io, xs)
# The first few by their places, where their types are known.
function _print_each(io::IO, xs::Tuple)
    n = nfields(xs)
    n >= 1 || return
    print(io, getfield(xs, 1))
    n >= 2 || return
    print(io, getfield(xs, 2))
    n >= 3 || return
    print(io, getfield(xs, 3))
    n >= 4 || return
    print(io, getfield(xs, 4))
    n >= 5 || return
    print(io, getfield(xs, 5))
    n >= 6 || return
    print(io, getfield(xs, 6))
    n >= 7 || return
    print(io, getfield(xs, 7))
    n >= 8 || return
    print(io, getfield(xs, 8))
    i = 9
    while i <= n
        print(io, getfield(xs, i))
        i += 1
    end
    return
end
print(io::IO) = nothing
print(xs...) = print(stdout, xs...)
print(x) = print(stdout, x)

println(io::IO, xs...) = print(io, xs..., "\n")
println(io::IO, x::String) = print(io, string(x, "\n"))
println(io::IO) = print(io, "\n")
println(xs...) = println(stdout, xs...)
println(x::String) = println(stdout, x)

function print_to_string(xs...)
    isempty(xs) && return ""
    io = IOBuffer()
    _print_each(io, xs)
    return takestring!(io)
end
string(xs...) = print_to_string(xs...)

function sprint(f, args...; context=nothing, sizehint::Integer=0)
    io = IOBuffer()
    if context isa Tuple
        f(IOContext(io, context...), args...)
    elseif context !== nothing
        f(IOContext(io, context), args...)
    else
        f(io, args...)
    end
    return takestring!(io)
end

repr(x; context=nothing) = sprint(show, x; context)
repr(m::MIME, x; context=nothing) = istextmime(m) ? _textrepr(m, x, context) : _binrepr(m, x, context)
_binrepr(m, x::Vector{UInt8}, context) = x
repr(m::AbstractString, x; context=nothing) = repr(MIME(m), x; context)
_textrepr(m, x, context) = sprint(show, m, x; context)
_textrepr(::MIME"text/plain", x::AbstractString, context) = repr(x; context)
_textrepr(m::MIME, x::AbstractString, context) = x
function _binrepr(m, x, context)
    io = IOBuffer()
    show(context === nothing ? io : IOContext(io, context), m, x)
    return take!(io)
end

# ---- how things are displayed ----------------------------------------------------------------------
show(io::IO, ::MIME{mime}) where {mime} = print(io, "MIME type ", string(mime))
print(io::IO, ::MIME{mime}) where {mime} = print(io, mime)
istextmime(m::MIME) = startswith(string(m), "text/") || m isa MIME"application/json" || m isa MIME"application/javascript"
istextmime(m::AbstractString) = istextmime(MIME(m))
showable(::MIME{mime}, x) where {mime} = hasmethod(show, Tuple{IO, MIME{mime}, typeof(x)})
showable(m::AbstractString, x) = showable(MIME(m), x)

show(x) = show(stdout, x)
show(io::IO, ::MIME"text/plain", x) = show(io, x)
show(io::IO, m::AbstractString, x) = show(io, MIME(m), x)

abstract type AbstractDisplay end
struct TextDisplay <: AbstractDisplay
    io::IO
end
display(d::TextDisplay, x) = display(d, MIME"text/plain"(), x)
function display(d::TextDisplay, ::MIME"text/plain", x)
    show(d.io, MIME"text/plain"(), x)
    println(d.io)
end
display(d::TextDisplay, m::MIME, x) = show(d.io, m, x)
display(d::AbstractDisplay, m::AbstractString, x) = display(d, MIME(m), x)
function display(x)
    displays = _state().displays
    isempty(displays) || return display(displays[end], x)
    show(stdout, MIME"text/plain"(), x)
    println(stdout)
end
display(m::MIME, x) = (show(stdout, m, x); nothing)
display(m::AbstractString, x) = display(MIME(m), x)
displayable(m) = istextmime(m)
pushdisplay(d::AbstractDisplay) = push!(_state().displays, d)
popdisplay() = pop!(_state().displays)
popdisplay(d::AbstractDisplay) = (filter!(x -> x !== d, _state().displays); d)
redisplay(x) = display(x)

struct HTML{T}
    content::T
end
struct Text{T}
    content::T
end
show(io::IO, ::MIME"text/html", h::HTML) = print(io, h.content)
show(io::IO, h::HTML) = print(io, "HTML{", typeof(h.content), "}(", repr(h.content), ")")
print(io::IO, t::Text) = print(io, t.content)
show(io::IO, t::Text) = print(io, t.content)
==(a::T, b::T) where {T<:Union{HTML, Text}} = a.content == b.content

# ---- colours -----------------------------------------------------------------------------------------
const _color_codes = (
    black = "\e[30m", red = "\e[31m", green = "\e[32m", yellow = "\e[33m", blue = "\e[34m",
    magenta = "\e[35m", cyan = "\e[36m", white = "\e[37m", light_black = "\e[90m", gray = "\e[90m",
    light_red = "\e[91m", light_green = "\e[92m", light_yellow = "\e[93m", light_blue = "\e[94m",
    light_magenta = "\e[95m", light_cyan = "\e[96m", light_white = "\e[97m", normal = "\e[0m",
    default = "\e[39m", bold = "\e[1m", italic = "\e[3m", underline = "\e[4m", blink = "\e[5m",
    reverse = "\e[7m", hidden = "\e[8m", nothing = "")
_color_code(c::Symbol) = get(_color_codes, c, "\e[39m")
_color_code(c::Integer) = string("\e[38;5;", c, "m")

with_output_color(f::Function, color, io::IO, args...; bold::Bool=false, italic::Bool=false,
        underline::Bool=false, blink::Bool=false, reverse::Bool=false, hidden::Bool=false) =
    _with_color(f, color, io, args, bold, italic, underline, blink, reverse, hidden)
function _with_color(f, color, io, args, bold, italic, underline, blink, reverse, hidden)
    text = sprint(f, args...; context = io)
    if !(get(io, :color, false)::Bool)
        print(io, text)
        return
    end
    on = color === :nothing ? "" : _color_code(color)
    off = color === :nothing ? "" : "\e[39m"
    bold && (on *= "\e[1m")
    italic && (on *= "\e[3m"; off = string("\e[23m", off))
    bold && (off = string("\e[22m", off))
    underline && (on *= "\e[4m"; off = string("\e[24m", off))
    blink && (on *= "\e[5m"; off = string("\e[25m", off))
    reverse && (on *= "\e[7m"; off = string("\e[27m", off))
    hidden && (on *= "\e[8m"; off = string("\e[28m", off))
    first = true
    for line in eachsplit(text, '\n')
        first || print(io, '\n')
        first = false
        isempty(line) || print(io, on, line, off)
    end
end
printstyled(io::IO, msg...; color=:normal, bold::Bool=false, italic::Bool=false, underline::Bool=false,
        blink::Bool=false, reverse::Bool=false, hidden::Bool=false) =
    _with_color(print, color, io, msg, bold, italic, underline, blink, reverse, hidden)
printstyled(msg...; kw...) = printstyled(stdout, msg...; kw...)
