//! From Cranelift IR to linked code.

use crate::{JitError, Listing, arena::CodeArena, unwind::Site};
use cranelift_codegen::{
    Context, FinalizedMachExceptionHandler, FinalizedRelocTarget,
    binemit::Reloc,
    ir::{
        AbiParam, ExtFuncData, ExternalName, FuncRef, Function, Signature, Type, UserExternalName,
        UserFuncName,
    },
    isa::{CallConv, OwnedTargetIsa},
    settings::{self, Configurable},
};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::sync::Arc;

/// What a body calls.
#[derive(Clone, Debug)]
pub enum Callee {
    /// The function being compiled.
    Itself,
    /// Other code, which is kept alive by the caller's.
    Code(Arc<Code>),
    /// A function outside of the arena.
    Native(usize, Signature),
}

/// Linked machine code; freed when nothing holds it, so whoever runs it holds it.
#[derive(Debug)]
pub struct Code {
    arena: Arc<CodeArena>,
    address: usize,
    bytes: usize,
    signature: Signature,
    /// Callees of direct calls, which must not go away before.
    _links: Vec<Arc<Self>>,
}

impl Code {
    /// Where it starts.
    pub fn address(&self) -> usize {
        self.address
    }

    /// Bytes of code.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        self.arena.free(self.address, self.bytes);
    }
}

/// Compiles for the host into one arena.
#[expect(missing_debug_implementations, reason = "the code generator's target has none")]
pub struct Compiler {
    isa: OwnedTargetIsa,
    context: Context,
    builder: FunctionBuilderContext,
    arena: Arc<CodeArena>,
}

impl Compiler {
    /// A compiler for this machine.
    ///
    /// # Errors
    /// If it is not supported.
    pub fn new() -> Result<Self, JitError> {
        Self::with_verifier(cfg!(debug_assertions))
    }

    /// A compiler that holds each body against the rules of its IR, or trusts it.
    ///
    /// # Errors
    /// As [`Compiler::new`].
    pub fn with_verifier(verifies: bool) -> Result<Self, JitError> {
        let host = |it: &dyn std::fmt::Display| JitError::Host(it.to_string());
        let mut flags = settings::builder();
        for (name, value) in [
            ("opt_level", "speed"),
            ("preserve_frame_pointers", "true"),
            ("enable_verifier", if verifies { "true" } else { "false" }),
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
    pub fn arena(&self) -> &Arc<CodeArena> {
        &self.arena
    }

    /// A signature.
    pub fn signature(conv: CallConv, params: &[Type], returns: &[Type]) -> Signature {
        let mut signature = Signature::new(conv);
        signature.params.extend(params.iter().map(|it| AbiParam::new(*it)));
        signature.returns.extend(returns.iter().map(|it| AbiParam::new(*it)));
        signature
    }

    /// Compiles one function: `build` fills the body, given references to `callees`.
    ///
    /// # Errors
    /// If the body is not well-formed or no memory for it can be had.
    pub fn compile(
        &mut self,
        name: &str,
        signature: Signature,
        callees: &[Callee],
        build: impl FnOnce(&mut FunctionBuilder<'_>, &[FuncRef]),
    ) -> Result<Arc<Code>, JitError> {
        self.compile_listed(name, signature, callees, false, build).map(|(code, _)| code)
    }

    /// As [`Compiler::compile`], with a listing for readers if that is asked for.
    pub(crate) fn compile_listed(
        &mut self,
        name: &str,
        signature: Signature,
        callees: &[Callee],
        is_listed: bool,
        build: impl FnOnce(&mut FunctionBuilder<'_>, &[FuncRef]),
    ) -> Result<(Arc<Code>, Listing), JitError> {
        self.context.clear();
        self.context.set_disasm(is_listed);
        let function = Function::with_name_signature(UserFuncName::user(0, 0), signature.clone());
        self.context.func = function;
        let references: Vec<FuncRef> = callees
            .iter()
            .enumerate()
            .map(|(at, callee)| {
                let function = &mut self.context.func;
                let (signature, colocated) = match callee {
                    Callee::Itself => (signature.clone(), true),
                    Callee::Code(code) => (code.signature.clone(), false),
                    Callee::Native(_, signature) => (signature.clone(), false),
                };
                let signature = function.import_signature(signature);
                let name = UserExternalName::new(0, at as u32);
                let name = ExternalName::user(function.declare_imported_user_function(name));
                function.import_function(ExtFuncData {
                    name,
                    signature,
                    colocated,
                    patchable: false,
                })
            })
            .collect();
        let mut builder = FunctionBuilder::new(&mut self.context.func, &mut self.builder);
        build(&mut builder, &references);
        builder.seal_all_blocks();
        builder.finalize(self.isa.frontend_config());
        let mut listing = Listing::default();
        if is_listed {
            listing.clif = self.context.func.display().to_string();
        }
        let code = self.finish(name, signature, callees)?;
        if is_listed
            && let Some(text) = self.context.compiled_code().and_then(|it| it.vcode.clone())
        {
            listing.asm = text;
        }
        Ok((code, listing))
    }

    fn finish(
        &mut self,
        name: &str,
        signature: Signature,
        callees: &[Callee],
    ) -> Result<Arc<Code>, JitError> {
        let failed = |message: String| JitError::Compile { name: name.to_owned(), message };
        let compiled = self.context.compile(&*self.isa, &mut Default::default());
        compiled.map_err(|it| failed(format!("{:?}", it.inner)))?;
        let compiled = self.context.compiled_code();
        let buffer = &compiled.ok_or_else(|| failed("no code".to_owned()))?.buffer;
        let mut sites = Vec::new();
        for site in buffer.call_sites() {
            for handler in site.exception_handlers {
                if let FinalizedMachExceptionHandler::Default(handler) = handler {
                    let frame = site.frame_offset.unwrap_or(0);
                    sites.push(Site { ret: site.ret_addr, frame, handler: *handler });
                }
            }
        }
        let relocs = buffer.relocs().to_vec();
        let is_known = |target: &FinalizedRelocTarget| {
            matches!(target, FinalizedRelocTarget::ExternalName(ExternalName::User(_)))
        };
        if !relocs.iter().all(|it| is_known(&it.target)) {
            return Err(failed("it needs a function of the code generator's library".to_owned()));
        }
        let names = &self.context.func.params;
        let address = self.arena.place(buffer.data(), sites, |code, address| {
            for reloc in &relocs {
                let FinalizedRelocTarget::ExternalName(ExternalName::User(name)) = &reloc.target
                else {
                    continue;
                };
                let target = match &callees[names.user_named_funcs()[*name].index as usize] {
                    Callee::Itself => address,
                    Callee::Code(code) => code.address,
                    Callee::Native(target, _) => *target,
                };
                let at = reloc.offset as usize;
                let value = target as i64 + reloc.addend;
                match reloc.kind {
                    Reloc::Abs8 => code[at..at + 8].copy_from_slice(&value.to_le_bytes()),
                    _ => {
                        let relative = (value - (address + at) as i64) as i32;
                        code[at..at + 4].copy_from_slice(&relative.to_le_bytes());
                    }
                }
            }
        })?;
        let links = callees.iter().filter_map(|it| match it {
            Callee::Code(code) => Some(Arc::clone(code)),
            Callee::Itself | Callee::Native(..) => None,
        });
        Ok(Arc::new(Code {
            arena: Arc::clone(&self.arena),
            address,
            bytes: buffer.data().len(),
            signature,
            _links: links.collect(),
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
