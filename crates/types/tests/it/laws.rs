//! Laws of the lattice over types made from bytes.

use crate::generate::{Generator, Wildness};
use arbitrary::Unstructured;
use overdub_types::{
    CoreScope, Result, Type, has_empty_intersection, intersect, intersect_env, is_subtype,
    is_subtype_env, types_equal,
};

/// What holds of all types: answers are errors at worst, text comes back, and each type is its
/// own subtype.
pub(crate) fn check_wild(bytes: &[u8]) {
    let mut bytes = Unstructured::new(bytes);
    let mut generator = Generator::new(&mut bytes, Wildness::Wild);
    let (Ok(a), Ok(b)) = (generator.closed(5), generator.closed(5)) else { return };
    for t in [a, b] {
        let text = t.to_string();
        let again = Type::parse(&text, &CoreScope)
            .unwrap_or_else(|error| panic!("{text} does not parse: {error}"));
        assert!(again == t, "{text} reads back as {again}");
        assert_eq!(again.to_string(), text, "printing is stable");
        assert_eq!(again.fingerprint(), t.fingerprint());
        assert!(is_subtype(t, t) != Ok(false), "{t} <: itself");
        assert!(is_subtype(t, Type::any()) != Ok(false), "{t} <: Any");
        assert!(is_subtype(Type::bottom(), t) != Ok(false), "Union{{}} <: {t}");
    }
    let _ = is_subtype_env(a, b);
    let _ = types_equal(a, b);
    let _ = has_empty_intersection(a, b);
    if let (Ok(true), Ok(found)) = (is_subtype(a, b), intersect_env(a, b)) {
        assert!(found.is_subtype || a.is_bottom(), "{a} <: {b}");
        assert!(found.ty == a || types_equal(found.ty, a) != Ok(false), "{a} ∩ {b}");
    }
}

/// What holds of types without the constructs in which Julia's algorithm has known holes.
pub(crate) fn check_tame(bytes: &[u8]) {
    let mut bytes = Unstructured::new(bytes);
    let mut generator = Generator::new(&mut bytes, Wildness::Tame);
    let made = (|| {
        let t = [generator.closed(4)?, generator.closed(4)?, generator.closed(3)?];
        Ok::<_, arbitrary::Error>((t, generator.concrete(3)?))
    })();
    let Ok(([a, b, c], x)) = made else { return };
    // Questions that are too complex have no answer to check.
    let _ = laws_of(a, b, c, x);
}

fn laws_of(a: Type, b: Type, c: Type, x: Type) -> Result<()> {
    let (ab, ba) = (is_subtype(a, b)?, is_subtype(b, a)?);
    assert_eq!(ab && ba, types_equal(a, b)?, "equality of {a} and {b}");
    if ab && is_subtype(b, c)? {
        assert!(is_subtype(a, c)?, "{a} <: {b} <: {c}");
    }
    if is_subtype(x, a)? && ab {
        assert!(is_subtype(x, b)?, "{x} <: {a} <: {b}");
    }
    let meet = intersect(a, b)?;
    if ab {
        assert!(types_equal(meet, a)?, "{a} <: {b}, but they have {meet}");
    }
    if is_subtype(x, a)? && is_subtype(x, b)? {
        assert!(is_subtype(x, meet)?, "{x} is in {a} and {b}, but not in {meet}");
        assert!(!has_empty_intersection(a, b)?, "{x} is in {a} and {b}");
    }
    if meet.is_bottom() {
        assert!(has_empty_intersection(a, b)?, "{a} and {b} have nothing in common");
    }
    let union = Type::union(&[a, b])?;
    assert!(is_subtype(a, union)? && is_subtype(b, union)?, "{a} and {b} are in {union}");
    Ok(())
}
