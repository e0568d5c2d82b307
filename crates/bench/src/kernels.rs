//! The kernels: one algorithm each, written out in every language.

/// One kernel, as text in each language. Each defines `kernel` without arguments, which answers with a number.
#[derive(Debug)]
pub(crate) struct Kernel {
    pub(crate) name: &'static str,
    pub(crate) own: &'static str,
    pub(crate) c: &'static str,
    pub(crate) lua: &'static str,
    pub(crate) python: &'static str,
}

macro_rules! kernels {
    ($($name:literal)*) => {
        /// Julia's microbenchmarks, by the names that they have there.
        pub(crate) static ALL: &[Kernel] = &[$(Kernel {
            name: $name,
            own: include_str!(concat!("../kernels/", $name, ".jl")),
            c: include_str!(concat!("../kernels/", $name, ".c")),
            lua: include_str!(concat!("../kernels/", $name, ".lua")),
            python: include_str!(concat!("../kernels/", $name, ".py")),
        }),*];
    };
}

kernels! {
    "fib" "parse_integers" "mandelbrot" "quicksort" "pi_sum" "matrix_statistics" "matrix_multiply" "print_to_file"
}

/// Trees that are grown and dropped, against `malloc` and `free`.
pub(crate) static BINARY_TREES: Kernel = Kernel {
    name: "binary_trees",
    own: include_str!("../kernels/binary_trees.jl"),
    c: include_str!("../kernels/binary_trees.c"),
    lua: "",
    python: "",
};
