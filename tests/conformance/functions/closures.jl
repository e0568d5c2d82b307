# Closures: what they capture, boxes, recursion, static parameters.
using Test

@testset "captured values" begin
    adder(n) = x -> x + n
    @test adder(3)(4) == 7
    @test [f(1) for f in [adder(i) for i in 1:3]] == [2, 3, 4]
end

@testset "captured variables that change" begin
    function counter()
        n = 0
        increase() = (n += 1)
        current() = n
        return increase, current
    end
    up, now = counter()
    up()
    up()
    @test now() == 2
    other_up, other_now = counter()
    other_up()
    @test (now(), other_now()) == (2, 1)
end

@testset "a change after the capture is seen" begin
    function f()
        x = 1
        g = () -> x
        x = 2
        return g()
    end
    @test f() == 2
end

@testset "a change from inside is seen outside" begin
    function f()
        x = 1
        foreach(_ -> x += 1, 1:5)
        return x
    end
    @test f() == 6
    s = 0
    map(i -> (s += i), [1, 2, 3])
    @test s == 6
end

@testset "loops capture anew" begin
    fs = Function[]
    for i in 1:3
        x = i * 10
        push!(fs, () -> (x += 1))
    end
    fs[1]()
    @test [f() for f in fs] == [12, 21, 31]
end

@testset "inner functions call themselves" begin
    function outer(n)
        inner(k) = k == 0 ? 0 : 1 + inner(k - 1)
        return inner(n)
    end
    @test outer(5) == 5
    function mutual(n)
        even(k) = k == 0 || odd(k - 1)
        odd(k) = k != 0 && even(k - 1)
        return even(n)
    end
    @test mutual(8) && !mutual(7)
end

@testset "inner functions with several methods" begin
    function f()
        g(x::Int) = "integer"
        g(x::String) = "text"
        g(x, y = 2) = y
        return g(1), g("a"), g(1.0), g(1, 3)
    end
    @test f() == ("integer", "text", 2, 3)
end

@testset "keywords and splats in closures" begin
    function f(k)
        g(x; y = k, more...) = x + y + length(more)
        return g(1), g(1; y = 10), g(1; a = 0, b = 0)
    end
    @test f(5) == (6, 11, 8)
    h = (xs...; scale = 1) -> sum(xs) * scale
    @test h(1, 2; scale = 3) == 9
end

@testset "type parameters are captured" begin
    f(x::T) where {T} = () -> T
    @test f(1)() === Int
    g(v::Vector{T}) where {T} = map(x -> convert(T, x), [1, 2])
    @test g(Float32[]) isa Vector{Float32}
    h(::Val{N}) where {N} = ntuple(i -> i + N, 2)
    @test h(Val(3)) == (4, 5)
end

@testset "closures of closures" begin
    curry(f) = a -> b -> c -> f(a, b, c)
    @test curry(+)(1)(2)(3) == 6
    compose(fs...) = foldl((f, g) -> x -> g(f(x)), fs)
    @test compose(x -> x + 1, x -> 2x, string)(3) == "8"
end

@testset "undefined when captured too early" begin
    function f(early)
        g() = x
        early && g()
        x = 1
        return g()
    end
    @test f(false) == 1
    @test_throws UndefVarError f(true)
end

@testset "let makes new variables" begin
    fs = let
        n = 0
        [() -> n, () -> (n += 1)]
    end
    fs[2]()
    @test fs[1]() == 1
    x = 1
    f = let x = x
        () -> x
    end
    x = 2
    @test f() == 1
end

@testset "closures in data" begin
    table = Dict("double" => x -> 2x, "square" => x -> x^2)
    @test table["double"](4) == 8
    @test table["square"](4) == 16
    account = let balance = 100
        (deposit = n -> (balance += n), show = () -> balance)
    end
    account.deposit(50)
    @test account.show() == 150
end

@testset "types of closures" begin
    f = x -> x
    g = x -> x
    @test typeof(f) !== typeof(g)
    @test f isa Function
    make(n) = () -> n
    @test typeof(make(1)) === typeof(make(2))
    @test typeof(make(1)) !== typeof(make(1.0))
end

@testset "comprehensions and generators capture" begin
    k = 10
    @test [x + k for x in 1:2] == [11, 12]
    @test sum(x * k for x in 1:3) == 60
    fs = [() -> i for i in 1:3]
    @test [f() for f in fs] == [1, 2, 3]
end
