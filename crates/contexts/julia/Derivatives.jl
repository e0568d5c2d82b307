# Derivatives: the rules and the interface of the contexts `forward` and `reverse`.
#
# The pass that leads shadows through code (crates/passes/src/shadow.rs) calls the functions of the first part. The
# shadow of a float is its tangent under `forward` and the number of its node on the tape under `reverse`; of an
# immutable object or a tuple it is the tuple of its fields' shadows; `nothing` is the shadow of all that has none.
# A float has a shadow wherever it comes from, zero if nothing depends on the variables, so that code knows the types of
# shadows by those of values (`settled`).
# Mutable objects and memories keep the shadows of what they hold in the heap's table.
module Derivatives

export derivative, jvp, gradient, value_and_gradient, jacobian, @rule

using Core: MemoryRef

# --- errors -----------------------------------------------------------------------------------------------------------

"A value with a derivative is about to go where derivatives do not go."
struct ShadowLost <: Exception
    where_to::String
end
Base.showerror(io::IO, e::ShadowLost) = print(io, "ShadowLost: a derivative would be lost in ", e.where_to)

"A rule answers with another number of partial derivatives than the call has arguments, or is for calls that nobody can make."
struct RuleArity <: Exception
    what::String
end
Base.showerror(io::IO, e::RuleArity) = print(io, "RuleArity: ", e.what)

# --- frames: through which shadows go from call to callee and back -------------------------------------------------------
#
# A frame is a constant, so that code reads it without asking; what is in it belongs to the task that runs, and to the
# derivative that is being taken: `level` is another number for each. Calls of `getproperty` and `setproperty!` would
# cost more than all the rest, so fields are read and written by the builtins.

abstract type Frame end

mutable struct Forward <: Frame
    args::Any
    result::Any
    # Exceptions with a shadow, the latest first: `(exception, shadow, those before)`.
    thrown::Any
    level::Int
    # Whether another derivative is taken outside of this one.
    nested::Bool
end

"What a number was computed of: two others, 0 for none, and the partial derivatives after them."
struct Node
    left::Int
    right::Int
    first::Float64
    second::Float64
end
mutable struct Tape
    count::Int
    nodes::Memory{Node}
end

mutable struct Reverse <: Frame
    args::Any
    result::Any
    thrown::Any
    level::Int
    tape::Tape
end

for i in 0:31
    @eval const $(Symbol("forward", i)) = Forward(nothing, nothing, nothing, 0, false)
    @eval const $(Symbol("reverse", i)) = Reverse(nothing, nothing, nothing, 0, Tape(0, Memory{Node}(undef, 0)))
end
@eval const FORWARD = ($([Symbol("forward", i) for i in 0:31]...),)
@eval const REVERSE = ($([Symbol("reverse", i) for i in 0:31]...),)

const Nothings = Tuple{Vararg{Nothing}}
const Float = Union{Float16,Float32,Float64}

"Whether nothing depends on the variables, so that nobody misses the shadow."
absent(frame::Forward, s) = no_shadow(s, getfield(frame, :nested))
absent(frame::Reverse, s) = no_shadow(s, false)
"""
Whether a shadow says that nothing depends on the variables here. Of what a derivative outside sees that is no proof: a tangent that is
zero may change. So this is for errors alone.
"""
none(s) = no_shadow(s, false)

no_shadow(::Nothing, nested) = true
no_shadow(s::Int, nested) = s === 0
no_shadow(s::Float, nested) = iszero(s) && !nested
no_shadow(s::Tuple{}, nested) = true
no_shadow(s::Tuple, nested) = no_shadow_from(s, nested, 1)
no_shadow_from(s, nested, i) = i > nfields(s) || (no_shadow(getfield(s, i), nested) && no_shadow_from(s, nested, i + 1))

const Whole = Union{Int8,Int16,Int32,Int64,Int128,UInt8,UInt16,UInt32,UInt64,UInt128,Bool}
const NoFloat = Union{Whole,Char,Symbol,String,Type,Module,UnitRange{<:Whole},StepRange{<:Whole,<:Whole},Base.OneTo{<:Whole},CartesianIndex}

"""
The shadow of a value, of which `s` or nothing is known. Of a number, and of a few of them, it has the type that goes with the
value's, so that code knows it. A pair may be what iteration answers with, so it is asked for together with `nothing`.
"""
settled(frame, x, s) = s
settled(frame::Forward, x::Float64, s) = s === nothing ? 0.0 : s::Float64
settled(frame::Forward, x::Float32, s) = s === nothing ? 0.0f0 : s::Float32
settled(frame::Forward, x::Float16, s) = s === nothing ? Float16(0) : s::Float16
settled(frame::Reverse, x::Float, s) = s === nothing ? 0 : s::Int
settled(frame, x::NoFloat, s) = nothing
@inline settled(frame, x::Union{Nothing,Tuple{Any,Any}}, s) = x === nothing ? nothing : pair(frame, x, s)
settled(frame, x::Complex{<:Float}, s) = pair(frame, x, s)
settled(frame, x::Tuple{Any}, s) = tupled((settled(frame, getfield(x, 1), part(s, 1)),))
settled(frame, x::Tuple{Any,Any,Any}, s) =
    tupled((settled(frame, getfield(x, 1), part(s, 1)), settled(frame, getfield(x, 2), part(s, 2)), settled(frame, getfield(x, 3), part(s, 3))))
@inline pair(frame, x, s) = tupled((settled(frame, getfield(x, 1), part(s, 1)), settled(frame, getfield(x, 2), part(s, 2))))

part(shadow, i) = shadow === nothing ? nothing : getfield(shadow, i)

@inline function enter(frame, default)
    shadows = getfield(frame, :args)
    setfield!(frame, :args, nothing)
    shadows === nothing && return default
    return nfields(shadows) === nfields(default) ? shadows : of_another(shadows, default)
end
@noinline of_another(shadows, default) = none(shadows) ? default : Core.Host.shadow_lost(ShadowLost("a call that did not come as it was made"))

function enter_vararg(frame, default)
    shadows = getfield(frame, :args)
    shadows === nothing && return default
    setfield!(frame, :args, nothing)
    shadows isa Nothings && return default
    n = nfields(default)
    return (slice(shadows, 1, n - 1)..., tupled(slice(shadows, n, nfields(shadows))))
end

slice(t, i, n) = i > n ? () : (getfield(t, i), slice(t, i + 1, n)...)

@inline function take(frame)
    shadow = getfield(frame, :result)
    setfield!(frame, :result, nothing)
    getfield(frame, :args) === nothing || untaken(frame)
    return shadow
end

@noinline function untaken(frame)
    shadows = getfield(frame, :args)
    setfield!(frame, :args, nothing)
    none(shadows) || Core.Host.shadow_lost(ShadowLost("a call of a function that has no body and no rule"))
    return nothing
end

function unwound(frame)
    setfield!(frame, :args, nothing)
    setfield!(frame, :result, nothing)
    return nothing
end

thrown(frame, error, ::Nothing) = nothing
thrown(frame, error, shadow) = absent(frame, shadow) ? nothing : (setfield!(frame, :thrown, (error, shadow, getfield(frame, :thrown))); nothing)
function caught(frame, error, given)
    entry = getfield(frame, :thrown)
    while entry !== nothing
        if getfield(entry, 1) === error
            # Those after it are over. It stays, as it may be thrown again.
            setfield!(frame, :thrown, entry)
            return getfield(entry, 2)
        end
        entry = getfield(entry, 3)
    end
    return given
end

kept(frame, shadow) = none(shadow) ? nothing : Core.Host.shadow_lost(ShadowLost("a global variable, or a value that another context carries"))

function unsupported(frame, name, object, shadows)
    none(shadows) && Core._shadow(object, getfield(frame, :level)) === nothing && return nothing
    Core.Host.shadow_lost(ShadowLost(string("a call of `", name, "`")))
end

# --- objects ----------------------------------------------------------------------------------------------------------

@inline tupled(shadows) = shadows isa Nothings ? nothing : shadows

expanded(x, ::Nothing) = nothings(nfields(x))
expanded(x, shadows) = shadows
nothings(n) = n == 0 ? () : (nothing, nothings(n - 1)...)

spreadable(xs::Tuple) = xs
function spreadable(xs)
    all = ()
    for x in xs
        all = (all..., x)
    end
    return all
end

place(x, at::Int) = at
place(x, name::Symbol) = Base.fieldindex(typeof(x), name)

get_at(m, i) = Base.memoryrefget(Base.memoryrefnew(m, i, false), :not_atomic, false)
put_at(m, i, x) = Base.memoryrefset!(Base.memoryrefnew(m, i, false), x, :not_atomic, false)

# What the shadows of elements of a type are kept as.
kept_as(::Forward, ::Type{T}) where {T<:Float} = T
kept_as(::Reverse, ::Type{T}) where {T<:Float} = Int
kept_as(::Frame, ::Type) = Any

# The shadow of what does not depend on the variables.
blank(::Type{Any}) = nothing
blank(::Type{T}) where {T} = zero(T)

"Where the shadows of an object's `n` parts are kept, made if need be."
storage(frame, object, n) = storage_of(frame, object, n, Any)
storage(frame, memory::Memory{T}, n) where {T} = storage_of(frame, memory, n, kept_as(frame, T))
@noinline function storage_of(frame, object, n, ::Type{S}) where {S}
    known = Core._shadow(object, getfield(frame, :level))
    known === nothing || return known::Memory{S}
    made = Base.memorynew(Memory{S}, n)
    n == 0 || Core.Host.memory_fill(Base.memoryrefnew(made), blank(S), n)
    Core._put_shadow!(object, getfield(frame, :level), made)
    return made
end

@inline field(frame, x, shadows, name) = shadows === nothing ? held(frame, x, name) : getfield(shadows, place(x, name))
@inline held(frame, x, name) = ismutable(x) && !(x isa Union{GenericMemory,Array}) ? part_of(frame, x, name) : nothing
@noinline function part_of(frame, x, name)
    parts = Core._shadow(x, getfield(frame, :level))
    parts === nothing && return nothing
    return get_at(parts::Memory{Any}, place(x, name))
end

function put(frame, x, name, shadow)
    parts = Core._shadow(x, getfield(frame, :level))
    if parts === nothing
        absent(frame, shadow) && return nothing
        parts = storage(frame, x, nfields(x))
    end
    put_at(parts, place(x, name), shadow)
    return nothing
end

function swapped(frame, x, name, shadow)
    before = held(frame, x, name)
    put(frame, x, name, shadow)
    return before
end

made(frame, x, ::Nothings) = nothing
function made(frame, x, shadows)
    ismutable(x) || return shadows
    absent(frame, shadows) && return nothing
    parts = storage(frame, x, nfields(x))
    for i in 1:nfields(shadows)
        put_at(parts, i, getfield(shadows, i))
    end
    return nothing
end
made_of(frame, x, ::Nothing) = nothing
made_of(frame, x, shadows) = made(frame, x, shadows)

element(frame, ref) = element_of(frame, ref, Any)
element(frame, ref::MemoryRef{T}) where {T} = element_of(frame, ref, kept_as(frame, T))
@inline function element_of(frame, ref, ::Type{S}) where {S}
    parts = Core._shadow(getfield(ref, :mem), getfield(frame, :level))
    parts === nothing && return blank(S)
    return get_at(parts::Memory{S}, Base.memoryrefoffset(ref))
end
put_element(frame, ref, shadow) = put_element_of(frame, ref, shadow, Any)
put_element(frame, ref::MemoryRef{T}, shadow) where {T} = put_element_of(frame, ref, shadow, kept_as(frame, T))
@inline function put_element_of(frame, ref, shadow, ::Type{S}) where {S}
    memory = getfield(ref, :mem)
    parts = Core._shadow(memory, getfield(frame, :level))
    if parts === nothing
        absent(frame, shadow) && return nothing
        parts = storage(frame, memory, getfield(memory, :length))
    end
    put_at(parts::Memory{S}, Base.memoryrefoffset(ref), shadow === nothing ? blank(S) : shadow)
    return nothing
end
function swapped_element(frame, ref, shadow)
    before = element(frame, ref)
    put_element(frame, ref, shadow)
    return before
end

# --- calls of what only the run knows ------------------------------------------------------------------------------------

"What is called instead of a function whose rule has been applied already."
struct Done
    value::Any
    shadow::Any
end
(done::Done)(args...) = done.value

resolved(f, shadow) = shadow
resolved(done::Done, shadow) = done.shadow === nothing ? nothing : (done.shadow, nothing)

"Whether a function has a rule."
ruled(f) = false
"Whether its rule is for these arguments."
handles(f, args...) = false
"The partial derivatives of `f(args...)`, which is `result`, after each argument."
function partials end

resolve(frame, f, args, shadows) = ruled(f) ? by_rule(frame, f, args, shadows) : f
function by_rule(frame, f, args, shadows)
    absent(frame, shadows) && return f
    handles(f, args...) || return f
    value = f(args...)
    parts = partials(f, value, args...)
    if !(parts isa Tuple) || length(parts) != length(args)
        found = parts isa Tuple ? length(parts) : 1
        Core.Host.rule_arity(RuleArity(string("the rule of `", f, "` gives ", found, " partial derivatives for ", length(args), " arguments")))
    end
    return Done(value, of_kind(frame, value, combine(frame, parts, shadows)))
end

# A rule may answer with numbers of another type than the function does.
of_kind(frame::Forward, value::Float, shadow) = shadow === nothing ? nothing : oftype(value, shadow)
of_kind(frame, value, shadow) = shadow

function combine(frame, parts, shadows)
    all = nothing
    for i in 1:length(parts)
        shadow = getfield(shadows, i)
        absent(frame, shadow) && continue
        shadow isa Tuple && Core.Host.shadow_lost(ShadowLost("a rule for an argument that is no number"))
        all = plus(frame, all, chain(frame, parts[i], shadow))
    end
    return all
end

# What `invoke_in_world` and `invoke` hand on of their arguments.
without_world(shadows) = slice(shadows, 2, nfields(shadows))
without_types(shadows) = (getfield(shadows, 1), slice(shadows, 3, nfields(shadows))...)

function take_list(frame, f, result, args, shadows)
    if f isa Core.Builtin
        setfield!(frame, :args, nothing)
        return of_builtin(frame, f, result, args, shadows)
    end
    getfield(frame, :args) === nothing && return take(frame)
    setfield!(frame, :args, nothing)
    return propagate(frame, f, result, interleaved(args, shadows, 1)...)
end
interleaved(a, b, i) = i > nfields(a) ? () : (getfield(a, i), getfield(b, i), interleaved(a, b, i + 1)...)

of_builtin(frame, f::Core.IntrinsicFunction, result, args, shadows) = propagate(frame, f, result, interleaved(args, shadows, 1)...)
of_builtin(frame, ::typeof(tuple), result, args, shadows) = tupled(shadows)
of_builtin(frame, ::typeof(getfield), result, args, shadows) = field(frame, args[1], shadows[1], args[2])
of_builtin(frame, ::typeof(setfield!), result, args, shadows) = (put(frame, args[1], args[2], shadows[3]); shadows[3])
of_builtin(frame, ::typeof(typeassert), result, args, shadows) = shadows[1]
of_builtin(frame, ::typeof(ifelse), result, args, shadows) = args[1] ? shadows[2] : shadows[3]
of_builtin(frame, ::typeof(Base.memoryrefget), result, args, shadows) = element(frame, args[1])
of_builtin(frame, ::typeof(Base.memoryrefset!), result, args, shadows) = (put_element(frame, args[1], shadows[2]); shadows[2])
of_builtin(frame, ::Union{typeof(===),typeof(isa),typeof(typeof),typeof(isdefined),typeof(nfields)}, result, args, shadows) = nothing
function of_builtin(frame, f, result, args, shadows)
    holds = !isempty(args) && Core._shadow(args[1], getfield(frame, :level)) !== nothing
    none(shadows) && !holds || Core.Host.shadow_lost(ShadowLost(string("a call of the builtin `", f, "` as a value")))
    return getfield(frame, :result) === nothing ? nothing : take(frame)
end

# --- rules: operations on floats -----------------------------------------------------------------------------------------

propagate(frame::Frame, f::Core.IntrinsicFunction, result, args...) = nothing

# A function of the host that has no rule may say something about a number, but not compute with it.
function propagate(frame::Frame, f, result, args...)
    setfield!(frame, :result, nothing)
    is_number = !(result isa Union{Nothing,Bool,Integer,AbstractString,Symbol,Type,Module,Char})
    for i in 1:2:length(args)
        if is_number && !none(args[i+1])
            Core.Host.shadow_lost(ShadowLost(string("a call of `", f, "`, which was answered by no code of the language and has no rule")))
        end
        memory = args[i] isa MemoryRef ? getfield(args[i], :mem) : args[i]
        if memory isa GenericMemory && Core._shadow(memory, getfield(frame, :level)) !== nothing
            Core.Host.shadow_lost(ShadowLost(string("a call of `", f, "` with an array, which was answered by no code of the language and has no rule")))
        end
    end
    return nothing
end

# Tangents are numbers of the type of what they are tangents of.
# What has the tangent zero does not depend on the variables, also where there is no slope.
chain(::Forward, p, s) = isfinite(p) || !iszero(s) ? p * s : s
plus(::Forward, a::Number, b::Number) = a + b
plus(::Frame, a, ::Nothing) = a
plus(::Frame, ::Nothing, b) = b
plus(::Frame, ::Nothing, ::Nothing) = nothing
times(frame, p, s) = s === nothing ? nothing : chain(frame, p, s)
both(frame, p, a, q, b) = plus(frame, times(frame, p, a), times(frame, q, b))

@inline chain(frame::Reverse, p, s) = s === 0 ? 0 : node(frame, s, p, 0, 0.0)
@inline plus(frame::Reverse, a::Int, b::Int) = both(frame, 1.0, a, 1.0, b)
both(frame::Reverse, p, ::Nothing, q, ::Nothing) = nothing
both(frame::Reverse, p, a, q, ::Nothing) = chain(frame, p, a)
both(frame::Reverse, p, ::Nothing, q, b) = chain(frame, q, b)
@inline both(frame::Reverse, p, a::Int, q, b::Int) = Core.Intrinsics.or_int(a, b) === 0 ? 0 : node(frame, a, p, b, q)

"A new node with these parents and partial derivatives."
@inline function node(frame::Reverse, a::Int, p::Float64, b::Int, q::Float64)
    tape = getfield(frame, :tape)
    n = add_int(getfield(tape, :count), 1)
    nodes = getfield(tape, :nodes)
    slt_int(getfield(nodes, :length), n) && (nodes = longer(tape))
    setfield!(tape, :count, n)
    Base.memoryrefset!(Base.memoryrefnew(nodes, n, false), Node(a, b, p, q), :not_atomic, false)
    return n
end
@inline node(frame::Reverse, a::Int, p, b::Int, q) = node(frame, a, Float64(p), b, Float64(q))
@noinline function longer(tape)
    nodes = getfield(tape, :nodes)
    made = Memory{Node}(undef, max(64, 2 * length(nodes)))
    length(nodes) == 0 || Base.unsafe_copyto!(Base.memoryrefnew(made), Base.memoryrefnew(nodes), length(nodes))
    setfield!(tape, :nodes, made)
    return made
end

for (plain, fast) in ((:add_float, :add_float_fast), (:sub_float, :sub_float_fast), (:mul_float, :mul_float_fast), (:div_float, :div_float_fast), (:neg_float, :neg_float_fast), (:sqrt_llvm, :sqrt_llvm_fast))
    @eval propagate(frame::Frame, ::typeof(Core.Intrinsics.$fast), result, args...) = propagate(frame, Core.Intrinsics.$plain, result, args...)
end
using Core.Intrinsics: add_int, slt_int, add_float, sub_float, mul_float, div_float, neg_float, sqrt_llvm, abs_float, copysign_float, muladd_float, fma_float, fptrunc, fpext

propagate(frame::Frame, ::typeof(add_float), result, a, da, b, db) = both(frame, one(a), da, one(b), db)
propagate(frame::Frame, ::typeof(sub_float), result, a, da, b, db) = both(frame, one(a), da, -one(b), db)
propagate(frame::Frame, ::typeof(mul_float), result, a, da, b, db) = both(frame, b, da, a, db)
propagate(frame::Frame, ::typeof(div_float), result, a, da, b, db) = both(frame, inv(b), da, -result / b, db)
propagate(frame::Frame, ::typeof(neg_float), result, a, da) = times(frame, -one(a), da)
propagate(frame::Frame, ::typeof(sqrt_llvm), result, a, da) = times(frame, inv(2 * result), da)
propagate(frame::Frame, ::typeof(abs_float), result, a, da) = times(frame, signbit(a) ? -one(a) : one(a), da)
propagate(frame::Frame, ::typeof(copysign_float), result, a, da, b, db) = times(frame, signbit(a) == signbit(b) ? one(a) : -one(a), da)
propagate(frame::Frame, ::Union{typeof(muladd_float),typeof(fma_float)}, result, a, da, b, db, c, dc) = plus(frame, both(frame, b, da, a, db), dc)
propagate(frame::Reverse, ::Union{typeof(fptrunc),typeof(fpext)}, result, T, ::Nothing, a, da) = da
propagate(frame::Forward, ::Union{typeof(fptrunc),typeof(fpext)}, result, T, ::Nothing, a, da) = da === nothing ? nothing : convert(T, da)

# The commonest ones are written out.
propagate(::Forward, ::typeof(add_float), result, a, da::Float, b, db::Float) = add_float(da, db)
propagate(::Forward, ::typeof(sub_float), result, a, da::Float, b, db::Float) = sub_float(da, db)
function propagate(frame::Forward, ::typeof(mul_float), result, a, da::Float, b, db::Float)
    tangent = add_float(mul_float(da, b), mul_float(a, db))
    return tangent == tangent ? tangent : both(frame, b, da, a, db)
end
function propagate(frame::Forward, ::typeof(div_float), result, a, da::Float, b, db::Float)
    tangent = div_float(sub_float(da, mul_float(result, db)), b)
    return tangent == tangent ? tangent : both(frame, inv(b), da, -result / b, db)
end
propagate(::Forward, ::typeof(neg_float), result, a, da::Float) = neg_float(da)

@inline propagate(frame::Reverse, ::typeof(add_float), result, a, da::Int, b, db::Int) =
    da === 0 ? db : db === 0 ? da : node(frame, da, 1.0, db, 1.0)
@inline propagate(frame::Reverse, ::typeof(sub_float), result, a, da::Int, b, db::Int) =
    db === 0 ? da : node(frame, da, 1.0, db, -1.0)
@inline propagate(frame::Reverse, ::typeof(mul_float), result, a, da::Int, b, db::Int) = both(frame, b, da, a, db)

# --- rules: functions of the host ------------------------------------------------------------------------------------------

const LN2 = log(2.0)
const LN10 = log(10.0)
for (name, slope) in (
    (:math_sin, :(cos(x))), (:math_cos, :(-sin(x))), (:math_tan, :(1 + r * r)),
    (:math_asin, :(inv(sqrt(1 - x * x)))), (:math_acos, :(-inv(sqrt(1 - x * x)))), (:math_atan, :(inv(1 + x * x))),
    (:math_sinh, :(cosh(x))), (:math_cosh, :(sinh(x))), (:math_tanh, :(1 - r * r)),
    (:math_asinh, :(inv(sqrt(x * x + 1)))), (:math_acosh, :(inv(sqrt(x * x - 1)))), (:math_atanh, :(inv(1 - x * x))),
    (:math_cbrt, :(r / (3 * x))), (:math_exp, :r), (:math_exp2, :(r * LN2)), (:math_exp10, :(r * LN10)), (:math_expm1, :(r + 1)),
    (:math_log, :(inv(x))), (:math_log2, :(inv(x * LN2))), (:math_log10, :(inv(x * LN10))), (:math_log1p, :(inv(1 + x))),
    (:sinpi_kernel, :(pi * cospi(x))), (:cospi_kernel, :(-pi * sinpi(x))),
)
    @eval propagate(frame::Frame, ::typeof(Core.Host.$name), r, x, s) = absent(frame, s) ? s : chain(frame, $slope, s)
end
propagate(frame::Frame, ::typeof(Core.Host.math_atan2), r, y, sy, x, sx) = (n = x * x + y * y; both(frame, x / n, sy, -y / n, sx))
propagate(frame::Frame, ::typeof(Core.Host.math_pow), r, x, sx, y, sy) = both(frame, y * x^(y - 1), sx, x > 0 ? r * log(x) : zero(r), sy)
propagate(frame::Frame, ::typeof(Core.Host.power_compensated), r, x, sx, low, slow, n, sn) = times(frame, n * r / x, sx)
propagate(frame::Frame, ::Union{typeof(Core.Host.rem_float),typeof(Core.Host.rem_float32)}, r, x, sx, y, sy) = both(frame, one(x), sx, -trunc(x / y), sy)
propagate(frame::Frame, ::typeof(Core.Host.ieee_remainder), r, x, sx, y, sy) = both(frame, one(x), sx, -round(x / y), sy)
propagate(frame::Frame, ::typeof(Core.Host.ldexp), r, x, sx, n, sn) = times(frame, ldexp(1.0, n), sx)
propagate(frame::Frame, ::typeof(Core.Host.ldexp32), r, x, sx, n, sn) = times(frame, ldexp(1.0f0, n), sx)
propagate(frame::Frame, ::typeof(Core.Host.rem2pi), r, x, sx, mode, s) = sx

propagate(frame::Frame, ::typeof(Core.Host.shadow_clear), result, args...) = nothing
propagate(frame::Frame, ::typeof(Core.Host.named_tuple), result, names, s, values, shadows) = shadows
propagate(frame::Frame, ::typeof(Core.Host.named_tuple_typed), result, T, s, values, shadows) = shadows
propagate(frame::Frame, ::typeof(Core.Host.new_object), result, T, s, rest...) = made(frame, result, slice_even(rest, 2))
slice_even(t, i) = i > nfields(t) ? () : (getfield(t, i), slice_even(t, i + 2)...)
function propagate(frame::Frame, ::typeof(Core.Host.shallow_copy), result, x, s)
    s === nothing || return s
    parts = Core._shadow(x, getfield(frame, :level))
    parts === nothing && return nothing
    for i in 1:nfields(x)
        put(frame, result, i, get_at(parts, i))
    end
    return nothing
end
propagate(frame::Frame, ::typeof(Core.Host.put_field), result, x, sx, at, sat, value, s) = put(frame, x, at, s)

function propagate(frame::Frame, ::typeof(Core.Host.memory_copy), result, to, s, from, t, n, u)
    source = Core._shadow(getfield(from, :mem), getfield(frame, :level))
    memory = getfield(to, :mem)
    target = Core._shadow(memory, getfield(frame, :level))
    source === nothing && target === nothing && return nothing
    n == 0 && return nothing
    target === nothing && (target = storage(frame, memory, getfield(memory, :length)))
    place = Base.memoryrefnew(target, Base.memoryrefoffset(to), false)
    if source === nothing
        Core.Host.memory_fill(place, blank(eltype(target)), n)
    elseif eltype(source) === eltype(target)
        Core.Host.memory_copy(place, Base.memoryrefnew(source, Base.memoryrefoffset(from), false), n)
    else
        # What was kept as numbers goes among other things, or comes from there.
        first = Base.memoryrefoffset(from) - 1
        for i in 1:n
            put_element(frame, at(to, i), get_at(source, first + i))
        end
    end
    return nothing
end
function propagate(frame::Frame, ::typeof(Core.Host.memory_fill), result, to, s, x, shadow, n, u)
    memory = getfield(to, :mem)
    target = Core._shadow(memory, getfield(frame, :level))
    target === nothing && absent(frame, shadow) && return nothing
    n == 0 && return nothing
    target === nothing && (target = storage(frame, memory, getfield(memory, :length)))
    shadow === nothing && (shadow = blank(eltype(target)))
    Core.Host.memory_fill(Base.memoryrefnew(target, Base.memoryrefoffset(to), false), shadow, n)
    return nothing
end
function propagate(frame::Frame, ::typeof(Core.Host.memory_clear), result, to, s, n, u)
    target = Core._shadow(getfield(to, :mem), getfield(frame, :level))
    target === nothing || n == 0 || Core.Host.memory_fill(Base.memoryrefnew(target, Base.memoryrefoffset(to), false), blank(eltype(target)), n)
    return nothing
end
at(ref, i) = Base.memoryrefnew(ref, i, false)
value_at(ref, i) = Base.memoryrefget(at(ref, i), :not_atomic, false)
has_storage(frame, ref) = Core._shadow(getfield(ref, :mem), getfield(frame, :level)) !== nothing
# C = A * B * alpha + C * beta, of an m-by-n and an n-by-p matrix.
function propagate(frame::Frame, ::typeof(Core.Host.matmul), result, C, sC, A, sA, B, sB, m, sm, n, sn, p, sp, alpha, salpha, beta, sbeta)
    none(salpha) && none(sbeta) || Core.Host.shadow_lost(ShadowLost("a factor of `mul!`"))
    has_storage(frame, A) || has_storage(frame, B) || has_storage(frame, C) || return nothing
    for j in 1:p, i in 1:m
        shadow = iszero(beta) ? nothing : times(frame, beta, element(frame, at(C, i + (j - 1) * m)))
        for k in 1:n
            a, b = i + (k - 1) * m, k + (j - 1) * n
            shadow = plus(frame, shadow, both(frame, alpha * value_at(B, b), element(frame, at(A, a)), alpha * value_at(A, a), element(frame, at(B, b))))
        end
        put_element(frame, at(C, i + (j - 1) * m), shadow)
    end
    return nothing
end

# Sorting by the host would leave the shadows where they were.
ruled(::typeof(Base.Sort._sort_simple)) = true
resolve(frame, ::typeof(Base.Sort._sort_simple), args, shadows) = not_simple
not_simple(args...) = false

# Ranges of floats that read as fractions are made of whole numbers, which have no derivatives.
ruled(::typeof(Base.rat)) = true
resolve(frame, ::typeof(Base.rat), args, shadows) = absent(frame, shadows) ? Base.rat : not_rational
not_rational(x) = (1, 0)

# --- rules of users ------------------------------------------------------------------------------------------------------

"""
    @rule f(x, y) = (df_dx, df_dy)

Says the partial derivatives of `f`, one for each argument; `result` is what `f` answered. They are a method of
`Derivatives.partials`, so saying them again changes the gradients of whatever calls `f`.
"""
macro rule(definition)
    definition isa Expr && definition.head in (:(=), :function) && definition.args[1] isa Expr && definition.args[1].head === :call ||
        error("a rule is of the form `@rule f(x, y) = (df_dx, df_dy)`")
    call, body = definition.args[1], definition.args[2]
    f, args = call.args[1], call.args[2:end]
    D = Derivatives
    return esc(quote
        $D.ruled(::typeof($f)) = true
        $D.handles(::typeof($f), $(args...)) = true
        $D.partials(::typeof($f), result, $(args...)) = $body
        $D.check_rule($f, $(length(args)))
    end)
end

function check_rule(f, n)
    isempty(methods(f)) && return nothing
    for method in methods(f)
        has = method.nargs - 1
        (has == n || (method.isva && n >= has - 1)) && return nothing
    end
    Core.Host.rule_arity(RuleArity(string("the rule is for ", n, " arguments, but no method of `", f, "` takes as many")))
end

@rule Base.:^(x::Float64, y::Float64) = (iszero(y) ? 0.0 : y * x^(y - 1), x > 0 ? result * log(x) : iszero(x) ? 0.0 : NaN)
@rule Base.hypot(x::Float64, y::Float64) = (iszero(result) ? 0.0 : x / result, iszero(result) ? 0.0 : y / result)
@rule Base.significand(x::Float64) = (result / x,)
@rule Base.nextfloat(x::Float64) = (1.0,)
@rule Base.prevfloat(x::Float64) = (1.0,)

# --- running ----------------------------------------------------------------------------------------------------------------

apply(f, args) = f(args...)

const LEVELS = Ref(0)

"Begins a derivative: what its frame holds is this one's until `finish`, which gets what it was before."
function start(frame)
    before = ntuple(i -> getfield(frame, i), nfields(frame))
    Core.Host.task_own(frame)
    LEVELS[] += 1
    setfield!(frame, :level, LEVELS[])
    setfield!(frame, :result, nothing)
    setfield!(frame, :thrown, nothing)
    return before
end

"The shadows of what `apply(f, xs)` is called with."
call(frame, shadows) = (setfield!(frame, :args, (nothing, nothing, tupled(shadows))); nothing)

function finish(frame, before)
    Core.Host.shadow_clear(getfield(frame, :level))
    Core.Host.task_disown(frame)
    for i in 1:nfields(frame)
        setfield!(frame, i, before[i])
    end
    return nothing
end

"""
    jvp(f, xs::Tuple, dxs::Tuple)

`f(xs...)` and its derivative in the direction `dxs`.
"""
function jvp(f, xs::Tuple, dxs::Tuple)
    frame = FORWARD[Core.Host.forward_level()+1]
    before = start(frame)
    setfield!(frame, :nested, Core.Host.forward_level() + Core.Host.reverse_level() > 0)
    try
        shadows = map((x, dx) -> seed(frame, x, dx), xs, dxs)
        call(frame, shadows)
        y = Core.Host.forward_enter(apply, f, xs)
        shadow = take(frame)
        return y, tangent(frame, y, shadow)
    finally
        finish(frame, before)
    end
end

seed(frame, x, dx) = dx === nothing ? nothing : seeded(frame, x, dx)
seeded(frame, x::AbstractFloat, dx) = oftype(x, dx)
seeded(frame, x::Union{Tuple,NamedTuple}, dx) = tupled(map((a, b) -> seed(frame, a, b), Tuple(x), Tuple(dx)))
seeded(frame, x::Complex, dx) = (seed(frame, real(x), real(dx)), seed(frame, imag(x), imag(dx)))
function seeded(frame, x::Array{T}, dx::Array{T}) where {T<:Float}
    parts, before = beside(frame, x)
    for i in 1:length(x)
        put_at(parts, before + i, dx[i])
    end
    return nothing
end
"Where the shadows of an array of floats are kept, and the place before the first."
function beside(frame, x::Array{T}) where {T<:Float}
    ref = getfield(x, :ref)
    memory = getfield(ref, :mem)
    return storage(frame, memory, getfield(memory, :length)), Base.memoryrefoffset(ref) - 1
end
function seeded(frame, x::Array, dx)
    for i in 1:length(x)
        put_element(frame, at(getfield(x, :ref), i), seed(frame, x[i], dx[i]))
    end
    return nothing
end

tangent(frame, y, shadow) = nothing
tangent(frame, y::Real, ::Nothing) = zero(float(y))
tangent(frame, y::Real, shadow) = shadow
tangent(frame, y::Complex, shadow) = Complex(tangent(frame, real(y), part(shadow, 1)), tangent(frame, imag(y), part(shadow, 2)))
tangent(frame, y::Tuple, shadow) = ntuple(i -> tangent(frame, y[i], part(shadow, i)), length(y))
tangent(frame, y::NamedTuple, shadow) = NamedTuple{keys(y)}(tangent(frame, Tuple(y), shadow))
function tangent(frame, y::Array{T}, shadow) where {T<:Float}
    return reshape(T[element(frame, at(getfield(y, :ref), i)) for i in 1:length(y)], size(y))
end
tangent(frame, y::Array, shadow) = reshape([tangent(frame, y[i], element(frame, at(getfield(y, :ref), i))) for i in 1:length(y)], size(y))
"""
    derivative(f, x)

The derivative of `f` at the number `x`, of whatever `f` answers with: a number, an array, a tuple.
"""
derivative(f, x::AbstractFloat) = jvp(f, (x,), (one(x),))[2]
derivative(f, x::Real) = derivative(f, float(x))

"""
    jacobian(f, x::AbstractVector)

The matrix of the derivatives of `f(x)`, a vector, after the elements of `x`.
"""
function jacobian(f, x::Vector)
    columns = [jvp(f, (x,), ([i == j ? 1.0 : 0.0 for j in eachindex(x)],))[2] for i in eachindex(x)]
    return reduce(hcat, columns)
end

"""
    value_and_gradient(f, xs...)

`f(xs...)`, a number, and the tuple of its gradients after each argument: numbers for numbers, arrays for arrays, tuples and
named tuples for tuples and objects, `nothing` for what has no derivative.
"""
function value_and_gradient(f, xs...)
    frame = REVERSE[Core.Host.reverse_level()+1]
    before = start(frame)
    try
        setfield!(frame, :tape, Tape(0, spare_nodes()))
        seeds = map(x -> variable(frame, x), xs)
        call(frame, map(first, seeds))
        y = Core.Host.reverse_enter(apply, f, xs)
        shadow = take(frame)
        y isa Real || error("a gradient is of a function that answers with a real number, not with ", typeof(y))
        adjoints = sweep(frame, shadow === nothing ? 0 : shadow)
        spare(getfield(getfield(frame, :tape), :nodes))
        return y, map((x, it) -> gathered(x, it[2], adjoints), xs, seeds)
    finally
        finish(frame, before)
    end
end

"""
    gradient(f, xs...)

The gradient of `f(xs...)`, a number, after its argument; of several, the tuple of them.
"""
function gradient(f, xs...)
    _, all = value_and_gradient(f, xs...)
    return length(all) == 1 ? all[1] : all
end

# The shadow of an input, and by what its adjoint is found.
function variable(frame, x::AbstractFloat)
    n = node(frame, 0, 0.0, 0, 0.0)
    return n, n
end
variable(frame, x) = isstructtype(typeof(x)) && nfields(x) > 0 && !(x isa Union{Function,Type,AbstractString}) ? variables(frame, x) : (nothing, nothing)
function variables(frame, x)
    all = ntuple(i -> variable(frame, getfield(x, i)), nfields(x))
    return made(frame, x, map(first, all)), map(last, all)
end
# Of an array of floats the nodes follow each other.
function variable(frame, x::Array{T}) where {T<:Float}
    parts, before = beside(frame, x)
    first = getfield(getfield(frame, :tape), :count)
    for i in 1:length(x)
        put_at(parts, before + i, node(frame, 0, 0.0, 0, 0.0))
    end
    return nothing, first
end
function variable(frame, x::Array)
    handles = Any[]
    for i in 1:length(x)
        shadow, handle = variable(frame, x[i])
        put_element(frame, at(getfield(x, :ref), i), shadow)
        push!(handles, handle)
    end
    return nothing, handles
end

gathered(x, ::Nothing, adjoints) = nothing
gathered(x::AbstractFloat, handle, adjoints) = oftype(x, get_at(adjoints, handle))
function gathered(x::Array{T}, before::Int, adjoints) where {T<:Float}
    found = similar(x)
    for i in 1:length(x)
        found[i] = get_at(adjoints, before + i)
    end
    return found
end
gathered(x::Array, handles, adjoints) = reshape([gathered(x[i], handles[i], adjoints) for i in 1:length(x)], size(x))
gathered(x::Tuple, handles, adjoints) = ntuple(i -> gathered(x[i], handles[i], adjoints), length(x))
gathered(x::Complex, handles, adjoints) = Complex(gathered(real(x), handles[1], adjoints), gathered(imag(x), handles[2], adjoints))
gathered(x, handles, adjoints) = NamedTuple{fieldnames(typeof(x))}(ntuple(i -> gathered(getfield(x, i), handles[i], adjoints), length(handles)))

# The nodes of a tape that is done with, for the next one.
const SPARE = Ref(Memory{Node}(undef, 0))
const MOST_SPARE = 1 << 18
function spare_nodes()
    nodes = SPARE[]
    SPARE[] = Memory{Node}(undef, 0)
    return nodes
end
spare(nodes) = length(SPARE[]) < length(nodes) <= MOST_SPARE && (SPARE[] = nodes)

"The adjoints of all nodes, of the one numbered `last`."
function sweep(frame::Reverse, last::Int)
    tape = getfield(frame, :tape)
    nodes = getfield(tape, :nodes)
    adjoints = Memory{Float64}(undef, getfield(tape, :count))
    fill!(adjoints, 0.0)
    last == 0 || put_at(adjoints, last, 1.0)
    i = last
    while slt_int(0, i)
        a = get_at(adjoints, i)
        it = get_at(nodes, i)
        l = getfield(it, :left)
        l === 0 || put_at(adjoints, l, add_float(get_at(adjoints, l), mul_float(a, getfield(it, :first))))
        r = getfield(it, :right)
        r === 0 || put_at(adjoints, r, add_float(get_at(adjoints, r), mul_float(a, getfield(it, :second))))
        i = add_int(i, -1)
    end
    return adjoints
end

# --- for the command line ---------------------------------------------------------------------------------------------------

"The value of a call and the text that is said of its derivative."
function forward_report(f, args...)
    parts = ()
    value = nothing
    for i in 1:length(args)
        args[i] isa Union{AbstractFloat,Array{<:AbstractFloat}} || continue
        if args[i] isa AbstractFloat
            value, slope = jvp(f, args, ntuple(j -> i == j ? one(args[j]) : nothing, length(args)))
            parts = (parts..., repr(slope))
        else
            slopes = [jvp(f, args, ntuple(j -> i == j ? [Float64(k == l) for l in 1:length(args[i])] : nothing, length(args)))[2] for k in 1:length(args[i])]
            parts = (parts..., repr(slopes))
        end
    end
    value = f(args...)
    return value, string("value ", repr(value), ", derivative ", isempty(parts) ? "none: no argument is a float or an array of floats; call it with such, as `f(2.0)`" : join(parts, ", "))
end
function reverse_report(f, args...)
    value, all = value_and_gradient(f, args...)
    return value, string("value ", repr(value), ", gradient ", join(map(repr, all), ", "))
end

end
