# Symbols.

Symbol(s::String) = Core.Host.symbol(s)
Symbol(s::Symbol) = s
Symbol(s::AbstractString) = Core.Host.symbol(String(s))
Symbol(c::Char) = Core.Host.symbol(string(c))
Symbol(x...) = Core.Host.symbol(string(x...))
Symbol(v::Vector{UInt8}) = Symbol(String(copy(v)))

String(s::Symbol) = Core.Host.symbol_text(s)
sizeof(s::Symbol) = Core.sizeof(s)
ncodeunits(s::Symbol) = Core.sizeof(s)
isless(a::Symbol, b::Symbol) = Core.Host.string_compare(_bytes_of(string(a))..., _bytes_of(string(b))...) < 0
hash(s::Symbol) = Core.Host.symbol_hash(s)
hash(s::Symbol, h::UInt) = hash_uint(3h - Core.Host.symbol_hash(s))
print(io::IO, s::Symbol) = (write(io, s); nothing)
write(io::IO, s::Symbol) = write(io, Core.Host.symbol_text(s))
show(io::IO, s::Symbol) = (write(io, Core.Host.symbol_shown(s)); nothing)

gensym() = Core.Host.gensym("")
gensym(s::String) = Core.Host.gensym(s)
gensym(s::AbstractString) = Core.Host.gensym(String(s))
gensym(s::Symbol) = Core.Host.gensym(string(s))
gensym(ss::String...) = map(gensym, ss)
macro gensym(names...)
    blk = Expr(:block)
    for name in names
        push!(blk.args, :($(esc(name)) = gensym($(Meta.quot(name)))))
    end
    push!(blk.args, :nothing)
    return blk
end
