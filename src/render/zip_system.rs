//! The system that a zip names as its maker.
//!
//! Comes in: a finished zip. Goes out: the same zip, said to be made on Unix. Never: touches an entry's content.
//!
//! The libraries write the system they run on into every entry, which would make the same workbook differ in one
//! byte an entry between Windows and Linux. The number has no effect on who opens it.

/// End of the central directory, a header in it, and where their fields are (APPNOTE 4.3.12 and 4.3.16).
const END: [u8; 4] = *b"PK\x05\x06";
const HEADER: [u8; 4] = *b"PK\x01\x02";
const END_LENGTH: usize = 22;
const HEADER_LENGTH: usize = 46;
/// Upper byte of "version made by".
const SYSTEM: usize = 5;
const UNIX: u8 = 3;

/// Names Unix as the system of every entry. A text that is no zip is returned as it is.
pub(super) fn as_unix(mut zip: Vec<u8>) -> Vec<u8> {
    let Some(end) = zip.len().checked_sub(END_LENGTH) else { return zip };
    let Some(end) = (0..=end).rev().find(|at| zip[*at..].starts_with(&END)) else { return zip };
    let Some(mut at) = u32_at(&zip, end + 16) else { return zip };
    while zip.get(at..).is_some_and(|rest| rest.starts_with(&HEADER)) && at + HEADER_LENGTH <= end {
        zip[at + SYSTEM] = UNIX;
        let lengths = [28, 30, 32].map(|field| u16_at(&zip, at + field).unwrap_or(0));
        at += HEADER_LENGTH + lengths.iter().sum::<usize>();
    }
    zip
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let field: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(field)).ok()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    let field: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(field)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read, Write};
    use zip::write::SimpleFileOptions;
    use zip::{System, ZipArchive, ZipWriter};

    fn archive(system: System) -> Vec<u8> {
        let mut to = ZipWriter::new(Cursor::new(Vec::new()));
        let options =
            SimpleFileOptions::default().last_modified_time(zip::DateTime::default()).system(system);
        for name in ["[Content_Types].xml", "xl/workbook.xml", "แผ่นงาน.xml"] {
            to.start_file(name, options).unwrap();
            to.write_all(name.repeat(30).as_bytes()).unwrap();
        }
        to.finish().unwrap().into_inner()
    }

    #[test]
    fn archives_of_two_systems_become_equal() {
        let (dos, unix) = (archive(System::Dos), archive(System::Unix));
        assert_ne!(dos, unix);
        assert_eq!(as_unix(unix.clone()), unix);
        let made = as_unix(dos);
        let mut read = ZipArchive::new(Cursor::new(&made)).unwrap();
        for at in 0..read.len() {
            let mut entry = read.by_index(at).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            assert_eq!(text, entry.name().unwrap().repeat(30));
        }
        let systems = |zip: &[u8]| {
            zip.windows(4)
                .enumerate()
                .filter(|(_, w)| *w == HEADER)
                .map(|(at, _)| zip[at + SYSTEM])
                .collect::<Vec<_>>()
        };
        assert_eq!(systems(&made), [UNIX; 3]);
    }

    #[test]
    fn what_is_no_zip_is_left_alone() {
        for bytes in [&b""[..], b"PK", b"PK\x05\x06 and then nothing of it at all", &[0; 64]] {
            assert_eq!(as_unix(bytes.to_vec()), bytes);
        }
    }
}
