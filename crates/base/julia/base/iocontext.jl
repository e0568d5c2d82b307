# Streams that carry properties for those who print on them.

struct IOContext{IO_t<:IO} <: AbstractPipe
    io::IO_t
    dict::ImmutableDict{Symbol, Any}
    IOContext{IO_t}(io::IO_t, dict::ImmutableDict{Symbol, Any}) where {IO_t<:IO} = new{IO_t}(io, dict)
end
IOContext(io::IO, dict::ImmutableDict{Symbol, Any}) = IOContext{typeof(unwrapcontext(io)[1])}(unwrapcontext(io)[1], dict)
unwrapcontext(io::IO) = io, ImmutableDict{Symbol, Any}()
unwrapcontext(io::IOContext) = io.io, io.dict
IOContext(io::IO) = io isa IOContext ? io : IOContext(io, ImmutableDict{Symbol, Any}())
IOContext(io::IOContext, dict::ImmutableDict{Symbol, Any}) = IOContext{typeof(io.io)}(io.io, dict)
function IOContext(io::IO, KV::Pair)
    inner, d = unwrapcontext(io)
    return IOContext(inner, ImmutableDict{Symbol, Any}(d, KV.first, KV.second))
end
IOContext(io::IO, context::IO) = IOContext(unwrapcontext(io)[1], unwrapcontext(context)[2])
IOContext(io::IO, context::Nothing) = IOContext(io)
function IOContext(io::IO, KV::Pair, KVs::Pair...)
    c = IOContext(io, KV)
    for kv in KVs
        c = IOContext(c, kv)
    end
    return c
end
IOContext(io::IO, KVs::Tuple) = IOContext(io, KVs...)

show(_io::IO, ioc::IOContext) = print(_io, "IOContext(", ioc.io, ")")

get(io::IOContext, key, default) = get(io.dict, key, default)
getindex(io::IOContext, key) = getindex(io.dict, key)
haskey(io::IOContext, key) = haskey(io.dict, key)
in(key_value::Pair, io::IOContext) = in(key_value, io.dict, ===)
keys(io::IOContext) = keys(io.dict)
keys(io::IO) = keys(ImmutableDict{Symbol, Any}())
displaysize(io::IOContext) = haskey(io, :displaysize) ? io[:displaysize]::Tuple{Int, Int} : displaysize(io.io)

write(io::IOContext, b::UInt8) = write(io.io, b)
write(io::IOContext, c::Char) = write(io.io, c)
_write_bytes(io::IOContext, source::_Source, offset::Int, n::Int) = _write_bytes(io.io, source, offset, n)
read(io::IOContext, ::Type{UInt8}) = read(io.io, UInt8)
read(io::IOContext) = read(io.io)
read(io::IOContext, ::Type{String}) = read(io.io, String)
eof(io::IOContext) = eof(io.io)
peek(io::IOContext, ::Type{UInt8}) = peek(io.io, UInt8)
flush(io::IOContext) = flush(io.io)
close(io::IOContext) = close(io.io)
isopen(io::IOContext) = isopen(io.io)
isreadable(io::IOContext) = isreadable(io.io)
iswritable(io::IOContext) = iswritable(io.io)
position(io::IOContext) = position(io.io)
seek(io::IOContext, n::Integer) = (seek(io.io, n); io)
mark(io::IOContext) = mark(io.io)
reset(io::IOContext) = reset(io.io)
unmark(io::IOContext) = unmark(io.io)
ismarked(io::IOContext) = ismarked(io.io)
bytesavailable(io::IOContext) = bytesavailable(io.io)
readuntil(io::IOContext, delim::UInt8; keep::Bool=false) = readuntil(io.io, delim; keep)
take!(io::IOContext) = take!(io.io)
