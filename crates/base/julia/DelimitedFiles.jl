# Matrices as lines of text, whose cells a character sets apart.
module DelimitedFiles

export readdlm, writedlm

# ---- reading ---------------------------------------------------------------------------------------------
# Without a character it is space, as much as there is.
const Delimiter = Union{AbstractChar, Nothing}

readdlm(input; kw...) = _readdlm(input, nothing, nothing, '\n'; kw...)
readdlm(input, T::Type; kw...) = _readdlm(input, nothing, T, '\n'; kw...)
readdlm(input, delim::AbstractChar; kw...) = _readdlm(input, delim, nothing, '\n'; kw...)
readdlm(input, delim::AbstractChar, T::Type; kw...) = _readdlm(input, delim, T, '\n'; kw...)
readdlm(input, delim::AbstractChar, eol::AbstractChar; kw...) = _readdlm(input, delim, nothing, eol; kw...)
readdlm(input, delim::AbstractChar, T::Type, eol::AbstractChar; kw...) = _readdlm(input, delim, T, eol; kw...)

_text(path::AbstractString) = read(String(path), String)
_text(io::IO) = read(io, String)
_text(bytes::AbstractVector{UInt8}) = String(copy(bytes))

function _readdlm(input, delim::Delimiter, T, eol; header::Bool=false, skipstart::Integer=0, skipblanks::Bool=true,
        quotes::Bool=true, comments::Bool=false, comment_char::AbstractChar='#', use_mmap=false, dims=nothing)
    skipstart >= 0 || throw(ArgumentError("skipstart must be ≥ 0, got $skipstart"))
    delim == eol && throw(ArgumentError("delimiter and end of line must not be the same"))
    text = _text(input)
    for _ in 1:skipstart
        at = findfirst(eol, text)
        text = at === nothing ? "" : text[nextind(text, at):end]
    end
    rows = _rows(text, delim, eol, quotes, comments ? comment_char : nothing, skipblanks)
    names = header && !isempty(rows) ? popfirst!(rows) : String[]
    width = maximum(length, rows; init = length(names))
    cells = String[j <= length(row) ? row[j] : "" for row in rows, j in 1:width]
    data = T === nothing ? _numbers_or_anything(cells) : _cells_as(T, cells)
    header || return data
    return data, AbstractString[j <= length(names) ? names[j] : "" for i in 1:1, j in 1:width]
end
# The cells of each line. Within quotes neither the delimiter nor the end of a line counts; two of them are one.
function _rows(text, delim::Delimiter, eol, quotes::Bool, comment, skipblanks::Bool)
    rows = Vector{String}[]
    row = String[]
    cell = IOBuffer()
    any_in_cell = was_quoted = in_quotes = in_comment = false
    ends(c) = delim === nothing ? isspace(c) && c != eol : c == delim
    function end_cell(is_last)
        part = String(take!(cell))
        eol == '\n' && is_last && !was_quoted && (part = chopsuffix(part, "\r"))
        delim === nothing && isempty(part) && !was_quoted || push!(row, part)
        any_in_cell = was_quoted = false
    end
    function end_row()
        end_cell(true)
        isempty(row) || row == [""] ? (skipblanks || push!(rows, row)) : push!(rows, row)
        row = String[]
        in_comment = false
    end
    chars = collect(text)
    i = 1
    while i <= length(chars)
        c = chars[i]
        if in_quotes
            if c == '"' && i < length(chars) && chars[i+1] == '"'
                print(cell, '"')
                i += 1
            elseif c == '"'
                in_quotes = false
            else
                print(cell, c)
            end
        elseif c == eol
            end_row()
        elseif in_comment
        elseif c == comment
            in_comment = true
        elseif ends(c)
            end_cell(false)
        elseif quotes && c == '"' && !any_in_cell
            in_quotes = was_quoted = true
        else
            any_in_cell = true
            print(cell, c)
        end
        i += 1
    end
    (isempty(chars) || chars[end] == eol) || end_row()
    return rows
end

function _numbers_or_anything(cells)
    numbers = map(s -> tryparse(Float64, s), cells)
    return any(isnothing, numbers) ? map!(_anything, Matrix{Any}(undef, size(cells)), cells) : convert(Matrix{Float64}, numbers)
end
function _anything(s)
    n = tryparse(Int, s)
    n === nothing || return n
    s == "true" && return true
    s == "false" && return false
    x = tryparse(Float64, s)
    return x === nothing ? SubString(s) : x
end
_cells_as(::Type{Any}, cells) = map!(_anything, Matrix{Any}(undef, size(cells)), cells)
_cells_as(::Type{T}, cells) where {T<:AbstractString} = map!(s -> convert(T, s), Matrix{T}(undef, size(cells)), cells)
function _cells_as(::Type{T}, cells) where {T}
    data = Matrix{T}(undef, size(cells))
    for j in axes(cells, 2), i in axes(cells, 1)
        s = cells[i, j]
        x = T <: AbstractChar ? (length(s) == 1 ? first(s) : nothing) : tryparse(T, s)
        x === nothing && error("at row $i, column $j : ErrorException(\"file entry \\\"$s\\\" cannot be converted to $T\")")
        data[i, j] = x
    end
    return data
end

# ---- writing ---------------------------------------------------------------------------------------------
function _write_cell(io, x::AbstractString, delim, quotes::Bool)
    if quotes && (occursin(delim, x) || any(in(('"', '\n')), x))
        print(io, '"', replace(x, '"' => "\"\""), '"')
    else
        print(io, x)
    end
end
_write_cell(io, x, delim, quotes) = print(io, x)
function _write_row(io, row, delim, quotes)
    is_first = true
    for x in row
        is_first || print(io, delim)
        is_first = false
        _write_cell(io, x, delim, quotes)
    end
    println(io)
end
_row_of(x::Union{AbstractString, Number, AbstractChar, Symbol, Nothing, Missing}) = (x,)
_row_of(x) = x
writedlm(io::IO, a::AbstractMatrix, delim; quotes::Bool=true) = foreach(i -> _write_row(io, view(a, i, :), delim, quotes), axes(a, 1))
writedlm(io::IO, a::AbstractArray{<:Any, 0}, delim; quotes::Bool=true) = _write_row(io, (a[],), delim, quotes)
writedlm(io::IO, itr, delim; quotes::Bool=true) = foreach(row -> _write_row(io, _row_of(row), delim, quotes), itr)
writedlm(path::AbstractString, a, delim; quotes::Bool=true) = open(io -> writedlm(io, a, delim; quotes), path, "w")
writedlm(to, a; quotes::Bool=true) = writedlm(to, a, '\t'; quotes)

end
