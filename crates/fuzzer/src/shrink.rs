//! Makes a program smaller while something stays true of it.

use crate::program::{Part, Piece, Program};

/// The smallest program that is found of which `holds` is true, asking it at most `patience` times.
pub fn shrink(
    program: &Program,
    patience: usize,
    mut holds: impl FnMut(&Program) -> bool,
) -> Program {
    let mut best = program.clone();
    let mut left = patience;
    loop {
        let before = best.size();
        let mut at = 0;
        // Candidates are numbered; after a success those behind it keep about their numbers, so the walk goes on from there.
        while left > 0 {
            let Some(smaller) = candidate(&best, at) else { break };
            left -= 1;
            if holds(&smaller) {
                best = smaller;
            } else {
                at += 1;
            }
        }
        if left == 0 || best.size() == before {
            return best;
        }
    }
}

/// The program with its `number`th simplification.
fn candidate(program: &Program, number: usize) -> Option<Program> {
    let mut steps = Steps { left: number, is_done: false };
    let mut program = program.clone();
    steps.statements(&mut program.runs);
    if !steps.is_done {
        steps.statements(&mut program.definitions);
    }
    steps.is_done.then_some(program)
}

/// Counts down to the simplification that is to be made.
struct Steps {
    left: usize,
    is_done: bool,
}

impl Steps {
    fn is_next(&mut self) -> bool {
        if self.is_done {
            return false;
        }
        self.is_done = self.left == 0;
        self.left = self.left.saturating_sub(1);
        self.is_done
    }

    /// Leaves out runs of statements, long ones first; then a statement for the statements of one of its blocks; then
    /// what is within statements.
    fn statements(&mut self, pieces: &mut Vec<Piece>) {
        let mut length = pieces.len();
        while length > 0 {
            let mut start = 0;
            while start < pieces.len() {
                if self.is_next() {
                    pieces.drain(start..(start + length).min(pieces.len()));
                    return;
                }
                start += length;
            }
            length /= 2;
        }
        for index in 0..pieces.len() {
            for part in 0..pieces[index].parts.len() {
                if let Part::Block(inner) = &pieces[index].parts[part]
                    && self.is_next()
                {
                    let inner = inner.clone();
                    pieces.splice(index..=index, inner);
                    return;
                }
            }
            self.within(&mut pieces[index]);
            if self.is_done {
                return;
            }
        }
    }

    fn within(&mut self, piece: &mut Piece) {
        for part in &mut piece.parts {
            match part {
                Part::Text(_) => {}
                Part::Block(pieces) => self.statements(pieces),
                Part::Expr(inner) => self.expression(inner),
            }
            if self.is_done {
                return;
            }
        }
    }

    /// An expression for a literal, or for one of those within it.
    fn expression(&mut self, piece: &mut Piece) {
        if piece.parts.iter().all(|it| matches!(it, Part::Text(_))) {
            return;
        }
        for literal in ["nothing", "1"] {
            if self.is_next() {
                *piece = Piece::text(literal);
                return;
            }
        }
        for index in 0..piece.parts.len() {
            if let Part::Expr(inner) = &piece.parts[index]
                && self.is_next()
            {
                *piece = inner.clone();
                return;
            }
        }
        self.within(piece);
    }
}
