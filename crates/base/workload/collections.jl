# Arrays, dictionaries, sets, tuples and what goes over them.

for v in ([3, 1, 2], [3.5, 1.5, 2.5], ["c", "a", "b"])
    w = copy(v)
    push!(w, v[1]); pop!(w); pushfirst!(w, v[2]); popfirst!(w); append!(w, v); insert!(w, 2, v[1]); deleteat!(w, 2)
    (length(w), size(w), eltype(w), w[1], w[end], w[2:end], w[[1, 2]], first(w), last(w), isempty(w), v[1] in w, reverse(w))
    (sort(v), sort(v; rev = true), sort!(copy(v)), sortperm(v), issorted(v), unique(w), maximum(v), minimum(v), argmax(v), findmax(v), findmin(v))
    (sort(v; by = x -> x), sort(v, lt = (a, b) -> a > b), partialsort(v, 2), searchsortedfirst(sort(v), v[1]), reverse!(copy(v)), vcat(v, v), [v; v])
    (map(identity, v), filter(x -> x == v[1], v), collect(enumerate(v)), collect(zip(v, v)), [x for x in v], [x for x in v if x == v[1]])
    (any(x -> x == v[1], v), all(x -> x == v[1], v), count(x -> x == v[1], v), findfirst(==(v[1]), v), findall(x -> x == v[1], v), v == w, isequal(v, v), hash(v))
    (fill(v[1], 2), similar(v), empty(v), v .== v[1], foldl((a, b) -> a, v), reduce((a, b) -> a, v), foreach(identity, v), collect(v), Set(v), Tuple(v))
    for (i, x) in enumerate(v); i, x; end
    for (a, b) in zip(v, v); a, b; end
    for i in eachindex(v); v[i]; end
    resize!(w, 2); empty!(w); setdiff(v, w); union(v, w); intersect(v, v); splice!(copy(v), 1); filter!(x -> true, copy(v)); circshift(v, 1)
end
for v in ([1, 2, 3], [1.5, 2.5, 3.5])
    (v .+ 1, v .* 2, v .^ 2, v .+ v, -v, v + v, v - v, 2v, v / 2, sum(v), prod(v), sqrt.(v), abs.(v), v' * v, sum(x -> x * x, v), cumsum(v), diff(v), accumulate(+, v))
    (zeros(3), ones(3), zeros(Int, 3), fill(0, 3), trues(2), falses(2), collect(1:3), [1:3;], range(0, 1; length = 5), LinRange(0, 1, 3), mapreduce(x -> x, +, v), v .> 1, ifelse.(v .> 1, 1, 0))
    w = copy(v); w .= 0; w .+= v; w[1] = 7; w[1:2] .= 3; swap = (w[1], w[2]); w[1], w[2] = w[2], w[1]; fill!(w, 1); copyto!(w, v); view(v, 1:2); @view v[2:3]
    m = [v v]; (size(m), m[1, 2], m[1, :], m[:, 1], m', m * m', sum(m), sum(m; dims = 1), maximum(m; dims = 2), vec(m), reshape(m, 2, 3), hcat(v, v), m .+ 1, m .* m, transpose(m), axes(m), eachrow(m), eachcol(m), length(m), ndims(m), map(x -> 2x, m), permutedims(m))
    for r in eachrow(m); sum(r); end
    for c in eachcol(m); sum(c); end
    for i in axes(m, 1), j in axes(m, 2); m[i, j]; end
    [i + j for i in 1:2, j in 1:3]; [x^2 for x in v]; sum(x^2 for x in v); maximum(x for x in v); Float64[x for x in v]; zeros(2, 2); ones(2, 2); [1 0; 0 1]; fill(1.0, 2, 2); rand(3); rand(1:6); rand()
end
for d in (Dict("a" => 1, "b" => 2), Dict(:a => 1, :b => 2), Dict(1 => "a", 2 => "b"), Dict("a" => [1, 2]), Dict{String,Any}("a" => 1))
    k = first(keys(d)); e = copy(d)
    (d[k], get(d, k, nothing), haskey(d, k), length(d), collect(keys(d)), collect(values(d)), collect(d), sort(collect(keys(d))), get(() -> d[k], d, k), isempty(d), k in keys(d), eltype(d))
    e[k] = d[k]; delete!(e, k); get!(e, k, d[k]); get!(() -> d[k], e, k); merge(d, e); pop!(e, k); merge!(e, d); filter(p -> p.first == k, d); empty!(e)
    for (a, b) in d; a, b; end
    for p in d; p.first, p.second; end
    Dict(a => b for (a, b) in d); [a for (a, b) in d]; map(first, collect(d)); sort(collect(d); by = first); d == d; maximum(length(string(x)) for x in keys(d)); any(p -> p.first == k, d)
end
counts = Dict{String,Int}(); for w in split("a b a"); counts[w] = get(counts, w, 0) + 1; end
counts2 = Dict{Char,Int}(); for c in "aab"; counts2[c] = get(counts2, c, 0) + 1; end; sort(collect(counts2); by = last, rev = true); sort(collect(counts), by = p -> -p[2])
for s in (Set([1, 2, 3]), Set(["a", "b"]))
    x = first(s); push!(copy(s), x); (x in s, length(s), union(s, s), intersect(s, s), setdiff(s, s), issubset(s, s), collect(s), delete!(copy(s), x), s == s, symdiff(s, s))
    for y in s; y; end
end
t = (1, "a", 2.5); (t[1], length(t), t[end], t == t, map(string, t), first(t), Base.tail(t), (t..., 1), reverse(t)); a, b, c = t; a, rest... = t
nt = (x = 1, y = 2); (nt.x, nt[:y], keys(nt), values(nt), merge(nt, (z = 3,)), pairs(nt), length(nt), haskey(nt, :x)); (; x, y) = nt; for (k, v) in pairs(nt); k, v; end
for r in (1:5, 1:2:9, 5:-1:1, 0.0:0.5:2.0)
    (length(r), first(r), last(r), step(r), collect(r), sum(r), r[2], r[1:2], reverse(r), maximum(r), 2 in r, map(x -> 2x, r), [x for x in r], r .+ 1, isempty(r)); for x in r; x; end
end
for x in Iterators.take(1:10, 3); x; end; for x in Iterators.drop(1:5, 2); x; end; for x in Iterators.flatten([[1], [2]]); x; end; for p in Iterators.product(1:2, 1:2); p; end
for x in Iterators.reverse([1, 2]); x; end; collect(Iterators.filter(isodd, 1:5)); collect(Iterators.map(x -> x^2, 1:3)); for x in Iterators.partition(1:5, 2); x; end; first(Iterators.cycle([1, 2]), 3); collect(Iterators.takewhile(<(3), 1:5))
sort([(2, "b"), (1, "a")]); sort([3 => 1, 1 => 2]); sort([(1, 2.5)]; by = last); unique([1, 1, 2]); allunique([1, 2]); [1, 2] == [1, 2]; (1, 2) < (1, 3); [1, 2] < [1, 3]; zip([1, 2], ["a", "b"]) |> collect; enumerate(["a"]) |> collect
vcat([1], [2]); hcat([1, 2], [3, 4]); reduce(vcat, [[1], [2]]); mapreduce(abs, max, [1, -2]); foldr((x, y) -> x - y, [1, 2, 3]); something(nothing, 1); coalesce(missing, 1); isnothing(nothing); ismissing(missing); skipmissing([1, missing]) |> collect; sum(skipmissing([1, missing]))
sum([1 2; 3 4]); [1, 2, 3][end-1:end]; Vector{Int}(undef, 2); Matrix{Float64}(undef, 2, 2); Array{Int}(undef, 2, 2); Any[]; Int[]; Float64[]; String[]; Tuple{Int,Int}[]; push!(Tuple{Int,Int}[], (1, 2)); push!(Any[], 1); push!(Vector{Int}[], [1]); Vector{Vector{Int}}()
