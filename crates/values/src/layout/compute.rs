//! Making layouts, each once.

use super::{Element, FieldLayout, Layout, Shape, Storage};
use crate::{
    error::{Result, ValueError},
    known::known,
    value::is_type_kind,
};
use overdub_types::{Type, TypeNameKind, core};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{OnceLock, PoisonError, RwLock};

const MAX_ALIGN: u32 = 8;
const MAX_SIZE: u64 = 1 << 30;
/// How many types the search for a type inside itself looks at; a type that expands without
/// end is stored by pointer like one that contains itself.
const MAX_INLINE_TYPES: usize = 1 << 12;

type Table = FxHashMap<Type, &'static Layout>;

fn table() -> &'static RwLock<Table> {
    static TABLE: OnceLock<RwLock<Table>> = OnceLock::new();
    TABLE.get_or_init(RwLock::default)
}

pub(super) fn layout_of(ty: Type) -> Result<&'static Layout> {
    if let Some(layout) = ty.beside() {
        return Ok(layout);
    }
    let layout = match made(ty) {
        Some(layout) => layout,
        None => compute(ty)?,
    };
    ty.put_beside(layout);
    Ok(layout)
}

fn made(ty: Type) -> Option<&'static Layout> {
    table().read().unwrap_or_else(PoisonError::into_inner).get(&ty).copied()
}

pub(super) fn storage_of(ty: Type) -> Storage {
    if !is_inline_candidate(ty) || contains_itself(ty) {
        return Storage::Pointer;
    }
    match layout_of(ty) {
        Ok(layout) if layout.pointers.is_empty() || layout.uninitialised == 0 => {
            Storage::Inline(layout)
        }
        _ => Storage::Pointer,
    }
}

fn compute(ty: Type) -> Result<&'static Layout> {
    // Depth first over the types that are stored inline, without recursion: nesting may be deep.
    let mut todo = vec![ty];
    while let Some(&next) = todo.last() {
        if made(next).is_some() {
            todo.pop();
            continue;
        }
        let before = todo.len();
        for inner in inner_types(next) {
            if is_inline_candidate(inner) && !contains_itself(inner) && made(inner).is_none() {
                todo.push(inner);
            }
        }
        if todo.len() > before {
            continue;
        }
        todo.pop();
        match build(next) {
            Ok(layout) => {
                let mut table = table().write().unwrap_or_else(PoisonError::into_inner);
                table.entry(next).or_insert_with(|| Box::leak(Box::new(layout)));
            }
            Err(error) if todo.is_empty() => return Err(error),
            // Without a layout it is stored by pointer, and so is everything that would hold it inline.
            Err(_) => return Err(no_layout(ty)),
        }
    }
    made(ty).ok_or_else(|| no_layout(ty))
}

fn no_layout(ty: Type) -> ValueError {
    ValueError::Argument(format!(
        "type {ty} does not have a definite size or its values are too large"
    ))
}

/// The types whose layout decides that of `ty`.
fn inner_types(ty: Type) -> Vec<Type> {
    match memory_element(ty) {
        Some(elem) => vec![elem],
        None => ty.as_data().map_or_else(Vec::new, |it| it.field_types().to_vec()),
    }
}

/// The T of `GenericMemory{kind, T, addrspace}`.
fn memory_element(ty: Type) -> Option<Type> {
    let data = ty.as_data()?;
    (data.name() == known().generic_memory).then(|| data.params()[1])
}

fn is_inline_candidate(ty: Type) -> bool {
    ty.is_concrete()
        && !is_type_kind(ty)
        && !is_opaque(ty)
        && ty.as_data().is_some_and(|it| !it.is_mutable())
}

fn is_opaque(ty: Type) -> bool {
    ty == core().string
        || ty == core().symbol
        || ty == core().module
        || memory_element(ty).is_some()
}

/// Whether a value of `ty`, stored inline all the way, would contain another value of `ty`.
fn contains_itself(ty: Type) -> bool {
    let Some(data) = ty.as_data() else { return false };
    if matches!(data.name().kind(), TypeNameKind::Primitive { .. }) {
        return false;
    }
    let mut seen = FxHashSet::default();
    let mut todo: Vec<Type> = data.field_types().to_vec();
    while let Some(next) = todo.pop() {
        if next == ty || seen.len() > MAX_INLINE_TYPES {
            return true;
        }
        if is_inline_candidate(next) && seen.insert(next) {
            todo.extend(next.as_data().into_iter().flat_map(|it| it.field_types()));
        }
    }
    false
}

fn build(ty: Type) -> Result<Layout> {
    if !ty.is_concrete() {
        return Err(ValueError::Argument(format!("type {ty} does not have a definite size")));
    }
    let shape = if is_type_kind(ty) {
        Shape::Type
    } else if ty == core().string {
        Shape::Text
    } else if ty == core().symbol {
        Shape::Symbol
    } else if ty == core().module {
        Shape::Module
    } else if let Some(elem) = memory_element(ty) {
        if !elem.is_type() {
            return Err(no_layout(ty));
        }
        Shape::Memory(Element { ty: elem, storage: storage_of(elem) })
    } else {
        Shape::Plain
    };
    let mut layout = Layout {
        ty,
        shape,
        size: 8,
        align: 8,
        fields: Box::default(),
        pointers: Box::default(),
        uninitialised: 0,
        is_mutable: false,
        is_primitive: false,
        is_immediate: false,
        has_padding: false,
        object_tag: 0,
        box_mask: 0,
    };
    match shape {
        Shape::Type => layout.is_immediate = true,
        Shape::Text => layout.is_mutable = true,
        Shape::Symbol | Shape::Module => {
            layout.is_mutable = true;
            layout.size = 16;
        }
        Shape::Memory(_) | Shape::Plain => plain(&mut layout)?,
    }
    if layout.is_immediate {
        layout.box_mask = u64::MAX.checked_shr(64 - 8 * layout.size).unwrap_or(0);
    } else {
        layout.object_tag = layout.value_tag();
    }
    Ok(layout)
}

fn plain(layout: &mut Layout) -> Result<()> {
    let ty = layout.ty;
    let data = ty.as_data().ok_or_else(|| no_layout(ty))?;
    let name = data.name();
    let mut consts: Vec<bool> = Vec::new();
    match name.kind() {
        TypeNameKind::Primitive { bits } => {
            layout.size = bits.div_ceil(8);
            layout.align = layout.size.next_power_of_two().min(MAX_ALIGN);
            layout.is_primitive = true;
            layout.is_immediate = layout.size <= 8;
            return Ok(());
        }
        TypeNameKind::Struct { mutable, fields, n_uninitialised } => {
            layout.is_mutable = *mutable;
            layout.uninitialised = *n_uninitialised as u32;
            consts = fields.iter().map(|it| it.is_const).collect();
        }
        TypeNameKind::Abstract => {}
    }
    let mut fields = Vec::with_capacity(data.field_types().len());
    let names = data.field_names();
    let mut pointers = Vec::new();
    let (mut size, mut align, mut content) = (0_u64, 1_u64, 0_u64);
    for (at, &field) in data.field_types().iter().enumerate() {
        let storage = storage_of(field);
        let field_align = storage.align() as u64;
        size = size.next_multiple_of(field_align);
        align = align.max(field_align);
        match storage {
            Storage::Pointer => pointers.push(size as u32),
            Storage::Inline(inner) => {
                pointers.extend(inner.pointers.iter().map(|it| size as u32 + it));
                layout.has_padding |= inner.has_padding;
            }
        }
        let is_const = consts.get(at).copied().unwrap_or(false);
        let name = names.get(at).copied();
        fields.push(FieldLayout { name, offset: size as u32, ty: field, storage, is_const });
        size += storage.size() as u64;
        content += storage.size() as u64;
        if size > MAX_SIZE {
            return Err(no_layout(ty));
        }
    }
    let padded = size.next_multiple_of(align);
    layout.has_padding |= padded != content;
    layout.size = padded as u32;
    layout.align = align as u32;
    layout.fields = fields.into();
    layout.pointers = pointers.into();
    layout.is_immediate = !layout.is_mutable && layout.pointers.is_empty() && layout.size <= 8;
    Ok(())
}
