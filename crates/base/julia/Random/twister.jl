# The Mersenne twister of old programs: dSFMT with a period of 2^19937 - 1 (M. Saito, M. Matsumoto, "A PRNG
# specialized in double precision floating point numbers using an affine transition", 2009), and what Julia draws
# from it, number by number the same.

const twister_pairs = 191
const twister_floats = 1002     # drawn at once
const twister_wide = 501        # words of 128 bits drawn at once

mutable struct MersenneTwister <: AbstractRNG
    seed::Any
    words::Vector{UInt64}       # the state: pairs, the oldest at `at`
    carried::NTuple{2, UInt64}
    at::Int
    floats::Vector{UInt64}      # drawn ahead: the bits of numbers of [1, 2)
    next_float::Int
    wide::Vector{UInt128}       # drawn ahead: bits that are all random
    wide_left::Int              # in bytes
    drawn::Int                  # words that the state has made, and how many of them before each store was filled
    drawn_at_floats::Int
    drawn_at_wide::Int
end
function MersenneTwister(seed=nothing)
    r = MersenneTwister(seed, zeros(UInt64, 2 * twister_pairs), (UInt64(0), UInt64(0)), 0,
        zeros(UInt64, twister_floats), twister_floats, zeros(UInt128, twister_wide), 0, 0, -1, -1)
    return seed!(r, seed)
end

# ---- seeding -------------------------------------------------------------------------------------
seed!(r::MersenneTwister, ::Nothing) = seed!(r, UInt128(entropy()) << 64 | entropy())
function seed!(r::MersenneTwister, seed)
    r.seed = deepcopy(seed)
    key = UInt32[]
    for word in hash_seed(seed)
        push!(key, word % UInt32, (word >> 32) % UInt32)
    end
    _start!(r, key)
    r.at = 0
    fill!(r.floats, 0)
    fill!(r.wide, 0)
    r.next_float, r.wide_left = twister_floats, 0
    r.drawn, r.drawn_at_floats, r.drawn_at_wide = 0, -1, -1
    return r
end
# The state that a key of words stands for.
function _start!(r::MersenneTwister, key::Vector{UInt32})
    size = 4 * (twister_pairs + 1)
    lag = 11
    middle = (size - lag) ÷ 2
    s = fill(0x8b8b8b8b, size)
    place(i) = i % size + 1
    mixed(x, factor) = (x ⊻ (x >> 27)) * factor
    for step in 0:max(length(key) + 1, size)-1
        i = step % size
        x = mixed(s[place(i)] ⊻ s[place(i + middle)] ⊻ s[place(i + size - 1)], 0x0019660d)
        s[place(i + middle)] += x
        x += step == 0 ? length(key) % UInt32 : (step <= length(key) ? key[step] : UInt32(0)) + i % UInt32
        s[place(i + middle + lag)] += x
        s[place(i)] = x
    end
    from = max(length(key) + 1, size) % size
    for step in 0:size-1
        i = (from + step) % size
        x = mixed(s[place(i)] + s[place(i + middle)] + s[place(i + size - 1)], 0x5d588b65)
        s[place(i + middle)] ⊻= x
        x -= i % UInt32
        s[place(i + middle + lag)] ⊻= x
        s[place(i)] = x
    end
    joined(k) = UInt64(s[2k - 1]) | UInt64(s[2k]) << 32
    for k in 1:2*twister_pairs
        r.words[k] = joined(k) & 0x000fffffffffffff | 0x3ff0000000000000
    end
    low, high = joined(2 * twister_pairs + 1), joined(2 * twister_pairs + 2)
    # Some states are of a shorter period; a bit makes the difference.
    check = ((low ⊻ 0x90014964b32f4329) & 0x3d84e1ac0dc82880) ⊻ ((high ⊻ 0x3b8d12ac548a7c7a) & 0x0000000000000001)
    isodd(count_ones(check)) || (high ⊻= 1)
    r.carried = (low, high)
    return r
end
copy(r::MersenneTwister) = MersenneTwister(r.seed, copy(r.words), r.carried, r.at, copy(r.floats), r.next_float,
    copy(r.wide), r.wide_left, r.drawn, r.drawn_at_floats, r.drawn_at_wide)
function copy!(dst::MersenneTwister, src::MersenneTwister)
    fresh = copy(src)
    for name in fieldnames(MersenneTwister)
        setfield!(dst, name, getfield(fresh, name))
    end
    return dst
end
_told(r::MersenneTwister) = (r.seed, circshift(r.words, -2 * r.at), r.carried, r.floats, r.wide, r.next_float, r.wide_left)
==(a::MersenneTwister, b::MersenneTwister) = _told(a) == _told(b)
hash(r::MersenneTwister, h::UInt) = hash(_told(r), h)
function show(io::IO, r::MersenneTwister)
    print(io, "MersenneTwister(", repr(r.seed))
    if r.drawn > 0
        far = Any[0, r.drawn]
        if r.drawn_at_floats >= 0
            push!(far, r.drawn_at_floats, r.next_float)
        elseif r.drawn_at_wide >= 0
            push!(far, 0, 0)
        end
        r.drawn_at_wide >= 0 && push!(far, r.drawn_at_wide, (16 * twister_wide - r.wide_left) ÷ 8)
        print(io, ", (", join(far, ", "), ")")
    end
    print(io, ")")
end

# ---- drawing -------------------------------------------------------------------------------------
# The next words of the state, the first `n` of an array.
function _draw!(r::MersenneTwister, into::Vector{UInt64}, n::Int)
    words = r.words
    c0, c1 = r.carried
    at = r.at
    for k in 1:2:n
        other = at + 117
        other >= twister_pairs && (other -= twister_pairs)
        a0, a1 = words[2at + 1], words[2at + 2]
        d0 = (a0 << 19) ⊻ (c1 >> 32) ⊻ (c1 << 32) ⊻ words[2other + 1]
        d1 = (a1 << 19) ⊻ (c0 >> 32) ⊻ (c0 << 32) ⊻ words[2other + 2]
        c0, c1 = d0, d1
        x0 = (c0 >> 12) ⊻ (c0 & 0x000ffafffffffb3f) ⊻ a0
        x1 = (c1 >> 12) ⊻ (c1 & 0x000ffdfffc90fffd) ⊻ a1
        words[2at + 1] = x0
        words[2at + 2] = x1
        into[k] = x0
        into[k + 1] = x1
        at = at == twister_pairs - 1 ? 0 : at + 1
    end
    r.carried = (c0, c1)
    r.at = at
    r.drawn += n
    return into
end
# The bits of a number of [1, 2), 52 of which are random.
function _pop(r::MersenneTwister)
    if r.next_float == twister_floats
        r.drawn_at_floats = r.drawn
        _draw!(r, r.floats, twister_floats)
        r.next_float = 0
    end
    return r.floats[r.next_float += 1]
end
_in_pairs(words) = [UInt128(words[2k - 1]) | UInt128(words[2k]) << 64 for k in 1:length(words) ÷ 2]
# Words of which all bits are random: the twelve that are missing in each half come from further words.
function _fill_wide!(r::MersenneTwister)
    r.drawn_at_wide = r.drawn
    more = cld(twister_wide, 4)
    all = _in_pairs(_draw!(r, Vector{UInt64}(undef, 2 * (twister_wide + more)), 2 * (twister_wide + more)))
    wide = all[1:twister_wide]
    n = 0
    for k in twister_wide+1:twister_wide+more
        for shift in (48, 36, 24, 12)
            n == twister_wide && break
            wide[n += 1] ⊻= all[k] << shift
        end
    end
    r.wide = wide
    r.wide_left = 16 * twister_wide
    return
end
function _pop_wide(r::MersenneTwister, ::Type{T}) where {T}
    r.wide_left < sizeof(T) && _fill_wide!(r)
    if sizeof(T) == 16
        at = r.wide_left >> 4
        r.wide_left = (at << 4) - 16
        return r.wide[at] % T
    end
    r.wide_left -= sizeof(T)
    return (r.wide[1 + r.wide_left >> 4] >> (8 * (r.wide_left & 15))) % T
end

next(r::MersenneTwister) = _pop_wide(r, UInt64)
next52(r::MersenneTwister) = _pop(r) & 0x000fffffffffffff
rand(r::MersenneTwister, ::Type{UInt64}) = _pop_wide(r, UInt64)
rand(r::MersenneTwister, ::Type{UInt128}) = _pop_wide(r, UInt128)
rand(r::MersenneTwister, ::Type{Int128}) = _pop_wide(r, Int128)
rand(r::MersenneTwister, ::Type{Int64}) = _pop_wide(r, Int64)
rand(r::MersenneTwister, ::Type{T}) where {T<:Union{Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32}} = _pop(r) % T
rand(r::MersenneTwister, ::Type{Float64}) = reinterpret(Float64, _pop(r)) - 1.0
rand(r::MersenneTwister, ::Type{Float32}) = reinterpret(Float32, _pop(r) % UInt32 & 0x007fffff | 0x3f800000) - 1.0f0
rand(r::MersenneTwister, ::Type{Float16}) =
    Float16(reinterpret(Float32, (UInt32(_pop(r) % UInt16 & 0x03ff) << 13) | 0x3f800000) - 1.0f0)
function rand(r::MersenneTwister, sp::SamplerRangeFast{T}) where {T}
    bits = Base.top_set_bit(sp.m)
    mask = bits == 128 ? typemax(UInt128) : (UInt128(1) << bits) - UInt128(1)
    while true
        x = (bits <= 52 ? UInt128(_pop(r)) : bits <= 104 ? UInt128(_pop(r)) << 52 ⊻ _pop(r) : _pop_wide(r, UInt128)) & mask
        x <= sp.m && return x % T + sp.a
    end
end

# ---- arrays --------------------------------------------------------------------------------------
# The bits of `n` numbers of [1, 2): most of many come out of the state itself, past the store.
function _bulk(r::MersenneTwister, n::Int)
    words = Vector{UInt64}(undef, n)
    straight = (n - 2) ÷ 2 * 2
    straight < 2 * twister_pairs && (straight = 0)
    straight > 0 && _draw!(r, words, straight)
    for k in straight+1:n
        words[k] = _pop(r)
    end
    return words
end
function rand!(r::MersenneTwister, A::Array{Float64}, ::Type{Float64})
    words = _bulk(r, length(A))
    for k in eachindex(words)
        A[k] = reinterpret(Float64, words[k]) - 1.0
    end
    return A
end
function rand!(r::MersenneTwister, A::Array{T}, ::Type{T}) where {T<:Union{Float16, Float32}}
    U, ones, low = T === Float16 ? (UInt16, 0x3c00, 0x03ff) : (UInt32, 0x3f800000, 0x007fffff)
    each = 16 ÷ sizeof(T)
    pairs = length(A) ÷ each
    k = 0
    for u in _in_pairs(_bulk(r, 2 * pairs))
        u ⊻= u << 26
        for part in 0:each-1
            x = reinterpret(T, ((u >> (8 * sizeof(T) * part)) % U & low) | ones)
            A[k += 1] = Float32(x) - 1.0f0
        end
    end
    for j in k+1:length(A)
        A[j] = Float32(rand(r, T) + one(T)) - 1.0f0
    end
    return A
end
function rand!(r::MersenneTwister, A::Array{T}, ::Type{T}) where {T<:BitInteger}
    each = 16 ÷ sizeof(T)
    wide = _bulk_wide(r, length(A) ÷ each)
    k = 0
    for u in wide, part in 0:each-1
        A[k += 1] = (u >> (8 * sizeof(T) * part)) % T
    end
    for j in k+1:length(A)
        A[j] = rand(r, T)
    end
    return A
end
function _bulk_wide(r::MersenneTwister, count::Int)
    A = zeros(UInt128, count)
    n = i = count
    while true
        # What mended others is drawn anew.
        A[1:i] = _in_pairs(_bulk(r, 2i))
        n < 5 && break
        i = 0
        while n - i >= 5
            u = A[i += 1]
            for shift in (48, 36, 24, 12)
                A[n] ⊻= u << shift
                n -= 1
            end
        end
    end
    if n > 0
        u = UInt128(_pop(r)) << 64
        u |= _pop(r)
        for k in 1:n
            A[k] ⊻= u << (12 * k)
        end
    end
    return A
end
# Few numbers are drawn one by one, many from words of the state.
function _from_words!(r::MersenneTwister, A::Array{Float64}, draw, made)
    if length(A) < 13
        for k in eachindex(A)
            A[k] = draw(r, Float64)
        end
        return A
    end
    words = _bulk(r, length(A))
    for k in eachindex(words)
        A[k] = made(r, words[k] & 0x000fffffffffffff)
    end
    return A
end
randn!(r::MersenneTwister, A::Array{Float64}) = _from_words!(r, A, randn, _randn)
randexp!(r::MersenneTwister, A::Array{Float64}) = _from_words!(r, A, randexp, _randexp)
