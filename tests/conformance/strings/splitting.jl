# Strings: taken apart from the end, replaced, searched as bytes.
using Test

@testset "rsplit looks for separators from the end" begin
    @test rsplit("a.:.ba..:..cba.:.:.dcba.:.", ".:.") == ["a", "ba.", ".cba.:", "dcba", ""]
    @test rsplit("a::b", "::") == ["a", "b"]
    @test rsplit("a:::b", "::") == ["a:", "b"]
    @test rsplit("a,b,c", ','; limit = 2) == ["a,b", "c"]
    @test rsplit("abc", "") == ["a", "b", "c"]
    @test rsplit(" a  b ") == ["a", "b"]
end

@testset "an empty match right after a match is none" begin
    @test replace("abcd", r"b?" => "-") == "-a-c-d-"
    @test replace("abcd", r"[bc]?" => "-") == "-a--d-"
    @test replace("aaa", "a" => "b") == "bbb"
end

@testset "bytes in bytes" begin
    @test findall([0x01, 0x01], [0x01, 0x01, 0x01, 0x01]) == [1:2, 3:4]
    @test findall([0x01, 0x01], [0x01, 0x01, 0x01]; overlap = true) == [1:2, 2:3]
    @test isempty(findall([0x05], [0x01]))
end

@testset "views and streams" begin
    @test view("abcd", 2:3) == "bc"
    @test view("abcd", 2:3) isa SubString{String}
    io = IOBuffer("abc")
    @test startswith(io, "ab") && !startswith(io, "b")
    @test read(io, String) == "abc"
end

@testset "the rest of a string is a part of it" begin
    a, b... = "αbc"
    @test a == 'α' && b == "bc" && b isa SubString
end
