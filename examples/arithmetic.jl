# Arithmetic for docs/write-a-pass.md: what the bundled passes make of it.
f(x) = 2 * 3 + (x * 8 + x % 16)

println(f(5))
