# How values print that have no way of their own, and small ones that do.

const undef_ref_str = "#undef"

show(io::IO, x) = show_default(io, x)
function show_default(io::IO, x)
    T = typeof(x)
    show(io, T)
    print(io, '(')
    nf = nfields(x)
    if nf != 0 || !isprimitivetype(T)
        if !show_circular(io, x)
            recur_io = IOContext(io, Pair{Symbol, Any}(:SHOWN_SET, x), Pair{Symbol, Any}(:typeinfo, Any))
            for i in 1:nf
                if !isdefined(x, i)
                    print(io, undef_ref_str)
                else
                    show(recur_io, getfield(x, i))
                end
                i < nf && print(io, ", ")
            end
        end
    else
        bits = bitstring(x)
        print(io, "0x")
        for i in 1:4:length(bits)
            print(io, string(parse(Int, bits[i:i+3]; base = 2); base = 16))
        end
    end
    print(io, ')')
    return nothing
end

# What is being shown already is not shown again inside of itself.
function show_circular(io::IOContext, x)
    d = 1
    dict = io.dict
    while isdefined(dict, :parent)
        if dict.key === :SHOWN_SET
            if dict.value === x
                print(io, "#= circular reference @-", d, " =#")
                return true
            end
            d += 1
        end
        dict = dict.parent
    end
    return false
end
show_circular(io::IO, x) = false

summary(io::IO, x) = print(io, typeof(x))
summary(x) = sprint(summary, x)
summary(io::IO, s::AbstractString) = print(io, isempty(s) ? "empty" : string(ncodeunits(s), "-codeunit"), " ", typeof(s))
showarg(io::IO, ::Type{T}, toplevel) where {T} = print(io, "::Type{", T, "}")
showarg(io::IO, x, toplevel) = (toplevel || print(io, "::"); print(io, typeof(x)))

show(io::IO, ::Nothing) = print(io, "nothing")
show(io::IO, ::Missing) = print(io, "missing")
show(io::IO, u::UndefInitializer) = print(io, "UndefInitializer()")
show(io::IO, s::AbstractString) = _show_string(io, s)
show(io::IO, s::Union{String, SubString{String}}) = _show_string(io, s)
_show_string(io, s::Union{String, SubString{String}}) = (write(io, Core.Host.string_shown(_bytes_of(s)...)); nothing)
_show_string(io, s) = _show_string(io, String(s))
# Where space is limited, what does not fit between the head and the tail of a string is counted instead of shown: seven
# lines of it stand alone, one in a collection.
function show(io::IO, ::MIME"text/plain", s::AbstractString; limit::Union{Int, Nothing}=nothing)
    if limit === nothing
        get(io, :limit, false)::Bool || return show(io, s)
        limit = max(20, displaysize(io)[2])
        get(io, :typeinfo, nothing) === nothing && (limit *= 7)
    end
    n = ncodeunits(s)
    n <= limit - 2 && return show(io, s)
    unit = codeunit(s) == UInt8 ? "bytes" : "code units"
    around = length(" ⋯  $unit ⋯ ") + 4
    # The number takes its room from what is shown, by which it may grow itself.
    room = max(limit, around + 1) - around
    digits = ndigits(n - room)
    room += digits - ndigits(n - room + digits) - digits
    room = max(0, room)
    head = nextind(s, 0, 1 + (room + 1) ÷ 2)
    tail = prevind(s, n + 1, room ÷ 2)
    least = around + ndigits(n - room) - 1
    left_out = tail - head
    if 4least <= left_out || least <= left_out && least <= length(s, head, tail - 1)
        show(io, SubString(s, 1:prevind(s, head)))
        printstyled(io, " ⋯ $left_out $unit ⋯ "; color=:light_yellow, bold=true)
        show(io, SubString(s, tail))
    else
        show(io, s)
    end
    return nothing
end

# ---- tuples and pairs ------------------------------------------------------------------------------
function show_delim_array(io::IO, itr, op, delim, cl, delim_one, i1=1, n=typemax(Int))
    print(io, op)
    if !show_circular(io, itr)
        recur_io = IOContext(io, :SHOWN_SET => itr)
        first = true
        i = i1
        if itr isa Union{AbstractArray, SimpleVectorLike}
            n = min(n, lastindex(itr))
            while i <= n
                first || print(io, delim, ' ')
                if isassigned(itr, i)
                    show(recur_io, itr[i])
                else
                    print(io, undef_ref_str)
                end
                first = false
                i += 1
            end
            delim_one && n == i1 && print(io, delim)
        else
            y = iterate(itr)
            k = 1
            while y !== nothing && k < i1
                y = iterate(itr, y[2])
                k += 1
            end
            shown = 0
            while y !== nothing && shown < max(n, 1)
                first || print(io, delim, ' ')
                first = false
                show(recur_io, y[1])
                shown += 1
                y = iterate(itr, y[2])
            end
            delim_one && shown == 1 && print(io, delim)
        end
    end
    print(io, cl)
    return nothing
end
const SimpleVectorLike = Core.SimpleVector

show_comma_array(io::IO, itr, o, c) = show_delim_array(io, itr, o, ',', c, false)
function show(io::IO, t::Tuple)
    n = nfields(t)
    print(io, '(')
    if !show_circular(io, t)
        T = get(io, :typeinfo, Any)
        known = T isa DataType && typeof(t) <: T && T <: Tuple ? T : Tuple
        for i in 1:n
            i > 1 && print(io, ", ")
            show(IOContext(io, Pair{Symbol, Any}(:SHOWN_SET, t), Pair{Symbol, Any}(:typeinfo, known === Tuple ? Any : fieldtype(known, i))), getfield(t, i))
        end
    end
    n == 1 && print(io, ',')
    print(io, ')')
    return nothing
end
function show(io::IO, t::NamedTuple)
    n = nfields(t)
    names = fieldnames(typeof(t))
    if n == 0
        print(io, "NamedTuple()")
        return
    end
    # A field that may hold more than it does is told of by the type.
    for i in 1:n
        typeof(getfield(t, i)) === fieldtype(typeof(t), i) && continue
        show(io, typeof(t))
        print(io, '(')
        show(io, Tuple(t))
        print(io, ')')
        return
    end
    T = get(io, :typeinfo, Any)
    if T isa DataType && T <: NamedTuple && typeof(t) <: T
        types = fieldtypes(T)
    else
        types = ntuple(i -> Any, n)
    end
    print(io, '(')
    if !show_circular(io, t)
        for i in 1:n
            i > 1 && print(io, ", ")
            show_sym(io, names[i])
            print(io, " = ")
            show(IOContext(io, Pair{Symbol, Any}(:SHOWN_SET, t), Pair{Symbol, Any}(:typeinfo, types[i])), getfield(t, i))
        end
        n == 1 && print(io, ',')
    end
    print(io, ')')
    return nothing
end
# Whether a pair has the type that `a => b` makes.
# `=>` stands between the parts where the types of these tell the pair's; a part that would run into it is put in parentheses.
_is_tight(p::Pair{A, B}) where {A, B} = typeof(p.first) == A && typeof(p.second) == B
isdelimited(io::IO, x) = true
isdelimited(io::IO, x::Function) = !isoperator(Symbol(x))
isdelimited(io::IO, p::Pair) = !(_is_tight(p) || get(io, :typeinfo, Any) == typeof(p))
function show(io::IO, p::Pair)
    if isdelimited(io, p)
        show(io, typeof(p))
        return show(io, (p.first, p.second))
    end
    T = get(io, :typeinfo, Any)
    known = T isa Type && p isa T && T <: Pair
    _show_pair_side(io, known ? fieldtype(T, 1) : Any, p.first)
    print(io, get(io, :compact, false)::Bool ? "=>" : " => ")
    _show_pair_side(io, known ? fieldtype(T, 2) : Any, p.second)
    return nothing
end
function _show_pair_side(io, T, x)
    io = IOContext(io, :typeinfo => T)
    is_bare = isdelimited(io, x)
    is_bare || print(io, '(')
    show(io, x)
    is_bare || print(io, ')')
    return nothing
end

# ---- small types -----------------------------------------------------------------------------------
function show(io::IO, x::Some)
    get(io, :typeinfo, Any) == typeof(x) && return show(io, x.value)
    print(io, "Some(")
    show(io, x.value)
    print(io, ')')
end
show(io::IO, ::Val{x}) where {x} = (print(io, "Val{"); show(io, x); print(io, "}()"))
function show(io::IO, r::RefValue)
    print(io, typeof(r), '(')
    if !show_circular(io, r)
        if isdefined(r, :x)
            show(IOContext(io, Pair{Symbol, Any}(:SHOWN_SET, r), Pair{Symbol, Any}(:typeinfo, Any)), r.x)
        else
            print(io, undef_ref_str)
        end
    end
    print(io, ')')
end
print(io::IO, x::LineNumberNode) =
    x.file === nothing ? print(io, "#= line ", x.line, " =#") : print(io, "#= ", x.file, ':', x.line, " =#")
show(io::IO, x::LineNumberNode) = (print(io, ":("); print(io, x); print(io, ")"))
function show(io::IO, ::MIME{Symbol("text/plain")}, u::UndefInitializer)
    show(io, u)
    get(io, :compact, false)::Bool || print(io, ": array initializer with undefined values")
end
function show(io::IO, x::GlobalRef)
    print(io, ":(", x.mod, ".")
    if isidentifier(x.name)
        print(io, x.name)
    elseif isoperator(x.name)
        # Of the operators only the colon stands in parentheses here.
        print(io, ':', x.name === :(:) ? "(:)" : x.name)
    else
        show_sym(io, x.name; allow_macroname=true)
    end
    print(io, ")")
end
show(io::IO, x::QuoteNode) = _show_quote(io, x)

# ---- dictionaries and sets -------------------------------------------------------------------------
function show(io::IO, t::AbstractDict{K, V}) where {K, V}
    recur_io = IOContext(io, Pair{Symbol, Any}(:SHOWN_SET, t), Pair{Symbol, Any}(:typeinfo, eltype(t)))
    limit = get(io, :limit, false)::Bool
    print(io, typeinfo_prefix(io, t)[1])
    print(io, '(')
    if !isempty(t) && !show_circular(io, t)
        first = true
        n = 0
        for pair in t
            first || print(io, ", ")
            first = false
            show(recur_io, pair)
            n += 1
            if limit && n >= 10
                print(io, "…")
                break
            end
        end
    end
    print(io, ')')
    return nothing
end

# The rows and columns that are left for the content below a summary.
function _room(io, margin)
    get(io, :limit, false)::Bool || return typemax(Int), typemax(Int)
    rows, cols = displaysize(io)
    return rows - 4, cols - margin
end
function show(io::IO, ::MIME"text/plain", t::AbstractDict{K, V}) where {K, V}
    isempty(t) && return show(io, t)
    recur_io = IOContext(io, :SHOWN_SET => t)
    limit = get(io, :limit, false)::Bool
    haskey(io, :compact) || (recur_io = IOContext(recur_io, :compact => true))
    io_k = IOContext(recur_io, :typeinfo => K)
    io_v = IOContext(recur_io, :typeinfo => V)
    summary(io, t)
    print(io, ":")
    show_circular(io, t) && return
    rows, cols = _room(io, 0)
    if limit
        rows < 1 && (print(io, " …"); return)
        cols = max(cols, 12) - 6
        ks = String[]
        vs = String[]
        keywidth = 0
        valwidth = 0
        for (i, (k, v)) in enumerate(t)
            i > rows && break
            push!(ks, sprint(show, k; context = io_k))
            push!(vs, sprint(show, v; context = io_v))
            keywidth = clamp(textwidth(ks[i]), keywidth, cols)
            valwidth = clamp(textwidth(vs[i]), valwidth, cols)
        end
        if keywidth > max(div(cols, 2), cols - valwidth)
            keywidth = max(cld(cols, 3), cols - valwidth)
        end
        for i in 1:length(ks)
            print(io, "\n  ")
            if i == rows < length(t)
                print(io, rpad("⋮", keywidth), " => ⋮")
                break
            end
            print(io, rpad(_truncated(ks[i], keywidth), keywidth), " => ", _truncated(vs[i], cols - keywidth))
        end
        return
    end
    for (k, v) in t
        print(io, "\n  ")
        show(io_k, k)
        print(io, " => ")
        show(io_v, v)
    end
end
# At most `width` columns and no line break; an ellipsis says that more would follow.
function _truncated(s::AbstractString, width::Int)
    at = findfirst(in(('\n', '\r')), s)
    cut = at !== nothing
    cut && (s = s[1:prevind(s, at)])
    textwidth(s) <= width - (cut ? 1 : 0) && return cut ? string(s, "…") : s
    width < 1 && return ""
    out = IOBuffer()
    w = 0
    for c in s
        w += textwidth(c)
        w > width - 1 && break
        write(out, c)
    end
    write(out, '…')
    return takestring!(out)
end

summary(io::IO, t::AbstractSet) = (n = length(t); showarg(io, t, true); print(io, " with ", n, n == 1 ? " element" : " elements"))
function show(io::IO, ::MIME"text/plain", t::AbstractSet)
    isempty(t) && return show(io, t)
    recur_io = IOContext(io, :SHOWN_SET => t)
    summary(io, t)
    print(io, ":")
    show_circular(io, t) && return
    _show_lines(io, recur_io, t, "⋮ ")
end
function _show_lines(io, recur_io, itr, dots)
    limit = get(io, :limit, false)::Bool
    rows, cols = _room(io, 2)
    limit && rows < 1 && (print(io, " …"); return)
    for (i, v) in enumerate(itr)
        print(io, "\n  ")
        if i == rows < length(itr)
            print(io, dots)
            break
        end
        if limit
            print(io, _truncated(sprint(show, v; context = recur_io), max(cols, 4)))
        else
            show(recur_io, v)
        end
    end
end
function _show_set(io::IO, s::Set)
    if isempty(s)
        if get(io, :typeinfo, Any) == typeof(s)
            print(io, "Set()")
        else
            show(io, typeof(s))
            print(io, "()")
        end
    else
        print(io, "Set(")
        show_vector(io, s)
        print(io, ')')
    end
    return nothing
end
show(io::IO, s::AbstractSet) = (print(io, typeof(s), "("); isempty(s) || show_vector(io, s); print(io, ')'))

summary(io::IO, v::Union{KeySet, ValueIterator}) = (print(io, v isa KeySet ? "KeySet" : "ValueIterator", " for a "); summary(io, v.dict))
_show_dict_part(io::IO, v) = show_vector(io, v)
show(io::IO, v::KeySet) = show_vector(io, v)
function show(io::IO, ::MIME"text/plain", iter::Union{KeySet, ValueIterator})
    isempty(iter) && get(io, :compact, false)::Bool && return show(io, iter)
    summary(io, iter)
    isempty(iter) && return
    print(io, ". ", iter isa KeySet ? "Keys" : "Values", ":")
    _show_lines(io, io, iter, "⋮")
end

# ---- ranges and what iterates ------------------------------------------------------------------------
show(io::IO, ::MIME"text/plain", r::AbstractRange) = show(io, r)
function show(io::IO, ::MIME"text/plain", r::Union{LinRange,LogRange})
    isempty(r) && return show(io, r)
    summary(io, r)
    print(io, ":\n ")
    print_range(io, r)
end
function print_range(io, r)
    n = length(r)
    for i in 1:n
        i > 1 && print(io, ", ")
        if get(io, :limit, false)::Bool && n > 10 && i == 6
            print(io, "…, ")
        end
        get(io, :limit, false)::Bool && n > 10 && 5 < i <= n - 5 && continue
        show(IOContext(io, :compact => true), r[i])
    end
end
function show(io::IO, r::AbstractRange)
    show(io, first(r))
    print(io, ':')
    show(io, step(r))
    print(io, ':')
    show(io, last(r))
end
function show(io::IO, r::AbstractUnitRange)
    show(io, first(r))
    print(io, ':')
    show(io, last(r))
end
show(io::IO, r::OneTo) = print(io, "Base.OneTo(", r.stop, ")")
function show(io::IO, r::StepRangeLen)
    if !iszero(step(r))
        show(io, first(r))
        print(io, ':')
        show(io, step(r))
        print(io, ':')
        show(io, last(r))
    else
        print(io, "StepRangeLen(")
        show(io, first(r))
        print(io, ", ")
        show(io, step(r))
        print(io, ", ", length(r), ")")
    end
end
function show(io::IO, r::LinRange{T}) where {T}
    print(io, "LinRange{", T, "}(")
    # The type stands in front.
    ends = IOContext(io, :typeinfo => T)
    show(ends, first(r))
    print(io, ", ")
    show(ends, last(r))
    print(io, ", ", length(r), ")")
end

function show(io::IO, r::LogRange{T}) where {T}
    print(io, "LogRange{", T, "}(")
    typed = IOContext(io, :typeinfo => T)
    show(typed, first(r))
    print(io, ", ")
    show(typed, last(r))
    print(io, ", ", length(r), ")")
end

# ---- structure, for people who look inside -------------------------------------------------------------
dump(x; maxdepth=8) = dump(IOContext(stdout, :limit => true), x; maxdepth)
dump(io::IO, x; maxdepth=8) = (_dump(IOContext(io), x, maxdepth, ""); println(io))
_dump(io::IO, x::DataType, n::Int, indent) = _dump_type(io, x, n, indent)
_dump(io::IO, x::Union, n::Int, indent) = print(io, x)
_dump(io::IO, x::Module, n::Int, indent) = print(io, "Module ", x)
_dump(io::IO, x::Ptr, n::Int, indent) = print(io, x)
_dump(io::IO, x::Symbol, n::Int, indent) = print(io, "Symbol ", x)
_dump(io::IO, x::String, n::Int, indent) = (print(io, "String "); show(io, x))
function _dump(io::IO, x::Core.SimpleVector, n::Int, indent)
    isempty(x) && return print(io, "empty SimpleVector")
    print(io, "SimpleVector")
    n > 0 || return
    for i in 1:length(x)
        print(io, '\n', indent, "  ", i, ": ")
        _dump(io, x[i], n - 1, string(indent, "  "))
    end
end
function _dump(io::IO, x::Array, n::Int, indent)
    print(io, "Array{", eltype(x), "}(", size(x), ")")
    if eltype(x) <: Number
        print(io, " ")
        show(io, x)
    elseif n > 0 && !isempty(x) && !show_circular(io, x)
        recur = IOContext(io, :SHOWN_SET => x)
        count = length(x)
        is_cut = get(io, :limit, false)::Bool && count > 10
        for i in 1:count
            is_cut && 5 < i < count - 4 && continue
            is_cut && i == count - 4 && print(io, '\n', indent, "  ...")
            print(io, '\n', indent, "  ", i, ": ")
            isassigned(x, i) ? _dump(recur, x[i], n - 1, string(indent, "  ")) : print(io, undef_ref_str)
        end
    end
    return
end
function _dump(io::IO, x, n::Int, indent)
    x === Union{} && return show(io, x)
    T = typeof(x)
    x isa Function ? print(io, x, " (function of type ", T, ")") : print(io, T)
    if nfields(x) > 0
        n > 0 && !show_circular(io, x) || return
        recur = IOContext(io, Pair{Symbol, Any}(:SHOWN_SET, x))
        for i in 1:nfields(x)
            print(io, '\n', indent, "  ", fieldname(T, i), ": ")
            isdefined(x, i) ? _dump(recur, getfield(x, i), n - 1, string(indent, "  ")) : print(io, undef_ref_str)
        end
    elseif !(x isa Function)
        print(io, " ")
        show(io, x)
    end
    return
end
function _dump(io::IO, x::UnionAll, n::Int, indent)
    print(io, "UnionAll")
    n > 0 || return
    print(io, '\n', indent, "  var: TypeVar")
    for (name, part) in ((:name, getfield(x, :var).name), (:lb, getfield(x, :var).lb), (:ub, getfield(x, :var).ub))
        n > 1 || break
        print(io, '\n', indent, "    ", name, ": ")
        _dump(io, part, n - 2, string(indent, "    "))
    end
    print(io, '\n', indent, "  body: ")
    body = getfield(x, :body)
    body isa DataType ? _dump_type(io, body, n - 1, string(indent, "  ")) : _dump(io, body, n - 1, string(indent, "  "))
end
function _dump_type(io, T, n, indent)
    T === Union{} && return print(io, T)
    print(io, T)
    T === Any || print(io, " <: ", supertype(T))
    n > 0 && !(T <: Tuple) && !isabstracttype(T) && isstructtype(T) || return
    T <: NamedTuple && !(T.parameters[1] isa Tuple && T.parameters[2] isa DataType) && return
    names = fieldnames(T)
    for i in 1:length(names)
        print(io, '\n', indent, "  ", names[i], "::", fieldtype(T, i))
    end
    return
end
