# Named tuples, and pairs of keys and values (which keyword arguments are given as).

NamedTuple() = NamedTuple{(),Tuple{}}(())
NamedTuple{names,T}(args::T) where {names,T<:Tuple} = @_splat_object(NamedTuple{names,T}, args)
function NamedTuple{names,T}(args::Tuple) where {names,T<:Tuple}
    length(args) == length(names) || throw(ArgumentError("Wrong number of arguments to named tuple constructor."))
    return NamedTuple{names,T}(convert(T, args)::T)
end
NamedTuple{names}(args::Tuple) where {names} = NamedTuple{names,typeof(args)}(args)
NamedTuple{names}(itr) where {names} = NamedTuple{names}(Tuple(itr))
NamedTuple{names,T}(itr) where {names,T<:Tuple} = NamedTuple{names,T}(T(itr))
function NamedTuple{names}(nt::NamedTuple) where {names}
    values = map(n -> getfield(nt, n), names)
    _is_as_held(nt) && return NamedTuple{names}(values)
    return NamedTuple{names,Tuple{map(n -> fieldtype(typeof(nt), n), names)...}}(values)
end
NamedTuple{names,T}(nt::NamedTuple) where {names,T<:Tuple} = NamedTuple{names,T}(map(n -> getfield(nt, n), names))
NamedTuple{names,T}(nt::NamedTuple{names}) where {names,T<:Tuple} = NamedTuple{names,T}(values(nt))
NamedTuple{names}() where {names} = NamedTuple{names}(())
NamedTuple(itr) = _named_tuple_of(itr)
NamedTuple(nt::NamedTuple) = nt
function _named_tuple_of(itr)
    ks = Symbol[]
    vs = Any[]
    for (k, v) in itr
        i = findfirst(isequal(k), ks)
        if i === nothing
            push!(ks, k)
            push!(vs, v)
        else
            vs[i] = v
        end
    end
    names = (ks...,)
    return NamedTuple{names}((vs...,))
end

length(t::NamedTuple) = nfields(t)
iterate(t::NamedTuple, iter=1) = iter > nfields(t) ? nothing : (getfield(t, iter), iter + 1)
rest(t::NamedTuple) = t
rest(t::NamedTuple{names}, i::Int) where {names} = NamedTuple{rest(names, i)}(rest(values(t), i))
firstindex(t::NamedTuple) = 1
lastindex(t::NamedTuple) = nfields(t)
getindex(t::NamedTuple, i::Int) = getfield(t, i)
getindex(t::NamedTuple, i::Symbol) = getfield(t, i)
getindex(t::NamedTuple, ::Colon) = t
getindex(t::NamedTuple, idxs::Tuple{Vararg{Symbol}}) = NamedTuple{idxs}(t)
getindex(t::NamedTuple, idxs::AbstractVector{Symbol}) = NamedTuple{Tuple(idxs)}(t)
indexed_iterate(t::NamedTuple, i::Int, state=1) = (getfield(t, i), i + 1)
isempty(::NamedTuple{()}) = true
isempty(::NamedTuple) = false
empty(::NamedTuple) = NamedTuple()
prevind(t::NamedTuple, i::Integer) = Int(i) - 1
nextind(t::NamedTuple, i::Integer) = Int(i) + 1
first(t::NamedTuple) = t[1]
last(t::NamedTuple) = t[end]
front(t::NamedTuple{names}) where {names} = NamedTuple{front(names)}(t)
tail(t::NamedTuple{names}) where {names} = NamedTuple{tail(names)}(t)
reverse(nt::NamedTuple) = NamedTuple{reverse(keys(nt))}(reverse(values(nt)))
keys(::NamedTuple{names}) where {names} = names
values(nt::NamedTuple) = ntuple(i -> getfield(nt, i), nfields(nt))
haskey(nt::NamedTuple, key::Union{Integer,Symbol}) = isdefined(nt, key)
get(nt::NamedTuple, key::Union{Integer,Symbol}, default) = isdefined(nt, key) ? getfield(nt, key) : default
get(f::Callable, nt::NamedTuple, key::Union{Integer,Symbol}) = isdefined(nt, key) ? getfield(nt, key) : f()
pairs(nt::NamedTuple) = Pairs(nt, keys(nt))
eltype(::Type{T}) where {T<:NamedTuple} = _nt_eltype(T)
_nt_eltype(::Type{NamedTuple{names,T}}) where {names,T} = eltype(T)
_nt_eltype(::Type) = Any
==(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = values(a) == values(b)
==(a::NamedTuple, b::NamedTuple) = false
isequal(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = isequal(values(a), values(b))
isequal(a::NamedTuple, b::NamedTuple) = false
hash(x::NamedTuple, h::UInt) = xor(hash(keys(x)), hash(values(x), h))
isless(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = isless(values(a), values(b))
<(a::NamedTuple{n}, b::NamedTuple{n}) where {n} = values(a) < values(b)
convert(::Type{NT}, nt::NT) where {NT<:NamedTuple} = nt
convert(::Type{NT}, nt::NT) where {names,NT<:NamedTuple{names}} = nt
convert(::Type{NT}, nt::NT) where {names,T<:Tuple,NT<:NamedTuple{names,T}} = nt
convert(::Type{NamedTuple{names,T}}, nt::NamedTuple{names}) where {names,T<:Tuple} = NamedTuple{names,T}(T(values(nt)))
convert(::Type{NamedTuple{names}}, nt::NamedTuple{names}) where {names} = nt
function convert(::Type{NT}, nt::NamedTuple{names}) where {names,NT<:NamedTuple{names}}
    nt isa NT && return nt
    T = Tuple{ntuple(i -> fieldtype(NT, i), length(names))...}
    return NamedTuple{names,T}(convert(T, values(nt)))::NT
end
convert(::Type{NT}, t::Tuple) where {NT<:NamedTuple} = NT(t)
map(f, nt::NamedTuple{names}) where {names} = NamedTuple{names}(map(f, values(nt)))
function map(f, nt::NamedTuple{names}, nts::NamedTuple...) where {names}
    all(t -> keys(t) == names, nts) || throw(ArgumentError("Named tuple names do not match."))
    return NamedTuple{names}(map(f, values(nt), map(values, nts)...))
end
filter(f, xs::NamedTuple) = (ks = filter(k -> f(xs[k]), keys(xs)); xs[ks])
setindex(nt::NamedTuple, v, idx::Symbol) = merge(nt, NamedTuple{(idx,)}((v,)))

merge(a::NamedTuple) = a
merge(a::NamedTuple, b::NamedTuple) = _merge(a, b)
merge(a::NamedTuple, b::NamedTuple{()}) = a
merge(a::NamedTuple{()}, b::NamedTuple{()}) = a
merge(a::NamedTuple{()}, b::NamedTuple) = b
merge(a::NamedTuple, b::NamedTuple, cs::NamedTuple...) = merge(merge(a, b), cs...)
merge(a::NamedTuple, b::Pairs{<:Any,<:Any,<:Any,<:NamedTuple}) = merge(a, getfield(b, :data))
merge(a::NamedTuple, itr) = merge(a, _named_tuple_of(itr))
function _merge(a::NamedTuple{an}, b::NamedTuple{bn}) where {an,bn}
    names = merge_names(an, bn)
    values = map(n -> sym_in(n, bn) ? getfield(b, n) : getfield(a, n), names)
    _is_as_held(a) && _is_as_held(b) && return NamedTuple{names}(values)
    types = map(n -> fieldtype(sym_in(n, bn) ? typeof(b) : typeof(a), n), names)
    return NamedTuple{names,Tuple{types...}}(values)
end
# Whether the types of the fields are those of their values, as they are if nobody said otherwise.
_is_as_held(::NamedTuple{names,T}) where {names,T} = isconcretetype(T)
merge_names(an::Tuple{Vararg{Symbol}}, bn::Tuple{Vararg{Symbol}}) = (an..., _names_not_in(bn, an)...)
function _names_not_in(bn, an)
    kept = ()
    for n in bn
        if !sym_in(n, an)
            kept = (kept..., n)
        end
    end
    return kept
end
# The first names by their places: where the names are known, so is the answer, and nothing is left of it.
function sym_in(x::Symbol, itr::Tuple{Vararg{Symbol}})
    n = nfields(itr)
    sle_int(1, n) || return false
    getfield(itr, 1) === x && return true
    sle_int(2, n) || return false
    getfield(itr, 2) === x && return true
    sle_int(3, n) || return false
    getfield(itr, 3) === x && return true
    sle_int(4, n) || return false
    getfield(itr, 4) === x && return true
    sle_int(5, n) || return false
    getfield(itr, 5) === x && return true
    sle_int(6, n) || return false
    getfield(itr, 6) === x && return true
    i = 7
    while sle_int(i, n)
        getfield(itr, i) === x && return true
        i = add_int(i, 1)
    end
    return false
end
diff_names(an::Tuple{Vararg{Symbol}}, bn::Tuple{Vararg{Symbol}}) = _names_not_in(an, bn)
structdiff(a::NamedTuple{an}, b::NamedTuple{bn}) where {an,bn} = structdiff(a, NamedTuple{bn})
function structdiff(a::NamedTuple{an}, b::Type{<:NamedTuple{bn}}) where {an,bn}
    names = diff_names(an, bn)
    values = map(n -> getfield(a, n), names)
    _is_as_held(a) && return NamedTuple{names}(values)
    return NamedTuple{names,Tuple{map(n -> fieldtype(typeof(a), n), names)...}}(values)
end

# --- Pairs ---

Pairs{K,V}(data::A, itr::I) where {K,V,A,I} = @_object(Pairs{K,V,I,A}, data, itr)
Pairs(data::A, itr::I) where {A,I} = @_object(Pairs{eltype(I),eltype(A),I,A}, data, itr)
Pairs(data::A, itr::I) where {A<:NamedTuple,I<:Tuple} = @_object(Pairs{Symbol,eltype(A),I,A}, data, itr)
getproperty(v::Pairs, s::Symbol) = getfield(v, s)
length(v::Pairs) = length(getfield(v, :itr))
axes(v::Pairs) = axes(getfield(v, :itr))
size(v::Pairs) = size(getfield(v, :itr))
IteratorSize(::Type{<:Pairs{<:Any,<:Any,I}}) where {I} = IteratorSize(I)
IteratorSize(::Type{<:Pairs{<:Any,<:Any,<:AbstractUnitRange,<:Tuple}}) = HasLength()
function iterate(v::Pairs{K,V}) where {K,V}
    x = iterate(getfield(v, :itr))
    x === nothing && return nothing
    return (Pair{K,V}(x[1], getfield(v, :data)[x[1]]), x[2])
end
function iterate(v::Pairs{K,V}, state) where {K,V}
    x = iterate(getfield(v, :itr), state)
    x === nothing && return nothing
    return (Pair{K,V}(x[1], getfield(v, :data)[x[1]]), x[2])
end
eltype(::Type{<:Pairs{K,V}}) where {K,V} = Pair{K,V}
isempty(v::Pairs) = isempty(getfield(v, :itr))
keys(v::Pairs) = getfield(v, :itr)
values(v::Pairs) = getfield(v, :data)
getindex(v::Pairs, key) = getfield(v, :data)[key]
setindex!(v::Pairs, value, key) = (getfield(v, :data)[key] = value; v)
haskey(v::Pairs, key) = key in getfield(v, :itr)
haskey(v::Pairs{Symbol}, key::Symbol) = haskey(getfield(v, :data), key)
get(v::Pairs, key, default) = haskey(v, key) ? getfield(v, :data)[key] : default
get(f::Callable, v::Pairs, key) = haskey(v, key) ? getfield(v, :data)[key] : f()
keytype(::Type{<:Pairs{K}}) where {K} = K
valtype(::Type{<:Pairs{K,V}}) where {K,V} = V
merge(a::Pairs{Symbol}, b::Pairs{Symbol}) = pairs(merge(getfield(a, :data), getfield(b, :data)))
NamedTuple(v::Pairs{<:Any,<:Any,<:Any,<:NamedTuple}) = getfield(v, :data)
showarg(io::IO, r::Pairs{<:Integer, <:Any, <:Any, T}, toplevel) where {T<:AbstractArray} =
    print(io, "pairs(IndexLinear(), ::", T, ")")
showarg(io::IO, r::Pairs{<:Integer, <:Any, <:Any, T}, toplevel) where {T<:Union{AbstractVector, Tuple}} =
    print(io, "pairs(::", T, ")")
showarg(io::IO, r::Pairs{<:CartesianIndex, <:Any, <:Any, T}, toplevel) where {T<:AbstractArray} =
    print(io, "pairs(::", T, ")")
showarg(io::IO, r::Pairs{<:CartesianIndex, <:Any, <:Any, T}, toplevel) where {T<:AbstractVector} =
    print(io, "pairs(IndexCartesian(), ::", T, ")")
showarg(io::IO, r::Pairs{Symbol, <:Any, <:Any, <:NamedTuple}, toplevel) = print(io, "pairs(::NamedTuple)")
showarg(io::IO, r::Pairs{<:Any, <:Any, I, D}, toplevel) where {I, D} =
    print(io, "Iterators.Pairs(::", D, ", ::", I, ")")

keytype(nt::NamedTuple) = keytype(typeof(nt))
keytype(::Type{<:NamedTuple}) = Symbol
valtype(nt::NamedTuple) = valtype(typeof(nt))
valtype(::Type{T}) where {T<:NamedTuple} = eltype(T)
