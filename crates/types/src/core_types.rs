//! The predefined types.
//!
//! Two layers: [`bootstrap`] holds what the rules of the lattice themselves mention and is
//! built by hand; [`core`] adds the rest, read from `core_types/core.jl` with the ordinary
//! reader of definitions.

use crate::{
    define::TypeDef,
    interner::{Node, interner},
    parse::{DefinitionExpr, Scope},
    symbol::Symbol,
    ty::Type,
    type_name::{Field, Special, TypeName},
    type_var::TypeVar,
};
use indexmap::IndexMap;
use std::sync::OnceLock;

/// Types that the rules of the lattice mention.
#[derive(Debug)]
pub(crate) struct Bootstrap {
    pub(crate) any: Type,
    pub(crate) symbol: Type,
    pub(crate) type_var: Type,
    pub(crate) type_name: TypeName,
    pub(crate) type_type: Type,
    pub(crate) tuple_name: TypeName,
    pub(crate) any_tuple: Type,
    pub(crate) named_tuple_name: TypeName,
    pub(crate) data_type: Type,
    pub(crate) union_all: Type,
    pub(crate) union: Type,
    pub(crate) typeof_bottom: Type,
}

/// The types that the rules mention.
pub(crate) fn bootstrap() -> &'static Bootstrap {
    static BOOTSTRAP: OnceLock<Bootstrap> = OnceLock::new();
    BOOTSTRAP.get_or_init(|| {
        let any = define(
            TypeDef::new("Core", "Any").exported().abstract_type().special(Special::Any),
            None,
        );
        let any = any.wrapper();
        let top = |def: TypeDef| define(def.exported(), Some(any));
        let var =
            |name: &str, upper: Type| TypeVar::tagged(Symbol::new(name), Type::bottom(), upper, 0);
        let symbol = top(TypeDef::new("Core", "Symbol").mutable()).wrapper();
        let type_var = top(TypeDef::new("Core", "TypeVar")
            .mutable()
            .field(Field::new("name", symbol))
            .field(Field::new("lb", any))
            .field(Field::new("ub", any)));
        let type_name = top(TypeDef::new("Core", "Type")
            .abstract_type()
            .special(Special::Type)
            .param(var("T", any)));
        let type_type = type_name.wrapper();
        let tuple_name = top(TypeDef::new("Core", "Tuple").special(Special::Tuple));
        let any_tuple = tuple_name.wrapper();
        let named_tuple_name = top(TypeDef::new("Core", "NamedTuple")
            .special(Special::NamedTuple)
            .param(var("names", any))
            .param(var("T", any_tuple)));
        // As in Julia, the supertype of a kind is the body of the `where` that `Type` is.
        let kind = |def: TypeDef| define(def, Some(type_name.primary())).wrapper();
        // That of `Core.TypeofBottom` is equal to itself.
        let type_of_bottom = interner().data(type_name, &[Type::bottom()]);
        let type_var = type_var.wrapper();
        Bootstrap {
            any,
            symbol,
            type_var,
            type_name,
            type_type,
            tuple_name,
            any_tuple,
            named_tuple_name,
            data_type: kind(
                TypeDef::new("Core", "DataType").exported().mutable().special(Special::DataType),
            ),
            union_all: kind(
                TypeDef::new("Core", "UnionAll")
                    .exported()
                    .special(Special::UnionAll)
                    .field(Field::new("var", type_var))
                    .field(Field::new("body", any)),
            ),
            union: kind(
                TypeDef::new("Core", "Union")
                    .exported()
                    .special(Special::Union)
                    .field(Field::new("a", any))
                    .field(Field::new("b", any)),
            ),
            typeof_bottom: define(
                TypeDef::new("Core", "TypeofBottom").special(Special::TypeofBottom),
                Some(type_of_bottom),
            )
            .wrapper(),
        }
    })
}

fn define(def: TypeDef, supertype: Option<Type>) -> TypeName {
    let def = match supertype {
        Some(supertype) => def.supertype(supertype),
        None => def,
    };
    def.define_unchecked()
}

macro_rules! core_types {
    ($($(#[$doc:meta])* $field:ident = $name:literal;)*) => {
        /// The predefined types by name.
        #[derive(Debug)]
        #[expect(missing_docs, reason = "each is the Julia type of that name")]
        pub struct CoreTypes {
            $($(#[$doc])* pub $field: Type,)*
            names: IndexMap<String, Type>,
        }

        impl CoreTypes {
            fn new(names: IndexMap<String, Type>) -> Self {
                $(let $field = *names.get($name).expect(concat!("core.jl defines ", $name));)*
                Self { $($field,)* names }
            }
        }
    };
}

core_types! {
    any = "Any";
    symbol = "Symbol";
    type_var = "TypeVar";
    type_type = "Type";
    data_type = "DataType";
    union_all = "UnionAll";
    union = "Union";
    typeof_bottom = "Core.TypeofBottom";
    typeof_vararg = "Core.TypeofVararg";
    any_tuple = "Tuple";
    named_tuple = "NamedTuple";
    ntuple = "NTuple";
    nothing = "Nothing";
    missing = "Missing";
    bool = "Bool";
    char = "Char";
    int8 = "Int8";
    int16 = "Int16";
    int32 = "Int32";
    int64 = "Int64";
    int128 = "Int128";
    uint8 = "UInt8";
    uint16 = "UInt16";
    uint32 = "UInt32";
    uint64 = "UInt64";
    uint128 = "UInt128";
    float16 = "Float16";
    float32 = "Float32";
    float64 = "Float64";
    number = "Number";
    real = "Real";
    integer = "Integer";
    signed = "Signed";
    unsigned = "Unsigned";
    abstract_float = "AbstractFloat";
    abstract_string = "AbstractString";
    abstract_char = "AbstractChar";
    string = "String";
    module = "Module";
    method = "Method";
    function = "Function";
    builtin = "Core.Builtin";
    intrinsic_function = "Core.IntrinsicFunction";
    core_box = "Core.Box";
    type_name = "Core.TypeName";
    big_float = "BigFloat";
    simple_vector = "Core.SimpleVector";
    expr = "Expr";
    quote_node = "QuoteNode";
    line_number_node = "LineNumberNode";
    global_ref = "GlobalRef";
    task = "Task";
    ptr = "Ptr";
    reference = "Ref";
    ref_value = "Base.RefValue";
    generic_memory = "GenericMemory";
    generic_memory_ref = "GenericMemoryRef";
    memory = "Memory";
    memory_ref = "MemoryRef";
    array = "Array";
    vector = "Vector";
    matrix = "Matrix";
    abstract_array = "AbstractArray";
    abstract_vector = "AbstractVector";
    dense_array = "DenseArray";
    pair = "Pair";
    val = "Val";
    some = "Some";
    complex = "Complex";
    rational = "Rational";
    irrational = "Irrational";
    big_int = "BigInt";
    abstract_range = "AbstractRange";
    unit_range = "UnitRange";
    step_range = "StepRange";
    one_to = "Base.OneTo";
    abstract_dict = "AbstractDict";
    dict = "Dict";
    set = "Set";
    exception = "Exception";
    error_exception = "ErrorException";
    argument_error = "ArgumentError";
    assertion_error = "AssertionError";
    bounds_error = "BoundsError";
    divide_error = "DivideError";
    domain_error = "DomainError";
    inexact_error = "InexactError";
    key_error = "KeyError";
    method_error = "MethodError";
    overflow_error = "OverflowError";
    out_of_memory_error = "OutOfMemoryError";
    stack_overflow_error = "StackOverflowError";
    string_index_error = "StringIndexError";
    dimension_mismatch = "DimensionMismatch";
    type_error = "TypeError";
    undef_keyword_error = "UndefKeywordError";
    undef_ref_error = "UndefRefError";
    undef_var_error = "UndefVarError";
    interrupt_exception = "InterruptException";
    task_failed_exception = "TaskFailedException";
    eof_error = "EOFError";
}

/// The predefined types.
#[inline]
pub fn core() -> &'static CoreTypes {
    static CORE: OnceLock<CoreTypes> = OnceLock::new();
    match CORE.get() {
        Some(core) => core,
        None => CORE.get_or_init(|| CoreTypes::new(read_core())),
    }
}

/// Julia's builtin functions; the type of each is below `Core.Builtin`.
const BUILTINS: &[&str] = &[
    "===",
    "typeof",
    "sizeof",
    "issubtype",
    "<:",
    "isa",
    "typeassert",
    "throw",
    "tuple",
    "getfield",
    "setfield!",
    "swapfield!",
    "modifyfield!",
    "replacefield!",
    "setfieldonce!",
    "fieldtype",
    "arrayref",
    "arrayset",
    "arraysize",
    "memoryref",
    "memoryrefget",
    "memoryrefset!",
    "memoryrefoffset",
    "memoryref_isassigned",
    "memorynew",
    "memoryrefnew",
    "memoryrefswap!",
    "memoryrefmodify!",
    "memoryrefreplace!",
    "memoryrefsetonce!",
    "nfields",
    "isdefined",
    "ifelse",
    "apply_type",
    "invoke",
    "invokelatest",
    "invoke_in_world",
    "_apply_iterate",
    "applicable",
    "svec",
    "getglobal",
    "setglobal!",
    "finalizer",
    "overdub",
    "recurse",
    "eval",
    "_expr",
    "_typevar",
    "_unionall",
    "_typeintersect",
    "_typejoin",
    "_promote_typejoin",
    "_morespecific",
    "_type_flags",
    "_fieldnames",
    "_fieldcount",
    "_fieldindex",
    "_fieldoffset",
    "_nameof_type",
    "_parentmodule_type",
    "_objectid",
    "_shadow",
    "_put_shadow!",
    "_egal_hash",
    "_codeunit",
    "_string",
    "_string_memory",
    "_function",
    "_method",
    "_abstracttype",
    "_primitivetype",
    "_structtype",
    "_setsuper!",
    "_typebody!",
    "_const",
    "_global",
    "_typed_global",
    "_try_depth",
    "_caught",
    "_uncaught",
    "_exceptions",
    "_toplevel",
    "_tally",
    "_prehook",
    "_call_latest",
    "_call_in_world",
    "compilerbarrier",
    "donotdelete",
    "kwcall",
];

/// How many of the last fields a constructor of Julia's leaves undefined.
const PARTIAL: &[(&str, usize)] = &[
    ("Box", 1),
    ("BoundsError", 2),
    ("UndefVarError", 1),
    ("RefValue", 1),
    ("Regex", 1),
    ("WeakRef", 1),
    ("ReturnNode", 1),
    ("UpsilonNode", 1),
    ("BitArray", 1),
    ("Task", 5),
];

impl CoreTypes {
    /// The predefined definition of that name, if what `module` defines under it is that: what Julia has in `Core`
    /// may be defined by `Base` here, and the other way round.
    pub fn definition(&self, module: Symbol, name: Symbol) -> Option<TypeName> {
        let full = format!("{module}.{name}");
        let is_ground = |module: Symbol| matches!(module.as_str(), "Core" | "Base");
        let hidden = ["Core", "Base"].map(|it| format!("{it}.{name}"));
        let paths = [full.as_str(), name.as_str(), &hidden[0], &hidden[1]];
        let known = paths.iter().filter_map(|it| self.names.get(*it)).filter_map(|it| {
            let known = it.unwrap_unionall().as_data()?.name();
            let is_there =
                known.module() == module || is_ground(known.module()) && is_ground(module);
            (is_there && known.name() == name).then_some(known)
        });
        known.into_iter().next()
    }

    /// The predefined type of a dotted name, such as `Int` or `Base.RefValue`.
    pub fn named(&self, path: &[Symbol]) -> Option<Type> {
        lookup(&self.names, path)
    }

    /// The type of a builtin or intrinsic by its dotted name.
    pub fn function_named(&self, path: &[Symbol]) -> Option<Type> {
        match path {
            [core, intrinsics, name]
                if core.as_str() == "Core" && intrinsics.as_str() == "Intrinsics" =>
            {
                Some(Type::intrinsic(*name))
            }
            [name] if BUILTINS.contains(&name.as_str()) => Some(Type::builtin(*name)),
            [core, name] if core.as_str() == "Core" && BUILTINS.contains(&name.as_str()) => {
                Some(Type::builtin(*name))
            }
            _ => None,
        }
    }

    /// All predefined names, dotted where they are printed so, with their types.
    pub fn all(&self) -> impl Iterator<Item = (&str, Type)> {
        self.names.iter().map(|(name, t)| (name.as_str(), *t))
    }
}

impl Type {
    /// `typeof(f)` of the function `name` of `module`: a singleton type below `Function`.
    pub fn function(module: impl Into<Symbol>, name: impl Into<Symbol>) -> Self {
        Self::function_below(module.into(), name.into(), core().function)
    }

    /// `typeof(f)` of a builtin: a singleton type below `Core.Builtin`.
    pub fn builtin(name: impl Into<Symbol>) -> Self {
        Self::function_below(Symbol::new("Core"), name.into(), core().builtin)
    }

    /// `typeof(f)` of an intrinsic: a singleton type below `Core.IntrinsicFunction`.
    ///
    /// In Julia all intrinsics share that type. Here each has its own, because what a call
    /// becomes is decided per signature.
    pub fn intrinsic(name: impl Into<Symbol>) -> Self {
        let module = Symbol::new("Core.Intrinsics");
        Self::function_below(module, name.into(), core().intrinsic_function)
    }

    /// The type of `Core.kwcall`, by which functions are called with keywords.
    #[must_use]
    pub fn kwcall() -> Self {
        static KWCALL: OnceLock<Type> = OnceLock::new();
        *KWCALL.get_or_init(|| Self::function("Core", "kwcall"))
    }

    fn function_below(module: Symbol, name: Symbol, supertype: Self) -> Self {
        let mut def =
            TypeDef::new(module, format!("#{name}").as_str()).supertype(supertype).function(name);
        if matches!(module.as_str(), "Core" | "Base") {
            def = def.exported();
        }
        def.define_unchecked().wrapper()
    }
}

fn lookup(names: &IndexMap<String, Type>, path: &[Symbol]) -> Option<Type> {
    let parts: Vec<&str> = path.iter().map(|it| it.as_str()).collect();
    let full = parts.join(".");
    names.get(&full).copied().or_else(|| {
        // Exported names can be qualified too.
        let [module, name] = parts[..] else { return None };
        let t = *names.get(name)?;
        matches!(module, "Core" | "Base" | "Main").then_some(t)
    })
}

/// The names known while `core.jl` is read: those before, hidden or not.
struct Loading {
    names: IndexMap<String, Type>,
    bare: IndexMap<Symbol, Type>,
}

impl Scope for Loading {
    fn resolve(&self, path: &[Symbol]) -> Option<Type> {
        match path {
            [name] => self.bare.get(name).copied(),
            _ => None,
        }
    }

    fn resolve_function(&self, _path: &[Symbol]) -> Option<Type> {
        None
    }
}

fn read_core() -> IndexMap<String, Type> {
    const TEXT: &str = include_str!("core_types/core.jl");
    let boot = bootstrap();
    let mut scope = Loading { names: IndexMap::new(), bare: IndexMap::new() };
    let vararg = interner().intern(Node::Vararg(None, None));
    for (name, t) in [
        ("Any", boot.any),
        ("Symbol", boot.symbol),
        ("TypeVar", boot.type_var),
        ("Type", boot.type_type),
        ("Tuple", boot.any_tuple),
        ("NamedTuple", boot.named_tuple_name.wrapper()),
        ("DataType", boot.data_type),
        ("UnionAll", boot.union_all),
        ("Union", boot.union),
        ("Core.TypeofBottom", boot.typeof_bottom),
        ("Vararg", vararg),
    ] {
        scope.names.insert(name.to_owned(), t);
        scope.bare.insert(Symbol::new(name), t);
    }
    for part in TEXT.split("#@ ").skip(1) {
        let (header, definitions) = part.split_once('\n').expect("a header ends its line");
        let mut words = header.split_whitespace();
        let module = Symbol::new(words.next().expect("a header names its module"));
        let is_hidden = words.next() == Some("hidden");
        let mut at = 0;
        while let Some((expr, end)) =
            DefinitionExpr::parse_next(definitions, at).expect("core.jl is well-formed")
        {
            at = end;
            let mut def = TypeDef::new(module, expr.name());
            if !is_hidden {
                def = def.exported();
            }
            if let Some((_, n)) = PARTIAL.iter().find(|(name, _)| *name == expr.name().as_str()) {
                def = def.uninitialised(*n);
            }
            let t = expr.define_as(def, &scope).expect("core.jl is well-formed").ty();
            let name = expr.name();
            let key = if is_hidden { format!("{module}.{name}") } else { name.to_string() };
            scope.names.insert(key, t);
            scope.bare.insert(name, t);
        }
    }
    scope.names
}
