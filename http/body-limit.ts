import { SetMetadata } from '@nestjs/common';

export const bodyLimitKey = 'storied:body-limit';

/** Lets an operation's body have so many bytes instead of 262,144. */
export const BodyLimit = (bytes: number) => SetMetadata(bodyLimitKey, bytes);
