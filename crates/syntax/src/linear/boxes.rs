//! Which captured variables do without a box: those that are assigned once, surely before anybody captures them.
//!
//! # Source
//! `src/julia-syntax.scm`, `lambda-optimize-vars!`: a dominance analysis over the forms, local to what control flow
//! does not interrupt.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    depth,
    tree::{Kind, LambdaId, MethodOf, Node, Program, Target, Var, VarKind},
};

/// Decides for the variables of all functions.
pub(crate) fn unbox(program: &mut Program) {
    for id in program.lambda_ids() {
        let never_undef = {
            let mut visit = Visit::new(program, id);
            visit.node(&program.lambda(id).body);
            visit.never_undef()
        };
        for var in never_undef {
            program.var_mut(var).is_never_undef = true;
        }
        for var in own_vars(program, id) {
            let data = program.var_mut(var);
            if data.is_assigned_once && data.is_never_undef {
                data.is_captured = false;
            }
        }
    }
}

fn own_vars(program: &Program, id: LambdaId) -> Vec<Var> {
    let lambda = program.lambda(id);
    lambda.args.iter().flatten().chain(&lambda.locals).copied().collect()
}

struct Visit<'p> {
    program: &'p Program,
    lambda: LambdaId,
    /// For each local function what all its methods capture.
    captures: FxHashMap<Var, Vec<Var>>,
    declared: FxHashSet<Var>,
    /// Candidates that were not yet used in this block.
    unused: FxHashSet<Var>,
    /// Candidates that were assigned in this block.
    live: FxHashSet<Var>,
    seen: FxHashSet<Var>,
}

impl<'p> Visit<'p> {
    fn new(program: &'p Program, lambda: LambdaId) -> Self {
        let is_candidate = |var: &Var| {
            let data = program.var(*var);
            data.is_captured && data.is_assigned_once
        };
        let unused = own_vars(program, lambda).into_iter().filter(is_candidate).collect();
        let mut visit = Self {
            program,
            lambda,
            captures: FxHashMap::default(),
            declared: FxHashSet::default(),
            unused,
            live: FxHashSet::default(),
            seen: FxHashSet::default(),
        };
        visit.methods(&program.lambda(lambda).body);
        visit
    }

    fn methods(&mut self, node: &Node) {
        if let Kind::Method { of: MethodOf::Var(var), lambda, .. } = &node.kind {
            let captured = self.program.lambda(*lambda).captured.iter().copied();
            self.captures.entry(*var).or_default().extend(captured);
        }
        depth::down(|| node.parts(|part| self.methods(part)));
    }

    /// What is surely assigned whenever it is captured.
    fn never_undef(self) -> Vec<Var> {
        let mut vars: Vec<Var> = self.live.union(&self.unused).copied().collect();
        vars.retain(|it| self.seen.contains(it));
        vars
    }

    fn restore(&mut self, old: FxHashSet<Var>) {
        self.unused.extend(self.live.difference(&old).copied());
        self.live = old;
    }

    fn kill(&mut self) {
        self.restore(FxHashSet::default());
    }

    fn used(&mut self, var: Var) {
        // Arguments are never undefined.
        if !matches!(self.program.var(var).kind, VarKind::Arg(_)) {
            self.unused.remove(&var);
        }
    }

    fn assigned(&mut self, var: Var) {
        if self.unused.remove(&var) {
            self.live.insert(var);
            self.seen.insert(var);
        }
    }

    /// Whether there is a label among the forms.
    fn all<'n>(&mut self, nodes: impl IntoIterator<Item = &'n Node>) -> bool {
        nodes.into_iter().fold(false, |found, node| self.node(node) | found)
    }

    /// Goes through a form; whether there is a label in it.
    fn node(&mut self, node: &Node) -> bool {
        depth::down(|| self.form(node))
    }

    fn form(&mut self, node: &Node) -> bool {
        match &node.kind {
            Kind::Literal(_)
            | Kind::Global(_)
            | Kind::Temp(_)
            | Kind::IsDefined(_)
            | Kind::Meta(..)
            | Kind::LocalDef(_)
            | Kind::GlobalDecl(_)
            | Kind::Const(_)
            | Kind::Decl(..)
            | Kind::Unnecessary(_)
            | Kind::Exception
            | Kind::Function(_) => false,
            Kind::Var(var) => {
                self.used(*var);
                false
            }
            Kind::Block(nodes) | Kind::New(nodes) | Kind::And(nodes) | Kind::Or(nodes) => {
                self.all(nodes)
            }
            Kind::Call(callee, args) => {
                let found = self.node(callee);
                self.all(args.iter().map(|it| &it.0)) | found
            }
            Kind::SplatNew(ty, tuple) => self.node(ty) | self.node(tuple),
            Kind::BreakBlock(_, body) => self.node(body),
            Kind::Return(value) => {
                let found = self.node(value);
                self.kill();
                found
            }
            Kind::Break(_) | Kind::Goto(_) => {
                self.kill();
                false
            }
            Kind::Label(_) => {
                self.kill();
                true
            }
            Kind::If(..) | Kind::Try { .. } | Kind::Finally { .. } => {
                let before = self.live.clone();
                let mut found = false;
                node.parts(|part| {
                    found |= self.node(part);
                    self.kill();
                });
                // A label inside: what was assigned before may have been jumped over.
                if found {
                    self.kill()
                } else {
                    self.restore(before)
                }
                found
            }
            Kind::While(a, b) | Kind::DoWhile(a, b) => {
                let (before, declared) = (self.live.clone(), self.declared.clone());
                let found = self.all([&**a, &**b]);
                // What was declared outside may be assigned more than once.
                self.live.retain(|it| !declared.contains(it));
                self.declared = declared;
                if !found {
                    self.restore(before);
                }
                found
            }
            Kind::Assign(target, value) => {
                let found = self.node(value);
                if let Target::Var(var) = target {
                    self.assigned(*var);
                }
                found
            }
            Kind::Local(var) => {
                if self.unused.contains(var) {
                    self.declared.insert(*var);
                }
                false
            }
            Kind::Method { of, lambda, .. } => {
                let captured = match of {
                    MethodOf::Var(var) => self.captures.get(var).cloned().unwrap_or_default(),
                    _ => self.program.lambda(*lambda).captured.clone(),
                };
                for var in captured {
                    self.unused.remove(&var);
                }
                if let MethodOf::Var(var) = of
                    && self.program.var(*var).owner == self.lambda
                {
                    self.assigned(*var);
                }
                false
            }
        }
    }
}
