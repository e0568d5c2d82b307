# Streams in memory.

mutable struct GenericIOBuffer{T<:AbstractVector{UInt8}} <: IO
    data::T
    reinit::Bool
    readable::Bool
    writable::Bool
    seekable::Bool
    append::Bool
    size::Int       # of what is in `data`
    maxsize::Int
    ptr::Int        # next byte to read or write
    offset::Int
    mark::Int
    GenericIOBuffer{T}(data::T, readable::Bool, writable::Bool, seekable::Bool, append::Bool, maxsize::Int, size::Int) where {T<:AbstractVector{UInt8}} =
        new{T}(data, false, readable, writable, seekable, append, size, maxsize, 1, 0, -1)
end
const IOBuffer = GenericIOBuffer{Memory{UInt8}}

_buffer(m::Memory{UInt8}, r::Bool, w::Bool, a::Bool, maxsize::Int, size::Int) =
    GenericIOBuffer{Memory{UInt8}}(m, r, w, true, a, maxsize, size)

GenericIOBuffer{Memory{UInt8}}() = _buffer(Memory{UInt8}(undef, 32), true, true, false, typemax(Int), 0)
function GenericIOBuffer{Memory{UInt8}}(; read::Union{Bool, Nothing}=true, write::Union{Bool, Nothing}=true,
        append::Union{Bool, Nothing}=nothing, truncate::Union{Bool, Nothing}=true, maxsize::Integer=typemax(Int), sizehint::Union{Integer, Nothing}=nothing)
    size = sizehint === nothing ? 32 : Int(sizehint)
    return _buffer(Memory{UInt8}(undef, size), read !== false, write !== false, append === true, Int(maxsize), 0)
end
GenericIOBuffer{Memory{UInt8}}(s::String) = _buffer(Core.Host.string_memory(s), true, false, false, typemax(Int), Core.sizeof(s))
GenericIOBuffer{Memory{UInt8}}(s::AbstractString) = IOBuffer(String(s))
GenericIOBuffer{Memory{UInt8}}(s::CodeUnits) = IOBuffer(String(s))
function GenericIOBuffer{Memory{UInt8}}(v::AbstractVector{UInt8}; read::Union{Bool, Nothing}=nothing, write::Union{Bool, Nothing}=nothing,
        append::Union{Bool, Nothing}=nothing, truncate::Union{Bool, Nothing}=nothing, maxsize::Integer=typemax(Int), sizehint::Union{Integer, Nothing}=nothing)
    n = length(v)
    m = Memory{UInt8}(undef, n)
    for i in 1:n
        m[i] = v[i]
    end
    writes = write === true || append === true
    io = _buffer(m, read === nothing ? !(append === true) || !writes || true : read, writes, append === true, Int(maxsize), n)
    truncate === true && (io.size = 0)
    append === true && (io.ptr = io.size + 1)
    return io
end
GenericIOBuffer{Memory{UInt8}}(s::AbstractString; kw...) = isempty(kw) ? IOBuffer(String(s)) : IOBuffer(Vector{UInt8}(String(s)); kw...)
PipeBuffer() = (io = IOBuffer(); io.append = true; io.seekable = false; io)
PipeBuffer(data::AbstractVector{UInt8}) = (io = IOBuffer(data; write = true, read = true); io.append = true; io)

function show(io::IO, b::GenericIOBuffer)
    print(io, "IOBuffer(data=UInt8[...], ",
        "readable=", b.readable, ", ",
        "writable=", b.writable, ", ",
        "seekable=", b.seekable, ", ",
        "append=", b.append, ", ",
        "size=", b.size, ", ",
        "maxsize=", b.maxsize == typemax(Int) ? "Inf" : b.maxsize, ", ",
        "ptr=", b.ptr, ", ",
        "mark=", b.mark, ")")
end

function _ensure_room(io::IOBuffer, n::Int)
    io.writable || throw(ArgumentError("ensureroom failed, IOBuffer is not writeable"))
    at = io.append ? io.size : io.ptr - 1
    need = at + n
    have = length(io.data)
    if need > have
        m = Memory{UInt8}(undef, max(need, 2 * have, 32))
        io.size > 0 && Core.Host.memory_put(m, 0, io.data, 0, io.size)
        io.data = m
    end
    return at
end
function write(io::IOBuffer, b::UInt8)
    at = _ensure_room(io, 1)
    at >= io.maxsize && return 0
    io.data[at + 1] = b
    io.append || (io.ptr = at + 2)
    at + 1 > io.size && (io.size = at + 1)
    return 1
end
function _write_bytes(io::IOBuffer, source::_Source, offset::Int, n::Int)
    n == 0 && return 0
    at = _ensure_room(io, n)
    n = min(n, io.maxsize - at)
    _put_bytes(io.data, at, source, offset, n)
    io.append || (io.ptr = at + n + 1)
    at + n > io.size && (io.size = at + n)
    return n
end
_put_bytes(to::Memory{UInt8}, at::Int, source::Memory{UInt8}, offset::Int, n::Int) =
    Core.Host.memory_put(to, at, source, offset, n)
# A few bytes are copied sooner than the host is asked to.
function _put_bytes(to::Memory{UInt8}, at::Int, source::String, offset::Int, n::Int)
    n > 16 && return Core.Host.memory_put(to, at, source, offset, n)
    i = 1
    while i <= n
        to[at + i] = _byte(source, offset + i)
        i += 1
    end
    return
end
function _write_dec(io::IOBuffer, n::Union{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64})
    isnegative = n < 0
    rest = (isnegative ? -(n % Int) : n) % UInt64
    count = _count_dec(rest) + Int(isnegative)
    at = _ensure_room(io, count)
    count <= io.maxsize - at || return write(io, dec_text(n))
    data = io.data
    i = at + count
    while rest >= 0x0a
        next = div(rest, 0x000000000000000a)
        data[i] = ((rest - next * 0x0a) % UInt8) + 0x30
        rest = next
        i -= 1
    end
    data[i] = (rest % UInt8) + 0x30
    isnegative && (data[at + 1] = 0x2d)
    io.append || (io.ptr = at + count + 1)
    at + count > io.size && (io.size = at + count)
    return count
end
function _count_dec(rest::UInt64)
    count = 1
    while rest >= 0x0000000000002710
        rest = div(rest, 0x0000000000002710)
        count += 4
    end
    return rest < 0x64 ? count + Int(rest >= 0x0a) : count + 2 + Int(rest >= 0x03e8)
end
function write(io::IOBuffer, c::Char)
    u = bitcast(UInt32, c)
    u & 0x00ffffff == 0 && return write(io, (u >> 24) % UInt8)
    return write(io, _char_string(c))
end

function take!(io::IOBuffer)
    n = io.size
    from = io.seekable ? 0 : io.ptr - 1
    v = Vector{UInt8}(undef, n - from)
    n > from && Core.Host.memory_put(v.ref.mem, 0, io.data, from, n - from)
    if io.writable
        io.data = Memory{UInt8}(undef, 0)
        io.size = 0
        io.ptr = 1
        io.mark = -1
    end
    return v
end
# What is in the buffer as a string; the buffer is empty then.
function takestring!(io::IOBuffer)
    from = io.seekable ? 0 : io.ptr - 1
    s = Core.Host.string_slice(io.data, from, io.size - from)
    if io.writable
        io.size = 0
        io.ptr = 1
        io.mark = -1
    end
    return s
end

function read(io::IOBuffer, ::Type{UInt8})
    io.readable || throw(ArgumentError("read failed, IOBuffer is not readable"))
    io.ptr > io.size && throw(EOFError())
    b = io.data[io.ptr]
    io.ptr += 1
    return b
end
function peek(io::IOBuffer, ::Type{UInt8})
    io.readable || throw(ArgumentError("read failed, IOBuffer is not readable"))
    io.ptr > io.size && throw(EOFError())
    return io.data[io.ptr]
end
function read(io::IOBuffer)
    n = max(io.size - io.ptr + 1, 0)
    return read(io, n)
end
function read(io::IOBuffer, nb::Integer)
    io.readable || throw(ArgumentError("read failed, IOBuffer is not readable"))
    n = min(Int(nb), max(io.size - io.ptr + 1, 0))
    v = Vector{UInt8}(undef, n)
    n > 0 && Core.Host.memory_put(v.ref.mem, 0, io.data, io.ptr - 1, n)
    io.ptr += n
    return v
end
function read(io::IOBuffer, ::Type{String})
    io.readable || throw(ArgumentError("read failed, IOBuffer is not readable"))
    n = max(io.size - io.ptr + 1, 0)
    s = Core.Host.string_slice(io.data, io.ptr - 1, n)
    io.ptr += n
    return s
end
function readuntil(io::IOBuffer, delim::UInt8; keep::Bool=false)
    io.readable || throw(ArgumentError("read failed, IOBuffer is not readable"))
    stop = io.ptr
    while stop <= io.size && io.data[stop] != delim
        stop += 1
    end
    found = stop <= io.size
    v = read(io, stop - io.ptr)
    if found
        io.ptr += 1
        keep && push!(v, delim)
    end
    return v
end
readavailable(io::IOBuffer) = read(io)
eof(io::IOBuffer) = io.ptr - 1 >= io.size
position(io::IOBuffer) = io.ptr - 1
bytesavailable(io::IOBuffer) = io.size - io.ptr + 1
isreadable(io::IOBuffer) = io.readable
iswritable(io::IOBuffer) = io.writable
isopen(io::IOBuffer) = io.readable || io.writable || io.seekable || bytesavailable(io) > 0
function seek(io::IOBuffer, n::Integer)
    io.seekable || ismarked(io) || throw(ArgumentError("seek failed, IOBuffer is not seekable"))
    # Behind the ends there is nothing to go to.
    io.ptr = clamp(Int(n), 0, io.size) + 1
    return io
end
seekstart(io::IO) = seek(io, 0)
seekend(io::IOBuffer) = (io.ptr = io.size + 1; io)
function skip(io::IOBuffer, n::Integer)
    io.ptr = clamp(io.ptr + Int(n), 1, io.size + 1)
    return io
end
function truncate(io::IOBuffer, n::Integer)
    io.writable || throw(ArgumentError("truncate failed, IOBuffer is not writeable"))
    n < 0 && throw(ArgumentError("truncate failed, n must be ≥ 0, got $n"))
    n = Int(n)
    at = io.ptr
    if n > io.size
        io.ptr = io.size + 1
        for _ in io.size + 1:n
            write(io, 0x00)
        end
    end
    io.size = n
    io.ptr = min(at, n + 1)
    ismarked(io) && io.mark > n && unmark(io)
    return io
end
function close(io::IOBuffer)
    if io.writable
        io.size = 0
        io.ptr = 1
        io.data = Memory{UInt8}(undef, 0)
    end
    io.readable = false
    io.writable = false
    io.seekable = false
    io.mark = -1
    return nothing
end
closewrite(io::IOBuffer) = (io.writable = false; nothing)
length(io::IOBuffer) = io.size
