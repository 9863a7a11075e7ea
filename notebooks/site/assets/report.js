// What a reader may take away from a report: all its figures, and the files made of it.
(function () {
  'use strict';
  const { word, make, linked, csvField, saveCsv, fileName } = window.Site;
  const HEADS = ['figure_id', 'table_number', 'table_title', 'page_number', 'row_code', 'row_label', 'column_path', 'printed_text', 'unit', 'amount_yuan'];

  function figuresAsCsv() {
    const data = window.EVIDENCE;
    const lines = data.figures.map(([key, table, row, column, block, page, text, unit, yuan]) => {
      const [code, label] = data.rows[[table, row, block].join('.')] || [];
      const cells = [data.id + '-' + key, table, (data.tables[table] || [])[1], page, code, label, data.columns[table + '.' + column], text, unit, yuan];
      return cells.map((value) => csvField(value === null || value === undefined ? '' : String(value), typeof value === 'number')).join(',');
    });
    return [HEADS.map((name) => csvField(name, false)).join(','), ...lines].join('\r\n') + '\r\n';
  }

  function listFiles() {
    document.getElementById('files').replaceChildren(...(window.FILES || []).flatMap(([address, kind]) => [' · ', make('a', { href: linked(address), download: kind === 'department' ? null : true }, word('file.' + kind))]));
  }

  document.getElementById('figures-csv').addEventListener('click', () => {
    const go = () => saveCsv(fileName('.csv'), figuresAsCsv());
    if (window.EVIDENCE) go(); else window.Site.loadScript('evidence.js', go);
  });
  window.Site.onChange(listFiles);
})();
