using Test

@testset "@something and @coalesce evaluate as far as needed" begin
    calls = Int[]
    note(x) = (push!(calls, 1); x)
    @test @something(note(nothing), note(2), note(3)) === 2 && length(calls) == 2
    @test @coalesce(missing, note(5), note(6)) === 5 && length(calls) == 3
    @test @coalesce(missing, missing) === missing
end

@testset "@static chooses when the code is made" begin
    f() = @static if VERSION >= v"1.0"; :new else :old end
    @test f() === :new
    @test (@static false || 3) === 3 && (@static true && 4) === 4
end

@testset "@show prints and passes on" begin
    text = sprint() do io
        redirected = @macroexpand @show 1 + 1
        print(io, redirected isa Expr)
    end
    @test text == "true"
end

@testset "@isdefined, @__LINE__, @__MODULE__" begin
    a = 1
    @test @isdefined(a) && !@isdefined(surely_not_defined)
    @test @__LINE__() isa Int && @__MODULE__() === Main
end

@testset "@invoke and @invokelatest" begin
    g(x::Integer) = :integer
    g(x::Int) = :int
    @test g(1) === :int && @invoke(g(1::Integer)) === :integer
    @test @invokelatest(g(1)) === :int && Base.invokelatest(g, 1) === :int
end

@testset "@goto and @label" begin
    function countdown(n)
        seen = Int[]
        @label again
        push!(seen, n)
        n -= 1
        n > 0 && @goto again
        return seen
    end
    @test countdown(3) == [3, 2, 1]
end

@testset "@elapsed, @timed, @allocated" begin
    @test @elapsed(sum(1:10)) isa Float64 && @elapsed(nothing) >= 0
    t = @timed 1 + 1
    @test t.value === 2 && t.time >= 0 && t.bytes isa Integer
    @test @allocated(1 + 1) isa Integer
end

@testset "@assert" begin
    @test (@assert true) === nothing
    @test_throws AssertionError @assert 1 == 2
    @test sprint(showerror, try @assert 1 == 2 catch e; e end) == "AssertionError: 1 == 2"
    @test sprint(showerror, try @assert false "why" catch e; e end) == "AssertionError: why"
end

@testset "@NamedTuple and @evalpoly" begin
    @test @NamedTuple{a::Int, b::String} === NamedTuple{(:a, :b), Tuple{Int, String}}
    @test @NamedTuple{a, b::Int} === NamedTuple{(:a, :b), Tuple{Any, Int}}
    @test @evalpoly(3, 1, 0, 2) === 19
end

@testset "@generated" begin
    @generated dims(x::AbstractArray{T, N}) where {T, N} = :(($N, $T))
    @test dims([1]) === (1, Int) && dims([1.0 2.0]) === (2, Float64)
end

@testset "@deprecate forwards" begin
    new_name(x) = x + 1
    @deprecate old_name(x) new_name(x) false
    @test old_name(1) === 2
end

@testset "@show writes macros and functions as arguments are written" begin
    macro one(x...) 1 end
    @test endswith(sprint(Base.show_unquoted, :(@one 2 3)), " @one(2, 3)") && endswith(sprint(Base.show_unquoted, :(@one)), " @one()")
    @test startswith(sprint(Base.show_unquoted, :(x -> x)), "(x->begin")
end

@testset "@nospecialize of arguments with defaults" begin
    f(@nospecialize a=2) = a
    g(; @nospecialize(a=3), @nospecialize b::Int=4) = (a, b)
    @test f() == 2 && f(1) == 1 && g() == (3, 4) && g(a = 1, b = 2) == (1, 2)
end
