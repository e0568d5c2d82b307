//! No method of the library reads a name that nothing defines: a function of the host that is not offered, a helper
//! that was renamed.

use overdub::{Captured, Config, base};

#[test]
fn methods_of_the_library_read_names_that_exist() {
    let session = base::session(Box::new(Captured::new()), Config::default());
    let session = session.unwrap_or_else(|error| panic!("the library loads: {error}"));
    let names = session.undefined_names("Base").unwrap_or_default();
    assert!(names.is_empty(), "nothing defines\n{}", names.join("\n"));
}
