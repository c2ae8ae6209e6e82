import type {
  ProjectionAdmin,
  ProjectionStatus,
  RebuildJob,
  Undo,
} from '../../engine/projections/ports/projection-admin.ts';
import type { Command, Given } from './command.ts';
import { engineAtHand } from './engine-at-hand.ts';
import { followRebuild } from './follow-rebuild.ts';
import { table } from './table.ts';

const say = (text: string) => void process.stdout.write(text);

export const listProjections: Command = {
  name: 'projections list',
  parameters: '',
  summary: 'Every projection: its version (<code>.<build>), its state, and how far it is behind the log.',
  words: 0,
  options: {},
  async run() {
    const engine = await engineAtHand();
    try {
      const all = await engine.projections.list();
      say(table([heading, ...all.map(rowOf)]));
      return 0;
    } finally {
      await engine.close();
    }
  },
};

export const projectionStatus: Command = {
  name: 'projections status',
  parameters: '[name]',
  summary: 'One projection, or each, and its latest rebuild.',
  words: 0,
  optionalWords: 1,
  options: {},
  async run({ words: [name] }) {
    if (name !== undefined) return withProjection(name, ({ projections }) => tellStatus(projections, name));
    const engine = await engineAtHand();
    try {
      for (const each of await engine.projections.list()) await tellStatus(engine.projections, each.name);
      return 0;
    } finally {
      await engine.close();
    }
  },
};

export const rebuildProjection: Command = {
  name: 'projections rebuild',
  parameters: '<name>',
  summary: `Fills a new build of a view beside the old one, compares it with a fold of the log and switches to it. Shows
how far it is; a rebuild that runs already is followed. Ctrl-C leaves the job to a running shop; of a stopped one it
interrupts the job, which the next start, or this command, takes up again.`,
  words: 1,
  options: {},
  run: ({ words }) =>
    withProjection(words[0]!, async (engine, name) => {
      const result = await engine.projections.rebuild(name);
      if (result.outcome === 'not-found') return noProjection(name);
      if (result.outcome === 'rebuild-running') say(`${name} is being rebuilt already.\n`);
      return followRebuild(engine, name, process.stdout);
    }),
};

export const cancelRebuild: Command = {
  name: 'projections cancel',
  parameters: '<name>',
  summary: 'Gives the running rebuild of a projection up and removes its build.',
  words: 1,
  options: {},
  run: (given) => undo(given, 'cancel', 'its rebuild is cancelled', 'no rebuild of it is running'),
};

export const rollBackProjection: Command = {
  name: 'projections rollback',
  parameters: '<name>',
  summary: 'Serves the build before the latest switch again.',
  words: 1,
  options: {},
  run: (given) => undo(given, 'rollback', 'the build before serves again', 'there is no build before to go back to'),
};

function undo({ words }: Given, how: 'cancel' | 'rollback', done: string, nothing: string): Promise<number> {
  return withProjection(words[0]!, async ({ projections }, name) => {
    const outcome: Undo = await projections[how](name);
    if (outcome === 'not-found') return noProjection(name);
    say(`${name}: ${outcome === 'done' ? done : nothing}.\n`);
    return outcome === 'done' ? 0 : 1;
  });
}

async function withProjection(
  name: string,
  work: (engine: Awaited<ReturnType<typeof engineAtHand>>, name: string) => Promise<number>,
): Promise<number> {
  const engine = await engineAtHand([name]);
  try {
    return await work(engine, name);
  } finally {
    await engine.close();
  }
}

async function tellStatus(projections: ProjectionAdmin, name: string): Promise<number> {
  const shown = await projections.show(name);
  if (shown === null) return noProjection(name);
  say(table([heading, rowOf(shown)]));
  say(`${rebuildText(shown.rebuild)}\n`);
  return 0;
}

function rebuildText(job: RebuildJob | null): string {
  if (job === null) return 'Never rebuilt.\n';
  const { jobId, state, processed, total, percent, error } = job;
  const why = error === undefined ? '' : `: ${error}`;
  return `Latest rebuild ${jobId}: ${state}, ${processed} of ${total} events (${percent} %)${why}\n`;
}

function noProjection(name: string): number {
  process.stderr.write(`There is no projection ${name}.\n`);
  return 1;
}

const heading = ['PROJECTION', 'VERSION', 'STATE', 'LAG (EVENTS)', 'LAG (S)', 'PARKED'];

function rowOf({ name, version, state, lagEvents, lagSeconds, parked }: ProjectionStatus): readonly string[] {
  return [name, version, state, String(lagEvents), lagSeconds.toFixed(1), String(parked)];
}
