//! Fills the program's own forms in through their open cells and saves them as Excel would.

use calamine::{Data, Reader, Xlsx, open_workbook};
use ita_report::contract::{Contract, Contracts, FieldSpec, FieldType, Role};
use ita_report::scheme::Scheme;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Fills forms in, cell by cell, as people do.
pub struct Filler<'a> {
    pub contracts: &'a Contracts,
    /// Of the results.
    pub scheme: &'a Scheme,
    /// Stands for all units in the register.
    pub everyone: &'a str,
    /// Fiscal year of the measures.
    pub year: u16,
}

impl Filler<'_> {
    /// Writes values into the open cells of a form and saves it under another name.
    pub fn fill(&self, form: &Path, to: &Path) {
        let mut book: Xlsx<_> = open_workbook(form).expect("a form");
        let mut values: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
        for (at, name) in book.sheet_names().into_iter().enumerate() {
            let Some(contract) = self.contracts.iter().find(|c| c.sheet == name) else { continue };
            let range = book.worksheet_range(&name).expect("a sheet");
            values.insert(at + 1, self.cells(contract, &range));
        }
        save(form, to, &values);
    }

    fn cells(&self, contract: &Contract, range: &calamine::Range<Data>) -> Vec<(String, String)> {
        let known = |cell: &&Data| contract.fields.iter().any(|f| f.title == cell.to_string());
        let header =
            range.rows().position(|row| row.iter().filter(known).count() > 1).expect("the header row");
        let titles: Vec<_> = range.rows().nth(header).expect("it").iter().map(ToString::to_string).collect();
        let (first, left) = range.start().expect("cells");
        let column = |title: &str| titles.iter().position(|t| t == title);
        let shown =
            |row: usize, col: usize| range.get((row, col)).map(ToString::to_string).unwrap_or_default();
        let key = contract.fields.iter().find(|f| f.locked).and_then(|f| column(&f.title));
        let most = if contract.name == "measures" { 3 } else { 1 };
        let mut cells = Vec::new();
        for down in 1.. {
            let row = header + down;
            let listed = key.map(|col| shown(row, col));
            if listed.as_ref().map_or(down > most, String::is_empty) {
                return cells;
            }
            for field in contract.fields.iter().filter(|f| !f.locked) {
                let value = self.value(contract, field, down, listed.as_deref().unwrap_or_default());
                let (Some(value), Some(col)) = (value, column(&field.title)) else { continue };
                let letter = char::from(b'A' + u8::try_from(col + left as usize).expect("few columns"));
                cells.push((format!("{letter}{}", first as usize + row + 1), value));
            }
        }
        cells
    }

    fn value(&self, contract: &Contract, field: &FieldSpec, row: usize, key: &str) -> Option<String> {
        let of = |three: [&str; 3]| three[row - 1].to_owned();
        let text = match (contract.name.as_str(), field.name.as_str()) {
            ("survey_questions", name) => return self.survey(name, field, key),
            ("oit_items", "score") | ("progress", "percent_complete") => "100".to_owned(),
            ("measures", "code") => of(["M1-01", "M9-01", "M10-01"]),
            ("measures", "indicator") => of(["1", "9", "10"]),
            ("measures", "item") => of(["", "O13", "O18"]),
            ("measures", "responsible") => self.everyone.to_owned(),
            ("measures", "due") => format!("30/09/{}", self.year),
            ("progress", "problem" | "next_step") | (_, "picture") => return None,
            ("o17_complaints", "closed") => "3".to_owned(),
            ("o17_complaints", "pending") => "2".to_owned(),
            ("o1_population", "population") => "10".to_owned(),
            ("o19_risks", "level") => "สูงมาก".to_owned(),
            _ => match (field.role, field.kind) {
                (Some(Role::Month), _) => "มีนาคม".to_owned(),
                (Some(Role::Evidence | Role::Url), _) => "https://example.go.th/a.pdf".to_owned(),
                _ if !field.constraints.choices.is_empty() => field.constraints.choices[0].clone(),
                (_, FieldType::Date) => format!("15/03/{}", self.year),
                (_, FieldType::Integer | FieldType::Number) => {
                    field.constraints.maximum.map_or(5.0, |most| most.min(5.0)).to_string()
                }
                (_, FieldType::String) => format!("ข้อความตัวอย่าง {row}"),
            },
        };
        (!text.is_empty()).then_some(text)
    }

    /// Twenty answers, most of them the best choice; the score that is published of them.
    fn survey(&self, column: &str, field: &FieldSpec, code: &str) -> Option<String> {
        let question = self.scheme.question(code).expect("a question of the scheme");
        let points = &self.scheme.scale_of(question).expect("its scale").points;
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| points[*b].total_cmp(&points[*a]));
        match field.choice.filter(|_| column.starts_with("count_")) {
            Some(choice) if choice == order[0] + 1 => Some("18".to_owned()),
            Some(choice) if choice == order[1] + 1 => Some("2".to_owned()),
            Some(choice) if choice <= points.len() => Some("0".to_owned()),
            None if column == "published_score" => {
                Some(((18.0 * points[order[0]] + 2.0 * points[order[1]]) / 20.0).to_string())
            }
            _ => None,
        }
    }
}

/// The form with texts in the cells of its sheets, by the number of the sheet.
fn save(form: &Path, to: &Path, values: &BTreeMap<usize, Vec<(String, String)>>) {
    let mut zip = ZipArchive::new(File::open(form).expect("the form")).expect("a zip");
    let mut out = ZipWriter::new(File::create(to).expect("a file"));
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("content");
        let number = name.strip_prefix("xl/worksheets/sheet").and_then(|n| n.strip_suffix(".xml"));
        if let Some(cells) = number.and_then(|n| values.get(&n.parse().ok()?)) {
            let mut xml = String::from_utf8(content).expect("XML");
            for (cell, text) in cells {
                put(&mut xml, cell, text);
            }
            content = xml.into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).expect("a part");
        out.write_all(&content).expect("writing");
    }
    out.finish().expect("a workbook");
}

/// Types a text into a cell. One that is not in the file is put into its row, in the order of the columns.
fn put(xml: &mut String, cell: &str, text: &str) {
    let value = format!(" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let open = format!("<c r=\"{cell}\"");
    if let Some(from) = xml.find(&open) {
        let end = from + xml[from..].find("/>").expect("an empty cell");
        let style = xml[from + open.len()..end].to_owned();
        assert!(!style.contains('>'), "{cell} holds something");
        xml.replace_range(from..end + 2, &format!("{open}{style}{value}"));
        return;
    }
    let row: u32 = cell.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse().expect("a row");
    let number =
        |rest: &str| rest.split('"').next().and_then(|n| n.parse::<u32>().ok()).expect("a row's number");
    let rows: Vec<_> =
        xml.match_indices("<row r=\"").map(|(at, tag)| (at, number(&xml[at + tag.len()..]))).collect();
    let Some((start, _)) = rows.iter().find(|(_, n)| *n == row) else {
        let end = xml.find("</sheetData>").expect("rows");
        let at = rows.iter().find(|(_, n)| *n > row).map_or(end, |(at, _)| *at);
        xml.insert_str(at, &format!("<row r=\"{row}\">{open}{value}</row>"));
        return;
    };
    let tag = start + xml[*start..].find('>').expect("a tag");
    if xml[..tag].ends_with('/') {
        xml.replace_range(tag - 1..=tag, &format!(">{open}{value}</row>"));
        return;
    }
    let end = tag + xml[tag..].find("</row>").expect("the row's end");
    let behind = |at: &usize| {
        let other = xml[at + "<c r=\"".len()..].split('"').next().unwrap_or_default();
        let letters = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        let (other, own) = (letters(other), letters(cell));
        (other.len(), other) > (own.len(), own)
    };
    let cells = xml[tag..end].match_indices("<c r=\"").map(|(at, _)| tag + at);
    let at = cells.into_iter().find(behind).unwrap_or(end);
    xml.insert_str(at, &format!("{open}{value}"));
}
