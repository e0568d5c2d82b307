//! Compiled code of an image: what was inferred and optimised of its methods, so that sessions need not do it again.
//!
//! ```text
//!   a session of the image runs programs ─► its cache ─ compiled() ─► bytes ─ Image::with_code ─► other sessions
//!                                                                               │ a stage of an instance is asked for
//!                                                                               ▼
//!                              is every answer that it rests on what it was when the session began?  ── no ─► compiled
//!                                                                               │ yes, and so for what it was made of
//!                                                                               ▼
//!                                                            its edges are recorded, its artefact is read
//! ```
//!
//! So nothing stale is served, and what is taken from the image is invalidated like anything else. Types, methods and
//! constants are known by name and content; what is only of the session that compiled is left out.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use overdub_cache::{CodeInstance, Found, On, Stage};
use overdub_infer::{Lattice, Says, Test};
use overdub_interp::Verified;
use overdub_ir::{
    GlobalRef, Inst,
    wire::{WireBody, WireLiteral},
};
use overdub_rewrite::{Signature, StackId};
use overdub_types::{
    Type,
    wire::{Entries, EntryWriter, Number, Reader, Tables, Writer},
};
use overdub_values::{Builtin, Intrinsic};
use overdub_world::{
    Dependency, EdgeKind, MethodInstance, Stored, TableId, Use, World, WorldRange,
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::{
    compile::{Driver, SessionJob},
    core::Core,
    error::Error,
    image::{FORMAT, Image},
    schema::{CallRecord, EdgeUse, Generated, Inferred, Owner, SessionSchema, StaticCall, Typed},
    session::Session,
};

/// The code; instances, what their stages rest on and their artefacts are read one by one.
#[derive(Serialize, Deserialize)]
pub(super) struct WireCode<'a> {
    format: &'a str,
    #[serde(borrow)]
    tables: Tables<'a>,
    #[serde(borrow)]
    instances: Entries<'a>,
    /// The instances that have code, by the numbers of their methods, with their types.
    index: Vec<(u32, Number, u32)>,
    /// By instance, empty if there is none: what inference rests on, and what it came to.
    #[serde(borrow)]
    infer_edges: Entries<'a>,
    #[serde(borrow)]
    results: Entries<'a>,
    #[serde(borrow)]
    typed: Entries<'a>,
    #[serde(borrow)]
    codegen_edges: Entries<'a>,
    #[serde(borrow)]
    generated: Entries<'a>,
}

#[derive(Serialize, Deserialize)]
struct WireInstance {
    method: u32,
    types: Number,
    static_params: Box<[Number]>,
}

#[derive(Serialize, Deserialize)]
struct WireEdges {
    questions: Vec<(WireQuestion, u8, u8)>,
    /// The instance, whether its code was used and not just what it was inferred to, and what was used of it.
    entries: Vec<(u32, bool, u8)>,
}

#[derive(Serialize, Deserialize)]
enum WireQuestion {
    Dispatch(Number),
    Matching(Number, Option<u32>),
    Methods(Number),
    Binding(Number, Number),
    Through(Number, Number, Number, Number),
    Host(Number),
}

#[derive(Serialize, Deserialize)]
struct WireResult {
    result: WireLattice,
    says: Option<(u32, Option<Number>, bool)>,
    /// The other members of its recursion.
    group: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
enum WireLattice {
    Bottom,
    Const(WireLiteral),
    Partial(Number, Vec<WireLattice>),
    Type(Number),
}

#[derive(Serialize, Deserialize)]
enum WireTarget {
    Code(u32, bool),
    Builtin(Number),
    Intrinsic(Number),
}

#[derive(Serialize, Deserialize)]
struct WireRecord {
    signature: Number,
    target: Option<WireTarget>,
    is_free: bool,
    members: Vec<WireRecord>,
    host: Option<Number>,
    inst: u32,
}

#[derive(Serialize, Deserialize)]
struct WireTyped {
    body: WireBody,
    calls: Vec<WireRecord>,
}

#[derive(Serialize, Deserialize)]
struct WireGenerated {
    body: WireBody,
    calls: Vec<(u32, WireTarget)>,
    replaced: Vec<Option<WireTarget>>,
}

const USES: [Use; 5] = [Use::Answer, Use::Inferred, Use::Inlined, Use::Layout, Use::Value];
const KINDS: [EdgeKind; 8] = [
    EdgeKind::Dispatch,
    EdgeKind::Negative,
    EdgeKind::Overlay,
    EdgeKind::Hook,
    EdgeKind::Rule,
    EdgeKind::Invoke,
    EdgeKind::Binding,
    EdgeKind::Host,
];
const WRITTEN: &str = "the code of an image is what a session of this version wrote";

fn place<T: PartialEq>(of: &T, all: &[T]) -> u8 {
    all.iter().position(|it| it == of).and_then(|it| u8::try_from(it).ok()).unwrap_or(u8::MAX)
}

/// The code of an image, read as far as all sessions share it.
pub(super) struct ReadCode {
    wire: WireCode<'static>,
    reader: Mutex<Reader<'static>>,
}

impl ReadCode {
    pub(super) fn read(bytes: &'static [u8]) -> Result<Self, Error> {
        let wire: Result<WireCode<'static>, _> = postcard::from_bytes(bytes);
        match wire {
            Ok(wire) if wire.format == FORMAT => {
                let reader = Mutex::new(Reader::new(wire.tables.clone()));
                Ok(Self { wire, reader })
            }
            _ => Err(Error::request("bad-image", "the code of the image is not of this version")),
        }
    }

    fn reader(&self) -> MutexGuard<'_, Reader<'static>> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The code of an image as a session takes it.
pub(crate) struct ImageCode {
    image: Image,
    methods: Arc<Stored>,
    /// The world in which the session had what the image was made for, and nothing else.
    begun: World,
    instances: Box<[OnceLock<MethodInstance>]>,
    /// The instances with code of the methods that were asked for, by their types.
    known: Mutex<FxHashMap<u32, FxHashMap<Type, u32>>>,
}

/// Code of an image, by its number there.
#[derive(Clone)]
pub(crate) struct KeptCode {
    of: Arc<ImageCode>,
    number: u32,
}

impl std::fmt::Debug for KeptCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeptCode({})", self.number)
    }
}

impl KeptCode {
    /// The typed body.
    pub(crate) fn typed(&self) -> Typed {
        let (code, number) = (self.of.code(), self.number as usize);
        let wire: WireTyped = code.wire.typed.read(number).expect(WRITTEN);
        let reader = code.reader();
        let (body, insts) = wire.body.read_numbered(&reader);
        let calls = wire.calls.iter().map(|it| self.of.record(it, &insts, &reader)).collect();
        Typed { body: Arc::new(body), calls }
    }
}

impl ImageCode {
    fn code(&self) -> &ReadCode {
        self.image.code().expect("whoever takes an image's code has looked that there is some")
    }

    /// The number of an instance, if there is code of it.
    fn number(&self, instance: &MethodInstance) -> Option<u32> {
        let method = self.methods.number(instance.method())?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let by_types = known.entry(method).or_insert_with(|| {
            let code = self.code();
            let index = &code.wire.index;
            let from = index.partition_point(|it| it.0 < method);
            let all = index[from..].iter().take_while(|it| it.0 == method);
            let reader = code.reader();
            all.map(|(_, types, number)| (reader.ty(*types), *number)).collect()
        });
        by_types.get(&instance.types()).copied()
    }

    fn instance(&self, number: u32) -> &MethodInstance {
        self.instance_with(number, || self.code().reader())
    }

    fn instance_with<'r, R: std::ops::Deref<Target = Reader<'static>> + 'r>(
        &self,
        number: u32,
        reader: impl FnOnce() -> R,
    ) -> &MethodInstance {
        self.instances[number as usize].get_or_init(|| {
            let wire: WireInstance =
                self.code().wire.instances.read(number as usize).expect(WRITTEN);
            let method = self.methods.method(wire.method).expect(WRITTEN);
            let reader = reader();
            let params = wire.static_params.iter().map(|it| reader.ty(*it)).collect();
            MethodInstance::with_static_params(method, reader.ty(wire.types), params)
        })
    }

    fn target(&self, wire: &WireTarget, reader: &Reader<'static>) -> StaticCall {
        match wire {
            WireTarget::Code(number, inherits) => StaticCall::Code {
                instance: self.instance_with(*number, || reader).clone(),
                stack: StackId::EMPTY,
                inherits: *inherits,
            },
            WireTarget::Builtin(name) => {
                let known = Builtin::from_name(reader.symbol(*name).as_str());
                StaticCall::Builtin(known.expect(WRITTEN))
            }
            WireTarget::Intrinsic(name) => {
                let known = Intrinsic::from_name(reader.symbol(*name).as_str());
                StaticCall::Intrinsic(known.expect(WRITTEN))
            }
        }
    }

    fn record(&self, wire: &WireRecord, insts: &[Inst], reader: &Reader<'static>) -> CallRecord {
        CallRecord {
            signature: Signature::new(reader.ty(wire.signature)).expect(WRITTEN),
            target: wire.target.as_ref().map(|it| self.target(it, reader)),
            is_free: wire.is_free,
            members: wire.members.iter().map(|it| self.record(it, insts, reader)).collect(),
            host: wire.host.map(|it| reader.symbol(it)),
            inst: insts.get(wire.inst as usize).copied().expect(WRITTEN),
        }
    }

    fn generated(&self, number: u32) -> Option<Generated> {
        let code = self.code();
        let wire: WireGenerated = code.wire.generated.read(number as usize).expect(WRITTEN);
        let reader = code.reader();
        let (body, insts) = wire.body.read_numbered(&reader);
        let calls = wire.calls.iter().map(|(inst, target)| {
            let inst = insts.get(*inst as usize).copied().expect(WRITTEN);
            (inst, self.target(target, &reader))
        });
        let calls = calls.collect();
        let replaced =
            wire.replaced.iter().map(|it| it.as_ref().map(|it| self.target(it, &reader))).collect();
        Some(Generated::new(Verified::new(Arc::new(body)).ok()?, calls, replaced))
    }

    fn question(&self, wire: &WireQuestion) -> Dependency {
        let (table, reader) = (TableId::ORDINARY, self.code().reader());
        let global = |module: Number, name: Number| GlobalRef {
            module: reader.symbol(module),
            name: reader.symbol(name),
        };
        match *wire {
            WireQuestion::Dispatch(sig) => Dependency::Dispatch { table, sig: reader.ty(sig) },
            WireQuestion::Matching(sig, limit) => {
                Dependency::Matching { table, sig: reader.ty(sig), limit }
            }
            WireQuestion::Methods(sig) => Dependency::Methods { table, sig: reader.ty(sig) },
            WireQuestion::Binding(module, name) => {
                Dependency::Binding { global: global(module, name) }
            }
            WireQuestion::Through(module, name, other_module, other_name) => Dependency::Through {
                global: global(module, name),
                other: global(other_module, other_name),
            },
            WireQuestion::Host(name) => Dependency::Host { name: reader.symbol(name) },
        }
    }
}

impl Driver<'_> {
    /// What the image has for inference to answer, if it still holds.
    pub(crate) fn kept_inferred(&mut self, job: &mut SessionJob<'_>) -> Option<Inferred> {
        let of = Arc::clone(self.image_code.filter(|_| !self.widened && self.reread.is_none())?);
        if !job.owner().is_plain() {
            return None;
        }
        let number = of.number(job.instance())?;
        let code = of.code();
        let wire: WireResult = code.wire.results.read(number as usize).expect(WRITTEN);
        let edges = code.wire.infer_edges.read(number as usize).expect(WRITTEN);
        if !self.holds(job, &of, &edges, &wire.group) {
            return None;
        }
        let reader = code.reader();
        let says = wire.says.map(|(operand, test, holds)| {
            let test = test.map_or(Test::True, |it| Test::Isa(reader.ty(it)));
            Says { operand, test, holds }
        });
        let result = lattice(&wire.result, &reader);
        drop(reader);
        Some(Inferred::of_image(KeptCode { of, number }, result, says))
    }

    /// What the image has for the optimiser to answer, if it still holds.
    pub(crate) fn kept_generated(
        &mut self,
        job: &mut SessionJob<'_>,
        inferred: &Inferred,
    ) -> Option<Generated> {
        let kept = inferred.kept.clone().filter(|_| self.optimizes)?;
        let edges = &kept.of.code().wire.codegen_edges;
        if edges.bytes(kept.number as usize).is_empty() {
            return None;
        }
        let edges = edges.read(kept.number as usize).expect(WRITTEN);
        if !self.holds(job, &kept.of, &edges, &[]) {
            return None;
        }
        let generated = kept.of.generated(kept.number)?;
        Some(generated.of_image(kept))
    }

    /// Whether what a stage rests on is as it was when the image was made; its edges are recorded.
    fn holds(
        &mut self,
        job: &mut SessionJob<'_>,
        of: &Arc<ImageCode>,
        edges: &WireEdges,
        group: &[u32],
    ) -> bool {
        let mut answered: Vec<(Dependency, EdgeUse, WorldRange)> = Vec::new();
        for (question, kind, usage) in &edges.questions {
            let question = of.question(question);
            let Some(range) = self.since(&question, of.begun, job.world()) else { return false };
            let kind = KINDS.get(usize::from(*kind)).copied().unwrap_or(EdgeKind::Dispatch);
            let usage = USES.get(usize::from(*usage)).copied().unwrap_or_default();
            answered.push((question, EdgeUse::World(kind, usage), range));
        }
        for (question, used, range) in answered {
            job.record(question, used, range);
        }
        let plain = Owner::plain();
        let inferred = group.iter().map(|it| (*it, false, place(&Use::Inferred, &USES)));
        for (number, is_code, usage) in edges.entries.iter().copied().chain(inferred) {
            let instance = of.instance(number).clone();
            let used = EdgeUse::Entry(USES.get(usize::from(usage)).copied().unwrap_or_default());
            let found = match is_code {
                true => job.codegen(self, &instance, &plain, used),
                false => job.infer(self, &instance, &plain, used),
            };
            let is_kept = match &found {
                Found::Entry(entry) => is_kept(entry, number, is_code),
                // It is being read below.
                Found::Guess(_) => group.contains(&number),
            };
            if !is_kept {
                return false;
            }
        }
        true
    }

    /// For which worlds an answer holds, if it is what it was in the world `begun`.
    fn since(&self, question: &Dependency, begun: World, world: World) -> Option<WorldRange> {
        if let Dependency::Dispatch { table, sig }
        | Dependency::Matching { table, sig, .. }
        | Dependency::Methods { table, sig } = question
        {
            // Nothing of these callees was defined since: what they are need not be looked at.
            let last = self.snapshot.last_change(&[*table], *sig).ok()?;
            if last <= begun {
                return Some(WorldRange::since(begun));
            }
        }
        let range = question.ask(&self.snapshot, world).ok()?.range;
        range.contains(begun).then_some(range)
    }
}

fn is_kept(entry: &CodeInstance<SessionSchema>, number: u32, is_code: bool) -> bool {
    let is_number = |it: &Option<KeptCode>| it.as_ref().is_some_and(|it| it.number == number);
    match is_code {
        true => entry.code().is_some_and(|it| it.is_ok_and(|it| is_number(&it.kept))),
        false => entry.inferred().is_ok_and(|it| is_number(&it.kept)),
    }
}

fn lattice(wire: &WireLattice, reader: &Reader<'_>) -> Lattice {
    match wire {
        WireLattice::Bottom => Lattice::Bottom,
        WireLattice::Const(it) => Lattice::Const(it.read(reader)),
        WireLattice::Partial(ty, fields) => {
            let fields: Vec<Lattice> = fields.iter().map(|it| lattice(it, reader)).collect();
            Lattice::of_fields(reader.ty(*ty), &fields)
        }
        WireLattice::Type(ty) => Lattice::Type(reader.ty(*ty)),
    }
}

impl Session {
    /// Takes from the image what was compiled of it, as long as it holds. Whatever the image was made without has to be
    /// defined behind this.
    pub fn take_code(&mut self, image: &Image) {
        let begun = self.world();
        let core = self.core_mut();
        let Some((methods, since)) = &mut core.image_methods else { return };
        *since = begun;
        core.image_code = image.code().map(|code| {
            let count = code.wire.instances.len();
            Arc::new(ImageCode {
                image: image.clone(),
                methods: Arc::clone(methods),
                begun,
                instances: (0..count).map(|_| OnceLock::new()).collect(),
                known: Mutex::default(),
            })
        });
    }

    /// What is compiled of the methods of the image that this session began with, as far as it holds since
    /// [`Session::take_code`] and names nothing of `Main`.
    ///
    /// # Errors
    /// If something cannot be written.
    pub fn compiled(&mut self) -> Result<Vec<u8>, Error> {
        self.on_stack(|core| {
            let written = core.compiled();
            written.map_err(|error| Error::request("bad-image", error.to_string()))
        })
    }
}

impl Core {
    fn compiled(&mut self) -> Result<Vec<u8>, postcard::Error> {
        let Some((methods, begun)) = self.image_methods.clone() else { return Ok(Vec::new()) };
        let mut encoder = Encoder {
            methods: &methods,
            types: Writer::new(),
            instances: EntryWriter::new(),
            numbers: FxHashMap::default(),
            is_local: FxHashMap::default(),
        };
        let is_lasting = |it: &CodeInstance<SessionSchema>, stage| {
            let worlds = self.cache.stage_worlds(it, stage);
            worlds.is_open() && worlds.contains(begun)
        };
        let mut drafts: Vec<Draft> = Vec::new();
        for entry in self.cache.entries() {
            let is_candidate = entry.owner().is_plain() && is_lasting(&entry, Stage::Infer);
            let Some(inferred) = entry.inferred().ok().filter(|_| is_candidate) else { continue };
            let edges = self.cache.edges(&entry, Stage::Infer);
            let group = self.cache.group(&entry);
            let group = group.iter().map(|it| &it.instance).filter(|it| *it != entry.instance());
            let Some(draft) = encoder.draft(entry.instance(), inferred, &edges, group)? else {
                continue;
            };
            let code = entry.code().and_then(Result::ok);
            let code = code.filter(|_| is_lasting(&entry, Stage::Codegen));
            let generated = match code {
                Some(code) => encoder.generated(code, &self.cache.edges(&entry, Stage::Codegen))?,
                None => None,
            };
            drafts.push(Draft { generated, ..draft });
        }
        encoder.finish(drafts)
    }
}

/// What is to be written of an entry.
struct Draft {
    number: u32,
    method: u32,
    types: Number,
    edges: WireEdges,
    result: WireResult,
    typed: Vec<u8>,
    generated: Option<(WireEdges, Vec<u8>)>,
}

struct Encoder<'a> {
    methods: &'a Stored,
    types: Writer,
    instances: EntryWriter,
    numbers: FxHashMap<MethodInstance, u32>,
    /// Of types that were looked at, whether they are made of something that only the session has.
    is_local: FxHashMap<Type, bool>,
}

type Edge = overdub_cache::Edge<SessionSchema>;

impl Encoder<'_> {
    /// An entry without its code; nothing if it is of this session only.
    fn draft<'i>(
        &mut self,
        instance: &MethodInstance,
        inferred: &Inferred,
        edges: &[Edge],
        group: impl Iterator<Item = &'i MethodInstance>,
    ) -> Result<Option<Draft>, postcard::Error> {
        let Some(method) = self.methods.number(instance.method()) else { return Ok(None) };
        let parts = (|| {
            let number = self.instance(instance)?;
            let edges = self.edges(edges)?;
            let group = group.map(|it| self.instance(it)).collect::<Option<Vec<u32>>>()?;
            let says = match inferred.says {
                Some(Says { operand, test: Test::True, holds }) => Some((operand, None, holds)),
                Some(Says { operand, test: Test::Isa(ty), holds }) => {
                    Some((operand, Some(self.ty(ty)?), holds))
                }
                None => None,
            };
            let result = WireResult { result: self.lattice(&inferred.result)?, says, group };
            let (body, insts) = self.body(inferred.body())?;
            let mut calls = Vec::new();
            for call in inferred.calls() {
                // What nothing reaches is not written.
                let Some(inst) = insts.get(&call.inst) else { continue };
                calls.push(self.record(call, *inst)?);
            }
            let typed = WireTyped { body, calls };
            Some((number, edges, result, typed))
        })();
        let Some((number, edges, result, typed)) = parts else { return Ok(None) };
        let typed = postcard::to_stdvec(&typed)?;
        let types = self.types.ty(instance.types());
        Ok(Some(Draft { number, method, types, edges, result, typed, generated: None }))
    }

    /// The code of an entry; nothing if it is of this session only.
    fn generated(
        &mut self,
        code: &Generated,
        edges: &[Edge],
    ) -> Result<Option<(WireEdges, Vec<u8>)>, postcard::Error> {
        let parts = (|| {
            let edges = self.edges(edges)?;
            let (body, insts) = self.body(code.body())?;
            let mut calls = Vec::new();
            for (inst, target) in code.calls() {
                let Some(inst) = insts.get(inst) else { continue };
                calls.push((*inst, self.target(target)?));
            }
            let mut replaced = Vec::new();
            for target in code.replaced() {
                replaced.push(match target {
                    Some(target) => Some(self.target(target)?),
                    None => None,
                });
            }
            Some((edges, WireGenerated { body, calls, replaced }))
        })();
        let Some((edges, generated)) = parts else { return Ok(None) };
        Ok(Some((edges, postcard::to_stdvec(&generated)?)))
    }

    /// Drops the drafts that rest on what is not written, and writes the others.
    fn finish(mut self, mut drafts: Vec<Draft>) -> Result<Vec<u8>, postcard::Error> {
        loop {
            let inferred: FxHashSet<u32> = drafts.iter().map(|it| it.number).collect();
            let with_code = drafts.iter().filter(|it| it.generated.is_some());
            let with_code: FxHashSet<u32> = with_code.map(|it| it.number).collect();
            let is_there = |edges: &WireEdges| {
                edges.entries.iter().all(|(number, is_code, _)| match is_code {
                    true => with_code.contains(number),
                    false => inferred.contains(number),
                })
            };
            let before = (inferred.len(), with_code.len());
            drafts.retain(|it| {
                is_there(&it.edges) && it.result.group.iter().all(|it| inferred.contains(it))
            });
            for draft in &mut drafts {
                draft.generated = draft.generated.take().filter(|it| is_there(&it.0));
            }
            let n_generated = drafts.iter().filter(|it| it.generated.is_some()).count();
            if (drafts.len(), n_generated) == before {
                break;
            }
        }
        let mut index: Vec<_> = drafts.iter().map(|it| (it.method, it.types, it.number)).collect();
        index.sort_unstable();
        let by_number: FxHashMap<u32, &Draft> = drafts.iter().map(|it| (it.number, it)).collect();
        let mut tables: [EntryWriter; 5] = Default::default();
        let [infer_edges, results, typed, codegen_edges, generated] = &mut tables;
        for number in 0..u32::try_from(self.instances.len()).unwrap_or(u32::MAX) {
            match by_number.get(&number) {
                Some(draft) => {
                    infer_edges.write(&draft.edges)?;
                    results.write(&draft.result)?;
                    typed.push(&draft.typed);
                }
                None => [&mut *infer_edges, results, typed].into_iter().for_each(|it| it.push(&[])),
            }
            match by_number.get(&number).and_then(|it| it.generated.as_ref()) {
                Some((edges, code)) => {
                    codegen_edges.write(edges)?;
                    generated.push(code);
                }
                None => [&mut *codegen_edges, generated].into_iter().for_each(|it| it.push(&[])),
            }
        }
        // Last, since all the others name types.
        let instances = std::mem::take(&mut self.instances);
        postcard::to_stdvec(&WireCode {
            format: FORMAT,
            instances: instances.entries(),
            index,
            infer_edges: infer_edges.entries(),
            results: results.entries(),
            typed: typed.entries(),
            codegen_edges: codegen_edges.entries(),
            generated: generated.entries(),
            tables: self.types.tables(),
        })
    }

    fn is_local_name(name: overdub_types::Symbol) -> bool {
        name.as_str() == "Main" || name.as_str().starts_with("Main.")
    }

    fn global(&mut self, global: GlobalRef) -> Option<(Number, Number)> {
        if Self::is_local_name(global.module) {
            return None;
        }
        Some((self.types.symbol(global.module), self.types.symbol(global.name)))
    }

    fn ty(&mut self, ty: Type) -> Option<Number> {
        let is_local = match self.is_local.get(&ty) {
            Some(known) => *known,
            None => {
                let is_local = ty.mentions(&|it| Self::is_local_name(it.module()));
                self.is_local.insert(ty, is_local);
                is_local
            }
        };
        (!is_local).then(|| self.types.ty(ty))
    }

    fn instance(&mut self, instance: &MethodInstance) -> Option<u32> {
        if let Some(known) = self.numbers.get(instance) {
            return Some(*known);
        }
        let method = self.methods.number(instance.method())?;
        let types = self.ty(instance.types())?;
        let static_params = instance.static_params().iter().map(|it| self.ty(*it));
        let static_params = static_params.collect::<Option<_>>()?;
        let number = u32::try_from(self.instances.len()).ok()?;
        self.instances.write(&WireInstance { method, types, static_params }).ok()?;
        self.numbers.insert(instance.clone(), number);
        Some(number)
    }

    fn edges(&mut self, edges: &[Edge]) -> Option<WireEdges> {
        let mut wire = WireEdges { questions: Vec::new(), entries: Vec::new() };
        for edge in edges {
            match (&edge.on, edge.used) {
                (On::Dependency(question), EdgeUse::World(kind, usage)) => {
                    let kinds = (place(&kind, &KINDS), place(&usage, &USES));
                    wire.questions.push((self.question(question)?, kinds.0, kinds.1));
                }
                (On::Entry { subject, stage, .. }, EdgeUse::Entry(usage)) => {
                    let is_code = match stage {
                        Stage::Infer => false,
                        Stage::Codegen => true,
                        Stage::Link => return None,
                    };
                    if !subject.owner.is_plain() {
                        return None;
                    }
                    let number = self.instance(&subject.instance)?;
                    wire.entries.push((number, is_code, place(&usage, &USES)));
                }
                _ => return None,
            }
        }
        Some(wire)
    }

    fn question(&mut self, question: &Dependency) -> Option<WireQuestion> {
        if question.table().is_some_and(|it| it != TableId::ORDINARY) {
            return None;
        }
        Some(match *question {
            Dependency::Dispatch { sig, .. } => WireQuestion::Dispatch(self.ty(sig)?),
            Dependency::Matching { sig, limit, .. } => WireQuestion::Matching(self.ty(sig)?, limit),
            Dependency::Methods { sig, .. } => WireQuestion::Methods(self.ty(sig)?),
            Dependency::Binding { global } => {
                let (module, name) = self.global(global)?;
                WireQuestion::Binding(module, name)
            }
            Dependency::Through { global, other } => {
                let ((module, name), other) = (self.global(global)?, self.global(other)?);
                WireQuestion::Through(module, name, other.0, other.1)
            }
            Dependency::Host { name } => WireQuestion::Host(self.types.symbol(name)),
        })
    }

    fn lattice(&mut self, lattice: &Lattice) -> Option<WireLattice> {
        Some(match lattice {
            Lattice::Bottom => WireLattice::Bottom,
            Lattice::Const(it) => WireLattice::Const(self.literal(it)?),
            Lattice::Partial(it) => {
                let fields =
                    it.fields().iter().map(|it| self.lattice(it)).collect::<Option<_>>()?;
                WireLattice::Partial(self.ty(it.ty())?, fields)
            }
            Lattice::Type(it) => WireLattice::Type(self.ty(*it)?),
        })
    }

    fn literal(&mut self, literal: &overdub_ir::Literal) -> Option<WireLiteral> {
        self.is_shared_literal(literal).then(|| WireLiteral::of(literal, &mut self.types))
    }

    /// Whether nothing in a literal is of this session only.
    fn is_shared_literal(&mut self, literal: &overdub_ir::Literal) -> bool {
        use overdub_ir::Literal;
        match literal {
            Literal::Bits { ty, .. } | Literal::Type(ty) | Literal::Singleton(ty) => {
                self.ty(*ty).is_some()
            }
            Literal::Module(path) => path.as_str() == "Main" || !Self::is_local_name(*path),
            Literal::Tuple(all) => all.iter().all(|it| self.is_shared_literal(it)),
            Literal::Struct { ty, fields } => {
                self.ty(*ty).is_some() && fields.iter().all(|it| self.is_shared_literal(it))
            }
            Literal::Str(_) | Literal::Symbol(_) | Literal::Undef => true,
        }
    }

    fn body(&mut self, body: &overdub_ir::Body) -> Option<(WireBody, FxHashMap<Inst, u32>)> {
        if !body.carried().is_empty() {
            return None;
        }
        let is_shared = body.values().all(|value| match body.literal(value) {
            Some(literal) => {
                let literal = literal.clone();
                self.is_shared_literal(&literal)
            }
            None => body.value_type(value).is_none_or(|it| self.ty(it).is_some()),
        });
        is_shared.then(|| WireBody::numbered(body, &mut self.types))
    }

    fn target(&mut self, target: &StaticCall) -> Option<WireTarget> {
        Some(match target {
            StaticCall::Code { instance, stack, inherits } if stack.is_empty() => {
                WireTarget::Code(self.instance(instance)?, *inherits)
            }
            StaticCall::Code { .. } | StaticCall::Plan(..) => return None,
            StaticCall::Builtin(it) => {
                WireTarget::Builtin(self.types.symbol(overdub_types::Symbol::new(it.name())))
            }
            StaticCall::Intrinsic(it) => {
                WireTarget::Intrinsic(self.types.symbol(overdub_types::Symbol::new(it.name())))
            }
        })
    }

    /// A call; what was followed for it counts as standing where it stands.
    fn record(&mut self, call: &CallRecord, inst: u32) -> Option<WireRecord> {
        let target = match &call.target {
            Some(target) => Some(self.target(target)?),
            None => None,
        };
        Some(WireRecord {
            signature: self.ty(call.signature.ty())?,
            target,
            is_free: call.is_free,
            members: call.members.iter().map(|it| self.record(it, inst)).collect::<Option<_>>()?,
            host: call.host.map(|it| self.types.symbol(it)),
            inst,
        })
    }
}
