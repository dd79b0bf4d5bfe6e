//! What strangers wrote, made harmless before a person sees it: names of files and sheets, cells, words of hooks
//! and of Typst.
//!
//! A terminal obeys control characters: they colour it, clear it, change its title, and may hide what follows. Marks
//! of direction turn a line round so that it reads as something else.

use std::borrow::Cow;

/// Stands where a character was taken out, so that one sees that there was one.
const TAKEN: char = '\u{fffd}';

/// Whether a character does something to the line around it instead of being shown.
fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200e}' | '\u{200f}' | '\u{061c}' // marks of direction
            | '\u{2028}' | '\u{2029}'            // ends of lines and paragraphs
            | '\u{202a}'..='\u{202e}'            // embeddings and overrides of direction
            | '\u{2066}'..='\u{2069}'            // isolates
            | '\u{fff9}'..='\u{fffb}'            // annotations
            | '\u{e0000}'..='\u{e007f}'          // tags, which no one sees
        )
}

fn replaced(text: &str, keep: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if text.chars().all(|c| keep(c) == Some(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| keep(c).unwrap_or(TAKEN)).collect())
}

/// A text as one line: line ends and tabs are blanks.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    replaced(text, |c| match c {
        '\n' | '\r' | '\t' => Some(' '),
        c => (!acts(c)).then_some(c),
    })
}

/// A text of several lines.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| if matches!(c, '\n' | '\t') { Some(c) } else { (!acts(c)).then_some(c) })
}

/// JSON with every character that acts written as its number: the same value for a program, harmless on a terminal.
#[must_use]
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\n' || !acts(character) {
            out.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

/// A web address that may become a link: http or https, a host, nobody's name or password, no character that acts.
/// None for everything else, whatever a browser would make of it.
#[must_use]
pub fn web_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let plain = |c: char| !acts(c) && !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '`' | '\\');
    (!name.is_empty() && !host.contains('@') && text.chars().all(plain)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_taken_out() {
        assert_eq!(one_line("ฝ่ายปกครอง ก\u{200b}ข"), "ฝ่ายปกครอง ก\u{200b}ข");
        assert_eq!(
            one_line("a\u{1b}[2Jb\nc\u{202e}d\u{9b}e\u{7}"),
            "a\u{fffd}[2Jb c\u{fffd}d\u{fffd}e\u{fffd}"
        );
        assert_eq!(lines("a\nb\u{1b}]0;x\u{7}\r"), "a\nb\u{fffd}]0;x\u{fffd}\u{fffd}");
        assert_eq!(one_line("\u{2066}x\u{e0041}\u{2028}"), "\u{fffd}x\u{fffd}\u{fffd}");
    }

    #[test]
    fn json_keeps_its_value() {
        let value = serde_json::json!({ "a": "\u{1b}[1m\u{202e}ก\u{9b}\u{e0041}" });
        let text = json(&value.to_string());
        assert!(text.chars().all(|c| !acts(c)), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn only_plain_web_addresses_become_links() {
        for fine in ["https://a.go.th", "HTTP://a.go.th:80/x?y=1@2#z", "https://a.go.th/เอกสาร.pdf"]
        {
            assert_eq!(web_address(fine), Some(fine));
        }
        for wrong in [
            "javascript:alert(1)",
            "javascript://a.go.th/%0aalert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//a.go.th",
            "https://user:secret@a.go.th/",
            "https://user@a.go.th",
            "https://a.go.th\\@b.example",
            "https://",
            "https:///x",
            "https://a.go.th/\u{202e}x",
            "https://a.go.th/ x",
            "https://a.go.th/\"><script>",
            "",
        ] {
            assert_eq!(web_address(wrong), None, "{wrong}");
        }
    }
}
