import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OutcomeUnknown } from '../../engine/log/event-store.ts';
import { RoughCheckpoints } from '../rough/checkpoints.ts';
import type { KeptCheckpoints } from '../rough/checkpoints.ts';
import { checkpointsContract } from './checkpoints.ts';
import { embeddedSubject, memorySubject } from './embedded-subject.ts';

checkpointsContract(
  'embedded',
  embeddedSubject((embedded) => embedded.checkpoints),
);
checkpointsContract(
  'in memory',
  memorySubject(
    (): KeptCheckpoints => new Map(),
    (kept) => new RoughCheckpoints(kept),
  ),
);

describe('Checkpoints on a rough store', () => {
  let checkpoints: RoughCheckpoints;
  beforeEach(() => void (checkpoints = new RoughCheckpoints()));
  afterEach(() => checkpoints.close());

  test('a save that is held on its way while another takes the record does no harm when it arrives', async () => {
    const sleeper = await checkpoints.take('saga');
    let wake = () => {};
    checkpoints.beforeSave = () => new Promise((resolve) => (wake = resolve));
    const held = checkpoints.save('saga', sleeper, 'old');
    checkpoints.beforeSave = async () => {};
    await checkpoints.save('saga', await checkpoints.take('saga'), 'ten');
    wake();
    expect(await held).toBe('taken');
    expect(await checkpoints.read('saga')).toBe('ten');
  });

  test('after a lost answer the save is repeated; a take is, under a higher token', async () => {
    checkpoints.loseAnswers(1);
    await expect(checkpoints.take('saga')).rejects.toThrow(OutcomeUnknown);
    const holding = await checkpoints.take('saga');
    checkpoints.loseAnswers(1);
    await expect(checkpoints.save('saga', holding, 'ten')).rejects.toThrow(OutcomeUnknown);
    expect(await checkpoints.save('saga', holding, 'ten')).toBe('saved');
  });

  test('of two that took an older copy of the record under one token, one goes on', async () => {
    const before = checkpoints.copied();
    const first = await checkpoints.take('saga');
    await checkpoints.save('saga', first, 'ten');
    checkpoints.goBackTo(before);
    const second = await checkpoints.take('saga');
    expect(second.token).toBe(first.token);
    expect(await checkpoints.save('saga', { ...first, saves: first.saves + 1 }, 'twenty')).toBe('went-back');
    const again = await checkpoints.take('saga');
    expect(await checkpoints.save('saga', second, 'five')).toBe('taken');
    expect(await checkpoints.save('saga', again, 'ten')).toBe('saved');
  });
});
