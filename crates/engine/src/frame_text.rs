//! How the instance of a method reads in a stack trace: `f(x::Int64; key::String)`.

use std::fmt::Write;

use overdub_rewrite::Signature;
use overdub_types::{Symbol, Type};
use overdub_world::{Method, MethodInstance};

/// The call as a trace shows it: names and types of the arguments; keywords behind the others, though their values come
/// first where the body of such a function is run. Names of arguments are left out unless `is_named`: what contexts have
/// changed is told by its signature.
pub(crate) fn frame_text(method: &Method, types: Type, is_named: bool) -> String {
    let params = types.unwrap_unionall().params();
    let names = method.names();
    let Some((callee, args)) = params.split_first() else { return types.to_string() };
    let mut text = String::new();
    if let Some(at) = keyword_count(types) {
        // The callee of the call that was written stands behind the keywords.
        let (keywords, args) = args.split_at(at);
        let (keyword_names, names) = names.split_at(at.min(names.len()));
        write_callee(&mut text, args[0]);
        let names = names.get(1..).filter(|_| is_named);
        write_args(&mut text, &args[1..], names.unwrap_or_default());
        for (at, ty) in keywords.iter().enumerate() {
            let name = keyword_names.get(at).map_or("", |it| it.as_str());
            text.push_str(if at == 0 { "; " } else { ", " });
            let _ = write!(text, "{}::{}", name.trim_end_matches("..."), keyword_type(*ty));
        }
    } else {
        write_callee(&mut text, *callee);
        write_args(&mut text, args, if is_named { names } else { &[] });
    }
    text.push(')');
    text
}

/// Whether the instance only sorts keywords for the function that was called, or only fills defaults in for one that
/// stands at the same place: `inner` is the call that it made.
pub(crate) fn is_hidden(of: &MethodInstance, inner: Option<&MethodInstance>) -> bool {
    let params = of.types().unwrap_unionall().params();
    let Some(callee) = params.first() else { return false };
    if *callee == Type::kwcall() {
        return true;
    }
    let Some(inner) = inner else { return false };
    let (outer_loc, inner_loc) = (of.method().loc(), inner.method().loc());
    if (outer_loc.file, outer_loc.line) != (inner_loc.file, inner_loc.line) {
        return false;
    }
    let (inner_callee, inner_args) = match inner.types().unwrap_unionall().params() {
        [callee, args @ ..] => (*callee, args),
        [] => return false,
    };
    match keyword_count(inner.types()) {
        Some(at) => inner_args[at..] == *params,
        None => {
            inner_args.len() >= params.len()
                && inner_callee == *callee
                && inner_args.starts_with(&params[1..])
        }
    }
}

/// Of the body of a function with keywords, how many keywords there are.
fn keyword_count(types: Type) -> Option<usize> {
    Signature::new(types).ok()?.keyword_count()
}

fn write_callee(text: &mut String, callee: Type) {
    let made = callee.type_type_param().filter(|it| it.unwrap_unionall().is_data());
    let function = callee.as_data().and_then(|it| it.name().function());
    let _ = match (made, function) {
        (Some(made), _) => write!(text, "{made}("),
        (None, Some(name)) if name.as_str().starts_with(['#', '@']) => {
            write!(text, "var\"{name}\"(")
        }
        (None, Some(name)) => write!(text, "{name}("),
        (None, None) => write!(text, "(::{callee})("),
    };
}

fn write_args(text: &mut String, types: &[Type], names: &[Symbol]) {
    let names = if names.len() == types.len() { names } else { &[] };
    for (at, ty) in types.iter().enumerate() {
        let name = names.get(at).map_or("", |it| it.as_str());
        let name = if name == "_" || name.starts_with('#') { "" } else { name };
        let _ = write!(text, "{}{name}::{ty}", if at == 0 { "" } else { ", " });
    }
}

/// The type of a keyword; that of `kws...` as the names and types that were given.
fn keyword_type(ty: Type) -> String {
    let name = ty.as_data().map(|it| it.name());
    let is_pairs = name.is_some_and(|it| it.name().as_str() == "Pairs");
    let text = match ty.params().last() {
        Some(named) if is_pairs => named.to_string(),
        _ => return ty.to_string(),
    };
    match text.strip_prefix("@NamedTuple{") {
        Some(rest) => format!("@Kwargs{{{rest}"),
        None => ty.to_string(),
    }
}
