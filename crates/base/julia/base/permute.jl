# Dimensions in another order.

struct PermutedDimsArray{T,N,perm,iperm,AA<:AbstractArray} <: AbstractArray{T,N}
    parent::AA
end
function PermutedDimsArray(data::AbstractArray{T,N}, perm) where {T,N}
    length(perm) == N || throw(ArgumentError("$(perm) is not a valid permutation of dimensions 1:$N"))
    p = (map(_to_int, perm)...,)
    isperm(p) || throw(ArgumentError("$(p) is not a valid permutation of dimensions 1:$N"))
    return PermutedDimsArray{T,N,p,invperm(p),typeof(data)}(data)
end
parent(A::PermutedDimsArray) = A.parent
size(A::PermutedDimsArray{T,N,perm}) where {T,N,perm} = map(d -> size(A.parent, d), perm)
axes(A::PermutedDimsArray{T,N,perm}) where {T,N,perm} = map(d -> axes(A.parent, d), perm)
getindex(A::PermutedDimsArray{T,N,perm,iperm}, I::Vararg{Int,N}) where {T,N,perm,iperm} = (checkbounds(A, I...); A.parent[map(d -> I[d], iperm)...])
setindex!(A::PermutedDimsArray{T,N,perm,iperm}, v, I::Vararg{Int,N}) where {T,N,perm,iperm} = (checkbounds(A, I...); A.parent[map(d -> I[d], iperm)...] = v; A)
similar(A::PermutedDimsArray, T::Type, dims::Dims) = similar(A.parent, T, dims)
strides(A::PermutedDimsArray{T,N,perm}) where {T,N,perm} = (s = strides(A.parent); map(d -> s[d], perm))
dataids(A::PermutedDimsArray) = dataids(A.parent)

function permutedims(A::AbstractArray{T,N}, perm) where {T,N}
    p = (perm...,)
    length(p) == N && isperm(p) || throw(ArgumentError("no valid permutation of dimensions"))
    dest = similar(A, map(d -> size(A, d), p))
    k = 1
    ip = invperm(p)
    for I in CartesianIndices(dest)
        dest[k] = A[map(d -> I[d], ip)...]
        k += 1
    end
    return dest
end
function permutedims(A::AbstractMatrix)
    m, n = size(A)
    B = similar(A, n, m)
    for j in 1:n, i in 1:m
        B[j, i] = A[i, j]
    end
    return B
end
permutedims(v::AbstractVector) = reshape(v, (1, length(v)))
permutedims!(dest, src::AbstractArray, perm) = copyto!(dest, permutedims(src, perm))
