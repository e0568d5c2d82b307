# Sets of integers as bits: word `k` of `bits` holds the numbers from 64 (k - 1 + offset).

mutable struct BitSet <: AbstractSet{Int}
    bits::Vector{UInt64}
    offset::Int
    BitSet() = new(UInt64[], 0)
end
BitSet(itr) = union!(BitSet(), itr)
empty(s::BitSet, ::Type{Int}=Int) = BitSet()
emptymutable(s::BitSet, ::Type{Int}=Int) = BitSet()
copy(s::BitSet) = copy!(BitSet(), s)
function copy!(dst::BitSet, src::BitSet)
    dst.bits = copy(src.bits)
    dst.offset = src.offset
    return dst
end
copymutable(s::BitSet) = copy(s)
eltype(::Type{BitSet}) = Int
sizehint!(s::BitSet, n::Integer) = s

function in(n::Integer, s::BitSet)
    typemin(Int) <= n <= typemax(Int) || return false
    k = (Int(n) >> 6) - s.offset + 1
    1 <= k <= length(s.bits) || return false
    return (s.bits[k] >> (Int(n) & 63)) & 1 == 1
end
function push!(s::BitSet, n::Integer)
    n = Int(n)
    w = n >> 6
    if isempty(s.bits)
        s.offset = w
    end
    while w < s.offset
        pushfirst!(s.bits, UInt64(0))
        s.offset -= 1
    end
    while w - s.offset + 1 > length(s.bits)
        push!(s.bits, UInt64(0))
    end
    s.bits[w - s.offset + 1] |= UInt64(1) << (n & 63)
    return s
end
push!(s::BitSet, ns::Integer...) = (for n in ns; push!(s, n); end; s)
function delete!(s::BitSet, n::Integer)
    n in s && (s.bits[(Int(n) >> 6) - s.offset + 1] &= ~(UInt64(1) << (Int(n) & 63)))
    return s
end
in!(x, s::BitSet) = x in s ? true : (push!(s, x); false)
pop!(s::BitSet) = pop!(s, last(s))
pop!(s::BitSet, n::Integer) = n in s ? (delete!(s, n); n) : throw(KeyError(n))
pop!(s::BitSet, n::Integer, default) = n in s ? (delete!(s, n); n) : default
popfirst!(s::BitSet) = pop!(s, first(s))
empty!(s::BitSet) = (empty!(s.bits); s)
isempty(s::BitSet) = all(iszero, s.bits)
length(s::BitSet) = sum(count_ones, s.bits; init=0)
function iterate(s::BitSet, state=(0, 1))
    bit, k = state
    while k <= length(s.bits)
        rest = bit < 64 ? s.bits[k] >> bit : UInt64(0)
        if rest != 0
            bit += trailing_zeros(rest)
            return (64 * (k - 1 + s.offset) + bit, (bit + 1, k))
        end
        k += 1
        bit = 0
    end
    return nothing
end
_no_set_element() = throw(ArgumentError("collection must be non-empty"))
first(s::BitSet) = (y = iterate(s); y === nothing ? _no_set_element() : y[1])
function last(s::BitSet)
    k = length(s.bits)
    while k >= 1
        w = s.bits[k]
        w != 0 && return 64 * (k - 1 + s.offset) + 63 - leading_zeros(w)
        k -= 1
    end
    _no_set_element()
end
minimum(s::BitSet) = first(s)
maximum(s::BitSet) = last(s)
extrema(s::BitSet) = (first(s), last(s))
union!(s::BitSet, itr) = (for n in itr; push!(s, n); end; s)
union(s::BitSet, itrs...) = foldl(union!, itrs; init=copy(s))
intersect!(s::BitSet, t::BitSet) = (for n in collect(s); n in t || delete!(s, n); end; s)
intersect(s::BitSet, t::BitSet) = intersect!(copy(s), t)
setdiff!(s::BitSet, itr) = (for n in itr; delete!(s, n); end; s)
setdiff(s::BitSet, itr) = setdiff!(copy(s), itr)
symdiff!(s::BitSet, itr) = (for n in itr; n in s ? delete!(s, n) : push!(s, n); end; s)
filter!(f, s::BitSet) = (for n in collect(s); f(n) || delete!(s, n); end; s)
==(a::BitSet, b::BitSet) = length(a) == length(b) && all(in(b), a)
issubset(a::BitSet, b::BitSet) = all(in(b), a)
function show(io::IO, s::BitSet)
    print(io, "BitSet([")
    join(io, s, ", ")
    print(io, "])")
end
