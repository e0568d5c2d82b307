# Short names of types.

const AbstractVector{T} = AbstractArray{T, 1}
const AbstractMatrix{T} = AbstractArray{T, 2}
const AbstractVecOrMat{T} = Union{AbstractVector{T}, AbstractMatrix{T}}
const DenseVector{T} = DenseArray{T, 1}
const DenseMatrix{T} = DenseArray{T, 2}
const DenseVecOrMat{T} = Union{DenseVector{T}, DenseMatrix{T}}
const VecOrMat{T} = Union{Vector{T}, Matrix{T}}
const Dims{N} = NTuple{N, Int}
const BitVector = BitArray{1}
const BitMatrix = BitArray{2}
const RangeIndex = Union{<:BitInteger, AbstractRange{<:BitInteger}}
const StridedArray{T, N} = Union{DenseArray{T, N}, SubArray{T, N, A, I} where {A<:DenseArray, I<:Tuple{Vararg{Union{RangeIndex, AbstractCartesianIndex}}}}}
const StridedVector{T} = StridedArray{T, 1}
const StridedMatrix{T} = StridedArray{T, 2}
const StridedVecOrMat{T} = Union{StridedVector{T}, StridedMatrix{T}}

abstract type Enum{T<:Integer} end
