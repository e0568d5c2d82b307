# Sets.
using Test

@testset "making and asking" begin
    s = Set([1, 2, 2, 3])
    @test length(s) == 3 && 2 in s && !(5 in s)
    @test typeof(Set([1])) == Set{Int} && typeof(Set("ab")) == Set{Char}
    @test Set() isa Set{Any} && isempty(Set{Int}())
    @test Set(x^2 for x in -2:2) == Set([0, 1, 4])
    @test eltype(Set([1.0])) == Float64
    @test Set([1, 2]) == Set([2, 1]) && hash(Set([1, 2])) == hash(Set([2, 1]))
    @test sort(collect(s)) == [1, 2, 3]
end

@testset "changing" begin
    s = Set([1])
    push!(s, 2, 3)
    @test length(s) == 3
    delete!(s, 1)
    @test !(1 in s)
    @test pop!(s, 2) == 2
    @test_throws KeyError pop!(s, 99)
    @test pop!(s) == 3 && isempty(s)
    @test union!(s, [4, 5]) === s && length(s) == 2
    empty!(s)
    @test isempty(s)
end

@testset "algebra" begin
    a, b = Set([1, 2, 3]), Set([2, 3, 4])
    @test union(a, b) == a ∪ b == Set(1:4)
    @test intersect(a, b) == a ∩ b == Set([2, 3])
    @test setdiff(a, b) == Set([1])
    @test symdiff(a, b) == Set([1, 4])
    @test issubset(Set([1]), a) && Set([1]) ⊆ a && a ⊇ Set([1])
    @test a ⊊ Set(1:4) && !(a ⊊ a) && a ⊈ b
    @test isdisjoint(a, Set([9]))
    @test issetequal([1, 2], [2, 1, 1])
    @test intersect!(copy(a), b) == Set([2, 3])
    @test setdiff!(copy(a), [1]) == Set([2, 3])
end

@testset "on vectors" begin
    @test union([1, 2], [2, 3]) == [1, 2, 3]
    @test intersect([1, 2, 3], [3, 2]) == [2, 3]
    @test setdiff([1, 2, 3], [2]) == [1, 3]
    @test unique([3, 1, 3, 2]) == [3, 1, 2]
    @test unique(x -> x % 3, 1:6) == [1, 2, 3]
    @test allunique([1, 2]) && !allunique([1, 1])
    @test unique!([1, 1, 2]) == [1, 2]
    @test allequal([1, 1]) && !allequal([1, 2])
end

@testset "functions on sets" begin
    s = Set([1, 2, 3, 4])
    @test filter(iseven, s) == Set([2, 4])
    @test Set(map(x -> x + 1, collect(s))) == Set(2:5)
    @test sum(s) == 10 && maximum(s) == 4
    @test any(>(3), s) && all(>(0), s)
    @test filter!(isodd, copy(s)) == Set([1, 3])
    @test replace(Set([1, 2]), 1 => 9) == Set([9, 2])
end

@testset "printing" begin
    @test repr(Set([1])) == "Set([1])"
    @test repr(Set{Int}()) == "Set{Int64}()"
    @test repr("text/plain", Set(['a'])) == "Set{Char} with 1 element:\n  'a'"
end

@testset "what a set holds" begin
    @test pop!(Set(UInt8[1, 2]), 1) === 0x01
    @test_throws KeyError pop!(Set([1]), 2)
    @test unique(iseven, [3, -4, 5]; seen = Set([false])) == [-4]
    @test sum((0xe1, 0x1f)) === sum([0xe1, 0x1f]) === UInt(256) && prod((Int8(100), Int8(100))) === 10000
    @test sum((Int8(3),)) === 3 && sum((1, 2.5)) === 3.5 && prod(()) === 1
end

@testset "set operations of whatever is iterated" begin
    @test () ∩ (:a,) == Symbol[] && intersect("abc", "bcd") == ['b', 'c']
    @test setdiff("abc", "b") == ['a', 'c'] && setdiff((1, 2), (2,)) == [1]
    @test setdiff([1, 2], [2.5]) isa Vector{Float64} && setdiff([1, 1]) == [1] && intersect([2, 2, 1]) == [2, 1]
    @test hash(BitSet([1, 70])) == hash(Set([1, 70]))
    @test !isdisjoint(-6011687643038262928:3545293653953105048, -6446834672754204848:3271267329311042532)
    @test isdisjoint(1:2:9, 2:2:10) && !isdisjoint(1:10, 10:12)
end

@testset "what is asked of is asked only what it takes" begin
    struct Between; low::Int; high::Int; end
    Base.in(x, b::Between) = b.low < x < b.high
    Base.IteratorSize(::Type{Between}) = Base.SizeUnknown()
    @test issubset(3, Between(2, 4)) && issubset([3, 5], Between(2, 6)) && !issubset([3, 7], Between(2, 6))
    @test !isdisjoint(-6011687643038262928:3545293653953105048, -6446834672754204848:3271267329311042532)
    @test isdisjoint(1:2:9, 2:2:10) && !isdisjoint("ab", "bc") && isdisjoint((1, 2), Set([3]))
    @test intersect([1, 3], 1:typemax(Int)) == [1, 3] == intersect(1:typemax(Int), [1, 3])
    @test allunique(error, [1]) && allequal(error, (1,)) && allunique(Dict(1 => 1, 2 => 1))
end

@testset "the type of what is shared is that of all" begin
    @test eltype(intersect(Set([1, 2]), Set([1, 2]), Set([2.0]))) == Float64
    @test intersect([1, 2], [2.0, 3.5]) isa Vector{Float64} && intersect(1.0:3.0, [2, 3]) == [2.0, 3.0]
    @test symdiff([1, 2, 3, 4, 5], [1, 2, 3], [3, 4]) == [3, 5] && symdiff(['e', 'c', 'a'], ['b', 'a', 'd']) == ['e', 'c', 'b', 'd']
    @test union((1, 2), (2, 3)) == [1, 2, 3] && symdiff("ab", "bc") == ['a', 'c']
    @test pop!(Base.IdSet([1, 2]), 3, 0) == 0
    @test_throws "map is not defined on sets" map(identity, Set([1]))
end

struct InOrder{T} <: AbstractSet{T}
    parts::Vector{T}
end
Base.push!(s::InOrder, x) = (x in s.parts || push!(s.parts, x); s)
Base.iterate(s::InOrder, state...) = iterate(s.parts, state...)
Base.length(s::InOrder) = length(s.parts)
Base.in(x, s::InOrder) = x in s.parts
Base.emptymutable(::InOrder{T}, ::Type{U}=T) where {T, U} = InOrder{U}(U[])

@testset "sets of a type of one's own stay of it" begin
    s = InOrder([3, 1, 2])
    @test intersect(s, [2, 3]) isa InOrder{Int} && collect(intersect(s, [2, 3])) == [2, 3]
    @test union(s, [9]) isa InOrder{Int} && collect(union(s, [9])) == [3, 1, 2, 9] && s == Set(1:3)
    @test collect(intersect(s, Set([1, 3, 5, 7]))) == [3, 1]
end
