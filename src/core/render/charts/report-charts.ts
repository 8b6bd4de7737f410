import type { Report } from '../../../contracts/report.ts';
import type { DocumentPart } from '../document.ts';
import type { Chart } from './chart.ts';
import { heatChart } from './heat-chart.ts';
import { historyChart } from './history-chart.ts';
import { PLOT_CHARTS } from './plot-charts.ts';
import { STRIP_CHARTS } from './strip-charts.ts';
import type { ChartContext } from './table-rows.ts';

/** The charts of a report, where people look first: none where there would be too little to show. */
export function reportCharts(report: Report, context: ChartContext): DocumentPart<readonly Chart[]>[] {
  const [throughput, ...strips] = STRIP_CHARTS.map(({ name, make }) => ({
    name: `chart: ${name}`,
    make() {
      const chart = make(report, context);
      return chart === null ? [] : [chart];
    },
  }));
  return [
    {
      name: 'chart: history',
      make() {
        const chart = historyChart(report, context);
        return chart === null ? [] : [chart];
      },
    },
    throughput!,
    ...strips,
    ...PLOT_CHARTS.map(({ name, make }) => ({ name: `chart: ${name}`, make: () => make(report, context) })),
    {
      name: 'chart: effects of settings',
      make() {
        const chart = heatChart(report, context);
        return chart === null ? [] : [chart];
      },
    },
  ];
}
