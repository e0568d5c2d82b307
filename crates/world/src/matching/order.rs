//! The order of candidates: more specific ones first, covered ones left out.
//!
//! "More specific" is not transitive, and neither is "unordered". So the order is that of the
//! strongly connected groups of the relation, found depth first: a candidate follows all those
//! that are more specific than it is; a group that goes round in circles comes out together.
//!
//! # Source
//! `sort_mlmatches` and the second half of `ml_matches` in Julia's `src/gf.c`, here with a stack
//! of its own in place of recursion.

use overdub_types::Type;

use super::pairs::Pairs;
use crate::error::Result;
use crate::relation;

/// What to leave out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    /// How many may be left; `None` keeps candidates that earlier ones cover.
    pub(super) limit: Option<usize>,
    /// Whether candidates stay of which every call is ambiguous.
    pub(super) with_ambiguous: bool,
}

/// Candidates in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Order {
    pub(super) list: Vec<usize>,
    pub(super) is_ambiguous: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Coverage {
    /// The query is within the signature.
    Full,
    /// It is not, but a signature that it is within is more specific.
    Dominated,
    /// It is not.
    Part,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    New,
    /// On the stack, entered at this depth.
    Open(usize),
    /// In the result, its group still on the stack.
    Placed,
    Done,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Best {
    /// No candidate is known that covers the query and that everything else covering yields to.
    Unknown,
    /// There is none.
    None,
    /// There is one, or a group of such.
    Found,
}

/// The `live` candidates in order, or `None` if more than the limit are left.
pub(super) fn put_in_order(
    pairs: &Pairs<'_>,
    live: &[usize],
    options: Options,
) -> Result<Option<Order>> {
    let limit = options.limit;
    let is_concrete = |it: &&usize| pairs.candidate(**it).sig.is_dispatch_tuple();
    if limit.is_some_and(|limit| live.iter().filter(is_concrete).count() > limit) {
        return Ok(None);
    }
    let fits = |n: usize| limit.is_none_or(|limit| n <= limit);
    let done = |list: Vec<usize>, is_ambiguous| {
        Ok(fits(list.len()).then_some(Order { list, is_ambiguous }))
    };
    if live.len() < 2 {
        return done(live.to_vec(), false);
    }
    let is_full = |it: usize| pairs.candidate(it).meet.covers;
    let n_full = live.iter().filter(|it| is_full(**it)).count();
    let best = best_covering(pairs, live)?;
    let is_contested = n_full > 0 && best.is_none();
    let mut coverage = Vec::with_capacity(live.len());
    for it in live {
        coverage.push(match best {
            _ if is_full(*it) => Coverage::Full,
            Some(best) if pairs.is_more_specific(best, *it)? => Coverage::Dominated,
            _ => Coverage::Part,
        });
    }
    if !coverage.contains(&Coverage::Part) {
        match best {
            Some(best) => return done(vec![best], false),
            None if !options.with_ambiguous => return done(Vec::new(), true),
            None if limit == Some(1) => return Ok(None),
            None => {}
        }
    }
    if best.is_some() && limit == Some(0) {
        return Ok(None);
    }
    let known = match best {
        Some(_) => Best::Found,
        None if is_contested && !options.with_ambiguous => Best::None,
        None => Best::Unknown,
    };
    let mut sort = Sort {
        pairs,
        live,
        coverage,
        limit: limit.map(|it| it - usize::from(best.is_some())),
        with_ambiguous: options.with_ambiguous,
        marks: vec![Mark::New; live.len()],
        stack: Vec::new(),
        result: Vec::new(),
        unordered: Vec::new(),
        is_ambiguous: is_contested,
        best: known,
    };
    for at in 0..live.len() {
        if sort.coverage[at] != Coverage::Part && sort.best != Best::Unknown {
            continue;
        }
        if !sort.visit(at)? {
            return Ok(None);
        }
    }
    let is_ambiguous = sort.is_ambiguous || sort.has_unresolved()?;
    let mut list: Vec<usize> = sort.result.iter().map(|it| live[*it]).collect();
    list.extend(best);
    done(list, is_ambiguous)
}

/// The candidate that covers the query and is more specific than each other that does.
fn best_covering(pairs: &Pairs<'_>, live: &[usize]) -> Result<Option<usize>> {
    let full = || live.iter().copied().filter(|it| pairs.candidate(*it).meet.covers);
    let mut best = None;
    for it in full() {
        match best {
            Some(best) if pairs.is_more_specific(best, it)? => {}
            _ => best = Some(it),
        }
    }
    let Some(found) = best else { return Ok(None) };
    for it in full().take_while(|it| *it != found) {
        if !pairs.is_more_specific(found, it)? {
            return Ok(None);
        }
    }
    Ok(best)
}

struct Sort<'a> {
    pairs: &'a Pairs<'a>,
    live: &'a [usize],
    coverage: Vec<Coverage>,
    limit: Option<usize>,
    with_ambiguous: bool,
    marks: Vec<Mark>,
    stack: Vec<usize>,
    result: Vec<usize>,
    /// Candidates that are unordered with another.
    unordered: Vec<usize>,
    is_ambiguous: bool,
    best: Best,
}

/// A candidate on the stack whose betters are being visited.
struct Frame {
    at: usize,
    depth: usize,
    /// The depth at which the group closes that this belongs to.
    cycle: usize,
    next: usize,
    meets_unordered: bool,
    may_exclude: bool,
    /// How much of the result has been searched for what covers this.
    searched: usize,
}

enum Entered {
    /// Nothing to visit: the depth to which it leads back, 0 for nowhere.
    Leads(usize),
    Open(Frame),
}

impl Sort<'_> {
    /// Puts a candidate in the result, after its betters; whether the limit allows it.
    fn visit(&mut self, root: usize) -> Result<bool> {
        let mut frames = match self.enter(root)? {
            Entered::Leads(_) => return Ok(true),
            Entered::Open(frame) => vec![frame],
        };
        let mut led: Option<usize> = None;
        while let Some(mut frame) = frames.pop() {
            if let Some(cycle) = led.take()
                && self.is_dropped_after(&mut frame, cycle)?
            {
                led = Some(0);
                continue;
            }
            match self.next_child(&mut frame)? {
                Next::Child(child) => {
                    frames.push(frame);
                    frames.push(child);
                }
                Next::Dropped => led = Some(0),
                Next::None => match self.leave(frame)? {
                    Some(cycle) => led = Some(cycle),
                    None => return Ok(false),
                },
            }
        }
        Ok(true)
    }

    fn enter(&mut self, at: usize) -> Result<Entered> {
        match self.marks[at] {
            Mark::New => {}
            Mark::Open(depth) => return Ok(Entered::Leads(depth)),
            Mark::Placed | Mark::Done => return Ok(Entered::Leads(0)),
        }
        let mut searched = 0;
        if self.is_covered(at, &mut searched)? {
            self.marks[at] = Mark::Done;
            return Ok(Entered::Leads(0));
        }
        self.stack.push(at);
        let depth = self.stack.len();
        self.marks[at] = Mark::Open(depth);
        Ok(Entered::Open(Frame {
            at,
            depth,
            cycle: depth,
            next: 0,
            meets_unordered: false,
            may_exclude: false,
            searched,
        }))
    }

    /// Whether what is in the result takes every call of `at`.
    fn is_covered(&self, at: usize, searched: &mut usize) -> Result<bool> {
        if self.coverage[at] != Coverage::Part {
            return Ok(self.best == Best::Found);
        }
        if self.limit.is_none() {
            return Ok(false);
        }
        while let Some(other) = self.result.get(*searched) {
            if self.takes_over(*other, at)? {
                return Ok(true);
            }
            *searched += 1;
        }
        Ok(false)
    }

    fn takes_over(&self, earlier: usize, at: usize) -> Result<bool> {
        let (earlier, at) = (self.live[earlier], self.live[at]);
        Ok(self.pairs.is_within(at, earlier)?
            && (!self.with_ambiguous || self.pairs.is_more_specific(earlier, at)?))
    }

    /// The next candidate that must come before the frame's, opened.
    fn next_child(&mut self, frame: &mut Frame) -> Result<Next> {
        while frame.next < self.live.len() {
            let child = frame.next;
            frame.next += 1;
            if child == frame.at
                || matches!(self.marks[child], Mark::Done | Mark::Placed)
                || matches!(self.marks[child], Mark::Open(depth) if depth >= frame.cycle)
                || !self.is_before(frame, child)?
            {
                continue;
            }
            match self.enter(child)? {
                Entered::Open(child) => return Ok(Next::Child(child)),
                Entered::Leads(cycle) => {
                    if self.is_dropped_after(frame, cycle)? {
                        return Ok(Next::Dropped);
                    }
                }
            }
        }
        Ok(Next::None)
    }

    /// Whether `child` is to be visited before the frame's candidate: if it is more specific,
    /// or, without limit, if it is not less specific.
    fn is_before(&self, frame: &mut Frame, child: usize) -> Result<bool> {
        let (a, b) = (self.live[frame.at], self.live[child]);
        let child_is_full = self.coverage[child] == Coverage::Full;
        if !child_is_full && self.pairs.is_disjoint(a, b)? {
            return Ok(false);
        }
        let is_better = self.pairs.is_more_specific(a, b)?;
        let is_worse = !is_better && self.pairs.is_more_specific(b, a)?;
        let is_part = self.coverage[frame.at] == Coverage::Part;
        if !is_better {
            let is_asked = !is_part || !self.with_ambiguous || (self.limit.is_some() && is_worse);
            if is_asked && (child_is_full || self.pairs.is_within(a, b)?) {
                frame.may_exclude = true;
            }
            if !is_worse {
                frame.meets_unordered = true;
            }
        }
        Ok(if self.limit.is_none() { !is_better } else { is_worse })
    }

    /// Takes note of where a child led; whether the frame's candidate is covered by now.
    fn is_dropped_after(&mut self, frame: &mut Frame, cycle: usize) -> Result<bool> {
        if cycle != 0 && cycle < frame.cycle {
            frame.cycle = cycle;
        }
        if self.stack.len() != frame.depth || !self.is_covered(frame.at, &mut frame.searched)? {
            return Ok(false);
        }
        self.marks[frame.at] = Mark::Done;
        self.stack.pop();
        Ok(true)
    }

    /// Closes the frame's group if this is where it was entered; the depth it leads back to, or
    /// `None` if there are too many.
    fn leave(&mut self, frame: Frame) -> Result<Option<usize>> {
        let Frame { at, depth, cycle, mut meets_unordered, may_exclude, .. } = frame;
        if self.coverage[at] == Coverage::Part && meets_unordered {
            self.unordered.push(at);
        }
        if cycle != depth {
            return Ok(Some(cycle));
        }
        if self.stack.len() == depth {
            let is_part = self.coverage[at] == Coverage::Part;
            if may_exclude && (is_part || self.best == Best::Found) {
                self.marks[at] = Mark::Done;
            }
        } else {
            self.close_group(depth, &mut meets_unordered)?;
        }
        for at in depth - 1..self.stack.len() {
            let it = self.stack[at];
            if matches!(self.marks[it], Mark::Done | Mark::Placed) {
                continue;
            }
            self.marks[it] = Mark::Placed;
            if self.limit.is_some_and(|limit| self.result.len() >= limit) {
                return Ok(None);
            }
            self.result.push(it);
        }
        if self.coverage[at] != Coverage::Part && !meets_unordered {
            self.best = Best::Found;
        }
        for it in self.stack.split_off(depth - 1) {
            self.marks[it] = Mark::Done;
        }
        Ok(Some(0))
    }

    /// Drops from a group that goes round in circles what cannot be called.
    fn close_group(&mut self, depth: usize, meets_unordered: &mut bool) -> Result<()> {
        self.is_ambiguous = true;
        if self.limit.is_none() {
            *meets_unordered = false;
        }
        let group: Vec<usize> = self.stack[depth - 1..].to_vec();
        for it in &group {
            if self.marks[*it] == Mark::Done {
                continue;
            }
            if self.limit.is_some() && self.unordered.contains(it) {
                *meets_unordered = true;
            }
            let is_dropped = if self.coverage[*it] == Coverage::Part {
                self.is_covered(*it, &mut 0)?
            } else {
                self.best != Best::Unknown
            };
            if is_dropped {
                self.marks[*it] = Mark::Done;
            }
        }
        if self.with_ambiguous || self.limit.is_some() {
            return Ok(());
        }
        for it in &group {
            if self.marks[*it] != Mark::Done && self.is_contested_in(*it, &group)? {
                // Neither in the result nor to be put there.
                self.marks[*it] = Mark::Placed;
            }
        }
        Ok(())
    }

    /// Whether some other member of the group takes all calls of `at` without being ordered
    /// with it.
    fn is_contested_in(&self, at: usize, group: &[usize]) -> Result<bool> {
        for other in group.iter().filter(|it| **it != at) {
            let (a, b) = (self.live[at], self.live[*other]);
            let takes = self.coverage[*other] == Coverage::Full || self.pairs.is_within(a, b)?;
            if takes && self.pairs.is_unordered(a, b)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether two candidates are unordered on calls that no better one takes.
    fn has_unresolved(&self) -> Result<bool> {
        if self.limit.is_none() {
            return Ok(!self.unordered.is_empty());
        }
        for at in &self.unordered {
            for other in (0..self.live.len()).filter(|it| it != at) {
                if self.is_unresolved(*at, other)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn is_unresolved(&self, at: usize, other: usize) -> Result<bool> {
        let (a, b) = (self.live[at], self.live[other]);
        if !self.pairs.is_unordered(a, b)? {
            return Ok(false);
        }
        let meet = |it: usize| self.pairs.candidate(it).meet.ty;
        let shared: Option<(Type, Option<Type>)> = if self.coverage[at] == Coverage::Full {
            Some((meet(b), None))
        } else if self.coverage[other] == Coverage::Full {
            Some((meet(a), None))
        } else {
            relation::meet_both(meet(a), meet(b))?
        };
        let Some((shared, seen_from_b)) = shared else { return Ok(false) };
        for third in &self.result {
            if *third == at || *third == other {
                return Ok(true);
            }
            let third = self.live[*third];
            let sig = self.pairs.candidate(third).sig;
            let covers = relation::is_subtype(shared, sig)?
                || match seen_from_b {
                    Some(shared) => relation::is_subtype(shared, sig)?,
                    None => false,
                };
            if covers
                && self.pairs.is_more_specific(third, a)?
                && self.pairs.is_more_specific(third, b)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

enum Next {
    Child(Frame),
    /// What came before covers the candidate.
    Dropped,
    None,
}
