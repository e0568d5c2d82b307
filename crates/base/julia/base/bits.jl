# Bits seen as another type.

reinterpret(::Type{T}, x::T) where {T} = x
function reinterpret(::Type{T}, x) where {T}
    isprimitivetype(T) && isprimitivetype(typeof(x)) && return _reinterpret_primitive(T, x)
    return _reinterpret(T, x)
end
function _reinterpret_primitive(::Type{T}, x::S) where {T, S}
    sizeof(T) === sizeof(S) ||
        throw(ArgumentError(string("Cannot reinterpret instance of type ", S, " (size ", sizeof(S),
            ") to type ", T, " (size ", sizeof(T), "); sizes must match")))
    return bitcast(T, x)
end
reinterpret(::Type{Unsigned}, x::BitInteger) = unsigned(x)
reinterpret(::Type{Signed}, x::BitInteger) = signed(x)
reinterpret(::Type{Unsigned}, x::Float16) = bitcast(UInt16, x)
reinterpret(::Type{Unsigned}, x::Float32) = bitcast(UInt32, x)
reinterpret(::Type{Unsigned}, x::Float64) = bitcast(UInt64, x)
reinterpret(::Type{Signed}, x::Float16) = bitcast(Int16, x)
reinterpret(::Type{Signed}, x::Float32) = bitcast(Int32, x)
reinterpret(::Type{Signed}, x::Float64) = bitcast(Int64, x)

function bitstring(x)
    isprimitivetype(typeof(x)) || throw(ArgumentError(string(typeof(x), " not a primitive type")))
    return Core.Host.bitstring(x)
end
