//! Contexts made known to a session: their rules, passes and carried values.

use std::sync::Arc;

use overdub_passes::Pipeline;
use overdub_rewrite::{ContextId, ContextSpec, PassFilter, RewriteError, RuleTables, Rules};
use overdub_types::Symbol;
use overdub_world::TableKind;

use crate::{
    context::DynContext,
    core::{Core, MetaSlot, Registered},
    error::Error,
    under::Applied,
};

impl Core {
    /// The number of a context written in Rust; equal ones have the same.
    pub(crate) fn register_rust(
        &mut self,
        context: &Arc<dyn DynContext>,
    ) -> Result<ContextId, RewriteError> {
        let known = self
            .registered
            .iter()
            .position(|it| it.context.as_ref().is_some_and(|it| it.is_same(context.as_any())));
        if let Some(at) = known {
            return Ok(ContextId::new(
                u32::try_from(at).expect("contexts are numbered by 32 bits"),
            ));
        }
        let name = Symbol::new(&context.name());
        let mut rules = Rules::new();
        context.rules(&mut rules);
        let mut rules = rules.finish()?;
        let pipeline: Pipeline = context.passes();
        let asked = Arc::clone(context);
        let mut spec = ContextSpec {
            name: context.name(),
            modules: rules.modules(&self.rule_names())?,
            may_keep: rules.may_keep(),
            ask: Some(Arc::new(
                move |call: &overdub_rewrite::Signature, lookup: &overdub_world::Lookup<'_>| {
                    asked.dispatch(call, lookup)
                },
            )),
            passes: if pipeline.is_empty() { PassFilter::Never } else { PassFilter::Always },
            carried: context.carried(),
            ..ContextSpec::default()
        };
        let mut registered =
            Registered { name, context: Some(Arc::clone(context)), rules: None, tables: None };
        if rules.needs_tables() {
            let tables = RuleTables {
                hooks: self.definitions.new_table(TableKind::Rules, name),
                into: self.definitions.new_table(TableKind::Rules, name),
            };
            // What runs may be what enters the context: its rules are there in the world of that code, too.
            for change in rules.update(&self.rule_names())? {
                change.apply_at_first(&self.definitions, tables)?;
            }
            spec.rules = Some(tables);
            registered.rules = Some((rules, tables));
        }
        Ok(self.register(spec, registered, pipeline))
    }

    /// A context that a statement names and no program defined: one of those registered under a name.
    pub(crate) fn named_context(&mut self, name: Symbol) -> Result<(ContextId, MetaSlot), Error> {
        let (_, applied) = crate::registry::build(name.as_str())?;
        let applied = applied.unwrap_or_else(|| Applied::new(crate::registry::Noop, ()));
        let (context, meta) = self.ready(applied)?;
        Ok((self.register_rust(&context)?, Some(meta)))
    }
}
