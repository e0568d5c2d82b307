# Spans of several units, rounding, formats, ranges.
using Test, Dates

@testset "spans, rounding, formats, ranges" begin
    @test string(canonicalize(Minute(50000))) == "4 weeks, 6 days, 17 hours, 20 minutes"
    @test string(canonicalize(Hour(1) - Day(1))) == "-23 hours"
    @test string(Month(1) - Week(2)) == "1 month, -2 weeks"
    @test string(Dates.CompoundPeriod(Hour(12), Hour(13))) == "25 hours"
    @test string(Year(1) + Day(1)) == "1 year, 1 day"
    @test Hour(1) + Minute(30) == Minute(90)
    t = DateTime(2013, 2, 13, 0, 31, 20)
    @test floor(t, Minute(15)) == DateTime(2013, 2, 13, 0, 30)
    @test ceil(t, Hour) == DateTime(2013, 2, 13, 1)
    @test round(t, Minute(15)) == DateTime(2013, 2, 13, 0, 30)
    @test floor(Date(1985, 8, 16), Month) == Date(1985, 8)
    @test ceil(Date(1985, 8, 16), Quarter) == Date(1985, 10)
    @test round(Date(1985, 8, 16), Month) == Date(1985, 8, 1)
    @test floor(Date(2016, 3, 15), Week) == Date(2016, 3, 14)
    @test floor(Day(10), Week) == Week(1)
    @test round(Hour(36), Day) == Day(2)
    @test trunc(t, Hour) == DateTime(2013, 2, 13)
    @test Dates.format(t, "yyyy-mm-dd I:MM p") == "2013-02-13 12:31 AM"
    @test Dates.format(t, RFC1123Format) == "Wed, 13 Feb 2013 00:31:20"
    @test DateTime("20130213 003120", dateformat"yyyymmdd HHMMSS") == t
    @test DateTime("Feb 13, 2013 12:31 AM", "u d, yyyy I:MM p") == DateTime(2013,2,13,0,31)
    @test Date("13/2/13", dateformat"d/m/y") == Date(13,2,13)
    @test Time("12:34:56.789") == Time(12,34,56,789)
    @test repr(Time(12,34,56,789)) == "Time(12, 34, 56, 789)"
    @test string(Time(1,2,3,4,5,6)) == "01:02:03.004005006"
    @test tonext(Date(2014,5,30), Tuesday) == Date(2014,6,3)
    @test toprev(Date(2014,5,30), Dates.Mon) == Date(2014,5,26)
    @test tofirst(Date(2014,5,30), Sat) == Date(2014,5,3)
    @test tolast(Date(2014,5,30), Sun; of=Year) == Date(2014,12,28)
    @test collect(Date(2014,1,31):Month(1):Date(2014,5,1)) == [Date(2014,1,31),Date(2014,2,28),Date(2014,3,31),Date(2014,4,30)]
    r = Date(2020,1,1):Day(7):Date(2020,2,1)
    @test length(r) == 5 && last(r) == Date(2020,1,29) && r[2] == Date(2020,1,8) && Date(2020,1,15) in r && !(Date(2020,1,16) in r)
    @test repr(r) == "Date(\"2020-01-01\"):Day(7):Date(\"2020-01-29\")"
    @test isempty(Date(2020,2,1):Day(1):Date(2020,1,1))
    @test Date.(2020:2022) == [Date(2020), Date(2021), Date(2022)]
    @test Date(2020,1,1) .+ Day.(0:2) == [Date(2020,1,1), Date(2020,1,2), Date(2020,1,3)]
    @test sprint(show, "text/plain", [Day(1), Day(2)]) == "2-element Vector{Day}:\n 1 day\n 2 days"
    @test repr([Day(1)]) == "[Day(1)]"
    @test_throws ArgumentError("Month: 13 out of range (1:12)") Date(2020,13)
    @test_throws ArgumentError Date("2020-1x")
    @test tryparse(Date, "abc") === nothing
    @test Date(Dates.Month(3), Dates.Year(2020)) == Date(2020,3,1)
    @test Dates.value(Date(2020) - Date(2019)) == 365
    @test div(Hour(5), Hour(2)) == 2 && Hour(5) ÷ 2 == Hour(2) && Day(7) / Day(2) == 3.5
    @test Hour(Minute(120)) == Hour(2)
    @test_throws InexactError Hour(Minute(90))
    @test Dates.datetime2julian(DateTime(2000,1,1,12)) == 2451545.0
    @test dayofquarter(Date(2020,5,1)) == 31 && dayofweekofmonth(Date(2020,5,31)) == 5 && daysofweekinmonth(Date(2020,5,3)) == 5
    @test DateTime(2020) + Month(1) + Day(1) + Hour(3) == DateTime(2020,2,2,3)
    @test Date(2020,1,1) + Time(10) == DateTime(2020,1,1,10)
    @test maximum([Date(2020), Date(2021)]) == Date(2021)
    @test sum([Day(1), Day(2)]) == Day(3)
    @test sort([Hour(5), Minute(10), Day(1)]) == [Minute(10), Hour(5), Day(1)]
    @test repr(DateTime(2020,1,1,1,1,1,50)) == "DateTime(\"2020-01-01T01:01:01.050\")"
end
