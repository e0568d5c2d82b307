# Broadcasting: dots as a protocol of lazy calls.

abstract type AbstractBroadcasted end

baremodule Broadcast

using Core
using ..Base
using ..Base: tail, OneTo, Callable, IndexLinear, IndexCartesian, CartesianIndex, CartesianIndices, LinearIndices, promote_typejoin, promote_op,
    promote_typejoin_union, _return_type, _InitialValue, HasShape, AbstractUnitRange, AbstractRange, AbstractVector, mapany, setindex_widen_up_to, dataids, mightalias, @_object, RefValue
import ..Base: copy, copyto!, axes, size, length, ndims, eltype, similar, iterate, getindex, eachindex, IndexStyle, show, IteratorSize, view, firstindex, lastindex, keys, map, IteratorEltype

export broadcast, broadcast!, BroadcastStyle, broadcast_axes, broadcastable, dotview, @__dot__, BroadcastFunction

# --- styles ---

abstract type BroadcastStyle end
struct Style{T} <: BroadcastStyle end
struct Unknown <: BroadcastStyle end
abstract type AbstractArrayStyle{N} <: BroadcastStyle end
struct ArrayStyle{A<:AbstractArray} <: AbstractArrayStyle{Any} end
struct DefaultArrayStyle{N} <: AbstractArrayStyle{N} end
struct ArrayConflict <: AbstractArrayStyle{Any} end
const DefaultVectorStyle = DefaultArrayStyle{1}
const DefaultMatrixStyle = DefaultArrayStyle{2}
DefaultArrayStyle(::Base.Val{N}) where {N} = DefaultArrayStyle{N}()
DefaultArrayStyle{M}(::Base.Val{N}) where {N,M} = DefaultArrayStyle{N}()
ArrayStyle{A}(::Base.Val) where {A} = ArrayStyle{A}()
ArrayConflict(::Base.Val) = ArrayConflict()

BroadcastStyle(::Type{Union{}}, slurp...) = Unknown()
BroadcastStyle(::Type{T}) where {T} = DefaultArrayStyle{Base.ndims(T)}()
BroadcastStyle(::Type{<:Tuple}) = Style{Tuple}()
BroadcastStyle(::Type{<:AbstractArray{T,N}}) where {T,N} = DefaultArrayStyle{N}()
BroadcastStyle(::Type{<:Base.Ref}) = DefaultArrayStyle{0}()
BroadcastStyle(a::S, ::S) where {S<:BroadcastStyle} = a
BroadcastStyle(::BroadcastStyle, ::BroadcastStyle) = Unknown()
BroadcastStyle(::Unknown, ::Unknown) = Unknown()
BroadcastStyle(a::S, ::Unknown) where {S<:BroadcastStyle} = a
BroadcastStyle(a::AbstractArrayStyle{0}, b::Style{Tuple}) = b
BroadcastStyle(a::AbstractArrayStyle, ::Style{Tuple}) = a
BroadcastStyle(::A, ::A) where {A<:ArrayStyle} = A()
BroadcastStyle(::ArrayStyle, ::ArrayStyle) = Unknown()
BroadcastStyle(::A, ::A) where {A<:AbstractArrayStyle} = A()
BroadcastStyle(a::AbstractArrayStyle{Any}, ::DefaultArrayStyle) = a
BroadcastStyle(a::AbstractArrayStyle{N}, ::DefaultArrayStyle{N}) where {N} = a
BroadcastStyle(a::AbstractArrayStyle{M}, ::DefaultArrayStyle{N}) where {M,N} = M < N ? _with_dims(a, Base.Val(N)) : a
_with_dims(a, n) = typeof(a)(n)
BroadcastStyle(a::DefaultArrayStyle{N}, ::DefaultArrayStyle{N}) where {N} = a
BroadcastStyle(a::DefaultArrayStyle{M}, b::DefaultArrayStyle{N}) where {M,N} = M > N ? a : b

# --- lazy calls ---

struct Broadcasted{Style<:Union{Nothing,BroadcastStyle},Axes,F,Args<:Tuple} <: Base.AbstractBroadcasted
    style::Style
    f::F
    args::Args
    axes::Axes
    Broadcasted(style::Union{Nothing,BroadcastStyle}, f::F, args::Args, axes=nothing) where {F,Args<:Tuple} = new{typeof(style),typeof(axes),Base.Typeof(f),Args}(style, f, args, axes)
    Broadcasted{Style,Axes,F,Args}(style, f, args, axes) where {Style,Axes,F,Args} = new{Style,Axes,F,Args}(style, f, args, axes)
end
Broadcasted(f, args::Tuple, axes=nothing) = Broadcasted(combine_styles(args...), f, args, axes)
Broadcasted{Style}(f, args, axes=nothing) where {Style} = Broadcasted(Style()::Style, f, args, axes)
BroadcastStyle(::Type{<:Broadcasted{Style}}) where {Style} = Style()
BroadcastStyle(::Type{<:Broadcasted{S}}) where {S<:Union{Nothing,Unknown}} = throw(ArgumentError("Broadcasted{Unknown} wrappers do not have a style assigned"))
argtype(::Type{BC}) where {BC<:Broadcasted} = BC.parameters[4]
similar(bc::Broadcasted, ::Type{T}) where {T} = similar(bc, T, axes(bc))
similar(::Broadcasted{DefaultArrayStyle{N}}, ::Type{T}, dims) where {T,N} = similar(Array{T}, dims)
similar(::Broadcasted{DefaultArrayStyle{N}}, ::Type{Bool}, dims) where {N} = similar(Base.BitArray, dims)
similar(bc::Broadcasted{ArrayConflict}, ::Type{T}, dims) where {T} = similar(Array{T}, dims)
similar(bc::Broadcasted{ArrayConflict}, ::Type{Bool}, dims) = similar(Base.BitArray, dims)

axes(bc::Broadcasted) = _axes(bc, bc.axes)
_axes(::Broadcasted, axes::Tuple) = axes
_axes(bc::Broadcasted, ::Nothing) = combine_axes(bc.args...)
_axes(bc::Broadcasted{<:AbstractArrayStyle{0}}, ::Nothing) = ()
axes(bc::Broadcasted, d::Integer) = d <= ndims(bc) ? axes(bc)[d] : OneTo(1)
eachindex(bc::Broadcasted) = _eachindex(axes(bc))
_eachindex(t::Tuple{Any}) = t[1]
_eachindex(t::Tuple) = CartesianIndices(t)
IndexStyle(bc::Broadcasted) = ndims(bc) <= 1 ? IndexLinear() : IndexCartesian()
ndims(bc::Broadcasted) = length(axes(bc))
size(bc::Broadcasted) = Base.map(length, axes(bc))
length(bc::Broadcasted) = Base.prod(size(bc))
firstindex(bc::Broadcasted) = Base.first(eachindex(bc))
lastindex(bc::Broadcasted) = Base.last(eachindex(bc))
keys(bc::Broadcasted) = eachindex(bc)
IteratorSize(::Type{T}) where {T<:Broadcasted} = HasShape{_ndims_of(T)}()
_ndims_of(::Type{<:Broadcasted{<:Any,<:Base.NTuple{N,Any}}}) where {N} = N
_ndims_of(::Type{<:Broadcasted{<:AbstractArrayStyle{N},Nothing}}) where {N} = N
_ndims_of(::Type{<:Broadcasted{Style{Tuple},Nothing}}) = 1
ndims(::Type{T}) where {T<:Broadcasted} = _ndims_of(T)
IteratorEltype(::Type{<:Broadcasted}) = Base.EltypeUnknown()
function iterate(bc::Broadcasted)
    iter = eachindex(bc)
    return iterate(bc, (iter,))
end
function iterate(bc::Broadcasted, s)
    y = iterate(s...)
    y === nothing && return nothing
    return (bc[y[1]], (s[1], y[2]))
end

instantiate(x) = x
function instantiate(bc::Broadcasted)
    if bc.axes === nothing
        return Broadcasted(bc.style, bc.f, bc.args, combine_axes(bc.args...))
    end
    check_broadcast_axes(bc.axes, bc.args...)
    return bc
end
instantiate(bc::Broadcasted{<:AbstractArrayStyle{0}}) = bc
instantiate(bc::Broadcasted{Style{Tuple}}) = _instantiate_tuple(bc)
function _instantiate_tuple(bc)
    if bc.axes === nothing
        return Broadcasted(bc.style, bc.f, bc.args, combine_axes(bc.args...))
    end
    check_broadcast_axes(bc.axes, bc.args...)
    return bc
end

flatten(bc::Broadcasted) = flatten_calls(bc)

# --- which style, which shape ---

combine_styles() = DefaultArrayStyle{0}()
combine_styles(c) = result_style(BroadcastStyle(typeof(c)))
combine_styles(bc::Broadcasted) = bc.style
combine_styles(c1, c2) = result_style(combine_styles(c1), combine_styles(c2))
combine_styles(c1, c2, cs...) = result_style(combine_styles(c1), combine_styles(c2, cs...))
result_style(s::BroadcastStyle) = s
result_style(s1::S, s2::S) where {S<:BroadcastStyle} = s1 === s2 ? s1 : error("inconsistent broadcast styles, custom rule needed")
result_style(s1, s2) = result_join(s1, s2, BroadcastStyle(s1, s2), BroadcastStyle(s2, s1))
result_join(::Any, ::Any, ::Unknown, ::Unknown) = Unknown()
result_join(::Any, ::Any, ::Unknown, s::BroadcastStyle) = s
result_join(::Any, ::Any, s::BroadcastStyle, ::Unknown) = s
result_join(::Any, ::Any, s::S, ::S) where {S<:BroadcastStyle} = s
result_join(::AbstractArrayStyle, ::AbstractArrayStyle, ::Unknown, ::Unknown) = ArrayConflict()
result_join(::Any, ::Any, ::Unknown, s::S) where {S<:Unknown} = Unknown()
result_join(a::Any, b::Any, s1, s2) = _style_conflict(s1, s2)
_style_conflict(s1, s2) = throw(ErrorException("conflicting broadcast rules defined\n  Broadcast.BroadcastStyle(::$(typeof(s1)), ::$(typeof(s2))) = $s1\n  Broadcast.BroadcastStyle(::$(typeof(s2)), ::$(typeof(s1))) = $s2\nOne of these should be undefined (and thus return Broadcast.Unknown)."))

combine_axes(A, B...) = broadcast_shape(axes(A), combine_axes(B...))
combine_axes(A, B) = broadcast_shape(axes(A), axes(B))
combine_axes(A) = axes(A)
combine_axes() = ()
broadcast_shape(shape::Tuple) = shape
broadcast_shape(shape::Tuple, shape1::Tuple, shapes::Tuple...) = broadcast_shape(_bcs(shape, shape1), shapes...)
_bcs(::Tuple{}, ::Tuple{}) = ()
_bcs(::Tuple{}, newshape::Tuple) = (newshape[1], _bcs((), tail(newshape))...)
_bcs(shape::Tuple, ::Tuple{}) = (shape[1], _bcs(tail(shape), ())...)
_bcs(shape::Tuple, newshape::Tuple) = (_bcs1(shape[1], newshape[1]), _bcs(tail(shape), tail(newshape))...)
# Whether the second of two extents goes with the first.
_bcsm(a, b) = a == b || length(b) == 1
_bcsm(a, b::Base.Number) = b == 1
_bcsm(a::Base.Number, b::Base.Number) = a == b || b == 1
function _bcs1(a, b)
    length(b) == 1 && return length(a) == 1 ? _axis_or(a, b) : a
    length(a) == 1 && return b
    a == b && return a
    throw(DimensionMismatch("arrays could not be broadcast to a common size: a has axes $a and b has axes $b"))
end
# Lengths alone do for extents.
_bcs1(a::Base.Integer, b::Base.Integer) = a == 1 ? b : b == 1 || a == b ? a :
    throw(DimensionMismatch("arrays could not be broadcast to a common size; got a dimension with lengths $a and $b"))
_axis_or(a::OneTo, b::OneTo) = a
_axis_or(a, b) = a isa OneTo ? b : a
check_broadcast_shape(shp) = nothing
function check_broadcast_shape(shp::Tuple, Ashp::Tuple)
    isempty(Ashp) && return nothing
    if isempty(shp)
        Base.all(r -> length(r) == 1, Ashp) && return nothing
        throw(DimensionMismatch("cannot broadcast array to have fewer non-singleton dimensions"))
    end
    (length(Ashp[1]) == 1 || shp[1] == Ashp[1]) || throw(DimensionMismatch("array could not be broadcast to match destination"))
    return check_broadcast_shape(tail(shp), tail(Ashp))
end
check_broadcast_axes(shp, A) = check_broadcast_shape(shp, axes(A))
function check_broadcast_axes(shp, As...)
    for A in As
        check_broadcast_shape(shp, axes(A))
    end
    return nothing
end
check_broadcast_axes(shp) = nothing
broadcast_axes(args...) = axes(broadcasted(tuple, args...))

# --- elements ---

getindex(bc::Broadcasted, I::Union{Int,CartesianIndex}) = _broadcast_getindex(bc, I)
getindex(bc::Broadcasted, i1::Int, i2::Int, I::Int...) = bc[CartesianIndex((i1, i2, I...))]
getindex(bc::Broadcasted, i1::Union{Int,CartesianIndex}, I::Union{Int,CartesianIndex}...) = bc[CartesianIndex(i1, I...)]
getindex(bc::Broadcasted) = bc[CartesianIndex(())]
getindex(bc::Broadcasted, I::Base.Integer) = bc[Base.Int(I)]
# Up to three by their places: a tuple of what they are would not know of a type which one it is.
@inline _broadcast_getindex(bc::Broadcasted, I) = _broadcast_with(bc.f, bc.args, I)
@inline _broadcast_with(f, args::Tuple{Any}, I) = _broadcast_getindex_evalf(f, _broadcast_getindex(args[1], I))
@inline _broadcast_with(f, args::Tuple{Any,Any}, I) =
    _broadcast_getindex_evalf(f, _broadcast_getindex(args[1], I), _broadcast_getindex(args[2], I))
@inline _broadcast_with(f, args::Tuple{Any,Any,Any}, I) =
    _broadcast_getindex_evalf(f, _broadcast_getindex(args[1], I), _broadcast_getindex(args[2], I), _broadcast_getindex(args[3], I))
@inline _broadcast_with(f, args::Tuple, I) = _broadcast_getindex_evalf(f, _getindex(args, I)...)
@inline _broadcast_getindex_evalf(f, args...) = f(args...)
_getindex(args::Tuple{}, I) = ()
@inline _getindex(args::Tuple{Any}, I) = (_broadcast_getindex(args[1], I),)
@inline _getindex(args::Tuple{Any,Any}, I) = (_broadcast_getindex(args[1], I), _broadcast_getindex(args[2], I))
@inline _getindex(args::Tuple, I) = (_broadcast_getindex(args[1], I), _getindex(tail(args), I)...)
_broadcast_getindex(A::Base.Ref, I) = A[]
_broadcast_getindex(x::Number, I) = x
_broadcast_getindex(x::AbstractChar, I) = x
_broadcast_getindex(A::Tuple{Any}, I) = A[1]
_broadcast_getindex(A::Tuple, I) = A[I[1]]
_broadcast_getindex(A::AbstractArray, I) = A[newindex(A, I)]
_broadcast_getindex(A::AbstractArray{<:Any,0}, I) = A[]
_broadcast_getindex(A::AbstractVector, I::Int) = length(A) == 1 ? A[Base.first(axes(A, 1))] : A[I]
_broadcast_getindex(A::AbstractVector, I::CartesianIndex) = A[_index_along(axes(A, 1), I.I)]
_index_along(ax, ::Tuple{}) = Base.first(ax)
_index_along(ax, I::Tuple) = length(ax) == 1 ? Base.first(ax) : I[1]
_broadcast_getindex(A, I) = A[newindex(A, I)]
newindex(A, I::Int) = newindex(A, CartesianIndex((I,)))
newindex(A, I::CartesianIndex) = CartesianIndex(_newindex(axes(A), I.I))
_newindex(ax::Tuple{}, I::Tuple) = ()
_newindex(ax::Tuple{}, I::Tuple{}) = ()
_newindex(ax::Tuple, I::Tuple{}) = (Base.first(ax[1]), _newindex(tail(ax), ())...)
_newindex(ax::Tuple, I::Tuple) = (length(ax[1]) == 1 ? Base.first(ax[1]) : I[1], _newindex(tail(ax), tail(I))...)

# --- what may be an argument ---

broadcastable(x::Union{Symbol,AbstractString,Core.Function,Base.UndefInitializer,Nothing,Base.RoundingMode,Base.Missing,Base.Val,Base.Regex,Base.Ptr,Base.Pair,Base.IO,Base.CartesianIndex}) = Base.Ref(x)
broadcastable(::Type{T}) where {T} = Base.Ref{Type{T}}(T)
broadcastable(x::Union{AbstractArray,Number,AbstractChar,Base.Ref,Tuple,Broadcasted}) = x
broadcastable(x) = Base.collect(x)
broadcastable(::Union{Base.AbstractDict,NamedTuple}) = throw(ArgumentError("broadcasting over dictionaries and `NamedTuple`s is reserved"))
axes(x::AbstractChar) = ()

# A box of indices that is moved is one again, and is not written out.
broadcasted(::typeof(+), I::CartesianIndices{N}, j::CartesianIndex{N}) where {N} = CartesianIndices(Base.map((r, by) -> r .+ by, I.indices, j.I))
broadcasted(::typeof(+), j::CartesianIndex{N}, I::CartesianIndices{N}) where {N} = broadcasted(+, I, j)
broadcasted(::typeof(-), I::CartesianIndices{N}, j::CartesianIndex{N}) where {N} = CartesianIndices(Base.map((r, by) -> r .- by, I.indices, j.I))
broadcasted(::typeof(-), j::CartesianIndex{N}, I::CartesianIndices{N}) where {N} = CartesianIndices(Base.map((r, from) -> from .- r, I.indices, j.I))
broadcasted(f, args...) = _broadcasted(f, Base.map(broadcastable, args))
broadcasted(f, arg1) = _broadcasted(f, (broadcastable(arg1),))
broadcasted(f, arg1, arg2) = _broadcasted(f, (broadcastable(arg1), broadcastable(arg2)))
_broadcasted(f, args::Tuple) = broadcasted(combine_styles(args...), f, args...)
broadcasted(style::BroadcastStyle, f, args...) = Broadcasted(style, f, args)

# `.&&` and `.||`: the second is computed only where it is needed.
andand(a, b) = a && b
oror(a, b) = a || b
function broadcasted(::typeof(andand), a, b)
    if b isa Broadcasted
        bc = flatten_calls(b)
        return broadcasted((x, args...) -> x && bc.f(args...), a, bc.args...)
    end
    return _broadcasted((x, y) -> x && y, (broadcastable(a), broadcastable(b)))
end
function broadcasted(::typeof(oror), a, b)
    if b isa Broadcasted
        bc = flatten_calls(b)
        return broadcasted((x, args...) -> x || bc.f(args...), a, bc.args...)
    end
    return _broadcasted((x, y) -> x || y, (broadcastable(a), broadcastable(b)))
end
# One call of all the arguments that nested lazy calls have.
function flatten_calls(bc::Broadcasted)
    Base.any(a -> a isa Broadcasted, bc.args) || return bc
    inner = Base.map(a -> a isa Broadcasted ? flatten_calls(a) : a, bc.args)
    counts = Base.map(a -> a isa Broadcasted ? length(a.args) : -1, inner)
    args = ()
    for a in inner
        args = a isa Broadcasted ? (args..., a.args...) : (args..., a)
    end
    f = bc.f
    call = function (xs...)
        at = 0
        vals = ()
        k = 1
        for a in inner
            n = counts[k]
            if n < 0
                vals = (vals..., xs[at+1])
                at += 1
            else
                vals = (vals..., a.f(xs[at+1:at+n]...))
                at += n
            end
            k += 1
        end
        return f(vals...)
    end
    return Broadcasted(bc.style, call, args, bc.axes)
end

struct BroadcastFunction{F} <: Core.Function
    f::F
    BroadcastFunction{F}(f) where {F} = new{F}(f)
    BroadcastFunction(f::F) where {F} = new{F}(f)
    BroadcastFunction(f::Type{F}) where {F} = new{Type{F}}(f)
end
(op::BroadcastFunction)(x...; kwargs...) = broadcast(op.f, x...; kwargs...)

broadcast(f, args...) = materialize(broadcasted(f, args...))
broadcast(f::Tf, As...; kw...) where {Tf} = isempty(kw) ? materialize(broadcasted(f, As...)) : materialize(broadcasted((xs...) -> f(xs...; kw...), As...))
broadcasted_kwsyntax(f, args...; kwargs...) = isempty(kwargs) ? broadcasted(f, args...) : broadcasted((xs...) -> f(xs...; kwargs...), args...)
broadcast!(f, dest, As...) = materialize!(dest, broadcasted(f, As...))
broadcast_preserving_zero_d(f, As...) = (r = materialize(broadcasted(f, As...)); Base.ndims(r) == 0 && Base.any(a -> a isa AbstractArray, As) ? Base.fill!(similar(As[Base.findfirst(a -> a isa AbstractArray, As)], typeof(r)), r) : r)
@inline materialize(bc::Broadcasted) = copy(instantiate(bc))
materialize(x) = x
materialize!(dest, x) = materialize!(dest, instantiate(broadcasted(Base.identity, x)))
materialize!(dest, bc::Broadcasted{<:Any}) = materialize!(combine_styles(dest, bc), dest, bc)
materialize!(::BroadcastStyle, dest, bc::Broadcasted) = copyto!(dest, instantiate(Broadcasted(bc.style, bc.f, bc.args, axes(dest))))

# --- results ---

copy(bc::Broadcasted{<:AbstractArrayStyle{0}}) = bc[CartesianIndex(())]
copy(bc::Broadcasted{<:Union{Nothing,Unknown}}) = throw(ArgumentError("broadcasting requires an assigned BroadcastStyle"))
combine_eltypes(f, args::Tuple) = promote_typejoin_union(_return_type(f, eltypes(args)))
eltypes(args::Tuple) = Tuple{Base.map(_broadcast_eltype, args)...}
_broadcast_eltype(A::AbstractArray) = eltype(A)
_broadcast_eltype(A::Base.Ref) = eltype(A)
_broadcast_eltype(x::Tuple) = eltype(x)
_broadcast_eltype(bc::Broadcasted) = combine_eltypes(bc.f, bc.args)
_broadcast_eltype(x) = Base.Typeof(x)
function copy(bc::Broadcasted)
    _is_linear(bc, axes(bc)) && return _copy_linear(bc)
    iter = eachindex(bc)
    y = iterate(iter)
    if y === nothing
        T = combine_eltypes(bc.f, bc.args)
        return similar(bc, T === Union{} ? Union{} : T)
    end
    I, state = y
    val = bc[I]
    dest = similar(bc, typeof(val))
    dest[I] = val
    return copyto_nonleaf!(dest, bc, iter, state)
end
# Where each array has the shape of the result, one number says which elements meet.
_is_linear(x::Number, ax) = true
_is_linear(x::Base.RefValue, ax) = true
_is_linear(A::Array, ax) = axes(A) == ax
_is_linear(bc::Broadcasted, ax) = _are_linear(bc.args, ax)
_is_linear(x, ax) = false
_are_linear(::Tuple{}, ax) = true
_are_linear(args::Tuple, ax) = _is_linear(args[1], ax) && _are_linear(tail(args), ax)
_at(x::Number, i) = x
_at(x::Base.RefValue, i) = x[]
_at(A::Array, i) = A[i]
_at(bc::Broadcasted, i) = bc.f(_all_at(bc.args, i)...)
_all_at(::Tuple{}, i) = ()
_all_at(args::Tuple{Any}, i) = (_at(args[1], i),)
_all_at(args::Tuple{Any,Any}, i) = (_at(args[1], i), _at(args[2], i))
_all_at(args::Tuple, i) = (_at(args[1], i), _all_at(tail(args), i)...)
function _copy_linear(bc)
    n = prod(map(length, axes(bc)))
    n == 0 && return similar(bc, (T = combine_eltypes(bc.f, bc.args); T === Union{} ? Union{} : T))
    val = _at(bc, 1)
    dest = similar(bc, typeof(val))
    dest[1] = val
    return _fill_linear!(dest, bc, 2, n)
end
function _fill_linear!(dest, bc, first, n)
    T = eltype(dest)
    i = first
    while i <= n
        val = _at(bc, i)
        if val isa T
            dest[i] = val
        else
            new = similar(bc, promote_typejoin(T, typeof(val)))
            for j in 1:i-1
                new[j] = dest[j]
            end
            new[i] = val
            return _fill_linear!(new, bc, i + 1, n)
        end
        i += 1
    end
    return dest
end
function copyto_nonleaf!(dest, bc::Broadcasted, iter, state)
    T = eltype(dest)
    while true
        y = iterate(iter, state)
        y === nothing && break
        I, state = y
        val = bc[I]
        if val isa T
            dest[I] = val
        else
            new = _widened(dest, bc, iter, I, promote_typejoin(T, typeof(val)))
            new[I] = val
            return copyto_nonleaf!(new, bc, iter, state)
        end
    end
    return dest
end
function _widened(dest, bc, iter, I, ::Type{T}) where {T}
    new = similar(bc, T)
    for J in iter
        J == I && break
        new[J] = dest[J]
    end
    return new
end

copyto!(dest::AbstractArray, bc::Broadcasted{<:AbstractArrayStyle{0}}) = _copyto_zero(dest, bc)
function _copyto_zero(dest, bc)
    if bc.f === Base.identity && length(bc.args) == 1 && !(bc.args[1] isa Broadcasted)
        a = bc.args[1]
        v = a isa Union{Base.Ref,AbstractArray} ? a[] : a
        return Base.fill!(dest, v)
    end
    B = Broadcasted(DefaultArrayStyle{0}(), bc.f, bc.args, ())
    if isempty_axes(dest)
        return dest
    end
    # The call is made for each element, as for any other shape.
    for I in eachindex(dest)
        dest[I] = bc[CartesianIndex(())]
    end
    return dest
end
isempty_axes(dest) = length(dest) == 0
function copyto!(dest::AbstractArray, bc::Broadcasted)
    axes(dest) == axes(bc) || throwdm(axes(dest), axes(bc))
    if bc.f === Base.identity && length(bc.args) == 1 && bc.args[1] isa AbstractArray && axes(bc.args[1]) == axes(dest)
        return copyto!(dest, bc.args[1])
    end
    bc′ = preprocess(dest, bc)
    if dest isa Array && _is_linear(bc′, axes(dest))
        for i in 1:length(dest)
            dest[i] = _at(bc′, i)
        end
        return dest
    end
    for I in eachindex(bc′)
        dest[I] = bc′[I]
    end
    return dest
end
throwdm(axdest, axsrc) = throw(DimensionMismatch("destination axes $axdest are not compatible with source axes $axsrc"))
# What is read while the destination is written must not be part of it, except place by place.
preprocess(dest, bc::Broadcasted) = Broadcasted(bc.style, bc.f, preprocess_args(dest, bc.args), bc.axes)
preprocess(dest, x) = x
preprocess(dest, x::AbstractArray) = broadcast_unalias(dest, x)
preprocess_args(dest, args::Tuple) = Base.map(a -> preprocess(dest, a), args)
broadcast_unalias(dest, src) = dest === src ? src : Base.unalias(dest, src)
broadcast_unalias(::Nothing, src) = src

# Tuples.
similar(bc::Broadcasted{Style{Tuple}}, ::Type{T}) where {T} = similar(Array{T}, axes(bc))
function copy(bc::Broadcasted{Style{Tuple}})
    n = length(axes(bc)[1])
    return Base.ntuple(k -> _broadcast_getindex(bc, k), n)
end
@inline materialize(bc::Broadcasted{Style{Tuple},Nothing}) = _copy_tuples(bc, _extents(bc.args))
@inline _copy_tuples(bc, n::Val) = Base.ntuple(@inline(k -> _broadcast_getindex(bc, k)), n)

# How long a broadcast of tuples is, as a type: so the type of the result is known.
_extents(args::Tuple{}) = Val{1}()
_extents(args::Tuple{Any}) = _extent(args[1])
_extents(args::Tuple) = _common_extent(_extent(args[1]), _extents(tail(args)))
_extent(x) = (shape = axes(x); shape === () ? Val{1}() : Val(length(shape[1])))
_extent(::Base.NTuple{N,Any}) where {N} = Val{N}()
_extent(bc::Broadcasted{Style{Tuple}}) = _extents(bc.args)
_common_extent(a::Val{N}, ::Val{N}) where {N} = a
_common_extent(a::Val{1}, ::Val{1}) = a
_common_extent(a::Val, ::Val{1}) = a
_common_extent(::Val{1}, b::Val) = b
_common_extent(::Val{M}, ::Val{N}) where {M,N} = Val(length(_bcs1(Base.OneTo(M), Base.OneTo(N))))
map(f, bc::Broadcasted) = materialize(broadcasted(f, bc))

# Ranges stay ranges under the arithmetic that keeps them so.
broadcasted(::DefaultArrayStyle{1}, ::typeof(+), r::AbstractRange) = r
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), r::AbstractRange) = -r
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), r::Base.OrdinalRange) = Base.range(-Base.first(r), -Base.last(r), step=Base.negate_step(Base.step(r)))
broadcasted(::DefaultArrayStyle{1}, ::typeof(+), r::AbstractRange, x::Number) = _range_plus(r, x)
broadcasted(::DefaultArrayStyle{1}, ::typeof(+), x::Number, r::AbstractRange) = _range_plus(r, x)
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), r::AbstractRange, x::Number) = _range_minus(r, x)
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), x::Number, r::AbstractRange) = _range_from(x, r)
_range_plus(r::Base.StepRangeLen{T}, x) where {T} = Base.StepRangeLen{typeof(T(r.ref) + x)}(r.ref + x, r.step, length(r), r.offset)
_range_plus(r::Base.LinRange, x) = Base.LinRange(r.start + x, r.stop + x, length(r))
_range_plus(r::Base.OrdinalRange, x::Base.Integer) = Base.range(Base.first(r) + x, Base.last(r) + x, step=Base.step(r))
_range_plus(r::AbstractUnitRange, x::Base.Integer) = Base.range(Base.first(r) + x, Base.last(r) + x)
_range_plus(r::AbstractRange, x) = Base.range(Base.first(r) + x, length=length(r), step=Base.step(r))
_range_minus(r, x) = _range_plus(r, -x)
_range_minus(r::Base.OrdinalRange, x::Base.Integer) = Base.range(Base.first(r) - x, Base.last(r) - x, step=Base.step(r))
_range_minus(r::AbstractUnitRange, x::Base.Integer) = Base.range(Base.first(r) - x, Base.last(r) - x)
_range_from(x, r::Base.StepRangeLen{T}) where {T} = Base.StepRangeLen{typeof(x - T(r.ref))}(x - r.ref, -r.step, length(r), r.offset)
_range_from(x, r::Base.LinRange) = Base.LinRange(x - r.start, x - r.stop, length(r))
_range_from(x::Base.Integer, r::Base.OrdinalRange) = Base.range(x - Base.first(r), x - Base.last(r), step=Base.negate_step(Base.step(r)))
_range_from(x, r::AbstractRange) = Base.range(x - Base.first(r), length=length(r), step=Base.negate_step(Base.step(r)))
broadcasted(::DefaultArrayStyle{1}, ::typeof(+), r1::AbstractRange, r2::AbstractRange) = length(r1) == length(r2) ? r1 + r2 : Broadcasted(DefaultArrayStyle{1}(), +, (r1, r2))
broadcasted(::DefaultArrayStyle{1}, ::typeof(-), r1::AbstractRange, r2::AbstractRange) = length(r1) == length(r2) ? r1 - r2 : Broadcasted(DefaultArrayStyle{1}(), -, (r1, r2))
broadcasted(::DefaultArrayStyle{1}, ::typeof(*), x::Number, r::AbstractRange) = x * r
broadcasted(::DefaultArrayStyle{1}, ::typeof(*), r::AbstractRange, x::Number) = r * x
broadcasted(::DefaultArrayStyle{1}, ::typeof(/), r::AbstractRange, x::Number) = r / x
broadcasted(::DefaultArrayStyle{1}, ::typeof(\), x::Number, r::AbstractRange) = x \ r
broadcasted(::DefaultArrayStyle{1}, ::typeof(Base.big), r::Base.UnitRange) = Base.big(r.start):Base.big(Base.last(r))
broadcasted(::DefaultArrayStyle{1}, ::typeof(Base.big), r::Base.StepRange) = Base.big(r.start):Base.big(r.step):Base.big(Base.last(r))
broadcasted(::DefaultArrayStyle{1}, ::typeof(Base.big), r::Base.LinRange) = Base.LinRange(Base.big(r.start), Base.big(r.stop), length(r))
broadcasted(::DefaultArrayStyle{1}, ::typeof(Base.big), r::Base.StepRangeLen) = Base.StepRangeLen(Base.big(r.ref), Base.big(r.step), length(r), r.offset)

# Assignment to parts.
dotview(args...) = Base.maybeview(args...)
dotgetproperty(x, name) = Base.getproperty(x, name)

macro __dot__(x)
    return Core._expr(:escape, __dot__(x))
end
__dot__(x) = x
function __dot__(x::Expr)
    head = x.head
    if head === :$
        return x.args[1]
    elseif head === :call
        f = x.args[1]
        args = Base.mapany(__dot__, x.args[2:end])
        if f === :(:) || f isa Symbol && Base.startswith(Base.string(f), ".")
            return Expr(:call, f, args...)
        elseif Base.Meta.isexpr(f, :$)
            # What stands behind a dollar is called as it is.
            return Expr(:call, f.args[1], args...)
        elseif f isa Symbol && Base.isoperator(f)
            return Expr(:call, Base.Symbol('.', f), args...)
        end
        return Expr(:., __dot__(f), Expr(:tuple, args...))
    elseif head === :comparison
        return Expr(:comparison, (Base.iseven(i) && !Base.startswith(Base.string(arg), ".") ? Base.Symbol('.', arg) : __dot__(arg) for (i, arg) in Base.pairs(x.args))...)
    elseif head === :let || head === :for
        return Expr(head, _dot_bindings(x.args[1]), __dot__(x.args[2]))
    elseif (head === :(=) || head === :function || head === :macro) && Base.Meta.isexpr(x.args[1], :call)
        return Expr(head, x.args[1], __dot__(x.args[2]))
    elseif head === :(<:) || head === :(>:)
        return Expr(:call, Base.Symbol('.', head), Base.mapany(__dot__, x.args)...)
    elseif head === :&& || head === :||
        return Expr(Base.Symbol('.', head), Base.mapany(__dot__, x.args)...)
    end
    s = Base.string(head)
    if Base.last(s) === '=' && Base.first(s) !== '.' && !(s == "=>" || s == "==")
        return Expr(Base.Symbol('.', s), Base.mapany(__dot__, x.args)...)
    end
    return Expr(head, Base.mapany(__dot__, x.args)...)
end
# What a `let` or a `for` binds is new: only the values are dotted.
_dot_bindings(x) = x
function _dot_bindings(x::Expr)
    x.head === :block && return Expr(:block, Base.mapany(_dot_bindings, x.args)...)
    x.head === :(=) && return Expr(:(=), x.args[1], __dot__(x.args[2]))
    return __dot__(x)
end

show(io::Base.IO, op::BroadcastFunction) = (Base.print(io, "Base.Broadcast.BroadcastFunction("); show(io, op.f); Base.print(io, ")"))
function show(io::Base.IO, bc::Broadcasted)
    Base.print(io, "Base.Broadcast.Broadcasted(")
    bc.style === nothing || (show(io, bc.style); Base.print(io, ", "))
    show(io, bc.f)
    Base.print(io, ", ")
    show(io, bc.args)
    bc.axes === nothing || (Base.print(io, ", "); show(io, bc.axes))
    Base.print(io, ")")
end

end

import .Broadcast: broadcast, broadcast!, broadcasted, broadcasted_kwsyntax, materialize, materialize!, broadcast_preserving_zero_d, instantiate, dotview, andand, oror, broadcastable, BroadcastFunction, BroadcastStyle, broadcast_axes, @__dot__
const var"@." = var"@__dot__"
