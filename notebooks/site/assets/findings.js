// The list of findings: choose by severity, kind and place; what is chosen stands in the address.
(function () {
  'use strict';
  const { word, amount, unitName } = window.Site;
  const rows = [...document.getElementById('all').tBodies[0].rows];
  const selects = [...document.querySelectorAll('select[data-facet]')];
  const find = document.getElementById('find');

  function draw() {
    const asked = new URLSearchParams(location.hash.slice(1));
    selects.forEach((select) => {
      select.value = asked.get(select.dataset.facet) || '';
      [...select.options].forEach((option) => {
        if (option.dataset.words) option.textContent = word(option.dataset.words) + (option.dataset.count ? '（' + option.dataset.count + '）' : '');
      });
    });
    if (document.activeElement !== find) find.value = asked.get('q') || '';
    const parts = (asked.get('q') || '').toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    let yuan = 0;
    rows.forEach((row) => {
      row.hidden = !(selects.every(({ dataset }) => !asked.get(dataset.facet) || row.dataset[dataset.facet] === asked.get(dataset.facet))
        && parts.every((part) => row.textContent.toLowerCase().includes(part)));
      if (!row.hidden) { count += 1; yuan += Number(row.cells[1].dataset.v || 0); }
    });
    document.getElementById('all-empty').hidden = count > 0;
    document.getElementById('count').textContent = word('data.count').replace('{count}', count) + ' · ' + word('finding.impact') + ' ' + amount(yuan) + ' ' + unitName();
  }

  function go() {
    const asked = new URLSearchParams();
    selects.forEach((select) => { if (select.value) asked.set(select.dataset.facet, select.value); });
    if (find.value) asked.set('q', find.value);
    location.hash = asked.toString();
  }

  selects.forEach((select) => select.addEventListener('change', go));
  find.addEventListener('input', go);
  addEventListener('hashchange', draw);
  window.Site.onChange(draw);
})();
