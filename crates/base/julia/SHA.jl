# Digests of the SHA families. The host computes them; what is given in parts is kept until the digest is asked for.
module SHA

const FUNCTIONS = ((:sha1, :SHA1_CTX, :sha1, 20, 64), (:sha224, :SHA224_CTX, :sha2_224, 28, 64), (:sha256, :SHA256_CTX, :sha2_256, 32, 64),
    (:sha384, :SHA384_CTX, :sha2_384, 48, 128), (:sha512, :SHA512_CTX, :sha2_512, 64, 128),
    (:sha2_224, :SHA2_224_CTX, :sha2_224, 28, 64), (:sha2_256, :SHA2_256_CTX, :sha2_256, 32, 64), (:sha2_384, :SHA2_384_CTX, :sha2_384, 48, 128),
    (:sha2_512, :SHA2_512_CTX, :sha2_512, 64, 128), (:sha2_512_224, :SHA2_512_224_CTX, :sha2_512_224, 28, 128),
    (:sha2_512_256, :SHA2_512_256_CTX, :sha2_512_256, 32, 128), (:sha3_224, :SHA3_224_CTX, :sha3_224, 28, 144),
    (:sha3_256, :SHA3_256_CTX, :sha3_256, 32, 136), (:sha3_384, :SHA3_384_CTX, :sha3_384, 48, 104), (:sha3_512, :SHA3_512_CTX, :sha3_512, 64, 72))

abstract type SHA_CTX end
"Adds bytes to what a digest is taken of: all of them, or the first `n`."
function update!(context::SHA_CTX, data::AbstractVector{UInt8}, n::Integer=length(data))
    n <= length(data) || throw(BoundsError(data, n))
    append!(context.given, view(data, firstindex(data):firstindex(data) + Int(n) - 1))
    return nothing
end
update!(context::SHA_CTX, text::AbstractString) = update!(context, codeunits(String(text)))
function update!(context::SHA_CTX, io::IO, chunk_size=4096)
    while !eof(io)
        update!(context, read(io, chunk_size))
    end
    return nothing
end
digest!(context::SHA_CTX) = digest(context, context.given)
Base.copy(context::T) where {T<:SHA_CTX} = T(copy(context.given))
Base.:(==)(a::T, b::T) where {T<:SHA_CTX} = a.given == b.given

bytes_of(data::Vector{UInt8}) = data
bytes_of(data::AbstractVector{UInt8}) = Vector{UInt8}(data)
bytes_of(data::NTuple{N, UInt8}) where {N} = UInt8[data...]
bytes_of(data::AbstractString) = Vector{UInt8}(codeunits(String(data)))
bytes_of(data::IO) = read(data)
function digest(name::Symbol, data::Vector{UInt8})
    ref = getfield(data, :ref)
    return Vector{UInt8}(Core.Host.digest(name, getfield(ref, :mem), Base.memoryrefoffset(ref) - 1, length(data)))
end

for (f, Context, name, count, block) in FUNCTIONS
    hmac, Hmac = Symbol(:hmac_, f), QuoteNode(name)
    @eval begin
        mutable struct $Context <: SHA_CTX
            given::Vector{UInt8}
        end
        $Context() = $Context(UInt8[])
        digest(::$Context, data) = digest($Hmac, data)
        digestlen(::Type{$Context}) = $count
        blocklen(::Type{$Context}) = $block
        $f(data) = digest($Hmac, bytes_of(data))
        $hmac(key::Vector{UInt8}, data) = digest!(update_all!(HMAC_CTX($Context(), key), bytes_of(data)))
        export $f, $hmac, $Context
    end
end

"A digest that only who has the key can make."
struct HMAC_CTX{C<:SHA_CTX}
    context::C
    outer::Vector{UInt8}
    function HMAC_CTX(context::C, key::Vector{UInt8}, block::Integer=blocklen(C)) where {C<:SHA_CTX}
        length(key) > block && (key = digest(context, key))
        padded = vcat(key, zeros(UInt8, block - length(key)))
        update!(context, padded .⊻ 0x36)
        return new{C}(context, padded .⊻ 0x5c)
    end
end
update!(hmac::HMAC_CTX, data, n::Integer=length(data)) = update!(hmac.context, data, n)
update_all!(hmac::HMAC_CTX, data) = (update!(hmac, data); hmac)
digest!(hmac::HMAC_CTX) = digest(hmac.context, vcat(hmac.outer, digest!(hmac.context)))

export update!, digest!, HMAC_CTX

end
