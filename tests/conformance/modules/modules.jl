# Modules: using, import, export, nesting, names, eval.
using Test

module Shapes
export area, Square
public perimeter
struct Square
    side::Int
end
area(s::Square) = s.side^2
perimeter(s::Square) = 4s.side
hidden() = "hidden"
module Inner
export deep
deep() = "deep"
up() = parentmodule(@__MODULE__)
end
using .Inner
from_inner() = deep()
end

using .Shapes

@testset "exported names" begin
    @test area(Square(3)) == 9
    @test !@isdefined(perimeter)
    @test Shapes.perimeter(Square(3)) == 12
    @test Shapes.hidden() == "hidden"
    @test Shapes.from_inner() == "deep"
end

@testset "what is exported and public" begin
    @test Base.isexported(Shapes, :area)
    @test !Base.isexported(Shapes, :perimeter)
    @test Base.ispublic(Shapes, :perimeter)
    @test !Base.ispublic(Shapes, :hidden)
    @test :area in names(Shapes)
    @test :hidden in names(Shapes; all = true)
end

import .Shapes.Inner: deep
import .Shapes as S
using .Shapes: perimeter as around

@testset "imports by name" begin
    @test deep() == "deep"
    @test S.area === Shapes.area
    @test around(Square(1)) == 4
end

import .Shapes: area
area(x::Int) = -x

@testset "imported functions get methods" begin
    @test area(5) == -5
    @test Shapes.area(5) == -5
    @test length(methods(Shapes.area)) == 2
end

Shapes.hidden(x) = "more of $x"

@testset "methods by qualified name" begin
    @test Shapes.hidden(1) == "more of 1"
    @test Shapes.hidden() == "hidden"
end

module One
export clash
clash() = 1
end
module Two
export clash
clash() = 2
end

@testset "names that two modules export" begin
    m = Module()
    Core.eval(m, :(using Main.One, Main.Two))
    @test_throws UndefVarError Core.eval(m, :(clash()))
    @test Core.eval(m, :(One.clash())) == 1
end

@testset "modules are values" begin
    @test Shapes isa Module
    @test nameof(Shapes) === :Shapes
    @test parentmodule(Shapes) === Main
    @test fullname(Shapes.Inner) == (:Main, :Shapes, :Inner)
    @test string(Shapes.Inner) == "Main.Shapes.Inner"
    @test Shapes.Inner.up() === Shapes
    @test (@__MODULE__) === Main
    @test getfield(Shapes, :hidden) === Shapes.hidden
end

@testset "bindings" begin
    @test isdefined(Shapes, :area)
    @test !isdefined(Shapes, :nothing_like_this)
    @test_throws UndefVarError Shapes.nothing_like_this
    Core.eval(Shapes, :(variable = 1))
    @test Shapes.variable == 1
    Core.eval(Shapes, :(variable += 1))
    @test getglobal(Shapes, :variable) == 2
    setglobal!(Shapes, :variable, 5)
    @test Shapes.variable == 5
end

baremodule Bare
const x = 1
end

@testset "bare modules" begin
    @test Bare.x == 1
    @test !isdefined(Bare, :map)
    @test isdefined(Bare, :Int)
end

module WithEval
y = 10
f() = eval(:(y + 1))
g(x) = @eval $x * y
end

@testset "eval in modules" begin
    @test WithEval.f() == 11
    @test WithEval.g(3) == 30
    @test WithEval.eval(:y) == 10
    @test Core.eval(WithEval, :(y * 2)) == 20
end

"A documented function."
documented() = 1

@testset "docstrings" begin
    @test occursin("A documented function.", string(@doc documented))
end

module Init
const log = Int[]
__init__() = push!(log, 1)
end

@testset "initialisation" begin
    @test Init.log == [1]
end

@testset "include_string" begin
    @test include_string(Main, "included = 4; included + 1") == 5
    @test Main.included == 4
end

@testset "the operator of ranges, imported at the end of a line" begin
    @eval module TakesColon
        import Base: +, :
        struct Mark end
        (:)(::Mark, ::Mark) = "from mark to mark"
        made() = Mark():Mark()
    end
    @test TakesColon.made() == "from mark to mark"
end

@testset "a name of Base that was not used is the module's own once it is written" begin
    @eval module WritesNames
        mv = Int[i for i in 1:3]
        step = let s = 0
            for i in 1:4
                s += i
            end
            s
        end
        set() = (global rm = 3; rm)
    end
    @test WritesNames.mv == [1, 2, 3]
    @test WritesNames.step == 10
    @test WritesNames.set() == 3
end

@testset "a variable of another module that was read is not written" begin
    @eval module Reads
        module Has
            export shared
            shared = 1
        end
        using .Has
        both() = (a = shared; global shared = 5; a)
    end
    for _ in 1:3
        @test_throws ErrorException Reads.both()
    end
    @test Reads.Has.shared == 1
end

@testset "an exception out of included text says where" begin
    thrown = try
        include_string(Main, "x = 1\nerror(\"no\")", "text.jl")
    catch e
        e
    end
    @test thrown isa LoadError && thrown.line == 2 && thrown.file == "text.jl"
    @test sprint(showerror, thrown) == "LoadError: no\nin expression starting at text.jl:2"
    @test_throws LoadError include_string(Main, "1,")
end

@testset "text that is included statement by statement through a function" begin
    @test include_string(x -> x === :a ? 7 : x, Main, "a") == 7
end

@testset "a module that is at hand is no package" begin
    thrown(ex) = try
        Core.eval(Main, ex)
    catch e
        sprint(showerror, e)
    end
    @test occursin("maybe you meant `import/using .Inner`", thrown(:(module Outer1; module Inner end; using Inner; end)))
    @test occursin("maybe you meant `import/using ..Beside`", thrown(:(module Outer2; module Beside end; module In; using Beside; end; end)))
    @test !occursin("maybe", thrown(:(using NoSuchPackage)))
end

@testset "what __init__ throws" begin
    err = try
        include_string(Main, "module Failing\n__init__() = error(\"no\")\nend")
    catch e
        e
    end
    @test err isa LoadError && err.error isa InitError
    @test err.error.mod === :Failing && err.error.error == ErrorException("no")
    @test occursin("InitError: no\nduring initialization of module Failing", sprint(showerror, err))
end

@testset "what stands ahead of something that cannot be read has run" begin
    mktempdir() do dir
        path = joinpath(dir, "half.jl")
        write(path, "ran_so_far = 1\nran_so_far += 1\nx = = 3\nran_so_far = 10\n")
        err = try include(path) catch e; e end
        @test err isa LoadError && err.line == 3
        @test err.error isa Meta.ParseError
        @test Main.ran_so_far == 2
        @test_throws LoadError include_string(Main, "ran_so_far = 3\nfunction f(", "half")
        @test Main.ran_so_far == 3
        # What throws ahead of it is what is told.
        @test_throws "no such luck" include_string(Main, "error(\"no such luck\")\n)", "half")
    end
end

@testset "files included into a module" begin
    mktempdir() do dir
        path = joinpath(dir, "part.jl")
        write(path, "part = @__MODULE__\nwhole = a")
        m = Module(:Given)
        Core.eval(m, :(a = 1))
        @test Base.include(m, path) == 1
        @test m.part === m
        @test Base.include(x -> x isa Expr && x.head === :(=) && x.args[2] === :a ? 2 : x, m, path) == 2
        @test_throws SystemError Base.include(m, joinpath(dir, "none.jl"))
    end
end

@testset "modules of the program's own, by LOAD_PATH" begin
    mktempdir() do dir
        write(joinpath(dir, "OwnSingle.jl"), "module OwnSingle\nexport single\nsingle() = (1, @__DIR__)\nend\n")
        mkpath(joinpath(dir, "OwnPackage", "src"))
        write(joinpath(dir, "OwnPackage", "src", "OwnPackage.jl"), "module OwnPackage\nusing OwnSingle\ninclude(\"part.jl\")\nend\n")
        write(joinpath(dir, "OwnPackage", "src", "part.jl"), "both() = (single()[1], 2)\n")
        push!(LOAD_PATH, dir)
        try
            Core.eval(Main, :(using OwnPackage: both, OwnPackage))
            @test invokelatest(Main.both) == (1, 2)
            Core.eval(Main, :(import OwnSingle))
            @test invokelatest(Main.OwnSingle.single) == (1, dir)
            @test Main.OwnPackage.OwnSingle === Main.OwnSingle
            @test_throws ArgumentError Core.eval(Main, :(using OwnNone))
        finally
            pop!(LOAD_PATH)
        end
    end
end
