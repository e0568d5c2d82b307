# Loops over places: what is asked is answered ahead of most turns, and what is done stays what it was
using Test

function filled!(a, n, x)
    for i in 1:n
        a[i] = x
    end
    return a
end
function before!(a, first, last)
    for i in first:last
        a[i] = a[i - 1] + 1
    end
    return a
end
function around(a, first, last)
    s = 0
    for i in first:last
        s += a[i - 1] + 2a[i] + a[i + 1]
    end
    return s
end
function while_sum(a, i, n)
    s = 0
    while i <= n
        s += a[i]
        i += 1
    end
    return s
end
function below_sum(a, i, n)
    s = 0
    while i < n
        s += a[i]
        i += 1
    end
    return s
end
function column_sums!(s, m, rows)
    for j in axes(m, 2)
        for i in 1:rows
            s[j] += m[i, j]
        end
    end
    return s
end
function message(f)
    try
        f()
        "none"
    catch e
        sprint(showerror, e)
    end
end
@testset "loops over places" begin
    for n in (0, 1, 2, 3, 5, 4095, 4096, 4097, 4098, 8192, 8193, 10_000), _ in 1:3
        @test filled!(zeros(Int, n), n, 7) == fill(7, n)
        @test while_sum(collect(1:n), 1, n) == n * (n + 1) ÷ 2
        @test below_sum(collect(1:n), 1, n) == n * (n - 1) ÷ 2
        a = zeros(Int, n)
        # All places that there are are written before the first that there is not.
        @test message(() -> filled!(a, n + 3, 1)) ==
            "BoundsError: attempt to access $n-element Vector{Int64} at index [$(n + 1)]"
        @test a == fill(1, n)
        @test message(() -> filled!(zeros(Int, n), 0, 1)) == "none"
        @test while_sum(1:n, 1, n) == n * (n + 1) ÷ 2
    end
    for n in (3, 4, 10, 5000)
        a = collect(1:n)
        @test around(a, 2, n - 1) == sum(4i for i in 2:n-1)
        @test message(() -> around(a, 1, n - 1)) == "BoundsError: attempt to access $n-element Vector{Int64} at index [0]"
        @test message(() -> around(a, 2, n)) == "BoundsError: attempt to access $n-element Vector{Int64} at index [$(n + 1)]"
        @test message(() -> around(a, -5, 2)) == "BoundsError: attempt to access $n-element Vector{Int64} at index [-6]"
        @test before!(zeros(Int, n), 2, n) == 0:n-1
        b = zeros(Int, n)
        @test message(() -> before!(b, 2, n + 1)) == "BoundsError: attempt to access $n-element Vector{Int64} at index [$(n + 1)]"
        @test b == 0:n-1
        @test message(() -> before!(b, 1, n)) == "BoundsError: attempt to access $n-element Vector{Int64} at index [0]"
    end
    a = [1, 2, 3]
    @test message(() -> while_sum(a, typemin(Int), 3)) == "BoundsError: attempt to access 3-element Vector{Int64} at index [$(typemin(Int))]"
    @test message(() -> while_sum(a, typemax(Int), typemax(Int))) ==
        "BoundsError: attempt to access 3-element Vector{Int64} at index [$(typemax(Int))]"
    @test message(() -> filled!(a, typemax(Int), 0)) == "BoundsError: attempt to access 3-element Vector{Int64} at index [4]"
    @test a == [0, 0, 0]
    m = [10i + j for i in 1:4, j in 1:3]
    @test column_sums!(zeros(Int, 3), m, 4) == vec(sum(m; dims=1))
    @test message(() -> column_sums!(zeros(Int, 3), m, 5)) == "BoundsError: attempt to access 4×3 Matrix{Int64} at index [5, 1]"
    s = zeros(Int, 2)
    @test message(() -> column_sums!(s, m, 4)) == "BoundsError: attempt to access 2-element Vector{Int64} at index [3]"
    @test s == [104, 108]
    # A question about a place that no array has is no different.
    using_most(n, i, last) = begin
        s = 0
        while i <= last
            Core.Intrinsics.ult_int(i + typemin(Int), n) || return (i, s)
            s += 1
            i += 1
        end
        s
    end
    @test using_most(10, 1, 5) == (1, 0)
    @test using_most(10, typemin(Int), typemin(Int) + 20) == (typemin(Int) + 10, 10)
    # An array that grows while it is gone through has other places each turn.
    grown = [1]
    function grow!(v, n)
        for i in 1:n
            v[i] > 0 && push!(v, v[i] + 1)
        end
        return v
    end
    @test grow!(grown, 6000) == 1:6001
end
