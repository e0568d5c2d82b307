//! What belongs to the calls that are under way.

use overdub_engine::Call;

/// Something for each call that is under way, the innermost of each task at hand: tasks take turns, so the call that
/// ends need not be the one that began last.
#[derive(Clone, Debug)]
pub struct UnderWay<T> {
    all: Vec<(u64, T)>,
}

impl<T> Default for UnderWay<T> {
    fn default() -> Self {
        Self { all: Vec::new() }
    }
}

impl<T> UnderWay<T> {
    /// A call begins.
    pub fn begin(&mut self, call: &mut Call<'_>, it: T) {
        self.all.push((call.task(), it));
    }

    /// What belongs to the innermost call of the task that runs.
    pub fn innermost(&mut self, call: &mut Call<'_>) -> Option<&mut T> {
        let at = self.at(call.task())?;
        self.all.get_mut(at).map(|it| &mut it.1)
    }

    /// What belongs to each call of the task that runs, the innermost first.
    pub fn each<'a>(&'a self, call: &mut Call<'_>) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let task = call.task();
        self.all.iter().rev().filter(move |it| it.0 == task).map(|it| &it.1)
    }

    /// The innermost call of the task that runs ends.
    pub fn end(&mut self, call: &mut Call<'_>) -> Option<T> {
        let at = self.at(call.task())?;
        Some(self.all.remove(at).1)
    }

    /// Ends whatever is left, the latest first: the task of each, and what belongs to it.
    pub fn end_all(self) -> impl Iterator<Item = (u64, T)> {
        self.all.into_iter().rev()
    }

    fn at(&self, task: u64) -> Option<usize> {
        self.all.iter().rposition(|it| it.0 == task)
    }
}
