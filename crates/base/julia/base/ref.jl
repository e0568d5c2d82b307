# References: a box for one value.

mutable struct RefValue{T} <: Ref{T}
    x::T
    RefValue{T}() where {T} = new()
    RefValue{T}(x) where {T} = new(x)
end
RefValue(x::T) where {T} = RefValue{T}(x)

struct RefArray{T, A<:AbstractArray{T}, R} <: Ref{T}
    x::A
    i::Int
    roots::R
end
RefArray(x::AbstractArray{T}, i::Int) where {T} = RefArray{T, typeof(x), Nothing}(x, i, nothing)

Ref(x::Any) = RefValue(x)
Ref(x::Ref) = x
Ref{T}() where {T} = RefValue{T}()
Ref{T}(x) where {T} = RefValue{T}(x)
Ref(x::AbstractArray, i::Integer) = RefArray(x, Int(i))

getindex(r::RefValue) = r.x
setindex!(r::RefValue, x) = (r.x = x; r)
getindex(r::RefArray) = r.x[r.i]
setindex!(r::RefArray, x) = (r.x[r.i] = x; r)
isassigned(r::RefValue) = isdefined(r, :x)
isassigned(r::RefArray) = isassigned(r.x, r.i)

eltype(::Type{<:Ref{T}}) where {T} = T
eltype(::Type{Ref}) = Any
size(::Ref) = ()
axes(::Ref) = ()
length(::Ref) = 1
isempty(::Ref) = false
ndims(::Ref) = 0
ndims(::Type{<:Ref}) = 0
iterate(r::Ref) = (r[], nothing)
iterate(r::Ref, state) = nothing
IteratorSize(::Type{<:Ref}) = HasShape{0}()
getindex(r::Ref, ::CartesianIndex{0}) = r[]
setindex!(r::Ref, x, ::CartesianIndex{0}) = (r[] = x; r)

convert(::Type{Ref{T}}, x::Ref{T}) where {T} = x
convert(::Type{Ref{T}}, x) where {T} = RefValue{T}(x)

