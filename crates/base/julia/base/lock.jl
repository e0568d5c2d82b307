# Waiting for one another: conditions, locks, events.

abstract type AbstractLock end

# Tasks that wait for something to be told.
mutable struct GenericCondition{L} <: AbstractLock
    waitq::Vector{Any}
    lock::L
    GenericCondition{L}() where {L} = new{L}(Any[], L())
    GenericCondition{L}(l::L) where {L} = new{L}(Any[], l)
end
struct AlwaysLockedST <: AbstractLock
    AlwaysLockedST() = new()
end
show(io::IO, ::AlwaysLockedST) = print(io, AlwaysLockedST, "(1)")
show(io::IO, c::GenericCondition) = print(io, GenericCondition, "(", c.lock, ")")
lock(::AlwaysLockedST) = nothing
unlock(::AlwaysLockedST) = nothing
trylock(::AlwaysLockedST) = true
islocked(::AlwaysLockedST) = true
const Condition = GenericCondition{AlwaysLockedST}
lock(c::GenericCondition) = lock(c.lock)
unlock(c::GenericCondition) = unlock(c.lock)
trylock(c::GenericCondition) = trylock(c.lock)
islocked(c::GenericCondition) = islocked(c.lock)
lock(f, c::GenericCondition) = lock(f, c.lock)
isempty(c::GenericCondition) = isempty(c.waitq)

function wait(c::GenericCondition; first::Bool=false)
    t = current_task()
    first ? pushfirst!(c.waitq, t) : push!(c.waitq, t)
    depth = _release_all(c.lock)
    try
        return _wait_for_turn()
    finally
        # Who was told is among them no longer.
        isempty(c.waitq) || _leave!(c.waitq, t)
        _acquire_again(c.lock, depth)
    end
end
function _leave!(waiting::Vector{Any}, t)
    i = 1
    while i <= length(waiting)
        waiting[i] === t ? deleteat!(waiting, i) : (i += 1)
    end
end
_release_all(l) = (unlock(l); 1)
_acquire_again(l, depth) = lock(l)
notify(c::GenericCondition, arg=nothing; all::Bool=true, error::Bool=false) = _notify(c, arg, all, error)
function _notify(c, arg, all, err)
    n = 0
    while !isempty(c.waitq)
        t = popfirst!(c.waitq)
        _make_runnable(t, arg, err)
        n += 1
        all || break
    end
    return n
end
notify_error(c::GenericCondition, err) = _notify(c, err, true, true)

mutable struct ReentrantLock <: AbstractLock
    locked_by::Any
    count::Int
    waiting::Vector{Any}
    ReentrantLock() = new(nothing, 0, Any[])
end
function lock(l::ReentrantLock)
    t = current_task()
    while !(l.locked_by === nothing || l.locked_by === t)
        push!(l.waiting, t)
        _wait_for_turn()
    end
    l.locked_by = t
    l.count += 1
    return nothing
end
function trylock(l::ReentrantLock)
    t = current_task()
    l.locked_by === nothing || l.locked_by === t || return false
    l.locked_by = t
    l.count += 1
    return true
end
function unlock(l::ReentrantLock)
    l.count == 0 && error("unlock count must match lock count")
    l.locked_by === current_task() || error("unlock from wrong thread")
    l.count -= 1
    if l.count == 0
        l.locked_by = nothing
        isempty(l.waiting) || _make_runnable(popfirst!(l.waiting), nothing, false)
    end
    return nothing
end
islocked(l::ReentrantLock) = l.count != 0
function _release_all(l::ReentrantLock)
    n = l.count
    l.count = 1
    unlock(l)
    return n
end
function _acquire_again(l::ReentrantLock, n)
    lock(l)
    l.count = n
end
function lock(f, l::AbstractLock)
    lock(l)
    try
        return f()
    finally
        unlock(l)
    end
end
function trylock(f, l::AbstractLock)
    trylock(l) || return false
    try
        return f()
    finally
        unlock(l)
    end
end
macro lock(l, expr)
    return quote
        temp = $(esc(l))
        lock(temp)
        try
            $(esc(expr))
        finally
            unlock(temp)
        end
    end
end
macro lock_nofail(l, expr)
    return :(@lock $(esc(l)) $(esc(expr)))
end

mutable struct Semaphore
    sem_size::Int
    curr_cnt::Int
    cond_wait::GenericCondition{ReentrantLock}
    Semaphore(n) = n > 0 ? new(n, 0, GenericCondition{ReentrantLock}()) : throw(ArgumentError("Semaphore size must be > 0"))
end
function acquire(s::Semaphore)
    lock(s.cond_wait)
    while s.curr_cnt >= s.sem_size
        wait(s.cond_wait)
    end
    s.curr_cnt += 1
    unlock(s.cond_wait)
    return
end
function release(s::Semaphore)
    lock(s.cond_wait)
    s.curr_cnt > 0 || error("release count must match acquire count")
    s.curr_cnt -= 1
    notify(s.cond_wait; all = false)
    unlock(s.cond_wait)
    return
end
function acquire(f, s::Semaphore)
    acquire(s)
    try
        return f()
    finally
        release(s)
    end
end
mutable struct Event
    notify::GenericCondition{ReentrantLock}
    autoreset::Bool
    set::Bool
    Event(autoreset::Bool=false) = new(GenericCondition{ReentrantLock}(), autoreset, false)
end
function wait(e::Event)
    while !e.set
        lock(e.notify)
        wait(e.notify)
        unlock(e.notify)
    end
    e.autoreset && (e.set = false)
    return nothing
end
function notify(e::Event)
    e.set = true
    lock(e.notify)
    notify(e.notify)
    unlock(e.notify)
    return nothing
end
reset(e::Event) = (e.set = false; nothing)
