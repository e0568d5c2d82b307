//! Variables that begin anew each time round a loop, where somebody could see what they held before.
//!
//! A slot keeps what it holds, so such a variable has a second slot that says whether it was assigned this time.

use rustc_hash::FxHashSet;

use super::{
    depth,
    tree::{Kind, Lambda, MethodOf, Node, Program, Target, Var},
};

/// The variables of a function that need a flag.
pub(crate) fn flagged(program: &Program, lambda: &Lambda) -> FxHashSet<Var> {
    let mut search =
        Search { program, found: FxHashSet::default(), has_labels: !lambda.labels.is_empty() };
    search.node(&lambda.body, false);
    search.found
}

struct Search<'p> {
    program: &'p Program,
    found: FxHashSet<Var>,
    has_labels: bool,
}

/// What happens first to a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    /// It is assigned, or control goes away.
    Assigned,
    /// It may be read while it is not assigned.
    Read,
    /// Nothing so far on some way.
    Nothing,
}

impl Search<'_> {
    fn node(&mut self, node: &Node, in_loop: bool) {
        let in_loop = in_loop || matches!(node.kind, Kind::While(..) | Kind::DoWhile(..));
        if let Kind::Block(nodes) = &node.kind
            && (in_loop || self.has_labels)
        {
            for (index, part) in nodes.iter().enumerate() {
                if let Kind::Local(var) = part.kind
                    && !self.program.var(var).is_boxed()
                    && self.sequence(&nodes[index + 1..], var) == First::Read
                {
                    self.found.insert(var);
                }
            }
        }
        depth::down(|| node.parts(|part| self.node(part, in_loop)));
    }

    fn sequence<'n>(&self, nodes: impl IntoIterator<Item = &'n Node>, var: Var) -> First {
        for node in nodes {
            match self.first(node, var) {
                First::Nothing => {}
                decided => return decided,
            }
        }
        First::Nothing
    }

    fn first(&self, node: &Node, var: Var) -> First {
        depth::down(|| self.form(node, var))
    }

    fn form(&self, node: &Node, var: Var) -> First {
        match &node.kind {
            Kind::Var(it) | Kind::IsDefined(Target::Var(it)) if *it == var => First::Read,
            Kind::Assign(target, value) => match self.first(value, var) {
                First::Nothing if *target == Target::Var(var) => First::Assigned,
                first => first,
            },
            Kind::Method { of, lambda, .. } => {
                if self.program.lambda(*lambda).captured.contains(&var) {
                    First::Read
                } else if matches!(of, MethodOf::Var(it) if *it == var) {
                    First::Assigned
                } else {
                    First::Nothing
                }
            }
            Kind::Return(value) => match self.first(value, var) {
                First::Read => First::Read,
                First::Assigned | First::Nothing => First::Assigned,
            },
            Kind::Break(_) => First::Assigned,
            Kind::Label(_) | Kind::Goto(_) => First::Read,
            Kind::If(cond, then, otherwise) => match self.condition(cond, var) {
                First::Nothing => {
                    let then = self.first(then, var);
                    let otherwise =
                        otherwise.as_ref().map_or(First::Nothing, |it| self.first(it, var));
                    match (then, otherwise) {
                        (First::Read, _) | (_, First::Read) => First::Read,
                        (First::Assigned, First::Assigned) => First::Assigned,
                        _ => First::Nothing,
                    }
                }
                first => first,
            },
            Kind::While(cond, body) => match self.condition(cond, var) {
                First::Nothing => self.perhaps(body, var),
                first => first,
            },
            Kind::BreakBlock(_, body) => self.perhaps(body, var),
            Kind::Try { body, handler, otherwise, .. } => {
                let parts = [Some(body), Some(handler), otherwise.as_ref()];
                self.any_read(parts.into_iter().flatten().map(|it| &**it), var)
            }
            Kind::Finally { body, finally, .. } => self.any_read([&**body, &**finally], var),
            _ => {
                let mut parts = Vec::new();
                node.parts(|part| parts.push(part));
                self.sequence(parts, var)
            }
        }
    }

    /// Of a condition only the first clause is surely evaluated.
    fn condition(&self, cond: &Node, var: Var) -> First {
        match &cond.kind {
            Kind::And(clauses) | Kind::Or(clauses) => {
                let first = clauses.first().map_or(First::Nothing, |it| self.first(it, var));
                match first {
                    First::Nothing => self.any_read(clauses, var),
                    first => first,
                }
            }
            _ => self.first(cond, var),
        }
    }

    fn perhaps(&self, node: &Node, var: Var) -> First {
        self.any_read([node], var)
    }

    fn any_read<'n>(&self, nodes: impl IntoIterator<Item = &'n Node>, var: Var) -> First {
        if nodes.into_iter().any(|it| self.first(it, var) == First::Read) {
            First::Read
        } else {
            First::Nothing
        }
    }
}
