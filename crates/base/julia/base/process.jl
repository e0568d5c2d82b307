# Programs that a command starts, through the host. Who waits for one lets other tasks run meanwhile.

# ---- commands that are made of others ------------------------------------------------------------------------------
struct FileRedirect
    filename::String
    append::Bool
end
struct CmdRedirect <: AbstractCmd
    cmd::AbstractCmd
    handle::Any
    stream_no::Int
end
struct OrCmds <: AbstractCmd
    a::AbstractCmd
    b::AbstractCmd
end
struct AndCmds <: AbstractCmd
    a::AbstractCmd
    b::AbstractCmd
end
(&)(a::AbstractCmd, b::AbstractCmd) = AndCmds(a, b)

ignorestatus(c::Cmd) = Cmd(c; ignorestatus = true)
ignorestatus(c::CmdRedirect) = CmdRedirect(ignorestatus(c.cmd), c.handle, c.stream_no)
ignorestatus(c::Union{OrCmds, AndCmds}) = typeof(c)(ignorestatus(c.a), ignorestatus(c.b))
detach(c::Cmd) = Cmd(c; detach = true)
setenv(c::Cmd, env; dir::AbstractString=c.dir) = Cmd(c; env, dir)
setenv(c::Cmd, env::Pair{<:AbstractString}...; dir::AbstractString=c.dir) = setenv(c, env; dir)
setenv(c::Cmd; dir::AbstractString=c.dir) = Cmd(c; dir)
function _own_environment()
    flat = _environment()
    return String[string(flat[i], "=", flat[i + 1]) for i in 1:2:length(flat)]
end
addenv(c::Cmd, env::Pair{<:AbstractString}...; inherit::Bool=true) = addenv(c, env; inherit)
function addenv(c::Cmd, env; inherit::Bool=true)
    all = c.env !== nothing ? copy(c.env) : inherit ? _own_environment() : String[]
    more = env isa AbstractArray ? [(split(x, '='; limit = 2)...,) for x in env] : env
    for (name, value) in more
        filter!(it -> !startswith(it, string(name, "=")), all)
        value === nothing || push!(all, string(name, "=", value))
    end
    return Cmd(c; env = all)
end

_target(x::AbstractString, append) = FileRedirect(String(x), append)
_target(x, append) = x
function pipeline(cmd::AbstractCmd; stdin=nothing, stdout=nothing, stderr=nothing, append::Bool=false)
    append && stdout === nothing && stderr === nothing &&
        throw(ArgumentError("append set to true, but no output redirections specified"))
    stdin === nothing || (cmd = CmdRedirect(cmd, _target(stdin, false), 0))
    stdout === nothing || (cmd = CmdRedirect(cmd, _target(stdout, append), 1))
    stderr === nothing || (cmd = CmdRedirect(cmd, _target(stderr, append), 2))
    return cmd
end
pipeline(a::AbstractCmd, b::AbstractCmd) = OrCmds(a, b)
pipeline(cmd::AbstractCmd, to::Union{AbstractString, IO, FileRedirect}) = pipeline(cmd; stdout = to)
pipeline(from::Union{AbstractString, IO}, cmd::AbstractCmd) = pipeline(cmd; stdin = from)
pipeline(a, b, c, d...) = pipeline(pipeline(a, b), c, d...)

# ---- processes -----------------------------------------------------------------------------------------------------
mutable struct ProcessInput <: IO
    id::Int
    isopen::Bool
end
mutable struct ProcessOutput <: IO
    id::Int
    stream::Int
    buffer::IOBuffer
    ended::Bool
end
mutable struct Process <: IO
    cmd::Cmd
    id::Int
    in::IO
    out::IO
    err::IO
    exitcode::Int64
    termsignal::Int32
    ended::Bool
    copies::Vector{Any}     # the tasks that carry what it reads or writes
end
struct ProcessChain <: IO
    processes::Vector{Process}
    in::IO
    out::IO
    err::IO
end
const _Processes = Union{Process, ProcessChain}
_all(p::Process) = Process[p]
_all(c::ProcessChain) = c.processes

struct ProcessFailedException <: Exception
    procs::Vector{Process}
end
ProcessFailedException(p::Process) = ProcessFailedException(Process[p])
function showerror(io::IO, ex::ProcessFailedException)
    one = length(ex.procs) == 1
    one || println(io, "failed processes:")
    for p in ex.procs
        println(io, one ? "failed process: " : "  ", p, " [", p.exitcode, "]")
    end
end
function show(io::IO, p::Process)
    print(io, "Process(", p.cmd, ", ")
    process_running(p) ? print(io, "ProcessRunning") :
    p.termsignal != 0 ? print(io, "ProcessSignaled(", p.termsignal, ")") : print(io, "ProcessExited(", p.exitcode, ")")
    print(io, ")")
end

function process_exited(p::Process)
    p.ended && return true
    code = Core.Host.process_end(p.id)
    code < 0 && return false
    p.exitcode = code & 255
    p.termsignal = code >> 8
    p.ended = true
    return true
end
process_exited(c::ProcessChain) = all(process_exited, c.processes)
process_running(p::_Processes) = !process_exited(p)
_rest(tries::Int) = tries < 4 ? yield() : sleep(min(0.0002 * tries, 0.005))
function wait(p::Process, syncd::Bool=true)
    tries = 0
    while !process_exited(p)
        _rest(tries += 1)
    end
    syncd && foreach(wait, p.copies)
    return nothing
end
wait(c::ProcessChain, syncd::Bool=true) = foreach(p -> wait(p, syncd), c.processes)
_succeeded(p::Process) = p.exitcode == 0 && p.termsignal == 0
function success(p::_Processes)
    foreach(wait, _all(p))
    return all(_succeeded, _all(p))
end
success(cmd::AbstractCmd) = success(_spawn(cmd, devnull, devnull, devnull))
function _check_status(p)
    failed = filter(it -> !_succeeded(it) && !it.cmd.ignorestatus, _all(p))
    isempty(failed) || throw(ProcessFailedException(failed))
    return nothing
end
function kill(p::Process, signal::Integer=15)
    process_exited(p) && return nothing
    code = Core.Host.process_kill(p.id, Int(signal))
    code == 0 || code == -3 || throw(_uv_error("kill", -code))
    return nothing
end
kill(c::ProcessChain, signal::Integer=15) = foreach(p -> kill(p, signal), c.processes)
function getpid(p::Process)
    process_exited(p) && throw(_uv_error("getpid", 3))
    return Int32(Core.Host.process_id(p.id))
end

# ---- their streams -------------------------------------------------------------------------------------------------
write(io::ProcessInput, b::UInt8) = (m = Memory{UInt8}(undef, 1); m[1] = b; _write_bytes(io, m, 0, 1))
function _write_bytes(io::ProcessInput, source::_Source, offset::Int, n::Int)
    io.isopen || throw(_uv_error("write", 32))
    done = tries = 0
    while done < n
        taken = Core.Host.process_write(io.id, source, offset + done, n - done)
        taken < 0 && throw(taken == -32 ? IOError("write: broken pipe (EPIPE)", -32) : _uv_error("write", -taken))
        taken == 0 ? _rest(tries += 1) : (tries = 0)
        done += taken
    end
    return n
end
function close(io::ProcessInput)
    io.isopen && Core.Host.process_close(io.id)
    io.isopen = false
    return nothing
end
closewrite(io::ProcessInput) = close(io)
isopen(io::ProcessInput) = io.isopen
isreadable(::ProcessInput) = false
iswritable(io::ProcessInput) = io.isopen

# Whether something is there to be read, for which others are let run.
function _fill(io::ProcessOutput)
    tries = 0
    while eof(io.buffer) && !io.ended
        found = Core.Host.process_read(io.id, io.stream)
        found isa Int && throw(_uv_error("read", -found))
        found === nothing ? (io.ended = true) :
        isempty(found) ? _rest(tries += 1) : (io.buffer = _buffer(found, true, false, false, typemax(Int), length(found)))
    end
    return !eof(io.buffer)
end
eof(io::ProcessOutput) = !_fill(io)
read(io::ProcessOutput, ::Type{UInt8}) = (_fill(io); read(io.buffer, UInt8))
peek(io::ProcessOutput, ::Type{UInt8}) = (_fill(io); peek(io.buffer, UInt8))
readavailable(io::ProcessOutput) = (_fill(io); read(io.buffer))
bytesavailable(io::ProcessOutput) = bytesavailable(io.buffer)
iswritable(::ProcessOutput) = false
isopen(io::ProcessOutput) = !io.ended
function read(io::ProcessOutput)
    all = IOBuffer()
    while !eof(io)
        write(all, read(io.buffer))
    end
    return take!(all)
end
# The outputs of commands that run beside each other, one after the other.
struct JoinedOutput <: IO
    parts::Vector{ProcessOutput}
end
const _Output = Union{ProcessOutput, JoinedOutput}
function _current(io::JoinedOutput)
    while length(io.parts) > 1 && eof(io.parts[1])
        popfirst!(io.parts)
    end
    return io.parts[1]
end
eof(io::JoinedOutput) = eof(_current(io))
read(io::JoinedOutput, ::Type{UInt8}) = read(_current(io), UInt8)
peek(io::JoinedOutput, ::Type{UInt8}) = peek(_current(io), UInt8)
readavailable(io::JoinedOutput) = readavailable(_current(io))
bytesavailable(io::JoinedOutput) = bytesavailable(_current(io))
iswritable(::JoinedOutput) = false
isopen(io::JoinedOutput) = any(isopen, io.parts)
close(io::JoinedOutput) = foreach(close, io.parts)
function read(io::JoinedOutput)
    all = UInt8[]
    foreach(part -> append!(all, read(part)), io.parts)
    return all
end
# What is written to one that nobody reads must not stop it.
function close(io::ProcessOutput)
    io.ended && return nothing
    _carry(() -> while _fill(io); read(io.buffer); end)
    return nothing
end

write(p::_Processes, b::UInt8) = write(p.in, b)
_write_bytes(p::_Processes, source::_Source, offset::Int, n::Int) = _write_bytes(p.in, source, offset, n)
flush(p::_Processes) = nothing
eof(p::_Processes) = eof(p.out)
read(p::_Processes) = read(p.out)
read(p::_Processes, ::Type{UInt8}) = read(p.out, UInt8)
peek(p::_Processes, ::Type{UInt8}) = peek(p.out, UInt8)
readavailable(p::_Processes) = readavailable(p.out)
bytesavailable(p::_Processes) = bytesavailable(p.out)
closewrite(p::_Processes) = close(p.in)
isopen(p::_Processes) = isopen(p.in) || isopen(p.out)
isreadable(p::_Processes) = p.out isa _Output
iswritable(p::_Processes) = p.in isa ProcessInput && isopen(p.in)
function close(p::_Processes)
    p.in isa ProcessInput && close(p.in)
    p.out isa _Output && close(p.out)
    return nothing
end

# ---- starting ------------------------------------------------------------------------------------------------------
# A pipe to who starts it, and what others write into one.
struct _OwnPipe end
struct _OutputOf
    processes::Vector{Process}
    taken::RefValue{Bool}
end
function _carry(f)
    t = Task(f)
    schedule(t)
    return t
end
_is_redirected(x::PipeEndpoint) = x.fd != 0 && Core.Host.capture_active(x.fd)
_stream_text(x::PipeEndpoint, n) = x.fd == n && !_is_redirected(x) ? "inherit" : "pipe"
_stream_text(::DevNull, n) = "null"
_stream_text(x::FileRedirect, n) = string(n > 0 && x.append ? "append:" : "file:", _host_path(x.filename))
_stream_text(x::IO, n) = "pipe"
_stream_text(::_OwnPipe, n) = "pipe"
function _stream_text(x::_OutputOf, n)
    isempty(x.processes) && return "null"
    x.taken[] && Core.Host.unsupported("a pipeline into two commands at once is not supported")
    x.taken[] = true
    return length(x.processes) == 1 ? string("child:", x.processes[1].id) : "pipe"
end
_zeros(texts) = join(map(t -> string(t, '\0'), texts))
function _copy(from::IO, to::IO)
    while !eof(from)
        write(to, readavailable(from))
    end
    flush(to)
end

function _start(c::Cmd, streams::Vector{Any}, started::Vector{Process})
    Core.Host.process_supported() ||
        Core.Host.unsupported("`run` of a command is not supported: this session cannot start programs")
    isempty(c.exec) && throw(ArgumentError("cannot spawn an empty command"))
    env = c.env === nothing ? _own_environment() : c.env
    for text in Iterators.flatten((c.exec, env))
        '\0' in text && throw(ArgumentError("embedded NULs are not allowed in C strings: $(repr(text))"))
    end
    for x in streams
        x isa IOStream && flush(x)
    end
    texts = String[_stream_text(streams[n], n - 1) for n in 1:3]
    dir = isempty(c.dir) ? pwd() : _host_path(c.dir)
    id = Core.Host.process_start(_zeros(c.exec), dir, _zeros(env), _zeros(texts), c.flags & _detached != 0)
    id < 0 && throw(_uv_error("could not spawn $(repr(c))", -id))
    p = Process(c, id, devnull, devnull, devnull, typemin(Int64), Int32(0), false, Any[])
    push!(started, p)
    texts[1] == "pipe" && _connect_input(p, streams[1])
    for n in 1:2
        texts[n + 1] == "pipe" || continue
        to = streams[n + 1]
        out = ProcessOutput(id, n, IOBuffer(), false)
        to isa _OwnPipe ? (n == 1 ? (p.out = out) : (p.err = out)) : push!(p.copies, _carry(() -> _copy(out, to)))
    end
    return nothing
end
function _connect_input(p::Process, from)
    to = ProcessInput(p.id, true)
    from isa _OwnPipe && (p.in = to; return nothing)
    sources = from isa _OutputOf ? IO[it.out for it in from.processes] : IO[from]
    left = Ref(length(sources))
    for source in sources
        push!(p.copies, _carry(() -> _feed(source, to, left)))
    end
    return nothing
end
# A program may end before it has read all, which is no failure of who writes.
function _feed(source::IO, to::ProcessInput, left)
    try
        _copy(source, to)
    catch ex
        ex isa IOError && ex.code == -32 || rethrow()
    finally
        (left[] -= 1) == 0 && close(to)
    end
end
_start(c::CmdRedirect, streams::Vector{Any}, started::Vector{Process}) =
    _start(c.cmd, Any[n == c.stream_no ? c.handle : streams[n + 1] for n in 0:2], started)
_start(c::AndCmds, streams::Vector{Any}, started::Vector{Process}) = (_start(c.a, streams, started); _start(c.b, streams, started))
function _start(c::OrCmds, streams::Vector{Any}, started::Vector{Process})
    first = Process[]
    _start(c.a, Any[streams[1], _OwnPipe(), streams[3]], first)
    append!(started, first)
    _start(c.b, Any[_OutputOf(filter(p -> p.out isa ProcessOutput, first), Ref(false)), streams[2], streams[3]], started)
end
function _spawn(cmd::AbstractCmd, input, output, errors)
    started = Process[]
    _start(cmd, Any[input, output, errors], started)
    length(started) == 1 && return started[1]
    outputs = ProcessOutput[it.out for it in _last_of(cmd, started) if it.out isa ProcessOutput]
    out = isempty(outputs) ? devnull : length(outputs) == 1 ? outputs[1] : JoinedOutput(outputs)
    return ProcessChain(started, started[1].in, out, devnull)
end

# The processes whose output is that of the whole.
_last_of(cmd::Cmd, started) = started
_last_of(cmd::CmdRedirect, started) = _last_of(cmd.cmd, started)
_last_of(cmd::OrCmds, started) = _last_of(cmd.b, started[end - _command_count(cmd.b) + 1:end])
_last_of(cmd::AndCmds, started) = vcat(_last_of(cmd.a, started[1:_command_count(cmd.a)]), _last_of(cmd.b, started[_command_count(cmd.a) + 1:end]))
_command_count(::Cmd) = 1
_command_count(cmd::CmdRedirect) = _command_count(cmd.cmd)
_command_count(cmd::Union{OrCmds, AndCmds}) = _command_count(cmd.a) + _command_count(cmd.b)

function run(cmd::AbstractCmd, streams...; wait::Bool=true)
    given = Any[x isa AbstractString ? FileRedirect(String(x), false) : x for x in streams]
    defaults = wait ? Any[stdin, stdout, stderr] : Any[devnull, devnull, devnull]
    all = Any[given..., defaults[length(given) + 1:3]...]
    p = _spawn(cmd, all[1], all[2], all[3])
    wait && (success(p) || _check_status(p))
    return p
end
function open(cmd::AbstractCmd, mode::AbstractString, other=devnull)
    mode == "r" ? open(cmd, other; read = true) :
    mode == "w" ? open(cmd, other; write = true) :
    mode == "r+" || mode == "w+" ? open(cmd, other; read = true, write = true) :
    throw(ArgumentError("mode must be \"r\", \"w\", \"r+\", or \"w+\", not $(repr(mode))"))
end
function open(cmd::AbstractCmd, other=devnull; write::Bool=false, read::Bool=!write)
    read && write && other !== devnull && throw(ArgumentError("no stream can be specified for `stdio` in read-write mode"))
    return _spawn(cmd, write ? _OwnPipe() : other, read ? _OwnPipe() : other, stderr)
end
function open(f::Function, cmd::AbstractCmd, args...; kw...)
    p = open(cmd, args...; kw...)
    result = try
        f(p)
    catch
        kill(p)
        close(p)
        rethrow()
    end
    close(p)
    success(p) || _check_status(p)
    return result
end
function read(cmd::AbstractCmd)
    p = open(cmd, "r", devnull)
    bytes = read(p)
    success(p) || _check_status(p)
    return bytes
end
read(cmd::AbstractCmd, ::Type{String}) = String(read(cmd))
readlines(cmd::AbstractCmd; keep::Bool=false) = readlines(IOBuffer(read(cmd)); keep)
readline(cmd::AbstractCmd; keep::Bool=false) = (lines = readlines(cmd; keep); isempty(lines) ? "" : lines[1])

struct CommandLines
    process::IO
    keep::Bool
end
eachline(cmd::AbstractCmd; keep::Bool=false) = CommandLines(open(cmd, "r", devnull), keep)
IteratorSize(::Type{CommandLines}) = SizeUnknown()
eltype(::Type{CommandLines}) = String
function iterate(lines::CommandLines, state=nothing)
    eof(lines.process) || return readline(lines.process; keep = lines.keep), nothing
    success(lines.process) || _check_status(lines.process)
    return nothing
end
