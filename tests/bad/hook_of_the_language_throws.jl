# exit: 1
# throws: DomainError with -1.0:
# at: 6
using Cassette
Cassette.@context Careful
Cassette.prehook(::Careful, ::typeof(sqrt), x) = x < 0 && throw(DomainError(x, "not with me"))
f(x) = sqrt(x)
# It stops the call before the call itself can complain.
Cassette.overdub(Careful(), f, -1.0)
