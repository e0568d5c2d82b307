//! The plot of compile time against size, both in logarithms.

use std::path::Path;

use plotters::{
    chart::{ChartBuilder, SeriesLabelPosition},
    coord::combinators::IntoLogRange as _,
    drawing::{DrawingArea, IntoDrawingArea as _},
    prelude::{Circle, LineSeries, PathElement, SVGBackend},
    style::{BLACK, Color as _, Palette as _, Palette99, WHITE},
};

use crate::{
    families::{Family, STEPS},
    subjects::Failure,
};

const WIDTH: u32 = 420;
const HEIGHT: u32 = 360;

/// Draws the families side by side, each with a line for all steps and one for each.
pub(crate) fn draw(families: &[Family], path: &Path) -> Result<(), Failure> {
    let mut text = String::new();
    {
        let size = (WIDTH * u32::try_from(families.len()).unwrap_or(1), HEIGHT);
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        for (panel, family) in area.split_evenly((1, families.len())).iter().zip(families) {
            draw_family(panel, family)?;
        }
        area.present().map_err(failed)?;
    }
    std::fs::write(path, text)?;
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Figure(error.to_string())
}

fn draw_family(
    panel: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    family: &Family,
) -> Result<(), Failure> {
    let (slope, _) = family.slopes(0);
    let times = || family.points.iter().flat_map(|it| &it.seconds).map(|it| it * 1e3);
    let (least, most) = times()
        .filter(|it| *it > 0.0)
        .fold((f64::INFINITY, 0.0_f64), |it, time| (it.0.min(time), it.1.max(time)));
    let sizes = || family.points.iter().map(|it| it.size);
    let (first, last) = (sizes().fold(f64::INFINITY, f64::min), sizes().fold(1.0, f64::max));
    let mut chart = ChartBuilder::on(panel)
        .margin(10)
        .caption(format!("{}: slope {slope:.2}", family.name), ("sans-serif", 16))
        .x_label_area_size(36)
        .y_label_area_size(52)
        .build_cartesian_2d((first..last).log_scale(), (least..most).log_scale())
        .map_err(failed)?;
    chart
        .configure_mesh()
        .x_desc(family.counted)
        .y_desc("ms")
        .x_label_formatter(&|it| format!("{it:.0}"))
        .y_label_formatter(&|it| format!("{it}"))
        .light_line_style(WHITE)
        .draw()
        .map_err(failed)?;
    let names = ["all"].into_iter().chain(STEPS.iter().map(|it| it.0));
    for (step, name) in names.enumerate() {
        let color = if step == 0 { BLACK.to_rgba() } else { Palette99::pick(step - 1).to_rgba() };
        let points: Vec<(f64, f64)> = (family.points.iter())
            .map(|it| (it.size, (it.seconds[step] * 1e3).max(least)))
            .collect();
        let width = if step == 0 { 2 } else { 1 };
        let line = LineSeries::new(points.iter().copied(), color.stroke_width(width));
        chart.draw_series(line).map_err(failed)?.label(name).legend(move |(x, y)| {
            PathElement::new([(x, y), (x + 14, y)], color.stroke_width(width))
        });
        let dots = points.iter().map(|it| Circle::new(*it, width + 1, color.filled()));
        chart.draw_series(dots).map_err(failed)?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.8))
        .draw()
        .map_err(failed)?;
    Ok(())
}
