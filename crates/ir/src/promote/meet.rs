//! What meetings come to: those that decide nothing go, the rest learn whether there is a value.

use super::{Defined, Held, Meet, Promotion};

impl Promotion<'_> {
    /// What is held, with meetings that decide nothing looked through.
    pub(super) fn resolve(&self, held: Held) -> Held {
        let mut held = held;
        while let Held::Meet(meet) = held {
            match self.meets[meet.0 as usize].is {
                Some(it) => held = it,
                None => break,
            }
        }
        held
    }

    /// As `resolve`, and shortens the way for whoever asks next.
    fn resolve_short(&mut self, held: Held) -> Held {
        let end = self.resolve(held);
        let mut held = held;
        while let Held::Meet(meet) = held {
            match self.meets[meet.0 as usize].is.replace(end) {
                Some(next) if next != end => held = next,
                Some(_) => break,
                None => {
                    self.meets[meet.0 as usize].is = None;
                    break;
                }
            }
        }
        end
    }

    /// Looks through the meetings from this one on whose incoming ways all bring the same.
    pub(super) fn simplify(&mut self, first: usize) {
        let n = self.meets.len();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); n - first];
        for user in first..n {
            for held in &self.meets[user].incoming {
                if let Held::Meet(of) = held {
                    users[of.0 as usize - first].push(user);
                }
            }
        }
        let mut open: Vec<usize> = (first..n).rev().collect();
        while let Some(index) = open.pop() {
            if self.meets[index].is.is_some() {
                continue;
            }
            let own = Held::Meet(Meet(u32::try_from(index).unwrap_or(u32::MAX)));
            let mut only = None;
            let mut is_single = true;
            let incoming = std::mem::take(&mut self.meets[index].incoming);
            for held in &incoming {
                let held = self.resolve_short(*held);
                if held != own && *only.get_or_insert(held) != held {
                    is_single = false;
                    break;
                }
            }
            self.meets[index].incoming = incoming;
            if is_single {
                // A meeting of nothing but itself would be a loop without a way in, which is not reachable.
                let only = only.unwrap_or(Held::Undefined);
                self.meets[index].is = Some(only);
                let waiting = std::mem::take(&mut users[index - first]);
                open.extend(waiting.iter().copied().filter(|user| self.meets[*user].is.is_none()));
                if let Held::Meet(of) = only {
                    users[of.0 as usize - first].extend(waiting);
                }
            }
        }
    }

    pub(super) fn definedness(&self, held: Held) -> Defined {
        match self.resolve(held) {
            Held::Undefined => Defined::No,
            Held::Value(_) => Defined::Yes,
            Held::Meet(meet) => self.meets[meet.0 as usize].defined,
        }
    }

    /// Finds for each meeting whether there is a value: the least solution.
    pub(super) fn join_definedness(&mut self) {
        let n = self.meets.len();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); n];
        for index in 0..n {
            for held in self.meets[index].incoming.clone() {
                if let Held::Meet(of) = self.resolve_short(held) {
                    users[of.0 as usize].push(index);
                }
            }
        }
        for index in 0..n {
            let plain = |held: &Held| !matches!(self.resolve(*held), Held::Meet(_));
            let known = self.meets[index].incoming.iter().filter(|held| plain(held));
            self.meets[index].defined =
                known.fold(Defined::Open, |sum, held| sum.join(self.definedness(*held)));
        }
        // Each meeting rises twice at most, and tells the ones that it flows into.
        let mut open: Vec<usize> =
            (0..n).filter(|index| self.meets[*index].defined != Defined::Open).collect();
        while let Some(index) = open.pop() {
            let defined = self.meets[index].defined;
            for user in &users[index] {
                let joined = self.meets[*user].defined.join(defined);
                if joined != self.meets[*user].defined {
                    self.meets[*user].defined = joined;
                    open.push(*user);
                }
            }
        }
    }

    /// Notes that somebody needs the value, or whether there is one, and so do the meetings that bring it.
    pub(super) fn need(&mut self, held: Held, flag: bool) {
        let mut open = vec![held];
        while let Some(held) = open.pop() {
            let Held::Meet(meet) = self.resolve(held) else { continue };
            let data = &mut self.meets[meet.0 as usize];
            let need = if flag { &mut data.needs_flag } else { &mut data.needs_value };
            // Where it is known, a constant says so.
            if std::mem::replace(need, true) || (flag && data.defined != Defined::Maybe) {
                continue;
            }
            open.extend(&data.incoming);
        }
    }
}
