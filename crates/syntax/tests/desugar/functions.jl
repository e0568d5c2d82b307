function f end
f(x) = x
f(x::Int, ::String, y...) = y
f(x)::Int = x
f(x::T) where {T <: Real} = T
f(x::S, y::T) where {S, Int <: T <: S} = 1
f(x::Vector{<:Real}) = 1
f(x, y = 1, z = y) = z
f(x, y = 1, z = 2) = z
f((a, b), c) = a
f(x::Vararg{Int}) = x
(t::T)(x) = t
(::T)(x) = 1
M.f(x) = x
x -> x
(x, y = 1) -> x
(x; y = 1) -> x
function (x, y)
    x
end
function (x::T) where T
    x
end
a + b = 1
macro m(a, b...)
    a
end
