# Cutting, joining, padding, replacing and escaping strings.

const _Chars = Union{AbstractChar, Tuple{Vararg{AbstractChar}}, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}

# ---- both ends -----------------------------------------------------------------------------------
function chop(s::AbstractString; head::Integer=0, tail::Integer=1)
    isempty(s) && return SubString(s)
    return SubString(s, nextind(s, firstindex(s), head), prevind(s, lastindex(s), tail))
end
function chomp(s::AbstractString)
    i = lastindex(s)
    (i < 1 || s[i] != '\n') && return SubString(s, 1, i)
    j = prevind(s, i)
    (j < 1 || s[j] != '\r') && return SubString(s, 1, j)
    return SubString(s, 1, prevind(s, j))
end
chopprefix(s::AbstractString, prefix::AbstractString) =
    startswith(s, prefix) ? SubString(s, ncodeunits(prefix) + 1) : SubString(s)
function chopsuffix(s::AbstractString, suffix::AbstractString)
    if !isempty(suffix) && endswith(s, suffix)
        return SubString(s, firstindex(s), prevind(s, ncodeunits(s) - ncodeunits(suffix) + 1))
    end
    return SubString(s)
end

function lstrip(f, s::AbstractString)
    e = lastindex(s)
    for (i, c) in pairs(s)
        f(c) || return SubString(s, i, e)
    end
    return SubString(s, e + 1, e)
end
lstrip(s::AbstractString) = lstrip(isspace, s)
lstrip(s::AbstractString, chars::_Chars) = lstrip(in(chars), s)
lstrip(::AbstractString, ::AbstractString) =
    throw(ArgumentError("Both arguments are strings. The second argument should be a `Char` or collection of `Char`s"))
function rstrip(f, s::AbstractString)
    i = lastindex(s)
    while i >= 1
        f(s[i]) || return SubString(s, 1, i)
        i = prevind(s, i)
    end
    return SubString(s, 1, 0)
end
rstrip(s::AbstractString) = rstrip(isspace, s)
rstrip(s::AbstractString, chars::_Chars) = rstrip(in(chars), s)
rstrip(::AbstractString, ::AbstractString) =
    throw(ArgumentError("Both arguments are strings. The second argument should be a `Char` or collection of `Char`s"))
strip(s::AbstractString) = lstrip(rstrip(s))
strip(s::AbstractString, chars::_Chars) = lstrip(rstrip(s, chars), chars)
strip(::AbstractString, ::AbstractString) =
    throw(ArgumentError("Both arguments are strings. The second argument should be a `Char` or collection of `Char`s"))
strip(f, s::AbstractString) = lstrip(f, rstrip(f, s))

function lpad(s::Union{AbstractChar, AbstractString}, n::Integer, p::Union{AbstractChar, AbstractString}=' ')
    m = Int(n) - Int(textwidth(s))
    m <= 0 && return string(s)
    return string(_padding(p, m), s)
end
function rpad(s::Union{AbstractChar, AbstractString}, n::Integer, p::Union{AbstractChar, AbstractString}=' ')
    m = Int(n) - Int(textwidth(s))
    m <= 0 && return string(s)
    return string(s, _padding(p, m))
end
function _padding(p, m::Int)
    l = Int(textwidth(p))
    l == 0 && throw(ArgumentError("$(repr(p)) has zero textwidth"))
    q, r = divrem(m, l)
    return r == 0 ? repeat(p, q) : string(repeat(p, q), first(p isa AbstractChar ? string(p) : p, r))
end
lpad(s, n::Integer, p::Union{AbstractChar, AbstractString}=' ') = lpad(string(s)::AbstractString, n, string(p))
rpad(s, n::Integer, p::Union{AbstractChar, AbstractString}=' ') = rpad(string(s)::AbstractString, n, string(p))

# ---- splitting -----------------------------------------------------------------------------------
struct SplitIterator{S<:AbstractString, F}
    str::S
    splitter::F
    limit::Int
    keepempty::Bool
end
eltype(::Type{<:SplitIterator{T}}) where {T} = SubString{T}
eltype(::Type{<:SplitIterator{<:SubString{T}}}) where {T} = SubString{T}
IteratorSize(::Type{<:SplitIterator}) = SizeUnknown()

# The range of code units of the next separator.
_next_separator(f::AbstractString, s, i) = findnext(f, s, i)
_next_separator(f::AbstractPattern, s, i) = findnext(f, s, i)
_next_separator(f::AbstractChar, s, i) = _char_range(s, findnext(==(f), s, i))
_next_separator(f::Union{Tuple{Vararg{AbstractChar}}, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}, s, i) =
    _char_range(s, findnext(in(f), s, i))
_next_separator(f, s, i) = _char_range(s, findnext(c -> f(c), s, i))
_char_range(s, ::Nothing) = nothing
_char_range(s, i::Int) = i:i

# state: where the piece begins, where the search goes on, how many pieces there were
function iterate(iter::SplitIterator, (i, k, n)=(firstindex(iter.str), firstindex(iter.str), 0))
    i - 1 > ncodeunits(iter.str)::Int && return nothing
    r = nothing
    if !(n >= iter.limit - 1 && iter.limit > 0) && k <= ncodeunits(iter.str) + 1
        r = k <= ncodeunits(iter.str) ? _next_separator(iter.splitter, iter.str, k) : nothing
    end
    while r !== nothing && n != iter.limit - 1 && first(r) <= ncodeunits(iter.str)
        j = first(r)
        k = nextind(iter.str, last(r) < j ? j : last(r))
        k = last(r) < j ? nextind(iter.str, j) : nextind(iter.str, last(r))
        stop = last(r) < j && j == i ? j : prevind(iter.str, j)
        if (iter.keepempty && i < k) || i < j
            if last(r) < j
                # an empty separator stands between two characters
                if j == i
                    r = k <= ncodeunits(iter.str) ? _next_separator(iter.splitter, iter.str, k) : nothing
                    r === nothing && break
                    continue
                end
                return (@inbounds SubString(iter.str, i, prevind(iter.str, j)), (j, k, n + 1))
            end
            return (SubString(iter.str, i, stop), (k, k, n + 1))
        end
        i = k
        r = k <= ncodeunits(iter.str) ? _next_separator(iter.splitter, iter.str, k) : nothing
    end
    iter.keepempty || i <= ncodeunits(iter.str) || return nothing
    return SubString(iter.str, i), (ncodeunits(iter.str) + 2, k, n + 1)
end

eachsplit(str::AbstractString, splitter; limit::Integer=0, keepempty::Bool=true) =
    SplitIterator(str, splitter, Int(limit), keepempty)
eachsplit(str::AbstractString; limit::Integer=0, keepempty::Bool=false) =
    eachsplit(str, isspace; limit, keepempty)

function split(str::T, splitter; limit::Integer=0, keepempty::Bool=true) where {T<:AbstractString}
    return collect(eachsplit(str, splitter; limit, keepempty))
end
split(str::AbstractString; limit::Integer=0, keepempty::Bool=false) = split(str, isspace; limit, keepempty)

# From the end: a separator is the last one before what is split off already.
_previous_separator(f::AbstractString, s, i) = findprev(f, s, i)
_previous_separator(f::AbstractPattern, s, i) = throw(MethodError(findprev, (f, s, i)))
_previous_separator(f::AbstractChar, s, i) = _char_range(s, findprev(==(f), s, i))
_previous_separator(f::Union{Tuple{Vararg{AbstractChar}}, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}, s, i) =
    _char_range(s, findprev(in(f), s, i))
_previous_separator(f, s, i) = _char_range(s, findprev(c -> f(c), s, i))

function rsplit(str::AbstractString, splitter; limit::Integer=0, keepempty::Bool=true)
    parts = _substring_vector(str)
    stop = lastindex(str)
    while limit <= 0 || length(parts) < limit - 1
        r = _previous_separator(splitter, str, stop)
        r === nothing && break
        piece = SubString(str, nextind(str, last(r)), stop)
        (keepempty || !isempty(piece)) && pushfirst!(parts, piece)
        isempty(r) && stop < 2 && return parts
        stop = prevind(str, first(r))
    end
    piece = SubString(str, firstindex(str), stop)
    (keepempty || !isempty(piece)) && pushfirst!(parts, piece)
    return parts
end
_substring_vector(str::SubString{T}) where {T} = SubString{T}[]
_substring_vector(str::T) where {T} = SubString{T}[]
rsplit(str::AbstractString; limit::Integer=0, keepempty::Bool=false) = rsplit(str, isspace; limit, keepempty)
eachrsplit(str::AbstractString, splitter; limit::Integer=0, keepempty::Bool=true) =
    Iterators.reverse(rsplit(str, splitter; limit, keepempty))
eachrsplit(str::AbstractString; limit::Integer=0, keepempty::Bool=false) = eachrsplit(str, isspace; limit, keepempty)

# ---- joining -------------------------------------------------------------------------------------
function join(io::IO, iterator, delim="")
    first = true
    for item in iterator
        first ? (first = false) : print(io, delim)
        print(io, item)
    end
    return
end
function join(io::IO, iterator, delim, last)
    y = iterate(iterator)
    y === nothing && return
    item, state = y
    print(io, item)
    y = iterate(iterator, state)
    y === nothing && return
    item, state = y
    while true
        y = iterate(iterator, state)
        if y === nothing
            print(io, last)
            print(io, item)
            return
        end
        print(io, delim)
        print(io, item)
        item, state = y
    end
end
join(iterator) = sprint(join, iterator)
join(iterator, delim) = sprint(join, iterator, delim)
join(iterator, delim, last) = sprint(join, iterator, delim, last)

# ---- replacing -----------------------------------------------------------------------------------
_replace(io, repl, str, r, pattern) = print(io, repl)
_replace(io, repl::Function, str, r, pattern) = print(io, repl(SubString(str, first(r), last(r))))
_replace(io, repl::Function, str, r, pattern::Function) = print(io, repl(str[first(r)]))
# Whatever finds characters hands one on.
const _CharPattern = Union{AbstractChar, Tuple{Vararg{AbstractChar}}, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}
_replace(io, repl::Function, str, r, pattern::_CharPattern) = print(io, repl(str[first(r)]))

_pattern_next(p, str, i) = i > ncodeunits(str) + 1 ? nothing :
    i > ncodeunits(str) && !(p isa AbstractString || p isa AbstractPattern) ? nothing : _next_separator(p, str, i)

replace(s::AbstractString, pat_f::Pair...; count::Integer=typemax(Int)) =
    _replace_all(String(s), pat_f, Int(count))
function replace(io::IO, s::AbstractString, pat_f::Pair...; count::Integer=typemax(Int))
    print(io, _replace_all(String(s), pat_f, Int(count)))
    return io
end
function _replace_all(str::String, pairs::Tuple, count::Int)
    count < 0 && throw(DomainError(count, "`count` must be non-negative."))
    (count == 0 || isempty(pairs)) && return str
    patterns = Any[p.first for p in pairs]
    found = Any[_pattern_next(p, str, 1) for p in patterns]
    all(isnothing, found) && return str
    out = IOBuffer()
    i = firstindex(str)         # what follows is not written yet
    k = i                       # where to search on
    e = ncodeunits(str)
    n = 1
    while true
        # The match that begins first; of several the first pattern's.
        best = 0
        for at in 1:length(patterns)
            r = found[at]
            if r !== nothing && first(r) < k
                r = found[at] = _pattern_next(patterns[at], str, k)
            end
            r === nothing && continue
            if best == 0 || first(r) < first(found[best])
                best = at
            end
        end
        best == 0 && break
        r = found[best]
        j = first(r)
        last_at = last(r)
        # An empty match right after another match is none.
        if i == 1 || i <= last_at
            i < j && write(out, SubString(str, i, prevind(str, j)))
            _replace(out, pairs[best].second, str, r, patterns[best])
        end
        if last_at < j
            # An empty match: the next character stays.
            j > e && (i = j; break)
            i = j
            k = nextind(str, j)
        else
            i = k = nextind(str, last_at)
        end
        n == count && break
        n += 1
        k > e + 1 && break
        for at in 1:length(patterns)
            found[at] !== nothing && first(found[at]) < k && (found[at] = _pattern_next(patterns[at], str, k))
        end
    end
    i <= e && write(out, SubString(str, i))
    return takestring!(out)
end

# ---- escapes -------------------------------------------------------------------------------------
function escape_string(io::IO, s::AbstractString, esc=""; keep=(), ascii::Bool=false, fullhex::Bool=false)
    a = Iterators.Stateful(s)
    for c in a
        if c in esc
            print(io, '\\', c)
        elseif c in keep
            print(io, c)
        elseif isascii(c)
            c == '\0' ? print(io, escape_nul(peek(a))) :
            c == '\e' ? print(io, "\\e") :
            c == '\\' ? print(io, "\\\\") :
            '\a' <= c <= '\r' ? print(io, '\\', "abtnvfr"[Int(c) - 6]) :
            isprint(c) ? print(io, c) :
            print(io, "\\x", string(UInt32(c), base = 16, pad = 2))
        elseif isvalid(c) && !ascii && isprint(c)
            print(io, c)
        elseif !ismalformed(c) && !isoverlong(c)
            n = codepoint(c)
            n < 0x10000 && (!fullhex || true) ?
                print(io, "\\u", string(n, base = 16, pad = fullhex || need_full_hex(peek(a)) ? 4 : 1)) :
                print(io, "\\U", string(n, base = 16, pad = fullhex || need_full_hex(peek(a)) ? 8 : 1))
        else
            u = bitcast(UInt32, c)
            while true
                print(io, "\\x", string(u >> 24, base = 16, pad = 2))
                (u <<= 8) == 0 && break
            end
        end
    end
end
escape_string(s::AbstractString, esc=('\"',); keep=(), ascii::Bool=false, fullhex::Bool=false) =
    sprint((io, str) -> escape_string(io, str, esc; keep, ascii, fullhex), s)
need_full_hex(::Nothing) = false
need_full_hex(c::AbstractChar) = isxdigit(c)
escape_nul(::Nothing) = "\\0"
escape_nul(c::AbstractChar) = '0' <= c <= '7' ? "\\x00" : "\\0"

function escape_raw_string(io::IO, str::AbstractString, delim::Char='"')
    total = 0
    escapes = 0
    for c in str
        if c == delim
            print(io, repeat('\\', escapes + 1), c)
            escapes = 0
        elseif c == '\\'
            escapes += 1
            print(io, c)
        else
            escapes = 0
            print(io, c)
        end
    end
    print(io, repeat('\\', escapes))
    return
end
escape_raw_string(str::AbstractString, delim::Char='"') = sprint(escape_raw_string, str, delim)

unescape_string(s::AbstractString, keep=()) = sprint((io, str) -> unescape_string(io, str, keep), s)
function unescape_string(io::IO, s::AbstractString, keep=())
    chars = collect(Char, s)
    n = length(chars)
    i = 1
    while i <= n
        c = chars[i]
        if c != '\\' || i == n
            c == '\\' && throw(ArgumentError("invalid escape sequence \\"))
            write(io, c)
            i += 1
            continue
        end
        c = chars[i + 1]
        i += 2
        if c in keep
            write(io, '\\', c)
        elseif c == 'x' || c == 'u' || c == 'U'
            most = c == 'x' ? 2 : c == 'u' ? 4 : 8
            v = UInt32(0)
            k = 0
            while k < most && i <= n && isxdigit(chars[i])
                v = v << 4 + UInt32(_hex_value(chars[i]))
                i += 1
                k += 1
            end
            k == 0 && throw(ArgumentError("invalid $(c == 'x' ? "hex" : "unicode") escape sequence used in \\$c"))
            c != 'x' && v > 0x10ffff && throw(ArgumentError("invalid unicode escape sequence used in \\$c"))
            c == 'x' ? write(io, UInt8(v)) : write(io, Char(v))
        elseif '0' <= c <= '7'
            v = Int(c) - 48
            k = 1
            while k < 3 && i <= n && '0' <= chars[i] <= '7'
                v = 8v + (Int(chars[i]) - 48)
                i += 1
                k += 1
            end
            v > 255 && throw(ArgumentError("octal escape sequence out of range"))
            write(io, UInt8(v))
        else
            write(io, c == 'a' ? '\a' : c == 'b' ? '\b' : c == 't' ? '\t' : c == 'n' ? '\n' :
                c == 'v' ? '\v' : c == 'f' ? '\f' : c == 'r' ? '\r' : c == 'e' ? '\e' :
                (c == '\\' || c == '"' || c == '\'' || c == '$' || c == '`') ? c :
                throw(ArgumentError("invalid escape sequence \\$c")))
        end
    end
end
_hex_value(c::Char) = c <= '9' ? Int(c) - 48 : c <= 'F' ? Int(c) - 55 : Int(c) - 87

# Text between `"""` of macros comes with its indentation.
function unindent(str::AbstractString, indent::Int; tabwidth=8)
    indent == 0 && return str
    return join([_unindented(l, indent, tabwidth) for l in eachsplit(str, '\n')], '\n')
end
# Tabs become the spaces that they stand for where they stand.
function _unindented(line, indent, tabwidth)
    out = IOBuffer()
    column = 0
    is_leading = true
    for c in line
        next = c == '\t' ? (div(column, tabwidth) + 1) * tabwidth : column + 1
        if is_leading && !(c == ' ' || c == '\t')
            is_leading = false
            write(out, ' '^max(column - indent, 0))
        end
        is_leading || (c == '\t' ? write(out, ' '^(next - column)) : print(out, c))
        column = next
    end
    is_leading && write(out, ' '^max(column - indent, 0))
    return String(take!(out))
end
# How far the text is indented, and whether there is nothing else.
function indentation(str::AbstractString; tabwidth=8)
    column = 0
    for c in str
        c == ' ' || c == '\t' || return column, false
        column = c == '\t' ? (div(column, tabwidth) + 1) * tabwidth : column + 1
    end
    return column, true
end

macro b_str(s)
    return codeunits(unescape_string(s))
end
macro raw_str(s)
    return s
end
macro text_str(s) :(Text($s)) end
macro html_str(s) :(HTML($s)) end

# ---- hexadecimal ---------------------------------------------------------------------------------
const _hex_digits = "0123456789abcdef"
bytes2hex(a::Union{Tuple{Vararg{UInt8}}, AbstractArray{UInt8}}) = sprint(bytes2hex, a)
bytes2hex(a) = sprint(bytes2hex, a)
function bytes2hex(io::IO, itr)
    for b in itr
        print(io, _hex_digits[Int(b >> 4) + 1], _hex_digits[Int(b & 0x0f) + 1])
    end
end
hex2bytes(s::AbstractString) = hex2bytes(codeunits(String(s)))
function hex2bytes(s)
    n = length(s)
    isodd(n) && throw(ArgumentError("length of iterable must be even"))
    return UInt8[(_hex_nibble(s[2i - 1]) << 4) | _hex_nibble(s[2i]) for i in 1:div(n, 2)]
end
function hex2bytes!(dest::AbstractArray{UInt8}, itr)
    isodd(length(itr)) && throw(ArgumentError("length of iterable must be even"))
    2 * length(dest) == length(itr) || throw(ArgumentError("length of output array must be half of the length of input iterable"))
    return copyto!(dest, hex2bytes(itr))
end
_hex_nibble(b::UInt8) = 0x30 <= b <= 0x39 ? b - 0x30 : 0x61 <= b <= 0x66 ? b - 0x57 :
    0x41 <= b <= 0x46 ? b - 0x37 : throw(ArgumentError("byte is not an ASCII hexadecimal digit"))

# ---- other encodings -----------------------------------------------------------------------------
transcode(::Type{T}, src::AbstractVector{T}) where {T<:Union{UInt8, UInt16, UInt32, Int32}} = src
transcode(::Type{T}, src::String) where {T<:Union{Int32, UInt32}} = T[T(c) for c in src]
transcode(::Type{T}, src::AbstractVector{UInt8}) where {T<:Union{Int32, UInt32}} = transcode(T, String(copy(src)))
transcode(::Type{UInt8}, src::AbstractVector{<:Union{Int32, UInt32}}) = Vector{UInt8}(String(Char[Char(c) for c in src]))
transcode(::Type{String}, src::AbstractVector{<:Union{Int32, UInt32}}) = String(Char[Char(c) for c in src])
transcode(::Type{String}, src::String) = src
transcode(::Type{String}, src::AbstractVector{UInt8}) = String(copy(src))
transcode(::Type{UInt8}, src::String) = Vector{UInt8}(src)
transcode(::Type{String}, src::AbstractVector{UInt16}) = String(transcode(UInt8, src))
transcode(T, src::String) = transcode(T, codeunits(src))
function transcode(::Type{UInt16}, src::AbstractVector{UInt8})
    out = UInt16[]
    for c in String(copy(src))
        u = UInt32(c)
        if u < 0x10000
            push!(out, u % UInt16)
        else
            u -= 0x10000
            push!(out, (0xd800 + (u >> 10)) % UInt16, (0xdc00 + (u & 0x3ff)) % UInt16)
        end
    end
    return out
end
function transcode(::Type{UInt8}, src::AbstractVector{UInt16})
    chars = Char[]
    i = 1
    while i <= length(src)
        u = UInt32(src[i])
        if 0xd800 <= u < 0xdc00 && i < length(src)
            u = 0x10000 + ((u - 0xd800) << 10) + (UInt32(src[i + 1]) - 0xdc00)
            i += 1
        end
        push!(chars, Char(u))
        i += 1
    end
    return Vector{UInt8}(String(chars))
end

# ---- strings made when they are needed -------------------------------------------------------------
mutable struct LazyString <: AbstractString
    parts::Tuple
    str::Any
    LazyString(args...) = new(args, nothing)
end
macro lazy_str(text)
    parts = Any[]
    rest = Meta.parse(string('"', escape_string(text, ('"',); keep = ('$', '\\')), '"'))
    rest isa Expr ? append!(parts, rest.args) : push!(parts, rest)
    return Expr(:call, GlobalRef(Base, :LazyString), map(esc, parts)...)
end
function String(l::LazyString)
    l.str === nothing && (l.str = string(l.parts...))
    return l.str::String
end
ncodeunits(s::LazyString) = ncodeunits(String(s))
codeunit(s::LazyString) = UInt8
codeunit(s::LazyString, i::Integer) = codeunit(String(s), i)
isvalid(s::LazyString, i::Int) = isvalid(String(s), i)
iterate(s::LazyString, i::Int=1) = iterate(String(s), i)
lastindex(s::LazyString) = lastindex(String(s))
print(io::IO, s::LazyString) = print(io, String(s))
