//! Lines of a calendar file as RFC 5545 wants them: escaped texts, folded lines, CRLF.
//!
//! The libraries for it bring in a clock, of which this crate keeps free.

/// The longest line, in octets, without its end (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// A value of type TEXT (RFC 5545, 3.3.11); other control characters have no place in it.
pub(super) fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The file: lines longer than 75 octets go on in the next one behind a blank, never within a character.
pub(super) fn file(lines: &[String]) -> String {
    let mut out = String::new();
    for line in lines {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LONGEST {
                out.push_str("\r\n ");
                octets = 1;
            }
            out.push(c);
            octets += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        assert_eq!(text("a;b,c\\d\r\nจ\u{7}"), "a\\;b\\,c\\\\d\\nจ");
    }

    #[test]
    fn lines_fold_at_75_octets_between_characters() {
        let long = format!("SUMMARY:{}", "กำหนด".repeat(40));
        let folded = file(std::slice::from_ref(&long));
        assert!(folded.ends_with("\r\n") && !folded.replace("\r\n", "").contains(['\r', '\n']));
        let lines: Vec<_> = folded.trim_end().split("\r\n").collect();
        assert!(lines.len() > 5 && lines.iter().all(|line| line.len() <= LONGEST), "{lines:?}");
        assert!(lines.iter().skip(1).all(|line| line.starts_with(' ')));
        assert_eq!(folded.replace("\r\n ", "").trim_end(), long);
        assert_eq!(file(&["A".repeat(75)]), format!("{}\r\n", "A".repeat(75)));
    }
}
