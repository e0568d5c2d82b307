# Files, as a whole through the host: what is read is in memory, what is written goes out on
# `flush` and `close`.

mutable struct IOStream <: IO
    name::String
    # Where it is for the host: a later `cd` moves no file that is open.
    path::String
    buffer::IOBuffer
    readable::Bool
    writable::Bool
    append::Bool
    dirty::Bool
    isopen::Bool
end

function open(fname::AbstractString; lock=true, read=nothing, write=nothing, create=nothing, truncate=nothing, append=nothing)
    path = String(fname)
    a = append === true
    w = write === nothing ? (a || truncate === true || create === true) : write
    r = read === nothing ? !w : read
    t = truncate === nothing ? (w && !r && !a) : truncate
    c = create === nothing ? (a || t) : create
    return _open(path, r, w, c, t, a)
end
function open(fname::AbstractString, mode::AbstractString; lock=true)
    path = String(fname)
    mode == "r" ? _open(path, true, false, false, false, false) :
    mode == "r+" ? _open(path, true, true, false, false, false) :
    mode == "w" ? _open(path, false, true, true, true, false) :
    mode == "w+" ? _open(path, true, true, true, true, false) :
    mode == "a" ? _open(path, false, true, true, false, true) :
    mode == "a+" ? _open(path, true, true, true, false, true) :
    throw(ArgumentError("invalid open mode: $mode"))
end
function _open(path::String, r::Bool, w::Bool, create::Bool, truncate::Bool, append::Bool)
    content = Memory{UInt8}(undef, 0)
    place = _host_path(path)
    if truncate
        code = Core.Host.file_write(place, "", 0, 0, false)
        code == 0 || throw(SystemError("opening file $(repr(path))", code))
    else
        found = Core.Host.file_read(place)
        if found isa Int
            (create && found == 2) || throw(SystemError("opening file $(repr(path))", found))
            code = Core.Host.file_write(place, "", 0, 0, false)
            code == 0 || throw(SystemError("opening file $(repr(path))", code))
        else
            content = found
        end
    end
    buffer = _buffer(content, true, true, append, typemax(Int), length(content))
    append && (buffer.ptr = buffer.size + 1)
    s = IOStream(path, place, buffer, r, w, append, false, true)
    w && finalizer(close, s)
    return s
end
function open(f::Function, args...; kwargs...)
    io = open(args...; kwargs...)
    try
        return f(io)
    finally
        close(io)
    end
end

function flush(s::IOStream)
    if s.dirty
        code = Core.Host.file_write(s.path, s.buffer.data, 0, s.buffer.size, false)
        code == 0 || throw(SystemError("write", code))
        s.dirty = false
    end
    return nothing
end
function close(s::IOStream)
    s.isopen || return nothing
    flush(s)
    s.isopen = false
    return nothing
end
_check_open(s::IOStream) = s.isopen || throw(ArgumentError("stream is closed or unusable"))
function write(s::IOStream, b::UInt8)
    s.isopen && s.writable || throw(ArgumentError("write failed, IOStream is not writeable"))
    s.dirty = true
    return write(s.buffer, b)
end
function _write_bytes(s::IOStream, source::_Source, offset::Int, n::Int)
    s.isopen && s.writable || throw(ArgumentError("write failed, IOStream is not writeable"))
    s.dirty = true
    return _write_bytes(s.buffer, source, offset, n)
end
function _write_dec(s::IOStream, n::Union{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64})
    s.isopen && s.writable || throw(ArgumentError("write failed, IOStream is not writeable"))
    s.dirty = true
    return _write_dec(s.buffer, n)
end
function _check_readable(s::IOStream)
    s.isopen && s.readable || throw(ArgumentError("read failed, IOStream is not readable"))
end
read(s::IOStream, ::Type{UInt8}) = (_check_readable(s); read(s.buffer, UInt8))
read(s::IOStream) = (_check_readable(s); read(s.buffer))
read(s::IOStream, n::Integer) = (_check_readable(s); read(s.buffer, n))
read(s::IOStream, ::Type{String}) = (_check_readable(s); read(s.buffer, String))
readuntil(s::IOStream, delim::UInt8; keep::Bool=false) = (_check_readable(s); readuntil(s.buffer, delim; keep))
peek(s::IOStream, ::Type{UInt8}) = (_check_readable(s); peek(s.buffer, UInt8))
eof(s::IOStream) = (_check_readable(s); eof(s.buffer))
position(s::IOStream) = position(s.buffer)
seek(s::IOStream, n::Integer) = (seek(s.buffer, n); s)
seekend(s::IOStream) = (seekend(s.buffer); s)
skip(s::IOStream, n::Integer) = (skip(s.buffer, n); s)
truncate(s::IOStream, n::Integer) = (truncate(s.buffer, n); s.dirty = true; s)
mark(s::IOStream) = mark(s.buffer)
reset(s::IOStream) = reset(s.buffer)
unmark(s::IOStream) = unmark(s.buffer)
ismarked(s::IOStream) = ismarked(s.buffer)
bytesavailable(s::IOStream) = bytesavailable(s.buffer)
isopen(s::IOStream) = s.isopen
isreadable(s::IOStream) = s.isopen && s.readable
iswritable(s::IOStream) = s.isopen && s.writable
filesize(s::IOStream) = s.buffer.size
show(io::IO, s::IOStream) = print(io, "IOStream(<file ", s.name, ">)")

# ---- the file system -----------------------------------------------------------------------------------
_kind(path) = Core.Host.file_kind(_host_path(path))
ispath(path::AbstractString...) = _kind(joinpath(path...)) != 0
isfile(path::AbstractString...) = _kind(joinpath(path...)) == 1
isdir(path::AbstractString...) = _kind(joinpath(path...)) == 2
islink(path::AbstractString...) = false
filesize(path::AbstractString...) = Core.Host.file_size(_host_path(joinpath(path...)))
# What the host tells of a path: what is there, and how large it is.
struct StatStruct
    desc::String
    size::Int
    kind::Int
end
function stat(path::AbstractString...)
    name = joinpath(path...)
    return StatStruct(name, filesize(name), _kind(name))
end
ispath(st::StatStruct) = st.kind != 0
isfile(st::StatStruct) = st.kind == 1
isdir(st::StatStruct) = st.kind == 2
islink(st::StatStruct) = false
filesize(st::StatStruct) = st.size
readdir(; join::Bool=false, sort::Bool=true) = readdir(pwd(); join, sort)
# What `code` of an `IOError` may be.
const UV_EPERM, UV_ENOENT, UV_EACCES, UV_EEXIST, UV_ENOTDIR, UV_EISDIR, UV_ENOTEMPTY = -1, -2, -13, -17, -20, -21, -39
# What went wrong with a file, in the words that such errors have without being the system's.
_uv_text(code::Int) =
    code == 1 ? "operation not permitted (EPERM)" :
    code == 2 ? "no such file or directory (ENOENT)" :
    code == 13 ? "permission denied (EACCES)" :
    code == 17 ? "file already exists (EEXIST)" :
    code == 20 ? "not a directory (ENOTDIR)" :
    code == 21 ? "illegal operation on a directory (EISDIR)" :
    code == 39 ? "directory not empty (ENOTEMPTY)" : Core.Host.system_error_text(code)
_uv_error(call::String, code::Int) = IOError("$call: $(_uv_text(code))", -code)
function readdir(dir::AbstractString; join::Bool=false, sort::Bool=true)
    names = Core.Host.directory_names(_host_path(dir))
    names isa Int && throw(_uv_error("readdir($(repr(String(dir))))", names))
    return join ? String[joinpath(dir, n) for n in names] : names
end
function mkdir(path::AbstractString; mode=0o777)
    code = _kind(path) != 0 ? 17 : isdir(dirname(abspath(rstrip(path, '/')))) ? 0 : 2
    code == 0 || throw(_uv_error("mkdir($(repr(path)); mode=0o$(string(mode; base = 8)))", code))
    return mkpath(path)
end
function mkpath(path::AbstractString; mode=0o777)
    code = Core.Host.directory_make(_host_path(path))
    code == 0 || throw(SystemError("mkpath $(repr(path))", code))
    return String(path)
end
function rm(path::AbstractString; force::Bool=false, recursive::Bool=false)
    kind = _kind(path)
    if kind == 0
        force && return nothing
        throw(_uv_error("unlink($(repr(path)))", 2))
    end
    if kind == 2 && !recursive && !isempty(readdir(path))
        throw(_uv_error("rm($(repr(path)))", 39))
    end
    code = Core.Host.path_remove(_host_path(path))
    code == 0 || throw(SystemError("rm $(repr(path))", code))
    return nothing
end
function touch(path::AbstractString)
    isfile(path) || close(open(path, "a"))
    return path
end
function cp(src::AbstractString, dst::AbstractString; force::Bool=false, follow_symlinks::Bool=false)
    _may_replace(dst, force, "copying")
    if isdir(src)
        mkpath(dst)
        for name in readdir(src)
            cp(joinpath(src, name), joinpath(dst, name); force)
        end
    else
        write(dst, read(src))
    end
    return dst
end
_may_replace(dst, force, doing) = force || !ispath(dst) ||
    throw(ArgumentError("'$dst' exists. `force=true` is required to remove '$dst' before $doing."))
function mv(src::AbstractString, dst::AbstractString; force::Bool=false)
    _may_replace(dst, force, "moving")
    cp(src, dst; force)
    rm(src; recursive = true)
    return dst
end
function tempname(parent::AbstractString=tempdir(); cleanup::Bool=true, suffix::AbstractString="")
    isdir(parent) || throw(ArgumentError("$(repr(parent)) is not a directory"))
    return _unused_name(joinpath(parent, "jl_"), 10, suffix)
end
# Names are none of the random numbers that the program draws: those are as often the same as it likes.
function _unused_name(prefix, n, suffix)
    while true
        _names_made[] += 1
        drawn = hash(_names_made[], Core.Host.entropy())
        name = Char[]
        for _ in 1:n
            drawn, place = divrem(drawn, length(_name_characters))
            push!(name, _name_characters[place + 1])
        end
        path = string(prefix, String(name), suffix)
        ispath(path) || return path
    end
end
const _names_made = Ref(0)
const _name_characters = ['0':'9'; 'A':'Z'; 'a':'z']
function mktempdir(parent::AbstractString=tempdir(); prefix::AbstractString="jl_", cleanup::Bool=true)
    path = _unused_name(isempty(parent) || endswith(parent, '/') ? parent * prefix : string(parent, '/', prefix), 6, "")
    return mkdir(path)
end
function mktempdir(f::Function, parent::AbstractString=tempdir(); prefix::AbstractString="jl_")
    path = mktempdir(parent; prefix)
    try
        return f(path)
    finally
        rm(path; force = true, recursive = true)
    end
end
function mktemp(parent::AbstractString=tempdir(); cleanup::Bool=true)
    path = tempname(parent)
    return path, open(path, "w+")
end
function mktemp(f::Function, parent::AbstractString=tempdir())
    path, io = mktemp(parent)
    try
        return f(path, io)
    finally
        close(io)
        rm(path; force = true)
    end
end
function walkdir(root::AbstractString="."; topdown::Bool=true, follow_symlinks::Bool=false, onerror=throw)
    out = Tuple{String, Vector{String}, Vector{String}}[]
    _walk!(out, String(root), topdown)
    return out
end
function _walk!(out, root, topdown)
    dirs = String[]
    files = String[]
    for name in readdir(root)
        push!(isdir(joinpath(root, name)) ? dirs : files, name)
    end
    topdown && push!(out, (root, dirs, files))
    for d in dirs
        _walk!(out, joinpath(root, d), topdown)
    end
    topdown || push!(out, (root, dirs, files))
end
