#!/usr/bin/env python3
"""Write the embedded factor library from the starter tables.

    PCF_SHARED=<folder with factors/ and units.csv> python3 tools/factors/generate.py [--check | --freeze]

Reads $PCF_SHARED/factors/*.csv and $PCF_SHARED/units.csv, and the hand-made tables beside this
file: concepts.csv (source row -> concept id), composed-fuels.csv, regions.csv, names-zh.csv, exclude.csv,
gwp-extra.csv; and the two hand-kept files of data/factors/: plausibility.csv and frozen-ids.txt. Writes the
rest of data/factors/, data/gwp.csv, data/regions.csv and the tables of docs/factor-library*.md. With --check
nothing is written and the exit status is 1 when what is committed differs. An id that is not in frozen-ids.txt
is refused unless --freeze adds it; one that stands there and is gone is always refused. Python standard library
only; no floats.
"""
import csv
import io
import os
import re
import sys
from collections import Counter, defaultdict
from decimal import Decimal, getcontext
from fnmatch import fnmatchcase

sys.dont_write_bytecode = True
import compose    # noqa: E402
import overview   # noqa: E402

getcontext().prec = 60
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = {}          # path relative to ROOT -> text
SHIP = {'PRIMARY': 0, 'CROSS': 1, 'SEEN-SINGLE': 2}   # best first
TABLES = ['electricity', 'fuels', 'process', 'materials', 'transport', 'waste']
COLUMNS = ('id,name,name_zh,category,unit,co2e,aircraft,biogenic_non_co2,land_use_change,biogenic_co2,'
           'co2_kg,ch4_kg,n2o_kg,ch4_origin,region,valid_from,valid_to,gwp,basis,gas,stage,confidence,'
           'source,publisher,year,page,licence,row,note').split(',')
problems = []


def fail(text):
    problems.append(text)


def table(path):
    with open(path, encoding='utf-8-sig', newline='') as f:
        return list(csv.DictReader(f))


def render(columns, rows):
    out = io.StringIO()
    w = csv.DictWriter(out, columns, lineterminator='\n', extrasaction='raise')
    w.writeheader()
    w.writerows(rows)
    return out.getvalue()


def plain(d):
    """Plain decimal notation without an exponent or trailing zeros."""
    t = format(d, 'f')
    return (t.rstrip('0').rstrip('.') or '0') if '.' in t else t


# ------------------------------------------------------------------ concept ids

# Fuel names of the sources -> our fuel concepts. What is not listed keeps the source's name.
FUEL = {
    'gas-diesel-oil': 'diesel', 'motor-gasoline': 'gasoline', 'other-kerosene': 'kerosene',
    'residual-fuel-oil': 'fuel-oil', 'other-bituminous-coal': 'bituminous-coal', 'bituminous': 'bituminous-coal',
    'coke-oven-coke': 'coke', 'oxygen-steel-furnace-gas': 'converter-gas', 'wood': 'wood-fuel',
    'biodiesels': 'biodiesel', 'ngl': 'natural-gas-liquids', 'other-biogas': 'biogas', 'other-gas': 'other-coal-gas',
    'briquette': 'coal-briquette', 'washed-coal': 'cleaned-coal', 'other-washed-coal': 'other-cleaned-coal',
    'msw-non-biomass': 'municipal-waste-fossil', 'msw-biomass': 'municipal-waste-biomass',
    'petrol-100-mineral-petrol': 'gasoline', 'petrol-average-biofuel-blend': 'gasoline-blend',
    'diesel-100-mineral-diesel': 'diesel', 'diesel-average-biofuel-blend': 'diesel-blend',
    'natural-gas-100-mineral-blend': 'natural-gas-mineral', 'aviation-turbine-fuel': 'jet-kerosene',
    'aviation-spirit': 'aviation-gasoline', 'burning-oil': 'kerosene',
    'anthracite-coal': 'anthracite', 'lignite-coal': 'lignite', 'coal-coke': 'coke',
    'kerosene-type-jet-fuel': 'jet-kerosene', 'liquefied-petroleum-gases-lpg': 'lpg',
    'petroleum-coke-solid': 'petroleum-coke', 'wood-and-wood-residuals': 'wood-fuel', 'biodiesel-100': 'biodiesel',
    'ethanol-100': 'bioethanol', 'municipal-solid-waste': 'municipal-waste', 'tires': 'waste-tyres',
    'plastics': 'waste-plastics', 'mixed-commercial-sector': 'coal-mixed-commercial',
    'mixed-electric-power-sector': 'coal-mixed-electric-power', 'mixed-industrial-coking': 'coal-mixed-coking',
    'mixed-industrial-sector': 'coal-mixed-industrial', 'naphtha-401-deg-f': 'naphtha',
    'other-oil-401-deg-f': 'other-oil', 'used-oil': 'waste-oils', 'grass-straw': 'straw',
}
DESNZ_MATERIAL = {
    'plastics-average-plastics': 'plastic', 'plastics-average-plastic-film': 'plastic-film',
    'plastics-average-plastic-rigid': 'plastic-rigid', 'plastics-hdpe-incl-forming': 'hdpe-formed',
    'plastics-ldpe-and-lldpe-incl-forming': 'ldpe-formed', 'plastics-pet-incl-forming': 'pet-formed',
    'plastics-pp-incl-forming': 'polypropylene-formed', 'plastics-ps-incl-forming': 'polystyrene-formed',
    'plastics-pvc-incl-forming': 'pvc-formed', 'paper-and-board-board': 'paperboard',
    'paper-and-board-mixed': 'paper-mixed', 'paper-and-board-paper': 'paper',
    'metal-aluminium-cans-and-foil-excl-forming': 'aluminium-can-and-foil', 'metal-mixed-cans': 'metal-cans-mixed',
    'metal-scrap-metal': 'metal-mixed', 'metal-steel-cans': 'steel-can', 'metals': 'metal-construction',
    'bricks': 'brick', 'tyres': 'tyre', 'average-construction': 'construction-material',
    'electrical-items-fridges-and-freezers': 'electrical-fridge-freezer', 'electrical-items-large': 'electrical-large',
    'electrical-items-it': 'electrical-it', 'electrical-items-small': 'electrical-small',
    'batteries-alkaline': 'battery-alkaline', 'batteries-li-ion': 'battery-li-ion', 'batteries-nimh': 'battery-nimh',
    'compost-derived-from-garden-waste': 'compost-garden', 'soils': 'soil', 'asphalt': 'asphalt',
    'compost-derived-from-food-and-garden-waste': 'compost-food-and-garden',
}
WASTE_MATERIAL = {
    'plastics-hdpe-incl-forming': 'hdpe', 'plastics-ldpe-and-lldpe-incl-forming': 'ldpe',
    'plastics-pet-incl-forming': 'pet', 'plastics-pp-incl-forming': 'polypropylene',
    'plastics-ps-incl-forming': 'polystyrene', 'plastics-pvc-incl-forming': 'pvc', 'pp': 'polypropylene',
    'ps': 'polystyrene', 'plastics-average-plastics': 'plastic', 'plastics-average-plastic-film': 'plastic-film',
    'plastics-average-plastic-rigid': 'plastic-rigid', 'mixed-plastics': 'plastic',
    'paper-and-board-board': 'paperboard', 'paper-and-board-mixed': 'paper-mixed', 'paper-and-board-paper': 'paper',
    'mixed-paper-general': 'paper-mixed', 'metal-aluminium-cans-and-foil-excl-forming': 'aluminium-cans',
    'aluminum-cans': 'aluminium-cans', 'aluminum-ingot': 'aluminium-ingot', 'metal-steel-cans': 'steel-cans',
    'metal-mixed-cans': 'metal-cans-mixed', 'metal-scrap-metal': 'metal-mixed', 'mixed-metals': 'metal-mixed',
    'metals': 'metal-construction', 'clay-bricks': 'bricks', 'tires': 'tyres', 'mixed-msw': 'municipal-waste',
    'organic-food-and-drink-waste': 'food', 'food-waste': 'food', 'organic-garden-waste': 'garden',
    'yard-trimmings': 'garden', 'organic-mixed-food-and-garden-waste': 'organic-mixed', 'mixed-organics': 'organic-mixed',
    'medium-density-fiberboard': 'mdf', 'drywall': 'plasterboard', 'fiberglass-insulation': 'glass-fibre-insulation',
    'food-waste-non-meat': 'food-non-meat', 'food-waste-meat-only': 'food-meat',
}
TREATMENT = {'landfilled': 'landfill', 'landfill': 'landfill', 'combusted': 'incineration', 'recycled': 'recycling',
             'composted': 'composted', 'ad-dry': 'anaerobic-digestion-dry', 'ad-wet': 'anaerobic-digestion-wet',
             'closed-loop': 'recycling-closed-loop', 'open-loop': 'recycling-open-loop', 'composting': 'composting',
             'incineration-with-energy-recovery': 'energy-recovery', 'anaerobic-digestion': 'anaerobic-digestion'}
PCF = {'national': 'grid', 'pv': 'solar-pv', 'csp': 'solar-csp', 'td-excl': 'td-excl-losses', 'td-incl': 'td-incl-losses'}
CUT = {'tw-moenv': 'mat-tw-moenv-', 'gbt51366': 'mat-cn-gbt51366-', 'cpcd': 'mat-cn-cpcd-', 'uba-gcc': 'mat-glo-uba-',
       'ademe-base-empreinte': 'mat-fr-ademe-'}


def concept(r, explicit):
    i, s = r['id'], r['source_id']
    if i in explicit:
        return explicit[i]
    if r['_table'] == 'electricity':
        if s.startswith('cn-mee-elec-20'):
            if '-excl-market-nonfossil-' in i:
                return 'electricity-grid-co2-excl-market'
            return 'electricity-fossil-co2' if i.startswith('elec-cn-fossil-') else 'electricity-grid-co2'
        if s.startswith('cn-mee-pcf-'):
            k = re.fullmatch(r'elec-cn-pcf-(.+)-\d{4}', i)[1]
            return 'electricity-' + PCF.get(k, k)
        if s == 'ember' or re.fullmatch(r'elec-tw-moenv-pcf-\d{4}', i):
            return 'electricity-grid'
        if re.fullmatch(r'elec-tw-moenv-upstream-\d{4}', i):
            return 'electricity-grid-upstream'
        if s == 'egrid-2023' or re.fullmatch(r'elec-au-.*-scope2-2025', i):
            return 'electricity-grid-direct'
        if re.fullmatch(r'elec-au-.*-scope3-2025', i):
            return 'electricity-grid-upstream'
        if s == 'ipcc-ar5-wg3':
            k = i.removeprefix('elec-glo-ar5-')
            k = {'coal-pc': 'coal-pulverised', 'gas-cc': 'gas-combined-cycle', 'csp': 'solar-csp',
                 'pv-rooftop': 'solar-pv-rooftop', 'pv-utility': 'solar-pv-utility'}.get(k, k)
            return f'electricity-{k}-median'
        if s == 'cpcd' and i.startswith('heat-cn-'):
            return 'heat'
    if r['_table'] == 'fuels':
        if m := re.fullmatch(r'fuel-ipcc2006-(mfg-)?(.+)-(gj|kg)', i):
            f = FUEL.get(m[2], m[2]) + ('-manufacturing' if m[1] else '')
            if m[3] == 'kg' and f == 'natural-gas':
                f += '-mass'
            return f + ('-energy' if m[3] == 'gj' else '') + '-combustion'
        if m := re.fullmatch(r'fuel-cn-(ndrc2013|mee2024|gbt2589|gbt51366)-(.+)-(gj|kg|m3)', i):
            return (FUEL.get(m[2], m[2]) + ('-energy' if m[3] == 'gj' else '') + '-co2'
                    + ('-gbt2589' if m[1] == 'gbt2589' else ''))
        if m := re.fullmatch(r'fuel-gb-desnz2025-(comb|wtt)-(.+?)-(kg|l|m3|gj|kwh-ncv|kwh-gcv|kwh)', i):
            f = FUEL.get(m[2], m[2])
            unit = {'kg': '-mass' if f.startswith('natural-gas') else '', 'l': '-volume', 'm3': '', 'gj': '-energy',
                    'kwh-ncv': '-energy', 'kwh-gcv': '-energy-gross', 'kwh': '-energy'}[m[3]]
            return f + unit + ('-combustion' if m[1] == 'comb' else '-upstream')
        if m := re.fullmatch(r'fuel-us-epa2021-(.+)-gj', i):
            return FUEL.get(m[1], m[1]) + '-energy-gross-combustion'
    if r['_table'] == 'process':
        i = re.sub(r'^proc-(ipcc|cn)-steel-(?=limestone|dolomite|eaf-|pig|dri|nickel|ferro|silico|low|bf-|micro|hc-|scrap)'
                   r'(?!eaf$)', 'proc-cn-steelmaking-', i) if s == 'cn-steel-guide' else i
        return re.sub(r'^proc-(ipcc|cn)-', '', i) + '-process'
    if r['_table'] == 'materials':
        if m := re.fullmatch(r'mat-gb-desnz2025-(.+)-(virgin|reused|recycled-closed-loop)', i):
            return DESNZ_MATERIAL.get(m[1], m[1]) + {'virgin': '', 'reused': '-reused', 'recycled-closed-loop': '-recycled'}[m[2]]
        if s == 'cbam-dv-2025':
            return 'cbam-' + r['cn_code']
        if s in CUT:
            return i.removeprefix(CUT[s])
    if r['_table'] == 'transport' and s == 'desnz-2025':
        k = i.removeprefix('tr-gb-desnz2025-')
        tail = '-upstream' if k.startswith('wtt-') else '-combustion'
        k = k.removeprefix('wtt-')
        for a, b in [('vans-', 'freight-van-'), ('hgv-refrigerated-all-diesel-', 'freight-hgv-refrigerated-'),
                     ('hgv-all-diesel-', 'freight-hgv-'), ('freight-flights-', 'freight-air-'),
                     ('sea-tanker-', 'freight-sea-'), ('cargo-ship-', 'freight-sea-')]:
            if k.startswith(a):
                return b + k[len(a):] + tail
    if r['_table'] == 'waste':
        if m := re.fullmatch(r'waste-ipcc-incineration-(.+)', i):
            return f'waste-{m[1]}-incineration-process'
        if m := re.fullmatch(r'waste-ipcc-(wastewater-.+)', i):
            return m[1] + '-process'
        if s == 'tw-moenv':
            return i.replace('waste-tw-moenv-', 'waste-')
        if s in ('desnz-2025', 'epa-hub-2021'):
            k = re.sub(r'^waste-(gb-desnz2025|us-epa2021)-', '', i).removesuffix('-' + r['treatment'])
            return f"waste-{WASTE_MATERIAL.get(k, k)}-{TREATMENT[r['treatment']]}"
    fail(f'{i}: no rule gives it a concept id')
    return i


# ------------------------------------------------------------------ basis, stage, unit, gwp

UNIT = {'t.km': 't·km', 'm3': 'm³', 'Nm3': 'Nm³', 'm2': 'm²', 'mm2': 'mm²', 'cm2': 'cm²', 'piece': 'pc', 'vehicle': 'pc',
        'kWh capacity': 'kWh', 'TEU.km': 'TEU·km', 'kgCOD': 'kg'}
UNIT_NOTE = {'kWh capacity': 'per kWh of nominal capacity', 'kgCOD': 'per kg of chemical oxygen demand (COD)',
             'vehicle': 'per vehicle', 'kW': 'per kW of rated power'}
FILE_PREFIX = {
    'desnz-2025': 'gb-desnz', 'epa-hub-2021': 'us-epa', 'egrid-2023': 'us-egrid', 'ipcc-2006-v2': 'ipcc-2006',
    'ipcc-2006-v3': 'ipcc-2006', 'ipcc-2006-v5': 'ipcc-2006', 'ipcc-ar5-wg3': 'ipcc-ar5', 'cn-mee-cets-2024': 'cn-mee',
    'cn-mee-elec-2021': 'cn-mee', 'cn-mee-elec-2022': 'cn-mee', 'cn-mee-elec-2023': 'cn-mee', 'cn-mee-pcf-2023': 'cn-mee',
    'cn-mee-pcf-2024': 'cn-mee', 'cn-mee-cets-elec': 'cn-mee', 'cn-mee-cement-2024': 'cn-mee',
    'cn-mee-aluminium-2024': 'cn-mee', 'cn-ndrc-2013': 'cn-ndrc', 'cn-steel-guide': 'cn-ndrc', 'cn-chem-guide': 'cn-ndrc',
    'cn-nonferrous-guide': 'cn-ndrc', 'cn-fluorine-guide': 'cn-ndrc', 'cn-gbt2589-prov': 'cn-gbt2589',
    'gbt51366': 'cn-gbt51366', 'cpcd': 'cn-cpcd', 'ember': 'ember', 'kr-gir': 'kr-gir', 'tw-moenv': 'tw-moenv',
    'in-cea': 'in-cea', 'vn-dcc': 'vn-dcc', 'jp-moe': 'jp-moe', 'au-nga-2025': 'au-nga', 'br-mcti': 'br-mcti',
    'ademe-base-empreinte': 'fr-ademe', 'defra-refrig': 'gb-defra', 'cbam-dv-2025': 'eu-cbam',
    'worldsteel-si-2023': 'worldsteel', 'iai-2023': 'iai', 'uba-gcc': 'de-uba',
}


def basis(r, cid):
    s, t = r['scope'], r['_table']
    if cid.endswith('-upstream'):
        return 'upstream'
    if t == 'process':
        return 'gate-to-gate'
    if t == 'fuels':
        return 'lifecycle' if s.startswith('life cycle') else 'upstream' if s.startswith('well-to-tank (upstream)') \
            else 'lifecycle' if 'not burned' in s else 'combustion'
    if t == 'electricity':
        if s.startswith(('life cycle', 'domestic production mix', 'as CPCD')):
            return 'lifecycle'
        if s.startswith(('upstream', 'well-to-tank')):
            return 'upstream'
        if s.startswith(('generation', 'project baseline', 'T&D losses')) or s == 'combustion only':
            return 'combustion'
    if t == 'materials':
        if s.startswith(('cradle-to-gate', 'sector average')):
            return 'lifecycle'
        if s.startswith(('gate-to-gate', 'CBAM boundary', 'worldsteel boundary')):
            return 'gate-to-gate'
    if t == 'transport':
        return 'combustion' if s.startswith('tank-to-wheel') else 'upstream' if s.startswith('well-to-tank') else 'lifecycle'
    if t == 'waste':
        return 'gate-to-gate' if s.startswith(('stack', 'CH4 per kg COD', 'process emissions')) else 'lifecycle'
    fail(f"{r['id']}: scope {s!r} gives no basis")
    return 'lifecycle'


def stage(r):
    c = r['category']
    if c.startswith('transport/'):
        return 'inbound-transport'
    if c.startswith('material/') and c not in ('material/water', 'material/energy'):
        return 'raw-materials'
    return 'production'


def gwp_set(r, masses):
    g = r['gwp_basis']
    if masses:
        return ''
    m = re.match(r'(AR[456])-GWP100', g)
    return m[1] if m else ''


def ch4_origin(r):
    if not r['ch4'] or Decimal(r['ch4']) == 0:
        if not (r['n2o'] and Decimal(r['n2o']) and r['biogenic_co2'] and Decimal(r['biogenic_co2']) and not Decimal(r['co2'] or 0)):
            return ''
    if r['_table'] == 'process':
        return 'fossil'
    if r['_table'] == 'waste' and r['treatment'] in ('composting', 'anaerobic-digestion', 'wastewater'):
        return 'biogenic'
    bio = Decimal(r['biogenic_co2'] or 0) != 0 and Decimal(r['co2'] or 0) == 0
    return 'biogenic' if bio else 'combustion'


def topic(r):
    if r['category'].startswith('heat/'):
        return 'heat'
    return {'process': 'processes'}.get(r['_table'], r['_table'])


def note_of(r, unit):
    parts = []
    if unit in UNIT_NOTE:
        parts.append(UNIT_NOTE[unit])
    n = r['notes'].strip(' ;')
    if n:
        parts.append(n)
    parts.append('boundary: ' + r['scope'])
    if r.get('energy_basis') in ('NCV', 'GCV') and unit in ('GJ', 'kWh'):
        parts.append('net calorific value' if r['energy_basis'] == 'NCV' else 'gross calorific value')
    if r['published']:
        parts.append('printed: ' + r['published'])
    return '; '.join(parts)


# ------------------------------------------------------------------ reading

def main():
    check, add = '--check' in sys.argv[1:], '--freeze' in sys.argv[1:]
    if [a for a in sys.argv[1:] if a not in ('--check', '--freeze')] or check and add:
        sys.exit(__doc__)
    shared = os.environ.get('PCF_SHARED')
    if not shared:
        sys.exit('generate.py: set PCF_SHARED to the folder that holds factors/ and units.csv')
    units = {r['symbol']: r['dimension'] for r in table(os.path.join(shared, 'units.csv'))}
    units.setdefault('Nm³', 'volume_normal')
    sources = {r['source_id']: r for r in table(os.path.join(shared, 'factors', 'sources.csv'))}
    regions = {r['code']: r for r in table(os.path.join(HERE, 'regions.csv'))}
    explicit = {r['row']: r['concept'] for r in table(os.path.join(HERE, 'concepts.csv'))}
    zh = {r['name']: r['name_zh'] for r in table(os.path.join(HERE, 'names-zh.csv'))}
    exclude = {r['row']: r['reason'] for r in table(os.path.join(HERE, 'exclude.csv'))}
    raw, left = [], []
    for t in TABLES:
        for r in table(os.path.join(shared, 'factors', t + '.csv')):
            r['_table'] = t
            if 'plasterboard' in r['id'] and r['category'].endswith('/paper'):   # a slip of the table
                r['category'] = r['category'].replace('/paper', '/construction')
            if r['confidence'] not in SHIP:
                left.append((r['id'], r['confidence']))
            elif r['id'] in exclude:
                left.append((r['id'], exclude[r['id']]))
            else:
                raw.append(r)
    known = {r['id'] for r in raw} | {i for i, _ in left}
    for i in list(explicit) + list(exclude):
        if i not in known:
            fail(f'concepts.csv or exclude.csv: no source row {i}')

    rows, parameters = [], []
    fuel_zh = {}
    for r in raw:
        if r['_table'] == 'fuels' and r['name_zh'] and r['source_id'] in ('ipcc-2006-v2', 'cn-ndrc-2013'):
            k = re.sub(r'^fuel-(ipcc2006|cn-ndrc2013)-|-(gj|kg|m3)$', '', r['id'])
            if not k.startswith('mfg-'):
                fuel_zh.setdefault(FUEL.get(k, k), r['name_zh'])
    for r in raw:
        if m := re.fullmatch(r'fuel-gb-desnz2025-comb-(.+)-kg', r['id']):
            if r['name_zh']:
                fuel_zh.setdefault(FUEL.get(m[1], m[1]), r['name_zh'])
    direct_zh = {r['id']: r['name_zh'] for r in raw if r['_table'] == 'transport'}

    for r in raw:
        if r['_table'] == 'process' and r['kind'] == 'parameter':
            parameters.append({
                'id': re.sub(r'^param-(ipcc-|cn-)?', '', r['id']), 'name': r['name_en'], 'name_zh': r['name_zh'],
                'category': r['category'], 'value': plain(Decimal(r['value'])), 'unit': r['unit'], 'region': r['region'],
                'valid_from': r['valid_from'], 'valid_to': r['valid_to'], 'source': r['source_title'],
                'publisher': r['publisher'], 'year': r['pub_year'], 'page': r['citation'], 'licence': r['licence'],
                'confidence': r['confidence'], 'row': r['id'], 'note': r['notes'].strip(' ;')})
            continue
        cid = concept(r, explicit)
        num, den = r['unit'].split('/', 1)
        if num not in ('kgCO2e', 'kgCO2'):
            fail(f"{r['id']}: {r['unit']} is no factor unit")
        masses = r['gas_basis'] == 'mass'
        value = Decimal(r['value'])
        bas = basis(r, cid)
        name_zh = r['name_zh']
        if r['_table'] == 'transport' and name_zh == '上游(WTT)':
            name_zh = direct_zh[r['id'].replace('-wtt-', '-', 1)] + ' 上游(WTT)'
        elif r['_table'] == 'fuels' and r['id'].startswith('fuel-gb-desnz2025-wtt-'):
            name_zh = name_zh or zh.get(r['name_en'].removesuffix(', well-to-tank'), '')
            name_zh = name_zh and name_zh + ' 上游'
        elif r['_table'] == 'waste' and r['source_id'] in ('desnz-2025', 'epa-hub-2021') and ',' in r['name_en']:
            name_zh = (zh.get(r['name_en'].rsplit(',', 1)[0], '') + ' ' + name_zh).strip() \
                if r['name_en'].rsplit(',', 1)[0] in zh else name_zh
        elif not name_zh:
            base = re.sub(r'(-energy-gross|-energy|-volume|-mass)?-combustion$', '', cid)
            name_zh = zh.get(r['name_en'], '') or (fuel_zh.get(base, '') if r['_table'] == 'fuels' else '')
            if r['source_id'] == 'ember':
                name_zh = regions[r['region']]['name_zh'] + '电网电力'
            elif r['source_id'] == 'egrid-2023':
                name_zh = ('美国' if r['region'] != 'US' else '') + regions[r['region']]['name_zh'] + '电网电力(直接排放)'
        out = {c: '' for c in COLUMNS}
        out.update({
            'id': cid, 'name': r['name_en'], 'name_zh': name_zh, 'category': r['category'], 'unit': UNIT.get(den, den),
            'region': r['region'], 'valid_from': r['valid_from'], 'valid_to': r['valid_to'],
            'gwp': gwp_set(r, masses), 'basis': bas, 'gas': 'CO2' if num == 'kgCO2' else 'CO2e', 'stage': stage(r),
            'confidence': r['confidence'], 'source': r['source_title'], 'publisher': r['publisher'], 'year': r['pub_year'],
            'page': r['citation'], 'licence': r['licence'], 'row': r['id'], 'note': note_of(r, den)})
        bio = r['biogenic_co2'] and Decimal(r['biogenic_co2'])
        if bio:
            out['biogenic_co2'] = plain(bio)
        if masses:
            for col, k in (('co2_kg', 'co2'), ('ch4_kg', 'ch4'), ('n2o_kg', 'n2o')):
                if r[k]:
                    out[col] = plain(Decimal(r[k]))
            out['ch4_origin'] = ch4_origin(r)
        elif r['category'] == 'fuel/biomass' and bas == 'combustion':
            out['co2e'], out['biogenic_non_co2'] = '0', plain(value)
        elif r['category'] == 'transport/air' and bas == 'combustion':
            out['co2e'], out['aircraft'] = '0', plain(value)
        else:
            out['co2e'] = plain(value)
        out['_file'] = f"{FILE_PREFIX[r['source_id']]}-{topic(r)}.csv"
        out['_value'] = value
        out['_source'] = r['source_id']
        out['_raw'] = r
        rows.append(out)

    rows += combined(rows, regions)
    rows += compose.composed(raw, FUEL, table(os.path.join(HERE, 'composed-fuels.csv')), fail)
    verify(rows, regions, units, zh)
    write_factors(rows)
    freeze(rows, add)
    fuel_parameters(raw, explicit, fuel_zh)
    columns = 'id,name,name_zh,category,value,unit,region,valid_from,valid_to,source,publisher,year,page,licence,confidence,row,note'.split(',')
    unique(parameters, lambda p: p['id'], 'parameters.csv')
    OUT['data/factors/parameters.csv'] = render(columns, sorted(parameters, key=lambda p: p['id']))
    gwp_left, gwp_sources = write_gwp(shared, sources)
    write_regions(rows, regions)
    shipped = Counter(r['_source'] for r in rows)
    attribution(sources, shipped, Counter(p['row'] and next(x['source_id'] for x in raw if x['id'] == p['row']) for p in parameters), gwp_sources)
    readme()
    overview.write(ROOT, rows, OUT, fail)

    if problems:
        for p in problems:
            print('generate.py: ' + p, file=sys.stderr)
        sys.exit(1)
    emit(check)
    if not check:
        report(rows, left + gwp_left, parameters)


def unique(items, key, where):
    for k, n in Counter(map(key, items)).items():
        if n > 1:
            fail(f'{where}: {k} stands {n} times')


# ------------------------------------------------------------------ combined life-cycle rows

def combined(rows, regions):
    """Combustion + upstream of one publisher, year, region and unit -> a life-cycle row."""
    index = {(r['id'], r['region'], r['_source'], r['valid_from'], r['valid_to']): r for r in rows}
    ids = {(r['id'], r['region'], r['valid_from'], r['valid_to']) for r in rows}
    jobs = []
    for r in rows:
        if not r['id'].endswith(('-combustion', '-direct')) or r['co2e'] == '':
            continue
        base = re.sub(r'-(combustion|direct)$', '', r['id'])
        if base == 'electricity-td-losses':
            continue
        parts = [r]
        tail = (r['_source'], r['valid_from'], r['valid_to'])
        up = index.get((base + '-upstream', r['region'], *tail))
        if r['id'] == 'electricity-grid-direct' and r['region'] == 'GB':
            parts += [index[(i, 'GB', *tail)] for i in
                      ('electricity-td-losses-direct', 'electricity-grid-upstream', 'electricity-td-losses-upstream')]
            jobs.append((base, r['region'], parts))
        elif up:
            jobs.append((base, r['region'], parts + [up]))
        elif r['_source'] == 'au-nga-2025':
            for s in sorted(x['region'] for x in rows if x['id'] == base + '-upstream' and x['_source'] == 'au-nga-2025'):
                jobs.append((base, s, parts + [index[(base + '-upstream', s, *tail)]]))
    out = []
    for base, region, parts in jobs:
        first = parts[0]
        same = {(p['unit'], p['valid_from'], p['valid_to'], p['gwp'], p['gas']) for p in parts}
        if len(same) != 1:
            fail(f'{base}@{region}: the parts do not match: {same}')
            continue
        if (base, region, first['valid_from'], first['valid_to']) in ids:
            if first['_source'] != 'tw-moenv':      # MOENV publishes its own sum
                fail(f'{base}@{region}: a combined row would collide')
            continue
        row = dict(first)
        row.update(id=base, region=region, basis='lifecycle')
        for c in ('co2e', 'aircraft', 'biogenic_non_co2', 'biogenic_co2'):
            have = [Decimal(p[c]) for p in parts if p[c] != '']
            row[c] = plain(sum(have)) if have else ''
        row['_value'] = sum(p['_value'] for p in parts)
        row['confidence'] = max((p['confidence'] for p in parts), key=SHIP.get)
        row['row'] = '+'.join(p['row'] for p in parts)
        row['page'] = ' + '.join(dict.fromkeys(p['page'] for p in parts))
        where = '' if region == first['region'] else ' ' + regions[region]['name']
        row['name'] = re.sub(r', (generation|scope 2)$', '', first['name']) + where + {
            'transport': ', well-to-wheel', 'fuel': ', upstream and combustion', 'heat': ', upstream and generation',
            'electricity': ', life cycle'}[first['category'].split('/')[0]]
        if first['name_zh']:
            row['name_zh'] = first['name_zh'].removesuffix('(发电)') + {'transport': ' 全生命周期(WTW)', 'fuel': ' 全生命周期(上游+燃烧)'}.get(
                first['category'].split('/')[0], ' 全生命周期')
            if region != first['region']:
                row['name_zh'] += ' ' + regions[region]['name_zh']
        extra = ''
        if region != first['region']:
            extra = f"; combustion is the national figure ({first['region']})"
        traps = '; '.join(dict.fromkeys(p['_raw']['notes'].strip(' ;') for p in parts if p['_raw']['notes'].strip(' ;')))
        row['note'] = 'sum of ' + ' + '.join(f"{p['id']} ({p['row']}, {plain(p['_value'])})" for p in parts) + extra \
            + ('; ' + traps if traps else '')
        row['_combined'] = True
        out.append(row)
    return out


# ------------------------------------------------------------------ checks

BANDS = table(os.path.join(ROOT, 'data', 'factors', 'plausibility.csv'))


def band(r):
    """The first band that fits a row."""
    for b in BANDS:
        named = not b['id'] or any(fnmatchcase(r['id'], p) for p in b['id'].split('|'))
        if named and r['category'].startswith(b['category']) and b['unit'] in ('', r['unit']) and b['basis'] in ('', r['basis']):
            return b
    return None


def plausible(b, value):
    return b['zero'] == 'yes' if value == 0 else Decimal(b['low']) <= value <= Decimal(b['high'])


GAS = {'AR5': (Decimal(28), Decimal(265))}


def ancestors(code, regions):
    while regions[code]['parent']:
        code = regions[code]['parent']
        yield code


def verify(rows, regions, units, zh):
    unique(rows, lambda r: (r['id'], r['region'], r['valid_from'], r['valid_to']), 'key')
    dims = defaultdict(set)
    groups = defaultdict(list)
    for r in rows:
        where = f"{r['id']}@{r['region']} ({r['row']})"
        if not re.fullmatch(r'[a-z0-9]+(-[a-z0-9]+)*', r['id']):
            fail(f'{where}: not kebab-case')
        if r['unit'] not in units:
            fail(f"{where}: unknown unit {r['unit']}")
        if r['region'] not in regions:
            fail(f"{where}: unknown region {r['region']}")
            continue
        for c in ('name', 'source', 'publisher', 'year', 'page', 'licence', 'row', 'confidence', 'category', 'valid_from'):
            if not r[c]:
                fail(f'{where}: no {c}')
        # Both in one row only where it is composed: then co2e is the upstream part and the masses are the combustion.
        if (r['co2e'] == '') == (r['co2_kg'] + r['ch4_kg'] + r['n2o_kg'] == '') and '_composed' not in r:
            fail(f'{where}: needs either co2e or gas masses')
        if '_composed' in r and (not r['co2_kg'] or (r['co2e'] == '') != (r['basis'] == 'no-upstream')):
            fail(f'{where}: a composed row has gas masses, and co2e exactly when it has an upstream')
        if r['co2_kg'] + r['ch4_kg'] + r['n2o_kg']:
            ch4, n2o = GAS['AR5']
            co2_kg, ch4_kg, n2o_kg, co2e = (compose.decimal(compose.number(r[c])) for c in ('co2_kg', 'ch4_kg', 'n2o_kg', 'co2e'))
            total = co2_kg + ch4 * ch4_kg + n2o * n2o_kg + co2e
            if abs(total - r['_value']) > max(abs(r['_value']), Decimal('0.001')) * Decimal('0.00001'):
                fail(f"{where}: gas masses give {total}, printed is {r['_value']}")
        else:
            total = sum(Decimal(r[c] or 0) for c in ('co2e', 'aircraft', 'biogenic_non_co2', 'land_use_change'))
            if total != r['_value']:
                fail(f"{where}: components give {total}, not {r['_value']}")
            k = r['_raw']
            if k['gas_basis'] == 'co2e' and '_combined' not in r:
                parts = sum(Decimal(k[c] or 0) for c in ('co2', 'ch4', 'n2o'))
                if abs(parts - total) > Decimal('0.00003'):
                    fail(f'{where}: the gases give {parts}, not {total}')
        b = band(r)
        if not b:
            fail(f"{where}: no plausibility band for {r['category']} per {r['unit']}")
        elif not plausible(b, r['_value']):
            fail(f"{where}: {r['_value']} per {r['unit']} is outside {b['low']}..{b['high']} ({b['category']} {b['id']} {r['basis']})")
        elif r['_value'] and (plausible(b, r['_value'] * 1000) or plausible(b, r['_value'] / 1000)):
            fail(f"{where}: the band {b['low']}..{b['high']} is too wide to catch a thousandfold slip of {r['_value']}")
        if r['gas'] == 'CO2' and r['basis'] == 'lifecycle':
            fail(f'{where}: CO2 only, but lifecycle')
        if not r['name_zh']:
            fail(f'{where}: no Chinese name; names-zh.csv may hold one')
        dims[r['id']].add(units.get(r['unit']))
        groups[(r['id'], r['region'])].append((int(r['valid_from']), int(r['valid_to'] or 9999), r))
    for i, d in dims.items():
        if len(d) > 1:
            fail(f'{i}: units of different dimensions {sorted(d)}')
    basis_of = defaultdict(set)
    for r in rows:
        # A fuel whose upstream is unknown in one country is still the same fuel.
        basis_of[r['id']].add(('lifecycle' if r['basis'] == 'no-upstream' else r['basis'], r['gas']))
    for i, b in basis_of.items():
        if len(b) > 1:
            fail(f'{i}: more than one basis or gas {sorted(b)}')
    # Rows of one id and region that are valid together: the later valid_from wins, so it must exist.
    for (i, g), items in groups.items():
        items.sort(key=lambda x: x[:2])
        for a, b in zip(items, items[1:]):
            if b[0] <= a[1] and a[0] == b[0]:
                fail(f'{i}@{g}: two rows begin in {a[0]}')
    # A coarser region must not win over a finer one only because the finer row has ended.
    for (i, g), items in groups.items():
        last = max(x[1] for x in items)
        for up in ancestors(g, regions):
            for lo, hi, r in groups.get((i, up), []):
                if hi > last and r['basis'] in ('lifecycle', 'gate-to-gate'):
                    fail(f'{i}: {up} (valid to {hi}) would shadow {g} (ended {last})')


# ------------------------------------------------------------------ writing

def write_factors(rows):
    files = defaultdict(list)
    for r in rows:
        files[r['_file']].append(r)
    for name, items in sorted(files.items()):
        items.sort(key=lambda r: (r['id'], r['region'], r['valid_from'], r['valid_to']))
        OUT['data/factors/' + name] = render(COLUMNS, [{c: r[c] for c in COLUMNS} for r in items])


def freeze(rows, add):
    """No published id may go; a new one is added on purpose."""
    path = 'data/factors/frozen-ids.txt'
    with open(os.path.join(ROOT, path), encoding='utf-8') as f:
        frozen = set(f.read().split())
    ids = {r['id'] for r in rows}
    for i in sorted(frozen - ids):
        fail(f'{path}: {i} is gone or renamed')
    new = sorted(ids - frozen)
    if new and not add:
        fail(f"{path}: {len(new)} new ids ({', '.join(new[:8])} …): --freeze adds them")
    OUT[path] = ''.join(i + '\n' for i in sorted(ids | frozen))


GUIDE = {'cn-ndrc-2013': ('ndrc-2013', 'NDRC sector guides 2013-2015'), 'cn-mee-cets-2024': ('mee-2024', 'MEE CETS guides 2024'),
         'cn-gbt2589-prov': ('gbt2589', 'GB/T 2589 with the provincial inventory guide 2011'),
         'ipcc-2006-v2': ('ipcc-2006', 'IPCC 2006 Guidelines')}


def fuel_parameters(raw, explicit, fuel_zh):
    out = []
    for r in raw:
        if r['_table'] != 'fuels' or not r['v_ncv'] or r['source_id'] not in GUIDE:
            continue
        slug, guide = GUIDE[r['source_id']]
        if slug == 'ipcc-2006' and not r['id'].endswith('-kg'):
            continue
        k = re.sub(r'^fuel-(ipcc2006|cn-ndrc2013|cn-mee2024|cn-gbt2589)-|-(kg|m3)$', '', r['id'])
        fuel = FUEL.get(k, k)
        ncv, unit, per = {'GJ/t': (Decimal(r['v_ncv']), 'MJ/kg', 'kg'),
                          'GJ/1e4Nm3': (Decimal(r['v_ncv']) / 10, 'MJ/Nm³', 'Nm³')}.get(r['ncv_unit'], (None,) * 3)
        if ncv is None:
            fail(f"{r['id']}: NCV unit {r['ncv_unit']}")
            continue
        cc, ox = Decimal(r['v_carbon_kg_per_gj']), Decimal(r['v_oxidation'])
        product = ncv * cc / 1000 * ox * 44 / 12
        value = ''
        note = r['notes'].strip(' ;')
        if slug == 'gbt2589':
            value = plain(Decimal(r['value']))
        fossil = Decimal(r['co2'] or 0) or Decimal(r['biogenic_co2'] or 0)
        tolerance = Decimal('0.02') if slug == 'ipcc-2006' else Decimal('0.0002')
        if abs(product - fossil) > fossil * tolerance:
            fail(f"{r['id']}: NCV x carbon x oxidation x 44/12 = {product}, table has {fossil}")
        if r['category'] == 'fuel/biomass':
            note = '; '.join(filter(None, ['the carbon is biogenic', note]))
        if not Decimal('1') < ncv < Decimal('60') or not Decimal('10') < cc < Decimal('75') or not Decimal('0.7') <= ox <= 1:
            fail(f"{r['id']}: implausible NCV {ncv}, carbon {cc} or oxidation {ox}")
        out.append({'id': f'{fuel}-{slug}', 'name': r['name_en'], 'name_zh': r['name_zh'], 'fuel': fuel, 'guideline': guide,
                    'vintage': r['valid_from'], 'ncv': plain(ncv), 'ncv_unit': unit, 'carbon_kg_per_gj': plain(cc),
                    'oxidation': plain(ox), 'co2e_value': value, 'unit': per, 'source': r['source_title'],
                    'publisher': r['publisher'], 'year': r['pub_year'], 'page': r['citation'], 'licence': r['licence'],
                    'confidence': r['confidence'], 'row': r['id'], 'note': note})
    unique(out, lambda p: p['id'], 'fuels-parameters.csv')
    columns = ('id,name,name_zh,fuel,guideline,vintage,ncv,ncv_unit,carbon_kg_per_gj,oxidation,co2e_value,unit,source,'
               'publisher,year,page,licence,confidence,row,note').split(',')
    OUT['data/factors/fuels-parameters.csv'] = render(columns, sorted(out, key=lambda p: p['id']))


SIMPLE = {x.lower(): x for x in 'CO2 CH4 N2O SF6 NF3 SF5CF3 SO2F2 CCl4 CHCl3 CH2Cl2 CH3Cl CH3Br CH2Br2 CH3CCl3'.split()}


def gas_name(slug, category):
    if slug in SIMPLE:
        return SIMPLE[slug]
    if m := re.fullmatch(r'r(\d+)([a-z]*)', slug):
        return f'R-{m[1]}' + (m[2].upper() if category == 'gwp/blend' else m[2])
    if m := re.fullmatch(r'halon-(.+)', slug):
        return 'Halon-' + m[1]
    if m := re.fullmatch(r'(hfc|hcfc|cfc|pfc|hfe|hfo|hcfo|hcfe|hg|hgp)-(.+)', slug):
        rest = re.sub(r'-([ez])$', lambda x: f'({x[1].upper()})', m[2])
        return f'{m[1].upper()}-{rest}'
    return slug


def write_gwp(shared, sources):
    out, left, counts = [], [], Counter()
    columns = 'gas,name,name_zh,formula,set,value,origin,source,publisher,year,page,licence,confidence,note'.split(',')
    names = {}

    def add(gas, r, gset, value, origin, note, confidence=None, page=None):
        out.append({'gas': gas, 'name': r['name_en'], 'name_zh': r['name_zh'], 'formula': r['formula'], 'set': gset,
                    'value': plain(Decimal(value)), 'origin': origin, 'source': r['source_title'], 'publisher': r['publisher'],
                    'year': r['pub_year'], 'page': page or r['citation'], 'licence': r['licence'],
                    'confidence': confidence or r['confidence'], 'note': note})
        counts[r['source_id']] += 1
        if gset in ('AR5', 'AR6'):
            names.setdefault(gas, r)

    for r in table(os.path.join(shared, 'factors', 'gwp.csv')):
        slug = re.sub(r'^gwp\d+-ar\d-', '', r['id'])
        b = r['gwp_basis']
        gset = {'AR4-GWP100': 'AR4', 'AR5-GWP100': 'AR5', 'AR6-GWP100': 'AR6'}.get(
            b, 'DESNZ-2025' if b.startswith('as DESNZ') else b)
        note = r['notes'].strip(' ;')
        if r['id'] == 'gwp100-ar6-sf6':
            # The one conflict that ships, by decision: each set says whose figure it holds.
            add('SF6', r, gset, r['value'], '', 'IPCC AR6 WGI Table 7.SM.7 as published in 2021 (seen in two transcriptions); '
                'the GHG Protocol list of August 2024 has 24300, see set AR6-GHGP')
            continue
        if r['confidence'] not in SHIP:
            left.append((r['id'], r['confidence']))
            continue
        if slug.startswith('ch4'):
            if slug == 'ch4':
                add('CH4', r, gset, r['value'], 'unsplit', note)
                if gset in ('AR4', 'AR5'):
                    for origin in ('fossil', 'combustion', 'biogenic'):
                        if (gset, origin) != ('AR5', 'fossil'):
                            add('CH4', r, gset, r['value'], origin, 'the report does not split this figure by origin'
                                if gset == 'AR4' else 'methane that is not fossil, or whose carbon is counted as CO2')
            elif slug == 'ch4-fossil':
                add('CH4', r, gset, r['value'], 'fossil', note)
            else:
                add('CH4', r, gset, r['value'], 'combustion', 'fossil methane from combustion: its carbon is already counted as CO2; ' + note)
                add('CH4', r, gset, r['value'], 'biogenic', note)
            continue
        if gset == 'AR6' and slug == 'hfc-134a':
            note = 'IPCC AR6 WGI Table 7.SM.7; Table 7.15 has 1526, see set AR6-7.15'
        add(gas_name(slug, r['category']), r, gset, r['value'], '', note)
    other = {'ghg-protocol-2024': {'source_title': 'List of GWP values, August 2024', 'publisher': 'GHG Protocol', 'pub_year': '2024',
                                   'licence': 'single figure as a fact; the list itself is not copied'}}
    for x in table(os.path.join(HERE, 'gwp-extra.csv')):
        s = other.get(x['source_id'])
        if not s:
            t = sources[x['source_id']]
            s = {'source_title': t['title'], 'publisher': t['publisher'], 'pub_year': t['pub_year'], 'licence': t['licence']}
        known = names.get(x['gas'])
        if not known:
            if x['gas'] == 'SF6':
                known = {'name_en': 'Sulfur hexafluoride', 'name_zh': '六氟化硫', 'formula': 'SF6'}
            else:
                fail(f"gwp-extra.csv: unknown gas {x['gas']}")
                continue
        add(x['gas'], {**known, **s, 'source_id': x['source_id'], 'citation': x['page'], 'confidence': x['confidence']},
            x['set'], x['value'], x['origin'], x['note'])
    unique(out, lambda r: (r['gas'], r['set'], r['origin']), 'gwp.csv')
    have = {(r['gas'], r['set'], r['origin']): r['value'] for r in out}
    for gset, f, o, n2o in (('AR4', '25', '25', '298'), ('AR5', '30', '28', '265'), ('AR6', '29.8', '27', '273')):
        want = {('CH4', gset, 'fossil'): f, ('CH4', gset, 'combustion'): o, ('CH4', gset, 'biogenic'): o, ('N2O', gset, ''): n2o,
                ('CO2', gset, ''): '1'}
        for k, v in want.items():
            if have.get(k) != v:
                fail(f'gwp.csv: {k} is {have.get(k)}, not {v}')
    out.sort(key=lambda r: (r['set'], r['gas'], r['origin']))
    OUT['data/gwp.csv'] = render(columns, out)
    return left, counts


def write_regions(rows, regions):
    used = {r['region'] for r in rows} | {c for c in regions if c.startswith('CN-')} | {'GLO'}
    for c in list(used):
        used |= set(ancestors(c, regions))
    for c in used:
        if not regions[c]['name_zh']:
            fail(f'regions.csv: {c} has no Chinese name')
    OUT['data/regions.csv'] = render(['code', 'name', 'name_zh', 'parent', 'note'], [regions[c] for c in sorted(used)])


def attribution(sources, shipped, params, gwp):
    text = ['# Where the factors come from', '',
            'Generated by `tools/factors/generate.py`; do not edit. Every row of the library names its source, page and',
            'licence; this file gathers them. Figures are facts with a citation; no text of any source is copied.', '',
            'Attribution that the licences ask for:', '',
            '- Contains public sector information licensed under the Open Government Licence v3.0: UK Government GHG Conversion',
            '  Factors for Company Reporting 2025, Department for Energy Security and Net Zero; Environmental reporting',
            '  guidelines, Defra.',
            '- Contains data of Ember, Yearly Electricity Data, licensed under CC BY 4.0.',
            '- Contains data of the National Greenhouse Accounts Factors 2025, DCCEEW, Commonwealth of Australia, licensed under',
            '  CC BY 4.0.',
            '- Contains data of the Taiwan Ministry of Environment (MOENV), 產品碳足跡排放係數, under the Open Government Data',
            '  License, version 1.0.',
            '- Contains data of ADEME, Base Empreinte / Base Carbone, under the Licence Ouverte 2.0 (Etalab).',
            '- Contains data of the European Commission, reused under Decision 2011/833/EU.', '',
            'Some values were converted to the unit of the row, and combustion and upstream values of one publisher were added',
            f"up; the note of each such row says so. The {shipped['composed']} rows of `cn-composed-fuels.csv` are composed from rows of",
            'several sources below, which they name with their citations.', '',
            '| title | publisher | year | licence | factors | parameters | GWP values |', '|---|---|---|---|---|---|---|']
    for s in sources.values():
        i = s['source_id']
        if shipped[i] or params[i] or gwp[i]:
            text.append(f"| {s['title']} | {s['publisher']} | {s['pub_year']} | {s['licence']} | {shipped[i]} | {params[i]} | {gwp[i]} |")
    if gwp['ghg-protocol-2024']:
        text.append('| List of GWP values, August 2024 | GHG Protocol | 2024 | single figure as a fact; the list itself is not copied '
                    f"| 0 | 0 | {gwp['ghg-protocol-2024']} |")
    OUT['data/factors/ATTRIBUTION.md'] = '\n'.join(text) + '\n'


def readme():
    with open(os.path.join(HERE, 'README.template.md'), encoding='utf-8') as f:
        OUT['data/factors/README.md'] = f.read()


def emit(check):
    folder = os.path.join(ROOT, 'data', 'factors')
    old = {'data/factors/' + n for n in (os.listdir(folder) if os.path.isdir(folder) else [])}
    stale = sorted(old - set(OUT) - {'data/factors/plausibility.csv'})
    differ = []
    for path, text in sorted(OUT.items()):
        full = os.path.join(ROOT, path)
        data = text.encode('utf-8')
        try:
            with open(full, 'rb') as f:
                same = f.read() == data
        except FileNotFoundError:
            same = False
        if not same:
            differ.append(path)
            if not check:
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, 'wb') as f:
                    f.write(data)
    if check and (differ or stale):
        for p in differ:
            print(f'generate.py: {p} differs from what the tables give', file=sys.stderr)
        for p in stale:
            print(f'generate.py: {p} is not written by this program', file=sys.stderr)
        sys.exit(1)
    if not check:
        for p in stale:
            os.remove(os.path.join(ROOT, p))


def report(rows, left, parameters):
    print(f"{len(rows)} factor rows, {len({r['id'] for r in rows})} concepts, {len(parameters)} parameters, "
          f"{sum(1 for r in rows if '_combined' in r)} of the rows combined, {sum(1 for r in rows if '_composed' in r)} composed")
    for title, key in (('publisher', lambda r: r['publisher']), ('category', lambda r: r['category'].split('/')[0]),
                       ('basis', lambda r: r['basis'] + (' (CO2 only)' if r['gas'] == 'CO2' else ''))):
        print('\nby ' + title)
        for k, n in Counter(map(key, rows)).most_common():
            print(f'  {n:5} {k}')
    print('\nleft out')
    for i, why in left:
        print(f'  {i}: {why}')
    groups = defaultdict(list)
    for r in rows:
        groups[(r['id'], r['region'])].append(r)
    print('\nseveral rows valid in one year (the later valid_from wins)')
    for (i, g), items in sorted(groups.items()):
        items.sort(key=lambda r: r['valid_from'])
        for a, b in zip(items, items[1:]):
            if int(b['valid_from']) <= int(a['valid_to'] or 9999):
                print(f"  {i}@{g}: {a['row']}, {b['row']}")


if __name__ == '__main__':
    main()
