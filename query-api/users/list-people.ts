import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import type { Views } from '../../engine/projections/views.ts';
import type { ListParameters } from '../../http/list-parameters.ts';
import { customers } from '../../projectors/customers/customers.ts';
import { shown } from '../paging.ts';
import { VIEWS } from '../tokens.ts';
import { personOf } from './person.ts';
import type { Person } from './person.ts';

/** Everybody with an account, the newest first. */
export class ListPeople extends Query<Page<Person>> {
  constructor(readonly list: ListParameters) {
    super();
  }
}

@QueryHandler(ListPeople)
export class ListPeopleHandler implements IQueryHandler<ListPeople> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  execute({ list }: ListPeople): Promise<Page<Person>> {
    const orderBy = [
      { field: 'createdAt', direction: 'descending' },
      { field: 'registeredAt', direction: 'descending' },
    ] as const;
    return shown(this.views.of(customers).find({ orderBy, ...list }), personOf);
  }
}
