# Copies of whole object graphs; what occurs twice is copied once.

deepcopy(x) = isbitstype(typeof(x)) ? x : deepcopy_internal(x, IdDict())::typeof(x)
deepcopy_internal(::Module, seen::IdDict) = error("deepcopy of Modules not supported")
deepcopy_internal(x::Union{Symbol, Method, String, Type, Function, Regex, BigInt, BigFloat}, seen::IdDict) = x
deepcopy_internal(x::Tuple, seen::IdDict) = map(a -> deepcopy_internal(a, seen), x)
deepcopy_internal(x::NamedTuple{names}, seen::IdDict) where {names} =
    NamedTuple{names}(map(a -> deepcopy_internal(a, seen), Tuple(x)))
function deepcopy_internal(x, seen::IdDict)
    T = typeof(x)
    isbitstype(T) && return x
    n = nfields(x)
    if ismutable(x)
        haskey(seen, x) && return seen[x]
        y = Core.Host.shallow_copy(x)
        seen[x] = y
        for i in 1:n
            isdefined(x, i) && Core.Host.put_field(y, i, deepcopy_internal(getfield(x, i), seen))
        end
        return y
    end
    fields = Any[]
    for i in 1:n
        isdefined(x, i) || break
        push!(fields, deepcopy_internal(getfield(x, i), seen))
    end
    return Core.Host.new_object(T, fields...)
end
function deepcopy_internal(x::Array{T, N}, seen::IdDict) where {T, N}
    haskey(seen, x) && return seen[x]::typeof(x)
    y = Array{T, N}(undef, size(x))
    seen[x] = y
    for i in eachindex(x)
        isassigned(x, i) && (y[i] = deepcopy_internal(x[i], seen))
    end
    return y
end
function deepcopy_internal(x::Memory{T}, seen::IdDict) where {T}
    haskey(seen, x) && return seen[x]::typeof(x)
    y = Memory{T}(undef, length(x))
    seen[x] = y
    for i in eachindex(x)
        isassigned(x, i) && (y[i] = deepcopy_internal(x[i], seen))
    end
    return y
end
# The copies of keys have hashes and identities of their own, by which they are to be found.
function deepcopy_internal(x::Union{Dict, IdDict}, seen::IdDict)
    haskey(seen, x) && return seen[x]::typeof(x)
    y = empty(x)
    seen[x] = y
    for (k, v) in x
        y[deepcopy_internal(k, seen)] = deepcopy_internal(v, seen)
    end
    return y
end
deepcopy_internal(x::PersistentDict{K, V}, seen::IdDict) where {K, V} =
    foldl((d, kv) -> PersistentDict(d, deepcopy_internal(kv.first, seen), deepcopy_internal(kv.second, seen)), x; init=PersistentDict{K, V}())
