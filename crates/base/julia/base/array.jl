# Arrays on memories: construction, elements, growth.

export undef, UndefInitializer

# --- construction ---

function _array_memory(::Type{T}, n::Int) where {T}
    return memoryrefnew(memorynew(Memory{T}, n))
end

# Straight on for the common ones: each matrix that is made asks.
function _checked_length((m, n)::Tuple{Int,Int})
    r = checked_smul_int(m, n)
    at_end = (m == typemax(Int)) | (n == typemax(Int))
    is_wrong = (m < 0) | (n < 0) | at_end | (getfield(r, 2) & (m != 0) & (n != 0))
    is_wrong && throw(ArgumentError("invalid Array dimensions"))
    return getfield(r, 1)
end
function _checked_length(dims::Dims)
    n = 1
    negative = false
    overflow = false
    zero_seen = false
    for d in dims
        negative = negative | (d < 0) | (d == typemax(Int))
        zero_seen = zero_seen | (d == 0)
        r = checked_smul_int(n, d)
        n = getfield(r, 1)
        overflow = overflow | getfield(r, 2)
    end
    (negative | (overflow & !zero_seen)) && throw(ArgumentError("invalid Array dimensions"))
    return zero_seen ? 0 : n
end

Array{T,1}(::UndefInitializer, m::Int) where {T} = @_object(Array{T,1}, _array_memory(T, m), (m,))
function Array{T,2}(::UndefInitializer, m::Int, n::Int) where {T}
    d = (m, n)
    return @_object(Array{T,2}, _array_memory(T, _checked_length(d)), d)
end
function Array{T,3}(::UndefInitializer, m::Int, n::Int, o::Int) where {T}
    d = (m, n, o)
    return @_object(Array{T,3}, _array_memory(T, _checked_length(d)), d)
end
function Array{T,N}(::UndefInitializer, d::Vararg{Int,N}) where {T,N}
    return @_object(Array{T,N}, _array_memory(T, _checked_length(d)), d)
end
Array{T,1}(::UndefInitializer, d::NTuple{1,Int}) where {T} = Array{T,1}(undef, getfield(d, 1))
function Array{T,N}(::UndefInitializer, d::NTuple{N,Int}) where {T,N}
    return @_object(Array{T,N}, _array_memory(T, _checked_length(d)), d)
end
Array{T}(::UndefInitializer, m::Int) where {T} = Array{T,1}(undef, m)
Array{T}(::UndefInitializer, m::Int, n::Int) where {T} = Array{T,2}(undef, m, n)
Array{T}(::UndefInitializer, m::Int, n::Int, o::Int) where {T} = Array{T,3}(undef, m, n, o)
Array{T}(::UndefInitializer, d::NTuple{N,Int}) where {T,N} = Array{T,N}(undef, d)
Array{T}(::UndefInitializer, d::Integer...) where {T} = Array{T}(undef, _int_dims(d))
Array{T}(::UndefInitializer, d::Tuple{Vararg{Integer}}) where {T} = Array{T}(undef, _int_dims(d))
Array{T,N}(::UndefInitializer, d::Vararg{Integer,N}) where {T,N} = Array{T,N}(undef, _int_dims(d))
Array{T,N}(::UndefInitializer, d::Tuple{Vararg{Integer,N}}) where {T,N} = Array{T,N}(undef, _int_dims(d))
Array{T,N}(::UndefInitializer, d::Tuple{Vararg{Union{Integer,OneTo},N}}) where {T,N} = Array{T,N}(undef, map(_dimension, d))
Array{T,1}() where {T} = Array{T,1}(undef, 0)
(Array{T,N} where {T})(u::UndefInitializer, d::Dims{N}) where {N} = Array{Any,N}(undef, d)
(Array{T,1} where {T})(u::UndefInitializer, d::Integer) = Array{Any,1}(undef, Int(d))
(Array{T,2} where {T})(u::UndefInitializer, m::Integer, n::Integer) = Array{Any,2}(undef, Int(m), Int(n))
Array(u::UndefInitializer, d::Integer...) = Array{Any}(undef, _int_dims(d))
Array(u::UndefInitializer, d::Dims) = Array{Any}(undef, d)
(Array{T,1} where {T})() = Array{Any,1}(undef, 0)

_int_dims(d::Tuple) = map(_to_int, d)
_to_int(x::Int) = x
_to_int(x) = convert(Int, x)::Int
_dimension(x::Integer) = convert(Int, x)::Int
_dimension(x) = Int(length(x))

Array{T,N}(::Nothing, d...) where {T,N} = fill!(Array{T,N}(undef, d...), nothing)
Array{T}(::Nothing, d...) where {T} = fill!(Array{T}(undef, d...), nothing)
Array{T,N}(::Missing, d...) where {T,N} = fill!(Array{T,N}(undef, d...), missing)
Array{T}(::Missing, d...) where {T} = fill!(Array{T}(undef, d...), missing)

# From other arrays.
Array(x::AbstractArray{T,N}) where {T,N} = Array{T,N}(x)
Array{T}(x::AbstractArray{S,N}) where {T,S,N} = Array{T,N}(x)
(Array{T,N} where {T})(x::AbstractArray{S,N}) where {S,N} = Array{S,N}(x)
function Array{T,N}(x::AbstractArray{S,N}) where {T,N,S}
    made = Array{T,N}(undef, size(x))
    copyto!(made, x)
    return made
end
Array{T,N}(x::Array{T,N}) where {T,N} = copy(x)
Array{T,1}(x::Array{T,1}) where {T} = copy(x)
AbstractArray{T}(A::AbstractArray{S,N}) where {T,S,N} = AbstractArray{T,N}(A)
AbstractArray{T,N}(A::AbstractArray{S,N}) where {T,S,N} = copyto!(similar(A, T), A)
AbstractArray(A::AbstractArray) = copy(A)
(AbstractArray{T,N} where {T})(A::AbstractArray{S,N}) where {S,N} = copy(A)

convert(::Type{T}, a::T) where {T<:AbstractArray} = a
convert(::Type{T}, a::AbstractArray) where {T<:Array} = a isa T ? a : T(a)::T
convert(::Type{AbstractArray{T}}, a::AbstractArray) where {T} = AbstractArray{T}(a)
convert(::Type{AbstractArray{T,N}}, a::AbstractArray{<:Any,N}) where {T,N} = AbstractArray{T,N}(a)
convert(T::Type{Union{}}, a::AbstractArray) = throw(ArgumentError("cannot convert a value to Union{} for assignment"))

promote_rule(a::Type{Array{T,n}}, b::Type{Array{S,n}}) where {T,n,S} = el_same(promote_type(T, S), a, b)
el_same(::Type{T}, a::Type{<:AbstractArray{T,n}}, b::Type{<:AbstractArray{T,n}}) where {T,n} = a
el_same(::Type{T}, a::Type{<:AbstractArray{T,n}}, b::Type{<:AbstractArray{S,n}}) where {T,S,n} = a
el_same(::Type{T}, a::Type{<:AbstractArray{S,n}}, b::Type{<:AbstractArray{T,n}}) where {T,S,n} = b
el_same(::Type, a, b) = promote_typejoin(a, b)

# --- size ---

length(a::Array{T,1}) where {T} = getfield(getfield(a, :size), 1)
length(a::Array{T,2}) where {T} = (s = getfield(a, :size); mul_int(getfield(s, 1), getfield(s, 2)))
function length(a::Array)
    n = 1
    s = getfield(a, :size)
    i = 1
    m = nfields(s)
    while sle_int(i, m)
        n = mul_int(n, getfield(s, i))
        i = add_int(i, 1)
    end
    return n
end
size(a::Array) = getfield(a, :size)
size(a::Array, d::Integer) = size(a, Int(d)::Int)
function size(a::Array, d::Int)
    d < 1 && error("arraysize: dimension out of range")
    s = getfield(a, :size)
    return d > nfields(s) ? 1 : getfield(s, d)
end
isempty(a::Array) = length(a) === 0
IndexStyle(::Type{<:Array}) = IndexLinear()
elsize(::Type{<:Array{T}}) where {T} = _element_size(T)
_element_size(::Type{T}) where {T} = isbitstype(T) ? sizeof(T) : 8
sizeof(a::Array) = length(a) * elsize(typeof(a))
dataids(A::Array) = (UInt(Core.Host.object_address(getfield(getfield(A, :ref), :mem))),)
dataids(A::Memory) = (UInt(Core.Host.object_address(A)),)

# --- elements ---

@inline function getindex(a::Array{T,1}, i::Int) where {T}
    ult_int(sub_int(i, 1), getfield(getfield(a, :size), 1)) || throw_boundserror(a, (i,))
    return memoryrefget(memoryrefnew(getfield(a, :ref), i, false), :not_atomic, false)
end
@inline function getindex(a::Array, i::Int)
    _in_bounds(i, length(a)) || throw_boundserror(a, (i,))
    return memoryrefget(memoryrefnew(getfield(a, :ref), i, false), :not_atomic, false)
end
@inline function getindex(a::Array{T,2}, i::Int, j::Int) where {T}
    s = getfield(a, :size)
    m = getfield(s, 1)
    and_int(ult_int(sub_int(i, 1), m), ult_int(sub_int(j, 1), getfield(s, 2))) || throw_boundserror(a, (i, j))
    at = add_int(i, mul_int(sub_int(j, 1), m))
    return memoryrefget(memoryrefnew(getfield(a, :ref), at, false), :not_atomic, false)
end
function getindex(a::Array, i::Int, j::Int, I::Int...)
    checkbounds(a, i, j, I...)
    return a[_to_linear_index(a, i, j, I...)]
end

@inline function setindex!(a::Array{T,1}, x, i::Int) where {T}
    ult_int(sub_int(i, 1), getfield(getfield(a, :size), 1)) || throw_boundserror(a, (i,))
    memoryrefset!(memoryrefnew(getfield(a, :ref), i, false), x isa T ? x : convert(T, x)::T, :not_atomic, false)
    return a
end
@inline function setindex!(a::Array{T}, x, i::Int) where {T}
    _in_bounds(i, length(a)) || throw_boundserror(a, (i,))
    memoryrefset!(memoryrefnew(getfield(a, :ref), i, false), x isa T ? x : convert(T, x)::T, :not_atomic, false)
    return a
end
@inline function setindex!(a::Array{T,2}, x, i::Int, j::Int) where {T}
    s = getfield(a, :size)
    m = getfield(s, 1)
    and_int(ult_int(sub_int(i, 1), m), ult_int(sub_int(j, 1), getfield(s, 2))) || throw_boundserror(a, (i, j))
    at = add_int(i, mul_int(sub_int(j, 1), m))
    memoryrefset!(memoryrefnew(getfield(a, :ref), at, false), x isa T ? x : convert(T, x)::T, :not_atomic, false)
    return a
end
function setindex!(a::Array, x, i::Int, j::Int, I::Int...)
    checkbounds(a, i, j, I...)
    return setindex!(a, x, _to_linear_index(a, i, j, I...))
end

# Without the check: for loops of this library over places that are known to exist.
_element(a::Array, i::Int) = memoryrefget(memoryrefnew(getfield(a, :ref), i, false), :not_atomic, false)
_place!(a::Array, x, i::Int) = memoryrefset!(memoryrefnew(getfield(a, :ref), i, false), x, :not_atomic, false)

function isassigned(a::Array, i::Int)
    _in_bounds(i, length(a)) || return false
    return memoryref_isassigned(memoryrefnew(getfield(a, :ref), i, false), :not_atomic, false)
end
function isassigned(a::Array, i::Int, I::Int...)
    checkbounds(Bool, a, i, I...) || return false
    return isassigned(a, _to_linear_index(a, i, I...))
end

# Slices of vectors by unit ranges are moves of memory.
function getindex(A::Array, I::AbstractUnitRange{<:Integer})
    checkbounds(A, I)
    lI = length(I)
    X = similar(A, axes(I))
    lI > 0 && copyto!(X, firstindex(X), A, first(I), lI)
    return X
end
function getindex(A::Array, c::Colon)
    lA = length(A)
    X = similar(A, lA)
    lA > 0 && copyto!(X, 1, A, 1, lA)
    return X
end
getindex(A::Array, I::AbstractRange{Bool}) = A[to_index(I)]
getindex(A::Array, I::AbstractUnitRange{Bool}) = A[to_index(I)]
function getindex(A::Array, I::AbstractRange{<:Integer})
    checkbounds(A, I)
    X = similar(A, length(I))
    j = 1
    for i in I
        X[j] = A[i]
        j += 1
    end
    return X
end

function setindex!(A::Array, X::AbstractArray, I::AbstractVector{Int})
    checkbounds(A, I)
    setindex_shape_check(X, length(I))
    X′ = unalias(A, X)
    I′ = unalias(A, I)
    n = 1
    for i in I′
        A[i] = X′[n]
        n += 1
    end
    return A
end
function setindex!(A::Array{T}, X::Array{T}, I::AbstractUnitRange{Int}) where {T}
    checkbounds(A, I)
    lI = length(I)
    setindex_shape_check(X, lI)
    lI > 0 && copyto!(A, first(I), X, 1, lI)
    return A
end
function setindex!(A::Array{T}, X::Array{T}, c::Colon) where {T}
    setindex_shape_check(X, length(A))
    length(X) > 0 && copyto!(A, 1, X, 1, length(X))
    return A
end

# --- similar, copy, fill ---

similar(a::Array{T,1}) where {T} = Vector{T}(undef, length(a))
similar(a::Array{T,2}) where {T} = Matrix{T}(undef, size(a, 1), size(a, 2))
similar(a::Array{T,1}, S::Type) where {T} = Vector{S}(undef, length(a))
similar(a::Array{T,2}, S::Type) where {T} = Matrix{S}(undef, size(a, 1), size(a, 2))
similar(a::Array{T}, m::Int) where {T} = Vector{T}(undef, m)
similar(a::Array, T::Type, dims::Dims{N}) where {N} = Array{T,N}(undef, dims)
similar(a::Array{T}, dims::Dims{N}) where {T,N} = Array{T,N}(undef, dims)

function copy(a::Array{T,N}) where {T,N}
    n = length(a)
    ref = _array_memory(T, n)
    n == 0 || _memory_copy(ref, getfield(a, :ref), n)
    return @_object(Array{T,N}, ref, getfield(a, :size))
end

function _check_copy(dest, doffs, src, soffs, n)
    (checkbounds(Bool, dest, doffs) && checkbounds(Bool, dest, doffs + n - 1)) || throw(BoundsError(dest, doffs:doffs+n-1))
    (checkbounds(Bool, src, soffs) && checkbounds(Bool, src, soffs + n - 1)) || throw(BoundsError(src, soffs:soffs+n-1))
    return nothing
end

function copyto!(dest::Array, doffs::Integer, src::Array, soffs::Integer, n::Integer)
    n == 0 && return dest
    n > 0 || _throw_argerror("Number of elements to copy must be non-negative.")
    _check_copy(dest, doffs, src, soffs, n)
    unsafe_copyto!(dest, doffs, src, soffs, n)
    return dest
end
function copyto!(dest::Array, doffs::Integer, src::Memory, soffs::Integer, n::Integer)
    n == 0 && return dest
    n > 0 || _throw_argerror("Number of elements to copy must be non-negative.")
    _check_copy(dest, doffs, src, soffs, n)
    unsafe_copyto!(memoryrefnew(getfield(dest, :ref), Int(doffs), true), memoryrefnew(src, Int(soffs), true), Int(n))
    return dest
end
copyto!(dest::Array{T}, src::Array{T}) where {T} = copyto!(dest, 1, src, 1, length(src))
copyto!(dest::Array, src::Array) = copyto!(dest, 1, src, 1, length(src))
function unsafe_copyto!(dest::Array, doffs, src::Array, soffs, n)
    n == 0 && return dest
    unsafe_copyto!(memoryrefnew(getfield(dest, :ref), Int(doffs), false), memoryrefnew(getfield(src, :ref), Int(soffs), false), Int(n))
    return dest
end

function fill!(a::Array{T}, x) where {T}
    v = x isa T ? x : convert(T, x)::T
    n = length(a)
    n == 0 || _memory_fill(getfield(a, :ref), v, n)
    return a
end

fill(v, dims::Union{Integer,AbstractUnitRange}...) = fill(v, dims)
fill(v, dims::NTuple{N,Union{Integer,OneTo}}) where {N} = fill(v, map(_dimension, dims))
fill(v, dims::NTuple{N,Integer}) where {N} = (a = Array{typeof(v),N}(undef, _int_dims(dims)); fill!(a, v); a)
fill(v, dims::NTuple{N,Union{Integer,AbstractUnitRange}}) where {N} = (a = similar(Array{typeof(v),N}, dims); fill!(a, v); a)
fill(v, dims::Tuple{}) = (a = Array{typeof(v),0}(undef, ()); fill!(a, v); a)

zeros(dims::Union{Integer,AbstractUnitRange}...) = zeros(dims)
zeros(dims::Tuple{Vararg{Union{Integer,AbstractUnitRange}}}) = zeros(Float64, dims)
zeros(::Type{T}, dims::Union{Integer,AbstractUnitRange}...) where {T} = zeros(T, dims)
zeros(::Type{T}, dims::NTuple{N,Union{Integer,AbstractUnitRange}}) where {T,N} = fill!(similar(Array{T,N}, dims), zero(T))
zeros(::Type{T}, dims::Tuple{Vararg{Union{Integer,OneTo}}}) where {T} = fill!(Array{T}(undef, map(_dimension, dims)), zero(T))
zeros(::Type{T}, dims::Tuple{}) where {T} = fill!(Array{T,0}(undef, ()), zero(T))
ones(dims::Union{Integer,AbstractUnitRange}...) = ones(dims)
ones(dims::Tuple{Vararg{Union{Integer,AbstractUnitRange}}}) = ones(Float64, dims)
ones(::Type{T}, dims::Union{Integer,AbstractUnitRange}...) where {T} = ones(T, dims)
ones(::Type{T}, dims::NTuple{N,Union{Integer,AbstractUnitRange}}) where {T,N} = fill!(similar(Array{T,N}, dims), one(T))
ones(::Type{T}, dims::Tuple{Vararg{Union{Integer,OneTo}}}) where {T} = fill!(Array{T}(undef, map(_dimension, dims)), one(T))
ones(::Type{T}, dims::Tuple{}) where {T} = fill!(Array{T,0}(undef, ()), one(T))

# --- literals ---

vect() = Vector{Any}()
vect(X::T...) where {T} = _vector_of(T, X)
function vect(X...)
    T = promote_typeof(X...)
    return _converted_vector(T, X)
end
function _vector_of(::Type{T}, X::Tuple) where {T}
    n = nfields(X)
    a = Vector{T}(undef, n)
    i = 1
    while sle_int(i, n)
        _place!(a, getfield(X, i), i)
        i = add_int(i, 1)
    end
    return a
end
function _converted_vector(::Type{T}, X::Tuple) where {T}
    n = nfields(X)
    a = Vector{T}(undef, n)
    i = 1
    while sle_int(i, n)
        setindex!(a, getfield(X, i), i)
        i = add_int(i, 1)
    end
    return a
end

getindex(::Type{T}) where {T} = Vector{T}()
function getindex(::Type{T}, vals...) where {T}
    return _converted_vector(T, vals)
end
function getindex(::Type{Any}, vals...)
    return _vector_of(Any, vals)
end

# --- comparison of whole arrays ---

_array_for(::Type{T}, ::HasLength, len::Integer) where {T} = Vector{T}(undef, Int(len))
_array_for(::Type{T}, ::HasShape{N}, axs) where {T,N} = similar(Array{T,N}, axs)
_array_for(::Type{T}, ::SizeUnknown, ::Nothing) where {T} = Vector{T}()
# As typed comprehensions call it.
_array_for(::Type{T}, itr, isz) where {T} = _array_for(T, isz, _similar_shape(itr, isz))
_similar_shape(itr, ::SizeUnknown) = nothing
_similar_shape(itr, ::HasLength) = length(itr)::Integer
_similar_shape(itr, ::HasShape) = axes(itr)

# --- growth: amortised, at both ends ---

_new_capacity(used::Int) = used < 8 ? 8 + used : used + (used >> 1) + 1

# Replaces the storage by one of `cap` elements, the present ones at `at`.
function _rehouse!(a::Vector{T}, n::Int, cap::Int, at::Int) where {T}
    mem = memorynew(Memory{T}, cap)
    ref = memoryrefnew(mem, at, false)
    n > 0 && _memory_copy(ref, getfield(a, :ref), n)
    setfield!(a, :ref, ref)
    return nothing
end

function _growend!(a::Vector, delta::Int)
    n = length(a)
    need = n + delta
    ref = getfield(a, :ref)
    first = memoryrefoffset(ref)
    cap = getfield(getfield(ref, :mem), :length)
    if first + need - 1 > cap
        _rehouse!(a, n, max(need, _new_capacity(n)), 1)
    end
    setfield!(a, :size, (need,))
    return nothing
end

function _growbeg!(a::Vector, delta::Int)
    delta == 0 && return nothing
    n = length(a)
    ref = getfield(a, :ref)
    first = memoryrefoffset(ref)
    if first > delta
        setfield!(a, :ref, memoryrefnew(getfield(ref, :mem), first - delta, false))
    else
        spare = max(delta, _new_capacity(n) - n) - delta
        cap = spare + delta + n + (n >> 3) + 1
        _rehouse!(a, n, cap, spare + delta + 1)
        ref = getfield(a, :ref)
        setfield!(a, :ref, memoryrefnew(getfield(ref, :mem), spare + 1, false))
    end
    setfield!(a, :size, (n + delta,))
    return nothing
end

function _growat!(a::Vector, i::Int, delta::Int)
    n = length(a)
    if i == 1
        return _growbeg!(a, delta)
    end
    _growend!(a, delta)
    moved = n - i + 1
    if moved > 0
        ref = getfield(a, :ref)
        _memory_copy(memoryrefnew(ref, i + delta, false), memoryrefnew(ref, i, false), moved)
        _unset!(a, i, min(delta, moved))
    end
    return nothing
end

# Forgets `count` elements from `i`, so that what they held may be collected.
function _unset!(a::Vector{T}, i::Int, count::Int) where {T}
    (isbitstype(T) || isbitsunion(T)) && return nothing
    count > 0 && _memory_clear(memoryrefnew(getfield(a, :ref), i, false), count)
    return nothing
end

function _deleteend!(a::Vector, delta::Int)
    n = length(a)
    _unset!(a, n - delta + 1, delta)
    setfield!(a, :size, (n - delta,))
    return nothing
end

function _deletebeg!(a::Vector, delta::Int)
    delta == 0 && return nothing
    n = length(a)
    _unset!(a, 1, delta)
    left = n - delta
    ref = getfield(a, :ref)
    # What is left lies in the memory at all times.
    setfield!(a, :size, (left,))
    if left == 0
        setfield!(a, :ref, memoryrefnew(getfield(ref, :mem)))
    else
        setfield!(a, :ref, memoryrefnew(ref, delta + 1, false))
    end
    return nothing
end

function _deleteat!(a::Vector, i::Int, delta::Int)
    n = length(a)
    1 <= i <= n - delta + 1 || throw(BoundsError(a, i))
    if i == 1
        return _deletebeg!(a, delta)
    end
    moved = n - (i + delta) + 1
    if moved > 0
        ref = getfield(a, :ref)
        _memory_copy(memoryrefnew(ref, i, false), memoryrefnew(ref, i + delta, false), moved)
    end
    _deleteend!(a, delta)
    return nothing
end

function push! end

function push!(a::Vector{T}, item) where {T}
    x = item isa T ? item : convert(T, item)::T
    n = add_int(length(a), 1)
    _growend!(a, 1)
    memoryrefset!(memoryrefnew(getfield(a, :ref), n, false), x, :not_atomic, false)
    return a
end
function push!(a::Vector{Any}, x, y...)
    _growend!(a, 1)
    _place!(a, x, length(a))
    for z in y
        push!(a, z)
    end
    return a
end
push!(A) = A
push!(A, a, b) = push!(push!(A, a), b)
push!(A, a, b, c...) = push!(push!(A, a, b), c...)

function append!(a::Vector{T}, items::AbstractVector{<:T}) where {T}
    a === items && (items = copy(items))
    n = Int(length(items))
    at = length(a) + 1
    checked = items
    _growend!(a, n)
    try
        copyto!(a, at, checked, firstindex(checked), n)
    catch
        _deleteend!(a, n)
        rethrow()
    end
    return a
end
append!(a::AbstractVector, iter) = _append!(a, IteratorSize(iter), iter)
append!(a::AbstractVector, iter...) = (foreach(v -> append!(a, v), iter); a)
append!(a::AbstractVector) = a
function _append!(a::AbstractVector, ::Union{HasLength,HasShape}, iter)
    for item in iter
        push!(a, item)
    end
    return a
end
function _append!(a::AbstractVector, ::IteratorSize, iter)
    for item in iter
        push!(a, item)
    end
    return a
end

function prepend!(a::Vector{T}, items::AbstractVector{<:T}) where {T}
    n = Int(length(items))
    copied = items === a ? copy(items) : items
    _growbeg!(a, n)
    copyto!(a, 1, copied, firstindex(copied), n)
    return a
end
prepend!(a::AbstractVector, iter) = _prepend!(a, IteratorSize(iter), iter)
prepend!(a::AbstractVector, iter...) = (for v in reverse(iter); prepend!(a, v); end; return a)
prepend!(a::AbstractVector) = a
function _prepend!(a, ::IteratorSize, iter)
    n = 0
    for item in iter
        n += 1
        pushfirst!(a, item)
    end
    reverse!(a, 1, n)
    return a
end

function resize!(a::Vector, nl::Integer)
    l = length(a)
    if nl > l
        _growend!(a, Int(nl) - l)
    elseif nl != l
        nl < 0 && _throw_argerror("new length must be ≥ 0")
        _deleteend!(a, l - Int(nl))
    end
    return a
end

sizehint!(d::AbstractVector, n::Integer; first::Bool=false, shrink::Bool=true) = _sizehint!(d, Int(n), first)
_sizehint!(d::AbstractVector, n::Int, first::Bool) = d
function _sizehint!(a::Vector, n::Int, first::Bool)
    l = length(a)
    n <= l && return a
    ref = getfield(a, :ref)
    if first
        memoryrefoffset(ref) - 1 + l < n && _rehouse!(a, l, n, n - l + 1)
    elseif getfield(getfield(ref, :mem), :length) - memoryrefoffset(ref) + 1 < n
        _rehouse!(a, l, n, 1)
    end
    return a
end

function pop!(a::Vector)
    isempty(a) && _throw_argerror("array must be non-empty")
    item = a[end]
    _deleteend!(a, 1)
    return item
end
function popat!(a::Vector, i::Integer)
    x = a[i]
    _deleteat!(a, Int(i), 1)
    return x
end
function popat!(a::Vector, i::Integer, default)
    if 1 <= i <= length(a)
        x = a[i]
        _deleteat!(a, Int(i), 1)
        return x
    end
    return default
end

function pushfirst!(a::Vector{T}, item) where {T}
    x = item isa T ? item : convert(T, item)::T
    _growbeg!(a, 1)
    _place!(a, x, 1)
    return a
end
pushfirst!(A) = A
pushfirst!(A, a, b) = pushfirst!(pushfirst!(A, b), a)
pushfirst!(A, a, b, c...) = pushfirst!(pushfirst!(A, c...), a, b)

function popfirst!(a::Vector)
    isempty(a) && _throw_argerror("array must be non-empty")
    item = a[1]
    _deletebeg!(a, 1)
    return item
end

function insert!(a::Vector{T}, i::Integer, item) where {T}
    i isa Bool && throw(ArgumentError("invalid index: $(repr(i)) of type Bool"))
    x = item isa T ? item : convert(T, item)::T
    at = Int(i)
    1 <= at <= length(a) + 1 || throw(BoundsError(a, i))
    _growat!(a, at, 1)
    _place!(a, x, at)
    return a
end

deleteat!(a::Vector, i::Bool) = throw(ArgumentError("invalid index: $(repr(i)) of type Bool"))
deleteat!(a::Vector, i::Integer) = (_deleteat!(a, Int(i), 1); a)
function deleteat!(a::Vector, r::AbstractUnitRange{<:Integer})
    if eltype(r) === Bool
        return invoke(deleteat!, Tuple{Vector,AbstractVector{Bool}}, a, r)
    end
    n = length(a)
    f = first(r)
    f < 1 && throw(BoundsError(a, r))
    if isempty(r)
        f > n + 1 && throw(BoundsError(a, r))
        return a
    end
    last(r) > n && throw(BoundsError(a, r))
    _deleteat!(a, Int(f), Int(length(r)))
    return a
end
deleteat!(a::Vector, inds) = _deleteat_each!(a, inds)
deleteat!(a::Vector, inds::AbstractVector) = _deleteat_each!(a, to_indices(a, (inds,))[1])
function deleteat!(a::Vector, inds::AbstractVector{Bool})
    n = length(a)
    length(inds) == n || throw(BoundsError(a, inds))
    p = 1
    for i in 1:n
        if !inds[i]
            p == i || (a[p] = a[i])
            p += 1
        end
    end
    _deleteend!(a, n - p + 1)
    return a
end
function _deleteat_each!(a::Vector, inds)
    n = length(a)
    y = iterate(inds)
    y === nothing && return a
    (p, s) = y
    checkbounds(a, p)
    q = p + 1
    while true
        y = iterate(inds, s)
        y === nothing && break
        (i, s) = y
        if !(q <= i <= n)
            i < q && _throw_argerror("indices must be unique and sorted")
            throw(BoundsError())
        end
        while q < i
            _move_element!(a, p, q)
            p += 1
            q += 1
        end
        q = i + 1
    end
    while q <= n
        _move_element!(a, p, q)
        p += 1
        q += 1
    end
    _deleteend!(a, n - p + 1)
    return a
end

_move_element!(a::Vector, to, from) = isassigned(a, from) ? (a[to] = a[from]) : _unsetindex!(a, to)

# Keeps what the indices name.
keepat!(a::Vector, inds) = _keepat!(a, inds)
keepat!(a::Vector, m::AbstractVector{Bool}) = deleteat!(a, map(!, m))
keepat!(a::BitVector, inds) = _keepat!(a, inds)
keepat!(a::BitVector, m::AbstractVector{Bool}) = deleteat!(a, map(!, m))
function _keepat!(a::AbstractVector, inds)
    prev = nothing
    i = firstindex(a)
    for k in inds
        if prev !== nothing
            prev < k || _throw_argerror("indices must be unique and sorted")
        end
        ak = a[k]
        i == k || (a[i] = ak)
        prev = k
        i = nextind(a, i)
    end
    deleteat!(a, i:lastindex(a))
    return a
end

const _default_splice = []

function splice!(a::Vector, i::Integer, ins=_default_splice)
    v = a[i]
    m = length(ins)
    if m == 0
        _deleteat!(a, Int(i), 1)
    elseif m == 1
        a[i] = only(ins)
    else
        _growat!(a, Int(i), m - 1)
        k = 1
        for x in ins
            a[i+k-1] = x
            k += 1
        end
    end
    return v
end
function splice!(a::Vector, r::AbstractUnitRange{<:Integer}, ins=_default_splice)
    v = a[r]
    m = length(ins)
    if m == 0
        deleteat!(a, r)
        return v
    end
    n = length(a)
    f = Int(first(r))
    l = Int(last(r))
    d = Int(length(r))
    if m < d
        delta = d - m
        _deleteat!(a, (f - 1 < n - l) ? f : (l - delta + 1), delta)
    elseif m > d
        _growat!(a, (f - 1 < n - l) ? f : (l + 1), m - d)
    end
    k = 1
    for x in ins
        a[f+k-1] = x
        k += 1
    end
    return v
end
splice!(a::Vector, inds) = (dltds = eltype(a)[]; _deleteat_taking!(a, inds, dltds); dltds)
function _deleteat_taking!(a::Vector, inds, taken)
    indices = collect(inds)
    for i in indices
        push!(taken, a[i])
    end
    deleteat!(a, indices)
    return a
end

function empty!(a::Vector)
    _deleteend!(a, length(a))
    return a
end
empty!(a::AbstractVector) = (resize!(a, 0); a)
empty(v::AbstractVector{T}, ::Type{U}=T) where {T,U} = similar(v, U, 0)
emptymutable(itr, ::Type{U}) where {U} = Vector{U}()
emptymutable(a::AbstractVector{T}, ::Type{U}=T) where {T,U} = Vector{U}()

# --- order of elements ---

function reverse!(v::AbstractVector)
    return reverse!(v, firstindex(v), lastindex(v))
end
function reverse!(v::AbstractVector, start::Integer, stop::Integer=lastindex(v))
    s, n = Int(start), Int(stop)
    n > s || return v
    liv = LinearIndices(v)
    first(liv) <= s <= last(liv) || throw(BoundsError(v, s))
    first(liv) <= n <= last(liv) || throw(BoundsError(v, n))
    r = n
    i = s
    while i < r
        x = v[i]
        v[i] = v[r]
        v[r] = x
        i += 1
        r -= 1
    end
    return v
end
reverse!(A::AbstractArray; dims=:) = _reverse!(A, dims)
_reverse!(A::AbstractVector, ::Colon) = reverse!(A, firstindex(A), lastindex(A))
_reverse!(A::AbstractArray, dims) = copyto!(A, reverse(A; dims=dims))
reverse(A::AbstractArray; dims=:) = _reverse(A, dims)
_reverse(A::AbstractVector, ::Colon) = reverse(A, firstindex(A), lastindex(A))
_reverse(A::AbstractArray, ::Colon) = _reverse(A, ntuple(identity, ndims(A)))
_reverse(A::AbstractArray, dim::Integer) = _reverse(A, (Int(dim),))
function _reverse(A::AbstractArray{T,N}, dims::Tuple) where {T,N}
    allunique(dims) && all(d -> 1 <= d <= N, dims) || throw(ArgumentError("invalid dimensions $dims in reverse!"))
    B = similar(A)
    ax = axes(A)
    for I in CartesianIndices(A)
        J = ntuple(k -> (k in dims) ? first(ax[k]) + last(ax[k]) - I[k] : I[k], Val(N))
        B[J...] = A[I]
    end
    return B
end
function reverse(A::AbstractVector, start::Integer, stop::Integer=lastindex(A))
    s, n = Int(start), Int(stop)
    B = similar(A)
    for i in firstindex(A):s-1
        B[i] = A[i]
    end
    for i in s:n
        B[i] = A[n+s-i]
    end
    for i in n+1:lastindex(A)
        B[i] = A[i]
    end
    return B
end
reverse(A::AbstractVector; dims=:) = _reverse_vector(A, dims)
_reverse_vector(A::AbstractVector, ::Colon) = reverse(A, firstindex(A), lastindex(A))
function _reverse_vector(A::AbstractVector, dims)
    all(==(1), dims) || throw(ArgumentError("invalid dimension $(first(dims)) ≠ 1 in reverse"))
    return reverse(A, firstindex(A), lastindex(A))
end

# --- finding ---

findnext(A, start) = _findnext(identity, A, start)
findnext(testf::Function, A, start) = _findnext(testf, A, start)
function _findnext(testf, A, start)
    i = oftype(first(keys(A)), start)
    l = last(keys(A))
    i > l && return nothing
    while true
        testf(A[i]) && return i
        i == l && break
        i = nextind(A, i)
    end
    return nothing
end
findfirst(A) = findfirst(identity, A)
function findfirst(testf::Function, A)
    for (i, a) in pairs(A)
        testf(a) && return i
    end
    return nothing
end
findfirst(testf::Function, A::AbstractVector) = _findfirst_vector(testf, A)
function _findfirst_vector(testf, A)
    for i in eachindex(A)
        testf(A[i]) && return i
    end
    return nothing
end
findprev(A, start) = _findprev(identity, A, start)
findprev(testf::Function, A, start) = _findprev(testf, A, start)
function _findprev(testf, A, start)
    f = first(keys(A))
    i = oftype(f, start)
    i < f && return nothing
    while true
        testf(A[i]) && return i
        i == f && break
        i = prevind(A, i)
    end
    return nothing
end
findlast(A) = findlast(identity, A)
function findlast(testf::Function, A)
    for (i, a) in Iterators.reverse(pairs(A))
        testf(a) && return i
    end
    return nothing
end
function findlast(testf::Function, A::AbstractVector)
    i = lastindex(A)
    f = firstindex(A)
    while i >= f
        testf(A[i]) && return i
        i -= 1
    end
    return nothing
end
findall(A) = findall(identity, A)
findall(testf::Function, A) = collect(first(p) for p in pairs(A) if testf(last(p)))
function findall(testf::Function, A::AbstractArray)
    found = Vector{eltype(keys(A))}()
    for i in keys(A)
        testf(A[i]) && push!(found, i)
    end
    return found
end
findall(A::AbstractArray{Bool}) = findall(identity, A)
findall(pred::Fix2{typeof(in)}, x::AbstractArray) = _findin(x, pred.x)
function _findin(a, b)
    among = hasfastin(b) ? b : Set(b)
    return [i for (i, x) in pairs(a) if x in among]
end
indexin(a, b::AbstractArray) = _indexin(a, b)
function _indexin(a, b::AbstractArray)
    inds = keys(b)
    bdict = Dict{eltype(b),eltype(inds)}()
    for (val, ind) in zip(b, inds)
        get!(bdict, val, ind)
    end
    return Union{eltype(inds),Nothing}[get(bdict, i, nothing) for i in a]
end

# --- filtering ---

function filter(f, a::Array{T,N}) where {T,N}
    b = Vector{T}()
    for ai in a
        f(ai) && push!(b, ai)
    end
    return b
end
function filter(f, a::AbstractArray)
    return a[_mask_of(f, a)]
end
function _mask_of(f, a)
    m = Vector{Bool}(undef, length(a))
    i = 1
    for x in a
        m[i] = f(x)::Bool
        i += 1
    end
    return reshape(m, size(a))
end
function filter!(f, a::AbstractVector)
    j = firstindex(a)
    for ai in a
        a[j] = ai
        j = ifelse(f(ai)::Bool, nextind(a, j), j)
    end
    j > lastindex(a) && return a
    if a isa Vector
        resize!(a, j - 1)
    else
        deleteat!(a, j:lastindex(a))
    end
    return a
end
filter(f) = Fix1(filter, f)
filter!(f) = Fix1(filter!, f)

# --- set-like functions on vectors ---

_shrink!(shrinker!, v::AbstractVector, itrs) = (seen = Set{eltype(v)}(); for x in v; push!(seen, x); end; shrinker!(seen, itrs...); filter!(x -> x in seen && (delete!(seen, x); true), v))
intersect!(v::AbstractVector, itrs...) = _shrink!(intersect!, v, itrs)
setdiff!(v::AbstractVector, itrs...) = _shrink!(setdiff!, v, itrs)
function union!(v::AbstractVector{T}, itrs...) where {T}
    seen = Set{T}()
    filter!(x -> (x in seen) ? false : (push!(seen, x); true), v)
    for itr in itrs
        for x in itr
            y = convert(T, x)::T
            if !(y in seen)
                push!(seen, y)
                push!(v, y)
            end
        end
    end
    return v
end
symdiff!(v::AbstractVector, itrs...) = (r = symdiff(v, itrs...); resize!(v, length(r)); copyto!(v, r); v)
vectorfilter(f, v::AbstractVector) = filter(f, v)
union(v::AbstractVector, itrs...) = union!(_union_start(v, itrs), v, itrs...)
_union_start(v, itrs) = Vector{promote_eltype(v, itrs...)}()
function intersect(v::AbstractVector, r::AbstractVector)
    T = promote_eltype(v, r)
    seen = Set{T}()
    other = hasfastin(r) ? r : Set(r)
    made = Vector{T}()
    for x in v
        if (x in other) && !(x in seen)
            push!(seen, x)
            push!(made, x)
        end
    end
    return made
end
intersect(v::AbstractRange, r::AbstractVector) = intersect(r, v)
intersect(v::AbstractVector) = unique(v)
# Whatever is iterated has its common elements in a vector, as they come.
function intersect(v, itrs...)
    T = promote_eltype(v, itrs...)
    sets = map(it -> Set(it), itrs)
    seen = Set{T}()
    made = Vector{T}()
    for x in v
        if all(s -> x in s, sets) && !(x in seen)
            push!(seen, x)
            push!(made, x)
        end
    end
    return made
end
setdiff(v::AbstractVector) = unique(v)
function setdiff(v, itrs...)
    T = promote_eltype(v, itrs...)
    seen = Set{T}()
    for itr in itrs
        union!(seen, itr)
    end
    made = Vector{T}()
    for x in v
        in!(x, seen) || push!(made, x)
    end
    return made
end
# What is in an odd number of them, in the order in which it comes first.
function symdiff(v::AbstractVector, itrs...)
    T = promote_eltype(v, itrs...)
    odd = symdiff!(Set{T}(), v, itrs...)
    made = Vector{T}()
    for itr in (v, itrs...), x in itr
        x in odd || continue
        delete!(odd, x)
        push!(made, x)
    end
    return made
end
