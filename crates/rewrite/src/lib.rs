//! Overdubbing without sessions: context stacks, rules, the decision per call signature, and marking.
//!
//! ```text
//!            Rules ──► rules table ┐
//!   prehook, posthook, unwind,     │ methods, found through `Lookup`
//!   overlay tables ────────────────┤
//!                                  ▼
//!   stack [A, B] + Tuple{typeof(f), Int64} ──► decide ──► Plan: A-pre B-pre, target, B-post A-post
//!
//!   lowered body ──► passes of B ──► passes of A ──► mark ──► every call says under how many contexts
//! ```
//!
//! What is absent here: sessions, caches, running anything. [`decide`] is asked by inference for calls whose
//! types it knows and at run time for the others; it is one function, so the two cannot differ.

mod context;
mod contribute;
mod decide;
mod error;
mod mark;
mod plan;
mod rule;
mod rules;
mod signature;
mod stack;
mod tables;

pub use context::{
    ContextId, ContextSpec, Contexts, HookSource, HookSources, ModuleRule, PassFilter,
};
pub use contribute::{Contribution, NoneAt, answers, contributes, meets};
pub use decide::{decide, decide_below, decide_fixed, posthook_for, unwind_hook_for};
pub use error::RewriteError;
pub use mark::{CarriedDecl, Carriers, Passage, mark, rewrite, settle_exempt};
pub use plan::{AfterHook, HookCall, HookPoint, Kept, Plan, Step, Target};
pub use rule::{Ask, Dispatch, Hooks, Into, Question, Returns, Rule, RuleTables, Says};
pub use rules::{Pattern, RuleBuilder, RuleChange, RuleSet, Rules};
pub use signature::Signature;
pub use stack::{MAX_DEPTH, Stack, StackId, Stacks};
