# Indices of several dimensions, and the two views of all indices of an array.

CartesianIndex(index::NTuple{N,Integer}) where {N} = CartesianIndex{N}(map(_to_int, index))
CartesianIndex(index::Integer...) = CartesianIndex(index)
function CartesianIndex{N}(index::Tuple) where {N}
    length(index) <= N || throw(ArgumentError("cannot make a $N-dimensional index of $(length(index)) indices"))
    return @_object(CartesianIndex{N}, _fill_ones(map(_to_int, index), Val(N)))
end
CartesianIndex{N}(index::Integer...) where {N} = CartesianIndex{N}(index)
CartesianIndex{N}() where {N} = CartesianIndex{N}(())
CartesianIndex(index::Union{Integer,CartesianIndex}...) = CartesianIndex(_flatten_indices(index...))
_flatten_indices() = ()
_flatten_indices(i::Integer, I...) = (i, _flatten_indices(I...)...)
_flatten_indices(i::CartesianIndex, I...) = (i.I..., _flatten_indices(I...)...)
_fill_ones(t::Tuple, ::Val{N}) where {N} = length(t) == N ? t : (t..., ntuple(i -> 1, N - length(t))...)
CartesianIndex{N}(I::CartesianIndex{N}) where {N} = I
CartesianIndex(I::CartesianIndex) = I

getindex(I::CartesianIndex, i::Integer) = I.I[i]
getindex(I::CartesianIndex, i::AbstractVector) = I.I[i]
setindex(I::CartesianIndex, x, i::Int) = CartesianIndex(setindex(I.I, x, i))
Tuple(I::CartesianIndex) = I.I
length(::CartesianIndex{N}) where {N} = N
length(::Type{CartesianIndex{N}}) where {N} = N
ndims(::CartesianIndex) = 0
getindex(x::Union{Number,AbstractChar}, ::CartesianIndex{0}) = x
axes(I::CartesianIndex) = throw(MethodError(axes, (I,)))
iterate(::CartesianIndex, i...) = error("iteration is deliberately unsupported for CartesianIndex. Use `I` rather than `I...`, or use `Tuple(I)...`")
keys(::CartesianIndex{N}) where {N} = OneTo(N)
firstindex(::CartesianIndex) = 1
lastindex(::CartesianIndex{N}) where {N} = N
get(I::CartesianIndex, i::Integer, default) = get(I.I, i, default)
eltype(::Type{<:CartesianIndex}) = Int
zero(::CartesianIndex{N}) where {N} = zero(CartesianIndex{N})
zero(::Type{CartesianIndex{N}}) where {N} = CartesianIndex{N}(ntuple(x -> 0, Val(N)))
oneunit(::CartesianIndex{N}) where {N} = oneunit(CartesianIndex{N})
oneunit(::Type{CartesianIndex{N}}) where {N} = CartesianIndex{N}(ntuple(x -> 1, Val(N)))
-(I::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(-, I.I))
+(I::CartesianIndex) = I
+(I::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(+, I.I, J.I))
-(I::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(-, I.I, J.I))
*(a::Integer, I::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(x -> a * x, I.I))
*(I::CartesianIndex, a::Integer) = a * I
min(I::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(min, I.I, J.I))
max(I::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = CartesianIndex{N}(map(max, I.I, J.I))
==(I::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = I.I == J.I
isequal(I::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = isequal(I.I, J.I)
isless(I::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = _isless_reversed(I.I, J.I, N)
function _isless_reversed(a, b, n)
    while n > 0
        a[n] == b[n] || return a[n] < b[n]
        n -= 1
    end
    return false
end
hash(I::CartesianIndex, h::UInt) = hash(I.I, h + (Int === Int64 ? 0x802d4a3f2a4b9d5e : 0x2a4b9d5e))
convert(::Type{T}, I::CartesianIndex{1}) where {T<:Number} = convert(T, I[1])
convert(::Type{T}, I::CartesianIndex) where {T<:Tuple} = convert(T, I.I)
getindex(t::Tuple, I::CartesianIndex{1}) = getindex(t, I.I[1])
convert(::Type{CartesianIndex{N}}, t::NTuple{N,Integer}) where {N} = CartesianIndex{N}(t)

# --- all indices of an array ---

CartesianIndices(::Tuple{}) = CartesianIndices{0,Tuple{}}(())
CartesianIndices(inds::NTuple{N,OrdinalRange{<:Integer,<:Integer}}) where {N} = (r = map(_int_range, inds); CartesianIndices{N,typeof(r)}(r))
CartesianIndices(index::CartesianIndex) = CartesianIndices(index.I)
CartesianIndices(inds::NTuple{N,Union{Integer,OrdinalRange{<:Integer,<:Integer}}}) where {N} = CartesianIndices(map(_axis_of, inds))
CartesianIndices(A::AbstractArray) = CartesianIndices(axes(A))
_int_range(r::OrdinalRange{Int,Int}) = r
_int_range(r::AbstractUnitRange) = convert(AbstractUnitRange{Int}, r)
_int_range(r::OrdinalRange) = convert(StepRange{Int,Int}, r)
_axis_of(i::Integer) = OneTo(Int(i))
_axis_of(r) = r

size(C::CartesianIndices) = map(length, C.indices)
convert(::Type{Tuple{}}, ::CartesianIndices{0}) = ()
convert(::Type{Tuple}, C::CartesianIndices) = C.indices
convert(::Type{Tuple{Vararg{AbstractUnitRange{Int}}}}, C::CartesianIndices) = convert(Tuple{Vararg{AbstractUnitRange{Int}}}, C.indices)
convert(::Type{Tuple{Vararg{AbstractUnitRange{<:Integer}}}}, C::CartesianIndices) = C.indices
axes(C::CartesianIndices) = map(_axis_of_range, C.indices)
_axis_of_range(r::AbstractUnitRange) = axes(r, 1)
_axis_of_range(r) = axes(r, 1)
length(C::CartesianIndices) = prod(size(C))
IndexStyle(::Type{<:CartesianIndices}) = IndexCartesian()
ndims(C::CartesianIndices{N}) where {N} = N
eltype(::Type{<:CartesianIndices{N}}) where {N} = CartesianIndex{N}
eltype(C::CartesianIndices{N}) where {N} = CartesianIndex{N}
first(C::CartesianIndices{N}) where {N} = CartesianIndex{N}(map(first, C.indices))
last(C::CartesianIndices{N}) where {N} = CartesianIndex{N}(map(last, C.indices))
step(C::CartesianIndices{N}) where {N} = CartesianIndex{N}(map(step, C.indices))
getindex(C::CartesianIndices{0}) = CartesianIndex()
getindex(C::CartesianIndices{N}, I::Vararg{Int,N}) where {N} = (checkbounds(C, I...); CartesianIndex{N}(map((r, i) -> r[i], C.indices, I)))
getindex(C::CartesianIndices{1}, i::Int) = CartesianIndex{1}((C.indices[1][i],))
getindex(C::CartesianIndices{N}, I::CartesianIndex{N}) where {N} = C[I.I...]
getindex(C::CartesianIndices{N}, R::CartesianIndices{N}) where {N} = CartesianIndices(map(getindex, C.indices, R.indices))
getindex(C::CartesianIndices{N}, r::Vararg{Union{OrdinalRange{<:Integer,<:Integer},Colon},N}) where {N} = CartesianIndices(map(_pick_range, C.indices, r))
view(C::CartesianIndices{N}, R::CartesianIndices{N}) where {N} = C[R]
view(C::CartesianIndices{N}, r::Vararg{Union{OrdinalRange{<:Integer,<:Integer},Colon},N}) where {N} = C[r...]
_pick_range(r, i::Colon) = r
_pick_range(r, i) = r[i]
isempty(C::CartesianIndices) = any(isempty, C.indices)
in(x::CartesianIndex, C::CartesianIndices) = false
in(x::CartesianIndex{N}, C::CartesianIndices{N}) where {N} = _all_in(x.I, C.indices)
_all_in(::Tuple{}, ::Tuple{}) = true
_all_in(t::Tuple, r::Tuple) = (t[1] in r[1]) && _all_in(tail(t), tail(r))
==(a::CartesianIndices{N}, b::CartesianIndices{N}) where {N} = all(map(==, a.indices, b.indices))
intersect(a::CartesianIndices{N}, b::CartesianIndices{N}) where {N} = CartesianIndices(map(intersect, a.indices, b.indices))
reverse(C::CartesianIndices; dims=:) = _reverse(C, dims)
_reverse(C::CartesianIndices, ::Colon) = CartesianIndices(map(reverse, C.indices))
function _reverse(C::CartesianIndices{N}, dim::Integer) where {N}
    1 <= dim <= N || throw(ArgumentError("invalid dimension $dim in reverse"))
    return _reverse_along(C, dim)
end
function _reverse(C::CartesianIndices{N}, dims::Tuple) where {N}
    allunique(dims) && all(d -> 1 <= d <= N, dims) || throw(ArgumentError("invalid dimensions $dims in reverse"))
    return _reverse_along(C, dims)
end
_reverse_along(C::CartesianIndices{N}, dims) where {N} =
    CartesianIndices(ntuple(k -> k in dims ? reverse(C.indices[k]) : C.indices[k], Val(N)))
keys(C::CartesianIndices) = CartesianIndices(axes(C))

function iterate(C::CartesianIndices)
    isempty(C) && return nothing
    I = first(C)
    return (I, I)
end
function iterate(C::CartesianIndices{N}, state) where {N}
    valid, I = _next_index(state.I, C.indices)
    valid || return nothing
    J = CartesianIndex{N}(I)
    return (J, J)
end
_next_index(::Tuple{}, ::Tuple{}) = (false, ())
function _next_index(state::Tuple{Int}, indices::Tuple{OrdinalRange})
    r = indices[1]
    i = state[1]
    i == last(r) && return (false, state)
    return (true, (i + step(r),))
end
function _next_index(state::Tuple{Int,Int,Vararg{Int}}, indices::Tuple)
    r = indices[1]
    i = state[1]
    if i != last(r)
        return (true, (i + step(r), tail(state)...))
    end
    valid, rest = _next_index(tail(state), tail(indices))
    return (valid, (first(r), rest...))
end

# Of axes of two kinds the promoted ones.
promote_rule(::Type{CartesianIndices{N,R}}, ::Type{CartesianIndices{N,S}}) where {N,R<:Tuple,S<:Tuple} =
    CartesianIndices{N,_promoted_axes(R, S)}
promote_rule(::Type{LinearIndices{N,R}}, ::Type{LinearIndices{N,S}}) where {N,R<:Tuple,S<:Tuple} =
    LinearIndices{N,_promoted_axes(R, S)}
_promoted_axes(R, S) = Tuple{ntuple(d -> promote_type(fieldtype(R, d), fieldtype(S, d)), fieldcount(R))...}
convert(::Type{CartesianIndices{N,R}}, C::CartesianIndices{N}) where {N,R} = CartesianIndices(convert(R, C.indices))
convert(::Type{CartesianIndices{N,R}}, C::CartesianIndices{N,R}) where {N,R} = C
convert(::Type{LinearIndices{N,R}}, L::LinearIndices{N}) where {N,R} = LinearIndices(convert(R, L.indices))
convert(::Type{LinearIndices{N,R}}, L::LinearIndices{N,R}) where {N,R} = L

# --- linear indices ---

LinearIndices(::Tuple{}) = LinearIndices{0,Tuple{}}(())
LinearIndices(inds::NTuple{N,AbstractUnitRange{<:Integer}}) where {N} = (r = map(_int_range, inds); LinearIndices{N,typeof(r)}(r))
LinearIndices(inds::NTuple{N,Union{Integer,AbstractUnitRange{<:Integer}}}) where {N} = LinearIndices(map(_axis_of, inds))
LinearIndices(A::AbstractArray) = LinearIndices(axes(A))
LinearIndices(C::CartesianIndices) = LinearIndices(map(_axis_of_steps_of_one, C.indices))
_axis_of_steps_of_one(r::AbstractUnitRange) = r
_axis_of_steps_of_one(r) = isone(step(r)) ? UnitRange(first(r), last(r)) :
    throw(ArgumentError("LinearIndices for $(typeof(CartesianIndices((r,)))) with non-1 step size is not yet supported."))
LinearIndices(A::LinearIndices) = A
IndexStyle(::Type{<:LinearIndices}) = IndexLinear()
axes(L::LinearIndices) = map(_axis_of_range, L.indices)
size(L::LinearIndices) = map(length, L.indices)
length(L::LinearIndices) = prod(size(L))
eltype(::Type{<:LinearIndices}) = Int
getindex(L::LinearIndices, i::Int) = (checkbounds(L, i); i)
getindex(L::LinearIndices{1}, i::Int) = (checkbounds(L, i); i)
getindex(L::LinearIndices, i::AbstractRange{<:Integer}) = (checkbounds(L, i); isa(i, AbstractUnitRange) ? (first(i):last(i)) : i)
iterate(L::LinearIndices) = isempty(L) ? nothing : (first(L), first(L))
iterate(L::LinearIndices, i::Int) = i >= last(L) ? nothing : (i + 1, i + 1)
first(L::LinearIndices) = 1
first(L::LinearIndices{1}) = first(axes1(L.indices[1]))
last(L::LinearIndices) = length(L)
last(L::LinearIndices{1}) = last(axes1(L.indices[1]))
==(a::LinearIndices, b::LinearIndices) = axes(a) == axes(b)



function show(io::IO, iter::CartesianIndices)
    print(io, "CartesianIndices(")
    show(io, map(_shown_axis, iter.indices))
    print(io, ")")
end
_shown_axis(i) = i
_shown_axis(i::OneTo) = i.stop
show(io::IO, ::MIME"text/plain", iter::CartesianIndices) = show(io, iter)

(:)(I::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = CartesianIndices(map((i, j) -> i:j, I.I, J.I))
(:)(I::CartesianIndex{N}, S::CartesianIndex{N}, J::CartesianIndex{N}) where {N} = CartesianIndices(map((i, s, j) -> i:s:j, I.I, S.I, J.I))
