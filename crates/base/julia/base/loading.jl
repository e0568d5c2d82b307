# Packages by name: the libraries that come along, and those that are found where the program says that its own are.

struct UUID
    value::UInt128
end
UUID(u::UUID) = u
UUID(u::NTuple{2, UInt64}) = UUID((UInt128(u[1]) << 64) | UInt128(u[2]))
UUID(u::NTuple{4, UInt32}) =
    UUID((UInt128(u[1]) << 96) | (UInt128(u[2]) << 64) | (UInt128(u[3]) << 32) | UInt128(u[4]))
function UUID(text::AbstractString)
    u = tryparse(UUID, text)
    u === nothing && throw(ArgumentError("Malformed UUID string: $(repr(text))"))
    return u
end
parse(::Type{UUID}, text::AbstractString) = UUID(text)
function tryparse(::Type{UUID}, text::AbstractString)
    ncodeunits(text) == 36 || return nothing
    value = UInt128(0)
    for (i, c) in enumerate(text)
        if i in (9, 14, 19, 24)
            c == '-' || return nothing
        else
            digit = '0' <= c <= '9' ? c - '0' : 'a' <= c <= 'f' ? c - 'a' + 10 : 'A' <= c <= 'F' ? c - 'A' + 10 : return nothing
            value = value << 4 | UInt128(digit)
        end
    end
    return UUID(value)
end
UInt128(u::UUID) = u.value
function string(u::UUID)
    digits = string(u.value; base = 16, pad = 32)
    return string(digits[1:8], '-', digits[9:12], '-', digits[13:16], '-', digits[17:20], '-', digits[21:32])
end
print(io::IO, u::UUID) = print(io, string(u))
show(io::IO, u::UUID) = print(io, UUID, "(\"", string(u), "\")")
isless(a::UUID, b::UUID) = isless(a.value, b.value)
hash(u::UUID, h::UInt) = hash(u.value, hash(UUID, h))

struct PkgId
    uuid::Union{UUID, Nothing}
    name::String
    PkgId(uuid::Union{UUID, Nothing}, name::AbstractString) = new(uuid, String(name))
end
PkgId(name::AbstractString) = PkgId(nothing, name)
PkgId(m::Module) = _id_of(String(nameof(moduleroot(m))))
PkgId(m::Module, name::String) = PkgId(name)
==(a::PkgId, b::PkgId) = a.uuid == b.uuid && a.name == b.name
hash(p::PkgId, h::UInt) = hash(p.uuid, hash(p.name, h + 0x59b1a1b6ee6d8d8f))
function show(io::IO, ::MIME"text/plain", p::PkgId)
    print(io, p.name, " [", p.uuid === nothing ? "top-level" : p.uuid, "]")
end
show(io::IO, p::PkgId) = print(io, "Base.PkgId(", repr(p.uuid), ", ", repr(p.name), ")")
const loaded_modules = Dict{PkgId, Module}(PkgId("Core") => Core, PkgId("Base") => Base, PkgId("Main") => Main)
loaded_modules_array() = unique(values(loaded_modules))
root_module(key::PkgId) = loaded_modules[key]
root_module_exists(key::PkgId) = haskey(loaded_modules, key)
active_project(search_load_path::Bool=true) = nothing
# Where a program's own modules are looked for. What begins with `@` stands for environments, of which there are none.
const LOAD_PATH = String["@", "@v#.#", "@stdlib"]
const DEPOT_PATH = String[]
function load_path()
    asked = split(get(ENV, "JULIA_LOAD_PATH", ""), ':'; keepempty = false)
    return String[dir for dir in vcat(LOAD_PATH, asked) if !startswith(dir, '@')]
end
# The file of a module, as the host finds it, or nothing. The host asks for those that are none of the library.
function _module_file(name::String)
    for extension in _extensions
        extension.name == name && return _host_path(extension.path)
    end
    path = _find_package(name)
    path === nothing && return nothing
    _note_package(name, path)
    return _host_path(path)
end
function _find_package(name::String)
    file = string(name, ".jl")
    for dir in load_path()
        places = [joinpath(dir, file), joinpath(dir, name, "src", file)]
        isfile(joinpath(dir, "Project.toml")) && push!(places, joinpath(dir, "src", file))
        at = findfirst(isfile, places)
        at === nothing || return places[at]
    end
    return nothing
end

# ---- packages that were found -------------------------------------------------------------------------------------------
# What the files of packages are run in.
module __toplevel__
using Base
end
# Called with each package that has been loaded.
const package_callbacks = Any[]

"Where a package came from, and what its project says of it."
struct _Package
    id::PkgId
    path::Union{String, Nothing}
    version::Union{VersionNumber, Nothing}
end
const _packages = Dict{String, _Package}()
"A part of a package that is loaded once all packages that it needs are."
mutable struct _Extension
    parent::String
    name::String
    needs::Vector{String}
    path::String
    is_loaded::Bool
end
const _extensions = _Extension[]

# What is known of a package as soon as it is found: it may ask for that while it is loaded.
function _note_package(name::String, path::Union{String, Nothing})
    project = path === nothing ? nothing : _project_of(path)
    table = project === nothing ? Dict{String, Any}() : _project_table(project)
    uuid, version = get(table, "uuid", nothing), get(table, "version", nothing)
    id = PkgId(uuid === nothing ? nothing : UUID(uuid), name)
    _packages[name] = _Package(id, path, version === nothing ? nothing : VersionNumber(version))
    for (extension, needs) in get(table, "extensions", Dict{String, Any}())
        dir = joinpath(dirname(project), "ext")
        places = [joinpath(dir, extension * ".jl"), joinpath(dir, extension, extension * ".jl")]
        at = findfirst(isfile, places)
        is_known = any(it -> it.name == extension, _extensions)
        at === nothing || is_known || push!(_extensions, _Extension(name, extension, needs isa String ? [needs] : needs, places[at], false))
    end
    return nothing
end
# The host tells of each package when it has been loaded.
function _package_loaded(name::String)
    any(it -> it.name == name, _extensions) && return nothing
    haskey(_packages, name) || _note_package(name, nothing)
    id = _packages[name].id
    loaded_modules[id] = _root_module(name)
    for extension in copy(_extensions)
        if !extension.is_loaded && all(_is_loaded, [extension.parent; extension.needs])
            extension.is_loaded = true
            _root_module(extension.name)
        end
    end
    foreach(f -> invokelatest(f, id), package_callbacks)
    return nothing
end
function _root_module(name::String)
    Core.eval(__toplevel__, Expr(:import, Expr(:., Symbol(name))))
    return invokelatest(getglobal, __toplevel__, Symbol(name))
end
# Libraries are at hand.
_is_loaded(name) = haskey(_packages, name) && haskey(loaded_modules, _packages[name].id) || _find_package(name) === nothing && _is_library(name)
function _is_library(name)
    try
        _root_module(name)
        return true
    catch
        return false
    end
end

function _project_of(path)
    dir = dirname(abspath(path))
    for place in (dir, dirname(dir))
        project = joinpath(place, "Project.toml")
        isfile(project) && return project
    end
    return nothing
end
# Of a project that cannot be read nothing is known.
function _project_table(path)
    table = invokelatest(getglobal(_root_module("TOML"), :tryparsefile), path)
    return table isa AbstractDict ? table : Dict{String, Any}()
end

_id_of(name::String) = haskey(_packages, name) ? _packages[name].id : PkgId(name)
identify_package(name::String) = haskey(_packages, name) || _find_package(name) !== nothing ? _id_of(name) : nothing
identify_package(where, name::String) = identify_package(name)
locate_package(::Nothing) = nothing
locate_package(id::PkgId) = _find_package(id.name)
get_extension(parent::Module, name::Symbol) = get_extension(PkgId(parent), name)
function get_extension(parent::PkgId, name::Symbol)
    for it in _extensions
        it.is_loaded && it.parent == parent.name && it.name == String(name) && return _root_module(it.name)
    end
    return nothing
end
# The libraries that come along have the version of the language, as Julia's do.
_package_of(m::Module) = get(_packages, String(nameof(moduleroot(m))), nothing)
pathof(m::Module) = (it = _package_of(m); it === nothing || it.path === nothing ? nothing : abspath(it.path))
function pkgdir(m::Module, paths::String...)
    path = pathof(m)
    return path === nothing ? nothing : joinpath(dirname(dirname(path)), paths...)
end
function pkgversion(m::Module)
    it = _package_of(m)
    it === nothing || return it.path === nothing ? VERSION : it.version
    return moduleroot(m) in (Main, Base, Core) ? nothing : VERSION
end
# Settings that packages keep for their next time are not kept: there is no environment that they could be kept in.
get_preferences(uuid=nothing) = Dict{String, Any}()
record_compiletime_preference(uuid, key) = nothing
env_project_file(dir) = (path = joinpath(dir, "Project.toml"); isfile(path) ? path : false)
struct TOMLCache end
