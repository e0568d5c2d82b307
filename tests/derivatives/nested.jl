# A nested derivative, as often as the first argument says: tests/language/derivatives.rs compares the logs of events.
using Derivatives
nested() = derivative(x -> x * derivative(y -> x + y, 1), 1)
for _ in 1:parse(Int, ARGS[1])
    nested() == 1 || error("the tangents of two derivatives were mixed up")
end
