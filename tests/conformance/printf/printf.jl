# Patterns of printf.
using Test, Printf

@testset "integers" begin
    @test @sprintf("%d", 42) == "42"
    @test @sprintf("%5d|%-5d|%05d", 42, 42, 42) == "   42|42   |00042"
    @test @sprintf("%+d % d", 5, 5) == "+5  5"
    @test @sprintf("%x %X %o", 255, 255, 8) == "ff FF 10"
    @test @sprintf("%#x", 255) == "0xff"
    @test @sprintf("%d", -7) == "-7"
    @test @sprintf("%.3d", 5) == "005"
    @test @sprintf("%i", big(2)^70) == "1180591620717411303424"
    @test @sprintf("%d", 3.0) == "3"
end

@testset "floats" begin
    @test @sprintf("%f", pi) == "3.141593"
    @test @sprintf("%.2f", 2.675) == "2.67"
    @test @sprintf("%8.3f|%-8.3f|", pi, pi) == "   3.142|3.142   |"
    @test @sprintf("%08.3f", -3.14159) == "-003.142"
    @test @sprintf("%e", 12345.678) == "1.234568e+04"
    @test @sprintf("%.3E", 0.00012) == "1.200E-04"
    @test @sprintf("%g %g %g", 100000.0, 1e6, 1e-5) == "100000 1e+06 1e-05"
    @test @sprintf("%.3g", 3.14159) == "3.14"
    @test @sprintf("%g", 0.5) == "0.5"
    @test @sprintf("%f %f", Inf, NaN) == "Inf NaN"
    @test @sprintf("%5.1f%%", 12.34) == " 12.3%"
    @test @sprintf("%.0f", 2.5) == "2"
    @test @sprintf("%f", 1//3) == "0.333333"
    @test @sprintf("%.1f", 1) == "1.0"
    @test @sprintf("%a", 1.0) == "0x1p+0"
end

@testset "text" begin
    @test @sprintf("%s", "hi") == "hi"
    @test @sprintf("%10s|%-10s|", "right", "left") == "     right|left      |"
    @test @sprintf("%.2s", "abc") == "ab"
    @test @sprintf("%s", [1, 2]) == "[1, 2]"
    @test @sprintf("%c", 'x') == "x"
    @test @sprintf("%s %s", :a, nothing) == "a nothing"
    @test @sprintf("%5s", "é") == "    é"
end

@testset "more" begin
    @test @sprintf("%*d", 5, 42) == "   42"
    @test @sprintf("%.*f", 2, pi) == "3.14"
    @test sprint(io -> @printf(io, "%d-%d\n", 1, 2)) == "1-2\n"
    @test Printf.format(Printf.Format("%d %s"), 1, "x") == "1 x"
    @test_throws ArgumentError Printf.format(Printf.Format("%d %d"), 1)
    @test @sprintf("plain") == "plain"
    args = (1, 2)
    @test @sprintf("%d %d", args...) == "1 2"
end

@testset "what is wrong with a format" begin
    message(f) = try Printf.Format(f); "" catch e; sprint(showerror, e) end
    @test message("a %y b") == "InvalidFormatStringError: 'y' is not a valid type specifier\n    \"a %y b\"\n       -^\n"
    @test message("x %") == "InvalidFormatStringError: Format specifier is incomplete\n    \"x %\"\n       ^\n"
    @test @sprintf("%C%S", 'a', "b") == "ab"
end

@testset "hexadecimal floats, what is no number, big ones" begin
    @test @sprintf("%.0a|%.1a|%#.0a|%.3a|%012.2a", 3.14, 3.14, 3.14, 0.0, 1.234) == "0x2p+1|0x1.9p+1|0x2.p+1|0x0.000p+0|0x0001.3cp+0"
    @test @sprintf("%A|%+a", 1.234, 1/3) == "0X1.3BE76C8B43958P+0|+0x1.5555555555555p-2"
    @test @sprintf("%f %E %G %F", Inf, -Inf, NaN, Inf) == "Inf -Inf NaN Inf"
    @test @sprintf("%.0e %g %.3g %#g", big"3e1042", big"123456.789", big"99999.99", big"1.5") == "3e+1042 123457 1e+05 1.50000"
end

@testset "how many arguments, how many columns, how many bytes" begin
    @test_throws ArgumentError @sprintf("%d %d", 1)
    @test @sprintf("") == "" && @sprintf("%.2s|%5.1s", "fo\u0308x", "日本") == "fo\u0308|     "
    n = Ref(0)
    @test @sprintf("%d4%n", 123, n) == "1234" && n[] == 4
end

using Base: Ryu
@testset "digits of floats by Base.Ryu" begin
    @test Ryu.writefixed(3.14159, 2) == "3.14" && Ryu.writefixed(-0.5, 0) == "-0" && Ryu.writefixed(2.0, 3) == "2.000"
    @test Ryu.writefixed(2.0, 3, true) == "+2.000" && Ryu.writefixed(2.0, 3, false, true) == " 2.000"
    @test Ryu.writefixed(2.0, 0, false, false, true) == "2."
    @test Ryu.writefixed(2.5, 2, false, false, false, UInt8(',')) == "2,50"
    @test Ryu.writefixed(2.5, 4, false, false, false, UInt8('.'), true) == "2.5"
    @test Ryu.writefixed(NaN, 2) == "NaN" && Ryu.writefixed(-Inf, 2) == "-Inf"
    @test Ryu.writeexp(12345.678, 3) == "1.235e+04" && Ryu.writeexp(1.0, 0) == "1e+00"
    @test Ryu.writeexp(1.5, 4, false, false, false, UInt8('E'), UInt8('.'), true) == "1.5E+00"
    @test Ryu.writeshortest(1.0) == "1.0" && Ryu.writeshortest(1.0, false, false, false) == "1"
    @test Ryu.writeshortest(1.5e-10) == "1.5e-10" && Ryu.writeshortest(0.1f0) == "0.1"
    @test Ryu.writeshortest(1.5e7, false, false, true, -1, UInt8('E'), true) == "1.5E+07"
    buf = zeros(UInt8, 12)
    pos = Ryu.writefixed(buf, 2, 3.14159, 3)
    @test pos == 7 && String(buf[2:6]) == "3.142"
end
