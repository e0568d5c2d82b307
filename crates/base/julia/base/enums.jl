# Enumerations: primitive types whose values have names.

function namemap end

(::Type{T})(x::Enum{S}) where {T<:Integer, S<:Integer} = T(bitcast(S, x))::T
(::Type{T})(x::T) where {T<:Enum} = x
Integer(x::Enum{T}) where {T<:Integer} = bitcast(T, x)
convert(::Type{T}, x::Enum) where {T<:Integer} = T(x)
cconvert(::Type{T}, x::Enum{S}) where {T<:Integer, S<:Integer} = T(x)
isless(x::T, y::T) where {T<:Enum} = isless(Integer(x), Integer(y))
Symbol(x::Enum) = namemap(typeof(x))[Integer(x)]::Symbol
# The name as it prints: a value without one may come of its bits.
_name_of(x::Enum) = (n = Integer(x); get(() -> Symbol("<invalid #", n, ">"), namemap(typeof(x)), n)::Symbol)
hash(x::Enum, h::UInt) = hash(Integer(x), hash(nameof(typeof(x)), h))
typemin(x::Enum) = typemin(typeof(x))
typemax(x::Enum) = typemax(typeof(x))
instances(::Type{T}) where {T<:Enum} = throw(MethodError(instances, (T,)))

print(io::IO, x::Enum) = print(io, _name_of(x))
# With the module, where that does not see the name.
function show(io::IO, x::Enum)
    name = _name_of(x)
    if !(get(io, :compact, false)::Bool)
        from = get(io, :module, Main)
        m = parentmodule(typeof(x))
        (from === nothing || !isvisible(name, m, from)) && print(io, m, ".")
    end
    print(io, name)
end
function show(io::IO, ::MIME{Symbol("text/plain")}, x::Enum)
    print(io, x, "::")
    show(IOContext(io, :compact => true), typeof(x))
    print(io, " = ")
    show(io, Integer(x))
end
function show(io::IO, ::MIME{Symbol("text/plain")}, t::Type{<:Enum})
    if t isa DataType && !isabstracttype(t)
        print(io, "Enum ", t, ":")
        for x in instances(t)
            print(io, "\n", Symbol(x), " = ")
            show(io, Integer(x))
        end
    else
        invoke(show, Tuple{IO, MIME{Symbol("text/plain")}, Type}, io, MIME("text/plain"), t)
    end
end
Broadcast.broadcastable(x::Enum) = Ref(x)
enum_argument_error(typename, x) =
    throw(ArgumentError(string("invalid value for Enum ", typename, ": ", x)))

macro enum(T, syms...)
    isempty(syms) && throw(ArgumentError(string("no arguments given for Enum ", T)))
    basetype = Int32
    typename = T
    if T isa Expr && T.head === :(::) && length(T.args) == 2 && T.args[1] isa Symbol
        typename = T.args[1]
        basetype = Core.eval(__module__, T.args[2])
        (basetype isa DataType && basetype <: Integer && isbitstype(basetype)) ||
            throw(ArgumentError(string("invalid base type for Enum ", typename, ", ", T, "=::", basetype, "; base type must be an integer primitive type")))
    elseif !(T isa Symbol)
        throw(ArgumentError(string("invalid type expression for enum ", T)))
    end
    values = basetype[]
    names = Symbol[]
    next = zero(basetype)
    entries = length(syms) == 1 && syms[1] isa Expr && syms[1].head === :block ? syms[1].args : syms
    for s in entries
        s isa LineNumberNode && continue
        if s isa Symbol
            value = next
            next == typemin(basetype) && !isempty(values) &&
                throw(ArgumentError(string("overflow in value \"", s, "\" of Enum ", typename)))
        elseif s isa Expr && (s.head === :(=) || s.head === :kw) && length(s.args) == 2 && s.args[1] isa Symbol
            value = Core.eval(__module__, s.args[2])
            value isa Integer || throw(ArgumentError(string("invalid value for Enum ", typename, ", ", s, "; values must be integers")))
            value = convert(basetype, value)
            s = s.args[1]
        else
            throw(ArgumentError(string("invalid argument for Enum ", typename, ": ", s)))
        end
        value in values && throw(ArgumentError(string("both ", s, " and ", names[findfirst(==(value), values)],
            " have value ", value, " in Enum ", typename, "; values must be unique")))
        isidentifier(s) ||
            throw(ArgumentError(string("invalid name for Enum ", typename, "; \"", s, "\" is not a valid identifier")))
        s in names && throw(ArgumentError(string("name \"", s, "\" in Enum ", typename, " is not unique")))
        push!(values, value)
        push!(names, s)
        next = value + oneunit(value)
    end
    lo, hi = extrema(values)
    type = esc(typename)
    pairs = [:($(v) => $(QuoteNode(n))) for (v, n) in zip(values, names)]
    block = quote
        primitive type $type <: Enum{$basetype} $(sizeof(basetype) * 8) end
        function $type(x::Integer)
            x in $(Expr(:tuple, values...)) || enum_argument_error($(QuoteNode(typename)), x)
            return bitcast($type, convert($basetype, x))
        end
        let names = Dict{$basetype, Symbol}($(pairs...))
            Base.namemap(::Type{$type}) = names
        end
        Base.typemin(x::Type{$type}) = $type($lo)
        Base.typemax(x::Type{$type}) = $type($hi)
        Base.instances(::Type{$type}) = $(Expr(:tuple, [:($type($v)) for v in values]...))
    end
    for (v, n) in zip(values, names)
        push!(block.args, :(const $(esc(n)) = $type($v)))
    end
    push!(block.args, nothing)
    block.head = :toplevel
    return block
end
