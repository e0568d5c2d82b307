# Code that is written out for each of `N` dimensions: in `d -> …` the number of the dimension takes the place of `d`,
# as a part of names too (`i_d`, `i_{d+1}`).

module Cartesian
using Base

export @nloops, @nref, @ncall, @nexprs, @nextract, @nall, @nany, @ntuple, @nif

# ---- what stands for one dimension -------------------------------------------------------------------
_number(N::Integer) = Int(N)
_number(N) = throw(ArgumentError("the number of dimensions has to be written out, got $N"))

is_function(ex) = ex isa Expr && ex.head === :->
function at(ex, n::Int)
    ex isa Symbol && return Symbol(ex, '_', n)
    is_function(ex) || throw(ArgumentError("expected a name or `d -> …`, got $ex"))
    d = ex.args[1]
    d isa Symbol || throw(ArgumentError("expected a single name before `->`, got $d"))
    body = ex.args[2]
    if body isa Expr && body.head === :block
        rest = filter(it -> !(it isa LineNumberNode), body.args)
        length(rest) == 1 && (body = rest[1])
    end
    return put(body, d, n)
end

put(x, d, n) = x
function put(s::Symbol, d, n)
    s === d && return n
    # Each part of the name behind a `_`.
    parts, name = split(string(s), '_'), string(d)
    length(parts) > 1 && name in parts[2:end] || return s
    return Symbol(parts[1], Any[string('_', part == name ? n : part) for part in parts[2:end]]...)
end
put(q::QuoteNode, d, n) = q
function put(ex::Expr, d, n)
    if ex.head === :curly && length(ex.args) == 2 && ex.args[1] isa Symbol && endswith(string(ex.args[1]), "_")
        return Symbol(ex.args[1], counted(put(ex.args[2], d, n)))
    end
    ex.head === :-> && ex.args[1] === d && return ex
    args = Any[put(it, d, n) for it in ex.args]
    made = Expr(ex.head, args...)
    # What the number decides is decided here, so that a branch may name what other dimensions lack.
    if ex.head in (:if, :elseif, :?) && length(args) >= 2
        known = truth(args[1])
        known === nothing || return known ? args[2] : length(args) == 3 ? args[3] : nothing
    end
    return made
end

counted(x) = x
function counted(ex::Expr)
    if ex.head === :call && ex.args[1] in (:+, :-, :*, :÷, :div, :mod, :%)
        args = map(counted, ex.args[2:end])
        all(it -> it isa Int, args) && return getglobal(Base, ex.args[1])(args...)
    end
    return ex
end
function truth(ex)
    ex isa Bool && return ex
    if ex isa Expr && ex.head === :call && length(ex.args) == 3 && ex.args[1] in (:(==), :!=, :<, :>, :<=, :>=)
        a, b = counted(ex.args[2]), counted(ex.args[3])
        a isa Int && b isa Int && return getglobal(Base, ex.args[1])(a, b)
    end
    return nothing
end

every(f, N) = Any[at(f, n) for n in 1:_number(N)]

# ---- the macros ------------------------------------------------------------------------------------
macro nexprs(N, ex)
    return esc(Expr(:block, every(ex, N)...))
end
macro ntuple(N, ex)
    return esc(Expr(:tuple, every(ex, N)...))
end
macro nref(N, A, ex)
    return esc(Expr(:ref, A, every(ex, N)...))
end
macro ncall(N, f, args...)
    return esc(Expr(:call, f, args[1:end-1]..., every(args[end], N)...))
end
macro nextract(N, name, from)
    value(n) = is_function(from) ? at(from, n) : Expr(:ref, from, n)
    return esc(Expr(:block, Any[Expr(:(=), Symbol(name, '_', n), value(n)) for n in 1:_number(N)]...))
end
joined(head, all, none) = isempty(all) ? none : foldr((a, b) -> Expr(head, a, b), all)
macro nall(N, ex)
    return esc(joined(:&&, every(ex, N), true))
end
macro nany(N, ex)
    return esc(joined(:||, every(ex, N), false))
end
macro nif(N, condition, cases...)
    N = _number(N)
    otherwise = at(cases[end], N)
    for n in N-1:-1:1
        otherwise = Expr(:if, at(condition, n), at(cases[1], n), otherwise)
    end
    return esc(otherwise)
end

# Loops in each other, that of the first dimension innermost; around the body stand what comes before and after it in
# each of them.
macro nloops(N, index, range, parts...)
    body = parts[end]
    before = length(parts) > 1 ? parts[1] : nothing
    after = length(parts) > 2 ? parts[2] : nothing
    ex = body
    for n in 1:_number(N)
        over = range isa Symbol ? :($(GlobalRef(Base, :axes))($range, $n)) : at(range, n)
        inner = Any[]
        before === nothing || push!(inner, at(before, n))
        push!(inner, ex)
        after === nothing || push!(inner, at(after, n))
        ex = Expr(:for, Expr(:(=), Symbol(index, '_', n), over), Expr(:block, inner...))
    end
    return esc(ex)
end
end
