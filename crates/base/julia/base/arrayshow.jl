# How arrays print: in one line as they are written, or below a summary as a table.

# ---- columns line up ---------------------------------------------------------------------------------
# How many columns an element takes left and right of where it lines up with others.
alignment_from_show(io::IO, x) = textwidth(_uncoloured(io, _shown(io, x)))
alignment(io::IO, x) = (0, alignment_from_show(io, x))
# Codes of colours take no column.
_uncoloured(io, s) = get(io, :color, false)::Bool ? replace(s, r"\e(?:[@-Z\\-_]|\[[0-?]*[ -/]*[@-~])" => "") : s
alignment(io::IO, x::Nothing) = (0, 7)
alignment(io::IO, x::Missing) = (0, 7)
_shown(io, x) = sprint(show, x; context = io)
function alignment(io::IO, x::Number)
    s = _shown(io, x)
    return (0, textwidth(s))
end
alignment(io::IO, x::Integer) = (textwidth(_shown(io, x)), 0)
function alignment(io::IO, x::Real)
    s = _shown(io, x)
    at = findfirst(c -> c == '.' || c == 'e' || c == 'f', s)
    at === nothing && return (textwidth(s), 0)
    left = textwidth(s[1:prevind(s, at)])
    return (left, textwidth(s) - left)
end
alignment(io::IO, x::AbstractIrrational) = (textwidth(_shown(io, x)), 0)
function alignment(io::IO, x::Complex)
    s = _shown(io, x)
    # The sign between the two parts; that of an exponent is not it.
    at = 0
    for (i, c) in pairs(s)
        if i > 1 && (c == '+' || c == '-') && !(s[prevind(s, i)] in ('e', 'f', '('))
            at = i
            break
        end
    end
    at == 0 && return (textwidth(s), 0)
    left = textwidth(s[1:at])
    return (left, textwidth(s) - left)
end
function alignment(io::IO, x::Rational)
    s = _shown(io, x)
    at = findfirst("//", s)
    at === nothing && return (textwidth(s), 0)
    left = textwidth(s[1:first(at)])
    return (left, textwidth(s) - left)
end
function alignment(io::IO, x::Pair)
    s = _shown(io, x)
    isdelimited(io, x) && return (0, textwidth(s))
    inner = IOContext(io, :typeinfo => _first_type(io, x))
    # Parentheses around what comes first, a space behind it, and the first half of the arrow.
    left = textwidth(_shown(inner, x.first)) + (isdelimited(inner, x.first) ? 0 : 2) + (get(io, :compact, false)::Bool ? 1 : 2)
    return (left, textwidth(s) - left)
end
_first_type(io, x) = (T = get(io, :typeinfo, Any); T isa DataType && T <: Pair && T !== Pair ? fieldtype(T, 1) : Any)

# Alignments of columns `cols` seen at rows `rows`, as many as fit.
function _alignments(io, X, rows, cols, if_complete::Int, otherwise::Int, sep::Int, ncols::Int)
    a = Tuple{Int, Int}[]
    for j in cols
        l = r = 0
        for i in rows
            aij = isassigned(X, i, j) ? alignment(io, X[i, j]) : (3, 3)
            l = max(l, aij[1])
            r = max(r, aij[2])
        end
        push!(a, (l, r))
        if length(a) > 1 && _total(a) + sep * length(a) >= if_complete
            pop!(a)
            break
        end
    end
    if 1 < length(a) < ncols
        while _total(a) + sep * length(a) >= otherwise
            pop!(a)
        end
    end
    return a
end
_total(a) = (n = 0; for (l, r) in a; n += l + r; end; n)

function print_matrix_row(io::IO, X::AbstractVecOrMat, A::Vector, i::Integer, cols::AbstractVector, sep::AbstractString, idxlast::Integer=last(axes(X, 2)))
    for k in 1:length(A)
        k > length(cols) && break
        j = cols[k]
        if isassigned(X, i, j)
            x = X[i, j]
            al = alignment(io, x)
            s = sprint(show, MIME"text/plain"(), x; context = io)
            occursin('\n', s) && (s = sprint(show, x; context = io))
            s = replace_in_print_matrix(X, i, j, s)
        else
            al = (3, 3)
            s = undef_ref_str
        end
        print(io, " "^(A[k][1] - al[1]))
        print(io, s)
        if k < length(A) || k < idxlast
            print(io, " "^(A[k][2] - al[2]))
        end
        k < length(A) && print(io, sep)
    end
end
# Nothing follows the dots of the last column, unless more is to come on the line.
function _print_vdots(io, A, vdots, sep, every::Int, m::Int, pad::Bool=false)
    for k in 1:length(A)
        w = A[k][1] + A[k][2]
        if k % every == m
            l = max(0, A[k][1] - textwidth(vdots))
            print(io, " "^l, vdots)
            (pad || k < length(A)) && print(io, " "^max(0, w - l - textwidth(vdots)))
        else
            (pad || k < length(A)) && print(io, " "^w)
        end
        k < length(A) && print(io, sep)
    end
end

function print_matrix(io::IO, X::AbstractVecOrMat, pre::AbstractString=" ", sep::AbstractString="  ", post::AbstractString="",
        hdots::AbstractString="  …  ", vdots::AbstractString="⋮", ddots::AbstractString="  ⋱  ", hmod::Integer=5, vmod::Integer=5)
    limited = get(io, :limit, false)::Bool
    if limited
        height, width = displaysize(io)
    else
        height, width = typemax(Int), typemax(Int)
    end
    height = limited ? height - 4 : height
    rows = append!(Int[], axes(X, 1))
    cols = append!(Int[], axes(X, 2))
    m, n = length(rows), length(cols)
    (m == 0 || n == 0) && return
    room = limited ? width - length(pre) - length(post) : typemax(Int) >> 1
    sepsize = length(sep)
    # Rows: all, or those at both ends.
    if m <= height
        shown_rows = rows
        vdotted = false
    else
        top = rows[1:div(height, 2)]
        bottom = rows[end-div(height - 1, 2)+1:end]
        shown_rows = vcat(top, bottom)
        vdotted = true
    end
    A = _alignments(io, X, shown_rows, limited && n > room ? cols[1:room] : cols, room, room, sepsize, n)
    # The dots stand below the last of the upper rows, wherever there is one.
    dotted = vdotted ? length(top) : 0
    if vdotted && isempty(shown_rows)
        print(io, pre, vdots, n > 1 ? string("    ", ddots) : "", post)
        return
    end
    if n <= length(A)
        for (k, i) in enumerate(shown_rows)
            k > 1 && println(io)
            print(io, pre)
            print_matrix_row(io, X, A, i, cols, sep, n)
            print(io, post)
            if k == dotted
                print(io, '\n', pre)
                _print_vdots(io, A, vdots, sep, vmod, 1)
                print(io, post)
            end
        end
    else
        # Not all columns fit: those of both ends.
        hd = length(hdots)
        c = div(room - hd + 1, 2) + 1
        R = reverse(_alignments(io, X, shown_rows, reverse(cols), c, c, sepsize, n))
        c = room - _total(R) - (length(R) - 1) * sepsize - hd
        L = _alignments(io, X, shown_rows, cols, c, c, sepsize, n)
        r = mod((length(R) - n + 1), vmod)
        for (k, i) in enumerate(shown_rows)
            k > 1 && println(io)
            print(io, pre)
            print_matrix_row(io, X, L, i, cols[1:length(L)], sep, length(L))
            print(io, (i - shown_rows[1]) % hmod == 0 ? hdots : " "^hd)
            print_matrix_row(io, X, R, i, cols[end-length(R)+1:end], sep, length(R))
            print(io, post)
            if k == dotted
                print(io, '\n', pre)
                _print_vdots(io, L, vdots, sep, vmod, 1, true)
                print(io, ddots)
                _print_vdots(io, R, vdots, sep, vmod, r)
                print(io, post)
            end
        end
    end
    return
end

# ---- more than two dimensions --------------------------------------------------------------------------
function show_nd(io::IO, a::AbstractArray, print_slice, show_full::Bool)
    limit = get(io, :limit, false)::Bool
    isempty(a) && return
    tails = axes(a)[3:end]
    nd = ndims(a) - 2
    show_full || print(io, "[")
    all_indices = collect(Tuple, Iterators.map(Tuple, CartesianIndices(tails)))
    total = length(all_indices)
    previous = nothing
    for (k, idxs) in enumerate(all_indices)
        if limit && _is_left_out(tails, idxs)
            # Dots stand once for what is left out of a dimension.
            d = findfirst(i -> length(tails[i]) > 10 && idxs[i] == first(tails[i]) + 3, 1:nd)
            if d !== nothing && all(i -> idxs[i] == first(tails[i]), 1:d-1) && !_is_left_out(tails[d+1:end], idxs[d+1:end])
                print(io, ";"^(d + 2), " … ")
                show_full && print(io, "\n\n")
            end
            continue
        end
        if show_full
            print(io, "[:, :, ", join(idxs, ", "), "] =\n")
        elseif previous !== nothing
            changed = findlast(i -> previous[i] < idxs[i], 1:nd)
            print(io, ";"^(2 + (changed === nothing ? 1 : changed)), " ")
        end
        print_slice(io, view(a, axes(a, 1), axes(a, 2), idxs...))
        show_full && k < total && print(io, "\n\n")
        previous = idxs
    end
    if !show_full
        size(a, ndims(a)) > 1 || print(io, ";"^(nd + 2))
        print(io, "]")
    end
end
_is_left_out(tails, idxs) = any(i -> length(tails[i]) > 10 && first(tails[i]) + 2 < idxs[i] <= last(tails[i]) - 3, 1:length(tails))

print_array(io::IO, X::AbstractArray{<:Any, 0}) = isassigned(X) ? show(io, X[]) : print(io, undef_ref_str)
print_array(io::IO, X::AbstractVecOrMat) = print_matrix(io, X)
print_array(io::IO, X::AbstractArray) = show_nd(io, X, print_matrix, true)

function show(io::IO, ::MIME"text/plain", X::AbstractArray)
    if isempty(X) && (get(io, :compact, false)::Bool || X isa Vector)
        return show(io, X)
    end
    summary(io, X)
    isempty(X) && return
    print(io, ":")
    show_circular(io, X) && return
    if !haskey(io, :compact) && length(axes(X, 2)) > 1
        io = IOContext(io, :compact => true)
    end
    if get(io, :limit, false)::Bool && displaysize(io)[1] - 4 <= 0
        return print(io, " …")
    end
    println(io)
    io = IOContext(io, :typeinfo => eltype(X))
    print_array(IOContext(io, :SHOWN_SET => X), X)
end

# ---- in one line ---------------------------------------------------------------------------------------
function _show_matrix(io::IO, X, prefix, drop_brackets::Bool)
    limit = get(io, :limit, false)::Bool
    rows = append!(Int[], axes(X, 1))
    cols = append!(Int[], axes(X, 2))
    nr, nc = length(rows), length(cols)
    rdots = limit && nr > 4
    cdots = limit && nc > 4
    drop_brackets || print(io, prefix, "[")
    for (ki, i) in enumerate(rows)
        rdots && 2 < ki < nr - 1 && continue
        rdots && ki == nr - 1 && print(io, "… ; ")
        for (kj, j) in enumerate(cols)
            cdots && 2 < kj < nc - 1 && continue
            cdots && kj == nc - 1 && print(io, " …")
            kj > 1 && print(io, " ")
            isassigned(X, i, j) ? show(io, X[i, j]) : print(io, undef_ref_str)
        end
        ki < nr && print(io, "; ")
    end
    if !drop_brackets
        nc > 1 || print(io, ";;")
        print(io, "]")
    end
    return
end
_show_nonempty(io::IO, X::AbstractMatrix, prefix::String) = _show_matrix(io, X, prefix, false)
function _show_nonempty(io::IO, X::AbstractArray, prefix::String)
    print(io, prefix)
    show_nd(io, X, (io, slice) -> _show_matrix(io, slice, prefix, true), false)
end
_show_empty(io::IO, X::Array) = print(io, typeof(X), "(undef, ", join(size(X), ", "), ')')
_show_empty(io, X::AbstractArray) = summary(io, X)

function show(io::IO, X::AbstractArray)
    ndims(X) == 0 && return show_zero_dim(io, X)
    ndims(X) == 1 && return show_vector(io, X)
    prefix, implicit = typeinfo_prefix(io, X)
    implicit || (io = IOContext(io, :typeinfo => eltype(X)))
    isempty(X) ? _show_empty(io, X) : _show_nonempty(io, X, prefix)
    return
end
show_zero_dim(io::IO, X::BitArray{0}) = print(io, "BitArray(", X[] ? 1 : 0, ")")
function show_zero_dim(io::IO, X::AbstractArray{T}) where {T}
    if isassigned(X)
        print(io, "fill(")
        show(io, X[])
    else
        print(io, "Array{", T, ", 0}(")
        show(io, undef)
    end
    print(io, ")")
end
function show_vector(io::IO, v, opn='[', cls=']')
    prefix, implicit = typeinfo_prefix(io, v)
    print(io, prefix)
    implicit || (io = IOContext(io, :typeinfo => eltype(v)))
    if get(io, :limit, false)::Bool && length(v) > 20
        f = v isa AbstractArray ? firstindex(v) : 1
        l = f + length(v) - 1
        show_delim_array(io, v, opn, ",", "", false, f, f + 9)
        print(io, "  …  ")
        show_delim_array(io, v, "", ",", cls, false, l - 9, l)
    else
        show_delim_array(io, v, opn, ",", cls, false, v isa AbstractArray ? firstindex(v) : 1)
    end
end

# ---- what of the type must be told -----------------------------------------------------------------------
typeinfo_eltype(typeinfo) = nothing
typeinfo_eltype(typeinfo::Type{<:AbstractArray{T}}) where {T} = eltype(typeinfo)
typeinfo_eltype(typeinfo::Type{<:AbstractDict{K, V}}) where {K, V} = eltype(typeinfo)
typeinfo_eltype(typeinfo::Type{<:AbstractSet{T}}) where {T} = eltype(typeinfo)
typeinfo_eltype(typeinfo::Type{Union{}}, slurp...) = nothing

function typeinfo_implicit(T)
    (T === Float64 || T === Int || T === Char || T === String || T === Symbol || issingletontype(T)) && return true
    isconcretetype(T) || return false
    T <: Array && return typeinfo_implicit(eltype(T))
    (T <: Tuple || T <: Pair) && return all(typeinfo_implicit, fieldtypes(T))
    return T <: AbstractDict && typeinfo_implicit(keytype(T)) && typeinfo_implicit(valtype(T))
end
function typeinfo_prefix(io::IO, X)
    typeinfo = get(io, :typeinfo, Any)::Type
    X isa typeinfo || (typeinfo = Any)
    eltype_ctx = typeinfo_eltype(typeinfo)
    eltype_X = eltype(X)
    if X isa AbstractDict
        name = sprint(show_type_name, typeof(X))
        eltype_X == eltype_ctx && return name, false
        !isempty(X) && typeinfo_implicit(keytype(X)) && typeinfo_implicit(valtype(X)) && return name, true
        return sprint(print, typeof(X); context = io), false
    end
    eltype_X == eltype_ctx && return "", false
    !isempty(X) && typeinfo_implicit(eltype_X) && return "", true
    if _prints_without_params(eltype_X)
        return sprint(show_type_name, eltype_X), false
    end
    return sprint(print, eltype_X; context = io), false
end
_prints_without_params(T) = T isa UnionAll && _is_wrapper(T)
_is_wrapper(T) = (D = unwrap_unionall(T); D isa DataType && Core.Host.type_wrapper(T) === T)

# ---- summaries -----------------------------------------------------------------------------------------
dims2string(d) = isempty(d) ? "0-dimensional" : length(d) == 1 ? "$(d[1])-element" : join(map(string, d), '×')
inds2string(inds) = join(map(_indsstring, inds), '×')
_indsstring(i) = string(i)

summary(io::IO, a::AbstractArray) = array_summary(io, a, axes(a))
function array_summary(io::IO, a, inds::Tuple{Vararg{OneTo}})
    print(io, dims2string(length.(inds)), " ")
    showarg(io, a, true)
end
function array_summary(io::IO, a, inds)
    print(io, dims2string(length.(inds)), " ")
    showarg(io, a, true)
    print(io, " with indices ", inds2string(inds))
end

showarg(io::IO, a::Array, toplevel) = (toplevel || print(io, "::"); print(io, typeof(a)))
function showarg(io::IO, v::SubArray, toplevel)
    print(io, "view(")
    showarg(io, parent(v), false)
    showindices(io, v.indices...)
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(v))
    return nothing
end
# A whole dimension is written as it was asked for, whatever its length.
showindices(io) = nothing
function showindices(io, index, rest...)
    print(io, ", ", index isa Slice ? ":" : index)
    showindices(io, rest...)
end
function showarg(io::IO, r::ReshapedArray, toplevel)
    print(io, "reshape(")
    showarg(io, parent(r), false)
    print(io, ", ", join(r.dims, ", "))
    print(io, ')')
    toplevel && print(io, " with eltype ", eltype(r))
    return nothing
end
function showarg(io::IO, A::PermutedDimsArray, toplevel)
    print(io, "PermutedDimsArray(")
    showarg(io, parent(A), false)
    print(io, ", ", _perm_of(A), ')')
    toplevel && print(io, " with eltype ", eltype(A))
    return nothing
end
function showarg(io::IO, A::ReinterpretArray{T, N, S, P, is_reshaped}, toplevel) where {T, N, S, P, is_reshaped}
    print(io, is_reshaped ? "reinterpret(reshape, " : "reinterpret(", T, ", ")
    showarg(io, parent(A), false)
    print(io, ')')
    is_reshaped && toplevel && print(io, " with eltype ", T)
    return nothing
end
_perm_of(A::PermutedDimsArray{T, N, perm}) where {T, N, perm} = perm

function show(io::IO, i::CartesianIndex)
    print(io, "CartesianIndex(")
    join(io, i.I, ", ")
    print(io, ")")
end

# What stands for an element of a matrix that has a shape of its own; zeros by their place show as a mark.
replace_in_print_matrix(A, i::Integer, j::Integer, s::AbstractString) = s
function replace_with_centered_mark(s::AbstractString; c::AbstractChar='⋅')
    n = textwidth(s)
    left = cld(n, 2) - 1
    return string(" "^left, c, " "^(n - left - 1))
end
