# Classes, case and width of characters.

_char(c::Char) = c
_char(c::AbstractChar) = Char(c)

category_code(c::AbstractChar) = !ismalformed(c) && isvalid(c) ? Core.Host.char_category(_char(c)) :
    ismalformed(c) ? 31 : 30

const _category_names = (
    "Other, not assigned", "Letter, uppercase", "Letter, lowercase", "Letter, titlecase",
    "Letter, modifier", "Letter, other", "Mark, nonspacing", "Mark, spacing combining",
    "Mark, enclosing", "Number, decimal digit", "Number, letter", "Number, other",
    "Punctuation, connector", "Punctuation, dash", "Punctuation, open", "Punctuation, close",
    "Punctuation, initial quote", "Punctuation, final quote", "Punctuation, other",
    "Symbol, math", "Symbol, currency", "Symbol, modifier", "Symbol, other", "Separator, space",
    "Separator, line", "Separator, paragraph", "Other, control", "Other, format",
    "Other, surrogate", "Other, private use", "Invalid, too high", "Malformed, bad data")
const _category_abbreviations = (
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps",
    "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
    "In", "Ma")
category_string(c) = _category_names[category_code(c) + 1]
category_abbrev(c) = _category_abbreviations[category_code(c) + 1]

isascii(c::Char) = bitcast(UInt32, c) < 0x80000000
isascii(c::AbstractChar) = UInt32(c) < 0x80
isascii(s::AbstractString) = all(isascii, s)
isascii(s::Union{String, SubString{String}}) = Core.Host.string_is_ascii(_bytes_of(s)...)
isascii(v::AbstractVector{UInt8}) = all(b -> b < 0x80, v)

islowercase(c::AbstractChar) = isascii(c) ? 'a' <= c <= 'z' : category_code(c) == 2 || _is_among(c, _other_lowercase)
isuppercase(c::AbstractChar) = isascii(c) ? 'A' <= c <= 'Z' : category_code(c) == 1 || _is_among(c, _other_uppercase)
# What Unicode counts among the small and capital letters though it is no letter, or one that modifies others.
const _other_lowercase = ('ª':'ª', 'º':'º', '\u2b0':'\u2b8', '\u2c0':'\u2c1', '\u2e0':'\u2e4', '\u345':'\u345', '\u37a':'\u37a',
    '\u10fc':'\u10fc', '\u1d2c':'\u1d6a', '\u1d78':'\u1d78', '\u1d9b':'\u1dbf', '\u2071':'\u2071', '\u207f':'\u207f',
    '\u2090':'\u209c', '\u2170':'\u217f', '\u24d0':'\u24e9', '\u2c7c':'\u2c7d', '\ua69c':'\ua69d', '\ua770':'\ua770',
    '\ua7f2':'\ua7f4', '\ua7f8':'\ua7f9', '\uab5c':'\uab5f', '\uab69':'\uab69', '\U10780':'\U10780', '\U10783':'\U10785',
    '\U10787':'\U107b0', '\U107b2':'\U107ba', '\U1e030':'\U1e06d')
const _other_uppercase = ('\u2160':'\u216f', '\u24b6':'\u24cf', '\U1f130':'\U1f149', '\U1f150':'\U1f169', '\U1f170':'\U1f189')
function _is_among(c, ranges)
    for r in ranges
        first(r) <= c <= last(r) && return true
    end
    return false
end
iscased(c::AbstractChar) = (k = category_code(c); k == 1 || k == 2 || k == 3)
isdigit(c::AbstractChar) = '0' <= c <= '9'
isletter(c::AbstractChar) = (k = category_code(c); 1 <= k <= 5)
isnumeric(c::AbstractChar) = (k = category_code(c); 9 <= k <= 11)
function iscntrl(c::AbstractChar)
    u = codepoint(c)
    return u <= 0x1f || 0x7f <= u <= 0x9f
end
ispunct(c::AbstractChar) = (k = category_code(c); 12 <= k <= 18)
isspace(c::AbstractChar) =
    c == ' ' || '\t' <= c <= '\r' || c == '\u85' || (!isascii(c) && category_code(c) == 23)
isprint(c::AbstractChar) = (k = category_code(c); 1 <= k <= 23)
isxdigit(c::AbstractChar) = '0' <= c <= '9' || 'a' <= c <= 'f' || 'A' <= c <= 'F'
isassigned_char(c) = category_code(c) != 0

lowercase(c::T) where {T<:AbstractChar} = isascii(c) ? ('A' <= c <= 'Z' ? c + 0x20 : c) : T(Core.Host.char_lower(_char(c)))
uppercase(c::T) where {T<:AbstractChar} = isascii(c) ? ('a' <= c <= 'z' ? c - 0x20 : c) : T(Core.Host.char_upper(_char(c)))
titlecase(c::T) where {T<:AbstractChar} = isascii(c) ? ('a' <= c <= 'z' ? c - 0x20 : c) : T(Core.Host.char_title(_char(c)))

lowercase(s::AbstractString) = map(lowercase, s)
uppercase(s::AbstractString) = map(uppercase, s)
lowercase(s::SubString) = lowercase(String(s))
uppercase(s::SubString) = uppercase(String(s))

function titlecase(s::AbstractString; wordsep::Function = !isletter, strict::Bool = true)
    isascii(s) && return _titlecase(s, wordsep, strict, nothing)
    # Nothing within what readers take for one character parts two words.
    return _titlecase(s, wordsep, strict, Core.Host.grapheme_ends(String(s))::Vector{Int})
end
function _titlecase(s, wordsep, strict, ends)
    startword = true
    seen, k = 0, 0
    b = IOBuffer()
    for c in s
        is_start = ends === nothing || k == 0 || seen == ends[k]
        is_start && (k += 1)
        seen += ncodeunits(c)
        if is_start && wordsep(c)
            write(b, c)
            startword = true
        else
            write(b, startword ? titlecase(c) : strict ? lowercase(c) : c)
            startword = false
        end
    end
    return takestring!(b)
end

function uppercasefirst(s::AbstractString)
    isempty(s) && return ""
    c = s[1]
    c2 = titlecase(c)
    return c == c2 ? string(s) : string(c2, SubString(s, nextind(s, 1)))
end
function lowercasefirst(s::AbstractString)
    isempty(s) && return ""
    c = s[1]
    c2 = lowercase(c)
    return c == c2 ? string(s) : string(c2, SubString(s, nextind(s, 1)))
end

textwidth(c::AbstractChar) = ismalformed(c) ? 1 : Core.Host.char_width(_char(c))
textwidth(s::AbstractString) = sum(textwidth, s; init = 0)
textwidth(s::Union{String, SubString{String}}) = Core.Host.string_width(_bytes_of(s)...)
