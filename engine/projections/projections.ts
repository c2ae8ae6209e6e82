import type { ParkedAdmin, ParkedEvent } from '../feed/parked-events.ts';
import type { Position } from '../log/position.ts';
import type { ProjectionAdmin, ProjectionStatus, RebuildJob, Undo } from './ports/projection-admin.ts';
import type { Projection } from './projection.ts';
import { Turns } from '../tools/turns.ts';
import type { ViewGate } from './ports/view-gate.ts';
import type { ProjectionServices } from './builds/slot.ts';
import { ProjectionRuntime } from './runtime.ts';

const nobody: ParkedAdmin = { retryParked: async () => false, discardParked: async () => false };

/** All projections of a process: fed, waited for and looked after. */
export class Projections implements ViewGate, ProjectionAdmin {
  private readonly runtimes: ReadonlyMap<string, ProjectionRuntime>;

  constructor(
    projections: readonly Projection[],
    private readonly services: ProjectionServices,
    /** For what others park where projections do. */
    private readonly others: ParkedAdmin = nobody,
  ) {
    const shared = { backgroundTurns: new Turns(), ...services };
    this.runtimes = new Map(projections.map((each) => [each.name, new ProjectionRuntime(each, shared)]));
  }

  /** Answers when every view can be queried; they may still have events to catch up with. */
  async start(): Promise<void> {
    await Promise.all([...this.runtimes.values()].map((runtime) => runtime.start()));
  }

  async waitFor(views: readonly string[], position: Position, timeoutMs: number): Promise<boolean> {
    const reached = await Promise.all(views.map((view) => this.runtime(view).waitFor(position, timeoutMs)));
    return reached.every(Boolean);
  }

  async position(views: readonly string[]): Promise<Position | null> {
    const [first, ...others] = views.map((view) => this.runtime(view).reached());
    if (first === undefined) return this.services.feed.head().position;
    return others.reduce(
      (least, each) => (least === null || each === null ? null : each < least ? each : least),
      first,
    );
  }

  /**
   * True as soon as no build of any view, whether queries see it or not, keeps anything of a person of whom the log says
   * at the position that they were erased. False when the time is over before, while a build is filled off this thread
   * that was begun before, or when a build that folds nothing any more cannot tell whose its documents are.
   */
  async everyBuildForgets(person: string, position: Position, timeoutMs: number): Promise<boolean> {
    const runtimes = [...this.runtimes.values()];
    const forgotten = await Promise.all(
      runtimes.map((runtime) => runtime.everyBuildForgets(person, position, timeoutMs)),
    );
    return forgotten.every(Boolean);
  }

  /** True for a view that queries find as it was: nothing is folded into it until a rebuild replaces it. */
  standsStill(view: string): boolean {
    return this.runtime(view).standsStill;
  }

  async list(): Promise<readonly ProjectionStatus[]> {
    return Promise.all([...this.runtimes.values()].map((runtime) => runtime.status()));
  }

  async show(name: string): Promise<(ProjectionStatus & { readonly rebuild: RebuildJob | null }) | null> {
    const runtime = this.runtimes.get(name);
    return runtime === undefined ? null : { ...(await runtime.status()), rebuild: runtime.rebuildJob() };
  }

  async rebuild(
    name: string,
  ): Promise<
    { readonly outcome: 'started'; readonly jobId: string } | { readonly outcome: 'rebuild-running' | 'not-found' }
  > {
    const runtime = this.runtimes.get(name);
    if (runtime === undefined) return { outcome: 'not-found' };
    const jobId = await runtime.rebuild();
    return jobId === null ? { outcome: 'rebuild-running' } : { outcome: 'started', jobId };
  }

  cancel(name: string): Promise<Undo> {
    return this.undo(name, (runtime) => runtime.cancel());
  }

  rollback(name: string): Promise<Undo> {
    return this.undo(name, (runtime) => runtime.rollback());
  }

  async parked(limit: number, after?: string): Promise<readonly ParkedEvent[]> {
    const shown: ParkedEvent[] = [];
    for (let last = after; ;) {
      const page = await this.services.parked.list(limit, last);
      for (const event of page) {
        const [projection = '', build] = event.projection.split('@');
        // What builds beside the live one have parked is their own affair.
        const isShown = build === undefined || this.runtimes.get(projection)?.consumer === event.projection;
        if (isShown && shown.length < limit) shown.push({ ...event, projection });
      }
      if (page.length < limit || shown.length >= limit) return shown;
      last = page.at(-1)!.id;
    }
  }

  async retryParked(id: string): Promise<boolean> {
    return (await this.anyRuntime((runtime) => runtime.retryParked(id, false))) || this.others.retryParked(id);
  }

  async discardParked(id: string): Promise<boolean> {
    return (await this.anyRuntime((runtime) => runtime.retryParked(id, true))) || this.others.discardParked(id);
  }

  async pause(name: string): Promise<void> {
    await this.runtime(name).pause();
  }

  resume(name: string): void {
    this.runtime(name).resume();
  }

  async close(): Promise<void> {
    await Promise.all([...this.runtimes.values()].map((runtime) => runtime.close()));
  }

  private async undo(name: string, attempt: (runtime: ProjectionRuntime) => Promise<boolean>): Promise<Undo> {
    const runtime = this.runtimes.get(name);
    if (runtime === undefined) return 'not-found';
    return (await attempt(runtime)) ? 'done' : 'nothing-to-undo';
  }

  private async anyRuntime(attempt: (runtime: ProjectionRuntime) => Promise<boolean>): Promise<boolean> {
    for (const runtime of this.runtimes.values()) if (await attempt(runtime)) return true;
    return false;
  }

  private runtime(name: string): ProjectionRuntime {
    const runtime = this.runtimes.get(name);
    if (runtime === undefined) throw new Error(`There is no projection ${name}`);
    return runtime;
  }
}
