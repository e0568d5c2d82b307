# Ranges.

(:)(a::Real, b::Real) = (:)(promote(a, b)...)
(:)(start::T, stop::T) where {T<:Real} = UnitRange{T}(start, stop)
(:)(start::T, stop::T) where {T} = (:)(start, oftype(stop - start, 1), stop)
(:)(start::T, stop::T) where {T<:AbstractFloat} = (:)(start, T(1), stop)
(:)(a::T, b::AbstractFloat, c::T) where {T<:Real} = (:)(promote(a, b, c)...)
(:)(a::T, b::AbstractFloat, c::T) where {T<:AbstractFloat} = (:)(promote(a, b, c)...)
(:)(a::T, b::Real, c::T) where {T<:AbstractFloat} = (:)(promote(a, b, c)...)
(:)(start::T, step::T, stop::T) where {T<:AbstractFloat} = _colon_float(start, step, stop)
(:)(start::T, step::T, stop::T) where {T<:Real} = StepRange(start, step, stop)
# Where it starts and ends have one type; the step keeps its own.
(:)(start::A, step, stop::C) where {A<:Real,C<:Real} =
    (:)(convert(promote_type(A, C), start), step, convert(promote_type(A, C), stop))
(:)(start::T, step, stop::T) where {T} = _colon(start, step, stop)
(:)(start::T, step, stop::T) where {T<:Real} = _colon(start, step, stop)
(:)(start, step, stop) = _colon_promoted(start, step, stop)
(:)(a, b) = _colon_two(a, b)
_colon_two(a, b) = (p = promote(a, b); (typeof(p[1]) === typeof(a) && typeof(p[2]) === typeof(b)) ? throw(MethodError(:, (a, b))) : (:)(p...))
_colon_promoted(start, step, stop) = (p = promote(start, stop); typeof(p[1]) === typeof(p[2]) ? _colon(p[1], step, p[2]) : throw(MethodError(:, (start, step, stop))))
_colon(start::T, step, stop::T) where {T} = _colon_kind(start, step, stop)
_colon_kind(start::T, step, stop::T) where {T} = _colon_ordered(start, step, stop)
function _colon_ordered(start::T, step, stop::T) where {T}
    T′ = typeof(start + zero(step))
    return StepRange(convert(T′, start), step, convert(T′, stop))
end
_colon_float(start::T, step::T, stop::T) where {T} = (len = floor(Int, (stop - start) / step) + 1; StepRangeLen{T}(start, step, max(0, len)))

# --- range() ---

range(start; stop=nothing, length::Union{Integer,Nothing}=nothing, step=nothing) = _range(start, step, stop, length)
range(start, stop; length::Union{Integer,Nothing}=nothing, step=nothing) = _range(start, step, stop, length)
range(start, stop, length::Integer) = _range(start, nothing, stop, length)
range(; start=nothing, stop=nothing, length::Union{Integer,Nothing}=nothing, step=nothing) = _range(start, step, stop, length)

_range(start::Nothing, step::Nothing, stop::Nothing, len::Nothing) = range_error(start, step, stop, len)
_range(start::Nothing, step::Nothing, stop::Nothing, len::Any) = range_length(len)
_range(start::Nothing, step::Nothing, stop::Any, len::Nothing) = range_stop(stop)
_range(start::Nothing, step::Nothing, stop::Any, len::Any) = range_stop_length(stop, len)
_range(start::Nothing, step::Any, stop::Nothing, len::Nothing) = range_error(start, step, stop, len)
_range(start::Nothing, step::Any, stop::Nothing, len::Any) = range_error(start, step, stop, len)
_range(start::Nothing, step::Any, stop::Any, len::Nothing) = range_error(start, step, stop, len)
_range(start::Nothing, step::Any, stop::Any, len::Any) = range_step_stop_length(step, stop, len)
_range(start::Any, step::Nothing, stop::Nothing, len::Nothing) = range_error(start, step, stop, len)
_range(start::Any, step::Nothing, stop::Nothing, len::Any) = range_start_length(start, len)
_range(start::Any, step::Nothing, stop::Any, len::Nothing) = range_start_stop(start, stop)
_range(start::Any, step::Nothing, stop::Any, len::Any) = range_start_stop_length(start, stop, len)
_range(start::Any, step::Any, stop::Nothing, len::Nothing) = range_error(start, step, stop, len)
_range(start::Any, step::Any, stop::Nothing, len::Any) = range_start_step_length(start, step, len)
_range(start::Any, step::Any, stop::Any, len::Nothing) = range_start_step_stop(start, step, stop)
_range(start::Any, step::Any, stop::Any, len::Any) = range_error(start, step, stop, len)
range_length(len::Integer) = OneTo(len)
range_stop(stop) = range_start_stop(oftype(stop, 1), stop)
range_stop(stop::Integer) = range_length(stop)
function range_step_stop_length(step, a, len::Integer)
    start = a - step * (len - oneunit(len))
    if start isa Signed
        return StepRange(start, step, oftype(start, a))
    end
    return StepRangeLen{typeof(start)}(start, step, len)
end
range_stop_length(a, len::Integer) = range_step_stop_length(oftype(a - a, 1), a, len)
range_stop_length(a::Real, len::Integer) = UnitRange{typeof(a)}(oftype(a, a - len + 1), a)
range_stop_length(a::AbstractFloat, len::Integer) = range_step_stop_length(oftype(a, 1), a, len)
range_start_length(a::Bool, len::Integer) = UnitRange(Int(a), Int(a) + Int(len) - 1)
range_start_length(a::Real, len::Integer) = UnitRange(a, oftype(a, a + len - 1))
range_start_length(a::AbstractFloat, len::Integer) = range_start_step_length(a, oftype(a, 1), len)
range_start_length(a, len::Integer) = range_start_step_length(a, oftype(a - a, 1), len)
range_start_stop(start, stop) = start:stop
range_start_step_stop(start, step, stop) = start:step:stop
function range_start_step_length(a, step, len::Integer)
    stop = a + step * (len - oneunit(len))
    if stop isa Signed
        return StepRange{typeof(stop),typeof(step)}(convert(typeof(stop), a), step, stop)
    end
    return StepRangeLen{typeof(stop)}(convert(typeof(stop), a), step, len)
end
function range_start_stop_length(start, stop, len::Integer)
    T = typeof((stop - start) / oneunit(len))
    return LinRange(convert(promote_type(typeof(start), T), start), convert(promote_type(typeof(stop), T), stop), len)
end
range_start_stop_length(start::Real, stop::Real, len::Integer) = _between_promoted(promote(start, stop)..., len)
_between_promoted(start, stop, len) = LinRange(start, stop, len)
_between_promoted(start::AbstractFloat, stop::AbstractFloat, len) = range_start_stop_length(start, stop, len)
range_start_stop_length(start::AbstractFloat, stop::Real, len::Integer) = range_start_stop_length(promote(start, stop)..., len)
range_start_stop_length(start::Real, stop::AbstractFloat, len::Integer) = range_start_stop_length(promote(start, stop)..., len)
range_start_stop_length(start::AbstractFloat, stop::AbstractFloat, len::Integer) = _two_floats(start, stop, len)
_two_floats(start::T, stop::T, len) where {T} = LinRange{T}(start, stop, len)
_two_floats(start, stop, len) = range_start_stop_length(promote(start, stop)..., len)
range_start_stop_length(start::Integer, stop::Integer, len::Integer) = (len >= 0 || throw(ArgumentError("range($start, stop=$stop, length=$len): negative length")); p = promote(start, stop); _linspace(typeof(float(p[1])), p[1], p[2], len))
range_start_stop_length(start::BigInt, stop::BigInt, len::Integer) = LinRange{BigFloat}(start, stop, len)
range_error(start, step, stop, len) = throw(ArgumentError(string("Cannot construct range from arguments:\n", _range_arg("start", start), _range_arg("step", step), _range_arg("stop", stop), _range_arg("length", len), _range_advice(start, step, stop, len))))
_range_arg(name, x) = x === nothing ? "" : "$name = $x\n"
function _range_advice(start, step, stop, len)
    allthere = start !== nothing && step !== nothing && stop !== nothing && len !== nothing
    return allthere ? "Try specifying only 3 arguments" : (start === nothing && step === nothing && stop === nothing && len === nothing) ? "" : "Try specifying more arguments."
end

# --- types ---

UnitRange(start::T, stop::T) where {T<:Real} = UnitRange{T}(start, stop)
UnitRange(start::Real, stop::Real) = UnitRange(promote(start, stop)...)
unitrange_last(start::Bool, stop::Bool) = stop
unitrange_last(start::Integer, stop::Integer) = stop >= start ? stop : convert(typeof(stop), start - oneunit(start - stop))
unitrange_last(start, stop) = stop >= start ? convert(typeof(stop), start + floor(stop - start)) : convert(typeof(stop), start - oneunit(start - stop))
UnitRange{T}(r::AbstractUnitRange) where {T<:Real} = UnitRange{T}(first(r), last(r))
UnitRange(r::AbstractUnitRange) = UnitRange(first(r), last(r))
UnitRange{T}(r::UnitRange{T}) where {T<:Real} = r
UnitRange(r::UnitRange) = r
AbstractUnitRange{T}(r::AbstractUnitRange{T}) where {T} = r
OrdinalRange{T,S}(r::OrdinalRange) where {T,S} = StepRange{T,S}(r)
OrdinalRange{T,T}(r::AbstractUnitRange) where {T<:Integer} = AbstractUnitRange{T}(r)
AbstractUnitRange{T}(r::UnitRange) where {T} = UnitRange{T}(r)
AbstractUnitRange{T}(r::OneTo) where {T} = OneTo{T}(r)

OneTo(stop::T) where {T<:Integer} = OneTo{T}(stop)
OneTo(r::OneTo) = r
OneTo{T}(r::OneTo) where {T<:Integer} = OneTo{T}(r.stop)
oneto(r) = OneTo(r)

StepRange(start::T, step::S, stop::T) where {T,S} = StepRange{T,S}(start, step, stop)
StepRange{T}(start, step::S, stop) where {T,S} = StepRange{T,S}(start, step, stop)
StepRange(r::AbstractUnitRange{T}) where {T} = StepRange{T,T}(first(r), step(r), last(r))
StepRange(r::StepRange) = r
function steprange_last(start, step, stop)
    if step isa AbstractFloat
        throw(ArgumentError("StepRange should not be used with floating point"))
    end
    if start isa AbstractFloat
        throw(ArgumentError("StepRange should not be used with floating point"))
    end
    if start isa Integer && !isinteger(start + step)
        throw(ArgumentError("StepRange{<:Integer} cannot have non-integer step"))
    end
    z = zero(step)
    step == z && throw(ArgumentError("step cannot be zero"))
    if stop == start
        return stop
    end
    if (step > z) != (stop > start)
        return steprange_last_empty(start, step, stop)
    end
    # The distance as a number that is not negative, also where its type has no room for it.
    distance, stride = stop > start ? (stop - start, step) : (start - stop, -step)
    whole = distance isa Signed && distance < zero(distance) ? unsigned(distance) : distance
    remain = convert(typeof(distance), rem(whole, stride))
    return stop > start ? stop - remain : stop + remain
end
function steprange_last_empty(start::Integer, step, stop)
    if step > zero(step)
        return start - oneunit(step)
    else
        return start + oneunit(step)
    end
end
steprange_last_empty(start, step, stop) = start - step

StepRangeLen{T,R,S}(ref, step, len::Integer, offset::Integer=1) where {T,R,S} = StepRangeLen{T,R,S,Int}(ref, step, len, offset)
StepRangeLen(ref::R, step::S, len::Integer, offset::Integer=1) where {R,S} = StepRangeLen{typeof(ref + zero(step)),R,S,Int}(ref, step, len, offset)
StepRangeLen{T}(ref::R, step::S, len::Integer, offset::Integer=1) where {T,R,S} = StepRangeLen{T,R,S,Int}(ref, step, len, offset)

LinRange{T}(start, stop, len::Integer) where {T} = LinRange{T,typeof(len)}(start, stop, len)
function LinRange(start, stop, len::Integer)
    T = typeof((stop - start) / oneunit(len))
    return LinRange{T}(start, stop, len)
end

# --- shape and ends ---

size(r::AbstractRange) = (length(r),)
axes(r::AbstractRange) = (OneTo(length(r)),)
IndexStyle(::Type{<:AbstractRange}) = IndexLinear()
isempty(r::AbstractUnitRange) = first(r) > last(r)
isempty(r::StepRange) = (start = r.start; step = r.step; stop = r.stop; (start != stop) & ((step > zero(step)) != (stop > start)))
isempty(r::StepRangeLen) = length(r) == 0
isempty(r::LinRange) = length(r) == 0
isempty(r::AbstractRange) = length(r) == 0
step(r::AbstractRange{<:AbstractFloat}) = r[2] - r[1]
step(r::StepRange) = r.step
step(r::AbstractUnitRange{T}) where {T} = oneunit(T) - zero(T)
step(r::AbstractUnitRange{Bool}) = true
step(r::StepRangeLen) = r.step
step(r::StepRangeLen{T}) where {T<:AbstractFloat} = T(r.step)
step(r::LinRange) = (last(r) - first(r)) / r.lendiv
step_hp(r::StepRangeLen) = r.step
step_hp(r::AbstractRange) = step(r)
first(r::OrdinalRange{T}) where {T} = convert(T, r.start)
first(r::UnitRange) = r.start
first(r::OneTo{T}) where {T} = oneunit(T)
first(r::StepRange) = r.start
first(r::StepRangeLen) = unsafe_getindex(r, 1)
first(r::LinRange) = r.start
last(r::OrdinalRange{T}) where {T} = convert(T, r.stop)
last(r::UnitRange) = r.stop
last(r::OneTo) = r.stop
last(r::StepRange) = r.stop
last(r::StepRangeLen) = unsafe_getindex(r, length(r))
last(r::LinRange) = r.stop
first(r::AbstractRange) = r[1]
# Other ranges may count their places from elsewhere.
const _RangeFromOne = Union{UnitRange, OneTo, StepRange, StepRangeLen, LinRange}
firstindex(r::_RangeFromOne) = oneunit(length(r))
lastindex(r::_RangeFromOne) = length(r)

# How many there are: as an integer of what the difference of two is. Those that are narrower than an `Int` are counted with
# that; the wide ones may overflow on the way, and are right as unsigned numbers if there is an answer at all.
const _WideInts = Union{Int64,UInt64,Int128,UInt128}
const _NarrowInts = Union{Int8,UInt8,Int16,UInt16,Int32,UInt32}
function length(r::OrdinalRange)
    start, step_, stop = first(r), step(r), last(r)
    isempty(r) && return Integer(div(start - start, oneunit(step_)))
    n = isless(step_, zero(step_)) ? div(start - stop, -step_) : div(stop - start, step_)
    return Integer(n + oneunit(n))
end
function length(r::OrdinalRange{<:_WideInts})
    s = step(r)
    d = last(r) - first(r)
    isempty(r) && return zero(d)
    n = s isa Unsigned || -1 <= s <= 1 || s == -s ? div(d, s) % typeof(d) :
        s < 0 ? div(unsigned(-d), -s) % typeof(d) : div(unsigned(d), s) % typeof(d)
    return n + oneunit(n)
end
function length(r::OrdinalRange{<:_NarrowInts})
    isempty(r) && return 0
    return Int(div(Int(last(r)) - Int(first(r)), step(r))) + 1
end
function length(r::AbstractUnitRange)
    start, stop = first(r), last(r)
    n = oneunit(zero(stop) - zero(start))
    # Without a sign there may be no difference below zero.
    n isa Signed || stop >= start || return Integer(zero(n))
    return Integer(n + (stop - start))
end
length(r::AbstractUnitRange{<:_NarrowInts}) = Int(last(r)) - Int(first(r)) + 1
length(r::UnitRange{Int}) = (a = getfield(r, :start); b = getfield(r, :stop); a > b ? 0 : b - a + 1)
length(r::OneTo) = Integer(r.stop - zero(r.stop))
length(r::OneTo{<:_WideInts}) = r.stop
length(r::OneTo{<:_NarrowInts}) = Int(r.stop)
length(r::StepRangeLen) = r.len
length(r::LinRange) = r.len

# The same, or an `OverflowError`.
import .Checked: checked_length
checked_length(r::AbstractRange) = length(r)
function checked_length(r::OrdinalRange)
    start, step_, stop = first(r), step(r), last(r)
    isempty(r) && return Integer(div(start - start, oneunit(step_)))
    n = isless(step_, zero(step_)) ? div(Checked.checked_sub(start, stop), -step_) : div(Checked.checked_sub(stop, start), step_)
    return Integer(Checked.checked_add(n, oneunit(n)))
end
function checked_length(r::OrdinalRange{<:_WideInts})
    start, s, stop = first(r), step(r), last(r)
    T = typeof(start)
    isempty(r) && return zero(T)
    n = s > 1 ? convert(T, div(unsigned(stop - start), s)) :
        s < -1 ? convert(T, div(unsigned(start - stop), -s)) :
        s > 0 ? convert(T, div(Checked.checked_sub(stop, start), s)) : convert(T, div(Checked.checked_sub(start, stop), -s))
    return Checked.checked_add(n, oneunit(n))
end
checked_length(r::OrdinalRange{<:_NarrowInts}) = length(r)

minimum(r::AbstractUnitRange) = isempty(r) ? throw(ArgumentError("range must be non-empty")) : first(r)
maximum(r::AbstractUnitRange) = isempty(r) ? throw(ArgumentError("range must be non-empty")) : last(r)
minimum(r::AbstractRange) = isempty(r) ? throw(ArgumentError("range must be non-empty")) : min(first(r), last(r))
maximum(r::AbstractRange) = isempty(r) ? throw(ArgumentError("range must be non-empty")) : max(first(r), last(r))
extrema(r::AbstractRange) = (minimum(r), maximum(r))
argmin(r::AbstractRange) = isempty(r) ? throw(ArgumentError("range must be non-empty")) : (step(r) > zero(step(r)) ? firstindex(r) : lastindex(r))
argmax(r::AbstractRange) = isempty(r) ? throw(ArgumentError("range must be non-empty")) : (step(r) > zero(step(r)) ? lastindex(r) : firstindex(r))
copy(r::AbstractRange) = r

# --- iteration ---

function iterate(r::Union{StepRangeLen,LinRange}, i::Integer=1)
    length(r) < i && return nothing
    return (unsafe_getindex(r, i), i + 1)
end
iterate(r::OrdinalRange) = isempty(r) ? nothing : (first(r), first(r))
function iterate(r::OrdinalRange{T}, i) where {T}
    i == last(r) && return nothing
    next = convert(T, i + step(r))
    return (next, next)
end
iterate(r::UnitRange{Int}) = first(r) > last(r) ? nothing : (first(r), first(r))
function iterate(r::UnitRange{Int}, i::Int)
    i === getfield(r, :stop) && return nothing
    next = i + 1
    return (next, next)
end
iterate(r::OneTo{Int}) = 1 > getfield(r, :stop) ? nothing : (1, 1)
function iterate(r::OneTo{Int}, i::Int)
    i === getfield(r, :stop) && return nothing
    next = i + 1
    return (next, next)
end

# --- elements ---

_check_range_index(r, i) = checkindex(Bool, OneTo(length(r)), i) || throw_boundserror(r, (i,))
function getindex(v::UnitRange{T}, i::Integer) where {T}
    i isa Bool && throw(ArgumentError("invalid index: $i of type Bool"))
    # Too far away it is not even a value of the type.
    val = v.start + (i - oneunit(i))
    (i > 0 && val <= v.stop && val >= v.start) || throw_boundserror(v, (i,))
    return convert(T, val)
end
function getindex(v::OneTo{T}, i::Integer) where {T}
    i isa Bool && throw(ArgumentError("invalid index: $i of type Bool"))
    ((i > 0) & (i <= v.stop)) || throw_boundserror(v, (i,))
    return convert(T, i)
end
function getindex(v::AbstractRange{T}, i::Integer) where {T}
    i isa Bool && throw(ArgumentError("invalid index: $i of type Bool"))
    _check_range_index(v, i)
    return convert(T, first(v) + (i - oneunit(i)) * step_hp(v))
end
function getindex(r::Union{StepRangeLen,LinRange}, i::Integer)
    i isa Bool && throw(ArgumentError("invalid index: $i of type Bool"))
    _check_range_index(r, i)
    return unsafe_getindex(r, i)
end
unsafe_getindex(r::StepRangeLen{T}, i::Integer) where {T} = T(r.ref + (Int(i) - r.offset) * r.step)
function unsafe_getindex(r::LinRange, i::Integer)
    return lerpi(Int(i) - 1, r.lendiv, r.start, r.stop)
end
function lerpi(j::Integer, d::Integer, a::T, b::T) where {T}
    t = j / d
    return T((1 - t) * a + t * b)
end
# Of more digits than a float has the part of the way has as many.
lerpi(j::Integer, d::Integer, a::BigFloat, b::BigFloat) = (t = BigFloat(j) / d; fma(t, b, fma(-t, a, a)))
lerpi(j::Integer, d::Integer, a::Rational, b::Rational) = ((d - j) * a) / d + (j * b) / d
getindex(r::AbstractRange, ::Colon) = copy(r)
function getindex(r::AbstractUnitRange, s::AbstractUnitRange{T}) where {T<:Integer}
    checkbounds(r, s)
    if T === Bool
        return range(first(s) ? first(r) : last(r), length=last(s) - first(s) + 1 == 0 ? 0 : Int(last(s)))
    end
    f = first(r)
    f isa Bool && isempty(s) && return UnitRange(true, false)
    start = oftype(f, f + first(s) - firstindex(r))
    len = length(s)
    stop = oftype(f, start + (len - oneunit(len)))
    return range(start, stop)
end
getindex(r::OneTo{T}, s::OneTo) where {T} = (checkbounds(r, s); OneTo(T(s.stop)))
function getindex(r::AbstractUnitRange, s::StepRange{T}) where {T<:Integer}
    checkbounds(r, s)
    f = first(r)
    st = oftype(f, f + first(s) - firstindex(r))
    return range(st, step=step(s), length=length(s))
end
function getindex(r::StepRange, s::AbstractRange{T}) where {T<:Integer}
    checkbounds(r, s)
    f = first(r)
    fs = first(s)
    st = oftype(f, f + (fs - oneunit(fs)) * step(r))
    len = length(s)
    stop = oftype(f, st + (len - oneunit(len)) * step(s) * step(r))
    return range(st, step=step(r) * step(s), length=len)
end
function getindex(r::StepRangeLen{T}, s::OrdinalRange{S}) where {T,S<:Integer}
    checkbounds(r, s)
    len = length(s)
    # What is known exactly stays, or what is nearest to it.
    offset = clamp(1 + round(Int, (r.offset - first(s)) / step(s)), 1, max(len, 1))
    ref = _getindex_hiprec(r, first(s) + (offset - 1) * step(s))
    return StepRangeLen{T}(ref, step_hp(r) * step(s), len, offset)
end
function getindex(r::LinRange{T}, s::OrdinalRange{S}) where {T,S<:Integer}
    checkbounds(r, s)
    isempty(s) && return LinRange{T}(first(r), last(r), 0)
    return LinRange{T}(unsafe_getindex(r, first(s)), unsafe_getindex(r, last(s)), length(s))
end
getindex(r::AbstractRange, I::AbstractVector{<:Integer}) = _range_gather(r, I)
getindex(r::AbstractRange, I::AbstractVector{Bool}) = (length(I) == length(r) || throw_boundserror(r, (I,)); collect(r)[I])
# A mask that is a range has two places at most, and of these picks one at most.
getindex(r::AbstractUnitRange, s::StepRange{Bool}) = _picked_by_mask(r, s)
getindex(r::StepRange, s::AbstractRange{Bool}) = _picked_by_mask(r, s)
getindex(r::StepRange, s::StepRange{Bool}) = _picked_by_mask(r, s)
getindex(r::StepRangeLen, s::StepRange{Bool}) = _part_by_mask(r, s)
getindex(r::LinRange, s::StepRange{Bool}) = _part_by_mask(r, s)
getindex(r::LinRange, s::AbstractUnitRange{Bool}) = _part_by_mask(r, s)
_part_by_mask(r, s) = (checkbounds(r, s); r[isempty(s) || !last(s) ? (1:0) : first(s) ? (1:1) : (2:2)])
function _picked_by_mask(r, s)
    checkbounds(r, s)
    from = isempty(s) || first(s) ? first(r) : last(r)
    return range(from, step=step(r), length=isempty(s) ? 0 : Int(last(s)))
end
getindex(r::AbstractRange, I::AbstractRange{Bool}) = collect(r)[collect(I)]
_range_gather(r, I::AbstractVector) = (checkbounds(r, I); [r[i] for i in I])
function getindex(r::AbstractRange, I::AbstractArray{<:Integer})
    checkbounds(r, I)
    return map(i -> r[i], I)
end
checkbounds(r::AbstractRange, I...) = (checkbounds(Bool, r, I...) || throw_boundserror(r, I); nothing)

# --- comparison ---

==(r::T, s::T) where {T<:AbstractRange} = isempty(r) ? isempty(s) : _has_length_one(r) ? _has_length_one(s) & (first(r) == first(s)) : (first(r) == first(s)) & (step(r) == step(s)) & (last(r) == last(s))
==(r::OrdinalRange, s::OrdinalRange) = isempty(r) ? isempty(s) : _has_length_one(r) ? _has_length_one(s) & (first(r) == first(s)) : (first(r) == first(s)) & (step(r) == step(s)) & (last(r) == last(s))
==(r::AbstractUnitRange, s::AbstractUnitRange) = (isempty(r) & isempty(s)) | ((first(r) == first(s)) & (last(r) == last(s)))
==(r::OneTo, s::OneTo) = last(r) == last(s)
==(r::T, s::T) where {T<:Union{StepRangeLen,LinRange}} = isempty(r) ? isempty(s) : length(r) == 1 ? (length(s) == 1 && first(r) == first(s)) : (first(r) == first(s)) & (length(r) == length(s)) & (last(r) == last(s))
_has_length_one(r) = length(r) == 1
function ==(r::AbstractRange, s::AbstractRange)
    lr = length(r)
    lr == length(s) || return false
    y = iterate(s)
    for x in r
        x == y[1] || return false
        y = iterate(s, y[2])
    end
    return true
end
isequal(r::AbstractRange, s::AbstractRange) = r == s

# --- sets ---

in(x::Integer, r::AbstractUnitRange{<:Integer}) = (first(r) <= x) & (x <= last(r))
in(x::Real, r::AbstractRange{<:Real}) = _in_range(x, r)
# What cannot be subtracted from others can be from its own kind.
in(x::T, r::AbstractRange{T}) where {T} = _in_range(x, r)
in(x::T, r::AbstractRange{T}) where {T<:Real} = _in_range(x, r)
in(x, r::AbstractRange) = _in_any(x, r)
function _in_any(x, r)
    anymissing = false
    for y in r
        v = y == x
        if v === missing
            anymissing = true
        elseif v
            return true
        end
    end
    return anymissing ? missing : false
end
_in_range(x, r::AbstractUnitRange{<:Integer}) = isinteger(x) && first(r) <= x && x <= last(r)
_in_range(x, r::AbstractUnitRange) = first(r) <= x && x <= last(r) && isinteger(x - first(r))
_in_range(x, r::AbstractRange{<:Integer}) = iszero(step(r)) ? !isempty(r) && x == first(r) : isinteger(x) && !isempty(r) && minimum(r) <= x && x <= maximum(r) && mod(convert(eltype(r), x), step(r)) == mod(first(r), step(r))
function _in_range(x, r::AbstractRange)
    isempty(r) && return false
    f, l = first(r), last(r)
    # The nearest index must give exactly this value.
    f <= x <= l || l <= x <= f || return false
    if f == l
        return x == f
    end
    n = round(Int, (x - f) / step(r)) + 1
    return n >= 1 && n <= length(r) && r[n] == x
end
in(x::AbstractChar, r::AbstractRange{<:AbstractChar}) = !isempty(r) && (minimum(r) <= x) & (x <= maximum(r)) && (iszero(step(r)) || mod(Int(x) - Int(first(r)), step(r)) == 0)
in(x::Integer, r::StepRange{<:Integer}) = _in_range(x, r)

intersect(r::OneTo, s::OneTo) = OneTo(min(r.stop, s.stop))
intersect(r::AbstractUnitRange{<:Integer}, s::AbstractUnitRange{<:Integer}) = max(first(r), first(s)):min(last(r), last(s))
intersect(r::AbstractUnitRange{<:Integer}, s::StepRange{<:Integer}) =
    step(s) < 0 ? intersect(reverse(s), r) : intersect(s, r)
intersect(i::Integer, r::AbstractUnitRange{<:Integer}) =
    i < first(r) ? (first(r):i) : i > last(r) ? (i:last(r)) : (i:i)
intersect(r::AbstractUnitRange{<:Integer}, i::Integer) = intersect(i, r)
# Ranges are as long as they like, and what they share is found without counting.
function isdisjoint(a::AbstractRange{T}, b::AbstractRange{T}) where {T}
    (isempty(a) || isempty(b)) && return true
    (maximum(a) < minimum(b) || maximum(b) < minimum(a)) && return true
    T <: Integer && abs(step(a)) == abs(step(b)) && return mod(first(a), step(a)) != mod(first(b), step(a))
    return !any(in(b), a)
end
intersect(r::AbstractRange, s::AbstractRange, t::AbstractRange, rest::AbstractRange...) =
    intersect(intersect(r, s), t, rest...)
function intersect(r::StepRange{<:Integer}, s::AbstractUnitRange{<:Integer})
    if isempty(r) || isempty(s)
        return range(first(r), step=step(r), length=0)
    end
    if step(r) < 0
        return reverse(intersect(reverse(r), s))
    end
    lo = max(first(s), first(r))
    hi = min(last(s), last(r))
    start = lo + mod(first(r) - lo, step(r))
    return start:step(r):(hi - mod(hi - start, step(r)))
end
function intersect(r::StepRange{<:Integer}, s::StepRange{<:Integer})
    T = promote_type(eltype(r), eltype(s))
    S = promote_type(typeof(step(r)), typeof(step(s)))
    (isempty(r) || isempty(s)) && return range(T(first(r)), step=S(step(r)), length=0)
    step(s) < 0 && return intersect(r, reverse(s))
    step(r) < 0 && return reverse(intersect(reverse(r), s))
    a1, s1, z1 = first(r), step(r), last(r)
    a2, s2, z2 = first(s), step(s), last(s)
    g, x, y = gcdx(s1, s2)
    l = lcm(s1, s2)
    rem(a1 - a2, g) != 0 && return range(T(a1), step=S(l), length=0)
    b = a1 - div(a1 - a2, g) * x * s1
    lo = max(a1, a2)
    start = b + cld(lo - b, l) * l
    hi = min(z1, z2)
    return T(start):S(l):T(hi - mod(hi - start, l))
end
function intersect(r::AbstractRange, s::AbstractRange)
    return unique!(filter(x -> x in s, collect(promote_type(eltype(r), eltype(s)), r)))
end
issubset(r::OneTo, s::OneTo) = r.stop <= s.stop
issubset(r::AbstractUnitRange{<:Integer}, s::AbstractUnitRange{<:Integer}) = isempty(r) || (first(r) >= first(s) && last(r) <= last(s))
union_ranges(r, s) = union(collect(r), s)

# --- arithmetic ---

-(r::OrdinalRange) = range(-first(r), step=negate_step(step(r)), length=length(r))
negate_step(x) = -x
negate_step(x::Unsigned) = -signed(x)
-(r::StepRangeLen{T,R,S,L}) where {T,R,S,L} = StepRangeLen{T,R,S,L}(-r.ref, -r.step, r.len, r.offset)
-(r::LinRange) = LinRange{typeof(-r.start)}(-r.start, -r.stop, length(r))
+(r::AbstractRange) = r
# A product may have no step at all, which only a range that counts its elements can have.
*(x::Number, r::AbstractRange) = StepRangeLen(x * first(r), x * step(r), length(r))
*(x::AbstractFloat, r::OrdinalRange) = range(x * first(r), step=x * step(r), length=length(r))
*(x::Number, r::StepRangeLen{T}) where {T} = StepRangeLen{typeof(x * T(r.ref))}(x * r.ref, x * r.step, length(r), r.offset)
*(x::Number, r::LinRange) = LinRange(x * r.start, x * r.stop, r.len)
*(r::AbstractRange, x::Number) = StepRangeLen(first(r) * x, step(r) * x, length(r))
*(r::OrdinalRange, x::AbstractFloat) = range(first(r) * x, step=step(r) * x, length=length(r))
*(r::StepRangeLen{T}, x::Number) where {T} = StepRangeLen{typeof(T(r.ref) * x)}(r.ref * x, r.step * x, length(r), r.offset)
*(r::LinRange, x::Number) = LinRange(r.start * x, r.stop * x, r.len)
/(r::AbstractRange, x::Number) = range(first(r) / x, step=step(r) / x, length=length(r))
/(r::StepRangeLen{T}, x::Number) where {T} = StepRangeLen{typeof(T(r.ref) / x)}(r.ref / x, r.step / x, length(r), r.offset)
/(r::LinRange, x::Number) = LinRange(r.start / x, r.stop / x, r.len)
\(x::Number, r::AbstractRange) = r / x
function +(r1::OrdinalRange, r2::OrdinalRange)
    _same_length(r1, r2)
    return StepRangeLen(first(r1) + first(r2), step(r1) + step(r2), length(r1))
end
function -(r1::OrdinalRange, r2::OrdinalRange)
    _same_length(r1, r2)
    return StepRangeLen(first(r1) - first(r2), step(r1) - step(r2), length(r1))
end
function +(r1::AbstractRange, r2::AbstractRange)
    _same_length(r1, r2)
    return range(first(r1) + first(r2), step=step(r1) + step(r2), length=length(r1))
end
-(r1::AbstractRange, r2::AbstractRange) = (_same_length(r1, r2); range(first(r1) - first(r2), step=step(r1) - step(r2), length=length(r1)))
_same_length(r1, r2) = length(r1) == length(r2) || throw(DimensionMismatch("argument dimensions must match: length of r1 is $(length(r1)), length of r2 is $(length(r2))"))

# --- the rest ---

reverse(r::OrdinalRange) = (:)(last(r), negate_step(step(r)), first(r))
function reverse(r::StepRangeLen)
    len = r.len
    offset = isempty(r) ? 1 : len - r.offset + 1
    return typeof(r)(r.ref, -r.step, len, offset)
end
reverse(r::LinRange) = typeof(r)(r.stop, r.start, length(r))
reverse(r::AbstractRange; dims=:) = (dims === (:) || dims == 1) ? reverse(r) : throw(ArgumentError("invalid dimension $dims in reverse"))
issorted(r::AbstractUnitRange) = true
issorted(r::AbstractRange) = length(r) <= 1 || step(r) >= zero(step(r))
sort(r::AbstractUnitRange) = r
sort!(r::AbstractUnitRange) = r
sort(r::AbstractRange) = issorted(r) ? r : reverse(r)
sortperm(r::AbstractUnitRange) = 1:length(r)
sortperm(r::AbstractRange) = issorted(r) ? (1:1:length(r)) : (length(r):-1:1)
allunique(r::AbstractRange) = isempty(r) || length(r) == 1 || !iszero(step(r))
unique(r::AbstractRange) = allunique(r) ? r : oftype(r, r[begin:begin])
function sum(r::AbstractRange{<:Real})
    l = length(r)
    # An even number is halved first, so that nothing overflows before it must.
    return l * first(r) + (iseven(l) ? (step(r) * (l - 1)) * (l >> 1) : (step(r) * l) * ((l - 1) >> 1))
end
function sum(r::StepRangeLen)
    l = length(r)
    np, nn = l - r.offset, r.offset - 1
    Δ = div(np * (np + 1), 2) - div(nn * (nn + 1), 2)
    return convert(eltype(r), r.step * Δ + r.ref * l)
end
function mean_of_range(r::AbstractRange)
    isempty(r) && return oftype((first(r) + last(r)) / 2, NaN)
    return (first(r) + last(r)) / 2
end
collect(r::AbstractRange{T}) where {T} = vcat_range(r)
function vcat_range(r::AbstractRange{T}) where {T}
    n = length(r)
    a = Vector{T}(undef, n)
    i = 1
    for x in r
        a[i] = x
        i += 1
    end
    return a
end
vcat(r::AbstractRange) = collect(r)
Array{T,1}(r::AbstractRange{T}) where {T} = vcat_range(r)
mod(i::Integer, r::OneTo) = mod1(i, last(r))
mod(i::Integer, r::AbstractUnitRange{<:Integer}) = mod(i - first(r), length(r)) + first(r)
clamp(x::Integer, r::AbstractUnitRange{<:Integer}) = clamp(x, first(r), last(r))
similar(r::AbstractRange, ::Type{T}, dims::Dims{N}) where {T,N} = Array{T,N}(undef, dims)
hash(r::AbstractRange, h::UInt) = invoke(hash, Tuple{AbstractArray,UInt}, r, h)
convert(::Type{T}, r::AbstractRange) where {T<:AbstractRange} = r isa T ? r : T(r)::T
convert(::Type{T}, r::AbstractUnitRange) where {T<:AbstractUnitRange} = r isa T ? r : T(r)::T
convert(::Type{UnitRange{T}}, r::UnitRange{T}) where {T} = r
AbstractRange{T}(r::AbstractRange{T}) where {T} = r
float(r::OrdinalRange) = range(float(first(r)), step=float(step(r)), length=length(r))
float(r::StepRangeLen{T}) where {T<:AbstractFloat} = r
AbstractArray{T,1}(r::AbstractRange) where {T} = T === eltype(r) ? r : (r isa AbstractUnitRange && T <: Integer ? UnitRange{T}(first(r), last(r)) : range(T(first(r)), step=T(step(r)), length=length(r)))
big(r::UnitRange) = big(r.start):big(last(r))

# A range of numbers converted to another type of number stays one.
map(::Type{T}, r::UnitRange) where {T<:Real} = T(first(r)):T(last(r))
map(::Type{T}, r::StepRange) where {T<:Real} = T(first(r)):T(step(r)):T(last(r))
map(::Type{T}, r::StepRangeLen) where {T<:AbstractFloat} = convert(StepRangeLen{T}, r)
map(::Type{T}, r::LinRange) where {T<:AbstractFloat} = LinRange(T(r.start), T(r.stop), length(r))
