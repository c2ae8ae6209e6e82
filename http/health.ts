import type { Express, Request, Response } from 'express';
import { answerWithin } from '../engine/tools/answer-within.ts';
import type { ReadinessCheck } from './http-app-options.ts';
import { sendJson } from './send.ts';

/** A check that has not answered by then does not pass. */
const patienceMs = 2_000;

/**
 * `/health/live`: the process answers. `/health/ready`: every check passes and nobody is closing it; else 503 with
 * the names of what is not ready. `notes` tells what an operator should look at although requests are taken.
 */
export function serveHealth(
  express: Express,
  checks: readonly ReadinessCheck[],
  isClosing: () => boolean,
  notes: () => Promise<readonly string[]> = async () => [],
): void {
  express.get('/health/live', (_request: Request, response: Response) => {
    response.setHeader('Cache-Control', 'no-store');
    sendJson(response, 200, { status: 'live' });
  });
  express.get('/health/ready', async (_request: Request, response: Response) => {
    const results = await Promise.all(checks.map(async (check) => [check.name, await passes(check)] as const));
    const ready = !isClosing() && results.every(([, passed]) => passed);
    const noted = await notes().catch(() => []);
    response.setHeader('Cache-Control', 'no-store');
    const told = Object.fromEntries(results.map(([name, passed]) => [name, passed ? 'ready' : 'not ready']));
    sendJson(response, ready ? 200 : 503, {
      status: ready ? 'ready' : isClosing() ? 'closing' : 'not ready',
      checks: told,
      ...(noted.length === 0 ? {} : { notes: noted }),
    });
  });
}

async function passes({ check }: ReadinessCheck): Promise<boolean> {
  const passing = async () => {
    await check();
    return true;
  };
  return answerWithin(patienceMs, passing(), false).catch(() => false);
}
