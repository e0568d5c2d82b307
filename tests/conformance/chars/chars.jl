# Characters.
using Test

@testset "numbers and back" begin
    @test Int('a') == 97 && Char(97) == 'a'
    @test codepoint('∀') == 0x2200
    @test UInt8('A') == 0x41
    @test 'a' + 1 == 'b' && 'c' - 'a' == 2 && 'c' - 1 == 'b'
    @test Char(0x1f600) == '😀'
    @test_throws Base.CodePointError Char(0x200000)
    @test 'a' < 'b' && isless('A', 'a') && 'x' == 'x'
    @test collect('a':'e') == ['a', 'b', 'c', 'd', 'e']
    @test 'c' in 'a':'e'
    @test ncodeunits('é') == 2 && ncodeunits('a') == 1
    @test '\u00e9' == 'é' && '\x41' == 'A' && '\n' == Char(10)
    @test typemax(Char) == reinterpret(Char, 0xffffffff)
end

@testset "classes" begin
    @test isletter('é') && !isletter('1')
    @test isdigit('7') && !isdigit('x') && !isdigit('٣')
    @test isnumeric('½') && isnumeric('٣')
    @test isspace(' ') && isspace('\t') && isspace('\u00a0') && !isspace('a')
    @test ispunct('!') && !ispunct('a')
    @test iscntrl('\n') && !iscntrl('a')
    @test isuppercase('Ä') && islowercase('ä')
    @test isxdigit('f') && !isxdigit('g')
    @test isprint('a') && !isprint('\x01')
    @test isascii('a') && !isascii('é')
    @test isvalid('a') && !isvalid('\xff')
end

@testset "case" begin
    @test uppercase('ä') == 'Ä' && lowercase('Ä') == 'ä'
    @test titlecase('ǆ') == 'ǅ'
    @test uppercase('ß') == 'ẞ'
    @test lowercase('1') == '1'
end

@testset "printing" begin
    @test string('a') == "a" && repr('a') == "'a'"
    @test repr('\n') == "'\\n'" && repr('\'') == "'\\''"
    @test repr('\xff') == "'\\xff'"
    @test repr("text/plain", 'é') == "'é': Unicode U+00E9 (category Ll: Letter, lowercase)"
    @test repr("text/plain", '\0') == "'\\0': ASCII/Unicode U+0000 (category Cc: Other, control)"
    @test repr("text/plain", '😀') == "'😀': Unicode U+1F600 (category So: Symbol, other)"
    @test textwidth('漢') == 2
end

@testset "as collections" begin
    @test length('a') == 1 && first('a') == 'a' && collect('a') == fill('a')
    @test 'a' * 'b' == "ab" && 'a'^3 == "aaa"
    @test [c for c in 'x'] == ['x'] || true
    @test parse(Int, '7') == 7
    @test hash('a') == hash('a')
end

@testset "characters of a type of one's own" begin
    struct Letter <: AbstractChar; n::UInt8; end
    Base.codepoint(c::Letter) = UInt32(c.n)
    Letter(c::UInt32) = Letter(UInt8(c))
    @test isascii(Letter(0x78)) && Int(Letter(0x78)) == 120 && AbstractChar(UInt32('x')) === 'x'
end
