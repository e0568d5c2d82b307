# What inference says that calls return: the types that Julia 1.11 gives for them.

using LinearAlgebra, Random, Statistics, Test

const tail = Base.tail

inferred(f, types) = Core.Compiler.return_type(f, types)

@testset "results of calls of Base" begin
    @test inferred(haskey, Tuple{Dict{String, Int}, String}) == Bool
    @test inferred(get, Tuple{Dict{String, Int}, String, Int}) == Int
    @test inferred(getindex, Tuple{Dict{String, Int}, String}) == Int
    @test inferred(getindex, Tuple{Dict{Symbol, Vector{Float64}}, Symbol}) == Vector{Float64}
    @test inferred(setindex!, Tuple{Dict{String, Int}, Int, String}) == Dict{String, Int}
    @test inferred(delete!, Tuple{Dict{String, Int}, String}) == Dict{String, Int}
    @test inferred(pop!, Tuple{Dict{String, Int}, String}) == Int
    @test inferred(get!, Tuple{Dict{String, Int}, String, Int}) == Int
    @test inferred(keys, Tuple{Dict{String, Int}}) == Base.KeySet{String, Dict{String, Int}}
    @test inferred(values, Tuple{Dict{String, Int}}) == Base.ValueIterator{Dict{String, Int}}
    @test inferred(length, Tuple{Dict{String, Int}}) == Int
    @test inferred(isempty, Tuple{Dict{String, Int}}) == Bool
    @test inferred(merge, Tuple{Dict{String, Int}, Dict{String, Int}}) == Dict{String, Int}
    @test inferred(copy, Tuple{Dict{String, Int}}) == Dict{String, Int}
    @test inferred(iterate, Tuple{Dict{String, Int}}) == Union{Nothing, Tuple{Pair{String, Int}, Int}}
    @test inferred(in, Tuple{Int, Set{Int}}) == Bool
    @test inferred(push!, Tuple{Set{Int}, Int}) == Set{Int}
    @test inferred(union, Tuple{Set{Int}, Set{Int}}) == Set{Int}
    @test inferred(Set, Tuple{Vector{Int}}) == Set{Int}
    @test inferred(getindex, Tuple{Vector{Int}, Int}) == Int
    @test inferred(getindex, Tuple{Vector{Float64}, UnitRange{Int}}) == Vector{Float64}
    @test inferred(getindex, Tuple{Matrix{Float64}, Int, Int}) == Float64
    @test inferred(getindex, Tuple{Matrix{Float64}, Colon, Int}) == Vector{Float64}
    @test inferred(getindex, Tuple{Vector{Int}, BitVector}) == Vector{Int}
    @test inferred(setindex!, Tuple{Vector{Int}, Int, Int}) == Vector{Int}
    @test inferred(push!, Tuple{Vector{Int}, Int}) == Vector{Int}
    @test inferred(pushfirst!, Tuple{Vector{Int}, Int}) == Vector{Int}
    @test inferred(pop!, Tuple{Vector{Int}}) == Int
    @test inferred(popfirst!, Tuple{Vector{Int}}) == Int
    @test inferred(append!, Tuple{Vector{Int}, Vector{Int}}) == Vector{Int}
    @test inferred(insert!, Tuple{Vector{Int}, Int, Int}) == Vector{Int}
    @test inferred(deleteat!, Tuple{Vector{Int}, Int}) == Vector{Int}
    @test inferred(resize!, Tuple{Vector{Int}, Int}) == Vector{Int}
    @test inferred(copy, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(similar, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(length, Tuple{Vector{Int}}) == Int
    @test inferred(size, Tuple{Matrix{Float64}}) == Tuple{Int, Int}
    @test inferred(size, Tuple{Matrix{Float64}, Int}) == Int
    @test inferred(axes, Tuple{Vector{Int}}) == Tuple{Base.OneTo{Int}}
    @test inferred(eachindex, Tuple{Vector{Int}}) == Base.OneTo{Int}
    @test inferred(first, Tuple{Vector{Int}}) == Int
    @test inferred(last, Tuple{Vector{Int}}) == Int
    @test inferred(reverse, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(sum, Tuple{Vector{Int}}) == Int
    @test inferred(sum, Tuple{Vector{Float64}}) == Float64
    @test inferred(sum, Tuple{typeof(abs2), Vector{Float64}}) == Float64
    @test inferred(prod, Tuple{Vector{Int}}) == Int
    @test inferred(maximum, Tuple{Vector{Int}}) == Int
    @test inferred(minimum, Tuple{Vector{Float64}}) == Float64
    @test inferred(extrema, Tuple{Vector{Int}}) == Tuple{Int, Int}
    @test inferred(argmax, Tuple{Vector{Int}}) == Int
    @test inferred(findmax, Tuple{Vector{Int}}) == Tuple{Int, Int}
    @test inferred(any, Tuple{typeof(iseven), Vector{Int}}) == Bool
    @test inferred(all, Tuple{typeof(iseven), Vector{Int}}) == Bool
    @test inferred(count, Tuple{typeof(iseven), Vector{Int}}) == Int
    @test inferred(count, Tuple{Vector{Bool}}) == Int
    @test inferred(filter, Tuple{typeof(iseven), Vector{Int}}) == Vector{Int}
    @test inferred(map, Tuple{typeof(abs), Vector{Int}}) == Vector{Int}
    @test inferred(map, Tuple{typeof(sqrt), Vector{Float64}}) == Vector{Float64}
    @test inferred(map, Tuple{typeof(abs), Tuple{Int, Float64}}) == Tuple{Int, Float64}
    @test inferred(foreach, Tuple{typeof(abs), Vector{Int}}) == Nothing
    @test inferred(reduce, Tuple{typeof(+), Vector{Int}}) == Int
    @test inferred(reduce, Tuple{typeof(+), Vector{Float64}}) == Float64
    @test inferred(foldl, Tuple{typeof(+), Vector{Int}}) == Int
    @test inferred(foldr, Tuple{typeof(+), Vector{Int}}) == Int
    @test inferred(mapreduce, Tuple{typeof(abs), typeof(+), Vector{Int}}) == Int
    @test inferred(mapfoldl, Tuple{typeof(abs), typeof(+), Vector{Int}}) == Int
    @test inferred(diff, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(sort, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(sort, Tuple{Vector{Float64}}) == Vector{Float64}
    @test inferred(sort!, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(sortperm, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(issorted, Tuple{Vector{Int}}) == Bool
    @test inferred(unique, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(findfirst, Tuple{typeof(iseven), Vector{Int}}) == Union{Nothing, Int}
    @test inferred(findall, Tuple{typeof(iseven), Vector{Int}}) == Vector{Int}
    @test inferred(collect, Tuple{UnitRange{Int}}) == Vector{Int}
    @test inferred(collect, Tuple{Vector{Int}}) == Vector{Int}
    @test inferred(vcat, Tuple{Vector{Int}, Vector{Int}}) == Vector{Int}
    @test inferred(hcat, Tuple{Vector{Int}, Vector{Int}}) == Matrix{Int}
    @test inferred(zeros, Tuple{Int}) == Vector{Float64}
    @test inferred(zeros, Tuple{Type{Int}, Int}) == Vector{Int}
    @test inferred(ones, Tuple{Int, Int}) == Matrix{Float64}
    @test inferred(fill, Tuple{Int, Int}) == Vector{Int}
    @test inferred(fill, Tuple{Float64, Int, Int}) == Matrix{Float64}
    @test inferred(falses, Tuple{Int}) == BitVector
    @test inferred(trues, Tuple{Int}) == BitVector
    @test inferred(getindex, Tuple{BitVector, Int}) == Bool
    @test inferred(setindex!, Tuple{BitVector, Bool, Int}) == BitVector
    @test inferred(reshape, Tuple{Vector{Int}, Int, Int}) == Matrix{Int}
    @test inferred(broadcast, Tuple{typeof(+), Vector{Int}, Int}) == Vector{Int}
    @test inferred(broadcast, Tuple{typeof(sin), Vector{Float64}}) == Vector{Float64}
    @test inferred(broadcast, Tuple{typeof(*), Vector{Float64}, Vector{Float64}}) == Vector{Float64}
    @test inferred(broadcast, Tuple{typeof(+), Matrix{Float64}, Vector{Float64}}) == Matrix{Float64}
    @test inferred((+), Tuple{Matrix{Float64}, Matrix{Float64}}) == Matrix{Float64}
    @test inferred((+), Tuple{Vector{Int}, Vector{Int}}) == Vector{Int}
    @test inferred((-), Tuple{Vector{Float64}, Vector{Float64}}) == Vector{Float64}
    @test inferred((*), Tuple{Float64, Vector{Float64}}) == Vector{Float64}
    @test inferred((*), Tuple{Vector{Int}, Int}) == Vector{Int}
    @test inferred((==), Tuple{Vector{Int}, Vector{Int}}) == Bool
    @test inferred(in, Tuple{Int, Vector{Int}}) == Bool
    @test inferred(view, Tuple{Vector{Int}, UnitRange{Int}}) == SubArray{Int, 1, Vector{Int}, Tuple{UnitRange{Int}}, true}
    @test inferred(zip, Tuple{Vector{Int}, Vector{Float64}}) == Base.Iterators.Zip{Tuple{Vector{Int}, Vector{Float64}}}
    @test inferred(enumerate, Tuple{Vector{Int}}) == Base.Iterators.Enumerate{Vector{Int}}
    @test inferred(collect, Tuple{Base.Iterators.Enumerate{Vector{Int}}}) == Vector{Tuple{Int, Int}}
    @test inferred(iterate, Tuple{Vector{Int}}) == Union{Nothing, Tuple{Int, Int}}
    @test inferred(iterate, Tuple{UnitRange{Int}}) == Union{Nothing, Tuple{Int, Int}}
    @test inferred(iterate, Tuple{UnitRange{Int}, Int}) == Union{Nothing, Tuple{Int, Int}}
    @test inferred(iterate, Tuple{String}) == Union{Nothing, Tuple{Char, Int}}
    @test inferred(iterate, Tuple{Base.Iterators.Enumerate{Vector{Int}}}) == Union{Nothing, Tuple{Tuple{Int, Int}, Tuple{Int, Int}}}
    @test inferred((+), Tuple{Int, Int}) == Int
    @test inferred((+), Tuple{Int, Float64}) == Float64
    @test inferred((/), Tuple{Int, Int}) == Float64
    @test inferred((^), Tuple{Int, Int}) == Int
    @test inferred((^), Tuple{Float64, Float64}) == Float64
    @test inferred((^), Tuple{Float64, Int}) == Float64
    @test inferred(div, Tuple{Int, Int}) == Int
    @test inferred(mod, Tuple{Int, Int}) == Int
    @test inferred(mod, Tuple{Float64, Float64}) == Float64
    @test inferred(divrem, Tuple{Int, Int}) == Tuple{Int, Int}
    @test inferred(fld, Tuple{Int, Int}) == Int
    @test inferred(gcd, Tuple{Int, Int}) == Int
    @test inferred(lcm, Tuple{Int, Int}) == Int
    @test inferred(isqrt, Tuple{Int}) == Int
    @test inferred(powermod, Tuple{Int, Int, Int}) == Int
    @test inferred(digits, Tuple{Int}) == Vector{Int}
    @test inferred(factorial, Tuple{Int}) == Int
    @test inferred(binomial, Tuple{Int, Int}) == Int
    @test inferred(unsigned, Tuple{Int}) == UInt
    @test inferred(signed, Tuple{UInt}) == Int
    @test inferred((>>), Tuple{Int, Int}) == Int
    @test inferred((<<), Tuple{UInt8, Int}) == UInt8
    @test inferred((&), Tuple{Int, Int}) == Int
    @test inferred(count_ones, Tuple{Int}) == Int
    @test inferred(abs, Tuple{Int}) == Int
    @test inferred(sqrt, Tuple{Float64}) == Float64
    @test inferred(sqrt, Tuple{Int}) == Float64
    @test inferred(sin, Tuple{Float64}) == Float64
    @test inferred(exp, Tuple{Float64}) == Float64
    @test inferred(log, Tuple{Float64}) == Float64
    @test inferred(floor, Tuple{Float64}) == Float64
    @test inferred(floor, Tuple{Type{Int}, Float64}) == Int
    @test inferred(round, Tuple{Float64}) == Float64
    @test inferred(round, Tuple{Type{Int}, Float64}) == Int
    @test inferred(trunc, Tuple{Type{Int}, Float64}) == Int
    @test inferred(convert, Tuple{Type{Int}, Float64}) == Int
    @test inferred(convert, Tuple{Type{Float64}, Int}) == Float64
    @test inferred(promote, Tuple{Int, Float64}) == Tuple{Float64, Float64}
    @test inferred(Int, Tuple{Float64}) == Int
    @test inferred(Float64, Tuple{Int}) == Float64
    @test inferred(min, Tuple{Int, Int}) == Int
    @test inferred(max, Tuple{Float64, Int}) == Float64
    @test inferred(clamp, Tuple{Int, Int, Int}) == Int
    @test inferred(iseven, Tuple{Int}) == Bool
    @test inferred(isnan, Tuple{Float64}) == Bool
    @test inferred((+), Tuple{Rational{Int}, Rational{Int}}) == Rational{Int}
    @test inferred((//), Tuple{Int, Int}) == Rational{Int}
    @test inferred((*), Tuple{Complex{Float64}, Complex{Float64}}) == Complex{Float64}
    @test inferred(abs, Tuple{Complex{Float64}}) == Float64
    @test inferred((+), Tuple{BigInt, BigInt}) == BigInt
    @test inferred(parse, Tuple{Type{Int}, String}) == Int
    @test inferred(parse, Tuple{Type{Float64}, String}) == Float64
    @test inferred(tryparse, Tuple{Type{Int}, String}) == Union{Nothing, Int}
    @test inferred(string, Tuple{Int}) == String
    @test inferred(string, Tuple{String, Int}) == String
    @test inferred(string, Tuple{Float64}) == String
    @test inferred(repr, Tuple{Int}) == String
    @test inferred(uppercase, Tuple{String}) == String
    @test inferred(lowercase, Tuple{String}) == String
    @test inferred(replace, Tuple{String, Pair{String, String}}) == String
    @test inferred(join, Tuple{Vector{String}, String}) == String
    @test inferred(join, Tuple{Vector{Int}, String}) == String
    @test inferred(split, Tuple{String, String}) == Vector{SubString{String}}
    @test inferred(split, Tuple{String}) == Vector{SubString{String}}
    @test inferred(strip, Tuple{String}) == SubString{String}
    @test inferred(lstrip, Tuple{String}) == SubString{String}
    @test inferred(startswith, Tuple{String, String}) == Bool
    @test inferred(endswith, Tuple{String, String}) == Bool
    @test inferred(occursin, Tuple{String, String}) == Bool
    @test inferred(findfirst, Tuple{String, String}) == Union{Nothing, UnitRange{Int}}
    @test inferred(findfirst, Tuple{Char, String}) == Union{Nothing, Int}
    @test inferred((*), Tuple{String, String}) == String
    @test inferred((^), Tuple{String, Int}) == String
    @test inferred(repeat, Tuple{String, Int}) == String
    @test inferred(length, Tuple{String}) == Int
    @test inferred(getindex, Tuple{String, Int}) == Char
    @test inferred(getindex, Tuple{String, UnitRange{Int}}) == String
    @test inferred(reverse, Tuple{String}) == String
    @test inferred(isempty, Tuple{String}) == Bool
    @test inferred(collect, Tuple{String}) == Vector{Char}
    @test inferred(lpad, Tuple{String, Int}) == String
    @test inferred(rpad, Tuple{Int, Int}) == String
    @test inferred(first, Tuple{String, Int}) == String
    @test inferred(chomp, Tuple{String}) == SubString{String}
    @test inferred((==), Tuple{String, String}) == Bool
    @test inferred(isless, Tuple{String, String}) == Bool
    @test inferred(cmp, Tuple{String, String}) == Int
    @test inferred(hash, Tuple{String}) == UInt
    @test inferred(hash, Tuple{Int}) == UInt
    @test inferred(hash, Tuple{Int, UInt}) == UInt
    @test inferred(isdigit, Tuple{Char}) == Bool
    @test inferred(Int, Tuple{Char}) == Int
    @test inferred(Char, Tuple{Int}) == Char
    @test inferred(uppercase, Tuple{Char}) == Char
    @test inferred(Symbol, Tuple{String}) == Symbol
    @test inferred(String, Tuple{Vector{UInt8}}) == String
    @test inferred(String, Tuple{Symbol}) == String
    @test inferred(codeunits, Tuple{String}) == Base.CodeUnits{UInt8, String}
    @test inferred(tail, Tuple{Tuple{Int, Float64, String}}) == Tuple{Float64, String}
    @test inferred(first, Tuple{Tuple{Int, Float64}}) == Int
    @test inferred(last, Tuple{Tuple{Int, Float64}}) == Float64
    @test inferred(reverse, Tuple{Tuple{Int, Float64}}) == Tuple{Float64, Int}
    @test inferred(length, Tuple{Tuple{Int, Float64}}) == Int
    @test inferred(getindex, Tuple{Tuple{Int, Int}, Int}) == Int
    @test inferred(sum, Tuple{Tuple{Int, Int, Int}}) == Int
    @test inferred((==), Tuple{Tuple{Int, Int}, Tuple{Int, Int}}) == Bool
    @test inferred(isless, Tuple{Tuple{Int, Int}, Tuple{Int, Int}}) == Bool
    @test inferred(hash, Tuple{Tuple{Int, Int}, UInt}) == UInt
    @test inferred(Pair, Tuple{Int, String}) == Pair{Int, String}
    @test inferred(first, Tuple{Pair{Int, String}}) == Int
    @test inferred(something, Tuple{Union{Nothing, Int}, Int}) == Int
    @test inferred(coalesce, Tuple{Union{Missing, Int}, Int}) == Int
    @test inferred(isnothing, Tuple{Union{Nothing, Int}}) == Bool
    @test inferred(ismissing, Tuple{Union{Missing, Int}}) == Bool
    @test inferred((+), Tuple{Union{Missing, Int}, Int}) == Union{Missing, Int}
    @test inferred((+), Tuple{Union{Int, Float64}, Int}) == Union{Int, Float64}
    @test inferred(length, Tuple{UnitRange{Int}}) == Int
    @test inferred(sum, Tuple{UnitRange{Int}}) == Int
    @test inferred((:), Tuple{Int, Int}) == UnitRange{Int}
    @test inferred((:), Tuple{Int, Int, Int}) == StepRange{Int, Int}
    @test inferred(range, Tuple{Int, Int}) == UnitRange{Int}
    @test inferred(getindex, Tuple{UnitRange{Int}, Int}) == Int
    @test inferred(in, Tuple{Int, UnitRange{Int}}) == Bool
    @test inferred(step, Tuple{StepRange{Int, Int}}) == Int
    @test inferred(collect, Tuple{StepRange{Int, Int}}) == Vector{Int}
    @test inferred(keys, Tuple{typeof((a=1, ))}) == Tuple{Symbol}
    @test inferred(values, Tuple{typeof((a=1, b=2.0))}) == Tuple{Int, Float64}
    @test inferred(IOBuffer, Tuple{}) == IOBuffer
    @test inferred(take!, Tuple{IOBuffer}) == Vector{UInt8}
    @test inferred(print, Tuple{IOBuffer, Int}) == Nothing
    @test inferred(write, Tuple{IOBuffer, String}) == Int
    @test inferred(println, Tuple{IOBuffer, String}) == Nothing
    @test inferred(Ref, Tuple{Int}) == Base.RefValue{Int}
    @test inferred(getindex, Tuple{Base.RefValue{Int}}) == Int
    @test inferred(identity, Tuple{Int}) == Int
    @test inferred(ntuple, Tuple{typeof(identity), Val{3}}) == Tuple{Int, Int, Int}
    @test inferred(transpose, Tuple{Matrix{Float64}}) == LinearAlgebra.Transpose{Float64, Matrix{Float64}}
    @test inferred((*), Tuple{Matrix{Float64}, Matrix{Float64}}) == Matrix{Float64}
    @test inferred((*), Tuple{Matrix{Float64}, Vector{Float64}}) == Vector{Float64}
    @test inferred(norm, Tuple{Vector{Float64}}) == Float64
    @test inferred(sum, Tuple{Matrix{Float64}}) == Float64
    @test inferred(rand, Tuple{}) == Float64
    @test inferred(rand, Tuple{Int}) == Vector{Float64}
    @test inferred(randn, Tuple{}) == Float64
    @test inferred(mean, Tuple{Vector{Float64}}) == Float64
    @test inferred(std, Tuple{Vector{Float64}}) == Float64
end

@testset "running reductions, products of vectors" begin
    @test inferred(cumsum, Tuple{Vector{Float64}}) == Vector{Float64}
    @test inferred(accumulate, Tuple{typeof(+), Vector{Int}}) == Vector{Int}
    @test inferred(Base.promote_op, Tuple{typeof(+), Type{Int}, Type{Float64}}) <: Type
    @test cumsum([1, 2]; dims=1) == [1, 3] && cumprod([1, 2.5]) == [1, 2.5] && cumsum(Int[]) == Int[]
    @test isequal(accumulate((a, b) -> b > 2 ? "x" : 1, [1, 2, 3]), Any[1, 1, "x"])
end

@testset "types as results" begin
    @test Base.return_types(eltype, (Vector{Int},)) == Any[Type{Int}]
    @test Base.return_types(typeof, (Int,)) == Any[Type{Int}]
    @test map(typeof, []) isa Vector{DataType} && typeof.(Any[]) isa Vector{DataType}
    @test map(tuple, Any[]) isa Vector{Tuple{Any}}
    @test fieldtype(Tuple{1, 2}, 1) === 1 && fieldtypes(Tuple{1, Int}) === (1, Int)
end

@testset "reductions along dimensions, and what they leave where there is nothing" begin
    @test (@inferred sum([1 2; 3 4], dims = 1)) == [4 6]
    @test (@inferred maximum([1.0 2; 3 4], dims = 2)) == [2; 4;;]
    @test (@inferred findmax([1 5; 7 2], dims = 1)) == ([7 5], [CartesianIndex(2, 1) CartesianIndex(1, 2)])
    @test (@inferred cumsum([1 2; 3 4], dims = 2)) == [1 3; 3 7]
    @test (@inferred dropdims([1 2], dims = 1)) == [1, 2]
    @test [sum([1 2; x 4], dims = 1) for x in Int[]] isa Vector{Matrix{Int}}
    @test [cumsum(A, dims = 1) for A in Matrix{Float64}[]] isa Vector{Matrix{Float64}}
    @test [maximum([x 1], dims = 2) for x in Int[]] isa Vector{Matrix{Int}}
    @test sum(Union{Int, Missing}[1 missing; 3 4], dims = 1)[1] == 4
end

@testset "zips, and slices of matrices" begin
    @test (@inferred collect(zip([1], [2.0]))) == [(1, 2.0)]
    @test map(x -> collect(zip([x], [1.0])), Int[]) isa Vector{Vector{Tuple{Int, Float64}}}
    @test (@inferred collect(eachcol([1 2; 3 4]))) == [[1, 3], [2, 4]]
    @test eltype([collect(eachcol(A)) for A in Matrix{Float64}[]]) == typeof(collect(eachcol(zeros(2, 2))))
    @test size(zip(1:3, 1:2)) == (2,) && collect(zip(1:2, Iterators.countfrom(5))) == [(1, 5), (2, 6)]
    @test (@inferred view([1 2; 3 4], :, 1)) == [1, 3]
end

@testset "ranges of floats" begin
    r(x) = 0.0:0.1:x
    @test only(Base.return_types(r, (Float64,))) === typeof(0.0:0.1:1.0)
    squares(x) = [y^2 for y in 0.0:0.1:x]
    @test only(Base.return_types(squares, (Float64,))) === Vector{Float64}
    @test only(Base.return_types((a, b) -> range(a, b; length=5), (Float64, Float64))) === typeof(range(0.0, 1.0; length=5))
end

@testset "what `finally` hands on" begin
    "Its result is what the body returns: no way leads past the return."
    function guarded(f, log)
        try
            return f()
        finally
            push!(log, "left")
        end
    end
    log = String[]
    @test (@inferred guarded(() -> 2.5, log)) === 2.5
    @test Base.return_types(guarded, (typeof(sqrt), Vector{String})) == [Union{}]
    @test_throws ErrorException guarded(() -> error("no"), log)
    @test log == ["left", "left"]
    "A body that may come to its end answers with nothing."
    function sometimes(x)
        try
            x > 0 && return x
        finally
            x += 1
        end
    end
    @test Base.return_types(sometimes, (Int,)) == [Union{Bool,Int}]
    @test sometimes(1) === 1 && sometimes(0) === false
end

several(x::Int...) = 1
several(x...) = "s"
returned(f, types...) = only(Base.return_types(f, types))

@testset "which type is passed is known" begin
    pass(f, args...) = f(args...)
    @test returned(pass, typeof(round), Type{Int}, Float64) === Int
    @test returned(x -> round.(Int, x), Vector{Float64}) === Vector{Int}
    @test returned(x -> parse.(Int, x), Vector{String}) === Vector{Int}
    @test (@inferred broadcast(round, Int, [1.2])) == [1]
    @test returned(() -> nonmissingtype(Union{Int, Missing})) === Type{Int}
end

@testset "collections of any length are passed one by one" begin
    @test returned(x -> (x...,), Vector{Int}) === Tuple{Vararg{Int}}
    @test returned(x -> (1.5, x...), Vector{Int}) === Tuple{Float64, Vararg{Int}}
    @test returned(Tuple, Vector{Int}) === Tuple{Vararg{Int}}
    @test returned(n -> ntuple(i -> i, n), Int) === Tuple{Vararg{Int}}
    @test returned(x -> max(x...), Vector{Int}) === Int
    @test returned(v -> vcat(v...), Vector{Vector{Int}}) === Union{Vector{Any}, Vector{Int}}
    @test returned(x -> several(x...), Vector{Int}) === Int
    @test returned(x -> several(x...), Vector{Float64}) === Union{Int, String}
    @test several(Float64[]...) === 1 && several(1.5) == "s"
    @test ntuple(i -> isodd(i) ? i : "e", 12) === (1, "e", 3, "e", 5, "e", 7, "e", 9, "e", 11, "e")
end

@testset "missing values that are left out" begin
    @test returned(x -> sum(skipmissing(x)), Vector{Union{Missing, Int}}) === Int
    @test returned(x -> collect(skipmissing(x)), Vector{Union{Missing, Int}}) === Vector{Int}
    @test returned(x -> maximum(skipmissing(x)), Vector{Union{Missing, Float64}}) === Float64
    @test (@inferred sum(skipmissing([1, missing, 2]))) === 3
end

@testset "arrays that are joined, and slices of them" begin
    @test returned(v -> vcat(v, 1), Vector{Int}) === Vector{Int}
    @test returned(v -> vcat(1, v, 2.5), Vector{Int}) === Vector{Float64}
    @test returned(v -> hcat(1, v), Matrix{Int}) === Matrix{Int}
    @test returned(v -> cat(v, v; dims = Val(3)), Matrix{Int}) === Array{Int, 3}
    @test returned(A -> [A A; A A], Matrix{Int}) === Matrix{Int}
    @test returned(A -> mapslices(sum, A; dims = 1), Matrix{Float64}) === Matrix{Float64}
    @test returned((t, r) -> t[r], NTuple{3, Int}, UnitRange{Int}) === Tuple{Vararg{Int}}
end

@testset "what collecting gives is known" begin
    for T in (Nothing, Missing)
        y = Union{String, T}["a", T()]
        @test (@inferred collect(s isa T for s in y)) == [false, true] && (@inferred map(s -> s isa T, y)) == [false, true]
    end
    @test Core.Compiler.return_type(collect, Tuple{typeof(2x for x in Real[])}) <: Vector
    @test Core.Compiler.return_type(collect, Tuple{typeof(x + y for x in Real[] for y in Real[])}) <: Vector
    @test Core.Compiler.return_type(collect, Tuple{typeof(x + y for x in Real[], y in Real[])}) <: Matrix
    @test (@inferred Tuple(Ref(3))) === (3,) && (@inferred Tuple(fill(3.0))) === (3.0,)
end
