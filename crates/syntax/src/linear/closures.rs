//! Inner functions: the type of each, its fields and parameters.

use overdub_types::Symbol;
use rustc_hash::FxHashMap;

use super::{
    depth,
    tree::{Kind, LambdaId, MethodOf, Node, Program, Target, Var, VarKind},
};
use crate::lower::Numbers;

/// An inner function: a variable of some function that methods are added to.
#[derive(Debug)]
pub(crate) struct Closure {
    pub(crate) type_name: Symbol,
    /// The captured variables with the names of their fields.
    pub(crate) fields: Vec<(Var, Symbol)>,
    /// The static parameters of outer functions that it uses; the first parameters of its type.
    pub(crate) params: Vec<Var>,
    /// The bodies of its methods in order; with the first one the function comes about.
    pub(crate) methods: Vec<LambdaId>,
}

/// The inner functions of a top-level statement.
#[derive(Debug, Default)]
pub(crate) struct Closures {
    all: Vec<Closure>,
    /// By the function that defines them, and its variable.
    of: FxHashMap<(LambdaId, Var), usize>,
    by_var: FxHashMap<Var, usize>,
    by_method: FxHashMap<LambdaId, MethodData>,
}

/// What a body needs to know of the inner function that it is a method of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MethodData {
    pub(crate) closure: usize,
    /// Which parameter is the function: 0, or 2 where keywords are sorted.
    pub(crate) self_index: usize,
}

impl Closures {
    pub(crate) fn of(program: &Program, numbers: &mut dyn Numbers) -> Self {
        let mut closures = Self::default();
        for lambda in program.lambda_ids() {
            let mut names = Vec::new();
            closures.collect(program, lambda, &program.lambda(lambda).body, &mut names);
            for closure in names {
                closures.complete(program, closure);
            }
        }
        // Numbers are given in the order in which functions are written.
        let mut numbered = vec![false; closures.all.len()];
        for lambda in program.lambda_ids() {
            let body = &program.lambda(lambda).body;
            closures.number(program, lambda, body, (&mut numbered, &mut *numbers));
        }
        closures
    }

    fn number(
        &mut self,
        program: &Program,
        lambda: LambdaId,
        node: &Node,
        (numbered, numbers): (&mut [bool], &mut dyn Numbers),
    ) {
        let (var, method) = match &node.kind {
            Kind::Function(Target::Var(var)) => (Some(*var), None),
            Kind::Method { of: MethodOf::Var(var), lambda: method, .. } => {
                (Some(*var), Some(*method))
            }
            Kind::Method { lambda: method, .. } => (None, Some(*method)),
            _ => (None, None),
        };
        if let Some(index) = var.and_then(|it| self.find(lambda, it))
            && !std::mem::replace(&mut numbered[index], true)
        {
            let closure = &mut self.all[index];
            let name = closure.type_name.as_str();
            let sharp = if name.starts_with('#') { "" } else { "#" };
            closure.type_name = Symbol::new(&format!("{sharp}{name}#{}", numbers.of_function()));
        }
        depth::down(|| {
            node.parts(|part| self.number(program, lambda, part, (&mut *numbered, &mut *numbers)));
            if let Some(method) = method {
                let body = &program.lambda(method).body;
                self.number(program, method, body, (&mut *numbered, &mut *numbers));
            }
        });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(crate) fn closure(&self, index: usize) -> &Closure {
        &self.all[index]
    }

    /// The inner function that a variable is in the function that defines it.
    pub(crate) fn find(&self, lambda: LambdaId, var: Var) -> Option<usize> {
        self.of.get(&(lambda, var)).copied()
    }

    /// The inner function that a variable is, for signatures that name its type.
    pub(crate) fn by_var(&self, var: Var) -> Option<usize> {
        self.by_var.get(&var).copied()
    }

    pub(crate) fn method(&self, lambda: LambdaId) -> Option<MethodData> {
        self.by_method.get(&lambda).copied()
    }

    fn collect(&mut self, program: &Program, lambda: LambdaId, node: &Node, new: &mut Vec<usize>) {
        match &node.kind {
            Kind::Function(Target::Var(var)) => {
                self.entry(program, lambda, *var, new);
            }
            Kind::Method { of: MethodOf::Var(var), lambda: method, sig, .. } => {
                let closure = self.entry(program, lambda, *var, new);
                self.all[closure].methods.push(*method);
                let self_index = if sorts_keywords(sig) { 2 } else { 0 };
                self.by_method.insert(*method, MethodData { closure, self_index });
            }
            _ => {}
        }
        depth::down(|| node.parts(|part| self.collect(program, lambda, part, new)));
    }

    fn entry(
        &mut self,
        program: &Program,
        lambda: LambdaId,
        var: Var,
        new: &mut Vec<usize>,
    ) -> usize {
        if let Some(index) = self.of.get(&(lambda, var)) {
            return *index;
        }
        let index = self.all.len();
        self.all.push(Closure {
            type_name: program.var(var).name,
            fields: Vec::new(),
            params: Vec::new(),
            methods: Vec::new(),
        });
        self.of.insert((lambda, var), index);
        self.by_var.entry(var).or_insert(index);
        new.push(index);
        index
    }

    fn complete(&mut self, program: &Program, index: usize) {
        let closure = &mut self.all[index];
        let mut captured: Vec<Var> = Vec::new();
        for method in &closure.methods {
            for var in &program.lambda(*method).captured {
                if !captured.contains(var) {
                    captured.push(*var);
                }
            }
        }
        for var in captured {
            let data = program.var(var);
            if matches!(data.kind, VarKind::StaticParam(_)) {
                closure.params.push(var);
                continue;
            }
            let taken = |name: Symbol| closure.fields.iter().any(|it| it.1 == name);
            let mut field = data.name;
            let mut n = 1;
            while taken(field) {
                field = Symbol::new(&format!("{}#{n}", data.name));
                n += 1;
            }
            closure.fields.push((var, field));
        }
        closure.params.sort_by_key(|var| program.var(*var).name);
    }
}

/// The arguments of the call of `Core.apply_type` that a signature comes down to.
fn signature_types(sig: &Node) -> Option<&[(Node, bool)]> {
    let mut at = sig;
    loop {
        match &at.kind {
            Kind::Block(nodes) => at = nodes.last()?,
            Kind::Call(callee, args) if callee.is_global("Core", "_unionall") => {
                at = &args.last()?.0;
            }
            _ => return at.as_call_of("Core", "apply_type"),
        }
    }
}

/// Whether this is the signature of a method of `Core.kwcall`, whose third argument is the function.
pub(crate) fn sorts_keywords(sig: &Node) -> bool {
    let first = signature_types(sig).and_then(|args| args.get(1));
    let of = first.and_then(|(ty, _)| {
        ty.as_call_of("Core", "Typeof").or_else(|| ty.as_call_of("Core", "typeof"))
    });
    of.is_some_and(|args| args.first().is_some_and(|(it, _)| it.is_global("Core", "kwcall")))
}

/// The number in a last argument type `Vararg{T, 2}`: such a signature takes just so many arguments.
pub(crate) fn rest_count(sig: &Node) -> Option<usize> {
    let args = signature_types(sig)?.last()?.0.as_call_of("Core", "apply_type")?;
    match args {
        [(vararg, _), _, (Node { kind: Kind::Literal(n), .. }, _)] if matches!(&vararg.kind, Kind::Global(it) if it.name.as_str() == "Vararg") => {
            n.as_int64().and_then(|it| usize::try_from(it).ok()).filter(|it| *it <= 64)
        }
        _ => None,
    }
}
