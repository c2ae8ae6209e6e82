import type { DynamicModule } from '@nestjs/common';
import type { ViewStore } from '../../../engine/projections/ports/view-store.ts';
import { Views } from '../../../engine/projections/views.ts';
import { QueryApiModule } from '../../../query-api/query-api.module.ts';
import type { QueryApiSources } from '../../../query-api/query-api.module.ts';
import type { Configuration } from '../../configuration.ts';

type QueryApiParts = Omit<QueryApiSources, 'views' | 'settings'> & {
  readonly views: ViewStore;
  readonly configuration: Pick<Configuration, 'currency' | 'lowStock'>;
};

/** The query API, to be served by an HTTP shell. */
export function composeQueryApi({ views, configuration, ...sources }: QueryApiParts): DynamicModule {
  const { currency, lowStock } = configuration;
  return QueryApiModule.with({ ...sources, views: new Views(views), settings: { currency, lowStock } });
}
