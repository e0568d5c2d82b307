//! Bodies survive being statements.
use overdub_ir::{
    Stage,
    arbitrary::{self, Plan},
    verify,
};
use overdub_syntax::Statements;
use proptest::prelude::*;

proptest! {
    #[test]
    fn statements_of_a_lowered_body_are_a_body_that_verifies(
        numbers in prop::collection::vec(any::<u32>(), 0..400),
        n_blocks in 1_usize..8,
    ) {
        let body = arbitrary::body(&mut Plan::new(numbers), n_blocks, Stage::Lowered);
        prop_assume!(verify(&body).is_empty());
        let statements = Statements::of(&body, &[]);
        let again = statements.body(body.header.clone(), None);
        let again = again.map_err(|it| TestCaseError::fail(format!("{it}\n{body}\n{statements:#?}")))?;
        let faults = verify(&again);
        prop_assert!(faults.is_empty(), "{faults:?}\n{body}\n{again}");
        // What was read back reads back as the same.
        let statements = Statements::of(&again, &[]);
        let third = statements.body(body.header, None);
        let third = third.map_err(|it| TestCaseError::fail(it.to_string()))?;
        prop_assert!(verify(&third).is_empty());
    }
}
