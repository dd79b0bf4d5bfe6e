//! The stable codes of findings. Each has a heading in `docs/diagnostics.md`; a test keeps both equal.

use serde::{Serialize, Serializer};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; expected.
    Note,
    /// Published all the same, but somebody should look.
    Warning,
    /// Nothing is published until it is fixed.
    Error,
}

impl Severity {
    /// The word on the terminal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident,)*) => {
        /// What kind of finding it is. The kebab-case name is part of the interface.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $name] $variant,)* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How much it weighs.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    FileUnreadable "file-unreadable" Error,
    FileFormat "file-format" Error,
    FileEncrypted "file-encrypted" Error,
    FileTooLarge "file-too-large" Error,
    FileMacros "file-macros" Warning,
    FileFormatsUnseen "file-formats-unseen" Warning,
    FileLocked "file-locked" Note,
    FileMisplaced "file-misplaced" Error,
    FolderUnknown "folder-unknown" Error,
    FileIgnored "file-ignored" Warning,
    FileLink "file-link" Error,
    FileSpecial "file-special" Error,
    SheetUnrecognised "sheet-unrecognised" Error,
    SheetNotes "sheet-notes" Note,
    LayoutUnclear "layout-unclear" Error,
    LayoutChanged "layout-changed" Error,
    CellsNotRead "cells-not-read" Warning,
    ValueAssumed "value-assumed" Note,
    CodesGiven "codes-given" Note,
    SheetTooLarge "sheet-too-large" Error,
    SheetSkipped "sheet-skipped" Note,
    SheetHidden "sheet-hidden" Warning,
    SheetEmpty "sheet-empty" Warning,
    SheetMissing "sheet-missing" Warning,
    UnitMissing "unit-missing" Warning,
    InstrumentMissing "instrument-missing" Error,
    SheetNotExpected "sheet-not-expected" Warning,
    ColumnMissing "column-missing" Error,
    ColumnDuplicate "column-duplicate" Error,
    ColumnUnknown "column-unknown" Warning,
    ColumnScale "column-scale" Error,
    ColumnUnused "column-unused" Warning,
    ContractUnit "contract-unit" Warning,
    MetaMissing "meta-missing" Error,
    YearMismatch "year-mismatch" Error,
    HalfUnclear "half-unclear" Error,
    HalfDiffers "half-differs" Error,
    UnitDiffers "unit-differs" Warning,
    ValueMissing "value-missing" Error,
    ValueNotNumber "value-not-number" Error,
    ValueNotInteger "value-not-integer" Error,
    ValueNotDate "value-not-date" Error,
    ValueOutOfRange "value-out-of-range" Error,
    ValueNotInList "value-not-in-list" Error,
    ValueTooLong "value-too-long" Error,
    ValuePattern "value-pattern" Error,
    ValueDuplicate "value-duplicate" Error,
    ValueErrorCell "value-error-cell" Error,
    FormulaWithoutResult "formula-without-result" Error,
    FormulaRecalculated "formula-recalculated" Warning,
    CellMerged "cell-merged" Error,
    CellPicture "cell-picture" Error,
    CellStruck "cell-struck" Error,
    CellLink "cell-link" Error,
    CellFormat "cell-format" Error,
    CellRounded "cell-rounded" Note,
    CellConditional "cell-conditional" Warning,
    CellConverted "cell-converted" Error,
    DateCentury "date-century" Error,
    RowsHidden "rows-hidden" Note,
    UnitUnknown "unit-unknown" Error,
    QuestionUnknown "question-unknown" Error,
    QuestionContradicts "question-contradicts" Error,
    QuestionMissing "question-missing" Error,
    ItemUnknown "item-unknown" Error,
    IndicatorUnknown "indicator-unknown" Error,
    IndicatorMismatch "indicator-mismatch" Error,
    ChoiceUnused "choice-unused" Error,
    RespondentsDiffer "respondents-differ" Error,
    PercentMismatch "percent-mismatch" Warning,
    PercentFraction "percent-fraction" Warning,
    MoneyFraction "money-fraction" Warning,
    ScoreScale "score-scale" Error,
    ScaleTurned "scale-turned" Warning,
    ScoreMismatch "score-mismatch" Error,
    ScorePublished "score-published" Note,
    ScoreMissing "score-missing" Error,
    ScoreUnpublished "score-unpublished" Warning,
    ScorePartsDiffer "score-parts-differ" Warning,
    ScoreJump "score-jump" Warning,
    MeasureUnknown "measure-unknown" Error,
    MeasureNotAssigned "measure-not-assigned" Error,
    MeasureMissing "measure-missing" Note,
    OutputUnknown "output-unknown" Error,
    DateOutsidePeriod "date-outside-period" Error,
    FinishedWithoutDate "finished-without-date" Error,
    FinishedNotComplete "finished-not-complete" Error,
    CompleteNotFinished "complete-not-finished" Error,
    DateNotFinished "date-not-finished" Error,
    HalvesDiffer "halves-differ" Warning,
    EvidenceMissing "evidence-missing" Error,
    EvidenceUnclear "evidence-unclear" Warning,
    PictureMissing "picture-missing" Warning,
    TextUnknown "text-unknown" Warning,
    TextPlaceholder "text-placeholder" Error,
    DuplicateSubmission "duplicate-submission" Error,
    ContentRepeated "content-repeated" Warning,
    FiguresRepeated "figures-repeated" Warning,
    SubmissionSuperseded "submission-superseded" Note,
    ReturnEdited "return-edited" Warning,
    TotalMismatch "total-mismatch" Error,
    RowIsSum "row-is-sum" Error,
    RowLikeSum "row-like-sum" Warning,
    NothingContradicted "nothing-contradicted" Error,
    NothingReported "nothing-reported" Note,
    ValuesContradict "values-contradict" Error,
    EarlierWorkedOff "earlier-worked-off" Note,
    StockReplaced "stock-replaced" Note,
    ValueJump "value-jump" Warning,
    MonthsMissing "months-missing" Warning,
    ValuesCumulative "values-cumulative" Warning,
    PersonalData "personal-data" Error,
    AddressPrivate "address-private" Warning,
    GlyphMissing "glyph-missing" Error,
    OverrideUnused "override-unused" Warning,
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
