//! Footprints received from suppliers: PACT and Catena-X in all their versions, as JSON and as tables, become factors;
//! what is wrong with one is said at its place.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]
#![allow(clippy::print_stdout, reason = "a test that was skipped says so")]

use std::path::{Path, PathBuf};

use product_footprint::{Diagnostic, FactorLibrary, Model, Severity, Study};

/// A study's folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-suppliers-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("suppliers")).unwrap();
        let folder = Self(path);
        for (name, text) in files {
            folder.file(name, text.as_bytes());
        }
        folder
    }

    fn file(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }

    fn model(&self) -> Result<Model, Vec<String>> {
        let places = |list: &[Diagnostic]| list.iter().map(place).collect::<Vec<_>>();
        let study = Study::open(&self.0).map_err(|e| places(e.diagnostics()))?;
        Model::new(study, FactorLibrary::embedded()).map_err(|e| places(e.diagnostics()))
    }

    /// Total and total with biogenic carbon of the product `x`, and the places of the warnings.
    fn totals(&self) -> Result<(String, String, Vec<String>), Vec<String>> {
        let model = self.model()?;
        let x = model.footprint("x").map_err(|e| e.diagnostics().iter().map(place).collect::<Vec<_>>())?;
        let warnings = model.warnings().iter().map(place).collect();
        Ok((x.total().to_string(), x.total_including_biogenic().to_string(), warnings))
    }

    /// The errors of reading alone.
    fn errors(&self) -> Vec<String> {
        let study = Study::open(&self.0).unwrap();
        study.diagnostics().iter().filter(|d| d.severity() == Severity::Error).map(place).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn place(d: &Diagnostic) -> String {
    format!("{} {}", d.code(), d.place().map(ToString::to_string).unwrap_or_default())
}

#[cfg(not(feature = "json"))]
#[test]
fn without_json_they_are_refused_by_name() {
    let folder = Folder::new("refused", &[("bom.csv", "parent,child,quantity\nx,steel-pipe-welded@CN,1\n")]);
    assert_eq!(folder.errors(), ["E112 suppliers"]);
    let _ = (Folder::model, Folder::totals, Path::new(""));
}

#[cfg(feature = "json")]
mod formats {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use product_footprint::{Component, Decimal, FactorOrigin};
    use serde_json::{Value, json};

    use super::*;

    const BOM: (&str, &str) = ("bom.csv", "parent,child,quantity,unit\nx,part,25,L\n");
    const ITEMS: (&str, &str) = ("items.csv", "id,unit,factor\npart,L,drum\n");

    /// A footprint of a 12.5-litre drum with a value in every part.
    fn pact_3() -> Value {
        json!({
            "id": "F4B1225A-bd44-4c8e-861d-079e4e1dfd69",
            "specVersion": "3.0.0",
            "created": "2025-02-01T10:00:00Z",
            "status": "Active",
            "companyName": "Solvent works",
            "companyIds": ["urn:pact:company:solvent"],
            "productDescription": "",
            "productIds": ["urn:gtin:4712345060507", "urn:pact:solvent.example:product-id:drum-12"],
            "productNameCompany": "Solvent in a drum",
            "productClassifications": ["urn:cpc:3411"],
            "pcf": {
                "declaredUnitOfMeasurement": "liter",
                "declaredUnitAmount": "12.5",
                "productMassPerDeclaredUnit": "10",
                "referencePeriodStart": "2024-01-01T00:00:00Z",
                "referencePeriodEnd": "2025-01-01T00:00:00Z",
                "geographyCountry": "DE",
                "pcfExcludingBiogenicUptake": "20.35",
                "pcfIncludingBiogenicUptake": "14.35",
                "fossilCarbonContent": "1",
                "fossilGhgEmissions": "18",
                "aircraftGhgEmissions": "0.5",
                "biogenicNonCO2Emissions": "0.75",
                "landUseChangeGhgEmissions": "1.2",
                "landManagementBiogenicCO2Emissions": "0.9",
                "landManagementBiogenicCO2Removals": "-0.3",
                "technologicalCO2Removals": "-0.1",
                "ccsTechnologicalCO2Capture": "-0.1",
                "biogenicCO2Uptake": "-6",
                "landManagementFossilGhgEmissions": "0.4",
                "packagingGhgEmissions": "0.2",
                "outboundLogisticsGhgEmissions": "0.6",
                "ipccCharacterizationFactors": ["AR6"],
                "crossSectoralStandards": ["ISO14067", "of 2031"],
                "exemptedEmissionsPercent": "1",
                "primaryDataShare": "42.5",
                "dqi": {"technologicalDQR": "1.5", "geographicalDQR": "2", "temporalDQR": "1"}
            }
        })
    }

    fn changed(mut value: Value, path: &str, with: Value) -> Value {
        let mut here = &mut value;
        for name in path.split('.') {
            here = match name.parse::<usize>() {
                Ok(at) => &mut here[at],
                Err(_) => &mut here[name],
            };
        }
        *here = with;
        value
    }

    fn without(mut value: Value, path: &str) -> Value {
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut here = &mut value;
        for part in parent.split('.').filter(|p| !p.is_empty()) {
            here = &mut here[part];
        }
        here.as_object_mut().unwrap().remove(name);
        value
    }

    fn with(folder: &Folder, footprint: &Value) {
        folder.file("suppliers/drum.json", footprint.to_string().as_bytes());
    }

    #[test]
    fn a_footprint_is_a_factor_per_unit_with_all_nine_components() {
        let folder = Folder::new("nine", &[BOM, ITEMS]);
        with(&folder, &pact_3());
        let model = folder.model().unwrap();
        assert!(model.warnings().is_empty(), "{:?}", model.warnings());
        let x = model.footprint("x").unwrap();
        // 25 litres are two drums.
        assert_eq!((x.total().to_string(), x.total_including_biogenic().to_string()), ("40.7".into(), "28.7".into()));
        for (component, value) in [
            (Component::Fossil, "35"),
            (Component::Aircraft, "1"),
            (Component::BiogenicNonCo2, "1.5"),
            (Component::LandUseChange, "2.4"),
            (Component::LandManagement, "1.8"),
            (Component::LandRemovals, "-0.6"),
            (Component::TechnicalRemovals, "-0.4"),
            (Component::BiogenicUptake, "-12"),
        ] {
            assert_eq!(x.component(component).to_string(), value, "{component:?}");
        }
        let factor = x.contributions()[0].factor();
        assert_eq!(factor.source(), "PACT 3.0.0, urn:gtin:4712345060507, 2024-01-01 – 2024-12-31");
        // A third of it cannot be written down and is still exact.
        folder.file("bom.csv", b"parent,child,quantity,unit\nx,part,3,L\n");
        let thirds = changed(
            changed(pact_3(), "pcf.declaredUnitAmount", json!("3")),
            "pcf.declaredUnitOfMeasurement",
            json!("liter"),
        );
        with(&folder, &thirds);
        assert_eq!(folder.totals().unwrap().0, "20.35");
        // However small it is: a third of 0.0001 kg, of which 28 places hold 24 digits.
        let small = changed(thirds, "pcf.aircraftGhgEmissions", json!("0.0001"));
        with(&folder, &changed(small, "pcf.fossilGhgEmissions", json!("17.9999")));
        let x = folder.model().unwrap().footprint("x").unwrap();
        assert_eq!(x.component(Component::Aircraft).to_string(), "0.0001");
        assert_eq!(x.total().to_string(), "20.35");
    }

    #[test]
    fn a_supplier_counts_by_its_own_share_and_its_own_ratings() {
        let folder = Folder::new("quality", &[BOM, ITEMS]);
        let quality = |folder: &Folder| folder.model().unwrap().footprint("x").unwrap().quality().clone();
        let text = |d: Option<product_footprint::Decimal>| d.map(|d| d.to_string());
        with(&folder, &pact_3());
        let q = quality(&folder);
        assert_eq!(text(q.primary_share()).as_deref(), Some("0.425"));
        let ratings = [q.technology(), q.time(), q.geography()].map(|r| r.unwrap().value().to_string());
        assert_eq!(ratings, ["1.5", "1", "2"]);
        assert_eq!((text(q.coverage()).as_deref(), q.suppliers_without_share().factors()), (Some("1"), 0));
        assert_eq!((q.oldest().map(|(year, _)| year), q.mean_age()), (Some(2024), None));
        // A secondary quantity makes nothing primary of it; the ratings are the factor's and stay.
        folder.file("bom.csv", b"parent,child,quantity,unit,data\nx,part,25,L,secondary\n");
        let q = quality(&folder);
        assert_eq!((text(q.primary_share()).as_deref(), q.technology().is_some()), (Some("0"), true));
        // What states no share is not taken for primary, and said.
        folder.file("bom.csv", BOM.1.as_bytes());
        with(&folder, &without(pact_3(), "pcf.primaryDataShare"));
        let q = quality(&folder);
        assert_eq!((text(q.primary_share()).as_deref(), q.suppliers_without_share().factors()), (Some("0"), 1));
        // Version 2 rates from 1 to 3: named, and in no mean.
        let pact_2 = json!({
            "id": "f4b1225a-bd44-4c8e-861d-079e4e1dfd69", "specVersion": "2.3.0", "version": 0, "status": "Active",
            "created": "2025-02-01T10:00:00Z", "comment": "", "companyName": "Solvent works",
            "companyIds": ["urn:x"], "productDescription": "", "productIds": ["urn:pact:x:drum"],
            "productCategoryCpc": "3411", "productNameCompany": "Solvent in a drum",
            "pcf": {
                "declaredUnit": "liter", "unitaryProductAmount": "12.5", "referencePeriodStart": "2024-01-01T00:00:00Z",
                "referencePeriodEnd": "2025-01-01T00:00:00Z", "pCfExcludingBiogenic": "1.5", "fossilGhgEmissions": "1.5",
                "characterizationFactors": "AR6", "ipccCharacterizationFactorsSources": ["AR6"],
                "exemptedEmissionsPercent": 0.0, "primaryDataShare": 42.5,
                "dqi": {"coveragePercent": 100.0, "technologicalDQR": 2.0, "temporalDQR": 1.0, "geographicalDQR": 2.0,
                        "completenessDQR": 1.0, "reliabilityDQR": 1.0}
            }
        });
        with(&folder, &pact_2);
        let q = quality(&folder);
        assert_eq!((q.technology(), text(q.coverage()).as_deref()), (None, Some("0")));
        let others: Vec<(&str, Option<String>)> = q.other_scales().map(|(s, a)| (s, text(a.share()))).collect();
        assert_eq!(others, [("PACT 2 (1–3)", Some("1".to_owned()))]);
    }

    #[test]
    fn every_format_says_the_same() {
        let folder = Folder::new("same", &[BOM, ITEMS, ("study.toml", "[study]\ngwp = \"AR5\"\n")]);
        // Without what only version 3 can say; numbers of version 2 are for one litre.
        let pact_3 = changed(pact_3(), "pcf.ipccCharacterizationFactors", json!(["AR5"]));
        let pact_3 = ["technologicalCO2Removals", "ccsTechnologicalCO2Capture", "landManagementBiogenicCO2Emissions"]
            .iter()
            .fold(pact_3, |v, name| without(v, &format!("pcf.{name}")));
        let pact_3 = changed(pact_3, "pcf.pcfExcludingBiogenicUptake", json!("19.65"));
        let pact_3 = changed(pact_3, "pcf.pcfIncludingBiogenicUptake", json!("13.65"));
        let period =
            json!({"referencePeriodStart": "2024-01-01T00:00:00Z", "referencePeriodEnd": "2025-01-01T00:00:00Z"});
        let pact_2 = json!({
            "id": "f4b1225a-bd44-4c8e-861d-079e4e1dfd69", "specVersion": "2.3.0", "version": 0, "status": "Active",
            "created": "2025-02-01T10:00:00Z", "comment": "", "companyName": "Solvent works",
            "companyIds": ["urn:x"], "productDescription": "", "productIds": ["urn:gtin:4712345060507"],
            "productCategoryCpc": "3411", "productNameCompany": "Solvent in a drum",
            "pcf": {
                "declaredUnit": "liter", "unitaryProductAmount": "12.5", "productMassPerDeclaredUnit": "0.8",
                "referencePeriodStart": period["referencePeriodStart"], "referencePeriodEnd": period["referencePeriodEnd"],
                "geographyCountry": "DE", "pCfExcludingBiogenic": "1.572", "pCfIncludingBiogenic": "1.092",
                "fossilGhgEmissions": "1.44", "aircraftGhgEmissions": "0.04", "otherBiogenicGhgEmissions": "0.06",
                "dLucGhgEmissions": "0.096", "iLucGhgEmissions": "9", "landManagementGhgEmissions": "-0.024",
                "biogenicCarbonWithdrawal": "-0.48", "characterizationFactors": "AR5",
                "ipccCharacterizationFactorsSources": ["AR5"], "exemptedEmissionsPercent": 1.0, "primaryDataShare": 42.5
            }
        });
        let catena_7 = json!({
            "specVersion": "urn:io.catenax.pcf:datamodel:version:7.0.0", "partialFullPcf": "Cradle-to-gate",
            "id": "f4b1225a-bd44-4c8e-861d-079e4e1dfd69", "companyName": "Solvent works", "companyIds": ["urn:BPNL000000000DWF"],
            "productIds": ["urn:gtin:4712345060507"], "productName": "Solvent in a drum", "extWBCSD_pfStatus": "Active",
            "pcf": {
                "declaredUnit": "liter", "unitaryProductAmount": 12.5, "productMassPerDeclaredUnit": 0.8,
                "referencePeriodStart": period["referencePeriodStart"], "referencePeriodEnd": period["referencePeriodEnd"],
                "geographyRegionOrSubregion": "Europe", "geographyCountry": "DE",
                "pcfExcludingBiogenic": 1.572, "pcfIncludingBiogenic": 1.092, "fossilGhgEmissions": 1.4,
                "aircraftGhgEmissions": 0.04, "biogenicCarbonEmissionsOtherThanCO2": 0.06, "dlucGhgEmissions": 0.096,
                "extTFS_luGhgEmissions": -0.024, "biogenicCarbonWithdrawal": -0.48,
                "extWBCSD_characterizationFactors": "AR5", "exemptedEmissionsPercent": 1, "primaryDataShare": 42.5
            }
        });
        let values = json!({
            "pcfExcludingBiogenicUptake": 19.65, "pcfIncludingBiogenicUptake": 13.65, "fossilGhgEmissions": 17.5,
            "aircraftGhgEmissions": 0.5, "biogenicNonCO2Emissions": 0.75, "landUseChangeGhgEmissions": 1.2,
            "landManagementBiogenicCO2Removals": -0.3, "biogenicCO2Uptake": -6
        });
        let mut catena_8 = json!({
            "specVersion": ["urn:io.catenax.pcf:datamodel:version:8.0.0"], "partialFullPcf": "Cradle-to-gate",
            "id": "urn:uuid:f4b1225a-bd44-4c8e-861d-079e4e1dfd69", "companyName": "Solvent works",
            "productIds": ["urn:gtin:4712345060507"], "productNameCompany": "Solvent in a drum", "status": "Active",
            "validityPeriodEnd": "2027-12-31T23:59:59Z",
            "pcf": {
                "declaredUnitOfMeasurement": "liter", "declaredUnitAmount": 12.5, "productMassPerDeclaredUnit": 10,
                "referencePeriodStart": period["referencePeriodStart"], "referencePeriodEnd": period["referencePeriodEnd"],
                "geographyRegionOrSubregion": "Europe", "geographyCountry": "DE", "ipccCharacterizationFactors": "AR5",
                "primaryDataShare": 42.5
            }
        });
        for (name, value) in values.as_object().unwrap() {
            catena_8["pcf"][name] = value.clone();
        }
        let nested = |version: &str| {
            json!({
                "scopeOfPcfForm": [{"specVersion": format!("urn:io.catenax.pcf:datamodel:version:{version}"), "partialFullPcf": "Cradle-to-gate"}],
                "companyAndProductInformation": [{
                    "companyInformation": [{"companyName": "Solvent works", "companyIds": ["urn:BPNL000000000DWF"]}],
                    "productInformation": [{
                        "productNameCompany": "Solvent in a drum", "productIds": ["urn:gtin:4712345060507"],
                        "declaredUnitOfMeasurement": "liter", "declaredUnitAmount": 12.5, "productMassPerDeclaredUnit": 10
                    }]
                }],
                "pcfAssessmentAndMethodology": [{
                    "pcfAssessmentInformation": [{
                        "idAndVersion": [{"id": "f4b1225a-bd44-4c8e-861d-079e4e1dfd69", "version": 0, "status": "Active", "precedingPfIds": [{}]}],
                        "geography": [{"geographyRegionOrSubregion": "Europe", "geographyCountry": "DE"}],
                        "time": [{
                            "referencePeriodStart": period["referencePeriodStart"],
                            "referencePeriodEnd": period["referencePeriodEnd"], "validityPeriodEnd": "2027-12-31T23:59:59Z"
                        }]
                    }],
                    "pcfMethodology": [{"gwpCharacterizationFactorDetails": [{"ipccCharacterizationFactors": "AR5"}]}],
                    "dataSourcesAndQuality": [{"primaryDataShare": 42.5}]
                }],
                "productLifeCycleStagesAndEmissions": [{"productionStage": [values.clone()]}]
            })
        };
        let mut results = Vec::new();
        for (name, footprint) in [
            ("pact 3", pact_3.clone()),
            ("a list", json!([pact_3])),
            ("data", json!({"data": [pact_3]})),
            ("data of one", json!({"data": pact_3})),
            ("pact 2", pact_2),
            ("catena 7", catena_7),
            ("catena 8", catena_8),
            ("catena 9", nested("9.0.0")),
            ("catena 10", nested("10.0.0")),
        ] {
            with(&folder, &footprint);
            results.push((name, folder.model()));
        }
        std::fs::remove_file(folder.0.join("suppliers/drum.json")).unwrap();
        let names: Vec<&String> = pact_3["pcf"].as_object().unwrap().keys().filter(|k| *k != "dqi").collect();
        let cell = |v: &Value| match v {
            Value::String(text) => text.clone(),
            list => list[0].as_str().unwrap().to_owned(),
        };
        let cells: Vec<String> = names.iter().map(|n| cell(&pact_3["pcf"][n.as_str()])).collect();
        let headers: Vec<&str> = names.iter().map(|n| n.as_str()).collect();
        let flat = format!(
            "Product IDs.1,Company Name,{}\nurn:gtin:4712345060507,Solvent works,{}\n",
            headers.join(","),
            cells.join(",")
        );
        folder.file("suppliers/drum.csv", flat.as_bytes());
        results.push(("flat", folder.model()));
        let catena = "id;specVersion;partialFullPcf;companyName;productIds.1;productNameCompany;declaredUnit;unitaryProductAmount;\
            geographyCountry;referencePeriodStart;referencePeriodEnd;characterizationFactors;primaryDataShare;pcfExcludingBiogenic;\
            pcfIncludingBiogenic;fossilGhgEmissions;biogenicCarbonEmissionsOtherThanCO2;biogenicCarbonWithdrawal;\
            dlucGhgEmissions;luGhgEmissions;aircraftGhgEmissions;packagingEmissionsIncluded\n\
            f4b1225a-bd44-4c8e-861d-079e4e1dfd69;urn:io.catenax.pcf:datamodel:version:9.0.0;Cradle-to-gate;Solvent works;\
            urn:gtin:4712345060507;Solvent;liter;12.5;DE;2024-01-01T00:00:00Z;2025-01-01T00:00:00Z;AR5;42.5;1.572;1.092;1.4;0.06;\
            -0.48;0.096;-0.024;0.04;TRUE\n";
        folder.file("suppliers/drum.csv", catena.as_bytes());
        results.push(("calculation tools", folder.model()));
        for (name, model) in results {
            let model = model.unwrap_or_else(|e| panic!("{name}: {e:?}"));
            let x = model.footprint("x").unwrap();
            let all: Vec<String> = Component::ALL.iter().map(|c| x.component(*c).to_string()).collect();
            assert_eq!(all, ["35", "1", "1.5", "2.4", "0", "-0.6", "0", "0", "-12"], "{name}");
            assert_eq!(x.contributions()[0].factor().region(), "DE", "{name}");
            let share = x.quality().primary_share().map(|s| s.to_string());
            assert_eq!(share.as_deref(), Some("0.425"), "{name}");
            let assumed: Vec<&str> = model.warnings().iter().map(|w| w.code()).collect();
            // Only version 2 leaves the sign of land management to be read.
            assert_eq!(assumed, vec!["W229"; usize::from(name == "pact 2")], "{name}");
        }
    }

    #[test]
    fn a_total_that_does_not_add_up_is_kept_and_said() {
        let folder = Folder::new("sums", &[BOM, ITEMS]);
        with(&folder, &changed(pact_3(), "pcf.pcfExcludingBiogenicUptake", json!("21")));
        let w228 = || "W228 suppliers/drum.json:1".to_owned();
        assert_eq!(folder.totals(), Ok(("42".into(), "28.7".into(), vec![w228(), w228()])));
        with(&folder, &changed(pact_3(), "pcf.pcfIncludingBiogenicUptake", json!("15")));
        assert_eq!(folder.totals(), Ok(("40.7".into(), "30".into(), vec![w228()])));
        with(&folder, &without(pact_3(), "pcf.landUseChangeGhgEmissions"));
        assert_eq!(folder.totals(), Ok(("40.7".into(), "28.7".into(), vec![w228()])));
    }

    #[test]
    fn own_factors_win_over_footprints_and_those_over_the_library() {
        let library = "steel-pipe-welded";
        let folder = Folder::new("priority", &[("bom.csv", "parent,child,quantity,unit\nx,steel-pipe-welded,2,kg\n")]);
        folder.file("study.toml", b"[study]\nregion = \"CN\"\nperiod = \"2024\"\n");
        assert_eq!(folder.totals().unwrap().0, "5.06");
        let steel = changed(pact_3(), "pcf.declaredUnitOfMeasurement", json!("kilogram"));
        let steel = changed(
            changed(steel, "pcf.declaredUnitAmount", json!("10")),
            "productIds",
            json!(["urn:x:steel-pipe-welded"]),
        );
        folder.file(&format!("suppliers/{library}.json"), steel.to_string().as_bytes());
        // From Germany, for a study in China: that is where it comes from, and nothing is coarser.
        assert_eq!(folder.totals(), Ok(("4.07".into(), "2.87".into(), vec![])));
        folder.file("factors.csv", b"id,unit,co2e,region\nsteel-pipe-welded,kg,7,CN\n");
        assert_eq!(folder.totals().unwrap().0, "14");
    }

    #[test]
    fn every_name_of_a_footprint_leads_to_it() {
        let folder = Folder::new("names", &[BOM]);
        with(&folder, &pact_3());
        for name in
            ["drum", "drum-12", "4712345060507", "urn:gtin:4712345060507", "f4b1225a-bd44-4c8e-861d-079e4e1dfd69"]
        {
            folder.file("items.csv", format!("id,unit,factor\npart,L,{name}\n").as_bytes());
            assert_eq!(folder.totals().map(|t| t.0), Ok("40.7".into()), "{name}");
        }
        folder.file("items.csv", b"id,unit,factor\npart,L,drum-21\n");
        assert_eq!(folder.totals(), Err(vec!["E101 items.csv:2 factor".into()]));
    }

    #[test]
    fn two_footprints_of_one_name_are_asked_about() {
        let folder = Folder::new("several", &[BOM, ("items.csv", "id,unit,factor\npart,L,drum-12\n")]);
        with(&folder, &pact_3());
        // A copy is the same footprint.
        folder.file("suppliers/copy.json", pact_3().to_string().as_bytes());
        assert_eq!(folder.totals().map(|t| t.0), Ok("40.7".into()));
        let other = changed(pact_3(), "id", json!("00000000-bd44-4c8e-861d-079e4e1dfd69"));
        folder.file("suppliers/other.json", other.to_string().as_bytes());
        assert_eq!(folder.totals(), Err(vec!["E104 items.csv:2 factor".into()]));
        // One that replaces the others is meant.
        let newer = changed(other, "precedingPfIds", json!(["f4b1225a-bd44-4c8e-861d-079e4e1dfd69"]));
        folder.file("suppliers/other.json", newer.to_string().as_bytes());
        assert_eq!(folder.totals().map(|t| t.0), Ok("40.7".into()));
        let old = changed(pact_3(), "status", json!("Deprecated"));
        std::fs::remove_file(folder.0.join("suppliers/other.json")).unwrap();
        std::fs::remove_file(folder.0.join("suppliers/copy.json")).unwrap();
        with(&folder, &old);
        assert_eq!(folder.totals(), Err(vec!["E101 items.csv:2 factor".into()]));
        folder.file("items.csv", b"id,unit,factor\npart,L,drum\n");
        assert_eq!(folder.totals().unwrap().2, ["W230 suppliers/drum.json:1"]);
    }

    #[test]
    fn validity_and_gwp_are_those_of_factors() {
        let folder = Folder::new("validity", &[BOM, ITEMS]);
        with(&folder, &pact_3());
        for (toml, expected) in [
            ("period = \"2027\"", Ok(vec![])),
            ("period = \"2028\"", Ok(vec!["W202 items.csv:2 factor"])),
            ("period = \"2023\"", Err(vec!["E118 items.csv:2 factor"])),
            ("gwp = \"AR5\"", Err(vec!["E113 items.csv:2 factor"])),
        ] {
            folder.file("study.toml", format!("[study]\n{toml}\n").as_bytes());
            let expected = expected
                .map(|l| l.into_iter().map(String::from).collect())
                .map_err(|l| l.into_iter().map(String::from).collect());
            assert_eq!(folder.totals().map(|t| t.2), expected, "{toml}");
        }
    }

    #[test]
    fn faults_are_named_with_line_and_path() {
        let folder = Folder::new("faults", &[BOM, ITEMS]);
        let of = |path: &str, value: Value| changed(pact_3(), path, value).to_string();
        let pcf = |name: &str, value: Value| of(&format!("pcf.{name}"), value);
        let gate = |boundary: &str| {
            let text = include_str!("fixtures/catena-x-9.json");
            text.replace("\"Cradle-to-gate\"", boundary)
        };
        for (code, text) in [
            ("E120 suppliers/drum.json:1", String::new()),
            ("E120 suppliers/drum.json:1", "[".repeat(100_000)),
            ("E120 suppliers/drum.json:2", "{\"a\": 1,\n\"b\": NaN}".into()),
            ("E120 suppliers/drum.json:1", format!("{{\"specVersion\": \"3.0.0\", {}", &pact_3().to_string()[1..])),
            ("E112 suppliers/drum.json", "[]".into()),
            ("E112 suppliers/drum.json:1", "[7]".into()),
            ("E112 suppliers/drum.json:1", "{}".into()),
            ("E112 suppliers/drum.json:1", of("specVersion", json!("1.0.1"))),
            ("E112 suppliers/drum.json:1", of("specVersion", json!("urn:io.catenax.pcf:datamodel:version:6.0.0"))),
            ("E120 suppliers/drum.json:1 specVersion", of("specVersion", json!("3.0"))),
            ("E120 suppliers/drum.json:1 id", of("id", json!("drum"))),
            ("E120 suppliers/drum.json:1 companyIds", of("companyIds", json!([]))),
            ("E120 suppliers/drum.json:1 productIds", of("productIds", json!(["drum"]))),
            (
                "E120 suppliers/drum.json:1 pcf.fossilGhgEmissions",
                without(pact_3(), "pcf.fossilGhgEmissions").to_string(),
            ),
            ("E120 suppliers/drum.json:1 pcf.dqi.temporalDQR", pcf("dqi.temporalDQR", json!(2))),
            ("E120 suppliers/drum.json:1 pcf.geographyCountry", pcf("geographyRegionOrSubregion", json!("Europe"))),
            ("E120 suppliers/drum.json:1 pcf.referencePeriodEnd", pcf("referencePeriodEnd", json!("2024-12-31"))),
            ("E107 suppliers/drum.json:1 pcf.fossilGhgEmissions", pcf("fossilGhgEmissions", json!("18,5"))),
            ("E107 suppliers/drum.json:1 pcf.fossilGhgEmissions", pcf("fossilGhgEmissions", json!("banana"))),
            ("E107 suppliers/drum.json:1 pcf.fossilGhgEmissions", pcf("fossilGhgEmissions", json!("1e400"))),
            (
                "E107 suppliers/drum.json:1 pcf.fossilGhgEmissions",
                pcf("fossilGhgEmissions", json!(format!("0.{}", "1".repeat(5000)))),
            ),
            ("E107 suppliers/drum.json:1 pcf.declaredUnitAmount", pcf("declaredUnitAmount", json!(""))),
            ("E114 suppliers/drum.json:1 pcf.declaredUnitAmount", pcf("declaredUnitAmount", json!("-0"))),
            ("E114 suppliers/drum.json:1 pcf.biogenicCO2Uptake", pcf("biogenicCO2Uptake", json!("+6"))),
            ("E114 suppliers/drum.json:1 pcf.dqi.temporalDQR", pcf("dqi.temporalDQR", json!("9"))),
            ("E114 suppliers/drum.json:1 pcf.aircraftGhgEmissions", pcf("aircraftGhgEmissions", json!("18.5"))),
            ("E114 suppliers/drum.json:1", pcf("primaryDataShare", json!("101"))),
            ("E102 suppliers/drum.json:1", pcf("declaredUnitOfMeasurement", json!("megabit second"))),
            ("E110 suppliers/drum.json:1", gate("\"Cradle-to-grave\"")),
            ("E110 suppliers/drum.json:1", gate("null")),
        ] {
            folder.file("suppliers/drum.json", text.as_bytes());
            let errors = folder.errors();
            assert_eq!(errors.first().map(String::as_str), Some(code), "{}", &text[..text.len().min(200)]);
        }
        for (name, value) in [
            ("primaryDataShare", json!("0.85")),
            ("ipccCharacterizationFactors", json!(["AR5", "AR6"])),
            ("ipccCharacterizationFactors", json!(["AR7"])),
            ("productMassPerDeclaredUnit", json!("1")),
        ] {
            with(&folder, &pcf(name, value).parse().unwrap());
            let codes: Vec<String> = folder.totals().unwrap().2.iter().map(|w| w[..4].to_owned()).collect();
            assert_eq!(codes, ["W229"], "{name}");
        }
    }

    #[test]
    fn what_leads_to_a_refused_file_is_no_second_error() {
        let folder = Folder::new("second", &[BOM, ITEMS]);
        for text in
            ["{".to_owned(), changed(pact_3(), "pcf.declaredUnitOfMeasurement", json!("megabit second")).to_string()]
        {
            folder.file("suppliers/drum.json", text.as_bytes());
            let Err(error) = Model::new(Study::open(&folder.0).unwrap(), FactorLibrary::embedded()) else { panic!() };
            assert_eq!(error.diagnostics().len(), 1, "{:?}", error.diagnostics());
        }
        folder.file("items.csv", b"id,unit,factor\npart,L,barrel\n");
        let errors = folder.totals().unwrap_err();
        assert!(errors.contains(&"E101 items.csv:2 factor".to_owned()), "{errors:?}");
    }

    #[test]
    fn the_example_is_what_its_page_says() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/examples/water-bottle");
        let model = Model::new(Study::open(folder).unwrap(), FactorLibrary::embedded()).unwrap();
        let bottle = model.footprint("bottle").unwrap();
        // 1.01 x 1830 / 1000 + 0.1475 + 0.0045 x 6.4 + 0.06 x 1.06 + 0.35 x 0.5777
        assert_eq!(bottle.total().to_string(), "2.290395");
        let received = bottle.contributions().iter().filter(|c| *c.factor().origin() == FactorOrigin::Supplier);
        let sum = received.fold(Decimal::ZERO, |sum, c| sum.checked_add(c.kg_co2e()).unwrap());
        assert_eq!(sum.to_string(), "2.0246");
        let said: Vec<String> = model.warnings().iter().map(place).collect();
        assert_eq!(said, ["W228 suppliers/small-parts.csv:2", "W201 bom.csv:6 child"]);
    }

    #[test]
    fn a_total_without_parts_is_fossil_and_said() {
        let folder = Folder::new("bare", &[BOM, ITEMS]);
        let bare = "id,declaredUnitOfMeasurement,declaredUnitAmount,referencePeriodStart,referencePeriodEnd,pcfExcludingBiogenicUptake\n\
                    f4b1225a-bd44-4c8e-861d-079e4e1dfd69,liter,12.5,2024-01-01,2025-01-01,20\n";
        folder.file("suppliers/drum.csv", bare.as_bytes());
        let model = folder.model().unwrap();
        let x = model.footprint("x").unwrap();
        assert_eq!(x.component(Component::Fossil).to_string(), "40");
        let said: Vec<&str> = model.warnings().iter().map(|w| w.code()).collect();
        assert_eq!(said, ["W228"]);
        assert!(model.warnings()[0].to_string().contains("taken as fossil"), "{}", model.warnings()[0]);
    }

    #[test]
    fn tables_are_read_as_people_write_them() {
        let folder = Folder::new("tables", &[BOM, ITEMS]);
        let text = "productIds;declaredUnitOfMeasurement;declaredUnitAmount;pcfExcludingBiogenicUptake;referencePeriodStart;\
                    referencePeriodEnd;ipccCharacterizationFactors\nurn:x:drum;L;12,5;20;2024-01-01;2024-12-31;AR6\n";
        folder.file("suppliers/all.csv", text.as_bytes());
        assert_eq!(folder.errors(), ["E107 suppliers/all.csv:2 declaredUnitAmount"]);
        folder.file("study.toml", b"[csv]\ndecimal = \",\"\n");
        assert_eq!(folder.totals().map(|t| t.0), Ok("40".into()));
        let units: Vec<u8> = text.replace("12,5", "6,25").encode_utf16().flat_map(u16::to_le_bytes).collect();
        folder.file("suppliers/all.csv", &[&[0xFF, 0xFE], units.as_slice()].concat());
        assert_eq!(folder.totals().map(|t| t.0), Ok("80".into()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_study_is_not_followed() {
        let outside = Folder::new("outside", &[]);
        outside.file("drum.json", pact_3().to_string().as_bytes());
        let folder = Folder::new("link", &[BOM, ITEMS]);
        std::os::unix::fs::symlink(outside.0.join("drum.json"), folder.0.join("suppliers/drum.json")).unwrap();
        assert_eq!(folder.errors(), ["E119 suppliers/drum.json"]);
    }

    #[test]
    fn damaged_files_never_bring_the_program_down() {
        let folder = Folder::new("damaged", &[BOM, ITEMS]);
        let mut seed = 0x5EED_u64;
        let mut next = move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed as usize
        };
        for text in [pact_3().to_string(), include_str!("fixtures/catena-x-9.json").to_owned()] {
            for _ in 0..300 {
                let mut bytes = text.clone().into_bytes();
                for _ in 0..=next() % 4 {
                    let at = next() % bytes.len();
                    bytes[at] = b"{}[]\",:0-9e.\\u\xFFnt"[next() % 17];
                }
                folder.file("suppliers/drum.json", &bytes);
                let study = Study::open(&folder.0).unwrap();
                let _ = Model::new(study, FactorLibrary::empty());
            }
        }
    }

    fn shared() -> Option<PathBuf> {
        let shared = std::env::var_os("PCF_SHARED").map(PathBuf::from);
        if shared.is_none() {
            println!("skipped: PCF_SHARED does not name the official schemas and samples");
        }
        shared
    }

    /// The samples of PACT: all are accepted, and every stated total comes out.
    #[test]
    fn official_samples_are_accepted() {
        let Some(shared) = shared() else { return };
        let folder = Folder::new("samples", &[]);
        let mut bom = "parent,child,quantity\n".to_owned();
        let mut items = "id,factor\n".to_owned();
        let (mut count, mut seen, mut sum) = (0, Vec::new(), product_footprint::Decimal::ZERO);
        let mut files: Vec<_> =
            std::fs::read_dir(shared.join("schemas/pact/samples")).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for file in &files {
            let bytes = std::fs::read(file).unwrap();
            folder.file(&format!("suppliers/{}", file.file_name().unwrap().to_string_lossy()), &bytes);
            for footprint in serde_json::from_slice::<Vec<Value>>(&bytes).unwrap() {
                count += 1;
                let id = footprint["id"].as_str().unwrap().to_owned();
                if seen.contains(&id) {
                    continue;
                }
                let pcf = &footprint["pcf"];
                let amount = pcf["declaredUnitAmount"].as_str().unwrap();
                bom.push_str(&format!("x,i{count},{amount}\n"));
                items.push_str(&format!("i{count},{id}\n"));
                sum = sum.checked_add(pcf["pcfExcludingBiogenicUptake"].as_str().unwrap().parse().unwrap()).unwrap();
                seen.push(id);
            }
        }
        folder.file("bom.csv", bom.as_bytes());
        folder.file("items.csv", items.as_bytes());
        println!("{} files, {count} footprints, {} different ones", files.len(), seen.len());
        assert_eq!((files.len(), seen.len()), (12, 90));
        let (total, _, warnings) = folder.totals().unwrap();
        assert_eq!(total, sum.to_string());
        // None of them adds up; each names its share of primary data so that it has two readings, and two state a mass
        // that is not that of their kilogram.
        for (code, times) in [("W228", 90), ("W229", 92)] {
            assert_eq!(warnings.iter().filter(|w| w.starts_with(code)).count(), times, "{code}");
        }
        for version in ["7.0.0", "8.0.0", "9.0.0", "10.0.0-pr993"] {
            let bytes = std::fs::read(shared.join(format!("schemas/catena-x-pcf/{version}/Pcf.json"))).unwrap();
            let folder = Folder::new("payload", &[]);
            folder.file("bom.csv", b"parent,child,quantity,unit\nx,drum,2,L\n");
            folder.file("study.toml", b"[study]\ngwp = \"AR5\"\n");
            folder.file("suppliers/drum.json", &bytes);
            // 2 or 2.9 kg a litre, as each states.
            let total = folder.totals().unwrap_or_else(|e| panic!("{version}: {e:?}")).0;
            assert_eq!(total, if version == "7.0.0" { "4" } else { "5.8" }, "{version}");
        }
    }

    /// Asks the official schema about each document: a short program of Python, where its library is there.
    fn verdicts(schema: &Path, documents: &[Value]) -> Option<Vec<bool>> {
        const JUDGE: &str = "import json, sys, yaml, jsonschema, rfc3339_validator\n\
            root = yaml.safe_load(open(sys.argv[1]))\n\
            root['$ref'] = '#/components/schemas/ProductFootprint'\n\
            judge = jsonschema.Draft202012Validator(root, format_checker=jsonschema.FormatChecker())\n\
            print(json.dumps([judge.is_valid(d) for d in json.load(sys.stdin)]))\n";
        let mut child = Command::new("python3")
            .args(["-c", JUDGE])
            .arg(schema)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        child.stdin.take()?.write_all(json!(documents).to_string().as_bytes()).ok()?;
        let output = child.wait_with_output().ok()?;
        serde_json::from_slice(&output.stdout).ok()
    }

    #[test]
    fn what_the_schema_refuses_is_refused_and_nothing_else() {
        let Some(shared) = shared() else { return };
        let mut documents = vec![pact_3()];
        let mut paths: Vec<String> = pact_3().as_object().unwrap().keys().cloned().collect();
        paths.extend(pact_3()["pcf"].as_object().unwrap().keys().map(|k| format!("pcf.{k}")));
        paths.extend(["pcf.dqi.temporalDQR", "pcf.dqi.technologicalDQR"].map(String::from));
        for path in &paths {
            documents.push(without(pact_3(), path));
            for value in [json!(null), json!(7), json!([]), json!({}), json!(["a"]), json!(true)] {
                documents.push(changed(pact_3(), path, value));
            }
        }
        for (path, value) in [
            ("specVersion", json!("3.0")),
            ("specVersion", json!("3.0.1-20250612")),
            ("id", json!("drum")),
            ("created", json!("2025-02-01")),
            ("status", json!("active")),
            ("companyName", json!("")),
            ("productDescription", json!("")),
            ("companyIds", json!(["urn:a", "urn:a"])),
            ("companyIds", json!(["URN:a", "urn:b"])),
            ("productClassifications", json!([])),
            ("precedingPfIds", json!(["f4b1225a-bd44-4c8e-861d-079e4e1dfd69"])),
            ("precedingPfIds", json!([])),
            ("validityPeriodEnd", json!("2027-12-31T23:59:59+08:00")),
            ("validityPeriodEnd", json!("soon")),
            ("extensions", json!([])),
            ("extensions", json!([{"specVersion": "2.0.0", "dataSchema": "https://example.org", "data": {}}])),
            ("extensions", json!([{"data": {}}])),
            ("colour", json!("blue")),
            ("pcf.geographyRegionOrSubregion", json!("Europe")),
            ("pcf.geographyCountry", json!("de")),
            ("pcf.geographyCountry", json!("DEU")),
            ("pcf.declaredUnitOfMeasurement", json!("megabit second")),
            ("pcf.declaredUnitOfMeasurement", json!("kg")),
            ("pcf.ipccCharacterizationFactors", json!(["AR5", "AR6"])),
            ("pcf.ipccCharacterizationFactors", json!(["AR6", "AR6"])),
            ("pcf.ipccCharacterizationFactors", json!(["ar6"])),
            ("pcf.crossSectoralStandards", json!(["something of 2031"])),
            ("pcf.productOrSectorSpecificRules", json!([])),
            ("pcf.productOrSectorSpecificRules", json!([{"operator": "PEF", "ruleNames": ["a"]}])),
            ("pcf.productOrSectorSpecificRules", json!([{"operator": "PCR", "ruleNames": ["a"]}])),
            ("pcf.productOrSectorSpecificRules", json!([{"operator": "Other", "ruleNames": []}])),
            ("pcf.secondaryEmissionFactorSources", json!([{"name": "ecoinvent", "version": "3.10"}])),
            ("pcf.secondaryEmissionFactorSources", json!([{"name": "ecoinvent"}])),
            ("pcf.verification", json!({})),
            ("pcf.verification", json!({"coverage": "product level", "completedAt": "2025-01-01T00:00:00Z"})),
            ("pcf.verification", json!({"coverage": "all of it"})),
            ("pcf.ccuCalculationApproach", json!("credit")),
            ("pcf.packagingEmissionsIncluded", json!("true")),
            ("pcf.exemptedEmissionsPercent", json!(1)),
        ] {
            documents.push(changed(pact_3(), path, value));
        }
        // And what is published: all that the schema accepts is accepted.
        for file in std::fs::read_dir(shared.join("schemas/pact/samples")).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            documents.extend(serde_json::from_slice::<Vec<Value>>(&bytes).unwrap());
        }
        let Some(verdicts) = verdicts(&shared.join("schemas/pact/openapi_v3_0.yaml"), &documents) else {
            println!("skipped: python3 with jsonschema, yaml and rfc3339_validator is not there");
            return;
        };
        let folder = Folder::new("verdicts", &[]);
        folder.file("bom.csv", b"parent,child,quantity\nx,steel-pipe-welded@CN,1\n");
        let mut accepted = 0;
        for (document, valid) in documents.iter().zip(&verdicts) {
            with(&folder, document);
            // A unit that no table has is a matter of use, not of form.
            let refused = folder.errors().iter().any(|e| !e.starts_with("E102"));
            assert_eq!(!refused, *valid, "{document}\n{:?}", folder.errors());
            accepted += usize::from(*valid);
        }
        println!("{} documents, of which the schema accepts {accepted}", documents.len());
        assert!(accepted > 100 && accepted < documents.len());
    }
}
