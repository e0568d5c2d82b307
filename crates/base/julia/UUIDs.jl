# Identifiers that are everywhere unique.
module UUIDs

import Random, SHA
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
    digest = SHA.sha1(append!(bytes, codeunits(name)))
    bits = UInt128(0)
    for i in 1:16
        bits = bits << 8 | digest[i]
    end
    return _marked(bits, 5)
end

end
