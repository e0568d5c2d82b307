1 = x
f(x)...
ccall(:f, Cvoid, ())
a, b..., c... = x
f(x, x) = 1
f(x::T) where {T, T} = 1
f(x..., y) = 1
f(x = 1, y) = 1
f(; a = 1, a...) = a
f(x; k = 1, k = 2)
(a = 1, a = 2)
struct S
    x = 1
end
struct S
    x
    x
end
struct S{T}
    x::T
    S(x) = new(x)
end
.+(a, b) = 1
[return 1 for x in y]
let x[1] = 2
end
macro m(; k = 1)
end
[a = 1]
A{} = 1
{1, 2}
$x
x ? y : @foo z
