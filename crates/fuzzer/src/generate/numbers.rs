//! Arithmetic and comparisons.

use super::{
    Maker,
    types::{INTS, Ty},
};
use crate::program::Piece;

impl Maker {
    /// An integer of a type, by an operation.
    pub(super) fn int_expr(&mut self, name: &'static str, depth: usize) -> Piece {
        let own = Ty::Int(name);
        let d = depth - 1;
        match self.random.below(34) {
            0..9 => {
                let op = self.random.pick(&["+", "-", "*", "+", "-", "*", "&", "|", "⊻"]);
                let (a, b) = (self.expr(&own, d), self.expr(&own, d));
                Piece::of(&format!("(§ {op} §)"), [a, b])
            }
            9 | 10 => {
                let op = self.random.pick(&["÷", "%", "÷", "%"]);
                let (a, b) = (self.expr(&own, d), self.expr(&own, d));
                Piece::of(&format!("(§ {op} §)"), [a, b])
            }
            11 => {
                let op = self
                    .random
                    .pick(&["div", "mod", "rem", "fld", "cld", "min", "max", "gcd", "mod1"]);
                let (a, b) = (self.expr(&own, d), self.expr(&own, d));
                Piece::of(&format!("{op}(§, §)"), [a, b])
            }
            12 | 13 => {
                let op = self.random.pick(&["<<", ">>", ">>>"]);
                let count =
                    if self.random.percent(50) { self.small() } else { self.expr(&Ty::INT, d) };
                let a = self.expr(&own, d);
                Piece::of(&format!("(§ {op} §)"), [a, count])
            }
            14 => {
                let op =
                    self.random.pick(&["-", "~", "abs", "sign", "-", "identity", "one", "zero"]);
                let a = self.expr(&own, d);
                Piece::of(&format!("{op}(§)"), [a])
            }
            15..18 => {
                // Of another type: exactly, or what its bits are.
                let other = self.number();
                let is_int = matches!(other, Ty::Int(_));
                let a = self.expr(&other, d);
                match self.random.below(3) {
                    0 if is_int => Piece::of(&format!("(§ % {name})"), [a]),
                    1 if !is_int => {
                        let op = self.random.pick(&["trunc", "round", "floor", "ceil"]);
                        Piece::of(&format!("{op}({name}, §)"), [a])
                    }
                    _ => Piece::of(&format!("{name}(§)"), [a]),
                }
            }
            18 => {
                let of = self.number();
                let ty = if self.random.percent(70) { own } else { of };
                let op = self.random.pick(&["count_ones", "leading_zeros", "trailing_zeros"]);
                match ty {
                    Ty::Int(_) => {
                        let a = self.expr(&ty, d);
                        Piece::of(&format!("({op}(§) % {name})"), [a])
                    }
                    _ => {
                        let a = self.expr(&ty, d);
                        Piece::of(&format!("{name}(exponent(§))"), [a])
                    }
                }
            }
            19 => {
                let (c, a, b) = (self.expr(&Ty::Bool, d), self.expr(&own, d), self.expr(&own, d));
                Piece::of("ifelse(§, §, §)", [c, a, b])
            }
            20 => {
                let a = self.expr(&own, d);
                let n = self.random.below(4);
                Piece::of(&format!("§^{n}"), [Piece::of("(§)", [a])])
            }
            21 | 22 if name == "Int64" => {
                let of = self.ty(1);
                let ty = match self.random.below(4) {
                    0 => Ty::Str,
                    1 => Ty::Tuple(vec![of.clone(), of]),
                    _ => Ty::Vector(Box::new(of)),
                };
                let a = self.expr(&ty, d);
                Piece::of("length(§)", [a])
            }
            23 if !self.is_hot => {
                let ty = Ty::Vector(Box::new(own));
                let a = self.expr(&ty, d);
                let op = self.random.pick(&["sum", "prod", "maximum", "minimum", "last", "first"]);
                match op {
                    "sum" | "prod" => Piece::of(&format!("({op}(§) % {name})"), [a]),
                    _ => Piece::of(&format!("{op}(§)"), [a]),
                }
            }
            24 if !self.is_hot => {
                let ty = Ty::Vector(Box::new(own.clone()));
                let (a, start) = (self.expr(&ty, d), self.expr(&own, d));
                let (f, _) = self.lambda(&[own.clone(), own.clone()], &own, d);
                let op = self.random.pick(&["foldl", "foldr", "reduce"]);
                Piece::of(&format!("{op}(§, §; init = §)"), [f, a, start])
            }
            25 if name == "Int64" => {
                let a = self.expr(&Ty::Char, d);
                Piece::of("Int(§)", [a])
            }
            26 if name == "Int64" && !self.is_hot => {
                let of = self.ty(0);
                let a = self.expr(&Ty::Vector(Box::new(of.clone())), d);
                let (f, _) = self.lambda(&[of], &Ty::Bool, d);
                Piece::of("count(§, §)", [f, a])
            }
            27 if name == "Int64" => {
                let from = self.random.below(3);
                let f = self.expr(&Ty::Function(from), d);
                let args: Vec<Piece> = (0..from).map(|_| self.expr(&Ty::INT, d)).collect();
                let template = format!("§({})::Int", vec!["§"; from].join(", "));
                Piece::of(&template, std::iter::once(f).chain(args))
            }
            28 if name == "Int64" && !self.is_hot => {
                let n = self.random.between(2, 6);
                let x = self.fresh("i");
                self.bind(&x, Ty::INT, false);
                let times = self.times;
                self.times *= 6;
                let a = self.expr(&Ty::INT, d);
                self.times = times;
                self.scope.pop();
                Piece::of(&format!("sum(§ for {x} in 1:{n})"), [a])
            }
            29 => {
                // Mixed widths promote.
                let other = Ty::Int(self.random.pick(&INTS));
                let op = self.random.pick(&["+", "-", "*", "&", "|", "÷", "%"]);
                let (a, b) = (self.expr(&own, d), self.expr(&other, d));
                Piece::of(&format!("((§ {op} §) % {name})"), [a, b])
            }
            30 => {
                let a = self.expr(&Ty::Bool, d);
                Piece::of(&format!("{name}(§)"), [a])
            }
            31 => {
                let (a, b) = (self.expr(&own, d), self.expr(&own, d));
                let op = self.random.pick(&[
                    "Base.checked_add",
                    "Base.checked_sub",
                    "Base.checked_mul",
                    "(first ∘ Base.add_with_overflow)",
                    "(first ∘ Base.mul_with_overflow)",
                ]);
                Piece::of(&format!("{op}(§, §)"), [a, b])
            }
            _ => {
                let (a, b) = (self.expr(&own, d), self.expr(&own, d));
                Piece::of("(§ + §)", [a, b])
            }
        }
    }

    pub(super) fn float_expr(&mut self, name: &'static str, depth: usize) -> Piece {
        let own = Ty::Float(name);
        let d = depth - 1;
        match self.random.below(22) {
            0..8 => {
                let op = self.random.pick(&["+", "-", "*", "/"]);
                let (a, b) = (self.expr(&own, d), self.expr(&own, d));
                Piece::of(&format!("(§ {op} §)"), [a, b])
            }
            8 => {
                let op =
                    self.random.pick(&["min", "max", "rem", "mod", "copysign", "hypot", "div"]);
                let (a, b) = (self.expr(&own, d), self.expr(&own, d));
                Piece::of(&format!("{op}(§, §)"), [a, b])
            }
            9 | 10 => {
                let op = self.random.pick(&[
                    "-",
                    "abs",
                    "sqrt",
                    "floor",
                    "ceil",
                    "round",
                    "trunc",
                    "sign",
                    "exp",
                    "sin",
                    "log",
                    "nextfloat",
                    "prevfloat",
                    "cbrt",
                    "tanh",
                ]);
                let a = self.expr(&own, d);
                Piece::of(&format!("{op}(§)"), [a])
            }
            11..14 => {
                let other = self.number();
                let a = self.expr(&other, d);
                Piece::of(&format!("{name}(§)"), [a])
            }
            14 => {
                let n = self.random.below(4);
                let a = self.expr(&own, d);
                Piece::of(&format!("§^{n}"), [Piece::of("(§)", [a])])
            }
            15 => {
                let (c, a, b) = (self.expr(&Ty::Bool, d), self.expr(&own, d), self.expr(&own, d));
                Piece::of("ifelse(§, §, §)", [c, a, b])
            }
            16 => {
                let (a, b, c) = (self.expr(&own, d), self.expr(&own, d), self.expr(&own, d));
                let op = self.random.pick(&["muladd", "fma", "clamp"]);
                Piece::of(&format!("{op}(§, §, §)"), [a, b, c])
            }
            17 if !self.is_hot => {
                let a = self.expr(&Ty::Vector(Box::new(own)), d);
                let op = self.random.pick(&["sum", "maximum", "first", "last"]);
                Piece::of(&format!("{op}(§)"), [a])
            }
            18 if name == "Float64" => {
                let a = self.expr(&Ty::Int("UInt64"), d);
                Piece::of("reinterpret(Float64, §)", [a])
            }
            19 => {
                let int = self.int();
                let (a, b) = (self.expr(&own, d), self.expr(&int, d));
                let op = self.random.pick(&["+", "*", "-"]);
                Piece::of(&format!("{name}(§ {op} §)"), [a, b])
            }
            _ => {
                let (a, b) = (self.expr(&own, d), self.expr(&own, d));
                Piece::of("(§ * §)", [a, b])
            }
        }
    }

    pub(super) fn bool_expr(&mut self, depth: usize) -> Piece {
        let d = depth - 1;
        match self.random.below(26) {
            0..9 => {
                let op = self.random.pick(&["<", "<=", ">", "==", "!=", ">=", "<"]);
                let ty = self.number();
                let other = if self.random.percent(80) { ty.clone() } else { self.number() };
                let (a, b) = (self.expr(&ty, d), self.expr(&other, d));
                Piece::of(&format!("(§ {op} §)"), [a, b])
            }
            9 | 10 => {
                let ty = self.ty(1);
                let other = if self.random.percent(70) { ty.clone() } else { self.ty(1) };
                let (a, b) = (self.expr(&ty, d), self.expr(&other, d));
                let op = self.random.pick(&["===", "!==", "==", "==="]);
                Piece::of(&format!("(§ {op} §)"), [a, b])
            }
            11 => {
                let ty = self.ty(1);
                let (a, b) = (self.expr(&ty, d), self.expr(&ty, d));
                let op = self.random.pick(&["isequal", "==", "isequal"]);
                Piece::of(&format!("{op}(§, §)"), [a, b])
            }
            12 | 13 => {
                let (a, b) = (self.expr(&Ty::Bool, d), self.expr(&Ty::Bool, d));
                let op = self.random.pick(&["&&", "||", "&", "|", "⊻"]);
                Piece::of(&format!("(§ {op} §)"), [a, b])
            }
            14 => {
                let a = self.expr(&Ty::Bool, d);
                Piece::of("!§", [Piece::of("(§)", [a])])
            }
            15..18 => {
                let ty = if self.random.percent(60) { self.union(1) } else { Ty::Any };
                let member = self.member(&ty);
                let a = self.expr(&ty, d);
                let ty = match self.random.below(6) {
                    0 => "Number".to_owned(),
                    1 => "Integer".to_owned(),
                    _ => member.written(self),
                };
                Piece::of(&format!("(§ isa {ty})"), [a])
            }
            18 => {
                let ty = self.union(1);
                let a = self.expr(&ty, d);
                let op = self.random.pick(&["isnothing(§)", "(§ === nothing)", "(§ !== nothing)"]);
                Piece::of(op, [a])
            }
            19 => {
                let ty = self.int();
                let a = self.expr(&ty, d);
                let op = self.random.pick(&["iseven", "isodd", "iszero", "isone", "signbit"]);
                Piece::of(&format!("{op}(§)"), [a])
            }
            20 => {
                let ty = self.float();
                let a = self.expr(&ty, d);
                let op = self.random.pick(&[
                    "isnan",
                    "isinf",
                    "isfinite",
                    "iszero",
                    "signbit",
                    "isinteger",
                ]);
                Piece::of(&format!("{op}(§)"), [a])
            }
            21 if !self.is_hot => {
                let of = self.ty(0);
                let (x, all) = (self.expr(&of, d), self.expr(&Ty::Vector(Box::new(of)), d));
                Piece::of("(§ in §)", [x, all])
            }
            22 if !self.is_hot => {
                let of = self.ty(0);
                let all = self.expr(&Ty::Vector(Box::new(of.clone())), d);
                let (f, _) = self.lambda(&[of], &Ty::Bool, d);
                let op = self.random.pick(&["any", "all"]);
                Piece::of(&format!("{op}(§, §)"), [f, all])
            }
            23 => {
                let ty = match self.random.below(2) {
                    0 => Ty::Str,
                    _ => Ty::Vector(Box::new(self.ty(0))),
                };
                let a = self.expr(&ty, d);
                Piece::of("isempty(§)", [a])
            }
            24 => {
                let (a, b) = (self.expr(&Ty::INT, d), self.expr(&Ty::INT, d));
                let c = self.expr(&Ty::INT, d);
                Piece::of("(§ < § <= §)", [a, b, c])
            }
            _ => {
                let (a, b) = (self.ty(1), self.ty(1));
                let (a, b) = (self.expr(&a, d), self.expr(&b, d));
                Piece::of("(typeof(§) === typeof(§))", [a, b])
            }
        }
    }
}
