//! Definitions are shared by threads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use overdub_types::{Type, core};
use overdub_world::{
    Change, Definitions, Dependency, Edge, Found, MethodDef, MethodInstance, Snapshot, Source,
    TableId,
};

const fn is_shared_by_threads<T: Send + Sync>() {}

const _: () = {
    is_shared_by_threads::<Definitions>();
    is_shared_by_threads::<Snapshot>();
    is_shared_by_threads::<Change>();
    is_shared_by_threads::<Dependency>();
    is_shared_by_threads::<Edge>();
    is_shared_by_threads::<MethodInstance>();
};

#[test]
fn readers_see_whole_worlds_while_a_writer_defines() {
    let definitions = Definitions::new();
    let done = AtomicBool::new(false);
    let f = Type::function("Main", "f");
    let sig = |args: &[Type]| Type::tuple(&[&[f], args].concat()).expect("a tuple type");
    let call = sig(&[core().int64]);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut reads = 0_u64;
                while !done.load(Ordering::Acquire) || reads == 0 {
                    let snapshot = definitions.snapshot();
                    let world = snapshot.world();
                    let answer = snapshot.find(TableId::ORDINARY, call, world);
                    let answer = answer.expect("small types");
                    assert!(answer.range.contains(world));
                    if let Found::One(found) = answer.result {
                        assert!(found.method.world() <= world);
                    }
                    reads += 1;
                }
            });
        }
        for at in 0..2_000 {
            let args = [core().integer, core().int64, core().signed];
            let def = MethodDef::new(sig(&[args[at % 3]]), Source::Missing);
            definitions.define_method(TableId::ORDINARY, def).expect("the signature is right");
        }
        done.store(true, Ordering::Release);
    });
    assert_eq!(definitions.world().0, 2_001);
}
