import type { Page } from '../../engine/projections/ports/view-store.ts';
import { Views } from '../../engine/projections/views.ts';
import type { Projections } from '../../engine/projections/projections.ts';
import type { ReactorStatus } from '../../engine/reactions/reactor-services.ts';
import { processes } from '../../projectors/processes/processes.ts';
import type { WaitingDocument } from '../../projectors/processes/processes.ts';
import { expectStatus } from '../shop-client.ts';
import type { ShopClient } from '../shop-client.ts';
import type { EngineRoom } from '../engine-room.ts';
import type { Command } from './command.ts';
import { engineAtHand } from './engine-at-hand.ts';
import { everyItem } from './remote-projections.ts';
import { table } from './table.ts';

type Waiting = Omit<WaitingDocument, 'position'>;

const mostWaitMs = 600_000;
const say = (text: string) => void process.stdout.write(text);

export const listProcesses: Command = {
  name: 'processes list',
  parameters: '',
  summary:
    'The process managers of a running shop with their lag, and the orders that wait: for what, since when, why.',
  words: 0,
  options: {},
  async run() {
    const engine = await engineAtHand([processes.name]);
    try {
      const waiting = engine.running
        ? await ofRunning(engine.client)
        : await ofStopped(engine.room, engine.projections);
      say(
        waiting.length === 0
          ? 'No order waits.\n'
          : table([['ORDER', 'WAITS FOR', 'SINCE', 'ATTEMPTS', 'LAST ERROR'], ...waiting.map(rowOf)]),
      );
      return 0;
    } finally {
      await engine.close();
    }
  },
};

export const resumeProcess: Command = {
  name: 'processes resume',
  parameters: '<order>',
  summary:
    'Pushes an order that waits for its next attempt: it is made now. A stopped shop makes it at its next start.',
  words: 1,
  options: {},
  async run({ words }) {
    const [order = ''] = words;
    const engine = await engineAtHand([processes.name]);
    try {
      if (!engine.running) {
        say('The shop is stopped; its next start takes every order up again by itself.\n');
        return 0;
      }
      const answer = await engine.client.command('POST', `/admin/processes/${encodeURIComponent(order)}/resume`, {});
      expectStatus(answer, 200, 404);
      say(
        answer.status === 200 ? `${order}: tried again now.\n` : `${order}: nothing of it waits for a next attempt.\n`,
      );
      return answer.status === 200 ? 0 : 1;
    } finally {
      await engine.close();
    }
  },
};

async function ofRunning(client: ShopClient): Promise<readonly Waiting[]> {
  const items = await everyItem<Waiting | ReactorStatus>(client, '/admin/processes');
  const managers = items.filter((item): item is ReactorStatus => 'name' in item);
  const rows = managers.map(({ name, state, lagEvents, lagSeconds }) => [
    name,
    state,
    String(lagEvents),
    lagSeconds.toFixed(1),
  ]);
  say(`${table([['PROCESS MANAGER', 'STATE', 'LAG (EVENTS)', 'LAG (S)'], ...rows])}\n`);
  return items.filter((item): item is Waiting => 'orderId' in item);
}

async function ofStopped({ feed, views }: EngineRoom, projections: Projections): Promise<readonly Waiting[]> {
  const { position } = feed.head();
  if (position !== null && !(await projections.waitFor([processes.name], position, mostWaitMs))) {
    throw new Error('The view of what waits does not catch up with the log.');
  }
  const waiting: Waiting[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const orderBy = [{ field: 'position', direction: 'ascending' }] as const;
    const page: Page<Waiting> = await new Views(views).of(processes).find({
      orderBy,
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    waiting.push(...page.items);
    cursor = page.nextCursor;
  }
  return waiting;
}

function rowOf({ orderId, waitingFor, since, attempts, lastError }: Waiting): readonly string[] {
  return [orderId, waitingFor, since, String(attempts), lastError ?? ''];
}
