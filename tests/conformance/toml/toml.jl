# Documents of settings.
using Test, Dates
import TOML

const TEXT = """
title = "an example" # of all kinds
count = 0xff
half = 5e-1
is_ready = true
day = 2024-02-29
time = 07:32:00.999
moment = 1979-05-27T07:32:00

[owner]
name = 'C:\\n'
"the key" = "a\\tb\\u00e9"

[owner.address]
lines = [ "one", "two" ]

[[points]]
x = 1
[[points]]
x = 2
inline = { a = 1, b.c = 2 }
"""

@testset "values" begin
    d = TOML.parse(TEXT)
    @test d isa Dict{String, Any}
    @test (d["title"], d["count"], d["half"], d["is_ready"]) === ("an example", 255, 0.5, true)
    @test (d["day"], d["time"], d["moment"]) === (Date(2024, 2, 29), Time(7, 32, 0, 999), DateTime(1979, 5, 27, 7, 32))
    @test d["owner"]["name"] == "C:\\n"
    @test d["owner"]["the key"] == "a\tbé"
    @test d["owner"]["address"]["lines"] == ["one", "two"]
    @test [p["x"] for p in d["points"]] == [1, 2]
    @test d["points"][2]["inline"] == Dict("a" => 1, "b" => Dict("c" => 2))
    @test isequal(TOML.parse("a = nan\nb = -inf")["a"], NaN)
    @test TOML.parse("a = \"\"\"\none\n  two\"\"\"")["a"] == "one\n  two"
end

@testset "types of arrays" begin
    kind(text) = typeof(TOML.parse("a = " * text)["a"])
    @test kind("[1, 2]") == Vector{Int64}
    @test kind("[1, 2.0]") == Vector{Union{Int64, Float64}}
    @test kind("[1, 2.0, true]") == Vector{Any}
    @test kind("[]") == Vector{Union{}}
    @test kind("[[1], ['a']]") == Vector{Union{Vector{Int64}, Vector{String}}}
end

@testset "from files and streams" begin
    mktempdir() do dir
        path = joinpath(dir, "a.toml")
        write(path, "a = 1")
        @test TOML.parsefile(path) == TOML.tryparsefile(path) == Dict("a" => 1)
        write(path, "a = 1\nb = \n")
        e = TOML.tryparsefile(path)
        @test e isa TOML.ParserError
        @test (e.line, e.filepath) == (2, abspath(path))
    end
    @test TOML.parse(IOBuffer("a = 1")) == Dict("a" => 1)
    @test TOML.parse(TOML.Parser(), "a = 1") == Dict("a" => 1)
end

@testset "what is wrong" begin
    @test_throws TOML.ParserError TOML.parse("a = ")
    @test_throws TOML.ParserError TOML.parse("a = 1\na = 2")
    @test_throws TOML.ParserError TOML.parse("[a\nb = 1")
    e = TOML.tryparse("good = 1\nbad = 1 2\n")
    @test e isa TOML.ParserError
    @test e.line == 2
    @test startswith(sprint(showerror, e), "TOML Parser error:\nnone:2:")
end

@testset "writing" begin
    written(table; kw...) = sprint(io -> TOML.print(io, table; kw...))
    @test written(Dict("a" => 1)) == "a = 1\n"
    @test written(Dict("b" => 2, "a" => [1.5, 2.5], "c" => true); sorted = true) == "a = [1.5, 2.5]\nb = 2\nc = true\n"
    @test written(Dict("a b" => "x\"\n")) == "\"a b\" = \"x\\\"\\n\"\n"
    @test written(Dict("x" => 0x0f)) == "x = 0x0f\n"
    table = Dict("name" => "n", "deps" => Dict("A" => "1"), "list" => [Dict("x" => 1), Dict("x" => 2)])
    @test written(table; sorted = true) == """
        name = "n"

        [deps]
        A = "1"

        [[list]]
        x = 1
        [[list]]
        x = 2
        """
    @test written(Dict("a" => Dict("b" => Dict("c" => 1)))) == "\n[a.b]\nc = 1\n"
    @test written(Dict("a" => Dict("x" => 1, "b" => Dict("c" => 1)))) == "[a]\nx = 1\n\n    [a.b]\n    c = 1\n"
    @test written(Dict("a" => DateTime(2024, 1, 2, 3, 4, 5))) == "a = 2024-01-02T03:04:05.000Z\n"
    @test TOML.parse(written(TOML.parse(TEXT))) == TOML.parse(TEXT)
    @test_throws ErrorException written(Dict("a" => nothing))
    @test sprint(io -> TOML.print(x -> string(x), io, Dict("a" => nothing))) == "a = \"nothing\"\n"
end
