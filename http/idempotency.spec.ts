import { describe, expect, test } from '@jest/globals';
import { refusal } from '../command-api/refusals.ts';
import { MemoryKeyValue } from '../test/rough/key-value.ts';
import { Answer } from './answer.ts';
import { forgetAnswers, Idempotency, type KeyedRequest } from './idempotency.ts';
import { silentLog } from './log.ts';
import { Problem } from './problem.ts';

const request: KeyedRequest = { owner: 'u1', commandId: 'c1', hash: 'h1', correlationId: 'x', secrets: ['secret'] };

function shell(store = new MemoryKeyValue(), waitMs = 1_000) {
  let done = 0;
  const work = async () => {
    done += 1;
    return new Answer(201, { id: done, secret: 's' }, { Position: 'p' });
  };
  return { store, idempotency: new Idempotency(store, silentLog, waitMs), work, times: () => done };
}

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'answered',
    (error: Problem) => error.code,
  );

describe('An idempotency key', () => {
  test('has one effect and one answer, without its secrets', async () => {
    const { idempotency, work, times } = shell();
    const first = await idempotency.run(request, work);
    const again = await idempotency.run(request, work);
    expect(first.body).toEqual({ id: 1, secret: 's' });
    expect([again.status, again.body, again.headers]).toEqual([
      201,
      { id: 1 },
      { Position: 'p', 'Idempotent-Replayed': 'true' },
    ]);
    expect(times()).toBe(1);
  });

  test('is kept over a restart', async () => {
    const { store, idempotency, work, times } = shell();
    await idempotency.run(request, work);
    const restarted = new Idempotency(store, silentLog, 1_000);
    expect((await restarted.run(request, work)).body).toEqual({ id: 1 });
    expect(times()).toBe(1);
  });

  test('belongs to one request', async () => {
    const { idempotency, work } = shell();
    await idempotency.run(request, work);
    expect(await codeOf(idempotency.run({ ...request, hash: 'h2' }, work))).toBe('idempotency-key-reused');
    expect(await codeOf(idempotency.run({ ...request, hash: 'h2', owner: 'u2' }, work))).toBe('answered');
  });

  test('whose process died before the answer is run again', async () => {
    const { store, idempotency, work } = shell();
    await store.set('idem:u1:c1', JSON.stringify({ hash: 'h1' }));
    expect((await idempotency.run(request, work)).body).toEqual({ id: 1, secret: 's' });
  });

  test('keeps no answer of somebody who was forgotten while the request was in flight', async () => {
    const { store, idempotency, work } = shell();
    const answer = await idempotency.run(request, async () => {
      const done = await work();
      await forgetAnswers(store, 'u1', null);
      return done;
    });
    expect(answer.status).toBe(201);
    expect(await store.scan('idem:', 10)).toEqual([]);
  });

  test('of a request in flight waits for it, and says so when that takes too long', async () => {
    const { store, work, times } = shell();
    const idempotency = new Idempotency(store, silentLog, 30);
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
    expect((await first).body).toEqual({ id: 1, secret: 's' });
    expect((await waiting).body).toEqual({ id: 1 });
    expect(times()).toBe(1);
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
    else expect(again.body).toEqual({ id: 1, secret: 's' });
  });

  test('whose answer cannot be kept is answered all the same', async () => {
    class Full extends MemoryKeyValue {
      override async compareAndSet(): Promise<boolean> {
        throw new Error('disk full');
      }
    }
    const { idempotency, work } = shell(new Full());
    expect((await idempotency.run(request, work)).status).toBe(201);
  });
});
