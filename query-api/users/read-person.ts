import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Views } from '../../engine/projections/views.ts';
import { Problem } from '../../http/problem.ts';
import { customers } from '../../projectors/customers/customers.ts';
import type { CustomerDocument } from '../../projectors/customers/customers.ts';
import type { Moment } from '../moment.ts';
import { Past } from '../past.ts';
import { VIEWS } from '../tokens.ts';
import { personOf } from './person.ts';
import type { Person } from './person.ts';

/** Everything known of a person, now or as it was at a moment; nulls once they are erased, of the past, too. */
export class ReadPerson extends Query<Person> {
  constructor(
    readonly id: string,
    readonly at: Moment | undefined,
  ) {
    super();
  }
}

@QueryHandler(ReadPerson)
export class ReadPersonHandler implements IQueryHandler<ReadPerson> {
  constructor(
    @Inject(VIEWS) private readonly views: Views,
    private readonly past: Past,
  ) {}

  async execute({ id, at }: ReadPerson): Promise<Person> {
    const person = at === undefined ? await this.views.of(customers).get(id) : await this.asOf(id, at);
    if (person === null) throw Problem.notFound();
    return personOf(person);
  }

  private async asOf(id: string, moment: Moment): Promise<CustomerDocument | null> {
    const own = `user-${id}`;
    return this.past.document(customers, id, [own], await this.past.boundOf(own, moment));
  }
}
