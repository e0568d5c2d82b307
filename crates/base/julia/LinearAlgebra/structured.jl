# Broadcasting over matrices of which only a part is stored: where zeros stay zeros, so does what is not stored.

using Base.Broadcast: Broadcasted, DefaultArrayStyle, AbstractArrayStyle
import Base.Broadcast: BroadcastStyle

const StructuredMatrix = Union{Diagonal, Bidiagonal, Tridiagonal, SymTridiagonal, UpperTriangular, LowerTriangular,
    UnitUpperTriangular, UnitLowerTriangular}

# The style of matrices of the kind `K`; `Matrix` is for those that have no part in common.
struct StructuredMatrixStyle{K} <: AbstractArrayStyle{2} end
StructuredMatrixStyle{K}(::Val{2}) where {K} = StructuredMatrixStyle{K}()
StructuredMatrixStyle{K}(::Val{N}) where {K, N} = DefaultArrayStyle{N}()

BroadcastStyle(::Type{<:Diagonal}) = StructuredMatrixStyle{Diagonal}()
BroadcastStyle(::Type{<:Bidiagonal}) = StructuredMatrixStyle{Bidiagonal}()
BroadcastStyle(::Type{<:Tridiagonal}) = StructuredMatrixStyle{Tridiagonal}()
BroadcastStyle(::Type{<:SymTridiagonal}) = StructuredMatrixStyle{SymTridiagonal}()
BroadcastStyle(::Type{<:UpperTriangular}) = StructuredMatrixStyle{UpperTriangular}()
BroadcastStyle(::Type{<:LowerTriangular}) = StructuredMatrixStyle{LowerTriangular}()
BroadcastStyle(::Type{<:UnitUpperTriangular}) = StructuredMatrixStyle{UnitUpperTriangular}()
BroadcastStyle(::Type{<:UnitLowerTriangular}) = StructuredMatrixStyle{UnitLowerTriangular}()
BroadcastStyle(::StructuredMatrixStyle{K}, ::StructuredMatrixStyle{K}) where {K} = StructuredMatrixStyle{K}()
BroadcastStyle(::StructuredMatrixStyle{K}, ::StructuredMatrixStyle{L}) where {K, L} = StructuredMatrixStyle{_common_kind(K, L)}()

_is_band(K) = K === Bidiagonal || K === Tridiagonal || K === SymTridiagonal
_is_upper(K) = K === UpperTriangular || K === UnitUpperTriangular
_is_lower(K) = K === LowerTriangular || K === UnitLowerTriangular
# A kind that has room for two others.
function _common_kind(K, L)
    K === Diagonal && return _with_diagonal(L)
    L === Diagonal && return _with_diagonal(K)
    _is_band(K) && _is_band(L) && return Tridiagonal
    _is_upper(K) && _is_upper(L) && return UpperTriangular
    _is_lower(K) && _is_lower(L) && return LowerTriangular
    return Matrix
end
_with_diagonal(K) = K === SymTridiagonal ? Tridiagonal : K === UnitUpperTriangular ? UpperTriangular :
    K === UnitLowerTriangular ? LowerTriangular : K

function copy(bc::Broadcasted{StructuredMatrixStyle{K}}) where {K}
    full = copy(Broadcasted(DefaultArrayStyle{2}(), bc.f, bc.args, bc.axes))
    full isa Union{Matrix, BitMatrix} && fzeropreserving(bc) || return full
    return K === Matrix || K <: StructuredMatrix ? _of_kind(K, Matrix(full), bc) : _of_foreign_kind(K, full, bc)
end
_of_kind(K, full, bc) = K === Matrix || K === UnitUpperTriangular || K === UnitLowerTriangular ? full : K(full)
# A kind of a package's own is written to what the package makes for it.
_of_foreign_kind(K, full, bc) = copyto!(structured_broadcast_alloc(bc, K, eltype(full), size(full, 1)), full)
_of_kind(::Type{SymTridiagonal}, full, bc) = SymTridiagonal(diag(full), diag(full, 1))
function _of_kind(::Type{Bidiagonal}, full, bc)
    sides = _sides(bc)
    length(sides) == 1 || return Tridiagonal(full)
    return Bidiagonal(full, sides[1] == 'U' ? :U : :L)
end
# On which sides of the diagonal the bidiagonal ones among the arguments have another.
_sides(bc::Broadcasted) = union(Char[], map(_sides, bc.args)...)
_sides(B::Bidiagonal) = [B.uplo]
_sides(x) = Char[]

# The value where nothing is stored; `missing` if that differs from place to place.
fzeropreserving(bc::Broadcasted) = _is_scaling(bc.f, bc.args) || (z = fzero(bc); !ismissing(z) && z == 0) === true
_is_scaling(::Union{typeof(*), typeof(/)}, ::Tuple{StructuredMatrix, Number}) = true
_is_scaling(::Union{typeof(*), typeof(\)}, ::Tuple{Number, StructuredMatrix}) = true
_is_scaling(f, args) = false
fzero(x::Number) = x
fzero(r::Ref) = r[]
fzero(::Type{T}) where {T} = T
fzero(::Union{Diagonal{T}, Bidiagonal{T}, Tridiagonal{T}, SymTridiagonal{T}, AbstractTriangular{T}}) where {T<:Number} = zero(T)
fzero(x) = missing
function fzero(bc::Broadcasted)
    args = map(fzero, bc.args)
    return any(ismissing, args) ? missing : bc.f(args...)
end

# The matrix that a broadcast of a kind with `n` rows is written to; packages add theirs.
structured_broadcast_alloc(bc, ::Type{K}, ::Type{T}, n) where {K<:StructuredMatrix, T} = _of_kind(K, zeros(T, n, n), bc)
structured_broadcast_alloc(bc, ::Type{Matrix}, ::Type{T}, n) where {T} = Matrix{T}(undef, n, n)

# Products with what is diagonal keep triangles.
*(D::Diagonal, U::UpperTriangular) = UpperTriangular(D * parent(U))
*(D::Diagonal, L::LowerTriangular) = LowerTriangular(D * parent(L))
*(U::UpperTriangular, D::Diagonal) = UpperTriangular(parent(U) * D)
*(L::LowerTriangular, D::Diagonal) = LowerTriangular(parent(L) * D)
