//! Methods that are made when somebody asks: nobody can tell when that was.

use std::sync::Arc;

use overdub_types::Type;
use overdub_world::{
    Answer, Definitions, Found, Matches, MethodDef, MethodId, Snapshot, Standing, StandingName,
    Stored, StoredNames, TableId, World,
};

use crate::laws::{Played, check};
use crate::scripts::Step;

/// Definitions that begin with these methods, each made when it is asked for.
fn beginning_with(methods: &[MethodDef]) -> Definitions {
    let groups = Stored::group(methods);
    let count = u32::try_from(methods.len()).expect("scripts are short");
    let methods = methods.to_vec();
    let stored = Stored::new(count, groups, move |number| methods[number as usize].clone());
    let names = StoredNames::new(&[], |_| StandingName::Variable(None));
    Definitions::beginning_with(Standing::default(), names, Arc::new(stored))
}

fn ids(found: &Found) -> Vec<MethodId> {
    match found {
        Found::None => Vec::new(),
        Found::One(it) => vec![it.method.id()],
        Found::Ambiguous(all) => all.iter().map(|it| it.id()).collect(),
    }
}

type Answers = (Answer<Vec<MethodId>>, Answer<Option<Vec<MethodId>>>, Answer<Vec<MethodId>>);

/// What a snapshot says of a query in every way in which it can be asked.
fn answers(snapshot: &Snapshot, query: Type, world: World) -> Answers {
    let table = TableId::ORDINARY;
    let of = |it: &Matches| it.list.iter().map(|it| it.method.id()).collect::<Vec<_>>();
    let found = snapshot.find(table, query, world).expect("small types");
    let matching = snapshot.matching(table, query, world, None).expect("small types");
    let methods = snapshot.methods(table, query, world).expect("small types");
    (
        Answer { result: ids(&found.result), range: found.range },
        Answer { result: matching.result.as_ref().map(of), range: matching.range },
        methods.map(|it| it.iter().map(|it| it.id()).collect()),
    )
}

#[test]
fn law_nobody_can_tell_when_a_stored_method_was_filed() {
    check(400, |pool, relations, dice| {
        let played = Played::play(relations, &pool.steps(dice));
        let methods = played.definitions.snapshot().standing_methods().expect("small types");
        let (lazy, eager) = (beginning_with(&methods), beginning_with(&methods));
        let filed = eager.snapshot().all_methods(TableId::ORDINARY, World::FIRST);
        assert_eq!(filed.expect("small types").len(), methods.len());
        let queries: Vec<Type> = pool.calls().iter().chain(pool.queries()).copied().collect();
        let before = lazy.snapshot();
        for step in pool.steps(dice) {
            for _ in 0..3 {
                let (query, world) = (dice.pick(&queries), lazy.world());
                let mine = answers(&lazy.snapshot(), query, world);
                assert_eq!(mine, answers(&eager.snapshot(), query, world), "{query} in {world}");
            }
            let [mine, other] = [&lazy, &eager].map(|it| match &step {
                Step::Define { sig, .. } => {
                    let def = MethodDef::new(*sig, overdub_world::Source::Missing);
                    let change = it.define_method(TableId::ORDINARY, def);
                    change.map(|it| it.1.to_string()).map_err(|it| it.to_string())
                }
                Step::Delete { sig, .. } => {
                    let change = it.delete_method(TableId::ORDINARY, *sig);
                    change.map(|it| it.to_string()).map_err(|it| it.to_string())
                }
            });
            assert_eq!(mine, other);
        }
        for query in &queries {
            // A snapshot that was taken before anything was asked.
            let then = answers(&before, *query, World::FIRST);
            assert_eq!(then, answers(&eager.snapshot(), *query, World::FIRST).within(&before));
        }
    });
}

trait Within {
    fn within(self, snapshot: &Snapshot) -> Self;
}

impl Within for Answers {
    /// The same, with the ranges of somebody who knows no world after the snapshot's.
    fn within(mut self, snapshot: &Snapshot) -> Self {
        for range in [&mut self.0.range, &mut self.1.range, &mut self.2.range] {
            if range.contains(snapshot.world()) {
                range.max = World::MAX;
            }
        }
        self
    }
}
