# What packages ask of Base: names beneath its collections, functions that they give methods for their own types
using Test

const whole::UInt8 = 0xfe
const part::Float64 = 3
const rounded::Vector{Float64} = [1, 2]
@testset "constants of a declared type" begin
    @test whole === 0xfe
    @test part === 3.0
    @test rounded == [1.0, 2.0] && eltype(rounded) === Float64
    @test_throws MethodError Core.eval(Main, :(const wrong::Int = "text"))
    @test_throws InexactError Core.eval(Main, :(const broken::Int = 1.5))
end

# A dictionary as two vectors.
struct Listed{K, V} <: AbstractDict{K, V}
    keys::Vector{K}
    values::Vector{V}
    Listed{K, V}() where {K, V} = new{K, V}(K[], V[])
    Listed{K, V}(kv) where {K, V} = (d = Listed{K, V}(); foreach(((k, v),) -> d[k] = v, kv); d)
end
Listed(kv) = Base.dict_with_eltype((K, V) -> Listed{K, V}, kv, eltype(kv))
Base.setindex!(d::Listed, v, k) = (push!(d.keys, k); push!(d.values, v); d)
Base.length(d::Listed) = length(d.keys)
Base.iterate(d::Listed, i = 1) = i > length(d) ? nothing : (d.keys[i] => d.values[i], i + 1)
@testset "dictionaries of other types, by what is in them" begin
    @test Listed([1 => 2.0]) isa Listed{Int, Float64}
    @test Listed(i => string(i) for i in 1:2) isa Listed{Int, String}
    @test Listed(Any[1 => 2, 2 => 3.0]) isa Listed{Int, Real}
    @test collect(Listed(zip("ab", 1:2))) == ['a' => 1, 'b' => 2]
    @test Dict(Any[1 => 2, :a => 3]) isa Dict{Any, Int}
    @test IdDict(i => i for i in 1:2) isa IdDict{Int, Int}
end

# Something with a shape, and nothing but a size to tell it.
struct Grid end
Base.IteratorSize(::Type{Grid}) = Base.HasShape{2}()
Base.size(::Grid) = (2, 3)
Base.iterate(::Grid, i = 1) = i > 6 ? nothing : (i, i + 1)
@testset "axes of what has a size" begin
    @test collect(Grid()) == [1 3 5; 2 4 6]
    @test axes(Grid()) === (Base.OneTo(2), Base.OneTo(3))
    @test_throws MethodError axes(nothing)
end

struct Pieces{N} end
@generated function total(::Pieces{N}, (first, state)) where {N}
    sum = Expr(:block)
    for _ in 1:N
        push!(sum.args, :((first, state) = (first + state[1], state[2:end])))
    end
    :($sum; (first, state))
end
@testset "generated functions that take things apart" begin
    @test total(Pieces{2}(), (1, (10, 100, 1000))) == (111, (1000,))
    @test total(Pieces{0}(), (1, ())) == (1, ())
end

unknown_of_c() = ccall(:no_function_has_this_name, Int32, ())
unknown_by_name() = @ccall no_function_has_this_name_either()::Cint
@testset "functions with foreign calls, as long as nobody calls them" begin
    @test unknown_of_c isa Function
    @test_throws "`ccall` of `no_function_has_this_name` is not supported: there is no foreign code" unknown_of_c()
    @test_throws "`ccall` of `no_function_has_this_name_either` is not supported" unknown_by_name()
end

# A set that answers itself what is in it.
struct Evens <: AbstractSet{Int}
    upto::Int
end
Base.length(s::Evens) = s.upto ÷ 2
Base.iterate(s::Evens, i = 2) = i > s.upto ? nothing : (i, i + 2)
Base.in(x, s::Evens) = iseven(x) && 2 <= x <= s.upto
Base.issubset(iterable, s::Evens) = all(in(s), iterable)
@testset "a method for one of two sets is not in the way of one for any" begin
    @test issubset(Evens(4), Evens(6))
    @test Evens(4) == Set([2, 4]) && Set([2, 4]) == Evens(4)
    @test isequal(Evens(4), Evens(4)) && !isequal(Evens(4), Evens(6))
end

@testset "places of a union of bits are never undefined" begin
    v = Vector{Union{Nothing, Int}}(undef, 2)
    @test v == [nothing, nothing]
    @test isassigned(v, 1)
    m = Matrix{Union{Missing, Float64}}(undef, 2, 2)
    @test all(ismissing, m)
    push!(v, 7)
    @test pop!(v) == 7
    @test resize!(v, 4)[4] in (nothing, 7)
    @test Vector{Union{Int, Float64}}(undef, 1)[1] isa Union{Int, Float64}
    @test !isassigned(Vector{Union{Nothing, String}}(undef, 1), 1)
end

plain(x) = x
macro kind(x)
    return string(typeof(macroexpand(__module__, x)))
end
@testset "names and literals that macros look at" begin
    @test methods(plain).mt.name === :plain
    @test methods(plain).mt.module === Main
    @test typeof(plain).name.mt.name === :plain
    @test methods(Int).mt.name === :Type
    @test (@kind r"a+"i) == "Regex"
    @test (() -> r"a")() === (() -> r"a")() || r"a" == r"a"
end

module Old
export new_name
new_name(x) = x + 1
Base.@deprecate_binding old_name new_name
@deprecate older_name(x) new_name(x)
@deprecate oldest_name new_name
Base.@deprecate_moved gone "Elsewhere"
end
using .Old
@testset "names of older versions" begin
    @test old_name(1) == older_name(1) == oldest_name(1) == 2
    @test_throws "gone has been moved to the package Elsewhere" gone(1)
    @test include_dependency("any.txt") === nothing
    @test __precompile__(true) === nothing
    f(x) = (Base.@_inline_meta; x)
    @test f(1) == 1
end

@doc "What is told of a name before it is defined." told_before
told_before(x) = x
@testset "text about names that come later" begin
    @test told_before(1) == 1
    @test occursin("before it is defined", string(@doc told_before))
end

@testset "beneath collections" begin
    @test Base.lt(Base.Forward, 1, 2) && Base.lt(Base.Reverse, 2, 1)
    v = Any[1, 2]
    Base._unsetindex!(v, 1)
    @test !isassigned(v, 1) && v[2] == 2
    @test Base._unsetindex!([1, 2], 1) == [1, 2]
    bits = BitVector([1, 1, 0, 1])
    @test Base.findnextnot(bits, 1) == 3
    @test Base.findprevnot(bits, 4) == 3
    @test Base.findnextnot(bits, 4) === nothing
    d = Dict(i => i for i in 1:9)
    @test Base.filter_in_one_pass!(p -> iseven(p.first), d) == Dict(i => i for i in 2:2:8)
    @test Base.rdims(Val(2), (Base.OneTo(2), Base.OneTo(3), Base.OneTo(4))) == (Base.OneTo(2), Base.OneTo(12))
    @test reshape(ones(2, 3, 4), Val(2)) == ones(2, 12)
    @test Base.Iterators.zip_iteratorsize(Base.HasLength(), Base.SizeUnknown(), Base.IsInfinite()) === Base.SizeUnknown()
    @test Base.Iterators.zip_iteratoreltype(Base.HasEltype(), Base.EltypeUnknown()) === Base.EltypeUnknown()
end

struct Filled{T} <: AbstractVector{T}
    value::T
    n::Int
end
Base.size(v::Filled) = (v.n,)
Base.getindex(v::Filled, i::Int) = (checkbounds(v, i); v.value)
Base._unsafe_getindex(::IndexStyle, v::Filled, i::AbstractVector) = Filled(v.value, length(i))
@testset "own ways to take several elements" begin
    @test Filled(1, 5)[2:3] isa Filled
    @test Filled(1, 5)[[1, 2]] isa Filled
    @test_throws BoundsError Filled(1, 5)[4:6]
end

module Clear
struct T end
Base.length(::T) = 1
f(x, y::Int) = 1
f(x::Int, y) = 2
end
@testset "ambiguities with all of Base" begin
    found = Test.detect_ambiguities(Clear, Core)
    @test [m.name for pair in found for m in pair] == [:f, :f]
end

@testset "what kinds of values a type has" begin
    @test Base.OrderStyle(Int) isa Base.Ordered && Base.OrderStyle("a") isa Base.Ordered && Base.OrderStyle(1im) isa Base.Unordered
    @test Base.ArithmeticStyle(1.0) isa Base.ArithmeticRounds && Base.ArithmeticStyle(Int8) isa Base.ArithmeticWraps
    @test Base.ArithmeticStyle(String) isa Base.ArithmeticUnknown
    @test Base.RangeStepStyle(1:2) isa Base.RangeStepRegular && Base.RangeStepStyle(0.0:0.1:1.0) isa Base.RangeStepIrregular
    @test Iterators.approx_iter_type(Vector{Int}) == Union{Nothing, Tuple{Int, Int}}
    @test Iterators.approx_iter_type(Union{}) === Union{}
    # What is no iterator at all goes through nothing.
    @test Base.alignment_from_show(stdout, :abc) == 4
end

@testset "versions of modules" begin
    @test pkgversion(Test) == VERSION && pkgversion(Main) === nothing && pkgversion(Base.Iterators) === nothing
end
