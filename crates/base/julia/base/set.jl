# Sets: dictionaries without values.

struct Set{T} <: AbstractSet{T}
    dict::Dict{T, Nothing}
    Set{T}() where {T} = new{T}(Dict{T, Nothing}())
    Set{T}(s::Set{T}) where {T} = new{T}(Dict{T, Nothing}(s.dict))
end
Set{T}(itr) where {T} = union!(Set{T}(), itr)
Set() = Set{Any}()
Set(s::Set{T}) where {T} = Set{T}(s)
Set(itr) = _set(itr, IteratorEltype(itr))
_set(itr, ::HasEltype) = Set{eltype(itr)}(itr)
_set(itr::Tuple, ::HasEltype) = Set{eltype(itr)}(itr)
function _set(itr, ::EltypeUnknown)
    return _grow_set(itr)
end
function _grow_set(itr)
    y = iterate(itr)
    y === nothing && return Set{_default_eltype(itr)}()
    s = Set{typeof(y[1])}()
    while y !== nothing
        x = y[1]
        if !(x isa eltype(s))
            s = Set{promote_typejoin(eltype(s), typeof(x))}(s)
        end
        push!(s, x)
        y = iterate(itr, y[2])
    end
    return s
end
empty(s::AbstractSet{T}, ::Type{U}=T) where {T, U} = Set{U}()

show(io::IO, s::Set) = _show_set(io, s)
isempty(s::Set) = isempty(s.dict)
length(s::Set) = length(s.dict)
in(x, s::Set) = haskey(s.dict, x)
function in!(x, s::Set)
    haskey(s.dict, x) && return true
    push!(s, x)
    return false
end
push!(s::Set, x) = (s.dict[x] = nothing; s)
push!(s::AbstractSet, x, y, rest...) = _push_all!(s, (x, y, rest...))
_push_all!(s, xs) = (for x in xs; push!(s, x); end; s)
append!(s::AbstractSet, collections...) = (for c in collections; union!(s, c); end; s)
# What is in the set may be equal to `x` and yet another value.
function pop!(s::Set, x)
    at = getkey(s.dict, x, _InitialValue())
    at isa _InitialValue && throw(KeyError(x))
    delete!(s.dict, at)
    return at
end
pop!(s::Set, x, default) = x in s ? pop!(s, x) : default
function pop!(s::Set)
    isempty(s) && throw(ArgumentError("set must be non-empty"))
    return pop!(s.dict).first
end
delete!(s::Set, x) = (delete!(s.dict, x); s)
copy(s::Set) = typeof(s)(s)
copymutable(s::Set) = copy(s)
sizehint!(s::Set, n; shrink::Bool=true) = (sizehint!(s.dict, n; shrink); s)
empty!(s::Set) = (empty!(s.dict); s)
function iterate(s::Set, i::Int=s.dict.idxfloor)
    d = s.dict
    i = skip_deleted(d, i)
    return i == 0 ? nothing : (d.keys[i], i + 1)
end
function filter!(f, s::Set)
    filter!(p -> f(p.first), s.dict)
    return s
end
first(s::Set) = (y = iterate(s); y === nothing ? throw(ArgumentError("collection must be non-empty")) : y[1])

# ---- elements once -----------------------------------------------------------------------------------
function unique(itr)
    itr isa AbstractSet && return collect(itr)
    if IteratorEltype(itr) isa HasEltype
        return _unique(eltype(itr), itr)
    end
    return _unique_growing(itr)
end
function _unique(::Type{T}, itr) where {T}
    seen = Set{T}()
    out = T[]
    for x in itr
        if !(x in seen)
            push!(seen, x)
            push!(out, x)
        end
    end
    return out
end
_unique_growing(itr) = (v = collect(itr); _unique(eltype(v), v))
function unique(f, C; seen::Union{Nothing, AbstractSet}=nothing)
    seen === nothing && (seen = Set{Any}())
    out = eltype(C)[]
    for x in C
        y = f(x)
        if !(y in seen)
            push!(seen, y)
            push!(out, x)
        end
    end
    return out
end
unique!(A::AbstractVector) = _replace_elements!(A, unique(A))
unique!(f, A::AbstractVector) = _replace_elements!(A, unique(f, A))
function _replace_elements!(v, elements)
    empty!(v)
    append!(v, elements)
    return v
end

function allunique(C)
    haslength(C) && length(C) <= 1 && return true
    seen = Set{Any}()
    for x in C
        x in seen && return false
        push!(seen, x)
    end
    return true
end
allunique(::Union{AbstractSet, AbstractDict}) = true
allunique(f, C) = allunique(Generator(f, C))
# ---- other values in the place of some ---------------------------------------------------------------
function replace!(new::Union{Function, Type}, s::Set; count::Integer=typemax(Int))
    n = 0
    gone = Any[]
    come = Any[]
    for x in s
        n >= count && break
        y = new(x)
        if !isequal(x, y)
            push!(gone, x)
            push!(come, y)
            n += 1
        end
    end
    for x in gone
        delete!(s, x)
    end
    for y in come
        push!(s, y)
    end
    return s
end
function replace(s::Set{T}, old_new::Pair...; count::Integer=typemax(Int)) where {T}
    U = T
    for p in old_new
        U = promote_type(U, typeof(p.second))
    end
    return replace!(x -> _replaced(x, old_new), Set{U}(s); count)
end
replace!(s::Set, old_new::Pair...; count::Integer=typemax(Int)) = replace!(x -> _replaced(x, old_new), s; count)
replace(new::Union{Function, Type}, s::Set; count::Integer=typemax(Int)) = replace!(new, copy(s); count)
function _replaced(x, old_new)
    for p in old_new
        isequal(p.first, x) && return p.second
    end
    return x
end
