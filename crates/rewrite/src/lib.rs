//! Marking of calls, context stacks and the decision per call signature.
