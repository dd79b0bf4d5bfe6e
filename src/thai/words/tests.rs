//! Words and line ends, on sentences of the kind the documents hold.

use super::Segmenter;
use crate::thai::width::columns;
use proptest::prelude::*;
use std::sync::OnceLock;

fn segmenter() -> &'static Segmenter {
    static SHARED: OnceLock<Segmenter> = OnceLock::new();
    SHARED.get_or_init(|| Segmenter::new(["โรงเรียนวัดบางนานอก", "ศูนย์ฌานุพัฒน์ 2 (Annex)"]))
}

/// The pieces of a text, separated by strokes.
fn pieces(text: &str) -> String {
    segmenter().break_opportunities(text).replace('\u{200B}', "|")
}

fn within(text: &str, columns: usize) -> Vec<String> {
    segmenter().break_opportunities_within(text, columns).split('\u{200B}').map(str::to_owned).collect()
}

#[test]
fn sentences_are_cut_into_words() {
    let words = segmenter().segment("สำนักงานเขตบางนาเผยแพร่ข้อมูล");
    assert_eq!(words, ["สำนักงานเขต", "บางนา", "เผยแพร่", "ข้อมูล"]);
    assert!(segmenter().segment("").is_empty());
}

#[test]
fn words_of_the_field_win_over_equal_answers() {
    assert_eq!(segmenter().segment("โครงการพัฒนา"), ["โครงการ", "พัฒนา"]);
    assert_eq!(segmenter().segment("จำเป็นต่อ"), ["จำเป็น", "ต่อ"]);
    assert_eq!(segmenter().segment("แนวทางการปฏิบัติ").first().map(String::as_str), Some("แนวทาง"));
}

#[test]
fn names_of_units_are_words() {
    let words = segmenter().segment("จากโรงเรียนวัดบางนานอก");
    assert_eq!(words, ["จาก", "โรงเรียนวัดบางนานอก"]);
    let words = segmenter().segment("ศูนย์ฌานุพัฒน์ 2");
    assert_eq!(words, ["ศูนย์ฌานุพัฒน์", " ", "2"]);
}

#[test]
fn abbreviations_are_words_even_unknown_ones() {
    assert_eq!(segmenter().segment("ป.ป.ช.กำหนด"), ["ป.ป.ช.", "กำหนด"]);
    assert_eq!(segmenter().segment("ฃ.ฅ.กำหนด"), ["ฃ.ฅ.", "กำหนด"]);
}

#[test]
fn connectives_stay_with_the_next_word() {
    assert_eq!(pieces("คุณธรรมและความโปร่งใส"), "คุณธรรม|และความโปร่งใส");
    assert_eq!(pieces("ข้อมูลที่เผยแพร่"), "ข้อมูล|ที่เผยแพร่");
    assert_eq!(pieces("โครงการ และ กิจกรรม"), "โครงการ |และ กิจกรรม");
}

#[test]
fn blanks_end_their_piece() {
    assert_eq!(pieces("มาตรการ กิจกรรม"), "มาตรการ |กิจกรรม");
    assert_eq!(pieces(" ก่อน "), " ก่อน ");
}

#[test]
fn numbers_keep_their_units_and_what_leads_to_them() {
    for whole in [
        "๑๐๐ คะแนน",
        "พ.ศ. ๒๕๖๘",
        "พ.ศ.๒๕๖๘",
        "ข้อ ๕",
        "ตัวชี้วัดที่ ๓",
        "O๑๒",
        "ข้อ O๑๒",
        "๑๕ เม.ย. ๖๘",
        "๓ กุมภาพันธ์ ๒๕๖๘",
        "ร้อยละ ๙๗.๒๙",
        "๙๗.๒๙%",
        "ทุก ๖ เดือน",
        "พ.ศ. ๒๕๖๑ – ๒๕๘๐",
        "EIT ๑",
        "๐๙.๐๐ น.",
        "15 April 2025",
    ] {
        assert_eq!(pieces(whole), whole);
    }
    assert_eq!(pieces("ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่"), "ตัวชี้วัดที่ ๑ |การปฏิบัติหน้าที่");
}

#[test]
fn marks_cling_to_their_words() {
    assert_eq!(pieces("สื่อต่าง ๆ ได้แก่"), "สื่อ|ต่าง ๆ |ได้แก่");
    assert_eq!(pieces("ฝ่ายสิ่งแวดล้อมฯ และ"), "ฝ่ายสิ่งแวดล้อมฯ |และ");
    assert_eq!(pieces("ประกาศ ฯลฯ"), "ประกาศ ฯลฯ");
    assert_eq!(pieces("หลัก “ยิ้มง่าย” ที่"), "หลัก |“ยิ้ม|ง่าย” |ที่");
    assert_eq!(pieces("ข้อมูล (ไฟล์ PDF)"), "ข้อมูล |(ไฟล์ PDF)");
    assert_eq!(pieces("หนึ่ง • สอง"), "หนึ่ง |• สอง");
    assert_eq!(pieces("ระบบ BMA TAX และ ฝ่ายรักษาฯ"), "ระบบ |BMA TAX |และ ฝ่ายรักษาฯ");
    assert_eq!(pieces("BFC : ศูนย์"), "BFC : |ศูนย์");
}

#[test]
fn list_marks_and_titles_stay_with_what_follows() {
    assert_eq!(pieces("- คู่มือ ประกาศ"), "- คู่มือ |ประกาศ");
    assert_eq!(pieces("๑) ข้อมูล"), "๑) ข้อมูล");
    assert_eq!(pieces("๑. ข้อมูล"), "๑. ข้อมูล");
    assert_eq!(pieces("๕.๑ มาตรการ"), "๕.๑ มาตรการ");
    assert_eq!(pieces("• คู่มือ"), "• คู่มือ");
    assert_eq!(pieces("- ๑) ข้อมูล"), "- ๑) ข้อมูล");
    assert_eq!(pieces("โดย นาง สมมุตติยา หัวหน้า"), "โดย นาง สมมุตติยา |หัวหน้า");
    assert_eq!(pieces("ว่าที่ ร.ต.ฌานุฌและคณะ"), "ว่าที่ ร.ต.ฌานุฌ|และคณะ");
}

#[test]
fn a_stroke_ends_a_line_and_does_not_begin_one() {
    assert_eq!(pieces("มาตรการ/กิจกรรม"), "มาตรการ/|กิจกรรม");
    assert_eq!(pieces("ฝ่ายโยธา /ฝ่ายรายได้"), "ฝ่ายโยธา |/ฝ่ายรายได้");
}

#[test]
fn ranges_part_behind_the_dash_only() {
    assert_eq!(pieces("ตุลาคม ๒๕๖๗ - มีนาคม ๒๕๖๘"), "ตุลาคม ๒๕๖๗ - |มีนาคม ๒๕๖๘");
}

#[test]
fn line_breaks_have_no_mark_beside_them() {
    assert_eq!(pieces("คู่มือ\n- ประกาศ\r\n\nข้อมูล "), "คู่มือ\n- ประกาศ\r\n\nข้อมูล ");
}

#[test]
fn marks_already_there_are_dropped() {
    assert_eq!(pieces("มาตร\u{200B}การ"), "มาตรการ");
}

#[test]
fn no_break_blanks_do_not_part() {
    assert_eq!(pieces("ฝ่าย\u{A0}ปกครอง"), "ฝ่าย\u{A0}ปกครอง");
}

#[test]
fn addresses_part_behind_their_marks() {
    assert_eq!(
        pieces("https://webportal.bangkok.go.th/bangna/page/sub/26853"),
        "https://webportal.|bangkok.go.th/|bangna/page/sub/|26853"
    );
    let long = format!("https://a.go.th/{}", "x1".repeat(40));
    assert!(within(&long, 18).iter().all(|piece| columns(piece) <= 18), "{long}");
    let escaped = format!("https://a.go.th/{}", "%E0%B8".repeat(9));
    for piece in within(&escaped, 18) {
        let hangs = piece.ends_with('%') || piece[..piece.len() - 1].ends_with('%');
        assert!(!hangs, "{piece}");
    }
}

#[test]
fn latin_words_stay_whole() {
    assert_eq!(pieces("Anti-Corruption practice"), "Anti-Corruption |practice");
    assert_eq!(pieces("ประกาศ No Gift Policy ณ วันที่ ๓๑ มีนาคม"), "ประกาศ |No Gift Policy |ณ วันที่ ๓๑ มีนาคม");
}

#[test]
fn wide_pieces_are_cut_at_words_then_inside_compounds() {
    let text = "เพื่อให้เป็นไปตามที่กำหนดในการประเมินคุณธรรมและความโปร่งใส";
    for piece in within(text, 12) {
        assert!(columns(&piece) <= 12, "{piece}");
    }
    assert_eq!(within("กฎมณเฑียรบาลว่าด้วยการสืบราชสันตติวงศ์", 14).concat(), "กฎมณเฑียรบาลว่าด้วยการสืบราชสันตติวงศ์");
    assert_eq!(within("ผู้อำนวยการเขต", 10), ["ผู้อำนวยการ", "เขต"]);
    assert_eq!(within("มาตรการป้องกัน", 10), ["มาตรการ", "ป้องกัน"]);
    assert_eq!(within("- ๑) ข้อมูลพื้นฐาน", 10), ["- ๑) ", "ข้อมูลพื้นฐาน"]);
    assert_eq!(within("ตัวชี้วัดที่ ๓", 7).len(), 2);
}

#[test]
fn unknown_letters_are_cut_between_clusters_at_last() {
    for piece in within(&"ฃฺๅเ".repeat(400), 10) {
        assert!(columns(&piece) <= 12, "{piece}");
    }
}

#[test]
fn a_long_run_is_cut_as_a_short_one() {
    let words = segmenter().segment(&"เผยแพร่ข้อมูลประชาสัมพันธ์".repeat(60));
    let expected = ["เผยแพร่", "ข้อมูล", "ประชาสัมพันธ์"].repeat(60);
    assert_eq!(words, expected);
}

#[test]
fn very_long_cells_take_little_time() {
    for unit in ["กากา", "ตากลม", "มานานา", "การ", "เ", "ก.", "่"] {
        let text = unit.repeat(12_000 / unit.chars().count());
        assert_eq!(segmenter().segment(&text).concat(), text);
    }
}

proptest! {
    #[test]
    fn words_join_to_the_text(text in any::<String>()) {
        prop_assert_eq!(segmenter().segment(&text).concat(), text);
    }

    #[test]
    fn thai_words_join_to_the_text(text in "[ก-ฺเ-๛. /()-]{0,80}") {
        prop_assert_eq!(segmenter().segment(&text).concat(), text);
    }

    #[test]
    fn marks_are_all_that_is_added(
        text in "([ก-ฺเ-๛. /()\"a1-]|\n|https://a.go.th/|และ|ที่ ๓ ){0,60}",
        columns in 0_usize..40,
    ) {
        let marked = segmenter().break_opportunities_within(&text, columns);
        prop_assert_eq!(marked.replace('\u{200B}', ""), text);
        for misplaced in ["\n\u{200B}", "\u{200B}\n", "\u{200B}\u{200B}"] {
            prop_assert!(!marked.contains(misplaced));
        }
        prop_assert_eq!(marked.trim_matches('\u{200B}'), &marked);
    }
}

#[test]
fn a_dictionary_is_used_again_without_the_names_of_the_segmenter_before() {
    let text = "รายงานของบ้านแฝงฟ้าขรมวดี";
    let plain = Segmenter::default().segment(text);
    let named = Segmenter::new(["บ้านแฝงฟ้าขรมวดี", "รายงาน"]);
    assert!(named.segment(text).contains(&"บ้านแฝงฟ้าขรมวดี".to_owned()));
    drop(named);
    // More segmenters at once than tests can keep dictionaries from: some get the one of before.
    let later: Vec<_> = (0..3).map(|_| Segmenter::default()).collect();
    assert!(later.iter().all(|segmenter| segmenter.segment(text) == plain));
}
