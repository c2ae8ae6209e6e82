import { SetMetadata } from '@nestjs/common';

export const readsViewsKey = 'storied:reads-views';

/** The views that a query's answer is made of: `Read-After` waits for them, `View-Position` tells how far they are. */
export const ReadsViews = (...views: readonly { readonly name: string }[]) =>
  SetMetadata(
    readsViewsKey,
    views.map(({ name }) => name),
  );
