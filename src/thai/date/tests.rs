//! Dates: what people write, what Excel stores, what is refused.

use super::{
    Date, DateError, ExcelEpoch, format_english, format_long, format_short, month_name, month_number,
    parse_date,
};
use crate::thai::digits::Digits;
use proptest::prelude::*;

fn day(year: i32, month: u8, day: u8) -> Date {
    Date::new(year, month, day).expect("a day of the calendar")
}

#[test]
fn one_day_is_written_in_many_ways() {
    for text in [
        "๑๕ เม.ย. ๖๘",
        "๑๕ เม.ย.๖๘",
        "๑๕เม.ย.๖๘",
        "15 เมย 2568",
        "15 เมษายน 2568",
        "๑๕ เมษายน พ.ศ. ๒๕๖๘",
        "๑๕ เมษายน พ.ศ.๒๕๖๘",
        "15/04/2568",
        "๑๕/๔/๖๘",
        "15-4-68",
        "15.4.2568",
        "2568-04-15",
        "2025-04-15",
        "15/04/2025",
        "2025-04-15T00:00:00",
        "2025-04-15 09:30",
        "15 April 2025",
        "15 apr 2025",
        "วันที่ 15 เมษายน 2568",
        "วันที่ ๑๕ เม.ย. ๖๘",
        "วันอังคารที่ ๑๕ เมษายน ๒๕๖๘",
        "อังคารที่ 15 เม.ย. 68",
        "วันอังคาร 15 เม.ย. 68",
        "Tuesday, 15 April 2025",
        "Tue 15 Apr 2025",
        "15/4/2025, 10:00:00",
        "15 เมษายน ปี 2568",
        "2025-04-14T20:00:00Z",
        "2025-04-14T17:00:00.000Z",
        "2025-04-15T16:59:59Z",
        "2025-04-15T01:00:00+07:00",
        "2568-04-14T18:00:00+00:00",
        "2025-04-14 22:00:00-0500",
        " 15\u{a0}เมษายน\u{a0}2568 ",
    ] {
        assert_eq!(parse_date(text), Ok(day(2025, 4, 15)), "{text}");
    }
}

#[test]
fn every_month_is_known_by_both_names() {
    for month in 1..=12 {
        let date = day(2025, month, 1);
        for digits in [Digits::Thai, Digits::Arabic] {
            assert_eq!(parse_date(&format_long(date, digits)), Ok(date));
            assert_eq!(parse_date(&format_short(date, digits)), Ok(date));
        }
        assert_eq!(parse_date(&format_english(date)), Ok(date));
    }
}

#[test]
fn the_leap_day_moves_with_its_year() {
    assert_eq!(parse_date("29/02/2567"), Ok(day(2024, 2, 29)));
    assert_eq!(parse_date("29/02/2568"), Err(DateError::NoSuchDay { year: 2025, month: 2, day: 29 }));
    // Excel has a 29 February 2568 C.E.: serial 244043.
    assert_eq!(
        Date::from_excel_serial(244_043.0, ExcelEpoch::Year1900),
        Err(DateError::NoSuchDay { year: 2025, month: 2, day: 29 })
    );
}

#[test]
fn what_is_no_date_is_refused_with_its_reason() {
    for text in [
        "",
        "ทุกเดือน",
        "เป็นปัจจุบัน",
        "เมษายน 2568",
        "15 เม.ย.",
        "15/4",
        "15/04-2568",
        "04 15 2568",
        "15 เดือน 2568",
        "45762",
        "15//04/2568",
        "001/04/2568",
        "-15/04/2568",
        "๑๕ – ๒๐ เม.ย. ๖๘",
        ":",
    ] {
        assert_eq!(parse_date(text), Err(DateError::NotADate), "{text}");
    }
    assert_eq!(parse_date("15/04/2200"), Err(DateError::Year(2200)));
    assert_eq!(parse_date("15/04/568"), Err(DateError::Year(568)));
    assert_eq!(parse_date("04/15/2568"), Err(DateError::NoSuchDay { year: 2025, month: 15, day: 4 }));
}

#[test]
fn reasons_are_told_in_thai_with_the_year_as_written() {
    let reason = parse_date("31/04/2568").expect_err("April has 30 days").thai();
    assert!(reason.contains("31/4/2568"), "{reason}");
    assert!(DateError::Year(2200).thai().contains("2200"));
}

#[test]
fn serials_of_both_epochs_give_the_same_day() {
    let expected = Ok(day(2025, 4, 15));
    assert_eq!(Date::from_excel_serial(45_762.0, ExcelEpoch::Year1900), expected);
    assert_eq!(Date::from_excel_serial(45_762.99, ExcelEpoch::Year1900), expected);
    assert_eq!(Date::from_excel_serial(44_300.0, ExcelEpoch::Year1904), expected);
}

#[test]
fn a_serial_in_a_buddhist_year_is_converted() {
    // 15 April of the year 2568 C.E.: 543 years, 198,327 days after 15 April 2025.
    let expected = Ok(day(2025, 4, 15));
    assert_eq!(Date::from_excel_serial(244_089.0, ExcelEpoch::Year1900), expected);
    assert_eq!(Date::from_excel_serial(242_627.0, ExcelEpoch::Year1904), expected);
}

#[test]
fn the_first_serials_know_the_day_that_never_was() {
    let serial = |n| Date::from_excel_serial(n, ExcelEpoch::Year1900);
    assert_eq!(serial(1.0), Ok(day(1900, 1, 1)));
    assert_eq!(serial(59.0), Ok(day(1900, 2, 28)));
    assert_eq!(serial(60.0), Err(DateError::NoSuchDay { year: 1900, month: 2, day: 29 }));
    assert_eq!(serial(61.0), Ok(day(1900, 3, 1)));
    assert_eq!(day(1900, 2, 28).excel_serial(ExcelEpoch::Year1900), Some(59));
    assert_eq!(day(1900, 3, 1).excel_serial(ExcelEpoch::Year1900), Some(61));
}

#[test]
fn serials_outside_their_epoch_are_refused() {
    for (serial, epoch) in [
        (0.0, ExcelEpoch::Year1900),
        (-1.0, ExcelEpoch::Year1904),
        (2_958_466.0, ExcelEpoch::Year1900),
        (f64::NAN, ExcelEpoch::Year1900),
        (f64::INFINITY, ExcelEpoch::Year1904),
    ] {
        assert_eq!(Date::from_excel_serial(serial, epoch), Err(DateError::NotADate), "{serial}");
    }
    assert_eq!(Date::from_excel_serial(2_958_465.0, ExcelEpoch::Year1900), Err(DateError::Year(9999)));
    assert_eq!(day(1899, 12, 31).excel_serial(ExcelEpoch::Year1900), None);
    assert_eq!(day(1903, 12, 31).excel_serial(ExcelEpoch::Year1904), None);
}

#[test]
fn dates_are_shown_in_thai_and_english() {
    let date = day(2025, 4, 5);
    assert_eq!(format_long(date, Digits::Thai), "๕ เมษายน ๒๕๖๘");
    assert_eq!(format_long(date, Digits::Arabic), "5 เมษายน 2568");
    assert_eq!(format_short(date, Digits::Thai), "๕ เม.ย. ๖๘");
    assert_eq!(format_short(day(1957, 1, 1), Digits::Arabic), "1 ม.ค. 00");
    assert_eq!(format_english(date), "5 April 2025");
    assert_eq!(month_name(10), Some("ตุลาคม"));
    for name in ["ตุลาคม", " ต.ค. ", "ตค", "October", "oct"] {
        assert_eq!(month_number(name), Some(10), "{name}");
    }
    assert_eq!(month_number("เดือน"), None);
    assert_eq!((month_name(0), month_name(13)), (None, None));
}

#[test]
fn days_between_and_order() {
    let (due, done) = (day(2025, 4, 15), day(2025, 4, 20));
    assert_eq!(done.days_since(due), 5);
    assert_eq!(due.days_since(done), -5);
    assert_eq!(day(2024, 3, 1).days_since(day(2024, 2, 28)), 2);
    assert!(due < done);
}

#[test]
fn json_holds_the_iso_form_and_nothing_else() {
    let date = day(2025, 4, 15);
    let json = serde_json::to_string(&date).expect("serialises");
    assert_eq!(json, "\"2025-04-15\"");
    assert_eq!(serde_json::from_str::<Date>(&json).expect("reads back"), date);
    for text in ["\"15/04/2568\"", "\"2025-4-15\"", "\"2025-02-30\"", "\"\"", "\"+025-04-15\""] {
        assert!(serde_json::from_str::<Date>(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn serials_come_back(days in 1_i32..73_050, in_1904 in any::<bool>()) {
        let epoch = if in_1904 { ExcelEpoch::Year1904 } else { ExcelEpoch::Year1900 };
        prop_assume!(in_1904 || days != 60);
        prop_assume!(!in_1904 || days < 71_588);
        let date = Date::from_excel_serial(f64::from(days), epoch).expect("before 2100");
        prop_assert_eq!(date.excel_serial(epoch), Some(days));
    }

    #[test]
    fn any_text_is_a_date_or_an_error(text in "[0-9๐-๙/.: tวันที่เมยพศ-]{0,24}") {
        let _ = parse_date(&text);
    }
}
