# Bytes as text of 64 characters.
using Test, Base64

@testset "whole values" begin
    @test base64encode("Hello!") == "SGVsbG8h" && base64encode(UInt8[1, 2]) == "AQI=" && base64encode("a") == "YQ=="
    @test base64encode("") == "" && isempty(base64decode(""))
    @test String(base64decode("SGVsbG8h")) == "Hello!" && base64decode("AQI=") == base64decode("AQI") == [1, 2]
    @test all(n -> (b = rand(UInt8, n); base64decode(base64encode(b)) == b), 0:20)
    @test_throws ArgumentError base64decode("A")
end

@testset "pipes" begin
    out = IOBuffer()
    pipe = Base64EncodePipe(out)
    write(pipe, "Hel")
    print(pipe, "lo", 1)
    close(pipe)
    text = String(take!(out))
    @test text == "SGVsbG8x"
    @test read(Base64DecodePipe(IOBuffer("SGVs\nbG8x")), String) == "Hello1"
    @test base64encode(io -> print(io, 1, 2)) == base64encode("12")
    @test stringmime("image/png", UInt8[1, 2]) == "AQI=" && startswith(stringmime("text/plain", [1, 2]), "2-element")
end
