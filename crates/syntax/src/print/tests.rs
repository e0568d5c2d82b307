//! Texts of expressions, as Julia 1.11 writes them.

use super::{print, show};
use crate::{Extent, parse_one};

fn printed(text: &str) -> String {
    print(&parse_one(text, 0, Extent::Statement, "string").0)
}

fn shown(text: &str) -> String {
    show(&parse_one(text, 0, Extent::Statement, "string").0)
}

#[test]
fn operators_have_spaces_and_the_parentheses_they_need() {
    for text in [
        "x + 1",
        "a = b",
        "(a + b) * c",
        "a + b * c",
        "-((a + b))",
        "-(a * b)",
        "-x",
        "2x",
        "a:b:c",
        "x ^ 2",
        "(-1) ^ 2",
        "a && b || c",
        "a < b <= c",
        "f(x, y; z = 1)",
        "a[i, end]",
        "T{X, Y}",
        "f.(x, y)",
        "a.b.c",
        "x::Int",
        "f(x...)",
        "[1, 2, 3]",
        "[1 2; 3 4]",
        "(a, b)",
        "(a,)",
        "(; a = 1)",
        "[x for x = 1:3 if x > 1]",
        "a where T",
        "Vector{T} where T <: Real",
        "!x",
        "a => b",
        ":a",
        "x'",
        "\"a$(x)b\"",
        "r\"a\\\"b\"i",
        "using A: b as c, d",
        "import ..A.B",
        "export a, @b",
        "a += 1",
        "x .+ y",
        "return x",
        "global x, y",
    ] {
        assert_eq!(printed(text), text);
    }
}

#[test]
fn shown_expressions_are_quoted() {
    assert_eq!(shown("x + 1"), ":(x + 1)");
    assert_eq!(shown(":a"), ":(:a)");
    assert_eq!(
        shown("x -> x + 1"),
        ":(x->begin\n          #= string:1 =#\n          x + 1\n      end)"
    );
    assert_eq!(shown("begin\nx\nend"), "quote\n    #= string:2 =#\n    x\nend");
}

#[test]
fn blocks_are_indented() {
    assert_eq!(printed("x -> x + 1"), "x->begin\n        #= string:1 =#\n        x + 1\n    end");
    assert_eq!(
        printed("if a\nb\nelseif c\nd\nelse\ne\nend"),
        "if a\n    #= string:2 =#\n    b\nelseif #= string:3 =# c\n    #= string:4 =#\n    d\nelse\n    \
         #= string:6 =#\n    e\nend"
    );
    assert_eq!(
        printed("function f(x)\nreturn x\nend"),
        "function f(x)\n    #= string:1 =#\n    #= string:2 =#\n    return x\nend"
    );
    assert_eq!(printed("@m a b"), "#= string:1 =# @m a b");
}
