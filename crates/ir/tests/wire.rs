//! Bodies survive being plain data.
use overdub_ir::{
    Stage,
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
}
