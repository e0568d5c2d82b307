//! Literals: those at the edges of their types more often than others.

use super::{Maker, types::Ty};
use crate::program::Piece;

impl Maker {
    pub(super) fn small(&mut self) -> Piece {
        Piece::text(self.random.below(8).to_string())
    }

    pub(super) fn int_literal(&mut self, name: &str) -> Piece {
        let edge = match self.random.below(10) {
            0 => format!("typemin({name})"),
            1 => format!("typemax({name})"),
            2 if !name.starts_with('U') => format!("{name}(-1)"),
            _ => {
                let n = match self.random.below(4) {
                    0 => self.random.below(128),
                    _ => self.random.below(9),
                };
                match name {
                    "Int64" if self.random.percent(15) => format!("-{n}"),
                    "Int64" => n.to_string(),
                    "UInt8" => format!("0x{n:02x}"),
                    "UInt16" => format!("0x{n:04x}"),
                    _ => format!("{name}({n})"),
                }
            }
        };
        Piece::text(edge)
    }

    pub(super) fn float_literal(&mut self, name: &str) -> Piece {
        let is_double = name == "Float64";
        let all: [&str; 14] = match is_double {
            true => [
                "0.0",
                "-0.0",
                "1.0",
                "2.5",
                "-3.75",
                "NaN",
                "Inf",
                "-Inf",
                "1.0e300",
                "5.0e-324",
                "0.1",
                "9.007199254740993e15",
                "1.0e19",
                "255.0",
            ],
            false => [
                "0.0f0",
                "-0.0f0",
                "1.0f0",
                "2.5f0",
                "-3.75f0",
                "NaN32",
                "Inf32",
                "-Inf32",
                "3.0f38",
                "1.0f-45",
                "0.1f0",
                "1.6777216f7",
                "1.0f19",
                "127.0f0",
            ],
        };
        let n = if self.random.percent(35) { all.len() } else { 5 };
        let text = all[self.random.below(n)];
        Piece::text(text)
    }

    /// The shortest expression of a type.
    pub(super) fn literal(&mut self, ty: &Ty) -> Piece {
        match ty {
            Ty::Int(name) => self.int_literal(name),
            Ty::Float(name) => self.float_literal(name),
            Ty::Bool => Piece::text(if self.random.percent(50) { "true" } else { "false" }),
            Ty::Char => Piece::text(self.random.pick(&["'a'", "'Z'", "'0'", "'é'", "'\\n'"])),
            Ty::Str => Piece::text(self.random.pick(&[
                "\"\"",
                "\"abc\"",
                "\"x\"",
                "\"αβ\"",
                "\"12\"",
                "\"hello world\"",
            ])),
            Ty::Symbol => Piece::text(self.random.pick(&[":a", ":b", ":c", ":other"])),
            Ty::Nothing => Piece::text("nothing"),
            Ty::Tuple(types) => {
                let parts: Vec<Piece> = types.iter().map(|it| self.literal(it)).collect();
                tuple(parts)
            }
            Ty::Named(fields) => {
                let parts: Vec<Piece> = fields.iter().map(|it| self.literal(&it.1)).collect();
                named(fields, parts)
            }
            Ty::Vector(of) => {
                let n = self.random.below(4);
                let parts: Vec<Piece> = (0..n).map(|_| self.literal(of)).collect();
                let template = format!("{}[{}]", of.written(self), vec!["§"; n].join(", "));
                Piece::of(&template, parts)
            }
            Ty::Dict(key, value) => {
                let n = self.random.below(3);
                let mut parts = Vec::new();
                for _ in 0..n {
                    parts.push(self.literal(key));
                    parts.push(self.literal(value));
                }
                Piece::of(&format!("{}({})", ty.written(self), vec!["§ => §"; n].join(", ")), parts)
            }
            Ty::Ref(of) => {
                let inner = self.literal(of);
                Piece::of(&format!("Ref{{{}}}(§)", of.written(self)), [inner])
            }
            Ty::Struct(index) => {
                let fields = self.structs[*index].fields.clone();
                let parts: Vec<Piece> = fields.iter().map(|it| self.literal(&it.1)).collect();
                self.construct(*index, parts)
            }
            Ty::Function(arity) => {
                let names: Vec<String> = (0..*arity).map(|it| format!("x{it}")).collect();
                let value = self.random.below(9);
                let mut sum = vec![value.to_string()];
                sum.extend(names.clone());
                Piece::text(format!("(({}) -> {})", names.join(", "), sum.join(" + ")))
            }
            Ty::Union(_) | Ty::Any | Ty::Abstract(_) => {
                let member = self.member(ty);
                self.literal(&member)
            }
        }
    }

    pub(super) fn construct(&mut self, index: usize, parts: Vec<Piece>) -> Piece {
        let name = Ty::Struct(index).written(self);
        Piece::of(&format!("{name}({})", vec!["§"; parts.len()].join(", ")), parts)
    }
}

pub(super) fn tuple(parts: Vec<Piece>) -> Piece {
    match parts.len() {
        1 => Piece::of("(§,)", parts),
        n => Piece::of(&format!("({})", vec!["§"; n].join(", ")), parts),
    }
}

pub(super) fn named(fields: &[(&'static str, Ty)], parts: Vec<Piece>) -> Piece {
    let each: Vec<String> = fields.iter().map(|it| format!("{} = §", it.0)).collect();
    Piece::of(&format!("({},)", each.join(", ")), parts)
}
