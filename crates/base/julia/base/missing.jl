# `missing` and its three-valued logic: almost everything of a missing value is missing.

ismissing(x) = x === missing

promote_rule(T::Type{Missing}, S::Type) = Union{S, Missing}
promote_rule(T::Type{Union{Nothing, Missing}}, S::Type) = Union{S, Nothing, Missing}
function promote_rule(T::Type{>:Union{Nothing, Missing}}, S::Type)
    T === Any && return Any
    R = typesplit(T, Union{Nothing, Missing})
    R >: T && return Any
    return Union{promote_type(R, S), Nothing, Missing}
end
function promote_rule(T::Type{>:Missing}, S::Type)
    T === Any && return Any
    R = typesplit(T, Missing)
    R === Union{} && return Union{S, Missing}
    return Union{promote_type(R, S), Missing}
end
function promote_rule(T::Type{>:Nothing}, S::Type)
    T === Any && return Any
    R = typesplit(T, Nothing)
    R === Union{} && return Union{S, Nothing}
    return Union{promote_type(R, S), Nothing}
end

convert(::Type{Missing}, ::Missing) = missing
convert(::Type{Missing}, x) = error("cannot convert a value to missing for assignment")
convert(::Type{Union{Nothing, Missing}}, x::Union{Nothing, Missing}) = x
convert(::Type{Union{Nothing, Missing}}, x) = error("cannot convert a value to missing for assignment")

# comparison
==(::Missing, ::Missing) = missing
==(::Missing, ::Any) = missing
==(::Any, ::Missing) = missing
isequal(::Missing, ::Missing) = true
isequal(::Missing, ::Any) = false
isequal(::Any, ::Missing) = false
<(::Missing, ::Missing) = missing
<(::Missing, ::Any) = missing
<(::Any, ::Missing) = missing
isless(::Missing, ::Missing) = false
isless(::Missing, ::Any) = false
isless(::Any, ::Missing) = true
isapprox(::Missing, ::Missing; kwargs...) = missing
isapprox(::Missing, ::Any; kwargs...) = missing
isapprox(::Any, ::Missing; kwargs...) = missing

# functions of one value
!(::Missing) = missing
~(::Missing) = missing
+(::Missing) = missing
-(::Missing) = missing
*(::Missing) = missing
(&)(::Missing) = missing
(|)(::Missing) = missing
xor(::Missing) = missing
zero(::Missing) = missing
one(::Missing) = missing
oneunit(::Missing) = missing
isfinite(::Missing) = missing
isinf(::Missing) = missing
isodd(::Missing) = missing
isinteger(::Missing) = missing
isreal(::Missing) = missing
isnan(::Missing) = missing
iszero(::Missing) = missing
transpose(::Missing) = missing
adjoint(::Missing) = missing
conj(::Missing) = missing
real(::Missing) = missing
imag(::Missing) = missing
float(::Missing) = missing
complex(::Missing) = missing
abs(::Missing) = missing
abs2(::Missing) = missing
sign(::Missing) = missing
iseven(::Missing) = missing
ispow2(::Missing) = missing
inv(::Missing) = missing
widen(::Missing) = missing
exp(::Missing) = missing
log(::Missing) = missing
log2(::Missing) = missing
log10(::Missing) = missing
sqrt(::Missing) = missing
sin(::Missing) = missing
cos(::Missing) = missing
tan(::Missing) = missing
sinh(::Missing) = missing
cosh(::Missing) = missing
tanh(::Missing) = missing
asin(::Missing) = missing
acos(::Missing) = missing
atan(::Missing) = missing
asinh(::Missing) = missing
acosh(::Missing) = missing
atanh(::Missing) = missing
exp2(::Missing) = missing
expm1(::Missing) = missing
log1p(::Missing) = missing
exponent(::Missing) = missing
exp10(::Missing) = missing
cbrt(::Missing) = missing
fourthroot(::Missing) = missing
sinpi(::Missing) = missing
cospi(::Missing) = missing
tanpi(::Missing) = missing
sincospi(::Missing) = missing
sind(::Missing) = missing
cosd(::Missing) = missing
tand(::Missing) = missing
asind(::Missing) = missing
acosd(::Missing) = missing
atand(::Missing) = missing
sincosd(::Missing) = (missing, missing)
atan(::Missing, ::Missing) = missing
atan(::Missing, ::Number) = missing
atan(::Number, ::Missing) = missing
hypot(::Missing, ::Missing) = missing
hypot(::Missing, ::Number) = missing
hypot(::Number, ::Missing) = missing
log(::Missing, ::Missing) = missing
log(::Missing, ::Number) = missing
log(::Number, ::Missing) = missing
clamp(::Missing, lo, hi) = missing
signbit(::Missing) = missing

zero(::Type{Missing}) = missing
one(::Type{Missing}) = missing
zero(::Type{Union{T, Missing}}) where {T} = zero(T)
zero(::Type{Any}) = throw(MethodError(zero, (Any,)))
one(::Type{Union{T, Missing}}) where {T} = one(T)
one(::Type{Any}) = throw(MethodError(one, (Any,)))
oneunit(::Type{Missing}) = missing
oneunit(::Type{Union{T, Missing}}) where {T} = oneunit(T)
oneunit(::Type{Any}) = throw(MethodError(oneunit, (Any,)))
complex(::Type{Missing}) = Missing
complex(::Type{Any}) = throw(MethodError(complex, (Any,)))
complex(::Type{Union{T, Missing}}) where {T} = Union{complex(T), Missing}
float(::Type{Any}) = throw(MethodError(float, (Any,)))
float(::Type{Missing}) = Missing
float(::Type{Union{T, Missing}}) where {T} = Union{float(T), Missing}
float(::Type{Union{}}) = throw(MethodError(float, (Union{},)))

# arithmetic
+(::Missing, ::Missing) = missing
+(::Missing, ::Number) = missing
+(::Number, ::Missing) = missing
-(::Missing, ::Missing) = missing
-(::Missing, ::Number) = missing
-(::Number, ::Missing) = missing
*(::Missing, ::Missing) = missing
*(::Missing, ::Number) = missing
*(::Number, ::Missing) = missing
/(::Missing, ::Missing) = missing
/(::Missing, ::Number) = missing
/(::Number, ::Missing) = missing
^(::Missing, ::Missing) = missing
^(::Missing, ::Number) = missing
^(::Number, ::Missing) = missing
^(::Missing, ::Integer) = missing
div(::Missing, ::Missing) = missing
div(::Missing, ::Number) = missing
div(::Number, ::Missing) = missing
mod(::Missing, ::Missing) = missing
mod(::Missing, ::Number) = missing
mod(::Number, ::Missing) = missing
rem(::Missing, ::Missing) = missing
rem(::Missing, ::Number) = missing
rem(::Number, ::Missing) = missing
fld(::Missing, ::Missing) = missing
fld(::Missing, ::Number) = missing
fld(::Number, ::Missing) = missing
cld(::Missing, ::Missing) = missing
cld(::Missing, ::Number) = missing
cld(::Number, ::Missing) = missing
min(::Missing, ::Missing) = missing
min(::Missing, ::Any) = missing
min(::Any, ::Missing) = missing
max(::Missing, ::Missing) = missing
max(::Missing, ::Any) = missing
max(::Any, ::Missing) = missing
*(::Missing, ::Union{AbstractString, AbstractChar}) = missing
*(::Union{AbstractString, AbstractChar}, ::Missing) = missing

round(::Missing, ::RoundingMode=RoundNearest; kwargs...) = missing
round(::Type{>:Missing}, ::Missing, ::RoundingMode=RoundNearest) = missing
round(::Type{T}, ::Missing, ::RoundingMode=RoundNearest) where {T} =
    throw(MissingException(string("cannot convert a missing value to type ", T, ": use Union{", T, ", Missing} instead")))
round(::Type{T}, x::Any, r::RoundingMode=RoundNearest) where {T>:Missing} = round(nonmissingtype(T), x, r)
round(::Type{T}, x::Rational) where {T>:Missing} = round(nonmissingtype(T), x)
round(::Type{T}, x::Rational{S}, r::RoundingMode) where {T>:Missing, S} = round(nonmissingtype(T), x, r)
trunc(::Missing; kwargs...) = missing
floor(::Missing; kwargs...) = missing
ceil(::Missing; kwargs...) = missing
rem(::Missing, ::Type{T}) where {T<:Integer} = missing

# logic: what is known decides
(&)(::Missing, ::Missing) = missing
(&)(a::Missing, b::Bool) = ifelse(b, missing, false)
(&)(b::Bool, a::Missing) = ifelse(b, missing, false)
(&)(::Missing, ::Integer) = missing
(&)(::Integer, ::Missing) = missing
(|)(::Missing, ::Missing) = missing
(|)(a::Missing, b::Bool) = ifelse(b, true, missing)
(|)(b::Bool, a::Missing) = ifelse(b, true, missing)
(|)(::Missing, ::Integer) = missing
(|)(::Integer, ::Missing) = missing
xor(::Missing, ::Missing) = missing
xor(a::Missing, b::Bool) = missing
xor(b::Bool, a::Missing) = missing
xor(::Missing, ::Integer) = missing
xor(::Integer, ::Missing) = missing
(>>)(::Missing, ::Union{Int, UInt}) = missing
(<<)(::Missing, ::Union{Int, UInt}) = missing

coalesce() = missing
coalesce(x::Missing, y...) = coalesce(y...)
coalesce(x::Any, y...) = x
