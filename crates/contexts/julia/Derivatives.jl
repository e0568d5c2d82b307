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
    left::Int32
    right::Int32
    first::Float64
    second::Float64
end
mutable struct Tape
    count::Int
    nodes::Memory{Node}
    # What `sweep` finds, for all of them.
    adjoints::Memory{Float64}
end
Tape() = Tape(0, Memory{Node}(undef, 0), Memory{Float64}(undef, 0))

mutable struct Reverse <: Frame
    args::Any
    result::Any
    thrown::Any
    level::Int
    tape::Tape
end

for i in 0:31
    @eval const $(Symbol("forward", i)) = Forward(nothing, nothing, nothing, 0, false)
    @eval const $(Symbol("reverse", i)) = Reverse(nothing, nothing, nothing, 0, Tape())
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
# What is in a mutable object has its shadows beside that object; the reference to it has none.
settled(frame, x::Union{Array,GenericMemory,GenericMemoryRef,Base.RefValue,Dict,IdDict}, s) = nothing
@inline settled(frame, x::Union{Nothing,Tuple{Any,Any}}, s) = x === nothing ? nothing : pair(frame, x, s)
settled(frame, x::Complex{<:Float}, s) = pair(frame, x, s)
settled(frame, x::Tuple{Any}, s) = tupled((settled(frame, getfield(x, 1), part(s, 1)),))
settled(frame, x::Tuple{Any,Any,Any}, s) =
    tupled((settled(frame, getfield(x, 1), part(s, 1)), settled(frame, getfield(x, 2), part(s, 2)), settled(frame, getfield(x, 3), part(s, 3))))
@inline pair(frame, x, s) = tupled((settled(frame, getfield(x, 1), part(s, 1)), settled(frame, getfield(x, 2), part(s, 2))))

part(shadow, i) = shadow === nothing ? nothing : getfield(shadow, i)

# A call where it hardly ever comes to, of what leaves the fields of the frame as they are. Code does not know that it does, so they are
# written again behind it: then they are known on all ways, and what is known is neither read nor written there.
@inline aside(f, frame::Forward, xs...) = with_passed(f, frame, xs...)
@inline function aside(f, frame::Reverse, xs...)
    tape = getfield(frame, :tape)
    answer = with_passed(f, frame, xs...)
    setfield!(frame, :tape, tape)
    return answer
end
# The same of the fields that all frames have for what calls pass.
@inline function with_passed(f, frame, xs...)
    args, result = getfield(frame, :args), getfield(frame, :result)
    answer = f(xs...)
    setfield!(frame, :args, args)
    setfield!(frame, :result, result)
    return answer
end

@inline function enter(frame, default)
    shadows = getfield(frame, :args)
    setfield!(frame, :args, nothing)
    shadows === nothing && return default
    return nfields(shadows) === nfields(default) ? shadows : aside(of_another, frame, shadows, default)
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
    args = getfield(frame, :args)
    if args !== nothing
        setfield!(frame, :args, nothing)
        aside(untaken, frame, args)
    end
    return shadow
end

@noinline function untaken(shadows)
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
        parts = aside(storage, frame, frame, memory, getfield(memory, :length))
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

"What is called instead of a function whose rule has been applied already, by the derivative of this frame."
struct Done
    frame::Frame
    value::Any
    shadow::Any
end
(done::Done)(args...) = getfield(done, :value)

# A derivative outside sees it as an object like any other.
resolved(frame, f, shadow) = shadow
function resolved(frame, done::Done, shadow)
    getfield(done, :frame) === frame || return shadow
    inner = getfield(done, :shadow)
    return inner === nothing ? nothing : (nothing, inner, nothing)
end

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
    return Done(frame, value, of_kind(frame, value, combine(frame, parts, shadows)))
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
@inline function both(frame::Reverse, p, a::Int, q, b::Int)
    # Known on the way without a node too, so that the next one need not ask.
    tape = getfield(frame, :tape)
    getfield(tape, :count)
    return Core.Intrinsics.or_int(a, b) === 0 ? 0 : node(frame, a, p, b, q)
end

"A new node with these parents and partial derivatives."
@inline function node(frame::Reverse, a::Int, p::Float64, b::Int, q::Float64)
    tape = getfield(frame, :tape)
    n = add_int(getfield(tape, :count), 1)
    nodes = getfield(tape, :nodes)
    if slt_int(getfield(nodes, :length), n)
        nodes = aside(longer, frame, nodes)
        setfield!(tape, :nodes, nodes)
    end
    setfield!(tape, :count, n)
    Base.memoryrefset!(Base.memoryrefnew(nodes, n, false), Node(trunc_int(Int32, a), trunc_int(Int32, b), p, q), :not_atomic, false)
    return n
end
@inline node(frame::Reverse, a::Int, p, b::Int, q) = node(frame, a, Float64(p), b, Float64(q))
"The nodes of a tape and room for more."
@noinline function longer(nodes, most = Int(typemax(Int32)))
    length(nodes) < most || Core.Host.shadow_lost(ShadowLost("a gradient of more than $most operations"))
    made = Memory{Node}(undef, clamp(2 * length(nodes), 64, most))
    length(nodes) == 0 || Base.unsafe_copyto!(Base.memoryrefnew(made), Base.memoryrefnew(nodes), length(nodes))
    return made
end

for (plain, fast) in ((:add_float, :add_float_fast), (:sub_float, :sub_float_fast), (:mul_float, :mul_float_fast), (:div_float, :div_float_fast), (:neg_float, :neg_float_fast), (:sqrt_llvm, :sqrt_llvm_fast))
    @eval propagate(frame::Frame, ::typeof(Core.Intrinsics.$fast), result, args...) = propagate(frame, Core.Intrinsics.$plain, result, args...)
end
using Core.Intrinsics: add_int, slt_int, sext_int, trunc_int, add_float, sub_float, mul_float, div_float, neg_float, sqrt_llvm, abs_float, copysign_float, muladd_float, fma_float, fptrunc, fpext

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
# Which object it is does not depend on what is in it.
propagate(frame::Frame, ::Union{typeof(Core.Host.object_address),typeof(Core.Host.object_id)}, result, x, s) = nothing
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
    is_scaled = !(absent(frame, salpha) && absent(frame, sbeta))
    is_scaled || has_storage(frame, A) || has_storage(frame, B) || has_storage(frame, C) || return nothing
    for j in 1:p, i in 1:m
        c = i + (j - 1) * m
        shadow = iszero(beta) ? nothing : times(frame, beta, element(frame, at(C, c)))
        product = zero(value_at(C, c))
        for k in 1:n
            a, b = i + (k - 1) * m, k + (j - 1) * n
            shadow = plus(frame, shadow, both(frame, alpha * value_at(B, b), element(frame, at(A, a)), alpha * value_at(A, a), element(frame, at(B, b))))
            product += value_at(A, a) * value_at(B, b)
        end
        if is_scaled
            # What was in `C` before follows from what is in it now; times zero it was not looked at.
            before = iszero(beta) ? product : (value_at(C, c) - alpha * product) / beta
            iszero(beta) && !none(sbeta) && Core.Host.shadow_lost(ShadowLost("a factor of `mul!` that is zero"))
            shadow = plus(frame, shadow, both(frame, product, salpha, before, iszero(beta) ? nothing : sbeta))
        end
        put_element(frame, at(C, c), shadow)
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

include("Derivatives/running.jl")

end
