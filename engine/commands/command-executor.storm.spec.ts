import { expect, test } from '@jest/globals';
import { RoughEventStore } from '../../test/rough/event-store.ts';
import { MemoryKeyVault } from '../../test/rough/key-vault.ts';
import { randomFrom } from '../../test/rough/random.ts';
import type { ShelfCommand } from '../../test/rough/shelf.ts';
import { request, shelf, shelfTypes } from '../../test/rough/shelf.ts';
import { MemorySnapshotStore } from '../../test/rough/snapshot-store.ts';
import { AuditReader } from '../audit/reader.ts';
import { CommandExecutor } from './command-executor.ts';
import { EventCodec } from '../log/event-codec.ts';
import type { Execution } from './executor.ts';

const seeds = Array.from({ length: 12 }, (_, n) => n + 1);

/** As a caller does who was told nothing: the same command again, to whichever process answers. */
async function insist(attempt: () => Promise<Execution>): Promise<Execution> {
  for (let left = 50; ; left -= 1) {
    try {
      const execution = await attempt();
      if (execution.outcome !== 'concurrent-change' || left === 0) return execution;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

test.each(seeds)(
  'in a storm (seed %i) every command has its effect once, on three processes that come and go',
  async (seed) => {
    const random = randomFrom(seed * 31);
    const store = new RoughEventStore({ seed, repliesLost: 0.15, requestsLost: 0.1, foreign: 0.4, turns: 6 });
    const vault = new MemoryKeyVault();
    const snapshots = new MemorySnapshotStore();
    const start = () => {
      const codec = new EventCodec(shelfTypes, vault);
      return new CommandExecutor({ store, codec, snapshots, snapshotEvery: 10, cachedStreams: 2 });
    };
    const processes = [start(), start(), start()];
    const any = () => {
      const index = Math.floor(random() * processes.length);
      if (random() < 0.1) processes[index] = start();
      return processes[index]!;
    };
    const send = (id: string, command: ShelfCommand, commandId: string) =>
      insist(() => any().execute(shelf, id, command, request({ commandId, subject: 'user-1' })));

    const shelves = ['a', 'b', 'c', 'd'];
    await Promise.all(shelves.map((id) => send(id, { type: 'Fill', quantity: 40 }, `fill-${id}`)));
    const answers = await Promise.all(
      Array.from({ length: 240 }, async (_, n) => {
        const id = shelves[Math.floor(random() * shelves.length)]!;
        const items = 1 + Math.floor(random() * 2);
        const commandId = `take-${Math.floor(n * 0.8)}-${id}`;
        return { id, commandId, execution: await send(id, { type: 'Take', by: `${n}`, note: 'n', items }, commandId) };
      }),
    );

    for (const way of ['reply-lost', 'request-lost'] as const) expect([way, store.went[way] > 0]).toEqual([way, true]);
    const repeated = answers.filter(({ execution }) => 'repeated' in execution && execution.repeated);
    expect(repeated).not.toEqual([]);
    expect(await new AuditReader(store, new EventCodec(shelfTypes, vault)).verifyAll()).toMatchObject({ broken: [] });
    for (const id of shelves) {
      const events = await store.readStream(`shelf-${id}`, 0, 1000);
      const { state, revision } = await start().load(shelf, id);
      expect(state!.left).toBe(40 - (events.length - 1));
      expect(state!.left).toBeGreaterThanOrEqual(0);
      expect(await start().loadAt(shelf, id, { revision })).toEqual(await processes[0]!.load(shelf, id));
      const accepted = new Map<string, Execution>();
      for (const answer of answers.filter((each) => each.id === id && each.execution.outcome === 'accepted')) {
        const { execution, commandId } = answer;
        const bare = { ...execution, repeated: false } as Execution;
        expect(bare).toEqual(accepted.get(commandId) ?? bare);
        accepted.set(commandId, bare);
      }
      const answered = [...accepted.values()].flatMap((execution) => ('events' in execution ? execution.events : []));
      expect(answered.map((event) => event.id).toSorted()).toEqual(
        events
          .slice(1)
          .map((event) => event.id)
          .toSorted(),
      );
    }
  },
);
