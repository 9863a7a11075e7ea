// A fact with facets: what is chosen, sorted and typed stands in the address.
(function () {
  'use strict';
  const { word, make, linked, amount, unitName, csvField, saveCsv, collator } = window.Site;
  const PAGE = innerWidth < 640 ? 25 : 100; // rows drawn at once: a telephone shows them as cards
  const names = [...document.getElementById('table').options].map((each) => each.value);
  let state = { t: names[0], q: '', sort: '', facets: {}, shown: PAGE };

  const columnName = (name) => { const said = word('column.' + name.replace(/_yuan$/, '')); return said === name.replace(/_yuan$/, '') ? word('measure.' + said) : said; };
  const isMoney = (name) => name.endsWith('_yuan');
  const codedAs = { report_kind: 'report_kind', level: 'level', table_kind: 'table_kind', measure: 'measure', base_from: 'base_from', fund: 'source', fact: 'fact' };

  function show(name, value) {
    if (value === null || value === undefined) return '';
    if (isMoney(name)) return amount(value);
    if (name === 'change_rate') return (100 * value).toFixed(1) + '%';
    if (typeof value === 'boolean') return value ? '✓' : '';
    return codedAs[name] ? word(codedAs[name] + '.' + value) : String(value);
  }

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    state = { t: names.includes(asked.get('t')) ? asked.get('t') : names[0], q: asked.get('q') || '', sort: asked.get('sort') || '', facets: {}, shown: PAGE };
    asked.forEach((value, key) => { if (key.startsWith('f.')) state.facets[key.slice(2)] = value; });
  }

  function go(change) {
    const next = { ...state, ...change };
    const asked = new URLSearchParams({ t: next.t });
    if (next.q) asked.set('q', next.q);
    if (next.sort) asked.set('sort', next.sort);
    Object.entries(next.facets).forEach(([key, value]) => { if (value !== '') asked.set('f.' + key, value); });
    location.hash = asked.toString();
  }

  const text = (value) => (value === null || value === undefined ? '' : String(value));

  function chosen(data, but) {
    const parts = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const facets = Object.entries(state.facets).filter(([key]) => key !== but && data.columns.includes(key)).map(([key, value]) => [data.columns.indexOf(key), value]);
    return data.rows.filter((row) => facets.every(([at, value]) => text(row[at]) === value)
      && (!parts.length || (() => { const all = row.slice(0, -1).map(text).join(' ').toLowerCase(); return parts.every((part) => all.includes(part)); })()));
  }

  function sorted(data, rows) {
    if (!state.sort) return rows;
    const turn = state.sort.startsWith('-') ? -1 : 1;
    const at = data.columns.indexOf(state.sort.replace(/^-/, ''));
    if (at < 0) return rows;
    const empty = (value) => value === null || value === undefined || value === '';
    return [...rows].sort((a, b) => {
      if (empty(a[at]) || empty(b[at])) return empty(a[at]) - empty(b[at]);
      return turn * (typeof a[at] === 'number' && typeof b[at] === 'number' ? a[at] - b[at] : collator.compare(text(a[at]), text(b[at])));
    });
  }

  function drawFacets(data) {
    document.getElementById('facets').replaceChildren(...data.facets.map((name) => {
      const at = data.columns.indexOf(name);
      const counts = new Map();
      chosen(data, name).forEach((row) => counts.set(text(row[at]), (counts.get(text(row[at])) || 0) + 1));
      if (counts.size < 2 && !state.facets[name]) return null;
      const options = [...counts].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0])).slice(0, 300);
      const select = make('select', {}, make('option', { value: '' }, word('data.all')),
        options.map(([value, count]) => make('option', { value, selected: state.facets[name] === value }, (value === '' ? '—' : show(name, value)) + '（' + count + '）')));
      select.addEventListener('change', () => go({ facets: { ...state.facets, [name]: select.value } }));
      return make('label', {}, columnName(name), ' ', select);
    }).filter(Boolean));
  }

  function cell(name, value, figure) {
    const isNumber = isMoney(name) || typeof value === 'number';
    const shown = show(name, value);
    const content = isMoney(name) && figure && shown ? make('a', { href: linked('reports/' + figure.slice(0, 16) + '/evidence.html#' + figure.slice(17)) }, shown) : shown;
    return make('td', { class: isNumber ? 'n' : /code$/.test(name) ? 'code' : null }, content);
  }

  function draw() {
    readAddress();
    const data = (window.TABLES || {})[state.t];
    document.getElementById('table').value = state.t;
    if (!data) { window.Site.loadScript('data/tables/' + state.t + '.js', draw); return; }
    const input = document.getElementById('text');
    if (document.activeElement !== input) input.value = state.q;
    drawFacets(data);
    const rows = sorted(data, chosen(data));
    const linkedAt = data.columns.findIndex((name) => ['expenditure_total_yuan', 'total_yuan', 'amount_yuan'].includes(name));
    const head = data.columns.map((name, at) => {
      const mark = state.sort === name ? 'ascending' : state.sort === '-' + name ? 'descending' : null;
      const isNumber = isMoney(name) || data.rows.some((row) => typeof row[at] === 'number');
      const button = make('button', { type: 'button' }, columnName(name));
      button.addEventListener('click', () => go({ sort: state.sort === '-' + name ? name : state.sort === name ? '' : '-' + name }));
      return make('th', { scope: 'col', class: isNumber ? 'n' : null, 'aria-sort': mark }, button);
    });
    const body = rows.slice(0, state.shown).map((row) => make('tr', {}, data.columns.map((name, at) => cell(name, row[at], at === linkedAt ? row[row.length - 1] : ''))));
    document.querySelector('#fact-table table').replaceWith(make('table', {}, make('thead', {}, make('tr', {}, head)), make('tbody', {}, body)));
    window.Site.labelCells(document.querySelector('#fact-table table'));
    const sum = data.columns.includes('is_leaf') ? rows.filter((row) => row[data.columns.indexOf('is_leaf')]) : rows;
    const whole = linkedAt < 0 ? null : sum.reduce((total, row) => total + (row[linkedAt] || 0), 0);
    document.getElementById('count').textContent = word('data.count').replace('{count}', rows.length.toLocaleString('en-US'))
      + (whole === null || state.t === 'fct_year_on_year' || state.t === 'fct_disclosure_totals' ? '' : ' · ' + word(data.columns.includes('is_leaf') ? 'data.leaf_sum' : 'data.sum') + ' ' + amount(whole) + ' ' + unitName())
      + (data.isCut ? ' · ' + word('data.cut') : '');
    const more = document.getElementById('more');
    more.hidden = rows.length <= state.shown;
    more.textContent = word('data.more').replace('{count}', Math.min(PAGE * 5, rows.length - state.shown));
    more.onclick = () => { body.length = 0; state.shown += PAGE * 5; drawMore(data, rows); };
    document.querySelectorAll('details[data-of]').forEach((each) => { each.hidden = each.dataset.of !== state.t; });
    document.querySelector('#fact-table .save').onclick = () => saveCsv(state.t + '.csv', [data.columns, ...rows.map((row) => row.slice(0, -1))]
      .map((row, line) => row.map((value) => csvField(text(value), line > 0 && typeof value === 'number')).join(',')).join('\r\n') + '\r\n');
    document.querySelectorAll('.unit-name').forEach((element) => { element.textContent = unitName(); });
    const lang = window.Site.state.lang === 'en' ? 'en' : 'zh';
    [...document.getElementById('table').options].forEach((each) => { each.textContent = each.dataset[lang]; });
  }

  function drawMore(data, rows) {
    const linkedAt = data.columns.findIndex((name) => ['expenditure_total_yuan', 'total_yuan', 'amount_yuan'].includes(name));
    const body = document.querySelector('#fact-table tbody');
    const start = body.rows.length;
    body.append(...rows.slice(start, state.shown).map((row) => make('tr', {}, data.columns.map((name, at) => cell(name, row[at], at === linkedAt ? row[row.length - 1] : '')))));
    document.getElementById('more').hidden = rows.length <= state.shown;
    window.Site.labelCells(document.querySelector('#fact-table table'));
  }

  let waiting = 0;
  document.getElementById('table').addEventListener('change', (event) => go({ t: event.target.value, facets: {}, sort: '', q: '' }));
  document.getElementById('text').addEventListener('input', (event) => { clearTimeout(waiting); waiting = setTimeout(() => go({ q: event.target.value }), 200); });
  addEventListener('hashchange', draw);
  window.Site.onChange(draw);
})();
