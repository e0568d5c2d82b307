# Packages by name. There are none but the libraries that come along, which have neither projects nor extensions.

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
PkgId(m::Module) = PkgId(String(nameof(moduleroot(m))))
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
identify_package(name::String) = nothing
identify_package(where, name::String) = nothing
locate_package(::Union{PkgId, Nothing}) = nothing
get_extension(parent::Module, name::Symbol) = nothing
get_extension(parent::PkgId, name::Symbol) = nothing
active_project(search_load_path::Bool=true) = nothing
# What the files of packages are run in.
module __toplevel__
using Base
end
# Called with the name of each package that has been loaded.
const package_callbacks = Any[]
_package_loaded(name::String) = foreach(f -> invokelatest(f, PkgId(name)), package_callbacks)
# Where a program's own modules are looked for. What begins with `@` stands for environments, of which there are none.
const LOAD_PATH = String["@", "@v#.#", "@stdlib"]
const DEPOT_PATH = String[]
function load_path()
    asked = split(get(ENV, "JULIA_LOAD_PATH", ""), ':'; keepempty = false)
    return String[dir for dir in vcat(LOAD_PATH, asked) if !startswith(dir, '@')]
end
# The file of a module, as the host finds it, or nothing. The host asks for those that are none of the library.
function _module_file(name::String)
    file = string(name, ".jl")
    for dir in load_path()
        places = [joinpath(dir, file), joinpath(dir, name, "src", file)]
        isfile(joinpath(dir, "Project.toml")) && push!(places, joinpath(dir, "src", file))
        at = findfirst(isfile, places)
        at === nothing || return _host_path(places[at])
    end
    return nothing
end
