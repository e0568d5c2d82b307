# Documentation is read and forgotten.

module Docs
using Base
doc(x) = nothing
hasdoc(m::Module, s::Symbol) = false
undocumented_names(m::Module; private::Bool=false) = names(m)
struct Text end
end
