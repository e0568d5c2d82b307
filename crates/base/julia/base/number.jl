# What all numbers share.

convert(::Type{T}, x::T) where {T<:Number} = x
convert(::Type{T}, x::Number) where {T<:Number} = T(x)::T
(::Type{T})(x::T) where {T<:Number} = x

isinteger(x::Integer) = true
isinteger(x::Number) = isreal(x) && isinteger(real(x))
isreal(x::Real) = true
isreal(x::Number) = isreal(real(x)) && iszero(imag(x))
iszero(x) = x == zero(x)
isone(x) = x == one(x)
isfinite(x::Integer) = true
isfinite(x::Real) = decompose(x)[3] != 0
isnan(x::Number) = false
issubnormal(x::Integer) = false

real(x::Real) = x
imag(x::Real) = zero(x)
real(T::Type) = typeof(real(zero(T)))
real(::Type{T}) where {T<:Real} = T
conj(x::Real) = x
reim(z) = (real(z), imag(z))
abs2(x::Number) = abs(x)^2
abs2(x::Real) = x * x
transpose(x::Number) = x
adjoint(x::Number) = conj(x)
angle(z::Real) = atan(zero(z), z)
inv(x::Number) = one(x) / x
big(x::Number) = convert(big(typeof(x)), x)
big(::Type{T}) where {T<:Number} = typeof(big(zero(T)))

signbit(x::Real) = x < 0
sign(x::Number) = iszero(x) ? x / abs(oneunit(x)) : x / abs(x)
sign(x::Real) = ifelse(x < zero(x), oftype(one(x), -1), ifelse(x > zero(x), one(x), typeof(one(x))(x)))
sign(x::Unsigned) = ifelse(x > zero(x), one(x), oftype(one(x), 0))
abs(x::Real) = ifelse(signbit(x), -x, x)

-(x::Number) = zero(x) - x

zero(x::Number) = oftype(x, 0)
zero(::Type{T}) where {T<:Number} = convert(T, 0)
one(x::Number) = oftype(x, 1)
one(::Type{T}) where {T<:Number} = convert(T, 1)
zero(::Type{Union{}}, slurp...) = throw(MethodError(zero, (Union{},)))
oneunit(x::T) where {T} = T(one(x))
oneunit(::Type{T}) where {T} = T(one(T))

widemul(x::Number, y::Number) = widen(x) * widen(y)
widen(x::T) where {T} = convert(widen(T), x)
widen(x::Type{T}) where {T} = throw(MethodError(widen, (T,)))

# a number is a collection of one, without dimensions
size(x::Number) = ()
size(x::Number, d::Integer) = d < 1 ? throw(BoundsError()) : 1
axes(x::Number) = ()
axes(x::Number, d::Integer) = d < 1 ? throw(BoundsError()) : OneTo(1)
eltype(::Type{T}) where {T<:Number} = T
ndims(x::Number) = 0
ndims(::Type{<:Number}) = 0
length(x::Number) = 1
firstindex(x::Number) = 1
firstindex(x::Number, d::Int) = d < 1 ? throw(BoundsError()) : 1
lastindex(x::Number) = 1
lastindex(x::Number, d::Int) = d < 1 ? throw(BoundsError()) : 1
isempty(x::Number) = false
in(x::Number, y::Number) = x == y
IteratorSize(::Type{<:Number}) = HasShape{0}()
keys(::Number) = OneTo(1)
getindex(x::Number) = x
getindex(x::Number, i::Integer) = i == 1 ? x : throw(BoundsError(x, i))
function getindex(x::Number, I::Integer...)
    k = 1
    while k <= nfields(I)
        I[k] == 1 || throw(BoundsError(x, I))
        k += 1
    end
    return x
end
get(x::Number, i::Integer, default) = isone(i) ? x : default
get(x::Number, i::Tuple, default) = all(isone, i) ? x : default
get(f::Union{Function, Type}, x::Number, i::Integer) = isone(i) ? x : f()
get(f::Union{Function, Type}, x::Number, i::Tuple) = all(isone, i) ? x : f()
first(x::Number) = x
last(x::Number) = x
iterate(x::Number) = (x, nothing)
iterate(x::Number, ::Any) = nothing
map(f, x::Number, ys::Number...) = f(x, ys...)


divrem(x, y) = divrem(x, y, RoundToZero)
