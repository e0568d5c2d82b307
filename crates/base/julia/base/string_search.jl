# Finding characters, strings and patterns in strings.

abstract type AbstractPattern end
abstract type AbstractMatch end

const _StringOrSub = Union{String, SubString{String}}

nothing_sentinel(i) = i == 0 ? nothing : i

# ---- characters ------------------------------------------------------------------------------
function findnext(pred::Fix2{<:Union{typeof(isequal), typeof(==)}, <:AbstractChar}, s::AbstractString, i::Integer)
    return _find_char_next(pred.x, s, Int(i))
end
function _find_char_next(c::AbstractChar, s::AbstractString, i::Int)
    if i < 1 || i > sizeof(s)
        i == sizeof(s) + 1 && return nothing
        throw(BoundsError(s, i))
    end
    isvalid(s, i) || string_index_err(s, i)
    if s isa _StringOrSub && c isa Char
        base, offset, n = _bytes_of(s)
        at = Core.Host.string_find(base, offset + i - 1, n - i + 1, string(c), 0, ncodeunits(c))
        return at < 0 ? nothing : i + at
    end
    y = iterate(s, i)
    while y !== nothing
        y[1] == c && return i
        i = y[2]
        y = iterate(s, i)
    end
    return nothing
end
findfirst(pred::Fix2{<:Union{typeof(isequal), typeof(==)}, <:AbstractChar}, s::AbstractString) =
    isempty(s) ? nothing : findnext(pred, s, 1)
findfirst(ch::AbstractChar, s::AbstractString) = findfirst(==(ch), s)
findnext(ch::AbstractChar, s::AbstractString, i::Integer) = findnext(==(ch), s, i)
findlast(ch::AbstractChar, s::AbstractString) = findlast(==(ch), s)
findprev(ch::AbstractChar, s::AbstractString, i::Integer) = findprev(==(ch), s, i)

# ---- predicates ------------------------------------------------------------------------------
function findnext(testf::Function, s::AbstractString, i::Integer)
    i = Int(i)
    z = ncodeunits(s) + 1
    1 <= i <= z || throw(BoundsError(s, i))
    i == z || isvalid(s, i) || string_index_err(s, i)
    y = iterate(s, i)
    while y !== nothing
        testf(y[1]) && return i
        i = y[2]
        y = iterate(s, i)
    end
    return nothing
end
findfirst(testf::Function, s::AbstractString) = findnext(testf, s, 1)
function findprev(testf::Function, s::AbstractString, i::Integer)
    i = Int(i)
    i < 1 && return i == 0 ? nothing : throw(BoundsError(s, i))
    n = ncodeunits(s)
    i > n && return i == n + 1 ? findlast(testf, s) : throw(BoundsError(s, i))
    isvalid(s, i) || string_index_err(s, i)
    while i >= 1
        testf(s[i]) && return i
        i = prevind(s, i)
    end
    return nothing
end
# One character may be looked for from the middle of another.
function findprev(pred::Fix2{<:Union{typeof(isequal), typeof(==)}, <:AbstractChar}, s::_StringOrSub, i::Integer)
    at = 1 <= i <= ncodeunits(s) ? thisind(s, i) : i
    return invoke(findprev, Tuple{Function, AbstractString, Integer}, pred, s, at)
end
findlast(testf::Function, s::AbstractString) = isempty(s) ? nothing : findprev(testf, s, lastindex(s))
findall(testf::Function, s::AbstractString) = _findall_in_string(testf, s)
function _findall_in_string(testf, s)
    found = Int[]
    for (i, c) in pairs(s)
        testf(c) && push!(found, i)
    end
    return found
end
findall(ch::AbstractChar, s::AbstractString) = findall(==(ch), s)

# ---- strings in strings ------------------------------------------------------------------------
# The code units of the first occurrence from `i`: a range, or nothing.
_search(s::AbstractString, t::AbstractString, i::Int) = _search(String(s), String(t), i)
function _search(s::_StringOrSub, t::_StringOrSub, i::Int)
    base, offset, n = _bytes_of(s)
    i > n + 1 && return nothing
    at = Core.Host.string_find(base, offset + i - 1, n - i + 1, _bytes_of(t)...)
    return at < 0 ? nothing : i + at
end
_search(s::AbstractString, t::AbstractChar, i::Int) = _search(s, string(t), i)

function _range_at(s, t, at::Int)
    isempty(t) && return at:at - 1
    return at:at + lastindex(t) - 1
end

findfirst(pattern::AbstractString, string::AbstractString) = findnext(pattern, string, firstindex(string))
function findnext(t::AbstractString, s::AbstractString, start::Integer)
    i = Int(start)
    i < 1 && throw(BoundsError(s, i))
    i > ncodeunits(s) + 1 && throw(BoundsError(s, i))
    isempty(t) && return i:i - 1
    i <= ncodeunits(s) && !isvalid(s, i) && string_index_err(s, i)
    at = _search(s, t, i)
    return at === nothing ? nothing : _range_at(s, t, at)
end
function findlast(pattern::AbstractString, string::AbstractString)
    return findprev(pattern, string, ncodeunits(string) == 0 ? 0 : lastindex(string))
end
function findprev(t::AbstractString, s::AbstractString, start::Integer)
    i = Int(start)
    n = ncodeunits(s)
    i < 0 && throw(BoundsError(s, i))
    i > n && return i == n + 1 ? findlast(t, s) : throw(BoundsError(s, i))
    if isempty(t)
        return i == 0 ? (1:0) : (i:i - 1)
    end
    i == 0 && return nothing
    stop = nextind(s, thisind(s, i)) - 1
    at = Core.Host.string_find_last(_bytes_of(SubString(String(s), 1, thisind(s, stop)))..., _bytes_of(String(t))...)
    return at < 0 ? nothing : _range_at(s, t, at + 1)
end

function findall(t::Union{AbstractString, AbstractPattern}, s::AbstractString; overlap::Bool=false)
    found = UnitRange{Int}[]
    i, e = firstindex(s), lastindex(s)
    while true
        r = findnext(t, s, i)
        r === nothing && return found
        push!(found, r)
        j = overlap || isempty(r) ? first(r) : last(r)
        j > e && return found
        i = nextind(s, j)
    end
end

# Bytes among bytes, with a sign or without.
const _Bytes = AbstractVector{<:Union{Int8, UInt8}}
findall(t::_Bytes, s::_Bytes; overlap::Bool=false) = _findall_ranges(t, s, overlap)
function _findall_ranges(t, s, overlap)
    found = UnitRange{Int}[]
    i = firstindex(s)
    while i <= lastindex(s)
        r = findnext(t, s, i)
        r === nothing && break
        push!(found, r)
        i = overlap || isempty(r) ? first(r) + 1 : last(r) + 1
    end
    return found
end
_stands_at(t::_Bytes, s::_Bytes, i::Int) = all(j -> s[i + j] % UInt8 == t[firstindex(t) + j] % UInt8, 0:length(t) - 1)
findfirst(pattern::_Bytes, A::_Bytes) = findnext(pattern, A, firstindex(A))
function findnext(t::_Bytes, s::_Bytes, start::Integer)
    i = Int(start)
    i < firstindex(s) && throw(BoundsError(s, i))
    # Right behind the last one there is nothing left to look at; further on there is nothing.
    i > lastindex(s) + 1 && throw(BoundsError(s, i))
    for k in i:lastindex(s) - length(t) + 1
        _stands_at(t, s, k) && return k:k + length(t) - 1
    end
    return nothing
end
findlast(pattern::_Bytes, A::_Bytes) = findprev(pattern, A, lastindex(A))
function findprev(t::_Bytes, s::_Bytes, stop::Integer)
    i = Int(stop)
    i < firstindex(s) - 1 && throw(BoundsError(s, i))
    for k in min(i, lastindex(s)) - length(t) + 1:-1:firstindex(s)
        _stands_at(t, s, k) && return k:k + length(t) - 1
    end
    return nothing
end

# ---- questions -----------------------------------------------------------------------------------
occursin(needle::Union{AbstractString, AbstractChar}, haystack::AbstractString) = _search(haystack, needle, 1) !== nothing
occursin(haystack) = Fix2(occursin, haystack)
contains(haystack::AbstractString, needle) = occursin(needle, haystack)
contains(needle) = Fix2(contains, needle)
in(c::AbstractChar, s::AbstractString) = findfirst(==(c), s) !== nothing
in(::AbstractString, ::AbstractString) =
    error("use occursin(needle, haystack) for string containment")

function startswith(a::AbstractString, b::AbstractString)
    i, j = iterate(a), iterate(b)
    while true
        j === nothing && return true
        i === nothing && return false
        i[1] == j[1] || return false
        i, j = iterate(a, i[2]), iterate(b, j[2])
    end
end
function startswith(a::_StringOrSub, b::_StringOrSub)
    n = ncodeunits(b)
    n > ncodeunits(a) && return false
    base, offset, _ = _bytes_of(a)
    Core.Host.string_equal(base, offset, n, _bytes_of(b)...) || return false
    return nextind(a, n) == n + 1 || n == 0
end
startswith(str::AbstractString, chars::Union{Tuple, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}) =
    !isempty(str) && first(str) in chars
startswith(str::AbstractString, c::AbstractChar) = !isempty(str) && first(str) == c
startswith(s) = Fix2(startswith, s)
endswith(a::AbstractString, b::AbstractString) = endswith(String(a), String(b))
function endswith(a::_StringOrSub, b::_StringOrSub)
    n = ncodeunits(b)
    at = ncodeunits(a) - n
    at < 0 && return false
    base, offset, _ = _bytes_of(a)
    Core.Host.string_equal(base, offset + at, n, _bytes_of(b)...) || return false
    return n == 0 || thisind(a, at + 1) == at + 1
end
endswith(str::AbstractString, chars::Union{Tuple, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}}) =
    !isempty(str) && last(str) in chars
endswith(str::AbstractString, c::AbstractChar) = !isempty(str) && last(str) == c
endswith(s) = Fix2(endswith, s)

# A stream begins with something if what can be read next does; nothing is read.
function startswith(io::IO, chars::Union{Tuple, AbstractVector{<:AbstractChar}, AbstractSet{<:AbstractChar}})
    return !eof(io) && peek(io, Char) in chars
end
function startswith(io::IO, prefix::Union{AbstractString, Base.AbstractChar})
    bytes = codeunits(string(prefix))
    mark(io)
    try
        return read(io, length(bytes)) == bytes
    finally
        reset(io)
    end
end
