# What iterators say of themselves.

const Callable = Union{Function,Type}

abstract type IteratorSize end
struct SizeUnknown <: IteratorSize end
struct HasLength <: IteratorSize end
struct HasShape{N} <: IteratorSize end
struct IsInfinite <: IteratorSize end

abstract type IteratorEltype end
struct EltypeUnknown <: IteratorEltype end
struct HasEltype <: IteratorEltype end

IteratorSize(x) = IteratorSize(typeof(x))
IteratorSize(::Type) = HasLength()
IteratorSize(::Type{Union{}}, slurp...) = throw(ArgumentError("Union{} does not have elements"))
IteratorSize(::Type{Any}) = SizeUnknown()
IteratorSize(::Type{<:Tuple}) = HasLength()
IteratorSize(::Type{<:AbstractArray{<:Any,N}}) where {N} = HasShape{N}()
IteratorSize(::Type{<:AbstractArray}) = HasShape{1}()
IteratorSize(::Type{<:Number}) = HasShape{0}()
IteratorEltype(x) = IteratorEltype(typeof(x))
IteratorEltype(::Type) = HasEltype()
IteratorEltype(::Type{Union{}}, slurp...) = throw(ArgumentError("Union{} does not have elements"))
IteratorEltype(::Type{Any}) = EltypeUnknown()

haslength(iter) = IteratorSize(iter) isa Union{HasShape,HasLength}
# Whether what an iterator gave may be taken from it again.
isempty(itr) = (d = isdone(itr); d === missing ? iterate(itr) === nothing : d)
isdone(itr, state...) = missing
keys(itr) = _keys_of(itr)
_keys_of(itr) = keys_of_indexable(itr)
keys_of_indexable(itr) = firstindex(itr):lastindex(itr)
values(itr) = itr
pairs(collection) = Generator(=>, keys(collection), values(collection))
eachindex(itr) = keys(itr)
