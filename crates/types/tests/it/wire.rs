//! Types survive being plain data.

use crate::corpus::{names, table};
use overdub_types::{
    Field, Type, TypeDef, core,
    wire::{Reader, Tables, Writer},
};

#[test]
fn types_are_the_same_after_being_written_and_read() {
    let names = names();
    let mut types: Vec<Type> = table("menagerie.tsv")
        .rows()
        .map(|it| Type::parse(it.cell("type"), &names).unwrap())
        .collect();
    types.extend(core().all().map(|(_, ty)| ty));
    let list = TypeDef::new("Main", "WireList").mutable();
    let this = list.self_type();
    types.push(list.field(Field::new("next", this)).define().unwrap().wrapper());
    types.push(Type::function("Main.Sub", "f"));

    let mut writer = Writer::new();
    let numbers: Vec<_> = types.iter().map(|it| writer.ty(*it)).collect();
    let again: Vec<_> = types.iter().map(|it| writer.ty(*it)).collect();
    assert_eq!(numbers, again);
    let bytes = postcard::to_stdvec(&writer.tables()).unwrap();
    let tables: Tables<'_> = postcard::from_bytes(&bytes).unwrap();
    let reader = Reader::new(tables);
    for (ty, number) in types.iter().zip(numbers) {
        assert!(reader.ty(number).is_same_spelling(*ty), "{ty} came back as {}", reader.ty(number));
    }
}
