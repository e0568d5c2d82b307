# Regular expressions, as Perl writes them.

# Options have the numbers that PCRE gives them; patterns are compiled by the host when they are
# first used.
mutable struct Regex <: AbstractPattern
    pattern::String
    compile_options::UInt32
    match_options::UInt32
    regex::Ptr{Nothing}
    function Regex(pattern::AbstractString, compile_options::Integer, match_options::Integer)
        re = new(String(pattern), compile_options % UInt32, match_options % UInt32)
        Core.Host.regex_check(re.pattern, _flags(re))
        return re
    end
end
const _caseless = 0x00000008
const _multiline = 0x00000400
const _dotall = 0x00000020
const _extended = 0x00000080
const _default_options = 0x000a0000     # UTF and Unicode properties
function Regex(pattern::AbstractString, flags::AbstractString)
    options = _default_options
    for f in flags
        options |= f == 'i' ? _caseless : f == 'm' ? _multiline : f == 's' ? _dotall :
            f == 'x' ? _extended : f == 'a' ? 0x00000000 : throw(ArgumentError("unknown regex flag: $f"))
        f == 'a' && (options &= ~0x00020000)
    end
    return Regex(pattern, options, 0x40000000)
end
_flags(re::Regex) = _flags(re.compile_options)
function _flags(options::UInt32)
    flags = options & _caseless != 0 ? "i" : ""
    options & _multiline != 0 && (flags = flags * "m")
    options & _dotall != 0 && (flags = flags * "s")
    options & _extended != 0 && (flags = flags * "x")
    return flags
end
Regex(pattern::AbstractString) = Regex(pattern, "")
Regex(r::Regex) = r
# A program's literal is one value, which its macros see as such; the libraries are kept as text, and make theirs.
macro r_str(pattern, flags...)
    moduleroot(__module__) === Main && return Regex(pattern, flags...)
    return Expr(:call, GlobalRef(Base, :Regex), pattern, flags...)
end

function show(io::IO, re::Regex)
    print(io, "r\"")
    escape_raw_string(io, re.pattern)
    print(io, '"')
    print(io, _flags(re))
    re.compile_options & 0x00020000 == 0 && print(io, 'a')
end
==(a::Regex, b::Regex) = a.pattern == b.pattern && a.compile_options == b.compile_options
hash(r::Regex, h::UInt) = hash(r.compile_options, hash(r.pattern, h + 0x67e195eb8555e72d))
copy(r::Regex) = r
*(r1::Union{Regex, AbstractString, AbstractChar}, rs::Union{Regex, AbstractString, AbstractChar}...) = _regex_join(r1, rs)
*(r::Regex) = r
*(r1::Union{AbstractString, AbstractChar}, rs::Union{AbstractString, AbstractChar}...) = string(r1, rs...)
# Options that all the patterns have are those of the whole; others are said where they hold.
function _regex_join(r1, rs)
    all = (r1, rs...)
    mask = _caseless | _multiline | _dotall | _extended
    shared = mask
    first = nothing
    for r in all
        r isa Regex || continue
        first === nothing && (first = r)
        r.match_options == first.match_options && r.compile_options & ~mask == first.compile_options & ~mask ||
            throw(ArgumentError("cannot multiply regexes: incompatible options"))
        shared &= r.compile_options
    end
    text = join(map(r -> _wrapped(r, mask & ~shared), all))
    return Regex(text, first.compile_options & ~mask | shared, first.match_options)
end
_wrapped(r::Regex, unshared) = string("(?", _flags(r.compile_options & unshared), ':', r.pattern, ')')
_wrapped(s::AbstractString, unshared) = string("\\Q", replace(s, "\\E" => "\\\\E\\QE"), "\\E")
_wrapped(c::AbstractChar, unshared) = string("\\Q", c, "\\E")
^(r::Regex, i::Integer) = Regex(string("(?:", r.pattern, "){", i, "}"), _flags(r))

struct RegexMatch{S<:AbstractString} <: AbstractMatch
    match::SubString{S}
    captures::Vector{Union{Nothing, SubString{S}}}
    offset::Int
    offsets::Vector{Int}
    regex::Regex
end

# Matches from byte offset `from` (zero-based): offsets in pairs, empty if there are none.
_regex_offsets(re::Regex, s::String, from::Int) = Core.Host.regex_match(re.pattern, _flags(re), s, from)

function _names(re::Regex)
    return Core.Host.regex_names(re.pattern, _flags(re))
end

match(r::Regex, s::AbstractString) = match(r, s, firstindex(s))
match(r::Regex, s::AbstractString, i::Integer) = match(r, String(s), Int(i))
function match(re::Regex, str::Union{String, SubString{String}}, idx::Integer)
    base = String(str)
    found = _regex_offsets(re, base, Int(idx) - 1)
    isempty(found) && return nothing
    return _regex_match(re, base, found)
end
function _regex_match(re::Regex, base::String, found)
    mat = _substring(base, found[1], found[2] - found[1])
    caps = Union{Nothing, SubString{String}}[]
    offs = Int[]
    for i in 3:2:length(found)
        if found[i] < 0
            push!(caps, nothing)
            push!(offs, 0)
        else
            push!(caps, _substring(base, found[i], found[i + 1] - found[i]))
            push!(offs, found[i] + 1)
        end
    end
    return RegexMatch{String}(mat, caps, found[1] + 1, offs, re)
end

keys(m::RegexMatch) = [isempty(n) ? i : n for (i, n) in enumerate(_names(m.regex))]
getindex(m::RegexMatch, idx::Integer) = m.captures[idx]
getindex(m::RegexMatch, name::Symbol) = m[string(name)]
function getindex(m::RegexMatch, name::AbstractString)
    at = _group_index(m.regex, name)
    at == 0 && error("no capture group named $name found in regex")
    return m.captures[at]
end
function _group_index(re::Regex, name::AbstractString)
    for (i, n) in enumerate(_names(re))
        n == name && return i
    end
    return 0
end
haskey(m::RegexMatch, idx::Integer) = 1 <= idx <= length(m.captures)
haskey(m::RegexMatch, name::Symbol) = haskey(m, string(name))
haskey(m::RegexMatch, name::AbstractString) = _group_index(m.regex, name) != 0
iterate(m::RegexMatch, args...) = iterate(m.captures, args...)
length(m::RegexMatch) = length(m.captures)
eltype(m::RegexMatch) = eltype(m.captures)
NamedTuple(m::RegexMatch) = NamedTuple{Tuple(map(Symbol, _names(m.regex)))}(Tuple(m.captures))
Dict(m::RegexMatch) = Dict(zip(keys(m), m.captures))

function show(io::IO, m::RegexMatch)
    print(io, "RegexMatch(")
    show(io, m.match)
    names = _names(m.regex)
    if !isempty(m.captures)
        print(io, ", ")
        for i in 1:length(m.captures)
            print(io, isempty(names[i]) ? i : names[i], "=")
            show(io, m.captures[i])
            i < length(m.captures) && print(io, ", ")
        end
    end
    print(io, ")")
end

occursin(r::Regex, s::AbstractString; offset::Integer=0) = !isempty(_regex_offsets(r, String(s), Int(offset)))
startswith(s::AbstractString, r::Regex) = _regex_starts(r, String(s))
function _regex_starts(r::Regex, s::String)
    found = _regex_offsets(Regex(string("\\A(?:", r.pattern, ")"), _flags(r)), s, 0)
    return !isempty(found)
end
endswith(s::AbstractString, r::Regex) =
    !isempty(_regex_offsets(Regex(string("(?:", r.pattern, ")\\z"), _flags(r)), String(s), 0))
chopprefix(s::AbstractString, prefix::Regex) = _regex_chop_prefix(String(s), prefix)
function _regex_chop_prefix(s::String, r::Regex)
    found = _regex_offsets(Regex(string("\\A(?:", r.pattern, ")"), _flags(r)), s, 0)
    isempty(found) && return SubString(s)
    return SubString(s, found[2] + 1)
end
function chopsuffix(s::AbstractString, r::Regex)
    s = String(s)
    found = _regex_offsets(Regex(string("(?:", r.pattern, ")\\z"), _flags(r)), s, 0)
    isempty(found) && return SubString(s)
    return SubString(s, 1, prevind(s, found[1] + 1))
end

function findnext(re::Regex, str::AbstractString, idx::Integer)
    i = Int(idx)
    i > nextind(str, lastindex(str)) && throw(BoundsError())
    found = _regex_offsets(re, String(str), i - 1)
    isempty(found) && return nothing
    from, to = found[1] + 1, found[2]
    to < from && return from:from - 1
    return from:thisind(str, to)
end
findfirst(r::Regex, s::AbstractString) = findnext(r, s, firstindex(s))
count(t::Union{AbstractChar, AbstractString, AbstractPattern}, s::AbstractString; overlap::Bool=false) =
    _count_in_string(t, s, overlap)
_count_in_string(t::AbstractChar, s, overlap) = count(==(t), s)
_count_in_string(t, s, overlap) = length(findall(t, s; overlap))

struct RegexMatchIterator{S<:AbstractString}
    regex::Regex
    string::S
    overlap::Bool
end
eltype(::Type{<:RegexMatchIterator}) = RegexMatch
IteratorSize(::Type{<:RegexMatchIterator}) = SizeUnknown()
function iterate(itr::RegexMatchIterator, (offset, prevempty)=(1, false))
    s = itr.string
    while offset <= ncodeunits(s) + 1
        found = _regex_offsets(itr.regex, s, offset - 1)
        isempty(found) && return nothing
        m = _regex_match(itr.regex, s, found)
        from, to = found[1] + 1, found[2] + 1
        if from == to
            # Behind an empty match the search goes on one character further.
            if prevempty && false
                return nothing
            end
            next = to <= ncodeunits(s) ? nextind(s, to) : ncodeunits(s) + 2
            return m, (next, true)
        end
        return m, (itr.overlap ? nextind(s, from) : to, false)
    end
    return nothing
end
eachmatch(re::Regex, str::AbstractString; overlap::Bool=false) = RegexMatchIterator(re, String(str), overlap)

# ---- replacements that name groups ---------------------------------------------------------------
struct SubstitutionString{T<:AbstractString} <: AbstractString
    string::T
end
ncodeunits(s::SubstitutionString) = ncodeunits(s.string)
codeunit(s::SubstitutionString) = codeunit(s.string)
codeunit(s::SubstitutionString, i::Integer) = codeunit(s.string, i)
isvalid(s::SubstitutionString, i::Int) = isvalid(s.string, i)
iterate(s::SubstitutionString, i::Int=1) = iterate(s.string, i)
function show(io::IO, s::SubstitutionString)
    print(io, "s\"")
    escape_raw_string(io, s.string)
    print(io, '"')
end
macro s_str(string)
    return Expr(:call, GlobalRef(Base, :SubstitutionString), string)
end

function _replace(io, repl::SubstitutionString, str, r, re::Regex)
    found = _regex_offsets(re, String(str), first(r) - 1)
    group(k) = if 2k + 2 <= length(found)
        found[2k + 1] < 0 || print(io, _substring(str, found[2k + 1], found[2k + 2] - found[2k + 1]))
    else
        error("PCRE error: unknown substring")
    end
    _substitute(group, io, repl, re)
end
# Only a regex has groups; of anything else there is all that was found.
function _replace(io, repl::SubstitutionString, str, r, pattern)
    group(k) = k == 0 ? print(io, SubString(str, first(r), last(r))) : error("Bad replacement string: pattern is not a Regex")
    _substitute(group, io, repl, pattern)
end
# Writes a replacement, with `group` writing those that it names.
function _substitute(group, io, repl::SubstitutionString, pattern)
    # All escapes are those of strings, but for groups.
    text = unescape_string(repl.string, ['\\', 'g', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    i = 1
    n = ncodeunits(text)
    while i <= n
        c = text[i]
        if c != '\\' || i == n
            c == '\\' && replace_err(text)
            print(io, c)
            i = nextind(text, i)
            continue
        end
        i += 1
        c = text[i]
        if isdigit(c)
            k = 0
            while i <= n && isdigit(text[i])
                k = 10k + (Int(text[i]) - 48)
                i += 1
            end
            group(k)
        elseif c == 'g'
            i < n && text[i + 1] == '<' || replace_err(text)
            close = findnext(==('>'), text, i)
            close === nothing && replace_err(text)
            name = text[i+2:prevind(text, close)]
            if all(isdigit, name)
                group(parse(Int, name))
            else
                pattern isa Regex || error("Bad replacement string: pattern is not a Regex")
                k = _group_index(pattern, name)
                k == 0 && error("Bad replacement string: Group $name not found in regex $pattern")
                group(k)
            end
            i = close + 1
        else
            c == '\\' || replace_err(text)
            print(io, '\\')
            i += 1
        end
    end
end
replace_err(repl) = error("Bad replacement string: $repl")
