# Literals: numbers of all forms, characters, strings, symbols, collections.
using Test

@testset "integers" begin
    @test typeof(1) === Int64
    @test typeof(9223372036854775807) === Int64
    @test typeof(9223372036854775808) === Int128
    @test 1_000_000 == 10^6
    @test typeof(170141183460469231731687303715884105728) === BigInt
end

@testset "hexadecimal, octal, binary" begin
    @test 0xff === UInt8(255)
    @test 0x0ff === UInt16(255)
    @test 0x12345678 === UInt32(305419896)
    @test 0b101 === UInt8(5)
    @test 0o17 === UInt8(15)
    @test typeof(0x1ffffffff) === UInt64
    @test typeof(0x1ffffffffffffffff) === UInt128
    @test -0x01 === 0xff
end

@testset "floating point" begin
    @test 1. === 1.0
    @test .5 === 0.5
    @test 1e3 === 1000.0
    @test 1.5f0 === Float32(1.5)
    @test 2f-1 === Float32(0.2)
    @test 0x1p-2 === 0.25
    @test 1_0.5 === 10.5
    @test typeof(1e10) === Float64
end

@testset "special floats" begin
    @test Inf > floatmax()
    @test isnan(NaN)
    @test -Inf < 0
    @test Inf32 isa Float32 && NaN16 isa Float16
end

@testset "characters" begin
    @test 'a' isa Char
    @test Int('\n') == 10
    @test '\t' == Char(9)
    @test '\x41' == 'A'
    @test '\u3b1' == 'α'
    @test '\U1f600' == '😀'
    @test '\'' == Char(39)
    @test '\\' == Char(92)
    @test '\101' == 'A'
end

@testset "strings and escapes" begin
    @test "a\tb" == string("a", '\t', "b")
    @test length("\u3b1\x62") == 2
    @test "\$x" == string('$', "x")
    @test "a\
           b" == "ab"
    @test "\e"[1] == Char(27)
    @test "say \"hi\"" == string("say ", '"', "hi", '"')
end

@testset "interpolation" begin
    x = 3
    name = "Ann"
    @test "x = $x" == "x = 3"
    @test "$(x + 1)!" == "4!"
    @test "$name's" == "Ann's"
    @test "$([1, 2])" == "[1, 2]"
    @test "a$(1)b$(2)c" == "a1b2c"
    @test "$(join(["$(i)" for i in 1:3], ","))" == "1,2,3"
end

@testset "triple-quoted strings" begin
    s = """
        first
          second
        third
        """
    @test s == "first\n  second\nthird\n"
    @test """a "quoted" word""" == "a \"quoted\" word"
    @test """
          no newline""" == "no newline"
    y = 1
    @test """
        y = $y
        """ == "y = 1\n"
end

@testset "raw strings and others" begin
    @test raw"a\n$x" == "a\\n\$x"
    @test raw"\"" == "\""
    @test b"ab" == UInt8[0x61, 0x62]
    @test b"\xff"[1] === 0xff
    @test v"1.2.3" < v"1.10"
    @test occursin(r"^a+$", "aaa")
end

@testset "symbols" begin
    @test :a isa Symbol
    @test :a === Symbol("a")
    @test :(a) === :a
    @test string(:+) == "+"
    @test Symbol("a b") === Symbol("a", ' ', "b")
    var"odd name" = 4
    @test var"odd name" == 4
end

@testset "tuples" begin
    @test () isa Tuple{}
    @test (1,) isa Tuple{Int}
    @test (1, "a")[2] == "a"
    @test (1, 2, 3)[2:3] == (2, 3)
    @test (1, 2) < (1, 3)
    @test length((1, 2, 3)) == 3
end

@testset "named tuples" begin
    t = (a = 1, b = "x")
    @test t.a == 1 && t[2] == "x" && t[:b] == "x"
    @test keys(t) == (:a, :b)
    @test (; t.a, c = 3) == (a = 1, c = 3)
    x = 5
    @test (; x) == (x = 5,)
    @test (; t..., b = 2) == (a = 1, b = 2)
    @test NamedTuple() == (;)
    @test merge(t, (b = 1, c = 2)) == (a = 1, b = 1, c = 2)
end

@testset "vectors and matrices" begin
    @test [1, 2, 3] isa Vector{Int}
    @test [1 2; 3 4] == reshape([1, 3, 2, 4], 2, 2)
    @test size([1 2 3]) == (1, 3)
    @test [1; 2; 3] == [1, 2, 3]
    @test [[1, 2]; 3] == [1, 2, 3]
    @test Int8[1, 2] isa Vector{Int8}
    @test [1, 2.5] isa Vector{Float64}
    @test [1, "a"] isa Vector{Any}
    @test [] isa Vector{Any}
    @test [[1 2]; [3 4]] == [1 2; 3 4]
end

@testset "arrays of more dimensions" begin
    a = [1; 2;; 3; 4;;; 5; 6;; 7; 8]
    @test size(a) == (2, 2, 2)
    @test a[:, :, 2] == [5 7; 6 8]
    @test size([1;; 2]) == (1, 2)
    @test size([1;;;]) == (1, 1, 1)
    @test [1 2;;; 3 4][1, 2, 2] == 4
end

@testset "ranges" begin
    @test (1:3) isa UnitRange{Int}
    @test collect(3:-1:1) == [3, 2, 1]
    @test length(1:0) == 0
    @test 0.0:0.5:1.0 == [0.0, 0.5, 1.0]
    @test 'a':'c' == ['a', 'b', 'c']
end

@testset "comments and line ends" begin
    x = 1 # a comment
    #= a block
       #= nested =#
    comment =#
    y = 1 +
        2
    z = (1
         + 2)
    @test (x, y, z) == (1, 3, 3)
    a = 1; b = 2
    @test a + b == 3
end
