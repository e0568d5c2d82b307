//! A compiler of its own on the cache alone: formulas over integers and reals, with their own
//! inference, code and linker, methods chosen by the kinds of arguments, and rates that come from
//! a table which the language knows nothing of.
//!
//! `cargo run --example foreign_compiler` prints what the cache does at each step.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use overdub_cache::{CodeInstance, Compiler, CompilerCache, Job, Schema};
use overdub_world::{World, WorldRange};

/// The foreign IR: the source of a method.
#[derive(PartialEq)]
enum Formula {
    Number(f64),
    Parameter(usize),
    Add(Box<Formula>, Box<Formula>),
    Multiply(Box<Formula>, Box<Formula>),
    Call(&'static str, Vec<Formula>),
    Rate(&'static str),
}

/// What inference finds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Kind {
    Int,
    Real,
}

/// A method instance: a name and the kinds of the arguments.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Instance(&'static str, Vec<Kind>);

impl Display for Instance {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = self.1.iter().map(|it| format!("{it:?}")).collect();
        write!(f, "{}({})", self.0, kinds.join(", "))
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Question {
    Method(Instance),
    Rate(&'static str),
}

impl Display for Question {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Question::Method(instance) => write!(f, "method of {instance}"),
            Question::Rate(name) => write!(f, "rate {name}"),
        }
    }
}

/// The result of inference: the kind of the value, and the callees by instance, in order.
struct Typed {
    kind: Kind,
    body: Arc<Formula>,
    callees: Vec<Instance>,
}

/// Code is a closure; what it calls and reads is bound by linking.
type Code = Arc<dyn Fn(&[f64], &Linked) -> f64 + Send + Sync>;

struct Linked {
    code: Code,
    callees: Vec<Arc<CodeInstance<Formulas>>>,
    rates: BTreeMap<&'static str, f64>,
}

/// The types that the cache stores; it learns nothing else of the language.
struct Formulas;

impl Schema for Formulas {
    type Instance = Instance;
    type Owner = &'static str;
    type Dependency = Question;
    type Shard = &'static str;
    type Use = &'static str;
    type Inferred = Typed;
    type Code = (Code, Vec<&'static str>);
    type Linked = Linked;
    type Error = String;

    fn shard(question: &Question) -> &'static str {
        match question {
            Question::Method(instance) => instance.0,
            Question::Rate(_) => "rates",
        }
    }
}

type Cache = CompilerCache<Formulas>;
type Methods = BTreeMap<&'static str, BTreeMap<Vec<Kind>, Arc<Formula>>>;

/// The first method whose parameters take the arguments; `Int` is also taken as `Real`.
fn find(methods: &Methods, Instance(name, kinds): &Instance) -> Option<Arc<Formula>> {
    let takes = |it: &[Kind]| it.len() == kinds.len() && it.iter().zip(kinds).all(|(p, a)| a <= p);
    methods.get(name)?.iter().find(|(it, _)| takes(it)).map(|(_, body)| Arc::clone(body))
}

/// The definitions, of which this language keeps the newest only, and the compiler.
#[derive(Default)]
struct Book {
    world: u64,
    methods: Methods,
    rates: BTreeMap<&'static str, f64>,
}

impl Book {
    fn define(&mut self, cache: &Cache, name: &'static str, kinds: &[Kind], body: Formula) {
        let old = self.methods.clone();
        self.methods.entry(name).or_default().insert(kinds.to_vec(), Arc::new(body));
        self.world += 1;
        // Only what asked for a method of this name is asked again, and an equal answer stays.
        cache.invalidate(World(self.world), &[name], |question| match question {
            Question::Method(instance) => find(&old, instance) == find(&self.methods, instance),
            Question::Rate(_) => true,
        });
    }

    fn set_rate(&mut self, cache: &Cache, name: &'static str, rate: f64) {
        self.rates.insert(name, rate);
        self.world += 1;
        cache.invalidate_exactly(World(self.world), &[Question::Rate(name)]);
    }

    fn call(&mut self, cache: &Cache, name: &'static str, args: &[f64]) -> Result<f64, String> {
        let kind = |it: &f64| if it.fract() == 0.0 { Kind::Int } else { Kind::Real };
        let instance = Instance(name, args.iter().map(kind).collect());
        let entry = cache.link(self, &instance, &"book", World(self.world));
        run(&entry, args).ok_or_else(|| entry.error().cloned().unwrap_or_default())
    }

    /// The kind of a formula, and the callees in it.
    fn kind_of(
        &mut self,
        job: &mut Job<'_, Formulas>,
        formula: &Formula,
        callees: &mut Vec<Instance>,
    ) -> Result<Kind, String> {
        Ok(match formula {
            Formula::Number(number) if number.fract() == 0.0 => Kind::Int,
            Formula::Number(_) | Formula::Rate(_) => Kind::Real,
            Formula::Parameter(index) => job.instance().1[*index],
            Formula::Add(a, b) | Formula::Multiply(a, b) => {
                self.kind_of(job, a, callees)?.max(self.kind_of(job, b, callees)?)
            }
            Formula::Call(name, arguments) => {
                let kinds = arguments.iter().map(|it| self.kind_of(job, it, callees));
                let callee = Instance(name, kinds.collect::<Result<_, _>>()?);
                let found = job.infer(self, &callee, &"book", "kind");
                let entry = found.entry().ok_or_else(|| format!("{callee} calls itself"))?;
                callees.push(callee);
                entry.inferred().map_err(Clone::clone)?.kind
            }
        })
    }
}

fn run(entry: &CodeInstance<Formulas>, args: &[f64]) -> Option<f64> {
    let linked = entry.linked()?.ok()?;
    Some((linked.code)(args, linked))
}

/// The closure of a formula; calls are numbered and rates collected as they are met.
fn closure(formula: &Formula, calls: &mut usize, rates: &mut Vec<&'static str>) -> Code {
    match formula {
        Formula::Number(number) => Arc::new({
            let number = *number;
            move |_, _| number
        }),
        Formula::Parameter(index) => Arc::new({
            let index = *index;
            move |args, _| args[index]
        }),
        Formula::Rate(name) => {
            let name = *name;
            rates.push(name);
            Arc::new(move |_, linked| linked.rates[name])
        }
        Formula::Add(a, b) => {
            let (a, b) = (closure(a, calls, rates), closure(b, calls, rates));
            Arc::new(move |args, linked| a(args, linked) + b(args, linked))
        }
        Formula::Multiply(a, b) => {
            let (a, b) = (closure(a, calls, rates), closure(b, calls, rates));
            Arc::new(move |args, linked| a(args, linked) * b(args, linked))
        }
        Formula::Call(_, arguments) => {
            let arguments: Vec<_> = arguments.iter().map(|it| closure(it, calls, rates)).collect();
            let callee = *calls;
            *calls += 1;
            Arc::new(move |args, linked| {
                let args: Vec<_> = arguments.iter().map(|it| it(args, linked)).collect();
                run(&linked.callees[callee], &args).expect("a linked callee runs")
            })
        }
    }
}

impl Compiler for Book {
    type Schema = Formulas;

    fn infer(&mut self, job: &mut Job<'_, Formulas>) -> Result<Typed, String> {
        let instance = job.instance().clone();
        let body = job.ask(Question::Method(instance.clone()), "method", |world| {
            (find(&self.methods, &instance), WorldRange::since(world))
        });
        let body = body.ok_or_else(|| format!("no method of {instance}"))?;
        let mut callees = Vec::new();
        let kind = self.kind_of(job, &body, &mut callees)?;
        Ok(Typed { kind, body, callees })
    }

    fn codegen(
        &mut self,
        _: &mut Job<'_, Formulas>,
        typed: &Typed,
    ) -> Result<(Code, Vec<&'static str>), String> {
        let mut rates = Vec::new();
        Ok((closure(&typed.body, &mut 0, &mut rates), rates))
    }

    fn link(
        &mut self,
        job: &mut Job<'_, Formulas>,
        (code, names): &(Code, Vec<&'static str>),
    ) -> Result<Linked, String> {
        let mut rates = BTreeMap::new();
        for &name in names {
            // No lookup of the language knows the table, so the dependency is declared.
            job.declare(Question::Rate(name), "value", WorldRange::since(job.world()));
            rates.insert(name, *self.rates.get(name).ok_or_else(|| format!("no rate {name}"))?);
        }
        let entry = job.entry().cloned().ok_or("linking without an entry")?;
        let mut callees = Vec::new();
        for callee in &entry.inferred().map_err(Clone::clone)?.callees {
            let found = job.link(self, callee, &"book", "code");
            let callee = found.entry().ok_or_else(|| format!("{callee} calls itself"))?;
            if let Some(error) = callee.error() {
                return Err(error.clone());
            }
            callees.push(callee);
        }
        Ok(Linked { code: Arc::clone(code), callees, rates })
    }
}

fn main() {
    use Formula::{Add, Call, Multiply, Number, Parameter, Rate};
    let boxed = |a, b| (Box::new(a), Box::new(b));
    let times = |a, b| Multiply(Box::new(a), Box::new(b));
    let cache = Cache::new();
    let log = cache.record_events();
    let mut book = Book::default();
    let mut events = Vec::new();
    let mut show = |title: &str, result: Result<f64, String>| {
        events = log.take_text().lines().map(str::to_owned).collect();
        println!("{title} = {result:?}\n    {}", events.join("\n    "));
        (result, events.iter().filter(|it| it.starts_with("compile ")).count())
    };

    // gross(n, price) = net(n, price) + net(n, price) * vat
    let (a, b) = boxed(Parameter(0), Parameter(1));
    book.define(&cache, "net", &[Kind::Real, Kind::Real], Multiply(a, b));
    let net = || Call("net", vec![Parameter(0), Parameter(1)]);
    let (a, b) = boxed(net(), times(net(), Rate("vat")));
    book.define(&cache, "gross", &[Kind::Real, Kind::Real], Add(a, b));

    let (result, _) = show("without a rate", book.call(&cache, "gross", &[3.0, 10.0]));
    assert_eq!(result, Err("no rate vat".to_owned()), "the error is stored, with its edges");
    book.set_rate(&cache, "vat", 0.25);
    let (result, compiled) = show("with the rate", book.call(&cache, "gross", &[3.0, 10.0]));
    assert_eq!((result, compiled), (Ok(37.5), 3), "gross is linked anew; net had no code yet");
    let (result, compiled) = show("again", book.call(&cache, "gross", &[3.0, 10.0]));
    assert_eq!((result, compiled), (Ok(37.5), 0));
    book.set_rate(&cache, "vat", 0.5);
    let (result, compiled) = show("another rate", book.call(&cache, "gross", &[3.0, 10.0]));
    assert_eq!((result, compiled), (Ok(45.0), 1), "only the linking is done again");

    book.define(&cache, "net", &[Kind::Real, Kind::Real], times(Parameter(0), Parameter(1)));
    book.define(&cache, "gift", &[Kind::Int], Number(0.0));
    let (result, compiled) =
        show("an equal redefinition", book.call(&cache, "gross", &[3.0, 10.0]));
    assert_eq!((result, compiled), (Ok(45.0), 0), "nothing that was asked has another answer");
    let body = times(Number(2.0), times(Parameter(0), Parameter(1)));
    book.define(&cache, "net", &[Kind::Int, Kind::Int], body);
    let (result, compiled) =
        show("a more specific method", book.call(&cache, "gross", &[3.0, 10.0]));
    assert_eq!((result, compiled), (Ok(90.0), 6), "both, in three stages");
    let (result, _) = show("other kinds", book.call(&cache, "gross", &[3.0, 1.5]));
    assert_eq!(result, Ok(6.75), "the method for reals, which is still there");
    let (result, _) = show("no such method", book.call(&cache, "refund", &[1.0]));
    assert_eq!(result, Err("no method of refund(Int)".to_owned()));
    book.define(&cache, "refund", &[Kind::Int], Number(7.0));
    let (result, _) = show("now there is", book.call(&cache, "refund", &[1.0]));
    assert_eq!(result, Ok(7.0), "that there was none was an answer with an edge");
}
