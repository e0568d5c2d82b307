//! Expressions of a wanted type.

use super::{
    Maker, Variable,
    literals::{named, tuple},
    types::Ty,
};
use crate::program::Piece;

impl Maker {
    pub(super) fn bind(&mut self, name: &str, ty: Ty, can_assign: bool) {
        self.scope.push(Variable { name: name.to_owned(), ty, can_assign });
    }

    /// A variable of a type, or below it.
    pub(super) fn variable(&mut self, ty: &Ty) -> Option<Piece> {
        let fitting = |all: &[Variable]| {
            let fits = all.iter().filter(|it| it.ty.is_below(ty, self));
            fits.map(|it| it.name.clone()).collect::<Vec<_>>()
        };
        let (mut names, globals) = (fitting(&self.scope), fitting(&self.globals));
        if names.is_empty() || self.random.percent(8) {
            names.extend(globals);
        }
        match names.len() {
            0 => None,
            n => Some(Piece::text(names.swap_remove(self.random.below(n)))),
        }
    }

    /// Something of a type, with so many levels of operations at most.
    pub(super) fn expr(&mut self, ty: &Ty, depth: usize) -> Piece {
        if self.random.below(250) == 0 {
            // Of another type than what is wanted.
            let other = self.ty(1);
            return self.expr(&other, depth.saturating_sub(1));
        }
        if let Some(variable) = self.variable(ty)
            && self.random.percent(if depth == 0 { 85 } else { 40 })
        {
            return variable;
        }
        if depth == 0 || self.random.percent(12) {
            return self.literal(ty);
        }
        if self.random.percent(38)
            && let Some(piece) = self.by_any_type(ty, depth - 1)
        {
            return piece;
        }
        let d = depth - 1;
        match ty {
            Ty::Int(name) => self.int_expr(name, depth),
            Ty::Float(name) => self.float_expr(name, depth),
            Ty::Bool => self.bool_expr(depth),
            Ty::Char => match self.random.below(4) {
                0 => {
                    let (a, n) = (self.expr(&Ty::Char, d), self.small());
                    Piece::of("(§ + §)", [a, n])
                }
                1 if !self.is_hot => {
                    let (a, n) = (self.expr(&Ty::Str, d), self.index(d));
                    Piece::of("§[§]", [Piece::of("(§)", [a]), n])
                }
                2 => {
                    let a = self.expr(&Ty::Char, d);
                    Piece::of("uppercase(§)", [a])
                }
                _ => {
                    let n = self.int();
                    let a = self.expr(&n, d);
                    Piece::of("Char(§)", [a])
                }
            },
            Ty::Str => self.string_expr(d),
            Ty::Symbol => {
                let a = self.expr(&Ty::Symbol, d);
                if self.is_hot { a } else { Piece::of("Symbol(§, \"_\")", [a]) }
            }
            Ty::Nothing => Piece::text("nothing"),
            Ty::Tuple(types) => match self.random.below(5) {
                0 if !types.is_empty() => {
                    let mut longer = types.clone();
                    longer.insert(0, self.ty(0));
                    let a = self.expr(&Ty::Tuple(longer), d);
                    Piece::of("Base.tail(§)", [a])
                }
                1 if types.len() > 1 => {
                    let parts: Vec<Piece> = types[1..].iter().map(|it| self.expr(it, d)).collect();
                    let first = self.expr(&types[0], d);
                    Piece::of("(§, §...)", [first, tuple(parts)])
                }
                2 if types.len() > 1 => {
                    let turned: Vec<Ty> = types.iter().rev().cloned().collect();
                    let a = self.expr(&Ty::Tuple(turned), d);
                    Piece::of("reverse(§)", [a])
                }
                _ => {
                    let parts = types.iter().map(|it| self.expr(it, d)).collect();
                    tuple(parts)
                }
            },
            Ty::Named(fields) => {
                let parts: Vec<Piece> = fields.iter().map(|it| self.expr(&it.1, d)).collect();
                named(fields, parts)
            }
            Ty::Vector(of) => self.vector_expr(ty, of, d),
            Ty::Dict(key, value) => {
                if self.is_hot {
                    return self.literal(ty);
                }
                let n = self.random.below(3);
                let mut parts = Vec::new();
                for _ in 0..n {
                    parts.push(self.expr(key, d));
                    parts.push(self.expr(value, d));
                }
                Piece::of(&format!("{}({})", ty.written(self), vec!["§ => §"; n].join(", ")), parts)
            }
            Ty::Ref(of) => {
                let inner = self.expr(of, d);
                Piece::of(&format!("Ref{{{}}}(§)", of.written(self)), [inner])
            }
            Ty::Struct(index) => {
                let fields = self.structs[*index].fields.clone();
                let parts: Vec<Piece> = fields.iter().map(|it| self.expr(&it.1, d)).collect();
                self.construct(*index, parts)
            }
            Ty::Function(arity) => self.lambda(&vec![Ty::INT; *arity], &Ty::INT, d).0,
            Ty::Union(_) | Ty::Any | Ty::Abstract(_) => {
                let member = self.member(ty);
                self.expr(&member, depth)
            }
        }
    }

    /// What has a value of any type: conditionals, fields, elements, calls, assertions.
    fn by_any_type(&mut self, ty: &Ty, d: usize) -> Option<Piece> {
        match self.random.below(15) {
            0..4 => self.call_of(ty, d),
            4 | 5 => {
                let (c, a, b) = (self.expr(&Ty::Bool, d), self.expr(ty, d), self.expr(ty, d));
                Some(Piece::of("(§ ? § : §)", [c, a, b]))
            }
            6 => {
                let found = self.field_of(ty);
                let (of, field) = found?;
                let a = self.expr(&of, d);
                Some(Piece::of(&format!("§.{field}"), [Piece::of("(§)", [a])]))
            }
            7 => {
                let of = Ty::Vector(Box::new(ty.clone()));
                let (a, n) = (self.variable(&of)?, self.index(d));
                Some(Piece::of("§[§]", [a, n]))
            }
            8 => {
                let n = self.random.between(1, 3);
                let at = self.random.below(n);
                let types: Vec<Ty> =
                    (0..n).map(|it| if it == at { ty.clone() } else { self.ty(0) }).collect();
                let a = self.expr(&Ty::Tuple(types), d);
                let at = if self.random.percent(4) { n + 1 } else { at + 1 };
                Some(Piece::of(&format!("§[{at}]"), [a]))
            }
            9 if ty.is_concrete() => {
                // What may be something else is asserted to be this.
                let wide = Ty::Union(vec![ty.clone(), Ty::Nothing]);
                let a = self.variable(&wide).or_else(|| self.variable(&Ty::Any))?;
                Some(Piece::of(&format!("(§::{})", ty.written(self)), [a]))
            }
            10 => {
                let wide = Ty::Union(vec![ty.clone(), Ty::Nothing]);
                let (a, b) = (self.expr(&wide, d), self.expr(ty, d));
                Some(Piece::of("something(§, §)", [a, b]))
            }
            11 => {
                let of = Ty::Ref(Box::new(ty.clone()));
                let a = self.expr(&of, d);
                Some(Piece::of("§[]", [Piece::of("(§)", [a])]))
            }
            12 if !self.is_hot => {
                let key = if self.random.percent(50) { Ty::Symbol } else { Ty::INT };
                let of = Ty::Dict(Box::new(key.clone()), Box::new(ty.clone()));
                let (a, k, default) = (self.expr(&of, d), self.expr(&key, d), self.expr(ty, d));
                Some(Piece::of("get(§, §, §)", [a, k, default]))
            }
            13 => {
                let name = self.fresh("l");
                let of = self.ty(1);
                let value = self.expr(&of, d);
                self.bind(&name, of, true);
                let body = self.expr(ty, d);
                self.scope.pop();
                Some(Piece::with(
                    &format!("let {name} = §¶end"),
                    [value],
                    [vec![Piece::of("§", [body])]],
                ))
            }
            14 => {
                let own = self.random.between(1, 2);
                let types: Vec<Ty> = (0..own).map(|_| self.ty(1)).collect();
                let args: Vec<Piece> = types.iter().map(|it| self.expr(it, d)).collect();
                let (f, _) = self.lambda(&types, ty, d);
                let template = format!("§({})", vec!["§"; own].join(", "));
                Some(Piece::of(&template, std::iter::once(f).chain(args)))
            }
            _ => None,
        }
    }

    /// A struct type with a field of this type, and the field.
    fn field_of(&mut self, ty: &Ty) -> Option<(Ty, String)> {
        let mut all = Vec::new();
        for (index, of) in self.structs.iter().enumerate() {
            for (field, own) in &of.fields {
                if own == ty {
                    all.push((Ty::Struct(index), field.clone()));
                }
            }
        }
        match all.len() {
            0 => None,
            n => Some(all.swap_remove(self.random.below(n))),
        }
    }

    /// An index that is often within bounds.
    pub(super) fn index(&mut self, d: usize) -> Piece {
        match self.random.below(12) {
            0 => self.expr(&Ty::INT, d),
            1 => Piece::text("0"),
            2 | 3 => Piece::text("end"),
            4 | 5 => Piece::text("2"),
            6 => {
                let a = self.expr(&Ty::INT, d);
                Piece::of("mod1(§, 3)", [a])
            }
            _ => Piece::text("1"),
        }
    }

    fn string_expr(&mut self, d: usize) -> Piece {
        if self.is_hot {
            return self.variable(&Ty::Str).unwrap_or_else(|| self.literal(&Ty::Str));
        }
        match self.random.below(9) {
            0 | 1 => {
                let ty = self.ty(1);
                let ty = if matches!(ty, Ty::Function(_)) { Ty::Bool } else { ty };
                let a = self.closed_value(&ty, d);
                let op = self.random.pick(&["string", "repr", "string"]);
                Piece::of(&format!("{op}(§)"), [a])
            }
            2 => {
                let ty = self.number();
                let a = self.expr(&ty, d);
                Piece::of("\"<$(§)>\"", [a])
            }
            3 => {
                let a = self.expr(&Ty::Str, d);
                let op = self.random.pick(&["uppercase", "reverse", "lowercase", "titlecase"]);
                Piece::of(&format!("{op}(§)"), [a])
            }
            4 => {
                let (a, n) = (self.expr(&Ty::Str, d), self.small());
                let op = self.random.pick(&["first", "last"]);
                Piece::of(&format!("{op}(§, §)"), [a, n])
            }
            5 => {
                let n = self.number();
                let a = self.expr(&Ty::Vector(Box::new(n)), d);
                Piece::of("join(§, \",\")", [a])
            }
            6 => {
                // Twice as long at most where it is made once, and no longer in loops.
                let (a, b) = (self.expr(&Ty::Str, d), self.expr(&Ty::Str, d));
                Piece::of("first(§ * §, 12)", [a, b])
            }
            7 => {
                let a = self.expr(&Ty::Symbol, d);
                Piece::of("String(§)", [a])
            }
            _ => {
                let a = self.expr(&Ty::Str, d);
                let n = self.random.below(3);
                Piece::of(&format!("first(repeat(§, {n}), 9)"), [a])
            }
        }
    }

    /// A value without functions in it, whose names nobody wants to see printed.
    fn closed_value(&mut self, ty: &Ty, d: usize) -> Piece {
        match ty {
            Ty::Any | Ty::Abstract(_) | Ty::Tuple(_) | Ty::Vector(_) | Ty::Struct(_) => {
                let number = self.number();
                self.expr(&number, d)
            }
            _ => self.expr(ty, d),
        }
    }

    fn vector_expr(&mut self, ty: &Ty, of: &Ty, d: usize) -> Piece {
        if self.is_hot {
            return match self.variable(ty) {
                Some(variable) => variable,
                None => self.literal(ty),
            };
        }
        let is_number = matches!(of, Ty::Int(_) | Ty::Float(_));
        match self.random.below(12) {
            0..3 => {
                let n = self.random.below(4);
                let parts: Vec<Piece> = (0..n).map(|_| self.expr(of, d)).collect();
                let template = format!("{}[{}]", of.written(self), vec!["§"; n].join(", "));
                Piece::of(&template, parts)
            }
            3 => {
                let (a, n) = (self.expr(of, d), self.random.below(4));
                Piece::of(&format!("fill!(Vector{{{}}}(undef, {n}), §)", of.written(self)), [a])
            }
            4 => {
                let a = self.expr(ty, d);
                let op = self.random.pick(&["copy", "reverse", "unique"]);
                Piece::of(&format!("{op}(§)"), [a])
            }
            5 => {
                let x = self.fresh("i");
                let n = self.random.below(5);
                self.bind(&x, Ty::INT, false);
                let times = self.times;
                self.times *= 5;
                let a = self.expr(of, d);
                let filter = self.random.percent(30).then(|| self.expr(&Ty::Bool, d));
                self.times = times;
                self.scope.pop();
                let test = if filter.is_some() { " if §" } else { "" };
                let template = format!("{}[§ for {x} in 1:{n}{test}]", of.written(self));
                Piece::of(&template, std::iter::once(a).chain(filter))
            }
            6 => {
                let from = self.ty(0);
                let all = self.expr(&Ty::Vector(Box::new(from.clone())), d);
                let (f, _) = self.lambda(&[from], of, d);
                Piece::of(&format!("collect({}, map(§, §))", of.written(self)), [f, all])
            }
            7 => {
                let all = self.expr(ty, d);
                let (f, _) = self.lambda(std::slice::from_ref(of), &Ty::Bool, d);
                Piece::of("filter(§, §)", [f, all])
            }
            8 if is_number => {
                let (a, b) = (self.expr(ty, d), self.expr(of, d));
                let op = self.random.pick(&["+", "-", "*"]);
                // An empty one gets its element type from inference, which is none of the program's business.
                Piece::of(&format!("convert({}, § .{op} §)", ty.written(self)), [a, b])
            }
            9 if is_number => {
                let a = self.expr(ty, d);
                let op = self.random.pick(&["sort", "cumsum", "abs."]);
                match op {
                    "sort" => Piece::of("sort(§)", [a]),
                    _ => Piece::of(&format!("convert({}, {op}(§))", ty.written(self)), [a]),
                }
            }
            10 => {
                let (a, b) = (self.expr(ty, d), self.expr(of, d));
                Piece::of("push!(copy(§), §)", [a, b])
            }
            _ => {
                let (a, b) = (self.expr(ty, d), self.expr(ty, d));
                Piece::of("first(vcat(§, §), 6)", [a, b])
            }
        }
    }
}
