//! The types that programs use, as far as the generator knows them.

use super::Maker;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ty {
    /// An integer type by its name.
    Int(&'static str),
    /// A float type by its name.
    Float(&'static str),
    Bool,
    Char,
    Str,
    Symbol,
    Nothing,
    Tuple(Vec<Self>),
    Named(Vec<(&'static str, Self)>),
    Vector(Box<Self>),
    Dict(Box<Self>, Box<Self>),
    /// `Base.RefValue`.
    Ref(Box<Self>),
    Union(Vec<Self>),
    /// A struct by its number.
    Struct(usize),
    /// An abstract type of the program.
    Abstract(usize),
    /// A function of so many numbers, each an `Int`.
    Function(usize),
    Any,
}

/// A struct of the program; its type parameter is filled in as it is used.
#[derive(Clone, Debug)]
pub(super) struct Struct {
    pub(super) name: String,
    /// The type parameter's argument wherever the generator uses it.
    pub(super) argument: Option<Ty>,
    pub(super) is_mutable: bool,
    pub(super) above: Option<usize>,
    pub(super) fields: Vec<(String, Ty)>,
}

pub(super) const INTS: [&str; 10] =
    ["Int8", "Int16", "Int32", "Int64", "Int128", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128"];

impl Ty {
    pub(super) const INT: Self = Self::Int("Int64");

    /// As it is written in a program.
    pub(super) fn written(&self, maker: &Maker) -> String {
        let all = |types: &[Self]| {
            types.iter().map(|it| it.written(maker)).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Int(name) | Self::Float(name) => (*name).to_owned(),
            Self::Bool => "Bool".to_owned(),
            Self::Char => "Char".to_owned(),
            Self::Str => "String".to_owned(),
            Self::Symbol => "Symbol".to_owned(),
            Self::Nothing => "Nothing".to_owned(),
            Self::Tuple(types) => format!("Tuple{{{}}}", all(types)),
            Self::Named(fields) => {
                let names: Vec<String> = fields.iter().map(|it| format!(":{}", it.0)).collect();
                let types: Vec<Self> = fields.iter().map(|it| it.1.clone()).collect();
                format!("NamedTuple{{({},), Tuple{{{}}}}}", names.join(", "), all(&types))
            }
            Self::Vector(of) => format!("Vector{{{}}}", of.written(maker)),
            Self::Dict(key, value) => {
                format!("Dict{{{}, {}}}", key.written(maker), value.written(maker))
            }
            Self::Ref(of) => format!("Base.RefValue{{{}}}", of.written(maker)),
            Self::Union(types) => format!("Union{{{}}}", all(types)),
            Self::Struct(index) => {
                let it = &maker.structs[*index];
                match &it.argument {
                    Some(argument) => format!("{}{{{}}}", it.name, argument.written(maker)),
                    None => it.name.clone(),
                }
            }
            Self::Abstract(index) => format!("A{index}"),
            Self::Function(_) => "Function".to_owned(),
            Self::Any => "Any".to_owned(),
        }
    }

    /// Whether a value of the type is one of the other for certain.
    pub(super) fn is_below(&self, other: &Self, maker: &Maker) -> bool {
        match (self, other) {
            (_, Self::Any) => true,
            (Self::Union(own), _) => own.iter().all(|it| it.is_below(other, maker)),
            (_, Self::Union(types)) => types.iter().any(|it| self.is_below(it, maker)),
            (Self::Tuple(a), Self::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_below(b, maker))
            }
            (Self::Struct(index), Self::Abstract(above)) => {
                let own = maker.structs[*index].above;
                own == Some(*above)
            }
            _ => self == other,
        }
    }

    /// Whether it is one type of values rather than several.
    pub(super) fn is_concrete(&self) -> bool {
        match self {
            Self::Union(_) | Self::Abstract(_) | Self::Any | Self::Function(_) => false,
            Self::Tuple(types) => types.iter().all(Self::is_concrete),
            Self::Named(fields) => fields.iter().all(|it| it.1.is_concrete()),
            _ => true,
        }
    }
}

impl Maker {
    pub(super) fn int(&mut self) -> Ty {
        match self.random.percent(60) {
            true => Ty::INT,
            false => Ty::Int(self.random.pick(&INTS)),
        }
    }

    pub(super) fn float(&mut self) -> Ty {
        Ty::Float(if self.random.percent(75) { "Float64" } else { "Float32" })
    }

    /// A type of numbers.
    pub(super) fn number(&mut self) -> Ty {
        if self.random.percent(60) { self.int() } else { self.float() }
    }

    /// Some type, nested so deep.
    pub(super) fn ty(&mut self, depth: usize) -> Ty {
        let simple = depth == 0 || self.random.percent(45);
        match self.random.below(if simple { 14 } else { 26 }) {
            0..5 => self.int(),
            5..8 => self.float(),
            8 | 9 => Ty::Bool,
            10 => Ty::Char,
            11 => Ty::Str,
            12 => Ty::Symbol,
            13 => match self.structs.len() {
                0 => Ty::Nothing,
                n => Ty::Struct(self.random.below(n)),
            },
            14 | 15 => {
                let n = self.random.below(4);
                Ty::Tuple((0..n).map(|_| self.ty(depth - 1)).collect())
            }
            16 => {
                let n = self.random.between(1, 3);
                Ty::Named(["a", "b", "c"][..n].iter().map(|it| (*it, self.ty(depth - 1))).collect())
            }
            17 | 18 => Ty::Vector(Box::new(self.ty(depth - 1))),
            19 => {
                let key = match self.random.below(3) {
                    0 => Ty::Symbol,
                    1 => Ty::Str,
                    _ => Ty::INT,
                };
                Ty::Dict(Box::new(key), Box::new(self.ty(depth - 1)))
            }
            20 => Ty::Ref(Box::new(self.ty(depth - 1))),
            21 | 22 => self.union(depth - 1),
            23 => match self.abstracts {
                0 => Ty::Any,
                n => {
                    let index = self.random.below(n);
                    let has = self.structs.iter().any(|it| it.above == Some(index));
                    if has { Ty::Abstract(index) } else { Ty::Any }
                }
            },
            24 => Ty::Function(self.random.below(3)),
            _ => match self.structs.len() {
                0 => Ty::Any,
                n => Ty::Struct(self.random.below(n)),
            },
        }
    }

    pub(super) fn union(&mut self, depth: usize) -> Ty {
        let mut types = vec![if self.random.percent(60) { Ty::Nothing } else { self.ty(0) }];
        for _ in 0..self.random.between(1, 2) {
            let ty = self.ty(depth);
            if !types.contains(&ty) && !matches!(ty, Ty::Any | Ty::Union(_) | Ty::Function(_)) {
                types.push(ty);
            }
        }
        match types.len() {
            1 => types.swap_remove(0),
            _ => Ty::Union(types),
        }
    }

    /// A type that a value of this one may have.
    pub(super) fn member(&mut self, ty: &Ty) -> Ty {
        match ty {
            Ty::Union(types) => types[self.random.below(types.len())].clone(),
            Ty::Any => match self.ty(1) {
                Ty::Any => Ty::INT,
                other => self.member(&other),
            },
            Ty::Abstract(index) => {
                let below: Vec<usize> = (0..self.structs.len())
                    .filter(|it| self.structs[*it].above == Some(*index))
                    .collect();
                Ty::Struct(below[self.random.below(below.len())])
            }
            _ => ty.clone(),
        }
    }
}
