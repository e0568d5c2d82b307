//! Stacks are interned by content and bounded.

use super::*;

fn contexts(numbers: &[u32]) -> Vec<ContextId> {
    numbers.iter().map(|it| ContextId::new(*it)).collect()
}

#[test]
fn equal_stacks_have_equal_numbers() {
    let stacks = Stacks::new();
    let ab = stacks.intern(&contexts(&[0, 1])).unwrap();
    let a = stacks.intern(&contexts(&[0])).unwrap();
    assert_eq!(stacks.push(a, ContextId::new(1)).unwrap(), ab);
    assert_eq!(stacks.outer(ab, 1), a);
    assert_eq!(stacks.outer(ab, 0), StackId::EMPTY);
    assert_eq!(stacks.outer(ab, 9), ab);
    assert_ne!(stacks.intern(&contexts(&[1, 0])).unwrap(), ab);
}

#[test]
fn removal_leaves_a_subsequence() {
    let stacks = Stacks::new();
    let abc = stacks.intern(&contexts(&[0, 1, 2])).unwrap();
    let ac = stacks.intern(&contexts(&[0, 2])).unwrap();
    assert_eq!(stacks.without(abc, |depth| depth == 1), ac);
    assert_eq!(stacks.without(abc, |_| false), abc);
    assert_eq!(stacks.without(abc, |_| true), StackId::EMPTY);
}

#[test]
fn the_thirty_third_context_is_an_error_with_a_code() {
    let stacks = Stacks::new();
    let mut stack = StackId::EMPTY;
    for _ in 0..MAX_DEPTH {
        stack = stacks.push(stack, ContextId::new(7)).unwrap();
    }
    let error = stacks.push(stack, ContextId::new(7)).unwrap_err();
    assert_eq!(error.code(), "context-stack-too-deep");
    assert_eq!(stacks.stack(stack).depth(), MAX_DEPTH);
}

#[test]
fn threads_that_intern_the_same_stacks_agree() {
    let stacks = Stacks::new();
    let ids: Vec<Vec<StackId>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    (0..64).map(|i| stacks.intern(&contexts(&[i % 8, i / 8])).unwrap()).collect()
                })
            })
            .collect();
        workers.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(ids.windows(2).all(|it| it[0] == it[1]));
}
