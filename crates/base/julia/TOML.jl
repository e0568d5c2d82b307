# Documents of settings. The host reads them; `parse` builds tables of what it found.
module TOML

using Dates

"What is wrong with a document, and where: a byte, counted from one, and its line and column."
struct ParserError <: Exception
    message::String
    str::String
    filepath::Union{String, Nothing}
    line::Int
    column::Int
    pos::Int
end
function Base.showerror(io::IO, e::ParserError)
    printstyled(io, "TOML Parser error:\n"; color = Base.error_color())
    printstyled(io, something(e.filepath, "none"), ':', e.line, ':', e.column; bold = true)
    printstyled(io, " error: "; color = Base.error_color())
    println(io, e.message)
    lines = split(e.str, '\n')
    text = e.line <= length(lines) ? lines[e.line] : ""
    println(io, "  ", text)
    print_arrow(io, max(e.column - 1, 0))
end
print_arrow(io, column) = Base.print(io, "  ", ' '^column, '^')

"A parser that is used for many documents; it has nothing to keep between them."
struct Parser end

parse(text::AbstractString) = orthrow(document(String(text), nothing))
parse(p::Parser, text::AbstractString) = parse(text)
parse(io::IO) = parse(read(io, String))
parse(p::Parser, io::IO) = parse(io)
tryparse(text::AbstractString) = document(String(text), nothing)
tryparse(p::Parser, text::AbstractString) = tryparse(text)
tryparse(io::IO) = tryparse(read(io, String))
parsefile(path::AbstractString) = orthrow(document(read(path, String), abspath(path)))
parsefile(p::Parser, path::AbstractString) = parsefile(path)
tryparsefile(path::AbstractString) = document(read(path, String), abspath(path))
tryparsefile(p::Parser, path::AbstractString) = tryparsefile(path)
orthrow(table) = table
orthrow(e::ParserError) = throw(e)

# ---- from the host's lines ------------------------------------------------------------------------------------------
function document(text::String, path)
    isvalid(text) || return ParserError("invalid UTF-8", text, path, 1, 1, 1)
    lines = split(Core.Host.toml_read(text), '\n')
    first(lines[1]) == '!' || return table(lines, 1)[1]
    pos = Base.parse(Int, lines[1][2:end]) + 1
    before = text[1:prevind(text, min(pos, ncodeunits(text) + 1))]
    line = count(==('\n'), before) + 1
    column = length(before[nextind(before, something(findlast('\n', before), 0)):end]) + 1
    return ParserError(plain(lines[2]), text, path, line, column, pos)
end
# Each answers with what begins at a line, and with the line after it.
function table(lines, at)
    found = Dict{String, Any}()
    at += 1
    while lines[at] != "}"
        key = plain(lines[at][2:end])
        found[key], at = value(lines, at + 1)
    end
    return found, at + 1
end
function array(lines, at)
    found = Union{}[]
    at += 1
    while lines[at] != "]"
        element, at = value(lines, at)
        found = widened(found, element)
    end
    return found, at + 1
end
# An array is of one type or of two; of more, it is of any.
function widened(array::Vector{T}, element) where {T}
    element isa T && return push!(array, element)
    S = T === Union{} ? typeof(element) : T isa Union ? Any : Union{T, typeof(element)}
    return push!(convert(Vector{S}, array), element)
end
function value(lines, at)
    line = lines[at]
    kind, text = first(line), SubString(line, 2)
    kind == '{' && return table(lines, at)
    kind == '[' && return array(lines, at)
    kind == 's' && return plain(text), at + 1
    kind == 'i' && return Base.parse(Int64, text), at + 1
    kind == 'f' && return Base.parse(Float64, text), at + 1
    kind == 'b' && return text == "true", at + 1
    return moment(text), at + 1
end
function moment(text)
    text = chopsuffix(text, "Z")
    '-' in text || return Time(thousandths(text))
    length(text) == 10 && return Date(text)
    return DateTime(replace(thousandths(text), ' ' => 'T'))
end
# Seconds have three digits behind the point here, and as many as one likes there.
function thousandths(text)
    point = findfirst('.', text)
    return point === nothing ? text : first(text, point + 3)
end
plain(text) = occursin('\\', text) ? replace(text, "\\\\" => "\\", "\\n" => "\n") : String(text)

# ---- writing --------------------------------------------------------------------------------------------------------
const Scalar = Union{DateTime, Time, Date, Bool, Integer, AbstractFloat, AbstractString}
const Writable = Union{Scalar, AbstractVector, AbstractDict}

is_table(x) = x isa AbstractDict
is_tables(x) = x isa AbstractVector && !isempty(x) && all(is_table, x)
is_sectioned(x) = is_table(x) || is_tables(x)

print(table::AbstractDict; kw...) = print(stdout, table; kw...)
print(io::IO, table::AbstractDict; kw...) = print(nothing, io, table; kw...)
print(f::Union{Function, Nothing}, table::AbstractDict; kw...) = print(f, stdout, table; kw...)
"Writes a table; `f` makes something that TOML has of values that it has not, `inline_tables` are written in a line."
function print(f::Union{Function, Nothing}, io::IO, table::AbstractDict; sorted::Bool=false, by=identity,
        inline_tables=Base.IdSet{Any}())
    section(f, io, table, String[], 0, true, (; sorted, by, inline_tables))
    return nothing
end
in_order(table, how) = how.sorted ? sort!(collect(keys(table)); by = how.by) : collect(keys(table))

# What is in lines of its own comes first, then the tables below, indented by four for each header above.
function section(f, io, table, path, depth, is_first, how)
    is_inline(x) = !is_sectioned(x) || x in how.inline_tables
    part(name) = (x = table[name]; x isa Writable ? x : as_writable(f, x))
    names = in_order(table, how)
    for name in names
        is_inline(part(name)) || continue
        Base.print(io, ' '^(4 * max(0, depth - 1)))
        Base.print(io, key(name), " = ")
        inline(f, io, part(name), how)
        println(io)
        is_first = false
    end
    for name in names
        below = part(name)
        is_inline(below) && continue
        push!(path, String(name))
        if is_table(below)
            has_header = isempty(below) || any(is_inline, values(below))
            if has_header
                is_first || println(io)
                header(io, path, depth, '[', ']')
                is_first = false
            end
            section(f, io, below, path, depth + has_header, has_header, how)
        else
            is_first || println(io)
            is_first = false
            for one in below
                header(io, path, depth, "[[", "]]")
                section(f, io, one, path, depth + 1, true, how)
            end
        end
        pop!(path)
    end
end
header(io, path, depth, open, close) = println(io, ' '^(4depth), open, join(map(key, path), '.'), close)

is_bare(c) = 'a' <= c <= 'z' || 'A' <= c <= 'Z' || '0' <= c <= '9' || c == '_' || c == '-'
key(name) = (text = String(name); !isempty(text) && all(is_bare, text) ? text : string('"', escaped(text), '"'))
const ESCAPES = Dict('\b' => "\\b", '\t' => "\\t", '\n' => "\\n", '\f' => "\\f", '\r' => "\\r", '"' => "\\\"", '\\' => "\\\\")
function escaped(text)
    return sprint() do io
        for c in text
            isvalid(c) || error("TOML print: invalid character $(repr(c)) encountered when printing string")
            Base.print(io, get(ESCAPES, c) do
                iscntrl(c) ? "\\u" * string(UInt32(c); base = 16, pad = 4) : c
            end)
        end
    end
end

inline(f, io, x, how) = inline(f, io, as_writable(f, x), how)
function as_writable(f, x)
    f === nothing && error("type `$(typeof(x))` is not a valid TOML type, pass a conversion function to `TOML.print`")
    made = f(x)
    made isa Writable || error("TOML syntax function for type `$(typeof(x))` did not return a valid TOML type but a `$(typeof(made))`")
    return made
end
inline(f, io, x::AbstractString, how) = Base.print(io, '"', escaped(x), '"')
inline(f, io, x::Union{Bool, Signed}, how) = Base.print(io, x)
# Unsigned numbers in as many digits as their bytes have.
inline(f, io, x::Unsigned, how) = Base.print(io, "0x", string(x; base = 16, pad = 2 * ndigits(x; base = 256)))
inline(f, io, x::AbstractFloat, how) = Base.print(io, isnan(x) ? "nan" : isinf(x) ? (x > 0 ? "+inf" : "-inf") : Float64(x))
inline(f, io, x::DateTime, how) = Base.print(io, Dates.format(x, dateformat"YYYY-mm-dd\THH:MM:SS.sss\Z"))
inline(f, io, x::Date, how) = Base.print(io, Dates.format(x, dateformat"YYYY-mm-dd"))
inline(f, io, x::Time, how) = Base.print(io, Dates.format(x, dateformat"HH:MM:SS.sss"))
function inline(f, io, xs::AbstractVector, how)
    Base.print(io, '[')
    for (i, x) in enumerate(xs)
        i == 1 || Base.print(io, ", ")
        inline(f, io, x, how)
    end
    Base.print(io, ']')
end
function inline(f, io, table::AbstractDict, how)
    Base.print(io, '{')
    for (i, name) in enumerate(in_order(table, how))
        i == 1 || Base.print(io, ", ")
        Base.print(io, key(name), " = ")
        inline(f, io, table[name], how)
    end
    Base.print(io, '}')
end

end
