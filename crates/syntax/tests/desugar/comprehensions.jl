[x for x in y]
[f(x) for x in y if g(x)]
[x + y for x in a, y in b]
[x for x in a for y in x]
(_ for _ in 1)
(f(_) for _ in a)
((a, b) for (a, b) in c)
Int[x for x in y]
Int[x for x in y if z]
[1, 2]
[1 2]
[1; 2]
[1 2; 3 4]
[x...; y 1]
Int[1 2; 3 4]
[1 2;;; 3 4]
[1; 2;; 3; 4]
[1;;]
(a = 1, b = 2)
(; a, b.c, d...)
(1, 2)
