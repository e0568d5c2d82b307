# Dictionaries that never change: with another entry they are another one, which shares with the first what is the same.

# ```text
#   identity of the key, five bits a level          a branch has one place for each bit that is set
#   … 01101 00010 11001                             in `bits`, in their order: an entry, or a branch
#           │     └─ place in the first branch
#           └─ place in the one below
# ```
#
# A key is known by its identity, as in an `IdDict`. What an update changes are the branches on the way to one key.
struct PersistentBranch
    bits::UInt32
    items::Memory{Any}
end
# Entries whose identities are the same to the last bit.
struct PersistentClash
    entries::Vector{Any}
end
struct PersistentDict{K, V} <: AbstractDict{K, V}
    root::PersistentBranch
    count::Int
    PersistentDict{K, V}() where {K, V} = new{K, V}(PersistentBranch(0x00000000, Memory{Any}(undef, 0)), 0)
    global _persistent(::Type{PersistentDict{K, V}}, root, count) where {K, V} = new{K, V}(root, count)
end
PersistentDict{K, V}(kv::Pair, rest::Pair...) where {K, V} = foldl(PersistentDict, (kv, rest...); init=PersistentDict{K, V}())
PersistentDict(kv::Pair{K, V}, rest::Pair...) where {K, V} = PersistentDict{K, V}(kv, rest...)
PersistentDict{K, V}(dict::PersistentDict{K, V}, kv::Pair) where {K, V} = PersistentDict(dict, kv.first, kv.second)
PersistentDict(dict::PersistentDict, kv::Pair) = PersistentDict(dict, kv.first, kv.second)
function PersistentDict(dict::PersistentDict{K, V}, key, value) where {K, V}
    k = convert(K, key)
    entry = Pair{K, V}(k, convert(V, value))
    root, is_new = _with_entry(dict.root, entry, objectid(k), 0)
    return _persistent(PersistentDict{K, V}, root, dict.count + is_new)
end

# The bit of an identity's place at a depth, and where in the branch it is.
_place_bit(id::UInt, shift::Int) = UInt32(1) << ((id >> shift) & 0x1f)
_place(branch::PersistentBranch, bit::UInt32) = count_ones(branch.bits & (bit - 0x01)) + 1
const _identity_bits = 8 * sizeof(UInt)

function _replaced(items::Memory{Any}, at::Int, item)
    made = copy(items)
    made[at] = item
    return made
end
function _with_entry(branch::PersistentBranch, entry::Pair, id::UInt, shift::Int)
    bit = _place_bit(id, shift)
    at = _place(branch, bit)
    items = branch.items
    if branch.bits & bit == 0
        made = Memory{Any}(undef, length(items) + 1)
        for i in 1:length(items)
            made[i < at ? i : i + 1] = items[i]
        end
        made[at] = entry
        return PersistentBranch(branch.bits | bit, made), true
    end
    item, is_new = _joined_entry(items[at], entry, id, shift + 5)
    return PersistentBranch(branch.bits, _replaced(items, at, item)), is_new
end
_joined_entry(below::PersistentBranch, entry::Pair, id::UInt, shift::Int) = _with_entry(below, entry, id, shift)
function _joined_entry(old::Pair, entry::Pair, id::UInt, shift::Int)
    old.first === entry.first && return entry, false
    shift >= _identity_bits && return PersistentClash(Any[old, entry]), true
    below, _ = _with_entry(PersistentBranch(0x00000000, Memory{Any}(undef, 0)), old, objectid(old.first), shift)
    return _with_entry(below, entry, id, shift)
end
function _joined_entry(clash::PersistentClash, entry::Pair, ::UInt, ::Int)
    others = filter(it -> it.first !== entry.first, clash.entries)
    return PersistentClash(push!(others, entry)), length(others) == length(clash.entries)
end

# The entry of a key; none of what is not there.
function _entry(branch::PersistentBranch, key)
    id, shift = objectid(key), 0
    while true
        bit = _place_bit(id, shift)
        branch.bits & bit == 0 && return nothing
        item = branch.items[_place(branch, bit)]
        if item isa PersistentBranch
            branch = item
            shift += 5
        elseif item isa PersistentClash
            at = findfirst(it -> it.first === key, item.entries)
            return at === nothing ? nothing : item.entries[at]
        else
            return item.first === key ? item : nothing
        end
    end
end

# What is left without an entry that is there; nothing if that is nothing.
function _without_entry(branch::PersistentBranch, key, id::UInt, shift::Int)
    bit = _place_bit(id, shift)
    at = _place(branch, bit)
    left = _without_entry(branch.items[at], key, id, shift + 5)
    left === nothing || return PersistentBranch(branch.bits, _replaced(branch.items, at, left))
    branch.bits == bit && shift > 0 && return nothing
    items = Memory{Any}(undef, length(branch.items) - 1)
    for i in 1:length(items)
        items[i] = branch.items[i < at ? i : i + 1]
    end
    return PersistentBranch(branch.bits & ~bit, items)
end
_without_entry(::Pair, key, ::UInt, ::Int) = nothing
function _without_entry(clash::PersistentClash, key, ::UInt, ::Int)
    left = filter(it -> it.first !== key, clash.entries)
    return length(left) == 1 ? left[1] : PersistentClash(left)
end
function delete(dict::PersistentDict{K, V}, key) where {K, V}
    _entry(dict.root, key) === nothing && return dict
    return _persistent(PersistentDict{K, V}, _without_entry(dict.root, key, objectid(key), 0), dict.count - 1)
end

eltype(::PersistentDict{K, V}) where {K, V} = Pair{K, V}
length(dict::PersistentDict) = dict.count
isempty(dict::PersistentDict) = dict.count == 0
empty(::PersistentDict, ::Type{K}, ::Type{V}) where {K, V} = PersistentDict{K, V}()
haskey(dict::PersistentDict, key) = _entry(dict.root, key) !== nothing
function getindex(dict::PersistentDict{K, V}, key) where {K, V}
    entry = _entry(dict.root, key)
    entry === nothing && throw(KeyError(key))
    return entry.second::V
end
function get(dict::PersistentDict, key, default)
    entry = _entry(dict.root, key)
    return entry === nothing ? default : entry.second
end
function get(default::Callable, dict::PersistentDict, key)
    entry = _entry(dict.root, key)
    return entry === nothing ? default() : entry.second
end
function in(kv::Pair, dict::PersistentDict, same=(==))
    entry = _entry(dict.root, kv.first)
    return entry !== nothing && same(kv.second, entry.second)
end

# The state of an iteration: what is still to be gone through, in pairs of items and the place in them, and what is
# left of it, innermost first.
iterate(dict::PersistentDict) = iterate(dict, (dict.root.items, 1, nothing))
iterate(::PersistentDict, ::Nothing) = nothing
function iterate(dict::PersistentDict{K, V}, (items, at, rest)::Tuple) where {K, V}
    at > length(items) && return iterate(dict, rest)
    item = items[at]
    left = (items, at + 1, rest)
    item isa PersistentBranch && return iterate(dict, (item.items, 1, left))
    item isa PersistentClash && return iterate(dict, (item.entries, 1, left))
    return item::Pair{K, V}, left
end
