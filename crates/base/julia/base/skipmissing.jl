# Collections without their missing values.

struct SkipMissing{T}
    x::T
end
skipmissing(itr) = SkipMissing(itr)
IteratorSize(::Type{<:SkipMissing}) = SizeUnknown()
IteratorEltype(::Type{SkipMissing{T}}) where {T} = IteratorEltype(T)
eltype(::Type{SkipMissing{T}}) where {T} = nonmissingtype(eltype(T))
function iterate(itr::SkipMissing, state...)
    y = iterate(itr.x, state...)
    y === nothing && return nothing
    item, at = y
    while item === missing
        y = iterate(itr.x, at)
        y === nothing && return nothing
        item, at = y
    end
    return item, at
end
IndexStyle(::Type{<:SkipMissing{T}}) where {T} = IndexStyle(T)
eachindex(itr::SkipMissing) = Iterators.filter(i -> itr.x[i] !== missing, eachindex(itr.x))
keys(itr::SkipMissing) = Iterators.filter(i -> itr.x[i] !== missing, keys(itr.x))
function getindex(itr::SkipMissing, I...)
    v = itr.x[I...]
    v === missing && throw(MissingException(string("the value at index ", I, " is missing")))
    return v
end
filter(f, itr::SkipMissing{<:AbstractArray}) = [v for v in itr if f(v)]
show(io::IO, s::SkipMissing) = print(io, "skipmissing(", repr(s.x), ")")
