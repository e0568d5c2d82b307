# Strings: bytes, characters, indices.
using Test

@testset "literals and lengths" begin
    @test length("") == 0
    @test length("abc") == 3
    @test length("añb∀") == 4
    @test ncodeunits("añb∀") == 7
    @test sizeof("∀") == 3
    @test "a\tb\n" == string('a', '\t', 'b', '\n')
    @test raw"a\nb" == "a\\nb"
    @test """
    two
      lines
    """ == "two\n  lines\n"
    @test isempty("") && !isempty("x")
end

@testset "indexing" begin
    s = "añb∀"
    @test s[1] == 'a'
    @test s[2] == 'ñ'
    @test s[4] == 'b'
    @test s[5] == '∀'
    @test s[end] == '∀'
    @test s[begin] == 'a'
    @test s[1:4] == "añb"
    @test s[2:2] == "ñ"
    @test_throws StringIndexError s[3]
    @test_throws BoundsError s[0]
    @test_throws BoundsError s[8]
    @test sprint(showerror, try s[3] catch e e end) ==
        "StringIndexError: invalid index [3], valid nearby indices [2]=>'ñ', [4]=>'b'"
    @test sprint(showerror, try s[9] catch e e end) ==
        "BoundsError: attempt to access 7-codeunit String at index [9]"
    @test firstindex(s) == 1 && lastindex(s) == 5
    @test collect(eachindex(s)) == [1, 2, 4, 5]
    @test get("abc", 2, 'x') == 'b' && get("abc", 9, 'x') == 'x'
end

@testset "walking" begin
    s = "añb∀"
    @test nextind(s, 0) == 1
    @test nextind(s, 2) == 4
    @test nextind(s, 5) == 8
    @test prevind(s, 8) == 5
    @test prevind(s, 4) == 2
    @test thisind(s, 3) == 2
    @test nextind(s, 1, 2) == 4
    @test prevind(s, 5, 2) == 2
    @test isvalid(s, 2) && !isvalid(s, 3)
    @test collect(s) == ['a', 'ñ', 'b', '∀']
    @test [c for c in "xyz"] == ['x', 'y', 'z']
    @test collect(pairs("aé")) == [1 => 'a', 2 => 'é']
    @test length(s, 2, 5) == 3
    @test reverseind("abc", 1) == 3
end

@testset "comparing" begin
    @test "abc" == "abc" && "abc" != "abd"
    @test "abc" < "abd" && "ab" < "abc" && !("b" < "a")
    @test cmp("a", "b") == -1 && cmp("b", "a") == 1 && cmp("a", "a") == 0
    @test isless("Z", "a")
    @test isequal("x", SubString("xyz", 1, 1))
    @test hash("abc") == hash(SubString("xabc", 2))
    @test sort(["b", "a", "C"]) == ["C", "a", "b"]
    @test maximum(["b", "c", "a"]) == "c"
end

@testset "code units" begin
    @test codeunit("abc", 1) == 0x61
    @test codeunit("abc") == UInt8
    @test collect(codeunits("aé")) == [0x61, 0xc3, 0xa9]
    @test String([0x61, 0x62]) == "ab"
    @test Vector{UInt8}("hi") == [0x68, 0x69]
    @test b"ab" == [0x61, 0x62]
    @test String(UInt8[0x68, 0x69]) == "hi"
    @test transcode(UInt16, "aé") == [0x0061, 0x00e9]
    @test transcode(String, [0x0061, 0x00e9]) == "aé"
    @test bytes2hex([0x01, 0xff]) == "01ff"
    @test hex2bytes("01ff") == [0x01, 0xff]
end

@testset "invalid bytes" begin
    s = String([0x61, 0xff, 0x62])
    @test !isvalid(s)
    @test length(s) == 3
    @test s[2] == '\xff'
    @test repr(s) == "\"a\\xffb\""
    @test isvalid("ok")
    @test collect(String([0xe2, 0x88])) |> length == 1
end

@testset "places in the middle of a character" begin
    @test_throws StringIndexError get("é", 2, 'x')
    @test get("é", 3, 'x') == 'x' && findprev(==('∃'), "a∃b", 4) == 2 && findprev(==('∃'), "a∃b", 1) === nothing
    @test typemin(String) === "" && repr(Char(0xd800)) == "'\\ud800'" && isvalid(String, @view(UInt8[0x61, 0xff][1:1]))
    @test strides(codeunits("abc")) == (1,) && prod(Char[]) == ""
end
