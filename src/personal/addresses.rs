//! Addresses that nobody outside can open or that say too much: paths, private hosts, keys, e-mail.

use super::{Found, Own, What};
use std::ops::Range;

/// Mailboxes of offices, which belong to nobody in person.
const OFFICE_BOXES: &[&str] = &[
    "info",
    "saraban",
    "contact",
    "admin",
    "office",
    "webmaster",
    "support",
    "helpdesk",
    "postmaster",
    "hr",
    "pr",
    "service",
];
/// Endings of public bodies' domains.
const PUBLIC_ENDINGS: &[&str] = &[".go.th", ".or.th", ".ac.th", ".mi.th", ".gov"];
/// Parameters of an address that open what it leads to.
const KEYS: &[&str] = &[
    "token",
    "access_token",
    "id_token",
    "auth",
    "authkey",
    "apikey",
    "api_key",
    "key",
    "sig",
    "signature",
    "password",
    "passwd",
    "pwd",
    "secret",
    "session",
    "sessionid",
    "x-amz-signature",
];
/// Endings of hosts that only a network of one's own knows.
const PRIVATE_ENDINGS: &[&str] = &[".local", ".lan", ".internal", ".intranet", ".corp", ".home"];

/// Pages that open for their owner alone, in lower case.
const OWN_PAGES: &[&str] = &["drive.google.com/drive/my-drive", "/my-drive", "/pages/designpage"];

/// The first such address of a text.
pub(super) fn find(text: &str, own: &Own) -> Option<Found> {
    let found = |what, range| Some(Found { what, range });
    if let Some(range) = local_path(text) {
        return found(What::LocalPath, range);
    }
    for range in links(text) {
        let link = &text[range.clone()];
        if has_secret(link) {
            return found(What::Secret, range);
        }
        let lower = link.to_ascii_lowercase();
        if host(link).is_some_and(is_private) || OWN_PAGES.iter().any(|page| lower.contains(page)) {
            return found(What::PrivateAddress, range);
        }
    }
    for range in words(text) {
        let word = text[range.clone()].trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let bare = word.split(['/', ':']).next().unwrap_or_default();
        if bare.split('.').count() == 4 && is_private_ip(bare) {
            return found(What::PrivateAddress, range);
        }
    }
    emails(text).find(|range| !is_public_box(&text[range.clone()], own)).and_then(|r| found(What::Email, r))
}

/// Ranges of the web addresses of a text.
pub(super) fn links(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = ["http://", "https://", "ftp://"].iter().filter_map(|s| lower[at..].find(s)).min()
    {
        let start = at + start;
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '<' | '>'));
        let end = start + end.unwrap_or(rest.len());
        found.push(start..end);
        at = end;
    }
    found
}

/// The words of a text, parted by blanks.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

/// `C:\…`, `D:/…`, `file://…`, `\\server\…`, `/Users/…`, `/home/…`.
fn local_path(text: &str) -> Option<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let line_end = |start: usize| text[start..].find('\n').map_or(text.len(), |n| start + n);
    let fixed = ["file:/", "\\\\", "/users/", "/home/", "smb://", "afp://", "content://"];
    for sign in fixed {
        for (start, _) in lower.match_indices(sign) {
            let before = text[..start].chars().next_back();
            let starts = before.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '(' | ',' | ':' | '“'));
            // Two backslashes need a server's name behind them.
            let named = sign != "\\\\"
                || text[start + 2..].chars().next().is_some_and(|c| c.is_alphanumeric() || c == '?');
            if (starts || sign.contains(':')) && named {
                return Some(start..line_end(start));
            }
        }
    }
    let drive = lower.match_indices([':']).find_map(|(at, _)| {
        let letter = text[..at].chars().next_back().filter(char::is_ascii_alphabetic)?;
        let start = at - letter.len_utf8();
        let before = text[..start].chars().next_back();
        let slash = text[at + 1..].starts_with(['\\', '/']) && !text[at + 1..].starts_with("//");
        (before.is_none_or(|c| !c.is_ascii_alphanumeric()) && slash).then_some(start)
    })?;
    Some(drive..line_end(drive))
}

/// The authority of an address, between the scheme and the path.
fn authority(link: &str) -> Option<&str> {
    let rest = link.split_once("://")?.1;
    Some(rest.split(['/', '?', '#']).next().unwrap_or(rest))
}

fn host(link: &str) -> Option<&str> {
    let authority = authority(link)?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    Some(host.split(':').next().unwrap_or(host))
}

fn is_private(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == "localhost"
        || is_private_ip(&host)
        || (!host.contains('.') && !host.is_empty() && host.is_ascii() && !host.starts_with('['))
        || host.starts_with('[')
        || PRIVATE_ENDINGS.iter().any(|end| host.ends_with(end))
}

fn is_private_ip(host: &str) -> bool {
    host.parse::<std::net::Ipv4Addr>()
        .is_ok_and(|ip| ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified())
}

/// `user:password@` before the host, or a key among the parameters.
fn has_secret(link: &str) -> bool {
    let signed_in = authority(link)
        .and_then(|a| a.rsplit_once('@'))
        .is_some_and(|(user, _)| user.contains(':') && !user.starts_with(':'));
    let parameters = link.split_once(['?', '#']).map_or("", |(_, p)| p);
    signed_in
        || parameters.split(['&', ';', '?', '#']).filter_map(|p| p.split_once('=')).any(|(name, value)| {
            let name = name.to_ascii_lowercase();
            value.len() >= 6 && KEYS.contains(&name.as_str())
        })
}

/// Ways to write `@` where a program does not look for it.
const AT_SIGNS: &[&str] = &["@", "＠", "(at)", "[at]", " (at) ", " [at] ", " @ "];

/// Ranges of the e-mail addresses of a text.
pub(super) fn emails(text: &str) -> impl Iterator<Item = Range<usize>> {
    let links = links(text);
    let lower = text.to_ascii_lowercase();
    let signs: Vec<(usize, usize)> = AT_SIGNS
        .iter()
        .flat_map(|sign| lower.match_indices(sign).map(|(at, sign)| (at, sign.len())).collect::<Vec<_>>())
        .collect();
    signs.into_iter().filter_map(move |(at, long)| {
        if links.iter().any(|l| l.contains(&at)) {
            return None;
        }
        let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
        let start = text[..at].char_indices().rev().take_while(|(_, c)| name(*c)).last()?.0;
        let from = at + long;
        let rest = &text[from..];
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(rest.len());
        let host = rest[..end].trim_end_matches(['.', '-']);
        let (label, last) = host.rsplit_once('.')?;
        let known = last.len() >= 2 && last.chars().all(|c| c.is_ascii_alphabetic()) && !label.is_empty();
        known.then(|| start..from + host.len())
    })
}

/// An office's mailbox, or one of the agency's own.
fn is_public_box(email: &str, own: &Own) -> bool {
    let email = email.to_lowercase();
    let sign = AT_SIGNS.iter().find(|sign| email.contains(**sign));
    let Some((name, host)) = sign.and_then(|sign| email.split_once(sign)) else { return false };
    own.emails.contains(&email)
        || own.domains.iter().any(|d| host == d || host.ends_with(&format!(".{d}")))
        || (OFFICE_BOXES.contains(&name) && PUBLIC_ENDINGS.iter().any(|end| host.ends_with(end)))
}

/// The domain of a web or e-mail address, without `www.`.
pub(super) fn domain(text: &str) -> Option<String> {
    let host = match text.split_once('@') {
        Some((_, host)) => host,
        None => host(text).or_else(|| text.starts_with("www.").then(|| text.split('/').next()).flatten())?,
    };
    let host = host.trim().trim_start_matches("www.").to_lowercase();
    (host.contains('.') && !host.contains(' ')).then_some(host)
}
