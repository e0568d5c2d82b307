# Characters: UTF-8 bytes, left-aligned in 32 bits, valid or not.

primitive type Char <: AbstractChar 32 end

(::Type{T})(x::AbstractChar) where {T<:AbstractChar} = T(codepoint(x))
AbstractChar(x::Number) = Char(x)
AbstractChar(x::AbstractChar) = x

struct InvalidCharError{T<:AbstractChar} <: Exception
    char::T
end
struct CodePointError{T<:Integer} <: Exception
    code::T
end
throw_invalid_char(c::AbstractChar) = throw(InvalidCharError(c))
throw_code_point_err(u::Integer) = throw(CodePointError(u))

function ismalformed(c::Char)
    u = bitcast(UInt32, c)
    l1 = leading_ones(u) << 3
    t0 = trailing_zeros(u) & 56
    return (l1 == 8) | (l1 + t0 > 32) |
        (((u & 0x00c0c0c0) ⊻ 0x00808080) >> t0 != 0)
end
ismalformed(c::AbstractChar) = false
is_overlong_enc(u::UInt32) = (u >> 24 == 0xc0) | (u >> 24 == 0xc1) | (u >> 21 == 0x0704) | (u >> 20 == 0x0f08)
isoverlong(c::Char) = is_overlong_enc(bitcast(UInt32, c))
isoverlong(c::AbstractChar) = false

function UInt32(c::Char)
    u = bitcast(UInt32, c)
    u < 0x80000000 && return u >> 24
    l1 = leading_ones(u)
    t0 = trailing_zeros(u) & 56
    (l1 == 1) | (8l1 + t0 > 32) |
        ((((u & 0x00c0c0c0) ⊻ 0x00808080) >> t0 != 0) | is_overlong_enc(u)) && throw_invalid_char(c)
    u = u & (0xffffffff >> l1)
    u = u >> t0
    return ((u & 0x0000007f) >> 0) | ((u & 0x00007f00) >> 2) |
        ((u & 0x007f0000) >> 4) | ((u & 0x7f000000) >> 6)
end

# As `UInt32(c)`, but answers something for malformed ones too.
function decode_overlong(c::Char)
    u = bitcast(UInt32, c)
    l1 = leading_ones(u)
    t0 = trailing_zeros(u) & 56
    u = u & (0xffffffff >> l1)
    u = u >> t0
    return ((u & 0x0000007f) >> 0) | ((u & 0x00007f00) >> 2) |
        ((u & 0x007f0000) >> 4) | ((u & 0x7f000000) >> 6)
end

function Char(u::UInt32)
    u < 0x80 && return bitcast(Char, u << 24)
    u < 0x00200000 || throw_code_point_err(u)
    c = ((u << 0) & 0x0000003f) | ((u << 2) & 0x00003f00) |
        ((u << 4) & 0x003f0000) | ((u << 6) & 0x3f000000)
    c = u < 0x00000800 ? (c << 16) | 0xc0800000 :
        u < 0x00010000 ? (c << 8) | 0xe0808000 : (c << 0) | 0xf0808080
    return bitcast(Char, c)
end

Char(x::Number) = Char(UInt32(x))
Char(x::Char) = x
(::Type{T})(x::Number) where {T<:AbstractChar} = T(UInt32(x))
(::Type{T})(x::AbstractChar) where {T<:Union{BigInt, Bool}} = T(codepoint(x))
Unsigned(x::Char) = UInt32(x)

codepoint(c::Char) = UInt32(c)
convert(::Type{AbstractChar}, x::Number) = Char(x)
convert(::Type{T}, c::AbstractChar) where {T<:AbstractChar} = T(c)::T
convert(::Type{T}, c::T) where {T<:AbstractChar} = c

rem(x::Number, ::Type{T}) where {T<:AbstractChar} = T(rem(x, UInt32))

typemax(::Type{Char}) = bitcast(Char, typemax(UInt32))
typemin(::Type{Char}) = bitcast(Char, typemin(UInt32))

size(c::AbstractChar) = ()
size(c::AbstractChar, d::Integer) = d < 1 ? throw(BoundsError()) : 1
ndims(c::AbstractChar) = 0
ndims(::Type{<:AbstractChar}) = 0
length(c::AbstractChar) = 1
IteratorSize(::Type{Char}) = HasShape{0}()
firstindex(c::AbstractChar) = 1
lastindex(c::AbstractChar) = 1
getindex(c::AbstractChar) = c
getindex(c::AbstractChar, i::Integer) = i == 1 ? c : throw(BoundsError())
getindex(c::AbstractChar, I::Integer...) = all(x -> x == 1, I) ? c : throw(BoundsError())
first(c::AbstractChar) = c
last(c::AbstractChar) = c
eltype(::Type{T}) where {T<:AbstractChar} = T
iterate(c::AbstractChar, done=false) = done ? nothing : (c, true)
isempty(c::AbstractChar) = false
in(x::AbstractChar, y::AbstractChar) = x == y
copy(c::AbstractChar) = c

==(x::Char, y::Char) = bitcast(UInt32, x) == bitcast(UInt32, y)
isless(x::Char, y::Char) = bitcast(UInt32, x) < bitcast(UInt32, y)
hash(x::Char, h::UInt) =
    hash_uint64(((UInt64(bitcast(UInt32, x)) + UInt64(0xd4d64234)) << 32) ⊻ UInt64(h))
==(x::AbstractChar, y::AbstractChar) = Char(x) == Char(y)
isless(x::AbstractChar, y::AbstractChar) = isless(Char(x), Char(y))
hash(x::AbstractChar, h::UInt) = hash(Char(x), h)
widen(::Type{T}) where {T<:AbstractChar} = T

# Bytes that a character takes in UTF-8.
function ncodeunits(c::Char)
    u = bitcast(UInt32, c)
    (u & 0x00ffffff) == 0 && return 1
    (u & 0x0000ffff) == 0 && return 2
    (u & 0x000000ff) == 0 && return 3
    return 4
end
codeunit(c::Char) = UInt8
codeunits(c::Char) = codeunits(string(c))

isvalid(c::AbstractChar) = !ismalformed(c) & !isoverlong(c) & _is_scalar(codepoint(c))
isvalid(c::Char) = !ismalformed(c) && !isoverlong(c) && _is_scalar(decode_overlong(c))
_is_scalar(u::UInt32) = u <= 0xd7ff || (0xe000 <= u <= 0x10ffff)
isvalid(::Type{Char}, c::Unsigned) = _is_scalar_number(c)
isvalid(::Type{Char}, c::Integer) = c >= 0 && _is_scalar_number(c)
_is_scalar_number(c) = c <= 0xd7ff || (0xe000 <= c <= 0x10ffff)
isvalid(::Type{Char}, c::AbstractChar) = isvalid(c)

print(io::IO, c::Char) = (write(io, c); nothing)
print(io::IO, c::AbstractChar) = print(io, Char(c))
function write(io::IO, c::Char)
    u = bitcast(UInt32, c)
    n = 1
    while true
        write(io, (u >> 24) % UInt8)
        u = u << 8
        u == 0 && return n
        n += 1
    end
end

function show(io::IO, c::Char)
    if !ismalformed(c) && !isoverlong(c) && !isvalid(c)
        u = codepoint(c)
        return print(io, u <= 0xffff ? "'\\u" : "'\\U", string(u, base = 16), '\'')
    end
    print(io, Core.Host.char_shown(c))
    return nothing
end
show(io::IO, c::AbstractChar) = show(io, Char(c))
function show(io::IO, ::MIME"text/plain", c::T) where {T<:AbstractChar}
    show(io, c)
    get(io, :compact, false)::Bool && return
    if !ismalformed(c)
        print(io, ": ")
        if isoverlong(c)
            print(io, "[overlong] ")
            u = decode_overlong(c)
            c = T(u)
        else
            u = codepoint(c)
        end
        h = uppercase(string(u, base = 16, pad = 4))
        print(io, (isascii(c) ? "ASCII/" : ""), "Unicode U+", h)
    else
        print(io, ": Malformed UTF-8")
    end
    abr = category_abbrev(c)
    str = category_string(c)
    print(io, " (category ", abr, ": ", str, ")")
    return
end
