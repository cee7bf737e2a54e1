#!/usr/bin/env python3
"""Write data/presets.csv, the scenario presets, from the table of the plan's quantitative targets.

    PCF_SHARED=<folder with factors/targets.csv> python3 tools/presets/generate.py [--check]

A target becomes a parameter if it is a share or a multiplier with a number and a year. Supply bounds, filters and
technology options have no value that a formula could take. Python standard library only; no floats.
"""
import csv
import io
import os
import sys
from decimal import Decimal

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(ROOT, 'data', 'presets.csv')
COLUMNS = ['preset', 'parameter', 'value', 'name', 'name_zh', 'quote', 'clause', 'source', 'publisher', 'year', 'licence', 'note']


def main():
    path = os.path.join(os.environ['PCF_SHARED'], 'factors', 'targets.csv')
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator='\n')
    writer.writeheader()
    with open(path, encoding='utf-8-sig', newline='') as file:
        targets = list(csv.DictReader(file))
    rows = []
    for t in targets:
        if t['applies_as'] not in ('share', 'multiplier') or not t['value'] or not t['target_year']:
            continue
        assert t['unit'] == '%', t['id']
        share = Decimal(t['value']) / 100
        value = 1 - share if t['applies_as'] == 'multiplier' else share
        rows.append({
            'preset': 'china-' + t['target_year'],
            'parameter': t['scenario_parameter'].replace('.', '_'),
            'value': format(value.normalize(), 'f'),
            'name': t['name_en'], 'name_zh': t['name_zh'],
            'quote': t['quote_zh'], 'clause': t['citation'],
            'source': t['source_title'], 'publisher': t['publisher'], 'year': t['pub_year'], 'licence': t['licence'],
            'note': t['mapping_note'],
        })
    rows.sort(key=lambda r: (r['preset'], r['parameter']))
    writer.writerows(rows)
    text = out.getvalue()
    if '--check' in sys.argv:
        with open(OUT, encoding='utf-8', newline='') as file:
            if file.read() != text:
                sys.exit('data/presets.csv is not what its generator makes')
        return
    with open(OUT, 'w', encoding='utf-8', newline='') as file:
        file.write(text)


main()
