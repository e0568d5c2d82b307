//! Core forms with every name decided: which variable it is, or which global.

use overdub_diag::Diagnostic;
use overdub_ir::{GlobalRef, Literal, Loc};
use overdub_types::Symbol;

use crate::Ast;

/// A variable: an argument, a local or a static parameter of one lambda. An index into [`Program::vars`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Var(u32);

/// A function body. An index into [`Program::lambdas`]; the first is the thunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LambdaId(u32);

impl Var {
    fn index(self) -> usize {
        self.0 as usize
    }
}

impl LambdaId {
    /// The top-level statement itself.
    pub(crate) const THUNK: Self = Self(0);

    fn index(self) -> usize {
        self.0 as usize
    }
}

/// What kind of variable it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VarKind {
    /// The argument at this index; 0 is the function itself.
    Arg(u32),
    Local,
    /// The static parameter at this index of what the method itself declares.
    StaticParam(u32),
}

/// What is known of a variable.
#[derive(Debug)]
pub(crate) struct VarData {
    /// As the program calls it.
    pub(crate) name: Symbol,
    pub(crate) owner: LambdaId,
    pub(crate) kind: VarKind,
    /// Assigned anywhere, its declaration not counted.
    pub(crate) is_assigned: bool,
    /// Assigned at exactly one place.
    pub(crate) is_assigned_once: bool,
    /// Whether an inner function uses it and may see it change.
    pub(crate) is_captured: bool,
    /// Surely assigned whenever it is read.
    pub(crate) is_never_undef: bool,
    /// Its declared type, an expression of the function that owns it.
    pub(crate) ty: Option<Box<Node>>,
}

impl VarData {
    /// Whether it lives in a `Core.Box`.
    pub(crate) fn is_boxed(&self) -> bool {
        self.is_assigned && self.is_captured
    }
}

/// The part of a try form that something stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    /// Which try form, counted through the program.
    pub(crate) id: u32,
    /// 0 body, 1 handler, 2 else, 3 finally.
    pub(crate) part: u8,
}

/// A function body and what was found out about it.
#[derive(Debug)]
pub(crate) struct Lambda {
    pub(crate) parent: Option<LambdaId>,
    /// The arguments in order; `None` for those that nobody can name.
    pub(crate) args: Vec<Option<Var>>,
    pub(crate) arg_names: Vec<Symbol>,
    pub(crate) is_vararg: bool,
    /// How many values the last argument holds if the signature says so by a number.
    pub(crate) n_rest: Option<usize>,
    pub(crate) static_params: Vec<Var>,
    pub(crate) locals: Vec<Var>,
    /// Variables of outer functions that it uses, static parameters among them.
    pub(crate) captured: Vec<Var>,
    /// Where each label stands.
    pub(crate) labels: rustc_hash::FxHashMap<Symbol, Vec<Region>>,
    pub(crate) body: Node,
    pub(crate) loc: Loc,
}

/// A form and where it stands.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) loc: Loc,
}

/// What is assigned or defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Var(Var),
    Global(GlobalRef),
    Temp(u32),
    /// An all-underscore name.
    Nothing,
}

/// What a method is added to.
#[derive(Debug)]
pub(crate) enum MethodOf {
    Var(Var),
    Global(GlobalRef),
    /// The function is known by its type only.
    Type,
    /// An overlay table.
    Table(Box<Node>),
}

/// A form.
#[derive(Debug)]
pub(crate) enum Kind {
    Literal(Literal),
    Var(Var),
    Global(GlobalRef),
    Temp(u32),
    Block(Vec<Node>),
    Assign(Target, Box<Node>),
    /// The callee, then the arguments, each with whether it is spread.
    Call(Box<Node>, Vec<(Node, bool)>),
    New(Vec<Node>),
    SplatNew(Box<Node>, Box<Node>),
    If(Box<Node>, Box<Node>, Option<Box<Node>>),
    And(Vec<Node>),
    Or(Vec<Node>),
    While(Box<Node>, Box<Node>),
    DoWhile(Box<Node>, Box<Node>),
    BreakBlock(Symbol, Box<Node>),
    Break(Symbol),
    Return(Box<Node>),
    Unnecessary(Box<Node>),
    Try {
        id: u32,
        body: Box<Node>,
        handler: Box<Node>,
        otherwise: Option<Box<Node>>,
    },
    Finally {
        id: u32,
        body: Box<Node>,
        finally: Box<Node>,
    },
    Exception,
    Label(Symbol),
    Goto(Symbol),
    IsDefined(Target),
    Meta(Symbol, Vec<Ast>),
    /// A new variable begins here.
    Local(Var),
    /// The same, of one that is assigned before it is read.
    LocalDef(Var),
    GlobalDecl(GlobalRef),
    Const(GlobalRef),
    /// The declared type of a variable; for anything else an assertion.
    Decl(Box<Node>, Box<Node>),
    /// Declares a function.
    Function(Target),
    Method {
        of: MethodOf,
        sig: Box<Node>,
        lambda: LambdaId,
        loc: Loc,
    },
}

impl Node {
    pub(crate) fn new(kind: Kind, loc: Loc) -> Self {
        Self { kind, loc }
    }

    pub(crate) fn nothing(loc: Loc) -> Self {
        Self::new(Kind::Literal(Literal::nothing()), loc)
    }

    /// The forms that this is made of, in order of evaluation; bodies of functions not among them.
    pub(crate) fn parts<'n>(&'n self, mut f: impl FnMut(&'n Self)) {
        match &self.kind {
            Kind::Literal(_)
            | Kind::Var(_)
            | Kind::Global(_)
            | Kind::Temp(_)
            | Kind::Break(_)
            | Kind::Exception
            | Kind::Label(_)
            | Kind::Goto(_)
            | Kind::IsDefined(_)
            | Kind::Meta(..)
            | Kind::Local(_)
            | Kind::LocalDef(_)
            | Kind::GlobalDecl(_)
            | Kind::Const(_)
            | Kind::Function(_) => {}
            Kind::Block(nodes) | Kind::New(nodes) | Kind::And(nodes) | Kind::Or(nodes) => {
                nodes.iter().for_each(f);
            }
            Kind::Assign(_, node)
            | Kind::BreakBlock(_, node)
            | Kind::Return(node)
            | Kind::Unnecessary(node) => f(node),
            Kind::Call(callee, args) => {
                f(callee);
                args.iter().for_each(|(arg, _)| f(arg));
            }
            Kind::SplatNew(a, b) | Kind::While(a, b) | Kind::DoWhile(a, b) | Kind::Decl(a, b) => {
                f(a);
                f(b);
            }
            Kind::If(cond, then, otherwise) => {
                f(cond);
                f(then);
                otherwise.iter().for_each(|it| f(it));
            }
            Kind::Try { body, handler, otherwise, .. } => {
                f(body);
                f(handler);
                otherwise.iter().for_each(|it| f(it));
            }
            Kind::Finally { body, finally, .. } => {
                f(body);
                f(finally);
            }
            Kind::Method { of, sig, .. } => {
                if let MethodOf::Table(table) = of {
                    f(table);
                }
                f(sig);
            }
        }
    }

    /// The path of the global that is called, if this is a call of one.
    pub(crate) fn as_call_of(&self, module: &str, name: &str) -> Option<&[(Self, bool)]> {
        match &self.kind {
            Kind::Call(callee, args) if callee.is_global(module, name) => Some(args),
            _ => None,
        }
    }

    pub(crate) fn is_global(&self, module: &str, name: &str) -> bool {
        matches!(&self.kind, Kind::Global(it) if it.module.as_str() == module && it.name.as_str() == name)
    }
}

/// One top-level statement.
#[derive(Debug, Default)]
pub(crate) struct Program {
    vars: Vec<VarData>,
    lambdas: Vec<Lambda>,
    /// What is not wrong but worth saying.
    pub(crate) warnings: Vec<Diagnostic>,
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("an expression in memory has fewer than 2^32 parts")
}

impl Program {
    pub(crate) fn add_var(&mut self, name: Symbol, owner: LambdaId, kind: VarKind) -> Var {
        let var = Var(count(self.vars.len()));
        self.vars.push(VarData {
            name,
            owner,
            kind,
            is_assigned: false,
            is_assigned_once: false,
            is_captured: false,
            is_never_undef: false,
            ty: None,
        });
        var
    }

    pub(crate) fn add_lambda(&mut self, parent: Option<LambdaId>, loc: Loc) -> LambdaId {
        let id = LambdaId(count(self.lambdas.len()));
        self.lambdas.push(Lambda {
            parent,
            args: Vec::new(),
            arg_names: Vec::new(),
            is_vararg: false,
            n_rest: None,
            static_params: Vec::new(),
            locals: Vec::new(),
            captured: Vec::new(),
            labels: rustc_hash::FxHashMap::default(),
            body: Node::nothing(loc),
            loc,
        });
        id
    }

    pub(crate) fn var(&self, var: Var) -> &VarData {
        &self.vars[var.index()]
    }

    pub(crate) fn var_mut(&mut self, var: Var) -> &mut VarData {
        &mut self.vars[var.index()]
    }

    pub(crate) fn lambda(&self, lambda: LambdaId) -> &Lambda {
        &self.lambdas[lambda.index()]
    }

    pub(crate) fn lambda_mut(&mut self, lambda: LambdaId) -> &mut Lambda {
        &mut self.lambdas[lambda.index()]
    }

    pub(crate) fn lambda_ids(&self) -> impl Iterator<Item = LambdaId> + use<> {
        (0..count(self.lambdas.len())).map(LambdaId)
    }
}
