//! Shadows through calls: what is known of the callee says how.

use overdub_ir::{Arg, Call, Inst, Literal, Mark, Op, Value};
use overdub_types::{Symbol, Type};
use overdub_values::{Builtin, Intrinsic, IntrinsicKind};
use overdub_world::{Found, TableId};

use super::Weaver;

/// What a call is, as far as its shadows go.
enum Kind {
    Builtin(Builtin),
    Intrinsic(Intrinsic),
    /// A function of the host: no body takes the shadows.
    Host(Symbol),
    /// A function with bodies and no rule.
    Function,
    /// Whatever it turns out to be, or a function that has a rule.
    Open,
}

/// Host functions that make a call of their arguments: of the first with the others.
const CALLING: [&str; 2] = ["forward_enter", "reverse_enter"];

impl Weaver<'_, '_, '_> {
    pub(super) fn call(&mut self, inst: Inst, call: &Call) {
        let is_seen = match call.mark {
            Mark::Unmarked => true,
            Mark::Exempt => false,
            Mark::Under(n) => n > self.cx.depth,
        };
        if !is_seen {
            return;
        }
        let mut call = call.clone();
        let mut kind = self.kind(call.callee);
        if matches!(kind, Kind::Builtin(Builtin::ApplyIterate))
            && call.args.len() > 1
            && !call.args.iter().any(|it| it.spread)
        {
            call.callee = call.args[1].value;
            call.args = call.args.iter().skip(2).map(|it| Arg::spread(it.value)).collect();
            kind = self.kind(call.callee);
            self.cursor.replace(Op::Call(call.clone()));
        }
        if call.args.iter().any(|it| it.spread) {
            self.spread(&mut call);
            self.cursor.replace(Op::Call(call.clone()));
            if !matches!(kind, Kind::Function) && handing(&kind).is_none() {
                kind = Kind::Open;
            }
            return self.listed(inst, &call, &kind);
        }
        let args: Vec<Value> = call.args.iter().map(|it| it.value).collect();
        match kind {
            Kind::Builtin(builtin) => self.builtin(inst, builtin, &args),
            Kind::Intrinsic(intrinsic) if carries(intrinsic) => {
                if args.iter().any(|it| self.shadows.contains_key(it)) {
                    self.propagate(inst, call.callee, &args);
                }
            }
            Kind::Intrinsic(intrinsic) if makes_float(intrinsic) => {
                let value = self.behind(inst);
                self.note(value, self.nothing);
            }
            Kind::Intrinsic(_) => {}
            Kind::Host(name) if CALLING.contains(&name.as_str()) => self.handed(inst, &args),
            Kind::Host(_) if args.is_empty() => {}
            Kind::Host(_) => self.propagate(inst, call.callee, &args),
            Kind::Function => {
                let whole: Vec<Value> = std::iter::once(call.callee).chain(args).collect();
                self.handed(inst, &whole);
            }
            Kind::Open => self.listed(inst, &call, &Kind::Open),
        }
    }

    fn kind(&self, callee: Value) -> Kind {
        let Some(ty) = self.callee(callee) else { return Kind::Open };
        if let Some(builtin) = Builtin::from_type(ty) {
            return Kind::Builtin(builtin);
        }
        if let Some(intrinsic) = Intrinsic::from_type(ty) {
            return Kind::Intrinsic(intrinsic);
        }
        if let Some(data) = ty.as_data()
            && data.name().module() == Symbol::new("Core.Host")
            && ty.is_singleton_type()
        {
            return Kind::Host(data.name().function().unwrap_or_else(|| data.name().name()));
        }
        if self.is_ruled(ty) { Kind::Open } else { Kind::Function }
    }

    /// Whether somebody says of a function that it has a rule: `ruled(f)` has a method for it alone.
    fn is_ruled(&self, callee: Type) -> bool {
        let ruled = Type::function(self.module, Symbol::new("ruled"));
        let Ok(sig) = Type::tuple(&[ruled, callee]) else { return true };
        match self.cx.lookup().find(TableId::ORDINARY, sig) {
            Ok(Found::One(found)) => {
                let of = found.method.sig().unwrap_unionall().params().get(1).copied();
                of != Some(Type::any())
            }
            Ok(Found::None) => false,
            _ => true,
        }
    }

    /// What is spread is made a tuple first, by ordinary code, so that its elements have shadows in order.
    fn spread(&mut self, call: &mut Call) {
        let spreadable = Type::function(self.module, Symbol::new("spreadable"));
        for at in 0..call.args.len() {
            let Arg { value, spread: true } = call.args[at] else { continue };
            self.pack(&[self.nothing, value]);
            let callee = self.cursor.constant(Literal::Singleton(spreadable));
            // Unseen by the contexts inside: what they have on its way is for the call itself.
            let mark = Mark::Under(self.cx.depth + 1);
            let made = Call::new(callee, [value]).with_mark(mark);
            let made = self.cursor.insert_value(Op::Call(made));
            let shadow = self.exempt("take", &[self.frame]);
            self.note(made, shadow);
            call.args[at].value = made;
        }
    }

    /// Says the shadows of callee and arguments to whoever is called, unless it is known that there are none.
    fn pack(&mut self, whole: &[Value]) {
        if whole.iter().any(|it| self.shadows.contains_key(it)) {
            let shadows: Vec<Value> = whole.iter().map(|it| self.shadow(*it)).collect();
            let shadows = self.exempt_builtin(Builtin::Tuple, &shadows);
            self.put_in_frame("args", shadows);
        }
    }

    /// A call of something that has bodies: they take the shadows and leave the result's.
    fn handed(&mut self, inst: Inst, whole: &[Value]) {
        self.pack(whole);
        let value = self.behind(inst);
        let shadow = self.exempt("take", &[self.frame]);
        self.note(value, shadow);
    }

    /// A call of an operation: a rule says afterwards what the shadow of the result is.
    fn propagate(&mut self, inst: Inst, callee: Value, args: &[Value]) {
        let value = self.behind(inst);
        let mut told = vec![self.frame, callee, value];
        for arg in args {
            told.extend([*arg, self.shadow(*arg)]);
        }
        let shadow = self.exempt("propagate", &told);
        self.note(value, shadow);
    }

    /// A call of which arguments or callee are known to the run only.
    fn listed(&mut self, inst: Inst, call: &Call, kind: &Kind) {
        let tuple = self.cursor.constant(Literal::Singleton(Builtin::Tuple.ty()));
        let args = Call { callee: tuple, ..call.clone() }.with_mark(Mark::Exempt);
        let args = self.cursor.insert_value(Op::Call(args));
        let mut shadows = Call::new(tuple, Vec::<Value>::new()).with_mark(Mark::Exempt);
        for arg in &call.args {
            let shadow = self.shadow(arg.value);
            shadows.args.push(if arg.spread {
                Arg::spread(self.exempt("expanded", &[arg.value, shadow]))
            } else {
                Arg::plain(shadow)
            });
        }
        let shadows = self.cursor.insert_value(Op::Call(shadows));
        let mut own = self.shadow(call.callee);
        if matches!(kind, Kind::Open) {
            let callee = self.exempt("resolve", &[self.frame, call.callee, args, shadows]);
            own = self.exempt("resolved", &[self.frame, callee, own]);
            self.cursor.replace(Op::Call(Call { callee, ..call.clone() }));
        }
        let whole = match handing(kind) {
            Some("") => shadows,
            Some(function) => self.exempt(function, &[shadows]),
            None => {
                let mut whole = Call::new(tuple, [own]).with_mark(Mark::Exempt);
                whole.args.push(Arg::spread(shadows));
                self.cursor.insert_value(Op::Call(whole))
            }
        };
        self.put_in_frame("args", whole);
        let value = self.behind(inst);
        let shadow = match kind {
            Kind::Open => {
                self.exempt("take_list", &[self.frame, call.callee, value, args, shadows])
            }
            _ => self.exempt("take", &[self.frame]),
        };
        self.note(value, shadow);
    }

    fn builtin(&mut self, inst: Inst, builtin: Builtin, args: &[Value]) {
        let frame = self.frame;
        let shadows: Vec<Value> = args.iter().map(|it| self.shadow(*it)).collect();
        let are_some = args.iter().any(|it| self.shadows.contains_key(it));
        let shadow = match (builtin, args) {
            (Builtin::Tuple, _) if are_some => {
                let value = self.behind(inst);
                let all = self.exempt_builtin(Builtin::Tuple, &shadows);
                let shadow = self.exempt("tupled", &[all]);
                self.shadows.insert(value, shadow);
                return;
            }
            (Builtin::Typeassert, _) => shadows[0],
            (Builtin::Compilerbarrier, [_, _]) => shadows[1],
            (Builtin::Ifelse, [cond, _, _]) if are_some => {
                let value = self.behind(inst);
                let shadow = self.exempt_builtin(Builtin::Ifelse, &[*cond, shadows[1], shadows[2]]);
                self.shadows.insert(value, shadow);
                return;
            }
            (Builtin::Getfield, [of, name, ..]) => {
                let value = self.behind(inst);
                let shadow = self.exempt("field", &[frame, *of, shadows[0], *name]);
                self.note(value, shadow);
                return;
            }
            (Builtin::Setfield, [of, name, ..]) if args.len() > 2 => {
                self.behind(inst);
                self.exempt("put", &[frame, *of, *name, shadows[2]]);
                shadows[2]
            }
            (Builtin::Swapfield, [of, name, _, ..]) => {
                let shadow = self.exempt("swapped", &[frame, *of, *name, shadows[2]]);
                self.behind(inst);
                shadow
            }
            (Builtin::Memoryrefget, [of, ..]) => {
                let value = self.behind(inst);
                let shadow = self.exempt("element", &[frame, *of]);
                self.note(value, shadow);
                return;
            }
            (Builtin::Memoryrefset, [of, ..]) if args.len() > 1 => {
                self.behind(inst);
                self.exempt("put_element", &[frame, *of, shadows[1]]);
                shadows[1]
            }
            (Builtin::Memoryrefswap, [of, ..]) if args.len() > 1 => {
                let shadow = self.exempt("swapped_element", &[frame, *of, shadows[1]]);
                self.behind(inst);
                shadow
            }
            (Builtin::Throw, [error]) if are_some => {
                self.exempt("thrown", &[frame, *error, shadows[0]]);
                return;
            }
            (Builtin::Invokelatest, [_, ..]) => return self.handed(inst, args),
            (Builtin::InvokeInWorld, [_, _, ..]) => return self.handed(inst, &args[1..]),
            (Builtin::Invoke, [callee, _, rest @ ..]) => {
                let whole: Vec<Value> =
                    std::iter::once(*callee).chain(rest.iter().copied()).collect();
                return self.handed(inst, &whole);
            }
            (Builtin::Setglobal, _) if are_some => {
                let all = self.exempt_builtin(Builtin::Tuple, &shadows);
                self.exempt("kept", &[frame, all]);
                return;
            }
            (
                Builtin::Replacefield
                | Builtin::Setfieldonce
                | Builtin::Modifyfield
                | Builtin::Overdub
                | Builtin::Recurse
                | Builtin::Eval
                | Builtin::Finalizer
                | Builtin::Expr,
                _,
            ) => {
                let name = self.cursor.constant(Literal::Symbol(Symbol::new(builtin.name())));
                let all = self.exempt_builtin(Builtin::Tuple, &shadows);
                let first = args.first().copied().unwrap_or(self.nothing);
                self.exempt("unsupported", &[frame, name, first, all]);
                return;
            }
            _ => return,
        };
        // What the operation answers is one of its operands, or was there before.
        let value = match self.landed {
            Some(jump) => self.landed_value(jump),
            None => self.behind(inst),
        };
        if shadow != self.nothing {
            self.shadows.insert(value, shadow);
        }
    }

    /// The value of the instruction that the landing with this jump is behind.
    fn landed_value(&self, jump: Inst) -> Value {
        let body = self.cursor.body();
        let landing = body.block_of(jump);
        landing.and_then(|it| body.params(it).first().copied()).unwrap_or(self.nothing)
    }
}

/// For a builtin that calls its arguments, what makes the shadows of that call of those of its own; `""` is nothing.
fn handing(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Builtin(Builtin::Invokelatest) => Some(""),
        Kind::Builtin(Builtin::InvokeInWorld) => Some("without_world"),
        Kind::Builtin(Builtin::Invoke) => Some("without_types"),
        _ => None,
    }
}

/// Whether an intrinsic may answer with a float that the shadows of its operands say nothing of.
fn makes_float(intrinsic: Intrinsic) -> bool {
    match intrinsic.kind() {
        IntrinsicKind::FloatUnary => !carries(intrinsic),
        IntrinsicKind::Convert => {
            matches!(intrinsic, Intrinsic::Bitcast | Intrinsic::Sitofp | Intrinsic::Uitofp)
        }
        _ => false,
    }
}

/// Whether the shadow of an intrinsic's operands says anything of its result.
fn carries(intrinsic: Intrinsic) -> bool {
    let is_step = matches!(
        intrinsic,
        Intrinsic::CeilLlvm | Intrinsic::FloorLlvm | Intrinsic::TruncLlvm | Intrinsic::RintLlvm
    );
    match intrinsic.kind() {
        IntrinsicKind::FloatUnary | IntrinsicKind::FloatBinary | IntrinsicKind::FloatTernary => {
            !is_step
        }
        IntrinsicKind::Convert => matches!(intrinsic, Intrinsic::Fptrunc | Intrinsic::Fpext),
        _ => false,
    }
}
