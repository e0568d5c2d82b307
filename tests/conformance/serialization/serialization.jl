# Values as bytes and back.
using Test, Serialization, Dates

mutable struct Link
    value
    next
    Link(value) = new(value)
end
struct Spot{T}
    x::T
    y::T
end
@enum Colour red blue

function again(x)
    io = IOBuffer()
    serialize(io, x)
    seekstart(io)
    return deserialize(io)
end
same(x) = (y = again(x); typeof(y) == typeof(x) && isequal(y, x))

@testset "plain data" begin
    @test all(same, Any[nothing, missing, true, 1, -2.5, NaN, 'c', "text", :name, Int8(3), UInt128(5), 1.5f0, 1//2, 1 + 2im])
    @test all(same, Any[(1, "a"), (a = 1, b = 2.0), 1 => 2, 1:3, 1:2:5, 0.0:0.1:1.0, big(10)^30, v"1.2", Date(2020, 1, 2)])
    @test all(same, Any[[1, 2], [1.0 2; 3 4], Any[1, "a", nothing], String[], [[1], [2]], Union{Int, Missing}[1, missing]])
    @test all(same, Any[Dict(:a => 1), Set([1, 2]), BitVector([1, 0]), SubString("abc", 2), Dict{Int, Vector{Int}}()])
    @test all(same, Any[:(x + 1), r"a.b", Spot(1, 2), Spot{Any}(1, "x"), blue])
    @test all(x -> again(x) === x, Any[Int, Vector{Int}, Vector, Union{Int, Missing}, Tuple{Int, String}, sin, Base])
end

@testset "what is one object stays one" begin
    a = [1]
    b = again([a, a])
    @test b[1] === b[2] && b[1] == [1]
    l = Link(1)
    l.next = l
    m = again(l)
    @test m.next === m && m.value == 1
    @test !isdefined(again(Link(2)), :next)
end

@testset "files, and what cannot be read or written" begin
    path = tempname()
    serialize(path, Dict("x" => [1, 2, 3]))
    @test deserialize(path) == Dict("x" => [1, 2, 3])
    rm(path)
    @test_throws ArgumentError deserialize(IOBuffer("something else"))
    @test_throws "cannot be serialized" again(x -> x)
end
