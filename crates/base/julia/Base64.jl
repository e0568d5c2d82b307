# Bytes as text of 64 characters.
module Base64

import Base: close, eof, isopen, isreadable, iswritable, read, readbytes!, write

export Base64EncodePipe, base64encode, Base64DecodePipe, base64decode, stringmime

const alphabet = codeunits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
# The number that a character stands for; 64 for padding, 255 for what is skipped.
function _number_of(c::UInt8)
    UInt8('A') <= c <= UInt8('Z') && return c - UInt8('A')
    UInt8('a') <= c <= UInt8('z') && return c - UInt8('a') + 0x1a
    UInt8('0') <= c <= UInt8('9') && return c - UInt8('0') + 0x34
    c == UInt8('+') && return 0x3e
    c == UInt8('/') && return 0x3f
    return c == UInt8('=') ? 0x40 : 0xff
end

# ---- writing ---------------------------------------------------------------------------------------------
# What is written goes on as text, three bytes at a time; `close` writes what is left.
mutable struct Base64EncodePipe <: IO
    io::IO
    kept::UInt32
    count::Int
    isopen::Bool
    Base64EncodePipe(io::IO) = new(io, 0x00000000, 0, true)
end
isopen(p::Base64EncodePipe) = p.isopen
isreadable(::Base64EncodePipe) = false
iswritable(p::Base64EncodePipe) = p.isopen
function write(p::Base64EncodePipe, b::UInt8)
    p.kept = p.kept << 8 | b
    p.count += 1
    p.count == 3 && _write_group(p)
    return 1
end
function _write_group(p)
    p.count == 0 && return
    bits = p.kept << (8 * (3 - p.count))
    for k in 0:3
        write(p.io, k <= p.count ? alphabet[1 + (bits >> (18 - 6k)) & 0x3f] : UInt8('='))
    end
    p.kept = 0x00000000
    p.count = 0
    return
end
function close(p::Base64EncodePipe)
    p.isopen && _write_group(p)
    p.isopen = false
    return nothing
end
function base64encode(f::Function, args...; context=nothing)
    out = IOBuffer()
    p = Base64EncodePipe(out)
    f(context === nothing ? p : IOContext(p, context), args...)
    close(p)
    return String(take!(out))
end
base64encode(args...; context=nothing) = base64encode(write, args...; context)

# ---- reading ---------------------------------------------------------------------------------------------
mutable struct Base64DecodePipe <: IO
    io::IO
    ready::Vector{UInt8}
    ended::Bool
    Base64DecodePipe(io::IO) = new(io, UInt8[], false)
end
isreadable(::Base64DecodePipe) = true
iswritable(::Base64DecodePipe) = false
isopen(p::Base64DecodePipe) = isopen(p.io)
close(p::Base64DecodePipe) = nothing
# The bytes of the next four characters.
function _read_group!(p)
    bits = 0x00000000
    n = 0
    while n < 4 && !eof(p.io)
        k = _number_of(read(p.io, UInt8))
        k == 0xff && continue
        k == 0x40 && break
        bits = bits << 6 | k
        n += 1
    end
    n < 4 && (p.ended = true)
    n == 0 && return
    n == 1 && throw(ArgumentError("malformed base64 sequence"))
    bits <<= 6 * (4 - n)
    for k in 1:n-1
        push!(p.ready, (bits >> (8 * (3 - k))) % UInt8)
    end
    return
end
function eof(p::Base64DecodePipe)
    isempty(p.ready) && !p.ended && _read_group!(p)
    return isempty(p.ready)
end
read(p::Base64DecodePipe, ::Type{UInt8}) = eof(p) ? throw(EOFError()) : popfirst!(p.ready)
function read(p::Base64DecodePipe)
    out = UInt8[]
    while !eof(p)
        append!(out, p.ready)
        empty!(p.ready)
    end
    return out
end
read(p::Base64DecodePipe, ::Type{String}) = String(read(p))
function readbytes!(p::Base64DecodePipe, data::AbstractVector{UInt8}, nb=length(data))
    n = 0
    while n < nb && !eof(p)
        n += 1
        n > length(data) && resize!(data, n)
        data[n] = read(p, UInt8)
    end
    return n
end
base64decode(s) = read(Base64DecodePipe(IOBuffer(s)))

# Text of a value in a form of a medium; of what is no text, in base 64.
stringmime(mime::MIME, x; context=nothing) =
    istextmime(mime) ? repr(mime, x; context) : x isa Vector{UInt8} ? base64encode(x) : base64encode(show, mime, x; context)
stringmime(mime::AbstractString, x; context=nothing) = stringmime(MIME(mime), x; context)

end
