# Exceptions: throwing, catching, cleaning up, messages.
using Test

@testset "try and catch" begin
    @test (try
        error("x")
    catch
        "caught"
    end) == "caught"
    @test (try
        1
    catch
        2
    end) == 1
    e = try
        error("a ", 1)
    catch e
        e
    end
    @test e isa ErrorException && e.msg == "a 1"
end

@testset "else" begin
    f(x) = try
        x && error("no")
    catch
        "caught"
    else
        "fine"
    end
    @test f(true) == "caught"
    @test f(false) == "fine"
end

@testset "finally" begin
    log = String[]
    function f(how)
        try
            push!(log, "try")
            how === :throw && error("x")
            how === :return && return "returned"
        catch
            push!(log, "catch")
        finally
            push!(log, "finally")
        end
        return "end"
    end
    @test f(:normal) == "end" && log == ["try", "finally"]
    empty!(log)
    @test f(:throw) == "end" && log == ["try", "catch", "finally"]
    empty!(log)
    @test f(:return) == "returned" && log == ["try", "finally"]
end

@testset "finally without catch" begin
    done = Ref(false)
    @test_throws ErrorException try
        error("through")
    finally
        done[] = true
    end
    @test done[]
end

@testset "finally in loops" begin
    n = 0
    for i in 1:4
        try
            i == 2 && continue
            i == 4 && break
        finally
            n += 1
        end
    end
    @test n == 4
end

@testset "nested" begin
    function f()
        try
            try
                error("inner")
            catch e
                throw(ArgumentError(e.msg * " seen"))
            end
        catch e
            return e
        end
    end
    @test f() isa ArgumentError
    @test f().msg == "inner seen"
end

@testset "rethrow" begin
    function f()
        try
            error("first")
        catch
            rethrow()
        end
    end
    @test_throws ErrorException("first") f()
    g() = try
        error("first")
    catch
        rethrow(ArgumentError("second"))
    end
    @test_throws ArgumentError g()
end

@testset "anything can be thrown" begin
    @test (try
        throw(42)
    catch e
        e
    end) == 42
    @test_throws String throw("text")
end

struct OutOfStock <: Exception
    item::String
end
Base.showerror(io::IO, e::OutOfStock) = print(io, "no ", e.item, " left")

@testset "own exceptions" begin
    e = try
        throw(OutOfStock("bread"))
    catch e
        e
    end
    @test e.item == "bread"
    @test sprint(showerror, e) == "no bread left"
    @test_throws OutOfStock throw(OutOfStock("x"))
    @test_throws "no bread" throw(OutOfStock("bread"))
end

message(f) = try
    f()
    "nothing thrown"
catch e
    sprint(showerror, e)
end

@testset "messages of Base's exceptions" begin
    @test message(() -> [1, 2][3]) == "BoundsError: attempt to access 2-element Vector{Int64} at index [3]"
    @test message(() -> Dict()[:a]) == "KeyError: key :a not found"
    @test message(() -> div(1, 0)) == "DivideError: integer division error"
    @test message(() -> error("x")) == "x"
    @test message(() -> throw(ArgumentError("bad"))) == "ArgumentError: bad"
    @test message(() -> Int(1.5)) == "InexactError: Int64(1.5)"
    @test message(() -> (1)::String) == "TypeError: in typeassert, expected String, got a value of type Int64"
    @test startswith(message(() -> sqrt(-1)), "DomainError with -1")
    @test message(() -> throw(DimensionMismatch("d"))) == "DimensionMismatch: d"
    @test message(() -> @assert 1 == 2) == "AssertionError: 1 == 2"
    @test message(() -> [][1]) == "BoundsError: attempt to access 0-element Vector{Any} at index [1]"
    @test message(() -> first([])) == "BoundsError: attempt to access 0-element Vector{Any} at index [1]"
end

@testset "undefined things" begin
    @test message(() -> undefined_thing) == "UndefVarError: `undefined_thing` not defined in `Main`"
    f() = (x; x = 1)
    @test startswith(message(f), "UndefVarError: `x` not defined")
    @test startswith(message(() -> Base.nothing_here), "UndefVarError: `nothing_here` not defined in `Base`")
end

takes_integers(x::Int) = x

@testset "method errors" begin
    @test startswith(message(() -> takes_integers("a")), "MethodError: no method matching takes_integers(::String)")
    @test startswith(message(() -> "a" + 1), "MethodError: no method matching +(::String, ::Int64)")
    @test startswith(message(() -> (x = 1; x(2))), "MethodError: objects of type Int64 are not callable")
end

@testset "overflow of the stack" begin
    endless(n) = endless(n + 1) + 1
    @test_throws StackOverflowError endless(1)
    @test (try
        endless(1)
    catch e
        e isa StackOverflowError
    end)
end

@testset "values of variables after a throw" begin
    x = 0
    try
        x = 1
        error("x")
        x = 2
    catch
        x += 10
    end
    @test x == 11
end

@testset "the stack of exceptions" begin
    try
        try
            error("one")
        catch
            error("two")
        end
    catch
        stack = current_exceptions()
        @test length(stack) == 2
        @test stack[1].exception.msg == "one"
        @test stack[2].exception.msg == "two"
    end
end

@testset "stack traces" begin
    inner_fault() = error("deep")
    outer_fault() = inner_fault()
    frames = try
        outer_fault()
    catch
        stacktrace(catch_backtrace())
    end
    names = [f.func for f in frames]
    @test any(n -> occursin("inner_fault", string(n)), names)
end

@testset "what may fail in passing" begin
    @test something(nothing, 3) == 3
    @test_throws ArgumentError something(nothing)
    @test tryparse(Int, "x") === nothing
    @test get(Dict(), :a, 0) == 0
end

@testset "errors of the system" begin
    @test SystemError("x").prefix == "x" && SystemError("x").errnum isa Int32 && SystemError("x").extrainfo === nothing
    @test sprint(showerror, SystemError("opening", 2)) == "SystemError: opening: No such file or directory"
end

@testset "nothing is thrown again where nothing was caught" begin
    @test fetch(@async try rethrow(ErrorException("a")) catch e; e.msg end) == "rethrow(exc) not allowed outside a catch block"
    @test_throws ArgumentError try error("x") catch; rethrow(ArgumentError("y")) end
end

struct Within{T<:Integer, Vector{T} <: A <: AbstractArray{T}} end

@testset "parameters that are no types, or not where they may be" begin
    thrown(f) = try f() catch e; sprint(showerror, e) end
    @test_throws TypeError(:Union, "", Type, 1) Union{Int, 1}
    @test thrown(() -> Tuple{Vararg{Int}, Int}) == "TypeError: in Tuple, in non-final parameter, expected Type, got Vararg{Int64}"
    @test thrown(() -> Vector{Vararg{Int}}) == "TypeError: in Type, in parameter, expected Type, got Vararg{Int64}"
    @test thrown(() -> Vararg{Int, 0x01}) == "TypeError: in Vararg, in count, expected Int64, got a value of type UInt8"
    @test thrown(() -> Within{Int, Vector{Float64}}) ==
        "TypeError: in Within, in A, expected Vector{Int64}<:A<:(AbstractArray{Int64}), got Type{Vector{Float64}}"
    @test TypeError("new", Int, "x").func === :new
end

@testset "attributes of fields that are never written" begin
    @test_throws ErrorException("invalid field attribute const for immutable struct") @eval struct NeverConst
        const x
    end
end
