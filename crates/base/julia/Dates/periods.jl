# Spans of time: of one unit, and of several.

abstract type AbstractTime end
abstract type Period <: AbstractTime end
abstract type DatePeriod <: Period end
abstract type TimePeriod <: Period end
for (name, kind) in ((:Year, :DatePeriod), (:Quarter, :DatePeriod), (:Month, :DatePeriod), (:Week, :DatePeriod), (:Day, :DatePeriod),
        (:Hour, :TimePeriod), (:Minute, :TimePeriod), (:Second, :TimePeriod), (:Millisecond, :TimePeriod),
        (:Microsecond, :TimePeriod), (:Nanosecond, :TimePeriod))
    @eval struct $name <: $kind
        value::Int64
        $name(v::Number) = new(v)
    end
    @eval $name(s::AbstractString) = $name(parse(Int64, s))
    @eval Base.typeinfo_implicit(::Type{$name}) = true
    @eval _unit(::$name) = $(lowercase(string(name)))
end
const FixedPeriod = Union{Week, Day, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond}
const OtherPeriod = Union{Year, Quarter, Month}

value(x::Period) = x.value
Base.Int64(p::Period) = value(p)
print(io::IO, p::Period) = print(io, value(p), " ", _unit(p), abs(value(p)) == 1 ? "" : "s")
show(io::IO, p::P) where {P<:Period} = (print(io, P, "("); print(io, value(p)); print(io, ")"))
show(io::IO, ::MIME"text/plain", p::Period) = print(io, p)

# What a unit is a multiple of: how many nanoseconds, or how many months.
_scale(::Type{Week}) = 604800000000000
_scale(::Type{Day}) = 86400000000000
_scale(::Type{Hour}) = 3600000000000
_scale(::Type{Minute}) = 60000000000
_scale(::Type{Second}) = 1000000000
_scale(::Type{Millisecond}) = 1000000
_scale(::Type{Microsecond}) = 1000
_scale(::Type{Nanosecond}) = 1
_scale(::Type{Year}) = 12
_scale(::Type{Quarter}) = 3
_scale(::Type{Month}) = 1
_months(p::OtherPeriod) = value(p) * _scale(typeof(p))

zero(::Union{P, Type{P}}) where {P<:Period} = P(0)
one(::Union{P, Type{P}}) where {P<:Period} = 1
oneunit(::Union{P, Type{P}}) where {P<:Period} = P(1)
iszero(p::Period) = value(p) == 0
typemin(::Type{P}) where {P<:Period} = P(typemin(Int64))
typemax(::Type{P}) where {P<:Period} = P(typemax(Int64))
isfinite(::Union{P, Type{P}}) where {P<:Period} = true
default(p::Union{P, Type{P}}) where {P<:DatePeriod} = P(1)
default(p::Union{P, Type{P}}) where {P<:TimePeriod} = P(0)

# ---- from unit to unit ---------------------------------------------------------------------------------
function _converted(::Type{P}, x) where {P}
    from, to = _scale(typeof(x)), _scale(P)
    if from >= to
        factor = div(from, to)
        typemin(Int64) ÷ factor <= value(x) <= typemax(Int64) ÷ factor || throw(InexactError(:convert, P, x))
        return P(value(x) * factor)
    end
    factor = div(to, from)
    q, r = divrem(value(x), factor)
    r == 0 || throw(InexactError(:divexact, Int, value(x) / factor))
    return P(q)
end
convert(::Type{P}, x::P) where {P<:Period} = x
convert(::Type{P}, x::FixedPeriod) where {P<:FixedPeriod} = _converted(P, x)
convert(::Type{P}, x::OtherPeriod) where {P<:OtherPeriod} = _converted(P, x)
(::Type{P})(x::Period) where {P<:Period} = convert(P, x)::P
promote_rule(::Type{A}, ::Type{B}) where {A<:FixedPeriod, B<:FixedPeriod} = _scale(A) <= _scale(B) ? A : B
promote_rule(::Type{A}, ::Type{B}) where {A<:OtherPeriod, B<:OtherPeriod} = _scale(A) <= _scale(B) ? A : B

# ---- reckoning -------------------------------------------------------------------------------------------
+(x::Period) = x
-(x::P) where {P<:Period} = P(-value(x))
for op in (:+, :-, :lcm, :gcd, :rem, :mod)
    @eval $op(x::P, y::P) where {P<:Period} = P($op(value(x), value(y)))
end
for op in (:rem, :mod)
    @eval $op(x::P, y::Real) where {P<:Period} = P($op(value(x), Int64(y)))
end
*(x::P, n::Real) where {P<:Period} = P(value(x) * n)
*(n::Real, x::Period) = x * n
/(x::P, y::P) where {P<:Period} = value(x) / value(y)
/(x::P, n::Real) where {P<:Period} = P(value(x) / n)
div(x::P, y::P) where {P<:Period} = div(value(x), value(y))
div(x::P, n::Real) where {P<:Period} = P(div(value(x), Int64(n)))
div(x::P, y::P, r::RoundingMode) where {P<:Period} = div(value(x), value(y), r)
div(x::P, n::Real, r::RoundingMode) where {P<:Period} = P(div(value(x), Int64(n), r))
div(x::Period, y::Period) = div(promote(x, y)...)
div(x::Period, y::Period, r::RoundingMode) = div(promote(x, y)..., r)
Base.fld(x::Period, y::Period) = div(x, y, RoundDown)
Base.cld(x::Period, y::Period) = div(x, y, RoundUp)
*(x::Period, A::AbstractArray) = map(y -> x * y, A)
*(A::AbstractArray, x::Period) = map(y -> y * x, A)
for op in (:/, :rem, :mod, :lcm, :gcd)
    @eval $op(x::Period, y::Period) = $op(promote(x, y)...)
end
abs(x::P) where {P<:Period} = P(abs(value(x)))
sign(x::Period) = sign(value(x))
Base.signbit(x::Period) = signbit(value(x))

==(x::P, y::P) where {P<:Period} = value(x) == value(y)
isless(x::P, y::P) where {P<:Period} = isless(value(x), value(y))
==(x::Period, y::Period) = ==(promote(x, y)...)
isless(x::Period, y::Period) = isless(promote(x, y)...)
# Months have no fixed length: only nothing at all is the same in both.
==(x::FixedPeriod, y::OtherPeriod) = iszero(x) & iszero(y)
==(x::OtherPeriod, y::FixedPeriod) = iszero(x) & iszero(y)
isless(x::FixedPeriod, y::OtherPeriod) = throw(MethodError(isless, (x, y)))
isless(x::OtherPeriod, y::FixedPeriod) = throw(MethodError(isless, (x, y)))
hash(x::FixedPeriod, h::UInt) = hash(tons(x), h + 0x5b7fc751bba97516)
hash(x::OtherPeriod, h::UInt) = hash(_months(x), h + (iszero(x) ? 0x5b7fc751bba97516 : 0xe1837356ff2d2ac9))

# ---- several units ---------------------------------------------------------------------------------------
# A sum of spans, one of each unit at most, the longest unit first.
struct CompoundPeriod <: AbstractTime
    periods::Vector{Period}
    function CompoundPeriod(given::Vector{Period})
        sorted = sort(given; by = p -> tons(oneunit(p)), rev = true)
        kept = Period[]
        for p in sorted
            if !isempty(kept) && typeof(kept[end]) === typeof(p)
                kept[end] += p
            else
                push!(kept, p)
            end
        end
        return new(filter!(!iszero, kept))
    end
end
CompoundPeriod(given::Vector{<:Period}) = CompoundPeriod(Vector{Period}(given))
CompoundPeriod(given::Period...) = CompoundPeriod(Period[given...])
periods(x::CompoundPeriod) = x.periods
convert(::Type{CompoundPeriod}, x::Period) = CompoundPeriod(Period[x])
convert(::Type{P}, x::CompoundPeriod) where {P<:Period} =
    isconcretetype(P) ? sum(P, x.periods; init = zero(P)) : throw(MethodError(convert, (P, x)))
(::Type{P})(x::CompoundPeriod) where {P<:Period} = convert(P, x)
string(x::CompoundPeriod) = isempty(x.periods) ? "empty period" : join(map(string, x.periods), ", ")
print(io::IO, x::CompoundPeriod) = print(io, string(x))
show(io::IO, x::CompoundPeriod) = print(io, string(x))

const GeneralPeriod = Union{Period, CompoundPeriod}
_parts(x::Period) = Period[x]
_parts(x::CompoundPeriod) = x.periods
+(x::CompoundPeriod) = x
-(x::CompoundPeriod) = CompoundPeriod(Period[-p for p in x.periods])
+(x::Period, y::Period) = CompoundPeriod(Period[x, y])
-(x::Period, y::Period) = CompoundPeriod(Period[x, -y])
+(x::CompoundPeriod, y::GeneralPeriod) = CompoundPeriod(vcat(x.periods, _parts(y)))
+(x::Period, y::CompoundPeriod) = y + x
-(x::CompoundPeriod, y::GeneralPeriod) = x + (-y)
-(x::Period, y::CompoundPeriod) = (-y) + x
==(x::CompoundPeriod, y::CompoundPeriod) = canonicalize(x).periods == canonicalize(y).periods
==(x::CompoundPeriod, y::Period) = x == CompoundPeriod(y)
==(x::Period, y::CompoundPeriod) = CompoundPeriod(x) == y
Base.isequal(x::CompoundPeriod, y::CompoundPeriod) = isequal(x.periods, y.periods)
Base.isequal(x::CompoundPeriod, y::Period) = isequal(x, CompoundPeriod(y))
Base.isequal(x::Period, y::CompoundPeriod) = isequal(CompoundPeriod(x), y)
isless(x::CompoundPeriod, y::CompoundPeriod) = tons(x) < tons(y)
isless(x::CompoundPeriod, y::Period) = x < CompoundPeriod(y)
isless(x::Period, y::CompoundPeriod) = CompoundPeriod(x) < y
hash(x::CompoundPeriod, h::UInt) = isempty(x.periods) ? hash(0, h + 0x5b7fc751bba97516) : foldl((h, p) -> hash(p, h), x.periods; init = h)

# The next longer unit that a unit has a fixed number in, and that number.
const _coarser = ((Nanosecond, Microsecond, 1000), (Microsecond, Millisecond, 1000), (Millisecond, Second, 1000),
    (Second, Minute, 60), (Minute, Hour, 60), (Hour, Day, 24), (Day, Week, 7))
canonicalize(x::Period) = canonicalize(CompoundPeriod(x))
# As much as can be is said in longer units, and signs agree where units can be turned into one another: weeks down to
# nanoseconds are one row, years and months another, quarters stand alone.
function canonicalize(x::CompoundPeriod)
    isempty(x.periods) && return x
    months = Int64(0)
    nanos = Int128(0)
    out = Period[]
    for p in x.periods
        if p isa Union{Year, Month}
            months += _months(p)
        elseif p isa Quarter
            push!(out, p)
        else
            nanos += Int128(value(p)) * _scale(typeof(p))
        end
    end
    append!(out, Period[Year(div(months, 12)), Month(rem(months, 12))])
    for P in (Week, Day, Hour, Minute, Second, Millisecond, Microsecond, Nanosecond)
        n = div(nanos, _scale(P))
        nanos -= n * _scale(P)
        push!(out, P(Int64(n)))
    end
    return CompoundPeriod(out)
end

# ---- as numbers -------------------------------------------------------------------------------------------
toms(x::Nanosecond) = div(value(x), 1000000, RoundNearest)
toms(x::Microsecond) = div(value(x), 1000, RoundNearest)
toms(x::FixedPeriod) = value(x) * div(_scale(typeof(x)), 1000000)
toms(x::Period) = 86400000 * days(x)
toms(x::CompoundPeriod) = isempty(x.periods) ? 0.0 : Float64(sum(toms, x.periods))
tons(x::FixedPeriod) = value(x) * _scale(typeof(x))
tons(x::Period) = toms(x) * 1000000
tons(x::CompoundPeriod) = isempty(x.periods) ? 0.0 : Float64(sum(tons, x.periods))
days(x::TimePeriod) = div(tons(x), _scale(Day))
days(x::Day) = value(x)
days(x::Week) = 7 * value(x)
days(x::Year) = 365.2425 * value(x)
days(x::Quarter) = 91.310625 * value(x)
days(x::Month) = 30.436875 * value(x)
days(x::CompoundPeriod) = isempty(x.periods) ? 0.0 : Float64(sum(days, x.periods))
