# Random numbers: generators, and what can be drawn of what. Streams are Julia's.
module Random

import Base: rand, randn, copy, copy!, ==, hash, show

export rand!, randn!, randexp, randexp!, bitrand, randstring, randsubseq, randsubseq!, shuffle,
    shuffle!, randperm, randperm!, randcycle, randcycle!, AbstractRNG, MersenneTwister,
    RandomDevice, TaskLocalRNG, Xoshiro

using Base: BitInteger, IEEEFloat

abstract type AbstractRNG end

# ---- generators ----------------------------------------------------------------------------------
mutable struct Xoshiro <: AbstractRNG
    state::Memory{UInt64}
    split::UInt64       # what the states of new tasks are made of
    Xoshiro(state::Memory{UInt64}) = new(state, UInt64(0))
end
function Xoshiro(s0::Integer, s1::Integer, s2::Integer, s3::Integer)
    x = Xoshiro(Memory{UInt64}(undef, 4))
    return setstate!(x, (UInt64(s0), UInt64(s1), UInt64(s2), UInt64(s3)))
end
Xoshiro(s0::Integer, s1::Integer, s2::Integer, s3::Integer, s4::Integer) =
    setstate!(Xoshiro(Memory{UInt64}(undef, 4)), (UInt64(s0), UInt64(s1), UInt64(s2), UInt64(s3), UInt64(s4)))
Xoshiro(seed=nothing) = seed!(Xoshiro(Memory{UInt64}(undef, 4)), seed)

struct TaskLocalRNG <: AbstractRNG end

# The state of the default generator, which is that of the task whose turn it is.
const global_state = Xoshiro(Memory{UInt64}(undef, 4))
default_rng() = TaskLocalRNG()
const GLOBAL_RNG = TaskLocalRNG()

struct RandomDevice <: AbstractRNG end

Base.Broadcast.broadcastable(r::AbstractRNG) = Ref(r)

state_of(r::Xoshiro) = r.state
state_of(r::TaskLocalRNG) = global_state.state
const NativeRNG = Union{Xoshiro, TaskLocalRNG}

_holder(x::Xoshiro) = x
_holder(x::TaskLocalRNG) = global_state
setstate!(x::NativeRNG, (s0, s1, s2, s3)::NTuple{4, UInt64}) = setstate!(x, (s0, s1, s2, s3, s0 + 3 * s1 + 5 * s2 + 7 * s3))
function setstate!(x::NativeRNG, words::NTuple{5, UInt64})
    state = state_of(x)
    state[1], state[2], state[3], state[4] = words[1], words[2], words[3], words[4]
    _holder(x).split = words[5]
    return x
end
getstate(x::NativeRNG) = (s = state_of(x); (s[1], s[2], s[3], s[4], _holder(x).split))
# What a new task begins with. The numbers that its maker draws stay what they were.
function child_state()
    x = global_state.split
    global_state.split = x * 0xd1342543de82ef95 + 1
    words = global_state.state
    return (_child_word(words[1], x + 0xe5f8fa077b92a8a8, 0xaef17502108ef2d9), _child_word(words[2], x + 0x7a0cd918958c124d, 0xf34026eeb86766af),
        _child_word(words[3], x + 0x86222f7d388588d4, 0x38fd70ad58dd9fbb), _child_word(words[4], x + 0xd30cbd35f2b64f52, 0x6677f9b93ab0c04d),
        global_state.split)
end
function _child_word(word::UInt64, p::UInt64, factor::UInt64)
    p = xor(p, p >> ((p >> 59) + 5)) * factor
    return word + xor(p, p >> 43)
end
copy(r::Union{Xoshiro, TaskLocalRNG}) = Xoshiro(getstate(r)...)
copy!(dst::NativeRNG, src::NativeRNG) = setstate!(dst, getstate(src))
==(a::NativeRNG, b::NativeRNG) = getstate(a) == getstate(b)
hash(x::NativeRNG, h::UInt) = hash(getstate(x), h + 0x49a62c2dda6fa9be)
function show(io::IO, x::Xoshiro)
    print(io, "Xoshiro(")
    join(io, map(repr, getstate(x)), ", ")
    print(io, ")")
end

# ---- seeding -------------------------------------------------------------------------------------
# What the default generator was last seeded to: each set of tests begins there, and leaves it as it was.
const seeded = Ref{NTuple{5, UInt64}}()
function seed!(seed=nothing)
    seed!(default_rng(), seed)
    seeded[] = getstate(default_rng())
    return default_rng()
end
seed!(rng::AbstractRNG) = seed!(rng, nothing)
seed!(r::NativeRNG, seed) = setstate!(r, hash_seed(seed))
seed!(r::NativeRNG, ::Nothing) = setstate!(r, (entropy(), entropy(), entropy(), entropy()))
function begin_anew()
    drawn = getstate(default_rng())
    setstate!(default_rng(), seeded[])
    return drawn
end
entropy() = Core.Host.entropy()::UInt64

hash_seed(seed::Union{Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Bool}) =
    seed < 0 ? Core.Host.sha256_words(Core.Host.seed_bytes_of_integer(~Int64(seed) % UInt64, true)) :
    Core.Host.sha256_words(Core.Host.seed_bytes_of_integer(UInt64(seed), false))
function hash_seed(seed::Integer)
    negative = signbit(seed)
    n = negative ? ~BigInt(seed) : BigInt(seed)
    bytes = UInt8[]
    while true
        _push_word!(bytes, n % UInt32, 4)
        n >>= 32
        iszero(n) && break
    end
    negative && push!(bytes, 0x01)
    return _digest(bytes)
end
function hash_seed(seed::AbstractArray{<:Union{UInt32, UInt64}})
    bytes = UInt8[]
    for x in seed
        _push_word!(bytes, UInt64(x), 8)
    end
    push!(bytes, 0x10)
    return _digest(bytes)
end
function hash_seed(text::AbstractString)
    bytes = collect(codeunits(String(text)))
    pad = 4 - mod(length(bytes), 4)
    for _ in 1:pad
        push!(bytes, pad % UInt8)
    end
    push!(bytes, 0x05)
    return _digest(bytes)
end
function _push_word!(bytes::Vector{UInt8}, word, count::Int)
    for i in 0:count-1
        push!(bytes, (word >> (8 * i)) % UInt8)
    end
end
function _digest(bytes::Vector{UInt8})
    memory = Memory{UInt8}(undef, length(bytes))
    for i in eachindex(bytes)
        memory[i] = bytes[i]
    end
    return Core.Host.sha256_words(memory)
end

__init__() = (seed!(); nothing)

# ---- one number ----------------------------------------------------------------------------------
# A step of xoshiro256++, in the language, where loops can take it in.
function next(r::NativeRNG)
    state = state_of(r)
    a, b, c, d = state[1], state[2], state[3], state[4]
    sum = a + d
    c ⊻= a
    d ⊻= b
    state[1] = a ⊻ d
    state[2] = b ⊻ c
    state[3] = c ⊻ (b << 17)
    state[4] = d << 45 | d >>> 19
    return (sum << 23 | sum >>> 41) + a
end
next(r::RandomDevice) = entropy()
next(r::AbstractRNG) = rand(r, UInt64)
# A generator of a program's own says here what it makes at once; all are asked for whole words.
rng_native_52(::AbstractRNG) = Float64
next52(r::AbstractRNG) = next(r) >>> 12

rand(r::NativeRNG, ::Type{UInt64}) = next(r)
rand(r::RandomDevice, ::Type{UInt64}) = next(r)
rand(r::AbstractRNG, ::Type{T}) where {T<:Union{Bool, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64}} =
    (next(r) >>> (64 - 8 * sizeof(T))) % T
function rand(r::AbstractRNG, ::Type{UInt128})
    first = next(r)
    second = next(r)
    return second + UInt128(first) << 64
end
rand(r::AbstractRNG, ::Type{Int128}) = rand(r, UInt128) % Int128
rand(r::AbstractRNG, ::Type{Float64}) = Float64(next(r) >>> 11) * 1.1102230246251565e-16
rand(r::AbstractRNG, ::Type{Float32}) = Float32(rand(r, UInt32) >>> 8) * Float32(5.9604644775390625e-8)
rand(r::AbstractRNG, ::Type{Float16}) = Float16(Float32(rand(r, UInt16) >>> 5) * Float32(0.00048828125))
rand(r::AbstractRNG, ::Type{Complex{T}}) where {T<:Real} = complex(rand(r, T), rand(r, T))
function rand(r::AbstractRNG, ::Type{T}) where {T<:AbstractChar}
    c = rand(r, 0x00000000:0x0010f7ff)
    return c < 0xd800 ? T(c) : T(c + 0x800)
end
function rand(r::AbstractRNG, ::Type{BigFloat})
    bits = precision(BigFloat)
    n = BigInt(0)
    for _ in 1:cld(bits, 64)
        n = (n << 64) | next(r)
    end
    n >>= 64 * cld(bits, 64) - bits
    return ldexp(BigFloat(n), -bits)
end
rand(r::AbstractRNG, ::Type{T}) where {T<:Tuple} = map(S -> rand(r, S), fieldtypes(T))
rand(r::AbstractRNG, ::Type{Pair{A, B}}) where {A, B} = rand(r, A) => rand(r, B)
rand(r::AbstractRNG, ::Type{T}) where {T} = rand(r, Sampler(typeof(r), T))
rand(r::AbstractRNG, X) = rand(r, Sampler(typeof(r), X))
rand(r::AbstractRNG) = rand(r, Float64)
rand() = rand(default_rng(), Float64)
rand(X) = rand(default_rng(), X)
rand(::Type{X}) where {X} = rand(default_rng(), X)

# ---- what can be drawn from: a sampler for each collection -----------------------------------------
abstract type Sampler{E} end
Base.eltype(::Type{<:Sampler{E}}) where {E} = E

struct SamplerType{T} <: Sampler{T} end
struct SamplerTrivial{T, E} <: Sampler{E}
    self::T
end
SamplerTrivial(x::T) where {T} = SamplerTrivial{T, eltype(x)}(x)
struct SamplerSimple{T, S, E} <: Sampler{E}
    self::T
    data::S
end
SamplerSimple(x::T, data::S) where {T, S} = SamplerSimple{T, S, eltype(x)}(x, data)
Base.getindex(sp::SamplerTrivial) = sp.self
Base.getindex(sp::SamplerSimple) = sp.self
Base.getindex(::SamplerType{T}) where {T} = T

Sampler(rng::AbstractRNG, x, n=Val(1)) = Sampler(typeof(rng), x)
Sampler(::Type{<:AbstractRNG}, sp::Sampler, n=Val(1)) = sp
Sampler(R::Type{<:AbstractRNG}, X, n::Val) = Sampler(R, X)
Sampler(::Type{<:AbstractRNG}, ::Type{X}) where {X} = SamplerType{X}()
Sampler(::Type{<:AbstractRNG}, X) = SamplerTrivial(X)
# Numbers from 0 up to 1 without it: what a float type of a program's own is drawn from.
abstract type FloatInterval{T<:AbstractFloat} end
struct CloseOpen01{T<:AbstractFloat} <: FloatInterval{T} end
CloseOpen01(::Type{T}=Float64) where {T<:AbstractFloat} = CloseOpen01{T}()
Base.eltype(::Type{<:FloatInterval{T}}) where {T} = T
Sampler(::Type{<:AbstractRNG}, ::Type{T}) where {T<:AbstractFloat} = SamplerTrivial(CloseOpen01{T}())
Sampler(::Type{<:AbstractRNG}, ::Type{T}) where {T<:Union{IEEEFloat, BigFloat}} = SamplerType{T}()
rand(r::AbstractRNG, ::SamplerTrivial{CloseOpen01{T}}) where {T<:Union{IEEEFloat, BigFloat}} = rand(r, T)
rand(r::AbstractRNG, ::SamplerType{T}) where {T<:Union{IEEEFloat, BitInteger, Bool, BigFloat, Complex, AbstractChar, Tuple, Pair}} =
    rand(r, T)
rand(r::AbstractRNG, sp::SamplerType{T}) where {T} =
    throw(MethodError(rand, (r, sp)))
rand(r::AbstractRNG, sp::SamplerTrivial) =
    throw(MethodError(rand, (r, sp)))

_no_elements() = throw(ArgumentError("collection must be non-empty"))

# Ranges of machine integers: by multiplication, mostly without division (D. Lemire, "Fast random
# integer generation in an interval", 2019).
uint_sup(::Type{<:Union{Int8, UInt8, Int16, UInt16, Int32, UInt32, Bool}}) = UInt32
uint_sup(::Type{<:Union{Int64, UInt64}}) = UInt64
uint_sup(::Type{<:Union{Int128, UInt128}}) = UInt128
struct SamplerRangeNDL{U, T} <: Sampler{T}
    a::T
    s::U
end
struct SamplerRangeFast{T} <: Sampler{T}
    a::T
    m::UInt128
end
function Sampler(::Type{<:AbstractRNG}, r::AbstractUnitRange{T}) where {T<:Union{Base.BitInteger64, Bool}}
    isempty(r) && _no_elements()
    a = first(r)
    U = uint_sup(T)
    s = T === Bool ? U(last(r) - first(r)) + one(U) : (last(r) - first(r)) % unsigned(T) % U + one(U)
    return SamplerRangeNDL{U, T}(a, s)
end
rand(r::AbstractRNG, sp::SamplerRangeNDL{U, T}) where {U, T} = _from(sp.a, _below(r, sp.s))
_from(a::T, x) where {T} = x % T + a
_from(a::Bool, x) = (x % Int + a) % Bool
# A number less than `s`, or any at all where `s` is zero.
function _below(r::AbstractRNG, s::U) where {U}
    x = rand(r, U)
    low = x * s
    if low < s
        least = mod(-s, s)
        while low < least
            x = rand(r, U)
            low = x * s
        end
    end
    return s == zero(U) ? x : _high_product(x, s)
end
# The upper half of the product, without numbers of twice the size.
_high_product(x::UInt32, s::UInt32) = ((UInt64(x) * UInt64(s)) >>> 32) % UInt32
function _high_product(x::UInt64, s::UInt64)
    a, b = x >>> 32, x & 0x00000000ffffffff
    c, d = s >>> 32, s & 0x00000000ffffffff
    ad = a * d
    c == 0x0000000000000000 && return (ad + (b * d) >>> 32) >>> 32
    bc = b * c
    middle = (b * d) >>> 32 + ad & 0x00000000ffffffff + bc & 0x00000000ffffffff
    return a * c + ad >>> 32 + bc >>> 32 + middle >>> 32
end
function Sampler(::Type{<:AbstractRNG}, r::AbstractUnitRange{T}) where {T<:Union{Int128, UInt128}}
    isempty(r) && _no_elements()
    return SamplerRangeFast{T}(first(r), (last(r) - first(r)) % UInt128)
end
function rand(r::AbstractRNG, sp::SamplerRangeFast{T}) where {T}
    bits = Base.top_set_bit(sp.m)
    mask = bits == 128 ? typemax(UInt128) : (UInt128(1) << bits) - UInt128(1)
    while true
        x = (bits <= 64 ? UInt128(next(r)) : rand(r, UInt128)) & mask
        x <= sp.m && return x % T + sp.a
    end
end
struct SamplerBigInt <: Sampler{BigInt}
    a::BigInt
    m::BigInt
end
function Sampler(::Type{<:AbstractRNG}, r::AbstractUnitRange{BigInt})
    isempty(r) && _no_elements()
    return SamplerBigInt(first(r), last(r) - first(r))
end
function rand(r::AbstractRNG, sp::SamplerBigInt)
    limbs = abs(sp.m.size)
    limbs == 0 && return sp.a
    high = (sp.m >> (64 * (limbs - 1))) % UInt64
    while true
        n = BigInt(0)
        for i in 0:limbs-2
            n |= BigInt(next(r)) << (64 * i)
        end
        n |= BigInt(rand(r, UInt64(0):high)) << (64 * (limbs - 1))
        n <= sp.m && return sp.a + n
    end
end

function Sampler(R::Type{<:AbstractRNG}, A::AbstractArray)
    isempty(A) && _no_elements()
    return SamplerSimple(A, Sampler(R, firstindex(A):lastindex(A)))
end
rand(r::AbstractRNG, sp::SamplerSimple{<:AbstractArray, <:Sampler}) = sp.self[rand(r, sp.data)]

function Sampler(R::Type{<:AbstractRNG}, d::Dict)
    isempty(d) && _no_elements()
    return SamplerSimple(d, Sampler(R, 1:length(d.slots)))
end
function rand(r::AbstractRNG, sp::SamplerSimple{<:Dict, <:Sampler})
    while true
        i = rand(r, sp.data)
        Base.isslotfilled(sp.self, i) && return sp.self.keys[i] => sp.self.vals[i]
    end
end
struct SamplerSet{E, S} <: Sampler{E}
    data::S
end
function Sampler(R::Type{<:AbstractRNG}, s::Set{E}) where {E}
    inner = Sampler(R, s.dict)
    return SamplerSet{E, typeof(inner)}(inner)
end
rand(r::AbstractRNG, sp::SamplerSet) = rand(r, sp.data).first
Sampler(R::Type{<:AbstractRNG}, x::Union{AbstractDict, AbstractSet}) =
    isempty(x) ? _no_elements() : Sampler(R, collect(x))
Sampler(R::Type{<:AbstractRNG}, x::Base.KeySet) = Sampler(R, collect(x))
Sampler(R::Type{<:AbstractRNG}, x::Base.ValueIterator) = Sampler(R, collect(x))

function Sampler(R::Type{<:AbstractRNG}, s::AbstractString)
    isempty(s) && _no_elements()
    return SamplerSimple(s, Sampler(R, 1:ncodeunits(s)))
end
function rand(r::AbstractRNG, sp::SamplerSimple{<:AbstractString, <:Sampler})
    while true
        i = rand(r, sp.data)
        isvalid(sp.self, i) && return sp.self[i]
    end
end

struct SamplerTuple{T} <: Sampler{Any}
    self::T
end
Sampler(::Type{<:AbstractRNG}, t::Tuple) = isempty(t) ? _no_elements() : SamplerTuple(t)
function rand(r::AbstractRNG, sp::SamplerTuple)
    t = sp.self
    n = length(t)
    n == 1 && return t[1]
    n == 2 && return t[1 + rand(r, Bool)]
    if n == 3
        while true
            x = next52(r)
            x == 0x000fffffffffffff || return t[1 + x ÷ 0x0005555555555555]
        end
    end
    ispow2(n) && return t[1 + (rand(r, UInt32) & (n - 1))]
    return t[rand(r, Base.OneTo(n))]
end

# ---- arrays --------------------------------------------------------------------------------------
rand(r::AbstractRNG, t::Dims) = rand(r, Sampler(typeof(r), t))
rand(d::Integer, dims::Integer...) = rand(Float64, convert(Dims, (d, dims...)))
rand(r::AbstractRNG, d::Integer, dims::Integer...) = rand(r, Float64, convert(Dims, (d, dims...)))
rand(r::AbstractRNG, ::Type{X}, dims::Dims) where {X} = rand!(r, Array{X}(undef, dims), X)
rand(r::AbstractRNG, X, dims::Dims) = rand!(r, Array{_drawn_type(X)}(undef, dims), X)
rand(r::AbstractRNG, X, d::Integer, dims::Integer...) = rand(r, X, convert(Dims, (d, dims...)))
rand(r::AbstractRNG, ::Type{X}, d::Integer, dims::Integer...) where {X} = rand(r, X, convert(Dims, (d, dims...)))
rand(X, dims::Dims) = rand(default_rng(), X, dims)
rand(::Type{X}, dims::Dims) where {X} = rand(default_rng(), X, dims)
rand(X, d::Integer, dims::Integer...) = rand(X, convert(Dims, (d, dims...)))
rand(::Type{X}, d::Integer, dims::Integer...) where {X} = rand(X, convert(Dims, (d, dims...)))
_drawn_type(X) = eltype(X)
_drawn_type(sp::Sampler{E}) where {E} = E

rand!(A::AbstractArray) = rand!(default_rng(), A)
rand!(A::AbstractArray, X) = rand!(default_rng(), A, X)
rand!(r::AbstractRNG, A::AbstractArray{T}) where {T} = rand!(r, A, T)
rand!(A::AbstractArray, ::Type{X}) where {X} = rand!(default_rng(), A, X)
function rand!(r::AbstractRNG, A::AbstractArray, X)
    isempty(A) && return A
    sp = X isa Type ? X : Sampler(typeof(r), X)
    for i in eachindex(A)
        A[i] = rand(r, sp)
    end
    return A
end
# Whole arrays of machine numbers are drawn in bulk.
function rand!(r::NativeRNG, A::Array{T}, ::Type{T}) where {T<:Union{BitInteger, Bool, Float32, Float64}}
    kind = T === Float64 ? 1 : T === Float32 ? 2 : T === Bool ? 3 : 0
    offset = (Core.memoryrefoffset(A.ref) - 1) * sizeof(T)
    Core.Host.xoshiro_fill(state_of(r), A.ref.mem, offset, length(A) * sizeof(T), kind)
    return A
end

# ---- normal and exponential ----------------------------------------------------------------------
const normal_edge = 3.6541528853610088
const exponential_edge = 7.6971174701310497
randn() = randn(default_rng())
randn(r::AbstractRNG) = _randn(r, next52(r))
function _randn(r::AbstractRNG, word::UInt64)
    magnitude = Int64(word >> 1)
    i = magnitude & 0xff
    x = ifelse(word % Bool, -magnitude, magnitude) * Core.Host.ziggurat(1, i)::Float64
    magnitude < Core.Host.ziggurat(0, i)::UInt64 && return x
    return _randn_edge(r, i, magnitude, x)
end
function _randn_edge(r::AbstractRNG, i::Int, magnitude::Int, x::Float64)
    if i == 0
        while true
            a = -(1 / normal_edge) * log1p(-rand(r))
            b = -log1p(-rand(r))
            b + b > a * a && return (magnitude >> 8) % Bool ? -normal_edge - a : normal_edge + a
        end
    end
    above = Core.Host.ziggurat(2, i - 1)::Float64
    here = Core.Host.ziggurat(2, i)::Float64
    (above - here) * rand(r) + here < exp(-0.5 * x * x) && return x
    return randn(r)
end
randexp() = randexp(default_rng())
randexp(r::AbstractRNG) = _randexp(r, next52(r))
function _randexp(r::AbstractRNG, word::UInt64)
    i = Int(word & 0xff)
    x = word * Core.Host.ziggurat(4, i)::Float64
    word < Core.Host.ziggurat(3, i)::UInt64 && return x
    i == 0 && return exponential_edge - log1p(-rand(r))
    above = Core.Host.ziggurat(5, i - 1)::Float64
    here = Core.Host.ziggurat(5, i)::Float64
    (above - here) * rand(r) + here < exp(-x) && return x
    return randexp(r)
end

randn(r::AbstractRNG, ::Type{T}) where {T<:IEEEFloat} = convert(T, randn(r))
randn(r::AbstractRNG, ::Type{Complex{T}}) where {T<:AbstractFloat} =
    Complex{T}(T(0.7071067811865476) * randn(r, T), T(0.7071067811865476) * randn(r, T))
randn(r::AbstractRNG, ::Type{T}) where {T<:AbstractFloat} = convert(T, randn(r))
randn(::Type{T}) where {T} = randn(default_rng(), T)
randexp(r::AbstractRNG, ::Type{T}) where {T<:AbstractFloat} = convert(T, randexp(r))
randexp(::Type{T}) where {T} = randexp(default_rng(), T)
randexp(r::AbstractRNG, ::Type{T}, d::Integer, dims::Integer...) where {T} = randexp(r, T, Dims((d, dims...)))
randn!(A::AbstractArray) = randn!(default_rng(), A)
randexp!(A::AbstractArray) = randexp!(default_rng(), A)
function randn!(r::AbstractRNG, A::AbstractArray{T}) where {T}
    if r isa NativeRNG && A isa Array{Float64} && length(A) >= 7
        words = rand!(r, Vector{UInt64}(undef, length(A)))
        for i in eachindex(A)
            A[i] = _randn(r, words[i] >>> 12)
        end
        return A
    end
    for i in eachindex(A)
        A[i] = randn(r, T)
    end
    return A
end
function randexp!(r::AbstractRNG, A::AbstractArray{T}) where {T}
    if r isa NativeRNG && A isa Array{Float64} && length(A) >= 7
        words = rand!(r, Vector{UInt64}(undef, length(A)))
        for i in eachindex(A)
            A[i] = _randexp(r, words[i] >>> 12)
        end
        return A
    end
    for i in eachindex(A)
        A[i] = randexp(r, T)
    end
    return A
end
randn(r::AbstractRNG, ::Type{T}, dims::Dims) where {T} = randn!(r, Array{T}(undef, dims))
randn(r::AbstractRNG, ::Type{T}, d::Integer, dims::Integer...) where {T} = randn!(r, Array{T}(undef, d, dims...))
randn(::Type{T}, dims::Dims) where {T} = randn(default_rng(), T, dims)
randn(::Type{T}, d::Integer, dims::Integer...) where {T} = randn(default_rng(), T, d, dims...)
randn(r::AbstractRNG, dims::Dims) = randn(r, Float64, dims)
randn(r::AbstractRNG, d::Integer, dims::Integer...) = randn(r, Float64, d, dims...)
randn(dims::Dims) = randn(default_rng(), Float64, dims)
randn(d::Integer, dims::Integer...) = randn(default_rng(), Float64, d, dims...)
randexp(r::AbstractRNG, ::Type{T}, dims::Dims) where {T} = randexp!(r, Array{T}(undef, dims))
randexp(r::AbstractRNG, d::Integer, dims::Integer...) = randexp!(r, Array{Float64}(undef, d, dims...))
randexp(dims::Dims) = randexp(default_rng(), Float64, dims)
randexp(::Type{T}, dims::Dims) where {T} = randexp(default_rng(), T, dims)
randexp(::Type{T}, d::Integer, dims::Integer...) where {T} = randexp(default_rng(), T, d, dims...)
randexp(d::Integer, dims::Integer...) = randexp(default_rng(), d, dims...)

# ---- orders and parts ----------------------------------------------------------------------------
# A number of [0, n) of the low bits under the mask.
function _below_masked(r::AbstractRNG, n::Int, mask::Int)
    while true
        x = (next52(r) % Int) & mask
        x < n && return x
    end
end
function shuffle!(r::AbstractRNG, a::AbstractArray)
    n = length(a)
    n == 0 && return a
    mask = 3
    for i in 2:n
        j = 1 + _below_masked(r, i, mask)
        a[i], a[j] = a[j], a[i]
        i == 1 + mask && (mask = 2 * mask + 1)
    end
    return a
end
function shuffle!(r::AbstractRNG, a::AbstractArray{Bool})
    ones = count(a)
    len = length(a)
    uncommon = 2 * ones <= len
    left = uncommon ? ones : len - ones
    left == 0 && return a
    fill!(a, !uncommon)
    while left > 0
        k = rand(r, eachindex(a))
        left -= a[k] != uncommon
        a[k] = uncommon
    end
    return a
end
shuffle!(a::AbstractArray) = shuffle!(default_rng(), a)
shuffle(r::AbstractRNG, a::AbstractArray) = shuffle!(r, Base.copymutable(a))
shuffle(a::AbstractArray) = shuffle(default_rng(), a)
shuffle(r::AbstractRNG, a::Base.OneTo) = randperm(r, last(a))

randperm(r::AbstractRNG, n::T) where {T<:Integer} = randperm!(r, Vector{T}(undef, n))
randperm(n::Integer) = randperm(default_rng(), n)
function randperm!(r::AbstractRNG, a::Array{<:Integer})
    n = length(a)
    n == 0 && return a
    a[1] = 1
    mask = 3
    for i in 2:n
        j = 1 + _below_masked(r, i, mask)
        i != j && (a[i] = a[j])
        a[j] = i
        i == 1 + mask && (mask = 2 * mask + 1)
    end
    return a
end
randperm!(a::Array{<:Integer}) = randperm!(default_rng(), a)
randcycle(r::AbstractRNG, n::T) where {T<:Integer} = randcycle!(r, Vector{T}(undef, n))
randcycle(n::Integer) = randcycle(default_rng(), n)
function randcycle!(r::AbstractRNG, a::Array{<:Integer})
    n = length(a)
    n == 0 && return a
    a[1] = 1
    mask = 3
    for i in 2:n
        j = 1 + _below_masked(r, i - 1, mask)
        a[i] = a[j]
        a[j] = i
        i == 1 + mask && (mask = 2 * mask + 1)
    end
    return a
end
randcycle!(a::Array{<:Integer}) = randcycle!(default_rng(), a)

const string_symbols = UInt8['0':'9'; 'A':'Z'; 'a':'z']
randstring(r::AbstractRNG, chars=string_symbols, n::Integer=8) =
    eltype(chars) === UInt8 ? String(rand(r, chars, n)) : String(map(Char, rand(r, chars, n)))
randstring(r::AbstractRNG, n::Integer) = randstring(r, string_symbols, n)
randstring(chars=string_symbols, n::Integer=8) = randstring(default_rng(), chars, n)
randstring(n::Integer) = randstring(default_rng(), string_symbols, n)

bitrand(r::AbstractRNG, dims::Dims) = rand!(r, BitArray(undef, dims))
bitrand(r::AbstractRNG, dims::Integer...) = rand!(r, BitArray(undef, convert(Dims, dims)))
bitrand(dims::Dims) = rand!(default_rng(), BitArray(undef, dims))
bitrand(dims::Integer...) = rand!(default_rng(), BitArray(undef, convert(Dims, dims)))
function rand!(r::AbstractRNG, B::BitArray, ::Type{Bool})
    isempty(B) && return B
    rand!(r, B.chunks)
    rest = length(B) % 64
    rest == 0 || (B.chunks[end] &= (UInt64(1) << rest) - UInt64(1))
    return B
end

function randsubseq!(r::AbstractRNG, S::AbstractArray, A::AbstractArray, p::Real)
    0 <= p <= 1 || throw(ArgumentError(string("probability ", p, " not in [0,1]")))
    n = length(A)
    p == 1 && return copyto!(resize!(S, n), A)
    empty!(S)
    p == 0 && return S
    if p > 0.15
        for i in 1:n
            rand(r) <= p && push!(S, A[i])
        end
        return S
    end
    # The distance to the next element that is taken is geometric.
    L = -1 / log1p(-p)
    i = 0
    while true
        s = randexp(r) * L
        s >= n - i && return S
        push!(S, A[i += ceil(Int, s)])
    end
end
randsubseq!(S::AbstractArray, A::AbstractArray, p::Real) = randsubseq!(default_rng(), S, A, p)
randsubseq(r::AbstractRNG, A::AbstractArray{T}, p::Real) where {T} = randsubseq!(r, T[], A, p)
randsubseq(A::AbstractArray, p::Real) = randsubseq(default_rng(), A, p)

include("Random/twister.jl")
end
