//! What each construct becomes, as text.

use crate::support::{lowered, lowered_with};

/// A test with the name of what it shows and a source.
macro_rules! golden {
    ($($name:ident: $text:expr;)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(format!("{}\n{}", $text.trim(), lowered($text)));
        })*
    };
}

golden! {
    a_global_is_written_and_read: "x = 1\ny = x";
    a_constant_is_defined: "const a, b = 1, 2";
    a_typed_global_is_declared_and_converts: "x::Float64 = 1";
    a_function_is_declared_and_has_a_method: "f(x, y...) = (y, x)";
    a_function_with_keywords_is_three_methods: "f(x; k=1) = x + k";
    static_parameters_are_read_by_index: "f(x::Vector{T}, y::S) where {T, S<:T} = (S, T)";
    a_returned_value_is_converted: "f(x)::Int = x";
    a_condition_does_not_materialise: "f(a, b, c) = if a && (b || c); 1 else 2 end";
    and_is_a_value: "f(a, b) = g(a && b)";
    a_loop_over_an_iterator_breaks_and_continues:
        "function f(xs)\n for x in xs\n x && continue\n break\n end\nend";
    a_loop_variable_begins_anew:
        "function f()\n while g()\n local x\n h() && p(x)\n x = 1\n end\nend";
    a_typed_local_converts_at_each_assignment: "function f(a)\n x::Int = a\n x = 2.5\n x\nend";
    an_argument_that_is_assigned_has_a_slot: "function f(a)\n a += 1\n a\nend";
    a_captured_value_is_a_field: "f(a) = x -> a + x";
    a_variable_that_changes_is_boxed: "function f()\n n = 0\n () -> (n += 1)\nend";
    a_variable_assigned_once_before_is_not_boxed: "function f(g)\n n = g()\n () -> n\nend";
    a_variable_assigned_after_is_boxed: "function f(g)\n h = () -> n\n n = g()\n h\nend";
    loop_bodies_have_boxes_of_their_own:
        "function f(fs)\n for i in 1:3\n n = i\n push!(fs, () -> (n += 1))\n end\nend";
    a_recursive_closure_holds_its_box: "function f(k)\n g(n) = n == 0 ? k : g(n - 1)\n g(3)\nend";
    a_local_function_has_several_methods: "function f(a)\n g(x) = a\n g(x, y) = x\n g\nend";
    a_local_function_has_keywords: "function f(a)\n g(x; k=a) = x + k\n g(1; k=2)\nend";
    a_closure_uses_static_parameters: "f(v::Vector{T}) where T = (x::T) -> (T, x, v)";
    closures_within_closures: "f(a) = b -> c -> a + b + c";
    a_global_method_uses_a_local: "let n = 0\n global next() = (n += 1)\nend";
    a_handler_has_the_exception: "function f(g)\n try\n g()\n catch e\n e\n end\nend";
    a_try_has_a_value: "f(g, h) = h(try g() catch; 2 end)";
    a_try_has_an_else: "function f(g)\n try\n g()\n catch\n 1\n else\n 2\n end\nend";
    finally_runs_on_every_way_out:
        "function f(xs)\n for x in xs\n try\n x == 1 && continue\n x == 2 && break\n x == 3 && return 4\n finally\n g()\n end\n end\nend";
    finally_after_a_handler: "function f(g)\n try\n g()\n catch e\n h(e)\n finally\n k()\n end\nend";
    tries_within_handlers: "function f(g)\n try\n g()\n catch\n try\n g()\n catch e\n return e\n end\n end\nend";
    a_condition_in_a_try_is_checked: "function f(g)\n try\n g() ? 1 : 2\n catch\n 3\n end\nend";
    a_label_is_jumped_to: "function f(n)\n @label top\n n = g(n)\n n > 0 && @goto top\n n\nend";
    definedness_is_asked: "function f()\n x = 1\n (@isdefined(x), @isdefined(y))\nend";
    calls_spread: "f(a, b) = g(a..., 1, b...)";
    a_struct_is_defined: "struct P{T} <: Q\n x::T\n y\nend";
    a_callable_struct: "(p::P)(x) = p.x + x";
    a_quotation_is_built_anew: ":(f($x, 1))";
    broadcasting: "f(x, y) = x .+ 2 .* y";
    a_comprehension: "f(n) = [i^2 for i in 1:n if isodd(i)]";
    destructuring: "function f(x)\n a, (b, c...) = x\n (a, b, c)\nend";
    a_let_has_scopes_of_its_own: "function f(x)\n let x = x, y = 2\n x + y\n end\nend";
    a_rest_of_two_is_a_tuple_of_two: "f(a, x::Vararg{Any, 2}) = x";
    a_do_block: "f(xs) = map(xs) do x\n x + 1\nend";
}

#[test]
fn an_assignment_in_a_soft_scope_warns_and_is_local() {
    let text = "for i in 1:3\n    total = i\nend";
    insta::assert_snapshot!(lowered_with(text, &["total"]));
}
