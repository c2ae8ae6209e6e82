import { randomUUID } from 'node:crypto';
import type { Registry } from '../engine/stores/registry.ts';
import { surelyReplace, surelySetIfAbsent } from '../engine/stores/sure-writes.ts';
import { answerWithin } from '../engine/tools/answer-within.ts';
import { rest } from '../engine/tools/back-off.ts';
import { Answer } from './answer.ts';
import {
  answerKey,
  keptSeconds,
  openedRecord,
  sealedAnswer,
  type Claim,
  type Kept,
  type Sealing,
} from './kept-answers.ts';
import type { Log } from './log.ts';
import { Problem } from './problem.ts';
import { problemType } from './send.ts';

/** A claim ends this long after its process died; shorter than a retry waits. */
const leaseSeconds = 3;
const lookEveryMs = 50;

export type KeyedRequest = {
  readonly owner: string;
  readonly commandId: string;
  readonly hash: string;
  readonly correlationId: string;
};

type InFlight = { readonly hash: string; readonly done: Promise<void> };

/**
 * One effect and one answer for each idempotency key. A record is claimed durably before the command runs, renewed
 * while it does, and holds the answer afterwards. A claim that ran out is one whose process died: the command then runs
 * again under the same id, and the executor answers from the events it finds. So it does when two processes believe
 * that the claim is theirs.
 */
export class Idempotency {
  readonly #registry: Registry;
  readonly #sealing: Sealing;
  readonly #log: Log;
  readonly #waitMs: number;
  readonly #inFlight = new Map<string, InFlight>();

  constructor(registry: Registry, sealing: Sealing, log: Log, waitMs: number) {
    this.#registry = registry;
    this.#sealing = sealing;
    this.#log = log;
    this.#waitMs = waitMs;
  }

  /** Runs `work`, or answers what it answered before. Throws 422, 409 `request-in-progress`, and what `work` throws. */
  async run(request: KeyedRequest, work: () => Promise<Answer>): Promise<Answer> {
    const key = answerKey(request.owner, request.commandId);
    const deadline = Date.now() + this.#waitMs;
    for (let first = this.#inFlight.get(key); first !== undefined; first = this.#inFlight.get(key)) {
      if (first.hash !== request.hash) throw reused();
      if (!(await endsBefore(first.done, deadline))) throw inProgress();
    }
    const attempt = this.#claimAndRun(key, request, deadline, work);
    const done = attempt.then(
      () => {},
      () => {},
    );
    this.#inFlight.set(key, { hash: request.hash, done });
    try {
      return await attempt;
    } finally {
      this.#inFlight.delete(key);
    }
  }

  async #claimAndRun(
    key: string,
    request: KeyedRequest,
    deadline: number,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const claim = JSON.stringify({ hash: request.hash, claim: randomUUID() } satisfies Claim);
    const kept = await this.#claim(key, claim, request, deadline);
    if (kept !== null) return replay(kept);
    const renewing = setInterval(() => void this.#renew(key, claim), (leaseSeconds * 1_000) / 3);
    try {
      const answer = await work();
      const { status, body, headers } = answer;
      await this.#keep(key, claim, request.owner, { hash: request.hash, status, body, headers });
      return answer;
    } catch (error) {
      if (error instanceof Problem && error.status === 409 && error.kind.passes !== true) {
        await this.#keep(key, claim, request.owner, {
          hash: request.hash,
          status: error.status,
          body: error.toBody(request.correlationId),
          headers: { ...error.options.headers, 'Content-Type': problemType },
        });
      } else await this.#release(key, claim);
      throw error;
    } finally {
      clearInterval(renewing);
    }
  }

  /** Null when the key is claimed; else the answer that is kept for it. Waits for another process that has claimed it. */
  async #claim(key: string, claim: string, request: KeyedRequest, deadline: number): Promise<Kept | null> {
    for (;;) {
      const standing = await surelySetIfAbsent(this.#registry, key, claim, leaseSeconds);
      if (standing === null) return null;
      const found = await openedRecord(this.#sealing, key, request.owner, standing);
      if (found === null) {
        if (await surelyReplace(this.#registry, key, standing, claim, leaseSeconds)) return null;
        continue;
      }
      if (found.hash !== request.hash) throw reused();
      if ('status' in found) return found;
      if (Date.now() >= deadline) throw inProgress();
      await rest(lookEveryMs);
    }
  }

  async #renew(key: string, claim: string): Promise<void> {
    try {
      await this.#registry.compareAndSet(key, claim, claim, leaseSeconds);
    } catch {
      // It is renewed again, or runs out: then the command may run twice, with one effect.
    }
  }

  /** The command has had its effect: an answer that cannot be kept is rebuilt from the events by the next retry. */
  async #keep(key: string, claim: string, owner: string, kept: Kept): Promise<void> {
    try {
      const text = await sealedAnswer(this.#sealing, key, owner, kept);
      if (text === null) return await this.#release(key, claim);
      if (await surelyReplace(this.#registry, key, claim, text, keptSeconds)) return;
      // The claim ran out. Another process may have refused since what had its effect, and not the other way round.
      const standing = await this.#registry.get(key);
      if (standing === null || kept.status < 400) {
        await surelyReplace(this.#registry, key, standing, text, keptSeconds);
      }
    } catch (error) {
      this.#log.warn('An answer could not be kept under its idempotency key', { error: String(error) });
    }
  }

  async #release(key: string, claim: string): Promise<void> {
    try {
      await surelyReplace(this.#registry, key, claim, null);
    } catch (error) {
      this.#log.warn('An idempotency key could not be released', { error: String(error) });
    }
  }
}

const reused = () => new Problem('idempotency-key-reused', 'This key came with another request before.');

const inProgress = () =>
  new Problem('request-in-progress', 'The first request with this key has not been answered yet.', {
    headers: { 'Retry-After': '1' },
  });

function replay({ status, body, headers }: Kept): Answer {
  return new Answer(status, body, { ...headers, 'Idempotent-Replayed': 'true' });
}

async function endsBefore(done: Promise<void>, deadline: number): Promise<boolean> {
  const left = deadline - Date.now();
  const ended = done.then(() => true);
  return left > 0 && answerWithin(left, ended, false);
}
