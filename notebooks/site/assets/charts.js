// The charts of a report: every block and bar leads to the evidence of its number.
(function () {
  'use strict';
  const { word, either, amount, brief, share, unitName, isDark, figureLink, linked, make, save, fileName } = window.Site;

  const LIGHT = ['#2b6a99', '#c47a2c', '#4b8b5c', '#8a5d9f', '#b2545b', '#3f8b8b', '#94812c', '#5d76b8', '#a0647f', '#6f7d55'];
  const DARK = ['#6ba6d6', '#d99a55', '#7ab98a', '#b591c9', '#d98389', '#6fbcbc', '#c2b05c', '#93a7de', '#cc94ad', '#a3b184'];

  const charts = [];
  const NARROW = 600; // pixels: below, five columns of a flow cannot be read side by side

  function ink() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      text: read('--ink'), soft: read('--soft'), line: read('--line'), paper: read('--paper'),
      palette: isDark() ? DARK : LIGHT, open: isDark() ? '#5c6773' : '#8d97a3',
    };
  }

  const font = () => getComputedStyle(document.body).fontFamily;

  // Text for a tooltip: elements, never markup out of data.
  function tip(lines) {
    const box = document.createElement('div');
    lines.filter(Boolean).forEach((line, position) => {
      const part = document.createElement(position ? 'div' : 'b');
      part.textContent = line;
      box.append(part);
    });
    return box;
  }

  function tooltip(colours, formatter) {
    return {
      confine: true, backgroundColor: colours.paper, borderColor: colours.line,
      textStyle: { color: colours.text, fontFamily: font(), fontSize: 13 }, formatter,
    };
  }

  function open(point) {
    const href = point && (point.href ? linked(point.href) : point.figures && point.figures.length ? figureLink(point.figures) : '');
    if (!href) return;
    // within somebody else's page, what is clicked opens beside it
    if (document.body.classList.contains('embedded')) window.open(href, '_blank', 'noopener'); else location.href = href;
  }

  // A chart is drawn anew when language, unit or colours change, or its box gets another size.
  // On a narrow screen `list` (where given) makes elements instead.
  function addChart(id, describe, list) {
    const box = document.getElementById(id);
    if (!box) return () => {};
    let chart = null;
    let width = 0;
    const draw = () => {
      if (chart) chart.dispose();
      chart = null;
      box.replaceChildren();
      width = box.clientWidth;
      const isList = Boolean(list) && width < NARROW;
      box.classList.toggle('as-list', isList);
      // what a picture holds is not read out; a list's links are
      box.setAttribute('role', isList ? 'group' : 'img');
      if (isList) { box.append(...list()); return; }
      chart = window.echarts.init(box, null, { renderer: 'svg' });
      chart.setOption({
        animation: false, // a page that is printed or read at once must be whole
        textStyle: { fontFamily: font() }, ...describe(ink(), box.clientWidth),
      });
      const svg = box.querySelector('svg'); // on paper the chart is scaled, not drawn anew
      svg.setAttribute('viewBox', '0 0 ' + box.clientWidth + ' ' + box.clientHeight);
      chart.on('click', (event) => open(event.data));
    };
    charts.push({ draw });
    addTools(box);
    // turned phones, opened panels, other windows: the box itself says when it has another width
    new ResizeObserver(() => { if (width && Math.abs(box.clientWidth - width) > 2) draw(); }).observe(box);
    return draw;
  }

  // Below each chart: the picture as a file, beside the SQL that the page brings.
  function addTools(box) {
    const tools = document.querySelector('[data-tools="' + box.id + '"]');
    if (!tools) return;
    tools.querySelector('.save-svg').addEventListener('click', () => {
      const svg = box.querySelector('svg');
      if (!svg) { window.Site.say(word('ui.no_svg')); return; }
      const copy = svg.cloneNode(true);
      copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
      copy.style.background = ink().paper;
      save(fileName('-' + box.id + '.svg'), copy.outerHTML, 'image/svg+xml');
    });
  }

  // ---- money flow -----------------------------------------------------------------------------
  function nodeColour(node, colours, places) {
    if (node.open) return colours.open;
    if (node.depth === 1) return colours.soft;
    return colours.palette[(places.get(node.key) || 0) % colours.palette.length];
  }

  function shortened(text, length) {
    return text.length > length ? text.slice(0, length - 1) + '…' : text;
  }

  function flow(data) {
    return (colours, width) => {
      const places = new Map(data.nodes.filter((n) => n.depth !== 1 && !n.open).map((n, i) => [n.key, i]));
      const labels = new Map(data.nodes.map((n) => [n.key, either(n.label)]));
      const sums = new Map();
      data.links.forEach((link) => {
        if (link.target === 'hub') sums.set('in', (sums.get('in') || 0) + link.yuan);
        sums.set('>' + link.target, (sums.get('>' + link.target) || 0) + link.yuan);
        sums.set('<' + link.source, (sums.get('<' + link.source) || 0) + link.yuan);
      });
      const size = (key) => Math.max(sums.get('>' + key) || 0, sums.get('<' + key) || 0);
      const whole = size('hub');
      const length = width > 900 ? 13 : 8;
      return {
        tooltip: tooltip(colours, (event) => (event.dataType === 'edge'
          ? tip([labels.get(event.data.source) + ' → ' + labels.get(event.data.target), amount(event.data.value) + ' ' + unitName(), share(event.data.value, whole)])
          : tip([labels.get(event.name), amount(size(event.name)) + ' ' + unitName(), share(size(event.name), whole)]))),
        series: [{
          type: 'sankey', left: 4, right: width > 900 ? 230 : 170, top: 8, bottom: 8, nodeWidth: 14, nodeGap: 20,
          draggable: false, layoutIterations: 48, emphasis: { focus: 'adjacency' },
          data: data.nodes.map((node) => ({
            name: node.key, depth: node.depth, itemStyle: { color: nodeColour(node, colours, places), borderWidth: 0 },
          })),
          links: data.links.map((link) => ({ source: link.source, target: link.target, value: link.yuan, figures: link.figures })),
          lineStyle: { color: 'source', opacity: isDark() ? 0.32 : 0.26, curveness: 0.5 },
          label: {
            color: colours.text, fontSize: 12.5, lineHeight: 16, fontFamily: font(), overflow: 'none',
            formatter: (event) => shortened(labels.get(event.name), length) + ' {soft|' + brief(size(event.name)) + '}',
            rich: { soft: { color: colours.soft, fontSize: 11.5 } },
          },
        }],
      };
    };
  }

  // The same on a narrow screen: each column of the flow as a list of bars.
  function flowList(data) {
    return () => {
      const sums = new Map();
      const add = (key, yuan) => sums.set(key, (sums.get(key) || 0) + yuan);
      data.links.forEach((link) => { add('>' + link.target, link.yuan); add('<' + link.source, link.yuan); });
      const size = (key) => Math.max(sums.get('>' + key) || 0, sums.get('<' + key) || 0);
      const figuresOf = (key) => data.links.filter((link) => link.target === key || (link.source === key && link.target === 'hub')).flatMap((link) => link.figures || []);
      const whole = size('hub');
      const steps = [0, 2, 3, 4].map((depth) => data.nodes.filter((node) => node.depth === depth).sort((a, b) => size(b.key) - size(a.key)));
      return steps.filter((nodes) => nodes.length).map((nodes) => make('div', { class: 'step' },
        make('h3', {}, word('flow.step_' + nodes[0].depth)),
        nodes.map((node) => {
          const figures = figuresOf(node.key);
          const bar = make('i', { style: 'width:' + Math.max(0.5, (100 * size(node.key)) / whole).toFixed(1) + '%' });
          const text = [make('span', {}, either(node.label)), make('b', {}, brief(size(node.key)), ' ', make('small', {}, share(size(node.key), whole)))];
          return make(figures.length ? 'a' : 'div', { class: 'row' + (node.open ? ' open' : ''), href: figures.length ? figureLink(figures) : null }, text, bar);
        })));
    };
  }

  // ---- functional tree --------------------------------------------------------------------------
  function branch(node, colours) {
    const name = (node.code ? node.code + ' ' : '') + either(node.name);
    const parts = (node.parts || []).filter((part) => part.yuan > 0).map((part) => branch(part, colours));
    const item = { name, value: node.yuan, figures: parts.length ? null : node.figures };
    if (node.open) item.itemStyle = { color: colours.open };
    if (parts.length) item.children = parts;
    return item;
  }

  const MANY_LEAVES = 60; // more are too small to read at once: two levels, the rest by clicking
  const countLeaves = (node) => (node.parts && node.parts.length ? node.parts.reduce((sum, part) => sum + countLeaves(part), 0) : 1);

  function tree(data) {
    return (colours) => ({
      tooltip: tooltip(colours, (event) => tip([event.name, amount(event.value) + ' ' + unitName(), share(event.value, data.yuan)])),
      color: colours.palette,
      series: [{
        type: 'treemap', top: 4, left: 0, right: 0, bottom: 34, roam: false, nodeClick: 'zoomToNode', drillDownIcon: '',
        leafDepth: countLeaves(data) > MANY_LEAVES ? 2 : undefined, visibleMin: 60,
        name: either(data.name), data: data.parts.filter((part) => part.yuan > 0).map((part) => branch(part, colours)),
        breadcrumb: {
          bottom: 2, left: 0, height: 24, emptyItemWidth: 40,
          itemStyle: { color: colours.line, borderWidth: 0, textStyle: { color: colours.text, fontFamily: font() } },
          emphasis: { itemStyle: { color: colours.soft, textStyle: { color: colours.paper } } },
        },
        label: { show: true, color: '#fff', fontSize: 13, lineHeight: 18, overflow: 'break', textShadowColor: 'rgba(0,0,0,.35)', textShadowBlur: 2, formatter: (event) => event.name + '\n' + brief(event.value) + '  ' + share(event.value, data.yuan) },
        upperLabel: { show: true, height: 26, color: '#fff', fontSize: 13, textShadowColor: 'rgba(0,0,0,.35)', textShadowBlur: 2, formatter: (event) => event.name + '  ' + brief(event.value) },
        itemStyle: { borderColor: colours.paper, borderWidth: 1, gapWidth: 1 },
        levels: [
          { itemStyle: { borderWidth: 0, gapWidth: 4 }, upperLabel: { show: false } },
          { itemStyle: { borderWidth: 3, gapWidth: 1, borderColorSaturation: 0.45 }, colorSaturation: [0.36, 0.5] },
          { itemStyle: { gapWidth: 1, borderWidth: 2, borderColorSaturation: 0.4 }, colorSaturation: [0.36, 0.5], upperLabel: { height: 22, fontSize: 12 } },
          { itemStyle: { gapWidth: 1, borderWidth: 1 }, colorSaturation: [0.32, 0.46] },
        ],
      }],
    });
  }

  // ---- bars ---------------------------------------------------------------------------------------
  function axes(colours, names, width) {
    return {
      xAxis: {
        type: 'value', axisLabel: { color: colours.soft, formatter: (value) => (value ? brief(value) : '0'), hideOverlap: true },
        splitLine: { lineStyle: { color: colours.line } }, splitNumber: width > 600 ? 5 : 3,
      },
      yAxis: {
        type: 'category', inverse: true, data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.text, width: width > 700 ? 230 : Math.round(width * 0.36), overflow: 'truncate', fontSize: 12.5 },
      },
    };
  }

  // rows: [{name, values: [{yuan, figures}, …]}], one series per value; shares are of `of`, else of
  // what is drawn
  function bars(rows, series, of) {
    return (colours, width) => {
      const names = rows.map((row) => (row.code ? row.code + ' ' : '') + either(row.name));
      const one = series.length === 1;
      const whole = of || rows.reduce((sum, row) => sum + Math.max(0, row.values[0].yuan || 0), 0);
      return {
        color: one ? [colours.palette[0]] : [colours.palette[0], colours.palette[1]],
        grid: { left: 4, right: one && width > 600 ? 110 : 62, top: one ? 6 : 34, bottom: 4, containLabel: true },
        legend: one ? undefined : { top: 0, left: 0, textStyle: { color: colours.text, fontFamily: font() }, itemWidth: 14, itemHeight: 10 },
        tooltip: { ...tooltip(colours, (event) => tip([event.name, (one ? '' : event.seriesName + '  ') + amount(event.value) + ' ' + unitName(), one ? share(event.value, whole) : ''])), trigger: 'item' },
        ...axes(colours, names, width),
        series: series.map((name, position) => ({
          type: 'bar', name: either(name), barMaxWidth: 22, barGap: '10%',
          data: rows.map((row) => ({ value: row.values[position].yuan, figures: row.values[position].figures, href: row.href, itemStyle: row.open ? { color: colours.open } : undefined })),
          label: {
            show: one || rows.length <= 24, position: 'right', color: colours.soft, fontSize: 11, distance: 4,
            formatter: (event) => (event.value === null || event.value === undefined ? '' : brief(event.value) + (one && width > 600 ? '  ' + share(event.value, whole) : '')),
          },
        })),
      };
    };
  }

  function barHeight(id, rows, series) {
    const box = document.getElementById(id);
    if (box) box.style.height = Math.max(150, rows.length * (series > 1 ? 46 : 30) + (series > 1 ? 70 : 40)) + 'px';
  }

  function addBars(id, data) {
    if (!data || !data.rows.length) return;
    barHeight(id, data.rows, data.series.length);
    addChart(id, bars(data.rows, data.series));
  }

  const report = window.REPORT || {};
  if (report.flow && report.flow.nodes.length) addChart('flow', flow(report.flow), flowList(report.flow));
  if (report.tree && report.tree.parts.length) addChart('tree', tree(report.tree));
  Object.entries(report.bars || {}).forEach(([id, data]) => addBars(id, data));

  window.Charts = { addChart, bars, ink, barHeight, tip, tooltip };
  window.Site.onChange(() => charts.forEach((chart) => chart.draw()));
})();
