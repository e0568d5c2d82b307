//! Editing: what a cursor visits, where things land, what happens to uses.
#![allow(
    clippy::unwrap_used,
    reason = "`allow-unwrap-in-tests` does not reach the helpers of tests"
)]

use overdub_diag::Sources;
use overdub_ir::{
    BlockArg, Body, Call, Cursor, Literal, Op, render_faults,
    text::{Names, parse_body, print_body},
    verify,
};

fn body(text: &str) -> Body {
    let mut sources = Sources::new();
    let id = sources.add("test", format!("body \"f\" {{\n{text}}}\n"));
    parse_body(&sources, id, &Names::open()).unwrap().0
}

#[track_caller]
fn expect(found: &Body, text: &str) {
    let faults = verify(found);
    assert!(faults.is_empty(), "{}", render_faults(found, &faults));
    assert_eq!(print_body(found), format!("body \"f\" {{\n{text}}}\n"));
}

#[test]
fn what_is_inserted_is_not_visited() {
    let mut b = body("block0(%0):\n  %1 = call f(%0)\n  %2 = call g(%1)\n  return %2\n");
    let mut cursor = Cursor::new(&mut b);
    let log = cursor.constant(Literal::symbol("log"));
    let mut n = 0;
    while let Some(inst) = cursor.next() {
        if let Some(call) = cursor.body().call(inst).cloned() {
            n += 1;
            cursor.call(log, &[call.callee]);
            cursor.insert_after(Op::Call(Call::new(log, [call.args[0].value])));
            let result = cursor.body().result(inst).unwrap();
            cursor.insert_after(Op::Call(Call::new(log, [result])));
        }
    }
    assert_eq!(n, 2);
    drop(cursor);
    expect(
        &b,
        "block0(%0):\n  %1 = call :log(f)\n  %2 = call f(%0)\n  %3 = call :log(%0)\n  %4 = call :log(%2)\n  \
         %5 = call :log(g)\n  %6 = call g(%2)\n  %7 = call :log(%2)\n  %8 = call :log(%6)\n  return %6\n",
    );
}

#[test]
fn a_value_can_take_the_place_of_an_instruction() {
    let mut b = body(
        "block0(%0):\n  %1 = call f(%0)\n  call g(%1) -> block1(result, %1) unwind block2(exception)\n\
         block1(%2, %3):\n  %4 = call h(%2, %3)\n  return %4\nblock2(%5):\n  return %5\n",
    );
    let mut cursor = Cursor::new(&mut b);
    let one = cursor.constant(Literal::int64(1));
    while let Some(inst) = cursor.next() {
        let callee = cursor.body().call(inst).map(|it| it.callee);
        let name = callee.and_then(|it| cursor.body().literal(it)).map(ToString::to_string);
        if matches!(name.as_deref(), Some("f" | "g")) {
            cursor.replace_with(one);
        }
    }
    drop(cursor);
    expect(
        &b,
        "block0(%0):\n  jump block1(1, 1)\nblock1(%1, %2):\n  %3 = call h(%1, %2)\n  return %3\nblock2(%4):\n  return %4\n",
    );
}

#[test]
fn splitting_moves_the_rest_and_keeps_the_walk() {
    let mut b = body("block0(%0):\n  %1 = call f(%0)\n  %2 = call g(%1)\n  return %2\n");
    let mut cursor = Cursor::new(&mut b);
    let mut visited = 0;
    while let Some(inst) = cursor.next() {
        visited += 1;
        if cursor.body().call(inst).is_some() {
            cursor.split_block();
        }
    }
    assert_eq!(visited, 3);
    drop(cursor);
    expect(
        &b,
        "block0(%0):\n  jump block1\nblock1:\n  %1 = call f(%0)\n  jump block2\nblock2:\n  %2 = call g(%1)\n  return %2\n",
    );
}

#[test]
fn landing_puts_code_right_behind_an_instruction_with_edges() {
    let mut b = body(
        "block0(%0):\n  call f(%0) -> block1(result, %0) unwind block2(exception)\n\
         block1(%1, %2):\n  return %1\nblock2(%3):\n  return %3\n",
    );
    let mut cursor = Cursor::new(&mut b);
    let inst = cursor.next().unwrap();
    let (landing, results) = cursor.land();
    cursor.goto_start(landing);
    let log = cursor.constant(Literal::symbol("log"));
    cursor.call(log, &results);
    assert_ne!(cursor.current(), Some(inst));
    drop(cursor);
    expect(
        &b,
        "block0(%0):\n  call f(%0) -> block1(result) unwind block3(exception)\nblock1(%1):\n  %2 = call :log(%1)\n  \
         jump block2(%1, %0)\nblock2(%3, %4):\n  return %3\nblock3(%5):\n  return %5\n",
    );
}

#[test]
fn blocks_get_parameters_and_edges_other_targets() {
    let mut b = body(
        "block0(%0):\n  branch %0, block1, block1\nblock1:\n  jump block2\nblock2:\n  return %0\nblock3:\n  return nothing\n",
    );
    let blocks: Vec<_> = b.blocks().collect();
    let mut cursor = Cursor::new(&mut b);
    let nothing = cursor.constant(Literal::nothing());
    cursor.add_block_param(blocks[1], |_| BlockArg::Value(nothing));
    cursor.goto_start(blocks[1]);
    let jump = cursor.current().unwrap();
    cursor.redirect(jump, blocks[2], blocks[3]);
    drop(cursor);
    expect(
        &b,
        "block0(%0):\n  branch %0, block1(nothing), block1(nothing)\nblock1(%1):\n  jump block3\nblock2:\n  return %0\n\
         block3:\n  return nothing\n",
    );
}

#[test]
fn removing_leaves_the_cursor_before_what_follows() {
    let mut b = body("block0(%0):\n  %1 = call f(%0)\n  global Main.x = %0\n  return %0\n");
    let mut cursor = Cursor::new(&mut b);
    cursor.next().unwrap();
    cursor.remove();
    assert!(cursor.current().is_none());
    let nothing = cursor.constant(Literal::nothing());
    cursor.call(nothing, &[]);
    let write = cursor.next().unwrap();
    assert!(matches!(cursor.body().inst(write).op, Op::GlobalWrite(..)));
    drop(cursor);
    expect(&b, "block0(%0):\n  %1 = call nothing()\n  global Main.x = %0\n  return %0\n");
}
