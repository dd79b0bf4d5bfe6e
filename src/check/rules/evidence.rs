//! Evidence and links: a web address or a file's name.

use crate::check::cell::{fix_cell, shown};
use crate::check::rows::identity;
use crate::check::sheet::Sheet;
use crate::contract::{Contract, CoreSheet, Role};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::shown::web_address;
use crate::model::{Absence, DataValue, Origin, Progress, Status, Text};

/// Unclear lines of one cell that are told one by one.
const MOST_LINES: usize = 5;

/// A finished measure shows evidence; evidence is a link or a file.
pub(super) fn of_measure(row: &Progress, findings: &mut Vec<Diagnostic>) {
    let Some(origin) = &row.evidence.origin else { return };
    // A cell that cannot be read has its own finding.
    let unreadable = row.evidence.absence() == Some(Absence::Invalid);
    match row.evidence.get() {
        None if row.status.get() == Some(&Status::Finished) && !unreadable => findings.push(Diagnostic::new(
            Code::EvidenceMissing,
            origin,
            Text::new("มาตรการแล้วเสร็จแต่ไม่มีหลักฐาน", "the measure is finished, but there is no evidence"),
            Text::new("ใส่ลิงก์ (https://…) หรือชื่อไฟล์หลักฐาน", "write a link (https://…) or the file's name"),
        )),
        Some(text) => lines(text, origin, findings),
        None => {}
    }
}

/// Links and evidence of the kinds that have no rules of their own.
pub(super) fn links(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    let contract = &sheet.contract;
    for row in sheet.rows.iter().filter(|r| !r.is_total() && !has_own_rules(contract)) {
        for (spec, field) in contract.fields.iter().zip(&row.fields) {
            let (Some(DataValue::Text(text)), Some(origin)) = (field.get(), &field.origin) else { continue };
            let mut own = Vec::new();
            match spec.role {
                Some(Role::Evidence) => lines(text, origin, &mut own),
                Some(Role::Url) if !is_link(text) => own.push(unclear(text, origin)),
                _ => {}
            }
            findings.extend(own.into_iter().map(|f| f.row(identity(contract, &row.fields))));
        }
    }
}

/// Kinds whose evidence is looked at with the rest of the row.
fn has_own_rules(contract: &Contract) -> bool {
    matches!(contract.core(), Some(CoreSheet::Progress | CoreSheet::Outputs))
}

/// Evidence stands one a line.
pub(super) fn lines(text: &str, origin: &Origin, findings: &mut Vec<Diagnostic>) {
    let unclear_lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !is_link(l) && !is_file(l));
    for line in unclear_lines.take(MOST_LINES) {
        findings.push(unclear(line, origin));
    }
}

fn unclear(line: &str, origin: &Origin) -> Diagnostic {
    // An address without its beginning is what people copy from a browser's bar.
    let www = line.strip_prefix("www.").is_some_and(|rest| rest.contains('.'));
    let address = (www || is_host(line)) && !line.contains(' ');
    Diagnostic::new(
        Code::EvidenceUnclear,
        origin,
        Text::new(
            format!("“{}” ไม่ใช่ลิงก์หรือชื่อไฟล์", shown(line)),
            format!("“{}” is neither a link nor a file name", shown(line)),
        ),
        fix_cell(),
    )
    .found(line)
    .nearest(address.then(|| format!("https://{line}")))
}

fn is_link(line: &str) -> bool {
    web_address(line).is_some_and(|address| address.contains('.'))
}

/// Endings of addresses that look like endings of files.
const DOMAINS: &[&str] = &["th", "com", "org", "net", "info"];

/// Whether a line is the name of a web site: `bangna.go.th`.
fn is_host(line: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    line.chars().all(plain)
        && line.rsplit_once('.').is_some_and(|(_, end)| DOMAINS.iter().any(|d| end.eq_ignore_ascii_case(d)))
}

fn is_file(line: &str) -> bool {
    if is_host(line) {
        return false;
    }
    line.rsplit_once('.').is_some_and(|(name, end)| {
        !name.is_empty()
            && (2..=5).contains(&end.len())
            && end.chars().all(|c| c.is_ascii_alphanumeric())
            && end.chars().any(|c| c.is_ascii_alphabetic())
    })
}
