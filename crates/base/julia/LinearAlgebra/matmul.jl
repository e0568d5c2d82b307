# Products.

const _BlasNumber = Union{Float32,Float64,ComplexF32,ComplexF64}
_is_blas(A, B) = eltype(A) <: _BlasNumber && eltype(B) <: _BlasNumber
function _matmul_size(A, B)
    size(A, 2) == size(B, 1) && return nothing
    mA, nA = size(A)
    mB, nB = size(B)
    if _is_blas(A, B)
        throw(DimensionMismatch("A has dimensions ($mA,$nA) but B has dimensions ($mB,$nB)"))
    end
    throw(DimensionMismatch("matrix A has axes ($(axes(A, 1)),$(axes(A, 2))), matrix B has axes ($(axes(B, 1)),$(axes(B, 2)))"))
end
function _matvec_size(A, x)
    size(A, 2) == length(x) && return nothing
    mA, nA = size(A)
    if _is_blas(A, x)
        throw(DimensionMismatch("second dimension of A, $nA, does not match length of x, $(length(x))"))
    end
    throw(DimensionMismatch("matrix A has dimensions ($mA,$nA), vector B has length $(length(x))"))
end
matprod(x, y) = x * y + x * y
_product_type(::Type{A}, ::Type{B}) where {A,B} = (T = promote_op(matprod, A, B); T)
_product_type(::Type{A}, ::Type{A}) where {A<:Union{Int,Float64,Float32,ComplexF64}} = A
_product_type(::Type{Int}, ::Type{Float64}) = Float64
_product_type(::Type{Float64}, ::Type{Int}) = Float64

*(A::AbstractMatrix, B::AbstractMatrix) = _matmul(A, B)
*(A::AbstractMatrix, x::AbstractVector) = _matvec(A, x)
*(a::AbstractVector, B::AbstractMatrix) = reshape(a, length(a), 1) * B
*(u::AdjointAbsVec{<:Number}, v::AbstractVector{<:Number}) = dot(u.parent, v)
*(u::TransposeAbsVec{T}, v::AbstractVector{T}) where {T<:Real} = dot(u.parent, v)
*(u::AdjOrTransAbsVec, v::AbstractVector) = _row_times(u, v)
*(u::AbstractVector, v::AdjOrTransAbsVec) = _outer(u, v)
*(u::AdjointAbsVec, A::AbstractMatrix) = (_matmul_size(u, A); adjoint(adjoint(A) * u.parent))
*(u::TransposeAbsVec, A::AbstractMatrix) = (_matmul_size(u, A); transpose(transpose(A) * u.parent))
*(u::AdjointAbsVec, v::AdjointAbsVec) = throw(MethodError(*, (u, v)))
*(A::AbstractMatrix, B::AdjOrTransAbsVec) = _matmul(A, B)
*(u::AdjointAbsVec, v::TransposeAbsVec) = _matmul(u, v)
*(u::TransposeAbsVec, v::AdjOrTransAbsVec) = _matmul(u, v)
# A row that is scaled stays one.
*(u::AdjointAbsVec, D::Diagonal) = (_matmul_size(u, D); adjoint(adjoint(D) * u.parent))
*(u::TransposeAbsVec, D::Diagonal) = (_matmul_size(u, D); transpose(transpose(D) * u.parent))
*(D::Diagonal, v::AdjOrTransAbsVec) = _matmul(D, v)
^(D::Diagonal, p::Real) = Diagonal(D.diag .^ p)
function _row_times(u, v)
    length(u) == length(v) || throw(DimensionMismatch("dot product arguments have lengths $(length(u)) and $(length(v))"))
    return sum(uu * vv for (uu, vv) in zip(u, v))
end
function _outer(u::AbstractVector, v)
    T = _product_type(eltype(u), eltype(v))
    return [u[i] * v[1, j] for i in 1:length(u), j in 1:length(v)]
end
function _matmul(A::AbstractMatrix, B::AbstractMatrix)
    _matmul_size(A, B)
    C = similar(B, _product_type(eltype(A), eltype(B)), (size(A, 1), size(B, 2)))
    return _matmul_into!(C, A, B, true, false)
end
function _matvec(A::AbstractMatrix, x::AbstractVector)
    _matvec_size(A, x)
    T = _product_type(eltype(A), eltype(x))
    y = similar(x, T, size(A, 1))
    return _matvec_into!(y, A, x, true, false)
end
_zero_of(::Type{T}) where {T<:Number} = zero(T)
function _matmul_into!(C, A, B, α, β)
    m, n = size(A)
    p = size(B, 2)
    for j in 1:p, i in 1:m
        if n == 0
            acc = zero(eltype(C))
        else
            acc = A[i, 1] * B[1, j]
            for k in 2:n
                acc += A[i, k] * B[k, j]
            end
        end
        C[i, j] = iszero(β) ? acc * α : acc * α + C[i, j] * β
    end
    return C
end
_matmul_into!(C::Matrix{Float64}, A::Matrix{Float64}, B::Matrix{Float64}, α, β) = (Core.Host.matmul(getfield(C, :ref), getfield(A, :ref), getfield(B, :ref), size(A, 1), size(A, 2), size(B, 2), Float64(α), Float64(β)); C)
function _matvec_into!(y, A, x, α, β)
    m, n = size(A)
    for i in 1:m
        if n == 0
            acc = zero(eltype(y))
        else
            acc = A[i, 1] * x[1]
            for k in 2:n
                acc += A[i, k] * x[k]
            end
        end
        y[i] = iszero(β) ? acc * α : acc * α + y[i] * β
    end
    return y
end
_matvec_into!(y::Vector{Float64}, A::Matrix{Float64}, x::Vector{Float64}, α, β) = (Core.Host.matmul(getfield(y, :ref), getfield(A, :ref), getfield(x, :ref), size(A, 1), size(A, 2), 1, Float64(α), Float64(β)); y)
mul!(C, A, B) = mul!(C, A, B, true, false)
function mul!(C::AbstractMatrix, A::AbstractMatrix, B::AbstractMatrix, α::Number, β::Number)
    _matmul_size(A, B)
    size(C) == (size(A, 1), size(B, 2)) || throw(DimensionMismatch("destination has size $(size(C)), but the product has size $((size(A, 1), size(B, 2)))"))
    return _matmul_into!(C, A, B, α, β)
end
function mul!(y::AbstractVector, A::AbstractMatrix, x::AbstractVector, α::Number, β::Number)
    _matvec_size(A, x)
    length(y) == size(A, 1) || throw(DimensionMismatch("destination has length $(length(y)), but the product has length $(size(A, 1))"))
    return _matvec_into!(y, A, x, α, β)
end
mul!(C::AbstractMatrix, A::AbstractVector, B::AbstractMatrix, α::Number, β::Number) = mul!(C, reshape(A, length(A), 1), B, α, β)
function mul!(C::AbstractArray, s::Number, X::AbstractArray, α::Number, β::Number)
    for I in eachindex(C, X)
        C[I] = iszero(β) ? s * X[I] * α : s * X[I] * α + C[I] * β
    end
    return C
end
mul!(C::AbstractArray, X::AbstractArray, s::Number, α::Number, β::Number) = (for I in eachindex(C, X); C[I] = iszero(β) ? X[I] * s * α : X[I] * s * α + C[I] * β; end; C)
lmul!(s::Number, X::AbstractArray) = (for I in eachindex(X); X[I] = s * X[I]; end; X)
rmul!(X::AbstractArray, s::Number) = (for I in eachindex(X); X[I] = X[I] * s; end; X)
ldiv!(s::Number, X::AbstractArray) = (for I in eachindex(X); X[I] = s \ X[I]; end; X)
rdiv!(X::AbstractArray, s::Number) = (for I in eachindex(X); X[I] = X[I] / s; end; X)
lmul!(A::AbstractMatrix, B::AbstractVecOrMat) = copyto!(B, A * B)
rmul!(A::AbstractMatrix, B::AbstractMatrix) = copyto!(A, A * B)
ldiv!(A::AbstractMatrix, B::AbstractVecOrMat) = copyto!(B, A \ B)
ldiv!(Y::AbstractVecOrMat, A, B::AbstractVecOrMat) = copyto!(Y, A \ B)
function axpy!(α::Number, x::AbstractArray, y::AbstractArray)
    length(x) == length(y) || throw(DimensionMismatch("x has length $(length(x)), but y has length $(length(y))"))
    for (i, j) in zip(eachindex(x), eachindex(y))
        y[j] += x[i] * α
    end
    return y
end
function axpby!(α::Number, x::AbstractArray, β::Number, y::AbstractArray)
    length(x) == length(y) || throw(DimensionMismatch("x has length $(length(x)), but y has length $(length(y))"))
    for (i, j) in zip(eachindex(x), eachindex(y))
        y[j] = x[i] * α + y[j] * β
    end
    return y
end
function ^(A::AbstractMatrix, p::Integer)
    checksquare(A)
    p < 0 && return Base.power_by_squaring(inv(A), -p)
    p == 0 && return one(A)
    return Base.power_by_squaring(A, p)
end
function ^(A::AbstractMatrix, p::Real)
    checksquare(A)
    isinteger(p) && return A^Int(p)
    return _matrix_power(A, p)
end
