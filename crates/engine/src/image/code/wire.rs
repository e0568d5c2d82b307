//! Compiled code as data. Instances go by number, types and symbols by their numbers in the tables.

use overdub_ir::wire::{WireBody, WireGlobal, WireLiteral};
use overdub_types::{
    Type,
    wire::{Entries, Number, Tables},
};
use overdub_world::{EdgeKind, Use};
use serde::{Deserialize, Serialize};

/// The code; instances, what their stages rest on and their artefacts are read one by one.
#[derive(Serialize, Deserialize)]
pub(in crate::image) struct WireCode<'a> {
    pub(super) format: &'a str,
    #[serde(borrow)]
    pub(super) tables: Tables<'a>,
    #[serde(borrow)]
    pub(super) instances: Entries<'a>,
    /// The instances that have code, as [`place_of`] writes them, in order.
    #[serde(borrow)]
    pub(super) index: Entries<'a>,
    /// By instance, empty if there is none: what inference rests on, and what it came to.
    #[serde(borrow)]
    pub(super) infer_edges: Entries<'a>,
    #[serde(borrow)]
    pub(super) results: Entries<'a>,
    #[serde(borrow)]
    pub(super) typed: Entries<'a>,
    #[serde(borrow)]
    pub(super) codegen_edges: Entries<'a>,
    #[serde(borrow)]
    pub(super) generated: Entries<'a>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireInstance {
    pub(super) method: u32,
    pub(super) types: Number,
    pub(super) static_params: Box<[Number]>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireEdges {
    pub(super) questions: Vec<(WireQuestion, EdgeKind, Use)>,
    /// The instance, whether its code was used and not just what it was inferred to, and what was used of it.
    pub(super) entries: Vec<(u32, bool, Use)>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum WireQuestion {
    Dispatch(Number),
    Matching(Number, Option<u32>),
    Methods(Number),
    Binding(WireGlobal),
    Through(WireGlobal, WireGlobal),
    Host(Number),
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireResult {
    pub(super) result: WireLattice,
    pub(super) says: Option<(u32, Option<Number>, bool)>,
    /// The other members of its recursion.
    pub(super) group: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum WireLattice {
    Bottom,
    Const(WireLiteral),
    Partial(Number, Vec<WireLattice>),
    Type(Number),
}

#[derive(Serialize, Deserialize)]
pub(super) enum WireTarget {
    Code(u32, bool),
    Builtin(Number),
    Intrinsic(Number),
    Host(Number),
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireRecord {
    pub(super) signature: Number,
    pub(super) target: Option<WireTarget>,
    pub(super) is_free: bool,
    pub(super) members: Vec<WireRecord>,
    pub(super) host: Option<Number>,
    pub(super) inst: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireTyped {
    pub(super) body: WireBody,
    pub(super) calls: Vec<WireRecord>,
    pub(super) parted: Option<(WireBody, Vec<WireRecord>)>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireGenerated {
    pub(super) body: WireBody,
    pub(super) calls: Vec<(u32, WireTarget)>,
    pub(super) replaced: Vec<Option<WireTarget>>,
}

/// What stands at the beginning of the code of an image, so that one of another version is not taken for one of this.
pub(super) const CODE_FORMAT: &str = concat!("overdub code ", env!("CARGO_PKG_VERSION"), " 3");

/// Where an instance stands in the index: by its method's number and what its types come to in every process.
pub(super) fn place_of(method: u32, types: Type) -> [u8; 12] {
    let mut place = [0; 12];
    place[..4].copy_from_slice(&method.to_be_bytes());
    place[4..].copy_from_slice(&types.fingerprint().to_be_bytes());
    place
}
