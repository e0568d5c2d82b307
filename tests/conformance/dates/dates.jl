# Dates and times.
using Test, Dates

@testset "making and asking" begin
    d = Date(2024, 2, 29)
    @test year(d) == 2024 && month(d) == 2 && day(d) == 29
    @test string(d) == "2024-02-29" && repr(d) == "Date(\"2024-02-29\")"
    @test dayofweek(d) == 4 && dayname(d) == "Thursday" && monthname(d) == "February"
    @test isleapyear(2024) && !isleapyear(1900) && daysinmonth(d) == 29
    @test dayofyear(d) == 60 && week(Date(2024, 1, 1)) == 1 && quarterofyear(d) == 1
    @test_throws ArgumentError Date(2023, 2, 29)
    @test string(DateTime(2024, 1, 2, 3, 4, 5)) == "2024-01-02T03:04:05"
    @test Date("2024-03-01") == Date(2024, 3, 1) && DateTime("2024-03-01T10:20:30") == DateTime(2024, 3, 1, 10, 20, 30)
    @test Date("01/02/2024", "dd/mm/yyyy") == Date(2024, 2, 1)
end

@testset "reckoning" begin
    @test Date(2024, 1, 31) + Month(1) == Date(2024, 2, 29)
    @test Date(2024, 1, 1) - Day(1) == Date(2023, 12, 31)
    @test Date(2024, 3, 1) - Date(2024, 2, 1) == Day(29)
    @test DateTime(2024, 1, 1) + Hour(25) == DateTime(2024, 1, 2, 1)
    @test DateTime(2024, 1, 2) - DateTime(2024, 1, 1) == Millisecond(86400000)
    @test Date(2024) < Date(2025) && Date(2024) == DateTime(2024)
    @test Hour(1) + Minute(30) == Minute(90) && Day(1) == Hour(24) && 2 * Week(1) == Day(14)
    @test collect(Date(2024, 1, 30):Day(1):Date(2024, 2, 1)) == [Date(2024, 1, 30), Date(2024, 1, 31), Date(2024, 2, 1)]
    @test string(Day(1)) == "1 day" && string(Hour(3)) == "3 hours"
    @test lastdayofmonth(Date(2023, 2, 5)) == Date(2023, 2, 28)
end

@testset "text and clock" begin
    t = DateTime(2024, 7, 4, 15, 6, 7)
    @test Dates.format(t, "yyyy/mm/dd HH:MM:SS") == "2024/07/04 15:06:07"
    @test Dates.format(t, "U d, yyyy (e)") == "July 4, 2024 (Thu)"
    @test unix2datetime(0) == DateTime(1970) && datetime2unix(DateTime(1970, 1, 2)) == 86400.0
    @test today() isa Date && now() isa DateTime && now() >= DateTime(2020)
end

@testset "moments of an array" begin
    t = [Date(2009, 1, 1), Date(2009, 1, 2)]
    @test t + Day(1) == Day(1) + t == t .+ Day(1) && t - Day(1) == t .- Day(1)
    @test t - Date(2009, 1, 1) == [Day(0), Day(1)] && Date(2010, 1, 1) - t == [Day(365), Day(364)] && [Year(1), Year(2)] / Year(2) == [0.5, 1.0]
    @test_throws ArgumentError Time(24)
end
