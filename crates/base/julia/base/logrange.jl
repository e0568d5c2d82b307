# Numbers from one to another in a constant ratio.

struct LogRange{T<:Real,X} <: AbstractArray{T,1}
    start::T
    stop::T
    len::Int
    extra::Tuple{X,X}
    function LogRange{T}(start::T, stop::T, len::Int) where {T<:Real}
        T <: Integer && throw(ArgumentError("LogRange{T} does not support integer types"))
        if iszero(start) || iszero(stop)
            throw(DomainError((start, stop), "LogRange cannot start or stop at zero"))
        elseif start < 0 || stop < 0
            throw(DomainError((start, stop), "LogRange does not accept negative numbers"))
        elseif !isfinite(start) || !isfinite(stop)
            throw(DomainError((start, stop), "LogRange is only defined for finite start & stop"))
        elseif len < 0
            throw(ArgumentError("LogRange($start, $stop, $len): can't have negative length"))
        elseif len == 1 && start != stop
            throw(ArgumentError("LogRange($start, $stop, $len): endpoints differ, while length is 1"))
        end
        shares = _log_shares(start, stop, len)
        return new{T,typeof(shares[1])}(start, stop, len, shares)
    end
end
LogRange{T}(start::Real, stop::Real, len::Integer) where {T} = LogRange{T}(convert(T, start), convert(T, stop), convert(Int, len))
function LogRange(start::Real, stop::Real, len::Integer)
    T = float(promote_type(typeof(start), typeof(stop)))
    return LogRange{T}(start, stop, len)
end
logrange(start::Real, stop::Real, length::Integer) = LogRange(start, stop, Int(length))
logrange(start::Real, stop::Real; length::Integer) = logrange(start, stop, length)

# What each end adds to the logarithm of an element by its distance from the other one, in more digits than the elements have.
function _log_shares(start::Real, stop::Real, len::Int)
    return log(1.0 * start) / (len - 1), log(1.0 * stop) / (len - 1)
end
_log_shares(start::Float64, stop::Float64, len::Int) = (_log_twice(start) / (len - 1), _log_twice(stop) / (len - 1))
_log_twice(x::Float64) = TwicePrecision(Core.Host.log_high(x), Core.Host.log_low(x))
_exp_of_log(x::Number) = exp(x)
_exp_of_log(x::TwicePrecision{Float64}) = Core.Host.exp_twice(x.hi, x.lo)

size(r::LogRange) = (r.len,)
length(r::LogRange) = r.len
first(r::LogRange) = r.start
last(r::LogRange) = r.stop
IndexStyle(::Type{<:LogRange}) = IndexLinear()
function getindex(r::LogRange{T}, i::Int) where {T}
    checkbounds(r, i)
    # The ends are given, and would come out with an error of the last digit.
    i == 1 && return r.start
    i == r.len && return r.stop
    return T(_exp_of_log((r.len - i) * r.extra[1] + (i - 1) * r.extra[2]))
end
