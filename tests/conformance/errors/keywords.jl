# Errors: keywords that a method does not take, values that a place does not.
using Test

@testset "the candidates say which keywords they take" begin
    takes(x; y = 2) = x + y
    text = try
        takes(1; z = 2)
    catch e
        sprint(showerror, e)
    end
    @test occursin("(::Any; y) got unsupported keyword argument \"z\"", text)
end

@testset "invoke passes keywords on" begin
    chosen(x::Real; y) = (:real, y)
    chosen(x::Int; y) = (:int, y)
    @test chosen(1; y = 5) == (:int, 5)
    @test invoke(chosen, Tuple{Real}, 1; y = 5) == (:real, 5)
end

@testset "nothing and missing are not made of values" begin
    @test Nothing() === nothing
    @test_throws ErrorException("cannot convert a value to nothing for assignment") convert(Nothing, 1)
    @test_throws ErrorException("cannot convert a value to missing for assignment") convert(Missing, 1)
end
