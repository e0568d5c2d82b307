# The code units of a string as a vector.

IndexStyle(::Type{<:CodeUnits}) = IndexLinear()
iterate(s::CodeUnits, i=1) = i > length(s) ? nothing : (codeunit(s.s, i), i + 1)
==(a::CodeUnits, b::CodeUnits) = a.s == b.s || (length(a) == length(b) && all(i -> a[i] == b[i], 1:length(a)))
codeunits(s::AbstractString) = CodeUnits(s)
write(io::IO, s::CodeUnits) = write(io, s.s)
