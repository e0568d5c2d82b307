//! What world ranges promise.

use super::{World, WorldRange};

fn range(min: u64, max: u64) -> WorldRange {
    WorldRange::new(World(min), World(max))
}

#[test]
fn worlds_and_ranges_print_as_they_are_named() {
    assert_eq!(World(7).to_string(), "w7");
    assert_eq!(World::MAX.to_string(), "w∞");
    assert_eq!(WorldRange::since(World(3)).to_string(), "w3..");
    assert_eq!(range(3, 7).to_string(), "w3..=w7");
    assert_eq!(range(3, 3).to_string(), "w3");
    assert_eq!(range(4, 3).to_string(), "never");
}

#[test]
fn an_intersection_contains_exactly_the_worlds_of_both() {
    let ranges: Vec<_> = (0..6).flat_map(|min| (0..6).map(move |max| range(min, max))).collect();
    for &a in &ranges {
        for &b in &ranges {
            let both = a.intersect(b);
            for world in (0..6).map(World) {
                assert_eq!(both.contains(world), a.contains(world) && b.contains(world));
            }
            assert_eq!(both, b.intersect(a));
            assert!(a.contains_range(both) && b.contains_range(both));
        }
    }
}

#[test]
fn all_and_empty_are_the_neutral_and_the_absorbing_range() {
    assert_eq!(WorldRange::ALL.intersect(range(2, 5)), range(2, 5));
    assert!(WorldRange::EMPTY.intersect(range(2, 5)).is_empty());
    assert!(WorldRange::EMPTY.is_empty() && !WorldRange::EMPTY.is_open());
    assert!(WorldRange::ALL.is_open());
}

#[test]
fn a_change_leaves_what_is_older_than_it() {
    assert_eq!(WorldRange::since(World(2)).before(World(5)), range(2, 4));
    assert_eq!(range(2, 3).before(World(5)), range(2, 3), "a closed range keeps its end");
    assert!(WorldRange::since(World(5)).before(World(5)).is_empty());
    assert!(WorldRange::ALL.before(World(0)).is_empty());
}

#[test]
fn counting_worlds_never_overflows() {
    assert_eq!(World::FIRST.next(), World(2));
    assert_eq!(World::MAX.next(), World::MAX);
    assert_eq!(World(1).previous(), Some(World(0)));
    assert_eq!(World(0).previous(), None);
}
