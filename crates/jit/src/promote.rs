//! The compiler of a session: machine code for linked code, with the thunks and stubs that lead into it and out of it.

use crate::{
    JitError,
    arena::ArenaStats,
    compile::{Code, Compiler},
    emit::{Emit, Quiet, ThrowTo, Val, signature, trusted},
    frames::Places,
    lower::{Leavings, Lower, Source},
    native::{ANSWER_OFFSET, Entry, FRAME_OFFSET, Named, NativeCode, Tables, in_registers},
    repr::{Abi, Repr},
    shims::Shim,
    sites::{self, MAX_OPERANDS, SiteCache},
};
use cranelift_codegen::{
    ir::{AbiParam, InstBuilder, Signature, types},
    isa::CallConv,
};
use overdub_interp::{LinkedCode, LoopEntry, Origin, Promotion, RunState, Runtime, Target, native};
use overdub_ir::{Body, Op};
use overdub_opt::{in_bounds, split_loops};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::{Arc, OnceLock, Weak};

/// The machine-code compiler of one session.
pub struct Jit {
    compiler: Compiler,
    /// Of [`Quiet`], made when the first code is.
    quiet: Vec<Arc<Code>>,
    /// From the interpreter's calls to code of this signature.
    thunks: FxHashMap<Abi, Arc<Code>>,
    /// From code's calls of this signature to the interpreter.
    stubs: FxHashMap<Abi, Arc<Code>>,
    /// What call sites know: code that calls each other so keeps each other alive, until the session ends.
    sites: Vec<Weak<SiteCache>>,
}

impl Drop for Jit {
    fn drop(&mut self) {
        self.sites.iter().filter_map(Weak::upgrade).for_each(|it| it.clear());
    }
}

impl std::fmt::Debug for Jit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Jit").field("arena", &self.compiler.arena().stats()).finish_non_exhaustive()
    }
}

/// What the code generator made of a body, for readers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The code generator's own representation.
    pub clif: String,
    /// The instructions of the machine.
    pub asm: String,
}

/// Bodies of more instructions stay interpreted: compiling them would take longer than they do.
const MAX_INSTS: usize = 20_000;

impl Jit {
    /// A compiler for this machine.
    ///
    /// # Errors
    /// If it is not supported.
    pub fn new() -> Result<Self, JitError> {
        Ok(Self {
            compiler: Compiler::new()?,
            quiet: Vec::new(),
            thunks: FxHashMap::default(),
            stubs: FxHashMap::default(),
            sites: Vec::new(),
        })
    }

    /// Figures of the memory that code lies in.
    #[must_use]
    pub fn stats(&self) -> ArenaStats {
        self.compiler.arena().stats()
    }

    /// Makes machine code of linked code, which is entered from now on where code calls it, or of what is left of it from
    /// the head of a loop on.
    pub fn promote(
        &mut self,
        rt: &mut dyn Runtime,
        code: &Arc<LinkedCode>,
        from: Option<&LoopEntry>,
        state: RunState,
    ) -> Promotion {
        match self.compile(rt, code, from, state, false) {
            Ok((native, _)) => {
                if from.is_none() {
                    code.set_entry(native.address());
                }
                Promotion::Done(Arc::new(native))
            }
            Err(_) => Promotion::Never,
        }
    }

    /// What machine code of linked code looks like.
    ///
    /// # Errors
    /// If there can be none.
    pub fn listing(
        &mut self,
        rt: &mut dyn Runtime,
        code: &Arc<LinkedCode>,
        state: RunState,
    ) -> Result<Listing, JitError> {
        self.compile(rt, code, None, state, true).map(|(_, listing)| listing)
    }

    fn compile(
        &mut self,
        rt: &mut dyn Runtime,
        code: &Arc<LinkedCode>,
        from: Option<&LoopEntry>,
        state: RunState,
        is_listed: bool,
    ) -> Result<(NativeCode, Listing), JitError> {
        let body = Arc::clone(code.code().body().body());
        let name = body.header.origin.clone();
        let refused = |why: &str| JitError::Refused { name: name.clone(), why: why.to_owned() };
        let abi = abi_of(code).ok_or_else(|| refused("it carries values or has slots"))?;
        if body.all_insts().take(MAX_INSTS + 1).count() > MAX_INSTS {
            return Err(refused("it is too large"));
        }
        let entry = body.entry().ok_or_else(|| refused("it has no blocks"))?;
        let (targets, abis, callees) = self.callees(rt, code, &body, state)?;
        let mut stubs = Vec::new();
        for callee in &callees {
            if let Some(abi) = abis.get(&Arc::as_ptr(callee).addr()) {
                let stub = self.stub(rt, abi)?;
                callee.set_stub(stub.address());
                stubs.push(stub);
            }
        }
        let own_stub = self.stub(rt, &abi)?;
        code.set_stub(own_stub.address());
        stubs.push(own_stub);
        // What begins within a loop is entered by Rust alone, which gets values.
        let (thunk, result) = match from {
            Some(_) => (None, Repr::Any),
            None => (Some(self.thunk(rt, &abi)?), abi.result),
        };
        let tables = Box::new(Tables(OnceLock::new()));
        let split = split_loops(&body);
        let mut in_bounds = in_bounds(&body);
        for (old, new) in split.iter().flat_map(|it| &it.again) {
            if in_bounds.contains(*old) {
                in_bounds.insert(*new);
            }
        }
        let source = Source {
            code,
            body: split.as_ref().map_or(&*body, |it| &it.body),
            in_bounds,
            quick: split.as_ref().map(|it| it.quick.clone()).unwrap_or_default(),
            result,
            from,
            targets: &targets,
            abis: &abis,
            tables: &tables,
            state,
        };
        let signature = match from {
            Some(_) => loop_signature(),
            None => abi.signature(Signature::new(CallConv::SystemV)),
        };
        let mut left = Leavings::default();
        let quiet = self.quiet()?;
        let (made, listing) =
            self.compiler.compile_listed(&name, signature, is_listed, |b, itself| {
                let block = b.create_block();
                b.append_block_params_for_function_params(block);
                b.switch_to_block(block);
                let params = b.block_params(block).to_vec();
                let e = Emit::new(b, params[0], rt.heap(), quiet);
                left = Lower::new(e, rt, &source, itself, entry).run(&params[2..]);
            })?;
        let origins: Arc<[Origin]> = left.origins.into();
        made.describe(Places { code: Arc::downgrade(code), origins: Arc::clone(&origins) });
        let _ = tables.0.set(Named { origins, faults: left.faults.into() });
        self.sites.retain(|it| it.strong_count() > 0);
        self.sites.extend(left.sites.iter().map(Arc::downgrade));
        let native = NativeCode {
            code: made,
            entry: thunk.map_or(Entry::Loop, |thunk| Entry::Call(thunk, abi)),
            _tables: tables,
            _callees: callees,
            _stubs: stubs,
            _sites: left.sites,
            _roots: left.roots,
            _tallies: left.tallies,
            _shown: left.shown,
            runtime: (*rt).type_id(),
        };
        Ok((native, listing))
    }

    fn quiet(&mut self) -> Result<Quiet, JitError> {
        if self.quiet.is_empty() {
            let made = Shim::QUIET.iter().map(|it| quiet(&mut self.compiler, *it));
            self.quiet = made.collect::<Result<_, _>>()?;
        }
        let mut addresses = [0; Shim::QUIET.len()];
        addresses.iter_mut().zip(&self.quiet).for_each(|(at, it)| *at = it.address());
        Ok(Quiet { addresses })
    }

    /// What the calls of a body are known to become, by site, and how those that are code are called.
    #[expect(clippy::type_complexity, reason = "three lists that belong together for one call")]
    fn callees(
        &mut self,
        rt: &mut dyn Runtime,
        code: &Arc<LinkedCode>,
        body: &Body,
        state: RunState,
    ) -> Result<(FxHashMap<u32, Target>, FxHashMap<usize, Abi>, Vec<Arc<LinkedCode>>), JitError>
    {
        let (mut targets, mut abis) = (FxHashMap::default(), FxHashMap::default());
        let mut callees = Vec::new();
        for inst in body.all_insts() {
            let Op::Call(_) = &body.inst(inst).op else { continue };
            let Some(site) = code.site_of(inst) else { continue };
            let Some(target) = native::static_target(rt, code, site, state) else { continue };
            if let Target::Code(callee) = &target {
                let at = Arc::as_ptr(&callee.code).addr();
                if let Some(abi) = abi_of(&callee.code)
                    && abis.insert(at, abi).is_none()
                    && !Arc::ptr_eq(&callee.code, code)
                {
                    callees.push(Arc::clone(&callee.code));
                }
            }
            targets.insert(site, target);
        }
        Ok((targets, abis, callees))
    }

    /// Code that takes what a [`Thunk`](crate::native::Thunk) does, calls code of this signature, and answers with a value.
    fn thunk(&mut self, rt: &mut dyn Runtime, abi: &Abi) -> Result<Arc<Code>, JitError> {
        if let Some(thunk) = self.thunks.get(abi) {
            return Ok(Arc::clone(thunk));
        }
        let quiet = self.quiet()?;
        let count = abi.params.len();
        let signature = thunk_signature(if count > MAX_OPERANDS { 1 } else { count });
        let thunk = self.compiler.compile("thunk", signature, |b, _| {
            let (e, params) = begin(b, rt, quiet);
            let mut e = e;
            let (known, given) = (params[1], &params[2..]);
            let linked = e.b.ins().load(types::I64, trusted(), known, sites::LINKED);
            let mut words = vec![params[0], linked];
            let mut bits = vec![given[0]; count];
            if count <= MAX_OPERANDS {
                in_registers(count).zip(given).for_each(|(at, word)| bits[at] = *word);
            }
            for (at, repr) in abi.params.iter().enumerate() {
                let mut load = |from, offset| e.b.ins().load(types::I64, trusted(), from, offset);
                let (tag, bits) = if count > MAX_OPERANDS {
                    let offset = 16 * i32::try_from(at).unwrap_or(0);
                    (load(given[0], offset), load(given[0], offset + 8))
                } else {
                    (load(known, sites::tag_offset(at)), bits[at])
                };
                words.extend(e.coerce(&Val::any([tag, bits]), *repr));
            }
            let offset = i32::try_from(LinkedCode::ENTRY_OFFSET).unwrap_or(0);
            let callee = e.b.ins().load(types::I64, trusted(), linked, offset);
            let inner = abi.signature(Signature::new(CallConv::SystemV));
            let inner = e.b.import_signature(inner);
            let call = e.b.ins().call_indirect(inner, callee, &words);
            let results = e.b.inst_results(call).to_vec();
            let val = e.take(&results, abi.result);
            let raw = e.as_any(&val);
            e.b.ins().return_(&raw);
            end(e, Repr::Any);
        })?;
        self.thunks.insert(abi.clone(), Arc::clone(&thunk));
        Ok(thunk)
    }

    /// Code of this signature that leads to the interpreter.
    fn stub(&mut self, rt: &mut dyn Runtime, abi: &Abi) -> Result<Arc<Code>, JitError> {
        if let Some(stub) = self.stubs.get(abi) {
            return Ok(Arc::clone(stub));
        }
        let signature = abi.signature(Signature::new(CallConv::SystemV));
        let quiet = self.quiet()?;
        let stub = self.compiler.compile("stub", signature, |b, _| {
            let (e, params) = begin(b, rt, quiet);
            let mut e = e;
            let mut rest = &params[2..];
            let mut vals = Vec::new();
            for repr in &abi.params {
                let (words, after) = rest.split_at(repr.words().len());
                rest = after;
                vals.push(Val { repr: *repr, words: words.into() });
            }
            let [args, count] = e.lay_out(&vals);
            let val = e.shim_value(Shim::Interpret, &[params[1], args, count]);
            e.give(&val, abi.result);
            end(e, abi.result);
        })?;
        self.stubs.insert(abi.clone(), Arc::clone(&stub));
        Ok(stub)
    }
}

/// How a [`Thunk`](crate::native::Thunk) with so many words for its operands is called; it answers with a value.
pub(crate) fn thunk_signature(words: usize) -> Signature {
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.resize(2 + words, AbiParam::new(types::I64));
    signature.returns.extend([AbiParam::new(types::I64); 2]);
    signature
}

/// How code that begins within a loop is called: with its linked code, and as a thunk whose second word says where the values are
/// that it needs; it answers with a value. What is third comes in a register that answers leave in: the code generator would keep a value
/// that is answered with out of it as long as values come in, and so move it to and fro in each turn of the loop.
fn loop_signature() -> Signature {
    let mut signature = Signature::new(CallConv::SystemV);
    signature.params.extend([AbiParam::new(types::I64); 4]);
    signature.returns.extend([AbiParam::new(types::I64); 2]);
    signature
}

/// A function of the runtime as one that leaves all registers alone.
fn quiet(compiler: &mut Compiler, shim: Shim) -> Result<Arc<Code>, JitError> {
    compiler.compile("quiet", Quiet::signature(shim), |b, _| {
        let block = b.create_block();
        b.append_block_params_for_function_params(block);
        b.switch_to_block(block);
        let given = b.block_params(block).to_vec();
        let (address, ..) = shim.shape();
        let signature = b.import_signature(signature(shim));
        let frame = b.ins().get_frame_pointer(types::I64);
        b.ins().store(trusted(), frame, given[0], FRAME_OFFSET);
        let callee = b.ins().iconst(types::I64, (address as u64).cast_signed());
        let call = b.ins().call_indirect(signature, callee, &given);
        let answers: SmallVec<[_; 2]> = b.inst_results(call).into();
        for (at, answer) in [ANSWER_OFFSET, ANSWER_OFFSET + 8].into_iter().zip(answers) {
            b.ins().store(trusted(), answer, given[0], at);
        }
        b.ins().return_(&[]);
    })
}

/// Begins a function that throws without noting any place.
fn begin<'a, 'b>(
    b: &'a mut cranelift_frontend::FunctionBuilder<'b>,
    rt: &mut dyn Runtime,
    quiet: Quiet,
) -> (Emit<'a, 'b>, Vec<cranelift_codegen::ir::Value>) {
    let block = b.create_block();
    b.append_block_params_for_function_params(block);
    b.switch_to_block(block);
    let params = b.block_params(block).to_vec();
    let mut e = Emit::new(b, params[0], rt.heap(), quiet);
    let thrown = e.cold();
    e.throw_to = Some(ThrowTo { block: thrown, loc: None });
    (e, params)
}

fn end(mut e: Emit<'_, '_>, result: Repr) {
    if let Some(to) = e.throw_to.clone() {
        e.b.switch_to_block(to.block);
        e.give_thrown(result);
    }
    e.finish();
}

/// How code calls linked code; none if it cannot.
pub(crate) fn abi_of(code: &LinkedCode) -> Option<Abi> {
    let body = code.code().body().body();
    if !body.carried().is_empty() || body.slots().next().is_some() {
        return None;
    }
    let params = body.params(body.entry()?);
    if params.len() != code.code().params() as usize {
        return None;
    }
    let params = params.iter().map(|it| Repr::of(body.value_type(*it))).collect();
    Some(Abi { params, result: Repr::of(code.result()) })
}
