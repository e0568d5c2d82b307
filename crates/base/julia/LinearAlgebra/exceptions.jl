# What goes wrong with matrices.

struct LAPACKException <: Exception
    info::Int
end
struct SingularException <: Exception
    info::Int
end
struct PosDefException <: Exception
    info::Int
end
struct RankDeficientException <: Exception
    info::Int
end
struct ZeroPivotException <: Exception
    info::Int
end
Base.showerror(io::IO, ex::SingularException) = print(io, "SingularException($(ex.info))")
Base.showerror(io::IO, ex::LAPACKException) = print(io, "LAPACKException($(ex.info))")
Base.showerror(io::IO, ex::RankDeficientException) = print(io, "RankDeficientException($(ex.info))")
Base.showerror(io::IO, ex::ZeroPivotException) = print(io, "ZeroPivotException: factorization encountered one or more zero pivots. Consider switching to a pivoted LU factorization.")
function Base.showerror(io::IO, ex::PosDefException)
    print(io, "PosDefException: matrix is not ")
    if ex.info == -1
        print(io, "Hermitian")
    else
        print(io, "positive definite")
    end
    print(io, "; ")
    print(io, ex.info == -1 ? "Factorization failed." : "Factorization failed.")
end

function checksquare(A)
    m, n = size(A)
    m == n || throw(DimensionMismatch("matrix is not square: dimensions are $(size(A))"))
    return m
end
function checksquare(A...)
    sizes = Int[]
    for a in A
        size(a, 1) == size(a, 2) || throw(DimensionMismatch("matrix is not square: dimensions are $(size(a))"))
        push!(sizes, size(a, 1))
    end
    return sizes
end
