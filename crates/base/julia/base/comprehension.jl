# Collecting: what iterators give, in an array whose element type is that of the elements.

# What inference promises a call of `f` to give.
_return_type(f, T::Type) = Core.Host.return_type(Tuple{Base.Typeof(f),getfield(T, :parameters)...})
promote_op(f, ::Type{S}) where {S} = S === Union{} ? Union{} : promote_typejoin_union(Core.Host.return_type(Tuple{Base.Typeof(f),S}))
promote_op(f, ::Type{S}, ::Type{T}) where {S,T} = S === Union{} || T === Union{} ? Union{} : promote_typejoin_union(Core.Host.return_type(Tuple{Base.Typeof(f),S,T}))
promote_op(f, ::Type{S}, ::Type{T}, ::Type{U}) where {S,T,U} = promote_typejoin_union(Core.Host.return_type(Tuple{Base.Typeof(f),S,T,U}))
function promote_op(f, S::Type...)
    T = Tuple{S...}
    return promote_typejoin_union(_return_type(f, T))
end

# What is known of the elements before any is there.
_element_bound(itr) = IteratorEltype(itr) isa HasEltype ? eltype(itr) : Any
function _element_bound(g::Generator)
    g.f isa Type && return g.f
    T = _element_bound(g.iter)
    return _result_bound(g.f, T)
end
# Each type by itself: inference knows the answer ahead of the run for calls that are known to the last type.
function _result_bound(f, ::Type{T}) where {T}
    # There is no call with an argument of a type without values.
    T === Union{} && return Union{}
    T isa Union && return Union{_result_bound(f, getfield(T, :a)), _result_bound(f, getfield(T, :b))}
    return _return_type(f, Tuple{T})
end
_element_bound(g::Iterators.Filter) = _element_bound(g.itr)
_element_bound(z::Iterators.Zip) = _tuple_bound(map(_element_bound, z.is))
_element_bound(p::Iterators.ProductIterator) = _tuple_bound(map(_element_bound, p.iterators))
_element_bound(e::Iterators.Enumerate) = _tuple_bound((Int, _element_bound(e.itr)))
_element_bound(r::Union{Iterators.Rest,Iterators.Reverse}) = _element_bound(r.itr)
_element_bound(t::Union{Iterators.Take,Iterators.Drop,Iterators.TakeWhile,Iterators.DropWhile,Iterators.Cycle}) =
    _element_bound(t.xs)
_tuple_bound(types) = any(T -> T === Union{}, types) ? Union{} : Tuple{types...}
_element_bound(g::Iterators.Flatten) = _flatten_bound(g.it)
_flatten_bound(it) = IteratorEltype(it) isa HasEltype ? _inner_eltype(eltype(it)) : Any
_flatten_bound(g::Generator) = _inner_bound(_element_bound(g))
_inner_eltype(T) = T isa DataType && T !== Any ? eltype(T) : Any
_inner_bound(T) = Any
function _inner_bound(::Type{Generator{I,F}}) where {I,F}
    F <: Type && return F.parameters[1]
    return isdefined(F, :instance) || true ? _return_type_of(F, I) : Any
end
_inner_bound(::Type{Iterators.Filter{P,I}}) where {P,I} = _inner_bound(I)
_inner_bound(::Type{T}) where {T<:AbstractArray} = eltype(T)
_return_type_of(::Type{F}, ::Type{I}) where {F,I} = Core.Host.return_type(Tuple{F,_inner_bound_or_eltype(I)})
_inner_bound_or_eltype(::Type{I}) where {I} = IteratorEltype(I) isa HasEltype ? eltype(I) : Any
_default_eltype(itr) = promote_typejoin_union(_element_bound(itr))

macro default_eltype(itr)
    return Core._expr(:call, GlobalRef(Base, :_default_eltype), Core._expr(:escape, itr))
end

# `Union`s are widened to what an array may reasonably have as element type.
function promote_typejoin_union(::Type{T}) where {T}
    if T === Union{}
        return Union{}
    elseif T isa UnionAll
        return Any
    elseif T isa Union
        return promote_typejoin(promote_typejoin_union(T.a), promote_typejoin_union(T.b))
    elseif T <: Tuple
        return _typejoin_tuple(T)
    else
        return T
    end
end
_typejoin_tuple(T) = T

collect(::Type{T}, itr) where {T} = _collect(T, itr, IteratorSize(itr))
collect(itr::Tuple) = _collect_tuple(itr)
collect(::Type{T}, itr::Tuple) where {T} = (a = Vector{T}(undef, length(itr)); copyto!(a, itr))
function _collect_tuple(t::Tuple)
    n = nfields(t)
    n == 0 && return Union{}[]
    T = eltype(typeof(t))
    return _vector_of(T, t)
end
collect(A::AbstractArray{T,N}) where {T,N} = _collect_array(Array{T,N}(undef, size(A)), A)
collect(A::Array) = copy(A)
_collect_array(dest, A) = copyto!(dest, A)
collect(itr) = _collect(1:1, itr, IteratorEltype(itr), IteratorSize(itr))

function _collect(::Type{T}, itr, isz::HasLength) where {T}
    a = Vector{T}(undef, Int(length(itr)::Integer))
    return _collect_into!(a, itr)
end
function _collect(::Type{T}, itr, isz::HasShape{N}) where {T,N}
    return _collect_into!(similar(Array{T,N}, axes(itr)), itr)
end
function _collect(::Type{T}, itr, isz::SizeUnknown) where {T}
    a = Vector{T}()
    for x in itr
        push!(a, x)
    end
    return a
end
function _collect_into!(a, itr)
    i = firstindex(a)
    n = lastindex(a)
    for x in itr
        i > n && throw(BoundsError(a, i))
        a[i] = x
        i += 1
    end
    return a
end

_collect(cont, itr, ::HasEltype, isz::Union{HasLength,HasShape}) = _collect_into!(_array_for(eltype(itr), itr, isz), itr)
function _collect(cont, itr, ::HasEltype, isz::SizeUnknown)
    a = Vector{eltype(itr)}()
    for x in itr
        push!(a, x)
    end
    return a
end
function _collect(c, itr, ::EltypeUnknown, isz::Union{HasLength,HasShape})
    shape = _similar_shape(itr, isz)
    y = iterate(itr)
    y === nothing && return _array_for(_default_eltype(itr), isz, shape)::_made_of(isz, shape)
    dest = _array_for(typeof(y[1]), isz, shape)
    return collect_to_with_first!(dest, y[1], itr, y[2])::_made_of(isz, shape)
end
function _collect(c, itr, ::EltypeUnknown, isz::SizeUnknown)
    y = iterate(itr)
    y === nothing && return Vector{_default_eltype(itr)}()::Vector
    dest = Vector{typeof(y[1])}()
    push!(dest, y[1])
    return grow_to!(dest, itr, y[2])::Vector
end
function collect(g::Generator)
    isz = IteratorSize(g.iter)
    if isz isa SizeUnknown
        return _collect(1:1, g, EltypeUnknown(), isz)
    end
    shape = _similar_shape(g, isz)
    y = iterate(g)
    y === nothing && return _array_for(_default_eltype(g), isz, shape)::_made_of(isz, shape)
    dest = _array_for(typeof(y[1]), isz, shape)
    return collect_to_with_first!(dest, y[1], g, y[2])::_made_of(isz, shape)
end
# An array that had to be widened, however often, is of as many dimensions: inference gives up on counting the steps.
_made_of(isz, shape) = Any
_made_of(isz::HasLength, shape) = Vector
_made_of(isz::HasShape{1}, shape::Tuple{OneTo}) = Vector
_made_of(isz::HasShape{2}, shape::Tuple{OneTo,OneTo}) = Matrix
_made_of(isz::HasShape, shape::Tuple{Vararg{OneTo}}) = Array
collect_similar(cont, itr) = _collect_similar(cont, itr)
function _collect_similar(cont::AbstractArray, g::Generator)
    y = iterate(g)
    shape = cont isa Array ? axes(cont) : nothing
    y === nothing && return similar(cont, _default_eltype(g))::_made_of(HasShape{ndims(cont)}(), shape)
    dest = similar(cont, typeof(y[1]))
    return collect_to_with_first!(dest, y[1], g, y[2])::_made_of(HasShape{ndims(cont)}(), shape)
end
function collect_to_with_first!(dest::AbstractArray, v1, itr, st)
    i1 = first(LinearIndices(dest))
    dest[i1] = v1
    return collect_to!(dest, itr, i1 + 1, st)
end
# Elements that do not fit widen the array: what is there is copied into a new one.
setindex_widen_up_to(dest::AbstractArray{T}, el, i) where {T} = _widened_copy(dest, promote_typejoin(T, typeof(el)), el, i)
function _widened_copy(dest::AbstractArray, ::Type{T}, el, i) where {T}
    new = similar(dest, T)
    f = first(LinearIndices(dest))
    copyto!(new, f, dest, f, i - f)
    new[i] = el
    return new
end
function collect_to!(dest::AbstractArray{T}, itr, offs, st) where {T}
    i = offs
    while true
        y = iterate(itr, st)
        y === nothing && break
        el = y[1]
        st = y[2]
        if el isa T
            dest[i] = el
            i += 1
        else
            new = setindex_widen_up_to(dest, el, i)
            return collect_to!(new, itr, i + 1, st)
        end
    end
    return dest
end
grow_to!(dest, itr) = (y = iterate(itr); y === nothing ? dest : (dest2 = empty(dest, typeof(y[1])); push!(dest2, y[1]); grow_to!(dest2, itr, y[2])))
push_widen(dest, el) = (new = sizehint!(empty(dest, promote_typejoin(eltype(dest), typeof(el))), length(dest)); append!(new, dest); push!(new, el); new)
function grow_to!(dest, itr, st)
    T = eltype(dest)
    while true
        y = iterate(itr, st)
        y === nothing && break
        el, st = y
        if el isa T
            push!(dest, el)
        else
            new = push_widen(dest, el)
            return grow_to!(new, itr, st)
        end
    end
    return dest
end
# Arrays are made by their type's name of arrays only, and of the characters of strings; all else is collected.
(Array{T,1} where {T})(x::AbstractVector{S}) where {S} = Array{S,1}(x)
