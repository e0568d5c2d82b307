//! Functions with keywords: a body function, the plain method, and the method that sorts keywords.

use overdub_types::Symbol;

use super::{
    Desugar, Out, build,
    function::default_to_keyword,
    method::{Definition, prologue, used_params, without_generated},
    shape,
};
use crate::Ast;

/// One keyword: `k`, `k::T` and its default.
struct Keyword {
    name: Symbol,
    declared: Ast,
    default: Ast,
}

/// Advice about methods that also holds for the one that sorts keywords.
fn is_method_word(e: &Ast) -> bool {
    match e {
        Ast::Symbol(word) => matches!(
            word.as_str(),
            "inline" | "noinline" | "aggressive_constprop" | "no_constprop" | "propagate_inbounds"
        ),
        other => other.is("purity"),
    }
}

/// A keyword without a default has to be given.
fn with_default(e: Ast) -> Out {
    match e {
        Ast::Symbol(_) => {
            let name = e.as_symbol().expect("it is a symbol");
            let error = build::call_core("UndefKeywordError", [build::quoted(name)]);
            Ok(build::keyword(e, build::call_core("throw", [error])))
        }
        Ast::Expr(expr) if expr.is("::") => {
            let Some(name) =
                expr.args.first().and_then(Ast::as_symbol).filter(|_| expr.args.len() == 2)
            else {
                return Err(invalid(&Ast::Expr(expr)));
            };
            let error = build::call_core("UndefKeywordError", [build::quoted(name)]);
            Ok(build::keyword(Ast::Expr(expr), build::call_core("throw", [error])))
        }
        Ast::Expr(mut meta)
            if meta.args.len() == 2 && shape::is_nospecialize(&Ast::Expr(meta.clone())) =>
        {
            let inner = meta.args.pop().expect("there are two");
            meta.args.push(with_default(default_to_keyword(inner))?);
            Ok(Ast::Expr(meta))
        }
        other => Ok(other),
    }
}

fn invalid(e: &Ast) -> super::Fault {
    if e.is("parameters") {
        return super::fault(e, "misplaced-expression", "more than one semicolon in argument list");
    }
    let message = format!("invalid keyword argument syntax \"{}\"", super::deparse(e));
    super::fault(e, "invalid-argument", message)
}

/// Nested `let`s, or assignments in a row.
fn bind(names: Vec<Ast>, values: Vec<Ast>, body: Ast, nested: bool) -> Ast {
    if nested {
        return names.into_iter().zip(values).rev().fold(body, |body, (name, value)| {
            Ast::expr("let", [build::assign(name, value), build::block([body])])
        });
    }
    let mut all: Vec<Ast> =
        names.into_iter().zip(values).map(|(name, value)| build::assign(name, value)).collect();
    all.push(body);
    build::block(all)
}

impl Desugar<'_> {
    /// The three functions that a definition with keywords stands for.
    pub(super) fn keyword_definition(&mut self, mut def: Definition) -> Out {
        let Ast::Expr(parameters) = def.args.remove(0) else { unreachable!("keywords come first") };
        let mut advice = Vec::new();
        let (mut keywords, mut rest) = (Vec::new(), None);
        let count = parameters.args.len();
        for (i, written) in parameters.args.into_iter().enumerate() {
            let mut written = with_default(written)?;
            if let Some([word, inner]) = written.args_of("meta") {
                let name = shape::arg_name(inner)?;
                advice.push(Ast::expr("meta", [word.clone(), Ast::Symbol(name)]));
                written = inner.clone();
            }
            match written {
                Ast::Expr(splat) if splat.is("...") => {
                    if i + 1 != count {
                        let message = "invalid \"...\" on non-final keyword argument";
                        return Err(super::fault(&Ast::Expr(splat), "invalid-argument", message));
                    }
                    rest = Some(shape::arg_name(&Ast::Expr(splat))?);
                }
                Ast::Expr(pair) if pair.is("kw") => {
                    let [declared, default] = self.exactly(*pair)?;
                    let Some(name) = shape::decl_var(&declared).as_symbol() else {
                        return Err(invalid(&declared));
                    };
                    keywords.push(Keyword { name, declared, default });
                }
                other => return Err(invalid(&other)),
            }
        }
        self.keyword_methods(def, keywords, rest, advice)
    }

    fn body_function_name(&mut self, def: &Definition) -> Ast {
        let name = def.name.as_ref().and_then(|it| match it.args_of("overlay") {
            Some([_, name]) => shape::undotted(name),
            _ => shape::undotted(it),
        });
        let text = name.map_or("_", Symbol::as_str);
        let hash = if text.starts_with('#') { "" } else { "#" };
        Ast::Symbol(Symbol::new(&format!("{hash}{text}#{}", self.numbers.of_function())))
    }

    fn keyword_methods(
        &mut self,
        def: Definition,
        keywords: Vec<Keyword>,
        rest: Option<Symbol>,
        advice: Vec<Ast>,
    ) -> Out {
        let Definition { name, params, args, body, result } = def;
        let body = build::blockify(body);
        let start = prologue(&body).to_vec();
        let function_type = shape::decl_type(&args[0]);
        let is_splat = |it: &Ast| {
            let it = it.args_of("kw").and_then(<[Ast]>::first).unwrap_or(it);
            shape::is_vararg(it) || shape::is_vararg_decl(it)
        };
        let splat = args.last().filter(|it| is_splat(it)).cloned();
        let positional = if splat.is_some() { &args[..args.len() - 1] } else { &args[..] };
        // What a call that hands everything on passes.
        let mut passed = Vec::with_capacity(args.len());
        for arg in positional {
            passed.push(Ast::Symbol(shape::arg_name(arg)?));
        }
        if let Some(splat) = &splat {
            passed.push(build::splat(Ast::Symbol(shape::arg_name(splat)?)));
        }
        let own_params = used_params(&args, &params);
        let mangled = self.body_function_name(&Definition {
            name: name.clone(),
            params: Vec::new(),
            args: Vec::new(),
            body: Ast::nothing(),
            result: build::any(),
        });
        let names: Vec<Ast> = keywords.iter().map(|it| Ast::Symbol(it.name)).collect();
        let defaults: Vec<Ast> = keywords.iter().map(|it| it.default.clone()).collect();
        let is_ordered =
            names.iter().any(|name| defaults.iter().any(|it| shape::mentions(it, name)));
        let has_assignment =
            defaults.iter().any(|it| shape::contains(it, &shape::is_assignment, &|_| true));
        let pairs = || build::call_base("pairs", [build::call_core("NamedTuple", [])]);

        let mut all = Vec::new();
        if let Some(name) = name.as_ref().filter(|it| shape::is_plain_name(it)) {
            all.push(Ast::expr("method", [name.clone()]));
        }

        // The body: all keywords, the rest of them, then the function and the positional arguments.
        let mut body_args =
            vec![build::decl(mangled.clone(), build::call_core("Typeof", [mangled.clone()]))];
        body_args.extend(keywords.iter().map(|it| it.declared.clone()));
        body_args.extend(rest.map(|it| {
            let ty = build::call_base("pairs", [Ast::core("NamedTuple")]);
            build::decl(Ast::Symbol(it), ty)
        }));
        body_args.extend(positional.iter().map(|it| match it.args_of("kw") {
            Some([name, _]) => name.clone(),
            _ => it.clone(),
        }));
        body_args.extend(splat.iter().map(|it| match it.args_of("kw") {
            Some([name, _]) => name.clone(),
            _ => it.clone(),
        }));
        let mut notes = vec![Ast::expr(
            "meta",
            [Ast::symbol("nkw"), build::int(keywords.len() + usize::from(rest.is_some()))],
        )];
        notes.extend(advice);
        all.push(self.positional_definition(Definition {
            name: Some(mangled.clone()),
            params: params.clone(),
            args: body_args,
            body: build::insert_after_meta(body, notes),
            result,
        })?);

        // Without keywords: the defaults.
        let mut call = vec![mangled.clone()];
        call.extend(if is_ordered { names.clone() } else { defaults.clone() });
        call.extend(rest.map(|_| pairs()));
        call.extend(passed.iter().cloned());
        let mut run = Ast::expr("return", [Ast::expr("call", call)]);
        if is_ordered {
            run = bind(names, defaults.clone(), run, true);
        }
        let mut plain: Vec<Ast> = Vec::new();
        for it in without_generated(&start) {
            if !shape::is_line(&it) || !plain.iter().any(shape::is_line) {
                plain.push(it);
            }
        }
        plain.push(run);
        all.push(self.positional_definition(Definition {
            name: name.clone(),
            params: own_params.clone(),
            args: args.clone(),
            body: build::block(plain),
            result: build::any(),
        })?);

        all.push(self.sorting_method(Sorting {
            name: name.clone(),
            params: own_params,
            all_params: &params,
            args: &args,
            passed,
            start: &start,
            keywords,
            defaults,
            rest,
            mangled,
            nested: is_ordered || has_assignment,
            function_type,
        })?);
        all.push(match name {
            Some(name @ (Ast::Symbol(_) | Ast::Global(_))) => build::unnecessary(name),
            _ => Ast::nothing(),
        });
        Ok(build::block(all))
    }

    /// The method of `Core.kwcall`: takes keywords in any order, fills in defaults, refuses others.
    fn sorting_method(&mut self, it: Sorting<'_>) -> Out {
        let (given, slot) = (self.gensym(), self.gensym());
        let mut body = Vec::new();
        for meta in it.start.iter().filter(|it| shape::is_meta(it)) {
            let args = meta.args_of("meta").unwrap_or_default();
            let kept: Vec<Ast> = args.iter().filter(|it| is_method_word(it)).cloned().collect();
            if !kept.is_empty() {
                body.push(Ast::expr("meta", kept));
            }
            if shape::is_nospecialize_all(meta) {
                body.push(meta.clone());
            } else if shape::is_nospecialize(meta) {
                let is_keyword =
                    |arg: &Ast| it.keywords.iter().any(|it| Some(it.name) == arg.as_symbol());
                let kept: Vec<Ast> = args.iter().filter(|arg| !is_keyword(arg)).cloned().collect();
                if kept.len() > 1 {
                    body.push(Ast::expr("meta", kept));
                }
            }
        }
        if let Some(line) = it.start.iter().find(|it| shape::is_line(it)) {
            body.insert(0, line.clone());
        }

        let own: Vec<Ast> = it.params.iter().map(|it| Ast::Symbol(it.name)).collect();
        let hidden: Vec<Ast> = it
            .all_params
            .iter()
            .map(|it| Ast::Symbol(it.name))
            .filter(|it| !own.contains(it))
            .collect();
        let (mut targets, mut values, mut quoted) = (Vec::new(), Vec::new(), Vec::new());
        for (keyword, default) in it.keywords.iter().zip(&it.defaults) {
            let name = build::quoted(keyword.name);
            let read = build::call_core("getfield", [given.clone(), name.clone()]);
            let checked = self.checked_keyword(keyword, read, &hidden);
            let is_given = build::call_core("isdefined", [given.clone(), name.clone()]);
            let choice = Ast::expr(
                "if",
                [
                    is_given,
                    build::assign(slot.clone(), checked),
                    build::assign(slot.clone(), default.clone()),
                ],
            );
            values.push(build::block([choice, slot.clone()]));
            targets.push(if it.nested { Ast::Symbol(keyword.name) } else { self.temporary() });
            quoted.push(name);
        }
        let names = || build::call_core("tuple", quoted.iter().cloned());
        let rest_name = it.rest.map(|it| Ast::Symbol(Symbol::new(&format!("{}...", it.as_str()))));
        let others = match &rest_name {
            None => {
                let unknown = build::call_base(
                    "diff_names",
                    [build::call_base("keys", [given.clone()]), names()],
                );
                let mut refuse = vec![given.clone()];
                refuse.extend(it.passed.iter().cloned());
                Ast::expr(
                    "if",
                    [
                        build::call_base("isempty", [unknown]),
                        Ast::nothing(),
                        build::call_base("kwerr", refuse),
                    ],
                )
            }
            Some(rest) => {
                let kept = if quoted.is_empty() {
                    given.clone()
                } else {
                    let ty = build::apply_type(Ast::core("NamedTuple"), [names()]);
                    build::call_base("structdiff", [given.clone(), ty])
                };
                build::assign(rest.clone(), build::call_base("pairs", [kept]))
            }
        };
        let mut call = vec![it.mangled];
        call.extend(targets.iter().cloned());
        call.extend(rest_name);
        call.extend(it.passed.iter().cloned());
        let run = build::block([others, Ast::expr("return", [Ast::expr("call", call)])]);
        body.push(bind(targets, values, run, it.nested));

        // With optional arguments the methods call each other by this argument.
        let this = if it.args.iter().any(shape::is_kwarg) {
            self.gensym()
        } else {
            Ast::symbol(shape::UNUSED)
        };
        let mut args = vec![
            build::decl(this, build::call_core("Typeof", [Ast::core("kwcall")])),
            build::decl(given, Ast::core("NamedTuple")),
        ];
        args.extend(it.args.iter().cloned());
        debug_assert_eq!(shape::decl_type(&it.args[0]), it.function_type);
        self.positional_definition(Definition {
            name: it.name,
            params: it.params,
            args,
            body: build::block(body),
            result: build::any(),
        })
    }

    /// The value of a keyword that was given, of the declared type.
    ///
    /// A type that needs static parameters which only the body knows is checked by the body's signature.
    fn checked_keyword(&mut self, keyword: &Keyword, read: Ast, hidden: &[Ast]) -> Ast {
        let Some([_, ty]) = keyword.declared.args_of("::") else { return read };
        if hidden.iter().any(|it| shape::mentions(ty, it)) {
            return read;
        }
        let kept = self.temporary();
        let error = Ast::expr(
            "new",
            [
                Ast::core("TypeError"),
                build::quoted_str("keyword argument"),
                build::quoted(keyword.name),
                ty.clone(),
                kept.clone(),
            ],
        );
        build::block([
            build::assign(kept.clone(), read),
            Ast::expr(
                "if",
                [
                    build::call_core("isa", [kept.clone(), ty.clone()]),
                    Ast::nothing(),
                    build::call_core("throw", [error]),
                ],
            ),
            kept,
        ])
    }
}

/// What the method that sorts keywords is made of.
struct Sorting<'a> {
    name: Option<Ast>,
    params: Vec<super::typevars::TypeVariable>,
    all_params: &'a [super::typevars::TypeVariable],
    /// All positional arguments, with their defaults.
    args: &'a [Ast],
    passed: Vec<Ast>,
    start: &'a [Ast],
    keywords: Vec<Keyword>,
    defaults: Vec<Ast>,
    rest: Option<Symbol>,
    mangled: Ast,
    /// Whether the keywords are variables that later defaults may read, rather than temporaries.
    nested: bool,
    function_type: Ast,
}
