# Identifiers that are everywhere unique.
using Test, UUIDs, Random

@testset "versions" begin
    @test uuid_version(uuid1()) == 1 && uuid_version(uuid4()) == 4 && uuid_version(uuid7()) == 7
    @test uuid4() != uuid4() && uuid4(Xoshiro(1)) == uuid4(Xoshiro(1))
    @test uuid5(UUIDs.namespace_dns, "www.example.com") == UUID("2ed6657d-e927-568b-95e1-2665a8aea6a2")
end

@testset "text" begin
    text = "01234567-89ab-cdef-0123-456789abcdef"
    @test string(UUID(text)) == text && repr(UUID(text)) == "UUID(\"$text\")"
    @test UUID(text).value == 0x0123456789abcdef0123456789abcdef && UUID(uppercase(text)) == UUID(text)
    @test tryparse(UUID, "0123") === nothing && UUID(text) < UUID(UInt128(0) - 1)
    @test_throws ArgumentError UUID("01234567-89ab-cdef-0123-456789abcdeg")
end
