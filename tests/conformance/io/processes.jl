# Programs that commands start.
using Test

@testset "running and reading" begin
    @test success(`true`)
    @test !success(`false`)
    @test run(`true`).exitcode == 0
    @test read(`echo hello`, String) == "hello\n"
    @test read(`echo hello`) == b"hello\n"
    @test readchomp(`echo hello`) == "hello"
    @test readlines(`printf 'a\nb\n'`) == ["a", "b"]
    @test collect(eachline(`printf 'a\nb\n'`)) == ["a", "b"]
    word = "two words"
    @test readchomp(`echo $word`) == "two words"
end

@testset "what fails" begin
    failed = try run(`false`) catch ex; ex end
    @test failed isa ProcessFailedException
    @test sprint(showerror, failed) == "failed process: Process(`false`, ProcessExited(1)) [1]\n"
    @test run(ignorestatus(`false`)).exitcode == 1
    missing_program = try run(`no-such-program-anywhere`) catch ex; ex end
    @test missing_program isa Base.IOError
    @test sprint(showerror, missing_program) ==
        "IOError: could not spawn `no-such-program-anywhere`: no such file or directory (ENOENT)"
    @test_throws ProcessFailedException read(`sh -c 'exit 3'`)
    @test_throws ProcessFailedException collect(eachline(`false`))
end

@testset "surroundings" begin
    @test readchomp(setenv(`/bin/sh -c 'echo $A'`, "A" => "b")) == "b"
    @test readchomp(addenv(`sh -c 'echo $A'`, "A" => "c")) == "c"
    @test readchomp(Cmd(`pwd`; dir = "/")) == "/"
    withenv("A" => "d") do
        @test readchomp(`sh -c 'echo $A'`) == "d"
    end
end

@testset "pipelines" begin
    @test readchomp(pipeline(`echo hello`, `tr a-z A-Z`)) == "HELLO"
    @test readchomp(pipeline(`echo hello`, `cat`, `tr a-z A-Z`)) == "HELLO"
    @test sort(readlines(`echo a` & `echo b`)) == ["a", "b"]
    @test sort(readlines(pipeline(`echo a` & `echo b`, `tr a-z A-Z`))) == ["A", "B"]
    mktempdir() do dir
        file = joinpath(dir, "out")
        run(pipeline(`echo one`; stdout = file))
        @test read(file, String) == "one\n"
        run(pipeline(`echo two`; stdout = file, append = true))
        @test read(file, String) == "one\ntwo\n"
        @test read(pipeline(`cat`; stdin = file), String) == "one\ntwo\n"
        run(pipeline(`sh -c 'echo bad >&2'`; stderr = file))
        @test read(file, String) == "bad\n"
    end
    buffer = IOBuffer()
    run(pipeline(`cat`; stdin = IOBuffer("given"), stdout = buffer))
    @test String(take!(buffer)) == "given"
    @test success(pipeline(`echo unseen`; stdout = devnull))
    @test_throws ArgumentError pipeline(`true`; append = true)
end

@testset "processes" begin
    p = open(`cat`, "r+")
    write(p, "line\n")
    @test readline(p) == "line"
    @test process_running(p)
    @test getpid(p) > 1
    close(p.in)
    @test read(p, String) == ""
    wait(p)
    @test process_exited(p)
    p = run(`sleep 60`; wait = false)
    kill(p)
    @test !success(p)
    @test p.termsignal == 15
    @test open(io -> read(io, String), `echo x`) == "x\n"
    # Whoever waits lets others go on: this one ends the program that is waited for.
    count = Ref(0)
    p = run(`sleep 600`; wait = false)
    other = @async begin
        for _ in 1:3
            count[] += 1
            sleep(0.001)
        end
        kill(p)
    end
    wait(p)
    @test count[] == 3
    wait(other)
end

@testset "much both ways" begin
    data = repeat("0123456789abcde\n", 655360)
    p = open(pipeline(`cat`, `cat`), "r+")
    writer = @async (write(p, data); close(p.in))
    @test read(p, String) == data
    wait(writer)
    @test success(p)
end
