# The names of BLAS, as plain loops: the same results to rounding, in the caller's arrays.
module BLAS

import ..LinearAlgebra
using Base: require_one_based_indexing

export gemv!, gemv, gemm!, gemm, symv!, symv, symm!, symm, ger!, syrk!, syrk, trmv!, trmv, trsv!, trsv, trmm!, trmm,
    trsm!, trsm, axpy!, axpby!, scal!, scal, nrm2, asum, iamax, dot, dotu, dotc, blascopy!, rot!

# A function of the library by its name there, for packages that call it themselves.
macro blasfunc(name)
    return QuoteNode(Symbol(name, "64_"))
end

# A matrix as the letter says: plain, transposed, or conjugated too.
function _op(t::AbstractChar, A)
    t == 'N' && return A
    t == 'T' && return transpose(A)
    t == 'C' && return adjoint(A)
    throw(ArgumentError("trans argument must be 'N' (no transpose), 'T' (transpose), or 'C' (conjugate transpose), got '$t'"))
end
function _tri(uplo::AbstractChar, diag::AbstractChar, A)
    uplo == 'U' && return diag == 'U' ? LinearAlgebra.UnitUpperTriangular(A) : LinearAlgebra.UpperTriangular(A)
    uplo == 'L' && return diag == 'U' ? LinearAlgebra.UnitLowerTriangular(A) : LinearAlgebra.LowerTriangular(A)
    throw(ArgumentError("uplo argument must be 'U' (upper) or 'L' (lower), got '$uplo'"))
end
# What is multiplied by zero is not looked at: it may be undefined.
_scaled(beta, y) = iszero(beta) ? zero(y) : beta * y
function _add!(alpha, product, beta, out)
    size(product) == size(out) || throw(DimensionMismatch("the product has size $(size(product)), the result $(size(out))"))
    for i in eachindex(out)
        out[i] = alpha * product[i] + _scaled(beta, out[i])
    end
    return out
end

# --- vectors ---
dot(x::AbstractVector, y::AbstractVector) = sum(x .* y; init = zero(eltype(x)) * zero(eltype(y)))
dot(n::Integer, x, incx::Integer, y, incy::Integer) = dot(_strided(n, x, incx), _strided(n, y, incy))
dotu(x::AbstractVector, y::AbstractVector) = dot(x, y)
dotc(x::AbstractVector, y::AbstractVector) = dot(conj(x), y)
_strided(n, x, inc) = x[1:inc:1+(n-1)*inc]
nrm2(x) = LinearAlgebra.norm(x)
nrm2(n::Integer, x, inc::Integer) = nrm2(_strided(n, x, inc))
asum(x) = sum(v -> abs(real(v)) + abs(imag(v)), x; init = zero(real(eltype(x))))
asum(n::Integer, x, inc::Integer) = asum(_strided(n, x, inc))
iamax(x) = isempty(x) ? 0 : argmax(map(v -> abs(real(v)) + abs(imag(v)), x))
iamax(n::Integer, x, inc::Integer) = iamax(_strided(n, x, inc))
scal!(a::Number, x::AbstractArray) = (x .= a .* x; x)
function scal!(n::Integer, a::Number, x::AbstractArray, inc::Integer)
    for i in 0:n-1
        x[1+i*inc] *= a
    end
    return x
end
scal(n::Integer, a::Number, x::AbstractArray, inc::Integer) = scal!(n, a, copy(x), inc)
function axpy!(alpha::Number, x::AbstractArray, y::AbstractArray)
    length(x) == length(y) || throw(DimensionMismatch("x has length $(length(x)), but y has length $(length(y))"))
    for i in eachindex(x)
        y[i] += alpha * x[i]
    end
    return y
end
function axpby!(alpha::Number, x::AbstractArray, beta::Number, y::AbstractArray)
    length(x) == length(y) || throw(DimensionMismatch("x has length $(length(x)), but y has length $(length(y))"))
    for i in eachindex(x)
        y[i] = alpha * x[i] + _scaled(beta, y[i])
    end
    return y
end
function blascopy!(n::Integer, x::AbstractArray, incx::Integer, y::AbstractArray, incy::Integer)
    for i in 0:n-1
        y[1+i*incy] = x[1+i*incx]
    end
    return y
end
function rot!(n::Integer, x, incx::Integer, y, incy::Integer, c, s)
    for i in 0:n-1
        a, b = x[1+i*incx], y[1+i*incy]
        x[1+i*incx] = c * a + s * b
        y[1+i*incy] = c * b - conj(s) * a
    end
    return x, y
end

# --- a matrix and a vector ---
gemv!(t::AbstractChar, alpha::Number, A::AbstractVecOrMat, x::AbstractVector, beta::Number, y::AbstractVector) =
    _add!(alpha, _op(t, A) * x, beta, y)
gemv(t::AbstractChar, alpha::Number, A, x) = alpha * (_op(t, A) * x)
gemv(t::AbstractChar, A, x) = _op(t, A) * x
symv!(uplo::AbstractChar, alpha::Number, A, x, beta::Number, y) =
    _add!(alpha, LinearAlgebra.Symmetric(A, Symbol(uplo)) * x, beta, y)
symv(uplo::AbstractChar, alpha::Number, A, x) = alpha * (LinearAlgebra.Symmetric(A, Symbol(uplo)) * x)
symv(uplo::AbstractChar, A, x) = symv(uplo, one(eltype(A)), A, x)
function ger!(alpha::Number, x::AbstractVector, y::AbstractVector, A::AbstractMatrix)
    size(A) == (length(x), length(y)) ||
        throw(DimensionMismatch("A has size $(size(A)), x has length $(length(x)), y has length $(length(y))"))
    for j in eachindex(y), i in eachindex(x)
        A[i, j] += alpha * x[i] * conj(y[j])
    end
    return A
end
trmv(uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, A, x) = _op(t, _tri(uplo, diag, A)) * x
trmv!(uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, A, x) = copyto!(x, trmv(uplo, t, diag, A, x))
trsv(uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, A, x) = _op(t, _tri(uplo, diag, A)) \ x
trsv!(uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, A, x) = copyto!(x, trsv(uplo, t, diag, A, x))

# --- matrices ---
gemm!(tA::AbstractChar, tB::AbstractChar, alpha::Number, A, B, beta::Number, C) =
    _add!(alpha, _op(tA, A) * _op(tB, B), beta, C)
gemm(tA::AbstractChar, tB::AbstractChar, alpha::Number, A, B) = alpha * (_op(tA, A) * _op(tB, B))
gemm(tA::AbstractChar, tB::AbstractChar, A, B) = _op(tA, A) * _op(tB, B)
function symm(side::AbstractChar, uplo::AbstractChar, alpha::Number, A, B)
    S = LinearAlgebra.Symmetric(A, Symbol(uplo))
    return alpha * (side == 'L' ? S * B : B * S)
end
symm(side::AbstractChar, uplo::AbstractChar, A, B) = symm(side, uplo, one(eltype(A)), A, B)
symm!(side::AbstractChar, uplo::AbstractChar, alpha::Number, A, B, beta::Number, C) =
    _add!(alpha, symm(side, uplo, A, B), beta, C)
syrk(uplo::AbstractChar, t::AbstractChar, alpha::Number, A) =
    syrk!(uplo, t, alpha, A, zero(eltype(A)), (n = size(A, t == 'N' ? 1 : 2); zeros(eltype(A), n, n)))
syrk(uplo::AbstractChar, t::AbstractChar, A) = syrk(uplo, t, one(eltype(A)), A)
function syrk!(uplo::AbstractChar, t::AbstractChar, alpha::Number, A, beta::Number, C)
    P = t == 'N' ? A * transpose(A) : transpose(A) * A
    size(P) == size(C) || throw(DimensionMismatch("C has size $(size(C)), the product $(size(P))"))
    for j in axes(C, 2), i in axes(C, 1)
        (uplo == 'U' ? i <= j : i >= j) && (C[i, j] = alpha * P[i, j] + _scaled(beta, C[i, j]))
    end
    return C
end
function trmm(side::AbstractChar, uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, alpha::Number, A, B)
    T = _op(t, _tri(uplo, diag, A))
    return alpha * (side == 'L' ? T * B : B * T)
end
trmm!(side::AbstractChar, uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, alpha::Number, A, B) =
    copyto!(B, trmm(side, uplo, t, diag, alpha, A, B))
function trsm(side::AbstractChar, uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, alpha::Number, A, B)
    T = _op(t, _tri(uplo, diag, A))
    return side == 'L' ? T \ (alpha * B) : (alpha * B) / T
end
trsm!(side::AbstractChar, uplo::AbstractChar, t::AbstractChar, diag::AbstractChar, alpha::Number, A, B) =
    copyto!(B, trsm(side, uplo, t, diag, alpha, A, B))

"How many threads do the work: always one."
get_num_threads() = 1
set_num_threads(n::Integer) = nothing

end
