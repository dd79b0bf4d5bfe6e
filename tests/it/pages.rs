//! The pages of a PDF as poppler reads them: words with their places.

use std::path::Path;
use std::process::Command;

/// A page with its words in reading order; lengths in points from the upper left corner.
#[derive(Debug)]
pub struct Page {
    pub number: usize,
    pub width: f64,
    pub height: f64,
    pub words: Vec<Word>,
}

#[derive(Debug)]
pub struct Word {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub text: String,
}

/// Head and foot of a page: running title and marks; agency, date and marks.
const HEAD: f64 = 70.0;
const FOOT: f64 = 70.0;

impl Word {
    /// Set along the height of the page.
    fn is_upright(&self) -> bool {
        self.bottom - self.top > 2.0 * (self.right - self.left) && self.text.chars().count() > 2
    }

    /// Left, right, top and bottom of the middle of the line: lines of Thai stand closer than their boxes.
    pub fn core(&self) -> [f64; 4] {
        let (across, down) = ((self.right - self.left) * 0.3, (self.bottom - self.top) * 0.3);
        if self.is_upright() {
            [self.left + across, self.right - across, self.top, self.bottom]
        } else {
            [self.left, self.right, self.top + down, self.bottom - down]
        }
    }
}

impl Page {
    /// The last line above the foot, and the last two lines together, without white space.
    pub fn last_body_lines(&self) -> [String; 2] {
        let mut rest: Vec<_> =
            self.words.iter().filter(|w| w.core()[3] < self.height - FOOT && w.top > HEAD).collect();
        let mut lines = [String::new(), String::new()];
        for line in &mut lines {
            let lowest = rest.iter().map(|w| w.core()[3]).fold(0.0, f64::max);
            let on_line = |w: &&Word| w.core()[3] > lowest - 3.0;
            let (words, above): (Vec<_>, Vec<_>) = rest.into_iter().partition(on_line);
            *line = squeezed(&words.iter().map(|w| w.text.as_str()).collect::<String>());
            rest = above;
        }
        let [last, above] = lines;
        let both = above + &last;
        [last, both]
    }

    /// Its text without white space.
    pub fn squeezed(&self) -> String {
        squeezed(&self.words.iter().map(|w| w.text.as_str()).collect::<String>())
    }
}

/// A text without white space and break marks.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

/// Reads a PDF with `pdftotext -bbox`.
pub fn pages(pdf: &Path) -> Vec<Page> {
    let output = Command::new("pdftotext").arg("-bbox").arg(pdf).arg("-").output().expect("pdftotext");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut pages: Vec<Page> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("<page ") {
            let (width, height) = (number(line, "width"), number(line, "height"));
            pages.push(Page { number: pages.len() + 1, width, height, words: Vec::new() });
        } else if let (true, Some(page)) = (line.starts_with("<word "), pages.last_mut()) {
            let text = line.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</word>"));
            let text =
                text.unwrap_or_default().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            page.words.push(Word {
                left: number(line, "xMin"),
                right: number(line, "xMax"),
                top: number(line, "yMin"),
                bottom: number(line, "yMax"),
                text: text.replace("&quot;", "\""),
            });
        }
    }
    pages
}

fn number(line: &str, name: &str) -> f64 {
    let value = line.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
    value.and_then(|(value, _)| value.parse().ok()).expect("a number")
}
