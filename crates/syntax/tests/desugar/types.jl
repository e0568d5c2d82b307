abstract type A end
abstract type A{T} <: B{T} end
primitive type P <: Integer 8 end
struct Empty end
struct S
    a
    b::Int
end
struct S{T}
    a::T
end
mutable struct M
    const a::Int
    @atomic b
    M() = new()
    M(a) = new(a, 1)
end
struct S{T}
    a::T
    b::Int
    S{T}(a) where T = new(a, 1)
    S(a::T) where T = new{T}(a, 2)
    S(a...) = new{Any}(a...)
end
x::Int
Vector{<:Real}
Vector{T} where T <: Real
