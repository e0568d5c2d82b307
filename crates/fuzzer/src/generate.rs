//! Makes programs: types, globals, functions that call those before them, and runs of them.

mod calls;
mod expressions;
mod literals;
mod numbers;
mod statements;
mod structures;
mod types;

use types::{Struct, Ty};

use crate::{
    program::{Piece, Program},
    random::Random,
};

/// The program of a seed.
#[must_use]
pub fn generate(seed: u64) -> Program {
    let mut random = Random::new(seed);
    let is_long = random.percent(4);
    let (turns, turns_logged) = if is_long { (2500, 60) } else { (random.between(50, 150), 45) };
    let mut maker = Maker {
        random,
        structs: Vec::new(),
        abstracts: 0,
        functions: Vec::new(),
        globals: Vec::new(),
        scope: Vec::new(),
        names: 0,
        times: 1,
        cost: 0,
        loops: 0,
        returns: None,
        is_hot: false,
        in_closure: false,
        in_handler: false,
    };
    let definitions = maker.definitions();
    let name = format!("P{seed}");
    let runs = maker.runs(&name);
    Program { name, definitions, runs, turns, turns_logged }
}

/// A function of the program.
#[derive(Clone, Debug)]
struct Function {
    name: String,
    /// Types of its positional arguments.
    params: Vec<Ty>,
    /// Name and type of its keyword arguments, all of which have defaults.
    keywords: Vec<(String, Ty)>,
    /// How many of the last positional arguments have defaults.
    optional: usize,
    /// The type of further arguments.
    rest: Option<Ty>,
    returns: Ty,
    /// About how many statements a call of it runs.
    cost: u64,
    /// Its name and parameters as they are written, if they need no expressions.
    header: Option<String>,
}

/// A variable that can be used.
#[derive(Clone, Debug)]
struct Variable {
    name: String,
    ty: Ty,
    can_assign: bool,
}

/// What is known while a program is made.
struct Maker {
    random: Random,
    structs: Vec<Struct>,
    abstracts: usize,
    functions: Vec<Function>,
    globals: Vec<Variable>,
    scope: Vec<Variable>,
    names: usize,
    /// How often what is made now runs in a call of its function.
    times: u64,
    /// What the function costs so far.
    cost: u64,
    /// How many loops what is made now stands in, as far as `break` sees them.
    loops: usize,
    /// What the function returns; `None` where nothing can be returned.
    returns: Option<Ty>,
    /// In a long loop: nothing that takes long.
    is_hot: bool,
    in_closure: bool,
    in_handler: bool,
}

/// What a function may cost.
const BUDGET: u64 = 6000;

impl Maker {
    fn fresh(&mut self, start: &str) -> String {
        self.names += 1;
        format!("{start}{}", self.names)
    }

    /// Often a short list, sometimes a longer one.
    fn few(&mut self, most: usize) -> usize {
        let n = self.random.between(1, most);
        self.random.between(1, n)
    }

    fn definitions(&mut self) -> Vec<Piece> {
        let mut all = Vec::new();
        self.abstracts = self.random.below(3);
        for index in 0..self.abstracts {
            let above = match index {
                1 if self.random.percent(50) => " <: A0",
                _ => "",
            };
            all.push(Piece::text(format!("abstract type A{index}{above} end")));
        }
        for _ in 0..self.random.between(1, 4) {
            let piece = self.structure();
            all.push(piece);
        }
        for _ in 0..self.random.below(3) {
            let piece = self.global();
            all.push(piece);
        }
        if self.abstracts > 0 && self.structs.iter().any(|it| it.above.is_some()) {
            all.extend(self.family());
        }
        for _ in 0..self.random.between(2, 5) {
            let piece = self.function();
            all.push(piece);
        }
        all
    }

    fn global(&mut self) -> Piece {
        let name = self.fresh("G");
        let ty = self.ty(1);
        let value = self.closed(&ty);
        let how = self.random.below(3);
        let template = match how {
            0 => format!("const {name} = §"),
            1 => format!("{name}::{} = §", ty.written(self)),
            _ => format!("{name} = §"),
        };
        self.globals.push(Variable { name, ty, can_assign: how != 0 });
        Piece::of(&template, [value])
    }

    /// An expression that is made of literals and calls, for where there are no variables.
    fn closed(&mut self, ty: &Ty) -> Piece {
        let (scope, returns) = (std::mem::take(&mut self.scope), self.returns.take());
        let piece = self.expr(ty, 2);
        (self.scope, self.returns) = (scope, returns);
        piece
    }

    /// Calls of the functions, as top-level statements outside of the module.
    fn runs(&mut self, module: &str) -> Vec<Piece> {
        let mut all = Vec::new();
        self.globals.clear();
        let functions = self.functions.clone();
        for function in &functions {
            let n = match function.cost {
                0..300 => self.random.between(1, 4),
                300..2000 => self.random.between(1, 2),
                _ => 1,
            };
            for _ in 0..n {
                let args = self.arguments(function, true);
                let mut template = format!("{module}.attempt({module}.{}", function.name);
                template.push_str(&", §".repeat(args.len()));
                template.push(')');
                all.push(self.inside(module, Piece::of(&template, args)));
            }
        }
        if self.random.percent(25) {
            all.extend(self.redefinition(module));
        }
        all
    }

    /// What is written for the inside of a module, evaluated there.
    fn inside(&mut self, module: &str, piece: Piece) -> Piece {
        let text = format!("{module}.");
        let mut piece = piece;
        if let Some(crate::program::Part::Text(first)) = piece.parts.first_mut() {
            *first = first.replace(&text, "");
        }
        // What their arguments throw ends the program, or it does not.
        match self.random.percent(10) {
            true => Piece::of(&format!("@eval {module} §"), [piece]),
            false => {
                let failed = "push!(RESULTS, Failed(e))";
                Piece::of(&format!("@eval {module} try § catch e; {failed} end"), [piece])
            }
        }
    }
}
