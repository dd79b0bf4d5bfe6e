//! Native charts over the cells of tables.
//!
//! In: a chart of the workbook and the places of its columns. Out: a chart of the library. Never: a
//! figure that is not in a cell.

use super::layout::{Area, Layout, shortened};
use super::style::{FACE, points, score};
use crate::error::Error;
use crate::report::workbook::book::{Chart as Drawn, Kind};
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition,
    ChartPatternFill, ChartPatternFillType, ChartSolidFill, ChartType, Color,
};

/// Excel's longest alternative text.
const LONGEST_ALT: usize = 255;
/// Room for a bar.
const BAR_PIXELS: u32 = 30;
const LEAST_PIXELS: u32 = 320;
const MOST_PIXELS: u32 = 640;
/// Width of every chart: a landscape page at full size.
const WIDTH_PIXELS: u32 = 960;

const STRONG: Color = Color::RGB(0x001F_4E79);
const PALE: Color = Color::RGB(0x00BF_8F00);

/// The chart, with its height in pixels.
pub(super) fn chart(drawn: &Drawn, layout: &Layout<'_>, decimals: usize) -> Result<(Chart, u32), Error> {
    let mut chart = Chart::new(if drawn.horizontal { ChartType::Bar } else { ChartType::Column });
    let categories = layout.area(&drawn.categories)?;
    for (at, series) in drawn.series.iter().enumerate() {
        let values = layout.area(&series.values)?;
        let mut label = ChartDataLabel::new();
        label.show_value().set_num_format(format(drawn.kind, decimals)).set_font(&font(12));
        chart
            .add_series()
            .set_name(series.name.as_str())
            .set_categories(range(&categories))
            .set_values(range(&values))
            .set_format(&mut fill(at))
            .set_gap(60)
            .set_data_label(&label);
    }
    chart.title().set_name(drawn.title.as_str()).set_font(font(16).set_bold());
    chart.x_axis().set_font(&font(12));
    chart.y_axis().set_font(&font(12));
    // The library names axes by their place: in a chart of horizontal bars x is the axis of values.
    let values = if drawn.horizontal { chart.x_axis() } else { chart.y_axis() };
    values.set_num_format(format(drawn.kind, decimals));
    if drawn.kind != Kind::Points {
        values.set_min(0);
    }
    if let Some(most) = drawn.most {
        values.set_max(most);
    }
    if drawn.horizontal {
        // Rows of the table from top to bottom.
        chart.y_axis().set_reverse();
    } else {
        // Names stand below bars that go down.
        chart.x_axis().set_label_position(ChartAxisLabelPosition::Low);
    }
    if drawn.series.len() > 1 {
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(12));
    } else {
        chart.legend().set_hidden();
    }
    let bars = categories.last.0.saturating_sub(categories.first.0).saturating_add(1);
    let series = u32::try_from(drawn.series.len()).unwrap_or(1);
    let height = if drawn.horizontal { bars.saturating_mul(series).saturating_mul(BAR_PIXELS) } else { 0 };
    let height = height.clamp(LEAST_PIXELS, MOST_PIXELS);
    chart.set_width(WIDTH_PIXELS).set_height(height).set_alt_text(shortened(&drawn.alt, LONGEST_ALT));
    Ok((chart, height))
}

fn range(area: &Area) -> (&str, u32, u16, u32, u16) {
    (&area.tab, area.first.0, area.first.1, area.last.0, area.last.1)
}

/// The first series solid, the second hatched: they differ without colour too.
fn fill(series: usize) -> ChartFormat {
    let mut format = ChartFormat::new();
    if series == 0 {
        format.set_solid_fill(ChartSolidFill::new().set_color(STRONG));
    } else {
        format.set_pattern_fill(
            ChartPatternFill::new()
                .set_pattern(ChartPatternFillType::DiagonalStripesWideUpwards)
                .set_foreground_color(PALE)
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
