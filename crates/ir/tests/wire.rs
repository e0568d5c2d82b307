//! Bodies survive being plain data.
use overdub_ir::{
    Body, Flow, Stage,
    arbitrary::{self, Plan},
    verify,
    wire::WireBody,
};
use overdub_types::wire::{Reader, Writer};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_body_that_was_written_and_read_is_written_the_same(
        numbers in proptest::collection::vec(any::<u32>(), 20..300),
        n_blocks in 1..12_usize,
    ) {
        let body = arbitrary::body(&mut Plan::new(numbers), n_blocks, Stage::Lowered);
        let mut writer = Writer::new();
        let bytes = postcard::to_stdvec(&WireBody::of(&body, &mut writer)).expect("it is plain data");
        let wire: WireBody = postcard::from_bytes(&bytes).expect("it was written just now");
        let again = wire.read(&Reader::new(writer.tables()));
        prop_assert!(verify(&again).is_empty(), "{body}\n{again}");
        prop_assert_eq!(&again.header, &body.header);
        let mut second = Writer::new();
        let twice = postcard::to_stdvec(&WireBody::of(&again, &mut second)).expect("it is plain data");
        prop_assert_eq!(bytes, twice, "{}\n{}", body, again);
    }

    #[test]
    fn a_typed_body_keeps_what_is_known_of_it(
        numbers in proptest::collection::vec(any::<u32>(), 20..300),
        n_blocks in 1..12_usize,
        is_optimized: bool,
    ) {
        let stage = if is_optimized { Stage::Optimized } else { Stage::Typed };
        let mut body = arbitrary::body(&mut Plan::new(numbers), n_blocks, stage);
        prop_assume!(body.carried().is_empty());
        // Contexts have no names in such a body.
        body.header.stack.clear();
        let again = |body: &Body| {
            let mut writer = Writer::new();
            let wire = WireBody::of(body, &mut writer);
            let bytes = postcard::to_stdvec(&wire).expect("it is plain data");
            let wire: WireBody = postcard::from_bytes(&bytes).expect("it was written just now");
            wire.read(&Reader::new(writer.tables()))
        };
        // The first time leaves out what nothing reaches and numbers the rest.
        let once = again(&body);
        prop_assert_eq!(&once.header, &body.header);
        prop_assert_eq!(once.to_string(), again(&once).to_string());
        let known = |body: &Body| body.scopes().count();
        prop_assert_eq!(known(&once), known(&body));
        let calls = |body: &Body| {
            let ops = body.all_insts().filter_map(|it| body.call(it));
            let mut kept: Vec<_> = ops.map(|it| (it.mark, it.became, it.args.len())).collect();
            kept.sort_by_key(|it| format!("{it:?}"));
            kept
        };
        // A body without unreachable blocks keeps all of its calls and types.
        if Flow::of(&body).reverse_post_order().len() == body.blocks().count() {
            prop_assert_eq!(calls(&once), calls(&body));
            let types = |body: &Body| {
                let values = body.all_insts().flat_map(|it| body.results(it).to_vec());
                let mut types: Vec<String> =
                    values.map(|it| format!("{:?}", body.value_type(it))).collect();
                types.sort();
                types
            };
            prop_assert_eq!(types(&once), types(&body));
        }
    }
}
