//! Modules, imports and exports: tables of what Julia says, and laws over random scripts.

use overdub_ir::GlobalRef;
use overdub_types::{Symbol, core};
use overdub_values::Value;
use overdub_world::{
    Binding, Change, Definitions, EdgeLog, ImportKind, Listing, Lookup, Reached, Resolved, Shard,
    Visibility, World,
};

fn at(path: &str) -> GlobalRef {
    let (module, name) = path.rsplit_once('.').expect("a module and a name");
    GlobalRef::new(module, name)
}

fn int(value: i64) -> Value {
    Value::int64(value)
}

/// `Core`, `Base` and `Main`, and in `Main` the modules that are named.
fn session(modules: &[&str]) -> Definitions {
    let definitions = Definitions::new();
    for path in ["Core", "Base", "Main"] {
        let path = Symbol::new(path);
        definitions.new_module(path, path, path.as_str() != "Main").expect("a new module");
    }
    definitions.using(Symbol::new("Main"), Symbol::new("Base")).expect("they are there");
    for name in modules {
        make(&definitions, name);
    }
    definitions
}

fn make(definitions: &Definitions, name: &str) -> Vec<String> {
    let path = Symbol::new(&format!("Main.{name}"));
    let made = definitions.new_module(path, Symbol::new("Main"), false).expect("a new module");
    definitions.using(path, Symbol::new("Base")).expect("they are there");
    made.warnings
}

fn using(definitions: &Definitions, into: &str, used: &str) -> Vec<String> {
    definitions.using(Symbol::new(into), Symbol::new(used)).expect("they are there").warnings
}

fn export(definitions: &Definitions, module: &str, names: &[&str]) {
    let names: Vec<Symbol> = names.iter().map(|it| Symbol::new(it)).collect();
    definitions.export(Symbol::new(module), &names).expect("it is there");
}

fn import(definitions: &Definitions, into: &str, from: &str, kind: ImportKind) -> Vec<String> {
    definitions.import(at(into), at(from), kind).expect("the modules are there").warnings
}

fn constant(definitions: &Definitions, global: &str, value: i64) {
    definitions.define_const(at(global), int(value)).expect("it may be defined");
}

/// The constant, `undefined`, or where the variable is.
fn now(definitions: &Definitions, global: &str) -> String {
    match definitions.snapshot().binding(at(global), World::MAX).result {
        Binding::Undefined => "undefined".to_owned(),
        Binding::Const(value) => value.as_i64().map_or("const".to_owned(), |it| it.to_string()),
        Binding::Global { owner, ty } => format!("{owner}::{ty}"),
    }
}

fn names(definitions: &Definitions, module: &str, all: bool, imported: bool) -> String {
    let listing = Listing { all, imported };
    let names = definitions.snapshot().names(Symbol::new(module), World::MAX, listing);
    names.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn used_modules_show_what_they_export() {
    let definitions = session(&["A"]);
    constant(&definitions, "Main.A.x", 1);
    constant(&definitions, "Main.A.hidden", 2);
    export(&definitions, "Main.A", &["x", "later"]);
    assert_eq!(now(&definitions, "Main.x"), "undefined");
    using(&definitions, "Main", "Main.A");
    assert_eq!(now(&definitions, "Main.x"), "1");
    assert_eq!(now(&definitions, "Main.hidden"), "undefined");
    assert_eq!(now(&definitions, "Main.later"), "undefined");
    definitions.declare_global(at("Main.A.later"), Some(core().int64)).expect("it is new");
    assert_eq!(now(&definitions, "Main.later"), "Main.A.later::Int64");
    // A module's own name is one of its exports, and its parent knows it.
    assert_eq!(now(&definitions, "Main.A"), "const");
    assert_eq!(now(&definitions, "Main.A.A"), "const");
    assert_eq!(now(&definitions, "Main.A.Base"), "const");
    assert_eq!(now(&definitions, "Main.A.Core"), "const");
}

#[test]
fn a_definition_shadows_what_a_used_module_exports_until_that_is_used() {
    let definitions = session(&["A"]);
    for (name, value) in [("x", 1), ("y", 2)] {
        constant(&definitions, &format!("Main.A.{name}"), value);
    }
    export(&definitions, "Main.A", &["x", "y"]);
    using(&definitions, "Main", "Main.A");
    constant(&definitions, "Main.x", 10);
    assert_eq!(now(&definitions, "Main.x"), "10");
    let world = definitions.world();
    assert_eq!(definitions.note_use(at("Main.y")), Resolved::Owner(at("Main.A.y")));
    assert_eq!(definitions.world(), world);
    let error = definitions.define_const(at("Main.y"), int(20)).expect_err("it was used");
    assert_eq!(
        error.to_string(),
        "cannot assign a value to imported variable A.y from module Main"
    );
    let error = definitions.assign_global(at("Main.y"), int(20)).expect_err("it was used");
    assert_eq!(
        error.to_string(),
        "cannot assign a value to imported variable A.y from module Main"
    );
    import(&definitions, "Main.z", "Main.A.y", ImportKind::Import);
    let error = definitions.assign_global(at("Main.z"), int(20)).expect_err("it is an import");
    assert_eq!(error.to_string(), "cannot assign a value to imported variable Main.z");
}

#[test]
fn two_that_export_different_things_of_a_name_export_none() {
    let definitions = session(&["A", "B"]);
    for module in ["Main.A", "Main.B"] {
        export(&definitions, module, &["x", "same"]);
        constant(&definitions, &format!("{module}.same"), 7);
        using(&definitions, "Main", module);
    }
    constant(&definitions, "Main.A.x", 1);
    assert_eq!(now(&definitions, "Main.x"), "1");
    constant(&definitions, "Main.B.x", 2);
    assert_eq!(now(&definitions, "Main.x"), "undefined");
    let (a, b) = (Symbol::new("Main.A"), Symbol::new("Main.B"));
    assert_eq!(definitions.note_use(at("Main.x")), Resolved::Ambiguous(b, a));
    // Equal constants are no conflict.
    assert_eq!(now(&definitions, "Main.same"), "7");
    import(&definitions, "Main.x", "Main.B.x", ImportKind::Using);
    assert_eq!(now(&definitions, "Main.x"), "2");
}

#[test]
fn imports_follow_and_warn_as_in_julia() {
    let definitions = session(&["A", "B"]);
    constant(&definitions, "Main.A.x", 1);
    definitions.declare_global(at("Main.A.v"), None).expect("it is new");
    import(&definitions, "Main.B.renamed", "Main.A.x", ImportKind::Import);
    import(&definitions, "Main.v", "Main.A.v", ImportKind::Using);
    assert_eq!(now(&definitions, "Main.B.renamed"), "1");
    assert_eq!(now(&definitions, "Main.v"), "Main.A.v::Any");
    // An import of an import is an import of the owner.
    import(&definitions, "Main.again", "Main.B.renamed", ImportKind::Import);
    let resolved = definitions.snapshot().resolve(at("Main.again"), World::MAX).result;
    assert_eq!(resolved, Resolved::Owner(at("Main.A.x")));
    let warned = |into, from| import(&definitions, into, from, ImportKind::Import).join("; ");
    assert_eq!(warned("Main.again", "Main.A.x"), "");
    assert_eq!(
        warned("Main.nothing", "Main.A.nothing"),
        "WARNING: could not import A.nothing into Main"
    );
    assert_eq!(
        warned("Main.again", "Main.A.v"),
        "WARNING: ignoring conflicting import of A.v into Main"
    );
    constant(&definitions, "Main.own", 3);
    assert_eq!(
        warned("Main.own", "Main.A.v"),
        "WARNING: import of A.v into Main conflicts with an existing identifier; ignored."
    );
    constant(&definitions, "Main.A.own", 4);
    export(&definitions, "Main.A", &["own", "x"]);
    assert_eq!(
        using(&definitions, "Main", "Main.A"),
        ["WARNING: using A.own in module Main conflicts with an existing identifier."]
    );
}

#[test]
fn names_are_listed_as_in_julia() {
    let definitions = session(&["A"]);
    constant(&definitions, "Main.A.x", 1);
    constant(&definitions, "Main.A.#f#1", 1);
    constant(&definitions, "Main.A.p", 2);
    constant(&definitions, "Base.sum", 3);
    export(&definitions, "Base", &["sum"]);
    export(&definitions, "Main.A", &["x", "missing"]);
    definitions.public(Symbol::new("Main.A"), &[Symbol::new("p")]).expect("it is there");
    import(&definitions, "Main.A.s", "Base.sum", ImportKind::Import);
    import(&definitions, "Main.A.t", "Base.sum", ImportKind::Using);
    definitions.note_use(at("Main.A.sum"));
    assert_eq!(names(&definitions, "Main.A", false, false), "A missing p x");
    assert_eq!(names(&definitions, "Main.A", false, true), "A missing p s x");
    assert_eq!(names(&definitions, "Main.A", true, false), "#f#1 A missing p x");
    constant(&definitions, "Main.mine", 1);
    assert_eq!(names(&definitions, "Main", false, false), "A Main mine");
    let snapshot = definitions.snapshot();
    assert_eq!(snapshot.visibility(at("Main.A.p"), World::MAX), Visibility::Public);
    assert_eq!(snapshot.parent(Symbol::new("Main.A")), Some(Symbol::new("Main")));
    assert!(snapshot.is_bare(Symbol::new("Base")) && !snapshot.is_bare(Symbol::new("Main.A")));
    let usings = snapshot.usings(Symbol::new("Main.A"), World::MAX);
    assert_eq!(usings, [Symbol::new("Base"), Symbol::new("Core")]);
}

#[test]
fn methods_may_be_added_to_what_was_imported_by_name_and_to_types() {
    let definitions = session(&[]);
    constant(&definitions, "Base.sum", 3);
    definitions.define_type(at("Base.Some"), core().int64).expect("it is new");
    export(&definitions, "Base", &["sum", "Some"]);
    let owner = |name: &str| definitions.owner_for_method(at(name)).map_err(|it| it.to_string());
    // Not used so far: the definition makes a function of its own.
    assert_eq!(owner("Main.sum"), Ok(at("Main.sum")));
    definitions.note_use(at("Main.sum"));
    assert_eq!(
        owner("Main.sum"),
        Err("invalid method definition in Main: function Base.sum must be explicitly imported to \
             be extended"
            .to_owned())
    );
    definitions.note_use(at("Main.Some"));
    assert_eq!(owner("Main.Some"), Ok(at("Base.Some")));
    import(&definitions, "Main.sum", "Base.sum", ImportKind::Import);
    assert_eq!(owner("Main.sum"), Ok(at("Base.sum")));
}

#[test]
fn constants_may_be_given_another_value_of_their_type_only() {
    let definitions = session(&[]);
    let define = |name: &str, value: Value| match definitions.define_const(at(name), value) {
        Ok(None) => "nothing".to_owned(),
        Ok(Some(change)) => change.warning().unwrap_or_else(|| "defined".to_owned()),
        Err(error) => error.to_string(),
    };
    assert_eq!(define("Main.x", int(1)), "defined");
    assert_eq!(define("Main.x", int(1)), "nothing");
    assert_eq!(
        define("Main.x", int(2)),
        "WARNING: redefinition of constant Main.x. This may fail, cause incorrect answers, or \
         produce other errors."
    );
    assert_eq!(define("Main.x", Value::float64(2.0)), "invalid redefinition of constant Main.x");
    assert_eq!(define("Main.T", Value::of_type(core().int64)), "defined");
    assert_eq!(
        define("Main.T", Value::of_type(core().int32)),
        "invalid redefinition of constant Main.T"
    );
    definitions.declare_global(at("Main.v"), None).expect("it is new");
    assert_eq!(define("Main.v", int(1)), "defined");
    definitions.assign_global(at("Main.w"), int(1)).expect("it is new");
    assert_eq!(define("Main.w", int(1)), "cannot declare Main.w constant; it already has a value");
}

#[test]
fn a_module_that_is_made_again_has_none_of_the_old_names() {
    let definitions = session(&["A"]);
    constant(&definitions, "Main.A.x", 1);
    export(&definitions, "Main.A", &["x"]);
    using(&definitions, "Main", "Main.A");
    let before = definitions.world();
    assert_eq!(make(&definitions, "A"), ["WARNING: replacing module A."]);
    assert_eq!(now(&definitions, "Main.A.x"), "undefined");
    assert_eq!(now(&definitions, "Main.x"), "undefined");
    let old = definitions.snapshot().binding(at("Main.x"), before).result;
    assert_eq!(old, Binding::Const(int(1)));
    constant(&definitions, "Main.n", 1);
    let again = definitions.new_module(Symbol::new("Main.n"), Symbol::new("Main"), false);
    assert_eq!(
        again.map_err(|it| it.to_string()),
        Err("invalid redefinition of constant n".into())
    );
}

#[test]
fn a_ring_of_modules_and_a_long_chain_end() {
    let definitions = session(&["A", "B"]);
    using(&definitions, "Main.A", "Main.B");
    using(&definitions, "Main.B", "Main.A");
    export(&definitions, "Main.A", &["x"]);
    export(&definitions, "Main.B", &["x"]);
    assert_eq!(now(&definitions, "Main.A.x"), "undefined");
    constant(&definitions, "Main.B.x", 1);
    assert_eq!(now(&definitions, "Main.A.x"), "1");
    for at in 0..2000 {
        make(&definitions, &format!("M{at}"));
        export(&definitions, &format!("Main.M{at}"), &["deep"]);
        if at > 0 {
            using(&definitions, &format!("Main.M{at}"), &format!("Main.M{}", at - 1));
        }
    }
    constant(&definitions, "Main.M0.deep", 5);
    assert_eq!(now(&definitions, "Main.M100.deep"), "5");
    assert_eq!(now(&definitions, "Main.M1999.deep"), "undefined");
}

/// A step of a random script; what it changes, if anything.
fn step(definitions: &Definitions, random: &mut u64) -> Vec<Change> {
    let mut pick = |n: u64| {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        *random % n
    };
    const MODULES: [&str; 5] = ["Base", "Main", "Main.A", "Main.B", "Main.C"];
    const NAMES: [&str; 3] = ["x", "y", "z"];
    let module = |at: u64| Symbol::new(MODULES[at as usize]);
    let (a, b) = (module(pick(5)), module(pick(5)));
    let (m, n) = (Symbol::new(NAMES[pick(3) as usize]), Symbol::new(NAMES[pick(3) as usize]));
    let (here, there) = (GlobalRef { module: a, name: m }, GlobalRef { module: b, name: n });
    let change = match pick(13) {
        0..3 => definitions.define_const(here, int(pick(3) as i64)).unwrap_or(None),
        3..5 => definitions.declare_global(here, None).unwrap_or(None),
        5 => definitions.assign_global(here, int(1)).map_or(None, |it| it.1),
        6 => definitions.using(a, b).expect("they are there").change,
        7..9 => definitions.import(here, there, ImportKind::Using).expect("they are there").change,
        9..11 => definitions.export(a, &[m]).expect("it is there"),
        11 => {
            definitions.note_use(here);
            None
        }
        _ if a.as_str() == "Main.C" && pick(4) == 0 => {
            definitions.new_module(a, Symbol::new("Main"), true).expect("its name is taken").change
        }
        _ => None,
    };
    change.into_iter().collect()
}

/// Every name of every module.
fn questions() -> Vec<GlobalRef> {
    let modules = ["Base", "Main", "Main.A", "Main.B", "Main.C"];
    let names = ["x", "y", "z", "A", "Base"];
    modules.iter().flat_map(|it| names.iter().map(|name| GlobalRef::new(it, name))).collect()
}

#[test]
fn answers_hold_for_their_ranges_and_nothing_else_is_invalidated() {
    let (mut checked, mut changed, mut reached) = (0, 0, 0);
    for seed in 1..60_u64 {
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let definitions = session(&["A", "B", "C"]);
        let mut said: Vec<(GlobalRef, World, Binding)> = Vec::new();
        for _ in 0..60 {
            let before = definitions.snapshot();
            let world = before.world();
            let logs: Vec<_> = questions()
                .into_iter()
                .map(|global| {
                    let log = EdgeLog::new();
                    let answer = Lookup::new(&before, world, &log).binding(global);
                    said.push((global, world, answer));
                    (global, answer, log)
                })
                .collect();
            for change in step(&definitions, &mut random) {
                let after = definitions.snapshot();
                let Reached::Shards(shards) = change.reached() else {
                    panic!("changes of names know whom they reach")
                };
                for (global, answer, log) in &logs {
                    let differs = after.binding(*global, change.world).result != *answer;
                    let closed = log.edges().iter().any(|edge| {
                        shards.contains(&Shard::of(&edge.dependency))
                            && change.touches(&edge.dependency)
                            && !edge
                                .dependency
                                .still_holds(&after, world, change.world)
                                .expect("names are no types")
                    });
                    assert_eq!(closed, differs, "seed {seed}: {change}: {global}");
                    assert!(!differs || !log.range().is_open() || log.range().contains(world));
                    changed += usize::from(differs);
                    reached +=
                        usize::from(log.edges().iter().any(|it| change.touches(&it.dependency)));
                }
            }
        }
        let snapshot = definitions.snapshot();
        for (global, world, answer) in &said {
            let again = snapshot.binding(*global, *world);
            assert_eq!(again.result, *answer, "seed {seed}: {global} in {world}");
            assert!(again.range.contains(*world));
            checked += 1;
        }
        for global in questions() {
            for world in 1..=snapshot.world().0 {
                let answer = snapshot.binding(global, World(world));
                for other in 1..=snapshot.world().0 {
                    if answer.range.contains(World(other)) {
                        assert_eq!(
                            snapshot.binding(global, World(other)).result,
                            answer.result,
                            "seed {seed}: {global} in w{world} and w{other}"
                        );
                    }
                }
            }
        }
    }
    println!("{checked} answers asked again, {changed} of {reached} that were reached differ");
    assert!(changed > 500);
}
