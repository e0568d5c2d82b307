//! A language of cells with everything a compiler may ask about, as a client of the cache.
//!
//! A cell is defined by terms; its value is the set of constants that it reaches through other
//! cells, or the set of cells that were missing. Both only grow, so recursion has one least
//! solution, whatever cell it is entered by. Contexts have hooks on cells; a cell that reaches no
//! hook has the plain value and shares the plain entry.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, RwLock};

use overdub_cache::{Compiler, CompilerCache, Found, Job, Schema, Stage, Verdict};
use overdub_world::{World, WorldRange};

pub(crate) type Cell = u8;
pub(crate) type Name = u8;
pub(crate) type Cache = CompilerCache<Sheet>;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct CellName(pub Cell);

impl fmt::Display for CellName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "c{}", self.0)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Owner {
    Plain,
    Context(u8),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::Plain => f.write_str("plain"),
            Owner::Context(number) => write!(f, "ctx{number}"),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Question {
    Method(Cell),
    Binding(Name),
    Layout(Name),
    HasHooks(u8),
    Hook(u8, Cell),
    Flag,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Question::Method(cell) => write!(f, "method c{cell}"),
            Question::Binding(name) => write!(f, "binding {name}"),
            Question::Layout(name) => write!(f, "layout {name}"),
            Question::HasHooks(context) => write!(f, "hooks of ctx{context}"),
            Question::Hook(context, cell) => write!(f, "hook of ctx{context} on c{cell}"),
            Question::Flag => f.write_str("flag"),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Use {
    Dispatch,
    Missing,
    Inlined,
    Binding,
    Unbound,
    Result,
    Hook,
    NoHook,
    NoHooks,
    Shared,
    Layout,
    Code,
    Flag,
}

pub(crate) const USES: [Use; 13] = [
    Use::Dispatch,
    Use::Missing,
    Use::Inlined,
    Use::Binding,
    Use::Unbound,
    Use::Result,
    Use::Hook,
    Use::NoHook,
    Use::NoHooks,
    Use::Shared,
    Use::Layout,
    Use::Code,
    Use::Flag,
];

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", format!("{self:?}").to_lowercase())
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Term {
    Const(i64),
    /// The value of another cell.
    Call(Cell),
    /// The constants of another cell's definition, copied.
    Inline(Cell),
    /// Whether another cell is defined.
    IsDefined(Cell),
    Read(Name),
    /// Matters for code only.
    Layout(Name),
}

pub(crate) type Definition = Arc<Vec<Term>>;

/// Every value that something had, with the world from which on it had it.
#[derive(Clone, Debug)]
struct History<T>(Vec<(World, Option<T>)>);

impl<T> Default for History<T> {
    fn default() -> Self {
        History(Vec::new())
    }
}

impl<T: Clone + PartialEq> History<T> {
    fn at(&self, world: World) -> (Option<T>, WorldRange) {
        let next = self.0.partition_point(|(since, _)| *since <= world);
        let min = next.checked_sub(1).map_or(World(0), |it| self.0[it].0);
        let max = self.0.get(next).map_or(World::MAX, |(since, _)| World(since.0 - 1));
        let value = next.checked_sub(1).and_then(|it| self.0[it].1.clone());
        (value, WorldRange::new(min, max))
    }
}

/// All definitions, at all worlds.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) newest: World,
    methods: BTreeMap<Cell, History<Definition>>,
    bindings: BTreeMap<Name, History<i64>>,
    layouts: BTreeMap<Name, History<i64>>,
    hooks: BTreeMap<(u8, Cell), History<i64>>,
    hook_counts: BTreeMap<u8, History<usize>>,
    flag: History<i64>,
}

impl Default for Sheet {
    fn default() -> Self {
        Sheet {
            newest: World::FIRST,
            methods: BTreeMap::default(),
            bindings: BTreeMap::default(),
            layouts: BTreeMap::default(),
            hooks: BTreeMap::default(),
            hook_counts: BTreeMap::default(),
            flag: History::default(),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Change {
    Method(Cell, Option<Vec<Term>>),
    Binding(Name, Option<i64>),
    Layout(Name, Option<i64>),
    Hook(u8, Cell, Option<i64>),
    Flag(i64),
}

/// Half the questions to a shard, so that shards are a filter and no more.
pub(crate) type Shard = (u8, u8);

impl Sheet {
    /// Makes a change in a new world, without telling a cache; answers the shards it concerns.
    pub(crate) fn make(&mut self, change: Change) -> Vec<Shard> {
        let at = self.newest.next();
        self.newest = at;
        match change {
            Change::Method(cell, terms) => {
                self.methods.entry(cell).or_default().0.push((at, terms.map(Arc::new)));
                vec![Self::shard(&Question::Method(cell))]
            }
            Change::Binding(name, value) => {
                self.bindings.entry(name).or_default().0.push((at, value));
                vec![Self::shard(&Question::Binding(name))]
            }
            Change::Layout(name, value) => {
                self.layouts.entry(name).or_default().0.push((at, value));
                vec![Self::shard(&Question::Layout(name))]
            }
            Change::Hook(context, cell, value) => {
                self.hooks.entry((context, cell)).or_default().0.push((at, value));
                let count = (0..=Cell::MAX).filter(|&it| self.hook(context, it, at).0.is_some());
                let count = count.count();
                self.hook_counts.entry(context).or_default().0.push((at, Some(count)));
                let questions = [Question::Hook(context, cell), Question::HasHooks(context)];
                questions.iter().map(Self::shard).collect()
            }
            Change::Flag(value) => {
                self.flag.0.push((at, Some(value)));
                vec![Self::shard(&Question::Flag)]
            }
        }
    }

    /// Makes a change and works it into the cache.
    pub(crate) fn change(&mut self, cache: &Cache, change: Change) -> usize {
        let before = self.newest;
        let shards = self.make(change);
        cache.invalidate(self.newest, &shards, |it| self.same(it, before, self.newest))
    }

    pub(crate) fn same(&self, question: &Question, before: World, after: World) -> bool {
        self.answer(question, before) == self.answer(question, after)
    }

    /// The answer to a question, as text.
    pub(crate) fn answer(&self, question: &Question, world: World) -> String {
        match *question {
            Question::Method(cell) => format!("{:?}", self.method(cell, world).0),
            Question::Binding(name) => format!("{:?}", self.binding(name, world).0),
            Question::Layout(name) => format!("{:?}", self.layout(name, world).0),
            Question::Hook(context, cell) => format!("{:?}", self.hook(context, cell, world).0),
            Question::HasHooks(context) => format!("{:?}", self.has_hooks(context, world).0),
            Question::Flag => format!("{:?}", self.flag.at(world).0),
        }
    }

    pub(crate) fn method(&self, cell: Cell, world: World) -> (Option<Definition>, WorldRange) {
        self.methods.get(&cell).map_or((None, WorldRange::ALL), |it| it.at(world))
    }

    fn binding(&self, name: Name, world: World) -> (Option<i64>, WorldRange) {
        self.bindings.get(&name).map_or((None, WorldRange::ALL), |it| it.at(world))
    }

    fn layout(&self, name: Name, world: World) -> (Option<i64>, WorldRange) {
        self.layouts.get(&name).map_or((None, WorldRange::ALL), |it| it.at(world))
    }

    fn hook(&self, context: u8, cell: Cell, world: World) -> (Option<i64>, WorldRange) {
        self.hooks.get(&(context, cell)).map_or((None, WorldRange::ALL), |it| it.at(world))
    }

    fn has_hooks(&self, context: u8, world: World) -> (bool, WorldRange) {
        let counts = self.hook_counts.get(&context);
        let (count, range) = counts.map_or((None, WorldRange::ALL), |it| it.at(world));
        (count.is_some_and(|it| it > 0), range)
    }
}

pub(crate) type Value = BTreeSet<i64>;
pub(crate) type Code = BTreeMap<(Cell, Name), Option<i64>>;

/// The cells that were missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Missing(pub BTreeSet<CellName>);

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells: Vec<_> = self.0.iter().map(CellName::to_string).collect();
        write!(f, "missing {}", cells.join(" "))
    }
}

impl Schema for Sheet {
    type Instance = CellName;
    type Owner = Owner;
    type Dependency = Question;
    type Shard = Shard;
    type Use = Use;
    type Inferred = Value;
    type Code = Code;
    type Linked = String;
    type Error = Missing;

    fn shard(question: &Question) -> Shard {
        match *question {
            Question::Method(cell) => (0, cell / 2),
            Question::Binding(_) => (1, 0),
            Question::Layout(name) => (2, name),
            Question::HasHooks(context) => (3, context),
            Question::Hook(context, _) => (4, context),
            Question::Flag => (5, 0),
        }
    }
}

/// The compiler of a sheet.
pub(crate) struct Sheets<'a> {
    /// The sheet that is compiled from, perhaps a snapshot.
    sheet: &'a Sheet,
    /// The sheet as it is now.
    live: Option<&'a RwLock<Sheet>>,
}

type SheetJob<'a> = Job<'a, Sheet>;

impl<'a> Sheets<'a> {
    pub(crate) fn of(sheet: &'a Sheet) -> Sheets<'a> {
        Sheets { sheet, live: None }
    }

    pub(crate) fn snapshot(sheet: &'a Sheet, live: &'a RwLock<Sheet>) -> Sheets<'a> {
        Sheets { sheet, live: Some(live) }
    }
}

impl Sheets<'_> {
    fn method(&self, job: &mut SheetJob<'_>, cell: Cell, used: Use) -> Option<Definition> {
        let (method, range) = self.sheet.method(cell, job.world());
        let used = if method.is_some() { used } else { Use::Missing };
        job.record(Question::Method(cell), used, range);
        method
    }

    fn call(&mut self, job: &mut SheetJob<'_>, cell: Cell, owner: Owner) -> Result<Value, Missing> {
        match job.infer(self, &CellName(cell), &owner, Use::Result) {
            Found::Entry(entry) => entry.inferred().cloned().map_err(Clone::clone),
            Found::Guess(None) => Ok(Value::new()),
            Found::Guess(Some(Verdict::Own(guess))) => (*guess).clone(),
            Found::Guess(Some(Verdict::Share(owner))) => self.call(job, cell, owner),
        }
    }

    fn is_shared(&mut self, job: &mut SheetJob<'_>, cell: Cell) -> bool {
        let owner = *job.owner();
        match job.infer(self, &CellName(cell), &owner, Use::Shared) {
            Found::Entry(entry) => *entry.owner() != owner,
            Found::Guess(None | Some(Verdict::Share(_))) => true,
            Found::Guess(Some(Verdict::Own(_))) => false,
        }
    }
}

impl Compiler for Sheets<'_> {
    type Schema = Sheet;

    fn share(&mut self, job: &mut SheetJob<'_>) -> Option<Owner> {
        let Owner::Context(context) = *job.owner() else { return None };
        let cell = job.instance().0;
        let sheet = self.sheet;
        let question = Question::HasHooks(context);
        if !job.ask(question, Use::NoHooks, |world| sheet.has_hooks(context, world)) {
            return Some(Owner::Plain);
        }
        let (hook, range) = sheet.hook(context, cell, job.world());
        let used = if hook.is_some() { Use::Hook } else { Use::NoHook };
        job.record(Question::Hook(context, cell), used, range);
        if hook.is_some() {
            return None;
        }
        let definition = self.method(job, cell, Use::Dispatch)?;
        let callees = definition.iter().filter_map(|it| match it {
            Term::Call(callee) => Some(*callee),
            _ => None,
        });
        // All of them, so that what is asked does not depend on the order of answers.
        let mut all = true;
        for callee in callees {
            all &= self.is_shared(job, callee);
        }
        all.then_some(Owner::Plain)
    }

    fn infer(&mut self, job: &mut SheetJob<'_>) -> Result<Value, Missing> {
        let (cell, owner) = (job.instance().0, *job.owner());
        let mut value = Value::new();
        let mut missing = BTreeSet::new();
        if let Owner::Context(context) = owner {
            let (hook, range) = self.sheet.hook(context, cell, job.world());
            let used = if hook.is_some() { Use::Hook } else { Use::NoHook };
            job.record(Question::Hook(context, cell), used, range);
            value.extend(hook);
        }
        let Some(definition) = self.method(job, cell, Use::Dispatch) else {
            missing.insert(CellName(cell));
            return Err(Missing(missing));
        };
        for term in definition.iter() {
            match *term {
                Term::Const(number) => drop(value.insert(number)),
                Term::Call(callee) => match self.call(job, callee, owner) {
                    Ok(more) => value.extend(more),
                    Err(more) => missing.extend(more.0),
                },
                Term::Inline(callee) => {
                    let body = self.method(job, callee, Use::Inlined);
                    value.extend(body.iter().flat_map(|it| it.iter()).filter_map(|it| match it {
                        Term::Const(number) => Some(*number),
                        _ => None,
                    }));
                }
                Term::IsDefined(callee) => {
                    let is_defined = self.method(job, callee, Use::Dispatch).is_some();
                    value.insert(if is_defined { 1001 } else { 1000 });
                }
                Term::Read(name) => {
                    let (bound, range) = self.sheet.binding(name, job.world());
                    let used = if bound.is_some() { Use::Binding } else { Use::Unbound };
                    job.record(Question::Binding(name), used, range);
                    value.insert(bound.unwrap_or(-1));
                }
                Term::Layout(_) => {}
            }
        }
        if missing.is_empty() { Ok(value) } else { Err(Missing(missing)) }
    }

    fn codegen(&mut self, job: &mut SheetJob<'_>, _: &Value) -> Result<Code, Missing> {
        let (cell, owner) = (job.instance().0, *job.owner());
        let mut code = BTreeMap::new();
        let definition = self.sheet.method(cell, job.world()).0.unwrap_or_default();
        for term in definition.iter() {
            match *term {
                Term::Layout(name) => {
                    let sheet = self.sheet;
                    let layout = job.ask(Question::Layout(name), Use::Layout, |world| {
                        sheet.layout(name, world)
                    });
                    code.insert((cell, name), layout);
                }
                // Code of callees is copied where that cannot recur: there are no guesses for it.
                Term::Call(callee) if callee > cell => {
                    let found = job.codegen(self, &CellName(callee), &owner, Use::Code);
                    let entry = found.entry().expect("calls to later cells do not recur");
                    if let Some(Ok(more)) = entry.code() {
                        code.extend(more);
                    }
                }
                _ => {}
            }
        }
        Ok(code)
    }

    fn link(&mut self, job: &mut SheetJob<'_>, code: &Code) -> Result<String, Missing> {
        let (flag, range) = self.sheet.flag.at(job.world());
        job.declare(Question::Flag, Use::Flag, range);
        Ok(format!("{code:?} under {flag:?}"))
    }

    fn is_settled(&mut self, guess: Option<&Verdict<Sheet>>, found: &Verdict<Sheet>) -> bool {
        match (guess, found) {
            (Some(Verdict::Own(guess)), Verdict::Own(found)) => guess == found,
            (Some(Verdict::Share(guess)), Verdict::Share(found)) => guess == found,
            _ => false,
        }
    }

    fn still_holds(&mut self, question: &Question, before: World, after: World) -> bool {
        match self.live {
            Some(live) => live.read().unwrap().same(question, before, after),
            None => self.sheet.same(question, before, after),
        }
    }
}

/// Everything there is to know of a cell's entry, as text.
pub(crate) fn ask(
    cache: &Cache,
    sheet: &Sheet,
    cell: Cell,
    owner: Owner,
    world: World,
    stage: Stage,
) -> String {
    ask_with(&mut Sheets::of(sheet), cache, cell, owner, world, stage)
}

pub(crate) fn ask_with(
    compiler: &mut Sheets<'_>,
    cache: &Cache,
    cell: Cell,
    owner: Owner,
    world: World,
    stage: Stage,
) -> String {
    let cell = &CellName(cell);
    let entry = match stage {
        Stage::Infer => cache.infer(compiler, cell, &owner, world),
        Stage::Codegen => cache.codegen(compiler, cell, &owner, world),
        Stage::Link => cache.link(compiler, cell, &owner, world),
    };
    assert!(entry.worlds().contains(world), "{entry} was served in {world}");
    // Whose entry served is part of the answer: sharing must not depend on history either.
    let mut text = format!("{} {:?}", entry.owner(), entry.inferred());
    if stage >= Stage::Codegen {
        text += &format!(" {:?}", entry.code());
    }
    if stage >= Stage::Link {
        text += &format!(" {:?}", entry.linked());
    }
    text
}
