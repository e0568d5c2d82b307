# Finding, splitting, replacing.
using Test

@testset "finding" begin
    @test findfirst("na", "banana") == 3:4
    @test findnext("na", "banana", 4) == 5:6
    @test findlast("na", "banana") == 5:6
    @test findfirst("zz", "banana") === nothing
    @test findfirst('n', "banana") == 3
    @test findfirst(==('a'), "banana") == 2
    @test findlast('a', "banana") == 6
    @test findnext(isdigit, "ab1c2", 4) == 5
    @test findprev('a', "banana", 5) == 4
    @test findall("an", "banana") == [2:3, 4:5]
    @test findall('a', "banana") == [2, 4, 6]
    @test findfirst("ñ", "añb") == 2:2
    @test findall("aa", "aaaa", overlap = true) == [1:2, 2:3, 3:4]
end

@testset "questions" begin
    @test occursin("ell", "hello") && !occursin("x", "hello")
    @test contains("hello", "ell")
    @test 'e' in "hello" && 'x' ∉ "hello"
    @test startswith("hello", "he") && !startswith("hello", "el")
    @test endswith("hello", "lo") && endswith("hello", 'o')
    @test filter(startswith("a"), ["ab", "ba"]) == ["ab"]
    @test all(islowercase, "abc")
    @test any(isdigit, "ab1")
    @test startswith("añ", 'a')
    @test occursin("", "a")
end

@testset "splitting" begin
    @test split("a,b,,c", ",") == ["a", "b", "", "c"]
    @test split("a,b,,c", ",", keepempty = false) == ["a", "b", "c"]
    @test split("a,b,c", ",", limit = 2) == ["a", "b,c"]
    @test split("  a  b ") == ["a", "b"]
    @test split("a.b:c", ['.', ':']) == ["a", "b", "c"]
    @test split("a1b2c", isdigit) == ["a", "b", "c"]
    @test split("abc", "") == ["a", "b", "c"]
    @test split("", ",") == [""]
    @test split("a--b", "--") == ["a", "b"]
    @test rsplit("a.b.c", ".", limit = 2) == ["a.b", "c"]
    @test collect(eachsplit("x y")) == ["x", "y"]
    @test split("a\nb\n", '\n') == ["a", "b", ""]
    @test split("añb", 'ñ') == ["a", "b"]
    @test eltype(split("a b")) == SubString{String}
end

@testset "replacing" begin
    @test replace("banana", "an" => "AN") == "bANANa"
    @test replace("banana", "a" => "o", count = 2) == "bonona"
    @test replace("banana", 'a' => 'o') == "bonono"
    @test replace("abc", 'a' => "x", "c" => "zz") == "xbzz"
    @test replace("a1b22", r"\d+" => "#") == "a#b#"
    @test replace("a1b2", isdigit => "") == "ab"
    @test replace("hello", r"l" => uppercase) == "heLLo"
    @test replace("first second", r"(\w+) (\w+)" => s"\2 \1") == "second first"
    @test replace("x=1", r"(?<k>\w)=(?<v>\d)" => s"\g<v>=\g<k>") == "1=x"
    @test replace("abc", "" => "-") == "-a-b-c-"
    @test replace("añb", 'ñ' => "nn") == "annb"
    @test replace("aaa", "aa" => "b") == "ba"
end

@testset "regular expressions" begin
    m = match(r"(\d+)-(\d+)", "tel 12-34")
    @test m.match == "12-34"
    @test m.captures == ["12", "34"]
    @test m.offset == 5 && m.offsets == [5, 8]
    @test m[1] == "12"
    a, b = m
    @test b == "34"
    @test match(r"x", "abc") === nothing
    named = match(r"(?<year>\d{4})-(?<month>\d\d)", "on 2024-05")
    @test named[:year] == "2024" && named["month"] == "05"
    @test keys(named) == ["year", "month"]
    @test [m.match for m in eachmatch(r"\w+", "a bc d")] == ["a", "bc", "d"]
    @test occursin(r"^a.*c$", "abbbc")
    @test occursin(r"ABC"i, "xabc")
    @test match(r"a(b)?c", "ac")[1] === nothing
    @test findfirst(r"b+", "abbb") == 2:4
    @test split("a1b22c", r"\d+") == ["a", "b", "c"]
    @test repr(r"a\d"i) == "r\"a\\d\"i"
    @test match(r"(?<=a)b", "ab").match == "b"
    @test startswith("abc", r"a.") && endswith("abc", r"b.")
    @test repr(match(r"(a)(b)?", "a")) == "RegexMatch(\"a\", 1=\"a\", 2=nothing)"
    @test count(r"a", "banana") == 3
    @test Regex("a.c") == r"a.c"
    @test eachmatch(r"a*?", "ba") |> collect |> length == 3
end

@testset "bytes among bytes" begin
    for T in (Int8, UInt8), V in (Int8, UInt8), A in (T[0x40, 0x52, 0, 0x52, 0], view(T[0x40, 0x52, 0, 0x52, 0], 1:5))
        t = V[0x52, 0]
        @test findfirst(t, A) == 2:3 && findlast(t, A) == 4:5 && findnext(t, A, 3) == 4:5 && findprev(t, A, 3) == 2:3 && findall(t, A) == [2:3, 4:5]
        @test findfirst(V[0x30], A) === findlast(V[0x30], A) === findprev(t, A, 2) === findnext(t, A, 6) === nothing && findprev(t, A, 9) == 4:5
        @test_throws BoundsError findnext(t, A, 7)
        @test_throws BoundsError findnext(t, A, 0)
        @test_throws BoundsError findprev(t, A, -3)
    end
end

@testset "patterns that are wrong, and long texts" begin
    @test_throws "PCRE compilation error: missing closing parenthesis at offset 2" Regex("(a")
    @test_throws "PCRE compilation error: unmatched closing parenthesis at offset 1" Regex("a)")
    @test_throws "PCRE compilation error: quantifier does not follow a repeatable item at offset 0" Regex("*a")
    @test_throws "PCRE compilation error: missing terminating ] for character class at offset 2" Regex("[a")
    texts = [join(1:1000, sep) for sep in (" ", ",")]
    @test [sum(parse(Int, m.match) for m in eachmatch(r"\d+", text)) for text in texts] == [500500, 500500]
    @test [match(r".\d+$", text).match for text in texts] == [" 1000", ",1000"]
end

@testset "quotes in patterns" begin
    @test match(r"\Qa.b\E+", "a.bbb").match == "a.bbb" && match(r"^\Q\d+\E$", "\\d+") !== nothing && match(r"\Q\\E", "\\").match == "\\" && match(r"\Q a#\E"x, " a#") !== nothing
    r = r"a|b" * "c|d"
    @test repr(r) == "r\"(?:a|b)\\Qc|d\\E\"" && match(r, "ac") === nothing && match(r, "ac|d").match == "ac|d"
    @test repr(r"a"i * r"b") == "r\"(?i:a)(?:b)\"" && match(r"a"i * r"b", "AB") === nothing && (r"a"i * 'b').compile_options == r"a"i.compile_options
    @test match(r"x" * raw"\E.", raw"x\E.") !== nothing
    @test typeof(collect(eachmatch(r"a", "aa"))) === Vector{RegexMatch}
end
