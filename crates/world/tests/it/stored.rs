//! Methods that are made when somebody asks: nobody can tell when that was.

use std::sync::Arc;

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, Type};
use overdub_values::Value;
use overdub_world::{
    Answer, Definitions, Found, ImportKind, Listing, Matches, MethodDef, MethodId, Snapshot,
    Standing, StandingModule, StandingName, Stored, StoredNames, TableId, Visibility, World,
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

/// What a snapshot says of names, of all and one by one.
fn said(snapshot: &Snapshot, names: &[GlobalRef], world: World) -> Vec<String> {
    let all = Listing { all: true, imported: true };
    let module = Symbol::new("Main.M");
    let mut said = vec![format!("{:?}", snapshot.names(module, world, all))];
    for name in names {
        said.push(format!(
            "{:?} {:?} {} {:?}",
            snapshot.resolve(*name, world).result,
            snapshot.binding(*name, world).result,
            snapshot.is_own(*name, world),
            snapshot.import(*name, world),
        ));
    }
    said
}

#[test]
fn nobody_can_tell_which_names_were_stored() {
    let name = |name: &str| GlobalRef::new("Main.M", name);
    let number = |it: i64| Value::int64(it);
    let standing = vec![
        (name("kept"), StandingName::Const(number(1))),
        (name("ty"), StandingName::Const(Value::of_type(Type::any()))),
        (name("symbol"), StandingName::Const(Value::symbol(Symbol::new("x")))),
        (name("free"), StandingName::Variable(None)),
        (name("typed"), StandingName::Variable(Some(Type::any()))),
        (name("from"), StandingName::Import { owner: name("ty"), kind: ImportKind::Using }),
    ];
    let names: Vec<GlobalRef> = standing.iter().map(|it| it.0).chain([name("none")]).collect();
    let module = StandingModule {
        path: Symbol::new("Main.M"),
        parent: Symbol::new("Main"),
        is_bare: true,
        usings: Vec::new(),
        marks: vec![(Symbol::new("ty"), Visibility::Exported)],
    };
    let modules = vec![module];
    let methods = || Arc::new(Stored::new(0, Vec::new(), |_| unreachable!("there are none")));
    let eager = Definitions::beginning_with(
        Standing { modules: modules.clone(), names: standing.clone(), aliases: Vec::new() },
        StoredNames::new(&[], |_| unreachable!("there are none")),
        methods(),
    );
    // The first one is given; that it is stored too does not count, and it cannot be made.
    let kept = vec![standing[0]];
    let globals: Vec<GlobalRef> = standing.iter().map(|it| it.0).collect();
    let lazy = Definitions::beginning_with(
        Standing { modules, names: kept, aliases: Vec::new() },
        StoredNames::new(&globals, move |number| match number {
            0 => unreachable!("it was given"),
            _ => standing[number as usize].1,
        }),
        methods(),
    );
    for definitions in [&eager, &lazy] {
        let before = definitions.snapshot();
        definitions.define_const(name("none"), number(2)).expect("it is new");
        definitions.assign_global(name("free"), number(3)).expect("it is a variable");
        definitions.define_const(name("kept"), number(4)).expect("of the same type");
        drop(before);
    }
    for world in [World::FIRST, lazy.world()] {
        let (lazy, eager) = (lazy.snapshot(), eager.snapshot());
        assert_eq!(said(&lazy, &names, world), said(&eager, &names, world), "in {world}");
    }
}
