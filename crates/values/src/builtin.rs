//! Built-in functions: what the language can do beyond bits.
//!
//! Names are Julia 1.11's (with `memorynew` and `memoryrefnew` for making memories and
//! references, and without `svec`: tuples stand in its place). Those that begin with `_` are what
//! Julia does in C or in lowering: definitions, reflection on types, bytes of strings.
//! Those that only need values are
//! implemented here ([`Builtin::call`]); those that call back into the program, read bindings or
//! define things are named here and implemented by the runtime.

mod fields;
mod memories;
mod reflect;
mod text;
mod types;

use crate::{
    egal::egal,
    error::{Result, ValueError},
    heap::Heap,
    value::Value,
};
use overdub_types::{Symbol, Type, core};
use rustc_hash::FxHashMap;
use std::{fmt, sync::OnceLock};

macro_rules! builtins {
    ($($variant:ident $name:literal $least:literal..$most:literal $runtime:literal;)*) => {
        /// A built-in function, by Julia's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is the Julia builtin of that name")]
        pub enum Builtin { $($variant,)* }

        impl Builtin {
            /// All built-in functions.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name, such as `getfield`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Least and largest number of arguments; 255 stands for any number.
            pub const fn arity(self) -> (usize, usize) {
                match self { $(Self::$variant => ($least, $most),)* }
            }

            /// Whether calls of it are always the runtime's business.
            pub const fn is_runtime(self) -> bool {
                match self { $(Self::$variant => $runtime,)* }
            }
        }
    };
}

builtins! {
    Egal "===" 2..2 false;
    Typeof "typeof" 1..1 false;
    Isa "isa" 2..2 false;
    Subtype "<:" 2..2 false;
    Typeassert "typeassert" 2..2 false;
    Throw "throw" 1..1 false;
    Tuple "tuple" 0..255 false;
    Ifelse "ifelse" 3..3 false;
    Sizeof "sizeof" 1..1 false;
    Nfields "nfields" 1..1 false;
    Getfield "getfield" 2..4 false;
    Setfield "setfield!" 3..4 false;
    Swapfield "swapfield!" 3..4 false;
    Replacefield "replacefield!" 4..6 false;
    Setfieldonce "setfieldonce!" 3..5 false;
    Isdefined "isdefined" 2..3 false;
    Fieldtype "fieldtype" 2..3 false;
    ApplyType "apply_type" 1..255 false;
    Typevar "_typevar" 3..3 false;
    Unionall "_unionall" 2..2 false;
    Typeintersect "_typeintersect" 2..2 false;
    Typejoin "_typejoin" 2..2 false;
    PromoteTypejoin "_promote_typejoin" 2..2 false;
    Morespecific "_morespecific" 2..2 false;
    TypeFlags "_type_flags" 1..1 false;
    Fieldnames "_fieldnames" 1..1 false;
    Fieldcount "_fieldcount" 1..1 false;
    Fieldindex "_fieldindex" 2..2 false;
    Fieldoffset "_fieldoffset" 2..2 false;
    NameofType "_nameof_type" 1..1 false;
    ParentmoduleType "_parentmodule_type" 1..1 false;
    Objectid "_objectid" 1..1 false;
    Shadow "_shadow" 2..2 false;
    PutShadow "_put_shadow!" 3..3 false;
    EgalHash "_egal_hash" 1..1 false;
    Codeunit "_codeunit" 2..2 false;
    String "_string" 3..3 false;
    StringMemory "_string_memory" 1..1 false;
    Memorynew "memorynew" 2..2 false;
    Memoryrefnew "memoryrefnew" 1..3 false;
    Memoryrefget "memoryrefget" 3..3 false;
    Memoryrefset "memoryrefset!" 4..4 false;
    Memoryrefswap "memoryrefswap!" 4..4 false;
    Memoryrefoffset "memoryrefoffset" 1..1 false;
    MemoryrefIsassigned "memoryref_isassigned" 3..3 false;
    Compilerbarrier "compilerbarrier" 2..2 false;
    Donotdelete "donotdelete" 0..255 false;
    Expr "_expr" 1..255 false;
    Modifyfield "modifyfield!" 4..5 true;
    Invoke "invoke" 2..255 true;
    Invokelatest "invokelatest" 1..255 true;
    InvokeInWorld "invoke_in_world" 2..255 true;
    ApplyIterate "_apply_iterate" 2..255 true;
    Applicable "applicable" 1..255 true;
    Getglobal "getglobal" 2..3 true;
    Setglobal "setglobal!" 3..4 true;
    Finalizer "finalizer" 2..4 true;
    Overdub "overdub" 2..255 true;
    Recurse "recurse" 2..255 true;
    Eval "eval" 1..2 true;
    DefineFunction "_function" 2..2 true;
    DefineMethod "_method" 3..4 true;
    AbstractType "_abstracttype" 3..3 true;
    PrimitiveType "_primitivetype" 4..4 true;
    StructType "_structtype" 7..7 true;
    Setsuper "_setsuper!" 2..2 true;
    Typebody "_typebody!" 2..2 true;
    DefineConst "_const" 3..3 true;
    DeclareGlobal "_global" 2..2 true;
    DeclareTypedGlobal "_typed_global" 3..3 true;
    TryDepth "_try_depth" 0..0 true;
    Caught "_caught" 2..2 true;
    Uncaught "_uncaught" 1..1 true;
    Exceptions "_exceptions" 0..0 true;
    Toplevel "_toplevel" 2..2 true;
    Tally "_tally" 1..1 true;
    Prehook "_prehook" 2..255 true;
}

impl Builtin {
    /// The built-in function of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        static BY_NAME: OnceLock<FxHashMap<&'static str, Builtin>> = OnceLock::new();
        let by_name = BY_NAME.get_or_init(|| Self::ALL.iter().map(|it| (it.name(), *it)).collect());
        by_name.get(name).copied()
    }

    /// The built-in function whose singleton type this is.
    pub fn from_type(ty: Type) -> Option<Self> {
        static BY_TYPE: OnceLock<FxHashMap<Type, Builtin>> = OnceLock::new();
        let by_type = BY_TYPE.get_or_init(|| Self::ALL.iter().map(|it| (it.ty(), *it)).collect());
        by_type.get(&ty).copied()
    }

    /// Its singleton type, below `Core.Builtin`.
    pub fn ty(self) -> Type {
        Type::builtin(Symbol::new(self.name()))
    }

    /// Whether it is something that lowering calls where the program wrote no call: contexts do not see it.
    pub const fn is_machinery(self) -> bool {
        matches!(
            self,
            Self::Typevar
                | Self::Unionall
                | Self::DefineFunction
                | Self::DefineMethod
                | Self::AbstractType
                | Self::PrimitiveType
                | Self::StructType
                | Self::Setsuper
                | Self::Typebody
                | Self::DefineConst
                | Self::DeclareGlobal
                | Self::DeclareTypedGlobal
                | Self::TryDepth
                | Self::Caught
                | Self::Uncaught
                | Self::Exceptions
                | Self::Toplevel
                | Self::Tally
                | Self::Prehook
        )
    }

    /// Whether this call is the runtime's business: [`Builtin::is_runtime`], or fields of a module.
    pub fn needs_runtime(self, args: &[Value]) -> bool {
        self.is_runtime()
            || (matches!(self, Self::Getfield | Self::Isdefined | Self::Setfield)
                && args.first().is_some_and(|it| it.as_module().is_some()))
    }

    /// What the function answers with, if that is a question about types that never has another answer.
    pub fn fold(self, args: &[Value]) -> Option<Value> {
        let (least, most) = self.arity();
        if args.len() < least || args.len() > most {
            return None;
        }
        let answer = match self {
            Self::Fieldtype => match types::field_type(args) {
                Ok(ty) if ty.is_value() => return None,
                found => found.map(Value::of_type),
            },
            Self::Sizeof => types::size_of_a_type(args[0]),
            Self::Typeintersect => reflect::intersect(args),
            Self::Typejoin => reflect::join(args),
            Self::PromoteTypejoin => reflect::promote_join(args),
            Self::Morespecific => reflect::more_specific(args),
            Self::TypeFlags => reflect::flags(args),
            Self::Fieldcount => reflect::field_count(args),
            Self::Fieldindex => reflect::field_index(args),
            Self::Fieldoffset => reflect::field_offset(args),
            Self::NameofType => reflect::name_of(args),
            Self::ParentmoduleType => reflect::parent_module(args),
            _ => return None,
        };
        answer.ok()
    }

    /// Calls the function.
    ///
    /// # Errors
    /// What Julia throws. A call that needs the runtime is refused with an `ErrorException`.
    pub fn call(self, heap: &mut Heap, args: &[Value]) -> Result<Value> {
        let (least, most) = self.arity();
        if args.len() < least {
            return Err(ValueError::arity(self.name(), least, true));
        }
        if args.len() > most && most != 255 {
            return Err(ValueError::arity(self.name(), most, false));
        }
        if self.needs_runtime(args) {
            let message = format!("{} is not available outside of a session", self.name());
            return Err(ValueError::Error(message));
        }
        match self {
            Self::Egal => Ok(Value::bool(egal(args[0], args[1]))),
            Self::Typeof => Ok(Value::of_type(args[0].ty())),
            Self::Isa => {
                let ty = types::type_argument("isa", args[1])?;
                Ok(Value::bool(args[0].is_a(ty)))
            }
            Self::Subtype => types::subtype(args),
            Self::Typeassert => {
                let ty = types::type_argument("typeassert", args[1])?;
                if args[0].is_a(ty) {
                    return Ok(args[0]);
                }
                Err(ValueError::type_error("typeassert", ty, args[0]))
            }
            Self::Throw => Err(ValueError::Thrown(args[0])),
            Self::Tuple => heap.tuple(args),
            Self::Ifelse => match args[0].as_bool() {
                Some(chosen) => Ok(args[if chosen { 1 } else { 2 }]),
                None => Err(ValueError::type_error("ifelse", core().bool, args[0])),
            },
            Self::Sizeof => types::size_of(heap, args[0]),
            Self::Fieldtype => types::field_type(args).and_then(|it| heap.param_value(it)),
            Self::ApplyType => types::apply_type(args),
            Self::Typevar => types::type_var(args),
            Self::Unionall => types::union_all(args),
            Self::Typeintersect => reflect::intersect(args),
            Self::Typejoin => reflect::join(args),
            Self::PromoteTypejoin => reflect::promote_join(args),
            Self::Morespecific => reflect::more_specific(args),
            Self::TypeFlags => reflect::flags(args),
            Self::Fieldnames => reflect::field_names(heap, args),
            Self::Fieldcount => reflect::field_count(args),
            Self::Fieldindex => reflect::field_index(args),
            Self::Fieldoffset => reflect::field_offset(args),
            Self::NameofType => reflect::name_of(args),
            Self::ParentmoduleType => reflect::parent_module(args),
            Self::Shadow => {
                let level = shadow_level(self, args[1])?;
                Ok(heap.shadow_of(args[0], level).unwrap_or_else(Value::nothing))
            }
            Self::PutShadow => {
                let level = shadow_level(self, args[1])?;
                heap.put_shadow(args[0], level, args[2]);
                Ok(args[2])
            }
            Self::Objectid | Self::EgalHash => Ok(Value::uint64(heap.object_id(args[0]))),
            Self::Codeunit => text::code_unit(heap, args),
            Self::String => text::string(heap, args),
            Self::StringMemory => text::memory(heap, args),
            Self::Nfields => Ok(Value::int64(fields::count(heap, args[0]))),
            Self::Getfield => fields::get(heap, args),
            Self::Setfield => fields::set(heap, args),
            Self::Swapfield => fields::swap(heap, args),
            Self::Replacefield => fields::replace(heap, args),
            Self::Setfieldonce => fields::set_once(heap, args),
            Self::Isdefined => fields::is_defined(heap, args),
            Self::Memorynew => memories::new(heap, args),
            Self::Memoryrefnew => memories::reference(heap, args),
            Self::Memoryrefget => memories::get(heap, args),
            Self::Memoryrefset => memories::set(heap, args),
            Self::Memoryrefswap => memories::swap(heap, args),
            Self::Memoryrefoffset => memories::offset(heap, args),
            Self::MemoryrefIsassigned => memories::is_assigned(heap, args),
            Self::Compilerbarrier => Ok(args[1]),
            Self::Donotdelete => Ok(Value::nothing()),
            Self::Expr => fields::new_expr(heap, args),
            Self::Modifyfield
            | Self::Invoke
            | Self::Invokelatest
            | Self::InvokeInWorld
            | Self::ApplyIterate
            | Self::Applicable
            | Self::Getglobal
            | Self::Setglobal
            | Self::Finalizer
            | Self::Overdub
            | Self::Recurse
            | Self::Eval
            | Self::DefineFunction
            | Self::DefineMethod
            | Self::AbstractType
            | Self::PrimitiveType
            | Self::StructType
            | Self::Setsuper
            | Self::Typebody
            | Self::DefineConst
            | Self::DeclareGlobal
            | Self::DeclareTypedGlobal
            | Self::TryDepth
            | Self::Caught
            | Self::Uncaught
            | Self::Exceptions
            | Self::Toplevel
            | Self::Tally
            | Self::Prehook => unreachable!("refused above"),
        }
    }
}

impl fmt::Display for Builtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The number that tells apart who puts shadows to objects.
fn shadow_level(builtin: Builtin, value: Value) -> Result<u64> {
    let level = value.as_i64().map(i64::cast_unsigned);
    level.ok_or_else(|| ValueError::type_error(builtin.name(), core().int64, value))
}
