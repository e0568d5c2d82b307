# Multiples of the identity of any size.

struct UniformScaling{T<:Number}
    λ::T
end
const I = UniformScaling(true)
(I::UniformScaling)(n::Integer) = Diagonal(fill(I.λ, n))
eltype(::Type{UniformScaling{T}}) where {T} = T
Base.ndims(J::UniformScaling) = 2
Base.has_offset_axes(::UniformScaling) = false
getindex(J::UniformScaling, i::Integer, j::Integer) = ifelse(i == j, J.λ, zero(J.λ))
show(io::IO, J::UniformScaling) = print(io, "$(typeof(J))($(J.λ))")
function show(io::IO, ::MIME"text/plain", J::UniformScaling)
    s = "$(J.λ)"
    if occursin(r"\w+\s*[\+\-]\s*\w+", s)
        s = "($s)"
    end
    print(io, typeof(J), "\n$s*I")
end
copy(J::UniformScaling) = UniformScaling(J.λ)
one(::Type{UniformScaling{T}}) where {T} = UniformScaling(one(T))
zero(::Type{UniformScaling{T}}) where {T} = UniformScaling(zero(T))
zero(J::UniformScaling) = UniformScaling(zero(J.λ))
one(J::UniformScaling) = UniformScaling(one(J.λ))
convert(::Type{UniformScaling{T}}, J::UniformScaling) where {T} = UniformScaling(convert(T, J.λ))
transpose(J::UniformScaling) = J
adjoint(J::UniformScaling) = UniformScaling(conj(J.λ))
conj(J::UniformScaling) = UniformScaling(conj(J.λ))
inv(J::UniformScaling) = UniformScaling(inv(J.λ))
det(J::UniformScaling{T}) where {T} = isone(J.λ) ? one(T) : iszero(J.λ) ? zero(T) : throw(ArgumentError("Determinant of UniformScaling is only well-defined when λ = 0 or 1."))
tr(J::UniformScaling{T}) where {T} = iszero(J.λ) ? zero(T) : throw(ArgumentError("Trace of UniformScaling is only well-defined when λ = 0"))
-(J::UniformScaling) = UniformScaling(-J.λ)
+(J::UniformScaling) = UniformScaling(+J.λ)
+(J1::UniformScaling, J2::UniformScaling) = UniformScaling(J1.λ + J2.λ)
-(J1::UniformScaling, J2::UniformScaling) = UniformScaling(J1.λ - J2.λ)
*(J1::UniformScaling, J2::UniformScaling) = UniformScaling(J1.λ * J2.λ)
*(A::AbstractMatrix, J::UniformScaling) = A * J.λ
*(J::UniformScaling, A::AbstractVecOrMat) = J.λ * A
*(v::AbstractVector, J::UniformScaling) = reshape(v, length(v), 1) * J
*(x::Number, J::UniformScaling) = UniformScaling(x * J.λ)
*(J::UniformScaling, x::Number) = UniformScaling(J.λ * x)
/(J::UniformScaling, x::Number) = UniformScaling(J.λ / x)
/(J1::UniformScaling, J2::UniformScaling) = UniformScaling(J1.λ / J2.λ)
/(A::AbstractMatrix, J::UniformScaling) = A / J.λ
\(x::Number, J::UniformScaling) = UniformScaling(x \ J.λ)
\(J::UniformScaling, A::AbstractVecOrMat) = J.λ \ A
\(J1::UniformScaling, J2::UniformScaling) = UniformScaling(J1.λ \ J2.λ)
^(J::UniformScaling, p::Number) = UniformScaling(J.λ^p)
function +(A::AbstractMatrix, J::UniformScaling)
    n = checksquare(A)
    B = copyto!(similar(Array{Base.promote_op(+, eltype(A), typeof(J.λ))}, size(A)), A)
    for i in 1:n
        B[i, i] += J.λ
    end
    return B
end
+(J::UniformScaling, A::AbstractMatrix) = A + J
-(A::AbstractMatrix, J::UniformScaling) = A + (-J)
-(J::UniformScaling, A::AbstractMatrix) = (-A) + J
+(x::Number, J::UniformScaling) = x + J.λ
+(J::UniformScaling, x::Number) = J.λ + x
==(J1::UniformScaling, J2::UniformScaling) = J1.λ == J2.λ
==(A::AbstractMatrix, J::UniformScaling) = size(A, 1) == size(A, 2) && A == J(size(A, 1))
==(J::UniformScaling, A::AbstractMatrix) = A == J
isapprox(J1::UniformScaling, J2::UniformScaling; kw...) = isapprox(J1.λ, J2.λ; kw...)
isapprox(A::AbstractMatrix, J::UniformScaling; kw...) = isapprox(A, Matrix(J, size(A, 1), size(A, 1)); kw...)
isapprox(J::UniformScaling, A::AbstractMatrix; kw...) = isapprox(A, J; kw...)
function (::Type{Matrix{T}})(s::UniformScaling, m::Integer, n::Integer) where {T}
    A = zeros(T, m, n)
    for i in 1:min(m, n)
        A[i, i] = s.λ
    end
    return A
end
(::Type{Matrix{T}})(s::UniformScaling, dims::Dims{2}) where {T} = Matrix{T}(s, dims...)
(::Type{Matrix})(s::UniformScaling, m::Integer, n::Integer) = Matrix{eltype(s)}(s, m, n)
(::Type{Matrix})(s::UniformScaling, dims::Dims{2}) = Matrix(s, dims...)
function copyto!(A::AbstractMatrix, J::UniformScaling)
    fill!(A, 0)
    for i in 1:min(size(A, 1), size(A, 2))
        A[i, i] = J.λ
    end
    return A
end
opnorm(J::UniformScaling, p::Real=2) = abs(J.λ)
norm(J::UniformScaling, p::Real=2) = throw(MethodError(norm, (J, p)))
