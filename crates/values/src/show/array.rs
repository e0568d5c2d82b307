//! Arrays and memories: `[1.0, 2.5]`, `UInt8[0x01]`, `[1 2; 3 4]`.

use super::Printer;
use crate::{known::known, layout::Shape, view::ValueRef};
use overdub_types::{Type, core};
use std::fmt;

impl Printer<'_> {
    pub(super) fn memory(&mut self, value: ValueRef<'_>, context: Type) -> fmt::Result {
        let Shape::Memory(element) = value.layout().shape() else { return Ok(()) };
        let len = value.memory_len().unwrap_or(0);
        let inner = self.prefix(element.ty, context, value.ty(), len == 0)?;
        self.list(len, |at| value.element(at), inner)
    }

    pub(super) fn array(
        &mut self,
        value: ValueRef<'_>,
        dims: &[usize],
        context: Type,
    ) -> fmt::Result {
        let elem = value.ty().params()[0];
        let len: usize = dims.iter().product();
        match dims {
            [] => {
                write!(self.out, "fill(")?;
                self.part(value.array_element(0), Type::any())?;
                self.out.write_char(')')
            }
            [_] => {
                let inner = self.prefix(elem, context, value.ty(), len == 0)?;
                self.list(len, |at| value.array_element(at), inner)
            }
            _ if len == 0 => {
                write!(self.out, "{}(undef", value.ty())?;
                for dim in dims {
                    write!(self.out, ", {dim}")?;
                }
                self.out.write_char(')')
            }
            _ => {
                let inner = self.prefix(elem, context, value.ty(), false)?;
                self.out.write_char('[')?;
                self.slices(value, dims, inner)?;
                // The separators seen so far tell the number of dimensions, unless the last is one.
                if dims[dims.len() - 1] == 1 {
                    for _ in 0..dims.len() {
                        self.out.write_char(';')?;
                    }
                }
                self.out.write_char(']')
            }
        }
    }

    /// Writes the element type if it does not follow from the elements; answers what is known of
    /// the type of the elements then.
    fn prefix(
        &mut self,
        elem: Type,
        context: Type,
        own: Type,
        is_empty: bool,
    ) -> Result<Type, fmt::Error> {
        let known_elem = if context == own { Some(elem) } else { element_of(context) };
        if known_elem == Some(elem) {
            return Ok(elem);
        }
        if !is_empty && is_implicit(elem) {
            return Ok(context);
        }
        write!(self.out, "{elem}")?;
        Ok(elem)
    }

    fn list<'a>(
        &mut self,
        len: usize,
        part: impl Fn(usize) -> Option<ValueRef<'a>>,
        known: Type,
    ) -> fmt::Result {
        self.out.write_char('[')?;
        for at in 0..len {
            if at > 0 {
                self.out.write_str(", ")?;
            }
            self.part(part(at), known)?;
        }
        self.out.write_char(']')
    }

    /// Rows of the matrices of all slices, `;;;` between slices of the third dimension and so on.
    fn slices(&mut self, value: ValueRef<'_>, dims: &[usize], known: Type) -> fmt::Result {
        let (rows, columns) = (dims[0], dims[1]);
        let slices: usize = dims[2..].iter().product();
        for slice in 0..slices {
            if slice > 0 {
                let mut count = 3;
                let mut rest = slice;
                for dim in &dims[2..] {
                    if rest % dim != 0 {
                        break;
                    }
                    rest /= dim;
                    count += 1;
                }
                for _ in 0..count {
                    self.out.write_char(';')?;
                }
                self.out.write_char(' ')?;
            }
            for row in 0..rows {
                for column in 0..columns {
                    if column > 0 {
                        self.out.write_char(' ')?;
                    }
                    let at = row + rows * (column + columns * slice);
                    self.part(value.array_element(at), known)?;
                }
                if row + 1 < rows {
                    self.out.write_str("; ")?;
                }
            }
        }
        Ok(())
    }
}

/// The element type that a known array type tells.
fn element_of(context: Type) -> Option<Type> {
    let data = context.as_data()?;
    (data.name() == known().array).then(|| data.params()[0])
}

/// Whether the elements of a list of this type show it (`typeinfo_implicit`).
fn is_implicit(elem: Type) -> bool {
    let c = core();
    if [c.float64, c.int64, c.char, c.string, c.symbol].contains(&elem) {
        return true;
    }
    if !elem.is_concrete() {
        return false;
    }
    let Some(data) = elem.as_data() else { return false };
    if crate::layout::Layout::of(elem).is_ok_and(|it| it.is_singleton()) {
        return true;
    }
    let pair = c.pair.unwrap_unionall().as_data().map(|it| it.name());
    if elem.is_tuple() || elem.is_named_tuple() || Some(data.name()) == pair {
        return data.field_types().iter().all(|it| is_implicit(*it));
    }
    data.name() == known().array && is_implicit(data.params()[0])
}
