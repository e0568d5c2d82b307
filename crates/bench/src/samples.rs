//! What a process that measures itself printed.

/// Figures of one kind, such as the nanoseconds of each run of a kernel; at least one.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Samples {
    sorted: Vec<u64>,
}

impl Samples {
    pub(crate) fn new(mut sorted: Vec<u64>) -> Option<Samples> {
        sorted.sort_unstable();
        (!sorted.is_empty()).then_some(Samples { sorted })
    }

    /// Reads a line with the result of a kernel and a line for each sample, at least one, up to a line `end`; what
    /// contexts report comes after it.
    pub(crate) fn parse(printed: &str) -> Option<(f64, Samples)> {
        let (measured, _) = printed.split_once("end\n")?;
        let mut lines = measured.lines();
        let answer = lines.next()?.parse().ok()?;
        let taken = lines.map(str::parse).collect::<Result<_, _>>().ok()?;
        Some((answer, Samples::new(taken)?))
    }

    pub(crate) fn least(&self) -> f64 {
        self.sorted[0] as f64
    }

    pub(crate) fn median(&self) -> f64 {
        self.sorted[self.sorted.len() / 2] as f64
    }
}

/// What processes printed that measured several things in turns: figures by name, for each process.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Series {
    named: Vec<(String, Vec<Vec<u64>>)>,
}

impl Series {
    /// Adds what one process printed, which has a name and a figure on each line; `None` if anything else stands there.
    pub(crate) fn add(&mut self, printed: &str) -> Option<()> {
        let mut taken = Series::default();
        for line in printed.lines() {
            let (name, figure) = line.rsplit_once(' ')?;
            taken.of(name).push(vec![figure.parse().ok()?]);
        }
        for (name, figures) in taken.named {
            self.of(&name).push(figures.concat());
        }
        Some(())
    }

    fn of(&mut self, name: &str) -> &mut Vec<Vec<u64>> {
        let place = self.named.iter().position(|it| it.0 == name).unwrap_or(self.named.len());
        if place == self.named.len() {
            self.named.push((name.to_owned(), Vec::new()));
        }
        &mut self.named[place].1
    }

    /// The figures of a name as they were printed, by process.
    pub(crate) fn figures(&self, name: &str) -> &[Vec<u64>] {
        self.named.iter().find(|it| it.0 == name).map_or(&[], |it| &it.1)
    }

    /// The samples of a name, by process.
    ///
    /// # Panics
    /// If none was printed; whoever asks knows the program.
    pub(crate) fn samples(&self, name: &str) -> Vec<Samples> {
        let samples: Vec<Samples> =
            self.figures(name).iter().filter_map(|it| Samples::new(it.clone())).collect();
        assert!(!samples.is_empty(), "the program prints {name}");
        samples
    }
}

/// How much slower something was than something else, over all rounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Ratio {
    /// The median over the rounds of the ratio of the medians.
    pub(crate) median: f64,
    /// The ratio of the least samples of all rounds.
    pub(crate) least: f64,
}

impl Ratio {
    pub(crate) fn of(these: &[Samples], to: &[Samples]) -> Ratio {
        let ratios = these.iter().zip(to).map(|(a, b)| a.median() / b.median().max(1.0));
        Ratio { median: middle(ratios), least: least(these) / least(to).max(1.0) }
    }

    /// The geometric mean of each.
    pub(crate) fn mean(ratios: &[Ratio]) -> Ratio {
        let of = |part: fn(&Ratio) -> f64| {
            let sum: f64 = ratios.iter().map(|it| part(it).ln()).sum();
            (sum / ratios.len() as f64).exp()
        };
        Ratio { median: of(|it| it.median), least: of(|it| it.least) }
    }
}

/// How much more of something there was, over all rounds, as [`Ratio`] says how many times.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Difference {
    pub(crate) median: f64,
    pub(crate) least: f64,
}

impl Difference {
    pub(crate) fn of(these: &[Samples], to: &[Samples]) -> Difference {
        let differences = these.iter().zip(to).map(|(a, b)| a.median() - b.median());
        Difference { median: middle(differences), least: least(these) - least(to) }
    }
}

pub(crate) fn least(samples: &[Samples]) -> f64 {
    samples.iter().map(Samples::least).fold(f64::INFINITY, f64::min)
}

/// The median, of at least one figure.
pub(crate) fn middle(figures: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = figures.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_of_medians_by_round_and_of_the_least_over_all() {
        let parse =
            |text: &str| Samples::parse(&format!("{text}end\nthat is all\n")).expect("samples").1;
        let slow = [parse("1\n30\n10\n20\n"), parse("1\n40\n40\n40\n")];
        let fast = [parse("1\n10\n10\n10\n"), parse("1\n5\n10\n10\n")];
        assert_eq!(Ratio::of(&slow, &fast), Ratio { median: 4.0, least: 2.0 });
        assert_eq!(Difference::of(&slow, &fast), Difference { median: 30.0, least: 5.0 });
        let mean =
            Ratio::mean(&[Ratio { median: 2.0, least: 1.0 }, Ratio { median: 8.0, least: 1.0 }]);
        assert!((mean.median - 4.0).abs() < 1e-12 && (mean.least - 1.0).abs() < 1e-12);
        for bad in ["1.5\nend\n", "error\n1\nend\n", "1.5\n2\n"] {
            assert_eq!(Samples::parse(bad), None);
        }
    }

    #[test]
    fn a_series_keeps_names_and_processes_apart() {
        let mut series = Series::default();
        assert_eq!(series.add("a b 3\nc 1\na b 2\n"), Some(()));
        assert_eq!(series.add("a b 5\n"), Some(()));
        assert_eq!(series.figures("a b"), [vec![3, 2], vec![5]]);
        assert_eq!(series.samples("c"), [Samples { sorted: vec![1] }]);
        assert_eq!(series.add("no figure\n"), None);
    }
}
