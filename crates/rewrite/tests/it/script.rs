//! A small language for tables of decisions: definitions, contexts, questions and their answers.
//!
//! ```text
//! type struct Point end                               a definition in Julia's syntax
//! context Log                                         a context with tables of its own
//! rule Log every_call: pre post                       also `on SIGNATURE:`, `callee NAME:`, `module NAME:`
//! method Tuple{typeof(f), Int64}                      an ordinary method
//! prehook Log Tuple{typeof(f), Any}                   also posthook, unwind, primitive
//! delete prehook Log Tuple{typeof(f), Any}
//! decide [A, Log] Tuple{typeof(f), Int64}             the answer follows, on lines that start with `=>`
//! contributes Log Tuple{typeof(f), Vararg{Any}}
//! edges                                               what the last question depends on
//! ```

use std::sync::Arc;

use indexmap::IndexMap;
use overdub_ir::Literal;
use overdub_rewrite::{
    ContextId, ContextSpec, Contexts, Contribution, Dispatch, HookSource, HookSources, Hooks,
    RuleSet, RuleTables, Rules, Signature, StackId, contributes, decide,
};
use overdub_types::{Names, Symbol, Type};
use overdub_world::{Definitions, EdgeLog, Lookup, MethodDef, Source, TableId, TableKind};

/// Definitions and contexts as a script has made them so far.
pub(crate) struct World {
    pub(crate) names: Names,
    pub(crate) definitions: Definitions,
    pub(crate) contexts: Contexts,
    pub(crate) known: IndexMap<String, Known>,
    edges: Vec<String>,
}

#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) id: ContextId,
    pub(crate) hooks: HookSources,
    rules: RuleSet,
    tables: RuleTables,
}

impl World {
    /// The definitions that `text` starts with are made, its contexts registered with all of their rules.
    pub(crate) fn new(text: &str) -> Self {
        let mut names = Names::new();
        let mut rules: IndexMap<String, Rules> = IndexMap::new();
        for line in text.lines() {
            if let Some(definition) = line.strip_prefix("type ") {
                names.define_all(Symbol::new("Main"), definition).unwrap();
            } else if let Some(name) = line.strip_prefix("context ") {
                rules.insert(name.to_owned(), Rules::new());
            } else if let Some(rule) = line.strip_prefix("rule ") {
                let (name, rule) = rule.split_once(' ').unwrap();
                declare(&mut rules[name], rule);
            }
        }
        let (definitions, contexts) = (Definitions::new(), Contexts::new());
        let mut known = IndexMap::new();
        for (name, rules) in rules {
            let table = |kind| definitions.new_table(kind, Symbol::new(&name));
            let source = |kind| Some(HookSource::own(table(kind)));
            let hooks = HookSources {
                prehook: source(TableKind::Prehook),
                posthook: source(TableKind::Posthook),
                unwind: source(TableKind::Unwind),
                primitives: source(TableKind::Overlay),
                fallback: None,
            };
            let tables =
                RuleTables { hooks: table(TableKind::Rules), into: table(TableKind::Rules) };
            let rules = rules.finish().unwrap();
            let spec = ContextSpec {
                hooks: hooks.clone(),
                rules: Some(tables),
                modules: rules.modules(&names).unwrap(),
                ask: Some(Arc::new(|call: &Signature, _: &Lookup<'_>| answer(call))),
                ..ContextSpec::idle(&name)
            };
            known.insert(name, Known { id: contexts.register(spec), hooks, rules, tables });
        }
        let mut world = Self { names, definitions, contexts, known, edges: Vec::new() };
        world.update_rules();
        world
    }

    pub(crate) fn update_rules(&mut self) {
        for known in self.known.values_mut() {
            for change in known.rules.update(&self.names).unwrap() {
                change.apply(&self.definitions, known.tables).unwrap();
            }
        }
    }

    pub(crate) fn ty(&self, text: &str) -> Type {
        Type::parse(text, &self.names).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    pub(crate) fn stack(&self, names: &str) -> StackId {
        let ids: Vec<ContextId> = names
            .split(',')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(|it| self.known[it].id)
            .collect();
        self.contexts.stacks().intern(&ids).unwrap()
    }

    pub(crate) fn define(&self, table: TableId, sig: Type) {
        self.definitions.define_method(table, MethodDef::new(sig, Source::Missing)).unwrap();
    }

    fn table_of(&self, kind: &str, rest: &str) -> (TableId, Type) {
        if kind == "method" {
            return (TableId::ORDINARY, self.ty(rest));
        }
        let (name, sig) = rest.split_once(' ').unwrap();
        let hooks = &self.known[name].hooks;
        let source = match kind {
            "prehook" => &hooks.prehook,
            "posthook" => &hooks.posthook,
            "unwind" => &hooks.unwind,
            "primitive" => &hooks.primitives,
            other => panic!("no table `{other}`"),
        };
        (source.as_ref().unwrap().table, self.ty(sig))
    }

    /// Runs one line; what it answers, if it is a question.
    pub(crate) fn run(&mut self, line: &str) -> Option<String> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "type" | "context" | "rule" => None,
            "method" | "prehook" | "posthook" | "unwind" | "primitive" => {
                let (table, sig) = self.table_of(word, rest);
                self.define(table, sig);
                None
            }
            "delete" => {
                self.try_delete(rest).unwrap();
                None
            }
            "decide" => {
                let (names, sig) = rest.strip_prefix('[').unwrap().split_once("] ").unwrap();
                let (stack, call) = (self.stack(names), Signature::new(self.ty(sig)).unwrap());
                Some(self.asking(|lookup, it| {
                    let plan = decide(lookup, &it.contexts, stack, &call).unwrap();
                    plan.render(&it.contexts, stack).to_string()
                }))
            }
            "contributes" => {
                let (name, sig) = rest.split_once(' ').unwrap();
                let spec = self.contexts.spec(self.known[name].id);
                let call = Signature::new(self.ty(sig)).unwrap();
                Some(self.asking(|lookup, _| match contributes(lookup, &spec, &call).unwrap() {
                    Contribution::None(at) => format!("none at {at:?}").to_lowercase(),
                    Contribution::Some => "some".to_owned(),
                }))
            }
            "edges" => Some(self.edges.join("\n=> ")),
            other => panic!("no line starts with `{other}`"),
        }
    }

    /// Deletes what a line defined, if it is still there.
    pub(crate) fn try_delete(&self, line: &str) -> Result<(), overdub_world::WorldError> {
        let (kind, rest) = line.split_once(' ').unwrap();
        let (table, sig) = self.table_of(kind, rest);
        self.definitions.delete_method(table, sig).map(drop)
    }

    fn asking(&mut self, ask: impl FnOnce(&Lookup<'_>, &Self) -> String) -> String {
        let log = EdgeLog::new();
        let snapshot = self.definitions.snapshot();
        let answer = ask(&Lookup::new(&snapshot, snapshot.world(), &log), self);
        self.edges = log.edges().iter().map(ToString::to_string).collect();
        answer
    }
}

/// How many cases a law is held against: `PROPTEST_CASES`, or this many.
pub(crate) fn cases(usual: u32) -> proptest::prelude::ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok());
    proptest::prelude::ProptestConfig::with_cases(asked.unwrap_or(usual))
}

/// What the contexts of scripts answer when they are asked: `asked` is a leaf with a prehook.
fn answer(call: &Signature) -> Dispatch {
    let is_asked = call.callee() == Type::function("Main", "asked");
    if is_asked { Dispatch::keep().with_hooks(Hooks::PRE) } else { Dispatch::recurse() }
}

fn declare(rules: &mut Rules, text: &str) {
    let (pattern, says) = text.rsplit_once(": ").unwrap();
    let (kind, rest) = pattern.split_once(' ').unwrap_or((pattern, ""));
    let mut rule = match kind {
        "every_call" => rules.every_call(),
        "on" => rules.on(rest),
        "callee" => rules.on_callee(rest),
        "module" => rules.in_module(rest),
        other => panic!("no pattern `{other}`"),
    };
    for word in says.split_whitespace() {
        rule = match word.split_once('=').unwrap_or((word, "")) {
            ("pre", _) => rule.prehook(),
            ("post", _) => rule.posthook(),
            ("unwind", _) => rule.on_unwind(),
            ("none", _) => rule.hooks(Hooks::NONE),
            ("leaf", _) => rule.leaf(),
            ("recurse", _) => rule.recurse(),
            ("ask", _) => rule.ask(),
            ("redirect", "nothing") => rule.redirect_to(Literal::nothing()),
            ("redirect", callee) => rule.redirect(callee),
            ("intercept", "") => rule.intercept(),
            ("intercept", returns) => rule.intercept_returning(returns),
            other => panic!("no rule says {other:?}"),
        };
    }
}
