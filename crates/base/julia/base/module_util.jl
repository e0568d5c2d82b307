# Including files and evaluating text.

include(m::Module, path::AbstractString) = Core.Host.include(m, String(path), nothing)
include(mapexpr::Function, m::Module, path::AbstractString) = Core.Host.include(m, String(path), mapexpr)
include_string(m::Module, code::AbstractString, file::AbstractString="string") = _include_string(nothing, m, code, file)
include_string(mapexpr::Function, m::Module, code::AbstractString, file::AbstractString="string") =
    _include_string(mapexpr, m, code, file)
function _include_string(mapexpr, m, code, file)
    return Core.Host.include_string(m, String(code), String(file), mapexpr)
end
function evalfile(path::AbstractString, args::Vector{String}=String[])
    m = Core.Host.new_module(:__anon__, true)
    Core.eval(m, :(const ARGS = $args))
    return include_string(m, read(path, String), path)
end
evalfile(path::AbstractString, args::Vector) = evalfile(path, String[args...])
function macroexpand(m::Module, x; recursive=true)
    try
        return Core.Host.macroexpand(m, x, recursive)
    catch e
        # Where in a file the macro was called counts only for who loads it.
        e isa LoadError || rethrow()
        rethrow(e.error)
    end
end
Module(name::Symbol=:anonymous, std_imports::Bool=true, default_names::Bool=true) = Core.Host.new_module(name, std_imports)
isinteractive() = false
remove_linenums!(ex) = ex
function remove_linenums!(ex::Expr)
    if ex.head === :block || ex.head === :quote
        filter!(x -> !(x isa LineNumberNode), ex.args)
    end
    for a in ex.args
        remove_linenums!(a)
    end
    return ex
end
precompile(args...) = true
# What is called with an object when it goes is called when the next finalizer is made, at `GC.gc()`, and when the
# program ends: not in the midst of what knows nothing of it.
function finalizer(f, x)
    ismutable(x) || error("objects of type ", typeof(x), " cannot be finalized")
    errand = Core.Host.watched(x)
    if errand === nothing
        Core.Host.watch(x, Any[f])
        _run_gone()
    else
        push!(errand::Vector{Any}, f)
    end
    return x
end
finalize(x) = _finalize(x, Core.Host.unwatch(x))
_finalize(x, ::Nothing) = nothing
function _finalize(x, errand::Vector{Any})
    while !isempty(errand)
        f = pop!(errand)
        try
            Core.invokelatest(f, x)
        catch err
            println(stderr, "error in running finalizer: ", sprint(show, err))
        end
    end
    return nothing
end
function _run_gone()
    gone = Core.Host.take_gone()
    while gone !== nothing
        x, errand = gone::Tuple{Any, Vector{Any}}
        _finalize(x, errand)
        gone = Core.Host.take_gone()
    end
    return nothing
end

# The bytes of a value and of all that it leads to, each counted once; functions, types and modules are everybody's.
function summarysize(x; exclude=Union{DataType, UnionAll, Union, Module, Core.TypeName, Symbol, Function}, chargeall=Any)
    seen = IdDict{Any, Nothing}()
    left = Any[x]
    total = 0
    while !isempty(left)
        y = pop!(left)
        y isa exclude && continue
        if ismutable(y)
            haskey(seen, y) && continue
            seen[y] = nothing
        end
        total += _own_size(y)
        _push_parts!(left, y)
    end
    return total
end
_own_size(x::String) = 8 + ncodeunits(x)
_own_size(x::Union{Array, Memory}) = (isempty(x) ? 0 : length(x) * elsize(typeof(x))) + 16 + (x isa Array ? 8 * (ndims(x) + 2) : 0)
_own_size(x::BigInt) = 16 + 8 * abs(x.size)
_own_size(x) = Core.sizeof(x)
elsize(::Type{<:Memory{T}}) where {T} = isbitstype(T) ? Core.sizeof(T) : 8
# What is within the value itself is counted with it.
function _push_parts!(left, x)
    for i in 1:nfields(x)
        isdefined(x, i) || continue
        y = getfield(x, i)
        isbits(y) || (ismutable(y) || y isa String ? push!(left, y) : _push_parts!(left, y))
    end
end
_push_parts!(left, x::Union{String, BigInt}) = nothing
function _push_parts!(left, x::Union{Array, Memory})
    isbitstype(eltype(x)) && return
    for i in eachindex(x)
        isassigned(x, i) || continue
        y = x[i]
        isbits(y) ? (isbitstype(eltype(x)) || isbitsunion(eltype(x)) || push!(left, y)) : push!(left, y)
    end
end

module GC
gc(full::Bool=true) = (Core.Host.gc(); Base._run_gone(); nothing)
enable(on::Bool) = true
safepoint() = nothing
enable_logging(on::Bool=true) = nothing
macro preserve(args...)
    return esc(args[end])
end
end

module Sys
using Base
const KERNEL = :Linux
const ARCH = :x86_64
const MACHINE = "x86_64-linux-gnu"
const WORD_SIZE = 64
const CPU_THREADS = 1
const STDLIB = ""
const BINDIR = ""
islinux(os::Symbol=KERNEL) = os === :Linux
isapple(os::Symbol=KERNEL) = os === :Apple || os === :Darwin
iswindows(os::Symbol=KERNEL) = os === :Windows || os === :NT
isfreebsd(os::Symbol=KERNEL) = os === :FreeBSD
isopenbsd(os::Symbol=KERNEL) = os === :OpenBSD
isnetbsd(os::Symbol=KERNEL) = os === :NetBSD
isdragonfly(os::Symbol=KERNEL) = os === :DragonFly
isbsd(os::Symbol=KERNEL) = isfreebsd(os) || isopenbsd(os) || isnetbsd(os) || isdragonfly(os) || isapple(os)
isjsvm(os::Symbol=KERNEL) = os === :Emscripten
function isunix(os::Symbol=KERNEL)
    iswindows(os) && return false
    islinux(os) || isbsd(os) || isjsvm(os) || throw(ArgumentError("unknown operating system \"$os\""))
    return true
end
# The kernel's tables give sizes in KiB, each after its name.
function _kibibytes(file::String, name::String)
    for line in eachline(file)
        startswith(line, name) && return parse(UInt64, split(line)[2]) << 10
    end
    error("$file does not say $name")
end
total_physical_memory() = _kibibytes("/proc/meminfo", "MemTotal:")
free_physical_memory() = _kibibytes("/proc/meminfo", "MemAvailable:")
# A control group may allow less than there is.
function _allowed_memory()
    file = "/sys/fs/cgroup/memory.max"
    return isfile(file) ? tryparse(UInt64, strip(read(file, String))) : nothing
end
function total_memory()
    physical, allowed = total_physical_memory(), _allowed_memory()
    return allowed === nothing || allowed == 0 ? physical : min(physical, allowed)
end
free_memory() = min(free_physical_memory(), total_memory())
maxrss() = _kibibytes("/proc/self/status", "VmHWM:")
uptime() = parse(Float64, split(read("/proc/uptime", String))[1])
loadavg() = Float64[parse(Float64, it) for it in split(read("/proc/loadavg", String))[1:3]]
isexecutable(path) = false
end

module Libc
using Base
time() = Base.time()
strerror(e::Integer) = Core.Host.system_error_text(Int(e))
errno() = 0
systemsleep(s::Real) = (Core.Host.pause(Float64(s)); nothing)
getpid() = 1
end
getpid() = 1
gethostname() = String(strip(read("/proc/sys/kernel/hostname", String)))
