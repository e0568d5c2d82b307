# Memories: the storage of arrays, of fixed length.

# Elements are moved in bulk by the host, as Julia does in C.
const _memory_copy = Core.Host.memory_copy
const _memory_fill = Core.Host.memory_fill
const _memory_clear = Core.Host.memory_clear

# An instance of a type with these fields, whatever constructors the type has.
macro _object(T, fields...)
    return Core._expr(:escape, Core._expr(:new, T, fields...))
end

# The same from a tuple of the fields.
macro _splat_object(T, fields)
    return Core._expr(:escape, Core._expr(:splatnew, T, fields))
end

# A condition that is checked whatever the optimiser assumes of indices.
_in_bounds(i::Int, n::Int) = ult_int(sub_int(i, 1), n)
_in_bounds(i::Int, n) = 1 <= i <= n

GenericMemory{K,T,A}(::UndefInitializer, m::Int) where {K,T,A} = memorynew(GenericMemory{K,T,A}, m)
GenericMemory{K,T,A}(::UndefInitializer, m::Integer) where {K,T,A} = memorynew(GenericMemory{K,T,A}, Int(m))
GenericMemory{K,T,A}(::UndefInitializer, d::NTuple{1,Int}) where {K,T,A} = memorynew(GenericMemory{K,T,A}, getfield(d, 1))
GenericMemory{K,T,A}() where {K,T,A} = memorynew(GenericMemory{K,T,A}, 0)
GenericMemory{:not_atomic,T}(::UndefInitializer, m::Integer) where {T} = memorynew(Memory{T}, Int(m))

MemoryRef(mem::Memory) = memoryrefnew(mem)
MemoryRef(mem::Memory, i::Integer) = memoryrefnew(mem, Int(i), true)
MemoryRef(ref::MemoryRef, i::Integer) = memoryrefnew(ref, Int(i), true)
memoryref(mem::Memory) = memoryrefnew(mem)
memoryref(mem::Memory, i::Integer) = memoryrefnew(mem, Int(i), true)
memoryref(ref::MemoryRef, i::Integer) = memoryrefnew(ref, Int(i), true)
getindex(r::MemoryRef) = memoryrefget(r, :not_atomic, true)
setindex!(r::MemoryRef{T}, x) where {T} = (memoryrefset!(r, x isa T ? x : convert(T, x)::T, :not_atomic, true); r)

length(m::GenericMemory) = getfield(m, :length)
size(m::GenericMemory) = (getfield(m, :length),)
size(m::GenericMemory, d::Integer) = d < 1 ? error("dimension out of range") : d == 1 ? getfield(m, :length) : 1
axes(m::GenericMemory) = (OneTo(getfield(m, :length)),)
elsize(::Type{<:GenericMemory{K,T}}) where {K,T} = _element_size(T)
IndexStyle(::Type{<:GenericMemory}) = IndexLinear()

function getindex(m::Memory, i::Int)
    _in_bounds(i, getfield(m, :length)) || throw_boundserror(m, (i,))
    return memoryrefget(memoryrefnew(m, i, false), :not_atomic, false)
end
function setindex!(m::Memory{T}, x, i::Int) where {T}
    _in_bounds(i, getfield(m, :length)) || throw_boundserror(m, (i,))
    memoryrefset!(memoryrefnew(m, i, false), x isa T ? x : convert(T, x)::T, :not_atomic, false)
    return m
end
# Sets are dictionaries of nothing: such a memory keeps nothing, so there is no place to go to.
getindex(m::Memory{Nothing}, i::Int) = (_in_bounds(i, getfield(m, :length)) || throw_boundserror(m, (i,)); nothing)
function setindex!(m::Memory{Nothing}, x, i::Int)
    _in_bounds(i, getfield(m, :length)) || throw_boundserror(m, (i,))
    x isa Nothing || convert(Nothing, x)
    return m
end
getindex(m::Memory) = m[1]
function isassigned(m::Memory, i::Int)
    _in_bounds(i, getfield(m, :length)) || return false
    return memoryref_isassigned(memoryrefnew(m, i, false), :not_atomic, false)
end

similar(m::Memory{T}) where {T} = Memory{T}(undef, length(m))
similar(m::Memory{T}, n::Int) where {T} = Memory{T}(undef, n)
similar(m::Memory, S::Type) = Memory{S}(undef, length(m))
similar(m::Memory, S::Type, n::Int) = Memory{S}(undef, n)
similar(m::Memory{T}, d::Dims{1}) where {T} = Memory{T}(undef, d[1])
similar(m::Memory, S::Type, d::Dims{1}) = Memory{S}(undef, d[1])
similar(m::Memory, S::Type, d::Dims) = Array{S}(undef, d)
similar(m::Memory{T}, d::Dims) where {T} = Array{T}(undef, d)

function copy(m::Memory{T}) where {T}
    n = getfield(m, :length)
    made = memorynew(Memory{T}, n)
    n == 0 || _memory_copy(memoryrefnew(made), memoryrefnew(m), n)
    return made
end

function fill!(m::Memory{T}, x) where {T}
    v = convert(T, x)::T
    n = getfield(m, :length)
    n == 0 || _memory_fill(memoryrefnew(m), v, n)
    return m
end

# Moves `n` elements between references; they may overlap. Elements that are not assigned stay so.
function unsafe_copyto!(dest::MemoryRef{T}, src::MemoryRef{T}, n::Int) where {T}
    n <= 0 || _memory_copy(dest, src, n)
    return dest
end
function unsafe_copyto!(dest::MemoryRef{T}, src::MemoryRef, n::Int) where {T}
    i = 1
    while i <= n
        s = memoryrefnew(src, i, false)
        if memoryref_isassigned(s, :not_atomic, false)
            memoryrefset!(memoryrefnew(dest, i, false), convert(T, memoryrefget(s, :not_atomic, false))::T, :not_atomic, false)
        end
        i += 1
    end
    return dest
end

function copyto!(dest::Memory, doffs::Integer, src::Memory, soffs::Integer, n::Integer)
    n < 0 && _throw_argerror("Number of elements to copy must be non-negative.")
    n == 0 && return dest
    _check_copy(dest, doffs, src, soffs, n)
    unsafe_copyto!(memoryrefnew(dest, Int(doffs), true), memoryrefnew(src, Int(soffs), true), Int(n))
    return dest
end
copyto!(dest::Memory, src::Memory) = copyto!(dest, 1, src, 1, length(src))

_throw_argerror(s) = throw(ArgumentError(s))

# --- arrays that share what they are made of ---

# The bytes of a string, which nobody may write to: so they are a copy here.
unsafe_wrap(::Type{Vector{UInt8}}, s::String) = Vector{UInt8}(codeunits(s))
unsafe_wrap(::Type{Array}, m::Memory, n::Integer) = unsafe_wrap(Array, m, (n,))
unsafe_wrap(::Type{Array}, m::MemoryRef, n::Integer) = unsafe_wrap(Array, m, (n,))
unsafe_wrap(::Type{Array}, m::Memory, dims::Tuple{Vararg{Integer}}) = unsafe_wrap(Array, memoryref(m), dims)
function unsafe_wrap(::Type{Array}, ref::MemoryRef{T}, dims::NTuple{N,Integer}) where {T,N}
    size = map(Int, dims)
    n = prod(size)
    room = length(ref.mem) - Core.memoryrefoffset(ref) + 1
    n <= room || throw(DimensionMismatch(string("Attempted to wrap a MemoryRef of length ", room, " with an Array of size ", size,
        ", which is invalid because prod(dims) = ", n, " > ", room, ", so that the array would have more elements than the underlying memory can store.")))
    return @_object(Array{T,N}, ref, size)
end
