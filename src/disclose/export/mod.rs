//! Documents of exchange formats: PACT 3, Catena-X, their tables, the sheet for the border, the attributes of GS1.
//!
//! A document chooses from what `statement/` has gathered and writes it under the format's names. What the study does
//! not say and a document needs is asked for by its key, and then nothing is written.

mod catena_x;
mod node;
mod pact;
mod sheets;
mod tables;

use std::io::Write;

use crate::decimal::ArithmeticError;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::stage::Boundary;
use crate::statement::{Asked, Disclosure, Facts, Share};
use node::{Members, Node, Numbers};
use tables::Table;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Pact,
    CatenaX,
    CatenaXCsv,
    Cbam,
    Gs1,
    Csv,
}

impl Format {
    /// As people call it, in English and Chinese.
    pub(crate) fn names(self) -> [&'static str; 2] {
        match self {
            Self::Pact => ["PACT 3"; 2],
            Self::CatenaX => ["Catena-X 9"; 2],
            Self::CatenaXCsv => ["the CSV of CX-0136", "CX-0136 的 CSV"],
            Self::Cbam => ["the CBAM sheet", "CBAM 表"],
            Self::Gs1 => ["GS1 GDSN"; 2],
            Self::Csv => ["the table with PACT's names", "PACT 字段名的表格"],
        }
    }

    /// The boundary that its documents are of; GS1 names the study's own.
    pub(crate) fn boundary(self) -> Option<Boundary> {
        (self != Self::Gs1).then_some(Boundary::CradleToGate)
    }
}

/// How a document of several products is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// One product as it is, several in a list.
    Plain,
    /// In `{"data": […]}`, as a host answers.
    Data,
}

/// A document and what was remarked on the way.
pub(crate) struct Exported {
    documents: Documents,
    format: Format,
    wrapping: Wrapping,
    pub(crate) remarks: Report,
}

impl Exported {
    pub(crate) fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        match self.format {
            Format::Pact | Format::CatenaX => out.write_all(self.json().as_bytes()),
            Format::Csv => tables::flat(&self.documents.nodes).write(b',', out),
            Format::CatenaXCsv => self.documents.table.write(b';', out),
            Format::Cbam | Format::Gs1 => self.documents.table.write(b',', out),
        }
    }

    fn json(&self) -> String {
        let numbers = if self.format == Format::CatenaX { Numbers::Numbers } else { Numbers::Texts };
        let list = || Node::List(self.documents.nodes.clone());
        match (self.wrapping, self.documents.nodes.as_slice()) {
            (Wrapping::Plain, [one]) => one.json(numbers),
            (Wrapping::Plain, _) => list().json(numbers),
            (Wrapping::Data, _) => {
                let mut data = Members::default();
                data.put("data", list());
                data.object().json(numbers)
            }
        }
    }
}

/// The document of all products of a disclosure.
///
/// # Errors
///
/// As [`Model::footprint`](crate::Model::footprint); or what a document needs is missing (E123), a number is out of the
/// format's range (E114), a unit has no name there (E102), a total counts what the border does not (E110). All of it at
/// once.
pub(crate) fn export(
    disclosure: &Disclosure,
    format: Format,
    share: Option<Share>,
    wrapping: Wrapping,
) -> Result<Exported, Error> {
    let mut asked = Asked::new(format.names());
    let mut documents = Documents::of(format);
    for statement in &disclosure.statements {
        let share = statement.share(share);
        let model = &disclosure.model;
        match format {
            Format::Cbam => documents.table.rows.extend(sheets::cbam(model, statement, share, &mut asked)?),
            Format::Gs1 => documents.table.rows.extend(sheets::gs1(model, statement, share, &mut asked)?),
            _ => {
                let facts = Facts::of(model, statement, share, &mut asked)?;
                documents.add(format, &facts, &mut asked).map_err(|_| model.too_large(facts.id()))?;
            }
        }
    }
    let remarks = asked.into_report();
    if remarks.has_errors() {
        return Err(Error::input(remarks));
    }
    Ok(Exported { documents, format, wrapping, remarks })
}

/// What is written so far.
struct Documents {
    nodes: Vec<Node>,
    table: Table,
}

impl Documents {
    fn of(format: Format) -> Self {
        let table = match format {
            Format::Cbam => Table::with(&sheets::CBAM),
            Format::Gs1 => Table::with(&sheets::GS1),
            Format::CatenaXCsv => tables::calculation_table(),
            Format::Pact | Format::CatenaX | Format::Csv => Table::default(),
        };
        Self { nodes: Vec::new(), table }
    }

    fn add(&mut self, format: Format, facts: &Facts<'_>, asked: &mut Asked) -> Result<(), ArithmeticError> {
        match format {
            Format::CatenaX => self.nodes.push(catena_x::document(facts, asked)?),
            Format::CatenaXCsv => self.table.rows.push(tables::calculation_row(facts, asked)?),
            _ => self.nodes.push(pact::document(facts, format == Format::Pact, asked)),
        }
        Ok(())
    }
}
