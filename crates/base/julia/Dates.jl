# Dates and times of the Gregorian calendar.
module Dates

import Base: show, print, string, +, -, *, /, ==, isless, convert, hash, promote_rule, div, rem, mod, gcd, lcm, abs, sign,
    zero, one, oneunit, typemin, typemax, iszero, isfinite, floor, ceil, round, trunc, step, length, (:)

export Period, DatePeriod, TimePeriod, Year, Quarter, Month, Week, Day, Hour, Minute, Second, Millisecond,
    Microsecond, Nanosecond, TimeZone, UTC, TimeType, DateTime, Date, Time, canonicalize,
    year, month, week, day, hour, minute, second, millisecond, microsecond, nanosecond, yearmonth, monthday, yearmonthday,
    dayofmonth, dayofweek, isleapyear, daysinmonth, daysinyear, dayofyear, dayname, dayabbr, dayofweekofmonth,
    daysofweekinmonth, monthname, monthabbr, quarterofyear, dayofquarter,
    Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, Mon, Tue, Wed, Thu, Fri, Sat, Sun,
    January, February, March, April, May, June, July, August, September, October, November, December,
    Jan, Feb, Mar, Apr, Jun, Jul, Aug, Sep, Oct, Nov, Dec,
    unix2datetime, datetime2unix, now, today, rata2datetime, datetime2rata, julian2datetime, datetime2julian,
    firstdayofweek, lastdayofweek, firstdayofmonth, lastdayofmonth, firstdayofyear, lastdayofyear,
    firstdayofquarter, lastdayofquarter, tonext, toprev, tofirst, tolast,
    ISODateTimeFormat, ISODateFormat, ISOTimeFormat, RFC1123Format, DateFormat, @dateformat_str

include("Dates/periods.jl")
include("Dates/moments.jl")
include("Dates/ranges.jl")
include("Dates/rounding.jl")
include("Dates/text.jl")

end
