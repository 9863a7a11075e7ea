// What every page shares: language, unit, light and dark, sortable tables, copying as CSV.
(function () {
  'use strict';
  const root = document.documentElement;
  const listeners = [];
  const remembered = (key) => { try { return localStorage.getItem(key); } catch (error) { return null; } };
  // a browser that forbids storage forgets, and nothing else
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch (error) { root.dataset.forgets = error.name; } };

  const asked = new URLSearchParams(location.search);
  // What the address says, else what was chosen here before, else what the browser reads.
  const ofBrowser = (navigator.languages || [navigator.language || '']).some((each) => /^zh\b/i.test(each)) ? 'zh' : 'en';
  const state = {
    lang: [asked.get('lang'), remembered('budget-lang')].find((each) => each === 'en' || each === 'zh') || ofBrowser,
    unit: ['yuan', 'yi'].includes(remembered('budget-unit')) ? remembered('budget-unit') : 'wan',
    theme: remembered('budget-theme') || '',
  };

  function word(path) {
    const [section, key] = path.split('.');
    const pair = (window.WORDS[section] || {})[key];
    return pair ? pair[state.lang === 'en' ? 1 : 0] : key;
  }

  // [中文, English] as data gives it
  const either = (pair) => (Array.isArray(pair) ? pair[state.lang === 'en' ? 1 : 0] : pair);

  const grouped = (value, low, high) => value.toLocaleString('en-US', { minimumFractionDigits: low, maximumFractionDigits: high });

  function amount(yuan, isExact) {
    if (yuan === null || yuan === undefined || yuan === '') return '';
    const value = Number(yuan);
    if (state.unit === 'yuan') return grouped(value, 2, isExact ? 4 : 2);
    if (state.unit === 'yi') return grouped(value / 1e8, isExact ? 4 : 2, isExact ? 12 : Math.abs(value) < 1e7 && value !== 0 ? 6 : 4);
    const wan = value / 1e4;
    if (isExact) return grouped(wan, 2, 8);
    return grouped(wan, 2, wan !== 0 && Math.abs(wan) < 0.005 ? 6 : 2);
  }

  const unitName = () => word('ui.' + state.unit);

  // A short amount for charts: 1.23 亿, 456 万; 123 m in English.
  function brief(yuan) {
    const value = Number(yuan);
    const size = Math.abs(value);
    if (state.lang === 'en') {
      if (size >= 1e9) return grouped(value / 1e9, 0, 2) + ' bn';
      if (size >= 1e6) return grouped(value / 1e6, 0, 2) + ' m';
      return size >= 1e3 ? grouped(value / 1e3, 0, 1) + ' k' : grouped(value, 0, 0);
    }
    if (size >= 1e8) return grouped(value / 1e8, 0, 2) + '亿';
    if (size >= 1e4) return grouped(value / 1e4, 0, size >= 1e7 ? 0 : size >= 1e6 ? 1 : 2) + '万';
    return grouped(value, 0, 2) + '元';
  }

  const share = (part, whole) => (whole ? grouped((100 * part) / whole, 1, 1) + '%' : '');

  // Elements without any markup from data: texts are text nodes.
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      element.setAttribute(name, value === true ? '' : value);
    }
    for (const child of children.flat(Infinity)) {
      if (child !== null && child !== undefined) element.append(child);
    }
    return element;
  }

  // A link inside the site carries the language.
  function linked(href) {
    if (/\.(parquet|csv|xlsx|docx|pdf|txt)$/.test(href)) return href;
    const [path, fragment] = href.split('#');
    const [page, query] = path.split('?');
    const search = new URLSearchParams(query || '');
    if (state.lang !== ofBrowser) search.set('lang', state.lang); else search.delete('lang');
    const text = search.toString();
    return page + (text ? '?' + text : '') + (fragment === undefined ? '' : '#' + fragment);
  }

  function figureLink(figures, base) {
    return linked((base || '') + 'evidence.html#' + figures.join('+'));
  }

  function writeLanguage() {
    root.lang = state.lang === 'en' ? 'en' : 'zh-CN';
    document.querySelectorAll('[data-title]').forEach((element) => {
      const text = word(element.dataset.title);
      element.title = text;
      // a button that shows words is called what it shows
      if (!/[\p{L}\p{N}]/u.test(element.textContent)) element.setAttribute('aria-label', text);
    });
    document.querySelectorAll('[data-name]').forEach((element) => element.setAttribute('aria-label', word(element.dataset.name)));
    document.querySelectorAll('[data-placeholder]').forEach((element) => {
      element.placeholder = word(element.dataset.placeholder);
    });
    document.querySelectorAll('a[href]').forEach((link) => {
      const href = link.getAttribute('href');
      if (!/^(#|[a-z]+:)/i.test(href) && !/\.(parquet|csv|xlsx|pdf|txt)$/.test(href)) link.setAttribute('href', linked(href));
    });
    const stamp = document.getElementById('build');
    if (stamp && window.BUILD) stamp.textContent = word('ui.built') + ' ' + window.BUILD.date + ' · ' + word('ui.version') + ' ' + window.BUILD.version;
    const titles = document.body.dataset;
    if (titles.titleZh) document.title = state.lang === 'en' ? titles.titleEn : titles.titleZh;
    const here = linked(location.href);
    if (here !== location.href) {
      // some browsers refuse to rewrite a file's address: the language is still remembered
      try { history.replaceState(null, '', here); } catch (error) { root.dataset.address = error.name; }
    }
  }

  function writeUnit() {
    root.dataset.unit = state.unit;
    document.querySelectorAll('[data-v]').forEach((cell) => {
      if (cell.dataset.v === '') return;
      (cell.querySelector('a') || cell).textContent = amount(cell.dataset.v, 'exact' in cell.dataset);
    });
    document.querySelectorAll('.unit-name').forEach((element) => { element.textContent = unitName(); });
  }

  function isDark() {
    if (state.theme) return state.theme === 'dark';
    return matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function writeTheme() {
    if (state.theme) root.dataset.theme = state.theme; else delete root.dataset.theme;
  }

  function writeLabels() { document.querySelectorAll('.table table').forEach((table) => { if (table.tBodies.length) labelCells(table); }); }

  function write() { writeTheme(); writeLanguage(); writeUnit(); writeLabels(); listeners.forEach((listener) => listener()); }

  // What is read stays where it is on the screen, though what stands above it gets longer or shorter.
  function inPlace(act) {
    const shown = [...document.querySelectorAll('main h1, main h2, main h3, main p, main tr, main summary, main .chart, main article')]
      .find((each) => { const at = each.getBoundingClientRect(); return at.height && at.bottom > 60; });
    const before = shown && shown.getBoundingClientRect().top;
    root.style.overflowAnchor = 'none'; // the browser would move it as well
    const isScrolled = scrollY > 0;
    act();
    // while charts are drawn anew the page is short, and the browser scrolls up: so once they stand
    const settle = () => { if (isScrolled && shown && shown.isConnected) scrollBy(0, shown.getBoundingClientRect().top - before); };
    settle();
    requestAnimationFrame(() => { settle(); root.style.overflowAnchor = ''; });
  }

  function bindTools() {
    const on = (id, act) => { const button = document.getElementById(id); if (button) button.addEventListener('click', () => inPlace(() => { act(); write(); })); };
    on('language', () => { state.lang = state.lang === 'en' ? 'zh' : 'en'; remember('budget-lang', state.lang); });
    on('unit', () => { state.unit = { wan: 'yuan', yuan: 'yi', yi: 'wan' }[state.unit]; remember('budget-unit', state.unit); });
    on('theme', () => { state.theme = isDark() ? 'light' : 'dark'; remember('budget-theme', state.theme); });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', write);
  }

  // ---- tables -------------------------------------------------------------------------------
  // rows; of a longer table the rest is unfolded (site.css hides what comes after the 10th or 25th)
  const longTable = () => (matchMedia('(max-width: 40rem)').matches ? 12 : 32);
  const collator = new Intl.Collator('zh-CN', { numeric: true });

  function sortKey(row, column) {
    const cell = row.cells[column];
    if (!cell) return '';
    if (cell.dataset.v !== undefined) return cell.dataset.v === '' ? null : Number(cell.dataset.v);
    if (cell.dataset.s !== undefined) return cell.dataset.s === '' ? null : Number(cell.dataset.s);
    return cell.innerText.trim();
  }

  function compare(one, other) {
    if (one === null || other === null) return (one === null) - (other === null);
    return typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(one, other);
  }

  function bindSorting(table) {
    const body = table.tBodies[0];
    if (!body || !table.tHead) return;
    const original = [...body.rows];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      if (!head.querySelector('button')) return;
      head.querySelector('button').addEventListener('click', () => {
        const before = head.getAttribute('aria-sort');
        const isNumber = head.classList.contains('n');
        const first = isNumber ? 'descending' : 'ascending';
        const second = isNumber ? 'ascending' : 'descending';
        const next = before === first ? second : before === second ? null : first;
        [...head.parentNode.cells].forEach((each) => each.removeAttribute('aria-sort'));
        let rows = original;
        if (next) {
          head.setAttribute('aria-sort', next);
          const turn = next === 'ascending' ? 1 : -1;
          rows = original.filter((row) => !row.classList.contains('whole'));
          rows.sort((a, b) => {
            const one = sortKey(a, column); const other = sortKey(b, column);
            const order = compare(one, other);
            return one === null || other === null ? order : turn * order;
          });
          rows = [...original.filter((row) => row.classList.contains('whole')), ...rows];
        }
        body.append(...rows);
      });
    });
  }

  // A spreadsheet runs what begins with = + - @ as a formula: such a text gets an apostrophe.
  function csvField(text, isNumber) {
    const safe = !isNumber && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? "'" + text : text;
    return '"' + safe.replace(/"/g, '""') + '"';
  }

  function cellText(cell) {
    if (cell.dataset.v !== undefined) return [cell.dataset.v, true];
    if (cell.dataset.s !== undefined) return [cell.dataset.s, true];
    return [cell.innerText.replace(/\s+/g, ' ').trim(), false];
  }

  function tableAsCsv(table) {
    const heads = [...table.tHead.rows[0].cells].map((cell) => {
      const isAmount = [...table.tBodies[0].rows].some((row) => row.cells[cell.cellIndex] && row.cells[cell.cellIndex].dataset.v !== undefined);
      return csvField(cell.innerText.trim() + (isAmount ? ' (' + word('ui.yuan') + ')' : ''), false);
    });
    const rows = [...table.tBodies[0].rows].filter((row) => !row.hidden)
      .map((row) => [...row.cells].map((cell) => csvField(...cellText(cell))).join(','));
    return [heads.join(','), ...rows].join('\r\n') + '\r\n';
  }

  function say(text) {
    document.querySelectorAll('.toast').forEach((each) => each.remove());
    const toast = make('div', { class: 'toast', role: 'status' }, text);
    document.body.append(toast);
    setTimeout(() => toast.remove(), 1800);
  }

  function copyBySelection(text) {
    const area = make('textarea', { style: 'position:fixed;top:-100px' });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      say(word('ui.copied'));
    } catch (error) {
      say(word(copyBySelection(text) ? 'ui.copied' : 'ui.copy_failed'));
    }
  }

  // On a telephone the cells of a wide table stand under each other, each with its column's name.
  const MANY_COLUMNS = 4;
  function labelCells(table) {
    // of both languages the one that is shown; a hidden head still has its text
    const nameOf = (cell) => { const said = cell.querySelector('.' + state.lang); return (said || cell).textContent.trim(); };
    const shown = table.tHead ? [...table.tHead.rows[0].cells].map(nameOf) : [];
    table.classList.toggle('cards', shown.length > MANY_COLUMNS);
    if (shown.length <= MANY_COLUMNS) return;
    [...table.tBodies[0].rows].forEach((row) => [...row.cells].forEach((cell, at) => { cell.dataset.label = shown[at] || ''; }));
  }

  // A long table shows its first rows and unfolds: nothing scrolls inside the scrolling page.
  function foldTable(box, table) {
    const count = table.tBodies[0].rows.length;
    const old = box.querySelector('.unfold');
    if (old) old.remove();
    box.classList.toggle('long', count > longTable());
    if (count <= longTable()) return;
    const button = make('button', { type: 'button', class: 'unfold' });
    const write_ = () => { button.textContent = word('ui.show_all').replace('{count}', grouped(count, 0, 0)); };
    write_();
    listeners.push(write_);
    button.addEventListener('click', () => { box.classList.remove('long'); button.remove(); });
    box.append(button);
  }

  // Save what the page holds as a file: no server is asked.
  function save(name, content, kind) {
    const address = URL.createObjectURL(new Blob([content], { type: kind }));
    const link = make('a', { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  // With a byte order mark: without it Excel reads Chinese as something else.
  const saveCsv = (name, text) => save(name, '\ufeff' + text, 'text/csv;charset=utf-8');

  const fileName = (ending) => document.title.replace(/[\\/:*?"<>|\s]+/g, '-') + ending;

  function bindTable(box) {
    const table = box.querySelector('table');
    if (!table || !table.tBodies.length) return;
    foldTable(box, table);
    labelCells(table);
    bindSorting(table);
    if (box.dataset.bound) return; // its table is another now, its buttons are the same
    box.dataset.bound = 'true';
    const button = box.querySelector('.copy');
    if (button) button.addEventListener('click', () => copy(tableAsCsv(box.querySelector('table'))));
    const kept = box.querySelector('.save');
    if (kept) kept.addEventListener('click', () => saveCsv(fileName('.csv'), tableAsCsv(box.querySelector('table'))));
  }

  function bindFilter(input) {
    const table = document.getElementById(input.dataset.filter);
    const nothing = document.getElementById(input.dataset.filter + '-empty');
    const filter = () => {
      const parts = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      [...table.tBodies[0].rows].forEach((row) => {
        const box = table.closest('.table');
        if (parts.length && box) { box.classList.remove('long'); box.querySelectorAll('.unfold').forEach((each) => each.remove()); }
        row.hidden = !parts.every((part) => row.textContent.toLowerCase().includes(part));
        shown += !row.hidden;
      });
      if (nothing) nothing.hidden = shown > 0;
    };
    input.addEventListener('input', filter);
  }

  // An address that names something folded unfolds it.
  function openTarget() {
    const target = /^#[\w-]+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let each = target; each; each = each.parentElement) if (each.tagName === 'DETAILS') each.open = true;
    target.scrollIntoView();
  }

  // SQL beside a chart, a table or a question opens on the query page as it stands there.
  function bindRunning() {
    document.addEventListener('click', (event) => {
      const link = event.target.closest('a.run-sql');
      if (!link) return;
      const sql = link.closest('details').querySelector('pre').textContent.trim();
      link.setAttribute('href', link.getAttribute('href').split('#')[0] + '#sql=' + encodeURIComponent(sql));
    }, true);
  }

  function bindPrinting() {
    // details are opened on paper
    addEventListener('beforeprint', () => {
      document.querySelectorAll('details').forEach((each) => { each.open = true; });
      document.querySelectorAll('img[loading]').forEach((each) => { each.loading = 'eager'; });
    });
  }

  window.Site = {
    state, word, either, amount, brief, share, unitName, make, linked, figureLink, isDark, copy,
    bindTable, bindSorting, labelCells, tableAsCsv, csvField, save, saveCsv, fileName, say, collator,
    onChange(listener) { listeners.push(listener); },
    loadScript(address, loaded, failed) {
      const script = make('script', { src: address });
      script.onload = loaded;
      script.onerror = failed || null;
      document.head.append(script);
    },
  };

  writeTheme();
  root.lang = state.lang === 'en' ? 'en' : 'zh-CN';
  document.addEventListener('DOMContentLoaded', () => {
    bindTools();
    document.querySelectorAll('.table').forEach(bindTable);
    document.querySelectorAll('input[data-filter]').forEach(bindFilter);
    document.querySelectorAll('[data-copy]').forEach((button) => {
      button.addEventListener('click', () => copy(linked(new URL(button.dataset.copy, location.href).href)));
    });
    bindRunning();
    bindPrinting();
    write();
    openTarget();
    addEventListener('hashchange', openTarget);
  });
})();
