# Values that hold for what a call does, and for the tasks that it begins.

module ScopedValues

using Base

mutable struct ScopedValue{T}
    const has_default::Bool
    const default::T
    ScopedValue{T}() where {T} = new{T}(false)
    ScopedValue{T}(x) where {T} = new{T}(true, x)
end
ScopedValue(x::T) where {T} = ScopedValue{T}(x)
Base.eltype(::ScopedValue{T}) where {T} = T

struct Scope
    parent::Any
    values::IdDict{Any, Any}
end
_scope() = Base.current_task().scope
function _find(v::ScopedValue)
    scope = _scope()
    while scope isa Scope
        haskey(scope.values, v) && return Some(scope.values[v])
        scope = scope.parent
    end
    return v.has_default ? Some(v.default) : nothing
end
Base.getindex(v::ScopedValue{T}) where {T} = (x = _find(v); x === nothing ? throw(KeyError(v)) : x.value::T)
get(v::ScopedValue) = _find(v)
Base.isassigned(v::ScopedValue) = _find(v) !== nothing
Base.show(io::IO, v::ScopedValue) = (print(io, typeof(v), "("); x = _find(v); x === nothing ? print(io, "undefined") : show(io, x.value); print(io, ")"))

with(f, pairs::Pair...) = _with(f, pairs)
function _with(f, pairs)
    values = IdDict{Any, Any}()
    for (v, x) in pairs
        values[v] = convert(eltype(v), x)
    end
    task = Base.current_task()
    outer = task.scope
    task.scope = Scope(outer, values)
    try
        return f()
    finally
        task.scope = outer
    end
end
macro with(args...)
    return :(with(() -> $(esc(args[end])), $(map(esc, args[1:end-1])...)))
end

export ScopedValue, with, @with

end

using .ScopedValues
