# Operators: precedence, associativity, chains, updating forms, operators as functions.
using Test

@testset "precedence of arithmetic" begin
    @test 1 + 2 * 3 == 7
    @test 2 * 3^2 == 18
    @test -2^2 == -4
    @test 2^-1 == 0.5
    @test 1 - 2 - 3 == -4
    @test 2^3^2 == 512
    @test 7 ÷ 2 * 2 == 6
    @test 7 % 4 + 1 == 4
    @test 1 // 2 + 1 == 3 // 2
end

@testset "precedence of shifts and ranges" begin
    @test 1 << 2 + 1 == 5
    @test (1:2 + 3) == 1:5
    @test collect(1:2:7) == [1, 3, 5, 7]
    @test 1 + 1:3 == 2:3
end

@testset "chained comparisons" begin
    x = 5
    @test 1 < x <= 5
    @test !(1 < x < 5)
    @test 1 == 1.0 == 1 // 1
    @test 1 < 2 > 0
    calls = Int[]
    middle() = (push!(calls, 1); 3)
    @test 1 < middle() < 4
    @test length(calls) == 1
end

@testset "a chain stops at the first false" begin
    seen = Int[]
    see(n) = (push!(seen, n); n)
    answer = see(3) < see(2) < see(1)
    @test answer === false
    @test seen == [2, 3] # the middle is evaluated first
end

@testset "boolean operators" begin
    @test true || error("not reached")
    @test !(false && error("not reached"))
    @test (false || 3) === 3
    @test (true && "x") == "x"
    @test xor(true, false) && true ⊻ false
    @test !true == false
end

@testset "updating operators" begin
    a = 1
    a += 2
    @test a == 3
    a *= 4
    @test a == 12
    a ÷= 5
    @test a == 2
    a ^= 3
    @test a == 8
    a <<= 1
    @test a == 16
    a |= 1
    @test a == 17
    a %= 5
    @test a == 2
    b = true
    b &= false
    @test b === false
end

@testset "updating elements and fields" begin
    v = [1, 2, 3]
    v[2] += 10
    @test v == [1, 12, 3]
    r = Ref(5)
    r[] -= 2
    @test r[] == 3
    d = Dict(:a => 1)
    d[:a] *= 7
    @test d[:a] == 7
end

@testset "operators as functions" begin
    @test (+)(1, 2, 3) == 6
    @test reduce(*, [1, 2, 3, 4]) == 24
    @test map(-, [1, 2]) == [-1, -2]
    op = <
    @test op(1, 2)
    @test (==)(1)(1)
    @test filter(>(2), 1:4) == [3, 4]
end

@testset "definitions of operators" begin
    ⊕(a, b) = 10a + b
    @test 1 ⊕ 2 == 12
    @test (1 ⊕ 2) ⊕ 3 == 123
    a ⊗ b = a * b + 1
    @test 2 ⊗ 3 == 7
end

@testset "juxtaposition" begin
    x = 3
    @test 2x == 6
    @test 2x^2 == 18
    @test 2(x + 1) == 8
    @test (x + 1)x == 12
    @test 1 / 2x == 1 / 6
    @test 0.5x == 1.5
end

@testset "unary operators" begin
    @test -(-3) == 3
    @test +3 == 3
    @test ~0 == -1
    @test !false
    @test -1 |> abs == 1
    @test √4 == 2.0
    @test -[1, 2] == [-1, -2]
end

@testset "ternary and short-circuit values" begin
    sign_of(x) = x > 0 ? "positive" : x < 0 ? "negative" : "zero"
    @test sign_of(3) == "positive"
    @test sign_of(-3) == "negative"
    @test sign_of(0) == "zero"
end

@testset "pairs and pipes" begin
    @test (1 => 2 => 3).second == (2 => 3)
    @test [1, 4, 9] .|> sqrt == [1.0, 2.0, 3.0]
    @test (1:3 |> sum |> string) == "6"
    @test (abs ∘ minimum)([-3, 2]) == 3
end

@testset "equality and identity" begin
    @test 1 == 1.0
    @test 1 !== 1.0
    @test [1] == [1]
    @test !([1] === [1])
    @test "ab" === "ab"
    @test isequal(NaN, NaN) && NaN != NaN
    @test 1 ≠ 2 && 1 ≤ 2 && 2 ≥ 2
    @test 0.0 == -0.0 && !isequal(0.0, -0.0)
end

@testset "membership" begin
    @test 2 in [1, 2]
    @test 3 ∉ (1, 2)
    @test [1, 2] ∋ 1
    @test in([1])(1)
    @test !(4 in 1:3)
end
