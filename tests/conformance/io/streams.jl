# Streams in memory and files.
using Test

@testset "writing and reading back" begin
    io = IOBuffer()
    @test write(io, "héllo") == 6
    @test write(io, 'x') == 1
    @test write(io, 0x0a) == 1
    @test String(take!(io)) == "héllox\n"
    @test String(take!(io)) == ""
    print(io, 1, " ", 2.5, " ", :a)
    @test String(take!(io)) == "1 2.5 a"
    println(io, "line")
    @test String(take!(io)) == "line\n"
    @test write(io, 1, 2.0) == 16
end

@testset "integers as text" begin
    io = IOBuffer()
    edges = (0, 9, 10, 99, 100, 999, 1000, 9999, 10000, 99999, -1, -10, typemax(Int), typemin(Int),
        typemax(UInt), 0xff, Int8(-128), Int16(-32768), typemin(Int128), big(10)^30, true)
    for n in edges
        print(io, n)
        @test String(take!(io)) == string(n)
    end
    io = IOBuffer(maxsize=3)
    print(io, 12345)
    @test String(take!(io)) == "123"
    io = IOBuffer("abcdef"; read=true, write=true)
    seek(io, 2)
    print(io, 17)
    @test position(io) == 4 && String(take!(io)) == "ab17ef"
    io = PipeBuffer()
    print(io, 1, -2)
    @test read(io, String) == "1-2"
    @test_throws ArgumentError print(IOBuffer("closed to writing"), 1)
end

@testset "many things at once" begin
    @test sprint(print, 1, "a", 'c', 2.5, nothing, :s, 7, 8, 9, "ten", 11, 0x0c) == "1ac2.5nothings789ten1112"
    @test string(1, 'b', "c", 4.0, :e, 6, 7, 8, 9, 10) == "1bc4.0e678910"
    @test sprint(print) == "" && sprint(println) == "\n" && sprint(println, 1, 2) == "12\n"
end

@testset "positions" begin
    io = IOBuffer("hello world")
    @test read(io, Char) == 'h'
    @test position(io) == 1
    @test peek(io, Char) == 'e'
    seek(io, 6)
    @test read(io, String) == "world"
    @test eof(io)
    seekstart(io)
    @test read(io, 5) == codeunits("hello")
    skip(io, 1)
    @test readuntil(io, 'r') == "wo"
    @test_throws EOFError read(IOBuffer(""), UInt8)
    mark(io)
    read(io, UInt8)
    reset(io)
    @test read(io, String) == "ld"
    @test bytesavailable(IOBuffer("abc")) == 3
end

@testset "lines" begin
    io = IOBuffer("a\nb\r\n\nd")
    @test readline(io) == "a"
    @test readline(io) == "b"
    @test readlines(io) == ["", "d"]
    @test collect(eachline(IOBuffer("x\ny\n"))) == ["x", "y"]
    @test collect(eachline(IOBuffer("x\ny\n"), keep = true)) == ["x\n", "y\n"]
    @test readline(IOBuffer("abc\n"), keep = true) == "abc\n"
    @test countlines(IOBuffer("a\nb\nc")) == 3
    @test readuntil(IOBuffer("a--b"), "--") == "a"
end

@testset "numbers as bytes" begin
    io = IOBuffer()
    write(io, Int32(258), 1.5)
    seekstart(io)
    @test read(io, Int32) == 258
    @test read(io, Float64) == 1.5
    v = zeros(UInt8, 2)
    @test readbytes!(IOBuffer([0x01, 0x02, 0x03]), v) == 2
    @test v == [0x01, 0x02]
    @test read!(IOBuffer([0x01, 0x00, 0x02, 0x00]), zeros(Int16, 2)) == [1, 2]
end

@testset "sprint, repr and contexts" begin
    @test sprint(print, "a", 1) == "a1"
    @test sprint(show, "a") == "\"a\""
    @test sprint(show, [1.0, 2.0], context = :compact => true) == "[1.0, 2.0]"
    @test repr([1, 2]) == "[1, 2]"
    io = IOContext(IOBuffer(), :limit => true)
    @test get(io, :limit, false) && !get(io, :compact, false)
    @test haskey(io, :limit) && io[:limit]
    @test IOContext(io, :a => 1)[:limit]
    @test sprint(show, collect(1:100), context = :limit => true) |> length < 120
end

@testset "files" begin
    mktempdir() do dir
        path = joinpath(dir, "a.txt")
        @test write(path, "one\ntwo\n") == 8
        @test read(path, String) == "one\ntwo\n"
        @test readlines(path) == ["one", "two"]
        open(path, "a") do io
            println(io, "three")
        end
        @test countlines(path) == 3
        @test isfile(path) && !isdir(path) && ispath(path) && isdir(dir)
        @test filesize(path) == 14
        @test readdir(dir) == ["a.txt"]
        open(path) do io
            @test readline(io) == "one"
            @test !eof(io)
        end
        rm(path)
        @test !isfile(path)
        @test_throws SystemError open(path)
        mkpath(joinpath(dir, "x", "y"))
        @test isdir(joinpath(dir, "x"))
    end
end

@testset "paths" begin
    @test joinpath("a", "b", "c.jl") == "a/b/c.jl"
    @test joinpath("a", "/b") == "/b"
    @test dirname("/a/b.c") == "/a" && basename("/a/b.c") == "b.c"
    @test splitext("x/y.tar.gz") == ("x/y.tar", ".gz")
    @test splitdir("a/b") == ("a", "b")
    @test normpath("a/../b/./c") == "b/c"
    @test isabspath("/a") && !isabspath("a")
    @test splitpath("/a/b") == ["/", "a", "b"]
end

@testset "redirected output" begin
    buffer = IOBuffer()
    redirect_stdout(buffer) do
        println("caught")
    end
    @test String(take!(buffer)) == "caught\n"
    @test sprint(printstyled, "x") == "x"
    @test sprint((io, x) -> printstyled(io, x; color = :red), "x", context = :color => true) == "\e[31mx\e[39m"
end

@testset "environment" begin
    withenv("OVERDUB_TEST_VALUE" => "7") do
        @test ENV["OVERDUB_TEST_VALUE"] == "7"
        @test haskey(ENV, "OVERDUB_TEST_VALUE")
    end
    @test get(ENV, "OVERDUB_TEST_VALUE", "none") == "none"
    @test_throws KeyError ENV["OVERDUB_TEST_VALUE"]
    @test ARGS isa AbstractVector{String}
end

@testset "numbers of two parts, and what a stream begins with" begin
    io = IOBuffer()
    write(io, 2 // 3, 1 + 2im)
    seekstart(io)
    @test read(io, Rational{Int}) == 2 // 3 && read(io, Complex{Int}) == 1 + 2im
    io = IOBuffer("Julia")
    @test startswith(io, ('j', 'J')) && !startswith(io, ('x',)) && read(io, String) == "Julia"
end

@testset "standard output goes elsewhere until it is given back" begin
    old = stdout
    from, to = redirect_stdout()
    println("one")
    println("two")
    @test readline(from) == "one"
    print("three")
    redirect_stdout(old)
    close(to)
    @test read(from, String) == "two\nthree"
    mktemp() do path, io
        redirect_stdout(io)
        println("to a file")
        redirect_stdout(old)
        close(io)
        @test read(path, String) == "to a file\n"
    end
    redirect_stderr(devnull)
    println(stderr, "nobody reads this")
    redirect_stderr(stderr)
end

@testset "a file that is not there" begin
    err = try include("not-there.jl") catch e; e end
    err isa LoadError && (err = err.error)
    @test err isa SystemError && err.errnum == 2
    @test occursin("not-there.jl", sprint(showerror, err)) && endswith(sprint(showerror, err), ": No such file or directory")
end

@testset "up to something of a file" begin
    mktempdir() do dir
        path = joinpath(dir, "a.txt")
        write(path, "one,two\nthree\n")
        @test String(take!(copyuntil(IOBuffer(), path, ','))) == "one" && String(take!(copyline(IOBuffer(), path; keep = true))) == "one,two\n"
        other = joinpath(dir, "b.txt")
        write(other, "")
        @test_throws "before moving" mv(path, other)
        @test_throws "before copying" cp(path, other)
    end
end

@testset "the working directory" begin
    before = pwd()
    mktempdir() do dir
        found = cd(dir) do
            write("a.txt", "a")
            mkdir("sub")
            open("late.txt", "w") do io
                cd("sub")
                print(io, "where it was opened")
            end
            @test pwd() == joinpath(dir, "sub") && abspath("x") == joinpath(dir, "sub", "x") && readdir() == String[]
            cd("..")
            @test read("late.txt", String) == "where it was opened" && isfile("a.txt") && filesize("a.txt") == 1
            mv("a.txt", "sub/b.txt")
            @test [(root, files) for (root, _, files) in walkdir(".")] == [(".", ["late.txt"]), ("./sub", ["b.txt"])]
            readdir()
        end
        @test found == ["late.txt", "sub"] && pwd() == before
        @test_throws ErrorException cd(() -> error("inside"), dir)
        @test pwd() == before
        gone = try cd(joinpath(dir, "none")) catch e; e end
        @test gone isa Base.IOError && gone.code == Base.UV_ENOENT == -2 && startswith(gone.msg, "cd(") && endswith(gone.msg, "(ENOENT)")
        @test_throws "(ENOENT)" mkdir(joinpath(dir, "none", "below"))
    end
end

@testset "names of files" begin
    mktempdir(; prefix = "own_") do dir
        @test startswith(basename(dir), "own_")
        path = joinpath(dir, "out.txt")
        redirect_stdout(open(path, "w")) do
            println("to a file")
        end
        @test read(path, String) == "to a file\n" && realpath(joinpath(dir, ".", "out.txt")) == joinpath(realpath(dir), "out.txt")
        @test_throws "realpath(" realpath(joinpath(dir, "none"))
        @test_throws "rm(" rm(dir)
    end
end

@testset "lines from the last to the first" begin
    backwards(text; keep=false) = collect(Iterators.reverse(eachline(IOBuffer(text); keep)))
    @test backwards("a\nb\r\n\nc") == ["c", "", "b", "a"] && backwards("a\nb\n") == ["b", "a"] && backwards("") == [] && backwards("\n") == [""]
    @test backwards("a\r\nb\n"; keep=true) == ["b\n", "a\r\n"] && last(eachline(IOBuffer("x\ny\n"))) == "y" && last(eachline(IOBuffer("x\ny\nz")), 2) == ["y", "z"]
    io = IOBuffer("one\ntwo\nthree\n")
    readline(io)
    @test collect(Iterators.reverse(eachline(io))) == ["three", "two"]
    mktemp() do path, io
        write(io, "p\nq")
        close(io)
        @test last(eachline(path)) == "q" && first(Iterators.reverse(eachline(path)), 2) == ["q", "p"]
    end
    @test_throws ArgumentError last(eachline(IOBuffer("")))
    @test position(seek(IOBuffer("abc"), -1)) == 0
end

@testset "values up to one of them, and temporary names" begin
    io = IOBuffer()
    write(io, Int[1, 1, 2, 3, 5])
    @test readuntil(seekstart(io), 3) == [1, 1, 2] && readuntil(seekstart(io), [2, 3]; keep=true) == [1, 1, 2, 3] && readuntil(io, 7) == [5]
    @test length(basename(tempname())) == 13 && mktempdir(d -> isdir(d) && length(basename(d)) == 9)
    @test mktempdir(basename; prefix="of_mine") != mktempdir(basename; prefix="of_mine") && startswith(mktempdir(basename; prefix="of_mine"), "of_mine")
    @test_throws ArgumentError tempname("no such directory")
    @test iswritable(devnull) && !isreadable(devnull)
end

using Random
@testset "names of temporary files are none of the program's random numbers" begin
    Random.seed!(1)
    a, x = tempname(), rand()
    Random.seed!(1)
    b, y = tempname(), rand()
    @test a != b
    @test x == y
end
