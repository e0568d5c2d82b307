# What is told of code that a context would change, and what there is not.
using Test, Cassette
using Cassette: overdub, recurse

Cassette.@context Told
Cassette.@context Careful
Cassette.posthook(::Careful, out::Number, f, args...) = isnan(out) ? error("NaN of ", f) : nothing
squares(x) = x * x + 1

@testset "reflect" begin
    plain = Cassette.reflect((typeof(squares), Int))
    @test plain.method === only(methods(squares)) && plain.signature == Tuple{typeof(squares), Int}
    @test plain.code_info isa Core.CodeInfo
    changed = Cassette.reflect((typeof(overdub), typeof(Told()), typeof(squares), Int))
    Cassette.overdub_pass!(plain, typeof(Told()))
    @test plain.code_info.code == changed.code_info.code
    calls = filter(x -> x isa Expr && x.head === :call, changed.code_info.code)
    @test !isempty(calls) && all(x -> x.args[1] == GlobalRef(Cassette, :overdub) && x.args[2] == Expr(:contextslot), calls)
    @test Cassette.reflect((typeof(sizeof), Int)) === nothing || Cassette.reflect((typeof(Core.tuple), Int)) === nothing
end

@testset "calls under a context are told by their signatures" begin
    stack = try
        overdub(Careful(), () -> 0 / 0)
    catch
        sprint(Base.show_backtrace, catch_backtrace())
    end
    @test occursin(" /(::Float64, ::Float64)\n", stack) && occursin(" /(::Int64, ::Int64)\n", stack)
end

@testset "tags" begin
    ctx = Told()
    @test Cassette.untag(1, ctx) === 1 && !Cassette.istagged(1, ctx) && !Cassette.hasmetadata(1, ctx)
    text = try
        Cassette.enabletagging(ctx, squares)
    catch e
        sprint(showerror, e)
    end
    @test startswith(text, "`Cassette.enabletagging` is not supported: ")
    @test_throws "`Cassette.tag` is not supported" Cassette.tag(1, ctx, :meta)
end

@testset "a pass over code with `try`" begin
    guarded(x) = try
        x > 0 ? sqrt(x) : error("no")
    catch
        -1.0
    end
    seen = Ref(0)
    pass = Cassette.@pass (ctx, ref) -> (ref.code_info)
    @test overdub(Told(pass = pass), guarded, 4.0) == 2.0
    @test overdub(Told(pass = pass), guarded, -4.0) == -1.0
end
