//! Struct definitions.

use super::{
    Maker,
    types::{Struct, Ty},
};
use crate::program::Piece;

impl Maker {
    /// A struct: mutable or not, with a type parameter or not, below an abstract type or not.
    pub(super) fn structure(&mut self) -> Piece {
        let name = self.fresh("S");
        let is_mutable = self.random.percent(45);
        let above = (self.abstracts > 0 && self.random.percent(60))
            .then(|| self.random.below(self.abstracts));
        let argument = self.random.percent(30).then(|| self.parameter());
        let mut fields = Vec::new();
        let mut text = String::new();
        for index in 0..self.random.between(1, 4) {
            let field = format!("f{index}");
            let own = match &argument {
                Some(own) if index == 0 || self.random.percent(30) => Some(own.clone()),
                _ => None,
            };
            let (ty, written) = match own {
                Some(own) => (own, "T".to_owned()),
                None => {
                    let ty = self.ty(1);
                    let written = ty.written(self);
                    (ty, written)
                }
            };
            let constant = if is_mutable && self.random.percent(10) { "const " } else { "" };
            text.push_str(&format!("    {constant}{field}::{written}\n"));
            // Constant fields are only read: as they have another name for the generator.
            fields.push((field, ty));
        }
        let word = if is_mutable { "mutable struct" } else { "struct" };
        let parameter = if argument.is_some() { "{T}" } else { "" };
        let below = above.map(|it| format!(" <: A{it}")).unwrap_or_default();
        self.structs.push(Struct { name: name.clone(), argument, is_mutable, above, fields });
        Piece::text(format!("{word} {name}{parameter}{below}\n{text}end"))
    }

    /// An argument for a type parameter: a type without what is still being defined.
    fn parameter(&mut self) -> Ty {
        match self.random.below(6) {
            0 => Ty::Union(vec![Ty::Nothing, self.number()]),
            1 => Ty::Tuple(vec![self.number(), Ty::Bool]),
            2 => Ty::Any,
            3 => Ty::Vector(Box::new(self.number())),
            _ => self.number(),
        }
    }
}
