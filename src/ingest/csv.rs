//! Tables as text: a survey platform's export of raw answers, one row a respondent.
//!
//! A CSV is read as a workbook of one sheet whose cells are texts; what they mean is for the checks to say,
//! as with any workbook. Encoding and separator are found in the file itself.

use super::{Limits, RawCell, RawSheet, non_blank};
use crate::model::Text;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_874};
use std::borrow::Cow;
use std::sync::Arc;

/// Name of the one sheet.
const SHEET: &str = "CSV";
/// Separators in use, the likelier first.
const SEPARATORS: [u8; 4] = *b",;\t|";
/// Cells of one row: a sheet has no more columns.
const MOST_COLUMNS: usize = 16_384;
/// Characters of one cell: Excel holds no more.
const MOST_CHARACTERS: usize = 32_767;
/// How much of a row is cut at a time.
const PIECE: usize = 64 << 10;
/// Rows that are looked at to find the separator.
const LOOKED_AT: usize = 50;
/// How much of a file is looked at to find the encoding.
const PROBE: usize = 4096;

/// Whether a file claims to be one.
pub(super) fn is_csv(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| ["csv", "tsv"].iter().any(|k| end.eq_ignore_ascii_case(k)))
}

/// The cells of a CSV.
///
/// # Errors
/// Why it is not read.
pub(super) fn parse(bytes: &[u8], limits: Limits) -> Result<RawSheet, Text> {
    let text = decoded(bytes)?;
    let (text, separator) = match declared(&text) {
        Some((separator, rest)) => (rest, separator),
        None if SEPARATORS.iter().all(|separator| is_narrow(&text, *separator)) => (&*text, separator(&text)),
        None => return Err(too_much()),
    };
    if !is_narrow(text, separator) {
        return Err(too_much());
    }
    let mut reader = reader(text, separator);
    let mut cells = Vec::new();
    let (mut left, mut text_left) = (limits.cells, limits.text_bytes);
    let mut record = csv::StringRecord::new();
    let mut row = 0_u64;
    // Cells of the last row of titles; a row of data with more of them was cut at the commas of its thousands.
    let mut titles = usize::MAX;
    let failed = |e| Text::new(format!("อ่านไฟล์ CSV ไม่ได้: {e}"), format!("the CSV cannot be read: {e}"));
    while reader.read_record(&mut record).map_err(failed)? {
        row += blank_lines(text, record.position());
        let given = record.iter().filter(|cell| !cell.trim().is_empty());
        if given.clone().count() >= 2
            && !given.clone().any(|cell| cell.contains(|c: char| c.is_ascii_digit()))
        {
            titles = record.len();
        }
        if record.len() > titles && record.iter().zip(record.iter().skip(1)).any(|(a, b)| is_cut_number(a, b))
        {
            return Err(cut_numbers(row + 1));
        }
        for (col, content) in (0u32..).zip(record.iter()) {
            let (Some(fewer), Some(shorter)) = (left.checked_sub(1), text_left.checked_sub(content.len()))
            else {
                return Err(too_much());
            };
            (left, text_left) = (fewer, shorter);
            if content.len() > MOST_CHARACTERS && content.chars().count() > MOST_CHARACTERS {
                return Err(endless(row + 1));
            }
            if let (Some(value), Ok(row)) = (non_blank(content.to_owned()), u32::try_from(row)) {
                cells.push(RawCell { row, col, value });
            }
        }
        row += 1;
    }
    Ok(RawSheet { name: Arc::from(SHEET), cells, ..RawSheet::default() })
}

/// `266` and `780.80`: the halves of 266,780.80 without quotes.
fn is_cut_number(left: &str, right: &str) -> bool {
    let (left, right) = (left.trim(), right.trim());
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let (whole, decimals) = right.split_once('.').map_or((right, None), |(whole, rest)| (whole, Some(rest)));
    digits(left, 3) && whole.len() == 3 && digits(whole, 3) && decimals.is_none_or(|rest| digits(rest, 2))
}

fn cut_numbers(row: u64) -> Text {
    Text::new(
        format!(
            "แถวที่ {row} มีช่องมากกว่าหัวตาราง เพราะตัวเลขมีจุลภาคคั่นหลักพันแต่ไม่มีเครื่องหมายคำพูดครอบ ตัวเลขจึงถูกตัดเป็นสองช่อง"
        ),
        format!(
            "row {row} has more cells than the titles: numbers with commas for thousands are not in quotes, and were cut in two"
        ),
    )
}

/// A cell that goes on over the rows below it.
fn endless(row: u64) -> Text {
    Text::new(
        format!(
            "เซลล์ในแถวที่ {row} ของไฟล์ CSV ยาวกว่าที่เซลล์หนึ่งจะยาวได้ อาจขาดเครื่องหมาย \" ปิดท้าย ข้อมูลแถวถัดไปจึงอาจหายไป"
        ),
        format!(
            "a cell in row {row} of the CSV is longer than a cell can be: its closing quotation mark may be missing, and it swallows the rows below"
        ),
    )
}

fn too_much() -> Text {
    Text::new("ไฟล์ CSV มีข้อมูลเกินที่รับได้", "the CSV holds more than is read")
}

/// Whether no row has more cells than a sheet has columns. Found out before any row is kept: of a row of sixty million
/// cells their ends alone take a gigabyte.
fn is_narrow(text: &str, separator: u8) -> bool {
    let mut reader = csv_core::ReaderBuilder::new().delimiter(separator).build();
    let (mut cells, mut ends) = (vec![0; PIECE], vec![0; MOST_COLUMNS + 1]);
    let (mut rest, mut used) = (text.as_bytes(), 0);
    loop {
        let (result, read, _, found) =
            reader.read_record(rest, &mut cells, ends.get_mut(used..).unwrap_or_default());
        rest = rest.get(read..).unwrap_or_default();
        used += found;
        if used > MOST_COLUMNS {
            return false;
        }
        match result {
            csv_core::ReadRecordResult::InputEmpty | csv_core::ReadRecordResult::OutputFull => {}
            csv_core::ReadRecordResult::OutputEndsFull => return false,
            csv_core::ReadRecordResult::Record => used = 0,
            csv_core::ReadRecordResult::End => return true,
        }
    }
}

/// Blank lines in front of a record: rows too, which the reader passes over.
fn blank_lines(text: &str, from: Option<&csv::Position>) -> u64 {
    let start = from.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
    let (before, rest) = text.as_bytes().split_at_checked(start).unwrap_or_default();
    // The reader stops between the two halves of the line's end before it.
    let mut rest = match (before.last(), rest) {
        (Some(b'\r'), [b'\n', rest @ ..]) => rest,
        _ => rest,
    };
    let mut lines = 0;
    while let [b'\r', b'\n', next @ ..] | [b'\r' | b'\n', next @ ..] = rest {
        (rest, lines) = (next, lines + 1);
    }
    lines
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes())
}

/// The text, whatever it was saved in: UTF-8, UTF-16 or the Thai code page of Windows.
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Text> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, wrong) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if wrong { Err(unknown()) } else { Ok(text) };
    }
    let probe = &bytes[..bytes.len().min(PROBE)];
    let zeros = |at: usize| probe.iter().skip(at).step_by(2).filter(|b| **b == 0).count() * 4 > probe.len();
    if let Some(encoding) = [(1, UTF_16LE), (0, UTF_16BE)].into_iter().find(|(at, _)| zeros(*at)) {
        let (text, wrong) = encoding.1.decode_without_bom_handling(bytes);
        return if wrong { Err(unknown()) } else { Ok(text) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    // Every byte is a letter in some code page: only Thai prose is taken for Thai.
    let (text, wrong) = WINDOWS_874.decode_without_bom_handling(bytes);
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    let thai = text.chars().filter(|c| ('\u{e01}'..='\u{e5b}').contains(c)).count();
    if wrong || bytes.contains(&0) || thai * 10 < foreign * 9 { Err(unknown()) } else { Ok(text) }
}

fn unknown() -> Text {
    Text::new(
        "ไม่รู้จักการเข้ารหัสอักขระของไฟล์ CSV (รับ UTF-8, UTF-16 และ Windows-874)",
        "the CSV is saved in an unknown encoding (UTF-8, UTF-16 and Windows-874 are read)",
    )
}

/// `sep=;` in the first line, as Excel writes and understands it.
fn declared(text: &str) -> Option<(u8, &str)> {
    let rest = text.strip_prefix("sep=").or_else(|| text.strip_prefix("\"sep="))?;
    let separator = *rest.as_bytes().first().filter(|b| b.is_ascii())?;
    let (line, rest) = rest.split_once('\n')?;
    (line.trim_end_matches(['\r', '"']).len() <= 1).then_some((separator, rest))
}

/// The separator that cuts most rows into the same number of cells, more cells before fewer.
fn separator(text: &str) -> u8 {
    let fitting = |separator: u8| {
        let rows = reader(text, separator).into_records().take(LOOKED_AT);
        let counts: Vec<usize> = rows.map_while(Result::ok).map(|row| row.len()).collect();
        let most = counts.iter().copied().filter(|count| *count > 1);
        let same = |width: usize| counts.iter().filter(|count| **count == width).count();
        most.map(|width| (same(width), width)).max().unwrap_or((0, 0))
    };
    SEPARATORS.into_iter().rev().max_by_key(|separator| fitting(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &[u8]) -> Vec<(u32, u32, String)> {
        let sheet = parse(text, Limits::default()).unwrap();
        sheet.cells.into_iter().map(|c| (c.row, c.col, c.value.display())).collect()
    }

    fn expected(cells: &[(u32, u32, &str)]) -> Vec<(u32, u32, String)> {
        cells.iter().map(|(row, col, text)| (*row, *col, (*text).to_owned())).collect()
    }

    #[test]
    fn rows_wider_than_a_sheet_are_refused_and_tall_ones_read() {
        let wide = |columns: usize| "x,".repeat(columns - 1) + "x\n";
        assert_eq!(
            parse(wide(MOST_COLUMNS).as_bytes(), Limits::default()).unwrap().cells.len(),
            MOST_COLUMNS
        );
        assert!(parse(wide(MOST_COLUMNS + 1).as_bytes(), Limits::default()).is_err());
        // A row whose cells hold line ends is one row all the same.
        let lines = "\"\n\",".repeat(MOST_COLUMNS + 1);
        assert!(parse(lines.as_bytes(), Limits::default()).is_err());
        let commas = format!("sep=;\n{};1\n", ",".repeat(MOST_COLUMNS + 1));
        assert_eq!(parse(commas.as_bytes(), Limits::default()).unwrap().cells.len(), 2);
        // A quotation that never ends swallows the rows below it.
        let endless = format!("a,\"b\n{}", "1,2\n".repeat(MOST_CHARACTERS / 4 + 1));
        assert!(parse(endless.as_bytes(), Limits::default()).unwrap_err().en.contains("row 1 of the CSV"));
        let tall = "a,b\n".repeat(20_000);
        assert_eq!(parse(tall.as_bytes(), Limits::default()).unwrap().cells.len(), 40_000);
    }

    #[test]
    fn cells_stand_where_they_are_written() {
        let found = cells("\u{feff}I1;I2\n6;\n;\"มาก\nที่สุด\"\n".as_bytes());
        assert_eq!(found, expected(&[(0, 0, "I1"), (0, 1, "I2"), (1, 0, "6"), (2, 1, "มาก\nที่สุด")]));
        assert_eq!(cells(b"a,b\n1,2\n").len(), 4);
        // Blank lines count, as Excel counts them.
        assert_eq!(
            cells(b"a,b\n\n\n1,2\r\n\r\n3,4")[2..],
            expected(&[(3, 0, "1"), (3, 1, "2"), (5, 0, "3"), (5, 1, "4")])
        );
    }

    #[test]
    fn every_usual_encoding_gives_the_same_cells() {
        let text = "ข้อ,คำตอบ\nI1,มากที่สุด\n";
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        let (thai, _, _) = WINDOWS_874.encode(text);
        let utf8 = cells(text.as_bytes());
        assert_eq!(utf8.len(), 4);
        for (what, bytes) in [
            ("UTF-8 with a mark", [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat()),
            ("UTF-16 LE", [&b"\xff\xfe"[..], &little].concat()),
            ("UTF-16 BE", [&b"\xfe\xff"[..], &big].concat()),
            ("Windows-874", thai.into_owned()),
        ] {
            assert_eq!(cells(&bytes), utf8, "{what}");
        }
        let plain = "a,b\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(cells(&plain), cells(b"a,b\n1,2\n"), "UTF-16 without a mark");
    }

    #[test]
    fn the_separator_is_found_by_what_it_makes_of_the_rows() {
        let same =
            expected(&[(0, 0, "ก, ข"), (0, 1, "ค"), (1, 0, "1"), (1, 1, "2"), (2, 0, "3"), (2, 1, "4")]);
        assert_eq!(cells("ก, ข;ค\n1;2\n3;4\n".as_bytes()), same);
        assert_eq!(cells("ก, ข\tค\n1\t2\n3\t4\n".as_bytes()), same);
        assert_eq!(cells("ก, ข|ค\n1|2\n3|4\n".as_bytes()), same);
        assert_eq!(cells("\"ก, ข\",ค\n1,2\n3,4\n".as_bytes()), same);
        assert_eq!(cells("sep=;\r\nก, ข;ค\n1;2\n3;4\n".as_bytes()), same);
        // A remark with commas above the table does not decide.
        let remark = cells("แบบวัด, ปี 2567, ส่งออก\nI1;I2\n1;2\n3;4\n5;6\n".as_bytes());
        assert_eq!(remark[1..3], expected(&[(1, 0, "I1"), (1, 1, "I2")]));
        assert_eq!(cells(b"one column\nonly\n").len(), 2);
    }

    #[test]
    fn numbers_that_their_commas_cut_are_refused() {
        for row in ["ก,266,780.80", "ก,5,1,200", "ก,999,000"] {
            let why = parse(format!("ประเภท,จำนวน\n{row}\n").as_bytes(), Limits::default()).unwrap_err();
            assert!(why.en.starts_with("row 2 "), "{}", why.en);
        }
        for fine in [
            "ประเภท,จำนวน\nก,\"266,780.80\"\n",
            "ประเภท;จำนวน\nก;266,780.80\n",
            "a,b,c\nก,266,780\n",
            "a,b\n1,200\n",
        ] {
            assert!(parse(fine.as_bytes(), Limits::default()).is_ok(), "{fine}");
        }
    }

    #[test]
    fn other_encodings_and_too_much_are_refused() {
        assert!(parse(b"caf\xe9,\xfc\xf6\xe4\xdf,\x80\x90", Limits::default()).is_err());
        assert!(parse(b"\xff\xfe\x00\xd8\x00\xd8", Limits::default()).is_err());
        assert!(parse(b"\x89PNG\x00\x01\xff\xfe", Limits::default()).is_err());
        let few = Limits { cells: 3, ..Limits::default() };
        assert!(parse(b"a,b\n1,2\n", few).is_err());
        assert!(parse(b"", Limits::default()).unwrap().cells.is_empty());
    }
}
