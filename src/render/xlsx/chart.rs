//! Native charts over the cells of tables.
//!
//! In: a chart of the workbook and the places of its columns. Out: a chart of the library. Never: a
//! figure that is not in a cell.

use super::layout::{Area, Layout, shortened};
use super::style::{FACE, Styles, points, score};
use crate::error::Error;
use crate::report::workbook::book::{Chart as Drawn, Kind};
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition,
    ChartPatternFill, ChartPatternFillType, ChartSolidFill, ChartType, Color,
};

/// Excel's longest alternative text.
const LONGEST_ALT: usize = 255;
/// Room for a bar, and the least.
const BAR_PIXELS: u32 = 30;
const LEAST_BAR_PIXELS: u32 = 17;
const LEAST_PIXELS: u32 = 320;
const MOST_PIXELS: u32 = 640;
/// Width of every chart: a landscape page at full size.
const WIDTH_PIXELS: u32 = 960;

/// Heights of a chart in pixels: the least that its bars can be told apart in, and the one that it gets where
/// there is room.
///
/// # Errors
/// The chart names what is not there: a bug.
pub(super) fn heights(drawn: &Drawn, layout: &Layout<'_>) -> Result<(u32, u32), Error> {
    let categories = layout.area(&drawn.categories)?;
    let bars = categories.last.0.saturating_sub(categories.first.0).saturating_add(1);
    let series = u32::try_from(drawn.series.len()).unwrap_or(1);
    let bars = if drawn.horizontal { bars.saturating_mul(series) } else { 0 };
    let of = |bar: u32| bars.saturating_mul(bar).clamp(LEAST_PIXELS, MOST_PIXELS);
    Ok((of(LEAST_BAR_PIXELS), of(BAR_PIXELS)))
}

/// The chart, `height` pixels high.
pub(super) fn chart(
    drawn: &Drawn,
    height: u32,
    layout: &Layout<'_>,
    styles: &Styles,
) -> Result<Chart, Error> {
    let decimals = styles.decimals;
    let mut chart = Chart::new(if drawn.horizontal { ChartType::Bar } else { ChartType::Column });
    let categories = layout.area(&drawn.categories)?;
    for (at, series) in drawn.series.iter().enumerate() {
        let values = layout.area(&series.values)?;
        let mut label = ChartDataLabel::new();
        label.show_value().set_num_format(format(drawn.kind, decimals)).set_font(&font(14));
        chart
            .add_series()
            .set_name(series.name.as_str())
            .set_categories(range(&categories))
            .set_values(range(&values))
            .set_format(&mut fill(at, styles))
            .set_gap(60)
            .set_data_label(&label);
    }
    chart.title().set_name(drawn.title.as_str()).set_font(font(18).set_bold());
    chart.x_axis().set_font(&font(14));
    chart.y_axis().set_font(&font(14));
    // The library names axes by their place: in a chart of horizontal bars x is the axis of values.
    let values = if drawn.horizontal { chart.x_axis() } else { chart.y_axis() };
    values.set_num_format(format(drawn.kind, decimals));
    if drawn.kind != Kind::Points {
        values.set_min(drawn.axis.map_or(0.0, |axis| axis.least));
    }
    if let Some(axis) = drawn.axis {
        values.set_max(axis.most).set_major_unit(axis.step);
    }
    if drawn.horizontal {
        // Rows of the table from top to bottom.
        chart.y_axis().set_reverse();
    } else {
        // Names stand below bars that go down.
        chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    }
    if drawn.series.len() > 1 {
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(14));
    } else {
        chart.legend().set_hidden();
    }
    chart.set_width(WIDTH_PIXELS).set_height(height).set_alt_text(shortened(&drawn.alt, LONGEST_ALT));
    Ok(chart)
}

fn range(area: &Area) -> (&str, u32, u16, u32, u16) {
    (&area.tab, area.first.0, area.first.1, area.last.0, area.last.1)
}

/// The first series solid, the second hatched: they differ without colour too.
fn fill(series: usize, styles: &Styles) -> ChartFormat {
    let mut format = ChartFormat::new();
    if series == 0 {
        format.set_solid_fill(ChartSolidFill::new().set_color(styles.accent));
    } else {
        format.set_pattern_fill(
            ChartPatternFill::new()
                .set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards)
                .set_foreground_color(styles.accent)
                .set_background_color(Color::White),
        );
    }
    format
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FACE).set_size(size);
    font
}

fn format(kind: Kind, decimals: usize) -> String {
    match kind {
        Kind::Points => points(decimals),
        Kind::Score => score(decimals),
        Kind::Integer => "#,##0".to_owned(),
        _ => "#,##0.00".to_owned(),
    }
}
