# Version numbers, by semantic versioning.

const VInt = UInt32

struct VersionNumber
    major::UInt32
    minor::UInt32
    patch::UInt32
    prerelease::Tuple
    build::Tuple
    function VersionNumber(major::Integer, minor::Integer, patch::Integer, prerelease::Tuple, build::Tuple)
        major >= 0 || throw(ArgumentError(string("invalid negative major version: ", major)))
        minor >= 0 || throw(ArgumentError(string("invalid negative minor version: ", minor)))
        patch >= 0 || throw(ArgumentError(string("invalid negative patch version: ", patch)))
        pre, bld = map(_version_ident, prerelease), map(_version_ident, build)
        _check_version_idents("pre-release", pre, length(pre) == 1 && isempty(bld))
        _check_version_idents("build", bld, length(bld) == 1)
        return new(UInt32(major), UInt32(minor), UInt32(patch), pre, bld)
    end
end
_version_ident(x::Integer) = UInt64(x)
_version_ident(x) = String(x)
# A word has letters, digits and dashes, and not only digits; the empty one stands alone.
function _check_version_idents(what, idents, may_be_empty)
    for x in idents
        x isa Integer && continue
        is_word = all(c -> isascii(c) && (isletter(c) || isdigit(c) || c == '-'), x) && !all(isdigit, x)
        (isempty(x) ? may_be_empty : is_word) || throw(ArgumentError("invalid $what identifier: $(repr(x))"))
    end
end
VersionNumber(major::Integer, minor::Integer=0, patch::Integer=0, prerelease::Tuple=()) =
    VersionNumber(major, minor, patch, prerelease, ())
VersionNumber(v::VersionNumber) = v
VersionNumber(v::Tuple) = VersionNumber(v...)
function VersionNumber(v::AbstractString)
    x = tryparse(VersionNumber, v)
    x === nothing && throw(ArgumentError(string("invalid version string: ", v)))
    return x
end
parse(::Type{VersionNumber}, v::AbstractString) = VersionNumber(v)
convert(::Type{VersionNumber}, v::Integer) = VersionNumber(v)
convert(::Type{VersionNumber}, v::Tuple) = VersionNumber(v...)

function tryparse(::Type{VersionNumber}, v::AbstractString)
    v == "∞" && return typemax(VersionNumber)
    parts = Core.Host.parse_version(_with_dash(String(v)))
    parts === nothing && return nothing
    major, minor, patch, pre, build = parts
    return VersionNumber(major, minor, patch, _version_idents(pre), _version_idents(build))
end
# A pre-release may follow the numbers without a dash, if it begins with a letter.
function _with_dash(v::String)
    i = findfirst(c -> !(isdigit(c) || c == '.'), chopprefix(v, "v"))
    i === nothing && return v
    i += startswith(v, 'v')
    i > 1 && isdigit(v[prevind(v, i)]) && isascii(v[i]) && isletter(v[i]) || return v
    return string(SubString(v, 1, prevind(v, i)), '-', SubString(v, i))
end
function _version_idents(text)
    text === nothing && return ()
    text == "" && return ("",)
    idents = ()
    for word in split(text, '.')
        n = all(isdigit, word) ? UInt64(parse(Int, word)) : String(word)
        idents = (idents..., n)
    end
    return idents
end

function print(io::IO, v::VersionNumber)
    v == typemax(VersionNumber) && return print(io, "∞")
    print(io, v.major, '.', v.minor, '.', v.patch)
    if !isempty(v.prerelease)
        print(io, '-')
        join(io, v.prerelease, '.')
    end
    if !isempty(v.build)
        print(io, '+')
        join(io, v.build, '.')
    end
end
show(io::IO, v::VersionNumber) = print(io, "v\"", v, "\"")
Broadcast.broadcastable(v::VersionNumber) = Ref(v)

macro v_str(v)
    return VersionNumber(v)
end

typemin(::Type{VersionNumber}) = VersionNumber(0, 0, 0, ("",), ())
typemax(::Type{VersionNumber}) = VersionNumber(typemax(UInt32), typemax(UInt32), typemax(UInt32), (), ("",))

ident_cmp(a::Integer, b::Integer) = cmp(a, b)
ident_cmp(a::Integer, b::String) = isempty(b) ? +1 : -1
ident_cmp(a::String, b::Integer) = isempty(a) ? -1 : +1
ident_cmp(a::String, b::String) = cmp(a, b)
function ident_cmp(A::Tuple, B::Tuple)
    for (a, b) in zip(A, B)
        c = ident_cmp(a, b)
        c != 0 && return c
    end
    return length(A) < length(B) ? -1 : length(B) < length(A) ? +1 : 0
end
==(a::VersionNumber, b::VersionNumber) =
    a.major == b.major && a.minor == b.minor && a.patch == b.patch &&
    ident_cmp(a.prerelease, b.prerelease) == 0 && ident_cmp(a.build, b.build) == 0
issupbuild(v::VersionNumber) = length(v.build) == 1 && isempty(v.build[1])
function isless(a::VersionNumber, b::VersionNumber)
    a.major < b.major && return true
    a.major > b.major && return false
    a.minor < b.minor && return true
    a.minor > b.minor && return false
    a.patch < b.patch && return true
    a.patch > b.patch && return false
    !isempty(a.prerelease) && isempty(b.prerelease) && return true
    isempty(a.prerelease) && !isempty(b.prerelease) && return false
    c = ident_cmp(a.prerelease, b.prerelease)
    c != 0 && return c < 0
    issupbuild(a) == issupbuild(b) || return issupbuild(b)
    return ident_cmp(a.build, b.build) < 0
end
hash(v::VersionNumber, h::UInt) =
    hash(v.build, hash(v.prerelease, hash(v.patch, hash(v.minor, hash(v.major, h + 0x8ff4ffdb75f9fede)))))
thispatch(v::VersionNumber) = VersionNumber(v.major, v.minor, v.patch)
thisminor(v::VersionNumber) = VersionNumber(v.major, v.minor, 0)
thismajor(v::VersionNumber) = VersionNumber(v.major, 0, 0)
nextpatch(v::VersionNumber) = v < thispatch(v) ? thispatch(v) : VersionNumber(v.major, v.minor, v.patch + 1)
nextminor(v::VersionNumber) = v < thisminor(v) ? thisminor(v) : VersionNumber(v.major, v.minor + 1, 0)
nextmajor(v::VersionNumber) = v < thismajor(v) ? thismajor(v) : VersionNumber(v.major + 1, 0, 0)

const VERSION = VersionNumber(1, 11, 0)

const VERSION_STRING = string(VERSION)
