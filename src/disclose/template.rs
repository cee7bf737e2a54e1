//! A workbook to fill in: every table of a study as a sheet with headers in two languages and drop-downs, and a small
//! example that runs as it is.
//!
//! The sheets follow the schemas that reading goes by, so that the form and what reads it cannot drift apart.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook,
    Worksheet, XlsxError,
};

use crate::factor::Basis;
use crate::gas::{GwpSet, Origin};
use crate::read::table::{NUMERIC, Schema, chinese_header};
use crate::stage::Stage;
use crate::study::{Allocation, InstrumentKind, RecyclingMethod, SiteAllocation};

/// As far down as drop-downs reach.
const ROWS: u32 = 5_000;

/// The example: the tables of the study that `pcf init` writes.
const EXAMPLE: [(&str, &str); 3] = [
    ("bom", include_str!("../../data/examples/first-study/bom.csv")),
    ("items", include_str!("../../data/examples/first-study/items.csv")),
    ("transport", include_str!("../../data/examples/first-study/transport.csv")),
];

/// The sheet `study`: key, value of the example, meaning in English and Chinese.
const DECLARED: [[&str; 4]; 15] = [
    ["name", "Stacking chair", "name of the study", "研究名称"],
    ["company", "", "who declares", "声明单位"],
    ["boundary", "cradle-to-gate", "system boundary", "系统边界"],
    ["period", "2024", "year of the data; or period.from and period.to", "数据年份；或用 period.from 与 period.to"],
    ["region", "CN-ZJ", "where factors should hold", "因子适用地区"],
    ["gwp", "AR6", "GWP set", "特征化因子（GWP）版本"],
    ["electricity", "location", "headline result: location or market", "主结果口径：location 或 market"],
    ["product.id", "chair", "declared product; repeat the three rows for another", "声明的产品；多个产品重复这三行"],
    ["product.amount", "1", "declared amount in the item's unit", "以物料单位计的声明数量"],
    ["product.functional_unit", "one stacking chair", "functional unit, in words", "功能单位（文字）"],
    ["parameters.recycled", "0", "a parameter, used by a formula in sheet bom", "参数，bom 表的公式会用到"],
    ["scenario.less-steel.parameters.recycled", "0.1", "its value in a scenario", "该参数在某情景中的取值"],
    ["rules.profile", "", "profile of method rules", "方法规则"],
    ["rules.mixed_gwp", "", "true: factors of several GWP sets may meet", "true：允许混用多套 GWP"],
    ["csv.decimal", "", "decimal sign of numbers typed as text", "文本数字的小数点"],
];

const README: [[&str; 2]; 12] = [
    ["Product carbon footprint: one workbook, one study", "产品碳足迹：一个工作簿，一项研究"],
    ["The example runs as it is: pcf footprint FILE.xlsx", "示例可直接运行：pcf footprint 文件.xlsx"],
    ["1. Replace the rows of `bom` by your bill of materials.", "1. 用自己的物料清单替换 bom 表的行。"],
    ["2. Say in `items` what each thing is, its unit and mass.", "2. 在 items 表写明每个物料、单位和质量。"],
    ["3. Give what you buy a factor: pcf factors search WORDS.", "3. 为外购物料填写因子：pcf factors search 词语。"],
    ["4. Declare product, year and region in `study`.", "4. 在 study 表声明产品、年份和地区。"],
    ["5. pcf check FILE.xlsx names every cell that is wrong.", "5. pcf check 文件.xlsx 会指出每个有误的单元格。"],
    ["Sheets that you do not need may stay empty or go.", "不需要的工作表可留空或删除。"],
    ["Columns of codes are formatted as text; keep them so.", "编码列为文本格式，请保持。"],
    ["A formula of parameters is text that begins with =.", "含参数的公式是以 = 开头的文本。"],
    ["Formulas of the spreadsheet are read by their results.", "电子表格自身的公式按其结果读取。"],
    ["Hidden sheets are not read.", "隐藏的工作表不会被读取。"],
];

/// Columns that only the library's own files have.
const LIBRARY_ONLY: [&str; 7] = ["page", "confidence", "row", "co2_kg", "ch4_kg", "n2o_kg", "ch4_origin"];

/// What may be chosen in a column of a sheet, and whether anything else may be typed all the same.
fn choices(sheet: &str, column: &str) -> Option<(Vec<&'static str>, bool)> {
    let only = |list: &[&'static str]| Some((list.to_vec(), false));
    match (sheet, column) {
        (_, "unit") => {
            Some((vec!["kg", "g", "t", "piece", "kWh", "MJ", "L", "m3", "m2", "m", "km", "t·km", "h"], true))
        }
        (_, "stage") => Some((Stage::ALL_AND_BEYOND.iter().map(|s| s.name()).collect(), false)),
        (_, "data") => only(&["primary", "secondary"]),
        ("items", "kind") => only(&["packaging"]),
        (_, "gwp") => Some((GwpSet::ALL.iter().map(|s| s.name()).collect(), false)),
        ("factors", "basis") => only(&Basis::NAMES),
        ("factors", "gas") => only(&["CO2e", "CO2"]),
        ("gases", "gas") => Some((vec!["CO2", "CH4", "N2O", "SF6", "NF3", "HFC-134a", "HFC-32"], true)),
        ("gases", "origin") => only(&Origin::NAMES),
        ("coproducts", "allocation") => only(&Allocation::NAMES),
        ("output", "allocation") => only(&SiteAllocation::NAMES),
        ("recycling", "method") => only(&RecyclingMethod::NAMES),
        ("electricity", "instrument") => only(&InstrumentKind::NAMES),
        ("study", "boundary") => only(&["cradle-to-gate", "cradle-to-grave"]),
        ("study", "electricity") => only(&["location", "market"]),
        ("study", "rules.mixed_gwp") => only(&["true", "false"]),
        _ => None,
    }
}

fn drop_down(sheet: &str, column: &str) -> Result<Option<DataValidation>, XlsxError> {
    let Some((list, open)) = choices(sheet, column) else { return Ok(None) };
    let validation = DataValidation::new().allow_list_strings(&list)?;
    Ok(Some(if open {
        validation.show_error_message(false)
    } else {
        validation
            .set_error_style(DataValidationErrorStyle::Stop)
            .set_error_title("one of the list / 请从列表选择")?
            .set_error_message(list.join(", "))?
    }))
}

struct Formats {
    title: Format,
    header: Format,
    text: Format,
}

/// The workbook as bytes. Its date is fixed: the same version writes the same file.
pub(crate) fn workbook(schemas: &[&'static Schema]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(
        &DocProperties::new().set_title("Product carbon footprint / 产品碳足迹").set_creation_datetime(&made),
    );
    let formats = Formats {
        title: Format::new().set_bold().set_font_size(14),
        header: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0xEE_EE_EE)),
        text: Format::new().set_num_format("@"),
    };
    readme(book.add_worksheet(), &formats)?;
    declared(book.add_worksheet(), &formats)?;
    for schema in schemas {
        table(book.add_worksheet(), schema, &formats)?;
    }
    book.save_to_buffer()
}

fn readme(sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("readme")?.set_column_width(0, 56)?.set_column_width(1, 48)?;
    for (row, lines) in (0_u32..).zip(README) {
        for (column, line) in (0_u16..).zip(lines) {
            match row {
                0 => sheet.write_string_with_format(row, column, line, &formats.title)?,
                _ => sheet.write_string(row, column, line)?,
            };
        }
    }
    Ok(())
}

fn declared(sheet: &mut Worksheet, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("study")?.set_freeze_panes(1, 0)?;
    for (column, (header, width)) in (0_u16..).zip([("key\n键", 38), ("value\n值", 26), ("note\n说明", 84)]) {
        sheet.set_column_width(column, width)?.set_column_format(column, &formats.text)?;
        sheet.write_string_with_format(0, column, header, &formats.header)?;
    }
    for (row, [key, value, meaning, meaning_zh]) in (1_u32..).zip(DECLARED) {
        sheet.write_string_with_format(row, 0, key, &formats.text)?;
        if !value.is_empty() {
            sheet.write_string_with_format(row, 1, value, &formats.text)?;
        }
        sheet.write_string(row, 2, format!("{meaning} / {meaning_zh}"))?;
        if let Some(validation) = drop_down("study", key)? {
            sheet.add_data_validation(row, 1, row, 1, &validation)?;
        }
    }
    Ok(())
}

fn table(sheet: &mut Worksheet, schema: &Schema, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(schema.file)?.set_freeze_panes(1, 0)?;
    let columns: Vec<&str> = schema.columns.iter().copied().filter(|c| !LIBRARY_ONLY.contains(c)).collect();
    for (at, column) in (0_u16..).zip(&columns) {
        let header = chinese_header(schema.file, column).map_or((*column).to_owned(), |zh| format!("{column}\n{zh}"));
        sheet.set_column_width(at, if *column == "note" || *column == "source" { 40 } else { 16 })?;
        if !NUMERIC.contains(column) {
            sheet.set_column_format(at, &formats.text)?;
        }
        sheet.write_string_with_format(0, at, header, &formats.header)?;
        if let Some(validation) = drop_down(schema.file, column)? {
            sheet.add_data_validation(1, at, ROWS, at, &validation)?;
        }
    }
    let Some((_, example)) = EXAMPLE.iter().find(|(file, _)| *file == schema.file) else { return Ok(()) };
    let mut reader = csv::Reader::from_reader(example.as_bytes());
    let headers = reader.headers().cloned().unwrap_or_default();
    for (row, record) in (1_u32..).zip(reader.records().filter_map(Result::ok)) {
        for (header, cell) in headers.iter().zip(&record) {
            let Some(at) = columns.iter().position(|c| *c == header).and_then(|at| u16::try_from(at).ok()) else {
                continue;
            };
            match cell.parse::<f64>() {
                _ if cell.is_empty() => {}
                Ok(number) if NUMERIC.contains(&header) => {
                    sheet.write_number(row, at, number)?;
                }
                _ => {
                    sheet.write_string_with_format(row, at, cell, &formats.text)?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numeric_columns_are_columns() {
        let all: Vec<&str> = crate::read::schemas().iter().flat_map(|s| s.columns.iter().copied()).collect();
        for column in NUMERIC.iter().chain(&LIBRARY_ONLY) {
            assert!(all.contains(column), "{column}");
        }
        for (file, example) in EXAMPLE {
            let schema = crate::read::schemas().into_iter().find(|s| s.file == file);
            let headers = example.lines().next().unwrap_or_default().split(',');
            for header in headers {
                assert!(schema.is_some_and(|s| s.columns.contains(&header)), "{file} {header}");
            }
        }
    }
}
