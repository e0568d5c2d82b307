# The dialect of regular expressions.
using Test

@testset "what is literal in a class" begin
    @test match(r"[^[]+", "ab[c").match == "ab"
    @test match(r"[a[b]+", "xb[ay").match == "b[a"
    @test match(r"[a&&b]+", "x&a&b").match == "&a&b"
    @test match(r"[a~~]+", "x~~a").match == "~~a"
    @test match(r"[+--]+", "x+,-.").match == "+,-"
    @test match(r"[--/]+", "x-./0").match == "-./"
    @test match(r"[a-]+", "x-a").match == "-a"
    @test match(r"[]a]+", "xa]").match == "a]"
    @test match(r"[^]a]+", "a]xy]").match == "xy"
    @test match(r"[[:alpha:][]+", "1a[b2").match == "a[b"
    @test match(r"[\d-x]+", "a1-x").match == "1-x"
    @test match(r"[\b]", "a\bc").match == "\b"
    @test match(r"[\101-\103]+", "xABCD").match == "ABC"
    @test match(r"[a #]+"x, "x# a").match == "# a"
end

@testset "the end of a text, and a newline that ends it" begin
    @test occursin(r"b$", "ab\n") && occursin(r"b$", "ab")
    @test !occursin(r"b$", "ab\n\n") && !occursin(r"b$", "ab\nc")
    @test !occursin(r"b\z", "ab\n") && occursin(r"b\Z", "ab\n")
    @test occursin(r"^$", "\n") && occursin(r"b$"m, "ab\nc")
    @test occursin(r"(?m)b$", "ab\nc")
    @test occursin(r"[$]\$$", "\$\$\n")
    @test replace("ab\n", r"b$" => "c") == "ac\n"
end

@testset "escapes" begin
    @test match(r"\h+", "a \tb").match == " \t"
    @test match(r"[\h]+", "abc \t").match == " \t"
    @test match(r"\H+", " ab ").match == "ab"
    @test match(r"\v", "a\nb").match == "\n"
    @test match(r"\V+", "\nab\n").match == "ab"
    @test match(r"\R", "a\r\nb").match == "\r\n"
    @test match(r"\N+", "ab\nc").match == "ab"
    @test match(r"\<\>", "<>").match == "<>"
    @test match(r"\cA", "a\x01").match == "\x01"
    @test match(r"a\0b", "a\0b").match == "a\0b"
    @test match(r"\07", "a\a").match == "\a"
    @test match(r"\o{101}", "A").match == "A"
    @test match(r"(a)\g1", "aa").match == match(r"(a)\g{1}", "aa").match == "aa"
    @test match(r"(a)(b)\g{-1}", "abb").match == "abb"
    @test match(r"(?<n>a)\k{n}\k'n'\g{n}(?P=n)", "aaaaa").match == "aaaaa"
    @test match(r"(?'n'a)b", "ab")[:n] == "a"
    @test match(r"a{,2}", "aa{,2}").match == "a{,2}"
    @test match(r"a{x}", "a{x}").match == "a{x}"
    @test match(r"a{2}b{1,}c{0,1}", "aab").match == "aab"
    @test match(r"\p{Ll}\x{e4}", "aä").match == "aä"
    @test match(r"a # [ a comment"x, "xa").match == "a"
end
