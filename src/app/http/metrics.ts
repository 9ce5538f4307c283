import type { LogHead } from '../../evidence/index.ts';
import type { GatewayCounts } from '../../gateway/index.ts';
import type { Opinions } from '../../opinions/index.ts';
import type { HealthParts } from './readiness.ts';

export interface MetricsParts extends Pick<HealthParts, 'records' | 'registry' | 'upstreamHealth'> {
  readonly gatewayCounts: () => GatewayCounts;
  readonly opinionCounts: () => Opinions['counts'];
  readonly version: string;
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What this process counts. `head` is null when the database does not answer; the log's metrics are then left out. */
export function readMetrics(parts: MetricsParts, head: Pick<LogHead, 'size' | 'waiting'> | null): Metric[] {
  return [
    ...gatewayMetrics(parts),
    ...registryMetrics(parts),
    ...opinionMetrics(parts),
    gauge('hegui_database_up', 'Whether the database answered this scrape.', head === null ? 0 : 1),
    ...(head === null
      ? []
      : [
          gauge('hegui_log_size', 'Entries under the newest checkpoint of the evidence log.', head.size),
          gauge('hegui_log_waiting', 'Entries written and under no checkpoint yet, counted up to 10000.', head.waiting),
        ]),
    ...processMetrics(parts.version),
  ];
}

function gatewayMetrics({ gatewayCounts, records }: MetricsParts): Metric[] {
  const { requests, errors, open } = gatewayCounts();
  const byCode = Object.entries(errors).map(([code, value]) => ({ labels: { code }, value }));
  return [
    counter('hegui_gateway_requests_total', 'Requests under /v1 since the start.', [{ value: requests }]),
    counter('hegui_gateway_errors_total', 'Requests under /v1 that ended in an error, by its code.', byCode),
    gauge('hegui_gateway_open_requests', 'Requests under /v1 that are open now.', open),
    gauge('hegui_records_up', 'Whether the last record could be written.', records.isUp ? 1 : 0),
    gauge('hegui_records_waiting', 'Records that wait for their commit.', records.waiting),
  ];
}

const CIRCUITS = ['closed', 'open', 'half-open'] as const;

function registryMetrics({ registry, upstreamHealth }: MetricsParts): Metric[] {
  if (!registry.health.isLoaded) return [];
  const { services, terms, upstreams } = registry.current;
  return [
    gauge('hegui_services', 'Services that are served.', services.size),
    gauge('hegui_terms', 'Terms of all enabled word lists.', terms),
    {
      name: 'hegui_upstream_circuit',
      type: 'gauge',
      help: 'State of each upstream: 1 for the state it is in.',
      samples: upstreams.flatMap(({ id }) => {
        const { circuit } = upstreamHealth(id);
        return CIRCUITS.map((state) => ({ labels: { upstream: id, state }, value: state === circuit ? 1 : 0 }));
      }),
    },
  ];
}

function opinionMetrics({ opinionCounts }: MetricsParts): Metric[] {
  const { judges, calls, gaps, unjudgedCharsMax, leakedChars } = opinionCounts();
  const samples = [...calls].flatMap(([judge, results]) =>
    Object.entries(results).map(([result, value]) => ({ labels: { judge, result }, value })),
  );
  return [
    gauge('hegui_judges', 'Judges in service for second opinions.', judges),
    counter('hegui_judge_calls_total', 'Calls of judges, by what came of them.', samples),
    counter('hegui_opinion_gaps_total', 'Texts that passed although no judge could tell.', [{ value: gaps }]),
    gauge(
      'hegui_opinion_unjudged_chars_max',
      'Most characters of a channel that a client was shown before their verdict.',
      unjudgedCharsMax,
    ),
    counter('hegui_opinion_leaked_chars_total', 'Characters shown of texts that were found unsafe.', [
      { value: leakedChars },
    ]),
  ];
}

function processMetrics(version: string): Metric[] {
  const cpu = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  return [
    counter('process_cpu_seconds_total', 'Processor time of this process.', [{ value: cpuSeconds }]),
    gauge('process_resident_memory_bytes', 'Memory of this process.', rss),
    gauge('nodejs_heap_size_used_bytes', 'Memory in use by JavaScript objects.', heapUsed),
    gauge('process_uptime_seconds', 'How long this process has run.', Math.round(process.uptime())),
    {
      name: 'hegui_build_info',
      type: 'gauge',
      help: 'The version that runs; always 1.',
      samples: [{ labels: { version, node: process.version }, value: 1 }],
    },
  ];
}

const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  type: 'counter',
  help,
  samples,
});
const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  type: 'gauge',
  help,
  samples: [{ value }],
});

/** Prometheus' text format 0.0.4. */
export function formatMetrics(metrics: readonly Metric[]): string {
  return metrics
    .map(({ name, type, help, samples }) => {
      const lines = samples.map(({ labels = {}, value }) => `${name}${formatLabels(labels)} ${value}\n`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
    })
    .join('');
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeValue(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escapeValue = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
