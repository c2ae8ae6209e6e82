import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { Views } from '../../engine/view-store.ts';
import { Problem } from '../../http/problem.ts';
import type { CustomerDocument } from '../../projectors/customers/customers.ts';
import { VIEWS } from '../tokens.ts';
import { personOf } from './person.ts';
import type { Person } from './person.ts';

/** Everything known of a person; nulls once they are erased. */
export class ReadPerson extends Query<Person> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(ReadPerson)
export class ReadPersonHandler implements IQueryHandler<ReadPerson> {
  constructor(@Inject(VIEWS) private readonly views: Views) {}

  async execute({ id }: ReadPerson): Promise<Person> {
    const person = await this.views.get<CustomerDocument>('customers', id);
    if (person === null) throw Problem.notFound();
    return personOf(person);
  }
}
