//! Functions, their calls, closures, and methods that are chosen at run time.

use super::{BUDGET, Function, Maker, literals::tuple, types::Ty};
use crate::program::Piece;

impl Maker {
    /// A function literal that takes these and answers with that; also what its parameters are called.
    pub(super) fn lambda(&mut self, params: &[Ty], returns: &Ty, d: usize) -> (Piece, Vec<String>) {
        if !params.is_empty()
            && params.iter().all(|it| *it == Ty::INT)
            && *returns == Ty::INT
            && self.random.percent(30)
            && let Some(variable) = self.variable(&Ty::Function(params.len()))
        {
            return (variable, Vec::new());
        }
        let saved = (self.returns.take(), self.loops, self.times, self.in_closure);
        (self.loops, self.in_closure) = (0, true);
        self.times *= 5;
        let depth = self.scope.len();
        let names: Vec<String> = params
            .iter()
            .map(|ty| {
                let name = self.fresh("x");
                self.bind(&name, ty.clone(), true);
                name
            })
            .collect();
        let body = self.expr(returns, d.min(2));
        let mut piece = None;
        if self.random.percent(15) {
            // Assigns what it captures, which makes a box of it.
            let mutable: Vec<(String, Ty)> = self.scope[..depth]
                .iter()
                .filter(|it| it.can_assign)
                .map(|it| (it.name.clone(), it.ty.clone()))
                .collect();
            if !mutable.is_empty() {
                let (name, ty) = mutable[self.random.below(mutable.len())].clone();
                let value = self.expr(&ty, d.min(1));
                let template = format!("(({}) -> begin {name} = §; § end)", names.join(", "));
                piece = Some(Piece::of(&template, [value, body.clone()]));
            }
        }
        self.scope.truncate(depth);
        (self.returns, self.loops, self.times, self.in_closure) = saved;
        let template = match params {
            [ty] if self.random.percent(15) => {
                format!("(({}::{}) -> §)", names[0], ty.written(self))
            }
            _ => format!("(({}) -> §)", names.join(", ")),
        };
        (piece.unwrap_or_else(|| Piece::of(&template, [body])), names)
    }

    /// A call of a function of the program that answers with this type, if there is one that is cheap enough here.
    pub(super) fn call_of(&mut self, ty: &Ty, d: usize) -> Option<Piece> {
        let fits = |it: &&Function| {
            it.returns.is_below(ty, self) && it.cost * self.times + self.cost < BUDGET
        };
        let mut all: Vec<Function> = self.functions.iter().filter(fits).cloned().collect();
        if all.is_empty() {
            return None;
        }
        let function = all.swap_remove(self.random.below(all.len()));
        self.cost += function.cost * self.times;
        Some(self.call(&function, d))
    }

    pub(super) fn call(&mut self, function: &Function, d: usize) -> Piece {
        let args = self.arguments_at(function, d);
        let mut template = format!("{}({}", function.name, vec!["§"; args.len()].join(", "));
        let mut parts = args;
        let mut separator = "; ";
        for (name, ty) in &function.keywords {
            if self.random.percent(50) {
                template.push_str(&format!("{separator}{name} = §"));
                parts.push(self.expr(ty, d));
                separator = ", ";
            }
        }
        template.push(')');
        if function.keywords.is_empty() && !parts.is_empty() && self.random.percent(6) {
            // The same call through other doors.
            let (name, rest) = (&function.name, vec!["§"; parts.len()].join(", "));
            return match self.random.below(3) {
                0 => Piece::of(&format!("{name}(§...)"), [tuple(parts)]),
                1 => Piece::of(&format!("Base.invokelatest({name}, {rest})"), parts),
                _ => Piece::of(&format!("({name}::Function)({rest})"), parts),
            };
        }
        Piece::of(&template, parts)
    }

    fn arguments_at(&mut self, function: &Function, d: usize) -> Vec<Piece> {
        let n = function.params.len() - self.random.below(function.optional + 1);
        let mut args: Vec<Piece> = function.params[..n].iter().map(|it| self.expr(it, d)).collect();
        if let Some(rest) = &function.rest
            && n == function.params.len()
        {
            for _ in 0..self.random.below(4) {
                args.push(self.expr(rest, d));
            }
        }
        if self.random.below(150) == 0 {
            // One too few, or one too many: mostly there is no such method.
            if self.random.percent(50) && !args.is_empty() {
                args.pop();
            } else {
                args.push(self.literal(&Ty::Symbol));
            }
        }
        args
    }

    /// Arguments for a call from outside of all functions.
    pub(super) fn arguments(&mut self, function: &Function, is_varied: bool) -> Vec<Piece> {
        self.scope.clear();
        let d = usize::from(is_varied);
        self.arguments_at(function, d)
    }

    /// A function with a body of statements.
    pub(super) fn function(&mut self) -> Piece {
        let name = self.fresh("f");
        self.scope.clear();
        (self.times, self.cost, self.loops) = (1, 1, 0);
        let n = self.random.below(5);
        let params: Vec<Ty> = (0..n).map(|_| self.ty(2)).collect();
        let is_recursive = self.random.percent(12);
        let is_long = !is_recursive && self.random.percent(35);
        let returns = if is_long { Ty::Any } else { self.ty(2) };
        let mut signature = Vec::new();
        if is_recursive {
            signature.push("left::Int".to_owned());
        }
        let mut parts = Vec::new();
        let optional = if n > 0 && !is_recursive && self.random.percent(15) {
            self.random.between(1, n)
        } else {
            0
        };
        let mut clause = "";
        for (index, ty) in params.iter().enumerate() {
            let own = format!("p{index}");
            let mut text = match self.random.below(10) {
                0..4 => own.clone(),
                4 if clause.is_empty() && !matches!(ty, Ty::Any) => {
                    clause = " where T";
                    format!("{own}::T")
                }
                5 => match ty {
                    Ty::Int(_) => format!("{own}::Integer"),
                    Ty::Float(_) => format!("{own}::Real"),
                    Ty::Vector(_) => format!("{own}::AbstractVector"),
                    _ => own.clone(),
                },
                _ => format!("{own}::{}", ty.written(self)),
            };
            if index >= n - optional {
                text.push_str(" = §");
                parts.push(self.expr(ty, 1));
            }
            signature.push(text);
            self.bind(&own, ty.clone(), true);
        }
        let rest = (optional == 0 && !is_recursive && self.random.percent(10)).then(|| self.ty(1));
        if let Some(rest) = &rest {
            let written = match self.random.percent(50) {
                true => "rest...".to_owned(),
                false => format!("rest::{}...", rest.written(self)),
            };
            signature.push(written);
        }
        let mut keywords = Vec::new();
        if !is_recursive && self.random.percent(15) {
            for _ in 0..self.random.between(1, 2) {
                let (key, ty) = (self.fresh("k"), self.ty(1));
                parts.push(self.expr(&ty, 1));
                keywords.push((key.clone(), ty.clone()));
                self.bind(&key, ty, true);
            }
        }
        let mut header = format!("{name}({}", signature.join(", "));
        for (index, (key, ty)) in keywords.iter().enumerate() {
            let written = if self.random.percent(50) {
                String::new()
            } else {
                format!("::{}", ty.written(self))
            };
            header.push_str(&format!("{} {key}{written} = §", if index == 0 { ";" } else { "," }));
        }
        header.push(')');
        if self.random.percent(12) {
            header.push_str(&format!("::{}", returns.written(self)));
        }
        header.push_str(clause);
        self.returns = Some(returns.clone());
        let mut known = Function {
            name,
            params,
            keywords,
            optional,
            rest,
            returns: returns.clone(),
            cost: 0,
            header: parts.is_empty().then(|| header.clone()),
        };
        let body = match (is_recursive, is_long) {
            (true, _) => self.recursion(&known),
            (_, true) => self.long_body(),
            _ => self.body(&returns),
        };
        self.returns = None;
        known.cost = self.cost;
        self.scope.clear();
        self.times = 1;
        let mut template = format!("function {header}¶end");
        if is_recursive {
            // Others call it through a function that bounds how deep it goes.
            let inner = std::mem::replace(&mut known.name, self.fresh("f"));
            template.push_str(&format!("\n{}(all...) = {inner}(4, all...)", known.name));
            known.cost *= 6;
            known.header = None;
        }
        self.functions.push(known);
        Piece::with(&template, parts, [body])
    }

    fn recursion(&mut self, own: &Function) -> Vec<Piece> {
        let returns = own.returns.clone();
        let base = self.expr(&returns, 1);
        let mut body = vec![Piece::of("left <= 0 && return §", [base])];
        body.extend(self.statements(2));
        let args: Vec<Piece> = own.params.iter().map(|it| self.expr(it, 1)).collect();
        let name = self.fresh("v");
        let each = ", §".repeat(args.len());
        body.push(Piece::of(&format!("{name} = {}(left - 1{each})", own.name), args));
        self.bind(&name, returns.clone(), true);
        body.extend(self.statements(1));
        let value = self.expr(&returns, 2);
        body.push(Piece::of("return §", [value]));
        body
    }

    /// A function with a method for each of several types, and one that calls it with what is known only at run time.
    pub(super) fn family(&mut self) -> Vec<Piece> {
        let name = self.fresh("m");
        let returns = if self.random.percent(70) { self.int() } else { self.ty(1) };
        let mut all = Vec::new();
        let mut cost = 1;
        let above = self.structs.iter().find_map(|it| it.above).unwrap_or_default();
        let members: Vec<usize> =
            (0..self.structs.len()).filter(|it| self.structs[*it].above == Some(above)).collect();
        let mut types: Vec<(String, Ty)> = Vec::new();
        for index in members {
            let whole = &self.structs[index];
            let written = match (&whole.argument, self.random.percent(40)) {
                (Some(_), true) => whole.name.clone(),
                _ => Ty::Struct(index).written(self),
            };
            if self.random.percent(75) {
                types.push((written, Ty::Struct(index)));
            }
        }
        types.push((format!("A{above}"), Ty::Abstract(above)));
        if self.random.percent(50) {
            types.push(("Any".to_owned(), Ty::Any));
        }
        for (written, ty) in types {
            (self.times, self.cost, self.loops) = (1, 1, 0);
            self.scope.clear();
            self.bind("x", ty, false);
            self.bind("y", Ty::INT, true);
            self.returns = Some(returns.clone());
            let mut body = match self.random.percent(40) {
                true => self.statements(2),
                false => Vec::new(),
            };
            let value = self.expr(&returns, 3);
            body.push(value);
            self.returns = None;
            cost = cost.max(self.cost);
            all.push(Piece::with(&format!("function {name}(x::{written}, y)¶end"), [], [body]));
        }
        self.scope.clear();
        let cost = cost + 1;
        self.functions.push(Function {
            name,
            params: vec![Ty::Abstract(above), Ty::INT],
            keywords: Vec::new(),
            optional: 0,
            rest: None,
            returns,
            cost,
            header: None,
        });
        all
    }

    /// A function gets another body between two calls of what calls it.
    pub(super) fn redefinition(&mut self, module: &str) -> Vec<Piece> {
        let functions: Vec<Function> =
            self.functions.iter().filter(|it| it.header.is_some()).cloned().collect();
        if functions.is_empty() {
            return Vec::new();
        }
        let at = self.random.below(functions.len());
        let function = functions[at].clone();
        let Some(header) = &function.header else { return Vec::new() };
        self.scope.clear();
        for (index, ty) in function.params.iter().enumerate() {
            self.bind(&format!("p{index}"), ty.clone(), true);
        }
        let other = if self.random.percent(80) { function.returns.clone() } else { self.ty(1) };
        // Without calls: the function could be reached from what it calls.
        let calls = std::mem::take(&mut self.functions);
        let value = self.expr(&other, 2);
        self.functions = calls;
        self.scope.clear();
        let text = format!("@eval {module} function {header}¶end");
        let mut pieces = vec![Piece::with(&text, [], [vec![Piece::of("§", [value])]])];
        for caller in functions[at..].iter().chain(&functions[at..=at]) {
            if caller.cost < BUDGET {
                let args = self.arguments(caller, false);
                let mut template = format!("attempt({}", caller.name);
                template.push_str(&", §".repeat(args.len()));
                template.push(')');
                pieces.push(Piece::of(&format!("@eval {module} §"), [Piece::of(&template, args)]));
            }
        }
        pieces
    }
}
