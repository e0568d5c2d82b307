# Moments at equal distances; months and years are as long as the calendar has them.

(:)(a::Date, b::Date) = a:Day(1):b
# How many whole steps there are from one moment to another.
_guess(a::DateTime, b::DateTime, step) = floor(Int64, (value(b) - value(a)) / toms(step))
_guess(a::Date, b::Date, step) = floor(Int64, (value(b) - value(a)) / days(step))
_steps(a::Time, b::Time, step) = div(value(b) - value(a), tons(step))
function _steps(a, b, step)
    low, high, step = min(a, b), max(a, b), abs(step)
    n = max(_guess(low, high, step), 0)
    # Months differ in length, so the guess may be off.
    while n > 0 && low + step * n > high
        n -= 1
    end
    while low + step * (n + 1) <= high
        n += 1
    end
    return n
end
function Base.steprange_last(start::T, step, stop) where {T<:TimeType}
    step isa AbstractFloat && throw(ArgumentError("StepRange should not be used with floating point"))
    iszero(step) && throw(ArgumentError("step cannot be zero"))
    stop == start && return stop
    is_forward = value(step) > 0
    is_forward == (stop > start) || return start - eps(T)*sign(step)
    return start + step * _steps(start, stop, step)
end
length(r::StepRange{<:TimeType}) = isempty(r) ? Int64(0) : _steps(r.start, r.stop, r.step) + 1
length(r::StepRange{<:Period}) = length(StepRange(value(r.start), value(r.step), value(r.stop)))
Base.isempty(r::StepRange{<:TimeType}) = r.start != r.stop && (value(r.step) > 0) != (r.stop > r.start)
Base.getindex(r::StepRange{<:TimeType}, i::Integer) = (checkbounds(r, i); r.start + r.step * (i - 1))
Base.iterate(r::StepRange{<:TimeType}) = isempty(r) ? nothing : (r.start, (length(r), 1))
Base.iterate(r::StepRange{<:TimeType}, (n, i)) = n <= i ? nothing : (r.start + r.step * i, (n, i + 1))
function Base.in(x::T, r::StepRange{T}) where {T<:TimeType}
    isempty(r) && return false
    min(r.start, r.stop) <= x <= max(r.start, r.stop) || return false
    return r.start + r.step * _steps(r.start, x, r.step) == x
end
+(p::Period, r::AbstractRange{<:TimeType}) = (p + first(r)):step(r):(p + last(r))
+(r::AbstractRange{<:TimeType}, p::Period) = p + r
-(r::AbstractRange{<:TimeType}, p::Period) = (first(r) - p):step(r):(last(r) - p)
*(p::Period, r::AbstractRange{<:Real}) = (p * first(r)):(p * step(r)):(p * last(r))
*(r::AbstractRange{<:Real}, p::Period) = p * r
