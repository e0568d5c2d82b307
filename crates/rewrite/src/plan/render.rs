//! A plan as one line of text: "what the call became".
//!
//! ```text
//! call f(::Int64)                                  plain, no contexts
//! recurse f(::Int64) pre(Trace) post(Trace)        under the whole stack, hooks outermost first
//! recurse[Trace] f(::Int64)                        the callee runs under Trace only
//! keep f(::Int64)                                  the callee runs under no context
//! primitive Log sin(::Float64)
//! recurse cos(::Float64) redirect(Swap)
//! builtin getfield(::P, ::Symbol)    intrinsic add_int(::Int64, ::Int64)
//! dynamic    no method f(::Int64)    ambiguous f(::Int64)
//! ```

use std::fmt;

use overdub_types::Symbol;

use super::{AfterHook, HookPoint, Plan, Step, Target};
use crate::{ContextId, Contexts, Hooks, Returns, StackId};

impl Plan {
    /// The line of text, for [`overdub_ir::Call::became`]. `stack` is the one that the plan was made for.
    #[must_use]
    pub fn render(&self, contexts: &Contexts, stack: StackId) -> Symbol {
        Symbol::new(&Rendered { plan: self, contexts, stack }.to_string())
    }
}

struct Rendered<'a> {
    plan: &'a Plan,
    contexts: &'a Contexts,
    stack: StackId,
}

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plan, contexts, stack } = *self;
        let name = |id: ContextId| contexts.spec(id).name.clone();
        let call = plan.signature;
        match &plan.target {
            Target::Method(_) if stack.is_empty() => write!(out, "call {call}")?,
            Target::Method(_) if plan.callee_stack == stack => write!(out, "recurse {call}")?,
            Target::Method(_) if plan.callee_stack.is_empty() => write!(out, "keep {call}")?,
            Target::Method(_) => {
                let names = contexts.names(plan.callee_stack);
                let names: Vec<&str> = names.iter().map(|it| it.as_str()).collect();
                write!(out, "recurse[{}] {call}", names.join(", "))?;
            }
            Target::Builtin(_) => write!(out, "builtin {call}")?,
            Target::Intrinsic(_) => write!(out, "intrinsic {call}")?,
            Target::Primitive { context, .. } => {
                write!(out, "primitive {} {call}", name(*context))?
            }
            Target::MethodError => write!(out, "no method {call}")?,
            Target::Ambiguous { context: None, .. } => write!(out, "ambiguous {call}")?,
            Target::Ambiguous { context: Some(context), .. } => {
                write!(out, "ambiguous primitive {} {call}", name(*context))?;
            }
            Target::Dynamic => out.write_str("dynamic")?,
        }
        for step in &plan.steps {
            match step {
                Step::Intercept { context, returns, .. } => {
                    write!(out, " intercept({})", name(*context))?;
                    match returns {
                        Returns::Any => {}
                        Returns::Type(returns) => write!(out, "::{returns}")?,
                        Returns::AsCalled => out.write_str(" as called")?,
                    }
                }
                Step::Redirect { context, .. } => write!(out, " redirect({})", name(*context))?,
            }
        }
        for point in &plan.hooks {
            write_hooks(out, point, &name(point.context))?;
        }
        Ok(())
    }
}

fn write_hooks(out: &mut fmt::Formatter<'_>, point: &HookPoint, name: &str) -> fmt::Result {
    if point.rust.contains(Hooks::COUNT) {
        write!(out, " count({name})")?;
    }
    if point.has_pre() {
        write!(out, " pre({name})")?;
    }
    let after = [
        ("post", &point.post, point.rust.contains(Hooks::POST)),
        ("unwind", &point.unwind, point.rust.contains(Hooks::UNWIND)),
    ];
    for (kind, hook, is_rust) in after {
        match hook {
            AfterHook::None if !is_rust => {}
            AfterHook::ByType if !is_rust => write!(out, " {kind}?({name})")?,
            AfterHook::None | AfterHook::ByType | AfterHook::Always(_) => {
                write!(out, " {kind}({name})")?
            }
        }
    }
    Ok(())
}
