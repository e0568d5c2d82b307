# Dates and times of the Gregorian calendar.
module Dates

import Base: show, print, +, -, *, ==, isless, convert, hash, promote_rule, div, rem, mod, abs, zero, one, typemin, typemax, eltype, step, length, range, (:)

export Period, DatePeriod, TimePeriod, Year, Quarter, Month, Week, Day, Hour, Minute, Second, Millisecond,
    Microsecond, Nanosecond, TimeType, AbstractDateTime, AbstractTime, DateTime, Date, Time, DateFormat, @dateformat_str,
    year, month, week, day, hour, minute, second, millisecond, yearmonth, monthday, yearmonthday,
    dayofweek, dayname, dayabbr, monthname, monthabbr, dayofmonth, dayofyear, daysinmonth, daysinyear, isleapyear,
    quarterofyear, firstdayofmonth, lastdayofmonth, firstdayofyear, lastdayofyear, firstdayofweek, lastdayofweek,
    now, today, unix2datetime, datetime2unix, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday,
    January, February, March, April, May, June, July, August, September, October, November, December, UTC

# ---- spans -----------------------------------------------------------------------------------------
abstract type AbstractTime end
abstract type Period <: AbstractTime end
abstract type DatePeriod <: Period end
abstract type TimePeriod <: Period end
struct Year <: DatePeriod; value::Int64; end
struct Quarter <: DatePeriod; value::Int64; end
struct Month <: DatePeriod; value::Int64; end
struct Week <: DatePeriod; value::Int64; end
struct Day <: DatePeriod; value::Int64; end
struct Hour <: TimePeriod; value::Int64; end
struct Minute <: TimePeriod; value::Int64; end
struct Second <: TimePeriod; value::Int64; end
struct Millisecond <: TimePeriod; value::Int64; end
struct Microsecond <: TimePeriod; value::Int64; end
struct Nanosecond <: TimePeriod; value::Int64; end

value(x::Period) = x.value
_unit(x::Period) = lowercase(string(nameof(typeof(x))))
print(io::IO, p::Period) = print(io, p.value, " ", _unit(p), p.value == 1 ? "" : "s")
show(io::IO, p::Period) = (print(io, nameof(typeof(p)), "("); print(io, p.value); print(io, ")"))
show(io::IO, ::MIME"text/plain", p::Period) = print(io, p)
# How many nanoseconds a span of fixed length takes.
_nanos(::Type{Week}) = 604800000000000
_nanos(::Type{Day}) = 86400000000000
_nanos(::Type{Hour}) = 3600000000000
_nanos(::Type{Minute}) = 60000000000
_nanos(::Type{Second}) = 1000000000
_nanos(::Type{Millisecond}) = 1000000
_nanos(::Type{Microsecond}) = 1000
_nanos(::Type{Nanosecond}) = 1
const Fixed = Union{Week, Day, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond}
_nanos(p::Fixed) = p.value * _nanos(typeof(p))
_months(p::Year) = 12 * p.value
_months(p::Quarter) = 3 * p.value
_months(p::Month) = p.value
const Calendar = Union{Year, Quarter, Month}

+(a::P, b::P) where {P<:Period} = P(a.value + b.value)
-(a::P, b::P) where {P<:Period} = P(a.value - b.value)
-(a::P) where {P<:Period} = P(-a.value)
*(a::P, n::Real) where {P<:Period} = P(Int64(a.value * n))
*(n::Real, a::Period) = a * n
div(a::P, b::P) where {P<:Period} = div(a.value, b.value)
div(a::P, n::Integer) where {P<:Period} = P(div(a.value, n))
Base.:/(a::P, b::P) where {P<:Period} = a.value / b.value
rem(a::P, b::P) where {P<:Period} = P(rem(a.value, b.value))
mod(a::P, b::P) where {P<:Period} = P(mod(a.value, b.value))
abs(a::P) where {P<:Period} = P(abs(a.value))
zero(::Union{P, Type{P}}) where {P<:Period} = P(0)
isless(a::P, b::P) where {P<:Period} = isless(a.value, b.value)
isless(a::Fixed, b::Fixed) = isless(_nanos(a), _nanos(b))
==(a::P, b::P) where {P<:Period} = a.value == b.value
==(a::Fixed, b::Fixed) = _nanos(a) == _nanos(b)
hash(a::Fixed, h::UInt) = hash(_nanos(a), h)
_finer(A, B) = _nanos(A) <= _nanos(B) ? A : B
function +(a::Fixed, b::Fixed)
    T = _finer(typeof(a), typeof(b))
    return T(div(_nanos(a) + _nanos(b), _nanos(T)))
end
-(a::Fixed, b::Fixed) = a + (-b)
function convert(::Type{P}, x::Fixed) where {P<:Fixed}
    q, r = divrem(_nanos(x), _nanos(P))
    r == 0 || throw(InexactError(:convert, P, x))
    return P(q)
end
Base.Int64(p::Period) = p.value
(::Type{P})(x::Fixed) where {P<:Fixed} = convert(P, x)

# ---- moments ---------------------------------------------------------------------------------------
abstract type TimeType <: AbstractTime end
abstract type AbstractDateTime <: TimeType end
struct Date <: TimeType
    days::Int64         # since 0000-12-31
    Date(days::Day) = new(days.value)
end
struct DateTime <: AbstractDateTime
    millis::Int64       # since 0000-12-31T00:00:00
    DateTime(ms::Millisecond) = new(ms.value)
end
struct Time <: TimeType
    nanos::Int64
    Time(ns::Nanosecond) = new(ns.value)
end
struct UTC end

value(t::Date) = t.days
value(t::DateTime) = t.millis
value(t::Time) = t.nanos

isleapyear(y::Integer) = (y % 4 == 0) && ((y % 100 != 0) || (y % 400 == 0))
const _lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
daysinmonth(y::Integer, m::Integer) = m == 2 && isleapyear(y) ? 29 : _lengths[m]
# Days since 0000-12-31, by counting years from March.
function totaldays(y, m, d)
    z = m < 3 ? y - 1 : y
    mdays = (306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275)[m]
    return d + mdays + 365z + fld(z, 4) - fld(z, 100) + fld(z, 400) - 306
end
function yearmonthday(days::Integer)
    z = days + 306
    h = 100z - 25
    a = fld(h, 3652425)
    b = a - fld(a, 4)
    y = fld(100b + h, 36525)
    c = b + z - 365y - fld(y, 4)
    m = div(5c + 456, 153)
    d = c - div(153m - 457, 5)
    return m > 12 ? (y + 1, m - 12, d) : (y, m, d)
end
function _check(y, m, d)
    1 <= m <= 12 || throw(ArgumentError("Month: $m out of range (1:12)"))
    n = daysinmonth(y, m)
    1 <= d <= n || throw(ArgumentError("Day: $d out of range (1:$n)"))
end
function Date(y::Integer, m::Integer=1, d::Integer=1)
    _check(y, m, d)
    return Date(Day(totaldays(y, m, d)))
end
function DateTime(y::Integer, m::Integer=1, d::Integer=1, h::Integer=0, mi::Integer=0, s::Integer=0, ms::Integer=0)
    _check(y, m, d)
    0 <= h < 24 || throw(ArgumentError("Hour: $h out of range (0:23)"))
    0 <= mi < 60 || throw(ArgumentError("Minute: $mi out of range (0:59)"))
    0 <= s < 60 || throw(ArgumentError("Second: $s out of range (0:59)"))
    0 <= ms < 1000 || throw(ArgumentError("Millisecond: $ms out of range (0:999)"))
    return DateTime(Millisecond(ms + 1000 * (s + 60mi + 3600h + 86400 * totaldays(y, m, d))))
end
Time(h::Integer, mi::Integer=0, s::Integer=0, ms::Integer=0, us::Integer=0, ns::Integer=0) =
    Time(Nanosecond(ns + 1000us + 1000000ms + 1000000000 * (s + 60mi + 3600h)))
Date(y::Year, m::Month=Month(1), d::Day=Day(1)) = Date(y.value, m.value, d.value)
Date(dt::DateTime) = Date(Day(fld(dt.millis, 86400000)))
DateTime(d::Date) = DateTime(Millisecond(d.days * 86400000))
DateTime(d::Date, t::Time) = DateTime(Millisecond(d.days * 86400000 + div(t.nanos, 1000000)))
Time(dt::DateTime) = Time(Nanosecond(mod(dt.millis, 86400000) * 1000000))
convert(::Type{DateTime}, d::Date) = DateTime(d)
convert(::Type{Date}, d::DateTime) = Date(d)
promote_rule(::Type{Date}, ::Type{DateTime}) = DateTime

days(d::Date) = d.days
days(d::DateTime) = fld(d.millis, 86400000)
yearmonthday(t::Union{Date, DateTime}) = yearmonthday(days(t))
yearmonth(t::Union{Date, DateTime}) = yearmonthday(t)[1:2]
monthday(t::Union{Date, DateTime}) = yearmonthday(t)[2:3]
year(t::Union{Date, DateTime}) = yearmonthday(t)[1]
month(t::Union{Date, DateTime}) = yearmonthday(t)[2]
day(t::Union{Date, DateTime}) = yearmonthday(t)[3]
dayofmonth(t) = day(t)
hour(t::DateTime) = mod(fld(t.millis, 3600000), 24)
minute(t::DateTime) = mod(fld(t.millis, 60000), 60)
second(t::DateTime) = mod(fld(t.millis, 1000), 60)
millisecond(t::DateTime) = mod(t.millis, 1000)
hour(t::Time) = div(t.nanos, 3600000000000)
minute(t::Time) = mod(div(t.nanos, 60000000000), 60)
second(t::Time) = mod(div(t.nanos, 1000000000), 60)
millisecond(t::Time) = mod(div(t.nanos, 1000000), 1000)
Year(t::TimeType) = Year(year(t))
Month(t::TimeType) = Month(month(t))
Day(t::TimeType) = Day(day(t))
Hour(t::TimeType) = Hour(hour(t))
Minute(t::TimeType) = Minute(minute(t))
Second(t::TimeType) = Second(second(t))

const Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday = 1, 2, 3, 4, 5, 6, 7
const January, February, March, April, May, June = 1, 2, 3, 4, 5, 6
const July, August, September, October, November, December = 7, 8, 9, 10, 11, 12
const _daynames = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
const _monthnames = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
dayofweek(t) = mod1(days(t), 7)
dayname(t::TimeType) = _daynames[dayofweek(t)]
dayname(i::Integer) = _daynames[i]
dayabbr(t) = dayname(t)[1:3]
monthname(t::TimeType) = _monthnames[month(t)]
monthname(i::Integer) = _monthnames[i]
monthabbr(t) = monthname(t)[1:3]
dayofyear(t) = days(t) - totaldays(year(t), 1, 1) + 1
daysinmonth(t::TimeType) = daysinmonth(year(t), month(t))
isleapyear(t::TimeType) = isleapyear(year(t))
daysinyear(y::Integer) = 365 + isleapyear(y)
daysinyear(t::TimeType) = daysinyear(year(t))
quarterofyear(t) = div(month(t) + 2, 3)
function week(t)
    thursday = days(t) - dayofweek(t) + 4
    return div(thursday - totaldays(yearmonthday(thursday)[1], 1, 1), 7) + 1
end
firstdayofmonth(t::Date) = Date(year(t), month(t), 1)
lastdayofmonth(t::Date) = Date(year(t), month(t), daysinmonth(t))
firstdayofyear(t::Date) = Date(year(t), 1, 1)
lastdayofyear(t::Date) = Date(year(t), 12, 31)
firstdayofweek(t::Date) = Date(Day(days(t) - dayofweek(t) + 1))
lastdayofweek(t::Date) = Date(Day(days(t) - dayofweek(t) + 7))

# ---- reckoning ---------------------------------------------------------------------------------------
function _add_months(y, m, d, n)
    total = 12y + (m - 1) + n
    y2, m2 = fld(total, 12), mod(total, 12) + 1
    return y2, m2, min(d, daysinmonth(y2, m2))
end
+(t::Date, p::Calendar) = Date(_add_months(yearmonthday(t)..., _months(p))...)
+(t::DateTime, p::Calendar) = DateTime(Millisecond(totaldays(_add_months(yearmonthday(t)..., _months(p))...) * 86400000 + mod(t.millis, 86400000)))
+(t::Date, p::Union{Week, Day}) = Date(Day(t.days + div(_nanos(p), _nanos(Day))))
+(t::DateTime, p::Fixed) = DateTime(Millisecond(t.millis + div(_nanos(p), 1000000)))
+(t::Time, p::TimePeriod) = Time(Nanosecond(mod(t.nanos + _nanos(p), 86400000000000)))
+(p::Period, t::TimeType) = t + p
-(t::TimeType, p::Period) = t + (-p)
-(a::Date, b::Date) = Day(a.days - b.days)
-(a::DateTime, b::DateTime) = Millisecond(a.millis - b.millis)
-(a::Time, b::Time) = Nanosecond(a.nanos - b.nanos)
-(a::Union{Date, DateTime}, b::Union{Date, DateTime}) = DateTime(a) - DateTime(b)
DateTime(t::DateTime) = t
Date(t::Date) = t
isless(a::Date, b::Date) = isless(a.days, b.days)
isless(a::DateTime, b::DateTime) = isless(a.millis, b.millis)
isless(a::Time, b::Time) = isless(a.nanos, b.nanos)
isless(a::Union{Date, DateTime}, b::Union{Date, DateTime}) = isless(DateTime(a), DateTime(b))
==(a::Date, b::Date) = a.days == b.days
==(a::DateTime, b::DateTime) = a.millis == b.millis
==(a::Union{Date, DateTime}, b::Union{Date, DateTime}) = DateTime(a) == DateTime(b)
hash(t::Date, h::UInt) = hash(t.days * 86400000, h)
hash(t::DateTime, h::UInt) = hash(t.millis, h)

# Days or other steps from one moment to another.
struct Steps{T<:TimeType, P<:Period} <: AbstractVector{T}
    start::T
    step::P
    stop::T
end
(:)(a::T, s::Period, b::T) where {T<:TimeType} = Steps(a, s, b)
(:)(a::Date, b::Date) = Steps(a, Day(1), b)
step(r::Steps) = r.step
function length(r::Steps)
    n = 0
    while (r.step.value > 0 ? r.start + n * r.step <= r.stop : r.start + n * r.step >= r.stop)
        n += 1
    end
    return n
end
Base.size(r::Steps) = (length(r),)
Base.getindex(r::Steps, i::Int) = r.start + (i - 1) * r.step
show(io::IO, r::Steps) = print(io, repr(r.start), ":", repr(r.step), ":", repr(r.stop))

# ---- the clock -----------------------------------------------------------------------------------------
const UNIXEPOCH = 62135683200000
unix2datetime(x::Real) = DateTime(Millisecond(UNIXEPOCH + trunc(Int64, 1000 * Float64(x))))
datetime2unix(t::DateTime) = (t.millis - UNIXEPOCH) / 1000.0
now(::Type{UTC}) = unix2datetime(time())
now() = unix2datetime(time() + Core.Host.time_zone_offset())
today() = Date(now())

# ---- text ----------------------------------------------------------------------------------------------
_two(n) = lpad(string(n), 2, '0')
_date_text(t) = ((y, m, d) = yearmonthday(t); string(lpad(string(y), 4, '0'), "-", _two(m), "-", _two(d)))
function _time_text(h, m, s, ms)
    text = string(_two(h), ":", _two(m), ":", _two(s))
    return ms == 0 ? text : string(text, ".", rstrip(lpad(string(ms), 3, '0'), '0'))
end
print(io::IO, t::Date) = print(io, _date_text(t))
print(io::IO, t::DateTime) = print(io, _date_text(t), "T", _time_text(hour(t), minute(t), second(t), millisecond(t)))
print(io::IO, t::Time) = print(io, _time_text(hour(t), minute(t), second(t), millisecond(t)))
show(io::IO, t::Date) = print(io, "Date(\"", _date_text(t), "\")")
show(io::IO, t::DateTime) = (print(io, "DateTime(\""); print(io, t); print(io, "\")"))
show(io::IO, t::Time) = ((h, m, s) = (hour(t), minute(t), second(t)); print(io, "Time(", h, ", ", m, ", ", s, ")"))
show(io::IO, ::MIME"text/plain", t::Union{Date, DateTime, Time}) = print(io, t)

struct DateFormat
    text::String
end
macro dateformat_str(s)
    return :(DateFormat($s))
end
const ISODateFormat = DateFormat("yyyy-mm-dd")
const ISODateTimeFormat = DateFormat("yyyy-mm-ddTHH:MM:SS.s")
# Runs of one letter, and what stands between them.
function _pieces(f::String)
    out = Any[]
    for m in eachmatch(r"y+|m+|d+|H+|M+|S+|s+|u+|U+|e+|E+|I+|p|.", f)
        push!(out, String(m.match))
    end
    return out
end
function format(t::TimeType, f::DateFormat)
    out = IOBuffer()
    for p in _pieces(f.text)
        c = p[1]
        n = length(p)
        if c == 'y'
            print(out, n == 2 ? _two(mod(year(t), 100)) : lpad(string(year(t)), n, '0'))
        elseif c == 'm'
            print(out, lpad(string(month(t)), n, '0'))
        elseif c == 'd'
            print(out, lpad(string(day(t)), n, '0'))
        elseif c == 'H'
            print(out, lpad(string(t isa Date ? 0 : hour(t)), n, '0'))
        elseif c == 'I'
            print(out, lpad(string(mod1(hour(t), 12)), n, '0'))
        elseif c == 'M'
            print(out, lpad(string(t isa Date ? 0 : minute(t)), n, '0'))
        elseif c == 'S'
            print(out, lpad(string(t isa Date ? 0 : second(t)), n, '0'))
        elseif c == 's'
            print(out, rpad(rstrip(lpad(string(t isa Date ? 0 : millisecond(t)), 3, '0'), '0'), n, '0'))
        elseif c == 'u'
            print(out, monthabbr(t))
        elseif c == 'U'
            print(out, monthname(t))
        elseif c == 'e'
            print(out, dayabbr(t))
        elseif c == 'E'
            print(out, dayname(t))
        elseif c == 'p'
            print(out, hour(t) < 12 ? "AM" : "PM")
        else
            print(out, p)
        end
    end
    return String(take!(out))
end
format(t::TimeType, f::AbstractString) = format(t, DateFormat(String(f)))

function _read(text::String, f::DateFormat)
    parts = Dict('y' => 1, 'm' => 1, 'd' => 1, 'H' => 0, 'M' => 0, 'S' => 0, 's' => 0)
    i = 1
    n = ncodeunits(text)
    for p in _pieces(f.text)
        c = p[1]
        i > n && break
        if haskey(parts, c)
            j = i
            while j <= n && isdigit(text[j]) && (length(p) == 1 || c == 's' || j - i < length(p))
                j += 1
            end
            j == i && throw(ArgumentError("Unable to parse date time. Expected directive $(p) at char $i"))
            digits = text[i:j-1]
            parts[c] = c == 's' ? parse(Int, rpad(digits, 3, '0')) : parse(Int, digits)
            i = j
        elseif c == 'u' || c == 'U'
            at = findfirst(m -> startswith(SubString(text, i), c == 'u' ? m[1:3] : m), _monthnames)
            at === nothing && throw(ArgumentError("Unable to parse date time. Expected directive $(p) at char $i"))
            parts['m'] = at
            i += c == 'u' ? 3 : length(_monthnames[at])
        else
            text[i] == c || throw(ArgumentError("Unable to parse date time. Expected directive $(p) at char $i"))
            i = nextind(text, i)
        end
    end
    i <= n && throw(ArgumentError("Found extra characters at the end of date time string"))
    return parts['y'], parts['m'], parts['d'], parts['H'], parts['M'], parts['S'], parts['s']
end
Date(s::AbstractString, f::DateFormat=ISODateFormat) = Date(_read(String(s), f)[1:3]...)
Date(s::AbstractString, f::AbstractString) = Date(s, DateFormat(String(f)))
DateTime(s::AbstractString, f::DateFormat=ISODateTimeFormat) = DateTime(_read(String(s), f)...)
DateTime(s::AbstractString, f::AbstractString) = DateTime(s, DateFormat(String(f)))
Base.parse(::Type{T}, s::AbstractString, f...) where {T<:Union{Date, DateTime}} = T(s, f...)
Base.tryparse(::Type{T}, s::AbstractString, f...) where {T<:Union{Date, DateTime}} = try
    T(s, f...)
catch
    nothing
end

end
