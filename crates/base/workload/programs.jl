# Errors and what is printed of them, tasks, macros, tests.

function shown(f)
    try
        f()
    catch error
        sprint(showerror, error)
        sprint(showerror, error, catch_backtrace())
        string(typeof(error))
        error isa ErrorException && error.msg
    finally
        nothing
    end
end
shown(() -> error("a ", 1)); shown(() -> [1, 2][3]); shown(() -> Dict("a" => 1)["b"]); shown(() -> throw(ArgumentError("x")))
shown(() -> parse(Int, "x")); shown(() -> 1 ÷ 0); shown(() -> sqrt(-1.0)); shown(() -> Int(2.5)); shown(() -> undefined_name); shown(() -> "a" + 1)
shown(() -> sin("a")); shown(() -> (1, 2)[3]); shown(() -> [1 2; 3 4][3, 3]); shown(() -> convert(Int, "a")); shown(() -> UInt8(300)); shown(() -> nothing.x)
shown(() -> throw(DomainError(1, "m"))); shown(() -> @assert false "m"); shown(() -> "abc"[10]); shown(() -> first(Int[])); shown(() -> pop!(Int[])); shown(() -> Symbol(1)(2)); shown(() -> throw(KeyError(:a))); shown(() -> Dict(1 => 2)[3]); shown(() -> reduce(+, Int[])); shown(() -> zeros(2) + zeros(3)); shown(() -> [1] * [2]); shown(() -> Int64("a")); shown(() -> f_without_method)

task = @task 1 + 1; schedule(task); fetch(task); wait(task)
channel = Channel{Int}(3); put!(channel, 1); take!(channel); close(channel)
produced = Channel{Int}() do c; for i in 1:3; put!(c, i); end; end; collect(produced)
for x in Channel(c -> foreach(i -> put!(c, i), 1:2)); x; end
@sync begin; @async yield(); end; fetch(@async 1)

macro twice(e); quote; $(esc(e)); $(esc(e)); end; end
@twice 1 + 1
eval(:(1 + 1)); Meta.parse("a + b * c"); @eval generated_here(x) = x + 1; Core.eval(Main, :(2 + 2)); dump(1); typeof(:(a + b)).name; ex = :(f(a, b; c = 1)); (ex.head, ex.args, length(ex.args)); Expr(:block, 1, 2); :(if a; b; else c; end); quote; x = 1; end; macroexpand(Main, :(@assert true)); gensym(); gensym("a"); esc(:a)
nameof(sin); methods(shown); hasmethod(sin, (Float64,)); fieldnames(Pair); typeof(1) <: Integer; supertype(Int); isa(1, Int); isabstracttype(Real); eltype([1]); which(sin, (Float64,)); applicable(sin, 1.0); isdefined(Main, :shown); getfield(1 => 2, :first); propertynames(1 => 2); invokelatest(sin, 1.0); Base.return_types(sin, (Float64,)); objectid(1); typejoin(Int, Float64); promote_type(Int, Float64)
time(); time_ns(); rand(Int); string(VERSION); get(ENV, "HOME", ""); Base.Fix1(+, 1)(2); (sin ∘ cos)(1.0); [1, 2] |> sum; map((a, b) -> a + b, [1, 2], [3, 4]); map(+, [1, 2], [3, 4]); broadcast(+, [1, 2], 1); (x -> x + 1).([1, 2]); string.([1, 2]); Ref(1)[]; r = Ref(1); r[] = 2; identity(1); ntuple(i -> i, 3); ntuple(identity, Val(3)); Some(1); copy([1]); deepcopy([[1], [2]]); deepcopy(Dict("a" => [1])); do_block = map([1, 2]) do x; x + 1; end

using Test
@testset "a" begin
    @test 1 + 1 == 2
    @test [1, 2] == [1, 2]
    @test "a" == "a"
    @test 1.0 ≈ 1.0
    @test !false
    @test isempty([])
    @test 1 isa Int
    @test 1 in [1, 2]
    @test (1, 2) === (1, 2)
    @test 1 < 2
    @test_throws ArgumentError throw(ArgumentError("x"))
    @test_throws BoundsError [1][2]
    @test_throws "x" error("x")
    @test repr(1) == "1"
    @test sprint(show, [1]) == "[1]"
    @test collect(1:3) == [1, 2, 3]
    @test Dict(1 => 2) == Dict(1 => 2)
    @test all(x -> x > 0, [1])
    @test_broken false
    @testset "b $i" for i in 1:2
        @test i > 0
    end
    @testset let x = 1
        @test x == 1
    end
end
@test @inferred(1 + 1) == 2
using Printf
@printf("%d %5.2f %s %x\n", 1, 2.5, "a", 255); @sprintf("%05d %-5s| %e %g %%", 1, "a", 1.5, 2.5)
using Random, Statistics, LinearAlgebra
Random.seed!(1); rand(3); rand(1:10, 3); shuffle([1, 2, 3]); randn(2); mean([1.0, 2.0]); std([1.0, 2.0]); median([1, 2, 3]); var([1.0, 2.0])
dot([1.0, 2.0], [3.0, 4.0]); norm([3.0, 4.0]); [1.0 2.0; 3.0 4.0] * [1.0, 2.0]; [1.0 2.0; 3.0 5.0] \ [1.0, 2.0]; det([1.0 2.0; 3.0 4.0]); inv([1.0 2.0; 3.0 5.0]); transpose([1 2]); I; tr([1 2; 3 4]); cross([1, 0, 0], [0, 1, 0])

# What programs ask for at their end.
atexit(() -> nothing)
(@main)(args) = nothing
