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

/// Callees as methods name them; `{}` stands for the other arguments.
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

/// Types by their texts, read once.
pub(crate) struct World {
    names: Names,
    concrete: Vec<Type>,
    calls: Vec<Type>,
    callees: Vec<Type>,
    signatures: Vec<Type>,
    queries: Vec<Type>,
}

impl World {
    pub(crate) fn new() -> World {
        let mut names = Names::new();
        names.define_all(Symbol::new("Main"), DECLARATIONS).expect("the declarations are right");
        let mut world = World {
            names,
            concrete: Vec::new(),
            calls: Vec::new(),
            callees: Vec::new(),
            signatures: Vec::new(),
            queries: Vec::new(),
        };
        for function in ["f", "g"] {
            let ty = Type::function("Main", function);
            world.names.insert(format!("typeof_{function}").as_str(), ty);
        }
        world.concrete = CONCRETE.iter().map(|it| world.ty(it)).collect();
        world.callees = CALLEES.iter().map(|it| world.ty(it)).collect();
        world.calls = Vec::new();
        world
    }

    pub(crate) fn ty(&self, text: &str) -> Type {
        let text = text.replace("typeof(f)", "typeof_f").replace("typeof(g)", "typeof_g");
        Type::parse(&text, &self.names).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// Fills the pools for one script: few enough signatures that they meet.
    pub(crate) fn deal(&mut self, dice: &mut Dice) {
        let n = 2 + dice.below(7);
        self.signatures = (0..n).map(|_| self.signature(dice)).collect();
        let calls = 2 + dice.below(5);
        self.calls = (0..calls).map(|_| self.call(dice)).collect();
        self.queries = (0..1 + dice.below(2)).map(|_| self.signature(dice)).collect();
    }

    pub(crate) fn steps(&self, dice: &mut Dice) -> Vec<Step> {
        let n = 2 + dice.below(12);
        let step = |dice: &mut Dice| {
            let table = if dice.below(2) == 0 { 0 } else { dice.below(N_TABLES) };
            let sig = dice.pick(&self.signatures);
            if dice.below(4) == 0 {
                Step::Delete { table, sig }
            } else {
                Step::Define { table, sig }
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

    fn signature(&self, dice: &mut Dice) -> Type {
        let callee = dice.pick(METHODS_OF);
        loop {
            let text = if dice.below(5) < 2 {
                let (arguments, vars) = dice.pick(PARAMETRIC);
                let more = if arguments.contains("Vararg") || dice.below(3) > 0 {
                    String::new()
                } else {
                    format!(", {}", dice.pick(ARGUMENTS))
                };
                format!("Tuple{{{callee}, {arguments}{more}}} where {vars}")
            } else {
                let mut text = format!("Tuple{{{callee}");
                for _ in 0..dice.below(4) {
                    text += &format!(", {}", dice.pick(ARGUMENTS));
                }
                if dice.below(5) == 0 {
                    text += &format!(", Vararg{{{}}}", dice.pick(ARGUMENTS));
                }
                text + "}"
            };
            let sig = self.ty(&text);
            if !sig.is_bottom() {
                return sig;
            }
        }
    }

    /// A call that some signature of the pool may take: its arguments follow one of them.
    fn call(&self, dice: &mut Dice) -> Type {
        let model = dice.pick(&self.signatures).unwrap_unionall();
        let mut params = vec![dice.pick(&self.callees)];
        let n = match model.params().last() {
            Some(last) if last.is_vararg() => model.params().len() - 2 + dice.below(3),
            _ => model.params().len() - 1,
        };
        let n = if dice.below(8) == 0 { dice.below(4) } else { n };
        for _ in 0..n {
            // Equal arguments are what variables ask for.
            let last = params.last().copied().filter(|_| params.len() > 1);
            let arg = match last {
                Some(last) if dice.below(4) == 0 => last,
                _ => dice.pick(&self.concrete),
            };
            params.push(arg);
        }
        Type::tuple(&params).expect("concrete types make a tuple type")
    }
}
