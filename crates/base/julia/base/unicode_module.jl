# Normal forms and what readers take for one character: `Base.Unicode`, which the library of that name gives on.

module Unicode

using Base
using ..Base: iscased, category_code, category_abbrev, category_string, ismalformed, isoverlong

export graphemes, isequal_normalized

function normalize(s::AbstractString, form::Symbol)
    return Core.Host.unicode_normalize(String(s), form)
end
function normalize(s::AbstractString; stable::Bool=false, compat::Bool=false, compose::Bool=true, decompose::Bool=false,
        stripignore::Bool=false, rejectna::Bool=false, newline2ls::Bool=false, newline2ps::Bool=false, newline2lf::Bool=false,
        stripcc::Bool=false, casefold::Bool=false, lump::Bool=false, stripmark::Bool=false, chartransform=identity)
    compose || decompose || !(compat || stripmark) ||
        throw(ArgumentError("compat=true or stripmark=true require compose=true or decompose=true"))
    newline2ls + newline2ps + newline2lf > 1 && throw(ArgumentError("only one newline conversion may be specified"))
    t = chartransform === identity ? String(s) : map(chartransform, String(s))
    rejectna && !all(isassigned, t) && throw(ArgumentError("Unassigned Unicode code point found in UTF-8 string."))
    newline = newline2lf ? "\n" : newline2ls ? "\u2028" : newline2ps ? "\u2029" : stripcc ? " " : nothing
    newline === nothing || (t = replace(t, "\r\n" => newline, '\r' => newline, '\n' => newline, '\u85' => newline))
    stripcc && (t = filter(!iscntrl, replace(t, '\t' => ' ', '\v' => newline, '\f' => newline)))
    (compose || decompose || casefold || lump) && (t = Core.Host.unicode_normalize(t, compat ? :NFKD : :NFD))
    stripignore && (t = filter(!_is_ignorable, t))
    stripmark && (t = filter(c -> !(6 <= category_code(c) <= 8), t))
    casefold && (t = join(_casefolded(c) for c in t))
    lump && (t = map(_lumped, t))
    decompose && return Core.Host.unicode_normalize(t, compat ? :NFKD : :NFD)
    return compose ? Core.Host.unicode_normalize(t, compat ? :NFKC : :NFC) : t
end
# What takes no part in comparing text, though it may change how its neighbours look.
_is_ignorable(c) = c == '\uad' || c == '\u34f' || c == '\u61c' || '\u115f' <= c <= '\u1160' || '\u17b4' <= c <= '\u17b5' ||
    '\u180b' <= c <= '\u180f' || '\u200b' <= c <= '\u200f' || '\u202a' <= c <= '\u202e' || '\u2060' <= c <= '\u206f' ||
    c == '\u3164' || '\ufe00' <= c <= '\ufe0f' || c == '\ufeff' || c == '\uffa0' || '\ufff0' <= c <= '\ufff8' ||
    '\U1bca0' <= c <= '\U1bca3' || '\U1d173' <= c <= '\U1d17a' || '\Ue0000' <= c <= '\Ue0fff'
# One spelling for all that differ by case alone; of decomposed text.
const _folded_to_several = ('ß' => "ss", 'ẞ' => "ss", 'ŉ' => "ʼn", 'և' => "եւ", 'ẚ' => "aʾ",
    'ﬀ' => "ff", 'ﬁ' => "fi", 'ﬂ' => "fl", 'ﬃ' => "ffi", 'ﬄ' => "ffl", 'ﬅ' => "st", 'ﬆ' => "st",
    'ﬓ' => "մն", 'ﬔ' => "մե", 'ﬕ' => "մի", 'ﬖ' => "վն", 'ﬗ' => "մխ")
function _casefolded(c::Char)
    isascii(c) && return lowercase(c)
    for (many, folded) in _folded_to_several
        c == many && return folded
    end
    # Cherokee folds to its capitals, and the small letter without a dot is one of its own.
    ('\u13a0' <= c <= '\u13fd' || '\uab70' <= c <= '\uabbf') && return uppercase(c)
    return c == 'ı' ? c : lowercase(uppercase(c))
end
# The plain character that several look like.
function _lumped(c::Char)
    isascii(c) && return c
    c in "‘’ʼˈ" && return '\''
    c in "⁄∕" && return '/'
    c in "‹〈〈" && return '<'
    c in "›〉〉" && return '>'
    c in "˄ˆ‸⌃" && return '^'
    c == '∶' ? ':' : c == '∖' ? '\\' : c == 'ˋ' ? '`' : c == '∣' ? '|' : c == '∼' ? '~' : c == '−' ? '-' : c == 'ˍ' ? '_' : _lumped_class(c)
end
_lumped_class(c) = (k = category_code(c); k == 23 ? ' ' : k == 13 ? '-' : k == 12 ? '_' : c)
isassigned(c::AbstractChar) = 0 < category_code(c) < 30
isassigned(c::Integer) = 0 <= c <= 0x10ffff && isassigned(Char(c))

# What the language takes for the same character in names.
julia_chartransform(c::Char) = c === '\ub5' ? 'μ' : c === '\u25b' ? 'ε' : c === '\ub7' || c === '\u387' ? '⋅' :
    c === '\u2212' ? '-' : c === '\u210f' ? '\u127' : c
julia_chartransform(code::Integer) = UInt32(julia_chartransform(Char(code)))

struct GraphemeIterator{S<:AbstractString}
    s::S
end
graphemes(s::AbstractString) = GraphemeIterator{typeof(s)}(s)
function graphemes(s::AbstractString, r::AbstractUnitRange{<:Integer})
    from, to = Int(first(r)), Int(last(r))
    from > 0 || throw(ArgumentError("starting index $from is not ≥ 1"))
    isempty(r) && return _part_of(s, 0, 0)
    ends = Core.Host.grapheme_ends(String(s))
    to <= length(ends) || throw(BoundsError(s, r))
    before = from == 1 ? 0 : ends[from-1]
    return _part_of(s, before, ends[to] - before)
end
# So many bytes of a text, behind those that come before; a part of a part is one of the whole.
_part_of(s::AbstractString, before, n) = SubString(s, before + 1, n == 0 ? before : prevind(s, before + n + 1))
Base.eltype(::Type{GraphemeIterator{S}}) where {S} = SubString{S}
Base.eltype(::Type{GraphemeIterator{SubString{S}}}) where {S} = SubString{S}
Base.length(g::GraphemeIterator) = length(Core.Host.grapheme_ends(String(g.s)))
function Base.iterate(g::GraphemeIterator, state=(Core.Host.grapheme_ends(String(g.s)), 0))
    ends, i = state
    i == length(ends) && return nothing
    before = i == 0 ? 0 : ends[i]
    return _part_of(g.s, before, ends[i+1] - before), (ends, i + 1)
end
Base.:(==)(a::GraphemeIterator, b::GraphemeIterator) = a.s == b.s
Base.hash(g::GraphemeIterator, h::UInt) = hash(g.s, h)
Base.isless(a::GraphemeIterator, b::GraphemeIterator) = isless(a.s, b.s)
Base.show(io::IO, g::GraphemeIterator) = print(io, "length-", length(g), " GraphemeIterator{", typeof(g.s), "} for \"", g.s, '"')
isgraphemebreak(a::AbstractChar, b::AbstractChar) =
    ismalformed(a) || ismalformed(b) || length(Core.Host.grapheme_ends(string(a, b))) == 2
function isequal_normalized(a::AbstractString, b::AbstractString; casefold::Bool=false, stripmark::Bool=false, chartransform=identity)
    form(s) = normalize(s; casefold, stripmark, chartransform, decompose = true)
    return form(a) == form(b)
end

end
