//! Types made from bytes, for random tests and for the fuzzer.

use arbitrary::{Result, Unstructured};
use overdub_types::{Type, TypeVar, core};

/// How wild the types may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wildness {
    /// Everything that can be written.
    Wild,
    /// What has no known holes in Julia's algorithm: no lower bounds, no bounds that mention
    /// variables, no unions with variables in them, no `Vararg` of a variable (intersecting one
    /// loses tuples that end before the `Vararg` and do not fit its element type).
    Tame,
}

/// Makes types.
pub(crate) struct Generator<'a, 'b> {
    bytes: &'a mut Unstructured<'b>,
    vars: Vec<TypeVar>,
    wildness: Wildness,
}

const NAMES: [&str; 4] = ["T", "S", "R", "T"];

impl<'a, 'b> Generator<'a, 'b> {
    pub(crate) fn new(bytes: &'a mut Unstructured<'b>, wildness: Wildness) -> Self {
        Self { bytes, vars: Vec::new(), wildness }
    }

    /// A closed type.
    pub(crate) fn closed(&mut self, depth: u32) -> Result<Type> {
        let outer = std::mem::take(&mut self.vars);
        let t = self.ty(depth);
        self.vars = outer;
        t
    }

    fn leaf(&mut self) -> Result<Type> {
        let core = core();
        let leaves = [
            core.int64,
            core.int8,
            core.string,
            core.integer,
            core.signed,
            core.real,
            core.number,
            core.any,
            core.nothing,
            core.abstract_string,
            core.data_type,
            core.union_all,
            core.reference,
            core.vector,
            core.array,
            core.any_tuple,
            core.type_type,
            Type::bottom(),
        ];
        // The last few are for the wild.
        let n = if self.wildness == Wildness::Wild { leaves.len() } else { 10 };
        Ok(leaves[self.bytes.int_in_range(0..=n - 1)?])
    }

    fn var(&mut self) -> Result<Option<Type>> {
        if self.vars.is_empty() {
            return Ok(None);
        }
        let i = self.bytes.int_in_range(0..=self.vars.len() - 1)?;
        Ok(Some(self.vars[i].ty()))
    }

    fn ty(&mut self, depth: u32) -> Result<Type> {
        if depth == 0 || self.bytes.is_empty() {
            return match self.var()? {
                Some(var) => Ok(var),
                None => self.leaf(),
            };
        }
        let core = core();
        let choice = self.bytes.int_in_range(0..=15_u8)?;
        let made = match choice {
            0 | 1 => return self.leaf(),
            2 | 3 => match self.var()? {
                Some(var) => return Ok(var),
                None => return self.leaf(),
            },
            4 | 5 => core.reference.apply(&[self.ty(depth - 1)?]),
            6 => core.vector.apply(&[self.ty(depth - 1)?]),
            7 => {
                let (a, b) = (self.ty(depth - 1)?, self.ty(depth - 1)?);
                core.pair.apply(&[a, b])
            }
            8..=10 => return self.tuple(depth),
            11 => self.union(depth)?,
            12 | 13 => return self.where_(depth),
            14 if self.wildness == Wildness::Wild => Type::type_of_type(self.ty(depth - 1)?),
            14 => core.val.apply(&[Type::int(self.bytes.int_in_range(0..=2)?)]),
            _ => match self.var()? {
                Some(var) => Ok(var),
                None => core.val.apply(&[Type::int(self.bytes.int_in_range(0..=2)?)]),
            },
        };
        // Not every application is a type.
        Ok(made.unwrap_or(core.int64))
    }

    fn tuple(&mut self, depth: u32) -> Result<Type> {
        let n = self.bytes.int_in_range(0..=3)?;
        let mut elems = Vec::new();
        for _ in 0..n {
            elems.push(self.ty(depth - 1)?);
        }
        match self.bytes.int_in_range(0..=5_u8)? {
            0 => {
                let elem = match self.wildness {
                    Wildness::Wild => self.ty(depth - 1)?,
                    Wildness::Tame => self.leaf()?,
                };
                elems.extend(Type::vararg(elem, None));
            }
            1 if self.wildness == Wildness::Wild => {
                // As the body of a `where`, so that the variable is a length only.
                let length = TypeVar::unbounded("N".into());
                elems.extend(Type::vararg(self.ty(depth - 1)?, Some(length.ty())));
                let made = Type::tuple(&elems).and_then(|it| Type::union_all(length, it));
                return Ok(made.unwrap_or(core().any_tuple));
            }
            _ => {}
        }
        Ok(Type::tuple(&elems).unwrap_or(core().any_tuple))
    }

    fn union(&mut self, depth: u32) -> Result<overdub_types::Result<Type>> {
        let n = self.bytes.int_in_range(2..=3)?;
        let mut members = Vec::new();
        for _ in 0..n {
            let member =
                if self.wildness == Wildness::Wild { self.ty(depth - 1) } else { self.leaf() };
            members.push(member?);
        }
        Ok(Type::union(&members))
    }

    fn where_(&mut self, depth: u32) -> Result<Type> {
        let name = NAMES[self.bytes.int_in_range(0..=NAMES.len() - 1)?];
        let mut lower = Type::bottom();
        let mut upper = Type::any();
        if self.wildness == Wildness::Wild {
            if self.bytes.ratio(1, 3)? {
                upper = self.ty(depth - 1)?;
            }
            if self.bytes.ratio(1, 8)? {
                lower = self.ty(depth - 1)?;
            }
        } else if self.bytes.ratio(1, 3)? {
            upper = self.leaf()?;
        }
        let is_bound = |t: Type| t.is_type() || t.is_var();
        if !is_bound(lower) || !is_bound(upper) {
            return self.leaf();
        }
        let tag = u32::try_from(self.vars.len()).unwrap_or(0);
        let var = TypeVar::tagged(name.into(), lower, upper, tag % 2);
        self.vars.push(var);
        let body = self.ty(depth - 1);
        self.vars.pop();
        let body = body?;
        Ok(Type::union_all(var, body).unwrap_or(core().int64))
    }

    /// A concrete type.
    pub(crate) fn concrete(&mut self, depth: u32) -> Result<Type> {
        let core = core();
        let simple = [core.int64, core.int8, core.string, core.nothing, core.float64];
        if depth == 0 || self.bytes.is_empty() {
            return Ok(simple[self.bytes.int_in_range(0..=simple.len() - 1)?]);
        }
        let made = match self.bytes.int_in_range(0..=5_u8)? {
            0 | 1 => return Ok(simple[self.bytes.int_in_range(0..=simple.len() - 1)?]),
            2 => core.ref_value.apply(&[self.closed(depth - 1)?]),
            3 => core.vector.apply(&[self.closed(depth - 1)?]),
            4 => {
                let (a, b) = (self.closed(depth - 1)?, self.closed(depth - 1)?);
                core.pair.apply(&[a, b])
            }
            _ => {
                let n = self.bytes.int_in_range(0..=3)?;
                let mut elems = Vec::new();
                for _ in 0..n {
                    elems.push(self.concrete(depth - 1)?);
                }
                Type::tuple(&elems)
            }
        };
        Ok(made.unwrap_or(core.int64))
    }
}
