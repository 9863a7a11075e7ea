// One figure and its page: where it stands, what it is called, what else says the same.
(function () {
  'use strict';
  const { word, amount, make, linked, unitName } = window.Site;
  const data = window.EVIDENCE;
  const NS = 'http://www.w3.org/2000/svg';
  const [KEY, TABLE, ROW, COLUMN, BLOCK, PAGE, TEXT, UNIT, YUAN, VALUE, BOX, CHECKS, GROUP, UNREAD, LOCATOR] = Array(15).keys();
  const figures = new Map(data.figures.map((figure) => [figure[KEY], figure]));
  const pages = Object.keys(data.pages).map(Number).sort((a, b) => a - b);
  const parts = {};
  window.CHECKS = parts;
  const TERMS_SHOWN = 14;
  const OPENED = 3; // identities spelled out at once; those that do not hold always are

  const state = { keys: [], page: 0 };

  function readAddress() {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const page = wanted.match(/^p=(\d+)$/);
    const claim = data.claims[wanted];
    state.keys = page || !wanted ? [] : wanted.split('+');
    const first = figures.get(state.keys[0]);
    if (page) state.page = Number(page[1]);
    else if (claim) [state.page] = claim;
    else if (first) state.page = first[PAGE];
    else if (!state.page) state.page = data.figures.length ? data.figures[0][PAGE] : pages[0] || 0;
    if (pages.length && !data.pages[state.page]) [state.page] = pages;
  }

  function go(hash) { location.hash = hash; }

  const row = (figure) => data.rows[[figure[TABLE], figure[ROW], figure[BLOCK]].join('.')] || [];
  const rowName = (figure) => row(figure).filter(Boolean).join(' ') || '—';
  const columnName = (figure) => data.columns[figure[TABLE] + '.' + figure[COLUMN]] || '—';
  const tableName = (number) => {
    const table = data.tables[number] || [];
    return word('evidence.table') + ' ' + number + ' · ' + word('table_kind.' + (table[0] || 'other'));
  };
  // a workbook has sheets, and a Word file or a web page neither sheets nor pages
  const onPage = (page) => (page in data.places ? (data.places[page] ? word('evidence.on_sheet').replace('{sheet}', data.places[page]) : word('evidence.in_file')) : word('finding.on_page').replace('{page}', page));

  // ---- the page ---------------------------------------------------------------------------------
  function shape(name, attributes) {
    const element = document.createElementNS(NS, name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    return element;
  }

  function rectangle(box, height, kind, grow) {
    const [x0, y0, x1, y1] = box;
    return shape('rect', {
      class: kind, x: (x0 - grow).toFixed(2), y: (height - y1 - grow).toFixed(2),
      width: (x1 - x0 + 2 * grow).toFixed(2), height: (y1 - y0 + 2 * grow).toFixed(2), rx: 1,
    });
  }

  function heads(figure) {
    return (window.HEADS || []).filter(([table, page, rowNumber, column, span, block]) => {
      if (table !== figure[TABLE] || page !== figure[PAGE]) return false;
      if (rowNumber) return rowNumber === figure[ROW] && (!block || block === figure[BLOCK]) && column < figure[COLUMN];
      return column <= figure[COLUMN] && figure[COLUMN] < column + span;
    });
  }

  // Without a picture a page also needs the names of its rows and columns to be read.
  function names(height) {
    const rows = new Map();
    const columns = new Map();
    (window.HEADS || []).filter(([, page]) => page === state.page).forEach(([table, , rowNumber, column, span, block, box]) => {
      if (!box.length) return;
      if (!rowNumber) { if (span === 1) columns.set(table + '.' + column, box); return; }
      const key = [table, rowNumber, block].join('.');
      rows.set(key, [...(rows.get(key) || []), box]);
    });
    const found = [];
    const write = (box, text) => {
      const element = drawnText(box, height, text);
      element.setAttribute('class', 'head');
      const room = box[2] - box[0];
      if (room > 8 && text.length * 7 > room) { element.setAttribute('textLength', room.toFixed(1)); element.setAttribute('lengthAdjust', 'spacingAndGlyphs'); }
      found.push(element);
    };
    rows.forEach((boxes, key) => {
      const texts = (data.rows[key] || []).filter(Boolean);
      if (!texts.length) return;
      boxes.sort((a, b) => a[0] - b[0]);
      if (boxes.length > 1 && texts.length > 1) { write(boxes[0], texts[0]); write(boxes[1], texts[1]); } else write(boxes[0], texts[texts.length - 1]);
    });
    columns.forEach((box, key) => { const path = data.columns[key]; if (path) write(box, path.split(' / ').pop()); });
    return found;
  }

  // The marked cell stays in sight: within the zoomed page, and on the screen.
  function showMark() {
    const mark = document.querySelector('#sheet .on');
    if (!mark) return;
    const box = document.getElementById('sheet-box');
    const at = () => mark.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    if (box.classList.contains('zoomed')) {
      box.scrollLeft += at().left + at().width / 2 - frame.left - frame.width / 2;
    }
    const { top, bottom } = at();
    if (top < 60 || bottom > innerHeight - 60) mark.scrollIntoView({ block: 'center', inline: 'nearest' });
  }

  // A table without places on a page (a sheet of a workbook, a web page): its grid, the cell marked.
  function drawGrid() {
    const sheet = document.getElementById('sheet');
    const chosen = figures.get(state.keys[0]) || data.figures[0];
    const shown = chosen ? data.figures.filter((figure) => figure[TABLE] === chosen[TABLE]) : [];
    const columns = [...new Set(shown.map((figure) => figure[COLUMN]))].sort((a, b) => a - b);
    const lines = new Map();
    shown.forEach((figure) => {
      const key = figure[ROW] + '.' + figure[BLOCK];
      if (!lines.has(key)) lines.set(key, []);
      lines.get(key)[columns.indexOf(figure[COLUMN])] = figure;
    });
    const cellOf = (figure) => {
      if (!figure) return make('td', {});
      const link = make('a', { href: '#' + figure[KEY], 'data-figure': figure[KEY] }, figure[TEXT]);
      return make('td', { class: 'n' + (state.keys.includes(figure[KEY]) ? ' on' : '') }, link);
    };
    const head = columns.map((column) => make('th', { class: 'n' }, data.columns[chosen[TABLE] + '.' + column] || ''));
    const body = [...lines.values()].map((line) => make('tr', {},
      make('td', {}, rowName(line.find(Boolean))), columns.map((column, at) => cellOf(line[at]))));
    sheet.className = 'grid';
    sheet.replaceChildren(make('table', {}, make('thead', {}, make('tr', {}, make('th', {}), head)), make('tbody', {}, body)));
    document.getElementById('no-picture').hidden = true;
    document.getElementById('page-number').textContent = chosen ? tableName(chosen[TABLE]) : '';
    const mark = sheet.querySelector('.on');
    if (mark) mark.scrollIntoView({ block: 'nearest', inline: 'center' });
  }

  function drawPage() {
    const first = figures.get(state.keys[0]);
    if (!data.pages[state.page] || (first && !first[BOX].length)) { drawGrid(); return; }
    const [width, height, hasPicture] = data.pages[state.page];
    const sheet = document.getElementById('sheet');
    const svg = shape('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': onPage(state.page) });
    const chosen = state.keys.map((key) => figures.get(key)).filter(Boolean);
    const same = new Set(chosen.flatMap((figure) => (figure[GROUP] < 0 ? [] : data.groups[figure[GROUP]])));
    chosen.forEach((figure) => heads(figure).forEach((head) => svg.append(rectangle(head[6], height, 'h', 0))));
    data.figures.filter((figure) => figure[PAGE] === state.page && figure[BOX].length).forEach((figure) => {
      const isOn = state.keys.includes(figure[KEY]);
      const box = rectangle(figure[BOX], height, 'f' + (isOn ? ' on' : same.has(figure[KEY]) ? ' s' : ''), 2);
      box.dataset.figure = figure[KEY];
      const title = shape('title', {});
      title.textContent = rowName(figure) + ' · ' + columnName(figure) + ' · ' + figure[TEXT];
      box.append(title);
      box.addEventListener('click', () => go(figure[KEY]));
      svg.append(box);
      if (!hasPicture) svg.append(drawnText(figure[BOX], height, figure[TEXT]));
    });
    Object.entries(data.claims).filter(([, claim]) => claim[0] === state.page).forEach(([key, claim]) => claim[5].forEach((at) => {
      const box = rectangle(at, height, 'f' + (state.keys.includes(key) ? ' on' : ''), 2);
      box.dataset.figure = key;
      box.addEventListener('click', () => go(key));
      svg.append(box);
    }));
    if (!hasPicture) names(height).forEach((text) => svg.append(text));
    sheet.className = 'sheet' + (hasPicture ? '' : ' drawn');
    sheet.replaceChildren(...(hasPicture ? [make('img', { src: 'pages/' + state.page + '.webp', alt: onPage(state.page), width: Math.round(width), height: Math.round(height) })] : []), svg);
    document.getElementById('no-picture').hidden = Boolean(hasPicture);
    document.getElementById('page-number').textContent = onPage(state.page) + ' / ' + pages[pages.length - 1];
    showMark();
  }

  function drawnText(box, height, text) {
    const element = shape('text', { x: box[0], y: height - box[1] - 1 });
    element.textContent = text;
    return element;
  }

  // ---- the panel --------------------------------------------------------------------------------
  const other = (key) => /^[0-9a-f]{16}-/.test(key);

  function keyLink(key, text) {
    const href = other(key) ? linked('../' + key.slice(0, 16) + '/evidence.html#' + key.slice(17)) : '#' + key;
    return make('a', { href }, text);
  }

  // Names a figure: `shared` says what all terms beside it have in common and need not repeat.
  function describe(key, shared) {
    const figure = figures.get(key);
    if (!figure) return word('evidence.other_report');
    if (shared === 'row') return columnName(figure);
    if (shared === 'column') return rowName(figure);
    return tableName(figure[TABLE]) + ' · ' + rowName(figure) + ' · ' + columnName(figure);
  }

  function sharedBy(keys) {
    const terms = keys.map((key) => figures.get(key));
    const [first] = terms;
    if (keys.length < 2 || terms.some((term) => !term || term[TABLE] !== first[TABLE])) return '';
    if (terms.every((term) => term[COLUMN] === first[COLUMN])) return 'column';
    return terms.every((term) => term[ROW] === first[ROW] && term[BLOCK] === first[BLOCK]) ? 'row' : '';
  }

  const printed = (figure) => figure[TEXT] + (figure[UNIT] ? ' ' + figure[UNIT] : '');

  function pair(name, ...value) { return [make('dt', {}, name), make('dd', {}, ...value)]; }

  function headline(figure) {
    const table = data.tables[figure[TABLE]] || [];
    const found = [
      make('p', { class: 'crumbs' }, word('evidence.printed')),
      make('p', { class: 'big', id: 'printed' }, figure[UNREAD] ? word('evidence.unread') : printed(figure)),
      make('dl', { class: 'facts' },
        pair(word('evidence.row'), rowName(figure)),
        pair(word('evidence.column'), columnName(figure)),
        pair(word('evidence.table'), tableName(figure[TABLE]), make('br'), make('small', {}, table[1] || '')),
        figure[LOCATOR] ? pair(word('evidence.cell'), figure[LOCATOR]) : null,
        pair(word('ui.page'), make('a', { href: '#p=' + figure[PAGE] }, onPage(figure[PAGE]))),
        figure[YUAN] === null ? pair(word('evidence.amount'), word('evidence.not_money')) : pair(word('evidence.amount'), amount(figure[YUAN]) + ' ' + unitName())),
    ];
    const findings = data.findings[figure[KEY]] || [];
    if (findings.length) {
      found.push(make('div', { class: 'banner bad' }, make('p', {}, word('evidence.in_finding') + '：',
        findings.map(([id, kind], at) => [at ? '、' : '', make('a', { href: linked('findings.html#' + id) }, word('finding_kind.' + kind))]))));
    }
    return found;
  }

  function sumOf() {
    const chosen = state.keys.map((key) => figures.get(key)).filter(Boolean);
    const whole = chosen.reduce((sum, figure) => sum + (figure[YUAN] || 0), 0);
    return [
      make('p', { class: 'crumbs' }, word('evidence.sum_of')),
      make('p', { class: 'big', id: 'printed' }, amount(whole) + ' ' + unitName()),
      make('ul', { class: 'plain' }, chosen.map((figure) => make('li', {},
        keyLink(figure[KEY], amount(figure[YUAN])), ' ', make('small', {}, describe(figure[KEY]) + ' · ' + onPage(figure[PAGE]))))),
    ];
  }

  function sameElsewhere(figure) {
    const keys = figure[GROUP] < 0 ? [] : data.groups[figure[GROUP]].filter((key) => key !== figure[KEY]);
    const items = keys.map((key) => {
      const there = figures.get(key);
      return make('li', {}, keyLink(key, there ? printed(there) : word('evidence.other_report')), ' ',
        make('small', {}, describe(key) + (there ? ' · ' + onPage(there[PAGE]) : '')));
    });
    Object.entries(data.claims).filter(([, claim]) => claim[4] === figure[KEY]).forEach(([key, claim]) => {
      items.push(make('li', {}, make('a', { href: '#' + key }, claim[2]), ' ',
        make('small', {}, word('evidence.prose') + ' · ' + onPage(claim[0])), quote(claim)));
    });
    return [
      make('h3', {}, word('evidence.same')),
      items.length ? make('ul', { class: 'plain', id: 'same' }, items) : make('p', { class: 'note' }, word('evidence.same_none')),
    ];
  }

  function quote([, sentence, text]) {
    const at = sentence.indexOf(text);
    if (at < 0) return make('div', {}, make('small', {}, sentence));
    const start = Math.max(0, at - 34);
    const end = Math.min(sentence.length, at + text.length + 20);
    return make('div', {}, make('small', {}, (start ? '…' : '') + sentence.slice(start, at), make('mark', {}, text), sentence.slice(at + text.length, end) + (end < sentence.length ? '…' : '')));
  }

  const cells = (name, value, kind) => make('tr', { class: kind || null }, make('td', {}, name), make('td', { class: 'n' }, value));

  function claimRow(key) {
    const claim = data.claims[key];
    return cells(make('a', { href: '#' + key }, claim[3] + ' · ' + onPage(claim[0])), claim[2]);
  }

  function termRows(keys, show, shared) {
    const term = (key) => {
      const figure = figures.get(key);
      return cells(keyLink(key, describe(key, shared)), figure ? show(figure) : '');
    };
    if (keys.length <= TERMS_SHOWN) return keys.map(term);
    return [...keys.slice(0, TERMS_SHOWN).map(term), make('tr', {}, make('td', { colspan: 2 }, make('details', {},
      make('summary', {}, word('evidence.all_terms') + ' ' + keys.length + ' ' + word('evidence.terms')),
      make('table', { class: 'sides' }, make('tbody', {}, keys.slice(TERMS_SHOWN).map(term))))))];
  }

  function identity(check, isOpen) {
    const [id, holds, subject, left, right, others, leftValue, rightValue, tolerance, isMoney, claimKeys, relation, reason] = check;
    const write = (value) => (value === null ? '' : isMoney ? amount(Math.round(value * 1e4) / 1e4) : String(Math.round(value * 1e6) / 1e6));
    const show = (figure) => (isMoney ? amount(figure[YUAN]) : String(figure[VALUE]));
    const claims = claimKeys.filter((key) => data.claims[key]);
    const isStated = claims.length > 1 || (claims.length === 1 && !right.length) || (others.length && !left.length && !right.length);
    const shared = sharedBy([...left, ...right]);
    const heading = (path) => make('tr', {}, make('td', { class: 'name', colspan: 2 }, word(path)));
    const total = (value, count) => (value === null || count === 1 ? [] : [cells('＝', write(value), 'sum')]);
    const rows = isStated
      ? [heading('finding.stated'), ...claims.map(claimRow), ...termRows([...left, ...right, ...others], show, shared),
        ...(leftValue === null ? [] : [cells(word('evidence.left'), write(leftValue), 'sum')]),
        ...(rightValue === null ? [] : [cells(word('evidence.right'), write(rightValue))])]
      : [heading('evidence.left'), ...claims.map(claimRow), ...termRows(left, show, shared), ...total(leftValue, left.length + claims.length),
        heading('evidence.right'), ...termRows(right, show, shared), ...total(rightValue, right.length)];
    if (leftValue !== null && rightValue !== null) {
      const exact = (value) => (isMoney ? amount(Math.round(value * 1e4) / 1e4, true) : write(value));
      const gap = cells(word('evidence.difference'), exact(leftValue - rightValue), 'sum');
      if (!holds) gap.classList.add('bad-text');
      rows.push(gap);
      if (isMoney && tolerance !== null) rows.push(cells(word('evidence.tolerance'), '± ' + exact(tolerance)));
    }
    const sign = holds ? (relation === '<=' ? ' ≤ ' : ' = ') : (relation === '<=' ? ' > ' : ' ≠ ');
    return make('details', { class: 'identity' + (holds ? '' : ' bad'), open: isOpen },
      make('summary', {}, make('b', {}, subject), leftValue === null || rightValue === null ? null : make('span', { class: 'gist' }, write(leftValue) + sign + write(rightValue)),
        make('span', { class: 'badge ' + (holds ? 'good' : 'bad') }, word('check_status.' + (holds ? 'holds' : 'violated')))),
      make('small', {}, id + ' · ' + word('identity.' + id)),
      reason ? make('p', { class: 'bad-text' }, reason) : null,
      make('table', { class: 'sides' }, make('tbody', {}, rows)));
  }

  function witnesses(numbers, draw) {
    const heading = make('h3', {}, word('evidence.witnesses') + (numbers.length ? '（' + numbers.length + '）' : ''));
    if (!numbers.length) return [heading, make('p', { class: 'note' }, word('evidence.witnesses_none'))];
    const missing = [...new Set(numbers.map((number) => Math.floor(number / data.part)))].filter((part) => !parts[part]);
    if (missing.length) {
      missing.forEach((part) => window.Site.loadScript('checks-' + part + '.js', draw));
      return [heading, make('p', { class: 'note' }, word('evidence.loading'))];
    }
    const found = numbers.map((number) => parts[Math.floor(number / data.part)][number % data.part]);
    found.sort((one, another) => one[1] - another[1]);
    return [heading, make('div', { id: 'witnesses' }, found.map((check, at) => identity(check, !check[1] || at < OPENED)))];
  }

  // What stands on a page, for a reader who has chosen none of its figures yet.
  function tablesHere() {
    const hasPages = Boolean(data.pages[state.page]);
    const numbers = [...new Set(data.figures.filter((figure) => !hasPages || figure[PAGE] === state.page).map((figure) => figure[TABLE]))];
    const first = (number) => data.figures.find((figure) => figure[TABLE] === number)[KEY];
    return numbers.map((number) => [make('b', {}, hasPages ? tableName(number) : make('a', { href: '#' + first(number) }, tableName(number))), make('br'), make('small', {}, (data.tables[number] || [])[1] || ''), make('br')]);
  }

  function statement([page, sentence, text, subject, matched]) {
    const at = sentence.indexOf(text);
    return [
      make('p', { class: 'crumbs' }, word('evidence.prose') + (subject ? ' · ' + subject : '')),
      make('p', { class: 'big', id: 'printed' }, text),
      make('blockquote', {}, at < 0 ? sentence : [sentence.slice(0, at), make('mark', {}, text), sentence.slice(at + text.length)]),
      make('dl', { class: 'facts' }, pair(word('ui.page'), make('a', { href: '#p=' + page }, onPage(page))),
        matched ? pair(word('evidence.matched'), keyLink(matched, describe(matched))) : null),
    ];
  }

  function drawPanel() {
    const panel = document.getElementById('panel');
    const figure = figures.get(state.keys[0]);
    const claim = data.claims[state.keys[0]];
    if (claim) {
      const draw = () => { if (data.claims[state.keys[0]] === claim) drawPanel(); };
      panel.replaceChildren(...statement(claim), ...witnesses(claim[6], draw));
      return;
    }
    if (!figure) {
      const text = state.keys.length ? word('evidence.unknown') + state.keys.join('+') : tablesHere();
      panel.replaceChildren(make('p', {}, text));
      return;
    }
    const asked = state.keys.join('+');
    const again = () => { if (state.keys.join('+') === asked) drawPanel(); };
    if (state.keys.length > 1) { panel.replaceChildren(...sumOf()); return; }
    panel.replaceChildren(...headline(figure), ...sameElsewhere(figure), ...witnesses(figure[CHECKS], again));
  }

  // ---- moving about -----------------------------------------------------------------------------
  function neighbour(figure, dx, dy) {
    const candidates = data.figures.filter((each) => each[TABLE] === figure[TABLE] && (dy ? each[COLUMN] === figure[COLUMN] && (each[ROW] - figure[ROW]) * dy > 0 : each[ROW] === figure[ROW] && (each[COLUMN] - figure[COLUMN]) * dx > 0));
    candidates.sort((a, b) => (dy ? (a[ROW] - b[ROW]) * dy : (a[COLUMN] - b[COLUMN]) * dx));
    return candidates[0];
  }

  function turn(step) {
    const at = pages.indexOf(state.page) + step;
    if (pages[at]) go('p=' + pages[at]);
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    readAddress(); // keys may come faster than the page is drawn anew
    if (event.key === 'PageDown' || event.key === 'PageUp') {
      turn(event.key === 'PageDown' ? 1 : -1);
      event.preventDefault();
    } else if (ARROWS[event.key]) {
      const figure = figures.get(state.keys[0]);
      const next = figure ? neighbour(figure, ...ARROWS[event.key]) : data.figures.find((each) => each[PAGE] === state.page);
      if (next) go(next[KEY]);
      event.preventDefault();
    }
  }

  function draw() {
    readAddress();
    drawPage();
    drawPanel();
    if (!window.HEADS) window.Site.loadScript('heads.js', drawPage);
  }

  window.Site.onChange(draw);
  addEventListener('hashchange', draw);
  addEventListener('keydown', onKey);
  document.getElementById('previous').addEventListener('click', () => turn(-1));
  document.getElementById('zoom').addEventListener('click', () => {
    const isZoomed = document.getElementById('sheet-box').classList.toggle('zoomed');
    document.getElementById('zoom').setAttribute('aria-pressed', String(isZoomed));
    showMark();
  });
  document.getElementById('next').addEventListener('click', () => turn(1));
})();
