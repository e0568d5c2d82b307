# What users call: how a derivative is begun, and what is asked of it in the end.

apply(f, args) = f(args...)

const LEVELS = Ref(0)

"What a frame holds, of the derivative that was begun before. A tuple would have a type of its own each time."
struct Before
    args::Any
    result::Any
    thrown::Any
    level::Int
    # What only this kind of frame has: `nested` or `tape`.
    own::Any
end
Before(frame, own) = Before(getfield(frame, :args), getfield(frame, :result), getfield(frame, :thrown), getfield(frame, :level), own)

"Begins a derivative: what its frame holds is this one's until `finish`, which gets what it was before."
start(frame::Forward) = start(frame, Before(frame, getfield(frame, :nested)))
start(frame::Reverse) = start(frame, Before(frame, getfield(frame, :tape)))
function start(frame, before)
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
    setfield!(frame, :args, getfield(before, :args))
    setfield!(frame, :result, getfield(before, :result))
    setfield!(frame, :thrown, getfield(before, :thrown))
    setfield!(frame, :level, getfield(before, :level))
    restore(frame, getfield(before, :own))
    return nothing
end
restore(frame::Forward, nested) = setfield!(frame, :nested, nested::Bool)
restore(frame::Reverse, tape) = setfield!(frame, :tape, tape::Tape)

"A value and how it moves; a tuple of these would have a type of its own each time."
struct Moving
    value::Any
    tangent::Any
end

"""
    jvp(f, xs::Tuple, dxs::Tuple)

`f(xs...)` and its derivative in the direction `dxs`.
"""
function jvp(f, xs::Tuple, dxs::Tuple)
    it = moving(f, xs, dxs)
    return getfield(it, :value), getfield(it, :tangent)
end
function moving(f, xs, dxs)
    length(xs) == length(dxs) || throw(ArgumentError("a direction has a tangent for each argument: $(length(dxs)) for $(length(xs))"))
    outside = Core.Host.forward_level()
    frame = FORWARD[outside+1]
    before = start(frame)
    setfield!(frame, :nested, outside + Core.Host.reverse_level() > 0)
    try
        given, shadows = seeds(frame, xs, dxs)
        call(frame, shadows)
        y = Core.Host.forward_enter(apply, f, given)
        shadow = take(frame)
        return Moving(y, tangent(frame, y, shadow))
    finally
        finish(frame, before)
    end
end

# What is given twice counts as two arguments, so each gets its shadow before the next one is looked at.
seeds(frame, ::Tuple{}, ::Tuple{}) = (), ()
function seeds(frame, xs, dxs)
    x = apart(frame, first(xs))
    shadow = seed(frame, x, first(dxs))
    given, shadows = seeds(frame, Base.tail(xs), Base.tail(dxs))
    return (x, given...), (shadow, shadows...)
end
apart(frame, x) = x
apart(frame, x::Union{Array,Dict}) = has_seeds(frame, x) ? copy(x) : x
has_seeds(frame, x::Array) = has_storage(frame, getfield(x, :ref))
has_seeds(frame, x::Dict) = Core._shadow(x.vals, getfield(frame, :level)) !== nothing
new_to(frame, x) = has_seeds(frame, x) && throw(ArgumentError("an array or a dictionary that is in the arguments twice: give a copy of it"))

seed(frame, x, dx) = dx === nothing ? nothing : seeded(frame, x, dx)
seeded(frame, x, dx) = throw(ArgumentError("a value of type $(typeof(x)) has no tangents; where nothing is to change, give `nothing`"))
function alike(x, dx)
    axes(x) == axes(dx) || throw(DimensionMismatch("an array of size $(size(x)) has tangents of the same size, not $(size(dx))"))
end
seeded(frame, x::AbstractFloat, dx) = oftype(x, dx)
function seeded(frame, x::Dict, dx)
    new_to(frame, x)
    for (key, slope) in dx
        put_element(frame, value_place(x, key), seed(frame, x[key], slope))
    end
    return nothing
end
value_place(x::Dict, key) = Base.memoryrefnew(x.vals, Base.ht_keyindex(x, key), false)
seeded(frame, x::Union{Tuple,NamedTuple}, dx) = tupled(map((a, b) -> seed(frame, a, b), Tuple(x), Tuple(dx)))
seeded(frame, x::Complex, dx) = (seed(frame, real(x), real(dx)), seed(frame, imag(x), imag(dx)))
function seeded(frame, x::Array{T}, dx::Array{T}) where {T<:Float}
    alike(x, dx)
    new_to(frame, x)
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
    alike(x, dx)
    new_to(frame, x)
    for i in 1:length(x)
        put_element(frame, at(getfield(x, :ref), i), seed(frame, x[i], dx[i]))
    end
    return nothing
end

tangent(frame, y, shadow) = nothing_in(y) ? nothing : NamedTuple{fieldnames(typeof(y))}(ntuple(i -> tangent(frame, getfield(y, i), field(frame, y, shadow, i)), nfields(y)))
tangent(frame, y::Dict, shadow) = Dict(key => tangent(frame, value, element(frame, value_place(y, key))) for (key, value) in y)
nothing_in(x) = !isstructtype(typeof(x)) || nfields(x) == 0 || x isa Union{Type,AbstractString,Symbol,Module,Regex,IO}
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
derivative(f, x::AbstractFloat) = getfield(moving(f, (x,), (one(x),)), :tangent)
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
named tuples for tuples and objects, `nothing` for what has no derivative. If there is no float among the arguments, integers
are taken as floats.
"""
value_and_gradient(f, xs...) = with_gradients(f, xs isa Wholes ? map(float, xs) : xs)
const Wholes = Tuple{Vararg{Union{Whole,Array{<:Whole}}}}
function with_gradients(f, xs)
    frame = REVERSE[Core.Host.reverse_level()+1]
    before = start(frame)
    try
        setfield!(frame, :tape, spare_tape())
        given, shadows, handles = variables_of(frame, xs)
        call(frame, shadows)
        y = Core.Host.reverse_enter(apply, f, given)
        shadow = take(frame)
        y isa Real || error("a gradient is of a function that answers with a real number, not with ", typeof(y))
        adjoints = sweep(frame, shadow === nothing ? 0 : shadow)
        gradients = map((x, handle) -> gathered(x, handle, adjoints), given, handles)
        spare(getfield(frame, :tape))
        return y, gradients
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

# The arguments, each its own, their shadows, and by what their adjoints are found.
variables_of(frame, ::Tuple{}) = (), (), ()
function variables_of(frame, xs)
    x = apart(frame, first(xs))
    shadow, handle = variable(frame, x)
    given, shadows, handles = variables_of(frame, Base.tail(xs))
    return (x, given...), (shadow, shadows...), (handle, handles...)
end

# The shadow of an input, and by what its adjoint is found.
function variable(frame, x::AbstractFloat)
    n = node(frame, 0, 0.0, 0, 0.0)
    return n, n
end
variable(frame, x) = nothing_in(x) ? (nothing, nothing) : variables(frame, x)
function variables(frame, x)
    all = ntuple(i -> variable(frame, getfield(x, i)), nfields(x))
    return made(frame, x, map(first, all)), map(last, all)
end
# Of an array of floats the nodes follow each other.
function variable(frame, x::Array{T}) where {T<:Float}
    new_to(frame, x)
    parts, before = beside(frame, x)
    first = getfield(getfield(frame, :tape), :count)
    for i in 1:length(x)
        put_at(parts, before + i, node(frame, 0, 0.0, 0, 0.0))
    end
    return nothing, first
end
variable(frame, x::Array{<:NoFloat}) = (nothing, nothing)
function variable(frame, x::Dict)
    new_to(frame, x)
    handles = Dict{Any,Any}()
    for (key, value) in x
        shadow, handle = variable(frame, value)
        put_element(frame, value_place(x, key), shadow)
        handles[key] = handle
    end
    return nothing, handles
end
function variable(frame, x::Array)
    new_to(frame, x)
    handles = Any[]
    for i in 1:length(x)
        shadow, handle = variable(frame, x[i])
        put_element(frame, at(getfield(x, :ref), i), shadow)
        push!(handles, handle)
    end
    return nothing, handles
end

gathered(x, handles, adjoints) = handles === nothing ? nothing : gathered_by(x, handles, adjoints)
gathered_by(x::AbstractFloat, handle, adjoints) = oftype(x, get_at(adjoints, handle))
function gathered_by(x::Array{T}, before::Int, adjoints) where {T<:Float}
    found = similar(x)
    for i in 1:length(x)
        found[i] = get_at(adjoints, before + i)
    end
    return found
end
gathered_by(x::Array, handles, adjoints) = reshape([gathered(x[i], handles[i], adjoints) for i in 1:length(x)], size(x))
gathered_by(x::Dict, handles, adjoints) = Dict(key => gathered(value, handles[key], adjoints) for (key, value) in x)
gathered_by(x::SubArray, handles, adjoints) = collect(view(gathered(parent(x), handles[1], adjoints), parentindices(x)...))
gathered_by(x::Tuple, handles, adjoints) = ntuple(i -> gathered(x[i], handles[i], adjoints), length(x))
gathered_by(x::Complex, handles, adjoints) = Complex(gathered(real(x), handles[1], adjoints), gathered(imag(x), handles[2], adjoints))
gathered_by(x, handles, adjoints) = NamedTuple{fieldnames(typeof(x))}(ntuple(i -> gathered(getfield(x, i), handles[i], adjoints), length(handles)))

# A tape that is done with, for the next one: some megabytes at most, a longer one only as long as nobody else wants the memory. Of what
# throws the tape goes.
const SPARE = Ref{Any}(nothing)
const LONG_SPARE = WeakRef()
const MOST_SPARE = 1 << 18
function spare_tape()
    tape = SPARE[]
    tape === nothing || (SPARE[] = nothing; return tape::Tape)
    tape = LONG_SPARE.value
    tape === nothing && return Tape()
    LONG_SPARE.value = nothing
    return tape::Tape
end
function spare(tape)
    setfield!(tape, :count, 0)
    if length(getfield(tape, :nodes)) > MOST_SPARE
        LONG_SPARE.value = tape
    elseif SPARE[] === nothing || length(getfield(SPARE[]::Tape, :nodes)) < length(getfield(tape, :nodes))
        SPARE[] = tape
    end
    return nothing
end

"The adjoints of all nodes, of the one numbered `last`."
function sweep(frame::Reverse, last::Int)
    tape = getfield(frame, :tape)
    nodes = getfield(tape, :nodes)
    adjoints = adjoints_of(tape)
    last == 0 || put_at(adjoints, last, 1.0)
    i = last
    while slt_int(0, i)
        a = get_at(adjoints, i)
        it = get_at(nodes, i)
        l = sext_int(Int, getfield(it, :left))
        l === 0 || put_at(adjoints, l, add_float(get_at(adjoints, l), mul_float(a, getfield(it, :first))))
        r = sext_int(Int, getfield(it, :right))
        r === 0 || put_at(adjoints, r, add_float(get_at(adjoints, r), mul_float(a, getfield(it, :second))))
        i = add_int(i, -1)
    end
    return adjoints
end

"The adjoints of a tape before it is swept: 0, one for each node."
function adjoints_of(tape)
    count = getfield(tape, :count)
    adjoints = getfield(tape, :adjoints)
    if length(adjoints) < count
        adjoints = Memory{Float64}(undef, length(getfield(tape, :nodes)))
        setfield!(tape, :adjoints, adjoints)
    end
    count == 0 || Core.Host.memory_fill(Base.memoryrefnew(adjoints), 0.0, count)
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
