f(x, 1)
f(x...; a = 1)
f(x; a = 1, b, c.d, e...)
f(g(); kw...)
M.f(; k => v)
f((x...)...)
x^2
x^n
a .+ f.(b; k = 1) .^ 2
.!x
(.+)(a, b)
map(x) do y
    y
end
f(a; b) do
    1
end
"a $b c$(d)"
x'
2x
a:b:c
