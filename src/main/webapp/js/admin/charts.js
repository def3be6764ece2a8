import uPlot from '../../lib/uplot/uPlot.esm.js';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { element } from '../views/dom.js';

const KEPT = 120;
const CHARTS = [
  ['streams', 'adminStreams'],
  ['answers', 'adminAnswers'],
  ['tokensPerSecond', 'adminTokens'],
  ['eventsPerSecond', 'adminEvents'],
  ['firstTokenP99', 'adminFirstToken'],
  ['relayP99', 'adminRelay'],
  ['heapBytes', 'adminHeap', 1 / 1_048_576],
  ['upstreamErrors', 'adminErrors'],
];
const LINES = ['--accent', '--warning', '--danger', '--code-name', '--code-keyword', '--text-soft'];

/** The figures of the last two minutes: one chart each, one line per node. */
export class Charts {
  #root = document.getElementById('charts');
  #table = document.getElementById('nodes');
  #nodes = [];
  #times = [];
  #values = new Map();
  #plots = [];

  add(nodes) {
    const names = nodes.map(({ node }) => node).sort();
    if (names.join() !== this.#nodes.join()) this.#begin(names);
    this.#times.push(Date.now() / 1000);
    for (const node of nodes) for (const [name, , factor = 1] of CHARTS) this.#of(name, node.node).push(node[name] === null ? null : node[name] * factor);
    if (this.#times.length > KEPT) [this.#times, ...this.#values.values()].forEach((list) => list.shift());
    this.#plots.forEach((plot, i) => plot.setData([this.#times, ...names.map((node) => this.#of(CHARTS[i][0], node))]));
    this.#tell(nodes);
  }

  relabel() {
    this.#begin(this.#nodes, true);
  }

  #of(name, node) {
    const key = `${name} ${node}`;
    if (!this.#values.has(key)) this.#values.set(key, []);
    return this.#values.get(key);
  }

  #begin(names, keeps = false) {
    this.#nodes = names;
    if (!keeps) {
      this.#times = [];
      this.#values.clear();
    }
    this.#plots.forEach((plot) => plot.destroy());
    const style = getComputedStyle(document.body);
    const colour = (name) => style.getPropertyValue(name).trim() || 'gray';
    const axis = { stroke: colour('--text-soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const boxes = CHARTS.map(([, label]) => element('figure', { class: 'chart', role: 'img', 'aria-label': t(label) }, element('h3', {}, t(label))));
    this.#root.replaceChildren(...boxes);
    this.#plots = CHARTS.map(([name], i) => new uPlot({
      width: Math.max(200, boxes[i].clientWidth - 16),
      height: 130,
      cursor: { show: false },
      legend: { show: names.length > 1 },
      scales: { y: { range: (plot, low, high) => [0, Math.max(high ?? 0, 1e-3) * 1.1] } },
      axes: [axis, { ...axis, size: 56 }],
      series: [{}, ...names.map((label, line) => ({ label: label.slice(0, 8), stroke: colour(LINES[line % LINES.length]), width: 2, points: { show: false } }))],
    }, [this.#times, ...names.map((node) => this.#of(name, node))], boxes[i]));
  }

  /** The same as text, for screen readers. */
  #tell(nodes) {
    const cells = (node) => CHARTS.map(([name, , factor = 1]) => element('td', { class: 'number' }, node[name] === null ? '–' : number(Math.round(node[name] * factor * 1000) / 1000)));
    this.#table.replaceChildren(
      element('thead', {}, element('tr', {}, element('th', {}, t('adminNode')), ...CHARTS.map(([, label]) => element('th', { class: 'number' }, t(label))))),
      element('tbody', {}, ...nodes.map((node) => element('tr', {}, element('td', {}, node.node.slice(0, 8)), ...cells(node)))));
  }
}
