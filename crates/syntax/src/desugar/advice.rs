//! What to do about faults, by their codes.

/// Advice for a kind of fault; faults that know more give their own.
pub(super) fn advice(code: &str) -> Option<&'static str> {
    Some(match code {
        "invalid-assignment" => {
            "assign to a variable, `x.field`, `x[index]`, a tuple of these, or define a function `f(x) = …`"
        }
        "invalid-argument" => {
            "formal arguments are `x`, `x::T`, `x = default`, `(a, b)` and, at the end, `rest...`; keywords follow `;`"
        }
        "repeated-name" => "give each of them a name of its own",
        "invalid-type-parameter" => {
            "type variables are `T`, `T <: Upper`, `T >: Lower` or `Lower <: T <: Upper`"
        }
        "invalid-name" => {
            "names are written as `name = value`; a computed name as `name => value` behind `;`"
        }
        "invalid-macro" => "macros are defined as `macro name(a, b...) … end`, without keywords",
        "invalid-loop" => "write `for x in range`, several ranges separated by commas",
        "invalid-field" => {
            "fields are `name` or `name::T`, in a mutable struct perhaps `const name::T`"
        }
        "invalid-declaration" => {
            "declare names, perhaps with types and values: `x`, `x::T`, `x = 1`"
        }
        "invalid-let" => "bind names in the first line: `let x = 1, y = 2`",
        "invalid-type" => "type definitions are headed by `Name`, `Name{T}` and perhaps `<: Super`",
        "invalid-type-assertion" => {
            "write `value::T`; an argument without a name is possible in signatures only"
        }
        "invalid-new" => {
            "`new(…)` takes the fields in order; in a struct with parameters `new{T}(…)`"
        }
        "invalid-array" => {
            "separate rows by `;` or new lines, or columns by `;;`, not both spaces and `;;`"
        }
        "invalid-goto" => "jump inside of the `try`, or leave it by a flag",
        "misplaced-return" | "misplaced-break" => "write a loop instead of a comprehension",
        "misplaced-escape" => "`esc` belongs into what a macro returns",
        "misplaced-generated" => "use `if @generated` directly in the body of a function",
        "misplaced-atomic" => "`@atomic` declares fields of mutable structs",
        "unexpanded-macro" => "expand macros first, as `eval` does",
        "malformed-expression" | "unknown-expression" => {
            "look at the shape of what `dump(:(…))` shows for the same thing written out"
        }
        _ => return None,
    })
}
