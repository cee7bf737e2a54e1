"""Chinese fuels as a footprint needs them: combustion by a Chinese guide, CH4 and N2O by the IPCC, and the supply where it is known.

Every number stands as the formula of its terms, so that the reason travels with it. composed-fuels.csv says which row of
the IPCC tables and which upstream row belong to a fuel; a fuel without upstream row gets the basis `no-upstream`.
"""
import re
from decimal import Decimal
from fractions import Fraction

# Guide -> slug of its rows, and the suffix of ids of a source that is not an official guide of its own.
GUIDES = {'cn-ndrc-2013': ('ndrc2013', ''), 'cn-mee-cets-2024': ('mee2024', ''), 'cn-gbt2589-prov': ('gbt2589', '-gbt2589')}
EQUIPMENT = re.compile(r'-(cement-kiln|industrial-boiler|power-boiler)$')
PUBLISHER = 'composed by product-footprint from '
# Chinese natural gas is metered at 20 °C (GB/T 17291), the guides count it at 0 °C: both at 101.325 kPa.
WARM, COLD = '293.15', '273.15'


def number(cell):
    """The value of a cell: a decimal, or `=` and then decimals joined by * and /."""
    if not cell.startswith('='):
        return Fraction(cell or 0)
    value, rest = Fraction(1), '*' + cell[1:]
    for operator, operand in re.findall(r'([*/])([0-9.]+)', rest):
        value = value * Fraction(operand) if operator == '*' else value / Fraction(operand)
    if rest != ''.join(a + b for a, b in re.findall(r'([*/])([0-9.]+)', rest)):
        raise ValueError(f'{cell!r} is no product')
    return value


def decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def plain(text):
    t = format(Decimal(text), 'f')
    return (t.rstrip('0').rstrip('.') or '0') if '.' in t else t


def dated(r):
    """`2013`, `2013-`: the years of a source row, as a reference shows them."""
    return r['valid_from'] if r['valid_to'] == r['valid_from'] else f"{r['valid_from']}-{r['valid_to']}"


class Terms:
    """What one row is made of, in the source's own numbers."""

    def __init__(self, raw, ipcc, upstream):
        self.raw, self.ipcc, self.upstream = raw, ipcc, upstream
        self.gas = raw['ncv_unit'] == 'GJ/1e4Nm3'
        ncv = Decimal(raw['v_ncv']) / (10 if self.gas else 1)
        self.ncv, self.carbon, self.oxidation = plain(ncv), plain(raw['v_carbon_kg_per_gj']), plain(raw['v_oxidation'])
        self.ch4, self.n2o = plain(ipcc['ch4']), plain(ipcc['n2o'])

    def cells(self, per):
        """co2_kg, ch4_kg, n2o_kg and co2e of one `per`: quantity (kg or Nm³), cubic metre at 20 °C, or GJ."""
        tail = {'m³': f'*{COLD}/{WARM}'}.get(per, '')
        if per == 'GJ':
            gases = [f'={self.carbon}*{self.oxidation}*44/12', self.ch4, self.n2o]
        else:
            gases = [f'={self.ncv}*{self.carbon}/1000*{self.oxidation}*44/12{tail}',
                     f'={self.ncv}*{self.ch4}/1000{tail}', f'={self.ncv}*{self.n2o}/1000{tail}']
        if not self.upstream:
            return gases + ['']
        supply = plain(self.upstream['value'])
        to_cold = f'*{WARM}/{COLD}' if self.gas else ''
        if per == 'GJ':
            supply = f'={supply}{to_cold}*1000/{self.ncv}'
        elif per == 'Nm³':
            supply = f'={supply}{to_cold}'
        return gases + [supply]


def composed(raw, fuel_names, table_rows, fail):
    """The rows of cn-composed-fuels.csv. `raw` holds every source row that ships; `fuel_names` maps their names to ours."""
    by_id = {r['id']: r for r in raw}
    upstream_id = {'coal-upstream': 'mat-cn-cpcd-coal-mining', 'diesel-upstream': 'mat-cn-cpcd-diesel-supply',
                   'gasoline-upstream': 'mat-cn-cpcd-gasoline-supply', 'natural-gas-upstream': 'mat-cn-cpcd-natural-gas-supply'}
    plan = {r['fuel']: r for r in table_rows}
    seen, out = set(), []
    for r in raw:
        if r['_table'] != 'fuels' or r['source_id'] not in GUIDES or not r['v_ncv']:
            continue
        slug, suffix = GUIDES[r['source_id']]
        name = re.fullmatch(rf'fuel-cn-{slug}-(.+)-(kg|m3)', r['id'])[1]
        equipment = EQUIPMENT.search(name)
        base = EQUIPMENT.sub('', name)
        base = fuel_names.get(base, base)
        if base not in plan:
            fail(f"composed-fuels.csv has no row for {base} ({r['id']})")
            continue
        p = plan[base]
        seen.add(base)
        # Power plants have a table of their own; every other furnace is one of manufacturing.
        in_power_plant = equipment is not None and equipment[1] == 'power-boiler'
        ipcc = by_id[f"fuel-ipcc2006-{'' if in_power_plant else 'mfg-'}{p['ipcc']}-gj"]
        upstream = by_id[upstream_id[p['upstream']]] if p['upstream'] else None
        terms = Terms(r, ipcc, upstream)
        fuel = base + (equipment[0] if equipment else '')
        variants = []
        for per in (['Nm³', 'GJ'] if terms.gas else ['kg', 'GJ']) + (['m³'] if base == 'natural-gas' else []):
            stem = fuel + {'GJ': '-energy', 'Nm³': '-normal' if base == 'natural-gas' else ''}.get(per, '')
            if not suffix:
                variants.append((stem, per))
            elif per in ('kg', 'Nm³'):
                variants.append((stem + suffix, per))
            # Raw coal stands in no guide: the convention is all there is.
            if suffix and base == 'raw-coal':
                variants.append((stem, per))
        out += [row(i, per, terms, p) for i, per in variants]
    for unused in sorted(set(plan) - seen):
        fail(f'composed-fuels.csv: no guide has {unused}')
    return out


def row(cid, per, terms, plan):
    r, ipcc, upstream = terms.raw, terms.ipcc, terms.upstream
    parts = [r, ipcc] + ([upstream] if upstream else [])
    co2, ch4, n2o, co2e = terms.cells(per)
    words = [f"combustion by {r['id']}: CO2 = NCV {terms.ncv} {'MJ/Nm³' if terms.gas else 'MJ/kg'}, carbon {terms.carbon} kg C/GJ, "
             f"oxidation {terms.oxidation}, 44/12",
             f"by {ipcc['id']}: CH4 {terms.ch4} and N2O {terms.n2o} kg/GJ"]
    if upstream:
        words.append(f"upstream by {plan['upstream']}@CN:{dated(upstream)} ({upstream['id']}): {plain(upstream['value'])} kg CO2e per "
                     f"{upstream['unit'].split('/')[1]}, GWP set not stated, an entry from literature")
        if plan['upstream'] == 'coal-upstream':
            words.append('this upstream is an average of coal and low beside the British figure, 0.41814964 '
                         '(coal-industrial-upstream@GB): see docs/modelling/fuels.md')
    else:
        words.append('no upstream: extraction, processing and transport of the fuel are not in this row, because no figure for '
                     'China or the world was found')
    if terms.gas and plan['upstream']:
        words.append('the m³ of the upstream is read at 20 °C and 101.325 kPa (GB/T 17291), the Nm³ of the guide at 0 °C')
    if per == 'm³':
        words.append('per m³ at 20 °C and 101.325 kPa, as Chinese gas meters bill it; for Nm³ take natural-gas-normal')
    if per == 'GJ':
        words.append('net calorific value')
    if plan['note']:
        words.append(plan['note'])
    if 'raw-coal' in cid and not cid.endswith('-gbt2589'):
        words.append('no guide has raw coal: the parameters are the convention of GB/T 2589 and the provincial inventory guide')
    lifecycle = bool(upstream)
    join = lambda column, mark: mark.join(dict.fromkeys(p[column] for p in parts))
    masses = [number(c) for c in (co2, ch4, n2o)]
    value = masses[0] + 28 * masses[1] + 265 * masses[2] + number(co2e)
    zh = r['name_zh'] + (' 全生命周期(上游+燃烧)' if lifecycle else ' 燃烧(不含上游)')
    return {
        'id': cid, 'name': r['name_en'] + (', upstream and combustion' if lifecycle else ', combustion without upstream'),
        'name_zh': zh, 'category': r['category'], 'unit': per, 'co2e': co2e, 'aircraft': '', 'biogenic_non_co2': '',
        'land_use_change': '', 'biogenic_co2': '', 'co2_kg': co2, 'ch4_kg': ch4, 'n2o_kg': n2o, 'ch4_origin': 'combustion',
        'region': 'CN', 'valid_from': r['valid_from'], 'valid_to': r['valid_to'], 'gwp': '',
        'basis': 'lifecycle' if lifecycle else 'no-upstream', 'gas': 'CO2e', 'stage': 'production',
        'source': ' + '.join(f"{p['source_title']} ({p['citation']})" for p in parts),
        'publisher': PUBLISHER + join('publisher', ', '), 'year': max(p['pub_year'] for p in parts),
        'page': ' + '.join(p['citation'] for p in parts), 'licence': join('licence', ' + '),
        'row': '+'.join(p['id'] for p in parts), 'note': '; '.join(words),
        'confidence': max((p['confidence'] for p in parts), key=['PRIMARY', 'CROSS', 'SEEN-SINGLE'].index),
        '_file': 'cn-composed-fuels.csv', '_source': 'composed', '_value': decimal(value), '_composed': True,
        '_raw': {'name_zh': r['name_zh'], 'gas_basis': 'mass', 'notes': ''},
    }
