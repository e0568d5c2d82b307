# Generators: a function over an iterator, applied as it is asked.

struct Generator{I,F}
    f::F
    iter::I
    Generator(f::F, iter::I) where {I,F} = new{I,F}(f, iter)
    Generator(f::Type{T}, iter::I) where {T,I} = new{I,Type{T}}(f, iter)
    Generator{I,F}(f, iter) where {I,F} = new{I,F}(f, iter)
end
Generator(f, I1, I2, Is...) = Generator(a -> f(a...), zip(I1, I2, Is...))
Generator(::Type{T}, iter::I) where {T,I} = Generator{I,Type{T}}(T, iter)
Generator(::Type{T}, I1, I2, Is...) where {T} = Generator(a -> T(a...), zip(I1, I2, Is...))

function iterate(g::Generator)
    y = iterate(g.iter)
    y === nothing && return nothing
    return (g.f(y[1]), y[2])
end
function iterate(g::Generator, state)
    y = iterate(g.iter, state)
    y === nothing && return nothing
    return (g.f(y[1]), y[2])
end
length(g::Generator) = length(g.iter)
size(g::Generator) = size(g.iter)
axes(g::Generator) = axes(g.iter)
ndims(g::Generator) = ndims(g.iter)
keys(g::Generator) = keys(g.iter)
last(g::Generator) = g.f(last(g.iter))
isempty(g::Generator) = isempty(g.iter)
isdone(g::Generator, state...) = isdone(g.iter, state...)
IteratorSize(::Type{Generator{I,F}}) where {I,F} = IteratorSize(I)
IteratorEltype(::Type{Generator{I,T}}) where {I,T} = EltypeUnknown()
