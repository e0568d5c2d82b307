# The first and last days of something, days that satisfy something, and rounding to spans.

firstdayofweek(d::Date) = _date(value(d) - dayofweek(d) + 1)
lastdayofweek(d::Date) = _date(value(d) - dayofweek(d) + 7)
firstdayofmonth(d::Date) = _date(value(d) - day(d) + 1)
lastdayofmonth(d::Date) = _date(value(d) - day(d) + daysinmonth(d))
firstdayofyear(d::Date) = Date(year(d), 1, 1)
lastdayofyear(d::Date) = Date(year(d), 12, 31)
firstdayofquarter(d::Date) = Date(year(d), 3 * quarterofyear(d) - 2, 1)
lastdayofquarter(d::Date) = lastdayofmonth(Date(year(d), 3 * quarterofyear(d), 1))
for f in (:firstdayofweek, :lastdayofweek, :firstdayofmonth, :lastdayofmonth, :firstdayofyear, :lastdayofyear,
        :firstdayofquarter, :lastdayofquarter)
    @eval $f(t::DateTime) = DateTime($f(Date(t)))
end

# ---- moments that satisfy something ----------------------------------------------------------------------
function adjust(f::Function, start::TimeType; step::Period=Day(1), limit::Int=10000)
    f(start) isa Bool || throw(ArgumentError("Provided function must take a single TimeType argument and return true or false"))
    for _ in 1:limit
        f(start) && return start
        start += step
    end
    throw(ArgumentError("Adjustment limit reached: $limit iterations"))
end
_is_day(dow) = t -> dayofweek(t) == dow
tonext(t::TimeType, dow::Int; same::Bool=false) = adjust(_is_day(dow), same ? t : t + Day(1); limit = 7)
toprev(t::TimeType, dow::Int; same::Bool=false) = adjust(_is_day(dow), same ? t : t - Day(1); step = Day(-1), limit = 7)
tonext(f::Function, t::TimeType; step::Period=Day(1), limit::Int=10000, same::Bool=false) =
    adjust(f, same ? t : t + step; step, limit)
toprev(f::Function, t::TimeType; step::Period=Day(-1), limit::Int=10000, same::Bool=false) =
    adjust(f, same ? t : t + step; step, limit)
tofirst(t::TimeType, dow::Int; of::Union{Type{Year}, Type{Month}}=Month) =
    adjust(_is_day(dow), of <: Month ? firstdayofmonth(t) : firstdayofyear(t); limit = 366)
tolast(t::TimeType, dow::Int; of::Union{Type{Year}, Type{Month}}=Month) =
    adjust(_is_day(dow), of <: Month ? lastdayofmonth(t) : lastdayofyear(t); step = Day(-1), limit = 366)
Date(f::Function, y, m=1, d=1; step::Period=Day(1), limit::Int=10000) = adjust(f, Date(y, m, d); step, limit)
# The step is the unit below the last one that is given.
DateTime(f::Function, y, rest...; step::Period=(Day(1), Day(1), Hour(1), Minute(1), Second(1), Millisecond(1))[1+length(rest)], limit::Int=10000) =
    adjust(f, DateTime(y, rest...); step, limit)
Time(f::Function, h, rest...; step::Period=(Second(1), Second(1), Millisecond(1), Microsecond(1), Nanosecond(1))[1+length(rest)], limit::Int=10000) =
    adjust(f, Time(h, rest...); step, limit)

# ---- rounding --------------------------------------------------------------------------------------------
const ConvertiblePeriod = Union{TimePeriod, Week, Day}
const TimeTypeOrPeriod = Union{TimeType, ConvertiblePeriod}
_positive(p) = value(p) < 1 ? throw(DomainError(p)) : value(p)
function floor(d::Date, p::OtherPeriod)
    n = _positive(p) * _scale(typeof(p))
    y, m = yearmonth(d)
    months = 12y + m - 1
    months -= mod(months, n)
    return Date(fld(months, 12), mod(months, 12) + 1)
end
# Weeks are counted from the first Monday of year 0.
function floor(d::Date, p::Week)
    n = value(d) - (DATEEPOCH + 2)
    return _date(value(d) - mod(n, 7 * _positive(p)))
end
floor(d::Date, p::Day) = _date(value(d) - mod(value(d) - DATEEPOCH, _positive(p)))
floor(t::DateTime, p::DatePeriod) = DateTime(floor(Date(t), p))
function floor(t::DateTime, p::TimePeriod)
    _positive(p)
    return _datetime(value(t) - mod(value(t) - DATETIMEEPOCH, value(Millisecond(p))))
end
floor(t::Time, p::TimePeriod) = (_positive(p); Time(Nanosecond(value(t) - mod(value(t), tons(p)))))
function floor(x::ConvertiblePeriod, p::P) where {P<:ConvertiblePeriod}
    _positive(p)
    a, b = promote(x, p)
    return P(a - mod(a, b))
end
ceil(t::TimeType, p::Period) = (f = floor(t, p); t == f ? f : f + p)
ceil(x::ConvertiblePeriod, p::ConvertiblePeriod) = (f = floor(x, p); x == f ? f : f + p)
function round(x::TimeTypeOrPeriod, p::Period, ::RoundingMode{:NearestTiesUp})
    low, high = floor(x, p), ceil(x, p)
    return _distance(low, x) < _distance(x, high) ? low : high
end
_distance(a::TimeType, b::TimeType) = b - a
_distance(a, b) = -(reverse(promote(a, b))...)
round(x::TimeTypeOrPeriod, p::Period, ::RoundingMode{:Down}) = floor(x, p)
round(x::TimeTypeOrPeriod, p::Period, ::RoundingMode{:Up}) = ceil(x, p)
round(::TimeTypeOrPeriod, p::Period, ::RoundingMode) = throw(DomainError(p))
round(x::TimeTypeOrPeriod, p::Period) = round(x, p, RoundNearestTiesUp)
for f in (:floor, :ceil)
    @eval $f(x::TimeTypeOrPeriod, ::Type{P}) where {P<:Period} = $f(x, oneunit(P))
    @eval $f(::Type{Date}, x::TimeTypeOrPeriod, ::Type{P}) where {P<:Period} = $f(Date(x), oneunit(P))
end
round(x::TimeTypeOrPeriod, ::Type{P}, r::RoundingMode=RoundNearestTiesUp) where {P<:Period} = round(x, oneunit(P), r)
round(::Type{Date}, x::TimeTypeOrPeriod, ::Type{P}, r::RoundingMode=RoundNearestTiesUp) where {P<:Period} = round(Date(x), oneunit(P), r)
trunc(d::Date, ::Type{P}) where {P<:DatePeriod} = floor(d, oneunit(P))
trunc(t::DateTime, ::Type{P}) where {P<:Period} = floor(t, oneunit(P))
trunc(t::Time, ::Type{P}) where {P<:TimePeriod} = floor(t, oneunit(P))
