import { RefreshTokens } from '../../../command-api/auth/refresh-token.ts';
import { Sessions } from '../../../command-api/auth/sessions.ts';
import type { KeyValue } from '../../../engine/stores/key-value.ts';
import { forgetAnswers } from '../../../http/idempotency.ts';
import { Revocations } from '../../../http/revocations.ts';
import type { KeptByTheShell } from '../../../process-managers/erasure/personal-traces.ts';

/** How an erasure ends what the command API keeps of a person: sessions, tokens, answers for retries. */
export function keptOfPersons(keyValue: KeyValue, pepper: Uint8Array): KeptByTheShell {
  const sessions = new Sessions(keyValue, new RefreshTokens(pepper), new Revocations(keyValue));
  return {
    endAccess: (userId) => sessions.endAllForGood(userId),
    forgetAnswers: (userId, registrationId) => forgetAnswers(keyValue, userId, registrationId),
  };
}
