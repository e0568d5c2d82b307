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

mod wire;
mod write;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use overdub_cache::{CodeInstance, Found};
use overdub_infer::{Lattice, Says, Test};
use overdub_interp::Verified;
use overdub_ir::{Inst, wire::WireBody};
use overdub_rewrite::{Signature, StackId};
use overdub_types::wire::Reader;
use overdub_values::{Builtin, Intrinsic};
use overdub_world::{Dependency, MethodInstance, Stored, TableId, Use, World, WorldRange};
use rustc_hash::FxHashMap;

use self::wire::{
    CODE_FORMAT, WireCode, WireEdges, WireGenerated, WireInstance, WireLattice, WireQuestion,
    WireRecord, WireResult, WireTarget, WireTyped, place_of,
};
use crate::{
    compile::{Driver, SessionJob},
    error::Error,
    image::Image,
    schema::{
        CallRecord, EdgeUse, Generated, Inferred, Owner, Parted, SessionSchema, StaticCall, Typed,
    },
    session::Session,
};

const WRITTEN: &str = "the code of an image is what a session of this version wrote";

/// The code of an image, read as far as all sessions share it.
pub(super) struct ReadCode {
    wire: WireCode<'static>,
    reader: Mutex<Reader<'static>>,
}

impl ReadCode {
    pub(super) fn read(bytes: &'static [u8]) -> Result<Self, Error> {
        let wire: Result<WireCode<'static>, _> = postcard::from_bytes(bytes);
        match wire {
            Ok(wire) if wire.format == CODE_FORMAT => {
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
    /// The instances that were asked for.
    instances: Mutex<FxHashMap<u32, MethodInstance>>,
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
        let read = |body: &WireBody, calls: &[WireRecord]| {
            let (body, insts) = body.read_numbered(&reader);
            let calls = calls.iter().map(|it| self.of.record(it, &insts, &reader)).collect();
            (Arc::new(body), calls)
        };
        let (body, calls) = read(&wire.body, &wire.calls);
        let parted = wire.parted.map(|(body, calls)| {
            let (body, calls) = read(&body, &calls);
            Parted { body, calls }
        });
        Typed { body, calls, parted }
    }
}

impl ImageCode {
    fn code(&self) -> &ReadCode {
        self.image.code().expect("whoever takes an image's code has looked that there is some")
    }

    /// Whether there is code of an instance.
    pub(crate) fn has(&self, instance: &MethodInstance) -> bool {
        self.number(instance).is_some()
    }

    /// The number of an instance, if there is code of it.
    fn number(&self, instance: &MethodInstance) -> Option<u32> {
        let method = self.methods.number(instance.method())?;
        let code = self.code();
        let index = &code.wire.index;
        let place = place_of(method, instance.types());
        let (mut from, mut to) = (0, index.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            match index.bytes(middle).get(..place.len()).is_some_and(|it| *it < place[..]) {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        // Different types may have one fingerprint.
        let mut all = (from..index.len()).map_while(|at| index.bytes(at).strip_prefix(&place[..]));
        all.find_map(|number| {
            let number = u32::from_be_bytes(*number.first_chunk()?);
            (self.instance(number, &code.reader()) == *instance).then_some(number)
        })
    }

    fn instance(&self, number: u32, reader: &Reader<'static>) -> MethodInstance {
        let mut made = self.instances.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let wire = self.code().wire.instances.read::<WireInstance>(number as usize);
            let wire = wire.expect(WRITTEN);
            let method = self.methods.method(wire.method).expect(WRITTEN);
            let params = wire.static_params.iter().map(|it| reader.ty(*it)).collect();
            MethodInstance::with_static_params(method, reader.ty(wire.types), params)
        };
        made.entry(number).or_insert_with(make).clone()
    }

    fn target(&self, wire: &WireTarget, reader: &Reader<'static>) -> StaticCall {
        match wire {
            WireTarget::Code(number, inherits) => StaticCall::Code {
                instance: self.instance(*number, reader),
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
            WireTarget::Host(name) => StaticCall::Host(reader.symbol(*name)),
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
        drop(reader);
        Some(Generated::new(Verified::new(Arc::new(body)).ok()?, calls, replaced))
    }

    fn question(&self, wire: &WireQuestion) -> Dependency {
        let (table, reader) = (TableId::ORDINARY, self.code().reader());
        match *wire {
            WireQuestion::Dispatch(sig) => Dependency::Dispatch { table, sig: reader.ty(sig) },
            WireQuestion::Matching(sig, limit) => {
                Dependency::Matching { table, sig: reader.ty(sig), limit }
            }
            WireQuestion::Methods(sig) => Dependency::Methods { table, sig: reader.ty(sig) },
            WireQuestion::Binding(global) => Dependency::Binding { global: global.read(&reader) },
            WireQuestion::Through(global, other) => {
                Dependency::Through { global: global.read(&reader), other: other.read(&reader) }
            }
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
        let is_wanted = self.optimizes && self.image_code.is_some();
        let kept = inferred.kept.clone().filter(|_| is_wanted)?;
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
            answered.push((question, EdgeUse::World(*kind, *usage), range));
        }
        for (question, used, range) in answered {
            job.record(question, used, range);
        }
        let plain = Owner::plain();
        let inferred = group.iter().map(|it| (*it, false, Use::Inferred));
        for (number, is_code, usage) in edges.entries.iter().copied().chain(inferred) {
            let instance = of.instance(number, &of.code().reader());
            let used = EdgeUse::Entry(usage);
            let found = match is_code {
                true => job.codegen(self, &instance, &plain, used),
                false => job.infer(self, &instance, &plain, used),
            };
            let is_kept = match &found {
                Found::Entry(entry) => is_kept(entry, number, is_code),
                // It is being asked for below. Members of a recursion rest on the same answers, so it is of the image
                // if this one is.
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
            if last <= begun && begun <= world {
                return Some(WorldRange::since(begun));
            }
        }
        let range = question.ask(&self.snapshot, world).ok()?.range;
        // A range may be narrower than it could be: a name that was used has an era of its own.
        let is_same = range.contains(begun)
            || question.still_holds(&self.snapshot, begun, world).unwrap_or(false);
        is_same.then_some(range)
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
        // Numbers of methods mean nothing in another image.
        let Some((of, methods, first)) = &mut core.image_methods else { return };
        if !Arc::ptr_eq(&of.0, &image.0) {
            return;
        }
        *first = begun;
        core.image_code = image.code().map(|_| {
            Arc::new(ImageCode {
                image: image.clone(),
                methods: Arc::clone(methods),
                begun,
                instances: Mutex::default(),
            })
        });
    }

    /// Takes nothing more from the image: what is asked for from now on is compiled here.
    pub fn leave_code(&mut self) {
        self.core_mut().image_code = None;
    }

    /// How many entries of the cache came from the image.
    #[must_use]
    pub fn kept_entries(&self) -> usize {
        let entries = self.core().cache.entries();
        entries.iter().filter(|it| it.inferred().is_ok_and(|it| it.kept.is_some())).count()
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
