# Moments as text, by formats and back.

_two(n) = lpad(string(n), 2, '0')
_date_text(t) = ((y, m, d) = yearmonthday(t); string(y < 0 ? "-" : "", lpad(string(abs(y)), 4, '0'), "-", _two(m), "-", _two(d)))
function _clock_text(h, m, s, nanos)
    text = string(_two(h), ":", _two(m), ":", _two(s))
    return nanos == 0 ? text : string(text, ".", rstrip(lpad(string(nanos), 9, '0'), '0'))
end
print(io::IO, t::Date) = print(io, _date_text(t))
function print(io::IO, t::DateTime)
    print(io, _date_text(t), "T", _clock_text(hour(t), minute(t), second(t), 0))
    millisecond(t) == 0 || print(io, ".", lpad(string(millisecond(t)), 3, '0'))
end
print(io::IO, t::Time) = print(io, _clock_text(hour(t), minute(t), second(t), mod(value(t), 1000000000)))
show(io::IO, t::Date) = (print(io, "Date(\""); print(io, t); print(io, "\")"))
show(io::IO, t::DateTime) = (print(io, "DateTime(\""); print(io, t); print(io, "\")"))
function show(io::IO, t::Time)
    get(io, :compact, false)::Bool && return print(io, t)
    parts = (hour(t), minute(t), second(t), millisecond(t), microsecond(t), nanosecond(t))
    print(io, "Time(", join(parts[1:something(findlast(!iszero, parts), 1)], ", "), ")")
end
show(io::IO, ::MIME"text/plain", t::Union{Date, DateTime, Time}) = print(io, t)
Base.typeinfo_implicit(::Type{<:Union{Date, DateTime, Time}}) = true

# ---- formats -------------------------------------------------------------------------------------------
# A letter stands for a part, its width and whether it takes exactly as much; all else stands for itself.
struct DatePart
    letter::Char
    width::Int
    is_fixed::Bool
end
struct DateFormat
    text::String
    parts::Vector{Union{DatePart, String}}
    locale::DateLocale
end
const _letters = "yYmuUeEdHIMSsp"
function DateFormat(f::AbstractString, locale="english")
    f = String(f)
    parts = Union{DatePart, String}[]
    plain = IOBuffer()
    i = 1
    while i <= ncodeunits(f)
        c = f[i]
        next = nextind(f, i)
        if c == '\\' && next <= ncodeunits(f)
            # The next letter stands for itself.
            print(plain, f[next])
            i = nextind(f, next)
        elseif c in _letters
            between = String(take!(plain))
            isempty(between) || push!(parts, between)
            while next <= ncodeunits(f) && f[next] == c
                next += 1
            end
            # Digits that follow each other directly are told apart by their number.
            if !isempty(parts) && parts[end] isa DatePart
                before = parts[end]::DatePart
                parts[end] = DatePart(before.letter, before.width, true)
            end
            push!(parts, DatePart(c, next - i, false))
            i = next
        else
            print(plain, c)
            i = next
        end
    end
    rest = String(take!(plain))
    isempty(rest) || push!(parts, rest)
    return DateFormat(f, parts, _locale(locale))
end
==(a::DateFormat, b::DateFormat) = a.text == b.text
show(io::IO, f::DateFormat) = print(io, "dateformat\"", f.text, '"')
Base.broadcastable(f::DateFormat) = Ref(f)
macro dateformat_str(s)
    return :(DateFormat($s))
end
const ISODateFormat = DateFormat("yyyy-mm-dd")
const ISODateTimeFormat = DateFormat("yyyy-mm-dd\\THH:MM:SS.s")
const ISOTimeFormat = DateFormat("HH:MM:SS.s")
const RFC1123Format = DateFormat("e, dd u yyyy HH:MM:SS")
default_format(::Type{Date}) = ISODateFormat
default_format(::Type{DateTime}) = ISODateTimeFormat
default_format(::Type{Time}) = ISOTimeFormat

# ---- to text -------------------------------------------------------------------------------------------
function format(io::IO, t::TimeType, f::DateFormat)
    for p in f.parts
        p isa String ? print(io, p) : _print_part(io, p, t, f.locale)
    end
end
function _print_part(io, p::DatePart, t, locale)
    c = p.letter
    if c == 'y'
        text = string(year(t); pad = p.width)
        # As many digits as there are letters, the last ones.
        print(io, SubString(text, max(1, lastindex(text) - p.width + 1)))
    elseif c == 'u' || c == 'U'
        print(io, c == 'u' ? monthabbr(month(t), locale) : monthname(month(t), locale))
    elseif c == 'e' || c == 'E'
        print(io, c == 'e' ? dayabbr(dayofweek(t), locale) : dayname(dayofweek(t), locale))
    elseif c == 'p'
        print(io, hour(t) < 12 ? "AM" : "PM")
    elseif c == 's'
        print(io, rpad(something(_nonempty(rstrip(string(millisecond(t); pad = 3), '0')), "0"), p.width, '0'))
    else
        n = c == 'Y' ? year(t) : c == 'm' ? month(t) : c == 'd' ? day(t) : c == 'H' ? hour(t) :
            c == 'I' ? mod1(hour(t), 12) : c == 'M' ? minute(t) : second(t)
        print(io, string(n; pad = p.width))
    end
end
_nonempty(s) = isempty(s) ? nothing : s
format(t::TimeType, f::DateFormat) = sprint(format, t, f)
format(t::TimeType, f::AbstractString; locale="english") = format(t, DateFormat(f, locale))

# ---- from text -------------------------------------------------------------------------------------------
struct Unreadable
    message::String
end
# The parts by letter, or what is wrong.
function _read(s::String, f::DateFormat)
    found = Dict{Char, Int}()
    i, n = 1, ncodeunits(s)
    n == 0 && return Unreadable("Cannot parse an empty string as a Date or Time")
    for p in f.parts
        # What is missing at the end is as usual.
        i > n && break
        if p isa String
            startswith(SubString(s, i), p) || return Unreadable("Unable to parse date time. Expected directive $(_directive(p)) at char $i")
            i += ncodeunits(p)
        else
            next = _read_part!(found, p, s, i, f.locale)
            next === nothing && return Unreadable("Unable to parse date time. Expected directive $(_directive(p)) at char $i")
            i = next
        end
    end
    i <= n && return Unreadable("Found extra characters at the end of date time string")
    if haskey(found, 'p')
        h = get(found, 'H', 0)
        1 <= h <= 12 || return Unreadable("Hour: $h out of range (1:12)")
        found['H'] = found['p'] == 1 ? (h == 12 ? 12 : h + 12) : (h == 12 ? 0 : h)
    end
    return found
end
_directive(p::DatePart) = string("DatePart(", p.letter^p.width, ")")
_directive(p::String) = string("Delim(", join(c in _letters ? string('\\', c) : string(c) for c in p), ")")
const _stands_for = Dict('y' => 'y', 'Y' => 'y', 'm' => 'm', 'd' => 'd', 'H' => 'H', 'I' => 'H', 'M' => 'M', 'S' => 'S', 's' => 's')
function _read_part!(found, p::DatePart, s, i, locale)
    c = p.letter
    if c == 'p'
        half = lowercase(s[i:min(nextind(s, i), lastindex(s))])
        half in ("am", "pm") || return nothing
        found['p'] = half == "pm"
        return i + 2
    elseif c in "uUeE"
        j = i
        while j <= ncodeunits(s) && isletter(s[j])
            j = nextind(s, j)
        end
        word = lowercase(s[i:prevind(s, j)])
        names = c == 'u' ? locale.months_abbr : c == 'U' ? locale.months : c == 'e' ? locale.days_of_week_abbr : locale.days_of_week
        at = findfirst(name -> lowercase(name) == word, names)
        at === nothing && return nothing
        c in "uU" && (found['m'] = at)
        return j
    end
    j = i
    is_negative = c in "yY" && s[i] == '-'
    is_negative && (j += 1)
    first = j
    while j <= ncodeunits(s) && isdigit(s[j]) && (!p.is_fixed || j - first < p.width)
        j += 1
    end
    (j == first || p.is_fixed && j - first < p.width) && return nothing
    digits = s[first:j-1]
    n = parse(Int, digits)
    if c == 's'
        if length(digits) > 3
            n % 10^(length(digits) - 3) == 0 || throw(InexactError(:convert, Int, n))
            n = div(n, 10^(length(digits) - 3))
        else
            n *= 10^(3 - length(digits))
        end
    end
    found[_stands_for[c]] = is_negative ? -n : n
    return j
end
_part(found, c) = get(found, c, c in "ymd" ? 1 : 0)
_from_parts(::Type{Date}, p) = Date(_part(p, 'y'), _part(p, 'm'), _part(p, 'd'))
_from_parts(::Type{DateTime}, p) = DateTime((_part(p, c) for c in "ymdHMSs")...)
_from_parts(::Type{Time}, p) = Time((_part(p, c) for c in "HMSs")...)
function Base.parse(::Type{T}, s::AbstractString, f::DateFormat=default_format(T)) where {T<:Union{Date, DateTime, Time}}
    parts = _read(String(s), f)
    parts isa Unreadable && throw(ArgumentError(parts.message))
    return _from_parts(T, parts)
end
function Base.tryparse(::Type{T}, s::AbstractString, f::DateFormat=default_format(T)) where {T<:Union{Date, DateTime, Time}}
    parts = _read(String(s), f)
    parts isa Unreadable && return nothing
    try
        return _from_parts(T, parts)
    catch e
        e isa ArgumentError || rethrow()
        return nothing
    end
end
for T in (:Date, :DateTime, :Time)
    @eval $T(s::AbstractString, f::DateFormat=default_format($T)) = parse($T, s, f)
    @eval $T(s::AbstractString, f::AbstractString; locale="english") = parse($T, s, DateFormat(f, locale))
end
