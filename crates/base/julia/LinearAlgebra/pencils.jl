# Eigenvalues of two matrices, A x = λ B x.

function eigen(A::AbstractMatrix, B::AbstractMatrix; sortby=eigsortby)
    n = checksquare(A)
    checksquare(B) == n || throw(DimensionMismatch(lazy"A has dimensions $(size(A)), B has dimensions $(size(B))"))
    all(isfinite, A) && all(isfinite, B) || throw(ArgumentError("matrix contains Infs or NaNs"))
    ishermitian(A) && isposdef(B) && return _in_order(eigen(A, cholesky(Hermitian(B))), sortby)
    values, vectors = _pencil(A, B)
    # The largest entry of each vector is 1, as |re| + |im|.
    for column in eachcol(vectors)
        largest = maximum(x -> abs(real(x)) + abs(imag(x)), column)
        iszero(largest) || (column ./= largest)
    end
    return _in_order(GeneralizedEigen(values, vectors), sortby)
end
eigen(A::HermOrSym, B::HermOrSym; sortby=nothing) = _in_order(eigen(A, cholesky(B)), sortby)
eigen(A::Diagonal, B::Diagonal; sortby=nothing) = eigen(A, _regular(B), B \ A; sortby)
eigen(A::AbstractMatrix, B::Diagonal; sortby=nothing) =
    all(isposdef, _regular(B).diag) ? eigen(A, cholesky(B); sortby) : eigen(A, B, B \ A; sortby)
eigen(::AbstractMatrix, ::Diagonal, quotient; sortby) = (F = eigen(quotient; sortby); GeneralizedEigen(F.values, F.vectors))
_regular(B::Diagonal) = any(iszero, B.diag) ? throw(ArgumentError("right-hand side diagonal matrix is singular")) : B
eigen(A::Number, B::Number) = eigen(fill(A, 1, 1), fill(B, 1, 1))
# With B = U'U the pairs are those of U'\A/U, and their vectors are at right angles by B.
function eigen(A::AbstractMatrix, C::Cholesky; sortby=nothing)
    inner = C.L \ A / C.U
    F = eigen(ishermitian(A) ? Matrix(Hermitian(inner)) : inner; sortby)
    return GeneralizedEigen(F.values, C.U \ F.vectors)
end
function eigen(A::AbstractMatrix, B::LU; sortby=nothing)
    F = eigen(B \ A; sortby)
    return GeneralizedEigen(F.values, F.vectors)
end

# Where B cannot be divided by, A - sB can for nearly every s: its pairs with B are 1/(λ - s), and 0 where λ is infinite.
function _pencil(A, B)
    rounding = eps(real(float_type(promote_type(eltype(A), eltype(B)))))
    cond(B, 1) * rounding < 1.0e-4 && return _pairs(eigen(B \ A))
    size_of_a, size_of_b = opnorm(A, 1), opnorm(B, 1)
    for part in (0, 0.6180339887498949, -1.3247179572447460)
        s = iszero(size_of_b) ? zero(part) : part * size_of_a / size_of_b
        M = iszero(s) ? float(A) : A - s * B
        cond(M, 1) * rounding < 1.0e-4 || continue
        F = eigen(M \ B)
        nothing_left = length(F.values) * rounding * maximum(abs, F.values; init = zero(rounding))
        return map(x -> abs(x) <= nothing_left ? _infinite(x) : s + inv(x), F.values), F.vectors
    end
    # Every number is an eigenvalue.
    return fill(oftype(rounding, NaN), size(A, 1)), Matrix{typeof(rounding)}(I, size(A))
end
_pairs(F) = (F.values, F.vectors)
_infinite(x::Real) = oftype(x, Inf)
_infinite(x::Complex) = typeof(x)(Inf, NaN)

eigen!(A::AbstractMatrix, B::AbstractMatrix; kw...) = eigen(A, B; kw...)
eigvals(A::AbstractMatrix, B::Union{AbstractMatrix,Factorization}; kw...) = eigen(A, B; kw...).values
eigvals!(A::AbstractMatrix, B::AbstractMatrix; kw...) = eigvals(A, B; kw...)
eigvecs(A::AbstractMatrix, B::Union{AbstractMatrix,Factorization}; kw...) = eigen(A, B; kw...).vectors
eigvals(a::Number, b::Number) = [a / b]
