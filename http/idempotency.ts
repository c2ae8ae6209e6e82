import type { KeyValue } from '../engine/stores/key-value.ts';
import { Answer } from './answer.ts';
import type { Log } from './log.ts';
import { Problem } from './problem.ts';
import { problemType } from './send.ts';

const keptSeconds = 25 * 3600;

type Kept = {
  readonly hash: string;
  readonly status?: number;
  readonly body?: object | null;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Owner of the keys of requests that nobody is signed in for. */
export const nobody = 'email';

export type KeyedRequest = {
  readonly owner: string;
  readonly commandId: string;
  readonly hash: string;
  readonly correlationId: string;
  /** Members of the answer that are not kept. */
  readonly secrets: readonly string[];
};

const keyOf = (owner: string, commandId: string) => `idem:${owner}:${commandId}`;

/** Drops the answers kept for a user, and that of the registration (by its command id) which made them one. */
export async function forgetAnswers(store: KeyValue, userId: string, registrationId: string | null): Promise<void> {
  await store.deletePrefix(keyOf(userId, ''));
  if (registrationId !== null) await store.delete(keyOf(nobody, registrationId));
}

type InFlight = { readonly hash: string; readonly done: Promise<void> };

/**
 * One effect and one answer for each idempotency key. A record is claimed durably before the command runs and holds
 * the answer afterwards. A claim without an answer is one whose process died: the command then runs again under the
 * same id, and the executor answers from the events it finds.
 */
export class Idempotency {
  readonly #store: KeyValue;
  readonly #log: Log;
  readonly #waitMs: number;
  readonly #inFlight = new Map<string, InFlight>();

  constructor(store: KeyValue, log: Log, waitMs: number) {
    this.#store = store;
    this.#log = log;
    this.#waitMs = waitMs;
  }

  /** Runs `work`, or answers what it answered before. Throws 422, 409 `request-in-progress`, and what `work` throws. */
  async run(request: KeyedRequest, work: () => Promise<Answer>): Promise<Answer> {
    const key = keyOf(request.owner, request.commandId);
    const deadline = Date.now() + this.#waitMs;
    for (let first = this.#inFlight.get(key); first !== undefined; first = this.#inFlight.get(key)) {
      if (first.hash !== request.hash) throw reused();
      if (!(await endsBefore(first.done, deadline))) {
        throw new Problem('request-in-progress', 'The first request with this key has not been answered yet.', {
          headers: { 'Retry-After': '1' },
        });
      }
    }
    const attempt = this.#claimAndRun(key, request, work);
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

  async #claimAndRun(key: string, request: KeyedRequest, work: () => Promise<Answer>): Promise<Answer> {
    const claim = JSON.stringify({ hash: request.hash } satisfies Kept);
    const standing = await this.#store.setIfAbsent(key, claim, keptSeconds);
    if (standing !== null) {
      const kept = JSON.parse(standing) as Kept;
      if (kept.hash !== request.hash) throw reused();
      if (kept.status !== undefined) return replay(kept);
    }
    try {
      const answer = await work();
      await this.#keep(key, claim, { hash: request.hash, ...withoutSecrets(answer, request.secrets) });
      return answer;
    } catch (error) {
      if (error instanceof Problem && error.status === 409 && error.kind.passes !== true) {
        await this.#keep(key, claim, {
          hash: request.hash,
          status: error.status,
          body: error.toBody(request.correlationId),
          headers: { ...error.options.headers, 'Content-Type': problemType },
        });
      } else await this.#release(key, claim);
      throw error;
    }
  }

  /**
   * The command has had its effect: an answer that cannot be kept is rebuilt from the events by the next retry. A claim
   * that is gone was somebody's who has been erased since.
   */
  async #keep(key: string, claim: string, kept: Kept): Promise<void> {
    try {
      await this.#store.compareAndSet(key, claim, JSON.stringify(kept), keptSeconds);
    } catch (error) {
      this.#log.warn('An answer could not be kept under its idempotency key', { error: String(error) });
    }
  }

  async #release(key: string, claim: string): Promise<void> {
    try {
      await this.#store.compareAndSet(key, claim, null);
    } catch (error) {
      this.#log.warn('An idempotency key could not be released', { error: String(error) });
    }
  }
}

const reused = () => new Problem('idempotency-key-reused', 'This key came with another request before.');

function replay({ status, body, headers }: Kept): Answer {
  return new Answer(status!, body ?? null, { ...headers, 'Idempotent-Replayed': 'true' });
}

function withoutSecrets(answer: Answer, secrets: readonly string[]): Omit<Kept, 'hash'> {
  const { status, body, headers } = answer;
  if (body === null || secrets.length === 0) return { status, body, headers };
  return {
    status,
    headers,
    body: Object.fromEntries(Object.entries(body).filter(([name]) => !secrets.includes(name))),
  };
}

async function endsBefore(done: Promise<void>, deadline: number): Promise<boolean> {
  const left = deadline - Date.now();
  if (left <= 0) return false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), left);
  });
  try {
    return await Promise.race([done.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
