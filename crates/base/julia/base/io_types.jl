# The types that methods of `show` and `print` are about, before all of those.

abstract type IO end
abstract type AbstractPipe <: IO end
abstract type LibuvStream <: IO end

struct MIME{mime} end
MIME(s) = MIME{Symbol(s)}()
macro MIME_str(s)
    return :(MIME{$(Expr(:quote, Symbol(s)))})
end
