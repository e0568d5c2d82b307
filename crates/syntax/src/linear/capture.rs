//! Which variables are assigned, and which functions use variables of others.
//!
//! # Source
//! `src/julia-syntax.scm`, `analyze-vars`.

use rustc_hash::FxHashSet;

use super::{
    depth,
    tree::{Kind, LambdaId, MethodOf, Node, Program, Target, Var, VarKind},
};

/// Fills in what each variable and each function needs to know of the others; all are in the function `root`.
pub(crate) fn analyse(program: &mut Program, root: LambdaId) {
    let mut analysis = Analysis { program, seen: FxHashSet::default() };
    analysis.lambda(root);
    for id in analysis.program.lambda_ids() {
        // The outermost function but the thunk is nobody's child if it stands alone.
        analysis.declared_types(id);
        let mut captured = std::mem::take(&mut analysis.program.lambda_mut(id).captured);
        // Variables of the nearest function first, in the order of their declarations.
        captured.sort_by_key(|var| (std::cmp::Reverse(analysis.program.var(*var).owner), *var));
        let lambda = analysis.program.lambda_mut(id);
        lambda.captured = captured;
        for var in lambda.locals.clone() {
            // A local that is never assigned is treated like those that are.
            analysis.program.var_mut(var).is_assigned = true;
        }
    }
}

struct Analysis<'p> {
    program: &'p mut Program,
    /// The pairs in the lists of captured variables.
    seen: FxHashSet<(LambdaId, Var)>,
}

impl Analysis<'_> {
    fn lambda(&mut self, id: LambdaId) {
        let loc = self.program.lambda(id).loc;
        let body = std::mem::replace(&mut self.program.lambda_mut(id).body, Node::nothing(loc));
        self.node(&body, id);
        self.program.lambda_mut(id).body = body;
    }

    /// What the types of the variables of a function use, it uses wherever it assigns.
    fn declared_types(&mut self, id: LambdaId) {
        let lambda = self.program.lambda(id);
        let vars: Vec<Var> = lambda.args.iter().flatten().chain(&lambda.locals).copied().collect();
        for var in vars {
            self.type_of(var, id);
        }
    }

    fn type_of(&mut self, var: Var, user: LambdaId) {
        if let Some(ty) = self.program.var_mut(var).ty.take() {
            self.node(&ty, user);
            self.program.var_mut(var).ty = Some(ty);
        }
    }

    fn used(&mut self, var: Var, user: LambdaId) {
        let (owner, kind) = (self.program.var(var).owner, self.program.var(var).kind);
        let mut at = user;
        let mut is_new = false;
        while at != owner {
            if !self.seen.insert((at, var)) {
                break;
            }
            is_new = true;
            self.program.lambda_mut(at).captured.push(var);
            match self.program.lambda(at).parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        if is_new && !matches!(kind, VarKind::StaticParam(_)) {
            self.program.var_mut(var).is_captured = true;
            self.type_of(var, user);
        }
    }

    fn assigned(&mut self, target: Target, user: LambdaId) {
        if let Target::Var(var) = target {
            let data = self.program.var_mut(var);
            data.is_assigned_once = !data.is_assigned;
            data.is_assigned = true;
            self.used(var, user);
        }
    }

    fn node(&mut self, node: &Node, user: LambdaId) {
        match &node.kind {
            Kind::Var(var) | Kind::IsDefined(Target::Var(var)) => self.used(*var, user),
            Kind::Assign(target, _) | Kind::Function(target) => self.assigned(*target, user),
            Kind::LocalDef(var) => self.program.var_mut(*var).is_never_undef = true,
            Kind::Method { of, sig, lambda, .. } => {
                if let MethodOf::Var(var) = of {
                    self.used(*var, user);
                }
                self.static_params(sig, *lambda);
            }
            _ => {}
        }
        depth::down(|| node.parts(|part| self.node(part, user)));
        if let Kind::Method { lambda, .. } = &node.kind {
            self.lambda(*lambda);
        }
    }

    /// A method has the static parameters of outer functions that its signature mentions.
    fn static_params(&mut self, sig: &Node, lambda: LambdaId) {
        if let Kind::Var(var) = sig.kind
            && matches!(self.program.var(var).kind, VarKind::StaticParam(_))
        {
            self.used(var, lambda);
        }
        depth::down(|| sig.parts(|part| self.static_params(part, lambda)));
    }
}
