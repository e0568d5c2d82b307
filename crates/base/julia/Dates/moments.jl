# Days, times of day, and both together.

abstract type TimeType <: AbstractTime end
abstract type AbstractDateTime <: TimeType end
abstract type Calendar <: AbstractTime end
struct ISOCalendar <: Calendar end
abstract type TimeZone end
struct UTC <: TimeZone end

# The moment as a span since 0000-12-31.
struct UTInstant{P<:Period}
    periods::P
end
UTM(x) = UTInstant(Millisecond(x))
UTD(x) = UTInstant(Day(x))
struct Date <: TimeType
    instant::UTInstant{Day}
    Date(instant::UTInstant{Day}) = new(instant)
end
struct DateTime <: AbstractDateTime
    instant::UTInstant{Millisecond}
    DateTime(instant::UTInstant{Millisecond}) = new(instant)
end
struct Time <: TimeType
    instant::Nanosecond
    Time(instant::Nanosecond) = new(mod(instant, 86400000000000))
end
value(t::TimeType) = t.instant.periods.value
value(t::Time) = t.instant.value
_date(days) = Date(UTD(days))
_datetime(millis) = DateTime(UTM(millis))

# ---- the calendar ----------------------------------------------------------------------------------
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

# ---- making ------------------------------------------------------------------------------------------
_in(what, x, range) = x in range || throw(ArgumentError("$what: $x out of range ($range)"))
# What is wrong with the parts of a moment, or nothing.
function validargs(::Type{T}, parts::Int64...) where {T<:TimeType}
    try
        T(parts...)
    catch wrong
        wrong isa ArgumentError || rethrow()
        return wrong
    end
    return nothing
end
function _check_date(y, m, d)
    _in("Month", m, 1:12)
    _in("Day", d, 1:daysinmonth(y, m))
end
function Date(y::Int64, m::Int64=1, d::Int64=1)
    _check_date(y, m, d)
    return _date(totaldays(y, m, d))
end
function DateTime(y::Int64, m::Int64=1, d::Int64=1, h::Int64=0, mi::Int64=0, s::Int64=0, ms::Int64=0)
    _check_date(y, m, d)
    # The end of a day may be told as its 24th hour.
    h == 24 && mi == 0 && s == 0 && ms == 0 || _in("Hour", h, 0:23)
    _in("Minute", mi, 0:59)
    _in("Second", s, 0:59)
    _in("Millisecond", ms, 0:999)
    return _datetime(ms + 1000 * (s + 60mi + 3600h + 86400 * totaldays(y, m, d)))
end
function Time(h::Int64, mi::Int64=0, s::Int64=0, ms::Int64=0, us::Int64=0, ns::Int64=0)
    _in("Hour", h, 0:23)
    _in("Minute", mi, 0:59)
    _in("Second", s, 0:59)
    _in("Millisecond", ms, 0:999)
    _in("Microsecond", us, 0:999)
    _in("Nanosecond", ns, 0:999)
    return Time(Nanosecond(ns + 1000us + 1000000ms + 1000000000 * (s + 60mi + 3600h)))
end
Date(y, m=1, d=1) = Date(Int64(y), Int64(m), Int64(d))
DateTime(y, m=1, d=1, h=0, mi=0, s=0, ms=0) = DateTime(Int64(y), Int64(m), Int64(d), Int64(h), Int64(mi), Int64(s), Int64(ms))
Time(h, mi=0, s=0, ms=0, us=0, ns=0) = Time(Int64(h), Int64(mi), Int64(s), Int64(ms), Int64(us), Int64(ns))
# Of the spans that are given each unit is at its place.
_given(parts, P) = (i = findfirst(p -> p isa P, parts); i === nothing ? value(default(P)) : value(parts[i]))
Date(y::Year, m::Month=Month(1), d::Day=Day(1)) = Date(value(y), value(m), value(d))
DateTime(y::Year, m::Month=Month(1), d::Day=Day(1), h::Hour=Hour(0), mi::Minute=Minute(0), s::Second=Second(0), ms::Millisecond=Millisecond(0)) =
    DateTime(value(y), value(m), value(d), value(h), value(mi), value(s), value(ms))
Date(p::Period, ps::Period...) = (all = (p, ps...); Date(_given(all, Year), _given(all, Month), _given(all, Day)))
DateTime(p::Period, ps::Period...) = (all = (p, ps...); DateTime((_given(all, P) for P in (Year, Month, Day, Hour, Minute, Second, Millisecond))...))
Time(h::Hour, mi::Minute=Minute(0), s::Second=Second(0), ms::Millisecond=Millisecond(0), us::Microsecond=Microsecond(0), ns::Nanosecond=Nanosecond(0)) =
    Time(value(h), value(mi), value(s), value(ms), value(us), value(ns))
Time(p::TimePeriod, ps::TimePeriod...) = (all = (p, ps...); Time((_given(all, P) for P in (Hour, Minute, Second, Millisecond, Microsecond, Nanosecond))...))

Date(t::Date) = t
DateTime(t::DateTime) = t
Time(t::Time) = t
Date(t::DateTime) = _date(fld(value(t), 86400000))
DateTime(d::Date) = _datetime(value(d) * 86400000)
function DateTime(d::Date, t::Time)
    value(t) % 1000000 == 0 || throw(InexactError(:DateTime, DateTime, t))
    return _datetime(value(d) * 86400000 + div(value(t), 1000000))
end
Time(t::DateTime) = Time(Nanosecond(mod(value(t), 86400000) * 1000000))
convert(::Type{DateTime}, d::Date) = DateTime(d)
convert(::Type{Date}, t::DateTime) = Date(t)
convert(::Type{Time}, t::DateTime) = Time(t)
convert(::Type{DateTime}, x::Millisecond) = DateTime(UTInstant(x))
convert(::Type{Millisecond}, t::DateTime) = Millisecond(value(t))
convert(::Type{Date}, x::Day) = Date(UTInstant(x))
convert(::Type{Day}, d::Date) = Day(value(d))
promote_rule(::Type{Date}, ::Type{DateTime}) = DateTime
isfinite(::Union{Type{T}, T}) where {T<:TimeType} = true
Base.eps(::Union{Type{DateTime}, DateTime}) = Millisecond(1)
Base.eps(::Union{Type{Date}, Date}) = Day(1)
Base.eps(::Union{Type{Time}, Time}) = Nanosecond(1)
zero(::Type{DateTime}) = Millisecond(0)
zero(::Type{Date}) = Day(0)
zero(::Type{Time}) = Nanosecond(0)
zero(::T) where {T<:TimeType} = zero(T)
typemax(::Union{DateTime, Type{DateTime}}) = DateTime(146138512, 12, 31, 23, 59, 59)
typemin(::Union{DateTime, Type{DateTime}}) = DateTime(-146138511, 1, 1)
typemax(::Union{Date, Type{Date}}) = Date(252522163911149, 12, 31)
typemin(::Union{Date, Type{Date}}) = Date(-252522163911150, 1, 1)
typemax(::Union{Time, Type{Time}}) = Time(23, 59, 59, 999, 999, 999)
typemin(::Union{Time, Type{Time}}) = Time(0)

# ---- parts -------------------------------------------------------------------------------------------
const DateOrDateTime = Union{Date, DateTime}
days(d::Date) = value(d)
days(t::DateTime) = fld(value(t), 86400000)
yearmonthday(t::DateOrDateTime) = yearmonthday(days(t))
yearmonth(t::DateOrDateTime) = yearmonthday(t)[1:2]
monthday(t::DateOrDateTime) = yearmonthday(t)[2:3]
year(t::DateOrDateTime) = yearmonthday(t)[1]
month(t::DateOrDateTime) = yearmonthday(t)[2]
day(t::DateOrDateTime) = yearmonthday(t)[3]
dayofmonth(t::DateOrDateTime) = day(t)
quarter(t::DateOrDateTime) = quarterofyear(t)
hour(t::DateTime) = mod(fld(value(t), 3600000), 24)
minute(t::DateTime) = mod(fld(value(t), 60000), 60)
second(t::DateTime) = mod(fld(value(t), 1000), 60)
millisecond(t::DateTime) = mod(value(t), 1000)
hour(t::Time) = div(value(t), 3600000000000)
minute(t::Time) = mod(div(value(t), 60000000000), 60)
second(t::Time) = mod(div(value(t), 1000000000), 60)
millisecond(t::Time) = mod(div(value(t), 1000000), 1000)
microsecond(t::Time) = mod(div(value(t), 1000), 1000)
nanosecond(t::Time) = mod(value(t), 1000)
# The week of a year begins on Monday; the first one has the year's first Thursday.
function week(t::DateOrDateTime)
    thursday = days(t) - dayofweek(t) + 4
    return div(thursday - totaldays(yearmonthday(thursday)[1], 1, 1), 7) + 1
end
for (P, part) in ((:Year, :year), (:Quarter, :quarterofyear), (:Month, :month), (:Week, :week), (:Day, :day), (:Hour, :hour), (:Minute, :minute),
        (:Second, :second), (:Millisecond, :millisecond), (:Microsecond, :microsecond), (:Nanosecond, :nanosecond))
    @eval $P(t::TimeType) = $P($part(t))
end
CompoundPeriod(t::Time) = CompoundPeriod(Period[Hour(t), Minute(t), Second(t), Millisecond(t), Microsecond(t), Nanosecond(t)])

const Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday = 1, 2, 3, 4, 5, 6, 7
const Mon, Tue, Wed, Thu, Fri, Sat, Sun = 1, 2, 3, 4, 5, 6, 7
const January, February, March, April, May, June = 1, 2, 3, 4, 5, 6
const July, August, September, October, November, December = 7, 8, 9, 10, 11, 12
const Jan, Feb, Mar, Apr, Jun, Jul, Aug, Sep, Oct, Nov, Dec = 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12
struct DateLocale
    months::Vector{String}
    months_abbr::Vector{String}
    days_of_week::Vector{String}
    days_of_week_abbr::Vector{String}
end
const _months_english = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
const _days_english = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_english() = DateLocale(collect(String, _months_english), String[m[1:3] for m in _months_english],
    collect(String, _days_english), String[d[1:3] for d in _days_english])
# Other languages are those that the program has names for: `Dates.LOCALES["french"] = Dates.DateLocale(…)`.
const LOCALES = Dict{String, DateLocale}("english" => _english())
const ENGLISH = LOCALES["english"]
_locale(l::DateLocale) = l
_locale(l::AbstractString) = LOCALES[String(l)]
dayname(d::Integer, locale::DateLocale) = locale.days_of_week[d]
dayabbr(d::Integer, locale::DateLocale) = locale.days_of_week_abbr[d]
monthname(m::Integer, locale::DateLocale) = locale.months[m]
monthabbr(m::Integer, locale::DateLocale) = locale.months_abbr[m]
dayname(d::Integer; locale="english") = dayname(d, _locale(locale))
dayabbr(d::Integer; locale="english") = dayabbr(d, _locale(locale))
monthname(m::Integer; locale="english") = monthname(m, _locale(locale))
monthabbr(m::Integer; locale="english") = monthabbr(m, _locale(locale))
dayname(t::DateOrDateTime; locale="english") = dayname(dayofweek(t); locale)
dayabbr(t::DateOrDateTime; locale="english") = dayabbr(dayofweek(t); locale)
monthname(t::DateOrDateTime; locale="english") = monthname(month(t); locale)
monthabbr(t::DateOrDateTime; locale="english") = monthabbr(month(t); locale)

dayofweek(days::Integer) = mod1(days, 7)
dayofweek(t::DateOrDateTime) = mod1(days(t), 7)
ismonday(t::TimeType) = dayofweek(t) == 1
istuesday(t::TimeType) = dayofweek(t) == 2
iswednesday(t::TimeType) = dayofweek(t) == 3
isthursday(t::TimeType) = dayofweek(t) == 4
isfriday(t::TimeType) = dayofweek(t) == 5
issaturday(t::TimeType) = dayofweek(t) == 6
issunday(t::TimeType) = dayofweek(t) == 7
# The how manieth Monday, Tuesday, … of the month it is, and how many there are.
dayofweekofmonth(t::DateOrDateTime) = div(day(t) - 1, 7) + 1
daysofweekinmonth(t::DateOrDateTime) = dayofweekofmonth(t) + div(daysinmonth(t) - day(t), 7)
dayofyear(y::Integer, m::Integer, d::Integer) = totaldays(y, m, d) - totaldays(y, 1, 1) + 1
dayofyear(t::DateOrDateTime) = days(t) - totaldays(year(t), 1, 1) + 1
daysinmonth(t::DateOrDateTime) = daysinmonth(yearmonth(t)...)
isleapyear(t::DateOrDateTime) = isleapyear(year(t))
daysinyear(y::Integer) = 365 + isleapyear(y)
daysinyear(t::DateOrDateTime) = daysinyear(year(t))
quarterofyear(t::DateOrDateTime) = div(month(t) + 2, 3)
dayofquarter(t::DateOrDateTime) = days(t) - value(firstdayofquarter(Date(t))) + 1

# ---- reckoning ---------------------------------------------------------------------------------------
# So many months later, at the end of the month where the day is not in it.
function _add_months(days, n)
    y, m, d = yearmonthday(days)
    total = 12y + (m - 1) + n
    y, m = fld(total, 12), mod(total, 12) + 1
    return totaldays(y, m, min(d, daysinmonth(y, m)))
end
+(t::TimeType) = t
+(t::Date, p::OtherPeriod) = _date(_add_months(value(t), _months(p)))
+(t::Date, p::Union{Week, Day}) = _date(value(t) + days(p))
+(t::DateTime, p::OtherPeriod) = _datetime(_add_months(days(t), _months(p)) * 86400000 + mod(value(t), 86400000))
+(t::DateTime, p::Period) = _datetime(value(t) + toms(p))
+(t::Time, p::TimePeriod) = Time(Nanosecond(value(t) + tons(p)))
+(p::Period, t::TimeType) = t + p
-(t::Date, p::Union{OtherPeriod, Week, Day}) = t + (-p)
-(t::DateTime, p::Period) = t + (-p)
-(t::Time, p::TimePeriod) = t + (-p)
+(d::Date, t::Time) = DateTime(d, t)
+(t::Time, d::Date) = DateTime(d, t)
+(t::TimeType, p::CompoundPeriod) = foldl(+, p.periods; init = t)
+(p::CompoundPeriod, t::TimeType) = t + p
-(t::TimeType, p::CompoundPeriod) = foldl(-, p.periods; init = t)
+(t::TimeType, p::Period, q::Period) = t + (p + q)
+(t::TimeType, p::Period, q::Period, rest::Period...) = +(t + (p + q), rest...)
-(a::Date, b::Date) = Day(value(a) - value(b))
-(a::DateTime, b::DateTime) = Millisecond(value(a) - value(b))
-(a::Time, b::Time) = Nanosecond(value(a) - value(b))
-(a::DateOrDateTime, b::DateOrDateTime) = DateTime(a) - DateTime(b)
+(::AbstractTime, ::Missing) = missing
+(::Missing, ::AbstractTime) = missing
-(::AbstractTime, ::Missing) = missing
-(::Missing, ::AbstractTime) = missing
isless(a::T, b::T) where {T<:TimeType} = isless(value(a), value(b))
==(a::T, b::T) where {T<:TimeType} = value(a) == value(b)
isless(a::TimeType, b::TimeType) = isless(promote(a, b)...)
==(a::TimeType, b::TimeType) = ==(promote(a, b)...)
hash(d::Date, h::UInt) = hash(value(d) * 86400000, h)
hash(t::DateTime, h::UInt) = hash(value(t), h)
hash(t::Time, h::UInt) = hash(value(t), h + 0x47d23ea1b9c5f08d)
Base.broadcastable(x::AbstractTime) = Ref(x)
Base.broadcastable(x::TimeZone) = Ref(x)

# ---- the clock -----------------------------------------------------------------------------------------
const UNIXEPOCH = 62135683200000
unix2datetime(x::Real) = _datetime(UNIXEPOCH + trunc(Int64, Int64(1000) * x))
datetime2unix(t::DateTime) = (value(t) - UNIXEPOCH) / 1000.0
rata2datetime(days) = DateTime(yearmonthday(days)...)
datetime2rata(t::TimeType) = days(t)
# Rounding counts from the year 0, so that every period begins with it.
const DATEEPOCH = totaldays(0, 1, 1)
const DATETIMEEPOCH = 86400000 * DATEEPOCH
epochdays2date(i) = _date(DATEEPOCH + Int64(i))
epochms2datetime(i) = _datetime(DATETIMEEPOCH + Int64(i))
date2epochdays(d::Date) = value(d) - DATEEPOCH
datetime2epochms(t::DateTime) = value(t) - DATETIMEEPOCH
const JULIANEPOCH = -148731076800000
julian2datetime(f) = _datetime(JULIANEPOCH + round(Int64, Int64(86400000) * f))
datetime2julian(t::DateTime) = (value(t) - JULIANEPOCH) / 86400000.0
now(::Type{UTC}) = unix2datetime(time())
now() = unix2datetime(time() + Core.Host.time_zone_offset())
today() = Date(now())

# Moments of an array move, and differ, each for itself.
+(A::AbstractArray{<:TimeType}, p::GeneralPeriod) = map(x -> x + p, A)
+(p::GeneralPeriod, A::AbstractArray{<:TimeType}) = map(x -> p + x, A)
-(A::AbstractArray{<:TimeType}, p::GeneralPeriod) = map(x -> x - p, A)
-(A::AbstractArray{T}, y::T) where {T<:TimeType} = map(x -> x - y, A)
-(y::T, A::AbstractArray{T}) where {T<:TimeType} = map(x -> y - x, A)
/(A::AbstractArray{P}, p::P) where {P<:Period} = map(x -> x / p, A)
