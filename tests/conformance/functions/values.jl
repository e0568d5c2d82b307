using Test

@testset "composition and pipes" begin
    @test (sqrt ∘ abs)(-4) === 2.0 && (sqrt ∘ abs ∘ sin)(0) === 0.0 && (-4 |> abs |> sqrt) === 2.0
    @test map(uppercase ∘ string, [:a, :b]) == ["A", "B"] && ∘(abs)(-1) === 1
    @test (!iseven)(3) && !((!iseven)(4)) && filter(!isodd, 1:4) == [2, 4]
end

@testset "arguments fixed" begin
    @test Base.Fix1(-, 10)(3) === 7 && Base.Fix2(-, 3)(10) === 7
    @test (==(1))(1) && (<(3))(2) && (>=(2))(2) && isequal(NaN)(NaN) && in([1, 2])(1)
    @test filter(>(2), [1, 2, 3]) == [3] && findfirst(==(3), [1, 3]) == 2
    @test Returns(5)(1, 2; a=3) === 5 && splat(+)((1, 2)) === 3
end

@testset "references" begin
    r = Ref(1)
    r[] = 5
    @test r[] === 5 && r isa Ref{Int} && eltype(r) === Int
    s = Ref{Any}()
    @test !isassigned(s)
    @test_throws UndefRefError s[]
    v = [1, 2]
    e = Ref(v, 2)
    e[] = 9
    @test v == [1, 9]
    @test_throws MethodError Ref{Int}("x")
end

@testset "pairs, Some, Val" begin
    p = 1 => 2
    a, b = p
    @test (a, b) === (1, 2) && p.first === 1 && p[2] === 2 && (1 => 2 => 3).second === (2 => 3)
    @test Pair{Float64, Int}(1, 2) === (1.0 => 2) && reverse(1 => 2) === (2 => 1)
    @test something(Some(1)) === 1 && Some(1) == Some(1.0) && Some(nothing) !== nothing
    pick(::Val{1}) = :one
    pick(::Val{:a}) = :letter
    @test pick(Val(1)) === :one && pick(Val(:a)) === :letter
end

@testset "deepcopy" begin
    a = Any[1, [2]]
    push!(a, a)
    b = deepcopy(a)
    @test b !== a && b[2] == [2] && b[2] !== a[2] && b[3] === b
    @test deepcopy((1, "x")) === (1, "x") && deepcopy(Dict(1 => [2]))[1] == [2]
end

@testset "identity, ifelse, copies" begin
    @test identity(3) === 3 && ifelse(true, 1, 2) === 1 && ifelse(false, 1, 2) === 2
    @test_throws TypeError ifelse(1, 2, 3)
    @test copy(5) === 5 && copy("x") == "x"
end

@testset "versions" begin
    @test v"1.2.3".minor == 2 && v"1.10" > v"1.9" && v"1.2.3-rc1" < v"1.2.3" && v"1.2" == v"1.2.0"
    @test string(v"1.2.3-rc1+b5") == "1.2.3-rc1+b5" && VersionNumber("2.0") === v"2.0.0"
    @test VERSION >= v"1.11" && tryparse(VersionNumber, "x") === nothing
    @test_throws ArgumentError VersionNumber("1.x")
end

@testset "sets of bits" begin
    s = BitSet([5, 1, 70])
    @test collect(s) == [1, 5, 70] && 5 in s && !(6 in s) && length(s) == 3 && first(s) == 1 && last(s) == 70
    @test union(s, BitSet([2])) == BitSet([1, 2, 5, 70]) && intersect(s, BitSet([5])) == BitSet([5])
    delete!(s, 5)
    push!(s, -3)
    @test collect(s) == [-3, 1, 70] && string(BitSet([1])) == "BitSet([1])"
end
