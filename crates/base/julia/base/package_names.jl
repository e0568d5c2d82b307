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
isbitsunion(T) = T isa Union && all(isbitstype, uniontypes(T))
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
