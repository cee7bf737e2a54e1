"""The tables of docs/factor-library.md and its Chinese twin: how many rows from whom, of what, for where."""
import os
import re
from collections import Counter

PAGES = {'docs/factor-library.md': 0, 'docs/factor-library.zh-CN.md': 1}
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


TABLES = {'publishers': by_publisher, 'bases': by_basis, 'regions': by_region}


def write(root, rows, out, fail):
    for path, lang in PAGES.items():
        with open(os.path.join(root, path), encoding='utf-8') as f:
            text = f.read()
        for name, make in TABLES.items():
            mark = re.compile(rf'(<!-- generated: {name} -->\n).*?(<!-- end -->)', re.S)
            if not mark.search(text):
                fail(f'{path}: no place for the table {name}')
            text = mark.sub(lambda m: m[1] + make(rows, lang) + m[2], text)
        out[path] = text
