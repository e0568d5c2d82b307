# Rotations in a plane of two coordinates, and products of them.

abstract type AbstractRotation{T} end
struct Givens{T} <: AbstractRotation{T}
    i1::Int
    i2::Int
    c::T
    s::T
end
mutable struct Rotation{T} <: AbstractRotation{T}
    rotations::Vector{Givens{T}}
end
Base.eltype(::AbstractRotation{T}) where {T} = T
convert(::Type{Givens{T}}, G::Givens) where {T} = Givens{T}(G.i1, G.i2, G.c, G.s)
convert(::Type{Rotation{T}}, R::Rotation) where {T} = Rotation{T}([convert(Givens{T}, G) for G in R.rotations])
convert(::Type{AbstractRotation{T}}, G::Givens) where {T} = convert(Givens{T}, G)
convert(::Type{AbstractRotation{T}}, R::Rotation) where {T} = convert(Rotation{T}, R)

# What turns (f, g) into (r, 0): cosine, sine, r. The larger of both decides the sign.
givensAlgorithm(f, g) = givensAlgorithm(promote(float(f), float(g))...)
function givensAlgorithm(f::T, g::T) where {T<:AbstractFloat}
    iszero(g) && return one(T), zero(T), f
    iszero(f) && return zero(T), one(T), g
    r = hypot(f, g)
    abs(f) > abs(g) && f < 0 && (r = -r)
    return f / r, g / r, r
end
function givensAlgorithm(f::Complex{T}, g::Complex{T}) where {T<:AbstractFloat}
    iszero(g) && return one(T), zero(g), f
    iszero(f) && return zero(T), conj(g) / abs(g), Complex{T}(abs(g))
    r, direction = hypot(f, g), f / abs(f)
    return abs(f) / r, direction * conj(g) / r, direction * r
end

function givens(f::T, g::T, i1::Integer, i2::Integer) where {T}
    i1 == i2 && throw(ArgumentError("Indices must be distinct."))
    c, s, r = givensAlgorithm(f, g)
    # The rotation is told with the smaller place first.
    if i1 > i2
        s = -conj(s)
        i1, i2 = i2, i1
    end
    return Givens(Int(i1), Int(i2), promote(c, s)...), r
end
givens(A::AbstractMatrix, i1::Integer, i2::Integer, j::Integer) = givens(A[i1, j], A[i2, j], i1, i2)
givens(x::AbstractVector, i1::Integer, i2::Integer) = givens(x[i1], x[i2], i1, i2)

adjoint(G::Givens) = Givens(G.i1, G.i2, conj(G.c), -G.s)
transpose(G::Givens) = Givens(G.i1, G.i2, G.c, -conj(G.s))
adjoint(R::Rotation) = Rotation(reverse!([adjoint(G) for G in R.rotations]))
inv(G::Givens) = adjoint(G)
copy(G::Givens) = G
function getindex(G::Givens, i::Integer, j::Integer)
    i == j && return i == G.i1 || i == G.i2 ? G.c : one(G.c)
    i == G.i1 && j == G.i2 && return G.s
    return i == G.i2 && j == G.i1 ? -conj(G.s) : zero(G.s)
end
==(G::Givens, H::Givens) = G.i1 == H.i1 && G.i2 == H.i2 && G.c == H.c && G.s == H.s

function lmul!(G::Givens, A::AbstractVecOrMat)
    G.i2 <= size(A, 1) || throw(DimensionMismatch("column indices for rotation are outside the matrix"))
    for j in axes(A, 2)
        a, b = A[G.i1, j], A[G.i2, j]
        A[G.i1, j] = G.c * a + G.s * b
        A[G.i2, j] = -conj(G.s) * a + G.c * b
    end
    return A
end
function rmul!(A::AbstractMatrix, G::Givens)
    G.i2 <= size(A, 2) || throw(DimensionMismatch("column indices for rotation are outside the matrix"))
    for i in axes(A, 1)
        a, b = A[i, G.i1], A[i, G.i2]
        A[i, G.i1] = a * G.c - b * conj(G.s)
        A[i, G.i2] = a * G.s + b * G.c
    end
    return A
end
# The last rotation was applied last.
lmul!(R::Rotation, A::AbstractVecOrMat) = (foreach(G -> lmul!(G, A), R.rotations); A)
rmul!(A::AbstractMatrix, R::Rotation) = (foreach(G -> rmul!(A, G), Iterators.reverse(R.rotations)); A)
lmul!(G::Givens, R::Rotation) = (push!(R.rotations, G); R)

*(G::AbstractRotation, A::AbstractVector) = _rotated(G, A)
*(G::AbstractRotation, A::AbstractMatrix) = _rotated(G, A)
_rotated(G, A) = lmul!(G, copyto!(similar(A, _product_type(G, A)), A))
*(A::AbstractMatrix, G::AbstractRotation) = rmul!(copyto!(similar(A, _product_type(G, A)), A), G)
_product_type(G, A) = promote_op(*, eltype(G), eltype(A))
*(G::Givens{T}, H::Givens{T}) where {T} = Rotation(Givens{T}[H, G])
*(G::Givens{T}, R::Rotation{T}) where {T} = Rotation(Givens{T}[R.rotations; G])
*(R::Rotation{T}, G::Givens{T}) where {T} = Rotation(Givens{T}[G; R.rotations])
