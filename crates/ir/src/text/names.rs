//! What names mean in a text: types, functions, bindings that the reader may ask of.

use overdub_types::{Scope, Symbol, Type, core};
use rustc_hash::{FxHashMap, FxHashSet};

/// The intrinsics, sorted: in the text they are written without `Core.Intrinsics`.
///
/// # Source
/// Julia 1.11, `src/intrinsics.h`.
const INTRINSICS: &[&str] = &[
    "abs_float",
    "add_float",
    "add_float_fast",
    "add_int",
    "add_ptr",
    "and_int",
    "ashr_int",
    "atomic_fence",
    "atomic_pointermodify",
    "atomic_pointerref",
    "atomic_pointerreplace",
    "atomic_pointerset",
    "atomic_pointerswap",
    "bitcast",
    "bswap_int",
    "ceil_llvm",
    "cglobal",
    "checked_sadd_int",
    "checked_sdiv_int",
    "checked_smul_int",
    "checked_srem_int",
    "checked_ssub_int",
    "checked_uadd_int",
    "checked_udiv_int",
    "checked_umul_int",
    "checked_urem_int",
    "checked_usub_int",
    "copysign_float",
    "ctlz_int",
    "ctpop_int",
    "cttz_int",
    "div_float",
    "div_float_fast",
    "eq_float",
    "eq_float_fast",
    "eq_int",
    "flipsign_int",
    "floor_llvm",
    "fma_float",
    "fpext",
    "fpiseq",
    "fptosi",
    "fptoui",
    "fptrunc",
    "have_fma",
    "le_float",
    "le_float_fast",
    "llvmcall",
    "lshr_int",
    "lt_float",
    "lt_float_fast",
    "mul_float",
    "mul_float_fast",
    "mul_int",
    "muladd_float",
    "ne_float",
    "ne_float_fast",
    "ne_int",
    "neg_float",
    "neg_float_fast",
    "neg_int",
    "not_int",
    "or_int",
    "pointerref",
    "pointerset",
    "rint_llvm",
    "sdiv_int",
    "sext_int",
    "shl_int",
    "sitofp",
    "sle_int",
    "slt_int",
    "sqrt_llvm",
    "sqrt_llvm_fast",
    "srem_int",
    "sub_float",
    "sub_float_fast",
    "sub_int",
    "sub_ptr",
    "trunc_int",
    "trunc_llvm",
    "udiv_int",
    "uitofp",
    "ule_int",
    "ult_int",
    "urem_int",
    "xor_int",
    "zext_int",
];

/// The intrinsic or builtin that a bare name always means; a program cannot declare such a function.
pub(crate) fn predefined_function(path: &[Symbol]) -> Option<Type> {
    match path {
        [name] if INTRINSICS.binary_search(&name.as_str()).is_ok() => Some(Type::intrinsic(*name)),
        [core, intrinsics, name]
            if core.as_str() == "Core" && intrinsics.as_str() == "Intrinsics" =>
        {
            INTRINSICS.binary_search(&name.as_str()).ok().map(|_| Type::intrinsic(*name))
        }
        _ => core().function_named(path),
    }
}

/// The names that a text may use besides the predefined ones. All unqualified ones belong to `Main`.
#[derive(Clone, Debug, Default)]
pub struct Names {
    types: FxHashMap<Symbol, Type>,
    /// Those of other modules than `Main`, by module and name.
    elsewhere: FxHashMap<(Symbol, Symbol), Type>,
    functions: FxHashSet<(Symbol, Symbol)>,
    bindings: FxHashSet<Symbol>,
    is_open: bool,
}

impl Names {
    /// Nothing but what is predefined.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// As [`Names::new`], but each unknown name is taken for a function: for bodies that are read back by themselves.
    #[must_use]
    pub fn open() -> Self {
        Self { is_open: true, ..Self::default() }
    }

    /// The same names, with unknown ones taken for functions.
    #[must_use]
    pub fn into_open(self) -> Self {
        Self { is_open: true, ..self }
    }

    /// Lets a name of `Main` mean a type; the latest meaning counts.
    pub fn declare_type(&mut self, name: Symbol, ty: Type) {
        self.types.insert(name, ty);
    }

    /// Lets a name of another module mean a type.
    pub fn declare_type_of(&mut self, module: Symbol, name: Symbol, ty: Type) {
        self.elsewhere.insert((module, name), ty);
    }

    /// Makes a function known.
    pub fn declare_function(&mut self, module: Symbol, name: Symbol) {
        self.functions.insert((module, name));
    }

    /// Makes known that a name of `Main` is a binding; only hints to readers depend on it.
    pub fn declare_binding(&mut self, name: Symbol) {
        self.bindings.insert(name);
    }

    /// The type of `Main` with this name, without the predefined ones.
    #[must_use]
    pub fn lookup_type(&self, name: Symbol) -> Option<Type> {
        self.types.get(&name).copied()
    }

    /// Whether a name of `Main` is a binding.
    #[must_use]
    pub fn is_binding(&self, name: Symbol) -> bool {
        self.bindings.contains(&name)
    }

    /// The type of the function that a path names, if there is one.
    #[must_use]
    pub fn function(&self, path: &[Symbol]) -> Option<Type> {
        let (module, name) = split_path(path)?;
        if let Some(known) = predefined_function(path) {
            return Some(known);
        }
        if self.functions.contains(&(module, name)) {
            return Some(Type::function(module, name));
        }
        // What the base library has, every module sees.
        let base = Symbol::new("Base");
        if path.len() == 1 && self.functions.contains(&(base, name)) {
            return Some(Type::function(base, name));
        }
        self.is_open.then(|| Type::function(module, name))
    }
}

/// Module and name of a path; the module of a bare name is `Main`.
pub(crate) fn split_path(path: &[Symbol]) -> Option<(Symbol, Symbol)> {
    let (name, module) = path.split_last()?;
    let parts: Vec<&str> = module.iter().map(|it| it.as_str()).collect();
    let module = if parts.is_empty() { Symbol::new("Main") } else { Symbol::new(&parts.join(".")) };
    Some((module, *name))
}

impl Scope for Names {
    fn resolve(&self, path: &[Symbol]) -> Option<Type> {
        let own = match path {
            [name] => self.types.get(name),
            [module, name] if module.as_str() == "Main" => self.types.get(name),
            // Modules of `Main` are named with it and without.
            [main, rest @ ..] if main.as_str() == "Main" && rest.len() > 1 => {
                return self.resolve(rest);
            }
            _ => split_path(path).and_then(|it| self.elsewhere.get(&it)),
        };
        own.copied().or_else(|| core().named(path))
    }

    fn resolve_function(&self, path: &[Symbol]) -> Option<Type> {
        // A type may speak of a function that nothing else in the text does.
        self.function(path)
            .or_else(|| split_path(path).map(|(module, name)| Type::function(module, name)))
    }
}
