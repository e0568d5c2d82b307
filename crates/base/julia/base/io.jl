# Streams: what every stream can do, given how it reads or writes one byte or a run of bytes.

const _Source = Union{String, Memory{UInt8}}

# A type of stream defines `write(io, ::UInt8)` or, if it can take more at once, this.
function _write_bytes(io::IO, source::_Source, offset::Int, n::Int)
    for i in offset + 1:offset + n
        write(io, source isa String ? _byte(source, i) : source[i])
    end
    return n
end

write(io::IO, s::String) = _write_bytes(io, s, 0, Core.sizeof(s))
write(io::IO, s::SubString{String}) = _write_bytes(io, s.string, s.offset, s.ncodeunits)
write(io::IO, s::AbstractString) = write(io, String(s))
write(io::IO, x::UInt8) = throw(MethodError(write, (io, x)))
write(io::IO, x::Int8) = write(io, reinterpret(UInt8, x))
write(io::IO, x::Bool) = write(io, UInt8(x))
write(io::IO, x, xs...) = _write_each(io, (x, xs...))
write(io::IO, x::Any) = throw(MethodError(write, (io, x)))
function _write_each(io, xs)
    written = 0
    for x in xs
        written += write(io, x)
    end
    return written
end
function write(io::IO, x::Union{Int16, UInt16, Int32, UInt32, Int64, UInt64, Int128, UInt128})
    n = Core.sizeof(x)
    u = x
    for _ in 1:n
        write(io, u % UInt8)
        u = u >>> 8
    end
    return n
end
write(io::IO, x::Float64) = write(io, reinterpret(UInt64, x))
write(io::IO, x::Float32) = write(io, reinterpret(UInt32, x))
write(io::IO, x::Float16) = write(io, reinterpret(UInt16, x))
write(io::IO, x::Union{Rational, Complex}) =
    x isa Rational ? write(io, x.num, x.den) : write(io, x.re, x.im)
function write(io::IO, v::Vector{UInt8})
    n = length(v)
    n == 0 && return 0
    return _write_bytes(io, v.ref.mem, memoryrefoffset(v.ref) - 1, n)
end
write(io::IO, m::Memory{UInt8}) = _write_bytes(io, m, 0, length(m))
function write(io::IO, a::AbstractArray)
    n = 0
    for x in a
        n += write(io, x)
    end
    return n
end
function write(to::IO, from::IO)
    n = 0
    while !eof(from)
        n += write(to, readavailable(from))
    end
    return n
end
write(filename::AbstractString, x, xs...) = open(io -> write(io, x, xs...), filename, "w")

# ---- what streams are ----------------------------------------------------------------------------
isopen(io::IO) = true
close(io::IO) = nothing
closewrite(io::IO) = nothing
flush(io::IO) = nothing
isreadable(io::IO) = isopen(io)
iswritable(io::IO) = isopen(io)
isreadonly(io::IO) = isreadable(io) && !iswritable(io)
bytesavailable(io::IO) = 0
lock(::IO) = nothing
unlock(::IO) = nothing
reseteof(x::IO) = nothing
pipe_reader(io::IO) = io
pipe_writer(io::IO) = io
displaysize(io::IO) = displaysize()
displaysize() = (_size_from_environment("LINES", 24), _size_from_environment("COLUMNS", 80))
function _size_from_environment(name, default)
    text = get(ENV, name, "")
    n = tryparse(Int, text)
    return n === nothing || n <= 0 ? default : n
end
get(io::IO, key, default) = default
getindex(io::IO, key) = throw(KeyError(key))
haskey(io::IO, key) = false
in(::Any, ::IO) = false

# ---- reading -------------------------------------------------------------------------------------
read(io::IO, ::Type{UInt8}) = throw(MethodError(read, (io, UInt8)))
read(io::IO, ::Type{Int8}) = reinterpret(Int8, read(io, UInt8))
read(io::IO, ::Type{Bool}) = read(io, UInt8) != 0x00
function read(io::IO, ::Type{T}) where {T<:Union{Int16, UInt16, Int32, UInt32, Int64, UInt64, Int128, UInt128}}
    x = zero(T)
    for i in 0:Core.sizeof(T) - 1
        x |= (read(io, UInt8) % T) << 8i
    end
    return x
end
read(io::IO, ::Type{Float64}) = reinterpret(Float64, read(io, UInt64))
read(io::IO, ::Type{Float32}) = reinterpret(Float32, read(io, UInt32))
read(io::IO, ::Type{Float16}) = reinterpret(Float16, read(io, UInt16))
read(io::IO, ::Type{Rational{T}}) where {T<:Integer} = (n = read(io, T); n // read(io, T))
read(io::IO, ::Type{Complex{T}}) where {T<:Real} = (re = read(io, T); Complex{T}(re, read(io, T)))
read(io::IO, ::Type{String}) = String(read(io))
read(io::IO, T::Type, d1::Integer, dims::Integer...) = read!(io, Array{T}(undef, d1, dims...))
function read(io::IO, ::Type{Char})
    b0 = read(io, UInt8)
    u = (b0 % UInt32) << 24
    n = b0 < 0xc0 || b0 > 0xf7 ? 1 : b0 < 0xe0 ? 2 : b0 < 0xf0 ? 3 : 4
    s = 16
    for _ in 2:n
        (eof(io) || peek(io) & 0xc0 != 0x80) && break
        u |= (read(io, UInt8) % UInt32) << s
        s -= 8
    end
    return bitcast(Char, u)
end
function read(io::IO)
    out = UInt8[]
    while !eof(io)
        push!(out, read(io, UInt8))
    end
    return out
end
function read(io::IO, nb::Integer)
    out = UInt8[]
    while length(out) < nb && !eof(io)
        push!(out, read(io, UInt8))
    end
    return out
end
read(filename::AbstractString, args...) = open(io -> read(io, args...), filename)
read(filename::AbstractString, ::Type{T}) where {T} = open(io -> read(io, T), filename)
read!(filename::AbstractString, a) = open(io -> read!(io, a), filename)
function read!(io::IO, a::AbstractArray{T}) where {T}
    for i in eachindex(a)
        a[i] = read(io, T)
    end
    return a
end
function readbytes!(io::IO, b::AbstractVector{UInt8}, nb=length(b))
    n = 0
    while n < nb && !eof(io)
        n += 1
        n > length(b) && resize!(b, min(nb, 2n))
        b[n] = read(io, UInt8)
    end
    return n
end
readavailable(io::IO) = read(io)
peek(io::IO) = peek(io, UInt8)
function peek(io::IO, ::Type{T}) where {T}
    mark(io)
    try
        return read(io, T)::T
    finally
        reset(io)
    end
end

function readuntil(io::IO, delim::UInt8; keep::Bool=false)
    out = UInt8[]
    while !eof(io)
        c = read(io, UInt8)
        if c == delim
            keep && push!(out, c)
            break
        end
        push!(out, c)
    end
    return out
end
function readuntil(io::IO, delim::AbstractChar; keep::Bool=false)
    if isascii(delim)
        return String(readuntil(io, UInt8(delim); keep))
    end
    out = IOBuffer()
    while !eof(io)
        c = read(io, Char)
        if c == delim
            keep && write(out, c)
            break
        end
        write(out, c)
    end
    return takestring!(out)
end
readuntil(io::IO, delim::AbstractString; keep::Bool=false) =
    String(_readuntil_bytes(io, Vector{UInt8}(String(delim)), keep))
readuntil(io::IO, delim::AbstractVector{UInt8}; keep::Bool=false) = _readuntil_bytes(io, Vector{UInt8}(delim), keep)
# Values of any other type one after the other, up to one or to several in a row.
readuntil(io::IO, delim::T; keep::Bool=false) where {T} = _readuntil_values(io, T[delim], keep)
readuntil(io::IO, delim::AbstractVector{T}; keep::Bool=false) where {T} = _readuntil_values(io, delim, keep)
function _readuntil_values(io, delim::AbstractVector{T}, keep) where {T}
    out = T[]
    n = length(delim)
    n == 0 && return out
    while !eof(io)
        push!(out, read(io, T))
        if length(out) >= n && view(out, length(out)-n+1:length(out)) == delim
            return keep ? out : resize!(out, length(out) - n)
        end
    end
    return out
end
readuntil(filename::AbstractString, args...; kw...) = open(io -> readuntil(io, args...; kw...), filename)
function _readuntil_bytes(io, delim, keep)
    out = UInt8[]
    m = length(delim)
    m == 0 && return out
    while !eof(io)
        push!(out, read(io, UInt8))
        n = length(out)
        if n >= m && out[n] == delim[m] && all(j -> out[n - m + j] == delim[j], 1:m)
            keep || resize!(out, n - m)
            break
        end
    end
    return out
end
copyuntil(out::IO, io::IO, delim; keep::Bool=false) = (write(out, readuntil(io, delim; keep)); out)
copyuntil(out::IO, filename::AbstractString, delim; keep::Bool=false) = open(io -> copyuntil(out, io, delim; keep), filename)
copyline(out::IO, filename::AbstractString; keep::Bool=false) = open(io -> copyline(out, io; keep), filename)
copyline(out::IO, io::IO; keep::Bool=false) = (write(out, readline(io; keep)); out)

function readline(io::IO=stdin; keep::Bool=false)
    line = readuntil(io, 0x0a; keep = true)
    return String(keep ? line : _chomp_bytes!(line))
end
function _chomp_bytes!(line::Vector{UInt8})
    n = length(line)
    n > 0 && line[n] == 0x0a || return line
    return resize!(line, n > 1 && line[n-1] == 0x0d ? n - 2 : n - 1)
end
readline(filename::AbstractString; keep::Bool=false) = open(io -> readline(io; keep), filename)
readlines(io::IO=stdin; keep::Bool=false) = collect(eachline(io; keep))
readlines(filename::AbstractString; keep::Bool=false) = open(io -> readlines(io; keep), filename)
readchomp(x) = chomp(read(x, String))

struct EachLine{IOT<:IO}
    stream::IOT
    ondone::Function
    keep::Bool
    EachLine(stream::IO=stdin; ondone=() -> nothing, keep::Bool=false) = new{typeof(stream)}(stream, ondone, keep)
end
eachline(io::IO=stdin; keep::Bool=false) = EachLine(io; keep)
function eachline(filename::AbstractString; keep::Bool=false)
    io = open(filename)
    return EachLine(io; ondone = () -> close(io), keep)
end
function iterate(itr::EachLine, state=nothing)
    if eof(itr.stream)
        itr.ondone()
        return nothing
    end
    return readline(itr.stream; keep = itr.keep), nothing
end
eltype(::Type{<:EachLine}) = String
IteratorSize(::Type{<:EachLine}) = SizeUnknown()
isdone(itr::EachLine, state...) = eof(itr.stream)
# From the last line to the first, of streams whose position can be set.
function iterate(r::Iterators.Reverse{<:EachLine})
    io = r.itr.stream
    from = position(io)
    seekend(io)
    seek(io, from)
    data = read(io)
    return iterate(r, (data, length(data)))
end
function iterate(r::Iterators.Reverse{<:EachLine}, (data, stop))
    if stop == 0
        r.itr.ondone()
        return nothing
    end
    before = something(findprev(==(0x0a), data, stop - 1), 0)
    line = data[before+1:stop]
    return String(r.itr.keep ? line : _chomp_bytes!(line)), (data, before)
end
isdone(r::Iterators.Reverse{<:EachLine}) = isdone(r.itr)
isdone(r::Iterators.Reverse{<:EachLine}, (data, stop)) = stop == 0
function last(itr::EachLine)
    y = iterate(Iterators.reverse(itr))
    y === nothing && throw(ArgumentError("collection must be non-empty"))
    return y[1]
end

struct ReadEachIterator{T, IOT<:IO}
    stream::IOT
end
readeach(io::IOT, T) where {IOT<:IO} = ReadEachIterator{T, IOT}(io)
iterate(itr::ReadEachIterator{T}, state=nothing) where {T} = eof(itr.stream) ? nothing : (read(itr.stream, T), nothing)
eltype(::Type{<:ReadEachIterator{T}}) where {T} = T
IteratorSize(::Type{<:ReadEachIterator}) = SizeUnknown()
isdone(itr::ReadEachIterator, state...) = eof(itr.stream)

function skipchars(predicate, io::IO; linecomment=nothing)
    while !eof(io)
        c = peek(io, Char)
        if c === linecomment
            readline(io)
        elseif !predicate(c)
            break
        else
            read(io, Char)
        end
    end
    return io
end
function countlines(io::IO; eol::AbstractChar='\n')
    n = 0
    last = 0x0a
    any = false
    while !eof(io)
        last = read(io, UInt8)
        any = true
        last == UInt8(eol) && (n += 1)
    end
    return any && last != UInt8(eol) ? n + 1 : n
end
countlines(f::AbstractString; eol::AbstractChar='\n') = open(io -> countlines(io; eol), f)

function mark(io::IO)
    io.mark = position(io)
end
function unmark(io::IO)
    io.mark >= 0 || return false
    io.mark = -1
    return true
end
function reset(io::IO)
    ismarked(io) || throw(ArgumentError("$(typeof(io)) not marked"))
    m = io.mark
    seek(io, m)
    io.mark = -1
    return m
end
ismarked(io::IO) = io.mark >= 0

# ---- nothing -------------------------------------------------------------------------------------
struct DevNull <: IO end
const devnull = DevNull()
write(::DevNull, ::UInt8) = 1
_write_bytes(::DevNull, s::_Source, offset::Int, n::Int) = n
read(::DevNull, ::Type{UInt8}) = throw(EOFError())
eof(::DevNull) = true
isopen(::DevNull) = true
isreadable(::DevNull) = false
bytesavailable(::DevNull) = 0
show(io::IO, ::DevNull) = print(io, "Base.DevNull()")

# ---- the process's own streams -------------------------------------------------------------------
mutable struct InputState
    line::String
    at::Int
    ended::Bool
end
struct PipeEndpoint <: LibuvStream
    fd::Int
end
const stdin = PipeEndpoint(0)
const stdout = PipeEndpoint(1)
const stderr = PipeEndpoint(2)

function write(io::PipeEndpoint, b::UInt8)
    m = Memory{UInt8}(undef, 1)
    m[1] = b
    Core.Host.stream_write(io.fd, m, 0, 1)
    return 1
end
function _write_bytes(io::PipeEndpoint, source::_Source, offset::Int, n::Int)
    Core.Host.stream_write(io.fd, source, offset, n)
    return n
end
write(io::PipeEndpoint, c::Char) = write(io, _char_string(c))
flush(io::PipeEndpoint) = (_pass_on(io.fd); Core.Host.stream_flush(); nothing)
isreadable(io::PipeEndpoint) = io.fd == 0
iswritable(io::PipeEndpoint) = io.fd != 0
show(io::IO, s::PipeEndpoint) = print(io, "Base.PipeEndpoint(RawFD(", s.fd, ") open, 0 bytes waiting)")

function _input()
    st = _state()
    st.input === nothing && (st.input = InputState("", 0, false))
    return st.input::InputState
end
function _fill(input::InputState)
    input.at < ncodeunits(input.line) && return true
    input.ended && return false
    input.line = Core.Host.input_line()
    input.at = 0
    isempty(input.line) && (input.ended = true)
    return !input.ended
end
eof(io::PipeEndpoint) = !_fill(_input())
function read(io::PipeEndpoint, ::Type{UInt8})
    input = _input()
    _fill(input) || throw(EOFError())
    input.at += 1
    return codeunit(input.line, input.at)
end
function peek(io::PipeEndpoint, ::Type{UInt8})
    input = _input()
    _fill(input) || throw(EOFError())
    return codeunit(input.line, input.at + 1)
end

# What is printed on a stream while `f` runs goes to another one.
struct RedirectStdStream <: Function
    fd::Int
end
const redirect_stdin = RedirectStdStream(0)
const redirect_stdout = RedirectStdStream(1)
const redirect_stderr = RedirectStdStream(2)
(r::RedirectStdStream)(f::Function, to) = _redirected(f, r.fd, to)
function _redirected(f, fd::Int, to)
    fd == 0 && return f()
    Core.Host.capture_begin(fd)
    try
        return f()
    finally
        text = Core.Host.capture_end(fd)
        write(to, text)
        flush(to)
    end
end
# Without a function the stream stays elsewhere until it is given back. What was printed meanwhile gets there when someone
# asks for it, when the stream is flushed, and when it is given back or the program ends.
struct Redirection
    fd::Int
    to::IO
end
function (r::RedirectStdStream)(to::IO)
    r.fd == 0 && Core.Host.unsupported("`redirect_stdin` to a stream is not supported: read from the stream itself")
    _end_redirection(r.fd)
    to isa PipeEndpoint && to.fd == r.fd && return to
    state = _state()
    if state.redirected === nothing
        state.redirected = Redirection[]
        atexit(() -> (_end_redirection(1); _end_redirection(2)))
    end
    push!(state.redirected, Redirection(r.fd, to))
    Core.Host.capture_begin(r.fd)
    return to
end
function (r::RedirectStdStream)()
    buffer = IOBuffer()
    r(RedirectedEnd(r.fd, buffer))
    return RedirectedEnd(r.fd, buffer), RedirectedEnd(r.fd, buffer)
end
function _redirection(fd::Int)
    all = _has_state() ? _state().redirected : nothing
    all === nothing && return nothing
    for one in all
        one.fd == fd && return one
    end
    return nothing
end
function _end_redirection(fd::Int)
    one = _redirection(fd)
    one === nothing && return nothing
    filter!(it -> it !== one, _state().redirected)
    write(one.to, Core.Host.capture_end(fd))
    flush(one.to)
    return nothing
end
function _pass_on(fd::Int)
    one = _redirection(fd)
    one === nothing && return nothing
    text = Core.Host.capture_end(fd)
    write(one.to, text)
    flush(one.to)
    Core.Host.capture_begin(fd)
    return nothing
end
# An end of the pipe that a stream goes into.
struct RedirectedEnd <: IO
    fd::Int
    buffer::IO
end
write(io::RedirectedEnd, b::UInt8) = _at_end(() -> write(io.buffer, b), io.buffer)
_write_bytes(io::RedirectedEnd, source::_Source, offset::Int, n::Int) = _at_end(() -> _write_bytes(io.buffer, source, offset, n), io.buffer)
# What is written comes after all that is there, whatever was read of it.
function _at_end(f, buffer)
    at = position(buffer)
    seekend(buffer)
    n = f()
    seek(buffer, at)
    return n
end
flush(io::RedirectedEnd) = nothing
close(io::RedirectedEnd) = _pass_on(io.fd)
isreadable(io::RedirectedEnd) = true
eof(io::RedirectedEnd) = (_pass_on(io.fd); eof(io.buffer))
read(io::RedirectedEnd, ::Type{UInt8}) = (_pass_on(io.fd); read(io.buffer, UInt8))
peek(io::RedirectedEnd, ::Type{UInt8}) = (_pass_on(io.fd); peek(io.buffer, UInt8))
bytesavailable(io::RedirectedEnd) = (_pass_on(io.fd); bytesavailable(io.buffer))
readavailable(io::RedirectedEnd) = (_pass_on(io.fd); read(io.buffer))
redirect_stdio(f; stdin=nothing, stdout=nothing, stderr=nothing) =
    _redirect_two(f, stdout, stderr)
function _redirect_two(f, out, err)
    out === nothing && err === nothing && return f()
    out === nothing && return _redirected(f, 2, err)
    return _redirected(() -> _redirect_two(f, nothing, err), 1, out)
end

# ---- the state of a running program ----------------------------------------------------------------
# Made when it is first asked for: while Base loads only definitions run.
mutable struct ProgramState
    input::Any
    exit_hooks::Vector{Any}
    logger::Any
    scheduler::Any
    displays::Vector{Any}
    # A table that few programs need is made, and its code compiled, when something is put into it.
    hints::Any         # what else is said of exceptions, by their type: an `IdDict{Any, Vector{Any}}`
    disabled_level::Any # the level up to which nobody hears messages, or nothing
    redirected::Any    # what goes elsewhere, or nothing
    ProgramState() = new(nothing, Any[], nothing, nothing, Any[], nothing, nothing, nothing)
end
mutable struct ProgramStateHolder
    state::Union{ProgramState, Nothing}
end
const _the_program = ProgramStateHolder(nothing)
function _state()
    state = _the_program.state
    return state === nothing ? (_the_program.state = ProgramState()) : state
end
_has_state() = _the_program.state !== nothing
