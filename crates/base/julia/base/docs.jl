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
end
