# Linear algebra: products, special matrices, factorisations.
module LinearAlgebra

const libblastrampoline = "libblastrampoline"
import Base: *, +, -, /, \, ^, ==, adjoint, transpose, size, length, axes, getindex, setindex!, copy, copyto!, similar, parent, show, inv, kron, kron!,
    iterate, summary, conj, real, imag, map, iszero, isone, one, zero, eltype, convert, IndexStyle, dataids, exp, log, sqrt, abs, getproperty, propertynames,
    Matrix, Array, AbstractArray, AbstractMatrix, isapprox, permutedims, vec, sum, prod, fill!, isreal, hcat, vcat, hash, reverse, promote_rule, strides,
    sin, cos, tan, sincos, sinh, cosh, tanh, sec, csc, cot, sech, csch, coth, cis, cbrt,
    acos, asin, atan, acosh, asinh, atanh, asec, acsc, acot, asech, acsch, acoth, replace_in_print_matrix, copymutable, isinteger, eachrow, eachcol
using Base: require_one_based_indexing, promote_op, IndexLinear, IndexCartesian, @_object, tail, _prod_ints, AbstractVecOrMat, print_matrix, print_array

export Adjoint, Transpose, Diagonal, Symmetric, Hermitian, UpperTriangular, LowerTriangular, UnitUpperTriangular, UnitLowerTriangular, UpperHessenberg,
    Bidiagonal, Tridiagonal, SymTridiagonal, UniformScaling, Factorization, LU, QR, QRPivoted, Cholesky, Eigen, SVD, Schur, BunchKaufman, LQ, Hessenberg,
    GeneralizedEigen, GeneralizedSVD, GeneralizedSchur, LDLt, CholeskyPivoted, QRCompactWY, LAPACKException, SingularException, PosDefException, RankDeficientException, ZeroPivotException,
    I, dot, ⋅, cross, ×, norm, normalize, normalize!, opnorm, tr, det, logdet, logabsdet, rank, cond, condskeel, nullspace, pinv, kron!, inv,
    mul!, lmul!, rmul!, ldiv!, rdiv!, axpy!, axpby!, diag, diagm, diagind, triu, tril, triu!, tril!, issymmetric, ishermitian, isposdef, isposdef!,
    isdiag, istriu, istril, isbanded, lu, lu!, qr, qr!, cholesky, cholesky!, eigen, eigen!, eigvals, eigvals!, eigvecs, eigmax, eigmin, svd, svd!, svdvals, svdvals!, schur, schur!,
    lq, lq!, hessenberg, hessenberg!, bunchkaufman, bunchkaufman!, ldlt, ldlt!, factorize, adjoint!, transpose!, adjoint, transpose, checksquare, givens, rotate!, reflect!, lyap, sylvester, peakflops,
    exp, issuccess, ColumnNorm, NoPivot, RowMaximum, RowNonZero, copy_transpose!, copy_adjoint!, copyto!, copytrito!, lowrankupdate, lowrankupdate!, lowrankdowndate, lowrankdowndate!, diagview, hermitianpart, hermitianpart!, BLAS, LAPACK, stride1

# The numbers whose algorithms are BLAS's and LAPACK's.
const BlasReal = Union{Float64, Float32}
const BlasComplex = Union{ComplexF64, ComplexF32}
const BlasFloat = Union{BlasReal, BlasComplex}

include("LinearAlgebra/exceptions.jl")
include("LinearAlgebra/adjtrans.jl")
include("LinearAlgebra/uniformscaling.jl")
include("LinearAlgebra/identity_blocks.jl")
include("LinearAlgebra/special.jl")
include("LinearAlgebra/triangular.jl")
include("LinearAlgebra/matmul.jl")
include("LinearAlgebra/structured.jl")
include("LinearAlgebra/generic.jl")
include("LinearAlgebra/givens.jl")
include("LinearAlgebra/factorization.jl")
include("LinearAlgebra/spectral.jl")
include("LinearAlgebra/forms.jl")
include("LinearAlgebra/schur.jl")
include("LinearAlgebra/pencils.jl")
include("LinearAlgebra/bunchkaufman.jl")
include("LinearAlgebra/pivoted_cholesky.jl")

end
