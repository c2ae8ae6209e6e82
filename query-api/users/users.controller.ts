import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Page } from '../../engine/projections/ports/view-store.ts';
import { CurrentCaller, SignedIn } from '../../http/access.ts';
import { Documented } from '../../http/documented.ts';
import { List } from '../../http/list.ts';
import type { ListParameters, Query as QueryString } from '../../http/list-parameters.ts';
import { PathId } from '../../http/path-id.ts';
import { ReadsViews } from '../../http/reads-views.ts';
import { customers } from '../../projectors/customers/customers.ts';
import { Roles } from '../access.ts';
import type { Caller } from '../access.ts';
import { listOf, listQuery } from '../list-documentation.ts';
import { momentIn, momentQuery } from '../moment.ts';
import { ListPeople } from './list-people.ts';
import { examplePerson } from './person.ts';
import type { Person } from './person.ts';
import { ReadPerson } from './read-person.ts';

@Controller('users')
@ReadsViews(customers)
export class UsersController {
  constructor(private readonly queries: QueryBus) {}

  @Get('me')
  @SignedIn()
  @Documented({
    summary: 'Read your own profile',
    description:
      'Everything the shop knows of you: profile, roles and addresses; with `at`, as it was then. Before you registered ' +
      'there is nothing (404); beyond the end it is as now.',
    query: momentQuery,
    answer: examplePerson,
  })
  me(@CurrentCaller() caller: Caller, @Query() query: QueryString): Promise<Person> {
    return this.queries.execute(new ReadPerson(caller.userId, momentIn(query)));
  }

  @Get()
  @Roles('admin')
  @Documented({
    summary: 'List people',
    description: 'Everybody with an account, the newest first. Who was erased is shown with nulls.',
    query: listQuery,
    answer: listOf(examplePerson),
  })
  list(@List() list: ListParameters): Promise<Page<Person>> {
    return this.queries.execute(new ListPeople(list));
  }

  @Get(':id')
  @Roles('admin')
  @Documented({
    summary: 'Read a person',
    description:
      'Profile, roles and addresses of anybody; with `at`, as they were then. Nulls once the person is erased, of the past, ' +
      'too. Before the person registered there is nothing (404); beyond the end it is as now.',
    query: momentQuery,
    answer: examplePerson,
    problems: ['not-found'],
  })
  read(@PathId('id') id: string, @Query() query: QueryString): Promise<Person> {
    return this.queries.execute(new ReadPerson(id, momentIn(query)));
  }
}
