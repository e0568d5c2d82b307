# exit: 1
# throws: a stack of 33 contexts is deeper than 32
# at: 6
using Cassette
Cassette.@context Deep
down(n) = n == 0 ? 0 : Cassette.overdub(Deep(), down, n - 1)
println(down(32))
down(33)
