# Paths of files, as text.

isabspath(path::AbstractString) = startswith(path, '/')
isdirpath(path::AbstractString) = occursin(r"(?:^|/)\.{0,2}$", path)
splitdrive(path::AbstractString) = ("", String(path))
homedir() = get(ENV, "HOME", "/")
function splitdir(path::AbstractString)
    p = String(path)
    i = findlast('/', p)
    i === nothing && return "", p
    dir = p[1:i]
    stripped = rstrip(dir, '/')
    return (isempty(stripped) ? "/" : String(stripped)), p[i+1:end]
end
dirname(path::AbstractString) = splitdir(path)[1]
basename(path::AbstractString) = splitdir(path)[2]
function splitext(path::AbstractString)
    p = String(path)
    name = basename(p)
    i = findlast('.', name)
    (i === nothing || all(==('.'), name[1:i])) && return p, ""
    n = ncodeunits(name) - i + 1
    return p[1:prevind(p, ncodeunits(p) - n + 1)], name[i:end]
end
function splitpath(p::AbstractString)
    out = String[]
    rest = String(p)
    isempty(rest) && return [""]
    while !isempty(rest)
        dir, base = splitdir(rest)
        dir == rest && (pushfirst!(out, dir); break)
        isempty(base) || pushfirst!(out, base)
        rest = dir
    end
    return out
end
joinpath(path::AbstractString) = String(path)
function joinpath(a::AbstractString, b::AbstractString...)
    path = String(a)
    for p in b
        path = isabspath(p) ? String(p) : isempty(path) || endswith(path, '/') ? string(path, p) : string(path, '/', p)
    end
    return path
end
joinpath(parts::Union{Tuple, AbstractVector}) = joinpath(parts...)
function normpath(path::AbstractString)
    isabs = isabspath(path)
    isdir = endswith(path, '/') || endswith(path, "/.") || endswith(path, "/..") || path == "." || path == ".."
    parts = String[]
    for p in eachsplit(path, '/')
        (isempty(p) || p == ".") && continue
        if p == ".." && !isempty(parts) && parts[end] != ".."
            pop!(parts)
        elseif p == ".." && isabs
            continue
        else
            push!(parts, p)
        end
    end
    out = string(isabs ? "/" : "", join(parts, '/'))
    isempty(out) && return isabs ? "/" : isdir ? "./" : "."
    return isdir && !isempty(parts) && !endswith(out, '/') ? string(out, '/') : out
end
normpath(a::AbstractString, b::AbstractString...) = normpath(joinpath(a, b...))
abspath(a::AbstractString) = normpath(isabspath(a) ? a : joinpath(pwd(), a))
abspath(a::AbstractString, b::AbstractString...) = abspath(joinpath(a, b...))
function realpath(path::AbstractString)
    ispath(path) || throw(_uv_error("realpath($(repr(path)))", 2))
    return _whole_path(path)
end
# From the root, and without a slash behind it.
_whole_path(path) = (whole = abspath(path); length(whole) > 1 ? String(rstrip(whole, '/')) : whole)
expanduser(path::AbstractString) = startswith(path, "~/") || path == "~" ? string(homedir(), path[2:end]) : String(path)
function contractuser(path::AbstractString)
    home = homedir()
    path == home && return "~"
    return startswith(path, string(home, "/")) ? joinpath("~", path[ncodeunits(home)+2:end]) : String(path)
end
function relpath(path::AbstractString, startpath::AbstractString=".")
    a = splitpath(abspath(path))
    b = splitpath(abspath(startpath))
    i = 1
    while i <= length(a) && i <= length(b) && a[i] == b[i]
        i += 1
    end
    parts = vcat(fill("..", length(b) - i + 1), a[i:end])
    return isempty(parts) ? "." : joinpath(parts...)
end
# The host has one working directory and does not change it: where `cd` went is kept here, and the
# names that the host sees start there. Empty while nobody called `cd`.
const _directory = RefValue{String}("")
_host_path(path::AbstractString) =
    isempty(_directory[]) || isempty(path) || isabspath(path) ? String(path) : joinpath(_directory[], path)
pwd() = isempty(_directory[]) ? Core.Host.working_directory() : _directory[]
tempdir() = Core.Host.temporary_directory()
function cd(path::AbstractString)
    kind = _kind(path)
    kind == 2 || throw(_uv_error("cd($(repr(path)))", kind == 0 ? 2 : 20))
    _directory[] = _whole_path(path)
    return nothing
end
cd() = cd(homedir())
function cd(f::Function, path::AbstractString)
    before = _directory[]
    cd(path)
    try
        return f()
    finally
        _directory[] = before
    end
end
cd(f::Function) = cd(f, homedir())
