# A JSON parser and printer with errors that say where, and queries on what was read.

module JSON

export parse_json, write_json, JSONError, query, depth

# --- errors ---------------------------------------------------------------------------------------

struct JSONError <: Exception
    message::String
    line::Int
    column::Int
end

Base.showerror(io::IO, e::JSONError) = print(io, "JSONError at ", e.line, ":", e.column, ": ", e.message)

# --- reading ----------------------------------------------------------------------------------------

mutable struct Reader{S<:AbstractString}
    text::S
    at::Int
    depth::Int
end

Reader(text) = Reader(text, firstindex(text), 0)

is_done(r::Reader) = r.at > lastindex(r.text)
peek_char(r::Reader) = is_done(r) ? '\0' : r.text[r.at]

function next_char!(r::Reader)
    is_done(r) && fail(r, "unexpected end of input")
    c = r.text[r.at]
    r.at = nextind(r.text, r.at)
    return c
end

function fail(r::Reader, message)
    before = SubString(r.text, 1, prevind(r.text, min(r.at, lastindex(r.text) + 1)))
    line = count(==('\n'), before) + 1
    newline = findlast('\n', before)
    column = newline === nothing ? length(before) + 1 : length(SubString(before, nextind(before, newline))) + 1
    throw(JSONError(message, line, column))
end

function skip_space!(r::Reader)
    while !is_done(r) && peek_char(r) in (' ', '\t', '\n', '\r')
        next_char!(r)
    end
end

function expect!(r::Reader, wanted::Char)
    found = is_done(r) ? "the end" : repr(peek_char(r))
    peek_char(r) == wanted || fail(r, "expected $(repr(wanted)), found $found")
    return next_char!(r)
end

const WORDS = Dict("true" => true, "false" => false, "null" => nothing)
const ESCAPES = Dict('n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', '/' => '/', '\\' => '\\', '"' => '"')

function read_value!(r::Reader)
    skip_space!(r)
    c = peek_char(r)
    if c == '{'
        return nested(read_object!, r)
    elseif c == '['
        return nested(read_array!, r)
    elseif c == '"'
        return read_string!(r)
    elseif c == '-' || isdigit(c)
        return read_number!(r)
    end
    for (word, value) in sort!(collect(WORDS); by = first)
        if startswith(SubString(r.text, r.at), word)
            r.at += ncodeunits(word)
            return value
        end
    end
    is_done(r) && fail(r, "unexpected end of input")
    fail(r, "unexpected character $(repr(c))")
end

function nested(read!::F, r::Reader) where {F}
    r.depth += 1
    r.depth > 100 && fail(r, "nested too deep")
    try
        return read!(r)
    finally
        r.depth -= 1
    end
end

function read_object!(r::Reader)
    object = Pair{String,Any}[]
    expect!(r, '{')
    skip_space!(r)
    peek_char(r) == '}' && (next_char!(r); return object)
    while true
        skip_space!(r)
        peek_char(r) == '"' || fail(r, "a key must be a string")
        key = read_string!(r)
        any(p -> first(p) == key, object) && fail(r, "the key $(repr(key)) is there twice")
        skip_space!(r)
        expect!(r, ':')
        push!(object, key => read_value!(r))
        skip_space!(r)
        peek_char(r) == ',' || break
        next_char!(r)
    end
    expect!(r, '}')
    return object
end

function read_array!(r::Reader)
    array = []
    expect!(r, '[')
    skip_space!(r)
    peek_char(r) == ']' && (next_char!(r); return array)
    while true
        push!(array, read_value!(r))
        skip_space!(r)
        peek_char(r) == ',' || break
        next_char!(r)
    end
    expect!(r, ']')
    return narrow(array)
end

"Arrays whose elements have one type become arrays of that type."
narrow(array) = isempty(array) || !allequal(map(typeof, array)) ? array : identity.(array)

function read_string!(r::Reader)
    expect!(r, '"')
    out = IOBuffer()
    while (c = next_char!(r)) != '"'
        if c == '\\'
            escape = next_char!(r)
            if escape == 'u'
                digits = join(next_char!(r) for _ in 1:4)
                code = tryparse(UInt16, digits; base = 16)
                code === nothing && fail(r, "bad escape \\u$digits")
                print(out, Char(code))
            else
                haskey(ESCAPES, escape) || fail(r, "bad escape \\$escape")
                print(out, ESCAPES[escape])
            end
        elseif c < ' '
            fail(r, "control character in a string")
        else
            print(out, c)
        end
    end
    return String(take!(out))
end

function read_number!(r::Reader)
    start = r.at
    is_float = false
    while !is_done(r) && (c = peek_char(r); isdigit(c) || c in "+-.eE")
        is_float |= c in ".eE"
        next_char!(r)
    end
    digits = SubString(r.text, start, prevind(r.text, r.at))
    number = is_float ? tryparse(Float64, digits) : tryparse(Int, digits)
    if number === nothing && !is_float
        number = tryparse(BigInt, digits)
    end
    number === nothing && fail(r, "bad number $(repr(String(digits)))")
    return number
end

"Reads one JSON value from a text."
function parse_json(text::AbstractString)
    reader = Reader(text)
    value = read_value!(reader)
    skip_space!(reader)
    is_done(reader) || fail(reader, "text after the value")
    return value
end

# --- writing ----------------------------------------------------------------------------------------

write_json(value; kwargs...) = sprint(io -> write_json(io, value; kwargs...))
write_json(io::IO, value; indent::Int = 0) = write_value(io, value, indent, 0)

write_value(io, ::Nothing, indent, level) = print(io, "null")
write_value(io, x::Union{Bool,Integer}, indent, level) = print(io, x)
write_value(io, x::AbstractFloat, indent, level) = isfinite(x) ? print(io, x) : print(io, "null")
write_value(io, x::Symbol, indent, level) = write_value(io, String(x), indent, level)

function write_value(io, text::AbstractString, indent, level)
    print(io, '"')
    for c in text
        escape = findfirst(==(c), ESCAPES)
        if escape !== nothing && c != '/'
            print(io, '\\', escape)
        elseif c < ' '
            print(io, "\\u", string(UInt16(c), base = 16, pad = 4))
        else
            print(io, c)
        end
    end
    print(io, '"')
end

const Object = Union{AbstractDict,AbstractVector{<:Pair},NamedTuple}

entries(d::AbstractDict) = sort!([string(k) => v for (k, v) in d]; by = first)
entries(v::AbstractVector{<:Pair}) = v
entries(t::NamedTuple) = [string(k) => v for (k, v) in pairs(t)]

function write_list(write_one, io, items, (open, close), indent, level)
    isempty(items) && return print(io, open, close)
    print(io, open)
    for (i, item) in enumerate(items)
        i > 1 && print(io, indent > 0 ? "," : ", ")
        indent > 0 && print(io, '\n', ' '^(indent * (level + 1)))
        write_one(item)
    end
    indent > 0 && print(io, '\n', ' '^(indent * level))
    print(io, close)
end

write_value(io, array::Union{AbstractVector,Tuple}, indent, level) =
    write_list(io, array, ('[', ']'), indent, level) do item
        write_value(io, item, indent, level + 1)
    end

write_value(io, object::Object, indent, level) =
    write_list(io, entries(object), ('{', '}'), indent, level) do (key, value)
        write_value(io, key, indent, level + 1)
        print(io, ": ")
        write_value(io, value, indent, level + 1)
    end

# --- asking -------------------------------------------------------------------------------------------

step(object::AbstractVector{<:Pair}, key::AbstractString) = only(v for (k, v) in object if k == key)
step(array::AbstractVector, index::Integer) = array[index]

"The value at a path such as `query(value, \"a\", 1, \"b\")`."
query(value, path...) = foldl(step, path; init = value)

depth(x) = 0
depth(object::AbstractVector{<:Pair}) = 1 + maximum(depth ∘ last, object; init = 0)
depth(array::AbstractVector) = 1 + maximum(depth, array; init = 0)

end # module JSON

using .JSON

const SAMPLE = """
{
  "name": "overdub",
  "version": [1, 11, 0],
  "weights": [0.5, 1e3, -2.25],
  "nested": {"empty": {}, "list": [], "deep": [[1], [2, [3, null]]]},
  "text": "tab\\t quote\\" unicode \\u00e9 é \\/",
  "big": 123456789012345678901234567890,
  "flags": [true, false, true]
}
"""

value = parse_json(SAMPLE)
println(typeof(value), " with ", length(value), " entries, depth ", depth(value))
for (key, part) in value
    println(rpad(key, 8), " ", typeof(part), " ", repr(part))
end
println(query(value, "nested", "deep", 2, 2, 1), " ", query(value, "weights", 2))
println(write_json(value))
println(write_json(query(value, "nested"); indent = 2))
println(parse_json(write_json(value; indent = 4)) == value)
println(write_json((a = 1, b = (x = [NaN, 1.5], y = :sym), c = Dict("k" => nothing, "j" => "\x01\n"))))

for broken in ["", "[1, 2", "{\"a\" 1}", "[1,\n 2,\n x]", "\"\\q\"", "{\"a\": 1, \"a\": 2}", "1 2", "-", "\"\\u12g4\"", "["^200, "{1: 2}"]
    try
        println(parse_json(broken))
    catch e
        e isa JSONError || rethrow()
        println(rpad(repr(first(broken, 12)), 18), sprint(showerror, e))
    end
end

# Round trips of made-up values.
function make(level, seed)
    seed = (seed * 1103515245 + 12345) % 2147483648
    kind = seed % (level == 0 ? 4 : 6)
    kind == 0 && return seed % 1000
    kind == 1 && return (seed % 1000) / 8
    kind == 2 && return iseven(seed ÷ 8)
    kind == 3 && return "s$(seed % 97)\n"
    kind == 4 && return JSON.narrow(Any[make(level - 1, seed + i) for i in 1:(seed % 4)])
    return Pair{String,Any}["k$i" => make(level - 1, seed + 7i) for i in 1:(seed % 5)]
end
samples = [make(4, s) for s in 1:60]
println(count(s -> isequal(parse_json(write_json(s)), s), samples), " of ", length(samples), " survive a round trip")
println(sum(length ∘ write_json, samples), " characters, deepest ", maximum(depth, samples))
