# Text by patterns, as C's `printf` has them.
module Printf

export @printf, @sprintf

# One directive: `%-08.3f`.
struct Spec
    letter::Char
    left::Bool
    plus::Bool
    space::Bool
    zero::Bool
    hash::Bool
    width::Int
    precision::Int          # -1 if it is not given
    dynamic_width::Bool
    dynamic_precision::Bool
end
Base.show(io::IO, s::Spec) = print(io, _spec_text(s))
_spec_text(s) = string("%", s.left ? "-" : "", s.plus ? "+" : "", s.space ? " " : "", s.zero ? "0" : "", s.hash ? "#" : "",
    s.dynamic_width ? "*" : s.width > 0 ? s.width : "", s.dynamic_precision ? ".*" : s.precision >= 0 ? string(".", s.precision) : "", s.letter)

struct Format
    text::String
    parts::Vector{Any}      # strings and directives
end
struct InvalidFormatStringError <: Exception
    message::String
    format::String
    start_color_index::Int
    end_color_index::Int
end
# The format, with an arrow below that ends at what is wrong.
function Base.showerror(io::IO, e::InvalidFormatStringError)
    from, to = e.start_color_index, e.end_color_index
    wrong = SubString(e.format, from, to)
    println(io, "InvalidFormatStringError: ", e.message)
    print(io, "    \"", SubString(e.format, 1, prevind(e.format, from)))
    printstyled(io, wrong; color=:red)
    println(io, SubString(e.format, nextind(e.format, to)), '"')
    printstyled(io, "    ", ' '^from, '-'^(length(wrong) - 1), "^\n"; color=:red)
end

Format(f::AbstractString) = Format(String(f), _parse(String(f)))
macro format_str(s)
    return :(Format($(esc(unescape_string(s)))))
end
function _parse(f::String)
    parts = Any[]
    literal = IOBuffer()
    i = 1
    n = ncodeunits(f)
    while i <= n
        c = f[i]
        i = nextind(f, i)
        if c != '%'
            write(literal, c)
            continue
        end
        start = i - 1
        i > n && throw(InvalidFormatStringError("Format specifier is incomplete", f, start, n))
        c = f[i]
        if c == '%'
            write(literal, '%')
            i += 1
            continue
        end
        left = plus = space = zero = hash = false
        while true
            c == '-' ? (left = true) : c == '+' ? (plus = true) : c == ' ' ? (space = true) :
                c == '0' ? (zero = true) : c == '#' ? (hash = true) : break
            i += 1
            i > n && throw(InvalidFormatStringError("Format specifier is incomplete", f, start, n))
            c = f[i]
        end
        left && (zero = false)
        plus && (space = false)
        width = 0
        dynamic_width = false
        if c == '*'
            dynamic_width = true
            i += 1
            i <= n && (c = f[i])
        else
            while isdigit(c)
                width = 10width + (Int(c) - 48)
                i += 1
                i > n && throw(InvalidFormatStringError("Format specifier is incomplete", f, start, n))
                c = f[i]
            end
        end
        precision = -1
        dynamic_precision = false
        if c == '.'
            precision = 0
            i += 1
            i > n && throw(InvalidFormatStringError("Format specifier is incomplete", f, start, n))
            c = f[i]
            if c == '*'
                dynamic_precision = true
                i += 1
                i <= n && (c = f[i])
            else
                while isdigit(c)
                    precision = 10precision + (Int(c) - 48)
                    i += 1
                    i > n && throw(InvalidFormatStringError("Format specifier is incomplete", f, start, n))
                    c = f[i]
                end
            end
        end
        while c in ('h', 'l', 'L', 'j', 'q', 't', 'z')
            i += 1
            i > n && throw(InvalidFormatStringError("Length modifier is missing type specifier", f, start, n))
            c = f[i]
        end
        c in ('C', 'S') && (c = lowercase(c))
        c in "diouxXeEfFgGaAcspn" || throw(InvalidFormatStringError("'$c' is not a valid type specifier", f, start, i))
        text = takestring(literal)
        isempty(text) || push!(parts, text)
        push!(parts, Spec(c, left, plus, space, zero, hash, width, precision, dynamic_width, dynamic_precision))
        i = nextind(f, i)
    end
    text = takestring(literal)
    isempty(text) || push!(parts, text)
    return parts
end
takestring(io) = String(take!(io))
function _argument_count(f::Format)
    n = 0
    for p in f.parts
        p isa Spec && (n += 1 + p.dynamic_width + p.dynamic_precision)
    end
    return n
end

function format(io::IO, f::Format, args...)
    n = _argument_count(f)
    length(args) == n || throw(ArgumentError("mismatch between # of format specifiers and provided args: $n != $(length(args))"))
    print(io, _formatted(f.parts, args))
    return nothing
end
format(f::Format, args...) = sprint((io, args) -> format(io, f, args...), args)
function _formatted(parts, args)
    out = IOBuffer()
    k = 1
    for p in parts
        if p isa String
            print(out, p)
            continue
        end
        spec = p
        if spec.dynamic_width
            w = Int(args[k])
            k += 1
            spec = Spec(spec.letter, spec.left || w < 0, spec.plus, spec.space, spec.zero && w >= 0, spec.hash, abs(w), spec.precision, false, spec.dynamic_precision)
        end
        if spec.dynamic_precision
            q = Int(args[k])
            k += 1
            spec = Spec(spec.letter, spec.left, spec.plus, spec.space, spec.zero, spec.hash, spec.width, max(q, -1), false, false)
        end
        # `%n` writes nothing, and tells how many bytes there are so far.
        spec.letter == 'n' ? (args[k][] = position(out)) : print(out, _one(spec, args[k]))
        k += 1
    end
    return takestring(out)
end

function _one(s::Spec, x)
    c = s.letter
    if c == 's'
        text = _is_plain(x) ? string(x) : s.hash ? repr(x) : string(x)
        s.hash && (text = repr(x))
        s.precision >= 0 && (text = _as_wide_as(text, s.precision))
        return _padded(s, text)
    elseif c == 'c'
        text = x isa AbstractString ? string(first(x)) : string(Char(x))
        return _padded(s, text)
    elseif c == 'p'
        return _padded(s, string("0x", string(UInt64(x); base = 16, pad = 16)))
    elseif c in "diouxX"
        return _integer(s, x)
    end
    return _float(s, x)
end
# What of the text has room in `width` columns.
function _as_wide_as(text, width)
    used = 0
    for (i, c) in pairs(text)
        used += textwidth(c)
        used > width && return SubString(text, 1, prevind(text, i))
    end
    return text
end
_is_plain(x) = x isa Union{AbstractString, Symbol, Char}
function _padded(s::Spec, text)
    w = textwidth(text)
    w >= s.width && return text
    return s.left ? string(text, " "^(s.width - w)) : string(" "^(s.width - w), text)
end
_sign(s::Spec, negative::Bool) = negative ? "-" : s.plus ? "+" : s.space ? " " : ""
# Sign, prefix and digits, with zeros or blanks up to the width.
function _joined(s::Spec, sign, digits, zeros::Bool)
    w = textwidth(sign) + textwidth(digits)
    w >= s.width && return string(sign, digits)
    s.left && return string(sign, digits, " "^(s.width - w))
    zeros && return string(sign, "0"^(s.width - w), digits)
    return string(" "^(s.width - w), sign, digits)
end
function _integer(s::Spec, x)
    if x isa AbstractChar
        x = Int(x)
    elseif x isa Real && !(x isa Integer)
        if isinteger(x)
            x = x isa AbstractFloat && abs(x) < 9.0e18 ? Int(x) : BigInt(x)
        elseif x isa AbstractFloat
            c = s.letter
            return _float(Spec('f', s.left, s.plus, s.space, s.zero, s.hash, s.width, 0, false, false), x)
        else
            x = round(BigInt, x)
        end
    end
    x isa Integer || throw(MethodError(_integer, (s, x)))
    x isa Bool && (x = Int(x))
    negative = x < 0
    c = s.letter
    base = c == 'o' ? 8 : c == 'x' || c == 'X' ? 16 : 10
    if base == 10 || !negative
        digits = string(negative ? string(x; base)[2:end] : string(x; base))
    else
        digits = string(negative ? string(x; base)[2:end] : string(x; base))
    end
    if s.precision >= 0
        digits = lpad(digits, s.precision, '0')
    end
    prefix = s.hash && c == 'x' ? "0x" : s.hash && c == 'X' ? "0X" : s.hash && c == 'o' ? "0" : ""
    c == 'X' && (digits = uppercase(digits))
    return _joined(s, string(_sign(s, negative), prefix), digits, s.zero && s.precision < 0)
end
function _float(s::Spec, x)
    x isa Real || throw(MethodError(_float, (s, x)))
    c = s.letter
    if x isa BigFloat
        isfinite(x) || (x = Float64(x))
    end
    if !(x isa AbstractFloat) || isfinite(x)
        if c == 'a' || c == 'A'
            y = Float64(x)
            text = _hex_digits(abs(y), s)
            sign = string(_sign(s, signbit(y)), c == 'A' ? "0X" : "0x")
            return _joined(s, sign, c == 'A' ? uppercase(text) : text, s.zero)
        elseif x isa BigFloat || (x isa Integer && abs(x) > 9007199254740992)
            digits, negative = _big_digits(s, x)
        else
            y = Float64(x)
            negative = signbit(y)
            precision = s.precision < 0 ? 6 : s.precision
            digits = Core.Host.float_format(abs(y), c, precision, s.hash)
        end
        return _joined(s, _sign(s, negative), digits, s.zero)
    end
    word = isnan(x) ? "NaN" : "Inf"
    return _joined(s, _sign(s, signbit(x) && !isnan(x)), word, false)
end
# The number in hexadecimal: one digit, those of the fraction, and the power of two.
function _hex_digits(y::Float64, s::Spec)
    p = s.precision < 0 ? 13 : s.precision
    k = min(p, 13)
    n = iszero(y) ? 0 : round(Int, significand(y) * 16.0^k)
    fraction = string(string(n & (16^k - 1); base = 16, pad = k), "0"^(p - k))
    k == 0 && (fraction = "0"^p)
    s.precision < 0 && (fraction = rstrip(fraction, '0'))
    e = iszero(y) ? 0 : exponent(y)
    return string(string(n >> 4k; base = 16), isempty(fraction) ? (s.hash ? "." : "") : ".", fraction, "p", e < 0 ? "-" : "+", abs(e))
end
# Exact decimal digits of a number that no Float64 holds.
function _big_digits(s::Spec, x)
    negative = signbit(x)
    a = abs(x)
    precision = s.precision < 0 ? 6 : s.precision
    c = lowercase(s.letter)
    if c == 'f'
        n = round(BigInt, Rational{BigInt}(a) * big(10)^precision)
        digits = lpad(string(n), precision + 1, '0')
        text = precision == 0 ? string(digits, s.hash ? "." : "") : string(digits[1:end-precision], ".", digits[end-precision+1:end])
        return text, negative
    end
    c == 'e' && return _exponential(s, a, precision), negative
    # As many digits as asked for, in the shorter of both forms.
    most = max(precision, 1)
    e = iszero(a) ? 0 : _rounded_decimal(a, most - 1)[2]
    is_plain = -4 <= e < most
    text = is_plain ? _big_digits(Spec('f', false, false, false, false, s.hash, 0, most - 1 - e, false, false), a)[1] : _exponential(s, a, most - 1)
    s.hash && return text, negative
    is_plain && return _without_last_zeros(text), negative
    at = findfirst(in("eE"), text)
    return string(_without_last_zeros(text[1:at - 1]), text[at:end]), negative
end
_without_last_zeros(text) = contains(text, '.') ? rstrip(rstrip(text, '0'), '.') : text
# The digits of `a`, one and `precision` more, as a number, and the power of ten of the first.
function _rounded_decimal(a, precision)
    r = Rational{BigInt}(a)
    e = ndigits(numerator(r)) - ndigits(denominator(r))
    r < (big(10) // 1)^e && (e -= 1)
    n = _scaled(r, precision - e)
    n >= big(10)^(precision + 1) && return _scaled(r, precision - e - 1), e + 1
    return n, e
end
_scaled(r, k) = round(BigInt, k >= 0 ? r * big(10)^k : r // big(10)^-k)
function _exponential(s::Spec, a, precision)
    n, e = iszero(a) ? (big(0), 0) : _rounded_decimal(a, precision)
    digits = string(n; pad = precision + 1)
    point = precision > 0 ? string(".", digits[2:end]) : s.hash ? "." : ""
    letter = s.letter in "EG" ? "E" : "e"
    return string(digits[1], point, letter, e < 0 ? "-" : "+", string(abs(e); pad = 2))
end

# A pattern that is none is told of at once; how many arguments it takes, when it gets them.
function _check(f)
    f isa String || throw(ArgumentError("First argument to `@printf` after `io` must be a format string"))
    Format(f)
end
macro printf(io_or_fmt, args...)
    if io_or_fmt isa String
        _check(io_or_fmt)
        return :(format(stdout, Format($io_or_fmt), $(map(esc, args)...)))
    end
    isempty(args) && throw(ArgumentError("No format string provided to `@printf` - use like `@printf [io] <format string> [<args...>]."))
    _check(args[1])
    return :(format($(esc(io_or_fmt)), Format($(args[1])), $(map(esc, args[2:end])...)))
end
macro sprintf(fmt, args...)
    fmt isa String || throw(ArgumentError("First argument to `@sprintf` must be a format string."))
    _check(fmt)
    return :(format(Format($fmt), $(map(esc, args)...)))
end

end
