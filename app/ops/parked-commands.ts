import type { ParkedEvent } from '../../engine/feed/parked-events.ts';
import type { ProjectionAdmin } from '../../engine/projections/ports/projection-admin.ts';
import type { Command } from './command.ts';
import { engineAtHand } from './engine-at-hand.ts';
import { table } from './table.ts';

const most = 10_000;
const say = (text: string) => void process.stdout.write(text);

export const listParked: Command = {
  name: 'parked list',
  parameters: '',
  summary: 'Events that a projection could not take; later ones of the same key wait behind them.',
  words: 0,
  options: {},
  run: () =>
    onProjections(async (projections) => {
      const all = await projections.parked(most);
      const rows = all.map(({ id, projection, key, attempts, since, error }) => [
        id,
        projection,
        key,
        String(attempts),
        since,
        error,
      ]);
      say(
        all.length === 0
          ? 'Nothing is parked.\n'
          : table([['ID', 'PROJECTION', 'KEY', 'ATTEMPTS', 'SINCE', 'ERROR'], ...rows]),
      );
      return 0;
    }),
};

export const showParked: Command = {
  name: 'parked show',
  parameters: '<id>',
  summary: 'One parked event: where it stands in the log, since when it waits and why.',
  words: 1,
  options: {},
  run: ({ words }) =>
    onProjections(async (projections) => {
      const parked = await find(projections, words[0]!);
      if (parked === null) return nothingParked(words[0]!);
      say(table(Object.entries(parked).map(([name, value]) => [`${name}:`, String(value)])));
      return 0;
    }),
};

export const retryParked: Command = {
  name: 'parked retry',
  parameters: '<id>',
  summary: 'Folds the key again from the parked event on. Exit code 1 when it fails again and stays parked.',
  words: 1,
  options: {},
  run: ({ words }) =>
    onProjections(async (projections) => {
      const id = words[0]!;
      if (!(await projections.retryParked(id))) return nothingParked(id);
      const still = await find(projections, id);
      say(
        still === null
          ? 'Folded; nothing of this key waits any more.\n'
          : `Still parked after ${still.attempts} attempts: ${still.error}\n`,
      );
      return still === null ? 0 : 1;
    }),
};

export const discardParked: Command = {
  name: 'parked discard',
  parameters: '<id>',
  summary: 'Gives this one event up for its projection, in later builds too; the later ones of its key are folded.',
  words: 1,
  options: {},
  run: ({ words }) =>
    onProjections(async (projections) => {
      if (!(await projections.discardParked(words[0]!))) return nothingParked(words[0]!);
      say('Discarded; the later events of its key are folded.\n');
      return 0;
    }),
};

async function onProjections(work: (projections: ProjectionAdmin) => Promise<number>): Promise<number> {
  const engine = await engineAtHand();
  try {
    return await work(engine.projections);
  } finally {
    await engine.close();
  }
}

async function find(projections: ProjectionAdmin, id: string): Promise<ParkedEvent | null> {
  return (await projections.parked(most)).find((parked) => parked.id === id) ?? null;
}

function nothingParked(id: string): number {
  process.stderr.write(`Nothing is parked under ${id}.\n`);
  return 1;
}
