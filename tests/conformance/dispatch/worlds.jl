using Test
using Base: get_world_counter, tls_world_age

# How many worlds further a definition is, with the tests' own left out.
const ages = Dict{Symbol, Int}()
before = get_world_counter()
one_method() = 1
ages[:method] = get_world_counter() - before
before = get_world_counter()
one_method() = 2
ages[:replaced] = get_world_counter() - before
before = get_world_counter()
with_default(x, y=1) = x
ages[:default] = get_world_counter() - before
before = get_world_counter()
with_keyword(x; y=1) = x
ages[:keyword] = get_world_counter() - before
before = get_world_counter()
struct TwoConstructors
    x::Int
end
ages[:struct] = get_world_counter() - before
before = get_world_counter()
a_variable = 1
const a_constant = 2
abstract type AnAbstractType end
function without_methods end
ages[:names] = get_world_counter() - before
before = get_world_counter()
map(x -> x + 1, [1])
ages[:closure] = get_world_counter() - before
before = get_world_counter()
Base.delete_method(only(methods(one_method)))
ages[:deleted] = get_world_counter() - before

@testset "each change of a method is a world, and nothing else is" begin
    @test ages[:method] == ages[:replaced] == ages[:deleted] == 1
    @test ages[:default] == 2
    @test ages[:keyword] == 3
    @test ages[:struct] == 2
    @test ages[:names] == 0
    @test ages[:closure] == 1
end

told() = 1
first_age = get_world_counter()
told() = 2
a_name_between = 3
second_age = get_world_counter()
told() = 3

@testset "running in the world of an age" begin
    @test Base.invoke_in_world(first_age, told) == 1
    @test Base.invoke_in_world(second_age, told) == 2
    @test told() == 3
    @test only(methods(told)).primary_world == second_age + 1
    @test hasmethod(told, Tuple{}; world = first_age)
    @test !hasmethod(with_default, Tuple{Int}; world = only(methods(with_default, (Any,))).primary_world - 1)
end

function defines_and_calls()
    age = tls_world_age()
    eval(:(defined_late() = 5))
    thrown = try
        defined_late()
    catch e
        e
    end
    return age, thrown, Base.invokelatest(defined_late)
end

@testset "a method that is too new" begin
    age, thrown, value = defines_and_calls()
    @test value == 5
    @test thrown isa MethodError && thrown.world == age
    message = sprint(showerror, thrown)
    @test occursin("The applicable method may be too new: running in world age $(Int(age)), while current world is", message)
end

late(::Any) = 1.0
late(::Int) = 1

@testset "what methods return, each for itself" begin
    @test Base.return_types(late, (Any,)) == Any[Int, Float64]
    @test Base.return_types(late, (Int,)) == Any[Int]
    @test isempty(Base.return_types(sqrt, (String,)))
end
