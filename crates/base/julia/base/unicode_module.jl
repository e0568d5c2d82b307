# Normal forms and what readers take for one character: `Base.Unicode`, which the library of that name gives on.

module Unicode

using Base
using ..Base: category_code, category_abbrev, category_string, ismalformed, isoverlong

export graphemes, isequal_normalized

function normalize(s::AbstractString, form::Symbol)
    return Core.Host.unicode_normalize(String(s), form)
end
function normalize(s::AbstractString; casefold::Bool=false, stripmark::Bool=false, compat::Bool=false,
        compose::Bool=true, decompose::Bool=!compose, stripcc::Bool=false, newline2lf::Bool=false,
        chartransform=identity, kw...)
    s = chartransform === identity ? String(s) : map(chartransform, String(s))
    if stripmark
        s = filter(c -> !(6 <= Base.category_code(c) <= 8), Core.Host.unicode_normalize(s, compat ? :NFKD : :NFD))
    end
    casefold && (s = lowercase(s))
    stripcc && (s = filter(!iscntrl, s))
    newline2lf && (s = replace(s, "\r\n" => "\n", "\r" => "\n"))
    form = compat ? (decompose ? :NFKD : :NFKC) : (decompose ? :NFD : :NFC)
    return Core.Host.unicode_normalize(s, form)
end
isassigned(c) = Base.category_code(Char(c)) != 0

# What the language takes for the same character in names.
julia_chartransform(c::Char) = c === '\ub5' ? 'μ' : c === '\u25b' ? 'ε' : c === '\ub7' || c === '\u387' ? '⋅' :
    c === '\u2212' ? '-' : c === '\u210f' ? '\u127' : c
julia_chartransform(code::Integer) = UInt32(julia_chartransform(Char(code)))

struct GraphemeIterator{S<:AbstractString}
    s::S
end
graphemes(s::AbstractString) = GraphemeIterator{typeof(s)}(s)
function graphemes(s::AbstractString, r::AbstractUnitRange{<:Integer})
    all = collect(graphemes(s))
    return join(all[r])
end
Base.eltype(::Type{GraphemeIterator{S}}) where {S} = SubString{String}
Base.length(g::GraphemeIterator) = length(Core.Host.grapheme_ends(String(g.s)))
function Base.iterate(g::GraphemeIterator, state=(String(g.s), Core.Host.grapheme_ends(String(g.s)), 0))
    s, ends, i = state
    i == length(ends) && return nothing
    from = i == 0 ? 0 : ends[i]
    return Base._substring(s, from, ends[i + 1] - from), (s, ends, i + 1)
end
Base.show(io::IO, g::GraphemeIterator) = print(io, "length-", length(g), " GraphemeIterator{", typeof(g.s), "} for \"", g.s, '"')
function isequal_normalized(a::AbstractString, b::AbstractString; casefold::Bool=false, stripmark::Bool=false, chartransform=identity)
    return normalize(a; casefold, stripmark, decompose = true, compose = false) == normalize(b; casefold, stripmark, decompose = true, compose = false)
end

end
