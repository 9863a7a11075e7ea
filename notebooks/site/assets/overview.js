// The overview: money first. What is chosen (year, kind, place, measure) stands in the address.
(function () {
  'use strict';
  const { word, amount, brief, share, make, linked, unitName, bindTable } = window.Site;
  const { measures, disclosures, changes, codes } = window.MONEY;
  const [REPORT, DEPARTMENT, NAME, PLACE, LEVEL, YEAR, KIND, COUNTED, TOTALS, FUNCTIONS, STAFF] = Array(11).keys();
  const BARS = 20; // the table below holds all
  const at = (name) => measures.indexOf(name);
  const [EXPENDITURE, BASIC, PROJECT, COSTS] = ['expenditure_total', 'basic', 'project', 'three_public'].map(at);

  const state = { year: 0, kind: 'budget', place: '', measure: 'expenditure_total' };
  const years = [...new Set(disclosures.map((each) => each[YEAR]).filter(Boolean))].sort((a, b) => b - a);
  const places = [...new Set(disclosures.map((each) => each[PLACE]).filter(Boolean))].sort(window.Site.collator.compare);

  function fullestYear() {
    const count = (year) => disclosures.filter((each) => each[YEAR] === year).length;
    return [...years].sort((a, b) => count(b) - count(a) || b - a)[0] || 0;
  }

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    state.year = years.includes(Number(asked.get('year'))) ? Number(asked.get('year')) : fullestYear();
    const kinds = disclosures.filter((each) => each[YEAR] === state.year).map((each) => each[KIND]);
    state.kind = kinds.includes(asked.get('kind')) ? asked.get('kind') : kinds.includes('budget') ? 'budget' : kinds[0] || 'budget';
    state.place = places.includes(asked.get('place')) ? asked.get('place') : '';
    state.measure = measures.includes(asked.get('measure')) ? asked.get('measure') : 'expenditure_total';
  }

  function choose(change) {
    Object.assign(state, change);
    const asked = new URLSearchParams({ year: state.year, kind: state.kind });
    if (state.place) asked.set('place', state.place);
    if (state.measure !== 'expenditure_total') asked.set('measure', state.measure);
    location.hash = asked.toString();
  }

  const isHere = (each) => each[YEAR] === state.year && each[KIND] === state.kind && (!state.place || each[PLACE] === state.place);
  const total = (each, measure) => (each[TOTALS][measure] ? each[TOTALS][measure][0] : null);
  const evidence = (id) => (id ? 'reports/' + id.slice(0, 16) + '/evidence.html#' + id.slice(17) : null);
  const page = (each) => 'departments/' + each[DEPARTMENT] + '.html';
  const title = (each) => each[NAME] + (each[LEVEL] === 'unit' ? '（' + word('level.unit') + '）' : '');
  const sum = (values) => values.reduce((whole, value) => whole + (value || 0), 0);
  const codeName = (code) => codes[code][window.Site.state.lang === 'en' && codes[code][1] ? 1 : 0];

  function money(yuan, origin) {
    if (yuan === null || yuan === undefined) return make('td', { class: 'n', 'data-v': '' });
    const text = amount(yuan);
    return make('td', { class: 'n' + (origin ? '' : ' derived'), 'data-v': yuan }, origin ? make('a', { href: linked(evidence(origin)) }, text) : text);
  }
  const text = (value, attributes) => make('td', attributes || {}, value);
  const percent = (part, whole) => make('td', { class: 'n', 'data-s': whole ? (100 * part) / whole : '' }, whole ? share(part, whole) : '');

  function table(id, heads, rows) {
    const box = document.getElementById(id);
    const head = heads.map(([path, isNumber]) => make('th', { scope: 'col', class: isNumber ? 'n' : null }, make('button', { type: 'button' }, word(path))));
    box.querySelector('table').replaceWith(make('table', {}, make('thead', {}, make('tr', {}, head)), make('tbody', {}, rows)));
    bindTable(box);
  }

  function fill(id, options, chosen) {
    document.getElementById(id).replaceChildren(...options.map(([value, name]) => make('option', { value, selected: String(value) === String(chosen) }, name)));
  }

  function drawControls() {
    const kinds = [...new Set(disclosures.filter((each) => each[YEAR] === state.year).map((each) => each[KIND]))].sort();
    fill('year', years.map((year) => [year, year]), state.year);
    fill('kind', kinds.map((kind) => [kind, word('report_kind.' + kind)]), state.kind);
    fill('place', [['', word('ui.all_places')], ...places.map((place) => [place, place])], state.place);
    fill('measure', measures.filter((name) => changes.some((row) => measures[row[1]] === name)).map((name) => [name, word('measure.' + name)]), state.measure);
  }

  function drawTiles(here) {
    const counted = here.filter((each) => each[COUNTED]);
    const whole = sum(counted.map((each) => total(each, EXPENDITURE)));
    const tile = (value, path, note) => make('div', { class: 'tile' }, make('b', {}, value), make('span', {}, word(path), note ? ' · ' + note : ''));
    const part = (measure) => {
      const stated = counted.filter((each) => total(each, measure) !== null);
      return [brief(sum(stated.map((each) => total(each, measure)))), stated.length + ' / ' + counted.length];
    };
    document.getElementById('money').replaceChildren(
      tile(brief(whole), 'ui.expenditure_total'),
      tile(String(counted.length), 'overview.disclosures'),
      tile(part(BASIC)[0], 'report.basic', part(BASIC)[1]),
      tile(part(PROJECT)[0], 'report.project_spending', part(PROJECT)[1]),
      tile(part(COSTS)[0], 'report.three_public', part(COSTS)[1]));
    return whole;
  }

  const charts = {};
  const shown = { departments: [], functions: [], changes: [], costs: [] };
  let drawnOf = 0; // the whole that the tables' shares are of
  const one = (rows, series, of) => window.Charts.bars(rows, series, of);

  function drawDepartments(here, whole) {
    const sorted = [...here].sort((a, b) => (total(b, EXPENDITURE) || 0) - (total(a, EXPENDITURE) || 0));
    shown.departments = sorted.filter((each) => total(each, EXPENDITURE) !== null).slice(0, BARS)
      .map((each) => ({ name: title(each), href: page(each), values: [{ yuan: total(each, EXPENDITURE) }] }));
    table('department-table', [['ui.place'], ['ui.department'], ['ui.expenditure_total', 1], ['ui.share', 1], ['report.basic', 1], ['report.project_spending', 1], ['report.three_public', 1], ['overview.staff', 1], ['overview.per_head', 1]],
      sorted.map((each) => {
        const cells = [EXPENDITURE, BASIC, PROJECT, COSTS].map((measure) => money(total(each, measure), each[TOTALS][measure] && each[TOTALS][measure][1]));
        const head = each[STAFF] ? money(total(each, EXPENDITURE) / each[STAFF]) : money(null);
        const part = each[COUNTED] ? percent(total(each, EXPENDITURE) || 0, whole) : text(word('overview.held'), { class: 'n', 'data-s': '' });
        return make('tr', {}, text(each[PLACE] || '—'), text(make('a', { href: linked(page(each)) }, title(each))), cells[0], part, cells.slice(1), text(each[STAFF] || '', { class: 'n', 'data-s': each[STAFF] || '' }), head);
      }));
  }

  function drawFunctions(here, whole) {
    const sums = new Map();
    here.filter((each) => each[COUNTED]).forEach((each) => Object.entries(each[FUNCTIONS]).forEach(([code, yuan]) => {
      const known = sums.get(code) || [0, 0];
      sums.set(code, [known[0] + yuan, known[1] + 1]);
    }));
    const rows = [...sums].sort((a, b) => b[1][0] - a[1][0]);
    const rest = whole - sum(rows.map(([, [yuan]]) => yuan));
    const link = (code) => 'compare.html#code=' + code;
    shown.functions = rows.map(([code, [yuan]]) => ({ code, name: codeName(code), href: link(code), values: [{ yuan }] }));
    const body = rows.map(([code, [yuan, count]]) => make('tr', {}, text(code, { class: 'code' }), text(make('a', { href: linked(link(code)) }, codeName(code))), money(yuan), percent(yuan, whole), text(count, { class: 'n', 'data-s': count })));
    if (rest > whole / 1e4) body.push(make('tr', { class: 'gap' }, text(''), text(word('overview.no_function')), money(rest), percent(rest, whole), text('')));
    table('function-table', [['ui.code'], ['ui.name'], ['ui.amount', 1], ['ui.share', 1], ['overview.disclosures', 1]], body);
  }

  function drawChanges(here) {
    const places_ = new Set(here);
    const rows = changes.filter((row) => places_.has(disclosures[row[0]]) && measures[row[1]] === state.measure)
      .sort((a, b) => Math.abs(b[2] - b[3]) - Math.abs(a[2] - a[3]));
    shown.changes = rows.slice(0, 15).map((row) => ({ name: title(disclosures[row[0]]), href: page(disclosures[row[0]]), values: [{ yuan: row[2] - row[3] }] }));
    document.getElementById('changes-empty').hidden = rows.length > 0;
    table('change-table', [['ui.department'], ['report.prior_year', 1], ['report.this_year', 1], ['ui.change', 1], ['ui.change_rate', 1], ['overview.base_from']],
      rows.map((row) => make('tr', {}, text(make('a', { href: linked(page(disclosures[row[0]])) }, title(disclosures[row[0]]))), money(row[3], row[6]), money(row[2], row[5]), money(row[2] - row[3]), percent(row[2] - row[3], Math.abs(row[3])), text(word('base_from.' + row[4])))));
  }

  function drawCosts() {
    const rows = changes.filter((row) => row[1] === COSTS && (!state.place || disclosures[row[0]][PLACE] === state.place))
      .sort((a, b) => b[2] - a[2]);
    shown.costs = rows.slice(0, 15).map((row) => {
      const each = disclosures[row[0]];
      return { name: title(each) + ' ' + each[YEAR], href: page(each), values: [{ yuan: row[3] }, { yuan: row[2] }] };
    });
    const before = sum(rows.map((row) => row[3]));
    const now = sum(rows.map((row) => row[2]));
    document.getElementById('cost-note').textContent = word('overview.costs_note').replace('{count}', rows.length)
      .replace('{before}', brief(before)).replace('{now}', brief(now)).replace('{rate}', before ? share(now - before, before) : '—');
    table('cost-table', [['ui.department'], ['ui.year'], ['report.prior_year', 1], ['report.this_year', 1], ['ui.change', 1], ['ui.change_rate', 1], ['overview.base_from']],
      rows.map((row) => make('tr', {}, text(make('a', { href: linked(page(disclosures[row[0]])) }, title(disclosures[row[0]]))), text(disclosures[row[0]][YEAR], { 'data-s': disclosures[row[0]][YEAR] }), money(row[3], row[6]), money(row[2], row[5]), money(row[2] - row[3]), percent(row[2] - row[3], Math.abs(row[3])), text(word('base_from.' + row[4])))));
  }

  function drawCharts() {
    const series = { departments: ['ui.expenditure_total'], functions: ['ui.amount'], changes: ['ui.change'], costs: ['report.prior_year', 'report.this_year'] };
    const ids = { departments: 'departments', functions: 'functions-overview', changes: 'changes', costs: 'three-public-overview' };
    Object.entries(ids).forEach(([key, id]) => {
      const rows = shown[key];
      const names = series[key].map(word);
      document.getElementById(id).hidden = !rows.length;
      if (!rows.length) return;
      window.Charts.barHeight(id, rows, names.length);
      charts[key] = charts[key] || window.Charts.addChart(id, (colours, width) => {
        const option = one(shown[key], series[key].map(word), key === 'departments' || key === 'functions' ? drawnOf : 0)(colours, width);
        if (key === 'changes') {
          option.grid.left = 12;
          option.series[0].label.formatter = (event) => (event.value > 0 ? '+' : '') + brief(event.value);
          option.series[0].data.forEach((point) => { point.itemStyle = { color: colours.palette[point.value < 0 ? 4 : 0] }; });
        }
        return option;
      });
      charts[key]();
    });
  }

  function draw() {
    readAddress();
    drawControls();
    const here = disclosures.filter(isHere);
    const whole = drawTiles(here);
    drawnOf = whole;
    drawDepartments(here, whole);
    drawFunctions(here, whole);
    drawChanges(here);
    drawCosts();
    drawCharts();
    document.querySelectorAll('pre[data-sql]').forEach((each) => {
      each.textContent = each.dataset.sql.replaceAll('{year}', state.year).replaceAll('{kind}', state.kind);
    });
    document.querySelectorAll('.unit-name').forEach((element) => { element.textContent = unitName(); });
  }

  window.Site.onChange(draw);
  addEventListener('hashchange', draw);
  document.getElementById('year').addEventListener('change', (event) => choose({ year: Number(event.target.value) }));
  ['kind', 'place', 'measure'].forEach((name) => document.getElementById(name).addEventListener('change', (event) => choose({ [name]: event.target.value })));
  document.getElementById('search').addEventListener('submit', (event) => {
    event.preventDefault();
    location.href = linked('search.html#q=' + encodeURIComponent(document.getElementById('q').value));
  });
})();
