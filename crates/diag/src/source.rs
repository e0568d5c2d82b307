//! Texts by number, and places in them.
//!
//! A `Span` is a half-open range of bytes; lines and columns are counted from one, columns in characters.

use crate::Diagnostic;

/// The number of a text in a [`Sources`]; prints as `source0`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

impl SourceId {
    /// The first source of any [`Sources`]: enough where there is one text only.
    pub const FIRST: Self = Self(0);

    /// The handle of the source with this index.
    #[must_use]
    pub fn new(index: u32) -> Self {
        Self(index)
    }

    /// The index of this source, counted from zero.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The bytes `start..end` of this source.
    #[must_use]
    pub fn span(self, start: usize, end: usize) -> Span {
        Span { source: self, start: narrow(start), end: narrow(end) }
    }
}

impl std::fmt::Debug for SourceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "source{}", self.0)
    }
}

/// Texts beyond 4 GiB keep their spans at the last byte that a span can name.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A half-open range of bytes in a source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text that this is a part of.
    pub source: SourceId,
    /// Its first byte.
    pub start: u32,
    /// The byte after its last one.
    pub end: u32,
}

impl Span {
    /// The smallest span that holds both; `self` if they are parts of different sources.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.source != other.source {
            return self;
        }
        Self {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The bytes as a range for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The empty span at the end of this one.
    #[must_use]
    pub fn after(self) -> Self {
        Self { start: self.end, ..self }
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}:{}..{}", self.source, self.start, self.end)
    }
}

/// The texts that spans point into.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: String,
    /// The byte at which each line starts; the first is 0.
    lines: Vec<usize>,
}

impl Sources {
    /// No texts yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a text in and answers its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let (name, text) = (name.into(), text.into());
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        let id = SourceId(narrow(self.sources.len()));
        self.sources.push(Source { name, text, lines });
        id
    }

    /// The newest source of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<SourceId> {
        self.sources.iter().rposition(|it| it.name == name).map(|at| SourceId(narrow(at)))
    }

    /// Takes in bytes that should be UTF-8, as they come from a file.
    ///
    /// # Errors
    /// Bytes that are no UTF-8 give an `invalid-utf8` diagnostic at the first bad byte. The text is
    /// taken in all the same, with the bad bytes replaced, so that the diagnostic can be rendered.
    pub fn add_bytes(
        &mut self,
        name: impl Into<String>,
        bytes: &[u8],
    ) -> Result<SourceId, Box<Diagnostic>> {
        let bad = match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(self.add(name, text)),
            Err(error) => error.valid_up_to(),
        };
        let id = self.add(name, String::from_utf8_lossy(bytes));
        let replacement = char::REPLACEMENT_CHARACTER.len_utf8();
        let byte = bytes.get(bad).copied().unwrap_or_default();
        Err(Box::new(
            Diagnostic::error("invalid-utf8", "the text is not valid UTF-8")
                .with_label(id.span(bad, bad + replacement), format!("byte 0x{byte:02x} at {bad}"))
                .with_hint("save the file as UTF-8"),
        ))
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// The name of a source; empty for a number that is not one of these.
    #[must_use]
    pub fn name(&self, id: SourceId) -> &str {
        self.sources.get(id.index()).map_or("", |source| source.name.as_str())
    }

    /// The text of a source; empty for a number that is not one of these.
    #[must_use]
    pub fn text(&self, id: SourceId) -> &str {
        self.sources.get(id.index()).map_or("", |source| source.text.as_str())
    }

    /// Line and column of a byte, both from one. A byte beyond the end is taken for the end.
    #[must_use]
    pub fn line_column(&self, id: SourceId, offset: u32) -> (u32, u32) {
        let Some(source) = self.sources.get(id.index()) else { return (1, 1) };
        let mut offset = (offset as usize).min(source.text.len());
        while !source.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = source.lines.partition_point(|start| *start <= offset) - 1;
        let column = source.text[source.lines[line]..offset].chars().count();
        (narrow(line + 1), narrow(column + 1))
    }

    /// The byte at a line and column, both from one; `None` where the text has no such place.
    #[must_use]
    pub fn offset(&self, id: SourceId, line: u32, column: u32) -> Option<u32> {
        let source = self.sources.get(id.index())?;
        let index = (line as usize).checked_sub(1)?;
        let start = *source.lines.get(index)?;
        let end = source.lines.get(index + 1).map_or(source.text.len(), |next| next - 1);
        let mut rest = source.text[start..end].char_indices().map(|(at, _)| at);
        let skip = (column as usize).checked_sub(1)?;
        let within = rest
            .nth(skip)
            .or_else(|| (source.text[start..end].chars().count() == skip).then_some(end - start))?;
        Some(narrow(start + within))
    }

    /// The bytes of the line (counted from one) without its newline.
    pub(crate) fn line_range(&self, id: SourceId, line: u32) -> std::ops::Range<usize> {
        let Some(source) = self.sources.get(id.index()) else { return 0..0 };
        let index = (line as usize).saturating_sub(1);
        let start = source.lines.get(index).copied().unwrap_or(source.text.len());
        let end = source.lines.get(index + 1).map_or(source.text.len(), |next| next - 1);
        start..end.max(start)
    }
}
