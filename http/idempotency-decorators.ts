import { SetMetadata } from '@nestjs/common';

export const notIdempotentKey = 'storied:not-idempotent';
export const secretsKey = 'storied:secrets';
export const scopeKey = 'storied:key-scope';

/** The operation takes no Idempotency-Key; one that is sent is ignored. */
export const NotIdempotent = () => SetMetadata(notIdempotentKey, true);

/** Members of the answer that a replay leaves out. */
export const SecretsInAnswer = (...members: readonly string[]) => SetMetadata(secretsKey, members);

/** Without a signed-in user the key belongs to the e-mail in this member of the body. */
export const KeyBelongsToEmail = (member: string) => SetMetadata(scopeKey, member);
