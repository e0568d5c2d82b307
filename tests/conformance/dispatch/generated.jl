# Generated functions and dispatch on values.
using Test

@generated function kind_of(x)
    x <: Integer ? :("integer") : :("other: " * string(x))
end

@testset "the body depends on types" begin
    @test kind_of(1) == "integer"
    @test kind_of("a") == "other: a"
end

@generated sum_of(t::Tuple) = foldl((a, i) -> :($a + t[$i]), 1:fieldcount(t); init = 0)

@testset "unrolled" begin
    @test sum_of((1, 2, 3)) == 6
    @test sum_of((1.5,)) == 1.5
    @test sum_of(()) == 0
end

@generated function fields_of(x)
    names = fieldnames(x)
    return :(tuple($([:(x.$n) for n in names]...)))
end

struct Three
    a
    b
    c
end

@testset "from reflection" begin
    @test fields_of(Three(1, "x", :y)) == (1, "x", :y)
end

@generated function power(x, ::Val{N}) where {N}
    N == 0 && return :(one(x))
    ex = :x
    for _ in 2:N
        ex = :($ex * x)
    end
    return ex
end

@testset "static parameters" begin
    @test power(3, Val(4)) == 81
    @test power(2.0, Val(0)) === 1.0
end

function maybe_generated(x)
    if @generated
        return :(string("generated for ", $(string(x))))
    else
        return string("generated for ", typeof(x))
    end
end

@testset "optionally generated" begin
    @test maybe_generated(1) == "generated for Int64"
end

@testset "ntuple and Val" begin
    @test ntuple(i -> i^2, Val(3)) == (1, 4, 9)
    @test Val(1) === Val{1}()
end

@generated function shifted(x::AbstractArray{T,N}) where {T,N}
    quote
        x = $N
        y = x + 1
        return y
    end
end

@testset "the body may assign to the arguments" begin
    @test shifted([1]) == 2
    @test shifted(zeros(2, 2)) == 3
end

told(world::UInt, source, self, x) = :((x, $x, $(world <= Base.get_world_counter())))
doubled(x) = x + x
lowered(world::UInt, source, self, x) = code_lowered(doubled, Tuple{x})[1]
@eval function by_function(x)
    $(Expr(:meta, :generated, told))
    $(Expr(:meta, :generated_only))
end
@eval function by_code(x)
    $(Expr(:meta, :generated, lowered))
    $(Expr(:meta, :generated_only))
end

@testset "a function that makes bodies is told the world" begin
    @test by_function(1) === (1, Int, true)
    @test by_function("a") == ("a", String, true)
end

@testset "lowered code is a body" begin
    @test by_code(2) == 4
    @test by_code(1.5) == 3.0
end

@generated size_and(x::Number) = :(x + $(sizeof(x)))
size_and(x::Int) = 2 * invoke(size_and, Tuple{Number}, x)
through(x) = invoke(size_and, Tuple{Number}, x)
@generated with_closure(x) = :(map(y -> y + x, [1]))

@testset "bodies that are made are invoked as others are" begin
    @test size_and(1) == 18 && size_and(1.5) == 9.5
    @test through(1) == 9 && through(0x01) == 2
    @test_throws ErrorException("The function body AST defined by this @generated function is not pure. This likely means it contains a closure, a comprehension or a generator.") with_closure(1)
end

@generated twice_of(x) = :(x + x)
@generated first_of(t::Tuple) = :(t[1])
caller_of_generated(x) = twice_of(x) * 2
outer_of_generated(x) = [caller_of_generated(y) for y in x]
@generated function nested_generated(x)
    return :(twice_of(first_of((x, 1))))
end
@generated fails_for_text(x) = x <: AbstractString ? error("no text") : :(x)
const generator_runs = Ref(0)
@generated function counted_generated(x)
    generator_runs[] += 1
    return :(x)
end
never_called(flag, x) = flag ? counted_generated(x) : x

@testset "what generated functions return is known before they run" begin
    @test Base.return_types(caller_of_generated, (Int,)) == [Int]
    @test (@inferred caller_of_generated(2)) == 8
    @test (@inferred nested_generated(1.5)) == 3.0
    @test outer_of_generated(Float32[]) isa Vector{Float32}
    @test map(nested_generated, Int[]) isa Vector{Int}
    @test Base.return_types(nested_generated, (ComplexF64,)) == [ComplexF64]
    @test Base.return_types(first_of, (Tuple{String,Int},)) == [String]
end
@testset "a generator that fails tells whoever calls" begin
    text(x) = fails_for_text(x)
    @test Base.return_types(text, (Int,)) == [Int]
    @test_throws ErrorException("no text") text("a")
    @test_throws ErrorException("no text") text("a")
    @test text(3) === 3
end
@testset "a generator runs once for each types, called or not" begin
    @test never_called(false, 1) === 1 && never_called(false, 1) === 1
    @test never_called(true, 1) === 1 && never_called(true, 2) === 2
    @test generator_runs[] == 1
end
@testset "a generated function that is redefined" begin
    @eval @generated changing_generated(x) = :(x)
    @eval uses_changing(x) = changing_generated(x)
    @test Base.return_types(uses_changing, (Int,)) == [Int]
    @test invokelatest(uses_changing, 1) === 1
    @eval @generated changing_generated(x) = :(string(x))
    @test Base.return_types(uses_changing, (Int,)) == [String]
    @test invokelatest(uses_changing, 1) == "1"
end
