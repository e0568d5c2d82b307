using Test

@testset "integers" begin
    @test parse(Int, "42") === 42 && parse(Int, "-42") === -42 && parse(Int, " 42 ") === 42
    @test parse(Int, "ff", base=16) === 255 && parse(Int, "0x1f") === 31 && parse(Int, "0b101") === 5
    @test parse(UInt8, "200") === 0xc8 && parse(Int, "+7") === 7
    @test parse(Int, 'z', base=36) === 35 && parse(Int, '7') === 7
    @test parse(Int128, "170141183460469231731687303715884105727") == typemax(Int128)
end

@testset "integers in any base" begin
    @test parse(Int, "Zz", base=36) === 1295 && parse(Int, "Zz", base=62) === 2231
    @test parse(Int, "-7F", base=16) === -127 && parse(UInt8, "fF", base=16) === 0xff
    @test parse(Int, "101", base=Int8(2)) === 5 && parse(Int, "777", base=8) === 511
    @test parse(Int, "7fffffffffffffff", base=16) === typemax(Int) && parse(Int, "zzzzzzzzzzzz", base=36) == big(36)^12 - 1
    @test tryparse(Int, "ffffffffffffffff", base=16) === nothing && tryparse(Int8, "80", base=16) === nothing
    for wrong in ("g", "@", "[", "`", "{", "é", "0x1", "")
        @test tryparse(Int, wrong, base=16) === nothing
    end
    for base in 2:62, n in (0, 1, base - 1, base, 123456789, -987654321, typemax(Int), typemin(Int))
        @test parse(Int, string(n; base), base=base) === n
    end
end

@testset "what is wrong with a text is told" begin
    message(f) = sprint(showerror, try f() catch e; e end)
    @test message(() -> parse(Int, "12x")) == "ArgumentError: invalid base 10 digit 'x' in \"12x\""
    @test message(() -> parse(Int, "")) == "ArgumentError: input string is empty or only contains whitespace"
    @test message(() -> parse(Int, "1.5")) == "ArgumentError: invalid base 10 digit '.' in \"1.5\""
    @test message(() -> parse(Int8, "300")) == "OverflowError: overflow parsing \"300\""
    @test message(() -> parse(UInt8, "-1")) == "ArgumentError: invalid base 10 digit '-' in \"-1\""
    @test message(() -> parse(Int, "1 2")) == "ArgumentError: extra characters after whitespace in \"1 2\""
    @test message(() -> parse(Int, "0x")) == "ArgumentError: premature end of integer: \"0x\""
    @test message(() -> parse(Float64, "abc")) == "ArgumentError: cannot parse \"abc\" as Float64"
    @test message(() -> parse(Int, "5", base=70)) == "ArgumentError: invalid base: base must be 2 ≤ base ≤ 62, got 70"
end

@testset "tryparse answers nothing" begin
    @test tryparse(Int, "x") === nothing && tryparse(Int, "5") === 5
    @test tryparse(Float64, "1.5") === 1.5 && tryparse(Float64, "1_0") === nothing
    @test tryparse(Int8, "300") === nothing && tryparse(Bool, "maybe") === nothing
end

@testset "floats" begin
    @test parse(Float64, "1e3") === 1000.0 && parse(Float64, "-1.5e-2") === -0.015
    @test parse(Float64, "Inf") === Inf && isnan(parse(Float64, "NaN")) && parse(Float64, "-inf") === -Inf
    @test parse(Float64, "5") === 5.0 && parse(Float64, " 2.5 ") === 2.5 && parse(Float64, ".5") === 0.5
    @test parse(Float32, "0.1") === 0.1f0 && parse(Float64, "0x1p3") === 8.0
    @test parse(Float64, "1e400") === Inf && parse(Float64, "1e-400") === 0.0
end

@testset "booleans and complex numbers" begin
    @test parse(Bool, "true") === true && parse(Bool, "0") === false
    @test_throws ArgumentError parse(Bool, "2")
    @test parse(Complex{Float64}, "1.5+2im") === 1.5 + 2.0im
    @test parse(ComplexF64, "3.2e-1 - 4.5im") === 0.32 - 4.5im
    @test parse(Complex{Int}, "1im") === 0 + 1im && parse(Complex{Int}, "5") === 5 + 0im
    @test parse(Rational{Int}, "3//4") === 3//4
end

@testset "literals" begin
    @test 1_000_000 === 1000000 && 0xff === UInt8(255) && 0x0100 === UInt16(256)
    @test 0b101 === 0x05 && 0o17 === 0x0f && 1e3 === 1000.0 && 0x1p3 === 8.0
    @test typeof(0x123456789) === UInt64 && typeof(0x1ffffffffffffffff) === UInt128
    @test typeof(123456789012345678901234567890) === Int128
    @test typeof(1234567890123456789012345678901234567890) === BigInt
    @test 2(3 + 4) === 14 && 2π === 2 * π
end

@testset "version numbers" begin
    @test v"2a" == v"2-a" && v"4.3.2a.1+b" == VersionNumber(4, 3, 2, ("a", 1), ("b",)) && string(v"v1.2-rc1") == "1.2.0-rc1"
    @test v"1.2-" < v"1.2-rc" < v"1.2" < v"1.2+post" < v"1.2+" && string(typemax(VersionNumber)) == "∞"
    @test VersionNumber(1, 2, 3, ("rc", 0x01)) == v"1.2.3-rc.1"
    @test_throws ArgumentError VersionNumber(4, 3, 2, ("not alphanumeric!",), ())
    @test_throws ArgumentError VersionNumber("1.2.x.")
end

@testset "complex numbers part by part" begin
    @test parse(Complex{Int}, " 1 + 2im ") == 1 + 2im && parse(Complex{Int}, "1--2i") == 1 + 2im && parse(ComplexF64, "1e-3-2E+1j") == 0.001 - 20im
    @test parse(Complex{Int}, "-3im") == -3im && parse(ComplexF64, "-Inf") == Complex(-Inf) && tryparse(ComplexF64, "Inf+NaNim") isa ComplexF64
    @test tryparse(Complex{Int}, "1 2") === nothing && tryparse(Complex{Int}, "3m") === nothing && tryparse(Complex{Int}, "1+2") === nothing
    @test_throws ArgumentError parse(Complex{Int}, " ")
    @test_throws ArgumentError parse(Complex{Int}, "1+i")
end

@testset "underscores in big literals stand between digits" begin
    @test big"1_000" == 1000 && big"1_0.5" == 10.5
    for wrong in ("1_", "_1", "1_.5", "1._5")
        @test_throws ArgumentError eval(Expr(:macrocall, Symbol("@big_str"), LineNumberNode(1), wrong))
    end
end
