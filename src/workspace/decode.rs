//! A settings file as text, however an editor has saved it.
//!
//! Comes in: bytes. Goes out: text, and how it was saved where that was not UTF-8. Never: guesses at
//! bytes that are no text.

use crate::model::Text;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_874};

/// A decoded file.
pub(crate) struct Decoded {
    /// Its text, without a byte order mark.
    pub text: String,
    /// What a person should know about the way it was saved.
    pub note: Option<Text>,
}

/// Reads UTF-8, UTF-16 with or without a byte order mark, and Windows-874, which Notepad calls ANSI on a Thai
/// computer.
///
/// # Errors
/// The bytes are none of these.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, Text> {
    let (encoding, name) = match bytes {
        [0xff, 0xfe, ..] => (UTF_16LE, "UTF-16"),
        [0xfe, 0xff, ..] => (UTF_16BE, "UTF-16"),
        // Brackets, names and line ends of a settings file are ASCII, so every other byte of many is zero.
        _ if zeros(bytes, 1) > 0 && zeros(bytes, 0) == 0 => (UTF_16LE, "UTF-16"),
        _ if zeros(bytes, 0) > 0 && zeros(bytes, 1) == 0 => (UTF_16BE, "UTF-16"),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => {
                return Ok(Decoded { text: text.trim_start_matches('\u{feff}').to_owned(), note: None });
            }
            Err(_) => (WINDOWS_874, "Windows-874 (ANSI)"),
        },
    };
    let (text, _, broken) = encoding.decode(bytes);
    // What Windows-874 leaves undefined comes out as control characters that no editor writes.
    let strange = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if broken || strange {
        return Err(Text::new(
            "ไฟล์ไม่ใช่ข้อความ UTF-8, UTF-16 หรือ Windows-874 — เปิดด้วย Notepad แล้วบันทึกใหม่โดยเลือก Encoding เป็น UTF-8",
            "the file is not text in UTF-8, UTF-16 or Windows-874 — open it in Notepad and save it again, with UTF-8 as the encoding",
        ));
    }
    let note = Text::new(
        format!("บันทึกเป็น {name} โปรแกรมอ่านให้แล้ว — ครั้งต่อไปบันทึกเป็น UTF-8"),
        format!("saved as {name}; it was read all the same — save it as UTF-8 next time"),
    );
    Ok(Decoded { text: text.into_owned(), note: Some(note) })
}

/// How many bytes at even (0) or odd (1) places are zero.
fn zeros(bytes: &[u8], from: usize) -> usize {
    bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "name_th = \"กองคลัง\"\r\n";

    #[test]
    fn what_notepad_writes_is_read() {
        let utf16: Vec<u8> = LINE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (windows, _, broken) = WINDOWS_874.encode(LINE);
        assert!(!broken);
        for (bytes, noted) in [
            (LINE.as_bytes().to_vec(), false),
            ([b"\xef\xbb\xbf", LINE.as_bytes()].concat(), false),
            ([b"\xff\xfe".as_slice(), &utf16].concat(), true),
            (utf16.clone(), true),
            (utf16.chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect(), true),
            (windows.into_owned(), true),
        ] {
            let read = decode(&bytes).unwrap_or_else(|why| panic!("{}", why.en));
            assert_eq!(read.text, LINE);
            assert_eq!(read.note.is_some(), noted);
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert!(decode(b"PK\x03\x04\xdb\xdc\xfc\x00").is_err());
        assert!(decode(b"\xff\xfe\x00\xd8").is_err());
    }
}
