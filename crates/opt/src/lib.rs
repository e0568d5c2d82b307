//! Optimisation of typed bodies, ahead of both back ends.
//!
//! ```text
//!   Body(typed), what its calls became ──► PASSES, the verifier between them ──► Body(optimized), the calls that are left
//!                                              │
//!                                              └── asks [`Callees`] for bodies to put in the place of calls
//! ```
//!
//! Bodies come bottom up: what takes the place of a call was optimised itself before. So a pass looks at a body once, and the
//! work is linear in what the body has grown to, which a budget bounds.
//!
//! Only calls that are decided to be a body and nothing around it, a builtin or an intrinsic are anybody's to replace. What the crate does not know: worlds, contexts, caches. Whoever answers [`Callees`] does, and notes what
//! an answer rests on.

mod bounds;
mod choose;
mod counters;
mod dead;
mod effects;
mod facts;
mod fold;
mod gvn;
mod hoist;
mod inline;
mod memory;
mod narrow;
mod params;
mod primitive;
mod rebuild;
mod repair;
mod scalars;
mod split;
mod thread;
mod ways;

use std::sync::Arc;

use overdub_ir::{Body, Call, GlobalRef, Inst, Literal, Mark, Stage, Value, verify};
use overdub_types::{Symbol, Type};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

pub use bounds::in_bounds;
pub use effects::{Effects, effects, is_nothrow_here};
pub use inline::may_stand_in_itself;
pub use primitive::{Primitive, primitive_of};
pub use split::{Split, split_loops};

/// What a body is to become smaller and faster by.
#[derive(Clone, Debug)]
pub struct Optimized<T> {
    /// The body, at stage `optimized`.
    pub body: Arc<Body>,
    /// What the calls that are left became, where that is known before they run; in order of the body.
    pub targets: Vec<(Inst, T)>,
    /// What the call of each scope of the body became that was replaced here; `None` of a scope that was there before.
    pub replaced: Vec<Option<T>>,
}

/// What a call can be replaced by.
#[derive(Clone, Debug)]
pub struct Inlinee<T> {
    /// The optimised body of what is called.
    pub code: Optimized<T>,
    /// What is called, as a trace names it.
    pub function: Symbol,
    /// Whether the last parameter is the tuple of all further arguments.
    pub is_vararg: bool,
}

/// What a call becomes, once the types of its operands are known.
#[derive(Clone, Debug)]
pub struct Resolved<T> {
    /// What is called ahead of it.
    pub ahead: SmallVec<[Ahead<T>; 1]>,
    /// What it becomes.
    pub target: T,
    /// The type of what it answers.
    pub answers: Type,
}

/// A call that is made ahead of another one.
#[derive(Clone, Debug)]
pub struct Ahead<T> {
    /// What it becomes.
    pub target: T,
    /// Its callee and first arguments.
    pub operands: SmallVec<[Literal; 2]>,
    /// Whether the callee and the arguments of the other call follow.
    pub shows: bool,
    /// Its mark.
    pub mark: Mark,
    /// The type of what it answers.
    pub answers: Type,
}

impl<T> Ahead<T> {
    /// The call, ahead of one with these operands.
    #[must_use]
    pub fn call(&self, body: &mut Body, operands: impl IntoIterator<Item = Value>) -> Call {
        let own: SmallVec<[Value; 4]> =
            self.operands.iter().map(|it| body.constant(it.clone())).collect();
        let shown = operands.into_iter().filter(|_| self.shows);
        let mut all = own.into_iter().chain(shown);
        let callee = all.next().unwrap_or_else(|| body.constant(Literal::nothing()));
        Call::new(callee, all).with_mark(self.mark)
    }
}

/// Answers about what lies outside one body.
pub trait Callees {
    /// What a call is known to become.
    type Target: Clone;

    /// The builtin or intrinsic that a target is, if it needs nothing but the values of its operands.
    fn primitive(&mut self, target: &Self::Target) -> Option<Primitive>;

    /// What a call under contexts becomes whose callee and arguments dispatch by these types, which inference did not know as
    /// exactly; `None` leaves it to the run. `in_try` if something handles what it throws. Who answers notes that the body rests on
    /// it.
    fn resolve(
        &mut self,
        mark: Mark,
        types: &[Type],
        in_try: bool,
    ) -> Option<Resolved<Self::Target>>;

    /// The body that may take the place of a call that became `target`; `None` leaves the call as it is. Who answers notes that the
    /// body asked for rests on it.
    fn inlinee(&mut self, target: &Self::Target) -> Option<Inlinee<Self::Target>>;

    /// The value of a binding that is of this type, if it is constant and known by the type.
    fn constant(&mut self, global: GlobalRef, ty: Type) -> Option<Literal>;

    /// Whether a binding is constant in all worlds that the body is for.
    fn is_constant(&mut self, global: GlobalRef) -> bool;

    /// The value of a static parameter, if dispatch fixed it.
    fn static_param(&mut self, index: u32) -> Option<Literal>;

    /// Whether a static parameter has a value, if every call that the body is for agrees on it.
    fn is_static_param_defined(&mut self, index: u32) -> Option<bool> {
        self.static_param(index).map(|_| true)
    }
}

/// A body on its way through the passes.
pub(crate) struct Work<T> {
    pub(crate) body: Body,
    pub(crate) targets: FxHashMap<Inst, T>,
    pub(crate) replaced: Vec<Option<T>>,
    /// Whether calls became known that may be replaced and were not.
    pub(crate) has_resolved: bool,
    /// Whether ways were led past branches late.
    pub(crate) has_threaded: bool,
}

/// One step: answers whether it changed anything.
type Pass<C> = fn(&mut Work<<C as Callees>::Target>, &mut C) -> bool;

/// The passes in order; each is a function of the file that it is named after.
fn passes<C: Callees>() -> [(&'static str, Pass<C>); 27] {
    [
        ("inline", inline::inline),
        ("params", params::params),
        ("thread", thread::thread),
        ("params", params::params),
        ("narrow", narrow::narrow),
        ("simplify", rebuild::simplify),
        ("scalars", scalars::scalars),
        ("params", params::params),
        ("simplify", rebuild::simplify),
        ("gvn", gvn::gvn),
        ("params", params::params),
        ("simplify", rebuild::simplify),
        ("inline again", inline::again),
        // Branches that were found to be the same may be known on some ways now.
        ("thread again", thread::again),
        ("params", params::params),
        ("narrow", narrow::narrow),
        ("simplify", rebuild::simplify),
        ("scalars again", scalars::again),
        ("params", params::params),
        ("simplify", rebuild::simplify),
        ("hoist", hoist::hoist),
        ("params", params::params),
        ("simplify", rebuild::simplify),
        ("choose", choose::choose),
        ("params", params::params),
        ("simplify", rebuild::simplify),
        ("dead", dead::dead),
    ]
}

/// Optimises a typed body.
///
/// # Panics
/// In debug builds, if a pass breaks the body: the verifier runs behind each.
pub fn optimize<C: Callees>(
    body: &Body,
    targets: impl IntoIterator<Item = (Inst, C::Target)>,
    callees: &mut C,
) -> Optimized<C::Target> {
    let mut work = Work {
        body: body.clone(),
        targets: targets.into_iter().collect(),
        replaced: body.scopes().map(|_| None).collect(),
        has_resolved: false,
        has_threaded: false,
    };
    let mut is_clean = false;
    for (name, pass) in passes::<C>() {
        // What simplifies has nothing to do where nothing changed since it ran.
        if is_clean && matches!(name, "params" | "simplify") {
            continue;
        }
        let has_changed = pass(&mut work, callees);
        is_clean = if name == "simplify" { true } else { is_clean && !has_changed };
        debug_assert!(is_well_formed(name, &work.body));
    }
    let Work { mut body, mut targets, replaced, .. } = work;
    body.header.stage = Stage::Optimized;
    let targets = body.all_insts().filter_map(|it| Some((it, targets.remove(&it)?))).collect();
    Optimized { body: Arc::new(body), targets, replaced }
}

/// Whether the verifier finds nothing; says what it finds.
fn is_well_formed(pass: &str, body: &Body) -> bool {
    let faults = verify(body);
    assert!(
        faults.is_empty(),
        "the pass {pass} broke {}\n{}",
        body.header.origin,
        overdub_ir::render_faults(body, &faults)
    );
    true
}
