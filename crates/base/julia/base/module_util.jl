# Including files and evaluating text.

include_string(m::Module, code::AbstractString, file::AbstractString="string") =
    Core.Host.include_string(m, String(code), String(file), nothing)
include_string(mapexpr::Function, m::Module, code::AbstractString, file::AbstractString="string") =
    Core.Host.include_string(m, String(code), String(file), mapexpr)
evalfile(path::AbstractString, args=String[]) = include_string(Core.Host.new_module(:__anon__, true), read(path, String), path)
macroexpand(m::Module, x; recursive=true) = Core.Host.macroexpand(m, x, recursive)
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
summarysize(x; kw...) = Core.sizeof(x)

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
islinux(os::Symbol=:Linux) = true
isunix(os::Symbol=:Linux) = true
isapple(os::Symbol=:Linux) = false
iswindows(os::Symbol=:Linux) = false
isbsd(os::Symbol=:Linux) = false
isfreebsd(os::Symbol=:Linux) = false
total_memory() = UInt64(1) << 34
free_memory() = UInt64(1) << 33
maxrss() = UInt64(1) << 26
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
gethostname() = "localhost"
