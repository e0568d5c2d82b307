# What everything stands on: conversion, comparison of types, calls at the newest world, small
# functions that take functions.

const ifelse = Core.ifelse
const typeassert = Core.typeassert
sizeof(x) = Core.sizeof(x)

identity(x) = x
oftype(x, y) = y isa typeof(x) ? y : convert(typeof(x), y)::typeof(x)

convert(T::Type{Union{}}, x...) = throw(ArgumentError("cannot convert a value to Union{} for assignment"))
convert(::Type{Type}, x::Type) = x
convert(::Type{Tuple{}}, x::Tuple{}) = ()
convert(::Type{Nothing}, x::Nothing) = nothing
convert(::Type{T}, x) where {T>:Nothing} = _convert_without(Nothing, T, x)
convert(::Type{T}, x::T) where {T>:Nothing} = x
convert(::Type{T}, x) where {T>:Missing} = _convert_without(Missing, T, x)
convert(::Type{T}, x::T) where {T>:Missing} = x
convert(::Type{T}, x) where {T>:Union{Missing, Nothing}} = _convert_without(Union{Missing, Nothing}, T, x)
convert(::Type{T}, x::T) where {T>:Union{Missing, Nothing}} = x

# A union with `nothing` or `missing` converts as its other members do.
function _convert_without(::Type{S}, ::Type{T}, x) where {S, T}
    R = typesplit(T, S)
    (R === Union{} || R === T) && throw(MethodError(convert, (T, x)))
    return convert(R, x)
end

# The members of union `a` that are not in `b`.
function typesplit(a, b)
    a <: b && return Union{}
    a isa Union && return Union{typesplit(a.a, b), typesplit(a.b, b)}
    return a
end

struct Val{x}
    Val{x}() where {x} = new()
end
Val(x) = Val{x}()

const Bottom = Union{}

invokelatest(f, args...; kwargs...) = _invokelatest(f, args, values(kwargs))
_invokelatest(f, args::Tuple, ::NamedTuple{()}) = Core.invokelatest(f, args...)
_invokelatest(f, args::Tuple, kwargs::NamedTuple) = Core.invokelatest(Core.kwcall, kwargs, f, args...)
invoke_in_world(world::UInt, f, args...; kwargs...) = _invoke_in_world(world, f, args, values(kwargs))
_invoke_in_world(age, f, args::Tuple, ::NamedTuple{()}) = Core.invoke_in_world(Core.Host.world_of_age(age), f, args...)
_invoke_in_world(age, f, args::Tuple, kwargs::NamedTuple) =
    Core.invoke_in_world(Core.Host.world_of_age(age), Core.kwcall, kwargs, f, args...)

inferencebarrier(x) = Core.compilerbarrier(:type, x)
donotdelete(args...) = Core.donotdelete(args...)

# What a function with keywords answers to ones that it does not have.
kwerr(kwargs, args...) = throw(MethodError(Core.kwcall, (kwargs, args...), tls_world_age()))
kwcall = Core.kwcall
Core.kwcall(kwargs::NamedTuple, ::typeof(Core.invoke), f, ::Type{T}, args...) where {T<:Tuple} =
    Core.invoke(Core.kwcall, Tuple{typeof(kwargs), Core.Typeof(f), T.parameters...}, kwargs, f, args...)


struct ComposedFunction{O, I} <: Function
    outer::O
    inner::I
    ComposedFunction{O, I}(outer, inner) where {O, I} = new{O, I}(outer, inner)
    ComposedFunction(outer, inner) = new{Typeof(outer), Typeof(inner)}(outer, inner)
end
(c::ComposedFunction)(x...; kw...) = _call_composed(_unwrap_composed(c), x, kw)
_unwrap_composed(c::ComposedFunction) = (_unwrap_composed(c.inner)..., _unwrap_composed(c.outer)...)
_unwrap_composed(f) = (f,)
function _call_composed(fs::Tuple, x::Tuple, kw)
    y = fs[1](x...; kw...)
    i = 2
    while i <= nfields(fs)
        y = fs[i](y)
        i += 1
    end
    return y
end
∘(f) = f
∘(f, g) = ComposedFunction(f, g)
∘(f, g, h...) = ∘(f ∘ g, h...)

|>(x, f) = f(x)

struct Fix1{F, T} <: Function
    f::F
    x::T
    Fix1(f::F, x) where {F} = new{F, Typeof(x)}(f, x)
    Fix1(f::Type{F}, x) where {F} = new{Type{F}, Typeof(x)}(f, x)
end
(f::Fix1)(y) = f.f(f.x, y)

struct Fix2{F, T} <: Function
    f::F
    x::T
    Fix2(f::F, x) where {F} = new{F, Typeof(x)}(f, x)
    Fix2(f::Type{F}, x) where {F} = new{Type{F}, Typeof(x)}(f, x)
end
(f::Fix2)(y) = f.f(y, f.x)

struct Returns{V} <: Function
    value::V
    Returns{V}(value) where {V} = new{V}(value)
    Returns(value) = new{Typeof(value)}(value)
end
(r::Returns)(args...; kw...) = r.value

struct Splat{F} <: Function
    f::F
    Splat(f) = new{Typeof(f)}(f)
end
(s::Splat)(args) = s.f(args...)
splat(f) = Splat(f)

copy(x::Union{Symbol, Number, AbstractString, Function, Tuple, LineNumberNode, QuoteNode, Module, Nothing, Missing, Type}) = x

struct UndefInitializer end
const undef = UndefInitializer()

# Loops over a number see one element.
eltype(::Type) = Any
eltype(::Type{Bottom}, slurp...) = throw(ArgumentError("Union{} does not have elements"))
eltype(x) = eltype(typeof(x))

