//! A study that a program builds says the same as one that stands in files.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod support;

use product_footprint::{
    Allocation, Boundary, CoProduct, Component, Decimal, Factor, FactorLibrary, GwpSet, Item, Leg, Line, Model, Stage,
    Study,
};
use support::Folder;

const FILES: [(&str, &str); 6] = [
    (
        "study.toml",
        "[study]\nname = \"Kitchen\"\nboundary = \"cradle-to-grave\"\nperiod = \"2024\"\nregion = \"CN-ZJ\"\ngwp = \"AR5\"\n\
         [[product]]\nid = \"pan\"\namount = 3\n",
    ),
    (
        "items.csv",
        "id,name,unit,mass,density,factor,region,supplier\n\
         pan,Pan,piece,1.5,,,,\noil,Oil,L,,920,,,Press & Co\ncake,Cake,kg,,,,,\npower,Power,kWh,,,grid,CN-GD,\nlid,,piece,0.25,,,,\n",
    ),
    (
        "bom.csv",
        "parent,child,quantity,unit,per,scrap,yield,stage\n\
         pan,steel,1.2,kg,,0.1,0.96,\npan,oil,0.3,kg,2,,,\npan,power,5,kWh,,,,use\npan,lid,1,piece,,,,\nlid,steel,0.25,kg,,,,\n\
         press,seed,10,kg,,,,\n",
    ),
    (
        "coproducts.csv",
        "process,output,quantity,unit,allocation,price,energy,share\n\
         press,oil,4,kg,share,,,0.75\npress,cake,6,kg,share,,,0.25\n",
    ),
    ("transport.csv", "item,mode,distance,mass,stage\npan,lorry,200,,\nlid,lorry,50,0.3,\nlid,store,,,storage\n"),
    (
        "factors.csv",
        "id,unit,region,valid_from,valid_to,stage,fossil,source\n\
         steel,kg,,,,,2,S\nseed,kg,,,,,0.4,S\ngrid,kWh,CN-ZJ,2024,2024,,0.6,S\ngrid,kWh,CN-GD,2024,2024,,0.5,S\n\
         lorry,t*km,,,,,0.1,S\nstore,kg,,,,,0.02,S\n",
    ),
];

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn in_code() -> Study {
    let unit = |text: &str| text.parse().unwrap();
    let factor =
        |id: &str, of: &str, kg: &str| Factor::new(id, unit(of)).value(Component::Fossil, number(kg)).source("S");
    Study::builder()
        .name("Kitchen")
        .boundary(Boundary::CradleToGrave)
        .year(2024)
        .region("CN-ZJ")
        .gwp(GwpSet::Ar5)
        .product("pan", number("3"))
        .item(Item::new("pan").name("Pan").unit(unit("piece")).mass(number("1.5")))
        .item(Item::new("oil").name("Oil").unit(unit("L")).density(number("920")).supplier("Press & Co"))
        .item(Item::new("cake").name("Cake").unit(unit("kg")))
        .item(Item::new("power").name("Power").unit(unit("kWh")).factor("grid").region("CN-GD"))
        .item(Item::new("lid").mass(number("0.25")))
        .line(Line::new("pan", "steel", number("1.2")).unit(unit("kg")).scrap(number("0.1")).yielding(number("0.96")))
        .line(Line::new("pan", "oil", number("0.3")).unit(unit("kg")).per(number("2")))
        .line(Line::new("pan", "power", number("5")).stage(Stage::Use))
        .line(Line::new("pan", "lid", Decimal::ONE))
        .line(Line::new("lid", "steel", number("0.25")))
        .line(Line::new("press", "seed", number("10")))
        .co_product(
            CoProduct::new("press", "oil", number("4"), Allocation::Share).unit(unit("kg")).share(number("0.75")),
        )
        .co_product(CoProduct::new("press", "cake", number("6"), Allocation::Share).share(number("0.25")))
        .leg(Leg::new("pan", "lorry", number("200")))
        .leg(Leg::new("lid", "lorry", number("50")).mass(number("0.3")))
        .leg(Leg::hub("lid", "store").stage(Stage::Storage))
        .factor(factor("steel", "kg", "2"))
        .factor(factor("seed", "kg", "0.4"))
        .factor(factor("grid", "kWh", "0.6").region("CN-ZJ").valid(2024, 2024))
        .factor(factor("grid", "kWh", "0.5").region("CN-GD").valid(2024, 2024))
        .factor(factor("lorry", "t*km", "0.1"))
        .factor(factor("store", "kg", "0.02"))
        .build()
}

#[test]
fn a_study_built_in_code_gives_the_numbers_of_its_files() {
    let folder = Folder::new("in-code");
    for (name, text) in FILES {
        folder.file(name, text);
    }
    let from_files = Study::open(&folder.0).unwrap();
    let _ = std::fs::remove_dir_all(&folder.0);
    let [code, files] = [in_code(), from_files]
        .map(|study| Model::new(study, FactorLibrary::empty()).unwrap_or_else(|e| panic!("{:#?}", e.diagnostics())));
    for id in ["pan", "oil", "cake", "lid"] {
        let [one, other] = [&code, &files].map(|model| model.footprint(id).unwrap());
        for stage in Stage::ALL {
            assert_eq!(one.stage(stage), other.stage(stage), "{id} {}", stage.name());
        }
        assert_eq!(one.total(), other.total(), "{id}");
    }
    // 3 pans: 3 x 5 kWh x 0.5; 3 x 1.5 kg over 200 km.
    let pan = code.footprint("pan").unwrap();
    assert_eq!((pan.stage(Stage::Use), pan.stage(Stage::Distribution)), (number("7.5"), number("0.09")));
    assert_eq!(pan.stage(Stage::Storage), number("0.015"));
}

/// Twice the same id is as much an error in code as in a file.
#[test]
fn what_stands_twice_is_refused_in_code() {
    let one = || CoProduct::new("press", "oil", Decimal::ONE, Allocation::Mass);
    for study in [
        Study::builder().item(Item::new("pan")).item(Item::new("pan")).build(),
        Study::builder().co_product(one()).co_product(one()).build(),
    ] {
        let error = Model::new(study, FactorLibrary::empty()).unwrap_err();
        assert!(error.diagnostics().iter().any(|d| d.code() == "E104"), "{:?}", error.diagnostics());
    }
}
