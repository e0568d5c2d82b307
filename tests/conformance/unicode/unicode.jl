# Normal forms, graphemes, widths.
using Test, Unicode

@testset "normal forms" begin
    @test Unicode.normalize("e\u0301", :NFC) == "é"
    @test length(Unicode.normalize("é", :NFD)) == 2
    @test Unicode.normalize("ﬁ", :NFKC) == "fi"
    @test Unicode.normalize("JúLiA", casefold = true, stripmark = true) == "julia"
    @test Unicode.isequal_normalized("é", "e\u0301")
end

@testset "graphemes" begin
    @test length(graphemes("e\u0301x")) == 2
    @test collect(graphemes("añ👨‍👩‍👧")) == ["a", "ñ", "👨‍👩‍👧"]
end

@testset "widths and classes" begin
    @test textwidth("añ漢") == 4
    @test textwidth('\u0301') == 0
    @test Base.isidentifier("αβ1") && !Base.isidentifier("1a") && !Base.isidentifier("true")
    @test Base.isoperator(:+) && Base.isbinaryoperator(:*) && Base.isunaryoperator(:-)
    @test isletter('λ') && isuppercase('Λ') && lowercase('Λ') == 'λ'
    @test uppercase("ñandú") == "ÑANDÚ"
    @test Unicode.isassigned('a')
end

@testset "as Base has it" begin
    @test Base.Unicode.normalize("é", :NFD) == "e\u0301" && collect(Base.Unicode.graphemes("e\u0301x")) == ["e\u0301", "x"]
end

@testset "case by property, folded and of words" begin
    @test islowercase('ª') && isuppercase('Ⓐ') && !isuppercase('ǅ') && !islowercase('1') && islowercase('ⅷ') && isuppercase('Ⅷ')
    @test Unicode.normalize("Straße ΣΑΣ", casefold=true) == "strasse σασ" && Unicode.normalize("ﬁx", casefold=true) == "fix" && Unicode.normalize("ıİ", casefold=true) == "ıi̇"
    @test Unicode.normalize("∕⁄", lump=true) == "//" && Unicode.normalize("a\r\nb\r", newline2lf=true) == "a\nb\n" && Unicode.normalize("a\tb\n", stripcc=true) == "a b "
    @test Unicode.normalize("a\u00adb", stripignore=true) == "ab" && Unicode.normalize("é", stripmark=true) == "e"
    @test_throws ArgumentError Unicode.normalize("a", newline2lf=true, newline2ls=true)
    @test_throws ArgumentError Unicode.normalize("a", compose=false, stripmark=true)
    @test titlecase("e\u0301a bc-dE") == "E\u0301a Bc-De" && titlecase("aBC dEF"; strict=false) == "ABC DEF"
    @test isequal_normalized("Ä", "a\u308"; casefold=true) && isequal_normalized("Ä", "A"; stripmark=true)
    @test graphemes("e\u0301bc", 1:2) == "e\u0301b" && graphemes("abc", 2:1) == "" && collect(graphemes(SubString("xe\u301", 2))) == ["e\u301"]
    @test !Unicode.isassigned(typemax(Int)) && Unicode.isassigned('a') && graphemes("ab") == graphemes("ab")
end
