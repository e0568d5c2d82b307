# Threads: there is one; what asks for more runs in turn.

module Threads

using Base
import Base: lock, unlock, trylock, islocked, getindex, setindex!, wait, notify

nthreads(pool::Symbol=:default) = pool === :interactive ? 0 : 1
threadid(t::Base.Task=Base.current_task()) = 1
maxthreadid() = 1
nthreadpools() = 1
threadpool(tid=1) = :default
threadpoolsize(pool::Symbol=:default) = pool === :interactive ? 0 : 1
ngcthreads() = 1

# The loop is the body of a task, as everywhere a loop over threads is: what it throws arrives as a failed task.
macro threads(args...)
    1 <= length(args) <= 2 || throw(ArgumentError("wrong number of arguments in @threads"))
    if length(args) == 2
        schedule = args[1]
        schedule isa QuoteNode && (schedule = schedule.value)
        schedule isa Symbol || throw(ArgumentError("unsupported schedule argument in @threads"))
        schedule in (:static, :dynamic, :greedy) || throw(ArgumentError("unsupported schedule argument in @threads"))
    end
    loop = args[end]
    loop isa Expr && loop.head === :for || throw(ArgumentError("need a `for` loop expression to use @threads"))
    loop.args[1].head === :block && throw(ArgumentError("nested outer loops are not currently supported by @threads"))
    index, range = loop.args[1].args
    return quote
        let range = $(esc(range))
            _in_task() do
                for i in eachindex(range)
                    local $(esc(index)) = @inbounds range[i]
                    $(esc(loop.args[2]))
                end
            end
        end
    end
end
function _in_task(f)
    task = Base.schedule(Base.Task(f))
    Base._wait_done(task)
    Base.istaskfailed(task) && throw(Base.CompositeException(Any[Base.TaskFailedException(task)]))
    return nothing
end
macro spawn(args...)
    return esc(Expr(:macrocall, GlobalRef(Base, Symbol("@async")), __source__, args[end]))
end

mutable struct Atomic{T}
    value::T
    Atomic{T}() where {T} = new{T}(zero(T))
    Atomic{T}(value) where {T} = new{T}(value)
end
Atomic(x::T) where {T} = Atomic{T}(x)
getindex(a::Atomic) = a.value
setindex!(a::Atomic{T}, v) where {T} = (a.value = convert(T, v); a)
atomic_add!(a::Atomic, v) = (old = a.value; a.value = old + v; old)
atomic_sub!(a::Atomic, v) = (old = a.value; a.value = old - v; old)
atomic_and!(a::Atomic, v) = (old = a.value; a.value = old & v; old)
atomic_or!(a::Atomic, v) = (old = a.value; a.value = old | v; old)
atomic_nand!(a::Atomic, v) = (old = a.value; a.value = ~(old & v); old)
atomic_xor!(a::Atomic, v) = (old = a.value; a.value = xor(old, v); old)
atomic_max!(a::Atomic, v) = (old = a.value; a.value = max(old, v); old)
atomic_min!(a::Atomic, v) = (old = a.value; a.value = min(old, v); old)
atomic_xchg!(a::Atomic, v) = (old = a.value; a.value = v; old)
atomic_cas!(a::Atomic, expected, v) = (old = a.value; old === expected && (a.value = v); old)
atomic_fence() = nothing
Base.show(io::IO, a::Atomic) = print(io, "Base.Threads.Atomic{", typeof(a).parameters[1], "}(", a.value, ")")

struct SpinLock <: Base.AbstractLock
    inner::Base.ReentrantLock
    SpinLock() = new(Base.ReentrantLock())
end
lock(l::SpinLock) = lock(l.inner)
unlock(l::SpinLock) = unlock(l.inner)
trylock(l::SpinLock) = trylock(l.inner)
islocked(l::SpinLock) = islocked(l.inner)
const Event = Base.Event
const Condition = Base.GenericCondition{Base.ReentrantLock}
const ReentrantLock = Base.ReentrantLock

export threadid, nthreads, @threads, @spawn, Atomic, SpinLock, atomic_add!, atomic_sub!, atomic_and!,
    atomic_or!, atomic_nand!, atomic_xor!, atomic_max!, atomic_min!, atomic_xchg!, atomic_cas!, atomic_fence,
    maxthreadid, threadpool, nthreadpools, threadpoolsize

end
