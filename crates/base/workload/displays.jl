# What programs show of what they have: each value as `display`, `println` and `@show` do.

struct Shown
    x::Int
    y::Float64
    name::String
end

for x in (1, 2.5, true, 'a', "text", :name, nothing, 1 // 2, 1 + 2im, 1:3, (1, 2.5, "a"), (a = 1, b = "x"), "a" => 1, Int,
          [1, 2, 3], [1.5, 2.5], ["a", "b"], [:a, :b], [true, false], Any[1, "a", nothing], [(1, 2)], ["a" => 1], [[1, 2], [3]],
          [1 2; 3 4], [1.5 2.5; 3.5 4.5], Dict("a" => 1), Dict(:a => 1.5), Dict(1 => "a"), Dict{String, Any}("a" => 1), Set([1, 2]), Set(["a"]),
          Shown(1, 2.5, "n"), [Shown(1, 2.5, "n")], :(f(x) + 1), collect(1:30), collect(1.0:30.0))
    display(x)
    println(x)
    @show x
end

@show 1 + 1 sin(1.0)
println(1, 2.5, "a", 'b', :c, nothing, true); println("a", 1); println("a", 1.5); println("a: ", [1, 2]); println(1, " ", 2); println("a ", 1, " b ", 2.5); println("x = ", 1, ", y = ", "b"); println(); print("a", 1, "\n")
println(stderr, "a", 1); @info "text" x = 1; @warn "text"; @error "text" exception = ErrorException("a")
printstyled("a"; color = :red, bold = true); println(stdout, "a"); join(stdout, [1, 2], ", "); println(join(["a", "b"], ", "), lpad(1, 5), rpad("a", 5), "-"^10, repeat("=", 10))
println(round(1.2345; digits = 2), " ", string(255; base = 16), " ", bitstring(1), " ", lpad(string(1.5), 8), " ", uppercase("a"), " ", titlecase("a b"), " ", replace("a-b", "-" => "+"), " ", strip(" a "), " ", split("a,b", ","), " ", split("a b"))
println(Shown); println([Shown]); println(typeof([1])); println(typeof(Dict("a" => 1))); println(eltype([1.5])); println(methods(display)); dump(Shown(1, 2.5, "n")); dump([1, 2])
@time sum(1:10); @elapsed sum(1:10)
