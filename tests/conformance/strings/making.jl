# Making strings of others.
using Test

@testset "joining" begin
    @test "ab" * "cd" == "abcd"
    @test 'a' * "b" * 'c' == "abc"
    @test "ab"^3 == "ababab"
    @test repeat("ab", 2) == "abab"
    @test repeat('x', 4) == "xxxx"
    @test_throws ArgumentError repeat("a", -1)
    @test join(["a", "b", "c"], ", ") == "a, b, c"
    @test join([1, 2, 3], ", ", " and ") == "1, 2 and 3"
    @test join(["x"], ", ", " and ") == "x"
    @test join(String[]) == ""
    @test join(1:3) == "123"
    @test string("a", 1, 'c', :d, 2.5, nothing, true) == "a1cd2.5nothingtrue"
    @test string() == ""
end

@testset "interpolation" begin
    x = 3
    @test "x = $x" == "x = 3"
    @test "sum $(1 + 2)!" == "sum 3!"
    @test "$x$x" == "33"
    @test "\$x" == raw"$x"
    v = [1, 2]
    @test "$v" == "[1, 2]"
    @test "$(v[1])" == "1"
    @test "$("nested $(x)")" == "nested 3"
    @test "$(:sym) $('c')" == "sym c"
end

@testset "case" begin
    @test uppercase("straße ñ") == "STRAẞE Ñ"
    @test lowercase("ÀB") == "àb"
    @test titlecase("the quick-brown FOX") == "The Quick-Brown Fox"
    @test uppercasefirst("hello") == "Hello"
    @test lowercasefirst("Hello") == "hello"
    @test uppercasefirst("") == ""
end

@testset "padding and stripping" begin
    @test lpad("ab", 5) == "   ab"
    @test rpad("ab", 5, '.') == "ab..."
    @test lpad(7, 3, '0') == "007"
    @test lpad("abc", 2) == "abc"
    @test rpad("a", 6, "xy") == "axyxyx"
    @test strip("  a b \n") == "a b"
    @test lstrip("  a ") == "a "
    @test rstrip("  a ") == "  a"
    @test strip("xxabxx", 'x') == "ab"
    @test strip("-+ab+-", ['-', '+']) == "ab"
    @test lstrip(isdigit, "12ab") == "ab"
    @test chomp("a\n") == "a" && chomp("a\r\n") == "a" && chomp("a") == "a"
    @test chop("abc") == "ab"
    @test chop("abcdef", head = 1, tail = 2) == "bcd"
    @test chopprefix("prefix-x", "prefix-") == "x"
    @test chopsuffix("a.jl", ".jl") == "a"
end

@testset "parts" begin
    @test first("añb") == 'a' && last("añb") == 'b'
    @test first("añbc", 2) == "añ"
    @test last("añbc", 3) == "ñbc"
    @test first("ab", 10) == "ab"
    @test reverse("añb") == "bña"
    @test filter(isletter, "a1b2") == "ab"
    @test map(uppercase, "abc") == "ABC"
    @test map(c -> c + 1, "abc") == "bcd"
    @test count(==('a'), "banana") == 3
    @test count("an", "banana") == 2
    @test unique("banana") == ['b', 'a', 'n']
    @test Set("aab") == Set(['a', 'b'])
    @test SubString("hello", 2, 4) == "ell"
    @test SubString("hello", 2) isa SubString{String}
    @test string(SubString("hello", 2)) isa String
    @test first(split("a b")) isa SubString
end

@testset "escapes" begin
    @test escape_string("a\"b\n\t\\") == "a\\\"b\\n\\t\\\\"
    @test unescape_string("a\\tb\\u00e9\\x41") == "a\tbéA"
    @test repr("a\$b") == "\"a\\\$b\""
    @test escape_string("é\0") == "é\\0"
    @test "\u2200 \x41 \101" == "∀ A A"
    @test ascii("abc") == "abc"
    @test_throws ArgumentError ascii("é")
    @test isascii("abc") && !isascii("é")
end

@testset "lazy and text" begin
    @test String(lazy"a$(1 + 1)") == "a2"
    @test textwidth("abc") == 3 && textwidth("漢") == 2
    @test Symbol("a", 1) === :a1
    @test string(:abc) == "abc"
    @test gensym() != gensym()
    @test startswith(string(gensym("x")), "##x#")
end

@testset "replacements" begin
    @test replace("a", ['a'] => typeof) == "Char" && replace("ab", ('a', 'b') => uppercase) == "AB"
    @test replace("quick", "q" => s"<\0>") == "<q>uick" && replace("abc", r"(?<x>b)" => s"<\g<x>>") == "a<b>c"
    @test_throws "pattern is not a Regex" replace("abc", "b" => s"\1")
end

@testset "indentation with tabs" begin
    @test Base.indentation("  \tfoo") == (8, false) && Base.indentation(" \t \t") == (16, true)
    @test Base.unindent("\tfoo\tbar", 4) == "    foo     bar" && Base.unindent("\t\n    \tfoo", 4) == "    \n    foo"
    @test Base.escape_raw_string(raw"a\"b") == raw"a\\\"b" && Base.escape_raw_string("a`b", '`') == "a\\`b"
    @test_throws ArgumentError unescape_string("\\U110000")
    @test_throws ArgumentError hex2bytes!(zeros(UInt8, 2), b"61")
end
