# What packages ask Base for under names of its inner modules, and steps of reductions as values.

module IteratorsMD
import ..Base: CartesianIndex, CartesianIndices, LinearIndices, Dims, IndexCartesian, IndexLinear, IndexStyle, eachindex
end
module GMP
using ..Base
import ..Base: BigInt
const VERSION = v"6.3.0"
"What is done to a number of any size in its place: the first argument becomes the result."
module MPZ
using ...Base
set!(z::BigInt, x::BigInt) = (z.size = x.size; z.limbs = x.limbs; z)
set(x::BigInt) = set!(BigInt(), x)
set_si!(z::BigInt, x) = set!(z, big(x))
set_ui!(z::BigInt, x) = set!(z, big(x))
for (name, f) in (:add => :+, :sub => :-, :mul => :*, :tdiv_q => :div, :tdiv_r => :rem, :fdiv_q => :fld, :fdiv_r => :mod, :gcd => :gcd,
        :lcm => :lcm, :and => :&, :ior => :|, :xor => :xor, :invert => :invmod)
    @eval begin
        $(Symbol(name, :!))(z::BigInt, x::BigInt, y::BigInt) = set!(z, $f(x, y))
        $(Symbol(name, :!))(z::BigInt, x::BigInt) = set!(z, $f(z, x))
        $name(x::BigInt, y::BigInt) = $f(x, y)
    end
end
for (name, f) in (:add_ui => :+, :sub_ui => :-, :mul_ui => :*, :mul_si => :*, :pow_ui => :^, :mul_2exp => :<<, :fdiv_q_2exp => :>>)
    @eval begin
        $(Symbol(name, :!))(z::BigInt, x::BigInt, n) = set!(z, $f(x, n))
        $(Symbol(name, :!))(z::BigInt, n) = set!(z, $f(z, n))
        $name(x::BigInt, n) = $f(x, n)
    end
end
for (name, f) in (:neg => :-, :com => :~, :abs => :abs, :sqrt => :isqrt)
    @eval begin
        $(Symbol(name, :!))(z::BigInt, x::BigInt) = set!(z, $f(x))
        $(Symbol(name, :!))(z::BigInt) = set!(z, $f(z))
        $name(x::BigInt) = $f(x)
    end
end
powm!(z::BigInt, x::BigInt, n::BigInt, m::BigInt) = set!(z, powermod(x, n, m))
fac_ui!(z::BigInt, n) = set!(z, factorial(big(n)))
bin_ui!(z::BigInt, x::BigInt, k) = set!(z, binomial(x, big(k)))
end
end
module MPFR
using ..Base
import ..Base: BigFloat, BigInt, precision, setprecision, rounding, setrounding, RoundingMode, rounding_number, @enum
const VERSION = v"4.2.1"
@enum MPFRRoundingMode begin
    MPFRRoundNearest
    MPFRRoundToZero
    MPFRRoundUp
    MPFRRoundDown
    MPFRRoundFromZero
    MPFRRoundFaithful
end
Base.convert(::Type{MPFRRoundingMode}, r::RoundingMode) = MPFRRoundingMode(rounding_number(r))
Base.convert(::Type{RoundingMode}, r::MPFRRoundingMode) =
    (RoundNearest, RoundToZero, RoundUp, RoundDown, RoundFromZero)[Int(r) + 1]
# The rounding of results, read and set as the content of a reference.
struct Default end
const ROUNDING_MODE = Default()
Base.getindex(::Default) = convert(MPFRRoundingMode, rounding(BigFloat))
Base.setindex!(::Default, r::MPFRRoundingMode) = (setrounding(BigFloat, convert(RoundingMode, r)); r)
end
module Filesystem
import ..Base: abspath, basename, cd, contractuser, cp, dirname, expanduser, filesize, homedir, isabspath, isdir, isdirpath,
    isfile, islink, ispath, joinpath, mkdir, mkpath, mktemp, mktempdir, mv, normpath, pwd, readdir, realpath, relpath, rm,
    splitdir, splitdrive, splitext, splitpath, stat, StatStruct, tempdir, tempname, touch, walkdir
end

# ---- types ----------------------------------------------------------------------------------------------
typename(T::DataType) = T.name
function typename(T::UnionAll)
    body = unwrap_unionall(T)
    return body isa Union ? typename(body) : body.name
end
function typename(T::Union)
    name = typename(T.a)
    name === typename(T.b) || error("typename does not apply to unions whose components have different typenames")
    return name
end
method_argnames(m::Core.Method) = Symbol[Symbol("#self#"); Symbol[Symbol(name) for name in _method_args(m)]]

# ---- a value that is used under its lock ------------------------------------------------------------------
struct Lockable{T, L<:AbstractLock}
    value::T
    lock::L
end
Lockable(value) = Lockable(value, ReentrantLock())
getindex(l::Lockable) = (assert_havelock(l.lock); l.value)
lock(l::Lockable) = lock(l.lock)
lock(f, l::Lockable) = lock(() -> f(l.value), l.lock)
trylock(f, l::Lockable) = trylock(() -> f(l.value), l.lock)
trylock(l::Lockable) = trylock(l.lock)
unlock(l::Lockable) = unlock(l.lock)
islocked(l::Lockable) = islocked(l.lock)
concurrency_violation() = throw(ConcurrencyViolationError("lock must be held"))
assert_havelock(l::ReentrantLock) = islocked(l) && l.locked_by === current_task() ? nothing : concurrency_violation()
assert_havelock(l::AbstractLock) = islocked(l) ? nothing : concurrency_violation()

# ---- steps of a reduction: `rf(acc, x)` with what happens to `x` before it -----------------------------------
struct BottomRF{T}
    rf::T
end
struct MappingRF{F, T}
    f::F
    rf::T
    MappingRF(f::F, rf::T) where {F, T} = new{F, T}(f, rf)
    MappingRF(::Type{f}, rf::T) where {f, T} = new{Type{f}, T}(f, rf)
end
struct FilteringRF{F, T}
    f::F
    rf::T
end
struct FlatteningRF{T}
    rf::T
end
(op::BottomRF)(acc::_InitialValue, x) = reduce_first(op.rf, x)
(op::BottomRF)(acc, x) = op.rf(acc, x)
(op::MappingRF)(acc, x) = op.rf(acc, op.f(x))
(op::FilteringRF)(acc, x) = op.f(x) ? op.rf(acc, x) : acc
(op::FlatteningRF)(acc, x) = foldl(op.rf, x; init = acc)

# ---- globals, set in other ways ------------------------------------------------------------------------------
function swapglobal!(m::Module, name::Symbol, x, order::Symbol=:monotonic)
    old = getglobal(m, name)
    setglobal!(m, name, x)
    return old
end
function modifyglobal!(m::Module, name::Symbol, op, x, order::Symbol=:monotonic)
    old = getglobal(m, name)
    new = op(old, x)
    setglobal!(m, name, new)
    return old => new
end
function replaceglobal!(m::Module, name::Symbol, expected, desired, order::Symbol=:monotonic, fail_order::Symbol=order)
    old = getglobal(m, name)
    success = old === expected
    success && setglobal!(m, name, desired)
    return (; old, success)
end
function setglobalonce!(m::Module, name::Symbol, x, order::Symbol=:monotonic, fail_order::Symbol=order)
    isdefined(m, name) && return false
    setglobal!(m, name, x)
    return true
end

# ---- names of older versions ----------------------------------------------------------------------------------
macro _inline_meta()
    return Expr(:meta, :inline)
end
macro _noinline_meta()
    return Expr(:meta, :noinline)
end
macro _propagate_inbounds_meta()
    return Expr(:meta, :inline, :propagate_inbounds)
end
# A name that stands for another, which programs should say instead.
macro deprecate_binding(old, new, export_old=true, dep_message=nothing, constant=true)
    exported = export_old ? Expr(:export, esc(old)) : nothing
    definition = Expr(:(=), esc(old), esc(new))
    return Expr(:block, exported, constant ? Expr(:const, definition) : definition, nothing)
end

macro deprecate_moved(old, new, export_old=true)
    message = string(old, " has been moved to the package ", new, ".jl.\n",
        "overdub installs no packages: include its files.")
    exported = export_old ? Expr(:export, esc(old)) : nothing
    return Expr(:toplevel, :($(esc(old))(args...; kwargs...) = error($message)), exported)
end
# Nothing is compiled ahead of time, so nothing rests on what a file was then.
__precompile__(allowed::Bool=true) = nothing
include_dependency(path::AbstractString; track_content::Bool=true) = nothing

module Enums
import ..Base: Enum, @enum, namemap
end

# ---- what lies beneath collections -----------------------------------------------------------------------------
# A key that no program has.
const secret_table_token = Symbol("#absent#")
StringVector(n::Integer) = Vector{UInt8}(undef, n)
_unsetindex!(A::AbstractArray, i::Integer) = A
_unsetindex!(A::Vector, i::Int) = (checkbounds(A, i); _unset!(A, i, 1); A)
_unsetindex!(A::Memory{T}, i::Int) where {T} =
    (checkbounds(A, i); isbitstype(T) || isbitsunion(T) || _memory_clear(memoryrefnew(memoryref(A), i, false), 1); A)
function unsafe_filter!(f, s::AbstractSet)
    for x in s
        f(x) || delete!(s, x)
    end
    return s
end
function filter_in_one_pass!(f, d::AbstractDict)
    for pair in d
        f(pair) || delete!(d, pair.first)
    end
    return d
end
# The next bit that is not set.
findnextnot(B::BitArray, start::Integer) = findnext(!, B, start)
findfirstnot(B::BitArray) = findnextnot(B, 1)
findprevnot(B::BitArray, start::Integer) = findprev(!, B, start)
findlastnot(B::BitArray) = findprevnot(B, length(B))
unsafe_setindex!(A::AbstractArray, x, I...) = (@inbounds A[I...] = x; A)
unsafe_indices(A) = axes(A)
unsafe_getindex(A::AbstractArray, I...) = @inbounds A[I...]

# What stands in an inner module here and in Base there.
import .CoreLogging: AbstractLogger

# ---- options of the process, and where things came from ----------------------------------------------------------
"Options of the command line, as far as there is something to say of them."
struct JLOptions
    check_bounds::Int8
    color::Int8
    compile_enabled::Int8
    depwarn::Int8
    opt_level::Int8
    startupfile::Int8
    isinteractive::Int8
    use_sysimage_native_code::Int8
    use_compiled_modules::Int8
    incremental::Int8
    code_coverage::Int8
    malloc_log::Int8
    nthreads::Int16
    quiet::Int8
end
JLOptions() = JLOptions(0, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 0, 1, 0)
generating_output(incremental::Union{Bool, Nothing}=nothing) = false
require(into::Module, name::Symbol) = (Core.eval(into, Expr(:import, Expr(:., name))); getglobal(into, name))
source_path(default::Union{AbstractString, Nothing}="") = default
isfile_casesensitive(path) = isfile(path)
catch_stack(task=current_task()) = current_exceptions(task)

# ---- steps of what arrays do --------------------------------------------------------------------------------------
_foldoneto(op, acc, ::Val{N}) where {N} = foldl(op, 1:N; init = acc)
const FastContiguousSubArray{T, N, P, I<:Union{Tuple{AbstractUnitRange, Vararg{Any}}, Tuple{Vararg{Real}}}} = SubArray{T, N, P, I, true}
iscontiguous(A::SubArray) = iscontiguous(typeof(A))
iscontiguous(::Type{<:SubArray}) = false
iscontiguous(::Type{<:FastContiguousSubArray}) = true
mapreducedim!(f, op, R::AbstractArray, A::AbstractArray) = _reduce_into!(f, op, R, A, false)
reducedim!(op, R::AbstractArray, A::AbstractArray) = mapreducedim!(identity, op, R, A)
reducedim_initarray(A::AbstractArray, region, init, ::Type{R}) where {R} =
    fill!(similar(A, R, reduced_indices(axes(A), region)), convert(R, init))
reducedim_initarray(A::AbstractArray, region, init::T) where {T} = reducedim_initarray(A, region, init, T)

# What binaries are made for, as packages that choose among them ask.
module BinaryPlatforms
using Base
export Platform, HostPlatform, arch, os, tags, triplet
abstract type AbstractPlatform end
struct Platform <: AbstractPlatform
    tags::Dict{String, String}
    Platform(arch::AbstractString, os::AbstractString, tags::Dict{String}=Dict{String, String}()) =
        new(merge(Dict{String, String}("arch" => lowercase(arch), "os" => lowercase(os)), Dict{String, String}(k => string(v) for (k, v) in tags)))
end
Platform(arch::AbstractString, os::AbstractString; tags...) = Platform(arch, os, Dict{String, String}(string(k) => string(v) for (k, v) in tags))
HostPlatform() = Platform(string(Sys.ARCH), Sys.isapple() ? "macos" : Sys.iswindows() ? "windows" : lowercase(string(Sys.KERNEL)))
tags(p::Platform) = p.tags
arch(p::Platform) = get(p.tags, "arch", nothing)
os(p::Platform) = get(p.tags, "os", nothing)
triplet(p::Platform) = string(arch(p), '-', os(p) == "linux" ? "linux-gnu" : os(p))
Base.getindex(p::Platform, tag::AbstractString) = p.tags[tag]
Base.haskey(p::Platform, tag::AbstractString) = haskey(p.tags, tag)
Base.:(==)(a::Platform, b::Platform) = a.tags == b.tags
end
