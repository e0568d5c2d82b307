//! From Cranelift IR to linked code.

use crate::{
    JitError, Listing,
    arena::CodeArena,
    constants::make_again,
    frames::{Places, Span},
};
use cranelift_codegen::{
    Context, FinalizedRelocTarget,
    binemit::Reloc,
    ir::{ExtFuncData, ExternalName, FuncRef, Function, Signature, UserExternalName, UserFuncName},
    isa::OwnedTargetIsa,
    settings::{self, Configurable},
};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::sync::Arc;

/// Linked machine code; freed when nothing holds it, so whoever runs it holds it.
#[derive(Debug)]
pub(crate) struct Code {
    arena: Arc<CodeArena>,
    address: usize,
    bytes: usize,
    /// Ends of stretches of code and the numbers of the places in the source that they are of.
    spans: Box<[Span]>,
}

impl Code {
    /// Where it starts.
    pub(crate) fn address(&self) -> usize {
        self.address
    }

    /// The memory that it lies in.
    pub(crate) fn arena(&self) -> &Arc<CodeArena> {
        &self.arena
    }

    /// Says what it is code of, for those who meet it on the stack.
    pub(crate) fn describe(&self, places: Places) {
        self.arena.describe(self.address, places.at(self.spans.clone(), self.bytes));
    }

    /// Bytes of code.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        self.arena.free(self.address, self.bytes);
    }
}

/// Compiles for the host into one arena.
pub(crate) struct Compiler {
    isa: OwnedTargetIsa,
    context: Context,
    builder: FunctionBuilderContext,
    arena: Arc<CodeArena>,
}

impl Compiler {
    /// A compiler for this machine; one with debug assertions holds each body against the rules of its IR.
    ///
    /// # Errors
    /// If it is not supported.
    pub(crate) fn new() -> Result<Self, JitError> {
        let host = |it: &dyn std::fmt::Display| JitError::Host(it.to_string());
        let mut flags = settings::builder();
        for (name, value) in [
            // The optimiser is run by hand, so that something can be done between it and what follows.
            ("opt_level", "none"),
            ("preserve_frame_pointers", "true"),
            ("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" }),
            ("unwind_info", "false"),
            ("is_pic", "false"),
        ] {
            flags.set(name, value).map_err(|it| host(&it))?;
        }
        let isa = cranelift_codegen::isa::lookup(target_lexicon::Triple::host());
        let mut isa = isa.map_err(|it| host(&it))?;
        for feature in features() {
            isa.enable(feature).map_err(|it| host(&it))?;
        }
        let isa = isa.finish(settings::Flags::new(flags));
        Ok(Self {
            isa: isa.map_err(|it| host(&it))?,
            context: Context::new(),
            builder: FunctionBuilderContext::new(),
            arena: Arc::default(),
        })
    }

    /// Where the code goes.
    pub(crate) fn arena(&self) -> &Arc<CodeArena> {
        &self.arena
    }

    /// Compiles one function: `build` fills the body, given a reference to the function itself.
    ///
    /// # Errors
    /// If the body is not well-formed or no memory for it can be had.
    pub(crate) fn compile(
        &mut self,
        name: &str,
        signature: Signature,
        build: impl FnOnce(&mut FunctionBuilder<'_>, FuncRef),
    ) -> Result<Arc<Code>, JitError> {
        self.compile_listed(name, signature, false, build).map(|(code, _)| code)
    }

    /// As [`Compiler::compile`], with a listing for readers if that is asked for.
    pub(crate) fn compile_listed(
        &mut self,
        name: &str,
        signature: Signature,
        is_listed: bool,
        build: impl FnOnce(&mut FunctionBuilder<'_>, FuncRef),
    ) -> Result<(Arc<Code>, Listing), JitError> {
        self.context.clear();
        self.context.set_disasm(is_listed);
        let function = Function::with_name_signature(UserFuncName::user(0, 0), signature.clone());
        self.context.func = function;
        let function = &mut self.context.func;
        let signature = function.import_signature(signature);
        let itself = function.declare_imported_user_function(UserExternalName::new(0, 0));
        let itself = function.import_function(ExtFuncData {
            name: ExternalName::user(itself),
            signature,
            colocated: true,
            patchable: false,
        });
        let mut builder = FunctionBuilder::new(&mut self.context.func, &mut self.builder);
        build(&mut builder, itself);
        builder.seal_all_blocks();
        builder.finalize(self.isa.frontend_config());
        let mut listing = Listing::default();
        if is_listed {
            listing.clif = self.context.func.display().to_string();
        }
        let code = self.finish(name)?;
        if is_listed
            && let Some(text) = self.context.compiled_code().and_then(|it| it.vcode.clone())
        {
            listing.asm = text;
        }
        Ok((code, listing))
    }

    fn finish(&mut self, name: &str) -> Result<Arc<Code>, JitError> {
        let failed = |message: String| JitError::Compile { name: name.to_owned(), message };
        let mut control = Default::default();
        let optimised = self
            .context
            .optimize(&*self.isa, &mut control)
            .and_then(|()| self.context.egraph_pass(&*self.isa, &mut control));
        optimised.map_err(|it| failed(format!("{it:?}")))?;
        make_again(&mut self.context.func);
        let compiled = self.context.compile(&*self.isa, &mut control);
        compiled.map_err(|it| failed(format!("{:?}", it.inner)))?;
        let compiled = self.context.compiled_code();
        let buffer = &compiled.ok_or_else(|| failed("no code".to_owned()))?.buffer;
        let spans = buffer.get_srclocs_sorted().iter();
        let spans = spans.map(|it| Span { start: it.start, end: it.end, place: it.loc.bits() });
        let relocs = buffer.relocs().to_vec();
        let is_known = |target: &FinalizedRelocTarget| {
            matches!(target, FinalizedRelocTarget::ExternalName(ExternalName::User(_)))
        };
        if !relocs.iter().all(|it| is_known(&it.target)) {
            return Err(failed("it needs a function of the code generator's library".to_owned()));
        }
        let address = self.arena.place(buffer.data(), |code, address| {
            for reloc in &relocs {
                let at = reloc.offset as usize;
                // Code names nothing but itself.
                let value = address as i64 + reloc.addend;
                match reloc.kind {
                    Reloc::Abs8 => code[at..at + 8].copy_from_slice(&value.to_le_bytes()),
                    _ => {
                        let relative = (value - (address + at) as i64) as i32;
                        code[at..at + 4].copy_from_slice(&relative.to_le_bytes());
                    }
                }
            }
        })?;
        Ok(Arc::new(Code {
            arena: Arc::clone(&self.arena),
            address,
            bytes: buffer.data().len(),
            spans: spans.collect(),
        }))
    }
}

/// What this processor has of what the code generator makes use of.
fn features() -> Vec<&'static str> {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        let known = [
            ("has_sse3", has!("sse3")),
            ("has_ssse3", has!("ssse3")),
            ("has_sse41", has!("sse4.1")),
            ("has_sse42", has!("sse4.2")),
            ("has_popcnt", has!("popcnt")),
            ("has_avx", has!("avx")),
            ("has_avx2", has!("avx2")),
            ("has_fma", has!("fma")),
            ("has_bmi1", has!("bmi1")),
            ("has_bmi2", has!("bmi2")),
            ("has_lzcnt", has!("lzcnt")),
        ];
        known.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect()
    }
    #[cfg(not(target_arch = "x86_64"))]
    Vec::new()
}
