//! Personal data in text: persons' names, and numbers and addresses that belong to one person or one desk.
//!
//! Comes in: a text as it would be published. Goes out: what it holds and where, or the text with surnames
//! reduced to initials. Never: takes a position, a business or a place for a person, repeats a number in full.

mod addresses;
mod labelled;
mod names;
mod numbers;

pub use names::{names_one, reduced};

use std::ops::Range;

/// What a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A national id number with its right check digit.
    NationalId,
    /// A telephone number.
    Phone,
    /// A bank account.
    Account,
    /// An e-mail address.
    Email,
    /// A name in a messenger, behind the word that says so.
    Messenger,
    /// The number of a passport, behind the word that says so.
    Passport,
    /// A day of birth, behind the words that say so.
    Birth,
    /// An address with a password or an access key in it, or a password behind its word.
    Secret,
    /// A path on somebody's own computer or an office's server.
    LocalPath,
    /// An address that only the office's own network knows.
    PrivateAddress,
}

impl What {
    /// Whether it says something about a person; the others lead nowhere for the public.
    #[must_use]
    pub fn is_personal(self) -> bool {
        !matches!(self, Self::LocalPath | Self::PrivateAddress)
    }
}

/// A piece of personal data in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub what: What,
    /// Where, as bytes of the text.
    pub range: Range<usize>,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Prose, or a cell of words.
    Prose,
    /// Links and names of files, which carry long numbers of their own.
    Evidence,
}

/// The agency's own contacts, which are public.
#[derive(Clone, Debug, Default)]
pub struct Own {
    phones: Vec<String>,
    domains: Vec<String>,
    emails: Vec<String>,
}

impl Own {
    /// From texts with telephone numbers, e-mail addresses and web addresses.
    pub fn new<'a>(contacts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut own = Self::default();
        for text in contacts {
            own.phones.extend(numbers::phones(text));
            own.emails.extend(addresses::emails(text).map(|range| text[range].to_lowercase()));
            own.domains.extend(addresses::domain(text));
        }
        own
    }
}

/// The first piece of personal data in a text.
#[must_use]
pub fn find(text: &str, kind: Kind, own: &Own) -> Option<Found> {
    addresses::find(text, own).or_else(|| labelled::find(text)).or_else(|| numbers::find(text, kind, own))
}

/// A found piece with most of it hidden: findings are stored and shown.
#[must_use]
pub fn masked(text: &str, found: &Found) -> String {
    let piece: Vec<char> = text[found.range.clone()].chars().collect();
    let (shown, last) = if found.what.is_personal() { (3, 2) } else { (20, 0) };
    let hides = |at: usize| at >= shown && at + last < piece.len();
    let mut out = String::new();
    for (at, c) in piece.iter().enumerate() {
        if !hides(at) {
            out.push(*c);
        } else if c.is_alphanumeric() && found.what.is_personal() {
            out.push('x');
        } else if found.what.is_personal() {
            out.push(*c);
        } else {
            out.push('…');
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests;
