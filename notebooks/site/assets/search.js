// Search over names, prose and figures. What is asked stands in the address: #q=…
(function () {
  'use strict';
  const { word, make, linked, amount, unitName, brief } = window.Site;
  const index = window.SEARCH;
  const SHOWN = 30; // of each kind; the rest is counted
  const KINDS = ['department', 'report', 'unit', 'function', 'economic', 'project'];
  const YUAN_PER_UNIT = [1, 1e4, 1e8];
  const departments = new Map(index.names.filter(([kind]) => kind === 'department').map(([, name, , address]) => [name, address]));
  const loading = new Set();

  const query = () => new URLSearchParams(location.hash.slice(1)).get('q') || '';
  const fold = (text) => String(text).normalize('NFKC').toLowerCase();
  const title = ([, name, , year, kind, level]) => name + ' ' + (year || '') + ' ' + word('report_kind.' + kind) + (level === 'unit' ? ' · ' + word('level.unit') : '');

  function load(file, key) {
    if (index[key]) return true;
    if (!loading.has(file)) {
      loading.add(file);
      window.Site.loadScript('data/search/' + file, draw, () => { index[key] = []; draw(); });
    }
    return false;
  }

  const matches = (texts, parts) => { const all = fold(texts.join(' ')); return parts.every((part) => all.includes(part)); };

  function marked(text, parts) {
    const low = fold(text);
    if (low.length !== text.length) return text;
    const at = parts.map((part) => [low.indexOf(part), part.length]).filter(([start]) => start >= 0).sort((a, b) => a[0] - b[0]);
    const out = [];
    let end = 0;
    at.forEach(([start, length]) => {
      if (start < end) return;
      out.push(text.slice(end, start), make('mark', {}, text.slice(start, start + length)));
      end = start + length;
    });
    return [...out, text.slice(end)];
  }

  function group(name, items, count) {
    if (!items.length) return [];
    return [make('h2', {}, word('search.' + name) + '（' + count + '）'), make('ul', { class: 'plain hits' }, items)];
  }

  function names(parts) {
    return KINDS.flatMap((kind) => {
      const found = index.names.filter(([of, name, second]) => of === kind && matches([name, typeof second === 'number' ? index.reports[second][1] : second], parts));
      const items = found.slice(0, SHOWN).map(([, name, second, address, yuan]) => {
        const where = kind === 'unit' ? departments.get(second) : address;
        const beside = typeof second === 'number' ? title(index.reports[second]) : second;
        return make('li', {}, make(where ? 'a' : 'span', { href: where ? linked(where) : null }, marked(name, parts)), ' ',
          yuan === null ? null : make('b', { class: 'n' }, amount(yuan) + ' ' + unitName() + ' '), make('small', {}, beside));
      });
      return group(kind, items, found.length);
    });
  }

  // a page; of a file that has none its sheet, by name, or the paragraph, by number
  const standing = (page, where) => (typeof where === 'string' ? word('evidence.on_sheet').replace('{sheet}', where)
    : where ? word('finding.in_paragraph').replace('{paragraph}', where) : word('finding.on_page').replace('{page}', page));

  function prose(parts) {
    const missing = index.prose.filter((file) => !load(file, file.slice(0, -3).replace('-', '')));
    if (missing.length) return [make('p', { class: 'note' }, word('evidence.loading'))];
    const found = index.prose.flatMap((file) => index[file.slice(0, -3).replace('-', '')]).filter(([, , text]) => matches([text], parts));
    return group('prose', found.slice(0, SHOWN).map(([report, page, text, where]) => make('li', {},
      marked(text, parts), ' ', make('a', { href: linked('reports/' + index.reports[report][0] + '/evidence.html#p=' + page) }, make('small', {}, title(index.reports[report]) + ' · ' + standing(page, where))))), found.length);
  }

  // A number may be meant in yuan, 万元 or 亿元: all three are looked up.
  function figures(asked) {
    const number = Number(asked.replace(/[,，\s]/g, '').replace(/(万|亿)?元?$/, ''));
    if (!/\d/.test(asked) || !Number.isFinite(number) || !number) return [];
    const unit = /亿元?$/.test(asked) ? [1e8] : /万元?$/.test(asked) ? [1e4] : /元$/.test(asked) ? [1] : YUAN_PER_UNIT;
    const digits = String(Math.round(Math.abs(number) * 1e8)).slice(0, 2);
    if (index.figures.includes(digits) && !load('figures-' + digits + '.js', 'f' + digits)) return [make('p', { class: 'note' }, word('evidence.loading'))];
    const wanted = unit.map((each) => Math.abs(number) * each);
    const isOne = (yuan) => wanted.some((each) => Math.abs(each - yuan) < 0.005 + each * 1e-12);
    const found = (index['f' + digits] || []).filter(([, , yuan]) => isOne(yuan));
    return group('figure', found.slice(0, 4 * SHOWN).map(([report, key, yuan, label]) => make('li', {},
      make('a', { href: linked('reports/' + index.reports[report][0] + '/evidence.html#' + key) }, amount(yuan) + ' ' + unitName()), ' ', label, ' ', make('small', {}, title(index.reports[report]) + ' · ' + brief(yuan)))), found.length);
  }

  function draw() {
    const asked = query();
    const input = document.getElementById('q');
    if (document.activeElement !== input) input.value = asked;
    const parts = fold(asked).split(/\s+/).filter(Boolean);
    const box = document.getElementById('found');
    if (!parts.length) { box.replaceChildren(); document.getElementById('said').textContent = ''; return; }
    const found = [...figures(fold(asked.trim())), ...names(parts), ...prose(parts)];
    box.replaceChildren(...found);
    document.getElementById('said').textContent = found.length ? '' : word('ui.no_match');
  }

  let waiting = 0;
  const go = () => { location.hash = new URLSearchParams({ q: document.getElementById('q').value }).toString(); };
  document.getElementById('search').addEventListener('submit', (event) => { event.preventDefault(); go(); });
  document.getElementById('q').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(go, 250); });
  addEventListener('hashchange', draw);
  window.Site.onChange(draw);
  document.getElementById('q').value = query();
})();
