//! Writes what a session has compiled of an image's methods.
//!
//! Left out is what another session could not use: what names something of `Main`, what an answer ended that the image
//! was not made with, what runs under contexts, and whatever rests on any of these.

use overdub_cache::{CodeInstance, On, Stage};
use overdub_infer::{Lattice, Says, Test};
use overdub_ir::{
    Body, GlobalRef, Inst, Literal, Op,
    wire::{WireBody, WireGlobal, WireLiteral},
};
use overdub_types::{
    Symbol, Type,
    wire::{EntryWriter, Number, Writer},
};
use overdub_world::{Dependency, MethodInstance, Source, Stored, TableId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::wire::{
    CODE_FORMAT, WireCode, WireEdges, WireGenerated, WireInstance, WireLattice, WireQuestion,
    WireRecord, WireResult, WireTarget, WireTyped, place_of,
};
use crate::{
    core::Core,
    schema::{CallRecord, EdgeUse, Generated, Inferred, SessionSchema, StaticCall},
    surface::EMBEDDED,
};

impl Core {
    pub(super) fn compiled(&mut self) -> Result<Vec<u8>, postcard::Error> {
        let Some((_, methods, begun)) = self.image_methods.clone() else { return Ok(Vec::new()) };
        let mut encoder = Encoder {
            methods: &methods,
            types: Writer::new(),
            instances: EntryWriter::new(),
            numbers: FxHashMap::default(),
            is_local: FxHashMap::default(),
        };
        let snapshot = self.definitions.snapshot();
        let now = snapshot.world();
        // A name that is used for the first time begins an era of its own, in which it means what it meant before. What changed and
        // changed back in between ended the entries that rested on it, which are not open then. Entries below are looked at for
        // themselves, and `finish` drops what rests on one that is not written; of several of one instance each holds now.
        let did_hold = |edge: &Edge| match &edge.on {
            On::Dependency(question) => {
                edge.worlds.contains(begun)
                    || question.still_holds(&snapshot, begun, now).unwrap_or(false)
            }
            On::Entry { .. } => true,
        };
        let is_lasting = |it: &CodeInstance<SessionSchema>, stage| {
            self.cache.stage_worlds(it, stage).is_open()
                && self.cache.edges(it, stage).iter().all(did_hold)
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
    place: [u8; 12],
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
        // What a generator writes may name what only this session has.
        if !matches!(instance.method().source(), Source::Body(_)) {
            return Ok(None);
        }
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
            let (body, calls) = self.typed(inferred.body(), inferred.calls())?;
            let parted = match inferred.parted() {
                Some(it) => Some(self.typed(&it.body, &it.calls)?),
                None => None,
            };
            let typed = WireTyped { body, calls, parted };
            Some((number, edges, result, typed))
        })();
        let Some((number, edges, result, typed)) = parts else { return Ok(None) };
        let typed = postcard::to_stdvec(&typed)?;
        let place = place_of(method, instance.types());
        Ok(Some(Draft { number, place, edges, result, typed, generated: None }))
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
        // Of several entries of one instance the youngest is kept.
        drafts.reverse();
        let mut known = FxHashSet::default();
        drafts.retain(|it| known.insert(it.number));
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
        let mut places: Vec<_> = drafts.iter().map(|it| (it.place, it.number)).collect();
        places.sort_unstable();
        let mut index = EntryWriter::new();
        for (place, number) in places {
            index.push(&[&place[..], &number.to_be_bytes()].concat());
        }
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
            format: CODE_FORMAT,
            instances: instances.entries(),
            index: index.entries(),
            infer_edges: infer_edges.entries(),
            results: results.entries(),
            typed: typed.entries(),
            codegen_edges: codegen_edges.entries(),
            generated: generated.entries(),
            tables: self.types.tables(),
        })
    }

    fn is_local_name(name: Symbol) -> bool {
        name.as_str() == "Main" || name.as_str().starts_with("Main.")
    }

    fn global(&mut self, global: GlobalRef) -> Option<WireGlobal> {
        let is_shared = !Self::is_local_name(global.module);
        is_shared.then(|| WireGlobal::of(global, &mut self.types))
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
                    wire.questions.push((self.question(question)?, kind, usage));
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
                    wire.entries.push((number, is_code, usage));
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
            Dependency::Binding { global } => WireQuestion::Binding(self.global(global)?),
            Dependency::Through { global, other } => {
                WireQuestion::Through(self.global(global)?, self.global(other)?)
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

    fn literal(&mut self, literal: &Literal) -> Option<WireLiteral> {
        self.is_shared_literal(literal).then(|| WireLiteral::of(literal, &mut self.types))
    }

    /// Whether nothing in a literal is of this session only.
    fn is_shared_literal(&mut self, literal: &Literal) -> bool {
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

    /// A typed body and its calls.
    fn typed(
        &mut self,
        body: &Body,
        records: &[CallRecord],
    ) -> Option<(WireBody, Vec<WireRecord>)> {
        let (body, insts) = self.body(body)?;
        let mut calls = Vec::new();
        for call in records {
            // What nothing reaches is not written.
            let Some(inst) = insts.get(&call.inst) else { continue };
            calls.push(self.record(call, *inst)?);
        }
        Some((body, calls))
    }

    fn body(&mut self, body: &Body) -> Option<(WireBody, FxHashMap<Inst, u32>)> {
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
        let is_shared = is_shared
            && body.all_insts().all(|it| match body.inst(it).op {
                Op::GlobalRead(global) | Op::GlobalWrite(global, _) | Op::GlobalDefined(global) => {
                    !Self::is_local_name(global.module) && global.module.as_str() != EMBEDDED
                }
                _ => true,
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
                WireTarget::Builtin(self.types.symbol(Symbol::new(it.name())))
            }
            StaticCall::Intrinsic(it) => {
                WireTarget::Intrinsic(self.types.symbol(Symbol::new(it.name())))
            }
            StaticCall::Host(name) => WireTarget::Host(self.types.symbol(*name)),
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
