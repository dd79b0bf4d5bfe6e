//! The little of Markdown that an agency's own texts may use: a title, paragraphs, lists.
//!
//! Comes in: the text of a file. Goes out: blocks of plain text. Never: emphasis, links, HTML, code:
//! such marks stay in the text as they were typed. Thai numbers and the signs that people type before
//! list items (`๑.`, `๑)`, `•`, `–`) make lists too.

use crate::thai;
use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Options, Parser, Tag};
use std::iter::Peekable;
use std::ops::Range;

/// A piece of an own text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// `# …`
    Title(String),
    /// Text between blank lines. A line feed is a forced line break.
    Paragraph(String),
    /// A list.
    List(Vec<Entry>),
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number, in an ordered list.
    pub number: Option<u64>,
    /// Its text.
    pub text: String,
    /// Items below it.
    pub items: Vec<Entry>,
}

/// Lists deeper than this are read as if they stood at this depth.
const DEEPEST: usize = 4;

/// Reads a text.
pub(super) fn parse(text: &str) -> Vec<Block> {
    let source = with_list_marks(text.strip_prefix('\u{feff}').unwrap_or(text));
    let events = Parser::new_ext(&source, Options::empty()).into_offset_iter().peekable();
    Reader { source: &source, events }.blocks(0)
}

/// Lines that begin as Thai offices begin list items, begun as Markdown does.
fn with_list_marks(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(with_list_mark).collect();
    lines.join("\n")
}

fn with_list_mark(line: &str) -> String {
    let rest = line.trim_start();
    let indent = &line[..line.len() - rest.len()];
    if let Some(item) = rest.strip_prefix(['•', '●', '▪', '◦', '–', '—']) {
        return format!("{indent}- {}", item.trim_start());
    }
    let after_number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || ('๐'..='๙').contains(&c));
    let number = thai::to_arabic_digits(&rest[..rest.len() - after_number.len()]);
    // Markdown reads numbers of up to nine digits. `2.1 …` and `2.50` are no items.
    if let (1..=9, Some(item)) = (number.len(), after_number.strip_prefix(['.', ')'])) {
        let begins_item = item.chars().next().is_some_and(|c| c.is_whitespace() || c.is_alphabetic());
        if begins_item {
            return format!("{indent}{number}. {}", item.trim_start());
        }
    }
    line.to_owned()
}

struct Reader<'a> {
    source: &'a str,
    events: Peekable<OffsetIter<'a>>,
}

impl Reader<'_> {
    /// Blocks up to the end of what encloses them.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some((event, range)) = self.events.peek().cloned() {
            match event {
                Event::End(_) => break,
                Event::Start(Tag::Heading { .. }) => {
                    self.events.next();
                    let text = self.inline();
                    self.events.next();
                    let first = blocks.is_empty() && depth == 0;
                    blocks.push(if first { Block::Title(text) } else { Block::Paragraph(text) });
                }
                Event::Start(Tag::Paragraph) => {
                    self.events.next();
                    blocks.push(Block::Paragraph(self.inline()));
                    self.events.next();
                }
                Event::Start(Tag::List(start)) => {
                    self.events.next();
                    blocks.push(Block::List(self.entries(start, depth + 1)));
                    self.events.next();
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    self.events.next();
                    blocks.extend(self.blocks(depth + 1));
                    self.events.next();
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    self.skip();
                    let fence = matches!(kind, CodeBlockKind::Fenced(_));
                    blocks.extend(self.verbatim(range, fence).map(Block::Paragraph));
                }
                Event::Start(Tag::HtmlBlock) => {
                    self.skip();
                    blocks.extend(self.verbatim(range, false).map(Block::Paragraph));
                }
                Event::Rule => {
                    self.events.next();
                }
                _ => {
                    let text = self.inline();
                    if text.is_empty() {
                        self.skip();
                    } else {
                        blocks.push(Block::Paragraph(text));
                    }
                }
            }
        }
        blocks
    }

    /// Items of a list up to its end.
    fn entries(&mut self, start: Option<u64>, depth: usize) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut number = start;
        while let Some((Event::Start(Tag::Item), _)) = self.events.peek() {
            self.events.next();
            let (mut text, mut items) = (Vec::new(), Vec::new());
            for block in self.blocks(depth) {
                match block {
                    Block::Title(line) | Block::Paragraph(line) => text.push(line),
                    Block::List(inner) if depth < DEEPEST => items.extend(inner),
                    Block::List(inner) => text.extend(inner.into_iter().map(|entry| entry.text)),
                }
            }
            self.events.next();
            entries.push(Entry { number, text: text.join("\n"), items });
            number = number.map(|n| n.saturating_add(1));
        }
        entries
    }

    /// Text up to the next block or end, marks as typed.
    fn inline(&mut self) -> String {
        let mut text = String::new();
        while let Some((event, range)) = self.events.peek().cloned() {
            match event {
                Event::SoftBreak => text.push(' '),
                Event::HardBreak => text.push('\n'),
                Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::Html(_) => {
                    text.push_str(&self.raw(range));
                }
                Event::Start(
                    Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. },
                ) => {
                    text.push_str(&self.raw(range));
                    self.skip();
                    continue;
                }
                _ => break,
            }
            self.events.next();
        }
        thai::normalise(&text)
    }

    /// What was typed, on one line.
    fn raw(&self, range: Range<usize>) -> String {
        self.source.get(range).unwrap_or_default().replace('\n', " ")
    }

    /// A block that is shown as typed; with `fence`, without its first and last line.
    fn verbatim(&self, range: Range<usize>, fence: bool) -> Option<String> {
        let source = self.source.get(range).unwrap_or_default();
        let lines = source.lines().filter(|line| !(fence && line.trim_start().starts_with(['`', '~'])));
        let text = thai::normalise(&lines.map(str::trim).collect::<Vec<_>>().join(" "));
        (!text.is_empty()).then_some(text)
    }

    /// Passes over an event and, when it starts something, over all of it.
    fn skip(&mut self) {
        let mut open = 0usize;
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Start(_) => open += 1,
                Event::End(_) => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    fn entry(number: Option<u64>, text: &str) -> Entry {
        Entry { number, text: text.to_owned(), items: Vec::new() }
    }

    #[test]
    fn paragraphs_and_lists_are_read() {
        let text = "# เรื่อง\n\nย่อหน้าแรก\nต่อบรรทัด\n\n1. หนึ่ง\n2. สอง\n   - ย่อย\n\nท้าย\n";
        let nested = Entry { items: vec![entry(None, "ย่อย")], ..entry(Some(2), "สอง") };
        assert_eq!(
            parse(text),
            [
                Block::Title("เรื่อง".to_owned()),
                paragraph("ย่อหน้าแรก ต่อบรรทัด"),
                Block::List(vec![entry(Some(1), "หนึ่ง"), nested]),
                paragraph("ท้าย"),
            ]
        );
    }

    #[test]
    fn lists_begin_as_thai_offices_begin_them() {
        for text in ["๑. หนึ่ง\n๒. สอง", "๑)หนึ่ง\n๒)สอง", "1) หนึ่ง\n2) สอง"]
        {
            assert_eq!(
                parse(text),
                [Block::List(vec![entry(Some(1), "หนึ่ง"), entry(Some(2), "สอง")])],
                "{text}"
            );
        }
        assert_eq!(parse("• หนึ่ง\n– สอง"), [Block::List(vec![entry(None, "หนึ่ง"), entry(None, "สอง")])]);
        assert_eq!(parse("๒.๑ หัวข้อ"), [paragraph("๒.๑ หัวข้อ")]);
        assert_eq!(parse("๒๕๖๘ เป็นปี"), [paragraph("๒๕๖๘ เป็นปี")]);
    }

    #[test]
    fn other_marks_stay_text() {
        for text in [
            "**หนา** และ *เอน* `รหัส`",
            "ดู [ที่นี่](javascript:alert(1)) <b>หนา</b>",
            "![ภาพ](/etc/passwd) a_b_c",
            "5 &lt; 6 #set page() $x$",
        ] {
            assert_eq!(parse(text), [paragraph(text)], "{text}");
        }
        assert_eq!(parse("<script>\nalert(1)\n</script>"), [paragraph("<script> alert(1) </script>")]);
        assert_eq!(parse("    ย่อหน้าที่เยื้อง"), [paragraph("ย่อหน้าที่เยื้อง")]);
        assert_eq!(parse("```\nรหัส\n```"), [paragraph("รหัส")]);
        assert_eq!(parse("> อ้าง"), [paragraph("อ้าง")]);
    }

    #[test]
    fn anything_ends() {
        let deep = (0..60).map(|n| "  ".repeat(n) + "- x").collect::<Vec<_>>().join("\n");
        for text in
            ["", "\u{feff}", "---", "#", "- ", "1.", "[x]: y", "> > > a\n- b", &deep, "* * *\n* a\n\n  b"]
        {
            let _ = parse(text);
        }
        assert_eq!(parse("\u{feff}# ก\n\nข"), [Block::Title("ก".to_owned()), paragraph("ข")]);
    }
}
