# How values print: `print`, `show` and the long form.
using Test

long(x) = repr("text/plain", x)
struct Point
    x::Int
    y
end
struct Wrapped{T}
    value::T
end
mutable struct Counter
    n
end
mutable struct Linked
    next
    Linked() = new()
end

@testset "structs" begin
    @test repr(Point(1, "a")) == "Point(1, \"a\")"
    @test repr(Wrapped(2.5)) == "Wrapped{Float64}(2.5)"
    @test repr(Wrapped(Point(1, :s))) == "Wrapped{Point}(Point(1, :s))"
    @test repr(Counter([1, 2])) == "Counter([1, 2])"
    @test repr(Linked()) == "Linked(#undef)"
    l = Linked()
    l.next = l
    @test repr(l) == "Linked(Linked(#= circular reference @-1 =#))"
    @test string(Point(1, 2)) == "Point(1, 2)"
end

@testset "tuples and named tuples" begin
    @test repr((1, "a", 'c')) == "(1, \"a\", 'c')"
    @test repr((1,)) == "(1,)" && repr(()) == "()"
    @test repr((a = 1, b = 2.0)) == "(a = 1, b = 2.0)"
    @test repr((a = 1,)) == "(a = 1,)"
    @test repr(NamedTuple()) == "NamedTuple()"
    @test repr(((1, 2), [3])) == "((1, 2), [3])"
    @test repr(1 => 2) == "1 => 2" && repr((1 => 2) => 3) == "(1 => 2) => 3"
    @test repr(Pair{Any, Any}(1, 2)) == "Pair{Any, Any}(1, 2)"
end

@testset "vectors" begin
    @test repr([1, 2, 3]) == "[1, 2, 3]"
    @test repr(Any[1, "a", nothing]) == "Any[1, \"a\", nothing]"
    @test repr([1.5, 2.0]) == "[1.5, 2.0]"
    @test repr(Float32[1, 2]) == "Float32[1.0, 2.0]"
    @test repr(UInt8[1, 255]) == "UInt8[0x01, 0xff]"
    @test repr(Int[]) == "Int64[]" && repr([]) == "Any[]"
    @test repr([true, false]) == "Bool[1, 0]"
    @test repr([[1], [2, 3]]) == "[[1], [2, 3]]"
    @test repr([:a, :b]) == "[:a, :b]"
    @test repr(["a", "b"]) == "[\"a\", \"b\"]"
    @test repr([(1, 2)]) == "[(1, 2)]"
    @test repr(Union{Int, Nothing}[1, nothing]) == "Union{Nothing, Int64}[1, nothing]"
    @test repr([missing, 1]) == "Union{Missing, Int64}[missing, 1]"
    @test long([1, 20]) == "2-element Vector{Int64}:\n  1\n 20"
    @test long([1.5, 10.25]) == "2-element Vector{Float64}:\n  1.5\n 10.25"
    @test long(["a"]) == "1-element Vector{String}:\n \"a\""
    @test long(Any[1, "b"]) == "2-element Vector{Any}:\n 1\n  \"b\""
    @test long(Int[]) == "Int64[]"
end

@testset "matrices" begin
    @test repr([1 2; 3 4]) == "[1 2; 3 4]"
    @test repr([1.0 2.0]) == "[1.0 2.0]"
    @test long([1 2; 30 4]) == "2×2 Matrix{Int64}:\n  1  2\n 30  4"
    @test long([1.5 2; 3 4]) == "2×2 Matrix{Float64}:\n 1.5  2.0\n 3.0  4.0"
    @test long(["a" "bc"; "def" "g"]) == "2×2 Matrix{String}:\n \"a\"    \"bc\"\n \"def\"  \"g\""
    @test long(zeros(2, 0)) == "2×0 Matrix{Float64}"
    @test repr(zeros(Int, 2, 1)) == "[0; 0;;]"
    @test long([true false]) == "1×2 Matrix{Bool}:\n 1  0"
    @test long(zeros(Int, 1, 2, 2)) ==
        "1×2×2 Array{Int64, 3}:\n[:, :, 1] =\n 0  0\n\n[:, :, 2] =\n 0  0"
    @test repr(zeros(Int, 1, 1, 2)) == "[0;;; 0]"
    @test long(fill(7)) == "0-dimensional Array{Int64, 0}:\n7"
    @test repr(fill(7)) == "fill(7)"
end

@testset "limits" begin
    limited(x) = sprint(show, MIME"text/plain"(), x; context = (:limit => true, :displaysize => (12, 40)))
    @test limited(collect(1:100)) ==
        "100-element Vector{Int64}:\n   1\n   2\n   3\n   4\n   ⋮\n  98\n  99\n 100"
    @test sprint(show, collect(1:100); context = :limit => true) ==
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10  …  91, 92, 93, 94, 95, 96, 97, 98, 99, 100]"
    @test occursin("…", limited(zeros(2, 50)))
    @test count("\n", limited(Dict(i => i for i in 1:100))) <= 12
end

@testset "ranges" begin
    @test repr(1:5) == "1:5" && repr(1:2:9) == "1:2:9" && repr(5:-1:1) == "5:-1:1"
    @test repr(0.0:0.5:2.0) == "0.0:0.5:2.0"
    @test long(1:5) == "1:5"
    @test repr('a':'c') == "'a':1:'c'"
    @test repr(Base.OneTo(3)) == "Base.OneTo(3)"
    @test repr(LinRange(0, 1, 3)) == "LinRange{Float64}(0.0, 1.0, 3)"
    @test long(LinRange(0, 1, 3)) == "3-element LinRange{Float64, Int64}:\n 0.0, 0.5, 1.0"
end

@testset "symbols and expressions" begin
    @test repr(:a) == ":a" && repr(Symbol("a b")) == "Symbol(\"a b\")" && repr(:+) == ":+"
    @test repr(:(x + 1)) == ":(x + 1)" && string(:(x + 1)) == "x + 1"
    @test string(:(f(a, b = 2))) == "f(a, b = 2)"
    @test string(:(a[1])) == "a[1]" && string(:(a.b)) == "a.b"
    @test string(:([1, 2])) == "[1, 2]"
    @test string(:(x ? y : z)) == "if x\n    y\nelse\n    z\nend" || string(:(x ? y : z)) == "x ? y : z"
    @test string(:(-x)) == "-x" && string(:(!x)) == "!x"
    @test string(:(a && b || c)) == "a && b || c"
    @test string(:(a => b)) == "a => b"
    @test repr(QuoteNode(:a)) == ":(:a)"
    @test repr(LineNumberNode(3, :f)) == ":(#= f:3 =#)"
end

@testset "nothing and friends" begin
    @test repr(nothing) == "nothing" && string(nothing) == "nothing" && repr(missing) == "missing"
    @test repr(Some(1)) == "Some(1)" && repr(Val(3)) == "Val{3}()"
    @test repr(Ref(1)) == "Base.RefValue{Int64}(1)"
    @test repr(v"1.2.3-rc1") == "v\"1.2.3-rc1\""
    @test repr(r"a+"m) == "r\"a+\"m"
    @test repr(:) == "Colon()" && repr(undef) == "UndefInitializer()"
end

@testset "types" begin
    @test repr(Int) == "Int64" && repr(Vector{Int}) == "Vector{Int64}"
    @test long(Vector{Int}) == "Vector{Int64} (alias for Array{Int64, 1})"
    @test repr(Union{Int, String}) == "Union{Int64, String}"
    @test repr(Tuple{Int, Vararg{Any}}) == "Tuple{Int64, Vararg{Any}}"
    @test repr(Dict{String, Vector{Float64}}) == "Dict{String, Vector{Float64}}"
    @test repr(Wrapped) == "Wrapped" && repr(Wrapped{Int}) == "Wrapped{Int64}"
    @test repr(Type{Int}) == "Type{Int64}"
    @test repr(AbstractVector) == "AbstractVector"
    @test repr(NTuple{3, Int}) == "Tuple{Int64, Int64, Int64}"
    @test repr(typeof((a = 1,))) == "@NamedTuple{a::Int64}"
    @test repr(Array{<:Integer, 2}) == "Matrix{<:Integer}"
    @test repr(Ref{Int}) == "Ref{Int64}"
    @test string(Base.RefValue) == "Base.RefValue"
end

f_shown(x) = x
f_shown(x, y) = x
@testset "functions and modules" begin
    @test repr(sin) == "sin" && string(f_shown) == "f_shown"
    @test long(f_shown) == "f_shown (generic function with 2 methods)"
    @test repr(Base) == "Base" && repr(Main) == "Main" && repr(Base.Iterators) == "Base.Iterators"
    @test repr(sin ∘ cos) == "sin ∘ cos"
    @test repr(==(1)) == "Base.Fix2{typeof(==), Int64}(==, 1)" || repr(==(1)) == "==(1)" || occursin("Fix2", repr(==(1)))
    @test startswith(repr(x -> x), "var\"#") 
    @test repr(getfield) == "getfield" && long(getfield) == "getfield (built-in function)"
end

struct Celsius
    degrees::Float64
end
Base.show(io::IO, c::Celsius) = print(io, c.degrees, "°C")
@testset "own methods" begin
    @test string(Celsius(21.5)) == "21.5°C"
    @test repr([Celsius(1), Celsius(2)]) == "Celsius[1.0°C, 2.0°C]"
    @test "$(Celsius(3))" == "3.0°C"
    @test long([Celsius(1)]) == "1-element Vector{Celsius}:\n 1.0°C"
end

@testset "dump" begin
    @test sprint(dump, 1) == "Int64 1\n"
    @test sprint(dump, Point(1, "a")) == "Point\n  x: Int64 1\n  y: String \"a\"\n"
    @test sprint(dump, :(a + 1)) ==
        "Expr\n  head: Symbol call\n  args: Array{Any}((3,))\n    1: Symbol +\n    2: Symbol a\n    3: Int64 1\n"
end

@testset "pairs" begin
    @test long(pairs((a=1, b="x"))) == "pairs(::NamedTuple) with 2 entries:\n  :a => 1\n  :b => \"x\""
    @test long(pairs([7])) == "pairs(::Vector{Int64})(...):\n  1 => 7"
    @test long(pairs((7,))) == "pairs(::Tuple{Int64}) with 1 entry:\n  1 => 7"
    kept(; keywords...) = keywords
    @test long(kept(a=1)) == "pairs(::NamedTuple) with 1 entry:\n  :a => 1"
    @test repr(kept(a=1)) == "Base.Pairs(:a => 1)"
end

@testset "fractions in columns" begin
    @test long([1//2 3//4; 5//1 7//9]) == "2×2 Matrix{Rational{Int64}}:\n 1//2  3//4\n  5    7//9"
    @test long([1//2, 12//1]) == "2-element Vector{Rational{Int64}}:\n 1//2\n 12"
    @test long([1//1, 22//1]) == "2-element Vector{Rational{Int64}}:\n  1\n 22"
end

@testset "compositions" begin
    @test repr(!isempty) == "!isempty" && repr(isempty ∘ !) == "isempty ∘ (!)"
    @test repr((+) ∘ sin) == "(+) ∘ sin" && repr((!isempty) ∘ sin) == "!isempty ∘ sin"
    @test long(!isempty) == "!isempty" && repr(sin ∘ (cos ∘ tan)) == "sin ∘ (cos ∘ tan)"
end

@testset "pairs that stand in themselves or in others" begin
    d = Dict{Any,Any}()
    d[1] = d
    @test repr(d) == "Dict{Any, Any}(1 => Dict{Any, Any}(#= circular reference @-1 =#))"
    @test repr((+) => 1) == "(+) => 1" && repr(sin => cos) == "sin => cos"
    @test repr(1 => (2 => 3)) == "1 => (2 => 3)" && repr((1 => 2) => 3) == "(1 => 2) => 3"
    @test repr(Pair{Any,Any}(1, 2)) == "Pair{Any, Any}(1, 2)" && repr(Pair{Real,Any}[1 => 2]) == "Pair{Real, Any}[1 => 2]"
    @test long(Dict(1 => (2 => 3))) == "Dict{Int64, Pair{Int64, Int64}} with 1 entry:\n  1 => 2=>3"
end

@testset "strings that are longer than there is space for" begin
    limited(x) = sprint(show, MIME("text/plain"), x; context=(:limit => true, :displaysize => (24, 80)))
    @test limited("a"^558) == repr("a"^558) && length(limited("x"^2000)) == 560
    @test occursin(" ⋯ 1460 bytes ⋯ ", limited("a"^2000))
    @test limited(["b"^200]) == "1-element Vector{String}:\n \"" * "b"^31 * "\" ⋯ 139 bytes ⋯ \"" * "b"^30 * "\""
    @test sprint(show, MIME("text/plain"), "a"^2000) == repr("a"^2000)
end

@testset "code units, addresses" begin
    @test repr(codeunits("ab")) == "UInt8[0x61, 0x62]"
    @test repr(C_NULL) == "Ptr{Nothing} @0x0000000000000000" && repr(Ptr{Int}(8) + 8) == "Ptr{Int64} @0x0000000000000010"
    @test C_NULL == Ptr{Int}(0) && UInt(Ptr{Cvoid}(3)) === UInt(3) && Ptr{Int}(16) - Ptr{Int}(8) === UInt(8)
end

module Elsewhere
export known
known() = 1
hidden() = 2
end
using .Elsewhere
@testset "functions with and without their module" begin
    @test string(Elsewhere.hidden) == "hidden" && repr(Elsewhere.hidden) == "Main.Elsewhere.hidden"
    @test string(known) == "known" && repr(known) == "Main.Elsewhere.known"
    @test string(Iterators.flatten) == "flatten" && repr(Iterators.flatten) == "Base.Iterators.flatten" && repr(zip) == "zip"
    @test long(typeof(sin)) == "typeof(sin) (singleton type of function sin, subtype of Function)"
end

@testset "less usual values" begin
    @test long(undef) == "UndefInitializer(): array initializer with undefined values"
    @test string(LineNumberNode(3)) == "#= line 3 =#" && string(LineNumberNode(3, :a)) == "#= a:3 =#"
    @test repr(GlobalRef(Main, :+)) == ":(Main.:+)" && repr(GlobalRef(Main, :x)) == ":(Main.x)"
    @test repr([1f10, 1.5f0]) == "Float32[1.0f10, 1.5]" && string(1f10) == "1.0e10"
    @test repr([missing, true]) == "Union{Missing, Bool}[missing, 1]"
    @test summary(view([1 2; 3 4], :, 1)) == "2-element view(::Matrix{Int64}, :, 1) with eltype Int64"
    @test long(pairs([7 8]))[1:28] == "pairs(::Matrix{Int64})(...):"
    dots = sprint(show, "text/plain", collect(1.0:100.0); context = (:limit => true, :displaysize => (12, 80)))
    @test occursin("\n   ⋮\n", dots)
end

@testset "a matrix that is too large for its room" begin
    text = sprint(show, "text/plain", [i * j for i in 1.0:100, j in 1:100]; context=(:limit => true, :displaysize => (24, 80)))
    lines = split(text, '\n')
    @test lines[12] == "   ⋮                                  ⋮    ⋱" * " "^26
    @test [i for i in 2:length(lines) if occursin('…', lines[i])] == [2, 7, 17]
end

optional_and_keyword(a=1; b=2) = a
@testset "a method that fills in arguments hands on keywords" begin
    @test occursin("optional_and_keyword(; ...)", sprint(show, methods(optional_and_keyword)))
    @test occursin("optional_and_keyword(a; b)", sprint(show, methods(optional_and_keyword)))
end

@testset "commands are what they run" begin
    @test `a b` == `a b` && `a b` != `a c` && hash(`a`) == hash(`a`)
end

struct Angled
    a::Int
end
Base.show(io::IO, x::Angled) = print(io, "<", x.a, ">")

@testset "expressions that hold values" begin
    @test string(:($([1, 2]) + 1)) == "[1, 2] + 1"
    @test string(:(a + $(1 // 2))) == "a + 1//2"
    @test string(:(f($(1:3), $(1 + 2im), $(1 => 2), $((a = 1,))))) == "f(1:3, 1 + 2im, 1 => 2, (a = 1,))"
    @test string(:(f($(Dict(1 => 2)), $(Set([1])), $(r"a")))) == "f(Dict(1 => 2), Set([1]), r\"a\")"
    @test repr(:(x + $(Angled(3)))) == ":(x + <3>)"
    @test repr(QuoteNode([1, 2])) == ":(\$(QuoteNode([1, 2])))"
    @test sprint(Meta.show_sexpr, :(x + $(Angled(3)))) == "(:call, :+, :x, <3>)"
end

@testset "commands take values in" begin
    x, v = 1, ["a b", "c"]
    @test `ls -l $x`.exec == ["ls", "-l", "1"] && string(`ls -l $x`) == "`ls -l 1`"
    @test `ls $v pre$v.txt`.exec == ["ls", "a b", "c", "prea b.txt", "prec.txt"]
    @test `echo 'a $x' "b $x" '' \$x`.exec == ["echo", "a \$x", "b 1", "", "\$x"]
    @test string(`ls 'a b'`) == "`ls 'a b'`" && isempty(``.exec)
    other = `b c`
    @test `a $other`.exec == ["a", "b", "c"]
    @test Base.shell_split("a 'b c' d") == ["a", "b c", "d"] && Base.shell_escape("a b") == "'a b'"
    @test_throws "must be quoted" @macroexpand `ls | cat`
end

@testset "conditions, sizes" begin
    @test repr(Condition()) == "Base.GenericCondition(Base.AlwaysLockedST(1))"
    @test Base.summarysize([1, 2]) == 56 && Base.summarysize("ab") == 10 && Base.summarysize(1) == 8
end

below(x::T1, y::T2) where {T2<:Integer, T1<:T2} = 1
struct Called end
(::Called)() = 1

@testset "methods, and what they are of" begin
    @test startswith(repr(methods(below)), "# 1 method for generic function \"below\" from Main:\n [1] below(x::T1, y::T2) where {T2<:Integer, T1<:T2}\n")
    @test startswith(repr(methods(Called)), "# 1 method for type constructor:\n")
    @test startswith(repr(methods(Called())), "# 1 method for callable object:\n")
    @test startswith(repr(methods(x -> x)), "# 1 method for anonymous function \"#")
    @test repr(Base.typename(Array)) == "typename(Array)"
    @test occursin("(::Type{T})(x::Integer) where T<:", repr(methods(Int)))
end

mutable struct Loud <: IO
    out::IOBuffer
end
Base.write(io::Loud, byte::UInt8) = write(io.out, byte)
Base.show(io::Loud, x::Bool) = print(io, x ? "YES" : "NO")
Base.show(io::Loud, x::Int) = print(io, "int")
Base.show(io::Loud, x::Float64) = print(io, "float")
Base.show(io::Loud, ::Nothing) = print(io, "none")
loud(x) = (io = Loud(IOBuffer()); print(io, x); String(take!(io.out)))

@testset "print of numbers is show, where that has a method for them" begin
    @test loud(true) == "YES" && loud(3) == "int" && loud(1.5) == "float" && loud(nothing) == "none"
    @test loud(1.5f0) == "1.5" && loud(0x10) == "16" && loud(big"1.5") == "1.5"
    @test loud((true, 1)) == "(true, 1)"       # of what is inside another stream is told
    @test string(nothing) == "nothing" && "$(nothing)" == "nothing"
    @test sprint(print, true; context = :typeinfo => Bool) == "1" && sprint(print, 1.0f0; context = :typeinfo => Any) == "1.0"
    @test sprint(print, big"1.23456789"; context = :compact => true) == string(big"1.23456789")
end

@testset "what lines up with pairs and complex numbers" begin
    @test long(Any[1, 1 => 4, (1 => 4) => 9]) == "3-element Vector{Any}:\n          1\n        1 => 4\n (1 => 4) => 9"
    @test Base.alignment(stdout, 1 + 10im) == (3, 5) && long(Any[1, 1 + 10im]) == "2-element Vector{Any}:\n   1\n 1 + 10im"
end

struct Dimension{N} end
struct Measure{D}
    tens::Int
    power::Rational{Int}
end
struct Measured{M, N} end
@enum Shade dark bright
@testset "values among the parameters of types" begin
    m = Measure{Dimension{()}()}(0, 1//2)
    T = Measured{(m,), nothing}
    @test T === Measured{(Measure{Dimension{()}()}(0, 1//2),), nothing}
    @test T !== Measured{(Measure{Dimension{()}()}(1, 1//2),), nothing}
    found(::Measured{M, N}) where {M, N} = M
    @test found(T()) === (m,)
    @test found(Measured{m, 1}()) === m
    given(::Measured{(Measure{Dimension{()}()}(0, 1//2),)}) = true
    given(x) = false
    @test given(T()) && !given(Measured{(m, m), nothing}())
    @test endswith(repr(Val{Dimension{3}()}), "Val{Dimension{3}()}")
    @test repr(T) == "Measured{(Measure{Dimension{()}()}(0, 1//2),), nothing}"
    @test repr(typeof(Val(bright))) == "Val{bright}"
    @test repr(typeof(Val(Int8(3)))) == "Val{3}" && repr(Val{0x03}) == "Val{0x03}"
    @test repr(Val{1 + 2im}) == "Val{1 + 2im}" && repr(Val{missing}) == "Val{missing}"
    @test repr(Val{(1//2, :a)}) == "Val{(1//2, :a)}" && repr(Val{Float16(1.5)}) == "Val{Float16(1.5)}"
    @test repr(Val{sin}) == "Val{sin}"
end
