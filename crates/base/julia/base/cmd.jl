# Commands as values: their words, and in what surroundings they run.

abstract type AbstractCmd end
struct Cmd <: AbstractCmd
    exec::Vector{String}
    ignorestatus::Bool
    flags::UInt32
    env::Union{Vector{String}, Nothing}
    dir::String
    Cmd(exec::Vector{String}, ignorestatus::Bool, flags::UInt32, env, dir::String) = new(exec, ignorestatus, flags, env, dir)
end
Cmd(words::Vector{String}) = Cmd(words, false, 0x00000000, nothing, "")
Cmd(words::Vector{<:AbstractString}) = Cmd(String[words...])
const _detached = 0x00000008
_command_env(::Nothing) = nothing
_command_env(env::AbstractArray) = String[string(x) for x in env]
_command_env(env::AbstractDict) = String[string(k, "=", v) for (k, v) in env]
_command_env(env::Tuple) = String[string(k, "=", v) for (k, v) in env]
Cmd(c::Cmd; ignorestatus::Bool=c.ignorestatus, env=c.env, dir::AbstractString=c.dir, detach::Bool=c.flags & _detached != 0) =
    Cmd(c.exec, ignorestatus, detach ? _detached : 0x00000000, _command_env(env), String(dir))
==(a::Cmd, b::Cmd) = a.exec == b.exec && a.ignorestatus == b.ignorestatus && a.flags == b.flags && a.env == b.env && a.dir == b.dir
hash(c::Cmd, h::UInt) = hash(c.exec, hash(c.env, hash(c.dir, hash(Cmd, h))))
length(c::Cmd) = length(c.exec)
eltype(::Type{Cmd}) = String
iterate(c::Cmd, state...) = iterate(c.exec, state...)
getindex(c::Cmd, i) = c.exec[i]
firstindex(c::Cmd) = 1
lastindex(c::Cmd) = length(c)
keys(c::Cmd) = keys(c.exec)

# ---- reading: words of parts, which are text or expressions -----------------------------------------------
const _shell_special = "#{}()[]<>|&*?~;"

function shell_parse(text::AbstractString, interpolate::Bool=true; special::AbstractString="")
    s = String(text)
    words = Vector{Any}[]
    word = Any[]
    literal = IOBuffer()
    is_open = false     # a word has begun, which quotes of nothing do as well
    keep() = (part = String(take!(literal)); isempty(part) || push!(word, part); nothing)
    i = 1
    quoted = '\0'
    while i <= ncodeunits(s)
        c = s[i]
        next = nextind(s, i)
        if c == '$' && interpolate && quoted != '\''
            next <= ncodeunits(s) || error("\$ right before end of command")
            isspace(s[next]) && error("space not allowed right after \$")
            keep()
            ex, next = Meta.parse(s, next; greedy = false)
            push!(word, Ref{Any}(ex))
            is_open = true
        elseif quoted == '\0' && isspace(c)
            keep()
            is_open && push!(words, word)
            is_open && (word = Any[])
            is_open = false
        elseif quoted == '\0' && (c == '\'' || c == '"')
            quoted = c
            is_open = true
        elseif c == quoted
            quoted = '\0'
        elseif c == '\\' && quoted != '\''
            next <= ncodeunits(s) || error("dangling backslash")
            escaped = s[next]
            # Between quotes a backslash is one before anything else.
            quoted == '"' && !(escaped in ('"', '$', '\\', '`')) && print(literal, '\\')
            escaped == '\n' && quoted == '\0' || print(literal, escaped)
            next = nextind(s, next)
            is_open = true
        else
            quoted == '\0' && c in special &&
                error("parsing command `$s`: special characters \"$special\" must be quoted in commands")
            print(literal, c)
            is_open = true
        end
        i = next
    end
    quoted == '\'' && error("unterminated single quote")
    quoted == '"' && error("unterminated double quote")
    keep()
    is_open && push!(words, word)
    return words
end
shell_split(s::AbstractString) = String[join(word) for word in shell_parse(s, false)]

# ---- making: a list within a word makes a word of each of its items ------------------------------------------
_command_parts(x::AbstractString) = String[x]
_command_parts(c::Cmd) = c.exec
_command_parts(::Nothing) = throw(ArgumentError("`nothing` can not be interpolated into commands (`Cmd`)"))
_command_parts(x) = isiterable(typeof(x)) ? String[string(y) for y in x] : String[string(x)]
function _command_words(parts)
    words = String[""]
    for part in parts
        more = _command_parts(part)
        words = String[string(a, b) for a in words for b in more]
    end
    return words
end
cmd_gen(words) = Cmd(reduce(vcat, Any[isempty(word) ? String[""] : _command_words(word) for word in words]; init = String[]))
macro cmd(s)
    words = Any[Expr(:tuple, Any[part isa RefValue ? esc(part[]) : part for part in word]...) for word in shell_parse(s; special = _shell_special)]
    return :(cmd_gen($(Expr(:tuple, words...))))
end

# ---- writing ---------------------------------------------------------------------------------------------------
function print_shell_word(io::IO, word::AbstractString, special::AbstractString="")
    needs_quotes = any(c -> isspace(c) || c in ('\\', '\'', '"', '$') || c in special, word)
    if isempty(word)
        print(io, "''")
    elseif !needs_quotes
        print(io, word)
    elseif !('\'' in word)
        print(io, '\'', word, '\'')
    else
        print(io, '"', replace(word, '"' => "\\\"", '$' => "\\\$"), '"')
    end
end
shell_escape(words::AbstractString...; special::AbstractString="") =
    join([sprint(print_shell_word, word, special) for word in words], ' ')
shell_escape(c::Cmd; special::AbstractString="") = shell_escape(c.exec...; special)
function show(io::IO, c::Cmd)
    c.env === nothing || print(io, "setenv(")
    c.env === nothing && !isempty(c.dir) && print(io, "setenv(")
    print(io, '`', join([replace(shell_escape(word; special = _shell_special), '`' => "\\`") for word in c.exec], ' '), '`')
    c.env === nothing || (print(io, ","); show(io, c.env))
    isempty(c.dir) || (print(io, "; dir="); show(io, c.dir))
    c.env === nothing && isempty(c.dir) || print(io, ")")
end

# ---- what cannot be done -----------------------------------------------------------------------------------------
# Names that are there to say so: nothing that they stand for can be done.
const _refused = (:llvmcall, Symbol("@cfunction"))
