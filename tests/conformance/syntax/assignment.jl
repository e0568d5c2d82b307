# Assignment and destructuring.
using Test

@testset "several at once" begin
    a, b = 1, 2
    @test (a, b) == (1, 2)
    a, b = b, a
    @test (a, b) == (2, 1)
    (c, d), e = (3, 4), 5
    @test (c, d, e) == (3, 4, 5)
    x = y = 7
    @test x == y == 7
end

@testset "the value of an assignment is its right side" begin
    @test (a = 5) == 5
    @test ((p, q) = [1, 2, 3]) == [1, 2, 3]
    v = [0]
    @test (v[1] = 9) == 9
    # In parentheses it is no keyword.
    @test max(1, (w = 5)) == 5 && w == 5
    @test max(0, (v[1] = 7)) == 7 && v == [7]
    @test :(f((a = 1))).args[2] == Expr(:(=), :a, 1) && :(f(a = 1)).args[2] == Expr(:kw, :a, 1)
end

@testset "slurping" begin
    a, b... = 1, 2, 3
    @test a == 1 && b == (2, 3)
    c, d... = [1, 2, 3]
    @test d == [2, 3]
    front..., z = 1, 2, 3
    @test front == (1, 2) && z == 3
    h, m..., t = 1:5
    @test (h, collect(m), t) == (1, [2, 3, 4], 5)
    only_one, rest... = (1,)
    @test rest == ()
end

struct Pt24
    x::Int
    y::Int
end

@testset "by name" begin
    (; a, b) = (a = 1, b = 2, c = 3)
    @test (a, b) == (1, 2)
    (; y, x) = Pt24(3, 4)
    @test (x, y) == (3, 4)
end

@testset "into elements and fields" begin
    v = zeros(Int, 3)
    v[1], v[3] = 5, 6
    @test v == [5, 0, 6]
    r = Ref(0)
    r[], v[2] = 7, 8
    @test r[] == 7 && v[2] == 8
end

@testset "from anything that can be iterated" begin
    a, b = "xy"
    @test (a, b) == ('x', 'y')
    k, v = :a => 1
    @test (k, v) == (:a, 1)
    c, d = (i for i in 10:20)
    @test (c, d) == (10, 11)
    @test_throws BoundsError begin
        p, q, r = 1, 2
    end
end

@testset "in arguments" begin
    f((a, b), c) = a + b + c
    @test f((1, 2), 3) == 6
    g((; x, y)) = x * y
    @test g((x = 3, y = 4)) == 12
    @test map(((k, v),) -> k + v, [(1, 2), (3, 4)]) == [3, 7]
end

@testset "underscore takes anything" begin
    _, b = 1, 2
    @test b == 2
    f(_, x) = x
    @test f(1, 2) == 2
    _ = 5
    a, _, c = 1:3
    @test (a, c) == (1, 3)
end

@testset "typed locals" begin
    function f(x)
        y::Float64 = x
        y = y + 1
        return y
    end
    @test f(1) === 2.0
    function g()
        local z::Int
        z = 3.0
        return z
    end
    @test g() === 3
    h() = (w::Int = 1.5; w)
    @test_throws InexactError h()
end

@testset "scopes of blocks" begin
    x = 1
    for i in 1:2
        x = i
        inside = i
    end
    @test x == 2
    @test !@isdefined(inside)
    if true
        from_if = 3
    end
    @test from_if == 3
end

@testset "local hides" begin
    x = 1
    function f()
        local x = 2
        return x
    end
    @test f() == 2 && x == 1
    for i in 1:1
        local x = 10
    end
    @test x == 1
end

count_of_calls = 0
@testset "globals" begin
    function bump()
        global count_of_calls += 1
    end
    bump()
    bump()
    @test count_of_calls == 2
    @test (() -> count_of_calls)() == 2
end

global typed_count::Int = 0
@testset "typed globals" begin
    set(x) = global typed_count = x
    set(3.0)
    @test typed_count === 3
    @test_throws InexactError set(1.5)
    @test_throws MethodError set("x")
end

const FIXED = [1]
@testset "constants" begin
    push!(FIXED, 2)
    @test FIXED == [1, 2]
    @test isconst(@__MODULE__, :FIXED)
    @test !isconst(@__MODULE__, :count_of_calls)
end
