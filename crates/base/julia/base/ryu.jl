# Floats as decimal digits, by the names and arguments under which packages ask Base for them.

module Ryu
using Base

neededdigits(::Type{Float64}) = 309 + 17
neededdigits(::Type{Float32}) = 39 + 9 + 2
neededdigits(::Type{Float16}) = 9 + 5 + 9

_sign(x, plus::Bool, space::Bool) = signbit(x) && !isnan(x) ? "-" : plus ? "+" : space ? " " : ""
_word(x) = isnan(x) ? "NaN" : "Inf"
_is_point(digits::String) = occursin('.', digits)
function _without_zeros(digits::String, keeps_point::Bool)
    _is_point(digits) || return digits
    digits = rstrip(digits, '0')
    return String(keeps_point ? digits : rstrip(digits, '.'))
end
_with_point(digits::String, point::UInt8) = point == UInt8('.') ? digits : replace(digits, '.' => Char(point))

function writefixed(x::Base.IEEEFloat, precision::Integer, plus::Bool=false, space::Bool=false, hash::Bool=false,
        decchar::UInt8=UInt8('.'), trimtrailingzeros::Bool=false)
    isfinite(x) || return string(_sign(x, plus, space), _word(x))
    digits = Core.Host.float_format(Float64(abs(x)), 'f', Int(precision), hash)
    trimtrailingzeros && (digits = _without_zeros(digits, hash))
    return string(_sign(x, plus, space), _with_point(digits, decchar))
end
function writeexp(x::Base.IEEEFloat, precision::Integer, plus::Bool=false, space::Bool=false, hash::Bool=false,
        expchar::UInt8=UInt8('e'), decchar::UInt8=UInt8('.'), trimtrailingzeros::Bool=false)
    isfinite(x) || return string(_sign(x, plus, space), _word(x))
    digits, power = split(Core.Host.float_format(Float64(abs(x)), 'e', Int(precision), hash), 'e')
    digits = String(digits)
    trimtrailingzeros && (digits = _without_zeros(digits, hash))
    return string(_sign(x, plus, space), _with_point(digits, decchar), Char(expchar), power)
end
function writeshortest(x::Base.IEEEFloat, plus::Bool=false, space::Bool=false, hash::Bool=true, precision::Integer=-1,
        expchar::UInt8=UInt8('e'), padexp::Bool=false, decchar::UInt8=UInt8('.'), typed::Bool=false, compact::Bool=false)
    typed && return string(_sign(x, plus && !signbit(x), space), Core.Host.float_show(x, true, compact))
    isfinite(x) || return string(_sign(x, plus, space), _word(x))
    digits, power = _mantissa_and_power(Core.Host.float_show(abs(x), false, compact))
    hash || (digits = _without_zeros(digits, false))
    # At least so many digits, leading zeros not counted.
    missing_digits = precision - count(isdigit, lstrip(c -> c == '0' || c == '.', digits))
    if missing_digits > 0
        digits = string(digits, _is_point(digits) ? "" : ".", "0"^missing_digits)
    end
    if !isempty(power)
        is_negative = startswith(power, '-')
        power = lstrip(power, '-')
        padexp && (power = lpad(power, 2, '0'))
        power = string(Char(expchar), is_negative ? "-" : padexp ? "+" : "", power)
    end
    return string(_sign(x, plus, space), _with_point(digits, decchar), power)
end
function _mantissa_and_power(text::String)
    at = findfirst(c -> c == 'e' || c == 'f', text)
    return at === nothing ? (text, "") : (text[1:at-1], text[at+1:end])
end

for write in (:writefixed, :writeexp, :writeshortest)
    @eval function $write(buf::Vector{UInt8}, pos::Integer, x::Base.IEEEFloat, options...)
        text = $write(x, options...)
        copyto!(buf, pos, codeunits(text))
        return pos + ncodeunits(text)
    end
end
end
