# Values that may be absent: `nothing`, `Some`, and how to get at what is there.

struct Some{T}
    value::T
end
Some(::Type{T}) where {T} = Some{Type{T}}(T)

promote_rule(::Type{Some{T}}, ::Type{Some{S}}) where {T, S<:T} = Some{T}
promote_rule(::Type{Some{T}}, ::Type{Nothing}) where {T} = Union{Some{T}, Nothing}

promote_rule(T::Type{Nothing}, S::Type) = Union{S, Nothing}

convert(::Type{T}, x::T) where {T<:Some} = x
convert(::Type{Some{T}}, x::Some) where {T} = Some{T}(convert(T, x.value))

nonnothingtype(::Type{T}) where {T} = typesplit(T, Nothing)
nonmissingtype(::Type{T}) where {T} = typesplit(T, Missing)

isnothing(x) = x === nothing
notnothing(x) = x
notnothing(::Nothing) = throw(ArgumentError("nothing passed to notnothing"))

something() = throw(ArgumentError("No value arguments present"))
something(x::Nothing, y...) = something(y...)
something(x::Some, y...) = x.value
something(x::Any, y...) = x

==(a::Some, b::Some) = a.value == b.value
isequal(a::Some, b::Some) = isequal(a.value, b.value)
hash(s::Some, h::UInt) = hash(s.value, hash_of_some + h)
const hash_of_some = 0xde5c997007a4ca3a

convert(::Type{Nothing}, x::Nothing) = nothing
convert(::Type{Nothing}, x) = error("cannot convert a value to nothing for assignment")
