import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { refusal } from '../command-api/refusals.ts';
import { EventCodec } from '../engine/log/event-codec.ts';
import { MemoryRegistry, RoughRegistry } from '../test/rough/registry.ts';
import { MemoryKeyVault } from '../test/rough/key-vault.ts';
import { Answer } from './answer.ts';
import { Idempotency, type KeyedRequest } from './idempotency.ts';
import { forgetRegistration, keepEarlierAnswer, nobody } from './kept-answers.ts';
import { silentLog } from './log.ts';
import { Problem } from './problem.ts';

const request: KeyedRequest = { owner: 'u1', commandId: 'c1', hash: 'h1', correlationId: 'x' };

function shell(store: MemoryRegistry = new RoughRegistry(), waitMs = 1_000) {
  const vault = new MemoryKeyVault();
  /** As another process has it. */
  const another = (ms = waitMs) => new Idempotency(store, new EventCodec({}, vault), silentLog, ms);
  const erase = (userId: string) => vault.destroy(userId, '2026-01-02T03:04:05.678Z');
  let done = 0;
  const work = async () => {
    done += 1;
    return new Answer(201, { id: done }, { Position: 'p' });
  };
  return { store, vault, idempotency: another(), another, erase, work, times: () => done };
}

afterEach(() => void jest.useRealTimers());

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'answered',
    (error: Problem) => error.code,
  );

describe('An idempotency key', () => {
  test('has one effect and one answer', async () => {
    const { idempotency, work, times } = shell();
    const first = await idempotency.run(request, work);
    const again = await idempotency.run(request, work);
    expect(first.body).toEqual({ id: 1 });
    expect([again.status, again.body, again.headers]).toEqual([
      201,
      { id: 1 },
      { Position: 'p', 'Idempotent-Replayed': 'true' },
    ]);
    expect(times()).toBe(1);
  });

  test('is kept over a restart', async () => {
    const { idempotency, another, work, times } = shell();
    await idempotency.run(request, work);
    expect((await another().run(request, work)).body).toEqual({ id: 1 });
    expect(times()).toBe(1);
  });

  test('belongs to one request', async () => {
    const { idempotency, work } = shell();
    await idempotency.run(request, work);
    expect(await codeOf(idempotency.run({ ...request, hash: 'h2' }, work))).toBe('idempotency-key-reused');
    expect(await codeOf(idempotency.run({ ...request, hash: 'h2', owner: 'u2' }, work))).toBe('answered');
  });

  test('whose process died before the answer is run again once its claim has run out', async () => {
    let now = 0;
    const { store, another, work, times } = shell(new MemoryRegistry(() => now));
    await store.set('idempotency:u1:c1', JSON.stringify({ hash: 'h1', claim: 'of the dead' }), 3);
    expect(await codeOf(another(0).run(request, work))).toBe('request-in-progress');
    expect(await codeOf(another(0).run({ ...request, hash: 'h2' }, work))).toBe('idempotency-key-reused');
    const waiting = another().run(request, work);
    now = 3_000;
    expect((await waiting).body).toEqual({ id: 1 });
    expect(times()).toBe(1);
  });

  test('keeps no answer of somebody who was erased while the request was in flight', async () => {
    const { store, idempotency, erase, work } = shell();
    const answer = await idempotency.run(request, async () => {
      const done = await work();
      await erase('u1');
      return done;
    });
    expect(answer.status).toBe(201);
    expect(store.keysUnder('')).toEqual([]);
  });

  test('keeps answers sealed: nobody can read what was answered to somebody who was erased', async () => {
    const { store, idempotency, another, erase, work, times } = shell();
    await idempotency.run(request, work);
    const [key = ''] = store.keysUnder('idempotency:u1:');
    const text = (await store.get(key))!;
    for (const trace of ['h1', '201', 'Position']) expect(text).not.toContain(trace);
    await erase('u1');
    await another().run(request, work);
    expect(times()).toBe(2);
    expect(store.keysUnder('')).toEqual([]);
  });

  test('of nobody keeps its answer until the registration that it made is forgotten', async () => {
    const { store, idempotency, work, times } = shell();
    const registration = { ...request, owner: nobody };
    await idempotency.run(registration, work);
    expect((await idempotency.run(registration, work)).body).toEqual({ id: 1 });
    await forgetRegistration(store, 'c1');
    await idempotency.run(registration, work);
    expect(times()).toBe(2);
  });

  test('that an earlier release answered is answered as it was, byte for byte, and sealed from then on', async () => {
    const { store, vault, idempotency, work, times } = shell();
    const kept = { hash: 'h1', status: 201, body: { id: 9 }, headers: { Position: 'p' } };
    const sealing = new EventCodec({}, vault);
    await keepEarlierAnswer(store, sealing, { key: 'idem:u1:c1', value: JSON.stringify(kept), secondsLeft: 60 });
    await keepEarlierAnswer(store, sealing, { key: 'idem:u1:c2', value: JSON.stringify({ hash: 'h1' }) });
    expect(store.keysUnder('')).toEqual(['idempotency:u1:c1']);
    expect(await store.get('idempotency:u1:c1')).not.toContain('Position');
    const { status, body, headers } = await idempotency.run(request, work);
    expect([status, body, headers]).toEqual([201, { id: 9 }, { Position: 'p', 'Idempotent-Replayed': 'true' }]);
    expect(times()).toBe(0);
  });

  test('of a request in flight waits for it, and says so when that takes too long', async () => {
    const { another, work, times } = shell();
    const idempotency = another(30);
    let finish = () => {};
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const first = idempotency.run(request, async () => {
      await slow;
      return work();
    });
    expect(await codeOf(idempotency.run({ ...request, hash: 'h2' }, work))).toBe('idempotency-key-reused');
    expect(await codeOf(idempotency.run(request, work))).toBe('request-in-progress');
    const waiting = idempotency.run(request, work);
    finish();
    expect((await first).body).toEqual({ id: 1 });
    expect((await waiting).body).toEqual({ id: 1 });
    expect(times()).toBe(1);
  });

  test('that another process works on waits for its answer, as long as that process lives', async () => {
    jest.useFakeTimers();
    const { idempotency, another, work, times } = shell(new MemoryRegistry());
    let finish = () => {};
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const first = idempotency.run(request, async () => {
      await slow;
      return work();
    });
    const late = codeOf(another().run(request, work));
    await jest.advanceTimersByTimeAsync(20_000);
    expect(await late).toBe('request-in-progress');
    const waiting = another().run(request, work);
    await jest.advanceTimersByTimeAsync(100);
    finish();
    expect((await first).body).toEqual({ id: 1 });
    await jest.advanceTimersByTimeAsync(100);
    expect((await waiting).body).toEqual({ id: 1 });
    expect(times()).toBe(1);
  });

  test('keeps an effect, not the refusal of a process that took its claim meanwhile', async () => {
    const { store, idempotency, another, work } = shell(new MemoryRegistry());
    await idempotency.run(request, async () => {
      store.lose('idempotency:');
      const refused = another().run(request, () => Promise.reject(refusal('sku-taken')));
      expect(await codeOf(refused)).toBe('sku-taken');
      return work();
    });
    expect((await another().run(request, work)).body).toEqual({ id: 1 });
  });

  test('keeps no refusal over the effect of a process that took its claim meanwhile', async () => {
    const { store, idempotency, another, work } = shell(new MemoryRegistry());
    const refused = idempotency.run(request, async () => {
      store.lose('idempotency:');
      await another().run(request, work);
      throw refusal('sku-taken');
    });
    expect(await codeOf(refused)).toBe('sku-taken');
    expect((await another().run(request, work)).body).toEqual({ id: 1 });
  });

  test.each<[string, Problem, boolean]>([
    ['a refusal', refusal('sku-taken'), true],
    ['a change by others', refusal('concurrent-change'), false],
    ['a running rebuild', refusal('rebuild-running'), false],
    ['a missing thing', Problem.notFound(), false],
    ['an outage', Problem.unavailable(), false],
  ])('%s: remembered or tried again', async (_, problem, remembered) => {
    const { idempotency, work } = shell();
    const refused = () => Promise.reject(problem);
    expect(await codeOf(idempotency.run(request, refused))).toBe(problem.code);
    const again = await idempotency.run(request, work);
    if (remembered) expect([again.status, again.body]).toEqual([409, problem.toBody('x')]);
    else expect(again.body).toEqual({ id: 1 });
  });

  test('whose answer cannot be kept is answered all the same', async () => {
    class Full extends MemoryRegistry {
      override async compareAndSet(): Promise<boolean> {
        throw new Error('disk full');
      }
    }
    const { idempotency, work } = shell(new Full());
    expect((await idempotency.run(request, work)).status).toBe(201);
  });
});
