if a && b || c
    1
elseif d
    2
else
    3
end
a && b
f() || g()
a < b <= f() < c
a .< b < c
while a && (b; c)
    continue
end
for i in 1:n
    break
end
for i in a, (j, k) in b
    f(i)
end
for outer i in a
    f(i)
end
let x = 1, y, (a, b) = z
    x
end
let f(x) = x
    f
end
try
    f()
catch
    g()
end
try
    f()
catch e
    g(e)
else
    h()
finally
    i()
end
begin
    using A
end
@label x
