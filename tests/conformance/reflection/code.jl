# Lowered code as a value.
using Test, InteractiveUtils

choose(x) = x > 1 ? x + 1 : 2
with_rest(x, y...; a=1, others...) = 1

@testset "code_lowered" begin
    ci = only(code_lowered(choose))
    @test ci isa Core.CodeInfo && (@code_lowered choose(1)) isa Core.CodeInfo
    @test ci.slotnames == [Symbol("#self#"), :x] && ci.nargs == 2 && !ci.isva
    @test ci.code[1] == Expr(:call, GlobalRef(@__MODULE__, :>), Core.SlotNumber(2), 1)
    @test ci.code[2] == Core.GotoIfNot(Core.SSAValue(1), 5) && ci.code[4] == Core.ReturnNode(Core.SSAValue(3))
    @test repr(ci) == """
        CodeInfo(
        1 ─ %1 = x > 1
        └──      goto #3 if not %1
        2 ─ %3 = x + 1
        └──      return %3
        3 ─      return 2
        )"""
    @test string(ci.code[1]) == "_2 > 1" && string(ci.code[2]) == "goto %5 if not %1" && string(ci.code[4]) == "return %3"
end

@testset "names of keywords" begin
    @test Base.kwarg_decl(only(methods(with_rest))) == [:a, Symbol("others...")]
    @test occursin("with_rest(x, y...; a, others...)", repr(methods(with_rest)))
end

@testset "numbers of functions" begin
    m = Module(:Numbered)
    first = Core.eval(m, :(x -> x))
    @test string(nameof(typeof(first))) == "#1#2"
    pair = Core.eval(m, :((x -> x, y -> (z -> z))))
    @test string.(nameof.(typeof.(pair))) == ("#3#6", "#4#7")
    @test string(nameof(typeof(pair[2](1)))) == "#5#8"
    inner = Core.eval(m, :(let; inside(x) = x; inside; end))
    @test string(nameof(typeof(inner))) == "#inside#9"
end

@testset "ambiguities of a module" begin
    m = Module(:Unclear)
    Core.eval(m, :(f(x::Int, y) = 1))
    Core.eval(m, :(f(x, y::Int) = 2))
    Core.eval(m, :(g(x::T...) where {T} = 3))
    @test length(Test.detect_ambiguities(m)) == 1
    @test [method.name for method in Test.detect_unbound_args(m)] == [:g]
    Core.eval(m, :(f(x::Int, y::Int) = 4))
    @test isempty(Test.detect_ambiguities(m))
    @test length(Base.methods_including_ambiguous(m.f, (Int, Int))) == 1
end

@testset "dump" begin
    @test sprint(dump, Int) == "Int64 <: Signed\n"
    @test sprint(dump, Vector{Int}) == "Vector{Int64} <: DenseVector{Int64}\n  ref::MemoryRef{Int64}\n  size::Tuple{Int64}\n"
    @test sprint(dump, Ref) == "UnionAll\n  var: TypeVar\n    name: Symbol T\n    lb: Union{}\n    ub: Any\n  body: Ref{T} <: Any\n"
end

@testset "what goes" begin
    log = String[]
    x = Ref(1)
    @test finalizer(_ -> push!(log, "first"), x) === x
    finalizer(_ -> push!(log, "second"), x)
    @test isempty(log)
    finalize(x)
    @test log == ["second", "first"]
    finalize(x)
    @test length(log) == 2
    @test_throws ErrorException("objects of type Int64 cannot be finalized") finalizer(identity, 1)
end

@testset "constants in lowered code" begin
    text() = "abc"
    @test occursin("return \"abc\"", string(code_lowered(text, ())[1]))
end
