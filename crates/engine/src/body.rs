//! A method's body on its way to inference, stage by stage.

use overdub_ir::{Body, Stage, promote_slots};
use overdub_passes::{PassContext, Pipeline};
use overdub_rewrite::{ContextId, Contexts, StackId, rewrite};
use overdub_types::Symbol;
use overdub_world::{Lookup, MethodInstance, Source};

use crate::compile::CompileError;

/// The body of an instance under a stack, brought as far as `stage` (at most [`Stage::Ssa`]).
///
/// # Errors
/// If the method has no body, or a pass or marking fails.
pub(crate) fn prepare(
    instance: &MethodInstance,
    stack: StackId,
    contexts: &Contexts,
    pipelines: &[Pipeline],
    lookup: &Lookup<'_>,
    stage: Stage,
) -> Result<Body, CompileError> {
    let Source::Body(source) = instance.method().source() else {
        return Err(CompileError::NoBody(instance.to_string()));
    };
    let mut body: Body = (**source).clone();
    body.header.origin = instance.to_string();
    if stage == Stage::Lowered || body.entry().is_none() {
        return Ok(body);
    }
    if !stack.is_empty() {
        let passes =
            |depth: u32, context: ContextId, body: &mut Body| -> Result<(), CompileError> {
                let spec = contexts.spec(context);
                let signature = overdub_rewrite::Signature::new(instance.types())?;
                let Some(pipeline) = pipelines.get(context.index()) else {
                    return Ok(());
                };
                if pipeline.is_empty() || !spec.passes.applies(&signature)? {
                    return Ok(());
                }
                let mut cx = PassContext::new(
                    Symbol::new(&spec.name),
                    depth,
                    instance.types(),
                    instance.static_params(),
                    lookup,
                );
                pipeline.run(body, &mut cx)?;
                Ok(())
            };
        if stage == Stage::Passed {
            run_passes_only(&mut body, contexts, stack, passes)?;
            return Ok(body);
        }
        rewrite(&mut body, contexts, stack, passes)?;
    }
    if stage == Stage::Ssa {
        promote_slots(&mut body);
        body.header.stage = Stage::Ssa;
    }
    Ok(body)
}

/// The passes of all contexts, innermost first, without marking: a stage to look at.
fn run_passes_only(
    body: &mut Body,
    contexts: &Contexts,
    stack: StackId,
    mut passes: impl FnMut(u32, ContextId, &mut Body) -> Result<(), CompileError>,
) -> Result<(), CompileError> {
    body.header.stage = Stage::Passed;
    body.header.stack = contexts.names(stack);
    let stack = contexts.stack(stack);
    for (depth, context) in stack.contexts().iter().enumerate().rev() {
        passes(u32::try_from(depth).unwrap_or(u32::MAX), *context, body)?;
    }
    Ok(())
}
