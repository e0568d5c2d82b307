# What all dictionaries share.

abstract type AbstractDict{K, V} end

struct KeySet{K, T<:AbstractDict{K}} <: AbstractSet{K}
    dict::T
end
KeySet(dict::AbstractDict{K}) where {K} = KeySet{K, typeof(dict)}(dict)
struct ValueIterator{T<:AbstractDict}
    dict::T
end

keytype(::Type{<:AbstractDict{K}}) where {K} = K
keytype(a::AbstractDict) = keytype(typeof(a))
valtype(::Type{<:AbstractDict{<:Any, V}}) where {V} = V
valtype(a::AbstractDict) = valtype(typeof(a))
eltype(::Type{<:AbstractDict{K, V}}) where {K, V} = Pair{K, V}

function summary(io::IO, t::AbstractDict)
    showarg(io, t, true)
    if IteratorSize(t) isa HasLength
        n = length(t)
        print(io, " with ", n, (n == 1 ? " entry" : " entries"))
    else
        print(io, "(...)")
    end
end

haskey(d::AbstractDict, k) = in(k, keys(d))
function in(p::Pair, a::AbstractDict, valcmp=(==))
    v = get(a, p.first, _absent)
    return v === _absent ? false : valcmp(v, p.second)
end
in(p, a::AbstractDict) = error("AbstractDict collections only contain Pairs;\nEither look for e.g. A=>B instead, or use the `keys` or `values`\nfunction if you are looking for a key or value respectively.")
struct Absent end
const _absent = Absent()

length(v::Union{KeySet, ValueIterator}) = length(v.dict)
isempty(v::Union{KeySet, ValueIterator}) = isempty(v.dict)
eltype(::Type{ValueIterator{D}}) where {D} = valtype(D)
eltype(v::KeySet) = keytype(v.dict)
eltype(::Type{<:KeySet{K}}) where {K} = K
eltype(v::ValueIterator) = valtype(v.dict)
function iterate(v::Union{KeySet, ValueIterator}, state...)
    y = iterate(v.dict, state...)
    y === nothing && return nothing
    return (v isa KeySet ? y[1].first : y[1].second), y[2]
end
copy(v::KeySet) = copymutable(v)
in(k, v::KeySet) = get(v.dict, k, _absent) !== _absent
keys(a::AbstractDict) = KeySet(a)
values(a::AbstractDict) = ValueIterator(a)
pairs(a::AbstractDict) = a
show(io::IO, v::Union{KeySet, ValueIterator}) = _show_dict_part(io, v)
empty(a::AbstractDict) = empty(a, keytype(a), valtype(a))
empty(a::AbstractDict, ::Type{V}) where {V} = empty(a, keytype(a), V)
isempty(a::AbstractDict) = length(a) == 0
copy(a::AbstractDict) = merge!(empty(a), a)
copymutable(a::AbstractDict) = copy(a)
similar(a::AbstractDict) = empty(a)
function copy!(dst::AbstractDict, src::AbstractDict)
    dst === src && return dst
    merge!(empty!(dst), src)
end
first(t::AbstractDict) = (y = iterate(t); y === nothing ? throw(ArgumentError("collection must be non-empty")) : y[1])

function merge!(d::AbstractDict, others::AbstractDict...)
    for other in others
        haslength(d) && haslength(other) && sizehint!(d, length(d) + length(other))
        for (k, v) in other
            d[k] = v
        end
    end
    return d
end
function mergewith!(combine, d::AbstractDict, others::AbstractDict...)
    for other in others
        for (k, v) in other
            d[k] = haskey(d, k) ? combine(d[k], v) : v
        end
    end
    return d
end
mergewith!(combine, d::AbstractDict) = d
mergewith!(combine) = (args...) -> mergewith!(combine, args...)
merge!(combine::Function, d::AbstractDict, others::AbstractDict...) = mergewith!(combine, d, others...)
merge(d::AbstractDict, others::AbstractDict...) = merge!(_typeddict(d, others...), others...)
mergewith(combine, d::AbstractDict, others::AbstractDict...) = mergewith!(combine, _typeddict(d, others...), others...)
mergewith(combine) = (args...) -> mergewith(combine, args...)
merge(combine::Function, d::AbstractDict, others::AbstractDict...) = mergewith(combine, d, others...)
function _typeddict(d::AbstractDict, others::AbstractDict...)
    K, V = keytype(d), valtype(d)
    for other in others
        K = promote_type(K, keytype(other))
        V = promote_type(V, valtype(other))
    end
    return Dict{K, V}(d)
end
function filter!(f, d::AbstractDict)
    bad = keytype(d)[]
    for pair in d
        f(pair) || push!(bad, pair.first)
    end
    for k in bad
        delete!(d, k)
    end
    return d
end
function filter(f, d::AbstractDict)
    df = empty(d)
    for pair in d
        f(pair) && (df[pair.first] = pair.second)
    end
    return df
end
filter!(f, v::KeySet) = (filter!(p -> f(p.first), v.dict); v)

function ==(l::AbstractDict, r::AbstractDict)
    length(l) != length(r) && return false
    anymissing = false
    for pair in l
        isin = in(pair, r)
        if ismissing(isin)
            anymissing = true
        elseif !isin
            return false
        end
    end
    return anymissing ? missing : true
end
function isequal(l::AbstractDict, r::AbstractDict)
    l === r && return true
    length(l) != length(r) && return false
    for pair in l
        in(pair, r, isequal) || return false
    end
    return true
end
const hasha_seed = 0x6d35bb51952d5539
function hash(a::AbstractDict, h::UInt)
    hv = hasha_seed
    for (k, v) in a
        hv ⊻= hash(k, hash(v))
    end
    return hash(hv, h)
end

function getindex(t::AbstractDict, key)
    v = get(t, key, _absent)
    v === _absent && throw(KeyError(key))
    return v
end
getindex(t::AbstractDict, k1, k2, ks...) = getindex(t, tuple(k1, k2, ks...))
setindex!(t::AbstractDict, v, k1, k2, ks...) = setindex!(t, v, tuple(k1, k2, ks...))
get(f::Union{Function, Type}, t::AbstractDict, key) = (v = get(t, key, _absent); v === _absent ? f() : v)
function get!(t::AbstractDict, key, default)
    haskey(t, key) && return t[key]
    t[key] = default
    return t[key]
end
function get!(f::Union{Function, Type}, t::AbstractDict, key)
    haskey(t, key) && return t[key]
    v = f()
    t[key] = v
    return v
end
getkey(t::AbstractDict, key, default) = haskey(t, key) ? first(k for k in keys(t) if isequal(k, key)) : default
function pop!(t::AbstractDict, key)
    v = get(t, key, _absent)
    v === _absent && throw(KeyError(key))
    delete!(t, key)
    return v
end
function pop!(t::AbstractDict, key, default)
    v = get(t, key, _absent)
    v === _absent && return default
    delete!(t, key)
    return v
end
push!(t::AbstractDict, p::Pair) = setindex!(t, p.second, p.first)
push!(t::AbstractDict, p::Pair, q::Pair, r::Pair...) = push!(push!(t, p), q, r...)
function empty!(t::AbstractDict)
    for k in collect(keys(t))
        delete!(t, k)
    end
    return t
end
sizehint!(t::AbstractDict, n; kw...) = t
convert(::Type{T}, x::T) where {T<:AbstractDict} = x
convert(::Type{T}, x::AbstractDict) where {T<:AbstractDict} = T(x)::T
map(f, d::AbstractDict) = error("map is not defined on dictionaries")
map!(f, iter::ValueIterator) = (for (k, v) in collect(pairs(iter.dict)); iter.dict[k] = f(v); end; iter)

function replace!(new::Union{Function, Type}, t::AbstractDict; count::Integer=typemax(Int))
    changes = Pair[]
    n = 0
    for pair in t
        n >= count && break
        next = new(pair)
        if !isequal(next, pair)
            push!(changes, pair => next)
            n += 1
        end
    end
    for change in changes
        delete!(t, change.first.first)
    end
    for change in changes
        t[change.second.first] = change.second.second
    end
    return t
end
function replace!(t::AbstractDict, old_new::Pair...; count::Integer=typemax(Int))
    return replace!(p -> (for r in old_new; isequal(r.first, p) && return r.second; end; p), t; count)
end
function replace(t::AbstractDict, old_new::Pair...; count::Integer=typemax(Int))
    P = promote_type(eltype(t), map(p -> typeof(p.second), old_new)...)
    P <: Pair && P isa DataType || throw(ArgumentError("the entries of a dictionary are replaced by pairs"))
    K, V = fieldtype(P, 1), fieldtype(P, 2)
    # An entry may be replaced by one of another type, which the dictionary's own have no place for.
    copied = K === keytype(t) && V === valtype(t) ? copy(t) : merge!(empty(t, K, V), t)
    return replace!(copied, old_new...; count)
end
replace(new::Union{Function, Type}, t::AbstractDict; count::Integer=typemax(Int)) = replace!(new, copy(t); count)
