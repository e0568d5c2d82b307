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
