# How numbers print: `print` gives the number, `show` what reads back as the same value.

show(io::IO, x::Bool) =
    nonnothing_nonmissing_typeinfo(io) === Bool ? print(io, x ? "1" : "0") : print(io, x ? "true" : "false")
show(io::IO, n::Signed) = (_write_dec(io, n); nothing)
print(io::IO, n::Unsigned) = (_write_dec(io, n); nothing)
# The decimal digits of an integer; streams with a buffer get them without a string in between.
_write_dec(io::IO, n::Integer) = write(io, dec_text(n))
show(io::IO, n::Unsigned) = (write(io, "0x", string(n; base=16, pad=2 * sizeof(n))); nothing)

# In compact form six significant digits are enough; among others of the same type the type is not
# told again, but for the letter before an exponent.
function show(io::IO, x::Union{Float16, Float32, Float64}, is_untyped::Bool=false, is_print::Bool=false)
    compact = get(io, :compact, false)::Bool
    typed = !is_untyped && !compact && nonnothing_nonmissing_typeinfo(io) != typeof(x)
    text = Core.Host.float_show(x, typed, compact)
    write(io, x isa Float32 && !typed && !is_print ? replace(text, 'e' => 'f') : text)
    return nothing
end
print(io::IO, x::Union{Float16, Float32}) = show(io, x, true, true)
string(x::Union{Float16, Float32, Float64}) = Core.Host.float_show(x, false, false)

show(io::IO, x::BigFloat) =
    (write(io, get(io, :compact, false)::Bool ? Core.Host.bigfloat_compact_text(x) : string(x)); nothing)
print(io::IO, x::BigFloat) = print(io, string(x))

function show(io::IO, x::Rational)
    show(io, numerator(x))
    isone(denominator(x)) && nonnothing_nonmissing_typeinfo(io) <: Rational && return
    print(io, "//")
    show(io, denominator(x))
end

function show(io::IO, z::Complex)
    r, i = reim(z)
    compact = get(io, :compact, false)::Bool
    show(io, r)
    if signbit(i) && !isnan(i)
        print(io, compact ? "-" : " - ")
        if i isa BitSigned && i == typemin(typeof(i))
            show(io, -widen(i))
        else
            show(io, -i)
        end
    else
        print(io, compact ? "+" : " + ")
        show(io, i)
    end
    if !(i isa Integer && !(i isa Bool) || i isa AbstractFloat && isfinite(i))
        print(io, "*")
    end
    print(io, "im")
end
show(io::IO, z::Complex{Bool}) =
    print(io, z == im ? "im" : string("Complex(", z.re, ",", z.im, ")"))

show(io::IO, x::Irrational{sym}) where {sym} = print(io, sym)
function show(io::IO, ::MIME{Symbol("text/plain")}, x::Irrational{sym}) where {sym}
    get(io, :compact, false)::Bool && return print(io, sym)
    print(io, sym, " = ", _first_digits(string(Float64(x)), 15), "...")
end
# As many characters as are sure digits of the constant.
_first_digits(s::String, n::Int) = length(s) > n ? s[1:n] : s

nonnothing_nonmissing_typeinfo(io::IO) = nonmissingtype(nonnothingtype(get(io, :typeinfo, Any)))

show(io::IO, r::RoundingMode{T}) where {T} = print(io, "RoundingMode{:", T, "}()")
