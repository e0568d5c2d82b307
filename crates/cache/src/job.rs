//! What a stage sees while it runs: what it is to compile, and the door to everything else.
//!
//! Asking is recording. A stage that looks at the world only through [`Job::ask`] (or through a
//! lookup of the client's that reports to [`Job::record`]) and at other entries only through
//! [`Job::infer`] and its siblings has complete edges without ever having listed one.

use std::fmt::{self, Debug};
use std::sync::Arc;

use overdub_world::{World, WorldRange};

use crate::compile::{Compilation, Demanded};
use crate::compiler::{Compiler, Schema, Stage};
use crate::entry::{CodeInstance, Found, Subject};
use crate::lock::read;

/// The running stage of one entry.
pub struct Job<'a, S: Schema> {
    run: &'a mut Compilation<S>,
}

impl<'a, S: Schema> Job<'a, S> {
    pub(crate) fn new(run: &'a mut Compilation<S>) -> Job<'a, S> {
        Job { run }
    }

    /// What is compiled, and for whom.
    #[must_use]
    pub fn subject(&self) -> &Subject<S> {
        &self.run.frame().subject
    }

    /// What is compiled.
    #[must_use]
    pub fn instance(&self) -> &S::Instance {
        &self.subject().instance
    }

    /// For whom it is compiled.
    #[must_use]
    pub fn owner(&self) -> &S::Owner {
        &self.subject().owner
    }

    /// The world in which every question is asked.
    #[must_use]
    pub fn world(&self) -> World {
        self.run.world()
    }

    /// The stage that runs.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.run.frame().stage
    }

    /// Whether an entry was inferred in a recursion group with others.
    #[must_use]
    pub fn is_in_group(&self, entry: &CodeInstance<S>) -> bool {
        let state = read(&self.run.cache.state);
        state.graph.node(entry.node(Stage::Infer)).is_some_and(|node| node.members.len() > 1)
    }

    /// The entry, in the stages after the first.
    #[must_use]
    pub fn entry(&self) -> Option<&Arc<CodeInstance<S>>> {
        self.run.frame().entry.as_ref()
    }

    /// How often the recursion group headed by this entry has been inferred before: 0 in the
    /// first round.
    #[must_use]
    pub fn round(&self) -> u32 {
        self.run.frame().round
    }

    /// How many stages run below this one, each on the machine stack: a compiler that asks for
    /// its callees from inside inference can stop here before the stack does.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.run.depth()
    }

    /// The instances of the stages that run, innermost first; the first is this one's.
    pub fn running(&self) -> impl Iterator<Item = &S::Instance> {
        self.run.running()
    }

    /// Asks the world: `answer` is given the world of this compilation and tells the answer and
    /// the worlds for which it holds, and an edge is recorded.
    pub fn ask<T>(
        &mut self,
        dependency: S::Dependency,
        used: S::Use,
        answer: impl FnOnce(World) -> (T, WorldRange),
    ) -> T {
        let (answer, worlds) = answer(self.world());
        self.record(dependency, used, worlds);
        answer
    }

    /// Records that the answer to `dependency` was used, which holds for `worlds`.
    ///
    /// This is for lookups: the place that answers a question reports here, so that no code that
    /// asks has to. `worlds` is what is known when it is asked, and contains [`Job::world`]; a
    /// change that comes before the entry is stored is accounted for.
    pub fn record(&mut self, dependency: S::Dependency, used: S::Use, worlds: WorldRange) {
        self.run.record(dependency, used, worlds, false);
    }

    /// Declares a dependency that no lookup knows of: of foreign code, of a file, of a flag.
    ///
    /// The edge differs from a recorded one in that it is shown as declared.
    pub fn declare(&mut self, dependency: S::Dependency, used: S::Use, worlds: WorldRange) {
        self.run.record(dependency, used, worlds, true);
    }

    /// The inferred entry of an instance, compiled if need be, and an edge to it.
    pub fn infer<C: Compiler<Schema = S>>(
        &mut self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        used: S::Use,
    ) -> Found<S> {
        self.demand(compiler, instance, owner, Stage::Infer, used)
    }

    /// The entry of an instance with code, compiled if need be, and an edge to that code.
    pub fn codegen<C: Compiler<Schema = S>>(
        &mut self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        used: S::Use,
    ) -> Found<S> {
        self.demand(compiler, instance, owner, Stage::Codegen, used)
    }

    /// The linked entry of an instance, compiled if need be, and an edge to what was linked.
    pub fn link<C: Compiler<Schema = S>>(
        &mut self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        used: S::Use,
    ) -> Found<S> {
        self.demand(compiler, instance, owner, Stage::Link, used)
    }

    fn demand<C: Compiler<Schema = S>>(
        &mut self,
        compiler: &mut C,
        instance: &S::Instance,
        owner: &S::Owner,
        stage: Stage,
        used: S::Use,
    ) -> Found<S> {
        let demanded = self.run.demand(compiler, instance, owner, stage, false);
        self.run.announce_hit(instance, owner, stage, &demanded);
        self.run.use_of(&demanded, instance, owner, stage, used);
        match demanded {
            Demanded::Entry { entry, .. } => Found::Entry(entry),
            Demanded::Guess { verdict, .. } => Found::Guess(verdict),
        }
    }
}

impl<S: Schema> Debug for Job<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} in {}", self.stage(), self.subject(), self.world())
    }
}
