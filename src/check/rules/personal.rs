//! Personal data in text that will be published.

use crate::check::Context;
use crate::check::rows::identity;
use crate::check::sheet::Sheet;
use crate::contract::{FieldType, Persons, Role};
use crate::diagnostic::{ACCEPT, Code, Diagnostic, Place};
use crate::model::{DataValue, Origin, Text};
use crate::personal::{self, Found, Kind, Own, What};
use crate::workspace::Agency;

/// The contacts that the agency publishes itself.
fn own(agency: &Agency) -> Own {
    Own::new([agency.phone.as_str(), agency.email.as_str(), agency.website.as_str()])
}

/// One finding a cell.
pub(super) fn check(context: Context<'_>, sheets: &[Sheet], findings: &mut Vec<Diagnostic>) {
    let own = own(&context.workspace.agency);
    for sheet in sheets {
        let contract = &sheet.contract;
        for row in &sheet.rows {
            for (spec, field) in contract.fields.iter().zip(&row.fields) {
                let (Some(DataValue::Text(text)), Some(origin)) = (field.get(), &field.origin) else {
                    continue;
                };
                let found = if spec.persons == Some(Persons::None) && personal::names_one(text) {
                    Some(named(origin))
                } else if spec.kind == FieldType::String {
                    let evidence = matches!(spec.role, Some(Role::Evidence | Role::Url | Role::Picture));
                    let kind = if evidence { Kind::Evidence } else { Kind::Prose };
                    personal::find(text, kind, &own).map(|found| finding(text, &found, origin.into()))
                } else {
                    None
                };
                findings.extend(found.map(|f| f.row(identity(contract, &row.fields))));
            }
        }
    }
}

/// A column that carries no names has one. The finding does not repeat it.
fn named(origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::PersonalData,
        origin,
        Text::new(
            "ข้อความมีชื่อและนามสกุลของบุคคล ซึ่งจะถูกเผยแพร่",
            "the text holds a person's name and surname, which would be published",
        ),
        Text::new("ลบข้อมูลส่วนบุคคลออกจากข้อความ", "remove the personal data from the text"),
    )
}

/// The first piece of personal data in a text of the agency's own, which is published too.
#[must_use]
pub fn in_text(text: &str, place: Place, agency: &Agency) -> Option<Diagnostic> {
    personal::find(text, Kind::Prose, &own(agency)).map(|found| finding(text, &found, place))
}

fn finding(text: &str, found: &Found, place: Place) -> Diagnostic {
    let masked = personal::masked(text, found);
    let (th, en) = match found.what {
        What::NationalId => ("เลขประจำตัวประชาชน", "a national id number"),
        What::Phone => ("หมายเลขโทรศัพท์", "a telephone number"),
        What::Account => ("เลขที่บัญชีธนาคาร", "a bank account number"),
        What::Email => ("อีเมลของบุคคล", "a person's e-mail address"),
        What::Messenger => ("ชื่อบัญชีไลน์ของบุคคล", "a person's name in a messenger"),
        What::Passport => ("เลขหนังสือเดินทาง", "a passport number"),
        What::Birth => ("วันเกิด", "a day of birth"),
        What::Secret => ("รหัสผ่านหรือกุญแจเข้าถึง", "a password or an access key"),
        What::LocalPath => ("ตำแหน่งแฟ้มในเครื่องของหน่วยงาน", "a path on an office's own computer"),
        What::PrivateAddress => ("ที่อยู่ในเครือข่ายภายใน", "an address inside a private network"),
    };
    if !found.what.is_personal() {
        return Diagnostic::new(
            Code::AddressPrivate,
            place,
            Text::new(
                format!("ข้อความมี{th} ({masked}) ซึ่งประชาชนเปิดไม่ได้"),
                format!("the text holds {en} ({masked}), which the public cannot open"),
            ),
            Text::new(
                "ใส่ลิงก์สาธารณะ (https://…) หรือเฉพาะชื่อแฟ้ม",
                "write a public link (https://…) or the name of the file alone",
            ),
        )
        .found(masked);
    }
    Diagnostic::new(
        Code::PersonalData,
        place,
        Text::new(
            format!("ข้อความมี{th} ({masked}) ซึ่งจะถูกเผยแพร่"),
            format!("the text holds {en} ({masked}), which would be published"),
        ),
        Text::new(
            format!("ลบข้อมูลนี้ออกจากข้อความ ถ้าเป็นข้อมูลติดต่อของหน่วยงาน {ACCEPT}"),
            "remove it from the text; if it is the office's own contact, accept it in agency.toml with the reason",
        ),
    )
    .found(masked)
}
