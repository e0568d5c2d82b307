1 + "a"
for i in nothing; end
f(x::Int) = x; f("a")
f(; a) = a; f()
f(x; a = 1) = x; f(1; b = 2)
undefined_here
sqrt(-1)
[1, 2, 3][4]
[1 2; 3 4][3, 1]
Dict("a" => 1)["b"]
Dict(1 => 2)[3]
parse(Int, "x")
error("a ", 1)
@assert 1 == 2
throw(ArgumentError("x"))
1 ÷ 0
Int(2.5)
"abc"[10]
convert(Int, "a")
nothing.x
(1, 2)[3]
[1, 2] + [1, 2, 3]
[1 2] * [3 4]
wait(@async error("a"))
try; error("a"); catch; error("b"); end
struct Uncaught <: Exception end; throw(Uncaught())
