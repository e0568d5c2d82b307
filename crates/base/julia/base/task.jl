# Tasks: they take turns on one thread.

mutable struct Task
    next::Any           # what it goes on with: (value, is_error)
    queue::Any          # whether it has begun
    storage::Any
    donenotify::Any
    result::Any
    scope::Any
    code::Any
    state::Symbol
    isexception::Bool
    sticky::Bool
    id::Int             # the host's number; 0 is the program itself
    # What it does runs in the world and under the contexts that it was made in.
    function Task(f)
        t = new(nothing, false, nothing, nothing, nothing, nothing, f, :runnable, false, true, 0)
        if f !== nothing
            t.scope = current_task().scope
            drawn = Random.child_state()
            t.id = Core.Host.task_create(() -> _run_task(t, drawn))
            _scheduler().tasks[t.id] = t
        end
        return t
    end
end

mutable struct Scheduler
    queue::Vector{Any}          # tasks that can go on
    sleepers::Vector{Any}       # (when, task or function), the next first
    tasks::Dict{Int, Any}       # by the host's number
    current::Task               # whose turn it is
    hosted::Bool                # whether the host has tasks; otherwise there is only the program itself
    epoch::Int                  # how often the host had ended all tasks when this began
end
_new_scheduler(root::Task, hosted::Bool) =
    Scheduler(Any[], Any[], Dict{Int, Any}(0 => root), root, hosted, hosted ? Core.Host.task_epoch()::Int : 0)
function _scheduler()
    s = _state().scheduler
    s isa Scheduler || return _first_scheduler()
    s.hosted && s.epoch != Core.Host.task_epoch()::Int && return _later_scheduler(s)
    return s
end
function _first_scheduler()
    s = _new_scheduler(Task(nothing), isdefined(Core.Host, :task_current))
    _state().scheduler = s
    return s
end
# The host ended the program and its tasks; nobody of then waits for anything any more.
function _later_scheduler(before::Scheduler)
    root = before.tasks[0]::Task
    root.next = root.donenotify = nothing
    s = _new_scheduler(root, true)
    _state().scheduler = s
    return s
end
current_task() = _scheduler().current

istaskdone(t::Task) = t.state !== :runnable
istaskstarted(t::Task) = t.queue === true || t.id == 0
istaskfailed(t::Task) = t.state === :failed
task_result(t::Task) = t.result
function getproperty(t::Task, name::Symbol)
    name === :exception && return t.isexception ? getfield(t, :result) : nothing
    name === :logstate && return nothing
    return getfield(t, name)
end
function show(io::IO, t::Task)
    state = t.state === :runnable && istaskstarted(t) ? "runnable, started" : string(t.state)
    # Tasks have no address; their number tells them apart.
    print(io, "Task (", state, ") @0x", string(UInt64(max(t.id, 0)); base = 16, pad = 16))
end

# ---- turns -----------------------------------------------------------------------------------------
function _make_runnable(t::Task, value, is_error::Bool, s::Scheduler=_scheduler())
    t.next = (value, is_error)
    push!(s.queue, t)
    return t
end
# The next task whose turn it is; waits for sleepers if nobody else can go on.
function _next_runnable(s::Scheduler)
    while true
        _wake_sleepers(s, isempty(s.queue))
        isempty(s.queue) || return popfirst!(s.queue)::Task
        isempty(s.sleepers) && return nothing
    end
end
function _wake_sleepers(s::Scheduler, is_idle::Bool)
    isempty(s.sleepers) && return
    first_at = s.sleepers[1][1]::Float64
    now = time_ns() / 1e9
    if is_idle && first_at > now
        Core.Host.pause(first_at - now)
        now = time_ns() / 1e9
    end
    while !isempty(s.sleepers) && s.sleepers[1][1]::Float64 <= now
        who = popfirst!(s.sleepers)[2]
        who isa Task ? _make_runnable(who, nothing, false) : who()
    end
end
function _sleep_until(s::Scheduler, when::Float64, who)
    k = length(s.sleepers)
    # Most sleep longer than those that came before.
    if k > 0 && s.sleepers[k][1]::Float64 > when
        k = searchsortedlast(s.sleepers, (when,); by = first)
    end
    insert!(s.sleepers, k + 1, (when, who))
end
function _switch_to(s::Scheduler, t::Task)
    me = s.current
    t === me && return nothing
    drawn = Random.getstate(Random.default_rng())
    Core.Host.task_switch(t.id)
    # It is this one's turn again.
    s.current = me
    Random.setstate!(Random.default_rng(), drawn)
    return nothing
end
# Lets others go on until somebody lets this task go on; answers what it was told.
function _wait_for_turn(s::Scheduler=_scheduler())
    t = s.current
    n = _next_runnable(s)
    n === nothing && error("deadlock: all tasks wait for one another")
    _switch_to(s, n)
    value, is_error = t.next::Tuple{Any, Bool}
    t.next = nothing
    is_error && throw(value)
    return value
end
# What a task does from beginning to end; answers who goes on.
function _run_task(t::Task, drawn)
    start = t.next
    t.next = nothing
    t.queue = true
    _scheduler().current = t
    Random.setstate!(Random.default_rng(), drawn)
    try
        start isa Tuple && start[2] && throw(start[1])
        t.result = t.code()
        t.state = :done
    catch e
        t.result = e
        t.isexception = true
        t.state = :failed
        # With the calls that it came through, and what was being handled meanwhile.
        t.code = Any[(exception = x.exception, backtrace = _of_program(x.backtrace)) for x in current_exceptions()]
    end
    _task_done(t)
    s = _scheduler()
    n = _next_runnable(s)
    delete!(s.tasks, t.id)
    return n === nothing ? 0 : n.id
end
# The calls of a task, without what runs it.
function _of_program(bt)
    at = findfirst(entry -> startswith(entry[1], "_run_task("), bt)
    return at === nothing ? bt : bt[1:at-1]
end
function _task_done(t::Task)
    waiters = t.donenotify
    waiters === nothing && return
    t.donenotify = nothing
    for w in waiters::Vector{Any}
        w isa Task ? _make_runnable(w, nothing, false) : w(t)
    end
end
function _when_done(t::Task, w)
    t.donenotify === nothing && (t.donenotify = Any[])
    push!(t.donenotify, w)
end

schedule(t::Task) = schedule(t, nothing)
function schedule(t::Task, arg; error::Bool=false)
    t.state === :runnable || Base.error("schedule: Task not runnable")
    return _make_runnable(t, arg, error)
end
enq_work(t::Task) = schedule(t)
function yield()
    s = _scheduler()
    isempty(s.queue) && isempty(s.sleepers) && return nothing
    _make_runnable(s.current, nothing, false, s)
    return _wait_for_turn(s)
end
function yield(t::Task, x=nothing)
    s = _scheduler()
    current = s.current
    _make_runnable(current, nothing, false, s)
    t.next = (x, false)
    _switch_to(s, t)
    value, is_error = current.next::Tuple{Any, Bool}
    current.next = nothing
    is_error && throw(value)
    return value
end
function yieldto(t::Task, x=nothing)
    s = _scheduler()
    current = s.current
    t.next = (x, false)
    _switch_to(s, t)
    value, is_error = current.next::Tuple{Any, Bool}
    current.next = nothing
    is_error && throw(value)
    return value
end
throwto(t::Task, e) = (schedule(t, e; error = true); yield())

function _wait_done(t::Task)
    t === current_task() && error("deadlock detected: cannot wait on current task")
    while !istaskdone(t)
        _when_done(t, current_task())
        _wait_for_turn()
    end
end
function wait(t::Task; throw::Bool=true)
    _wait_done(t)
    throw && istaskfailed(t) && Core.throw(TaskFailedException(t))
    return nothing
end
function fetch(t::Task)
    wait(t)
    return t.result
end
fetch(x) = x
_task_failures(t::Task) = t.isexception ? (t.code isa Vector{Any} ? t.code : Any[(exception = t.result, backtrace = nothing)]) : Any[]
wait() = _wait_for_turn()
function errormonitor(t::Task)
    _when_done(t, _monitor(t))
    return t
end
_monitor(t::Task) = t -> begin
    istaskfailed(t) || return
    print(stderr, "Unhandled Task ")
    display_error(stderr, current_exceptions(t))
end

task_local_storage() = (t = current_task(); t.storage === nothing && (t.storage = IdDict()); t.storage::IdDict)
task_local_storage(key) = task_local_storage()[key]
task_local_storage(key, val) = (task_local_storage()[key] = val)
function task_local_storage(body::Function, key, val)
    tls = task_local_storage()
    had = haskey(tls, key)
    old = had ? tls[key] : nothing
    tls[key] = val
    try
        return body()
    finally
        had ? (tls[key] = old) : delete!(tls, key)
    end
end

# ---- the forms of the language -------------------------------------------------------------------------
macro task(ex)
    return :(Task($(esc(_thunk(__source__, ex)))))
end
_thunk(source, body) = Expr(:->, Expr(:tuple), Expr(:block, source, body))
macro async(expr)
    captured = Any[]
    body = _captures!(captured, expr)
    thunk = _thunk(__source__, body)
    var = esc(Base.sync_varname)
    task = quote
        local task = Task($(esc(thunk)))
        if $(Expr(:islocal, var))
            put!($var, task)
        end
        schedule(task)
        task
    end
    isempty(captured) && return task
    return Expr(:let, Expr(:block, [esc(c) for c in captured]...), task)
end
const sync_varname = Symbol("##sync#")
# `$x` in the body means the value that `x` has when the task is made.
function _captures!(captured, ex)
    ex isa Expr || return ex
    if ex.head === :$
        name = gensym()
        push!(captured, Expr(:(=), name, ex.args[1]))
        return name
    elseif ex.head === :quote || ex.head === :inert
        return ex
    end
    return Expr(ex.head, Any[_captures!(captured, a) for a in ex.args]...)
end
macro sync(block)
    var = esc(sync_varname)
    return quote
        let $var = SyncTasks()
            v = $(esc(block))
            sync_end($var)
            v
        end
    end
end
struct SyncTasks
    all::Vector{Any}
    SyncTasks() = new(Any[])
end
put!(s::SyncTasks, t) = (push!(s.all, t); t)
function sync_end(s::SyncTasks)
    failures = CompositeException()
    while !isempty(s.all)
        t = popfirst!(s.all)
        if t isa Task
            _wait_done(t)
            istaskfailed(t) && push!(failures, TaskFailedException(t))
        else
            try
                wait(t)
            catch e
                push!(failures, e)
            end
        end
    end
    isempty(failures) || throw(failures)
    return nothing
end

# ---- time ----------------------------------------------------------------------------------------------
function sleep(seconds::Real)
    seconds < 0 && throw(ArgumentError("cannot sleep for $seconds seconds"))
    s = _scheduler()
    _sleep_until(s, time_ns() / 1e9 + Float64(seconds), current_task())
    _wait_for_turn()
    return nothing
end
mutable struct Timer
    isopen::Bool
    interval::Float64
    callback::Any
    waiting::Vector{Any}
end
function Timer(delay::Real; interval::Real=0.0)
    t = Timer(true, Float64(interval), nothing, Any[])
    _arm(t, Float64(delay))
    return t
end
function Timer(f::Function, delay::Real; interval::Real=0.0, spawn=nothing)
    t = Timer(true, Float64(interval), f, Any[])
    _arm(t, Float64(delay))
    return t
end
_arm(t::Timer, delay) = _sleep_until(_scheduler(), time_ns() / 1e9 + delay, () -> _fire(t))
function _fire(t::Timer)
    t.isopen || return
    for w in t.waiting
        _make_runnable(w, nothing, false)
    end
    empty!(t.waiting)
    t.interval > 0 ? _arm(t, t.interval) : (t.isopen = false)
    t.callback === nothing || schedule(Task(() -> t.callback(t)))
    return
end
isopen(t::Timer) = t.isopen
function close(t::Timer)
    t.isopen = false
    for w in t.waiting
        _make_runnable(w, EOFError(), true)
    end
    empty!(t.waiting)
    return nothing
end
function wait(t::Timer)
    t.isopen || throw(EOFError())
    push!(t.waiting, current_task())
    _wait_for_turn()
    return nothing
end
function timedwait(testcb, timeout::Real; pollint::Real=0.1)
    pollint >= 1e-3 || throw(ArgumentError("pollint must be ≥ 1 millisecond"))
    start = time_ns()
    testcb() && return :ok
    while true
        sleep(pollint)
        testcb() && return :ok
        (time_ns() - start) / 1e9 > timeout && return :timed_out
    end
end
