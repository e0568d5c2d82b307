//! Digests of bytes: the SHA families and CRC-32C.

use crc32c::crc32c_append;
use overdub_engine::{Session, Type};
use overdub_types::core;
use overdub_values::ValueError;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};

use crate::given::{self, Given};

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let bytes = overdub_values::memory_type(core().uint8).unwrap_or_else(|_| Type::any());
    // (name, string or memory, offset, count)
    session.offer("digest", bytes, |scope, args| {
        let given = Given::new("digest", args);
        let name = given.symbol(scope, 0)?;
        let Some(digest) = digest_of(name.as_str()) else {
            let message = format!("there is no digest `{name}`");
            return Err(scope.exception(ValueError::Argument(message)));
        };
        let digest = given.with_slice(scope, 1, digest)?;
        given::memory(scope, &digest)
    });
    // (string or memory, offset, count, the sum of what comes before)
    session.offer("crc32c", core().uint32, |scope, args| {
        let given = Given::new("crc32c", args);
        let before = given.size(scope, 3)?;
        let before = u32::try_from(before).unwrap_or_default();
        let sum = given.with_slice(scope, 0, |it| crc32c_append(before, it))?;
        Ok(overdub_engine::Value::uint32(sum))
    });
}

/// Computes a digest of bytes.
type Run = fn(&[u8]) -> Vec<u8>;

fn digest_of(name: &str) -> Option<Run> {
    Some(match name {
        "sha1" => |it| Sha1::digest(it).to_vec(),
        "sha2_224" => |it| Sha224::digest(it).to_vec(),
        "sha2_256" => |it| Sha256::digest(it).to_vec(),
        "sha2_384" => |it| Sha384::digest(it).to_vec(),
        "sha2_512" => |it| Sha512::digest(it).to_vec(),
        "sha2_512_224" => |it| Sha512_224::digest(it).to_vec(),
        "sha2_512_256" => |it| Sha512_256::digest(it).to_vec(),
        "sha3_224" => |it| Sha3_224::digest(it).to_vec(),
        "sha3_256" => |it| Sha3_256::digest(it).to_vec(),
        "sha3_384" => |it| Sha3_384::digest(it).to_vec(),
        "sha3_512" => |it| Sha3_512::digest(it).to_vec(),
        _ => return None,
    })
}
