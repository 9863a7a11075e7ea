// SQL over the marts, in this browser. Nothing is sent anywhere: the engine and its data are scripts
// beside the page, and the worker that runs them has no way to a network.
(function () {
  'use strict';
  const { word, make, linked, csvField, saveCsv, copy, onChange } = window.Site;
  const SHOWN = 500; // rows of an answer that are drawn; the CSV has all
  const form = document.getElementById('query');
  const editor = document.getElementById('sql');
  const isReady = !('missing' in form.dataset);
  const said = document.getElementById('said');
  const fault = document.getElementById('fault');
  const box = document.getElementById('result');
  const run = document.getElementById('run');
  const stop = document.getElementById('stop');
  let engine = null; // a promise of { worker, connection }
  let answer = null; // { names, rows, numeric, seconds }
  let saying = () => '';

  function say(line) { saying = line; said.textContent = line(); }

  // ---- the engine ---------------------------------------------------------------------------
  const load = (name) => new Promise((done, failed) => {
    window.Site.loadScript('query/' + name, done, () => failed(new Error('query/' + name)));
  });

  async function unpacked(text) {
    const raw = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // A page from the file system has no origin: its worker cannot fetch the WebAssembly, and gets
  // it in a message. Everything else that would be fetched is refused.
  const PRELUDE = `let engine;
addEventListener('message', (event) => {
  if (event.data && event.data.engine) { engine = event.data.engine; event.stopImmediatePropagation(); }
});
self.fetch = async () => {
  if (!engine) throw new Error('there is no network here');
  const bytes = engine; engine = null;
  return new Response(bytes, { headers: { 'Content-Type': 'application/wasm' } });
};
self.XMLHttpRequest = function () { throw new Error('there is no network here'); };
self.WebSocket = undefined; self.EventSource = undefined; self.importScripts = undefined;
`;
  // no extension is looked for, no file or address is opened, and no statement may change that
  const SEALED = ['set autoinstall_known_extensions = false', 'set autoload_known_extensions = false',
    "set search_path = 'marts,zh'", 'set enable_external_access = false', 'set lock_configuration = true'];

  async function start() {
    for (const name of ['arrow.js', 'duckdb.js', 'worker.js', 'wasm.js', 'marts.js']) if (!(window.ENGINE || {})[name.slice(0, -3)] && !(name === 'arrow.js' && window.Arrow)) await load(name);
    const { duckdb } = window.ENGINE;
    const address = URL.createObjectURL(new Blob([PRELUDE, window.ENGINE.worker], { type: 'text/javascript' }));
    const worker = new Worker(address);
    const broken = new Promise((_, failed) => { worker.onerror = (event) => failed(new Error(event.message || 'worker')); });
    const wasm = await unpacked(window.ENGINE.wasm);
    worker.postMessage({ engine: wasm }, [wasm.buffer]);
    const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
    await Promise.race([database.instantiate('https://nowhere.invalid/duckdb.wasm', null), broken]);
    URL.revokeObjectURL(address);
    await database.registerFileBuffer('budgets.duckdb', await unpacked(window.ENGINE.marts));
    await database.open({ path: 'budgets.duckdb', accessMode: duckdb.DuckDBAccessMode.READ_ONLY });
    const connection = await database.connect();
    for (const statement of SEALED) await connection.query(statement);
    return { worker, connection };
  }

  // ---- answers ------------------------------------------------------------------------------
  // Decimals come as whole numbers of a scale: written out, never through a float.
  function decimal(value, scale) {
    const whole = value instanceof Uint32Array ? signed(value) : BigInt(value);
    const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0');
    const cut = digits.length - scale;
    return (whole < 0n ? '-' : '') + digits.slice(0, cut) + (scale ? '.' + digits.slice(cut) : '');
  }

  function signed(words) {
    const value = words.reduceRight((sum, each) => (sum << 32n) | BigInt(each), 0n);
    return BigInt.asIntN(32 * words.length, value);
  }

  const two = (number) => String(number).padStart(2, '0');
  function moment(value, hasTime) {
    const at = new Date(Number(value));
    const day = at.getUTCFullYear() + '-' + two(at.getUTCMonth() + 1) + '-' + two(at.getUTCDate());
    return hasTime ? day + ' ' + two(at.getUTCHours()) + ':' + two(at.getUTCMinutes()) + ':' + two(at.getUTCSeconds()) : day;
  }

  // A value as CSV and page write it; null stays null.
  function written(value, type) {
    if (value === null || value === undefined) return null;
    const { Type } = window.Arrow;
    if (type.typeId === Type.Decimal) return decimal(value, type.scale);
    if (type.typeId === Type.Date) return moment(value, false);
    if (type.typeId === Type.Timestamp) return moment(value, true);
    if (type.typeId === Type.List) return '[' + [...value].map((each) => written(each, type.children[0].type)).join(', ') + ']';
    if (type.typeId === Type.Struct || type.typeId === Type.Map) return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each));
    return String(value);
  }

  function read(table) {
    const { Type } = window.Arrow;
    const types = table.schema.fields.map((field) => field.type);
    const columns = types.map((type, at) => { const vector = table.getChildAt(at); return (row) => written(vector.get(row), type); });
    return {
      names: table.schema.fields.map((field) => field.name),
      numeric: types.map((type) => [Type.Decimal, Type.Int, Type.Float].includes(type.typeId)),
      exact: types.map((type) => type.typeId === Type.Decimal),
      rows: Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column(row))),
    };
  }

  // Digits in groups, a decimal without its trailing zeros; years and codes stay as they are.
  function readable(value, at) {
    if (value === null) return '';
    if (!answer.numeric[at] || /year$|年度$/.test(answer.names[at])) return value;
    const [whole, part] = value.split('.');
    if (!/^-?\d+$/.test(whole)) return value;
    const rest = (answer.exact[at] ? (part || '').replace(/0+$/, '') : part || '').slice(0, 12);
    return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest ? '.' + rest : '');
  }

  const REPORT = /^[0-9a-f]{16}$/;
  const FIGURE = /^[0-9a-f]{16}-\d{3}-\d{4}-\d{3}$/;
  // What has a page here is linked: a figure to its place on paper, a report to its page.
  function content(value, at) {
    const name = answer.names[at];
    const shown = readable(value, at);
    if (value && FIGURE.test(value)) return make('a', { href: linked('reports/' + value.slice(0, 16) + '/evidence.html#' + value.slice(17)) }, shown);
    if (value && REPORT.test(value) && /report_id|报告编号/.test(name)) return make('a', { href: linked('reports/' + value + '/index.html') }, shown);
    return shown;
  }

  function draw() {
    box.hidden = !answer || !answer.names.length;
    if (box.hidden) return;
    const head = answer.names.map((name, at) => make('th', { scope: 'col', class: answer.numeric[at] ? 'n' : null }, make('button', { type: 'button' }, name)));
    const body = answer.rows.slice(0, SHOWN).map((row) => make('tr', {}, row.map((value, at) => make('td', { class: answer.numeric[at] ? 'n' : null, 'data-s': answer.numeric[at] ? value || '' : null }, content(value, at)))));
    box.querySelector('table').replaceWith(make('table', {}, make('thead', {}, make('tr', {}, head)), make('tbody', {}, body)));
    window.Site.bindTable(box);
    count();
  }

  function count() {
    if (!answer) return;
    const rows = answer.rows.length.toLocaleString('en-US');
    document.getElementById('result-count').textContent = word(answer.rows.length > SHOWN ? 'query.rows_cut' : 'query.rows').replace('{count}', rows).replace('{shown}', SHOWN).replace('{seconds}', answer.seconds.toFixed(2));
  }

  // ---- running ------------------------------------------------------------------------------
  const permalink = () => '#sql=' + encodeURIComponent(editor.value.trim());

  function busy(isBusy) {
    run.disabled = isBusy;
    stop.hidden = !isBusy;
    form.toggleAttribute('aria-busy', isBusy);
  }

  let asking = 0;
  async function ask() {
    const sql = editor.value.trim();
    if (!sql || !isReady || run.disabled) return;
    if (location.hash !== permalink()) history.replaceState(null, '', permalink());
    const mine = ++asking;
    fault.hidden = true;
    busy(true);
    try {
      const isLoading = !engine;
      if (isLoading) say(() => word('query.loading').replace('{count}', form.dataset.megabytes));
      engine = engine || start();
      const { connection } = await engine.catch((error) => { engine = null; throw error; });
      if (mine !== asking) return;
      say(() => word('query.running'));
      const before = performance.now();
      const table = await connection.query(sql);
      if (mine !== asking) return;
      answer = { ...read(table), seconds: (performance.now() - before) / 1000 };
      say(() => '');
      draw();
    } catch (error) {
      if (mine !== asking) return;
      answer = null;
      say(() => word('query.refused'));
      fault.textContent = error.message || String(error);
      fault.hidden = false;
      draw();
    }
    busy(false);
  }

  // A query that does not end: its worker goes, the next query starts another.
  function halt() {
    asking += 1;
    if (engine) engine.then(({ worker }) => worker.terminate(), () => null);
    engine = null;
    say(() => word('query.stopped'));
    busy(false);
  }

  function put(sql) { editor.value = sql; editor.rows = Math.min(20, Math.max(6, sql.split('\n').length + 1)); }

  function readAddress() {
    const found = /^#sql=(.*)$/s.exec(location.hash);
    if (!found) return;
    let sql;
    try { sql = decodeURIComponent(found[1]); } catch (error) { sql = found[1]; }
    if (sql === editor.value.trim() && answer) return;
    put(sql);
    ask();
  }

  form.addEventListener('submit', (event) => { event.preventDefault(); ask(); });
  if (stop) stop.addEventListener('click', halt);
  editor.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); ask(); }
  });
  document.getElementById('share').addEventListener('click', () => {
    history.replaceState(null, '', permalink());
    copy(location.href);
  });
  document.getElementById('save-result').addEventListener('click', () => saveCsv('answer.csv', [answer.names.map((name) => csvField(name, false)), ...answer.rows.map((row) => row.map((value, at) => (value === null ? '' : csvField(value, answer.numeric[at]))))]
    .map((row) => row.join(',')).join('\r\n') + '\r\n'));
  document.querySelectorAll('.run-this').forEach((button) => button.addEventListener('click', () => {
    put(button.parentElement.querySelector('pre').textContent);
    editor.scrollIntoView({ block: 'center' });
    ask();
  }));
  document.querySelectorAll('.insert').forEach((button) => button.addEventListener('click', () => {
    editor.setRangeText(button.textContent, editor.selectionStart, editor.selectionEnd, 'end');
    editor.focus();
  }));
  document.getElementById('schema-filter').addEventListener('input', (event) => {
    const parts = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    document.querySelectorAll('#schema details').forEach((each) => {
      each.hidden = !parts.every((part) => each.textContent.toLowerCase().includes(part));
      each.open = parts.length > 0 && !each.hidden && document.querySelectorAll('#schema details:not([hidden])').length < 4;
    });
  });
  addEventListener('hashchange', readAddress);
  let isFirst = true;
  onChange(() => {
    said.textContent = saying();
    count();
    if (isFirst) { isFirst = false; readAddress(); }
  });
})();
