import { SetMetadata } from '@nestjs/common';

export const notIdempotentKey = 'storied:not-idempotent';
export const scopeKey = 'storied:key-scope';

/** The operation takes no Idempotency-Key; one that is sent is ignored. */
export const NotIdempotent = () => SetMetadata(notIdempotentKey, true);

/** Without a signed-in user the key belongs to the e-mail in this member of the body. */
export const KeyBelongsToEmail = (member: string) => SetMetadata(scopeKey, member);
