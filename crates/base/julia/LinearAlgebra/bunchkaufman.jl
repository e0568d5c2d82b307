# The factors of a symmetric or Hermitian matrix that need not be positive: P A P' = L D L', or U D U', with blocks of one
# or two rows in D.

struct BunchKaufman{T,S<:AbstractMatrix,P<:AbstractVector{<:Integer}} <: Factorization{T}
    LD::S
    ipiv::P
    uplo::Char
    symmetric::Bool
    rook::Bool
    info::Int
end
BunchKaufman(A::AbstractMatrix{T}, ipiv::AbstractVector{<:Integer}, uplo::AbstractChar, symmetric::Bool, rook::Bool, info::Integer) where {T} =
    BunchKaufman{T,typeof(A),typeof(ipiv)}(A, ipiv, uplo, symmetric, rook, info)

function bunchkaufman(A::HermOrSym, rook::Bool=false; check::Bool=true)
    T = float_type(eltype(A))
    n = checksquare(A)
    W = Matrix{T}(A)
    # An upper factor is the lower one of the matrix read from its end.
    backwards = A.uplo == 'U'
    backwards && reverse!(W)
    symmetric = A isa Symmetric || T <: Real
    ipiv, info = _eliminate_in_blocks!(W, symmetric ? identity : conj, rook)
    if backwards
        reverse!(W)
        reverse!(ipiv)
        map!(i -> i < 0 ? -(n + 1 + i) : n + 1 - i, ipiv, ipiv)
        info == 0 || (info = n + 1 - info)
    end
    check && info != 0 && throw(SingularException(info))
    return BunchKaufman(W, ipiv, A.uplo, symmetric, rook, info)
end
function bunchkaufman(A::AbstractMatrix, rook::Bool=false; check::Bool=true)
    ishermitian(A) && return bunchkaufman(Hermitian(A), rook; check)
    issymmetric(A) && return bunchkaufman(Symmetric(A), rook; check)
    throw(ArgumentError("Bunch-Kaufman decomposition is only valid for symmetric or Hermitian matrices"))
end
bunchkaufman!(A::AbstractMatrix, rook::Bool=false; check::Bool=true) = bunchkaufman(A, rook; check)

# Below the diagonal of `W` come the columns of L, in the rows where pivoting has left them; D is on the diagonal, and what
# it has beside that is below it where a block has two rows. A pivot is a row, or minus a row for both rows of such a block.
function _eliminate_in_blocks!(W, conjugate, rook)
    n = size(W, 1)
    ipiv = zeros(Int, n)
    info = 0
    k = 1
    while k <= n
        first, second, rows = _block_pivot(W, k, rook)
        rook || rows == 1 || (first = k)
        _exchange!(W, k, first)
        rows == 2 && _exchange!(W, k + 1, second)
        if rows == 1
            ipiv[k] = first
            if iszero(W[k, k])
                info == 0 && (info = k)
            else
                for j in k+1:n, i in k+1:n
                    W[i, j] -= W[i, k] * W[k, j] / W[k, k]
                end
                for i in k+1:n
                    W[i, k] /= W[k, k]
                end
            end
        else
            ipiv[k] = rook ? -first : -second
            ipiv[k+1] = -second
            a, b, c, d = W[k, k], W[k, k+1], W[k+1, k], W[k+1, k+1]
            # Divided by what is beside the diagonal, which is what is large in such a block.
            left, right = a / b, d / c
            det = left * right - one(left)
            for i in k+2:n
                x, y = W[i, k], W[i, k+1]
                l = (right * x / b - y / b) / det
                m = (left * y / c - x / c) / det
                for j in k+2:n
                    W[i, j] -= l * W[k, j] + m * W[k+1, j]
                end
                W[i, k], W[i, k+1] = l, m
            end
        end
        k += rows
    end
    for j in 2:n, i in 1:j-1
        W[i, j] = 0
    end
    return ipiv, info
end
# The rows to bring to `k` and `k + 1`, and how many of them make the block.
function _block_pivot(W, k, rook)
    threshold = (1 + sqrt(17)) / 8
    own = abs(W[k, k])
    row, largest = _largest_beside(W, k, k)
    (largest == 0 || own >= threshold * largest) && return k, k, 1
    p = k
    while true
        other, beside = _largest_beside(W, k, row)
        rook || own * beside < threshold * largest^2 || return k, k, 1
        abs(W[row, row]) >= threshold * beside && return row, row, 1
        (!rook || other == p || beside <= largest) && return p, row, 2
        p, row, largest = row, other, beside
    end
end
function _largest_beside(W, k, row)
    at, largest = row, zero(real(eltype(W)))
    for j in k:size(W, 1)
        if j != row && abs(W[row, j]) > largest
            at, largest = j, abs(W[row, j])
        end
    end
    return at, largest
end

function getproperty(B::BunchKaufman, d::Symbol)
    d === :D && return _block_diagonal(B)
    d === :p && return _pivoted(B)
    d === :P && return Matrix{eltype(B)}(I, size(B))[:, invperm(B.p)]
    if d === :L
        getfield(B, :uplo) == 'L' || throw(ArgumentError("factorization is U*D*U' but you requested L"))
        return UnitLowerTriangular(_without_blocks(B))
    elseif d === :U
        getfield(B, :uplo) == 'U' || throw(ArgumentError("factorization is L*D*L' but you requested U"))
        return UnitUpperTriangular(_without_blocks(B))
    end
    return getfield(B, d)
end
Base.propertynames(B::BunchKaufman, private::Bool=false) = (:p, :P, :L, :U, :D, (private ? fieldnames(typeof(B)) : ())...)
# Where the blocks of two rows begin, counted from the top.
function _blocks(B::BunchKaufman)
    ipiv = B.ipiv
    found = Int[]
    i = 1
    while i <= length(ipiv)
        ipiv[i] < 0 && push!(found, i)
        i += ipiv[i] < 0 ? 2 : 1
    end
    return found
end
function _block_diagonal(B::BunchKaufman)
    below = zeros(eltype(B), max(size(B, 1) - 1, 0))
    above = copy(below)
    for i in _blocks(B)
        x = B.uplo == 'L' ? B.LD[i+1, i] : B.LD[i, i+1]
        y = B.symmetric ? x : conj(x)
        below[i], above[i] = B.uplo == 'L' ? (x, y) : (y, x)
    end
    return Tridiagonal(below, diag(B.LD), above)
end
function _without_blocks(B::BunchKaufman)
    M = copy(B.LD)
    for i in _blocks(B)
        B.uplo == 'L' ? (M[i+1, i] = 0) : (M[i, i+1] = 0)
    end
    return M
end
function _pivoted(B::BunchKaufman)
    n = size(B, 1)
    p = collect(1:n)
    ipiv = B.ipiv
    step = B.uplo == 'L' ? 1 : -1
    k = step == 1 ? 1 : n
    while 1 <= k <= n
        if ipiv[k] > 0
            p[k], p[ipiv[k]] = p[ipiv[k]], p[k]
            k += step
        else
            first = B.rook ? -ipiv[k] : k
            p[k], p[first] = p[first], p[k]
            second = -ipiv[k+step]
            p[k+step], p[second] = p[second], p[k+step]
            k += 2step
        end
    end
    return p
end

size(B::BunchKaufman) = size(getfield(B, :LD))
size(B::BunchKaufman, d::Integer) = size(getfield(B, :LD), d)
issuccess(B::BunchKaufman) = B.info == 0
issymmetric(B::BunchKaufman) = B.symmetric
ishermitian(B::BunchKaufman) = eltype(B) <: Real || !B.symmetric
copy(B::BunchKaufman) = BunchKaufman(copy(B.LD), copy(B.ipiv), B.uplo, B.symmetric, B.rook, B.info)
iterate(B::BunchKaufman) = (B.D, Val(:factor))
iterate(B::BunchKaufman, ::Val{:factor}) = (B.uplo == 'L' ? B.L : B.U, Val(:p))
iterate(B::BunchKaufman, ::Val{:p}) = (B.p, Val(:done))
iterate(B::BunchKaufman, ::Val{:done}) = nothing
# The factor and what stands on its other side.
function _both_sides(B::BunchKaufman)
    F = B.uplo == 'L' ? B.L : B.U
    return F, ishermitian(B) ? F' : transpose(F)
end
function Matrix(B::BunchKaufman)
    F, G = _both_sides(B)
    q = invperm(B.p)
    return (F * (B.D * Matrix(G)))[q, q]
end
function _solve(B::BunchKaufman, b::AbstractVecOrMat)
    issuccess(B) || throw(SingularException(B.info))
    F, G = _both_sides(B)
    p = B.p
    return _rows(G \ (B.D \ (F \ _rows(b, p))), invperm(p))
end
inv(B::BunchKaufman) = _solve(B, Matrix{eltype(B)}(I, size(B)))
det(B::BunchKaufman) = issuccess(B) ? det(B.D) : zero(eltype(B))
function logabsdet(B::BunchKaufman)
    issuccess(B) || return convert(real(eltype(B)), -Inf), zero(eltype(B))
    return logabsdet(B.D)
end
logdet(B::BunchKaufman) = ((size, sign) = logabsdet(B); size + log(sign))
function show(io::IO, mime::MIME{Symbol("text/plain")}, B::BunchKaufman)
    issuccess(B) || return print(io, "Failed factorization of type $(typeof(B))")
    summary(io, B)
    println(io, "\nD factor:")
    show(io, mime, B.D)
    println(io, "\n", B.uplo, " factor:")
    show(io, mime, B.uplo == 'L' ? B.L : B.U)
    println(io, "\npermutation:")
    show(io, mime, B.p)
end
