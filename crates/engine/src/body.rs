//! A method's body on its way to inference, stage by stage.

use overdub_diag::{Sources, Style, render};
use overdub_ir::{
    Body, Stage, promote_slots,
    text::{Names, PrintOptions, parse_body, print_body_with},
};
use overdub_passes::{PassContext, Pipeline};
use overdub_rewrite::{ContextId, Contexts, StackId, rewrite};
use overdub_types::Symbol;
use overdub_world::{Lookup, MethodInstance};

use crate::schema::CompileError;

/// The body of an instance under a stack, brought as far as `stage` (at most [`Stage::Ssa`]).
///
/// # Errors
/// If the method has no body, or a pass or marking fails.
pub(crate) fn prepare(
    instance: &MethodInstance,
    stack: StackId,
    (contexts, pipelines, names): (&Contexts, &[Pipeline], Option<&Names>),
    lookup: &Lookup<'_>,
    stage: Stage,
) -> Result<Body, CompileError> {
    let again = |body: Body| match names {
        Some(names) => reread(&body, names),
        None => Ok(body),
    };
    let Some(source) = crate::surface::body_of(instance) else {
        return Err(CompileError::NoBody(instance.to_string()));
    };
    let mut body: Body = (*source).clone();
    if !instance.method().is_apart() {
        body.header.origin = instance.to_string();
    }
    body = again(body)?;
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
                )
                .with_fixed_arity(instance.method().fixed_arity())
                .with_vararg(instance.method().is_vararg());
                pipeline.run(body, &mut cx)?;
                Ok(())
            };
        if stage == Stage::Passed {
            run_passes_only(&mut body, contexts, stack, passes)?;
            return again(body);
        }
        rewrite(&mut body, contexts, stack, passes)?;
        body = again(body)?;
    }
    if stage == Stage::Ssa {
        promote_slots(&mut body);
        body.header.stage = Stage::Ssa;
        body = again(body)?;
    }
    Ok(body)
}

/// The body that is read from a body's text.
///
/// # Errors
/// If the text cannot be read, or what is read prints as another text.
pub(crate) fn reread(body: &Body, names: &Names) -> Result<Body, CompileError> {
    let print = |body: &Body| print_body_with(body, PrintOptions { locations: true }).text;
    let wrong = |reason: String| CompileError::NotRead {
        origin: body.header.origin.clone(),
        stage: body.header.stage.name(),
        reason,
    };
    let text = print(body);
    let mut sources = Sources::new();
    let source = sources.add("<body>", text.as_str());
    let (read, _) = parse_body(&sources, source, names)
        .map_err(|all| wrong(render(&all, &sources, Style::Plain)))?;
    let printed = print(&read);
    if printed == text {
        Ok(read)
    } else {
        Err(wrong(overdub_passes::diff(&text, &printed, "printed", "read and printed")))
    }
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
