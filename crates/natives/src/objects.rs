//! Objects field by field, whatever their constructors and constant fields: for copies.

use crate::given::Given;
use overdub_engine::{Session, Type, Value};
use overdub_types::core;
use overdub_values::ValueError;

/// Offers the functions of this area.
pub(crate) fn offer(session: &mut Session) {
    let any = Type::any();
    session.offer("new_object", any, |scope, args| {
        let ty = Given::new("new_object", args).ty(scope, 0)?;
        let made = scope.heap().new_struct(ty, args.get(1..).unwrap_or_default());
        made.map_err(|error| scope.exception(error))
    });
    session.offer("shallow_copy", any, |scope, args| {
        let value = Given::new("shallow_copy", args).value(0);
        let heap = scope.heap();
        let mut fields = Vec::new();
        let mut roots = Vec::new();
        for index in 0..heap.field_count(value) {
            if !heap.is_field_defined(value, index) {
                break;
            }
            match heap.field(value, index) {
                Ok(field) => {
                    roots.push(heap.root(field));
                    fields.push(field);
                }
                Err(error) => return Err(scope.exception(error)),
            }
        }
        let made = heap.new_struct(value.ty(), &fields);
        drop(roots);
        made.map_err(|error| scope.exception(error))
    });
    session.offer("put_field", core().nothing, |scope, args| {
        let given = Given::new("put_field", args);
        let index = given.size(scope, 1)?;
        let (target, value) = (given.value(0), given.value(2));
        let put = match index.checked_sub(1) {
            Some(index) => scope.heap().set_field(target, index, value),
            None => Err(ValueError::Bounds { collection: target, index: 0 }),
        };
        put.map_err(|error| scope.exception(error))?;
        Ok(Value::nothing())
    });
    departures(session);
}

/// References that do not keep what they refer to, and what is to be done when objects go.
fn departures(session: &mut Session) {
    let any = Type::any();
    let nothing = core().nothing;
    session.offer("reference_put", nothing, |scope, args| {
        let given = Given::new("reference_put", args);
        scope.heap().set_reference(given.value(0), given.value(1));
        Ok(Value::nothing())
    });
    session.offer("reference_get", any, |scope, args| {
        let holder = Given::new("reference_get", args).value(0);
        Ok(scope.heap().reference(holder).unwrap_or_else(Value::nothing))
    });
    session.offer("references_lost", core().int64, |scope, _| {
        Ok(Value::int64(scope.heap().lost_references().cast_signed()))
    });
    session.offer("watch", nothing, |scope, args| {
        let given = Given::new("watch", args);
        scope.heap().watch(given.value(0), given.value(1));
        Ok(Value::nothing())
    });
    session.offer("watched", any, |scope, args| {
        let object = Given::new("watched", args).value(0);
        Ok(scope.heap().watched(object).unwrap_or_else(Value::nothing))
    });
    session.offer("unwatch", any, |scope, args| {
        let object = Given::new("unwatch", args).value(0);
        Ok(scope.heap().unwatch(object).unwrap_or_else(Value::nothing))
    });
    session.offer("take_gone", any, |scope, _| {
        let Some((object, errand)) = scope.heap().take_gone() else { return Ok(Value::nothing()) };
        let heap = scope.heap();
        let _kept = (heap.root(object), heap.root(errand));
        heap.tuple(&[object, errand]).map_err(|error| scope.exception(error))
    });
    session.offer("depart_all", core().bool, |scope, _| Ok(Value::bool(scope.heap().depart_all())));
}
