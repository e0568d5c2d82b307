using Test

@kwdef struct Point
    x::Int = 1
    y::Int = x + 1
    label
end
@kwdef mutable struct Box{T<:Real}
    value::T = 0
    const history::Vector{T} = typeof(value)[]
end

@testset "defaults, and those that use earlier fields" begin
    p = Point(label=:a)
    @test p.x === 1 && p.y === 2 && p.label === :a
    @test Point(x=5, label="b").y === 6 && Point(1, 2, 3).label === 3
    @test_throws UndefKeywordError Point(x=1)
    @test_throws MethodError Point(label=1, z=2)
end

@testset "parameters" begin
    @test Box().value === 0 && Box{Float64}(value=2.0).value === 2.0 && Box(value=1.5).value === 1.5
    b = Box(value=1)
    b.value = 3
    @test b.value === 3 && b.history == Int[]
    @test_throws ErrorException b.history = [1]
end

module MakesStructs
const eleven = 11
macro with_parts(name)
    quote
        @kwdef struct $(esc(name))
            own = eleven
            $(esc(quote
                theirs
                also = twelve
            end))
            $(esc(:(last::Real = twelve)))
            $(esc(:bare))
        end
    end
end
end
const twelve = 12
MakesStructs.@with_parts Parted

@testset "fields from where another macro was called" begin
    p = Parted(theirs=1, bare=2)
    @test (p.own, p.theirs, p.also, p.last, p.bare) == (11, 1, 12, 12, 2)
    @test_throws UndefKeywordError Parted(theirs=1)
end
