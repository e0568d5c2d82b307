# Tuples.

length(t::Tuple) = nfields(t)
firstindex(t::Tuple) = 1
lastindex(t::Tuple) = length(t)
size(t::Tuple, d::Integer) = d == 1 ? length(t) : throw(ArgumentError("invalid tuple dimension $d"))
axes(t::Tuple) = (OneTo(length(t)),)
axes(t::Tuple, d::Integer) = d == 1 ? OneTo(length(t)) : OneTo(1)
axes1(t::Tuple) = OneTo(length(t))
keys(t::Tuple) = OneTo(length(t))
eachindex(t::Tuple) = OneTo(length(t))
eachindex(t::Tuple, t2::Tuple...) = OneTo(max(length(t), map(length, t2)...))
values(t::Tuple) = t
pairs(t::Tuple) = Pairs(t, keys(t))
getindex(t::Tuple, i::Int) = getfield(t, i)
getindex(t::Tuple, i::Integer) = getfield(t, convert(Int, i)::Int)
getindex(t::Tuple, b::AbstractArray{Bool,1}) = length(b) == length(t) ? getindex(t, findall(b)) : throw(BoundsError(t, b))
getindex(t::Tuple, r::AbstractArray{<:Any,1}) = _elements_at(t, r)
# Where all elements are of one type, inference knows which.
_elements_at(t::Tuple{E, Vararg{E}}, r) where {E} = (E[t[i] for i in r]...,)
_elements_at(t::Tuple, r) = (eltype(t)[t[i] for i in r]...,)
getindex(t::Tuple, c::Colon) = t
get(t::Tuple, i::Integer, default) = i in 1:length(t) ? getindex(t, i) : default
get(f::Callable, t::Tuple, i::Integer) = i in 1:length(t) ? getindex(t, i) : f()
haskey(t::Tuple, i::Integer) = 1 <= i <= length(t)
isempty(x::Tuple{}) = true
isempty(x::Tuple) = false
setindex(x::Tuple, v, i::Integer) = (1 <= i <= length(x) || throw(BoundsError(x, i)); _setindex(v, Int(i), x))
_setindex(v, i::Int, x::Tuple) = ntuple(k -> k == i ? v : getfield(x, k), length(x))

iterate(t::Tuple, i::Int=1) = (1 <= i <= length(t)) ? (getfield(t, i), i + 1) : nothing

prevind(t::Tuple, i::Integer) = Int(i) - 1
nextind(t::Tuple, i::Integer) = Int(i) + 1
IteratorSize_of_tuple() = HasLength()

first(t::Tuple) = t[1]
first(t::Tuple{}) = throw(ArgumentError("tuple must be non-empty"))
last(t::Tuple) = t[end]

# --- parts ---

argtail(x, rest...) = rest
tail(x::Tuple) = argtail(x...)
tail(::Tuple{}) = throw(ArgumentError("Cannot call tail on an empty tuple."))
function front(t::Tuple)
    isempty(t) && throw(ArgumentError("Cannot call front on an empty tuple."))
    return ntuple(i -> getfield(t, i), length(t) - 1)
end
safe_tail(t::Tuple) = tail(t)
safe_tail(t::Tuple{}) = ()

tuple_type_tail(::Type{Tuple{}}) = throw(ArgumentError("Cannot call tail on an empty tuple."))
tuple_type_head(T::Type) = fieldtype(T, 1)
function tuple_type_tail(T::Type)
    T isa UnionAll && return UnionAll(T.var, tuple_type_tail(T.body))
    first = T.parameters[1]
    first isa Core.TypeofVararg || return Tuple{tail(T.parameters)...}
    isdefined(first, :N) && first.N isa Int || return T
    return first.N == 1 ? Tuple{} : Tuple{Vararg{first.T, first.N - 1}}
end

# --- destructuring ---

indexed_iterate(t::Tuple, i::Int, state=1) = (getfield(t, i), i + 1)
indexed_iterate(a::Array, i::Int, state=1) = i > length(a) ? throw(BoundsError(a, i)) : (a[i], i + 1)
function indexed_iterate(I, i)
    x = iterate(I)
    x === nothing && throw(BoundsError(I, i))
    return x
end
function indexed_iterate(I, i, state)
    x = iterate(I, state)
    x === nothing && throw(BoundsError(I, i))
    return x
end
rest(t::Tuple) = t
rest(t::Tuple, i::Int) = ntuple(x -> getfield(t, x + i - 1), length(t) - i + 1)
rest(a::Array, i::Int=1) = a[i:end]
function rest(a::AbstractArray{T}, state...) where {T}
    v = Vector{T}()
    y = iterate(a, state...)
    while y !== nothing
        push!(v, y[1])
        y = iterate(a, y[2])
    end
    return v
end
rest(itr, state...) = Iterators.rest(itr, state...)
rest(s::Union{String,SubString{String}}, i::Int=1) = SubString(s, i)
rest(s::AbstractString, state...) = join(Iterators.rest(s, state...))
function split_rest(t::Tuple, n::Int, i=1)
    m = length(t) - i + 1 - n
    m >= 0 || throw(ArgumentError("collection must have at least $(n) elements"))
    return ntuple(k -> getfield(t, k + i - 1), m), ntuple(k -> getfield(t, i + m - 1 + k), n)
end
function split_rest(a::Array, n::Int, i=1)
    lastpart = [a[end-n+k] for k in 1:n]
    return a[i:end-n], lastpart
end
function split_rest(itr, n::Int, state...)
    if IteratorSize(itr) == IsInfinite()
        throw(ArgumentError("Cannot split an infinite iterator in the middle."))
    end
    return _split_rest(rest(itr, state...), n)
end
function split_rest(s::AbstractString, n::Int, i=firstindex(s))
    part = SubString(s, i)
    m = length(part)
    _check_length_split_rest(m, n)
    at = nextind(part, 0, m - n + 1)
    return String(SubString(part, 1, prevind(part, at))), String(SubString(part, at))
end
function split_rest(t::NamedTuple{names}, n::Int, i=1) where {names}
    _check_length_split_rest(length(t) - i + 1, n)
    front, last = split_rest(names, n, i)
    return NamedTuple{front}(t), NamedTuple{last}(t)
end
_split_rest(itr, n::Int) = _split_rest(collect(itr), n)
function _split_rest(a::Union{AbstractArray,Core.SimpleVector}, n::Int)
    _check_length_split_rest(length(a), n)
    return a[1:length(a)-n], a[length(a)-n+1:end]
end
_check_length_split_rest(len, n) = len < n && throw(ArgumentError("The iterator only contains $len elements, but at least $n were requested."))

# --- element types ---

eltype(::Type{Tuple{}}) = Bottom
eltype(::Type{NTuple{N,E}}) where {N,E} = E
eltype(t::Type{<:Tuple}) = _tuple_eltype(t)
function _tuple_eltype(t)
    t isa Union && return promote_typejoin(eltype(getfield(t, :a)), eltype(getfield(t, :b)))
    # Of few elements one after the other, so that inference knows what comes out.
    if t isa DataType
        few = getfield(t, :parameters)
        sle_int(nfields(few), 8) && return _joined_eltype(Union{}, few...)
    end
    u = t
    while u isa UnionAll
        u = getfield(u, :body)
    end
    ps = getfield(u, :parameters)
    r = Union{}
    i = 1
    n = nfields(ps)
    while sle_int(i, n)
        r = promote_typejoin(r, _param_bound(getfield(ps, i)))
        i = add_int(i, 1)
    end
    return r
end
function _param_bound(p)
    p = p isa Core.TypeofVararg ? (isdefined(p, :T) ? getfield(p, :T) : Any) : p
    return p isa TypeVar ? getfield(p, :ub) : p
end
_joined_eltype(r) = r
_joined_eltype(r, p, ps...) = _joined_eltype(promote_typejoin(r, _param_bound(p)), ps...)

# --- construction ---

@inline ntuple(f, n::Integer) = _ntuple(f, Int(n))
# Element by element, so that where it is put in the place of a call whose length is known only those elements stay.
@inline function _ntuple(f, n::Int)
    n > 10 && return _long_ntuple(f, n)
    n > 0 || return _empty_ntuple(n)
    x1 = f(1)
    n == 1 && return (x1,)
    x2 = f(2)
    n == 2 && return (x1, x2)
    x3 = f(3)
    n == 3 && return (x1, x2, x3)
    x4 = f(4)
    n == 4 && return (x1, x2, x3, x4)
    x5 = f(5)
    n == 5 && return (x1, x2, x3, x4, x5)
    x6 = f(6)
    n == 6 && return (x1, x2, x3, x4, x5, x6)
    x7 = f(7)
    n == 7 && return (x1, x2, x3, x4, x5, x6, x7)
    x8 = f(8)
    n == 8 && return (x1, x2, x3, x4, x5, x6, x7, x8)
    x9 = f(9)
    n == 9 && return (x1, x2, x3, x4, x5, x6, x7, x8, x9)
    x10 = f(10)
    return (x1, x2, x3, x4, x5, x6, x7, x8, x9, x10)
end
function _empty_ntuple(n::Int)
    n < 0 && throw(ArgumentError("tuple length should be ≥ 0, got $n"))
    return ()
end
function _long_ntuple(f, n::Int)
    return ([f(i) for i in 1:n]...,)
end
ntuple(f, ::Val{0}) = ()
@inline function ntuple(f, ::Val{N}) where {N}
    N isa Int || throw(TypeError(:ntuple, "", Int, N))
    N >= 0 || throw(ArgumentError("tuple length should be ≥ 0, got $N"))
    return _ntuple(f, N)
end
fill_to_length(t::Tuple, val, ::Val{N}) where {N} = (length(t) <= N || throw(ArgumentError("input tuple of length $(length(t)), requested $N")); (t..., ntuple(i -> val, N - length(t))...))

Tuple(x::Tuple) = x
Tuple(itr) = _collected_tuple(itr)
Tuple(x::NamedTuple) = (values(x)...,)
(::Type{T})(x::Tuple) where {T<:Tuple} = convert(T, x)
(::Type{T})(itr) where {T<:Tuple} = _totuple(T, itr)
(::Type{Tuple})(x::Tuple) = x
(::Type{Tuple})(itr) = _collected_tuple(itr)
(::Type{Tuple})(x::Pair) = (x.first, x.second)
(::Type{Tuple})(x::Number) = (x,)
(::Type{Tuple})(x::Ref) = (x[],)
(::Type{Tuple})(x::Array{T,0}) where {T} = (x[],)
(::Type{T})(nt::NamedTuple) where {T<:Tuple} = convert(T, values(nt))
(::Type{Tuple})(nt::NamedTuple) = values(nt)
Tuple{}() = ()
Tuple{}(x) = _totuple(Tuple{}, x)
Tuple{}(x::Tuple) = convert(Tuple{}, x)
Tuple{}(x::NamedTuple) = convert(Tuple{}, values(x))
function _collected_tuple(itr)
    a = collect(itr)
    return (a...,)
end
function _totuple(::Type{T}, itr) where {T<:Tuple}
    n = _fixed_length(T)
    # No more is taken than there is room for.
    a = n isa Int ? collect(Any, Iterators.take(itr, n)) : collect(Any, itr)
    if n isa Int
        if length(a) < n
            throw(ArgumentError("too few elements for tuple type $T"))
        end
    end
    return convert(T, (a...,))::T
end
# The number of elements of a tuple type, the least if it is not fixed.
function _tuple_length(T)
    u = T
    while u isa UnionAll
        u = getfield(u, :body)
    end
    ps = getfield(u, :parameters)
    n = nfields(ps)
    n == 0 && return (0, true)
    p = getfield(ps, n)
    p isa Core.TypeofVararg || return (n, true)
    isdefined(p, :N) && getfield(p, :N) isa Int && return (n - 1 + getfield(p, :N), true)
    return (n - 1, false)
end
function _fixed_length(T)
    n, is_fixed = _tuple_length(T)
    return is_fixed ? n : nothing
end
function _takes_length(T, m::Int)
    n, is_fixed = _tuple_length(T)
    return is_fixed ? n == m : m >= n
end

convert(::Type{T}, x::T) where {T<:Tuple} = x
convert(::Type{Tuple}, x::Tuple) = x
function convert(::Type{T}, x::Tuple) where {T<:Tuple}
    x isa T && return x
    n = length(x)
    _takes_length(T, n) || throw(MethodError(convert, (T, x)))
    # Where `T` asks that its elements be of one type, as `NTuple` does, they stay what they are.
    return ntuple(i -> convert(fieldtype(T, i), getfield(x, i)), n)
end
convert(::Type{T}, x::CartesianIndex) where {T<:Tuple} = convert(T, x.I)

struct VecElement{T}
    value::T
    VecElement{T}(value::T) where {T} = new(value)
end
VecElement{T}(x) where {T} = VecElement{T}(convert(T, x))
VecElement(x::T) where {T} = VecElement{T}(x)
convert(::Type{T}, x) where {T<:VecElement} = T(x)
convert(::Type{T}, x::T) where {T<:VecElement} = x

# --- mapping ---

map(f, t::Tuple{}) = ()
map(f, t::Tuple{Any}) = (f(t[1]),)
map(f, t::Tuple{Any,Any}) = (f(t[1]), f(t[2]))
map(f, t::Tuple{Any,Any,Any}) = (f(t[1]), f(t[2]), f(t[3]))
map(f, t::Tuple) = ntuple(i -> f(getfield(t, i)), length(t))
map(f, ::Tuple{}, ::Tuple{}) = ()
map(f, ::Tuple{}, ::Tuple) = ()
map(f, ::Tuple, ::Tuple{}) = ()
map(f, t::Tuple{Any}, s::Tuple{Any}) = (f(t[1], s[1]),)
map(f, t::Tuple{Any,Any}, s::Tuple{Any,Any}) = (f(t[1], s[1]), f(t[2], s[2]))
map(f, t::Tuple, s::Tuple) = ntuple(i -> f(getfield(t, i), getfield(s, i)), min(length(t), length(s)))
map(f, t::Tuple, ts::Tuple...) = ntuple(i -> f(getfield(t, i), map(s -> getfield(s, i), ts)...), min(length(t), map(length, ts)...))
foreach(f, t::Tuple) = _foreach_tuple(f, t)
_foreach_tuple(f, t) = (for x in t; f(x); end; nothing)
filter(f, xs::Tuple) = _filter_tuple(f, xs)
function _filter_tuple(f, xs::Tuple)
    kept = ()
    for x in xs
        if f(x)
            kept = (kept..., x)
        end
    end
    return kept
end

# --- comparison ---

==(t1::Tuple, t2::Tuple) = length(t1) == length(t2) && _eq(t1, t2)
function _eq(t1::Tuple, t2::Tuple)
    anymissing = false
    n = length(t1)
    i = 1
    while i <= n
        eq = getfield(t1, i) == getfield(t2, i)
        if eq === missing
            anymissing = true
        elseif !eq
            return false
        end
        i += 1
    end
    return anymissing ? missing : true
end
isequal(t1::Tuple, t2::Tuple) = length(t1) == length(t2) && _isequal(t1, t2)
function _isequal(t1::Tuple, t2::Tuple)
    n = length(t1)
    i = 1
    while i <= n
        isequal(getfield(t1, i), getfield(t2, i)) || return false
        i += 1
    end
    return true
end
<(::Tuple{}, ::Tuple{}) = false
<(::Tuple{}, ::Tuple) = true
<(::Tuple, ::Tuple{}) = false
function <(t1::Tuple, t2::Tuple)
    a, b = t1[1], t2[1]
    eq = (a == b)
    if eq === missing
        return missing
    elseif !eq
        return a < b
    end
    return tail(t1) < tail(t2)
end
isless(::Tuple{}, ::Tuple{}) = false
isless(::Tuple{}, ::Tuple) = true
isless(::Tuple, ::Tuple{}) = false
function isless(t1::Tuple, t2::Tuple)
    a, b = t1[1], t2[1]
    return isless(a, b) || (isequal(a, b) && isless(tail(t1), tail(t2)))
end
hash(::Tuple{}, h::UInt) = h + 0x77cfa1eef01bca90
hash(t::Tuple, h::UInt) = hash(t[1], hash(tail(t), h))
in(x, t::Tuple) = _in_tuple(x, t)
function _in_tuple(x, t::Tuple)
    anymissing = false
    n = length(t)
    i = 1
    while i <= n
        v = getfield(t, i) == x
        if v === missing
            anymissing = true
        elseif v
            return true
        end
        i += 1
    end
    return anymissing ? missing : false
end

# --- the rest ---

reverse(t::Tuple) = (n = length(t); ntuple(i -> getfield(t, n - i + 1), n))
findfirst(f::Function, t::Tuple) = (for i in 1:length(t); f(t[i]) && return i; end; nothing)
findlast(f::Function, t::Tuple) = (i = length(t); while i > 0; f(t[i]) && return i; i -= 1; end; nothing)
findall(f::Function, t::Tuple) = [i for i in 1:length(t) if f(t[i])]
any(x::Tuple{}) = false
all(x::Tuple{}) = true
prod(x::Tuple{}) = 1
empty(x::Tuple) = ()
circshift(x::Tuple, shift::Integer) = (n = length(x); n == 0 ? () : ntuple(i -> x[mod1(i - shift, n)], n))
isperm(p::Tuple) = isperm(collect(p))
isperm(p::Tuple{}) = true
isperm(p::Tuple{Int}) = p[1] == 1
isperm(p::Tuple{Int,Int}) = ((p[1] == 1) & (p[2] == 2)) | ((p[1] == 2) & (p[2] == 1))
similar_tuple(t) = t
copy(t::Tuple) = t
sort(t::NTuple; kwargs...) = (v = collect(t); sort!(v; kwargs...); (v...,))
unique(t::Tuple) = unique(collect(t))
allunique(t::Tuple) = allunique(collect(t))
merge(t::Tuple) = t

# --- pairs ---

iterate(p::Pair, i::Int=1) = i > 2 ? nothing : (getfield(p, i), i + 1)
indexed_iterate(p::Pair, i::Int, state=1) = (getfield(p, i), i + 1)
getindex(p::Pair, i::Int) = getfield(p, i)
getindex(p::Pair, i::Real) = getfield(p, convert(Int, i))
length(p::Pair) = 2
firstindex(p::Pair) = 1
lastindex(p::Pair) = 2
first(p::Pair) = p.first
last(p::Pair) = p.second
reverse(p::Pair{A,B}) where {A,B} = Pair{B,A}(p.second, p.first)
hash(p::Pair, h::UInt) = hash(p.second, hash(p.first, h))
==(p::Pair, q::Pair) = (p.first == q.first) & (p.second == q.second)
isequal(p::Pair, q::Pair) = isequal(p.first, q.first) & isequal(p.second, q.second)
isless(p::Pair, q::Pair) = ifelse(!isequal(p.first, q.first), isless(p.first, q.first), isless(p.second, q.second))
convert(::Type{Pair{A,B}}, x::Pair{A,B}) where {A,B} = x
convert(::Type{Pair{A,B}}, x::Pair) where {A,B} = Pair{A,B}(convert(A, x.first), convert(B, x.second))
promote_rule(::Type{Pair{A1,B1}}, ::Type{Pair{A2,B2}}) where {A1,B1,A2,B2} = Pair{promote_type(A1, A2),promote_type(B1, B2)}

keytype(t::Tuple) = keytype(typeof(t))
keytype(::Type{<:Tuple}) = Int
valtype(t::Tuple) = valtype(typeof(t))
valtype(::Type{T}) where {T<:Tuple} = eltype(T)
