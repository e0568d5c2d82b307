//! Forms to instructions: one emitter writes one body.

mod control;
mod define;
mod hoist;
mod tries;
mod variables;

use overdub_diag::Diagnostic;
use overdub_ir::{
    Arg, Block, BlockCall, Body, Builder, Call, Flow, GlobalRef, Literal, Loc, Mark, Op, Slot,
    Value, verify,
};
use overdub_types::{DataType, Symbol, Type, core};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    closures::{Closures, MethodData},
    depth, fresh,
    tree::{Kind, Lambda, LambdaId, Node, Program, Target, Var},
};
use crate::{
    Ast,
    lower::{Code, Meta, Numbers, Options},
};
use control::Exit;
use tries::{Finally, Inside};
use variables::Place;

/// What is done with the value of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    Nothing,
    Value,
    /// It is returned.
    Tail,
}

/// What all bodies of a statement have in common.
struct Shared<'a> {
    program: &'a Program,
    closures: &'a Closures,
    options: &'a Options<'a>,
    numbers: &'a mut dyn Numbers,
    codes: Vec<Code>,
    errors: Vec<Diagnostic>,
    /// Temporaries that are assigned at more than one place.
    shared_temps: FxHashSet<u32>,
    /// Where methods of global functions find the local variables of the thunk that they use.
    hidden: FxHashMap<(LambdaId, Var), GlobalRef>,
}

/// The thunk and the bodies of the methods that it defines.
pub(crate) fn thunk(
    program: &Program,
    closures: &Closures,
    options: &Options<'_>,
    numbers: &mut dyn Numbers,
) -> Result<(Body, Vec<Code>), Vec<Diagnostic>> {
    let mut shared = Shared::new(program, closures, options, numbers);
    let code = Emitter::new(&mut shared, LambdaId::THUNK).run();
    if shared.errors.is_empty() { Ok((code.body, shared.codes)) } else { Err(shared.errors) }
}

/// The body of one function that defines no others.
pub(crate) fn body(
    program: &Program,
    closures: &Closures,
    lambda: LambdaId,
    options: &Options<'_>,
    numbers: &mut dyn Numbers,
) -> Result<Code, Vec<Diagnostic>> {
    let mut shared = Shared::new(program, closures, options, numbers);
    let code = Emitter::new(&mut shared, lambda).run();
    if shared.errors.is_empty() { Ok(code) } else { Err(shared.errors) }
}

impl<'a> Shared<'a> {
    fn new(
        program: &'a Program,
        closures: &'a Closures,
        options: &'a Options<'a>,
        numbers: &'a mut dyn Numbers,
    ) -> Self {
        let mut shared = Self {
            program,
            closures,
            options,
            numbers,
            codes: Vec::new(),
            errors: Vec::new(),
            shared_temps: FxHashSet::default(),
            hidden: FxHashMap::default(),
        };
        let mut seen = FxHashSet::default();
        for id in program.lambda_ids() {
            shared.count_temps(&program.lambda(id).body, &mut seen);
        }
        shared
    }

    fn count_temps(&mut self, node: &Node, seen: &mut FxHashSet<u32>) {
        if let Kind::Assign(Target::Temp(temp), _) = node.kind
            && !seen.insert(temp)
        {
            self.shared_temps.insert(temp);
        }
        depth::down(|| node.parts(|part| self.count_temps(part, seen)));
    }
}

/// Writes the body of one function.
struct Emitter<'s, 'a> {
    shared: &'s mut Shared<'a>,
    program: &'a Program,
    lambda: LambdaId,
    /// What this is a method of, if it is an inner function.
    method: Option<MethodData>,
    b: Builder,
    loc: Loc,
    places: FxHashMap<Var, Place>,
    flagged: FxHashSet<Var>,
    temps: FxHashMap<u32, Value>,
    temp_slots: FxHashMap<u32, Slot>,
    /// Where a condition's type is checked inside of try forms.
    condition: Option<Slot>,
    /// Where exceptions go, innermost last.
    handlers: Vec<Block>,
    /// The depths of the exception stack at the handlers that we are in, and their exceptions.
    caught: Vec<(Value, Value)>,
    finallys: Vec<Finally>,
    /// The parts of try forms around this place.
    regions: Vec<Inside>,
    exits: Vec<(Symbol, Exit)>,
    labels: FxHashMap<Symbol, Block>,
    /// The temporary that holds the declared type of what is returned.
    return_type: Option<u32>,
    /// Whether statements here may have definitions put before them.
    is_top: bool,
    /// Static parameters in the signature of a closure's method: variables of the signature.
    substitutes: FxHashMap<Var, Value>,
    is_in_signature: bool,
    n_loops: usize,
    /// The variables whose declared types are being evaluated.
    in_type_of: Vec<Var>,
    consts: FxHashSet<GlobalRef>,
    /// The declared types of globals that this statement declares.
    declared: FxHashMap<GlobalRef, Slot>,
    defined: FxHashSet<usize>,
    meta: Meta,
}

impl<'s, 'a> Emitter<'s, 'a> {
    fn new(shared: &'s mut Shared<'a>, id: LambdaId) -> Self {
        let program = shared.program;
        let lambda = program.lambda(id);
        let method = shared.closures.method(id);
        let is_thunk = id == LambdaId::THUNK;
        let n_params = match lambda.n_rest {
            _ if is_thunk => 1,
            Some(n) => lambda.args.len() - 1 + n,
            None => lambda.args.len(),
        };
        let name = if is_thunk { Symbol::new("top-level scope") } else { Symbol::new("") };
        let n_params = u32::try_from(n_params).expect("arguments in memory are fewer than 2^32");
        let mut b = Builder::new(name.as_str(), n_params);
        let own = lambda.static_params.iter();
        let params = method.map_or(&[][..], |it| &shared.closures.closure(it.closure).params);
        b.body_mut().header.static_params =
            params.iter().chain(own).map(|var| program.var(*var).name).collect();
        let meta = Meta {
            name,
            loc: lambda.loc,
            is_propagate_inbounds: false,
            nospecialize: Vec::new(),
            is_all_nospecialize: false,
            n_keywords: None,
            generated: None,
            is_generator_told: false,
            is_generated_only: false,
            others: Vec::new(),
        };
        Self {
            program,
            lambda: id,
            method,
            b,
            loc: lambda.loc,
            places: FxHashMap::default(),
            flagged: fresh::flagged(program, lambda),
            temps: FxHashMap::default(),
            temp_slots: FxHashMap::default(),
            condition: None,
            handlers: Vec::new(),
            caught: Vec::new(),
            finallys: Vec::new(),
            regions: Vec::new(),
            exits: Vec::new(),
            labels: FxHashMap::default(),
            return_type: None,
            is_top: is_thunk,
            substitutes: FxHashMap::default(),
            is_in_signature: false,
            n_loops: 0,
            in_type_of: Vec::new(),
            consts: FxHashSet::default(),
            declared: FxHashMap::default(),
            defined: FxHashSet::default(),
            meta,
            shared,
        }
    }

    fn lambda(&self) -> &'a Lambda {
        self.program.lambda(self.lambda)
    }

    fn run(mut self) -> Code {
        self.begin();
        let lambda = self.lambda();
        self.compile(&lambda.body, Want::Tail);
        let mut undefined: Vec<Symbol> =
            self.labels.keys().filter(|it| !lambda.labels.contains_key(*it)).copied().collect();
        undefined.sort_unstable();
        for name in undefined {
            let message = format!("label \"{name}\" referenced but not defined");
            self.error("undefined-label", message);
        }
        let has_labels = !lambda.labels.is_empty();
        let static_params = self.b.body().header.static_params.clone();
        let loc = self.loc;
        let mut body = self.b.finish();
        tidy(&mut body, loc);
        if has_labels && self.shared.errors.is_empty() && !verify(&body).is_empty() {
            let message = "a jump to a label in the midst of an expression";
            self.shared.errors.push(Diagnostic::error("misplaced-label", message));
        }
        let mut arg_names = lambda.arg_names.clone();
        if let Some(n) = lambda.n_rest {
            arg_names.resize(lambda.args.len() - 1 + n, Symbol::new("#unused#"));
        }
        let is_vararg = lambda.is_vararg && lambda.n_rest.is_none();
        Code { body, arg_names, static_params, is_vararg, meta: self.meta }
    }

    fn error(&mut self, code: &'static str, message: impl Into<String>) {
        let mut diagnostic = Diagnostic::error(code, message);
        let sources = self.shared.options.sources;
        if let Some(source) = sources.find(self.loc.file.as_str())
            && let Some(at) = sources.offset(source, self.loc.line, self.loc.column.max(1))
        {
            diagnostic = diagnostic.with_label(source.span(at as usize, at as usize), "");
        }
        self.shared.errors.push(diagnostic);
    }

    // Instructions.

    fn constant(&mut self, literal: Literal) -> Value {
        self.b.constant(literal)
    }

    fn nothing(&mut self) -> Value {
        self.constant(Literal::nothing())
    }

    fn module(&mut self, module: Symbol) -> Value {
        self.constant(Literal::Module(module))
    }

    fn symbol(&mut self, name: Symbol) -> Value {
        self.constant(Literal::Symbol(name))
    }

    /// An instruction that throws to the nearest handler.
    fn op(&mut self, op: Op) -> Value {
        self.b.set_loc(self.loc);
        match self.handlers.last().copied() {
            Some(handler) if op.can_throw() => {
                let n_results = op.n_results();
                let next = self.b.block(n_results);
                let normal = if n_results == 0 {
                    BlockCall::bare(next)
                } else {
                    BlockCall::with_result(next, [] as [Value; 0])
                };
                let unwind = BlockCall::with_exception(handler, [] as [Value; 0]);
                self.b.inst_with_edges(op, normal, unwind);
                self.b.switch_to(next);
                match self.b.param(0) {
                    Some(value) => value,
                    None => self.nothing(),
                }
            }
            _ => self.sure(op),
        }
    }

    /// An instruction that does not throw here.
    fn sure(&mut self, op: Op) -> Value {
        self.b.set_loc(self.loc);
        let inst = self.b.inst(op);
        match self.b.body().result(inst) {
            Some(value) => value,
            None => self.nothing(),
        }
    }

    fn builtin_op(&mut self, name: &str, args: &[Value], mark: Mark) -> Op {
        let callee = self.constant(Literal::Singleton(Type::builtin(name)));
        Op::Call(Call::new(callee, args.iter().copied()).with_mark(mark))
    }

    /// A call of a builtin function, as the program's own are.
    fn builtin(&mut self, name: &str, args: &[Value]) -> Value {
        let op = self.builtin_op(name, args, Mark::Unmarked);
        self.op(op)
    }

    /// The same where it cannot throw.
    fn sure_builtin(&mut self, name: &str, args: &[Value]) -> Value {
        let op = self.builtin_op(name, args, Mark::Unmarked);
        self.sure(op)
    }

    /// A call of a builtin function that nobody wrote and no context sees.
    fn quiet(&mut self, name: &str, args: &[Value]) -> Value {
        let op = self.builtin_op(name, args, Mark::Exempt);
        self.op(op)
    }

    /// The same where it cannot throw.
    fn sure_quiet(&mut self, name: &str, args: &[Value]) -> Value {
        let op = self.builtin_op(name, args, Mark::Exempt);
        self.sure(op)
    }

    fn call_base(&mut self, name: &str, args: &[Value]) -> Value {
        let callee = self.op(Op::GlobalRead(GlobalRef::new("Base", name)));
        self.op(Op::Call(Call::new(callee, args.iter().copied())))
    }

    fn jump(&mut self, to: Block, args: &[Value]) {
        self.b.set_loc(self.loc);
        self.b.jump(to, args);
        self.dead();
    }

    /// After a jump: what follows is not reached, unless it begins with a block of its own.
    fn dead(&mut self) {
        let dead = self.b.block(0);
        self.b.switch_to(dead);
    }

    // Forms.

    /// Writes a form and answers its value; `nothing` if that is not wanted.
    fn compile(&mut self, node: &Node, want: Want) -> Value {
        depth::down(|| {
            let loc = self.loc;
            if node.loc.is_known() {
                self.loc = node.loc;
            }
            let keeps_top = matches!(
                node.kind,
                Kind::Block(_) | Kind::If(..) | Kind::Try { .. } | Kind::Finally { .. }
            );
            let is_top = self.is_top;
            if is_top && !keeps_top {
                self.hoist(node);
                self.is_top = false;
            }
            let value = self.form(node, want);
            self.is_top = is_top;
            self.loc = loc;
            value
        })
    }

    fn value(&mut self, node: &Node) -> Value {
        self.compile(node, Want::Value)
    }

    /// What becomes of a value that a form has.
    fn done(&mut self, value: Value, want: Want) -> Value {
        if want == Want::Tail {
            self.return_value(value);
            return self.nothing();
        }
        value
    }

    fn form(&mut self, node: &Node, want: Want) -> Value {
        let value = match &node.kind {
            Kind::Literal(literal) => self.constant(literal.clone()),
            Kind::Var(var) => self.read(*var),
            Kind::Global(global) => self.read_global(*global),
            Kind::Temp(temp) => self.read_temp(*temp),
            Kind::Block(nodes) => return self.block(nodes, want),
            Kind::Assign(target, value) => {
                let value = self.value(value);
                self.assign(*target, value);
                value
            }
            Kind::Call(callee, args) => self.call(callee, args),
            Kind::New(nodes) => {
                let mut values: Vec<Value> = nodes.iter().map(|it| self.value(it)).collect();
                let ty = values.remove(0);
                self.op(Op::New { ty, fields: values.into() })
            }
            Kind::SplatNew(ty, tuple) => {
                let (ty, tuple) = (self.value(ty), self.value(tuple));
                self.op(Op::SplatNew { ty, tuple })
            }
            Kind::If(cond, then, otherwise) => {
                return self.branches(cond, then, otherwise.as_deref(), want);
            }
            Kind::And(nodes) | Kind::Or(nodes) => {
                return self.short_circuit(node, nodes, want);
            }
            Kind::While(a, b) | Kind::DoWhile(a, b) => {
                self.n_loops += 1;
                let is_while = matches!(node.kind, Kind::While(..));
                let value = if is_while { self.while_loop(a, b) } else { self.do_while_loop(a, b) };
                self.n_loops -= 1;
                value
            }
            Kind::BreakBlock(label, body) => self.break_block(*label, body),
            Kind::Break(label) => {
                self.leave(*label);
                return self.nothing();
            }
            Kind::Return(value) => {
                self.compile(value, Want::Tail);
                return self.nothing();
            }
            Kind::Unnecessary(value) => {
                if want == Want::Nothing {
                    return self.nothing();
                }
                return self.compile(value, want);
            }
            Kind::Try { id, body, handler, otherwise } => {
                return self.try_catch(*id, body, handler, otherwise.as_deref(), want);
            }
            Kind::Finally { id, body, finally } => {
                return self.try_finally(*id, body, finally, want);
            }
            Kind::Exception => self.exception(),
            Kind::Label(name) => {
                let block = self.label(*name);
                self.jump(block, &[]);
                self.b.switch_to(block);
                self.nothing()
            }
            Kind::Goto(name) => {
                self.goto(*name);
                return self.nothing();
            }
            Kind::IsDefined(target) => self.is_defined(*target),
            Kind::Meta(what, args) => {
                self.remark(*what, args);
                self.nothing()
            }
            Kind::Local(var) => {
                self.begin_local(*var);
                self.nothing()
            }
            Kind::LocalDef(var) => {
                if self.program.var(*var).is_boxed() {
                    self.begin_local(*var);
                }
                self.nothing()
            }
            Kind::GlobalDecl(global) => {
                if self.lambda == LambdaId::THUNK {
                    let (module, name) = (self.module(global.module), self.symbol(global.name));
                    self.quiet("_global", &[module, name]);
                }
                self.nothing()
            }
            Kind::Const(global) => {
                self.consts.insert(*global);
                self.nothing()
            }
            Kind::Decl(what, ty) => self.declare_type(what, ty),
            Kind::Function(target) => self.function(*target),
            Kind::Method { of, sig, lambda, loc } => {
                self.method_form(of, sig, *lambda, *loc);
                self.nothing()
            }
        };
        self.done(value, want)
    }

    fn block(&mut self, nodes: &[Node], want: Want) -> Value {
        let last = nodes.iter().rposition(|it| !matches!(it.kind, Kind::Meta(..)));
        let Some(last) = last else {
            for node in nodes {
                self.compile(node, Want::Nothing);
            }
            let nothing = self.nothing();
            return self.done(nothing, want);
        };
        for node in &nodes[..last] {
            self.compile(node, Want::Nothing);
        }
        for node in &nodes[last + 1..] {
            self.compile(node, Want::Nothing);
        }
        self.compile(&nodes[last], want)
    }

    fn call(&mut self, callee: &Node, args: &[(Node, bool)]) -> Value {
        if self.is_in_signature
            && callee.is_global("Core", "Typeof")
            && let [(what, false)] = args
        {
            return self.type_of_function(what);
        }
        let callee_value = self.value(callee);
        let args: Vec<Arg> = args
            .iter()
            .map(|(arg, spread)| Arg { value: self.value(arg), spread: *spread })
            .collect();
        self.op(Op::Call(Call::new(callee_value, args)))
    }

    fn remark(&mut self, what: Symbol, args: &[Ast]) {
        let names = || args.iter().filter_map(Ast::as_symbol);
        match (what.as_str(), args) {
            ("inline", _) => self.b.body_mut().header.inline = Some(true),
            ("noinline", _) => self.b.body_mut().header.inline = Some(false),
            ("propagate_inbounds", _) => {
                self.b.body_mut().header.inline = Some(true);
                self.meta.is_propagate_inbounds = true;
            }
            ("nospecialize", []) => self.meta.is_all_nospecialize = true,
            ("nospecialize", _) => self.meta.nospecialize.extend(names()),
            ("generated_only", _) => self.meta.is_generated_only = true,
            ("generated", [Ast::Symbol(name)]) => {
                let module = self.shared.options.module;
                self.meta.generated = Some(GlobalRef { module, name: *name });
            }
            ("generated", [Ast::Global(global)]) => self.meta.generated = Some(*global),
            ("generated", [generator]) => {
                let name = match generator {
                    Ast::Literal(Literal::Singleton(ty)) => ty.as_data().map(DataType::name),
                    _ => None,
                };
                match name.and_then(|it| Some((it.module(), it.function()?))) {
                    Some((module, name)) => {
                        self.meta.generated = Some(GlobalRef { module, name });
                        self.meta.is_generator_told = true;
                    }
                    None => {
                        let message = "a generator must be a function with a name";
                        self.error("unsupported-generator", message);
                    }
                }
            }
            ("nkw", [Ast::Literal(n)]) => {
                self.meta.n_keywords = n.as_int64().and_then(|it| u32::try_from(it).ok());
            }
            ("ret-type", [Ast::Expr(temp)]) if temp.is("ssavalue") => {
                let number = match temp.args.as_slice() {
                    [Ast::Literal(n)] => n.as_int64().and_then(|it| u32::try_from(it).ok()),
                    _ => None,
                };
                self.return_type = number.or(self.return_type);
            }
            _ => self.meta.others.push((what, args.to_vec())),
        }
    }
}

/// Removes blocks that nobody comes to, after ending those that nobody ended.
fn tidy(body: &mut Body, loc: Loc) {
    let blocks: Vec<Block> = body.blocks().collect();
    for block in &blocks {
        let ends = body.last_inst(*block).is_some_and(|last| body.inst(last).ends_block());
        if !ends {
            body.append(*block, overdub_ir::InstData::new(Op::Unreachable, loc));
        }
    }
    thread_jumps(body);
    let flow = Flow::of(body);
    for block in blocks {
        if !flow.is_reachable(block) {
            body.remove_block(block);
        }
    }
}

/// Leads edges to blocks that only jump on to where these go.
fn thread_jumps(body: &mut Body) {
    let mut onward: FxHashMap<Block, Block> = FxHashMap::default();
    for block in body.blocks().collect::<Vec<_>>() {
        let first = body.first_inst(block).map(|it| &body.inst(it).op);
        if let Some(Op::Jump(to)) = first
            && body.params(block).is_empty()
            && to.args.is_empty()
            && body.entry() != Some(block)
        {
            onward.insert(block, to.block);
        }
    }
    let resolve = |block: Block| {
        let mut at = block;
        // As many steps as there are such blocks lead out of any chain that is no circle.
        for _ in 0..onward.len() {
            match onward.get(&at) {
                Some(next) if *next != block => at = *next,
                _ => break,
            }
        }
        at
    };
    for inst in body.all_insts().collect::<Vec<_>>() {
        let data = body.inst_mut(inst);
        let redirect = |to: &mut BlockCall| to.block = resolve(to.block);
        match &mut data.op {
            Op::Jump(to) => redirect(to),
            Op::Branch { then, otherwise, .. } => {
                redirect(then);
                redirect(otherwise);
            }
            _ => {}
        }
        if let Some(edges) = &mut data.edges {
            redirect(&mut edges.normal);
            redirect(&mut edges.unwind);
        }
    }
}

/// The type of a slot for conditions.
fn bool_type() -> Type {
    core().bool
}
