//! Functions, methods, tables, overlays, bindings, dispatch and the world counter.
//!
//! ```text
//!   Definitions ──define, delete, bind──► Change        (writers, one at a time)
//!        │
//!     snapshot ──► Snapshot ──find, matching, binding──► Answer { result, range }
//!                      │
//!                   Lookup ──the same, recorded──► Edge  (whoever compiles)
//! ```
//!
//! Every definition, redefinition or deletion starts a new [`World`]; nothing that was found in
//! an older one changes. Every [`Answer`] says for which worlds it holds, as widely as what is
//! defined allows. Methods stand in tables: the ordinary one, and those of contexts (primitives,
//! hooks, rules), all alike.
//!
//! What this crate deliberately does not do: run anything, know what a body does, or keep what
//! was compiled.

mod ambiguity;
mod binding;
mod call_cache;
mod change;
mod definitions;
mod dependency;
mod error;
mod find;
mod history;
mod instance;
mod lookup;
mod matching;
mod method;
mod module;
mod relation;
mod signature;
mod snapshot;
mod standing;
mod table;
mod worlds;

pub use binding::{Binding, HostFunction, ImportKind};
pub use call_cache::{CallSite, DispatchCache};
pub use change::{Change, Changed, Named, Reached, Shard};
pub use definitions::{Assigned, Definitions, Noted};
pub use dependency::{Dependency, Edge, EdgeKind, Reply, Use};
pub use error::{Result, WorldError};
pub use find::{Answer, Found};
pub use instance::MethodInstance;
pub use lookup::{EdgeLog, Lookup, Recorder};
pub use matching::Matches;
pub use method::{LazyBody, Match, Method, MethodDef, MethodId, Source};
pub use module::{Listing, Resolved, Visibility, short_name};
pub use signature::Shown;
pub use snapshot::Snapshot;
pub use standing::{Standing, StandingModule, StandingName, StoredNames};
pub use table::{Head, HeadName, Stored, TableId, TableKind};
pub use worlds::{World, WorldRange};
