//! Linking: code made runnable in one session.
//!
//! ```text
//!   Code (shared, by content) ──link──► LinkedCode (one session)
//!     literals                            values, rooted
//!     calls                               call sites of the session's `Machine`
//!     static parameters, targets          put in
//! ```
//!
//! Linked code is never written: what its call sites learn is kept in the [`Machine`], and code
//! for another world is linked anew.

use crate::{
    Machine, StackId, StaticTarget, Target, TraceEntry,
    code::{CallInfo, Code, Fast, Group, Instr, Operand, Origin, Pc, Primitive},
    machine::{Leaf, LinkNumber, Site},
    tier::Tier,
};
use overdub_ir::{Inst, Literal};
use overdub_types::Type;
use overdub_values::{Heap, Root, Scalar, Value, ValueError};
use rustc_hash::FxHashMap;
use std::{fmt, sync::Arc};

/// What linking puts into code.
#[derive(Clone, Debug, Default)]
pub struct LinkOptions {
    /// Name and signature, for traces; the code's own origin if `None`.
    pub function: Option<Arc<str>>,
    /// An opaque label for traces.
    pub label: u64,
    /// The calls that were replaced by what they called, by their scopes in the body: their labels, and the stacks
    /// that they ran under where that is not the code's.
    pub replaced: Vec<(u64, Option<StackId>)>,
    /// The stack that the code always runs under; empty if it runs under whatever its caller runs under.
    pub stack: StackId,
    /// The values of the static parameters; `None` where dispatch left one open.
    pub static_params: Vec<Option<Value>>,
    /// Whether the last parameter is the tuple of all further arguments.
    pub vararg: bool,
    /// What calls are known to become.
    pub targets: Vec<(Inst, StaticTarget)>,
    /// The type of what it returns, as far as that is known.
    pub result: Option<Type>,
    /// What the runtime knows the code by where it takes other code for good.
    pub holder: Option<u64>,
}

/// Code that runs in the session that it was linked for.
pub struct LinkedCode {
    pub(crate) code: Arc<Code>,
    pub(crate) instrs: Arc<[Instr]>,
    /// `None` is a constant without a value, which only edges pass.
    pub(crate) consts: Box<[Option<Value>]>,
    /// Groups of the code, then those of calls that static targets made primitives.
    pub(crate) groups: Vec<Group>,
    pub(crate) static_params: Box<[Option<Value>]>,
    pub(crate) function: Arc<str>,
    pub(crate) label: u64,
    replaced: Box<[(u64, Option<StackId>)]>,
    stack: StackId,
    pub(crate) vararg: bool,
    /// Takes its arguments as they are: no vararg tuple, nothing carried.
    pub(crate) is_simple: bool,
    pub(crate) leaf: Option<Leaf>,
    pub(crate) number: LinkNumber,
    pub(crate) result: Option<Type>,
    pub(crate) holder: Option<u64>,
    /// Not of the code itself: how often it ran, and its machine code.
    pub(crate) tier: Tier,
    /// Keeps the constants that are objects.
    _roots: Vec<Root>,
}

impl fmt::Debug for LinkedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkedCode({})", self.function)
    }
}

impl LinkedCode {
    /// What it was linked from.
    #[must_use]
    pub fn code(&self) -> &Arc<Code> {
        &self.code
    }

    /// Name and signature, for traces.
    #[must_use]
    pub fn function(&self) -> &Arc<str> {
        &self.function
    }

    /// Shows the calls that an activation at an instruction stands for, innermost first.
    pub(crate) fn list(&self, pc: Pc, stack: StackId, show: impl FnMut(TraceEntry)) {
        self.list_at(self.code.origin_of(pc), stack, show);
    }

    pub(crate) fn list_at(&self, origin: Origin, stack: StackId, mut show: impl FnMut(TraceEntry)) {
        for (scope, loc) in self.code.frames(origin) {
            let (function, label) = match scope {
                None => (&self.function, (self.label, None)),
                Some(at) => {
                    let label = self.replaced.get(at).copied().unwrap_or_default();
                    (&self.code.scopes[at].function, label)
                }
            };
            let (label, own) = label;
            let stack = own.unwrap_or(stack);
            show(TraceEntry { function: Arc::clone(function), label, loc, stack, times: 1 });
        }
    }

    /// The opaque label for traces.
    #[must_use]
    pub fn label(&self) -> u64 {
        self.label
    }

    /// The stack that it always runs under; empty if it runs under whatever its caller runs under.
    #[must_use]
    pub fn stack(&self) -> StackId {
        self.stack
    }
}

/// Links code for the session of this heap and machine.
///
/// # Errors
/// If a literal has no value, such as a struct whose fields are of other types than declared.
pub fn link(
    heap: &mut Heap,
    machine: &mut Machine,
    code: &Arc<Code>,
    options: LinkOptions,
) -> Result<Arc<LinkedCode>, ValueError> {
    let mut roots = Vec::new();
    let mut keep = |heap: &Heap, value: Value| {
        if value.is_object() {
            roots.push(heap.root(value));
        }
        value
    };
    let mut static_params = options.static_params;
    for param in static_params.iter().flatten() {
        keep(heap, *param);
    }
    static_params.resize(code.static_params.len(), None);
    let mut consts = Vec::with_capacity(code.consts.len());
    for literal in &code.consts {
        let value = match literal {
            Literal::Undef => None,
            literal => Some(literal_value(heap, literal)?),
        };
        consts.push(value.map(|it| keep(heap, it)));
    }
    let mut patched = Patched { code, instrs: None, groups: code.groups.to_vec() };
    let sites = patched.sites(options.targets);
    let Patched { instrs, groups, .. } = patched;
    let instrs = instrs.map_or_else(|| Arc::clone(&code.instrs), Into::into);
    let is_simple = !options.vararg && code.carried.is_empty();
    let leaf = if is_simple { leaf(code, &instrs) } else { None };
    let number = machine.number(sites, code.globals.len());
    Ok(Arc::new(LinkedCode {
        instrs,
        consts: consts.into(),
        groups,
        static_params: static_params.into(),
        function: options.function.unwrap_or_else(|| Arc::clone(&code.origin)),
        label: options.label,
        replaced: options.replaced.into(),
        stack: options.stack,
        vararg: options.vararg,
        is_simple,
        leaf,
        number,
        result: options.result,
        holder: options.holder,
        tier: Tier::default(),
        _roots: roots,
        code: Arc::clone(code),
    }))
}

/// Instructions in which calls of primitives that static targets told of stand as such.
struct Patched<'a> {
    code: &'a Code,
    /// A copy, once something changed.
    instrs: Option<Vec<Instr>>,
    groups: Vec<Group>,
}

impl Patched<'_> {
    fn sites(&mut self, targets: Vec<(Inst, StaticTarget)>) -> Box<[Site]> {
        let mut targets: FxHashMap<Inst, StaticTarget> = targets.into_iter().collect();
        let mut sites: Vec<Site> = Vec::with_capacity(self.code.calls.len());
        for call in &self.code.calls {
            let site = match targets.remove(&call.inst) {
                None => Site::default(),
                Some(target) => {
                    self.patch(call, &target);
                    Site::fixed(target)
                }
            };
            sites.push(site);
        }
        sites.into()
    }

    fn patch(&mut self, call: &CallInfo, target: &StaticTarget) {
        if call.has_spread || !call.carried.is_empty() {
            return;
        }
        let primitive = match target {
            StaticTarget::Target(Target::Intrinsic(it)) => Primitive::Intrinsic(*it),
            StaticTarget::Target(Target::Builtin(it)) if !it.is_runtime() => {
                Primitive::Builtin(*it)
            }
            _ => return,
        };
        let operands = call.window.start + 1..call.window.end;
        let fast = match primitive {
            Primitive::Intrinsic(it) => Fast::of(it),
            Primitive::Builtin(_) => None,
        };
        let instr = match (fast, self.code.operands(&operands)) {
            (Some(op), [a, b]) => Instr::fast(op, call.to, *a, *b),
            _ => {
                self.groups.push(Group { operands, to: call.to, primitive: Some(primitive) });
                // There are at most as many groups as calls and groups before.
                Instr::Primitive { group: u32::try_from(self.groups.len() - 1).unwrap_or(u32::MAX) }
            }
        };
        let instrs = self.instrs.get_or_insert_with(|| self.code.instrs.to_vec());
        instrs[call.pc as usize] = instr;
    }
}

/// Recognises code that is one short intrinsic of its parameters.
fn leaf(code: &Code, instrs: &[Instr]) -> Option<Leaf> {
    let [first, Instr::Return { from, .. }] = instrs else { return None };
    let (op, to, a, b) = first.as_fast()?;
    let is_param = |it: &Operand| it.as_reg().is_some_and(|reg| reg < code.params);
    (is_param(&a) && is_param(&b) && from.as_reg() == Some(to)).then_some(Leaf { op, a, b })
}

/// The value of a literal; objects are made anew each time.
///
/// # Errors
/// If it has none, such as a struct whose fields are of other types than declared.
pub fn literal_value(heap: &mut Heap, literal: &Literal) -> Result<Value, ValueError> {
    let unsound = |ty| ValueError::Error(format!("no constant is of type {ty}"));
    match literal {
        Literal::Bits { ty, bits } => {
            let scalar = Scalar::new(*ty, *bits).ok_or_else(|| unsound(*ty))?;
            heap.scalar(scalar)
        }
        Literal::Str(bytes) => heap.string_of_bytes(bytes),
        Literal::Symbol(name) => Ok(Value::symbol(*name)),
        Literal::Type(ty) => Ok(Value::of_type(*ty)),
        Literal::Module(path) => Ok(Value::module(*path)),
        Literal::Singleton(ty) => Value::singleton(*ty).ok_or_else(|| unsound(*ty)),
        Literal::Undef => Err(ValueError::UndefRef),
        Literal::Tuple(elements) => {
            let elements = rooted(heap, elements)?;
            heap.tuple(&elements.1)
        }
        Literal::Struct { ty, fields } => {
            let fields = rooted(heap, fields)?;
            heap.new_struct(*ty, &fields.1)
        }
    }
}

/// The values of literals, with what keeps them until the roots are dropped.
fn rooted(heap: &mut Heap, literals: &[Literal]) -> Result<(Vec<Root>, Vec<Value>), ValueError> {
    let (mut roots, mut values) = (Vec::new(), Vec::new());
    for literal in literals {
        let value = literal_value(heap, literal)?;
        roots.push(heap.root(value));
        values.push(value);
    }
    Ok((roots, values))
}
