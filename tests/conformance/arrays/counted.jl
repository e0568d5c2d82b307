# Loops that count over what they index: what is known of the counter must not let a wrong access pass.
using Test

sum_to(v, n) = (s = 0; for i in 1:n; s += v[i]; end; s)
sum_from(v, m, n) = (s = 0; for i in m:n; s += v[i]; end; s)
function pairs_of(v)
    s = 0
    for i in 1:length(v), j in i:length(v)
        s += v[i] * v[j]
    end
    return s
end
function later_pairs(v)
    s = 0
    for i in 1:length(v), j in i+1:length(v)
        s += v[i] - v[j]
    end
    return s
end
function shrinking(v)
    s = 0
    for i in 1:length(v)
        s += v[i]
        i == 2 && resize!(v, 3)
    end
    return s
end
function other_length(v, w)
    s = 0
    for i in 1:length(v)
        s += v[i] + w[i]
    end
    return s
end
function by_rows(a, n)
    s = 0
    for i in 1:n, j in 1:n
        s += a[i, j]
    end
    return s
end
function turned(a)
    s = 0
    for i in 1:size(a, 1), j in 1:size(a, 2)
        s += a[j, i]
    end
    return s
end
function counted_twice(v)
    s = 0
    for i in 1:length(v)
        for i in 1:i
            s += v[i]
        end
    end
    return s
end
function to_the_end(v, from)
    s = 0
    for i in from:typemax(Int)
        s += v[i]
    end
    return s
end
function changed(v)
    s = 0
    for i in 1:length(v)
        i += 1
        s += v[i]
    end
    return s
end
function down(v)
    s = 0
    for i in length(v):-1:0
        s += v[i]
    end
    return s
end
function while_counted(v, n)
    s, i = 0, 1
    while true
        s += v[i]
        i == n && break
        i += 1
    end
    return s
end
function filled(n)
    v = Vector{Int}(undef, n)
    for i in 1:n
        v[i] = i
    end
    m = Matrix{Int}(undef, n, 2n)
    for j in 1:2n, i in 1:n
        m[i, j] = i + j
    end
    return sum(v) + sum(m)
end

@testset "in bounds" begin
    v = [1, 2, 3, 4]
    for _ in 1:3
        @test sum_to(v, 4) == 10
        @test sum_to(v, 0) == 0
        @test sum_to(v, -5) == 0
        @test sum_from(v, 2, 4) == 9
        @test sum_from(v, 4, 3) == 0
        @test pairs_of(v) == 65
        @test later_pairs(v) == -10
        @test other_length(v, [v; 1]) == 20
        @test by_rows([1 2; 3 4], 2) == 10
        @test turned([1 2; 3 4]) == 10
        @test counted_twice(v) == 20
        @test while_counted(v, 3) == 6
        @test filled(3) == 6 + 99
        @test filled(0) == 0
    end
end

index_of(f) = try
    f()
catch e
    e isa BoundsError ? e.i : e
end

@testset "out of bounds" begin
    v = [1, 2, 3, 4]
    for _ in 1:3
        @test index_of(() -> sum_to(v, 5)) == (5,)
        @test index_of(() -> sum_from(v, 0, 2)) == (0,)
        @test index_of(() -> sum_from(v, -1, 9)) == (-1,)
        @test index_of(() -> sum_from(v, typemax(Int) - 1, typemax(Int))) == (typemax(Int) - 1,)
        @test index_of(() -> shrinking([1, 2, 3, 4])) == (4,)
        @test index_of(() -> other_length(v, [1, 2])) == (3,)
        @test index_of(() -> by_rows([1 2 3; 4 5 6], 3)) == (3, 1)
        @test index_of(() -> by_rows([1 2; 3 4; 5 6], 3)) == (1, 3)
        @test index_of(() -> turned([1 2 3; 4 5 6])) == (3, 1)
        @test index_of(() -> to_the_end(v, 3)) == (5,)
        @test index_of(() -> to_the_end(v, typemin(Int))) == (typemin(Int),)
        @test index_of(() -> changed(v)) == (5,)
        @test index_of(() -> down(v)) == (0,)
        @test index_of(() -> while_counted(v, 0)) == (5,)
        @test index_of(() -> while_counted(Int[], 3)) == (1,)
    end
end

function while_below(v, n)
    s, i = 0, 1
    while i <= n
        s += v[i]
        i += 1
    end
    return s
end
function from_zero(v)
    s, i = 0, 0
    while i < length(v)
        s += v[i + 1]
        i += 1
    end
    return s
end
function from_zero_too_far(v)
    s, i = 0, 0
    while i <= length(v)
        s += v[i + 1]
        i += 1
    end
    return s
end
function some_steps(v)
    s, i = 0, 1
    while i <= length(v)
        if isodd(v[i])
            i += 2
        else
            s += v[i]
            i += 1
        end
    end
    return s
end
function steps_back(v)
    s, i = 0, 3
    while i <= length(v)
        s += v[i]
        i -= 1
    end
    return s
end
function from(v, i)
    s = 0
    while i <= length(v)
        s += v[i]
        i += 1
    end
    return s
end
function swapped(v)
    v = copy(v)
    for i in 1:length(v)-1, j in i+1:length(v)
        if v[j] < v[i]
            v[i], v[j] = v[j], v[i]
        end
    end
    return v
end
function behind(v)
    s = 0
    for i in 1:length(v)-1
        s += v[i] * v[i+1]
    end
    return s
end

@testset "by steps" begin
    v = [1, 2, 3, 4]
    for _ in 1:3
        @test while_below(v, 4) == 10 && while_below(v, 0) == 0
        @test index_of(() -> while_below(v, 6)) == (5,)
        @test from_zero(v) == 10 && from_zero(Int[]) == 0
        @test index_of(() -> from_zero_too_far(v)) == (5,)
        @test some_steps(v) == 0 && some_steps([2, 4, 1, 1, 6]) == 12
        @test index_of(() -> steps_back(v)) == (0,)
        @test from(v, 2) == 9
        @test index_of(() -> from(v, 0)) == (0,) && index_of(() -> from(v, -2)) == (-2,)
        @test swapped([3, 1, 2, 1]) == [1, 1, 2, 3]
        @test behind(v) == 20 && behind([7]) == 0
    end
end

# Asked ahead of the loop that it is used in, which is entered while it runs.
function put_together(x, y, n)
    both = (x < 3) & (y < 3)
    s = 0
    for i in 1:n
        s += both ? 1 : 1000
    end
    return s
end
function at_two_two(a, n)
    s = 0
    for i in 1:n
        s += a[2, 2]
    end
    return s
end

@testset "conditions of two parts" begin
    @test put_together(1, 1, 300_000) == 300_000
    @test put_together(1, 5, 2_000) == 2_000_000
    @test at_two_two([1 2; 3 4], 300_000) == 1_200_000
    @test index_of(() -> at_two_two([1 2 3], 2)) == (2, 2)
end
