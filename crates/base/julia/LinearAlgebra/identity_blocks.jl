# Identities among the blocks of a matrix: those that stand beside them say how large they are.

const _Block = Union{AbstractVecOrMat, UniformScaling}
const _BlockOrNumber = Union{AbstractVecOrMat, UniformScaling, Number}

# An identity of `n` rows; what is no identity stays.
_sized(J::UniformScaling, n) = J(n)
_sized(A, n) = A
# The one length that all the others have along `dim`.
function _common_length(blocks, dim, names)
    n = -1
    for b in blocks
        b isa UniformScaling && continue
        m = size(b, dim)
        n == -1 || n == m || throw(DimensionMismatch("number of $names of each array must match (got $n and $m)"))
        n = m
    end
    return n
end
function _sized_all(f, blocks, dim, names)
    n = _common_length(blocks, dim, names)
    n == -1 && throw(ArgumentError("$f of only UniformScaling objects cannot determine the matrix size"))
    return map(b -> _sized(b, n), blocks)
end
Base.hcat(blocks::_Block...) = hcat(_sized_all(hcat, blocks, 1, "rows")...)
Base.vcat(blocks::_Block...) = vcat(_sized_all(vcat, blocks, 2, "cols")...)
Base.hvcat(rows::Tuple{Vararg{Int}}, blocks::_Block...) = hvcat(rows, _sized_in_rows(rows, blocks)...)
# Beside an identity a number is a block of one row and one column; where there is none it stays the element it is.
_has_identity() = false
_has_identity(b::UniformScaling, rest...) = true
_has_identity(b, rest...) = _has_identity(rest...)
_as_block(x::Number) = fill(x, 1, 1)
_as_block(x) = x
Base.hcat(blocks::_BlockOrNumber...) = _has_identity(blocks...) ? hcat(map(_as_block, blocks)...) : Base._cat(Val(2), blocks...)
Base.vcat(blocks::_BlockOrNumber...) = _has_identity(blocks...) ? vcat(map(_as_block, blocks)...) : Base._cat(Val(1), blocks...)
Base.hvcat(rows::Tuple{Vararg{Int}}, blocks::_BlockOrNumber...) = _has_identity(blocks...) ? hvcat(rows, map(_as_block, blocks)...) :
    Base.typed_hvcat(Base.promote_eltypeof(blocks...), rows, blocks...)

# An identity has the height of its row of blocks. Where a row has nothing but identities, they share the width evenly
# that the other rows come to.
function _sized_in_rows(rows, blocks)
    sum(rows) == length(blocks) || throw(ArgumentError("mismatch between row sizes and number of arguments"))
    sizes = Int[]
    width = -1
    at = 0
    for n in rows
        row = blocks[at+1:at+n]
        height = _common_length(row, 1, "rows")
        append!(sizes, fill(height, n))
        at += n
        (height == -1 || n == 0) && continue
        total = sum(b -> b isa UniformScaling ? height : size(b, 2), row)
        width == -1 || width == total || throw(DimensionMismatch("mismatch in number of columns"))
        width = total
    end
    width == -1 && throw(ArgumentError("hvcat of only UniformScaling objects cannot determine the matrix size"))
    at = 0
    for n in rows
        if n > 0 && sizes[at+1] == -1
            each, rest = divrem(width, n)
            rest == 0 || throw(DimensionMismatch("indivisible UniformScaling sizes"))
            sizes[at+1:at+n] .= each
        end
        at += n
    end
    return ntuple(i -> _sized(blocks[i], sizes[i]), length(blocks))
end
