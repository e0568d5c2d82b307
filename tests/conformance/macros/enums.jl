using Test

@enum Fruit apple=1 orange=2 kiwi
@enum Color::UInt8 begin
    red = 0x0a
    green
end

@testset "values, names and numbers" begin
    @test Int(apple) === 1 && Int(kiwi) === 3 && Integer(green) === 0x0b
    @test Fruit(2) === orange && instances(Fruit) === (apple, orange, kiwi)
    @test typemin(Fruit) === apple && typemax(Fruit) === kiwi && apple < orange
    @test Symbol(kiwi) === :kiwi && apple isa Enum && red isa Enum{UInt8}
    @test sizeof(Color) == 1 && sizeof(Fruit) == 4
end

@testset "as text" begin
    @test string(apple) == "apple" && repr(red) == "red"
    @test repr(MIME("text/plain"), orange) == "orange::Fruit = 2"
    @test repr([apple, kiwi]) == "Fruit[apple, kiwi]"
end

@testset "in dispatch, dictionaries and loops" begin
    taste(f::Fruit) = f == apple ? :sour : :sweet
    @test taste(apple) === :sour && taste(kiwi) === :sweet
    d = Dict(apple => 1, kiwi => 2)
    @test d[apple] == 1 && !haskey(d, orange)
    @test [Int(f) for f in instances(Fruit)] == [1, 2, 3] && sort([kiwi, apple]) == [apple, kiwi]
end

@testset "what is refused" begin
    @test_throws ArgumentError Fruit(9)
    @test sprint(showerror, try Fruit(9) catch e; e end) == "ArgumentError: invalid value for Enum Fruit: 9"
end

module Colors
@enum Color::UInt8 blue = 10 red = 2
end
@testset "values of another module say so" begin
    @test string(Colors.red) == "red" && repr(Colors.red) == "Main.Colors.red"
    @test repr("text/plain", Colors.blue) == "blue::Color = 0x0a"
    @test repr("text/plain", Colors.Color) == "Enum Main.Colors.Color:\nblue = 0x0a\nred = 0x02"
    @test instances(Colors.Color) === (Colors.blue, Colors.red)
    @test string(reinterpret(Colors.Color, 0x07)) == "<invalid #7>"
end

@testset "names of enumerations are identifiers" begin
    @test_throws ArgumentError macroexpand(@__MODULE__, Expr(:macrocall, Symbol("@enum"), LineNumberNode(1), :Wrong, Symbol("a b")))
end
