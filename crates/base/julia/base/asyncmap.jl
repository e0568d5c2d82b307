# `map` with many tasks at once: each takes from one channel what it works on next.

struct TaskCrew
    work              # called with each job, or with a vector of jobs where they are taken in batches
    jobs::Channel{Any}
    ntasks            # how many tasks, or what tells it before each job
    batch_size
    tasks::Vector{Task}
end
function TaskCrew(work, ntasks, batch_size)
    crew = TaskCrew(work, Channel{Any}(0), ntasks, batch_size, Task[])
    for _ in 1:(ntasks isa Function ? max(1, ntasks()::Int) : ntasks)
        _hire!(crew)
    end
    yield()
    return crew
end
function _hire!(crew::TaskCrew)
    task = @async try
        crew.batch_size === nothing ? _work_singly(crew) : _work_in_batches(crew)
        nothing
    catch e
        # Who hands out the jobs must not wait for a task that is gone.
        close(crew.jobs)
        CapturedException(e, catch_backtrace())
    end
    push!(crew.tasks, task)
end
function _work_singly(crew)
    for job in crew.jobs
        crew.work(job)
    end
end
function _work_in_batches(crew)
    while isopen(crew.jobs)
        batch = Any[]
        for job in crew.jobs
            push!(batch, job)
            length(batch) == crew.batch_size && break
        end
        isempty(batch) || crew.work(batch)
    end
end
function _hand_out(crew::TaskCrew, job)
    crew.ntasks isa Function && length(crew.tasks) < crew.ntasks() && _hire!(crew)
    put!(crew.jobs, job)
    return job
end
# Waits until all is done; throws the first error of a task.
function _dismiss(crew::TaskCrew)
    close(crew.jobs)
    for task in crew.tasks
        result = fetch(task)
        result isa Exception && throw(result)
    end
end

function _checked_ntasks(itr, ntasks)
    ntasks isa Function && return ntasks
    ntasks isa Number && ntasks >= 0 ||
        throw(ArgumentError(string("ntasks must be specified as a positive integer or a 0-arg function. ntasks=", ntasks)))
    ntasks == 0 || return Int(ntasks)
    return haslength(itr) ? clamp(length(itr), 1, 100) : 100
end
_checked_batch_size(::Nothing) = nothing
function _checked_batch_size(size)
    size isa Number && Int(size) >= 1 ||
        throw(ArgumentError(string("batch_size must be specified as a positive integer. batch_size=", size)))
    return Int(size)
end

# A job is the place of a result and the arguments that it comes of.
function _crew_for(f, c, ntasks, batch_size)
    ntasks, batch_size = _checked_ntasks(c, ntasks), _checked_batch_size(batch_size)
    work = batch_size === nothing ? ((place, args),) -> (place[] = f(args...)) : batch -> begin
        results = f(Any[args for (_, args) in batch])
        for (k, x) in enumerate(results)
            batch[k][1][] = x
        end
    end
    return TaskCrew(work, ntasks, batch_size)
end

asyncmap(f, c...; ntasks=0, batch_size=nothing) = _asyncmap(f, c, ntasks, batch_size)
function asyncmap(f, s::AbstractString; ntasks=0, batch_size=nothing)
    chars = _asyncmap(f, (collect(s),), ntasks, batch_size)
    return String(convert(Vector{Char}, chars))
end
function asyncmap(f, b::BitArray; ntasks=0, batch_size=nothing)
    made = _asyncmap(f, (b,), ntasks, batch_size)
    return eltype(made) == Bool ? BitArray(made) : made
end
function _asyncmap(f, c, ntasks, batch_size)
    crew = _crew_for(f, c[1], ntasks, batch_size)
    places = closed = nothing
    try
        places = map((args...) -> _hand_out(crew, (RefValue{Any}(nothing), args))[1], c...)
    catch e
        # The channel is closed where a task failed, whose error says more.
        e isa InvalidStateException || rethrow()
        closed = e
    end
    _dismiss(crew)
    closed === nothing || throw(closed)
    return places isa RefValue ? places[] : map(getindex, places)
end
function asyncmap!(f, results, c1, c...; ntasks=0, batch_size=nothing)
    args = zip(c1, c...)
    crew = _crew_for(f, args, ntasks, batch_size)
    for (i, x) in enumerate(args)
        _hand_out(crew, (_ElementPlace(results, i), x))
    end
    _dismiss(crew)
    return results
end
struct _ElementPlace
    results
    i::Int
end
setindex!(p::_ElementPlace, x) = setindex!(p.results, x, p.i)
