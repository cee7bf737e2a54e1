//! What the other exports say: items and their units, what bills make, by-products, stock moves.

use indexmap::IndexMap;

use super::bills::{Bill, ByProduct};
use super::columns::Concept;
use super::items;
use super::layout::{Cells, bracketed, code, part_of};
use super::lines::plain;
use super::plan::Role;
use super::report::Summary;
use super::units::Measure;
use super::{Import, Table};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Place, Report, import as words};

/// Of each bill, by its code: the item that it makes, how many, in what unit.
pub(crate) type Made = IndexMap<String, (String, Decimal, Option<Measure>)>;

/// What exports of outputs say.
#[derive(Debug, Default)]
pub(crate) struct Bases {
    pub(crate) made: Made,
    by_products: Vec<(String, ByProduct)>,
}

fn of<'t, 'a>(tables: &'t [Table<'a>], role: Role) -> impl Iterator<Item = &'t Table<'a>> {
    tables.iter().filter(move |t| t.plan.role == role)
}

/// Units, items, keys and suppliers, before any bill is read.
pub(crate) fn facts(tables: &[Table<'_>], import: &mut Import<'_>, report: &mut Report) {
    for table in of(tables, Role::Units) {
        import.units.define(&table.rows(), table.point);
    }
    for table in of(tables, Role::Items) {
        for cells in table.rows() {
            import.items.add(&cells, table, &import.units);
        }
    }
    for table in of(tables, Role::Suppliers) {
        for cells in table.rows() {
            let item = code(cells.text(Concept::Item));
            let supplier = cells.text(Concept::Supplier);
            if !item.is_empty() && !supplier.is_empty() {
                let suppliers = &mut import.items.entry(item).suppliers;
                if !suppliers.iter().any(|s| s == supplier) {
                    suppliers.push(supplier.to_owned());
                }
            }
        }
    }
    for table in of(tables, Role::Bom).chain(of(tables, Role::Outputs)) {
        for cells in table.rows() {
            let name = cells.text(Concept::ChildName);
            let mut id = part_of(&cells);
            if id.is_empty() {
                // What has a key and no code is known by its name.
                let keyed = cells.has(Concept::ChildKey);
                bracketed(name).unwrap_or(if keyed { name } else { "" }).clone_into(&mut id);
            }
            import.items.key(cells.text(Concept::ChildKey), &id);
            let phantom = code(cells.text(Concept::ChildBom));
            if !phantom.is_empty() {
                import.phantom_bills.insert(phantom.to_owned());
            }
            if !id.is_empty() {
                let facts = import.items.entry(&id);
                facts.add_name(name);
                if table.plan.system.is_some_and(|s| s.line_mass) {
                    items::add_mass(facts, &cells, table, &import.units);
                }
                facts.made |= matches!(cells.text(Concept::Procurement), "自制" | "自制件" | "E" | "make" | "Make");
            }
            let parent = code(cells.text(Concept::Parent));
            if !parent.is_empty() {
                import.items.entry(parent).add_name(cells.text(Concept::ParentName));
            }
        }
    }
    let read = [Role::Routing, Role::WorkCentres, Role::Purchases, Role::Partners];
    for table in tables.iter().filter(|t| read.contains(&t.plan.role)) {
        let [what, what_zh] = match table.plan.role {
            Role::Routing | Role::WorkCentres => [
                "times and rates of machines are no energy; write what the site used into energy.csv",
                "工时和费率不是能耗；请把厂区用能写进 energy.csv",
            ],
            _ => [
                "orders and addresses say nothing of distance and mode; write the legs into transport.csv",
                "订单和地址没有说明距离和运输方式；请把运输段写进 transport.csv",
            ],
        };
        let place = Some(Place::file(table.file()));
        let [role, _] = table.plan.role.words();
        report.add(&words::NOT_USED, place, &[("seen", role), ("what", what), ("what_zh", what_zh)]);
    }
}

/// What exports of outputs say of bills: the product is the output of the bill's own code, else the first.
pub(crate) fn bases(tables: &[Table<'_>], import: &Import<'_>, report: &mut Report) -> Bases {
    let mut bases = Bases::default();
    for table in of(tables, Role::Outputs) {
        let mut bills: IndexMap<String, Vec<Cells>> = IndexMap::new();
        for cells in table.rows() {
            let bill = code(cells.text(Concept::BomCode)).to_owned();
            bills.entry(bill).or_default().push(cells);
        }
        for (bill, outputs) in bills {
            let own = |o: &&Cells| code(o.text(Concept::Child)) == bill;
            let Some(product) = outputs.iter().find(own).or(outputs.first()) else { continue };
            let Some(base) = quantity(table, product, report) else { continue };
            let item = code(product.text(Concept::Child)).to_owned();
            for output in outputs.iter().filter(|o| !std::ptr::eq(*o, product)) {
                let Some(quantity) = quantity(table, output, report) else { continue };
                let by_product = ByProduct {
                    item: code(output.text(Concept::Child)).to_owned(),
                    quantity,
                    per: base,
                    unit: unit(table, output, import),
                    cost_share: None,
                };
                bases.by_products.push((item.clone(), by_product));
            }
            bases.made.insert(bill, (item, base, unit(table, product, import)));
        }
    }
    bases
}

fn quantity(table: &Table<'_>, cells: &Cells, report: &mut Report) -> Option<Decimal> {
    let number = table.number(cells, Concept::Quantity).and_then(|n| plain(&n));
    if number.is_none() {
        let [what, what_zh] = Concept::Quantity.words();
        let arguments = [("seen", cells.text(Concept::Quantity)), ("what", what), ("what_zh", what_zh)];
        report.add(&words::NUMBER_WRONG, Some(table.place(cells.row, Concept::Quantity)), &arguments);
    }
    number
}

fn unit(table: &Table<'_>, cells: &Cells, import: &Import<'_>) -> Option<Measure> {
    let text = cells.text(Concept::Unit);
    if text.is_empty() { None } else { import.units.read(text, table.plan.system) }
}

/// Gives bills the by-products that exports of their own state.
pub(crate) fn by_products(
    tables: &[Table<'_>],
    import: &Import<'_>,
    bases: &Bases,
    bills: &mut [Bill],
    report: &mut Report,
) {
    let mut stated: Vec<(String, ByProduct, bool)> = Vec::new();
    for (item, by_product) in &bases.by_products {
        stated.push((item.clone(), by_product.clone(), true));
    }
    for table in of(tables, Role::ByProducts) {
        for cells in table.rows() {
            let direct = code(cells.text(Concept::ByProduct));
            let item =
                if direct.is_empty() { bracketed(cells.text(Concept::ByProductName)).unwrap_or("") } else { direct };
            let parent = code(cells.text(Concept::Parent));
            let Some(quantity) = quantity(table, &cells, report) else { continue };
            let by_product = ByProduct {
                item: item.to_owned(),
                quantity,
                per: Decimal::ONE,
                unit: unit(table, &cells, import),
                cost_share: table.number(&cells, Concept::CostShare).and_then(|n| plain(&n)),
            };
            stated.push((parent.to_owned(), by_product, false));
        }
    }
    let mut without = Vec::new();
    for (parent, mut by_product, based) in stated {
        let Some(bill) = bills.iter_mut().find(|b| b.parent == parent) else {
            without.push(parent);
            continue;
        };
        if !based {
            by_product.per = bill.base;
        }
        // Two exports may state the same.
        let known = |b: &ByProduct| b.item == by_product.item && b.quantity == by_product.quantity;
        if !bill.by_products.iter().any(known) {
            bill.by_products.push(by_product);
        }
    }
    if let Some(first) = without.first() {
        let (en, zh) = (
            format!("{} by-products of items without a bill here, the first of {first}", without.len()),
            format!("{} 个副产品所属物料在此没有清单，第一个属于 {first}", without.len()),
        );
        report.add(&words::NOT_USED, None, &[("seen", "by-products"), ("what", &en), ("what_zh", &zh)]);
    }
}

/// Compares the stock moves of orders with the bills: what an order took against what its bill says.
pub(crate) fn compare(
    tables: &[Table<'_>],
    import: &Import<'_>,
    bills: &[Bill],
    summary: &mut Summary,
    report: &mut Report,
) {
    for table in of(tables, Role::Moves) {
        let mut orders: IndexMap<String, Vec<Cells>> = IndexMap::new();
        for cells in table.rows() {
            if cells.has(Concept::Order) {
                orders.entry(cells.text(Concept::Order).to_owned()).or_default().push(cells);
            }
        }
        let (mut compared, mut differing) = (0_usize, Vec::new());
        for (order, moves) in &orders {
            let moved = |cells: &Cells| -> Option<Wide> {
                let quantity = table.number(cells, Concept::Quantity).and_then(|n| plain(&n))?;
                let factor = unit(table, cells, import).map_or(Decimal::ONE, |m| m.factor);
                Some(Wide::from(quantity).mul(Wide::from(factor)))
            };
            let of_item = |item: &str| moves.iter().find(|c| code(c.text(Concept::Item)) == item);
            let bill = bills
                .iter()
                .find(|b| of_item(&b.parent).is_some() && b.edges.iter().all(|e| of_item(&e.child).is_some()));
            let Some((bill, made)) = bill.and_then(|b| Some((b, moved(of_item(&b.parent)?)?))) else { continue };
            compared = compared.saturating_add(1);
            for edge in &bill.edges {
                let Some((cells, taken)) = of_item(&edge.child).and_then(|c| Some((c, moved(c)?))) else { continue };
                let same_unit = unit(table, cells, import).map(|m| m.unit) == edge.unit.map(|m| m.unit);
                let needed = Wide::from(edge.quantity).mul(made);
                let taken = taken.mul(Wide::from(edge.per));
                let twice = bill.edges.iter().filter(|e| e.child == edge.child).count() > 1;
                let plain_line = edge.scrap.is_zero() && edge.yields == Decimal::ONE;
                if same_unit && plain_line && !twice && needed.cmp(taken).is_ne() {
                    differing.push(format!("{order} {}", edge.child));
                }
            }
        }
        if compared == 0 {
            continue;
        }
        let Some(first) = differing.first() else {
            summary.notes.push([
                format!("{}: {compared} orders took what their bills say", table.raw.file),
                format!("{}：{compared} 个订单的用料与清单一致", table.raw.file),
            ]);
            continue;
        };
        let count = differing.len();
        let (en, zh) = (
            format!(
                "{count} lines of {compared} orders took another quantity than their bill says, the first: {first}"
            ),
            format!("{compared} 个订单中有 {count} 行用料与清单不同，第一个：{first}"),
        );
        let place = Some(Place::file(table.file()));
        let [role, _] = Role::Moves.words();
        report.add(&words::NOT_USED, place, &[("seen", role), ("what", &en), ("what_zh", &zh)]);
    }
}
