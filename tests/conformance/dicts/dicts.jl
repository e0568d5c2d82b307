# Dictionaries.
using Test

@testset "making" begin
    @test Dict("a" => 1, "b" => 2)["b"] == 2
    @test Dict([(1, 'x'), (2, 'y')])[2] == 'y'
    @test Dict(i => i^2 for i in 1:3) == Dict(1 => 1, 2 => 4, 3 => 9)
    @test Dict(zip([:a, :b], [1, 2])) == Dict(:a => 1, :b => 2)
    @test Dict{String, Int}() |> isempty
    @test typeof(Dict("a" => 1)) == Dict{String, Int}
    @test typeof(Dict(1 => 2.0, 2 => 3)) == Dict{Int, Real} || typeof(Dict(1 => 2.0, 2 => 3)) == Dict{Int, Float64}
    @test eltype(Dict("a" => 1)) == Pair{String, Int}
    @test keytype(Dict("a" => 1)) == String && valtype(Dict("a" => 1)) == Int
    @test_throws ArgumentError Dict([1, 2, 3])
end

@testset "reading and writing" begin
    d = Dict("a" => 1)
    d["b"] = 2
    @test d["b"] == 2 && length(d) == 2
    @test get(d, "z", 0) == 0
    @test get(() -> 7, d, "z") == 7
    @test get!(d, "c", 3) == 3 && d["c"] == 3
    @test get!(() -> 9, d, "c") == 3
    @test haskey(d, "a") && !haskey(d, "q")
    @test_throws KeyError d["q"]
    @test sprint(showerror, KeyError("q")) == "KeyError: key \"q\" not found"
    @test pop!(d, "a") == 1 && !haskey(d, "a")
    @test pop!(d, "a", :none) == :none
    delete!(d, "b")
    @test length(d) == 1
    d["c"] += 10
    @test d["c"] == 13
    @test getkey(d, "c", nothing) == "c"
    empty!(d)
    @test isempty(d)
end

@testset "going through" begin
    d = Dict(:a => 1, :b => 2, :c => 3)
    @test sort(collect(keys(d))) == [:a, :b, :c]
    @test sort(collect(values(d))) == [1, 2, 3]
    @test sum(v for (k, v) in d) == 6
    @test Set(k for (k, v) in pairs(d)) == Set([:a, :b, :c])
    @test (:a => 1) in d && !((:a => 2) in d)
    @test :b in keys(d) && 3 in values(d)
    @test sort(collect(d), by = first)[1] == (:a => 1)
    @test maximum(values(d)) == 3
    @test findfirst(==(2), d) == :b
    total = 0
    for (k, v) in d
        total += v
    end
    @test total == 6
end

@testset "order is that of Julia" begin
    @test collect(keys(Dict("a" => 1, "b" => 2, "c" => 3))) == ["c", "b", "a"]
    @test collect(keys(Dict(i => 0 for i in 1:6))) == [5, 4, 6, 2, 3, 1]
    @test collect(keys(Dict(:a => 1, :b => 2, :c => 3))) == [:a, :b, :c]
end

@testset "combining" begin
    a = Dict("x" => 1, "y" => 2)
    b = Dict("y" => 3, "z" => 4)
    @test merge(a, b) == Dict("x" => 1, "y" => 3, "z" => 4)
    @test mergewith(+, a, b) == Dict("x" => 1, "y" => 5, "z" => 4)
    @test merge!(copy(a), b)["z"] == 4
    @test mergewith!(*, copy(a), b)["y"] == 6
    @test filter(p -> p.second > 1, a) == Dict("y" => 2)
    @test filter!(((k, v),) -> k == "x", copy(a)) == Dict("x" => 1)
    @test Dict(k => v + 1 for (k, v) in a) == Dict("x" => 2, "y" => 3)
    @test a == Dict("y" => 2, "x" => 1) && a != b
    @test isequal(Dict(1 => NaN), Dict(1 => NaN))
    @test hash(a) == hash(Dict("y" => 2, "x" => 1))
    c = copy(a)
    c["x"] = 9
    @test a["x"] == 1
end

@testset "many entries" begin
    d = Dict{Int, Int}()
    for i in 1:500
        d[i] = i
    end
    @test length(d) == 500 && d[321] == 321
    for i in 1:2:500
        delete!(d, i)
    end
    @test length(d) == 250 && !haskey(d, 3) && haskey(d, 4)
    @test sum(values(d)) == sum(2:2:500)
end

@testset "keys of all kinds" begin
    d = Dict{Any, Any}(1 => "int", 1.5 => "float", "s" => 'c', (1, 2) => :t, nothing => 0, [1] => 1)
    @test d[1.0] == "int" && d[(1, 2)] == :t && d[nothing] == 0 && d[[1]] == 1
    @test Dict(0.0 => 1, -0.0 => 2) |> length == 2
    @test Dict(NaN => 1)[NaN] == 1
    @test_throws MethodError Dict{Int, Int}()["a"] = 1
end

@testset "identity" begin
    d = IdDict()
    a, b = [1], [1]
    d[a] = :a
    d[b] = :b
    @test length(d) == 2 && d[a] == :a
    @test pop!(d, a) == :a && !haskey(d, a)
    @test get(d, a, 0) == 0
    @test IdDict{Symbol, Int}(:x => 1)[:x] == 1
end

@testset "printing" begin
    @test repr(Dict("a" => 1)) == "Dict(\"a\" => 1)"
    @test repr(Dict{String, Any}("a" => 1)) == "Dict{String, Any}(\"a\" => 1)"
    @test repr(Dict{Int, Int}()) == "Dict{Int64, Int64}()"
    @test repr("text/plain", Dict(:a => 1)) == "Dict{Symbol, Int64} with 1 entry:\n  :a => 1"
    @test repr(keys(Dict(1 => 2))) == "[1]"
    @test summary(Dict(1 => 2)) == "Dict{Int64, Int64} with 1 entry"
end

@testset "immutable" begin
    d = Base.ImmutableDict(:a => 1)
    e = Base.ImmutableDict(d, :b => 2)
    @test e[:a] == 1 && e[:b] == 2 && !haskey(d, :b)
    @test length(e) == 2
end

@testset "dictionaries that never change" begin
    d = Base.PersistentDict(:a => 1)
    @test d[:a] == 1 && length(d) == 1 && get(d, :b, 5) == 5 && get(() -> 6, d, :b) == 6 && (:a => 1) in d && !((:a => 2) in d)
    @test repr("text/plain", d) == "Base.PersistentDict{Symbol, Int64} with 1 entry:\n  :a => 1"
    e = Base.delete(d, :a)
    @test isempty(e) && d[:a] == 1 && repr(e) == "Base.PersistentDict{Symbol, Int64}()" && Base.delete(e, :a) === e
    @test_throws KeyError(:a) e[:a]
    f = Base.PersistentDict(d, :a => 2.0)
    @test f[:a] === 2 && d[:a] === 1 && Base.PersistentDict(f, :b, 7) == Dict(:a => 2, :b => 7)
    @test Base.PersistentDict{Int,Int}(1 => 2.0, 3 => 4)[1] === 2 && eltype(Base.PersistentDict(1 => 2)) == Pair{Int,Int} && only(Base.PersistentDict(1 => 2)) == (1 => 2)
    steps = [Base.PersistentDict{Int,Int}()]
    for i in 1:1500
        push!(steps, Base.PersistentDict(steps[end], i => i^2))
    end
    @test all(length(steps[i+1]) == i for i in 0:1500) && sort!(collect(keys(steps[501]))) == 1:500 && steps[1501] == Dict(i => i^2 for i in 1:1500)
    odd = foldl(Base.delete, 2:2:1500; init=steps[1501])
    @test length(odd) == length(collect(odd)) == 750 && !haskey(odd, 2) && odd[3] == 9 && isempty(foldl(Base.delete, 1:2:1499; init=odd))
    # By identity, as in an `IdDict`.
    key = [1]
    g = Base.PersistentDict{Any,Int}(key => 1, [1] => 2)
    @test length(g) == 2 && g[key] == 1 && !haskey(g, [1])
end

@testset "copies of dictionaries by identity" begin
    d = IdDict([i] => i for i in 1:5)
    e = deepcopy(d)
    @test length(e) == 5 && all(haskey(e, k) for k in keys(e)) && !any(haskey(d, k) for k in keys(e)) && sort!(collect(values(e))) == 1:5
    @test_throws ArgumentError("Dict(kv): kv needs to be an iterator of tuples or pairs") Dict((i, i, i) for i in 1:2)
end

@testset "types of dictionaries of which something is not said" begin
    @test keytype(Dict{Int}) == Int && valtype(Dict{<:Any, Int}) == Int
    @test_throws MethodError keytype(Dict)
    @test_throws MethodError valtype(Dict{Int})
end

@testset "dictionaries of weak keys" begin
    a, b = [1], [2]
    d = WeakKeyDict(a => 2, b => 3)
    @test d isa WeakKeyDict{Vector{Int}, Int} && d[a] == 2 && haskey(d, b) && length(d) == 2
    @test WeakKeyDict(a => 2, b => 3.0) isa WeakKeyDict{Vector{Int}, Any} && WeakKeyDict() isa WeakKeyDict{Any, Any}
    @test pop!(d, a) == 2 && get(d, a, 0) == 0 && isempty(empty!(d))
    @test Base.ImmutableDict{String, Int}("a", 1)["a"] == 1
end

@testset "keys of another type" begin
    @test_throws TypeError IdDict{Int, Int}()[:a] = 1
    @test_throws TypeError get!(IdDict{Symbol, Any}(), 2, "b")
    thrown = try
        Dict{Float32, Int}()[0.1] = 1
    catch e
        e
    end
    @test thrown isa TypeError
    @test sprint(showerror, thrown) == "TypeError: 0.1 is not a valid key for type Float32"
end

@testset "entries are replaced by ones of other types" begin
    d = replace(Dict(1 => 2, 3 => 4), (1 => 2) => (1 => nothing))
    @test d == Dict(3 => 4, 1 => nothing) && valtype(d) == Union{Int, Nothing}
    @test mergewith(+, IdDict(1 => 2), IdDict(1 => 3.5)) isa Dict{Int, Float64}
    @test findall(==(2), Dict{Any, Any}(:a => 2)) == [:a]
end

@testset "dictionaries of what is generated" begin
    @test (@inferred Dict(i => 2i for i in 1:3)) == Dict(1 => 2, 2 => 4, 3 => 6)
    @test Dict(i => string(i) for i in 1:0) isa Dict{Int,String}
    @test Dict(i => (i > 1 ? i : 2.0) for i in 1:2) isa Dict{Int,Real}
    @test_throws "boom" Dict(error("boom") => i for i in 1:2)
    @test_throws ArgumentError Dict(i for i in 1:2)
end
