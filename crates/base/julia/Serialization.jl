# Values as bytes and back, in a form of overdub's own: a mark and a version, and then each value as a byte that says
# what it is, followed by its parts. Numbers stand with their lowest byte first. An object that occurs again is told by
# the number of its first occurrence. Types and functions are told by their names, which must mean the same to the reader.
module Serialization

export serialize, deserialize, Serializer

const mark = b"overdub\x01"

const is_nothing, is_missing, is_true, is_false, is_int, is_float, is_char, is_string, is_symbol, is_tuple, is_array, is_memory,
    is_object, is_again, is_type, is_union, is_module, is_function, is_bits, is_dict = 0x01:0x14

struct Serializer
    io::IO
    numbers::IdDict{Any, Int}
    objects::Vector{Any}
    least::IdDict{Any, Int}     # with how many fields the objects of a type begin
end
Serializer(io::IO) = Serializer(io, IdDict{Any, Int}(), Any[], IdDict{Any, Int}())

serialize(path::AbstractString, x) = open(io -> serialize(io, x), path, "w")
deserialize(path::AbstractString) = open(deserialize, path)
function serialize(io::IO, x)
    write(io, mark)
    serialize(Serializer(io), x)
    return nothing
end
function deserialize(io::IO)
    read(io, length(mark)) == mark || throw(ArgumentError("no value that overdub wrote, or one of another version"))
    return deserialize(Serializer(io))
end

# ---- writing ---------------------------------------------------------------------------------------------
_write_count(s, n) = write(s.io, Int64(n))
_write_text(s, text) = (_write_count(s, ncodeunits(text)); write(s.io, String(text)))

serialize(s::Serializer, ::Nothing) = (write(s.io, is_nothing); nothing)
serialize(s::Serializer, ::Missing) = (write(s.io, is_missing); nothing)
serialize(s::Serializer, x::Bool) = (write(s.io, x ? is_true : is_false); nothing)
serialize(s::Serializer, x::Int64) = (write(s.io, is_int, x); nothing)
serialize(s::Serializer, x::Float64) = (write(s.io, is_float, x); nothing)
serialize(s::Serializer, x::Char) = (write(s.io, is_char, reinterpret(UInt32, x)); nothing)
serialize(s::Serializer, x::String) = (write(s.io, is_string); _write_text(s, x); nothing)
serialize(s::Serializer, x::Symbol) = (write(s.io, is_symbol); _write_text(s, string(x)); nothing)
function serialize(s::Serializer, t::Tuple)
    write(s.io, is_tuple)
    _write_count(s, length(t))
    foreach(x -> serialize(s, x), t)
end
function serialize(s::Serializer, m::Module)
    write(s.io, is_module)
    names = fullname(m)
    _write_count(s, length(names))
    foreach(name -> _write_text(s, string(name)), names)
end
function serialize(s::Serializer, T::Type)
    if T isa Union
        write(s.io, is_union)
        serialize(s, T.a)
        return serialize(s, T.b)
    end
    name, parameters = _named(T)
    write(s.io, is_type)
    serialize(s, parentmodule(T))
    serialize(s, name)
    serialize(s, parameters)
end
# The name by which a type is found, and what it is applied to there.
_named(T::UnionAll) = T === Vector ? (:Vector, ()) : T === Matrix ? (:Matrix, ()) :
    Base.typename(T).wrapper === T ? (nameof(T), ()) : error("a type with open parameters cannot be serialized: $T")
function _named(T::DataType)
    T <: Tuple && return :Tuple, (T.parameters...,)
    return nameof(T), Base.typename(T).wrapper === T ? () : (T.parameters...,)
end
_named(T) = T === Union{} ? (:Union, ()) : error("a type that cannot be serialized: $T")
function serialize(s::Serializer, f::Function)
    nfields(f) == 0 && isdefined(parentmodule(f), nameof(f)) && getglobal(parentmodule(f), nameof(f)) === f ||
        error("a function without a name of its own cannot be serialized: $f")
    write(s.io, is_function)
    serialize(s, parentmodule(f))
    serialize(s, nameof(f))
end

# Whether the object was written before; then its number stands for it.
function _again(s, x)
    number = get(s.numbers, x, 0)
    if number > 0
        write(s.io, is_again)
        _write_count(s, number)
        return true
    end
    s.numbers[x] = length(s.numbers) + 1
    return false
end
function serialize(s::Serializer, a::Array)
    _again(s, a) && return nothing
    write(s.io, is_array)
    serialize(s, eltype(a))
    serialize(s, size(a))
    _write_elements(s, a)
end
function serialize(s::Serializer, m::Memory)
    _again(s, m) && return nothing
    write(s.io, is_memory)
    serialize(s, eltype(m))
    _write_count(s, length(m))
    _write_elements(s, m)
end
const Plain = Union{Int8, Int16, Int32, Int64, Int128, UInt8, UInt16, UInt32, UInt64, UInt128, Float16, Float32, Float64}
_write_elements(s, a::Union{Array{T}, Memory{T}}) where {T<:Plain} = (isempty(a) || write(s.io, a); nothing)
function _write_elements(s, a)
    for i in eachindex(a)
        has = isassigned(a, i)
        write(s.io, has)
        has && serialize(s, a[i])
    end
end
# Where a key is kept depends on its hash, which may be another for the reader.
function serialize(s::Serializer, d::Union{Dict, IdDict})
    _again(s, d) && return nothing
    write(s.io, is_dict)
    serialize(s, typeof(d))
    _write_count(s, length(d))
    for (k, v) in d
        serialize(s, k)
        serialize(s, v)
    end
end
function serialize(s::Serializer, x)
    T = typeof(x)
    T <: Union{Task, Core.Method, IO} && error("a $(nameof(T)) cannot be serialized")
    if isprimitivetype(T)
        write(s.io, is_bits)
        serialize(s, T)
        return _write_bits(s, x)
    end
    ismutable(x) && _again(s, x) && return nothing
    write(s.io, is_object)
    serialize(s, T)
    n = nfields(x)
    _write_count(s, n)
    for i in 1:n
        has = isdefined(x, i)
        write(s.io, has)
        has && serialize(s, getfield(x, i))
    end
end
const words = Dict(1 => UInt8, 2 => UInt16, 4 => UInt32, 8 => UInt64, 16 => UInt128)
_write_bits(s, x) = (write(s.io, reinterpret(words[sizeof(x)], x)); nothing)

# ---- reading ---------------------------------------------------------------------------------------------
_read_count(s) = Int(read(s.io, Int64))
function _read_text(s)
    n = _read_count(s)
    bytes = read(s.io, n)
    length(bytes) == n || throw(EOFError())
    return String(bytes)
end
# The place in the list for an object, whose parts may lead back to it.
_place(s) = (push!(s.objects, nothing); length(s.objects))

function deserialize(s::Serializer)
    kind = read(s.io, UInt8)
    kind == is_nothing && return nothing
    kind == is_missing && return missing
    kind == is_true && return true
    kind == is_false && return false
    kind == is_int && return read(s.io, Int64)
    kind == is_float && return read(s.io, Float64)
    kind == is_char && return reinterpret(Char, read(s.io, UInt32))
    kind == is_string && return _read_text(s)
    kind == is_symbol && return Symbol(_read_text(s))
    kind == is_tuple && return ((deserialize(s) for _ in 1:_read_count(s))...,)
    kind == is_array && return _read_array(s)
    kind == is_memory && return _read_memory(s)
    kind == is_object && return _read_object(s)
    kind == is_again && return s.objects[_read_count(s)]
    kind == is_type && return _read_type(s)
    kind == is_union && return Union{deserialize(s), deserialize(s)}
    kind == is_module && return _read_module(s)
    kind == is_function && return getglobal(deserialize(s), deserialize(s))
    kind == is_dict && return _read_dict(s)
    if kind == is_bits
        T = deserialize(s)
        return reinterpret(T, read(s.io, words[sizeof(T)]))
    end
    throw(ArgumentError("not a serialized value: it begins with $(repr(kind))"))
end
function _read_module(s)
    names = [Symbol(_read_text(s)) for _ in 1:_read_count(s)]
    root = names[1] === :Main ? Main : names[1] === :Base ? Base : names[1] === :Core ? Core : Base.eval(Main, :(import $(names[1]); $(names[1])))
    return foldl(getglobal, names[2:end]; init = root)::Module
end
function _read_type(s)
    home, name, parameters = deserialize(s), deserialize(s), deserialize(s)
    name === :Union && return Union{}
    name === :Tuple && return Tuple{parameters...}
    T = getglobal(home, name)
    return isempty(parameters) ? T : T{parameters...}
end
function _read_array(s)
    at = _place(s)
    T, dims = deserialize(s), deserialize(s)
    a = s.objects[at] = Array{T}(undef, dims)
    return _read_elements!(s, a)
end
function _read_memory(s)
    at = _place(s)
    T = deserialize(s)
    m = s.objects[at] = Memory{T}(undef, _read_count(s))
    return _read_elements!(s, m)
end
function _read_elements!(s, a)
    T = eltype(a)
    for i in eachindex(a)
        T <: Plain && isconcretetype(T) ? (a[i] = read(s.io, T)) : read(s.io, Bool) && (a[i] = deserialize(s))
    end
    return a
end
function _read_dict(s)
    at = _place(s)
    d = s.objects[at] = deserialize(s)()
    for _ in 1:_read_count(s)
        k = deserialize(s)
        d[k] = deserialize(s)
    end
    return d
end
# A new object with these as its first fields, or nothing if its constructors give it more from the start.
function _new_of(s, T, parts)
    length(parts) < get(s.least, T, 0) && return nothing
    try
        x = Core.Host.new_object(T, parts...)
        s.least[T] = length(parts)
        return x
    catch
        return nothing
    end
end
function _read_object(s)
    T = deserialize(s)
    n = _read_count(s)
    if ismutabletype(T)
        # It has its place before its parts have theirs.
        at = _place(s)
        parts = Any[]
        x = _new_of(s, T, parts)
        while x === nothing
            push!(parts, read(s.io, Bool) ? deserialize(s) : throw(EOFError()))
            x = _new_of(s, T, parts)
        end
        s.objects[at] = x
        for i in length(parts)+1:n
            read(s.io, Bool) && Core.Host.put_field(x, i, deserialize(s))
        end
        return x
    end
    parts = Any[]
    for i in 1:n
        read(s.io, Bool) || break
        push!(parts, deserialize(s))
    end
    return Core.Host.new_object(T, parts...)
end

end
