# Lowered code as a value, and how it prints: basic blocks with a number each.

# ---- from the IR -----------------------------------------------------------------------------------------
# Of each method its code; the functions that it calls by name stand in the calls.
function code_lowered(f, t=Tuple; generated::Bool=true, debuginfo::Symbol=:default)
    found = Any[]
    for m in (t === Tuple ? methods(f) : methods(f, t))
        ci = Core.Host.code_info(m)
        push!(found, ci === nothing ? ci : _with_names_in_calls(ci))
    end
    return found
end
code_typed(f, t=Tuple; kw...) = Any[ci => _return_type(f, t) for ci in code_lowered(f, t)]

# A statement with each value and each place that it names replaced.
_mapped(x::Core.SSAValue, value, place) = value(x)
_mapped(x::Expr, value, place) = Expr(x.head, Any[_mapped(a, value, place) for a in x.args]...)
_mapped(x::Core.GotoNode, value, place) = Core.GotoNode(place(x.label))
_mapped(x::Core.GotoIfNot, value, place) = Core.GotoIfNot(_mapped(x.cond, value, place), place(x.dest))
_mapped(x::Core.ReturnNode, value, place) = isdefined(x, :val) ? Core.ReturnNode(_mapped(x.val, value, place)) : x
_mapped(x::Core.EnterNode, value, place) = Core.EnterNode(place(x.catch_dest))
_mapped(x, value, place) = x
function _with_names_in_calls(ci)
    code = ci.code
    uses = zeros(Int, length(code))
    called = falses(length(code))
    for x in code
        _mapped(x, v -> (uses[v.id] += 1; v), identity)
        x isa Expr && x.head === :call && x.args[1] isa Core.SSAValue && (called[x.args[1].id] = true)
    end
    is_name(i) = called[i] && uses[i] == 1 && code[i] isa GlobalRef
    number = zeros(Int, length(code) + 1)
    kept = 0
    for i in 1:length(code)
        # A place whose statement goes is that of the next one.
        number[i] = kept + 1
        is_name(i) || (kept += 1)
    end
    number[end] = kept + 1
    place(i) = i == 0 ? 0 : number[i]
    value(v) = is_name(v.id) ? code[v.id] : Core.SSAValue(number[v.id])
    stays = [i for i in 1:length(code) if !is_name(i)]
    ci.codelocs = ci.codelocs[stays]
    ci.code = Any[_mapped(code[i], value, place) for i in stays]
    ci.ssavaluetypes = kept
    return ci
end

# ---- print -----------------------------------------------------------------------------------------------
const IRNode = Union{Core.SSAValue, Core.SlotNumber, Core.GotoNode, Core.GotoIfNot, Core.ReturnNode, Core.EnterNode}
# The statement as an expression of names: values as `%3`, slots as `_2` or by their names.
_readable(x::Core.SSAValue, names) = Symbol("%", x.id)
function _readable(x::Core.SlotNumber, names)
    name = names === nothing ? Symbol("") : names[x.id]
    name === Symbol("") && return Symbol("_", x.id)
    # The compiler's own have no name that could be written.
    return startswith(string(name), '#') ? Symbol("@_", x.id) : name
end
_readable(x::Core.Builtin, names) = isoperator(nameof(x)) ? nameof(x) : GlobalRef(Core, nameof(x))
_readable(x::Expr, names) = Expr(x.head, Any[_readable(a, names) for a in x.args]...)
_readable(x::IRNode, names) = Symbol(_statement_text(x, names, nothing))
_readable(x::GlobalRef, names) = x.mod === Main || x.mod === Core && isdefined(Main, x.name) ? x.name : x
_readable(x, names) = x
_operand_text(x::Union{String, Char}, names) = repr(x)
_operand_text(x, names) = replace(sprint(print, _readable(x, names)), r"var\"(%\d+|@?_\d+)\"" => s"\1", r"Symbol\(\"(%\d+)\"\)" => s":(\1)")
_place_text(at, blocks) = blocks === nothing ? string("%", at) : string("#", get(blocks, at, 0))
function _statement_text(x, names, blocks)
    x isa Core.GotoNode && return string("goto ", _place_text(x.label, blocks))
    x isa Core.GotoIfNot &&
        return string("goto ", _place_text(x.dest, blocks), " if not ", _operand_text(x.cond, names))
    x isa Core.ReturnNode && return isdefined(x, :val) ? string("return ", _operand_text(x.val, names)) : "unreachable"
    x isa Core.EnterNode && return string("enter ", _place_text(x.catch_dest, blocks))
    return _operand_text(x, names)
end
print(io::IO, x::IRNode) = print(io, _statement_text(x, nothing, nothing))
show(io::IO, x::IRNode) = print(io, ":(", _statement_text(x, nothing, nothing), ")")

# Expressions of lowered code with such nodes as they print.
_has_nodes(x::Expr) = any(_has_nodes, x.args)
_has_nodes(x) = x isa IRNode
_without_nodes(x::Expr) = _has_nodes(x) ? _readable(x, nothing) : x

# Where blocks begin.
function _block_starts(code)
    starts = Set{Int}(1)
    for (i, x) in enumerate(code)
        x isa Core.GotoNode && push!(starts, x.label)
        x isa Core.GotoIfNot && push!(starts, x.dest)
        x isa Core.EnterNode && x.catch_dest > 0 && push!(starts, x.catch_dest)
        x isa Union{Core.GotoNode, Core.GotoIfNot, Core.ReturnNode, Core.EnterNode} && push!(starts, i + 1)
    end
    return sort!([i for i in starts if i <= length(code)])
end
function show(io::IO, ci::Core.CodeInfo)
    code = ci.code
    starts = _block_starts(code)
    blocks = Dict{Int, Int}(at => n for (n, at) in enumerate(starts))
    used = falses(length(code))
    foreach(x -> _mapped(x, v -> (used[v.id] = true; v), identity), code)
    digits = ndigits(length(starts))
    last_used = something(findlast(used), 1)
    value_width = ndigits(last_used)
    println(io, "CodeInfo(")
    for (i, x) in enumerate(code)
        n = get(blocks, i, 0)
        is_last = i == length(code) || haskey(blocks, i + 1)
        if n > 0
            print(io, n, " ", "─"^(digits - ndigits(n) + 1), " ")
        else
            print(io, is_last ? string("└", "─"^(digits + 1)) : string("│", " "^(digits + 1)), " ")
        end
        print(io, used[i] ? string("%", rpad(i, value_width), " = ") : " "^(value_width + 4))
        println(io, _statement_text(x, ci.slotnames, blocks))
    end
    print(io, ")")
end
