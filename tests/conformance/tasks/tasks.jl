# Tasks, channels and locks.
using Test

@testset "tasks" begin
    t = Task(() -> 42)
    @test !istaskstarted(t) && !istaskdone(t)
    schedule(t)
    @test fetch(t) == 42 && istaskdone(t)
    @test fetch(@async 1 + 1) == 2
    order = Int[]
    a = @async (push!(order, 1); yield(); push!(order, 3))
    b = @async (push!(order, 2); yield(); push!(order, 4))
    wait(a)
    wait(b)
    @test order == [1, 2, 3, 4]
    @test current_task() isa Task
    x = 5
    @test fetch(@async $x + 1) == 6
end

@testset "failures" begin
    t = @async error("broken")
    @test_throws TaskFailedException wait(t)
    @test istaskfailed(t)
    @test t.exception isa ErrorException
    e = try
        fetch(t)
    catch e
        e
    end
    @test e isa TaskFailedException && e.task === t
    @test occursin("nested task error: broken", sprint(showerror, e))
end

@testset "sync" begin
    results = Int[]
    @sync for i in 1:3
        @async push!(results, i)
    end
    @test sort(results) == [1, 2, 3]
    @test_throws CompositeException @sync @async error("x")
end

@testset "channels" begin
    c = Channel{Int}(3)
    put!(c, 1)
    put!(c, 2)
    @test isready(c) && take!(c) == 1 && fetch(c) == 2
    close(c)
    @test take!(c) == 2
    @test_throws InvalidStateException take!(c)
    @test_throws InvalidStateException put!(c, 3)
    unbuffered = Channel() do ch
        for i in 1:3
            put!(ch, i^2)
        end
    end
    @test collect(unbuffered) == [1, 4, 9]
    @test sum(Channel{Int}(ch -> foreach(i -> put!(ch, i), 1:4), 2)) == 10
    c = Channel{Int}(0)
    producer = @async for i in 1:3
        put!(c, i)
    end
    @test [take!(c) for _ in 1:3] == [1, 2, 3]
end

@testset "generators of values" begin
    fib = Channel{Int}() do ch
        a, b = 0, 1
        while true
            put!(ch, a)
            a, b = b, a + b
        end
    end
    @test [take!(fib) for _ in 1:8] == [0, 1, 1, 2, 3, 5, 8, 13]
end

@testset "conditions and locks" begin
    c = Condition()
    t = @async wait(c)
    yield()
    notify(c, 7)
    @test fetch(t) == 7
    l = ReentrantLock()
    @test lock(() -> 3, l) == 3 && !islocked(l)
    lock(l)
    lock(l)
    @test islocked(l) && trylock(l)
    unlock(l)
    unlock(l)
    unlock(l)
    @test !islocked(l)
    n = 0
    @sync for _ in 1:4
        @async lock(l) do
            m = n
            yield()
            n = m + 1
        end
    end
    @test n == 4
    e = Base.Event()
    w = @async (wait(e); :woken)
    yield()
    notify(e)
    @test fetch(w) == :woken
end

@testset "storage, time and atomics" begin
    task_local_storage(:k, 1)
    @test task_local_storage(:k) == 1
    @test fetch(@async get(task_local_storage(), :k, nothing)) === nothing
    t0 = time()
    sleep(0.01)
    @test time() - t0 >= 0.009
    a = Threads.Atomic{Int}(0)
    Threads.@threads for i in 1:5
        Threads.atomic_add!(a, i)
    end
    @test a[] == 15 && Threads.nthreads() >= 1
    @test fetch(Threads.@spawn 3) == 3
    @test timedwait(() -> true, 1.0) == :ok
    fired = Ref(false)
    Timer(_ -> fired[] = true, 0.001)
    sleep(0.02)
    @test fired[]
end

@testset "the trace of a task names the line that began it" begin
    line = @__LINE__() + 1
    t = @async error("here")
    @test_throws TaskFailedException wait(t)
    @test occursin("tasks.jl:$line", try wait(t) catch e; sprint(showerror, e) end)
end

@testset "who fills a channel starts at once" begin
    told = String[]
    c = Channel{Int}(2) do ch
        push!(told, "started")
        put!(ch, 1)
    end
    push!(told, "made")
    @test told == ["started", "made"] && collect(c) == [1]
    task = Ref{Task}()
    c = Channel(taskref=task) do ch
        put!(ch, 1)
    end
    @test istaskstarted(task[]) && !istaskdone(task[]) && collect(c) == [1]
    # One for another thread waits for its turn.
    empty!(told)
    c = Channel(spawn=true) do ch
        push!(told, "started")
        put!(ch, 2)
    end
    push!(told, "made")
    @test collect(c) == [2] && told == ["made", "started"]
    @test eltype(Channel(ch -> nothing; ctype=Float32, csize=2)) === Float32
    @test_throws ArgumentError Channel(ch -> nothing; ctype=Int, spawn=true)
end

@testset "loops over threads" begin
    squares = zeros(Int, 5)
    Threads.@threads :static for i in 1:5
        i == 3 && continue
        squares[i] = i^2
    end
    @test squares == [1, 4, 0, 16, 25]
    failure = try
        Threads.@threads for i in 1:2
            error("t")
        end
    catch e
        e
    end
    @test failure isa CompositeException && length(failure) == 1 && failure.exceptions[1] isa TaskFailedException
    @test_throws "need a `for` loop" macroexpand(Main, :(Threads.@threads 1))
    x = Threads.Atomic{Int}(3)
    @test Threads.atomic_nand!(x, 2) == 3 && x[] == -3
end

@testset "maps by many tasks" begin
    who(x) = (yield(); objectid(current_task()))
    @test asyncmap(x -> 2x, 1:5) == 2:2:10 && asyncmap(+, [1, 2], [3, 4]) == [4, 6] && asyncmap(uppercase, "abc") == "ABC"
    @test length(unique(asyncmap(who, 1:20; ntasks=4))) == 4 && allunique(asyncmap(who, 1:10)) && asyncmap(identity, [1 2; 3 4]) == [1 2; 3 4]
    @test asyncmap(isodd, trues(2)) isa BitVector && asyncmap(identity, (1, 2)) == (1, 2) && asyncmap!(x -> x^2, zeros(Int, 3), 1:3) == [1, 4, 9]
    sizes = Int[]
    squares(batch) = (push!(sizes, length(batch)); [x^2 for (x,) in batch])
    @test asyncmap(squares, 1:7; ntasks=2, batch_size=3) == [1, 4, 9, 16, 25, 36, 49] && sum(sizes) == 7 && maximum(sizes) <= 3
    n = Ref(0)
    @test asyncmap(identity, 1:6; ntasks=() -> (n[] += 1; 2)) == 1:6 && n[] > 1
    @test_throws ArgumentError asyncmap(identity, 1:3; batch_size=0)
    @test_throws ArgumentError asyncmap(identity, 1:3; ntasks=-1)
    failure = try
        asyncmap(x -> x == 2 ? error("two") : x, 1:3)
    catch e
        e
    end
    @test failure isa CapturedException && failure.ex == ErrorException("two")
end

@testset "many that sleep wake in the order of their time" begin
    woken = Int[]
    wait(@async sleep(0.001))
    @sync for i in (3, 5, 1, 4, 2)
        @async (sleep(i / 8); push!(woken, i))
    end
    @test issorted(woken)
end

@testset "waiting until something holds" begin
    @test timedwait(() -> true, 0) === :ok && timedwait(() -> false, 0; pollint=0.01) === :timed_out
    @test_throws ArgumentError timedwait(() -> true, 1; pollint=0)
    asked = Ref(0)
    @test timedwait(() -> (asked[] += 1) == 3, 5; pollint=0.001) === :ok && asked[] == 3
end
