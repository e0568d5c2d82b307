//! Diagnostics as text for people, drawn by `annotate-snippets`.
//!
//! Only the lines around the labels go to the drawing crate, and of a very long line only the
//! part around the label: the cost of a report follows the report, not the size of the source.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::{Diagnostic, Severity, SourceId, Sources, Span};

/// How a report looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Text only.
    #[default]
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

/// Bytes of a line that are shown before and after the place meant.
const MARGIN: usize = 120;

/// Draws each diagnostic with its code, source lines, labels and hints, an empty line between them.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let drawn: Vec<String> =
        diagnostics.iter().map(|it| render_one(it, sources, &renderer)).collect();
    let mut text = drawn.join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn render_one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(visible(&diagnostic.message)).id(diagnostic.code);
    let mut group = Group::with_title(title);
    for (id, window) in windows(diagnostic, sources) {
        let text = &sources.text(id)[window.range()];
        let (line, column) = sources.line_column(id, window.start);
        let mut snippet = Snippet::source(text).line_start(line as usize);
        let mut shown = Vec::new();
        for (index, label) in diagnostic.labels.iter().enumerate() {
            let (start, end) = bounds(label.span, sources);
            if label.span.source != id || start < window.range().start || end > window.range().end {
                continue;
            }
            shown.push(start);
            let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let within = start - window.range().start..end - window.range().start;
            let words = (!label.text.is_empty()).then(|| visible(&label.text));
            snippet = snippet.annotation(kind.span(within).label(words));
        }
        match shown.first() {
            // Of a line that begins before the window, columns would be counted from there.
            Some(&start) if column > 1 => {
                let (line, column) = sources.line_column(id, id.span(start, start).start);
                let origin = Origin::path(sources.name(id)).line(line as usize);
                group = group.element(origin.char_column(column as usize));
            }
            _ => snippet = snippet.path(sources.name(id)),
        }
        group = group.element(snippet);
    }
    let hints = diagnostic.hints.iter().map(|hint| Level::HELP.message(visible(hint)));
    renderer.render(&[group.elements(hints)])
}

/// Control characters could drive the terminal of whoever reads the report.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\n' { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// A label's bytes moved onto character boundaries inside the text.
fn bounds(span: Span, sources: &Sources) -> (usize, usize) {
    let text = sources.text(span.source);
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.ceil_char_boundary((span.end as usize).clamp(start, text.len()));
    (start, end)
}

/// The parts of sources that the labels need, in the order of the labels. Neighbouring lines share one.
fn windows(diagnostic: &Diagnostic, sources: &Sources) -> Vec<(SourceId, Span)> {
    let mut windows: Vec<(SourceId, Span)> = Vec::new();
    for label in &diagnostic.labels {
        let id = label.span.source;
        let text = sources.text(id);
        let (start, end) = bounds(label.span, sources);
        let (first, _) = sources.line_column(id, id.span(start, start).start);
        let (last, _) = sources.line_column(id, id.span(end, end).start);
        let line_start = sources.line_range(id, first).start;
        let line_end = sources.line_range(id, last).end;
        let from = text.floor_char_boundary(line_start.max(start.saturating_sub(MARGIN)));
        let to = text.ceil_char_boundary(line_end.min(end.saturating_add(MARGIN)).max(end));
        let window = id.span(from, to);
        let near = |known: &&mut (SourceId, Span)| {
            let gap = window
                .start
                .saturating_sub(known.1.end)
                .max(known.1.start.saturating_sub(window.end));
            known.0 == id && (gap as usize) < 4 * MARGIN
        };
        match windows.iter_mut().find(near) {
            Some(known) => known.1 = known.1.to(window),
            None => windows.push((id, window)),
        }
    }
    windows
}
