//! Writings of names, numbers and addresses that are found, and those that are nobody's.

use super::{Kind, Own, What, find, masked, names_one, reduced};

fn own() -> Own {
    Own::new(["0 2000 0000, 02-123-4567", "ita@bangna.example.go.th", "https://bangna.example.go.th"])
}

#[test]
fn names_are_found_behind_titles_and_ranks_in_all_their_writings() {
    for text in [
        "นายตัวอย่าง ใจทดสอบ",
        "นาย ตัวอย่าง ใจทดสอบ",
        "นาย  ตัวอย่าง   ใจทดสอบ",
        "นายตัวอย่าง\u{a0}ใจทดสอบ",
        "นายตัวอย่าง\nใจทดสอบ",
        "นายตัวอย่าง \n ใจทดสอบ",
        "นางสมมุติ ทดลองดี",
        "นางสาวสมมุติ ทดลองดี",
        "นางสาว สมมุติ ทดลองดี",
        "น.ส.สมมุติ ทดลองดี",
        "น.ส. สมมุติ ทดลองดี",
        "น. ส. สมมุติ ทดลองดี",
        "นส. สมมุติ ทดลองดี",
        "ด.ช.ตัวอย่าง ใจทดสอบ",
        "ด.ช. ตัวอย่าง ใจทดสอบ",
        "ด.ญ.สมมุติ ทดลองดี",
        "เด็กชายตัวอย่าง ใจทดสอบ",
        "เด็กหญิง สมมุติ ทดลองดี",
        "ดร.ตัวอย่าง ใจทดสอบ",
        "ดร. ตัวอย่าง ใจทดสอบ",
        "ดร ตัวอย่าง ใจทดสอบ",
        "ผศ.ดร.ตัวอย่าง ใจทดสอบ",
        "ผศ. ดร. ตัวอย่าง ใจทดสอบ",
        "รศ.สมมุติ ทดลองดี",
        "ศ.ตัวอย่าง ใจทดสอบ",
        "ศ. ดร.ตัวอย่าง ใจทดสอบ",
        "ว่าที่ ร.ต.ตัวอย่าง ใจทดสอบ",
        "ว่าที่ ร.ต. ตัวอย่าง ใจทดสอบ",
        "ว่าที่ร้อยตรีตัวอย่าง ใจทดสอบ",
        "ว่าที่ ร.ต.หญิง สมมุติ ทดลองดี",
        "พ.ต.อ.ตัวอย่าง ใจทดสอบ",
        "พ.ต.อ. ตัวอย่าง ใจทดสอบ",
        "พ.ต.อ.หญิง สมมุติ ทดลองดี",
        "พ.ต.ท.ตัวอย่าง ใจทดสอบ",
        "ร.ต.อ. ตัวอย่าง ใจทดสอบ",
        "ส.ต.ท.ตัวอย่าง ใจทดสอบ",
        "จ.ส.อ. ตัวอย่าง ใจทดสอบ",
        "ด.ต.ตัวอย่าง ใจทดสอบ",
        "พล.ต.อ.ตัวอย่าง ใจทดสอบ",
        "พันตำรวจเอก ตัวอย่าง ใจทดสอบ",
        "สิบเอก ตัวอย่าง ใจทดสอบ",
        "ม.ล.ตัวอย่าง ใจทดสอบ",
        "นายแพทย์ตัวอย่าง ใจทดสอบ",
        "คุณตัวอย่าง ใจทดสอบ",
        "Mr. Test Example",
        "MR.TEST EXAMPLE",
        "Mrs Test Example",
        "Miss Test Example",
        "Ms. Test Example",
        "Dr. Test Example",
        "ผู้ร้องคือนายตัวอย่าง ใจทดสอบ",
        "แจ้งนางสาวสมมุติ ทดลองดี ทราบแล้ว",
        "(นายตัวอย่าง ใจทดสอบ)",
        "1. นายตัวอย่าง ใจทดสอบ",
        "นายตัวอย่าง ณ ทดสอบ",
    ] {
        assert!(names_one(text), "{text:?}");
        let once = reduced(text);
        assert_ne!(once, text, "{text:?}");
        assert_eq!(reduced(&once), once, "reduced once: {text:?}");
    }
}

#[test]
fn positions_businesses_and_places_are_no_persons() {
    for text in [
        "นายกเทศมนตรี ตำบลทดสอบ",
        "นายกองค์การบริหารส่วนตำบล ทดสอบ",
        "นายก อบต. ทดสอบ",
        "นายทะเบียน ท้องถิ่น",
        "นายช่าง โยธาชำนาญงาน",
        "นายอำเภอ เมืองทดสอบ",
        "นายตรวจ สรรพสามิต",
        "นายแพทย์ ชำนาญการพิเศษ",
        "ผู้อำนวยการ สำนักงานเขต",
        "หัวหน้าฝ่าย การคลัง",
        "หัวหน้าสำนัก ปลัดเทศบาล",
        "ศ.ป. ตัวอย่าง",
        "บริษัท นายช่าง การโยธา จำกัด",
        "ร้าน นายสมมุติ พาณิชย์",
        "ร้านนางเลิ้ง พาณิชย์",
        "คุณภาพ การศึกษา",
        "คุณธรรม จริยธรรม",
        "คุณวุฒิ ปริญญาตรี",
        "นางพยาบาล วิชาชีพ",
        "นายตัวอย่าง",
        "นายตัวอย่าง ส.",
        "นายตัวอย่าง เข้าร่วมประชุม",
        "นายตัวอย่าง\nผู้อำนวยการ",
        "ต.ค. 67 – มี.ค. 68",
        "พ.ศ. 2568 ปีงบประมาณ",
        "ส.ค. ถึง ก.ย.",
        "ร.ร. ตัวอย่าง ทดสอบ",
        "พ.ร.บ. จัดซื้อจัดจ้าง",
        "อ.บ.ต. ทดสอบ ตัวอย่าง",
        "รองศาสตราจารย์ พิเศษ สองคน",
        "จำนวน 3 ราย",
        "Missing data here",
        "Drainage works done",
        "",
    ] {
        assert!(!names_one(text), "{text:?}");
        assert_eq!(reduced(text), text);
    }
}

#[test]
fn surnames_become_initials_in_every_line() {
    let text = "1. นายตัวอย่าง ใจทดสอบ เสนอ 19,000 บาท\nนางสาว สมมุติ ทดลองดี 20,000\nน.ส.สมมุติ ณ ทดสอบ";
    let wanted = "1. นายตัวอย่าง จ. เสนอ 19,000 บาท\nนางสาว สมมุติ ท. 20,000\nน.ส.สมมุติ ณ.";
    assert_eq!(reduced(text), wanted);
    assert_eq!(reduced(wanted), wanted, "reduced once");
    assert_eq!(reduced("Mr. Test Example, 5 baht"), "Mr. Test E., 5 baht");
    let list = "นายตัวอย่าง\nนายสมมุติ ทดลองดี";
    assert_eq!(reduced(list), "นายตัวอย่าง\nนายสมมุติ ท.", "the next person is no surname");
}

#[test]
fn numbers_and_addresses_of_persons_are_found_in_all_their_writings() {
    for (text, what) in [
        // 1-1017-00207-36-6: weighted sum 93, remainder 5, check digit 6.
        ("1101700207366", What::NationalId),
        ("บัตร 1-1017-00207-36-6", What::NationalId),
        ("บัตร ๑-๑๐๑๗-๐๐๒๐๗-๓๖-๖ ค่ะ", What::NationalId),
        ("1 1017 00207 36 6", What::NationalId),
        ("1.1017.00207.36.6", What::NationalId),
        ("1–1017–00207–36–6", What::NationalId),
        ("เลขประจำตัว:1101700207366", What::NationalId),
        ("ผู้ร้อง1101700207366แจ้ง", What::NationalId),
        // A slip in its digits makes it no less an id where the words say so.
        ("เลขบัตร 1-1037-00123-45-1", What::NationalId),
        ("เลขประจำตัวประชาชน ๑๑๐๓๗๐๐๑๒๓๔๕๑", What::NationalId),
        ("0 8123 4567 8", What::Phone),
        ("08123 45678", What::Phone),
        ("0812345678", What::Phone),
        ("081-234-5678", What::Phone),
        ("081 234 5678", What::Phone),
        ("08 1234 5678", What::Phone),
        ("08-1234-5678", What::Phone),
        ("0-8123-45678", What::Phone),
        ("081.234.5678", What::Phone),
        ("(081) 234-5678", What::Phone),
        ("๐๘๑-๒๓๔-๕๖๗๘", What::Phone),
        ("โทร.0612345678", What::Phone),
        ("+66812345678", What::Phone),
        ("+66 81 234 5678", What::Phone),
        ("+66 (0) 81-234-5678", What::Phone),
        ("66812345678", What::Phone),
        ("0066 81 234 5678", What::Phone),
        ("812345678", What::Phone),
        ("โทร 812345678", What::Phone),
        ("0 6612 34567", What::Phone),
        ("โทร 0 2328 1234", What::Phone),
        ("โทร. 02-328-1234 ต่อ 5", What::Phone),
        ("02-328-1234", What::Phone),
        ("โทรศัพท์ ๐ ๒๓๒๘ ๑๒๓๔", What::Phone),
        ("053-123-456", What::Phone),
        ("+66 2 328 1234", What::Phone),
        ("บัญชี 1234567890", What::Account),
        ("123-4-56789-0", What::Account),
        ("ธนาคารตัวอย่าง เลขที่บัญชี 123-456789-0", What::Account),
        ("โอนเข้าบัญชี ๑๒๓-๔-๕๖๗๘๙-๐", What::Account),
        ("somebody@gmail.com", What::Email),
        ("ติดต่อ test.person@hotmail.co.th ครับ", What::Email),
        ("first.last@other.go.th", What::Email),
        ("test.person(at)gmail.com", What::Email),
        ("test.person [at] gmail.com", What::Email),
        ("Line ID: test_person99", What::Messenger),
        ("ไลน์ไอดี test.person99", What::Messenger),
        ("ไลน์: @testperson", What::Messenger),
        ("Passport No. AA1234567", What::Passport),
        ("หนังสือเดินทางเลขที่ AB123456", What::Passport),
        ("วันเดือนปีเกิด 5 มีนาคม 2530", What::Birth),
        ("เกิดวันที่ ๕/๓/๒๕๓๐", What::Birth),
        ("รหัสผ่าน: Abc!2345", What::Secret),
        ("password is abc12345", What::Secret),
        ("C:\\Users\\somebody\\Desktop\\ผลงาน.pdf", What::LocalPath),
        ("D:/งาน/ผล.pdf", What::LocalPath),
        ("ดูที่ c:\\งาน\\a.pdf", What::LocalPath),
        ("file:///D:/งาน/หลักฐาน.pdf", What::LocalPath),
        ("\\\\server\\share\\ผล.pdf", What::LocalPath),
        ("/Users/somebody/Desktop/a.pdf", What::LocalPath),
        ("http://localhost/x.pdf", What::PrivateAddress),
        ("https://10.1.2.3/x.pdf", What::PrivateAddress),
        ("https://drive.google.com/drive/u/0/my-drive", What::PrivateAddress),
        ("https://forms.office.com/Pages/DesignPageV2.aspx?id=x", What::PrivateAddress),
        ("http://192.168.1.5:8080/ita", What::PrivateAddress),
        ("http://172.16.0.9/a", What::PrivateAddress),
        ("http://intranet/ita/a.pdf", What::PrivateAddress),
        ("http://files.office.local/a.pdf", What::PrivateAddress),
        ("เครื่อง 192.168.0.10 ห้องการเงิน", What::PrivateAddress),
        ("https://user:secret@files.example.org/a.pdf", What::Secret),
        ("https://files.example.org/a.pdf?token=abcdef123456", What::Secret),
        ("https://files.example.org/a?x=1&sig=AbCdEf012345", What::Secret),
    ] {
        let found = find(text, Kind::Prose, &own()).map(|f| f.what);
        assert_eq!(found, Some(what), "{text:?}");
    }
}

#[test]
fn other_numbers_and_addresses_are_nobodys() {
    for text in [
        "1101700207367",
        "0105536000315",
        "โครงการ 67089123456 จำนวน 10 ราย",
        "08123456789",
        "เลขที่ 81/2568 ลงวันที่ 15 มีนาคม 2568",
        "1,234,567.50 บาท",
        "812,345,678 บาท",
        "0812345678.50 บาท",
        "โอนเข้าบัญชี 1234567890 บาท",
        "เปลี่ยนรหัสผ่านของระบบทุกเดือน",
        "password policy of the office",
        "แจ้งเรื่องทางไลน์ ประชาชนใช้งาน 120 คน",
        "จุดบริการทำหนังสือเดินทาง 12 แห่ง",
        "จัดกิจกรรมวันเกิดของโรงเรียน",
        "Guideline id cards",
        "15/03/2568 – 31/03/2568",
        "2567-10-01 ถึง 2568-03-31",
        "PO0812345678",
        "IMG_20250315_101112.jpg",
        "ที่ กท 5001/0234 ลงวันที่ 5 มี.ค. 68",
        "เวลา 08.30 – 16.30 น.",
        "08.30 1234 5",
        "08-04-67 09-04-67",
        "วันที่ 06-02-68 ถึง 07-02-68",
        "ช่วง 09.30 10.30 11 คน",
        "05-06-68 10 ราย 3",
        "งบประมาณ 400001 400002",
        "โทร 0 2000 0000",
        "โทร. 02-000-0000",
        "ติดต่อ +66 2 123 4567",
        "ita@bangna.example.go.th",
        "saraban@other.go.th",
        "staff@mail.bangna.example.go.th",
        "https://drive.google.com/file/d/1101700207366/view",
        "https://bangna.example.go.th/2568/0812345678.pdf",
        "https://www.facebook.com/share/p/1234567890123456/",
        "https://example.go.th/a.pdf?id=12345&page=2",
        "อัตราส่วน 1:2 และ 3:4",
        "ภาพ: ผลงาน.jpg",
        "รุ่น 10.2.1",
        "ข้อ 1.1.2.3 ของระเบียบ",
        "@นัดประชุม",
        "a@b",
        "",
    ] {
        assert_eq!(find(text, Kind::Prose, &own()), None, "{text:?}");
    }
    for text in ["06-2568-0123.pdf", "รายงาน 09-2568-0001.pdf", "0612345678.jpg-ไม่มี 081 1"]
    {
        let found = find(text, Kind::Evidence, &own());
        assert!(found.is_none() || text.starts_with("0612"), "{text:?}: {found:?}");
    }
}

#[test]
fn what_is_found_is_not_repeated() {
    for text in ["บัตร ๑-๑๐๑๗-๐๐๒๐๗-๓๖-๖", "โทร 081-234-5678", "somebody@gmail.com"]
    {
        let found = find(text, Kind::Prose, &own()).expect("personal data");
        let shown = masked(text, &found);
        assert!(shown.contains("xx") && !text[found.range].eq(&shown), "{shown}");
    }
    let found = find("081-234-5678", Kind::Prose, &own()).expect("a number");
    assert_eq!(masked("081-234-5678", &found), "081-xxx-xx78");
}
