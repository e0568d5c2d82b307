//! What a process that measures itself printed.

/// The result of the kernel, and the nanoseconds of each run of it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Samples {
    pub(crate) answer: f64,
    sorted: Vec<u64>,
}

impl Samples {
    /// Reads a line with the result and a line for each sample, at least one, up to a line `end`; what contexts report
    /// comes after it.
    pub(crate) fn parse(printed: &str) -> Option<Samples> {
        let (measured, _) = printed.split_once("end\n")?;
        let mut lines = measured.lines();
        let answer = lines.next()?.parse().ok()?;
        let mut sorted: Vec<u64> = lines.map(str::parse).collect::<Result<_, _>>().ok()?;
        sorted.sort_unstable();
        (!sorted.is_empty()).then_some(Samples { answer, sorted })
    }

    pub(crate) fn least(&self) -> f64 {
        self.sorted[0] as f64
    }

    pub(crate) fn median(&self) -> f64 {
        self.sorted[self.sorted.len() / 2] as f64
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
        let mut ratios: Vec<f64> =
            these.iter().zip(to).map(|(a, b)| a.median() / b.median().max(1.0)).collect();
        ratios.sort_by(f64::total_cmp);
        Ratio { median: ratios[ratios.len() / 2], least: least(these) / least(to).max(1.0) }
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

pub(crate) fn least(samples: &[Samples]) -> f64 {
    samples.iter().map(Samples::least).fold(f64::INFINITY, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_of_medians_by_round_and_of_the_least_over_all() {
        let parse =
            |text: &str| Samples::parse(&format!("{text}end\nthat is all\n")).expect("samples");
        let slow = [parse("1\n30\n10\n20\n"), parse("1\n40\n40\n40\n")];
        let fast = [parse("1\n10\n10\n10\n"), parse("1\n5\n10\n10\n")];
        assert_eq!(Ratio::of(&slow, &fast), Ratio { median: 4.0, least: 2.0 });
        let mean =
            Ratio::mean(&[Ratio { median: 2.0, least: 1.0 }, Ratio { median: 8.0, least: 1.0 }]);
        assert!((mean.median - 4.0).abs() < 1e-12 && (mean.least - 1.0).abs() < 1e-12);
        for bad in ["1.5\nend\n", "error\n1\nend\n", "1.5\n2\n"] {
            assert_eq!(Samples::parse(bad), None);
        }
    }
}
