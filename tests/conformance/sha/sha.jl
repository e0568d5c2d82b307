# Digests, and sums of bytes.
using Test, SHA, CRC32c

@testset "digests of texts" begin
    @test bytes2hex(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d"
    @test bytes2hex(sha224("abc")) == "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"
    @test bytes2hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    @test bytes2hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    @test bytes2hex(sha384("abc"))[1:16] == "cb00753f45a35e8b"
    @test bytes2hex(sha512("abc"))[1:32] == "ddaf35a193617abacc417349ae204131"
    @test bytes2hex(sha3_256("")) == "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"
    @test bytes2hex(sha3_512("abc"))[1:16] == "b751850b1a57168a"
    @test map(length, (sha1(""), sha2_224(""), sha2_256(""), sha2_384(""), sha2_512(""), sha3_224(""), sha3_384(""))) ==
        (20, 28, 32, 48, 64, 28, 48)
end

@testset "digests of bytes, parts and streams" begin
    bytes = UInt8[0x61, 0x62, 0x63]
    @test sha256(bytes) == sha256("abc") == sha256(IOBuffer("abc")) == sha256((0x61, 0x62, 0x63))
    @test sha256(view(bytes, 1:2)) == sha256("ab")
    @test sha2_256("abc") == sha256("abc")
    @test sha256("abc") isa Vector{UInt8}
end

@testset "digests of what comes bit by bit" begin
    context = SHA256_CTX()
    update!(context, b"a")
    update!(context, b"bcd", 2)
    @test digest!(copy(context)) == sha256("abc")
    @test digest!(context) == sha256("abc")
    context = SHA1_CTX()
    update!(context, IOBuffer("abc"))
    @test digest!(context) == sha1("abc")
    @test_throws BoundsError update!(SHA1_CTX(), b"ab", 3)
end

@testset "digests with a key" begin
    key, text = Vector{UInt8}("key"), "The quick brown fox jumps over the lazy dog"
    @test bytes2hex(hmac_sha256(key, text)) == "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    @test bytes2hex(hmac_sha1(key, text)) == "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9"
    @test hmac_sha256(zeros(UInt8, 100), text) == hmac_sha256(sha256(zeros(UInt8, 100)), text)
    context = HMAC_CTX(SHA256_CTX(), key)
    update!(context, codeunits(text))
    @test digest!(context) == hmac_sha256(key, text)
end

@testset "sums" begin
    @test crc32c("123456789") == 0xe3069283
    @test crc32c(UInt8[]) == 0x00000000
    @test crc32c("6789", crc32c("12345")) == 0xe3069283
    @test crc32c(IOBuffer("123456789")) == 0xe3069283
    @test crc32c(IOBuffer("123456789"), 5) == crc32c("12345")
    @test crc32c(view(UInt8[1, 2, 3], 2:3)) == crc32c(UInt8[2, 3])
end
