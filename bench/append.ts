import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngineRoom, type EngineRoom } from '../app/engine-room.ts';
import { inventoryDecider } from '../domain/inventory/inventory.ts';
import type { Benchmark } from './benchmark.ts';
import { figuresOf, lineOf, type Figures } from './figures.ts';
import { commandContext } from './log/command-context.ts';

const writers = 256;
const seconds = 3;

/** Commands through the executor into the embedded store, every one on disk before it is answered. */
export const append: Benchmark = {
  name: 'append',
  about: 'commands without HTTP: decide, append, fsync',
  async run(_settings, say) {
    const dir = mkdtempSync(join(tmpdir(), 'storied-bench-'));
    const room = await openEngineRoom(dir, randomBytes(32));
    try {
      const spread = Array.from({ length: 2_000 }, () => randomUUID());
      const hot = randomUUID();
      let turn = 0;
      const anyStream = () => spread[turn++ % spread.length]!;
      await receipts(room, writers, 1, anyStream);
      const alone = await receipts(room, 1, seconds, anyStream);
      const many = await receipts(room, writers, seconds, anyStream);
      const one = await receipts(room, writers, seconds, () => hot);
      say(lineOf('one writer (the baseline)', alone, alone));
      say(lineOf(`${writers} writers, 2,000 streams`, many, alone));
      say(lineOf(`${writers} writers, one hot stream`, one, alone));
    } finally {
      await room.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function receipts(
  { executor }: EngineRoom,
  count: number,
  length: number,
  stream: () => string,
): Promise<Figures> {
  const durations: number[] = [];
  const start = performance.now();
  const end = start + length * 1_000;
  const receipt = { type: 'ReceiveStock', quantity: 1, warehouse: 'main', reference: null } as const;
  const write = async () => {
    for (let from = performance.now(); from < end;) {
      const { outcome } = await executor.execute(inventoryDecider, stream(), receipt, commandContext(randomUUID()));
      if (outcome !== 'accepted') throw new Error(`a receipt was ${outcome}`);
      const now = performance.now();
      durations.push(now - from);
      from = now;
    }
  };
  await Promise.all(Array.from({ length: count }, write));
  return figuresOf(durations, (performance.now() - start) / 1_000);
}
