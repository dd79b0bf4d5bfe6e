//! Time an agency against the size of the fleet, both axes logarithmic, as an SVG.

use super::measure::Sample;
use std::fmt::Write;
use std::path::Path;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 55.0;
const COLOURS: [&str; 4] = ["#143d6b", "#7a9cc6", "#a3271b", "#d99a93"];

pub fn write(lines: &[(&str, Vec<Sample>)], path: &Path) {
    let mut series = Vec::new();
    for (title, points) in lines {
        let each = |pick: fn(&Sample) -> f64| -> Vec<(f64, f64)> {
            points.iter().map(|s| (s.size as f64, pick(s) * 1000.0 / s.size as f64)).collect()
        };
        series.push((format!("status, {title}"), each(|s| s.pair.ours)));
        series.push((format!("calamine alone, {title}"), each(|s| s.pair.floor)));
    }
    let all: Vec<(f64, f64)> = series.iter().flat_map(|(_, points)| points.iter().copied()).collect();
    let Some(most) = all.iter().map(|p| p.0).max_by(f64::total_cmp) else { return };
    let decade = |value: f64, up: bool| if up { value.log10().ceil() } else { value.log10().floor() };
    let low = all.iter().map(|p| decade(p.1, false)).fold(f64::INFINITY, f64::min);
    let high = all.iter().map(|p| decade(p.1, true)).fold(f64::NEG_INFINITY, f64::max).max(low + 1.0);
    let right = decade(most, true).max(1.0);
    let x = |size: f64| LEFT + size.log10() / right * (WIDTH - LEFT - RIGHT);
    let y = |ms: f64| TOP + (high - ms.log10()) / (high - low) * (HEIGHT - TOP - BOTTOM);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>Milliseconds an agency against the number of agencies</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n"
    );
    let mut exponent = 0.0;
    while exponent <= right {
        let (at, size) = (x(10f64.powf(exponent)), 10f64.powf(exponent));
        let _ = writeln!(
            out,
            "<path d=\"M{at:.1} {TOP}V{:.1}\" stroke=\"#dddddd\"/><text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{size}</text>",
            HEIGHT - BOTTOM,
            HEIGHT - BOTTOM + 18.0
        );
        exponent += 1.0;
    }
    let mut exponent = low;
    while exponent <= high {
        let (at, ms) = (y(10f64.powf(exponent)), 10f64.powf(exponent));
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {at:.1}H{:.1}\" stroke=\"#dddddd\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{ms}</text>",
            WIDTH - RIGHT,
            LEFT - 6.0,
            at + 4.0
        );
        exponent += 1.0;
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">agencies</text>",
        f64::midpoint(LEFT, WIDTH - RIGHT),
        HEIGHT - 12.0
    );
    let _ = writeln!(out, "<text x=\"12\" y=\"18\">ms an agency</text>");
    for (at, (name, points)) in series.iter().enumerate() {
        let colour = COLOURS[at % COLOURS.len()];
        let path: Vec<_> = points.iter().map(|(size, ms)| format!("{:.1} {:.1}", x(*size), y(*ms))).collect();
        let _ = writeln!(
            out,
            "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            path.join("L")
        );
        for (size, ms) in points {
            let _ = writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.5\" fill=\"{colour}\"/>",
                x(*size),
                y(*ms)
            );
        }
        let line = TOP + 12.0 + 20.0 * at as f64;
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"12\" height=\"4\" fill=\"{colour}\"/><text x=\"{:.1}\" y=\"{:.1}\" font-size=\"10\">{name}</text>",
            WIDTH - RIGHT + 8.0,
            line - 4.0,
            WIDTH - RIGHT + 24.0,
            line
        );
    }
    out.push_str("</svg>\n");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("docs/performance");
    std::fs::write(path, out).expect("the plot");
}
