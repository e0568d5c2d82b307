//! Ages: worlds as the language counts them.

use overdub_types::{Symbol, Type, core};
use overdub_world::{Definitions, MethodDef, Source, TableId, World};

#[test]
fn only_a_change_of_methods_makes_a_world_older() {
    let definitions = Definitions::new();
    let f = Type::function(Symbol::new("Main"), Symbol::new("f"));
    let define = || {
        let sig = Type::tuple(&[f, core().integer]).expect("two types make a tuple type");
        let def = MethodDef::new(sig, Source::Missing);
        definitions.define_method(TableId::ORDINARY, def).expect("the signature is whole");
    };
    define();
    definitions.offer_host(Symbol::new("host"), Type::any());
    define();

    let snapshot = definitions.snapshot();
    assert_eq!([1, 2, 3, 4].map(|it| snapshot.age(World(it))), [1, 2, 2, 3]);
    assert_eq!([1, 2, 3].map(|it| snapshot.world_of_age(it)), [World(1), World(3), World(4)]);
    assert_eq!(snapshot.world_of_age(5), World(6), "an age to come");
}
