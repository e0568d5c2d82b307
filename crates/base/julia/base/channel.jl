# Channels: values handed from task to task.

abstract type AbstractChannel{T} end

mutable struct Channel{T} <: AbstractChannel{T}
    cond_take::GenericCondition{ReentrantLock}
    cond_wait::GenericCondition{ReentrantLock}
    cond_put::GenericCondition{ReentrantLock}
    state::Symbol
    excp::Any
    data::Vector{T}
    n_waiting::Int          # tasks that wait to take
    sz_max::Int
    function Channel{T}(sz::Integer=0) where {T}
        sz < 0 && throw(ArgumentError("Channel size must be either 0, a positive integer or Inf"))
        l = ReentrantLock()
        return new{T}(GenericCondition{ReentrantLock}(l), GenericCondition{ReentrantLock}(l),
            GenericCondition{ReentrantLock}(l), :open, nothing, Vector{T}(), 0, Int(sz))
    end
end
Channel{T}(sz::Float64) where {T} = Channel{T}(sz == Inf ? typemax(Int) : convert(Int, sz))
Channel(sz=0) = Channel{Any}(sz)
function Channel{T}(func::Function, size=0; taskref=nothing, spawn::Bool=false, threadpool=nothing) where {T}
    chnl = Channel{T}(size)
    task = Task(() -> func(chnl))
    bind(chnl, task)
    # It runs at once up to where it has to wait, unless it is for another thread.
    spawn || threadpool !== nothing ? schedule(task) : yield(task)
    taskref === nothing || (taskref[] = task)
    return chnl
end
Channel(func::Function, args...; kwargs...) = Channel{Any}(func, args...; kwargs...)
function Channel(func::Function; ctype=nothing, csize=nothing, taskref=nothing, spawn=nothing, threadpool=nothing)
    if (ctype !== nothing || csize !== nothing) && (spawn !== nothing || threadpool !== nothing)
        throw(ArgumentError("Cannot set `spawn=` or `threadpool=` in the deprecated constructor `Channel(f; ctype=Any, csize=0)`. Please use `Channel{T=Any}(f, size=0; taskref=nothing, spawn=false, threadpool=nothing)` instead!"))
    end
    return Channel{something(ctype, Any)}(func, something(csize, 0); taskref, spawn=something(spawn, false), threadpool)
end

closed_exception() = InvalidStateException("Channel is closed.", :closed)
isbuffered(c::Channel) = c.sz_max != 0
function check_channel_state(c::Channel)
    if !isopen(c)
        c.excp !== nothing && throw(c.excp)
        throw(closed_exception())
    end
end
isopen(c::Channel) = c.state === :open
close(c::Channel) = close(c, closed_exception())
function close(c::Channel, excp::Exception)
    lock(c)
    c.state = :closed
    c.excp = excp
    notify_error(c.cond_take, excp)
    notify_error(c.cond_wait, excp)
    notify_error(c.cond_put, excp)
    unlock(c)
    return nothing
end
lock(c::Channel) = lock(c.cond_take)
unlock(c::Channel) = unlock(c.cond_take)
trylock(c::Channel) = trylock(c.cond_take)
lock(f, c::Channel) = lock(f, c.cond_take)
# Channels with tasks that work on all of them; all are closed when one of the tasks ends.
function channeled_tasks(n::Int, funcs...; ctypes=fill(Any, n), csizes=fill(0, n))
    channels = map((T, size) -> Channel{T}(size), ctypes, csizes)
    tasks = Task[_task_on(f, channels) for f in funcs]
    foreach(((c, t),) -> bind(c, t), Iterators.product(channels, tasks))
    foreach(schedule, tasks)
    yield()
    return channels, tasks
end
function bind(c::Channel, task::Task)
    _when_done(task, t -> _close_bound(c, t))
    return c
end
function _close_bound(c, t)
    isopen(c) || return
    istaskfailed(t) ? close(c, TaskFailedException(t)) : close(c)
end

put!(c::Channel{T}, v) where {T} = (v1 = convert(T, v); isbuffered(c) ? _put_buffered(c, v1) : _put_unbuffered(c, v1))
function _put_buffered(c::Channel, v)
    lock(c)
    try
        check_channel_state(c)
        while length(c.data) >= c.sz_max
            wait(c.cond_put)
            check_channel_state(c)
        end
        push!(c.data, v)
        notify(c.cond_take, nothing; all = false)
        notify(c.cond_wait)
    finally
        unlock(c)
    end
    return v
end
# Without a buffer the giver waits for a taker.
function _put_unbuffered(c::Channel, v)
    lock(c)
    try
        check_channel_state(c)
        while isempty(c.cond_take.waitq)
            notify(c.cond_wait)
            wait(c.cond_put)
            check_channel_state(c)
        end
        notify(c.cond_take, v; all = false)
    finally
        unlock(c)
    end
    yield()
    return v
end
push!(c::Channel, v) = put!(c, v)
append!(c::Channel, itr) = (for x in itr; put!(c, x); end; c)

take!(c::Channel) = isbuffered(c) ? _take_buffered(c) : _take_unbuffered(c)
function _take_buffered(c::Channel)
    lock(c)
    try
        while isempty(c.data)
            check_channel_state(c)
            wait(c.cond_take)
        end
        v = popfirst!(c.data)
        notify(c.cond_put, nothing; all = false)
        return v
    finally
        unlock(c)
    end
end
function _take_unbuffered(c::Channel{T}) where {T}
    lock(c)
    try
        check_channel_state(c)
        notify(c.cond_put, nothing; all = false)
        return wait(c.cond_take)::T
    finally
        unlock(c)
    end
end
popfirst!(c::Channel) = take!(c)
function fetch(c::Channel)
    isbuffered(c) || throw(ErrorException("`fetch` is not supported on an unbuffered Channel."))
    lock(c)
    try
        while isempty(c.data)
            check_channel_state(c)
            wait(c.cond_wait)
        end
        return c.data[1]
    finally
        unlock(c)
    end
end
isready(c::Channel) = isbuffered(c) ? !isempty(c.data) : !isempty(c.cond_put.waitq)
isempty(c::Channel) = isbuffered(c) ? isempty(c.data) : isempty(c.cond_put.waitq)
isfull(c::Channel) = length(c.data) >= c.sz_max
n_avail(c::Channel) = isbuffered(c) ? length(c.data) : length(c.cond_put.waitq)
function wait(c::Channel)
    isready(c) && return
    lock(c)
    try
        while !isready(c)
            check_channel_state(c)
            wait(c.cond_wait)
        end
    finally
        unlock(c)
    end
    return nothing
end
eltype(::Type{Channel{T}}) where {T} = T
IteratorSize(::Type{<:Channel}) = SizeUnknown()
function iterate(c::Channel, state=nothing)
    if isopen(c) || isready(c)
        try
            return take!(c), nothing
        catch e
            if e isa InvalidStateException && e.state === :closed
                return nothing
            end
            rethrow()
        end
    end
    c.excp !== nothing && !(c.excp isa InvalidStateException && c.excp.state === :closed) && throw(c.excp)
    return nothing
end
show(io::IO, c::Channel) = print(io, typeof(c), "(", c.sz_max, ")")
function show(io::IO, ::MIME"text/plain", c::Channel)
    show(io, c)
    get(io, :compact, false)::Bool && return
    if !isopen(c)
        print(io, " (closed)")
    else
        n = n_avail(c)
        n == 0 ? print(io, " (empty)") : print(io, " (", n, " item", n == 1 ? "" : "s", " available)")
    end
end
_task_on(f, channels) = Task(() -> f(channels...))
