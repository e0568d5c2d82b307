//! Random scripts of definitions and deletions, and calls to ask about.
//!
//! Everything follows from a seed. Signatures come from a pool small enough that they meet, and
//! wide enough to contain what makes dispatch hard: variables that must agree, bounds, varargs,
//! varargs counted by a parameter, unions, types as arguments, callable values, constructors.

use overdub_types::{Names, Symbol, Type};

/// A small generator of numbers, the same everywhere (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n as u64).expect("smaller than a usize")
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// A step of a script. Tables are numbered; a signature is a text.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Define { table: usize, sig: Type },
    Delete { table: usize, sig: Type },
}

pub(crate) const N_TABLES: usize = 3;

const DECLARATIONS: &str = "\
abstract type Shape end
struct Disc <: Shape end
struct Box2{T} <: Shape end
struct Adder{T} end
";

const CALLEES: &[&str] = &[
    "typeof(f)",
    "typeof(f)",
    "typeof(f)",
    "typeof(g)",
    "Adder{Int64}",
    "Type{Disc}",
    "Type{Box2{Int64}}",
    "Type{Box2}",
];

/// Callees as methods name them.
const METHODS_OF: &[&str] = &[
    "typeof(f)",
    "typeof(f)",
    "typeof(f)",
    "typeof(f)",
    "typeof(g)",
    "Adder{Int64}",
    "Adder",
    "Adder{<:Real}",
    "Type{Disc}",
    "Type{Box2}",
    "Type{<:Box2}",
    "Type{<:Shape}",
    "Type{Box2{Int64}}",
    "DataType",
    "Function",
    "Any",
];

const CONCRETE: &[&str] = &[
    "Int64",
    "Int64",
    "Int8",
    "Float64",
    "Bool",
    "String",
    "Nothing",
    "Disc",
    "Box2{Int64}",
    "Vector{Int64}",
    "Vector{Float64}",
    "Vector{Any}",
    "Vector{Union{Int64, String}}",
    "Matrix{Int64}",
    "Tuple{}",
    "Tuple{Int64, Int64}",
    "Tuple{Int64, String}",
    "Pair{Int64, Int64}",
    "Pair{Int64, String}",
    "Complex{Int64}",
    "Val{1}",
    "Val{:a}",
    "Type{Int64}",
    "Type{Integer}",
    "Type{Disc}",
    "Type{Vector}",
    "Type{Vector{Int64}}",
    "Type{Union{Int64, String}}",
    "Type{Tuple{Int64, Int64}}",
    "Type{Union{}}",
    "typeof(f)",
];

const ARGUMENTS: &[&str] = &[
    "Any",
    "Any",
    "Int64",
    "Int64",
    "Integer",
    "Signed",
    "Real",
    "Number",
    "Float64",
    "AbstractFloat",
    "String",
    "Union{Int64, String}",
    "Union{Real, Nothing}",
    "Union{Int64, Int8, Bool}",
    "Shape",
    "Disc",
    "Box2",
    "Vector{Int64}",
    "Vector",
    "Vector{<:Real}",
    "Vector{Union{Int64, String}}",
    "AbstractVector",
    "AbstractArray{<:Integer}",
    "Array",
    "Tuple",
    "Tuple{Vararg{Int64}}",
    "Tuple{Any, Any}",
    "Tuple{Int64, Int64}",
    "Tuple{T, T} where T",
    "Pair{Int64}",
    "Pair{<:Any, Int64}",
    "Complex",
    "Val{1}",
    "Val",
    "Type",
    "Type{Int64}",
    "Type{<:Integer}",
    "Type{<:Vector}",
    "Type{Vector}",
    "Type{Union{}}",
    "Type{Union{Int64, String}}",
    "Type{<:Tuple}",
    "DataType",
    "UnionAll",
    "Union",
    "Function",
    "typeof(f)",
];

/// Arguments with variables; the callee goes in front.
const PARAMETRIC: &[(&str, &str)] = &[
    ("T", "T"),
    ("T, T", "T"),
    ("T, T", "T<:Real"),
    ("T, T, T", "T<:Number"),
    ("T, S", "{T, S<:T}"),
    ("T, Vector{T}", "T"),
    ("T, Vector{T}", "T<:Integer"),
    ("Vector{T}, Vector{T}", "T"),
    ("Vector{T}, Vector{S}", "{T<:Real, S<:T}"),
    ("Vector{<:T}, T", "T"),
    ("Type{T}, T", "T"),
    ("Type{T}, T", "T<:Real"),
    ("Type{T}", "T<:Tuple"),
    ("Type{T}", "T<:Union{Integer, String}"),
    ("Type{Vector{T}}", "T"),
    ("Type{T}, Type{T}", "T"),
    ("T, Vararg{T}", "T"),
    ("Vararg{T}", "T"),
    ("Vararg{T}", "T<:Integer"),
    ("T, Vararg{Any}", "T<:Integer"),
    ("Pair{T, T}", "T"),
    ("Pair{T, S}", "{T<:Integer, S}"),
    ("Pair{T, S}, T", "{T, S}"),
    ("Tuple{T, T}", "T"),
    ("Union{T, Nothing}, Union{T, Nothing}", "T"),
    ("T", "Int64<:T<:Real"),
    ("Array{T, N}, Vararg{Int64, N}", "{T, N}"),
    ("Array{T, N}, Vararg{Any, N}", "{T<:Real, N}"),
    ("Val{N}, Array{T, N}", "{T, N}"),
    ("Box2{T}, T", "T"),
    ("T, T", "T<:Union{Int64, String}"),
    ("Complex{T}, T", "T<:Real"),
];

/// Types by their texts, read once, and the pools of one script.
pub(crate) struct World {
    names: Names,
    concrete: Vec<Type>,
    arguments: Vec<Type>,
    callees: Vec<Type>,
    method_callees: Vec<Type>,
    calls: Vec<Type>,
    signatures: Vec<Type>,
    queries: Vec<Type>,
}

impl World {
    pub(crate) fn new() -> World {
        let mut names = Names::new();
        names.define_all(Symbol::new("Main"), DECLARATIONS).expect("the declarations are right");
        for function in ["f", "g"] {
            let ty = Type::function("Main", function);
            names.insert(format!("typeof_{function}").as_str(), ty);
        }
        let all = |texts: &[&str]| texts.iter().map(|it| read(it, &names)).collect();
        World {
            concrete: all(CONCRETE),
            arguments: all(ARGUMENTS),
            callees: all(CALLEES),
            method_callees: all(METHODS_OF),
            calls: Vec::new(),
            signatures: Vec::new(),
            queries: Vec::new(),
            names,
        }
    }

    /// Fills the pools for one script: a few calls, and signatures most of which take one.
    pub(crate) fn deal(&mut self, dice: &mut Dice) {
        let n_calls = 1 + dice.below(3);
        self.calls = (0..n_calls).map(|_| self.call(dice)).collect();
        let n = 2 + dice.below(6);
        let signature = |dice: &mut Dice| match dice.below(8) {
            0 => self.any_signature(dice),
            _ => self.signature_for(dice.pick(&self.calls), dice),
        };
        let signatures = (0..n).map(|_| signature(dice)).collect();
        let queries = (0..1 + dice.below(2)).map(|_| signature(dice)).collect();
        self.signatures = signatures;
        self.queries = queries;
        for _ in 0..dice.below(3) {
            self.calls.push(self.call(dice));
        }
    }

    pub(crate) fn steps(&self, dice: &mut Dice) -> Vec<Step> {
        let n = 2 + dice.below(12);
        let step = |dice: &mut Dice| {
            let table = if dice.below(3) > 0 { 0 } else { dice.below(N_TABLES) };
            let sig = dice.pick(&self.signatures);
            match dice.below(5) {
                0 => Step::Delete { table, sig },
                _ => Step::Define { table, sig },
            }
        };
        (0..n).map(|_| step(dice)).collect()
    }

    /// Concrete calls, as tuple types.
    pub(crate) fn calls(&self) -> &[Type] {
        &self.calls
    }

    /// Signatures that are asked with, not concrete in general.
    pub(crate) fn queries(&self) -> &[Type] {
        &self.queries
    }

    fn call(&self, dice: &mut Dice) -> Type {
        let mut params = vec![dice.pick(&self.callees)];
        // Now and then more than the index files by.
        let n =
            if dice.below(40) == 0 { 9 + dice.below(4) } else { dice.pick(&[0, 1, 1, 2, 2, 2, 3]) };
        for _ in 0..n {
            // Equal arguments, and arguments of which one tells of another, are what variables
            // ask for.
            let last = params.last().copied().filter(|_| params.len() > 1);
            params.push(match last {
                Some(last) if dice.below(3) == 0 => last,
                _ => dice.pick(&self.concrete),
            });
        }
        Type::tuple(&params).expect("concrete types make a tuple type")
    }

    /// A signature that takes `call`.
    fn signature_for(&self, call: Type, dice: &mut Dice) -> Type {
        let above = |t: Type, pool: &[Type], dice: &mut Dice| {
            let above: Vec<Type> = pool.iter().copied().filter(|it| is_below(t, *it)).collect();
            if above.is_empty() || dice.below(5) == 0 { t } else { dice.pick(&above) }
        };
        let callee = above(call.params()[0], &self.method_callees, dice);
        if dice.below(5) < 2 {
            for _ in 0..24 {
                let sig = self.parametric(callee, dice);
                if is_below(call, sig) {
                    return sig;
                }
            }
        }
        let mut params = vec![callee];
        let args = &call.params()[1..];
        let n_fixed = if dice.below(5) == 0 { dice.below(args.len() + 1) } else { args.len() };
        for arg in &args[..n_fixed] {
            params.push(above(*arg, &self.arguments, dice));
        }
        if n_fixed < args.len() || dice.below(10) == 0 {
            let elem = match args.get(n_fixed) {
                Some(arg) if dice.below(2) == 0 => above(*arg, &self.arguments, dice),
                _ => Type::any(),
            };
            params.push(Type::vararg(elem, None).expect("a vararg"));
        }
        Type::tuple(&params).expect("a tuple type")
    }

    fn any_signature(&self, dice: &mut Dice) -> Type {
        let callee = dice.pick(&self.method_callees);
        if dice.below(2) == 0 {
            return self.parametric(callee, dice);
        }
        let mut params = vec![callee];
        params.extend((0..dice.below(4)).map(|_| dice.pick(&self.arguments)));
        Type::tuple(&params).expect("a tuple type")
    }

    fn parametric(&self, callee: Type, dice: &mut Dice) -> Type {
        let (args, vars) = dice.pick(PARAMETRIC);
        let outer = read(&format!("Tuple{{{args}}} where {vars}"), &self.names);
        let mut params = vec![callee];
        params.extend(outer.unwrap_unionall().params());
        if !args.contains("Vararg") && dice.below(4) == 0 {
            params.push(dice.pick(&self.arguments));
        }
        Type::tuple(&params).expect("a tuple type").rewrap(outer)
    }
}

fn read(text: &str, names: &Names) -> Type {
    let text = text.replace("typeof(f)", "typeof_f").replace("typeof(g)", "typeof_g");
    Type::parse(&text, names).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn is_below(a: Type, b: Type) -> bool {
    overdub_types::is_subtype(a, b).expect("small types")
}
