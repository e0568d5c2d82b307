# What a program asks about its own types, functions and modules.

# ---- types -------------------------------------------------------------------------------------------
_flag(T, bit::Int) = Core._type_flags(T) & bit != 0
isabstracttype(T) = T isa Type && _flag(T, 1)
ismutabletype(T) = T isa Type && _flag(T, 2)
isconcretetype(T) = T isa Type && _flag(T, 4)
isbitstype(T) = T isa Type && _flag(T, 8)
isbitsunion(T) = T isa Union && _is_bits_member(T)
_is_bits_member(T) = T isa Union ? _is_bits_member(getfield(T, :a)) && _is_bits_member(getfield(T, :b)) : isbitstype(T)
isprimitivetype(T) = T isa Type && _flag(T, 16)
issingletontype(T) = T isa Type && _flag(T, 32)
isstructtype(T) = T isa Type && _flag(T, 64)
has_free_typevars(T) = _flag(T, 128)
isdispatchtuple(T) = T isa Type && _flag(T, 256)
isdispatchelem(T) = T isa Type && _flag(T, 512)
isbits(x) = isbitstype(typeof(x))
ismutable(x) = ismutabletype(typeof(x))
isimmutable(x) = !ismutable(x)
iskind(T) = T === DataType || T === UnionAll || T === Union || T === typeof(Union{})
isType(T) = T isa DataType && T <: Type && T !== Type && T.name === Type.body.name
isvarargtype(T) = T isa Core.TypeofVararg
objectid(x) = Core.Host.object_id(x)

unwrap_unionall(T) = (while T isa UnionAll; T = T.body; end; T)
rewrap_unionall(T, U) = U isa UnionAll ? Core._rewrap(T, U) : T
rewrap_unionall(T, U::UnionAll) = T isa Type || T isa TypeVar ? Core.Host.type_rewrap(T, U) : T
unwrapva(T::Core.TypeofVararg) = isdefined(T, :T) ? T.T : Any
unwrapva(T) = T

morespecific(a, b) = Core._morespecific(a, b)
const BitSigned64_types = (Int8, Int16, Int32, Int64)
const BitUnsigned64_types = (UInt8, UInt16, UInt32, UInt64)
const BitInteger64_types = (BitSigned64_types..., BitUnsigned64_types...)
const BitSigned_types = (BitSigned64_types..., Int128)
const BitUnsigned_types = (BitUnsigned64_types..., UInt128)
const BitInteger_types = (BitSigned_types..., BitUnsigned_types...)
typename(T) = error("typename does not apply to this type")
typename(T::DataType) = T.name
typename(T::UnionAll) = typename(T.body)
function typename(T::Union)
    a, b = typename(T.a), typename(T.b)
    a === b || error("typename does not apply to unions whose components have different typenames")
    return a
end
uniontypes(T) = collect(Any, Core.Host.union_members(T))

# Functions that types have of their own name.
nameof(T::Type) = Core.Host.type_name(T)
nameof(m::Module) = Core.Host.module_name(m)
function nameof(f::Function)
    name = Core.Host.function_name(typeof(f))
    name === nothing || return name
    return _demangled(nameof(typeof(f)))
end
parentmodule(m::Module) = Core.Host.module_parent(m)
parentmodule(T::Type) = Core.Host.type_module(T)
parentmodule(f::Function) = parentmodule(typeof(f))
parentmodule(f, types) = which(f, types).module
parentmodule(m::Core.Method) = m.module

# ---- fields ------------------------------------------------------------------------------------------
function fieldcount(T)
    T isa Type || throw(TypeError(:fieldcount, Type, T))
    D = unwrap_unionall(T)
    if T isa Union || !(D isa DataType) || isabstracttype(D) && !(D <: NamedTuple)
        throw(ArgumentError("type does not have a definite number of fields"))
    end
    n = Core.Host.field_count(T)
    n < 0 && throw(ArgumentError("type does not have a definite number of fields"))
    return n
end
fieldnames(T::Type) = (fieldcount(T); Core.Host.field_names(T))
fieldnames(::Type{Union{}}, slurp...) = throw(ArgumentError("Union{} does not have fields since it does not have instances"))
function fieldname(T::Type, i::Integer)
    names = fieldnames(T)
    T <: Tuple && !(1 <= i <= length(names)) && throw(BoundsError(T, i))
    1 <= i <= length(names) || throw(ArgumentError("Cannot access field $i since type $T only has $(length(names)) field$(length(names) == 1 ? "" : "s")."))
    return names[i]
end
fieldtypes(T::Type) = (fieldcount(T); ntuple(i -> fieldtype(T, i), fieldcount(T)))
hasfield(T::Type, name::Symbol) = fieldindex(T, name, false) > 0
function fieldindex(T, name::Symbol, err::Bool=true)
    i = Core._fieldindex(T, name)
    i == 0 && err && error("type $(nameof(T)) has no field $name")
    return i
end
fieldoffset(T::DataType, i::Integer) = UInt(Core.Host.field_offset(T, Int(i)))
isconst(T::Type, name::Symbol) = isconst(T, fieldindex(T, name, false))
isconst(T::Type, i::Int) = Core.Host.field_is_const(T, i)
isfieldatomic(T::Type, name) = false
propertynames(x) = fieldnames(typeof(x))
propertynames(x, private::Bool) = propertynames(x)
propertynames(m::Module) = names(m)
propertynames(x::Tuple) = ntuple(identity, length(x))
hasproperty(x, s::Symbol) = s in propertynames(x)
instances(T::Type{<:Enum}) = error("not defined")
datatype_fieldtypes(T) = fieldtypes(T)
elsize(A::AbstractArray) = elsize(typeof(A))
elsize(::Type{<:Array{T}}) where {T} = isbitstype(T) ? Core.sizeof(T) : 8
aligned_sizeof(T::Type) = Core.sizeof(T)

function subtypes_in(m::Module, T)
    return Any[x for x in Core.Host.all_types() if x !== T && supertype(x) == T]
end

# ---- functions and methods ---------------------------------------------------------------------------
_argument_tuple(t::Type) = t
_argument_tuple(t::Tuple) = Tuple{t...}
_argument_tuple(t::AbstractVector) = Tuple{t...}
to_tuple_type(t) = _argument_tuple(t)
function signature_type(f, t)
    T = _argument_tuple(t)
    u = unwrap_unionall(T)
    return rewrap_unionall(Tuple{Core.Typeof(f), u.parameters...}, T)
end
_any_signature(f) = Tuple{Core.Typeof(f), Vararg{Any}}

hasmethod(f, t; world=get_world_counter()) = Core.Host.has_method(signature_type(f, t), UInt(world))
function hasmethod(f, t, kwnames::Tuple{Vararg{Symbol}}; world=get_world_counter())
    hasmethod(f, t; world) || return false
    isempty(kwnames) && return true
    m = which(f, t)
    kws = kwarg_decl(m)
    any(k -> endswith(string(k), "..."), kws) && return true
    return issubset(kwnames, kws)
end

# What is told of the methods of a function, or of the constructors of all types, together: their name and home.
struct MethodTable
    name::Symbol
    home::Module
end
getproperty(mt::MethodTable, name::Symbol) = getfield(mt, name === :module ? :home : name)
MethodTable(f) = MethodTable(nameof(typeof(f)), parentmodule(typeof(f)))
MethodTable(f::Function) = MethodTable(nameof(f), parentmodule(f))
MethodTable(T::Type) = MethodTable(:Type, Core)
function getproperty(n::Core.TypeName, name::Symbol)
    name === :mt || return getfield(n, name)
    T = getfield(n, :wrapper)
    return MethodTable(T isa DataType && isdefined(T, :instance) ? T.instance : T)
end
struct MethodList <: AbstractVector{Core.Method}
    ms::Vector{Any}
    of::Any
end
getproperty(ms::MethodList, name::Symbol) = name === :mt ? MethodTable(getfield(ms, :of)) : getfield(ms, name)
size(m::MethodList) = (length(m.ms),)
getindex(m::MethodList, i::Int) = m.ms[i]
length(m::MethodList) = length(m.ms)
isempty(m::MethodList) = isempty(m.ms)
iterate(m::MethodList, i::Int=1) = i > length(m.ms) ? nothing : (m.ms[i], i + 1)
_methods(sig) = Core.Host.methods_of(sig, get_world_counter())
methods(f) = MethodList(_methods(_any_signature(f)), f)
methods(f, t) = MethodList(_methods(signature_type(f, t)), f)
methods(f, mod::Module) = methods(f, [mod])
methods(f, t, mod::Module) = methods(f, t, [mod])
methods(f, mods::AbstractVector{Module}) = MethodList(filter(m -> m.module in mods, _methods(_any_signature(f))), f)
methods(f, t, mods::AbstractVector{Module}) = MethodList(filter(m -> m.module in mods, _methods(signature_type(f, t))), f)

which(f, t) = _which(signature_type(f, t))
function _which(sig)
    m = Core.Host.method_for(sig, get_world_counter())
    m === false && error("method match is ambiguous for the specified argument types")
    m === nothing && error("no unique matching method found for the specified argument types")
    return m
end
which(T::Type{<:Tuple}) = _which(T)
which(s::Symbol) = which(Main, s)
function which(m::Module, s::Symbol)
    owner = Core.Host.binding_module(m, s)
    owner === nothing && error("\"$s\" is not defined in module $m")
    return owner
end
_is_ambiguous_call(f, t, world) = Core.Host.method_for(signature_type(f, t), world) === false
# The methods that such calls may run, those that are in each other's way included.
_methods_about(sig) = Core.Host.methods_about(sig, get_world_counter())
function methods_including_ambiguous(f, t)
    sig = signature_type(f, t)
    all = _methods_about(sig)
    return MethodList(filter(m -> !any(n -> n !== m && sig <: n.sig && morespecific(n.sig, m.sig), all), all), f)
end
# Whether there are calls that both methods would take, neither is the more specific one, and no third one takes them all.
function isambiguous(m1::Core.Method, m2::Core.Method; ambiguous_bottom::Bool=false)
    m1 === m2 && return false
    # Asked first, as it is what holds of most.
    (morespecific(m1.sig, m2.sig) || morespecific(m2.sig, m1.sig)) && return false
    shared = typeintersect(m1.sig, m2.sig)
    shared === Union{} && return false
    if !(shared <: m1.sig && shared <: m2.sig)
        # What is told of what they share may be too much one way round.
        shared = typeintersect(m2.sig, m1.sig)
        shared <: m1.sig && shared <: m2.sig || return false
    end
    ambiguous_bottom || !has_bottom_parameter(shared) || return false
    return !any(_methods_about(shared)) do m3
        m3 !== m1 && m3 !== m2 && shared <: m3.sig && morespecific(m3.sig, m1.sig) && morespecific(m3.sig, m2.sig)
    end
end
# Whether there is no instance since something of the type has none.
has_bottom_parameter(t) = false
has_bottom_parameter(t::TypeVar) = t.ub === Union{} || has_bottom_parameter(t.ub)
has_bottom_parameter(t::Core.TypeofVararg) = has_bottom_parameter(unwrapva(t))
function has_bottom_parameter(t::Type)
    t === Union{} && return true
    t isa Union && return has_bottom_parameter(getfield(t, :a)) & has_bottom_parameter(getfield(t, :b))
    t isa UnionAll && return has_bottom_parameter(t.var) || has_bottom_parameter(getfield(t, :body))
    return any(has_bottom_parameter, getfield(t, :parameters))
end
functionloc(m::Core.Method) = (string(m.file), Int(m.line))
functionloc(f, t) = functionloc(which(f, t))
function functionloc(f)
    ms = methods(f)
    isempty(ms) && error("function has no definitions")
    length(ms) > 1 && error("function has multiple methods; please specify a type signature")
    return functionloc(ms[1])
end
# The keywords of the method that takes them for these arguments.
function kwarg_decl(m::Core.Method)
    u = unwrap_unionall(m.sig)
    sig = rewrap_unionall(Tuple{typeof(Core.kwcall), NamedTuple, u.parameters...}, m.sig)
    for k in _methods(sig)
        # Another method of the function, which takes these arguments too, has keywords of its own.
        k.sig == sig || continue
        names = collect(Symbol, Core.Host.method_keywords(k))
        # One that fills in arguments hands on what it is given.
        return isempty(names) ? [Symbol("...")] : names
    end
    return Symbol[]
end
delete_method(m::Core.Method) = (Core.Host.delete_method(m); nothing)
return_types(f, t=Tuple) = Any[Core.Host.return_types(signature_type(f, t))...]
_return_type(f, t) = Core.Host.return_type(signature_type(f, t))
infer_return_type(f, t=Tuple) = _return_type(f, t)
return_type(f, t) = _return_type(f, t)
promote_op(f, types...) = _return_type(f, Tuple{types...})

# ---- modules -----------------------------------------------------------------------------------------
function fullname(m::Module)
    name = nameof(m)
    (m === Main || m === Base || m === Core) && return (name,)
    p = parentmodule(m)
    p === m && return (name,)
    return (fullname(p)..., name)
end
function moduleroot(m::Module)
    while true
        (m === Main || m === Base || m === Core) && return m
        p = parentmodule(m)
        p === m && return m
        m = p
    end
end
names(m::Module; all::Bool=false, imported::Bool=false, usings::Bool=false) =
    sort!(collect(Symbol, Core.Host.names(m, all, imported)))
isexported(m::Module, s::Symbol) = Core.Host.is_exported(m, s)
ispublic(m::Module, s::Symbol) = Core.Host.is_public(m, s)
isconst(m::Module, s::Symbol) = Core.Host.is_const(m, s)
isconst(g::GlobalRef) = isconst(g.mod, g.name)
isdeprecated(m::Module, s::Symbol) = false
binding_module(m::Module, s::Symbol) = Core.Host.binding_module(m, s)
is_root_module(m::Module) = parentmodule(m) === m

# What lowered code is made of.
Core.SSAValue(id::Int) = @_object(Core.SSAValue, id)
Core.SlotNumber(id::Int) = @_object(Core.SlotNumber, id)
Core.Argument(n::Int) = @_object(Core.Argument, n)
Core.GotoNode(label::Int) = @_object(Core.GotoNode, label)
Core.GotoIfNot(cond, dest::Int) = @_object(Core.GotoIfNot, cond, dest)
Core.ReturnNode(val) = @_object(Core.ReturnNode, val)
Core.EnterNode(catch_dest::Int) = @_object(Core.EnterNode, catch_dest)
