//! `@generated` functions: methods whose bodies a function makes out of the types of the arguments.
//!
//! When inference, or a call, first comes to an instance of such a method, its generator runs, in the world of the definition and
//! outside of contexts; what it answers is lowered and is the instance's body from then on. No program can run while code is
//! compiled, so inference notes that it wants the body and takes it that the call answers with anything; when it is done the bodies
//! are made, and what rests on the calls is compiled anew (`Core::demand`).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use overdub_interp::{RunResult, RunState, Window};
use overdub_ir::{Body, GlobalRef};
use overdub_syntax::Ast;
use overdub_types::{Symbol, Type, core};
use overdub_values::Value;
use overdub_world::{Dependency, MethodInstance, Source, TableId};
use rustc_hash::FxHashMap;

use super::evaluate::loc_of;
use crate::{compile::Driver, core::Core};

/// What makes the bodies of a method, and those that it has made.
#[derive(Debug)]
pub(crate) struct Generator {
    pub(crate) function: GlobalRef,
    /// Whether it takes the world and the place of the definition ahead of all else.
    pub(crate) is_told: bool,
    pub(crate) arg_names: Vec<Symbol>,
    pub(crate) static_params: Vec<Symbol>,
    pub(crate) is_vararg: bool,
    pub(crate) module: Symbol,
    /// By the types of the instance; `None` where the generator failed when inference wanted to know.
    bodies: Mutex<FxHashMap<Type, Option<Arc<Body>>>>,
}

/// The source of a method whose bodies a function makes.
pub(crate) fn source(
    (function, is_told): (GlobalRef, bool),
    arg_names: &[Symbol],
    static_params: &[Symbol],
    is_vararg: bool,
    module: Symbol,
) -> Source {
    Source::Foreign(Arc::new(Generator {
        function,
        is_told,
        arg_names: arg_names.to_vec(),
        static_params: static_params.to_vec(),
        is_vararg,
        module,
        bodies: Mutex::default(),
    }))
}

impl Generator {
    fn body(&self, types: Type) -> Option<Arc<Body>> {
        self.bodies().get(&types).cloned().flatten()
    }

    fn bodies(&self) -> MutexGuard<'_, FxHashMap<Type, Option<Arc<Body>>>> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn generator_of(instance: &MethodInstance) -> Option<&Generator> {
    match instance.method().source() {
        Source::Foreign(source) => source.downcast_ref::<Generator>(),
        _ => None,
    }
}

/// The lowered body of an instance, as far as it has one.
pub(crate) fn body_of(instance: &MethodInstance) -> Option<Arc<Body>> {
    match instance.method().source() {
        Source::Body(body) => Some(Arc::clone(body.body())),
        _ => generator_of(instance)?.body(instance.types()),
    }
}

impl Driver<'_> {
    /// Whether an instance has a body; if its generator has not been asked yet it will be.
    pub(crate) fn has_body(&mut self, instance: &MethodInstance) -> bool {
        let Some(generator) = generator_of(instance) else {
            return matches!(instance.method().source(), Source::Body(_));
        };
        let types = instance.types();
        match generator.bodies().get(&types) {
            Some(body) => body.is_some(),
            None => {
                if types.is_dispatch_tuple() && !self.tables.wanted.contains(instance) {
                    self.tables.wanted.push(instance.clone());
                }
                false
            }
        }
    }
}

impl Core {
    /// Makes the body of an instance whose method has a generator, if it has none yet.
    ///
    /// # Errors
    /// What the generator throws, or what is wrong with what it answers.
    pub(crate) fn generate(&mut self, instance: &MethodInstance) -> RunResult<()> {
        let Some(generator) = generator_of(instance) else { return Ok(()) };
        if generator.body(instance.types()).is_some() {
            return Ok(());
        }
        let body = self.generated_body(generator, instance)?;
        generator.bodies().insert(instance.types(), Some(Arc::new(body)));
        Ok(())
    }

    /// Whether an instance has a body, which is made if nobody has asked its generator yet. If that fails, whoever makes the call
    /// is told, and nobody else asks.
    pub(crate) fn generate_ahead(&mut self, instance: &MethodInstance) -> bool {
        let Some(generator) = generator_of(instance) else { return body_of(instance).is_some() };
        let types = instance.types();
        let known = generator.bodies().get(&types).map(Option::is_some);
        known.unwrap_or_else(|| {
            generator.bodies().insert(types, None);
            self.generate(instance).is_ok()
        })
    }

    /// Makes the bodies that inference wanted, and withdraws what was compiled without them; answers whether there were any.
    pub(crate) fn generate_wanted(&mut self) -> bool {
        let wanted = std::mem::take(&mut self.tables.wanted);
        let mut made = Vec::new();
        for instance in wanted {
            if self.generate_ahead(&instance) {
                made.push(Dependency::Dispatch { table: TableId::ORDINARY, sig: instance.types() });
            }
        }
        self.cache.withdraw(&made);
        if !made.is_empty() {
            self.recent.clear();
        }
        !made.is_empty()
    }

    fn generated_body(
        &mut self,
        generator: &Generator,
        instance: &MethodInstance,
    ) -> RunResult<Body> {
        let state = RunState::plain(instance.method().world());
        let function = self.global_value(generator.function, RunState::plain(self.world()))?;
        let base = self.heap.stack.len();
        let answer = self.ask_generator(generator, instance, function, state);
        let body = answer.and_then(|it| self.body_of_generated(generator, instance, it));
        self.heap.stack.pop_window(base);
        body
    }

    /// The body that an answer of a generator is: an expression, or code that is lowered already.
    fn body_of_generated(
        &mut self,
        generator: &Generator,
        instance: &MethodInstance,
        answer: Value,
    ) -> RunResult<Body> {
        let code_info = core().named(&["Core", "CodeInfo"].map(Symbol::new));
        let is_lowered = Some(answer.ty()) == code_info;
        let ast = if is_lowered { Ast::nothing() } else { self.ast_of(answer)? };
        let body = self.lower_method(
            generator.module,
            &ast,
            &generator.arg_names,
            &generator.static_params,
            generator.is_vararg,
        )?;
        match is_lowered {
            true => self.body_of_code(instance, answer, &body),
            false => Ok(body),
        }
    }

    /// The body of a method that an expression is; the callee's own name is the first of the arguments'.
    pub(crate) fn lower_method(
        &mut self,
        module: Symbol,
        ast: &Ast,
        arg_names: &[Symbol],
        static_params: &[Symbol],
        is_vararg: bool,
    ) -> RunResult<Body> {
        let expanded = self.expanded(module, ast).map_err(|fault| self.thrown(fault))?;
        let options = overdub_syntax::Options {
            loc: loc_of(self.surface.line),
            ..overdub_syntax::Options::new(module, &self.sources)
        };
        let mut numbers = super::evaluate::ModuleNumbers {
            functions: self.surface.function_numbers.entry(module).or_default(),
            hidden: &mut self.surface.next_id,
        };
        let lowered = overdub_syntax::lower_function_body(
            expanded,
            arg_names,
            static_params,
            is_vararg,
            &options,
            &mut numbers,
        );
        match lowered {
            Ok(mut code) => {
                let snapshot = self.definitions.snapshot();
                super::members::resolve_members(&mut code.body, &snapshot);
                Ok(code.body)
            }
            Err(all) => Err(self.thrown(super::Fault::Wrong(all))),
        }
    }

    fn ask_generator(
        &mut self,
        generator: &Generator,
        instance: &MethodInstance,
        function: Value,
        state: RunState,
    ) -> RunResult<Value> {
        let base = self.heap.stack.len();
        self.heap.stack.push(function);
        if generator.is_told {
            self.heap.stack.push(Value::uint64(self.definitions.snapshot().age(state.world)));
            self.heap.stack.push(Value::nothing());
        }
        // The generator takes the static parameters, then the types of callee and arguments.
        for param in instance.static_params() {
            let value = self.heap.param_value(*param);
            let value = value.map_err(|error| self.exception_of(error))?;
            self.heap.stack.push(value);
        }
        let types = instance.types().unwrap_unionall().params();
        let fixed = instance.method().fixed_arity();
        for ty in types.iter().take(fixed) {
            self.heap.stack.push(Value::of_type(*ty));
        }
        if generator.is_vararg {
            let rest: Vec<Value> = types
                .get(fixed..)
                .unwrap_or_default()
                .iter()
                .map(|it| Value::of_type(*it))
                .collect();
            let rest = self.heap.tuple(&rest).map_err(|error| self.exception_of(error))?;
            self.heap.stack.push(rest);
        }
        let window = Window::new(base, self.heap.stack.len() - base);
        let answer = overdub_interp::call(self, window, overdub_ir::Mark::Under(0), state)?;
        self.heap.stack.push(answer);
        Ok(answer)
    }
}
