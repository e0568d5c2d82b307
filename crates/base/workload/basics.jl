# What nearly every program does: numbers, text, collections, printing. What is compiled for it is compiled once, when
# the library is built. What is printed goes nowhere.

println("hi")
println()
print("a", 1, 'c', 2.5, nothing, true, :s, "\n")
println(1, " ", 2.5, " ", "x", " ", 'c', " ", :sym, " ", true, " ", nothing, " ", missing)
println(1//2, " ", 1 + 2im, " ", 0x10, " ", big(2)^70, " ", 1.0f0, " ", -3, " ", Int32(4), " ", 1e100)
println([1, 2, 3]); println([1.5, 2.5]); println(["a", "b"]); println([:a, :b]); println(Any[1, "a", nothing])
println([1 2; 3 4]); println([1.0 2.0; 3.0 4.0]); println([true, false]); println(['a', 'b'])
println((1, 2)); println((1, "a", 2.5)); println((a = 1, b = "x")); println(1 => 2); println("a" => 1)
println(Dict("a" => 1, "b" => 2)); println(Dict(:a => 1)); println(Dict(1 => "a")); println(Set([1, 2, 3]))
println(1:3); println(1:2:9); println(0.0:0.5:2.0); println(Int64); println(Vector{Int64}); println(typeof(1.5))
println(Int[]); println(String[]); println(Dict{String,Int}()); println(Tuple{Int,String}); println(sin)
println("x = $(1), y = $(2.5), z = $("s"), v = $([1, 2])")
for x in (1, 2.5, "a\n", 'c', :s, nothing, [1, 2], (1, "b"), 1 => 2, Dict(1 => 2), 1:3, Int, "q\"q", 1//2, true)
    repr(x); string(x); show(stdout, x); show(stdout, MIME("text/plain"), x); println()
    sprint(show, x); sprint(print, x)
end
show(stdout, MIME("text/plain"), [1.5 2.5; 3.5 4.5]); show(stdout, MIME("text/plain"), ["a", "bc"])
show(stdout, MIME("text/plain"), Dict("a" => 1, "b" => 2)); show(stdout, MIME("text/plain"), [1, 2, 3])
@show 1 + 1 "a" [1, 2]
@assert 1 + 1 == 2 "sum"
show(stdout, :(f(x) = x + 1)); println(:(a + b * c)); println(Expr(:call, :f, 1)); dump(:(a + 1))

# Numbers.
for T in (Int64, Float64)
    a, b = T(7), T(3)
    (a + b, a - b, a * b, a / b, div(a, b), rem(a, b), mod(a, b), a^2, -a, abs(a), a < b, a <= b, a == b, a > b, a >= b)
    (min(a, b), max(a, b), minmax(a, b), clamp(a, b, T(9)), sqrt(a), float(a), zero(a), one(a), sign(a), isodd(7))
    (round(a), floor(a), ceil(a), trunc(a), string(a), hash(a), isequal(a, b), isless(a, b), T(2) in (a, b))
end
(round(Int, 2.5), floor(Int, 2.5), ceil(Int, 2.5), trunc(Int, 2.5), round(3.14159, digits = 2), round(3.14159; sigdigits = 3))
(gcd(12, 18), lcm(4, 6), divrem(17, 5), fld(7, 2), cld(7, 2), fldmod(7, 2), powermod(2, 10, 7), digits(123), factorial(5))
(parse(Int, "42"), parse(Float64, "4.25"), tryparse(Int, "x"), string(255, base = 16), bitstring(0x05))
(1 << 3, 8 >> 1, 5 & 3, 5 | 3, xor(5, 3), ~5, count_ones(7), trailing_zeros(8), leading_zeros(1))
(exp(1.0), log(2.0), sin(1.0), cos(1.0), tan(1.0), atan(1.0, 2.0), hypot(3.0, 4.0), 2.0^0.5, 2^-1, cbrt(8.0), log2(8.0), log10(100.0))
(typemax(Int), typemin(Int), eps(), Inf, NaN, isnan(NaN), isinf(1.0), isfinite(1.0), convert(Float64, 1), promote(1, 2.5))
(1//2 + 1//3, numerator(1//2), 2 * (1//2), Complex(1, 2) * Complex(3, 4), abs(3 + 4im), real(1 + 2im), conj(1 + 2im))
(big(2)^100, big(10) + 1, BigInt(3) * 4, big(7) ÷ 2, big"123", BigFloat(1.5) + 1, factorial(big(20)))
(sum(1:10), prod(1:5), sum([1, 2, 3]), sum([1.5, 2.5]), sum(x -> x^2, [1, 2, 3]), maximum([1, 5, 3]), minimum([1.5, 0.5]), extrema([1, 5, 3]))

# Text.
s = "Hello, world"
(length(s), ncodeunits(s), s[1], s[end], s[1:5], s * "!", s^2, uppercase(s), lowercase(s), reverse(s), titlecase("ab cd"))
(split(s), split(s, ","), split("a,b;c", [',', ';']), split("a b", " "; limit = 2), join(["a", "b"], ", "), join([1, 2, 3], "-"), join(1:3, ", ", " and "))
(strip("  a "), lstrip(" a"), rstrip("a "), chomp("a\n"), replace(s, "world" => "there"), replace(s, 'l' => 'L'), replace(s, "l" => uppercase))
(occursin("lo", s), startswith(s, "He"), endswith(s, "ld"), contains(s, "wor"), findfirst("o", s), findfirst('o', s), findlast('o', s), findnext("o", s, 6))
(collect(s), [c for c in s], first(s, 3), last(s, 3), repeat("ab", 3), lpad(5, 3), lpad("5", 3, '0'), rpad("a", 4), chop("abc"), isempty(""), cmp("a", "b"), "a" < "b")
(isletter('a'), isdigit('1'), isspace(' '), isuppercase('A'), Int('a'), Char(97), 'a' + 1, 'c' - 'a', uppercase('a'), isascii("a"), parse(Int, '7'))
(match(r"(\w+), (\w+)", s), eachmatch(r"\w+", s) |> collect, replace(s, r"o" => "0"), occursin(r"^He", s), match(r"x", s), match(r"(?<n>\d+)", "a12")[:n])
for (i, c) in enumerate(s); i, c; end
for w in eachsplit("a b c"); w; end
io = IOBuffer(); print(io, "a", 1, 2.5); println(io, "b"); write(io, "c"); String(take!(io)); sprint(println, "x")
for line in eachline(IOBuffer("a\nb\n")); line; end
(Symbol("ab"), string(:a, 1), Symbol(:a, 1), string("a", 'b', 1, 2.5, nothing), "a" == "b", isequal("a", "a"), hash("a"), "ab"[1] == 'a')
(codeunits("ab")[1], String(UInt8[97, 98]), Vector{UInt8}("ab"), transcode(String, UInt8[97]), eachindex("ab"), nextind("ab", 1), prevind("ab", 2), thisind("ab", 1))
