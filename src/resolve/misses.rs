//! What is said where a reference leads to no row, or to one that is not quite what was wanted; and what to write
//! instead.

use super::{Resolver, Role};
use crate::diagnostic::{Place, texts};
use crate::factor::{Factor, FactorOrigin, FactorSet, Miss, Taken, Vocabulary, Wanted, take};
use crate::read::nearest::nearest_few;

/// How many ids a message suggests of each kind.
const FEW: usize = 3;

impl Resolver<'_> {
    /// Says why nothing was taken, with what could be written instead.
    pub(super) fn report_miss(
        &mut self,
        text: &str,
        wanted: &Wanted,
        passed: &[(usize, Miss)],
        role: Role,
        place: Option<Place>,
    ) {
        let id = wanted.id.as_str();
        let later = passed.iter().find_map(|(_, miss)| match miss {
            Miss::Later(year) => Some(*year),
            Miss::Region => None,
        });
        if let (Some(want), Some(have)) = (wanted.year, later) {
            let then = Wanted { year: Some(have), ..wanted.clone() };
            let example = take(&self.sets, &then).map_or_else(|_| then.reference(), |t| reference(&t.factor, have));
            let (want, have) = (want.to_string(), have.to_string());
            let arguments = [("seen", id), ("want", &want), ("have", &have), ("example", &example)];
            self.report.add(&texts::FACTOR_LATER, place, &arguments);
        } else if passed.is_empty() {
            self.unmatched.entry(text.to_owned()).or_insert_with(|| (wanted.clone(), place.clone()));
            let [near, near_zh] = self.suggestions(id, id, wanted);
            let arguments =
                [("role", role[0]), ("role_zh", role[1]), ("seen", text), ("near", &near), ("near_zh", &near_zh)];
            self.report.add(&texts::FACTOR_NOT_FOUND, place, &arguments);
        } else {
            self.report_elsewhere(wanted, place);
        }
    }

    /// Says for which regions there are rows, and what the region wanted has of the same kind.
    fn report_elsewhere(&mut self, wanted: &Wanted, place: Option<Place>) {
        let id = wanted.id.as_str();
        let region = wanted.region.as_deref().unwrap_or("-");
        let mut have: Vec<&str> = self.sets.iter().flat_map(|set| set.holds(id)).map(|row| row.region).collect();
        have.retain(|r| !r.is_empty());
        have.sort_unstable();
        have.dedup();
        let example = format!("{id}@{}", have.first().copied().unwrap_or("GLO"));
        let mut listed = have.iter().take(8).copied().collect::<Vec<_>>().join(", ");
        if have.len() > 8 {
            listed.push_str(" …");
        }
        let kin = if self.report.is_long() { Vec::new() } else { self.kin(wanted) };
        let [near, near_zh] = match quoted(&kin) {
            None => [String::new(), String::new()],
            Some([en, zh]) => [format!("; {region} has {en}"), format!("；{region}有{zh}")],
        };
        let arguments = [
            ("seen", id),
            ("region", region),
            ("have", listed.as_str()),
            ("example", kin.first().unwrap_or(&example)),
            ("near", near.as_str()),
            ("near_zh", near_zh.as_str()),
        ];
        self.report.add(&texts::FACTOR_NOT_IN_REGION, place, &arguments);
    }

    /// Ids with the same beginning that have a life-cycle row where and when it is wanted, the nearest first.
    fn kin(&self, wanted: &Wanted) -> Vec<String> {
        let mut ids: Vec<&str> = self.sets.iter().flat_map(FactorSet::ids).collect();
        ids.sort_by_key(|id| (id.len(), *id));
        ids.dedup();
        let mut stem = wanted.id.as_str();
        loop {
            let of_stem = |id: &&str| {
                let rest = id.strip_prefix(stem);
                **id != *wanted.id && rest.is_some_and(|r| r.is_empty() || r.starts_with('-'))
            };
            let usable = ids.iter().copied().filter(of_stem).filter(|id| self.usable(id, wanted).is_some());
            let found: Vec<String> = usable.take(FEW).map(str::to_owned).collect();
            if !found.is_empty() {
                return found;
            }
            stem = match stem.rsplit_once('-') {
                Some((shorter, _)) => shorter,
                None => return Vec::new(),
            };
        }
    }

    /// The row of an id that a study would take here, if it may stand in a footprint.
    pub(super) fn usable(&self, id: &str, wanted: &Wanted) -> Option<Taken> {
        let wanted = Wanted { id: id.to_owned(), ..wanted.clone() };
        take(&self.sets, &wanted).ok().filter(|taken| taken.factor.may_enter())
    }

    /// What could have been meant by an id: near in spelling, and near in meaning to `words`. What has a row where and
    /// when it is wanted comes first; what has none is named with a region that it has.
    pub(super) fn suggestions(&self, id: &str, words: &str, wanted: &Wanted) -> [String; 2] {
        if self.report.is_long() {
            return [String::new(), String::new()];
        }
        let study = self.study;
        // What has no factor is no help to itself.
        let items = study.items.iter().map(|i| study.name_of(i.id)).filter(|item| *item != id);
        let factors = self.sets.iter().flat_map(FactorSet::ids);
        let spelled = nearest_few(id, items.chain(factors), FEW, |near| {
            study.item_by_text(near).is_some() || self.usable(near, wanted).is_some()
        });
        let vocabulary = self.vocabulary.get_or_init(|| Vocabulary::of(&self.sets));
        let meant = vocabulary.like(words, FEW, |near| self.usable(near, wanted).is_some());
        let here = |near: &str| -> String {
            if study.item_by_text(near).is_some() || self.usable(near, wanted).is_some() {
                return near.to_owned();
            }
            let rows = self.sets.iter().flat_map(|set| set.holds(near)).map(|row| row.region);
            match rows.min().filter(|region| !region.is_empty()) {
                Some(region) => format!("{near}@{region}"),
                None => near.to_owned(),
            }
        };
        let meant: Vec<String> = meant.into_iter().filter(|id| !spelled.contains(id)).map(here).collect();
        let spelled: Vec<String> = spelled.into_iter().map(here).collect();
        match (quoted(&spelled), quoted(&meant)) {
            (None, None) => [String::new(), String::new()],
            (Some([en, zh]), None) => [format!("; nearest in spelling: {en}"), format!("；拼写最接近：{zh}")],
            (None, Some([en, zh])) => [format!("; nearest in meaning: {en}"), format!("；含义最接近：{zh}")],
            (Some([spelled, spelled_zh]), Some([meant, meant_zh])) => [
                format!("; nearest in spelling: {spelled}; in meaning: {meant}"),
                format!("；拼写最接近：{spelled_zh}；含义最接近：{meant_zh}"),
            ],
        }
    }

    /// Says where the row taken is coarser or older than what was wanted, and what was passed over for it.
    pub(super) fn report_taken(&mut self, taken: &Taken, wanted: &Wanted, place: Option<Place>) {
        let factor = &taken.factor;
        let (seen, want) = (factor.id.as_str(), wanted.region.as_deref().unwrap_or_default());
        if taken.choice.coarser {
            let stated = factor.region.as_str();
            let [have, have_zh] =
                if stated.is_empty() { ["a row without region", "不限地区的数据"] } else { [stated; 2] };
            let arguments = [("seen", seen), ("want", want), ("have", have), ("have_zh", have_zh)];
            self.report.add(&texts::REGION_COARSER, place.clone(), &arguments);
        }
        if taken.choice.older {
            let want = wanted.year.map(|y| y.to_string()).unwrap_or_default();
            let have = factor.years().unwrap_or_default();
            self.report.add(&texts::YEAR_OLDER, place.clone(), &[("seen", seen), ("want", &want), ("have", &have)]);
        }
        for (set, miss) in &taken.passed {
            let have = factor.key();
            let [from, from_zh] = self.named(taken.set);
            let [whose, whose_zh] = self.named(*set);
            let [why, why_zh] = match miss {
                Miss::Region => [format!("has no row for {want}"), format!("没有适用于 {want} 的数据")],
                Miss::Later(year) => [format!("begins only in {year}"), format!("自 {year} 年起才有效")],
            };
            let arguments = [
                ("seen", seen),
                ("whose", &whose),
                ("whose_zh", &whose_zh),
                ("why", &why),
                ("why_zh", &why_zh),
                ("have", have.as_str()),
                ("from", &from),
                ("from_zh", &from_zh),
            ];
            self.report.add(&texts::FACTOR_PASSED_OVER, place.clone(), &arguments);
        }
        self.report_rivals(taken, wanted, place);
    }

    /// Says where another library file has another figure for the same thing: which of them counts is a matter of
    /// their order alone.
    fn report_rivals(&mut self, taken: &Taken, wanted: &Wanted, place: Option<Place>) {
        let is_file = |set: Option<&FactorSet>| set.is_some_and(|s| matches!(s.origin, FactorOrigin::File(_)));
        if !is_file(self.sets.get(taken.set)) {
            return;
        }
        let sets = self.sets.clone();
        let after = sets.iter().enumerate().skip(taken.set.saturating_add(1));
        for (at, set) in after.filter(|(_, set)| is_file(Some(set))) {
            let Ok(rival) = take(std::slice::from_ref(set), wanted) else { continue };
            if rival.factor.says_the_same(&taken.factor) {
                continue;
            }
            let ([from, _], [other, _]) = (self.named(taken.set), self.named(at));
            let (have, rival) = (taken.factor.key(), rival.factor.key());
            let arguments = [
                ("seen", have.as_str()),
                ("from", from.as_str()),
                ("rival", rival.as_str()),
                ("other", other.as_str()),
            ];
            self.report.add(&texts::FACTOR_IN_TWO_FILES, place.clone(), &arguments);
        }
    }

    /// A set of factors, for a message.
    fn named(&self, set: usize) -> [String; 2] {
        match self.sets.get(set).map(|s| &s.origin) {
            Some(FactorOrigin::File(name)) => [name.to_string(), name.to_string()],
            Some(FactorOrigin::Embedded) => ["the embedded library".to_owned(), "内置因子库".to_owned()],
            Some(FactorOrigin::Supplier) => ["the supplier's footprint".to_owned(), "供应商足迹".to_owned()],
            Some(FactorOrigin::Program) => ["the program".to_owned(), "程序".to_owned()],
            _ => ["the study".to_owned(), "研究".to_owned()],
        }
    }

    /// What to use instead of a partial factor: the life-cycle row for the same thing that the study would take where
    /// and when this one was wanted. Empty where there is none.
    pub(super) fn life_cycle_instead(&self, factor: &Factor, wanted: &Wanted) -> [String; 2] {
        if self.report.is_long() {
            return [String::new(), String::new()];
        }
        let rows = || stems(&factor.id).into_iter().filter_map(|stem| self.usable(&stem, wanted));
        let same = |taken: &Taken| taken.factor.unit.dimension() == factor.unit.dimension();
        let whole = |taken: &Taken| same(taken) && taken.factor.is_complete();
        if let Some(taken) = rows().find(whole).or_else(|| rows().find(same)) {
            let key = self.written(&taken.factor, wanted);
            return [format!(": `{key}`"), format!("：{key}")];
        }
        match rows().next() {
            Some(taken) => {
                let (key, unit) = (self.written(&taken.factor, wanted), taken.factor.unit);
                [format!(": `{key}` (per {unit})"), format!("：{key}（按 {unit} 计）")]
            }
            None => self.similar(factor),
        }
    }

    /// A life-cycle row per the same kind of unit whose words are those of a partial one; as an example with a region,
    /// China's first.
    fn similar(&self, factor: &Factor) -> [String; 2] {
        let words = format!("{} {} {}", factor.id, factor.details.name, factor.details.name_zh);
        let vocabulary = self.vocabulary.get_or_init(|| Vocabulary::of(&self.sets));
        let fits = |f: &&Factor| f.is_complete() && f.unit.dimension() == factor.unit.dimension();
        let of = |id: &str| {
            let rows = self.sets.iter().flat_map(|set| set.factors(id)).map(|f| f.as_ref()).filter(fits);
            rows.min_by_key(|f| (f.region != "CN", std::cmp::Reverse(f.valid_from)))
        };
        match vocabulary.like(&words, FEW, |id| of(id).is_some()).into_iter().find_map(of) {
            Some(row) => {
                let key = row.key();
                [format!(", such as `{key}`"), format!("，例如 {key}")]
            }
            None => [String::new(), String::new()],
        }
    }

    /// A reference that leads to a row whatever the study's region; with a year where one was wanted.
    fn written(&self, factor: &Factor, wanted: &Wanted) -> String {
        match wanted.year {
            Some(year) => reference(factor, year),
            None if factor.region.is_empty() => factor.id.clone(),
            None => format!("{}@{}", factor.id, factor.region),
        }
    }
}

/// The reference of a row for a year, or for its last one where it ended before.
fn reference(factor: &Factor, year: i32) -> String {
    let year = factor.valid_to.map_or(year, |to| to.min(year));
    Wanted::new(&factor.id, Some(&factor.region), Some(year)).reference()
}

/// `` `a`, `b` `` and “a”、“b”; nothing of nothing.
fn quoted(ids: &[String]) -> Option<[String; 2]> {
    let en: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    let zh: Vec<String> = ids.iter().map(|id| format!("“{id}”")).collect();
    (!ids.is_empty()).then(|| [en.join(", "), zh.join("、")])
}

/// Under which ids the whole of a part may stand: `diesel` for `diesel-combustion`, `diesel-energy` and `diesel` for
/// `diesel-energy-co2-gbt2589`, the grid for a figure of electricity.
fn stems(id: &str) -> Vec<String> {
    const PARTS: [&str; 6] = ["combustion", "direct", "co2", "upstream", "process", "manufacturing"];
    let words: Vec<&str> = id.split('-').collect();
    let whole: Vec<&str> = words.iter().copied().filter(|w| !PARTS.contains(w)).collect();
    let first = words.iter().position(|w| PARTS.contains(w)).unwrap_or(words.len());
    let mut stems: Vec<String> = vec![whole.join("-")];
    stems.extend((1..=first).rev().map(|end| words[..end].join("-")));
    if id.starts_with("electricity") {
        stems.push("electricity-grid".to_owned());
    }
    stems.dedup();
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_of_a_part_is_looked_for_from_near_to_far() {
        assert_eq!(stems("diesel-combustion"), ["diesel"]);
        assert_eq!(stems("diesel-energy-co2-gbt2589"), ["diesel-energy-gbt2589", "diesel-energy", "diesel"]);
        assert!(stems("electricity-fossil-co2").ends_with(&["electricity-grid".to_owned()]));
    }
}
