//! Statements: assignments, branches, loops, handlers, closures, tasks.

use super::{Maker, types::Ty};
use crate::program::Piece;

/// About how many turns a long loop makes, for what it costs.
const LONG: u64 = 100;

impl Maker {
    /// Some statements and the result.
    pub(super) fn body(&mut self, returns: &Ty) -> Vec<Piece> {
        let n = self.few(7);
        let mut body = self.statements(n);
        let value = self.expr(returns, 3);
        let template = if self.random.percent(50) { "return §" } else { "§" };
        body.push(Piece::of(template, [value]));
        body
    }

    /// Variables of many types, a long loop that changes them, and all of them as the result.
    pub(super) fn long_body(&mut self) -> Vec<Piece> {
        let start = self.scope.len();
        let mut body = Vec::new();
        for _ in 0..self.random.between(2, 7) {
            let ty = match self.random.below(5) {
                0 => Ty::INT,
                1 => Ty::Float("Float64"),
                2 => self.union(1),
                _ => self.ty(1),
            };
            let piece = self.declaration(ty);
            body.push(piece);
        }
        let names: Vec<String> = self.scope[start..].iter().map(|it| it.name.clone()).collect();
        match self.random.below(5) {
            0 => {
                let inner = self.long_loop();
                let caught = self.fresh("e");
                let handler = self.block(1);
                body.push(Piece::with(
                    &format!("try¶catch {caught}¶end"),
                    [],
                    [vec![inner], handler],
                ));
            }
            1 => {
                body.push(self.long_loop());
                body.push(self.long_loop());
            }
            _ => body.push(self.long_loop()),
        }
        if self.random.percent(30) {
            let more = self.statements(1);
            body.extend(more);
        }
        let all: Vec<Piece> = names.into_iter().map(Piece::text).collect();
        body.push(super::literals::tuple(all));
        body
    }

    fn long_loop(&mut self) -> Piece {
        let saved = (self.times, self.is_hot, self.loops);
        self.times *= LONG;
        self.is_hot = true;
        self.loops += 1;
        let depth = self.scope.len();
        let k = self.fresh("i");
        self.bind(&k, Ty::INT, false);
        let n = self.few(5);
        let body = self.block_of(n);
        self.scope.truncate(depth);
        (self.times, self.is_hot, self.loops) = saved;
        let range = match self.random.below(6) {
            0 => "TURNS:-1:1",
            1 => "1:2:2TURNS",
            _ => "1:TURNS",
        };
        match self.random.below(5) {
            0 => Piece::with(
                &format!("let {k} = 0¶end"),
                [],
                [vec![Piece::with(
                    &format!("while {k} < TURNS¶end"),
                    [],
                    [std::iter::once(Piece::text(format!("{k} += 1"))).chain(body).collect()],
                )]],
            ),
            _ => Piece::with(&format!("for {k} in {range}¶end"), [], [body]),
        }
    }

    /// Statements in a scope of their own.
    pub(super) fn block(&mut self, n: usize) -> Vec<Piece> {
        let n = self.few(n);
        self.block_of(n)
    }

    fn block_of(&mut self, n: usize) -> Vec<Piece> {
        let depth = self.scope.len();
        let all = self.statements(n);
        self.scope.truncate(depth);
        all
    }

    pub(super) fn statements(&mut self, n: usize) -> Vec<Piece> {
        (0..n).map(|_| self.statement()).collect()
    }

    fn declaration(&mut self, ty: Ty) -> Piece {
        let value = self.expr(&ty, 2);
        let name = self.fresh("v");
        let template = match self.random.below(12) {
            0 => format!("{name}::{} = §", ty.written(self)),
            1 => format!("local {name} = §"),
            2 if self.random.percent(50) => {
                // Perhaps it has no value when it is read.
                let c = self.expr(&Ty::Bool, 1);
                self.bind(&name, ty, true);
                return Piece::of(&format!("local {name}; if § {name} = § end"), [c, value]);
            }
            _ => format!("{name} = §"),
        };
        self.bind(&name, ty, true);
        Piece::of(&template, [value])
    }

    /// A variable that may be assigned, and its type.
    fn target(&mut self) -> Option<(String, Ty)> {
        let mut all: Vec<(String, Ty)> = self
            .scope
            .iter()
            .filter(|it| it.can_assign)
            .map(|it| (it.name.clone(), it.ty.clone()))
            .collect();
        match all.len() {
            0 => None,
            n => Some(all.swap_remove(self.random.below(n))),
        }
    }

    fn assignment(&mut self) -> Piece {
        let Some((name, ty)) = self.target() else {
            let ty = self.ty(2);
            return self.declaration(ty);
        };
        match &ty {
            Ty::Int(_) | Ty::Float(_) if self.random.percent(50) => {
                let op = match ty {
                    Ty::Int(_) => self.random.pick(&["+", "-", "*", "⊻", "&", "|"]),
                    _ => self.random.pick(&["+", "-", "*", "/"]),
                };
                let value = self.expr(&ty, 2);
                Piece::of(&format!("{name} {op}= §"), [value])
            }
            Ty::Tuple(types) if types.len() == 2 && self.random.percent(40) => {
                let types = types.clone();
                let parts = types.iter().map(|it| self.expr(it, 1)).collect::<Vec<_>>();
                Piece::of(&format!("{name} = (§, §)"), parts)
            }
            _ => {
                let value = self.expr(&ty, 3);
                Piece::of(&format!("{name} = §"), [value])
            }
        }
    }

    fn statement(&mut self) -> Piece {
        self.cost += self.times;
        // What is nested deep is kept short.
        let is_full = self.cost + 8 * self.times > super::BUDGET;
        if is_full {
            return self.assignment();
        }
        match self.random.below(60) {
            0..8 => {
                let ty = self.ty(2);
                self.declaration(ty)
            }
            8..20 => self.assignment(),
            20..25 => self.conditional(),
            25..28 => self.narrowing(),
            28..32 => self.short_loop(),
            32 | 33 => self.while_loop(),
            34..37 => self.handler(),
            37..41 => self.mutation(),
            41 => {
                let ty = self.number();
                let a = self.expr(&ty, 2);
                match self.is_hot {
                    true => self.assignment(),
                    false => Piece::of("println(§)", [a]),
                }
            }
            42 | 43 => self.leaving(),
            44 | 45 => self.throwing(),
            46..49 => self.local_function(),
            49 => {
                let n = self.few(3);
                let body = self.block(n);
                let word = self.random.pick(&["let", "begin"]);
                if word == "begin" {
                    // Its variables are those around it.
                    return Piece::with("begin¶end", [], [body]);
                }
                Piece::with("let¶end", [], [body])
            }
            50 => self.destructuring(),
            51 => self.swap(),
            52 | 53 if !self.is_hot => self.task(),
            54 => self.global_assignment(),
            55 | 56 => {
                let ty = self.ty(1);
                match self.call_of(&ty, 2) {
                    Some(call) => call,
                    None => self.assignment(),
                }
            }
            57 => {
                let (c, inner) = (self.expr(&Ty::Bool, 2), self.assignment_only());
                let op = self.random.pick(&["&&", "||"]);
                Piece::of(&format!("§ {op} (§)"), [c, inner])
            }
            58 if !self.is_hot => {
                let of = self.ty(0);
                let all = self.expr(&Ty::Vector(Box::new(of.clone())), 2);
                let x = self.fresh("x");
                let saved = (self.returns.take(), self.loops, self.times);
                (self.loops, self.times) = (0, self.times * 5);
                let depth = self.scope.len();
                self.bind(&x, of, false);
                let body = self.block(2);
                self.scope.truncate(depth);
                (self.returns, self.loops, self.times) = saved;
                Piece::with(&format!("foreach(§) do {x}¶end"), [all], [body])
            }
            _ => self.mutation(),
        }
    }

    /// An assignment that declares nothing, as it does not always happen.
    fn assignment_only(&mut self) -> Piece {
        match self.target() {
            Some((name, ty)) => {
                let value = self.expr(&ty, 2);
                Piece::of(&format!("{name} = §"), [value])
            }
            None => Piece::text("nothing"),
        }
    }

    fn conditional(&mut self) -> Piece {
        let c = self.expr(&Ty::Bool, 3);
        let then = self.block(3);
        match self.random.below(3) {
            0 => Piece::with("if §¶end", [c], [then]),
            1 => {
                let otherwise = self.block(3);
                Piece::with("if §¶else¶end", [c], [then, otherwise])
            }
            _ => {
                let d = self.expr(&Ty::Bool, 2);
                let (second, third) = (self.block(2), self.block(2));
                Piece::with("if §¶elseif §¶else¶end", [c, d], [then, second, third])
            }
        }
    }

    /// A branch on the type of a variable, which is of that type within.
    fn narrowing(&mut self) -> Piece {
        let wide: Vec<(String, Ty)> = self
            .scope
            .iter()
            .filter(|it| matches!(it.ty, Ty::Union(_) | Ty::Any | Ty::Abstract(_)))
            .map(|it| (it.name.clone(), it.ty.clone()))
            .collect();
        if wide.is_empty() {
            let ty = self.union(1);
            return self.declaration(ty);
        }
        let (name, ty) = wide[self.random.below(wide.len())].clone();
        let member = self.member(&ty);
        let depth = self.scope.len();
        let mut tests = match member {
            Ty::Nothing => vec![format!("{name} === nothing"), format!("isnothing({name})")],
            _ => vec![format!("{name} isa {}", member.written(self))],
        };
        if let Ty::Union(types) = &ty
            && types.len() == 2
            && types[0] == Ty::Nothing
            && member != Ty::Nothing
        {
            tests.push(format!("{name} !== nothing"));
        }
        let test = tests.swap_remove(self.random.below(tests.len()));
        self.bind(&name, member, false);
        let then = self.block(3);
        self.scope.truncate(depth);
        let otherwise = self.block(2);
        let template = format!("if {test}¶else¶end");
        Piece::with(&template, [], [then, otherwise])
    }

    fn short_loop(&mut self) -> Piece {
        let x = self.fresh("i");
        let (header, parts, ty): (String, Vec<Piece>, Ty) = match self.random.below(9) {
            0 => {
                let of = self.ty(0);
                let all = self.expr(&Ty::Vector(Box::new(of.clone())), 2);
                (format!("{x} in §"), vec![all], of)
            }
            1 => {
                let int = self.int();
                let low = self.literal(&int);
                let n = self.random.below(4);
                // From near the end of its type to the end, perhaps.
                (
                    format!("{x} in §:§"),
                    vec![
                        low.clone(),
                        Piece::of(&format!("(§ | oftype(§, {n}))"), [low.clone(), low]),
                    ],
                    int,
                )
            }
            2 => {
                let step = self.random.pick(&["2", "-1", "3"]);
                let n = self.random.between(2, 6);
                (format!("{x} in {n}:{step}:1"), vec![], Ty::INT)
            }
            3 if !self.is_hot => {
                let all = self.expr(&Ty::Str, 2);
                (format!("{x} in §"), vec![all], Ty::Char)
            }
            4 => {
                let (a, b) = (self.ty(0), self.ty(0));
                let all = super::literals::tuple(vec![self.expr(&a, 1), self.expr(&b, 1)]);
                (format!("{x} in §"), vec![all], Ty::Union(vec![a, b]))
            }
            5 => {
                let of = self.ty(0);
                let all = self.expr(&Ty::Vector(Box::new(of.clone())), 1);
                let y = self.fresh("i");
                self.bind(&y, Ty::INT, false);
                (format!("({y}, {x}) in enumerate(§)"), vec![all], of)
            }
            6 => {
                let n = self.random.between(1, 3);
                let y = self.fresh("i");
                self.bind(&y, Ty::INT, false);
                (format!("{y} in 1:{n}, {x} in 1:2"), vec![], Ty::INT)
            }
            _ => {
                let n = self.random.between(1, 6);
                (format!("{x} in 1:{n}"), vec![], Ty::INT)
            }
        };
        let saved = (self.times, self.loops);
        self.times *= 5;
        self.loops += 1;
        let depth = self.scope.len();
        self.bind(&x, ty, true);
        let body = self.block(3);
        self.scope.truncate(depth);
        (self.times, self.loops) = saved;
        if header.starts_with('(') || header.contains(", ") {
            // The index beside it is gone as well.
            self.scope.retain(|it| {
                !header.contains(&format!("{} ", it.name))
                    && !header.contains(&format!("({},", it.name))
            });
        }
        Piece::with(&format!("for {header}¶end"), parts, [body])
    }

    fn while_loop(&mut self) -> Piece {
        let k = self.fresh("n");
        let n = self.random.between(2, 6);
        let saved = (self.times, self.loops);
        self.times *= 5;
        self.loops += 1;
        let c = self.expr(&Ty::Bool, 2);
        let mut body = vec![Piece::text(format!("{k} -= 1"))];
        let depth = self.scope.len();
        self.bind(&k, Ty::INT, false);
        body.extend(self.block(3));
        self.scope.truncate(depth);
        (self.times, self.loops) = saved;
        let head = if self.random.percent(70) {
            (format!("while {k} > 0 && §¶end"), vec![c])
        } else {
            body.insert(1, Piece::of(&format!("({k} < 0 || §) && break"), [c]));
            ("while true¶end".to_owned(), vec![])
        };
        Piece::with(&format!("let {k} = {n}¶end"), [], [vec![Piece::with(&head.0, head.1, [body])]])
    }

    fn handler(&mut self) -> Piece {
        let body = self.block(3);
        let e = self.fresh("e");
        let depth = self.scope.len();
        self.bind(&e, Ty::Any, false);
        let saved = std::mem::replace(&mut self.in_handler, true);
        let caught = self.block(2);
        self.in_handler = saved;
        self.scope.truncate(depth);
        match self.random.below(6) {
            0 => {
                let last = self.finally();
                Piece::with("try¶finally¶end", [], [body, last])
            }
            1 => {
                let last = self.finally();
                Piece::with(&format!("try¶catch {e}¶finally¶end"), [], [body, caught, last])
            }
            2 => {
                let fine = self.block(2);
                Piece::with(&format!("try¶catch {e}¶else¶end"), [], [body, caught, fine])
            }
            3 => {
                // As an expression.
                let ty = self.ty(1);
                let (a, b) = (self.expr(&ty, 2), self.expr(&ty, 1));
                let name = self.fresh("v");
                self.bind(&name, ty, true);
                let blocks = [vec![Piece::of("§", [a])], vec![Piece::of("§", [b])]];
                Piece::with(&format!("{name} = try¶catch¶end"), [], blocks)
            }
            _ => Piece::with(&format!("try¶catch {e}¶end"), [], [body, caught]),
        }
    }

    /// What runs on all ways out leaves on none of them.
    fn finally(&mut self) -> Vec<Piece> {
        let saved = (self.returns.take(), std::mem::take(&mut self.loops));
        let all = self.block(2);
        (self.returns, self.loops) = saved;
        all
    }

    fn throwing(&mut self) -> Piece {
        if self.in_handler && self.random.percent(30) {
            let c = self.expr(&Ty::Bool, 2);
            return Piece::of("§ && rethrow()", [c]);
        }
        let ty = self.number();
        let (c, value) = (self.expr(&Ty::Bool, 2), self.expr(&ty, 1));
        let what = self.random.pick(&[
            "throw(Odd(§))",
            "error(\"no \", §)",
            "throw(ArgumentError(string(§)))",
            "throw(DomainError(§))",
            "throw(§)",
            "undefined_function(§)",
            "convert(Symbol, §)",
        ]);
        Piece::of(&format!("§ && {what}"), [c, value])
    }

    fn leaving(&mut self) -> Piece {
        let c = self.expr(&Ty::Bool, 2);
        if self.loops > 0 && self.random.percent(70) {
            let word = self.random.pick(&["break", "continue"]);
            return Piece::of(&format!("§ && {word}"), [c]);
        }
        match self.returns.clone() {
            Some(ty) => {
                let value = self.expr(&ty, 2);
                Piece::of("if § return § end", [c, value])
            }
            None => self.assignment(),
        }
    }

    /// A change of what a variable holds.
    fn mutation(&mut self) -> Piece {
        let all: Vec<(String, Ty)> = self
            .scope
            .iter()
            .chain(&self.globals)
            .filter(|it| match &it.ty {
                Ty::Vector(_) | Ty::Ref(_) | Ty::Dict(..) => true,
                Ty::Struct(index) => self.structs[*index].is_mutable,
                _ => false,
            })
            .map(|it| (it.name.clone(), it.ty.clone()))
            .collect();
        if all.is_empty() {
            return self.assignment();
        }
        let (name, ty) = all[self.random.below(all.len())].clone();
        match ty {
            Ty::Vector(of) => {
                let value = self.expr(&of, 2);
                match self.random.below(8) {
                    0 | 1 => Piece::of(&format!("length({name}) < 9 && push!({name}, §)"), [value]),
                    2 => Piece::text(format!("isempty({name}) || pop!({name})")),
                    3 => Piece::text(
                        self.random.pick(&["pop!", "popfirst!", "empty!"]).to_owned()
                            + &format!("({name})"),
                    ),
                    4 => {
                        Piece::of(&format!("length({name}) < 9 && pushfirst!({name}, §)"), [value])
                    }
                    _ => {
                        let n = self.index(2);
                        Piece::of(&format!("{name}[§] = §"), [n, value])
                    }
                }
            }
            Ty::Ref(of) => {
                let value = self.expr(&of, 2);
                Piece::of(&format!("{name}[] = §"), [value])
            }
            Ty::Dict(key, of) => {
                let (k, value) = (self.expr(&key, 1), self.expr(&of, 2));
                match self.random.below(3) {
                    0 => Piece::of(&format!("delete!({name}, §)"), [k]),
                    _ => Piece::of(&format!("length({name}) < 9 && ({name}[§] = §)"), [k, value]),
                }
            }
            Ty::Struct(index) => {
                let fields = self.structs[index].fields.clone();
                let (field, ty) = fields[self.random.below(fields.len())].clone();
                let value = self.expr(&ty, 2);
                Piece::of(&format!("{name}.{field} = §"), [value])
            }
            _ => Piece::text("nothing"),
        }
    }

    fn local_function(&mut self) -> Piece {
        let arity = self.random.below(3);
        let name = self.fresh("g");
        let saved = (self.returns.take(), self.loops, self.times, self.in_closure);
        (self.loops, self.in_closure, self.returns) = (0, true, Some(Ty::INT));
        let own = self.times;
        self.times *= 3;
        let depth = self.scope.len();
        let params: Vec<String> = (0..arity).map(|_| self.fresh("x")).collect();
        for param in &params {
            self.bind(param, Ty::INT, true);
        }
        let mut body = match self.random.percent(60) {
            true => self.statements(1),
            false => Vec::new(),
        };
        let value = self.expr(&Ty::INT, 2);
        body.push(Piece::of("return §", [value]));
        self.scope.truncate(depth);
        self.times = own;
        (self.returns, self.loops, self.times, self.in_closure) = saved;
        self.bind(&name, Ty::Function(arity), false);
        Piece::with(&format!("function {name}({})¶end", params.join(", ")), [], [body])
    }

    fn destructuring(&mut self) -> Piece {
        let (a, b) = (self.ty(1), self.ty(1));
        let value = self.expr(&Ty::Tuple(vec![a.clone(), b.clone()]), 2);
        let (x, y) = (self.fresh("v"), self.fresh("v"));
        self.bind(&x, a, true);
        self.bind(&y, b, true);
        Piece::of(&format!("{x}, {y} = §"), [value])
    }

    fn swap(&mut self) -> Piece {
        let Some((name, ty)) = self.target() else { return Piece::text("nothing") };
        let others: Vec<String> = self
            .scope
            .iter()
            .filter(|it| it.can_assign && it.ty == ty && it.name != name)
            .map(|it| it.name.clone())
            .collect();
        match others.len() {
            0 => self.assignment(),
            n => {
                let other = &others[self.random.below(n)];
                Piece::text(format!("{name}, {other} = {other}, {name}"))
            }
        }
    }

    fn global_assignment(&mut self) -> Piece {
        let all: Vec<(String, Ty)> = self
            .globals
            .iter()
            .filter(|it| it.can_assign)
            .map(|it| (it.name.clone(), it.ty.clone()))
            .collect();
        if all.is_empty() {
            return self.assignment();
        }
        let (name, ty) = all[self.random.below(all.len())].clone();
        let value = self.expr(&ty, 2);
        Piece::of(&format!("global {name} = §"), [value])
    }

    fn task(&mut self) -> Piece {
        let saved = (self.returns.take(), self.loops, self.in_closure);
        (self.loops, self.in_closure) = (0, true);
        let ty = self.ty(1);
        let name = self.fresh("v");
        let piece = match self.random.below(3) {
            0 => {
                let (n, size) = (self.random.between(1, 4), self.random.below(3));
                let i = self.fresh("i");
                let depth = self.scope.len();
                self.bind(&i, Ty::INT, false);
                let mut body = self.block(1);
                let value = self.expr(&ty, 2);
                body.push(Piece::of("put!(out, §)", [value]));
                self.scope.truncate(depth);
                let inner = Piece::with(&format!("for {i} in 1:{n}¶end"), [], [body]);
                let of = ty.written(self);
                let template = format!("{name} = collect(Channel{{{of}}}({size}) do out¶end)");
                self.bind(&name, Ty::Vector(Box::new(ty)), true);
                Piece::with(&template, [], [vec![inner]])
            }
            1 => {
                let mut body = self.block(2);
                body.push(Piece::text("yield()"));
                let value = self.expr(&ty, 2);
                body.push(value);
                self.bind(&name, ty, true);
                Piece::with(&format!("{name} = fetch(@async begin¶end)"), [], [body])
            }
            _ => {
                let (mut first, mut second) = (self.block(2), self.block(2));
                first.insert(0, Piece::text("yield()"));
                second.push(Piece::text("yield()"));
                let blocks = [vec![
                    Piece::with("@async begin¶end", [], [first]),
                    Piece::with("@async begin¶end", [], [second]),
                ]];
                Piece::with("@sync begin¶end", [], blocks)
            }
        };
        (self.returns, self.loops, self.in_closure) = saved;
        piece
    }
}
