//! Expressions to *core forms*: what the surface means, before it is decided which variable a name is.
//!
//! ```text
//! Ast ─ expand_macros ─► Ast ─ desugar ─► Ast in core forms ─ linearise ─► Bodies
//! ```
//!
//! The forms are those of Julia 1.11 between `expand-forms` and `resolve-scopes`, as [`Ast`]s with the heads below.
//! An expression that stands for several has the span of the one that it was made of.
//!
//! # Leaves
//! ```text
//! Literal            itself (`nothing`, `true`, numbers, strings, Literal::Module(path))
//! Symbol             a variable of some scope, or a global of this module if no scope declares it
//! Global(m.x)        that global; also where something is assigned or defined
//! Value(g)           that global's value
//! Quote(x)           the constant x: a Symbol, Line, Global, or a Quote of one of these (or of a Literal). Never an expression:
//!                    those are built by (call Core._expr 'head args…), `QuoteNode`s around them by (call Core.QuoteNode x)
//! Line               a statement without effect: what follows stands there
//! (ssavalue N)       a temporary; N (Int64 literal) is unique in the result; assigned by (= (ssavalue N) x) before every use on every
//!                    path (perhaps at two places, never captured by a lambda except inside a `method`'s signature)
//! ```
//!
//! # Statements and values
//! ```text
//! (block x…)                     in order; the value of the last (`nothing` if none). Lines and meta may be last and do not count
//! (= target x)                   target: Symbol, Global, (ssavalue N); its value is x as it was before a declared type converts it.
//!                                target `_` (all underscores): only evaluates x. Reading such a name is an error
//! (call f args…)                 args may be (... x): all that iterating x gives; evaluated left to right. No keywords left
//! (if c a b?)                    c may be (block … c), (&& c…) and (|| c…), each flat with 2 clauses or more; only there. `elseif` is an `if`
//! (_while c body) (_do_while body c)   c as in `if` for _while; plain for _do_while. Value `nothing`
//! (break-block label body)       label: Symbol (`loop-exit`, `loop-cont`). Value `nothing`
//! (break label)                  leaves the innermost break-block of that label; none: "break or continue outside loop"
//! (return x)
//! (unnecessary x)                x if the value is used, else not evaluated (x has no effect)
//! (new T args…) (splatnew T tuple)
//! (trycatch body handler) (trycatchelse body handler else) (tryfinally body finally)
//! (the_exception)                in a handler
//! (symboliclabel name) (symbolicgoto name)
//! (isdefined x)                  x: Symbol, Global: whether it has a value (variables, static parameters, globals)
//! (islocal x) (locals)           whether a variable is local; a Dict of the local ones (both rare)
//! (meta what args…)              what: Symbol. inline, noinline, nospecialize (args: names; none: all), specialize, propagate_inbounds,
//!                                nkw N, ret-type (ssavalue N), generated name, generated_only, aggressive_constprop, no_constprop, purity, …
//! (method name)                  see below
//! (method name sig (lambda …) line)
//! ```
//!
//! # Scopes and declarations
//! ```text
//! (scope-block body)             a new scope. Assigned names that nothing declares become locals of it, unless an outer *local* scope has
//!                                them (at top level: soft scope rules). The outermost form of a thunk is not in one: it is at top level
//! (hardscope)                    statement somewhere directly in the scope-block (not in a nested one): a hard one
//! (local x) (local-def x)        x: Symbol; local-def: never read before it is assigned. Value `nothing`
//! (global x)                     x: Symbol or Global. At top level without effect but to bring the binding about
//! (const x)                      x: Symbol or Global: the assignments to x that follow in the same thunk define a constant: `_const`
//! (const-if-global x)            the same if x turns out to be global, else nothing
//! (decl x T)                     the declared type of x: for a local its type (T is evaluated at each assignment, which converts; and at
//!                                use in closures); for a global `_typed_global`; for anything else typeassert
//! (require-existing-local x)     error if x is not a local of an outer scope ("no outer local variable declaration exists for \"for outer\"")
//! (toplevel-only what name?)     error if this is not a top-level thunk: `"what" expression not at top level`; at run time nothing
//! ```
//! Only a `scope-block`, a `lambda` and `let`'s forms of them open scopes.
//!
//! # Functions
//! ```text
//! (method name)                  name: Symbol or Global. Declares the generic function: global: `_function(module, name)`;
//!                                local name: brings the closure (type) about and assigns it to the local. The value is the function.
//!                                Counts as an assignment to name
//! (method name sig lambda line)  adds a method. name: Symbol, Global, (overlay table), or `nothing` (the function is known by its type
//!                                only, e.g. (f::T)(x)). Value `nothing`
//!   sig                          an expression (evaluated where the method is defined) that gives the whole signature type:
//!                                (call Core.apply_type Core.Tuple F A…), the last A perhaps (call Core.apply_type Core.Vararg T n?);
//!                                with static parameters:
//!                                (block (= (ssavalue i) (call Core._typevar 'T lb ub)) … (call Core._unionall (ssavalue i) … (call Core.apply_type Core.Tuple …)))
//!                                F is (call Core.Typeof name) for a plain definition, so a local function is recognised by it;
//!                                the method that sorts keywords has (call Core.Typeof Core.kwcall), Core.NamedTuple, (call Core.Typeof name), …
//!                                and belongs to the closure of the third, whose fields it reads from its third argument
//!   lambda                       (lambda (args a…) (sparams T…) body)
//!                                a: Symbol (the first is the function itself, `#self#`, or `#unused#`; `#unused#` may occur repeatedly and
//!                                is never read) or (... a) at the end. body: (scope-block …) whose scope is the function's, with
//!                                (meta …) and Lines in front. Arguments may be assigned
//!   line                         Line: where the definition stands
//! ```
//! A function with keywords `f(a; k=1)` is: `(method f)`, `(method #f#N)` + its method (all keywords, rest of keywords, f, positional),
//! the method of f without keywords, the method of `Core.kwcall`.
//! `(meta generated g)` in a lambda: g (Symbol or Global) is a global function, defined before the method, that makes the body out of
//! static parameters, then the types of all arguments (the function first).
//! `(meta ret-type (ssavalue N))`: what is returned is converted to that type first (`x isa T ? x : typeassert(convert(T, x), T)`).
//!
//! # Types
//! Definitions call `Core._structtype(module, 'name, params, fields, attributes, mutable, n_init)`, `Core._abstracttype(module, 'name, params)`,
//! `Core._primitivetype(module, 'name, params, bits)`, `Core._setsuper!(T, super)` and `Core._typebody!(T, fieldtypes)` (which binds the name); lists are tuples,
//! attributes a flat tuple `(1, :const, 3, :atomic)` of field numbers and what is said of them.
//! `where` calls `Core._typevar('T, lb, ub)` and `Core._unionall(var, body)`.
//!
//! # Top level
//! `module`, `using`, `import`, `export`, `public`, `toplevel` are returned as they are if they are the whole expression, for the session to see to;
//! inside another form they become `(toplevel-only …)` and `(call Core._toplevel module expr)`.

use overdub_diag::Diagnostic;
use overdub_types::Symbol;

use crate::Ast;

/// What an expression of this module means, in core forms.
///
/// `next_id` gives numbers for names that nobody else can write: closures, temporaries, body functions.
///
/// # Errors
/// The faults of the expression that no reading of single parts of it could find: misplaced, repeated or unsupported ones.
///
/// # Source
/// `src/julia-syntax.scm`, `expand-forms`.
pub fn desugar(
    _ast: Ast,
    _module: Symbol,
    _next_id: &mut dyn FnMut() -> u32,
) -> Result<Ast, Vec<Diagnostic>> {
    Err(vec![Diagnostic::error("unsupported-syntax", "not written yet")])
}
