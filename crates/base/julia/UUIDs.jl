# Identifiers that are everywhere unique.
module UUIDs

import Random
using Random: AbstractRNG, RandomDevice
using Base: UUID

export UUID, uuid1, uuid4, uuid5, uuid7, uuid_version

const namespace_dns = UUID(0x6ba7b8109dad11d180b400c04fd430c8)
const namespace_url = UUID(0x6ba7b8119dad11d180b400c04fd430c8)
const namespace_oid = UUID(0x6ba7b8129dad11d180b400c04fd430c8)
const namespace_x500 = UUID(0x6ba7b8149dad11d180b400c04fd430c8)

# The bits by which a reader knows the version, and the variant that all of them have.
const version_bits = UInt128(0xf) << 76
const variant_bits = UInt128(0x3) << 62
_marked(bits::UInt128, version::Int) =
    UUID(bits & ~version_bits & ~variant_bits | UInt128(version) << 76 | UInt128(0x2) << 62)

uuid_version(u::UUID) = Int((u.value >> 76) & 0xf)

# Of the time since 1582 in steps of 100 ns, with a random place.
function uuid1(rng::AbstractRNG=RandomDevice())
    bits = rand(rng, UInt128) & 0x0000000000003fffffffffffffffffff
    # A place that is none of a device says so.
    bits |= UInt128(1) << 40
    steps = round(UInt64, time() * 1e7) + 0x01b21dd213814000
    bits |= UInt128(steps & 0x00000000ffffffff) << 96
    bits |= UInt128((steps >> 32) & 0xffff) << 80
    bits |= UInt128((steps >> 48) & 0x0fff) << 64
    return _marked(bits, 1)
end
uuid4(rng::AbstractRNG=RandomDevice()) = _marked(rand(rng, UInt128), 4)
# Of the time in milliseconds, and chance.
function uuid7(rng::AbstractRNG=RandomDevice())
    bits = rand(rng, UInt128) & 0x00000000000fffffffffffffffffffff
    return _marked(bits | UInt128(round(UInt64, time() * 1000) & 0x0000ffffffffffff) << 80, 7)
end
# Of a name within the space of another identifier, by SHA-1.
function uuid5(ns::UUID, name::String)
    bytes = UInt8[(ns.value >> (8 * (16 - i))) % UInt8 for i in 1:16]
    digest = _sha1(append!(bytes, codeunits(name)))
    bits = UInt128(0)
    for i in 1:16
        bits = bits << 8 | digest[i]
    end
    return _marked(bits, 5)
end

_rotated(x::UInt32, n::Int) = x << n | x >>> (32 - n)
# FIPS 180-4, section 6.1.
function _sha1(message::Vector{UInt8})
    bits = UInt64(8 * length(message))
    data = push!(copy(message), 0x80)
    while length(data) % 64 != 56
        push!(data, 0x00)
    end
    append!(data, UInt8[(bits >> (8 * (8 - i))) % UInt8 for i in 1:8])
    h = UInt32[0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
    w = zeros(UInt32, 80)
    for at in 0:64:length(data)-1
        for t in 1:16
            k = at + 4t
            w[t] = UInt32(data[k-3]) << 24 | UInt32(data[k-2]) << 16 | UInt32(data[k-1]) << 8 | data[k]
        end
        for t in 17:80
            w[t] = _rotated(w[t-3] ⊻ w[t-8] ⊻ w[t-14] ⊻ w[t-16], 1)
        end
        a, b, c, d, e = h
        for t in 1:80
            f, k = t <= 20 ? ((b & c) | (~b & d), 0x5a827999) : t <= 40 ? (b ⊻ c ⊻ d, 0x6ed9eba1) :
                t <= 60 ? ((b & c) | (b & d) | (c & d), 0x8f1bbcdc) : (b ⊻ c ⊻ d, 0xca62c1d6)
            a, b, c, d, e = _rotated(a, 5) + f + e + k + w[t], a, _rotated(b, 30), c, d
        end
        h .+= (a, b, c, d, e)
    end
    return UInt8[(x >> (8 * (4 - i))) % UInt8 for x in h for i in 1:4]
end

end
