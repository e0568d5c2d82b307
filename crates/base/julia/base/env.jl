# The environment of the process, and what it was started with.

struct EnvDict <: AbstractDict{String, String} end
const ENV = EnvDict()
_environment() = Core.Host.environment()
function get(::EnvDict, k::AbstractString, default)
    all = _environment()
    for i in 1:2:length(all)
        all[i] == k && return all[i + 1]
    end
    return default
end
get(f::Union{Function, Type}, e::EnvDict, k::AbstractString) = (v = get(e, k, nothing); v === nothing ? f() : v)
getindex(e::EnvDict, k::AbstractString) = (v = get(e, k, nothing); v === nothing ? throw(KeyError(k)) : v)
haskey(e::EnvDict, k::AbstractString) = get(e, k, nothing) !== nothing
in(k::AbstractString, s::KeySet{String, EnvDict}) = haskey(s.dict, k)
setindex!(e::EnvDict, v, k::AbstractString) = (Core.Host.environment_set(String(k), string(v)); e)
delete!(e::EnvDict, k::AbstractString) = (Core.Host.environment_set(String(k), nothing); e)
pop!(e::EnvDict, k::AbstractString) = (v = e[k]; delete!(e, k); v)
pop!(e::EnvDict, k::AbstractString, default) = haskey(e, k) ? pop!(e, k) : default
length(::EnvDict) = length(_environment()) >> 1
function iterate(::EnvDict, state=(_environment(), 1))
    all, i = state
    i > length(all) && return nothing
    return Pair{String, String}(all[i], all[i + 1]), (all, i + 2)
end
show(io::IO, ::EnvDict) = _show_environment(io)
function _show_environment(io)
    for (i, (k, v)) in enumerate(ENV)
        i > 1 && println(io)
        print(io, k, "=", v)
    end
end
withenv(f, pairs::Pair...) = _withenv(f, pairs)
function _withenv(f, pairs)
    old = Any[k => get(ENV, k, nothing) for (k, v) in pairs]
    for (k, v) in pairs
        v === nothing ? delete!(ENV, k) : (ENV[k] = v)
    end
    try
        return f()
    finally
        for (k, v) in old
            v === nothing ? delete!(ENV, k) : (ENV[k] = v)
        end
    end
end

# The arguments of the program: a vector that stays the same one.
struct Arguments <: AbstractVector{String} end
const ARGS = Arguments()
size(::Arguments) = (length(Core.Host.program_arguments()),)
getindex(::Arguments, i::Int) = Core.Host.program_arguments()[i]
global PROGRAM_FILE::String = ""
# What the host calls before the program runs.
_begin_program(path::String) = (global PROGRAM_FILE = path; nothing)

# `(@main)` where a function is named: the function is where the program begins once its text has run.
macro main(args...)
    isempty(args) || error("USAGE: `@main` is expected to be used as `(@main)` without macro arguments.")
    if isdefined(__module__, :main) && binding_module(__module__, :main) !== __module__
        error("USAGE: Symbol `main` is already a resolved import in module $(__module__). `@main` must be used in the defining module.")
    end
    Core.eval(__module__, quote
        global main
        global var"#__main_is_entrypoint__#"::Bool = true
    end)
    return esc(:main)
end
# What the host calls when the program has come to its end; the result is what it exits with. Code that few programs need
# is asked for only by those, here and below: each program would wait for it.
function _run_main()
    isdefined(Main, :var"#__main_is_entrypoint__#") && invokelatest(_call_main)
    return
end
function _call_main()
    code = invokelatest(getglobal(Main, :main), collect(String, ARGS))
    code === nothing || exit(Int32(code))
    return
end

function exit(code::Integer=0)
    _run_exit_hooks()
    Core.Host.stream_flush()
    Core.Host.exit(Int(code))
end
atexit(f::Function) = (pushfirst!(_state().exit_hooks, f); nothing)
# What the host calls when the program has ended.
function _run_exit_hooks()
    _has_state() && invokelatest(_call_exit_hooks)
    Core.Host.depart_all() && invokelatest(_run_gone)
    return
end
function _call_exit_hooks()
    hooks = _state().exit_hooks
    while !isempty(hooks)
        popfirst!(hooks)()
    end
end
