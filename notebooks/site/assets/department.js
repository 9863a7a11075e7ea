// A department over its years: one measure, a line per kind of report.
(function () {
  'use strict';
  const { word, brief, amount, unitName, make } = window.Site;
  const { measures, series } = window.DEPARTMENT;
  const state = { measure: '' };

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1)).get('measure');
    state.measure = measures.includes(asked) ? asked : measures[0];
  }

  function lines() {
    return series.filter((line) => line.points[state.measure]).map((line) => ({
      name: word('report_kind.' + line.kind) + (line.level === 'unit' ? ' · ' + word('level.unit') : ''),
      points: line.points[state.measure],
    }));
  }

  const draw = window.Charts.addChart('line', (colours, width) => {
    const shown = lines();
    const years = [...new Set(shown.flatMap((line) => Object.keys(line.points)))].sort();
    const isBar = years.length === 1;
    return {
      color: colours.palette,
      grid: { left: 8, right: 24, top: 44, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: colours.text }, itemWidth: 16, itemHeight: 10 },
      tooltip: { ...window.Charts.tooltip(colours, (event) => window.Charts.tip([event.name + ' ' + event.seriesName, amount(event.value) + ' ' + unitName(), event.data.said ? word('department.said_next_year') : ''])), trigger: 'item' },
      xAxis: { type: 'category', data: years, boundaryGap: true, axisLine: { lineStyle: { color: colours.line } }, axisLabel: { color: colours.text } },
      yAxis: { type: 'value', min: 0, axisLabel: { color: colours.soft, formatter: (value) => (value ? brief(value) : '0') }, splitLine: { lineStyle: { color: colours.line } }, splitNumber: 4 },
      series: shown.map((line, at) => ({
        type: isBar ? 'bar' : 'line', name: line.name, barMaxWidth: 64, symbolSize: 9, lineStyle: { width: 2.5 },
        label: { show: true, position: at % 2 ? 'bottom' : 'top', color: colours.text, fontSize: width > 600 ? 12.5 : 11, formatter: (event) => (event.value === null ? '' : brief(event.value)) },
        data: years.map((year) => {
          const point = line.points[year];
          if (!point) return null;
          return { value: point[0], href: point[1], said: point[2], symbol: point[2] ? 'emptyCircle' : 'circle', itemStyle: isBar && point[2] ? { opacity: 0.5 } : { color: colours.palette[at % colours.palette.length] } };
        }),
      })),
    };
  });

  function write() {
    readAddress();
    document.getElementById('measure').replaceChildren(...measures.map((name) => make('option', { value: name, selected: name === state.measure }, word('measure.' + name))));
  }

  document.getElementById('measure').addEventListener('change', (event) => { location.hash = 'measure=' + event.target.value; });
  addEventListener('hashchange', () => { write(); draw(); });
  write();
  window.Site.onChange(write);
})();
