//! What a header means: a column of an export, in the words of many systems and languages.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use indexmap::IndexMap;

use crate::data;
use crate::read::table::fold_header;

macro_rules! concepts {
    ($($variant:ident $name:literal $en:literal $zh:literal,)*) => {
        /// What a column of an export holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Concept { $($variant),* }

        impl Concept {
            const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in the data files and in a map.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it is, for people: English, Chinese.
            pub(crate) fn words(self) -> [&'static str; 2] {
                match self { $(Self::$variant => [$en, $zh]),* }
            }
        }
    };
}

concepts! {
    Parent "parent" "parent item" "父项",
    ParentName "parent_name" "name of the parent" "父项名称",
    ParentKey "parent_key" "database key of the parent" "父项主键",
    BomCode "bom_code" "code of the bill of materials" "清单编号",
    BomName "bom_name" "name of the bill of materials" "清单名称",
    BomType "bom_type" "type of the bill of materials" "清单类型",
    Per "per" "base quantity" "基础数量",
    PerUnit "per_unit" "unit of the base quantity" "基础数量的单位",
    Child "child" "component" "子项",
    ChildName "child_name" "name of the component" "子项名称",
    ChildKey "child_key" "database key of the component" "子项主键",
    ChildBom "child_bom" "phantom bill that the line uses" "引用的虚拟清单",
    Quantity "quantity" "quantity" "用量",
    Unit "unit" "unit" "单位",
    Level "level" "level" "层级",
    Position "position" "position" "行号",
    Refs "refs" "places of use" "位号",
    PartValue "part_value" "value of the part" "元件值",
    Footprint "footprint" "land pattern" "封装",
    Mpn "mpn" "number of the manufacturer" "制造商料号",
    Scrap "scrap" "loss" "损耗率",
    ParentScrap "parent_scrap" "loss of the parent" "父项损耗率",
    ProcessLoss "process_loss" "loss of the process" "工艺损耗率",
    Yield "yield" "yield" "成品率",
    FixedQuantity "fixed_quantity" "quantity lost once per order" "每单固定损耗",
    Fixed "fixed" "whether the quantity is fixed per order" "是否固定用量",
    LotBasis "lot_basis" "basis: item or lot" "用量基准",
    LotSize "lot_size" "lot size" "批量",
    Phantom "phantom" "phantom" "虚拟件",
    LineType "line_type" "item category" "项目类别",
    ChildKind "child_kind" "kind of line" "子项类型",
    Procurement "procurement" "made or bought" "物料属性",
    Group "group" "group of alternates" "替代组",
    Priority "priority" "priority of the alternate" "替代优先级",
    Probability "probability" "usage probability" "使用概率",
    ByProductFlag "by_product_flag" "by-product" "产出品",
    Optional "optional" "optional" "可选",
    Dnp "dnp" "not fitted" "不贴装",
    Consumable "consumable" "consumable" "耗材",
    Costing "costing" "relevant to costing" "成本相关",
    Bulk "bulk" "bulk material" "散装物料",
    ValidFrom "valid_from" "valid from" "生效日期",
    ValidTo "valid_to" "valid to" "失效日期",
    Output "output" "output" "产出",
    OutputName "output_name" "name of the output" "产出名称",
    OutputQuantity "output_quantity" "quantity of the output" "产出数量",
    OutputUnit "output_unit" "unit of the output" "产出单位",
    ByProduct "by_product" "by-product" "副产品",
    ByProductName "by_product_name" "name of the by-product" "副产品名称",
    CostShare "cost_share" "share of the cost, %" "成本分摊（%）",
    Item "item" "item" "物料",
    ItemName "item_name" "name" "名称",
    ItemUnit "item_unit" "unit of the item" "物料单位",
    PartUnits "part_units" "unit of the item" "物料单位",
    Mass "mass" "mass" "重量",
    MassUnit "mass_unit" "unit of the mass" "重量单位",
    Origin "origin" "country of origin" "原产地",
    Supplier "supplier" "supplier" "供应商",
    UnitName "unit_name" "name of a unit" "单位名称",
    UnitSymbol "unit_symbol" "symbol of a unit" "单位符号",
    UnitFactor "unit_factor" "factor of a unit" "单位换算系数",
    UnitReference "unit_reference" "reference unit" "基准单位",
    UnitCategory "unit_category" "category" "类别",
    UnitRate "unit_rate" "rate of a unit" "单位换算率",
    FromLocation "from_location" "location that goods leave" "源位置",
    ToLocation "to_location" "location that goods reach" "目的位置",
    Operation "operation" "operation" "工序",
    Duration "duration" "duration" "工时",
    WorkCentre "work_centre" "work centre" "工作中心",
    CostPerHour "cost_per_hour" "cost per hour" "小时费率",
    Order "order" "order" "订单",
    Price "price" "price" "单价",
    City "city" "town" "城市",
    Key "key" "database key" "主键",
    Known "known" "known, not needed" "已知，不需要",
}

impl Concept {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied()
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.name() == name)
    }
}

/// One reading of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) concept: Concept,
    /// What it means where the table also has columns of its own for components, inputs or outputs.
    pub(crate) beside_lists: Concept,
    /// 1 is the usual column for this; a higher one gives way.
    pub(crate) rank: u8,
}

struct Dictionary {
    columns: IndexMap<String, Reading>,
    words: IndexMap<String, Vec<String>>,
    paths: IndexMap<String, Reading>,
}

fn dictionary() -> &'static Dictionary {
    static ALL: OnceLock<Dictionary> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Dictionary { columns: IndexMap::new(), words: IndexMap::new(), paths: IndexMap::new() };
        for row in data::table(data::IMPORT_COLUMNS) {
            let Some(concept) = Concept::parse(row.get("concept")) else { continue };
            let rank = row.get("rank").parse().unwrap_or(1);
            for spelling in row.get("spellings").split('|') {
                let reading = Reading { concept, beside_lists: concept, rank };
                all.columns.entry(fold(spelling)).or_insert(reading);
            }
        }
        for row in data::table(data::IMPORT_WORDS) {
            for spelling in row.get("spellings").split('|') {
                all.words.entry(fold(spelling)).or_default().push(row.get("word").to_owned());
            }
        }
        for row in data::table(data::IMPORT_PATHS) {
            let [concept, beside] = ["concept", "beside_lists"].map(|c| Concept::parse(row.get(c)));
            if let (Some(concept), Some(beside_lists)) = (concept, beside) {
                all.paths.insert(row.get("path").to_owned(), Reading { concept, beside_lists, rank: 1 });
            }
        }
        all
    })
}

/// A header as the dictionary spells it: folded, without marks of required fields and a point or colon at its end.
pub(crate) fn fold(text: &str) -> String {
    let folded = fold_header(text);
    let plain = folded.trim_start_matches('*').trim_end_matches(['.', ':']);
    if plain.is_empty() { folded } else { plain.to_owned() }
}

/// The header without groups in brackets: `BoM (draft)` is `BoM`.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth = depth.saturating_add(1),
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The spellings under which a header is looked up, the most literal first.
fn spellings(written: &str) -> Vec<String> {
    let plain = without_brackets(written);
    let field = plain.split(['#', '＃']).next().unwrap_or_default();
    let mut all: Vec<String> = [written, &plain, field].into_iter().map(fold).collect();
    all.dedup();
    all.retain(|s| !s.is_empty());
    all
}

/// The paths that a header of several words can be: `Product/Internal Reference` is `product/code`.
fn paths(written: &str) -> Vec<String> {
    let plain = without_brackets(written);
    let mut all: Vec<String> = vec![String::new()];
    for part in plain.split(['/', '.']).filter(|p| !p.trim().is_empty()) {
        let Some(words) = dictionary().words.get(&fold(part)) else { return Vec::new() };
        let longer = |path: &String| {
            let joined = |word: &String| if path.is_empty() { word.clone() } else { format!("{path}/{word}") };
            words.iter().map(joined).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all.retain(|path| !path.is_empty());
    all
}

/// All names of a header: its spellings and its paths. A signature of a system is made of these.
pub(crate) fn names(written: &str) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = spellings(written).into_iter().collect();
    let paths = paths(written);
    if paths.is_empty() {
        // One name in two languages.
        all.extend(without_brackets(written).split('/').map(fold).filter(|part| !part.is_empty()));
    }
    all.extend(paths);
    if let Some(reading) = reading(written) {
        all.insert(reading.concept.name().to_owned());
    }
    all
}

/// Whether a header begins with a list of its own, or names one in brackets: components, inputs or outputs beside the
/// bill that they belong to.
pub(crate) fn begins_a_list(written: &str) -> bool {
    let groups = written.split(['(', '（']).skip(1).filter_map(|rest| rest.split([')', '）']).next());
    let lines = |group: &str| dictionary().words.get(&fold(group)).is_some_and(|w| w.iter().any(|w| w == "lines"));
    if groups.into_iter().any(lines) {
        return true;
    }
    let list = |path: &String| {
        let (first, more) = path.split_once('/').unwrap_or((path, ""));
        matches!(first, "lines" | "input" | "output") && !more.is_empty()
    };
    paths(written).iter().any(list)
}

/// What a header means, if anything.
pub(crate) fn reading(written: &str) -> Option<Reading> {
    let mut reading = literally(written)?;
    // `物料编码#名称` is the name of what `物料编码#编码` is the code of.
    let field = written.rsplit_once(['#', '＃']).map_or("", |(_, field)| field.trim());
    if matches!(field, "名称" | "name" | "Name") {
        reading.concept = match reading.concept {
            Concept::Parent => Concept::ParentName,
            Concept::Child => Concept::ChildName,
            Concept::Item => Concept::ItemName,
            other => other,
        };
        reading.beside_lists = reading.concept;
    }
    Some(reading)
}

fn literally(written: &str) -> Option<Reading> {
    let dictionary = dictionary();
    let several = written.contains('/') || (written.contains('.') && paths(written).iter().any(|p| p.contains('/')));
    let by_path = || paths(written).iter().find_map(|path| dictionary.paths.get(path)).copied();
    let whole = spellings(written).iter().find_map(|s| dictionary.columns.get(s)).copied();
    if several {
        // One name in two languages, as in `用量/Qty`, comes last.
        let part = || {
            let parts: Vec<&str> = written.split('/').filter(|p| !p.trim().is_empty()).collect();
            let known = |part: &&str| spellings(part).iter().find_map(|s| dictionary.columns.get(s)).copied();
            if paths(written).is_empty() { parts.iter().find_map(known) } else { None }
        };
        return by_path().or(whole).or_else(part);
    }
    // `Code`, `Name`, `Quantity` alone mean one thing in a list of items and another beside lists.
    match (whole, by_path()) {
        (Some(whole), Some(path)) => Some(Reading { beside_lists: path.beside_lists, ..whole }),
        (whole, path) => whole.or(path),
    }
}

/// How many cells among the first rows of a text are headers that are known.
pub(crate) fn known_in(text: &str) -> usize {
    let lines = text.lines().filter(|l| !l.trim().is_empty()).take(40);
    let known = |line: &str| {
        let cells = line.split([',', ';', '\t', '|']).map(|c| c.trim().trim_matches('"'));
        cells.filter(|c| !c.is_empty() && reading(c).is_some()).count()
    };
    lines.map(known).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concept(header: &str) -> &'static str {
        reading(header).map_or("", |r| r.concept.name())
    }

    #[test]
    fn headers_of_many_systems_are_known() {
        for (header, expected) in [
            ("Parent BoM/Product/Internal Reference", "parent"),
            ("Stammstückliste/Produkt/Interne Referenz", "parent"),
            ("上级物料清单（BOM）/产品/内部参考号", "parent"),
            ("上级物料清单（BOM）/数量", "per"),
            ("Component/Internal Reference", "child"),
            ("组件/内部参考号", "child"),
            ("BoM Lines/Component/Internal Reference", "child"),
            ("物料清单（BOM）行/数量", "quantity"),
            ("Output Materials/Product/Code", "output"),
            ("Input Materials/Phantom BOM/Code", "child_bom"),
            ("Phantomstückliste/Code", "child_bom"),
            ("Stückliste/Code", "bom_code"),
            ("Unit/符号", "unit"),
            ("*(子项明细)子项物料编码#编码", "child"),
            ("(子项明细)用量:分子", "quantity"),
            ("(子项明细)子项物料编码#名称", "child_name"),
            ("(子项明细)子项单位#名称", "unit"),
            ("用量:分母/mẫu số", "per"),
            ("Comp. Qty (CUn)", "quantity"),
            ("KompMengenEinheit", "unit"),
            ("Component.Ipn", "child"),
            ("Nº DA PEÇA", "child"),
            ("Object Discription", "child_name"),
            ("colour of the box", ""),
        ] {
            assert_eq!(concept(header), expected, "{header}");
        }
    }

    #[test]
    fn every_concept_of_the_data_is_known() {
        for row in data::table(data::IMPORT_COLUMNS) {
            assert!(Concept::parse(row.get("concept")).is_some(), "{}", row.get("concept"));
        }
        for row in data::table(data::IMPORT_PATHS) {
            for column in ["concept", "beside_lists"] {
                assert!(Concept::parse(row.get(column)).is_some(), "{}", row.get(column));
            }
        }
    }
}
