// What the site uses of Apache ECharts 6.1.0; echarts.min.js is made of it, see README.md here.
import * as core from 'echarts/core';
import { BarChart, LineChart, SankeyChart, TreemapChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

core.use([
  AriaComponent, BarChart, GridComponent, LegendComponent, LineChart, SankeyChart, SVGRenderer,
  TooltipComponent, TreemapChart,
]);
window.echarts = { init: core.init };
