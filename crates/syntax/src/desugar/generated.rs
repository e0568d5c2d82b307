//! `if @generated`: bodies that functions of the argument types make.

use overdub_types::Symbol;

use super::{Desugar, Out, build, quote, shape, typevars::TypeVariable};
use crate::Ast;

/// The body with one side of each `if @generated`: the one to be run now, interpolated, or the other.
fn side(e: Ast, is_generator: bool) -> Ast {
    if shape::is_if_generated(&e) {
        let Ast::Expr(choice) = e else { unreachable!("an `if` is an expression") };
        let mut args = choice.args;
        let plain = args.pop().expect("there are three");
        let made = args.pop().expect("there are three");
        return if is_generator { Ast::expr("$", [made]) } else { plain };
    }
    match e {
        e if shape::is_quoted(&e) || shape::is_function_def(&e) => e,
        Ast::Expr(mut expr) => {
            expr.args = expr.args.into_iter().map(|it| side(it, is_generator)).collect();
            Ast::Expr(expr)
        }
        e => e,
    }
}

impl Desugar<'_> {
    /// The body to be used without a generator, and the definition of the generator, if there is one.
    pub(super) fn generated(
        &mut self,
        body: Ast,
        args: &[Symbol],
        params: &[TypeVariable],
    ) -> Out<(Ast, Option<Ast>)> {
        if !shape::contains(&body, &shape::is_if_generated, &|it| !shape::is_function_def(it)) {
            return Ok((body, None));
        }
        let name = Ast::Symbol(Symbol::new(&format!("#s{}#generator", self.numbers.hidden())));
        let quoted = quote::interpolate(side(body.clone(), true))?;
        let mut call = vec![name.clone()];
        call.extend(params.iter().map(|it| Ast::Symbol(it.name)));
        for arg in args {
            let is_self = arg.as_str() == shape::SELF;
            call.push(if is_self { self.gensym() } else { Ast::Symbol(*arg) });
        }
        let advice = Ast::expr("meta", [Ast::symbol("nospecialize")]);
        let generator_body = build::block([advice, quoted]);
        let generator = build::block([
            build::declare("global", name.clone()),
            Ast::expr("function", [Ast::expr("call", call), generator_body]),
        ]);
        let note = Ast::expr("meta", [Ast::symbol("generated"), name]);
        let plain = build::insert_after_meta(side(body, false), vec![note]);
        Ok((plain, Some(generator)))
    }
}
