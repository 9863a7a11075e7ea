// Below each chart: how to cite it and how to embed it. A page asked with ?embed=<chart> shows that
// chart alone, with its name and where it comes from.
(function () {
  'use strict';
  const { state, word, make, copy, onChange } = window.Site;
  const embedded = new URLSearchParams(location.search).get('embed');

  const heading = (box) => { const found = box.closest('section') && box.closest('section').querySelector('h2'); return found ? found.innerText.trim() : document.title; };
  // where the page keeps what is chosen in its address, that; else the chart's own section
  function fragment(box) {
    if (location.hash.includes('=')) return location.hash;
    const section = box.closest('section');
    return '#' + (section && section.id ? section.id : box.id);
  }

  function address(box, embed) {
    const found = new URL(location.href);
    found.search = '';
    found.searchParams.set('lang', state.lang);
    if (embed) found.searchParams.set('embed', box.id);
    found.hash = fragment(box);
    return found.href;
  }

  const day = () => ((window.BUILD || {}).date || '').slice(0, 10);

  // 第7–8页 / p. 7–8; nothing for a report that has no pages
  function placed(pages) {
    if (!pages) return '';
    return state.lang === 'en' ? ', p. ' + pages : '，第' + pages + '页';
  }

  function sentence(box, pages) {
    const of = window.CITE;
    const site = word('ui.site');
    const chart = heading(box);
    if (state.lang === 'en') {
      const source = of ? of.who + (of.file ? ': ' + of.file : '') + placed(pages) + '. ' : '';
      return source + 'Chart “' + chart + '”, in: ' + site + ', built ' + day() + '. ' + address(box);
    }
    const source = of ? of.who + (of.file ? '：《' + of.file.replace(/\.[^.]+$/, '') + '》' : '') + placed(pages) + '。' : '';
    return source + '图“' + chart + '”，载于：' + site + '，建于' + day() + '。' + address(box);
  }

  // A field of BibTeX: braces would end it, and TeX reads these signs otherwise.
  const field = (text) => '{' + String(text).replace(/[{}\\]/g, '').replace(/([&%#$_])/g, '\\$1') + '}';
  function bibtex(box, pages) {
    const of = window.CITE;
    const key = (of && of.id ? of.id : 'budgets') + '-' + box.id;
    const fields = [
      ['author', of ? '{' + of.who + '}' : word('ui.site')], ['title', heading(box)],
      ['year', (of && of.year) || day().slice(0, 4)], ['howpublished', word('ui.site')],
      ['note', of && of.file ? of.file : ''], ['pages', (pages || '').replace('–', '--')],
    ].filter(([, value]) => value).map(([name, value]) => '  ' + name + ' = ' + (name === 'author' && of ? '{{' + field(of.who).slice(1, -1) + '}}' : field(value)));
    return ['@misc{' + key, ...fields, '  urldate = {' + day() + '}', '  url = {' + address(box) + '}'].join(',\n') + '\n}';
  }

  function snippet(box) {
    return make('iframe', { src: address(box, true), title: heading(box), width: '100%', height: Math.round(box.offsetHeight + 130), loading: 'lazy', style: 'border:0' }).outerHTML;
  }

  function part(path, text) {
    const button = make('button', { type: 'button' }, word('cite.copy'));
    button.addEventListener('click', () => copy(text));
    return [make('h4', {}, word(path), ' ', button), make('pre', {}, text)];
  }

  function fill(details) {
    const tools = details.closest('[data-tools]');
    const box = document.getElementById(tools.dataset.tools);
    const { pages } = tools.dataset;
    details.querySelector('div').replaceChildren(
      ...part('cite.link', address(box)), ...part('cite.text', sentence(box, pages)), ...part('cite.bibtex', bibtex(box, pages)), ...part('cite.embed', snippet(box)),
      location.protocol === 'file:' ? make('p', { class: 'note' }, word('cite.local')) : '');
  }

  function showAlone() {
    const box = document.getElementById(embedded);
    if (!box || !box.classList.contains('chart')) return;
    document.body.classList.add('embedded');
    const heads = box.closest('section') ? [box.closest('section').querySelector('h2')] : [];
    [box, ...heads].filter(Boolean).forEach((kept) => { for (let each = kept; each && each !== document.body; each = each.parentElement) each.classList.add('kept'); });
    const whole = make('a', { target: '_blank', rel: 'noopener' });
    const source = make('p', { class: 'note kept' }, whole, make('span', {}, ''));
    box.after(source);
    const write = () => {
      whole.textContent = word('ui.site');
      whole.setAttribute('href', address(box));
      source.lastChild.textContent = (window.CITE ? ' · ' + window.CITE.who + placed((document.querySelector('[data-tools="' + box.id + '"]') || { dataset: {} }).dataset.pages) : '') + ' · ' + day();
    };
    onChange(write);
    write();
  }

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('details.cite').forEach((details) => details.addEventListener('toggle', () => { if (details.open) fill(details); }));
    onChange(() => document.querySelectorAll('details.cite[open]').forEach(fill));
    document.querySelectorAll('button.share').forEach((button) => button.addEventListener('click', () => copy(location.href)));
    if (embedded) showAlone();
  });
})();
