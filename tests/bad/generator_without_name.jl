# args: run FILE
# throws: syntax: a generator must be a function with a name
# at: 8

# A generator that a program puts into a function itself must be a function with a name.
struct Maker end
(::Maker)(world, source, self, x) = :x
@eval function made(x)
    $(Expr(:meta, :generated, Maker()))
    $(Expr(:meta, :generated_only))
end
