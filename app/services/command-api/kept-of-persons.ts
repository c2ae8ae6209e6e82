import { RefreshTokens } from '../../../command-api/auth/refresh-token.ts';
import { Sessions } from '../../../command-api/auth/sessions.ts';
import type { Registry } from '../../../engine/stores/registry.ts';
import { forgetRegistration } from '../../../http/kept-answers.ts';
import { Revocations } from '../../../http/revocations.ts';
import type { KeptByTheShell } from '../../../process-managers/erasure/personal-traces.ts';

/** How an erasure ends what the command API keeps of a person: sessions, tokens, answers for retries. */
export function keptOfPersons(registry: Registry, pepper: Uint8Array): KeptByTheShell {
  const sessions = new Sessions(registry, new RefreshTokens(pepper), new Revocations(registry));
  return {
    endAccess: (userId) => sessions.endAllForGood(userId),
    // Other answers are sealed with the person's key.
    async forgetAnswers(_userId, registrationId) {
      if (registrationId !== null) await forgetRegistration(registry, registrationId);
    },
  };
}
