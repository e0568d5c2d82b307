using Test

@testset "almost everything of missing is missing" begin
    @test ismissing(missing + 1) && ismissing(2 * missing) && ismissing(-missing) && ismissing(missing^2)
    @test ismissing(abs(missing)) && ismissing(sin(missing)) && ismissing(max(missing, 1)) && ismissing(round(missing))
    @test ismissing(missing == 1) && ismissing(missing < 1) && ismissing(missing == missing)
    @test isequal(missing, missing) && !isequal(missing, 1) && isless(1, missing) && !isless(missing, 1)
end

@testset "logic with three values" begin
    @test (true | missing) === true && ismissing(false | missing) && ismissing(missing | missing)
    @test (false & missing) === false && ismissing(true & missing) && ismissing(!missing)
    @test ismissing(xor(true, missing))
    @test_throws TypeError (if missing 1 end)
end

@testset "getting at what is there" begin
    @test coalesce(missing, 2) === 2 && coalesce(missing, missing) === missing && coalesce(1, 2) === 1
    @test something(nothing, 3) === 3 && something(Some(nothing), 3) === nothing
    @test_throws ArgumentError something(nothing, nothing)
    @test @something(nothing, 5) === 5 && @coalesce(missing, 6) === 6
    @test isnothing(nothing) && !isnothing(missing) && ismissing(missing)
end

@testset "collections with missing" begin
    @test sum(skipmissing([1, missing, 3])) === 4 && collect(skipmissing([1, missing])) == [1]
    @test eltype([1, missing]) === Union{Int, Missing} && ismissing(sum([1, missing]))
    @test any([true, missing]) === true && ismissing(all([true, missing]))
    @test convert(Union{Int, Missing}, 2.0) === 2 && nonmissingtype(Union{Int, Missing}) === Int
    @test_throws MissingException round(Int, missing)
end

@testset "more functions of nothing known" begin
    @test ismissing(acos(missing)) && ismissing(atan(missing, 1)) && ismissing(atan(1, missing)) && ismissing(clamp(missing, 1, 2))
    @test oneunit(Union{Int, Missing}) === 1 && complex(Union{Int, Missing}) == Union{Complex{Int}, Missing}
end

@testset "elementary functions of missing" begin
    for f in (sin, cbrt, exp10, sinpi, cospi, tanpi, sind, cosd, tand, asind, fourthroot)
        @test f(missing) === missing
    end
    for f in (hypot, log, atan)
        @test f(missing, 1) === f(1, missing) === f(missing, missing) === missing
    end
    @test sincosd(missing) === (missing, missing) && isequal(float([missing]), [missing])
    @test_throws MethodError complex(Any)
end
