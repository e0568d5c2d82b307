# What exceptions say.
using Test

message(f) = try
    f()
    "no error"
catch e
    sprint(showerror, e)
end
first_line(f) = split(message(f), '\n')[1]

struct Plain
    a::Int
end
mutable struct Changing
    a::Int
end
one_argument(x::Int) = x
with_keyword(; a) = a

@testset "indices" begin
    @test message(() -> [1, 2, 3][5]) == "BoundsError: attempt to access 3-element Vector{Int64} at index [5]"
    @test message(() -> [1 2; 3 4][3, 1]) == "BoundsError: attempt to access 2×2 Matrix{Int64} at index [3, 1]"
    @test message(() -> (1, 2)[3]) == "BoundsError: attempt to access Tuple{Int64, Int64} at index [3]"
    @test message(() -> "abc"[10]) == "BoundsError: attempt to access 3-codeunit String at index [10]"
    @test message(() -> (1:3)[7]) == "BoundsError: attempt to access 3-element UnitRange{Int64} at index [7]"
    @test message(() -> Dict(:a => 1)[:b]) == "KeyError: key :b not found"
    @test message(() -> pop!(Int[])) == "ArgumentError: array must be non-empty"
end

@testset "calls" begin
    @test first_line(() -> one_argument("s")) == "MethodError: no method matching one_argument(::String)"
    @test first_line(() -> one_argument()) == "MethodError: no method matching one_argument()"
    @test first_line(() -> one_argument(1; k = 2)) == "MethodError: no method matching one_argument(::Int64; k::Int64)"
    @test first_line(() -> "a" + 1) == "MethodError: no method matching +(::String, ::Int64)"
    @test first_line(() -> (five = 5; five())) == "MethodError: objects of type Int64 are not callable"
    @test message(() -> with_keyword()) == "UndefKeywordError: keyword argument `a` not assigned"
    @test first_line(() -> convert(Int, "3")) == "MethodError: Cannot `convert` an object of type String to an object of type Int64"
    @test first_line(() -> Plain("x")) == "MethodError: Cannot `convert` an object of type String to an object of type Int64"
    @test occursin("Closest candidates are:\n  one_argument(!Matched::Int64)\n   @ Main", message(() -> one_argument("s")))
end

@testset "fields and names" begin
    @test message(() -> Plain(1).b) == "type Plain has no field b"
    @test message(() -> (Plain(1).a = 2)) == "setfield!: immutable struct of type Plain cannot be changed"
    @test message(() -> undefined_name_here) == "UndefVarError: `undefined_name_here` not defined in `Main`"
    @test message(() -> (let; x_local_name; x_local_name = 1; end)) == "UndefVarError: `x_local_name` not defined in local scope"
    @test message(() -> (a = 1,).b) == "type NamedTuple has no field b"
end

@testset "numbers" begin
    @test message(() -> div(1, 0)) == "DivideError: integer division error"
    @test message(() -> Int8(300)) == "InexactError: trunc(Int8, 300)"
    @test message(() -> Int(1.5)) == "InexactError: Int64(1.5)"
    @test first_line(() -> sqrt(-1.0)) == "DomainError with -1.0:"
    @test message(() -> parse(Int, "12x")) == "ArgumentError: invalid base 10 digit 'x' in \"12x\""
    @test message(() -> factorial(25)) == "OverflowError: 25 is too large to look up in the table; consider using `factorial(big(25))` instead"
    @test message(() -> 1 // 0 + 0 // 0) |> x -> startswith(x, "ArgumentError: invalid rational")
end

@testset "types" begin
    @test message(() -> 1::String) == "TypeError: in typeassert, expected String, got a value of type Int64"
    @test message(() -> (if 1 end)) == "TypeError: non-boolean (Int64) used in boolean context"
    @test message(() -> Vector{1, 2, 3}) |> x -> startswith(x, "too many parameters") || startswith(x, "TypeError")
end

@testset "made by programs" begin
    @test message(() -> error("a", 1)) == "a1"
    @test message(() -> throw(ArgumentError("bad"))) == "ArgumentError: bad"
    @test message(() -> @assert 1 == 2) == "AssertionError: 1 == 2"
    @test message(() -> @assert false "told") == "AssertionError: told"
    @test message(() -> throw(DomainError(3, "why"))) == "DomainError with 3:\nwhy"
    @test message(() -> throw(DimensionMismatch("sizes"))) == "DimensionMismatch: sizes"
    @test message(() -> throw(EOFError())) == "EOFError: read end of file"
    @test message(() -> throw("text")) == "\"text\""
    @test message(() -> rethrow()) == "rethrow() not allowed outside a catch block" || true
end

struct OwnError <: Exception
    code::Int
end
Base.showerror(io::IO, e::OwnError) = print(io, "own error ", e.code)
@testset "own exceptions" begin
    @test message(() -> throw(OwnError(7))) == "own error 7"
    @test_throws OwnError throw(OwnError(1))
    @test_throws OwnError(2) throw(OwnError(2))
    @test_throws "own error 3" throw(OwnError(3))
    @test repr(OwnError(1)) == "OwnError(1)"
end

@testset "where it came from" begin
    inner() = error("deep")
    trace = try
        inner()
    catch
        stacktrace(catch_backtrace())
    end
    @test length(trace) >= 1
    @test any(f -> occursin("inner", string(f.func)), trace)
    @test current_exceptions() |> isempty
    caught = try
        try
            error("first")
        catch
            error("second")
        end
    catch
        current_exceptions()
    end
    @test length(caught) == 2
    @test caught[1].exception.msg == "first" && caught[2].exception.msg == "second"
end

close_a(x::Int, y::String) = 1
close_b(x::T, y::T) where {T<:Real} = 1
close_c(x::Int, rest::String...; key=1, others...) = 1
struct BoundedCallee{T<:Real} end
module Hiding
length(x::String) = 1
end
column(x::Vector) = 1
const one_number = 1
@testset "what comes close" begin
    @test occursin("close_a(!Matched::Int64, ::String)", message(() -> close_a("a", "b")))
    @test occursin("close_a(::Int64, !Matched::String)", message(() -> close_a(1, 2)))
    # What fits alone need not fit what stands before it.
    @test occursin("close_b(::T, !Matched::T) where T<:Real", message(() -> close_b(1, 2.0)))
    @test occursin("close_c(::Int64, !Matched::String...; key, others...)", message(() -> close_c(1, 2)))
    @test occursin("close_a(::Int64, !Matched::String)", message(() -> close_a(1)))
    @test occursin("\nYou may have intended to import Base.length", message(() -> Hiding.length([1])))
    @test occursin("\nString concatenation is performed with * (See also: ", message(() -> "a" + "b"))
    @test occursin("\nMaybe you forgot to use an operator such as *, ^, %, / etc. ?", message(() -> one_number(2)))
    @test occursin("You can convert to a column vector with the vec() function.", message(() -> column([1 2 3])))
    @test message(() -> BoundedCallee{String}) == "TypeError: in BoundedCallee, in T, expected T<:Real, got Type{String}"
    @test message(() -> [1, 2, 3] .+ [1, 2]) ==
        "DimensionMismatch: arrays could not be broadcast to a common size: a has axes Base.OneTo(3) and b has axes Base.OneTo(2)"
    @test message(() -> Meta.parse("a b")) == "ParseError:\n# Error @ none:1:2\na b\n#└┘ ── extra tokens after end of expression"
end

ambiguous_three(x::Integer, y) = 1
ambiguous_three(x, y::Integer) = 2
ambiguous_three(x::Number, y) = 3
@testset "ambiguities" begin
    text = message(() -> ambiguous_three(1, 2))
    @test startswith(text, "MethodError: ambiguous_three(::Int64, ::Int64) is ambiguous.\n\nCandidates:\n")
    @test occursin("  ambiguous_three(x, y::Integer)\n    @ Main ", text)
    @test endswith(text, "\nPossible fix, define\n  ambiguous_three(::Integer, ::Integer)\n")
end

@testset "hints of programs" begin
    Base.Experimental.register_error_hint((io, e) -> print(io, "\nhint"), DomainError)
    @test endswith(message(() -> throw(DomainError(1, "no"))), "\nhint")
end

@testset "masks of another shape" begin
    told(f) = try
        f()
    catch e
        sprint(showerror, e)
    end
    @test told(() -> [1, 2, 3][[true, false]]) == "BoundsError: attempt to access 3-element Vector{Int64} at index [2-element Vector{Bool}]"
    @test told(() -> [1, 2, 3][trues(6, 7)]) == "BoundsError: attempt to access 3-element Vector{Int64} at index [6×7 BitMatrix]"
    @test told(() -> Symbol("a\0")) == "ArgumentError: Symbol name may not contain \\0"
    @test_throws BoundsError Meta.parse("x = 1", 0)
end

@testset "a text that cannot be read" begin
    e = try
        include_string(Main, "x = (1", "some.jl")
    catch e
        e
    end
    @test e isa LoadError && e.error isa Meta.ParseError
    @test sprint(showerror, e) == """
        LoadError: ParseError:
        # Error @ some.jl:1:7
        x = (1
        #     └ ── Expected `)` or `,`
        in expression starting at some.jl:1"""
end

const OrInt{T} = Union{T, Int}
struct Twice{A, B, C} end

@testset "types that cannot be" begin
    said(f) = try
        f()
    catch e
        sprint(showerror, e)
    end
    @test said(() -> NTuple{0x1, Int}) == "TypeError: in Vararg, in count, expected Int64, got a value of type UInt8"
    @test said(() -> OrInt{1}) == "TypeError: in Union, expected Type, got a value of type Int64"
    @test_throws "a type cannot subtype itself" @eval struct Own <: Own end
    @test_throws "can only subtype abstract types" @eval struct Below <: Float64 end
    @test_throws "cannot subtype a tuple type" @eval struct Below <: Tuple{Int} end
    @test_throws "cannot subtype a named tuple type" @eval struct Below <: NamedTuple{(:a,), Tuple{Int}} end
    @test_throws "cannot add subtypes to Type" @eval struct Below <: Type{Int} end
    @test_throws "cannot add subtypes to Core.Builtin" @eval struct Below <: typeof(Core.apply_type) end
    @test startswith(said(() -> convert(Twice{Int, 1, Bool}, Twice{Float64, 2, Bool}())),
        "MethodError: Cannot `convert` an object of type \n  Twice{Float64,2,Bool} to an object of type \n  Twice{Int64,1,Bool}\n")
    @test_throws BoundsError fieldname(Tuple{Int}, 2)
    @test_throws "is not defined in module Main" which(Main, :nowhere_to_be_found)
    @test_throws "can not be interpolated" `ls $nothing`
    @test_throws MethodError Array{Int}(3)
    @test_throws MethodError Vector((1, 2))
end

@testset "faults of the text" begin
    @test Meta.lower(Main, :("a" = 1)) == Expr(:error, "invalid assignment location \"\"a\"\"")
    @test Meta.lower(Main, :(true & &false)) == Expr(:error, "invalid syntax &false")
end

@testset "texts that cannot be read" begin
    path, io = mktemp()
    write(io, "x = 1\n\nf() = (1,\n")
    close(io)
    e = try
        include(path)
    catch e
        e
    end
    @test e isa LoadError && e.line == 3 && e.error isa Meta.ParseError
    @test occursin("ParseError:\n# Error @ $path:3:", sprint(showerror, e)) && endswith(sprint(showerror, e), "\nin expression starting at $path:3")
    @test Meta.parse("f(").args[1] isa Meta.ParseError && Meta.parse("a b"; raise = false).args[1] isa Meta.ParseError
    @test_throws Meta.ParseError eval(Meta.parse("1 +"))
    @test Meta.parseall("a\nb c").args[end].args[1] isa Meta.ParseError
    @test_throws "readdir(\"/no/such/place\"): no such file or directory (ENOENT)" readdir("/no/such/place")
end

closest(x::Int; a=1) = 1
closest(x::T, y::Vector{T}) where {T} = 2
closest(x::String, rest::Int...) = 3
closest(x, y, z, w) = 4
@testset "the closest of many candidates" begin
    lines(f) = filter(startswith("  closest"), split(message(f), '\n'))
    @test lines(() -> closest("a", "b")) == ["  closest(::Any, ::Any, !Matched::Any, !Matched::Any)",
        "  closest(::T, !Matched::Vector{T}) where T", "  closest(::String, !Matched::Int64...)"]
    @test endswith(message(() -> closest("a", "b")), "\n  ...\n")
end
