# Documentation: the text that stands in front of a definition of a global is kept with its name.

module Docs
using Base
struct Binding
    mod::Module
    var::Symbol
end
Base.show(io::IO, b::Binding) = print(io, b.mod === Main ? "" : string(b.mod, '.'), b.var)
doc(b::Binding) = Core.Host.doc_text(b.mod, b.var)
doc(b::Binding, sig) = doc(b)
doc(x) = (b = _binding(x); b === nothing ? nothing : doc(b))
_binding(x::Union{Function, Type}) = Binding(parentmodule(x), nameof(x))
_binding(m::Module) = Binding(parentmodule(m), nameof(m))
_binding(x) = nothing
hasdoc(m::Module, s::Symbol) = doc(Binding(m, s)) !== nothing
undocumented_names(m::Module; private::Bool=false) =
    Symbol[s for s in names(m; all = private) if !hasdoc(m, s) && !startswith(string(s), '#')]
struct Text end
# Packages say what the documentation of their values is, and how theirs is put together.
getdoc(x, sig) = getdoc(x)
getdoc(x) = nothing
function formatdoc end
function parsedoc end
catdoc() = nothing
catdoc(docs...) = vcat(docs...)

# ---- the texts of a module as packages read them ---------------------------------------------------------------------
mutable struct DocStr
    text::Tuple
    object::Any
    data::Dict{Symbol, Any}
end
mutable struct MultiDoc
    order::Vector{Type}
    docs::IdDict{Any, Any}
    MultiDoc() = new(Type[], IdDict{Any, Any}())
end
"What is documented in a module. Texts are kept by name, so each has one, about all signatures."
function meta(m::Module; autoinit::Bool=true)
    found = IdDict{Any, Any}()
    for name in names(m; all = true)
        text = Core.Host.doc_text(m, name)
        text === nothing && continue
        binding = Binding(m, name)
        all = MultiDoc()
        push!(all.order, Union{})
        all.docs[Union{}] = DocStr((text,), nothing, Dict{Symbol, Any}(:binding => binding, :typesig => Union{}, :module => m))
        found[binding] = all
    end
    return found
end
resolve(b::Binding) = getfield(b.mod, b.var)
defined(b::Binding) = isdefined(b.mod, b.var)
end
