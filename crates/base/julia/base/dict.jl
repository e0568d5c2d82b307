# Hash tables with open addressing. Sizes, hashes and probing are Julia's, so tables iterate in
# the same order.

mutable struct Dict{K, V} <: AbstractDict{K, V}
    slots::Memory{UInt8}    # 0x00 empty, 0x7f removed, else 0x80 and seven bits of the hash
    keys::Memory{K}
    vals::Memory{V}
    ndel::Int
    count::Int
    age::UInt
    idxfloor::Int           # no slot below it is used
    maxprobe::Int

    Dict{K, V}() where {K, V} =
        new{K, V}(Memory{UInt8}(undef, 0), Memory{K}(undef, 0), Memory{V}(undef, 0), 0, 0, UInt(0), 1, 0)
    Dict{K, V}(d::Dict{K, V}) where {K, V} =
        new{K, V}(copy(d.slots), copy(d.keys), copy(d.vals), d.ndel, d.count, d.age, d.idxfloor, d.maxprobe)
end
function Dict{K, V}(kv) where {K, V}
    h = Dict{K, V}()
    haslength(kv) && sizehint!(h, Int(length(kv)))
    for (k, v) in kv
        h[k] = v
    end
    return h
end
Dict{K, V}(p::Pair) where {K, V} = setindex!(Dict{K, V}(), p.second, p.first)
function Dict{K, V}(ps::Pair...) where {K, V}
    h = Dict{K, V}()
    sizehint!(h, length(ps))
    for p in ps
        h[p.first] = p.second
    end
    return h
end
Dict() = Dict{Any, Any}()
Dict(kv::Tuple{}) = Dict()
Dict(ps::Pair{K, V}...) where {K, V} = Dict{K, V}(ps...)
Dict(ps::Pair...) = Dict(ps)
Dict(kv) = dict_with_eltype((K, V) -> Dict{K, V}, kv, eltype(kv))
copy(d::Dict) = typeof(d)(d)
empty(a::AbstractDict, ::Type{K}, ::Type{V}) where {K, V} = Dict{K, V}()

# If what is generated is known, so is the dictionary.
function dict_with_eltype(DT_apply::F, kv::Generator, t) where {F}
    T = _default_eltype(kv)
    if T <: Union{Pair, Tuple{Any, Any}} && isconcretetype(T)
        K, V = _pair_types(T)
        return DT_apply(K, V)(kv)
    end
    return _dict_of_items(DT_apply, kv)
end
# Builds a dictionary whose type, which `DT_apply` makes of those of keys and values, follows from what is in it.
function dict_with_eltype(DT_apply::F, kv, t) where {F}
    if t <: Pair || t <: Tuple{Any, Any}
        K, V = _pair_types(t)
        if isconcretetype(t)
            return DT_apply(K, V)(kv)
        end
    end
    return _dict_of_items(DT_apply, kv)
end
function _dict_of_items(DT_apply::F, kv) where {F}
    try
        return _grow_dict(DT_apply, kv)
    catch e
        if !applicable(iterate, kv) || e isa BoundsError || (e isa MethodError && e.f === indexed_iterate) ||
                !all(x -> isa(x, Union{Tuple, Pair}), kv)
            throw(ArgumentError("Dict(kv): kv needs to be an iterator of tuples or pairs"))
        end
        rethrow()
    end
end
_pair_types(::Type{Pair{K, V}}) where {K, V} = (K, V)
_pair_types(::Type{Tuple{K, V}}) where {K, V} = (K, V)
_pair_types(::Type) = (Any, Any)
function _fill_dict(d, kv)
    haslength(kv) && sizehint!(d, Int(length(kv)))
    for (k, v) in kv
        d[k] = v
    end
    return d
end
function _grow_dict(apply, kv)
    applicable(iterate, kv) || throw(ArgumentError("Dict(kv): kv needs to be an iterator of tuples or pairs"))
    y = iterate(kv)
    y === nothing && return _empty_dict(apply, kv)
    d = nothing
    while y !== nothing
        item, state = y
        item isa Union{Tuple{Any, Any}, Pair} || throw(ArgumentError("Dict(kv): kv needs to be an iterator of tuples or pairs"))
        k, v = item
        if d === nothing
            d = apply(typeof(k), typeof(v))()
        end
        K, V = keytype(d), valtype(d)
        if !(k isa K && v isa V)
            wider = apply(k isa K ? K : promote_typejoin(K, typeof(k)), v isa V ? V : promote_typejoin(V, typeof(v)))()
            for (a, b) in d
                wider[a] = b
            end
            d = wider
        end
        d[k] = v
        y = iterate(kv, state)
    end
    return d
end
_empty_dict(apply, kv) = (K = _pair_types(eltype(kv)); apply(K[1], K[2])())

const maxallowedprobe = 16
const maxprobeshift = 6

_tablesz(x::Integer) = x < 16 ? 16 : 1 << ((sizeof(x) << 3) - leading_zeros(x - 1))
_shorthash7(hsh::UInt) = (hsh >> 57) % UInt8 | 0x80
function hashindex(key, sz::Int)
    hsh = hash(key)::UInt
    return ((hsh % Int) & (sz - 1)) + 1, _shorthash7(hsh)
end
isslotempty(h::Dict, i::Int) = h.slots[i] == 0x00
isslotfilled(h::Dict, i::Int) = h.slots[i] & 0x80 != 0x00
isslotmissing(h::Dict, i::Int) = h.slots[i] == 0x7f

function rehash!(h::Dict{K, V}, newsz::Integer=length(h.keys)) where {K, V}
    olds, oldk, oldv = h.slots, h.keys, h.vals
    newsz = _tablesz(Int(newsz))
    h.age += 1
    h.idxfloor = 1
    slots = Memory{UInt8}(undef, newsz)
    fill!(slots, 0x00)
    keys = Memory{K}(undef, newsz)
    vals = Memory{V}(undef, newsz)
    count = 0
    maxprobe = 0
    if h.count != 0
        for i in 1:length(olds)
            olds[i] & 0x80 == 0x00 && continue
            k = oldk[i]
            index, _ = hashindex(k, newsz)
            index0 = index
            while slots[index] != 0x00
                index = (index & (newsz - 1)) + 1
            end
            probe = (index - index0) & (newsz - 1)
            probe > maxprobe && (maxprobe = probe)
            slots[index] = olds[i]
            keys[index] = k
            vals[index] = oldv[i]
            count += 1
        end
    end
    h.slots = slots
    h.keys = keys
    h.vals = vals
    h.count = count
    h.ndel = 0
    h.maxprobe = maxprobe
    return h
end
function sizehint!(d::Dict{T}, newsz; shrink::Bool=true) where {T}
    oldsz = length(d.slots)
    newsz = _tablesz(cld(3 * max(Int(newsz), length(d)), 2))
    return (shrink ? newsz == oldsz : newsz <= oldsz) ? d : rehash!(d, newsz)
end
function empty!(h::Dict{K, V}) where {K, V}
    sz = length(h.slots)
    h.slots = Memory{UInt8}(undef, sz)
    fill!(h.slots, 0x00)
    h.keys = Memory{K}(undef, sz)
    h.vals = Memory{V}(undef, sz)
    h.ndel = 0
    h.count = 0
    h.maxprobe = 0
    h.age += 1
    h.idxfloor = max(1, sz)
    return h
end

# Where a key is; -1 if it is not there.
function ht_keyindex(h::Dict, key)
    h.count == 0 && return -1
    keys, slots = h.keys, h.slots
    sz = length(keys)
    iter = 0
    index, sh = hashindex(key, sz)
    while true
        slot = slots[index]
        slot == 0x00 && return -1
        if slot == sh
            k = keys[index]
            (key === k || isequal(key, k)) && return index
        end
        index = (index & (sz - 1)) + 1
        iter += 1
        iter > h.maxprobe && return -1
    end
end

# Where a key is, or minus where it would be put; with its short hash.
function ht_keyindex2_shorthash!(h::Dict, key)
    sz = length(h.keys)
    if sz == 0
        rehash!(h, 4)
        index, sh = hashindex(key, length(h.keys))
        return -index, sh
    end
    iter = 0
    index, sh = hashindex(key, sz)
    avail = 0
    keys, slots = h.keys, h.slots
    while true
        slot = slots[index]
        slot == 0x00 && return (avail < 0 ? avail : -index), sh
        if slot == 0x7f
            avail == 0 && (avail = -index)
        elseif slot == sh
            k = keys[index]
            (key === k || isequal(key, k)) && return index, sh
        end
        index = (index & (sz - 1)) + 1
        iter += 1
        iter > h.maxprobe && break
    end
    avail < 0 && return avail, sh
    maxallowed = max(maxallowedprobe, sz >> maxprobeshift)
    while iter < maxallowed
        if !isslotfilled(h, index)
            h.maxprobe = iter
            return -index, sh
        end
        index = (index & (sz - 1)) + 1
        iter += 1
    end
    rehash!(h, h.count > 64000 ? sz * 2 : sz * 4)
    return ht_keyindex2_shorthash!(h, key)
end
ht_keyindex2!(h::Dict, key) = ht_keyindex2_shorthash!(h, key)[1]

function _setindex!(h::Dict, v, key, index::Int, sh::UInt8)
    h.slots[index] == 0x7f && (h.ndel -= 1)
    h.slots[index] = sh
    h.keys[index] = key
    h.vals[index] = v
    h.count += 1
    h.age += 1
    index < h.idxfloor && (h.idxfloor = index)
    if (h.count + h.ndel) * 3 > length(h.keys) * 2
        rehash!(h, h.count > 64000 ? h.count * 2 : max(h.count * 4, 4))
    end
    return nothing
end

function _key_for(::Type{K}, key0) where {K}
    key0 isa K && return key0
    key = convert(K, key0)::K
    isequal(key, key0)::Bool || throw(KeyTypeError(K, key0))
    return key
end
limitrepr(x) = repr(x; context = :limit => true)

function setindex!(h::Dict{K, V}, v0, key0) where {K, V}
    key = _key_for(K, key0)
    v = v0 isa V ? v0 : convert(V, v0)::V
    index, sh = ht_keyindex2_shorthash!(h, key)
    if index > 0
        h.age += 1
        h.keys[index] = key
        h.vals[index] = v
    else
        _setindex!(h, v, key, -index, sh)
    end
    return h
end
function getindex(h::Dict{K, V}, key) where {K, V}
    index = ht_keyindex(h, key)
    index < 0 && throw(KeyError(key))
    return h.vals[index]
end
function get(h::Dict{K, V}, key, default) where {K, V}
    index = ht_keyindex(h, key)
    return index < 0 ? default : h.vals[index]
end
function get(default::Union{Function, Type}, h::Dict{K, V}, key) where {K, V}
    index = ht_keyindex(h, key)
    return index < 0 ? default() : h.vals[index]
end
get!(h::Dict, key, default) = get!(() -> default, h, key)
function get!(default::Union{Function, Type}, h::Dict{K, V}, key0) where {K, V}
    key = _key_for(K, key0)
    index, sh = ht_keyindex2_shorthash!(h, key)
    index > 0 && return h.vals[index]
    age = h.age
    v0 = default()
    v = v0 isa V ? v0 : convert(V, v0)::V
    if h.age != age
        index, sh = ht_keyindex2_shorthash!(h, key)
    end
    if index > 0
        h.age += 1
        h.keys[index] = key
        h.vals[index] = v
    else
        _setindex!(h, v, key, -index, sh)
    end
    return v
end
haskey(h::Dict, key) = ht_keyindex(h, key) >= 0
in(key, v::KeySet{<:Any, <:Dict}) = ht_keyindex(v.dict, key) >= 0
function getkey(h::Dict{K, V}, key, default) where {K, V}
    index = ht_keyindex(h, key)
    return index < 0 ? default : h.keys[index]
end

function _delete!(h::Dict{K, V}, index::Int) where {K, V}
    h.slots[index] = 0x7f
    _forget!(h.keys, index)
    _forget!(h.vals, index)
    # Removed slots in front of an empty one are empty too.
    sz = length(h.slots)
    ndel = 1
    nextind = (index & (sz - 1)) + 1
    if isslotempty(h, nextind)
        while true
            ndel -= 1
            h.slots[index] = 0x00
            index = ((index - 2) & (sz - 1)) + 1
            isslotmissing(h, index) || break
        end
    end
    h.ndel += ndel
    h.count -= 1
    h.age += 1
    return h
end
# Nothing is kept alive by a slot that is not used.
_forget!(m::Memory, i::Int) = nothing
function _pop!(h::Dict, index::Int)
    val = h.vals[index]
    _delete!(h, index)
    return val
end
function pop!(h::Dict, key)
    index = ht_keyindex(h, key)
    return index > 0 ? _pop!(h, index) : throw(KeyError(key))
end
function pop!(h::Dict, key, default)
    index = ht_keyindex(h, key)
    return index > 0 ? _pop!(h, index) : default
end
function pop!(h::Dict)
    isempty(h) && throw(ArgumentError("dict must be non-empty"))
    idx = skip_deleted_floor!(h)
    key = h.keys[idx]
    val = h.vals[idx]
    _delete!(h, idx)
    return key => val
end
function delete!(h::Dict, key)
    index = ht_keyindex(h, key)
    index > 0 && _delete!(h, index)
    return h
end

# The first used slot from `i`; 0 if there is none.
function skip_deleted(h::Dict, i::Int)
    slots = h.slots
    n = length(slots)
    while i <= n
        slots[i] & 0x80 != 0x00 && return i
        i += 1
    end
    return 0
end
function skip_deleted_floor!(h::Dict)
    idx = skip_deleted(h, h.idxfloor)
    idx != 0 && (h.idxfloor = idx)
    return idx
end
_iterate(t::Dict, i::Int) = i == 0 ? nothing : (Pair{keytype(t), valtype(t)}(t.keys[i], t.vals[i]), i == typemax(Int) ? 0 : i + 1)
function iterate(t::Dict{K, V}) where {K, V}
    i = skip_deleted_floor!(t)
    i == 0 && return nothing
    return Pair{K, V}(t.keys[i], t.vals[i]), i + 1
end
function iterate(t::Dict{K, V}, i::Int) where {K, V}
    i = skip_deleted(t, i)
    i == 0 && return nothing
    return Pair{K, V}(t.keys[i], t.vals[i]), i + 1
end
isempty(t::Dict) = t.count == 0
length(t::Dict) = t.count
function iterate(v::KeySet{<:Any, <:Dict}, i::Int=v.dict.idxfloor)
    i = skip_deleted(v.dict, i)
    return i == 0 ? nothing : (v.dict.keys[i], i + 1)
end
function iterate(v::ValueIterator{<:Dict}, i::Int=v.dict.idxfloor)
    i = skip_deleted(v.dict, i)
    return i == 0 ? nothing : (v.dict.vals[i], i + 1)
end
function filter!(pred, h::Dict{K, V}) where {K, V}
    h.count == 0 && return h
    for i in 1:length(h.slots)
        if isslotfilled(h, i) && !pred(Pair{K, V}(h.keys[i], h.vals[i]))
            _delete!(h, i)
        end
    end
    return h
end
function map!(f, iter::ValueIterator{<:Dict})
    dict = iter.dict
    for i in dict.idxfloor:length(dict.vals)
        isslotfilled(dict, i) && (dict.vals[i] = f(dict.vals[i]))
    end
    return iter
end
function mergewith!(combine, d1::Dict{K, V}, d2::AbstractDict) where {K, V}
    for (k, v) in d2
        i, sh = ht_keyindex2_shorthash!(d1, _key_for(K, k))
        if i > 0
            d1.vals[i] = combine(d1.vals[i], v)
        else
            d1[k] = v
        end
    end
    return d1
end

# ---- lists of pairs that share their tails ---------------------------------------------------------
struct ImmutableDict{K, V} <: AbstractDict{K, V}
    parent::ImmutableDict{K, V}
    key::K
    value::V
    ImmutableDict{K, V}() where {K, V} = new{K, V}()
    ImmutableDict{K, V}(key, value) where {K, V} = new{K, V}(new{K, V}(), key, value)
    ImmutableDict{K, V}(parent::ImmutableDict, key, value) where {K, V} = new{K, V}(parent, key, value)
end
ImmutableDict{K, V}(KV::Pair) where {K, V} = ImmutableDict{K, V}(ImmutableDict{K, V}(), KV.first, KV.second)
ImmutableDict(KV::Pair{K, V}) where {K, V} = ImmutableDict{K, V}(ImmutableDict{K, V}(), KV.first, KV.second)
ImmutableDict(t::ImmutableDict{K, V}, KV::Pair) where {K, V} = ImmutableDict{K, V}(t, KV.first, KV.second)
ImmutableDict(t::ImmutableDict{K, V}, KV::Pair, rest::Pair...) where {K, V} =
    ImmutableDict(ImmutableDict(t, KV), rest...)
ImmutableDict(KV::Pair, rest::Pair...) = ImmutableDict(ImmutableDict(KV), rest...)
function in(key_value::Pair, dict::ImmutableDict, valcmp=(==))
    key, value = key_value
    while isdefined(dict, :parent)
        isequal(dict.key, key) && valcmp(value, dict.value) && return true
        dict = dict.parent
    end
    return false
end
function haskey(dict::ImmutableDict, key)
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return true
        dict = dict.parent
    end
    return false
end
function getindex(dict::ImmutableDict, key)
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return dict.value
        dict = dict.parent
    end
    throw(KeyError(key))
end
function get(dict::ImmutableDict, key, default)
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return dict.value
        dict = dict.parent
    end
    return default
end
# Properties of streams: symbols are compared at once.
function get(dict::ImmutableDict{Symbol, Any}, key::Symbol, default)
    while isdefined(dict, :parent)
        dict.key === key && return dict.value
        dict = dict.parent
    end
    return default
end
function get(default::Union{Function, Type}, dict::ImmutableDict, key)
    while isdefined(dict, :parent)
        isequal(dict.key, key) && return dict.value
        dict = dict.parent
    end
    return default()
end
function iterate(d::ImmutableDict{K, V}, t=d) where {K, V}
    isdefined(t, :parent) || return nothing
    return Pair{K, V}(t.key, t.value), t.parent
end
length(t::ImmutableDict) = count(Returns(true), t)
isempty(t::ImmutableDict) = !isdefined(t, :parent)
empty(::ImmutableDict, ::Type{K}, ::Type{V}) where {K, V} = ImmutableDict{K, V}()
