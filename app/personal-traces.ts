import { RefreshTokens } from '../command-api/auth/refresh-token.ts';
import { Sessions } from '../command-api/auth/sessions.ts';
import { systemClock } from '../engine/tools/clock.ts';
import type { KeyValue } from '../engine/stores/key-value.ts';
import type { KeyVault } from '../engine/log/key-vault.ts';
import type { Projections } from '../engine/projections/projections.ts';
import { forgetAnswers } from '../http/idempotency.ts';
import { Revocations } from '../http/revocations.ts';
import { erasedPersons } from '../process-managers/erasure/erased-persons.ts';
import type { PersonalTraces } from '../process-managers/erasure/erasure.ts';
import type { EngineRoom } from './engine-room.ts';

const viewsWaitMs = 5_000;
const unquoted = 'It told of somebody who was erased.';

/** What this process and its data folder keep of persons beside the log. */
export function personalTraces(room: EngineRoom, projections: Projections): PersonalTraces {
  const { keyValue, keyVault, codec, executor, feed, eventStore, snapshots, parkedEvents, pepper, views } = room;
  /** Texts of parked events may quote what they tell of. True when there were any. */
  const unquote = async (userId: string): Promise<boolean> => {
    let found = false;
    for (let after: string | undefined; ;) {
      const page = await parkedEvents.list(500, after);
      for (const parked of page) {
        if (parked.error === unquoted) continue;
        const event = await eventStore.eventAt(parked.position);
        if (event?.metadata.subject !== userId) continue;
        await parkedEvents.park({ ...parked, error: unquoted });
        found = true;
      }
      if (page.length === 0) return found;
      after = page.at(-1)!.id;
    }
  };
  const sessions = new Sessions(keyValue, new RefreshTokens(pepper), new Revocations(keyValue));
  return {
    endAccess: (userId) => sessions.endAllForGood(userId),
    async destroyKey(userId) {
      await keyVault.destroy(userId, systemClock());
      codec.forget(userId);
      executor.forget(userId);
      feed.forget(userId);
    },
    async forgetAnswers(userId) {
      const [registered] = await eventStore.readStream(`user-${userId}`, 0, 1);
      await forgetAnswers(keyValue, userId, registered?.metadata.causationId ?? null);
    },
    async forgetCopies(userId) {
      // Those of orders are sealed with the key that is destroyed.
      await snapshots.delete(`user-${userId}`);
      await unquote(userId);
    },
    async clearViews(userId, position) {
      if (!(await projections.everyBuildForgets(userId, position, viewsWaitMs))) {
        throw new Error('A view still has to forget somebody who was erased');
      }
      // A fold that was under way when the copies went may have parked an event since.
      if (await unquote(userId)) await room.truncateLogs();
      await views.truncateLogs();
    },
    truncateLogs: () => room.truncateLogs(),
  };
}

/** A vault that was restored from a backup has keys again that were destroyed since: they go once more. */
export async function destroyKeysAgain(keyVault: KeyVault, keyValue: KeyValue): Promise<void> {
  for await (const userId of erasedPersons(keyValue)) {
    if ((await keyVault.find(userId)).status !== 'destroyed') await keyVault.destroy(userId, systemClock());
  }
}
