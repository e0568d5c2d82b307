# Numbers from text: `parse` complains, `tryparse` answers `nothing`.

function parse(::Type{T}, c::AbstractChar; base::Integer=10) where {T<:Integer}
    a = base <= 36 ? 10 : 36
    2 <= base <= 62 || throw(ArgumentError(string("invalid base: base must be 2 ≤ base ≤ 62, got ", base)))
    d = _digit_value(c, a)
    d < base || throw(ArgumentError(string("invalid base ", base, " digit ", repr(c))))
    return convert(T, d)
end
_digit_value(c::AbstractChar, a::Int) =
    '0' <= c <= '9' ? c - '0' : 'A' <= c <= 'Z' ? c - 'A' + 10 : 'a' <= c <= 'z' ? c - 'a' + a : 99

function parse(::Type{T}, s::AbstractString; base::Union{Nothing, Integer}=nothing) where {T<:Integer}
    n = _parse_short(T, s, base)
    n === nothing || return n
    return convert(T, _parse_integer(T, String(s), base, true))::T
end
function tryparse(::Type{T}, s::AbstractString; base::Union{Nothing, Integer}=nothing) where {T<:Integer}
    n = _parse_short(T, s, base)
    n === nothing || return n
    r = _parse_integer(T, String(s), base, false)
    return r === nothing ? nothing : convert(T, r)::T
end
tryparse(::Type{T}, c::AbstractChar; base::Integer=10) where {T<:Integer} =
    (d = _digit_value(c, base <= 36 ? 10 : 36); d < base ? convert(T, d) : nothing)

# What most texts are: digits, few enough for an `Int`, perhaps behind a minus. Of all others it says nothing.
_parse_short(T, s, base) = nothing
_parse_short(::Type{T}, s::Union{String, SubString{String}}, ::Nothing) where {T<:BitInteger} = _parse_short(T, s, 10)
function _parse_short(::Type{T}, s::Union{String, SubString{String}}, base::Int) where {T<:BitInteger}
    2 <= base <= 36 || return nothing
    n = ncodeunits(s)
    isnegative = n > 0 && T <: Signed && codeunit(s, 1) === 0x2d
    i = isnegative ? 2 : 1
    i <= n < (base <= 10 ? 19 : base <= 16 ? 16 : 13) || return nothing
    value = 0
    while i <= n
        byte = codeunit(s, i)
        digit = byte - 0x30
        if digit > 0x09
            # Letters count from ten, large or small.
            digit = (byte | 0x20) - 0x61
            digit <= 0x19 || return nothing
            digit += 0x0a
        end
        digit < base || return nothing
        value = value * base + Int(digit)
        i += 1
    end
    isnegative && (value = -value)
    return typemin(T) <= value <= typemax(T) ? value % T : nothing
end

# The host finds the digits: it answers the number as BigInt or what was wrong, as (kind, text).
function _parse_integer(::Type{T}, s::String, base, raise::Bool) where {T}
    base isa Integer && !(2 <= base <= 62) &&
        throw(ArgumentError(string("invalid base: base must be 2 ≤ base ≤ 62, got ", base)))
    kind, value, used = Core.Host.parse_integer(s, base === nothing ? 0 : Int(base), T <: Signed)
    if kind === 0
        T === Bool && return _parse_bool_digits(s, value, raise)
        _fits_integer(T, value) && return value
        raise && throw(OverflowError(string("overflow parsing ", repr(s))))
        return nothing
    end
    raise || return nothing
    kind === 1 && throw(ArgumentError("input string is empty or only contains whitespace"))
    kind === 2 && throw(ArgumentError(string("premature end of integer: ", repr(s))))
    kind === 3 && throw(ArgumentError(string("invalid base ", used, " digit ", repr(Char(value)), " in ", repr(s))))
    kind === 5 && throw(ArgumentError(string("extra characters after whitespace in ", repr(s))))
    throw(ArgumentError(string("invalid number format ", repr(s), " for ", T)))
end
_fits_integer(::Type{T}, value) where {T<:BitInteger} = typemin(T) <= value <= typemax(T)
_fits_integer(::Type{T}, value) where {T} = true
function _parse_bool_digits(s::String, value, raise::Bool)
    (value == 0 || value == 1) && return value == 1
    raise && throw(ArgumentError(string("invalid Bool representation: ", repr(s))))
    return nothing
end
function parse(::Type{Bool}, s::AbstractString; base::Union{Nothing, Integer}=nothing)
    b = tryparse(Bool, s; base=base)
    b === nothing || return b
    all(isspace, s) && throw(ArgumentError("input string is empty or only contains whitespace"))
    throw(ArgumentError(string("invalid Bool representation: ", repr(s))))
end
function tryparse(::Type{Bool}, s::AbstractString; base::Union{Nothing, Integer}=nothing)
    t = strip(s)
    t == "true" && return true
    t == "false" && return false
    r = _parse_integer(Int, String(t), base, false)
    return r == 1 ? true : r == 0 ? false : nothing
end

function parse(::Type{T}, s::AbstractString) where {T<:Union{Float16, Float32, Float64, BigFloat}}
    x = tryparse(T, s)
    x === nothing && throw(ArgumentError(string("cannot parse ", repr(s), " as ", T)))
    return x
end
tryparse(::Type{Float64}, s::AbstractString) = Core.Host.parse_float(String(s))::Union{Nothing,Float64}
tryparse(::Type{Float32}, s::AbstractString) = Core.Host.parse_float32(String(s))::Union{Nothing,Float32}
function tryparse(::Type{Float16}, s::AbstractString)
    x = Core.Host.parse_float32(String(s))
    return x === nothing ? nothing : Float16(x)
end
tryparse(::Type{BigFloat}, s::AbstractString) = _parse_bigfloat(String(s), _bits(), RoundNearest)
parse(::Type{AbstractFloat}, s::AbstractString) = parse(Float64, s)

tryparse(::Type{Complex{T}}, s::AbstractString) where {T<:Real} = _parse_complex(T, String(s), tryparse, _ -> nothing)
parse(::Type{Complex{T}}, s::AbstractString) where {T<:Real} =
    _parse_complex(T, String(s), parse, message -> throw(ArgumentError(message)))
# The parts are parsed by `part`; `fail` says what is wrong.
function _parse_complex(::Type{T}, text::String, part, fail) where {T}
    s = lstrip(text)
    isempty(s) && return fail("input string is empty or only contains whitespace")
    sign = _parting_sign(s)
    unit = something(findlast(in(('m', 'i', 'j')), s), 0)
    if unit > 0 && s[unit] == 'm'
        unit = prevind(s, unit)
        unit > 0 && s[unit] == 'i' || return fail("expected trailing \"im\", found only \"m\"")
    end
    if sign == 0
        # The `i` of an infinity is none.
        is_imaginary = unit > 1 && !(unit == 2 && s[1] in ('+', '-'))
        x = part(T, is_imaginary ? SubString(s, 1, prevind(s, unit)) : s)
        x === nothing && return nothing
        return is_imaginary ? Complex{T}(zero(x), x) : Complex{T}(x)
    end
    unit < sign && return fail("missing imaginary unit")
    re = part(T, SubString(s, 1, prevind(s, sign)))
    re === nothing && return nothing
    im = part(T, SubString(s, sign + 1, prevind(s, unit)))
    im === nothing && return nothing
    return Complex{T}(re, s[sign] == '-' ? -im : im)
end
# Where the sign between the two parts is: not in front, nor behind an exponent.
function _parting_sign(s)
    is_sign = in(('+', '-'))
    at = something(findfirst(is_sign, s), 0)
    at == 1 && (at = something(findnext(is_sign, s, 2), 0))
    at != 0 && s[prevind(s, at)] in ('e', 'E') && (at = something(findnext(is_sign, s, at + 1), 0))
    return at
end
parse(::Type{Complex}, s::AbstractString) = parse(Complex{Int}, s)
