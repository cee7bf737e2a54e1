//! The tables that travel inside the library: units, header synonyms, GWP values, regions, factors.
//!
//! Each is a CSV file of `data/`, embedded as text and parsed where it is used, once.

/// Units and their exact conversion factors.
pub(crate) const UNITS: &str = include_str!("../data/units.csv");
/// Unit tokens with more than one reading.
pub(crate) const UNITS_AMBIGUOUS: &str = include_str!("../data/units_ambiguous.csv");
/// Spellings of the columns of a study's files.
pub(crate) const HEADERS: &str = include_str!("../data/headers.csv");
/// What people call things, and the words that ids of factors have for them; for suggestions only.
pub(crate) const WORDS: &str = include_str!("../data/words.csv");
/// 100-year global warming potentials.
pub(crate) const GWP: &str = include_str!("../data/gwp.csv");
/// Values of parameters that the plan for carbon peaking in industry sets as targets.
pub(crate) const PRESETS: &str = include_str!("../data/presets.csv");
/// Spreads of pedigree scores, by ecoinvent's two tables.
pub(crate) const PEDIGREE: &str = include_str!("../data/pedigree.csv");
/// Regions and the coarser region that each lies in.
pub(crate) const REGIONS: &str = include_str!("../data/regions.csv");

/// The subregion of the United Nations in which each country lies (M49).
#[cfg(feature = "cli")]
pub(crate) const COUNTRY_REGIONS: &str = include_str!("../data/country-regions.csv");

/// What headers of other programs' exports mean: columns, and the words and paths of headers made of several words.
#[cfg(feature = "cli")]
pub(crate) const IMPORT_COLUMNS: &str = include_str!("../data/import/columns.csv");
#[cfg(feature = "cli")]
pub(crate) const IMPORT_WORDS: &str = include_str!("../data/import/words.csv");
#[cfg(feature = "cli")]
pub(crate) const IMPORT_PATHS: &str = include_str!("../data/import/paths.csv");
/// The systems whose exports are known.
#[cfg(feature = "cli")]
pub(crate) const IMPORT_SYSTEMS: &str = include_str!("../data/import/systems.toml");

/// The columns of the CSV that Catena-X calculation tools exchange, and the path of each in version 7.
#[cfg(feature = "json")]
pub(crate) const CATENA_X_CSV: &str = include_str!("../data/catena-x-csv.csv");

/// Words of claims that may not go out, and of what allows them.
#[cfg(feature = "cli")]
pub(crate) const CLAIMS: &str = include_str!("../data/claims.csv");
/// What standards demand that a study says.
#[cfg(feature = "cli")]
pub(crate) const STANDARDS: &str = include_str!("../data/standards.csv");

/// The date of the last change of the tables; it stands in every result.
#[cfg(feature = "cli")]
pub(crate) const VERSION: &str = include_str!("../data/VERSION");

/// A file of `data/factors/`: its name and its text.
macro_rules! embedded {
    ($name:literal) => {
        ($name, include_str!(concat!("../data/factors/", $name)))
    };
}

/// The factor library, one file per publisher and topic.
pub(crate) const FACTORS: &[(&str, &str)] = &[
    embedded!("au-nga-electricity.csv"),
    embedded!("au-nga-fuels.csv"),
    embedded!("br-mcti-electricity.csv"),
    embedded!("cn-composed-fuels.csv"),
    embedded!("cn-cpcd-electricity.csv"),
    embedded!("cn-cpcd-heat.csv"),
    embedded!("cn-cpcd-materials.csv"),
    embedded!("cn-cpcd-transport.csv"),
    embedded!("cn-gbt2589-fuels.csv"),
    embedded!("cn-gbt51366-fuels.csv"),
    embedded!("cn-gbt51366-materials.csv"),
    embedded!("cn-gbt51366-transport.csv"),
    embedded!("cn-mee-electricity.csv"),
    embedded!("cn-mee-fuels.csv"),
    embedded!("cn-mee-processes.csv"),
    embedded!("cn-ndrc-fuels.csv"),
    embedded!("cn-ndrc-heat.csv"),
    embedded!("cn-ndrc-processes.csv"),
    embedded!("de-uba-materials.csv"),
    embedded!("ember-electricity.csv"),
    embedded!("eu-cbam-materials.csv"),
    embedded!("fr-ademe-electricity.csv"),
    embedded!("fr-ademe-materials.csv"),
    embedded!("fr-ademe-transport.csv"),
    embedded!("fr-ademe-waste.csv"),
    embedded!("gb-desnz-electricity.csv"),
    embedded!("gb-desnz-fuels.csv"),
    embedded!("gb-desnz-heat.csv"),
    embedded!("gb-desnz-materials.csv"),
    embedded!("gb-desnz-transport.csv"),
    embedded!("gb-desnz-waste.csv"),
    embedded!("iai-materials.csv"),
    embedded!("in-cea-electricity.csv"),
    embedded!("ipcc-2006-fuels.csv"),
    embedded!("ipcc-2006-processes.csv"),
    embedded!("ipcc-2006-waste.csv"),
    embedded!("ipcc-ar5-electricity.csv"),
    embedded!("jp-moe-electricity.csv"),
    embedded!("kr-gir-electricity.csv"),
    embedded!("tw-moenv-electricity.csv"),
    embedded!("tw-moenv-fuels.csv"),
    embedded!("tw-moenv-materials.csv"),
    embedded!("tw-moenv-transport.csv"),
    embedded!("tw-moenv-waste.csv"),
    embedded!("us-egrid-electricity.csv"),
    embedded!("us-epa-fuels.csv"),
    embedded!("us-epa-heat.csv"),
    embedded!("us-epa-transport.csv"),
    embedded!("us-epa-waste.csv"),
    embedded!("vn-dcc-electricity.csv"),
    embedded!("worldsteel-materials.csv"),
];

/// A row of an embedded table.
pub(crate) struct Row {
    columns: std::sync::Arc<csv::StringRecord>,
    cells: csv::StringRecord,
}

impl Row {
    /// The cell of a column; empty if there is none.
    pub(crate) fn get(&self, column: &str) -> &str {
        let at = self.columns.iter().position(|c| c == column);
        at.and_then(|i| self.cells.get(i)).unwrap_or("")
    }
}

/// The rows of an embedded table. Our own files are well-formed; a test reads every one of them.
pub(crate) fn table(text: &'static str) -> impl Iterator<Item = Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = std::sync::Arc::new(reader.headers().cloned().unwrap_or_default());
    reader
        .into_records()
        .filter_map(Result::ok)
        .map(move |cells| Row { columns: std::sync::Arc::clone(&columns), cells })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_table_is_well_formed() {
        for text in [UNITS, UNITS_AMBIGUOUS, HEADERS, GWP, REGIONS, PRESETS, WORDS, PEDIGREE] {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            for record in reader.records() {
                assert!(record.is_ok(), "{record:?}");
            }
            assert!(table(text).count() > 10);
        }
        #[cfg(feature = "cli")]
        for text in [IMPORT_COLUMNS, IMPORT_WORDS, IMPORT_PATHS, CLAIMS, STANDARDS, COUNTRY_REGIONS] {
            assert!(csv::Reader::from_reader(text.as_bytes()).records().all(|r| r.is_ok()));
        }
    }
}
