# Promotion: the common type of several, and the operations on mixed numbers that go through it.

typejoin() = Union{}
typejoin(t) = t
typejoin(a, b) = Core._typejoin(a, b)
typejoin(a, b, c, rest...) = _typejoin_all(typejoin(typejoin(a, b), c), rest)
function _typejoin_all(t, rest::Tuple)
    i = 1
    while i <= nfields(rest)
        t = typejoin(t, getfield(rest, i))
        i += 1
    end
    return t
end
typeintersect(a, b) = Core._typeintersect(a, b)

# As `typejoin`, but a union with `nothing` or `missing` stays one.
promote_typejoin(a, b) = Core._promote_typejoin(a, b)
function promote_typejoin_union(::Type{T}) where {T}
    T === Union{} && return Union{}
    T isa UnionAll && return Any
    T isa Union && return promote_typejoin(promote_typejoin_union(T.a), promote_typejoin_union(T.b))
    return T
end
promote_type() = Union{}
promote_type(T) = T
promote_type(T, S, U) = promote_type(promote_type(T, S), U)
promote_type(T, S, U, V...) = promote_type(promote_type(T, S), U, V...)
promote_type(::Type{Union{}}, ::Type{Union{}}) = Union{}
promote_type(::Type{T}, ::Type{T}) where {T} = T
promote_type(::Type{T}, ::Type{Union{}}) where {T} = T
promote_type(::Type{Union{}}, ::Type{T}) where {T} = T
# Either order may have the rule; if none has, the types join.
promote_type(::Type{T}, ::Type{S}) where {T, S} =
    promote_result(T, S, promote_rule(T, S), promote_rule(S, T))

promote_rule(::Type, ::Type) = Union{}
promote_rule(::Type{Union{}}, slurp...) = Union{}
promote_rule(::Type{Union{}}, ::Type{Union{}}, slurp...) = Union{}
promote_rule(::Type{T}, ::Type{Union{}}, slurp...) where {T} = Union{}

promote_result(::Type, ::Type, ::Type{T}, ::Type{S}) where {T, S} = promote_type(T, S)
promote_result(::Type{T}, ::Type{S}, ::Type{Union{}}, ::Type{Union{}}) where {T, S} = typejoin(T, S)

promote() = ()
promote(x) = (x,)
promote(x::T, y::T, zs::T...) where {T} = (x, y, zs...)
function promote(x, y)
    px, py = _promote(x, y)
    not_sametype((x, y), (px, py))
    return px, py
end
function promote(x, y, z)
    px, py, pz = _promote(x, y, z)
    not_sametype((x, y, z), (px, py, pz))
    return px, py, pz
end
function promote(x, y, z, rest...)
    p = _promote(x, y, z, rest...)
    not_sametype((x, y, z, rest...), p)
    return p
end

function _promote(x::T, y::S) where {T, S}
    R = promote_type(T, S)
    return (convert(R, x), convert(R, y))
end
function _promote(x, y, z)
    R = promote_type(typeof(x), typeof(y), typeof(z))
    return (convert(R, x), convert(R, y), convert(R, z))
end
function _promote(x, y, z, rest...)
    R = promote_type(typeof(x), typeof(y), typeof(z), map(typeof, rest)...)
    return (convert(R, x), convert(R, y), convert(R, z), map(a -> convert(R, a), rest)...)
end

# Promotion that changes nothing would recurse for ever.
not_sametype(x::T, y::T) where {T} = sametype_error(x)
not_sametype(x, y) = nothing
function sametype_error(input)
    all = map(typeof, input)
    names = string(all[1])
    i = 2
    while i <= length(all)
        names = string(names, i == length(all) ? " and " : ", ", all[i])
        i += 1
    end
    error("promotion of types ", names, " failed to change any arguments")
end

+(x::Number, y::Number) = +(promote(x, y)...)
*(x::Number, y::Number) = *(promote(x, y)...)
-(x::Number, y::Number) = -(promote(x, y)...)
/(x::Number, y::Number) = /(promote(x, y)...)
^(x::Number, y::Number) = ^(promote(x, y)...)
fma(x::Number, y::Number, z::Number) = fma(promote(x, y, z)...)
muladd(x::Number, y::Number, z::Number) = muladd(promote(x, y, z)...)

==(x::Number, y::Number) = (==)(promote(x, y)...)
<(x::Real, y::Real) = (<)(promote(x, y)...)
<=(x::Real, y::Real) = (<=)(promote(x, y)...)

(&)(x::Integer, y::Integer) = (&)(promote(x, y)...)
(|)(x::Integer, y::Integer) = (|)(promote(x, y)...)
xor(x::Integer, y::Integer) = xor(promote(x, y)...)

div(x::Real, y::Real) = div(promote(x, y)...)
div(x::Real, y::Real, r::RoundingMode) = div(promote(x, y)..., r)
rem(x::Real, y::Real) = rem(promote(x, y)...)
mod(x::Real, y::Real) = mod(promote(x, y)...)
fld(x::Real, y::Real) = fld(promote(x, y)...)
cld(x::Real, y::Real) = cld(promote(x, y)...)
mod1(x::Real, y::Real) = mod1(promote(x, y)...)
fld1(x::Real, y::Real) = fld1(promote(x, y)...)

max(x::Real, y::Real) = max(promote(x, y)...)
min(x::Real, y::Real) = min(promote(x, y)...)
minmax(x::Real, y::Real) = minmax(promote(x, y)...)
gcd(x::Real, y::Real) = gcd(promote(x, y)...)
lcm(x::Real, y::Real) = lcm(promote(x, y)...)
copysign(x::Real, y::Real) = ifelse(signbit(x) != signbit(y), -x, +x)
flipsign(x::Real, y::Real) = ifelse(signbit(y), -x, +x)

# Numbers of one type for which nothing better is known.
no_op_err(name, T) = error(name, " not defined for ", T)
(+)(x::T, y::T) where {T<:Number} = no_op_err("+", T)
(*)(x::T, y::T) where {T<:Number} = no_op_err("*", T)
(-)(x::T, y::T) where {T<:Number} = no_op_err("-", T)
(/)(x::T, y::T) where {T<:Number} = no_op_err("/", T)
(^)(x::T, y::T) where {T<:Number} = no_op_err("^", T)
fma(x::T, y::T, z::T) where {T<:Number} = no_op_err("fma", T)
fma(x::Integer, y::Integer, z::Integer) = x * y + z
muladd(x::T, y::T, z::T) where {T<:Number} = x * y + z
(&)(x::T, y::T) where {T<:Integer} = no_op_err("&", T)
(|)(x::T, y::T) where {T<:Integer} = no_op_err("|", T)
xor(x::T, y::T) where {T<:Integer} = no_op_err("xor", T)
(==)(x::T, y::T) where {T<:Number} = x === y
(<)(x::T, y::T) where {T<:Real} = no_op_err("<", T)
(<=)(x::T, y::T) where {T<:Real} = (x == y) | (x < y)
rem(x::T, y::T) where {T<:Real} = no_op_err("rem", T)
mod(x::T, y::T) where {T<:Real} = no_op_err("mod", T)
min(x::T, y::T) where {T<:Real} = ifelse(y < x, y, x)
max(x::T, y::T) where {T<:Real} = ifelse(y < x, x, y)
minmax(x::T, y::T) where {T<:Real} = y < x ? (y, x) : (x, y)
