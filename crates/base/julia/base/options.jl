# What the running program may ask about itself.

const ENDIAN_BOM = 0x04030201
const WORD_SIZE = 64

htol(x) = x
ltoh(x) = x
hton(x) = bswap(x)
ntoh(x) = bswap(x)

# Contexts and the compiler read the world counter through these.
get_world_counter() = Core.Host.newest_age()
tls_world_age() = Core.Host.age()
