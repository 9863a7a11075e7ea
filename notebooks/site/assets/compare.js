// Departments and years side by side, by code; what is chosen stands in the address.
(function () {
  'use strict';
  const { word, amount, make, linked, unitName, figureLink, share } = window.Site;
  const LIMIT = 8;
  const CODES_SHOWN = 16; // bars in the chart; the table holds all
  const reports = new Map(window.REPORTS.map((report) => [report.id, report]));
  const facts = (window.FACTS = window.FACTS || {});
  const codes = (window.CODES = window.CODES || {});

  const state = { ids: [], by: 'functions', level: 3, measure: 0, code: '', as: 'amount' };
  const SHOWN_AS = ['amount', 'share', 'head'];
  const MEASURES = {
    functions: ['ui.total', 'report.basic', 'report.project_spending'],
    economics: ['ui.total', 'report.personnel', 'report.operating'],
  };
  const LEVELS = { functions: [[3, '类'], [5, '款'], [7, '项']], economics: [[3, '类'], [5, '款']] };

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    state.ids = (asked.get('r') || '').split(',').filter((id) => reports.has(id)).slice(0, LIMIT);
    state.by = asked.get('by') === 'economics' ? 'economics' : 'functions';
    const level = Number(asked.get('level'));
    state.level = LEVELS[state.by].some(([length]) => length === level) ? level : 3;
    const measure = Number(asked.get('measure'));
    state.measure = MEASURES[state.by][measure] ? measure : 0;
    state.as = SHOWN_AS.includes(asked.get('as')) ? asked.get('as') : 'amount';
    state.code = /^\d{3,7}$/.test(asked.get('code') || '') ? asked.get('code') : '';
  }

  function writeAddress(change) {
    Object.assign(state, change);
    const asked = new URLSearchParams();
    if (state.ids.length) asked.set('r', state.ids.join(','));
    if (state.by !== 'functions') asked.set('by', state.by);
    if (state.level !== 3) asked.set('level', state.level);
    if (state.measure) asked.set('measure', state.measure);
    if (state.as !== 'amount') asked.set('as', state.as);
    if (state.code) asked.set('code', state.code);
    location.hash = asked.toString().replace(/%2C/g, ',');
  }

  const title = (report) => report.department + ' ' + (report.year || '') + ' ' + word('report_kind.' + report.kind) + (report.level === 'unit' ? ' · ' + word('level.unit') : '');
  const base = (id) => 'reports/' + id + '/';

  function drawPicker() {
    const box = document.getElementById('pick');
    const wanted = document.getElementById('find').value.toLowerCase().split(/\s+/).filter(Boolean);
    box.replaceChildren(...window.REPORTS.filter((report) => report.hasFacts).map((report) => {
      const text = [report.place, title(report)].filter(Boolean).join(' · ');
      if (!state.ids.includes(report.id) && !wanted.every((part) => text.toLowerCase().includes(part))) return null;
      const input = make('input', { type: 'checkbox', value: report.id, disabled: state.ids.length >= LIMIT && !state.ids.includes(report.id) });
      input.checked = state.ids.includes(report.id);
      input.addEventListener('change', () => {
        const ids = input.checked ? [...state.ids, report.id] : state.ids.filter((id) => id !== report.id);
        writeAddress({ ids: ids.slice(0, LIMIT) });
      });
      return make('label', {}, input, ' ', text);
    }).filter(Boolean));
  }

  function option(value, text, chosen) {
    return make('option', { value, selected: chosen }, text);
  }

  function drawControls() {
    const fill = (id, options) => document.getElementById(id).replaceChildren(...options);
    fill('by', ['functions', 'economics'].map((by) => option(by, word('compare.' + by), by === state.by)));
    fill('level', LEVELS[state.by].map(([length, name]) => option(length, name, length === state.level)));
    fill('as', SHOWN_AS.map((as) => option(as, word('compare.as_' + as), as === state.as)));
    fill('measure', MEASURES[state.by].map((path, index) => option(index, word(path), index === state.measure)));
  }

  // code → {name, cells: [{yuan, figures}, …] in the order of the chosen reports}
  function collect() {
    const rows = new Map();
    state.ids.forEach((id, position) => {
      const table = facts[id][state.by];
      (table ? table.rows : []).forEach(([code, name, ...cells]) => {
        if (code.length !== state.level) return;
        if (!rows.has(code)) rows.set(code, { code, name, cells: [] });
        rows.get(code).cells[position] = cells[state.measure];
      });
    });
    return [...rows.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  function cell(value, id) {
    if (!value || value[0] === null) return make('td', { class: 'n', 'data-v': '' });
    if (state.as === 'share') {
      const part = shownAs(value[0], id);
      return make('td', { class: 'n', 'data-s': part === null ? '' : part.toFixed(4) }, part === null ? '' : make('a', { href: figureLink(value[1], base(id)) }, part.toFixed(1) + '%'));
    }
    if (state.as === 'head') {
      const each = shownAs(value[0], id);
      return make('td', { class: 'n derived', 'data-v': each === null ? '' : each }, each === null ? '' : amount(each));
    }
    const text = amount(value[0]);
    const content = value[1].length ? make('a', { href: figureLink(value[1], base(id)) }, text) : text;
    return make('td', { class: 'n', 'data-v': value[0] }, content);
  }

  function plain(value, id) {
    return make('td', { class: 'n', 'data-v': value[0] }, make('a', { href: figureLink(value[1], base(id)) }, amount(value[0])));
  }

  function drawTable(rows) {
    const star = (id) => (state.by === 'functions' && facts[id].functions && facts[id].functions.kind !== 'expenditure' ? ' *' : '');
    const head = make('tr', {},
      make('th', {}, make('button', {}, word('ui.code'))), make('th', {}, make('button', {}, word('ui.name'))),
      state.ids.map((id) => make('th', { class: 'n report-head' }, make('button', {}, title(reports.get(id)) + star(id)))));
    const body = rows.map((row) => make('tr', { class: row.code === state.code ? 'whole' : null },
      make('td', { class: 'code' }, make('a', { href: '#', 'data-code': row.code }, row.code)), make('td', {}, row.name),
      state.ids.map((id, position) => cell(row.cells[position], id))));
    body.forEach((line) => line.querySelector('[data-code]').addEventListener('click', (event) => {
      event.preventDefault();
      writeAddress({ code: event.target.dataset.code });
    }));
    const old = document.querySelector('#side-by-side table');
    const table = make('table', {}, make('thead', {}, head), make('tbody', {}, body));
    old.replaceWith(table);
    const box = document.getElementById('side-by-side');
    window.Site.bindTable(box);
  }

  function drawChart(rows) {
    const box = document.getElementById('chart');
    const largest = [...rows].sort((a, b) => total(b) - total(a)).slice(0, CODES_SHOWN);
    largest.sort((a, b) => (a.code < b.code ? -1 : 1));
    const { ink } = window.Charts;
    const colours = ink();
    const chart = chartOf(box, largest.length * state.ids.length);
    const option = window.Charts.bars(
      largest.map((row) => ({ code: row.code, name: row.name, values: state.ids.map((id, at) => ({ yuan: shownAs((row.cells[at] || [null])[0], id), figures: (row.cells[at] || [null, []])[1] })) })),
      state.ids.map((id) => title(reports.get(id))))(colours, box.clientWidth);
    option.color = colours.palette;
    option.legend = state.ids.length > 1 ? { type: 'plain', top: 0, left: 0, textStyle: { color: colours.text }, itemWidth: 14, itemHeight: 10 } : undefined;
    option.grid.top = state.ids.length > 1 ? 14 + 26 * Math.ceil(state.ids.length / (box.clientWidth > 800 ? 3 : 1)) : 6;
    option.series.forEach((series, at) => { series.barMaxWidth = 16; series.data.forEach((point) => { point.base = base(state.ids[at]); }); });
    if (state.as === 'share') {
      const write = (value) => (value === null || value === undefined ? '' : value.toFixed(1) + '%');
      option.xAxis.axisLabel.formatter = (value) => value + '%';
      option.series.forEach((series) => { series.label.formatter = (event) => write(event.value); });
      option.tooltip.formatter = (event) => window.Charts.tip([event.name, event.seriesName + '  ' + write(event.value)]);
    }
    chart.setOption(option);
    chart.on('click', (event) => { if (event.data.figures && event.data.figures.length) location.href = figureLink(event.data.figures, event.data.base); });
  }

  // As an amount, as a share of what the report spends in all, or per head of its staff.
  function shownAs(yuan, id) {
    if (yuan === null || yuan === undefined || state.as === 'amount') return yuan;
    if (state.as === 'share') {
      const table = facts[id][state.by];
      return table && table.whole ? (100 * yuan) / table.whole : null;
    }
    const { staff } = reports.get(id);
    return staff ? yuan / staff : null;
  }

  const total = (row) => row.cells.reduce((sum, value) => sum + Math.abs((value && value[0]) || 0), 0);

  let drawn = null;
  function chartOf(box, count) {
    if (drawn) drawn.dispose();
    box.style.height = Math.max(200, count * 19 + 90) + 'px';
    drawn = window.echarts.init(box, null, { renderer: 'svg' });
    return drawn;
  }

  function drawCode() {
    const section = document.getElementById('with-code');
    section.hidden = !state.code;
    if (!state.code) return;
    const key = (state.by === 'economics' ? 'e' : 'f') + state.code;
    if (!codes[key]) {
      window.Site.loadScript('data/codes/' + key + '.js', draw, () => { codes[key] = { name: '', rows: [] }; draw(); });
      return;
    }
    const { name, rows } = codes[key];
    document.getElementById('code-name').textContent = state.code + ' ' + name;
    const body = rows.map(([id, yuan, figures, of]) => {
      const report = reports.get(id);
      return make('tr', {},
        make('td', {}, report.place || ''), make('td', {}, make('a', { href: linked(base(id) + 'index.html') }, report.department)),
        make('td', { 'data-s': report.year || '' }, String(report.year || '')), make('td', {}, word('report_kind.' + report.kind) + (report.level === 'unit' ? ' · ' + word('level.unit') : '')),
        plain([yuan, figures], id), make('td', { class: 'n' }, share(yuan, of)));
    });
    const heads = [['place'], ['department'], ['year'], ['kind'], ['amount', 'n'], ['share', 'n']];
    const head = make('tr', {}, heads.map(([key_, kind]) => make('th', { class: kind || null }, make('button', {}, word('ui.' + key_)))));
    const box = document.getElementById('code-table');
    box.querySelector('table').replaceWith(make('table', {}, make('thead', {}, head), make('tbody', {}, body)));
    window.Site.bindTable(box);
  }

  function draw() {
    readAddress();
    drawPicker();
    drawControls();
    const missing = state.ids.filter((id) => !facts[id]);
    if (missing.length) {
      missing.forEach((id) => window.Site.loadScript(base(id) + 'facts.js', draw));
      return;
    }
    const isEmpty = !state.ids.length;
    document.getElementById('nothing').hidden = !isEmpty;
    document.getElementById('result').hidden = isEmpty;
    if (!isEmpty) {
      const rows = collect();
      drawTable(rows);
      drawChart(rows);
    }
    drawCode();
    document.querySelectorAll('.unit-name').forEach((element) => { element.textContent = unitName(); });
  }

  window.Site.onChange(draw);
  addEventListener('hashchange', draw);
  document.getElementById('find').addEventListener('input', drawPicker);
  document.getElementById('by').addEventListener('change', (event) => writeAddress({ by: event.target.value, level: 3, measure: 0, code: '' }));
  document.getElementById('level').addEventListener('change', (event) => writeAddress({ level: Number(event.target.value) }));
  document.getElementById('measure').addEventListener('change', (event) => writeAddress({ measure: Number(event.target.value) }));
  document.getElementById('as').addEventListener('change', (event) => writeAddress({ as: event.target.value }));
  document.getElementById('clear').addEventListener('click', () => writeAddress({ ids: [], code: '' }));
})();
