# The predefined types, with Julia 1.11's fields where they are plain. `#@ MODULE [hidden]`
# starts a module; names of a hidden part are printed with their module.
#@ Core
abstract type Function end
abstract type AbstractArray{T, N} end
abstract type DenseArray{T, N} <: AbstractArray{T, N} end
abstract type Number end
abstract type Real <: Number end
abstract type AbstractFloat <: Real end
abstract type Integer <: Real end
abstract type Signed <: Integer end
abstract type Unsigned <: Integer end
primitive type Float16 <: AbstractFloat 16 end
primitive type Float32 <: AbstractFloat 32 end
primitive type Float64 <: AbstractFloat 64 end
primitive type Bool <: Integer 8 end
abstract type AbstractChar end
primitive type Char <: AbstractChar 32 end
primitive type Int8 <: Signed 8 end
primitive type UInt8 <: Unsigned 8 end
primitive type Int16 <: Signed 16 end
primitive type UInt16 <: Unsigned 16 end
primitive type Int32 <: Signed 32 end
primitive type UInt32 <: Unsigned 32 end
primitive type Int64 <: Signed 64 end
primitive type UInt64 <: Unsigned 64 end
primitive type Int128 <: Signed 128 end
primitive type UInt128 <: Unsigned 128 end
const Int = Int64
const UInt = UInt64
struct Nothing end
abstract type AbstractString end
mutable struct String <: AbstractString end
mutable struct Module end
mutable struct Method; name::Symbol; module::Module; file::Symbol; line::Int; primary_world::UInt; sig::Any; nargs::Int; isva::Bool; id::Int end
abstract type Ref{T} end
primitive type Ptr{T} <: Ref{T} 64 end
abstract type Exception end
struct ErrorException <: Exception; msg::AbstractString end
struct BoundsError <: Exception; a::Any; i::Any end
struct DivideError <: Exception end
struct OutOfMemoryError <: Exception end
struct ReadOnlyMemoryError <: Exception end
struct SegmentationFault <: Exception end
struct StackOverflowError <: Exception end
struct UndefRefError <: Exception end
struct UndefVarError <: Exception; var::Symbol; scope end
struct ConcurrencyViolationError <: Exception; msg::AbstractString end
struct InterruptException <: Exception end
struct DomainError <: Exception; val; msg::AbstractString end
struct TypeError <: Exception; func::Symbol; context::Union{AbstractString, Symbol}; expected::Type; got end
struct InexactError <: Exception; func::Symbol; args end
struct OverflowError <: Exception; msg::AbstractString end
struct ArgumentError <: Exception; msg::AbstractString end
struct UndefKeywordError <: Exception; var::Symbol end
struct MethodError <: Exception; f; args; world::UInt end
struct AssertionError <: Exception; msg::AbstractString end
abstract type WrappedException <: Exception end
struct LoadError <: WrappedException; file::AbstractString; line::Int; error end
struct InitError <: WrappedException; mod::Symbol; error end
struct LineNumberNode; line::Int; file::Union{Symbol, Nothing} end
struct QuoteNode; value end
struct GlobalRef; mod::Module; name::Symbol end
mutable struct Task; next::Any; queue::Any; storage::Any; donenotify::Any; result::Any; scope::Any; code::Any; state::Symbol; isexception::Bool; sticky::Bool; id::Int end
struct VecElement{T}; value::T end
mutable struct WeakRef; value::Any end
struct UndefInitializer end
#@ Core hidden
abstract type Builtin <: Function end
abstract type IntrinsicFunction <: Builtin end
struct TypeofVararg; T::Any; N::Any end
mutable struct Box; contents::Any end
mutable struct SimpleVector end
struct TypeName; name::Symbol; module::Module; names; wrapper::Type; singletonname::Symbol end
mutable struct MethodInstance; def::Any; specTypes::Any; sparam_vals::Any end
mutable struct CodeInstance end
mutable struct CodeInfo
    code::Any
    codelocs::Any
    ssavaluetypes::Any
    ssaflags::Any
    linetable::Any
    slotnames::Any
    slotflags::Any
    slottypes::Any
    rettype::Any
    parent::Any
    edges::Any
    min_world::UInt
    max_world::UInt
    nargs::UInt
    isva::Bool
end
struct GotoNode; label::Int end
struct GotoIfNot; cond::Any; dest::Int end
struct ReturnNode; val::Any end
struct EnterNode; catch_dest::Int end
mutable struct MethodTable; name::Symbol; module::Module; id::Int end
abstract type OpaqueClosure{A<:Tuple, R} <: Function end
struct SSAValue; id::Int end
struct SlotNumber; id::Int end
struct Argument; n::Int end
struct Const; val::Any end
struct PartialStruct; typ::Any; fields::Any end
struct NewvarNode; slot::SlotNumber end
struct PiNode; val::Any; typ::Any end
primitive type AddrSpace{Backend} 8 end
const CPU = bits(AddrSpace{:Core}, 0x00)
#@ Core
mutable struct GenericMemory{kind, T, addrspace} <: DenseArray{T, 1}; const length::Int; const ptr::Ptr{Nothing} end
const Memory{T} = GenericMemory{:not_atomic, T, CPU}
struct GenericMemoryRef{kind, T, addrspace} <: Ref{T}; ptr_or_offset::Ptr{Nothing}; mem::GenericMemory{kind, T, addrspace} end
const MemoryRef{T} = GenericMemoryRef{:not_atomic, T, CPU}
const AtomicMemory{T} = GenericMemory{:atomic, T, CPU}
const AtomicMemoryRef{T} = GenericMemoryRef{:atomic, T, CPU}
const NTuple{N, T} = Tuple{Vararg{T, N}}
mutable struct Array{T, N} <: DenseArray{T, N}; ref::MemoryRef{T}; size::NTuple{N, Int} end
const Vector{T} = Array{T, 1}
const Matrix{T} = Array{T, 2}
mutable struct Expr; head::Symbol; args::Vector{Any} end
struct Pair{A, B}; first::A; second::B end
#@ Core hidden
struct LineInfoNode; module::Module; method::Any; file::Symbol; line::Int32; inlined_at::Int32 end
struct PhiNode; edges::Vector{Int32}; values::Vector{Any} end
struct PhiCNode; values::Vector{Any} end
struct UpsilonNode; val::Any end
struct MethodMatch; spec_types::Any; sparams::Any; method::Method; fully_covers::Bool end
#@ Base
const AbstractVector{T} = AbstractArray{T, 1}
const AbstractMatrix{T} = AbstractArray{T, 2}
const DenseVector{T} = DenseArray{T, 1}
const DenseMatrix{T} = DenseArray{T, 2}
const VecOrMat{T} = Union{Vector{T}, Matrix{T}}
const AbstractVecOrMat{T} = Union{AbstractVector{T}, AbstractMatrix{T}}
const DenseVecOrMat{T} = Union{DenseVector{T}, DenseMatrix{T}}
const Dims{N} = NTuple{N, Int}
struct Missing end
# `size` is the number of limbs, negative for a negative number; limbs from the least.
mutable struct BigInt <: Signed; size::Int; limbs::Memory{UInt64} end
mutable struct BigFloat <: AbstractFloat; prec::Int; sign::Int32; exp::Int; limbs::Memory{UInt64} end
struct Rational{T<:Integer} <: Real; num::T; den::T end
struct Complex{T<:Real} <: Number; re::T; im::T end
const ComplexF16 = Complex{Float16}
const ComplexF32 = Complex{Float32}
const ComplexF64 = Complex{Float64}
abstract type AbstractIrrational <: Real end
struct Irrational{sym} <: AbstractIrrational end
struct SubString{T<:AbstractString} <: AbstractString; string::T; offset::Int; ncodeunits::Int end
abstract type IO end
abstract type AbstractPattern end
mutable struct Regex <: AbstractPattern; pattern::String; compile_options::UInt32; match_options::UInt32; regex::Ptr{Nothing} end
struct Some{T}; value::T end
struct Val{x} end
mutable struct BitArray{N} <: AbstractArray{Bool, N}; chunks::Vector{UInt64}; len::Int; dims::NTuple{N, Int} end
const BitVector = BitArray{1}
const BitMatrix = BitArray{2}
struct SubArray{T, N, P, I, L} <: AbstractArray{T, N}; parent::P; indices::I; offset1::Int; stride1::Int end
abstract type AbstractRange{T} <: AbstractArray{T, 1} end
abstract type OrdinalRange{T, S} <: AbstractRange{T} end
abstract type AbstractUnitRange{T} <: OrdinalRange{T, T} end
struct UnitRange{T<:Real} <: AbstractUnitRange{T}; start::T; stop::T end
struct StepRange{T, S} <: OrdinalRange{T, S}; start::T; step::S; stop::T end
struct StepRangeLen{T, R, S, L<:Integer} <: AbstractRange{T}; ref::R; step::S; len::L; offset::L end
struct LinRange{T, L<:Integer} <: AbstractRange{T}; start::T; stop::T; len::L; lendiv::L end
abstract type AbstractDict{K, V} end
mutable struct Dict{K, V} <: AbstractDict{K, V}
    slots::Memory{UInt8}
    keys::Memory{K}
    vals::Memory{V}
    ndel::Int
    count::Int
    age::UInt
    idxfloor::Int
    maxprobe::Int
end
mutable struct IdDict{K, V} <: AbstractDict{K, V}; ht::Memory{Any}; count::Int; ndel::Int end
abstract type AbstractSet{T} end
struct Set{T} <: AbstractSet{T}; dict::Dict{T, Nothing} end
struct KeyError <: Exception; key end
struct EOFError <: Exception end
struct StringIndexError <: Exception; string::AbstractString; index::Int end
struct DimensionMismatch <: Exception; msg::AbstractString end
struct CapturedException <: Exception; ex::Any; processed_bt::Vector{Any} end
struct CompositeException <: Exception; exceptions::Vector{Any} end
struct MissingException <: Exception; msg::AbstractString end
struct TaskFailedException <: Exception; task::Task end
struct InvalidStateException <: Exception; msg::String; state::Symbol end
struct ComposedFunction{O, I} <: Function; outer::O; inner::I end
abstract type AbstractCartesianIndex{N} end
struct CartesianIndex{N} <: AbstractCartesianIndex{N}; I::NTuple{N, Int} end
struct CartesianIndices{N, R<:NTuple{N, OrdinalRange{Int, Int}}} <: AbstractArray{CartesianIndex{N}, N}; indices::R end
struct LinearIndices{N, R<:NTuple{N, AbstractUnitRange{Int}}} <: AbstractArray{Int, N}; indices::R end
struct Colon <: Function end
struct ExponentialBackOff; n::Int; first_delay::Float64; max_delay::Float64; factor::Float64; jitter::Float64 end
#@ Base hidden
mutable struct RefValue{T} <: Ref{T}; x::T end
struct RefArray{T, A<:AbstractArray{T}, R} <: Ref{T}; x::A; i::Int; roots::R end
struct OneTo{T<:Integer} <: AbstractUnitRange{T}; stop::T end
struct TwicePrecision{T}; hi::T; lo::T end

const BitSignedInteger = Union{Int8, Int16, Int32, Int64, Int128}
const BitUnsigned = Union{UInt8, UInt16, UInt32, UInt64, UInt128}
const BitInteger = Union{Int8, Int16, Int32, Int64, Int128, UInt8, UInt16, UInt32, UInt64, UInt128}
const IEEEFloat = Union{Float16, Float32, Float64}
const RangeIndex = Union{<:BitInteger, AbstractRange{<:BitInteger}}
struct Generator{I, F}; f::F; iter::I end
struct Splat{F} <: Function; f::F end
struct Fix1{F, T} <: Function; f::F; x::T end
struct Fix2{F, T} <: Function; f::F; x::T end
#@ Base
const StridedArray{T, N} = Union{DenseArray{T, N}, SubArray{T, N, A, I} where {A<:DenseArray, I<:Tuple{Vararg{Union{RangeIndex, AbstractCartesianIndex}}}}}
#@ Test
struct GenericString <: AbstractString; string::AbstractString end
#@ LinearAlgebra
struct Symmetric{T, S<:AbstractMatrix{<:T}} <: AbstractMatrix{T}; data::S; uplo::Char end
struct Hermitian{T, S<:AbstractMatrix{<:T}} <: AbstractMatrix{T}; data::S; uplo::Char end
struct Diagonal{T, V<:AbstractVector{T}} <: AbstractMatrix{T}; diag::V end
struct Adjoint{T, S} <: AbstractMatrix{T}; parent::S end
