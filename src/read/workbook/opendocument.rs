//! What an .ods file asks for: repeated rows and cells turn a few bytes into gigabytes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{MAX_SPAN, Refused};

/// Most columns and rows of a sheet; what repeats further is cut off where it is read.
const COLUMNS: u64 = 16_384;
const ROWS: u64 = 1_048_576;

/// The cells of one table as they will be laid out.
#[derive(Default)]
struct Extent {
    rows: u64,
    /// The last row that holds something, and the widest.
    filled_rows: u64,
    width: u64,
    /// Of the row that is being read.
    row_repeats: u64,
    row_width: u64,
    filled_width: u64,
}

impl Extent {
    fn cell(&mut self, element: &BytesStart<'_>) {
        let repeats = repeats(element, "table:number-columns-repeated");
        self.row_width = self.row_width.saturating_add(repeats).min(COLUMNS);
        let fills = |name: &str| name.starts_with("office:") || name == "table:formula";
        if element.attributes().with_checks(false).flatten().any(|a| fills(a.key.as_ref())) {
            self.filled_width = self.row_width;
        }
    }

    fn begin_row(&mut self, element: &BytesStart<'_>) {
        self.row_repeats = repeats(element, "table:number-rows-repeated");
        (self.row_width, self.filled_width) = (0, 0);
    }

    fn end_row(&mut self) {
        self.rows = self.rows.saturating_add(self.row_repeats).min(ROWS);
        if self.filled_width > 0 {
            self.filled_rows = self.rows;
            self.width = self.width.max(self.filled_width);
        }
    }
}

fn repeats(element: &BytesStart<'_>, name: &str) -> u64 {
    let found = element.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == name);
    found.and_then(|a| a.value.trim().parse().ok()).unwrap_or(1)
}

/// Refuses a `content.xml` whose tables are laid out over too many positions.
pub(super) fn check(content: &[u8]) -> Result<(), Refused> {
    let mut reader = Reader::from_reader(content);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut table = Extent::default();
    let mut total = 0_u64;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|e| Refused::malformed(&e.to_string()))?;
        match event {
            Event::Start(e) => match e.name().as_ref() {
                "table:table" => table = Extent::default(),
                "table:table-row" => table.begin_row(&e),
                "table:table-cell" | "table:covered-table-cell" => table.cell(&e),
                _ => {}
            },
            Event::End(e) if e.name().as_ref() == "table:table-row" => {
                table.end_row();
                let span = table.filled_rows.saturating_mul(table.width);
                if total.saturating_add(span) > MAX_SPAN {
                    return Err(Refused::span());
                }
            }
            Event::End(e) if e.name().as_ref() == "table:table" => {
                total = total.saturating_add(table.filled_rows.saturating_mul(table.width));
                table = Extent::default();
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
