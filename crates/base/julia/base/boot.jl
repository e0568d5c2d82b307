# The first definitions: what the lowered form of any program calls, and the simplest of all.

const Cvoid = Nothing
const Cchar = Int8
const Cuchar = UInt8
const Cshort = Int16
const Cushort = UInt16
const Cint = Int32
const Cuint = UInt32
const Clong = Int64
const Culong = UInt64
const Clonglong = Int64
const Culonglong = UInt64
const Cptrdiff_t = Int64
const Csize_t = UInt64
const Cssize_t = Int64
const Cintmax_t = Int64
const Cuintmax_t = UInt64
const Cfloat = Float32
const Cdouble = Float64

const BitSigned64 = Union{Int8, Int16, Int32, Int64}
const BitUnsigned64 = Union{UInt8, UInt16, UInt32, UInt64}
const BitInteger64 = Union{BitSigned64, BitUnsigned64}
const BitSigned = Union{Int8, Int16, Int32, Int64, Int128}
const BitSignedInteger = BitSigned
const BitUnsigned = Union{UInt8, UInt16, UInt32, UInt64, UInt128}
const BitInteger = Union{BitSigned, BitUnsigned}
const BitIntegerType = Union{Type{Int8}, Type{Int16}, Type{Int32}, Type{Int64}, Type{Int128},
    Type{UInt8}, Type{UInt16}, Type{UInt32}, Type{UInt64}, Type{UInt128}}
const IEEEFloat = Union{Float16, Float32, Float64}

# The constructor of a type that there is from the start.
Nothing() = nothing

struct Missing end
const missing = Missing()

struct Pair{A, B}
    first::A
    second::B
    Pair{A, B}(a, b) where {A, B} = new{A, B}(convert(A, a), convert(B, b))
end
Pair(a::A, b::B) where {A, B} = Pair{A, B}(a, b)
=>(a, b) = Pair(a, b)

getproperty(x, name::Symbol) = getfield(x, name)
getproperty(x::Module, name::Symbol) = getglobal(x, name)
getproperty(x::Tuple, index::Int) = getfield(x, index)
getproperty(x, name::Symbol, order::Symbol) = getfield(x, name, order)
getproperty(x::Module, name::Symbol, order::Symbol) = getglobal(x, name, order)
dotgetproperty(x, name) = getproperty(x, name)

function setproperty!(x, name::Symbol, v)
    T = fieldtype(typeof(x), name)
    return setfield!(x, name, v isa T ? v : convert(T, v))
end
function setproperty!(x, name::Symbol, v, order::Symbol)
    T = fieldtype(typeof(x), name)
    return setfield!(x, name, v isa T ? v : convert(T, v), order)
end
setproperty!(x::Module, name::Symbol, v) = setglobal!(x, name, v)
setproperty!(x::Type, name::Symbol, v) = error("setfield! fields of Types should not be changed")
setproperty!(x::Array, name::Symbol, v) = error("setfield! fields of Array should not be changed")
setproperty!(x::Tuple, index::Int, v) = setfield!(x, index, v)

function swapproperty!(x, name::Symbol, v, order::Symbol=:not_atomic)
    T = fieldtype(typeof(x), name)
    return Core.swapfield!(x, name, v isa T ? v : convert(T, v), order)
end
modifyproperty!(x, name::Symbol, op, v, order::Symbol=:not_atomic) =
    Core.modifyfield!(x, name, op, v, order)
function replaceproperty!(x, name::Symbol, expected, desired, success::Symbol=:not_atomic, fail::Symbol=success)
    T = fieldtype(typeof(x), name)
    return Core.replacefield!(x, name, expected, desired isa T ? desired : convert(T, desired), success, fail)
end
function setpropertyonce!(x, name::Symbol, desired, success::Symbol=:not_atomic, fail::Symbol=success)
    T = fieldtype(typeof(x), name)
    return Core.setfieldonce!(x, name, desired isa T ? desired : convert(T, desired), success, fail)
end

# The type of a type is `Type{T}` where dispatch shall know it.
Typeof(x) = x isa Type ? Type{x} : typeof(x)

convert(::Type{Any}, x) = x
convert(::Type{T}, x::T) where {T} = x
cconvert(::Type{T}, x) where {T} = convert(T, x)
unsafe_convert(::Type{T}, x::T) where {T} = x

eval(x) = Core.eval(Base, x)
eval(m::Module, x) = Core.eval(m, x)

Expr(head::Symbol, args...) = Core._expr(head, args...)

# What keyword arguments come as.
abstract type AbstractDict{K,V} end
struct Pairs{K,V,I,A} <: AbstractDict{K,V}
    data::A
    itr::I
end
pairs(::Type{NamedTuple}) =
    Pairs{Symbol, V, NTuple{N, Symbol}, NamedTuple{names, T}} where {V, N, names, T<:NTuple{N, Any}}

struct GlobalRef
    mod::Module
    name::Symbol
end
