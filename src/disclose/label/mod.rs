//! `pcf label`: a footprint as a panel of data to print on a thing. One ink, black on white: it is no seal, and looks
//! like none.

mod content;
mod drawing;
mod widths;

use crate::diagnostic::{Diagnostic, Language};
use crate::error::Error;
use crate::statement::{Disclosure, Statement};
use content::Content;

/// The sizes of a label, in millimetres; or one line of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Size {
    #[default]
    Full,
    Middle,
    Small,
    Line,
}

impl Size {
    pub(crate) const ALL: [Self; 4] = [Self::Full, Self::Middle, Self::Small, Self::Line];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        ["90x60", "60x40", "40x25", "line"][self as usize]
    }

    /// Whether there is room for words of one's own.
    pub(crate) fn has_room_for_words(self) -> bool {
        matches!(self, Self::Full | Self::Line)
    }
}

/// A label, and why it may not go out (C503), where words stand in it that a label must not bear.
pub(crate) struct Label {
    /// The SVG or line.
    pub(crate) text: Result<String, Unfit>,
    pub(crate) refused: Vec<Diagnostic>,
}

/// What does not fit on a label, however small it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// The address of the study: too long for a code.
    Address,
    /// The words of the one who prints it: too much else stands there.
    Words,
    /// What the record of the verification says, even with the verifier's name cut.
    Status,
}

/// Draws the label of a statement.
///
/// # Errors
///
/// E123 with a list, where the study does not say what a label must show; as
/// [`Model::uncertainty`](crate::Model::uncertainty).
pub(crate) fn label(
    disclosure: &Disclosure,
    statement: &Statement,
    size: Size,
    words: Option<&str>,
    language: Language,
) -> Result<Label, Error> {
    let content = Content::of(disclosure, statement, words, language)?;
    let refused = content::marks(statement, &content);
    let text = match size {
        Size::Full => drawing::draw(&drawing::FULL, &content),
        Size::Middle => drawing::draw(&drawing::MIDDLE, &content),
        Size::Small => drawing::draw(&drawing::SMALL, &content),
        Size::Line => Ok(content.line() + "\n"),
    };
    Ok(Label { text, refused })
}
