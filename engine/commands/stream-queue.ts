/**
 * What waits for one stream. While a batch is being worked on, later jobs gather; they make the next batch.
 * `work` settles its jobs itself, never throws, and answers those it had no room for.
 */
export class StreamQueue<Job> {
  private waiting: Job[] = [];

  constructor(
    private readonly work: (jobs: readonly Job[]) => Promise<readonly Job[]>,
    private readonly most: number,
    /** Called when nothing waits any more, before anything else can be added. */
    private readonly idle: () => void,
  ) {}

  /** Adds without starting: `run` does. */
  add(job: Job): void {
    this.waiting.push(job);
  }

  /** Works until nothing waits. */
  async run(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.most);
      const left = await this.work(batch);
      if (left.length > 0) this.waiting = [...left, ...this.waiting];
    }
    this.idle();
  }
}
