import type { CommandContext, CommandIdentity, Execution, Loaded } from './executor.ts';

/** Somebody waits for an answer from a stream. */
class Waiting<Answer> {
  readonly answered: Promise<Answer>;
  settled = false;
  private resolve!: (answer: Answer) => void;
  private refuse!: (reason: unknown) => void;

  constructor() {
    this.answered = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.refuse = reject;
    });
  }

  answer(answer: Answer): void {
    this.settled = true;
    this.resolve(answer);
  }

  fail(reason: unknown): void {
    this.settled = true;
    this.refuse(reason);
  }
}

/** A command that waits for its turn on its stream. */
export class CommandJob extends Waiting<Execution> {
  /** It was sent, and the store did not say at once whether it is in the log. */
  doubtful = false;

  constructor(
    readonly command: unknown,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Somebody asks what a command did. */
export class RecallJob extends Waiting<Execution | null> {
  constructor(readonly context: CommandIdentity) {
    super();
  }
}

/** Somebody waits for the stream's newest state. */
export class LoadJob extends Waiting<Loaded<unknown>> {}

export type Job = CommandJob | RecallJob | LoadJob;
