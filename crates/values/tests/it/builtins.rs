//! Built-in functions that need no runtime.

use crate::support::{node_type, stressed, struct_type, tuple_of, vector_of};
use overdub_types::{Type, core};
use overdub_values::{Builtin, Heap, Value, ValueError, memory_type, repr};

fn call(heap: &mut Heap, name: &str, args: &[Value]) -> Value {
    Builtin::from_name(name).unwrap().call(heap, args).unwrap()
}

/// What the call throws, as `show` writes it.
fn thrown(heap: &mut Heap, name: &str, args: &[Value]) -> String {
    let error = Builtin::from_name(name).unwrap().call(heap, args).unwrap_err();
    let exception = heap.exception(&error);
    repr(exception)
}

#[test]
fn names_and_types_are_consistent() {
    for builtin in Builtin::ALL {
        assert_eq!(Builtin::from_name(builtin.name()), Some(*builtin));
        assert_eq!(Builtin::from_type(builtin.ty()), Some(*builtin));
        let path = overdub_types::Symbol::new(builtin.name());
        assert!(core().function_named(&[path]).is_some(), "{builtin} is unknown to the reader");
    }
}

#[test]
fn questions_about_values_and_types() {
    let heap = &mut stressed();
    let (int, one) = (Value::of_type(core().int64), Value::int64(1));
    let real = Value::of_type(core().real);
    assert_eq!(call(heap, "typeof", &[one]).as_type(), Some(core().int64));
    assert_eq!(call(heap, "===", &[one, Value::int64(1)]).as_bool(), Some(true));
    assert_eq!(call(heap, "isa", &[one, int]).as_bool(), Some(true));
    assert_eq!(call(heap, "typeassert", &[one, int]).as_i64(), Some(1));
    assert_eq!(
        thrown(heap, "typeassert", &[Value::symbol("x"), int]),
        "TypeError(:typeassert, \"\", Int64, :x)"
    );
    assert_eq!(thrown(heap, "isa", &[one, one]), "TypeError(:isa, \"\", Type, 1)");
    assert_eq!(
        thrown(heap, "isa", &[one]),
        "ArgumentError(\"isa: too few arguments (expected 2)\")"
    );
    assert_eq!(call(heap, "<:", &[int, int]).as_bool(), Some(true));
    assert_eq!(call(heap, "ifelse", &[Value::bool(false), one, int]).as_type(), Some(core().int64));
    assert_eq!(thrown(heap, "ifelse", &[one, one, one]), "TypeError(:ifelse, \"\", Bool, 1)");
    assert_eq!(call(heap, "sizeof", &[int]).as_i64(), Some(8));
    let text = heap.string("abc").unwrap();
    assert_eq!(call(heap, "sizeof", &[text]).as_i64(), Some(3));
    assert_eq!(
        thrown(heap, "sizeof", &[real]),
        "ErrorException(\"Abstract type Real does not have a definite size.\")"
    );
}

#[test]
fn fields_by_name_and_index() {
    let heap = &mut stressed();
    let ty = struct_type("Point", &[("x", core().int64), ("y", core().float64)]);
    let point = heap.new_struct(ty, &[Value::int64(1), Value::float64(2.0)]).unwrap();
    let _point = heap.root(point);
    assert_eq!(call(heap, "getfield", &[point, Value::symbol("y")]).as_f64(), Some(2.0));
    assert_eq!(
        call(heap, "getfield", &[point, Value::int64(1), Value::bool(false)]).as_i64(),
        Some(1)
    );
    assert_eq!(call(heap, "nfields", &[point]).as_i64(), Some(2));
    assert_eq!(
        thrown(heap, "getfield", &[point, Value::symbol("z")]),
        "ErrorException(\"type Point has no field z\")"
    );
    assert_eq!(
        thrown(heap, "getfield", &[point, Value::int64(3)]),
        "BoundsError(Point(1, 2.0), 3)"
    );
    assert_eq!(
        thrown(heap, "setfield!", &[point, Value::symbol("x"), Value::int64(3)]),
        "ErrorException(\"setfield!: immutable struct of type Point cannot be changed\")"
    );
    let node = heap.new_struct(node_type(), &[Value::int64(1)]).unwrap();
    let _node = heap.root(node);
    assert_eq!(call(heap, "isdefined", &[node, Value::symbol("a")]).as_bool(), Some(false));
    assert_eq!(thrown(heap, "getfield", &[node, Value::symbol("a")]), "UndefRefError()");
    call(heap, "setfield!", &[node, Value::symbol("a"), point]);
    assert_eq!(call(heap, "isdefined", &[node, Value::int64(2)]).as_bool(), Some(true));
    let before = call(heap, "swapfield!", &[node, Value::symbol("a"), Value::nothing()]);
    assert_eq!(repr(before), "Point(1, 2.0)");
    let replaced =
        call(heap, "replacefield!", &[node, Value::symbol("x"), Value::int64(1), Value::int64(5)]);
    assert_eq!(repr(replaced), "(old = 1, success = true)");
    let once = [node, Value::symbol("b"), Value::int64(9)];
    assert_eq!(call(heap, "setfieldonce!", &once).as_bool(), Some(true));
    assert_eq!(call(heap, "setfieldonce!", &once).as_bool(), Some(false));
    let wrong = thrown(heap, "setfield!", &[node, Value::symbol("x"), Value::float64(1.0)]);
    assert_eq!(wrong, "TypeError(:setfield!, \"\", Int64, 1.0)");
}

#[test]
fn types_show_their_parts() {
    let heap = &mut stressed();
    let vector = Value::of_type(vector_of(core().int64));
    let parameters = call(heap, "getfield", &[vector, Value::symbol("parameters")]);
    assert_eq!(repr(parameters), "(Int64, 1)");
    let array = Value::of_type(core().array);
    let var = call(heap, "getfield", &[array, Value::symbol("var")]);
    assert_eq!(repr(call(heap, "getfield", &[var, Value::symbol("name")])), ":T");
    let supertype = call(heap, "getfield", &[Value::of_type(core().int64), Value::symbol("super")]);
    assert_eq!(supertype.as_type(), Some(core().signed));
    let ty = struct_type("Typed", &[("x", core().int64), ("y", core().float64)]);
    let args = [Value::of_type(ty), Value::int64(2)];
    assert_eq!(call(heap, "fieldtype", &args).as_type(), Some(core().float64));
    let tuple = Value::of_type(tuple_of(&[core().int64]));
    assert_eq!(
        thrown(heap, "fieldtype", &[tuple, Value::int64(2)]),
        "BoundsError(Tuple{Int64}, 2)"
    );
}

#[test]
fn types_are_applied_to_values() {
    let heap = &mut stressed();
    let args = [Value::of_type(core().array), Value::of_type(core().float64), Value::int64(1)];
    assert_eq!(call(heap, "apply_type", &args).as_type(), Some(vector_of(core().float64)));
    let args = [Value::of_type(core().any_tuple), Value::of_type(core().int64)];
    assert_eq!(call(heap, "apply_type", &args).as_type(), Some(tuple_of(&[core().int64])));
    let text = heap.string("s").unwrap();
    let error = thrown(heap, "apply_type", &[Value::of_type(core().array), text]);
    assert_eq!(error, "TypeError(:Type, :parameter, Type, \"s\")");
    assert!(thrown(heap, "apply_type", &[Value::int64(1)]).starts_with("TypeError"));
}

#[test]
fn memories_through_references() {
    let heap = &mut stressed();
    let ty = memory_type(core().int64).unwrap();
    let memory = call(heap, "memorynew", &[Value::of_type(ty), Value::int64(3)]);
    let _memory = heap.root(memory);
    let reference = call(heap, "memoryrefnew", &[memory]);
    let _reference = heap.root(reference);
    let order = Value::symbol("not_atomic");
    let check = Value::bool(true);
    for at in 1..=3 {
        let place = call(heap, "memoryrefnew", &[reference, Value::int64(at), check]);
        let _place = heap.root(place);
        call(heap, "memoryrefset!", &[place, Value::int64(10 * at), order, check]);
        assert_eq!(call(heap, "memoryrefoffset", &[place]).as_i64(), Some(at));
        assert_eq!(call(heap, "memoryrefget", &[place, order, check]).as_i64(), Some(10 * at));
    }
    let second = call(heap, "memoryrefnew", &[reference, Value::int64(2)]);
    let _second = heap.root(second);
    let third = call(heap, "memoryrefnew", &[second, Value::int64(2)]);
    assert_eq!(call(heap, "memoryrefget", &[third, order, check]).as_i64(), Some(30));
    assert!(thrown(heap, "memoryrefnew", &[second, Value::int64(3)]).starts_with("BoundsError"));
    assert!(
        thrown(heap, "memoryrefnew", &[reference, Value::int64(-1), Value::bool(false)])
            .starts_with("BoundsError")
    );
    assert_eq!(call(heap, "getfield", &[memory, Value::symbol("length")]).as_i64(), Some(3));
    let error = thrown(heap, "memorynew", &[Value::of_type(ty), Value::int64(-1)]);
    assert!(error.starts_with("ArgumentError"));
    let any = memory_type(Type::any()).unwrap();
    let empty = call(heap, "memorynew", &[Value::of_type(any), Value::int64(1)]);
    let _empty = heap.root(empty);
    let reference = call(heap, "memoryrefnew", &[empty]);
    let _reference = heap.root(reference);
    assert_eq!(
        call(heap, "memoryref_isassigned", &[reference, order, check]).as_bool(),
        Some(false)
    );
    assert_eq!(thrown(heap, "memoryrefget", &[reference, order, check]), "UndefRefError()");
    let forged = [Value::of_type(core().ptr.apply(&[core().nothing]).unwrap()), Value::uint64(7)];
    let forged = overdub_values::Intrinsic::Bitcast.eval(heap, &forged).unwrap();
    let forged = heap.new_struct(reference.ty(), &[forged, empty]).unwrap_err();
    assert!(forged.to_string().contains("outside of its memory"), "{forged}");
}

#[test]
fn the_elements_of_an_array_lie_in_its_memory() {
    let heap = &mut stressed();
    let array = heap.vector(core().int64, &[1, 2, 3].map(Value::int64)).unwrap();
    let _array = heap.root(array);
    let size = |heap: &mut Heap, n: i64| heap.tuple(&[Value::int64(n)]).unwrap();
    let (two, four, negative) = (size(heap, 2), size(heap, 4), size(heap, -1));
    let refused = "larger than its memory";
    for wrong in [four, negative] {
        let set = [array, Value::symbol("size"), wrong];
        assert!(thrown(heap, "setfield!", &set).contains(refused));
        assert!(thrown(heap, "swapfield!", &set).contains(refused));
        let reference = call(heap, "getfield", &[array, Value::symbol("ref")]);
        let _reference = heap.root(reference);
        assert!(heap.new_struct(array.ty(), &[reference, wrong]).is_err());
    }
    call(heap, "setfield!", &[array, Value::symbol("size"), two]);
    let reference = call(heap, "getfield", &[array, Value::symbol("ref")]);
    let _reference = heap.root(reference);
    let second = call(heap, "memoryrefnew", &[reference, Value::int64(2)]);
    let _second = heap.root(second);
    let third = call(heap, "memoryrefnew", &[reference, Value::int64(3)]);
    let _third = heap.root(third);
    call(heap, "setfield!", &[array, Value::symbol("ref"), second]);
    assert!(thrown(heap, "setfield!", &[array, Value::symbol("ref"), third]).contains(refused));
    assert_eq!(heap.array_get(array, 1).unwrap().as_i64(), Some(3));
}

#[test]
fn memories_of_singletons_count() {
    let heap = &mut stressed();
    let ty = memory_type(core().nothing).unwrap();
    let memory = call(heap, "memorynew", &[Value::of_type(ty), Value::int64(5)]);
    let _memory = heap.root(memory);
    let place = call(heap, "memoryrefnew", &[memory, Value::int64(4)]);
    let _place = heap.root(place);
    assert_eq!(call(heap, "memoryrefoffset", &[place]).as_i64(), Some(4));
    assert!(heap.memory_get(memory, 4).unwrap().is_nothing());
    assert!(matches!(heap.memory_get(memory, 5), Err(ValueError::Bounds { .. })));
}

#[test]
fn exceptions_are_thrown_and_built() {
    let heap = &mut stressed();
    assert_eq!(thrown(heap, "throw", &[Value::int64(3)]), "3");
    let undefined = ValueError::UndefVar { name: "x".into(), scope: Some("Main".into()) };
    let exception = heap.exception(&undefined);
    assert_eq!(repr(exception), "UndefVarError(:x, Main)");
    let exception = heap.exception(&ValueError::UndefVar { name: "x".into(), scope: None });
    assert_eq!(repr(exception), "UndefVarError(:x, #undef)");
    let arguments = heap.tuple(&[Value::int64(1)]).unwrap();
    let root = heap.root(arguments);
    let callee = Value::singleton(Type::function("Main", "f")).unwrap();
    let method = ValueError::Method { callee, arguments: root.value(), world: 7 };
    let exception = heap.exception(&method);
    assert_eq!(repr(exception), "MethodError(f, (1,), 0x0000000000000007)");
    let expression =
        call(heap, "_expr", &[Value::symbol("call"), Value::symbol("f"), Value::int64(1)]);
    assert_eq!(repr(expression), "Expr(:call, Any[:f, 1])");
}

#[test]
fn calls_that_need_a_session_are_refused() {
    let heap = &mut stressed();
    for builtin in Builtin::ALL.iter().filter(|it| it.is_runtime()) {
        let args = vec![Value::nothing(); builtin.arity().0];
        assert!(builtin.needs_runtime(&args));
        assert!(matches!(builtin.call(heap, &args), Err(ValueError::Error(_))));
    }
    let args = [Value::module("Main"), Value::symbol("x")];
    assert!(Builtin::Getfield.needs_runtime(&args) && !Builtin::Typeof.needs_runtime(&args));
}

#[test]
fn reflection_says_of_types_what_julia_says() {
    let heap = &mut stressed();
    let names = overdub_types::Names::new();
    let ty = |text: &str| Value::of_type(Type::parse(text, &names).unwrap());
    let mut show = |name: &str, args: &[Value]| {
        let value = call(heap, name, args);
        repr(value)
    };
    assert_eq!(show("_typeintersect", &[ty("Integer"), ty("Union{Int64, Float64}")]), "Int64");
    assert_eq!(show("_typejoin", &[ty("Int64"), ty("Float64")]), "Real");
    assert_eq!(show("_promote_typejoin", &[ty("Int64"), ty("Nothing")]), "Union{Nothing, Int64}");
    assert_eq!(show("_morespecific", &[ty("Tuple{Int64}"), ty("Tuple{Any}")]), "true");
    assert_eq!(show("_fieldnames", &[ty("Rational{Int64}")]), "(:num, :den)");
    assert_eq!(show("_fieldnames", &[ty("Tuple{Int64, String}")]), "(1, 2)");
    assert_eq!(show("_fieldcount", &[ty("Complex")]), "2");
    assert_eq!(
        show("_fieldoffset", &[ty("Complex{Float64}"), Value::int64(2)]),
        "0x0000000000000008"
    );
    assert_eq!(show("_nameof_type", &[ty("Vector")]), ":Array");
    assert_eq!(show("_parentmodule_type", &[ty("Vector")]), "Core");
    let flags = |it: &str| {
        let flags = call(&mut stressed(), "_type_flags", &[ty(it)]).as_i64().unwrap();
        (0..7)
            .filter(|at| flags >> at & 1 != 0)
            .map(|at| "amcbpss".as_bytes()[at] as char)
            .collect::<String>()
    };
    assert_eq!(flags("Integer"), "a");
    assert_eq!(flags("Int64"), "cbp");
    assert_eq!(flags("Vector{Int64}"), "mcs");
    assert_eq!(flags("Nothing"), "cbss");
    let name = call(heap, "getfield", &[ty("Vector"), Value::symbol("body")]);
    let name = call(heap, "getfield", &[name, Value::symbol("name")]);
    let of = call(heap, "getfield", &[ty("Matrix{Int64}"), Value::symbol("name")]);
    assert_eq!(call(heap, "===", &[name, of]).as_bool(), Some(true));
    assert_eq!(
        call(heap, "getfield", &[name, Value::symbol("name")]).as_symbol().unwrap().as_str(),
        "Array"
    );
    let field_names = call(heap, "getfield", &[of, Value::symbol("names")]);
    assert_eq!(repr(field_names), "(:ref, :size)");
    assert_eq!(
        thrown(heap, "_fieldcount", &[ty("Integer")]),
        "ArgumentError(\"type does not have a definite number of fields\")"
    );
    let var = call(heap, "_typevar", &[Value::symbol("T"), ty("Union{}"), ty("Real")]);
    let vector = call(heap, "apply_type", &[ty("Vector"), var]);
    let all = call(heap, "_unionall", &[var, vector]);
    assert_eq!(repr(all), "Vector{T} where T<:Real");
}

#[test]
fn strings_are_made_of_bytes_and_taken_apart() {
    let heap = &mut stressed();
    let text = heap.string("añb").unwrap();
    let root = heap.root(text);
    assert_eq!(repr(call(heap, "_codeunit", &[text, Value::int64(2)])), "0xc3");
    assert_eq!(thrown(heap, "_codeunit", &[text, Value::int64(5)]), "BoundsError(\"añb\", 5)");
    let memory = call(heap, "_string_memory", &[text]);
    let memory = heap.root(memory);
    assert_eq!(heap.memory_bytes(memory.value()), Some("añb".as_bytes()));
    let part = call(heap, "_string", &[memory.value(), Value::int64(1), Value::int64(2)]);
    assert_eq!(heap.text(part).as_deref(), Some("ñ"));
    let part = call(heap, "_string", &[root.value(), Value::int64(3), Value::int64(1)]);
    assert_eq!(heap.text(part).as_deref(), Some("b"));
    let too_far = [memory.value(), Value::int64(3), Value::int64(2)];
    assert!(Builtin::from_name("_string").unwrap().call(heap, &too_far).is_err());
}
