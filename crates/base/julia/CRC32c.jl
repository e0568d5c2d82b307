# Sums that tell whether bytes were changed by chance.
module CRC32c

export crc32c

"The sum of bytes, of a text or of what is left of a stream; `before` is the sum of what came before them."
function crc32c(data::Vector{UInt8}, before::UInt32=0x00000000)
    ref = getfield(data, :ref)
    return Core.Host.crc32c(getfield(ref, :mem), Base.memoryrefoffset(ref) - 1, length(data), Int(before))
end
crc32c(data::AbstractVector{UInt8}, before::UInt32=0x00000000) = crc32c(Vector{UInt8}(data), before)
crc32c(text::AbstractString, before::UInt32=0x00000000) = crc32c(Vector{UInt8}(codeunits(String(text))), before)
crc32c(io::IO, before::UInt32=0x00000000) = crc32c(read(io), before)
crc32c(io::IO, count::Integer, before::UInt32=0x00000000) = crc32c(read(io, count), before)

end
