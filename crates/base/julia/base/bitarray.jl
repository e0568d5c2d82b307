# Arrays of Bool, a bit each.

num_bit_chunks(n::Int) = (n + 63) >> 6
_bit_dims(dims::Tuple) = map(_dimension, dims)

BitArray(::UndefInitializer, dims::Integer...) = BitArray(undef, map(_to_int, dims))
BitArray{1}(u::UndefInitializer) = throw(MethodError(BitArray{1}, (u,)))
BitArray{N}(::UndefInitializer, dims::Integer...) where {N} = BitArray{N}(undef, map(_to_int, dims)...)
BitArray(::UndefInitializer, dims::NTuple{N,Integer}) where {N} = BitArray{N}(undef, map(_to_int, dims)...)
BitArray{N}(::UndefInitializer, dims::NTuple{N,Integer}) where {N} = BitArray{N}(undef, map(_to_int, dims)...)
BitArray{1}() = BitArray{1}(undef, 0)
BitArray{1}(t::Tuple{Vararg{Bool}}) = _bits_of(t, (length(t),))
function BitArray(A::AbstractArray{<:Any,N}) where {N}
    B = BitArray{N}(undef, size(A)...)
    k = 1
    for x in A
        B[k] = convert(Bool, x)
        k += 1
    end
    return B
end
BitArray{N}(A::AbstractArray{<:Any,N}) where {N} = BitArray(A)
BitArray(A::BitArray) = copy(A)
BitArray{N}(A::BitArray{N}) where {N} = copy(A)
BitArray(itr) = _bit_collect(IteratorSize(itr), itr)
BitArray{1}(itr) = _bit_vector(IteratorSize(itr), itr)
BitArray{N}(itr) where {N} = _bit_array(Val(N), IteratorSize(itr), itr)
BitArray{1}(A::AbstractArray{<:Any,1}) = BitArray(A)
BitArray{1}(A::BitArray{1}) = copy(A)
_bit_collect(::IteratorSize, itr) = BitArray(collect(Bool, itr))
_bit_collect(::IsInfinite, itr) = throw(ArgumentError("infinite-size iterable used in BitArray constructor"))
_bit_vector(size::IteratorSize, itr) = _bit_collect(size, itr)
_bit_vector(size::HasShape{1}, itr) = _bit_collect(size, itr)
_bit_vector(::HasShape{N}, itr) where {N} = throw(DimensionMismatch("cannot create a BitVector from a $N-dimensional iterator"))
_bit_array(::Val{N}, size::HasShape{N}, itr) where {N} = _bit_collect(size, itr)
_bit_array(::Val{N}, ::HasShape{M}, itr) where {N,M} = throw(DimensionMismatch("cannot create a $(BitArray{N}) from a $M-dimensional iterator"))
_bit_array(::Val{N}, size, itr) where {N} = throw(DimensionMismatch("cannot create a $(BitArray{N}) from a generic iterator"))
_bits_of(t, dims) = (B = BitArray(undef, dims); k = 1; for x in t; B[k] = x; k += 1; end; B)
convert(::Type{T}, a::AbstractArray) where {T<:BitArray} = a isa T ? a : T(a)
Array{T,N}(B::BitArray{N}) where {T,N} = _unpacked(Array{T,N}(undef, size(B)), B)
Array{T,1}(B::BitArray{1}) where {T} = _unpacked(Array{T,1}(undef, length(B)), B)
_unpacked(A, B) = (k = 1; for x in B; A[k] = x; k += 1; end; A)

falses(dims::Integer...) = falses(dims)
falses(dims::NTuple{N,Integer}) where {N} = BitArray(undef, dims)
falses(dims::Tuple{Vararg{Union{Integer,OneTo}}}) = BitArray(undef, map(_dimension, dims))
falses(dims::DimOrInd...) = falses(dims)
falses(dims::NTuple{N,DimOrInd}) where {N} = fill!(similar(BitArray, dims), false)
trues(dims::Integer...) = trues(dims)
trues(dims::NTuple{N,Integer}) where {N} = fill!(BitArray(undef, dims), true)
trues(dims::Tuple{Vararg{Union{Integer,OneTo}}}) = fill!(BitArray(undef, map(_dimension, dims)), true)
trues(dims::DimOrInd...) = trues(dims)
trues(dims::NTuple{N,DimOrInd}) where {N} = fill!(similar(BitArray, dims), true)

length(B::BitArray) = getfield(B, :len)
size(B::BitArray{1}) = (getfield(B, :len),)
size(B::BitArray) = getfield(B, :dims)
size(B::BitArray{1}, d::Integer) = d < 1 ? throw(BoundsError(size(B), d)) : d == 1 ? getfield(B, :len) : 1
isempty(B::BitArray) = getfield(B, :len) == 0
IndexStyle(::Type{<:BitArray}) = IndexLinear()
isassigned(B::BitArray, i::Int) = 1 <= i <= length(B)
elsize(::Type{<:BitArray}) = 1
sizeof(B::BitArray) = sizeof(getfield(B, :chunks))
dataids(B::BitArray) = dataids(getfield(B, :chunks))
similar(B::BitArray) = BitArray(undef, size(B))
similar(B::BitArray, dims::Int...) = BitArray(undef, dims)
similar(B::BitArray, dims::Dims) = BitArray(undef, dims)
similar(B::BitArray, T::Type{Bool}, dims::Dims) = BitArray(undef, dims)
similar(B::BitArray, T::Type, dims::Dims) = Array{T}(undef, dims)
similar(::Type{BitArray}, dims::Tuple{AbstractUnitRange,Vararg{AbstractUnitRange}}) = BitArray(undef, map(_dimension, dims))
similar(::Type{BitArray}, dims::Dims) = BitArray(undef, dims)
similar(::Type{BitArray}, dims::Tuple{Union{Integer,OneTo},Vararg{Union{Integer,OneTo}}}) = BitArray(undef, map(_dimension, dims))
similar(::Type{BitArray}, dims::Tuple{}) = BitArray(undef, ())
similar(::Type{BitArray{N}}, dims::Dims{N}) where {N} = BitArray(undef, dims)
emptymutable(a::BitArray, ::Type{Bool}) = BitArray(undef, 0)

function getindex(B::BitArray, i::Int)
    _in_bounds(i, getfield(B, :len)) || throw_boundserror(B, (i,))
    c = _element(getfield(B, :chunks), ((i - 1) >> 6) + 1)
    return (c >> ((i - 1) & 63)) & UInt64(1) === UInt64(1)
end
function setindex!(B::BitArray, x, i::Int)
    _in_bounds(i, getfield(B, :len)) || throw_boundserror(B, (i,))
    v = x isa Bool ? x : convert(Bool, x)::Bool
    chunks = getfield(B, :chunks)
    k = ((i - 1) >> 6) + 1
    bit = UInt64(1) << ((i - 1) & 63)
    c = _element(chunks, k)
    _place!(chunks, v ? (c | bit) : (c & ~bit), k)
    return B
end
getindex(B::BitArray, c::Colon) = (C = BitArray(undef, (length(B),)); copyto!(getfield(C, :chunks), getfield(B, :chunks)); C)
iterate(B::BitArray, i::Int=1) = i > length(B) ? nothing : (B[i], i + 1)
copy(B::BitArray{N}) where {N} = @_object(BitArray{N}, copy(getfield(B, :chunks)), getfield(B, :len), getfield(B, :dims))
function fill!(B::BitArray, x)
    v = convert(Bool, x)::Bool
    n = length(B)
    chunks = getfield(B, :chunks)
    fill!(chunks, v ? ~UInt64(0) : UInt64(0))
    v && _trim_chunks!(B)
    return B
end
# Bits beyond the end are zero.
function _trim_chunks!(B::BitArray)
    n = length(B)
    r = n & 63
    chunks = getfield(B, :chunks)
    if r != 0
        k = length(chunks)
        chunks[k] = chunks[k] & ((UInt64(1) << r) - UInt64(1))
    end
    return B
end
function reshape(B::BitArray, dims::Dims{N}) where {N}
    prod(dims) == length(B) || _reshape_mismatch(dims, length(B))
    dims == size(B) && return B
    return @_object(BitArray{N}, getfield(B, :chunks), length(B), dims)
end
==(A::BitArray, B::BitArray) = size(A) == size(B) && getfield(A, :chunks) == getfield(B, :chunks)
function count(B::BitArray; dims=:, init=0)
    dims === (:) || return _count_dims(identity, B, dims, init)
    n = init
    for c in getfield(B, :chunks)
        n = (n + count_ones(c)) % typeof(init)
    end
    return n
end
sum(B::BitArray; dims=:, init=0) = count(B; dims=dims, init=init)
findall(B::BitVector) = (found = Int[]; i = 1; n = length(B); while i <= n; B[i] && push!(found, i); i += 1; end; found)
any(B::BitArray; dims=:) = dims === (:) ? any(!iszero, getfield(B, :chunks)) : _any_dims(identity, B, dims)
all(B::BitArray; dims=:) = dims === (:) ? count(B) == length(B) : _all_dims(identity, B, dims)
function _bit_op(f, A::BitArray, B::BitArray)
    # Of vectors the shorter counts.
    size(A) == size(B) || ndims(A) == ndims(B) == 1 || throw(DimensionMismatch("sizes of A and B must match"))
    C = length(A) <= length(B) ? similar(A) : similar(B)
    a, b, c = getfield(A, :chunks), getfield(B, :chunks), getfield(C, :chunks)
    for k in eachindex(c)
        c[k] = f(a[k], b[k])
    end
    return _trim_chunks!(C)
end
flipbits!(B::BitArray) = (c = getfield(B, :chunks); for k in eachindex(c); c[k] = ~c[k]; end; _trim_chunks!(B))
map(::typeof(!), B::BitArray) = flipbits!(copy(B))
map(::typeof(~), B::BitArray) = flipbits!(copy(B))
map(::typeof(&), A::BitArray, B::BitArray) = _bit_op(&, A, B)
map(::typeof(|), A::BitArray, B::BitArray) = _bit_op(|, A, B)
map(::typeof(xor), A::BitArray, B::BitArray) = _bit_op(xor, A, B)

# --- shifts: to the end (`>>`, `>>>`) and to the beginning (`<<`), with nothing coming in ---

function >>>(B::BitVector, i::UInt)
    n = length(B)
    C = falses(n)
    i < n && copyto!(C, Int(i) + 1, B, 1, n - Int(i))
    return C
end
function <<(B::BitVector, i::UInt)
    n = length(B)
    C = falses(n)
    i < n && copyto!(C, 1, B, Int(i) + 1, n - Int(i))
    return C
end
>>>(B::BitVector, i::Int) = i >= 0 ? B >>> unsigned(i) : B << unsigned(-i)
>>(B::BitVector, i::Union{Int, UInt}) = B >>> i
<<(B::BitVector, i::Int) = i >= 0 ? B << unsigned(i) : B >>> unsigned(-i)

# --- growth ---

function _resize_bits!(B::BitVector, n::Int)
    chunks = getfield(B, :chunks)
    old = length(chunks)
    k = num_bit_chunks(n)
    resize!(chunks, k)
    i = old + 1
    while i <= k
        chunks[i] = UInt64(0)
        i += 1
    end
    setfield!(B, :len, n)
    setfield!(B, :dims, (n,))
    return B
end
function push!(B::BitVector, item)
    v = convert(Bool, item)::Bool
    n = length(B) + 1
    _resize_bits!(B, n)
    B[n] = v
    return B
end
function pop!(B::BitVector)
    isempty(B) && throw(ArgumentError("argument must be non-empty"))
    n = length(B)
    v = B[n]
    B[n] = false
    _resize_bits!(B, n - 1)
    return v
end
function append!(B::BitVector, items::AbstractVector)
    n = length(B)
    m = length(items)
    _resize_bits!(B, n + m)
    k = n
    for x in items
        k += 1
        B[k] = x
    end
    return B
end
append!(B::BitVector, items) = (for x in items; push!(B, x); end; B)
function resize!(B::BitVector, n::Integer)
    n < 0 && throw(BoundsError(B, n))
    m = Int(n)
    i = m + 1
    while i <= length(B)
        B[i] = false
        i += 1
    end
    return _resize_bits!(B, m)
end
empty!(B::BitVector) = resize!(B, 0)
function _assign_bits!(B::BitVector, v::Vector{Bool})
    C = BitArray(v)
    setfield!(B, :chunks, getfield(C, :chunks))
    setfield!(B, :len, length(v))
    setfield!(B, :dims, (length(v),))
    return B
end
_as_bools(B::BitVector) = Vector{Bool}(B)
pushfirst!(B::BitVector, item) = _assign_bits!(B, pushfirst!(_as_bools(B), convert(Bool, item)))
popfirst!(B::BitVector) = (isempty(B) && throw(ArgumentError("argument must be non-empty")); v = _as_bools(B); x = popfirst!(v); _assign_bits!(B, v); x)
insert!(B::BitVector, i::Integer, item) = _assign_bits!(B, insert!(_as_bools(B), i, convert(Bool, item)))
deleteat!(B::BitVector, i::Integer) = _assign_bits!(B, deleteat!(_as_bools(B), i))
deleteat!(B::BitVector, inds) = _assign_bits!(B, deleteat!(_as_bools(B), inds))
splice!(B::BitVector, i::Union{Integer,AbstractUnitRange{<:Integer}}, ins=_default_splice) = (v = _as_bools(B); x = splice!(v, i, ins); _assign_bits!(B, v); x isa Vector ? BitArray(x) : x)
prepend!(B::BitVector, items) = _assign_bits!(B, prepend!(_as_bools(B), collect(Bool, items)))
filter(f, B::BitVector) = BitArray(filter(f, _as_bools(B)))
reverse(B::BitVector) = BitArray(reverse(_as_bools(B)))
vcat(Bs::BitVector...) = BitArray(_typed_vcat_vectors(Bool, map(_as_bools, Bs)))
sizehint!(B::BitVector, n::Integer; kw...) = B
