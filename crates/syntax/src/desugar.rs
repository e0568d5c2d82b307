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
//! `Core._primitivetype(module, 'name, params, bits)`, `Core._setsuper!(T, super)` (which returns what stands for the type in its fields) and `Core._typebody!(T, fieldtypes)` (which binds the name); lists are tuples,
//! attributes a flat tuple `(1, :const, 3, :atomic)` of field numbers and what is said of them.
//! `where` calls `Core._typevar('T, lb, ub)` and `Core._unionall(var, body)`.
//!
//! # Top level
//! `module`, `using`, `import`, `export`, `public`, `toplevel` are returned as they are if they are the whole expression, for the session to see to;
//! inside another form they become `(toplevel-only …)` and `(call Core._toplevel module expr)`.

mod advice;
mod arrays;
mod assign;
mod broadcast;
mod build;
mod call;
mod compare;
mod comprehension;
mod constructors;
mod control;
mod declare;
mod destructure;
mod dump;
mod function;
mod generated;
mod index;
mod keywords;
mod method;
mod named_tuple;
pub(crate) mod quote;
pub(crate) mod shape;
mod typedef;
pub(crate) mod typevars;
mod update;

pub use dump::Dump;

use overdub_diag::{Diagnostic, Span};
use overdub_ir::GlobalRef;
use overdub_types::Symbol;

use crate::{Ast, Expr, LineNode, Numbers};

/// How deep expressions may be nested.
const MAX_DEPTH: u32 = 2_000;

/// A reason to refuse an expression.
pub(crate) type Fault = Box<Diagnostic>;
/// What comes of a part of an expression.
pub(crate) type Out<T = Ast> = Result<T, Fault>;

/// What an expression of this module means, in core forms.
///
/// `numbers` gives numbers for names that nobody else can write: closures, body functions, hidden variables.
///
/// # Errors
/// The first fault that the expression has: something misplaced, repeated or unsupported.
///
/// # Source
/// `src/julia-syntax.scm`, `expand-forms`.
pub fn desugar(
    ast: Ast,
    module: Symbol,
    numbers: &mut dyn Numbers,
) -> Result<Ast, Vec<Diagnostic>> {
    desugar_within(ast, module, &[], numbers)
}

/// The same of a body whose arguments have these names: variables that are made for the body are none of them, though
/// such names may have been made for the signature.
pub(crate) fn desugar_within(
    ast: Ast,
    module: Symbol,
    args: &[Symbol],
    numbers: &mut dyn Numbers,
) -> Result<Ast, Vec<Diagnostic>> {
    if let Ast::Expr(expr) = &ast
        && matches!(
            expr.head.as_str(),
            "module" | "using" | "import" | "export" | "public" | "toplevel"
        )
    {
        return Ok(ast);
    }
    let mut state = Desugar {
        module,
        numbers,
        temporaries: 0,
        gensyms: args.iter().filter_map(|it| made_number(*it)).max().unwrap_or(0),
        depth: 0,
        functions: u32::from(!args.is_empty()),
        span: ast.span(),
        line: None,
    };
    state.form(ast).map_err(|it| vec![*it])
}

/// The number in a name that `gensym` made.
fn made_number(name: Symbol) -> Option<usize> {
    name.as_str().strip_prefix("#s")?.parse().ok()
}

/// One expression on its way to core forms.
struct Desugar<'a> {
    module: Symbol,
    numbers: &'a mut dyn Numbers,
    temporaries: usize,
    gensyms: usize,
    depth: u32,
    /// How many functions stand around the expression.
    functions: u32,
    /// The nearest known place, for faults.
    span: Option<Span>,
    /// The line node passed last.
    line: Option<LineNode>,
}

/// The expression as it would be written, for messages.
fn deparse(e: &Ast) -> String {
    crate::print(e)
}

/// A fault at an expression.
fn fault(at: &Ast, code: &'static str, message: impl Into<String>) -> Fault {
    let mut fault = Diagnostic::error(code, message);
    fault.hints.extend(advice::advice(code).map(str::to_owned));
    Box::new(match at.span() {
        Some(span) => fault.with_label(span, ""),
        None => fault,
    })
}

impl Desugar<'_> {
    /// A new temporary.
    fn temporary(&mut self) -> Ast {
        self.temporaries += 1;
        Ast::expr("ssavalue", [build::int(self.temporaries)])
    }

    /// A local variable that nobody else can name; each statement has a row of them.
    fn gensym(&mut self) -> Ast {
        self.gensyms += 1;
        Ast::Symbol(Symbol::new(&format!("#s{}", self.gensyms)))
    }

    /// What an expression means.
    fn form(&mut self, e: Ast) -> Out {
        let expr = match e {
            Ast::Expr(expr) => *expr,
            Ast::Quote(inner) => return Ok(quote::value(*inner)),
            Ast::Line(line) => {
                self.line = Some(line);
                return Ok(e);
            }
            // Made by a macro: the parser reads these as values.
            Ast::Symbol(name) if matches!(name.as_str(), "true" | "false") => {
                return Ok(build::boolean(name.as_str() == "true"));
            }
            leaf => return Ok(leaf),
        };
        let (span, outer) = (expr.span, self.span);
        if span.is_some() {
            self.span = span;
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let at = Ast::expr_at("block", [], self.span);
            let fault = fault(&at, "nested-too-deep", "expressions are nested too deep")
                .with_hint("split the expression, or build it in steps");
            return Err(Box::new(fault));
        }
        let made = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.dispatch(expr));
        let mut out = made.map_err(|it| match (it.labels.is_empty(), self.span) {
            (true, Some(span)) => Box::new(it.with_label(span, "")),
            _ => it,
        })?;
        self.depth -= 1;
        self.span = outer;
        if let Ast::Expr(made) = &mut out
            && made.span.is_none()
        {
            made.span = span;
        }
        Ok(out)
    }

    /// All of them, in order.
    fn forms(&mut self, args: Vec<Ast>) -> Out<Vec<Ast>> {
        args.into_iter().map(|it| self.form(it)).collect()
    }

    /// The same head with its arguments as what they mean.
    fn same(&mut self, mut expr: Expr) -> Out {
        expr.args = self.forms(std::mem::take(&mut expr.args))?;
        Ok(Ast::Expr(Box::new(expr)))
    }

    fn dispatch(&mut self, expr: Expr) -> Out {
        match expr.head.as_str() {
            // What is in core form already.
            "ssavalue"
            | "meta"
            | "args"
            | "sparams"
            | "hardscope"
            | "softscope"
            | "toplevel-only"
            | "the_exception"
            | "symboliclabel"
            | "symbolicgoto"
            | "isdefined"
            | "islocal"
            | "locals"
            | "const-if-global"
            | "require-existing-local" => Ok(Ast::Expr(Box::new(expr))),
            "module" | "using" | "import" | "export" | "public" | "toplevel" => {
                self.nested_toplevel(expr)
            }
            "quote" => self.quote(expr),
            "inert" => Ok(quote::value(self.only(expr)?)),
            "copyast" => {
                let inner = self.only(expr)?;
                self.form(inner)
            }
            "escape" | "hygienic-scope" => {
                Err(self.misuse(&expr, "misplaced-escape", "escaped expression outside of a macro"))
            }
            "macrocall" => {
                Err(self.misuse(&expr, "unexpanded-macro", "macro call that was not expanded"))
            }
            "error" | "incomplete" => Err(self.erroneous(&expr)),

            "function" => self.function(expr),
            "->" => self.arrow(expr),
            "macro" => self.macro_def(expr),
            "struct" => self.struct_def(expr),
            "abstract" => self.abstract_def(expr),
            "primitive" => self.primitive_def(expr),

            "block" => self.block(expr),
            "let" => self.let_block(expr, true),
            "soft-let" => self.let_block(expr, false),
            "if" | "elseif" => self.conditional(expr),
            "while" => self.while_loop(expr),
            "for" => self.for_loop(expr),
            "break" if expr.args.is_empty() => {
                Ok(Ast::expr_at("break", [Ast::symbol("loop-exit")], expr.span))
            }
            "break" => Ok(Ast::Expr(Box::new(expr))),
            "continue" => Ok(Ast::expr_at("break", [Ast::symbol("loop-cont")], expr.span)),
            "try" => self.try_block(expr),
            "&&" => self.and(expr),
            "||" => self.or(expr),
            "return" => self.return_value(expr),

            "=" => self.assignment(expr),
            "const" => self.const_decl(expr),
            "local" | "global" | "local-def" => self.variable_decl(expr),
            "atomic" => Err(self.misuse(&expr, "misplaced-atomic", "misplaced atomic declaration")),

            "call" => self.call(expr),
            "do" => self.do_call(expr),
            "." => self.dot(expr),
            ".&&" | ".||" => self.fuse_broadcast(None, Ast::Expr(Box::new(expr))),
            ".=" => {
                let [lhs, rhs] = self.exactly(expr)?;
                self.fuse_broadcast(Some(lhs), rhs)
            }
            "<:" | ">:" | "-->" => {
                let callee = Ast::Symbol(expr.head);
                self.form(Ast::call(callee, expr.args))
            }
            "comparison" => self.comparison(expr),
            "ref" => self.index(expr),
            "curly" => self.curly(expr),
            "where" => self.where_type(expr),
            "::" => self.type_assert(expr),
            "tuple" => self.tuple(expr),
            "string" => self.interpolation(expr),
            "'" => self.form(Ast::call(Ast::symbol("'"), expr.args)),
            "vect" => self.array(expr, "vect"),
            "hcat" => self.array(expr, "hcat"),
            "typed_hcat" => self.array(expr, "typed_hcat"),
            "vcat" | "typed_vcat" => self.vcat(expr),
            "ncat" | "typed_ncat" => self.ncat(expr),
            "generator" => self.generator(expr),
            "flatten" => self.flatten_generator(expr),
            "comprehension" => self.comprehension(expr),
            "typed_comprehension" => self.typed_comprehension(expr),

            // Advice to a compiler that this one does not take, or takes elsewhere.
            "inbounds" | "inline" | "noinline" | "loopinfo" | "aliasscope" | "popaliasscope"
            | "purity" | "inbounds_pop" => Ok(Ast::nothing()),
            "boundscheck" => Ok(build::boolean(true)),
            "gc_preserve" => {
                let mut args = expr.args;
                args.rotate_left(1);
                self.form(build::block(args))
            }
            "thismodule" => Ok(build::module(self.module)),

            "&" | "..." | "$" | "braces" | "bracescat" | "parameters" | "kw" | "row" | "nrow"
            | "filter" | "cconv" => Err(self.misplaced(expr)),
            "foreigncall" | "cfunction" | "opaque_closure" | "llvmcall" | "thunk"
            | "new_opaque_closure" => {
                let message = match expr.head.as_str() {
                    "cfunction" => {
                        "`@cfunction` is not supported: there is no foreign code".to_owned()
                    }
                    head => format!("\"{head}\" expressions are not supported"),
                };
                self.unsupported(expr, &message, "call a function of Base or of the host instead")
            }
            "lambda" => {
                self.functions += 1;
                let made = self.same(expr);
                self.functions -= 1;
                made
            }
            head if update::is_update(head) => self.update(expr),
            "if-clauses" | "new" | "splatnew" | "scope-block" | "method" | "break-block"
            | "_while" | "_do_while" | "trycatch" | "trycatchelse" | "tryfinally" | "decl"
            | "unnecessary" | "overlay" | "outer" => self.same(expr),
            head => {
                let message = format!("invalid syntax: expression of unknown kind \"{head}\"");
                let at = Ast::Expr(Box::new(expr));
                Err(fault(&at, "unknown-expression", message))
            }
        }
    }

    /// What no program can do here. A function that says it is one all the same: programs hold many that they never call,
    /// and who calls it is told then.
    fn unsupported(&mut self, expr: Expr, message: &str, hint: &str) -> Out {
        if self.functions > 0 {
            let told = Ast::Global(GlobalRef::new("Core.Host", "unsupported"));
            let call = Ast::call(told, [build::string(message)]);
            return self.form(call);
        }
        let at = Ast::Expr(Box::new(expr));
        Err(Box::new(fault(&at, "unsupported-syntax", message).with_hint(hint)))
    }

    /// The only argument.
    fn only(&self, expr: Expr) -> Out {
        let [arg] = self.exactly(expr)?;
        Ok(arg)
    }

    /// The arguments, if there are as many.
    fn exactly<const N: usize>(&self, expr: Expr) -> Out<[Ast; N]> {
        let (head, span) = (expr.head, expr.span);
        expr.args.try_into().map_err(|args: Vec<Ast>| {
            let message = format!(
                "malformed \"{}\" expression: {N} parts expected, {} found",
                head.as_str(),
                args.len()
            );
            fault(&Ast::expr_at("block", [], span), "malformed-expression", message)
        })
    }

    /// A fault at this expression, with the message and what was written.
    fn misuse(&self, expr: &Expr, code: &'static str, message: &str) -> Fault {
        let at = Ast::Expr(Box::new(expr.clone()));
        let message = format!("{message}: \"{}\"", deparse(&at));
        fault(&at, code, message)
    }

    fn erroneous(&self, expr: &Expr) -> Fault {
        let message = match expr.args.first() {
            Some(Ast::Literal(overdub_ir::Literal::Str(text))) => {
                String::from_utf8_lossy(text).into_owned()
            }
            Some(other) => deparse(other),
            None => "invalid syntax".to_owned(),
        };
        fault(&Ast::expr_at("block", [], expr.span), "invalid-syntax", message)
    }

    /// Heads that have a meaning only inside of others.
    fn misplaced(&self, expr: Expr) -> Fault {
        let head = expr.head;
        let at = Ast::Expr(Box::new(expr));
        let message = match head.as_str() {
            "..." => "\"...\" expression outside call".to_owned(),
            "$" => "\"$\" expression outside quote".to_owned(),
            "braces" => "{ } vector syntax is discontinued".to_owned(),
            "bracescat" => "{ } matrix syntax is discontinued".to_owned(),
            "parameters" => "unexpected semicolon".to_owned(),
            "&" => format!("invalid syntax {}", deparse(&at)),
            _ => format!("invalid syntax \"{}\"", deparse(&at)),
        };
        fault(&at, "misplaced-expression", message)
    }

    /// `using` and its like inside of another form.
    fn nested_toplevel(&mut self, expr: Expr) -> Out {
        let head = expr.head;
        let guard = Ast::expr("toplevel-only", [Ast::Symbol(head)]);
        let quoted = quote::value(Ast::Expr(Box::new(expr)));
        let run = build::call_core("_toplevel", [build::module(self.module), quoted]);
        Ok(build::block([guard, run]))
    }

    /// `quote … end`.
    fn quote(&mut self, expr: Expr) -> Out {
        let inner = self.only(expr)?;
        let built = quote::interpolate(inner)?;
        self.form(built)
    }

    /// `x::T` as a value.
    fn type_assert(&mut self, expr: Expr) -> Out {
        if expr.args.len() != 2 {
            return Err(self.misuse(&expr, "invalid-type-assertion", "invalid \"::\" syntax"));
        }
        let args = self.forms(expr.args)?;
        Ok(build::call_core("typeassert", args))
    }

    /// A string with parts to be computed.
    fn interpolation(&mut self, expr: Expr) -> Out {
        let parts = expr.args.into_iter().map(|part| match part {
            Ast::Expr(inner)
                if inner.is("string")
                    && matches!(
                        inner.args.as_slice(),
                        [Ast::Literal(overdub_ir::Literal::Str(_))]
                    ) =>
            {
                inner.args.into_iter().next().expect("there is one")
            }
            part => part,
        });
        let call = build::call_base("string", parts);
        self.form(call)
    }
}
