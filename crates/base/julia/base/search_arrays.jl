# Finding in arrays by value, and permutations of places.

findfirst(pred::Fix2{<:Union{typeof(isequal),typeof(==)},<:Integer}, r::AbstractUnitRange{<:Integer}) = first(r) <= pred.x <= last(r) ? Int(pred.x - first(r)) + firstindex(r) : nothing

function circshift(a::AbstractVector, shift::Integer)
    n = length(a)
    b = similar(a)
    n == 0 && return b
    f = firstindex(a)
    for i in 0:n-1
        b[f+mod(i + shift, n)] = a[f+i]
    end
    return b
end
circshift(a::AbstractArray, shift::Integer) = circshift(a, (shift,))
function circshift(a::AbstractArray{T,N}, shifts::Tuple{Vararg{Integer}}) where {T,N}
    b = similar(a)
    s = ntuple(d -> d <= length(shifts) ? shifts[d] : 0, N)
    for I in CartesianIndices(a)
        b[ntuple(d -> mod(I[d] - 1 + s[d], size(a, d)) + 1, N)...] = a[I]
    end
    return b
end
circshift(a::AbstractVector, shifts::Tuple{Integer}) = circshift(a, shifts[1])
circshift(a::AbstractArray, shifts) = circshift(a, map(Integer, (shifts...,)))
circshift!(a::AbstractVector, shift::Integer) = copyto!(a, circshift(a, shift))
function circshift!(dest::AbstractArray, src, shifts)
    dest === src && throw(ArgumentError("dest and src must be separate arrays"))
    return copyto!(dest, circshift(src, shifts))
end
circcopy!(dest, src) = copyto!(dest, src)

rotl90(A::AbstractMatrix) = (m = size(A, 1); n = size(A, 2); B = similar(A, n, m); for i in 1:m, j in 1:n; B[n-j+1, i] = A[i, j]; end; B)
rotr90(A::AbstractMatrix) = (m = size(A, 1); n = size(A, 2); B = similar(A, n, m); for i in 1:m, j in 1:n; B[j, m-i+1] = A[i, j]; end; B)
rot180(A::AbstractMatrix) = (m = size(A, 1); n = size(A, 2); B = similar(A); for i in 1:m, j in 1:n; B[m-i+1, n-j+1] = A[i, j]; end; B)
function rotl90(A::AbstractMatrix, k::Integer)
    k = mod(k, 4)
    return k == 1 ? rotl90(A) : k == 2 ? rot180(A) : k == 3 ? rotr90(A) : copy(A)
end
rotr90(A::AbstractMatrix, k::Integer) = rotl90(A, -k)
rot180(A::AbstractMatrix, k::Integer) = mod(k, 2) == 1 ? rot180(A) : copy(A)

selectdim(A::AbstractArray, d::Integer, i) = _selectdim(A, Int(d), i)
function _selectdim(A::AbstractArray{T,N}, d::Int, i) where {T,N}
    d >= 1 || throw(ArgumentError("dimension must be ≥ 1, got $d"))
    return view(A, ntuple(k -> k == d ? i : (:), max(N, d))...)
end

isperm(A) = _isperm(A)
function _isperm(A)
    n = length(A)
    used = falses(n)
    for a in A
        (0 < a <= n) && !used[a] || return false
        used[a] = true
    end
    return true
end
function invperm(a::AbstractVector)
    b = zero(a)
    n = length(a)
    for (i, j) in enumerate(a)
        (1 <= j <= n && b[j] == 0) || throw(ArgumentError("argument is not a permutation"))
        b[j] = i
    end
    return b
end
invperm(p::Tuple) = (invperm(collect(Int, p))...,)
permute!(v, p::AbstractVector) = (v .= v[p]; v)
invpermute!(v, p::AbstractVector) = (v[p] = copy(v); v)
function allequal_sizes(As)
    return all(A -> size(A) == size(first(As)), As)
end
replace!(f::Callable, A::AbstractArray; count::Integer=typemax(Int)) = _replace_in!(f, A, count)
function _replace_in!(f, A, count)
    n = 0
    for i in eachindex(A)
        n >= count && break
        x = A[i]
        y = f(x)
        if x !== y
            A[i] = y
            n += 1
        end
    end
    return A
end
replace!(A::AbstractArray, olds::Pair...; count::Integer=typemax(Int)) = _replace_in!(x -> _replaced(x, olds), A, count)
function _replaced(x, olds)
    for p in olds
        isequal(p.first, x) && return p.second
    end
    return x
end
function replace(A::AbstractArray, olds::Pair...; count::Integer=typemax(Int))
    T = promote_type(eltype(A), map(p -> typeof(p.second), olds)...)
    if any(p -> p.first === nothing || p.first === missing, olds) && count == typemax(Int)
        T = promote_type(_without_replaced(eltype(A), olds), map(p -> typeof(p.second), olds)...)
    end
    n = 0
    B = similar(A, T)
    for i in eachindex(A)
        x = A[i]
        if n < count
            y = _replaced(x, olds)
            y === x || (n += 1)
            B[i] = y
        else
            B[i] = x
        end
    end
    return B
end
_without_replaced(T, olds) = (for p in olds; (p.first === nothing || p.first === missing) && (T = typesplit(T, typeof(p.first))); end; T)
function replace(f::Callable, A::Union{AbstractArray, Tuple}; count::Integer=typemax(Int))
    n = 0
    return map(A) do x
        n >= count && return x
        y = f(x)
        y === x || (n += 1)
        y
    end
end
replace(t::Tuple, olds::Pair...; count::Integer=typemax(Int)) = replace(x -> _replaced(x, olds), t; count)
