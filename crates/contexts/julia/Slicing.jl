# Slicing: what a function prints is held back, and said later if anybody wants to hear it.
#
#   value, later = sliced(f, args...)       f(args...), which printed nothing
#   later()                                 now it does
#
# What goes through `print` and `println` to the standard output is held back, as text: objects may change until then.
module Slicing

export sliced

"What was held back: this text, after what was before."
struct Note
    before::Any
    text::String
end

# In bodies under the context `slicing` these two stand for what becomes of the carried value.
hold(f, args...) = nothing
held() = nothing

"The call noted behind what was held back before; one that prints elsewhere is made."
function note(before, f, args...)
    if isempty(args) || !(args[1] isa IO)
        return Note(before, sprint(f, args...))
    end
    args[1] === stdout && return Note(before, sprint(f, Base.tail(args)...))
    f(args...)
    return before
end

# What the context calls instead.
print_later(args...) = (hold(print, args...); nothing)
println_later(args...) = (hold(println, args...); nothing)

run(f, args...) = (value = f(args...); (value, held()))

"The value of a call and what was held back."
slice(f, args) = Core.Host.slicing_enter(run, f, args...)

"All that was held back, in order."
function text(notes)
    parts = String[]
    while notes !== nothing
        push!(parts, notes.text)
        notes = notes.before
    end
    return join(reverse!(parts))
end

"The value of `f(args...)`, and a function that prints what the call would have."
function sliced(f, args...)
    value, notes = slice(f, args)
    return value, () -> print(text(notes))
end

# --- for the command line ---------------------------------------------------------------------------------------------------

"The value of a call and the text that is said of what it would have printed."
function report(f, args...)
    value, notes = slice(f, args)
    return value, string("value ", repr(value), ", held back ", repr(text(notes)))
end

end
