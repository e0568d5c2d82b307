//! Method instances: a method for the types that it is compiled for.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use overdub_types::Type;

use crate::error::Result;
use crate::method::{Match, Method};
use crate::relation;
use crate::signature::Shown;

/// A method with the types of callee and arguments; prints as `f(::Int64)`.
///
/// Identified by method and types: two instances of one method for equal types are equal, and
/// comparing or hashing them takes constant time. So no table of instances exists that would
/// have to be locked, or that would keep the methods of dead worlds alive.
#[derive(Clone)]
pub struct MethodInstance(Arc<InstanceData>);

struct InstanceData {
    method: Arc<Method>,
    types: Type,
    static_params: Box<[Type]>,
}

impl MethodInstance {
    /// The instance of `method` for `types`, a tuple type that its signature covers.
    ///
    /// # Errors
    /// When the lattice gives no answer.
    pub fn new(method: &Arc<Method>, types: Type) -> Result<MethodInstance> {
        let static_params = relation::cover(types, method.sig())?;
        Ok(MethodInstance::with_static_params(method, types, static_params))
    }

    /// The instance of `method` for `types`, of which it is known that these are the values of the `where` variables.
    #[must_use]
    pub fn with_static_params(
        method: &Arc<Method>,
        types: Type,
        static_params: Box<[Type]>,
    ) -> MethodInstance {
        let method = Arc::clone(method);
        MethodInstance(Arc::new(InstanceData { method, types, static_params }))
    }

    /// The instance that a match of a call asks for.
    #[must_use]
    pub fn of_match(found: &Match) -> MethodInstance {
        let static_params = found.static_params.clone();
        MethodInstance::with_static_params(&found.method, found.sig, static_params)
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Arc<Method> {
        &self.0.method
    }

    /// The types of callee and arguments, as one tuple type.
    #[must_use]
    pub fn types(&self) -> Type {
        self.0.types
    }

    /// The values of the method's `where` variables, outermost first.
    #[must_use]
    pub fn static_params(&self) -> &[Type] {
        &self.0.static_params
    }

    /// Whether a `where` variable has a value in all calls that the instance is for: `None` if that depends on the call, which
    /// it can only where the types of the instance leave the types of the arguments open.
    #[must_use]
    pub fn is_static_param_defined(&self, index: u32) -> Option<bool> {
        let param = self.0.static_params.get(index as usize)?;
        if !param.is_var() {
            return Some(true);
        }
        self.0.types.is_dispatch_tuple().then_some(false)
    }
}

impl PartialEq for MethodInstance {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.0.types == other.0.types && self.0.method == other.0.method)
    }
}

impl Eq for MethodInstance {}

impl Hash for MethodInstance {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.method.hash(state);
        self.0.types.hash(state);
    }
}

impl fmt::Display for MethodInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self.0.types).fmt(f)
    }
}

impl fmt::Debug for MethodInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} of {}", self.0.method.id())
    }
}
