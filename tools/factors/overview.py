"""The tables of documents: how many rows from whom, of what, for where; and what the fuels in China amount to."""
import os
import re
from collections import Counter

import compose

# A document and its Chinese twin, and the tables that stand in both.
PAGES = {('docs/factor-library.md', 'docs/factor-library.zh-CN.md'): ('publishers', 'bases', 'regions'),
         ('docs/modelling/fuels.md', 'docs/modelling/fuels.zh-CN.md'): ('fuels',)}
AR6 = (27, 273)     # methane of combustion, nitrous oxide; generate.py checks gwp.csv for them
GROUPS = [('fuel', 'fuels', '燃料'), ('electricity', 'electricity', '电力'), ('heat', 'heat', '热力'), ('material', 'materials', '材料'),
          ('process', 'processes', '过程'), ('transport', 'transport', '运输'), ('waste', 'waste', '废弃物')]
BASES = [('lifecycle', 'enters a footprint', '可计入产品碳足迹'),
         ('no-upstream', 'enters with warning W210: the supply of the fuel is missing', '可计入，并警告 W210：缺燃料上游'),
         ('gate-to-gate', 'one process; only with the inputs written beside it (E110)', '单个过程；须另写投入（E110）'),
         ('combustion', 'direct emissions only; refused (E108)', '只含直接排放；拒绝（E108）'),
         ('upstream', 'supply only; refused alone (E108)', '只含上游；单独使用时拒绝（E108）')]
PLACES = [('CN', 'China, its grid regions and provinces', '中国、区域电网和各省'), ('GB', 'United Kingdom', '英国'),
          ('GLO', 'the world', '全球'), ('TW', 'Taiwan, China', '中国台湾'), ('US', 'United States and its states', '美国及各州'),
          ('FR', 'France', '法国'), ('AU', 'Australia and its states', '澳大利亚及各州')]
COMPOSED = ('composed by product-footprint', '由 product-footprint 合成')


def line(cells):
    return '| ' + ' | '.join(str(c) for c in cells) + ' |\n'


def counted(n):
    return f'{n:,}' if n else ''


def by_publisher(rows, lang):
    who = lambda r: COMPOSED[lang] if '_composed' in r else r['publisher']
    group = lambda r: next((g[0] for g in GROUPS if r['category'].split('/')[0] == g[0]), 'other')
    cells = Counter((who(r), group(r)) for r in rows)
    total = Counter(map(who, rows))
    names = [g[0] for g in GROUPS] + ['other']
    heads = [g[1 + lang] for g in GROUPS] + [('other', '其他')[lang]]
    text = line([('publisher', '发布者')[lang]] + heads + [('rows', '行数')[lang]]) + line(['---'] + ['--:'] * (len(heads) + 1))
    for p, n in sorted(total.items(), key=lambda x: (-x[1], x[0])):
        text += line([p] + [counted(cells[p, g]) for g in names] + [counted(n)])
    sums = Counter(map(group, rows))
    return text + line([('all', '合计')[lang]] + [counted(sums[g]) for g in names] + [counted(len(rows))])


def by_basis(rows, lang):
    n = Counter(r['basis'] for r in rows)
    text = line([('basis', '口径')[lang], ('rows', '行数')[lang], ('in a footprint', '能否计入')[lang]]) + line(['---', '--:', '---'])
    return text + ''.join(line([f'`{b[0]}`', counted(n[b[0]]), b[1 + lang]]) for b in BASES)


def by_region(rows, lang):
    place = lambda r: r['region'].split('-')[0]
    n, usable = Counter(map(place, rows)), Counter(place(r) for r in rows if r['basis'] in ('lifecycle', 'no-upstream'))
    known = [p[0] for p in PLACES]
    heads = [('region', '地区')[lang], ('rows', '行数')[lang], ('of them usable in a footprint', '其中可计入产品碳足迹')[lang]]
    text = line(heads) + line(['---', '--:', '--:'])
    for code, *names in PLACES:
        text += line([names[lang], counted(n[code]), counted(usable[code])])
    rest = sorted(set(n) - set(known))
    other = (f'{len(rest)} other countries and territories, electricity only', f'另有 {len(rest)} 个国家和地区，只有电力')[lang]
    return text + line([other, counted(sum(n[c] for c in rest)), counted(sum(usable[c] for c in rest))])


def rounded(fraction, places=4):
    return f'{compose.decimal(fraction):.{places}f}' if fraction else ''


def fuels(rows, lang):
    """The newest composed row of each fuel, per unit and per GJ."""
    newest = {}
    for r in rows:
        if '_composed' in r and not r['id'].endswith('-gbt2589'):
            newest[r['id']] = max(newest.get(r['id'], r), r, key=lambda x: x['valid_from'])

    def parts(r):
        co2, ch4, n2o, supply = (compose.number(r[c]) for c in ('co2_kg', 'ch4_kg', 'n2o_kg', 'co2e'))
        return co2, ch4 * AR6[0] + n2o * AR6[1], supply

    heads = [('id', '编码'), ('fuel', '燃料'), ('per', '每'), ('guide of', '指南年份'), ('CO2', 'CO2'), ('CH4 and N2O', 'CH4、N2O'),
             ('supply', '上游'), ('total', '合计'), ('total per GJ', '每 GJ 合计')]
    text = line(h[lang] for h in heads) + line(['---', '---', '---', '---'] + ['--:'] * 5)
    for i, r in sorted(newest.items()):
        if r['unit'] == 'GJ':
            continue
        per_gj = newest[i.removesuffix('-normal') + '-energy']
        name = (r['_raw']['name_zh'] if lang else r['name'].split(', upstream')[0].split(', combustion without')[0])
        co2, others, supply = parts(r)
        text += line([f'`{i}`', name, r['unit'], r['valid_from'], rounded(co2), rounded(others), rounded(supply) or '-',
                      rounded(co2 + others + supply), rounded(sum(parts(per_gj)), 2)])
    return text


TABLES = {'publishers': by_publisher, 'bases': by_basis, 'regions': by_region, 'fuels': fuels}


def write(root, rows, out, fail):
    for twins, names in PAGES.items():
        for lang, path in enumerate(twins):
            with open(os.path.join(root, path), encoding='utf-8') as f:
                text = f.read()
            for name in names:
                mark = re.compile(rf'(<!-- generated: {name} -->\n).*?(<!-- end -->)', re.S)
                if not mark.search(text):
                    fail(f'{path}: no place for the table {name}')
                text = mark.sub(lambda m: m[1] + TABLES[name](rows, lang) + m[2], text)
            out[path] = text
