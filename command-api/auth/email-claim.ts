import { comparedEmail } from '../../domain/user/email.ts';
import { secretId } from '../../engine/log/ids.ts';

/** The id of the claim on an e-mail: stream `userEmail-<this>`, and no way back to the address. */
export function emailClaimId(pepper: Uint8Array, email: string): string {
  return secretId(pepper, 'email', comparedEmail(email));
}
