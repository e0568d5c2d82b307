# What all strings share: indices are those of code units, characters start at some of them.

abstract type AbstractString end
mutable struct String <: AbstractString end
struct SubString{T<:AbstractString} <: AbstractString
    string::T
    offset::Int
    ncodeunits::Int

    function SubString{T}(s::T, i::Int, j::Int) where {T<:AbstractString}
        i <= j || return new{T}(s, 0, 0)
        if !(1 <= i && j <= ncodeunits(s))
            throw(BoundsError(s, i:j))
        end
        if !isvalid(s, i) || !isvalid(s, j)
            isvalid(s, i) || string_index_err(s, i)
            string_index_err(s, j)
        end
        return new{T}(s, i - 1, nextind(s, j) - i)
    end
    SubString{T}(s::T, offset::Int, n::Int, ::Val{:noshift}) where {T<:AbstractString} = new{T}(s, offset, n)
end

string_index_err(s::AbstractString, i::Integer) = throw(StringIndexError(s, Int(i)))
function showerror(io::IO, exc::StringIndexError)
    s = exc.string
    print(io, "StringIndexError: ", "invalid index [", exc.index, "]")
    if firstindex(s) <= exc.index <= ncodeunits(s)
        iprev = thisind(s, exc.index)
        inext = nextind(s, iprev)
        escprev = escape_string(s[iprev:iprev])
        if inext <= ncodeunits(s)
            escnext = escape_string(s[inext:inext])
            print(io, ", valid nearby indices [", iprev, "]=>'", escprev, "', [", inext, "]=>'", escnext, "'")
        else
            print(io, ", valid nearby index [", iprev, "]=>'", escprev, "'")
        end
    end
end

codeunit(s::AbstractString, i::Integer) = throw(MethodError(codeunit, (s, i)))
isvalid(s::AbstractString, i::Integer) = i isa Int ? throw(MethodError(isvalid, (s, i))) : isvalid(s, Int(i))
iterate(s::AbstractString, i::Integer) = i isa Int ? throw(MethodError(iterate, (s, i))) : iterate(s, Int(i))
iterate(s::AbstractString) = iterate(s, firstindex(s))

sizeof(s::AbstractString) = ncodeunits(s) * Core.sizeof(codeunit(s))
firstindex(s::AbstractString) = 1
lastindex(s::AbstractString) = thisind(s, ncodeunits(s)::Int)
isempty(s::AbstractString) = iterate(s) === nothing
eltype(::Type{<:AbstractString}) = Char
length(s::AbstractString) = length(s, 1, ncodeunits(s)::Int)
keys(s::AbstractString) = EachStringIndex(s)
keytype(s::AbstractString) = Int
keytype(::Type{<:AbstractString}) = Int
valtype(s::AbstractString) = eltype(s)
copy(s::AbstractString) = s
string(s::AbstractString) = s

function getindex(s::AbstractString, i::Integer)
    if !checkbounds(Bool, s, i)
        throw(BoundsError(s, i))
    end
    isvalid(s, i) || string_index_err(s, i)
    return (iterate(s, i)::Tuple)[1]
end
getindex(s::AbstractString, i::Colon) = s
getindex(s::AbstractString, r::AbstractUnitRange{<:Integer}) = SubString(s, r)
getindex(s::AbstractString, v::AbstractVector{<:Integer}) =
    sprint(io -> (for i in v; write(io, s[i]); end))
getindex(s::AbstractString, v::AbstractVector{Bool}) = throw(ArgumentError("logical indexing not supported for strings"))
get(s::AbstractString, i::Integer, default) = 1 <= i <= ncodeunits(s) ? s[i] : default
typemin(::Type{String}) = ""
typemin(::String) = ""

checkbounds(::Type{Bool}, s::AbstractString, i::Integer) = 1 <= i <= ncodeunits(s)::Int
checkbounds(::Type{Bool}, s::AbstractString, r::AbstractRange{<:Integer}) =
    isempty(r) || (1 <= minimum(r) && maximum(r) <= ncodeunits(s)::Int)
checkbounds(::Type{Bool}, s::AbstractString, I::AbstractArray{<:Integer}) =
    all(i -> checkbounds(Bool, s, i), I)
checkbounds(s::AbstractString, I::Union{Integer, AbstractArray}) =
    checkbounds(Bool, s, I) ? nothing : throw(BoundsError(s, I))

symbol_of(s::AbstractString) = Symbol(s)

convert(::Type{T}, s::T) where {T<:AbstractString} = s
convert(::Type{T}, s::AbstractString) where {T<:AbstractString} = T(s)::T
AbstractString(s::AbstractString) = s

# ---- equality and order ------------------------------------------------------------------------
function cmp(a::AbstractString, b::AbstractString)
    a === b && return 0
    (iv1, iv2) = (iterate(a), iterate(b))
    while iv1 !== nothing && iv2 !== nothing
        (c, d) = (iv1[1], iv2[1])
        c != d && return ifelse(c < d, -1, 1)
        (iv1, iv2) = (iterate(a, iv1[2]), iterate(b, iv2[2]))
    end
    return iv1 === nothing ? (iv2 === nothing ? 0 : -1) : 1
end
==(a::AbstractString, b::AbstractString) = cmp(a, b) == 0
isless(a::AbstractString, b::AbstractString) = cmp(a, b) < 0
cmp(a::Symbol, b::Symbol) = cmp(string(a), string(b))
isless(a::Symbol, b::Symbol) = cmp(a, b) < 0
hash(s::AbstractString, h::UInt) = hash(String(s), h)

# ---- indices -----------------------------------------------------------------------------------
function isvalid(s::AbstractString, r::AbstractUnitRange{<:Integer})
    isempty(r) || (isvalid(s, first(r)) && isvalid(s, last(r)))
end

thisind(s::AbstractString, i::Integer) = thisind(s, Int(i))
function thisind(s::AbstractString, i::Int)
    z = ncodeunits(s)::Int + 1
    i == z && return i
    0 <= i <= z || throw(BoundsError(s, i))
    while 1 < i && !(isvalid(s, i)::Bool)
        i -= 1
    end
    return i
end

prevind(s::AbstractString, i::Integer, n::Integer) = prevind(s, Int(i), Int(n))
prevind(s::AbstractString, i::Integer) = prevind(s, Int(i))
prevind(s::AbstractString, i::Int) = prevind(s, i, 1)
function prevind(s::AbstractString, i::Int, n::Int)
    n < 0 && throw(ArgumentError("n cannot be negative: $n"))
    z = ncodeunits(s) + 1
    0 < i <= z || throw(BoundsError(s, i))
    n == 0 && return thisind(s, i) == i ? i : string_index_err(s, i)
    while n > 0 && 1 < i
        i -= 1
        n -= isvalid(s, i)
    end
    return i - n
end

nextind(s::AbstractString, i::Integer, n::Integer) = nextind(s, Int(i), Int(n))
nextind(s::AbstractString, i::Integer) = nextind(s, Int(i))
nextind(s::AbstractString, i::Int) = nextind(s, i, 1)
function nextind(s::AbstractString, i::Int, n::Int)
    n < 0 && throw(ArgumentError("n cannot be negative: $n"))
    z = ncodeunits(s)
    0 <= i <= z || throw(BoundsError(s, i))
    n == 0 && return thisind(s, i) == i ? i : string_index_err(s, i)
    while n > 0 && i < z
        i += 1
        n -= isvalid(s, i)
    end
    return i + n
end

function length(s::AbstractString, i::Int, j::Int)
    0 < i <= ncodeunits(s)::Int + 1 || throw(BoundsError(s, i))
    0 <= j < ncodeunits(s)::Int + 1 || throw(BoundsError(s, j))
    n = 0
    k = i
    while k <= j
        n += isvalid(s, k)::Bool
        k += 1
    end
    return n
end
length(s::AbstractString, i::Integer, j::Integer) = length(s, Int(i), Int(j))

struct EachStringIndex{T<:AbstractString}
    s::T
end
length(e::EachStringIndex) = length(e.s)
first(::EachStringIndex) = 1
last(e::EachStringIndex) = lastindex(e.s)
iterate(e::EachStringIndex, state=firstindex(e.s)) = state > ncodeunits(e.s) ? nothing : (state, nextind(e.s, state))
eltype(::Type{<:EachStringIndex}) = Int
isempty(e::EachStringIndex) = isempty(e.s)
eachindex(s::AbstractString) = keys(s)
pairs(s::AbstractString) = Iterators.Pairs(s, keys(s))

# ---- parts -------------------------------------------------------------------------------------
first(s::AbstractString) = s[firstindex(s)]
last(s::AbstractString) = s[lastindex(s)]
first(s::AbstractString, n::Integer) = s[1:(n <= 0 ? _negative(n) : min(lastindex(s), nextind(s, 0, Int(n))))]
last(s::AbstractString, n::Integer) =
    n <= 0 ? (_negative(n); s[end+1:end]) : s[max(1, _prev_many(s, Int(n))):end]
_negative(n) = n < 0 ? throw(ArgumentError("n cannot be negative: $n")) : 0
function _prev_many(s, n)
    i = ncodeunits(s) + 1
    while n > 0 && i > 1
        i = prevind(s, i)
        n -= 1
    end
    return i
end

function reverseind(s::AbstractString, i::Integer)
    return thisind(s, ncodeunits(s) - i + 1)
end

# ---- making new ones ---------------------------------------------------------------------------
*(s1::Union{AbstractChar, AbstractString}, ss::Union{AbstractChar, AbstractString}...) = string(s1, ss...)
one(::Union{T, Type{T}}) where {T<:AbstractString} = convert(T, "")
^(s::Union{AbstractString, AbstractChar}, r::Integer) = repeat(s, r)

function repeat(s::AbstractString, r::Integer)
    r < 0 && throw(ArgumentError("can't repeat a string $r times"))
    r == 0 && return ""
    return repeat(String(s), r)
end
function repeat(s::Union{String, SubString{String}}, r::Integer)
    r < 0 && throw(ArgumentError("can't repeat a string $r times"))
    return Core.Host.string_repeat(_bytes_of(s)..., Int(r))
end
function repeat(c::AbstractChar, r::Integer)
    r < 0 && throw(ArgumentError("can't repeat a character $r times"))
    return repeat(string(c), r)
end

function map(f, s::AbstractString)
    out = IOBuffer()
    for c in s
        c2 = f(c)
        c2 isa AbstractChar || throw(ArgumentError(
            "map(f, s::AbstractString) requires f to return AbstractChar; try map(f, collect(s)) or a comprehension instead"))
        write(out, c2)
    end
    return takestring!(out)
end
function filter(f, s::AbstractString)
    out = IOBuffer()
    for c in s
        f(c) && write(out, c)
    end
    return takestring!(out)
end

function reverse(s::AbstractString)
    out = IOBuffer()
    for c in Iterators.reverse(collect(s))
        write(out, c)
    end
    return takestring!(out)
end

# ---- code units --------------------------------------------------------------------------------
struct CodeUnits{T, S<:AbstractString} <: DenseVector{T}
    s::S
    CodeUnits(s::S) where {S<:AbstractString} = new{codeunit(s), S}(s)
end
length(s::CodeUnits) = ncodeunits(s.s)
size(s::CodeUnits) = (length(s),)
sizeof(s::CodeUnits{T}) where {T} = ncodeunits(s.s) * Core.sizeof(T)
elsize(s::Type{<:CodeUnits{T}}) where {T} = Core.sizeof(T)
getindex(s::CodeUnits, i::Int) = codeunit(s.s, i)
