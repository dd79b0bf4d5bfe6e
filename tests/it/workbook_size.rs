//! Workbooks of 500 measures, 100 units and 100,000 rows of inputs: all rows are there, the files stay
//! small, and an independent program opens them.

use super::extras::tool;
use super::workbook_large::{MEASURES, ROWS, UNITS, large};
use ita_report::render::xlsx;
use ita_report::report::workbook;
use std::process::Command;
use std::time::Instant;

/// What a coordinator can still send by mail.
const MOST_BYTES: usize = 20 << 20;

#[test]
fn a_large_half_year_fits_a_workbook() {
    let dir = tempfile::tempdir().expect("a folder");
    large().with(|model| {
        let book = workbook::progress(model);
        let rows = |table: &str| book.table(table).map_or(0, |t| t.rows.len());
        assert_eq!([rows("measures"), rows("matrix"), rows("units")], [MEASURES, MEASURES, UNITS]);
        let sent: usize = model
            .contracts
            .data_sets()
            .filter_map(|c| model.facts.data_sets.get(&(c.name.clone(), model.period)))
            .map(Vec::len)
            .sum();
        assert_eq!(rows("reports") + sent, ROWS);
        assert!(rows("sources") >= ROWS, "every row has its source: {}", rows("sources"));
        for (name, bytes) in [
            ("review.xlsx", xlsx::review(&book).expect("a workbook")),
            ("open.xlsx", xlsx::open(&book).expect("a workbook")),
        ] {
            assert!(bytes.len() < MOST_BYTES, "{name} has {} bytes", bytes.len());
            std::fs::write(dir.path().join(name), bytes).expect("a file");
        }
    });
    if !tool("soffice") {
        return;
    }
    let start = Instant::now();
    let output = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", dir.path().join("profile").display()))
        .args(["--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir"])
        .arg(dir.path().join("out"))
        .arg(dir.path().join("review.xlsx"))
        .output()
        .expect("soffice starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let first = std::fs::read_to_string(dir.path().join("out/review.csv")).expect("the first sheet");
    assert!(first.contains("รายงานผลการดำเนินการตามมาตรการ"), "{first}");
    eprintln!("LibreOffice opened it in {:.0} s", start.elapsed().as_secs_f64());
}
