# Dictionaries by identity.

mutable struct IdDict{K, V} <: AbstractDict{K, V}
    ht::Memory{Any}     # key and value in turn; an unset key stands for a free place
    count::Int
    ndel::Int
    IdDict{K, V}() where {K, V} = new{K, V}(Memory{Any}(undef, 32), 0, 0)
    IdDict{K, V}(d::IdDict{K, V}) where {K, V} = new{K, V}(copy(d.ht), d.count, d.ndel)
end
function IdDict{K, V}(itr) where {K, V}
    d = IdDict{K, V}()
    for (k, v) in itr
        d[k] = v
    end
    return d
end
function IdDict{K, V}(pairs::Pair...) where {K, V}
    d = IdDict{K, V}()
    for (k, v) in pairs
        d[k] = v
    end
    return d
end
IdDict() = IdDict{Any, Any}()
IdDict(kv::Tuple{}) = IdDict()
IdDict(ps::Pair{K, V}...) where {K, V} = IdDict{K, V}(ps...)
IdDict(ps::Pair...) = IdDict(ps)
IdDict(kv) = dict_with_eltype((K, V) -> IdDict{K, V}, kv, eltype(kv))
empty(d::IdDict, ::Type{K}, ::Type{V}) where {K, V} = IdDict{K, V}()
copy(d::IdDict) = typeof(d)(d)

struct RemovedKey end
const _removed_key = RemovedKey()

# The place of a key, or minus the place where it goes.
function _id_place(d::IdDict, key)
    ht = d.ht
    n = length(ht) >> 1
    at = Int((Core.Host.object_id(key) >> 5) % UInt(n)) + 1
    free = 0
    for _ in 1:n
        if !isassigned(ht, 2at - 1)
            return free == 0 ? -at : -free
        end
        k = ht[2at - 1]
        k === key && return at
        k === _removed_key && free == 0 && (free = at)
        at = at == n ? 1 : at + 1
    end
    return -free
end
function _id_rehash!(d::IdDict, places::Int)
    old = d.ht
    d.ht = Memory{Any}(undef, 2places)
    d.ndel = 0
    for i in 1:length(old) >> 1
        isassigned(old, 2i - 1) || continue
        k = old[2i - 1]
        k === _removed_key && continue
        at = -_id_place(d, k)
        d.ht[2at - 1] = k
        d.ht[2at] = old[2i]
    end
    return d
end
rehash!(d::IdDict, newsz=length(d.ht) >> 1) = _id_rehash!(d, Int(newsz))
sizehint!(d::IdDict, newsz; kw...) = (n = _tablesz(cld(3 * Int(newsz), 2)); 2n > length(d.ht) ? _id_rehash!(d, n) : d)
function setindex!(d::IdDict{K, V}, val, key) where {K, V}
    key isa K || throw(KeyTypeError(K, key))
    v = val isa V ? val : convert(V, val)
    3 * (d.count + d.ndel + 1) > length(d.ht) && _id_rehash!(d, max(16, 2 * d.count + 16))
    at = _id_place(d, key)
    if at < 0
        at = -at
        isassigned(d.ht, 2at - 1) && (d.ndel -= 1)
        d.ht[2at - 1] = key
        d.count += 1
    end
    d.ht[2at] = v
    return d
end
function get(d::IdDict{K, V}, key, default) where {K, V}
    at = _id_place(d, key)
    return at < 0 ? default : d.ht[2at]::V
end
function getindex(d::IdDict{K, V}, key) where {K, V}
    at = _id_place(d, key)
    at < 0 && throw(KeyError(key))
    return d.ht[2at]::V
end
function get(default::Union{Function, Type}, d::IdDict{K, V}, key) where {K, V}
    at = _id_place(d, key)
    return at < 0 ? default() : d.ht[2at]::V
end
haskey(d::IdDict, key) = _id_place(d, key) > 0
in(k, v::KeySet{<:Any, <:IdDict}) = _id_place(v.dict, k) > 0
function in(p::Pair, d::IdDict, valcmp=(==))
    at = _id_place(d, p.first)
    return at > 0 && valcmp(d.ht[2at], p.second)
end
function pop!(d::IdDict{K, V}, key, default) where {K, V}
    at = _id_place(d, key)
    at < 0 && return default
    v = d.ht[2at]::V
    d.ht[2at - 1] = _removed_key
    d.ht[2at] = nothing
    d.count -= 1
    d.ndel += 1
    return v
end
function pop!(d::IdDict, key)
    v = pop!(d, key, _absent)
    v === _absent && throw(KeyError(key))
    return v
end
delete!(d::IdDict, key) = (pop!(d, key, nothing); d)
empty!(d::IdDict) = (d.ht = Memory{Any}(undef, 32); d.count = 0; d.ndel = 0; d)
length(d::IdDict) = d.count
isempty(d::IdDict) = d.count == 0
function iterate(d::IdDict{K, V}, i::Int=1) where {K, V}
    ht = d.ht
    n = length(ht) >> 1
    while i <= n
        if isassigned(ht, 2i - 1) && ht[2i - 1] !== _removed_key
            return Pair{K, V}(ht[2i - 1]::K, ht[2i]::V), i + 1
        end
        i += 1
    end
    return nothing
end
# What a reference refers to is known to the heap, which does not keep it from going.
mutable struct WeakRef
    value
    function WeakRef(x=nothing)
        made = new(nothing)
        Core.Host.reference_put(made, x)
        return made
    end
end
getproperty(w::WeakRef, name::Symbol) = name === :value ? Core.Host.reference_get(w) : getfield(w, name)
setproperty!(w::WeakRef, name::Symbol, x) = name === :value ? (Core.Host.reference_put(w, x); x) : setfield!(w, name, x)
==(a::WeakRef, b::WeakRef) = isequal(a.value, b.value)
==(a::WeakRef, b) = isequal(a.value, b)
==(a, b::WeakRef) = isequal(a, b.value)
==(::WeakRef, ::Missing) = missing
==(::Missing, ::WeakRef) = missing
hash(w::WeakRef, h::UInt) = hash(w.value, h)
show(io::IO, w::WeakRef) = (print(io, "WeakRef("); show(io, w.value); print(io, ")"))

# A table of references to the keys. Keys that went are taken out when it is next looked at as a whole, or grows.
mutable struct WeakKeyDict{K, V} <: AbstractDict{K, V}
    ht::Dict{WeakRef, V}
    lost::Int    # how many references had lost something when it was last looked through
    WeakKeyDict{K, V}() where {K, V} = new{K, V}(Dict{WeakRef, V}(), Core.Host.references_lost())
end
function _without_lost(d::WeakKeyDict)
    lost = Core.Host.references_lost()
    d.lost == lost && return d.ht
    d.lost = lost
    ht = d.ht
    for i in 1:length(ht.slots)
        isslotfilled(ht, i) && ht.keys[i].value === nothing && _delete!(ht, i)
    end
    return ht
end
WeakKeyDict{K, V}(p::Pair) where {K, V} = push!(WeakKeyDict{K, V}(), p)
WeakKeyDict{K, V}(ps::Pair...) where {K, V} = _with_pairs(WeakKeyDict{K, V}(), ps)
WeakKeyDict{K, V}(kv) where {K, V} = _with_pairs(WeakKeyDict{K, V}(), kv)
WeakKeyDict() = WeakKeyDict{Any, Any}()
WeakKeyDict(::Tuple{}) = WeakKeyDict()
WeakKeyDict(d::AbstractDict) = WeakKeyDict{keytype(d), valtype(d)}(d)
WeakKeyDict(ps::Pair{K, V}...) where {K, V} = WeakKeyDict{K, V}(ps)
WeakKeyDict(ps::Pair{K}...) where {K} = WeakKeyDict{K, Any}(ps)
WeakKeyDict(ps::(Pair{K, V} where {K})...) where {V} = WeakKeyDict{Any, V}(ps)
WeakKeyDict(ps::Pair...) = WeakKeyDict{Any, Any}(ps)
function WeakKeyDict(kv)
    d = try
        Dict(kv)
    catch
        isiterable(typeof(kv)) && all(x -> x isa Union{Tuple, Pair}, kv) && rethrow()
        throw(ArgumentError("WeakKeyDict(kv): kv needs to be an iterator of tuples or pairs"))
    end
    return WeakKeyDict{keytype(d), valtype(d)}(d)
end
_with_pairs(d, kv) = (for (k, v) in kv; d[k] = v; end; d)
length(d::WeakKeyDict) = length(_without_lost(d))
isempty(d::WeakKeyDict) = length(d) == 0
haskey(d::WeakKeyDict, key) = haskey(d.ht, key)
get(d::WeakKeyDict, key, default) = get(d.ht, key, default)
get(default::Base.Callable, d::WeakKeyDict, key) = get(default, d.ht, key)
function getindex(d::WeakKeyDict, key)
    at = ht_keyindex(d.ht, key)
    at < 0 && throw(KeyError(key))
    return d.ht.vals[at]
end
function getkey(d::WeakKeyDict, key, default)
    at = ht_keyindex(d.ht, key)
    return at < 0 ? default : d.ht.keys[at].value
end
function setindex!(d::WeakKeyDict{K}, v, key) where {K}
    isa(key, K) || throw(ArgumentError("$(limitrepr(key)) is not a valid key for type $K"))
    key === nothing && throw(ArgumentError("`nothing` is not a valid WeakKeyDict key"))
    ismutable(key) || error("objects of type ", typeof(key), " cannot be finalized")
    ht = _without_lost(d)
    at = ht_keyindex(ht, key)
    at < 0 ? (ht[WeakRef(key)] = v) : (ht.vals[at] = v)
    return d
end
delete!(d::WeakKeyDict, key) = (delete!(d.ht, key); d)
pop!(d::WeakKeyDict, key) = pop!(d.ht, key)
pop!(d::WeakKeyDict, key, default) = pop!(d.ht, key, default)
empty!(d::WeakKeyDict) = (empty!(d.ht); d)
copy(d::WeakKeyDict) = typeof(d)(d)
function iterate(d::WeakKeyDict{K, V}, state...) where {K, V}
    # A key that goes meanwhile is passed over.
    found = isempty(state) ? iterate(_without_lost(d)) : iterate(d.ht, state...)
    while found !== nothing
        pair, next = found
        key = pair.first.value
        key === nothing || return Pair{K, V}(key, pair.second), next
        found = iterate(d.ht, next)
    end
    return nothing
end
empty(d::WeakKeyDict, ::Type{K}, ::Type{V}) where {K, V} = WeakKeyDict{K, V}()
lock(f, d::WeakKeyDict) = f()

mutable struct IdSet{T} <: AbstractSet{T}
    dict::IdDict{T, Nothing}
    IdSet{T}() where {T} = new{T}(IdDict{T, Nothing}())
end
IdSet() = IdSet{Any}()
IdSet{T}(itr) where {T} = union!(IdSet{T}(), itr)
IdSet(itr) = IdSet{eltype(itr)}(itr)
length(s::IdSet) = length(s.dict)
isempty(s::IdSet) = isempty(s.dict)
in(x, s::IdSet) = haskey(s.dict, x)
push!(s::IdSet, x) = (s.dict[x] = nothing; s)
delete!(s::IdSet, x) = (delete!(s.dict, x); s)
pop!(s::IdSet, x) = (pop!(s.dict, x); x)
pop!(s::IdSet, x, default) = x in s ? pop!(s, x) : default
empty!(s::IdSet) = (empty!(s.dict); s)
empty(s::IdSet, ::Type{U}) where {U} = IdSet{U}()
copy(s::IdSet{T}) where {T} = union!(IdSet{T}(), s)
function iterate(s::IdSet, state...)
    y = iterate(s.dict, state...)
    return y === nothing ? nothing : (y[1].first, y[2])
end
