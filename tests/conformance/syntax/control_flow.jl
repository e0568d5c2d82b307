# Control flow: conditions, loops, jumps, blocks and their values.
using Test

@testset "if and its value" begin
    f(x) = if x > 0
        :positive
    elseif x == 0
        :zero
    else
        :negative
    end
    @test f(1) === :positive
    @test f(0) === :zero
    @test f(-1) === :negative
    @test (if false; 1; end) === nothing
end

@testset "conditions are of type Bool" begin
    @test_throws TypeError (1 ? 2 : 3)
    @test_throws TypeError (if nothing; 1; end)
    @test_throws TypeError (missing && true)
    @test (true && 1) == 1
end

@testset "while" begin
    i, sum = 0, 0
    while i < 5
        i += 1
        i == 2 && continue
        i == 4 && break
        sum += i
    end
    @test (i, sum) == (4, 4)
end

@testset "for over what can be iterated" begin
    s = 0
    for i in 1:3
        s += i
    end
    for i = [10, 20]
        s += i
    end
    for c ∈ "ab"
        s += Int(c)
    end
    @test s == 6 + 30 + 97 + 98
end

@testset "for with several ranges" begin
    pairs = Tuple{Int,Int}[]
    for i in 1:3, j in i:3
        j == 3 && break
        push!(pairs, (i, j))
    end
    @test pairs == [(1, 1), (1, 2)]
end

@testset "a break in nested ranges leaves all of them" begin
    n = 0
    for i in 1:3, j in 1:3
        n += 1
        n == 4 && break
    end
    @test n == 4
    m = 0
    for i in 1:3
        for j in 1:3
            m += 1
            j == 2 && break
        end
    end
    @test m == 6
end

@testset "for with destructuring" begin
    s = 0
    for (i, x) in enumerate([10, 20])
        s += i * x
    end
    for (; a) in [(a = 1,), (a = 2,)]
        s += a
    end
    for (k, v) in Dict(1 => 2)
        s += k + v
    end
    @test s == 50 + 3 + 3
end

@testset "each turn of a loop has its own variables" begin
    fs = []
    for i in 1:3
        push!(fs, () -> i)
    end
    @test [f() for f in fs] == [1, 2, 3]
    gs = []
    k = 0
    while k < 3
        k += 1
        let k = k
            push!(gs, () -> k)
        end
    end
    @test [g() for g in gs] == [1, 2, 3]
end

@testset "outer loop variables" begin
    function last_of(v)
        x = nothing
        for outer x in v
        end
        return x
    end
    @test last_of([1, 2, 3]) == 3
    @test last_of([]) === nothing
end

@testset "begin blocks and their value" begin
    x = begin
        1
        2
    end
    @test x == 2
    @test (1; 2; 3) == 3
    @test (begin end) === nothing
end

@testset "let" begin
    x = 1
    y = let x = 2, z = x
        (x, z)
    end
    @test y == (2, 2)
    @test x == 1
    let x = x
        x += 10
    end
    @test x == 1
    let
        x = 5
    end
    @test x == 5
end

@testset "goto and labels" begin
    function count_down(n)
        steps = 0
        @label again
        steps += 1
        n -= 1
        if n > 0
            @goto again
        end
        return steps
    end
    @test count_down(5) == 5
    function skip(x)
        x && @goto done
        return "not skipped"
        @label done
        return "skipped"
    end
    @test skip(true) == "skipped"
    @test skip(false) == "not skipped"
end

@testset "return from anywhere" begin
    function find(v, x)
        for (i, y) in enumerate(v)
            if y == x
                return i
            end
        end
    end
    @test find([5, 6], 6) == 2
    @test find([5, 6], 7) === nothing
    g() = (return 1; 2)
    @test g() == 1
    h(x) = x > 0 && return "early"
    @test h(1) == "early"
    @test h(-1) === false
end

@testset "order of evaluation" begin
    log = Int[]
    t(n) = (push!(log, n); n)
    f(a, b; c) = a + b + c
    @test f(t(1), t(2); c = t(3)) == 6
    @test log == [1, 2, 3]
    empty!(log)
    v = zeros(Int, 3)
    v[t(1)] = t(2)
    @test log == [2, 1] || log == [1, 2]
    empty!(log)
    (t(1), t(2), [t(3), t(4)])
    @test log == [1, 2, 3, 4]
end

@testset "comprehensions" begin
    @test [i^2 for i in 1:3] == [1, 4, 9]
    @test [i for i in 1:6 if iseven(i)] == [2, 4, 6]
    @test [(i, j) for i in 1:2 for j in 1:i] == [(1, 1), (2, 1), (2, 2)]
    @test size([i + j for i in 1:2, j in 1:3]) == (2, 3)
    @test Float64[i for i in 1:2] isa Vector{Float64}
    @test [x for x in Int[]] isa Vector{Int}
    @test [i * j for i in 1:2, j in 1:2] == [1 2; 2 4]
end

@testset "generators" begin
    @test sum(i^2 for i in 1:3) == 14
    @test collect(i for i in 1:3 if i != 2) == [1, 3]
    @test maximum(abs(x) for x in [-3, 2]) == 3
    @test Dict(i => i^2 for i in 1:2) == Dict(1 => 1, 2 => 4)
    @test join(string(c) * "-" for c in "ab") == "a-b-"
    @test length(collect((i, j) for i in 1:2, j in 1:3)) == 6
end

mutable struct Held
    x::Int
end
function set_on_one_way(c, n, q)
    if c
        p = q
    end
    s = 0
    for i in 1:n
        if c
            s += p.x
        end
    end
    return s
end

@testset "what is not set on all ways is not read ahead of the loop that asks" begin
    for _ in 1:3
        @test set_on_one_way(false, 10, Held(1)) == 0
        @test set_on_one_way(true, 10, Held(2)) == 20
    end
end

summed_softly = 1
@testset "soft scope, where an expression asks for it" begin
    @eval begin
        $(Expr(:softscope, true))
        for i in 1:10
            summed_softly += i
        end
    end
    @test summed_softly == 56
    @eval begin
        $(Expr(:softscope, true))
        let
            summed_softly = -8
        end
    end
    @test summed_softly == 56
end
