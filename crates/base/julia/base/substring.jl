# Views of strings.

SubString(s::T, i::Int, j::Int) where {T<:AbstractString} = SubString{T}(s, i, j)
SubString(s::AbstractString, i::Integer, j::Integer=lastindex(s)) = SubString(s, Int(i), Int(j))
SubString(s::AbstractString, r::AbstractUnitRange{<:Integer}) = SubString(s, first(r), last(r))
function SubString(s::SubString, i::Int, j::Int)
    i <= j || return SubString(s.string, 1, 0)
    1 <= i && j <= s.ncodeunits || throw(BoundsError(s, i:j))
    return SubString(s.string, s.offset + i, s.offset + j)
end
SubString(s::AbstractString) = SubString(s, 1, lastindex(s)::Int)
SubString{T}(s::T) where {T<:AbstractString} = SubString{T}(s, 1, lastindex(s)::Int)
SubString{T}(s::SubString{T}) where {T<:AbstractString} = s
SubString{String}(s::AbstractString) = SubString(String(s))
SubString{String}(s::SubString{String}) = s
SubString(s::SubString) = s
# `n` bytes from `offset`, known to be characters.
_substring(s::String, offset::Int, n::Int) = SubString{String}(s, offset, n, Val{:noshift}())
_substring(s::SubString{String}, offset::Int, n::Int) = _substring(s.string, s.offset + offset, n)

convert(::Type{SubString{S}}, s::AbstractString) where {S<:AbstractString} = SubString(convert(S, s))::SubString{S}
convert(::Type{T}, s::T) where {T<:SubString} = s

_bytes_of(s::SubString{String}) = (s.string, s.offset, s.ncodeunits)
String(s::SubString{String}) = Core.Host.string_slice(s.string, s.offset, s.ncodeunits)
Vector{UInt8}(s::SubString{String}) = Vector{UInt8}(String(s))

ncodeunits(s::SubString) = s.ncodeunits
codeunit(s::SubString) = codeunit(s.string)::Type
length(s::SubString) = s.ncodeunits == 0 ? 0 : length(s.string, s.offset + 1, s.offset + s.ncodeunits)
isempty(s::SubString) = s.ncodeunits == 0
sizeof(s::SubString{String}) = s.ncodeunits
function codeunit(s::SubString, i::Integer)
    1 <= i <= s.ncodeunits || throw(BoundsError(s, Int(i)))
    return codeunit(s.string, s.offset + Int(i))
end
function iterate(s::SubString, i::Integer=firstindex(s))
    i == s.ncodeunits + 1 && return nothing
    1 <= i <= s.ncodeunits || throw(BoundsError(s, i))
    y = iterate(s.string, s.offset + i)
    y === nothing && return nothing
    return y[1], y[2] - s.offset
end
function getindex(s::SubString, i::Integer)
    1 <= i <= s.ncodeunits || throw(BoundsError(s, i))
    isvalid(s, i) || string_index_err(s, i)
    return getindex(s.string, s.offset + i)
end
getindex(s::SubString, r::AbstractUnitRange{<:Integer}) = SubString(s, first(r), last(r))
isvalid(s::SubString, i::Int) = 1 <= i <= s.ncodeunits && isvalid(s.string, s.offset + i)
isvalid(s::SubString{String}) = Core.Host.string_is_valid(_bytes_of(s)...)
thisind(s::SubString{String}, i::Int) = _thisind_str(s, i)
nextind(s::SubString{String}, i::Int) = _nextind_str(s, i)
parent(s::SubString) = s.string
parentindices(s::SubString) = (s.offset + 1:thisind(s.string, s.offset + s.ncodeunits),)

==(a::Union{String, SubString{String}}, b::Union{String, SubString{String}}) =
    Core.Host.string_equal(_bytes_of(a)..., _bytes_of(b)...)
cmp(a::Union{String, SubString{String}}, b::Union{String, SubString{String}}) =
    Core.Host.string_compare(_bytes_of(a)..., _bytes_of(b)...)
function hash(s::SubString{String}, h::UInt)
    h += memhash_seed
    return Core.Host.string_hash(s.string, s.offset, s.ncodeunits, h % UInt32) + h
end

function reverse(s::Union{String, SubString{String}})
    out = IOBuffer()
    i = lastindex(s)
    while i >= 1
        write(out, s[i])
        i = prevind(s, i)
    end
    return takestring!(out)
end

SubString(s::AbstractString, offset::Int, n::Int, v::Val{:noshift}) = SubString{typeof(s)}(s, offset, n, v)
