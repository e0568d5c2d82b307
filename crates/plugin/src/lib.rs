//! Parts that contexts are built from, for those of others as for the bundled ones.
//!
//! | part         | for                                                                                  |
//! |--------------|--------------------------------------------------------------------------------------|
//! | [`Filter`]   | which calls a context looks at: options, rules, and a warning if there was none      |
//! | [`UnderWay`] | what belongs to the calls that are under way, in whichever task each is              |
//! | [`Outline`]  | calls as a tree of lines, printed while it grows                                     |
//! | [`Timeline`] | calls as a timeline of Chrome's trace events                                         |
//! | [`Paths`]    | what calls cost by the path that led to them: table, folded stacks, flame graph      |
//! | [`settings`] | files in TOML, with a place for all that is wrong in them                            |
//! | [`files`]    | texts read and written through the host                                              |
//! | [`names`]    | names of functions: lists of them in options, and what to say of one that nothing has |
//!
//! All of it is written against the public interface of the engine. A context need not use any of it.

pub mod files;
mod filter;
pub mod names;
mod outline;
mod paths;
pub mod settings;
mod timeline;
mod under_way;

pub use filter::Filter;
pub use outline::{Outline, Sink};
pub use paths::{Format, Paths};
pub use timeline::Timeline;
pub use under_way::UnderWay;
