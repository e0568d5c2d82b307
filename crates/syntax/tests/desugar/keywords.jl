f(; k = 1) = k
f(x; k, l = 2) = k
f(x; k = 1, l = k) = l
f(x::T; k::T, l::S = 1) where {T, S} = k
f(x, y = 1; k...) = k
(t::T)(; k = 1) = k
