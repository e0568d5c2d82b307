//! Laws that hold for all types of the menagerie, all pairs and all triples.

use crate::corpus::{names, table};
use overdub_types::{Type, TypeKind, TypeVar, core, intersect, is_subtype, types_equal};

struct Animal {
    ty: Type,
    is_easy: bool,
}

fn menagerie() -> Vec<Animal> {
    let names = names();
    table("menagerie.tsv")
        .rows()
        .map(|row| Animal {
            ty: Type::parse(row.cell("type"), &names).unwrap(),
            is_easy: row.cell("class") == "easy",
        })
        .collect()
}

fn sub(a: Type, b: Type) -> bool {
    is_subtype(a, b).unwrap()
}

fn equal(a: Type, b: Type) -> bool {
    let both = sub(a, b) && sub(b, a);
    assert_eq!(types_equal(a, b).unwrap(), both, "{a} == {b}");
    both
}

fn var(lower: Type, upper: Type) -> TypeVar {
    TypeVar::new("X_".into(), lower, upper)
}

fn reference(t: Type) -> Type {
    core().reference.apply(&[t]).unwrap()
}

/// `Ref{X} where lower<:X<:upper`.
fn references(lower: Type, upper: Type) -> Type {
    let var = var(lower, upper);
    Type::union_all(var, reference(var.ty())).unwrap()
}

#[derive(Default)]
struct Report {
    n: usize,
    bad: Vec<String>,
}

impl Report {
    fn law(&mut self, holds: bool, what: impl FnOnce() -> String) {
        self.n += 1;
        if !holds {
            self.bad.push(what());
        }
    }

    fn end(self, name: &str) {
        println!("{name}: {} of {} hold", self.n - self.bad.len(), self.n);
        let shown = self.bad.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
        assert!(self.bad.is_empty(), "{shown}");
    }
}

#[test]
fn laws_of_single_types_hold() {
    let mut report = Report::default();
    let (bottom, any) = (Type::bottom(), Type::any());
    for Animal { ty: t, .. } in menagerie() {
        report.law(sub(bottom, t) && sub(t, any), || format!("Union{{}} <: {t} <: Any"));
        report.law(sub(t, bottom) == equal(t, bottom), || format!("{t} <: Union{{}}"));
        report.law(sub(any, t) == equal(t, any), || format!("Any <: {t}"));
        let below = var(bottom, t);
        let below = Type::union_all(below, below.ty()).unwrap();
        report.law(equal(t, below), || format!("{t} == (S where S<:T)"));
        report.law(equal(reference(t), references(t, t)), || format!("Ref{{U}} == Ref{{{t}}}"));
        report.law(!equal(t, reference(t)), || format!("{t} != Ref{{T}}"));
        if let TypeKind::UnionAll(bound, _) = t.kind() {
            let fresh = var(bound.lower(), bound.upper());
            let applied = t.apply(&[fresh.ty()]).unwrap();
            let again = Type::union_all(fresh, applied).unwrap();
            report.law(equal(t, again), || format!("{t} == {again}"));
        }
    }
    report.end("single types");
}

#[test]
fn laws_of_pairs_hold() {
    let animals = menagerie();
    let mut report = Report::default();
    let tuple = |t: Type| Type::tuple(&[t]).unwrap();
    let tuples = |t: Type| Type::tuple(&[Type::vararg(t, None).unwrap()]).unwrap();
    for Animal { ty: t, .. } in &animals {
        for Animal { ty: s, .. } in &animals {
            let (t, s) = (*t, *s);
            let holds = sub(t, s);
            let union = Type::union(&[t, s]).unwrap();
            report.law(!equal(t, union) || sub(s, t), || format!("{t} == Union{{T, {s}}}"));
            report.law(equal(t, s) == equal(reference(t), reference(s)), || {
                format!("invariance of {t} and {s}")
            });
            if !equal(t, Type::bottom()) && !equal(s, Type::bottom()) {
                report.law(holds == sub(tuple(t), tuple(s)), || format!("Tuple of {t} <: {s}"));
                report.law(holds == sub(tuples(t), tuples(s)), || format!("Vararg of {t} <: {s}"));
                report.law(holds == sub(tuple(t), tuples(s)), || {
                    format!("Tuple of {t} <: Vararg of {s}")
                });
            }
            let above = |t: Type| references(t, Type::any());
            report.law(holds == sub(above(s), above(t)), || format!("contravariance {t} <: {s}"));
        }
    }
    report.end("pairs");
}

#[test]
fn laws_of_triples_hold() {
    let animals = menagerie();
    let n = animals.len();
    let below: Vec<Vec<bool>> =
        animals.iter().map(|t| animals.iter().map(|s| sub(t.ty, s.ty)).collect()).collect();
    let mut report = Report::default();
    for t in 0..n {
        for s in (0..n).filter(|s| below[t][*s]) {
            for r in (0..n).filter(|r| below[s][*r]) {
                let (x, y, z) = (animals[t].ty, animals[s].ty, animals[r].ty);
                report.law(below[t][r], || format!("{x} <: {y} <: {z}"));
                report.law(sub(reference(y), references(x, z)), || {
                    format!("Ref{{{y}}} <: Ref{{U}} where {x}<:U<:{z}")
                });
            }
        }
    }
    report.end("triples");
}

#[test]
fn laws_of_intersections_hold() {
    let animals = menagerie();
    let mut report = Report::default();
    for a in &animals {
        for b in &animals {
            let (t, s) = (a.ty, b.ty);
            let meet = intersect(t, s).unwrap();
            let other = intersect(s, t).unwrap();
            report.law(equal(meet, other), || format!("{t} ∩ {s}: {meet} or {other}"));
            if sub(t, s) {
                report.law(equal(meet, t), || format!("{t} <: {s}, but they have {meet}"));
            }
            if a.is_easy && b.is_easy {
                report.law(sub(meet, t) && sub(meet, s), || format!("{t} ∩ {s}: {meet}"));
            }
        }
    }
    report.end("intersections");
}
