// The overview's two charts: findings by kind, checks by family.
(function () {
  'use strict';
  const { either, word } = window.Site;
  const data = window.OVERVIEW;
  const plain = (colours) => ({
    tooltip: { confine: true, trigger: 'item', backgroundColor: colours.paper, borderColor: colours.line, textStyle: { color: colours.text, fontSize: 13 } },
    grid: { left: 4, right: 48, top: 34, bottom: 4, containLabel: true },
  });
  const category = (colours, names) => ({
    type: 'category', inverse: true, data: names, axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.line } }, axisLabel: { color: colours.text, fontSize: 12.5 },
  });
  const value = (colours, isShare) => ({
    type: 'value', minInterval: 1, max: isShare ? 100 : undefined,
    axisLabel: { color: colours.soft, formatter: isShare ? '{value}%' : '{value}', hideOverlap: true },
    splitLine: { lineStyle: { color: colours.line } },
  });

  window.Charts.barHeight('kinds', data.kinds, 1);
  window.Charts.addChart('kinds', (colours) => ({
    ...plain(colours), grid: { left: 4, right: 48, top: 6, bottom: 4, containLabel: true },
    xAxis: value(colours, false), yAxis: category(colours, data.kinds.map(([kind]) => word('finding_kind.' + kind))),
    series: [{
      type: 'bar', barMaxWidth: 22, data: data.kinds.map(([, count]) => count), itemStyle: { color: colours.palette[1] },
      label: { show: true, position: 'right', color: colours.text },
    }],
  }));

  // shares of each family: thousands of row sums would hide the few that do not hold elsewhere
  const colourOf = (colours) => ({ holds: colours.palette[2], violated: colours.palette[4], not_applicable: colours.line, not_checkable: colours.open });
  window.Charts.barHeight('families', data.families, 1);
  window.Charts.addChart('families', (colours) => ({
    ...plain(colours),
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: colours.text } },
    xAxis: value(colours, true), yAxis: category(colours, data.families.map(([family]) => family + ' ' + word('family.' + family))),
    series: data.statuses.map((status) => ({
      type: 'bar', stack: 'all', name: word('check_status.' + status), barMaxWidth: 22,
      itemStyle: { color: colourOf(colours)[status] },
      tooltip: { formatter: (event) => either([event.seriesName, event.seriesName]) + '：' + event.data.count },
      data: data.families.map(([, counts]) => {
        const whole = data.statuses.reduce((sum, each) => sum + (counts[each] || 0), 0);
        return { value: whole ? (100 * (counts[status] || 0)) / whole : 0, count: counts[status] || 0 };
      }),
    })),
  }));
})();
