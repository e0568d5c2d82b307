# What packages ask Base for under names of its inner modules, and steps of reductions as values.

module IteratorsMD
import ..Base: CartesianIndex, CartesianIndices, LinearIndices, Dims, IndexCartesian, IndexLinear, IndexStyle, eachindex
end
module GMP
import ..Base: BigInt
const VERSION = v"6.3.0"
end
module MPFR
import ..Base: BigFloat, BigInt, precision, setprecision, rounding, setrounding
const VERSION = v"4.2.1"
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
