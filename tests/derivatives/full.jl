# A tape that is full: nothing in between takes the error for one of its own. And the tape after it.
using Derivatives
@eval Derivatives @noinline function longer(nodes, most = 100)
    length(nodes) < most || Core.Host.shadow_lost(ShadowLost("a gradient of more than $most operations"))
    made = Memory{Node}(undef, clamp(2 * length(nodes), 64, most))
    length(nodes) == 0 || Base.unsafe_copyto!(Base.memoryrefnew(made), Base.memoryrefnew(nodes), length(nodes))
    return made
end
function many(x, n)
    for i in 1:n
        x = x * 1.01
    end
    x
end
println(gradient(x -> many(x, 90), 1.0))
try
    println(gradient(x -> (try; many(x, 1000); catch; 0.0x end), 1.0))
catch e
    showerror(stdout, e); println()
end
println(gradient(x -> many(x, 90), 2.0) == gradient(x -> many(x, 90), 3.0))
