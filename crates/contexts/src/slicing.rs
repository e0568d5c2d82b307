//! `slicing`: what a function prints is held back.
//!
//! ```text
//!   println(x)      is a call of Slicing.println_later(x)               a rule
//!   hold(f, args)   $held = call exempt Slicing.note($held, f, args)    a pass
//!   held()          $held
//! ```
//!
//! `$held` is a *carried value*: it goes along with every call and comes back with every return, so nothing is held anywhere
//! else, and what is called knows nothing of it. The package `Slicing` says what a note is.

use overdub_engine::{
    Applied, CarriedDecl, Context, Error, Mark, PassContext, PassError, Pipeline, Rules, Session,
    Symbol, Type,
    ir::{Arg, Body, Call, Cursor, Literal, Op},
    pass,
    registry::{Entry, Library, OptionHelp, Options},
};

use crate::watch::{Question, Report, Watch};

inventory::submit! {
    Library { name: PACKAGE, text: include_str!("../julia/Slicing.jl"), offer }
}

const PACKAGE: &str = "Slicing";

/// The context `slicing`, which `Slicing.sliced` enters; it has no state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Slicing;

impl Context for Slicing {
    type Meta = ();

    fn name(&self) -> String {
        "slicing".to_owned()
    }

    fn carried(&self) -> Vec<CarriedDecl> {
        let (name, initial) = (Symbol::new("held"), Literal::nothing());
        vec![CarriedDecl { name, ty: Type::any(), initial }]
    }

    fn rules(&self, rules: &mut Rules) {
        for name in ["print", "println"] {
            rules.on_callee(&format!("Base.{name}")).redirect(&format!("{PACKAGE}.{name}_later"));
        }
    }

    fn passes(&self) -> Pipeline {
        Pipeline::new().then(pass("slicing", slice))
    }
}

/// Puts the carried value in the place of the functions that stand for what becomes of it.
fn slice(body: &mut Body, cx: &mut PassContext<'_>) -> Result<(), PassError> {
    let [hold, held, note] = ["hold", "held", "note"].map(|it| Type::function(PACKAGE, it));
    let is_own = cx.signature.unwrap_unionall().params().first().and_then(|it| it.as_data());
    if is_own.is_none_or(|it| it.name().module() != Symbol::new(PACKAGE)) {
        return Ok(());
    }
    let slot = cx.carry(body, "held", Type::any());
    let mut cursor = Cursor::new(body);
    while let Some(inst) = cursor.next() {
        let Some(call) = cursor.body().call(inst).cloned() else { continue };
        let callee = crate::passes::constant(cursor.body(), cx, call.callee);
        if callee == Some(Literal::Singleton(held)) {
            cursor.replace(Op::SlotRead(slot));
        } else if callee == Some(Literal::Singleton(hold)) {
            let before = cursor.insert_value(Op::SlotRead(slot));
            let callee = cursor.constant(Literal::Singleton(note));
            let args = [Arg::plain(before)].into_iter().chain(call.args.iter().copied());
            let noted = Call::new(callee, args).with_mark(Mark::Exempt);
            let noted = cursor.insert_value(Op::Call(noted));
            cursor.insert(Op::SlotWrite(slot, noted));
            let nothing = cursor.constant(Literal::nothing());
            cursor.replace_with(nothing);
        }
    }
    Ok(())
}

fn offer(session: &mut Session) {
    session.offer("slicing_enter", Type::any(), |scope, args| match args {
        [callee, args @ ..] => scope.overdub(Applied::new(Slicing, ()), *callee, args),
        [] => Err(scope.error("slicing_enter: a function is needed")),
    });
}

fn build(options: &Options) -> Result<Option<Applied>, Error> {
    let question =
        Question { context: "slicing", package: PACKAGE, function: "report", inside: &["slicing"] };
    Watch::build(options, question, Slicing)
}

inventory::submit! {
    Entry {
        name: "slicing",
        help: "Holds back what each outermost call of a function prints, and reports it",
        options: &[OptionHelp::text("of", "The function, one by name")],
        build,
        report: Report::of,
    }
}
