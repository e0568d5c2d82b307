//! Faults for people: the text of the body with a caret under each.

use overdub_diag::{Diagnostic, Sources, Style};

use crate::{
    Body, Fault,
    text::{PrintOptions, print_body_with},
};

/// Draws faults on the printed text of the body; empty if there are none.
#[must_use]
pub fn render_faults(body: &Body, faults: &[Fault]) -> String {
    let printed = print_body_with(body, PrintOptions::default());
    let mut sources = Sources::new();
    let id = sources.add(body.header.origin.clone(), printed.text.clone());
    let diagnostic = |fault: &Fault| {
        let range = printed.range(fault.at);
        Diagnostic::error(fault.code, fault.message.clone())
            .with_label(id.span(range.start, range.end), "")
    };
    let diagnostics: Vec<Diagnostic> = faults.iter().map(diagnostic).collect();
    overdub_diag::render(&diagnostics, &sources, Style::Plain)
}
