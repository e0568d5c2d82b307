# `String`: bytes that are usually UTF-8.

ncodeunits(s::String) = Core.sizeof(s)
codeunit(s::String) = UInt8
function codeunit(s::String, i::Integer)
    j = Int(i)
    1 <= j <= Core.sizeof(s) || throw(BoundsError(s, j))
    return _byte(s, j)
end
# Byte `i`, which is known to be there.
_byte(s::String, i::Int) = Core._codeunit(s, i)
# A part of a string for the natives: the string, how many bytes to skip, how many to take.
_bytes_of(s::String) = (s, 0, Core.sizeof(s))

firstindex(s::String) = 1
lastindex(s::String) = thisind(s, Core.sizeof(s))
isempty(s::String) = Core.sizeof(s) == 0
String(s::String) = s
String(s::AbstractString) = print_to_string(s)
String(v::Vector{UInt8}) = _string_of_vector!(v)
function _string_of_vector!(v::Vector{UInt8})
    n = length(v)
    n == 0 && return ""
    s = Core.Host.string_slice(v.ref.mem, memoryrefoffset(v.ref) - 1, n)
    # The bytes belong to the string now.
    resize!(v, 0)
    return s
end
String(m::Memory{UInt8}) = Core.Host.string_slice(m, 0, length(m))
String(v::AbstractVector{UInt8}) = String(copyto!(Vector{UInt8}(undef, length(v)), v))
String(s::CodeUnits{UInt8, String}) = s.s
String(s::CodeUnits{UInt8}) = String(s.s)
String(cs::AbstractVector{<:AbstractChar}) = sprint(io -> (for c in cs; write(io, c); end))
unsafe_string(s::String) = s
Vector{UInt8}(s::AbstractString) = Vector{UInt8}(String(s))
Vector{UInt8}(s::CodeUnits{UInt8}) = Vector{UInt8}(String(s.s))
function Vector{UInt8}(s::String)
    n = Core.sizeof(s)
    v = Vector{UInt8}(undef, n)
    n == 0 || Core.Host.memory_put(v.ref.mem, memoryrefoffset(v.ref) - 1, s, 0, n)
    return v
end
Array{UInt8}(s::AbstractString) = Vector{UInt8}(s)
Vector{T}(s::AbstractString) where {T<:AbstractChar} = collect(T, s)
Vector{Char}(s::AbstractString) = collect(Char, s)

# ---- equality, order, hash -----------------------------------------------------------------------
==(a::String, b::String) = a === b
cmp(a::String, b::String) = Core.Host.string_compare(a, 0, Core.sizeof(a), b, 0, Core.sizeof(b))
isless(a::String, b::String) = cmp(a, b) < 0
const memhash_seed = 0x71e729fd56419c81
function hash(s::String, h::UInt)
    h += memhash_seed
    return Core.Host.string_hash(s, 0, Core.sizeof(s), h % UInt32) + h
end

# ---- indices ---------------------------------------------------------------------------------------
_is_continuation(b::UInt8) = (b & 0xc0) == 0x80
is_valid_continuation(b::UInt8) = (b & 0xc0) == 0x80

thisind(s::String, i::Int) = _thisind_str(s, i)
function _thisind_str(s, i::Int)
    i == 0 && return 0
    n = ncodeunits(s)
    i == n + 1 && return i
    1 <= i <= n || throw(BoundsError(s, i))
    b = codeunit(s, i)
    _is_continuation(b) && i > 1 || return i
    b = codeunit(s, i - 1)
    0xc0 <= b <= 0xf7 && return i - 1
    _is_continuation(b) && i > 2 || return i
    b = codeunit(s, i - 2)
    0xe0 <= b <= 0xf7 && return i - 2
    _is_continuation(b) && i > 3 || return i
    b = codeunit(s, i - 3)
    0xf0 <= b <= 0xf7 && return i - 3
    return i
end

nextind(s::String, i::Int) = _nextind_str(s, i)
function _nextind_str(s, i::Int)
    i == 0 && return 1
    n = ncodeunits(s)
    1 <= i <= n || throw(BoundsError(s, i))
    l = codeunit(s, i)
    0x80 <= l <= 0xf7 || return i + 1
    if l < 0xc0
        i2 = thisind(s, i)
        return i2 < i ? nextind(s, i2) : i + 1
    end
    i += 1
    i <= n && _is_continuation(codeunit(s, i)) || return i
    l < 0xe0 && return i + 1
    i += 1
    i <= n && _is_continuation(codeunit(s, i)) || return i
    l < 0xf0 && return i + 1
    i += 1
    return i <= n && _is_continuation(codeunit(s, i)) ? i + 1 : i
end

isvalid(s::String, i::Int) = checkbounds(Bool, s, i) && thisind(s, i) == i
isvalid(s::String) = Core.Host.string_is_valid(s, 0, Core.sizeof(s))
isvalid(::Type{String}, s::AbstractVector{UInt8}) = isvalid(String(copyto!(Vector{UInt8}(undef, length(s)), s)))
isvalid(::Type{String}, s::Union{String, SubString{String}}) = isvalid(s)
isvalid(T::Type{<:AbstractString}, s::AbstractString) = isvalid(String(s))
isvalid(s::AbstractString) = isvalid(String(s))

function iterate(s::String, i::Int=1)
    1 <= i <= Core.sizeof(s) || return nothing
    b = _byte(s, i)
    b < 0x80 && return bitcast(Char, (b % UInt32) << 24), i + 1
    return _iterate_continued(s, i, b)
end
function _iterate_continued(s, i::Int, b::UInt8)
    u = (b % UInt32) << 24
    n = ncodeunits(s)
    (b < 0xc0 || b > 0xf7) && return bitcast(Char, u), i + 1
    i += 1
    i > n && return bitcast(Char, u), i
    b2 = codeunit(s, i)
    _is_continuation(b2) || return bitcast(Char, u), i
    u |= (b2 % UInt32) << 16
    i += 1
    (i > n || b < 0xe0) && return bitcast(Char, u), i
    b2 = codeunit(s, i)
    _is_continuation(b2) || return bitcast(Char, u), i
    u |= (b2 % UInt32) << 8
    i += 1
    (i > n || b < 0xf0) && return bitcast(Char, u), i
    b2 = codeunit(s, i)
    _is_continuation(b2) || return bitcast(Char, u), i
    u |= b2 % UInt32
    return bitcast(Char, u), i + 1
end

function getindex(s::String, i::Int)
    1 <= i <= Core.sizeof(s) || throw(BoundsError(s, i))
    b = _byte(s, i)
    b < 0x80 && return bitcast(Char, (b % UInt32) << 24)
    if _is_continuation(b) && thisind(s, i) != i
        string_index_err(s, i)
    end
    return _iterate_continued(s, i, b)[1]
end
getindex(s::String, r::AbstractUnitRange{<:Integer}) = s[Int(first(r)):Int(last(r))]
function getindex(s::String, r::UnitRange{Int})
    isempty(r) && return ""
    i, j = first(r), last(r)
    1 <= i && j <= Core.sizeof(s) || throw(BoundsError(s, r))
    isvalid(s, i) || string_index_err(s, i)
    isvalid(s, j) || string_index_err(s, j)
    return Core.Host.string_slice(s, i - 1, nextind(s, j) - i)
end

length(s::String) = Core.Host.string_length(s, 0, Core.sizeof(s))
function length(s::String, i::Int, j::Int)
    1 <= i <= ncodeunits(s) + 1 || throw(BoundsError(s, i))
    0 <= j <= ncodeunits(s) || throw(BoundsError(s, j))
    j < i && return 0
    k = thisind(s, i)
    c = k < i ? -1 : 0
    return Core.Host.string_length(s, k - 1, j - k + 1) + c
end

# ---- strings of strings ----------------------------------------------------------------------------
string(a::String) = a
string(a::SubString{String}) = String(a)
string(a::Symbol) = Core.Host.symbol_text(a)
string(a::Char) = _char_string(a)
string() = ""
function _char_string(c::Char)
    m = Memory{UInt8}(undef, 4)
    u = bitcast(UInt32, c)
    n = 0
    while true
        n += 1
        m[n] = (u >> 24) % UInt8
        u = u << 8
        u == 0 && break
    end
    return Core.Host.string_slice(m, 0, n)
end
string(a::String, b::String...) = Core.Host.string_concat(a, b...)
string(a::Union{Char, String, SubString{String}, Symbol}, b::Union{Char, String, SubString{String}, Symbol}...) =
    _concat(a, b)
_concat(a, b::Tuple{}) = string(a)
_concat(a, b::Tuple{Any}) = Core.Host.string_concat(string(a), string(b[1]))
_concat(a, b::Tuple) = Core.Host.string_concat(string(a), map(string, b)...)
*(a::Union{Char, String, SubString{String}}, b::Union{Char, String, SubString{String}}...) = _concat(a, b)

ascii(x::AbstractString) = ascii(String(x))
function ascii(s::String)
    for i in 1:sizeof(s)
        b = codeunit(s, i)
        b < 0x80 || throw(ArgumentError("invalid ASCII at index $i in $(repr(s))"))
    end
    return s
end
