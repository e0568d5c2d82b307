# Pairs.

convert(::Type{Pair{A, B}}, x::Pair{A, B}) where {A, B} = x
convert(::Type{Pair{A, B}}, x::Pair) where {A, B} = Pair{A, B}(convert(A, x.first), convert(B, x.second))
promote_rule(::Type{Pair{A1, B1}}, ::Type{Pair{A2, B2}}) where {A1, B1, A2, B2} =
    Pair{promote_type(A1, A2), promote_type(B1, B2)}

iterate(p::Pair, i::Int=1) = i > 2 ? nothing : (getfield(p, i), i + 1)
indexed_iterate(p::Pair, i::Int, state::Int=1) = (getfield(p, i), i + 1)
length(p::Pair) = 2
eltype(p::Type{Pair{A, B}}) where {A, B} = Union{A, B}
getindex(p::Pair, i::Int) = getfield(p, i)
getindex(p::Pair, i::Real) = getfield(p, convert(Int, i))
firstindex(p::Pair) = 1
lastindex(p::Pair) = 2
first(p::Pair) = p.first
last(p::Pair) = p.second
reverse(p::Pair{A, B}) where {A, B} = Pair{B, A}(p.second, p.first)
isempty(p::Pair) = false
keys(p::Pair) = (1, 2)
eachindex(p::Pair) = (1, 2)

==(p::Pair, q::Pair) = (p.first == q.first) & (p.second == q.second)
isequal(p::Pair, q::Pair) = isequal(p.first, q.first) & isequal(p.second, q.second)
isless(p::Pair, q::Pair) = ifelse(!isequal(p.first, q.first), isless(p.first, q.first), isless(p.second, q.second))
hash(p::Pair, h::UInt) = hash(p.second, hash(p.first, h))
in(x, p::Pair) = x == p.first || x == p.second
