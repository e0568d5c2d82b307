# Sorting and what depends on order.

baremodule Order

using Core
using ..Base

export Ordering, Forward, Reverse, By, Lt, Perm, ReverseOrdering, ForwardOrdering, lt, ord, ordtype

abstract type Ordering end
struct ForwardOrdering <: Ordering end
struct ReverseOrdering{Fwd<:Ordering} <: Ordering
    fwd::Fwd
end
ReverseOrdering(rev::ReverseOrdering) = rev.fwd
ReverseOrdering(fwd::Fwd) where {Fwd} = ReverseOrdering{Fwd}(fwd)
ReverseOrdering() = ReverseOrdering(ForwardOrdering())
const Forward = ForwardOrdering()
const Reverse = ReverseOrdering{ForwardOrdering}(ForwardOrdering())
const DirectOrdering = Core.Union{ForwardOrdering,ReverseOrdering{ForwardOrdering}}
struct By{T,O} <: Ordering
    by::T
    order::O
    By(by, order::Ordering=Forward) = new{Base.Typeof(by),typeof(order)}(by, order)
end
struct Lt{T} <: Ordering
    lt::T
    Lt(lt) = new{Base.Typeof(lt)}(lt)
end
struct Perm{O<:Ordering,V<:AbstractVector} <: Ordering
    order::O
    data::V
end

lt(o::ForwardOrdering, a, b) = Base.isless(a, b)
lt(o::ReverseOrdering, a, b) = lt(o.fwd, b, a)
lt(o::By, a, b) = lt(o.order, o.by(a), o.by(b))
lt(o::Lt, a, b) = o.lt(a, b)
function lt(p::Perm, a::Base.Integer, b::Base.Integer)
    da = p.data[a]
    db = p.data[b]
    return (lt(p.order, da, db)::Bool) | (!(lt(p.order, db, da)::Bool) & (a < b))
end
_by(by, order::Ordering) = By(by, order)
_by(::typeof(Base.identity), order::Ordering) = order
ord(lt, by, rev::Base.Nothing, order::Ordering=Forward) = _ord(lt, by, order)
function ord(lt, by, rev::Bool, order::Ordering=Forward)
    o = _ord(lt, by, order)
    return rev ? ReverseOrdering(o) : o
end
_ord(lt::typeof(Base.isless), by, order::Ordering) = _by(by, order)
_ord(lt::typeof(Base.isless), by::typeof(Base.identity), order::Ordering) = order
function _ord(lt, by, order::Ordering)
    order === Forward && return _by(by, Lt(lt))
    order === Reverse && return ReverseOrdering(_by(by, Lt(lt)))
    Base.error("Passing both lt= and order= arguments is ambiguous; please pass order=Forward or order=Reverse (or leave default)")
end
Base.reverse(o::Ordering) = ReverseOrdering(o)
ordtype(o::ReverseOrdering, vs) = ordtype(o.fwd, vs)
ordtype(o::Perm, vs) = ordtype(o.order, o.data)
ordtype(o::Ordering, vs) = eltype(vs)

end

using .Order
using .Order: DirectOrdering

function sort! end
baremodule Sort

using Core
using ..Base
import ..Base: sort!
using ..Base: Ordering, Forward, ForwardOrdering, ReverseOrdering, By, Lt, Perm, ord, OneTo, AbstractVector, AbstractUnitRange, _place!, _element
using ..Base.Order: lt

export Algorithm, InsertionSort, MergeSort, QuickSort, PartialQuickSort, DEFAULT_STABLE, DEFAULT_UNSTABLE

abstract type Algorithm end
struct InsertionSortAlg <: Algorithm end
struct MergeSortAlg <: Algorithm end
struct QuickSortAlg <: Algorithm end
struct DefaultStable <: Algorithm end
struct DefaultUnstable <: Algorithm end
struct PartialQuickSort{T} <: Algorithm
    k::T
end
const InsertionSort = InsertionSortAlg()
const MergeSort = MergeSortAlg()
const QuickSort = QuickSortAlg()
const DEFAULT_STABLE = DefaultStable()
const DEFAULT_UNSTABLE = DefaultUnstable()
defalg(v) = DEFAULT_STABLE

# Runs of insertion, merged; stable.
function insertion_sort!(v::AbstractVector, lo::Int, hi::Int, o::Ordering)
    i = lo + 1
    while i <= hi
        x = v[i]
        j = i
        while j > lo
            y = v[j-1]
            lt(o, x, y)::Bool || break
            v[j] = y
            j -= 1
        end
        v[j] = x
        i += 1
    end
    return v
end
function merge_sort!(v::AbstractVector, lo::Int, hi::Int, o::Ordering, t)
    lo < hi || return v
    hi - lo <= 20 && return insertion_sort!(v, lo, hi, o)
    m = lo + ((hi - lo) >> 1)
    merge_sort!(v, lo, m, o, t)
    merge_sort!(v, m + 1, hi, o, t)
    # In order already?
    lt(o, v[m+1], v[m])::Bool || return v
    n = m - lo + 1
    i = 1
    j = lo
    while j <= m
        t[i] = v[j]
        i += 1
        j += 1
    end
    i = 1
    k = lo
    while k < j <= hi
        a = v[j]
        b = t[i]
        if lt(o, a, b)::Bool
            v[k] = a
            j += 1
        else
            v[k] = b
            i += 1
        end
        k += 1
    end
    while k < j
        v[k] = t[i]
        k += 1
        i += 1
    end
    return v
end
function _sort!(v::AbstractVector, lo::Int, hi::Int, o::Ordering)
    hi - lo <= 20 && return insertion_sort!(v, lo, hi, o)
    _sort_simple(v, lo, hi, o) && return v
    t = similar(v, (hi - lo) >> 1 + 1)
    return merge_sort!(v, lo, hi, o, t)
end
# Numbers in an ordinary vector in their ordinary order are sorted by the host, which gives the same.
_sort_simple(v, lo, hi, o) = false
_sort_simple(v::Base.Vector{Int}, lo::Int, hi::Int, o::ForwardOrdering) = (Core.Host.sort_ints(Base.getfield(v, :ref), lo, hi, false); true)
_sort_simple(v::Base.Vector{Float64}, lo::Int, hi::Int, o::ForwardOrdering) = (Core.Host.sort_floats(Base.getfield(v, :ref), lo, hi, false); true)
_sort_simple(v::Base.Vector{Int}, lo::Int, hi::Int, o::ReverseOrdering{ForwardOrdering}) = (Core.Host.sort_ints(Base.getfield(v, :ref), lo, hi, true); true)
_sort_simple(v::Base.Vector{Float64}, lo::Int, hi::Int, o::ReverseOrdering{ForwardOrdering}) = (Core.Host.sort_floats(Base.getfield(v, :ref), lo, hi, true); true)

sort!(v::AbstractVector, alg::Algorithm, o::Ordering) = _sort!(v, firstindex(v), lastindex(v), o)
sort!(v::AbstractVector, lo::Integer, hi::Integer, alg::Algorithm, o::Ordering) = _sort!(v, Int(lo), Int(hi), o)

end

using .Sort: Algorithm, InsertionSort, MergeSort, QuickSort, PartialQuickSort, DEFAULT_STABLE, DEFAULT_UNSTABLE

function sort!(v::AbstractVector; alg=DEFAULT_STABLE, lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward, scratch=nothing)
    o = ord(lt, by, rev, order)
    sort!(v, Int(firstindex(v)), Int(lastindex(v)), alg, o)
    return v
end
sort(v::AbstractVector; kws...) = sort!(copymutable(v); kws...)
sort(v; kws...) = _sort_any(v; kws...)
_sort_any(v; kws...) = v isa AbstractString ? throw(ArgumentError("sort(::AbstractString) is not supported")) : sort!(collect(v); kws...)
sort(v::AbstractString; kws...) = throw(ArgumentError("sort(::AbstractString) is not supported"))
sort(v::AbstractDict; kws...) = throw(ArgumentError("sorting a dictionary is not supported"))
function sort(A::AbstractArray{T,N}; dims=nothing, kws...) where {T,N}
    dims === nothing && throw(UndefKeywordError(:dims))
    return sort!(copymutable(A); dims=dims, kws...)
end
function sort!(A::AbstractArray{T,N}; dims::Integer, kws...) where {T,N}
    1 <= dims <= N || throw(ArgumentError("dimension out of range"))
    for I in CartesianIndices(ntuple(d -> d == dims ? OneTo(1) : axes(A, d), N))
        idx = ntuple(d -> d == dims ? (:) : I[d], N)
        A[idx...] = sort(A[idx...]; kws...)
    end
    return A
end
function sortperm(v::AbstractVector; alg=DEFAULT_STABLE, lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward, scratch=nothing)
    o = ord(lt, by, rev, order)
    p = collect(Int, eachindex(v))
    return sort!(p; order=Perm(o, v))
end
# Slices along the dimensions `dims`, the first of which goes through its indices fastest.
function sortslices(A::AbstractArray; dims::Union{Integer, Tuple{Vararg{Integer}}}, kws...)
    along = Tuple(dims)
    allunique(along) || throw(ArgumentError("dims must be unique"))
    all(d -> 1 <= d <= ndims(A), along) || throw(ArgumentError("dims must be dimensions of the array"))
    places = [ntuple(d -> d in along ? at[findfirst(==(d), along)::Int] : Colon(), ndims(A))
              for at in vec(collect(Iterators.product(map(d -> axes(A, d), along)...)))]
    order = sortperm([view(A, place...) for place in places]; kws...)
    B = similar(A)
    for (place, from) in zip(places, order)
        copyto!(view(B, place...), view(A, places[from]...))
    end
    return B
end
sortperm(t::Tuple; kws...) = sortperm(collect(t); kws...)
function sortperm!(ix::AbstractVector{<:Integer}, v::AbstractVector; alg=DEFAULT_STABLE, lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward, initialized::Bool=false, scratch=nothing, dims::Union{Integer,Nothing}=nothing)
    dims === nothing || dims == 1 || throw(ArgumentError("dimension out of range"))
    axes(ix) == axes(v) || throw(ArgumentError("index array must have the same size/axes as the source array, $(axes(ix)) != $(axes(v))"))
    o = ord(lt, by, rev, order)
    initialized || copyto!(ix, eachindex(v))
    return sort!(ix; order=Perm(o, v))
end
sortperm(A::AbstractArray; dims::Integer, kws...) = sortperm!(similar(A, Int), A; dims, kws...)
function sortperm!(out::AbstractArray{<:Integer}, A::AbstractArray; dims::Integer, kws...)
    axes(out) == axes(A) || throw(ArgumentError("index array must have the same size/axes as the source array, $(axes(out)) != $(axes(A))"))
    L = LinearIndices(A)
    for I in CartesianIndices(ntuple(d -> d == dims ? OneTo(1) : axes(A, d), ndims(A)))
        idx = ntuple(d -> d == dims ? (:) : I[d], ndims(A))
        out[idx...] = L[idx...][sortperm(A[idx...]; kws...)]
    end
    return out
end
function partialsort!(v::AbstractVector, k::Union{Integer,OrdinalRange}; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward)
    sort!(v; lt=lt, by=by, rev=rev, order=order)
    return _picked(v, k)
end
_picked(v, k::Integer) = v[k]
_picked(v, k::OrdinalRange) = view(v, k)
_picked(v, k::OrdinalRange{<:Unsigned}) = view(v, Int(first(k)):Int(step(k)):Int(last(k)))
partialsort(v::AbstractVector, k::Union{Integer,OrdinalRange}; kws...) = (s = sort(v; kws...); k isa Integer ? s[k] : s[k])
partialsortperm(v::AbstractVector, k::Union{Integer,OrdinalRange}; kws...) = _picked(sortperm(v; kws...), k)
partialsortperm!(ix::AbstractVector{<:Integer}, v::AbstractVector, k::Union{Integer,OrdinalRange}; kws...) = _picked(sortperm!(ix, v; kws...), k)

issorted(itr; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward) = issorted(itr, ord(lt, by, rev, order))
function issorted(itr, o::Ordering)
    y = iterate(itr)
    y === nothing && return true
    prev = y[1]
    while true
        y = iterate(itr, y[2])
        y === nothing && break
        this = y[1]
        Order.lt(o, this, prev) && return false
        prev = this
    end
    return true
end

# --- searching in what is sorted ---

# Between two places outside of the part that is searched; the answer is an index of the vector, whatever the bounds are.
function searchsortedfirst(v::AbstractVector, x, first::T, last::T, o::Ordering)::keytype(v) where {T<:Integer}
    lo, hi = first - one(T), last + one(T)
    while lo < hi - one(T)
        m = lo + ((hi - lo) >>> 1)
        if Order.lt(o, v[m], x)
            lo = m
        else
            hi = m
        end
    end
    return hi
end
function searchsortedlast(v::AbstractVector, x, first::T, last::T, o::Ordering)::keytype(v) where {T<:Integer}
    lo, hi = first - one(T), last + one(T)
    while lo < hi - one(T)
        m = lo + ((hi - lo) >>> 1)
        if Order.lt(o, x, v[m])
            hi = m
        else
            lo = m
        end
    end
    return lo
end
searchsorted(v::AbstractVector, x, first::T, last::T, o::Ordering) where {T<:Integer} =
    searchsortedfirst(v, x, first, last, o):searchsortedlast(v, x, first, last, o)
searchsortedfirst(v::AbstractVector, x, o::Ordering) = searchsortedfirst(v, x, firstindex(v), lastindex(v), o)
searchsortedlast(v::AbstractVector, x, o::Ordering) = searchsortedlast(v, x, firstindex(v), lastindex(v), o)
searchsorted(v::AbstractVector, x, o::Ordering) = searchsortedfirst(v, x, o):searchsortedlast(v, x, o)
searchsortedfirst(v::AbstractVector, x; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward) = searchsortedfirst(v, x, ord(lt, by, rev, order))
searchsortedlast(v::AbstractVector, x; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward) = searchsortedlast(v, x, ord(lt, by, rev, order))
searchsorted(v::AbstractVector, x; lt=isless, by=identity, rev::Union{Bool,Nothing}=nothing, order::Ordering=Forward) = searchsorted(v, x, ord(lt, by, rev, order))
insorted(x, v::AbstractVector; kw...) = !isempty(searchsorted(v, x; kw...))
insorted(x, r::AbstractRange) = in(x, r)
