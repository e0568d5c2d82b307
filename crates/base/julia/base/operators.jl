# Comparison, the operators that follow from others, and small operator functions.

supertype(T::DataType) = Core.Host.supertype(T)
supertype(T::UnionAll) = Core.Host.supertype(T)

# ---- equality ----------------------------------------------------------------------------------
==(x) = Fix2(==, x)
==(x, y) = x === y
!=(x, y) = !(x == y)
!=(x) = Fix2(!=, x)
const ≠ = !=
const ≡ = ===
!==(x, y) = !(x === y)
const ≢ = !==

isequal(x, y) = (x == y)::Bool
isequal(x) = Fix2(isequal, x)
isequal(x::AbstractFloat, y::AbstractFloat) =
    (isnan(x) & isnan(y)) | (signequal(x, y) & (x == y)::Bool)
isequal(x::Real, y::AbstractFloat) = (isnan(x) & isnan(y)) | (signequal(x, y) & (x == y)::Bool)
isequal(x::AbstractFloat, y::Real) = (isnan(x) & isnan(y)) | (signequal(x, y) & (x == y)::Bool)
signequal(x, y) = signbit(x)::Bool == signbit(y)::Bool

isunequal(x, y) = !isequal(x, y)

==(T::Type, S::Type) = T <: S && S <: T
==(T::TypeVar, S::Type) = false
==(T::Type, S::TypeVar) = false

# ---- order ---------------------------------------------------------------------------------------
isless(x::Real, y::Real) = x < y
isless(x::AbstractFloat, y::AbstractFloat) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
isless(x::Real, y::AbstractFloat) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
isless(x::AbstractFloat, y::Real) = (!isnan(x) & (isnan(y) | signless(x, y))) | (x < y)
isless(x) = Fix2(isless, x)
signless(x, y) = signbit(x)::Bool & !signbit(y)::Bool
isgreater(x, y) = isunordered(x) || isunordered(y) ? isless(x, y) : isless(y, x)
isgreater(x) = Fix2(isgreater, x)
isunordered(x) = false
isunordered(x::AbstractFloat) = isnan(x)
isunordered(x::Missing) = true

<(x, y) = isless(x, y)
<(x) = Fix2(<, x)
>(x, y) = y < x
>(x) = Fix2(>, x)
<=(x, y) = (x < y) | (x == y)
<=(x) = Fix2(<=, x)
const ≤ = <=
>=(x, y) = y <= x
>=(x) = Fix2(>=, x)
const ≥ = >=

cmp(x, y) = isless(x, y) ? -1 : ifelse(isless(y, x), 1, 0)
cmp(<, x, y) = (x < y) ? -1 : ((y < x) ? 1 : 0)
function cmp(a::Tuple, b::Tuple)
    i = 1
    while i <= length(a) && i <= length(b)
        c = cmp(a[i], b[i])
        c == 0 || return c
        i += 1
    end
    return cmp(length(a), length(b))
end

max(x, y) = ifelse(isless(y, x), x, y)
min(x, y) = ifelse(isless(y, x), y, x)
minmax(x, y) = isless(y, x) ? (y, x) : (x, y)
minmax(x) = (x, x)

(>:)(a, b) = b <: a

# ---- of more than two ------------------------------------------------------------------------------
+(x::Number) = x
*(x::Number) = x
(&)(x::Integer) = x
(|)(x::Integer) = x
xor(x::Integer) = x
min(x::Real) = x
max(x::Real) = x

+(a, b, c, xs...) = _fold_operands(+, (a + b) + c, xs)
*(a, b, c, xs...) = _fold_operands(*, (a * b) * c, xs)
(&)(a, b, c, xs...) = _fold_operands(&, (a & b) & c, xs)
(|)(a, b, c, xs...) = _fold_operands(|, (a | b) | c, xs)
xor(a, b, c, xs...) = _fold_operands(xor, xor(xor(a, b), c), xs)
min(a, b, c, xs...) = _fold_operands(min, min(min(a, b), c), xs)
max(a, b, c, xs...) = _fold_operands(max, max(max(a, b), c), xs)
# Operand by operand: how many there are is known by the type of the tuple.
@inline function _fold_operands(op, acc, xs::Tuple)
    n = nfields(xs)
    n > 8 && return _fold_many(op, acc, xs)
    n == 0 && return acc
    x1 = op(acc, getfield(xs, 1))
    n == 1 && return x1
    x2 = op(x1, getfield(xs, 2))
    n == 2 && return x2
    x3 = op(x2, getfield(xs, 3))
    n == 3 && return x3
    x4 = op(x3, getfield(xs, 4))
    n == 4 && return x4
    x5 = op(x4, getfield(xs, 5))
    n == 5 && return x5
    x6 = op(x5, getfield(xs, 6))
    n == 6 && return x6
    x7 = op(x6, getfield(xs, 7))
    n == 7 && return x7
    return op(x7, getfield(xs, 8))
end
function _fold_many(op, acc, xs::Tuple)
    i = 1
    while i <= nfields(xs)
        acc = op(acc, getfield(xs, i))
        i += 1
    end
    return acc
end
# operands for sums of tuples as `foldl` does them
afoldl(op, a) = a
afoldl(op, a, bs...) = _fold_operands(op, a, bs)

# ---- what follows from others ----------------------------------------------------------------------
\(x, y) = y / x
const ÷ = div
const % = rem
const ⊻ = xor
nand(x...) = ~(&)(x...)
nor(x...) = ~(|)(x...)
const ⊼ = nand
const ⊽ = nor

# Functions negate by composition.
!(f::Function) = (!) ∘ f
!(f::ComposedFunction{typeof(!)}) = f.inner

# ---- numbers with vectors: a number divides and scales ------------------------------------------------
clamp(x::X, lo::L, hi::H) where {X, L, H} =
    ifelse(x > hi, convert(promote_type(X, L, H), hi),
        ifelse(x < lo, convert(promote_type(X, L, H), lo), convert(promote_type(X, L, H), x)))
clamp(x, ::Type{T}) where {T<:Integer} = convert(T, clamp(x, typemin(T), typemax(T)))
