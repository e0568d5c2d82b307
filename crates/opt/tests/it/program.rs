//! A program of bodies that call each other by name.

use overdub_diag::Sources;
use overdub_ir::{
    Body, GlobalRef, Inst, Literal, Mark,
    text::{Names, PrintOptions, parse_body, print_body_with},
    verify,
};
use overdub_opt::{Callees, Inlinee, Optimized, Primitive, Resolved, optimize};
use overdub_types::{Symbol, Type};
use rustc_hash::FxHashMap;

/// Bodies by the name of the function that they are of.
#[derive(Default)]
pub(crate) struct Program {
    bodies: FxHashMap<String, Body>,
    done: FxHashMap<String, Optimized<String>>,
    open: Vec<String>,
}

impl Program {
    /// A program of these functions; each text is what stands between the braces.
    pub(crate) fn of(functions: &[(&str, &str)]) -> Self {
        let mut program = Self::default();
        for (name, text) in functions {
            let text = format!("body \"{name}\" {{\n{text}\n}}");
            let mut sources = Sources::new();
            let source = sources.add(format!("{name}.ir"), text.as_str());
            let body = parse_body(&sources, source, &Names::open()).unwrap().0;
            assert!(verify(&body).is_empty(), "{name}: {:?}", verify(&body));
            program.bodies.insert((*name).to_owned(), body);
        }
        program
    }

    fn targets(&self, body: &Body) -> Vec<(Inst, String)> {
        let name = |inst: Inst| {
            let Literal::Singleton(ty) = body.literal(body.call(inst)?.callee)? else {
                return None;
            };
            let name = ty.as_data()?.name().function()?.as_str().to_owned();
            self.bodies.contains_key(&name).then_some(name)
        };
        body.all_insts().filter_map(|it| Some((it, name(it)?))).collect()
    }

    pub(crate) fn optimized(&mut self, name: &str) -> Optimized<String> {
        if let Some(done) = self.done.get(name) {
            return done.clone();
        }
        let body = self.bodies[name].clone();
        let targets = self.targets(&body);
        self.open.push(name.to_owned());
        let done = optimize(&body, targets, self);
        self.open.pop();
        assert!(verify(&done.body).is_empty());
        self.done.insert(name.to_owned(), done.clone());
        done
    }

    /// The text of an optimised body, without its first line and the stage.
    pub(crate) fn text(&mut self, name: &str) -> String {
        self.printed(name, PrintOptions::default())
    }

    pub(crate) fn printed(&mut self, name: &str, options: PrintOptions) -> String {
        let body = self.optimized(name).body;
        let text = print_body_with(&body, options).text;
        let lines = text.lines().filter(|it| !it.contains("stage optimized"));
        let lines: Vec<&str> = lines.skip(1).collect();
        lines[..lines.len() - 1].join("\n")
    }
}

impl Callees for Program {
    type Target = String;

    fn primitive(&mut self, _: &String) -> Option<Primitive> {
        None
    }

    fn resolve(&mut self, _: Mark, _: &[Type], _: bool) -> Option<Resolved<String>> {
        None
    }

    fn inlinee(&mut self, target: &String) -> Option<Inlinee<String>> {
        if self.open.contains(target) {
            return None;
        }
        let code = self.optimized(target);
        Some(Inlinee { code, function: Symbol::new(target), is_vararg: target.ends_with("rest") })
    }

    fn constant(&mut self, _: GlobalRef, ty: Type) -> Option<Literal> {
        ty.is_singleton_type().then_some(Literal::Singleton(ty))
    }

    fn is_constant(&mut self, global: GlobalRef) -> bool {
        global.name.as_str().chars().all(char::is_uppercase)
    }

    fn static_param(&mut self, _: u32) -> Option<Literal> {
        None
    }
}
