# What all sets share, and the operations of sets on other collections.

abstract type AbstractSet{T} end

eltype(::Type{<:AbstractSet{T}}) where {T} = T
convert(::Type{T}, s::T) where {T<:AbstractSet} = s
convert(::Type{T}, s::AbstractSet) where {T<:AbstractSet} = T(s)::T
sizehint!(s::AbstractSet, n; kw...) = s
copy!(dst::AbstractSet, src::AbstractSet) = dst === src ? dst : union!(empty!(dst), src)
similar(s::AbstractSet, ::Type{U}=eltype(s)) where {U} = empty(s, U)
empty(s::AbstractSet{T}) where {T} = empty(s, T)
copymutable(s::AbstractSet{T}) where {T} = union!(empty(s, T), s)

# ---- union -----------------------------------------------------------------------------------------
union(s, sets...) = union!(emptymutable(s, promote_eltype(s, sets...)), s, sets...)
union(s::AbstractSet) = copy(s)
const ∪ = union
function union!(s::AbstractSet, sets...)
    for x in sets
        union!(s, x)
    end
    return s
end
union!(s::AbstractSet) = s
function union!(s::AbstractSet, itr)
    for x in itr
        push!(s, x)
    end
    return s
end
emptymutable(s::AbstractSet{T}, ::Type{U}=T) where {T, U} = empty(s, U)
emptymutable(itr, ::Type{U}) where {U} = Set{U}()
max_values(::Type) = typemax(Int)
max_values(::Type{Bool}) = 2
max_values(::Type{T}) where {T<:Union{Int8, UInt8, Int16, UInt16, Int32, UInt32}} = 1 << (8 * sizeof(T))
max_values(::Type{Nothing}) = 1
function max_values(T::Union)
    a, b = max_values(T.a), max_values(T.b)
    return max(a, b) == typemax(Int) ? typemax(Int) : a + b
end
promote_eltype() = Bottom
promote_eltype(v1, vs...) = promote_type(eltype(v1), promote_eltype(vs...))

# ---- intersection --------------------------------------------------------------------------------
function intersect(s::AbstractSet, itr, itrs...)
    T = promote_eltype(s, itr, itrs...)
    T == promote_eltype(s, itr) && return intersect!(intersect(s, itr), itrs...)
    return intersect!(union!(emptymutable(s, T), s), itr, itrs...)
end
intersect(s) = union(s)
intersect(s::AbstractSet) = copy(s)
function intersect(s::AbstractSet, itr)
    out = emptymutable(s, promote_eltype(s, itr))
    # What is looked through is the shorter of two sets.
    among, other = itr isa AbstractSet && length(s) < length(itr) ? (s, itr) : (itr, s)
    for x in among
        x in other && push!(out, x)
    end
    return out
end
const ∩ = intersect
function intersect!(s::AbstractSet, itrs...)
    for x in itrs
        intersect!(s, x)
    end
    return s
end
intersect!(s::AbstractSet) = s
intersect!(s::AbstractSet, s2::AbstractSet) = filter!(in(s2), s)
intersect!(s::AbstractSet, itr) = intersect!(s, union!(emptymutable(s, promote_type(eltype(s), eltype(itr))), itr))

# ---- difference ----------------------------------------------------------------------------------
setdiff(s::AbstractSet, itrs...) = setdiff!(copymutable(s), itrs...)
setdiff(s) = union(s)
function setdiff!(s::AbstractSet, itrs...)
    for x in itrs
        setdiff!(s, x)
    end
    return s
end
setdiff!(s::AbstractSet) = s
function setdiff!(s::AbstractSet, itr)
    for x in itr
        delete!(s, x)
    end
    return s
end
symdiff(s, sets...) = symdiff!(emptymutable(s, promote_eltype(s, sets...)), s, sets...)
symdiff(s) = symdiff!(copy(s))
function symdiff!(s::AbstractSet, itrs...)
    for x in itrs
        symdiff!(s, x)
    end
    return s
end
symdiff!(s::AbstractSet) = s
function symdiff!(s::AbstractSet, itr)
    if itr isa AbstractSet
        for x in itr
            x in s ? delete!(s, x) : push!(s, x)
        end
        return s
    end
    return symdiff!(s, Set(itr))
end

# ---- comparison ------------------------------------------------------------------------------------
# What cannot be counted may be more than its elements, and is asked itself.
function issubset(a, b)
    a isa AbstractSet && b isa AbstractSet && length(a) > length(b) && return false
    is_asked = hasfastin(b) || b isa Tuple || b isa AbstractString || !haslength(b) || length(b) <= 70
    among = is_asked ? b : Set(b)
    for x in a
        in(x, among) || return false
    end
    return true
end
issubset(a) = Fix2(issubset, a)
const ⊆ = issubset
⊇(a, b) = b ⊆ a
⊈(a, b) = !⊆(a, b)
⊉(a, b) = b ⊈ a
⊊(a::AbstractSet, b::AbstractSet) = length(a) < length(b) && a ⊆ b
⊊(a::AbstractSet, b) = a ⊊ Set(b)
⊊(a, b::AbstractSet) = Set(a) ⊊ b
⊊(a, b) = Set(a) ⊊ Set(b)
⊋(a, b) = b ⊊ a
⊇(a) = Fix2(⊇, a)
⊈(a) = Fix2(⊈, a)
⊉(a) = Fix2(⊉, a)
⊊(a) = Fix2(⊊, a)
⊋(a) = Fix2(⊋, a)
issetequal(a::AbstractSet, b::AbstractSet) = a == b
issetequal(a::AbstractSet, b) = issetequal(a, Set(b))
issetequal(a, b::AbstractSet) = issetequal(Set(a), b)
issetequal(a, b) = issetequal(Set(a), Set(b))
issetequal(a) = Fix2(issetequal, a)
isdisjoint(a) = Fix2(isdisjoint, a)
function isdisjoint(a, b)
    hasfastin(b) && return !any(in(b), a)
    hasfastin(a) && return !any(in(a), b)
    return !any(in(Set(b)), a)
end
# Whether membership is found without looking at each element.
hasfastin(::Type) = false
hasfastin(::Union{Type{<:AbstractSet}, Type{<:AbstractDict}, Type{<:AbstractRange}}) = true
hasfastin(x) = hasfastin(typeof(x))
==(a::AbstractSet, b::AbstractSet) = length(a) == length(b) && a ⊆ b
<(a::AbstractSet, b::AbstractSet) = a ⊊ b
<=(a::AbstractSet, b::AbstractSet) = a ⊆ b
const hashs_seed = 0x852ada37cfe8e0ce
function hash(s::AbstractSet, h::UInt)
    hv = hashs_seed
    for x in s
        hv ⊻= hash(x)
    end
    return hash(hv, h)
end
filter(pred, s::AbstractSet) = (out = empty(s); for x in s; pred(x) && push!(out, x); end; out)
function filter!(f, s::AbstractSet)
    for x in collect(s)
        f(x) || delete!(s, x)
    end
    return s
end
first(s::AbstractSet) = (y = iterate(s); y === nothing ? throw(ArgumentError("collection must be non-empty")) : y[1])
