# Iterators that are made of others.

function peek end

baremodule Iterators

using Core
using ..Base
import ..Base: iterate, length, size, axes, eltype, keys, values, pairs, isempty, isdone, first, last, step, ndims,
    getindex, setindex!, show, IteratorSize, IteratorEltype, in, popfirst!, peek, haskey, get, firstindex, lastindex,
    eachindex, IndexStyle, intersect
using ..Base: SizeUnknown, HasLength, HasShape, IsInfinite, HasEltype, EltypeUnknown, Generator, AbstractUnitRange,
    AbstractRange, OneTo, Bottom, Callable, tail, Pairs, promote_typejoin, @_object

export enumerate, zip, rest, countfrom, take, drop, takewhile, dropwhile, cycle, repeated, product, flatten, flatmap, partition

# --- map, filter ---

map(f, arg, args...) = Generator(f, arg, args...)

struct Filter{F,I}
    flt::F
    itr::I
end
filter(flt, itr) = Filter(flt, itr)
Filter(flt::Type{F}, itr::I) where {F,I} = Filter{Type{F},I}(flt, itr)
function iterate(f::Filter)
    y = iterate(f.itr)
    while y !== nothing
        if f.flt(y[1])
            return y
        end
        y = iterate(f.itr, y[2])
    end
    return nothing
end
function iterate(f::Filter, state)
    y = iterate(f.itr, state)
    while y !== nothing
        if f.flt(y[1])
            return y
        end
        y = iterate(f.itr, y[2])
    end
    return nothing
end
eltype(::Type{Filter{F,I}}) where {F,I} = eltype(I)
IteratorEltype(::Type{Filter{F,I}}) where {F,I} = IteratorEltype(I)
IteratorSize(::Type{<:Filter}) = SizeUnknown()
reverse(f::Filter) = Filter(f.flt, reverse(f.itr))
last(f::Filter) = first(reverse(f))

# --- enumerate ---

struct Enumerate{I}
    itr::I
end
enumerate(iter) = Enumerate(iter)
length(e::Enumerate) = length(e.itr)
size(e::Enumerate) = size(e.itr)
axes(e::Enumerate) = axes(e.itr)
function iterate(e::Enumerate, state=(1,))
    i, rest = state[1], tail(state)
    n = iterate(e.itr, rest...)
    n === nothing && return nothing
    return (i, n[1]), (i + 1, n[2])
end
last(e::Enumerate) = (length(e.itr), last(e.itr))
eltype(::Type{Enumerate{I}}) where {I} = Tuple{Int,eltype(I)}
IteratorSize(::Type{Enumerate{I}}) where {I} = IteratorSize(I)
IteratorEltype(::Type{Enumerate{I}}) where {I} = IteratorEltype(I)
isdone(e::Enumerate, state=(1,)) = isdone(e.itr, tail(state)...)

# --- zip ---

struct Zip{Is<:Tuple}
    is::Is
end
zip(a...) = Zip(a)
function length(z::Zip)
    n = _zip_min_length(z.is)
    n === nothing && throw(ArgumentError("iterator is of undefined length"))
    return n
end
_zip_min_length(::Tuple{}) = nothing
function _zip_min_length(is::Tuple)
    i = is[1]
    n = _zip_min_length(tail(is))
    if IteratorSize(i) isa IsInfinite
        return n
    else
        return n === nothing ? length(i) : min(n, length(i))
    end
end
size(z::Zip) = _zip_size(z.is)
function _zip_size(is)
    ax = _zip_axes(is)
    return Base.map(length, ax)
end
axes(z::Zip) = _zip_axes(z.is)
_zip_axes(::Tuple{}) = nothing
_zip_axes(is::Tuple) = _zip_join(axes(is[1]), _zip_axes(tail(is)))
_zip_join(ax, ::Nothing) = ax
_zip_join(ax, others) = _zip_shape(ax, others)
# Along one dimension the shortest counts; otherwise all must agree.
_zip_shape(a::Tuple{OneTo}, b::Tuple{OneTo}) = (Base.intersect(a[1], b[1]),)
_zip_shape(a, b) = Base.promote_shape(a, b)
eltype(::Type{Zip{Is}}) where {Is<:Tuple} = _zip_eltype(Is)
_zip_eltype(::Type{Tuple{}}) = Tuple{}
# Written out for few, where inference finds them.
_zip_eltype(::Type{Tuple{A}}) where {A} = Tuple{eltype(A)}
_zip_eltype(::Type{Tuple{A,B}}) where {A,B} = Tuple{eltype(A),eltype(B)}
_zip_eltype(::Type{Tuple{A,B,C}}) where {A,B,C} = Tuple{eltype(A),eltype(B),eltype(C)}
_zip_eltype(::Type{Is}) where {Is<:Tuple} = Tuple{Base.map(eltype, getfield(Is, :parameters))...}
_count_fields(::Type{Is}) where {Is} = Base.fieldcount(Is)
iterate(z::Zip) = _zip_iterate_all(z.is, _no_states(z.is))
iterate(z::Zip, states) = _zip_iterate_all(z.is, states)
_no_states(is) = Base.map(i -> (), is)
_zip_iterate_all(::Tuple{}, ::Tuple{}) = nothing
# What is taken from an iterator may be gone, so nothing is taken where one is known to be at its end, and first of
# those of which that is not known.
function _zip_iterate_all(is::Tuple{Any,Any}, ss::Tuple)
    _has_end_in_view(is[1]) || _has_end_in_view(is[2]) || return _zip_iterate_plain(is, ss)
    return _zip_iterate_late(is, ss)
end
function _zip_iterate_plain(is::Tuple{Any,Any}, ss::Tuple)
    a = iterate(is[1], ss[1]...)
    a === nothing && return nothing
    b = iterate(is[2], ss[2]...)
    b === nothing && return nothing
    return ((a[1], b[1]), ((a[2],), (b[2],)))
end
function _zip_iterate_all(is::Tuple, ss::Tuple)
    _any_has_end_in_view(is) && return _zip_iterate_late(is, ss)
    return _zip_iterate_plain(is, ss)
end
function _zip_iterate_plain(is::Tuple{Any,Any,Any}, ss::Tuple)
    a = iterate(is[1], ss[1]...)
    a === nothing && return nothing
    b = iterate(is[2], ss[2]...)
    b === nothing && return nothing
    c = iterate(is[3], ss[3]...)
    c === nothing && return nothing
    return ((a[1], b[1], c[1]), ((a[2],), (b[2],), (c[2],)))
end
function _zip_iterate_plain(is::Tuple{Any}, ss::Tuple)
    a = iterate(is[1], ss[1]...)
    a === nothing && return nothing
    return ((a[1],), ((a[2],),))
end
# One after the other, so that the types are known.
function _zip_iterate_plain(is::Tuple, ss::Tuple)
    a = iterate(is[1], ss[1]...)
    a === nothing && return nothing
    others = _zip_iterate_plain(tail(is), tail(ss))
    others === nothing && return nothing
    return ((a[1], others[1]...), ((a[2],), others[2]...))
end
# Whether it can know that it is at its end without being asked for an element.
_has_end_in_view(x) = isdone(x) !== missing
_has_end_in_view(::AbstractArray) = false
_has_end_in_view(::Tuple) = false
_has_end_in_view(::AbstractString) = false
_has_end_in_view(x::Enumerate) = _has_end_in_view(x.itr)
_any_has_end_in_view(::Tuple{}) = false
_any_has_end_in_view(is::Tuple) = _has_end_in_view(is[1]) || _any_has_end_in_view(tail(is))
function _zip_iterate_late(is, ss)
    ds = Base.map((i, s) -> isdone(i, s...), is, ss)
    Base.any(d -> d === true, ds) && return nothing
    ys = Base.Vector{Any}(undef, Core.nfields(is))
    for known in (missing, false), k in Base.eachindex(ys)
        ds[k] === known || continue
        y = iterate(is[k], ss[k]...)
        y === nothing && return nothing
        ys[k] = y
    end
    return ((y[1] for y in ys)...,), (((y[2],) for y in ys)...,)
end
IteratorSize(::Type{Zip{Is}}) where {Is<:Tuple} = _zip_size_trait(Is)
_zip_size_trait(::Type{Tuple{}}) = IsInfinite()
_zip_size_trait(::Type{Tuple{A}}) where {A} = IteratorSize(A)
_zip_size_trait(::Type{Tuple{A,B}}) where {A,B} = zip_iteratorsize(IteratorSize(A), IteratorSize(B))
_zip_size_trait(::Type{Tuple{A,B,C}}) where {A,B,C} =
    zip_iteratorsize(IteratorSize(A), zip_iteratorsize(IteratorSize(B), IteratorSize(C)))
_zip_size_trait(::Type{Is}) where {Is<:Tuple} = zip_iteratorsize(Base.map(IteratorSize, getfield(Is, :parameters))...)
zip_iteratorsize() = IsInfinite()
zip_iteratorsize(s) = s
zip_iteratorsize(s, t, u, rest...) = zip_iteratorsize(s, zip_iteratorsize(t, u, rest...))
zip_iteratorsize(::Union{HasLength,HasShape}, ::Union{HasLength,HasShape}) = HasLength()
zip_iteratorsize(a::HasShape{N}, b::HasShape{N}) where {N} = a
zip_iteratorsize(a, b) = SizeUnknown()
zip_iteratorsize(::HasLength, ::IsInfinite) = HasLength()
zip_iteratorsize(::HasShape, ::IsInfinite) = HasLength()
zip_iteratorsize(::IsInfinite, ::HasLength) = HasLength()
zip_iteratorsize(::IsInfinite, ::HasShape) = HasLength()
zip_iteratorsize(::IsInfinite, ::IsInfinite) = IsInfinite()
IteratorEltype(::Type{Zip{Is}}) where {Is<:Tuple} = _zip_eltype_trait(Is)
_counttuple(::Type{<:NTuple{N,Core.Any}}) where {N} = N
_counttuple(::Type) = Base.nothing
_zip_eltype_trait(::Type{Tuple{A}}) where {A} = IteratorEltype(A)
_zip_eltype_trait(::Type{Tuple{A,B}}) where {A,B} = zip_iteratoreltype(IteratorEltype(A), IteratorEltype(B))
_zip_eltype_trait(::Type{Tuple{A,B,C}}) where {A,B,C} = zip_iteratoreltype(IteratorEltype(A), IteratorEltype(B), IteratorEltype(C))
_zip_eltype_trait(::Type{Is}) where {Is<:Tuple} = zip_iteratoreltype(Base.map(IteratorEltype, getfield(Is, :parameters))...)
zip_iteratoreltype() = HasEltype()
zip_iteratoreltype(::EltypeUnknown, rest...) = EltypeUnknown()
zip_iteratoreltype(::HasEltype, rest...) = zip_iteratoreltype(rest...)
last(z::Zip) = (n = length(z); Base.map(i -> Base.collect(i)[n], z.is))
isdone(z::Zip) = isdone(z, _no_states(z.is))
function isdone(z::Zip, states)
    ds = Base.map((i, s) -> isdone(i, s...), z.is, states)
    return Base.any(d -> d === true, ds) ? true : Base.all(d -> d === false, ds) ? false : missing
end

# --- reverse ---

struct Reverse{T}
    itr::T
end
Reverse{T}(itr) where {T} = @_object(Reverse{T}, itr)
reverse(itr) = Reverse(itr)
reverse(r::Reverse) = r.itr
eltype(::Type{Reverse{T}}) where {T} = eltype(T)
length(r::Reverse) = length(r.itr)
size(r::Reverse) = size(r.itr)
axes(r::Reverse) = axes(r.itr)
IteratorSize(::Type{Reverse{T}}) where {T} = IteratorSize(T)
IteratorEltype(::Type{Reverse{T}}) where {T} = IteratorEltype(T)
last(r::Reverse) = first(r.itr)
first(r::Reverse) = last(r.itr)
isempty(r::Reverse) = isempty(r.itr)
getindex(r::Reverse, i) = r.itr[Base.lastindex(r.itr)-i+1]
function iterate(A::Reverse{<:AbstractArray}, state=(reverse(eachindex(A.itr)),))
    y = iterate(state...)
    y === nothing && return nothing
    idx, itrs = y
    return (A.itr[idx], (state[1], itrs))
end
iterate(r::Reverse{<:Tuple}, i::Int=length(r.itr)) = i < 1 ? nothing : (r.itr[i], i - 1)
iterate(r::Reverse{<:NamedTuple}, i::Int=length(r.itr)) = i < 1 ? nothing : (r.itr[i], i - 1)
iterate(r::Reverse{<:AbstractString}, i::Int=Base.lastindex(r.itr)) = i < Base.firstindex(r.itr) ? nothing : (r.itr[i], Base.prevind(r.itr, i))
iterate(r::Reverse{<:Base.EachStringIndex}, i::Int=Base.lastindex(r.itr.s)) = i < Base.firstindex(r.itr.s) ? nothing : (i, Base.prevind(r.itr.s, i))
iterate(r::Reverse{<:Base.CartesianIndices}, k::Int=length(r.itr)) = k < 1 ? nothing : (r.itr[k], k - 1)
iterate(r::Reverse{<:Base.Union{Number, Base.AbstractChar}}, state...) = iterate(r.itr, state...)
iterate(r::Reverse{<:Pair}, i::Int=2) = i < 1 ? nothing : (getfield(r.itr, i), i - 1)
reverse(R::AbstractRange) = Base.reverse(R)
reverse(G::Generator) = Generator(G.f, reverse(G.iter))
function reverse(z::Zip)
    # Their ends must meet.
    ok = Base.all(i -> IteratorSize(i) isa Base.Union{HasLength, HasShape}, z.is)
    ok && Base.allequal(Base.map(length, z.is)) ||
        throw(ArgumentError("Cannot reverse zipped iterators of unknown, infinite, or unequal lengths"))
    return Zip(Base.map(reverse, z.is))
end
iterate(r::Reverse{<:Enumerate}) = (n = length(r.itr.itr); iterate(r, (n, reverse(r.itr.itr))))
function iterate(r::Reverse{<:Enumerate}, state)
    i, ri, rest = state[1], state[2], tail(tail(state))
    n = iterate(ri, rest...)
    n === nothing && return nothing
    return (i, n[1]), (i - 1, ri, n[2])
end
reverse(p::Pairs) = Base.Generator(k -> k => p.data[k], reverse(p.itr))
reverse(C::Base.CartesianIndices) = Reverse(C)

# --- rest, peel ---

struct Rest{I,S}
    itr::I
    st::S
end
rest(itr, state) = Rest(itr, state)
rest(itr::Rest, state) = Rest(itr.itr, state)
rest(itr) = itr
isdone(i::Rest, state...) = isdone(i.itr, state...)
iterate(i::Rest, st=i.st) = iterate(i.itr, st)
eltype(::Type{<:Rest{I}}) where {I} = eltype(I)
IteratorEltype(::Type{<:Rest{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{<:Rest{I}}) where {I} = _rest_size(IteratorSize(I))
_rest_size(a) = SizeUnknown()
_rest_size(::IsInfinite) = IsInfinite()
function peel(itr)
    y = iterate(itr)
    y === nothing && return y
    val, s = y
    return val, rest(itr, s)
end

# --- countfrom ---

struct Count{T,S}
    start::T
    step::S
end
countfrom(start::T, step::S) where {T,S} = Count{typeof(start + step),S}(start, step)
countfrom(start::Number, step::Number) = (p = Base.promote(start, step); Count{typeof(p[1]),typeof(p[2])}(p[1], p[2]))
countfrom(start) = Count(start, oneunit(start))
countfrom() = Count(1, 1)
eltype(::Type{<:Count{T}}) where {T} = T
iterate(it::Count, state=it.start) = (state, state + it.step)
IteratorSize(::Type{<:Count}) = IsInfinite()

# --- take, drop ---

struct Take{I}
    xs::I
    n::Int
    function Take(xs::I, n::Integer) where {I}
        n < 0 && throw(ArgumentError("Take length must be non-negative"))
        return new{I}(xs, n)
    end
end
take(xs, n::Integer) = Take(xs, Int(n))
take(xs::Take, n::Integer) = Take(xs.xs, Base.min(Int(n), xs.n))
eltype(::Type{Take{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Take{I}}) where {I} = IteratorEltype(I)
take_iteratorsize(a) = HasLength()
take_iteratorsize(::SizeUnknown) = SizeUnknown()
IteratorSize(::Type{Take{I}}) where {I} = take_iteratorsize(IteratorSize(I))
isdone(t::Take) = t.n <= 0 ? true : isdone(t.xs)
isdone(t::Take, state) = state[1] <= 0 ? true : isdone(t.xs, tail(state)...)
length(t::Take) = _min_length(t.xs, t.n, IteratorSize(t.xs))
_min_length(xs, n, ::IsInfinite) = n
_min_length(xs, n, ::IteratorSize) = Base.min(n, length(xs))
function iterate(it::Take, state=(it.n,))
    n, rest = state[1], tail(state)
    n <= 0 && return nothing
    y = iterate(it.xs, rest...)
    y === nothing && return nothing
    return y[1], (n - 1, y[2])
end

struct Drop{I}
    xs::I
    n::Int
    function Drop(xs::I, n::Integer) where {I}
        n < 0 && throw(ArgumentError("Drop length must be non-negative"))
        return new{I}(xs, n)
    end
end
drop(xs, n::Integer) = Drop(xs, Int(n))
drop(xs::Take, n::Integer) = Take(drop(xs.xs, Int(n)), Base.max(0, xs.n - Int(n)))
drop(xs::Drop, n::Integer) = Drop(xs.xs, Int(n) + xs.n)
eltype(::Type{Drop{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Drop{I}}) where {I} = IteratorEltype(I)
drop_iteratorsize(::SizeUnknown) = SizeUnknown()
drop_iteratorsize(::Union{HasShape,HasLength}) = HasLength()
drop_iteratorsize(::IsInfinite) = IsInfinite()
IteratorSize(::Type{Drop{I}}) where {I} = drop_iteratorsize(IteratorSize(I))
length(d::Drop) = (n = length(d.xs); d.n > n ? zero(n) : n - oftype(n, d.n))
function iterate(it::Drop)
    y = iterate(it.xs)
    for i in 1:it.n
        y === nothing && return y
        y = iterate(it.xs, y[2])
    end
    return y
end
iterate(it::Drop, state) = iterate(it.xs, state)
isdone(it::Drop, state) = isdone(it.xs, state)

struct TakeWhile{I,P}
    pred::P
    xs::I
end
takewhile(pred, xs) = TakeWhile(pred, xs)
function iterate(ibl::TakeWhile, itr...)
    y = iterate(ibl.xs, itr...)
    y === nothing && return nothing
    ibl.pred(y[1]) || return nothing
    return y
end
IteratorSize(::Type{<:TakeWhile}) = SizeUnknown()
eltype(::Type{TakeWhile{I,P}}) where {I,P} = eltype(I)
IteratorEltype(::Type{TakeWhile{I,P}}) where {I,P} = IteratorEltype(I)

struct DropWhile{I,P}
    pred::P
    xs::I
end
dropwhile(pred, itr) = DropWhile(pred, itr)
iterate(ibl::DropWhile, itr) = iterate(ibl.xs, itr)
function iterate(ibl::DropWhile)
    y = iterate(ibl.xs)
    while y !== nothing
        ibl.pred(y[1]) || break
        y = iterate(ibl.xs, y[2])
    end
    return y
end
IteratorSize(::Type{<:DropWhile}) = SizeUnknown()
eltype(::Type{DropWhile{I,P}}) where {I,P} = eltype(I)
IteratorEltype(::Type{DropWhile{I,P}}) where {I,P} = IteratorEltype(I)

# --- cycle, repeated ---

struct Cycle{I}
    xs::I
end
cycle(xs) = Cycle(xs)
cycle(xs, n::Integer) = flatten(repeated(xs, n))
eltype(::Type{Cycle{I}}) where {I} = eltype(I)
IteratorEltype(::Type{Cycle{I}}) where {I} = IteratorEltype(I)
IteratorSize(::Type{Cycle{I}}) where {I} = IsInfinite()
iterate(it::Cycle) = iterate(it.xs)
isdone(it::Cycle) = isdone(it.xs)
isdone(it::Cycle, state) = false
isempty(it::Cycle) = isempty(it.xs)
function iterate(it::Cycle, state)
    y = iterate(it.xs, state)
    y === nothing && return iterate(it)
    return y
end

struct Repeated{O}
    x::O
end
repeated(x) = Repeated(x)
repeated(x, n::Integer) = take(repeated(x), Int(n))
eltype(::Type{Repeated{O}}) where {O} = O
iterate(it::Repeated, state...) = (it.x, nothing)
IteratorSize(::Type{<:Repeated}) = IsInfinite()
IteratorEltype(::Type{<:Repeated}) = HasEltype()
reverse(it::Union{Repeated}) = it
reverse(it::Cycle) = Cycle(reverse(it.xs))
# Ends first as well as last, if it ends.
reverse(it::Take{<:Repeated}) = it
last(it::Repeated) = it.x
last(it::Take{<:Repeated}) = last(it.xs)

# --- product ---

struct ProductIterator{T<:Tuple}
    iterators::T
end
product(iters...) = ProductIterator(iters)
IteratorSize(::Type{ProductIterator{Tuple{}}}) = HasShape{0}()
IteratorSize(::Type{ProductIterator{T}}) where {T<:Tuple} = _product_size_trait(T)
_product_size_trait(::Type{T}) where {T<:Tuple} = _product_shape(Base.map(IteratorSize, getfield(T, :parameters))...)
_product_shape(::HasLength) = HasShape{1}()
_product_shape(s) = s
_product_shape(s, rest...) = prod_iteratorsize(s, _product_shape(rest...))
prod_iteratorsize(::HasLength, ::HasLength) = HasShape{2}()
prod_iteratorsize(::HasLength, ::HasShape{N}) where {N} = HasShape{N + 1}()
prod_iteratorsize(::HasShape{M}, ::HasShape{N}) where {M,N} = HasShape{M + N}()
prod_iteratorsize(::HasShape{N}, ::HasLength) where {N} = HasShape{N + 1}()
prod_iteratorsize(::IsInfinite, ::IsInfinite) = IsInfinite()
prod_iteratorsize(a, ::IsInfinite) = IsInfinite()
prod_iteratorsize(::IsInfinite, b) = IsInfinite()
prod_iteratorsize(a, b) = SizeUnknown()
size(P::ProductIterator) = _prod_size(P.iterators)
_prod_size(::Tuple{}) = ()
_prod_size(t::Tuple) = (_prod_size1(t[1], IteratorSize(t[1]))..., _prod_size(tail(t))...)
_prod_size1(a, ::HasShape) = size(a)
_prod_size1(a, ::HasLength) = (length(a),)
_prod_size1(a, A) = throw(ArgumentError("Cannot compute size for object of type $(typeof(a))"))
axes(P::ProductIterator) = _prod_axes(P.iterators)
_prod_axes(::Tuple{}) = ()
_prod_axes(t::Tuple) = (_prod_axes1(t[1], IteratorSize(t[1]))..., _prod_axes(tail(t))...)
_prod_axes1(a, ::HasShape) = axes(a)
_prod_axes1(a, ::HasLength) = (OneTo(length(a)),)
_prod_axes1(a, A) = throw(ArgumentError("Cannot compute indices for object of type $(typeof(a))"))
ndims(p::ProductIterator) = Base.length(axes(p))
length(P::ProductIterator) = _prod_length(size(P))
function _prod_length(sizes)
    # Where one is empty the others may be as long as they like.
    Base.any(Base.iszero, sizes) && return 0
    return Base.foldl(Base.checked_mul, sizes; init=1)
end
IteratorEltype(::Type{ProductIterator{Tuple{}}}) = HasEltype()
IteratorEltype(::Type{ProductIterator{T}}) where {T<:Tuple} = _zip_eltype_trait(T)
eltype(::Type{ProductIterator{I}}) where {I} = _zip_eltype(I)
iterate(::ProductIterator{Tuple{}}) = (), true
iterate(::ProductIterator{Tuple{}}, state) = nothing
function iterate(P::ProductIterator)
    made = _prod_first(P.iterators)
    made === nothing && return nothing
    return (made[1], made)
end
# The first element of each and the state behind it, one iterator after the other so that the types are known.
_prod_first(::Tuple{}) = ((), ())
function _prod_first(its::Tuple)
    y = iterate(its[1])
    y === nothing && return nothing
    others = _prod_first(tail(its))
    others === nothing && return nothing
    return ((y[1], others[1]...), (y[2], others[2]...))
end
function iterate(P::ProductIterator, s)
    return _prod_next(P.iterators, s[1], s[2])
end
function _prod_next(its::Tuple, vals, states)
    made = _advance(its, vals, states)
    made === nothing && return nothing
    return (made[1], made)
end
_advance(::Tuple{}, vals, states) = nothing
function _advance(its::Tuple, vals, states)
    y = iterate(its[1], states[1])
    if y !== nothing
        return ((y[1], tail(vals)...), (y[2], tail(states)...))
    end
    others = _advance(tail(its), tail(vals), tail(states))
    others === nothing && return nothing
    z = iterate(its[1])
    z === nothing && return nothing
    return ((z[1], others[1]...), (z[2], others[2]...))
end
reverse(p::ProductIterator) = ProductIterator(Base.map(reverse, p.iterators))
last(p::ProductIterator) = Base.map(last, p.iterators)
in(x, p::ProductIterator) = x isa Tuple && Base.length(x) == Base.length(p.iterators) && Base.all(Base.map(in, x, p.iterators))
getindex(p::ProductIterator, inds...) = Base.map(getindex, p.iterators, inds)

intersect(a::ProductIterator, b::ProductIterator) = ProductIterator(Base.map(intersect, a.iterators, b.iterators))

# --- flatten ---

struct Flatten{I}
    it::I
end
flatten(itr) = Flatten(itr)
eltype(::Type{Flatten{I}}) where {I} = eltype(eltype(I))
eltype(::Type{Flatten{I}}) where {I<:Union{Tuple,NamedTuple}} = promote_typejoin_of(Base.ntuple(i -> eltype(fieldtype(I, i)), Base.fieldcount(I)))
promote_typejoin_of(ts) = Base.foldl(promote_typejoin, ts; init=Bottom)
eltype(::Type{Flatten{Tuple{}}}) = eltype(Tuple{})
IteratorEltype(::Type{Flatten{I}}) where {I} = _flatten_eltype_trait(I)
IteratorEltype(::Type{Flatten{Tuple{}}}) = IteratorEltype(Tuple{})
_flatten_eltype_trait(::Type{I}) where {I} = IteratorEltype(I) isa EltypeUnknown ? EltypeUnknown() : IteratorEltype(eltype(I))
_flatten_eltype_trait(::Type{I}) where {I<:Tuple} = Base.all(i -> IteratorEltype(fieldtype(I, i)) isa HasEltype, 1:Base.fieldcount(I)) ? HasEltype() : EltypeUnknown()
IteratorSize(::Type{Flatten{I}}) where {I} = flatten_iteratorsize(IteratorSize(I), IteratorEltype(I) isa HasEltype ? eltype(I) : Core.Any)
# How many there are is known if each part is a number or a tuple of so many, or of a type that has its method of both.
flatten_iteratorsize(outer, inner) = SizeUnknown()
function flatten_iteratorsize(::Union{HasLength,HasShape}, ::Type{T}) where {T}
    (T === Bottom || T <: Base.Number) && return HasLength()
    T isa Core.DataType && T <: Core.Tuple && Base._fixed_length(T) !== nothing && return HasLength()
    return SizeUnknown()
end
IteratorSize(::Type{Flatten{I}}) where {I<:Tuple} = Base.all(i -> IteratorSize(fieldtype(I, i)) isa Union{HasLength,HasShape}, 1:Base.fieldcount(I)) ? HasLength() : SizeUnknown()
length(f::Flatten{I}) where {I} = flatten_length(f, eltype(I))
function flatten_length(f, T)
    IteratorSize(f) isa HasLength || throw(ArgumentError("Iterates of the argument to Flatten are not known to have constant length"))
    n = 0
    for x in f.it
        n += length(x)
    end
    return n
end
function iterate(f::Flatten, state=())
    if state !== ()
        y = iterate(tail(state)...)
        y !== nothing && return (y[1], (state[1], state[2], y[2]))
    end
    x = state === () ? iterate(f.it) : iterate(f.it, state[1])
    x === nothing && return nothing
    y = iterate(x[1])
    while y === nothing
        x = iterate(f.it, x[2])
        x === nothing && return nothing
        y = iterate(x[1])
    end
    return (y[1], (x[2], x[1], y[2]))
end
reverse(f::Flatten) = Flatten(Generator(reverse, reverse(f.it)))
last(f::Flatten) = last(last(f.it))
flatmap(f, c...) = flatten(map(f, c...))

# --- partition ---

struct PartitionIterator{T}
    c::T
    n::Int
end
function partition(c, n::Integer)
    n < 1 && throw(ArgumentError("cannot create partitions of length $n"))
    return PartitionIterator(c, Int(n))
end
eltype(::Type{PartitionIterator{T}}) where {T} = Vector{eltype(T)}
eltype(::Type{PartitionIterator{T}}) where {T<:AbstractRange} = T <: AbstractUnitRange ? Base.UnitRange{eltype(T)} : typeof_part(T)
typeof_part(::Type{T}) where {T} = T
eltype(::Type{PartitionIterator{T}}) where {T<:Vector} = Base.SubArray{eltype(T),1,T,Tuple{Base.UnitRange{Int}},true}
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T} = IteratorEltype(T)
# Parts of arrays are views of all their elements in a row; of which type tells the first of them.
eltype(::Type{PartitionIterator{T}}) where {T<:Base.AbstractArray} = Base.AbstractVector{eltype(T)}
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T<:Base.AbstractArray} = EltypeUnknown()
IteratorEltype(::Type{<:PartitionIterator{T}}) where {T<:Union{AbstractRange,Base.Vector}} = HasEltype()
IteratorSize(::Type{<:PartitionIterator{T}}) where {T} = _partition_size(IteratorSize(T))
_partition_size(::HasShape) = HasLength()
_partition_size(isz) = isz
length(itr::PartitionIterator) = Base.cld(length(itr.c), itr.n)
function iterate(itr::PartitionIterator{<:Base.AbstractVector}, state=Base.firstindex(itr.c))
    state > Base.lastindex(itr.c) && return nothing
    r = Base.min(state + itr.n - 1, Base.lastindex(itr.c))
    return Base.view(itr.c, state:r), r + 1
end
function iterate(itr::PartitionIterator{<:Base.AbstractArray}, state=1)
    state > length(itr.c) && return nothing
    r = Base.min(state + itr.n - 1, length(itr.c))
    return Base.view(Base.vec(itr.c), state:r), r + 1
end
eltype(::Type{PartitionIterator{T}}) where {T<:Base.AbstractString} = T <: Base.SubString ? T : Base.SubString{T}
function iterate(itr::PartitionIterator{<:Base.AbstractString}, state=Base.firstindex(itr.c))
    state > Base.ncodeunits(itr.c) && return nothing
    r = Base.min(Base.nextind(itr.c, state, itr.n - 1), Base.lastindex(itr.c))
    return Base.SubString(itr.c, state, r), Base.nextind(itr.c, r)
end
iterate(itr::PartitionIterator{<:AbstractRange}, state::Int) = _range_part(itr, state)
iterate(itr::PartitionIterator{<:AbstractRange}) = _range_part(itr, firstindex(itr.c))
function _range_part(itr, state)
    state > lastindex(itr.c) && return nothing
    r = Base.min(state + itr.n - 1, lastindex(itr.c))
    return itr.c[state:r], r + 1
end
function iterate(itr::PartitionIterator)
    y = iterate(itr.c)
    y === nothing && return nothing
    return _fill_part(itr, y)
end
function iterate(itr::PartitionIterator, state)
    state === nothing && return nothing
    y = iterate(itr.c, Base.something(state))
    y === nothing && return nothing
    return _fill_part(itr, y)
end
function _fill_part(itr, y)
    v = Base.Vector{eltype(itr.c)}()
    st = nothing
    while y !== nothing
        Base.push!(v, y[1])
        st = y[2]
        Base.length(v) == itr.n && break
        y = iterate(itr.c, st)
    end
    y === nothing && return (v, nothing)
    return (v, Base.Some(st))
end

# --- accumulate ---

struct Accumulate{F,I,T}
    f::F
    itr::I
    init::T
end
accumulate(f, itr; init=Base._InitialValue()) = Accumulate(f, itr, init)
function iterate(itr::Accumulate)
    state = iterate(itr.itr)
    state === nothing && return nothing
    val = itr.init isa Base._InitialValue ? Base.reduce_first(itr.f, state[1]) : itr.f(itr.init, state[1])
    return (val, (val, state[2]))
end
function iterate(itr::Accumulate, state)
    nxt = iterate(itr.itr, state[2])
    nxt === nothing && return nothing
    val = itr.f(state[1], nxt[1])
    return (val, (val, nxt[2]))
end
length(itr::Accumulate) = length(itr.itr)
size(itr::Accumulate) = size(itr.itr)
axes(itr::Accumulate) = axes(itr.itr)
IteratorSize(::Type{<:Accumulate{F,I}}) where {F,I} = IteratorSize(I)
IteratorEltype(::Type{<:Accumulate}) = EltypeUnknown()

# --- only ---

function only(x)
    i = iterate(x)
    i === nothing && throw(ArgumentError("Collection is empty, must contain exactly 1 element"))
    ret, state = i
    iterate(x, state) === nothing || throw(ArgumentError("Collection has multiple elements, must contain exactly 1 element"))
    return ret
end
only(x::Base.Ref) = x[]
only(x::Base.Number) = x
only(x::Base.Char) = x
only(x::Tuple{Any}) = x[1]
only(x::Tuple) = throw(ArgumentError("Tuple contains $(length(x)) elements, must contain exactly 1 element"))
only(x::NamedTuple{names,<:Tuple{Any}}) where {names} = first(x)
only(x::NamedTuple) = throw(ArgumentError("NamedTuple contains $(length(x)) elements, must contain exactly 1 element"))
only(x::Base.AbstractArray{T,0}) where {T} = x[]

# --- stateful ---

# What iterating over something of a type goes through, if one more step shows nothing else; `Any` otherwise.
approx_iter_type(T::Type) = _approx_iter_type(T, Base.promote_op(iterate, T))
function _approx_iter_type(T::Type, step::Type)
    step <: Union{} && return Union{}
    step <: Union{Nothing,Tuple{Any,Any}} || return Any
    next = Base.promote_op(_iterate_on, T, step)
    return next <: step ? step : Any
end
_iterate_on(itr, step::Union{Nothing,Tuple{Any,Any}}) = step === nothing ? nothing : iterate(itr, step[2])

mutable struct Stateful{T,VS}
    itr::T
    nextvalstate::Any
    Stateful{T,VS}(itr, y) where {T,VS} = new{T,VS}(itr, y)
end
Stateful(itr::T) where {T} = Stateful{T,Any}(itr, iterate(itr))
Stateful(itr::Stateful) = itr
function reset!(s::Stateful, itr)
    setfield!(s, :itr, itr)
    setfield!(s, :nextvalstate, iterate(itr))
    return s
end
reset!(s::Stateful) = reset!(s, s.itr)
isdone(s::Stateful, st=nothing) = s.nextvalstate === nothing
isempty(s::Stateful) = s.nextvalstate === nothing
popfirst!(s::Stateful) = (vs = s.nextvalstate; vs === nothing ? throw(Base.EOFError()) : (setfield!(s, :nextvalstate, iterate(s.itr, vs[2])); vs[1]))
peek(s::Stateful, sentinel=nothing) = (ns = s.nextvalstate; ns !== nothing ? ns[1] : sentinel)
function iterate(s::Stateful, state=nothing)
    s.nextvalstate === nothing && return nothing
    return (popfirst!(s), nothing)
end
IteratorSize(::Type{<:Stateful{T}}) where {T} = IteratorSize(T) isa IsInfinite ? IsInfinite() : SizeUnknown()
eltype(::Type{<:Stateful{T}}) where {T} = eltype(T)
IteratorEltype(::Type{<:Stateful{T}}) where {T} = IteratorEltype(T)
show(io::Base.IO, s::Stateful) = (Base.print(io, "Base.Iterators.Stateful("); show(io, s.itr); Base.print(io, ")"))
first(s::Stateful) = (ns = s.nextvalstate; ns === nothing ? throw(ArgumentError("collection must be non-empty")) : ns[1])

# --- printing ---

show(io::Base.IO, e::Enumerate) = (Base.print(io, "enumerate("); show(io, e.itr); Base.print(io, ")"))
function show(io::Base.IO, z::Zip)
    Base.print(io, "zip(")
    k = 0
    for i in z.is
        k > 0 && Base.print(io, ", ")
        show(io, i)
        k += 1
    end
    Base.print(io, ")")
end
show(io::Base.IO, f::Filter) = (Base.print(io, "Base.Iterators.Filter{"); show(io, typeof(f.flt)); Base.print(io, ", "); show(io, typeof(f.itr)); Base.print(io, "}("); show(io, f.flt); Base.print(io, ", "); show(io, f.itr); Base.print(io, ")"))

end

using .Iterators: zip, enumerate, only, Filter, Flatten, flatten, product
