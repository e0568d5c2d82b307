a = b = c
a.b = f()
a.b.c = 1
a[i] = f()
a[begin, end] = x
f()[end] = x
a[x..., end]
a[f(end)][end]
x::Int = 1
a += 1
f().x += 1
a[f()] *= 2
x::Int += 1
a .= b
a .+= b .* c
a[1] .= 0
a.b .= 0
(a, b) = x
a, b = b, a
a, (b, c) = x
a, b... = x
a..., b = x
a, b... = 1, 2, 3
a, b[1], c.d = x
(; a, b) = x
(f(x), y) = z
const A = 1
const a, b = x
global x, y = 1
local x::Int = 1
A{T} = Vector{T}
