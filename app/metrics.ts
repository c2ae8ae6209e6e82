import type { ProjectionStatus } from '../engine/projections/ports/projection-admin.ts';
import type { ReactorStatus } from '../engine/reactions/reactor-services.ts';

type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };

/** The shop's numbers in Prometheus' text format, version 0.0.4. */
export function metricsText(projections: readonly ProjectionStatus[], processes: readonly ReactorStatus[]): string {
  const memory = process.memoryUsage();
  const ofViews = (value: (status: ProjectionStatus) => number) =>
    projections.map((status) => ({ labels: { projection: status.name }, value: value(status) }));
  const ofProcesses = (value: (status: ReactorStatus) => number) =>
    processes.map((status) => ({ labels: { process: status.name }, value: value(status) }));
  return [
    metric(
      'storied_projection_lag_events',
      'Events a view is behind the log.',
      ofViews((status) => status.lagEvents),
    ),
    metric(
      'storied_projection_lag_seconds',
      'Age of the oldest event a view has not read.',
      ofViews((status) => status.lagSeconds),
    ),
    metric(
      'storied_projection_parked',
      'Keys of a view that wait behind a poison event.',
      ofViews((status) => status.parked),
    ),
    metric(
      'storied_process_lag_events',
      'Events a process manager is behind the log.',
      ofProcesses((status) => status.lagEvents),
    ),
    metric(
      'storied_process_lag_seconds',
      'Age of the oldest event a process manager has not handled.',
      ofProcesses((status) => status.lagSeconds),
    ),
    metric(
      'storied_process_retrying',
      'Keys of a process manager that back off after a failure.',
      ofProcesses((status) => status.retrying.length),
    ),
    metric('process_resident_memory_bytes', 'Memory of the process.', [{ labels: {}, value: memory.rss }]),
    metric('process_uptime_seconds', 'Time since the process started.', [{ labels: {}, value: process.uptime() }]),
  ].join('');
}

function metric(name: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}
