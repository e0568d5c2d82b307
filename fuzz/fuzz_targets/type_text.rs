//! Any text: reading it as a type or as definitions never panics, and what is read prints and
//! reads back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use overdub_types::{CoreScope, Names, Type};

fuzz_target!(|text: &str| {
    if let Ok(t) = Type::parse(text, &CoreScope) {
        let printed = t.to_string();
        let again = Type::parse(&printed, &CoreScope);
        assert!(again.as_ref() == Ok(&t), "{text} prints {printed}: {again:?}");
    }
    let _ = Names::new().define_all("Main".into(), text);
});
