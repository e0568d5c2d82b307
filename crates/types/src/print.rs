//! Types as text, in the form that Julia's `show` gives them.
//!
//! What is printed parses back to the same type (in a scope that knows the names). Where
//! Julia's form is ambiguous, the form here is not: an `Int8` parameter prints as `Int8(3)`.
//!
//! # Source
//! `show_datatype`, `show_typeparams`, `make_typealias`, `show(::TypeVar)` in `base/show.jl`.

mod alias;
mod union;
mod value;

pub use alias::{Aliases, OtherNames, write_by_names};

use crate::{
    data_type::DataType,
    instantiate::replace_var,
    interner::Node,
    parse::{ExprKind, TypeExpr},
    symbol::Symbol,
    ty::Type,
    type_name::{Special, TypeName},
    type_var::TypeVar,
};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::fmt::{self, Display, Formatter, Write};

/// Writes a type. A variable stands as its name, as it does inside of types; its bounds are written where it is
/// bound, or by the variable's own `Display`.
pub(crate) fn write_type(f: &mut Formatter<'_>, t: Type) -> fmt::Result {
    Printer { out: f, env: Vec::new(), style: Style::default() }.ty(t)
}

/// How a type is written where somebody asks for a form of their own.
#[derive(Clone, Copy, Default)]
pub struct Style<'a> {
    /// Writes `Array{Int64, 1}` and not `Vector{Int64}`.
    pub is_spelled_out: bool,
    /// Of which definitions the name stands without its module; without an answer, of those that `Main` sees.
    pub is_bare: Option<&'a dyn Fn(TypeName) -> bool>,
    /// Writes no modules at all.
    pub is_compact: bool,
    /// The type stands in a signature, which binds the variables that nothing in the type does: it goes by short names all the same.
    pub is_in_signature: bool,
    /// How the values among the parameters are written that only their own types know how to write, see [`Type::shown_values`].
    pub values: &'a [(Type, String)],
}

impl fmt::Debug for Style<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Style")
            .field("is_spelled_out", &self.is_spelled_out)
            .field("is_compact", &self.is_compact)
            .finish_non_exhaustive()
    }
}

impl Type {
    /// The type as text of this style.
    #[must_use]
    pub fn styled(self, style: Style<'_>) -> String {
        Styled(self, style).to_string()
    }
}

struct Styled<'a>(Type, Style<'a>);

impl Display for Styled<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer { out: f, env: Vec::new(), style: self.1 }.ty(self.0)
    }
}

/// Writes a variable with its bounds.
pub(crate) fn write_var(f: &mut Formatter<'_>, var: TypeVar) -> fmt::Result {
    Printer { out: f, env: Vec::new(), style: Style::default() }.var_with_bounds(var)
}

/// Operators that cannot stand behind `M.:` as they are.
const QUOTED: &[&str] = &[":", "::", ":=", "=", "==", "===", "=>"];

/// The name of a definition, such as `Base.RefValue` or `typeof(sin)`.
pub(crate) fn definition_name(name: TypeName, is_bare: bool) -> String {
    let module = if is_bare { None } else { Some(name.module()) };
    match (name.function(), module) {
        (Some(function), None) => format!("typeof({})", Name(function)),
        (Some(function), Some(module)) => {
            let text = function.as_str();
            if !is_operator(text) || is_name(text) {
                format!("typeof({module}.{})", Name(function))
            } else if QUOTED.contains(&text) {
                format!("typeof({module}.:({text}))")
            } else {
                format!("typeof({module}.:{text})")
            }
        }
        (None, None) => Name(name.name()).to_string(),
        (None, Some(module)) => format!("{module}.{}", Name(name.name())),
    }
}

/// A name as it can be read back: bare if it is an identifier, else `var"…"`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name(pub(crate) Symbol);

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = self.0.as_str();
        if self.is_bare() {
            return f.write_str(text);
        }
        f.write_str("var\"")?;
        for c in text.chars() {
            value::write_escaped(f, c, '"')?;
        }
        f.write_char('"')
    }
}

thread_local! {
    /// Which names stand as they are. To find out they are read, which costs much more than to print them.
    static BARE: RefCell<FxHashMap<Symbol, bool>> = RefCell::default();
}

impl Name {
    fn is_bare(self) -> bool {
        if let Some(known) = BARE.with_borrow(|known| known.get(&self.0).copied()) {
            return known;
        }
        let text = self.0.as_str();
        let is_bare = is_name(text) || is_operator(text);
        BARE.with_borrow_mut(|known| known.insert(self.0, is_bare));
        is_bare
    }
}

pub(crate) fn is_name(text: &str) -> bool {
    matches!(
        TypeExpr::parse_operand_at(text, 0),
        Ok((TypeExpr { kind: ExprKind::Name(path), .. }, end))
            if end == text.len() && path.len() == 1 && path[0].as_str() == text
    )
}

fn is_operator(text: &str) -> bool {
    let call = format!("typeof({text})");
    matches!(
        TypeExpr::parse_operand_at(&call, 0),
        Ok((TypeExpr { kind: ExprKind::Typeof(path), .. }, end))
            if end == call.len() && path.len() == 1 && path[0].as_str() == text
    )
}

struct Printer<'a, 'b, 's> {
    out: &'a mut Formatter<'b>,
    style: Style<'s>,
    /// Variables bound around what is being printed.
    env: Vec<TypeVar>,
}

impl Printer<'_, '_, '_> {
    fn name(&mut self, name: TypeName) -> fmt::Result {
        let is_bare = match self.style {
            Style { is_compact: true, .. } => true,
            Style { is_bare: Some(is_bare), .. } => is_bare(name),
            _ => return write!(self.out, "{name}"),
        };
        self.out.write_str(&definition_name(name, is_bare))
    }

    fn ty(&mut self, t: Type) -> fmt::Result {
        match t.0.node {
            Node::Bottom => self.out.write_str("Union{}"),
            Node::Var(var) => write!(self.out, "{}", Name(var.name())),
            Node::Value(value) => self.value(value),
            Node::Vararg(elem, count) => self.vararg(elem, count),
            _ if is_wrapper(t) => match t.unwrap_unionall().as_data() {
                Some(data) => self.name(data.name()),
                None => Ok(()),
            },
            _ => {
                let (wheres, inner) = open(t);
                if !self.style.is_spelled_out && self.alias(t, &wheres, inner)? {
                    return Ok(());
                }
                self.spelled_out(t)
            }
        }
    }

    fn spelled_out(&mut self, t: Type) -> fmt::Result {
        match t.0.node {
            Node::Union(..) | Node::UnionAll(..) | Node::Data(..) if !is_wrapper(t) => {
                let (mut wheres, inner) = open(t);
                let depth = self.env.len();
                self.env.extend_from_slice(&wheres);
                match inner.0.node {
                    // For readers alone: what is read back must be the very type, in the order of its members.
                    Node::Union(..)
                        if self.style.is_bare.is_some()
                            && !self.style.is_spelled_out
                            && self.union_by_aliases(inner)? => {}
                    Node::Union(..) => {
                        self.out.write_str("Union{")?;
                        self.list(&inner.union_members())?;
                        self.out.write_char('}')?;
                    }
                    Node::Data(..) => self.data(DataType(inner), &mut wheres)?,
                    _ => self.ty(inner)?,
                }
                self.env.truncate(depth);
                self.wheres(&wheres)
            }
            _ => self.ty(t),
        }
    }

    fn list(&mut self, all: &[Type]) -> fmt::Result {
        for (i, t) in all.iter().enumerate() {
            if i > 0 {
                self.out.write_str(", ")?;
            }
            self.ty(*t)?;
        }
        Ok(())
    }

    fn vararg(&mut self, elem: Option<Type>, count: Option<Type>) -> fmt::Result {
        self.out.write_str("Vararg")?;
        let Some(elem) = elem else { return Ok(()) };
        self.out.write_char('{')?;
        self.ty(elem)?;
        if let Some(count) = count {
            self.out.write_str(", ")?;
            self.ty(count)?;
        }
        self.out.write_char('}')
    }

    fn wheres(&mut self, wheres: &[TypeVar]) -> fmt::Result {
        let depth = self.env.len();
        for (i, var) in wheres.iter().enumerate() {
            self.out.write_str(match (wheres.len(), i) {
                (1, _) => " where ",
                (_, 0) => " where {",
                _ => ", ",
            })?;
            self.var_with_bounds(*var)?;
            self.env.push(*var);
        }
        self.env.truncate(depth);
        if wheres.len() > 1 { self.out.write_char('}') } else { Ok(()) }
    }

    fn var_with_bounds(&mut self, var: TypeVar) -> fmt::Result {
        let name = Name(var.name());
        match (var.lower().is_bottom(), var.upper().is_any()) {
            (true, true) => write!(self.out, "{name}"),
            (true, false) => {
                write!(self.out, "{name}<:")?;
                self.bound(var.upper())
            }
            (false, true) => {
                write!(self.out, "{name}>:")?;
                self.bound(var.lower())
            }
            (false, false) => {
                self.bound(var.lower())?;
                write!(self.out, "<:{name}<:")?;
                self.bound(var.upper())
            }
        }
    }

    fn bound(&mut self, t: Type) -> fmt::Result {
        let parens = t.is_unionall() && !is_wrapper(t);
        if parens {
            self.out.write_char('(')?;
        }
        self.ty(t)?;
        if parens { self.out.write_char(')') } else { Ok(()) }
    }

    fn data(&mut self, t: DataType, wheres: &mut Vec<TypeVar>) -> fmt::Result {
        match t.name().special() {
            Special::Tuple => self.tuple(t.params()),
            Special::NamedTuple if is_plain_named_tuple(t) => self.named_tuple(t),
            _ => {
                self.name(t.name())?;
                self.params(t.params(), t.name().params(), wheres)
            }
        }
    }

    fn named_tuple(&mut self, t: DataType) -> fmt::Result {
        self.out.write_str("@NamedTuple{")?;
        let names = t.named_tuple_names().unwrap_or_default();
        for (i, (name, ty)) in names.iter().zip(t.field_types()).enumerate() {
            if i > 0 {
                self.out.write_str(", ")?;
            }
            write!(self.out, "{}", Name(*name))?;
            if !ty.is_any() {
                self.out.write_str("::")?;
                self.ty(*ty)?;
            }
        }
        self.out.write_char('}')
    }

    /// Tuples with a long uniform tail print as `NTuple` or with a counted `Vararg`.
    fn tuple(&mut self, params: &[Type]) -> fmt::Result {
        const MAX_PLAIN: usize = 3;
        let Some(last) = params.last() else { return self.out.write_str("Tuple{}") };
        let n = params.len();
        let (elem, counted) = match last.0.node {
            Node::Vararg(elem, count) => (elem.unwrap_or_else(Type::any), Some(count)),
            _ => (*last, None),
        };
        let mut tail = match counted {
            None if elem.is_value() => 0,
            None => params.iter().rev().take_while(|it| **it == elem).count(),
            Some(_) => 1,
        };
        let is_bound_length = matches!(counted, Some(Some(_)));
        if (is_bound_length && n == 1 && !elem.is_value())
            || (counted.is_none() && tail == n && n > MAX_PLAIN)
        {
            self.out.write_str("NTuple{")?;
            match counted {
                Some(Some(count)) => self.ty(count)?,
                _ => write!(self.out, "{n}")?,
            }
            self.out.write_str(", ")?;
            self.ty(elem)?;
            return self.out.write_char('}');
        }
        if counted.is_some() || tail <= MAX_PLAIN {
            tail = 0;
        }
        self.out.write_str("Tuple{")?;
        self.list(&params[..n - tail])?;
        if tail > 0 {
            self.out.write_str(", Vararg{")?;
            self.ty(elem)?;
            write!(self.out, ", {tail}}}")?;
        }
        self.out.write_char('}')
    }

    /// Writes parameters; variables of `wheres` that can be left out or written as a bound are,
    /// and are taken off `wheres`.
    fn params(
        &mut self,
        params: &[Type],
        declared: &[TypeVar],
        wheres: &mut Vec<TypeVar>,
    ) -> fmt::Result {
        let mut n = params.len();
        let mut elide = wheres.len();
        for i in (0..params.len()).rev() {
            let Some(var) = params[i].as_var() else { continue };
            let can_elide = elide > 0
                && wheres[elide - 1] == var
                && !wheres[elide..]
                    .iter()
                    .any(|it| it.lower().has_var(var) || it.upper().has_var(var))
                && params.iter().enumerate().all(|(j, it)| j == i || !it.has_var(var));
            let is_declared = declared
                .get(i)
                .is_some_and(|it| it.lower() == var.lower() && it.upper() == var.upper());
            let is_one_sided = var.lower().is_bottom() || var.upper().is_any();
            if can_elide && i + 1 == n && is_declared {
                n -= 1;
                elide -= 1;
            } else if can_elide && is_one_sided && var.name().as_str().contains('#') {
                elide -= 1;
            }
        }
        if n > 0 {
            self.out.write_char('{')?;
            for (i, param) in params[..n].iter().enumerate() {
                if i > 0 {
                    self.out.write_str(", ")?;
                }
                let elided = param.as_var().filter(|it| wheres[elide..].contains(it));
                match elided {
                    Some(var) if var.lower().is_bottom() => {
                        self.out.write_str("<:")?;
                        self.ty(var.upper())?;
                    }
                    Some(var) => {
                        self.out.write_str(">:")?;
                        self.ty(var.lower())?;
                    }
                    None => self.ty(*param)?,
                }
            }
            self.out.write_char('}')?;
        }
        wheres.truncate(elide);
        Ok(())
    }
}

/// Takes off the outer `where`s, renaming variables whose name something else inside has.
fn open(t: Type) -> (Vec<TypeVar>, Type) {
    let mut wheres = Vec::new();
    let mut t = t;
    while let Node::UnionAll(var, body) = t.0.node {
        let is_taken = |name: Symbol| {
            let name_of = |it: &TypeVar| *it != var && it.name() == name;
            name.as_str() == "_" || name.as_str().is_empty() || body.free_vars().iter().any(name_of)
        };
        let mut bound = var;
        t = body;
        let mut counter = 1;
        while is_taken(bound.name()) {
            let name = Symbol::new(&format!("{}{counter}", var.name()));
            bound = TypeVar::tagged(name, var.lower(), var.upper(), var.tag());
            counter += 1;
        }
        if bound != var {
            t = replace_var(body, var, bound.ty());
        }
        wheres.push(bound);
    }
    (wheres, t)
}

/// Whether `t` is a definition's wrapper, which prints as the bare name.
fn is_wrapper(t: Type) -> bool {
    t.unwrap_unionall().as_data().is_some_and(|it| it.name().wrapper() == t)
}

fn is_plain_named_tuple(t: DataType) -> bool {
    t.named_tuple_names()
        .is_some_and(|names| names.len() == t.field_types().len() && t.params()[1].is_tuple())
}
