//! What can go wrong with stacks, rules and marking.

use overdub_types::TypeError;
use overdub_world::WorldError;
use thiserror::Error;

use crate::MAX_DEPTH;

/// Why a stack, a rule or a rewritten body could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RewriteError {
    /// More contexts than a stack holds.
    #[error("a stack of {depth} contexts is deeper than {MAX_DEPTH}")]
    StackTooDeep {
        /// How many there were.
        depth: usize,
    },
    /// A context that nobody defined or registered.
    #[error("no context is named {name}")]
    UnknownContext {
        /// The name that was asked for.
        name: String,
    },
    /// A call signature that is no tuple with a callee in front.
    #[error("{0} is not the signature of a call")]
    NotASignature(String),
    /// A pattern of a rule that cannot be read.
    #[error("the rule pattern `{pattern}` is not a call signature: {reason}")]
    BadPattern {
        /// As the plug-in wrote it.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The lattice refused or gave up.
    #[error(transparent)]
    Type(#[from] TypeError),
    /// A question to the world had no answer.
    #[error(transparent)]
    World(#[from] WorldError),
    /// Marking left a body that does not verify; a fault of this project.
    #[error("marking broke the body:\n{faults}")]
    MarkingBrokeBody {
        /// The rendered faults.
        faults: String,
    },
}

impl RewriteError {
    /// The stable name of the kind of error, in kebab case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownContext { .. } => "unknown-context",
            Self::StackTooDeep { .. } => "context-stack-too-deep",
            Self::NotASignature(_) => "not-a-signature",
            Self::BadPattern { .. } => "bad-rule-pattern",
            Self::Type(_) | Self::World(_) => "type-too-complex",
            Self::MarkingBrokeBody { .. } => "marking-broke-body",
        }
    }
}
