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
