//! What only the inside shows.

use super::{Extent, parse_one};

#[test]
fn a_statement_is_read() {
    let (ast, end) = parse_one("x + 1", 0, Extent::Statement, "none");
    assert!(ast.is("call"));
    assert_eq!(end, 5);
}
